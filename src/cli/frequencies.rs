//! `canvass frequencies`: a table a question.

use super::Outcome;
use super::answers::Answers;
use super::options::{DataOption, OutputOptions, StudyOption, TableOptions};
use super::streamed;
use super::terminal::Terminal;
use super::workspace;
use crate::diagnostic::{Error, Result};
use crate::model::Table;
use crate::tabulate;

/// Options of `frequencies`.
#[derive(Debug, clap::Args)]
#[command(before_help = "\
Examples:
  canvass frequencies                              every question of the study you are in
  canvass frequencies size involvement             two of its questions
  canvass frequencies --data answers.csv           an export on its own, no study needed
  canvass frequencies --format json                for another program
  canvass frequencies familiarity --show \"count,column %,mean\"")]
pub struct Args {
    /// Questions by their names in questionnaire.toml, or a row of a grid (grid.row); none: all but those with personal data
    #[arg(value_name = "QUESTION")]
    pub questions: Vec<String>,
    /// In the terminal, bars beside the percentages
    #[arg(long)]
    pub bars: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// An export instead of a study
    #[command(flatten)]
    pub data: DataOption,
    /// How tables are made
    #[command(flatten)]
    pub tables: TableOptions,
    /// Where they go
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Runs the command.
///
/// # Errors
/// When the answers cannot be read, a question is not there, or the output cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let requests = |usual: &tabulate::Request| {
        let request = |id: &String| tabulate::Request { id: id.clone(), rows: vec![id.clone()], ..usual.clone() };
        args.questions.iter().map(request).collect()
    };
    if let Some((answers, tables)) = streamed::tables(&args.data, &args.tables, requests, terminal)? {
        let tables = tables.into_iter().map(|(table, _)| table).collect();
        terminal.put_with(&answers.report("Frequencies", tables), &args.output, args.bars)?;
        return Ok(Outcome::Fine);
    }
    let answers = Answers::open_for(&[&args.questions], &args.study, &args.data, &args.tables)?;
    let questions: Vec<String> = if args.questions.is_empty() {
        workspace::showable(&answers.survey).map(|question| question.id.clone()).collect()
    } else {
        args.questions.clone()
    };
    if questions.is_empty() {
        return Err(Error::new("there is no question to count").hint("`canvass import FILE` says what an export holds"));
    }
    let mut tables: Vec<Table> = Vec::with_capacity(questions.len());
    for id in &questions {
        let request = tabulate::Request { id: id.clone(), ..answers.request.clone() };
        tables.push(tabulate::frequency(&answers.survey, id, &request)?);
    }
    terminal.noticed(&answers.noticed);
    terminal.put_with(&answers.report("Frequencies", tables), &args.output, args.bars)?;
    Ok(Outcome::Fine)
}
