//! A codebook's rules read against its own examples and against each other, without a transcript: what no rule of a code finds, words that
//! two codes look for, and operators where none are known.

use std::collections::{BTreeMap, BTreeSet};

use super::Rules;
use crate::diagnostic::{Diagnostic, FindingKind, Place};
use crate::model::{Code, Codebook, Document, Rule, Turn};

/// More examples and phrases than this are not gone through.
const MOST_TEXTS: usize = 50_000;
/// How many words of a set stand for it.
const OF_A_SET: usize = 50;
/// How many words or examples a message names.
const NAMED: usize = 4;

/// What is noticed; nothing where the rules cannot be used. `file` is the name of the codebook.
pub fn compared(codebook: &Codebook, file: &str) -> Vec<Diagnostic> {
    let mut noticed = Vec::new();
    for code in codebook.codes.iter().filter(|code| !code.is_retired()) {
        misplaced(code, file, &mut noticed);
    }
    // Where a rule looks does not matter here.
    let anywhere = |rule: &Rule| Rule {
        phrases: rule.phrases.clone(),
        expressions: rule.expressions.clone(),
        patterns: rule.patterns.clone(),
        unit: rule.unit,
        language: rule.language.clone(),
        ..Rule::default()
    };
    let mut plain = codebook.clone();
    for code in &mut plain.codes {
        code.rules = code.rules.iter().map(anywhere).collect();
    }
    let Ok(rules) = Rules::new(&plain, &[]) else { return noticed };
    let texts = texts(codebook);
    let document = document(&texts);
    let mut found: Vec<BTreeSet<(&str, usize)>> = vec![BTreeSet::new(); texts.len()];
    for hit in rules.hits(&document) {
        if let Some(found) = found.get_mut(hit.turn as usize - 1) {
            found.insert((hit.code, hit.rule - 1));
        }
    }
    examples(codebook, &texts, &found, file, &mut noticed);
    overlaps(codebook, &texts, &found, file, &mut noticed);
    noticed
}

/// An example of a code, or words of one of its rules.
struct Text {
    code: usize,
    /// The rule; nothing for an example.
    rule: Option<usize>,
    words: String,
}

fn texts(codebook: &Codebook) -> Vec<Text> {
    let mut texts = Vec::new();
    let active = codebook.codes.iter().enumerate().filter(|(_, code)| !code.is_retired() && !code.rules.is_empty());
    for (place, code) in active {
        let example = |words: &String| Text { code: place, rule: None, words: words.clone() };
        texts.extend(code.examples.iter().map(example));
        for (number, rule) in code.rules.iter().enumerate() {
            let words = rule.phrases.iter().flat_map(|phrase| spelt_out(phrase, codebook));
            texts.extend(words.map(|words| Text { code: place, rule: Some(number), words }));
        }
    }
    texts.retain(|text| !text.words.trim().is_empty());
    texts.truncate(MOST_TEXTS);
    texts
}

/// A phrase in words that it finds: without its signs, and with words of a set for its name.
fn spelt_out(phrase: &str, codebook: &Codebook) -> Vec<String> {
    let bare = |word: &str| word.trim_end_matches(['*', '~']).to_owned();
    let mut spelt = vec![String::new()];
    for word in phrase.split_whitespace() {
        let set = word.strip_prefix('@').and_then(|id| codebook.sets.iter().find(|set| set.id == id));
        let words: Vec<String> = match set {
            Some(set) => {
                let words = set.words.iter().take(OF_A_SET);
                words.map(|words| words.split_whitespace().map(bare).collect::<Vec<_>>().join(" ")).collect()
            }
            None => vec![bare(word)],
        };
        let with = |before: &String| words.iter().map(|word| format!("{before} {word}").trim().to_owned()).collect();
        spelt = spelt.iter().flat_map(|before| -> Vec<String> { with(before) }).take(OF_A_SET).collect();
    }
    spelt
}

