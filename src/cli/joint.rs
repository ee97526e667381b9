//! `canvass joint`: answers, themes and quotations side by side.

use super::Outcome;
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::themes;
use super::workspace::Workspace;
use crate::coding::theme::laid_over;
use crate::diagnostic::Result;
use crate::model::{Block, Report, Theme};
use crate::report::joint::{Sources, listing};
use crate::tabulate::Themes;

/// Options of `joint`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass joint size funding                    a banner of study.toml: answers and interviews by the same groups
  canvass joint training training awareness     a question: what those who gave each answer said in their interviews
  canvass joint stakeholder own-pocket --quotations 1
  canvass joint size funding -o joint.docx      as a Word file",
    after_help = "\
A row an answer: how many gave it, how many of those interviewed raised the theme, and one or two of them in their own
words. A banner with question and case puts everybody who was interviewed into their group; any other question needs
the column “respondent” of cases.csv. In report.md: {{ joint(\"size\", \"funding\") }}."
)]
pub struct Args {
    /// A question, a row of a grid (GRID.ROW) or a banner of study.toml
    #[arg(value_name = "QUESTION")]
    pub question: String,
    /// Codes or categories, by id or name, or themes of themes.toml; a table each
    #[arg(value_name = "CODE", required = true)]
    pub codes: Vec<String>,
    /// Show so many quotations in a row at most
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub quotations: usize,
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
/// When there is no study or no questionnaire, no such question or code, or no case can be joined to its answers.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let workspace = Workspace::open(&args.study)?;
    let stale = workspace.stale();
    let workspace = workspace.into_shown();
    let counted = workspace.counted();
    let named: Vec<&Theme> = workspace.study.themes.iter().filter(|theme| args.codes.contains(&theme.id)).collect();
    let codes = themes::rows(&workspace, &named, &args.codes)?;
    let (codebook, codings) = laid_over(&workspace.codebook, &counted, named);
    let study = &workspace.study.file;
    let sources = Sources {
        survey: workspace.answers()?,
        data: Themes { codebook: &codebook, ..themes::data(&workspace, &codings) },
        groupings: &workspace.groupings,
        attribution: &study.report.attribution,
        percent_from: study.report.percent_from,
        quotations: args.quotations,
        is_weighted: workspace.weighted.is_some(),
    };
    terminal.noticed(&workspace.noticed);
    terminal.noticed(&stale);
    let mut report = Report {
        date: study.study.date.clone(),
        language: study.study.language.clone().unwrap_or_else(|| "en-GB".into()),
        ..Report::default()
    };
    for code in &codes {
        let (listing, noticed) = listing(&sources, &args.question, code)?;
        terminal.noticed(&noticed);
        report.blocks.push(Block::listing(listing));
    }
    terminal.put(&report, &args.output)?;
    let call: Vec<String> = std::iter::once(&args.question).chain(&codes).map(|word| format!("\"{word}\"")).collect();
    terminal.next(format!("in report.md {{{{ joint({}) }}}} shows it", call.join(", ")));
    Ok(Outcome::Fine)
}
