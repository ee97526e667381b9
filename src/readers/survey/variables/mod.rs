//! Variables with a dictionary → questions: what statistics files and descriptions of variables have in common. Every variable has a
//! column of codes or words; its dictionary labels the codes, says which are no answers, and may tie variables to sets.
//!
//! - [`codes`]: the choices of a variable, those that are no answers with their reason
//! - [`alone`]: a variable by itself
//! - [`sets`]: declared multiple response sets
//! - [`alike`]: neighbours that belong together although nothing declares it
//! - [`stems`]: what names and labels have in common

mod alike;
mod alone;
mod codes;
mod sets;
mod stems;

use std::collections::HashMap;

use super::described::{Described, DescribedQuestion};
use super::draft::{Draft, Shape, Structure};
use super::metadata;
use super::raw::{RawColumn, RawTable};
use super::words::{self, fold};
use crate::model::{Kind, Missing};

/// How a program writes what is no answer.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// Why there is no answer where a code is declared missing and its label does not say.
    pub declared: Missing,
    /// What a blank means where codes are declared missing besides.
    pub blank: Missing,
}

impl Default for Habits {
    fn default() -> Self {
        Self { declared: Missing::User, blank: Missing::Unknown }
    }
}

/// A column with what the dictionary says of it.
#[derive(Debug, Clone, Copy)]
struct Variable<'a> {
    place: usize,
    name: &'a str,
    raw: &'a RawColumn,
    described: Option<&'a DescribedQuestion>,
}

impl<'a> Variable<'a> {
    /// Its label; empty where it has none.
    fn label(&self) -> &'a str {
        self.described.map_or("", |described| described.text.text.trim())
    }

    /// Its label, else its name.
    fn text(&self) -> &'a str {
        if self.label().is_empty() { self.name } else { self.label() }
    }

    /// What kind of values it has: “nominal”, “string”, “date”.
    fn type_word(&self) -> &'a str {
        self.described.map_or("", |described| &described.type_word)
    }

    /// What a blank of it means: where codes say that there is no answer, a blank means more than that.
    fn blank(&self, habits: Habits) -> Missing {
        let declares = self.described.is_some_and(|described| !described.not_answers.is_empty());
        if declares && !self.is_words() { habits.blank } else { Missing::Unknown }
    }

    fn is_words(&self) -> bool {
        matches!(self.type_word(), "string" | "long string")
    }
}

/// What the columns of a table mean by their dictionary.
pub fn understand(raw: &RawTable, described: Option<&Described>, habits: Habits) -> Structure {
    let known: HashMap<&str, &DescribedQuestion> = described
        .into_iter()
        .flat_map(|described| &described.questions)
        .map(|question| (question.name.as_str(), question))
        .collect();
    let variables: Vec<Variable<'_>> = raw
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let name = raw.heading(0, place);
            let described = known.get(name).copied();
            Variable { place, name, raw: column, described }
        })
        .collect();
    let mut structure = Structure::default();
    let own = of_the_platform(raw, &variables, &mut structure);
    let mut placed: Vec<(usize, Draft)> = Vec::new();
    let mut claimed = vec![false; variables.len()];
    own.into_iter().for_each(|place| claimed[place] = true);
    for (place, draft, columns) in sets::declared(&variables, described, habits, &mut structure.noticed) {
        columns.into_iter().for_each(|column| claimed[column] = true);
        placed.push((place, draft));
    }
    let free: Vec<Variable<'_>> = variables.iter().copied().filter(|variable| !claimed[variable.place]).collect();
    let mut at = 0;
    while at < free.len() {
        if let Some((draft, width)) = alike::from(&free[at..], habits) {
            placed.push((free[at].place, draft));
            at += width;
        } else {
            placed.push((free[at].place, alone::question(raw, &free[at], habits, &mut structure.noticed)));
            at += 1;
        }
    }
    placed.sort_by_key(|(place, _)| *place);
    structure.questions = with_own_words(&variables, placed.into_iter().map(|(_, draft)| draft).collect());
    structure
}

