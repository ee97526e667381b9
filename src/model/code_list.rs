//! Codes a row each, as narrow as their number allows: a column of five choices costs a byte a row.

/// The code of a blank in every list.
pub const BLANK: u32 = 0;

/// Codes as narrow as the largest allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeList {
    /// A byte each.
    U8(Vec<u8>),
    /// Two bytes each.
    U16(Vec<u16>),
    /// Four bytes each.
    U32(Vec<u32>),
}

impl Default for CodeList {
    fn default() -> Self {
        Self::U8(Vec::new())
    }
}

impl CodeList {
    /// So many blanks.
    pub fn blank(rows: usize) -> Self {
        Self::U8(vec![0; rows])
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.codes().len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The codes as they lie.
    pub fn codes(&self) -> Codes<'_> {
        match self {
            Self::U8(codes) => Codes::U8(codes),
            Self::U16(codes) => Codes::U16(codes),
            Self::U32(codes) => Codes::U32(codes),
        }
    }

    /// Adds the codes that stand for those of a part; none is greater than `largest`.
    #[allow(clippy::cast_possible_truncation, reason = "the width fits the largest")]
    pub fn extend(&mut self, codes: &[u32], new: &[u32], largest: u32) {
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

    /// Adds a code.
    pub fn push(&mut self, code: u32) {
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
    /// Whether there are no rows.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

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

    /// A list of its own. Codes for which `keep` does not hold are blanks there.
    pub fn kept(self, keep: impl Fn(u32) -> bool) -> CodeList {
        match self {
            Self::U8(codes) => {
                CodeList::U8(codes.iter().map(|&code| if keep(code.into()) { code } else { 0 }).collect())
            }
            Self::U16(codes) => {
                CodeList::U16(codes.iter().map(|&code| if keep(code.into()) { code } else { 0 }).collect())
            }
            Self::U32(codes) => CodeList::U32(codes.iter().map(|&code| if keep(code) { code } else { 0 }).collect()),
        }
    }

    /// What stands for the code of each row in a table of all codes.
    pub fn looked_up<T: Copy>(self, table: &[T]) -> Vec<T> {
        // The width is asked once and not once a row.
        match self {
            Self::U8(codes) => codes.iter().map(|&code| table[usize::from(code)]).collect(),
            Self::U16(codes) => codes.iter().map(|&code| table[usize::from(code)]).collect(),
            Self::U32(codes) => codes.iter().map(|&code| table[code as usize]).collect(),
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
    fn no_codes_are_an_empty_list_and_beyond_the_last_is_a_blank() {
        let list = CodeList::default();
        assert!(list.is_empty());
        assert_eq!(list.codes().get(3), BLANK);
        assert_eq!(list.codes().between(1, 9).len(), 0);
    }

    #[test]
    fn a_list_widens_when_it_must_and_keeps_what_it_is_asked_to() {
        let mut list = CodeList::blank(1);
        [7, 300, 70_000].into_iter().for_each(|code| list.push(code));
        assert!(matches!(list, CodeList::U32(_)));
        let short = CodeList::U8(vec![1, 0, 2]);
        assert_eq!(short.codes().looked_up(&["a", "b", "c"]), ["b", "a", "c"]);
        assert_eq!(list.codes().between(0, 2).looked_up(&[1.0; 8]), [1.0, 1.0]);
        assert_eq!(list.codes().kept(|code| code != 300).codes().iter().collect::<Vec<_>>(), [0, 7, 0, 70_000]);
    }
}
