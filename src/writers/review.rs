//! A review as a workbook: advice first, then sheets to edit, with lists to choose from and grey cells that are only to be
//! read.

use rust_xlsxwriter::{Color, DataValidation, DataValidationErrorStyle, Format, Workbook, Worksheet, XlsxError};

use super::workbook::{CELL_HOLDS, DARK, cell, plain, properties, strong};
use crate::diagnostic::{Error, Result};
use crate::model::review::{Entry, MARKS, ReviewBook, ReviewRow, ReviewSheet};

/// Rows below the last in which lists to choose from are offered too.
const ROOM: u32 = 200;

/// Writes the workbook.
///
/// # Errors
/// When a text is longer than a cell holds, or there are more rows than a sheet.
pub fn write(book: &ReviewBook) -> Result<Vec<u8>> {
    let cells = |sheet: &ReviewSheet| sheet.rows.iter().flat_map(|row| row.cells.clone()).collect::<Vec<_>>();
    let long = book.sheets.iter().flat_map(cells).find(|cell| cell.encode_utf16().count() > CELL_HOLDS);
    if let Some(long) = long {
        let start: String = long.chars().take(40).collect();
        return Err(Error::new(format!("“{start}…” is longer than a cell of a workbook holds"))
            .hint("shorten it in the file itself"));
    }
    workbook(book).map_err(|error| Error::new(format!("the workbook could not be made: {error}")))
}

type Done = std::result::Result<(), XlsxError>;

fn workbook(book: &ReviewBook) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&book.title, book.date.as_deref())?);
    let formats = Formats::new();
    advice(workbook.add_worksheet(), book, &formats)?;
    for sheet in &book.sheets {
        self::sheet(workbook.add_worksheet(), sheet, &formats)?;
    }
    marks(workbook.add_worksheet(), book)?;
    workbook.save_to_buffer()
}

struct Formats {
    title: Format,
    head: Format,
    locked_head: Format,
    write: Format,
    doubtful: Format,
    locked: Format,
    plain: Format,
    strong: Format,
}

impl Formats {
    fn new() -> Self {
        let grey = Color::RGB(0x00EF_EFEF);
        Self {
            title: Format::new().set_bold().set_font_size(14).set_font_color(DARK),
            head: cell().set_bold().set_font_color(Color::White).set_background_color(DARK),
            locked_head: cell()
                .set_bold()
                .set_font_color(Color::RGB(0x0059_5959))
                .set_background_color(Color::RGB(0x00D0_D0D0)),
            // Text, so that a code of 01 stays 01.
            write: cell().set_num_format("@"),
            doubtful: cell().set_num_format("@").set_background_color(Color::RGB(0x00FF_E9A8)),
            locked: cell().set_font_color(Color::RGB(0x0059_5959)).set_background_color(grey),
            plain: plain(),
            strong: strong(),
        }
    }
}

/// The width of what is advised, in characters.
const ADVICE: u16 = 96;
/// The height of a line, in points.
const LINE: f64 = 15.0;

