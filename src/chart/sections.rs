//! How a table is built, as a chart sees it: sections under headings, each with its rows, what stands aside, and its base.

use crate::model::{Base, Cell, ChartValue, Measure, StubKind, StubRow, Table};

/// The key of the column of all.
const TOTAL: &str = "total";

/// Rows that belong together: a question, or a row of a grid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Section {
    /// The heading over them; none where the table has one section.
    pub heading: Option<String>,
    /// Choices, or nets or statistics where there are no choices, by their places in the stub.
    pub rows: Vec<usize>,
    /// What stands outside the base (not applicable), by place.
    pub asides: Vec<usize>,
    base: Option<usize>,
}

/// What stands over themes that are in no category.
const NO_CATEGORY: &str = "In no category";

/// The sections of a table; those without rows are left out.
pub(super) fn sections(table: &Table) -> Vec<Section> {
    let wanted = wanted(table);
    let mut sections: Vec<Section> = vec![Section::default()];
    // Categories that the row in hand lies in: their levels and labels.
    let mut categories: Vec<(u8, &str)> = Vec::new();
    for (place, row) in table.stub.iter().enumerate() {
        let was_in_category = !categories.is_empty();
        categories.retain(|(level, _)| *level < row.level);
        let base = sections.last().and_then(|section| section.base);
        let begin = |heading: String| Section { heading: Some(heading), base, ..Section::default() };
        let next = table.stub.get(place + 1);
        if row.kind == StubKind::Net && next.is_some_and(|next| next.level > row.level) {
            categories.push((row.level, &row.label));
            let path: Vec<&str> = categories.iter().map(|(_, label)| *label).collect();
            sections.push(begin(path.join(": ")));
            continue;
        }
        if row.kind == StubKind::Heading {
            sections.push(begin(row.label.clone()));
            continue;
        }
        if row.kind == wanted && was_in_category && categories.is_empty() {
            sections.push(begin(NO_CATEGORY.to_owned()));
        }
        let Some(section) = sections.last_mut() else { continue };
        match row.kind {
            StubKind::Base => section.base = Some(place),
            StubKind::Aside => section.asides.push(place),
            kind if kind == wanted && is_drawn(table, row) => section.rows.push(place),
            _ => {}
        }
    }
    sections.retain(|section| !section.rows.is_empty());
    sections
}

/// What a chart of this table draws: choices if there are any, else nets, else statistics.
fn wanted(table: &Table) -> StubKind {
    let kinds = [StubKind::Choice, StubKind::Net, StubKind::Statistic];
    let has = |kind: &StubKind| table.stub.iter().any(|row| row.kind == *kind);
    kinds.into_iter().find(has).unwrap_or(StubKind::Choice)
}

/// Of statistics only means and medians: a spread or a quartile is no bar beside them. Where there are neither, all.
fn is_drawn(table: &Table, row: &StubRow) -> bool {
    let is_middle = |row: &StubRow| matches!(row.statistic, Some(Measure::Mean | Measure::Median));
    row.kind != StubKind::Statistic || is_middle(row) || !table.stub.iter().any(is_middle)
}

/// Whether the rows are statistics: means, medians, ranks.
pub(super) fn draws_statistics(table: &Table) -> bool {
    wanted(table) == StubKind::Statistic
}

/// The labels that sections share, in order, where the sections are rows of one grid: at least two, with the same labels but
/// for a few that one or the other lacks.
pub(super) fn shared_labels(table: &Table, sections: &[Section]) -> Option<Vec<String>> {
    let labels_of =
        |section: &Section| -> Vec<String> { section.rows.iter().map(|row| table.stub[*row].label.clone()).collect() };
    let longest = sections.iter().map(labels_of).max_by_key(Vec::len)?;
    let is_part = |section: &Section| labels_of(section).iter().all(|label| longest.contains(label));
    (sections.len() > 1 && longest.len() > 1 && sections.iter().all(is_part)).then_some(longest)
}

/// The columns that a chart with a series a column draws: not the total, where there is another.
pub(super) fn group_columns(table: &Table) -> Vec<usize> {
    let groups: Vec<usize> = (0..table.banner.len()).filter(|column| !is_total(table, *column)).collect();
    if groups.is_empty() { (0..table.banner.len()).collect() } else { groups }
}

