//! `canvass compare`: waves of one survey, against the numbers of R in `tests/reference/waves-r.csv` and in its words.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use canvass::stats::proportions::paired::{Pairs, paired_change};
use serde_json::Value;

fn reference() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference")
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A folder with the made-up panel, all of it and the first 25 of each wave.
fn panel() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(reference().join("waves-data.csv")).unwrap();
    let few = |wave: &str| text.lines().filter(|line| line.starts_with(wave)).take(25).collect::<Vec<_>>().join("\n");
    let head = text.lines().next().unwrap();
    std::fs::write(folder.path().join("few.csv"), format!("{head}\n{}\n{}\n", few("2020"), few("2023"))).unwrap();
    std::fs::write(folder.path().join("panel.csv"), text).unwrap();
    folder
}

/// The tables of a comparison as JSON.
fn tables(folder: &Path, file: &str, further: &[&str]) -> Vec<Value> {
    let questions = |net: &[&'static str]| if net.is_empty() { vec!["likely", "income"] } else { vec!["size"] };
    [&[][..], &["--net", "Larger=Small|Large"]]
        .iter()
        .flat_map(|net| {
            let named = [&questions(net)[..], net, further].concat();
            tables_of(folder, file, &named)
        })
        .collect()
}

fn tables_of(folder: &Path, file: &str, further: &[&str]) -> Vec<Value> {
    let mut arguments = vec!["compare", "--data", file, "--waves-by", "wave"];
    arguments.extend(["--test", "auto", "--show", "count,column %,mean,nps", "--format", "json", "--quiet"]);
    arguments.extend(further);
    let (code, json, said) = run(folder, &arguments);
    assert_eq!(code, 0, "{said}");
    serde_json::from_str::<Value>(&json).unwrap()["tables"].as_array().unwrap().clone()
}

/// A quantity of the change in a row, by its label (or the question of its mean).
fn quantity(tables: &[Value], row: &str, quantity: &str) -> Option<f64> {
    let (table, at) = tables.iter().find_map(|table| {
        let of_mean = table["id"].as_str().unwrap().starts_with(&format!("{row}-"));
        let is = |stub: &Value| stub["label"] == row || (of_mean && stub["label"] == "Mean");
        Some((table, table["stub"].as_array().unwrap().iter().position(is)?))
    })?;
    let (part, field, end) = match quantity {
        "change" => (".change", "change", None),
        "p" => (".p", "p", None),
        end => (".interval", "change_interval", Some(usize::from(end == "upper"))),
    };
    let banner = table["banner"].as_array().unwrap();
    let column = banner.iter().position(|column| column["key"].as_str().unwrap().ends_with(part))?;
    let value = &table["cells"][at][column][field];
    end.map_or(value, |end| &value[end]).as_f64()
}

#[test]
fn changes_and_their_intervals_and_tests_are_those_of_r() {
    let folder = panel();
    let of = |file: &str, further: &[&str]| tables(folder.path(), file, further);
    let probability = ["--sampling", "probability", "--weight", "w"];
    let designed = |further: &[&'static str]| of("panel.csv", &[&probability[..], further].concat());
    let methods = [
        ("independent", of("panel.csv", &[])),
        ("few", of("few.csv", &[])),
        ("weights", designed(&[])),
        ("strata", designed(&["--strata", "region"])),
        ("clusters", designed(&["--cluster", "school"])),
        ("paired", of("panel.csv", &["--paired", "--respondent", "person"])),
        ("paired-weights", designed(&["--paired", "--respondent", "person"])),
        ("paired-strata", designed(&["--paired", "--respondent", "person", "--strata", "region"])),
        ("paired-clusters", designed(&["--paired", "--respondent", "person", "--cluster", "school"])),
    ];
    let mut compared = 0;
    for line in std::fs::read_to_string(reference().join("waves-r.csv")).unwrap().lines().skip(1) {
        let [method, row, name, theirs] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let theirs: f64 = theirs.parse().unwrap();
        let ours = match methods.iter().find(|(known, _)| *known == method) {
            Some((_, tables)) => quantity(tables, row, name),
            None => {
                let cells: Vec<u64> = row.split(' ').map(|cell| cell.parse().unwrap()).collect();
                let pairs = Pairs { both: cells[0], first: cells[1], second: cells[2], neither: cells[3] };
                paired_change(pairs, 0.95).unwrap().p
            }
        };
        let ours = ours.unwrap_or_else(|| panic!("{line}: nothing"));
        assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-3), "{line}: {ours}");
        compared += 1;
    }
    assert!(compared >= 210, "{compared}");
}

