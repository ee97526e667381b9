use crate::exported::{count, real};

const TESTS: &str = "limesurvey/unit-test-quality.csv";
const GENAI: &str = "limesurvey/genai-re-2025.csv";
const ENGINEERS: &str = "limesurvey/rse-nl-2017.csv";

#[test]
fn a_blank_and_no_differ_in_a_set_although_pandas_saved_it() {
    let Some(page) = real(TESTS) else { return };
    assert_eq!((page.platform(), page.responses()), ("limesurvey", 70));
    let employment = "Employment: What is your current employment status?";
    assert_eq!(
        page.choices(employment),
        "Student=15; Researcher=6; Professional Developer (paid)=55; Professional Developer (voluntary)=1; Other=1"
    );
    assert_eq!(page.choices("In addition to analyzing your data"), "Yes=67; No=3");
}

#[test]
fn headings_that_stand_twice_are_grids_of_their_own_and_placeholders_are_noticed() {
    let Some(page) = real(TESTS) else { return };
    let questions = page.json["questions"].as_array().unwrap();
    let rated = |question: &&serde_json::Value| {
        question["kind"] == "grid"
            && question["text"].as_str().unwrap().starts_with("Rate the quality of this unit test")
    };
    let grids: Vec<_> = questions.iter().filter(rated).collect();
    assert_eq!(grids.len(), 10);
    assert!(grids.iter().all(|grid| grid["rows"].as_array().unwrap().len() == 6));
    assert!(page.says("wording that LimeSurvey fills in for each respondent"));
    assert!(page.says("70 responses were submitted without a date"));
}

#[test]
fn long_answers_tell_not_shown_from_not_ticked() {
    let Some(page) = real(GENAI) else { return };
    assert_eq!((page.platform(), page.responses()), ("limesurvey", 150));
    let regions = "In which of the following regions do you typically work?";
    assert_eq!((page.base(regions), page.missing(regions).as_str()), (130, "not-asked=20"));
    assert_eq!(
        page.choices(regions),
        "Europe=116; Asia=9; Africa=2; North America=4; South America=3; Australia - New Zealand (Oceania)=1"
    );
    let domains = "In which application domain(s) have you worked";
    assert_eq!((page.base(domains), page.count(domains, "Other")), (130, 20));
    let named =
        ["Aerospace", "Automotive", "Banking / Insurances", "Education", "IT / Software", "Transport & Logistics"];
    assert_eq!(named.map(|choice| page.count(domains, choice)), [4, 31, 20, 19, 84, 12]);
}

#[test]
fn arrays_with_two_scales_are_two_grids_and_comments_are_texts() {
    let Some(page) = real(GENAI) else { return };
    let questions = page.json["questions"].as_array().unwrap();
    let ends = |question: &&serde_json::Value, end: &str| question["text"].as_str().unwrap().ends_with(end);
    let scales: Vec<_> = questions.iter().filter(|q| ends(q, "[Scale 1]") || ends(q, "[Scale 2]")).collect();
    assert!(scales.len() == 10 && scales.iter().all(|question| question["kind"] == "grid"), "{}", scales.len());
    let rows: usize = scales.iter().map(|grid| grid["rows"].as_array().unwrap().len()).sum();
    let comments = questions.iter().filter(|q| ends(q, ", Comment]")).filter(|q| q["kind"] == "text").count();
    assert_eq!((rows, comments), (74, 10));
    assert_eq!(
        count(page.row("In the following, you find a set of key tasks", "Performing domain analysis"), "Very useful"),
        26
    );
}

#[test]
fn who_did_not_submit_is_partial_and_1980_is_no_date() {
    let Some(page) = real(GENAI) else { return };
    let marked = page.json["flagged"].as_array().unwrap();
    let partial = marked.iter().filter(|mark| mark["why"].as_str().unwrap().starts_with("partial")).count();
    assert_eq!(partial, 93);
    assert!(page.says("57 responses were submitted without a date"));
    assert_eq!(
        (page.count("Start language", "en"), page.count("Last page", "15"), page.count("Last page", "3")),
        (150, 57, 26)
    );
}

#[test]
fn codes_before_the_wording_make_ids_and_sets() {
    let Some(page) = real(ENGINEERS) else { return };
    assert_eq!((page.platform(), page.responses()), ("limesurvey", 77));
    assert_eq!(
        page.choices("ukrse2"),
        "UK RSE Association / Conference=3; NL-RSE Association=4; Local group/network=42; N/A=26"
    );
    assert_eq!((page.base("ukrse2"), page.missing("ukrse2").as_str()), (71, "not-asked=6"));
    assert_eq!(
        page.choices("proj4can"),
        "No formal testing=17; Developers conduct testing=65; test engineers conduct testing=8; Users conduct testing=43"
    );
    assert_eq!((page.choices("soft2can"), page.choices("rse1")), ("Yes=50; No=27".into(), "Yes=75; No=2".into()));
    let disciplines = page.question("currentemp13")["choices"].as_array().unwrap();
    let ticks: u64 = disciplines.iter().map(|choice| choice["count"].as_u64().unwrap()).sum();
    assert_eq!((disciplines.len(), ticks), (65, 207));
    let rows = |id: &str| page.question(id)["rows"].as_array().unwrap().len();
    assert_eq!((rows("likert1"), rows("likert4")), (7, 8));
    assert!(page.says("only counts the rows"));
}
