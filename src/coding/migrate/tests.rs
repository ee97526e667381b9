//! Codebooks that change under codings.

use proptest::prelude::*;

use super::*;
use crate::model::{Document, Rule};

fn code(id: &str, parent: Option<&str>) -> Code {
    Code {
        id: id.into(),
        name: id.to_uppercase(),
        parent: parent.map(str::to_owned),
        examples: vec![format!("an example of {id}")],
        rules: vec![Rule { phrases: vec![id.into()], ..Rule::default() }],
        ..Code::default()
    }
}

fn codebook() -> Codebook {
    let codes = vec![
        code("support", None),
        code("money", Some("support")),
        code("grants", Some("money")),
        code("time", Some("support")),
        code("joy", None),
    ];
    Codebook { codes, ..Codebook::default() }
}

fn coding(id: &str, coder: &str, code: &str, span: (usize, usize)) -> Coding {
    Coding {
        id: id.into(),
        document: "d".into(),
        start: span.0,
        end: span.1,
        code: code.into(),
        coder: coder.into(),
        exact: "x".repeat(span.1 - span.0),
        ..Coding::default()
    }
}

fn ids(migrated: &Migrated) -> Vec<&str> {
    migrated.codes.iter().map(|code| code.entry.id.as_str()).collect()
}

fn entry<'a>(migrated: &'a Migrated, id: &str) -> &'a Code {
    &migrated.codes.iter().find(|code| code.entry.id == id).unwrap().entry
}

#[test]
fn without_codes_there_is_nothing_to_change() {
    let none = Codebook::default();
    assert!(rename(&none, &[], "a", "b", None).is_err());
    assert!(merge(&none, &[], &["a".into()], "b").is_err());
    assert!(retire(&none, &[], "a").is_err());
    assert!(split(&none, &[], "a", &[("b".into(), None), ("c".into(), None)]).is_err());
}

#[test]
fn a_new_id_goes_to_all_codings_of_all_coders_and_their_own_ids_stay() {
    let codings = [
        coding("d-money", "asha", "money", (0, 5)),
        Coding { state: CodingState::Rejected, ..coding("d-money-2", "rules", "money", (6, 9)) },
        coding("d-joy", "tom", "joy", (0, 5)),
    ];
    let migrated = rename(&codebook(), &codings, "money", "funding", Some("Funding")).unwrap();
    assert_eq!(ids(&migrated), ["support", "funding", "grants", "time", "joy"]);
    let funding = entry(&migrated, "funding");
    assert_eq!((funding.name.as_str(), funding.replaces.as_slice()), ("Funding", &["money".to_owned()][..]));
    assert_eq!(entry(&migrated, "grants").parent.as_deref(), Some("funding"));
    let now: Vec<(&str, &str)> =
        migrated.codings.iter().map(|coding| (coding.id.as_str(), coding.code.as_str())).collect();
    assert_eq!(now, [("d-money", "funding"), ("d-money-2", "funding"), ("d-joy", "joy")]);
    assert_eq!(migrated.replayed, BTreeMap::from([("asha".into(), 1), ("rules".into(), 1)]));

    // And back: the id that it once had is its own to take.
    let codebook =
        Codebook { codes: migrated.codes.into_iter().map(|code| code.entry).collect(), ..Codebook::default() };
    let back = rename(&codebook, &migrated.codings, "funding", "money", None).unwrap();
    assert_eq!(
        (back.codings.as_slice(), entry(&back, "money").replaces.as_slice()),
        (&codings[..], &["funding".to_owned()][..])
    );
}

#[test]
fn an_id_that_is_taken_was_anothers_or_is_none_is_refused() {
    let mut codebook = codebook();
    codebook.codes[4].replaces.push("fun".into());
    for (new, why) in [("time", "already"), ("fun", "took its place"), ("a b", "not an id"), ("", "not an id")] {
        let error = rename(&codebook, &[], "money", new, None).unwrap_err();
        assert!(error.to_string().contains(why), "{new}: {error}");
    }
    assert!(rename(&codebook, &[], "monye", "x", None).unwrap_err().to_string().contains("monye"));
    assert!(rename(&codebook, &[], "money", "money", None).is_err());
}

