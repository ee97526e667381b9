//! Codings by people: Word comments on a copy, sheets, JSON lines → marked passages, not yet anchored.

use crate::diagnostic::{Diagnostic, Error, Result};
pub use crate::model::Marked;
use crate::source::Source;

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
