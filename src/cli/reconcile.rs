//! `canvass reconcile`: where two coders differ, as a sheet to decide in; decisions become `codings/final`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::Outcome;
use super::agreement::coders;
use super::coded::{self, many};
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::agreement::{Comparison, UnitKind, compare};
use crate::coding::pseudonym::{self, taken};
use crate::coding::reconcile::{self, Meeting, Reconciled, decide, disagreements, meetings};
use crate::coding::store;
use crate::diagnostic::{Diagnostic, Error, Place, Result, unknown_name};
use crate::model::reconciliation::{Decided, DecisionRow, Disagreement};
use crate::model::{Block, Coding, Listing, ListingColumn, Report, Value};
use crate::readers::coding::decisions;
use crate::source::{self, Source};
use crate::stats::agreement::krippendorff::{Metric, alpha};
use crate::{sink, writers};

/// The log of decisions.
const LOG: &str = "memos/reconciliation.md";

/// Options of `reconcile`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass reconcile asha tom                       where they differ, the code they agree on least first
  canvass reconcile asha tom -o reconcile.xlsx     the same as a sheet to decide in
  canvass reconcile --take reconcile.xlsx          write what was decided to codings/final",
    after_help = "\
Compared are the documents that both coded. Passages that both coded alike need no decision. Once codings/final has a
document, themes, quotations and reports count what is final there, and not the coders. A sheet may be taken half
filled, and again: what is not decided yet is kept and does not count; a sheet that is written anew has in its cells
what was decided before. Decisions with their reasons stand in the memo
of each coding and in memos/reconciliation.md."
)]
pub struct Args {
    /// The two coders
    #[arg(value_name = "CODER", required_unless_present = "take")]
    pub coders: Vec<String>,
    /// The sheet with decisions, to be taken in
    #[arg(long, value_name = "SHEET", conflicts_with = "coders")]
    pub take: Option<PathBuf>,
    /// Only these documents (several with commas)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub document: Vec<String>,
    /// Say what would be taken, and write nothing
    #[arg(long, requires = "take")]
    pub dry_run: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// Where the list goes; a name that ends with .xlsx or .csv makes the sheet to decide in
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Runs the command.
///
/// # Errors
/// When there is no study, not two coders with codings, or a sheet with rows that do not fit.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let workspace = Workspace::open_interviews(&args.study)?;
    terminal.noticed(&workspace.noticed);
    match &args.take {
        Some(sheet) => take(args, sheet, &workspace, terminal),
        None => {
            let mut decided = before(args, &workspace)?;
            for cell in decided.values_mut().flat_map(|one| [&mut one.words, &mut one.reason]) {
                *cell = pseudonym::replace(cell, &workspace.pseudonyms).0;
            }
            list(args, &workspace.into_shown(), &decided, terminal)
        }
    }
}

/// What was decided before.
fn before(args: &Args, workspace: &Workspace) -> Result<HashMap<String, Decided>> {
    let path = workspace.study.folder.join(LOG);
    if !source::is_file(&path) {
        return Ok(HashMap::new());
    }
    let coders = two(workspace, &args.coders)?;
    let log = Source::open(&path)?.text(None)?.text;
    let met = meetings(&workspace.corpus, &workspace.codings, &coders);
    Ok(reconcile::before(&workspace.corpus, &workspace.codings, &met, &coders, &log))
}

fn two(workspace: &Workspace, typed: &[String]) -> Result<[String; 2]> {
    <[String; 2]>::try_from(coders(workspace, typed)?).map_err(|_| {
        Error::new("two coders are reconciled at a time").hint("reconcile the first two, then talk the third one over")
    })
}