/// The texts as turns of a document.
fn document(texts: &[Text]) -> Document {
    let mut document = Document::default();
    let mut length = 0;
    for (place, text) in texts.iter().enumerate() {
        if place > 0 {
            document.text.push_str("\n\n");
            length += 2;
        }
        let start = length;
        document.text.push_str(&text.words);
        length += text.words.chars().count();
        let number = u32::try_from(place + 1).unwrap_or(u32::MAX);
        document.turns.push(Turn { number, speaker: None, question: None, start_time: None, start, end: length });
    }
    document
}

/// Examples that no rule of their code finds.
fn examples(
    codebook: &Codebook,
    texts: &[Text],
    found: &[BTreeSet<(&str, usize)>],
    file: &str,
    noticed: &mut Vec<Diagnostic>,
) {
    let mut missed: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (text, found) in texts.iter().zip(found).filter(|(text, _)| text.rule.is_none()) {
        let id = codebook.codes[text.code].id.as_str();
        if !found.iter().any(|(code, _)| *code == id) {
            missed.entry(text.code).or_default().push(&text.words);
        }
    }
    for (code, missed) in missed {
        let code = &codebook.codes[code];
        let what =
            if missed.len() == 1 { "an example is".to_owned() } else { format!("{} examples are", missed.len()) };
        let named = named(missed.iter().map(|words| format!("“{}”", crate::coding::anchor::shorten(words))));
        noticed.push(
            Diagnostic::note(format!("{what} found by none of its rules: {named}"))
                .in_place(Place::file(file).at(format!("code {}", code.id)))
                .of_kind(FindingKind::MissedExample)
                .hint("add a phrase, or leave it so: what rules do not find people may code"),
        );
    }
}

/// Words of one code's rules that rules of another find too.
fn overlaps(
    codebook: &Codebook,
    texts: &[Text],
    found: &[BTreeSet<(&str, usize)>],
    file: &str,
    noticed: &mut Vec<Diagnostic>,
) {
    let places: BTreeMap<&str, usize> =
        codebook.codes.iter().enumerate().map(|(place, code)| (code.id.as_str(), place)).collect();
    let mut shared: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for (text, found) in texts.iter().zip(found) {
        let Some(rule) = text.rule.and_then(|rule| codebook.codes[text.code].rules.get(rule)) else { continue };
        for (id, number) in found {
            let Some(other) = places.get(id).copied().filter(|other| *other != text.code) else { continue };
            let (one, two) = (&codebook.codes[text.code], &codebook.codes[other]);
            let is_related = codebook.is_within(&one.id, &two.id) || codebook.is_within(&two.id, &one.id);
            let apart = two.rules.get(*number).is_none_or(|other| are_apart(rule, other));
            if !is_related && !apart {
                let words = shared.entry((text.code.min(other), text.code.max(other))).or_default();
                if !words.contains(&text.words.as_str()) {
                    words.push(&text.words);
                }
            }
        }
    }
    for ((one, two), words) in shared {
        let (one, two) = (&codebook.codes[one], &codebook.codes[two]);
        let named = named(words.iter().map(|words| format!("“{words}”")));
        noticed.push(
            Diagnostic::note(format!("rules of “{}” and “{}” overlap: both find {named}", one.id, two.id))
                .in_place(Place::file(file).at(format!("codes {}, {}", one.id, two.id)))
                .of_kind(FindingKind::Overlap)
                .hint("both codes are proposed there; where only one can be meant, make its words narrower, or let one rule leave out the other's: NOT NEAR/4"),
        );
    }
}

/// Whether two rules look at answers to different questions, or at different languages.
fn are_apart(one: &Rule, other: &Rule) -> bool {
    let questions = !one.questions.is_empty()
        && !other.questions.is_empty()
        && !one.questions.iter().any(|question| other.questions.contains(question));
    questions || one.language.as_ref().zip(other.language.as_ref()).is_some_and(|(one, other)| one != other)
}

fn named(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(NAMED);
    let mut named = all.take(NAMED).collect::<Vec<_>>().join(", ");
    if more > 0 {
        named.push_str(&format!(" and {more} more"));
    }
    named
}

