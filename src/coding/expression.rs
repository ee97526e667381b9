//! A regular expression of a rule: in any case, with plain quotes, limited in size; it takes time in proportion to the text, whatever is
//! written.

use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use regex_syntax::hir::{Hir, HirKind};

use crate::diagnostic::under;

/// The most that one expression may grow to when it is compiled, in bytes.
const LARGEST: usize = 1 << 20;
/// A literal shorter than this stands everywhere, and says nothing.
const SHORTEST: usize = 2;
/// With more literals than this an expression is looked for everywhere.
const MOST: usize = 200;

/// An expression, ready to run.
#[derive(Debug, Clone)]
pub struct Expression {
    regex: Regex,
    needed: Needed,
    cased: bool,
}

/// Words in lower case without which an expression cannot match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Needed {
    /// None are known.
    Nothing,
    /// Every match begins with one of them.
    Begin(Vec<String>),
    /// Every match has one of them in it.
    Hold(Vec<String>),
}

impl Expression {
    /// Compiles an expression: any case, typographic quotes as plain ones, limited in size.
    ///
    /// # Errors
    /// What is wrong with it, with marks under the place where that is known.
    pub fn read(written: &str) -> Result<Self, String> {
        let plain: String = written
            .chars()
            .map(|character| match character {
                '‘' | '’' => '\'',
                '“' | '”' => '"',
                _ => character,
            })
            .collect();
        let hir = ParserBuilder::new().nest_limit(50).build().parse(&plain).map_err(|error| broken(&plain, &error))?;
        let regex = RegexBuilder::new(&plain)
            .case_insensitive(true)
            .size_limit(LARGEST)
            .dfa_size_limit(LARGEST)
            .nest_limit(50)
            .build()
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => {
                    "it is too large: repeated parts grow beyond a mebibyte; write smaller numbers in { }".to_owned()
                }
                other => {
                    let said = other.to_string();
                    said.rsplit_once("error: ").map_or(said.clone(), |(_, why)| why.trim().to_owned())
                }
            })?;
        if regex.is_match("") {
            return Err("it matches where there is nothing, so everywhere".to_owned());
        }
        Ok(Self { regex, needed: needed(&hir), cased: regards_case(&plain) })
    }

    /// What it cannot do without.
    pub fn needed(&self) -> &Needed {
        &self.needed
    }

    /// Whether it has to see capital letters: it switches the disregard for case off, `(?-i:NHS)`.
    pub fn regards_case(&self) -> bool {
        self.cased
    }

    /// Calls `found` with each match from a byte on; none is empty.
    pub fn each(&self, text: &str, from: usize, mut found: impl FnMut(usize, usize)) {
        let mut at = from;
        while let Some(one) = (at <= text.len()).then(|| self.regex.find_at(text, at)).flatten() {
            at = one.end();
            if one.is_empty() {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
            } else {
                found(one.start(), one.end());
            }
        }
    }
}

fn broken(written: &str, error: &regex_syntax::Error) -> String {
    let (what, span) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span()),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span()),
        other => return other.to_string(),
    };
    under(written, &(span.start.offset..span.end.offset), &what)
}

/// Whether `(?-i)` or `(?-i:` stands in an expression.
fn regards_case(written: &str) -> bool {
    written.split("(?").skip(1).any(|rest| {
        let flags = rest.split([':', ')']).next().unwrap_or_default();
        flags.split_once('-').is_some_and(|(_, off)| off.contains('i'))
    })
}

fn needed(hir: &Hir) -> Needed {
    if let Some(all) = literals(hir, ExtractKind::Prefix) {
        return Needed::Begin(all);
    }
    let mut best = literals(hir, ExtractKind::Suffix);
    if let HirKind::Concat(parts) = hir.kind() {
        for part in parts {
            let shortest = |all: &Vec<String>| all.iter().map(String::len).min().unwrap_or(0);
            let of_part = literals(part, ExtractKind::Prefix);
            if of_part.as_ref().map_or(0, shortest) > best.as_ref().map_or(0, shortest) {
                best = of_part;
            }
        }
    }
    best.map_or(Needed::Nothing, Needed::Hold)
}

/// The literals one of which every match begins (or ends) with, in lower case; `None` where there is no telling set of them.
fn literals(hir: &Hir, kind: ExtractKind) -> Option<Vec<String>> {
    let mut extractor = Extractor::new();
    extractor.kind(kind.clone()).limit_total(MOST).limit_class(16);
    let seq: Seq = extractor.extract(hir);
    let mut all = Vec::new();
    for literal in seq.literals()? {
        let text = String::from_utf8_lossy(literal.as_bytes());
        // Case folds one to one in plain letters only: what stands beyond another letter is left out.
        let plain: String = match kind {
            ExtractKind::Suffix => {
                let kept: Vec<char> = text.chars().rev().take_while(char::is_ascii).collect();
                kept.into_iter().rev().collect()
            }
            _ => text.chars().take_while(char::is_ascii).collect(),
        };
        if plain.len() < SHORTEST {
            return None;
        }
        all.push(plain.to_ascii_lowercase());
    }
    all.sort();
    all.dedup();
    (!all.is_empty()).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(written: &str) -> Needed {
        Expression::read(written).unwrap().needed
    }

    #[test]
    fn what_an_expression_needs_is_known_where_it_has_words() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(needs(r"\b(?:Abc|def)\s+\w+"), Needed::Begin(list(&["abc", "def"])));
        assert!(matches!(needs(r"\w+ money"), Needed::Hold(_)));
        assert_eq!(needs(r"\d+"), Needed::Nothing);
        assert_eq!(needs(r"\w+@\w+"), Needed::Nothing);
        assert!(matches!(needs(r"(a|b)?\w+ of \w+"), Needed::Hold(words) if words == [" of "]));
    }

    #[test]
    fn what_is_broken_is_shown_where_it_stands() {
        let why = Expression::read("lack (of|money").unwrap_err();
        assert_eq!(why, "unclosed group\n    lack (of|money\n         ^");
        assert!(Expression::read(r"\w{1000}{1000}").unwrap_err().contains("too large"));
        assert!(Expression::read("x*").unwrap_err().contains("where there is nothing"));
        assert!(Expression::read(&"(".repeat(60)).is_err());
    }

    #[test]
    fn capital_letters_matter_where_that_is_said() {
        assert!(
            regards_case("(?-i:NHS)") && regards_case("(?m-i)IT") && !regards_case("(?i-m)it") && !regards_case("a-i")
        );
    }
}
