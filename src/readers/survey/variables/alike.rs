//! Neighbouring variables that belong together although nothing declares it: their names count on, or their labels begin alike, and
//! they have the same choices.

use std::collections::HashSet;

use super::sets::{self, Part};
use super::{Habits, Variable, stems};
use crate::readers::survey::code::is_yes;
use crate::readers::survey::draft::{Draft, DraftChoice, DraftRow, Shape, guess};
use crate::readers::survey::numbers::whole;
use crate::readers::survey::words::fold;

/// The question of the variables from the first on, and how many belong to it; `None` where the first stands by itself.
pub fn from(variables: &[Variable<'_>], habits: Habits) -> Option<(Draft, usize)> {
    let first = Part::new(*variables.first()?, habits);
    let look = Look::of(&first)?;
    let mut parts = vec![first];
    for variable in &variables[1..] {
        let last = &parts[parts.len() - 1].variable;
        if variable.place != last.place + 1 || !are_neighbours(&parts[0].variable, last, variable) {
            break;
        }
        let part = Part::new(*variable, habits);
        if !Look::of(&part).is_some_and(|other| look.goes_with(&other)) {
            break;
        }
        parts.push(part);
    }
    if parts.len() < 2 {
        return None;
    }
    let width = parts.len();
    question(&look, parts, habits).map(|draft| (draft, width))
}

/// Whether the next variable may belong to the same question by its name or its label.
fn are_neighbours(first: &Variable<'_>, last: &Variable<'_>, next: &Variable<'_>) -> bool {
    let labels = [first.label(), last.label(), next.label()];
    let told = labels.iter().all(|label| !label.is_empty());
    let of_labels = if told { stems::of_labels(&labels).0 } else { None };
    let same_words = told && fold(labels[0]) == fold(labels[2]);
    match stems::of_names(last.name, next.name) {
        Some(stem) if first.name.starts_with(stem) || stem.starts_with(first.name) => {
            !stems::is_general(stem) || of_labels.is_some_and(|_| !same_words)
        }
        _ => of_labels.is_some_and(|stem| !same_words && stem.chars().count() >= 3),
    }
}

/// What the values of a variable look like, as far as it tells whether others belong to it.
#[derive(Debug, Clone, PartialEq)]
enum Look {
    /// One labelled code, its own: “1 Dogs”. Perhaps 0 besides.
    OwnCode(String),
    /// 0 and 1, labelled or not, where 1 says that it was ticked.
    ZeroOne {
        /// Whether labels say it.
        labelled: bool,
    },
    /// Several labelled codes.
    Choices(Vec<(String, String)>),
}

impl Look {
    fn of(part: &Part<'_>) -> Option<Self> {
        let codes = &part.codes;
        let labelled: Vec<(String, String)> = codes.signature();
        let zero_or_one = |value: &str| matches!(value, "0" | "1");
        let counts_only_01 = codes.answers.iter().all(|choice| zero_or_one(choice.value()));
        match labelled.as_slice() {
            [] if counts_only_01 && !codes.answers.is_empty() => Some(Self::ZeroOne { labelled: false }),
            [] => None,
            [(code, _)] if codes.unlabelled.iter().all(|(value, _)| value == "0") && code != "0" => {
                Some(Self::OwnCode(code.clone()))
            }
            [_] => None,
            [(zero, no), (one, yes)]
                if zero == "0" && one == "1" && counts_only_01 && (says_no(no) || is_yes(yes) == Some(true)) =>
            {
                Some(Self::ZeroOne { labelled: true })
            }
            _ => Some(Self::Choices(labelled)),
        }
    }

    fn goes_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::OwnCode(_), Self::OwnCode(_)) => true,
            (first, second) => first == second,
        }
    }
}

/// Whether a label says that something was not ticked: “No”, “Not selected”, “Unchecked”.
fn says_no(label: &str) -> bool {
    let label = fold(label);
    is_yes(&label) == Some(false)
        || ["not ", "un", "non ", "nicht ", "ikke "].iter().any(|start| label.starts_with(start))
        || label == "nein"
        || label == "nej"
        || label == "nee"
}

