//! Qualtrics.

use rust_xlsxwriter::Workbook;

use crate::exported::{Page, count, fixture, page};

fn with_role(page: &Page, role: &str) -> usize {
    page.json["metadata"].as_array().unwrap().iter().filter(|own| own["role"] == role).count()
}

#[test]
fn every_kind_of_question_comes_out_of_the_numeric_export() {
    let page = fixture("qualtrics/numbers.csv");
    assert_eq!((page.platform(), page.responses()), ("qualtrics", 20));
    assert_eq!((page.kind("q1"), page.count("q1", "1")), ("single", 7));
    assert_eq!((page.choices("q2"), page.count("q2", "4")), ("Hall=10; Kitchen=7; Other=1".to_owned(), 7));
    assert_eq!((page.kind("q4"), count(page.row("q4", "Music"), "3")), ("grid", 4));
    assert_eq!((page.kind("q7"), count(page.row("q7", "Price"), "1")), ("ranking", 8));
    assert_eq!((page.kind("q10_1"), page.kind("q10_2")), ("multiple", "multiple"));
    assert_eq!((page.kind("q9_1"), page.kind("q9_2_1_1"), page.kind("q13")), ("grid", "text", "text"));
    assert_eq!(page.question("q_2_q8")["text"], "Did Sunday suit you?");
}

#[test]
fn sliders_and_shares_of_a_sum_are_numbers() {
    let page = fixture("qualtrics/numbers.csv");
    for id in ["q5_1", "q5_2", "q6_1", "q6_2", "q6_3"] {
        assert_eq!(page.kind(id), "numeric", "{id}");
    }
    assert_eq!(page.question("q6_3")["summary"]["max"], 100.0);
}

#[test]
fn a_recommendation_goes_from_nought_to_ten_whatever_was_answered() {
    let page = fixture("qualtrics/numbers.csv");
    assert_eq!((page.kind("q3"), page.count("q3", "0"), page.count("q3", "4")), ("scale", 2, 0));
    let few = fixture("qualtrics/two_records.csv");
    assert_eq!((few.kind("q3"), few.count("q3", "9"), few.count("q3", "0")), ("scale", 5, 0));
}

#[test]
fn what_was_measured_or_drawn_by_lot_is_no_question() {
    let page = fixture("qualtrics/numbers.csv");
    assert_eq!((with_role(&page, "timing"), with_role(&page, "order of display")), (2, 2));
    assert_eq!((with_role(&page, "uploaded file"), with_role(&page, "embedded data")), (2, 1));
    assert_eq!(page.question("Q12_Name")["personal"], "identifier");
}

#[test]
fn two_records_of_headings_tell_by_their_tags() {
    let page = fixture("qualtrics/two_records.csv");
    assert_eq!(page.choices("q2"), "Hall=4; Kitchen=3");
    assert_eq!((with_role(&page, "timing"), with_role(&page, "topics found in the text")), (1, 1));
}

#[test]
fn tags_alone_lose_no_response() {
    let page = fixture("qualtrics/tags_only.csv");
    assert_eq!((page.platform(), page.responses()), ("qualtrics", 9));
    assert_eq!((page.choices("q2"), page.base("q2")), ("Hall=4; Kitchen=3".to_owned(), 6));
}

#[test]
fn tabs_in_utf_16_are_read() {
    let page = fixture("qualtrics/tabs_in_utf_16.tsv");
    assert_eq!((page.platform(), page.json["encoding"].as_str()), ("qualtrics", Some("UTF-16LE")));
    assert_eq!(
        (page.choices("q1"), page.choices("q2")),
        ("Freunde=5; Plakat=4".to_owned(), "Saal=4; Küche=3".to_owned())
    );
}

#[test]
fn several_choices_in_one_cell_are_told_apart_by_commas_without_a_blank() {
    let numbers = fixture("qualtrics/several_in_one_cell.csv");
    assert_eq!((numbers.kind("q1"), numbers.choices("q1")), ("multiple", "1=5; 2=4; 3=5".to_owned()));
    let words = fixture("qualtrics/several_words_in_one_cell.csv");
    assert_eq!(words.choices("q2"), "Apples=4; Pears, green=3; Plums=4");
}

#[test]
fn a_branch_of_the_definition_says_who_was_asked() {
    let page = fixture("qualtrics/branches/fair.csv");
    assert_eq!(page.json["companions"][0], "fair.qsf");
    assert_eq!(page.missing("q2"), "not-asked=4");
    assert_eq!(page.missing("q3"), "not-answered=1; not-asked=4");
}

#[test]
fn a_workbook_has_the_same_three_records() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [
        ["StartDate", "EndDate", "ResponseId", "Q1"],
        ["Start Date", "End Date", "Response ID", "Tea or\ncoffee?"],
        [
            "{\"ImportId\":\"startDate\",\"timeZone\":\"Europe/London\"}",
            "{\"ImportId\":\"endDate\"}",
            "{\"ImportId\":\"_recordId\"}",
            "{\"ImportId\":\"QID1\"}",
        ],
        ["2024-03-01 09:00:00", "2024-03-01 09:05:00", "R_1", "Tea"],
        ["2024-03-01 09:00:00", "2024-03-01 09:05:00", "R_2", "Coffee"],
        ["2024-03-01 09:00:00", "2024-03-01 09:05:00", "R_3", "Tea"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.xlsx");
    std::fs::write(&path, book.save_to_buffer().unwrap()).unwrap();
    let page = page(&path, &[]);
    assert_eq!((page.platform(), page.responses(), page.choices("q1")), ("qualtrics", 3, "Tea=2; Coffee=1".to_owned()));
}
