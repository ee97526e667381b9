//! Taking, corner cases first.

use super::*;
use crate::coding::testing::document;

fn study() -> (Corpus, Codebook) {
    let talk = document(
        "v-1",
        &[
            ("Int", "What about money?"),
            ("Participant", "We have “no money” left. We don’t know.\nWe sing."),
            ("Int", "And now?"),
            ("Participant", "We sing. Money is short."),
        ],
    );
    let code = |id: &str, name: &str| Code { id: id.into(), name: name.into(), ..Code::default() };
    let mut codes = vec![code("funding", "Money and grants"), code("joy", "Joy")];
    codes[1].replaces = vec!["fun".into()];
    (Corpus { documents: vec![talk], cases: Vec::new() }, Codebook { codes, ..Codebook::default() })
}

fn passage(text: &str, codes: &[&str]) -> Marked {
    Marked {
        document: Some("v-1".into()),
        text: text.into(),
        codes: codes.iter().map(|code| (*code).into()).collect(),
        place: "row 2".into(),
        ..Marked::default()
    }
}

fn run(passages: &[Marked], copy: Option<&Document>, there: &[Coding]) -> Result<Taken, Vec<Diagnostic>> {
    let (corpus, codebook) = study();
    let against = Against {
        corpus: &corpus,
        codebook: &codebook,
        codings: there,
        coder: Some("asha"),
        document: None,
        file: "incoming/sheet.csv",
    };
    take(passages, copy, against)
}

fn messages(result: Result<Taken, Vec<Diagnostic>>) -> Vec<String> {
    let problems = result.unwrap_err();
    problems.into_iter().map(|one| format!("{} → {}", one.message, one.hint.unwrap_or_default())).collect()
}

#[test]
fn codes_may_be_written_as_the_way_to_them() {
    let (_, mut codebook) = study();
    codebook.codes[0].parent = Some("joy".into());
    let found = |written: &str| code(&codebook, written).map(|code| code.id.as_str());
    for way in ["joy/funding", "Joy > Money and grants", "#joy/funding", "fun/funding", " funding "] {
        assert_eq!(found(way), Some("funding"), "{way}");
    }
    for none in ["funding/joy", "no/funding", "joy/", "/", "", "#", "joy/no"] {
        assert_eq!(found(none), None, "{none}");
    }
}

#[test]
fn a_coder_who_is_there_but_for_capitals_is_that_coder() {
    let there = [Coding { id: "x".into(), coder: "Asha".into(), ..Coding::default() }];
    let taken = run(&[passage("no money", &["joy"])], None, &there).unwrap();
    assert_eq!(taken.new[0].coder, "Asha");
}

#[test]
fn nothing_marked_is_nothing_taken() {
    assert!(run(&[], None, &[]).unwrap().new.is_empty());
}

#[test]
fn the_words_are_taken_from_the_document() {
    let taken = run(&[passage("have \"no  money\" left", &["Money and Grants", "joy"])], None, &[]).unwrap();
    let ids: Vec<&str> = taken.new.iter().map(|coding| coding.id.as_str()).collect();
    assert_eq!(ids, ["v-1-funding", "v-1-joy"]);
    assert_eq!(taken.new[0].exact, "have “no money” left");
    assert_eq!(taken.new[0].source, CodingSource::Import("sheet.csv".into()));
    assert!(taken.new[0].prefix.ends_with("Participant: We "));
}

#[test]
fn a_second_take_adds_nothing_but_a_new_memo() {
    let once = run(&[passage("We don't know.", &["funding"])], None, &[]).unwrap().new;
    let again = run(&[passage("We don't know.", &["funding"])], None, &once).unwrap();
    assert_eq!((again.new.len(), again.changed.len(), again.unchanged), (0, 0, 1));
    let noted = Marked { memo: Some("ask again".into()), ..passage("We don't know.", &["funding"]) };
    let noted = run(&[noted], None, &once).unwrap();
    assert_eq!(noted.changed[0].memo.as_deref(), Some("ask again"));
    assert_eq!(noted.changed[0].id, once[0].id);
    let more = run(&[passage("Money is short.", &["funding"])], None, &once).unwrap();
    assert_eq!(more.new[0].id, "v-1-funding-2");
}

