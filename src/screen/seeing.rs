//! What is seen: which codings, which of them at the cursor, which wait for a decision.

use super::layout::Marks;
use super::session::Session;
use crate::coding::{reconcile, rules};
use crate::model::{Coding, CodingSource, CodingState};

/// A place that a rule found in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub code: String,
    /// Which rule of the code, counted from 1.
    pub rule: usize,
    /// The phrase or expression.
    pub pattern: String,
    /// In code points.
    pub start: usize,
    pub end: usize,
}

/// How many of what is proposed are decided: in the document that is read, and in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub decided_here: usize,
    pub proposed_here: usize,
    pub decided: usize,
    pub proposed: usize,
}

/// How a coding stands to whoever reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Accepted,
    /// It is proposed.
    Candidate,
    /// Its place has to be accepted.
    Moved,
    /// It does not count.
    Rejected,
    /// Somebody else's.
    Others,
}

impl Standing {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Candidate => "candidate",
            Self::Moved => "moved?",
            Self::Rejected => "rejected",
            Self::Others => "somebody else’s",
        }
    }

    /// What it means for whoever reads.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Accepted => "accepted: it counts",
            Self::Candidate => "a candidate: a rule proposes it",
            Self::Moved => "may have moved when its transcript was edited",
            Self::Rejected => "rejected: it does not count",
            Self::Others => "coded by somebody else",
        }
    }

    /// The sign beside a line.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Accepted => "+",
            Self::Candidate => "?",
            Self::Moved => "~",
            Self::Rejected => "x",
            Self::Others => "o",
        }
    }

    /// What stands around the words where there is no colour.
    pub fn brackets(self) -> (&'static str, &'static str) {
        match self {
            Self::Accepted => ("[", "]"),
            Self::Candidate => ("{?", "}"),
            Self::Moved => ("[~", "]"),
            Self::Rejected => ("{x", "}"),
            Self::Others => ("<", ">"),
        }
    }

    /// Whether somebody has to decide.
    pub fn waits(self) -> bool {
        matches!(self, Self::Candidate | Self::Moved)
    }
}

impl Session {
    pub(super) fn standing(&self, coding: &Coding) -> Standing {
        match coding.state {
            CodingState::Rejected => Standing::Rejected,
            _ if self.is_others(coding) => Standing::Others,
            _ if self.moved.contains(&coding.id) => Standing::Moved,
            CodingState::Candidate => Standing::Candidate,
            CodingState::Accepted => Standing::Accepted,
        }
    }

    /// Whether it is for another person to decide about it: what they coded, and what two coders reconciled. What rules or models
    /// propose is for anybody.
    pub(super) fn is_others(&self, coding: &Coding) -> bool {
        let is_own = self.options.coder.as_ref() == Some(&coding.coder);
        let is_proposed = coding.state == CodingState::Candidate && coding.coder != reconcile::CODER;
        coding.coder != rules::CODER && !is_own && !is_proposed
    }

    /// Whether a code is one that is looked at.
    pub(super) fn is_wanted(&self, code: &str) -> bool {
        self.options.code.as_ref().is_none_or(|wanted| self.codebook.is_within(code, wanted))
    }

    /// Whether a coding is shown as a proposal at all: under some approaches rules propose nothing.
    fn is_offered(&self, coding: &Coding) -> bool {
        let is_proposal = matches!(coding.source, CodingSource::Rule(_)) && coding.state == CodingState::Candidate;
        self.options.suggestions || !is_proposal
    }

    fn is_seen(&self, coding: &Coding) -> bool {
        let standing = self.standing(coding);
        let of_rules = !self.options.undecided || coding.coder == rules::CODER || standing.waits();
        of_rules
            && (self.shows_rejected || standing != Standing::Rejected)
            && (self.shows_others || standing != Standing::Others)
            && self.is_offered(coding)
            && self.is_wanted(&coding.code)
    }

    pub(super) fn codings_in(&self, document: usize) -> &[Coding] {
        let codings = self.corpus.documents.get(document).and_then(|document| self.codings.get(&document.id));
        codings.map(Vec::as_slice).unwrap_or_default()
    }

    /// The codings of a document that are seen, in their order.
    pub(super) fn seen_in(&self, document: usize) -> impl Iterator<Item = &Coding> {
        self.codings_in(document).iter().filter(|coding| self.is_seen(coding))
    }

