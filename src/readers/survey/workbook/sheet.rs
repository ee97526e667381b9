//! One sheet: which text stands in which cell, and the table that the cells make.

use std::collections::HashMap;

use super::fault::Fault;
use super::texts::{MUCH_TEXT, Texts};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::readers::survey::delimited::MOST_COLUMNS;
use crate::readers::survey::raw::{BLANK, Collector, RawTable, letters};
use crate::source::Source;

/// The most filled cells that are read of a sheet.
pub const MOST_CELLS: usize = 8_000_000;
/// The most blank cells that are passed over.
const MOST_BLANKS: usize = 20_000_000;
/// A row after so many blank ones does not belong to the table.
const FAR_BELOW: u32 = 1000;
/// How many rows are looked at before it is known how many of them are headings.
pub const LOOKED_AT: usize = 100;

/// One sheet: its filled cells row by row.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The name on its tab.
    pub name: String,
    /// The other sheets that can be seen and were not read, where none was asked for by name.
    pub others: Vec<String>,
    /// The cells.
    pub(super) filled: Filled,
    /// The texts that stand in them.
    pub(super) texts: Texts,
}

/// The filled cells of a sheet.
#[derive(Debug, Default)]
pub struct Filled {
    rows: Vec<Row>,
    /// The column and the text of each cell.
    cells: Vec<(u32, u32)>,
    /// How many cells have a formula and no result.
    pub without_result: usize,
    /// How many cells were blank.
    blanks: usize,
}

/// A row that has any filled cell: its number from 0, and which cells are its.
#[derive(Debug, Clone, Copy)]
struct Row {
    number: u32,
    start: u32,
    end: u32,
}

impl Filled {
    /// Whether there is no filled cell.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Adds a cell.
    pub fn put(&mut self, row: u32, column: u32, text: u32) -> std::result::Result<(), Fault> {
        let place = u32::try_from(self.cells.len()).map_err(|_| Fault::ManyCells)?;
        if self.cells.len() >= MOST_CELLS {
            return Err(Fault::ManyCells);
        }
        self.cells.push((column, text));
        match self.rows.last_mut() {
            Some(last) if last.number == row => last.end = place + 1,
            _ => self.rows.push(Row { number: row, start: place, end: place + 1 }),
        }
        Ok(())
    }

    /// Passes over a blank cell.
    pub fn pass_over(&mut self) -> std::result::Result<(), Fault> {
        self.blanks += 1;
        if self.blanks > MOST_BLANKS { Err(Fault::ManyCells) } else { Ok(()) }
    }

    /// Puts rows that did not come one after another in their order, and parts of one row together.
    pub fn put_in_order(&mut self) {
        if self.rows.is_sorted_by(|one, other| one.number < other.number) {
            return;
        }
        let mut rows = std::mem::take(&mut self.rows);
        let cells = std::mem::take(&mut self.cells);
        rows.sort_by_key(|row| row.number);
        for row in rows {
            for &(column, text) in &cells[row.start as usize..row.end as usize] {
                // There are no more of them than before.
                let _ = self.put(row.number, column, text);
            }
        }
    }

    fn cells(&self, row: Row) -> &[(u32, u32)] {
        &self.cells[row.start as usize..row.end as usize]
    }
}

impl Sheet {
    /// Whether the sheet has no filled cell.
    pub fn is_empty(&self) -> bool {
        self.filled.is_empty()
    }

    /// Every row that has a filled cell: its number from 0, and its cells with their columns from 0.
    pub fn filled_rows(&self) -> impl Iterator<Item = (u32, impl Iterator<Item = (u32, &str)> + Clone)> {
        self.filled.rows.iter().map(|row| (row.number, self.cells(*row)))
    }

    fn cells(&self, row: Row) -> impl Iterator<Item = (u32, &str)> + Clone {
        self.filled.cells(row).iter().map(|&(column, text)| (column, self.texts.get(text)))
    }

    /// The first records, blank rows between them included.
    pub fn head(&self, records: usize) -> Vec<Vec<String>> {
        let Some(first) = self.filled.rows.first() else { return Vec::new() };
        let width = self.header_width(records);
        let mut head = Vec::new();
        for row in &self.filled.rows {
            while head.len() < records && head.len() < (row.number - first.number) as usize {
                head.push(Vec::new());
            }
            if head.len() >= records {
                break;
            }
            let wide = self.cells(*row).map(|(column, _)| column as usize + 1).max().unwrap_or(0).min(width.max(1));
            let mut record = vec![String::new(); wide];
            for (column, text) in self.cells(*row) {
                if let Some(cell) = record.get_mut(column as usize) {
                    text.clone_into(cell);
                }
            }
            head.push(record);
        }
        head
    }

    /// How wide the headings are: up to the last heading that has not a stretch of empty columns before it.
    fn header_width(&self, header_records: usize) -> usize {
        const GAP: u32 = 50;
        let Some(first) = self.filled.rows.first() else { return 0 };
        let mut columns: Vec<u32> = self
            .filled
            .rows
            .iter()
            .take_while(|row| ((row.number - first.number) as usize) < header_records.max(1))
            .flat_map(|row| self.filled.cells(*row).iter().map(|(column, _)| *column))
            .collect();
        columns.sort_unstable();
        let mut width = 0;
        for column in columns {
            // SurveyMonkey's first record names only the first column of a question with a hundred choices, so that gaps
            // among headings are judged over all records of headings together.
            if column > width + GAP && width > 0 {
                break;
            }
            width = column + 1;
        }
        width as usize
    }

