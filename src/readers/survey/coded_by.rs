//! The choices of a described question as they stand in a column: by their codes, or by their labels in one of the languages
//! of the questionnaire.

use std::collections::HashMap;

use super::draft::{Choices, DraftChoice};
use super::numbers::whole;
use super::raw::RawColumn;
use super::words::{self, fold, plain};
use crate::model::Missing;

use super::described::DescribedChoice;

/// Choices with what stands for them in the cells, and what stands there besides.
#[derive(Debug, Clone, Default)]
pub struct Laid {
    /// The choices in the order of the questionnaire, then values of the column that are none of them.
    pub choices: Choices,
    /// Values that the questionnaire does not list, with how often each stands there.
    pub unlisted: Vec<(String, u64)>,
    /// The code of each value, where the cells do not hold codes.
    pub codes: HashMap<String, String>,
}

/// More values than these that are not listed are somebody's own words rather than choices.
const MOST_UNLISTED: usize = 30;

/// Lays the described choices over columns that hold one choice a cell.
pub fn lay(described: &[DescribedChoice], columns: &[&RawColumn], one_only: bool) -> Laid {
    let cells = || columns.iter().flat_map(|column| column.filled());
    let written = best_way(described, &|ways| {
        cells().filter(|(value, _)| ways.iter().any(|way| alike(way, value))).map(|(_, count)| count).sum()
    });
    let mut laid = Laid::default();
    for (choice, value) in described.iter().zip(&written) {
        laid.choices.list.push(draft(choice, value.clone(), one_only));
        if *value != choice.code {
            laid.codes.insert(value.clone(), choice.code.clone());
        }
    }
    laid.choices.other = other(described);
    for (value, count) in cells() {
        if let Some(place) = written.iter().position(|way| alike(way, value)) {
            // However a cell writes it, conditions ask for the code.
            if *value != *described[place].code {
                laid.codes.insert(value.to_owned(), described[place].code.clone());
            }
            continue;
        }
        match laid.unlisted.iter_mut().find(|(known, _)| known == value) {
            Some((_, known)) => *known += count,
            None => laid.unlisted.push((value.to_owned(), count)),
        }
    }
    laid
}

impl Laid {
    /// Takes values that the questionnaire does not list in as choices of their own, unless there are too many.
    pub fn take_in_unlisted(&mut self) -> bool {
        let few = self.unlisted.len() <= MOST_UNLISTED;
        if few {
            let own = self
                .unlisted
                .iter()
                .map(|(value, _)| DraftChoice { code: Some(value.clone()), ..DraftChoice::new(value.clone()) });
            self.choices.list.extend(own);
        }
        few
    }

    /// Whether hardly any cell holds a choice of the questionnaire, so that it speaks of something else.
    pub fn is_foreign(&self, columns: &[&RawColumn]) -> bool {
        let answered: u64 = columns.iter().map(|column| column.answered()).sum();
        let unlisted: u64 = self.unlisted.iter().map(|(_, count)| count).sum();
        answered > 0 && unlisted * 2 > answered
    }
}

/// What stands for each choice: its code, or its label in the language that `matching` finds most of in the cells.
pub fn best_way(described: &[DescribedChoice], matching: &dyn Fn(&[String]) -> u64) -> Vec<String> {
    let codes: Vec<String> = described.iter().map(|choice| choice.code.clone()).collect();
    let mut best = matching(&codes);
    let mut written = codes;
    let mut languages: Vec<Option<&str>> = vec![None];
    for language in described.iter().flat_map(|choice| choice.label.in_language.keys()) {
        if !languages.contains(&Some(language.as_str())) {
            languages.push(Some(language));
        }
    }
    let mut ways: Vec<Vec<String>> = languages
        .into_iter()
        .map(|language| described.iter().map(|choice| label(choice, language)).collect())
        .collect();
    ways.extend(truth_values(described));
    for way in ways {
        let found = matching(&way);
        if found > best {
            best = found;
            written = way;
        }
    }
    written
}

fn label(choice: &DescribedChoice, language: Option<&str>) -> String {
    plain(language.map_or(choice.label.text.as_str(), |language| choice.label.in_language(language)))
}

/// 1 and 0 that a program wrote as TRUE and FALSE.
fn truth_values(described: &[DescribedChoice]) -> Option<Vec<String>> {
    let word = |choice: &DescribedChoice| match choice.code.as_str() {
        "1" => Some("TRUE".to_owned()),
        "0" => Some("FALSE".to_owned()),
        _ => None,
    };
    (described.len() == 2).then(|| described.iter().map(word).collect()).flatten()
}

/// Whether a cell holds what stands for a choice, however a sheet wrote it.
fn alike(way: &str, value: &str) -> bool {
    way == value || fold(way) == fold(value) || (whole(way).is_some() && whole(way) == whole(value))
}

/// A choice in the making.
pub fn draft(choice: &DescribedChoice, value: String, one_only: bool) -> DraftChoice {
    let label = choice.label.text.clone();
    // The code may say it in English where the label is in another language: dont_know.
    let by_words = || words::missing(&label).or_else(|| words::missing(&choice.code.replace('_', " ")));
    let missing: Option<Missing> = choice.missing.or_else(|| by_words().filter(|_| one_only));
    let aside = one_only && missing.is_none() && words::is_aside(&label);
    let value = Some(value).filter(|value| *value != label);
    DraftChoice { code: Some(choice.code.clone()), value, missing, aside, ..DraftChoice::new(label) }
}

/// The place of the choice that asks for own words.
pub fn other(described: &[DescribedChoice]) -> Option<usize> {
    let is_other = |choice: &DescribedChoice| {
        choice.own_words || words::is_other(&choice.label.text) || fold(&choice.code) == "other"
    };
    described.iter().position(is_other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Wording;

    fn choices(list: &[(&str, &str)]) -> Vec<DescribedChoice> {
        let choice = |(code, label): &(&str, &str)| DescribedChoice {
            code: (*code).into(),
            label: Wording::new(*label),
            ..DescribedChoice::default()
        };
        list.iter().map(choice).collect()
    }

    fn column(cells: &[&str]) -> RawColumn {
        let mut column = RawColumn::default();
        cells.iter().for_each(|cell| column.push(cell));
        column
    }

    #[test]
    fn an_empty_column_has_the_choices_of_the_questionnaire() {
        let laid = lay(&choices(&[("a", "First"), ("b", "Second")]), &[&column(&[])], true);
        assert_eq!(laid.choices.list.iter().map(DraftChoice::value).collect::<Vec<_>>(), ["a", "b"]);
        assert!(laid.unlisted.is_empty());
    }

    #[test]
    fn labels_codes_and_truth_values_are_told_apart() {
        let described = choices(&[("1", "Yes"), ("0", "No")]);
        let values = |cells: &[&str]| -> Vec<String> {
            lay(&described, &[&column(cells)], true)
                .choices
                .list
                .iter()
                .map(|choice| choice.value().to_owned())
                .collect()
        };
        assert_eq!(values(&["1", "0.0"]), ["1", "0"]);
        assert_eq!(values(&["Yes", "Yes"]), ["Yes", "No"]);
        assert_eq!(values(&["TRUE", "FALSE"]), ["TRUE", "FALSE"]);
    }

    #[test]
    fn a_value_that_is_not_listed_is_taken_in_and_told() {
        let mut laid = lay(&choices(&[("a", "First")]), &[&column(&["a", "c", "c", "a", "a"])], true);
        assert_eq!(laid.unlisted, [("c".to_owned(), 2)]);
        assert!(laid.take_in_unlisted());
        assert_eq!(laid.choices.list.len(), 2);
    }
}
