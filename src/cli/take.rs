//! `canvass take`: codings by people come in, each verified to leave the text unchanged.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::Outcome;
use super::coded::{self, many};
use super::options::StudyOption;
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::pseudonym::{self, taken as renamed};
use crate::coding::take::{Against, Taken, take};
use crate::coding::{foreign, reconcile};
use crate::diagnostic::{Diagnostic, Error, Level, Result, unknown_name};
use crate::model::{Coding, Corpus, Marked, Summary};
use crate::readers;
use crate::source::{self, Source};

/// Options of `take`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass take sheet.csv --coder asha           a sheet with the columns document, turn, text, codes, memo
  canvass take vcfse-11.docx --coder asha       comments on a Word copy of a transcript, codes in the comments
  canvass take vcfse-03.txt --coder asha        a copy in plain text with marks: {==words==}{>>#code memo<<}
  canvass take grid.xlsx --coder asha           the workbook that `canvass grid` wrote: codes and summaries
  canvass take model.jsonl --coder gpt-x-2026   JSON lines, for example of a named model
  canvass take project.qdpx                     a project of NVivo, MAXQDA, ATLAS.ti or QualCoder (REFI-QDA)
  canvass take --moved vcfse-03-funding-2       accept where a coding moved to when its transcript was edited",
    after_help = "\
A copy must have kept the words of the transcript, and a passage of a sheet must stand in it exactly once (in its
turn, where the sheet names one). All of the files are taken, or nothing and every problem is listed. What is there
already is not taken twice."
)]
pub struct Args {
    /// Files with codings: a sheet (.csv, .xlsx), a Word copy with comments (.docx), a marked copy (.txt), JSON lines (.jsonl), a project (.qdpx)
    #[arg(value_name = "FILE", required_unless_present = "moved")]
    pub files: Vec<PathBuf>,
    /// Who coded; else as the file says (the author of a Word comment)
    #[arg(long, value_name = "NAME")]
    pub coder: Option<String>,
    /// The document that a file is about, where neither it nor its name says so
    #[arg(long, value_name = "ID")]
    pub document: Option<String>,
    /// Accept the new place of codings that may have moved: their ids, or `all`
    #[arg(long, value_name = "ID", num_args = 1.., conflicts_with = "files")]
    pub moved: Vec<String>,
    /// Say what would be taken, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
}

/// Runs the command.
///
/// # Errors
/// When a file is no file of codings, or anything in it cannot be taken: then nothing is.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let workspace = Workspace::open_interviews(&args.study)?;
    let mut summaries = Vec::new();
    let touched = if args.moved.is_empty() {
        terminal.noticed(&workspace.noticed);
        from_files(args, &workspace, &mut summaries, terminal)?
    } else {
        moved(&args.moved, &workspace, terminal)?
    };
    if !args.dry_run {
        keep_summaries(&workspace, summaries, terminal)?;
    }
    if touched.is_empty() {
        terminal.say("there are no new codings to write");
    } else if args.dry_run {
        terminal.say("nothing was written (--dry-run)");
    } else {
        coded::write(&workspace, &coded::files(&workspace, &touched), terminal)?;
    }
    let has_groups = workspace.corpus.cases.iter().any(|case| case.group.is_some());
    let by = match workspace.groupings.iter().find(|(_, grouping)| grouping.case.is_some()) {
        Some((name, _)) => format!(" --by {name}"),
        None if has_groups => " --by group".to_owned(),
        None => String::new(),
    };
    terminal.next(format!("canvass themes{by}; canvass quotes CODE"));
    Ok(Outcome::Fine)
}

/// Summaries out of a grid go to the study's memos.
fn keep_summaries(workspace: &Workspace, summaries: Vec<Summary>, terminal: &Terminal) -> Result<()> {
    match super::grid::keep_summaries(&workspace.study.folder, summaries, &workspace.pseudonyms)? {
        0 => {}
        changed => terminal.say(format!("wrote {changed} new or other summaries to {}", crate::study::summaries::FILE)),
    }
    Ok(())
}

