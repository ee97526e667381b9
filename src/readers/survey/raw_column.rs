//! A dictionary-coded column: each different value once, and which of them stands in each row.
//!
//! Values lie in one buffer, codes are as narrow as their number allows: a column of five choices costs a byte a row, a column
//! of a million different comments costs its words and a few bytes for each.

use std::sync::Arc;

use rayon::prelude::*;

use super::bounds::Bounds;
use super::lookup::{Lookup, are_same, hash};
use super::numbers::Notation;
pub use crate::model::code_list::BLANK;
use crate::model::code_list::{CodeList, Codes};
use crate::model::texts::{Texts, Words};

/// A column: its different values, how often each stands in it, and a code a row.
#[derive(Debug, Clone)]
pub struct RawColumn {
    /// The values, which the columns of the model share.
    words: Arc<Words>,
    counts: Vec<u64>,
    codes: CodeList,
    /// How many cells were counted, also those whose code was not kept.
    cells: u64,
    /// How fractions are written in the whole column, where this is a part of it.
    notation: Option<Notation>,
    /// Finds a value's code; absent once the column is complete, and made again where a cell is added all the same.
    lookup: Option<Lookup>,
}

impl Default for RawColumn {
    fn default() -> Self {
        Self {
            words: Arc::default(),
            counts: vec![0],
            codes: CodeList::default(),
            cells: 0,
            notation: None,
            lookup: None,
        }
    }
}

