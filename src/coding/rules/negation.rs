//! Negation around words that were found: “no funding”, “never had any funding”, “the funding never came”.
//!
//! What is negated counts all the same, and is marked so that a person sees it. Looked at are a few words before and behind in the same
//! clause, in the manner of NegEx (Chapman and others 2001, Journal of Biomedical Informatics 34, 301–310). English words of denial
//! are known; those of other languages, and further ones, a codebook declares.

use std::collections::{BTreeMap, HashSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::super::fold::{Case, Folded, is_boundary, is_word, word_end};
use super::super::inflection::primary;
use crate::model::{Codebook, Denial};

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

/// The words of denial of all languages that are known.
#[derive(Debug, Default)]
pub struct Denials {
    languages: BTreeMap<String, Lexicon>,
    /// For languages of which nothing is known: what was declared for all of them.
    others: Option<Lexicon>,
}

/// Words of denial of one language.
#[derive(Debug, Default)]
struct Lexicon {
    words: Words,
    behind: Words,
    clauses: HashSet<String>,
    /// What looks like a denial and is none, by the word that follows.
    exceptions: HashSet<(String, String)>,
    /// “didn't” denies.
    has_contractions: bool,
    /// What has to stand in a text in which anything is denied: most have nothing of it.
    traces: Option<AhoCorasick>,
}

/// Whole words, and beginnings of words.
#[derive(Debug, Default, Clone)]
struct Words {
    whole: HashSet<String>,
    beginnings: Vec<String>,
}

impl Words {
    fn add(&mut self, written: &str) {
        match written.strip_suffix('*') {
            Some(beginning) if !beginning.is_empty() => self.beginnings.push(fold(beginning)),
            _ => drop(self.whole.insert(fold(written))),
        }
    }

    fn has(&self, word: &str) -> bool {
        self.whole.contains(word) || self.beginnings.iter().any(|beginning| word.starts_with(beginning.as_str()))
    }
}

fn fold(word: &str) -> String {
    Folded::new(word.trim(), Case::Folded).text().to_owned()
}

/// The language that is known without a declaration, and taken where none is named.
const ENGLISH: &str = "en";

impl Denials {
    /// English words of denial, and what a codebook declares.
    pub fn of(codebook: &Codebook) -> Self {
        let mut languages = BTreeMap::from([(ENGLISH.to_owned(), Lexicon::english())]);
        let for_all = || codebook.denials.iter().filter(|declared| declared.language.is_none());
        for declared in &codebook.denials {
            if let Some(language) = &declared.language {
                languages.entry(primary(language)).or_default().add(declared);
            }
        }
        languages.values_mut().for_each(|lexicon| for_all().for_each(|declared| lexicon.add(declared)));
        let mut others = for_all().next().is_some().then(Lexicon::default);
        if let Some(others) = &mut others {
            for_all().for_each(|declared| others.add(declared));
        }
        languages.values_mut().chain(&mut others).for_each(Lexicon::trace);
        Self { languages, others }
    }

    fn lexicon(&self, language: Option<&str>) -> Option<&Lexicon> {
        self.languages.get(&language.map_or_else(|| ENGLISH.to_owned(), primary)).or(self.others.as_ref())
    }

    /// Whether any words of denial are known of a language.
    pub fn knows(&self, language: Option<&str>) -> bool {
        self.lexicon(language).is_some()
    }

    /// The stretch from a denial to the words found at `start..end` (bytes of a text), or from them to it; `None` where none stands
    /// in their clause. A denial among the words themselves is what the rule looks for.
    pub fn around(&self, language: Option<&str>, text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
        let lexicon = self.lexicon(language)?;
        let from = back(text, start);
        let before = &text[from..start];
        if lexicon.has_trace(before)
            && let Some(at) = lexicon.last_denial(before)
        {
            return Some((from + at, end));
        }
        let to = forth(text, end);
        let behind = &text[end..to];
        let at = if lexicon.has_trace(behind) { lexicon.first_denial(behind) } else { None };
        at.map(|at| (start, end + at))
    }
}

/// What is wrong with words of denial that were declared.
pub fn problem(declared: &Denial) -> Option<String> {
    if declared.words.is_empty() {
        return Some("they are none".into());
    }
    let is_one_word = |word: &&String| word.split_whitespace().count() == 1 && word.trim() != "*";
    let all = declared.words.iter().chain(&declared.behind).chain(&declared.clauses);
    if let Some(odd) = all.into_iter().find(|word| !is_one_word(word)) {
        return Some(format!("“{odd}” is not one word"));
    }
    let odd = declared.except.iter().find(|pair| pair.split_whitespace().count() != 2);
    odd.map(|odd| format!("“{odd}” is not a word of denial with the word that follows it, such as “nicht nur”"))
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

impl Lexicon {
    fn english() -> Self {
        let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<HashSet<String>>();
        Self {
            words: Words { whole: all(&DENIALS), beginnings: Vec::new() },
            behind: Words { whole: all(&DENIALS_BEHIND), beginnings: Vec::new() },
            clauses: all(&CLAUSES),
            exceptions: NOT_DENIALS.iter().map(|(word, next)| ((*word).to_owned(), (*next).to_owned())).collect(),
            has_contractions: true,
            traces: None,
        }
    }

    fn add(&mut self, declared: &Denial) {
        declared.words.iter().for_each(|word| self.words.add(word));
        // Where nobody says which deny from behind, all do.
        let behind = if declared.behind.is_empty() { &declared.words } else { &declared.behind };
        behind.iter().for_each(|word| self.behind.add(word));
        self.clauses.extend(declared.clauses.iter().map(|word| fold(word)));
        for pair in &declared.except {
            if let Some((word, next)) = fold(pair).split_once(' ') {
                self.exceptions.insert((word.to_owned(), next.to_owned()));
            }
        }
    }

    /// Makes ready what most texts have nothing of. Only plain letters are looked for in any case; where there are others nothing
    /// is passed over.
    fn trace(&mut self) {
        let own = || {
            self.words
                .whole
                .iter()
                .chain(&self.words.beginnings)
                .chain(&self.behind.whole)
                .chain(&self.behind.beginnings)
        };
        let is_plain = |word: &&String| word.is_ascii() && !word.contains(['\'', '-', '"', ' ']);
        if !own().all(|word| is_plain(&word)) {
            return;
        }
        let shortened = ['\'', '‘', '’', '‚', '‛', 'ʼ', '′', '´'].map(|mark| format!("n{mark}t"));
        let mut traces: Vec<String> =
            own().cloned().chain(self.has_contractions.then_some(shortened).into_iter().flatten()).collect();
        traces.sort_unstable();
        self.traces =
            AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(traces).ok();
    }

    fn has_trace(&self, text: &str) -> bool {
        self.traces.as_ref().is_none_or(|traces| traces.is_match(text))
    }

    fn is_denial(&self, denies: bool, word: &str, next: Option<&str>) -> bool {
        let is_exception = |next: &str| self.exceptions.contains(&(word.to_owned(), next.to_owned()));
        (denies || self.has_contractions && word.ends_with("n't")) && !next.is_some_and(is_exception)
    }

    /// Where the last denial of the clause starts that a text ends with.
    fn last_denial(&self, before: &str) -> Option<usize> {
        let folded = Folded::new(before, Case::Folded);
        let text = folded.text();
        let items = items(text);
        let mut next = None;
        for item in items.iter().rev().take(BEFORE) {
            let Item::Word(start, end) = *item else { return None };
            let word = &text[start..end];
            if self.clauses.contains(word) {
                return None;
            }
            if self.is_denial(self.words.has(word), word, next) {
                return Some(folded.start(start));
            }
            next = Some(word);
        }
        None
    }

    /// Where the first denial of the clause ends that a text begins with.
    fn first_denial(&self, behind: &str) -> Option<usize> {
        let folded = Folded::new(behind, Case::Folded);
        let text = folded.text();
        let items = items(text);
        for (place, item) in items.iter().enumerate().take(BEHIND) {
            let Item::Word(start, end) = *item else { return None };
            let word = &text[start..end];
            if self.clauses.contains(word) {
                return None;
            }
            let next = items.get(place + 1).and_then(|item| match item {
                Item::Word(start, end) => Some(&text[*start..*end]),
                Item::End => None,
            });
            if self.is_denial(self.behind.has(word), word, next) {
                return Some(folded.end(end, behind));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn negated(text: &str) -> Option<&str> {
        around(&Codebook::default(), None, text, "funding")
    }

    fn around<'a>(codebook: &Codebook, language: Option<&str>, text: &'a str, words: &str) -> Option<&'a str> {
        let start = text.find(words).unwrap();
        let found = Denials::of(codebook).around(language, text, start, start + words.len());
        found.map(|(start, end)| &text[start..end])
    }

    #[test]
    fn words_of_denial_are_declared_by_language() {
        let declared = Denial {
            language: Some("de".into()),
            words: ["nicht", "kein*", "ohne", "nie"].map(str::to_owned).to_vec(),
            behind: vec!["nicht".into(), "nie".into()],
            except: vec!["nicht nur".into()],
            clauses: vec!["aber".into()],
        };
        assert_eq!(problem(&declared), None);
        let odd = Denial { except: vec!["nicht".into()], ..declared.clone() };
        assert!(problem(&Denial::default()).is_some() && problem(&odd).unwrap().contains("“nicht”"));
        let german = Codebook { denials: vec![declared.clone()], ..Codebook::default() };
        let denied = |text| around(&german, Some("de-AT"), text, "Geld");
        assert_eq!(denied("Wir hatten keinerlei Geld."), Some("keinerlei Geld"));
        assert_eq!(denied("Das Geld kam nie an."), Some("Geld kam nie"));
        assert_eq!(denied("Das Geld nie."), Some("Geld nie"));
        assert_eq!(denied("Nicht nur Geld, auch Zeit"), None);
        assert_eq!(denied("Das ging nicht, aber Geld kam"), None);
        // Elsewhere German words say nothing, and English ones nothing in German.
        assert_eq!(around(&german, None, "kein Geld, no Geld", "no Geld"), None);
        assert_eq!(around(&german, Some("de"), "no Geld", "Geld"), None);
        assert_eq!(around(&german, Some("en"), "no Geld", "Geld"), Some("no Geld"));
        // Declared without a language they are for all; a language without any has none.
        let all = Codebook { denials: vec![Denial { language: None, ..declared }], ..Codebook::default() };
        assert_eq!(around(&all, Some("nl"), "kein Geld", "Geld"), Some("kein Geld"));
        assert_eq!(around(&all, None, "no Geld", "Geld"), Some("no Geld"));
        assert!(!Denials::of(&german).knows(Some("nl")) && Denials::of(&all).knows(Some("nl")));
    }

    #[test]
    fn words_with_accents_deny_in_any_case() {
        let french =
            Denial {
                language: Some("fr".into()), words: vec!["jamais".into(), "dénué*".into()], ..Denial::default()
            };
        let french = Codebook { denials: vec![french], ..Codebook::default() };
        assert_eq!(around(&french, Some("fr"), "Dénués d’argent", "argent"), Some("Dénués d’argent"));
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
