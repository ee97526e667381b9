//! Neighbouring columns whose headings begin alike: `Question: part`, `Question - part`, `Question/part`, `Question (part)`,
//! `Question_1`. They are one question only where their answers say so too.

use crate::model::Kind;
use crate::readers::survey::decide::NOTHING_KNOWN;
use crate::readers::survey::draft::Draft;
use crate::readers::survey::groups::{self, Member};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::ticked;
use crate::readers::survey::words::plain;

/// Marks between a question and its part.
const MARKS: [&str; 7] = [": ", " - ", " – ", " — ", " | ", "/", "_"];

/// The question that begins in this column together with its neighbours, and how many columns it has.
pub fn question(raw: &RawTable, place: usize) -> Option<(Vec<Draft>, usize)> {
    let heading = raw.heading(0, place);
    let bracketed = in_brackets(heading).map(|(stem, _)| (stem, "("));
    let marked = MARKS.iter().filter_map(|mark| heading.rsplit_once(mark).map(|(stem, _)| (stem, *mark)));
    let mut found: Option<(Vec<Draft>, usize)> = None;
    for (stem, mark) in bracketed.into_iter().chain(marked) {
        if stem.trim().is_empty() {
            continue;
        }
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
    found
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