impl RawColumn {
    /// A column that was blank for so many rows.
    pub fn blank(rows: usize) -> Self {
        let mut column = Self { codes: CodeList::blank(rows), cells: rows as u64, ..Self::default() };
        column.counts[0] = rows as u64;
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
        let code = lookup.find_or_add(hash, new, |code| are_same(words.get(code).as_bytes(), value.as_bytes()));
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
            self.cells += 1;
            self.codes.push(code);
        }
    }

    /// Adds the rows of a part that follows in the file.
    pub fn append(&mut self, part: &Part) {
        let known = self.learn(part);
        let largest = u32::try_from(self.distinct()).unwrap_or(u32::MAX);
        self.codes.extend(&part.codes, &known, largest);
    }

    /// Counts the values of a part that follows in the file without keeping its rows; gives the code that each has here.
    pub fn learn(&mut self, part: &Part) -> Vec<u32> {
        let Self { words, lookup, counts, .. } = self;
        let words = Arc::make_mut(words);
        let lookup = lookup.get_or_insert_with(|| Lookup::of(words.iter().skip(1)));
        lookup.fetch(&part.hashes);
        let known =
            part.words.iter().zip(&part.hashes).zip(&part.counts).enumerate().map(|(code, ((value, hash), count))| {
                if code == 0 {
                    counts[0] += u64::from(*count);
                    return BLANK;
                }
                let new = u32::try_from(words.len()).unwrap_or(u32::MAX);
                let code =
                    lookup.find_or_add(*hash, new, |code| are_same(words.get(code).as_bytes(), value.as_bytes()));
                if code == new {
                    words.push(value);
                    counts.push(0);
                }
                counts[code as usize] += u64::from(*count);
                code
            });
        let known = known.collect();
        self.cells += part.codes.len() as u64;
        known
    }

    /// The rows of a part as a column of their own, which writes fractions as the whole column does.
    pub fn of_part(part: Part, notation: Notation) -> Self {
        let Part { words, counts, codes, .. } = part;
        let largest = u32::try_from(words.len()).unwrap_or(u32::MAX);
        let own: Vec<u32> = (0..largest).collect();
        let (cells, mut list) = (codes.len() as u64, CodeList::default());
        let counts = counts.into_iter().map(u64::from).collect();
        list.extend(&codes, &own, largest);
        Self { words: Arc::new(words), counts, codes: list, cells, notation: Some(notation), lookup: None }
    }

    /// A column without rows that has the values from a code on, which writes fractions as the whole column does.
    pub fn later(&self, from: usize, notation: Notation) -> Self {
        let mut later = Self { notation: Some(notation), ..Self::default() };
        let words = Arc::make_mut(&mut later.words);
        self.words.iter().skip(from.max(1)).for_each(|value| words.push(value));
        later.counts.resize(words.len(), 0);
        later
    }

    /// The same values and counts, with the codes of the first rows that another column of the same file has kept.
    pub fn with_codes_of(self, first: &Self) -> Self {
        Self { codes: first.codes.clone(), ..self }
    }

    /// How its numbers write fractions.
    pub fn notation(&self) -> Notation {
        self.notation.unwrap_or_else(|| {
            if self.may_hold(",") { Notation::of(self.filled().map(|(value, _)| value)) } else { Notation::default() }
        })
    }

    /// Whether any cell is blank.
    pub fn has_blanks(&self) -> bool {
        self.counts[0] > 0
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
        self.values().zip(self.counts.iter().copied()).skip(1)
    }

    /// The same, gone through on all processors: where values are many they are the most of the work.
    pub fn par_filled(&self) -> impl IndexedParallelIterator<Item = (&str, u64)> {
        const AT_LEAST: usize = 1 << 12;
        let values = self.counts.par_iter().enumerate().with_min_len(AT_LEAST).skip(1);
        values.map(|(code, count)| (self.value(u32::try_from(code).unwrap_or(BLANK)), *count))
    }

    /// One of so many values, evenly spread.
    pub fn sample(&self, step: usize) -> impl Iterator<Item = (&str, u64)> {
        let codes = (1..self.words.len()).step_by(step.max(1));
        codes.map(|code| (self.value(u32::try_from(code).unwrap_or(BLANK)), self.counts[code]))
    }

    /// How many different values there are, blanks apart.
    pub fn distinct(&self) -> usize {
        self.words.len() - 1
    }

    /// How many cells are not blank.
    pub fn answered(&self) -> u64 {
        self.cells - self.counts[0]
    }

    /// Whether the value of a code stands in one row alone.
    pub fn is_single(&self, code: u32) -> bool {
        self.counts.get(code as usize) == Some(&1)
    }

    /// Whether any value may hold a mark; where not, none does. Far quicker than asking each.
    pub fn may_hold(&self, mark: &str) -> bool {
        self.words.may_hold(mark)
    }

    /// Whether all values are in the letters and signs that every encoding has.
    pub fn is_ascii(&self) -> bool {
        self.words.is_ascii()
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
#[derive(Debug)]
pub struct Part {
    words: Words,
    /// Of each value.
    hashes: Vec<u32>,
    counts: Vec<u32>,
    codes: Vec<u32>,
    lookup: Lookup,
    /// The codes of values of one byte, which are told without a hash.
    of_byte: [u32; 128],
    /// Values that were met lately.
    recent: Vec<Recent>,
    /// How often all values were taken out.
    round: u32,
}

/// A short value with its code: the value fills up to four numbers, so that two are compared without looking at their length first.
#[derive(Debug, Clone, Copy, Default)]
struct Recent {
    words: [u64; 4],
    /// Its length, and the round it was met in: what is left of earlier rounds is as good as taken out.
    tag: u32,
    code: u32,
}

/// How many values are kept at hand.
const AT_HAND: usize = 1 << AT_HAND_BITS;
const AT_HAND_BITS: u32 = 7;
/// The longest of them, in bytes.
const SHORT: usize = 32;
/// How many bits tell their length.
const LENGTH_BITS: u32 = 6;

impl Default for Part {
    fn default() -> Self {
        Self {
            words: Words::default(),
            hashes: vec![0],
            counts: vec![0],
            codes: Vec::new(),
            lookup: Lookup::default(),
            of_byte: [BLANK; 128],
            recent: vec![Recent::default(); AT_HAND],
            round: 0,
        }
    }
}

impl Part {
    /// Adds cells of a text. Blanks at either end of a cell are not part of it.
    pub fn extend(&mut self, text: &str, cells: impl ExactSizeIterator<Item = Bounds>) {
        let mut codes = std::mem::take(&mut self.codes);
        codes.reserve(cells.len());
        for cell in cells {
            let code = self.code_of_cell(text, cell);
            self.counts[code as usize] += 1;
            codes.push(code);
        }
        self.codes = codes;
    }

    /// The code of a cell. Most are short, begin and end with a letter or a figure, and have more text behind them.
    #[inline]
    fn code_of_cell(&mut self, text: &str, cell: Bounds) -> u32 {
        let bytes = text.as_bytes();
        let length = cell.end - cell.start;
        if length == 0 {
            return BLANK;
        }
        if length == 1
            && let Some(code) = self.of_byte.get(usize::from(bytes[cell.start])).filter(|code| **code != BLANK)
        {
            return *code;
        }
        let is_plain = bytes[cell.start].is_ascii_graphic() && bytes[cell.end - 1].is_ascii_graphic();
        if is_plain
            && !cell.is_quoted
            && (2..=SHORT).contains(&length)
            && let Some(window) = bytes[cell.start..].first_chunk::<SHORT>()
        {
            return self.code_of_short(cut_to(window, length), text, cell);
        }
        self.code_of_words(trimmed(&cell.words(text)))
    }

    /// The code of a value that has no blanks at its ends; no row is added.
    pub fn code_of_value(&mut self, value: &str) -> u32 {
        if value.is_empty() { BLANK } else { self.code_of(value) }
    }

    /// Adds a row of this code, which [`Self::code_of_value`] gave.
    #[inline]
    pub fn push_code(&mut self, code: u32) {
        self.counts[code as usize] += 1;
        self.codes.push(code);
    }

    #[inline]
    fn code_of_short(&mut self, words: [u64; 4], text: &str, cell: Bounds) -> u32 {
        let mixed = words[0] ^ words[1].rotate_left(17) ^ words[2].rotate_left(31) ^ words[3].rotate_left(47);
        // The upper bits of a product depend on all of its lower ones.
        let place = (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - AT_HAND_BITS)) as usize;
        #[allow(clippy::cast_possible_truncation, reason = "at most 32")]
        let tag = self.round << LENGTH_BITS | (cell.end - cell.start) as u32;
        match self.recent.get(place) {
            Some(recent) if recent.tag == tag && are_alike(&recent.words, &words) => recent.code,
            _ => {
                let code = self.code_of(&text[cell.start..cell.end]);
                if let Some(recent) = self.recent.get_mut(place) {
                    *recent = Recent { words, tag, code };
                }
                code
            }
        }
    }

    /// The code of each row.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    fn code_of_words(&mut self, cell: &str) -> u32 {
        match cell.as_bytes() {
            [] => BLANK,
            [byte] => match self.of_byte.get(usize::from(*byte)) {
                Some(&code) if code != BLANK => code,
                _ => self.code_of_byte(*byte, cell),
            },
            _ => self.code_of(cell),
        }
    }

    fn code_of_byte(&mut self, byte: u8, cell: &str) -> u32 {
        let code = self.code_of(cell);
        if let Some(known) = self.of_byte.get_mut(usize::from(byte)) {
            *known = code;
        }
        code
    }

    #[inline]
    fn code_of(&mut self, value: &str) -> u32 {
        let Self { words, lookup, .. } = self;
        let hash = hash(value.as_bytes());
        let new = u32::try_from(words.len()).unwrap_or(u32::MAX);
        let code = lookup.find_or_add(hash, new, |code| are_same(words.get(code).as_bytes(), value.as_bytes()));
        if code == new {
            words.push(value);
            self.hashes.push(hash);
            self.counts.push(0);
        }
        code
    }

    /// Takes all rows and values out, and keeps the memory for others.
    pub fn clear(&mut self) {
        self.words.clear();
        self.hashes.truncate(1);
        self.counts.clear();
        self.counts.push(0);
        self.codes.clear();
        self.lookup.clear();
        self.of_byte = [BLANK; 128];
        self.round += 1;
        if self.round >> (u32::BITS - LENGTH_BITS) > 0 {
            self.round = 0;
            self.recent.fill(Recent::default());
        }
    }

    /// The value of a row.
    #[cfg(test)]
    pub fn cell(&self, row: usize) -> &str {
        self.words.get(self.codes[row])
    }
}

