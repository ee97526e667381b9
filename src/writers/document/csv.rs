//! CSV: each table as people see it, wide, with its numbers unformatted.
//!
//! # The choice
//!
//! A tidy file of one row a cell would suit statistics programs, but those who open a CSV file here open it in Excel, and
//! programs are served by JSON. So:
//!
//! - One header row. A column of the banner becomes a column for each measure it shows: "Micro | n", "Micro | %";
//!   with several banners side by side "Size | Micro | n". Where a table has headings over its rows, they become a first column "Section".
//! - Bases come first, in a row "Base". Cells that rest on a base of their own have it beside them ("… | of").
//! - Counts are whole numbers and percentages are 0 to 100, neither rounded nor marked. What the display rules leave out on
//!   small bases is empty here too; an interval is two columns, "from" and "to".
//! - A report of several tables puts each below its caption, with an empty line between. Notes and text are in the other
//!   formats.
//! - A text that a spreadsheet would take for a formula gets an apostrophe before it. A file begins with the mark by which
//!   Excel knows UTF-8; standard output does not.

use super::layout::{Figure, Layout, Part, caption, part_figure, parts};
use super::{DocumentWriter, WriteOptions};
use crate::diagnostic::{Error, Result};
use crate::model::{Block, Listing, Report, StubKind, Table, Value, turns_direction};

/// CSV.
pub struct CsvWriter;

impl DocumentWriter for CsvWriter {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn title(&self) -> &'static str {
        "CSV"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn most_cells(&self) -> usize {
        usize::MAX
    }

    fn write(&self, report: &Report, options: &WriteOptions) -> Result<Vec<u8>> {
        let mut grids = Vec::new();
        gather(&report.blocks, &mut grids);
        let mut text = Text::new(options);
        let is_alone = grids.len() == 1;
        for (at, (title, grid)) in grids.into_iter().enumerate() {
            if !is_alone {
                if at > 0 {
                    text.blank();
                }
                text.row(&[guarded(&title)])?;
            }
            match grid {
                Grid::Table(table) => put_table(table, &mut text)?,
                Grid::Listing(listing) => listing_rows(listing).iter().try_for_each(|row| text.row(row))?,
            }
        }
        Ok(text.finish())
    }
}

enum Grid<'a> {
    Table(&'a Table),
    Listing(&'a Listing),
}

fn gather<'a>(blocks: &'a [Block], grids: &mut Vec<(String, Grid<'a>)>) {
    for block in blocks {
        match block {
            Block::Table { number, table } => {
                grids.push((caption("Table", *number, &table.title), Grid::Table(table)));
            }
            Block::Listing { number, listing } => {
                grids.push((caption("Table", *number, &listing.title), Grid::Listing(listing)));
            }
            Block::List { items, .. } => items.iter().for_each(|item| gather(item, grids)),
            Block::BlockQuote { blocks } => gather(blocks, grids),
            _ => {}
        }
    }
}

/// A row at a time: a table may have millions of cells.
fn put_table(table: &Table, text: &mut Text) -> Result<()> {
    let layout = Layout::without_cells(table);
    let has_sections = table.stub.iter().any(|row| row.kind == StubKind::Heading);
    let labels = |section: &str, label: &str| {
        let section = has_sections.then(|| guarded(section));
        section.into_iter().chain([guarded(label)]).collect::<Vec<_>>()
    };
    let stub_head = if table.stub_head.is_empty() { "Row" } else { &table.stub_head };
    let columns = parts(table);
    let is_first = |at: usize| at == 0 || columns[at - 1].0 != columns[at].0;
    let mut header = labels("Section", stub_head);
    let head =
        |(column, part): &(usize, Part)| guarded(&format!("{} | {}", layout.full_head(*column, " | "), part.head()));
    header.extend(columns.iter().map(head));
    text.row(&header)?;
    if layout.has_bases() {
        let base = |(at, (column, _)): (usize, &(usize, Part))| match table.banner[*column].base {
            Some(base) if is_first(at) => base.unweighted.to_string(),
            _ => String::new(),
        };
        let row: Vec<String> = labels("", "Base").into_iter().chain(columns.iter().enumerate().map(base)).collect();
        text.row(&row)?;
    }
    let mut sections: Vec<(u8, &str)> = Vec::new();
    for (at, (row, stub)) in layout.rows.iter().zip(&table.stub).enumerate() {
        if stub.kind == StubKind::Heading {
            sections.retain(|(level, _)| *level < row.level);
            sections.push((row.level, &row.label));
            continue;
        }
        let section = sections.iter().map(|(_, label)| *label).collect::<Vec<_>>().join(" | ");
        let cells = columns.iter().map(|(column, part)| number(table, at, *column, *part));
        let row: Vec<String> = labels(&section, &row.label).into_iter().chain(cells).collect();
        text.row(&row)?;
    }
    Ok(())
}

fn number(table: &Table, row: usize, column: usize, part: Part) -> String {
    match part_figure(table, row, column, part) {
        Figure::Empty => String::new(),
        Figure::Count(count) => count.to_string(),
        Figure::Percent(value) | Figure::Number { value, .. } => plain_number(value),
        Figure::Text(text) => guarded(&text),
    }
}

fn listing_rows(listing: &Listing) -> Vec<Vec<String>> {
    let head = listing.columns.iter().map(|column| guarded(&column.head)).collect();
    let value = |value: &Value| match value {
        Value::Empty => String::new(),
        Value::Text(text) => guarded(text),
        Value::Count(count) => count.to_string(),
        Value::Figure(value) => plain_number(*value),
    };
    std::iter::once(head).chain(listing.rows.iter().map(|row| row.iter().map(value).collect())).collect()
}

/// The shortest decimal that names the number, without an exponent.
pub(in crate::writers) fn plain_number(value: f64) -> String {
    if value.is_finite() { format!("{value}") } else { String::new() }
}

/// Text that no spreadsheet takes for a formula.
pub(in crate::writers) fn guarded(text: &str) -> String {
    // A spreadsheet shows neither; a terminal obeys both.
    let is_shown = |c: &char| !turns_direction(*c) && (!c.is_control() || matches!(c, '\n' | '\t' | '\r'));
    let text: String = text.chars().filter(is_shown).collect();
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text,
    }
}

