//! A dictionary-coded column: each different value once, and which of them stands in each row.
//!
//! Values lie in one buffer, codes are as narrow as their number allows: a column of five choices costs a byte a row, a column
//! of a million different comments costs its words and a few bytes for each.

use super::lookup::{Lookup, hash};

/// The code of a blank cell in every column.
pub const BLANK: u32 = 0;

/// A column: its different values, how often each stands in it, and a code a row.
#[derive(Debug, Clone)]
pub struct RawColumn {
    text: String,
    /// Where each value ends in the text.
    ends: Vec<usize>,
    counts: Vec<u32>,
    codes: CodeList,
    /// Finds a value's code; absent once the column is complete, and made again where a cell is added all the same.
    lookup: Option<Lookup>,
}

impl Default for RawColumn {
    fn default() -> Self {
        Self { text: String::new(), ends: vec![0], counts: vec![0], codes: CodeList::default(), lookup: None }
    }
}

impl RawColumn {
    /// A column that was blank for so many rows.
    pub fn blank(rows: usize) -> Self {
        let mut column = Self { codes: CodeList::U8(vec![0; rows]), ..Self::default() };
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
        let Self { text, ends, lookup, .. } = self;
        let lookup = lookup.get_or_insert_with(|| Lookup::of((1..ends.len()).map(|code| slice(text, ends, code))));
        let new = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        let code = lookup.find_or_add(hash, new, |code| slice(text, ends, code as usize) == value);
        if code == new {
            text.push_str(value);
            ends.push(text.len());
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
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The value of a code.
    pub fn value(&self, code: u32) -> &str {
        if (code as usize) < self.ends.len() { slice(&self.text, &self.ends, code as usize) } else { "" }
    }

    /// The value of a row.
    pub fn cell(&self, row: usize) -> &str {
        self.value(self.code(row))
    }

    /// All codes with their values, the blank first, then in order of first appearance.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (0..self.ends.len()).map(|code| slice(&self.text, &self.ends, code))
    }

    /// The values that are not blank with how often each stands in the column, in order of first appearance.
    pub fn filled(&self) -> impl Iterator<Item = (&str, u64)> + Clone {
        self.values().zip(self.counts.iter().map(|&count| u64::from(count))).skip(1)
    }

    /// How many different values there are, blanks apart.
    pub fn distinct(&self) -> usize {
        self.ends.len() - 1
    }

    /// How many cells are not blank.
    pub fn answered(&self) -> u64 {
        self.codes.len() as u64 - u64::from(self.counts[0])
    }

    /// The code of each row.
    pub fn codes(&self) -> Codes<'_> {
        match &self.codes {
            CodeList::U8(codes) => Codes::U8(codes),
            CodeList::U16(codes) => Codes::U16(codes),
            CodeList::U32(codes) => Codes::U32(codes),
        }
    }

