//! Short readable names for questions: lower-case letters, digits and underscores.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

/// Words that say little about what a question asks.
const SMALL_WORDS: [&str; 88] = [
    "a",
    "about",
    "all",
    "also",
    "an",
    "and",
    "any",
    "apply",
    "are",
    "as",
    "at",
    "be",
    "been",
    "best",
    "by",
    "can",
    "check",
    "choose",
    "click",
    "could",
    "currently",
    "describe",
    "describes",
    "did",
    "do",
    "does",
    "each",
    "enter",
    "extent",
    "far",
    "following",
    "for",
    "from",
    "general",
    "generally",
    "had",
    "has",
    "have",
    "how",
    "i",
    "if",
    "in",
    "indicate",
    "into",
    "is",
    "it",
    "its",
    "let",
    "many",
    "most",
    "much",
    "my",
    "of",
    "on",
    "or",
    "our",
    "please",
    "provide",
    "question",
    "rate",
    "s",
    "say",
    "select",
    "should",
    "so",
    "some",
    "specify",
    "state",
    "t",
    "tell",
    "that",
    "the",
    "their",
    "these",
    "they",
    "this",
    "those",
    "tick",
    "to",
    "us",
    "was",
    "we",
    "what",
    "which",
    "who",
    "would",
    "you",
    "your",
];

/// Names that are taken.
#[derive(Debug, Default)]
pub struct Taken(BTreeSet<String>);

impl Taken {
    /// Takes a name as it is.
    pub fn reserve(&mut self, id: &str) {
        self.0.insert(id.to_owned());
    }

    /// Takes the name, or the first of `name_2`, `name_3` … that is free.
    pub fn make(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "question" } else { wanted };
        if self.0.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let mut number = 2;
        loop {
            let id = format!("{wanted}_{number}");
            if self.0.insert(id.clone()) {
                return id;
            }
            number += 1;
        }
    }
}

/// A name made of the first telling words of a wording.
pub fn from_words(text: &str) -> String {
    const MOST_WORDS: usize = 4;
    const LONGEST: usize = 28;
    let plain = super::words::plain(text);
    let all: Vec<String> = tokens(without_number(&plain));
    let telling: Vec<&String> = all.iter().filter(|word| !SMALL_WORDS.contains(&word.as_str())).collect();
    let chosen: Vec<&String> = if telling.is_empty() { all.iter().collect() } else { telling };
    let mut id = String::new();
    for word in chosen.into_iter().take(MOST_WORDS) {
        if !id.is_empty() && id.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !id.is_empty() {
            id.push('_');
        }
        id.extend(word.chars().take(LONGEST));
    }
    starts_with_a_letter(id)
}

/// A platform's own short name as an id: `Q2_1` → `q2_1`.
pub fn from_tag(tag: &str) -> String {
    const LONGEST: usize = 40;
    let joined: String = tokens(tag).join("_");
    starts_with_a_letter(joined.chars().take(LONGEST).collect::<String>().trim_end_matches('_').to_owned())
}

/// Whether a person may use this as the name of a question.
pub fn is_well_formed(id: &str) -> bool {
    id.starts_with(|first: char| first.is_ascii_lowercase())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn starts_with_a_letter(id: String) -> String {
    match id.chars().next() {
        Some(first) if first.is_ascii_lowercase() => id,
        Some(_) => format!("q_{id}"),
        None => id,
    }
}

/// A wording without what numbers it: "Question 2:", "Q4.", "3)", "4.d.".
fn without_number(text: &str) -> &str {
    let lower = text.to_lowercase();
    let mut rest = text;
    for start in ["extra question", "question", "q"] {
        if lower.starts_with(start) {
            let after = rest.get(start.len()..).unwrap_or(rest);
            if after.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
                rest = after.trim_start();
            }
            break;
        }
    }
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(0);
    let (number, after) = rest.split_at(end);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && (number.ends_with('.') || after.starts_with([':', ')', ' ', '-', '/']));
    let after = after.trim_start_matches([':', ')', '.', '-', '/', ' ']);
    if is_number
        && !after.is_empty()
        && (rest.len() < text.len() || number.ends_with('.') || rest[end..].starts_with([':', ')']))
    {
        after
    } else {
        text
    }
}

/// Words in lower case without accents, apostrophes dropped.
fn tokens(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in text.nfkd().flat_map(char::to_lowercase) {
        match character {
            '\'' | '’' | '\u{0300}'..='\u{036f}' => {}
            character if character.is_ascii_alphanumeric() => {
                if let Some(word) = words.last_mut() {
                    word.push(character);
                }
            }
            character if character.is_alphanumeric() => {}
            _ => {
                if words.last().is_some_and(|word| !word.is_empty()) {
                    words.push(String::new());
                }
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_say_what_is_asked() {
        for (text, id) in [
            ("", ""),
            ("How often do you use Dask?", "often_use_dask"),
            ("Question 2: Which of the following roles apply to you?", "roles"),
            ("What is your gender?", "gender"),
            ("3) Sector", "sector"),
            ("Où êtes-vous basé ?", "ou_etes_vous_base"),
            ("18-24 year olds", "q_18_24_year_olds"),
            ("提交答卷时间", ""),
        ] {
            assert_eq!(from_words(text), id, "{text}");
        }
        assert_eq!(from_tag("Q44_Q44_1"), "q44_q44_1");
    }

    #[test]
    fn no_two_names_are_alike() {
        let mut taken = Taken::default();
        taken.reserve("size_2");
        assert_eq!([taken.make("size"), taken.make("size"), taken.make("")], ["size", "size_3", "question"]);
        assert!(is_well_formed("size_3") && !is_well_formed("3size") && !is_well_formed("Size"));
    }
}
