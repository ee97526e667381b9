//! `canvass saturation`: when interviews stopped to bring new codes.

use super::Outcome;
use super::coded;
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::themes;
use super::workspace::Workspace;
use crate::diagnostic::{Error, Result};
use crate::stats::saturation::Rule;
use crate::study::file::Approach;
use crate::tabulate::{Request, saturation};

/// Options of `saturation`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass saturation                        interview by interview, over the whole study
  canvass saturation --by stakeholder       and within each group
  canvass saturation --base 5 --run 3       five interviews as the base, runs of three
  canvass saturation support --threshold 0  of one category; no new code at all",
    after_help = "\
The base is how many codes the first interviews hold; it is saturated once the next few bring at most the threshold
of that many. The order of interviews decides much of it, so a thousand other orders are tried as well."
)]
pub struct Args {
    /// Codes or categories, by id or name; none: the whole codebook
    #[arg(value_name = "CODE")]
    pub codes: Vec<String>,
    /// A banner of study.toml or a column of cases.csv: each of its groups on its own
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    pub by: Vec<String>,
    /// How many interviews make the base
    #[arg(long, value_name = "N", default_value_t = Rule::default().base)]
    pub base: usize,
    /// How many interviews have to bring nothing new
    #[arg(long, value_name = "N", default_value_t = Rule::default().run)]
    pub run: usize,
    /// How much new still counts as none, in per cent of the base
    #[arg(long, value_name = "PERCENT", default_value_t = 5.0)]
    pub threshold: f64,
    /// Count although the study's approach has no use for it
    #[arg(long)]
    pub anyway: bool,
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
/// When there is no study, no such code or group, or the approach has no use for it.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    if args.base == 0 || args.run == 0 {
        return Err(
            Error::new("the base and the run need an interview at least").hint("leave them out: 4 and 2 are usual")
        );
    }
    if !(0.0..=100.0).contains(&args.threshold) {
        return Err(
            Error::new(format!("{} is no percentage", args.threshold)).hint("--threshold 5 is usual, 0 is strict")
        );
    }
    let workspace = Workspace::open_interviews(&args.study)?;
    if workspace.study.file.study.approach == Approach::Reflexive && !args.anyway {
        return Err(saturation::not_for_reflexive());
    }
    let codings = workspace.counted();
    let rule = Rule { base: args.base, run: args.run, threshold: args.threshold / 100.0 };
    let request = Request {
        id: "saturation".into(),
        rows: coded::codes(&workspace, &args.codes)?,
        by: args.by.clone(),
        percent_from: workspace.study.file.report.percent_from,
        source: coded::codebook_file(&workspace).to_owned(),
        ..Request::default()
    };
    let (table, noticed) = saturation::table(themes::data(&workspace, &codings), rule, &workspace.groupings, &request)?;
    terminal.noticed(&workspace.noticed);
    terminal.noticed(&workspace.stale());
    terminal.noticed(&noticed);
    terminal.put(&themes::report(&workspace, table), &args.output)?;
    terminal.next("canvass themes --by GROUP shows who raised what");
    Ok(Outcome::Fine)
}