/// Rows as CSV; an empty row is an empty line.
pub(in crate::writers) fn encode(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut text = Text { bytes: Vec::new(), marked: false };
    for row in rows {
        if row.is_empty() { text.blank() } else { text.row(row)? }
    }
    Ok(text.finish())
}

/// CSV in the making.
pub(super) struct Text {
    bytes: Vec<u8>,
    marked: bool,
}

impl Text {
    /// Nothing yet. A file begins with the mark by which Excel knows UTF-8; standard output does not.
    pub(super) fn new(options: &WriteOptions) -> Self {
        Self { bytes: Vec::new(), marked: !options.to_stdout }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[String]) -> Result<()> {
        let cannot = |error: String| Error::new(format!("the table cannot be written as CSV: {error}"));
        if std::mem::take(&mut self.marked) {
            self.bytes.extend_from_slice(b"\xef\xbb\xbf");
        }
        let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(&mut self.bytes);
        writer.write_record(cells).map_err(|error| cannot(error.to_string()))?;
        writer.flush().map_err(|error| cannot(error.to_string()))
    }

    /// Adds an empty line.
    pub(super) fn blank(&mut self) {
        self.bytes.push(b'\n');
    }

    /// The bytes.
    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::writers::document::fixture;

    fn put(report: &Report) -> String {
        let options = WriteOptions { to_stdout: true, ..WriteOptions::default() };
        String::from_utf8(CsvWriter.write(report, &options).unwrap()).unwrap()
    }

    #[test]
    fn a_report_without_tables_is_empty() {
        assert_eq!(put(&fixture::alone(Block::paragraph("words"))), "");
        assert_eq!(CsvWriter.write(&Report::default(), &WriteOptions::default()).unwrap(), b"");
    }

    #[test]
    fn a_table_has_one_header_row_and_unformatted_numbers() {
        insta::assert_snapshot!(put(&fixture::alone(Block::table(fixture::crosstab()))));
    }

    #[test]
    fn headings_become_a_column_and_bases_of_their_own_stand_beside_the_count() {
        insta::assert_snapshot!(put(&fixture::alone(Block::table(fixture::themes()))));
        insta::assert_snapshot!(put(&fixture::alone(Block::table(fixture::large_grid()))));
    }

    #[test]
    fn several_tables_stand_below_their_captions() {
        let text = put(&fixture::report());
        assert!(
            text.starts_with("\"Table 1. Who organisations work with, by size of organisation\"\nWorks with,"),
            "{text}"
        );
        assert!(text.contains("\n\nTable 2. Who took part\nActivity,Who,People,Hours\n"), "{text}");
    }

    #[test]
    fn a_file_bears_the_mark_that_excel_looks_for() {
        let bytes = CsvWriter.write(&fixture::report(), &WriteOptions::default()).unwrap();
        assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    }

    #[test]
    fn no_text_is_a_formula() {
        let mut listing = fixture::participants();
        listing.columns[0].head = "@SUM(A1)".to_owned();
        listing.rows[0][0] = Value::Text("=HYPERLINK(\"http://example.org\")".to_owned());
        listing.rows[1][0] = Value::Text("\t=1".to_owned());
        listing.rows[1][3] = Value::Figure(-1.5);
        let text = put(&fixture::alone(Block::listing(listing)));
        assert!(text.starts_with("'@SUM(A1),"), "{text}");
        assert!(text.contains("\"'=HYPERLINK(\"\"http://example.org\"\")\""), "{text}");
        assert!(text.contains("\n'\t=1,"), "{text}");
        assert!(text.contains(",-1.5\n"), "{text}");
    }
}
