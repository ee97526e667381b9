//! What counts as a name, and that nothing else changes.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::anchor::Finder;
use super::super::testing::document;
use super::*;
use crate::model::{Coding, Corpus, Document};

fn row(name: &str, pseudonym: &str) -> Pseudonym {
    Pseudonym { name: name.into(), pseudonym: Some(pseudonym.into()), ..Pseudonym::default() }
}

fn key(rows: &[(&str, &str)]) -> Pseudonyms {
    Pseudonyms::new(rows.iter().map(|(name, words)| row(name, words)).collect(), BTreeSet::new()).unwrap()
}

fn shows(rows: &[(&str, &str)], text: &str) -> String {
    replace(text, &key(rows)).0
}

#[test]
fn an_empty_key_and_an_empty_text_change_nothing() {
    assert_eq!(shows(&[], "Maureen came."), "Maureen came.");
    assert_eq!(shows(&[("Maureen", "Jean")], ""), "");
    assert!(key(&[]).is_empty());
    let undecided = Pseudonym { name: "Ann".into(), ..Pseudonym::default() };
    assert!(Pseudonyms::new(vec![undecided], BTreeSet::new()).unwrap().is_empty());
}

#[test]
fn a_name_inside_another_word_stays() {
    let key = [("Ann", "Eve"), ("Art", "Bob"), ("ann", "eve"), ("", "x")];
    for same in ["Annual plan", "Joann", "Ann_1", "Artist", "ANNUAL", "Hann", "AnnX"] {
        assert_eq!(shows(&key, same), same);
    }
}

#[test]
fn possessives_and_shortened_verbs_keep_their_ending() {
    let key = [("Maureen", "Jean"), ("James", "Colin")];
    for (before, after) in [
        ("Maureen’s forum, Maureen's, Maureen`s, Maureen‘s", "Jean’s forum, Jean's, Jean`s, Jean‘s"),
        ("Maureen’ll and Maureen’d and Maureen’ve", "Jean’ll and Jean’d and Jean’ve"),
        ("James’s car", "Colin’s car"),
        ("James’ car", "Colin’s car"),
        (
            "“Maureen”, (Maureen), Maureen-led, non-Maureen, Maureen/James",
            "“Jean”, (Jean), Jean-led, non-Jean, Jean/Colin",
        ),
        ("It was Maureen. Maureen! Maureen…", "It was Jean. Jean! Jean…"),
    ] {
        assert_eq!(shows(&key, before), after);
    }
}

#[test]
fn of_overlapping_names_the_longest_is_meant() {
    let key = [("Ann", "Eve"), ("Ann Marie", "Ida Lou"), ("Marie", "Lou")];
    assert_eq!(shows(&key, "Ann, Marie, Ann Marie, Ann-Marie, Marie Ann"), "Eve, Lou, Ida Lou, Ida Lou, Lou Eve");
}

#[test]
fn hyphens_apostrophes_and_accents_do_not_matter_where_the_key_is_plain() {
    let key = [("Sian O'Neill", "Meg Byrne"), ("Jean-Luc Müller", "Marc Weber"), ("Zoë", "Amy")];
    for (before, after) in [
        ("Siân O’Neill, Sian O`Neill, SIAN O'NEILL", "Meg Byrne, Meg Byrne, MEG BYRNE"),
        ("Jean‑Luc Müller, Jean–Luc Muller, Jean-Luc Mu\u{308}ller", "Marc Weber, Marc Weber, Marc Weber"),
        ("Zoe, Zoë and Zoe\u{308}", "Amy, Amy and Amy"),
    ] {
        assert_eq!(shows(&key, before), after);
    }
}

#[test]
fn a_name_over_two_lines_is_one_name() {
    let key = [("Maureen Tully", "Jean Marsh")];
    assert_eq!(shows(&key, "So Maureen\nTully came"), "So Jean\nMarsh came");
    assert_eq!(shows(&key, "So Maureen\u{a0}Tully and Maureen  Tully came"), "So Jean Marsh and Jean Marsh came");
    assert_eq!(shows(&key, "I met Maureen.\n\nTully: yes"), "I met Jean.\n\nMarsh: yes");
}

