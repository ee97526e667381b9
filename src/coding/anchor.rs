//! Anchors keep a coding on its words.
//!
//! An anchor is a position, the words themselves, and up to 32 characters on either side. While the text is the one that
//! was coded, the position holds. After an edit the words are looked for: where they stand but once, or once in these
//! surroundings, they are found; where it could be another place, or the words themselves were changed, the nearest
//! place is offered with its similarity, and a person decides; else the coding is an orphan, which is an error. Nothing
//! is dropped silently.

use std::cell::OnceCell;

use super::fold::{Case, Folded, is_boundary};
use super::nearest;
use super::positions::Positions;
use super::store::file_of;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Coding, CodingState, Corpus, Document};

/// How many characters are kept before and after the words.
pub const CONTEXT: usize = 32;

/// Words of at least this many characters that stand only once are found whatever surrounds them.
const TELLING: usize = 32;

/// Where the words of a coding stand now, in code points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found {
    /// Where they stood.
    Same,
    /// Elsewhere, without doubt.
    Shifted {
        /// Where they start.
        start: usize,
        /// Where they end.
        end: usize,
    },
    /// Perhaps here: a person has to accept it.
    Moved {
        /// Where they start.
        start: usize,
        /// Where they end.
        end: usize,
        /// How alike the words are, 0 to 1; 1: the same words, but it may be another place.
        similarity: f64,
    },
    /// Nowhere.
    Orphan,
}

/// A document opened for finding words in it.
#[derive(Debug)]
pub struct Finder<'a> {
    document: &'a Document,
    positions: Positions<'a>,
    folded: OnceCell<Folded>,
}

impl<'a> Finder<'a> {
    /// Opens a document. Folding it waits until something has to be looked for.
    pub fn new(document: &'a Document) -> Self {
        Self { document, positions: Positions::new(&document.text), folded: OnceCell::new() }
    }

    /// The document.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// Code points and bytes of its text.
    pub fn positions(&self) -> &Positions<'a> {
        &self.positions
    }

    /// Puts a coding on a span, in code points: its position, words, surroundings and the hash of the text.
    pub fn anchor(&self, coding: &mut Coding, start: usize, end: usize) {
        let before = self.positions.slice(start.saturating_sub(CONTEXT), start);
        let after = self.positions.slice(end, end.saturating_add(CONTEXT));
        coding.document.clone_from(&self.document.id);
        coding.start = start;
        coding.end = end;
        coding.exact = self.positions.slice(start, end).to_owned();
        coding.prefix = before.to_owned();
        coding.suffix = after.to_owned();
        coding.hash.clone_from(&self.document.hash);
    }

    /// Where the words of a coding stand now.
    pub fn place(&self, coding: &Coding) -> Found {
        let exact = &coding.exact;
        if exact.trim().is_empty() {
            return Found::Orphan;
        }
        let as_coded = self.positions.slice(coding.start, coding.end) == exact;
        if as_coded && coding.hash == self.document.hash {
            return Found::Same;
        }
        let surroundings = Surroundings::of(coding);
        let mut places: Vec<(Agreement, Span)> =
            self.occurrences(exact).into_iter().map(|span| (surroundings.agreement(self, span), span)).collect();
        // The best first; of equals the one nearest to where the words stood.
        places.sort_by_key(|&(agreement, span)| {
            let (start, _) = self.code_points(span);
            (std::cmp::Reverse(agreement.characters), start.abs_diff(coding.start), start)
        });
        let Some(&(agreement, span)) = places.first() else {
            return nearest::find(self, coding);
        };
        let (start, end) = self.code_points(span);
        let rivalled = places.get(1).is_some_and(|(second, _)| second.characters == agreement.characters);
        let certain = match places.len() {
            1 => exact.chars().count() >= TELLING || (agreement.half && (agreement.before || agreement.after)),
            _ => !rivalled && agreement.half && agreement.before && agreement.after,
        };
        if !certain {
            Found::Moved { start, end, similarity: 1.0 }
        } else if start == coding.start && as_coded {
            Found::Same
        } else {
            Found::Shifted { start, end }
        }
    }

    /// Every place where words stand, as bytes of the folded text: white space and typographic quotes do not matter, and
    /// words that begin or end a word where they were taken from do so here.
    pub(super) fn occurrences(&self, words: &str) -> Vec<Span> {
        let wanted = Folded::new(words.trim(), Case::Kept);
        let text = self.folded().text();
        if wanted.text().is_empty() {
            return Vec::new();
        }
        let all: Vec<Span> =
            text.match_indices(wanted.text()).map(|(start, found)| Span { start, end: start + found.len() }).collect();
        let whole: Vec<Span> =
            all.iter().copied().filter(|span| is_boundary(text, span.start) && is_boundary(text, span.end)).collect();
        if whole.is_empty() { all } else { whole }
    }

    /// The document's text with its spelling folded.
    pub(super) fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| Folded::new(&self.document.text, Case::Kept))
    }

    /// A span of the folded text as code points of the document's.
    pub(super) fn code_points(&self, span: Span) -> (usize, usize) {
        let folded = self.folded();
        let start = self.positions.code_point(folded.start(span.start));
        let end = self.positions.code_point(folded.end(span.end, &self.document.text));
        (start, end.max(start))
    }
}

