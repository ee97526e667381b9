//! `cases.csv` and `documents.csv`.

use serde::Serialize;

use crate::diagnostic::{Error, Result, did_you_mean};
use crate::model::{Case, Role, Speaker};
use crate::source::{Source, delimited};

/// A row of documents.csv: what a person decided about a transcript.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DocumentEntry {
    /// Unique in the study.
    pub document: String,
    /// The file, from the study's folder.
    pub file: String,
    /// The activity it comes from.
    pub activity: Option<String>,
    /// `transcript`, `notes`, `story`, `answer`, `published`.
    pub kind: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// The document of which it is a translation.
    pub translation_of: Option<String>,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Labels, roles and cases: `Nadia = interviewer; Dawn Ashcroft = participant vcfse-03`.
    pub speakers: Vec<Speaker>,
    /// Questions of turns as a person corrected them: `4 = activities; 10 = support; 12 = -`.
    pub questions: Vec<(u32, Option<String>)>,
    /// Interview questions that are known not to have been put, by id.
    pub not_asked: Vec<String>,
    /// The line in the file, for messages.
    pub line: u64,
}

/// The columns of documents.csv, in order.
pub const DOCUMENT_COLUMNS: [&str; 10] = [
    "document",
    "file",
    "activity",
    "kind",
    "language",
    "translation_of",
    "date",
    "speakers",
    "questions",
    "not_asked",
];

/// The columns of cases.csv that mean something to canvass; any other is an attribute.
pub const CASE_COLUMNS: [&str; 5] = ["case", "respondent", "group", "organisation", "consent"];

/// Reads cases.csv.
///
/// # Errors
/// When it is not a table with a `case` column, or two rows have the same case.
pub fn read_cases(source: &Source) -> Result<Vec<Case>> {
    let (headings, rows) = rows(source)?;
    if !headings.iter().any(|heading| heading == "case") {
        let nearest = did_you_mean("case", headings.iter().map(String::as_str));
        let error = Error::new("cases.csv has no column “case”").in_place(source.line(1));
        return Err(match nearest {
            Some(heading) => error.hint(format!("rename the column “{heading}” to “case”")),
            None => error.hint("add a column “case” with a short name for each person or organisation"),
        });
    }
    let mut cases: Vec<Case> = Vec::with_capacity(rows.len());
    for (line, row) in rows {
        let mut case = Case::default();
        for (heading, value) in headings.iter().zip(row) {
            let filled = Some(value.clone()).filter(|value| !value.is_empty());
            match heading.as_str() {
                "case" => case.id = value,
                "respondent" => case.respondent = filled,
                "group" => case.group = filled,
                "organisation" => case.organisation = filled,
                "consent" => case.consent = filled,
                _ => case.attributes.push((heading.clone(), value)),
            }
        }
        if case.id.is_empty() {
            return Err(Error::new("this row has no case")
                .in_place(source.line(line))
                .hint("give it a short name, or delete the row"));
        }
        if cases.iter().any(|other| other.id == case.id) {
            return Err(Error::new(format!("the case “{}” stands here twice", case.id))
                .in_place(source.line(line))
                .hint("every row is one case; rename one of the two"));
        }
        cases.push(case);
    }
    Ok(cases)
}

/// Reads documents.csv.
///
/// # Errors
/// When it is not a table with the columns `document` and `file`, has an unknown column, a speaker without a role, or two
/// rows have the same document.
pub fn read_documents(source: &Source) -> Result<Vec<DocumentEntry>> {
    let (headings, rows) = rows(source)?;
    for heading in &headings {
        if !DOCUMENT_COLUMNS.contains(&heading.as_str()) {
            let error = Error::new(format!("documents.csv has an unknown column “{heading}”")).in_place(source.line(1));
            return Err(match did_you_mean(heading, DOCUMENT_COLUMNS) {
                Some(meant) => error.hint(format!("did you mean “{meant}”?")),
                None => error.hint(format!(
                    "known: {}; what belongs to a person goes into cases.csv",
                    DOCUMENT_COLUMNS.join(", ")
                )),
            });
        }
    }
    for needed in ["document", "file"] {
        if !headings.iter().any(|heading| heading == needed) {
            return Err(Error::new(format!("documents.csv has no column “{needed}”")).in_place(source.line(1)));
        }
    }
    let mut documents: Vec<DocumentEntry> = Vec::with_capacity(rows.len());
    for (line, row) in rows {
        let mut entry = DocumentEntry { line, ..DocumentEntry::default() };
        for (heading, value) in headings.iter().zip(row) {
            let filled = Some(value.clone()).filter(|value| !value.is_empty());
            match heading.as_str() {
                "document" => entry.document = value,
                "file" => entry.file = value,
                "activity" => entry.activity = filled,
                "kind" => entry.kind = filled,
                "language" => entry.language = filled,
                "translation_of" => entry.translation_of = filled,
                "date" => entry.date = filled,
                "speakers" => entry.speakers = speakers(&value).map_err(|error| error.in_place(source.line(line)))?,
                "questions" => {
                    entry.questions = questions(&value).map_err(|error| error.in_place(source.line(line)))?
                }
                _ => entry.not_asked = list(&value),
            }
        }
        if entry.document.is_empty() || entry.file.is_empty() {
            return Err(Error::new("this row lacks its document or its file").in_place(source.line(line)));
        }
        if documents.iter().any(|other| other.document == entry.document) {
            return Err(Error::new(format!("the document “{}” stands here twice", entry.document))
                .in_place(source.line(line))
                .hint("a document has one name, whatever the ending of its file; rename one of the two"));
        }
        documents.push(entry);
    }
    Ok(documents)
}

