//! All phrases of all rules in one Aho–Corasick automaton: one pass over the text, however many phrases.

use aho_corasick::{AhoCorasick, MatchKind};
use rust_stemmers::Stemmer;

use super::pattern::{Phrase, stemmer};

/// Phrases, each found wherever it stands.
pub struct Phrases {
    automaton: AhoCorasick,
    /// For each literal of the automaton the phrases that begin with it.
    of_literal: Vec<Vec<usize>>,
    phrases: Vec<Phrase>,
    stemmer: Stemmer,
}

impl std::fmt::Debug for Phrases {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Phrases").field("phrases", &self.phrases).finish_non_exhaustive()
    }
}

impl Phrases {
    /// Builds the automaton.
    ///
    /// # Errors
    /// When the phrases together are too large for it.
    pub fn new(phrases: Vec<Phrase>) -> Result<Self, String> {
        let mut literals: Vec<(String, usize)> =
            phrases.iter().enumerate().map(|(index, phrase)| (phrase.literal(), index)).collect();
        literals.sort();
        let mut distinct: Vec<String> = Vec::new();
        let mut of_literal: Vec<Vec<usize>> = Vec::new();
        for (literal, index) in literals {
            match of_literal.last_mut() {
                Some(same) if distinct.last() == Some(&literal) => same.push(index),
                _ => {
                    distinct.push(literal);
                    of_literal.push(vec![index]);
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&distinct)
            .map_err(|error| format!("the rules have too many phrases: {error}"))?;
        Ok(Self { automaton, of_literal, phrases, stemmer: stemmer() })
    }

    /// Calls `found` with each match in a folded text: which phrase, where it starts and where it ends. Every phrase is
    /// found wherever it stands, also inside another.
    pub fn each(&self, text: &str, mut found: impl FnMut(usize, usize, usize)) {
        for literal in self.automaton.find_overlapping_iter(text) {
            for &phrase in &self.of_literal[literal.pattern().as_usize()] {
                if let Some(end) = self.phrases[phrase].match_at(text, literal.start(), &self.stemmer) {
                    found(phrase, literal.start(), end);
                }
            }
        }
    }
}
