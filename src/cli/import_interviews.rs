//! Interviews in a spreadsheet, a row a person and a column a question: each row becomes a transcript in plain text that git can
//! show, names the row it came from, and has a case; the sheet itself is kept in raw/.

use std::path::Path;

use super::import::{Args, read_options};
use super::import_study::keep;
use super::terminal::Terminal;
use super::{Outcome, added_rows, workspace};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Block, Column, Kind, Listing, ListingColumn, Part, Question, Report, SurveyTable};
use crate::readers::survey::{self, Reading};
use crate::readers::transcript;
use crate::sink;
use crate::source::{self, Source};
use crate::study::Study;
use crate::study::tables::{CASE_COLUMNS, DOCUMENT_COLUMNS};

/// Answers of fewer words on average are no interview.
const LONG: usize = 12;

/// What stands in the place of an answer that nobody gave; it is said by nobody who is coded.
const NO_ANSWER: &str = "Observer: [no answer]";

/// A row as a transcript.
struct Interview {
    id: String,
    row: u64,
    text: String,
    answered: usize,
    words: usize,
    date: Option<String>,
    attributes: Vec<(String, String)>,
}

/// Imports a sheet of interviews.
///
/// # Errors
/// When no column holds answers long enough, or a file of the study cannot be written.
pub fn import_interviews(file: &Path, args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let opened = Source::open(file)?;
    let reading = survey::read(&opened, &read_options(args)?)?;
    let table = reading.survey.main().ok_or_else(|| Error::new("there are no answers in this file"))?;
    let questions = long_questions(table);
    if questions.is_empty() {
        return Err(Error::new("no column of this sheet holds answers long enough to be interviews")
            .in_place(opened.place())
            .hint("a row a person, a column a question, the question as its heading; a questionnaire comes in without --as"));
    }
    let interviews = interviews(table, &questions, &opened)?;
    terminal.put(&page(&interviews, &questions), &args.output)?;
    let mut noticed = reading.noticed.clone();
    noticed.extend(left_out(table, &questions));
    let study = match workspace::study_folder(&args.study) {
        Ok(folder) => Some(Study::load(&folder)?),
        Err(error) if args.study.study.is_some() => return Err(error),
        Err(_) => None,
    };
    terminal.noticed(&noticed);
    match study {
        _ if args.dry_run => terminal.say("nothing was written (--dry-run)"),
        Some(study) => write_into(&study, &opened, &questions, &interviews, terminal)?,
        None => {
            terminal.next("canvass init our-study, then go into it and import the sheet again with --as interviews")
        }
    }
    Ok(Outcome::Fine)
}

/// Whether what was read as a questionnaire looks like interviews: few rows, and several columns of long answers.
pub fn looks_like_interviews(reading: &Reading) -> bool {
    const MOST_ROWS: usize = 200;
    reading.survey.platform == "generic"
        && reading
            .survey
            .main()
            .is_some_and(|table| (2..=MOST_ROWS).contains(&table.record_count()) && long_questions(table).len() >= 2)
}

/// The questions whose answers are long.
fn long_questions(table: &SurveyTable) -> Vec<&Question> {
    let is_long = |question: &&Question| {
        let Some(column) = words_column(table, question).filter(|_| question.personal.is_none()) else { return false };
        let lengths: Vec<usize> = table.texts(column).flatten().map(|text| text.split_whitespace().count()).collect();
        !lengths.is_empty() && lengths.iter().sum::<usize>() / lengths.len() >= LONG
    };
    table.questions.iter().filter(is_long).collect()
}

fn words_column(table: &SurveyTable, question: &Question) -> Option<usize> {
    let column = question.column(Part::Answer)?;
    matches!(table.blocks.first()?.columns.get(column), Some(Column::Texts(_))).then_some(column)
}

/// A row each that says anything.
fn interviews(table: &SurveyTable, questions: &[&Question], opened: &Source) -> Result<Vec<Interview>> {
    let answers: Vec<Vec<Option<&str>>> = questions
        .iter()
        .map(|question| words_column(table, question).map(|column| table.texts(column).collect()).unwrap_or_default())
        .collect();
    let stem = slug(opened.stem());
    let mut interviews = Vec::new();
    for (row, record) in table.records().enumerate() {
        let said: Vec<Option<&str>> = answers
            .iter()
            .map(|column| column.get(row).copied().flatten().filter(|text| !text.trim().is_empty()))
            .collect();
        if said.iter().all(Option::is_none) {
            continue;
        }
        let id = format!("{stem}-{}", record.number);
        let head = format!("File: raw/{}, row {}\n", opened.file_name(), record.number);
        interviews.push(Interview {
            text: text(&head, questions, &said)?,
            row: record.number,
            answered: said.iter().flatten().count(),
            words: said.iter().flatten().map(|text| text.split_whitespace().count()).sum(),
            date: date(table, row),
            attributes: attributes(table, row),
            id,
        });
    }
    Ok(interviews)
}

