//! Typed values for formats that hold numbers, left out where the display rules show nothing.

use super::bases::{base_of_percent, cell, is_percent_withheld, kind_of, shows_change, shows_percent};
use crate::model::{Cell, Measure, Rank, StubKind, Table};
use crate::number;

/// A typed value for formats that hold numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// Nothing stands here.
    Empty,
    /// A count or a base.
    Count(u64),
    /// A percentage 0–100, unrounded; shown without decimals.
    Percent(f64),
    /// Any other number, unrounded, with the decimals it is shown at.
    Number {
        /// The number.
        value: f64,
        /// How many decimals people see.
        decimals: usize,
    },
    /// Words: an interval, letters.
    Text(String),
}

/// The measures that a table shows, for formats that give each a column of its own: those of `show` that any cell has,
/// with the values of statistic and base rows in the first of them. At least one.
pub fn measures(table: &Table) -> Vec<Measure> {
    let rows = || (0..table.stub.len()).flat_map(|row| (0..table.banner.len()).map(move |column| (row, column)));
    let shown = |measure: Measure| rows().any(|(row, column)| figure(table, row, column, measure) != Figure::Empty);
    let mut measures: Vec<Measure> = Vec::new();
    // Arrows stand where letters do.
    let is_of_cells = |measure: &Measure| !measure.is_of_rows() && *measure != Measure::Rest;
    let figures = table.show.iter().copied().filter(is_of_cells);
    // Counts stand in for percentages on small bases, so they are there even where nobody asked for them.
    let withheld = rows().any(|(row, column)| is_percent_withheld(table, row, column));
    for measure in figures.chain(withheld.then_some(Measure::Count)).chain([Measure::Letters]) {
        if !measures.contains(&measure) && shown(measure) {
            measures.push(measure);
        }
    }
    // Rows of bases and statistics have their one value in the first measure, and the ends of an interval have no room for it.
    if measures.iter().all(|measure| has_no_room(*measure)) {
        measures.insert(0, Measure::Count);
    }
    measures
}

/// One measure of one cell. Statistics and bases come where the first measure is asked for: their rows have one value.
pub fn figure(table: &Table, row: usize, column: usize, measure: Measure) -> Figure {
    let Some(cell) = cell(table, row, column) else { return Figure::Empty };
    let count = || cell.count.map_or(Figure::Empty, Figure::Count);
    let percent = |value: Option<f64>| match value {
        Some(value) if shows_percent(table, row, column, measure) => Figure::Percent(value),
        _ => Figure::Empty,
    };
    let beside_percent = |value: Option<f64>, decimals| match value {
        Some(value) if shows_percent(table, row, column, Measure::ColumnPercent) => Figure::Number { value, decimals },
        _ => Figure::Empty,
    };
    if matches!(measure, Measure::Change | Measure::ChangeInterval | Measure::P) {
        return change(table, row, column, measure);
    }
    match (kind_of(table, row, column), measure) {
        (StubKind::Heading, _) => Figure::Empty,
        (_, Measure::Letters) => {
            cell.letters.clone().filter(|text| !text.is_empty()).map_or(Figure::Empty, Figure::Text)
        }
        (StubKind::Statistic, Measure::Interval) => cell.interval.map_or(Figure::Empty, |(from, to)| {
            let decimals = statistic_decimals(table, row, column);
            Figure::Text(format!("{} to {}", number::grouped(from, decimals), number::grouped(to, decimals)))
        }),
        (StubKind::Statistic, Measure::DesignEffect) => {
            cell.design_effect.map_or(Figure::Empty, |value| Figure::Number { value, decimals: 2 })
        }
        (StubKind::Statistic, _) if is_first(table, measure) => cell
            .value
            .map_or(Figure::Empty, |value| Figure::Number { value, decimals: statistic_decimals(table, row, column) }),
        (StubKind::Base, _) if is_first(table, measure) => count(),
        (StubKind::Statistic | StubKind::Base, _) => Figure::Empty,
        (_, Measure::Count) => count(),
        (StubKind::Aside | StubKind::Missing, _) => Figure::Empty,
        (_, Measure::Weighted) => cell.weighted.map_or(Figure::Empty, |value| Figure::Number { value, decimals: 1 }),
        (_, Measure::ColumnPercent) => percent(cell.column_percent),
        (_, Measure::RowPercent) => percent(cell.row_percent),
        (_, Measure::TotalPercent) => percent(cell.total_percent),
        (_, Measure::Coefficient) => cell.value.map_or(Figure::Empty, |value| Figure::Number { value, decimals: 3 }),
        (_, Measure::Interval) if is_coefficient(table, cell) => cell.interval.map_or(Figure::Empty, |(from, to)| {
            Figure::Text(format!("{} to {}", number::fixed(from, 2), number::fixed(to, 2)))
        }),
        (_, Measure::Interval) => match cell.interval {
            Some(interval) if shows_percent(table, row, column, Measure::ColumnPercent) => {
                Figure::Text(interval_text(interval))
            }
            _ => Figure::Empty,
        },
        (_, Measure::DesignEffect) => beside_percent(cell.design_effect, 2),
        (_, Measure::Residual) => cell.residual.map_or(Figure::Empty, |value| Figure::Number { value, decimals: 1 }),
        (_, Measure::Rank) => cell.rank.map_or(Figure::Empty, |rank| match rank.tied {
            true => Figure::Text(rank.words()),
            false => Figure::Count(rank.place),
        }),
        (_, Measure::Index) => beside_percent(cell.index, 0),
        (_, Measure::StandardError) => beside_percent(cell.standard_error, 1),
        // What is left has rows of its own.
        _ => Figure::Empty,
    }
}

