//! The command line: one file a subcommand (its `Args` and its `run`), shared groups of options in [`options`], what every
//! command works on in [`workspace`], and everything that is printed in [`terminal`].

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::diagnostic::Result;

mod added_rows;
mod agreement;
mod agreement_data;
mod anonymise;
mod anonymise_answers;
mod anonymise_key;
mod anonymise_write;
mod answers;
mod chart;
mod check;
mod code;
mod code_run;
mod code_test;
mod codebook;
mod codebook_change;
mod codebook_export;
mod coded;
mod compare;
mod completions;
mod cooccurrence;
mod crosstab;
mod desk;
mod deviant;
mod documents;
mod export;
mod export_cases;
mod find;
mod frequencies;
mod grid;
mod help;
mod import;
mod import_cases;
mod import_interviews;
mod import_page;
mod import_project;
mod import_review;
mod import_study;
mod import_transcripts;
mod import_wave;
mod init;
mod interview_guide;
mod joint;
mod man;
mod names_elsewhere;
pub mod options;
mod quotes;
mod reconcile;
mod report;
mod response;
mod review;
mod review_workbook;
mod saturation;
mod shown;
pub mod streamed;
mod take;
pub mod terminal;
mod themes;
mod weight;
pub mod workspace;

use terminal::Terminal;

/// How a command ended, where it could be done at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Fine,
    /// A check found something. Exit code 1.
    Found,
}

/// Turn a questionnaire export and interview transcripts into a report that can be traced and rebuilt.
#[derive(Debug, Parser)]
#[command(
    name = "canvass",
    version,
    help_expected = true,
    disable_help_subcommand = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options that every command takes.
    #[command(flatten)]
    pub global: options::Global,
}

/// The subcommands, in the order of the work.
#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "one value in a process; boxing would only hide the arguments")]
pub enum Command {
    /// Make a new study folder, ready to fill
    Init(init::Args),
    /// Read a questionnaire export or transcripts, and say what was understood
    Import(import::Args),
    /// Find everything that can be wrong in a study, with place and hint
    Check(check::Args),
    /// Replace names by pseudonyms, and find what may still give somebody away
    Anonymise(anonymise::Args),
    /// A table a question: counts, percentages, bases
    Frequencies(frequencies::Args),
    /// Cross-tabulate questions by groups (a crossbreak: side by top)
    Crosstab(crosstab::Args),
    /// Waves of one survey side by side, with what changed
    Compare(compare::Args),
    /// Who answered of those who were asked: the response rate over all and by group
    Response(response::Args),
    /// Say how the weights of the study were made, and what they cost
    Weight(weight::Args),
    /// Write the case × question workbook to work in, read back by `take`
    Grid(grid::Args),
    /// The codebook as a workbook to edit, and taken back
    Codebook(codebook::Args),
    /// Let the codebook's rules propose codings
    Code(code::Args),
    /// Bring in codings by people: Word comments, sheets, JSON lines, the grid
    Take(take::Args),
    /// Read transcripts at the keyboard: accept, reject, code, write memos
    Review(review::Args),
    /// Find words in the transcripts, in context
    Find(find::Args),
    /// Themes by group: cases, not mentions
    Themes(themes::Args),
    /// Quotations of a code, with context and source
    Quotes(quotes::Args),
    /// How far coders agree, with what was compared
    Agreement(agreement::Args),
    /// Where two coders differ, as a sheet to decide in
    Reconcile(reconcile::Args),
    /// Which codes meet, and how often
    Cooccurrence(cooccurrence::Args),
    /// Who goes against the pattern of a theme, with their words
    Deviant(deviant::Args),
    /// When interviews stopped to bring new codes
    Saturation(saturation::Args),
    /// Answers, themes and quotations side by side
    Joint(joint::Args),
    /// Draw one chart
    Chart(chart::Args),
    /// Build the whole report
    Report(report::Args),
    /// Answers or coded interviews for other programs: csv, parquet, sav, qdpx
    Export(export::Args),
    /// Shell completions
    Completions(completions::Args),
    /// The manual pages
    Man(man::Args),
}

impl Command {
    fn run(&self, terminal: &Terminal) -> Result<Outcome> {
        match self {
            Self::Init(args) => init::run(args, terminal),
            Self::Import(args) => import::run(args, terminal),
            Self::Check(args) => check::run(args, terminal),
            Self::Anonymise(args) => anonymise::run(args, terminal),
            Self::Frequencies(args) => frequencies::run(args, terminal),
            Self::Crosstab(args) => crosstab::run(args, terminal),
            Self::Compare(args) => compare::run(args, terminal),
            Self::Response(args) => response::run(args, terminal),
            Self::Weight(args) => weight::run(args, terminal),
            Self::Grid(args) => grid::run(args, terminal),
            Self::Codebook(args) => codebook::run(args, terminal),
            Self::Code(args) => code::run(args, terminal),
            Self::Take(args) => take::run(args, terminal),
            Self::Review(args) => review::run(args, terminal),
            Self::Find(args) => find::run(args, terminal),
            Self::Themes(args) => themes::run(args, terminal),
            Self::Quotes(args) => quotes::run(args, terminal),
            Self::Agreement(args) => agreement::run(args, terminal),
            Self::Reconcile(args) => reconcile::run(args, terminal),
            Self::Cooccurrence(args) => cooccurrence::run(args, terminal),
            Self::Deviant(args) => deviant::run(args, terminal),
            Self::Saturation(args) => saturation::run(args, terminal),
            Self::Joint(args) => joint::run(args, terminal),
            Self::Chart(args) => chart::run(args, terminal),
            Self::Report(args) => report::run(args, terminal),
            Self::Export(args) => export::run(args, terminal),
            Self::Completions(args) => completions::run(args, terminal),
            Self::Man(args) => man::run(args, terminal),
        }
    }
}

/// The whole command with its help pages as they are printed.
pub fn command() -> clap::Command {
    help::laid_out(Cli::command())
}

/// Parses, runs, prints an error with its hint, and gives the exit code: 0 fine, 1 a check found something, 2 it could not be
/// done.
pub fn main(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let cli = match command().try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return terminal::print_usage(&error),
    };
    let terminal = Terminal::new(&cli.global);
    match cli.command.run(&terminal) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(error) => {
            terminal.error(&error);
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        command().debug_assert();
    }

    #[test]
    fn every_command_has_its_stage_and_opens_with_examples() {
        let grouped: Vec<&str> = help::STAGES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        for sub in command().get_subcommands() {
            assert!(grouped.contains(&sub.get_name()), "{} is in no stage", sub.get_name());
            assert!(help::examples(sub).starts_with("canvass "), "{} has no examples", sub.get_name());
        }
    }
}
