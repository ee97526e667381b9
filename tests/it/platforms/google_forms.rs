//! Google Forms.

use rust_xlsxwriter::{Format, Workbook};

use crate::exported::{count, fixture, page};

#[test]
fn choices_that_hold_commas_stay_whole() {
    let page = fixture("google-forms/options_with_commas.csv");
    assert_eq!((page.platform(), page.kind("Which tools")), ("google-forms", "multiple"));
    assert_eq!((page.count("Which tools", "Fork (border, digging)"), page.count("Which tools", "Spade")), (8, 9));
    assert_eq!(page.choices("Do you grow food?"), "Yes, every day=6; Yes, now and then=5; No, never=5");
    assert_eq!(page.kind("How happy are you"), "scale");
}

#[test]
fn the_download_of_the_form_joins_with_semicolons_and_names_a_zone() {
    let page = fixture("google-forms/joined_by_semicolons.csv");
    assert_eq!(page.choices("Which tools"), "Spade=7; Hoe=6; Fork (border, digging)=4; Wheelbarrow=4");
    assert_eq!(page.kind("Do you grow food?"), "single");
}

#[test]
fn a_grid_of_check_boxes_is_a_question_a_row_and_a_grid_is_one() {
    let page = fixture("google-forms/grid_of_check_boxes.csv");
    assert_eq!(page.choices("When can you come? [Morning]"), "Monday=5; Friday=5; Tuesday=4");
    assert_eq!(page.kind("When can you come? [Evening]"), "multiple");
    assert_eq!((page.kind("How was it?"), count(page.row("How was it?", "Music"), "Fair")), ("grid", 4));
}

#[test]
fn points_and_feedback_of_a_quiz_are_no_questions() {
    let page = fixture("google-forms/quiz_from_the_form.csv");
    assert_eq!(page.json["questions"].as_array().unwrap().len(), 2);
    let roles: Vec<&str> =
        page.json["metadata"].as_array().unwrap().iter().filter_map(|own| own["role"].as_str()).collect();
    assert_eq!(roles, ["completion time", "e-mail", "score", "points", "feedback", "points", "feedback"]);
}

#[test]
fn a_sheet_in_italian_has_its_words_its_moments_and_its_order_of_dates() {
    let page = fixture("google-forms/sheet_in_italian.csv");
    assert_eq!(page.platform(), "google-forms");
    assert!(page.says("read with the day first"));
    assert_eq!(page.question("Quando sei nato?")["summary"]["max"], "1990-08-07");
    // Two questions with one heading stay two.
    assert!(page.says("stands twice"));
    assert_eq!(page.choices("come_sei_arrivato_2"), "In autobus=2; A piedi=2");
}

#[test]
fn a_sheet_saved_with_tabs_keeps_files_back() {
    let page = fixture("google-forms/tabs.tsv");
    assert_eq!(page.choices("Welche Tage passen?"), "Montag=3; Dienstag=3; Freitag=2");
    assert_eq!(page.question("Bitte eine Datei hochladen")["role"], "uploaded file");
}

#[test]
fn moments_are_read_in_the_ways_of_many_sheets() {
    let folder = tempfile::tempdir().unwrap();
    for (heading, moments) in [
        ("Timestamp", ["8/20/2014 15:33:45", "8/21/2014 15:33:45"]),
        ("Horodateur", ["20/08/2014 15:33:45", "21/08/2014 15:33:45"]),
        ("Zeitstempel", ["20.08.2014 15:33:45", "21.08.2014 15:33:45"]),
        ("Tijdstempel", ["20-8-2014 15:33:45", "21-8-2014 15:33:45"]),
        ("Tidsstempel", ["20.08.2014 15.33.45", "21.08.2014 15.33.45"]),
        ("Marca temporal", ["2014/08/20 3:33:45 p. m. GMT-5", "2014/08/21 3:33:45 p. m. GMT-5"]),
        ("时间戳记", ["2014/8/20 下午3:33:45", "2014/8/21 下午3:33:45"]),
        ("타임스탬프", ["2014. 8. 20 오후 3:33:45", "2014. 8. 21 오후 3:33:45"]),
        ("Časová značka", ["20. 8. 2014 15:33:45", "21. 8. 2014 15:33:45"]),
        ("タイムスタンプ", ["2014/08/20 15:33:45", "2014/08/21 15:33:45"]),
        ("Timestamp", ["41871.64843", "41872.64843"]),
    ] {
        let path = folder.path().join("form.csv");
        std::fs::write(&path, format!("{heading},Tea?\n{},Yes\n{},No\n", moments[0], moments[1])).unwrap();
        let page = page(&path, &[]);
        assert_eq!(page.platform(), "google-forms", "{heading}");
        assert_eq!(page.question(heading)["role"], "completion time", "{heading}");
        assert!(!page.says("ambiguous") && !page.says("not dates"), "{heading}");
    }
}

#[test]
fn a_workbook_downloaded_from_the_sheet_is_read_like_its_text() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Form Responses 1").unwrap();
    for (column, heading) in (0..).zip(["Timestamp", "Which days?", "How much, in all?"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    let moment = Format::new().set_num_format("m/d/yyyy h:mm:ss");
    for row in 1..=6_u32 {
        sheet.write_number_with_format(row, 0, 45_292.5 + f64::from(row), &moment).unwrap();
        let days = ["", "Monday", "Monday, Friday", "Friday", "Tuesday", "Monday", "Monday, Friday"];
        sheet.write_string(row, 1, days[row as usize]).unwrap();
        sheet.write_number(row, 2, f64::from(row) * 12.5).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.xlsx");
    std::fs::write(&path, book.save_to_buffer().unwrap()).unwrap();
    let page = page(&path, &[]);
    assert_eq!(
        (page.platform(), page.choices("Which days?")),
        ("google-forms", "Monday=4; Friday=3; Tuesday=1".to_owned())
    );
    assert_eq!(page.question("How much")["summary"]["max"], 75.0);
}

#[test]
fn a_log_with_a_timestamp_of_another_kind_is_not_a_form() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    std::fs::write(&path, "timestamp,score\n1700000000,3\n1700000060,4\n").unwrap();
    assert_eq!(page(&path, &[]).platform(), "generic");
}
