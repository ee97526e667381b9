//! The choices of a variable: labelled or not, used or not, and those that are no answers.

use std::collections::HashSet;

use super::{Habits, Variable};
use crate::model::Missing;
use crate::readers::survey::draft::{Choices, DraftChoice, NotAnswer, Values};
use crate::readers::survey::numbers::Notation;
use crate::readers::survey::words::{self, fold};

/// The codes of a variable.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    /// The codes that count, in order.
    pub answers: Vec<DraftChoice>,
    /// The codes that are no answers.
    pub missing: Vec<DraftChoice>,
    /// What the dictionary declares missing, with reasons.
    pub declared: Vec<NotAnswer>,
    /// The codes that occur and count and have no label, with how often.
    pub unlabelled: Vec<(String, u64)>,
    /// Which there are, so that thousands of them are not compared with each other.
    known: HashSet<Key>,
}

/// What tells codes apart: 1, 01 and 1.0 are one code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Number(u64),
    Words(String),
}

impl Key {
    fn of(code: &str) -> Self {
        match code.parse::<f64>() {
            // Nought with a sign is nought.
            Ok(number) if number.is_finite() => Self::Number((number + 0.0).to_bits()),
            _ => Self::Words(code.to_owned()),
        }
    }
}

/// The codes of a variable by its dictionary and its answers.
pub fn of(variable: &Variable<'_>, habits: Habits) -> Codes {
    let mut codes = Codes { declared: declared(variable, habits), ..Codes::default() };
    let described = variable.described.into_iter().flat_map(|described| &described.choices);
    for choice in described {
        codes.add(&choice.code, choice.label.text.trim(), choice.missing);
    }
    let singles: Vec<String> = codes
        .declared
        .iter()
        .filter_map(|declared| match &declared.values {
            Values::One(value) => Some(value.clone()),
            Values::Range(..) => None,
        })
        .collect();
    for value in &singles {
        codes.add(value, "", None);
    }
    for (value, count) in variable.raw.filled() {
        if codes.add(value, "", None) {
            codes.unlabelled.push((value.to_owned(), count));
        }
    }
    // Stata and SPSS keep labels in the order of their codes; codes without label belong between them.
    if let Some(mut numbered) = numbered(&codes.answers) {
        numbered.sort_by(|(a, _), (b, _)| {
            (*a < 0.0, a.abs()).partial_cmp(&(*b < 0.0, b.abs())).unwrap_or(std::cmp::Ordering::Equal)
        });
        codes.answers = numbered.into_iter().map(|(_, choice)| choice).collect();
    }
    codes
}

impl Codes {
    /// Adds a code unless it is there already; whether it is new and counts.
    fn add(&mut self, code: &str, label: &str, said: Option<Missing>) -> bool {
        if code.is_empty() || !self.known.insert(Key::of(code)) {
            return false;
        }
        let reason = self.declared.iter().find(|declared| declared.holds(code)).map(|declared| declared.reason);
        let shown = if label.is_empty() { code } else { label };
        let mut choice = DraftChoice::marked(shown);
        choice.code = Some(code.to_owned());
        choice.value = Some(code.to_owned());
        match reason {
            Some(reason) => {
                if label.is_empty() && reason != Missing::User {
                    choice.label = reason.label().to_owned();
                }
                let by_label = reason_of_label(label).or_else(|| words::missing(label));
                choice.missing = Some(by_label.unwrap_or(reason));
                choice.aside = false;
            }
            None => choice.missing = said.or(choice.missing),
        }
        let counts = choice.missing.is_none();
        if counts {
            self.answers.push(choice)
        } else {
            self.missing.push(choice)
        }
        counts
    }

    /// All of them as choices of a question.
    pub fn choices(&self) -> Choices {
        let list: Vec<DraftChoice> = self.answers.iter().chain(&self.missing).cloned().collect();
        let other = list.iter().position(|choice| choice.missing.is_none() && words::is_other(&choice.label));
        Choices { list, other, closed: false }
    }

