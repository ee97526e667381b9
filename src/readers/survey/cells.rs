//! Records out of a stretch of text, as coded columns of its own that are later added to those of the table.
//!
//! First it is found where the cells stand, row by row, and then they are coded column by column: the values of one column are few and alike,
//! so that what is known of them lies at hand.
//!
//! Quotation marks mean what they mean in the csv crate: those at the start of a cell. Text that puts them elsewhere in a way
//! that would move the end of a record is odd, and the whole file is then read from its start by that crate.

use std::ops::Range;

use super::bounds::Cells;
use super::raw_column::{Part, trimmed};
use super::scan::Marks;

/// The longest cell in bytes; Excel's holds 32,767 letters.
pub const LONGEST_CELL: usize = 1 << 20;

/// Why some records could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Not a stretch of whole records as they usually are: to be read with care.
    Odd,
    /// The last record has so many cells, and the headings another number.
    Ragged(usize),
    /// The last record has a cell that is longer than any answer.
    Long,
    /// A byte that is not UTF-8.
    NotUtf8,
    /// A zero byte.
    Zero,
}

/// The records of a stretch of text.
#[derive(Debug)]
pub struct Block {
    /// The columns that are kept.
    pub columns: Vec<Part>,
    /// The cells that were found and are not coded yet.
    cells: Cells,
    /// For each column of the file its place among those that are kept.
    places: Vec<Option<u32>>,
    /// The number of each record that is not blank, counted from 1 at the start of the stretch.
    pub records: Vec<u64>,
    /// How many records there are, blank ones included.
    pub seen: u64,
    /// Whether a zero byte was met.
    pub has_zeros: bool,
}

impl Block {
    /// One without records, of all columns.
    pub fn new(width: usize) -> Self {
        Self::of(&vec![true; width])
    }

    /// One without records that keeps some columns.
    pub fn of(kept: &[bool]) -> Self {
        let mut count = 0;
        let places = kept.iter().map(|&kept| {
            count += u32::from(kept);
            kept.then(|| count - 1)
        });
        let places: Vec<Option<u32>> = places.collect();
        let columns = std::iter::repeat_with(Part::default).take(count as usize).collect();
        let cells = Cells::new(places.len());
        Self { columns, cells, places, records: Vec::new(), seen: 0, has_zeros: false }
    }

    /// Takes all records out, and keeps the memory for others.
    pub fn clear(&mut self) {
        self.columns.iter_mut().for_each(Part::clear);
        self.cells.clear();
        self.records.clear();
        (self.seen, self.has_zeros) = (0, false);
    }

    /// One of columns that were read elsewhere, each of so many rows.
    #[cfg(not(fuzzing))]
    pub fn of_columns(columns: Vec<Part>, rows: usize) -> Self {
        let rows = rows as u64;
        Self { columns, records: (1..=rows).collect(), seen: rows, ..Self::of(&[]) }
    }

    /// Reads a stretch of whole records; only the last of the file may end without a line end.
    ///
    /// # Errors
    /// When it is odd, or a record is ragged.
    pub fn read(&mut self, text: &[u8], delimiter: u8, is_last: bool) -> Result<(), Trouble> {
        let text = std::str::from_utf8(text).map_err(|_| Trouble::NotUtf8)?;
        self.find(text, delimiter, is_last)?;
        self.code(text);
        Ok(())
    }

