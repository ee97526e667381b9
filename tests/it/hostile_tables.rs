//! Tables of hostile answers: weights that are none, questions that nobody answered, one respondent, one group, more choices and columns than
//! anybody could read. Each is a table without a figure that cannot be right, or is refused in words that say what to do.

use std::fmt::Write as _;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

struct Ran {
    code: Option<i32>,
    data: String,
    said: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let output = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    Ran { code: output.status.code(), data: String::from_utf8(output.stdout).unwrap(), said }
}

/// Looks for what must not be there: what is no number, a negative nought, a p of nought.
fn sound(value: &Value, context: &str) {
    match value {
        Value::Number(number) => {
            let number = number.as_f64().unwrap();
            assert!(number.is_finite() && !(number == 0.0 && number.is_sign_negative()), "{context}: {number}");
        }
        Value::Array(values) => values.iter().for_each(|value| sound(value, context)),
        Value::Object(entries) => entries.iter().for_each(|(key, value)| {
            assert!(key != "p" || value.as_f64() != Some(0.0), "{context}: a p of nought");
            sound(value, context);
        }),
        _ => {}
    }
}

const SHOW: &str = "count,weighted count,column %,row %,total %,index,interval,se,residual,letters,vs rest,mean,median,sd,nps,\
    weighted base,effective base,design effect";

/// A table that is sound; or nothing, and then a message with what to do.
fn table(folder: &Path, arguments: &[&str]) -> Option<Value> {
    let ran = run(folder, &[arguments, &["-q", "--format", "json"]].concat());
    if ran.code == Some(2) {
        assert!(
            ran.data.is_empty() && ran.said.contains("error: ") && ran.said.contains("hint: "),
            "{arguments:?}: {}",
            ran.said
        );
        return None;
    }
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.said);
    let value: Value = serde_json::from_str(&ran.data).unwrap();
    sound(&value, &format!("{arguments:?}"));
    Some(value)
}

/// Forty answers with these weights in turn.
fn answers(weights: &[&str]) -> String {
    let mut text = String::from("size,region,score,multi,wave,w\n");
    for row in 0..40 {
        let size = ["Micro", "Small", "Large"][row * 7 % 5 % 3];
        let multi = ["A;B", "A", "B;C", ""][row * 3 % 4];
        let (region, weight) = (["N", "S"][row * 5 % 7 % 2], weights[row % weights.len()]);
        writeln!(text, "{size},{region},{},{multi},{},{weight}", 1 + row * 11 % 13, 2020 + row % 2 * 2).unwrap();
    }
    text
}

/// Commands over all kinds of rows and columns; how many of them gave a table.
fn tabled(file: &str, options: &[&[&str]]) -> usize {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("answers.csv"), file).unwrap();
    let commands: [&[&str]; 5] = [
        &["frequencies", "--show", SHOW],
        &["crosstab", "size", "score", "multi", "--by", "region", "--test", "auto", "--show", SHOW],
        &["crosstab", "size", "score", "--by", "multi", "--test", "auto", "--show", SHOW],
        &[
            "compare",
            "--waves-by",
            "wave",
            "--test",
            "auto",
            "--show",
            "column %,interval,mean",
            "--data",
            "answers.csv",
        ],
        &["compare", "size", "--by", "region", "--waves-by", "wave", "--test", "auto", "--data", "answers.csv"],
    ];
    let mut made = 0;
    for command in commands {
        for options in options {
            let data: &[&str] = if command[0] == "compare" { &[] } else { &["--data", "answers.csv"] };
            made += usize::from(table(folder.path(), &[command, data, *options].concat()).is_some());
        }
    }
    made
}

const WEIGHTED: &[&[&str]] = &[&["--weight", "w"], &["--weight", "w", "--strata", "region", "--single-unit", "adjust"]];

#[test]
fn weights_that_are_none_are_refused_and_those_that_are_zero_or_missing_leave_respondents_out() {
    for (weights, made) in [
        (["0", "0", "0"], 0),
        (["1", "-1", "2"], 0),
        (["1e300", "1", "2"], 0),
        (["inf", "1", "2"], 0),
        (["1e-300", "1", "2"], 0),
        (["0", "1", "2.5"], 1),
        (["NaN", "1", "2"], 1),
        (["60000000000", "0.000001", "1"], 1),
    ] {
        assert_eq!(usize::from(tabled(&answers(&weights), WEIGHTED) > 5), made, "{weights:?}");
    }
}

