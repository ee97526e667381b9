//! Words that may exist in several languages.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A wording: one text, and the same in other languages where the source has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The text in the language of the study.
    pub text: String,
    /// The same in other languages, by their BCP 47 tag (`cy`, `pl`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub in_language: BTreeMap<String, String>,
}

impl Wording {
    /// A wording in the language of the study only.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), in_language: BTreeMap::new() }
    }

    /// The text in a language, else in the language of the study.
    pub fn in_language(&self, tag: &str) -> &str {
        self.in_language.get(tag).unwrap_or(&self.text)
    }
}

/// The months as English outputs write them.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Whether a character turns the direction of all that follows it. In an answer such a mark would turn the figures beside it
/// too, so that whatever is shown leaves it out; letters of every script stand right without it.
pub fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

impl From<&str> for Wording {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Wording {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
