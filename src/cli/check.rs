//! `canvass check`

use super::Outcome;
use super::terminal::Terminal;
use crate::diagnostic::{Error, Result};

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
///
/// # Errors
/// When it could not be done.
pub fn run(_args: &Args, _terminal: &Terminal) -> Result<Outcome> {
    Err(Error::new("check is not built yet"))
}
