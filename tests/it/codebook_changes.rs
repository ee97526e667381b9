//! `canvass codebook rename`, `merge`, `split` and `retire` on the sample study.

use std::fs;
use std::path::Path;

use crate::projects::{canvass, sample};

fn said(study: &Path, args: &[&str]) -> (bool, String) {
    let output = canvass(study, args).output().unwrap();
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
    )
}

/// How many cases raised a code, as `themes` counts.
fn raised(study: &Path, code: &str) -> u64 {
    let output = canvass(study, &["themes", code, "--by", "stakeholder", "--format", "json"]).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let table = &json["tables"][0];
    let row = table["stub"].as_array().unwrap().iter().position(|row| row["key"] == code).unwrap();
    table["cells"][row][0]["count"].as_u64().unwrap()
}

/// All lines of codings with a code.
fn lines(study: &Path, code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![study.join("codings")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let text = fs::read_to_string(entry.path()).unwrap();
                found.extend(
                    text.lines().filter(|line| line.contains(&format!("\"code\":\"{code}\""))).map(str::to_owned),
                );
            }
        }
    }
    found
}

#[test]
fn another_id_changes_no_count_and_a_dry_run_changes_nothing() {
    let study = sample();
    let (before, coded) = (raised(study.path(), "funding"), lines(study.path(), "funding").len());
    let codebook = fs::read(study.path().join("codebook.toml")).unwrap();
    let (fine, _) = said(study.path(), &["codebook", "rename", "funding", "money", "--dry-run"]);
    assert!(fine && fs::read(study.path().join("codebook.toml")).unwrap() == codebook);
    let (fine, words) =
        said(study.path(), &["codebook", "rename", "Funding", "money", "--why", "Shorter", "--date", "2026-03-01"]);
    assert!(fine && words.contains("still stands here by its old name"), "{words}");
    assert_eq!((lines(study.path(), "funding").len(), lines(study.path(), "money").len()), (0, coded));
    assert_eq!(raised(study.path(), "money"), before);
    let log = fs::read_to_string(study.path().join("memos/decisions.md")).unwrap();
    assert!(log.contains("## 2026-03-01: The id of “Funding” is now money") && log.contains("Shorter"), "{log}");
    // A comment of the codebook that has nothing to do with it is still there.
    let after = fs::read_to_string(study.path().join("codebook.toml")).unwrap();
    assert!(after.contains("replaces = [\"funding\"]"));
    assert_eq!(after.matches('#').count(), String::from_utf8(codebook).unwrap().matches('#').count());
    // Themes and priorities name it by its new id.
    let themes = fs::read_to_string(study.path().join("themes.toml")).unwrap();
    assert!(themes.contains("codes = [\"time-capacity\", \"money\"]"), "{themes}");
    assert!(themes.contains("themes = [\"money\", \"own-pocket\"]"), "{themes}");
    let (fine, words) = said(study.path(), &["codebook", "rename", "nix", "x"]);
    assert!(!fine && words.contains("no code “nix”"), "{words}");
    assert!(!said(study.path(), &["codebook", "rename", "money", "training"]).0);
    assert!(!said(study.path(), &["codebook", "rename", "money", "cash", "--date", "yesterday"]).0);
}

#[test]
fn codes_that_become_one_are_counted_once_and_the_log_keeps_what_they_meant() {
    let study = sample();
    let (fine, words) =
        said(study.path(), &["codebook", "merge", "training", "awareness", "--into", "awareness", "--why", "Too near"]);
    assert!(fine && words.contains("Training and capacity building"), "{words}");
    assert!(lines(study.path(), "training").is_empty());
    let (fine, words) = said(study.path(), &["check"]);
    assert!(words.contains("training") || fine, "{words}");
    let log = fs::read_to_string(study.path().join("memos/decisions.md")).unwrap();
    assert!(log.contains("definition: Learning how to do it") && log.contains("Too near"), "{log}");
    assert!(!said(study.path(), &["codebook", "merge", "awareness", "--into", "awareness"]).0);
    // A sheet that was coded before still comes in: the code is known by what it became.
    let codebook = fs::read_to_string(study.path().join("codebook.toml")).unwrap();
    assert!(codebook.contains("replaces = [\"training\"]"), "{codebook}");
}

#[test]
fn a_code_comes_apart_in_a_workbook_and_is_given_up_when_nothing_is_left() {
    let study = sample();
    let split = ["codebook", "split", "funding", "--into", "core=Core costs,projects", "-o", "split.xlsx"];
    let (fine, words) = said(study.path(), &split);
    assert!(fine && words.contains("to share out"), "{words}");
    let codebook = fs::read_to_string(study.path().join("codebook.toml")).unwrap();
    assert!(codebook.contains("name = \"Core costs\"") && codebook.contains("name = \"Projects\""));
    let (fine, words) = said(study.path(), &split);
    assert!(!fine && words.contains("there already"), "{words}");
    let (fine, words) = said(study.path(), &["codebook", "split", "funding", "--take", "split.xlsx"]);
    assert!(fine && words.contains("nothing is decided"), "{words}");
    let (fine, words) = said(study.path(), &["codebook", "split", "training", "--take", "split.xlsx"]);
    assert!(!fine && words.contains("comes apart"), "{words}");
    assert!(!said(study.path(), &["codebook", "split", "funding", "--into", "core", "-o", "other.xlsx"]).0);
    assert!(!said(study.path(), &["codebook", "split", "funding", "--into", "core,projects", "-o", "other.csv"]).0);
}

#[test]
fn what_is_given_up_counts_no_more_and_stays() {
    let study = sample();
    let coded = lines(study.path(), "funding").len();
    let (fine, words) = said(study.path(), &["codebook", "retire", "funding"]);
    assert!(fine && words.contains("counts nowhere from now on"), "{words}");
    assert_eq!(lines(study.path(), "funding").len(), coded);
    let codebook = fs::read_to_string(study.path().join("codebook.toml")).unwrap();
    assert!(codebook.contains("status = \"retired\""));
    let (fine, words) = said(study.path(), &["codebook", "retire", "support"]);
    assert!(!fine && words.contains("below it"), "{words}");
    assert!(!said(study.path(), &["codebook", "retire", "funding"]).0);
    // One way at a time.
    assert!(!said(study.path(), &["codebook", "--review", "x.xlsx", "retire", "training"]).0);
}
