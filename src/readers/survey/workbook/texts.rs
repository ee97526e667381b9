//! The different texts of a workbook, each once: a cell holds the number of its text.

use super::fault::Fault;
use crate::readers::survey::lookup::{Lookup, hash};

/// The number of no text.
pub const NONE: u32 = 0;
/// The most bytes of all texts together.
pub const MUCH_TEXT: usize = 64 << 20;
/// The most different texts.
pub const MOST_TEXTS: usize = 5_000_000;

/// Texts in one buffer.
#[derive(Debug, Clone)]
pub struct Texts {
    buffer: String,
    /// Where each text ends in the buffer, that of [`NONE`] first.
    ends: Vec<u32>,
    /// Finds texts that were written into their cells.
    lookup: Lookup,
}

impl Default for Texts {
    fn default() -> Self {
        Self { buffer: String::new(), ends: vec![0], lookup: Lookup::default() }
    }
}

impl Texts {
    /// The text of a number.
    pub fn get(&self, number: u32) -> &str {
        slice(&self.buffer, &self.ends, number)
    }

    /// How many texts there are.
    pub fn count(&self) -> usize {
        self.ends.len() - 1
    }

    /// Adds a text that is not looked for again, and gives its number.
    pub fn add(&mut self, text: &str) -> Result<u32, Fault> {
        if self.ends.len() > MOST_TEXTS {
            return Err(Fault::ManyTexts);
        }
        let number = u32::try_from(self.ends.len()).map_err(|_| Fault::ManyTexts)?;
        self.buffer.push_str(text);
        if self.buffer.len() > MUCH_TEXT {
            return Err(Fault::MuchText);
        }
        self.ends.push(u32::try_from(self.buffer.len()).map_err(|_| Fault::MuchText)?);
        Ok(number)
    }

    /// The number of a text, which is new or was found before.
    pub fn find_or_add(&mut self, text: &str) -> Result<u32, Fault> {
        if text.is_empty() {
            return Ok(NONE);
        }
        let new = u32::try_from(self.ends.len()).map_err(|_| Fault::ManyTexts)?;
        let Self { buffer, ends, lookup } = self;
        let number = lookup.find_or_add(hash(text.as_bytes()), new, |known| slice(buffer, ends, known) == text);
        if number == new { self.add(text) } else { Ok(number) }
    }
}

fn slice<'a>(buffer: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    match (number.checked_sub(1).and_then(|before| ends.get(before)), ends.get(number)) {
        (Some(&start), Some(&end)) => buffer.get(start as usize..end as usize).unwrap_or_default(),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_text_at_first_and_none_has_no_words() {
        let texts = Texts::default();
        assert_eq!((texts.count(), texts.get(NONE), texts.get(7)), (0, "", ""));
    }

    #[test]
    fn a_text_that_is_found_again_keeps_its_number() {
        let mut texts = Texts::default();
        assert_eq!(texts.add("shared"), Ok(1));
        assert_eq!(["a", "", "b", "a"].map(|text| texts.find_or_add(text).unwrap()), [2, NONE, 3, 2]);
        assert_eq!((texts.count(), texts.get(1), texts.get(3)), (3, "shared", "b"));
    }

    #[test]
    fn more_than_64_megabytes_of_text_are_refused() {
        let mut texts = Texts::default();
        let half = "x".repeat(MUCH_TEXT / 2);
        assert!(texts.add(&half).is_ok() && texts.add(&half).is_ok());
        assert_eq!(texts.add("x"), Err(Fault::MuchText));
    }
}
