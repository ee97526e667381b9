//! What figures rest on, and whether that is enough for a percentage.

use crate::model::{BASE_COLUMN, Cell, Measure, StubKind, Table};
use crate::number;

pub fn cell(table: &Table, row: usize, column: usize) -> Option<&Cell> {
    table.cells.get(row)?.get(column)
}

/// What a cell holds: that of its row, or the statistic that its column holds of every row.
pub fn kind_of(table: &Table, row: usize, column: usize) -> StubKind {
    let kind = table.stub[row].kind;
    let is_share = matches!(kind, StubKind::Choice | StubKind::Net | StubKind::Total);
    if is_share && is_statistic(table, column) { StubKind::Statistic } else { kind }
}

/// Whether a column holds a statistic of each row.
pub fn is_statistic(table: &Table, column: usize) -> bool {
    table.banner.get(column).is_some_and(|head| head.statistic.is_some())
}

/// The base that a reader sees for this place without looking at the cell: the row's own base column, else the base row above,
/// else the column's head.
pub fn visible_base(table: &Table, row: usize, column: usize) -> Option<u64> {
    if let Some(bases) = table.banner.iter().position(|column| column.key == BASE_COLUMN) {
        return cell(table, row, bases).and_then(|cell| cell.count);
    }
    let above = (0..=row).rev().find(|above| table.stub[*above].kind == StubKind::Base);
    let in_row = above.and_then(|above| cell(table, above, column)).and_then(|cell| cell.count);
    in_row.or_else(|| table.banner.get(column)?.base.map(|base| base.unweighted))
}

/// What the cell's own figures rest on, where it says so: how many were asked, for themes.
pub fn own_base(cell: &Cell) -> Option<u64> {
    if cell.is_of_change() {
        return None;
    }
    cell.asked.or_else(|| cell.base.map(|base| base.unweighted))
}

/// The base of all cells of a row, where they share one that nothing else on the page says.
pub fn base_of_row(table: &Table, row: usize) -> Option<u64> {
    if !matches!(table.stub[row].kind, StubKind::Choice | StubKind::Net | StubKind::Statistic) || table.banner.len() < 2
    {
        return None;
    }
    if row_holds_base(table, row) {
        return None;
    }
    let mut shared = None;
    for column in 0..table.banner.len() {
        if visible_base(table, row, column).is_some() {
            return None;
        }
        match (own_base(cell(table, row, column)?), shared) {
            (None, _) => return None,
            (Some(base), Some(earlier)) if base != earlier => return None,
            (base, _) => shared = base,
        }
    }
    shared
}

/// How many a percentage of this cell rests on.
pub fn base_of_percent(table: &Table, row: usize, column: usize, measure: Measure) -> Option<u64> {
    match measure {
        Measure::RowPercent => derived_base(table.cells.get(row)?.iter(), |cell| cell.row_percent),
        Measure::TotalPercent => derived_base(table.cells.iter().flatten(), |cell| cell.total_percent),
        _ => own_base(cell(table, row, column)?).or_else(|| visible_base(table, row, column)),
    }
}

/// A base that the table does not hold, from the first count and its percentage; exact without weights.
pub fn derived_base<'a>(
    mut cells: impl Iterator<Item = &'a Cell>,
    percent: impl Fn(&Cell) -> Option<f64>,
) -> Option<u64> {
    cells.find_map(|cell| {
        let (count, percent) = (cell.count?, percent(cell)?);
        #[allow(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count"
        )]
        (count > 0 && percent > 0.0).then(|| (count as f64 * 100.0 / percent).round() as u64)
    })
}

/// Whether a column of the table holds the base that the other cells of the row share, as in a grid with its scale across.
fn row_holds_base(table: &Table, row: usize) -> bool {
    let mut bases = (0..table.banner.len()).filter_map(|column| cell(table, row, column).and_then(own_base));
    let Some(shared) = bases.next().filter(|shared| bases.all(|base| base == *shared)) else { return false };
    let held = table.banner.iter().position(|head| head.key.starts_with("total") && head.base.is_none());
    held.and_then(|column| cell(table, row, column)).and_then(|cell| cell.count) == Some(shared)
}

