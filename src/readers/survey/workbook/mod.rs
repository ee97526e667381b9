//! Workbooks: xlsx, xls and ods.
//!
//! The cells of an xlsx are taken one by one as they stand in the file: one stray cell in the last corner of the sheet must
//! not make a table of seventeen thousand million cells. Each part is unpacked once, and limits are counted on the way.

mod cell_text;
mod cells;
mod choice;
mod container;
mod fault;
mod formats;
mod markup;
mod ods;
mod package;
mod sheet;
mod texts;
mod xls;
mod xlsx;

pub use choice::{nothing_in, other_sheets};
pub use sheet::Sheet;

use choice::first_filled;
use container::Container;
use fault::Fault;

use crate::diagnostic::{Diagnostic, Result};
use crate::source::Source;

/// Opens a workbook and reads one sheet: the one that is named, else the first visible one that holds anything.
///
/// # Errors
/// When it is protected by a password, damaged, too large, not a workbook, or has no such sheet.
pub fn open(source: &Source, sheet: Option<&str>) -> Result<(Sheet, Vec<Diagnostic>)> {
    read(source, sheet).map_err(|error| error.in_place(source.place()))
}

fn read(source: &Source, wanted: Option<&str>) -> Result<(Sheet, Vec<Diagnostic>)> {
    let refused = |fault: Fault| fault.error();
    let (sheet, noticed) = match container::of(source)? {
        Container::Xlsx(package) => {
            let mut book = xlsx::Book::open(package).map_err(refused)?;
            let tabs = std::mem::take(&mut book.tabs);
            let names: Vec<(String, bool)> = tabs.iter().map(|tab| (tab.name.clone(), tab.is_visible)).collect();
            let (mut sheet, noticed) = first_filled(source, &names, wanted, |place| book.read(&tabs[place]))?;
            sheet.texts = book.into_texts();
            (sheet, noticed)
        }
        Container::Ods(mut package) => {
            let tables = ods::read(&mut package).map_err(refused)?;
            let (names, mut filled): (Vec<_>, Vec<_>) =
                tables.tabs.into_iter().map(|(name, is_visible, filled)| ((name, is_visible), filled)).unzip();
            let take = |place: usize| Ok(filled.get_mut(place).map(std::mem::take));
            let (mut sheet, noticed) = first_filled(source, &names, wanted, take)?;
            sheet.texts = tables.texts;
            (sheet, noticed)
        }
        Container::Xls => {
            let mut book = xls::Book::open(source.bytes()).map_err(refused)?;
            let names = std::mem::take(&mut book.tabs);
            let (mut sheet, noticed) =
                first_filled(source, &names, wanted, |place| book.read(&names[place].0).map(Some))?;
            sheet.texts = book.texts;
            (sheet, noticed)
        }
    };
    sheet.check_rows(sheet::LOOKED_AT).map_err(refused)?;
    Ok((sheet, noticed))
}

#[cfg(test)]
mod tests;
