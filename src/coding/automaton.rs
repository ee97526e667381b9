//! All phrases and expressions of all rules, found together: one pass of an Aho–Corasick automaton over the text, however many there
//! are. An expression runs only where words stand without which it cannot match.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::expression::{Expression, Needed};
use super::fold::{Case, Folded};
use super::pattern::Phrase;

/// Beyond so many bytes of literals a smaller automaton is built, which is slower.
const LARGEST_FAST: usize = 400_000;

/// Phrases and expressions, each found wherever it stands.
#[derive(Debug)]
pub struct Matcher {
    automaton: AhoCorasick,
    /// For each literal of the automaton what begins with it, or needs it.
    of_literal: Vec<Vec<Target>>,
    phrases: Vec<Phrase>,
    expressions: Vec<Expression>,
    /// Expressions that need no literal.
    always: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Phrase(usize),
    /// Matches of the expression begin here.
    Begin(usize),
    /// Matches of the expression have this somewhere in them.
    Hold(usize),
}

/// What was found: a phrase or an expression by its place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sought {
    /// A phrase.
    Phrase(usize),
    /// An expression.
    Expression(usize),
}

/// Memory that goes from text to text.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    folded: Folded,
    cased: Folded,
    /// The expressions to be run, each from a byte of the folded text.
    due: Vec<(usize, usize)>,
}

impl Matcher {
    /// Builds the automaton.
    ///
    /// # Errors
    /// When the phrases together are too large for it.
    pub fn new(phrases: Vec<Phrase>, expressions: Vec<Expression>) -> Result<Self, String> {
        let mut literals: Vec<(String, Target)> = Vec::new();
        let mut always = Vec::new();
        for (index, phrase) in phrases.iter().enumerate() {
            literals.extend(phrase.literals().into_iter().map(|literal| (literal, Target::Phrase(index))));
        }
        for (index, expression) in expressions.iter().enumerate() {
            match expression.needed() {
                Needed::Nothing => always.push(index),
                Needed::Begin(all) => {
                    literals.extend(all.iter().map(|literal| (literal.clone(), Target::Begin(index))));
                }
                Needed::Hold(all) => {
                    literals.extend(all.iter().map(|literal| (literal.clone(), Target::Hold(index))));
                }
            }
        }
        literals.sort();
        literals.dedup();
        let mut distinct: Vec<String> = Vec::new();
        let mut of_literal: Vec<Vec<Target>> = Vec::new();
        for (literal, target) in literals {
            match of_literal.last_mut() {
                Some(same) if distinct.last() == Some(&literal) => same.push(target),
                _ => {
                    distinct.push(literal);
                    of_literal.push(vec![target]);
                }
            }
        }
        let size: usize = distinct.iter().map(String::len).sum();
        let kind = if size <= LARGEST_FAST { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(kind))
            .build(&distinct)
            .map_err(|error| format!("the rules have too many phrases: {error}"))?;
        Ok(Self { automaton, of_literal, phrases, expressions, always })
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.expressions.is_empty()
    }

