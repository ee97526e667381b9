//! Deciding: accept, reject, add, change, delete, memo.

use super::entry::Entry;
use super::key::Key;
use super::session::{Action, Mode, Selection, Session, Wish};
use crate::coding::anchor::{Finder, shorten};
use crate::coding::{reconcile, rules, store};
use crate::model::{Coding, CodingSource, CodingState};

impl Session {
    /// Keys that change something.
    pub(super) fn decide(&mut self, key: &Key) -> Action {
        match key {
            Key::Char('u') => return self.undo(),
            Key::Char('U') => return self.redo(),
            Key::Char('v' | 's' | 't') => {
                self.begin_selecting(key);
                return Action::Nothing;
            }
            _ => {}
        }
        let Some(coding) = self.current_coding().cloned() else {
            self.say("nothing is coded here: . goes to the next undecided, s selects this sentence to code it");
            return Action::Nothing;
        };
        if self.is_others(&coding) {
            self.say(self.not_ours(&coding));
            return Action::Nothing;
        }
        match key {
            Key::Char('a') => self.settle(coding, CodingState::Accepted),
            Key::Char('r') => self.settle(coding, CodingState::Rejected),
            Key::Char('d') => self.delete(coding),
            Key::Char('m') => {
                let memo = Entry::new(coding.memo.as_deref().unwrap_or_default());
                self.mode = Mode::WritingMemo(memo, coding.id);
                Action::Nothing
            }
            Key::Char('c') => {
                match self.choosing_code(Some(&coding.code)) {
                    Some(choice) => {
                        let wish = Wish::Recode { id: coding.id, code: String::new() };
                        self.mode = Mode::ChoosingCode(choice, wish);
                    }
                    None => self.say("the codebook has no codes"),
                }
                Action::Nothing
            }
            _ => {
                if let Some((from, to)) = self.prepared.stops_of(coding.start, coding.end) {
                    self.mode = Mode::Selecting(Selection { from, to, moves_end: true, of: Some(coding.id) });
                }
                Action::Nothing
            }
        }
    }

    /// Why somebody else's coding is not to be decided about.
    fn not_ours(&self, coding: &Coding) -> String {
        if coding.coder == reconcile::CODER {
            return "this was reconciled: canvass reconcile changes it".to_owned();
        }
        match self.options.coder {
            Some(_) => format!("this is {}’s coding; v, s or t selects words for one of your own", coding.coder),
            None => format!("this is {}’s coding: start with --coder {} to change it", coding.coder, coding.coder),
        }
    }

    /// Accepts or rejects, and goes on to the next that waits.
    fn settle(&mut self, coding: Coding, state: CodingState) -> Action {
        let word = if state == CodingState::Accepted { "accepted" } else { "rejected" };
        if coding.state == state && !self.moved.contains(&coding.id) {
            self.say(format!("{word} already"));
            return Action::Nothing;
        }
        let waited = self.standing(&coding).waits();
        let said = format!("{word}: {}; u undoes", self.path_of(&coding.code));
        let change = self.changed(&coding, Coding { state, ..coding.clone() });
        let action = self.take(vec![change]);
        if waited {
            self.settle_place(&coding);
            self.go_to_waiting(true);
        }
        let rest = self.message.take().map(|rest| format!("; {rest}")).unwrap_or_default();
        self.say(format!("{said}{rest}"));
        action
    }

    /// Stands on a coding that may not be seen any more, so that the next one is the one behind it.
    fn settle_place(&mut self, coding: &Coding) {
        if self.current_coding().is_none() {
            let behind =
                self.seen_in(self.at).find(|other| self.standing(other).waits() && other.order(coding).is_gt());
            let beside = behind.filter(|other| other.start < coding.end).map(|other| (other.id.clone(), other.start));
            if let Some((_, start)) = beside {
                self.stop = self.prepared.stop_at(start);
            } else {
                self.stop = self.prepared.stop_at(coding.end.saturating_sub(1));
            }
            self.current = None;
        }
    }

    fn delete(&mut self, coding: Coding) -> Action {
        if coding.coder == rules::CODER || coding.state == CodingState::Candidate {
            self.say("what is proposed is not deleted: r rejects it, so that it is not proposed again");
            return Action::Nothing;
        }
        self.say(format!("deleted: {}, “{}”; u undoes", self.path_of(&coding.code), shorten(&coding.exact)));
        let change = self.deleted(&coding);
        self.take(vec![change])
    }

    pub(super) fn write_memo(&mut self, mut entry: Entry, id: String, key: &Key) -> Action {
        match key {
            Key::Escape => Action::Nothing,
            Key::Enter => {
                let Some(coding) = self.coding(&id).cloned() else { return Action::Nothing };
                let memo = Some(entry.text().trim()).filter(|memo| !memo.is_empty()).map(str::to_owned);
                if memo == coding.memo {
                    return Action::Nothing;
                }
                self.say(if memo.is_some() { "memo kept; u undoes" } else { "memo deleted; u undoes" });
                let change = self.changed(&coding, Coding { memo, ..coding.clone() });
                self.take(vec![change])
            }
            key => {
                entry.press(key);
                self.mode = Mode::WritingMemo(entry, id);
                Action::Nothing
            }
        }
    }

