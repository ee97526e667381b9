//! Where two coders differ as a sheet to decide in: a workbook with a list of decisions in the cells, or CSV.

use rust_xlsxwriter::{Color, DataValidation, Format, Workbook, Worksheet, XlsxError};

use super::workbook::{CELL_HOLDS, cell, plain, properties, strong};
use crate::diagnostic::{Error, Result};
use crate::model::Codebook;
use crate::model::reconciliation::{COLUMNS, CodedBy, Disagreement, SHEET};

/// Widths in characters, a column each.
const WIDTHS: [f64; 18] =
    [14.0, 6.0, 12.0, 12.0, 60.0, 10.0, 18.0, 34.0, 20.0, 10.0, 18.0, 34.0, 20.0, 16.0, 18.0, 30.0, 36.0, 14.0];
/// The columns that are written in: decision, other code, other words, reason.
const OPEN: std::ops::RangeInclusive<usize> = 13..=16;

/// The height of a line, and the most that a row can have, in points.
const LINE: f64 = 15.0;
const TALLEST: f64 = 409.0;

/// How many lines a text takes in a column, on the safe side.
fn lines(text: &str, width: f64) -> f64 {
    let of = |line: &str| (f64::from(u32::try_from(line.chars().count()).unwrap_or(u32::MAX)) / (width * 0.9)).ceil();
    text.lines().map(|line| of(line).max(1.0)).sum()
}

/// The cells of a row.
fn cells(one: &Disagreement, coders: &[String; 2]) -> [String; 18] {
    let of =
        |place: usize, part: fn(&CodedBy) -> &String| one.by[place].as_ref().map(part).cloned().unwrap_or_default();
    let ids: Vec<&str> = one.by.iter().flatten().map(|by| by.id.as_str()).collect();
    [
        one.document.clone(),
        one.turn.map(|turn| turn.to_string()).unwrap_or_default(),
        one.speaker.clone(),
        one.what(coders),
        one.context.clone(),
        coders[0].clone(),
        of(0, |by| &by.code),
        of(0, |by| &by.words),
        of(0, |by| &by.memo),
        coders[1].clone(),
        of(1, |by| &by.code),
        of(1, |by| &by.words),
        of(1, |by| &by.memo),
        one.decided.decision.clone(),
        one.decided.code.clone(),
        one.decided.words.clone(),
        one.decided.reason.clone(),
        ids.join("+"),
    ]
}

/// Writes the sheet as CSV.
///
/// # Errors
/// None that text can bring.
pub fn csv(rows: &[Disagreement], coders: &[String; 2]) -> Result<Vec<u8>> {
    let cannot = |error: ::csv::Error| Error::new(format!("the sheet could not be made: {error}"));
    let mut writer = ::csv::WriterBuilder::new().from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(COLUMNS).map_err(cannot)?;
    for one in rows {
        // No text is a formula: an apostrophe stands before what a spreadsheet would take for one.
        let guarded = cells(one, coders).map(|text| match text.chars().next() {
            Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
            _ => text,
        });
        writer.write_record(guarded).map_err(cannot)?;
    }
    writer.into_inner().map_err(|error| Error::new(format!("the sheet could not be made: {error}")))
}

/// Writes the workbook.
///
/// # Errors
/// When there are more rows than a sheet can have.
pub fn xlsx(
    rows: &[Disagreement],
    coders: &[String; 2],
    codebook: &Codebook,
    title: &str,
    date: Option<&str>,
) -> Result<Vec<u8>> {
    workbook(rows, coders, codebook, title, date)
        .map_err(|error| Error::new(format!("the workbook could not be made: {error}")))
}

fn workbook(
    rows: &[Disagreement],
    coders: &[String; 2],
    codebook: &Codebook,
    title: &str,
    date: Option<&str>,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(title, date)?);
    write_rows(book.add_worksheet(), rows, coders)?;
    write_codes(book.add_worksheet(), codebook)?;
    write_read_me(book.add_worksheet(), coders)?;
    book.save_to_buffer()
}

fn head() -> Format {
    cell().set_bold().set_background_color(Color::RGB(0x00D9_E2F3))
}

