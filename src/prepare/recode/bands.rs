//! Numbers cut into bands or equal parts, and dates into their parts.

use super::Made;
use crate::diagnostic::{Error, Result, unknown_name};
use crate::model::{Answer, Choice, Column, Kind, MONTHS, Missing, Part, Question, Recode, SurveyBlock, SurveyTable};
use crate::prepare::expression::DatePart;
use crate::prepare::steps;
use crate::stats::quantile::{QuantileType, quantile};

/// More parts than this is a slip.
const MOST_PARTS: u32 = 20;
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The number of a row, or why there is none.
type NumberOf<'a> = Box<dyn Fn(&SurveyBlock, usize) -> std::result::Result<f64, Missing> + 'a>;

/// A number cut by `bands` or `quantiles`.
///
/// # Errors
/// When the question is no number, limits do not rise, or there are not as many labels as bands.
pub fn cut(table: &SurveyTable, question: &Question, row: Option<usize>, recode: &Recode) -> Result<Made> {
    let number = number_of(question, row)?;
    let values = sorted(table, &number);
    let is_whole = values.iter().all(|value| value.fract() == 0.0);
    let limits = match recode.quantiles {
        Some(parts) => equal_parts(&values, parts)?,
        None => recode.bands.clone(),
    };
    if limits.iter().any(|limit| !limit.is_finite()) || !limits.is_sorted_by(|one, other| one < other) {
        return Err(
            Error::new("the limits of the bands do not rise").hint("write them from small to large: [18, 30, 45]")
        );
    }
    // A limit is the first number of its band; of equal parts it is the last of the part below.
    let is_part = recode.quantiles.is_some();
    let labels = match recode.labels.len() {
        0 if is_part => part_labels(&limits),
        0 => band_labels(&limits, is_whole),
        n if n == limits.len() + 1 => recode.labels.clone(),
        n => {
            return Err(Error::new(format!("{} bands need as many labels, and there are {n}", limits.len() + 1))
                .hint("the first label is for those below the first limit"));
        }
    };
    let band = |value: f64| {
        Answer::choice(limits.iter().filter(|limit| if is_part { value > **limit } else { value >= **limit }).count())
    };
    let answer = |block: &SurveyBlock, row: usize| number(block, row).map_or_else(Answer::missing, band);
    let title = row.map_or(question.title(), |row| &question.rows[row].text.text);
    let own = recode.label.clone().unwrap_or_else(|| match recode.quantiles {
        Some(parts) => format!("{title}, in {parts} parts"),
        None => format!("{title}, in bands"),
    });
    let derived = format!("“{own}” is “{title}” cut into {}.", labels.join("; "));
    Ok(made(table, recode, &own, labels, &answer, derived))
}

/// A part of a date, as a scale of the parts that occur.
///
/// # Errors
/// When the question is no date, or the part is not known.
pub fn part_of_date(table: &SurveyTable, question: &Question, recode: &Recode, word: &str) -> Result<Made> {
    let part = DatePart::from_word(word)
        .ok_or_else(|| unknown_name("part of a date", word, DatePart::WORDS.map(|(word, _)| word)))?;
    let Some(column) = question.column(Part::Answer).filter(|_| question.kind == Kind::Date) else {
        return Err(Error::new(format!("“{}” ({}) is no date", question.id, question.kind)));
    };
    let value = |block: &SurveyBlock, row: usize| match block.columns.get(column) {
        Some(Column::Dates(dates)) => match dates.get(row).map(|date| date.value) {
            Some(Ok(date)) => part.of(date).ok_or(Missing::Unknown),
            Some(Err(missing)) => Err(missing),
            None => Err(Missing::Unknown),
        },
        _ => Err(Missing::Unknown),
    };
    let mut found: Vec<u32> = table
        .blocks
        .iter()
        .flat_map(|block| (0..block.records.len()).filter_map(|row| value(block, row).ok()))
        .collect();
    found.sort_unstable();
    found.dedup();
    let label = |part_value: &u32| {
        let named =
            |names: &[&str]| names.get(*part_value as usize - 1).map_or(String::new(), |name| (*name).to_owned());
        match part {
            DatePart::Month => named(&MONTHS),
            DatePart::Weekday => named(&WEEKDAYS),
            DatePart::Quarter => format!("Quarter {part_value}"),
            DatePart::Hour => format!("{part_value:02}:00 to {part_value:02}:59"),
            DatePart::Year | DatePart::Day => part_value.to_string(),
        }
    };
    let labels = found.iter().map(label).collect();
    let answer = |block: &SurveyBlock, row: usize| match value(block, row) {
        Ok(value) => found.binary_search(&value).map_or(Answer::UNKNOWN, Answer::choice),
        Err(missing) => Answer::missing(missing),
    };
    let (title, word) = (question.title(), word.to_lowercase());
    let own = recode.label.clone().unwrap_or_else(|| format!("{title} ({word})"));
    let derived = format!("“{own}” is the {word} of “{title}”.");
    Ok(made(table, recode, &own, labels, &answer, derived))
}

