//! The transcripts' half of `canvass import`.

use std::path::PathBuf;

use super::Outcome;
use super::import::Args;
use super::terminal::Terminal;
use crate::diagnostic::{Error, Result};

/// Imports transcripts.
///
/// # Errors
/// When it could not be done.
pub fn import_transcripts(_files: &[PathBuf], _args: &Args, _terminal: &Terminal) -> Result<Outcome> {
    Err(Error::new("import of transcripts is not built yet"))
}
