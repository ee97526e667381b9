//! What keys do.

use super::*;
use crate::model::CodingState;

fn words(changes: &[Change]) -> Vec<(String, String, CodingState)> {
    let after = changes.iter().filter_map(|change| change.after.as_ref());
    after.map(|coding| (coding.code.clone(), coding.exact.clone(), coding.state)).collect()
}

fn open() -> Session {
    Session::new(material(), asha())
}

#[test]
fn accepting_goes_on_to_the_next_undecided_also_in_other_documents() {
    let mut session = open();
    let written = press(&mut session, ".aaaaa");
    let all: Vec<_> = written.iter().flat_map(|changes| words(changes)).collect();
    let accepted = |code: &str, exact: &str| (code.to_owned(), exact.to_owned(), CodingState::Accepted);
    assert_eq!(
        all,
        [
            accepted(
                "funding",
                "Funding, to be honest. We had a grant for two years and then there was no funding at all."
            ),
            accepted("training", "Somebody trained us once, in a library, with a projector that did not work."),
            accepted("funding", "Grants!"),
        ]
    );
    assert_eq!(session.document().unwrap().id, "vcfse-02");
    assert!(session.message.as_ref().unwrap().contains("already"), "{:?}", session.message);
}

#[test]
fn undo_and_redo_go_back_and_forth() {
    let mut session = open();
    let start = Shelf::shown(&session);
    press(&mut session, ".ar");
    let end = Shelf::shown(&session);
    assert_eq!(press(&mut session, "uu").len(), 2);
    assert_eq!(Shelf::shown(&session), start);
    press(&mut session, "UUU");
    assert_eq!(Shelf::shown(&session), end);
    press(&mut session, "uuuu");
    assert_eq!(Shelf::shown(&session), start);
    assert_eq!(session.message.as_deref(), Some("nothing to undo"));
}

#[test]
fn a_coding_of_selected_words_is_anchored_to_them() {
    let mut session = open();
    let written = press(&mut session, "}/trusting<enter>v<left><tab><left><enter>trust<enter>");
    let coding = written[0][0].after.as_ref().unwrap();
    assert_eq!((coding.exact.as_str(), coding.code.as_str()), ("stopped trusting", "trust"));
    assert_eq!((coding.id.as_str(), coding.coder.as_str()), ("vcfse-01-trust-2", "asha"));
    assert_eq!(
        (coding.prefix.as_str(), coding.suffix.as_str()),
        ("ing at all. The trainers left, and people ".get(10..).unwrap(), " us.\nWe still meet on Thursdays.")
    );
    assert!(press(&mut session, "/trusting<enter>v<left><tab><left><enter>trust<enter>").is_empty());
}

#[test]
fn several_turns_can_be_coded_at_once() {
    let mut session = open();
    let written = press(&mut session, "}tt<enter>trust<enter>");
    let exact = &written[0][0].after.as_ref().unwrap().exact;
    assert!(exact.starts_with("Funding, to be honest.") && exact.ends_with("\n\nInt: And training?"), "{exact}");
}

#[test]
fn a_memo_is_kept_changed_and_taken_away() {
    let mut session = open();
    let memo = |changes: &[Change]| changes[0].after.as_ref().unwrap().memo.clone();
    assert_eq!(memo(&press(&mut session, ".mwhy?<enter>")[0]).as_deref(), Some("why?"));
    assert_eq!(memo(&press(&mut session, "m<back>!<enter>")[0]).as_deref(), Some("why!"));
    assert!(press(&mut session, "m<enter>mxx<esc>").is_empty());
    session.press(&Key::Char('m'));
    session.press(&Key::Control('u'));
    assert!(matches!(session.press(&Key::Enter), Action::Write(changes) if memo(&changes).is_none()));
}

#[test]
fn other_words_for_a_proposal_are_ones_own_and_the_proposal_is_rejected() {
    let mut session = open();
    let written = press(&mut session, ".e<tab>))<enter>");
    let [made, rejected] = &written[0][..] else { panic!("{written:?}") };
    let (made, rejected) = (made.after.as_ref().unwrap(), rejected.after.as_ref().unwrap());
    assert_eq!((made.coder.as_str(), made.state, &made.source), ("asha", CodingState::Accepted, &CodingSource::Hand));
    assert!(made.exact.len() < rejected.exact.len() && rejected.exact.ends_with(&made.exact), "{}", made.exact);
    assert_eq!((rejected.coder.as_str(), rejected.state), ("rules", CodingState::Rejected));
    let back = press(&mut session, "u");
    assert!(back[0].iter().any(|change| change.after.is_none()));
}