/// The transcript: every question as its heading has it, with its id for the guide, and what was answered.
fn text(head: &str, questions: &[&Question], said: &[Option<&str>]) -> Result<String> {
    let written = |whole: bool| {
        let turns = questions.iter().zip(said).map(|(question, said)| {
            let heading = one_line(&question.text.text);
            let answer = said.map_or_else(
                || NO_ANSWER.to_owned(),
                |said| format!("Participant: {}", transcript::paragraphs(said, whole)),
            );
            format!("\nInterviewer: [{}] {heading}\n\n{answer}\n", question.id)
        });
        format!("{head}{}", turns.collect::<String>())
    };
    // What is written must be read back as it was said: a paragraph that could be taken for a speaker is joined to the last.
    for text in [written(false), written(true)] {
        let reading = transcript::read(&Source::from_bytes("interview.txt", text.as_str()))?;
        if reading.document.turns.len() == questions.len() * 2 && reading.document.speakers.len() <= 3 {
            return Ok(text);
        }
    }
    Err(Error::new("an answer cannot be written as a transcript that is read back the same")
        .hint("save the interviews as one text file each, and import these"))
}

fn one_line(text: impl AsRef<str>) -> String {
    text.as_ref().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first date of the row.
fn date(table: &SurveyTable, row: usize) -> Option<String> {
    let mut dates = table
        .questions
        .iter()
        .chain(&table.metadata)
        .filter(|question| question.kind == Kind::Date && question.personal.is_none());
    let column = dates.next()?.column(Part::Answer)?;
    let mut before = row;
    for block in &table.blocks {
        let Some(Column::Dates(values)) = block.columns.get(column) else { return None };
        if let Some(date) = values.get(before) {
            return date.value.ok().and_then(|date| date.get(..10)).map(str::to_owned);
        }
        before -= values.len();
    }
    None
}

/// What is known of the person: single choices, steps and numbers; nothing personal and no words of their own.
fn attributes(table: &SurveyTable, row: usize) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    for question in about_people(table) {
        let Some(column) = question.column(Part::Answer) else { continue };
        let value = match question.kind {
            Kind::Single | Kind::Scale => {
                let place = table.answers(column).nth(row).and_then(|answer| answer.get().ok());
                place.and_then(|place| question.choices.get(place)).map(|choice| choice.label.text.clone())
            }
            _ => table.numbers(column).nth(row).and_then(|number| number.value.ok()).map(|value| value.to_string()),
        };
        attributes.push((column_name(&question.id), value.unwrap_or_default()));
    }
    attributes
}

fn about_people(table: &SurveyTable) -> impl Iterator<Item = &Question> {
    let fits = |question: &&Question| {
        question.personal.is_none() && matches!(question.kind, Kind::Single | Kind::Scale | Kind::Numeric)
    };
    table.questions.iter().filter(fits)
}

/// A column of cases.csv that means something else is not taken.
fn column_name(id: &str) -> String {
    if matches!(id, "case" | "respondent") { format!("{id}_in_sheet") } else { id.to_owned() }
}

/// Says which columns stay in raw/ only.
fn left_out(table: &SurveyTable, questions: &[&Question]) -> Option<Diagnostic> {
    let taken = |question: &Question| {
        questions.iter().any(|long| long.id == question.id)
            || about_people(table).any(|about| about.id == question.id)
            || question.kind == Kind::Date
    };
    let names: Vec<&str> =
        table.questions.iter().filter(|question| !taken(question)).map(|question| question.id.as_str()).collect();
    (!names.is_empty()).then(|| {
        Diagnostic::warning(format!(
            "columns with personal data or short words stay in the sheet only: {}",
            names.join(", ")
        ))
        .hint("what groups people may be added to cases.csv by hand; names belong nowhere but in raw/ and private/")
    })
}

/// A name that files, folders and ids may have.
pub(super) fn slug(stem: &str) -> String {
    let plain: String = stem.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "interview".to_owned() } else { words.join("-") }
}

