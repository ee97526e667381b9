//! Numbers and conditions made of the answers of a row.

use super::Made;
use crate::diagnostic::{Error, Result};
use crate::model::{Answer, Choice, Column, Kind, Missing, Numbers, Part, Question, Recode, SurveyBlock, SurveyTable};
use crate::number::{count, fixed};
use crate::prepare::expression::{Condition, Quantity};
use crate::stats::cronbach::cronbach;

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
    let alpha = reliability(table, &quantity).map(|alpha| format!(" {alpha}")).unwrap_or_default();
    question.derived = Some(format!("“{title}” is computed for each respondent: {}.{alpha}", text.trim()));
    Ok(Made { question, columns })
}

/// Cronbach’s α of a mean or sum of several answers, in a sentence, over those who gave all of them.
fn reliability(table: &SurveyTable, quantity: &Quantity) -> Option<String> {
    let items = quantity.items()?;
    let rows = || {
        table.blocks.iter().flat_map(|block| {
            let counted = (0..block.records.len()).filter(|row| block.records.excluded().get(*row) == Some(&None));
            counted.filter_map(|row| items.iter().map(|item| item.value(block, row)).collect::<Option<Vec<f64>>>())
        })
    };
    let (mut n, mut sums) = (0_u32, vec![0.0; items.len()]);
    for row in rows() {
        n += 1;
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    let means: Vec<f64> = sums.iter().map(|sum| sum / f64::from(n)).collect();
    let mut covariances = vec![vec![0.0; items.len()]; items.len()];
    for row in rows() {
        let centred: Vec<f64> = row.iter().zip(&means).map(|(value, mean)| value - mean).collect();
        for (line, one) in covariances.iter_mut().zip(&centred) {
            line.iter_mut().zip(&centred).for_each(|(cell, other)| *cell += one * other / (f64::from(n) - 1.0));
        }
    }
    let alpha = cronbach(&covariances, f64::from(n), 0.95).filter(|_| n > 1)?.alpha;
    let turned = if alpha < 0.0 {
        " It is negative: some of them run the other way and would have to be turned first."
    } else {
        ""
    };
    Some(format!(
        "Cronbach’s α of the {} answers it is made of is {} ({} gave all of them; without weights).{turned}",
        items.len(),
        fixed(alpha, 2),
        count(u64::from(n)),
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
