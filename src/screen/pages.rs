//! What is said in words about where we are, the coding under the cursor, and the keys.

use super::keys;
use super::layout::{columns, fitted, wrapped};
use super::seeing::Standing;
use super::session::{Mode, Session};
use crate::coding::anchor::shorten;
use crate::model::{Case, Coding, CodingSource, CodingState};

/// A line of a page, and whether it is a heading.
pub type PageLine = (bool, String);

impl Session {
    /// Where we are, the most important first; what does not fit is left out from the end.
    pub(super) fn head_parts(&self) -> Vec<String> {
        let Some(document) = self.document() else { return vec!["no documents".to_owned()] };
        let count = self.corpus.documents.len();
        let mut parts = vec![format!("{} ({} of {count})", document.id, self.at + 1)];
        if let Some(number) = self.prepared.turn_at(self.cursor()).and_then(|part| part.number) {
            let last = self.prepared.turns.last().and_then(|part| part.number).unwrap_or(number);
            parts.push(format!("turn {number} of {last}"));
        }
        let tally = self.tally.unwrap_or_default();
        if tally.proposed > 0 {
            parts.push(format!("decided {} of {} here", tally.decided_here, tally.proposed_here));
            parts.push(format!("{} of {} in all", tally.decided, tally.proposed));
        }
        if let Some(code) = &self.options.code {
            parts.insert(1, format!("only {}", self.name_of(code)));
        }
        parts
    }

    /// Whose words the cursor is on.
    pub(super) fn whose(&self) -> String {
        let Some(part) = self.prepared.turn_at(self.cursor()) else { return String::new() };
        if part.asks {
            return "the interviewer".to_owned();
        }
        let Some(id) = &part.case else { return String::new() };
        match self.corpus.cases.iter().find(|case| case.id == *id) {
            Some(case) => attributes(case),
            None => id.clone(),
        }
    }

    /// What is said of the coding under the cursor, a line each; the definition may go on below.
    pub(super) fn foot_lines(&self) -> Vec<String> {
        let Some(coding) = self.current_coding() else {
            let other =
                self.in_other_languages().into_iter().map(|(place, said, _)| format!("{place}: “{}”", shorten(&said)));
            return self.nothing_here().into_iter().chain(other).collect();
        };
        let standing = self.standing(coding);
        let mut lines = vec![self.title_of(coding)];
        if standing == Standing::Moved {
            lines.push("its transcript was edited: a accepts this place, e puts it on other words".to_owned());
        }
        lines.extend(self.found_by(coding));
        lines.extend(denied(coding));
        lines.extend(
            self.in_other_languages()
                .into_iter()
                .map(|(place, said, coded)| format!("{place}: “{}”{coded}", shorten(&said))),
        );
        if let Some(memo) = &coding.memo {
            lines.push(format!("memo: {memo}"));
        }
        match self.codebook.code(&coding.code) {
            None => lines.push("this code is not in the codebook any more: c gives it another".to_owned()),
            Some(code) if !code.definition.is_empty() => lines.push(code.definition.clone()),
            Some(_) => {}
        }
        lines
    }

    fn title_of(&self, coding: &Coding) -> String {
        let standing = self.standing(coding);
        let named = |name: &str| format!("{} {name}", standing.sign());
        let mut parts = vec![named(&self.path_of(&coding.code)), standing.word().to_owned()];
        match &coding.source {
            CodingSource::Rule(_) if standing == Standing::Candidate => {
                if self.options.candidates_count {
                    parts.push("counts until it is rejected".to_owned());
                }
            }
            CodingSource::Rule(_) => parts.push("proposed by a rule".to_owned()),
            _ => parts.push(format!("by {}", coding.coder)),
        }
        let here = self.here();
        if let Some(place) = here.iter().position(|other| other.id == coding.id).filter(|_| here.len() > 1) {
            parts.push(format!("{} of {} here", place + 1, here.len()));
        }
        let whole = parts.join(" · ");
        if columns(&whole) + 2 <= usize::from(self.size.0) {
            return whole;
        }
        // Where there is no room, the category is left out.
        parts[0] = named(self.name_of(&coding.code));
        parts.join(" · ")
    }

    /// Which rule proposed it, and by which words.
    fn found_by(&self, coding: &Coding) -> Option<String> {
        let CodingSource::Rule(versions) = &coding.source else { return None };
        let document = self.document()?;
        // A phrase that is found several times is named once, with each spelling that it found.
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        for hit in self.hits_in(coding) {
            let words = shorten(document.slice(hit.start, hit.end));
            let by = format!("rule {} “{}”", hit.rule, hit.pattern);
            match found.iter_mut().find(|(known, _)| *known == by) {
                Some((_, spellings)) if spellings.iter().any(|known| known.eq_ignore_ascii_case(&words)) => {}
                Some((_, spellings)) => spellings.push(words),
                None => found.push((by, vec![words])),
            }
        }
        if found.is_empty() {
            let is_current = self.rules.as_ref().is_some_and(|rules| rules.are_current(&coding.code, versions));
            return (!is_current).then(|| "an earlier version of the rules proposed it".to_owned());
        }
        let said = found.iter().map(|(by, spellings)| format!("{by} found “{}”", spellings.join("”, “")));
        Some(said.collect::<Vec<_>>().join("; "))
    }

