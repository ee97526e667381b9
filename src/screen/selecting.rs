//! Selecting words, and choosing the code for them.

use super::choice::{Choice, Item};
use super::entry::Entry;
use super::key::Key;
use super::session::{Action, Mode, Selection, Session, Wish};
use crate::model::Code;

impl Session {
    /// Selects what a key names from the cursor on: the word, its sentence, its turn.
    pub(super) fn begin_selecting(&mut self, key: &Key) {
        let Some(stop) = self.prepared.stops.get(self.stop).copied() else {
            return self.say("there are no words here to select");
        };
        let span = match key {
            Key::Char('s') => self.sentence_of(self.stop),
            Key::Char('t') => self.turn_of(self.stop),
            _ => None,
        };
        // What was found is selected as it was found.
        let span = span.or(self.found).unwrap_or((stop.start, stop.end));
        let (from, to) = self.prepared.stops_of(span.0, span.1).unwrap_or((self.stop, self.stop));
        self.mode = Mode::Selecting(Selection { from, to, moves_end: true, of: None });
    }

    fn sentence_of(&self, stop: usize) -> Option<(usize, usize)> {
        self.prepared.sentence_at(self.prepared.stops.get(stop)?.start)
    }

    fn turn_of(&self, stop: usize) -> Option<(usize, usize)> {
        let turn = self.prepared.turns.get(self.prepared.stops.get(stop)?.turn)?;
        Some((turn.start, turn.end))
    }

    /// The span of a selection, in code points.
    pub(super) fn span_of(&self, selection: &Selection) -> (usize, usize) {
        let stops = &self.prepared.stops;
        let start = stops.get(selection.from).map_or(0, |stop| stop.start);
        (start, stops.get(selection.to).map_or(start, |stop| stop.end))
    }

    pub(super) fn select(&mut self, mut selection: Selection, key: &Key) -> Action {
        match key {
            Key::Escape | Key::Char('q') => return Action::Nothing,
            Key::Enter => return self.selected(&selection),
            Key::Tab => selection.moves_end = !selection.moves_end,
            Key::Char('s') => self.widen(&mut selection),
            Key::Char('t') => self.widen_to_turn(&mut selection),
            Key::Char(')') if selection.moves_end => self.widen(&mut selection),
            key => self.stretch(&mut selection, key),
        }
        self.mode = Mode::Selecting(selection);
        Action::Nothing
    }

    /// Takes the whole of the sentences that are begun; where they are whole already, the next one as well.
    fn widen(&self, selection: &mut Selection) {
        let sentences = [selection.from, selection.to].map(|stop| self.sentence_of(stop));
        let [Some((start, _)), Some((_, end))] = sentences else { return };
        let Some((from, to)) = self.prepared.stops_of(start, end) else { return };
        let from = from.min(selection.from);
        if (from, to) == (selection.from, selection.to) {
            let turn = self.prepared.stops[to].turn;
            let next = self.prepared.stops.get(to + 1).filter(|next| next.turn == turn);
            let next = next.and_then(|_| self.sentence_of(to + 1));
            if let Some((_, last)) = next.and_then(|(start, end)| self.prepared.stops_of(start, end)) {
                selection.to = last;
            }
        } else {
            (selection.from, selection.to) = (from, to);
        }
    }

    /// Takes the whole of the turns that are begun; where they are whole already, the next one as well.
    fn widen_to_turn(&self, selection: &mut Selection) {
        let turns = [selection.from, selection.to].map(|stop| self.turn_of(stop));
        let [Some((start, _)), Some((_, end))] = turns else { return };
        let Some((from, to)) = self.prepared.stops_of(start, end) else { return };
        if (from, to) != (selection.from, selection.to) {
            (selection.from, selection.to) = (from, to);
        } else if let Some((start, end)) = self.turn_of(to + 1) {
            selection.to = self.prepared.stops_of(start, end).map_or(to, |(_, last)| last);
        }
    }

    /// Moves one end; it stays inside its turn, so that no name of a speaker comes in unnoticed.
    fn stretch(&mut self, selection: &mut Selection, key: &Key) {
        let end = if selection.moves_end { selection.to } else { selection.from };
        let Some(target) = self.moved(end, key, true) else { return };
        let turn = |stop: usize| self.turn_of(stop).and_then(|(start, end)| self.prepared.stops_of(start, end));
        let (Some((first, _)), Some((_, last))) = (turn(selection.from), turn(selection.to)) else { return };
        if target < first || target > last {
            self.say("the turn ends here; t takes the whole of it, t again the next one as well");
        }
        let target = target.clamp(first, last);
        if selection.moves_end {
            selection.to = target.max(selection.from);
        } else {
            selection.from = target.min(selection.to);
        }
    }

