//! A variable that is a question by itself.

use super::codes::{self, Codes};
use super::{Habits, Variable};
use crate::diagnostic::Diagnostic;
use crate::model::{Guess, Kind};
use crate::readers::survey::code::short;
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::draft::{Draft, DraftChoice, Shape, guess};
use crate::readers::survey::numbers::whole;
use crate::readers::survey::raw::RawTable;

/// The question of a variable.
pub fn question(raw: &RawTable, variable: &Variable<'_>, habits: Habits, noticed: &mut Vec<Diagnostic>) -> Draft {
    let codes = codes::of(variable, habits);
    let (shape, reason) = if variable.is_words() { words(raw, variable, &codes) } else { numbers(variable, &codes) };
    if let Shape::Coded { .. } = shape {
        note_codes(variable, &codes, noticed);
    }
    let is_numeric = matches!(shape, Shape::Numeric { .. });
    let mut draft = Draft::new(variable.text(), shape, reason);
    draft.tag = Some(variable.name.to_owned());
    draft.blank = variable.blank(habits);
    if is_numeric {
        let labelled = codes.labelled().chain(&codes.missing).cloned();
        draft.labelled = labelled.collect();
    }
    draft.not_answers = codes.declared;
    draft
}

fn words(raw: &RawTable, variable: &Variable<'_>, codes: &Codes) -> (Shape, Guess) {
    const MOST_UNLABELLED: usize = 20;
    let column = variable.place;
    let labelled = codes.labelled().count();
    if labelled > 0 && codes.unlabelled.len() <= MOST_UNLABELLED.max(labelled) {
        let reason = guess("the dictionary labels its answers", 0.95);
        return (Shape::Coded { column, scale: false, choices: codes.choices() }, reason);
    }
    let open = variable.type_word() == "long string";
    let (mut shape, mut reason) = decide::column(raw, column, Hints { separators: &[], open });
    if let Shape::Coded { choices, .. } = &mut shape {
        for choice in &mut choices.list {
            mark(choice, codes);
        }
    }
    if labelled > 0 {
        reason.reason.push_str("; a few of them have labels, which are not used");
    }
    (shape, reason)
}

fn mark(choice: &mut DraftChoice, codes: &Codes) {
    if let Some(declared) = codes.declared.iter().find(|declared| declared.holds(choice.value())) {
        choice.missing = Some(declared.reason);
    }
}

fn numbers(variable: &Variable<'_>, codes: &Codes) -> (Shape, Guess) {
    const MOST_CODES: usize = 30;
    let column = variable.place;
    if variable.described.is_some_and(|described| described.kind == Some(Kind::Date)) {
        return (Shape::Date { column }, guess("its format is that of a date", 0.98));
    }
    if variable.type_word() == "time" {
        return (Shape::Text { column }, guess("its format is that of a time of day or a duration", 0.9));
    }
    let coded = |scale: bool| Shape::Coded { column, scale, choices: codes.choices() };
    let all_whole = codes.answers.iter().all(|choice| whole(choice.value()).is_some());
    let labelled = codes.labelled().count();
    let measure = variable.type_word();
    if labelled > 0 {
        return match scale_with_named_ends(codes) {
            Some((choices, reason)) => (Shape::Coded { column, scale: true, choices }, guess(reason, 0.8)),
            None if !all_whole || codes.unlabelled.len() > (2 * labelled).max(12) => {
                let reason = format!("numbers, of which only {labelled} have labels");
                (Shape::Numeric { column }, guess(reason, 0.85))
            }
            None => match decide::steps(codes.labelled().map(|choice| choice.label.as_str())) {
                Some((_, reason)) if codes.unlabelled.is_empty() => (coded(true), guess(reason, 0.85)),
                _ => (coded(false), guess("the dictionary labels its codes", 0.97)),
            },
        };
    }
    let answers = codes.answers.len();
    if answers == 0 {
        let nominal = matches!(measure, "nominal" | "ordinal") || !codes.missing.is_empty();
        let shape = if nominal { coded(false) } else { Shape::Numeric { column } };
        return (shape, guess("nobody answered it, so its kind cannot be seen", 0.0));
    }
    match measure {
        "nominal" | "ordinal" if all_whole && answers <= MOST_CODES => {
            (coded(false), guess(format!("{answers} codes without labels; the dictionary calls them {measure}"), 0.7))
        }
        "scale" => (Shape::Numeric { column }, guess("numbers without labels; the dictionary calls them a scale", 0.8)),
        _ if answers <= 2 && all_whole && codes.answers.iter().all(|choice| matches!(choice.value(), "0" | "1")) => {
            (coded(false), guess("nothing but 0 and 1, without labels", 0.6))
        }
        _ => match decide::steps(codes.answers.iter().map(|choice| choice.value())) {
            Some((mut choices, reason)) => {
                choices.list.extend(codes.missing.iter().cloned());
                (
                    Shape::Coded { column, scale: true, choices },
                    guess(format!("{reason}; its codes have no labels"), 0.5),
                )
            }
            None => (Shape::Numeric { column }, guess("numbers without labels", 0.7)),
        },
    }
}

