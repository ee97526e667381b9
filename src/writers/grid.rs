//! The case × question grid as a workbook to work in: extract, summary and codes a question, the codebook beside it.

use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

use super::workbook::{CELL_HOLDS, DARK, cell, plain, properties, strong};
use crate::diagnostic::{Error, Result};
use crate::model::grid::{CODES, EXTRACT, LEFT_OUT, SHEET, SUMMARY};
use crate::model::{Codebook, Grid, GridRow};

/// The columns of one question.
const COLUMNS: u16 = 3;
/// Widths in characters: what describes a case, extract, summary, codes.
const WIDTHS: [f64; 4] = [16.0, 62.0, 40.0, 24.0];
/// The height of a row with words, in points: a page of them is seen at once.
const ROW_HEIGHT: f64 = 210.0;

/// Writes the workbook.
///
/// # Errors
/// When the grid is wider or longer than a sheet can be.
pub fn write(grid: &Grid, codebook: &Codebook) -> Result<Vec<u8>> {
    workbook(grid, codebook).map_err(|error| Error::new(format!("the workbook could not be made: {error}")))
}

fn workbook(grid: &Grid, codebook: &Codebook) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(&grid.title, grid.date.as_deref())?);
    let formats = Formats::new();
    write_grid(book.add_worksheet(), grid, &formats)?;
    write_codes(book.add_worksheet(), codebook, &formats)?;
    write_read_me(book.add_worksheet(), grid, &formats)?;
    book.save_to_buffer()
}

struct Formats {
    title: Format,
    head: Format,
    case: Format,
    extract: Format,
    write: Format,
    blank: Format,
    plain: Format,
    strong: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            title: cell().set_bold().set_font_color(Color::White).set_background_color(DARK),
            head: cell().set_bold().set_background_color(Color::RGB(0x00D9_E2F3)),
            case: cell().set_bold(),
            extract: cell(),
            write: cell().set_background_color(Color::RGB(0x00FF_F9E5)),
            blank: cell().set_background_color(Color::RGB(0x00E7_E6E6)),
            plain: plain(),
            strong: strong(),
        }
    }
}

fn write_grid(sheet: &mut Worksheet, grid: &Grid, formats: &Formats) -> std::result::Result<(), XlsxError> {
    sheet.set_name(SHEET)?;
    let described: Vec<&str> =
        ["case", "document"].into_iter().chain(grid.attributes.iter().map(String::as_str)).collect();
    let first = narrow(described.len())?;
    for (column, name) in (0u16..).zip(&described) {
        sheet.set_column_width(column, WIDTHS[0])?;
        sheet.write_string_with_format(0, column, "", &formats.title)?;
        sheet.write_string_with_format(1, column, *name, &formats.head)?;
    }
    for (index, question) in grid.questions.iter().enumerate() {
        let column = first + narrow(index)? * COLUMNS;
        sheet.merge_range(0, column, 0, column + COLUMNS - 1, &question.title, &formats.title)?;
        for (offset, word) in (0u16..).zip([EXTRACT, SUMMARY, CODES]) {
            sheet.set_column_width(column + offset, WIDTHS[usize::from(offset) + 1])?;
            let heading = format!("{} {word}", question.id);
            sheet.write_string_with_format(1, column + offset, heading, &formats.head)?;
        }
    }
    for (number, row) in (2u32..).zip(&grid.rows) {
        write_row(sheet, number, row, first, formats)?;
    }
    let last = first + narrow(grid.questions.len())? * COLUMNS;
    let rows = u32::try_from(grid.rows.len()).unwrap_or(u32::MAX - 2);
    sheet.autofilter(1, 0, rows + 1, last.saturating_sub(1))?;
    // Two columns stay in sight and not all that describe a case: a laptop's window has to leave room for words.
    sheet.set_freeze_panes(2, 2)?;
    sheet.set_landscape().set_repeat_rows(0, 1)?;
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    number: u32,
    row: &GridRow,
    first: u16,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    sheet.set_row_height(number, ROW_HEIGHT)?;
    sheet.write_string_with_format(number, 0, &row.case, &formats.case)?;
    sheet.write_string_with_format(number, 1, &row.document, &formats.extract)?;
    for (column, value) in (2u16..).zip(&row.attributes) {
        sheet.write_string_with_format(number, column, value, &formats.extract)?;
    }
    for (index, extract) in row.extracts.iter().enumerate() {
        let column = first + narrow(index)? * COLUMNS;
        let (words, to_write) = match extract {
            Some(_) => (&formats.extract, &formats.write),
            None => (&formats.blank, &formats.blank),
        };
        let text = extract.as_deref().map(as_far_as_a_cell_holds).unwrap_or_default();
        let summary = row.summaries.get(index).map_or("", String::as_str);
        sheet.write_string_with_format(number, column, text, words)?;
        sheet.write_string_with_format(number, column + 1, summary, to_write)?;
        sheet.write_string_with_format(number, column + 2, "", to_write)?;
    }
    Ok(())
}

fn narrow(count: usize) -> std::result::Result<u16, XlsxError> {
    u16::try_from(count).map_err(|_| XlsxError::RowColumnLimitError)
}

