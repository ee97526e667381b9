//! The columns of one LimeSurvey question → its drafts.

use super::answers::{self, Marks};
use super::heading::Heading;
use super::{slots, structure};
use crate::model::Missing;
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::draft::{Choices, Draft, DraftChoice, Shape, guess};
use crate::readers::survey::groups::{self, Member};
use crate::readers::survey::raw::{BLANK, RawTable};
use crate::readers::survey::words::{fold, plain};

/// LimeSurvey never joins answers in one cell.
pub const HINTS: Hints = Hints { separators: &[], open: false };
const OPEN: Hints = Hints { separators: &[], open: true };

/// A column of a question with what tells it from the others.
#[derive(Debug, Clone)]
struct Part {
    place: usize,
    first: String,
    second: Option<String>,
    comment: bool,
}

/// The questions in the columns of one heading.
///
/// `set` is whether the survey’s structure says that they are a set of ticks.
pub fn of(raw: &RawTable, columns: &[Heading], set: bool) -> Vec<Draft> {
    let Some(first) = columns.first() else { return Vec::new() };
    let stem = plain(&first.stem);
    let parts = parts(columns);
    let mut drafts = if first.parts().is_empty() {
        alone(raw, &stem, first.place, &parts[1..])
    } else {
        several(raw, &stem, &parts, set)
    };
    for draft in &mut drafts {
        draft.tag.clone_from(&first.code);
        if draft.text.is_empty() {
            draft.text = first.code.clone().unwrap_or_else(|| raw.names[first.place].clone());
        }
    }
    drafts
}

/// A column `[item][Comment]` beside one `[item]`, or whose code ends in `comment`, holds words on that item.
fn parts(columns: &[Heading]) -> Vec<Part> {
    let alone: Vec<&str> =
        columns.iter().filter(|column| column.parts().len() == 1).map(|column| column.parts()[0].as_str()).collect();
    columns
        .iter()
        .map(|column| {
            let words = column.parts();
            let first = words.first().cloned().unwrap_or_default();
            let second = words.get(1).cloned();
            let coded = column.sub_codes.last().is_some_and(|code| code.ends_with("comment"));
            let beside = second.is_some() && alone.contains(&first.as_str());
            Part { place: column.place, first, second, comment: coded || beside }
        })
        .collect()
}

/// A question in one column, with a column of own words or of comments after it.
fn alone(raw: &RawTable, stem: &str, place: usize, rest: &[Part]) -> Vec<Draft> {
    let mut draft = single(raw, stem, place);
    let mut drafts = Vec::new();
    for part in rest {
        let says_other = matches!(draft.shape, Shape::Coded { .. }) && draft.comment.is_none();
        if says_other && !part.comment && is_words(raw, part.place) {
            draft.comment = Some(part.place);
            name_other(raw, &mut draft, &part.first);
        } else if says_other && !filled_alone(raw, place, part.place) {
            draft.comment = Some(part.place);
        } else {
            drafts.push(words_on(raw, stem, part));
        }
    }
    drafts.insert(0, draft);
    drafts
}

/// The choice that asks for own words bears the label of their column, as the answers name it.
fn name_other(raw: &RawTable, draft: &mut Draft, label: &str) {
    let Some(own) = draft.comment else { return };
    let Shape::Coded { column, choices, .. } = &mut draft.shape else { return };
    let label = plain(label);
    let stands = |choice: &DraftChoice| fold(choice.value()) == fold(&label) || choice.value() == "-oth-";
    if let Some(place) = choices.list.iter().position(stands) {
        choices.other = Some(place);
        choices.list[place] = DraftChoice {
            value: choices.list[place].value.clone().or_else(|| Some(choices.list[place].label.clone())),
            ..DraftChoice::new(if label.is_empty() || label == "other" { "Other".to_owned() } else { label })
        };
        let other = choices.list.remove(place);
        choices.other = Some(choices.list.len());
        choices.list.push(other);
    } else if raw.columns[own].answered() == 0 || !filled_alone(raw, *column, own) {
        choices.other = Some(choices.list.len());
        choices.list.push(DraftChoice::new(if label.is_empty() { "Other".to_owned() } else { label }));
    }
}

