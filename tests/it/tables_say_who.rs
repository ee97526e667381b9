//! What tables say of their tests and rows: the groups by name, no test that was not made, no kind of answer that nobody gave.

use std::path::Path;

use assert_cmd::Command;

/// What the command prints, its lines put together so that no break of a line matters.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let text = format!("{}{}", String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Forty women and sixty men; most women say yes, and women have fewer staff. Somebody of no gender answered neither question.
fn people() -> tempfile::TempDir {
    let mut rows = String::from("happy,gender,staff,w,nothing,not\n,Neither,,1,,b\n");
    for row in 0..100 {
        let woman = row % 5 < 2;
        let yes = if woman { row % 10 != 0 } else { row % 3 == 0 };
        let (happy, gender) = (if yes { "Yes" } else { "No" }, if woman { "Woman" } else { "Man" });
        let staff = row % 13 + if woman { 0 } else { 4 };
        rows.push_str(&format!("{happy},{gender},{staff},{},,{}\n", 1 + row % 2, if woman { "a" } else { "b" }));
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("people.csv"), rows).unwrap();
    folder
}

fn crosstab(folder: &Path, options: &[&str]) -> String {
    let fixed = ["--data", "people.csv", "--sampling", "probability", "-q"];
    said(folder, &[&["crosstab"], options, &fixed].concat())
}

#[test]
fn two_groups_are_compared_by_name_and_an_empty_one_is_not_among_them() {
    let people = people();
    for (options, sentence) in [
        (&["happy", "--by", "gender"][..], "φ above 0: “Woman” gives “Yes” more often than “Man”."),
        (&["happy", "--by", "gender", "--weight", "w"], "φ above 0: “Woman” gives “Yes” more often than “Man”."),
        (&["happy", "--by", "gender", "--weight", "w", "--strata", "not"], "φ above 0: “Woman” gives “Yes” more often"),
        (&["staff", "--by", "gender"], "The mean of “Woman” less that of “Man” is −"),
        (&["staff", "--by", "gender", "--weight", "w"], "The mean of “Man” less that of “Woman” is "),
        (&["staff", "--by", "gender", "--test", "ranks"], "Above 0 “Woman” answers higher than “Man”."),
        (
            &["staff", "--by", "gender", "--test", "ranks", "--weight", "w"],
            "t above 0: “Man” answers higher than “Woman”.",
        ),
        (&["staff", "--by", "gender", "--test", "median"], "more of “Woman” than of “Man” lie above the median."),
    ] {
        let page = crosstab(people.path(), options);
        assert!(page.contains(sentence), "{options:?}: {page}");
        assert!(!page.contains("first group") && !page.contains("irst mean"), "{options:?}: {page}");
    }
}

#[test]
fn of_a_question_that_nobody_answered_it_is_not_said_how() {
    let people = people();
    let page = crosstab(people.path(), &["nothing", "--by", "gender"]);
    assert!(page.contains("Not tested. Nobody answered.") && !page.contains("in words"), "{page}");
}

#[test]
fn a_question_by_itself_is_not_tested() {
    let people = people();
    for options in [&["happy", "--by", "happy"][..], &["happy", "--by", "happy", "--weight", "w"]] {
        let page = crosstab(people.path(), options);
        assert!(page.contains("Not tested. Rows and columns are the same question.") && !page.contains("χ²"), "{page}");
    }
    let several = crosstab(people.path(), &["happy", "staff", "--by", "happy,gender"]);
    assert_eq!(several.matches("Not tested").count(), 1, "{several}");
}

#[test]
fn what_no_cell_shows_has_no_note() {
    let people = people();
    let show = ["--show", "count,column %,index,se"];
    let few = crosstab(people.path(), &[&["happy", "--by", "gender", "--where", "staff = 3"], &show[..]].concat());
    assert!(!few.contains("Index:") && !few.contains("SE:"), "{few}");
    let many = crosstab(people.path(), &[&["happy", "--by", "gender"], &show[..]].concat());
    assert!(many.contains("Index:") && many.contains("SE:"), "{many}");
}

#[test]
fn a_condition_on_a_question_called_like_a_word_says_how_to_write_it() {
    let people = people();
    let wrong = crosstab(people.path(), &["happy", "--by", "gender", "--where", "not = \"a\""]);
    assert!(wrong.contains("a question that is called “not” stands in backticks: `not`"), "{wrong}");
    let right = crosstab(people.path(), &["happy", "--by", "gender", "--where", "`not` = \"a\""]);
    assert!(right.contains("Only those for whom `not` = \"a\" holds"), "{right}");
}

#[test]
fn what_makes_no_groups_says_what_would() {
    let people = people();
    let numbers = crosstab(people.path(), &["happy", "--by", "staff"]);
    assert!(numbers.contains("makes no groups") && numbers.contains("[[recode]]"), "{numbers}");
}

#[test]
fn boxes_that_say_yes_or_nothing_are_several_answers_and_a_stem_loses_its_colon() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "Yes,,1,Agree,No\n,Yes,,No,Agree\nYes,Yes,,Agree,Agree\n,,1,No,No\nYes,,,Agree,No\n,Yes,1,No,Agree\n";
    let head = "Which: [Food],Which: [Play],Which: [Care],Say: [one],Say: [two]\n";
    std::fs::write(folder.path().join("boxes.csv"), format!("{head}{}", rows.replace(",1,", ",Yes,"))).unwrap();
    let page = said(folder.path(), &["frequencies", "--data", "boxes.csv", "-q"]);
    assert!(page.contains("Base: all who ticked any n = 6") && page.contains("“Which” allows for several"), "{page}");
    assert!(!page.contains(":”") && !page.contains("Which:"), "{page}");
    std::fs::write(folder.path().join("asked.csv"), format!("Why?,Who\n{}", "a,x\nb,y\n".repeat(9))).unwrap();
    let asked = said(folder.path(), &["crosstab", "why", "--by", "who", "--data", "asked.csv", "-q"]);
    assert!(asked.contains("Why? By Who") && !asked.contains("?,"), "{asked}");
}
