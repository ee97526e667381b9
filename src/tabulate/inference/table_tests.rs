//! Tests and letters of whole tables, corner cases first.

use super::{Method, Test, TestChoice};
use crate::model::fixture::Builder;
use crate::model::{Measure, Sampling, Survey, Table};
use crate::stats::multiplicity::Correction;
use crate::stats::proportions::columns::{ColumnRules, ColumnShare, compare_shares};
use crate::stats::ranks::kendall::kendall;
use crate::tabulate::terms::{BaseOf, Terms};
use crate::tabulate::{Groupings, Request, crosstab};

fn request(rows: &[&str], by: &[&str]) -> Request {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Request { rows: owned(rows), by: owned(by), percent_from: 30, test: TestChoice::Auto, ..Request::default() }
}

fn made(survey: &Survey, request: &Request) -> Table {
    let (table, _) = crosstab(survey, &Groupings::new(), request).unwrap();
    for test in &table.tests {
        let ends = test.effect_interval.map_or([None, None], |(low, high)| [Some(low), Some(high)]);
        for figure in [test.statistic, test.df, test.p, test.adjusted, test.effect].into_iter().chain(ends).flatten() {
            assert!(figure.is_finite() && !(figure == 0.0 && figure.is_sign_negative()), "{test:?}");
        }
        assert!(test.p.is_none_or(|p| p > 0.0 && p <= 1.0) && !test.note.is_empty(), "{test:?}");
    }
    for cells in &table.cells {
        assert_eq!(cells.len(), table.banner.len());
        assert_eq!(cells[0].letters, None, "the total is compared with nothing");
    }
    table
}

fn with_letters(survey: &Survey, rows: &[&str], by: &[&str]) -> Table {
    made(survey, &Request { show: vec![Measure::Letters], test: TestChoice::None, ..request(rows, by) })
}

fn letters<'a>(table: &'a Table, row: &str) -> Vec<Option<&'a str>> {
    let place = table.stub.iter().position(|stub| stub.key == row).unwrap();
    table.cells[place].iter().map(|cell| cell.letters.as_deref()).collect()
}

fn said(table: &Table, words: &str) {
    assert!(table.notes.iter().any(|note| note.contains(words)), "no note says “{words}”: {:#?}", table.notes);
}

/// Answers `1`, `2` … by group: how many of each.
fn answers(groups: &[&[usize]]) -> (String, String) {
    let mut both = (String::new(), String::new());
    for (group, counts) in groups.iter().enumerate() {
        for (choice, count) in counts.iter().enumerate() {
            both.0.push_str(&(choice + 1).to_string().repeat(*count));
            both.1.push_str(&(group + 1).to_string().repeat(*count));
        }
    }
    both
}

fn near(value: Option<f64>, expected: f64) {
    assert!(value.is_some_and(|value| (value - expected).abs() < 1e-9), "{value:?} is not {expected}");
}

#[test]
fn every_kind_of_rows_without_anybody_says_why_it_is_not_tested() {
    let survey = Builder::new()
        .single("size", &["Micro", "Small"], "")
        .scale("likely", &["1", "2", "3"], "")
        .multiple("with", &[("Adults", ""), ("Children", "")])
        .numeric("hours", &[])
        .ranking("order", &[("Money", &[]), ("Time", &[])])
        .grid("involved", &["Never", "Always"], &[("design", "")])
        .text("why", &[])
        .build();
    for rows in ["size", "likely", "with", "hours", "order", "involved", "why"] {
        for by in ["size", "likely", "with", "size:likely"] {
            let show = vec![Measure::Letters, Measure::Mean];
            let table = made(&survey, &Request { show, ..request(&[rows], &[by]) });
            assert!(!table.tests.is_empty() && table.tests.iter().all(|test| test.p.is_none()), "{rows} by {by}");
            assert!(table.cells.iter().flatten().all(|cell| cell.letters.is_none()));
        }
    }
}