#[test]
fn given_names_and_surnames_alone_follow_unless_two_people_have_them() {
    let names = [("Maureen Tully", "Jean Marsh"), ("Maureen Oyelaran", "Ruth Adeyemi")];
    let both = key(&names);
    let (text, _) = replace("Maureen asked Mrs Tully and Ms. Oyelaran.", &both);
    assert_eq!(text, "Maureen asked Mrs Marsh and Ms. Adeyemi.");
    let doubtful: Vec<&str> = both.doubtful().iter().map(|name| name.name.as_str()).collect();
    assert_eq!(doubtful, ["Maureen"]);
    assert_eq!(shows(&names[..1], "Maureen; the Tullys; Dr Tully’s"), "Jean; the Marshes; Dr Marsh’s");
    let full = Pseudonym { full: true, ..row("Maureen Tully", "Jean Marsh") };
    assert_eq!(replace("Maureen", &Pseudonyms::new(vec![full], BTreeSet::new()).unwrap()).1, 0);
}

#[test]
fn a_common_word_is_a_name_only_where_nothing_else_explains_its_capital() {
    let key_rows = [("Will", "Tom"), ("May", "Ida")];
    for (before, after) in [
        ("Will you come? May I?", "Will you come? May I?"),
        ("I asked Will and May.", "I asked Tom and Ida."),
        ("we will, we may", "we will, we may"),
        ("Will: May I?", "Tom: May I?"),
        (
            "In May 2021, 3 May, May 4, mid-May; with May in May.",
            "In May 2021, 3 May, May 4, mid-May; with Ida in May.",
        ),
    ] {
        assert_eq!(shows(&key_rows, before), after);
    }
    let always = Pseudonym { always: true, ..row("Will", "Tom") };
    assert_eq!(replace("Will came.", &Pseudonyms::new(vec![always], BTreeSet::new()).unwrap()).0, "Tom came.");
}

#[test]
fn other_forms_are_replaced_as_the_key_lists_them() {
    let forms =
        Pseudonym { forms: vec![("Oli".into(), "Ewy".into()), ("Olą".into(), "Ewą".into())], ..row("Ola", "Ewa") };
    let listed = Pseudonyms::new(vec![forms], BTreeSet::new()).unwrap();
    assert_eq!(replace("Ola, Oli, z Olą, Olek", &listed).0, "Ewa, Ewy, z Ewą, Olek");
    let endings = Pseudonym { inflected: true, ..row("Lang", "Berg") };
    let ending = Pseudonyms::new(vec![endings], BTreeSet::new()).unwrap();
    assert_eq!(replace("Langs Haus, bei Langen, Langsam", &ending).0, "Bergs Haus, bei Bergen, Langsam");
}

#[test]
fn a_name_inside_an_address_is_replaced_too() {
    assert_eq!(shows(&[("maureen", "jean")], "maureen@example.org"), "jean@example.org");
    assert_eq!(shows(&[("Maureen", "Jean")], "Maureen.Tully@example.org"), "Jean.Tully@example.org");
}

#[test]
fn names_change_places_and_a_pseudonym_is_not_replaced_again() {
    assert_eq!(shows(&[("Ann", "Ben"), ("Ben", "Ann")], "Ann and Ben"), "Ben and Ann");
}

#[test]
fn what_is_cut_out_of_a_shown_document_has_no_second_half_of_a_name() {
    let talk = document("d", &[("Int", "Who?"), ("Maureen Tully", "I say Maureen Tully does it. Ask Tully.")]);
    let mut half = Coding { id: "c".into(), ..Coding::default() };
    let start = talk.turns[1].start + "I say Maureen ".len();
    Finder::new(&talk).anchor(&mut half, start, start + "Tully".len());
    let corpus = Corpus { documents: vec![talk], cases: Vec::new() };
    let shown = shown(&corpus, &[half], &key(&[("Maureen Tully", "Jean Marsh")]));
    let coding = &shown.codings[0];
    assert_eq!((coding.exact.as_str(), coding.prefix.ends_with("I say ")), ("Jean Marsh", true));
    assert!(coding.suffix.starts_with(" does it"));
    assert_eq!(shown.corpus.documents[0].speakers[1].label, "Jean Marsh");
    assert_eq!(shown.corpus.documents[0].text, "Int: Who?\n\nJean Marsh: I say Jean Marsh does it. Ask Marsh.");
    assert_eq!(shown.replaced, 3);
}

