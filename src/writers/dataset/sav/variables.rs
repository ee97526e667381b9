//! A table of answers as variables of SPSS: a choice by its code, a set as variables of 1 and 0, what is no answer by a code that is
//! declared missing. Blanks of which nobody knows the reason are system-missing.

use super::missing;
use super::names::Names;
use crate::model::question::ColumnRef;
use crate::model::{Answer, Choice, Column, Date, Missing, Number, Part, Question, SurveyTable, Tick};

/// The format of dates.
pub const DATE: &str = "DATE11";
/// The format of dates with a time.
pub const MOMENT: &str = "DATETIME20";

/// The values of a variable, a row each.
#[derive(Debug)]
pub enum Values {
    /// Numbers, dates as seconds among them.
    Numbers(Vec<Option<f64>>),
    /// Texts.
    Texts(Vec<String>),
}

/// A variable.
#[derive(Debug)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Its format: `F8.0`, `A40`, `DATE11`.
    pub format: String,
    /// Its values.
    pub values: Values,
    /// Labels of codes.
    pub labels: Vec<(f64, String)>,
    /// Codes and ranges that are missing.
    pub missing: Vec<(f64, f64)>,
    /// Whether its numbers are names.
    pub is_nominal: bool,
}

/// A multiple response set whose variables count 1.
#[derive(Debug)]
pub struct Set {
    /// Its name.
    pub name: String,
    /// What it asks.
    pub label: String,
    /// Its variables.
    pub variables: Vec<String>,
}

impl Variable {
    /// Bytes of its longest text.
    pub fn width(&self) -> usize {
        const LONGEST_TEXT: usize = 32_767;
        match &self.values {
            Values::Texts(texts) => texts.iter().map(String::len).max().unwrap_or(1).clamp(1, LONGEST_TEXT),
            Values::Numbers(_) => 8,
        }
    }
}

/// The variables and sets of a table: records that are left out, and questions with personal data, are not in it.
pub fn of(table: &SurveyTable) -> (Vec<Variable>, Vec<Set>) {
    let kept: Vec<bool> = table.records().map(|record| record.excluded.is_none()).collect();
    #[allow(clippy::cast_precision_loss, reason = "a file has fewer than 2^53 records")]
    let numbers = table.records().filter(|record| record.excluded.is_none()).map(|record| Some(record.number as f64));
    let mut names = Names::default();
    let mut variables = vec![Variable {
        name: names.make("record"),
        label: "Number of the record in the export".into(),
        format: "F8.0".into(),
        values: Values::Numbers(numbers.collect()),
        labels: Vec::new(),
        missing: Vec::new(),
        is_nominal: false,
    }];
    let mut sets = Vec::new();
    for question in table.questions.iter().filter(|question| question.personal.is_none()) {
        let mut ticked = Vec::new();
        for reference in &question.columns {
            let Some(mut variable) = variable(table, question, reference, &kept) else { continue };
            variable.name = names.make(&name(question, reference));
            variable.label = label(question, reference);
            if let Part::Tick(_) = reference.part {
                ticked.push(variable.name.clone());
            }
            variables.push(variable);
        }
        if !ticked.is_empty() {
            let label = question.text.text.clone();
            sets.push(Set { name: names.make(&format!("{}_set", question.id)), label, variables: ticked });
        }
    }
    (variables, sets)
}

/// The name of a variable: the question's id, and after two underscores its row or choice.
fn name(question: &Question, reference: &ColumnRef) -> String {
    let part = match reference.part {
        Part::Answer => return question.id.clone(),
        Part::Tick(choice) => question.choices.get(choice).map(|choice| choice.code.as_str()),
        Part::Row(row) => question.rows.get(row).map(|row| row.id.as_str()),
        Part::Comment => Some("comment"),
    };
    format!("{}__{}", question.id, part.unwrap_or_default())
}

fn label(question: &Question, reference: &ColumnRef) -> String {
    let part = match reference.part {
        Part::Answer => return question.text.text.clone(),
        Part::Tick(choice) => question.choices.get(choice).map(|choice| choice.label.text.as_str()),
        Part::Row(row) => question.rows.get(row).map(|row| row.text.text.as_str()),
        Part::Comment => Some("own words"),
    };
    format!("{} - {}", question.text.text, part.unwrap_or_default())
}

fn variable(table: &SurveyTable, question: &Question, reference: &ColumnRef, kept: &[bool]) -> Option<Variable> {
    let column = reference.column;
    Some(match table.blocks.first()?.columns.get(column)? {
        Column::Choices(_) => coded(question, &only_kept(table.answers(column), kept)),
        Column::Ticks(_) => ticks(&only_kept(table.ticks(column), kept)),
        Column::Numbers(_) => numbers(question, &only_kept(table.numbers(column), kept)),
        Column::Dates(_) => dates(&only_kept(table.dates(column), kept)),
        Column::Texts(_) => {
            let texts =
                only_kept(table.texts(column), kept).into_iter().map(|text| text.unwrap_or_default().to_owned());
            let mut variable = empty(Values::Texts(texts.collect()));
            variable.format = format!("A{}", variable.width());
            variable.is_nominal = true;
            variable
        }
    })
}

