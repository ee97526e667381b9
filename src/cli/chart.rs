//! `canvass chart`: one chart, of a table that study.toml declares or of questions named here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::PossibleValuesParser;

use super::Outcome;
use super::answers::Answers;
use super::options::{DataOption, StudyOption, TableOptions};
use super::report::material;
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::chart::{self, ChartRequest};
use crate::diagnostic::{Error, Result, unknown_name};
use crate::model::{Chart, ChartKind};
use crate::report::Material;
use crate::report::produce::Workshop;
use crate::{sink, source, tabulate};

/// Options of `chart`.
#[derive(Debug, clap::Args)]
#[command(before_help = "\
Examples:
  canvass chart involvement -o involvement.png        a chart that study.toml declares, to put on a slide
  canvass chart --table works-with --kind bar         a table that study.toml declares, drawn another way
  canvass chart --rows training --by size > training.svg   questions, without declaring anything
  canvass chart --data answers.xlsx --rows q3 --kind bar -o q3.png   an export on its own, no study needed

Kinds:
  bar        one bar a choice
  grouped    a bar a group for each choice
  stacked    one bar a group or a row of a grid, divided by the choices
  diverging  the same around the middle of a scale; “not applicable” stands beside
  dot        a dot a group for each choice: where groups agree and differ
  heat       choices or themes by group, shaded by the share of the group")]
pub struct Args {
    /// A chart that study.toml declares
    #[arg(value_name = "ID", conflicts_with_all = ["table", "rows", "data"])]
    pub id: Option<String>,
    /// Draw a table that study.toml declares
    #[arg(long, value_name = "ID", conflicts_with_all = ["rows", "data"])]
    pub table: Option<String>,
    /// Draw these questions, or rows of a grid (grid.row)
    #[arg(long, value_name = "QUESTIONS", value_delimiter = ',')]
    pub rows: Vec<String>,
    /// Groups or questions across, with --rows
    #[arg(long, value_name = "GROUPS", value_delimiter = ',', requires = "rows")]
    pub by: Vec<String>,
    /// How it is drawn; not given: what study.toml says, else what fits the table
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(ChartKind::ALL.map(ChartKind::word)))]
    pub kind: Option<String>,
    /// The line in bold, best a finding; not given: what the chart or the table is called
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// Write to a file, .svg or .png; without it, or with `-`, SVG goes to standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The format, where the file’s ending does not say: svg or png
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Replace a file that is there already
    #[arg(short, long)]
    pub force: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// An export instead of a study
    #[command(flatten)]
    pub data: DataOption,
    /// How the table of --rows is made
    #[command(flatten)]
    pub tables: TableOptions,
}

/// A format of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Svg,
    Png,
}

/// Runs the command.
///
/// # Errors
/// When the chart, its table or its questions are not there, it cannot be drawn as asked, or the file cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let format = format(args)?;
    let made = if args.rows.is_empty() { declared(args, terminal)? } else { of_questions(args, terminal)? };
    put(args, format, &made, terminal)?;
    Ok(Outcome::Fine)
}

/// A chart or a table that study.toml declares.
fn declared(args: &Args, terminal: &Terminal) -> Result<Chart> {
    if args.data.data.is_some() {
        return Err(Error::new("which question of the export is to be drawn?")
            .hint("name it: --rows QUESTION; canvass import FILE --dry-run lists them"));
    }
    let opened = Workspace::open(&args.study)?;
    let noticed = opened.noticed.clone();
    let workshop = Workshop::new(Arc::new(material(opened)?));
    let (id, table, kind, title) = which(args, &workshop.material)?;
    terminal.noticed(&noticed);
    let table = workshop.declared_table(&table)?;
    let kind = wanted_kind(args).or(kind);
    chart::from_table(&table, &ChartRequest { id, kind, title: args.title.clone().or(title) })
}

