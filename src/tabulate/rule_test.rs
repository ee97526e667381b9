//! Rules against people's codes as a table: a row a code, the counts, precision, recall and F1 with their intervals.

use crate::model::{BannerColumn, Base, Cell, Measure, StubKind, StubRow, Table};
use crate::number;
use crate::stats::precision_recall::{Counts, Measured};
use crate::stats::wilson::Interval;

/// The level of all intervals.
pub const LEVEL: f64 = 0.95;

/// The key of the row of all codes together.
pub const ALL: &str = "all";

/// A code that was tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTestRow {
    /// Its id.
    pub key: String,
    /// Its name.
    pub label: String,
    /// How often it was found, coded, or both.
    pub counts: Counts,
}

/// The table. `unit` is what one unit is called and several, `percent_from` the base below which counts stand alone, `notes` say what
/// was tested.
pub fn rule_test(rows: &[RuleTestRow], unit: (&str, &str), percent_from: u64, notes: Vec<String>) -> Table {
    let mut table = Table {
        id: "rule-test".into(),
        title: "Rules against what people coded".into(),
        stub_head: "Code".into(),
        banner: banner(unit.1),
        show: vec![Measure::Count, Measure::ColumnPercent, Measure::Coefficient, Measure::Interval],
        percent_from,
        notes,
        ..Table::default()
    };
    let mut together = Counts::default();
    for row in rows {
        together += row.counts;
    }
    if rows.len() > 1 {
        put(&mut table, ALL, "All codes together", StubKind::Total, together);
    }
    for row in rows {
        put(&mut table, &row.key, &row.label, StubKind::Choice, row.counts);
    }
    say(rows, unit, &mut table.notes);
    table
}

fn banner(units: &str) -> Vec<BannerColumn> {
    let column = |key: &str, label: &str, over: &str| BannerColumn {
        key: key.to_owned(),
        label: label.to_owned(),
        spanners: vec![over.to_owned()],
        letter: None,
        statistic: None,
        base: None,
    };
    let over = format!("How many {units}");
    vec![
        column("both", "Found and coded", &over),
        column("found_only", "Found, not coded", &over),
        column("coded_only", "Coded, not found", &over),
        column("precision", "Precision", ""),
        column("recall", "Recall", ""),
        column("f1", "F1", ""),
    ]
}

fn put(table: &mut Table, key: &str, label: &str, kind: StubKind, counts: Counts) {
    let count = |count: u64| Cell { count: Some(count), ..Cell::default() };
    table.stub.push(StubRow { key: key.to_owned(), label: label.to_owned(), level: 0, kind, statistic: None });
    table.cells.push(vec![
        count(counts.both),
        count(counts.found_only),
        count(counts.coded_only),
        share(counts.both, counts.precision(LEVEL)),
        share(counts.both, counts.recall(LEVEL)),
        counts.f1(LEVEL).map_or_else(Cell::default, |f1| Cell {
            value: Some(f1.value),
            interval: ends(f1.interval, 1.0),
            ..Cell::default()
        }),
    ]);
}

/// A share of what was found or coded, in percent, with its own base; nothing where there is nothing to test.
fn share(part: u64, measured: Option<Measured>) -> Cell {
    measured.map_or_else(Cell::default, |measured| Cell {
        count: Some(part),
        column_percent: Some(measured.value * 100.0),
        interval: ends(measured.interval, 100.0),
        base: Some(Base::unweighted(measured.base)),
        ..Cell::default()
    })
}

fn ends(interval: Option<Interval>, times: f64) -> Option<(f64, f64)> {
    interval.map(|interval| (interval.lower * times, interval.upper * times))
}

fn say(rows: &[RuleTestRow], (one, several): (&str, &str), notes: &mut Vec<String>) {
    let labels = |is_so: fn(&Counts) -> bool| -> Vec<&str> {
        rows.iter().filter(|row| is_so(&row.counts)).map(|row| row.label.as_str()).collect()
    };
    let not_found = labels(|counts| counts.found() == 0);
    if !not_found.is_empty() {
        notes.push(format!("No precision where the rules found nothing: {}.", not_found.join(", ")));
    }
    let not_coded = labels(|counts| counts.coded() == 0);
    if !not_coded.is_empty() {
        notes.push(format!("No recall where people coded nothing: {}.", not_coded.join(", ")));
    }
    notes.push(format!(
        "Precision: of the {several} that the rules found, how many people coded too. Recall: of those that people coded, how many the \
         rules found. F1 weighs both alike. Intervals are at {}% (Wilson’s; of F1 carried over from found and coded ÷ found or coded); \
         each {one} is taken to stand for itself.",
        number::fixed(LEVEL * 100.0, 0)
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: &str, both: u64, found_only: u64, coded_only: u64) -> RuleTestRow {
        RuleTestRow { key: key.into(), label: key.into(), counts: Counts { both, found_only, coded_only } }
    }

    #[test]
    fn nothing_tested_is_an_empty_table() {
        let table = rule_test(&[], ("turn", "turns"), 30, Vec::new());
        assert!(table.stub.is_empty() && table.cells.is_empty());
    }

    #[test]
    fn what_cannot_be_said_is_an_empty_cell_with_a_note() {
        let table = rule_test(&[row("a", 9, 5, 2), row("b", 0, 0, 3)], ("turn", "turns"), 30, Vec::new());
        assert_eq!(table.cell("b", "precision"), Some(&Cell::default()));
        assert!(table.notes.iter().any(|note| note.contains("found nothing: b.")));
        let precision = table.cell("a", "precision").unwrap();
        assert_eq!((precision.count, precision.base.unwrap().unweighted), (Some(9), 14));
        assert_eq!(table.cell(ALL, "coded_only").unwrap().count, Some(5));
    }
}