/// A stretch of the folded text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub start: usize,
    pub end: usize,
}

/// What stood around the words, folded.
struct Surroundings {
    before: String,
    after: String,
}

/// How far a place looks as it did.
#[derive(Debug, Clone, Copy)]
struct Agreement {
    /// How many characters next to it are as they were, on both sides together.
    characters: usize,
    /// At least half of all that were kept: one side may have been rewritten.
    half: bool,
    /// The place begins as it did.
    before: bool,
    /// The place goes on as it did.
    after: bool,
}

impl Surroundings {
    fn of(coding: &Coding) -> Self {
        let folded = |side: &str| Folded::new(side, Case::Kept).text().to_owned();
        Self { before: folded(&coding.prefix), after: folded(&coding.suffix) }
    }

    fn agreement(&self, finder: &Finder<'_>, span: Span) -> Agreement {
        /// So many characters are more than chance; where fewer were kept the text itself must end there.
        const ENOUGH: usize = 8;
        let text = finder.folded().text();
        let alike = |(one, other): &(char, char)| one == other;
        let before = text[..span.start].chars().rev().zip(self.before.chars().rev()).take_while(alike).count();
        let after = text[span.end..].chars().zip(self.after.chars()).take_while(alike).count();
        let most = self.before.chars().count() + self.after.chars().count();
        Agreement {
            characters: before + after,
            half: (before + after) * 2 >= most,
            before: before >= ENOUGH || text[..span.start] == self.before,
            after: after >= ENOUGH || text[span.end..] == self.after,
        }
    }
}

/// Codings put on the text as it is now.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// Every coding that has a place, anchored there; the moved ones with them.
    pub codings: Vec<Coding>,
    /// Ids of the codings among them whose place a person has to accept.
    pub moved: Vec<String>,
    /// Those whose words or document are no longer there; they cannot be counted or quoted.
    pub orphans: Vec<Coding>,
    /// A warning for each moved one, an error for each orphan, a note for those that followed an edit.
    pub noticed: Vec<Diagnostic>,
}