fn question(look: &Look, parts: Vec<Part<'_>>, habits: Habits) -> Option<Draft> {
    let (stem, subs) = sets::texts(&parts);
    let tag = stems::of_names(parts[0].variable.name, parts[1].variable.name)
        .map(|stem| stem.trim_end_matches(['_', '.', '#', '$']).to_owned());
    let text = stem.clone().unwrap_or_else(|| match (subs.first(), subs.last()) {
        (Some(first), Some(last)) => format!("{first} … {last}"),
        _ => String::new(),
    });
    let columns = parts.len();
    let mut draft = match look {
        Look::OwnCode(code) => {
            let same = parts.iter().all(|part| matches!(Look::of(part), Some(Look::OwnCode(other)) if other == *code));
            let reason = guess(format!("{columns} variables, each with one labelled code of its own"), 0.95);
            let counted = Some(code.as_str()).filter(|_| same);
            let labels = sets::choice_labels(&parts, counted, subs);
            sets::ticks(&text, &parts, counted, labels, reason, habits)
        }
        Look::ZeroOne { labelled } => {
            if !labelled && stem.is_none() {
                return None;
            }
            let (what, confidence) =
                if *labelled { ("labelled as no and yes", 0.75) } else { ("without labels", 0.65) };
            let reason =
                guess(format!("{columns} variables of 0 and 1, {what}, whose labels or names go together"), confidence);
            sets::ticks(&text, &parts, Some("1"), subs, reason, habits)
        }
        Look::Choices(choices) => rows(&text, &parts, choices.len(), stem.is_some(), subs, habits)?,
    };
    draft.tag = tag;
    Some(draft)
}

/// A ranking or a grid.
fn rows(
    text: &str,
    parts: &[Part<'_>],
    choices: usize,
    has_stem: bool,
    subs: Vec<String>,
    habits: Habits,
) -> Option<Draft> {
    let rows: Vec<DraftRow> =
        parts.iter().zip(subs).map(|(part, text)| DraftRow { id: None, text, column: part.variable.place }).collect();
    let columns = rows.len();
    let mut draft = if is_ranking(parts, choices) {
        let reason = format!("{columns} variables that hold each rank from 1 to {choices} once a response");
        Draft::new(text, Shape::Ranks { rows }, guess(reason, 0.9))
    } else if choices >= 3 || has_stem {
        let mut all = parts[0].codes.clone();
        let own = parts[0].codes.answers.iter().chain(&parts[0].codes.missing);
        let mut known: HashSet<&str> = own.map(DraftChoice::value).collect();
        for code in parts[1..].iter().flat_map(|part| part.codes.answers.iter().chain(&part.codes.missing)) {
            if known.insert(code.value()) {
                if code.missing.is_some() { all.missing.push(code.clone()) } else { all.answers.push(code.clone()) }
            }
        }
        let (reason, confidence) = if has_stem {
            (format!("{columns} neighbouring variables have the same {choices} labelled codes"), 0.9)
        } else {
            (
                format!(
                    "{columns} neighbouring variables have the same {choices} labelled codes; the file does not hold the question itself, only its rows"
                ),
                0.75,
            )
        };
        Draft::new(text, Shape::Grid { rows, choices: all.choices() }, guess(reason, confidence))
    } else {
        return None;
    };
    draft.not_answers = sets::union(parts);
    draft.blank = parts[0].variable.blank(habits);
    Some(draft)
}

/// Whether the variables hold each rank once a response.
fn is_ranking(parts: &[Part<'_>], ranks: usize) -> bool {
    let Some(most) = i64::try_from(ranks).ok().filter(|_| ranks >= 3 && parts.len() >= 3 && parts.len() >= ranks)
    else {
        return false;
    };
    let by_code: Vec<Vec<Option<i64>>> = parts
        .iter()
        .map(|part| {
            let counts = |value: &str| part.codes.answers.iter().any(|choice| choice.value() == value);
            part.variable.raw.values().map(|value| whole(value).filter(|_| counts(value))).collect()
        })
        .collect();
    let all_ranks = by_code.iter().flatten().flatten().all(|rank| (1..=most).contains(rank));
    let (mut rows, mut proper, mut full) = (0_u64, 0_u64, 0_u64);
    for row in 0..parts[0].variable.raw.codes().len() {
        let held = parts.iter().zip(&by_code).filter_map(|(part, ranks)| ranks[part.variable.raw.code(row) as usize]);
        let mut held: Vec<i64> = held.collect();
        if held.len() < 2 {
            continue;
        }
        held.sort_unstable();
        rows += 1;
        proper += u64::from(held.windows(2).all(|pair| pair[0] != pair[1]));
        full += u64::from(held.len() == ranks);
    }
    all_ranks && rows >= 2 && proper * 10 >= rows * 9 && full > 0
}
