//! Documents and their translations side by side, turn by turn.
//!
//! A translation names its original in documents.csv (`translation_of`). Where both have as many turns, each goes with the one of its
//! number; else turns are put together in order, those of the same role and of a length that fits, and some have none beside them
//! (dynamic programming, in the manner of Gale and Church 1993, Computational Linguistics 19, 75–102).

use std::collections::{HashMap, HashSet};

use super::positions::Positions;
use super::retrieve::{Quotation, cut_end};
use super::sentence::sentences;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Corpus, Document, Translated, Turn};

/// How many characters of another language stand beside a quotation at most: a turn may be long.
pub const IN_ANOTHER_LANGUAGE: usize = 400;

/// The turn beside another in another language.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// The document in the other language.
    pub document: &'a Document,
    /// The turn.
    pub turn: &'a Turn,
}

impl<'a> Beside<'a> {
    /// What is said in it.
    pub fn words(&self) -> &'a str {
        self.document.words(self.turn)
    }

    /// What it is: `Translation (en)`, `Original (cy)`.
    pub fn what(&self) -> String {
        let what = if self.document.translation_of.is_some() { "Translation" } else { "Original" };
        match &self.document.language {
            Some(language) => format!("{what} ({language})"),
            None => what.to_owned(),
        }
    }

    /// The words beside a part of the turn: where both turns have as many sentences, those of the same places; else the whole turn.
    pub fn words_beside(&self, own: &str, from: usize, to: usize) -> &'a str {
        let words = self.words();
        let (ours, theirs) = (sentences(own), sentences(words));
        if ours.len() != theirs.len() {
            return words;
        }
        let mut touched = ours.iter().zip(theirs).filter(|((start, end), _)| *start < to && from < *end);
        let Some((_, (start, mut end))) = touched.next() else { return words };
        if let Some((_, (_, last))) = touched.next_back() {
            end = last;
        }
        &words[start..end]
    }

    /// What it is, where it is: `cy: vcfse-03-cy, turn 12`.
    pub fn place(&self) -> String {
        let language = self.document.language.as_ref().map(|language| format!("{language}: ")).unwrap_or_default();
        format!("{language}{}, turn {}", self.document.id, self.turn.number)
    }
}

/// A document in another language, by its id, with the place of the turn there for each turn here.
type Link = (String, Vec<Option<usize>>);

/// Which turns of which documents go together.
#[derive(Debug, Clone, Default)]
pub struct Parallel {
    /// For each document those in other languages.
    links: HashMap<String, Vec<Link>>,
}

impl Parallel {
    /// The documents of a corpus and their translations.
    pub fn of(corpus: &Corpus) -> Self {
        let mut links: HashMap<String, Vec<Link>> = HashMap::new();
        for (translation, original) in pairs(corpus) {
            let there = aligned(&original.turns, &translation.turns, &|one, other| {
                original.role(&original.turns[one]) == translation.role(&translation.turns[other])
            });
            let mut back = vec![None; translation.turns.len()];
            for (one, other) in there.iter().enumerate().filter_map(|(one, other)| Some((one, (*other)?))) {
                back[other] = Some(one);
            }
            links.entry(original.id.clone()).or_default().push((translation.id.clone(), there));
            links.entry(translation.id.clone()).or_default().push((original.id.clone(), back));
        }
        Self { links }
    }

    /// What is said in other languages beside a position of a document.
    pub fn beside<'a>(&self, corpus: &'a Corpus, document: &Document, position: usize) -> Vec<Beside<'a>> {
        let own =
            document.turns.iter().position(|turn| turn.start <= position && position < turn.end.max(turn.start + 1));
        let Some(own) = own else { return Vec::new() };
        let there = |(id, turns): &Link| {
            let document = corpus.document(id)?;
            Some(Beside { document, turn: document.turns.get((*turns.get(own)?)?)? })
        };
        self.links.get(&document.id).into_iter().flatten().filter_map(there).collect()
    }

    /// What is said in other languages beside a quotation, each with what it is, so many characters at most.
    pub fn said(&self, corpus: &Corpus, quotation: &Quotation<'_>, most: usize) -> Vec<Translated> {
        let (document, coding) = (quotation.document, quotation.coding);
        let Some(turn) = quotation.turn.filter(|_| self.links.contains_key(&document.id)) else { return Vec::new() };
        let own = Positions::new(document.words(turn));
        let byte = |position: usize| own.byte(position.saturating_sub(turn.start));
        let (from, to) = (byte(coding.start), byte(coding.end));
        let beside = self.beside(corpus, document, coding.start);
        beside
            .iter()
            .map(|there| Translated {
                what: there.what(),
                text: cut_end(there.words_beside(own.text(), from, to), most),
            })
            .collect()
    }

    /// Quotations without those that a translation has of a turn whose original is quoted for the same code.
    pub fn once<'a>(&self, corpus: &'a Corpus, quotations: Vec<Quotation<'a>>) -> Vec<Quotation<'a>> {
        if self.links.is_empty() {
            return quotations;
        }
        let quoted: HashSet<(String, u32, String)> = quotations
            .iter()
            .filter_map(|one| Some((one.document.id.clone(), one.turn?.number, one.coding.code.clone())))
            .collect();
        let has_original = |one: &Quotation<'_>| {
            let Some(original) = &one.document.translation_of else { return false };
            let beside = self.beside(corpus, one.document, one.coding.start);
            beside
                .iter()
                .filter(|there| there.document.id == *original)
                .any(|there| quoted.contains(&(there.document.id.clone(), there.turn.number, one.coding.code.clone())))
        };
        let twice: Vec<bool> = quotations.iter().map(has_original).collect();
        quotations.into_iter().zip(twice).filter(|(_, twice)| !twice).map(|(one, _)| one).collect()
    }
}

