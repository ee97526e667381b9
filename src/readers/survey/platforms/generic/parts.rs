//! Neighbouring columns whose headings begin alike: `Question: part`, `Question - part`, `Question/part`, `Question (part)`,
//! `Question_1`. They are one question only where their answers say so too.

use crate::model::Kind;
use crate::readers::survey::decide::NOTHING_KNOWN;
use crate::readers::survey::draft::Draft;
use crate::readers::survey::groups::{self, Member};
use crate::readers::survey::headings;
use crate::readers::survey::ids;
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::ticked;
use crate::readers::survey::words::{fold, plain};

/// Marks between a question and its part.
const MARKS: [&str; 7] = [": ", " - ", " – ", " — ", " | ", "/", "_"];

/// The question that begins in this column together with its neighbours, and how many columns it has.
pub fn question(raw: &RawTable, place: usize) -> Option<(Vec<Draft>, usize)> {
    let heading = raw.heading(0, place);
    let mut found: Option<(Vec<Draft>, usize)> = None;
    for (stem, mark) in stems(heading) {
        let members: Vec<Member> = (place..raw.columns.len())
            .map_while(|column| {
                let sub = part(raw.heading(0, column), stem, mark)?;
                Some(Member { column, sub: sub.to_owned() })
            })
            .collect();
        let width = members.len();
        if width < 2 || found.as_ref().is_some_and(|(_, widest)| *widest >= width) {
            continue;
        }
        if let Some(drafts) = together(raw, stem.trim(), members, mark) {
            found = Some((drafts, width));
        }
    }
    found.or_else(|| named_by_their_cells(raw, place))
}

/// Neighbouring columns without a question in common, each blank or filled with what its own heading names: `3. Python` over
/// “Python”.
fn named_by_their_cells(raw: &RawTable, place: usize) -> Option<(Vec<Draft>, usize)> {
    let member = |column: usize| {
        let cells = &raw.columns[column];
        let (value, _) = cells.filled().next().filter(|_| cells.distinct() == 1)?;
        let before = before(raw.heading(0, column), value).filter(|_| cells.has_blanks())?;
        Some((before, Member { column, sub: plain(value) }))
    };
    // What stands before the choice is the question, or its number: all have the same.
    let (question, _) = member(place)?;
    let members: Vec<Member> = (place..raw.columns.len())
        .map_while(|column| member(column).filter(|(before, _)| *before == question).map(|(_, member)| member))
        .collect();
    let (first, last) = (members.first()?, members.last().filter(|_| members.len() > 1)?);
    let is_worded = question.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let text = if is_worded { question.clone() } else { format!("{} … {}", first.sub, last.sub) };
    let mut draft = ticked::one_value_each(raw, &text, &members)?;
    if let (false, Some(reason)) = (is_worded, &mut draft.guess) {
        draft.tag = (!question.is_empty()).then_some(question);
        reason.reason.push_str("; the export does not hold the question itself, only its choices");
        reason.confidence = reason.confidence.min(0.7);
    }
    let width = members.len();
    Some((vec![draft], width))
}

/// What a heading says before the choice that a cell holds, without the marks between; `None` where it does not end with that.
fn before(heading: &str, value: &str) -> Option<String> {
    // A heading longer than this is wording and more, and every end of it would have to be looked at.
    const LONGEST: usize = 1_000;
    if heading.len() > LONGEST || value.len() > LONGEST {
        return None;
    }
    let is_mark = |c: char| !c.is_alphanumeric();
    let (heading, value) = (plain(heading), fold(&plain(value)));
    let value = value.trim_matches(is_mark);
    let heading = heading.trim_end_matches(is_mark);
    if !fold(heading).ends_with(value) {
        return None;
    }
    let (at, _) = heading.char_indices().find(|(at, _)| fold(&heading[*at..]) == value)?;
    let own = &heading[..at];
    let ends = own.is_empty() || own.ends_with(is_mark);
    (ends && value.chars().any(char::is_alphabetic)).then(|| own.trim_matches(is_mark).to_owned())
}

/// Whether two headings may be parts of one question.
pub fn have_to_do(one: &str, other: &str) -> bool {
    let shares = |one: &str, other: &str| stems(one).any(|(stem, mark)| part(other, stem, mark).is_some());
    let of_brackets = headings::bracket(one).zip(headings::bracket(other)).is_some_and(|(one, other)| one.0 == other.0);
    of_brackets || shares(one, other) || shares(other, one)
}

/// Whether a heading, or the question that it is part of, may be called this.
pub fn may_be_called(heading: &str, id: &str) -> bool {
    let called = |text: &str| [ids::from_words(text), ids::from_tag(text)].iter().any(|own| own == id);
    let bracketed = headings::bracket(heading).map(|(stem, _)| stem);
    called(heading) || bracketed.is_some_and(called) || stems(heading).any(|(stem, _)| called(stem.trim()))
}

/// All that may stand for the question in a heading, with the mark behind it.
fn stems(heading: &str) -> impl Iterator<Item = (&str, &'static str)> {
    let bracketed = in_brackets(heading).map(|(stem, _)| (stem, "("));
    let marked = MARKS.iter().flat_map(move |mark| {
        // An option may hold the mark too.
        [heading.rsplit_once(mark), heading.split_once(mark)].into_iter().flatten().map(|(stem, _)| (stem, *mark))
    });
    bracketed.into_iter().chain(marked).filter(|(stem, _)| !stem.trim().is_empty())
}

fn in_brackets(heading: &str) -> Option<(&str, &str)> {
    let (stem, part) = heading.trim_end().strip_suffix(')')?.rsplit_once(" (")?;
    (!stem.is_empty() && !part.is_empty()).then_some((stem, part))
}

/// What a heading says after a question and a mark.
fn part<'a>(heading: &'a str, stem: &str, mark: &str) -> Option<&'a str> {
    if mark == "(" {
        return in_brackets(heading).filter(|(own, _)| *own == stem).map(|(_, part)| part.trim());
    }
    let part = heading.strip_prefix(stem)?.strip_prefix(mark)?.trim();
    (!part.is_empty()).then_some(part)
}

/// One question, where the answers are ticks, ranks or, with a mark that only wording has, shared by all columns.
fn together(raw: &RawTable, stem: &str, members: Vec<Member>, mark: &str) -> Option<Vec<Draft>> {
    if let Some(draft) = ticked::one_value_each(raw, stem, &members) {
        return Some(vec![draft]);
    }
    let drafts = groups::of_members(raw, &plain(stem), members, NOTHING_KNOWN);
    let [only] = drafts.as_slice() else { return None };
    let fits = match only.kind() {
        Kind::Multiple | Kind::Ranking => true,
        // Codes as q1_a, q1_b often have the same few answers without being one question.
        Kind::Grid => mark != "_",
        _ => false,
    };
    fits.then_some(drafts)
}
