//! What is written in the codebook → what runs; all that is wrong with it.

use super::super::automaton::Matcher;
use super::super::expression::Expression;
use super::super::inflection::Inflection;
use super::super::operators::{self, Leaf};
use super::super::pattern::Phrase;
use super::negation::{self, Denials};
use super::scope::Scope;
use super::{CodeRules, OneRule, Owner, Pattern, Rules, Written, is_live, sets, version};
use crate::diagnostic::{Diagnostic, Error, Result, under};
use crate::model::{Case, Code, Codebook, Rule};

/// All rules together stand for no more phrases than this.
const MOST: usize = 1_000_000;

/// The rules as they are written, put together as they are read.
#[derive(Default)]
struct Draft {
    phrases: Vec<(Phrase, Owner)>,
    expressions: Vec<(Expression, Owner)>,
    written: Vec<Written>,
    patterns: Vec<Pattern>,
}

/// A rule with where it stands.
#[derive(Clone, Copy)]
struct Read<'a> {
    codebook: &'a Codebook,
    code: &'a Code,
    /// The place of the code among those that are live, and of the rule in the code.
    place: (usize, usize),
    rule: &'a Rule,
    inflection: Inflection,
}

/// Makes rules ready to run.
pub fn compile(codebook: &Codebook, cases: &[Case]) -> Result<Rules> {
    let mut draft = Draft::default();
    let mut codes = Vec::new();
    for code in codebook.codes.iter().filter(|code| is_live(code)) {
        for (index, rule) in code.rules.iter().enumerate() {
            let inflection = inflection(code, index, rule)?;
            let read = Read { codebook, code, place: (codes.len(), index), rule, inflection };
            for error in draft.add(read) {
                error?;
            }
        }
        let rules = code.rules.iter().map(|rule| OneRule {
            unit: rule.unit,
            scope: Scope::of(rule, cases),
            version: version(rule, codebook),
        });
        codes.push(CodeRules { id: code.id.clone(), rules: rules.collect() });
    }
    if draft.phrases.len() > MOST {
        return Err(Error::new(format!("the rules together stand for more than {MOST} phrases"))
            .hint("fewer sets in one phrase make fewer: write one set with all of its phrases"));
    }
    let (phrases, phrase_owners) = draft.phrases.into_iter().unzip();
    let (expressions, expression_owners) = draft.expressions.into_iter().unzip();
    Ok(Rules {
        codes,
        matcher: Matcher::new(phrases, expressions).map_err(Error::new)?,
        phrases: phrase_owners,
        expressions: expression_owners,
        written: draft.written,
        patterns: draft.patterns,
        denials: Denials::of(codebook),
    })
}

/// All that is wrong with the rules of a codebook.
pub fn problems(codebook: &Codebook) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for set in &codebook.sets {
        if let Some(why) = sets::problem(set, codebook) {
            let what = format!("the word set “{}” cannot be used: {why}", set.id);
            problems.push(
                Diagnostic::error(what)
                    .hint("a set is [[set]] with id = \"money\" and words = [\"fund*\", \"grant~\"]"),
            );
        }
    }
    for declared in &codebook.denials {
        if let Some(why) = negation::problem(declared) {
            let language =
                declared.language.as_deref().map_or_else(String::new, |language| format!(" of “{language}”"));
            problems.push(
                Diagnostic::error(format!("the words of denial{language} cannot be used: {why}"))
                    .hint("they are [[denial]] with language = \"de\" and words = [\"nicht\", \"kein*\"]"),
            );
        }
    }
    for code in codebook.codes.iter().filter(|code| is_live(code)) {
        for (index, rule) in code.rules.iter().enumerate() {
            if rule.phrases.is_empty() && rule.expressions.is_empty() && rule.patterns.is_empty() {
                let what =
                    format!("rule {} of code “{}” has neither phrases, expressions nor patterns", index + 1, code.id);
                problems.push(Diagnostic::warning(what).hint("fill it or take it out"));
            }
            match inflection(code, index, rule) {
                Err(error) => problems.push(error.into()),
                Ok(inflection) => {
                    let read = Read { codebook, code, place: (0, index), rule, inflection };
                    let errors = Draft::default().add(read).into_iter().filter_map(Result::err);
                    problems.extend(errors.map(Diagnostic::from));
                }
            }
        }
    }
    problems
}

fn inflection(code: &Code, index: usize, rule: &Rule) -> Result<Inflection> {
    let Some(tag) = &rule.language else { return Ok(Inflection::ENGLISH) };
    // A language without inflections may well be that of the documents a rule is for.
    let known: Vec<&str> = Inflection::known().map(|(tag, _)| tag).collect();
    match Inflection::of(tag) {
        Some(inflection) => Ok(inflection),
        None if has_inflections(rule) => Err(Error::new(format!(
            "rule {} of code “{}” has inflections (~), and those of the language “{tag}” are not known",
            index + 1,
            code.id
        ))
        .hint(format!("known are {}; write the forms of the word out, or its beginning with *", known.join(", ")))),
        None => Ok(Inflection::ENGLISH),
    }
}

