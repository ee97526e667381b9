//! The sample files: committed as the generator makes them, and the same answers whatever platform they came from.

use std::collections::BTreeMap;
use std::path::Path;

use canvass::model::{Document, Missing, Part, Question, Questionnaire, Role, SurveyTable, Tick};
use canvass::readers::survey::{self, ReadOptions, Reading};
use canvass::readers::transcript;
use canvass::source::{self, Source};
use canvass::study::{DocumentEntry, Study};

use crate::folders::{copy, sample};

#[path = "../../examples/make_samples/samples/mod.rs"]
mod generator;

const EXPORTS: [&str; 5] =
    ["plain.csv", "microsoft-forms.xlsx", "google-forms.csv", "surveymonkey.csv", "qualtrics.csv"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn what_is_committed_is_what_the_generator_makes() {
    for made in generator::all(root()).unwrap() {
        let committed = std::fs::read(root().join(&made.path)).unwrap_or_default();
        assert!(
            committed == made.bytes,
            "{} is not what its source makes; run `cargo run --example make_samples`",
            made.path
        );
    }
}

#[test]
fn the_generator_makes_the_same_bytes_twice() {
    let (first, second) = (generator::all(root()).unwrap(), generator::all(root()).unwrap());
    assert!(first.iter().zip(&second).all(|(one, other)| one.path == other.path && one.bytes == other.bytes));
}

// ---------------------------------------------------------------- The five exports

/// The export as somebody reads it who has reviewed what was understood: ids, wordings and choices of the study's own
/// dictionary, columns as the reader found them.
fn reviewed(name: &str) -> Reading {
    let source = Source::open(&root().join("data-samples/questionnaire").join(name)).unwrap();
    let first = survey::read(&source, &ReadOptions::default()).unwrap();
    let dictionary: Questionnaire =
        toml::from_str(&std::fs::read_to_string(sample().join("questionnaire.toml")).unwrap()).unwrap();
    let found = &first.questionnaire.questions;
    let understood: Vec<String> = found.iter().map(|entry| format!("{} ({})", entry.id, entry.kind)).collect();
    assert_eq!(found.len(), dictionary.questions.len(), "{name} was understood as {understood:?}");
    let mut questionnaire = first.questionnaire.clone();
    for (entry, wanted) in questionnaire.questions.iter_mut().zip(&dictionary.questions) {
        assert_eq!(entry.kind, wanted.kind, "{name}: {}", wanted.id);
        entry.id.clone_from(&wanted.id);
        entry.asked.clone_from(&wanted.asked);
        let columns: BTreeMap<String, Option<String>> =
            entry.choices.iter().map(|choice| (choice.label.trim().to_owned(), choice.column.clone())).collect();
        entry.choices.clone_from(&wanted.choices);
        for choice in &mut entry.choices {
            choice.column = columns.get(&choice.label).cloned().flatten();
        }
        for row in &mut entry.rows {
            let meant = wanted.rows.iter().find(|wanted| wanted.text == row.text);
            row.id.clone_from(&meant.unwrap_or_else(|| panic!("{name}: {} has a row {}", entry.id, row.text)).id);
        }
        // The export of a ranking in one cell cannot say in which order its items stood.
        let place = |id: &str| wanted.rows.iter().position(|row| row.id == id);
        entry.rows.sort_by_key(|row| place(&row.id));
        assert_eq!(entry.rows.len(), wanted.rows.len(), "{name}: the rows of {}", wanted.id);
    }
    survey::read(&source, &ReadOptions { questionnaire: Some(questionnaire), ..ReadOptions::default() }).unwrap()
}

/// Every count of a question by label, and its base: answers, rows of a grid, ranks, numbers.
fn counts(table: &SurveyTable, question: &Question) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let mut add = |what: String| *counts.entry(what).or_insert(0) += 1;
    for reference in &question.columns {
        let row = match reference.part {
            Part::Row(row) => format!("{}: ", question.rows[row].text.text),
            Part::Comment => continue,
            Part::Answer | Part::Tick(_) => String::new(),
        };
        for answer in table.answers(reference.column) {
            let choice = answer.get().map(|choice| &question.choices[choice]);
            add(format!("{row}{}", choice.map_or("none", |choice| choice.label.text.as_str())));
        }
        for tick in table.ticks(reference.column) {
            if let (Tick::Ticked, Part::Tick(choice)) = (tick, reference.part) {
                add(question.choices[choice].label.text.clone());
            }
        }
        for number in table.numbers(reference.column) {
            add(format!("{row}{}", number.value.map_or("none".to_owned(), |value| value.to_string())));
        }
        table.texts(reference.column).flatten().for_each(|text| add(text.to_owned()));
    }
    counts
}

