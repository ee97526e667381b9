//! A grid on its own: its rows down the side, its shared choices across the top, percentages along the rows.

use super::Request;
use super::columns::unique;
use super::crosstab::{cell_measures, provenance, rounding, wording};
use super::inference::Inference;
use super::kernel::{Amount, Placed, Placement, Shape};
use super::notes::{self, Notes, respondents};
use super::section::{aside_cell, base_cell, interval, percent, total, without_weights};
use super::single::Single;
use super::tally::{ChoiceTally, REASONS};
use super::variable::Variable;
use crate::model::BASE_COLUMN;
use crate::model::{BannerColumn, Cell, Measure, Missing, Question, StubKind, StubRow, Table};
use crate::prepare::steps::counted;
use crate::prepare::{Banner, View};

/// A column of the grid's table.
enum Across {
    Base,
    Choice(usize),
    Outside(usize),
    Missing(Missing),
}

/// The table of a grid without a banner.
pub fn matrix(view: &View<'_>, question: &Question, request: &Request) -> Table {
    let banner = Banner::default();
    let shape = Shape { columns: 1, unit: view.unit() };
    let mut rows: Vec<Single<'_>> =
        (0..question.rows.len()).map(|row| Single::of_row(question, row, false, shape)).collect();
    let mut records = 0;
    for (place, block) in view.table.blocks.iter().enumerate() {
        let placement = Placement::of(&banner, view, place, block);
        records += placement.rows().filter(Placed::counts).count() as u64;
        for row in &mut rows {
            row.add(block, &placement);
        }
    }
    let tallies: Vec<&ChoiceTally> = rows.iter().map(Single::tally).collect();
    let across = across(question, &tallies);
    let inference = Inference::of(request);
    let mut notes = Notes::default();
    inference.say(request, &mut notes);
    let places = counted(question);
    let bases: Vec<Amount> = tallies.iter().map(|tally| in_total(&tally.sum(places.iter().copied()))).collect();
    let respondents: Vec<u64> = bases.iter().map(|base| base.n).collect();
    who(view, question, &respondents, records, &across, &mut notes);
    let show: Vec<Measure> = cell_measures(&request.show)
        .into_iter()
        .map(|measure| if measure == Measure::ColumnPercent { Measure::RowPercent } else { measure })
        .filter(|measure| !matches!(measure, Measure::TotalPercent | Measure::Residual))
        .collect();
    rounding(&show, &respondents, request.percent_from, &mut notes);
    let mut made = Table {
        id: request.id.clone(),
        title: request.title.clone().unwrap_or_else(|| question.title().to_owned()),
        wording: wording(&[(question, None)]),
        stub_head: String::new(),
        banner: across.iter().fold(Vec::new(), |mut columns, across| {
            let column = column(question, across, &columns);
            columns.push(column);
            columns
        }),
        show,
        percent_from: request.percent_from,
        provenance: provenance(&[(question, None)], &banner, request),
        notes: notes.finish(),
        ..Table::default()
    };
    for ((row, tally), base) in question.rows.iter().zip(&tallies).zip(bases) {
        let key = unique(format!("{}.{}", question.id, row.id), |key| made.stub.iter().any(|other| other.key == key));
        made.stub.push(StubRow {
            key,
            label: row.text.text.clone(),
            level: 0,
            kind: StubKind::Choice,
            statistic: None,
        });
        made.cells.push(across.iter().map(|across| cell(across, tally, base, inference.intervals)).collect());
    }
    if request.weights.is_none() {
        without_weights(&mut made.cells);
    }
    made
}

/// The base, the steps, then whoever stands outside the base of any row.
fn across(question: &Question, tallies: &[&ChoiceTally]) -> Vec<Across> {
    let mut across = vec![Across::Base];
    across.extend(counted(question).into_iter().map(Across::Choice));
    for (place, choice) in question.choices.iter().enumerate() {
        let given = tallies.iter().any(|tally| total(&tally.choice(place)) > 0);
        if choice.missing.is_some() && given || choice.missing.is_none() && choice.aside {
            across.push(Across::Outside(place));
        }
    }
    let had = |why: &Missing| tallies.iter().any(|tally| total(&tally.missing(*why)) > 0);
    across.extend(REASONS.into_iter().filter(had).map(Across::Missing));
    across
}

fn column(question: &Question, across: &Across, before: &[BannerColumn]) -> BannerColumn {
    let (key, label, outside) = match across {
        Across::Base => (BASE_COLUMN.to_owned(), "Base", false),
        Across::Choice(place) | Across::Outside(place) => {
            let choice = &question.choices[*place];
            let key = format!("{}.{}", question.id, choice.code);
            (key, choice.label.text.as_str(), matches!(across, Across::Outside(_)))
        }
        Across::Missing(why) => (format!("{}.missing.{}", question.id, why.word()), why.label(), true),
    };
    BannerColumn {
        key: unique(key, |key| before.iter().any(|other| other.key == key)),
        label: label.to_owned(),
        spanners: if outside { vec!["Not in the base".to_owned()] } else { Vec::new() },
        letter: None,
        base: None,
    }
}

/// The one column of a grid on its own.
fn in_total(counts: &[Amount]) -> Amount {
    counts.first().copied().unwrap_or_default()
}

fn cell(across: &Across, tally: &ChoiceTally, base: Amount, intervals: bool) -> Cell {
    match across {
        Across::Base => base_cell(base),
        Across::Choice(place) => {
            let count = in_total(&tally.choice(*place));
            Cell {
                count: Some(count.n),
                weighted: Some(count.weight),
                row_percent: percent(count, base),
                interval: if intervals { interval(count, base) } else { None },
                base: Some(base.base()),
                ..Cell::default()
            }
        }
        Across::Outside(place) => aside_cell(in_total(&tally.choice(*place))),
        Across::Missing(why) => aside_cell(in_total(&tally.missing(*why))),
    }
}

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
