use crate::exported::{Page, real};

fn counts(page: &Page, set: &str, codes: &[(&str, u64)]) {
    for (code, count) in codes {
        assert_eq!(page.count(set, code), *count, "{set}: {code}");
    }
}

#[test]
fn a_project_of_one_row_a_record() {
    let Some(page) = real("redcap/simple_data.csv") else { return };
    assert_eq!((page.platform(), page.responses(), &page.json["cases"]), ("redcap", 5, &5.into()));
    counts(&page, "race", &[("1", 1), ("2", 1), ("3", 1), ("4", 1), ("5", 4), ("6", 1)]);
    assert_eq!(page.choices("sex"), "Female=2; Male=3");
    for form in ["demographics_complete", "health_complete", "race_and_ethnicity_complete"] {
        assert_eq!(page.question(form)["role"], "status of a form");
    }
}

#[test]
fn check_boxes_on_a_form_that_is_not_complete_are_missing_where_none_is_ticked() {
    let Some(page) = real("redcap/checkboxes-1_data.csv") else { return };
    assert_eq!((page.responses(), &page.json["cases"]), (4, &4.into()));
    counts(&page, "check_one", &[("1", 2), ("2", 1), ("3", 1), ("4", 1)]);
    counts(&page, "check_two", &[("a", 1), ("b", 1), ("c", 1), ("d", 1), ("e", 0)]);
    assert_eq!(
        (page.missing("check_one").as_str(), page.missing("check_two").as_str()),
        ("not-asked=1; unknown=1", "not-asked=1")
    );
}

#[test]
fn events_are_no_duplicates_and_their_blanks_were_not_asked() {
    let Some(page) = real("redcap/longitudinal_data.csv") else { return };
    assert_eq!((page.responses(), &page.json["cases"]), (18, &3.into()));
    assert_eq!(page.json["flagged"].as_array().unwrap().len(), 0);
    counts(&page, "gym", &[("0", 3), ("1", 2), ("2", 0), ("3", 0), ("4", 0)]);
    counts(&page, "aerobics", &[("0", 0), ("1", 1), ("2", 3), ("3", 0), ("4", 0)]);
    counts(&page, "eat", &[("0", 0), ("1", 0), ("2", 2), ("3", 1), ("4", 0)]);
    assert_eq!(page.missing("gym"), "not-asked=15");
    assert_eq!(page.missing("given_birth"), "not-asked=16");
    let events = page.question("redcap_event_name");
    assert_eq!(crate::exported::count(events, "enrollment_arm_1"), 2);
    assert_eq!(crate::exported::count(events, "final_visit_arm_2"), 1);
}

#[test]
fn decimal_commas_and_points_stand_in_one_file() {
    let Some(page) = real("redcap/decimal-comma-and-dot_data.csv") else { return };
    assert_eq!(page.question("height_dot")["summary"]["mean"], page.question("height_comma")["summary"]["mean"]);
    assert_eq!(page.question("name")["personal"], "name");
}

#[test]
fn a_repeating_instrument_is_a_table_and_negative_and_letter_codes_are_found() {
    let Some(page) = real("redcap/TestRedcapAPI_Records.csv") else { return };
    assert_eq!((page.responses(), &page.json["cases"]), (40, &20.into()));
    counts(&page, "checkbox_test", &[("x", 8), ("y", 10), ("z", 7)]);
    counts(&page, "prereq_checkbox", &[("1", 1), ("2", 1), ("ABC", 2), ("4", 14)]);
    counts(&page, "no_prereq_checkbox", &[("1", 7), ("2", 8), ("3", 5)]);
    let table = &page.json["tables"][1];
    assert_eq!((&table["id"], &table["rows"]), (&"files_notes_descriptions".into(), &20.into()));
    assert_eq!(page.json["flagged"].as_array().unwrap().len(), 0);
}
