//! Pseudonyms: names that outputs must not show, replaced by whole words.
//!
//! - [`key`]: the names made ready, all of them found in one pass; what counts as the same name
//! - [`edges`]: where a name begins and ends, and where it may be a common word
//! - [`parts`]: given names and surnames alone, out of full names
//! - [`map`]: positions before and after
//! - [`rename`]: documents and codings with their names replaced, every coding on the same words
//! - [`taken`]: what was handed out with pseudonyms comes back with them
//! - [`file`](mod@file): the same in the file of a transcript
//! - [`problems`]: what is wrong with a key
//! - [`left`]: what may still give somebody away

use std::collections::BTreeSet;
use std::sync::Arc;

pub mod edges;
pub mod file;
pub mod key;
pub mod left;
pub mod map;
pub mod parts;
pub mod problems;
pub mod rename;
pub mod taken;

pub use key::{Hit, Key};
pub use map::Map;
pub use rename::{Renamed, Shown, shown};

use crate::diagnostic::Result;
use crate::model::Pseudonym;

/// The pseudonym key of a study. Without one nothing is replaced.
#[derive(Debug, Clone, Default)]
pub struct Pseudonyms {
    names: Arc<Vec<Pseudonym>>,
    doubtful: Arc<Vec<Pseudonym>>,
    raw: Arc<Key>,
    written: Arc<Key>,
    files: BTreeSet<String>,
}

impl Pseudonyms {
    /// Makes a key ready. `written`: the transcripts in which the names were replaced for good; there a pseudonym that is also
    /// somebody's real name is not replaced again.
    ///
    /// # Errors
    /// When there are too many names.
    pub fn new(names: Vec<Pseudonym>, written: BTreeSet<String>) -> Result<Self> {
        let (with_parts, doubtful) = parts::with_parts(&names);
        let raw = Key::new(with_parts.clone())?;
        let kept = if written.is_empty() { Key::default() } else { Key::keeping_pseudonyms(with_parts)? };
        Ok(Self {
            names: Arc::new(names),
            doubtful: Arc::new(doubtful),
            raw: Arc::new(raw),
            written: Arc::new(kept),
            files: written,
        })
    }

    /// The rows of the key.
    pub fn names(&self) -> &[Pseudonym] {
        &self.names
    }

    /// Parts of names that could be several people's, and so are not replaced alone.
    pub fn doubtful(&self) -> &[Pseudonym] {
        &self.doubtful
    }

    /// What replaces the names in a file of the study.
    pub fn key(&self, file: &str) -> &Key {
        if self.is_written(file) { &self.written } else { &self.raw }
    }

    /// Whether the names in a transcript were replaced for good.
    pub fn is_written(&self, file: &str) -> bool {
        self.files.contains(file)
    }

    /// Whether there is nothing to replace.
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }
}

/// The text with every name replaced, and how many were. For texts that are no transcripts: answers, memos, notes; what is
/// said in documents comes out of [`shown`].
pub fn replace(text: &str, pseudonyms: &Pseudonyms) -> (String, usize) {
    pseudonyms.raw.replace(text)
}

/// The names of the key that stand in a text, each once, in order.
pub fn names_in(text: &str, pseudonyms: &Pseudonyms) -> Vec<String> {
    let key = &pseudonyms.raw;
    let mut names: Vec<String> = Vec::new();
    for hit in key.find(text) {
        let name = &key.names()[hit.name].name;
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests;
