//! What filters and computations must hold: blanks are unknown, mistakes are shown where they stand.

use super::{Condition, Quantity};
use crate::model::fixture::Builder;
use crate::model::{Missing, Survey};

/// Six respondents: sizes, a scale, a set, a grid, a number and words, with every kind of blank somewhere.
fn survey() -> Survey {
    Builder::new()
        .single("size", &["Micro", "Small", "Large, or a “charity”", "!Prefer not to say"], "12341.")
        .scale("happy", &["Very unhappy", "Unhappy", "Happy", "Very happy", "~Not applicable"], "12345?")
        .multiple("offers", &[("Advice", "xxoo-?"), ("Training", "xoxo-?"), ("None", "oooo-?")])
        .grid("support", &["1", "2", "3"], &[("heard", "1233-?"), ("helped", "3.1.-?")])
        .numeric(
            "age",
            &[Ok(18.0), Ok(30.5), Err(Missing::Refused), Err(Missing::NotAsked), Ok(65.0), Err(Missing::Unknown)],
        )
        .text("comments", &[Some("More Transport please"), None, Some("none"), None, Some("transport"), None])
        .build()
}

/// For each respondent `y`, `n` or `?`.
fn holds(text: &str) -> String {
    let survey = survey();
    let table = &survey.tables[0];
    let condition = Condition::read(text, table).unwrap_or_else(|error| panic!("{error}"));
    let letter = |row| match condition.holds(&table.blocks[0], row) {
        Some(true) => 'y',
        Some(false) => 'n',
        None => '?',
    };
    (0..6).map(letter).collect()
}

fn values(text: &str) -> Vec<Option<f64>> {
    let survey = survey();
    let table = &survey.tables[0];
    let quantity = Quantity::read(text, table).unwrap_or_else(|error| panic!("{error}"));
    (0..6).map(|row| quantity.value(&table.blocks[0], row)).collect()
}

fn error(text: &str) -> (String, String) {
    let survey = survey();
    let error = Condition::read(text, &survey.tables[0]).unwrap_err();
    (error.what().to_owned(), error.hint_text().unwrap_or_default().to_owned())
}

#[test]
fn choices_are_named_by_label_or_code_and_blanks_are_unknown() {
    assert_eq!(holds("size = \"Micro\""), "ynn?y?");
    assert_eq!(holds("size = 2"), "nyn?n?");
    assert_eq!(holds("size != \"Micro\""), "nyy?n?");
    assert_eq!(holds("size in [\"Micro\", \"Small\"]"), "yyn?y?");
    assert_eq!(holds("size not in [\"Micro\", \"Small\"]"), "nny?n?");
    assert_eq!(holds("size = \"Large, or a “charity”\""), "nny?n?");
    assert_eq!(holds("size = ‘micro’"), "ynn?y?");
}

#[test]
fn a_reason_for_not_answering_is_known_where_it_is_named() {
    assert_eq!(holds("size = \"Prefer not to say\""), "nnnyn?");
    assert_eq!(holds("refused(size)"), "nnnynn");
    assert_eq!(holds("refused(age)"), "nnynnn");
    assert_eq!(holds("dont_know(size)"), "nnnnnn");
    assert_eq!(holds("missing(size)"), "nnnyny");
    assert_eq!(holds("answered(size)"), "yyynyn");
}

#[test]
fn who_was_asked_is_told_from_who_answered() {
    assert_eq!(holds("asked(age)"), "yyyny?");
    assert_eq!(holds("not asked(age)"), "nnnyn?");
    assert_eq!(holds("asked(offers)"), "yyyyn?");
    assert_eq!(holds("answered(offers)"), "yyynnn");
    assert_eq!(holds("answered(support.helped)"), "ynynnn");
}

#[test]
fn scales_have_an_order_and_single_choices_have_none() {
    assert_eq!(holds("happy >= \"Happy\""), "nnyy??");
    assert_eq!(holds("happy >= 3"), "nnyy??");
    assert_eq!(holds("happy < \"Unhappy\""), "ynnn??");
    let (what, hint) = error("size > \"Micro\"");
    assert!(what.contains("no order") && hint.contains("kind = \"scale\""), "{what} {hint}");
}

#[test]
fn sets_have_choices() {
    assert_eq!(holds("offers has \"Advice\""), "yynn??");
    assert_eq!(holds("offers has all [\"Advice\", \"Training\"]"), "ynnn??");
    assert_eq!(holds("offers has none [\"Advice\", \"Training\"]"), "nnny??");
    assert_eq!(holds("not offers has [\"Advice\", \"Training\"]"), "nnny??");
    assert_eq!(holds("count(offers) >= 2"), "ynnn??");
}

