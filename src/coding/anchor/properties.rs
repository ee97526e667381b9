//! What anchors promise, tried on texts that are edited at random.

use proptest::prelude::*;

use super::*;
use crate::coding::testing::{document, hash};

/// A sentence of a talk: who it is, whatever is said, and what it says.
#[derive(Debug, Clone, PartialEq)]
struct Sentence {
    own: usize,
    words: String,
}

/// What somebody does to a transcript.
#[derive(Debug, Clone)]
enum Edit {
    Insert(prop::sample::Index, String),
    Delete(prop::sample::Index),
    Exchange(prop::sample::Index, prop::sample::Index),
    Reverse,
    Rotate(prop::sample::Index),
}

/// How a transcript is set.
#[derive(Debug, Clone, Copy)]
struct Setting {
    /// A turn has so many sentences.
    turn: usize,
    between: &'static str,
    quotes: bool,
    label: &'static str,
}

const PLAIN: Setting = Setting { turn: 3, between: " ", quotes: false, label: "P" };

fn settings() -> impl Strategy<Value = Setting> {
    let between = prop::sample::select(vec![" ", "\n", "\u{a0}", "  "]);
    let label = prop::sample::select(vec!["P", "Participant 12"]);
    (1_usize..6, between, any::<bool>(), label).prop_map(|(turn, between, quotes, label)| Setting {
        turn,
        between,
        quotes,
        label,
    })
}

