//! Coding by rules: 60 codes of eight patterns each (words, phrases, beginnings, an expression) over transcripts; the same with operators.
//!
//! `cargo bench --bench rules` says megabytes of text a second.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark is no library")]

use std::collections::HashMap;

use canvass::coding::Rules;
use canvass::model::{Code, Codebook, Document, Rule, WordSet};
use canvass::readers::transcript;
use canvass::source::Source;
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

/// A generator of numbers that is the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// 4,000 words that could be words.
fn vocabulary() -> Vec<String> {
    const BEGINNINGS: [&str; 20] =
        ["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "br", "cl", "dr", "gr", "pl", "sh", "st", "tr"];
    const ENDS: [&str; 10] = ["an", "el", "in", "or", "ust", "ack", "ent", "ill", "oam", "ead"];
    let (beginnings, ends) = (BEGINNINGS.len(), ENDS.len());
    let word = |n: usize| {
        let (first, rest) = (n % beginnings, n / beginnings);
        format!(
            "{}{}{}{}",
            BEGINNINGS[first],
            ENDS[rest % ends],
            BEGINNINGS[(rest + first) % beginnings],
            ENDS[rest / ends % ends]
        )
    };
    (0..4_000).map(word).collect()
}

/// Each document has 6,000 words in turns of 70, one word in a hundred of them from the codebook.
fn documents(count: usize) -> Vec<Document> {
    let words = vocabulary();
    let mut numbers = Numbers(7);
    let document = |number: usize| {
        let mut text = String::new();
        for turn in 0..86 {
            text.push_str(if turn % 2 == 0 { "Participant 1: " } else { "Participant 2: " });
            for place in 0..70 {
                let rare = numbers.below(100) == 0;
                let word = &words[if rare { numbers.below(600) } else { 600 + numbers.below(3_400) }];
                text.push_str(word);
                text.push_str(if place % 12 == 11 { ". " } else { " " });
            }
            text.push_str(".\n\n");
        }
        transcript::read(&Source::from_bytes(format!("t{number}.txt"), text)).unwrap().document
    };
    (0..count).map(document).collect()
}

fn codebook(patterns: bool) -> Codebook {
    let words = vocabulary();
    let mut codes = Vec::new();
    for code in 0..60 {
        let word = |place: usize| words[code * 10 + place].clone();
        let mut rule = Rule {
            phrases: vec![
                word(0),
                word(1),
                format!("{} {}", word(2), word(3)),
                format!("{} {}", word(3), word(4)),
                format!("{}*", word(5)),
                format!("{}*", word(6)),
                format!("{}~", word(7)),
            ],
            expressions: vec![format!(r"\b(?:{}|{})\s+(?:\w+\s+){{0,2}}{}\w*\b", word(8), word(9), word(0))],
            ..Rule::default()
        };
        if patterns {
            rule.patterns = vec![format!("({} OR {}) NEAR/8 @set NOT {}", word(0), word(1), word(2))];
        }
        codes.push(Code { id: format!("c{code}"), rules: vec![rule], ..Code::default() });
    }
    let set = WordSet { id: "set".into(), words: words[..600].to_vec() };
    Codebook { codes, sets: vec![set], ..Codebook::default() }
}

fn run(bencher: Bencher<'_, '_>, patterns: bool) {
    let documents = documents(24);
    let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    let rules = Rules::new(&codebook(patterns), &[]).unwrap();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| rules.propose(&documents, &HashMap::new()).len());
}

#[divan::bench]
fn words_phrases_and_expressions(bencher: Bencher<'_, '_>) {
    run(bencher, false);
}

#[divan::bench]
fn with_operators(bencher: Bencher<'_, '_>) {
    run(bencher, true);
}

#[divan::bench]
fn making_rules_ready(bencher: Bencher<'_, '_>) {
    let codebook = codebook(true);
    bencher.bench_local(|| Rules::new(&codebook, &[]).unwrap().is_empty());
}
