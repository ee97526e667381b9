//! Questions by banners: the stub down the side, groups across the top.

use std::collections::HashSet;

use super::columns::{banner_columns, unique};
use super::design::{self, Sampled};
use super::grid;
use super::inference::{Inference, gathered};
use super::kernel::{Amount, Placement};
use super::nets::{self, Net};
use super::notes::{self, Notes, respondents};
use super::opposite;
use super::section::{Section, total, without_weights};
use super::terms::TotalPlace;
use super::underway::Underway;
use super::{Groupings, Request};
use crate::diagnostic::{Diagnostic, Error, Result, unknown_name};
use crate::model::{Kind, Measure, Provenance, Question, StubKind, Survey, SurveyTable, Table};
use crate::number::count;
use crate::prepare::expression::Condition;
use crate::prepare::{Axis, Banner, Domain, View, banner};

/// A question, or one row of a grid, that gives rows to a table.
pub type Asked<'a> = (&'a Question, Option<usize>);

/// A table of questions by banners.
///
/// # Errors
/// When a question or a banner is not there, or a banner makes no groups.
pub fn crosstab(survey: &Survey, groupings: &Groupings, request: &Request) -> Result<(Table, Vec<Diagnostic>)> {
    let mut noticed = Vec::new();
    let (table, questions) = rows(survey, request)?;
    let request = &clean(request, &questions, &mut noticed);
    let banner = Banner::resolve(survey, groupings, &request.by, &mut noticed)?;
    one_table(table, &banner)?;
    readable(&questions, &banner)?;
    let view = view(table, request)?;
    let nets = nets::of_table(&questions, &request.terms)?;
    noticed.extend(nets::lacking(&questions, &request.terms));
    let transpose = request.terms.transpose;
    if let [(question, None)] = questions.as_slice()
        && question.kind == Kind::Grid
        && question.personal.is_none()
        && (transpose || banner.axes.is_empty())
    {
        if transpose && banner.axes.is_empty() {
            return Ok((opposite::opposite(&view, question, &nets[0], request), noticed));
        }
        // Tests look at a row of the grid by its groups, as in the table that has the groups across.
        let tests = match Inference::of(request).test {
            Some(_) if !banner.axes.is_empty() => by_banner(&view, &questions, &nets, &banner, request)?.tests,
            _ => Vec::new(),
        };
        return Ok((grid::matrix(&view, (question, &nets[0]), &banner, tests, request)?, noticed));
    }
    if transpose {
        return Err(Error::new("only one grid can stand the other way round")
            .hint("leave out transpose, or name one grid as the only row"));
    }
    Ok((by_banner(&view, &questions, &nets, &banner, request)?, noticed))
}

/// Who is in the table, and with which weights.
fn view<'a>(table: &'a SurveyTable, request: &'a Request) -> Result<View<'a>> {
    let domain = match &request.filter {
        Some(text) => Some(Domain::of(table, &Condition::read(text, table)?)),
        None => None,
    };
    // Weights are of respondents: the rows of a repeat have none.
    let weights = request.weights.as_deref().filter(|_| table.parent.is_none());
    Ok(View { table, domain, weights })
}

/// The questions that a request names, and the table of the survey that they belong to.
pub(super) fn rows<'a>(survey: &'a Survey, request: &Request) -> Result<(&'a SurveyTable, Vec<Asked<'a>>)> {
    let mut found: Vec<Asked<'a>> = Vec::with_capacity(request.rows.len());
    let mut of: Option<&'a SurveyTable> = None;
    for name in &request.rows {
        let (table, question, row) = banner::find(survey, name).ok_or_else(|| {
            let ids = survey.tables.iter().flat_map(|table| &table.questions).map(|question| question.id.as_str());
            unknown_name("question", name, ids)
        })?;
        if of.is_some_and(|other| other.id != table.id) {
            return Err(Error::new(format!(
                "“{name}” is asked in another part of the survey than “{}”",
                request.rows[0]
            ))
            .hint("make a table for each"));
        }
        of = Some(table);
        found.push((question, row));
    }
    match of {
        Some(table) => Ok((table, found)),
        None => Err(Error::new(format!("the table “{}” has no rows", request.id))
            .hint("name at least one question, for instance rows = [\"size\"]")),
    }
}