#[test]
fn codes_that_become_one_leave_their_rules_examples_and_what_stood_below() {
    let codings = [
        Coding { memo: Some("one".into()), ..coding("a", "asha", "money", (0, 5)) },
        Coding { memo: Some("two".into()), ..coding("b", "asha", "time", (0, 5)) },
        coding("c", "asha", "time", (3, 9)),
        coding("e", "tom", "time", (0, 5)),
    ];
    let migrated = merge(&codebook(), &codings, &["money".into(), "time".into()], "time").unwrap();
    assert_eq!(ids(&migrated), ["support", "grants", "time", "joy"]);
    let time = entry(&migrated, "time");
    assert_eq!((time.examples.len(), time.rules.len(), time.replaces.as_slice()), (2, 2, &["money".to_owned()][..]));
    assert_eq!(entry(&migrated, "grants").parent.as_deref(), Some("time"));
    let left: Vec<&str> = migrated.codings.iter().map(|coding| coding.id.as_str()).collect();
    assert_eq!(left, ["a", "c", "e"]);
    assert_eq!(migrated.codings[0].memo.as_deref(), Some("one; two"));
    assert_eq!(migrated.doubled[0].0.id, "b");
    assert_eq!(migrated.to_look_at.iter().map(|(coding, _)| coding.id.as_str()).collect::<Vec<_>>(), ["c"]);
}

#[test]
fn merging_into_what_stands_below_makes_no_cycle() {
    let migrated = merge(&codebook(), &[], &["support".into(), "money".into()], "grants").unwrap();
    assert_eq!(ids(&migrated), ["grants", "time", "joy"]);
    assert_eq!(entry(&migrated, "grants").parent, None);
    assert_eq!(entry(&migrated, "time").parent.as_deref(), Some("grants"));
    assert!(merge(&codebook(), &[], &["joy".into()], "joy").is_err());
}

#[test]
fn what_was_accepted_outlives_what_was_rejected() {
    let rejected = Coding { state: CodingState::Rejected, ..coding("a", "asha", "money", (0, 5)) };
    let migrated =
        merge(&codebook(), &[rejected, coding("b", "asha", "time", (0, 5))], &["money".into()], "time").unwrap();
    assert_eq!((migrated.codings.len(), migrated.codings[0].id.as_str()), (1, "b"));
    assert_eq!(migrated.codings[0].state, CodingState::Accepted);
}

#[test]
fn a_code_is_given_up_with_what_it_meant_and_only_when_nothing_stands_below() {
    let codings = [coding("a", "asha", "joy", (0, 5))];
    let migrated = retire(&codebook(), &codings, "joy").unwrap();
    assert!(migrated.retires("joy") && migrated.codings == codings && migrated.to_look_at.len() == 1);
    assert!(retire(&codebook(), &[], "money").unwrap_err().to_string().contains("grants"));
    let codebook =
        Codebook { codes: migrated.codes.into_iter().map(|code| code.entry).collect(), ..Codebook::default() };
    assert!(retire(&codebook, &[], "joy").is_err());
}

