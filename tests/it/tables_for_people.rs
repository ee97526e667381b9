//! Bars, tidy CSV, response rates, a topline of a part of those who answered, groups that a condition empties.

use std::path::Path;

use assert_cmd::Command;

const ANSWERS: &str =
    "size,region,w,why\nMicro,North,1,cold\nMicro,South,2,wet\nSmall,North,1,dry\nSmall,North,1,\nLarge,South,3,hot\n";

fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", text(output.stderr));
    text(output.stdout)
}

/// A folder with the answers, each so many times.
fn folder(times: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (head, rows) = ANSWERS.split_once('\n').unwrap();
    std::fs::write(folder.path().join("answers.csv"), format!("{head}\n{}", rows.repeat(times))).unwrap();
    folder
}

#[test]
fn bars_stand_behind_percentages_within_the_width_and_not_on_small_bases() {
    let (large, small) = (folder(20), folder(1));
    let arguments = ["crosstab", "size", "--by", "region", "--data", "answers.csv", "--bars", "-q"];
    let page = run(large.path(), &arguments);
    assert!(page.contains("40 (40%) ████"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
    assert!(!run(small.path(), &arguments).contains('█'));
}

#[test]
fn tidy_csv_has_a_row_a_figure() {
    let folder = folder(20);
    let arguments = ["crosstab", "size", "--by", "region", "--data", "answers.csv", "--format", "tidy", "-q"];
    let text = run(folder.path(), &arguments);
    assert!(text.starts_with("table,section,row_key,row,row_kind,column_key,column,measure,value,base"), "{text}");
    assert!(text.contains(",Micro,choice,region.north,North,column_percent,33.33333333333333"), "{text}");
    run(folder.path(), &["frequencies", "size", "--data", "answers.csv", "-o", "size.tidy.csv", "-q"]);
    let written = std::fs::read_to_string(folder.path().join("size.tidy.csv")).unwrap();
    assert!(written.trim_start_matches('\u{feff}').starts_with("table,section,"), "{written}");
}

#[test]
fn a_topline_obeys_the_options_of_tables() {
    let folder = folder(20);
    let topline = |options: &[&str]| {
        let arguments = [&["report", "--data", "answers.csv", "-o", "-", "--format", "md", "-q"], options].concat();
        run(folder.path(), &arguments)
    };
    assert!(topline(&[]).contains("Base: all 100 respondents."));
    let part = topline(&["--where", "size = \"Micro\"", "--net", "Not large=Micro|Small", "--weight", "w"]);
    assert!(part.contains("Only those for whom size = \"Micro\" holds: 40 of 100."), "{part}");
    assert!(part.contains("Weighted by “w”") && part.contains("Not large"), "{part}");
}

#[test]
fn a_group_that_a_condition_empties_is_left_out_and_named() {
    let folder = folder(1);
    let arguments = ["crosstab", "region", "--by", "size", "--data", "answers.csv", "-q"];
    assert!(run(folder.path(), &arguments).contains("Large"));
    let page = run(folder.path(), &[&arguments[..], &["--where", "size != \"Large\""]].concat());
    assert!(page.contains("Left out, because nobody for whom size != \"Large\" holds is in it: Large."), "{page}");
    assert!(
        !page.lines().any(|line| line.contains("Micro") && line.contains("Large") && !line.contains("Left")),
        "{page}"
    );
}

#[test]
fn the_response_of_each_group_is_shown_against_the_population() {
    let folder = folder(10);
    run(folder.path(), &["init", "study", "-q"]);
    let study = folder.path().join("study");
    run(&study, &["import", "../answers.csv", "-q"]);
    let settings = std::fs::read_to_string(study.join("study.toml")).unwrap();
    let population = "[survey]\npopulation = { by = \"size\", groups = { Micro = 40, Small = 60, Large = 100 } }";
    let settings = settings.replacen("[survey]", population, 1).replace("sampling = \"open\"", "sampling = \"census\"");
    std::fs::write(study.join("study.toml"), settings).unwrap();
    let page = run(&study, &["weight", "-q"]);
    assert!(page.contains("20 of 40 (50%)") && page.contains("50 of 200 (25%)"), "{page}");
    assert!(page.contains("Response: 50 of 200 answered (25.0%)"), "{page}");
}
