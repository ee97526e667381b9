//! Which choice a cell holds, and drafts of choices and rows as those of the model.

use std::collections::HashMap;

use super::draft::{Choices, DraftRow};
use super::ids;
use super::numbers::whole;
use super::words::{self, fold};
use crate::model::{Choice, Row};

/// Looks choices up by what stands for them in the file, however its blanks and case.
pub struct Places {
    exact: HashMap<String, usize>,
    folded: HashMap<String, usize>,
}

impl Places {
    /// Of these choices.
    pub fn new(choices: &Choices) -> Self {
        let (mut exact, mut folded) = (HashMap::new(), HashMap::new());
        for (place, choice) in choices.list.iter().enumerate() {
            for name in choice.values() {
                exact.entry(name.to_owned()).or_insert(place);
                folded.entry(fold(name)).or_insert(place);
            }
        }
        // What an answer says wins over the code of another: 1 may be the label of the code 2.
        for (place, choice) in choices.list.iter().enumerate().filter(|(_, choice)| choice.value.is_none()) {
            if let Some(code) = &choice.code {
                exact.entry(code.clone()).or_insert(place);
                folded.entry(fold(code)).or_insert(place);
            }
        }
        Self { exact, folded }
    }

    /// The place of the choice that a cell holds.
    pub fn find(&self, value: &str) -> Option<usize> {
        if value.is_empty() {
            return None;
        }
        let folded = || self.folded.get(&fold(value)).copied();
        // 3.0 is 3: a sheet wrote it.
        let number = || whole(value).and_then(|number| self.exact.get(&number.to_string()).copied());
        self.exact.get(value).copied().or_else(folded).or_else(number)
    }
}

/// Choices of the model: every one with a code.
pub fn model_choices(choices: &Choices) -> Vec<Choice> {
    let mut list: Vec<Choice> = Vec::with_capacity(choices.list.len());
    let given: std::collections::HashSet<&str> =
        choices.list.iter().filter_map(|choice| choice.code.as_deref()).collect();
    let free = |list: &[Choice]| {
        let mut number = list.len() + 1;
        while given.contains(number.to_string().as_str()) || list.iter().any(|known| known.code == number.to_string()) {
            number += 1;
        }
        number.to_string()
    };
    for choice in &choices.list {
        let code = choice.code.clone().unwrap_or_else(|| free(&list));
        let label = words::plain(&choice.label);
        list.push(Choice { missing: choice.missing, aside: choice.aside, ..Choice::new(code, label) });
    }
    list
}

/// The next number that is no code yet.
pub fn free_code(list: &[Choice]) -> String {
    let mut number = list.len() + 1;
    while list.iter().any(|choice| choice.code == number.to_string()) {
        number += 1;
    }
    number.to_string()
}

/// Rows of the model: every one with an id.
pub fn model_rows(rows: &[DraftRow]) -> Vec<Row> {
    let mut taken = ids::Taken::default();
    for row in rows {
        row.id.iter().for_each(|id| taken.reserve(id));
    }
    rows.iter()
        .map(|row| {
            let id = row.id.clone().unwrap_or_else(|| taken.make(&ids::from_words(&row.text)));
            Row { id, text: words::plain(&row.text).into() }
        })
        .collect()
}