#[test]
fn published_figures_of_whole_tables() {
    let (rows, by) = answers(&[&[13, 8], &[7, 10], &[5, 9]]);
    let survey = Builder::new().single("said", &["Yes", "No"], &rows).single("by", &["A", "B", "C"], &by).build();
    let table = made(&survey, &Request { test: TestChoice::Named(Test::Fisher), ..request(&["said"], &["by"]) });
    near(table.tests[0].p, 0.299_126_030_6);
    near(table.tests[0].effect, 0.231_630_888_6);

    let (rows, by) = answers(&[&[1, 2, 1], &[0, 1, 1, 1, 1], &[2, 1, 0, 0, 0, 1]]);
    let steps = ["1", "2", "3", "4", "5", "6"];
    let survey = Builder::new().scale("step", &steps, &rows).single("by", &["A", "B", "C"], &by).build();
    let table = made(&survey, &request(&["step"], &["by"]));
    assert_eq!(table.tests[0].name, "Kruskal–Wallis test");
    assert!(table.tests[0].note.contains("the answers have an order"), "{}", table.tests[0].note);
    near(table.tests[0].p, 0.291_436_370_7);

    let (rows, by) = answers(&[&[1, 2, 1, 0, 1], &[0, 1, 1, 1, 2]]);
    let survey = Builder::new().scale("step", &steps[..5], &rows).single("by", &["A", "B"], &by).build();
    let table = made(&survey, &request(&["step"], &["by"]));
    assert_eq!(
        (table.tests[0].name.as_str(), table.tests[0].effect_name),
        ("Mann–Whitney test", Some("rank-biserial correlation"))
    );
    near(table.tests[0].p, 0.237_368_605_1);
}

#[test]
fn a_scale_by_a_scale_is_a_trend_whatever_the_order_of_columns() {
    let counts: [&[usize]; 3] = [&[6, 2, 1], &[3, 4, 2], &[1, 2, 5]];
    let (rows, by) = answers(&counts);
    let survey = Builder::new().scale("rows", &["1", "2", "3"], &rows).scale("by", &["1", "2", "3"], &by);
    let survey = survey.scale("back", &["3", "2", "1"], &by).build();
    let table = made(&survey, &request(&["rows"], &["by", "back"]));
    let expected = kendall(&[vec![6, 3, 1], vec![2, 4, 2], vec![1, 2, 5]]).unwrap();
    near(table.tests[0].p, expected.p);
    near(table.tests[0].effect, expected.tau_b);
    near(table.tests[1].effect, -expected.tau_b);
    assert_eq!(table.tests[0].name, "Kendall’s τ-b");
}

#[test]
fn a_test_that_does_not_fit_says_why_and_what_was_made() {
    let (rows, by) = answers(&[&[13, 8], &[7, 10]]);
    let survey = Builder::new().single("said", &["Yes", "No"], &rows).single("by", &["A", "B"], &by).build();
    let asked = |test| made(&survey, &Request { test: TestChoice::Named(test), ..request(&["said"], &["by"]) });
    for test in [Test::Ranks, Test::Means, Test::Anova, Test::Median, Test::Trend] {
        let table = asked(test);
        assert!(table.tests[0].name.starts_with("χ²"), "{:?}", table.tests);
        assert!(
            table.tests[0].note.contains("was asked for, but the choices have no order"),
            "{}",
            table.tests[0].note
        );
    }
    assert!(asked(Test::Several).tests[0].note.contains("gives one answer"));
}

#[test]
fn several_answers_by_groups_and_by_several_answers() {
    // One choice divides them as a single question would: the summed χ² is that of Pearson, and so is its p.
    let (rows, by) = answers(&[&[13, 8], &[7, 10]]);
    let ticks = |yes: char| rows.chars().map(|answer| if answer == yes { 'x' } else { 'o' }).collect::<String>();
    let all = "x".repeat(rows.len());
    let survey = Builder::new()
        .multiple("did", &[("This", &ticks('1')), ("All", &all)])
        .multiple("had", &[("First", &ticks('1')), ("Second", &ticks('2'))])
        .single("by", &["A", "B"], &by)
        .build();
    let table = made(&survey, &request(&["did"], &["by", "had"]));
    assert!(table.tests[0].name.contains("MRCV") && table.tests[0].effect.is_none(), "{:?}", table.tests);
    near(table.tests[0].p, 0.203_215_948_7);
    assert!(table.tests[1].p.is_some_and(|p| p < 0.001), "{:?}", table.tests[1]);
    let again = made(&survey, &request(&["did"], &["by", "had"]));
    assert_eq!(table.tests, again.tests, "the seed is fixed");
}