    /// Finds where the cells stand.
    fn find(&mut self, text: &str, delimiter: u8, is_last: bool) -> Result<(), Trouble> {
        if text.len() > Cells::LONGEST_TEXT {
            return Err(Trouble::Odd);
        }
        let bytes = text.as_bytes();
        // How many carriage returns are told as part of a line end or of a quoted cell; any other ends a record too.
        let (mut returns, mut returned) = (0, 0);
        // Where the record begins, and the cell.
        let (mut record, mut start) = (0, 0);
        for place in Marks::new(bytes, [delimiter, b'"']) {
            let mark = bytes[place];
            if place >= start {
                if mark == delimiter {
                    self.cells.push(place);
                    start = place + 1;
                    continue;
                }
                if mark == b'\n' {
                    let is_return = start < place && bytes[place - 1] == b'\r';
                    returns += usize::from(is_return);
                    let end = place - usize::from(is_return);
                    if start > record || start < end {
                        self.cells.push(end);
                        self.end(text, record..end, delimiter)?;
                    }
                    (record, start) = (place + 1, place + 1);
                    continue;
                }
                if mark == b'"' && place == start {
                    let end = closing(bytes, start + 1).ok_or(Trouble::Odd)?;
                    returns += memchr::memchr_iter(b'\r', &bytes[start..end]).count();
                    self.cells.push_quoted(end);
                    start = match &bytes[end..] {
                        [next, ..] if *next == delimiter => end + 1,
                        rest => {
                            let (length, is_return) = match rest {
                                [b'\n', ..] => (1, 0),
                                [b'\r', b'\n', ..] => (2, 1),
                                [b'\r'] if is_last => (1, 1),
                                [] if is_last => (0, 0),
                                _ => return Err(Trouble::Odd),
                            };
                            returns += is_return;
                            self.end(text, record..end, delimiter)?;
                            record = end + length;
                            record
                        }
                    };
                    continue;
                }
            }
            returned += usize::from(mark == b'\r');
            self.has_zeros |= mark == 0;
        }
        let end = text.len() - usize::from(text[start..].ends_with('\r'));
        returns += text.len() - end;
        if start > record || start < end {
            self.cells.push(end);
            self.end(text, record..end, delimiter)?;
        }
        if returns == returned { Ok(()) } else { Err(Trouble::Odd) }
    }

    /// Adds a record that was read elsewhere.
    ///
    /// # Errors
    /// When it is ragged.
    pub fn record<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> Result<(), Trouble> {
        let mut text = String::new();
        for cell in cells {
            text.push_str(cell);
            self.cells.push(text.len());
            text.push(' ');
        }
        if text.len() > Cells::LONGEST_TEXT {
            return Err(Trouble::Long);
        }
        self.end(&text, 0..text.len(), b' ')?;
        self.code(&text);
        Ok(())
    }

    /// Codes the cells that were found, column by column.
    fn code(&mut self, text: &str) {
        for (column, place) in self.places.iter().enumerate() {
            if let Some(place) = place {
                self.columns[*place as usize].extend(text, self.cells.of_column(column));
            }
        }
        self.cells.clear();
    }

    /// The record that stands here has no further cells.
    fn end(&mut self, text: &str, record: Range<usize>, delimiter: u8) -> Result<(), Trouble> {
        let (cells, width) = (self.cells.open(), self.places.len());
        self.seen += 1;
        // Most are as wide as the table and begin with a letter or a figure.
        let first = text.as_bytes().get(record.start).copied().unwrap_or(delimiter);
        let says_something = first.is_ascii_alphanumeric() && first != delimiter;
        if cells != width || !says_something || record.len() > LONGEST_CELL {
            // How many cells there are up to the last that says something.
            let mut filled = 0;
            for (cell, number) in self.cells.of_open(record.start).zip(1..) {
                let words = cell.words(text);
                let words = trimmed(&words);
                if words.len() > LONGEST_CELL {
                    return Err(Trouble::Long);
                }
                if !words.is_empty() {
                    filled = number;
                }
            }
            if filled == 0 {
                self.cells.give_up();
                return Ok(());
            }
            if filled > width || cells < width {
                return Err(Trouble::Ragged(cells));
            }
        }
        self.cells.keep(record.start);
        self.records.push(self.seen);
        Ok(())
    }
}