/// Whether any cell rests on another base than the reader sees: then all of them say theirs ("2 of 3").
pub fn says_bases(table: &Table) -> bool {
    (0..table.stub.len())
        .filter(|row| matches!(table.stub[*row].kind, StubKind::Choice | StubKind::Net))
        .filter(|row| base_of_row(table, *row).is_none() && !row_holds_base(table, *row))
        .any(|row| {
            (0..table.banner.len()).filter(|column| !is_statistic(table, *column)).any(|column| {
                let own = cell(table, row, column).and_then(own_base);
                own.is_some() && own != visible_base(table, row, column)
            })
        })
}

/// Whether the first row says the bases that the heads would say again.
pub fn first_row_says_bases(table: &Table) -> bool {
    table.stub.first().is_some_and(|row| row.kind == StubKind::Base)
        && table.banner.iter().enumerate().all(|(column, head)| {
            let said = cell(table, 0, column).and_then(|cell| cell.count);
            head.base.is_none_or(|base| said == Some(base.unweighted))
        })
}

/// Whether the bases of a change are large enough for points of a percentage; other figures change whatever their base.
pub fn shows_change(table: &Table, row: usize, column: usize) -> bool {
    let base = cell(table, row, column).and_then(|cell| cell.base).map(|base| base.unweighted);
    table.stub[row].kind == StubKind::Statistic || base.is_some_and(|base| base >= table.percent_from.max(1))
}

pub fn shows_percent(table: &Table, row: usize, column: usize, measure: Measure) -> bool {
    match base_of_percent(table, row, column, measure) {
        Some(base) => base >= table.percent_from.max(1),
        None => true,
    }
}

/// Whether a percentage is asked for and there, but its base is too small to show it, or to show it alone.
pub fn is_percent_withheld(table: &Table, row: usize, column: usize) -> bool {
    let Some(cell) = cell(table, row, column).filter(|cell| cell.count.is_some()) else { return false };
    table.show.iter().copied().filter(|measure| is_percent(*measure)).any(|measure| {
        percent_value(cell, measure).is_some()
            && base_of_percent(table, row, column, measure).is_some_and(|base| base < percent_alone_from(table))
    })
}

/// From which base a percentage stands without its count. An unweighted count beside a weighted percentage would contradict it.
fn percent_alone_from(table: &Table) -> u64 {
    if table.provenance.weight.is_some() {
        table.percent_from
    } else {
        table.percent_from.max(number::PERCENT_ALONE_FROM)
    }
}

pub fn percent_value(cell: &Cell, measure: Measure) -> Option<f64> {
    match measure {
        Measure::ColumnPercent => cell.column_percent,
        Measure::RowPercent => cell.row_percent,
        Measure::TotalPercent => cell.total_percent,
        _ => None,
    }
}

pub fn is_percent(measure: Measure) -> bool {
    matches!(measure, Measure::ColumnPercent | Measure::RowPercent | Measure::TotalPercent)
}

/// The base that a cell says itself, where [`says_bases`].
pub fn base_in_cell(table: &Table, row: usize, column: usize) -> Option<u64> {
    let counts = matches!(table.stub.get(row)?.kind, StubKind::Choice | StubKind::Net | StubKind::Total);
    cell(table, row, column).filter(|cell| counts && cell.count.is_some()).and_then(own_base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::writers::document::fixture::{column, count, of, row};
    use crate::writers::document::layout::Layout;

    #[test]
    fn a_grid_with_a_column_of_bases_says_each_base_once() {
        let heads = [("total", "Base"), ("never", "Never"), ("often", "Often"), ("outside", "Not applicable")];
        let mut table = Table {
            stub: vec![row("governance", "Governance", 0, StubKind::Choice)],
            banner: heads.map(|(key, label)| column(key, label, &[], 0)).to_vec(),
            cells: vec![vec![of(38, 38), of(20, 38), of(18, 38), count(3)]],
            show: vec![Measure::Count],
            percent_from: 30,
            ..Table::default()
        };
        table.banner.iter_mut().for_each(|head| head.base = None);
        let texts = |table: &Table| {
            let layout = Layout::of(table);
            let cells: Vec<String> = layout.rows[0].cells.iter().map(|cell| cell.text("")).collect();
            (layout.rows[0].label.clone(), cells.join(", "))
        };
        assert_eq!(texts(&table), ("Governance".to_owned(), "38, 20, 18, 3".to_owned()));
        table.cells[0].pop();
        table.banner.pop();
        assert_eq!(texts(&table), ("Governance".to_owned(), "38, 20, 18".to_owned()));
    }
}
