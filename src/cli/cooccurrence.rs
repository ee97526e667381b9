//! `canvass cooccurrence`: which codes meet.

use super::Outcome;
use super::coded;
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::themes;
use super::workspace::Workspace;
use crate::diagnostic::Result;
use crate::tabulate::co_occurrence::{self, Meetings, Within};
use crate::tabulate::only::only;
use crate::tabulate::{Request, sequence};

/// Options of `cooccurrence`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass cooccurrence                              the pairs of codes that the same people raise
  canvass cooccurrence funding time-capacity --within words   on the same words
  canvass cooccurrence --only stakeholder=VCFSE     in one group
  canvass cooccurrence --then 2                     which code comes after which, within two turns
  canvass cooccurrence --matrix -o codes.xlsx       all codes by all codes",
    after_help = "\
Only accepted codings count. A category stands for all that lies below it. That codes meet does not say that one
explains the other: read what was said (canvass quotes)."
)]
pub struct Args {
    /// Codes or categories, by id or name; none: every code that is no category
    #[arg(value_name = "CODE")]
    pub codes: Vec<String>,
    /// Where codes meet: case (said by the same), document, turn, words (on the same words)
    #[arg(long, value_name = "UNIT", default_value = "case")]
    pub within: String,
    /// Only cases of a group: a banner of study.toml or a column of cases.csv, and its value
    #[arg(long, value_name = "GROUP=VALUE")]
    pub only: Option<String>,
    /// Only pairs that meet so often at least
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub at_least: u64,
    /// Show so many pairs at most
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub limit: usize,
    /// All codes by all codes, with counts
    #[arg(long, conflicts_with = "then")]
    pub matrix: bool,
    /// Which code comes after which instead: in the same turn or so many turns of participants later
    #[arg(long, value_name = "TURNS", num_args = 0..=1, default_missing_value = "1", conflicts_with = "within")]
    pub then: Option<usize>,
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
/// When there is no study, or no such code or group.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let workspace = Workspace::open_interviews(&args.study)?;
    let codings = workspace.counted();
    let read = |written| only(written, &workspace.groupings, &workspace.corpus.cases);
    let only = args.only.as_deref().map(read).transpose()?;
    let asked = Meetings {
        within: Within::from_word(&args.within)?,
        only: only.as_ref().map(|(column, value)| (column.as_str(), value.as_str())),
        at_least: args.at_least,
        limit: args.limit,
        matrix: args.matrix,
    };
    let request = Request {
        id: "co-occurrence".into(),
        rows: coded::codes(&workspace, &args.codes)?,
        percent_from: workspace.study.file.report.percent_from,
        source: coded::codebook_file(&workspace).to_owned(),
        ..Request::default()
    };
    let data = themes::data(&workspace, &codings);
    let (table, noticed) = match args.then {
        Some(turns) => sequence::table(data, asked, turns, &Request { id: "sequence".into(), ..request })?,
        None => co_occurrence::table(data, asked, &request)?,
    };
    terminal.noticed(&workspace.noticed);
    terminal.noticed(&workspace.stale());
    terminal.noticed(&noticed);
    terminal.put(&themes::report(&workspace, table), &args.output)?;
    terminal.next("canvass quotes CODE shows what was said");
    Ok(Outcome::Fine)
}