/// Translations with their originals, where both are there.
fn pairs(corpus: &Corpus) -> Vec<(&Document, &Document)> {
    let by_id: HashMap<&str, &Document> =
        corpus.documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let pair = |translation| {
        let translation: &Document = translation;
        let original = by_id.get(translation.translation_of.as_deref()?)?;
        (original.id != translation.id).then_some((translation, *original))
    };
    corpus.documents.iter().filter_map(pair).collect()
}

/// Whoever speaks in a translation is who speaks in the original: a person is counted once. Only what documents.csv leaves open
/// is filled in.
pub fn inherit(corpus: &mut Corpus) {
    let parallel = Parallel::of(corpus);
    let mut found: Vec<(String, usize, String)> = Vec::new();
    for (translation, original) in pairs(corpus) {
        let Some((_, back)) =
            parallel.links.get(&translation.id).and_then(|links| links.iter().find(|(id, _)| *id == original.id))
        else {
            continue;
        };
        for (place, speaker) in translation.speakers.iter().enumerate().filter(|(_, speaker)| speaker.case.is_none()) {
            let own = translation.turns.iter().zip(back).filter(|(turn, _)| turn.speaker == Some(place));
            let cases: HashSet<&str> = own
                .filter_map(|(_, there)| original.turns.get((*there)?))
                .filter(|turn| original.role(turn) == speaker.role)
                .filter_map(|turn| original.case(turn))
                .collect();
            // Only where it is one and the same all through.
            if let (1, Some(case)) = (cases.len(), cases.into_iter().next()) {
                found.push((translation.id.clone(), place, case.to_owned()));
            }
        }
    }
    for (id, place, case) in found {
        if let Some(document) = corpus.documents.iter_mut().find(|document| document.id == id) {
            document.speakers[place].case = Some(case);
        }
    }
}

/// What is wrong between documents and their translations.
pub fn problems(corpus: &Corpus) -> Vec<Diagnostic> {
    const NAMED: usize = 5;
    let mut found = Vec::new();
    let place = |id: &str| Place::file("documents.csv").at(id.to_owned());
    for document in &corpus.documents {
        let Some(original) = &document.translation_of else { continue };
        let message = match corpus.document(original) {
            Some(known) if known.id == document.id => "it is called a translation of itself".to_owned(),
            Some(known) if known.translation_of.is_some() => {
                format!("it is called a translation of “{original}”, which is a translation too")
            }
            Some(_) => continue,
            None => format!("it is called a translation of “{original}”, which is not there"),
        };
        found.push(
            Diagnostic::error(message).in_place(place(&document.id)).hint("name the original under translation_of"),
        );
    }
    let parallel = Parallel::of(corpus);
    for (translation, original) in pairs(corpus) {
        if translation.turns.len() == original.turns.len() {
            continue;
        }
        let alone = |from: &Document, to: &Document| -> Vec<String> {
            let turns = parallel.links.get(&from.id).into_iter().flatten().find(|(id, _)| *id == to.id);
            let turns = turns.map_or(&[][..], |(_, turns)| turns.as_slice());
            from.turns
                .iter()
                .zip(turns)
                .filter(|(_, there)| there.is_none())
                .map(|(turn, _)| turn.number.to_string())
                .collect()
        };
        let named = |document: &Document, turns: Vec<String>| {
            let more = if turns.len() > NAMED { " …" } else { "" };
            let turns: Vec<String> = turns.into_iter().take(NAMED).collect();
            (!turns.is_empty()).then(|| format!("turn {} of {}", turns.join(", ") + more, document.id))
        };
        let sides = [named(original, alone(original, translation)), named(translation, alone(translation, original))];
        let sides: Vec<String> = sides.into_iter().flatten().collect();
        found.push(
            Diagnostic::warning(format!(
                "the original has {} turns and the translation {}; without one beside them: {}",
                original.turns.len(),
                translation.turns.len(),
                sides.join("; ")
            ))
            .in_place(place(&translation.id))
            .hint("let both begin a new turn at the same places; the others are put together in order"),
        );
    }
    found
}

