//! `canvass export cases` and `canvass export quotations`: the coded interviews as plain tables for other programs.

use std::path::Path;

use super::Outcome;
use super::coded::many;
use super::export::{self, Args};
use super::terminal::Terminal;
use super::themes;
use super::workspace::Workspace;
use crate::coding::retrieve::{self, Quotation};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Case, CodingSource, CodingState, Listing, ListingColumn, Value};
use crate::personal::mask;
use crate::tabulate::Request;
use crate::tabulate::themes::matrix::{self, Attributes};
use crate::writers::sheet;
use crate::{number, source};

/// What coded interviews are exported as besides projects: the word, and what help and docs say.
pub const TABLES: [(&str, &str); 2] = [
    ("cases", "a row a case, a column a code"),
    ("quotations", "a row a coding, with the case, the code, the words and where they stand"),
];

/// Whether a word names one of them.
pub fn is_table(name: &str) -> bool {
    TABLES.iter().any(|(table, _)| *table == name.to_lowercase())
}

/// Writes one.
///
/// # Errors
/// When there is no study, the ending is not known, or the file cannot be written.
pub fn run(args: &Args, name: &str, terminal: &Terminal) -> Result<Outcome> {
    if args.data.data.is_some() || args.codes || args.reasons {
        return Err(Error::new(format!("--data, --codes and --reasons are for answers, and {name} are interviews"))
            .hint("leave them out"));
    }
    let file = export::file(args);
    let ending = ending(file)?;
    let workspace = Workspace::open_shown(&args.study)?;
    let mut withheld = 0;
    let (mut table, mut noticed) = if name.eq_ignore_ascii_case("cases") {
        let codings = workspace.counted();
        matrix::matrix(themes::data(&workspace, &codings), args.counts, &Request::default())?
    } else {
        let (table, refused) = quotations(&workspace);
        withheld = refused;
        (table, Vec::new())
    };
    if !workspace.study.file.report.names_organisations() {
        noticed.extend(without_organisations(&mut table));
    }
    terminal.noticed(&workspace.noticed);
    terminal.noticed(&workspace.stale());
    terminal.noticed(&noticed);
    let rows = table.rows.len();
    let bytes = if ending == "xlsx" {
        sheet::xlsx(&[table, codes(&workspace)], &workspace.study.file.study.title, workspace.study.date())?
    } else {
        sheet::csv(&table, file.is_some())?
    };
    match file {
        Some(path) => {
            export::write(args, path, &bytes)?;
            terminal.say(format!("wrote {} ({} rows)", source::display_name(path), number::count(rows as u64)));
            if withheld > 0 {
                terminal.say(format!(
                    "{} not in it: whoever said it withdrew, or did not agree to be quoted",
                    many(withheld, "quotation")
                ));
            }
        }
        None => terminal.data(&bytes)?,
    }
    Ok(Outcome::Fine)
}

/// Takes out what organisations are called: whoever reads that knows who took part.
fn without_organisations(table: &mut Listing) -> Option<Diagnostic> {
    let place = table.columns.iter().position(|column| column.head == "organisation")?;
    table.columns.remove(place);
    table.rows.iter_mut().for_each(|row| drop(row.remove(place)));
    Some(
        Diagnostic::note("the names of organisations are left out, as they are where quotations are attributed")
            .hint("attribution = \"{group}, {organisation}\" under [report] in study.toml shows them everywhere"),
    )
}

/// The ending of the file; standard output is CSV.
fn ending(file: Option<&Path>) -> Result<&'static str> {
    let Some(path) = file else { return Ok("csv") };
    let own = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    sheet::ENDINGS.into_iter().find(|ending| *ending == own).ok_or_else(|| {
        Error::new(format!("{} is neither CSV nor Excel", source::display_name(path)))
            .hint("let the name of the file end with .csv or .xlsx")
    })
}

