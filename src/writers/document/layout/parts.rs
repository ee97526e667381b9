//! The columns of numbers that formats with numbers give each column of the banner: a count, its base, a percentage …

use super::bases::{base_in_cell, cell, is_statistic, kind_of, says_bases};
use super::figures::{
    Figure, change_decimals, figure, is_coefficient, is_first, measure_head, measures, statistic_decimals,
};
use crate::model::{Cell, Measure, StubKind, Table};

/// What a column of numbers holds of a column of the banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The base that a cell has of its own.
    Of,
    /// A measure.
    Measure(Measure),
    /// The statistic that the column of the banner holds of every row, found where this measure of other columns is.
    Value(Measure),
    /// The lower end of the interval.
    From,
    /// The upper end of the interval.
    To,
}

impl Part {
    /// What the column is headed.
    pub fn head(self) -> &'static str {
        match self {
            Self::Of => "of",
            Self::Measure(measure) => measure_head(measure),
            Self::Value(_) => measure_head(Measure::Coefficient),
            Self::From => "from",
            Self::To => "to",
        }
    }
}

/// The columns of numbers of a table, each with its column of the banner; the first of each banner column holds its base.
pub fn parts(table: &Table) -> Vec<(usize, Part)> {
    let mut parts: Vec<Part> = measures(table)
        .into_iter()
        .flat_map(|measure| match measure {
            Measure::Interval | Measure::ChangeInterval => vec![Part::From, Part::To],
            Measure::Rank => vec![Part::Measure(measure), Part::From, Part::To],
            _ => vec![Part::Measure(measure)],
        })
        .collect();
    if says_bases(table) {
        let after_count = parts.iter().position(|part| *part == Part::Measure(Measure::Count)).map_or(0, |at| at + 1);
        parts.insert(after_count, Part::Of);
    }
    // A column that only ever holds what is left out would look like something missing.
    let is_filled = |column: usize, part: Part| {
        (0..table.stub.len()).any(|row| part_figure(table, row, column, part) != Figure::Empty)
    };
    // What is said of changes has columns of its own, without a count; so have coefficients.
    let keeps_first = |column: usize| {
        let of_change = table.cells.iter().filter_map(|cells| cells.get(column)).any(Cell::is_of_change);
        let of_coefficients =
            table.show.contains(&Measure::Coefficient) && parts.iter().any(|part| is_filled(column, *part));
        !of_change && !of_coefficients
    };
    (0..table.banner.len())
        .flat_map(|column| parts.iter().enumerate().map(move |(number, part)| (column, number, *part)))
        .filter(|(column, number, part)| is_filled(*column, *part) || *number == 0 && keeps_first(*column))
        .map(|(column, _, part)| match part {
            Part::Measure(measure) if is_statistic(table, column) && is_first(table, measure) => {
                (column, Part::Value(measure))
            }
            part => (column, part),
        })
        .collect()
}

/// What stands in a row of such a column.
pub fn part_figure(table: &Table, row: usize, column: usize, part: Part) -> Figure {
    let interval = || -> Option<(f64, f64)> {
        let shown = figure(table, row, column, Measure::Interval) != Figure::Empty;
        table.cells.get(row)?.get(column).filter(|_| shown).and_then(|cell| cell.interval)
    };
    let of_change = || match figure(table, row, column, Measure::ChangeInterval) {
        Figure::Empty => None,
        _ => table.cells.get(row)?.get(column)?.change_interval,
    };
    let is_coefficient = cell(table, row, column).is_some_and(|cell| is_coefficient(table, cell));
    let is_statistic = row < table.stub.len() && kind_of(table, row, column) == StubKind::Statistic;
    let end = |of: fn((f64, f64)) -> f64| match (interval(), of_change()) {
        (Some(ends), _) if is_coefficient => Figure::Number { value: of(ends), decimals: 3 },
        (Some(ends), _) if is_statistic => {
            Figure::Number { value: of(ends), decimals: statistic_decimals(table, row, column) }
        }
        (Some(ends), _) => Figure::Percent(of(ends)),
        (None, Some(ends)) => Figure::Number { value: of(ends), decimals: change_decimals(table, row, column) },
        (None, None) => Figure::Empty,
    };
    let place = |of: fn((u64, u64)) -> u64| {
        let rank = cell(table, row, column).filter(|_| table.show.contains(&Measure::Rank)).and_then(|cell| cell.rank);
        rank.and_then(|rank| rank.interval).map(|ends| Figure::Count(of(ends)))
    };
    match part {
        Part::Of => base_in_cell(table, row, column).map_or(Figure::Empty, Figure::Count),
        Part::Measure(measure) | Part::Value(measure) => figure(table, row, column, measure),
        Part::From => place(|(from, _)| from).unwrap_or_else(|| end(|(from, _)| from)),
        Part::To => place(|(_, to)| to).unwrap_or_else(|| end(|(_, to)| to)),
    }
}
