//! Qualtrics: facts of real exports.

use crate::exported::{count, real};

#[test]
fn the_definition_beside_gives_labels_to_recodes_and_keeps_the_order_of_choices() {
    let Some(page) = real("qualtrics/Multiple_Answer_MC_Questions_Insights.csv") else { return };
    assert_eq!((page.platform(), page.responses()), ("qualtrics", 5));
    assert_eq!(page.json["companions"][0], "Multiple_Answer_MC_Questions.qsf");
    let codes: Vec<&str> = page.question("q3")["choices"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|choice| choice["code"].as_str())
        .collect();
    assert_eq!(codes, ["1", "4", "5", "2", "3"]);
    assert_eq!((page.count("q4", "10"), page.count("q4", "11"), page.kind("q4")), (5, 2, "multiple"));
    assert_eq!((page.count("mc_question_five", "1"), page.count("mc_question_five", "2")), (0, 5));
    // Own words of the second choice belong to it.
    let columns = page.question("mc_question_five")["columns"].as_array().unwrap();
    assert!(columns.iter().any(|column| column == "mc_question_five_2_TEXT"));
    // The end of a tag is the recode, the end of an ImportId the choice.
    assert_eq!(page.count("q5", "Q5_11"), 2);
}

#[test]
fn matrices_get_the_labels_of_their_scale_points_from_the_definition() {
    let Some(page) = real("qualtrics/Single_Answer_Matrix_Questions_Insights.csv") else { return };
    assert_eq!(page.json["companions"][0], "Single_Answer_Matrix_Questions.qsf");
    let row = page.row("q4", "Click to write Statement 1");
    assert_eq!((count(row, "12"), count(row, "Click to write Scale point 1"), count(row, "13")), (3, 1, 0));
    assert_eq!(count(page.row("q3", "Click to write Statement 2"), "4"), 3);
    let rows = page.question("q3")["rows"].as_array().unwrap();
    assert_eq!(rows[0]["column"], "Q3_question_one");
    assert_eq!(page.kind("matrix_question_five_question_two_text"), "text");
}

#[test]
fn sliders_are_numbers_and_side_by_side_columns_are_questions_of_their_own() {
    let Some(page) = real("qualtrics/Sample_Survey_many_types_Insights.csv") else { return };
    assert_eq!(page.responses(), 5);
    assert_eq!(page.kind("q5_1"), "numeric");
    assert_eq!(page.count("q11_2_1", "Q11#2_1_3"), 5);
    assert_eq!(page.count("fruits", "2"), 2);
    // A matrix with several answers is a set a row, text cells are words.
    assert_eq!(["Q44_Q44_1_1", "Q44_Q44_1_2", "Q44_Q44_1_3"].map(|column| page.count("q44_q44_1", column)), [2, 1, 1]);
    assert_eq!((page.responses(), page.columns().len()), (5, 190));
}

#[test]
fn timing_and_topics_are_no_questions() {
    let Some(page) = real("qualtrics/legitimacy_numeric.csv") else { return };
    assert_eq!(page.responses(), 156);
    let metadata = page.json["metadata"].as_array().unwrap();
    assert_eq!(metadata.iter().filter(|own| own["role"] == "timing").count(), 112);
    assert_eq!((page.count("gender", "1"), page.base("gender")), (84, 134));
    assert_eq!(metadata.iter().filter(|own| own["role"] == "browser").count(), 4);
    assert_eq!(metadata.iter().filter(|own| own["role"] == "topics found in the text").count(), 2);
    // Who left before the end is marked, and counts.
    assert_eq!((page.missing("gender"), page.count("Finished", "0")), ("unknown=22".to_owned(), 22));
    assert_eq!(page.question("polarization")["rows"].as_array().unwrap().len(), 20);
}

#[test]
fn the_export_in_words_says_what_the_one_in_figures_counts() {
    let Some(page) = real("qualtrics/legitimacy_text.csv") else { return };
    assert_eq!((page.platform(), page.responses(), page.columns().len()), ("qualtrics", 156, 195));
    assert_eq!(page.choices("gender"), "male=84; female=48; other=2");
    let first = &page.question("polarization")["rows"][0];
    let wanted = [
        ("somewhat polarized", 51),
        ("strongly polarized", 36),
        ("low polarized", 24),
        ("neutral", 21),
        ("not polarized", 2),
    ];
    assert_eq!(wanted.map(|(label, _)| count(first, label)), wanted.map(|(_, count)| count));
    assert_eq!((page.count("education", "Bachelor"), page.count("education", "Abitur")), (49, 33));
    // A real answer is one from an address of the network; none is marked as a preview.
    assert_eq!((page.count("Status", "IP Address"), page.count("Finished", "True")), (156, 134));
    assert!(page.json["flagged"].as_array().unwrap().iter().all(|flagged| flagged["why"] != "preview"));
}

#[test]
fn wording_in_german_hides_nothing_and_topics_are_no_question() {
    let Some(page) = real("qualtrics/sample.csv") else { return };
    assert_eq!((page.platform(), page.responses(), page.columns().len()), ("qualtrics", 1, 20));
    assert_eq!((page.count("q1", "2"), page.count("Finished", "1"), page.count("Status", "0")), (1, 1, 1));
    assert_eq!(page.json["questions"].as_array().unwrap().len(), 2);
    assert_eq!(page.question("Q2 - Topics")["role"], "topics found in the text");
}

#[test]
fn the_legacy_format_has_two_records_of_headings() {
    let Some(page) = real("qualtrics/sample_legacy.csv") else { return };
    assert_eq!((page.platform(), page.responses()), ("qualtrics", 1));
    assert_eq!(page.question("v1")["role"], "response id");
}