/// As many whole words as a cell holds, and a mark where there were more.
fn as_far_as_a_cell_holds(text: &str) -> String {
    let mut units = 0;
    let mut end = text.len();
    let mut blank = 0;
    for (offset, character) in text.char_indices() {
        units += character.len_utf16();
        if character.is_whitespace() {
            blank = offset;
        }
        if units > CELL_HOLDS {
            end = if blank > 0 { blank } else { offset };
            break;
        }
    }
    if end == text.len() { text.to_owned() } else { format!("{} {LEFT_OUT}", text[..end].trim_end()) }
}

fn write_codes(sheet: &mut Worksheet, codebook: &Codebook, formats: &Formats) -> std::result::Result<(), XlsxError> {
    sheet.set_name("Codes")?;
    let columns = [
        ("code", 22.0),
        ("name", 30.0),
        ("category", 22.0),
        ("definition", 60.0),
        ("when to use it", 50.0),
        ("when not", 50.0),
    ];
    for (column, (name, width)) in (0u16..).zip(columns) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, name, &formats.head)?;
    }
    for (number, code) in (1u32..).zip(codebook.codes.iter().filter(|code| !code.is_retired())) {
        let category = code.parent.as_deref().and_then(|parent| codebook.code(parent)).map_or("", |code| &code.name);
        let cells = [&code.id, &code.name, category, &code.definition, &code.include, &code.exclude];
        for (column, text) in (0u16..).zip(cells) {
            let format = if column == 0 { &formats.case } else { &formats.extract };
            sheet.write_string_with_format(number, column, text, format)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_repeat_rows(0, 0)?;
    Ok(())
}

fn write_read_me(sheet: &mut Worksheet, grid: &Grid, formats: &Formats) -> std::result::Result<(), XlsxError> {
    sheet.set_name("Read me")?;
    sheet.set_column_width(0, 22.0)?;
    sheet.set_column_width(1, 96.0)?;
    let title = if grid.title.is_empty() { "How to fill in the grid" } else { &grid.title };
    sheet.write_string_with_format(0, 0, title, &formats.strong)?;
    let lines = [
        (
            "What this is",
            "A row for each case, three columns for each interview question: the participant's words (extract), what they amount to in your words (summary), and codes.",
        ),
        (
            "Extract",
            "It holds all that the participant said to the question. Code all of it as it is, or cut it down to the words that the codes are about. Cutting is safe: the transcript is not touched. Do not rewrite: what is left must stand word for word in the transcript.",
        ),
        (
            "Several passages",
            "Put a blank line (Alt+Enter twice) or […] between two passages of one cell; the codes then code each of them. For different codes on different passages, copy the whole row and cut each to its own.",
        ),
        (
            "Codes",
            "Write codes from the sheet “Codes”, by their short name or their full name, with semicolons between: funding; time-capacity. A memo may follow on a new line.",
        ),
        ("Summary", "A sentence or two. Summaries are kept in memos/summaries.csv."),
        ("Grey cells", "The question was not put, or the case has no transcript."),
        (
            "Do not change",
            "The row of headings (row 2) and the columns case and document. You may sort, filter, hide and widen as you like.",
        ),
        (
            "Bring it back",
            "Save and close it, then: canvass take grid.xlsx --coder YOUR-NAME. Every passage is looked up; if one is not found word for word, you are told which, and nothing is taken.",
        ),
        (
            "Handle with care",
            "The extracts are the words of participants, with names as they were said. Do not pass the file on to anybody who may not read the transcripts.",
        ),
    ];
    for (row, (what, how)) in (2u32..).zip(lines) {
        sheet.write_string_with_format(row, 0, what, &formats.strong)?;
        sheet.write_string_with_format(row, 1, how, &formats.plain)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, GridQuestion};

    fn grid(extract: Option<&str>) -> Grid {
        Grid {
            title: "T".into(),
            date: Some("2022-06-30".into()),
            attributes: vec!["group".into()],
            questions: vec![GridQuestion { id: "worth".into(), title: "Benefits".into() }],
            rows: vec![GridRow {
                case: "=v1".into(),
                document: "v1".into(),
                attributes: vec!["VCFSE".into()],
                extracts: vec![extract.map(str::to_owned)],
                summaries: vec!["in short".into()],
            }],
        }
    }

    #[test]
    fn an_empty_grid_is_a_workbook_too() {
        let bytes = write(&Grid::default(), &Codebook::default()).unwrap();
        assert!(bytes.starts_with(b"PK"));
    }

    #[test]
    fn the_same_grid_gives_the_same_bytes() {
        let codebook = Codebook {
            codes: vec![Code { id: "a".into(), name: "A".into(), ..Code::default() }],
            ..Codebook::default()
        };
        let bytes = || write(&grid(Some("words")), &codebook).unwrap();
        assert_eq!(bytes(), bytes());
    }

    #[test]
    fn a_long_extract_is_cut_at_a_word_and_says_so() {
        let long = "wörd ".repeat(10_000);
        let cut = as_far_as_a_cell_holds(&long);
        assert!(
            cut.encode_utf16().count() <= CELL_HOLDS + 4 && cut.ends_with("wörd […]"),
            "{}",
            &cut[cut.len() - 20..]
        );
        assert_eq!(as_far_as_a_cell_holds("short"), "short");
        write(&grid(Some(&long)), &Codebook::default()).unwrap();
    }
}