/// Whether all numbers are the same, without a look at one after the other.
#[inline]
fn are_alike(one: &[u64; 4], other: &[u64; 4]) -> bool {
    one.iter().zip(other).fold(0, |odd, (one, other)| odd | (one ^ other)) == 0
}

/// The first bytes of a window as numbers, with noughts behind them.
#[inline]
fn cut_to(window: &[u8; SHORT], length: usize) -> [u64; 4] {
    /// Which bits are of so many first bytes.
    const MASKS: [[u64; 4]; SHORT + 1] = {
        let mut masks = [[0; 4]; SHORT + 1];
        let mut length = 0;
        while length <= SHORT {
            let mut byte = 0;
            while byte < length {
                masks[length][byte / 8] |= 0xFF << (byte % 8 * 8);
                byte += 1;
            }
            length += 1;
        }
        masks
    };
    let (words, masks) = (window.as_chunks::<8>().0, &MASKS[length.min(SHORT)]);
    let mut cut = [0; 4];
    for ((cut, word), mask) in cut.iter_mut().zip(words).zip(masks) {
        *cut = u64::from_le_bytes(*word) & mask;
    }
    cut
}

/// A cell without blanks at either end. Most cells begin and end with a letter or a figure, which is told from two bytes.
#[inline]
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
    fn what_was_taken_out_of_a_part_is_not_at_hand_any_more() {
        let text = format!("Weekly,Daily,y,{}", "x".repeat(SHORT));
        let cells = [(0, 6), (7, 12), (13, 14)];
        let mut part = Part { round: (1 << (u32::BITS - LENGTH_BITS)) - 2, ..Part::default() };
        // The last rounds before their number begins anew, and the first after it.
        for round in 0..4 {
            let mut order = cells;
            order.rotate_left(round % 3);
            let bounds = |(start, end): (usize, usize)| Bounds { start, end, is_quoted: false };
            part.extend(&text, order.map(bounds).into_iter());
            part.extend(&text, order.map(bounds).into_iter());
            assert_eq!(part.codes(), [1, 2, 3, 1, 2, 3], "{round}");
            assert_eq!(part.words.get(1), &text[order[0].0..order[0].1]);
            part.clear();
        }
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
