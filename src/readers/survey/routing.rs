//! Who was asked: with the routing that a person wrote down, a blank is no longer unknown. Those routed past were not asked,
//! those who were asked and left it blank did not answer.

use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Answer, Column, Date, Missing, Number, Part, Question, SurveyTable, Tick};

/// Applies the routing of all questions.
pub fn apply(table: &mut SurveyTable) -> Vec<Diagnostic> {
    let mut noticed = Vec::new();
    for place in 0..table.questions.len() {
        let question = &table.questions[place];
        let Some(routing) = &question.routing else { continue };
        let at = Place::file("questionnaire.toml").at(format!("question {}, asked", question.id));
        let Some(gate) = table.questions.iter().find(|other| other.id == routing.question) else {
            noticed.push(
                Diagnostic::error(format!("there is no question “{}” to be routed by", routing.question))
                    .in_place(at)
                    .hint("use the id of a question of this file"),
            );
            continue;
        };
        let mut leads = Vec::new();
        for name in &routing.choices {
            match gate.choice(name) {
                Some(choice) => leads.push(choice),
                None => noticed.push(
                    Diagnostic::error(format!("“{}” has no choice “{name}”", gate.id))
                        .in_place(at.clone())
                        .hint("use a code or a label of it"),
                ),
            }
        }
        let asked = asked(table, gate, &leads);
        let columns = answer_columns(question);
        let id = question.id.clone();
        let answered_past = mark(table, &columns, &asked);
        if answered_past > 0 {
            let rows = if answered_past == 1 {
                "1 response was".to_owned()
            } else {
                format!("{answered_past} responses were")
            };
            noticed.push(
                Diagnostic::warning(format!(
                    "{rows} routed past “{id}” and answered it all the same; the answers are kept"
                ))
                .in_place(at)
                .hint("is `asked` right?"),
            );
        }
    }
    noticed
}

/// Puts reasons that are known of whole rows where the answers of a question are blank, or where a multiple response set has
/// nothing ticked.
pub fn give_reasons(table: &mut SurveyTable, question: usize, reasons: &[Option<Missing>]) {
    let Some(question) = table.questions.get(question) else { return };
    let columns = answer_columns(question);
    let mut first = 0;
    for block in &mut table.blocks {
        let rows = block.records.len();
        for row in 0..rows {
            let Some(Some(reason)) = reasons.get(first + row).copied() else { continue };
            let is_ticked = |column: &usize| matches!(block.columns.get(*column), Some(Column::Ticks(ticks)) if ticks.get(row) == Some(&Tick::Ticked));
            let any_ticked = columns.iter().any(is_ticked);
            for &column in &columns {
                match block.columns.get_mut(column) {
                    Some(Column::Ticks(ticks)) if !any_ticked => {
                        if let Some(tick) = ticks.get_mut(row) {
                            *tick = Tick::Missing(reason);
                        }
                    }
                    Some(values) => {
                        give_reason(values, row, reason);
                    }
                    None => {}
                }
            }
        }
        first += rows;
    }
}

/// The columns of a question but for its comment.
fn answer_columns(question: &Question) -> Vec<usize> {
    let answers = question.columns.iter().filter(|reference| reference.part != Part::Comment);
    answers.map(|reference| reference.column).collect()
}

/// For each row of each block, whether any of the choices that lead on was chosen.
fn asked(table: &SurveyTable, gate: &Question, leads: &[usize]) -> Vec<Vec<bool>> {
    table
        .blocks
        .iter()
        .map(|block| {
            let mut asked = vec![false; block.records.len()];
            for reference in &gate.columns {
                match (block.columns.get(reference.column), reference.part) {
                    (Some(Column::Choices(answers)), Part::Answer) => {
                        for (asked, answer) in asked.iter_mut().zip(answers) {
                            *asked |= answer.get().is_ok_and(|place| leads.contains(&place));
                        }
                    }
                    (Some(Column::Ticks(ticks)), Part::Tick(place)) if leads.contains(&place) => {
                        for (asked, tick) in asked.iter_mut().zip(ticks) {
                            *asked |= *tick == Tick::Ticked;
                        }
                    }
                    _ => {}
                }
            }
            asked
        })
        .collect()
}

/// Tells blanks apart, and counts who answered without being asked.
fn mark(table: &mut SurveyTable, columns: &[usize], asked: &[Vec<bool>]) -> u64 {
    let mut answered_past = 0;
    for (block, asked) in table.blocks.iter_mut().zip(asked) {
        let mut answered = vec![false; asked.len()];
        for &column in columns {
            let Some(values) = block.columns.get_mut(column) else { continue };
            for (row, &asked) in asked.iter().enumerate() {
                let reason = if asked { Missing::NotAnswered } else { Missing::NotAsked };
                answered[row] |= !give_reason(values, row, reason);
            }
        }
        answered_past += answered.iter().zip(asked).filter(|(answered, asked)| **answered && !**asked).count() as u64;
    }
    answered_past
}

/// Puts the reason where a cell is blank; whether it is.
fn give_reason(values: &mut Column, row: usize, reason: Missing) -> bool {
    match values {
        Column::Choices(answers) => match answers.get_mut(row) {
            Some(answer) if *answer == Answer::UNKNOWN => {
                *answer = Answer::missing(reason);
                true
            }
            Some(answer) => answer.get().is_err(),
            None => true,
        },
        Column::Ticks(ticks) => match ticks.get_mut(row) {
            Some(tick @ Tick::Missing(Missing::Unknown)) => {
                *tick = Tick::Missing(reason);
                true
            }
            Some(tick) => matches!(tick, Tick::Missing(_)),
            None => true,
        },
        Column::Numbers(numbers) => match numbers.get(row) {
            Some(Number { value: Err(Missing::Unknown), raw: None }) => {
                numbers.set_missing(row, reason);
                true
            }
            Some(number) => number.value.is_err() && number.raw.is_none(),
            None => true,
        },
        Column::Dates(dates) => match dates.get(row) {
            Some(Date { value: Err(Missing::Unknown), raw: None }) => {
                dates.set_missing(row, reason);
                true
            }
            Some(date) => date.value.is_err() && date.raw.is_none(),
            None => true,
        },
        Column::Texts(texts) => texts.get(row).is_none(),
    }
}
