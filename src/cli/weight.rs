//! `canvass weight`: how the weights were made, margin by margin, and what they cost; and who answered of those who could.

use super::Outcome;
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::diagnostic::{Error, Place, Result};
use crate::model::{Block, Report};
use crate::prepare::response::by_population;
use crate::tabulate;

/// Options of `weight`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass weight                     weights and response rates of the study you are in
  canvass weight -o weights.xlsx     as a workbook
  canvass crosstab training --by size --weight none     a table without them",
    after_help = "\
study.toml says what respondents weigh:
  [survey]
  weight = \"w\"                                                a question of the export
  weight = { rake = { region = { North = 0.4, South = 0.6 } } }  raked to margins of the population

and how many there are, so that the response of each group is shown:
  population = { by = \"size\", groups = { Micro = 210, Small = 95 } }"
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
/// When there is no study, it has neither weights nor a population, or they cannot be made.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let workspace = Workspace::open(&args.study)?;
    let section = workspace.study.file.survey.clone().unwrap_or_default();
    let mut blocks = Vec::new();
    if let Some(population) = &section.population {
        let how = (section.sampling, workspace.study.file.report.percent_from);
        let found = by_population(workspace.answers()?, &workspace.groupings, population)
            .and_then(|found| tabulate::response::tables(&found, how))
            .map_err(|error| error.in_place(Place::file("study.toml").at("[survey] population")))?;
        blocks.extend(found.into_iter().map(Block::table));
    }
    blocks.extend(workspace.weighted.as_ref().map(tabulate::weighting::block));
    if blocks.is_empty() {
        return Err(Error::new("this study has no weights, and says of no population how many answered")
            .in_place(Place::file("study.toml").at("[survey] weight"))
            .hint("name the question that holds them, the margins to rake to, or population: canvass weight --help"));
    }
    let report = Report {
        title: "Weights".to_owned(),
        date: workspace.study.file.study.date.clone(),
        language: workspace.study.file.study.language.clone().unwrap_or_else(|| "en-GB".to_owned()),
        blocks,
        ..Report::default()
    };
    terminal.noticed(&workspace.noticed);
    terminal.put(&report, &args.output)?;
    Ok(Outcome::Fine)
}