/// Where the mark ends that closes a quoted cell, of which the words begin here.
fn closing(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let mark = at + memchr::memchr(b'"', &bytes[at..])?;
        if bytes.get(mark + 1) != Some(&b'"') {
            return Some(mark + 1);
        }
        at = mark + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, width: usize) -> Result<Vec<Vec<String>>, Trouble> {
        let mut block = Block::new(width);
        block.read(text.as_bytes(), b',', true)?;
        let row = |row| block.columns.iter().map(|column| column.cell(row).to_owned()).collect();
        Ok((0..block.records.len()).map(row).collect())
    }

    /// What the csv crate makes of it.
    fn careful(text: &str) -> Vec<Vec<String>> {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let records =
            reader.into_records().map(|record| record.unwrap().iter().map(|cell| cell.trim().to_owned()).collect());
        records.filter(|record: &Vec<String>| record.iter().any(|cell| !cell.is_empty())).collect()
    }

    #[test]
    fn nothing_and_blank_lines_have_no_records() {
        for text in ["", "\n", "\r\n\r\n", "\n\n,\n", ","] {
            assert_eq!(read(text, 2).unwrap(), Vec::<Vec<String>>::new(), "{text:?}");
        }
    }

    #[test]
    fn it_reads_as_the_csv_crate_does() {
        for text in [
            "a,b\nc,d",
            "a,b\r\nc,d\r\n",
            "\"a,\"\"x\"\"\nz\",b\r\n\"\",d\r",
            "5\" pipe,b\n6\"\",d\n",
            "\n\na,b\n\n\nc,\n,d\n",
            "\"a\r\nb\",\"c\"\r\n",
            "a,b\n\"c\",\"d\"",
            " a , b \n",
        ] {
            assert_eq!(read(text, 2).unwrap(), careful(text), "{text:?}");
        }
    }

    #[test]
    fn what_would_move_the_end_of_a_record_is_odd() {
        for text in ["a\rb,d\n", "\"a\"x,b\n", "\"a,b\n", "\"a\"\rb,c"] {
            assert_eq!(read(text, 2), Err(Trouble::Odd), "{text:?}");
        }
        assert_eq!(Block::new(1).read(b"\xff\n", b',', true), Err(Trouble::NotUtf8));
    }

    #[test]
    fn a_ragged_record_is_told_and_empty_cells_at_its_end_are_fine() {
        assert_eq!(read("a,b\n\nc,d,e\n", 2), Err(Trouble::Ragged(3)));
        assert_eq!(read("a,b\nc\n", 2), Err(Trouble::Ragged(1)));
        assert_eq!(read("a,b,,\nc,d,\n", 2).unwrap().len(), 2);
    }

    #[test]
    fn a_cell_longer_than_any_answer_is_refused() {
        assert_eq!(read(&format!("a,{}\n", "x".repeat(LONGEST_CELL + 1)), 2), Err(Trouble::Long));
    }

    proptest! {
        #[test]
        fn what_is_read_at_all_is_what_the_csv_crate_reads(text in "([ab ]{0,3}[,,\n\"]|\r\n|\"[ab,\r\n\t]{0,3}\"|\"\"|é|\0){0,40}") {
            let mut careful = careful(&text);
            if let Ok(read) = read(&text, 2) {
                careful.iter_mut().for_each(|record| record.truncate(2));
                prop_assert_eq!(&read, &careful);
                // A column that is kept alone, and records that were read elsewhere, are no different.
                let mut alone = Block::of(&[false, true]);
                prop_assert_eq!(alone.read(text.as_bytes(), b',', true), Ok(()));
                let mut elsewhere = Block::new(2);
                for record in &careful {
                    prop_assert_eq!(elsewhere.record(record.iter().map(String::as_str)), Ok(()));
                }
                for (row, record) in read.iter().enumerate() {
                    prop_assert_eq!(alone.columns[0].cell(row), &record[1]);
                    prop_assert_eq!([elsewhere.columns[0].cell(row), elsewhere.columns[1].cell(row)], [&record[0], &record[1]]);
                }
            }
        }
    }
}