/// What is to be said of a change, where its bases are large enough.
fn change(table: &Table, row: usize, column: usize, measure: Measure) -> Figure {
    let Some(cell) = cell(table, row, column).filter(|_| shows_change(table, row, column)) else {
        return Figure::Empty;
    };
    let decimals = change_decimals(table, row, column);
    match measure {
        Measure::Change => cell.change.map_or(Figure::Empty, |value| Figure::Number { value, decimals }),
        Measure::ChangeInterval => cell.change_interval.map_or(Figure::Empty, |(low, high)| {
            Figure::Text(format!("{} to {}", signed(low, decimals), signed(high, decimals)))
        }),
        _ => cell.p.map_or(Figure::Empty, |value| Figure::Number { value, decimals: 3 }),
    }
}

/// Decimals of a change: none of points, else those of the figures that change.
pub fn change_decimals(table: &Table, row: usize, column: usize) -> usize {
    if table.stub[row].kind == StubKind::Statistic { statistic_decimals(table, row, column) } else { 0 }
}

/// A number with its sign, also where it is above nought.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = number::grouped(value, decimals);
    let is_nought = text.chars().all(|c| matches!(c, '0' | '.'));
    if value > 0.0 && !is_nought { format!("+{text}") } else { text }
}

/// Whether a cell holds a coefficient, whose interval is no percentage.
pub fn is_coefficient(table: &Table, cell: &Cell) -> bool {
    cell.value.is_some() && table.show.contains(&Measure::Coefficient)
}

/// A place with its tie and its interval: "2= (1–5)".
pub fn rank_text(rank: Rank) -> String {
    match rank.interval {
        Some((first, last)) if first < last => format!("{} ({first}–{last})", rank.words()),
        Some((first, _)) => format!("{} ({first})", rank.words()),
        None => rank.words(),
    }
}

/// What a measure's own column is headed.
pub fn measure_head(measure: Measure) -> &'static str {
    match measure {
        Measure::Count => "n",
        Measure::ColumnPercent => "%",
        Measure::Coefficient => "value",
        other => other.word(),
    }
}

pub fn is_first(table: &Table, measure: Measure) -> bool {
    let has_values = |shown: &Measure| !shown.is_of_rows() && !has_no_room(*shown);
    let first = table.show.iter().copied().find(has_values).unwrap_or(Measure::Count);
    measure == first
}

/// Whether a measure cannot hold the one value of a row of bases or statistics: letters have one in few cells and none in rows of bases, an interval
/// and a design effect say something else of them.
fn has_no_room(measure: Measure) -> bool {
    matches!(measure, Measure::Letters | Measure::Rest | Measure::Interval | Measure::DesignEffect)
}

/// Decimals of a statistic, the same along its row, or down the column that holds it: none from 100 on or where all are whole, if they are answers
/// (quantiles, the smallest and the largest), two on bases of 100 or more, else one.
pub fn statistic_decimals(table: &Table, row: usize, column: usize) -> usize {
    let (statistic, places): (_, Vec<(usize, usize)>) = match table.banner.get(column).and_then(|head| head.statistic) {
        Some(statistic) if table.stub[row].kind != StubKind::Statistic => {
            (Some(statistic), (0..table.stub.len()).map(|row| (row, column)).collect())
        }
        _ => (table.stub[row].statistic, (0..table.banner.len()).map(|column| (row, column)).collect()),
    };
    let value = |&(row, column): &(usize, usize)| cell(table, row, column).and_then(|cell| cell.value);
    let values = || places.iter().filter_map(value);
    if values().fold(0.0_f64, |largest, value| largest.max(value.abs())) >= 100.0 {
        return 0;
    }
    if statistic.is_none() && fitting_decimals(values(), 2) == 0 {
        return 0;
    }
    if statistic == Some(Measure::Median) {
        return fitting_decimals(values(), 1);
    }
    let base = |&(row, column): &(usize, usize)| base_of_percent(table, row, column, Measure::ColumnPercent);
    let smallest = places.iter().filter(|place| value(place).is_some()).filter_map(base).min();
    if smallest.is_some_and(|base| base >= number::PERCENT_ALONE_FROM) { 2 } else { 1 }
}

/// The fewest decimals that lose nothing, at most so many.
pub fn fitting_decimals(values: impl Iterator<Item = f64>, at_most: usize) -> usize {
    let needed = |value: f64| {
        let text = number::fixed(value, at_most);
        text.split_once('.').map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len())
    };
    values.map(needed).max().unwrap_or(0)
}

pub fn interval_text((low, high): (f64, f64)) -> String {
    format!("{}% to {}%", number::percent(low), number::percent(high))
}
