//! A file as a table of dictionary-coded columns, before anybody asks what it means.
//!
//! A column keeps each different value once and, for every row, which of them stands there. Whatever is found out later is
//! found out once a value and not once a cell, so that a file of a million rows costs little more than its cells.

use rayon::prelude::*;

use super::cells::Block;
use super::raw_column::trimmed;
pub use super::raw_column::{BLANK, RawColumn};
use crate::diagnostic::Diagnostic;

/// A table as it stands in the file.
#[derive(Debug, Clone, Default)]
pub struct RawTable {
    /// What the file calls it: the sheet of a workbook, the name of a file beside; empty where there is but one.
    pub title: String,
    /// The records of headings, each as wide as the table.
    pub headings: Vec<Vec<String>>,
    /// What identifies each column in messages and in questionnaire.toml; no two are alike.
    pub names: Vec<String>,
    /// The columns.
    pub columns: Vec<RawColumn>,
    /// The number of each record in the file, counted from 1 after the headings; blank records are counted and left out.
    pub records: Vec<u64>,
}

impl RawTable {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.records.len()
    }

    /// A heading: cell of a record of headings, without blanks at its ends.
    pub fn heading(&self, record: usize, column: usize) -> &str {
        self.headings.get(record).and_then(|record| record.get(column)).map_or("", String::as_str)
    }

    /// The rows for which `keep` holds, with all columns.
    pub fn select(&self, keep: impl Fn(usize) -> bool) -> Self {
        let rows: Vec<usize> = (0..self.rows()).filter(|row| keep(*row)).collect();
        let columns = self.columns.iter().map(|column| {
            let mut selected = RawColumn::default();
            for &row in &rows {
                selected.push(column.cell(row));
            }
            selected.complete();
            selected
        });
        Self {
            title: self.title.clone(),
            headings: self.headings.clone(),
            names: self.names.clone(),
            columns: columns.collect(),
            records: rows.iter().map(|&row| self.records[row]).collect(),
        }
    }

    /// The column of this name, else, where one column has it but for case and blanks, that one.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name).or_else(|| {
            let wanted = super::words::fold(name);
            let mut alike = self.names.iter().enumerate().filter(|(_, known)| super::words::fold(known) == wanted);
            match (alike.next(), alike.next()) {
                (Some((place, _)), None) => Some(place),
                _ => None,
            }
        })
    }
}

/// Collects records into a table. The first records are headings, as many as the platform has.
#[derive(Debug)]
pub struct Collector {
    table: RawTable,
    width: usize,
    seen: u64,
    blank_records: u64,
}

impl Collector {
    /// Starts with the records of headings.
    pub fn new(headings: Vec<Vec<String>>) -> Self {
        let width = headings.iter().map(Vec::len).max().unwrap_or(0);
        let headings = headings
            .into_iter()
            .map(|mut record| {
                record.resize(width, String::new());
                record.into_iter().map(|cell| cell.trim().to_owned()).collect()
            })
            .collect();
        let table = RawTable { headings, columns: vec![RawColumn::default(); width], ..RawTable::default() };
        Self { table, width, seen: 0, blank_records: 0 }
    }

