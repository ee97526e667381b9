//! The case × question workbook that `canvass grid` writes, filled in by a person.
//!
//! The codes of a cell code the words that its extract now holds: all of them as they were put there, or the shorter passage to
//! which somebody cut them. Passages are divided by a blank line or by `[…]`. Summaries are kept beside.

use super::codes;
use super::input::Row;
use super::{CodingReader, Input, Reading};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::grid::{CODES, EXTRACT, SHEET, SUMMARY};
use crate::model::{Marked, Summary};
use crate::source::Source;

/// The format.
pub(super) struct GridWorkbook;

impl CodingReader for GridWorkbook {
    fn name(&self) -> &'static str {
        "grid"
    }

    fn title(&self) -> &'static str {
        "the workbook that `canvass grid` wrote (.xlsx)"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["xlsx"]
    }

    fn recognise(&self, input: &Input) -> bool {
        input.grid().is_some_and(|rows| heading(rows).is_some())
    }

    fn read(&self, source: &Source, input: &Input) -> Result<Reading> {
        let rows = input.grid().unwrap_or_default();
        let Some((index, heading)) = heading(rows) else { return Err(Error::new("this sheet is not a grid")) };
        let mut reading = Reading::default();
        for row in &rows[index + 1..] {
            for question in &heading.questions {
                read_cell(row, &heading, question, source, &mut reading);
            }
        }
        Ok(reading)
    }
}

/// Where the columns stand.
struct Heading {
    case: usize,
    document: usize,
    questions: Vec<Question>,
}

struct Question {
    id: String,
    extract: usize,
    summary: Option<usize>,
    codes: Option<usize>,
}

/// The row of headings, among the first few, with its place.
fn heading(rows: &[Row]) -> Option<(usize, Heading)> {
    const LOOKED_AT: usize = 5;
    rows.iter().take(LOOKED_AT).enumerate().find_map(|(index, row)| Some((index, columns(row)?)))
}

fn columns(row: &Row) -> Option<Heading> {
    let headings: Vec<String> = (0..row.cells.len()).map(|column| row.cell(column).to_lowercase()).collect();
    let find = |name: &str| headings.iter().position(|heading| heading == name);
    let mut questions = Vec::new();
    for (column, heading) in headings.iter().enumerate() {
        let Some(folded) = heading.strip_suffix(EXTRACT).map(str::trim).filter(|id| !id.is_empty()) else { continue };
        let written = row.cell(column);
        let id = written.get(..folded.len()).unwrap_or(folded).trim().to_owned();
        questions.push(Question {
            id,
            extract: column,
            summary: find(&format!("{folded} {SUMMARY}")),
            codes: find(&format!("{folded} {CODES}")),
        });
    }
    let heading = Heading { case: find("case")?, document: find("document")?, questions };
    (!heading.questions.is_empty()).then_some(heading)
}

fn read_cell(row: &Row, heading: &Heading, question: &Question, source: &Source, reading: &mut Reading) {
    let (case, document) = (row.cell(heading.case), row.cell(heading.document));
    let summary = question.summary.map_or("", |column| row.cell(column));
    if !summary.is_empty() {
        reading.summaries.push(Summary {
            case: case.to_owned(),
            document: document.to_owned(),
            question: question.id.clone(),
            text: summary.replace("\r\n", "\n"),
        });
    }
    let Some(column) = question.codes else { return };
    let note = codes::note(row.cell(column));
    if note.codes.is_empty() {
        return;
    }
    let place = format!("{SHEET}!{}{}", letters(column), row.number);
    let passages = passages(row.cell(question.extract));
    let problem = if document.is_empty() {
        Some(("there are codes in a row without a document", "write the document's name into the column “document”"))
    } else if passages.is_empty() {
        Some(("there are codes beside an empty extract", "copy the words that they code into the extract"))
    } else {
        None
    };
    if let Some((what, hint)) = problem {
        reading.noticed.push(Diagnostic::error(what).in_place(source.place().at(place)).hint(hint));
        return;
    }
    for text in passages {
        reading.marked.push(Marked {
            document: Some(document.to_owned()),
            turn: None,
            text,
            span: None,
            codes: note.codes.clone(),
            memo: note.memo.clone(),
            coder: None,
            place: place.clone(),
            stored: None,
        });
    }
}

/// The passages of an extract: what stands between blank lines and marks of omission.
fn passages(extract: &str) -> Vec<String> {
    let text = extract.replace("\r\n", "\n").replace('\r', "\n").replace("[...]", "[…]");
    let mut passages = Vec::new();
    for part in text.split("[…]") {
        let mut passage: Vec<&str> = Vec::new();
        for line in part.split('\n').map(str::trim).chain([""]) {
            if !line.is_empty() {
                passage.push(line);
            } else if !passage.is_empty() {
                passages.push(passage.join("\n"));
                passage.clear();
            }
        }
    }
    passages
}

/// The letters of a column: A, B … Z, AA.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_stand_between_blank_lines_and_marks_of_omission() {
        assert!(passages(" \n\n ").is_empty());
        assert_eq!(passages("one\ntwo\r\n\r\nthree […] four[...]"), ["one\ntwo", "three", "four"]);
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_heading_is_found_below_a_row_of_titles() {
        let row = |number, cells: &[&str]| Row { number, cells: cells.iter().map(|&cell| cell.to_owned()).collect() };
        let rows = [
            row(1, &["", "", "Benefits"]),
            row(2, &["case", "Document", "Worth extract", "worth summary", "worth codes"]),
        ];
        let (index, heading) = heading(&rows).unwrap();
        assert_eq!((index, heading.questions[0].id.as_str(), heading.questions[0].codes), (1, "Worth", Some(4)));
        assert!(super::heading(&rows[..1]).is_none());
    }
}
