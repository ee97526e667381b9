//! The XLSForm as headings and cells are matched with it.

use std::collections::HashMap;

use super::names::{self, plain};
use crate::model::Kind;
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion};
use crate::readers::survey::words;

/// A form whose questions are found by any of their names.
pub struct Form<'a> {
    /// How reasons call it.
    pub from: &'a str,
    questions: &'a [DescribedQuestion],
    names: HashMap<String, usize>,
    labels: HashMap<String, Vec<usize>>,
}

/// What a heading is in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A question, by its place in the form.
    Question(usize),
    /// A choice of a question; its code.
    Choice(usize, String),
}

impl<'a> Form<'a> {
    /// The form of a description.
    pub fn new(described: &'a Described) -> Self {
        let mut names: HashMap<String, usize> = HashMap::new();
        let mut labels: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, question) in described.questions.iter().enumerate() {
            for name in [Some(&question.name), question.key.as_ref()].into_iter().flatten() {
                names.entry(plain(name)).or_insert(place);
            }
            let wordings = [&question.text.text].into_iter().chain(question.text.in_language.values());
            for label in wordings.filter(|label| !label.is_empty()) {
                let known = labels.entry(plain(&words::plain(label))).or_default();
                if !known.contains(&place) {
                    known.push(place);
                }
            }
        }
        Self { from: &described.from, questions: &described.questions, names, labels }
    }

    /// A question of the form.
    pub fn question(&self, place: usize) -> &'a DescribedQuestion {
        &self.questions[place]
    }

    /// The name of the question that a heading names.
    pub fn name_of(&self, heading: &str) -> Option<String> {
        match self.place(heading, &mut HashMap::new())? {
            Place::Question(place) => Some(self.questions[place].name.clone()),
            Place::Choice(..) => None,
        }
    }

    /// What each heading is; `None` for what the form does not know.
    pub fn places(&self, headings: &[String]) -> Vec<Option<Place>> {
        // Where several questions have one label, the first column of that label is the first question, and so on.
        let mut seen: HashMap<String, usize> = HashMap::new();
        headings.iter().map(|heading| self.place(heading, &mut seen)).collect()
    }

    fn place(&self, heading: &str, seen: &mut HashMap<String, usize>) -> Option<Place> {
        let heading = words::plain(names::heading(heading));
        if let Some(place) = self.by_name(&heading) {
            return Some(Place::Question(place));
        }
        let key = plain(&heading);
        if let Some(all) = self.labels.get(&key) {
            let count = seen.entry(key).or_insert(0);
            let place = all.get(*count).or(all.last()).copied();
            *count += 1;
            return place.map(Place::Question);
        }
        let choice = names::cuts(&heading).find_map(|(before, between, after)| {
            let place = self.by_name(before).or_else(|| self.by_label(before, seen))?;
            let question = self.question(place);
            let has_choices = matches!(question.kind, Some(Kind::Multiple | Kind::Ranking));
            match choice_of(question, after) {
                Some(code) if has_choices => Some(Place::Choice(place, code)),
                None if has_choices && between == '/' => Some(Place::Choice(place, after.to_owned())),
                _ => None,
            }
        });
        // The label of a group before that of the question: only labels that are known are cut at a slash.
        choice.or_else(|| {
            let after = heading.split_once('/')?.1;
            self.labels.contains_key(&plain(after)).then(|| self.place(after, seen)).flatten()
        })
    }

    /// By its name or its path, with or without the groups before it.
    fn by_name(&self, heading: &str) -> Option<usize> {
        let find = |name: &str| self.names.get(&plain(name)).copied();
        find(heading).or_else(|| {
            let ends = heading.char_indices().filter(|(_, c)| matches!(c, '/' | ':' | '.' | '-'));
            ends.filter_map(|(at, c)| heading.get(at + c.len_utf8()..)).find_map(find)
        })
    }

    /// By its label, as the column before named it last.
    fn by_label(&self, heading: &str, seen: &HashMap<String, usize>) -> Option<usize> {
        let find = |label: &str| {
            let key = plain(label);
            let all = self.labels.get(&key)?;
            all.get(seen.get(&key).map_or(0, |count| count.saturating_sub(1))).or(all.last()).copied()
        };
        find(heading).or_else(|| heading.match_indices('/').find_map(|(at, _)| find(&heading[at + 1..])))
    }
}

/// The choices of a question, with the one for own words where the form adds it.
pub fn choices(question: &DescribedQuestion) -> Vec<DescribedChoice> {
    let mut list = question.choices.clone();
    if question.own_words && !list.is_empty() && !list.iter().any(|choice| choice.code == "other") {
        list.push(DescribedChoice {
            code: "other".into(),
            label: "Other".into(),
            own_words: true,
            ..DescribedChoice::default()
        });
    }
    list
}

/// The code of a choice by its code or its label in any language.
fn choice_of(question: &DescribedQuestion, text: &str) -> Option<String> {
    let wanted = plain(text);
    let list = choices(question);
    let by_code = list.iter().find(|choice| plain(&choice.code) == wanted);
    let by_label = || {
        list.iter().find(|choice| {
            let labels = [&choice.label.text].into_iter().chain(choice.label.in_language.values());
            labels.into_iter().any(|label| plain(&words::plain(label)) == wanted)
        })
    };
    // SurveyCTO writes the code -99 as q__99.
    let by_sign = || {
        let number = text.strip_prefix('_').filter(|rest| rest.parse::<u32>().is_ok())?;
        list.iter().find(|choice| choice.code.strip_prefix('-') == Some(number))
    };
    by_code.or_else(by_label).or_else(by_sign).map(|choice| choice.code.clone())
}