fn edits(words: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<Edit>> {
    let index = any::<prop::sample::Index>;
    let edit = prop_oneof![
        (index(), words).prop_map(|(place, words)| Edit::Insert(place, words)),
        index().prop_map(Edit::Delete),
        (index(), index()).prop_map(|(one, other)| Edit::Exchange(one, other)),
        Just(Edit::Reverse),
        index().prop_map(Edit::Rotate),
    ];
    prop::collection::vec(edit, 0..6)
}

/// Sentences of a few words out of few: many are said more than once.
fn repeated() -> impl Strategy<Value = String> {
    let said = ["Yes.", "No, not really.", "There is no money.", "We ‘tried’ it once.", "Well, yes and no."];
    prop::sample::select(said.to_vec()).prop_map(str::to_owned)
}

fn numbered(words: Vec<String>) -> Vec<Sentence> {
    words.into_iter().enumerate().map(|(own, words)| Sentence { own, words }).collect()
}

/// Sentences of which none is said twice.
fn unlike() -> impl Strategy<Value = Vec<Sentence>> {
    prop::collection::vec(prop::collection::vec("[a-zé’]{1,7}", 0..7), 1..14).prop_map(|all| {
        let told = |(number, words): (usize, &Vec<String>)| format!("Nr{number}q {}.", words.join(" "));
        numbered(all.iter().enumerate().map(told).collect())
    })
}

fn edited(talk: &[Sentence], edits: &[Edit]) -> Vec<Sentence> {
    let mut talk = talk.to_vec();
    for (number, edit) in edits.iter().enumerate() {
        match edit {
            Edit::Insert(place, words) => {
                let sentence = Sentence { own: 1_000 + number, words: words.clone() };
                talk.insert(place.index(talk.len() + 1), sentence);
            }
            _ if talk.is_empty() => {}
            Edit::Delete(place) => drop(talk.remove(place.index(talk.len()))),
            Edit::Exchange(one, other) => {
                let (one, other) = (one.index(talk.len()), other.index(talk.len()));
                talk.swap(one, other);
            }
            Edit::Reverse => talk.reverse(),
            Edit::Rotate(by) => {
                let by = by.index(talk.len());
                talk.rotate_left(by);
            }
        }
    }
    talk
}

/// A talk as a document, with where each of its sentences stands.
fn set(talk: &[Sentence], setting: Setting) -> (Document, Vec<(usize, usize, usize)>) {
    let mut document = document("d", &[]);
    let mut places = Vec::new();
    let mut length = 0;
    for (turn, sentences) in talk.chunks(setting.turn).enumerate() {
        let label = if turn.is_multiple_of(2) { "Int" } else { setting.label };
        let head = format!("{}{label}: ", if turn > 0 { "\n\n" } else { "" });
        length += head.chars().count();
        document.text.push_str(&head);
        for (nth, sentence) in sentences.iter().enumerate() {
            let words =
                if setting.quotes { sentence.words.replace(['‘', '’'], "'") } else { sentence.words.clone() };
            if nth > 0 {
                document.text.push_str(setting.between);
                length += setting.between.chars().count();
            }
            places.push((sentence.own, length, length + words.chars().count()));
            length += words.chars().count();
            document.text.push_str(&words);
        }
    }
    document.hash = hash(&document.text);
    (document, places)
}

/// A coding on every sentence.
fn all_coded(document: &Document, places: &[(usize, usize, usize)]) -> Vec<Coding> {
    let finder = Finder::new(document);
    let coded = |&(own, start, end): &(usize, usize, usize)| {
        let mut coding = Coding { id: own.to_string(), code: "x".into(), coder: "asha".into(), ..Coding::default() };
        finder.anchor(&mut coding, start, end);
        coding
    };
    places.iter().map(coded).collect()
}

fn corpus(document: &Document) -> Corpus {
    Corpus { documents: vec![document.clone()], cases: Vec::new() }
}

fn folded(words: &str) -> String {
    Folded::new(words.trim(), Case::Kept).text().to_owned()
}

/// How many characters around a place are those that were kept around the words, counted plainly.
fn likeness(document: &Document, (start, end): (usize, usize), coding: &Coding) -> usize {
    let before: String = document.text.chars().take(start).collect();
    let after: String = document.text.chars().skip(end).collect();
    let folded = |text: &str| Folded::new(text, Case::Kept).text().to_owned();
    let alike = |(one, other): &(char, char)| one == other;
    let ahead = folded(&before).chars().rev().zip(folded(&coding.prefix).chars().rev()).take_while(alike).count();
    ahead + folded(&after).chars().zip(folded(&coding.suffix).chars()).take_while(alike).count()
}

/// What holds of every coding after any edit: none is lost, and each stands on words of the text as it is, or is named.
fn is_whole(codings: &[Coding], settled: &Settled, document: &Document) -> Result<(), TestCaseError> {
    let mut ids: Vec<&str> = settled.codings.iter().chain(&settled.orphans).map(|coding| coding.id.as_str()).collect();
    let mut wanted: Vec<&str> = codings.iter().map(|coding| coding.id.as_str()).collect();
    ids.sort_unstable();
    wanted.sort_unstable();
    prop_assert_eq!(ids, wanted);
    for coding in &settled.codings {
        prop_assert_eq!(document.slice(coding.start, coding.end), coding.exact.as_str());
        prop_assert_eq!(&coding.hash, &document.hash);
    }
    for id in settled.moved.iter().chain(settled.orphans.iter().map(|orphan| &orphan.id)) {
        prop_assert!(
            settled.noticed.iter().any(|one| one.message.contains(&format!("coding {id} "))),
            "{id} is not named"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Where no two sentences are alike: what is placed without a question stands where its sentence went; what is still said
    /// is never an orphan; what was taken out is never placed without a question.
    #[test]
    fn a_coding_stands_where_its_sentence_went(talk in unlike(), edits in edits("[a-z]{2,9} [a-z ]{0,30}\\."), setting in settings()) {
        let (before, places) = set(&talk, PLAIN);
        let codings = all_coded(&before, &places);
        let (after, now) = set(&edited(&talk, &edits), setting);
        let settled = settle(&corpus(&after), &codings);
        is_whole(&codings, &settled, &after)?;
        for coding in &settled.codings {
            let own: usize = coding.id.parse().unwrap();
            let place = now.iter().find(|(other, ..)| *other == own).map(|&(_, start, end)| (start, end));
            let is_asked = settled.moved.contains(&coding.id);
            prop_assert!(is_asked || place == Some((coding.start, coding.end)), "{} went astray", own);
            if place.is_some() {
                prop_assert_eq!(folded(&coding.exact), folded(&talk[own].words));
            }
        }
        for orphan in &settled.orphans {
            let own: usize = orphan.id.parse().unwrap();
            prop_assert!(now.iter().all(|(other, ..)| *other != own), "{} is still said", own);
        }
    }

    /// Where sentences are said again and again: a place is taken without a question only where it looks more like the one that
    /// was coded than any other place with these words does.
    #[test]
    fn an_ambiguous_place_is_never_guessed(said in prop::collection::vec(repeated(), 1..14), edits in edits(repeated()), setting in settings()) {
        let talk = numbered(said);
        let (before, places) = set(&talk, PLAIN);
        let codings = all_coded(&before, &places);
        let (after, now) = set(&edited(&talk, &edits), setting);
        let settled = settle(&corpus(&after), &codings);
        is_whole(&codings, &settled, &after)?;
        if after.hash == before.hash {
            prop_assert!(settled.moved.is_empty() && settled.codings == codings);
            return Ok(());
        }
        let finder = Finder::new(&after);
        for coding in settled.codings.iter().filter(|coding| !settled.moved.contains(&coding.id)) {
            let was = codings.iter().find(|was| was.id == coding.id).unwrap();
            let taken = likeness(&after, (coding.start, coding.end), was);
            for span in finder.occurrences(&was.exact) {
                let place = finder.code_points(span);
                prop_assert!(place.0 == coding.start || likeness(&after, place, was) < taken, "{} or elsewhere", coding.id);
            }
        }
        // What is still said is at least offered.
        for orphan in &settled.orphans {
            let own: usize = orphan.id.parse().unwrap();
            prop_assert!(now.iter().all(|(other, ..)| *other != own), "{} is still said", own);
        }
    }

    /// Edited and edited back: whatever was placed without a question both times has the anchor that it had.
    #[test]
    fn there_and_back_gives_the_same_anchors(talk in unlike(), edits in edits("[a-z]{2,9} [a-z ]{0,30}\\."), setting in settings()) {
        let (before, places) = set(&talk, PLAIN);
        let codings = all_coded(&before, &places);
        let (after, _) = set(&edited(&talk, &edits), setting);
        let there = settle(&corpus(&after), &codings);
        let back = settle(&corpus(&before), &there.codings);
        is_whole(&there.codings, &back, &before)?;
        for coding in &back.codings {
            let is_asked = there.moved.contains(&coding.id) || back.moved.contains(&coding.id);
            let was = codings.iter().find(|was| was.id == coding.id).unwrap();
            prop_assert!(is_asked || coding == was, "{:?} was {:?}", coding, was);
        }
        // What nobody wrote anew needs no way back at all.
        let unwritten = settle(&corpus(&before), &codings);
        prop_assert!(unwritten.codings == codings && unwritten.noticed.is_empty());
    }

    /// An edit somewhere else leaves a coding alone: what stands at least a context away from every change is not asked about.
    #[test]
    fn an_edit_far_away_asks_nothing(talk in unlike(), ahead in prop::collection::vec("[a-z]{2,9} [a-z ]{0,30}\\.", 0..4), setting in 1_usize..6) {
        let one_turn = Setting { turn: 100, ..PLAIN };
        let (before, places) = set(&talk, one_turn);
        let codings = all_coded(&before, &places);
        let mut more: Vec<Sentence> =
            ahead.into_iter().enumerate().map(|(number, words)| Sentence { own: 1_000 + number, words }).collect();
        more.extend(talk.iter().cloned());
        let (after, now) = set(&more, Setting { turn: 100, between: if setting > 3 { "\n" } else { " " }, ..PLAIN });
        let settled = settle(&corpus(&after), &codings);
        // At the beginning of the text itself another context stands before.
        for coding in codings.iter().filter(|coding| coding.start > 3 + CONTEXT) {
            prop_assert!(!settled.moved.contains(&coding.id), "{} is asked about", coding.id);
            let found = settled.codings.iter().find(|found| found.id == coding.id).unwrap();
            prop_assert!(now.iter().any(|&(own, start, end)| own.to_string() == found.id && (start, end) == (found.start, found.end)));
        }
    }
}