/// The id of the chart, its table, and what study.toml says of it.
fn which(args: &Args, material: &Material) -> Result<(String, String, Option<ChartKind>, Option<String>)> {
    let (charts, tables) = (&material.file.charts, &material.file.tables);
    if let Some(table) = &args.table {
        return Ok((table.clone(), table.clone(), None, None));
    }
    let Some(id) = &args.id else {
        let ids: Vec<&str> = charts.iter().map(|chart| chart.id.as_str()).collect();
        return Err(Error::new("which chart?").hint(match ids.is_empty() {
            true => "study.toml declares none; draw a table with --table ID, or questions with --rows".to_owned(),
            false => format!("study.toml declares {}; or draw a table with --table ID", ids.join(", ")),
        }));
    };
    if let Some(spec) = charts.iter().find(|chart| chart.id == *id) {
        return Ok((id.clone(), spec.table.clone(), spec.kind, spec.title.clone()));
    }
    if tables.iter().any(|table| table.id == *id) {
        return Err(Error::new(format!("there is no chart “{id}”, but a table of that name"))
            .hint(format!("draw it: canvass chart --table {id}")));
    }
    Err(unknown_name("chart", id, charts.iter().map(|chart| chart.id.as_str())))
}

/// Questions of the study or of an export.
fn of_questions(args: &Args, terminal: &Terminal) -> Result<Chart> {
    let answers = Answers::open(&args.study, &args.data, &args.tables)?;
    let by = if args.by.is_empty() { String::new() } else { format!("-by-{}", args.by.join("-")) };
    let request = tabulate::Request {
        id: format!("{}{by}", args.rows.join("-")).replace(':', "-"),
        rows: args.rows.clone(),
        by: args.by.clone(),
        ..answers.request.clone()
    };
    let (table, noticed) = tabulate::crosstab(&answers.survey, &answers.groupings, &request)?;
    terminal.noticed(&answers.noticed);
    terminal.noticed(&noticed);
    chart::from_table(&table, &ChartRequest { id: request.id, kind: wanted_kind(args), title: args.title.clone() })
}

fn wanted_kind(args: &Args) -> Option<ChartKind> {
    let word = args.kind.as_deref()?;
    ChartKind::ALL.into_iter().find(|kind| kind.word() == word)
}

/// The format that is asked for, by name or by the ending of the file.
fn format(args: &Args) -> Result<Format> {
    let to_file = to_file(args);
    let ending = to_file.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    let word = args.format.as_ref().map(|word| word.to_lowercase()).or(ending);
    match word.as_deref() {
        Some("svg") => Ok(Format::Svg),
        // A picture on standard output is meant for a file or another program: it must be asked for with “-o -”.
        Some("png") if to_file.is_some() || args.output.is_some() => Ok(Format::Png),
        Some("png") => Err(Error::new("a PNG cannot be shown in a terminal").hint("write it to a file: -o chart.png")),
        None if to_file.is_none() => Ok(Format::Svg),
        Some(word) => Err(Error::new(format!("“{word}” is not a format of charts"))
            .hint("end the file with .svg (for the web and for Word) or .png (for slides), or give --format")),
        None => Err(Error::new("the file’s name does not say the format")
            .hint("end it with .svg (for the web and for Word) or .png (for slides), or give --format")),
    }
}

fn to_file(args: &Args) -> Option<&Path> {
    args.output.as_deref().filter(|path| *path != Path::new("-"))
}

fn put(args: &Args, format: Format, made: &Chart, terminal: &Terminal) -> Result<()> {
    let bytes = match format {
        Format::Svg => chart::svg(made).into_bytes(),
        Format::Png => chart::png(made)?,
    };
    let Some(path) = to_file(args) else {
        // Nobody reads a drawing as text: it is for a file or for another program.
        if args.output.is_none() && terminal.is_read_by_a_person() {
            return Err(Error::new("a chart cannot be shown here").hint(format!(
                "put it into a file: -o {}.png, or .svg",
                if made.id.is_empty() { "chart" } else { &made.id }
            )));
        }
        return terminal.data(&bytes);
    };
    if args.force {
        sink::write(path, &bytes)?
    } else {
        sink::write_new(path, &bytes)?
    }
    terminal.say(format!("wrote {}", source::display_name(path)));
    Ok(())
}
