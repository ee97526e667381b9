//! Codings by people: Word comments on a copy, marked copies in plain text, sheets, the grid, JSON lines → marked passages, not yet anchored.
//!
//! The registry [`FORMATS`] is the one list that detection, help, docs and tests use. What is written in a cell or a comment is
//! read by [`codes::note`], in one way everywhere.

use crate::diagnostic::{Diagnostic, Error, Result};
pub use crate::model::Marked;
use crate::model::{Document, Summary};
use crate::source::Source;

pub mod codes;
pub mod decisions;
mod grid;
mod input;
mod json_lines;
mod marked_copy;
pub mod names;
mod sheet;
mod word_comments;

pub use input::Input;
pub(super) use input::{Row, filled_rows};
pub(super) use sheet::{delimited, records};

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The passages in the order of the file.
    pub marked: Vec<Marked>,
    /// For a whole copy of one document: its canonical text, to be compared with the transcript's.
    pub copy: Option<Document>,
    /// Summaries out of a grid.
    pub summaries: Vec<Summary>,
    /// What was noticed. An error among them is a row that cannot be taken as it is.
    pub noticed: Vec<Diagnostic>,
}

/// A format that codings come in.
pub trait CodingReader: Sync {
    /// The name in the registry.
    fn name(&self) -> &'static str;
    /// What help and docs call it.
    fn title(&self) -> &'static str;
    /// Endings of file names, the usual one first, without dots.
    fn endings(&self) -> &'static [&'static str];
    /// Whether an opened file is of this format.
    fn recognise(&self, input: &Input) -> bool;
    /// Reads the passages.
    ///
    /// # Errors
    /// When the file lacks what it needs.
    fn read(&self, source: &Source, input: &Input) -> Result<Reading>;
}

/// All formats, in the order in which they are tried. Adding one is a file and a line here.
pub static FORMATS: &[&dyn CodingReader] = &[
    &word_comments::WordComments,
    &grid::GridWorkbook,
    &marked_copy::MarkedCopy,
    &json_lines::JsonLines,
    &sheet::Sheet,
];

/// Reads codings from a Word copy with comments, a marked copy, a sheet (CSV, xlsx), the grid workbook or JSON lines.
///
/// # Errors
/// When the file is none of these, or lacks what it needs.
pub fn read(source: &Source) -> Result<Reading> {
    let input = Input::open(source)?;
    let format = FORMATS.iter().copied().find(|format| format.recognise(&input)).ok_or_else(|| {
        let titles: Vec<&str> = FORMATS.iter().map(|format| format.title()).collect();
        Error::new("this is no file of codings")
            .in_place(source.place())
            .hint(format!("there are: {}", titles.join("; ")))
    })?;
    let mut reading = format.read(source, &input).map_err(|error| error.in_place(source.place()))?;
    reading.noticed.splice(0..0, input.noticed().iter().cloned());
    for diagnostic in &mut reading.noticed {
        diagnostic.place.get_or_insert(source.place());
    }
    Ok(reading)
}
