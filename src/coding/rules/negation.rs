//! Negation around words that were found: “no funding”, “never had any funding”, “the funding never came”.
//!
//! What is negated counts all the same, and is marked so that a person sees it. Looked at are a few words before and behind in the same
//! clause, in the manner of NegEx (Chapman and others 2001, Journal of Biomedical Informatics 34, 301–310), in English.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::super::fold::{Case, Folded, is_boundary, is_word, word_end};

/// So many words before are looked at, and so many behind.
const BEFORE: usize = 5;
const BEHIND: usize = 2;
/// Characters that so many words have at most.
const REACH: usize = 120;

/// Words that deny.
const DENIALS: [&str; 37] = [
    "no", "not", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "cannot", "lack",
    "lacks", "lacked", "lacking", "cant", "couldnt", "didnt", "doesnt", "dont", "hadnt", "hasnt", "havent", "isnt",
    "arent", "wasnt", "werent", "wont", "wouldnt", "shouldnt", "aint", "mustnt", "neednt", "noone", "nought", "nil",
    "zero",
];
/// Behind the words, only these do: “the funding never came”.
const DENIALS_BEHIND: [&str; 5] = ["not", "never", "none", "nowhere", "cannot"];
/// Where a clause ends without a sign.
const CLAUSES: [&str; 9] = ["but", "although", "though", "because", "however", "except", "whereas", "while", "since"];
/// What looks like a denial and is none, by the word that follows.
const NOT_DENIALS: [(&str, &str); 8] = [
    ("not", "only"),
    ("not", "just"),
    ("not", "merely"),
    ("no", "doubt"),
    ("no", "wonder"),
    ("without", "doubt"),
    ("no", "question"),
    ("nothing", "but"),
];

/// What has to stand in a text in which anything is denied: most have nothing of it.
static TRACES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let shortened = ['\'', '‘', '’', '‚', '‛', 'ʼ', '′', '´'].map(|mark| format!("n{mark}t"));
    let traces = DENIALS.into_iter().map(str::to_owned).chain(shortened);
    AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(traces).ok()
});

fn has_trace(text: &str) -> bool {
    TRACES.as_ref().is_none_or(|traces| traces.is_match(text))
}

/// The stretch from a denial to the words found at `start..end` (bytes of a text), or from them to it; `None` where none stands in
/// their clause. A denial among the words themselves is what the rule looks for.
pub fn around(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let from = back(text, start);
    let before = &text[from..start];
    if has_trace(before)
        && let Some(at) = last_denial(before)
    {
        return Some((from + at, end));
    }
    let to = forth(text, end);
    let behind = &text[end..to];
    let at = if has_trace(behind) { first_denial(behind) } else { None };
    at.map(|at| (start, end + at))
}

fn back(text: &str, start: usize) -> usize {
    text[..start].char_indices().rev().take(REACH).last().map_or(start, |(at, _)| at)
}

fn forth(text: &str, end: usize) -> usize {
    text[end..].char_indices().nth(REACH).map_or(text.len(), |(at, _)| end + at)
}

/// A word of folded text, or a sign at which a clause ends.
enum Item {
    Word(usize, usize),
    End,
}

fn items(text: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        if is_word(character) && is_boundary(text, at) {
            let end = word_end(text, at);
            items.push(Item::Word(at, end));
            at = end;
        } else {
            if matches!(character, ',' | ';' | ':' | '.' | '?' | '!' | '(' | ')' | '…') || is_dash(text, at) {
                items.push(Item::End);
            }
            at += character.len_utf8();
        }
    }
    items
}

/// A dash between blanks; not a hyphen.
fn is_dash(text: &str, at: usize) -> bool {
    text[at..].starts_with("- ") && text[..at].ends_with(' ')
}

fn denies(word: &str) -> bool {
    DENIALS.contains(&word) || word.ends_with("n't")
}

fn is_denial(word: &str, next: Option<&str>) -> bool {
    denies(word) && !next.is_some_and(|next| NOT_DENIALS.contains(&(word, next)))
}

/// Where the last denial of the clause starts that a text ends with.
fn last_denial(before: &str) -> Option<usize> {
    let folded = Folded::new(before, Case::Folded);
    let text = folded.text();
    let items = items(text);
    let mut next = None;
    for item in items.iter().rev().take(BEFORE) {
        let Item::Word(start, end) = *item else { return None };
        let word = &text[start..end];
        if CLAUSES.contains(&word) {
            return None;
        }
        if is_denial(word, next) {
            return Some(folded.start(start));
        }
        next = Some(word);
    }
    None
}

/// Where the first denial of the clause ends that a text begins with.
fn first_denial(behind: &str) -> Option<usize> {
    let folded = Folded::new(behind, Case::Folded);
    let text = folded.text();
    let items = items(text);
    for (place, item) in items.iter().enumerate().take(BEHIND) {
        let Item::Word(start, end) = *item else { return None };
        let word = &text[start..end];
        if CLAUSES.contains(&word) {
            return None;
        }
        let next = items.get(place + 1).and_then(|item| match item {
            Item::Word(start, end) => Some(&text[*start..*end]),
            Item::End => None,
        });
        let denies = DENIALS_BEHIND.contains(&word) || word.ends_with("n't");
        if denies && is_denial(word, next) {
            return Some(folded.end(end, behind));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn negated(text: &str) -> Option<&str> {
        let start = text.find("funding").unwrap();
        around(text, start, start + "funding".len()).map(|(start, end)| &text[start..end])
    }

    #[test]
    fn a_denial_in_the_clause_is_found() {
        for (text, expected) in [
            ("There is no funding.", "no funding"),
            ("We never had any funding at all.", "never had any funding"),
            ("We didn’t get the funding", "didn’t get the funding"),
            ("we dont have funding", "dont have funding"),
            ("without core funding we stop", "without core funding"),
            ("a lack of funding", "lack of funding"),
            ("The funding never came.", "funding never"),
            ("Well, funding wasn't there", "funding wasn't"),
            ("It is not only slow, but there is no funding", "no funding"),
        ] {
            assert_eq!(negated(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_denial_of_something_else_is_not() {
        for text in [
            "funding",
            "We have funding.",
            "No, funding is fine.",
            "We did not ask, but funding came",
            "not only funding but time",
            "no doubt funding matters",
            "Time is short, not money; funding, never mind",
            "I do not know when they will ever tell us of their funding",
            "Nobody came. Funding? The funding came",
            "The funding came but never on time",
            "a knot of funding, a note on funding",
        ] {
            assert_eq!(negated(text), None, "{text}");
        }
    }

    #[test]
    fn the_ends_of_a_text_are_no_trouble() {
        let text = format!("{}no “funding”{}", "é".repeat(300), "’".repeat(300));
        assert_eq!(negated(&text), None);
        let text = format!("{} no “funding” ’{}", "é".repeat(300), "’".repeat(300));
        assert_eq!(negated(&text), Some("no “funding"));
    }
}
