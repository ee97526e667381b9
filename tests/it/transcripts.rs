//! The 24 interviews of the sample study, in five formats with their dirt, are read right.

use std::path::Path;

use canvass::model::{Document, Role};
use canvass::prepare::guide::{Corrections, GuideItem, propose};
use canvass::readers::transcript::{Reading, read};
use canvass::source::{Source, matching};

use crate::folders::sample;

fn readings() -> Vec<Reading> {
    let files = matching(&sample(), "transcripts/*").unwrap();
    files.iter().map(|file| read(&Source::open(file).unwrap()).unwrap()).collect()
}

fn words(document: &Document) -> usize {
    document.turns.iter().map(|turn| document.words(turn).split_whitespace().count()).sum()
}

#[test]
fn all_24_have_one_interviewer_and_one_participant_who_says_more() {
    let readings = readings();
    assert_eq!(readings.len(), 24);
    for Reading { document, .. } in &readings {
        let mut roles: Vec<Role> = document.speakers.iter().map(|speaker| speaker.role).collect();
        roles.sort_unstable();
        assert_eq!(roles, [Role::Interviewer, Role::Participant], "{}: {:?}", document.id, document.speakers);
        let said = |role: Role| -> usize {
            let turns = document.turns.iter().filter(|turn| document.role(turn) == role);
            turns.map(|turn| document.words(turn).split_whitespace().count()).sum()
        };
        assert!(said(Role::Participant) > 2 * said(Role::Interviewer), "{}", document.id);
        assert!((500..=1_100).contains(&words(document)), "{}: {}", document.id, words(document));
        assert!(document.turns.iter().all(|turn| turn.speaker.is_some()), "{}", document.id);
        let alternating = document.turns.windows(2).all(|pair| pair[0].speaker != pair[1].speaker);
        assert!(alternating && document.turns.len() >= 10, "{}: {} turns", document.id, document.turns.len());
    }
}

#[test]
fn the_formats_are_those_that_the_programs_wrote() {
    for Reading { document, format, noticed } in readings() {
        let expected = match document.file.rsplit('.').next() {
            Some("vtt") => "webvtt",
            Some("docx") => "word",
            _ if ["vcfse-07", "vcfse-08", "vcfse-09", "vcfse-10", "manager-02"].contains(&document.id.as_str()) => {
                "timestamped-text"
            }
            _ => "labelled-text",
        };
        assert_eq!(format, expected, "{}", document.id);
        if expected == "labelled-text" {
            assert!(document.turns.iter().all(|turn| turn.start_time.is_none()));
        } else {
            let times: Vec<u64> = document.turns.iter().filter_map(|turn| turn.start_time).collect();
            assert_eq!(times.len(), document.turns.len(), "{}", document.id);
            assert!(times.windows(2).all(|pair| pair[0] <= pair[1]), "{}: {times:?}", document.id);
        }
        let header = noticed.iter().any(|noticed| noticed.message.contains("above the first turn left out"));
        let has_header = expected == "word" || ["vcfse-04", "vcfse-06"].contains(&document.id.as_str());
        assert_eq!(header, has_header, "{}: {noticed:?}", document.id);
    }
}

#[test]
fn the_canonical_text_is_as_the_model_defines_it() {
    for Reading { document, .. } in readings() {
        let parts: Vec<String> = document
            .turns
            .iter()
            .map(|turn| {
                let speaker = &document.speakers[turn.speaker.unwrap()];
                format!("{}: {}", speaker.label, document.words(turn))
            })
            .collect();
        assert_eq!(parts.join("\n\n"), document.text, "{}", document.id);
        for foreign in ["\r", "\t", "  ", "\u{a0}", "\u{feff}", "\u{fffd}", "-->", "<v", " \n", "\n "] {
            assert!(!document.text.contains(foreign), "{} has {foreign:?}", document.id);
        }
    }
}

#[test]
fn the_five_questions_are_found_but_for_the_two_that_were_not_put() {
    let cues: Vec<(&str, Vec<String>)> = [
        ("q1", vec!["participatory", "research or education", "involve people in research"]),
        ("q2", vec!["work with"]),
        ("q3", vec!["benefit*", "challenge*"]),
        ("q4", vec!["support", "resources"]),
        ("q5", vec!["other organisations", "anyone else"]),
    ]
    .into_iter()
    .map(|(id, cues)| (id, cues.into_iter().map(str::to_owned).collect()))
    .collect();
    let guide: Vec<GuideItem<'_>> = cues.iter().map(|(id, cues)| GuideItem { id, cues, groups: &[] }).collect();
    for Reading { document, .. } in readings() {
        let answered = propose(&document, &guide, None, Corrections::default());
        let found: Vec<&str> = answered.opened.iter().map(|(question, _)| question.as_str()).collect();
        let expected = match document.id.as_str() {
            "vcfse-09" => vec!["q1", "q2", "q3", "q4"],
            "manager-03" => vec!["q1", "q3", "q4", "q5"],
            _ => vec!["q1", "q2", "q3", "q4", "q5"],
        };
        assert_eq!(found, expected, "{}: {:?}", document.id, answered.opened);
        assert_eq!(answered.questions.last().unwrap().as_deref(), expected.last().copied(), "{}", document.id);
    }
}

/// The same talk in the formats of three word processors, made by LibreOffice from the .fodt beside them.
fn fixture(name: &str) -> Source {
    Source::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/transcripts").join(name)).unwrap()
}

#[test]
fn word_opendocument_and_rich_text_give_the_same_turns_of_the_same_talk() {
    let texts: Vec<(String, Vec<String>)> = ["docx", "odt", "rtf"]
        .iter()
        .map(|ending| {
            let document = read(&fixture(&format!("bold-labels-tracked-changes.{ending}"))).unwrap().document;
            let label = |speaker: Option<usize>| speaker.map(|speaker| document.speakers[speaker].label.clone());
            let turn = |turn: &canvass::model::Turn| {
                let label = label(turn.speaker).unwrap_or_default();
                format!("{} {label} {} to {}", turn.number, turn.start, turn.end)
            };
            (document.text.clone(), document.turns.iter().map(turn).collect())
        })
        .collect();
    // What was struck out, the head and the foot of the page and the footnote are not said by anybody.
    let talk = "Interviewer: What do you run here?\n\n\
        Participant: A lunch club, “Siân’s café” – since 2009.\nAnd a choir, of sorts 🎶.\nWe ask everybody what they want.\n\n\
        Interviewer: And what do they say?\n\n\
        Participant: Naïve things & clever things, at 10:30 every week: more chips.";
    assert_eq!(texts[0].0, talk);
    assert_eq!((&texts[1], &texts[2]), (&texts[0], &texts[0]));
}

#[test]
fn a_table_of_two_languages_is_the_same_in_all_three() {
    let talks: Vec<_> = ["docx", "odt", "rtf"]
        .iter()
        .map(|ending| {
            let source = fixture(&format!("two-languages-in-a-table.{ending}"));
            canvass::readers::transcript::side_by_side(&source).unwrap().unwrap().talks
        })
        .collect();
    assert_eq!(talks[0][0].versions[0].language.as_deref(), Some("cy"));
    assert!(talks[0][0].versions[1].text.contains("There is no money here.\nNone at all.\n\nHolwr: […]"));
    assert_eq!((&talks[1], &talks[2]), (&talks[0], &talks[0]));
}
