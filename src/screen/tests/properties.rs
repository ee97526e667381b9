//! Whatever is pressed: nothing breaks, what is saved stands in the transcript, and undoing everything gives the start back.

use proptest::prelude::*;

use super::*;

fn any_key() -> impl Strategy<Value = Key> {
    let letters = "abcdefghijklmnopqrstuvwxyzNUGRFTX0123456789/?:.,<>[](){} é你\u{301}";
    let letters: Vec<char> = letters.chars().collect();
    // What changes something is pressed more often than it would be by chance.
    let telling: Vec<char> = "arcemdvstuU.,>".chars().collect();
    prop_oneof![
        4 => proptest::sample::select(letters).prop_map(Key::Char),
        6 => proptest::sample::select(telling).prop_map(Key::Char),
        3 => Just(Key::Enter),
        1 => proptest::sample::select(vec![
            Key::Escape, Key::Tab, Key::Backspace, Key::Delete, Key::Up, Key::Down, Key::Left, Key::Right,
            Key::PageUp, Key::PageDown, Key::Home, Key::End, Key::Control('u'), Key::Control('w'), Key::Control('a'),
            Key::Pasted("two words\n".into()),
        ]),
    ]
}

fn any_options() -> impl Strategy<Value = Options> {
    (any::<[bool; 5]>(), proptest::option::of(proptest::sample::select(vec!["funding", "needs"]))).prop_map(
        |([named, undecided, suggestions, marks, count], code)| Options {
            coder: named.then(|| "asha".to_owned()),
            code: code.map(str::to_owned),
            undecided,
            suggestions,
            candidates_count: count,
            marks,
            document: None,
        },
    )
}

/// Sizes of screens, the smallest first.
const SIZES: [(u16, u16); 6] = [(1, 1), (7, 3), (20, 8), (40, 10), (80, 24), (200, 60)];

/// A keystroke: the key, whether what it changes can be written, and the screen.
type Stroke = (Key, bool, usize);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_breaks_and_nothing_is_lost(
        options in any_options(),
        is_moved in any::<bool>(),
        strokes in proptest::collection::vec((any_key(), proptest::bool::weighted(0.9), 0..SIZES.len()), 0..80),
    ) {
        let mut material = material();
        if is_moved {
            material.moved.insert("vcfse-01-trust".into());
        }
        let start = Shelf::of(&material);
        let mut shelf = start.clone();
        let mut session = Session::new(material, options);
        let strokes: Vec<Stroke> = strokes;
        for (key, can_be_written, size) in &strokes {
            match session.press(key) {
                Action::Write(changes) if *can_be_written => shelf.write(&changes),
                Action::Write(_) => session.not_written("the disk is full"),
                Action::Nothing | Action::Reload | Action::Leave => {}
            }
            prop_assert_eq!(Shelf::shown(&session), shelf.clone(), "after {:?}", key);
            let _ = picture(&mut session, SIZES[*size]);
        }
        for coding in &shelf.codings {
            let document = session.corpus.documents.iter().find(|document| document.id == coding.document).unwrap();
            prop_assert_eq!(document.slice(coding.start, coding.end), &coding.exact);
            prop_assert!(!coding.exact.trim().is_empty());
        }
        session.press(&Key::Escape);
        session.press(&Key::Escape);
        while session.steps() > 0 {
            match session.press(&Key::Char('u')) {
                Action::Write(changes) => shelf.write(&changes),
                other => prop_assert!(false, "undo gives {:?}", other),
            }
        }
        prop_assert_eq!(shelf, start);
    }

    #[test]
    fn every_letter_is_on_one_line_and_no_line_is_too_long(
        text in "[a-z é你𝄞\u{301}שa-z ]{0,200}(\n[a-z ]{0,40}){0,3}",
        width in 2_u16..60,
    ) {
        let turns = [("P", text.trim())];
        let corpus = Corpus { documents: vec![document("d", &turns)], cases: Vec::new() };
        let mut session = Session::new(Material { corpus, ..Material::default() }, asha());
        session.resize(width + 3, 200);
        let text = &session.document().unwrap().text;
        let mut at = session.prepared.turns[0].start;
        for line in session.lines.iter().filter(|line| line.kind == super::super::layout::Kind::Words) {
            let words = &text[line.bytes.clone()];
            // What is between two lines is an end of a line.
            prop_assert!(line.start == at || line.start == at + 1, "{} after {at}", line.start);
            prop_assert_eq!(words.chars().count(), line.end - line.start);
            prop_assert!(super::super::layout::columns(words.trim_end()) <= session.text_width().max(2));
            at = line.end;
        }
        prop_assert_eq!(at, session.prepared.turns[0].end);
    }
}
