//! A plain table for other programs: one row of heads, then the data, and nothing else on the sheet. As CSV or as a workbook.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::document::csv::{encode, guarded, plain_number};
use super::workbook::{CELL_HOLDS, properties};
use crate::diagnostic::{Error, Result};
use crate::model::{Listing, Value};

/// The words for `-o` and `export`: the endings in which such a table is written.
pub const ENDINGS: [&str; 2] = ["csv", "xlsx"];

/// The sheet as CSV: numbers as they are, words so that no spreadsheet takes them for a formula. A file begins with the mark by which Excel knows UTF-8.
///
/// # Errors
/// None that text can bring.
pub fn csv(sheet: &Listing, to_file: bool) -> Result<Vec<u8>> {
    let mut rows: Vec<Vec<String>> = vec![sheet.columns.iter().map(|column| guarded(&column.head)).collect()];
    let cell = |value: &Value| match value {
        Value::Empty => String::new(),
        Value::Text(text) => guarded(text),
        Value::Count(count) => count.to_string(),
        Value::Figure(value) => plain_number(*value),
    };
    rows.extend(sheet.rows.iter().map(|row| row.iter().map(cell).collect()));
    let bytes = encode(&rows)?;
    Ok(if to_file { [b"\xef\xbb\xbf", bytes.as_slice()].concat() } else { bytes })
}

/// Sheets as a workbook: typed cells, heads that stay in sight, a filter over each column.
///
/// # Errors
/// When there are more rows or columns than a sheet can have.
pub fn xlsx(sheets: &[Listing], title: &str, date: Option<&str>) -> Result<Vec<u8>> {
    workbook(sheets, title, date).map_err(|error| {
        Error::new(format!("the workbook could not be made: {error}")).hint("write it as CSV, which has no limit")
    })
}

fn workbook(sheets: &[Listing], title: &str, date: Option<&str>) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(title, date)?);
    for sheet in sheets {
        write(book.add_worksheet(), sheet)?;
    }
    book.save_to_buffer()
}

fn write(page: &mut Worksheet, sheet: &Listing) -> std::result::Result<(), XlsxError> {
    page.set_name(&sheet.title)?;
    let (head, top) = (Format::new().set_bold().set_text_wrap(), Format::new().set_align(FormatAlign::Top));
    let wrapped = top.clone().set_text_wrap();
    for (column, wanted) in (0_u16..).zip(&sheet.columns) {
        page.write_with_format(0, column, &wanted.head, &head)?;
        page.set_column_width(
            column,
            if wanted.wide {
                70.0
            } else if wanted.right {
                9.0
            } else {
                18.0
            },
        )?;
    }
    for (row, values) in (1_u32..).zip(&sheet.rows) {
        for ((column, value), wanted) in (0_u16..).zip(values).zip(&sheet.columns) {
            let format = if wanted.wide { &wrapped } else { &top };
            match value {
                Value::Empty => {}
                Value::Text(text) => {
                    let text: String = text.chars().take(CELL_HOLDS).collect();
                    page.write_string_with_format(row, column, text, format)?;
                }
                #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
                Value::Count(count) => {
                    page.write_number_with_format(row, column, *count as f64, format)?;
                }
                Value::Figure(value) => {
                    page.write_number_with_format(row, column, *value, format)?;
                }
            }
        }
    }
    page.set_freeze_panes(1, 0)?;
    if let (Some(last), false) = (u16::try_from(sheet.columns.len()).unwrap_or(0).checked_sub(1), sheet.rows.is_empty())
    {
        page.autofilter(0, 0, u32::try_from(sheet.rows.len()).unwrap_or(0), last)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ListingColumn;

    fn sheet(rows: Vec<Vec<Value>>) -> Listing {
        let columns = vec![ListingColumn::words("case"), ListingColumn::figures("=funding")];
        Listing { id: "cases".into(), title: "cases".into(), columns, rows, notes: Vec::new() }
    }

    #[test]
    fn without_rows_there_are_heads_and_a_workbook_opens() {
        assert_eq!(csv(&sheet(Vec::new()), false).unwrap(), b"case,'=funding\n");
        assert!(xlsx(&[sheet(Vec::new())], "T", None).unwrap().starts_with(b"PK"));
    }

    #[test]
    fn numbers_stay_numbers_blanks_blank_and_formulas_words() {
        let rows = vec![vec![Value::from("=1+1"), Value::Count(0)], vec![Value::from("a,b"), Value::Empty]];
        assert_eq!(csv(&sheet(rows.clone()), true).unwrap(), "\u{feff}case,'=funding\n'=1+1,0\n\"a,b\",\n".as_bytes());
        let twice = [(); 2].map(|()| xlsx(&[sheet(rows.clone())], "T", Some("2022-06-30")).unwrap());
        assert_eq!(twice[0], twice[1]);
    }
}
