//! Listings and quotations as sheets, each with a filter on its head.

use rust_xlsxwriter::XlsxError;

use super::looks::{self, RowLook};
use super::sheet::{Sheet, index, lines};
use super::table::put;
use crate::model::{Listing, Value};
use crate::writers::document::layout::{self, Figure};

/// Words of a participant with where they come from.
pub struct Quotation<'a> {
    /// What was said.
    pub text: &'a str,
    /// Who.
    pub attribution: &'a str,
    /// Where it can be found.
    pub source: &'a str,
    /// The id of its coding.
    pub id: &'a str,
    /// The same in other languages; empty where there are none.
    pub beside: String,
}

/// Writes the listing from the next row on.
pub fn write(sheet: &mut Sheet, listing: &Listing) -> Result<(), XlsxError> {
    let cells = layout::listing_cells(listing);
    let widths = (0..listing.columns.len()).map(|column| width(listing, &cells, column)).collect();
    let heads: Vec<(&str, bool)> = listing.columns.iter().map(|head| (head.head.as_str(), head.right)).collect();
    let first = head(sheet, &heads, widths)?;
    for (row, shown) in listing.rows.iter().zip(&cells) {
        let texts = shown.iter().zip(&sheet.widths).map(|(text, width)| lines(text, width.saturating_sub(1)));
        sheet.lines(texts.max().unwrap_or(1))?;
        for (column, value) in row.iter().enumerate().take(heads.len()) {
            let figure = figure(value, shown.get(column).map_or("", String::as_str));
            let is_right = heads.get(column).is_some_and(|head| head.1);
            let format = match &figure {
                Figure::Text(_) if !is_right => looks::body(RowLook::default()).set_text_wrap(),
                figure => looks::figure(looks::body(RowLook::default()), figure),
            };
            put(sheet, column, &figure, &format)?;
        }
        sheet.row += 1;
    }
    finish(sheet, first, heads.len(), listing.rows.is_empty())?;
    sheet.row += 1;
    listing.notes.iter().try_for_each(|note| sheet.note(note, &looks::note()))
}

/// Writes all quotations of a report, for whoever sorts and counts them; what was said in another language in a column of its own.
pub fn write_quotations(sheet: &mut Sheet, quotations: &[Quotation]) -> Result<(), XlsxError> {
    let mut heads = vec![("Quotation", 80), ("Attribution", 32), ("Source", 28), ("Id", 18)];
    let is_translated = quotations.iter().any(|quotation| !quotation.beside.is_empty());
    if is_translated {
        heads.insert(1, ("In another language", 80));
    }
    let widths: Vec<usize> = heads.iter().map(|(_, width)| *width).collect();
    let names: Vec<(&str, bool)> = heads.iter().map(|(name, _)| (*name, false)).collect();
    let first = head(sheet, &names, widths)?;
    let format = looks::body(RowLook::default()).set_text_wrap();
    for quotation in quotations {
        let mut cells = vec![quotation.text, quotation.attribution, quotation.source, quotation.id];
        if is_translated {
            cells.insert(1, &quotation.beside);
        }
        let high = cells.iter().zip(&heads).take(cells.len() - 1).map(|(text, (_, width))| {
            // A little less than the width of the column.
            lines(text, if *width > 40 { width - 2 } else { width - 1 })
        });
        sheet.lines(high.max().unwrap_or(1))?;
        for (column, text) in cells.iter().enumerate() {
            sheet.text(column, text, &format)?;
        }
        sheet.row += 1;
    }
    finish(sheet, first, heads.len(), quotations.is_empty())
}

/// The head; gives its row.
fn head(sheet: &mut Sheet, heads: &[(&str, bool)], widths: Vec<usize>) -> Result<u32, XlsxError> {
    sheet.set_widths(widths)?;
    for (column, (text, is_right)) in heads.iter().enumerate() {
        let format = if *is_right { looks::figure_head() } else { looks::head() };
        sheet.text(column, text, &looks::closing(looks::opening(format)))?;
    }
    sheet.row += 1;
    Ok(sheet.row - 1)
}

/// Freezes the head, repeats it in print, and gives it a filter.
fn finish(sheet: &mut Sheet, head: u32, columns: usize, is_empty: bool) -> Result<(), XlsxError> {
    if is_empty {
        sheet.text(0, "There is nothing to list.", &looks::aside())?;
        sheet.row += 1;
    } else if columns > 0 {
        sheet.worksheet.autofilter(head, 0, sheet.row - 1, index(columns - 1)?)?;
    }
    sheet.worksheet.set_freeze_panes(head + 1, u16::from(columns > 1))?;
    sheet.worksheet.set_repeat_rows(head, head)?;
    Ok(())
}

fn width(listing: &Listing, cells: &[Vec<String>], column: usize) -> usize {
    let head = &listing.columns[column];
    let longest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let texts = cells.iter().filter_map(|row| row.get(column)).map(|text| longest(text)).max().unwrap_or(0);
    // The filter's button needs room beside the head.
    let mut wanted = texts.max(longest(&head.head) + 3) + 2;
    if texts == 0 && !head.right && !cells.is_empty() {
        // A column that is blank all the way down is there to be filled in.
        wanted = wanted.max(22);
    }
    let widest = if head.wide {
        70
    } else if column == 0 {
        36
    } else {
        40
    };
    wanted.clamp(8, widest)
}

/// A value with the decimals that its column is shown at.
fn figure(value: &Value, shown: &str) -> Figure {
    match value {
        Value::Empty => Figure::Empty,
        Value::Text(text) => Figure::Text(text.clone()),
        Value::Count(count) => Figure::Count(*count),
        Value::Figure(value) => {
            Figure::Number { value: *value, decimals: shown.split_once('.').map_or(0, |(_, decimals)| decimals.len()) }
        }
    }
}