    /// Puts a coding on other words.
    pub(super) fn change_span(&mut self, id: &str, span: (usize, usize)) -> Action {
        let Some(coding) = self.coding(id).cloned() else { return Action::Nothing };
        self.stop = self.prepared.stop_at(span.0);
        self.put(&coding, &coding.code, span)
    }

    /// Gives a coding another code.
    pub(super) fn recode(&mut self, id: &str, code: &str) -> Action {
        let Some(coding) = self.coding(id).cloned() else { return Action::Nothing };
        if coding.code == code {
            self.say("the same code as before");
            return Action::Nothing;
        }
        self.last_code = Some(code.to_owned());
        self.put(&coding, code, (coding.start, coding.end))
    }

    /// A coding on other words or with another code. What was proposed stays where it is, rejected, so that it is not proposed again; a coding
    /// of one's own takes its place.
    fn put(&mut self, coding: &Coding, code: &str, span: (usize, usize)) -> Action {
        let (Some(document), Some(coder)) = (self.document(), self.options.coder.clone()) else {
            return Action::Nothing;
        };
        let is_own = coding.coder == coder;
        let mut after = Coding { code: code.to_owned(), state: CodingState::Accepted, ..coding.clone() };
        if !is_own {
            after.id = store::free_id(document, code, &self.ids);
            (after.coder, after.source) = (coder, CodingSource::Hand);
        }
        Finder::new(document).anchor(&mut after, span.0, span.1);
        if let Some(other) = self.same_as(&after) {
            let what = format!("{} is coded on these words already", self.path_of(&other.code));
            self.say(what);
            return Action::Nothing;
        }
        self.say(format!("{}: “{}” now; u undoes", self.path_of(code), shorten(&after.exact)));
        self.current = Some(after.id.clone());
        if is_own {
            let change = self.changed(coding, after);
            return self.take(vec![change]);
        }
        let made = Self::made(after);
        let rejected = self.changed(coding, Coding { state: CodingState::Rejected, ..coding.clone() });
        self.take(vec![made, rejected])
    }

    /// Another coding of the same coder on the same words with the same code.
    fn same_as(&self, coding: &Coding) -> Option<&Coding> {
        let key = |one: &Coding| (one.start, one.end, one.code.clone(), one.coder.clone());
        let wanted = key(coding);
        self.codings_in(self.at).iter().find(|other| other.id != coding.id && key(other) == wanted)
    }

    /// Codes words by hand.
    pub(super) fn add(&mut self, code: &str, (start, end): (usize, usize)) -> Action {
        let (Some(document), Some(coder)) = (self.document(), self.options.coder.clone()) else {
            return Action::Nothing;
        };
        let mut coding = Coding {
            id: store::free_id(document, code, &self.ids),
            code: code.to_owned(),
            coder,
            source: CodingSource::Hand,
            ..Coding::default()
        };
        Finder::new(document).anchor(&mut coding, start, end);
        if coding.exact.trim().is_empty() {
            self.say("there are no words here to code");
            return Action::Nothing;
        }
        let who = if self.prepared.turn_at(start).is_some_and(|part| part.asks) {
            "; these are the interviewer’s words"
        } else {
            ""
        };
        self.stop = self.prepared.stop_at(start);
        self.last_code = Some(code.to_owned());
        match self.same_as(&coding).cloned() {
            Some(other) => {
                self.current = Some(other.id.clone());
                if other.state == CodingState::Accepted {
                    self.say("you have coded these words so already");
                    return Action::Nothing;
                }
                self.say(format!("accepted: {}; u undoes", self.path_of(code)));
                let change = self.changed(&other, Coding { state: CodingState::Accepted, ..other.clone() });
                self.take(vec![change])
            }
            None => {
                self.say(format!("coded: {}{who}; m writes a memo, u undoes", self.path_of(code)));
                self.current = Some(coding.id.clone());
                self.take(vec![Self::made(coding)])
            }
        }
    }

    /// Who codes: asked for once.
    pub(super) fn write_name(&mut self, mut entry: Entry, wish: Wish, key: &Key) -> Action {
        match key {
            Key::Escape => Action::Nothing,
            Key::Enter => match store::coder(entry.text()) {
                Ok(coder) => {
                    self.options.coder = Some(coder);
                    self.tally = None;
                    self.fulfil(wish)
                }
                Err(error) => {
                    self.say(error.what());
                    self.mode = Mode::WritingName(entry, wish);
                    Action::Nothing
                }
            },
            key => {
                entry.press(key);
                self.mode = Mode::WritingName(entry, wish);
                Action::Nothing
            }
        }
    }
}
