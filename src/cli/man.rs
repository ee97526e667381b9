//! `canvass man`: the manual pages, made of the same words as `--help`.

use std::io;
use std::path::PathBuf;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::Outcome;
use super::help::{EXIT_CODES, STAGES, examples};
use super::terminal::Terminal;
use crate::diagnostic::{Error, Result};
use crate::sink::Sink;
use crate::source;

/// Options of `man`.
#[derive(Debug, clap::Args)]
#[command(before_help = "\
Examples:
  canvass man | man -l -                        read the main page
  canvass man -o ~/.local/share/man/man1        write all pages to where `man canvass` finds them")]
pub struct Args {
    /// Write the pages of all commands into this folder; without it the main page goes to standard output
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When the folder or standard output cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let mut command = super::command();
    command.build();
    let Some(folder) = &args.output else {
        terminal.data(&page(&command)?)?;
        return Ok(Outcome::Fine);
    };
    let mut sink = Sink::new(folder);
    sink.write("canvass.1", &page(&command)?)?;
    for sub in command.get_subcommands() {
        sink.write(&format!("canvass-{}.1", sub.get_name()), &page(sub)?)?;
    }
    terminal.say(format!("wrote {} pages into {}", sink.written().len(), source::display_name(folder)));
    terminal.next(format!("man {}", folder.join("canvass.1").display()));
    Ok(Outcome::Fine)
}

/// A page: what the command is, its examples, its options; the main page lists the commands by stage.
fn page(command: &Command) -> Result<Vec<u8>> {
    let is_main = command.get_subcommands().next().is_some();
    let man = Man::new(command.clone()).manual("canvass");
    let mut page = Vec::new();
    let mut write = || -> io::Result<()> {
        man.render_title(&mut page)?;
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        examples_section(command).to_writer(&mut page)?;
        if is_main {
            commands_section(command).to_writer(&mut page)?;
        }
        man.render_options_section(&mut page)?;
        let mut end = Roff::new();
        end.control("SH", ["EXIT STATUS"]).text([roman(format!("{EXIT_CODES}."))]);
        end.to_writer(&mut page)
    };
    write().map_err(|error| Error::new(format!("the manual page cannot be made: {error}")))?;
    Ok(page)
}

fn examples_section(command: &Command) -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in examples(command).lines() {
        section.text([roman(line)]);
    }
    section.control("fi", []);
    section
}

fn commands_section(command: &Command) -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["COMMANDS"]);
    for (stage, names) in STAGES {
        section.control("SS", [stage]);
        for name in names {
            let about = command.find_subcommand(name).and_then(Command::get_about).map(ToString::to_string);
            section.control("TP", []).text([bold(format!("canvass-{name}(1)"))]);
            section.text([roman(about.unwrap_or_default())]);
        }
    }
    section
}
