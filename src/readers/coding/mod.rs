//! Codings by people: Word comments on a copy, sheets, JSON lines → marked passages, not yet anchored.

use crate::diagnostic::{Diagnostic, Error, Result};
use crate::source::Source;

/// A passage that somebody marked, in the words of the file it came in. `coding::take` finds it in the corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    /// The document, where the file names it; else it is the one the whole file is a copy of.
    pub document: Option<String>,
    /// The turn, where the file names it.
    pub turn: Option<u32>,
    /// The marked words.
    pub text: String,
    /// The marked words as positions in the copy's canonical text, in code points, where the file is a whole copy.
    pub span: Option<(usize, usize)>,
    /// The codes as written: ids or names.
    pub codes: Vec<String>,
    /// What was noted.
    pub memo: Option<String>,
    /// Who coded, where the file says (the author of a comment); the command's `--coder` wins.
    pub coder: Option<String>,
    /// The place in the file, for messages: "row 12", "comment 3".
    pub place: String,
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The passages in the order of the file.
    pub marked: Vec<Marked>,
    /// For a whole copy of one document: its canonical text, to be compared with the transcript's.
    pub copy: Option<crate::model::Document>,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// Reads codings from a Word copy with comments, a sheet (CSV, xlsx) or JSON lines.
///
/// # Errors
/// When the file is none of these, or lacks what it needs.
pub fn read(source: &Source) -> Result<Reading> {
    Err(Error::new("reading codings is not built yet").in_place(source.place()))
}
