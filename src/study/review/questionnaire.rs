//! The data dictionary as a workbook.

use std::collections::BTreeMap;

use super::parts::{self, ByOwner, CHOICES, KEY, MISSING, ORDER, QUESTION, ROWS};
use super::table::{Table, fingerprint};
use crate::model::review::{Entry, ReviewBook, ReviewColumn, ReviewRow, ReviewSheet};
use crate::model::{Kind, Personal, QuestionEntry, Questionnaire};

/// The sheet of questions.
pub const QUESTIONS: &str = "Questions";
/// Of what such a workbook is a review.
pub const OF: &str = "questionnaire";
/// The mark of the order of questions.
pub const ORDER_MARK: &str = "(order)";

/// What is known of a question besides its entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// How many answered it.
    pub base: Option<u64>,
    /// How many chose each choice, by its code.
    pub counts: BTreeMap<String, u64>,
    /// Why it was understood so, from 0 to 1 how sure, and of what kind it was taken to be.
    pub guess: Option<(String, f64, String)>,
}

/// Reasons for not answering, as the file and as the workbook word them.
pub const REASONS: [(&str, &str); 6] = [
    ("not-answered", "not answered"),
    ("not-asked", "not asked"),
    ("refused", "refused"),
    ("dont-know", "don't know"),
    ("user", "missing"),
    ("unknown", "unknown"),
];

/// The kinds of personal data.
pub const PERSONAL: [Personal; 7] = [
    Personal::Name,
    Personal::Email,
    Personal::Phone,
    Personal::IpAddress,
    Personal::Location,
    Personal::Address,
    Personal::Identifier,
];

/// The workbook of a dictionary. Choices of questions with personal data are not in it.
pub fn book(questionnaire: &Questionnaire, facts: &BTreeMap<String, Facts>, date: Option<&str>) -> ReviewBook {
    let questions = &questionnaire.questions;
    let mut book = ReviewBook {
        of: OF.to_owned(),
        title: "The questions of the survey, for you to check".to_owned(),
        date: date.map(str::to_owned),
        advice: advice(),
        sheets: vec![
            question_sheet(questions, facts),
            choice_sheet(questions, facts),
            row_sheet(questions),
            missing_sheet(questions),
        ],
        marks: Vec::new(),
    };
    book.marks = marks(&book, questions);
    book
}

/// A fingerprint of each question, and of their order.
fn marks(book: &ReviewBook, questions: &[QuestionEntry]) -> Vec<(String, String)> {
    let known = |id: &str| questions.iter().find(|question| question.id == id).map(|question| question.id.clone());
    let of = |name: &str| Table::of(book, name, "");
    let names = [CHOICES, ROWS, MISSING];
    let parts = names.map(|name| ByOwner::of(of(name), QUESTION, known, false).0);
    let sheet = parts::sheet(book, QUESTIONS);
    let order = (ORDER_MARK.to_owned(), fingerprint(questions.iter().map(|question| question.id.as_str())));
    let table = Table { file: "", sheet };
    let each = questions.iter().zip(&sheet.rows).map(|(question, row)| {
        let of_question: Vec<_> = names
            .iter()
            .zip(&parts)
            .map(|(name, part)| (of(name), parts::sheet(book, name), part.get(&question.id)))
            .collect();
        (question.id.clone(), parts::mark((table, sheet, row), &of_question))
    });
    std::iter::once(order).chain(each).collect()
}

fn advice() -> Vec<(String, String)> {
    let lines = [
        (
            "What this is",
            "All that was understood of your questionnaire. Check it, change what is wrong, save the file, close it, and run the same command again: canvass import --review with the name of this file. You are shown every change before anything is counted with it.",
        ),
        (
            "White cells",
            "You may change them. Where a small arrow appears beside a cell, choose from the list. An empty cell means: nothing to say.",
        ),
        ("Yellow rows", "The program was not sure here. Please look at these first."),
        ("Grey cells", "They are there to be read. What you change in them is not taken."),
        (
            "Sheet “Questions”",
            "A row a question. The id is the short name that tables and reports use (small letters, digits and _). The short label stands in tables and charts. The kind decides how answers are counted: single (one choice), multiple (several choices), scale (ordered steps), grid (several rows with the same choices), ranking, numeric, date, text (own words).",
        ),
        (
            "Personal data",
            "Say what kind it is, and the answers are kept out of every table, report and file. Choose none only where nobody could be recognised.",
        ),
        (
            "A blank means",
            "Why cells are empty, where you know it: not asked (the question was not put to them) or not answered.",
        ),
        (
            "Asked only of",
            "Where a question was put only to some: the id of the question before, a colon, and the answers that lead here with | between: training: Yes | Maybe",
        ),
        (
            "Sheet “Choices”",
            "A row a choice. The label is what tables show; the grey column beside it is what stands in the file. Say under “missing” why a choice is no answer (“prefer not to say”), and yes under “aside” for “not applicable”: it is then outside the scale.",
        ),
        (
            "Order",
            "Change the numbers to change the order (2.5 goes between 2 and 3). Sorting or filtering the rows changes nothing.",
        ),
        (
            "Two spellings of one answer",
            "Give both rows the same code and the same label: they are then counted as one. Or write the other spelling into “also counted”, one a line (Alt+Enter), and delete its row.",
        ),
        (
            "Deleting a choice",
            "Delete its whole row: such answers then count as “Other”, and the words are kept. Questions, and choices with a column of their own in the file, cannot be deleted here.",
        ),
        (
            "A choice that nobody gave",
            "Add a row at the end of the sheet with the id of the question, a code and a label.",
        ),
        (
            "Sheet “Missing codes”",
            "Values of a question that are no answers: 999, or a range such as -9..0, each with why. Add rows as you need.",
        ),
    ];
    lines.map(|(what, how)| (what.to_owned(), how.to_owned())).to_vec()
}

