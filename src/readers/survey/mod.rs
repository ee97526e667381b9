//! Questionnaire exports. A file is opened as a raw table of dictionary-coded columns; the platform whose signature it
//! bears says what its columns mean; answers are coded accordingly.

use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Questionnaire, Survey};
use crate::source::Source;

/// What a person may say about a file instead of leaving it to be found out.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The registry name of the platform.
    pub platform: Option<String>,
    /// The encoding of the text.
    pub encoding: Option<String>,
    /// The delimiter of the cells.
    pub delimiter: Option<char>,
    /// The sheet of a workbook, by name.
    pub sheet: Option<String>,
    /// How many records are headings.
    pub header_rows: Option<usize>,
    /// What a person reviewed: it wins over every guess.
    pub questionnaire: Option<Questionnaire>,
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The survey.
    pub survey: Survey,
    /// The data dictionary as understood (with what was reviewed taken over), ready to be written as questionnaire.toml.
    pub questionnaire: Questionnaire,
    /// How the platform was recognised, in a sentence.
    pub recognised: String,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// Reads a questionnaire export.
///
/// # Errors
/// When the file is empty, is not a table, has headings but no rows, cannot be decoded, or is over a limit.
pub fn read(source: &Source, _options: &ReadOptions) -> Result<Reading> {
    Err(Error::new("reading exports is not built yet").in_place(source.place()))
}