/// Answers are counted record by record, so rows and columns must come from the same records.
pub(super) fn one_table(table: &SurveyTable, banner: &Banner) -> Result<()> {
    for level in banner.axes.iter().flat_map(|axis| &axis.levels) {
        if level.table.as_ref().is_some_and(|other| *other != table.id) {
            return Err(Error::new(format!(
                "“{}” is asked in another part of the survey than the rows, and they cannot yet be put against each other",
                level.name
            ))
            .hint("choose rows and groups of the same part"));
        }
    }
    Ok(())
}

/// Refuses a table of so many cells that hardly a machine could hold it. What a format can show is for its writer to say.
pub(super) fn readable(questions: &[Asked<'_>], banner: &Banner) -> Result<()> {
    const MOST_CELLS: usize = 12_000_000;
    let choices = |(question, row): &Asked<'_>| {
        let rows = if row.is_none() && question.kind == Kind::Grid { question.rows.len() } else { 1 };
        question.choices.len().max(1).saturating_mul(rows)
    };
    let rows = questions.iter().map(choices).fold(0, usize::saturating_add);
    let columns = 1 + banner.columns();
    if rows.saturating_mul(columns) > MOST_CELLS {
        return Err(Error::new(format!(
            "a table of {} rows and {} columns is larger than this machine should hold",
            count(rows as u64),
            count(columns as u64)
        ))
        .hint("put choices together ([[recode]] in study.toml), or ask for fewer questions or groups at once"));
    }
    Ok(())
}

