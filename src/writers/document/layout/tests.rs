//! The display rules, one by one.

use super::*;
use crate::model::BannerColumn;
use crate::writers::document::fixture::{self, column, count, of, row, value};

/// One row, one column, shown as asked.
fn one(cell: Cell, show: &[Measure], kind: StubKind) -> String {
    let base = cell.base.map_or(0, |base| base.unweighted);
    let table = Table {
        stub: vec![row("r", "Row", 0, kind)],
        banner: vec![column("total", "Total", &[], base)],
        cells: vec![vec![cell]],
        show: show.to_vec(),
        percent_from: 30,
        ..Table::default()
    };
    Layout::of(&table).rows[0].cells[0].text(" / ")
}

const BOTH: [Measure; 2] = [Measure::Count, Measure::ColumnPercent];

#[test]
fn a_table_with_nothing_in_it_has_a_layout_with_nothing_in_it() {
    let layout = Layout::of(&Table::default());
    assert!(layout.rows.is_empty() && layout.columns.is_empty() && layout.spanners.is_empty());
    assert_eq!(measures(&Table::default()), [Measure::Count]);
}

#[test]
fn cells_that_are_not_there_are_blank_and_no_trouble() {
    let table = Table { cells: Vec::new(), ..fixture::crosstab() };
    assert_eq!(Layout::of(&table).rows[0].cells[0].text(""), "");
}

#[test]
fn a_base_of_nought_shows_no_figure() {
    assert_eq!(one(of(0, 0), &BOTH, StubKind::Choice), "–");
    assert_eq!(one(Cell::default(), &BOTH, StubKind::Choice), "–");
    assert_eq!(one(Cell::default(), &BOTH, StubKind::Heading), "");
}

#[test]
fn small_bases_show_counts_middling_ones_both_and_large_ones_what_is_asked_for() {
    assert_eq!(one(of(9, 14), &BOTH, StubKind::Choice), "9");
    assert_eq!(one(of(9, 14), &[Measure::ColumnPercent], StubKind::Choice), "9");
    assert_eq!(one(of(34, 38), &BOTH, StubKind::Choice), "34 (89%)");
    assert_eq!(one(of(34, 38), &[Measure::ColumnPercent], StubKind::Choice), "34 (89%)");
    assert_eq!(one(of(612, 1204), &[Measure::ColumnPercent], StubKind::Choice), "51%");
    assert_eq!(one(of(1612, 2204), &[Measure::ColumnPercent, Measure::Count], StubKind::Choice), "73% (1,612)");
}

#[test]
fn intervals_stand_below_and_only_where_the_percentage_stands() {
    let with = |count, base| Cell { interval: Some((40.6, 55.49)), ..of(count, base) };
    let show = [Measure::Count, Measure::ColumnPercent, Measure::Interval];
    assert_eq!(one(with(19, 40), &show, StubKind::Choice), "19 (48%) / 41% to 55%");
    assert_eq!(one(with(9, 14), &show, StubKind::Choice), "9");
}

#[test]
fn several_percentages_say_of_what() {
    let cell = Cell { row_percent: Some(50.0), total_percent: Some(12.5), ..of(20, 40) };
    let show = [Measure::Count, Measure::ColumnPercent, Measure::RowPercent, Measure::TotalPercent];
    assert_eq!(one(cell, &show, StubKind::Choice), "20 / 50% of column / 50% of row / 13% of all");
}

#[test]
fn who_is_missing_and_who_is_aside_is_counted_and_nothing_else() {
    assert_eq!(one(of(3, 38), &BOTH, StubKind::Missing), "3");
    assert_eq!(one(of(3, 38), &BOTH, StubKind::Aside), "3");
    assert_eq!(one(count(1204), &BOTH, StubKind::Base), "n = 1,204");
}

#[test]
fn statistics_have_the_decimals_that_fit() {
    let mean = |mean: f64, n: u64| Cell { base: Some(Base::unweighted(n)), ..value(mean) };
    assert_eq!(one(mean(3.456, 38), &BOTH, StubKind::Statistic), "3.5");
    assert_eq!(one(mean(3.456, 1204), &BOTH, StubKind::Statistic), "3.46");
    assert_eq!(one(mean(1204.5, 38), &BOTH, StubKind::Statistic), "1,205");
    assert_eq!(one(Cell::default(), &BOTH, StubKind::Statistic), "–");
}