/// Finds the words of all codings in the corpus as it is now.
///
/// A person is asked only about what a person coded or accepted: a candidate is proposed again by its rule, and what was
/// rejected is not missed.
pub fn settle(corpus: &Corpus, codings: &[Coding]) -> Settled {
    let mut settled = Settled::default();
    let mut finder: Option<Finder<'_>> = None;
    let (mut shifted, mut passed) = (0_usize, 0_usize);
    for coding in codings {
        // Codings come in the order of their documents, so that each document is opened once.
        if finder.as_ref().is_none_or(|finder| finder.document.id != coding.document) {
            finder = corpus.document(&coding.document).map(Finder::new);
        }
        let place = finder.as_ref().map_or(Found::Orphan, |finder| finder.place(coding));
        let counts = coding.state == CodingState::Accepted;
        let mut now = coding.clone();
        match (place, &finder) {
            (Found::Same, Some(finder)) if coding.hash == finder.document.hash => {}
            (Found::Same, Some(finder)) => finder.anchor(&mut now, coding.start, coding.end),
            (Found::Shifted { start, end }, Some(finder)) => {
                shifted += 1;
                finder.anchor(&mut now, start, end);
            }
            (Found::Moved { start, end, similarity }, Some(finder)) => {
                finder.anchor(&mut now, start, end);
                if counts {
                    settled.noticed.push(moved(coding, &now, finder.document, similarity));
                    settled.moved.push(coding.id.clone());
                }
            }
            (_, document) => {
                if counts {
                    settled.noticed.push(orphan(coding, document.is_some()));
                } else {
                    passed += 1;
                }
                settled.orphans.push(now);
                continue;
            }
        }
        settled.codings.push(now);
    }
    let many = |count: usize| if count == 1 { "1 coding".to_owned() } else { format!("{count} codings") };
    if shifted > 0 {
        let what = format!("{} found again after transcripts were edited", many(shifted));
        settled.noticed.push(Diagnostic::note(what));
    }
    if passed > 0 {
        let what = format!("{} proposed or rejected on words that are no longer there", many(passed));
        settled.noticed.push(Diagnostic::note(what).hint("canvass code proposes afresh"));
    }
    settled.codings.sort_by(Coding::order);
    settled
}

fn moved(was: &Coding, now: &Coding, document: &Document, similarity: f64) -> Diagnostic {
    let turn = document.turn_at(now.start).map(|turn| format!(", turn {}", turn.number)).unwrap_or_default();
    let why = if similarity >= 1.0 {
        format!("its words “{}” stand in other surroundings now", shorten(&was.exact))
    } else {
        // Rounded down: what is not the same is never called 100% alike.
        let percent = (similarity * 100.0).floor();
        format!("“{}” now reads “{}” ({percent}% alike)", shorten(&was.exact), shorten(&now.exact))
    };
    Diagnostic::warning(format!("coding {} may have moved: {why}", was.id))
        .in_place(Place::file(file_of(was)).at(format!("{}{turn}", was.code)))
        .hint(format!(
            "it counts and is quoted once it is accepted: canvass take --moved {}; is it another passage, delete its line and code again",
            was.id
        ))
}

fn orphan(coding: &Coding, has_document: bool) -> Diagnostic {
    let what = if has_document {
        format!("the words of coding {} are no longer in {}: “{}”", coding.id, coding.document, shorten(&coding.exact))
    } else {
        format!("coding {} belongs to document “{}”, which the study does not have", coding.id, coding.document)
    };
    let hint = if has_document {
        "restore the passage in the transcript, or delete the line from the file of codings"
    } else {
        "restore the document or its row in documents.csv, or delete its file of codings"
    };
    Diagnostic::error(what).in_place(Place::file(file_of(coding)).at(coding.code.clone())).hint(hint)
}