/// How many were shown the choices of a multiple response set and answered.
fn shown(table: &SurveyTable, question: &Question) -> usize {
    let columns: Vec<Vec<Tick>> =
        question.columns.iter().map(|reference| table.ticks(reference.column).collect::<Vec<_>>()).collect();
    let ticks = columns.iter().filter(|column| !column.is_empty());
    let answered = |record: usize| ticks.clone().any(|column| !matches!(column[record], Tick::Missing(_)));
    (0..table.record_count()).filter(|&record| answered(record)).count()
}

#[test]
fn the_five_exports_give_the_same_frequencies_for_every_question() {
    let readings: Vec<Reading> = EXPORTS.iter().map(|name| reviewed(name)).collect();
    for (reading, name) in readings.iter().zip(EXPORTS) {
        let (table, plain) = (reading.survey.main().unwrap(), readings[0].survey.main().unwrap());
        assert_eq!(table.record_count(), 38, "{name}");
        assert!(table.records().all(|record| record.flags.is_empty()), "{name}");
        for (question, expected) in table.questions.iter().zip(&plain.questions) {
            assert_eq!(question.id, expected.id, "{name}");
            let labels = |question: &Question| -> Vec<String> {
                question.choices.iter().map(|choice| choice.label.text.clone()).collect()
            };
            assert_eq!(labels(question), labels(expected), "{name}: {}", question.id);
            assert_eq!(counts(table, question), counts(plain, expected), "{name}: {}", question.id);
            assert_eq!(shown(table, question), shown(plain, expected), "{name}: {}", question.id);
        }
    }
}

#[test]
fn unreviewed_exports_agree_on_everything_but_own_words() {
    let read = |name: &str| {
        let source = Source::open(&root().join("data-samples/questionnaire").join(name)).unwrap();
        survey::read(&source, &ReadOptions::default()).unwrap().survey
    };
    let plain = read(EXPORTS[0]);
    for name in EXPORTS {
        let survey = read(name);
        let (table, plain) = (survey.main().unwrap(), plain.main().unwrap());
        for (question, expected) in table.questions.iter().zip(&plain.questions) {
            let mut expected_counts = counts(plain, expected);
            // Platforms that write own words in the place of “Other” cannot say what was a choice.
            expected_counts.remove("Other (please specify)");
            let mut found = counts(table, question);
            found.retain(|label, _| expected_counts.contains_key(label));
            assert_eq!(found, expected_counts, "{name}: {}", question.id);
        }
    }
}

#[test]
fn the_published_margins_are_in_the_sample() {
    let reading = reviewed("plain.csv");
    let table = reading.survey.main().unwrap();
    let works_with = counts(table, table.question("works_with").unwrap());
    assert_eq!(["Adults", "Communities", "Children"].map(|label| works_with[label]), [34, 15, 6]);
    assert!(!works_with.contains_key("None of these"), "a choice that nobody ticked is still a choice");
    let topics = table.question("training_topics").unwrap();
    assert_eq!(shown(table, topics), 32, "asked of those who said yes or maybe");
    let supported = table.question("supported").unwrap();
    let numbers = supported.column(Part::Answer).unwrap();
    assert_eq!(table.numbers(numbers).filter(|number| number.value.is_ok()).count(), 35);
    assert!(table.numbers(numbers).any(|number| number.value == Ok(1500.0)), "1,500 is a number");
    let about = table.numbers(numbers).filter(|number| number.value == Err(Missing::Unknown) && number.raw.is_some());
    assert_eq!(about.count(), 2, "about 200 is none");
}

// ---------------------------------------------------------------- The interviews

fn read_interview(entry: &DocumentEntry) -> Option<(Document, usize)> {
    let reading = transcript::read(&Source::open(&sample().join(&entry.file)).unwrap()).ok()?;
    let mut document = reading.document;
    for speaker in &mut document.speakers {
        let written = entry.speakers.iter().find(|written| written.label == speaker.label);
        let written = written.unwrap_or_else(|| panic!("{}: “{}” is not in documents.csv", entry.file, speaker.label));
        speaker.role = written.role;
        speaker.case.clone_from(&written.case);
    }
    assert_eq!(document.speakers.len(), entry.speakers.len(), "{}", entry.file);
    let words = document.turns.iter().map(|turn| document.words(turn).split_whitespace().count()).sum();
    Some((document, words))
}