#[test]
fn a_base_that_no_head_says_is_said_in_the_cells_of_the_whole_table() {
    let layout = Layout::of(&fixture::themes());
    let texts: Vec<String> = layout.rows[1].cells.iter().map(|cell| cell.text("")).collect();
    assert_eq!(texts, ["9 of 16", "2 of 3", "0 of 4"]);
    assert_eq!(layout.rows[2].cells[0].text(""), "7 of 16");
}

#[test]
fn a_base_that_a_whole_row_shares_stands_with_its_label() {
    let table = Table {
        stub: vec![row("governance", "Governance", 0, StubKind::Choice)],
        banner: ["Never", "Often"].map(|label| BannerColumn { base: None, ..column(label, label, &[], 0) }).to_vec(),
        cells: vec![vec![of(20, 38), of(18, 38)]],
        show: BOTH.to_vec(),
        percent_from: 30,
        ..Table::default()
    };
    let layout = Layout::of(&table);
    assert_eq!(layout.rows[0].label, "Governance (n = 38)");
    assert_eq!(layout.rows[0].cells[1].text(""), "18 (47%)");
}

#[test]
fn row_percentages_rest_on_the_row_and_not_on_the_column() {
    let cell = |count, row_percent| Cell { count: Some(count), row_percent: Some(row_percent), ..Cell::default() };
    let table = Table {
        stub: vec![row("r", "Row", 0, StubKind::Choice)],
        banner: vec![column("a", "A", &[], 100), column("b", "B", &[], 100)],
        cells: vec![vec![cell(3, 30.0), cell(7, 70.0)]],
        show: vec![Measure::RowPercent],
        percent_from: 30,
        ..Table::default()
    };
    assert_eq!(Layout::of(&table).rows[0].cells[0].text(""), "3");
}

#[test]
fn spanners_join_only_below_the_same_spanner() {
    let mut table = Table::default();
    let headings: [&[&str]; 4] = [&[], &["Size", "x"], &["Size", "x"], &["Sector", "x"]];
    table.banner = headings.iter().map(|spanners| column("c", "C", spanners, 1)).collect();
    let layout = Layout::of(&table);
    let widths = |row: &[Spanner]| row.iter().map(|spanner| spanner.width).collect::<Vec<_>>();
    assert_eq!(layout.spanners.iter().map(|row| widths(row)).collect::<Vec<_>>(), [[1, 2, 1], [1, 2, 1]]);
    let cut = layout.columns(2..4);
    assert_eq!(widths(&cut.spanners[0]), [1, 1]);
    assert_eq!(cut.columns.len(), 2);
}

#[test]
fn formats_with_numbers_get_counts_where_percentages_are_withheld() {
    let mut table = fixture::crosstab();
    table.show = vec![Measure::ColumnPercent];
    assert_eq!(measures(&table), [Measure::ColumnPercent, Measure::Count]);
    assert_eq!(figure(&table, 0, 1, Measure::ColumnPercent), Figure::Empty);
    assert_eq!(figure(&table, 0, 1, Measure::Count), Figure::Count(8));
    assert_eq!(figure(&table, 0, 0, Measure::ColumnPercent), Figure::Percent(34.0 * 100.0 / 38.0));
}

#[test]
fn statistics_and_bases_stand_in_the_first_of_a_columns_measures() {
    let table = fixture::large_grid();
    assert_eq!(measures(&table), [Measure::ColumnPercent, Measure::Letters]);
    assert_eq!(figure(&table, 1, 0, Measure::ColumnPercent), Figure::Count(1204));
    assert_eq!(figure(&table, 4, 0, Measure::ColumnPercent), Figure::Number { value: 3.456, decimals: 2 });
    assert_eq!(figure(&table, 4, 0, Measure::Letters), Figure::Empty);
}

#[test]
fn a_test_is_told_with_its_reason() {
    let layout = Layout::of(&fixture::large_grid());
    assert_eq!(
        layout.notes[0].replace('\u{a0}', " "),
        "Governance by sector: χ² test (no continuity correction), χ² = 9.12, df = 4, p = .058, Cramér’s V = 0.09. All \
         expected counts are 5 or more."
    );
}

#[test]
fn a_column_of_figures_has_the_same_decimals_all_along() {
    let cells = listing_cells(&fixture::participants());
    assert_eq!(cells[0], ["Questionnaire", "VCFSEs that completed it on the website", "1,038", ""]);
    assert_eq!(cells[1][3], "12.5");
}