    /// The codes that count and have a label.
    pub fn labelled(&self) -> impl Iterator<Item = &DraftChoice> {
        let unlabelled: HashSet<&str> = self.unlabelled.iter().map(|(code, _)| code.as_str()).collect();
        self.answers.iter().filter(move |choice| !unlabelled.contains(choice.value()))
    }

    /// What tells whether two variables have the same choices.
    pub fn signature(&self) -> Vec<(String, String)> {
        let pair = |choice: &DraftChoice| (choice.value().to_owned(), fold(&choice.label));
        self.labelled().map(pair).collect()
    }
}

fn numbered(choices: &[DraftChoice]) -> Option<Vec<(f64, DraftChoice)>> {
    choices
        .iter()
        .map(|choice| Notation::default().number(choice.value()).map(|number| (number, choice.clone())))
        .collect()
}

/// What the dictionary declares missing, each with the reason that its label gives, else the program's usual one.
pub fn declared(variable: &Variable<'_>, habits: Habits) -> Vec<NotAnswer> {
    let Some(described) = variable.described else { return Vec::new() };
    let label_of = |value: &str| {
        let named = described.choices.iter().find(|choice| choice.code == value);
        named.map(|choice| choice.label.text.as_str()).unwrap_or_default()
    };
    let refine = |declared: &NotAnswer| {
        let by_label = match &declared.values {
            Values::One(value) => reason_of_label(label_of(value)).or_else(|| words::missing(label_of(value))),
            Values::Range(..) => None,
        };
        let usual = if declared.reason == Missing::User { habits.declared } else { declared.reason };
        NotAnswer { values: declared.values.clone(), reason: by_label.unwrap_or(usual) }
    };
    described.not_answers.iter().map(refine).collect()
}

/// The reason that the label of a code which is declared missing gives. Such labels are terse: “NA”, “Skipped”, “Refusal”.
fn reason_of_label(label: &str) -> Option<Missing> {
    const NOT_ASKED: [&str; 12] = [
        "not asked",
        "not applicable",
        "inapplicable",
        "inap",
        "iap",
        "skip",
        "n/a",
        "not shown",
        "item not applicable",
        "filter",
        "trifft nicht zu",
        "no procede",
    ];
    const NOT_ANSWERED: [&str; 9] = [
        "not answered",
        "no answer",
        "no response",
        "not stated",
        "unanswered",
        "left blank",
        "seen but",
        "keine angabe",
        "sans réponse",
    ];
    const REFUSED: [&str; 8] =
        ["refus", "declined", "prefer not", "rather not", "verweigert", "rechus", "no contesta", "withheld"];
    const DONT_KNOW: [&str; 11] = [
        "don't know",
        "dont know",
        "do not know",
        "dk",
        "can't say",
        "can't choose",
        "cannot choose",
        "weiß nicht",
        "weiss nicht",
        "ne sait pas",
        "no sabe",
    ];
    let label = fold(label);
    let begins = |words: &[&str]| words.iter().any(|word| label.starts_with(word));
    let is_skipped = label == "skipped" || label == "system";
    if is_skipped || label == "missing" || label.is_empty() {
        return None;
    }
    if begins(&NOT_ASKED) {
        Some(Missing::NotAsked)
    } else if begins(&REFUSED) {
        Some(Missing::Refused)
    } else if begins(&DONT_KNOW) {
        Some(Missing::DontKnow)
    } else if begins(&NOT_ANSWERED) {
        Some(Missing::NotAnswered)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_there_once_however_its_number_is_written() {
        let mut codes = Codes::default();
        let added: Vec<bool> = ["1", "01", "1.0", "0", "-0", "one", "One", "one", "inf", "inf", "", "1e400", "NaN"]
            .into_iter()
            .map(|code| codes.add(code, "", None))
            .collect();
        let expected = [true, false, false, true, false, true, true, false, true, false, false, true, true];
        assert_eq!(added, expected);
        codes.unlabelled.push(("0".to_owned(), 1));
        let labelled: Vec<&str> = codes.labelled().map(DraftChoice::value).collect();
        assert_eq!(labelled, ["1", "one", "One", "inf", "1e400", "NaN"]);
    }
}