#[test]
fn the_interviews_are_read_and_every_coded_passage_stands_once_in_a_participants_turn() {
    let study = Study::load(&sample()).unwrap();
    assert_eq!((study.cases.len(), study.documents.len()), (24, 24));
    for entry in &study.documents {
        let Some((document, words)) = read_interview(entry) else {
            panic!("{} could not be read", entry.file);
        };
        assert!((500..=1000).contains(&words), "{} has {words} words", entry.file);
        let sheet = root().join(format!("data-samples/interviews/codings/{}.csv", entry.document));
        for record in csv::Reader::from_path(sheet).unwrap().records() {
            let record = record.unwrap();
            let places: Vec<usize> = document.text.match_indices(&record[2]).map(|(place, _)| place).collect();
            assert_eq!(places.len(), 1, "{}: “{}”", entry.document, &record[2]);
            let start = document.text[..places[0]].chars().count();
            let turn = document.turn_at(start).unwrap();
            assert_eq!(document.role(turn), Role::Participant, "{}: “{}”", entry.document, &record[2]);
            assert!(start + record[2].chars().count() <= turn.end, "{}: “{}”", entry.document, &record[2]);
        }
    }
}

#[test]
fn no_sentence_stands_twice_in_the_interviews() {
    let study = Study::load(&sample()).unwrap();
    let mut sentences: BTreeMap<String, String> = BTreeMap::new();
    for entry in &study.documents {
        let Some((document, _)) = read_interview(entry) else { continue };
        for turn in &document.turns {
            for sentence in document.words(turn).split_inclusive(['.', '?', '!', '\n']) {
                let sentence = sentence.trim().to_lowercase();
                // Abbreviations leave crumbs such as “M.”
                if sentence.chars().filter(|letter| letter.is_alphabetic()).count() < 3 {
                    continue;
                }
                let before = sentences.insert(sentence.clone(), entry.document.clone());
                assert_eq!(before, None, "“{sentence}” stands in {} too", entry.document);
            }
        }
    }
}

#[test]
fn every_example_of_the_codebook_is_somebodys_words() {
    let study = Study::load(&sample()).unwrap();
    let texts: Vec<String> =
        study.documents.iter().filter_map(read_interview).map(|(document, _)| document.text).collect();
    let codebook = study.codebook.unwrap();
    for code in codebook.codes.iter().filter(|code| code.parent.is_some()) {
        assert!(!code.examples.is_empty() && !code.rules.is_empty(), "{}", code.id);
        for example in &code.examples {
            assert!(texts.iter().any(|text| text.contains(example.as_str())), "{}: “{example}”", code.id);
        }
    }
    assert!(source::is_file(&sample().join("report.md")));
}

// ---------------------------------------------------------------- The codings

fn lines_below(folder: &Path) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    files
        .map(|file| (file.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(file.path()).unwrap()))
        .collect()
}

#[test]
fn the_committed_codings_are_what_was_handed_in_and_what_the_rules_propose() {
    let folder = tempfile::tempdir().unwrap();
    copy(&sample(), folder.path(), &["codings"]);
    let canvass = |arguments: &[&str]| {
        assert_cmd::Command::new(env!("CARGO_BIN_EXE_canvass"))
            .args(arguments)
            .current_dir(folder.path())
            .assert()
            .success();
    };
    for file in [
        "asha-vcfse.csv",
        "asha-commissioners.csv",
        "asha-managers.xlsx",
        "commissioner-03.docx",
        "commissioner-04.docx",
        "vcfse-11.docx",
        "vcfse-12.docx",
        "vcfse-13.docx",
    ] {
        canvass(&["take", &format!("incoming/{file}"), "--coder", "asha"]);
    }
    canvass(&["take", "incoming/tom.csv", "--coder", "tom"]);
    canvass(&["reconcile", "--take", "incoming/reconciliation.csv"]);
    canvass(&["code"]);
    let log = |study: &Path| std::fs::read_to_string(study.join("memos/reconciliation.md")).unwrap();
    assert_eq!(log(folder.path()), log(&sample()), "memos/reconciliation.md is not what canvass writes");
    for (coder, documents) in [("asha", 24), ("tom", 10), ("final", 10), ("rules", 24)] {
        let made = lines_below(&folder.path().join("codings").join(coder));
        let committed = lines_below(&sample().join("codings").join(coder));
        assert_eq!(made.len(), documents, "{coder}");
        for (file, lines) in &made {
            assert!(
                committed.get(file) == Some(lines),
                "codings/{coder}/{file} is not what canvass makes; run `canvass take` or `canvass code` in the study again"
            );
        }
    }
}

#[test]
fn the_example_study_has_no_errors() {
    assert_cmd::Command::new(env!("CARGO_BIN_EXE_canvass")).arg("check").current_dir(sample()).assert().success();
}
