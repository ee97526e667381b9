//! `canvass frequencies`

use super::Outcome;
use super::terminal::Terminal;
use crate::diagnostic::{Error, Result};

/// Options of `frequencies`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
///
/// # Errors
/// When it could not be done.
pub fn run(_args: &Args, _terminal: &Terminal) -> Result<Outcome> {
    Err(Error::new("frequencies is not built yet"))
}
