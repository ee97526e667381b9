//! Words: each different text once, and for every row which of them stands there.
//!
//! A million answers lie in one buffer, and the columns of a table share it with whoever read them.

use std::sync::Arc;

use rayon::prelude::*;

use super::code_list::{BLANK, CodeList, Codes};

/// So many bytes are looked through at once, side by side with others.
const STRETCH: usize = 1 << 20;

/// Different texts in one buffer, counted from 1; 0 is the blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    text: String,
    /// Where each ends in the buffer, the blank first.
    ends: Vec<usize>,
}

impl Default for Words {
    fn default() -> Self {
        Self { text: String::new(), ends: vec![0] }
    }
}

impl Words {
    /// How many there are, the blank among them.
    #[allow(clippy::len_without_is_empty, reason = "the blank is always there")]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Adds a text; its code is the length before.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// The text of a code; the blank beyond the last.
    #[inline]
    pub fn get(&self, code: u32) -> &str {
        let code = code as usize;
        let Some(&end) = self.ends.get(code) else { return "" };
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.text[start..end]
    }

    /// All texts, the blank first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        let mut start = 0;
        self.ends.iter().map(move |&end| &self.text[std::mem::replace(&mut start, end)..end])
    }

    /// Whether any of them may hold a mark: where not, none does, which is told from the buffer in one look.
    pub fn may_hold(&self, mark: &str) -> bool {
        let (text, mark) = (self.text.as_bytes(), mark.as_bytes());
        if text.len() <= STRETCH {
            return memchr::memmem::find(text, mark).is_some();
        }
        // Stretches overlap by so much that no mark lies between two of them.
        (0..text.len()).step_by(STRETCH).collect::<Vec<_>>().into_par_iter().any(|start| {
            let end = (start + STRETCH + mark.len()).min(text.len());
            memchr::memmem::find(&text[start..end], mark).is_some()
        })
    }

    /// Whether all of them are ASCII.
    pub fn is_ascii(&self) -> bool {
        if self.text.len() <= STRETCH {
            return self.text.is_ascii();
        }
        self.text.as_bytes().par_chunks(STRETCH).all(<[u8]>::is_ascii)
    }

    /// Takes all of them out but the blank, and keeps the memory for others.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.truncate(1);
    }

    /// Gives back memory that is held for more.
    pub fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

impl<T: AsRef<str>> FromIterator<T> for Words {
    /// The blank, and these after it.
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut words = Self::default();
        texts.into_iter().for_each(|text| words.push(text.as_ref()));
        words
    }
}

/// A text a row, or a blank.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    words: Arc<Words>,
    codes: CodeList,
}

impl Texts {
    /// For each row the code of its text.
    pub fn new(words: Arc<Words>, codes: CodeList) -> Self {
        Self { words, codes }
    }

    /// So many blanks.
    pub fn blank(rows: usize) -> Self {
        Self::new(Arc::default(), CodeList::blank(rows))
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a row; nothing where it is blank.
    pub fn get(&self, row: usize) -> Option<&str> {
        self.text(self.codes.codes().get(row))
    }

    /// The texts, a row after the other.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        self.codes.codes().iter().map(|code| self.text(code))
    }

    /// How many rows are not blank.
    pub fn filled(&self) -> usize {
        self.codes.codes().iter().filter(|&code| code != BLANK).count()
    }

    /// Which text stands in each row: rows with the same code have the same text.
    pub fn codes(&self) -> Codes<'_> {
        self.codes.codes()
    }

    fn text(&self, code: u32) -> Option<&str> {
        (code != BLANK).then(|| self.words.get(code))
    }
}

impl<T: AsRef<str>> FromIterator<Option<T>> for Texts {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(texts: I) -> Self {
        let (mut words, mut codes) = (Words::default(), CodeList::default());
        for text in texts {
            match text {
                None => codes.push(BLANK),
                Some(text) => {
                    codes.push(u32::try_from(words.len()).unwrap_or(BLANK));
                    words.push(text.as_ref());
                }
            }
        }
        Self::new(Arc::new(words), codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rows_have_no_texts_and_blanks_are_none() {
        assert!(Texts::default().is_empty());
        assert_eq!(Texts::default().get(0), None);
        assert_eq!(Texts::blank(2).iter().collect::<Vec<_>>(), [None, None]);
    }

    #[test]
    fn texts_come_back_as_they_went_in() {
        let texts: Texts = [Some("one"), None, Some("two"), Some("one")].into_iter().collect();
        assert_eq!(texts.iter().collect::<Vec<_>>(), [Some("one"), None, Some("two"), Some("one")]);
        assert_eq!((texts.len(), texts.filled(), texts.get(2), texts.get(9)), (4, 3, Some("two"), None));
    }

    #[test]
    fn rows_share_words_and_a_code_beyond_them_is_blank() {
        let mut words = Words::default();
        words.push("a");
        words.push("b");
        let words = Arc::new(words);
        let codes = [2, 0, 1, 7].into_iter().fold(CodeList::default(), |mut codes, code| {
            codes.push(code);
            codes
        });
        let texts = Texts::new(Arc::clone(&words), codes);
        assert_eq!(texts.iter().collect::<Vec<_>>(), [Some("b"), None, Some("a"), Some("")]);
        assert_eq!(words.iter().collect::<Vec<_>>(), ["", "a", "b"]);
    }
}
