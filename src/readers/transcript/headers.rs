//! What stands above the first turn: a heading, the date, the place. It is nobody's words.

use super::input::Line;
use super::labels::{self, candidate};
use crate::diagnostic::Diagnostic;
use crate::model::Role;

/// The first or last words of header lines: `Date:`, `Interview date:`, `Participant ID:`.
const HEADER_WORDS: [&str; 41] = [
    "date",
    "place",
    "location",
    "venue",
    "time",
    "duration",
    "length",
    "interview",
    "recording",
    "recorded",
    "file",
    "filename",
    "title",
    "project",
    "study",
    "transcript",
    "transcription",
    "transcribed",
    "transcribed by",
    "transcriber",
    "present",
    "attendees",
    "setting",
    "method",
    "mode",
    "language",
    "version",
    "consent",
    "notes",
    "ref",
    "reference",
    "id",
    "number",
    "no",
    "code",
    "name",
    "organisation",
    "organization",
    "site",
    "speakers",
    "participants",
];

/// The longest line of a header, in characters.
const LONGEST: usize = 120;

/// Whether a folded label is a word of headers.
pub(super) fn is_header_word(folded: &str) -> bool {
    let mut words = folded.split(' ');
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or(first);
    let opens = HEADER_WORDS.contains(&first) && labels::role(folded).is_none();
    opens || HEADER_WORDS.contains(&last) || HEADER_WORDS.contains(&folded)
}

/// How many lines stand above the first turn, by whether a line begins one.
pub(super) fn count(lines: &[Line], is_turn: &dyn Fn(&Line) -> bool) -> usize {
    let mut above = 0;
    loop {
        let rest = &lines[above..];
        let end = rest.iter().skip(1).position(|line| line.begins).map_or(rest.len(), |next| next + 1);
        let (block, after) = rest.split_at(end.min(rest.len()));
        let more_turns = after.iter().any(&is_turn);
        // “Interviewer: Nadia Rahman” between “Date: …” and a blank line is part of the header, not the first turn.
        let says_header = block.iter().any(|line| !is_turn(line) && names_header(line)) && block.iter().all(is_short);
        if more_turns && (says_header || !block.iter().any(is_turn)) {
            above += end;
        } else {
            return above + block.iter().position(is_turn).unwrap_or(0);
        }
    }
}

/// Whether a line begins as lines of headers do: `Date: …`, `Interview 4`, `INTERVIEW 1`.
fn names_header(line: &Line) -> bool {
    let head = candidate(&line.text).map_or(line.text.as_str(), |found| found.label);
    let folded = labels::fold(head);
    is_header_word(&folded) || folded.split(' ').next().is_some_and(|word| HEADER_WORDS.contains(&word))
}

/// Whether a line names something and says nothing: short, and no sentence behind its label.
fn is_short(line: &Line) -> bool {
    const MOST_WORDS: usize = 8;
    let value = candidate(&line.text).map_or(line.text.as_str(), |found| &line.text[found.rest..]).trim();
    line.text.chars().count() <= LONGEST
        && value.split_whitespace().count() <= MOST_WORDS
        && !value.ends_with(['?', '!', '.', '…'])
}

/// The roles that header lines state: `Interviewer = A`, `A = Interviewer`.
pub(super) fn stated_roles(lines: &[Line]) -> Vec<(String, Role)> {
    let mut stated = Vec::new();
    for line in lines {
        let Some((left, right)) = line.text.split_once('=') else { continue };
        let (left, right) = (left.trim(), right.trim());
        match (labels::role(left), labels::role(right)) {
            (Some(role), _) if left.chars().count() > right.chars().count() => stated.push((right.to_owned(), role)),
            (_, Some(role)) => stated.push((left.to_owned(), role)),
            _ => {}
        }
    }
    stated
}

/// The note on header lines that were left out.
pub(super) fn note(lines: &[Line], name: &str) -> Option<Diagnostic> {
    const SHOWN: usize = 3;
    let first = lines.first()?;
    let mut shown: Vec<String> = lines.iter().take(SHOWN).map(|line| shorten(line.text.trim())).collect();
    if lines.len() > SHOWN {
        shown.push("…".into());
    }
    let what = if lines.len() == 1 { "1 line".to_owned() } else { format!("{} lines", lines.len()) };
    Some(
        Diagnostic::note(format!("{what} above the first turn left out: {}", shown.join(" / ")))
            .in_place(crate::diagnostic::Place::line(name, first.number as u64))
            .hint("if somebody says this, put the speaker and a colon before it"),
    )
}

fn shorten(text: &str) -> String {
    const KEPT: usize = 40;
    match text.char_indices().nth(KEPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