/// For each turn the place of the one beside it.
fn aligned(ones: &[Turn], others: &[Turn], same_role: &dyn Fn(usize, usize) -> bool) -> Vec<Option<usize>> {
    /// More than this is no talk that somebody translated: then turns go by their numbers.
    const LARGEST: usize = 16_000_000;
    let by_number = || (0..ones.len()).map(|turn| Some(turn).filter(|turn| *turn < others.len())).collect();
    if ones.len() == others.len() || ones.len().saturating_mul(others.len()) > LARGEST {
        return by_number();
    }
    const ALONE: f64 = 0.7;
    // Languages differ in length; the middle turn says by how much, whatever was added to one of them.
    let middle = |turns: &[Turn]| {
        let mut lengths: Vec<usize> = turns.iter().map(|turn| turn.end - turn.start).collect();
        lengths.sort_unstable();
        lengths.get(lengths.len() / 2).copied().unwrap_or(1).max(1) as f64
    };
    let ratio = middle(ones) / middle(others);
    let price = |one: usize, other: usize| {
        let (a, b) =
            ((ones[one].end - ones[one].start) as f64, (others[other].end - others[other].start) as f64 * ratio);
        (a - b).abs() / (a + b).max(1.0) + if same_role(one, other) { 0.0 } else { 1.0 }
    };
    let columns = others.len() + 1;
    let mut cost = vec![0.0_f64; (ones.len() + 1) * columns];
    for row in 0..=ones.len() {
        for column in 0..=others.len() {
            let above = (row > 0).then(|| cost[(row - 1) * columns + column] + ALONE);
            let left = (column > 0).then(|| cost[row * columns + column - 1] + ALONE);
            let both =
                (row > 0 && column > 0).then(|| cost[(row - 1) * columns + column - 1] + price(row - 1, column - 1));
            let least = [above, left, both].into_iter().flatten().reduce(f64::min);
            cost[row * columns + column] = least.unwrap_or(0.0);
        }
    }
    let mut found = vec![None; ones.len()];
    let (mut row, mut column) = (ones.len(), others.len());
    while row > 0 && column > 0 {
        let here = cost[row * columns + column];
        if here == cost[(row - 1) * columns + column - 1] + price(row - 1, column - 1) {
            found[row - 1] = Some(column - 1);
            (row, column) = (row - 1, column - 1);
        } else if here == cost[(row - 1) * columns + column] + ALONE {
            row -= 1;
        } else {
            column -= 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::testing::document;
    use crate::model::{Case, Coding, CodingState};

    fn corpus(translated: &[(&str, &str)]) -> Corpus {
        let talk =
            [("Int", "Sut mae’r arian?"), ("P", "Does dim arian yma o gwbl."), ("Int", "Pam?"), ("P", "Wn i ddim.")];
        let mut original = document("d", &talk);
        original.language = Some("cy".into());
        let mut translation = document("d-en", translated);
        translation.translation_of = Some("d".into());
        translation.language = Some("en".into());
        for speaker in &mut translation.speakers {
            speaker.case = None;
        }
        let case = Case { id: "d".into(), ..Case::default() };
        Corpus { documents: vec![original, translation], cases: vec![case] }
    }

    const ENGLISH: [(&str, &str); 4] = [
        ("Int", "How is the money?"),
        ("P", "There is no money here at all."),
        ("Int", "Why?"),
        ("P", "I do not know."),
    ];

    fn beside(corpus: &Corpus, id: &str, turn: usize) -> Vec<String> {
        let document = corpus.document(id).unwrap();
        let found = Parallel::of(corpus).beside(corpus, document, document.turns[turn].start);
        found.iter().map(|there| format!("{} | {}", there.place(), there.words())).collect()
    }

    #[test]
    fn nothing_stands_beside_a_document_without_a_translation() {
        let corpus = Corpus { documents: vec![document("d", &[("P", "Yes.")])], cases: Vec::new() };
        assert!(beside(&corpus, "d", 0).is_empty() && problems(&corpus).is_empty());
    }

    #[test]
    fn turns_go_by_their_numbers_in_both_directions() {
        let corpus = corpus(&ENGLISH);
        assert_eq!(beside(&corpus, "d", 1), ["en: d-en, turn 2 | There is no money here at all."]);
        assert_eq!(beside(&corpus, "d-en", 3), ["cy: d, turn 4 | Wn i ddim."]);
        assert!(problems(&corpus).is_empty());
    }

    #[test]
    fn where_one_has_more_turns_the_others_are_put_together_in_order() {
        let mut more =
            vec![("Int", "[The interpreter introduces herself at some length, and what she does here today.]")];
        more.insert(0, ("Other", "Before we begin, let me say who I am and what I am going to do for you both."));
        more.extend(ENGLISH);
        let corpus = corpus(&more);
        assert_eq!(beside(&corpus, "d", 1), ["en: d-en, turn 4 | There is no money here at all."]);
        assert!(beside(&corpus, "d-en", 0).is_empty());
        let found = problems(&corpus);
        assert!(
            found[0].message.contains("4 turns and the translation 6")
                && found[0].message.contains("turn 1, 2 of d-en"),
            "{found:?}"
        );
    }

    #[test]
    fn who_speaks_in_a_translation_is_who_speaks_in_the_original() {
        let mut corpus = corpus(&ENGLISH);
        inherit(&mut corpus);
        let cases: Vec<Option<&str>> = corpus.documents[1].speakers.iter().map(|one| one.case.as_deref()).collect();
        assert_eq!(cases, [None, Some("d")]);
    }

    #[test]
    fn a_turn_that_is_coded_in_both_is_quoted_once() {
        let corpus = corpus(&ENGLISH);
        let coded = |place: usize, turn: usize| {
            let document = &corpus.documents[place];
            let turn = &document.turns[turn];
            let mut coding = Coding { id: format!("{place}-{}", turn.number), code: "x".into(), ..Coding::default() };
            crate::coding::Finder::new(document).anchor(&mut coding, turn.start, turn.end);
            coding
        };
        let codings = [coded(0, 1), coded(1, 1), coded(1, 3)];
        let book = crate::model::Codebook::default();
        let (found, _) = crate::coding::quotations(&corpus, &book, &codings, "x", CodingState::Accepted);
        let once = Parallel::of(&corpus).once(&corpus, found);
        let ids: Vec<&str> = once.iter().map(|one| one.coding.id.as_str()).collect();
        assert_eq!(ids, ["0-2", "1-4"]);
    }

    #[test]
    fn beside_a_quotation_stand_its_own_sentences_where_they_can_be_told_apart() {
        let mut corpus = corpus(&ENGLISH);
        let words = [("P", "Un peth. Dau beth! Tri?")];
        let translated = [("P", "One thing. Two things! Three?")];
        corpus.documents[0] = document("d", &words);
        let mut translation = document("d-en", &translated);
        (translation.translation_of, translation.language) = (Some("d".into()), Some("en".into()));
        corpus.documents[1] = translation;
        let said = |corpus: &Corpus, place: usize, exact: &str| {
            let document = &corpus.documents[place];
            let start = document.text[..document.text.find(exact).unwrap()].chars().count();
            let mut coding = Coding { id: "c".into(), code: "x".into(), ..Coding::default() };
            crate::coding::Finder::new(document).anchor(&mut coding, start, start + exact.chars().count());
            let codings = [coding];
            let book = crate::model::Codebook::default();
            let (found, _) = crate::coding::quotations(corpus, &book, &codings, "x", CodingState::Accepted);
            let said = Parallel::of(corpus).said(corpus, &found[0], 100);
            said.into_iter().map(|one| format!("{}: {}", one.what, one.text)).collect::<Vec<_>>()
        };
        assert_eq!(said(&corpus, 0, "Dau beth!"), ["Translation (en): Two things!"]);
        assert_eq!(said(&corpus, 0, "peth. Dau"), ["Translation (en): One thing. Two things!"]);
        assert_eq!(said(&corpus, 1, "Three?"), ["Original: Tri?"]);
        corpus.documents[1] = document("d-en", &[("P", "One thing, two things. Three?")]);
        corpus.documents[1].translation_of = Some("d".into());
        assert_eq!(said(&corpus, 0, "Tri?"), ["Translation: One thing, two things. Three?"]);
    }

    #[test]
    fn originals_that_are_none_are_said() {
        let mut corpus = corpus(&ENGLISH);
        corpus.documents[1].translation_of = Some("e".into());
        assert!(problems(&corpus)[0].message.contains("“e”, which is not there"));
        corpus.documents[1].translation_of = Some("d-en".into());
        assert!(problems(&corpus)[0].message.contains("of itself"));
    }
}