/// Operators where they are words: in a phrase, and in small letters in a pattern.
fn misplaced(code: &Code, file: &str, noticed: &mut Vec<Diagnostic>) {
    let with_number = |word: &str| {
        let (name, number) = word.split_once('/').unwrap_or_default();
        ["near", "then"].contains(&name.to_lowercase().as_str()) && number.parse::<u32>().is_ok()
    };
    let is_operator = |word: &str| with_number(word) || ["AND", "OR", "NOT"].contains(&word);
    let mut warn = |what: String, hint: &str| {
        noticed.push(Diagnostic::warning(what).in_place(Place::file(file).at(format!("code {}", code.id))).hint(hint));
    };
    for rule in &code.rules {
        for phrase in &rule.phrases {
            let several = phrase.split_whitespace().count() > 1;
            if let Some(word) = phrase.split_whitespace().find(|word| several && is_operator(word)) {
                warn(
                    format!("the phrase “{phrase}” looks for the word “{word}”: phrases know no operators"),
                    "put it under patterns = […] (docs/rules.md)",
                );
            }
        }
        for pattern in &rule.patterns {
            let small = |word: &&str| with_number(word) && !word.starts_with(['N', 'T']);
            if let Some(word) = pattern.split_whitespace().find(small) {
                warn(
                    format!("the pattern “{pattern}” looks for the word “{word}”: operators are in capital letters"),
                    "write it in capitals, or in quotation marks where the word is meant",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WordSet;

    fn code(id: &str, phrases: &[&str], examples: &[&str]) -> Code {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let rules = vec![Rule { phrases: list(phrases), ..Rule::default() }];
        Code { id: id.into(), name: id.into(), rules, examples: list(examples), ..Code::default() }
    }

    fn told(codes: Vec<Code>) -> Vec<String> {
        let sets = vec![WordSet { id: "cash".into(), words: vec!["money".into(), "grant~".into()] }];
        let noticed = compared(&Codebook { codes, sets, ..Codebook::default() }, "codebook.toml");
        noticed.into_iter().map(|one| one.message).collect()
    }

    #[test]
    fn without_rules_there_is_nothing_to_say() {
        assert!(told(Vec::new()).is_empty());
        assert!(told(vec![Code { rules: Vec::new(), ..code("a", &[], &["Money."]) }]).is_empty());
        assert!(told(vec![code("a", &["("], &[]), code("b", &["train~", "*"], &["x"])]).is_empty());
    }

    #[test]
    fn examples_that_no_rule_of_their_code_finds_are_named() {
        let told =
            told(vec![code("a", &["fund*"], &["Funding ended.", "No money."]), code("b", &["money"], &["Money!"])]);
        assert_eq!(told, ["an example is found by none of its rules: “No money.”"]);
    }

    #[test]
    fn words_that_two_codes_look_for_are_named_once() {
        let overlap = |codes| told(codes).pop().unwrap_or_default();
        assert_eq!(
            overlap(vec![code("a", &["fund*", "time"], &[]), code("b", &["funding", "lack of funds"], &[])]),
            "rules of “a” and “b” overlap: both find “funding”, “lack of funds”"
        );
        assert_eq!(
            overlap(vec![code("a", &["lack of @cash"], &[]), code("b", &["grants", "grant~"], &[])]),
            "rules of “a” and “b” overlap: both find “lack of grant”"
        );
        assert!(overlap(vec![code("a", &["train"], &[]), code("b", &["trainer"], &[])]).is_empty());
        let below = Code { parent: Some("a".into()), ..code("b", &["time"], &[]) };
        assert!(overlap(vec![code("a", &["time"], &[]), below]).is_empty());
        let mut apart = vec![code("a", &["time"], &[]), code("b", &["time"], &[])];
        apart[0].rules[0].questions = vec!["one".into()];
        apart[1].rules[0].questions = vec!["two".into()];
        assert!(overlap(apart).is_empty());
    }

    #[test]
    fn operators_that_are_only_words_are_warned_of() {
        let mut codes = vec![code("a", &["lack NEAR/3 money", "time or money", "NOT"], &[])];
        codes[0].rules[0].patterns = vec!["lack near/3 time".into(), "lack NEAR/3 hours".into()];
        let told = told(codes);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("phrases know no operators") && told[1].contains("in capital letters"));
    }
}
