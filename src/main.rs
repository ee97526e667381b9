//! The `canvass` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    canvass::cli::main(std::env::args_os())
}
