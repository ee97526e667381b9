//! The only printer: data to standard output, messages to standard error, nothing else anywhere.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use owo_colors::{OwoColorize, Style};

use super::options::{Global, OutputOptions};
use crate::diagnostic::{Diagnostic, Error, Level, Result, once};
use crate::model::{Report, turns_direction};
use crate::writers::document::{self, DocumentWriter, WriteOptions};
use crate::{sink, source};

/// What a command may say, and how.
#[derive(Debug, Clone)]
pub struct Terminal {
    quiet: bool,
    verbose: bool,
}

impl Terminal {
    /// A terminal with the options that every command takes.
    pub fn new(global: &Global) -> Self {
        Self { quiet: global.quiet, verbose: global.verbose }
    }

    /// Whether all is to be told.
    pub fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Data: standard output, as it is. A closed pipe ends quietly.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn data(&self, bytes: &[u8]) -> Result<()> {
        let mut out = io::stdout().lock();
        ended(out.write_all(bytes).and_then(|()| out.flush()))
    }

    /// A message on the way: what was done, what was written.
    pub fn say(&self, message: impl AsRef<str>) {
        if !self.quiet {
            line(&harmless(message.as_ref()));
        }
    }

    /// What to try next.
    pub fn next(&self, commands: impl AsRef<str>) {
        if !self.quiet {
            line(&format!("{} {}", paint("next:", Style::new().bold()), harmless(commands.as_ref())));
        }
    }

    /// An error with its hint.
    pub fn error(&self, error: &Error) {
        line(&format!("{} {}", paint("error:", Style::new().red().bold()), harmless(&error.to_string())));
        if let Some(hint) = error.hint_text() {
            line(&format!("{} {}", paint("hint:", Style::new().cyan()), harmless(hint)));
        }
    }

    /// What was noticed. Warnings and errors always, and findings of a kind; other notes only with `--verbose`, else their number.
    pub fn noticed(&self, diagnostics: &[Diagnostic]) {
        let mut notes = 0;
        for diagnostic in once(diagnostics) {
            match diagnostic.level {
                Level::Note if !self.verbose && diagnostic.kind.is_none() => notes += 1,
                Level::Note if self.quiet => {}
                Level::Warning if self.quiet => {}
                _ => self.diagnostic(diagnostic),
            }
        }
        if notes > 0 && !self.quiet {
            let things = if notes == 1 { "1 note" } else { &format!("{notes} notes") };
            line(&format!("{things} not shown; --verbose shows them"));
        }
    }

    /// One diagnostic with its place and hint.
    pub fn diagnostic(&self, diagnostic: &Diagnostic) {
        let (word, style) = match diagnostic.level {
            Level::Note => ("note:", Style::new().blue()),
            Level::Warning => ("warning:", Style::new().yellow().bold()),
            Level::Error => ("error:", Style::new().red().bold()),
        };
        let place = diagnostic.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        line(&format!("{} {}{}", paint(word, style), harmless(&place), harmless(&diagnostic.message)));
        if let Some(hint) = &diagnostic.hint {
            line(&format!("  {} {}", paint("hint:", Style::new().cyan()), harmless(hint)));
        }
    }

    /// Puts a report out as the options say: to a file, or to standard output as the terminal format or another text.
    ///
    /// # Errors
    /// When the format is not known or not fit for standard output, or the file cannot be written.
    pub fn put(&self, report: &Report, output: &OutputOptions) -> Result<()> {
        self.put_with(report, output, false)
    }