#[test]
fn an_open_survey_is_described_unless_a_test_is_asked_for() {
    let folder = panel();
    let arguments = ["compare", "size", "--data", "panel.csv", "--waves-by", "wave", "--quiet"];
    let (_, page, _) = run(folder.path(), &arguments);
    assert!(page.contains("Change") && !page.contains("95% interval"), "{page}");
    assert!(page.contains("changes have no interval and no test"), "{page}");
    let (_, page, _) = run(folder.path(), &[&arguments[..], &["--test", "auto"]].concat());
    assert!(page.contains("although the sampling is “open”") && page.contains("95% interval"), "{page}");
}

#[test]
fn below_the_small_base_rule_counts_stand_and_no_points() {
    let folder = panel();
    let (_, page, _) = run(folder.path(), &["compare", "size", "--data", "few.csv", "--waves-by", "wave", "--quiet"]);
    assert!(page.contains("Where a base is under 30, no change in points is shown"), "{page}");
    let micro = page.lines().find(|line| line.starts_with("Micro")).unwrap();
    assert!(micro.trim_end().ends_with('–'), "{page}");
}

#[test]
fn a_wave_against_itself_has_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Size,Likely\nMicro,3\nSmall,4\nMicro,5\nLarge,\n";
    for name in ["a.csv", "b.csv"] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let (code, json, said) =
        run(folder.path(), &["compare", "--data", "a.csv", "b.csv", "--test", "auto", "--format", "json"]);
    assert_eq!(code, 0, "{said}");
    let tables: Value = serde_json::from_str(&json).unwrap();
    let cells = tables["tables"].as_array().unwrap().iter().flat_map(|table| table["cells"].as_array().unwrap());
    let changes: Vec<f64> =
        cells.flat_map(|row| row.as_array().unwrap()).filter_map(|cell| cell["change"].as_f64()).collect();
    assert!(changes.len() >= 4 && changes.iter().all(|change| *change == 0.0), "{changes:?}");
}

#[test]
fn a_question_that_was_worded_otherwise_is_compared_only_when_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("one.csv"), "id,How large?,Sector\n1,Micro,Arts\n2,Small,Arts\n").unwrap();
    std::fs::write(folder.path().join("two.csv"), "id,How large?,Sector\n1,Huge,Arts\n2,Tiny,Health\n").unwrap();
    let (code, page, said) = run(folder.path(), &["compare", "--data", "one.csv", "two.csv"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("was not put alike"), "{said}");
    assert!(page.contains("Sector, one to two") && !page.contains("How large"), "{page}");
    assert!(page.contains("Its choices differ: “Health” only in “two”"), "{page}");
    let (code, page, said) = run(folder.path(), &["compare", "large", "--data", "one.csv", "two.csv"]);
    assert_eq!(code, 0, "{said}");
    assert!(page.contains("Choices were replaced by others, so no change is shown."), "{page}");
}

#[test]
fn what_cannot_be_compared_is_said_with_what_to_do() {
    let folder = panel();
    for (arguments, words) in [
        (&["--data", "panel.csv"][..], "one wave"),
        (&["--data", "panel.csv", "--waves-by", "wave", "--waves", "2021"], "2021"),
        (&["--data", "panel.csv", "--waves-by", "wave", "--waves", "2020"], "nothing to be compared with"),
        (&["--data", "panel.csv", "--waves-by", "income"], "of which wave"),
        (&["--data", "panel.csv", "--waves-by", "wave", "--paired"], "--respondent"),
        (&["--data", "panel.csv", "--waves-by", "wave", "--paired", "--respondent", "region"], "twice"),
        (&["--data", "panel.csv", "--waves-by", "wave", "--test", "trend"], "compare one figure"),
    ] {
        let (code, _, said) = run(folder.path(), &[&["compare", "size"], arguments].concat());
        assert!(code == 2 && said.contains(words), "{arguments:?}: {said}");
    }
}
