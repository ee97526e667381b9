//! `canvass code --test` on the sample study, its bounds in `check`, and its figures against scikit-learn and statsmodels.

use assert_cmd::Command;
use canvass::stats::precision_recall::Counts;
use serde_json::Value;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/research-better-together");

fn canvass(folder: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canvass"));
    command.args(arguments).current_dir(folder);
    command
}

fn table(arguments: &[&str]) -> Value {
    let found = canvass(SAMPLE, arguments).args(["--format", "json", "-q"]).assert().success();
    serde_json::from_slice::<Value>(&found.get_output().stdout).unwrap()["tables"][0].clone()
}

fn cell<'a>(table: &'a Value, row: &str, column: &str) -> &'a Value {
    let place = |list: &str, key: &str| {
        table[list].as_array().unwrap().iter().position(|one| one["key"] == key).unwrap_or_else(|| panic!("{key}"))
    };
    &table["cells"][place("stub", row)][place("banner", column)]
}

/// The sample study with other lines in `[interviews]`.
fn study(lines: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    Command::new("cp").arg("-r").arg(SAMPLE).arg(folder.path()).assert().success();
    let study = folder.path().join("research-better-together");
    let toml = std::fs::read_to_string(study.join("study.toml")).unwrap();
    std::fs::write(study.join("study.toml"), toml.replace("[interviews]\n", &format!("[interviews]\n{lines}\n")))
        .unwrap();
    let study = study.to_string_lossy().into_owned();
    (folder, study)
}

fn said(command: &mut Command, code: i32) -> String {
    let found = command.assert().code(code);
    String::from_utf8_lossy(&found.get_output().stderr).into_owned()
}

#[test]
fn the_counts_of_all_codes_are_the_sums_and_the_figures_follow_from_them() {
    let table = table(&["code", "--test", "--against", "asha"]);
    let count = |row: &str, column: &str| cell(&table, row, column)["count"].as_u64().unwrap();
    for column in ["both", "found_only", "coded_only"] {
        let rows = table["stub"].as_array().unwrap().iter().filter(|row| row["key"] != "all");
        let sum: u64 = rows.map(|row| count(row["key"].as_str().unwrap(), column)).sum();
        assert_eq!(sum, count("all", column), "{column}");
    }
    let (both, found) = (count("funding", "both"), count("funding", "both") + count("funding", "found_only"));
    let precision = cell(&table, "funding", "precision");
    assert_eq!(precision["base"]["unweighted"].as_u64(), Some(found));
    let percent = precision["column_percent"].as_f64().unwrap();
    assert!((percent - both as f64 / found as f64 * 100.0).abs() < 1e-9);
    assert!(cell(&table, "funding", "f1")["interval"].is_array());
    let sentences = self::table(&["code", "--test", "funding", "--against", "asha", "--unit", "sentence"]);
    assert_eq!(sentences["stub"].as_array().unwrap().len(), 1);
}

#[test]
fn documents_kept_apart_are_the_ones_tested_on() {
    let (_folder, study) = study("held-out = [\"vcfse-01\", \"vcfse-02\"]");
    let found = canvass(&study, &["code", "--test", "--format", "json"]).assert().success();
    let json: Value = serde_json::from_slice(&found.get_output().stdout).unwrap();
    let notes = json["tables"][0]["notes"].to_string();
    assert!(notes.contains("2 documents: vcfse-01, vcfse-02") && notes.contains("kept apart"), "{notes}");
    let warned = said(&mut canvass(SAMPLE, &["code", "--test"]), 0);
    assert!(warned.contains("written from"), "{warned}");
}

#[test]
fn a_bound_that_is_not_reached_fails_a_strict_check() {
    let (_folder, low) = study("rules = { precision = 0.99, recall = 0.01, codes = { funding = { recall = 0.01 } } }");
    let warned = said(&mut canvass(&low, &["check", "--strict"]), 1);
    assert!(warned.contains("precision of the rules of all codes together is 0."), "{warned}");
    assert!(!warned.contains("recall of the rules"), "{warned}");
    said(&mut canvass(&low, &["code", "--test"]), 1);
    let (_folder, wrong) = study("rules = { precision = 7, codes = { fundin = { recall = 0.5 } } }");
    let warned = said(&mut canvass(&wrong, &["check"]), 1);
    assert!(warned.contains("no bound of a share") && warned.contains("“funding”"), "{warned}");
}

#[test]
fn what_cannot_be_tested_is_said() {
    assert!(said(&mut canvass(SAMPLE, &["code", "--test", "--against", "rules"]), 2).contains("against themselves"));
    assert!(said(&mut canvass(SAMPLE, &["code", "--test", "--against", "ahsa"]), 2).contains("did you mean “asha”"));
    assert!(said(&mut canvass(SAMPLE, &["code", "--test", "--documents", "vcfse-1"]), 2).contains("vcfse-"));
    said(&mut canvass(SAMPLE, &["code", "funding"]), 2);
    said(&mut canvass(SAMPLE, &["code", "--test", "--explain"]), 2);
    let (_folder, study) = study("held_out = [\"vcfse-01\"]");
    let toml = std::fs::read_to_string(format!("{study}/study.toml")).unwrap();
    std::fs::write(format!("{study}/study.toml"), toml.replace("\"codebook\"\n", "\"reflexive\"\n")).unwrap();
    assert!(said(&mut canvass(&study, &["code", "--test"]), 2).contains("--anyway"));
    said(&mut canvass(&study, &["code", "--test", "--anyway"]), 0);
}

#[test]
fn precision_recall_and_f1_are_those_of_scikit_learn_and_statsmodels() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/precision_recall.csv");
    let mut compared = 0;
    for record in csv::Reader::from_path(path).unwrap().records() {
        let record = record.unwrap();
        let count = |place: usize| record[place].parse::<u64>().unwrap();
        let counts = Counts { both: count(0), found_only: count(1), coded_only: count(2) };
        let measured = match &record[3] {
            "precision" => counts.precision(0.95),
            "recall" => counts.recall(0.95),
            _ => counts.f1(0.95),
        };
        let measured = measured.unwrap();
        let ours = match &record[4] {
            "value" => measured.value,
            "lower" => measured.interval.unwrap().lower,
            _ => measured.interval.unwrap().upper,
        };
        let theirs: f64 = record[5].parse().unwrap();
        assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-6), "{record:?}: {ours}");
        compared += 1;
    }
    assert_eq!(compared, 72);
}
