//! A workbook in which a person reviewed the data dictionary.

use super::survey::workbook;
use crate::diagnostic::{Error, Result};
use crate::model::review::{MARKS, ReviewBook, ReviewColumn, ReviewRow, ReviewSheet};
use crate::source::Source;

/// The columns that are looked at; a review has a dozen.
const MOST_COLUMNS: u32 = 60;

/// Reads the sheets of these names, where they are there, and what the workbook says of itself.
///
/// # Errors
/// When it is no workbook, or none that was written for a review.
pub fn read(source: &Source, sheets: &[&str]) -> Result<ReviewBook> {
    let (marks, _) = match workbook::open(source, Some(MARKS)) {
        Ok(marks) => marks,
        Err(error) => {
            // A workbook without the sheet is another workbook; anything else is said as it is.
            workbook::open(source, None).map_err(|_| error)?;
            return Err(Error::new("this workbook was not written by canvass for a review")
                .in_place(source.place())
                .hint("name a file that is not there yet, and it is written"));
        }
    };
    let mut pairs = marks.filled_rows().map(|(_, cells)| {
        let cell = |wanted: u32| cells.clone().find(|(column, _)| *column == wanted).map_or("", |(_, text)| text);
        (cell(0).to_owned(), cell(1).to_owned())
    });
    let of = pairs.next().map(|(_, of)| of).unwrap_or_default();
    let marks = pairs.collect();
    let sheets = sheets.iter().filter_map(|name| sheet(source, name)).collect();
    Ok(ReviewBook { of, marks, sheets, ..ReviewBook::default() })
}

fn sheet(source: &Source, name: &str) -> Option<ReviewSheet> {
    let (opened, _) = workbook::open(source, Some(name)).ok()?;
    let mut rows = opened.filled_rows().map(|(number, cells)| {
        let mut row = ReviewRow { number: number + 1, ..ReviewRow::default() };
        for (column, text) in cells.filter(|(column, _)| *column < MOST_COLUMNS) {
            let column = column as usize;
            row.cells.resize(row.cells.len().max(column + 1), String::new());
            text.trim().clone_into(&mut row.cells[column]);
        }
        row
    });
    let headings = rows.next()?;
    let columns: Vec<ReviewColumn> = headings
        .cells
        .into_iter()
        .map(|heading| ReviewColumn { heading: heading.to_lowercase(), ..ReviewColumn::default() })
        .collect();
    let rows = rows
        .map(|mut row| {
            row.cells.resize(columns.len(), String::new());
            row
        })
        .collect();
    Some(ReviewSheet { name: opened.name.clone(), columns, rows })
}
