//! The rules of a codebook propose candidates: words and expressions that are found in what participants say.
//!
//! A rule knows nothing of what is meant: “no funding” and “funding” are both found by `funding`. Whether the code fits is
//! for a person to say, who accepts or rejects each candidate.

use std::collections::HashMap;

use regex::{Regex, RegexBuilder};
use rust_stemmers::Stemmer;
use sha2::{Digest, Sha256};

use super::anchor::Finder;
use super::automaton::Phrases;
use super::fold::{Case, Folded};
use super::pattern::{Phrase, stemmer};
use super::sentence::sentences;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Code, Codebook, Coding, CodingSource, CodingState, Document, Role, Turn, Unit};

/// The coder that candidates of rules bear.
pub const CODER: &str = "rules";

/// The most that one expression may grow to when it is compiled, in bytes.
const LARGEST_EXPRESSION: usize = 1 << 20;

/// Part of each version: to be raised when the same rules come to propose something else.
const EDITION: &str = "1";

/// The rules of a codebook, ready to run.
#[derive(Debug)]
pub struct Rules {
    codes: Vec<CodeRules>,
    phrases: Phrases,
    /// For each phrase of the automaton, whose it is.
    owners: Vec<Owner>,
    expressions: Vec<(Regex, Owner)>,
}

#[derive(Debug)]
struct CodeRules {
    id: String,
    version: String,
    rules: Vec<(Unit, Vec<String>)>,
}

/// The place of a pattern in the codebook.
#[derive(Debug, Clone)]
struct Owner {
    code: usize,
    rule: usize,
    written: String,
}

/// A place that a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The code that is proposed.
    pub code: &'a str,
    /// Which rule of the code, counted from 1.
    pub rule: usize,
    /// The phrase or expression as the codebook has it.
    pub pattern: &'a str,
    /// The turn.
    pub turn: u32,
    /// Where the words found start, in code points of the document.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// What would be coded: the sentence or the turn, in code points of the document.
    pub unit: (usize, usize),
}

impl Rules {
    /// Reads the rules of all codes that are not retired.
    ///
    /// # Errors
    /// When a phrase or an expression is broken; [`problems`] lists all that are.
    pub fn new(codebook: &Codebook) -> Result<Self> {
        let stemmer = stemmer();
        let mut codes = Vec::new();
        let mut phrases = Vec::new();
        let mut owners = Vec::new();
        let mut expressions = Vec::new();
        for code in codebook.codes.iter().filter(|code| is_live(code)) {
            for (index, rule) in code.rules.iter().enumerate() {
                let owner = |written: &String| Owner { code: codes.len(), rule: index + 1, written: written.clone() };
                for written in &rule.phrases {
                    phrases.push(phrase(code, index + 1, written, &stemmer)?);
                    owners.push(owner(written));
                }
                for written in &rule.expressions {
                    expressions.push((expression(code, index + 1, written)?, owner(written)));
                }
            }
            let rules = code.rules.iter().map(|rule| (rule.unit, rule.questions.clone())).collect();
            codes.push(CodeRules { id: code.id.clone(), version: version(code), rules });
        }
        let phrases = Phrases::new(phrases).map_err(Error::new)?;
        Ok(Self { codes, phrases, owners, expressions })
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty() && self.expressions.is_empty()
    }

    /// Whether a code has rules, and is not retired.
    pub fn has_rules(&self, code: &str) -> bool {
        self.codes.iter().any(|rules| rules.id == code && !rules.rules.is_empty())
    }

    /// The version of a code's rules, where it has any.
    pub fn version(&self, code: &str) -> Option<&str> {
        self.codes.iter().find(|rules| rules.id == code).map(|rules| rules.version.as_str())
    }

