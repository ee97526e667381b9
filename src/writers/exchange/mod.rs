//! Formats in which programs for coding hand projects to each other. The registry [`FORMATS`] is the one list that `export` and the
//! docs use. Each writer says what its format cannot hold.
//!
//! - [`codebook`]: codes as REFI-QDA has them
//! - [`qdc`]: a codebook alone; [`qdpx`]: the whole project

pub mod codebook;
pub mod qdc;
pub mod qdpx;

use crate::diagnostic::Result;
use crate::model::{Codebook, Coding, Corpus};

/// What is handed over.
#[derive(Debug, Clone, Copy)]
pub struct Project<'a> {
    /// The title of the study.
    pub title: &'a str,
    /// What the file is dated with, `YYYY-MM-DD`; not given: 1980-01-01.
    pub date: Option<&'a str>,
    /// Documents and cases.
    pub corpus: &'a Corpus,
    /// Codes.
    pub codebook: &'a Codebook,
    /// Codings, on the text as it is now.
    pub codings: &'a [Coding],
}

/// A file, and what of the study is not in it, a sentence each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// What the format cannot hold, or may not.
    pub losses: Vec<String>,
}

/// A format that projects are handed over in.
pub trait ExchangeWriter: Sync {
    /// The word for `export`, and the ending of file names.
    fn name(&self) -> &'static str;
    /// What help and docs call it.
    fn title(&self) -> &'static str;
    /// Whether the interviews are in it, and not the codebook alone.
    fn holds_interviews(&self) -> bool;
    /// Writes a project.
    ///
    /// # Errors
    /// When the file cannot be put together.
    fn write(&self, project: &Project<'_>) -> Result<Written>;
}

/// All formats. Adding one is a file and a line here.
pub static FORMATS: &[&dyn ExchangeWriter] = &[&qdpx::Qdpx, &qdc::Qdc];

/// The format of this name.
pub fn format(name: &str) -> Option<&'static dyn ExchangeWriter> {
    FORMATS.iter().copied().find(|format| format.name() == name.to_lowercase())
}
