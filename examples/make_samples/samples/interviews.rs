//! The interviews that came as Word documents, and the codings in the forms in which coders hand them in: Word copies with
//! comments, and sheets.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use serde::Deserialize;

use super::word::{Comment, Piece, WordDocument};
use super::{Made, Result, word};

/// Where the sources lie.
const SOURCES: &str = "data-samples/interviews";
/// Where the study lies.
const STUDY: &str = "examples/research-better-together";
/// The interviews recorded in Teams and saved as Word, with the line that Teams puts on top.
const RECORDED: [(&str, &str); 4] = [
    ("commissioner-04", "6 April 2022, 2:00PM"),
    ("vcfse-11", "17 March 2022, 4:30PM"),
    ("vcfse-12", "22 March 2022, 11:05AM"),
    ("vcfse-13", "24 March 2022, 9:32AM"),
];
/// The interview whose plain transcript was pasted into Word to be coded there.
const PASTED: &str = "commissioner-03";
/// The sheets, each with the interviews it covers.
const SHEETS: [(&str, &[&str]); 3] = [
    (
        "asha-vcfse.csv",
        &[
            "vcfse-01", "vcfse-02", "vcfse-03", "vcfse-04", "vcfse-05", "vcfse-06", "vcfse-07", "vcfse-08", "vcfse-09",
            "vcfse-10", "vcfse-14", "vcfse-15", "vcfse-16",
        ],
    ),
    ("asha-commissioners.csv", &["commissioner-01", "commissioner-02"]),
    ("asha-managers.xlsx", &["manager-01", "manager-02", "manager-03", "manager-04"]),
];
/// What the second coder coded too, to see whether another would code alike.
const DOUBLE_CODED: [&str; 10] = [
    "commissioner-01",
    "commissioner-02",
    "manager-01",
    "manager-02",
    "vcfse-02",
    "vcfse-04",
    "vcfse-05",
    "vcfse-07",
    "vcfse-09",
    "vcfse-14",
];
/// The code that the second coder takes one for where they differ.
const TAKEN_FOR: [(&str, &str); 19] = [
    ("does-pr", "consultation"),
    ("consultation", "co-design"),
    ("co-design", "consultation"),
    ("peer-roles", "co-design"),
    ("better-services", "influence"),
    ("influence", "better-services"),
    ("confidence", "peer-roles"),
    ("time-capacity", "funding"),
    ("training", "researchers"),
    ("research-fatigue", "trust-ethics"),
    ("trust-ethics", "influence"),
    ("little-experience", "not-aware"),
    ("term-unknown", "awareness"),
    ("not-social-care", "term-unknown"),
    ("awareness", "term-unknown"),
    ("funding", "time-capacity"),
    ("researchers", "training"),
    ("knows-others", "interest"),
    ("not-aware", "interest"),
];
const HEADINGS: [&str; 5] = ["document", "turn", "text", "codes", "memo"];

/// A row of a coding sheet.
#[derive(Deserialize)]
struct Coded {
    document: String,
    turn: String,
    text: String,
    codes: String,
    memo: String,
}

/// Every file of the study that is made; its questionnaire is the export given.
///
/// # Errors
/// When a source is not there, or a comment does not find its words.
pub fn write(root: &Path, export: Vec<u8>) -> Result<Vec<Made>> {
    let mut made = Vec::new();
    for (id, date) in RECORDED {
        let source = std::fs::read_to_string(root.join(SOURCES).join("word-sources").join(format!("{id}.txt")))?;
        let paragraphs = || recorded(id, date, &source);
        let transcript = WordDocument { paragraphs: paragraphs(), comments: Vec::new() };
        made.push(Made { path: format!("{STUDY}/transcripts/{id}.docx"), bytes: word::write(&transcript)? });
        made.push(marked(root, id, paragraphs())?);
    }
    let pasted = std::fs::read_to_string(root.join(STUDY).join("transcripts").join(format!("{PASTED}.txt")))?;
    made.push(marked(root, PASTED, plain(&pasted))?);
    for (name, documents) in SHEETS {
        let mut rows = Vec::new();
        for document in documents {
            rows.extend(codings(root, document)?);
        }
        let bytes = if name.ends_with(".xlsx") { workbook(&rows)? } else { sheet(&rows)? };
        made.push(Made { path: format!("{STUDY}/incoming/{name}"), bytes });
    }
    let mut seen_again = Vec::new();
    for document in DOUBLE_CODED {
        seen_again.extend(codings(root, document)?);
    }
    made.push(Made { path: format!("{STUDY}/incoming/tom.csv"), bytes: sheet(&by_another(&seen_again))? });
    made.push(Made { path: format!("{STUDY}/raw/questionnaire.xlsx"), bytes: export });
    Ok(made)
}