/// The columns that are the platform's own, as metadata; gives their places.
fn of_the_platform(raw: &RawTable, variables: &[Variable<'_>], structure: &mut Structure) -> Vec<usize> {
    const SEVERAL: usize = 3;
    let by_name = |variable: &Variable<'_>| metadata::known(&variable.name.replace('_', " ")).map(|(role, _)| role);
    let tells =
        |variable: &Variable<'_>| by_name(variable).or_else(|| metadata::known(variable.name).map(|(role, _)| role));
    let exported = variables.iter().filter(|variable| tells(variable).is_some()).count() >= SEVERAL;
    let mut own = Vec::new();
    for variable in variables {
        let role = if is_id(variable, raw.rows()) && structure.respondent.is_none() && variable.place < SEVERAL {
            Some(metadata::RESPONSE_ID)
        } else if exported {
            tells(variable)
        } else {
            // “date” may be any date: only what cannot be a question is the platform’s own without its other columns.
            metadata::generic_role(raw, variable.place)
                .filter(|role| !matches!(*role, "start time" | "completion time" | "time recorded" | "last change"))
        };
        let Some(role) = role.filter(|role| *role != metadata::RESPONSE_ID || tells_apart(variable, raw.rows())) else {
            continue;
        };
        if role == metadata::RESPONSE_ID {
            structure.respondent.get_or_insert(variable.place);
        }
        let mut draft = metadata::draft(raw, variable.place, role);
        draft.text = variable.text().to_owned();
        draft.tag = Some(variable.name.to_owned());
        structure.metadata.push(draft);
        own.push(variable.place);
    }
    if exported {
        metadata::flags(raw, structure);
    }
    own
}

/// Whether a variable is called an id and tells the rows apart.
fn is_id(variable: &Variable<'_>, rows: usize) -> bool {
    const NAMES: [&str; 18] = [
        "id",
        "urn",
        "caseid",
        "case",
        "case_id",
        "caseno",
        "respid",
        "resp_id",
        "respno",
        "respondent",
        "respondentid",
        "respondent_id",
        "responseid",
        "response_id",
        "record",
        "recordid",
        "serial",
        "idno",
    ];
    let called = NAMES.contains(&variable.name.to_lowercase().as_str())
        || metadata::known(variable.label()).is_some_and(|(role, _)| role == metadata::RESPONSE_ID);
    called && tells_apart(variable, rows)
}

fn tells_apart(variable: &Variable<'_>, rows: usize) -> bool {
    variable.raw.answered() == rows as u64 && variable.raw.distinct() == rows
}

/// Words of “Other (please specify)” right after the question they belong to become its comment.
fn with_own_words(variables: &[Variable<'_>], drafts: Vec<Draft>) -> Vec<Draft> {
    let mut result: Vec<Draft> = Vec::new();
    for draft in drafts {
        let words = match &draft.shape {
            Shape::Text { column } => variables.get(*column),
            Shape::Coded { column, choices, .. } if choices.list.iter().all(|choice| choice.code.is_none()) => {
                variables.get(*column)
            }
            _ => None,
        };
        let before = result.last_mut().filter(|before| {
            matches!(before.kind(), Kind::Single | Kind::Multiple)
                && before.comment.is_none()
                && before.labelled.is_empty()
        });
        match (before, words) {
            (Some(before), Some(words)) if words.is_words() && asks_for_words(words, before) => {
                before.comment = Some(words.place);
            }
            _ => result.push(draft),
        }
    }
    result
}

fn asks_for_words(words: &Variable<'_>, before: &Draft) -> bool {
    let name = words.name.to_lowercase();
    let tag = before.tag.as_deref().unwrap_or_default().to_lowercase();
    let of_it = !tag.is_empty() && name.starts_with(&tag);
    let tail = words.label().rsplit([':', '-', '?', '[']).next().unwrap_or_default().trim_end_matches(']');
    let label_says = words::is_other(tail.trim()) || fold(words.label()).contains("please specify");
    let name_says = ["text", "other", "oth", "specify", "comment", "txt"]
        .iter()
        .any(|end| name.strip_suffix(end).is_some_and(|rest| rest.ends_with(['_', '.'])));
    label_says || (of_it && name_says)
}
