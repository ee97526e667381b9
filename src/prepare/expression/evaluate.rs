//! Whether a condition holds for a row, in the three values of Kleene's logic.

use super::resolve::{Condition, Words};
use crate::model::{Column, Missing, SurveyBlock, Tick};

impl Condition {
    /// Whether it holds; `None` where an answer that it needs is missing.
    pub fn holds(&self, block: &SurveyBlock, row: usize) -> Option<bool> {
        match self {
            Self::Choice { column, holds } => match block.columns.get(*column)? {
                Column::Choices(answers) => *holds.get(answers.get(row)?.get().ok()?)?,
                _ => None,
            },
            Self::Ticked(column) => match block.columns.get(*column)? {
                Column::Ticks(ticks) => match ticks.get(row)? {
                    Tick::Ticked => Some(true),
                    Tick::NotTicked => Some(false),
                    Tick::Missing(_) => None,
                },
                _ => None,
            },
            Self::Compare(left, comparison, right) => {
                let (left, right) = (left.value(block, row)?, right.value(block, row)?);
                Some(comparison.allows(left.partial_cmp(&right)?))
            }
            Self::Date(column, comparison, date) => match block.columns.get(*column)? {
                Column::Dates(dates) => {
                    let answer = dates.get(row)?.value.ok()?;
                    // A day without a time is compared with the day of a moment.
                    let answer = answer.get(..date.len()).unwrap_or(answer);
                    Some(comparison.allows(answer.cmp(date)))
                }
                _ => None,
            },
            Self::Words { column, words, wanted } => {
                let answer = text(block.columns.get(*column)?, row)?.to_lowercase();
                Some(match wanted {
                    Words::Are => answer.trim() == words,
                    Words::Contain => answer.contains(words.as_str()),
                })
            }
            Self::Answered(columns) => Some(answered(columns, block, row)),
            Self::Asked(columns) => asked(columns, block, row),
            Self::Because { columns, places, reason } => Some(because(columns, places, *reason, block, row)),
            Self::Not(inner) => inner.holds(block, row).map(|holds| !holds),
            Self::All(parts) => kleene(parts, block, row, false),
            Self::Any(parts) => kleene(parts, block, row, true),
        }
    }
}

/// `or` where `decides` is true, `and` where it is false: one part that decides is enough, else anything unknown leaves it so.
fn kleene(parts: &[Condition], block: &SurveyBlock, row: usize, decides: bool) -> Option<bool> {
    let mut all_known = true;
    for part in parts {
        match part.holds(block, row) {
            Some(holds) if holds == decides => return Some(decides),
            Some(_) => {}
            None => all_known = false,
        }
    }
    all_known.then_some(!decides)
}

fn text(column: &Column, row: usize) -> Option<&str> {
    match column {
        Column::Texts(texts) => texts.get(row),
        _ => None,
    }
}

/// What a column says of a row. A blank among words may be one that was never asked for.
fn standing(column: Option<&Column>, row: usize) -> Result<Option<usize>, Missing> {
    match column {
        Some(column @ Column::Texts(_)) => column.standing(row).map_err(|_| Missing::Unknown),
        Some(column) => column.standing(row),
        None => Err(Missing::Unknown),
    }
}

/// Whether any of the columns holds an answer that is no reason for not answering.
fn answered(columns: &[(usize, Vec<bool>)], block: &SurveyBlock, row: usize) -> bool {
    columns.iter().any(|(column, counts)| match standing(block.columns.get(*column), row) {
        Ok(Some(place)) => counts.get(place) != Some(&false),
        Ok(None) => counts.first() != Some(&false),
        Err(_) => false,
    })
}

/// Whether the question was put: an answer or a reason that only somebody who was asked can have says yes.
fn asked(columns: &[usize], block: &SurveyBlock, row: usize) -> Option<bool> {
    let mut asked = None;
    for column in columns {
        match standing(block.columns.get(*column), row) {
            Err(Missing::NotAsked) => {
                asked.get_or_insert(false);
            }
            Err(Missing::Unknown) => {}
            Ok(_) | Err(_) => return Some(true),
        }
    }
    asked
}

/// Whether nothing was answered for a reason: the column says so, or the choice that was taken stands for it.
fn because(columns: &[(usize, Vec<bool>)], places: &[usize], reason: Missing, block: &SurveyBlock, row: usize) -> bool {
    !answered(columns, block, row)
        && columns.iter().enumerate().any(|(at, (column, _))| match standing(block.columns.get(*column), row) {
            Ok(Some(place)) => places.contains(&place),
            // The ticks of a set stand in the order of its choices.
            Ok(None) => places.contains(&at),
            Err(missing) => missing == reason,
        })
}
