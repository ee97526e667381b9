//! Themes by group: how many cases raised a code. Cases, not mentions.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{banner_columns, unique};
use super::kernel::Amount;
use super::notes::Notes;
use super::section::{Figures, base_cell, shares, without_weights};
use super::{Groupings, Request, Themes};
use crate::diagnostic::{Diagnostic, Place, Result, unknown_name};
use crate::model::{Code, Codebook, CodingState, CountUnit, Measure, Provenance, StubKind, StubRow, Table};
use crate::number::count;
use crate::prepare::{Banner, banner_of_cases};

pub mod amounts;
pub mod deviant;
pub mod matrix;
pub mod participants;
pub mod prompted;
pub mod ranking;

use participants::Participants;

/// Interviews are few and chosen; below this base their counts never become percentages.
const PERCENT_FROM: u64 = 100;

/// How those count who brought a theme up themselves.
const UNASKED: &str = "Whoever raised a theme unasked counts as asked.";

/// A table of themes by group: cases that raised a code, of those asked where that is known.
///
/// # Errors
/// When a code or a grouping is not there.
pub fn themes(data: Themes<'_>, groupings: &Groupings, request: &Request) -> Result<(Table, Vec<Diagnostic>)> {
    let mut noticed = Vec::new();
    let rows = rows(data, request)?;
    let banner = banner_of_cases(&data.corpus.cases, groupings, &request.by, &mut noticed)?;
    let participants = Participants::find(data, &banner, &mut noticed);
    let raised = raised(data, &rows, &participants, &mut noticed);
    let mut notes = Notes::default();
    let title = request.title.clone().unwrap_or_else(|| title(data.count, &banner));
    let mut show = super::crosstab::cell_measures(request);
    show.retain(|measure| matches!(measure, Measure::Count | Measure::ColumnPercent | Measure::RowPercent));
    if request.show.is_empty() || show.is_empty() {
        show = vec![Measure::Count];
    }
    let plan = Plan { data, request, banner: &banner, rows: &rows };
    let Begun { mut table, bases, kept } = begin(&plan, &participants, (title, show), &mut notes);
    let mut known_of = 0;
    for (row, raised) in rows.iter().zip(&raised) {
        let counts: Vec<Amount> = raised.iter().map(|units| Amount::of(units.len() as u64)).collect();
        let mut cells = shares(&counts, &bases, Figures::default());
        let questions = questions(data, row.code);
        for (column, cell) in cells.iter_mut().enumerate() {
            cell.asked =
                questions.as_ref().and_then(|asked| participants.asked(column, asked, data.asked, &raised[column]));
        }
        known_of += usize::from(cells.first().is_some_and(|cell| cell.asked.is_some()));
        let key = unique(row.code.id.clone(), |key| table.stub.iter().any(|other| other.key == key));
        table.stub.push(stub(key, &row.code.name, row.level, row.kind));
        table.cells.push(keep(cells, &kept));
    }
    say(data, &rows, (bases.first().map_or(0, |base| base.n), known_of), &participants, &banner, &mut notes);
    without_weights(&mut table.cells);
    table.notes = notes.finish();
    Ok((table, noticed))
}

/// What a table of themes is made of.
struct Plan<'a> {
    data: Themes<'a>,
    request: &'a Request,
    banner: &'a Banner,
    rows: &'a [ThemeRow<'a>],
}

/// A table of themes that has its columns and its bases, and no row of a theme yet.
struct Begun {
    table: Table,
    /// How many units each column has, also where it is not kept.
    bases: Vec<Amount>,
    /// Which columns are kept.
    kept: Vec<bool>,
}

fn begin(
    plan: &Plan<'_>,
    participants: &Participants<'_>,
    (title, show): (String, Vec<Measure>),
    notes: &mut Notes,
) -> Begun {
    let Plan { data, request, banner, rows } = *plan;
    let columns = 0..1 + banner.columns();
    let bases: Vec<Amount> = columns.map(|column| Amount::of(participants.units(column).len() as u64)).collect();
    let (banner_columns, kept) = banner_columns(banner, &bases, Some(&bases), (false, None), notes);
    let table = Table {
        id: request.id.clone(),
        title,
        stub_head: "Theme".into(),
        banner: banner_columns,
        stub: vec![stub("base".into(), base_label(data.count), 0, StubKind::Base)],
        cells: vec![keep(bases.iter().map(|&base| base_cell(base)).collect(), &kept)],
        show,
        percent_from: request.percent_from.max(PERCENT_FROM),
        provenance: provenance(data, banner, rows, request),
        ..Table::default()
    };
    Begun { table, bases, kept }
}