fn advice(sheet: &mut Worksheet, book: &ReviewBook, formats: &Formats) -> Done {
    sheet.set_name("Read me")?;
    sheet.set_column_width(0, 26.0)?;
    sheet.set_column_width(1, f64::from(ADVICE))?;
    sheet.write_string_with_format(0, 0, &book.title, &formats.title)?;
    for (row, (what, how)) in (2u32..).zip(&book.advice) {
        sheet.write_string_with_format(row, 0, what, &formats.strong)?;
        sheet.write_string_with_format(row, 1, how, &formats.plain)?;
        sheet.set_row_height(row, LINE * lines(how, ADVICE))?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

fn sheet(page: &mut Worksheet, sheet: &ReviewSheet, formats: &Formats) -> Done {
    page.set_name(&sheet.name)?;
    page.set_row_height(0, 32.0)?;
    let last = u32::try_from(sheet.rows.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
    for (place, column) in (0u16..).zip(&sheet.columns) {
        page.set_column_width(place, f64::from(column.width))?;
        let head = match column.entry {
            Entry::Locked | Entry::Key => &formats.locked_head,
            _ => &formats.head,
        };
        page.write_string_with_format(0, place, &column.heading, head)?;
        match &column.entry {
            Entry::OneOf(words) => {
                let list = DataValidation::new()
                    .allow_list_strings(words)?
                    .set_error_style(DataValidationErrorStyle::Stop)
                    .set_error_title("Not one of the words")?
                    .set_error_message("Choose a word from the list, or leave the cell empty.")?;
                page.add_data_validation(1, place, last + ROOM, place, &list)?;
            }
            Entry::Key => {
                page.set_column_hidden(place)?;
            }
            _ => {}
        }
    }
    for (number, row) in (1u32..).zip(&sheet.rows) {
        write_row(page, number, row, sheet, formats)?;
    }
    let width = u16::try_from(sheet.columns.len()).unwrap_or(1);
    page.autofilter(0, 0, last.max(1), width.saturating_sub(1))?;
    page.set_freeze_panes(1, 2)?;
    page.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// The height of a row in points, so that wrapped words are seen: a program that opens the file does not always see to it.
fn height(sheet: &ReviewSheet, row: &ReviewRow) -> f64 {
    const MOST_LINES: f64 = 20.0;
    let shown = sheet.columns.iter().zip(&row.cells).filter(|(column, _)| column.entry != Entry::Key);
    let most = shown.map(|(column, cell)| lines(cell, column.width)).fold(1.0, f64::max);
    LINE * most.min(MOST_LINES)
}

/// How many lines words take in a column of this width.
fn lines(words: &str, width: u16) -> f64 {
    let width = usize::from(width.max(4)) * 9 / 10;
    let lines = words.lines().map(|line| line.chars().count().div_ceil(width).max(1)).sum::<usize>();
    f64::from(u32::try_from(lines).unwrap_or(u32::MAX)).max(1.0)
}

fn write_row(page: &mut Worksheet, number: u32, row: &ReviewRow, sheet: &ReviewSheet, formats: &Formats) -> Done {
    page.set_row_height(number, height(sheet, row))?;
    for ((place, column), cell) in (0u16..).zip(&sheet.columns).zip(&row.cells) {
        let format = match column.entry {
            Entry::Locked | Entry::Key => &formats.locked,
            _ if row.doubtful => &formats.doubtful,
            _ => &formats.write,
        };
        match (&column.entry, cell.parse::<u32>()) {
            // Numbers that sort as numbers.
            (Entry::Order, Ok(order)) => {
                let plain = if row.doubtful { &formats.doubtful } else { &formats.write };
                page.write_number_with_format(number, place, order, &plain.clone().set_num_format("0"))?;
            }
            (Entry::Locked, Ok(count)) if cell.len() < 10 && count.to_string() == *cell => {
                page.write_number_with_format(number, place, count, format)?;
            }
            _ => {
                page.write_string_with_format(number, place, cell, format)?;
            }
        }
    }
    Ok(())
}

fn marks(sheet: &mut Worksheet, book: &ReviewBook) -> Done {
    sheet.set_name(MARKS)?;
    sheet.write_string(0, 0, "review of")?;
    sheet.write_string(0, 1, &book.of)?;
    for (row, (id, mark)) in (1u32..).zip(&book.marks) {
        sheet.write_string(row, 0, id)?;
        sheet.write_string(row, 1, mark)?;
    }
    sheet.set_hidden(true);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::review::ReviewColumn;

    #[test]
    fn an_empty_review_is_a_workbook_and_the_same_review_gives_the_same_bytes() {
        let column = ReviewColumn::new("kind", 10, Entry::OneOf(vec!["single".into(), "text".into()]));
        let row = ReviewRow { cells: vec!["=1+1".into()], ..ReviewRow::default() };
        let sheet = ReviewSheet { name: "Questions".into(), columns: vec![column], rows: vec![row] };
        let book = ReviewBook { sheets: vec![sheet], ..ReviewBook::default() };
        assert_eq!(write(&book).unwrap(), write(&book).unwrap());
        assert!(write(&ReviewBook::default()).unwrap().starts_with(b"PK"));
    }

    #[test]
    fn what_no_cell_holds_is_refused() {
        let row = ReviewRow { cells: vec!["x".repeat(40_000)], ..ReviewRow::default() };
        let sheet = ReviewSheet { name: "S".into(), columns: vec![ReviewColumn::default()], rows: vec![row] };
        assert!(write(&ReviewBook { sheets: vec![sheet], ..ReviewBook::default() }).is_err());
    }
}
