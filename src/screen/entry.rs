//! A line to write in.

use unicode_segmentation::UnicodeSegmentation;

use super::key::Key;

/// What was written, and where the cursor stands in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    text: String,
    /// A byte, between two letters as a reader sees them.
    cursor: usize,
}

impl Entry {
    /// Goes on from a text, at its end.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len() }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor, and behind it.
    pub fn halves(&self) -> (&str, &str) {
        self.text.split_at(self.cursor)
    }

    /// Takes a key, and says whether it was one for writing.
    pub fn press(&mut self, key: &Key) -> bool {
        match key {
            Key::Char(letter) => self.insert(&letter.to_string()),
            Key::Pasted(text) => {
                // What is pasted is one line: an end of line is a blank.
                let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
                self.insert(&line);
            }
            Key::Backspace => {
                let to = self.cursor;
                self.cursor = self.before();
                self.text.replace_range(self.cursor..to, "");
            }
            Key::Delete => self.text.replace_range(self.cursor..self.after(), ""),
            Key::Left => self.cursor = self.before(),
            Key::Right => self.cursor = self.after(),
            Key::Home | Key::Control('a') => self.cursor = 0,
            Key::End | Key::Control('e') => self.cursor = self.text.len(),
            Key::Control('u') => *self = Self::default(),
            Key::Control('w') => {
                let kept = self.text[..self.cursor].trim_end();
                let from = kept
                    .rfind(char::is_whitespace)
                    .map_or(0, |blank| blank + kept[blank..].chars().next().map_or(0, char::len_utf8));
                self.text.replace_range(from..self.cursor, "");
                self.cursor = from;
            }
            _ => return false,
        }
        true
    }

    fn insert(&mut self, text: &str) {
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
    }

    fn before(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(start, _)| start)
    }

    fn after(&self) -> usize {
        self.text[self.cursor..].graphemes(true).next().map_or(self.text.len(), |next| self.cursor + next.len())
    }
}
