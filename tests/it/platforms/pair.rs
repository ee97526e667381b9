//! Two exports of one survey, one with codes and one with words: whichever is imported, the same questionnaire comes out.

use serde_json::Value;

use crate::exported::{Page, fixture, fixture_with};

/// What tables are made of: ids, wording, kinds, choices with codes and counts.
fn questionnaire(page: &Page) -> Vec<String> {
    let without_columns = |question: &Value| {
        let mut question = question.clone();
        for choice in question["choices"].as_array_mut().into_iter().flatten() {
            choice.as_object_mut().unwrap().remove("column");
        }
        let part = |name: &str| question[name].to_string();
        [part("id"), part("text"), part("kind"), part("choices"), part("missing"), part("base")].join(" ")
    };
    page.json["questions"].as_array().unwrap().iter().map(without_columns).collect()
}

/// The codes and labels of a question.
fn codes(page: &Page, name: &str) -> String {
    let choices = page.question(name)["choices"].as_array().unwrap().iter();
    let said =
        choices.map(|choice| format!("{}={}", choice["code"].as_str().unwrap(), choice["label"].as_str().unwrap()));
    said.collect::<Vec<_>>().join("; ")
}

#[test]
fn codes_and_words_of_every_platform_give_the_same_questionnaire() {
    for (one, other) in [
        ("qualtrics/choice_numeric.csv", "qualtrics/choice_text.csv"),
        ("limesurvey/results_codes.csv", "limesurvey/results_full.csv"),
        ("redcap/Club_DATA_2026-03-01_1010.csv", "redcap/Club_DATA_LABELS_2026-03-01_1011.csv"),
        ("kobo/visits_values.csv", "kobo/visits_labels.csv"),
        ("generic/club-codes.csv", "generic/club-labels.csv"),
    ] {
        let (one, other) = (fixture(one), fixture(other));
        assert_eq!(questionnaire(&one), questionnaire(&other));
        assert_eq!(one.json["companions"].as_array().unwrap().len(), 1, "found beside");
    }
}

#[test]
fn another_export_may_be_named() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/exports/surveymonkey/");
    let beside = |file: &str| format!("{folder}{file}");
    let one = fixture_with("surveymonkey/numerical.csv", &["--codebook", &beside("actual text.csv")]);
    let other = fixture_with("surveymonkey/actual text.csv", &["--codebook", &beside("numerical.csv")]);
    assert_eq!(questionnaire(&one), questionnaire(&other));
    assert_eq!(codes(&one, "How old"), "1=Under 30; 2=30 to 59; 3=60 or over");
    assert_eq!(one.choices("What do you use?"), "The hall=4; The garden=4; Other (please specify)=1");
}

#[test]
fn the_order_of_the_codes_is_that_of_the_choices() {
    let page = fixture("qualtrics/choice_text.csv");
    assert_eq!(codes(&page, "q1"), "1=Never, or hardly ever; 2=Sometimes; 3=Often, most weeks; -9=Prefer not to say");
    assert_eq!(codes(&page, "q3"), "1=Bad; 2=Fair; 3=Very good");
}

#[test]
fn labels_with_commas_are_told_by_the_codes_of_a_cell() {
    let page = fixture("qualtrics/choice_text.csv");
    assert_eq!(page.choices("q2"), "Advice, help and news=6; A room=6; Money, of any kind=4");
    assert_eq!(page.choices("q4"), "Children=6; Friends, or neighbours=6");
    assert_eq!(page.kind("q5"), "ranking");
}

#[test]
fn a_figure_that_is_a_label_is_not_taken_for_the_code_of_another() {
    for file in ["qualtrics/choice_numeric.csv", "qualtrics/choice_text.csv"] {
        let page = fixture(file);
        assert_eq!(
            (page.choices("q7"), codes(&page, "q7")),
            ("0=2; 1=3; 2=3; 3=2".into(), "1=0; 2=1; 3=2; 4=3".into())
        );
    }
}

#[test]
fn what_does_not_fit_is_named_with_row_and_column_and_not_guessed() {
    let page = fixture("qualtrics/unlike_numeric.csv");
    assert!(page.says("“Q3_1”: the code 3 stands for “Fair” (row 4) and for “Very good” (row 6)"));
    assert!(page.says("“Q3_1”: “Fair” has the code 2 (row 3) and the code 3 (row 4)"));
    assert_eq!(page.choices("q3"), "Bad=5; Fair (2)=7; 3=6");
    assert!(page.says("1 row of this export is not in unlike_text.csv (the first: row 1)"));
    assert!(page.says("1 row of unlike_text.csv is not in this export"));
    assert_eq!(page.responses(), 9);
    assert_eq!(
        page.choices("q1"),
        "Never, or hardly ever=2; Sometimes=3; Often, most weeks=3; Prefer not to say=1 (refused)"
    );
}

#[test]
fn another_survey_is_said_and_not_used() {
    let page = fixture("qualtrics/foreign_numeric.csv");
    assert!(page.says("foreign_text.csv lies beside the export and was not used"));
    assert!(page.json["companions"].as_array().is_none_or(Vec::is_empty));
}