/// What is new or changed by the files together; summaries are put aside.
fn from_files(
    args: &Args,
    workspace: &Workspace,
    summaries: &mut Vec<Summary>,
    terminal: &Terminal,
) -> Result<Vec<Coding>> {
    let mut codings = workspace.codings.clone();
    let mut touched: Vec<Coding> = Vec::new();
    let mut problems = 0;
    for path in &args.files {
        let source = Source::open(path)?;
        let name = source::display_name(path);
        if readers::project::is_project(&name) {
            touched.extend(from_project(args, workspace, (&source, &name), &mut codings, terminal)?);
            continue;
        }
        let reading = readers::coding::read(&source)?;
        terminal.noticed(&reading.noticed);
        problems += reading.noticed.iter().filter(|noticed| noticed.level == Level::Error).count();
        summaries.extend(reading.summaries);
        let against = Against {
            corpus: &workspace.corpus,
            codebook: &workspace.codebook,
            codings: &codings,
            coder: args.coder.as_deref(),
            document: args.document.as_deref(),
            file: &name,
        };
        let taken = take(&reading.marked, reading.copy.as_ref(), against).or_else(|problems| {
            let copy = reading.copy.as_ref();
            renamed::take_again(&reading.marked, copy, against, &workspace.pseudonyms).ok_or(problems)
        });
        match taken {
            Ok(taken) => {
                terminal.noticed(&taken.noticed);
                say(&taken, &name, terminal);
                // A later file sees what an earlier one brought.
                for coding in &taken.changed {
                    codings.iter_mut().filter(|other| other.id == coding.id).for_each(|other| other.clone_from(coding));
                }
                codings.extend(taken.new.iter().cloned());
                touched.extend(taken.new.into_iter().chain(taken.changed));
            }
            Err(found) => {
                problems += found.len();
                terminal.noticed(&found);
            }
        }
    }
    if problems > 0 {
        return Err(Error::new(format!("nothing was taken: {}, listed above", many(problems, "problem")))
            .hint("mend the file and take it again"));
    }
    Ok(touched)
}

/// What is new or changed by a project of another program, text by text. Words that do not stand in the transcript any more are listed and not
/// taken; all else is as with any file.
fn from_project(
    args: &Args,
    workspace: &Workspace,
    (source, name): (&Source, &str),
    codings: &mut Vec<Coding>,
    terminal: &Terminal,
) -> Result<Vec<Coding>> {
    if readers::project::is_codebook(name) {
        return Err(readers::project::only_codes(name));
    }
    let reading = readers::project::read(source)?;
    terminal.noticed(&reading.noticed);
    let project = &reading.project;
    let lacking = foreign::lacking(&workspace.codebook, project);
    if let Some(first) = lacking.first() {
        return Err(Error::new(format!(
            "{} of this project not in the codebook, such as “{}”",
            are(lacking.len(), "code"),
            first.name
        ))
        .hint(format!("take them in first: canvass codebook --add {name}")));
    }
    let ours = foreign::coder(reconcile::CODER);
    let mut touched: Vec<Coding> = Vec::new();
    let (mut problems, mut strange) = (0, Vec::new());
    let shown = (!workspace.pseudonyms.is_empty()).then(|| workspace.shown());
    for text in project.texts.iter().filter(|text| !text.passages.is_empty()) {
        let lay = |corpus| foreign::lay(text, project, corpus, &workspace.codebook);
        let own = lay(&workspace.corpus);
        // What was exported has pseudonyms in it, and comes back with them.
        let better = |laid: &foreign::Laid<'_>| own.as_ref().is_none_or(|own| laid.lost.len() < own.lost.len());
        let as_shown = shown.as_ref().and_then(|shown| lay(&shown.corpus)).filter(better);
        let renamed = as_shown.as_ref().and_then(|laid| {
            let document = workspace.corpus.document(&laid.document.id)?.clone();
            let one = Corpus { documents: vec![document], cases: workspace.corpus.cases.clone() };
            Some(pseudonym::shown(&one, codings, &workspace.pseudonyms))
        });
        let Some(laid) = as_shown.or(own) else {
            strange.push(text.name.as_str());
            continue;
        };
        say_lost(&laid, name, terminal);
        let (corpus, known) = match &renamed {
            Some(renamed) => (&renamed.corpus, renamed.codings.as_slice()),
            None => (&workspace.corpus, codings.as_slice()),
        };
        let against = Against {
            corpus,
            codebook: &workspace.codebook,
            codings: known,
            coder: args.coder.as_deref(),
            document: Some(laid.document.id.as_str()),
            file: name,
        };
        // What this study itself reconciled and exported is there already.
        let is_ours = |marked: &Marked| {
            marked.coder.as_deref() == Some(ours.as_str())
                && known.iter().any(|coding| {
                    coding.coder == reconcile::CODER
                        && coding.document == laid.document.id
                        && Some((coding.start, coding.end)) == marked.span
                        && marked.codes == [coding.code.as_str()]
                })
        };
        let new: Vec<Marked> = laid.marked.iter().filter(|marked| !is_ours(marked)).cloned().collect();
        match take(&new, Some(laid.document), against) {
            Ok(mut taken) => {
                if let Some(shown) = &renamed {
                    taken = renamed::back(taken, shown, &workspace.corpus, codings);
                }
                terminal.noticed(&taken.noticed);
                say(&taken, &format!("{name}, {}", text.name), terminal);
                codings.extend(taken.new.iter().cloned());
                touched.extend(taken.new.into_iter().chain(taken.changed));
            }
            Err(found) => {
                problems += found.len();
                terminal.noticed(&found);
            }
        }
    }
    if !strange.is_empty() {
        let what =
            format!("{} of this project no document of the study: {}", are(strange.len(), "text"), strange.join(", "));
        terminal.noticed(&[Diagnostic::warning(what).hint("bring the transcripts in first: canvass import FILE…")]);
    }
    if problems > 0 {
        return Err(Error::new(format!("nothing was taken: {}, listed above", many(problems, "problem")))
            .hint("mend the file and take it again"));
    }
    Ok(touched)
}