/// Whether the answers of a question are kept out of everything; “none” says that somebody looked.
pub fn is_personal(question: &QuestionEntry) -> bool {
    question.personal.as_deref().is_some_and(|personal| personal != "none")
}

fn one_of(words: impl IntoIterator<Item = &'static str>) -> Entry {
    Entry::OneOf(words.into_iter().map(str::to_owned).collect())
}

fn question_sheet(questions: &[QuestionEntry], facts: &BTreeMap<String, Facts>) -> ReviewSheet {
    let columns = vec![
        ReviewColumn::new(ORDER, 7, Entry::Order),
        ReviewColumn::new("id", 28, Entry::Words),
        ReviewColumn::new("wording", 52, Entry::Words),
        ReviewColumn::new("short label", 26, Entry::Words),
        ReviewColumn::new("kind", 11, one_of(Kind::ALL.map(Kind::word))),
        ReviewColumn::new("section", 18, Entry::Words),
        ReviewColumn::new("personal data", 12, one_of(PERSONAL.map(Personal::word).into_iter().chain(["none"]))),
        ReviewColumn::new("a blank means", 13, one_of(["not answered", "not asked"])),
        ReviewColumn::new("asked only of", 24, Entry::Words),
        ReviewColumn::new("answered by", 10, Entry::Locked),
        ReviewColumn::new("why this kind", 44, Entry::Locked),
        ReviewColumn::new("how sure", 11, Entry::Locked),
        ReviewColumn::new("headings in the file", 40, Entry::Locked),
        ReviewColumn::new(KEY, 8, Entry::Key),
    ];
    let nothing = Facts::default();
    let rows = questions.iter().enumerate().map(|(place, question)| {
        let facts = facts.get(&question.id).unwrap_or(&nothing);
        let (why, sure) = guessed(question, facts);
        let cells = vec![
            (place + 1).to_string(),
            question.id.clone(),
            question.text.clone(),
            question.label.clone().unwrap_or_default(),
            question.kind.clone(),
            question.section.clone().unwrap_or_default(),
            question.personal.clone().unwrap_or_default(),
            question.blank.as_deref().map(reason_in_words).unwrap_or_default(),
            asked(question),
            facts.base.map(|base| base.to_string()).unwrap_or_default(),
            why,
            sure.to_owned(),
            headings(question),
            question.id.clone(),
        ];
        ReviewRow { number: 0, cells, doubtful: sure == "please look" }
    });
    ReviewSheet { name: QUESTIONS.to_owned(), columns, rows: rows.collect() }
}

/// Why it was understood so, and how sure that is.
fn guessed(question: &QuestionEntry, facts: &Facts) -> (String, &'static str) {
    match &facts.guess {
        None => (String::new(), ""),
        Some((reason, _, kind)) if *kind != question.kind => {
            (format!("yours; from the file alone it looked {kind}: {reason}"), "yours")
        }
        Some((reason, sure, _)) if *sure >= 0.9 => (reason.clone(), "sure"),
        Some((reason, sure, _)) if *sure >= 0.7 => (reason.clone(), "likely"),
        Some((reason, ..)) => (reason.clone(), "please look"),
    }
}

/// A reason for not answering as the workbook words it.
pub fn reason_in_words(word: &str) -> String {
    REASONS.iter().find(|(known, _)| *known == word).map_or(word, |(_, words)| words).to_owned()
}

