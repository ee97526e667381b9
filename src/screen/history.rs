//! Changes of codings: made, taken back and made again, and taken back where they could not be written.

use super::session::{Action, Session};
use crate::model::{Coding, CodingState};

/// A coding that is made, changed or taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// As it was; none: it is new.
    pub before: Option<Coding>,
    /// As it is; none: it is gone.
    pub after: Option<Coding>,
    /// Its place had to be accepted before.
    pub was_moved: bool,
    /// Its place has to be accepted still, or again: its line is to be as it was.
    pub is_moved: bool,
}

impl Change {
    /// The same the other way round.
    fn reversed(&self) -> Self {
        Self {
            before: self.after.clone(),
            after: self.before.clone(),
            was_moved: self.is_moved,
            is_moved: self.was_moved,
        }
    }

    fn coding(&self) -> Option<&Coding> {
        self.before.as_ref().or(self.after.as_ref())
    }
}

/// Changes that belong together, so that they are taken back together.
pub type Step = Vec<Change>;

/// What was done last, so that it can be taken back where it could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    Did,
    Undid,
    Redid,
}

impl Session {
    /// A new coding.
    pub(super) fn made(coding: Coding) -> Change {
        Change { before: None, after: Some(coding), was_moved: false, is_moved: false }
    }

    /// A coding that is changed. Whoever changes it has accepted where it is.
    pub(super) fn changed(&self, before: &Coding, after: Coding) -> Change {
        let was_moved = self.moved.contains(&before.id);
        Change { before: Some(before.clone()), after: Some(after), was_moved, is_moved: false }
    }

    /// A coding that is taken away.
    pub(super) fn deleted(&self, before: &Coding) -> Change {
        let was_moved = self.moved.contains(&before.id);
        Change { before: Some(before.clone()), after: None, was_moved, is_moved: false }
    }

    /// Makes a step.
    pub(super) fn take(&mut self, step: Step) -> Action {
        self.apply(&step);
        self.undone.clear();
        self.done.push(step.clone());
        self.last = Last::Did;
        Action::Write(step)
    }

    pub(super) fn undo(&mut self) -> Action {
        let Some(step) = self.done.pop() else {
            self.say("nothing to undo");
            return Action::Nothing;
        };
        let back = reversed(&step);
        self.apply(&back);
        self.free_ids(&step);
        let left = self.done.len();
        self.say(format!("undone: {} ({left} more to undo); U redoes", self.described(&step)));
        self.show(&back);
        self.undone.push(step);
        self.last = Last::Undid;
        Action::Write(back)
    }

    pub(super) fn redo(&mut self) -> Action {
        let Some(step) = self.undone.pop() else {
            self.say("nothing to redo");
            return Action::Nothing;
        };
        self.apply(&step);
        self.say(format!("redone: {}", self.described(&step)));
        self.show(&step);
        self.done.push(step.clone());
        self.last = Last::Redid;
        Action::Write(step)
    }

    /// What the last key changed could not be written: everything is as it was before it.
    pub fn not_written(&mut self, why: &str) {
        match self.last {
            Last::Did | Last::Redid => {
                if let Some(step) = self.done.pop() {
                    let back = reversed(&step);
                    self.apply(&back);
                    self.free_ids(&step);
                    self.show(&back);
                    if self.last == Last::Redid {
                        self.undone.push(step);
                    }
                }
            }
            Last::Undid => {
                if let Some(step) = self.undone.pop() {
                    self.apply(&step);
                    self.show(&step);
                    self.done.push(step);
                }
            }
        }
        self.alarm(format!("NOT SAVED: {why}"));
        self.refresh();
    }

    /// Says that something went wrong outside.
    pub fn alarm(&mut self, why: impl Into<String>) {
        self.say(why);
        self.is_alarm = true;
    }

    /// Goes to where something was changed.
    fn show(&mut self, step: &Step) {
        let Some(change) = step.first() else { return };
        let Some(coding) = change.after.as_ref().or(change.before.as_ref()) else { return };
        let place = self.corpus.documents.iter().position(|document| document.id == coding.document);
        let Some(place) = place else { return };
        self.to(place, &coding.id);
        self.stop = self.prepared.stop_at(coding.start);
    }

    fn apply(&mut self, step: &Step) {
        for change in step {
            self.replace(change.before.as_ref(), change.after.as_ref());
            if let Some(coding) = change.coding() {
                if change.is_moved {
                    self.moved.insert(coding.id.clone());
                } else {
                    self.moved.remove(&coding.id);
                }
            }
        }
        self.tally = None;
    }

    fn replace(&mut self, gone: Option<&Coding>, new: Option<&Coding>) {
        if let Some(gone) = gone {
            self.codings.entry(gone.document.clone()).or_default().retain(|coding| coding.id != gone.id);
        }
        if let Some(new) = new {
            let codings = self.codings.entry(new.document.clone()).or_default();
            let place = codings.partition_point(|coding| coding.order(new).is_lt());
            codings.insert(place, new.clone());
            self.ids.insert(new.id.clone());
        }
    }

    /// The ids of codings that a step made are free again. That of a deleted one is not: a report may quote by it.
    fn free_ids(&mut self, step: &Step) {
        for made in step.iter().filter(|change| change.before.is_none()).filter_map(|change| change.after.as_ref()) {
            self.ids.remove(&made.id);
        }
    }

    /// A step in words.
    fn described(&self, step: &Step) -> String {
        let Some(change) = step.first() else { return String::new() };
        let Some(coding) = change.after.as_ref().or(change.before.as_ref()) else { return String::new() };
        let what = match (&change.before, &change.after) {
            _ if step.len() > 1 => "changing",
            (None, _) => "coding",
            (Some(_), None) => "deleting",
            (Some(before), Some(after)) if before.state != after.state => match after.state {
                CodingState::Accepted => "accepting",
                CodingState::Rejected => "rejecting",
                CodingState::Candidate => "proposing",
            },
            (Some(before), Some(after)) if before.memo != after.memo => "the memo on",
            (Some(before), Some(after)) if before.code != after.code => "the code, now",
            (Some(before), Some(after)) if (before.start, before.end) != (after.start, after.end) => "the words of",
            (Some(_), Some(_)) => "the place of",
        };
        format!("{what} {}", self.name_of(&coding.code))
    }
}

fn reversed(step: &Step) -> Step {
    step.iter().rev().map(Change::reversed).collect()
}
