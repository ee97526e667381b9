//! Tidy CSV: one row a figure, for statistics programs.
//!
//! # The columns
//!
//! `table`, `section` (headings over the row), `row_key`, `row`, `row_kind`, `column_key`, `column` (with the headings over it), `measure`,
//! `value`, `base`, `base_weighted`, `text`. Values are unrounded, percentages 0 to 100; an interval is two rows, `interval_from` and `interval_to`.
//! `base` is the unweighted base of the figure. Every figure is there, also where pages leave a percentage out on a small base: whoever computes on
//! has the base beside it. Letters stand under `text`. Listings are in the wide CSV only.

use super::csv::{Text, guarded, plain_number};
use super::layout::Layout;
use super::{DocumentWriter, WriteOptions};
use crate::diagnostic::Result;
use crate::model::{Base, Block, Cell, Report, StubKind, Table};

/// Tidy CSV.
pub struct TidyWriter;

const HEADS: [&str; 12] = [
    "table",
    "section",
    "row_key",
    "row",
    "row_kind",
    "column_key",
    "column",
    "measure",
    "value",
    "base",
    "base_weighted",
    "text",
];

impl DocumentWriter for TidyWriter {
    fn name(&self) -> &'static str {
        "tidy"
    }

    fn title(&self) -> &'static str {
        "tidy CSV"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["tidy.csv"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn most_cells(&self) -> usize {
        usize::MAX
    }

    fn write(&self, report: &Report, options: &WriteOptions) -> Result<Vec<u8>> {
        let mut text = Text::new(options);
        text.row(&HEADS.map(str::to_owned))?;
        gather(&report.blocks, &mut text)?;
        Ok(text.finish())
    }
}

fn gather(blocks: &[Block], text: &mut Text) -> Result<()> {
    blocks.iter().try_for_each(|block| match block {
        Block::Table { table, .. } => figures(table, text),
        Block::List { items, .. } => items.iter().try_for_each(|item| gather(item, text)),
        Block::BlockQuote { blocks } => gather(blocks, text),
        _ => Ok(()),
    })
}

fn figures(table: &Table, text: &mut Text) -> Result<()> {
    let layout = Layout::without_cells(table);
    let heads: Vec<String> = (0..table.banner.len()).map(|column| guarded(&layout.full_head(column, " | "))).collect();
    let mut sections: Vec<(u8, &str)> = Vec::new();
    for (at, stub) in table.stub.iter().enumerate() {
        if stub.kind == StubKind::Heading {
            sections.retain(|(level, _)| *level < stub.level);
            sections.push((stub.level, &stub.label));
            continue;
        }
        let section = sections.iter().map(|(_, label)| *label).collect::<Vec<_>>().join(" | ");
        for (column, (head, full)) in table.banner.iter().zip(&heads).enumerate() {
            let Some(cell) = table.cells.get(at).and_then(|cells| cells.get(column)) else { continue };
            let base = cell.base.or(head.base);
            for (measure, value, said) in
                of_cell(cell, stub.statistic.or(head.statistic).map_or("value", |measure| measure.word()))
            {
                let number = |of: fn(&Base) -> f64| base.as_ref().map(of).map(plain_number).unwrap_or_default();
                text.row(&[
                    guarded(&table.id),
                    guarded(&section),
                    guarded(&stub.key),
                    guarded(&stub.label),
                    kind(stub.kind).to_owned(),
                    guarded(&head.key),
                    full.clone(),
                    measure.replace('%', "percent").replace(' ', "_"),
                    value.map(plain_number).unwrap_or_default(),
                    base.map(|base| base.unweighted.to_string()).unwrap_or_default(),
                    number(|base| base.weighted),
                    guarded(&said),
                ])?;
            }
        }
    }
    Ok(())
}

fn kind(kind: StubKind) -> &'static str {
    match kind {
        StubKind::Heading => "heading",
        StubKind::Base => "base",
        StubKind::Choice => "choice",
        StubKind::Net => "net",
        StubKind::Statistic => "statistic",
        StubKind::Aside => "aside",
        StubKind::Missing => "missing",
        StubKind::Total => "total",
    }
}

/// The figures of a cell: what each is, its number or its text.
fn of_cell(cell: &Cell, statistic: &'static str) -> Vec<(&'static str, Option<f64>, String)> {
    let count = |count: Option<u64>| count.map(|count| Base::unweighted(count).weighted);
    let from = |ends: Option<(f64, f64)>| ends.map(|ends| ends.0);
    let to = |ends: Option<(f64, f64)>| ends.map(|ends| ends.1);
    let numbers = [
        ("count", count(cell.count)),
        ("weighted", cell.weighted),
        ("column_percent", cell.column_percent),
        ("row_percent", cell.row_percent),
        ("total_percent", cell.total_percent),
        ("interval_from", from(cell.interval)),
        ("interval_to", to(cell.interval)),
        ("standard_error", cell.standard_error),
        ("design_effect", cell.design_effect),
        ("index", cell.index),
        ("residual", cell.residual),
        (statistic, cell.value),
        ("change", cell.change),
        ("change_from", from(cell.change_interval)),
        ("change_to", to(cell.change_interval)),
        ("p", cell.p),
        ("asked", count(cell.asked)),
        ("rank", count(cell.rank.map(|rank| rank.place))),
        ("rank_from", count(cell.rank.and_then(|rank| rank.interval).map(|ends| ends.0))),
        ("rank_to", count(cell.rank.and_then(|rank| rank.interval).map(|ends| ends.1))),
    ];
    let numbers = numbers.into_iter().filter(|(_, value)| value.is_some_and(f64::is_finite));
    let mut all: Vec<_> = numbers.map(|(measure, value)| (measure, value, String::new())).collect();
    if let Some(letters) = cell.letters.clone().filter(|letters| !letters.is_empty()) {
        all.push(("letters", None, letters));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::writers::document::fixture;

    fn put(report: &Report) -> String {
        let options = WriteOptions { to_stdout: true, ..WriteOptions::default() };
        String::from_utf8(TidyWriter.write(report, &options).unwrap()).unwrap()
    }

    #[test]
    fn a_report_without_tables_is_a_row_of_heads() {
        assert_eq!(put(&fixture::alone(Block::paragraph("words"))).lines().count(), 1);
    }

    #[test]
    fn every_figure_has_a_row_with_its_base() {
        let table = fixture::crosstab();
        let text = put(&fixture::alone(Block::table(table.clone())));
        let counts = table.cells.iter().flatten().filter(|cell| cell.count.is_some()).count();
        assert_eq!(text.lines().filter(|line| line.contains(",count,")).count(), counts);
        let fields = text.lines().map(|line| {
            ::csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(line.as_bytes())
                .into_records()
                .next()
                .unwrap()
                .unwrap()
                .len()
        });
        assert!(fields.into_iter().all(|fields| fields == HEADS.len()));
    }

    #[test]
    fn a_negative_number_stays_a_number_and_a_formula_becomes_text() {
        let mut table = fixture::crosstab();
        table.stub[1].label = "-1 to +1".to_owned();
        table.cells[1][0] = Cell { residual: Some(-1.5), ..Cell::default() };
        let text = put(&fixture::alone(Block::table(table)));
        assert!(text.contains(",'-1 to +1,") && text.contains(",residual,-1.5,"), "{text}");
    }
}
