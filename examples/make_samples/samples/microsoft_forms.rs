//! Microsoft Forms, the workbook: sheet `Form1` with the table `Table1`, real dates, choices and ranks each followed by a
//! semicolon, a heading a row of a grid, typed numbers as text, no-break spaces in a heading and an option, and a second
//! sheet that nobody is shown.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Table, TableColumn, Workbook, Worksheet};

use super::Result;
use super::form::{Form, Kind, Moment, Question, Response};

/// The name of the sheet in which Microsoft Forms keeps the form's own id.
const HIDDEN: &str = "_56F9DC9755BA473782653E2940F9";
/// An id of the right shape, of no form.
const FORM_ID: &str = "c2FtcGxlLWZvcm0tb2YtY2FudmFzcy1ub3QtYS1yZWFsLW9uZQu";
/// The option that was pasted from a web page, with a no-break space at its end.
const PASTED_OPTION: &str = "Carers";
/// The question whose wording was pasted from a web page, with a no-break space between its last two words.
const PASTED_QUESTION: &str = "size";

/// Writes the export.
pub fn write(form: &Form) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // Workbooks hold the time at which they were made; the day after the last answer keeps the bytes the same.
    let made = ExcelDateTime::from_ymd(2022, 2, 24)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    answers(workbook.add_worksheet().set_name("Form1")?, form)?;
    let hidden = workbook.add_worksheet().set_name(HIDDEN)?.set_very_hidden(true);
    hidden.write_string(0, 0, FORM_ID)?.write_string(1, 0, "Form1")?;
    workbook.define_name(format!("{HIDDEN}FormId"), &format!("=\"{FORM_ID}\""))?;
    workbook.define_name(format!("{HIDDEN}ResponseSheet"), "=\"Form1\"")?;
    Ok(workbook.save_to_buffer()?)
}

fn answers(sheet: &mut Worksheet, form: &Form) -> Result<()> {
    let mut headings = ["ID", "Start time", "Completion time", "Email", "Name"].map(str::to_owned).to_vec();
    for question in &form.questions {
        match question.kind {
            Kind::Grid => headings.extend(question.rows.iter().map(|row| row.text.clone())),
            _ if question.id == PASTED_QUESTION => headings.push(with_no_break_space(&question.text)),
            _ => headings.push(question.text.clone()),
        }
    }
    let columns: Vec<TableColumn> = headings.iter().map(|heading| TableColumn::new().set_header(heading)).collect();
    let last = (u32::try_from(form.responses.len())?, u16::try_from(headings.len() - 1)?);
    let table = Table::new().set_name("Table1").set_columns(&columns);
    sheet.add_table(0, 0, last.0, last.1, &table)?;
    let date = Format::new().set_num_format(r"m/d/yy\ h:mm:ss");
    for (index, response) in form.responses.iter().enumerate() {
        let row = u32::try_from(index + 1)?;
        sheet.write_number(row, 0, f64::from(row))?;
        sheet.write_datetime_with_format(row, 1, moment(response.started()?)?, &date)?;
        sheet.write_datetime_with_format(row, 2, moment(response.completed()?)?, &date)?;
        sheet.write_string(row, 3, "anonymous")?;
        let mut column = 5;
        for question in &form.questions {
            for cell in cells(question, response) {
                match cell {
                    Cell::Blank => {}
                    Cell::Number(number) => _ = sheet.write_number(row, column, number)?,
                    Cell::Text(text) => _ = sheet.write_string(row, column, text)?,
                }
                column += 1;
            }
        }
    }
    Ok(())
}

enum Cell {
    Blank,
    Number(f64),
    Text(String),
}

impl Cell {
    fn text(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }
}

fn cells(question: &Question, response: &Response) -> Vec<Cell> {
    let closed = |parts: Vec<&str>| {
        let pasted = |part: &str| if part == PASTED_OPTION { format!("{part}\u{a0};") } else { format!("{part};") };
        Cell::text(&parts.into_iter().map(pasted).collect::<String>())
    };
    match question.kind {
        Kind::Grid => question.rows.iter().map(|row| Cell::text(response.row(question, row))).collect(),
        Kind::Multiple => vec![closed(response.with_own_words(question))],
        Kind::Ranking => vec![closed(response.parts(&question.id))],
        Kind::Single => vec![Cell::text(response.with_own_words(question).first().unwrap_or(&""))],
        Kind::Scale => vec![response.get(&question.id).parse().map_or(Cell::Blank, Cell::Number)],
        Kind::Numeric | Kind::Text => vec![Cell::text(response.get(&question.id))],
    }
}

fn with_no_break_space(text: &str) -> String {
    text.rsplit_once(' ').map_or_else(|| text.to_owned(), |(start, end)| format!("{start}\u{a0}{end}"))
}

fn moment(moment: Moment) -> Result<ExcelDateTime> {
    let ((year, month, day), (hour, minute, second)) = (moment.date, moment.time);
    Ok(ExcelDateTime::from_ymd(year, month, day)?.and_hms(u16::from(hour), minute, f64::from(second))?)
}
