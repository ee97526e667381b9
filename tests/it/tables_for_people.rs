//! Bars, tidy CSV, response rates, a topline of a part of those who answered, groups that a condition empties, small bases under weights, heads.

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

#[test]
fn weights_that_came_with_the_answers_are_told_by_how_large_they_are() {
    let answers = "id,uses,w\n1,Yes,1.5\n2,No,0.5\n3,Yes,1\n4,No,0\n5,Yes,\n6,No,1\n";
    let folder = with("answers.csv", answers);
    run(folder.path(), &["init", "study", "-q"]);
    let study = folder.path().join("study");
    run(&study, &["import", "../answers.csv", "-q"]);
    let settings = std::fs::read_to_string(study.join("study.toml")).unwrap();
    std::fs::write(study.join("study.toml"), settings.replacen("[survey]", "[survey]\nweight = \"w\"", 1)).unwrap();
    let page: serde_json::Value = serde_json::from_str(&run(&study, &["weight", "-q", "--format", "json"])).unwrap();
    let rows = page["listings"][0]["rows"].as_array().unwrap();
    let told: Vec<(String, f64)> =
        rows.iter().map(|row| (row[0].as_str().unwrap().to_owned(), row[1].as_f64().unwrap())).collect();
    let value = |label: &str| told.iter().find(|(own, _)| own == label).unwrap_or_else(|| panic!("{told:?}")).1;
    // 1.5, 0.5, 1 and 1: the sum of squares is 4.5, so they tell as much as 16/4.5 with equal weights.
    assert_eq!((value("Respondents with a weight"), value("Respondents without one"), value("Sum")), (4.0, 2.0, 4.0));
    assert_eq!((value("Smallest"), value("Median"), value("Largest")), (0.5, 1.0, 1.5));
    assert!((value("Effective base") - 16.0 / 4.5).abs() < 1e-12);
}

#[test]
fn intervals_are_spoken_of_only_where_a_base_is_large_enough_for_one() {
    let answers: String =
        (0..18).map(|row| format!("{},{}\n", ["Yes", "No"][row % 2], ["x", "y"][row % 3 / 2])).collect();
    let folder = with("answers.csv", &format!("uses,by\n{answers}"));
    let arguments =
        ["crosstab", "uses", "--by", "by", "--data", "answers.csv", "-q", "--show", "count,column %,interval"];
    let page = |more: &[&str]| run(folder.path(), &[&arguments[..], &["--sampling", "probability"], more].concat());
    assert!(!page(&[]).contains("Intervals are Wilson’s"));
    assert!(page(&["--percent-from", "10"]).contains("Intervals are Wilson’s"));
}

/// A folder with a file of answers.
fn with(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    folder
}

#[test]
fn a_percentage_that_is_left_alone_by_small_bases_says_what_it_is_of() {
    let folder = folder(7);
    let arguments = ["crosstab", "size", "--by", "region", "--data", "answers.csv", "-q", "--show"];
    let both = run(folder.path(), &[&arguments[..], &["count,column %,total %"]].concat());
    assert!(both.contains("20% of all") && !both.contains("(20%)"), "{both}");
    assert!(both.contains("Total percentages are of everybody in the base"), "{both}");
    let rows = run(folder.path(), &[&arguments[..], &["count,row %", "--percent-from", "5"]].concat());
    assert!(rows.contains("(50%)") && rows.contains("Row percentages are of all who gave the answer"), "{rows}");
}

#[test]
fn means_medians_and_scores_have_intervals_and_percentages_of_them_are_not_spoken_of() {
    // t of 9 degrees of freedom is 2.262157; the standard deviation of ten numbers in a row is 3.027650.
    let numbers = "age,group\n".to_owned() + &(21..=30).map(|age| format!("{age},{}\n", age % 2)).collect::<String>();
    let folder = with("numbers.csv", &numbers);
    let arguments = ["frequencies", "age", "--data", "numbers.csv", "--show", "mean,interval", "-q"];
    let page = run(folder.path(), &arguments);
    assert!(page.contains("23.3 to 27.7") && page.contains("of means by t; of medians from the order"), "{page}");
    assert!(!page.contains("Wilson"), "{page}");
    let csv = run(folder.path(), &[&arguments[..], &["--format", "csv"]].concat());
    assert!(csv.contains("Mean,25.5,23.33414") && csv.contains("Median,25.5,22,29"), "{csv}");
}

