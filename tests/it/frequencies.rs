//! `canvass frequencies`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// A path from the root of the repository.
pub fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Runs canvass, which must succeed, and gives standard output.
pub fn out(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("canvass").unwrap().args(arguments).env("NO_COLOR", "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs canvass, which must fail with exit code 2, and gives standard error.
pub fn refused(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("canvass").unwrap().args(arguments).env("NO_COLOR", "1").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "nothing but data may go to standard output");
    String::from_utf8(output.stderr).unwrap()
}

/// The tables of a JSON output.
pub fn tables(json: &str) -> Vec<Value> {
    let value: Value = serde_json::from_str(json).unwrap();
    assert_eq!(value["schema_version"], 1);
    value["tables"].as_array().unwrap().clone()
}

fn study() -> String {
    root("examples/research-better-together").display().to_string()
}

fn export(name: &str) -> String {
    root("data-samples/questionnaire").join(name).display().to_string()
}

/// Counts and values of the total column (or, of a grid, of each cell) by their labels; noughts left out.
fn figures(table: &Value) -> BTreeMap<String, String> {
    let labels = |of: &str| -> Vec<String> {
        table[of].as_array().unwrap().iter().map(|part| part["label"].as_str().unwrap().to_owned()).collect()
    };
    let (rows, columns) = (labels("stub"), labels("banner"));
    let mut heading = String::new();
    let mut figures = BTreeMap::new();
    for (row, (label, cells)) in rows.iter().zip(table["cells"].as_array().unwrap()).enumerate() {
        if table["stub"][row]["kind"] == "heading" {
            heading.clone_from(label);
        }
        for (column, cell) in columns.iter().zip(cells.as_array().unwrap()) {
            for figure in ["count", "value"] {
                let value = cell.get(figure).filter(|value| value.as_f64() != Some(0.0));
                figures.extend(value.map(|value| (format!("{heading}/{label}/{column}"), value.to_string())));
            }
        }
    }
    figures
}

#[test]
fn every_platform_gives_the_same_figures_from_the_same_answers() {
    let platforms = ["microsoft-forms.xlsx", "google-forms.csv", "surveymonkey.csv", "qualtrics.csv", "plain.csv"];
    let of = |name: &str| tables(&out(&["frequencies", "--data", &export(name), "--format", "json", "-q"]));
    let reference = of("qualtrics.csv");
    assert_eq!(reference.len(), 12);
    for platform in platforms {
        let tables = of(platform);
        assert_eq!(tables.len(), reference.len(), "{platform}");
        for (table, reference) in tables.iter().zip(&reference) {
            let (mut ours, mut theirs) = (figures(table), figures(reference));
            // Where people's own words stand among the choices, only the choices can be compared before a review.
            let shared: Vec<String> = theirs.keys().filter(|key| ours.contains_key(*key)).cloned().collect();
            if theirs.keys().any(|key| key.contains("Other (please specify)")) {
                ours.retain(|key, _| shared.contains(key));
                theirs.retain(|key, _| shared.contains(key));
            }
            assert!(shared.len() > 1, "{platform}: {}", table["title"]);
            assert_eq!(ours, theirs, "{platform}: {}", table["title"]);
        }
    }
}

#[test]
fn personal_data_is_not_listed_and_only_counted_when_named() {
    let all = out(&["frequencies", "--study", &study(), "--format", "json", "-q"]);
    let ids: Vec<String> = tables(&all).iter().map(|table| table["id"].as_str().unwrap().to_owned()).collect();
    assert!(ids.contains(&"size".to_owned()) && !ids.contains(&"email".to_owned()), "{ids:?}");
    assert!(!all.contains('@'), "no address may be printed");
    let email = out(&["frequencies", "email", "--study", &study(), "-q"]);
    assert!(email.contains("personal data") && !email.contains('@'), "{email}");
}

#[test]
fn the_published_margins_hold() {
    let table = tables(&out(&["frequencies", "works_with", "--study", &study(), "--format", "json", "-q"])).remove(0);
    let figures = figures(&table);
    for (choice, count) in [("Adults", "34"), ("Communities", "15"), ("Children", "6")] {
        assert_eq!(figures[&format!("/{choice}/Total")], count);
    }
    assert_eq!(table["banner"][0]["base"]["unweighted"], 38);
}

#[test]
fn the_terminal_shows_counts_with_percentages_and_the_notes() {
    let text = out(&["frequencies", "size", "--study", &study(), "-q"]);
    for words in ["11 (29%)", "n = 38", "Base: all 38 respondents.", "no intervals and no tests"] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
}

#[test]
fn a_grid_says_each_base_once() {
    let text = out(&["frequencies", "involvement", "--study", &study(), "-q"]);
    let row = text.lines().find(|line| line.starts_with("Governance")).unwrap();
    assert!(row.contains("14 (37%)") && !row.contains(" of "), "{text}");
    let small = text.lines().find(|line| line.starts_with("Funding bids")).unwrap();
    assert!(!small.contains('%'), "a base of 23 has no percentages: {text}");
}

#[test]
fn a_mistyped_question_is_suggested() {
    let said = refused(&["frequencies", "sise", "--study", &study()]);
    assert!(said.contains("there is no question “sise”") && said.contains("did you mean “size”?"), "{said}");
    let said = refused(&["frequencies", "size", "--study", &study(), "--show", "colum %"]);
    assert!(said.contains("did you mean “column %”?"), "{said}");
}
