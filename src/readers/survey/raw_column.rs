//! A dictionary-coded column: each different value once, and which of them stands in each row.
//!
//! Values lie in one buffer, codes are as narrow as their number allows: a column of five choices costs a byte a row, a column
//! of a million different comments costs its words and a few bytes for each.

use std::sync::Arc;

use super::lookup::{Lookup, hash};
pub use crate::model::code_list::BLANK;
use crate::model::code_list::{CodeList, Codes};
use crate::model::texts::{Texts, Words};

/// A column: its different values, how often each stands in it, and a code a row.
#[derive(Debug, Clone)]
pub struct RawColumn {
    /// The values, which the columns of the model share.
    words: Arc<Words>,
    counts: Vec<u32>,
    codes: CodeList,
    /// Finds a value's code; absent once the column is complete, and made again where a cell is added all the same.
    lookup: Option<Lookup>,
}

impl Default for RawColumn {
    fn default() -> Self {
        Self { words: Arc::default(), counts: vec![0], codes: CodeList::default(), lookup: None }
    }
}

impl RawColumn {
    /// A column that was blank for so many rows.
    pub fn blank(rows: usize) -> Self {
        let mut column = Self { codes: CodeList::blank(rows), ..Self::default() };
        column.counts[0] = u32::try_from(rows).unwrap_or(u32::MAX);
        column
    }

    /// Adds a cell. Blanks at either end, no-break spaces included, are not part of it.
    pub fn push(&mut self, cell: &str) {
        let code = self.code_of(trimmed(cell));
        self.push_code(code);
    }

    /// The code of a value, which is new to the column or known; no row is added.
    pub fn code_of(&mut self, value: &str) -> u32 {
        if value.is_empty() {
            return BLANK;
        }
        let hash = hash(value.as_bytes());
        let Self { words, lookup, .. } = self;
        let lookup = lookup.get_or_insert_with(|| Lookup::of(words.iter().skip(1)));
        let new = u32::try_from(words.len()).unwrap_or(u32::MAX);
        let code = lookup.find_or_add(hash, new, |code| words.get(code) == value);
        if code == new {
            Arc::make_mut(words).push(value);
            self.counts.push(0);
        }
        code
    }

    /// Adds a row of this code, which [`Self::code_of`] gave.
    pub fn push_code(&mut self, code: u32) {
        if let Some(count) = self.counts.get_mut(code as usize) {
            *count += 1;
            self.codes.push(code);
        }
    }

    /// Adds the rows of a part that follows in the file.
    pub fn append(&mut self, part: &Part) {
        let new: Vec<u32> = part.values().map(|value| self.code_of(value)).collect();
        for (&code, &count) in new.iter().zip(&part.counts) {
            self.counts[code as usize] += count;
        }
        let largest = u32::try_from(self.distinct()).unwrap_or(u32::MAX);
        self.codes.extend(&part.codes, &new, largest);
    }

    /// Says that no cells will be added: what only adding needs is given up.
    pub fn complete(&mut self) {
        self.lookup = None;
        Arc::make_mut(&mut self.words).shrink_to_fit();
    }

    /// The value of a code.
    pub fn value(&self, code: u32) -> &str {
        self.words.get(code)
    }

    /// The values, to be shared.
    pub fn words(&self) -> Arc<Words> {
        Arc::clone(&self.words)
    }

    /// The value of a row.
    pub fn cell(&self, row: usize) -> &str {
        self.value(self.code(row))
    }

    /// All codes with their values, the blank first, then in order of first appearance.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.words.iter()
    }

    /// The values that are not blank with how often each stands in the column, in order of first appearance.
    pub fn filled(&self) -> impl Iterator<Item = (&str, u64)> + Clone {
        self.values().zip(self.counts.iter().map(|&count| u64::from(count))).skip(1)
    }

    /// How many different values there are, blanks apart.
    pub fn distinct(&self) -> usize {
        self.words.len() - 1
    }

    /// How many cells are not blank.
    pub fn answered(&self) -> u64 {
        self.codes.len() as u64 - u64::from(self.counts[0])
    }

    /// The code of each row.
    pub fn codes(&self) -> Codes<'_> {
        self.codes.codes()
    }

    /// The code of a row; that of a blank beyond the last.
    pub fn code(&self, row: usize) -> u32 {
        self.codes().get(row)
    }

    /// The values of the rows from one to before another, for the model.
    pub fn texts(&self, start: usize, end: usize) -> Texts {
        Texts::new(self.words(), self.codes().between(start, end).kept(|_| true))
    }
}

