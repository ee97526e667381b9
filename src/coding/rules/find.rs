//! Every place where a rule finds something.

use super::super::anchor::Finder;
use super::super::automaton::{Scratch, Sought};
use super::super::fold::{Case, Folded, is_boundary, is_word, word_end};
use super::super::operators::{Stretch, WordStarts, evaluate};
use super::super::sentence::sentences;
use super::{Owner, Pattern, Rules, around};
use crate::model::{Document, Role, Turn, Unit};

/// A place that a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The code that is proposed.
    pub code: &'a str,
    /// Which rule of the code, counted from 1.
    pub rule: usize,
    /// The version of that rule.
    pub version: &'a str,
    /// The phrase, expression or pattern as the codebook has it.
    pub pattern: &'a str,
    /// How it finds: “word”, “inflection”, “NEAR/4, NOT”.
    pub kind: &'a str,
    /// The turn.
    pub turn: u32,
    /// Where the words found start, in code points of the document.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// The words found, each with its start and end; several where operators put them together.
    pub words: Vec<(usize, usize)>,
    /// From a denial to the words or from them to it, where one stands beside them: “never had any funding”.
    pub negation: Option<(usize, usize)>,
    /// What would be coded: the sentence, the turn or the words, in code points of the document.
    pub unit: (usize, usize),
}

/// Memory that goes from turn to turn.
#[derive(Default)]
struct Memory {
    scratch: Scratch,
    found: Vec<(usize, usize, Owner)>,
}

/// Something found in a turn, in bytes of its words.
struct Place {
    stretch: Stretch,
    written: usize,
}

impl Rules {
    /// Every place in a document where a rule finds something, turn by turn, in the order of the places.
    pub fn hits<'a>(&'a self, document: &Document) -> Vec<Hit<'a>> {
        self.hits_in(&Finder::new(document))
    }

    pub(super) fn hits_in<'a>(&'a self, finder: &Finder<'_>) -> Vec<Hit<'a>> {
        let document = finder.document();
        let mut hits = Vec::new();
        let mut memory = Memory::default();
        for turn in document.turns.iter().filter(|turn| document.role(turn) == Role::Participant) {
            self.hits_of_turn(finder, turn, &mut memory, &mut hits);
        }
        hits
    }

    fn hits_of_turn<'a>(&'a self, finder: &Finder<'_>, turn: &Turn, memory: &mut Memory, hits: &mut Vec<Hit<'a>>) {
        let words = finder.positions().slice(turn.start, turn.end);
        let Memory { scratch, found } = memory;
        found.clear();
        self.matcher.each(words, scratch, |sought, start, end| {
            let owner = match sought {
                Sought::Phrase(index) => self.phrases[index],
                Sought::Expression(index) => self.expressions[index],
            };
            if self.rule(&self.written[owner.written]).scope.has(finder.document(), turn) {
                found.push((start, end, owner));
            }
        });
        if found.is_empty() {
            return;
        }
        let sentences = sentences(words);
        let mut places = self.of_patterns(words, &sentences, found);
        let whole = found.iter().filter(|(.., owner)| owner.leaf.is_none());
        places.extend(
            whole.map(|&(start, end, owner)| Place { stretch: Stretch::new(start, end), written: owner.written }),
        );
        places.sort_by(|one, other| (&one.stretch, one.written).cmp(&(&other.stretch, other.written)));
        // Two words of a set may find the same.
        places.dedup_by(|one, other| one.stretch == other.stretch && one.written == other.written);
        hits.extend(places.into_iter().map(|place| self.hit(finder, turn, &sentences, place)));
    }

    fn hit<'a>(&'a self, finder: &Finder<'_>, turn: &Turn, sentences: &[(usize, usize)], place: Place) -> Hit<'a> {
        let positions = finder.positions();
        let base = positions.byte(turn.start);
        let words = positions.slice(turn.start, turn.end);
        let at = |(start, end): (usize, usize)| (positions.code_point(base + start), positions.code_point(base + end));
        let written = &self.written[place.written];
        let Stretch { start, end, pieces } = place.stretch;
        let rule = self.rule(written);
        let unit = match rule.unit {
            Unit::Turn => (words.len() - words.trim_start().len(), words.trim_end().len()),
            Unit::Sentence => around(sentences, start, end).unwrap_or((start, end)),
            Unit::Span => (start, end),
        };
        let (from, to) = at((start, end));
        let language = finder.document().language.as_deref();
        Hit {
            code: &self.codes[written.code].id,
            rule: written.rule + 1,
            version: &rule.version,
            pattern: &written.text,
            kind: &written.kind,
            turn: turn.number,
            start: from,
            end: to,
            negation: pieces.iter().find_map(|&(start, end)| self.denials.around(language, words, start, end)).map(at),
            words: pieces.into_iter().map(at).collect(),
            unit: at(unit),
        }
    }

    /// What patterns find: each in a sentence, or in the turn where that is what its rule codes.
    fn of_patterns(
        &self,
        words: &str,
        sentences: &[(usize, usize)],
        found: &mut [(usize, usize, Owner)],
    ) -> Vec<Place> {
        let mut places = Vec::new();
        let leaf = |owner: &Owner| owner.leaf;
        if !found.iter().any(|(.., owner)| owner.leaf.is_some()) {
            return places;
        }
        let starts = word_starts(words);
        found.sort_by_key(|(start, end, owner)| (leaf(owner), *start, *end));
        let of_patterns = found.iter().filter(|(.., owner)| owner.leaf.is_some()).copied().collect::<Vec<_>>();
        for of_pattern in
            of_patterns.chunk_by(|one, other| leaf(&one.2).map(|of| of.0) == leaf(&other.2).map(|of| of.0))
        {
            let Some(pattern) = of_pattern.first().and_then(|(.., owner)| self.patterns.get(owner.leaf?.0)) else {
                continue;
            };
            let unit = self.rule(&self.written[pattern.written]).unit;
            let mut parts: Vec<(usize, &(usize, usize, Owner))> = of_pattern
                .iter()
                .map(|part| match unit {
                    Unit::Turn => (0, part),
                    Unit::Sentence | Unit::Span => (sentences.partition_point(|&(_, end)| end <= part.0), part),
                })
                .collect();
            parts.sort_by_key(|(sentence, _)| *sentence);
            for together in parts.chunk_by(|one, other| one.0 == other.0) {
                places.extend(in_one(pattern, together, &starts));
            }
        }
        places
    }
}

/// What a pattern finds in one sentence or turn.
fn in_one(pattern: &Pattern, parts: &[(usize, &(usize, usize, Owner))], starts: &WordStarts) -> Vec<Place> {
    let mut leaves: Vec<Vec<Stretch>> = vec![Vec::new(); pattern.leaves];
    for (_, (start, end, owner)) in parts {
        if let Some(leaf) = owner.leaf.and_then(|(_, leaf)| leaves.get_mut(leaf)) {
            leaf.push(Stretch::new(*start, *end));
        }
    }
    let found = evaluate(&pattern.root, &leaves, starts);
    found.into_iter().map(|stretch| Place { stretch, written: pattern.written }).collect()
}

/// Where words start, for counting those between two others: “don’t” is one, “co-design” two.
fn word_starts(words: &str) -> WordStarts {
    let folded = Folded::new(words, Case::Folded);
    let text = folded.text();
    let mut starts = Vec::new();
    let mut end = 0;
    for (at, character) in text.char_indices() {
        if at >= end && is_word(character) && is_boundary(text, at) {
            starts.push(folded.start(at));
            end = word_end(text, at);
        }
    }
    WordStarts(starts)
}
