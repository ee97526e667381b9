//! A sheet with a row a coded passage: CSV or a workbook with the columns document, turn, text, codes, memo and perhaps coder.

use super::{CodingReader, Input, Reading, codes};
use crate::diagnostic::{Diagnostic, Error, Place, Result, did_you_mean};
use crate::model::Marked;
use crate::source::{Source, delimited};

use super::input::Row;

/// The format.
pub(super) struct Sheet;

/// The headings that mean something.
const HEADINGS: [&str; 6] = ["document", "turn", "text", "codes", "memo", "coder"];

/// The most rows.
const MOST_ROWS: usize = 1_000_000;

impl CodingReader for Sheet {
    fn name(&self) -> &'static str {
        "sheet"
    }

    fn title(&self) -> &'static str {
        "a sheet with the columns document, turn, text, codes, memo (.csv, .xlsx)"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["csv", "tsv", "xlsx", "ods"]
    }

    fn recognise(&self, input: &Input) -> bool {
        input.rows().is_some() || input.text().is_some()
    }

    fn read(&self, source: &Source, input: &Input) -> Result<Reading> {
        match (input.rows(), input.text()) {
            (Some(rows), _) => read_rows(rows, source),
            (None, Some(text)) => read_rows(&delimited(text, source)?, source),
            (None, None) => Err(Error::new("this is no sheet")),
        }
    }
}

pub(in crate::readers) fn delimited(text: &str, source: &Source) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for record in records(text, source) {
        let record = record?;
        if rows.len() > MOST_ROWS {
            return Err(Error::new("this sheet has more than a million rows"));
        }
        let number = record.position().map_or(0, csv::Position::line);
        rows.push(Row { number, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok(rows)
}

/// The records of a small table; one that cannot be read is named by its line.
pub(in crate::readers) fn records(text: &str, source: &Source) -> impl Iterator<Item = Result<csv::StringRecord>> {
    delimited::reader(text, delimited::delimiter(text)).into_records().map(|record| {
        record.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            Error::new("this row could not be read").in_place(source.line(line)).hint("save the sheet as CSV again")
        })
    })
}

/// Where the columns stand.
struct Columns {
    places: [Option<usize>; 6],
    width: usize,
}

impl Columns {
    fn cell<'a>(&self, row: &'a Row, heading: &str) -> &'a str {
        let place = HEADINGS.iter().position(|known| *known == heading).and_then(|index| self.places[index]);
        place.map_or("", |column| row.cell(column))
    }
}

fn columns(row: &Row, noticed: &mut Vec<Diagnostic>) -> Result<Columns> {
    let headings: Vec<String> = (0..row.cells.len()).map(|column| row.cell(column).to_lowercase()).collect();
    let mut places = [None; 6];
    let mut strangers = Vec::new();
    for (column, heading) in headings.iter().enumerate() {
        let known = if heading == "code" { "codes" } else { heading };
        match HEADINGS.iter().position(|name| *name == known) {
            Some(index) if places[index].is_none() => places[index] = Some(column),
            Some(_) => {
                return Err(Error::new(format!("the column “{known}” stands here twice")).hint("delete one of the two"));
            }
            None if heading.is_empty() => {}
            None => strangers.push(row.cell(column).to_owned()),
        }
    }
    for needed in ["text", "codes"] {
        if HEADINGS.iter().position(|name| *name == needed).and_then(|index| places[index]).is_some() {
            continue;
        }
        let error = Error::new(format!("this sheet has no column “{needed}”"));
        return Err(match did_you_mean(needed, strangers.iter().map(String::as_str)) {
            Some(meant) => error.hint(format!("is it “{meant}”? Call it “{needed}”")),
            None => error.hint(format!("the first row names the columns: {}", HEADINGS.join(", "))),
        });
    }
    if !strangers.is_empty() {
        let known = HEADINGS.join(", ");
        noticed.push(
            Diagnostic::note(format!("left alone: the columns {}", strangers.join(", ")))
                .hint(format!("what is read: {known}")),
        );
    }
    Ok(Columns { places, width: row.cells.len() })
}

