//! A sheet of a review that came back: its cells by heading, and where each is.

use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Place};
use crate::model::review::{Entry, ReviewBook, ReviewRow, ReviewSheet};

/// A sheet with the name of its file.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    /// The file as the person named it.
    pub file: &'a str,
    /// The sheet.
    pub sheet: &'a ReviewSheet,
}

impl<'a> Table<'a> {
    /// The sheet of this name.
    pub fn of(book: &'a ReviewBook, name: &str, file: &'a str) -> Option<Self> {
        let sheet = book.sheets.iter().find(|sheet| sheet.name == name)?;
        Some(Self { file, sheet })
    }

    /// What stands in a cell; nothing where there is no such column.
    pub fn cell<'r>(&self, row: &'r ReviewRow, heading: &str) -> &'r str {
        self.sheet.column(heading).and_then(|column| row.cells.get(column)).map_or("", |cell| cell.trim())
    }

    /// Where a cell is.
    pub fn place(&self, row: &ReviewRow, heading: &str) -> Place {
        let column = self.sheet.column(heading).map(letters).unwrap_or_default();
        Place::file(self.file).at(format!("sheet {}, cell {column}{}", self.sheet.name, row.number))
    }

    /// The sheet as a whole.
    pub fn whole(&self) -> Place {
        Place::file(self.file).at(format!("sheet {}", self.sheet.name))
    }

    /// Something that cannot be taken.
    pub fn problem(&self, row: &ReviewRow, heading: &str, what: String, hint: impl Into<String>) -> Diagnostic {
        Diagnostic::error(what).in_place(self.place(row, heading)).hint(hint)
    }

    /// The cells of a row that a person may write, but for its order.
    pub fn written<'r>(&self, expected: &ReviewSheet, row: &'r ReviewRow) -> Vec<&'r str> {
        expected
            .columns
            .iter()
            .filter(|column| matches!(column.entry, Entry::Words | Entry::OneOf(_)))
            .map(|column| self.cell(row, &column.heading))
            .collect()
    }
}

/// What is missing of the sheets that were written: a sheet, a column.
pub fn complete(expected: &ReviewBook, edited: &ReviewBook, file: &str) -> Vec<Diagnostic> {
    let mut missing = Vec::new();
    for sheet in &expected.sheets {
        let Some(found) = edited.sheets.iter().find(|found| found.name == sheet.name) else {
            if !sheet.rows.is_empty() {
                missing.push(
                    Diagnostic::error(format!("the sheet “{}” is not in the workbook", sheet.name))
                        .in_place(Place::file(file))
                        .hint("undo its deletion or its renaming"),
                );
            }
            continue;
        };
        let gone = sheet.columns.iter().filter(|column| found.column(&column.heading).is_none());
        missing.extend(gone.map(|column| {
            Diagnostic::error(format!("the column “{}” is not there", column.heading))
                .in_place(Place::file(file).at(format!("sheet {}", sheet.name)))
                .hint("put its heading back into the first row, spelt as it was")
        }));
    }
    missing
}

/// A short fingerprint of words in order.
pub fn fingerprint<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for word in words {
        // A workbook may keep a line break in its own way, and blanks at the end not at all.
        hash.update(word.replace("\r\n", "\n").trim().as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The letters of a column in a sheet.
fn letters(place: usize) -> String {
    let letter = |place: usize| u8::try_from(place % 26).map_or('?', |place| char::from(b'A' + place));
    if place < 26 { letter(place).to_string() } else { format!("{}{}", letter(place / 26 - 1), letter(place)) }
}
