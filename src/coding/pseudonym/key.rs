//! The names of a key made ready: all of them found in one pass over a text, however many there are.
//!
//! Two spellings are the same name where they differ only in white space or a line break between the parts, in the kind of
//! apostrophe or dash, in a hyphen for a blank, in how accents are stored or whether they are there, or where the text has the whole name in capitals.
//! Otherwise case counts. Of names that overlap the first wins, of those that begin together the longest; what was
//! replaced is not searched again, so that “A → B” and “B → A” change places.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use unicode_normalization::UnicodeNormalization;

use super::super::fold::{Case, Folded, extend_over_marks};
use super::edges;
use crate::diagnostic::{Error, Result};
use crate::model::Pseudonym;

/// Endings that names take in other languages.
const ENDINGS: [&str; 16] =
    ["s", "es", "n", "en", "ns", "ens", "e", "i", "a", "u", "y", "em", "om", "owi", "ie", "ovi"];

/// Names made ready. Without any nothing is found.
#[derive(Debug, Clone, Default)]
pub struct Key {
    automaton: Option<AhoCorasick>,
    /// For each literal of the automaton the names that read so.
    of_literal: Vec<Literal>,
    names: Vec<Pseudonym>,
}

#[derive(Debug, Clone)]
struct Literal {
    text: String,
    capitals: bool,
    names: Vec<usize>,
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where it starts, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// What stands for it.
    pub words: String,
    /// Its place among the names of the key.
    pub name: usize,
}

impl Key {
    /// Makes the names ready that have a pseudonym.
    ///
    /// # Errors
    /// When there are too many.
    pub fn new(names: Vec<Pseudonym>) -> Result<Self> {
        let mut literals: BTreeMap<(String, bool), Vec<usize>> = BTreeMap::new();
        for (index, name) in names.iter().enumerate().filter(|(_, name)| name.pseudonym.is_some()) {
            let folded = folded(&name.name);
            if folded.is_empty() {
                continue;
            }
            for spelt in spellings(folded) {
                let capitals = spelt.to_uppercase();
                if shouted(&spelt) && capitals != spelt && !is_doubtful(name) {
                    literals.entry((capitals, true)).or_default().push(index);
                }
                literals.entry((spelt, false)).or_default().push(index);
            }
        }
        if literals.is_empty() {
            return Ok(Self { names, ..Self::default() });
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(literals.keys().map(|(text, _)| text))
            .map_err(|error| Error::new(format!("the pseudonym key has too many names: {error}")))?;
        let of_literal =
            literals.into_iter().map(|((text, capitals), names)| Literal { text, capitals, names }).collect();
        Ok(Self { automaton: Some(automaton), of_literal, names })
    }

    /// The same for texts in which names were replaced for good: what reads as a pseudonym is one, and stays.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn keeping_pseudonyms(names: Vec<Pseudonym>) -> Result<Self> {
        let mut kept: Vec<Pseudonym> = names
            .iter()
            .filter_map(|name| name.pseudonym.clone())
            .map(|words| Pseudonym {
                name: words.clone(),
                pseudonym: Some(words),
                always: true,
                ..Pseudonym::default()
            })
            .collect();
        kept.extend(names);
        Self::new(kept)
    }

    /// The names, in the order in which they were given.
    pub fn names(&self) -> &[Pseudonym] {
        &self.names
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }

    /// Every name in a text, in order; no two overlap.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let plain = Folded::new(text, Case::Plain);
        let mut hits: Vec<Hit> = automaton
            .find_overlapping_iter(plain.text())
            .filter_map(|found| {
                self.hit(text, &plain, &self.of_literal[found.pattern().as_usize()], (found.start(), found.end()))
            })
            .collect();
        hits.sort_by(|one, other| (one.start, other.end, one.name).cmp(&(other.start, one.end, other.name)));
        let mut free = 0;
        hits.retain(|hit| {
            let first = hit.start >= free;
            if first {
                free = hit.end;
            }
            first
        });
        hits
    }

    /// The text with every name replaced, and how many were.
    pub fn replace(&self, text: &str) -> (String, usize) {
        let hits = self.find(text);
        let mut whole = String::with_capacity(text.len());
        let (mut from, mut count) = (0, 0);
        for hit in &hits {
            whole.push_str(&text[from..hit.start]);
            whole.push_str(&hit.words);
            from = hit.end;
            count += usize::from(text[hit.start..hit.end] != hit.words);
        }
        whole.push_str(&text[from..]);
        (whole, count)
    }

    fn hit(&self, text: &str, plain: &Folded, literal: &Literal, (start, mut end): (usize, usize)) -> Option<Hit> {
        let folded = plain.text();
        if !edges::begins(folded, start, &literal.text) {
            return None;
        }
        let (from, to) = (plain.start(start), extend_over_marks(text, plain.end(end, text)));
        let index = self.meant(&literal.names, &text[from..to])?;
        let name = &self.names[index];
        let mut words = name.pseudonym.clone()?;
        if literal.capitals {
            words = words.to_uppercase();
        }
        if let Some(behind) = edges::plural(folded, start, end, &literal.text).filter(|_| !is_doubtful(name)) {
            words = edges::pluralised(&words);
            end = behind;
        } else if !edges::ends(folded, end, &literal.text) {
            let ending = edges::letters(&folded[end..]);
            let takes = name.inflected && ENDINGS.contains(&ending) && edges::ends(folded, end + ending.len(), "s");
            takes.then_some(())?;
        }
        let nobody_knows = || edges::begins_a_sentence(folded, start) || edges::is_month(folded, start, end);
        let uncertain = is_doubtful(name) && nobody_knows();
        if uncertain && !edges::is_label(folded, start, end) {
            return None;
        }
        let mut to = extend_over_marks(text, plain.end(end, text));
        if edges::bare_possessive(folded, start, end, &literal.text) && !words.ends_with(['s', 'S']) {
            let sign = text[to..].chars().next().unwrap_or('’');
            words.extend([sign, 's']);
            to += sign.len_utf8();
        }
        let written = &text[from..to];
        // Over a blank line somebody else goes on.
        if written.matches('\n').count() > 1 {
            return None;
        }
        Some(Hit { start: from, end: to, words: broken_alike(&words, written), name: index })
    }

    /// Of names that fold to the same the one that is spelt as in the text, else the first.
    fn meant(&self, names: &[usize], written: &str) -> Option<usize> {
        let spelt = |index: &&usize| self.names[**index].name.nfc().eq(written.nfc());
        names.iter().find(spelt).or_else(|| names.first()).copied()
    }
}

/// A name as it is looked for.
pub fn folded(name: &str) -> String {
    Folded::new(name.trim(), Case::Plain).text().trim().to_owned()
}

/// A common word that somebody is called by, and nobody said that it is always the name.
pub fn is_doubtful(name: &Pseudonym) -> bool {
    !name.always && edges::is_common(&name.name)
}

/// The name, and the same with hyphens where it has blanks or blanks where it has hyphens: “Ann Marie”, “Ann-Marie”.
fn spellings(folded: String) -> Vec<String> {
    let is_letters = folded.chars().all(|c| !c.is_ascii_digit());
    let others = [(' ', "-"), ('-', " ")].map(|(from, to)| folded.replace(from, to));
    let others: Vec<String> = others.into_iter().filter(|other| is_letters && *other != folded).collect();
    std::iter::once(folded).chain(others).collect()
}

/// Whether a name is long enough to be told in capitals from an abbreviation.
fn shouted(folded: &str) -> bool {
    folded.contains(' ') || folded.chars().count() >= 4
}

/// A line break inside the name is kept: between the first two words of what stands for it.
fn broken_alike(words: &str, written: &str) -> String {
    let Some(at) = written.find('\n') else { return words.to_owned() };
    let is_blank = |c: char| c.is_whitespace();
    let start = written[..at].trim_end_matches(is_blank).len();
    let end = written.len() - written[at..].trim_start_matches(is_blank).len();
    match words.split_once(' ') {
        Some((first, rest)) => format!("{first}{}{rest}", &written[start..end]),
        None => words.to_owned(),
    }
}