/// Names of the property tests, with overlaps and an accent.
const NAMES: [(&str, &str); 7] = [
    ("Ann", "Eve"),
    ("Ann Marie", "Ida Lou"),
    ("Marie", "Lou"),
    ("Maureen Tully", "Jean Marsh"),
    ("Siân", "Megan"),
    ("O'Neill", "Byrne"),
    ("Saltley", "[town]"),
];

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "Ann",
            "Ann Marie",
            "Marie",
            "Maureen Tully",
            "Maureen",
            "Tully",
            "Siân",
            "Sian",
            "O’Neill",
            "O'Neill",
            "Saltley",
            "ANN",
            "MAUREEN TULLY",
            "Annual",
            "Eve",
            "Lou",
            "we",
            "don’t",
            "é",
            "…",
            "“",
            "”",
            "’s",
            "s",
            ".",
            ",",
            "-",
            "\n",
            "(",
            ")",
        ])
        .prop_map(str::to_owned),
        "[a-zéA-Z'’ .-]{0,6}",
    ];
    let blank = proptest::sample::select(vec!["", " ", " ", " ", "\n"]);
    proptest::collection::vec((piece, blank), 0..30)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, blank)| piece + blank).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_name_is_left_and_twice_changes_nothing(text in texts()) {
        // Pseudonyms in the text are somebody’s real names, and so nothing of them is said here.
        let key = key(&NAMES);
        let (once, _) = replace(&text, &key);
        let left = key.key("").find(&once);
        prop_assert!(left.is_empty(), "{once:?}: {left:?}");
        prop_assert_eq!(&replace(&once, &key).0, &once);
    }

    #[test]
    fn what_is_no_name_stays_and_the_way_back_leads_back(words in proptest::collection::vec(texts(), 1..4)) {
        let key = key(&NAMES);
        let turns: Vec<(&str, &str)> = words.iter().map(|words| ("Ann", words.as_str())).collect();
        let original = document("d", &turns);
        let renamed = rename::document(&original, key.key(""));
        let (old, new): (Vec<char>, Vec<char>) = (original.text.chars().collect(), renamed.document.text.chars().collect());
        let (mut from, mut to) = (0, 0);
        for span in renamed.map.spans() {
            prop_assert_eq!(&old[from..span.old.0], &new[to..span.new.0]);
            (from, to) = (span.old.1, span.new.1);
        }
        prop_assert_eq!(&old[from..], &new[to..]);
        let way = renamed.map.reversed();
        for place in 0..=old.len() {
            let outside = renamed.map.spans().iter().all(|span| place <= span.old.0 || span.old.1 <= place);
            // Where two names touch, or one was replaced by nothing, either edge will do.
            if outside {
                prop_assert_eq!(way.end(renamed.map.end(place)).max(way.start(renamed.map.start(place))), place);
            }
        }
        for (turn, old_turn) in renamed.document.turns.iter().zip(&original.turns) {
            prop_assert_eq!(turn.number, old_turn.number);
            prop_assert!(turn.start <= turn.end && turn.end <= new.len());
        }
    }

    #[test]
    fn codings_stand_on_the_same_words(words in texts(), at in 0_usize..200, length in 1_usize..60) {
        let key = key(&NAMES);
        let talk = document("d", &[("P", &words)]);
        let count = talk.text.chars().count();
        let (start, end) = (at.min(count), (at + length).min(count));
        let mut coding = Coding { id: "c".into(), ..Coding::default() };
        Finder::new(&talk).anchor(&mut coding, start, end);
        let corpus = Corpus { documents: vec![talk], cases: Vec::new() };
        let shown = shown(&corpus, &[coding.clone()], &key);
        let (now, renamed) = (&shown.codings[0], &shown.corpus.documents[0]);
        prop_assert_eq!(renamed.slice(now.start, now.end), now.exact.as_str());
        prop_assert_eq!(&now.hash, &Document::hash_of(&renamed.text));
        let back = taken::codings(shown.codings.clone(), &shown, &corpus, &[coding.clone()]);
        prop_assert!(back[0].start <= start && back[0].end >= end);
    }
}
