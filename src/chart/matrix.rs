//! The table of a grid on its own: rows down the side, shared choices across the top, percentages along the rows.

use super::from_table::Drawn;
use crate::model::{BASE_COLUMN, BannerColumn, Cell, ChartValue, Measure, Series, StubKind, Table};

/// The rows as categories and the choices as series, where the table is of this shape. What is counted beside the base stands
/// aside.
pub(super) fn drawn(table: &Table) -> Option<Drawn> {
    let rows: Vec<usize> = (0..table.stub.len()).filter(|row| table.stub[*row].kind == StubKind::Choice).collect();
    let is_drawn = |column: &BannerColumn| column.key != BASE_COLUMN && column.statistic.is_none();
    let columns: Vec<usize> = (0..table.banner.len()).filter(|column| is_drawn(&table.banner[*column])).collect();
    let cell = |row: usize, column: usize| table.cells.get(row).and_then(|cells| cells.get(column));
    let runs_along = |cell: &Cell| cell.column_percent.is_none() && cell.base.is_some() && cell.count.is_some();
    let in_base = |column: usize| rows.iter().all(|row| cell(*row, column).is_some_and(runs_along));
    let is_matrix = !rows.is_empty()
        && table.stub.iter().all(|row| row.kind == StubKind::Choice)
        && table.banner.first().is_some_and(|column| column.key == BASE_COLUMN)
        && !table.show.contains(&Measure::ColumnPercent)
        && columns.iter().filter(|column| in_base(**column)).count() > 1;
    if !is_matrix {
        return None;
    }
    let series = |column: &usize| {
        let aside = !in_base(*column);
        let values = rows.iter().map(|row| value(cell(*row, *column), aside)).collect();
        Series { name: table.banner[*column].label.clone(), values, aside }
    };
    Some(Drawn {
        categories: rows.iter().map(|row| table.stub[*row].label.clone()).collect(),
        headings: Vec::new(),
        series: columns.iter().map(series).collect(),
    })
}

fn value(cell: Option<&Cell>, aside: bool) -> ChartValue {
    match cell {
        Some(cell) if aside => ChartValue { value: None, count: cell.count, base: None },
        Some(cell) => ChartValue { value: cell.row_percent, count: cell.count, base: cell.base },
        None => ChartValue::default(),
    }
}
