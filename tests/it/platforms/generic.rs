use crate::exported::{count, fixture};

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