    /// The interview questions that rules are limited to and that are not among those known, each with its code.
    pub fn unknown_questions<'a>(&'a self, known: &[&str]) -> Vec<(&'a str, &'a str)> {
        let of_code = |rules: &'a CodeRules| {
            let questions = rules.rules.iter().flat_map(|(_, questions)| questions);
            questions.map(|question| (rules.id.as_str(), question.as_str()))
        };
        self.codes.iter().flat_map(of_code).filter(|(_, question)| !known.contains(question)).collect()
    }

    /// Every place in a document where a rule finds something, turn by turn, in the order of the places.
    pub fn hits<'a>(&'a self, document: &Document) -> Vec<Hit<'a>> {
        self.hits_in(&Finder::new(document))
    }

    fn hits_in<'a>(&'a self, finder: &Finder<'_>) -> Vec<Hit<'a>> {
        let document = finder.document();
        let mut hits = Vec::new();
        let mut scratch = Scratch::default();
        for turn in document.turns.iter().filter(|turn| document.role(turn) == Role::Participant) {
            self.hits_of_turn(finder, turn, &mut scratch, &mut hits);
        }
        hits
    }

    fn hits_of_turn<'a>(
        &'a self,
        finder: &Finder<'_>,
        turn: &Turn,
        scratch: &mut Scratch<'a>,
        hits: &mut Vec<Hit<'a>>,
    ) {
        let positions = finder.positions();
        let base = positions.byte(turn.start);
        let words = positions.slice(turn.start, turn.end);
        let Scratch { folded, found } = scratch;
        found.clear();
        folded.refill(words, Case::Folded);
        self.phrases.each(folded.text(), |phrase, start, end| {
            let owner = &self.owners[phrase];
            if self.applies(owner, turn) {
                found.push((folded.start(start), folded.end(end, words), owner));
            }
        });
        if !self.expressions.is_empty() {
            folded.refill(words, Case::Kept);
            for (expression, owner) in self.expressions.iter().filter(|(_, owner)| self.applies(owner, turn)) {
                let matches = expression.find_iter(folded.text()).filter(|found| !found.is_empty());
                found.extend(matches.map(|m| (folded.start(m.start()), folded.end(m.end(), words), owner)));
            }
        }
        if found.is_empty() {
            return;
        }
        found.sort_by_key(|&(start, end, owner)| (start, end, owner.code, owner.rule));
        let sentences = sentences(words);
        for &(start, end, owner) in found.iter() {
            let unit = match self.codes[owner.code].rules[owner.rule - 1].0 {
                Unit::Turn => whole(words),
                Unit::Sentence => around(&sentences, start, end).unwrap_or((start, end)),
            };
            let place = |byte: usize| positions.code_point(base + byte);
            hits.push(Hit {
                code: &self.codes[owner.code].id,
                rule: owner.rule,
                pattern: &owner.written,
                turn: turn.number,
                start: place(start),
                end: place(end),
                unit: (place(unit.0), place(unit.1)),
            });
        }
    }

    fn applies(&self, owner: &Owner, turn: &Turn) -> bool {
        let questions = &self.codes[owner.code].rules[owner.rule - 1].1;
        questions.is_empty() || turn.question.as_ref().is_some_and(|question| questions.contains(question))
    }

    /// The candidates of a document, in order: each unit once a code, neighbouring ones joined.
    ///
    /// What `decided` (codings of the same document) covers was judged by a person, and is not proposed again.
    pub fn candidates(&self, document: &Document, decided: &[&Coding]) -> Vec<Coding> {
        let finder = Finder::new(document);
        let is_decided = |code: &str, (start, end): (usize, usize)| {
            decided.iter().any(|coding| coding.code == code && coding.start <= start && end <= coding.end)
        };
        let hits = self.hits_in(&finder).into_iter();
        let mut spans: Vec<(&str, u32, usize, usize)> = hits
            .filter(|hit| !is_decided(hit.code, hit.unit))
            .map(|hit| (hit.code, hit.turn, hit.unit.0, hit.unit.1))
            .collect();
        spans.sort_unstable();
        let mut joined: Vec<(&str, u32, usize, usize)> = Vec::new();
        for span in spans {
            match joined.last_mut() {
                Some(last) if (last.0, last.1) == (span.0, span.1) && adjoin(&finder, last.3, span.2) => {
                    last.3 = last.3.max(span.3);
                }
                _ => joined.push(span),
            }
        }
        joined.sort_unstable_by_key(|&(code, _, start, end)| (start, end, code));
        let mut ids: HashMap<String, usize> = HashMap::new();
        joined.into_iter().map(|(code, _, start, end)| self.candidate(&finder, code, (start, end), &mut ids)).collect()
    }

    fn candidate(
        &self,
        finder: &Finder<'_>,
        code: &str,
        span: (usize, usize),
        ids: &mut HashMap<String, usize>,
    ) -> Coding {
        let mut coding = Coding {
            code: code.to_owned(),
            coder: CODER.to_owned(),
            state: CodingState::Candidate,
            source: CodingSource::Rule(self.version(code).unwrap_or_default().to_owned()),
            ..Coding::default()
        };
        finder.anchor(&mut coding, span.0, span.1);
        coding.id = id(&coding);
        let again = ids.entry(coding.id.clone()).and_modify(|times| *times += 1).or_insert(1);
        if *again > 1 {
            coding.id = format!("{}-{again}", coding.id);
        }
        coding
    }

    /// The candidates of all documents, in their order; `decided` by document as for [`Self::candidates`].
    pub fn propose(&self, documents: &[Document], decided: &HashMap<&str, Vec<&Coding>>) -> Vec<Coding> {
        let of = |document: &Document| {
            self.candidates(document, decided.get(document.id.as_str()).map_or(&[], Vec::as_slice))
        };
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(documents.len());
        if threads < 2 {
            return documents.iter().flat_map(of).collect();
        }
        // Each thread takes every so many-th document; put together again in order, the number of threads does not show.
        let share = |first: usize| documents.iter().skip(first).step_by(threads).map(of).collect::<Vec<_>>();
        let shares: Vec<Vec<Vec<Coding>>> = std::thread::scope(|scope| {
            let share = &share;
            let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || share(first))).collect();
            let joined = running.into_iter().map(|thread| thread.join());
            joined.map(|share| share.unwrap_or_else(|cause| std::panic::resume_unwind(cause))).collect()
        });
        let mut shares: Vec<_> = shares.into_iter().map(Vec::into_iter).collect();
        (0..documents.len()).flat_map(|index| shares[index % threads].next().unwrap_or_default()).collect()
    }
}