    /// What stands beside the turn of the cursor in other languages: where, what is said there, and what it is coded with.
    fn in_other_languages(&self) -> Vec<(String, String, String)> {
        let Some(document) = self.document() else { return Vec::new() };
        let mut found = Vec::new();
        for there in self.parallel.beside(&self.corpus, document, self.cursor()) {
            let codings = self.codings.get(&there.document.id).map(Vec::as_slice).unwrap_or_default();
            let is_there = |coding: &&Coding| coding.start < there.turn.end && there.turn.start < coding.end;
            let counts = |coding: &&Coding| coding.state == CodingState::Accepted;
            let mut names: Vec<String> = codings
                .iter()
                .filter(counts)
                .filter(is_there)
                .map(|coding| format!("{} ({})", self.name_of(&coding.code), coding.coder))
                .collect();
            names.dedup();
            let coded = if names.is_empty() { String::new() } else { format!(" · coded there: {}", names.join(", ")) };
            found.push((there.place(), there.words().to_owned(), coded));
        }
        found
    }

    fn nothing_here(&self) -> Vec<String> {
        let Some(document) = self.document() else { return Vec::new() };
        if document.text.trim().is_empty() {
            return vec!["This document is empty.".to_owned()];
        }
        let mut lines = vec!["Nothing is coded on this word.".to_owned()];
        if self.reconciled.contains(&document.id) {
            lines.push("This document was reconciled: only what codings/final says counts.".to_owned());
        }
        if !self.options.suggestions {
            lines.push("What rules propose is not shown.".to_owned());
        }
        lines
    }

    /// What a screen that opens says first.
    pub(super) fn greet(&mut self) {
        if self.message.is_some() {
            return;
        }
        let tally = self.tally.unwrap_or_default();
        let message = match tally.proposed - tally.decided {
            _ if self.corpus.documents.is_empty() => "there are no documents",
            0 if tally.proposed == 0 && self.options.suggestions && self.rules.is_some() => {
                "nothing is proposed yet: canvass code lets the rules of the codebook propose"
            }
            0 => "everything you do is saved at once",
            _ => ". goes to the next undecided; everything you do is saved at once",
        };
        self.say(message);
    }

    /// The page of keys.
    pub(super) fn help_lines(&self) -> Vec<PageLine> {
        let width = usize::from(self.size.0).saturating_sub(2);
        let mut lines = Vec::new();
        for (heading, list) in keys::KEYS {
            lines.push((true, fitted(heading, width)));
            for (keys, purpose) in list {
                lines.push((false, fitted(&format!("  {keys:<17} {purpose}"), width)));
            }
        }
        let signs = [Standing::Accepted, Standing::Candidate, Standing::Moved, Standing::Rejected, Standing::Others];
        lines.push((true, "Signs".to_owned()));
        for standing in signs {
            let (open, close) = standing.brackets();
            let marks = if self.options.marks { format!(" {open}words{close}") } else { String::new() };
            lines.push((false, fitted(&format!("  {}{marks:<16} {}", standing.sign(), standing.meaning()), width)));
        }
        lines
    }

    /// All about the coding under the cursor, its code and whose words these are.
    pub(super) fn detail_lines(&self) -> Vec<PageLine> {
        let width = usize::from(self.size.0).saturating_sub(4);
        let mut lines: Vec<PageLine> = Vec::new();
        let mut add = |heading: &str, text: &str| {
            if !text.trim().is_empty() {
                lines.push((true, fitted(heading, width)));
                lines.extend(wrapped(text, width).into_iter().map(|line| (false, format!("  {line}"))));
            }
        };
        if let Some(coding) = self.current_coding() {
            add("Coding", &self.title_of(coding));
            add("Words", &coding.exact);
            add("Why it is proposed", &self.found_by(coding).unwrap_or_default());
            add("Denied", &denied(coding).unwrap_or_default());
            add("Memo", coding.memo.as_deref().unwrap_or_default());
            if let Some(code) = self.codebook.code(&coding.code) {
                add("What the code means", &code.definition);
                add("Use it for", &code.include);
                add("Not for", &code.exclude);
                add("Examples", &code.examples.join("\n"));
            }
            add("Id", &coding.id);
        }
        for (place, said, coded) in self.in_other_languages() {
            add(&place, &format!("{said}{coded}"));
        }
        add("Whose words", &self.whose());
        if let Some(document) = self.document() {
            let parts = [Some(document.file.as_str()), document.language.as_deref(), document.date.as_deref()];
            add("Document", &parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        }
        lines
    }

    /// What the keys do just now, the first fit first.
    pub(super) fn hints(&self) -> &'static [&'static str] {
        match &self.mode {
            Mode::Reading => &keys::READING,
            Mode::Selecting(_) => &keys::SELECTING,
            Mode::ChoosingCode(..) | Mode::ChoosingDocument(_) | Mode::ChoosingFilter(_) => &keys::CHOOSING,
            Mode::WritingMemo(..) | Mode::WritingSearch(_) | Mode::WritingTurn(_) | Mode::WritingName(..) => {
                &keys::WRITING
            }
            Mode::Help(_) | Mode::Details(_) => &keys::HELPING,
        }
    }
}

/// That what a rule found is denied: it counts all the same, and a person looks.
fn denied(coding: &Coding) -> Option<String> {
    coding.negation.as_ref().map(|words| format!("denied: “{}”", shorten(words)))
}

/// A case with all that is known of it.
fn attributes(case: &Case) -> String {
    let mut parts = vec![case.id.as_str()];
    parts.extend(case.group.as_deref());
    parts.extend(case.organisation.as_deref());
    parts.extend(case.attributes.iter().map(|(_, value)| value.as_str()).filter(|value| !value.is_empty()));
    let consent = case.consent.as_deref().unwrap_or_default();
    let consent = match case.refuses() {
        true => Some(format!("NO CONSENT ({consent})")),
        false if !case.may_be_quoted() => Some("not to be quoted".to_owned()),
        false if case.consent_is_unclear() => Some(format!("consent: {consent}")),
        false => None,
    };
    // What must not be overlooked comes first.
    let consent = consent.map(|consent| format!("{consent} · ")).unwrap_or_default();
    format!("{consent}{}", parts.join(" · "))
}
