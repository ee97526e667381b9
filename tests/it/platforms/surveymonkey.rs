//! SurveyMonkey.

use crate::exported::{Page, count, fixture, page};

fn roles(page: &Page) -> Vec<&str> {
    page.json["metadata"].as_array().unwrap().iter().filter_map(|own| own["role"].as_str()).collect()
}

#[test]
fn every_kind_of_question_comes_out_of_the_condensed_export() {
    let page = fixture("surveymonkey/condensed.csv");
    assert_eq!((page.platform(), page.responses()), ("surveymonkey", 24));
    assert_eq!(page.choices("How did you hear"), "A friend=6; A poster=6; The web=6; Other (please specify)=6");
    assert_eq!((page.kind("Which rooms"), page.base("Which rooms")), ("multiple", 18));
    assert_eq!((page.kind("Put these in order"), count(page.row("Put these in order", "Price"), "1")), ("ranking", 8));
    assert_eq!(
        (page.kind("How good was each?"), count(page.row("How good was each?", "The food"), "N/A")),
        ("grid", 6)
    );
    assert_eq!(page.kind("Tell us in your own words [What was good]"), "text");
    assert_eq!(page.kind("Why did you come?"), "text");
}

#[test]
fn menus_are_a_grid_a_column_and_ticks_a_question_a_row() {
    let page = fixture("surveymonkey/condensed.csv");
    let amount = "What did you bring, and how much? [Amount]";
    assert_eq!((page.kind(amount), count(page.row(amount, "Drinks"), "More")), ("grid", 8));
    assert_eq!(page.choices("Who came on which day? [Adults]"), "Saturday=12; Sunday=16");
    assert_eq!(page.kind("Who came on which day? [Children]"), "multiple");
}

#[test]
fn a_block_of_contact_details_is_kept_back() {
    let page = fixture("surveymonkey/condensed.csv");
    for (box_of, kind) in [("Name", "name"), ("Email Address", "email"), ("Phone Number", "phone")] {
        assert_eq!(page.question(&format!("Contact information [{box_of}]"))["personal"], kind);
    }
}

#[test]
fn a_single_choice_written_out_is_one_where_many_answered_and_nobody_ticked_two() {
    let page = fixture("surveymonkey/expanded.csv");
    assert_eq!(page.choices("How old are you?"), "Under 18=14; 18 to 64=13; 65 or over=13");
    assert_eq!(page.kind("How old are you?"), "single");
    assert_eq!(page.kind("Which papers"), "multiple");
    assert_eq!(page.choices("How do you travel?"), "On foot=20; By bus=10; Other (please specify)=10");
    assert_eq!(page.kind("How do you travel?"), "single");
    let few = fixture("surveymonkey/expanded_few.csv");
    assert_eq!(
        (few.kind("How old are you?"), few.question("How old are you?")["guess"]["confidence"].as_f64()),
        ("multiple", Some(0.6))
    );
}

#[test]
fn numbers_instead_of_words_are_said_and_not_taken_for_a_scale() {
    let page = fixture("surveymonkey/numbers_for_words.csv");
    assert!(page.says("numbers instead of the words"));
    assert_eq!(page.choices("Which rooms"), "Hall=10; Kitchen=7; Garden=4");
    assert_eq!((page.kind("How did you hear"), page.kind("How happy are you?")), ("single", "single"));
}

#[test]
fn one_row_of_headings_holds_question_and_part() {
    let page = fixture("surveymonkey/one_row_of_headings.csv");
    assert_eq!((page.platform(), page.responses()), ("surveymonkey", 16));
    assert_eq!(page.choices("Which rooms"), "Hall=8; Kitchen=6; Other (please specify)=1");
    assert_eq!((page.kind("How good was each?"), page.kind("How did you hear")), ("grid", "single"));
    assert_eq!(page.question("Why did you come?")["text"], "Why did you come?");
}

#[test]
fn an_export_in_german_is_known_by_its_shape_and_its_words() {
    let page = fixture("surveymonkey/headings_in_german.csv");
    assert_eq!(page.platform(), "surveymonkey");
    assert_eq!(roles(&page)[..5], ["response id", "collector", "start time", "completion time", "IP address"]);
    assert_eq!(page.choices("Wie haben Sie"), "Freunde=6; Plakat=5; Sonstiges (bitte angeben)=5");
    assert_eq!(page.choices("Welche Räume"), "Saal=8; Küche=4; Sonstiges (bitte angeben)=1");
    assert!(!page.says("ambiguous"));
}

#[test]
fn one_respondent_is_enough_to_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.csv");
    let text =
        "Respondent ID,Collector ID,Put in order,,,Tea?\n,,Price,Place,People,Response\n118000000001,7,1,2,3,Yes\n";
    std::fs::write(&path, text).unwrap();
    let page = page(&path, &[]);
    assert_eq!((page.platform(), page.responses(), page.choices("Tea?")), ("surveymonkey", 1, "Yes=1".to_owned()));
    assert_ne!(page.kind("Put in order"), "multiple");
}