/// Memory that goes from turn to turn.
#[derive(Default)]
struct Scratch<'a> {
    folded: Folded,
    found: Vec<(usize, usize, &'a Owner)>,
}

/// All that is wrong with the rules of a codebook.
pub fn problems(codebook: &Codebook) -> Vec<Diagnostic> {
    let stemmer = stemmer();
    let mut problems = Vec::new();
    for code in codebook.codes.iter().filter(|code| is_live(code)) {
        for (index, rule) in code.rules.iter().enumerate() {
            if rule.phrases.is_empty() && rule.expressions.is_empty() {
                let what = format!("rule {} of code “{}” has neither phrases nor expressions", index + 1, code.id);
                problems.push(Diagnostic::warning(what).hint("fill it or take it out"));
            }
            let phrases = rule.phrases.iter().map(|written| phrase(code, index + 1, written, &stemmer).err());
            let expressions = rule.expressions.iter().map(|written| expression(code, index + 1, written).err());
            problems.extend(phrases.chain(expressions).flatten().map(Diagnostic::from));
        }
    }
    problems
}

/// The version of a code's rules: the first digits of a hash over what they say, so that any change shows.
pub fn version(code: &Code) -> String {
    let mut hash = Sha256::new();
    hash.update(EDITION);
    // A rule is plain strings: it cannot fail to be written.
    hash.update(serde_json::to_vec(&code.rules).unwrap_or_default());
    hexadecimal(&hash.finalize(), 12)
}

fn hexadecimal(bytes: &[u8], digits: usize) -> String {
    let mut text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    text.truncate(digits);
    text
}

fn is_live(code: &Code) -> bool {
    code.status.as_deref() != Some("retired")
}

fn phrase(code: &Code, rule: usize, written: &str, stemmer: &Stemmer) -> Result<Phrase> {
    Phrase::parse(written, stemmer).map_err(|why| {
        Error::new(format!("phrase “{written}” in rule {rule} of code “{}” cannot be used: {why}", code.id))
            .hint("write whole words; “fund*” takes any ending, “train~” its inflections")
    })
}

