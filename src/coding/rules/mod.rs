//! The rules of a codebook propose candidates: words that are found in what participants say.
//!
//! A rule knows nothing of what is meant: “no funding” and “funding” are both found by `funding`. Whether the code fits is
//! for a person to say, who accepts or rejects each candidate; that it is denied is marked.
//!
//! - [`mod@compared`]: rules read against the examples of their codes and against each other
//! - [`compiled`]: what is written in the codebook → what runs; all that is wrong with it
//! - [`sets`], [`scope`], [`negation`]: words under a name; where a rule looks; denials around what is found
//! - [`find`]: every place where a rule finds something
//! - [`candidates`]: places → candidates, each with the rules that made it

mod candidates;
mod compared;
mod compiled;
mod find;
mod negation;
mod scope;
mod sets;

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::automaton::Matcher;
use super::operators;
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Case, Code, Codebook, Corpus, Rule, Unit};

pub use compared::compared;
pub use compiled::problems;
pub use find::Hit;
use negation::Denials;
use scope::Scope;

/// The coder that candidates of rules bear.
pub const CODER: &str = "rules";

/// Part of each version: to be raised when the same rules come to propose something else.
const EDITION: &str = "3";

/// The rules of a codebook, ready to run.
#[derive(Debug)]
pub struct Rules {
    codes: Vec<CodeRules>,
    matcher: Matcher,
    /// Whose each phrase of the matcher is.
    phrases: Vec<Owner>,
    /// Whose each of its expressions is.
    expressions: Vec<Owner>,
    /// What is written in the codebook: phrases, expressions and patterns.
    written: Vec<Written>,
    patterns: Vec<Pattern>,
    denials: Denials,
}

#[derive(Debug)]
struct CodeRules {
    id: String,
    rules: Vec<OneRule>,
}

#[derive(Debug)]
struct OneRule {
    unit: Unit,
    scope: Scope,
    version: String,
}

/// A phrase, an expression or a pattern as the codebook has it.
#[derive(Debug)]
struct Written {
    code: usize,
    rule: usize,
    text: String,
    /// How it finds: “word”, “expression”, “NEAR/4, NOT”.
    kind: String,
}

/// Whose a phrase or an expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Owner {
    /// What is written.
    written: usize,
    /// The pattern that it is a leaf of, and which.
    leaf: Option<(usize, usize)>,
}

#[derive(Debug)]
struct Pattern {
    written: usize,
    root: operators::Node,
    leaves: usize,
}

impl Rules {
    /// Reads the rules of all codes that are not retired. `cases` are those of the study, for rules that are limited to some.
    ///
    /// # Errors
    /// When a phrase, an expression or a pattern is broken; [`problems`] lists all that are.
    pub fn new(codebook: &Codebook, cases: &[Case]) -> Result<Self> {
        compiled::compile(codebook, cases)
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.matcher.is_empty()
    }

    /// Whether a code has rules, and is not retired.
    pub fn has_rules(&self, code: &str) -> bool {
        self.codes.iter().any(|rules| rules.id == code && !rules.rules.is_empty())
    }

    /// Whether a candidate was made by rules that its code still has, as they are now; `versions` is what its source names.
    pub fn are_current(&self, code: &str, versions: &str) -> bool {
        let rules = self.codes.iter().find(|rules| rules.id == code).map_or(&[][..], |rules| &rules.rules);
        versions.split(' ').all(|version| rules.iter().any(|rule| rule.version == version))
    }

    /// The interview questions that rules are limited to and that are not among those known, each with its code.
    pub fn unknown_questions<'a>(&'a self, known: &[&str]) -> Vec<(&'a str, &'a str)> {
        let of_code = |rules: &'a CodeRules| {
            let questions = rules.rules.iter().flat_map(|rule| rule.scope.questions());
            questions.map(|question| (rules.id.as_str(), question.as_str()))
        };
        self.codes.iter().flat_map(of_code).filter(|(_, question)| !known.contains(question)).collect()
    }

    /// The languages among these of which no words of denial are known: what is denied in them is not marked.
    pub fn without_denials<'a>(&self, languages: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let unknown: BTreeSet<&str> =
            languages.into_iter().filter(|language| !self.denials.knows(Some(language))).collect();
        unknown.into_iter().collect()
    }

    fn rule(&self, written: &Written) -> &OneRule {
        &self.codes[written.code].rules[written.rule]
    }
}

/// What rules are limited to and nobody has: columns and values of cases.csv, speakers.
pub fn unknown_scopes(codebook: &Codebook, corpus: &Corpus) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for code in codebook.codes.iter().filter(|code| is_live(code)) {
        for (index, rule) in code.rules.iter().enumerate() {
            found.extend(scope::unknown(rule, corpus).into_iter().map(|mut one| {
                one.message = format!("rule {} of code “{}” {}", index + 1, code.id, one.message);
                one
            }));
        }
    }
    found
}

/// The version of a rule: the first digits of a hash over what it says, the words of its sets included, so that any change shows.
pub fn version(rule: &Rule, codebook: &Codebook) -> String {
    let mut hash = Sha256::new();
    hash.update(EDITION);
    // Plain strings cannot fail to be written.
    hash.update(serde_json::to_vec(&(rule, sets::named(rule, codebook))).unwrap_or_default());
    if !codebook.denials.is_empty() {
        hash.update(serde_json::to_vec(&codebook.denials).unwrap_or_default());
    }
    hexadecimal(&hash.finalize(), 12)
}

/// The rules of a code by their version: which rule made a candidate is found again by what its source names.
pub fn versions(code: &Code, codebook: &Codebook) -> HashMap<String, usize> {
    (1..).zip(&code.rules).map(|(number, rule)| (version(rule, codebook), number)).collect()
}

fn hexadecimal(bytes: &[u8], digits: usize) -> String {
    let mut text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    text.truncate(digits);
    text
}

fn is_live(code: &Code) -> bool {
    !code.is_retired()
}

/// From the sentence in which a match begins to the one in which it ends.
pub(super) fn around(sentences: &[(usize, usize)], start: usize, end: usize) -> Option<(usize, usize)> {
    let first = sentences.partition_point(|&(_, sentence_end)| sentence_end <= start);
    let last = sentences.partition_point(|&(sentence_start, _)| sentence_start < end).checked_sub(1)?;
    let (first, last) = (sentences.get(first)?, sentences.get(last)?);
    Some((first.0, last.1.max(first.1)))
}

#[cfg(test)]
mod tests;
