//! `canvass response`: who answered of those who were asked, over all and by group.

use std::path::PathBuf;

use super::Outcome;
use super::options::{DataOption, OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::{self, Workspace};
use crate::diagnostic::{Diagnostic, Error, Place, Result};
use crate::model::{Block, FrameSpec, Headcount, Report, Sampling, Survey, Table};
use crate::prepare::response::{by_frame, by_population};
use crate::readers;
use crate::source::Source;
use crate::tabulate::{Groupings, response};

/// Options of `response`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass response                              as study.toml says
  canvass response --frame members.xlsx --by size,region
      a list of all who were asked, a row each; the groups that respondents say they are in
  canvass response --frame members.csv --key member_no
      responses matched with units one by one
  canvass response --frame counts.csv --count members
      a row a group, with how many it has
  canvass response --frame members.csv --outcome status
      what became of each unit: complete, partial, refused, no-contact, other, unknown, not-eligible
  canvass response --data answers.csv --frame members.csv --sampling census",
    after_help = "\
study.toml says the same once and for all:
  [survey.frame]
  file = \"members.csv\"
  by = [\"size\", \"region\"]
  columns = { size = \"Size band\" }        where the frame calls a column otherwise

or, where only numbers are known:
  [survey]
  population = { by = \"size\", groups = { Micro = 210, Small = 90 } }

Rates are AAPOR’s (2023); which of them is shown stands in the notes."
)]
pub struct Args {
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// One export
    #[command(flatten)]
    pub data: DataOption,
    /// The sampling frame: .csv, .tsv, .xlsx or .ods
    #[arg(long, value_name = "FILE")]
    pub frame: Option<PathBuf>,
    /// By what the response is shown; several with commas. Not given: by all that the frame has a column of
    #[arg(long, value_name = "QUESTIONS", value_delimiter = ',')]
    pub by: Vec<String>,
    /// The column of the frame that says how many units a row stands for
    #[arg(long, value_name = "COLUMN")]
    pub count: Option<String>,
    /// The column of the frame that names each unit, to match responses with units one by one
    #[arg(long, value_name = "COLUMN")]
    pub key: Option<String>,
    /// The question that holds this name; not given: the one called as the column, else the response id
    #[arg(long, value_name = "QUESTION")]
    pub respondent: Option<String>,
    /// The column of the frame that says what became of each unit
    #[arg(long, value_name = "COLUMN")]
    pub outcome: Option<String>,
    /// How respondents came to be asked: open, purposive, probability, census
    #[arg(long, value_name = "SAMPLING")]
    pub sampling: Option<String>,
    /// Below this base show counts and no percentages
    #[arg(long, value_name = "N")]
    pub percent_from: Option<u64>,
    /// Where the table goes
    #[command(flatten)]
    pub output: OutputOptions,
}

/// What the response is counted of.
struct Known {
    survey: Survey,
    groupings: Groupings,
    frame: Option<(FrameSpec, Source)>,
    population: Option<Headcount>,
    sampling: Sampling,
    percent_from: u64,
    date: Option<String>,
    language: Option<String>,
    noticed: Vec<Diagnostic>,
}

/// Runs the command.
///
/// # Errors
/// When there is neither a frame nor a population, one cannot be read, or it does not fit the answers.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let known = match &args.data.data {
        Some(path) => of_export(args, path)?,
        None => of_study(args)?,
    };
    let sampling = args.sampling.as_deref().map_or(Ok(known.sampling), workspace::sampling)?;
    let tables = tables(&known, (sampling, args.percent_from.unwrap_or(known.percent_from)))?;
    let report = Report {
        title: "Response".to_owned(),
        date: known.date,
        language: known.language.unwrap_or_else(|| "en-GB".to_owned()),
        blocks: tables.into_iter().map(Block::table).collect(),
        ..Report::default()
    };
    terminal.noticed(&known.noticed);
    terminal.put(&report, &args.output)?;
    Ok(Outcome::Fine)
}

fn of_study(args: &Args) -> Result<Known> {
    let mut workspace = Workspace::open(&args.study)?;
    workspace.answers()?;
    let section = workspace.study.file.survey.clone().unwrap_or_default();
    let frame = match (&args.frame, section.frame) {
        (Some(path), declared) => Some((asked(args, declared), Source::open(path)?)),
        (None, Some(declared)) => {
            let source = workspace.study.open(&declared.file);
            let source = source.map_err(|error| error.in_place(Place::file("study.toml").at("[survey.frame] file")))?;
            Some((asked(args, Some(declared)), source))
        }
        (None, None) => None,
    };
    Ok(Known {
        survey: workspace.survey.unwrap_or_default(),
        groupings: workspace.groupings,
        frame,
        population: section.population,
        sampling: section.sampling,
        percent_from: workspace.study.file.report.percent_from,
        date: workspace.study.file.study.date,
        language: workspace.study.file.study.language,
        noticed: workspace.noticed,
    })
}

fn of_export(args: &Args, path: &std::path::Path) -> Result<Known> {
    let reading = workspace::read_data(path)?;
    let frame = args.frame.as_ref().map(|frame| Source::open(frame)).transpose()?;
    Ok(Known {
        survey: reading.survey,
        groupings: Groupings::new(),
        frame: frame.map(|source| (asked(args, None), source)),
        population: None,
        sampling: Sampling::default(),
        percent_from: crate::number::PERCENT_FROM,
        date: None,
        language: None,
        noticed: reading.noticed,
    })
}

/// What study.toml says of the frame, with what the options say in its place.
fn asked(args: &Args, declared: Option<FrameSpec>) -> FrameSpec {
    let mut spec = declared.unwrap_or_default();
    if !args.by.is_empty() {
        spec.by.clone_from(&args.by);
    }
    for (option, key) in [
        (&args.count, &mut spec.count),
        (&args.key, &mut spec.key),
        (&args.respondent, &mut spec.respondent),
        (&args.outcome, &mut spec.outcome),
    ] {
        if option.is_some() {
            key.clone_from(option);
        }
    }
    spec
}

fn tables(known: &Known, how: (Sampling, u64)) -> Result<Vec<Table>> {
    let responding = match (&known.frame, &known.population) {
        (Some((spec, source)), _) => {
            let frame = readers::frame::read(source)?;
            by_frame(&known.survey, &known.groupings, spec, &frame).map_err(|error| error.in_place(source.place()))?
        }
        (None, Some(population)) => by_population(&known.survey, &known.groupings, population)
            .map_err(|error| error.in_place(Place::file("study.toml").at("[survey] population")))?,
        (None, None) => {
            return Err(Error::new("it is not said who was asked, so there is no response rate")
                .hint("name the list of those who were asked: canvass response --frame FILE; or say in study.toml how many there are: [survey] population"));
        }
    };
    let place = known
        .frame
        .as_ref()
        .map_or_else(|| Place::file("study.toml").at("[survey] population"), |(_, source)| source.place());
    response::tables(&responding, how).map_err(|error| error.in_place(place))
}