fn expression(code: &Code, rule: usize, written: &str) -> Result<Regex> {
    compile(written).map_err(|why| {
        Error::new(format!("expression “{written}” in rule {rule} of code “{}” is broken: {why}", code.id))
            .hint("mend the expression, or say it with phrases")
    })
}

/// Compiles an expression: any case, typographic quotes as plain ones, limited in size.
///
/// # Errors
/// What is wrong with it, in the words of the expression's own reader.
pub fn compile(written: &str) -> Result<Regex, String> {
    let plain: String = written
        .chars()
        .map(|character| match character {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            _ => character,
        })
        .collect();
    let expression = RegexBuilder::new(&plain)
        .case_insensitive(true)
        .size_limit(LARGEST_EXPRESSION)
        .dfa_size_limit(LARGEST_EXPRESSION)
        .nest_limit(50)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
            other => {
                let said = other.to_string();
                said.rsplit_once("error: ").map_or(said.clone(), |(_, why)| why.trim().to_owned())
            }
        })?;
    if expression.is_match("") {
        return Err("it matches where there is nothing, so everywhere".to_owned());
    }
    Ok(expression)
}

fn whole(words: &str) -> (usize, usize) {
    (words.len() - words.trim_start().len(), words.trim_end().len())
}

/// From the sentence in which a match begins to the one in which it ends.
pub(super) fn around(sentences: &[(usize, usize)], start: usize, end: usize) -> Option<(usize, usize)> {
    let first = sentences.partition_point(|&(_, sentence_end)| sentence_end <= start);
    let last = sentences.partition_point(|&(sentence_start, _)| sentence_start < end).checked_sub(1)?;
    let (first, last) = (sentences.get(first)?, sentences.get(last)?);
    Some((first.0, last.1.max(first.1)))
}

/// Whether nothing but white space stands between the end of one span and the start of the next.
fn adjoin(finder: &Finder<'_>, end: usize, start: usize) -> bool {
    finder.positions().slice(end, start).trim().is_empty()
}