fn are(count: usize, thing: &str) -> String {
    format!("{} {}", many(count, thing), if count == 1 { "is" } else { "are" })
}

fn say_lost(laid: &foreign::Laid<'_>, name: &str, terminal: &Terminal) {
    if laid.lost.is_empty() {
        return;
    }
    let shown: Vec<String> =
        laid.lost.iter().take(3).map(|words| format!("“{}”", crate::coding::anchor::shorten(words))).collect();
    let more = if laid.lost.len() > shown.len() { " …" } else { "" };
    let what = format!(
        "{} not in {} as it is now, and not taken: {}{more}",
        are(laid.lost.len(), "coded passage"),
        laid.document.id,
        shown.join(", ")
    );
    terminal.noticed(&[Diagnostic::warning(what).in_place(crate::diagnostic::Place::file(name))]);
}

fn say(taken: &Taken, name: &str, terminal: &Terminal) {
    let documents: BTreeSet<&str> = taken.new.iter().map(|coding| coding.document.as_str()).collect();
    let coders: BTreeSet<&str> = taken.new.iter().map(|coding| coding.coder.as_str()).collect();
    let mut parts = Vec::new();
    if !taken.new.is_empty() {
        let coders: Vec<&str> = coders.into_iter().collect();
        let (new, of) = (many(taken.new.len(), "coding"), many(documents.len(), "document"));
        parts.push(format!("{new} by {} in {of}", coders.join(", ")));
    }
    if !taken.changed.is_empty() {
        parts.push(format!("{} changed", many(taken.changed.len(), "coding")));
    }
    if taken.unchanged > 0 {
        parts.push(format!("{} there already", many(taken.unchanged, "coding")));
    }
    if parts.is_empty() {
        parts.push("no codings in it".to_owned());
    }
    terminal.say(format!("{name}: {}", parts.join("; ")));
}

/// The codings whose new place is accepted.
fn moved(ids: &[String], workspace: &Workspace, terminal: &Terminal) -> Result<Vec<Coding>> {
    let all = ids.iter().any(|id| id == "all");
    if let Some(id) = ids.iter().find(|id| *id != "all" && !workspace.moved.contains(id)) {
        return Err(if workspace.codings.iter().any(|coding| coding.id == *id) {
            Error::new(format!("coding “{id}” has not moved: its words stand where they did"))
                .hint("`canvass check` lists those that may have")
        } else {
            unknown_name("moved coding", id, workspace.moved.iter().map(String::as_str))
        });
    }
    let chosen: Vec<Coding> = workspace
        .codings
        .iter()
        .filter(|coding| workspace.moved.contains(&coding.id) && (all || ids.contains(&coding.id)))
        .cloned()
        .collect();
    for coding in &chosen {
        let now = crate::coding::anchor::shorten(&coding.exact);
        terminal.noticed(&[Diagnostic::note(format!("{} is on “{now}” now", coding.id))]);
    }
    terminal.say(format!("{} accepted where they are now", many(chosen.len(), "coding")));
    Ok(chosen)
}
