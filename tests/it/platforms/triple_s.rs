//! Triple-S: data without headings, read by the description beside it.

use crate::exported::{fixture, page_fails};

#[test]
fn a_file_of_fixed_width_is_read_by_the_description_beside_it() {
    let page = fixture("triple-s/fixed.asc");
    assert_eq!((page.platform(), page.responses()), ("triple-s", 4));
    assert_eq!(page.choices("area"), "Northside=1; Southside=1; Further away=0; Prefer not to say=1 (refused)");
    assert_eq!(page.json["encoding"], "windows-1252");
    assert_eq!(page.json["companions"][0], "fixed.sss");
}

#[test]
fn the_description_may_be_named_instead_of_the_data() {
    let page = fixture("triple-s/fixed.sss");
    assert_eq!((page.platform(), page.responses()), ("triple-s", 4));
    assert_eq!(page.json["companions"][0], "fixed.asc");
}

#[test]
fn a_description_alone_says_which_file_it_needs() {
    let said = page_fails("triple-s/alone.sss");
    assert!(said.contains("holds none") && said.contains("alone.asc"), "{said}");
}

#[test]
fn sets_written_as_bits_and_as_codes_are_the_same_kind_of_question() {
    let page = fixture("triple-s/fixed.asc");
    assert_eq!((page.kind("beds"), page.kind("liked")), ("multiple", "multiple"));
    assert_eq!(page.choices("beds"), "Herbs=2; Beans & peas=1; 3=1; Fruit=2");
    assert_eq!(page.choices("liked"), "Herbs=1; Beans & peas=1; Fruit=1");
    assert_eq!(page.base("beds"), 3);
}

#[test]
fn numbers_with_words_of_their_own_stay_numbers_unless_the_words_say_why_there_is_none() {
    let page = fixture("triple-s/fixed.asc");
    assert_eq!((page.kind("minutes"), page.base("minutes")), ("numeric", 2));
    assert_eq!(page.missing("minutes"), "refused=1; unknown=1");
    assert!(page.says("500 “500 or more”"));
}

#[test]
fn a_filter_tells_who_was_asked() {
    let page = fixture("triple-s/fixed.asc");
    assert_eq!(page.choices("again"), "Yes=3; No=1");
    assert_eq!(page.missing("when"), "not-answered=1; not-asked=1");
}

#[test]
fn a_weight_is_no_question_and_a_date_is_a_date() {
    let page = fixture("triple-s/fixed.asc");
    assert_eq!(page.question("w")["role"], "weight");
    assert_eq!(page.question("day")["summary"]["min"], "2024-03-31");
}

#[test]
fn delimited_data_are_read_by_their_numbers_with_languages_and_unknown_codes() {
    let page = fixture("triple-s/delimited.csv");
    assert_eq!((page.platform(), page.responses()), ("triple-s", 3));
    assert_eq!(page.question("beds")["text"], "Which beds?");
    assert_eq!(page.choices("beds"), "Herbs=1; Fruit=2");
    assert_eq!(page.choices("liked"), "Herbs=1; Fruit=2");
    assert_eq!(page.choices("again"), "Yes=1; No=1; 7=1");
    assert_eq!(page.question("serial")["role"], "response id");
}