fn list(args: &Args, workspace: &Workspace, before: &HashMap<String, Decided>, terminal: &Terminal) -> Result<Outcome> {
    let coders = two(workspace, &args.coders)?;
    for id in &args.document {
        if workspace.corpus.document(id).is_none() {
            return Err(unknown_name("document", id, workspace.corpus.documents.iter().map(|one| one.id.as_str())));
        }
    }
    coded::refuse_moved(workspace, &coders, &args.document)?;
    let mut met = meetings(&workspace.corpus, &workspace.codings, &coders);
    let is_asked = |meeting: &Meeting<'_>| {
        args.document.is_empty() || meeting.by.iter().flatten().any(|coding| args.document.contains(&coding.document))
    };
    met.retain(is_asked);
    if met.is_empty() {
        return Err(Error::new(format!("no document was coded by both {} and {}", coders[0], coders[1]))
            .hint("canvass take FILE --coder NAME brings codings in"));
    }
    let mut rows = disagreements(&workspace.corpus, &met, &agreement_by_code(workspace, &coders));
    for row in &mut rows {
        let ids: Vec<&str> = row.by.iter().flatten().map(|by| by.id.as_str()).collect();
        row.decided = before.get(&ids.join("+")).cloned().unwrap_or_default();
    }
    let decided = rows.iter().filter(|row| !row.decided.decision.is_empty()).count();
    let documents: BTreeSet<&str> =
        met.iter().flat_map(|meeting| meeting.by).flatten().map(|coding| coding.document.as_str()).collect();
    match sheet_name(&args.output) {
        Some(path) => write_sheet(args, path, &rows, &coders, workspace)?,
        None => terminal.put(&report(&rows, &coders, workspace), &args.output)?,
    }
    let agreed = met.len() - rows.len();
    terminal.say(format!(
        "{}: {} coded alike, {}{}",
        many(documents.len(), "document"),
        many(agreed, "passage"),
        many(rows.len(), "disagreement"),
        match decided {
            0 => " to decide".to_owned(),
            all if all == rows.len() => ", all decided before".to_owned(),
            some => format!(", {some} decided before"),
        }
    ));
    match sheet_name(&args.output) {
        Some(path) => {
            let name = source::display_name(path);
            terminal.next(format!("fill in the yellow columns, close it, then: canvass reconcile --take {name}"));
        }
        None => terminal.next(format!(
            "canvass reconcile {} {} -o reconcile.xlsx makes a sheet to decide in",
            coders[0], coders[1]
        )),
    }
    Ok(Outcome::Fine)
}

/// The sheet that the output names, where it is one.
fn sheet_name(output: &OutputOptions) -> Option<&Path> {
    let path = output.output.as_deref().filter(|_| output.format.is_none())?;
    let ending = path.extension()?.to_string_lossy().to_lowercase();
    matches!(ending.as_str(), "xlsx" | "csv").then_some(path)
}

fn write_sheet(
    args: &Args,
    path: &Path,
    rows: &[Disagreement],
    coders: &[String; 2],
    workspace: &Workspace,
) -> Result<()> {
    let is_csv = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let bytes = if is_csv {
        writers::reconciliation::csv(rows, coders)?
    } else {
        let title = format!("Disagreements of {} and {}", coders[0], coders[1]);
        writers::reconciliation::xlsx(rows, coders, &workspace.codebook, &title, workspace.study.date())?
    };
    if args.output.force {
        return sink::write(path, &bytes);
    }
    sink::write_new(path, &bytes).map_err(|error| {
        error.hint("what was decided there would be lost: take it in first, or name another file with -o")
    })
}

/// α of each code turn by turn: what is agreed on least is looked at first.
fn agreement_by_code(workspace: &Workspace, coders: &[String; 2]) -> HashMap<String, f64> {
    let compared = compare(Comparison {
        corpus: &workspace.corpus,
        codebook: &workspace.codebook,
        codings: &workspace.codings,
        coders,
        documents: &[],
        all_documents: false,
        codes: &[],
        level: None,
        unit: UnitKind::Turn,
        leave_out_uncoded: false,
    });
    let of = |row: &crate::coding::agreement::ComparedCode<'_>| {
        alpha(&row.ratings, Metric::Nominal).ok().map(|found| (row.code.id.clone(), found.value))
    };
    compared.codes.iter().filter_map(of).collect()
}

fn report(rows: &[Disagreement], coders: &[String; 2], workspace: &Workspace) -> Report {
    let cell = |row: &Disagreement, place: usize| {
        row.by[place].as_ref().map_or_else(String::new, |by| {
            if by.memo.is_empty() { by.code.clone() } else { format!("{} ({})", by.code, by.memo) }
        })
    };
    let is_decided = rows.iter().any(|row| !row.decided.decision.is_empty());
    let columns = [
        ListingColumn::words("Where"),
        ListingColumn::words("What"),
        ListingColumn::wide("Words in context"),
        ListingColumn::words(coders[0].clone()),
        ListingColumn::words(coders[1].clone()),
        ListingColumn::words("Decided"),
    ];
    let listing = Listing {
        id: "disagreements".into(),
        title: format!("Where {} and {} differ", coders[0], coders[1]),
        columns: columns.into_iter().take(if is_decided { 6 } else { 5 }).collect(),
        rows: rows
            .iter()
            .map(|row| {
                let turn = row.turn.map(|turn| format!(", turn {turn}")).unwrap_or_default();
                let decided = match row.decided.code.as_str() {
                    "" => row.decided.decision.clone(),
                    code => format!("{}: {code}", row.decided.decision),
                };
                let cells = [
                    format!("{}{turn}", row.document),
                    row.what(coders),
                    row.context.clone(),
                    cell(row, 0),
                    cell(row, 1),
                    decided,
                ];
                cells.into_iter().take(if is_decided { 6 } else { 5 }).map(Value::from).collect()
            })
            .collect(),
        notes: vec![
            "The code that they agree on least comes first (Krippendorff’s α, turn by turn), long passages before short ones; the same \
             code on other words comes last. » « is what either marked."
                .into(),
        ],
    };
    Report {
        language: workspace.study.file.study.language.clone().unwrap_or_else(|| "en-GB".into()),
        date: workspace.study.file.study.date.clone(),
        blocks: vec![Block::listing(listing)],
        ..Report::default()
    }
}

