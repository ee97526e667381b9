//! Searching words through all documents, and going to a turn by its number.

use super::entry::Entry;
use super::key::Key;
use super::session::{Action, Mode, Session};
use crate::coding::fold::{Case, Folded};
use crate::coding::positions::Positions;

impl Session {
    pub(super) fn write_search(&mut self, mut entry: Entry, key: &Key) -> Action {
        match key {
            Key::Enter => {
                if !entry.text().trim().is_empty() {
                    entry.text().trim().clone_into(&mut self.wanted);
                }
                self.find(true);
            }
            Key::Escape => {}
            key => {
                entry.press(key);
                self.mode = Mode::WritingSearch(entry);
            }
        }
        Action::Nothing
    }

    /// Goes to the next place of what was searched, or the one before: in this document, then in the others, round about.
    pub(super) fn find(&mut self, on: bool) {
        if self.wanted.is_empty() {
            return self.say("/ searches first; . goes to the next that is undecided");
        }
        let wanted = Folded::new(&self.wanted, Case::Folded).text().to_owned();
        let count = self.corpus.documents.len();
        if count == 0 {
            return;
        }
        let here = self.found.map_or_else(|| self.position(), |(start, _)| start);
        for step in 0..=count {
            let document = if on { (self.at + step) % count } else { (self.at + count - step % count) % count };
            let places = self.places(document, &wanted);
            let place = match (step, on) {
                (0, true) if self.found.is_some() => places.iter().find(|(start, _)| *start > here),
                (0, true) => places.iter().find(|(start, _)| *start >= here),
                (0, false) => places.iter().rev().find(|(start, _)| *start < here),
                (_, true) => places.first(),
                (_, false) => places.last(),
            };
            let Some(&(start, end)) = place else { continue };
            self.go(document);
            self.stop = self.prepared.stop_at(start);
            self.found = Some((start, end));
            let id = &self.corpus.documents[document].id;
            let again = if step == count { ", round about" } else { "" };
            return self.say(format!("“{}” in {id}{again}; n next, N before", self.wanted));
        }
        self.say(format!("“{}” is in none of the documents", self.wanted));
    }

    /// Where words stand in what is said in a document; not in the names of who says it.
    fn places(&self, document: usize, wanted: &str) -> Vec<(usize, usize)> {
        let Some(document) = self.corpus.documents.get(document) else { return Vec::new() };
        if wanted.is_empty() {
            return Vec::new();
        }
        let folded = Folded::new(&document.text, Case::Folded);
        let positions = Positions::new(&document.text);
        let span = |(at, found): (usize, &str)| {
            let end = folded.end(at + found.len(), &document.text);
            (positions.code_point(folded.start(at)), positions.code_point(end))
        };
        let is_said = |(start, _): &(usize, usize)| {
            let turn = document.turns.partition_point(|turn| turn.start <= *start).checked_sub(1);
            document.turns.is_empty() || turn.is_some_and(|turn| *start < document.turns[turn].end)
        };
        folded.text().match_indices(wanted).map(span).filter(is_said).collect()
    }

    /// Goes to the turn whose number was written.
    pub(super) fn write_turn(&mut self, mut entry: Entry, key: &Key) -> Action {
        match key {
            Key::Enter => match entry.text().trim().parse::<u32>() {
                Ok(number) => self.go_to_turn(number),
                Err(_) if entry.text().trim().is_empty() => {}
                Err(_) => self.say(format!("“{}” is no number of a turn", entry.text().trim())),
            },
            Key::Escape => {}
            key => {
                entry.press(key);
                self.mode = Mode::WritingTurn(entry);
            }
        }
        Action::Nothing
    }

    fn go_to_turn(&mut self, number: u32) {
        let start = self.prepared.turns.iter().find(|part| part.number == Some(number)).map(|part| part.start);
        match (start, self.prepared.turns.last().and_then(|part| part.number)) {
            (Some(start), _) => {
                self.found = None;
                self.stop = self.prepared.stop_at(start);
            }
            (None, Some(last)) => self.say(format!("there is no turn {number}: the last is {last}")),
            (None, None) => self.say("this document has no turns"),
        }
    }
}