/// The request with what cannot be shown taken out, and said.
pub(super) fn clean(request: &Request, questions: &[Asked<'_>], noticed: &mut Vec<Diagnostic>) -> Request {
    let mut request = request.clone();
    for measure in &request.show {
        let (of_steps, kinds): (bool, &[Kind]) = match measure {
            Measure::Top(_) => (true, &[Kind::Scale, Kind::Grid, Kind::Ranking]),
            Measure::Bottom(_) => (true, &[Kind::Scale, Kind::Grid]),
            Measure::Nps => (true, &[Kind::Scale]),
            Measure::TrimmedMean => (true, &[Kind::Numeric]),
            _ => (false, &[]),
        };
        if of_steps && !questions.iter().any(|(question, _)| kinds.contains(&question.kind)) {
            let kinds: Vec<String> = kinds.iter().map(|kind| kind.to_string()).collect();
            noticed.push(
                Diagnostic::warning(format!("“{}” is made of no question of this table", measure.word()))
                    .hint(format!("it is for questions of the kind {}", notes::or(&kinds))),
            );
        }
    }
    for (measure, can, why) in [
        (
            Measure::Interval,
            !(request.terms.transpose && request.by.is_empty() && request.is_weighted_or_designed()),
            "a grid the other way round has no intervals under weights or a design",
        ),
        (Measure::Weighted, request.weights.is_some(), "there are no weights, so no weighted counts are shown"),
        (Measure::Letters, !request.by.is_empty(), "there are no groups to compare, so there are no letters"),
        (Measure::Rest, !request.by.is_empty(), "there are no groups to compare with everybody else"),
    ] {
        if !can && request.show.contains(&measure) {
            request.show.retain(|shown| *shown != measure);
            noticed
                .push(Diagnostic::warning(why).hint(format!("take “{}” out of what the table shows", measure.word())));
        }
    }
    request
}

fn by_banner(
    view: &View<'_>,
    questions: &[Asked<'_>],
    nets: &[Vec<Net>],
    banner: &Banner,
    request: &Request,
) -> Result<Table> {
    // What cells tell is not looked for in the rows.
    let sampled = match design::is_of_cells(request, questions, banner) {
        true if view.table.drawn() > 1 => None,
        _ => Sampled::of(view, banner, request, Inference::of(request))?,
    };
    let mut counted = Underway::new(view.table, questions, nets, banner, request, view.unit());
    for (place, block) in view.table.blocks.iter().enumerate() {
        let placement = Placement::of_sets(counted.sets(), banner, view, place, block).with_pairs(counted.pairs());
        counted.add(&[(block, &placement)]);
    }
    Ok(counted.finish(view, sampled.as_ref(), view.table.drawn()))
}

/// The notes on bases: of one question in full, of several where to look. `declared`: the base holds more than answers.
pub(super) fn who(
    view: &View<'_>,
    questions: &[Asked<'_>],
    sections: &[Section],
    (records, declared): (u64, bool),
    notes: &mut Notes,
) {
    let with_base: Vec<&Section> = sections.iter().filter(|section| section.base.is_some()).collect();
    match with_base.as_slice() {
        [one] => {
            let base = one.base.as_deref().map_or(0, total);
            notes.base.push(match (one.of_responses, declared) {
                (true, _) => format!("Base: {} answers of {}.", count(base), respondents(records)),
                (false, true) => format!("Base: {} of {}.", count(base), respondents(records)),
                (false, false) => notes::base_of_one(base, records),
            });
            notes.missing.extend(notes::outside(&one.outside));
        }
        several => {
            notes.base.push(format!(
                "Base: those who answered each question, counted in its row “Base”, of {} in all.",
                respondents(records)
            ));
            if several.iter().any(|section| !section.outside.is_empty()) {
                notes.missing.push(
                    "Rows without a percentage count those who are not in the base of their question, and why."
                        .to_owned(),
                );
            }
        }
    }
    notes.base.extend(notes::about(view));
    notes.base.extend(notes::left_out(view.table));
    for (question, _) in questions {
        notes.base.extend(notes::asked_of(view.table, question));
        notes.figures.extend(question.derived.clone());
    }
}

/// Puts sections and banner together as a table.
pub(super) fn assemble(
    sections: Vec<Section>,
    banner: &Banner,
    in_column: &[Amount],
    questions: &[Asked<'_>],
    request: &Request,
    mut notes: Notes,
) -> Table {
    let bases: Vec<&Vec<Amount>> = sections.iter().filter_map(|section| section.base.as_ref()).collect();
    let one_base = if bases.len() == 1 { bases.first().map(|base| (*base).clone()) } else { None };
    let shown = cell_measures(request);
    let smallest = bases.iter().flat_map(|bases| bases.iter()).zip(in_column.iter().cycle());
    let filled: Vec<u64> = smallest.filter(|(_, people)| people.n > 0).map(|(base, _)| base.n).collect();
    if sections.iter().flat_map(|section| &section.rows).any(|(row, _)| row.kind == StubKind::Choice) {
        rounding(&shown, &filled, request, &mut notes);
        if shown.contains(&Measure::RowPercent) {
            notes
                .figures
                .push("Row percentages are of all who gave the answer, in whatever column they stand.".to_owned());
        }
    }
    let tests =
        gathered(sections.iter().flat_map(|section| section.tests.clone()).collect(), request.correction, &mut notes);
    let look = (shown.contains(&Measure::Letters), request.filter.as_deref());
    let (columns, kept) = banner_columns(banner, in_column, one_base.as_deref(), look, &mut notes);
    let mut table = Table {
        id: request.id.clone(),
        title: request.title.clone().unwrap_or_else(|| title(questions, banner)),
        wording: wording(questions),
        stub_head: stub_head(questions),
        banner: columns,
        show: shown,
        percent_from: request.percent_from,
        tests,
        provenance: provenance(questions, banner, request),
        ..Table::default()
    };
    let mut keys: HashSet<String> = HashSet::new();
    for section in sections {
        for (mut row, mut cells) in section.rows {
            row.key = unique(row.key, |key| keys.contains(key));
            keys.insert(row.key.clone());
            let mut column = kept.iter();
            cells.retain(|_| column.next() == Some(&true));
            table.stub.push(row);
            table.cells.push(cells);
        }
    }
    if request.weights.is_none() {
        without_weights(&mut table.cells);
    }
    table.notes = notes.finish();
    place_total(&mut table, request.terms.total);
    table
}

/// Puts the column of everybody, which was counted first, where it is wanted.
fn place_total(table: &mut Table, place: TotalPlace) {
    if table.banner.len() < 2 || place == TotalPlace::First {
        return;
    }
    table.banner.rotate_left(1);
    table.cells.iter_mut().for_each(|cells| cells.rotate_left(1));
    if place == TotalPlace::Nowhere {
        table.banner.pop();
        table.cells.iter_mut().for_each(|cells| drop(cells.pop()));
    }
}

/// What cells show: rows such as the mean and the base are not cells' business. Where nothing is said, count and percentage; with
/// weights the percentage alone, since the unweighted count beside it would contradict it.
pub fn cell_measures(request: &Request) -> Vec<Measure> {
    let mut shown: Vec<Measure> = request.show.iter().copied().filter(|measure| !measure.is_of_rows()).collect();
    let is_mark = |measure: &Measure| matches!(measure, Measure::Letters | Measure::Rest);
    if shown.iter().all(is_mark) {
        let usual = [Measure::Count, Measure::ColumnPercent];
        shown.splice(0..0, usual.into_iter().skip(usize::from(request.weights.is_some())));
    }
    // Letters stand behind the figures that they are about.
    shown.sort_by_key(is_mark);
    shown
}

/// The notes on rounding and small bases, where percentages are shown at all, and on what stands beside them.
pub fn rounding(shown: &[Measure], bases: &[u64], request: &Request, notes: &mut Notes) {
    let percentages =
        shown.iter().any(|m| matches!(m, Measure::ColumnPercent | Measure::RowPercent | Measure::TotalPercent));
    let large = bases.iter().any(|&base| base > 0 && base >= request.percent_from);
    if shown.contains(&Measure::Index) && large {
        notes.figures.push(
            "Index: the percentage of a column against that of the total, times 100; 120 is a fifth more than among all."
                .to_owned(),
        );
    }
    if shown.contains(&Measure::StandardError) && large {
        notes.test.push("SE: the standard error of the percentage, in points.".to_owned());
    }
    if !percentages {
        return;
    }
    if shown.contains(&Measure::TotalPercent) {
        notes.figures.push(
            "Total percentages are of everybody in the base of the question, in whatever column they stand.".to_owned(),
        );
    }
    if request.weights.is_some() && shown.contains(&Measure::Count) {
        notes.rounding.push(
            "Counts are of respondents and percentages are weighted, so the one cannot be worked out from the other."
                .to_owned(),
        );
    }
    notes.rounding.extend(notes::small_bases(bases.iter().copied(), request.percent_from));
    if large {
        notes.rounding.push(notes::ROUNDING.to_owned());
    }
}

pub(super) fn title(questions: &[Asked<'_>], banner: &Banner) -> String {
    let mut titles: Vec<String> = Vec::new();
    for (question, row) in questions {
        let title = match row {
            Some(row) => format!("{}: {}", question.title(), question.rows[*row].text),
            None => question.title().to_owned(),
        };
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    let by: Vec<String> = banner.axes.iter().map(Axis::label).collect();
    let titles = notes::and(&titles);
    match (by.is_empty(), titles.ends_with(['?', '!', '.', '…'])) {
        (true, _) => titles,
        (false, true) => format!("{titles} By {}", notes::and(&by)),
        (false, false) => format!("{titles}, by {}", notes::and(&by)),
    }
}

/// The wording of the one question, where the title does not already say it.
pub fn wording(questions: &[Asked<'_>]) -> Option<String> {
    match questions {
        [(question, _)] if question.label.is_some() => Some(question.text.text.clone()),
        _ => None,
    }
}

fn stub_head(questions: &[Asked<'_>]) -> String {
    match questions {
        [(question, Some(row))] => question.rows[*row].text.text.clone(),
        [(question, None)] => question.label.as_ref().map(|label| label.text.clone()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Where the figures come from.
pub fn provenance(questions: &[Asked<'_>], banner: &Banner, request: &Request) -> Provenance {
    let mut uses: Vec<String> = Vec::new();
    let rows = questions.iter().map(|(question, _)| question.id.clone());
    let groups = banner.axes.iter().flat_map(|axis| &axis.levels);
    for id in rows.chain(groups.map(|level| level.question.clone().unwrap_or_else(|| level.name.clone()))) {
        if !uses.contains(&id) {
            uses.push(id);
        }
    }
    let sources = if request.source.is_empty() { Vec::new() } else { vec![request.source.clone()] };
    let weight = request.weights.as_ref().map(|weights| weights.name().to_owned());
    Provenance { sources, uses, filter: request.filter.clone(), weight }
}