    /// The code of a row; that of a blank beyond the last.
    pub fn code(&self, row: usize) -> u32 {
        self.codes().get(row)
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

/// Codes as narrow as the largest allows.
#[derive(Debug, Clone)]
enum CodeList {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
}

impl Default for CodeList {
    fn default() -> Self {
        Self::U8(Vec::new())
    }
}

impl CodeList {
    fn len(&self) -> usize {
        match self {
            Self::U8(codes) => codes.len(),
            Self::U16(codes) => codes.len(),
            Self::U32(codes) => codes.len(),
        }
    }

    /// Adds the codes that stand for those of a part; none is greater than `largest`.
    #[allow(clippy::cast_possible_truncation, reason = "the width fits the largest")]
    fn extend(&mut self, codes: &[u32], new: &[u32], largest: u32) {
        while largest > self.widest() {
            self.widen();
        }
        match self {
            Self::U8(list) => list.extend(codes.iter().map(|&code| new[code as usize] as u8)),
            Self::U16(list) => list.extend(codes.iter().map(|&code| new[code as usize] as u16)),
            Self::U32(list) => list.extend(codes.iter().map(|&code| new[code as usize])),
        }
    }

    fn widest(&self) -> u32 {
        match self {
            Self::U8(_) => u8::MAX.into(),
            Self::U16(_) => u16::MAX.into(),
            Self::U32(_) => u32::MAX,
        }
    }

    fn widen(&mut self) {
        match self {
            Self::U8(codes) => *self = Self::U16(codes.iter().map(|&code| code.into()).collect()),
            Self::U16(codes) => *self = Self::U32(codes.iter().map(|&code| code.into()).collect()),
            Self::U32(_) => {}
        }
    }

    fn push(&mut self, code: u32) {
        match self {
            Self::U8(codes) => match u8::try_from(code) {
                Ok(code) => return codes.push(code),
                Err(_) => self.widen(),
            },
            Self::U16(codes) => match u16::try_from(code) {
                Ok(code) => return codes.push(code),
                Err(_) => self.widen(),
            },
            Self::U32(codes) => return codes.push(code),
        }
        self.push(code);
    }
}

/// The codes of some rows, whatever their width.
#[derive(Debug, Clone, Copy)]
pub enum Codes<'a> {
    /// A byte each.
    U8(&'a [u8]),
    /// Two bytes each.
    U16(&'a [u16]),
    /// Four bytes each.
    U32(&'a [u32]),
}

impl<'a> Codes<'a> {
    /// How many rows.
    pub fn len(self) -> usize {
        match self {
            Self::U8(codes) => codes.len(),
            Self::U16(codes) => codes.len(),
            Self::U32(codes) => codes.len(),
        }
    }

    /// The code of a row; that of a blank beyond the last.
    pub fn get(self, row: usize) -> u32 {
        match self {
            Self::U8(codes) => codes.get(row).map_or(BLANK, |&code| code.into()),
            Self::U16(codes) => codes.get(row).map_or(BLANK, |&code| code.into()),
            Self::U32(codes) => codes.get(row).copied().unwrap_or(BLANK),
        }
    }

    /// The codes from one row to before another.
    pub fn between(self, start: usize, end: usize) -> Self {
        let (end, start) = (end.min(self.len()), start.min(end.min(self.len())));
        match self {
            Self::U8(codes) => Self::U8(&codes[start..end]),
            Self::U16(codes) => Self::U16(&codes[start..end]),
            Self::U32(codes) => Self::U32(&codes[start..end]),
        }
    }

    /// One after another.
    pub fn iter(self) -> CodesIter<'a> {
        match self {
            Self::U8(codes) => CodesIter::U8(codes.iter()),
            Self::U16(codes) => CodesIter::U16(codes.iter()),
            Self::U32(codes) => CodesIter::U32(codes.iter()),
        }
    }
}

impl<'a> IntoIterator for Codes<'a> {
    type Item = u32;
    type IntoIter = CodesIter<'a>;

    fn into_iter(self) -> CodesIter<'a> {
        self.iter()
    }
}

/// Goes through codes.
#[derive(Debug, Clone)]
pub enum CodesIter<'a> {
    /// A byte each.
    U8(std::slice::Iter<'a, u8>),
    /// Two bytes each.
    U16(std::slice::Iter<'a, u16>),
    /// Four bytes each.
    U32(std::slice::Iter<'a, u32>),
}

impl Iterator for CodesIter<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        match self {
            Self::U8(codes) => codes.next().map(|&code| code.into()),
            Self::U16(codes) => codes.next().map(|&code| code.into()),
            Self::U32(codes) => codes.next().copied(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::U8(codes) => codes.size_hint(),
            Self::U16(codes) => codes.size_hint(),
            Self::U32(codes) => codes.size_hint(),
        }
    }

    // The width is asked once and not once a row.
    fn fold<B, F: FnMut(B, u32) -> B>(self, first: B, mut with: F) -> B {
        match self {
            Self::U8(codes) => codes.fold(first, |sum, &code| with(sum, code.into())),
            Self::U16(codes) => codes.fold(first, |sum, &code| with(sum, code.into())),
            Self::U32(codes) => codes.fold(first, |sum, &code| with(sum, code)),
        }
    }
}

impl ExactSizeIterator for CodesIter<'_> {}

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