/// An id made of what is coded, so that it is the same in every run and in every copy of the study.
fn id(coding: &Coding) -> String {
    let mut hash = Sha256::new();
    for part in [&coding.document, &coding.code, &coding.exact] {
        hash.update(part);
        hash.update([0]);
    }
    let digits = hexadecimal(&hash.finalize(), 6);
    format!("{}-{}-r{digits}", coding.document, coding.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::testing::document;
    use crate::model::Rule;

    fn codebook(rules: &[(&str, Rule)]) -> Codebook {
        let codes =
            rules.iter().map(|(id, rule)| Code { id: (*id).into(), rules: vec![rule.clone()], ..Code::default() });
        Codebook { codes: codes.collect() }
    }

    fn phrases(phrases: &[&str]) -> Rule {
        Rule { phrases: phrases.iter().map(|phrase| (*phrase).into()).collect(), ..Rule::default() }
    }

    fn coded(codebook: &Codebook, document: &Document) -> Vec<String> {
        let candidates = Rules::new(codebook).unwrap().candidates(document, &[]);
        candidates.into_iter().map(|coding| format!("{}: {}", coding.code, coding.exact)).collect()
    }

    #[test]
    fn no_rules_and_no_turns_propose_nothing() {
        assert!(Rules::new(&Codebook::default()).unwrap().is_empty());
        let nobody = document("d", &[]);
        assert!(coded(&codebook(&[("funding", phrases(&["fund*"]))]), &nobody).is_empty());
    }

    #[test]
    fn the_interviewer_is_not_coded() {
        let talk = document("d", &[("Interviewer", "What about funding?"), ("P", "There is no funding. We go on.")]);
        assert_eq!(coded(&codebook(&[("funding", phrases(&["fund*"]))]), &talk), ["funding: There is no funding."]);
    }

    #[test]
    fn a_unit_is_coded_once_and_neighbours_are_joined() {
        let talk = document("d", &[("P", "Funds for a fund. Money too. Then tea. More funding. Yes.")]);
        assert_eq!(
            coded(&codebook(&[("funding", phrases(&["fund*", "money"]))]), &talk),
            ["funding: Funds for a fund. Money too.", "funding: More funding."]
        );
    }

    #[test]
    fn neighbours_in_two_turns_stay_apart() {
        let talk = document("d", &[("P", "Money."), ("Q", "Money.")]);
        let codings = Rules::new(&codebook(&[("funding", phrases(&["money"]))])).unwrap().candidates(&talk, &[]);
        assert_eq!(codings.len(), 2);
        assert_ne!(codings[0].id, codings[1].id);
    }

    #[test]
    fn a_rule_may_take_the_turn_or_keep_to_questions() {
        let mut talk = document("d", &[("P", "One. Money. Two."), ("P", "Three. Money.")]);
        talk.turns[1].question = Some("support".into());
        let turn = Rule { unit: Unit::Turn, ..phrases(&["money"]) };
        assert_eq!(coded(&codebook(&[("a", turn)]), &talk), ["a: One. Money. Two.", "a: Three. Money."]);
        let support = Rule { questions: vec!["support".into()], ..phrases(&["money"]) };
        let book = codebook(&[("a", support)]);
        assert_eq!(coded(&book, &talk), ["a: Money."]);
        assert_eq!(Rules::new(&book).unwrap().unknown_questions(&["benefits"]), [("a", "support")]);
    }

    #[test]
    fn expressions_see_plain_quotes_and_any_case() {
        let talk = document("d", &[("P", "We don’t  have £500. OK.")]);
        let rule = Rule { expressions: vec![r"don't\shave £\d+".into()], ..Rule::default() };
        assert_eq!(coded(&codebook(&[("money", rule)]), &talk), ["money: We don’t  have £500."]);
    }

    #[test]
    fn a_broken_expression_names_its_code_and_rule() {
        for (broken, why) in
            [("(money", "unclosed group"), ("x*", "matches where there is nothing"), (r"\w{1000}{1000}", "too large")]
        {
            let rule = Rule { expressions: vec![broken.into()], ..Rule::default() };
            let book = codebook(&[("funding", rule)]);
            let error = Rules::new(&book).unwrap_err();
            assert!(error.what().contains("rule 1 of code “funding”") && error.what().contains(why), "{error}");
            assert_eq!(problems(&book).len(), 1);
        }
    }

    #[test]
    fn a_rule_that_would_backtrack_for_ever_does_not() {
        let talk = document("d", &[("P", &"a".repeat(100_000))]);
        let rule = Rule { expressions: vec!["(a+)+b".into()], ..Rule::default() };
        assert!(coded(&codebook(&[("x", rule)]), &talk).is_empty());
    }

    #[test]
    fn the_version_changes_with_the_rules_and_not_with_the_definition() {
        let mut book = codebook(&[("funding", phrases(&["fund*"]))]);
        let first = version(&book.codes[0]);
        book.codes[0].definition = "Money.".into();
        assert_eq!(version(&book.codes[0]), first);
        book.codes[0].rules[0].phrases.push("money".into());
        assert_ne!(version(&book.codes[0]), first);
        assert_eq!(first.len(), 12);
    }

    #[test]
    fn all_documents_together_give_what_each_gives_alone() {
        let rules = Rules::new(&codebook(&[("funding", phrases(&["fund*"]))])).unwrap();
        let documents: Vec<Document> =
            (0..7).map(|number| document(&format!("d{number}"), &[("P", "Funding. No. Funds.")])).collect();
        let alone: Vec<Coding> = documents.iter().flat_map(|document| rules.candidates(document, &[])).collect();
        assert_eq!(rules.propose(&documents, &HashMap::new()), alone);
    }

    #[test]
    fn a_retired_code_proposes_nothing() {
        let mut book = codebook(&[("funding", phrases(&["fund*"]))]);
        book.codes[0].status = Some("retired".into());
        assert!(Rules::new(&book).unwrap().is_empty());
    }
}
