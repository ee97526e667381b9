//! Numbers and conditions made of the answers of a row.

use super::Made;
use crate::diagnostic::{Error, Result};
use crate::model::{Answer, Choice, Column, Kind, Missing, Numbers, Part, Question, Recode, SurveyBlock, SurveyTable};
use crate::prepare::expression::{Condition, Quantity};

/// A number.
///
/// # Errors
/// When the computation cannot be read.
pub fn number(table: &SurveyTable, recode: &Recode, text: &str) -> Result<Made> {
    let quantity = Quantity::read(text, table)?;
    let of_block = |block: &SurveyBlock| {
        let number = |row: usize| quantity.value(block, row).ok_or(Missing::Unknown);
        Column::Numbers(Numbers::new((0..block.records.len()).map(number), None))
    };
    let columns = vec![(Part::Answer, table.blocks.iter().map(of_block).collect())];
    let title = recode.label.as_deref().unwrap_or(text.trim());
    let mut question = Question::new(&*recode.id, title, Kind::Numeric);
    question.derived = Some(format!("“{title}” is computed for each respondent: {}.", text.trim()));
    Ok(Made { question, columns })
}

/// Yes for whom a condition holds, no for whom it does not, and nothing where an answer is missing.
///
/// # Errors
/// When the condition cannot be read, or the labels are not two.
pub fn yes_or_no(table: &SurveyTable, recode: &Recode, text: &str) -> Result<Made> {
    let condition = Condition::read(text, table)?;
    let labels = match recode.labels.as_slice() {
        [] => ["Yes".to_owned(), "No".to_owned()],
        [yes, no] => [yes.clone(), no.clone()],
        _ => {
            return Err(Error::new("a condition gives two answers, so it has two labels")
                .hint("the first for those for whom it holds: labels = [\"Yes\", \"No\"]"));
        }
    };
    let of_block = |block: &SurveyBlock| {
        let answer = |row: usize| match condition.holds(block, row) {
            Some(holds) => Answer::choice(usize::from(!holds)),
            None => Answer::UNKNOWN,
        };
        Column::Choices((0..block.records.len()).map(answer).collect())
    };
    let columns = vec![(Part::Answer, table.blocks.iter().map(of_block).collect())];
    let title = recode.label.as_deref().unwrap_or(text.trim());
    let mut question = Question::new(&*recode.id, title, Kind::Single);
    question.choices = labels.into_iter().zip(["1", "2"]).map(|(label, code)| Choice::new(code, label)).collect();
    question.derived = Some(format!("“{title}” holds where {}.", condition.text()));
    Ok(Made { question, columns })
}