fn has_inflections(rule: &Rule) -> bool {
    rule.phrases.iter().chain(&rule.patterns).any(|written| written.contains('~') || written.contains('@'))
}

impl Draft {
    /// Adds a rule; what cannot be used of it is an error each.
    fn add(&mut self, read: Read<'_>) -> Vec<Result<()>> {
        let rule = read.rule;
        let mut results = Vec::new();
        for written in &rule.phrases {
            results.push(self.phrase(read, written));
        }
        for written in &rule.expressions {
            results.push(self.expression(read, written));
        }
        for written in &rule.patterns {
            results.push(self.pattern(read, written));
        }
        results
    }

    /// Remembers what is written, and gives its place.
    fn write(&mut self, read: Read<'_>, text: &str, kind: String) -> usize {
        let (code, rule) = read.place;
        self.written.push(Written { code, rule, text: text.to_owned(), kind });
        self.written.len() - 1
    }

    fn phrase(&mut self, read: Read<'_>, written: &str) -> Result<()> {
        let phrases = sets::phrases(written, &read.codebook.sets, read.inflection).map_err(|why| {
            read.error("phrase", written, &why).hint(
                "write whole words; “fund*” takes any ending, “train~” its inflections, “@money” the words of a set",
            )
        })?;
        let has_set = written.split_whitespace().any(|word| word.starts_with('@'));
        let kind = if has_set { "word set" } else { phrases.first().map_or("word", Phrase::kind) };
        let owner = Owner { written: self.write(read, written, kind.to_owned()), leaf: None };
        self.phrases.extend(phrases.into_iter().map(|phrase| (phrase, owner)));
        Ok(())
    }

    fn expression(&mut self, read: Read<'_>, written: &str) -> Result<()> {
        let expression = Expression::read(written).map_err(|why| {
            read.error("expression", written, &why).hint("mend the expression, or say it with phrases")
        })?;
        let owner = Owner { written: self.write(read, written, "expression".into()), leaf: None };
        self.expressions.push((expression, owner));
        Ok(())
    }

    fn pattern(&mut self, read: Read<'_>, written: &str) -> Result<()> {
        let broken = |why: String| {
            read.error("pattern", written, &why)
                .hint("words are put together with AND, OR, NOT, NEAR/5 and THEN/5 in capital letters and with brackets: docs/rules.md")
        };
        let pattern = operators::read(written).map_err(broken)?;
        let mut phrases = Vec::new();
        let mut expressions = Vec::new();
        for (index, (leaf, place)) in pattern.leaves.iter().enumerate() {
            match leaf {
                Leaf::Words(words) => {
                    let found = sets::phrases(words, &read.codebook.sets, read.inflection);
                    let found = found.map_err(|why| broken(moved(written, place, &why)))?;
                    phrases.extend(found.into_iter().map(|phrase| (index, phrase)));
                }
                Leaf::Expression(expression) => {
                    let found = Expression::read(expression).map_err(|why| broken(moved(written, place, &why)))?;
                    expressions.push((index, found));
                }
            }
        }
        let operators = pattern.root.operators();
        let kind = if operators.is_empty() { "pattern".to_owned() } else { operators.join(", ") };
        let place = self.write(read, written, kind);
        let owner = |leaf: usize| Owner { written: place, leaf: Some((self.patterns.len(), leaf)) };
        self.phrases.extend(phrases.into_iter().map(|(leaf, phrase)| (phrase, owner(leaf))));
        self.expressions.extend(expressions.into_iter().map(|(leaf, expression)| (expression, owner(leaf))));
        self.patterns.push(Pattern { written: place, root: pattern.root, leaves: pattern.leaves.len() });
        Ok(())
    }
}

/// What is wrong with a part of a pattern, with marks under the part instead of a place in it.
fn moved(written: &str, place: &std::ops::Range<usize>, why: &str) -> String {
    under(written, place, why.lines().next().unwrap_or(why))
}

impl Read<'_> {
    fn error(&self, what: &str, written: &str, why: &str) -> Error {
        // Where the place is marked the text stands below.
        let named = if why.contains('\n') {
            String::new()
        } else {
            format!(" “{}”", super::super::anchor::shorten(written))
        };
        Error::new(format!(
            "the {what}{named} in rule {} of code “{}” cannot be used: {why}",
            self.place.1 + 1,
            self.code.id
        ))
    }
}
