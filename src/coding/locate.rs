//! Where marked words stand in a document, and where a copy differs from its transcript.

use std::collections::HashSet;

use super::anchor::{Finder, Found, shorten};
use super::nearest;
use super::positions::Positions;
use crate::diagnostic::Diagnostic;
use crate::model::{Coding, Document, Marked};

/// Whether the name of a file begins with the id of a document as a whole: `vcfse-11 asha` is of `vcfse-11`.
pub(super) fn names(file: &str, id: &str) -> bool {
    let (file, id) = (file.to_lowercase(), id.to_lowercase());
    file.strip_prefix(&id).is_some_and(|rest| !rest.chars().next().is_some_and(char::is_alphanumeric))
}

/// The document of which a copy has most turns word for word, if they are half of its own or more.
pub(super) fn most_alike<'a>(documents: &'a [Document], copy: &Document) -> Option<&'a Document> {
    let turns = |document: &Document| -> Vec<String> {
        let positions = Positions::new(&document.text);
        document.turns.iter().map(|turn| positions.slice(turn.start, turn.end).to_owned()).collect()
    };
    let own: HashSet<String> = turns(copy).into_iter().collect();
    let shared = |document: &Document| turns(document).iter().filter(|words| own.contains(*words)).count();
    let best = documents.iter().map(|document| (shared(document), document)).max_by_key(|&(shared, _)| shared)?;
    (best.0 > 0 && best.0 * 2 >= copy.turns.len()).then_some(best.1)
}

/// Where words stand in a document, or in a part of it, if exactly once.
pub(super) fn locate(
    finder: &Finder<'_>,
    document: &Document,
    passage: &Marked,
    part: Option<(usize, usize)>,
) -> Result<(usize, usize), Diagnostic> {
    if passage.text.trim().is_empty() {
        return Err(Diagnostic::error("it has no words").hint("copy the coded words into its column “text”"));
    }
    let all: Vec<(usize, usize)> =
        finder.occurrences(&passage.text).into_iter().map(|span| finder.code_points(span)).collect();
    let inside = |from: usize, to: usize| all.iter().copied().filter(move |&(start, end)| from <= start && end <= to);
    let places: Vec<(usize, usize)> = match part {
        Some((from, to)) => inside(from, to).collect(),
        // Labels of speakers are not what anybody said.
        None => {
            let said: Vec<_> = document.turns.iter().flat_map(|turn| inside(turn.start, turn.end)).collect();
            if said.is_empty() { all.clone() } else { said }
        }
    };
    let words = shorten(&passage.text);
    match places[..] {
        [only] => Ok(only),
        [] => Err(nowhere(finder, document, passage, part.is_some(), &all)),
        _ => {
            let turns: Vec<String> = places.iter().take(6).map(|&(start, _)| turn_of(document, start)).collect();
            let more = if places.len() > 6 { " …" } else { "" };
            let what =
                format!("“{words}” stands {} times in {}: turns {}{more}", places.len(), document.id, turns.join(", "));
            Err(Diagnostic::error(what).hint("give the turn in its column “turn”, or more of the words around it"))
        }
    }
}

fn nowhere(
    finder: &Finder<'_>,
    document: &Document,
    passage: &Marked,
    in_turn: bool,
    elsewhere: &[(usize, usize)],
) -> Diagnostic {
    let words = shorten(&passage.text);
    if in_turn && !elsewhere.is_empty() {
        let turns: Vec<String> = elsewhere.iter().take(6).map(|&(start, _)| turn_of(document, start)).collect();
        let number = passage.turn.unwrap_or_default();
        return Diagnostic::error(format!("“{words}” does not stand in turn {number} of {}", document.id))
            .hint(format!("it stands in turn {}", turns.join(", ")));
    }
    let what = format!("“{words}” does not stand in {}", document.id);
    let wanted = Coding { exact: passage.text.clone(), ..Coding::default() };
    match nearest::find(finder, &wanted) {
        Found::Moved { start, end, .. } => {
            let has = finder.positions().slice(start, end);
            let from = first_difference(&passage.text, has);
            let what = match from {
                0 => what,
                from => format!("“{}” does not stand in {}", shorten_from(&passage.text, from), document.id),
            };
            Diagnostic::error(what).hint(format!(
                "copy the words exactly; turn {} has “{}”",
                turn_of(document, start),
                shorten_from(has, from)
            ))
        }
        _ => Diagnostic::error(what).hint("copy the words exactly from the transcript, inside one paragraph"),
    }
}

/// From which word on two passages are to be shown so that their first difference is seen: 0 where it is near the beginning.
fn first_difference(typed: &str, has: &str) -> usize {
    const SEEN: usize = 45;
    const BEFORE: usize = 3;
    let same = typed.split_whitespace().zip(has.split_whitespace()).take_while(|(one, other)| one == other);
    let (words, letters) =
        same.fold((0, 0), |(words, letters), (word, _)| (words + 1, letters + word.chars().count() + 1));
    if letters < SEEN { 0 } else { words - BEFORE.min(words) }
}

fn shorten_from(text: &str, word: usize) -> String {
    let rest = shorten(&text.split_whitespace().skip(word).collect::<Vec<_>>().join(" "));
    if word == 0 { rest } else { format!("…{rest}") }
}

fn turn_of(document: &Document, position: usize) -> String {
    document.turn_at(position).map_or_else(|| "–".to_owned(), |turn| turn.number.to_string())
}

/// Where a copy first differs from its transcript, with both sides.
pub(super) fn difference(document: &Document, copy: &Document) -> Option<Diagnostic> {
    if document.text == copy.text {
        return None;
    }
    const BEFORE: usize = 15;
    const SHOWN: usize = 50;
    let same = document.text.chars().zip(copy.text.chars()).take_while(|(one, other)| one == other).count();
    let side = |text: &str| {
        let shown: String = text.chars().skip(same.saturating_sub(BEFORE)).take(SHOWN).collect();
        let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() { "(the text ends here)".to_owned() } else { format!("“…{line}…”") }
    };
    let turn = document.turns.iter().find(|turn| turn.end >= same).or(document.turns.last());
    let number = turn.map_or(0, |turn| turn.number);
    let what = format!(
        "the text of this copy is not that of {} any more; they first differ in turn {number}: the transcript has {}, the copy {}",
        document.id,
        side(&document.text),
        side(&copy.text)
    );
    Some(Diagnostic::error(what).hint(
        "nothing was taken; undo the change in the copy, or mark a fresh copy (a correction belongs in the transcript itself)",
    ))
}