    /// The codings on the word of the cursor; those that wait first, then one's own, then the shorter ones.
    pub(super) fn here(&self) -> Vec<&Coding> {
        let Some(stop) = self.prepared.stops.get(self.stop) else { return Vec::new() };
        let mut here: Vec<&Coding> =
            self.seen_in(self.at).filter(|coding| coding.start < stop.end && stop.start < coding.end).collect();
        here.sort_by_key(|coding| {
            let standing = self.standing(coding);
            (!standing.waits(), standing == Standing::Others, coding.end - coding.start)
        });
        here
    }

    /// The coding that keys act on.
    pub(super) fn current_coding(&self) -> Option<&Coding> {
        let (id, stop) = (self.current.as_ref()?, self.prepared.stops.get(self.stop)?);
        self.coding(id).filter(|coding| coding.start < stop.end && stop.start < coding.end && self.is_seen(coding))
    }

    pub(super) fn coding(&self, id: &str) -> Option<&Coding> {
        self.codings_in(self.at).iter().find(|coding| coding.id == id)
    }

    /// Keeps the coding that keys act on where the cursor is still on it; else takes the first one here.
    pub(super) fn settle_current(&mut self) {
        if self.current_coding().is_none() {
            self.current = self.here().first().map(|coding| coding.id.clone());
        }
    }

    /// Counts what is decided of what is proposed.
    pub(super) fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for document in 0..self.corpus.documents.len() {
            let (mut decided, mut proposed) = (0, 0);
            for coding in self.codings_in(document) {
                let waits = self.standing(coding).waits();
                let is_proposal = waits || matches!(coding.source, CodingSource::Rule(_));
                if is_proposal && self.is_offered(coding) && self.is_wanted(&coding.code) {
                    proposed += 1;
                    decided += usize::from(!waits);
                }
            }
            if document == self.at {
                (tally.decided_here, tally.proposed_here) = (decided, proposed);
            }
            tally.decided += decided;
            tally.proposed += proposed;
        }
        tally
    }

    /// What the rules find in the document that is read.
    pub(super) fn hits_of_document(&self) -> Vec<Hit> {
        let (Some(rules), Some(document)) = (&self.rules, self.document()) else { return Vec::new() };
        // Only codings that rules proposed ask for it.
        if !self.codings_in(self.at).iter().any(|coding| matches!(coding.source, CodingSource::Rule(_))) {
            return Vec::new();
        }
        let own = |hit: rules::Hit<'_>| Hit {
            code: hit.code.to_owned(),
            rule: hit.rule,
            pattern: hit.pattern.to_owned(),
            start: hit.start,
            end: hit.end,
        };
        rules.hits(document).into_iter().map(own).collect()
    }

    /// What of a rule's proposal the rule found.
    pub(super) fn hits_in(&self, coding: &Coding) -> impl Iterator<Item = &Hit> {
        let of_rules = matches!(coding.source, CodingSource::Rule(_));
        let (start, end) = (coding.start, coding.end);
        let from = self.hits.partition_point(|hit| hit.start < start);
        let near = self.hits[from..].iter().take_while(move |hit| hit.start < end);
        near.filter(move |hit| of_rules && hit.end <= end && hit.code == coding.code)
    }

    /// Brackets around what is coded, for a screen without colour.
    pub(super) fn marks_of_codings(&self) -> Marks {
        let mut marks = Marks::default();
        let mut seen: Vec<&Coding> = self.seen_in(self.at).collect();
        // What ends first closes first; what begins together opens with the longest.
        seen.sort_by_key(|coding| (coding.start, std::cmp::Reverse(coding.end)));
        marks.open = seen.iter().map(|coding| (coding.start, self.standing(coding).brackets().0)).collect();
        // Of several on the same words the one that opens last closes first.
        seen.reverse();
        seen.sort_by_key(|coding| (coding.end, std::cmp::Reverse(coding.start)));
        marks.close = seen.iter().map(|coding| (coding.end, self.standing(coding).brackets().1)).collect();
        marks
    }

    pub(super) fn show_rejected(&mut self) {
        self.shows_rejected = !self.shows_rejected;
        self.tally = None;
        let what = if self.shows_rejected { "shown" } else { "hidden" };
        self.say(format!("what was rejected is {what}"));
    }

    pub(super) fn show_others(&mut self) {
        self.shows_others = !self.shows_others;
        self.tally = None;
        let what = if self.shows_others { "shown" } else { "hidden" };
        self.say(format!("what others coded is {what}"));
    }
}
