//! `canvass weight`: how the weights were made, margin by margin, and what they cost.

use super::Outcome;
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::diagnostic::{Error, Place, Result};
use crate::model::{Block, Report};
use crate::tabulate;

/// Options of `weight`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass weight                     the weights of the study you are in
  canvass weight -o weights.xlsx     as a workbook
  canvass crosstab size --by region --weight none     a table without them",
    after_help = "\
study.toml says what respondents weigh:
  [survey]
  weight = \"w\"                                                a question of the export
  weight = { rake = { region = { North = 0.4, South = 0.6 } } }  raked to margins of the population"
)]
pub struct Args {
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// Where the table goes
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Runs the command.
///
/// # Errors
/// When there is no study, it has no weights, or they cannot be made.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let workspace = Workspace::open(&args.study)?;
    let Some(weighted) = &workspace.weighted else {
        return Err(Error::new("this study has no weights")
            .in_place(Place::file("study.toml").at("[survey] weight"))
            .hint("name the question that holds them, or the margins to rake to: canvass weight --help"));
    };
    let report = Report {
        title: "Weights".to_owned(),
        date: workspace.study.file.study.date.clone(),
        language: workspace.study.file.study.language.clone().unwrap_or_else(|| "en-GB".to_owned()),
        blocks: vec![Block::table(tabulate::weighting::table(weighted))],
        ..Report::default()
    };
    terminal.noticed(&workspace.noticed);
    terminal.put(&report, &args.output)?;
    Ok(Outcome::Fine)
}
