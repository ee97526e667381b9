//! Moving: by word, line, sentence, turn and screen; from coding to coding and from document to document.

use super::choice::{Choice, Item};
use super::key::Key;
use super::layout::Kind;
use super::session::{Action, Mode, Session};
use crate::model::Coding;

impl Session {
    /// Where a key leads from a word; `None`: it is no key for moving. `every`: marks of punctuation are stopped at too.
    pub(super) fn moved(&self, from: usize, key: &Key, every: bool) -> Option<usize> {
        let stops = &self.prepared.stops;
        let here = *stops.get(from)?;
        let last = stops.len() - 1;
        let fits = |index: &usize| every || stops[*index].is_word;
        let turn_start = |turn: usize| stops.partition_point(|stop| stop.turn < turn);
        let rows = self.text_rows();
        let target = match key {
            Key::Right | Key::Char('l') => (from + 1..=last).find(fits),
            Key::Left | Key::Char('h') => (0..from).rev().find(fits),
            Key::Down | Key::Char('j') => Some(self.lines_away(from, 1)),
            Key::Up | Key::Char('k') => Some(self.lines_away(from, -1)),
            Key::PageDown | Key::Char(' ') => Some(self.lines_away(from, rows.saturating_sub(2).max(1).cast_signed())),
            Key::PageUp => Some(self.lines_away(from, -rows.saturating_sub(2).max(1).cast_signed())),
            Key::Char(')') => {
                let next = self.prepared.sentences.partition_point(|(start, _)| *start <= here.start);
                self.prepared.sentences.get(next).map(|(start, _)| self.prepared.stop_at(*start))
            }
            Key::Char('(') => {
                let before = self.prepared.sentences.partition_point(|(start, _)| *start < here.start);
                let before = before.checked_sub(1).and_then(|index| self.prepared.sentences.get(index));
                before.map(|(start, _)| self.prepared.stop_at(*start))
            }
            Key::Char('}') => Some(turn_start(here.turn + 1)).filter(|index| *index <= last),
            Key::Char('{') => {
                let own = turn_start(here.turn);
                Some(if own < from { own } else { turn_start(here.turn.saturating_sub(1)) })
            }
            Key::Char('g') | Key::Home => Some(0),
            Key::Char('G') | Key::End => Some(last),
            _ => return None,
        };
        let target = target.unwrap_or(from);
        // Where a sentence or a document begins or ends with a mark, the word beside it is meant.
        let beside = || (target..=last).find(fits).or_else(|| (0..target).rev().find(fits));
        Some(if fits(&target) { target } else { beside().unwrap_or(target) })
    }

    /// The word so many lines below, or above, about under the one where the cursor is.
    fn lines_away(&self, from: usize, count: isize) -> usize {
        let position = self.prepared.stops[from].start;
        let line = self.line_of(position);
        let Some(here) = self.lines.get(line) else { return from };
        let column = position - here.start.min(position);
        let words: Vec<usize> = (0..self.lines.len())
            .filter(|index| self.lines[*index].kind == Kind::Words && self.lines[*index].start < self.lines[*index].end)
            .collect();
        let place = words.partition_point(|index| *index < line);
        let target = place.saturating_add_signed(count).min(words.len().saturating_sub(1));
        let Some(target) = words.get(target).map(|index| &self.lines[*index]) else { return from };
        if target.start == here.start {
            // The first line up and the last line down: to its beginning or its end.
            let end = if count > 0 { target.end.saturating_sub(1) } else { target.start };
            return self.prepared.stop_at(end);
        }
        self.prepared.stop_at((target.start + column).min(target.end.saturating_sub(1)))
    }

    /// Puts the cursor on the first word that a participant says, else the first.
    pub(super) fn go_to_first_word(&mut self) {
        self.stop = self.prepared.stops.iter().position(|stop| stop.is_word).unwrap_or(0);
    }

    /// Opens a document, by its place.
    pub(super) fn go(&mut self, document: usize) {
        self.found = None;
        if document != self.at {
            self.at = document;
            self.current = None;
            self.stop = 0;
            self.refresh();
            self.go_to_first_word();
        }
    }

    /// Puts the cursor on a coding of a document.
    pub(super) fn to(&mut self, document: usize, id: &str) {
        self.go(document);
        if let Some(start) = self.coding(id).map(|coding| coding.start) {
            self.stop = self.prepared.stop_at(start);
        }
        self.current = Some(id.to_owned());
    }

    pub(super) fn go_to_document_beside(&mut self, on: bool) {
        let count = self.corpus.documents.len();
        let target = if on { self.at + 1 } else { self.at.wrapping_sub(1) };
        if target < count {
            self.go(target);
        } else {
            self.say(if on { "this is the last document" } else { "this is the first document" });
        }
    }