fn empty(values: Values) -> Variable {
    Variable {
        name: String::new(),
        label: String::new(),
        format: "F8.0".into(),
        values,
        labels: Vec::new(),
        missing: Vec::new(),
        is_nominal: false,
    }
}

fn only_kept<'a, T>(values: impl Iterator<Item = T> + 'a, kept: &'a [bool]) -> Vec<T> {
    values.zip(kept).filter(|(_, kept)| **kept).map(|(value, _)| value).collect()
}

/// The codes of choices as numbers: their own; where some have none (the letters of Stata), free ones, below zero for what is no
/// answer; 1, 2, 3 … where most have none.
fn codes_of(choices: &[Choice]) -> Vec<f64> {
    const FIRST_FREE: f64 = -11.0;
    let own = |choice: &Choice| choice.code.parse::<f64>().ok().filter(|code| code.is_finite() && code.abs() < 1e15);
    let own: Vec<Option<f64>> = choices.iter().map(own).collect();
    let mut sorted: Vec<f64> = own.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let told_apart = sorted.windows(2).all(|pair| pair[0] < pair[1]);
    if !told_apart || sorted.len() * 2 < choices.len() {
        #[allow(clippy::cast_precision_loss, reason = "a question has fewer than 2^53 choices")]
        return (1..=choices.len()).map(|place| place as f64).collect();
    }
    let mut below = sorted.first().copied().unwrap_or(0.0).floor().min(FIRST_FREE + 1.0) - 1.0;
    let mut above = sorted.last().copied().unwrap_or(0.0).floor();
    let free = |(choice, own): (&Choice, &Option<f64>)| {
        own.unwrap_or_else(|| {
            if choice.missing.is_some() {
                below -= 1.0;
                below + 1.0
            } else {
                above += 1.0;
                above
            }
        })
    };
    choices.iter().zip(&own).map(free).collect()
}

fn coded(question: &Question, answers: &[Answer]) -> Variable {
    let mut codes = codes_of(&question.choices);
    let split = |codes: &[f64], missing: bool| -> Vec<f64> {
        let of = question.choices.iter().zip(codes).filter(|(choice, _)| choice.missing.is_some() == missing);
        of.map(|(_, code)| *code).collect()
    };
    let reasons: Vec<Missing> = answers.iter().filter_map(|answer| answer.get().err()).collect();
    let mut extra = missing::codes(&reasons, &codes);
    let declared = |codes: &[f64], extra: &[(Missing, f64)]| {
        let all: Vec<f64> = split(codes, true).into_iter().chain(extra.iter().map(|(_, code)| *code)).collect();
        missing::declare(&all, &split(codes, false))
    };
    let missing = declared(&codes, &extra).unwrap_or_else(|| {
        // What lies scattered among the answers moves below them, where one range holds it all.
        let lowest = codes.iter().copied().fold(0.0, f64::min).floor();
        let mut next = lowest - 10.0;
        for (choice, code) in question.choices.iter().zip(&mut codes) {
            if choice.missing.is_some() {
                *code = next;
                next -= 1.0;
            }
        }
        extra = missing::codes(&reasons, &codes);
        declared(&codes, &extra).unwrap_or_default()
    });
    let value = |answer: &Answer| match answer.get() {
        Ok(place) => codes.get(place).copied(),
        Err(reason) => extra.iter().find(|(known, _)| *known == reason).map(|(_, code)| *code),
    };
    let mut variable = empty(Values::Numbers(answers.iter().map(value).collect()));
    variable.labels =
        question.choices.iter().zip(&codes).map(|(choice, code)| (*code, choice.label.text.clone())).collect();
    variable.labels.extend(extra.iter().map(|(reason, code)| (*code, reason.label().to_owned())));
    variable.missing = missing;
    variable.is_nominal = true;
    variable
}

fn ticks(ticks: &[Tick]) -> Variable {
    let reasons: Vec<Missing> = ticks
        .iter()
        .filter_map(|tick| match tick {
            Tick::Missing(reason) => Some(*reason),
            _ => None,
        })
        .collect();
    let extra = missing::codes(&reasons, &[0.0, 1.0]);
    let value = |tick: &Tick| match tick {
        Tick::Ticked => Some(1.0),
        Tick::NotTicked => Some(0.0),
        Tick::Missing(reason) => extra.iter().find(|(known, _)| known == reason).map(|(_, code)| *code),
    };
    let mut variable = empty(Values::Numbers(ticks.iter().map(value).collect()));
    variable.labels = vec![(0.0, "No".to_owned()), (1.0, "Yes".to_owned())];
    variable.labels.extend(extra.iter().map(|(reason, code)| (*code, reason.label().to_owned())));
    let codes: Vec<f64> = extra.iter().map(|(_, code)| *code).collect();
    variable.missing = missing::declare(&codes, &[0.0, 1.0]).unwrap_or_default();
    variable.is_nominal = true;
    variable
}

