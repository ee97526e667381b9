//! Workbooks of Excel 97 to 2003 (.xls), which a library reads; they are looked through before.

use std::io::Cursor;

use calamine::{Reader, SheetVisible, Xls};

use super::cell_text;
use super::fault::Fault;
use super::sheet::Filled;
use super::texts::Texts;

/// A workbook that the library has opened.
pub struct Book<'a> {
    book: Xls<Cursor<&'a [u8]>>,
    /// The names of the sheets, and whether each can be seen.
    pub tabs: Vec<(String, bool)>,
    /// The texts of the sheets that were read.
    pub texts: Texts,
}

fn fault(error: &impl std::fmt::Display) -> Fault {
    if error.to_string().to_lowercase().contains("password") { Fault::Locked } else { Fault::Damaged }
}

impl<'a> Book<'a> {
    /// Opens a workbook.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let book = Xls::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
        let tabs = book.sheets_metadata().iter();
        let tabs = tabs.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect();
        Ok(Self { book, tabs, texts: Texts::default() })
    }

    /// The cells of a sheet.
    pub fn read(&mut self, name: &str) -> Result<Filled, Fault> {
        let range = self.book.worksheet_range(name).map_err(|error| fault(&error))?;
        let mut filled = Filled::default();
        let (top, left) = range.start().unwrap_or((0, 0));
        for (row, column, data) in range.used_cells() {
            if let Some(text) = cell_text::of(data) {
                let place = |from: u32, to: usize| u32::try_from(to).ok().and_then(|to| from.checked_add(to));
                let row = place(top, row).ok_or(Fault::Outside)?;
                let column = place(left, column).ok_or(Fault::Outside)?;
                filled.put(row, column, self.texts.find_or_add(&text)?)?;
            }
        }
        Ok(filled)
    }
}
