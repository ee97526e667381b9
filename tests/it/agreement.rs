//! `canvass agreement` on the sample study, on plain tables, and on two coders' real codes where they are at hand.

use assert_cmd::Command;
use serde_json::Value;

fn canvass(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canvass"));
    command.args(arguments).current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/research-better-together"));
    command
}

fn json(arguments: &[&str]) -> Value {
    let found = canvass(arguments).args(["--format", "json", "-q"]).assert().success();
    serde_json::from_slice::<Value>(&found.get_output().stdout).unwrap()["tables"][0].clone()
}

fn cell<'a>(table: &'a Value, row: &str, column: &str) -> &'a Value {
    let place = |list: &str, key: &str| {
        table[list].as_array().unwrap().iter().position(|one| one["key"] == key).unwrap_or_else(|| panic!("{key}"))
    };
    &table["cells"][place("stub", row)][place("banner", column)]
}

fn file(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let path = path.to_string_lossy().into_owned();
    (folder, path)
}

#[test]
fn the_table_says_what_was_compared_of_whom() {
    let table = json(&["agreement", "asha", "rules"]);
    let notes = table["notes"].to_string();
    for said in ["Unit: turn; ", "Uncoded: ", "Coders: asha and rules. 24 documents", "drawn again 1,000 times"] {
        assert!(notes.contains(said), "{said} is not in {notes}");
    }
    assert!(cell(&table, "funding", "alpha")["value"].as_f64().unwrap() > 0.8);
    assert!(cell(&table, "all", "alpha")["interval"].is_array());
    let sentences = json(&["agreement", "asha", "rules", "--unit", "sentence", "--level", "1", "--resamples", "0"]);
    assert_eq!(sentences["stub"].as_array().unwrap().len(), 6, "{}", sentences["stub"]);
}

#[test]
fn a_coefficient_below_its_bound_ends_with_one() {
    let found = canvass(&["agreement", "asha", "rules", "--fail-under", "alpha=0.99", "--resamples", "0"]).assert();
    let said = String::from_utf8_lossy(&found.get_output().stderr).into_owned();
    found.code(1);
    assert!(said.contains("alpha of “Funding” is 0.") && said.contains("below 0.99"), "{said}");
    canvass(&["agreement", "asha", "rules", "--fail-under", "percent=0.5", "--resamples", "0"]).assert().code(0);
    canvass(&["agreement", "asha", "rules", "--fail-under", "alpha"]).assert().code(2);
}

#[test]
fn one_coder_and_an_unknown_one_are_told_who_there_is() {
    let said = |arguments: &[&str]| {
        let found = canvass(arguments).assert().code(2);
        String::from_utf8_lossy(&found.get_output().stderr).into_owned()
    };
    assert!(said(&["agreement", "asha"]).contains("needs two coders"));
    assert!(said(&["agreement", "asha", "ahsa"]).contains("did you mean “asha”"));
}

#[test]
fn a_reflexive_study_has_it_only_when_asked() {
    let study = tempfile::tempdir().unwrap();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/research-better-together");
    let study_toml = std::fs::read_to_string(format!("{sample}/study.toml")).unwrap();
    let copied = Command::new("cp").arg("-r").arg(sample).arg(study.path()).output();
    if copied.is_err() {
        return;
    }
    let folder = study.path().join("research-better-together");
    std::fs::write(folder.join("study.toml"), study_toml.replace("\"codebook\"", "\"reflexive\"")).unwrap();
    let folder = folder.to_string_lossy().into_owned();
    let found = canvass(&["agreement", "asha", "rules", "--study", &folder]).assert().code(2);
    assert!(String::from_utf8_lossy(&found.get_output().stderr).contains("--anyway"));
    canvass(&["agreement", "asha", "rules", "--anyway", "--resamples", "0", "--study", &folder]).assert().code(0);
}

#[test]
fn plain_tables_have_every_level_and_every_layout() {
    let classic =
        "A,1,2,3,3,2,1,4,1,2,,,\nB,1,2,3,3,2,2,4,1,2,5,,3\nC,,3,3,3,2,3,4,2,2,5,1,\nD,1,2,3,3,2,4,4,1,2,5,1,\n";
    let (_folder, path) = file("classic.csv", classic);
    for (metric, expected) in [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)] {
        let table = json(&["agreement", "--data", &path, "--layout", "down", "--metric", metric]);
        let alpha = cell(&table, "all", "alpha")["value"].as_f64().unwrap();
        assert!((alpha - expected).abs() < 6e-4, "{metric}: {alpha}");
    }
    let (_folder, path) = file("stretches.csv", "coder,start,end,code\nA,10,40,a\nA,60,90,b\nB,12,38,a\nB,70,95,b\n");
    let table = json(&["agreement", "--data", &path]);
    let alpha = cell(&table, "all", "unitising_alpha")["value"].as_f64().unwrap();
    assert!((alpha - 0.744_529).abs() < 1e-6, "{alpha}");
}

#[test]
fn two_coders_of_fifty_seven_interviews_as_published() {
    let path = crate::exported::shared("interviews/wac/outside_dialectic_codes.csv");
    if !path.is_file() {
        crate::exported::skipped("interviews/wac/outside_dialectic_codes.csv is not here");
        return;
    }
    let path = path.to_string_lossy().into_owned();
    for (what, n, kappa, agreed) in
        [("Q1_Outside", 57, 0.6764, 0.8772), ("Q3_Outside", 56, 0.5471, 0.8036), ("Dialectic", 57, 0.6507, 0.8246)]
    {
        let (one, other) = (format!("{what}_CC"), format!("{what}_OM"));
        let table = json(&["agreement", &one, &other, "--data", &path]);
        assert_eq!(cell(&table, "all", "n")["count"], n, "{what}");
        let near = |found: &Value, wanted: f64| (found.as_f64().unwrap() - wanted).abs() < 5.1e-5;
        assert!(near(&cell(&table, "all", "kappa")["value"], kappa), "{what}");
        let percent = cell(&table, "all", "percent")["column_percent"].as_f64().unwrap() / 100.0;
        assert!((percent - agreed).abs() < 5.1e-5, "{what}: {percent}");
    }
}
