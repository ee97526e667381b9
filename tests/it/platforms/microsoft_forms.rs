//! Microsoft Forms.

use rust_xlsxwriter::{Format, Workbook};

use crate::exported::{Page, count, fixture, page};

/// A form in a language: the headings of its own columns, and whether the program that reads it knows them.
fn in_language(headings: &[&str], name: &str) -> Page {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{name}.csv"));
    let mut text = format!("{},Tea or coffee?\n", headings.join(","));
    for row in 1..=6 {
        let drink = if row % 2 == 0 { "Tea" } else { "Coffee" };
        text.push_str(&format!("{row},2024-03-0{row} 09:00:00,2024-03-0{row} 09:05:00,anonymous,,,{drink}\n"));
    }
    std::fs::write(&path, text).unwrap();
    page(&path, &[])
}

fn roles(page: &Page) -> Vec<&str> {
    page.json["metadata"].as_array().unwrap().iter().filter_map(|own| own["role"].as_str()).collect()
}

#[test]
fn headings_are_known_in_many_languages_and_by_their_content_in_all_others() {
    for (name, headings) in [
        ("english", ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time"]),
        ("german", ["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", "Zeitpunkt der letzten Änderung"]),
        (
            "french",
            [
                "ID",
                "Heure de début",
                "Heure de fin",
                "Adresse de messagerie",
                "Nom",
                "Heure de la dernière modification",
            ],
        ),
        (
            "spanish",
            [
                "ID",
                "Hora de inicio",
                "Hora de finalización",
                "Correo electrónico",
                "Nombre",
                "Hora de la última modificación",
            ],
        ),
        ("dutch", ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Tijd van laatste wijziging"]),
        ("portuguese", ["ID", "Hora de início", "Hora de conclusão", "Email", "Nome", "Hora da última modificação"]),
        (
            "polish",
            ["ID", "Godzina rozpoczęcia", "Godzina ukończenia", "Adres e-mail", "Nazwa", "Czas ostatniej modyfikacji"],
        ),
        (
            "norwegian",
            ["ID", "Starttidspunkt", "Fullføringstidspunkt", "E-postadresse", "Navn", "Tidspunkt for siste endring"],
        ),
        ("japanese", ["ID", "開始時刻", "完了時刻", "メール", "名前", "最終変更時刻"]),
        // Nobody told the program these.
        ("made up", ["ID", "Zaz", "Zez", "Ziz", "Zoz", "Zuz"]),
    ] {
        let page = in_language(&headings, name);
        assert_eq!(page.platform(), "microsoft-forms", "{name}");
        let wanted = ["response id", "start time", "completion time", "e-mail", "name", "last change"];
        assert_eq!(roles(&page), wanted, "{name}");
        assert_eq!(page.choices("Tea or coffee?"), "Coffee=3; Tea=3", "{name}");
    }
}

#[test]
fn a_table_with_an_id_and_two_moments_alone_is_not_a_form() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("visits.csv");
    std::fs::write(
        &path,
        "ID,In,Out,Room\n1,2024-03-01 09:00,2024-03-01 10:00,Hall\n2,2024-03-02 09:00,2024-03-02 10:00,Hall\n",
    )
    .unwrap();
    assert_eq!(page(&path, &[]).platform(), "generic");
}

#[test]
fn excel_saves_it_with_semicolons_and_an_old_encoding() {
    let page = fixture("microsoft-forms/saved_by_excel_in_german.csv");
    assert_eq!((page.platform(), page.json["encoding"].as_str()), ("microsoft-forms", Some("windows-1252")));
    assert_eq!(page.choices("Was tun Sie dort?"), "Gießen=3; Ernten=3; Mit Nachbarn reden=1");
    assert!(!page.says("ambiguous"));
}

#[test]
fn answers_that_came_in_one_after_another_tell_the_day_from_the_month() {
    let page = fixture("microsoft-forms/days_told_by_their_order.csv");
    assert!(page.says("read with the day first"));
    assert_eq!(page.question("When did you last visit")["summary"]["max"], "2024-02-02");
}

#[test]
fn a_ranking_is_told_from_a_multiple_question_by_what_every_cell_holds() {
    let page = fixture("microsoft-forms/ranking_beside_multiple.csv");
    assert_eq!((page.kind("Put these in order"), page.kind("Which of these")), ("ranking", "multiple"));
    assert_eq!(count(page.row("Put these in order", "Warmth"), "1"), 3);
    assert_eq!(page.choices("Which of these"), "Warmth=4; Company=3; Food=3; A quiet corner=1");
    assert_eq!((page.kind("Would you recommend"), page.count("Would you recommend", "10")), ("scale", 2));
}

#[test]
fn one_response_leaves_open_whether_it_ranks() {
    let page = fixture("microsoft-forms/one_row.csv");
    assert_eq!((page.responses(), page.kind("Which days")), (1, "multiple"));
    assert_eq!(page.question("Which days")["guess"]["confidence"], 0.5);
    assert_eq!((page.kind("Any thoughts?"), page.base("Any thoughts?")), ("text", 0));
}

#[test]
fn statements_side_by_side_are_a_grid_and_a_heading_of_excels_is_noticed() {
    let page = fixture("microsoft-forms/likert_rows.csv");
    assert_eq!(page.question("I feel welcome")["rows"].as_array().unwrap().len(), 3);
    assert!(page.says("“Column1”"));
    assert_eq!(page.kind("Column1"), "single");
}

#[test]
fn points_and_feedback_of_a_quiz_are_no_questions() {
    let page = fixture("microsoft-forms/quiz.csv");
    assert_eq!(page.json["questions"].as_array().unwrap().len(), 3);
    let roles = roles(&page);
    assert_eq!(roles.iter().filter(|role| **role == "points").count(), 3);
    assert_eq!(roles.iter().filter(|role| **role == "feedback").count(), 4);
    // The same answers in two questions of a quiz make no grid, and a second “Name” is a name.
    assert_eq!((page.kind("Which bin takes glass?"), page.kind("Which bin takes paper?")), ("single", "single"));
    assert_eq!(page.question("Name2")["personal"], "name");
}

#[test]
fn files_that_were_uploaded_are_kept_back() {
    let page = fixture("microsoft-forms/uploads.csv");
    let upload = page.question("Send us a picture");
    assert_eq!((upload["role"].as_str(), upload["personal"].as_str()), (Some("uploaded file"), Some("identifier")));
}

#[test]
fn a_copy_without_ids_and_names_is_still_known() {
    let page = fixture("microsoft-forms/without_id.csv");
    assert_eq!((page.platform(), page.choices("Do you own a boat?")), ("microsoft-forms", "Yes=1; No=2".to_owned()));
}

/// A workbook as the platform makes it, with a hidden sheet of its own, and with the sheet renamed by somebody.
#[test]
fn a_workbook_with_a_renamed_sheet_and_a_hidden_one_is_read() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Answers for the board").unwrap();
    let headings = ["ID", "Start time", "Completion time", "Email", "Name", "How old are you?", "Which rooms?\u{a0}\n"];
    for (column, heading) in (0..).zip(headings) {
        sheet.write_string(0, column, heading).unwrap();
    }
    let moment = Format::new().set_num_format("m/d/yy h:mm:ss");
    for row in 1..=4_u32 {
        sheet.write_number(row, 0, row).unwrap();
        sheet.write_number_with_format(row, 1, 45_292.0 + f64::from(row), &moment).unwrap();
        sheet.write_number_with_format(row, 2, 45_292.25 + f64::from(row), &moment).unwrap();
        sheet.write_string(row, 3, "anonymous").unwrap();
        // Numbers stand as text, whatever was asked.
        sheet.write_string(row, 5, format!("{}", 20 + row)).unwrap();
        sheet.write_string(row, 6, if row % 2 == 0 { "Hall\u{a0};Kitchen;" } else { "Hall;" }).unwrap();
    }
    let hidden = book.add_worksheet();
    hidden.set_name("_56F9DC9755BA473782653E2940F9").unwrap();
    hidden.set_very_hidden(true);
    hidden.write_string(0, 0, "a-form-id").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.xlsx");
    std::fs::write(&path, book.save_to_buffer().unwrap()).unwrap();
    let page = page(&path, &[]);
    assert_eq!((page.platform(), page.responses()), ("microsoft-forms", 4));
    assert_eq!(page.choices("Which rooms?"), "Hall=4; Kitchen=2");
    assert_eq!(page.kind("How old are you?"), "numeric");
    assert_eq!(page.question("Start time")["role"], "start time");
    assert!(!page.says("_56F9DC"));
}