fn made(
    table: &SurveyTable,
    recode: &Recode,
    title: &str,
    labels: Vec<String>,
    answer: &dyn Fn(&SurveyBlock, usize) -> Answer,
    derived: String,
) -> Made {
    let mut question = Question::new(&*recode.id, title, Kind::Scale);
    question.choices =
        labels.into_iter().enumerate().map(|(place, label)| Choice::new((place + 1).to_string(), label)).collect();
    question.derived = Some(derived);
    let of_block =
        |block: &SurveyBlock| Column::Choices((0..block.records.len()).map(|row| answer(block, row)).collect());
    Made { question, columns: vec![(Part::Answer, table.blocks.iter().map(of_block).collect())] }
}

fn number_of(question: &Question, row: Option<usize>) -> Result<NumberOf<'static>> {
    let column = question.column(row.map_or(Part::Answer, Part::Row));
    let is_choice =
        matches!(question.kind, Kind::Single | Kind::Scale) || (question.kind == Kind::Grid && row.is_some());
    match (column, question.kind) {
        (Some(column), Kind::Numeric) => Ok(Box::new(move |block, row| match block.columns.get(column) {
            Some(Column::Numbers(numbers)) => numbers.get(row).map_or(Err(Missing::Unknown), |number| number.value),
            _ => Err(Missing::Unknown),
        })),
        (Some(column), _) if is_choice && steps::numbers(question).is_some() => {
            let steps = steps::numbers(question).unwrap_or_default();
            let reasons: Vec<Option<Missing>> = question.choices.iter().map(|choice| choice.missing).collect();
            Ok(Box::new(move |block, row| match block.columns.get(column) {
                Some(Column::Choices(answers)) => {
                    let place = answers.get(row).copied().unwrap_or(Answer::UNKNOWN).get()?;
                    let step = steps.iter().find(|(step, _)| *step == place).map(|(_, value)| *value);
                    step.ok_or(reasons.get(place).copied().flatten().unwrap_or(Missing::Unknown))
                }
                _ => Err(Missing::Unknown),
            }))
        }
        _ => Err(Error::new(format!(
            "“{}” ({}) is no number, so it cannot be cut into bands",
            question.id, question.kind
        ))
        .hint("choices are put together with groups = { … }")),
    }
}

/// The numbers of all who are not left out, in rising order.
fn sorted(table: &SurveyTable, number: &NumberOf<'_>) -> Vec<f64> {
    let of_block = |block: &SurveyBlock| {
        let counted = (0..block.records.len()).filter(|row| block.records.excluded().get(*row) == Some(&None));
        counted.filter_map(|row| number(block, row).ok()).filter(|value| value.is_finite()).collect::<Vec<_>>()
    };
    let mut values: Vec<f64> = table.blocks.iter().flat_map(of_block).collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Where equal parts end; parts that would be empty, because many gave the same number, fall together.
fn equal_parts(values: &[f64], parts: u32) -> Result<Vec<f64>> {
    if !(2..=MOST_PARTS).contains(&parts) {
        return Err(Error::new(format!("{parts} equal parts cannot be made")).hint(format!("write 2 to {MOST_PARTS}")));
    }
    let ends = (1..parts).filter_map(|part| quantile(values, f64::from(part) / f64::from(parts), QuantileType::Seven));
    let mut ends: Vec<f64> = ends.collect();
    ends.dedup();
    ends.retain(|end| values.last().is_some_and(|largest| end < largest));
    Ok(ends)
}

fn written(value: f64) -> String {
    value.to_string()
}

/// under 18; 18 to 29; 30 and over.
fn band_labels(limits: &[f64], is_whole: bool) -> Vec<String> {
    let is_whole = is_whole && limits.iter().all(|limit| limit.fract() == 0.0);
    let mut labels = Vec::with_capacity(limits.len() + 1);
    labels.extend(limits.first().map(|first| format!("under {}", written(*first))));
    for ends in limits.windows(2) {
        let (from, to) = (written(ends[0]), ends[1]);
        labels.push(match is_whole {
            true if (to - 1.0 - ends[0]).abs() < 0.5 => from,
            true => format!("{from} to {}", written(to - 1.0)),
            false => format!("{from} to under {}", written(to)),
        });
    }
    labels.extend(limits.last().map(|last| format!("{} and over", written(*last))));
    labels
}

/// up to 12; over 12 to 20; over 20.
fn part_labels(ends: &[f64]) -> Vec<String> {
    let rounded = |value: f64| crate::number::fixed(value, usize::from(value.fract() != 0.0));
    let mut labels = Vec::with_capacity(ends.len() + 1);
    match ends.first() {
        Some(first) => labels.push(format!("up to {}", rounded(*first))),
        None => labels.push("all".to_owned()),
    }
    labels.extend(ends.windows(2).map(|ends| format!("over {} to {}", rounded(ends[0]), rounded(ends[1]))));
    labels.extend(ends.last().map(|last| format!("over {}", rounded(*last))));
    labels
}
