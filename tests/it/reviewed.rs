//! What import writes into questionnaire.toml says all that it understood: read again with it, a file gives the same counts.

use std::path::{Path, PathBuf};

use canvass::model::Questionnaire;
use canvass::readers::survey::{QuestionSummary, ReadOptions, Reading, read, understood};
use canvass::source::Source;
use canvass::writers::dictionary;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// What can be counted of a question, without how it was guessed.
fn counted(question: &QuestionSummary) -> String {
    let choice = |choice: &canvass::readers::survey::ChoiceSummary| format!("{}={}", choice.label, choice.count);
    let rows = question.rows.iter().map(|row| {
        format!("[{} {} {}]", row.text, row.base, row.choices.iter().map(choice).collect::<Vec<_>>().join("; "))
    });
    format!(
        "{} {} {} {} {:?} {} {}",
        question.id,
        question.table,
        question.kind,
        question.base,
        question.missing,
        question.choices.iter().map(choice).collect::<Vec<_>>().join("; "),
        rows.collect::<String>()
    )
}

fn counts(reading: &Reading) -> Vec<String> {
    understood(reading).questions.iter().map(counted).collect()
}

#[test]
fn every_fixture_read_with_its_own_dictionary_gives_the_same_counts() {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports"), &mut paths);
    let mut compared = 0;
    for path in &paths {
        let source = Source::open(path).unwrap();
        let Ok(first) = read(&source, &ReadOptions::default()) else { continue };
        let written = dictionary::write(&first.questionnaire, &first.survey, None);
        let questionnaire: Questionnaire =
            toml::from_str(&written.text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let options = ReadOptions { questionnaire: Some(questionnaire), ..ReadOptions::default() };
        let second = read(&source, &options).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(counts(&first), counts(&second), "{}", path.display());
        compared += 1;
    }
    assert!(compared > 50, "only {compared} fixtures were read");
}