    fn selected(&mut self, selection: &Selection) -> Action {
        let span = self.span_of(selection);
        if let Some(id) = &selection.of {
            return self.stretch_coding(id, span);
        }
        match self.choosing_code(self.last_code.clone().as_deref()) {
            Some(choice) => self.mode = Mode::ChoosingCode(choice, Wish::Add { code: String::new(), span }),
            None => self.say("the codebook has no codes yet: write some into it first"),
        }
        Action::Nothing
    }

    /// The codes that may be given, with one of them chosen; those that are looked at first.
    pub(super) fn choosing_code(&self, chosen: Option<&str>) -> Option<Choice> {
        let is_in_use = |code: &&Code| !code.is_retired();
        let mut codes: Vec<&Code> = self.codebook.codes.iter().filter(is_in_use).collect();
        codes.sort_by_key(|code| !self.is_wanted(&code.id));
        let items: Vec<Item> = codes.into_iter().map(|code| self.item(code)).collect();
        (!items.is_empty()).then(|| Choice::new(items, chosen))
    }

    /// Which code is looked at: all, or one with what lies below it.
    pub(super) fn choosing_filter(&self) -> Mode {
        let all = Item { id: String::new(), name: "All codes".into(), note: String::new(), meaning: String::new() };
        let codes = self.codebook.codes.iter().map(|code| self.item(code));
        Mode::ChoosingFilter(Choice::new(std::iter::once(all).chain(codes).collect(), self.options.code.as_deref()))
    }

    fn item(&self, code: &Code) -> Item {
        let mut meaning = code.definition.clone();
        for (word, text) in [("Use it for: ", &code.include), ("Not for: ", &code.exclude)] {
            if !text.is_empty() {
                meaning.push_str(if meaning.is_empty() { "" } else { "\n" });
                meaning.push_str(word);
                meaning.push_str(text);
            }
        }
        let above = code.parent.as_deref().map(|parent| self.name_of(parent).to_owned());
        Item { id: code.id.clone(), name: code.name.clone(), note: above.unwrap_or_default(), meaning }
    }

    pub(super) fn choose_filter(&mut self, mut choice: Choice, key: &Key) -> Action {
        match key {
            Key::Escape => {}
            Key::Enter => match choice.chosen().map(|item| item.id.clone()) {
                Some(code) => self.look_at(code),
                None => self.mode = Mode::ChoosingFilter(choice),
            },
            key => {
                choice.press(key);
                self.mode = Mode::ChoosingFilter(choice);
            }
        }
        Action::Nothing
    }

    fn look_at(&mut self, code: String) {
        self.tally = None;
        if code.is_empty() {
            self.options.code = None;
            self.say("all codes are shown");
        } else {
            self.say(format!("only {} is shown; f chooses another", self.path_of(&code)));
            self.last_code = Some(code.clone());
            self.options.code = Some(code);
        }
    }

    pub(super) fn choose_code(&mut self, mut choice: Choice, wish: Wish, key: &Key) -> Action {
        match key {
            Key::Escape => return Action::Nothing,
            Key::Enter => {
                if let Some(chosen) = choice.chosen().map(|item| item.id.clone()) {
                    let wish = match wish {
                        Wish::Add { span, .. } => Wish::Add { code: chosen, span },
                        Wish::Recode { id, .. } => Wish::Recode { id, code: chosen },
                        stretch @ Wish::Stretch { .. } => stretch,
                    };
                    return self.fulfil(wish);
                }
            }
            key => choice.press(key),
        }
        self.mode = Mode::ChoosingCode(choice, wish);
        Action::Nothing
    }

    fn stretch_coding(&mut self, id: &str, span: (usize, usize)) -> Action {
        let Some(coding) = self.coding(id) else { return Action::Nothing };
        if (coding.start, coding.end) == span {
            self.say("the same words as before");
            return Action::Nothing;
        }
        self.fulfil(Wish::Stretch { id: id.to_owned(), span })
    }

    /// Does what was wished, once it is known who wishes it.
    pub(super) fn fulfil(&mut self, wish: Wish) -> Action {
        if self.options.coder.is_none() {
            self.say("who codes? What you code is kept under this name");
            self.mode = Mode::WritingName(Entry::default(), wish);
            return Action::Nothing;
        }
        match wish {
            Wish::Add { code, span } => self.add(&code, span),
            Wish::Recode { id, code } => self.recode(&id, &code),
            Wish::Stretch { id, span } => self.change_span(&id, span),
        }
    }
}