fn keep<T>(cells: Vec<T>, kept: &[bool]) -> Vec<T> {
    cells.into_iter().zip(kept).filter_map(|(cell, kept)| kept.then_some(cell)).collect()
}

/// A code or category under count.
struct ThemeRow<'a> {
    code: &'a Code,
    level: u8,
    kind: StubKind,
}

/// The rows: what was asked for, each with what lies below it; else the whole codebook. Retired codes are left out.
fn rows<'a>(data: Themes<'a>, request: &Request) -> Result<Vec<ThemeRow<'a>>> {
    let mut rows = Vec::new();
    if request.rows.is_empty() {
        for code in data.codebook.roots() {
            walk(data, code, 0, &mut rows);
        }
        return Ok(rows);
    }
    for name in &request.rows {
        let code = data
            .codebook
            .code(name)
            .ok_or_else(|| unknown_name("code", name, data.codebook.codes.iter().map(|code| code.id.as_str())))?;
        if !rows.iter().any(|row: &ThemeRow<'_>| row.code.id == code.id) {
            walk(data, code, 0, &mut rows);
        }
    }
    Ok(rows)
}

fn walk<'a>(data: Themes<'a>, code: &'a Code, level: u8, rows: &mut Vec<ThemeRow<'a>>) {
    // A codebook that goes in a circle is an error that `check` reports; here it must only end.
    if rows.iter().any(|row| row.code.id == code.id) {
        return;
    }
    let below: Vec<&Code> = data.codebook.children(&code.id).collect();
    let mut level = level;
    if !code.is_retired() {
        let kind = if below.iter().any(|code| !code.is_retired()) { StubKind::Net } else { StubKind::Choice };
        rows.push(ThemeRow { code, level, kind });
        level = level.saturating_add(1);
    }
    if level < 32 {
        for code in below {
            walk(data, code, level, rows);
        }
    }
}

/// The rows in which codings of a code count: those of the code that stands for it now and of what lies above. Found once a code.
struct RowsOf<'a> {
    codebook: &'a Codebook,
    rows: &'a [ThemeRow<'a>],
    found: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> RowsOf<'a> {
    fn new(codebook: &'a Codebook, rows: &'a [ThemeRow<'a>]) -> Self {
        Self { codebook, rows, found: BTreeMap::new() }
    }

    /// Those of a code as a coding names it; none where the codebook does not have it or it is retired.
    fn of(&mut self, code: &'a str) -> &[usize] {
        let Self { codebook, rows, found } = self;
        found.entry(code).or_insert_with(|| {
            let code = codebook.current(code).filter(|code| !code.is_retired());
            let holds = |row: &usize| code.is_some_and(|code| codebook.is_within(&code.id, &rows[*row].code.id));
            (0..rows.len()).filter(holds).collect()
        })
    }
}

/// The units that raised each row, a set a column.
fn raised<'a>(
    data: Themes<'a>,
    rows: &'a [ThemeRow<'a>],
    participants: &'a Participants<'a>,
    noticed: &mut Vec<Diagnostic>,
) -> Vec<Vec<BTreeSet<&'a str>>> {
    let mut raised = vec![vec![BTreeSet::new(); participants.columns()]; rows.len()];
    let mut rows_of = RowsOf::new(data.codebook, rows);
    let mut unknown: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut waiting, mut nobodys) = (0_u64, 0_u64);
    for coding in data.codings {
        match coding.state {
            CodingState::Accepted => {}
            CodingState::Candidate => {
                waiting += 1;
                continue;
            }
            CodingState::Rejected => continue,
        }
        if data.codebook.current(&coding.code).is_none() {
            *unknown.entry(&coding.code).or_default() += 1;
            continue;
        }
        let rows_of = rows_of.of(&coding.code);
        match participants.of_coding(coding) {
            Some(found) => {
                for participant in found {
                    for &row in rows_of {
                        for &column in &participant.columns {
                            raised[row][column].insert(participant.unit.as_str());
                        }
                    }
                }
            }
            None => nobodys += 1,
        }
    }
    for (code, n) in unknown {
        let codings = if n == 1 { "1 coding uses".to_owned() } else { format!("{} codings use", count(n)) };
        noticed.push(
            Diagnostic::warning(format!("{codings} the code “{code}”, which the codebook does not have; not counted"))
                .in_place(Place::file("codebook.toml"))
                .hint("add the code, or name it in “replaces” of the code that took its place"),
        );
    }
    if waiting > 0 {
        noticed.push(
            Diagnostic::note(format!(
                "{} proposed by rules wait to be accepted or rejected; not counted",
                codings(waiting)
            ))
            .hint("`canvass quotes CODE` shows them; a person’s codings come in by `canvass take`"),
        );
    }
    if nobodys > 0 {
        noticed.push(
            Diagnostic::warning(format!(
                "{} lie in turns of which nobody knows whose they are; not counted",
                codings(nobodys)
            ))
            .hint("name the case of each speaker in documents.csv"),
        );
    }
    raised
}