/// Words for a message: the first sixty characters on one line.
pub fn shorten(words: &str) -> String {
    const SHOWN: usize = 60;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        None => line,
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::coding::testing::{document, hash};

    fn coded(document: &Document, words: &str) -> Coding {
        let start = document.text[..document.text.find(words).unwrap()].chars().count();
        let mut coding = Coding { id: "c".into(), code: "x".into(), coder: "asha".into(), ..Coding::default() };
        Finder::new(document).anchor(&mut coding, start, start + words.chars().count());
        assert_eq!(coding.exact, words);
        coding
    }

    fn words_at(document: &Document, found: Found) -> String {
        match found {
            Found::Shifted { start, end } | Found::Moved { start, end, .. } => document.slice(start, end).into(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn an_anchor_at_the_ends_of_the_text_has_less_around_it() {
        let talk = document("d", &[("P", "No.")]);
        let coding = coded(&talk, "No.");
        assert_eq!((coding.prefix.as_str(), coding.suffix.as_str()), ("P: ", ""));
        assert_eq!(Finder::new(&talk).place(&coding), Found::Same);
    }

    #[test]
    fn a_coding_without_words_or_without_its_document_is_an_orphan() {
        let talk = document("d", &[("P", "No.")]);
        let nothing = Coding { document: "d".into(), hash: talk.hash.clone(), ..Coding::default() };
        let stranger = Coding { document: "e".into(), ..coded(&talk, "No.") };
        let corpus = Corpus { documents: vec![talk], cases: Vec::new() };
        let settled = settle(&corpus, &[nothing, stranger]);
        assert_eq!((settled.codings.len(), settled.orphans.len(), settled.noticed.len()), (0, 2, 2));
    }

    #[test]
    fn repeated_words_are_told_apart_by_what_stands_around_them() {
        let before = document("d", &[("P", "Yes. We tried once. Yes. It failed. Yes. So we stopped.")]);
        let mut coding = coded(&before, "Yes. It");
        let (start, end) = (coding.start, coding.end - 3);
        Finder::new(&before).anchor(&mut coding, start, end);
        assert_eq!(coding.exact, "Yes.");
        let after = document("d", &[("P", "Well. Yes. We tried once. Yes. It failed. Yes. So we stopped.")]);
        let place = Finder::new(&after).place(&coding);
        assert_eq!(place, Found::Shifted { start: start + 6, end: end + 6 });
    }

    #[test]
    fn a_short_answer_whose_own_place_is_gone_is_not_put_on_another() {
        let before =
            document("d", &[("Int", "Would you do it again?"), ("P", "No."), ("Int", "Why?"), ("P", "Cost. No.")]);
        let coding = coded(&before, "No.");
        let after =
            document("d", &[("Int", "Would you do it again?"), ("P", "Perhaps."), ("Int", "Why?"), ("P", "Cost. No.")]);
        assert!(matches!(Finder::new(&after).place(&coding), Found::Moved { .. } | Found::Orphan));
    }

    #[test]
    fn reflowed_and_requoted_words_are_the_same_words() {
        let before = document("d", &[("P", "We said “never again” and went on to other things.")]);
        let coding = coded(&before, "“never again” and went on");
        let after = document("d", &[("P", "Indeed we said \"never\nagain\" and went on to other things.")]);
        let found = Finder::new(&after).place(&coding);
        assert!(matches!(found, Found::Shifted { .. }));
        assert_eq!(words_at(&after, found), "\"never\nagain\" and went on");
    }

    #[test]
    fn words_that_were_edited_are_offered_with_their_similarity() {
        let before =
            document("d", &[("P", "It rained. There is no fundng for small groups at all. We met on Monday.")]);
        let coding = coded(&before, "There is no fundng for small groups at all.");
        let after =
            document("d", &[("P", "There is no funding for very small groups at all. We met on Monday. It rained.")]);
        let found = Finder::new(&after).place(&coding);
        assert_eq!(words_at(&after, found), "There is no funding for very small groups at all.");
        assert!(matches!(found, Found::Moved { similarity, .. } if similarity > 0.8 && similarity < 1.0));
    }

    #[test]
    fn one_corrected_word_is_found_by_what_stands_around_it() {
        let before = document("d", &[("P", "The main thing that is missing here is fundng and then some time.")]);
        let coding = coded(&before, "fundng");
        let after = document("d", &[("P", "Well, the main thing that is missing here is funding and then some time.")]);
        assert_eq!(words_at(&after, Finder::new(&after).place(&coding)), "funding");
    }

    #[test]
    fn words_that_were_taken_out_leave_an_orphan() {
        let before = document("d", &[("P", "It rained. There is no money for small groups at all. We met on Monday.")]);
        let coding = coded(&before, "There is no money for small groups at all.");
        let after = document("d", &[("P", "It rained. We met on Monday.")]);
        assert_eq!(Finder::new(&after).place(&coding), Found::Orphan);
        let settled = settle(&Corpus { documents: vec![after], cases: Vec::new() }, &[coding]);
        assert_eq!(settled.noticed[0].level, crate::diagnostic::Level::Error);
    }

    #[test]
    fn a_long_passage_is_found_by_its_ends() {
        let speech: String = (0..900).map(|number| format!("word{number} ")).collect();
        let before = document("d", &[("P", speech.trim())]);
        let coding = coded(&before, speech.trim());
        let after = document("d", &[("P", speech.replace("word450", "another").trim())]);
        let found = Finder::new(&after).place(&coding);
        assert!(matches!(found, Found::Moved { similarity, .. } if similarity > 0.9));
        assert!(words_at(&after, found).starts_with("word0 word1") && words_at(&after, found).ends_with("word899"));
    }

    fn sentence() -> impl Strategy<Value = String> {
        prop::collection::vec("[a-zé]{1,7}", 1..9).prop_map(|words| format!("{}.", words.join(" ")))
    }

    fn joined(sentences: &[String], separator: &str) -> Document {
        let mut talk = document("d", &[("P", &sentences.join(separator))]);
        talk.hash = hash(&talk.text);
        talk
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever is inserted, deleted, reflowed or reordered elsewhere: the coding keeps its words, and where it is not
        /// asked about it stands exactly where its own sentence went.
        #[test]
        fn edits_elsewhere_keep_the_words(
            sentences in prop::collection::vec(sentence(), 1..12),
            coded_one in any::<prop::sample::Index>(),
            inserted in prop::collection::vec((any::<prop::sample::Index>(), sentence()), 0..4),
            deleted in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
            reflow in any::<bool>(),
            turned in any::<bool>(),
        ) {
            let chosen = coded_one.index(sentences.len());
            let before = joined(&sentences, " ");
            let start = 3 + sentences[..chosen].iter().map(|sentence| sentence.chars().count() + 1).sum::<usize>();
            let mut coding = Coding { id: "c".into(), ..Coding::default() };
            Finder::new(&before).anchor(&mut coding, start, start + sentences[chosen].chars().count());
            prop_assert_eq!(&coding.exact, &sentences[chosen]);

            let mut edited: Vec<(bool, String)> =
                sentences.iter().enumerate().map(|(index, words)| (index == chosen, words.clone())).collect();
            for (place, words) in inserted {
                edited.insert(place.index(edited.len() + 1), (false, words));
            }
            for place in deleted {
                let index = place.index(edited.len());
                if !edited[index].0 {
                    edited.remove(index);
                }
            }
            if turned {
                edited.reverse();
            }
            let separator = if reflow { "\n" } else { " " };
            let position = edited.iter().position(|(own, _)| *own).unwrap();
            let texts: Vec<String> = edited.into_iter().map(|(_, words)| words).collect();
            let after = joined(&texts, separator);
            let own = 3 + texts[..position].iter().map(|sentence| sentence.chars().count() + 1).sum::<usize>();
            match Finder::new(&after).place(&coding) {
                Found::Same => prop_assert_eq!(own, start),
                Found::Shifted { start: at, end } => {
                    prop_assert_eq!(after.slice(at, end), coding.exact.as_str());
                    prop_assert_eq!(at, own);
                }
                Found::Moved { start: at, end, similarity } => {
                    prop_assert_eq!(after.slice(at, end), coding.exact.as_str());
                    prop_assert!(similarity >= 1.0);
                }
                Found::Orphan => prop_assert!(false, "lost {:?} in {:?}", coding.exact, after.text),
            }
        }

        /// No text and no anchor makes the search fail or lead outside the text.
        #[test]
        fn any_edit_ends_in_a_place_inside_the_text(text in "\\PC{0,80}", other in "\\PC{0,80}", from in 0_usize..80, length in 0_usize..40) {
            let before = document("d", &[("P", &text)]);
            let after = document("d", &[("P", &other)]);
            let mut coding = Coding::default();
            Finder::new(&before).anchor(&mut coding, from, from + length);
            if let Found::Shifted { start, end } | Found::Moved { start, end, .. } = Finder::new(&after).place(&coding) {
                prop_assert!(start < end && end <= after.text.chars().count());
            }
        }
    }
}