    /// Calls `found` with each match in a text: what, where it starts and where it ends, in bytes of the text. Every phrase is
    /// found wherever it stands, also inside another; the matches of one expression do not overlap.
    pub fn each(&self, text: &str, scratch: &mut Scratch, mut found: impl FnMut(Sought, usize, usize)) {
        let Scratch { folded, cased, due } = scratch;
        folded.refill(text, Case::Folded);
        due.clear();
        due.extend(self.always.iter().map(|&index| (index, 0)));
        for literal in self.automaton.find_overlapping_iter(folded.text()) {
            for target in &self.of_literal[literal.pattern().as_usize()] {
                match *target {
                    Target::Phrase(phrase) => {
                        if let Some(end) = self.phrases[phrase].match_at(folded.text(), literal.start()) {
                            let place = (folded.start(literal.start()), folded.end(end, text));
                            found(Sought::Phrase(phrase), place.0, place.1);
                        }
                    }
                    Target::Begin(index) => due.push((index, literal.start())),
                    Target::Hold(index) => due.push((index, 0)),
                }
            }
        }
        if due.is_empty() {
            return;
        }
        due.sort_unstable();
        due.dedup_by_key(|(index, _)| *index);
        if due.iter().any(|&(index, _)| self.expressions[index].regards_case()) {
            cased.refill(text, Case::Kept);
        }
        for &(index, from) in due.iter() {
            let expression = &self.expressions[index];
            let (seen, from) = if expression.regards_case() { (&*cased, 0) } else { (&*folded, from) };
            expression.each(seen.text(), from, |start, end| {
                found(Sought::Expression(index), seen.start(start), seen.end(end, text));
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::coding::inflection::Inflection;

    fn found(phrases: &[&str], expressions: &[&str], text: &str) -> Vec<(Sought, String)> {
        let phrases = phrases.iter().map(|phrase| Phrase::parse(phrase, Inflection::ENGLISH).unwrap()).collect();
        let expressions = expressions.iter().map(|one| Expression::read(one).unwrap()).collect();
        let mut all = Vec::new();
        let matcher = Matcher::new(phrases, expressions).unwrap();
        matcher.each(text, &mut Scratch::default(), |what, start, end| all.push((what, text[start..end].to_owned())));
        all.sort();
        all
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        assert!(found(&["a"], &["b+"], "").is_empty());
        assert!(found(&[], &[], "a").is_empty());
    }

    #[test]
    fn phrases_lie_inside_each_other_and_expressions_beside_them() {
        let all =
            found(&["lack of", "lack of money", "money"], &["of (money|time)", "(?-i:NHS)"], "Lack of Money, NHS, nhs");
        let words: Vec<&str> = all.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(words, ["Lack of", "Lack of Money", "Money", "of Money", "NHS"]);
    }

    proptest! {
        #[test]
        fn a_word_is_found_where_a_naive_search_finds_it(text in "[ab ,.é’']{0,40}", word in "[ab]{1,3}") {
            let naive: Vec<(usize, usize)> = text
                .match_indices(word.as_str())
                .map(|(start, _)| (start, start + word.len()))
                .filter(|&(start, end)| {
                    let lone = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric());
                    let apart = |rest: &str| {
                        let mut next = rest.chars();
                        !(matches!(next.next(), Some('’' | '\'')) && next.next().is_some_and(char::is_alphabetic))
                    };
                    let back: String = text[..start].chars().rev().collect();
                    lone(&text[end..]) && lone(&back) && apart(&text[end..])
                })
                .collect();
            let phrase = Phrase::parse(&word, Inflection::ENGLISH).unwrap();
            let matcher = Matcher::new(vec![phrase], Vec::new()).unwrap();
            let mut places = Vec::new();
            matcher.each(&text, &mut Scratch::default(), |_, start, end| places.push((start, end)));
            prop_assert_eq!(places, naive);
        }

        #[test]
        fn an_expression_is_found_where_it_is_found_alone(text in "[aAbk ſK.]{0,60}", which in 0..6_usize) {
            let written = ["ab+k", "(a|b)k", r"\bk\w*", "[ab] k", "(?-i:Ab)", r"a\s?b|kk"][which];
            let phrase = Phrase::parse("never", Inflection::ENGLISH).unwrap();
            let matcher = Matcher::new(vec![phrase], vec![Expression::read(written).unwrap()]).unwrap();
            let mut places = Vec::new();
            matcher.each(&text, &mut Scratch::default(), |_, start, end| places.push((start, end)));
            let folded = Folded::new(&text, Case::Kept);
            let alone = regex::RegexBuilder::new(written).case_insensitive(true).build().unwrap();
            let naive: Vec<(usize, usize)> = alone
                .find_iter(folded.text())
                .map(|found| (folded.start(found.start()), folded.end(found.end(), &text)))
                .collect();
            prop_assert_eq!(places, naive);
        }
    }
}
