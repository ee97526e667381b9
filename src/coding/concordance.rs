//! Keyword in context: every place where a phrase or an expression is found in the corpus.

use super::anchor::Finder;
use super::automaton::{Matcher, Scratch};
use super::expression::Expression;
use super::inflection::Inflection;
use super::pattern::Phrase;
use super::positions::Positions;
use super::pseudonym::{Map, Shown};
use super::retrieve::{cut_end, cut_start};
use super::sentence::sentences;
use crate::diagnostic::{Error, Result};
use crate::model::{Corpus, Document, Role, Turn};

/// What is looked for: a phrase as rules have them, or an expression between slashes.
#[derive(Debug)]
pub struct Pattern(Matcher);

impl Pattern {
    /// Reads what was typed: `fund*`, `train~`, `lack of money`, `/lack of (money|time)/`.
    ///
    /// # Errors
    /// When the phrase or the expression is broken.
    pub fn parse(written: &str) -> Result<Self> {
        let expression = written.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        match expression {
            Some(expression) if !expression.is_empty() => {
                let broken = |why: String| {
                    Error::new(format!("the expression “{expression}” is broken: {why}"))
                        .hint("mend it, or look for words: canvass find \"lack of money\"")
                };
                let expression = Expression::read(expression).map_err(broken)?;
                Matcher::new(Vec::new(), vec![expression]).map(Self).map_err(Error::new)
            }
            _ => {
                let broken = |why: String| {
                    Error::new(format!("“{written}” cannot be looked for: {why}")).hint(
                        "write whole words; “fund*” takes any ending, “train~” its inflections, /…/ is an expression",
                    )
                };
                let phrase = Phrase::parse(written, Inflection::ENGLISH).map_err(broken)?;
                Matcher::new(vec![phrase], Vec::new()).map(Self).map_err(broken)
            }
        }
    }
}

/// One place.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The document.
    pub document: &'a Document,
    /// The turn.
    pub turn: &'a Turn,
    /// What the speaker is.
    pub role: Role,
    /// What stands before, on one line.
    pub before: String,
    /// The words found.
    pub words: String,
    /// What stands after, on one line.
    pub after: String,
    /// Where the words stand, in code points of the document.
    pub place: (usize, usize),
    /// The sentence with the words, in code points of the document.
    pub sentence: (usize, usize),
}

/// Every place in the corpus where a pattern is found, with so many characters around it.
pub fn find<'a>(corpus: &'a Corpus, pattern: &Pattern, around: usize) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut scratch = Scratch::default();
    for document in &corpus.documents {
        let finder = Finder::new(document);
        for turn in &document.turns {
            let words = finder.positions().slice(turn.start, turn.end);
            let mut places = Vec::new();
            pattern.0.each(words, &mut scratch, |_, start, end| places.push((start, end)));
            if places.is_empty() {
                continue;
            }
            let base = finder.positions().byte(turn.start);
            let position = |byte: usize| finder.positions().code_point(base + byte);
            let sentences = sentences(words);
            lines.extend(places.into_iter().map(|(start, end)| {
                let sentence = super::rules::around(&sentences, start, end).unwrap_or((start, end));
                Line {
                    document,
                    turn,
                    role: document.role(turn),
                    before: cut_start(&words[..start], around),
                    words: words[start..end].split_whitespace().collect::<Vec<_>>().join(" "),
                    after: cut_end(&words[end..], around),
                    place: (position(start), position(end)),
                    sentence: (position(sentence.0), position(sentence.1)),
                }
            }));
        }
    }
    lines
}

/// Each place with what stands before and after it as outputs show it, with so many characters around it: a name that
/// is cut in two does not show its second half.
pub fn shown(lines: &[Line<'_>], corpus: &Corpus, shown: &Shown, around: usize) -> Vec<[String; 3]> {
    let mut documents = corpus.documents.iter().zip(&shown.corpus.documents).zip(&shown.maps);
    let mut opened: Option<(&Document, Positions<'_>, &Map)> = None;
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        // Lines come in the order of their documents.
        while opened.as_ref().is_none_or(|(original, ..)| original.id != line.document.id) {
            let Some(((original, renamed), map)) = documents.next() else { return rows };
            opened = Some((original, Positions::new(&renamed.text), map));
        }
        let Some((_, positions, map)) = &opened else { return rows };
        let (start, end) = (map.start(line.place.0), map.end(line.place.1));
        let before = positions.slice(map.start(line.turn.start), start);
        let after = positions.slice(end, map.end(line.turn.end));
        let words = positions.slice(start, end).split_whitespace().collect::<Vec<_>>().join(" ");
        rows.push([cut_start(before, around), words, cut_end(after, around)]);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::testing::document;

    fn corpus() -> Corpus {
        let talk =
            document("d", &[("Int", "Is money short?"), ("P", "It is. We lack money, money we need. We lack time.")]);
        Corpus { documents: vec![talk], cases: Vec::new() }
    }

    fn found(pattern: &str) -> Vec<String> {
        let corpus = corpus();
        let lines = find(&corpus, &Pattern::parse(pattern).unwrap(), 12);
        lines.iter().map(|line| format!("{}|{}|{}|{}", line.turn.number, line.before, line.words, line.after)).collect()
    }

    #[test]
    fn words_are_found_in_their_surroundings() {
        assert_eq!(
            found("money"),
            ["1|Is|money|short?", "2|It is. We lack|money|, money we…", "2|We lack money,|money|we need. We…"]
                .map(|line| line.replace("It is. We lack", "…is. We lack").replace("We lack money,", "…lack money,"))
        );
        assert!(found("nothing").is_empty());
    }

    #[test]
    fn expressions_stand_between_slashes() {
        assert_eq!(found("/lack (money|time)/").len(), 2);
        assert!(Pattern::parse("/(/").is_err());
        assert!(Pattern::parse("*").is_err());
        assert!(Pattern::parse("").is_err());
    }

    #[test]
    fn the_sentence_is_what_would_be_coded() {
        let corpus = corpus();
        let lines = find(&corpus, &Pattern::parse("time").unwrap(), 20);
        let (start, end) = lines[0].sentence;
        assert_eq!(corpus.documents[0].slice(start, end), "We lack time.");
    }
}
