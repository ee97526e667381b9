//! `canvass themes`: theme × group; cases, not mentions.

use super::Outcome;
use super::coded;
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::theme::laid_over;
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Block, Coding, CodingState, Report, Table, Theme};
use crate::study::file::Approach;
use crate::tabulate::{self, Request, Themes};

/// Options of `themes`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass themes --by stakeholder                all codes by group
  canvass themes funding training --by size      these, and what lies below them
  canvass themes --by stakeholder -o themes.xlsx",
    after_help = "\
A number says in how many cases (people, organisations or documents, as study.toml says) a code was raised at least
once; not how often, and not how much it matters. Only accepted codings count."
)]
pub struct Args {
    /// Codes or categories, by id or name, or themes of themes.toml; none: the whole codebook
    #[arg(value_name = "CODE")]
    pub codes: Vec<String>,
    /// A banner of study.toml or a column of cases.csv; several with commas, nested with a colon
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    pub by: Vec<String>,
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
    let mut noticed = workspace.stale();
    let named: Vec<&Theme> = workspace.study.themes.iter().filter(|theme| args.codes.contains(&theme.id)).collect();
    let rows = rows(&workspace, &named, &args.codes)?;
    let (codebook, codings) = laid_over(&workspace.codebook, &codings, named);
    let study = &workspace.study.file;
    if study.study.approach == Approach::Reflexive {
        let what = "in reflexive thematic analysis the number of cases says little about a theme";
        noticed.push(Diagnostic::note(what).hint("docs/methods.md has the reasons"));
    }
    let data = Themes { codebook: &codebook, ..data(&workspace, &codings) };
    let request = Request {
        id: "themes".into(),
        rows,
        by: args.by.clone(),
        percent_from: study.report.percent_from,
        source: coded::codebook_file(&workspace).to_owned(),
        ..Request::default()
    };
    let (mut table, found) = tabulate::themes(data, &workspace.groupings, &request)?;
    if study.study.approach == Approach::Content {
        table
            .notes
            .push("Content analysis: what the rules find is counted without a person having accepted it.".into());
    }
    terminal.noticed(&workspace.noticed);
    terminal.noticed(&noticed);
    terminal.noticed(&found);
    terminal.put(&report(&workspace, table), &args.output)?;
    if !codings.iter().any(|coding| coding.state == CodingState::Accepted) {
        terminal.next("canvass take FILE --coder NAME brings in codings; canvass code proposes some");
    } else {
        terminal.next("canvass quotes CODE shows what was said");
    }
    Ok(Outcome::Fine)
}

/// The ids of the codes and themes that were typed.
fn rows(workspace: &Workspace, themes: &[&Theme], typed: &[String]) -> Result<Vec<String>> {
    let of = |typed: &String| {
        if themes.iter().any(|theme| theme.id == *typed) {
            return Ok(typed.clone());
        }
        coded::code(workspace, typed).map(|code| code.id.clone())
    };
    typed.iter().map(of).collect()
}

/// What tables of themes are counted from.
pub fn data<'a>(workspace: &'a Workspace, codings: &'a [Coding]) -> Themes<'a> {
    Themes {
        corpus: &workspace.corpus,
        codebook: &workspace.codebook,
        codings,
        count: workspace.study.file.interviews.as_ref().map(|interviews| interviews.count).unwrap_or_default(),
        asked: &workspace.asked,
    }
}

/// A table as a document.
pub fn report(workspace: &Workspace, table: Table) -> Report {
    let study = &workspace.study.file.study;
    Report {
        language: study.language.clone().unwrap_or_else(|| "en-GB".into()),
        date: study.date.clone(),
        blocks: vec![Block::table(table)],
        ..Report::default()
    }
}