fn read_rows(rows: &[Row], source: &Source) -> Result<Reading> {
    let mut reading = Reading::default();
    let filled = |row: &&Row| row.cells.iter().any(|cell| !cell.trim().is_empty());
    let mut rows = rows.iter().filter(filled);
    let Some(head) = rows.next() else { return Err(Error::new("this sheet is empty")) };
    let columns =
        columns(head, &mut reading.noticed).map_err(|error| error.in_place(Place::line(source.name(), head.number)))?;
    let mut uncoded = 0;
    for row in rows {
        match passage(row, &columns) {
            Ok(Some(marked)) => reading.marked.push(marked),
            Ok(None) => uncoded += 1,
            Err(error) => reading.noticed.push(error.in_place(Place::line(source.name(), row.number)).into()),
        }
    }
    if uncoded > 0 {
        let rows = if uncoded == 1 { "1 row has".to_owned() } else { format!("{uncoded} rows have") };
        reading.noticed.push(Diagnostic::note(format!("{rows} no codes yet, and were left out")));
    }
    if reading.marked.is_empty()
        && reading.noticed.iter().all(|noticed| noticed.level < crate::diagnostic::Level::Error)
    {
        return Err(Error::new("this sheet has no coded passages").hint("write codes into the column “codes”"));
    }
    Ok(reading)
}

/// The passage of a row; `None` where it has no codes yet.
fn passage(row: &Row, columns: &Columns) -> Result<Option<Marked>> {
    if row.cells.iter().skip(columns.width).any(|cell| !cell.trim().is_empty()) {
        return Err(Error::new(format!(
            "this row has {} cells and the heading has {}",
            row.cells.len(),
            columns.width
        ))
        .hint("put text that holds a comma in quotation marks"));
    }
    let cell = |heading| columns.cell(row, heading);
    let codes = codes::list(cell("codes"));
    let text = cell("text");
    if codes.is_empty() {
        return Ok(None);
    }
    if text.is_empty() {
        return Err(
            Error::new("this row has codes and no text").hint("copy the words that they code into the column “text”")
        );
    }
    let filled = |heading| Some(cell(heading).to_owned()).filter(|text| !text.is_empty());
    let turn = match cell("turn") {
        "" => None,
        written => Some(written.trim_end_matches(".0").parse::<u32>().map_err(|_| {
            Error::new(format!("“{written}” is not the number of a turn"))
                .hint("write 1, 2, 3 … or leave the cell blank")
        })?),
    };
    Ok(Some(Marked {
        document: filled("document"),
        turn,
        text: text.to_owned(),
        span: None,
        codes,
        memo: filled("memo"),
        coder: filled("coder"),
        place: format!("row {}", row.number),
        stored: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::diagnostic::Level;
    use crate::source::Source;

    fn sheet(text: &str) -> Source {
        Source::from_bytes("coded.csv", text)
    }

    #[test]
    fn an_empty_sheet_and_one_without_codes_are_errors() {
        assert!(read(&sheet("")).unwrap_err().what().contains("empty"));
        assert!(read(&sheet("document,text,codes\n")).unwrap_err().what().contains("no coded passages"));
        assert!(read(&sheet("document,text,codes\nv1,words,\n")).unwrap_err().what().contains("no coded passages"));
    }

    #[test]
    fn a_missing_column_says_which_may_be_meant() {
        let error = read(&sheet("document,txt,codes\nv1,a,b\n")).unwrap_err();
        assert_eq!(error.to_string(), "coded.csv:1: this sheet has no column “text”");
        assert_eq!(error.hint_text(), Some("is it “txt”? Call it “text”"));
    }

    #[test]
    fn rows_are_passages_whatever_the_case_of_headings_and_the_delimiter() {
        let reading =
            read(&sheet("\u{feff}Document;Turn;TEXT;Code;Memo;Coder;Page\nv1;4;\"so; many\";funding, time;why;Asha;9\n\nv1;;uncoded;;;;\n")).unwrap();
        let marked = &reading.marked[0];
        assert_eq!(reading.marked.len(), 1);
        assert_eq!((marked.document.as_deref(), marked.turn), (Some("v1"), Some(4)));
        assert_eq!((marked.text.as_str(), marked.memo.as_deref()), ("so; many", Some("why")));
        assert_eq!(marked.codes, ["funding", "time"]);
        assert_eq!((marked.coder.as_deref(), marked.place.as_str()), (Some("Asha"), "row 2"));
        assert_eq!(reading.noticed.len(), 2, "{:?}", reading.noticed);
    }

    #[test]
    fn rows_that_cannot_be_taken_are_errors_with_their_place() {
        let reading = read(&sheet("document,turn,text,codes\nv1,four,a,b\nv1,,,b\nv1,1,a,b,c,d\n")).unwrap();
        let places: Vec<Option<u64>> =
            reading.noticed.iter().map(|noticed| noticed.place.as_ref().unwrap().line).collect();
        assert_eq!(places, [Some(2), Some(3), Some(4)]);
        assert!(reading.noticed.iter().all(|noticed| noticed.level == Level::Error));
    }
}