/// Which codings a table of themes counts.
fn what_counts(data: Themes<'_>) -> &'static str {
    if data.candidates_count {
        "Content analysis: what the rules find counts without a person having accepted it, and only in what participants said."
    } else {
        "Only codings that a person accepted count, and only in what participants said."
    }
}

fn codings(n: u64) -> String {
    if n == 1 { "1 coding".to_owned() } else { format!("{} codings", count(n)) }
}

/// The interview questions that ask about a row, where it is known and there are any.
fn questions<'a>(data: Themes<'a>, of: &Code) -> Option<BTreeSet<&'a str>> {
    data.asks.of(&of.id).filter(|questions| !questions.is_empty())
}

fn stub(key: String, label: &str, level: u8, kind: StubKind) -> StubRow {
    StubRow { key, label: label.to_owned(), level, kind, statistic: None }
}

fn base_label(count: CountUnit) -> &'static str {
    match count {
        CountUnit::Person => "Base: all interviewed",
        CountUnit::Organisation => "Base: all organisations interviewed",
        CountUnit::Document => "Base: all documents",
    }
}

fn title(count: CountUnit, banner: &Banner) -> String {
    let what = match count {
        CountUnit::Person => "how many raised each",
        CountUnit::Organisation => "how many organisations raised each",
        CountUnit::Document => "how many documents hold each",
    };
    let by: Vec<String> = banner.axes.iter().map(crate::prepare::Axis::label).collect();
    if by.is_empty() { format!("Themes: {what}") } else { format!("Themes by {}: {what}", super::notes::and(&by)) }
}

fn say(
    data: Themes<'_>,
    rows: &[ThemeRow<'_>],
    (base, known_of): (u64, usize),
    participants: &Participants<'_>,
    banner: &Banner,
    notes: &mut Notes,
) {
    let (one, many, once) = match data.count {
        CountUnit::Person => ("person", "people", "Whoever raised a theme counts once, however often."),
        CountUnit::Organisation => (
            "organisation",
            "organisations",
            "An organisation counts once, however many of its people raised a theme and however often.",
        ),
        CountUnit::Document => ("document", "documents", "A document counts once, however often it comes to a theme."),
    };
    let n = if base == 1 { format!("1 {one}") } else { format!("{} {many}", count(base)) };
    notes.base.push(format!("Base: {n} with a transcript or another document. {once}"));
    notes.base.push(if known_of == rows.len() && known_of > 0 {
        format!("For every theme it is known who was asked about it. {UNASKED}")
    } else if known_of > 0 {
        format!(
            "For {known_of} of {} themes it is known who was asked about them; for the others the base is everybody in the \
             group. {UNASKED}",
            rows.len()
        )
    } else {
        "It is not known who was asked about each theme, so the base is everybody in the group: not to have raised a theme \
         is not to have denied it."
            .to_owned()
    });
    notes.base.push(what_counts(data).to_owned());
    participants.say(banner, notes);
    if rows.iter().any(|row| row.kind == StubKind::Net) {
        notes.several.push(format!(
            "A category counts the {many} with any of the codes below it, each once, so it can be less than their sum."
        ));
    }
    let left_out = data.codebook.codes.iter().filter(|code| code.is_retired()).count();
    if left_out > 0 {
        let codes =
            if left_out == 1 { "1 retired code is".to_owned() } else { format!("{left_out} retired codes are") };
        notes.figures.push(format!("{codes} left out."));
    }
    notes.test.push(format!(
        "Those interviewed were chosen for what they can tell, so these are counts and not percentages, and differences \
         between groups are not tested: they show who raised a theme among the {many} here."
    ));
}

fn provenance(data: Themes<'_>, banner: &Banner, rows: &[ThemeRow<'_>], request: &Request) -> Provenance {
    let mut sources: Vec<String> = Vec::new();
    if !request.source.is_empty() {
        sources.push(request.source.clone());
    }
    sources.extend(data.corpus.documents.iter().map(|document| document.file.clone()).filter(|file| !file.is_empty()));
    let mut uses: Vec<String> = rows.iter().map(|row| row.code.id.clone()).collect();
    uses.extend(banner.axes.iter().flat_map(|axis| &axis.levels).map(|level| level.name.clone()));
    Provenance { sources, uses, filter: None, weight: None }
}

#[cfg(test)]
pub(super) mod tests;