/// `training: Yes | Maybe`
pub fn asked(question: &QuestionEntry) -> String {
    question
        .asked
        .as_ref()
        .map(|asked| format!("{}: {}", asked.question, asked.choices.join(" | ")))
        .unwrap_or_default()
}

fn headings(question: &QuestionEntry) -> String {
    const SHOWN: usize = 6;
    let of_choices = question.choices.iter().filter_map(|choice| choice.column.as_ref());
    let of_rows = question.rows.iter().filter_map(|row| row.column.as_ref());
    let all: Vec<&str> = question.columns.iter().chain(of_rows).chain(of_choices).map(String::as_str).collect();
    let shown = all.iter().take(SHOWN).copied().collect::<Vec<_>>().join("\n");
    if all.len() > SHOWN { format!("{shown}\nand {} more", all.len() - SHOWN) } else { shown }
}

fn choice_sheet(questions: &[QuestionEntry], facts: &BTreeMap<String, Facts>) -> ReviewSheet {
    let reasons = ["refused", "don't know", "not answered", "not asked", "missing"];
    let columns = vec![
        ReviewColumn::new(QUESTION, 22, Entry::Locked),
        ReviewColumn::new(ORDER, 7, Entry::Order),
        ReviewColumn::new("code", 9, Entry::Words),
        ReviewColumn::new("label", 46, Entry::Words),
        ReviewColumn::new("missing", 14, one_of(reasons)),
        ReviewColumn::new("aside", 7, one_of(["yes"])),
        ReviewColumn::new("also counted", 30, Entry::Words),
        ReviewColumn::new("in the file", 46, Entry::Locked),
        ReviewColumn::new("chosen by", 10, Entry::Locked),
        ReviewColumn::new(KEY, 8, Entry::Key),
    ];
    let mut rows = Vec::new();
    for question in questions.iter().filter(|question| !is_personal(question)) {
        let counts = facts.get(&question.id).map(|facts| &facts.counts);
        for (place, choice) in question.choices.iter().enumerate() {
            let count = counts.and_then(|counts| counts.get(&choice.code));
            rows.push(ReviewRow {
                number: 0,
                cells: vec![
                    question.id.clone(),
                    (place + 1).to_string(),
                    choice.code.clone(),
                    choice.label.clone(),
                    choice.missing.as_deref().map(reason_in_words).unwrap_or_default(),
                    if choice.aside { "yes".to_owned() } else { String::new() },
                    choice.also.join("\n"),
                    choice.column.as_ref().or(choice.value.as_ref()).unwrap_or(&choice.label).clone(),
                    count.map(u64::to_string).unwrap_or_default(),
                    format!("{}/{place}", question.id),
                ],
                doubtful: false,
            });
        }
    }
    ReviewSheet { name: CHOICES.to_owned(), columns, rows }
}

fn row_sheet(questions: &[QuestionEntry]) -> ReviewSheet {
    let columns = vec![
        ReviewColumn::new(QUESTION, 22, Entry::Locked),
        ReviewColumn::new(ORDER, 7, Entry::Order),
        ReviewColumn::new("id", 20, Entry::Words),
        ReviewColumn::new("wording", 60, Entry::Words),
        ReviewColumn::new("heading in the file", 60, Entry::Locked),
        ReviewColumn::new(KEY, 8, Entry::Key),
    ];
    let rows = questions.iter().flat_map(|question| {
        question.rows.iter().enumerate().map(|(place, row)| ReviewRow {
            number: 0,
            cells: vec![
                question.id.clone(),
                (place + 1).to_string(),
                row.id.clone(),
                row.text.clone(),
                row.column.clone().unwrap_or_default(),
                format!("{}/{place}", question.id),
            ],
            doubtful: false,
        })
    });
    ReviewSheet { name: ROWS.to_owned(), columns, rows: rows.collect() }
}

fn missing_sheet(questions: &[QuestionEntry]) -> ReviewSheet {
    let columns = vec![
        ReviewColumn::new(QUESTION, 22, Entry::Locked),
        ReviewColumn::new("value", 20, Entry::Words),
        ReviewColumn::new("why", 16, one_of(["refused", "don't know", "not answered", "not asked", "missing"])),
        ReviewColumn::new(KEY, 8, Entry::Key),
    ];
    let rows = questions.iter().flat_map(|question| {
        question.missing.iter().enumerate().map(|(place, missing)| ReviewRow {
            number: 0,
            cells: vec![
                question.id.clone(),
                missing.value.clone(),
                reason_in_words(&missing.reason),
                format!("{}/{place}", question.id),
            ],
            doubtful: false,
        })
    });
    ReviewSheet { name: MISSING.to_owned(), columns, rows: rows.collect() }
}