    /// Refuses a sheet whose first rows say one long text again and again: they are looked at as they stand.
    pub(super) fn check_rows(&self, records: usize) -> std::result::Result<(), Fault> {
        let rows = self.filled.rows.iter().take(records);
        let length: usize = rows.flat_map(|row| self.cells(*row)).map(|(_, text)| text.len()).sum();
        if length > MUCH_TEXT { Err(Fault::MuchText) } else { Ok(()) }
    }

    /// All records below so many records of headings.
    ///
    /// # Errors
    /// When there are too many columns, or too much text in them.
    pub fn collect(&self, source: &Source, header_records: usize) -> Result<(RawTable, Vec<Diagnostic>)> {
        let width = self.header_width(header_records);
        if width > MOST_COLUMNS {
            return Err(
                Error::new(format!("{width} columns are more than any questionnaire has")).in_place(source.place())
            );
        }
        let refused = |fault: Fault| fault.error().in_place(source.place());
        self.check_rows(header_records).map_err(refused)?;
        let first = self.filled.rows.first().map_or(0, |row| row.number);
        let mut headings = vec![vec![String::new(); width]; header_records];
        let mut strays = Strays::default();
        let mut body = self.filled.rows.as_slice();
        while let [row, rest @ ..] = body
            && let Some(heading) = headings.get_mut((row.number - first) as usize)
        {
            for (column, text) in self.cells(*row) {
                match heading.get_mut(column as usize) {
                    Some(cell) => text.clone_into(cell),
                    None => strays.add(row.number, column),
                }
            }
            body = rest;
        }
        let mut collector = Collector::new(headings);
        let mut record = Record { codes: vec![BLANK; width], ..Record::default() };
        let mut previous = first + u32::try_from(header_records).unwrap_or(1).saturating_sub(1);
        for row in body {
            if row.number - previous > FAR_BELOW {
                self.filled.cells(*row).iter().for_each(|(column, _)| strays.add(row.number, *column));
                continue;
            }
            record.codes.fill(BLANK);
            for &(column, text) in self.filled.cells(*row) {
                if column as usize >= width {
                    strays.add(row.number, column);
                } else {
                    record.set(column, text, &self.texts, &mut collector).map_err(refused)?;
                }
            }
            collector.skip(u64::from(row.number - previous - 1));
            collector.push_codes(&record.codes);
            previous = row.number;
        }
        let (table, mut noticed) = collector.finish();
        noticed.extend(strays.note(source, &self.name));
        noticed.extend(self.note_of_formulas(source));
        Ok((table, noticed))
    }

    fn note_of_formulas(&self, source: &Source) -> Option<Diagnostic> {
        let cells = match self.filled.without_result {
            0 => return None,
            1 => "1 cell holds a formula".to_owned(),
            more => format!("{more} cells hold formulas"),
        };
        Some(
            Diagnostic::warning(format!("{cells} without a saved result and counts as blank"))
                .in_place(source.place().at(format!("sheet {}", self.name)))
                .hint("open the workbook in Excel or LibreOffice and save it: then the results are in the file"),
        )
    }
}

/// The record that is being put together.
#[derive(Debug, Default)]
struct Record {
    codes: Vec<u32>,
    /// The codes of long texts in each column: one such text may stand in a million cells, and is looked at once a column.
    long: HashMap<(u32, u32), u32>,
    /// How much of them the columns hold: a long text costs little in a workbook, and its length in each column.
    unfolded: usize,
}

impl Record {
    fn set(
        &mut self,
        column: u32,
        text: u32,
        texts: &Texts,
        collector: &mut Collector,
    ) -> std::result::Result<(), Fault> {
        const LONG: usize = 40;
        let place = column as usize;
        let words = texts.get(text);
        let code = if words.len() < LONG {
            collector.code_of(place, words)
        } else if let Some(code) = self.long.get(&(column, text)) {
            *code
        } else {
            self.unfolded += words.len();
            if self.unfolded > MUCH_TEXT {
                return Err(Fault::MuchText);
            }
            let code = collector.code_of(place, words);
            self.long.insert((column, text), code);
            code
        };
        if let Some(cell) = self.codes.get_mut(place) {
            *cell = code;
        }
        Ok(())
    }
}

/// Cells far from the table.
#[derive(Debug, Default)]
struct Strays {
    count: usize,
    first: Option<(u32, u32)>,
}

impl Strays {
    fn add(&mut self, row: u32, column: u32) {
        self.count += 1;
        self.first.get_or_insert((row, column));
    }

    fn note(&self, source: &Source, sheet: &str) -> Option<Diagnostic> {
        let (row, column) = self.first?;
        let cell = format!("{}{}", letters(column as usize), row + 1);
        let what = match self.count {
            1 => format!("the cell {cell} stands far from the table and was not read"),
            more => format!("{more} cells stand outside the table and were not read, the first at {cell}"),
        };
        Some(
            Diagnostic::warning(what)
                .in_place(source.place().at(format!("sheet {sheet}")))
                .hint("if it belongs to the answers, give its column a heading; else delete it"),
        )
    }
}