/// A row for each coding that counts and may be quoted, in the order of documents and places; and how many may not.
fn quotations(workspace: &Workspace) -> (Listing, usize) {
    let codings = workspace.counted();
    let cases: Vec<&Case> = workspace.corpus.cases.iter().filter(|case| case.may_be_quoted()).collect();
    let attributes = Attributes::of(&cases);
    let words = |heads: &[&str]| heads.iter().map(|head| ListingColumn::words(*head)).collect::<Vec<_>>();
    let mut columns = words(&["id", "document"]);
    columns.extend(attributes.columns());
    columns.extend(words(&["code", "code_name", "category", "coder", "source"]));
    columns.extend(["start", "end", "turn"].map(ListingColumn::figures));
    columns.extend(words(&["time", "question"]));
    columns.extend(["text", "negation", "memo"].map(ListingColumn::wide));
    let mut found: Vec<Quotation<'_>> = Vec::new();
    let mut refused = 0;
    // Every code stands below one root and has its quotations once.
    for code in workspace.codebook.roots() {
        let (own, withheld) =
            retrieve::quotations(&workspace.corpus, &workspace.codebook, &codings, &code.id, CodingState::Accepted);
        found.extend(own);
        refused += withheld;
    }
    let place = |quotation: &Quotation<'_>| {
        workspace.corpus.documents.iter().position(|document| document.id == quotation.document.id)
    };
    found.sort_by(|one, other| place(one).cmp(&place(other)).then(one.coding.order(other.coding)));
    let rows = found.iter().map(|quotation| row(workspace, &attributes, quotation)).collect();
    let listing = Listing { id: "quotations".into(), title: "quotations".into(), columns, rows, notes: Vec::new() };
    (listing, refused)
}

fn row(workspace: &Workspace, attributes: &Attributes, quotation: &Quotation<'_>) -> Vec<Value> {
    let coding = quotation.coding;
    let code = workspace.codebook.current(&coding.code);
    let source = match &coding.source {
        CodingSource::Hand => "hand",
        CodingSource::Rule(_) => "rule",
        CodingSource::Import(_) => "import",
    };
    let time = quotation.turn.and_then(|turn| turn.start_time).map(clock).unwrap_or_default();
    let mut row = vec![Value::from(coding.id.as_str()), Value::from(coding.document.as_str())];
    row.extend(quotation.case.map_or_else(|| attributes.blanks(), |case| attributes.values(case)));
    row.extend([
        Value::from(code.map_or(coding.code.as_str(), |code| code.id.as_str())),
        Value::from(code.map_or("", |code| code.name.as_str())),
        Value::from(above(workspace, &coding.code)),
        Value::from(coding.coder.as_str()),
        Value::from(source),
        Value::from(coding.start),
        Value::from(coding.end),
        quotation.turn.map_or(Value::Empty, |turn| Value::Count(u64::from(turn.number))),
        Value::from(time),
        Value::from(quotation.turn.and_then(|turn| turn.question.as_deref()).unwrap_or_default()),
        Value::from(mask(quotation.words()).0),
        Value::from(coding.negation.as_deref().map(|words| mask(words).0).unwrap_or_default()),
        Value::from(coding.memo.as_deref().map(|words| mask(words).0).unwrap_or_default()),
    ]);
    row
}

/// The categories over a code, outermost first: "What would help > Funding".
fn above(workspace: &Workspace, code: &str) -> String {
    let mut names = Vec::new();
    let mut current = workspace.codebook.current(code).and_then(|code| code.parent.as_deref());
    while let Some(code) = current.and_then(|id| workspace.codebook.code(id)).filter(|_| names.len() < 32) {
        names.push(code.name.as_str());
        current = code.parent.as_deref();
    }
    names.reverse();
    names.join(" > ")
}

/// Milliseconds as `0:05:09`.
fn clock(time: u64) -> String {
    let seconds = time / 1_000;
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// What each code means, for the second sheet of a workbook.
fn codes(workspace: &Workspace) -> Listing {
    let columns = ["code", "name", "category"].map(ListingColumn::words).into_iter();
    let columns = columns.chain(["definition", "include", "exclude"].map(ListingColumn::wide)).collect();
    let current = workspace.codebook.codes.iter().filter(|code| !code.is_retired());
    let row = |code: &crate::model::Code| {
        let above = above(workspace, &code.id);
        let words = [&code.id, &code.name, &above, &code.definition, &code.include, &code.exclude];
        words.map(|words| Value::from(words.as_str())).to_vec()
    };
    Listing { id: "codes".into(), title: "codes".into(), columns, rows: current.map(row).collect(), notes: Vec::new() }
}