#[test]
fn one_answer_by_columns_that_overlap_is_the_test_the_other_way_round() {
    let (rows, by) = answers(&[&[13, 8, 6], &[7, 10, 9], &[9, 9, 12]]);
    let ticks = |yes: &str| by.chars().map(|answer| if yes.contains(answer) { 'x' } else { 'o' }).collect::<String>();
    // Who ticked nothing is in no column, and in neither test.
    let survey = Builder::new()
        .multiple("did", &[("This", &ticks("12")), ("That", &ticks("1")), ("Other", &ticks("2"))])
        .single("said", &["Yes", "No", "Perhaps"], &rows)
        .scale("step", &["1", "2", "3"], &rows)
        .build();
    let [straight, turned] =
        [(["did"], ["said"]), (["said"], ["did"])].map(|(rows, by)| made(&survey, &request(&rows, &by)));
    let [straight, turned] = [&straight.tests[0], &turned.tests[0]];
    assert!(turned.name.contains("MRCV") && turned.note.contains("several of the columns"), "{turned:?}");
    near(turned.statistic, straight.statistic.unwrap());
    near(turned.p, straight.p.unwrap());
    // Steps are compared column by column, each with whoever else stands in any; p is the smallest times their number.
    let scale = made(&survey, &request(&["step"], &["did"]));
    assert!(scale.tests[0].name == "Mann–Whitney test, column by column", "{:?}", scale.tests);
    let (yes, no) = (answers(&[&[13, 8, 6], &[7, 10, 9]]), "step");
    let alone = Builder::new().scale(no, &["1", "2", "3"], &yes.0).single("by", &["A", "B"], &yes.1).build();
    let two = made(&alone, &request(&["step"], &["by"]));
    // “This” holds everybody who stands in any, so two columns could be tested, and these two are one another's others.
    near(scale.tests[0].p, (2.0 * two.tests[0].p.unwrap()).min(1.0));
    let asked = Request { test: TestChoice::Named(Test::ChiSquare), ..request(&["said"], &["did"]) };
    assert!(made(&survey, &asked).tests[0].note.starts_with("χ² was asked for, but a respondent can stand"));
}

#[test]
fn several_answers_are_tested_on_a_declared_base() {
    let (rows, by) = answers(&[&[13, 8], &[7, 10]]);
    let ticks: String = rows.chars().map(|answer| if answer == '1' { 'x' } else { 'o' }).collect();
    let survey = Builder::new().multiple("did", &[("This", &ticks)]).single("by", &["A", "B"], &by).build();
    // Of those who ticked any all ticked the one choice; of all who were asked it divides them as a single question would.
    assert_eq!(made(&survey, &request(&["did"], &["by"])).tests[0].p, None);
    let terms = Terms { base: BaseOf::Asked, ..Terms::default() };
    let table = made(&survey, &Request { terms, ..request(&["did"], &["by"]) });
    near(table.tests[0].p, 0.203_215_948_7);
    let answer =
        Builder::new().multiple("did", &[("This", &ticks)]).with(|question| question.unticked_is_answer = true);
    let answer = answer.single("by", &["A", "B"], &by).build();
    near(made(&answer, &request(&["did"], &["by"])).tests[0].p, 0.203_215_948_7);
}

#[test]
fn sparse_ticks_are_bootstrapped_with_a_fixed_seed() {
    let survey = Builder::new()
        .multiple("did", &[("This", "xxxooxxoxo"), ("That", "ooxxxxooxx")])
        .single("by", &["A", "B"], "1111122222")
        .build();
    let table = made(&survey, &request(&["did"], &["by"]));
    assert!(table.tests[0].name.contains("bootstrapped") && table.tests[0].note.contains("fixed seed"));
    assert_eq!(table.tests, made(&survey, &request(&["did"], &["by"])).tests);
}

#[test]
fn numbers_and_ranks_are_tested_and_a_family_is_corrected() {
    let hours = [1.0, 2.0, 2.0, 3.0, 5.0, 2.0, 3.0, 4.0, 5.0, 5.0].map(Ok);
    let survey = Builder::new()
        .numeric("hours", &hours)
        .ranking("order", &[("Money", &[1, 1, 2, 1, 1, 2, 2, 2, 1, 2]), ("Time", &[2, 2, 1, 2, 2, 1, 1, 1, 2, 1])])
        .single("by", &["A", "B"], "1111122222")
        .build();
    let asked = Request { correction: Some(Correction::Holm), ..request(&["hours", "order"], &["by"]) };
    let table = made(&survey, &asked);
    let names: Vec<_> = table.tests.iter().map(|test| test.name.as_str()).collect();
    assert_eq!(names, ["Welch’s t test", "Mann–Whitney test", "Mann–Whitney test"]);
    assert!(table.tests[0].note.contains("−1.20 (−3.27 to 0.87"), "{}", table.tests[0].note);
    assert!(table.tests[1].of.contains("Money"), "{:?}", table.tests[1]);
    assert!(table.tests.iter().all(|test| test.adjusted.unwrap() >= test.p.unwrap()));
    said(&table, "3 tests of this table are one family");
}