/// A scale of which only the ends have words: every code from the lowest label to the highest.
fn scale_with_named_ends(codes: &Codes) -> Option<(crate::readers::survey::draft::Choices, String)> {
    const MOST_STEPS: i64 = 10;
    let named: Vec<i64> = codes.labelled().map(|choice| whole(choice.value())).collect::<Option<_>>()?;
    let (low, high) = (*named.iter().min()?, *named.iter().max()?);
    let between = |code: &(String, u64)| whole(&code.0).is_some_and(|code| (low..=high).contains(&code));
    let fits = (2..=3).contains(&named.len())
        && (0..=1).contains(&low)
        && (low + 3..=low + MOST_STEPS).contains(&high)
        && !codes.unlabelled.is_empty()
        && codes.unlabelled.iter().all(between);
    if !fits {
        return None;
    }
    let mut choices = codes.choices();
    choices.other = None;
    for step in low..=high {
        let code = step.to_string();
        if !choices.list.iter().any(|choice| choice.value() == code) {
            let place = choices
                .list
                .iter()
                .position(|choice| choice.missing.is_some() || whole(choice.value()).is_none_or(|known| known > step));
            let choice = DraftChoice { code: Some(code.clone()), value: Some(code.clone()), ..DraftChoice::new(code) };
            choices.list.insert(place.unwrap_or(choices.list.len()), choice);
        }
    }
    Some((choices, format!("steps from {low} to {high}, of which the ends are labelled")))
}

/// Notes codes that occur and have no label, and labels that stand for several codes.
fn note_codes(variable: &Variable<'_>, codes: &Codes, noticed: &mut Vec<Diagnostic>) {
    const NAMED: usize = 5;
    let labelled: Vec<&DraftChoice> = codes.labelled().collect();
    if labelled.is_empty() {
        return;
    }
    if !codes.unlabelled.is_empty() && !variable.is_words() {
        let named = codes.unlabelled.iter().take(NAMED).map(|(code, count)| format!("{} ({count})", short(code)));
        let more = if codes.unlabelled.len() > NAMED { " and more" } else { "" };
        let named = named.collect::<Vec<_>>().join(", ");
        noticed.push(
            Diagnostic::note(format!(
                "in “{}” codes without a label occur: {named}{more}; each is listed as a choice",
                variable.name
            ))
            .hint("are they typing errors? Give them a label, or mark them missing, in questionnaire.toml"),
        );
    }
    let mut alike: Vec<String> = Vec::new();
    for (place, choice) in labelled.iter().enumerate() {
        let again = labelled[..place].iter().any(|other| other.label == choice.label);
        if again && !alike.contains(&choice.label) {
            alike.push(choice.label.clone());
        }
    }
    for label in alike {
        noticed.push(
            Diagnostic::note(format!(
                "in “{}” several codes have the label “{}”; they stay choices of their own",
                variable.name,
                short(&label)
            ))
            .hint("merge them in study.toml, or give each a label of its own in questionnaire.toml"),
        );
    }
}
