//! What respondents wrote in their own words, as documents that names can be looked for in.

use super::workspace::Workspace;
use crate::model::{Column, Document, Part, Question, SurveyTable, Turn};

/// What the names of such documents begin with.
pub const HEAD: &str = "answers to ";

/// How many answers of a question are looked through: who asked more has to look for names in another way.
const MOST: usize = 20_000;

/// A document for each question with words in it, a turn for each answer with the number of its row: open answers, “other, please
/// specify”, what stands beside numbers and dates, and choices. Answers that are coded are documents of the study already, and what is
/// known to be personal stays out of every output.
pub fn own_words(workspace: &Workspace) -> Vec<Document> {
    let Some(survey) = &workspace.survey else { return Vec::new() };
    let mut documents = Vec::new();
    for table in &survey.tables {
        for question in table.questions.iter().filter(|question| question.personal.is_none()) {
            let coded = format!("answers/{}/", question.id);
            let mut made =
                Document { id: format!("{HEAD}{}", question.id), file: coded.clone(), ..Document::default() };
            for choice in &question.choices {
                add(&mut made, 0, &choice.label.text);
            }
            if !workspace.corpus.documents.iter().any(|document| document.id.starts_with(&coded)) {
                of_columns(table, question, &mut made);
            }
            if !made.turns.is_empty() {
                documents.push(made);
            }
        }
    }
    documents
}

fn of_columns(table: &SurveyTable, question: &Question, document: &mut Document) {
    for reference in question.columns.iter().filter(|reference| !matches!(reference.part, Part::Tick(_))) {
        let mut records = table.records();
        for column in table.blocks.iter().filter_map(|block| block.columns.get(reference.column)) {
            for row in 0..column.len() {
                let number = records.next().map_or(0, |record| record.number);
                let words = match column {
                    Column::Texts(texts) => texts.get(row),
                    Column::Numbers(numbers) => numbers.get(row).and_then(|number| number.raw),
                    Column::Dates(dates) => dates.get(row).and_then(|date| date.raw),
                    Column::Choices(_) | Column::Ticks(_) => None,
                };
                if let Some(words) = words.filter(|_| document.turns.len() < MOST) {
                    add(document, number, words);
                }
            }
        }
    }
}

fn add(document: &mut Document, number: u64, words: &str) {
    if words.trim().is_empty() {
        return;
    }
    if !document.text.is_empty() {
        document.text.push_str("\n\n");
    }
    let start = document.turns.last().map_or(0, |turn| turn.end + 2);
    document.text.push_str(words);
    document.turns.push(Turn {
        number: u32::try_from(number).unwrap_or(u32::MAX),
        speaker: None,
        question: None,
        start_time: None,
        start,
        end: start + words.chars().count(),
    });
}