/// The same passages as a second coder sees them: some missed, some with another code or another besides, some shorter.
fn by_another(rows: &[Coded]) -> Vec<Coded> {
    let mut seen = Vec::new();
    let mut number = 0;
    for row in rows {
        for code in row.codes.split(';').map(str::trim).filter(|code| !code.is_empty()) {
            number += 1;
            let other = TAKEN_FOR.iter().find(|(of, _)| *of == code).map_or("trust-ethics", |(_, other)| *other);
            let (codes, memo) = match number % 20 {
                3 | 4 | 9 | 15 | 17 => continue,
                6 | 13 => (other.to_owned(), "Not sure about this one."),
                1 | 11 => (format!("{code}; {other}"), ""),
                _ => (code.to_owned(), ""),
            };
            let text = if number % 20 == 8 || number % 20 == 18 { first_part(&row.text) } else { &row.text };
            seen.push(Coded {
                document: row.document.clone(),
                turn: row.turn.clone(),
                text: text.to_owned(),
                codes,
                memo: memo.to_owned(),
            });
        }
    }
    seen
}

/// A passage up to its first comma or full stop, where that leaves enough to be found by.
fn first_part(text: &str) -> &str {
    let end = text.match_indices([',', '.']).map(|(at, _)| at).find(|at| *at >= 24);
    end.map_or(text, |at| &text[..at])
}

/// A transcript as Teams writes it: three lines about the meeting, then a paragraph a turn with name, time and words.
fn recorded(id: &str, date: &str, source: &str) -> Vec<Vec<Piece>> {
    let words = |text: &str| vec![Piece::Words(text.to_owned())];
    let mut paragraphs = vec![words(&format!("{id}-Meeting Recording")), words(date)];
    for turn in source.split("\n\n").map(str::trim).filter(|turn| !turn.is_empty()) {
        let mut lines = turn.lines();
        let head = lines.next().unwrap_or_default();
        let (name, time) = head.split_at(head.find("   ").unwrap_or(head.len()));
        let mut paragraph = vec![Piece::Bold(name.to_owned()), Piece::Grey(time.to_owned())];
        for line in lines {
            paragraph.extend([Piece::Break, Piece::Words(line.to_owned())]);
        }
        paragraphs.push(paragraph);
    }
    paragraphs
}

/// A plain transcript pasted into Word: a paragraph a line.
fn plain(source: &str) -> Vec<Vec<Piece>> {
    source.lines().filter(|line| !line.is_empty()).map(|line| vec![Piece::Words(line.to_owned())]).collect()
}

fn marked(root: &Path, id: &str, paragraphs: Vec<Vec<Piece>>) -> Result<Made> {
    let comments = codings(root, id)?.into_iter().enumerate().map(|(index, coded)| Comment {
        on: coded.text,
        paragraphs: std::iter::once(coded.codes).chain(Some(coded.memo).filter(|memo| !memo.is_empty())).collect(),
        date: format!("2022-05-03T10:{:02}:00Z", 2 * index),
    });
    let document = WordDocument { paragraphs, comments: comments.collect() };
    let bytes = word::write(&document).map_err(|error| format!("{id}: {error}"))?;
    Ok(Made { path: format!("{STUDY}/incoming/{id}.docx"), bytes })
}

fn codings(root: &Path, id: &str) -> Result<Vec<Coded>> {
    let mut reader = csv::Reader::from_path(root.join(SOURCES).join("codings").join(format!("{id}.csv")))?;
    Ok(reader.deserialize().collect::<std::result::Result<_, _>>()?)
}

impl Coded {
    fn cells(&self) -> [&str; 5] {
        [&self.document, &self.turn, &self.text, &self.codes, &self.memo]
    }
}

/// A sheet as Excel saves "CSV UTF-8": with a byte order mark and CR LF.
fn sheet(rows: &[Coded]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEADINGS)?;
    for row in rows {
        writer.write_record(row.cells())?;
    }
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(writer.into_inner()?);
    Ok(bytes)
}

fn workbook(rows: &[Coded]) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2022, 5, 6)?;
    workbook.set_properties(&DocProperties::new().set_author("Asha").set_creation_datetime(&made));
    let sheet = workbook.add_worksheet().set_name("Codings")?;
    sheet.write_row(0, 0, HEADINGS)?;
    for (index, row) in rows.iter().enumerate() {
        sheet.write_row(
            u32::try_from(index + 1)?,
            0,
            row.cells().map(Some).map(|cell| cell.filter(|c| !c.is_empty())),
        )?;
    }
    Ok(workbook.save_to_buffer()?)
}
