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
}

#[test]
fn matrices_get_the_labels_of_their_scale_points_from_the_definition() {
    let Some(page) = real("qualtrics/Single_Answer_Matrix_Questions_Insights.csv") else { return };
    assert_eq!(page.json["companions"][0], "Single_Answer_Matrix_Questions.qsf");
    let row = page.row("q4", "Click to write Statement 1");
    assert_eq!((count(row, "12"), count(row, "Click to write Scale point 1"), count(row, "13")), (3, 1, 0));
    assert_eq!(count(page.row("q3", "Click to write Statement 2"), "4"), 3);
}

#[test]
fn sliders_are_numbers_and_side_by_side_columns_are_questions_of_their_own() {
    let Some(page) = real("qualtrics/Sample_Survey_many_types_Insights.csv") else { return };
    assert_eq!(page.responses(), 5);
    assert_eq!(page.kind("q5_1"), "numeric");
    assert_eq!(page.count("q11_2_1", "Q11#2_1_3"), 5);
    assert_eq!(page.count("fruits", "2"), 2);
}

#[test]
fn timing_and_topics_are_no_questions() {
    let Some(page) = real("qualtrics/legitimacy_numeric.csv") else { return };
    assert_eq!(page.responses(), 156);
    let metadata = page.json["metadata"].as_array().unwrap();
    assert_eq!(metadata.iter().filter(|own| own["role"] == "timing").count(), 112);
    assert_eq!((page.count("gender", "1"), page.base("gender")), (84, 134));
}