/// The column that a chart of one series draws: the total, or the only one.
pub(super) fn one_column(table: &Table) -> Option<usize> {
    let total = (0..table.banner.len()).find(|column| is_total(table, *column));
    total.or_else(|| (table.banner.len() == 1).then_some(0))
}

fn is_total(table: &Table, column: usize) -> bool {
    table.banner[column].key == TOTAL
}

/// What a column is called, with its spanners where they tell it from others.
pub(super) fn column_name(table: &Table, column: usize) -> String {
    let Some(banner) = table.banner.get(column) else { return String::new() };
    let others = table.banner.iter().enumerate().filter(|(place, _)| *place != column);
    let is_unique = others.clone().all(|(_, other)| other.label != banner.label);
    // One spanner over all groups is what the banner is called, and every chart of groups would repeat it.
    match banner.spanners.last() {
        Some(spanner) if !is_unique || banner.spanners.len() > 1 => format!("{spanner}: {}", banner.label),
        _ => banner.label.clone(),
    }
}

/// The value where a row and a column meet. Shares are of the column's base.
pub(super) fn value(table: &Table, section: &Section, row: usize, column: usize) -> ChartValue {
    let empty = Cell::default();
    let cell = |row: usize| table.cells.get(row).and_then(|cells| cells.get(column)).unwrap_or(&empty);
    let base_row = section.base.map(cell);
    let cell = cell(row);
    let base = cell
        .base
        .or_else(|| base_row.and_then(|base| base.base.or_else(|| base.count.map(Base::unweighted))))
        .or_else(|| table.banner.get(column).and_then(|banner| banner.base));
    if cell.value.is_some() || draws_statistics(table) {
        return ChartValue { value: cell.value, count: None, base };
    }
    // Nobody of the group was asked: that nobody said it is no finding.
    if cell.asked == Some(0) && cell.count == Some(0) {
        return ChartValue { value: None, count: None, base: Some(Base::default()) };
    }
    // As in tables: a theme rests on those who were asked, where that is known.
    if let (Some(asked), Some(count)) = (cell.asked, cell.count) {
        return ChartValue { value: share(count, asked), count: Some(count), base: Some(Base::unweighted(asked)) };
    }
    let share = cell.column_percent.or_else(|| share(cell.count?, base?.unweighted));
    ChartValue { value: share, count: cell.count, base }
}

fn share(count: u64, base: u64) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    (base > 0).then(|| count as f64 / base as f64 * 100.0)
}

/// What stands aside in a column: a count, and no share of anything.
pub(super) fn aside(table: &Table, row: usize, column: usize) -> ChartValue {
    let count = table.cells.get(row).and_then(|cells| cells.get(column)).and_then(|cell| cell.count);
    ChartValue { value: None, count, base: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples::themes;

    fn row(label: &str, level: u8, kind: StubKind) -> StubRow {
        StubRow { key: label.to_owned(), label: label.to_owned(), level, kind, statistic: None }
    }

    #[test]
    fn a_table_without_rows_has_no_sections() {
        assert!(sections(&Table::default()).is_empty());
    }

    #[test]
    fn categories_become_headings_and_codes_without_one_stand_apart() {
        let mut table = themes();
        table.stub = vec![
            row("Support", 0, StubKind::Net),
            row("Training", 1, StubKind::Choice),
            row("Money", 1, StubKind::Net),
            row("Small grants", 2, StubKind::Choice),
            row("Loose", 0, StubKind::Choice),
        ];
        let headings: Vec<Option<String>> = sections(&table).into_iter().map(|section| section.heading).collect();
        let expected = ["Support", "Support: Money", NO_CATEGORY].map(|heading| Some(heading.to_owned()));
        assert_eq!(headings, expected);
    }

    #[test]
    fn a_theme_that_nobody_of_a_group_was_asked_about_is_no_nought() {
        let mut table = themes();
        let section = &sections(&table)[0];
        table.cells[1][2] = Cell { count: Some(0), asked: Some(0), base: Some(Base::unweighted(4)), ..Cell::default() };
        let value = value(&table, section, 1, 2);
        assert_eq!((value.value, value.base.map(|base| base.unweighted)), (None, Some(0)));
    }
}