/// Numbers; those that are no answers keep their own number where it can be declared missing.
fn numbers(question: &Question, numbers: &[Number<'_>]) -> Variable {
    let raw = |number: &Number<'_>| number.raw.and_then(|raw| raw.parse::<f64>().ok()).filter(|raw| raw.is_finite());
    let answers: Vec<f64> = numbers.iter().filter_map(|number| number.value.ok()).collect();
    let labelled: Vec<(f64, &Choice)> = question
        .choices
        .iter()
        .filter_map(|choice| choice.code.parse::<f64>().ok().filter(|code| code.is_finite()).map(|code| (code, choice)))
        .collect();
    let own = numbers.iter().filter(|number| number.value.is_err()).filter_map(&raw);
    let of_choices = labelled.iter().filter(|(_, choice)| choice.missing.is_some()).map(|(code, _)| *code);
    let own: Vec<f64> = own.chain(of_choices).collect();
    let reasons: Vec<Missing> =
        numbers.iter().filter(|number| raw(number).is_none()).filter_map(|number| number.value.err()).collect();
    let taken: Vec<f64> = answers.iter().chain(&own).copied().collect();
    let extra = missing::codes(&reasons, &taken);
    let all: Vec<f64> = own.iter().copied().chain(extra.iter().map(|(_, code)| *code)).collect();
    let declared = missing::declare(&all, &answers);
    let value = |number: &Number<'_>| match number.value {
        Ok(value) => Some(value),
        Err(_) if declared.is_none() => None,
        Err(reason) => raw(number).or_else(|| extra.iter().find(|(known, _)| *known == reason).map(|(_, code)| *code)),
    };
    let mut variable = empty(Values::Numbers(numbers.iter().map(value).collect()));
    if answers.iter().any(|number| number.fract() != 0.0) {
        variable.format = "F12.4".into();
    }
    variable.labels = labelled.iter().map(|(code, choice)| (*code, choice.label.text.clone())).collect();
    if let Some(declared) = declared {
        variable.labels.extend(extra.iter().map(|(reason, code)| (*code, reason.label().to_owned())));
        variable.missing = declared;
    }
    variable
}

fn dates(dates: &[Date<'_>]) -> Variable {
    let dates: Vec<Option<&str>> = dates.iter().map(|date| date.value.ok()).collect();
    let mut variable = empty(Values::Numbers(dates.iter().map(|date| date.and_then(seconds)).collect()));
    let timed = dates.iter().flatten().any(|date| date.contains('T'));
    variable.format = if timed { MOMENT.into() } else { DATE.into() };
    variable
}

/// Seconds since 1582-10-14 of `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss`.
fn seconds(date: &str) -> Option<f64> {
    let (day, time) = date.split_once('T').unwrap_or((date, "00:00:00"));
    let parts = |text: &str, mark| -> Option<Vec<i64>> { text.split(mark).map(|part| part.parse().ok()).collect() };
    let ([year, month, day], [hour, minute, second]) =
        (parts(day, '-')?.try_into().ok()?, parts(time, ':')?.try_into().ok()?);
    // Years that begin in March, so that the leap day is the last of them.
    let year: i64 = if month <= 2 { year - 1 } else { year };
    let from_march: i64 = if month > 2 { month - 3 } else { month + 9 };
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * from_march + 2) / 5
        + day
        - 1;
    // Counted from 0000-03-01; 1582-10-14 is day 578,040 of that count.
    let seconds = (days - 578_040) * 86_400 + hour * 3_600 + minute * 60 + second;
    #[allow(clippy::cast_precision_loss, reason = "seconds of any calendar are below 2^53")]
    Some(seconds as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_seconds_as_spss_counts_them() {
        assert_eq!(seconds("1582-10-14"), Some(0.0));
        assert_eq!(seconds("1970-01-01"), Some(12_219_379_200.0));
        assert_eq!(seconds("1970-01-01T00:01:01"), Some(12_219_379_261.0));
        assert_eq!(seconds("soon"), None);
    }

    #[test]
    fn choices_without_numbers_are_counted() {
        let codes = |codes: &[&str]| codes_of(&codes.iter().map(|code| Choice::new(*code, "x")).collect::<Vec<_>>());
        assert_eq!(codes(&["3", "1"]), [3.0, 1.0]);
        assert_eq!(codes(&["Y", "N"]), [1.0, 2.0]);
        assert_eq!(codes(&["1", "1.0"]), [1.0, 2.0]);
        assert_eq!(codes(&["0", "5", "x"]), [0.0, 5.0, 6.0]);
        assert!(codes(&[]).is_empty());
    }
}