fn is_words(raw: &RawTable, column: usize) -> bool {
    let column = &raw.columns[column];
    column.answered() == 0 || !column.filled().all(|(value, _)| answers::is_not_shown(value))
}

/// Whether any row has words in the second column and nothing in the first.
fn filled_alone(raw: &RawTable, answer: usize, words: usize) -> bool {
    let (answer, words) = (&raw.columns[answer], &raw.columns[words]);
    answer.codes().iter().zip(words.codes()).any(|(answer, words)| answer == BLANK && words != BLANK)
}

/// One column, decided from its answers.
pub fn single(raw: &RawTable, stem: &str, place: usize) -> Draft {
    let (shape, reason) = decide::column(raw, place, HINTS);
    let mut draft = Draft::new(stem, shape, reason);
    draft.not_answers = answers::not_shown_in_yes_or_no(raw, place);
    if let (Shape::Coded { choices, .. }, false) = (&mut draft.shape, draft.not_answers.is_empty()) {
        choices.list.retain(|choice| !answers::is_not_shown(choice.value()));
    }
    draft
}

fn words_on(raw: &RawTable, stem: &str, part: &Part) -> Draft {
    let (shape, reason) = decide::column(raw, part.place, OPEN);
    let second = part.second.as_deref().unwrap_or_default();
    let names: Vec<String> =
        [part.first.as_str(), second].iter().filter(|name| !name.is_empty()).map(|name| plain(name)).collect();
    Draft::new(format!("{stem} [{}]", names.join(", ")), shape, reason)
}

/// A question of several columns.
fn several(raw: &RawTable, stem: &str, parts: &[Part], set: bool) -> Vec<Draft> {
    let (comments, rest): (Vec<&Part>, Vec<&Part>) = parts.iter().partition(|part| part.comment);
    let two: Vec<&Part> = rest.iter().filter(|part| part.second.is_some()).copied().collect();
    let mut drafts = if two.is_empty() {
        one_axis(raw, stem, &rest, set)
    } else {
        let one: Vec<&Part> = rest.iter().filter(|part| part.second.is_none()).copied().collect();
        let mut drafts = if one.is_empty() { Vec::new() } else { one_axis(raw, stem, &one, set) };
        drafts.extend(two_axes(raw, stem, &two));
        drafts
    };
    drafts.extend(comments.into_iter().map(|part| words_on(raw, stem, part)));
    drafts
}

/// An array of two axes: a grid for each of the second axis (dual scales), where its rows share their answers.
fn two_axes(raw: &RawTable, stem: &str, parts: &[&Part]) -> Vec<Draft> {
    let mut axes: Vec<(&str, Vec<&Part>)> = Vec::new();
    for part in parts {
        let axis = part.second.as_deref().unwrap_or_default();
        match axes.iter_mut().find(|(known, _)| *known == axis) {
            Some((_, members)) => members.push(part),
            None => axes.push((axis, vec![part])),
        }
    }
    let mut drafts = Vec::new();
    for (axis, members) in axes {
        let text = format!("{stem} [{}]", plain(axis));
        drafts.extend(rows(raw, text.trim(), &members));
    }
    drafts
}

/// Columns that differ in one thing: ticks, a ranking, the rows of a grid, boxes for numbers or words.
fn one_axis(raw: &RawTable, stem: &str, parts: &[&Part], set: bool) -> Vec<Draft> {
    let (ticks, own) = split_own_words(raw, parts);
    let columns: Vec<usize> = ticks.iter().map(|part| part.place).collect();
    if set {
        let marks = structure::marks(raw, &columns);
        return ticked(raw, stem, &ticks, &own, marks);
    }
    if let Some(marks) = answers::marks(raw, &columns).filter(|_| columns.len() > 1 || !own.is_empty()) {
        return ticked(raw, stem, &ticks, &own, marks);
    }
    if let Some(draft) = slots::ranking(raw, stem, &members(parts)) {
        return vec![draft];
    }
    rows(raw, stem, parts)
}