/// The speakers of a document as documents.csv writes them.
pub fn write_speakers(speakers: &[Speaker]) -> String {
    let written: Vec<String> = speakers
        .iter()
        .map(|speaker| match &speaker.case {
            Some(case) => format!("{} = {} {case}", speaker.label, speaker.role.word()),
            None => format!("{} = {}", speaker.label, speaker.role.word()),
        })
        .collect();
    written.join("; ")
}

fn speakers(text: &str) -> Result<Vec<Speaker>> {
    list(text)
        .iter()
        .map(|part| {
            let (label, rest) = part.rsplit_once('=').ok_or_else(|| {
                Error::new(format!("“{part}” does not say who speaks"))
                    .hint("write: label = participant case; label = interviewer")
            })?;
            let mut words = rest.split_whitespace();
            let word = words.next().unwrap_or_default();
            let role = Role::from_word(word).ok_or_else(|| {
                Error::new(format!("“{word}” is not a role")).hint("use interviewer, participant or other")
            })?;
            let case = words.collect::<Vec<_>>().join(" ");
            Ok(Speaker { label: label.trim().to_owned(), case: Some(case).filter(|case| !case.is_empty()), role })
        })
        .collect()
}

fn questions(text: &str) -> Result<Vec<(u32, Option<String>)>> {
    list(text)
        .iter()
        .map(|part| {
            let parsed = part.split_once('=').and_then(|(turn, question)| {
                let question = question.trim();
                Some((
                    turn.trim().parse().ok()?,
                    Some(question.to_owned()).filter(|name| !name.is_empty() && name != "-"),
                ))
            });
            parsed.ok_or_else(|| {
                Error::new(format!("“{part}” does not say which turn answers which question"))
                    .hint("write: 4 = activities; 10 = support; 12 = - (none)")
            })
        })
        .collect()
}

fn list(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The headings in lower case, and every row that is not blank with its line.
pub(super) type Rows = (Vec<String>, Vec<(u64, Vec<String>)>);

pub(super) fn rows(source: &Source) -> Result<Rows> {
    let decoded = source.text(None)?;
    let delimiter = delimited::delimiter(&decoded.text);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(decoded.text.as_bytes());
    let explain = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        let what = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("this row has {len} cells and the heading has {expected_len}")
            }
            _ => "this row could not be read".to_owned(),
        };
        Error::new(what).in_place(source.line(line)).hint("put text that holds a comma in quotation marks")
    };
    let headings: Vec<String> = reader.headers().map_err(explain)?.iter().map(str::to_lowercase).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(explain)?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    Ok((headings, rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_keep_their_attributes_in_order() {
        let source = Source::from_bytes("cases.csv", "case,group,size\nv1,VCFSE,Micro\n\nc1,Commissioner,\n");
        let cases = read_cases(&source).unwrap();
        assert_eq!(cases.len(), 2);
        assert_eq!(cases[0].attribute("size"), Some("Micro"));
        assert_eq!(cases[1].attribute("size"), None);
    }

    #[test]
    fn a_case_twice_is_an_error_with_its_line() {
        let error = read_cases(&Source::from_bytes("cases.csv", "case\na\na\n")).unwrap_err();
        assert_eq!(error.to_string(), "cases.csv:3: the case “a” stands here twice");
    }

    #[test]
    fn speakers_are_written_as_they_are_read() {
        let text =
            "document,file,speakers,questions\nv1,t/v1.txt,Rob = interviewer; A: B = participant v1,4 = q1; 6 = -\n";
        let documents = read_documents(&Source::from_bytes("documents.csv", text)).unwrap();
        assert_eq!(write_speakers(&documents[0].speakers), "Rob = interviewer; A: B = participant v1");
        assert_eq!(documents[0].questions, [(4, Some("q1".to_owned())), (6, None)]);
    }

    #[test]
    fn a_ragged_row_is_an_error_with_its_line() {
        let error = read_cases(&Source::from_bytes("cases.csv", "case,group\na\n")).unwrap_err();
        assert!(error.to_string().starts_with("cases.csv:2: this row has 1 cells"), "{error}");
    }
}