#[test]
fn unknown_or_true_is_true_and_unknown_and_false_is_false() {
    assert_eq!(holds("size = \"Micro\" or age > 60"), "yn??y?");
    assert_eq!(holds("size = \"Micro\" and age > 60"), "nnn?y?");
    assert_eq!(holds("NOT (size = \"Micro\" AND age > 60)"), "yyy?n?");
}

#[test]
fn and_binds_closer_than_or_and_not_closer_than_and() {
    assert_eq!(holds("size = 1 or size = 2 and age > 60"), holds("size = 1 or (size = 2 and age > 60)"));
    assert_eq!(holds("not size = 1 and age > 20"), holds("(not (size = 1)) and age > 20"));
}

#[test]
fn numbers_are_computed() {
    assert_eq!(values("age * 2 - 6 / 3"), [Some(34.0), Some(59.0), None, None, Some(128.0), None]);
    assert_eq!(values("-(age - 18)")[0].map(f64::to_bits), Some(0));
    assert_eq!(values("mean(support)"), [Some(2.0), Some(2.0), Some(2.0), Some(3.0), None, None]);
    assert_eq!(
        values("sum(support.heard, 10)"),
        [Some(11.0), Some(12.0), Some(13.0), Some(13.0), Some(10.0), Some(10.0)]
    );
    assert_eq!(values("answers(support)"), [2.0, 1.0, 2.0, 1.0, 0.0, 0.0].map(Some));
    assert_eq!(values("max(support) - min(support)")[0], Some(2.0));
    assert_eq!(values("round(age)")[1], Some(31.0));
    assert_eq!(values("1 / (support.heard - 1)")[0], None);
}

#[test]
fn words_are_looked_for_whatever_their_case() {
    assert_eq!(holds("comments contains \"transport\""), "y?n?y?");
    assert_eq!(holds("comments = \"None\""), "n?y?n?");
    assert_eq!(holds("not comments contains \"transport\""), "n?y?n?");
}

#[test]
fn a_slip_is_shown_where_it_stands_with_what_was_meant() {
    let (what, hint) = error("size in [\"Mirco\", \"Small\"]");
    assert_eq!(what, "“size” has no choice “Mirco”\n    size in [\"Mirco\", \"Small\"]\n             ^^^^^^^");
    assert_eq!(hint, "did you mean “Micro”?");
    let (what, hint) = error("sizes = 1");
    assert!(what.starts_with("there is no question “sizes”") && hint.contains("“size”"), "{what} {hint}");
    let (_, hint) = error("anwsered(size)");
    assert_eq!(hint, "did you mean “answered”?");
    let (_, hint) = error("support = 1");
    assert!(hint.contains("support.heard"), "{hint}");
    let (_, hint) = error("offers = \"Advice\"");
    assert!(hint.contains("offers has \"Advice\""), "{hint}");
    let (_, hint) = error("size = Micro");
    assert!(hint.contains("Micro"), "{hint}");
}

#[test]
fn what_ends_too_early_or_goes_on_too_long_says_so() {
    for text in [
        "",
        "size =",
        "size = 1 and",
        "(size = 1",
        "size = 1)",
        "size 1",
        "size in \"Micro\"",
        "size in [",
        "age >= 18 age",
        "not",
        "mean()",
        "mean(age) >",
        "size",
        "3",
        "age + 1",
        "count(age) > 1",
        "year(age) = 2",
        "asked()",
        "[1]",
        "and",
        "age > \"old\"",
        "\"Micro\" = size",
        "size contains \"M\"",
        "size has \"Micro\"",
    ] {
        let (what, hint) = error(text);
        assert!(!what.is_empty(), "{text}");
        assert!(text.is_empty() || what.contains('^'), "{text}: {what}");
        assert!(
            !hint.is_empty() || what.contains("expected") || what.contains("takes") || what.contains("closed"),
            "{text}: {what}"
        );
    }
}

#[test]
fn depth_and_length_have_a_limit() {
    let deep = format!("{}age > 1{}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(error(&deep).0.contains("nested too deeply"));
    let negated = format!("{}age > 1", "not ".repeat(4_000));
    assert!(error(&negated).0.contains("nested too deeply"));
    let added = format!("age{} > 1", "+1".repeat(4_000));
    assert!(error(&added).0.contains("too many parts"));
    let wide = vec!["age > 1"; 1_500].join(" or ");
    assert_eq!(holds(&wide), "yy??y?");
    assert!(error(&"x".repeat(30_000)).0.contains("longer"));
}

#[test]
fn personal_answers_are_not_filtered_by() {
    let survey = Builder::new()
        .text("name", &[Some("Dawn")])
        .with(|question| question.personal = Some(crate::model::Personal::Name))
        .build();
    let error = Condition::read("name = \"Dawn\"", &survey.tables[0]).unwrap_err();
    assert!(error.what().contains("personal data"), "{error}");
}
