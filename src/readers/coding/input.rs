//! A file of codings opened: a Word document, the rows of a workbook's sheets, or text.

use std::io::Cursor;

use super::super::survey::workbook;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::grid;
use crate::source::{Source, unix_newlines};

/// The largest file of codings.
const LARGEST_FILE: usize = 256 << 20;

/// A row with its number, from 1, and its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the file, from 1.
    pub number: u64,
    /// Its cells; blank ones at the end are left out.
    pub cells: Vec<String>,
}

impl Row {
    /// A cell, trimmed; empty where there is none.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

/// An opened file.
#[derive(Debug, Clone)]
pub struct Input {
    kind: Kind,
    noticed: Vec<Diagnostic>,
}

#[derive(Debug, Clone)]
enum Kind {
    Word,
    Workbook { is_grid: bool, rows: Vec<Row> },
    Text(String),
}

impl Input {
    /// Opens a file of codings.
    ///
    /// # Errors
    /// When it is empty, too large, damaged, or neither text nor a kind of document that is read.
    pub fn open(source: &Source) -> Result<Self> {
        let bytes = source.bytes();
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Error::new("this file is empty")
                .in_place(source.place())
                .hint("was it saved? Save it and try again"));
        }
        if bytes.len() > LARGEST_FILE {
            return Err(Error::new("this file of codings is larger than 256 MB").in_place(source.place()));
        }
        if bytes.starts_with(b"PK") && holds(source, "word/document.xml") {
            return Ok(Self { kind: Kind::Word, noticed: Vec::new() });
        }
        if bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return Self::workbook(source);
        }
        let decoded = source.text(None)?;
        Ok(Self { kind: Kind::Text(unix_newlines(&decoded.text)), noticed: decoded.noticed })
    }

    fn workbook(source: &Source) -> Result<Self> {
        let (first, noticed) = workbook::open(source, None)?;
        let (is_grid, sheet, noticed) = match workbook::open(source, Some(grid::SHEET)) {
            Ok((sheet, _)) => (true, sheet, Vec::new()),
            Err(_) => (false, first, noticed),
        };
        Ok(Self { kind: Kind::Workbook { is_grid, rows: filled_rows(&sheet) }, noticed })
    }

    /// Whether it is a Word document.
    pub fn is_word(&self) -> bool {
        matches!(self.kind, Kind::Word)
    }

    /// The rows of a workbook that has the sheet of the grid.
    pub fn grid(&self) -> Option<&[Row]> {
        match &self.kind {
            Kind::Workbook { is_grid: true, rows } => Some(rows),
            _ => None,
        }
    }

    /// The rows of another workbook.
    pub fn rows(&self) -> Option<&[Row]> {
        match &self.kind {
            Kind::Workbook { is_grid: false, rows } => Some(rows),
            _ => None,
        }
    }

    /// The text, with one newline at each line's end.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What was noticed on opening.
    pub fn noticed(&self) -> &[Diagnostic] {
        &self.noticed
    }
}

/// The rows of a sheet that have anything in them.
pub fn filled_rows(sheet: &workbook::Sheet) -> Vec<Row> {
    let rows = sheet.filled_rows().map(|(number, cells)| {
        let mut row = Row { number: u64::from(number) + 1, cells: Vec::new() };
        for (column, text) in cells {
            // The widest grid has a few hundred columns; what stands further out is no part of it.
            let column = column as usize;
            if column < MOST_COLUMNS {
                row.cells.resize(row.cells.len().max(column + 1), String::new());
                text.clone_into(&mut row.cells[column]);
            }
        }
        row
    });
    rows.collect()
}

/// The most columns that are looked at.
const MOST_COLUMNS: usize = 2_000;

fn holds(source: &Source, part: &str) -> bool {
    zip::ZipArchive::new(Cursor::new(source.bytes()))
        .is_ok_and(|archive| archive.file_names().flatten().any(|name| name == part))
}