/// The last columns, where they hold words and all before them hold ticks: own words, and words on those.
fn split_own_words<'a>(raw: &RawTable, parts: &[&'a Part]) -> (Vec<&'a Part>, Vec<&'a Part>) {
    let holds_ticks = |part: &&Part| {
        let column = &raw.columns[part.place];
        column.answered() > 0 && answers::marks(raw, &[part.place]).is_some() || only_not_shown(raw, part.place)
    };
    let named_other = |part: &&Part| matches!(fold(&part.first).as_str(), "other" | "othercomment" | "other comment");
    let end =
        parts.len() - parts.iter().rev().take(2).take_while(|part| !holds_ticks(part) || named_other(part)).count();
    let (ticks, own) = parts.split_at(end);
    let blank_without_name = own.iter().any(|part| raw.columns[part.place].answered() == 0 && !named_other(part));
    if blank_without_name || ticks.is_empty() || !ticks.iter().any(holds_ticks) {
        return (parts.to_vec(), Vec::new());
    }
    (ticks.to_vec(), own.to_vec())
}

fn only_not_shown(raw: &RawTable, column: usize) -> bool {
    let column = &raw.columns[column];
    column.answered() > 0 && column.filled().all(|(value, _)| answers::is_not_shown(value))
}

fn members(parts: &[&Part]) -> Vec<Member> {
    parts.iter().map(|part| Member { column: part.place, sub: plain(&part.first) }).collect()
}

fn ticked(raw: &RawTable, stem: &str, ticks: &[&Part], own: &[&Part], marks: Marks) -> Vec<Draft> {
    let mut columns: Vec<Option<usize>> = ticks.iter().map(|part| Some(part.place)).collect();
    let labels: Vec<String> = ticks.iter().map(|part| plain(&part.first)).collect();
    let mut choices = Choices::plain(labels.iter().map(String::as_str));
    choices.other = None;
    for (choice, part) in choices.list.iter_mut().zip(ticks) {
        choice.value = None;
        if choice.label.is_empty() {
            choice.label.clone_from(&raw.names[part.place]);
        }
    }
    let comment = own.first().map(|part| part.place);
    if let Some(part) = own.first() {
        choices.other = Some(choices.list.len());
        let label = plain(&part.first);
        choices.list.push(DraftChoice::new(if label == "other" { "Other".to_owned() } else { label }));
        columns.push(None);
    }
    let reason = format!("{} {}", ticks.len(), marks.reason);
    let shape = Shape::Ticks { columns, choices, ticked: marks.ticked, single: false };
    let mut draft = Draft::new(stem, shape, guess(reason, marks.confidence));
    draft.comment = comment;
    draft.shown = marks.shown;
    draft.blank = if draft.shown == crate::readers::survey::draft::Shown::EachCell {
        Missing::NotAsked
    } else {
        Missing::Unknown
    };
    draft.not_answers = marks.not_answers;
    let mut drafts = vec![draft];
    drafts.extend(own.iter().skip(1).map(|part| words_on(raw, stem, part)));
    drafts
}

/// The rows of a grid, where they share their answers; else a question each.
fn rows(raw: &RawTable, stem: &str, parts: &[&Part]) -> Vec<Draft> {
    let members = members(parts);
    if members.len() > 1
        && let Some((shape, mut reason)) = groups::grid(raw, &members).filter(|_| !all_numbers(raw, &members))
    {
        reason.reason = reason.reason.replace("neighbouring columns", "columns of one question");
        return vec![Draft::new(stem, shape, reason)];
    }
    parts
        .iter()
        .map(|part| {
            let sub = plain(&part.first);
            let text = if sub.is_empty() { stem.to_owned() } else { format!("{stem} [{sub}]") };
            single(raw, text.trim(), part.place)
        })
        .collect()
}

/// Whether the columns are boxes for numbers: more different numbers than a scale has.
fn all_numbers(raw: &RawTable, members: &[Member]) -> bool {
    let values = || members.iter().flat_map(|member| raw.columns[member.column].filled()).map(|(value, _)| value);
    let numbers = values().all(|value| value.parse::<f64>().is_ok());
    numbers && values().next().is_some() && decide::steps(values()).is_none()
}
