//! What was understood, as entries of questionnaire.toml.

use super::draft::{Draft, NotAnswer, Shape, Shown, Values};
use super::numbers::written;
use super::raw::RawTable;
use crate::model::questionnaire::{AskedOf, MissingEntry};
use crate::model::{ChoiceEntry, Missing, Part, Question, QuestionEntry, RowEntry};

/// The entry of a question that was understood from a draft.
pub fn entry(raw: &RawTable, draft: &Draft, question: &Question) -> QuestionEntry {
    QuestionEntry {
        id: question.id.clone(),
        text: question.text.text.clone(),
        table: None,
        label: question.label.as_ref().map(|label| label.text.clone()),
        kind: question.kind.word().to_owned(),
        columns: columns(raw, &draft.shape),
        comment: draft.comment.map(|column| raw.names[column].clone()),
        section: question.section.clone(),
        asked: question
            .routing
            .as_ref()
            .map(|routing| AskedOf { question: routing.question.clone(), choices: routing.choices.clone() }),
        personal: question.personal.map(|personal| personal.word().to_owned()),
        blank: (draft.blank != Missing::Unknown).then(|| draft.blank.word().to_owned()),
        missing: draft.not_answers.iter().map(missing).collect(),
        shown: shown(raw, draft),
        choices: if question.personal.is_some() { Vec::new() } else { choices(raw, draft, question) },
        nets: question.nets.clone(),
        unticked: question.unticked_is_answer.then(|| "answer".to_owned()),
        rows: rows(draft, question),
    }
}

fn missing(declared: &NotAnswer) -> MissingEntry {
    let value = match &declared.values {
        Values::One(value) => value.clone(),
        Values::Range(low, high) => format!("{}..{}", end(*low), end(*high)),
    };
    MissingEntry { value, reason: declared.reason.word().to_owned() }
}

/// The end of a range; nothing where it is open.
fn end(number: f64) -> String {
    if number.abs() >= f64::MAX { String::new() } else { written(number) }
}

fn shown(raw: &RawTable, draft: &Draft) -> Option<String> {
    let Shape::Ticks { single: false, .. } = draft.shape else { return None };
    match draft.shown {
        Shown::AnyFilled => None,
        Shown::AnyTicked => Some("any-ticked".to_owned()),
        Shown::EachCell => Some("each-cell".to_owned()),
        Shown::Filled(column) => Some(raw.names[column].clone()),
    }
}

/// The headings of a question whose choices and rows have no columns of their own.
fn columns(raw: &RawTable, shape: &Shape) -> Vec<String> {
    match shape {
        Shape::Coded { column, .. }
        | Shape::Joined { column, .. }
        | Shape::JoinedRanks { column, .. }
        | Shape::Numeric { column }
        | Shape::Date { column }
        | Shape::Text { column } => vec![raw.names[*column].clone()],
        Shape::Mentions { columns, .. } | Shape::Slots { columns, .. } => {
            columns.iter().map(|column| raw.names[*column].clone()).collect()
        }
        Shape::Ticks { .. } | Shape::Grid { .. } | Shape::Ranks { .. } => Vec::new(),
    }
}

fn choices(raw: &RawTable, draft: &Draft, question: &Question) -> Vec<ChoiceEntry> {
    let own_columns = matches!(draft.shape, Shape::Ticks { .. });
    question
        .choices
        .iter()
        .enumerate()
        .map(|(place, choice)| {
            let (value, column) = match &draft.shape {
                Shape::Ticks { columns, .. } => (None, columns.get(place).copied().flatten().or(draft.comment)),
                Shape::Numeric { .. } => (draft.labelled.get(place).map(|choice| choice.value().to_owned()), None),
                Shape::Coded { choices, .. }
                | Shape::Mentions { choices, .. }
                | Shape::Joined { choices, .. }
                | Shape::Grid { choices, .. } => {
                    (choices.list.get(place).map(|choice| choice.value().to_owned()), None)
                }
                _ => (None, None),
            };
            ChoiceEntry {
                code: choice.code.clone(),
                label: choice.label.text.clone(),
                value: value.filter(|value| *value != choice.label.text),
                column: column.filter(|_| own_columns).map(|column| raw.names[column].clone()),
                missing: choice.missing.map(Missing::word).map(str::to_owned),
                aside: choice.aside,
                also: Vec::new(),
            }
        })
        .collect()
}

fn rows(draft: &Draft, question: &Question) -> Vec<RowEntry> {
    let packed = matches!(draft.shape, Shape::JoinedRanks { .. } | Shape::Slots { .. });
    question
        .rows
        .iter()
        .enumerate()
        .map(|(place, row)| {
            let reference = question.columns.iter().find(|reference| reference.part == Part::Row(place));
            let column = reference.filter(|_| !packed).map(|reference| reference.header.clone());
            RowEntry { id: row.id.clone(), text: row.text.text.clone(), column, also: Vec::new() }
        })
        .collect()
}
