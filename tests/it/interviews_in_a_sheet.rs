//! Interviews in a spreadsheet, a row a person and a column a question: they come in as transcripts with cases.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

const SHEET: &str = "Date,Name,Sector,What has changed for you?,What would help?\n\
    3/15/2021,Dawn Ashcroft,Voluntary,\"Everything has changed: we moved the whole of our work to the doorstep, one street after the other.\n\n\
    Note: people talked to us more than they ever did in the hall, and so we stayed with it.\",\"More time from the people who pay for the work, and fewer forms that ask for the same things again.\"\n\
    4/16/2021,Priya Patel,Public,\"We learnt who could decide things, and that was mostly not the people that we used to ask for it.\",\n\
    5/17/2021,Tom Smith,Voluntary,\"Not so much as everybody thinks, to be honest, since we had always worked on the telephone before.\",\"A shared list of who does what on which estate, kept by somebody whose job that is, and not by us.\"\n";

fn run(folder: &Path, words: &[&str]) -> (i32, String, String) {
    let ran = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(words).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (ran.status.code().unwrap_or(-1), text(ran.stdout), text(ran.stderr))
}

fn imported(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    run(folder.path(), &["init", "study"]);
    let study = folder.path().join("study");
    let (code, out, err) = run(&study, &["import", &format!("../{name}"), "--as", "interviews"]);
    assert_eq!(code, 0, "{out}\n{err}");
    (folder, study, format!("{out}{err}"))
}

#[test]
fn each_row_is_a_transcript_with_a_case_and_names_stay_in_the_raw_file() {
    let (_folder, study, said) = imported("talks.csv", SHEET.as_bytes());
    let names: Vec<String> = {
        let mut names: Vec<String> = fs::read_dir(study.join("transcripts"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".txt"))
            .collect();
        names.sort();
        names
    };
    assert_eq!(names, ["talks-1.txt", "talks-2.txt", "talks-3.txt"]);
    let first = fs::read_to_string(study.join("transcripts/talks-1.txt")).unwrap();
    assert!(first.contains("raw/talks.csv, row 1") && first.contains("What has changed for you?"), "{first}");
    let cases = fs::read_to_string(study.join("cases.csv")).unwrap();
    assert!(cases.contains("talks-1") && cases.contains("Voluntary"), "{cases}");
    let documents = fs::read_to_string(study.join("documents.csv")).unwrap();
    assert!(documents.contains("2021-03-15") && documents.contains("Participant = participant talks-1"), "{documents}");
    for text in [&first, &cases, &documents, &said] {
        assert!(!text.contains("Ashcroft") && !text.contains("Patel"), "{text}");
    }
    let study_toml = fs::read_to_string(study.join("study.toml")).unwrap();
    assert!(study_toml.contains("[[guide]]") && study_toml.contains("What would help?"), "{study_toml}");
    assert!(study.join("raw/talks.csv").is_file());
    let (code, out, err) = run(&study, &["check"]);
    assert_eq!(code, 0, "{out}{err}");
    // Words found in an answer stand in the turn of its participant, whatever colons are in them.
    let (_, found, _) = run(&study, &["find", "hall", "--format", "csv"]);
    assert!(found.contains("talks-1"), "{found}");
}

#[test]
fn the_same_sheet_again_changes_nothing() {
    let (_folder, study, _) = imported("talks.csv", SHEET.as_bytes());
    let before: Vec<String> = ["cases.csv", "documents.csv", "study.toml"]
        .iter()
        .map(|name| fs::read_to_string(study.join(name)).unwrap())
        .collect();
    let (code, _, err) = run(&study, &["import", "raw/talks.csv", "--as", "interviews"]);
    assert_eq!(code, 0, "{err}");
    let after: Vec<String> = ["cases.csv", "documents.csv", "study.toml"]
        .iter()
        .map(|name| fs::read_to_string(study.join(name)).unwrap())
        .collect();
    assert_eq!(before, after);
}

#[test]
fn a_sheet_that_looks_like_interviews_is_said_to_be_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("talks.csv"), SHEET).unwrap();
    let (_, _, err) = run(folder.path(), &["import", "talks.csv", "--dry-run"]);
    assert!(err.contains("--as interviews"), "{err}");
}

#[test]
fn a_table_without_long_answers_is_no_interviews() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), "Size,Works with\nMicro,Adults\nSmall,Children\nMicro,Adults\n").unwrap();
    let (code, _, err) = run(folder.path(), &["import", "a.csv", "--as", "interviews", "--dry-run"]);
    assert!(code == 2 && err.contains("no column"), "{err}");
}

#[test]
fn real_interviews_come_in_as_they_were_counted() {
    let Ok(bytes) = fs::read(crate::exported::shared("interviews/wac/transcripts.csv")) else {
        crate::exported::skipped("the real interviews are not here");
        return;
    };
    let (_folder, study, _) = imported("wac.csv", &bytes);
    let cases = fs::read_to_string(study.join("cases.csv")).unwrap();
    assert_eq!(cases.lines().count(), 58);
    let texts: String =
        (1..=57).map(|row| fs::read_to_string(study.join(format!("transcripts/wac-{row}.txt"))).unwrap()).collect();
    let unanswered = texts.matches("[no answer]").count();
    assert_eq!(unanswered, 7);
}