#[test]
fn letters_name_the_lower_column_and_start_anew_under_each_heading() {
    let (rows, by) = answers(&[&[30, 10], &[15, 25], &[16, 24]]);
    let survey = Builder::new()
        .single("said", &["Yes", "No"], &rows)
        .single("by", &["A", "B", "C"], &by)
        .single("half", &["X", "Y"], &"12".repeat(60))
        .build();
    let table = with_letters(&survey, &["said"], &["by", "half"]);
    let heads: Vec<_> = table.banner.iter().map(|column| column.letter).collect();
    assert_eq!(heads, [None, Some('A'), Some('B'), Some('C'), Some('A'), Some('B')]);
    assert_eq!(letters(&table, "said.1"), [None, Some("BC"), None, None, None, None]);
    assert_eq!(letters(&table, "said.2"), [None, None, Some("A"), Some("A"), None, None]);
    assert_eq!(table.show, [Measure::Count, Measure::ColumnPercent, Measure::Letters]);
    said(&table, "Holm’s correction");
    said(&table, "although the sampling is “open”");
    let spss =
        made(&survey, &Request { method: Method::Spss, show: vec![Measure::Letters], ..request(&["said"], &["by"]) });
    said(&spss, "as SPSS Custom Tables does");
    said(&spss, "Bonferroni");
}

#[test]
fn small_groups_are_compared_exactly_and_what_cannot_come_up_is_said() {
    let one_question = |groups: &[&[usize]]| {
        let (rows, by) = answers(groups);
        let labels = &["A", "B", "C"][..groups.len()];
        Builder::new().single("said", &["Yes", "No"], &rows).single("by", labels, &by).build()
    };
    let alone = with_letters(&one_question(&[&[4, 0], &[0, 4]]), &["said"], &["by"]);
    assert_eq!(letters(&alone, "said.1"), [None, Some("B"), None]);
    let among = with_letters(&one_question(&[&[4, 0], &[0, 4], &[2, 2]]), &["said"], &["by"]);
    assert_eq!(letters(&among, "said.1"), [None; 4]);
    said(&among, "No letter can come up here");
    said(&among, "4 against 4");
    let three = with_letters(&one_question(&[&[3, 0], &[0, 3]]), &["said"], &["by"]);
    said(&three, "3 against 3");
    said(&three, "So no letter can come up");
    let tested = made(&one_question(&[&[3, 0], &[0, 3]]), &request(&["said"], &["by"]));
    assert!(
        tested.tests[0].p.is_none() && tested.tests[0].note.contains("smallest possible p is .10"),
        "{:?}",
        tested.tests
    );
}

#[test]
fn overlapping_columns_are_compared_by_who_stands_in_both() {
    // 40 are in A, 40 in B, 20 of them in both; of A 28 said yes, of B 18, of both 12.
    let mut rows = String::new();
    let (mut a, mut b) = (String::new(), String::new());
    for (n, answer, in_a, in_b) in [
        (16, '1', 'x', 'o'),
        (4, '2', 'x', 'o'),
        (12, '1', 'x', 'x'),
        (8, '2', 'x', 'x'),
        (6, '1', 'o', 'x'),
        (14, '2', 'o', 'x'),
    ] {
        for _ in 0..n {
            rows.push(answer);
            a.push(in_a);
            b.push(in_b);
        }
    }
    let survey = Builder::new().single("said", &["Yes", "No"], &rows).multiple("with", &[("A", &a), ("B", &b)]).build();
    let table = with_letters(&survey, &["said"], &["with"]);
    let share = |share: f64| ColumnShare { share, base: 40.0, counts: None };
    let expected = compare_shares(&share(28.0 / 40.0), &share(18.0 / 40.0), 20.0, &ColumnRules::ASKIA).unwrap();
    let apart = compare_shares(&share(28.0 / 40.0), &share(18.0 / 40.0), 0.0, &ColumnRules::ASKIA).unwrap();
    assert!(expected.p < 0.01 && apart.p > 0.02, "the overlap must matter here");
    assert_eq!(letters(&table, "said.1"), [None, Some("B"), None]);
    said(&table, "stands in both");
    let small =
        Builder::new().single("said", &["Yes", "No"], "1212").multiple("with", &[("A", "xxxo"), ("B", "oxxx")]).build();
    said(&with_letters(&small, &["said"], &["with"]), "not for columns that overlap");
}

#[test]
fn means_have_letters_and_a_probability_sample_needs_no_excuse() {
    let (rows, by) = answers(&[&[20, 10, 5, 3, 2], &[2, 3, 5, 10, 20]]);
    let survey = Builder::new().scale("step", &["1", "2", "3", "4", "5"], &rows).single("by", &["A", "B"], &by).build();
    let show = vec![Measure::ColumnPercent, Measure::Mean, Measure::Letters];
    let table = made(&survey, &Request { show, sampling: Sampling::Probability, ..request(&["step"], &["by"]) });
    assert_eq!(letters(&table, "step.mean"), [None, None, Some("A")]);
    said(&table, "means by Welch’s t");
    assert!(!table.notes.iter().any(|note| note.contains("although")));
}