fn take(args: &Args, sheet: &Path, workspace: &Workspace, terminal: &Terminal) -> Result<Outcome> {
    let source = Source::open(sheet)?;
    let name = source::display_name(sheet);
    let rows = decisions::read(&source)?;
    let coders = two(workspace, &coders_of(&rows, &name)?)?;
    coded::refuse_moved(workspace, &coders, &[])?;
    let met = meetings(&workspace.corpus, &workspace.codings, &coders);
    let decided = decide(&workspace.corpus, &workspace.codebook, &met, &coders, &rows, &name)
        .or_else(|problems| decided_as_shown(workspace, &coders, &rows, &name).ok_or(problems));
    let done = match decided {
        Ok(done) => done,
        Err(problems) => {
            terminal.noticed(&problems);
            return Err(Error::new(format!("nothing was taken: {}, listed above", many(problems.len(), "problem")))
                .hint("mend the sheet and take it again"));
        }
    };
    terminal.say(format!(
        "{name}: {} decided, {} left; {} coded alike",
        many(done.decided, "disagreement"),
        done.left.len(),
        many(done.agreed, "passage")
    ));
    terminal.noticed(&left(&done.left));
    if args.dry_run {
        terminal.say("nothing was written (--dry-run)");
        return Ok(Outcome::Fine);
    }
    let documents: BTreeSet<&str> =
        met.iter().flat_map(|meeting| meeting.by).flatten().map(|coding| coding.document.as_str()).collect();
    coded::write(workspace, &files(workspace, &done.codings, &documents), terminal)?;
    let path = workspace.study.folder.join(LOG);
    let is_same = source::is_file(&path) && Source::open(&path).is_ok_and(|known| known.bytes() == done.log.as_bytes());
    if !is_same {
        sink::write(&path, done.log.as_bytes())?;
        terminal.say(format!("wrote {LOG}"));
    }
    terminal.next("canvass themes counts what is final; canvass check");
    Ok(Outcome::Fine)
}

/// The same where other words were copied out of the sheet, which has pseudonyms in it.
fn decided_as_shown(
    workspace: &Workspace,
    coders: &[String; 2],
    rows: &[DecisionRow],
    name: &str,
) -> Option<Reconciled> {
    let shown = (!workspace.pseudonyms.is_empty()).then(|| workspace.shown())?;
    let met = meetings(&shown.corpus, &shown.codings, coders);
    let mut done = decide(&shown.corpus, &workspace.codebook, &met, coders, rows, name).ok()?;
    done.codings = taken::codings(done.codings, &shown, &workspace.corpus, &workspace.codings);
    Some(done)
}

fn left(left: &[String]) -> Vec<Diagnostic> {
    const SHOWN: usize = 5;
    if left.is_empty() {
        return Vec::new();
    }
    let shown = left.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("; ");
    let more = if left.len() > SHOWN { format!("; and {} more", left.len() - SHOWN) } else { String::new() };
    let what = format!("{} not decided yet, and do not count: {shown}{more}", many(left.len(), "disagreement"));
    vec![Diagnostic::warning(what).in_place(Place::file(LOG)).hint("go on in the same sheet and take it again")]
}

/// The two coders that a sheet is about.
fn coders_of(rows: &[DecisionRow], name: &str) -> Result<Vec<String>> {
    let place = || Place::file(name);
    let Some(first) = rows.first() else {
        return Err(Error::new("this sheet has no rows")
            .in_place(place())
            .hint("canvass reconcile A B -o sheet.xlsx writes one"));
    };
    if let Some(other) = rows.iter().find(|row| row.coders != first.coders) {
        return Err(Error::new(format!("row {}: the coders are not those of the first row", other.row))
            .in_place(place())
            .hint("the columns “coder A” and “coder B” must stay as they were written"));
    }
    Ok(first.coders.to_vec())
}

/// The files of `final`: whole for the documents that were reconciled now, as they were for all others.
fn files(workspace: &Workspace, codings: &[Coding], documents: &BTreeSet<&str>) -> BTreeMap<String, String> {
    let others = workspace
        .study
        .codings
        .iter()
        .filter(|coding| coding.coder == reconcile::CODER && !documents.contains(coding.document.as_str()));
    let all: Vec<&Coding> = codings.iter().chain(others).collect();
    let mut files = store::files(all);
    // A document in which nothing is final has an empty file: what the coders said there was decided against.
    for document in documents {
        files.entry(store::file(reconcile::CODER, document)).or_default();
    }
    files
}