    /// How many columns the headings have.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Adds a record. Cells beyond the headings are the caller's to judge; what is short is filled up with blanks.
    pub fn push<'a>(&mut self, cells: impl Iterator<Item = &'a str> + Clone) {
        self.seen += 1;
        if cells.clone().all(|cell| cell.trim().is_empty()) {
            self.blank_records += 1;
            return;
        }
        let mut cells = cells;
        for column in &mut self.table.columns {
            column.push(cells.next().unwrap_or(""));
        }
        self.table.records.push(self.seen);
    }

    /// The code of a cell in a column, for [`Self::push_codes`].
    pub fn code_of(&mut self, column: usize, cell: &str) -> u32 {
        self.table.columns.get_mut(column).map_or(BLANK, |column| column.code_of(trimmed(cell)))
    }

    /// Adds a record of codes that [`Self::code_of`] gave, one a column.
    pub fn push_codes(&mut self, codes: &[u32]) {
        self.seen += 1;
        if codes.iter().all(|&code| code == BLANK) {
            self.blank_records += 1;
            return;
        }
        for (column, &code) in self.table.columns.iter_mut().zip(codes) {
            column.push_code(code);
        }
        self.table.records.push(self.seen);
    }

    /// Adds the records of stretches of the file that follow one another, each of them as wide as the table.
    pub fn append(&mut self, blocks: &[Block]) {
        self.table.columns.par_iter_mut().enumerate().with_max_len(1).for_each(|(place, column)| {
            blocks.iter().filter_map(|block| block.columns.get(place)).for_each(|part| column.append(part));
        });
        for block in blocks {
            let seen = self.seen;
            self.table.records.extend(block.records.iter().map(|record| seen + record));
            self.blank_records += block.seen - block.records.len() as u64;
            self.seen += block.seen;
        }
    }

    /// How many records were seen, blank ones included.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// Passes over records that are blank.
    pub fn skip(&mut self, records: u64) {
        self.seen += records;
        self.blank_records += records;
    }

    /// The table without columns that are wholly empty, with notes of what was left out.
    pub fn finish(self) -> (RawTable, Vec<Diagnostic>) {
        let Self { mut table, blank_records, .. } = self;
        let mut noticed = Vec::new();
        if blank_records > 0 {
            let records =
                if blank_records == 1 { "1 blank row was" } else { &format!("{blank_records} blank rows were") };
            noticed.push(Diagnostic::note(format!("{records} passed over")));
        }
        drop_columns(&mut table, &mut noticed);
        table.columns.iter_mut().for_each(RawColumn::complete);
        (table, noticed)
    }
}

/// Drops unnamed columns that are empty, and an unnamed first column that only counts the rows.
fn drop_columns(table: &mut RawTable, noticed: &mut Vec<Diagnostic>) {
    let unnamed: Vec<bool> =
        (0..table.columns.len()).map(|column| table.headings.iter().all(|record| record[column].is_empty())).collect();
    // In a table of several header records a column below a spanning heading is named by the second record alone.
    let mut keep = vec![true; table.columns.len()];
    let says = |place: &usize| !unnamed[*place] || table.columns[*place].answered() > 0;
    let last = (0..table.columns.len()).rfind(says);
    let mut empty = 0;
    for (place, column) in table.columns.iter().enumerate().filter(|(place, _)| unnamed[*place]) {
        if column.answered() == 0 {
            keep[place] = false;
            // Delimiters at the end of every line are no columns that anybody misses.
            empty += usize::from(last.is_some_and(|last| place < last));
        } else if place == 0 && numbers_rows(column, false) {
            keep[place] = false;
            noticed.push(
                Diagnostic::note("the first column has no heading and only counts the rows; it was left out")
                    .hint("programs that save tables often add such a column"),
            );
        }
    }
    if is_index(table) {
        keep[0] = false;
        let heading = table.headings.first().and_then(|record| record.first()).cloned().unwrap_or_default();
        noticed.push(
            Diagnostic::note(format!("the first column, “{heading}”, only counts the rows; it was left out"))
                .hint("programs that save tables often add such a column"),
        );
    }
    if empty > 0 {
        let columns = if empty == 1 { "1 column".to_owned() } else { format!("{empty} columns") };
        noticed.push(Diagnostic::note(format!("{columns} without heading and without answers left out")));
    }
    let mut place = 0;
    table.columns.retain(|_| {
        place += 1;
        keep[place - 1]
    });
    for record in &mut table.headings {
        let mut place = 0;
        record.retain(|_| {
            place += 1;
            keep[place - 1]
        });
    }
}

/// Headings that pandas and R give to the column of their row numbers.
pub const ROW_NUMBERS: [&str; 4] = ["unnamed: 0", "x", "...1", "rownames"];

