//! SurveyMonkey: facts of real exports.

use serde_json::Value;

use crate::exported::{Page, count, real};

/// How many columns each question rests on, its comment included, in the order of the file.
fn widths(page: &Page) -> Vec<usize> {
    let questions = page.json["questions"].as_array().unwrap();
    questions.iter().map(|question| question["columns"].as_array().unwrap().len()).collect()
}

fn roles(page: &Page) -> Vec<&str> {
    page.json["metadata"].as_array().unwrap().iter().filter_map(|own| own["role"].as_str()).collect()
}

fn counts(question: &Value) -> Vec<u64> {
    question["choices"].as_array().unwrap().iter().filter_map(|choice| choice["count"].as_u64()).collect()
}

#[test]
fn all_columns_of_the_platform_are_metadata_and_each_question_has_its_own() {
    let Some(page) = real("surveymonkey/cnswp-survey-raw-data.csv") else { return };
    assert_eq!((page.platform(), page.responses(), page.columns().len()), ("surveymonkey", 71, 45));
    assert_eq!(widths(&page), [2, 1, 2, 5, 5, 5, 5, 1, 5, 5]);
    let own = [
        "response id",
        "collector",
        "start time",
        "completion time",
        "IP address",
        "e-mail",
        "name",
        "name",
        "custom data",
    ];
    assert_eq!(roles(&page), own);
    assert!(!page.says("ambiguous") && !page.says("not dates"));
}

#[test]
fn words_beside_other_are_no_second_choice() {
    let Some(page) = real("surveymonkey/cnswp-survey-raw-data.csv") else { return };
    let category = "Which end user category";
    assert_eq!(
        (page.kind(category), page.base(category), page.count(category, "Other (please specify)")),
        ("single", 70, 37)
    );
    let role = "What job title";
    assert_eq!((page.kind(role), page.base(role), page.count(role, "Other (please specify)")), ("single", 71, 1));
    let concern = "What is the topmost cloud native security concern";
    assert_eq!((page.base(concern), counts(page.question(concern))), (71, vec![31, 44, 44, 37, 5]));
    let incident = "What kind of cloud native security related incident";
    assert_eq!((page.base(incident), counts(page.question(incident))), (46, vec![2, 8, 12, 22, 8]));
}

#[test]
fn a_set_with_a_choice_that_nobody_ticked() {
    let Some(page) = real("surveymonkey/CNCF GitOps Microsurvey.csv") else { return };
    assert_eq!((page.platform(), page.responses(), page.columns().len()), ("surveymonkey", 220, 89));
    assert_eq!(widths(&page), [2, 1, 1, 1, 10, 8, 5, 18, 5, 1, 2, 21, 13]);
    assert_eq!(roles(&page), ["response id"]);
    let tools = "Which of the following GitOps tools are you using?";
    assert_eq!((page.base(tools), page.count(tools, "CloudBees Rollout"), page.count(tools, "Argo CD")), (147, 0, 91));
    let level = "Where are you in your level";
    assert_eq!((page.base(level), counts(page.question(level))), (146, vec![104, 96, 93, 98, 0]));
    let hurdles = "What do you anticipate will be";
    assert_eq!(
        (page.base(hurdles), counts(page.question(hurdles))),
        (162, vec![75, 23, 47, 42, 40, 55, 49, 74, 11, 7])
    );
    // Routed: whether a blank was not shown the file does not say.
    let not_yet = "If you are not already employing GitOps";
    assert_eq!((page.base(not_yet), page.missing(not_yet)), (12, "unknown=208".to_owned()));
}

#[test]
fn without_ids_the_second_row_of_headings_tells_the_platform() {
    let Some(page) = real("surveymonkey/CNCF_Maintainers_Survey_2021_H1.csv") else { return };
    assert_eq!((page.platform(), page.responses(), roles(&page).len()), ("surveymonkey", 93, 0));
    assert_eq!(widths(&page)[..4], [91, 2, 2, 2]);
    let projects = "Which CNCF project(s)";
    assert_eq!((page.kind(projects), page.base(projects), page.count(projects, "rkt")), ("multiple", 93, 0));
    assert_eq!((page.count(projects, "Kubernetes"), page.count(projects, "Dragonfly")), (5, 4));
    let recommend = "Would you recommend CNCF";
    assert_eq!((page.kind(recommend), page.base(recommend)), ("scale", 93));
    assert!(page.says("8 cells hold the letters “NA”"));
}

#[test]
fn ticks_a_ranking_and_a_grid_stand_in_one_file_that_is_not_utf_8() {
    let Some(page) = real("surveymonkey/StarWars.csv") else { return };
    assert_eq!((page.platform(), page.responses(), page.columns().len()), ("surveymonkey", 1186, 38));
    assert_eq!(widths(&page), [1, 1, 6, 6, 14, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    let seen = "Which of the following Star Wars films";
    assert_eq!((page.base(seen), counts(page.question(seen))), (835, vec![673, 571, 550, 607, 758, 738]));
    assert_eq!(page.base("Household Income"), 858);
    let ranked = page.question("Please rank the Star Wars films");
    assert_eq!(ranked["kind"], "ranking");
    let empire = &ranked["rows"][4];
    let ranks: u64 = (1..).zip(counts(empire)).map(|(rank, count)| rank * count).sum();
    assert_eq!((empire["base"].as_u64(), ranks), (Some(836), 2101));
    let yoda = page.row("Please state whether you view", "Yoda");
    assert_eq!(
        ["Very favorably", "Somewhat favorably", "Neither favorably nor unfavorably (neutral)"]
            .map(|label| count(yoda, label)),
        [605, 144, 51]
    );
    assert_eq!(page.question("Please state whether you view")["rows"].as_array().unwrap().len(), 14);
    assert!(page.says("not UTF-8"));
}