#[test]
fn ones_own_coding_keeps_its_id_with_another_code_and_on_other_words() {
    let mut session = open();
    let written = press(&mut session, "/people stopped<enter>cfund<enter>e<left><enter>d");
    let states: Vec<_> = written.iter().map(|changes| (&changes[0].before, &changes[0].after)).collect();
    let after = |index: usize| states[index].1.as_ref().unwrap();
    assert_eq!((after(0).id.as_str(), after(0).code.as_str()), ("vcfse-01-trust", "funding"));
    assert_eq!((after(1).id.as_str(), after(1).exact.as_str()), ("vcfse-01-trust", "people stopped trusting"));
    assert!(states[2].1.is_none());
    // The id of what was deleted is not given to another: a report may quote by it.
    let again = press(&mut session, "v<enter>trust<enter>");
    assert_eq!(again[0][0].after.as_ref().unwrap().id, "vcfse-01-trust-2");
}

#[test]
fn what_others_coded_is_hidden_at_first_and_never_changed() {
    let mut session = open();
    assert!(session.seen_in(0).all(|coding| coding.coder != "tom"));
    press(&mut session, "y/trainers<enter><tab>");
    assert_eq!(session.current_coding().unwrap().coder, "tom");
    assert!(press(&mut session, "ardmec").is_empty());
    assert!(session.message.as_ref().unwrap().contains("tom’s"));
}

#[test]
fn who_codes_is_asked_for_when_it_has_to_be_known() {
    let mut session = Session::new(material(), Options::default());
    assert_eq!(press(&mut session, ".a").len(), 1);
    assert!(press(&mut session, "v<enter>trust<enter>rules<enter>").is_empty());
    assert!(session.message.as_ref().unwrap().contains("“rules”"), "{:?}", session.message);
    session.press(&Key::Control('u'));
    let written = press(&mut session, "asha<enter>");
    assert_eq!(written[0][0].after.as_ref().unwrap().coder, "asha");
    assert_eq!(press(&mut session, "gv<enter>trust<enter>").len(), 1);
}

#[test]
fn in_a_reflexive_study_nothing_is_proposed_unless_asked_for() {
    let session = Session::new(material(), Options { suggestions: false, ..asha() });
    assert!(session.seen_in(0).all(|coding| coding.state == CodingState::Accepted));
    assert_eq!(session.tally.unwrap().proposed, 0);
}

#[test]
fn only_one_code_is_looked_at_where_that_is_wished() {
    let mut session = open();
    press(&mut session, "ftraining<enter>");
    assert!(session.seen_in(0).all(|coding| coding.code == "training"));
    assert_eq!(session.tally.unwrap().proposed, 1);
    press(&mut session, "fwhat org<enter>");
    assert_eq!(session.tally.unwrap().proposed, 3);
    press(&mut session, "fall codes<enter>");
    assert!(session.options.code.is_none());
}

#[test]
fn words_are_searched_through_all_documents_and_not_in_names() {
    let mut session = open();
    press(&mut session, "/amina<enter>");
    assert!(session.message.as_ref().unwrap().contains("none of the documents"));
    press(&mut session, "/GRANT<enter>");
    assert_eq!(session.found.map(|(start, end)| end - start), Some(5));
    press(&mut session, "n");
    assert_eq!(session.document().unwrap().id, "vcfse-02");
    press(&mut session, "n");
    assert_eq!(session.document().unwrap().id, "vcfse-01");
    press(&mut session, "N");
    assert_eq!(session.document().unwrap().id, "vcfse-02");
}

#[test]
fn turns_are_found_by_their_numbers() {
    let mut session = open();
    press(&mut session, "4<enter>");
    assert_eq!(session.prepared.turn_at(session.position()).unwrap().number, Some(4));
    press(&mut session, ":9<enter>");
    assert_eq!(session.message.as_deref(), Some("there is no turn 9: the last is 4"));
}

#[test]
fn an_empty_document_and_one_of_a_single_word_can_be_read() {
    for (document, sees) in [("vcfse-03", "This document is empty."), ("vcfse-04", "Yes")] {
        let mut session = Session::new(material(), Options { document: Some(document.into()), ..asha() });
        press(&mut session, "jkhl(){} gG");
        assert!(picture(&mut session, (60, 14)).contains(sees), "{document}");
        let written = press(&mut session, "t<enter>trust<enter>");
        assert_eq!(written.len(), usize::from(document == "vcfse-04"));
    }
}

#[test]
fn without_documents_and_without_codes_nothing_happens() {
    let mut session = Session::new(Material::default(), asha());
    assert!(press(&mut session, "..,,><arvst/x<enter>nf<esc>o<enter>[]uUmxy?q4<enter>").is_empty());
    assert!(picture(&mut session, (80, 24)).contains("no documents"));
    let mut session = Session::new(Material { codebook: Codebook::default(), ..material() }, asha());
    press(&mut session, "s<enter>");
    assert!(session.message.as_ref().unwrap().contains("no codes"));
}