    /// The same, in the terminal with bars beside percentages where they are wanted.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn put_with(&self, report: &Report, output: &OutputOptions, bars: bool) -> Result<()> {
        let to_file = output.output.as_deref().filter(|path| *path != Path::new("-"));
        let writer = match (&output.format, to_file) {
            (Some(name), _) => document::format(name)?,
            (None, Some(path)) => format_of(path)?,
            (None, None) => document::format("terminal")?,
        };
        document::fits(writer, &report.blocks)?;
        match to_file {
            Some(path) => {
                let bytes = writer.write(report, &WriteOptions { bars, ..WriteOptions::default() })?;
                if output.force {
                    sink::write(path, &bytes)?
                } else {
                    sink::write_new(path, &bytes)?
                }
                self.say(format!("wrote {}", source::display_name(path)));
                Ok(())
            }
            None if !writer.is_text() => Err(Error::new(format!("{} cannot be shown in a terminal", writer.title()))
                .hint(format!("write it to a file: -o NAME.{}", writer.endings()[0]))),
            None => {
                let options = WriteOptions { bars, ..self.write_options() };
                let bytes = writer.write(report, &options)?;
                if options.colour { self.coloured(&bytes) } else { self.data(&bytes) }
            }
        }
    }

    /// Text with escape sequences, for whatever this terminal makes of them: older ones on Windows need it told otherwise.
    fn coloured(&self, bytes: &[u8]) -> Result<()> {
        ended(anstream::stdout().lock().write_all(bytes))
    }

    /// The width and the colours of standard output.
    pub fn write_options(&self) -> WriteOptions {
        let is_terminal = io::stdout().is_terminal();
        WriteOptions {
            width: if is_terminal { width() } else { None },
            colour: is_terminal && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
            to_stdout: true,
            ..WriteOptions::default()
        }
    }

    /// Whether what goes to standard output lands before a person, and not in a file or another program.
    pub fn is_read_by_a_person(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Whether keys come from a person and what is shown lands before one: a terminal on both sides.
    pub fn is_a_screen(&self) -> bool {
        io::stdin().is_terminal() && io::stdout().is_terminal()
    }

    /// Whether standard output shows colours, by what the terminal says of itself and `NO_COLOR`.
    pub fn has_colour(&self) -> bool {
        // The oldest terminals say by their names that they have none.
        let is_plain = |name: &str| name == "dumb" || name.starts_with("vt") || name.ends_with("-m");
        let is_known_plain = std::env::var("TERM").is_ok_and(|name| is_plain(&name));
        !is_known_plain && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
    }

    /// A bar of progress on standard error, where that is a terminal and nobody asked for quiet.
    pub fn progress(&self, of: u64, doing: &str) -> indicatif::ProgressBar {
        self.bar(of, doing, "{msg} {wide_bar} {pos}/{len}")
    }

    /// The same of a file of so many bytes.
    pub fn progress_of_bytes(&self, of: u64, doing: &str) -> indicatif::ProgressBar {
        self.bar(of, doing, "{msg} {wide_bar} {bytes} of {total_bytes}")
    }

    fn bar(&self, of: u64, doing: &str, template: &str) -> indicatif::ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return indicatif::ProgressBar::hidden();
        }
        let bar = indicatif::ProgressBar::new(of);
        if let Ok(style) = indicatif::ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(doing.to_owned());
        bar
    }
}

/// Prints clap's help or complaint; help and version are data.
pub fn print_usage(error: &clap::Error) -> ExitCode {
    match error.print() {
        Ok(()) | Err(_) => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
    }
}

/// Whoever reads may stop reading; that is no failure.
fn ended(written: io::Result<()>) -> Result<()> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::new(format!("standard output could not be written: {error}")))
        }
        _ => Ok(()),
    }
}

fn format_of(path: &Path) -> Result<&'static dyn DocumentWriter> {
    let endings: Vec<String> = document::FORMATS.iter().map(|format| format!(".{}", format.endings()[0])).collect();
    let known = format!("end the name with one of {}, or give --format", endings.join(", "));
    let name = source::display_name(path);
    // The longest ending says most: table.tidy.csv is tidy.
    let file = path.file_name().map(|file| file.to_string_lossy().to_lowercase()).unwrap_or_default();
    let two_parts = document::FORMATS.iter().copied().find(|format| {
        format.endings().iter().any(|ending| ending.contains('.') && file.ends_with(&format!(".{ending}")))
    });
    if let Some(format) = two_parts {
        return Ok(format);
    }
    match path.extension() {
        None => Err(Error::new(format!("“{name}” has no ending that says the format")).hint(known)),
        Some(ending) => {
            let ending = ending.to_string_lossy().into_owned();
            document::format(&ending)
                .map_err(|_| Error::new(format!("“{name}”: .{ending} is not a format that canvass writes")).hint(known))
        }
    }
}

/// The width of the terminal: `COLUMNS` where set, else what the system says.
fn width() -> Option<usize> {
    let declared = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    declared.or_else(|| terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0)))
}

fn line(text: &str) {
    let mut err = anstream::stderr().lock();
    // Nothing can be said about a standard error that cannot be written.
    let _ = writeln!(err, "{text}");
}

/// Messages quote headings, answers and names of files, which may hold what a terminal would obey.
fn harmless(text: &str) -> String {
    let is_harmless = |c: &char| !turns_direction(*c) && (!c.is_control() || matches!(c, '\n' | '\t'));
    text.chars().filter(is_harmless).collect()
}

fn paint(text: &str, style: Style) -> String {
    text.style(style).to_string()
}