#[test]
fn a_design_effect_that_was_asked_for_is_shown() {
    let folder = folder(10);
    let arguments = ["crosstab", "size", "--by", "region", "--data", "answers.csv", "--weight", "w", "-q"];
    let page = run(folder.path(), &[&arguments[..], &["--show", "column %,design effect"]].concat());
    assert!(page.contains("deff 1."), "{page}");
}

#[test]
fn weights_make_no_comparison_of_columns_of_which_too_few_are_expected() {
    let mut text = "answer,group,w,age\n".to_owned();
    for row in 0..60 {
        let answer = if row < 3 || row == 10 { "Yes" } else { "No" };
        let group = if row < 3 { "A" } else { "B" };
        text.push_str(&format!("{answer},{group},{},{}\n", 1 + row % 2, 20 + row));
    }
    let folder = with("few.csv", &text);
    let arguments = ["crosstab", "answer", "age", "--by", "group", "--data", "few.csv", "--weight", "w", "-q"];
    let page =
        |more: &[&str]| run(folder.path(), &[&arguments[..], &["--show", "letters,vs rest,mean"], more].concat());
    let own = page(&[]);
    assert!(!own.contains('↑') && !own.contains('↓'), "{own}");
    assert!(own.contains("fewer than five could be expected") && own.contains("a base is under 10"), "{own}");
    assert!(page(&["--method", "r"]).contains('↓'));
}

#[test]
fn weights_do_not_make_significant_what_three_against_three_never_could_be() {
    let text = "answer,group,w,step\nYes,A,1,1\nYes,A,1.1,2\nYes,A,1.2,1\nNo,B,1,4\nNo,B,1.3,5\nNo,B,1,4\n";
    let folder = with("six.csv", text);
    let arguments =
        ["crosstab", "answer", "--by", "group", "--data", "six.csv", "--weight", "w", "--test", "auto", "-q"];
    let page = run(folder.path(), &arguments);
    assert!(page.contains("With 3 against 3 no answers whatever could come below .05"), "{page}");
}

#[test]
fn a_row_of_a_grid_that_nobody_answered_says_how_many_gave_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init", "study", "-q"]);
    let study = folder.path().join("study");
    std::fs::write(folder.path().join("grid.csv"), format!("q [one],q [none]\n{}", "Yes,\nNo,\n".repeat(20))).unwrap();
    run(&study, &["import", "../grid.csv", "-q"]);
    let dictionary = "[[question]]\nid = \"q\"\ntext = \"q\"\nkind = \"grid\"\n\
                      choices = [{ code = \"1\", label = \"Yes\" }, { code = \"2\", label = \"No\" }]\n\
                      rows = [{ id = \"one\", text = \"one\", column = \"q [one]\" }, { id = \"none\", text = \"none\", column = \"q [none]\" }]\n";
    std::fs::write(study.join("questionnaire.toml"), format!("platform = \"generic\"\n\n{dictionary}")).unwrap();
    let page = run(&study, &["frequencies", "q", "-q"]);
    let row: Vec<&str> = page.lines().find(|line| line.starts_with("none")).unwrap().split_whitespace().collect();
    assert_eq!(row, ["none", "0", "–", "–", "40"], "{page}");
}

#[test]
fn a_head_of_many_short_words_is_no_tower_and_a_heading_over_few_columns_is_not_broken() {
    let label = "long ".repeat(60);
    let rows: String =
        (0..40).map(|row| format!("{},{}\n", if row % 2 == 0 { label.trim() } else { "short" }, row % 3)).collect();
    let folder = with("heads.csv", &format!("group,answer\n{rows}"));
    let page = run(folder.path(), &["crosstab", "answer", "--by", "group", "--data", "heads.csv", "-q"]);
    assert!(page.lines().filter(|line| line.contains("long")).count() <= 8, "{page}");
}