#[test]
fn a_code_that_left_the_codebook_is_said_and_can_be_replaced() {
    let mut material = material();
    material.codebook.codes.retain(|code| code.id != "trust");
    let mut session = Session::new(material, asha());
    press(&mut session, "/stopped<enter><tab>");
    session.current = Some("vcfse-01-trust".into());
    session.refresh();
    assert!(picture(&mut session, (80, 24)).contains("this code is not in the codebook any more"));
    let written = press(&mut session, "cfunding<enter>");
    assert_eq!(written[0][0].after.as_ref().unwrap().code, "funding");
}

#[test]
fn a_place_that_may_have_moved_is_accepted_and_taken_back() {
    let mut material = material();
    material.moved.insert("vcfse-01-trust".into());
    let mut session = Session::new(material, asha());
    press(&mut session, "/stopped<enter>");
    session.current = Some("vcfse-01-trust".into());
    session.refresh();
    assert!(picture(&mut session, (80, 24)).contains("its transcript was edited"));
    let written = press(&mut session, "a");
    assert!(written[0][0].was_moved && !written[0][0].is_moved);
    let back = press(&mut session, "u");
    assert!(!back[0][0].was_moved && back[0][0].is_moved);
    assert!(session.moved.contains("vcfse-01-trust"));
}

#[test]
fn what_could_not_be_written_is_as_it_was_before() {
    let mut session = open();
    press(&mut session, ".a");
    let before = Shelf::shown(&session);
    for key in ["a", "r", "mwhy<enter>", "u", "v<enter>trust<enter>"] {
        let steps = session.steps();
        assert_eq!(press(&mut session, key).len(), 1, "{key}");
        session.not_written("the disk is full");
        assert_eq!((Shelf::shown(&session), session.steps()), (before.clone(), steps), "{key}");
        assert_eq!(session.message.as_deref(), Some("NOT SAVED: the disk is full"));
    }
    press(&mut session, "u");
    let before = Shelf::shown(&session);
    press(&mut session, "U");
    session.not_written("the disk is full");
    assert_eq!(Shelf::shown(&session), before);
    assert_eq!(press(&mut session, "U").len(), 1);
}

#[test]
fn what_somebody_else_changed_is_read_again_at_the_same_place() {
    let mut session = open();
    press(&mut session, ".a}");
    let position = session.position();
    assert_eq!(session.press(&Key::Char('R')), Action::Reload);
    session.renew(material());
    assert_eq!((session.position(), session.steps()), (position, 0));
}

#[test]
fn pasted_words_are_no_commands() {
    let mut session = open();
    press(&mut session, ".");
    let before = Shelf::shown(&session);
    assert_eq!(session.press(&Key::Pasted("aaaq".into())), Action::Nothing);
    assert_eq!(Shelf::shown(&session), before);
    session.press(&Key::Char('m'));
    session.press(&Key::Pasted("two\nlines\u{1b}[2J".into()));
    assert!(matches!(session.press(&Key::Enter), Action::Write(changes)
        if changes[0].after.as_ref().unwrap().memo.as_deref() == Some("two lines\u{1b}[2J")));
    // What a terminal would obey is never shown.
    assert!(!picture(&mut session, (80, 24)).contains('\u{1b}'));
}

#[test]
fn of_a_long_transcript_only_what_is_near_is_laid_out() {
    let sentence = "We had a grant for two years and then there was no funding at all.";
    let turns: Vec<(&str, &str)> = (0..20_000).map(|_| ("Amina", sentence)).collect();
    let corpus = Corpus { documents: vec![document("long", &turns)], cases: Vec::new() };
    let mut session = Session::new(Material { corpus, codebook: codebook(), ..Material::default() }, asha());
    press(&mut session, "G<pgdn>kj/ grant<enter>12345<enter>");
    assert_eq!(session.prepared.turn_at(session.position()).unwrap().number, Some(12_345));
    assert!(session.lines.len() < 400, "{}", session.lines.len());
    // A paragraph without an end is laid out in pieces.
    let turns = [("Amina", sentence.repeat(2_000))];
    let turns: Vec<(&str, &str)> = turns.iter().map(|(label, words)| (*label, words.as_str())).collect();
    let corpus = Corpus { documents: vec![document("long", &turns)], cases: Vec::new() };
    let mut session = Session::new(Material { corpus, codebook: codebook(), ..Material::default() }, asha());
    press(&mut session, "<pgdn><pgdn><pgdn>");
    assert!(session.lines.len() < 800, "{}", session.lines.len());
    press(&mut session, "G");
    assert!(session.prepared.stops[session.stop].end > 130_000);
}