fn page(interviews: &[Interview], questions: &[&Question]) -> Report {
    let rows = interviews.iter().map(|interview| {
        vec![
            interview.id.as_str().into(),
            interview.row.into(),
            format!("{} of {}", interview.answered, questions.len()).into(),
            interview.words.into(),
        ]
    });
    let headings: Vec<String> =
        questions.iter().map(|question| format!("{} ({})", question.id, one_line(&question.text.text))).collect();
    let listing = Listing {
        id: "interviews".into(),
        title: "Interviews: a row each".into(),
        columns: vec![
            ListingColumn::words("Document"),
            ListingColumn::figures("Row"),
            ListingColumn::words("Answered"),
            ListingColumn::figures("Words"),
        ],
        rows: rows.collect(),
        notes: vec![
            format!("Questions: {}.", headings.join("; ")),
            "A blank answer counts as asked and not answered. Where a question was not put, write its id into “not_asked” in documents.csv.".to_owned(),
        ],
    };
    Report {
        title: "Interviews".into(),
        language: "en-GB".into(),
        blocks: vec![Block::listing(listing)],
        ..Report::default()
    }
}

fn write_into(
    study: &Study,
    opened: &Source,
    questions: &[&Question],
    interviews: &[Interview],
    terminal: &Terminal,
) -> Result<()> {
    keep(study, opened, terminal)?;
    let mut written = 0;
    for interview in interviews {
        let path = study.folder.join(format!("transcripts/{}.txt", interview.id));
        if !source::is_file(&path) {
            sink::write_new(&path, interview.text.as_bytes())?;
            written += 1;
        } else if Source::open(&path)?.text(None)?.text != interview.text {
            terminal.noticed(&[Diagnostic::warning(format!(
                "transcripts/{}.txt was edited, or its row has changed; it is left as it is",
                interview.id
            ))
            .hint("take the file away and import again to have it as in the sheet")]);
        }
    }
    let is_new = |interview: &&Interview| !study.documents.iter().any(|known| known.document == interview.id);
    let documents: Vec<_> =
        interviews.iter().filter(is_new).map(|interview| document_row(interview, questions)).collect();
    let unknown = |interview: &&Interview| !study.cases.iter().any(|known| known.id == interview.id);
    let attributes: Vec<&str> = interviews
        .first()
        .map(|first| first.attributes.iter().map(|(name, _)| name.as_str()).collect())
        .unwrap_or_default();
    let columns: Vec<&str> =
        CASE_COLUMNS.into_iter().chain(attributes.into_iter().filter(|name| !CASE_COLUMNS.contains(name))).collect();
    let cases: Vec<Vec<(&str, String)>> = interviews
        .iter()
        .filter(unknown)
        .map(|interview| {
            let known = interview.attributes.iter().map(|(name, value)| (name.as_str(), value.clone()));
            std::iter::once(("case", interview.id.clone())).chain(known).collect()
        })
        .collect();
    terminal.say(format!(
        "wrote {written} transcripts, {} rows of documents.csv, {} of cases.csv",
        documents.len(),
        cases.len()
    ));
    added_rows::add(&study.folder, "documents.csv", &DOCUMENT_COLUMNS, documents)?;
    added_rows::add(&study.folder, "cases.csv", &columns, cases)?;
    add_sections(study, questions, terminal)?;
    terminal.next("fill in group and consent in cases.csv, then: canvass check, canvass code");
    Ok(())
}

fn document_row(interview: &Interview, questions: &[&Question]) -> Vec<(&'static str, String)> {
    let mut speakers = format!("Interviewer = interviewer; Participant = participant {}", interview.id);
    if interview.answered < questions.len() {
        speakers.push_str("; Observer = other");
    }
    vec![
        ("document", interview.id.clone()),
        ("file", format!("transcripts/{}.txt", interview.id)),
        ("activity", "interviews".to_owned()),
        ("kind", "transcript".to_owned()),
        ("date", interview.date.clone().unwrap_or_default()),
        ("speakers", speakers),
    ]
}

/// Adds `[interviews]` and the questions as `[[guide]]` to study.toml, where it has none.
fn add_sections(study: &Study, questions: &[&Question], terminal: &Terminal) -> Result<()> {
    let path = study.folder.join("study.toml");
    let mut text = Source::open(&path)?.text(None)?.text;
    let before = text.clone();
    if study.file.interviews.is_none() {
        text = format!(
            "{}\n\n[interviews]\ntranscripts = \"transcripts/*\"\ncodebook = \"codebook.toml\"\n",
            text.trim_end()
        );
        terminal.say("wrote [interviews] into study.toml");
    }
    if study.file.guide.is_empty() {
        let quoted = |text: &str| toml::Value::String(one_line(text)).to_string();
        for question in questions {
            let (id, title) = (quoted(&question.id), quoted(&question.text.text));
            text.push_str(&format!("\n[[guide]]\nid = {id}\ntitle = {title}\n"));
        }
        terminal.say("wrote the questions as [[guide]] into study.toml");
    }
    if text == before { Ok(()) } else { sink::write(&path, text.as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_letters_and_figures() {
        assert_eq!([slug("My Talks (2)"), slug("…"), slug("Łódź_1")], ["my-talks-2", "interview", "łódź-1"]);
    }
}