#[test]
fn a_code_comes_apart_once_everything_is_shared_out() {
    let codings = [
        coding("a", "asha", "joy", (0, 5)),
        coding("b", "asha", "joy", (6, 9)),
        Coding { state: CodingState::Candidate, ..coding("c", "rules", "joy", (0, 2)) },
        coding("e", "tom", "joy", (0, 5)),
    ];
    let into = [("play".to_owned(), None), ("big-laugh".to_owned(), None)];
    let begun = split(&codebook(), &codings, "joy", &into).unwrap();
    assert_eq!(ids(&begun)[4..], ["joy", "play", "big-laugh"]);
    assert_eq!(entry(&begun, "big-laugh").name, "Big laugh");
    assert_eq!((begun.to_look_at.len(), begun.codings == codings), (3, true));
    assert!(split(&codebook(), &codings, "joy", &into[..1]).is_err());

    let codebook = Codebook { codes: begun.codes.into_iter().map(|code| code.entry).collect(), ..Codebook::default() };
    let corpus = Corpus { documents: vec![Document { id: "d".into(), ..Document::default() }], cases: Vec::new() };
    let both = Share::Codes(vec!["play".into(), "big-laugh".into()]);
    let mut decided = BTreeMap::from([("a".to_owned(), both), ("b".to_owned(), Share::Nothing)]);
    let half = share_out(&codebook, &corpus, &codings, "joy", &decided).unwrap();
    assert!(!half.retires("joy") && half.to_look_at.len() == 1);
    let of = |migrated: &Migrated, id: &str| migrated.codings.iter().find(|coding| coding.id == id).unwrap().clone();
    assert_eq!((of(&half, "a").code.as_str(), of(&half, "d-big-laugh").code.as_str()), ("play", "big-laugh"));
    assert_eq!(of(&half, "b").state, CodingState::Rejected);

    decided.insert("e".into(), Share::Codes(vec!["play".into()]));
    let whole = share_out(&codebook, &corpus, &codings, "joy", &decided).unwrap();
    assert!(whole.retires("joy") && whole.to_look_at.is_empty());
    decided.insert("e".into(), Share::Codes(vec!["joy".into()]));
    assert!(!share_out(&codebook, &corpus, &codings, "joy", &decided).unwrap().retires("joy"));
    decided.insert("e".into(), Share::Codes(vec!["fun".into()]));
    assert!(share_out(&codebook, &corpus, &codings, "joy", &decided).is_err());
}

fn any_codings() -> impl Strategy<Value = Vec<Coding>> {
    let names = prop::sample::select(vec!["support", "money", "grants", "time", "joy"]);
    let states = prop::sample::select(vec![CodingState::Accepted, CodingState::Candidate, CodingState::Rejected]);
    let one = (names, states, prop::sample::select(vec!["asha", "tom"]), 0_usize..6, 1_usize..4);
    prop::collection::vec(one, 0..30).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(number, (code, state, coder, start, length))| Coding {
            state,
            ..coding(&format!("c{number}"), coder, code, (start, start + length))
        });
        made.collect()
    })
}

proptest! {
    #[test]
    fn nothing_is_lost_when_codes_become_one(
        codings in any_codings(),
        from in prop::sample::subsequence(vec!["support", "money", "grants", "time", "joy"], 1..4),
        into in prop::sample::select(vec!["support", "money", "grants", "time", "joy"]),
    ) {
        let merged: Vec<String> = from.iter().map(|id| (*id).to_owned()).collect();
        prop_assume!(from.iter().any(|id| *id != into));
        let migrated = merge(&codebook(), &codings, &merged, into).unwrap();
        // Each coding is there by its id, or its double is.
        prop_assert_eq!(migrated.codings.len() + migrated.doubled.len(), codings.len());
        let codes: Vec<Code> = migrated.codes.iter().map(|code| code.entry.clone()).collect();
        let after = Codebook { codes, ..Codebook::default() };
        for coding in &migrated.codings {
            prop_assert!(after.code(&coding.code).is_some());
        }
        // Whoever said it in these words still does, and no category is below itself.
        for was in codings.iter().filter(|coding| coding.state == CodingState::Accepted) {
            let code = if from.contains(&was.code.as_str()) { into } else { was.code.as_str() };
            prop_assert!(migrated.codings.iter().any(|now| now.coder == was.coder
                && now.code == code && (now.start, now.end) == (was.start, was.end) && now.state == was.state));
        }
        for code in &after.codes {
            let mut above = code.parent.clone();
            for _ in 0..after.codes.len() {
                prop_assert!(above.as_deref() != Some(code.id.as_str()));
                above = above.and_then(|id| after.code(&id).and_then(|code| code.parent.clone()));
            }
            prop_assert!(above.is_none());
        }
    }

    #[test]
    fn a_new_id_and_back_again_changes_no_coding(codings in any_codings()) {
        let there = rename(&codebook(), &codings, "money", "funds", None).unwrap();
        prop_assert!(there.codings.iter().all(|coding| coding.code != "money"));
        let codebook = Codebook { codes: there.codes.into_iter().map(|code| code.entry).collect(), ..Codebook::default() };
        let back = rename(&codebook, &there.codings, "funds", "money", None).unwrap();
        prop_assert_eq!(back.codings, codings);
    }
}
