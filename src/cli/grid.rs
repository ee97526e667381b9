//! `canvass grid`: the case × question workbook.

use std::path::{Path, PathBuf};

use super::Outcome;
use super::options::StudyOption;
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::pseudonym::{self, Pseudonyms};
use crate::diagnostic::{Error, Place, Result};
use crate::model::{Case, Document, Grid, GridQuestion, GridRow, Role, Summary, Turn};
use crate::study::summaries;
use crate::{sink, source, writers};

/// Options of `grid`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass grid                          write grid.xlsx: a row a case, three columns an interview question
  canvass grid -o asha.xlsx             one for each coder
  canvass take asha.xlsx --coder asha   bring codes and summaries back",
    after_help = "\
Framework analysis works in such a grid. The extracts are the participants' words; cut them to what matters, write
codes and summaries beside them. Summaries that are there already (memos/summaries.csv) are filled in."
)]
pub struct Args {
    /// The workbook to write
    #[arg(short, long, value_name = "FILE", default_value = "grid.xlsx")]
    pub output: PathBuf,
    /// Replace a file that is there already
    #[arg(short, long)]
    pub force: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
}

/// Runs the command.
///
/// # Errors
/// When the study has no interview guide or no cases, or the file cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    if args.output.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("xlsx")) {
        return Err(Error::new("the grid is a workbook").hint("let the name of the file end with .xlsx"));
    }
    let workspace = Workspace::open_shown(&args.study)?;
    terminal.noticed(&workspace.noticed);
    let grid = grid(&workspace)?;
    let bytes = writers::grid::write(&grid, &workspace.codebook)?;
    if args.force {
        sink::write(&args.output, &bytes)?;
    } else {
        sink::write_new(&args.output, &bytes).map_err(|error| {
            error.hint("what was filled in there would be lost: take it in first, or name another file with -o")
        })?;
    }
    let name = source::display_name(&args.output);
    terminal.say(format!("wrote {name}: {} cases × {} questions", grid.rows.len(), grid.questions.len()));
    terminal
        .next(format!("fill it in (the sheet “Read me” says how), close it, then: canvass take {name} --coder NAME"));
    Ok(Outcome::Fine)
}

fn grid(workspace: &Workspace) -> Result<Grid> {
    let study = &workspace.study;
    if study.file.guide.is_empty() {
        return Err(Error::new("study.toml has no interview questions, so the grid would have no columns")
            .in_place(Place::file("study.toml"))
            .hint("add a [[guide]] with id, title and cues for each question; docs/study-file.md shows one"));
    }
    if workspace.corpus.cases.is_empty() {
        return Err(Error::new("there are no cases, so the grid would have no rows")
            .in_place(Place::file("cases.csv"))
            .hint("canvass import transcripts/* writes them"));
    }
    let has_groups = workspace.corpus.cases.iter().any(|case| case.group.is_some());
    let written = summaries_of(study)?;
    Ok(Grid {
        title: study.file.study.title.clone(),
        date: study.date().map(str::to_owned),
        attributes: if has_groups { vec!["group".to_owned()] } else { Vec::new() },
        questions: study
            .file
            .guide
            .iter()
            .map(|item| GridQuestion { id: item.id.clone(), title: item.title.clone() })
            .collect(),
        rows: rows(workspace, has_groups, &written),
    })
}

fn summaries_of(study: &crate::study::Study) -> Result<Vec<Summary>> {
    let path = study.folder.join(summaries::FILE);
    if source::is_file(&path) { summaries::read(&source::Source::open(&path)?) } else { Ok(Vec::new()) }
}

/// A row a case and document; of cases that took back their consent there is none.
fn rows(workspace: &Workspace, has_groups: bool, written: &[Summary]) -> Vec<GridRow> {
    let mut rows = Vec::new();
    for case in &workspace.corpus.cases {
        if case.refuses() {
            continue;
        }
        let speaks = |document: &&Document| {
            document.speakers.iter().any(|speaker| speaker.case.as_deref() == Some(case.id.as_str()))
        };
        let documents: Vec<&Document> = workspace.corpus.documents.iter().filter(speaks).collect();
        if documents.is_empty() {
            rows.push(row(workspace, case, None, has_groups, written));
        }
        rows.extend(documents.into_iter().map(|document| row(workspace, case, Some(document), has_groups, written)));
    }
    rows
}

fn row(
    workspace: &Workspace,
    case: &Case,
    document: Option<&Document>,
    has_groups: bool,
    written: &[Summary],
) -> GridRow {
    let guide = &workspace.study.file.guide;
    let name = document.map_or("", |document| document.id.as_str());
    let summary = |question: &str| {
        written
            .iter()
            .find(|known| known.case == case.id && known.document == name && known.question == question)
            .map(|known| pseudonym::replace(&known.text, &workspace.pseudonyms).0)
            .unwrap_or_default()
    };
    GridRow {
        case: case.id.clone(),
        document: name.to_owned(),
        attributes: if has_groups { vec![case.group.clone().unwrap_or_default()] } else { Vec::new() },
        extracts: guide.iter().map(|item| extract(document?, case, &item.id)).collect(),
        summaries: guide.iter().map(|item| summary(&item.id)).collect(),
    }
}

/// What a case says in answer to a question, turns divided by a blank line.
fn extract(document: &Document, case: &Case, question: &str) -> Option<String> {
    let is_asked = |turn: &Turn| {
        turn.question.as_deref() == Some(question)
            && document.case(turn) == Some(case.id.as_str())
            && document.role(turn) != Role::Interviewer
    };
    let words: Vec<&str> = document.spoken().filter(|(turn, _)| is_asked(turn)).map(|(_, words)| words).collect();
    (!words.is_empty()).then(|| words.join("\n\n"))
}

/// Writes summaries out of a grid to the study's memos; says how many are new or other.
///
/// # Errors
/// When the file cannot be read or written.
pub fn keep_summaries(folder: &Path, mut later: Vec<Summary>, pseudonyms: &Pseudonyms) -> Result<usize> {
    let path = folder.join(summaries::FILE);
    let mut known = if source::is_file(&path) { summaries::read(&source::Source::open(&path)?)? } else { Vec::new() };
    // What the grid showed with pseudonyms in it and nobody changed stays as it was written.
    let is_shown = |summary: &Summary| {
        let shown = |known: &Summary| Summary { text: pseudonym::replace(&known.text, pseudonyms).0, ..known.clone() };
        known.iter().any(|known| shown(known) == *summary)
    };
    later.retain(|summary| !is_shown(summary));
    let changed = summaries::merge(&mut known, later);
    if changed > 0 {
        sink::write(&path, &summaries::write(&known)?)?;
    }
    Ok(changed)
}
