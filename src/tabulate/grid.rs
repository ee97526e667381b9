//! A grid on its own: its rows down the side, its shared choices across the top, percentages along the rows. By groups each row has the
//! groups below it.

use super::columns::{banner_columns, unique};
use super::crosstab::{cell_measures, provenance, rounding, title, wording};
use super::design::{Held, Sampled};
use super::inference::{Inference, gathered, statistic_intervals};
use super::kernel::{Amount, Placed, Placement, Shape};
use super::nets::Net;
use super::notes::{self, Notes, respondents};
use super::section::{Figures, aside_cell, base_cell, percent, standard_error, total, without_weights};
use super::single::{STATISTICS, Single, Steps};
use super::summary::Grouped;
use super::tally::{ChoiceTally, REASONS};
use super::terms::{Counting, TotalPlace};
use super::variable::Variable;
use super::{Request, boxes};
use crate::diagnostic::Result;
use crate::model::BASE_COLUMN;
use crate::model::{BannerColumn, Cell, Measure, Missing, Question, StubKind, StubRow, Table, TestResult};
use crate::prepare::{Banner, View};

/// A column of the grid's table.
enum Across {
    Base,
    /// By its slot in the tally.
    Choice(usize),
    Together(Together),
    /// A mean or the like of the steps, and what it is called.
    Statistic(Measure, &'static str),
    Outside(usize),
    Missing(Missing),
}

/// A net or box across the top.
struct Together {
    key: String,
    label: String,
    places: Vec<usize>,
    note: Option<String>,
}

/// The table of a grid, its choices across; with a banner each row of the grid has a line for everybody and one for each group. `tests` are those of
/// its rows by the groups, which are the same whichever way the table stands.
///
/// # Errors
/// When nobody is left for the design to describe.
pub fn matrix(
    view: &View<'_>,
    (question, nets): (&Question, &[Net]),
    banner: &Banner,
    tests: Vec<TestResult>,
    request: &Request,
) -> Result<Table> {
    let shape = Shape { columns: 1 + banner.columns(), unit: view.unit() };
    let counting = Counting { shape, terms: &request.terms, nets };
    let mut rows: Vec<Single<'_>> =
        (0..question.rows.len()).map(|row| Single::of_row(question, row, false, counting)).collect();
    let (mut records, mut people) = (0, vec![Amount::default(); shape.columns]);
    for (place, block) in view.table.blocks.iter().enumerate() {
        let placement = Placement::of(banner, view, place, block);
        for placed in placement.rows().filter(Placed::counts) {
            records += 1;
            placed.columns.iter().for_each(|column| people[*column as usize].n += 1);
        }
        for row in &mut rows {
            row.add(block, &placement);
        }
    }
    let tallies: Vec<&ChoiceTally> = rows.iter().map(Single::tally).collect();
    let across = across(question, &tallies, nets, request);
    let inference = Inference::of(request);
    let sampled = Sampled::of(view, banner, request, inference)?;
    let mut notes = Notes::default();
    inference.say(request, true, &mut notes);
    let tests = gathered(tests, request.correction, &mut notes);
    let places = request.terms.in_base().slots(question);
    let bases: Vec<Vec<Amount>> = tallies.iter().map(|tally| tally.sum(places.iter().copied())).collect();
    let respondents: Vec<u64> = bases.iter().map(|base| in_column(base, 0).n).collect();
    let lines = lines(banner, &people, request, &mut notes);
    notes.base.extend(request.terms.said());
    notes.figures.extend(across.iter().filter_map(|across| match across {
        Across::Together(found) => found.note.clone(),
        _ => None,
    }));
    let has_statistics = across.iter().any(|across| matches!(across, Across::Statistic(..)));
    notes.figures.extend(Steps::of(question).filter(|_| has_statistics).map(|scale| scale.note(question)));
    who(view, question, &respondents, records, &across, &mut notes);
    let show: Vec<Measure> = cell_measures(request)
        .into_iter()
        .map(|measure| if measure == Measure::ColumnPercent { Measure::RowPercent } else { measure })
        .filter(|measure| !matches!(measure, Measure::TotalPercent | Measure::Residual | Measure::Index))
        .collect();
    let smallest: Vec<u64> = bases.iter().flatten().map(|base| base.n).filter(|n| *n > 0).collect();
    rounding(&show, &smallest, request, &mut notes);
    let mut made = Table {
        id: request.id.clone(),
        title: request.title.clone().unwrap_or_else(|| title(&[(question, None)], banner)),
        wording: wording(&[(question, None)]),
        stub_head: String::new(),
        banner: across.iter().fold(Vec::new(), |mut columns, across| {
            let column = column(question, across, &columns);
            columns.push(column);
            columns
        }),
        show,
        tests,
        percent_from: request.percent_from,
        provenance: provenance(&[(question, None)], banner, request),
        notes: notes.finish(),
        ..Table::default()
    };
    let figures = Figures::of(&request.show, request.interval);
    for ((row, counted), base) in question.rows.iter().zip(&rows).zip(bases) {
        let (tally, summaries) = (counted.tally(), counted.summaries(shape.columns).unwrap_or_default());
        let key = unique(format!("{}.{}", question.id, row.id), |key| made.stub.iter().any(|other| other.key == key));
        let mut line = |key: String, label: &str, level: u8, kind: StubKind, cells: Vec<Cell>| {
            made.stub.push(StubRow { key, label: label.to_owned(), level, kind, statistic: None });
            made.cells.push(cells);
        };
        let cells = |column: usize| {
            let cell = |across: &Across| match (across, summaries.get(column)) {
                (Across::Statistic(measure, _), Some(summary)) => statistic(*measure, summary, inference),
                (across, _) => cell(across, tally, in_column(&base, column), column, figures),
            };
            across.iter().map(cell).collect()
        };
        if banner.axes.is_empty() {
            line(key, &row.text.text, 0, StubKind::Choice, cells(0));
            continue;
        }
        line(key.clone(), &row.text.text, 0, StubKind::Heading, vec![Cell::default(); across.len()]);
        for group in &lines {
            line(format!("{key}.{}", group.key), &group.label, 1, StubKind::Choice, cells(group.column));
        }
    }
    if let Some(sampled) = &sampled {
        let held = |across: &Across| match across {
            Across::Choice(place) => Held::Choice(*place),
            Across::Statistic(measure, _) => Held::Statistic(*measure),
            _ => Held::Other,
        };
        let held: Vec<Held> = across.iter().map(held).collect();
        let columns: Vec<Option<usize>> = match banner.axes.is_empty() {
            true => vec![Some(0)],
            false => std::iter::once(None).chain(lines.iter().map(|line| Some(line.column))).collect(),
        };
        sampled.matrix(question, (&held, &columns), inference.test.is_some(), &mut made);
    }
    made.notes.extend(statistic_intervals::said_of_columns(&made, inference.by_design));
    if request.weights.is_none() {
        without_weights(&mut made.cells);
    }
    Ok(made)
}

/// A line below each row of a grid by groups.
struct GroupLine {
    key: String,
    label: String,
    /// Its place among the columns that are counted.
    column: usize,
}

/// Everybody and each group; nobody's group is left out as it is in a banner.
fn lines(banner: &Banner, people: &[Amount], request: &Request, notes: &mut Notes) -> Vec<GroupLine> {
    let (columns, kept) = banner_columns(banner, people, None, (false, request.filter.as_deref()), notes);
    let places = (0..kept.len()).filter(|place| kept[*place]);
    let several = banner.axes.len() > 1;
    let line = |(place, column): (usize, BannerColumn)| {
        // One axis is named by the heading of the side; of several, and of nested ones, the outer groups stand before.
        let outer = column.spanners.iter().skip(usize::from(!several));
        let label = outer.chain([&column.label]).map(String::as_str).collect::<Vec<_>>().join(": ");
        GroupLine { key: column.key, label, column: place }
    };
    let mut lines: Vec<GroupLine> = places.zip(columns).map(line).collect();
    match request.terms.total {
        TotalPlace::First => {}
        TotalPlace::Last => lines.rotate_left(1),
        TotalPlace::Nowhere => drop(lines.remove(0)),
    }
    lines
}

/// The base, the steps, what is taken together, then whoever stands outside the base of any row.
fn across(question: &Question, tallies: &[&ChoiceTally], nets: &[Net], request: &Request) -> Vec<Across> {
    let included = request.terms.in_base();
    let mut across = vec![Across::Base];
    across.extend(included.slots(question).into_iter().map(Across::Choice));
    across.extend(nets.iter().map(|net| {
        let (key, label, places) = (format!("net.{}", net.key), net.label.clone(), net.places.clone());
        Across::Together(Together { key, label, places, note: None })
    }));
    if let Some(scale) = Steps::of(question) {
        across.extend(request.show.iter().filter_map(|measure| {
            let found = boxes::of(question, &scale, *measure)?;
            let label = found.label.split(':').next().unwrap_or_default().to_owned();
            let (key, note) = (measure.word().to_owned(), Some(found.note));
            Some(Across::Together(Together { key, label, places: found.places, note }))
        }));
        let wanted = STATISTICS.into_iter().filter(|(measure, _)| request.show.contains(measure));
        across.extend(wanted.map(|(measure, label)| Across::Statistic(measure, label)));
    }
    for (place, choice) in question.choices.iter().enumerate() {
        let given = tallies.iter().any(|tally| total(&tally.choice(place)) > 0);
        let is_listed = choice.missing.is_some() && given || choice.missing.is_none() && choice.aside;
        if is_listed && !included.counts(question, place) {
            across.push(Across::Outside(place));
        }
    }
    let had = |why: &Missing| !included.has(*why) && tallies.iter().any(|tally| total(&tally.missing(*why)) > 0);
    across.extend(REASONS.into_iter().filter(had).map(Across::Missing));
    across
}

fn column(question: &Question, across: &Across, before: &[BannerColumn]) -> BannerColumn {
    let (key, label, outside) = match across {
        Across::Base => (BASE_COLUMN.to_owned(), "Base", false),
        Across::Choice(place) | Across::Outside(place) => match question.choices.get(*place) {
            Some(choice) => {
                let key = format!("{}.{}", question.id, choice.code);
                (key, choice.label.text.as_str(), matches!(across, Across::Outside(_)))
            }
            None => {
                let why = REASONS[*place - question.choices.len()];
                (format!("{}.missing.{}", question.id, why.word()), why.label(), false)
            }
        },
        Across::Together(found) => (format!("{}.{}", question.id, found.key), found.label.as_str(), false),
        Across::Statistic(measure, label) => (format!("{}.{}", question.id, measure.word()), *label, false),
        Across::Missing(why) => (format!("{}.missing.{}", question.id, why.word()), why.label(), true),
    };
    BannerColumn {
        key: unique(key, |key| before.iter().any(|other| other.key == key)),
        label: label.to_owned(),
        spanners: if outside { vec!["Not in the base".to_owned()] } else { Vec::new() },
        letter: None,
        statistic: if let Across::Statistic(measure, _) = across { Some(*measure) } else { None },
        base: None,
    }
}

fn in_column(counts: &[Amount], column: usize) -> Amount {
    counts.get(column).copied().unwrap_or_default()
}

fn cell(across: &Across, tally: &ChoiceTally, base: Amount, column: usize, figures: Figures) -> Cell {
    let share = |count: Amount| Cell {
        count: Some(count.n),
        weighted: Some(count.weight),
        row_percent: percent(count, base),
        interval: figures.intervals.and_then(|kind| kind.of_counts(count, base)),
        standard_error: if figures.errors { standard_error(count, base) } else { None },
        base: Some(base.base()),
        ..Cell::default()
    };
    let in_total = |counts: &[Amount]| in_column(counts, column);
    match across {
        Across::Base => base_cell(base),
        Across::Statistic(..) => Cell::default(),
        Across::Choice(place) => share(in_total(&tally.choice(*place))),
        Across::Together(found) => share(in_total(&tally.sum(found.places.iter().copied()))),
        Across::Outside(place) => aside_cell(in_total(&tally.choice(*place))),
        Across::Missing(why) => aside_cell(in_total(&tally.missing(*why))),
    }
}

/// A mean or the like of the steps, with what it rests on.
fn statistic(measure: Measure, summary: &Grouped, inference: Inference) -> Cell {
    Cell {
        value: summary.value(measure).map(|value| value + 0.0),
        interval: summary.interval(Some(measure)).filter(|_| inference.intervals),
        base: Some(summary.base().base()),
        ..Cell::default()
    }
}

/// The notes on the bases of the rows.
fn who(view: &View<'_>, question: &Question, bases: &[u64], records: u64, across: &[Across], notes: &mut Notes) {
    let (fewest, most) = (bases.iter().min().copied().unwrap_or(0), bases.iter().max().copied().unwrap_or(0));
    notes.base.push(if fewest == most {
        notes::base_of_one(most, records)
    } else {
        format!(
            "Base: those who answered each row, between {} and {} of {}.",
            crate::number::count(fewest),
            crate::number::count(most),
            respondents(records)
        )
    });
    notes.several.push("Percentages run along the rows: they are of those who answered the row.".to_owned());
    if across.iter().any(|across| matches!(across, Across::Outside(_) | Across::Missing(_))) {
        notes
            .missing
            .push("Answers under “Not in the base” are counted beside it and are in no percentage.".to_owned());
    }
    notes.base.extend(notes::about(view));
    notes.base.extend(notes::left_out(view.table));
    notes.base.extend(notes::asked_of(view.table, question));
}