/// A column of some rows of a file, with a dictionary of its own.
#[derive(Debug, Default)]
pub struct Part {
    text: String,
    /// Where each value but the blank ends in the text.
    ends: Vec<usize>,
    counts: Vec<u32>,
    codes: Vec<u32>,
    lookup: Lookup,
}

impl Part {
    /// Adds a cell that has no blanks at its ends.
    pub fn push(&mut self, cell: &str) {
        if self.counts.is_empty() {
            self.ends.push(0);
            self.counts.push(0);
        }
        let code = if cell.is_empty() { BLANK } else { self.code_of(cell) };
        self.counts[code as usize] += 1;
        self.codes.push(code);
    }

    fn code_of(&mut self, value: &str) -> u32 {
        let Self { text, ends, counts, lookup, .. } = self;
        let new = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        let is_it = |code: u32| {
            let code = code as usize;
            text.as_bytes()[ends[code - 1]..ends[code]] == *value.as_bytes()
        };
        let code = lookup.find_or_add(hash(value.as_bytes()), new, is_it);
        if code == new {
            text.push_str(value);
            ends.push(text.len());
            counts.push(0);
        }
        code
    }

    /// Takes the last cell back, whose code is given.
    pub fn take_back(&mut self, code: u32) {
        if self.codes.pop().is_some() {
            self.counts[code as usize] -= 1;
        }
    }

    /// The value of a row.
    #[cfg(test)]
    pub fn cell(&self, row: usize) -> &str {
        slice(&self.text, &self.ends, self.codes[row] as usize)
    }

    fn values(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|code| slice(&self.text, &self.ends, code))
    }
}

fn slice<'a>(text: &'a str, ends: &[usize], code: usize) -> &'a str {
    let start = if code == 0 { 0 } else { ends[code - 1] };
    &text[start..ends[code]]
}

/// A cell without blanks at either end. Most cells begin and end with a letter or a figure, which is told from two bytes.
pub fn trimmed(cell: &str) -> &str {
    match (cell.as_bytes().first(), cell.as_bytes().last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => cell,
        _ => cell.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_without_rows_has_the_blank_alone() {
        let column = RawColumn::default();
        assert_eq!((column.distinct(), column.answered(), column.codes().len()), (0, 0, 0));
        assert_eq!(column.values().collect::<Vec<_>>(), [""]);
        assert_eq!((column.value(7), column.code(7)), ("", BLANK));
    }

    #[test]
    fn codes_count_in_order_of_appearance_and_widen_when_they_must() {
        let mut column = RawColumn::blank(1);
        let cells: Vec<String> = (0..70_000).map(|number| format!(" {}\u{a0}", number % 66_000)).collect();
        cells.iter().for_each(|cell| column.push(cell));
        assert_eq!((column.distinct(), column.answered(), column.codes().len()), (66_000, 70_000, 70_001));
        assert!(matches!(column.codes(), Codes::U32(_)));
        assert_eq!(column.codes().between(1, 4).iter().collect::<Vec<_>>(), [1, 2, 3]);
        assert!((0..70_000).all(|row| column.cell(row + 1) == (row % 66_000).to_string()));
        assert_eq!(column.filled().next(), Some(("0", 2)));
    }

    #[test]
    fn a_completed_column_still_takes_cells() {
        let mut column = RawColumn::default();
        ["a", "b", ""].iter().for_each(|cell| column.push(cell));
        column.complete();
        ["b", "c"].iter().for_each(|cell| column.push(cell));
        assert_eq!(column.codes().iter().collect::<Vec<_>>(), [1, 2, 0, 2, 3]);
    }
}
