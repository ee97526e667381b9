//! Records out of a stretch of text, as coded columns of its own that are later added to those of the table.
//!
//! First it is found where the cells stand, row by row, and then they are coded column by column: the values of one column are few and alike,
//! so that what is known of them lies at hand.
//!
//! Quotation marks mean what they mean in the csv crate: those at the start of a cell. Text that puts them elsewhere in a way
//! that would move the end of a record is odd, and the whole file is then read from its start by that crate.

use std::borrow::Cow;

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

/// Where a cell stands: in the text, or among the words of cells that are not written there as they are meant.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Marks what does not stand in the text.
    const APART: u32 = 1 << 31;

    /// The bytes from one to before another; stretches are far shorter than 2 GiB.
    #[allow(clippy::cast_possible_truncation, reason = "no stretch is so long")]
    #[inline]
    fn of(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    fn apart(self) -> Self {
        Self { start: self.start | Self::APART, ..self }
    }

    /// Whether it does not stand in the text.
    #[inline]
    pub fn is_apart(self) -> bool {
        self.start & Self::APART > 0
    }

    /// Its bytes, wherever it stands.
    #[inline]
    pub fn bytes(self) -> (usize, usize) {
        ((self.start & !Self::APART) as usize, self.end as usize)
    }
}

/// The records of a stretch of text.
#[derive(Debug)]
pub struct Block {
    /// The columns that are kept.
    pub columns: Vec<Part>,
    /// The cells of those that were found and not coded yet, row by row.
    spans: Vec<Span>,
    /// The words of cells that do not stand in the text as they are meant.
    apart: String,
    /// How many of the records are coded.
    coded: usize,
    /// For each column of the file its place among those that are kept.
    places: Vec<Option<u32>>,
    /// The number of each record that is not blank, counted from 1 at the start of the stretch.
    pub records: Vec<u64>,
    /// How many records there are, blank ones included.
    pub seen: u64,
    /// Whether a zero byte was met.
    pub has_zeros: bool,
    at: usize,
    is_long: bool,
    /// How many cells up to the last that says something.
    filled: usize,
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
        Self {
            columns,
            spans: Vec::new(),
            apart: String::new(),
            coded: 0,
            places,
            records: Vec::new(),
            seen: 0,
            has_zeros: false,
            at: 0,
            is_long: false,
            filled: 0,
        }
    }

    /// Takes all records out, and keeps the memory for others.
    pub fn clear(&mut self) {
        self.columns.iter_mut().for_each(Part::clear);
        self.spans.clear();
        self.apart.clear();
        self.records.clear();
        (self.coded, self.seen, self.at, self.filled) = (0, 0, 0, 0);
        (self.has_zeros, self.is_long) = (false, false);
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
        if text.len() >= Span::APART as usize {
            return Err(Trouble::Odd);
        }
        let bytes = text.as_bytes();
        // How many carriage returns are told as part of a line end or of a quoted cell; any other ends a record too.
        let (mut returns, mut returned) = (0, 0);
        let mut start = 0;
        for place in Marks::new(bytes, [delimiter, b'"']) {
            let mark = bytes[place];
            returned += usize::from(mark == b'\r');
            self.has_zeros |= mark == 0;
            if place < start {
                continue;
            }
            match mark {
                b'"' if place == start => {
                    let (cell, end) = quoted(text, start + 1).ok_or(Trouble::Odd)?;
                    returns += memchr::memchr_iter(b'\r', &bytes[start..end]).count();
                    match cell {
                        Cow::Borrowed(cell) => self.cell_of(text, start + 1, start + 1 + cell.len()),
                        Cow::Owned(cell) => self.cell_apart(&cell),
                    }
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
                            self.end()?;
                            end + length
                        }
                    };
                }
                b'\n' => {
                    let is_return = start < place && bytes[place - 1] == b'\r';
                    returns += usize::from(is_return);
                    let end = place - usize::from(is_return);
                    if self.at > 0 || start < end {
                        if !self.passes_over(bytes, start, end) {
                            self.cell_of(text, start, end);
                        }
                        self.end()?;
                    }
                    start = place + 1;
                }
                mark if mark == delimiter => {
                    if !self.passes_over(bytes, start, place) {
                        self.cell_of(text, start, place);
                    }
                    start = place + 1;
                }
                _ => {}
            }
        }
        let rest = &text[start..];
        if self.at > 0 || !rest.is_empty() {
            let cell = rest.strip_suffix('\r').unwrap_or(rest);
            returns += rest.len() - cell.len();
            if self.at > 0 || !cell.is_empty() {
                self.cell_of(text, start, start + cell.len());
                self.end()?;
            }
        }
        if returns == returned { Ok(()) } else { Err(Trouble::Odd) }
    }

    /// Adds a record that was read elsewhere.
    ///
    /// # Errors
    /// When it is ragged.
    pub fn record<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> Result<(), Trouble> {
        cells.for_each(|cell| self.cell_apart(cell));
        self.end()?;
        self.code("");
        Ok(())
    }

    /// Codes the cells that were found, column by column.
    fn code(&mut self, text: &str) {
        let width = self.columns.len();
        for (place, column) in self.columns.iter_mut().enumerate() {
            column.extend(text, &self.apart, self.spans.iter().skip(place).step_by(width).copied());
        }
        self.spans.clear();
        self.apart.clear();
        self.coded = self.records.len();
    }

    /// Passes over a cell of a column that is not kept, of which it matters only that it says something; false where it may say nothing.
    #[inline]
    fn passes_over(&mut self, bytes: &[u8], start: usize, end: usize) -> bool {
        let is_over = self.places.get(self.at) == Some(&None) && start < end && bytes[start].is_ascii_graphic();
        if is_over {
            self.is_long |= end - start > LONGEST_CELL;
            self.at += 1;
            self.filled = self.at;
        }
        is_over
    }

    /// A cell as it stands in a text. Most begin and end with a letter or a figure.
    #[inline]
    fn cell_of(&mut self, text: &str, start: usize, end: usize) {
        let bytes = text.as_bytes();
        let is_plain = start < end && bytes[start].is_ascii_graphic() && bytes[end - 1].is_ascii_graphic();
        let span = if is_plain {
            Span::of(start, end)
        } else {
            let cell = &text[start..end];
            let start = start + cell.len() - cell.trim_start().len();
            Span::of(start, start + cell.trim().len())
        };
        self.found(span);
    }

    /// A cell that does not stand in the text as it is meant.
    fn cell_apart(&mut self, cell: &str) {
        let start = self.apart.len();
        self.apart.push_str(trimmed(cell));
        self.found(Span::of(start, self.apart.len()).apart());
    }

    #[inline]
    fn found(&mut self, span: Span) {
        let (start, end) = span.bytes();
        self.is_long |= end - start > LONGEST_CELL;
        if let Some(Some(_)) = self.places.get(self.at) {
            self.spans.push(span);
        }
        self.at += 1;
        if start < end {
            self.filled = self.at;
        }
    }

    fn end(&mut self) -> Result<(), Trouble> {
        if self.is_long {
            return Err(Trouble::Long);
        }
        let (cells, filled) = (std::mem::take(&mut self.at), std::mem::take(&mut self.filled));
        self.seen += 1;
        if filled == 0 {
            self.spans.truncate((self.records.len() - self.coded) * self.columns.len());
        } else if filled > self.places.len() || cells < self.places.len() {
            return Err(Trouble::Ragged(cells));
        } else {
            self.records.push(self.seen);
        }
        Ok(())
    }
}

/// The words of a quoted cell and where the closing mark ends.
fn quoted(text: &str, start: usize) -> Option<(Cow<'_, str>, usize)> {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut is_doubled = false;
    loop {
        let mark = at + memchr::memchr(b'"', &bytes[at..])?;
        if bytes.get(mark + 1) != Some(&b'"') {
            let cell = &text[start..mark];
            let cell = if is_doubled { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) };
            return Some((cell, mark + 1));
        }
        is_doubled = true;
        at = mark + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
