use std::path::PathBuf;

use rust_xlsxwriter::Workbook;

use crate::exported::{Page, fixture, page};

#[test]
fn labels_in_headings_and_cells_come_out_with_the_codes_of_the_form_beside() {
    let page = fixture("kobo/labels_with_groups.csv");
    assert_eq!((page.platform(), page.responses()), ("kobo", 4));
    assert_eq!(page.json["companions"].as_array().unwrap().len(), 2);
    assert_eq!(page.choices("role"), "Volunteer=2; Staff=2; Trustee=0");
    assert_eq!(page.choices("who"), "Young people=1; Older people=2; Somebody else=1");
    assert_eq!((page.base("who"), page.missing("who").as_str()), (3, "not-answered=1"));
    assert_eq!(page.count("who", "young"), 1);
    assert!(page.question("who")["assumed_base"].is_string());
}

#[test]
fn own_words_that_the_form_asks_of_other_are_its_comment() {
    let page = fixture("kobo/labels_with_groups.csv");
    assert!(page.columns().iter().any(|column| column.ends_with("Please say who")));
    let questions = page.json["questions"].as_array().unwrap();
    assert!(questions.iter().all(|question| question["id"] != "who_else"));
}

#[test]
fn a_submission_twice_and_one_not_approved_are_marked() {
    let page = fixture("kobo/labels_with_groups.csv");
    let flagged = page.json["flagged"].to_string();
    assert!(flagged.contains("duplicate: the same response id as row 3"), "{flagged}");
    assert!(flagged.contains("Not approved"), "{flagged}");
}

#[test]
fn an_underscore_joins_question_and_choice_only_with_proof() {
    let page = fixture("kobo/underscores.csv");
    assert_eq!(page.choices("tools"), "1=1; 2=2; -99=1");
    assert_eq!((page.base("tools"), page.kind("tools_note")), (3, "text"));
}

#[test]
fn a_list_of_names_alone_is_a_multiple_question_and_a_place_is_personal() {
    let page = fixture("kobo/list_without_columns.csv");
    assert_eq!(page.kind("crops"), "multiple");
    assert_eq!((page.count("crops", "maize"), page.count("crops", "rice"), page.base("crops")), (4, 2, 4));
    assert_eq!(page.question("place")["personal"], "location");
    assert_eq!(page.question("place_latitude")["role"], "latitude");
}

#[test]
fn columns_alone_tell_shown_and_not_ticked_from_not_shown() {
    let page = fixture("kobo/columns_without_list.csv");
    assert_eq!((page.count("meals", "breakfast"), page.count("meals", "lunch")), (2, 1));
    assert_eq!((page.base("meals"), page.missing("meals").as_str()), (3, "unknown=1"));
    assert!(page.says("“n/a” stands for blanks"));
}

#[test]
fn a_repeat_in_a_file_of_its_own_is_tied_to_its_rows_and_orphans_are_named() {
    let page = fixture("kobo/central.csv");
    assert_eq!(page.json["tables"][1]["id"], "member");
    assert_eq!((&page.json["tables"][1]["parent"], &page.json["tables"][1]["rows"]), (&"main".into(), &3.into()));
    assert!(page.says("1 row belongs to no row of the table above: row 3"));
    assert_eq!(page.json["companions"][0], "central-member.csv");
}

fn book(name: &str, sheets: &[(&str, &[&[&str]])]) -> Page {
    let mut book = Workbook::new();
    for (title, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*title).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
            }
        }
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("kobo-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("visits.xlsx");
    book.save(&path).unwrap();
    page(&path, &[])
}

#[test]
fn repeats_inside_repeats_are_tied_sheet_by_sheet_and_other_sheets_are_left_alone() {
    let page = book(
        "nested",
        &[
            ("Visits", &[&["village", "_index", "_uuid"], &["A", "1", "x"], &["B", "2", "y"]]),
            (
                "house",
                &[
                    &["rooms", "_index", "_parent_table_name", "_parent_index"],
                    &["3", "1", "Visits", "2"],
                    &["4", "2", "Visits", "7"],
                ],
            ),
            (
                "person",
                &[
                    &["age", "_index", "_parent_table_name", "_parent_index"],
                    &["50", "1", "house", "1"],
                    &["9", "2", "house", "1"],
                ],
            ),
            ("My notes", &[&["call back"], &["B"]]),
        ],
    );
    let tables: Vec<String> = page.json["tables"]
        .as_array()
        .unwrap()
        .iter()
        .map(|table| format!("{} {} {}", table["id"], table["rows"], table["parent"]))
        .collect();
    assert_eq!(tables, ["\"main\" 2 null", "\"house\" 2 \"main\"", "\"person\" 2 \"house\""]);
    assert!(page.says("not read: “My notes”") && page.says("in “house” 1 row belongs to no row"));
}

#[test]
fn one_row_and_nothing_ticked() {
    let page = book("one", &[("a", &[&["q", "q/x", "q/y", "_uuid"], &["", "", "", "1"]])]);
    assert_eq!((page.responses(), page.base("q"), page.kind("q")), (1, 0, "multiple"));
}
