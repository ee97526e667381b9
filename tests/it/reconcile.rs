//! `canvass reconcile` end to end on a copy of the sample study.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

use crate::folders::{copy, sample};

/// The sample study without what was reconciled in it.
fn study() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("study");
    copy(&sample(), &study, &["final", "reconciliation.md"]);
    (folder, study)
}

fn canvass(study: &Path, arguments: &[&str]) -> (i32, String, String) {
    let found = Command::new(env!("CARGO_BIN_EXE_canvass")).args(arguments).current_dir(study).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (found.status.code().unwrap(), text(&found.stdout), text(&found.stderr))
}

/// The sheet with decisions: what `decide` says of each row's number.
fn fill_in(sheet: &Path, decide: impl Fn(usize) -> &'static str) {
    let text = std::fs::read_to_string(sheet).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().unwrap().clone();
    let place = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let mut writer = csv::Writer::from_path(sheet).unwrap();
    writer.write_record(&heads).unwrap();
    for (number, record) in reader.records().enumerate() {
        let mut cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        cells[place("decision")] = decide(number).to_owned();
        cells[place("reason")] = if decide(number).is_empty() { String::new() } else { "as the codebook says".into() };
        writer.write_record(&cells).unwrap();
    }
    writer.flush().unwrap();
}

fn finals(study: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(study.join("codings/final"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_sheet_is_filled_in_half_then_whole_and_taken_twice() {
    let (_folder, study) = study();
    let (code, list, _) = canvass(&study, &["reconcile", "asha", "tom"]);
    assert!(code == 0 && list.contains("only asha") && list.contains("other code"), "{list}");
    assert_eq!(canvass(&study, &["reconcile", "asha", "tom", "-o", "sheet.csv"]).0, 0);
    assert_eq!(canvass(&study, &["reconcile", "asha", "tom", "-o", "sheet.csv"]).0, 2, "it is not written over");
    assert_eq!(canvass(&study, &["reconcile", "asha", "tom", "-o", "sheet.xlsx"]).0, 0);
    fill_in(&study.join("sheet.csv"), |number| if number == 0 { "neither" } else { "" });
    let (code, _, said) = canvass(&study, &["reconcile", "--take", "sheet.csv"]);
    assert!(code == 0 && said.contains("1 disagreement decided") && said.contains("not decided yet"), "{said}");
    fill_in(&study.join("sheet.csv"), |_| "neither");
    assert_eq!(canvass(&study, &["reconcile", "--take", "sheet.csv"]).0, 0);
    let once = finals(&study);
    let (code, _, said) = canvass(&study, &["reconcile", "--take", "sheet.csv"]);
    assert!(code == 0 && !said.contains("wrote"), "{said}");
    assert_eq!(finals(&study), once);
    let log = std::fs::read_to_string(study.join("memos/reconciliation.md")).unwrap();
    assert!(log.contains("Reason: as the codebook says") && log.contains("Not decided yet: 0"), "{log}");
}

#[test]
fn an_empty_workbook_comes_back_undecided_and_rows_that_do_not_fit_are_refused() {
    let (_folder, study) = study();
    canvass(&study, &["reconcile", "asha", "tom", "-o", "sheet.xlsx"]);
    let (code, _, said) = canvass(&study, &["reconcile", "--take", "sheet.xlsx", "--dry-run"]);
    assert!(code == 0 && said.contains("0 disagreements decided"), "{said}");
    assert!(!study.join("codings/final").exists());
    canvass(&study, &["reconcile", "asha", "tom", "-o", "sheet.csv"]);
    fill_in(&study.join("sheet.csv"), |number| if number == 3 { "perhaps" } else { "" });
    let (code, _, said) = canvass(&study, &["reconcile", "--take", "sheet.csv"]);
    assert!(code == 2 && said.contains("row 5: “perhaps” is no decision"), "{said}");
    assert!(!study.join("codings/final").exists());
}

#[test]
fn what_is_final_counts_and_nobody_twice() {
    let (_folder, study) = study();
    let before = canvass(&study, &["themes", "--format", "json", "-q"]).1;
    canvass(&study, &["reconcile", "asha", "tom", "-o", "sheet.csv"]);
    let text = std::fs::read_to_string(study.join("sheet.csv")).unwrap();
    assert!(text.contains("only tom"));
    let only_tom: Vec<bool> = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes())
        .records()
        .map(|record| &record.unwrap()[3] == "only tom")
        .collect();
    fill_in(&study.join("sheet.csv"), move |number| if only_tom[number] { "neither" } else { "keep asha" });
    let (code, _, said) = canvass(&study, &["reconcile", "--take", "sheet.csv"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(canvass(&study, &["themes", "--format", "json", "-q"]).1, before, "the first coder's word was kept");
    let (code, _, said) = canvass(&study, &["check"]);
    assert_eq!(code, 0, "{said}");
    let everybody = std::fs::read_to_string(study.join("study.toml")).unwrap().replace("coders = [\"asha\"]", "");
    std::fs::write(study.join("study.toml"), everybody).unwrap();
    assert_eq!(canvass(&study, &["themes", "--format", "json", "-q"]).1, before, "tom's are settled too");
    assert_eq!(canvass(&study, &["quotes", "does-pr", "-q"]).0, 0);
}

#[test]
fn a_sheet_that_is_written_again_has_the_decisions_in_its_cells() {
    let (_folder, study) = study();
    canvass(&study, &["reconcile", "asha", "tom", "-o", "sheet.csv"]);
    fill_in(&study.join("sheet.csv"), |number| match number {
        0 => "neither",
        1 => "a",
        _ => "",
    });
    canvass(&study, &["reconcile", "--take", "sheet.csv"]);
    let once = finals(&study);
    let (_, _, said) = canvass(&study, &["reconcile", "asha", "tom", "-o", "again.csv"]);
    assert!(said.contains(", 2 decided before") || said.contains(", 1 decided before"), "{said}");
    let again = std::fs::read_to_string(study.join("again.csv")).unwrap();
    assert!(again.contains("neither,,,as the codebook says"), "{again}");
    let (code, _, said) = canvass(&study, &["reconcile", "--take", "again.csv"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(finals(&study), once, "taken as it is, nothing changes");
    assert!(canvass(&study, &["reconcile", "asha", "tom"]).1.contains("Decided"));
}

#[test]
fn every_decision_of_the_sample_comes_back_from_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("study");
    copy(&sample(), &study, &[]);
    let before = finals(&study);
    let (_, _, said) = canvass(&study, &["reconcile", "asha", "tom", "-o", "sheet.xlsx"]);
    assert!(said.contains("all decided before"), "{said}");
    let (code, _, said) = canvass(&study, &["reconcile", "--take", "sheet.xlsx"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(finals(&study), before);
}