fn write_rows(
    sheet: &mut Worksheet,
    rows: &[Disagreement],
    coders: &[String; 2],
) -> std::result::Result<(), XlsxError> {
    sheet.set_name(SHEET)?;
    let open = cell().set_background_color(Color::RGB(0x00FF_F9E5));
    for ((column, name), width) in (0u16..).zip(COLUMNS).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, name, &head())?;
    }
    for (number, one) in (1u32..).zip(rows) {
        // Not every program makes a row as high as its words.
        let high = cells(one, coders).iter().zip(WIDTHS).map(|(text, width)| lines(text, width)).fold(1.0, f64::max);
        sheet.set_row_height(number, (LINE * high).min(TALLEST))?;
        for (column, text) in cells(one, coders).iter().enumerate() {
            let format = if OPEN.contains(&column) { &open } else { &cell() };
            let text: String = text.chars().take(CELL_HOLDS / 2).collect();
            sheet.write_string_with_format(number, u16::try_from(column).unwrap_or(0), &text, format)?;
        }
    }
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX - 2).max(1);
    let keep = coders.each_ref().map(|coder| format!("keep {coder}"));
    let choices = [keep[0].as_str(), keep[1].as_str(), "both", "neither", "other"];
    // A list in a cell holds 255 characters; longer names are written by hand.
    if choices.join(",").chars().count() < 250 {
        sheet.add_data_validation(1, 13, last, 13, &DataValidation::new().allow_list_strings(&choices)?)?;
    }
    sheet.autofilter(0, 0, last, 17)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_repeat_rows(0, 0)?;
    Ok(())
}

fn write_codes(sheet: &mut Worksheet, codebook: &Codebook) -> std::result::Result<(), XlsxError> {
    sheet.set_name("Codes")?;
    for ((column, name), width) in
        (0u16..).zip(["code", "name", "definition", "when to use it", "when not"]).zip([22.0, 30.0, 60.0, 50.0, 50.0])
    {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, name, &head())?;
    }
    for (number, code) in (1u32..).zip(codebook.codes.iter().filter(|code| !code.is_retired())) {
        for (column, text) in (0u16..).zip([&code.id, &code.name, &code.definition, &code.include, &code.exclude]) {
            sheet.write_string_with_format(number, column, text, &cell())?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn write_read_me(sheet: &mut Worksheet, coders: &[String; 2]) -> std::result::Result<(), XlsxError> {
    sheet.set_name("Read me")?;
    sheet.set_column_width(0, 22.0)?;
    sheet.set_column_width(1, 96.0)?;
    let [one, other] = coders;
    let lines = [
        ("What this is", format!("A row for each passage that {one} and {other} coded differently. What they coded alike is not here and needs no decision.")),
        ("Order", "The codes that they agree on least come first, long passages before short ones; same code on other words comes last.".into()),
        ("Decision", format!("keep {one}; keep {other}; both (two codes on one passage); neither; other: then write a code of the sheet “Codes” into “other code”, or words of the passage into “other words”, or both.")),
        ("Reason", "A few words on why. They are kept with the coding and in memos/reconciliation.md.".into()),
        ("Not decided yet", "Leave the cell blank. You can take the sheet as it is, and again when more is decided.".into()),
        ("Do not change", "The headings and the last column, by which rows are known. You may sort, filter, hide and widen as you like.".into()),
        ("Bring it back", "Save and close it, then: canvass reconcile --take with the name of this file.".into()),
        ("Handle with care", "These are the words of participants. Do not pass the file on to anybody who may not read the transcripts.".into()),
    ];
    for (row, (what, how)) in (0u32..).zip(lines) {
        sheet.write_string_with_format(row, 0, what, &strong())?;
        sheet.write_string_with_format(row, 1, &how, &plain())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_sheet_is_a_workbook_too_and_the_same_twice() {
        let coders = ["asha".to_owned(), "tom".to_owned()];
        let bytes = || xlsx(&[], &coders, &Codebook::default(), "T", Some("2022-06-30")).unwrap();
        assert!(bytes().starts_with(b"PK"));
        assert_eq!(bytes(), bytes());
        assert_eq!(csv(&[], &coders).unwrap().iter().filter(|byte| **byte == b'\n').count(), 1);
    }
}
