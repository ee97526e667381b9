//! `canvass completions`: what a shell needs to complete commands and options.

use clap_complete::Shell;

use super::Outcome;
use super::terminal::Terminal;
use crate::diagnostic::Result;

/// Options of `completions`.
#[derive(Debug, clap::Args)]
#[command(before_help = "\
Examples:
  canvass completions bash > ~/.local/share/bash-completion/completions/canvass
  canvass completions zsh > ~/.zfunc/_canvass
  canvass completions powershell >> $PROFILE")]
pub struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// Runs the command.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "canvass", &mut script);
    terminal.data(&script)?;
    Ok(Outcome::Fine)
}
