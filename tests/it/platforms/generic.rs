use crate::exported::{count, fixture, fixture_with};

#[test]
fn titles_are_passed_over_and_two_heading_rows_make_sets_and_grids() {
    let page = fixture("generic/title_above_two_heading_rows.csv");
    assert_eq!((page.platform(), page.responses()), ("generic", 5));
    assert_eq!(page.choices("What helps?"), "Time=3; Money=2; A room=2");
    assert_eq!(count(page.row("How good is it?", "River"), "Bad"), 3);
    assert!(page.says("above the headings passed over: “Responses as of 14 May 2026”"));
    assert_eq!(page.question("id")["role"], "response id");
}

#[test]
fn headings_that_begin_alike_are_one_question_where_the_answers_say_so() {
    let page = fixture("generic/headings_that_begin_alike.csv");
    assert_eq!(page.choices("Helps"), "time=4; money=2");
    assert_eq!(page.choices("Meet"), "home=3; hall=4");
    assert_eq!(page.choices("tools"), "Hammer=3; Saw=3");
    assert_eq!((page.kind("Trust"), page.kind("rate_1"), page.kind("rate_2")), ("grid", "scale", "scale"));
}

#[test]
fn figures_with_noughts_before_them_stay_text() {
    let page = fixture("generic/headings_that_begin_alike.csv");
    assert!(!["numeric", "scale"].contains(&page.kind("Postcode area")));
}

#[test]
fn the_row_numbers_of_pandas_are_left_out() {
    let page = fixture("generic/saved_by_pandas.csv");
    assert_eq!(page.json["questions"].as_array().unwrap().len(), 3);
    assert!(page.says("“Unnamed: 0”, only counts the rows"));
}

#[test]
fn codes_above_wording_above_parts_are_three_rows_of_headings() {
    let page = fixture("generic/codes_wording_and_parts.csv");
    assert_eq!(page.responses(), 6);
    assert!(page.says("the table was taken to have three rows of headings"));
    assert_eq!(page.question("q1")["text"], "How old are you?");
    assert_eq!((page.kind("q2"), page.choices("q2")), ("multiple", "Time=4; Money=4; A room=2".into()));
    assert_eq!((page.kind("q3"), page.kind("q4")), ("grid", "ranking"));
    assert_eq!(page.choices("Would you come here again?"), "yes=4; no=2");
}

#[test]
fn a_person_says_how_many_rows_are_headings() {
    for rows in ["1", "2", "3", "4"] {
        let page = fixture_with("generic/codes_wording_and_parts.csv", &["--header-rows", rows]);
        assert_eq!(page.responses(), 9 - rows.parse::<u64>().unwrap());
    }
    let page = fixture_with("generic/codes_wording_and_parts.csv", &["--header-rows", "2"]);
    assert_eq!(page.question("q1")["text"], "How old are you?");
}

#[test]
fn sections_stand_above_questions_above_parts() {
    let page = fixture("generic/sections_questions_and_parts.csv");
    assert_eq!(page.responses(), 5);
    assert_eq!((page.kind("Age"), page.kind("Languages"), page.kind("Rooms")), ("numeric", "multiple", "grid"));
    assert_eq!(page.choices("Languages"), "Breton=3; Welsh=2; Manx=1");
    assert_eq!(page.question("id")["role"], "response id");
    assert_eq!(page.kind("Anything else?"), "text");
}

#[test]
fn a_heading_written_in_every_column_that_it_spans_is_one_question() {
    let page = fixture("generic/heading_again_in_every_column.csv");
    assert_eq!((page.responses(), page.choices("Helps")), (4, "Time=2; Money=2; A room=3".into()));
    assert_eq!(page.kind("Age"), "numeric");
}

#[test]
fn a_single_choice_over_columns_is_told_from_several_and_some_ranks_from_a_grid() {
    let page = fixture("generic/written_out_over_columns.csv");
    assert_eq!((page.kind("Town"), page.choices("Town")), ("single", "North=20; South=20; East=20".into()));
    assert_eq!((page.kind("Python … C"), page.choices("Python … C")), ("multiple", "Python=30; Perl=12; C=40".into()));
    assert_eq!((page.kind("best"), page.kind("Trust")), ("ranking", "grid"));
}