#[test]
fn all_problems_come_at_once_and_nothing_is_taken() {
    let mut strange = passage("Money is short.", &["fundign", "joy"]);
    strange.document = Some("v_1x".into());
    let said = messages(run(
        &[
            passage("Money is short.", &["joy"]),
            strange,
            passage("We sing.", &["joy"]),
            passage("We have “no monny” left", &["joy"]),
            passage(" ", &["joy"]),
            passage("Money is short.", &[]),
            Marked { turn: Some(9), ..passage("Money", &["joy"]) },
            Marked { turn: Some(2), ..passage("Money is short.", &["joy"]) },
        ],
        None,
        &[],
    ));
    let expected = [
        "there is no document “v_1x” → did you mean “v-1”?",
        "“We sing.” stands 2 times in v-1: turns 2, 4 →",
        "“We have “no monny” left” does not stand in v-1 → copy the words exactly; turn 2 has “We have “no money” left”",
        "it has no words",
        "it has no code",
        "v-1 has no turn 9: its last is 4",
        "“Money is short.” does not stand in turn 2 of v-1 → it stands in turn 4",
        "there is no code “fundign” → did you mean “funding”?",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}\n{expected}");
    }
}

#[test]
fn a_turn_tells_two_places_apart() {
    let taken = run(&[Marked { turn: Some(4), ..passage("We sing.", &["fun"]) }], None, &[]).unwrap();
    assert_eq!((taken.new[0].code.as_str(), taken.noticed.len()), ("joy", 1));
    let (corpus, _) = study();
    assert_eq!(corpus.documents[0].turn_at(taken.new[0].start).unwrap().number, 4);
}

#[test]
fn marks_in_a_copy_lose_the_label_and_the_blanks_at_their_ends() {
    let (corpus, _) = study();
    let copy = Document { id: "v-1 asha".into(), ..corpus.documents[0].clone() };
    let label = copy.turns[3].start - "Participant: ".len();
    let marked = Marked {
        document: None,
        span: Some((label, copy.turns[3].start + 9)),
        ..passage("Participant: We sing. ", &["joy"])
    };
    let taken = run(&[marked], Some(&copy), &[]).unwrap();
    assert_eq!(taken.new[0].exact, "We sing.");
}

#[test]
fn a_copy_that_was_changed_is_shown_and_nothing_is_taken() {
    let (corpus, _) = study();
    let mut copy = corpus.documents[0].clone();
    copy.text = copy.text.replace("We sing. Money is", "We sing. Cash is");
    let said = messages(run(&[], Some(&copy), &[]));
    assert!(said[0].contains("first differ in turn 4"), "{said:?}");
    assert!(said[0].contains("We sing. Money is short") && said[0].contains("We sing. Cash is short"), "{said:?}");
    copy.id = "renamed".into();
    assert!(messages(run(&[], Some(&copy), &[]))[0].contains("not that of v-1 any more"));
    let stranger = document("stranger", &[("P", "Quite another talk.")]);
    assert!(messages(run(&[], Some(&stranger), &[]))[0].contains("not plain of which document"));
}

#[test]
fn without_a_name_nobody_has_coded() {
    let (corpus, codebook) = study();
    let there: [Coding; 0] = [];
    for (coder, ok) in [(None, false), (Some("rules"), false), (Some("../x"), false), (Some("gpt-x 2026"), true)] {
        let against =
            Against { corpus: &corpus, codebook: &codebook, codings: &there, coder, document: None, file: "sheet.csv" };
        let passages = [passage("Money is short.", &["joy"]), passage("no money", &["joy"])];
        let result = take(&passages, None, against);
        assert_eq!(result.is_ok(), ok);
        assert_eq!(result.err().map_or(0, |problems| problems.len()), usize::from(!ok));
    }
}
