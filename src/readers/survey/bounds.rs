//! Where the cells of a stretch of text stand: a number a cell, since one begins behind the mark that ends the one before.

use std::borrow::Cow;

/// Where a cell stands, with its quotation marks if it has any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Whether it stands between quotation marks.
    pub is_quoted: bool,
}

impl Bounds {
    /// What the cell says, with the blanks at its ends.
    pub fn words(self, text: &str) -> Cow<'_, str> {
        let cell = &text[self.start..self.end];
        match cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).filter(|_| self.is_quoted) {
            Some(inner) if inner.contains('"') => Cow::Owned(inner.replace("\"\"", "\"")),
            Some(inner) => Cow::Borrowed(inner),
            None => Cow::Borrowed(cell),
        }
    }
}

/// The cells of records that are as wide as a table.
#[derive(Debug)]
pub struct Cells {
    width: usize,
    /// Where each record begins.
    starts: Vec<u32>,
    /// Where each cell ends, record by record; behind them those of the record that is not whole yet.
    ends: Vec<u32>,
}

impl Cells {
    /// The longest text whose cells are told from a number each.
    pub const LONGEST_TEXT: usize = (1 << 31) - 2;
    /// Marks the end of a cell in quotation marks.
    const QUOTED: u32 = 1 << 31;

    /// None, of a table of so many columns.
    pub fn new(width: usize) -> Self {
        Self { width, starts: Vec::new(), ends: Vec::new() }
    }

    /// Takes all records out, and keeps the memory for others.
    pub fn clear(&mut self) {
        self.starts.clear();
        self.ends.clear();
    }

    /// How many cells the record has that is not whole yet.
    pub fn open(&self) -> usize {
        self.ends.len() - self.starts.len() * self.width
    }

    /// A cell of the record ends here; the next one begins a byte later.
    #[inline]
    pub fn push(&mut self, end: usize) {
        self.ends.push(short(end));
    }

    /// The same for one in quotation marks.
    pub fn push_quoted(&mut self, end: usize) {
        self.ends.push(short(end) | Self::QUOTED);
    }

    /// The cells of the record that is not whole yet and begins here.
    pub fn of_open(&self, start: usize) -> impl Iterator<Item = Bounds> {
        let own = &self.ends[self.starts.len() * self.width..];
        own.iter().scan(start, |start, &end| {
            let cell = bounds(*start, end);
            *start = cell.end + 1;
            Some(cell)
        })
    }

    /// The record that begins here is whole: what it has beyond the width of the table is given up.
    pub fn keep(&mut self, start: usize) {
        self.starts.push(short(start));
        self.ends.truncate(self.starts.len() * self.width);
    }

    /// The record that is not whole yet is none.
    pub fn give_up(&mut self) {
        self.ends.truncate(self.starts.len() * self.width);
    }

    /// The cells of a column, a record after the other.
    pub fn of_column(&self, column: usize) -> impl ExactSizeIterator<Item = Bounds> {
        self.starts.iter().zip(self.ends.chunks_exact(self.width.max(1))).map(move |(&start, ends)| {
            let start = match column.checked_sub(1) {
                Some(before) => (ends[before] & !Self::QUOTED) as usize + 1,
                None => start as usize,
            };
            bounds(start, ends[column])
        })
    }
}

#[inline]
fn bounds(start: usize, end: u32) -> Bounds {
    Bounds { start, end: (end & !Cells::QUOTED) as usize, is_quoted: end & Cells::QUOTED > 0 }
}

#[allow(clippy::cast_possible_truncation, reason = "no text is longer than LONGEST_TEXT")]
#[inline]
fn short(place: usize) -> u32 {
    place as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_between_the_marks_and_say_what_is_meant() {
        let text = "ab,\"c \"\"d\"\"\",\n,\"\",e";
        let mut cells = Cells::new(3);
        cells.push(2);
        cells.push_quoted(12);
        assert_eq!((cells.open(), cells.of_column(0).len()), (2, 0));
        cells.push(13);
        assert_eq!(
            cells.of_open(0).map(|cell| cell.words(text).into_owned()).collect::<Vec<_>>(),
            ["ab", "c \"d\"", ""]
        );
        cells.keep(0);
        cells.push(14);
        cells.push_quoted(17);
        cells.push(19);
        // One too many, and a record that is none.
        cells.push(20);
        cells.keep(14);
        cells.push(25);
        cells.give_up();
        assert_eq!((cells.open(), cells.of_column(0).len()), (0, 2));
        let column = |column| cells.of_column(column).map(|cell| cell.words(text).into_owned()).collect::<Vec<_>>();
        assert_eq!([column(0), column(1), column(2)], [["ab", ""], ["c \"d\"", ""], ["", "e"]]);
    }

    #[test]
    fn a_table_without_columns_has_no_cells() {
        let cells = Cells::new(0);
        assert_eq!((cells.of_column(0).len(), cells.open(), cells.of_open(0).count()), (0, 0, 0));
    }
}