/// Whether the first column is the row numbers of a program that saved the table, under the name which that gives it.
fn is_index(table: &RawTable) -> bool {
    let named = table.headings.first().and_then(|record| record.first()).map(|heading| heading.to_lowercase());
    let is_name = named.is_some_and(|heading| ROW_NUMBERS.contains(&heading.as_str()));
    is_name && table.columns.len() > 1 && table.columns.first().is_some_and(|column| numbers_rows(column, true))
}

/// Whether a column holds whole numbers that rise from row to row: by one from 0 or 1, or, where nobody named it, with gaps
/// for rows that were taken out.
fn numbers_rows(column: &RawColumn, without_gaps: bool) -> bool {
    let mut previous: Option<i64> = None;
    for code in column.codes() {
        let Some(number) = super::numbers::whole(column.value(code)) else { return false };
        let follows = match previous {
            None => number == 0 || number == 1 || (!without_gaps && number > 1),
            Some(previous) if without_gaps => number == previous + 1,
            Some(previous) => number > previous,
        };
        if !follows {
            return false;
        }
        previous = Some(number);
    }
    previous.is_some()
}

/// Names that tell columns apart: each heading as it is, the second of a kind with “ (2)” and so on, one without any by
/// its letter in a sheet.
pub fn distinct_names(headings: &[String]) -> Vec<String> {
    let mut taken: std::collections::HashSet<String> = headings.iter().cloned().collect();
    let mut first: std::collections::HashSet<&str> = std::collections::HashSet::new();
    headings
        .iter()
        .enumerate()
        .map(|(place, heading)| {
            let heading = heading.as_str();
            if !heading.is_empty() && first.insert(heading) {
                return heading.to_owned();
            }
            let base = if heading.is_empty() { format!("column {}", letters(place)) } else { heading.to_owned() };
            if heading.is_empty() && taken.insert(base.clone()) {
                return base;
            }
            let mut number = 2;
            loop {
                let name = format!("{base} ({number})");
                if taken.insert(name.clone()) {
                    return name;
                }
                number += 1;
            }
        })
        .collect()
}

/// The letters of a column in a sheet: A, B … Z, AA …
pub fn letters(place: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = place + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(headings: &[&str], rows: &[&[&str]]) -> (RawTable, Vec<Diagnostic>) {
        let mut collector = Collector::new(vec![headings.iter().map(ToString::to_string).collect()]);
        for row in rows {
            collector.push(row.iter().copied());
        }
        collector.finish()
    }

    #[test]
    fn a_table_without_rows_has_columns_and_no_records() {
        let (table, noticed) = table(&["a", "b"], &[]);
        assert_eq!((table.rows(), table.columns.len(), noticed.len()), (0, 2, 0));
    }

    #[test]
    fn blank_rows_are_counted_and_left_out() {
        let (table, noticed) = table(&["a"], &[&[""], &["x"], &["\u{a0}"], &["x"]]);
        assert_eq!(table.records, [2, 4]);
        assert!(noticed[0].message.contains("2 blank rows"));
        assert_eq!(table.columns[0].filled().collect::<Vec<_>>(), [("x", 2)]);
    }

    #[test]
    fn an_index_column_and_an_unnamed_empty_one_are_left_out_with_a_note() {
        let (table, noticed) = table(&["", "", "a", ""], &[&["0", "", "x", ""], &["1", "", "y", ""]]);
        assert_eq!(table.headings[0], ["a"]);
        assert_eq!(noticed.len(), 2);
    }

    #[test]
    fn headings_that_are_alike_stay_apart() {
        let headings = ["Other", "Other", "", "Other (2)", "Other"].map(str::to_owned);
        assert_eq!(distinct_names(&headings), ["Other", "Other (3)", "column C", "Other (2)", "Other (4)"]);
        assert_eq!([letters(0), letters(25), letters(26), letters(16383)], ["A", "Z", "AA", "XFD"]);
    }
}
