//! `canvass crosstab`: questions by groups.

use super::Outcome;
use super::answers::Answers;
use super::options::{DataOption, OutputOptions, StudyOption, TableOptions};
use super::streamed;
use super::terminal::Terminal;
use crate::diagnostic::Result;
use crate::tabulate;

/// Options of `crosstab`.
#[derive(Debug, clap::Args)]
#[command(before_help = "\
Examples:
  canvass crosstab involvement --by size           a question by a group of study.toml, or by another question
  canvass crosstab training familiarity --by size,sector  several rows; groups side by side
  canvass crosstab training --by size:sector       groups nested: each size by sector
  canvass crosstab training --by 'size!Micro'      one group against everybody else
  canvass crosstab involvement.research --by size  one row of a grid
  canvass crosstab training theme-support --by size  what was said in interviews beside what was answered
  canvass crosstab familiarity --by size --net 'Familiar=4|5' --show 'column %,index'
  canvass crosstab q2 --by q1 --data answers.csv   an export on its own, no study needed
  canvass crosstab training --by size --test auto  with a test, whatever the sampling; the note says so")]
pub struct Args {
    /// Questions down the side, by their names in questionnaire.toml, or a row of a grid (grid.row)
    #[arg(value_name = "QUESTION", required = true)]
    pub rows: Vec<String>,
    /// Groups across the top: groups of study.toml or questions; commas put them side by side, a colon nests them, an exclamation mark puts a choice against everybody else
    #[arg(long, value_name = "GROUPS", value_delimiter = ',', required = true)]
    pub by: Vec<String>,
    /// What the caption says; else made of the questions
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// In the terminal, bars beside the percentages
    #[arg(long)]
    pub bars: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// An export instead of a study
    #[command(flatten)]
    pub data: DataOption,
    /// How the table is made
    #[command(flatten)]
    pub tables: TableOptions,
    /// Where it goes
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Runs the command.
///
/// # Errors
/// When the answers cannot be read, a question or group is not there, or the output cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let request = |usual: &tabulate::Request| tabulate::Request {
        id: format!("{}-by-{}", args.rows.join("-"), args.by.join("-")).replace([':', '!', '|'], "-"),
        title: args.title.clone(),
        rows: args.rows.clone(),
        by: args.by.clone(),
        ..usual.clone()
    };
    let on_the_way = streamed::tables(&args.data, &args.tables, |usual| vec![request(usual)], terminal)?;
    if let Some((answers, mut tables)) = on_the_way
        && let Some((table, noticed)) = tables.pop()
    {
        terminal.noticed(&noticed);
        terminal.put_with(&answers.report("Cross-tabulation", vec![table]), &args.output, args.bars)?;
        return Ok(Outcome::Fine);
    }
    let answers = Answers::open_for(&[&args.rows, &args.by], &args.study, &args.data, &args.tables)?;
    let (table, noticed) = tabulate::crosstab(&answers.survey, &answers.groupings, &request(&answers.request))?;
    terminal.noticed(&answers.noticed);
    terminal.noticed(&noticed);
    terminal.put_with(&answers.report("Cross-tabulation", vec![table]), &args.output, args.bars)?;
    Ok(Outcome::Fine)
}