#[test]
fn one_group_one_answer_and_one_respondent_have_tables_and_no_test() {
    let alike = "size,region,score,multi,wave,w\n".to_owned() + &"Micro,N,3,A;B,2020,1\nMicro,N,3,A,2022,1\n".repeat(6);
    tabled(&alike, &[&[], &["--weight", "w"], &["--cluster", "wave"]]);
    let one = "size,region,score,multi,wave,w\nMicro,N,3,A;B,2020,1\n";
    tabled(one, &[&[], &["--weight", "w"], &["--strata", "region"]]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("answers.csv"), &alike).unwrap();
    let found =
        table(folder.path(), &["crosstab", "score", "--by", "region", "--test", "auto", "--data", "answers.csv"])
            .unwrap();
    let test = &found["tables"][0]["tests"][0];
    assert!(test["p"].is_null() && test["note"].as_str().is_some_and(|note| note.ends_with('.')), "{test}");
}

#[test]
fn a_question_that_nobody_answered_has_a_base_of_nought() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("size,region,gone\n");
    (0..30).for_each(|row| writeln!(text, "{},{},", ["Micro", "Small"][row % 2], ["N", "S"][row % 3 % 2]).unwrap());
    std::fs::write(folder.path().join("answers.csv"), text).unwrap();
    for arguments in [
        &["frequencies", "gone"][..],
        &["crosstab", "gone", "size", "--by", "region", "--test", "auto", "--show", SHOW],
    ] {
        let found = table(folder.path(), &[arguments, &["--data", "answers.csv"]].concat());
        assert!(found.is_some(), "{arguments:?}");
    }
    assert!(table(folder.path(), &["crosstab", "size", "--by", "gone", "--data", "answers.csv"]).is_none());
}

#[test]
fn an_empty_file_and_one_of_headings_alone_are_refused_by_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for text in ["", "\n", "size,region\n"] {
        std::fs::write(folder.path().join("answers.csv"), text).unwrap();
        for arguments in
            [&["frequencies"][..], &["crosstab", "size", "--by", "region"], &["compare", "--waves-by", "region"]]
        {
            assert!(
                table(folder.path(), &[arguments, &["--data", "answers.csv"]].concat()).is_none(),
                "{text:?} {arguments:?}"
            );
        }
    }
}

/// A study of a question with so many choices by another.
fn study(rows: usize, columns: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let mut text = String::from("q,b\n");
    (0..rows.max(columns) * 2)
        .for_each(|at| writeln!(text, "choice {},group {}", at % rows, at * 7 % columns).unwrap());
    std::fs::write(path.join("answers.csv"), text).unwrap();
    assert_eq!(run(path, &["init", "-q", "."]).code, Some(0));
    assert_eq!(run(path, &["import", "-q", "answers.csv"]).code, Some(0));
    let questions = std::fs::read_to_string(path.join("questionnaire.toml")).unwrap();
    std::fs::write(path.join("questionnaire.toml"), questions.replace("kind = \"text\"", "kind = \"single\"")).unwrap();
    folder
}

#[test]
fn ten_thousand_choices_and_a_thousand_columns_are_counted() {
    let long = study(10_000, 3);
    let text = run(long.path(), &["crosstab", "q", "--by", "b", "--format", "csv", "-q"]);
    assert_eq!((text.code, text.data.lines().count()), (Some(0), 10_002), "{}", text.said);
    assert!(run(long.path(), &["frequencies", "q", "-q"]).data.contains("choice 9999"));
    let wide = study(4, 1_000);
    let text = run(wide.path(), &["crosstab", "q", "--by", "b", "--format", "csv", "-q"]);
    let head = text.data.lines().next().unwrap();
    assert!(head.contains("group 999 | n") && head.matches(',').count() >= 1_001, "{}", text.said);
    assert_eq!(run(wide.path(), &["crosstab", "q", "--by", "b", "-o", "wide.xlsx", "-q"]).code, Some(0));
    // A test among so many columns says why there is none.
    let json = table(wide.path(), &["crosstab", "q", "--by", "b", "--test", "auto", "--show", "letters"]).unwrap();
    assert_eq!(json["tables"][0]["banner"].as_array().unwrap().len(), 1_001);
}

#[test]
fn a_table_too_large_for_a_page_says_in_what_it_can_be_had() {
    let large = study(450, 460);
    for format in ["terminal", "md", "html"] {
        let page = run(large.path(), &["crosstab", "q", "--by", "b", "--format", format, "-q"]);
        assert_eq!(page.code, Some(2), "{format}");
        assert!(page.said.contains("too large for the") && page.said.contains("-o NAME.csv"), "{}", page.said);
    }
    let text = run(large.path(), &["crosstab", "q", "--by", "b", "--format", "csv", "-q"]);
    assert_eq!((text.code, text.data.lines().count()), (Some(0), 452), "{}", text.said);
    let tested = table(large.path(), &["crosstab", "q", "--by", "b", "--test", "fisher", "--show", "count"]).unwrap();
    let test = &tested["tables"][0]["tests"][0];
    assert!(test["p"].is_null() && test["note"].as_str().unwrap().contains("too many choices and groups"), "{test}");
}