    pub(super) fn choosing_document(&self) -> Mode {
        let item = |(place, document): (usize, &crate::model::Document)| {
            let waiting = self.seen_in(place).filter(|coding| self.standing(coding).waits()).count();
            let undecided = if waiting == 0 { String::new() } else { format!("{waiting} undecided") };
            Item { id: document.id.clone(), name: document.id.clone(), note: undecided, meaning: document.file.clone() }
        };
        let items = self.corpus.documents.iter().enumerate().map(item).collect();
        Mode::ChoosingDocument(Choice::new(items, self.document().map(|document| document.id.as_str())))
    }

    pub(super) fn choose_document(&mut self, mut choice: Choice, key: &Key) -> Action {
        match key {
            Key::Escape => {}
            Key::Enter => {
                let chosen = choice.chosen().map(|item| item.id.clone());
                let place = chosen.and_then(|id| self.corpus.documents.iter().position(|document| document.id == id));
                match place {
                    Some(place) => self.go(place),
                    None => self.mode = Mode::ChoosingDocument(choice),
                }
            }
            key => {
                choice.press(key);
                self.mode = Mode::ChoosingDocument(choice);
            }
        }
        Action::Nothing
    }

    /// To the next of the codings that wait, or the one before, also in other documents.
    pub(super) fn go_to_waiting(&mut self, on: bool) {
        match self.waiting_beside(on) {
            Some((document, id)) => self.to(document, &id),
            None => {
                let tally = self.tally();
                let what = match (tally.proposed, tally.proposed - tally.decided, on) {
                    (0, _, _) if !self.options.suggestions => {
                        "what rules propose is not shown (--suggestions shows it)"
                    }
                    (0, _, _) => "nothing is proposed here; canvass code lets the rules of the codebook propose",
                    (_, 0, _) => "everything that was proposed is decided",
                    (_, _, true) => "nothing undecided from here on; , goes back",
                    (_, _, false) => "nothing undecided before this; . goes on",
                };
                self.say(what);
            }
        }
    }

    /// On the first word when the screen opens: what begins there counts as well.
    pub(super) fn begin_with_what_waits(&mut self) {
        let first = (self.at..self.corpus.documents.len()).find_map(|document| {
            let first = self.seen_in(document).find(|coding| self.standing(coding).waits());
            first.map(|coding| (document, coding.id.clone()))
        });
        match first {
            Some((document, id)) => self.to(document, &id),
            None => self.go_to_waiting(true),
        }
    }

    fn waiting_beside(&self, on: bool) -> Option<(usize, String)> {
        let documents: Vec<usize> =
            if on { (self.at..self.corpus.documents.len()).collect() } else { (0..=self.at).rev().collect() };
        documents.into_iter().find_map(|document| {
            let waiting: Vec<&Coding> = self.seen_in(document).filter(|coding| self.standing(coding).waits()).collect();
            let found = if document == self.at { self.beside(&waiting, on) } else { end_of(&waiting, on) };
            found.map(|coding| (document, coding.id.clone()))
        })
    }

    /// To the next coding of this document, or the one before.
    pub(super) fn go_to_coding(&mut self, on: bool) {
        let seen: Vec<&Coding> = self.seen_in(self.at).collect();
        match self.beside(&seen, on).map(|coding| coding.id.clone()) {
            Some(id) => self.to(self.at, &id),
            None if on => self.say("nothing is coded from here on in this document"),
            None => self.say("nothing is coded before this in this document"),
        }
    }

    /// Of codings in their order, the first behind where we are, or the last before.
    fn beside<'a>(&self, codings: &[&'a Coding], on: bool) -> Option<&'a Coding> {
        let current = self.current_coding();
        let position = self.position();
        let behind = |coding: &Coding| match current {
            Some(current) => coding.order(current).is_gt(),
            None => coding.start >= position,
        };
        let before = |coding: &Coding| match current {
            Some(current) => coding.order(current).is_lt(),
            None => coding.start < position,
        };
        match on {
            true => codings.iter().copied().find(|coding| behind(coding)),
            false => codings.iter().rev().copied().find(|coding| before(coding)),
        }
    }

    /// The next of several codings on the same words.
    pub(super) fn go_to_other_here(&mut self) {
        let here: Vec<String> = self.here().iter().map(|coding| coding.id.clone()).collect();
        let at = here.iter().position(|id| self.current.as_ref() == Some(id));
        match here.get(at.map_or(0, |at| (at + 1) % here.len().max(1))) {
            Some(id) => self.current = Some(id.clone()),
            None => self.say("nothing is coded here"),
        }
    }
}

fn end_of<'a>(codings: &[&'a Coding], on: bool) -> Option<&'a Coding> {
    if on { codings.first().copied() } else { codings.last().copied() }
}
