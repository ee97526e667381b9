//! Multiple response sets that the dictionary declares, and how the columns of any set become ticks.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::codes::{self, Codes};
use super::{Habits, Variable, stems};
use crate::diagnostic::Diagnostic;
use crate::model::{Guess, Missing};
use crate::readers::survey::code::is_yes;
use crate::readers::survey::described::{Described, DescribedSet};
use crate::readers::survey::draft::{Choices, Draft, DraftChoice, NotAnswer, Shape, Shown, Ticked, Values, guess};
use crate::readers::survey::words::fold;

/// A variable of a set with its codes.
pub struct Part<'a> {
    /// The variable.
    pub variable: Variable<'a>,
    /// Its codes.
    pub codes: Codes,
}

impl<'a> Part<'a> {
    /// A variable with its codes.
    pub fn new(variable: Variable<'a>, habits: Habits) -> Self {
        Self { variable, codes: codes::of(&variable, habits) }
    }
}

/// The declared sets as questions, each with the place of its first variable and the columns that are questions no more. A variable
/// of several sets stays one besides: such sets are made for tables, and none of them tells all of it.
pub fn declared(
    variables: &[Variable<'_>],
    described: Option<&Described>,
    habits: Habits,
    noticed: &mut Vec<Diagnostic>,
) -> Vec<(usize, Draft, Vec<usize>)> {
    let sets: &[DescribedSet] = described.map_or(&[], |described| &described.sets);
    let places: BTreeMap<&str, usize> = variables.iter().map(|variable| (variable.name, variable.place)).collect();
    let mut members: BTreeMap<usize, usize> = BTreeMap::new();
    let columns_of = |set: &DescribedSet| -> Vec<usize> {
        let mut columns: Vec<usize> = Vec::new();
        for place in set.variables.iter().filter_map(|name| places.get(name.as_str())) {
            if !columns.contains(place) {
                columns.push(*place);
            }
        }
        columns
    };
    for column in sets.iter().flat_map(columns_of) {
        *members.entry(column).or_default() += 1;
    }
    let mut questions = Vec::new();
    for set in sets {
        let columns = columns_of(set);
        let Some(first) = columns.first().copied() else {
            noticed.push(
                Diagnostic::warning(format!(
                    "the multiple response set “{}” names no variable of the file and was left out",
                    set.name
                ))
                .hint("were variables deleted after the set was defined?"),
            );
            continue;
        };
        let parts: Vec<Part<'_>> = columns.iter().map(|column| Part::new(variables[*column], habits)).collect();
        let draft = of_set(set, &parts, habits);
        let own = columns.into_iter().filter(|column| members.get(column) == Some(&1)).collect();
        questions.push((first, draft, own));
    }
    questions
}

fn of_set(set: &DescribedSet, parts: &[Part<'_>], habits: Habits) -> Draft {
    let (stem, subs) = texts(parts);
    let text = [set.label.as_str(), stem.as_deref().unwrap_or_default(), &set.name]
        .into_iter()
        .find(|text| !text.trim().is_empty())
        .unwrap_or_default()
        .to_owned();
    let reason =
        |what: &str| guess(format!("the dictionary declares the multiple response set “{}” {what}", set.name), 0.99);
    let mut draft = match &set.counted {
        Some(counted) => {
            let labels = choice_labels(parts, Some(counted), subs);
            ticks(&text, parts, Some(counted), labels, reason(&format!("with the counted value {counted}")), habits)
        }
        None => mentions(&text, parts, reason("of categories"), habits),
    };
    draft.tag = Some(set.name.trim_start_matches('$').to_owned());
    draft
}

/// What the labels of variables share, and what each says besides; its name where it has no label.
pub fn texts(parts: &[Part<'_>]) -> (Option<String>, Vec<String>) {
    let labels: Vec<&str> = parts.iter().map(|part| part.variable.label()).collect();
    if labels.iter().any(|label| label.is_empty()) {
        return (None, parts.iter().map(|part| part.variable.text().to_owned()).collect());
    }
    let (stem, mut subs) = stems::of_labels(&labels);
    for (sub, part) in subs.iter_mut().zip(parts) {
        if sub.is_empty() {
            part.variable.name.clone_into(sub);
        }
    }
    (stem, subs)
}

/// What the choice of each variable is called: by the label of its counted value where these differ (“1 Dogs”), else by what its own
/// label says.
pub fn choice_labels(parts: &[Part<'_>], counted: Option<&str>, subs: Vec<String>) -> Vec<String> {
    let label = |part: &Part<'_>| {
        let holds = |choice: &&DraftChoice| {
            counted.is_none_or(|counted| NotAnswer::one(counted, Missing::User).holds(choice.value()))
        };
        part.codes.labelled().find(holds).map(|choice| choice.label.clone())
    };
    let labels: Option<Vec<String>> = parts.iter().map(label).collect();
    let Some(labels) = labels.filter(|labels| labels.iter().all(|label| is_yes(label).is_none())) else { return subs };
    let folded: Vec<String> = labels.iter().map(|label| fold(label)).collect();
    let differ = folded.iter().enumerate().all(|(place, label)| !folded[..place].contains(label));
    if differ && labels.len() > 1 { labels } else { subs }
}

/// A question whose variables are ticked each: where they hold the counted value, or, without one, where they are filled.
pub fn ticks(
    text: &str,
    parts: &[Part<'_>],
    counted: Option<&str>,
    labels: Vec<String>,
    reason: Guess,
    habits: Habits,
) -> Draft {
    let is_counted = |value: &str| counted.is_none_or(|counted| NotAnswer::one(counted, Missing::User).holds(value));
    let is_missing = |part: &Part<'_>, value: &str| part.codes.declared.iter().any(|declared| declared.holds(value));
    let says_no = parts
        .iter()
        .any(|part| part.variable.raw.filled().any(|(value, _)| !is_counted(value) && !is_missing(part, value)));
    let columns: Vec<Option<usize>> = parts.iter().map(|part| Some(part.variable.place)).collect();
    let mut choices = Choices::plain(labels.iter().map(String::as_str));
    for (choice, code) in choices.list.iter_mut().zip(ends(parts)) {
        choice.code = code;
    }
    let ticked = counted.map_or(Ticked::Filled, |counted| Ticked::Value(counted.to_owned()));
    let shape = Shape::Ticks { columns, choices, ticked, single: false };
    let mut draft = Draft::new(text, shape, reason);
    if says_no || counted.is_none() {
        draft.shown = if says_no { Shown::EachCell } else { Shown::AnyTicked };
        draft.not_answers = union(parts);
        draft.blank = sets_blank(parts, habits);
    } else {
        // What is not ticked is written as a missing value, for those too who saw nothing of it.
        draft.shown = Shown::AnyTicked;
        draft.row_reasons = reasons(parts, is_counted, habits).map(Arc::new);
    }
    draft
}

/// A question whose variables hold one of the same choices each.
fn mentions(text: &str, parts: &[Part<'_>], reason: Guess, habits: Habits) -> Draft {
    let mut list: Vec<DraftChoice> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for choice in parts.iter().flat_map(|part| &part.codes.answers) {
        match places.get(choice.value()).copied() {
            None => {
                places.insert(choice.value(), list.len());
                list.push(choice.clone());
            }
            // One variable may label a code that another has without.
            Some(place) if list[place].label == list[place].value() => list[place] = choice.clone(),
            Some(_) => {}
        }
    }
    let other = list.iter().position(|choice| crate::readers::survey::words::is_other(&choice.label));
    let columns = parts.iter().map(|part| part.variable.place).collect();
    let mut draft =
        Draft::new(text, Shape::Mentions { columns, choices: Choices { list, other, closed: false } }, reason);
    draft.not_answers = union(parts);
    let of_label = parts
        .iter()
        .flat_map(|part| &part.codes.missing)
        .filter_map(|choice| choice.missing.map(|reason| NotAnswer::one(choice.value(), reason)));
    for declared in of_label {
        let Values::One(value) = &declared.values else { continue };
        if !draft.not_answers.iter().any(|known| known.holds(value)) {
            draft.not_answers.push(declared);
        }
    }
    draft.blank = sets_blank(parts, habits);
    draft
}

fn sets_blank(parts: &[Part<'_>], habits: Habits) -> Missing {
    parts.first().map_or(Missing::Unknown, |part| part.variable.blank(habits))
}

/// What any of the variables declares missing.
pub fn union(parts: &[Part<'_>]) -> Vec<NotAnswer> {
    let mut all: Vec<NotAnswer> = Vec::new();
    for declared in parts.iter().flat_map(|part| &part.codes.declared) {
        if !all.contains(declared) {
            all.push(declared.clone());
        }
    }
    all
}

/// For rows without any tick, why: what the first missing value of the row says, else what a blank means.
fn reasons(parts: &[Part<'_>], is_counted: impl Fn(&str) -> bool, habits: Habits) -> Option<Vec<Option<Missing>>> {
    let rows = parts.first()?.variable.raw.codes().len();
    let by_code: Vec<Vec<Option<Missing>>> = parts
        .iter()
        .map(|part| {
            let reason = |value: &str| {
                part.codes.declared.iter().find(|declared| declared.holds(value)).map(|declared| declared.reason)
            };
            part.variable.raw.values().map(|value| if is_counted(value) { None } else { reason(value) }).collect()
        })
        .collect();
    let blank = sets_blank(parts, habits);
    let of_row = |row: usize| {
        let said = parts.iter().zip(&by_code).find_map(|(part, reasons)| reasons[part.variable.raw.code(row) as usize]);
        said.or((blank != Missing::Unknown).then_some(blank))
    };
    Some((0..rows).map(of_row).collect())
}

/// The ends of the names as codes of the choices, where they tell them apart.
fn ends(parts: &[Part<'_>]) -> Vec<Option<String>> {
    let none = || vec![None; parts.len()];
    let [first, second, ..] = parts else { return none() };
    let Some(stem) = stems::of_names(first.variable.name, second.variable.name) else { return none() };
    let ends: Vec<&str> = parts.iter().map(|part| stems::end(part.variable.name, stem)).collect();
    let told = ends.iter().enumerate().all(|(place, end)| !end.is_empty() && !ends[..place].contains(end))
        && parts.iter().all(|part| part.variable.name.starts_with(stem));
    if told { ends.into_iter().map(|end| Some(end.to_owned())).collect() } else { none() }
}
