//! `canvass themes`: theme × group; cases, not mentions.

use super::Outcome;
use super::coded;
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::theme::{chosen, laid_over};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Block, Coding, CodingState, Listing, RankBase, Report, Table, Theme};
use crate::study::file::Approach;
use crate::tabulate::themes::amounts::{Counted, Said};
use crate::tabulate::themes::ranking::Ranking;
use crate::tabulate::themes::{amounts, prompted, ranking};
use crate::tabulate::{self, Request, Themes};

/// Options of `themes`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass themes --by stakeholder                all codes by group
  canvass themes funding training --by size      these, and what lies below them
  canvass themes --rank --by stakeholder         the order in all and in each group, with ties and intervals
  canvass themes --prompted --by stakeholder     who raised a theme when asked, and who unasked
  canvass themes --count words --by stakeholder  how many of the words that participants said
  canvass themes --by stakeholder -o themes.xlsx",
    after_help = "\
A number says in how many cases (people, organisations or documents, as study.toml says) a code was raised at least
once; not how often, and not how much it matters. Only accepted codings count. Which themes are chosen as priorities
people decide: [[priority]] in themes.toml, with the reason, stands beside the ranks."
)]
pub struct Args {
    /// Codes or categories, by id or name, or themes of themes.toml; none: the whole codebook
    #[arg(value_name = "CODE")]
    pub codes: Vec<String>,
    /// A banner of study.toml or a column of cases.csv; several with commas, nested with a colon
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    pub by: Vec<String>,
    /// Rank codes by how many raised them, with ties, and with intervals from drawing those interviewed again
    #[arg(long, conflicts_with = "prompted")]
    pub rank: bool,
    /// Rank categories among each other, or exactly what is named, and not the codes below
    #[arg(long, requires = "rank")]
    pub categories: bool,
    /// Rank by the share of all or of those asked; not given: as study.toml says
    #[arg(long, value_name = "all|asked", requires = "rank", value_parser = ["all", "asked"])]
    pub base: Option<String>,
    /// What is counted: people, organisations, documents; or how much is said: turns, words; not given: as study.toml says
    #[arg(long, value_name = "WHAT", value_parser = ["people", "organisations", "documents", "turns", "words"])]
    pub count: Option<String>,
    /// Rank, or count words and turns, although the study's approach has no use for it
    #[arg(long)]
    pub anyway: bool,
    /// Tell who raised a theme when asked about it from who raised it unasked
    #[arg(long)]
    pub prompted: bool,
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
/// When there is no study, no such code or group, or ranks are asked for where the approach has no use for them.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let workspace = Workspace::open_interviews(&args.study)?;
    let study = &workspace.study.file;
    let is_reflexive = study.study.approach == Approach::Reflexive;
    if args.rank && is_reflexive && !args.anyway {
        return Err(ranking::not_for_reflexive());
    }
    let said = said(args)?;
    if said.is_some() && is_reflexive && !args.anyway {
        return Err(amounts::not_for_reflexive());
    }
    let codings = workspace.counted();
    let noticed = workspace.stale();
    let named: Vec<&Theme> = workspace.study.themes.iter().filter(|theme| args.codes.contains(&theme.id)).collect();
    let rows = rows(&workspace, &named, &args.codes)?;
    let (codebook, codings) = laid_over(&workspace.codebook, &codings, named);
    let declared = data(&workspace, &codings);
    let data = Themes {
        codebook: &codebook,
        count: counted(args)?.and_then(Counted::unit).unwrap_or(declared.count),
        ..declared
    };
    let request = Request {
        id: "themes".into(),
        rows,
        by: args.by.clone(),
        percent_from: study.report.percent_from,
        source: coded::codebook_file(&workspace).to_owned(),
        ..Request::default()
    };
    let (mut table, found, beside) = table(args, &workspace, data, &request)?;
    if is_reflexive {
        let note = "In reflexive thematic analysis how many raised a theme says little about it: docs/methods.md has the reasons.";
        table.notes.push(note.to_owned());
    }
    terminal.noticed(&workspace.noticed);
    terminal.noticed(&noticed);
    terminal.noticed(&found);
    let has_priorities = beside.is_some();
    let mut report = report(&workspace, table);
    report.blocks.extend(beside.map(Block::listing));
    terminal.put(&report, &args.output)?;
    if !codings.iter().any(|coding| coding.state == CodingState::Accepted) {
        terminal.next("canvass take FILE --coder NAME brings in codings; canvass code proposes some");
    } else if args.rank && !has_priorities {
        terminal.next("[[priority]] in themes.toml says which are chosen, and why; canvass deviant shows who goes against the pattern");
    } else {
        terminal.next("canvass quotes CODE shows what was said");
    }
    Ok(Outcome::Fine)
}

/// The table that is asked for, and what stands beside it.
fn table(
    args: &Args,
    workspace: &Workspace,
    data: Themes<'_>,
    request: &Request,
) -> Result<(Table, Vec<Diagnostic>, Option<Listing>)> {
    let groupings = &workspace.groupings;
    if args.prompted {
        let request = Request { id: "prompted".into(), ..request.clone() };
        let (table, found) = prompted::prompted(data, groupings, &request)?;
        return Ok((table, found, None));
    }
    if let Some(said) = said(args)? {
        let request = Request { id: "amounts".into(), ..request.clone() };
        let (table, found) = amounts::amounts(data, said, groupings, &request)?;
        return Ok((table, found, None));
    }
    if !args.rank {
        let (table, found) = tabulate::themes(data, groupings, request)?;
        return Ok((table, found, None));
    }
    let declared = workspace.study.file.interviews.as_ref().map(|interviews| interviews.rank_base);
    let base = match args.base.as_deref() {
        Some("asked") => RankBase::Asked,
        Some(_) => RankBase::All,
        None => declared.unwrap_or_default(),
    };
    let chosen = chosen(&workspace.codebook, &workspace.study.themes, &workspace.study.priorities);
    let how = Ranking { base, categories: args.categories, chosen: &chosen };
    let (table, found) = ranking::ranking(data, how, groupings, &Request { id: "ranking".into(), ..request.clone() })?;
    let beside = ranking::priorities(&table, &chosen);
    Ok((table, found, beside))
}

/// How much is said, where that is to be counted and not who says it.
fn said(args: &Args) -> Result<Option<Said>> {
    let said = counted(args)?.and_then(Counted::said);
    if said.is_some() && (args.rank || args.prompted) {
        return Err(amounts::of_people_alone().hint("leave --count out, or name one of these"));
    }
    Ok(said)
}

/// What is to be counted, where that is said.
fn counted(args: &Args) -> Result<Option<Counted>> {
    args.count.as_deref().map(Counted::from_word).transpose()
}

/// The ids of the codes and themes that were typed.
pub fn rows(workspace: &Workspace, themes: &[&Theme], typed: &[String]) -> Result<Vec<String>> {
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
        candidates_count: workspace.study.file.study.approach.counts_candidates(),
        count: workspace.study.file.interviews.as_ref().map(|interviews| interviews.count).unwrap_or_default(),
        asked: &workspace.asked,
        asks: &workspace.asks,
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
