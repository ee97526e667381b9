//! Numbers and conditions made of the answers of a row.

use super::Made;
use crate::diagnostic::{Error, Result};
use crate::model::{Answer, Choice, Column, Kind, Missing, Numbers, Part, Question, Recode, SurveyBlock, SurveyTable};
use crate::number::{count, fixed};
use crate::prepare::expression::{Condition, Quantity};
use crate::prepare::weights::Weights;
use crate::stats::cronbach::{cronbach, weighted_covariances};

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
    question.derived = Some(derived(table, (title, text), &quantity, None));
    Ok(Made { question, columns })
}

/// What a number is made of, with the α of its items under these weights.
///
/// # Errors
/// When the computation cannot be read.
pub fn made_of(table: &SurveyTable, recode: &Recode, text: &str, weights: Option<&Weights>) -> Result<String> {
    let title = recode.label.as_deref().unwrap_or(text.trim());
    Ok(derived(table, (title, text), &Quantity::read(text, table)?, weights))
}

fn derived(table: &SurveyTable, (title, text): (&str, &str), quantity: &Quantity, weights: Option<&Weights>) -> String {
    let alpha = reliability(table, quantity, weights).map(|alpha| format!(" {alpha}")).unwrap_or_default();
    format!("“{title}” is computed for each respondent: {}.{alpha}", text.trim())
}

/// Cronbach’s α of a mean or sum of several answers, in a sentence, over those who gave all of them.
fn reliability(table: &SurveyTable, quantity: &Quantity, weights: Option<&Weights>) -> Option<String> {
    let items = quantity.items()?;
    let rows = |each: &mut dyn FnMut(&[f64], f64)| {
        for (place, block) in table.blocks.iter().enumerate() {
            let counted = (0..block.records.len()).filter(|row| block.records.excluded().get(*row) == Some(&None));
            for row in counted {
                let weight = weights.map_or(Some(1.0), |weights| weights.of(place, row));
                let values = items.iter().map(|item| item.value(block, row)).collect::<Option<Vec<f64>>>();
                if let (Some(values), Some(weight)) = (values, weight) {
                    each(&values, weight);
                }
            }
        }
    };
    let (covariances, n) = weighted_covariances(items.len(), rows)?;
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let alpha = cronbach(&covariances, n as f64, 0.95)?.alpha;
    let turned = if alpha < 0.0 {
        " It is negative: some of them run the other way and would have to be turned first."
    } else {
        ""
    };
    let weighted =
        weights.map_or_else(|| "without weights".to_owned(), |weights| format!("weighted by “{}”", weights.name()));
    Some(format!(
        "Cronbach’s α of the {} answers it is made of is {} ({} gave all of them; {weighted}).{turned}",
        items.len(),
        fixed(alpha, 2),
        count(n),
    ))
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
