//! What exports pick up on their way, whatever platform they came from: fixtures of our own, one an oddity.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

use crate::exported::{Page, fixture_with, real};

fn dirt(file: &str) -> Page {
    fixture_with(&format!("dirt/{file}"), &[])
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports").join(file)
}

fn canvass(folder: &Path, words: &[&str]) -> String {
    let ran = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(words).output().unwrap();
    assert!(ran.status.success(), "{words:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

fn summary<'a>(page: &'a Page, name: &str, figure: &str) -> &'a serde_json::Value {
    &page.question(name)["summary"][figure]
}

// ---------------------------------------------------------------- Letters

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_heading() {
    let page = dirt("byte-order-mark.csv");
    assert_eq!(page.question("ID")["role"], "response id");
}

#[test]
fn utf_16_is_read_with_and_without_its_mark() {
    let page = dirt("utf-16-with-mark.csv");
    assert_eq!((page.responses(), page.choices("Größe")), (3, "Klein=2; Groß=1".to_owned()));
    let page = dirt("utf-16-without-mark.csv");
    assert_eq!((page.responses(), page.choices("Size")), (3, "Small=2; Large=1".to_owned()));
    assert!(page.says("no byte order mark"));
}

#[test]
fn windows_1252_is_read_and_the_line_that_forced_it_is_named() {
    let page = dirt("windows-1252.csv");
    assert!(page.choices("Place").contains("Besançon=1"));
    let said = page.json["diagnostics"].as_array().unwrap();
    let said = said.iter().find(|said| said["message"].as_str().unwrap().contains("not UTF-8")).unwrap();
    assert_eq!(said["place"]["line"], 3);
}

#[test]
fn garbled_letters_are_kept_and_their_rows_named() {
    let page = dirt("garbled-letters.csv");
    assert!(page.says("garbled (“Ã©” for “é”): rows 2, 3"));
    assert!(page.choices("Place").contains("BesanÃ§on=1"));
}

// ---------------------------------------------------------------- Numbers and dates

#[test]
fn a_decimal_comma_is_one_in_its_own_column_only() {
    let page = dirt("comma-and-point.csv");
    assert_eq!(summary(&page, "with_comma", "max"), 3.75);
    assert_eq!(summary(&page, "with_point", "max"), 3.75);
    assert_eq!(summary(&page, "thousands", "max"), 12000.0);
    let page = dirt("semicolons.csv");
    assert_eq!((page.kind("Costs"), summary(&page, "Costs", "max")), ("numeric", &serde_json::json!(1234.5)));
    assert!(dirt("thousands-with-points.csv").says("every point stands before three figures"));
}

#[test]
fn dates_that_do_not_tell_are_asked_about_and_a_person_can_say() {
    let page = dirt("dates-undecided.csv");
    assert!(page.says("are ambiguous") && page.says("kept as text: rows 1, 2, 3"));
    assert!(summary(&page, "Date of visit", "min").is_null());
    assert_eq!(summary(&page, "Other date", "max"), "2024-08-07");
    let page = fixture_with("dirt/dates-undecided.csv", &["--dates", "month-first"]);
    assert_eq!(summary(&page, "Date of visit", "min"), "2024-03-04");
    assert_eq!(summary(&page, "Other date", "max"), "2024-08-07");
    assert!(!page.says("ambiguous"));
}

#[test]
fn the_order_of_dates_is_remembered_in_questionnaire_toml() {
    let folder = tempfile::tempdir().unwrap();
    canvass(folder.path(), &["init", "study"]);
    let study = folder.path().join("study");
    let file = path("dirt/dates-undecided.csv");
    canvass(&study, &["import", file.to_str().unwrap(), "--dates", "day-first"]);
    let dictionary = std::fs::read_to_string(study.join("questionnaire.toml")).unwrap();
    assert!(dictionary.contains("dates = \"day-first\""), "{dictionary}");
    let csv = canvass(&study, &["export", "csv"]);
    assert!(csv.contains("2024-04-03"), "{csv}");
}

#[test]
fn days_of_a_spreadsheet_are_dates_under_a_heading_that_asks_for_one() {
    let page = dirt("days-of-a-spreadsheet.csv");
    assert_eq!((page.kind("Date of visit"), page.kind("Turnover")), ("date", "numeric"));
    assert_eq!(summary(&page, "Date of visit", "min"), "2024-01-01");
    assert!(page.says("days as a spreadsheet counts them"));
}

#[test]
fn days_that_stand_for_none_are_named_with_their_rows() {
    let page = dirt("days-for-none.csv");
    assert!(page.says("is 1980-01-01 in rows 1, 4"));
}

#[test]
fn figures_that_are_names_keep_their_noughts_through_export() {
    let page = dirt("noughts-before.csv");
    assert_eq!(page.kind("Age"), "numeric");
    assert!(matches!(page.kind("Area code"), "single" | "text"));
    let folder = tempfile::tempdir().unwrap();
    let file = path("dirt/noughts-before.csv");
    let csv = canvass(folder.path(), &["export", "csv", "--data", file.to_str().unwrap()]);
    assert!(csv.contains("01234") && csv.contains("00512") && csv.contains("1234567890123457"), "{csv}");
}

// ---------------------------------------------------------------- Rows, columns and headings

#[test]
fn an_index_and_blank_rows_and_columns_are_left_out_with_a_note() {
    let page = dirt("index-blank-rows-and-columns.csv");
    assert_eq!(page.responses(), 3);
    assert_eq!(page.json["questions"].as_array().unwrap().len(), 2);
    assert!(
        page.says("2 blank rows")
            && page.says("only counts the rows")
            && page.says("without heading and without answers")
    );
}

#[test]
fn headings_that_are_alike_stay_columns_of_their_own() {
    let page = dirt("headings-twice.csv");
    assert_eq!(page.json["questions"].as_array().unwrap().len(), 4);
    assert!(page.says("told apart as “Why (2)”, “Size (2)”"));
}

#[test]
fn line_breaks_blanks_and_entities_in_headings_and_options_are_made_plain() {
    let page = dirt("headings-with-breaks.csv");
    let texts: Vec<&str> =
        page.json["questions"].as_array().unwrap().iter().map(|question| question["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["How big is your group?", "Transport & Logistics"]);
    assert_eq!(dirt("options-with-entities.csv").choices("Sector"), "Transport & Logistics=2; Cafés=2");
    assert_eq!(dirt("no-break-spaces.csv").choices("Education"), "University=2; School=2");
}

// ---------------------------------------------------------------- Answers that are none

#[test]
fn a_masked_formula_is_what_stands_behind_the_mask() {
    let page = dirt("masked-formulas.csv");
    assert_eq!(page.choices("Mood"), "=fine=2; bad=2");
    assert_eq!((page.kind("Balance"), summary(&page, "Balance", "min")), ("numeric", &serde_json::json!(-12.0)));
    assert!(page.says("apostrophe before a formula sign"));
}

#[test]
fn signs_for_blanks_are_offered_as_missing_and_count_until_then() {
    let page = dirt("signs-for-blanks.csv");
    assert!(page.says("“NA” may stand for a blank") && page.says("“none” may stand for a blank"));
    assert_eq!(page.base("Why"), 7);
}

#[test]
fn what_only_a_program_writes_is_a_blank_and_said() {
    let page = dirt("placeholders.csv");
    assert_eq!((page.kind("When"), page.base("When")), ("date", 4));
    assert_eq!(
        (page.choices("Size"), page.missing("Size")),
        ("Micro=2; Small=2".to_owned(), "not-answered=1".to_owned())
    );
    assert_eq!((page.kind("Count"), page.base("Count")), ("numeric", 4));
    assert!(page.says("“(空)” counts as a blank: row 2"));
}

#[test]
fn tests_partials_previews_and_doubles_are_named_and_kept() {
    let page = dirt("tests-and-partials.csv");
    assert_eq!(page.responses(), 4);
    let flagged: Vec<(u64, &str)> = page.json["flagged"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["row"].as_u64().unwrap(), row["why"].as_str().unwrap().split(':').next().unwrap()))
        .collect();
    assert_eq!(flagged, [(2, "partial"), (3, "duplicate"), (4, "preview")]);
    assert!(page.says("an answer is “test” or the like: row 3"));
}

#[test]
fn what_a_spreadsheet_spoilt_is_named() {
    let page = dirt("spoilt-by-a-spreadsheet.csv");
    assert!(page.says("were shortened by a spreadsheet") && page.says("look like dates (01-Feb)"));
}

// ---------------------------------------------------------------- Personal data

fn personal(page: &Page) -> Vec<String> {
    let all = page.json["questions"].as_array().unwrap().iter();
    all.filter_map(|question| Some(format!("{}={}", question["text"].as_str()?, question["personal"].as_str()?)))
        .collect()
}

#[test]
fn personal_data_is_found_kept_out_and_never_repeated() {
    let page = fixture_with("personal/everything.csv", &[]);
    let wanted = [
        "Full name=name",
        "Stay in touch?=email",
        "How can we reach you?=phone",
        "Postcode=address",
        "Where=location",
        "Date of birth=birth-date",
        "PROLIFIC_PID=identifier",
    ];
    assert_eq!(personal(&page), wanted);
    assert!(page.says("hold e-mail addresses (row 2), telephone numbers (row 3)"));
    let printed = page.json.to_string();
    for value in ["dawn@kiln", "priya@loom", "496 0003", "900123", "B29", "52.48", "Ashcroft", "Patel", "5f8d", "1984"]
    {
        assert!(!printed.contains(value), "{value}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = path("personal/everything.csv");
    for words in
        [vec!["import", file.to_str().unwrap(), "--dry-run"], vec!["export", "csv", "--data", file.to_str().unwrap()]]
    {
        let printed = canvass(folder.path(), &words);
        for value in ["dawn@kiln", "priya@loom", "496 0003", "B29 6BD", "Patel", "5f8d"] {
            assert!(!printed.contains(value), "{words:?}: {value}");
        }
    }
}

#[test]
fn a_person_decides_what_is_personal() {
    let folder = tempfile::tempdir().unwrap();
    canvass(folder.path(), &["init", "study"]);
    let study = folder.path().join("study");
    let file = path("personal/everything.csv");
    canvass(&study, &["import", file.to_str().unwrap()]);
    let dictionary = std::fs::read_to_string(study.join("questionnaire.toml")).unwrap();
    assert!(dictionary.contains("personal = \"phone\""));
    let decided =
        dictionary.replace("personal = \"phone\"", "personal = \"none\"").replace("personal = \"email\"\n", "");
    std::fs::write(study.join("questionnaire.toml"), decided).unwrap();
    let ran = Command::cargo_bin("canvass")
        .unwrap()
        .current_dir(&study)
        .args(["import", "raw/everything.csv", "--dry-run", "--format", "json"])
        .output()
        .unwrap();
    let page = Page { json: serde_json::from_slice(&ran.stdout).unwrap() };
    assert!(page.question("How can we reach you?")["personal"].is_null());
    assert!(!page.says("“how_can_we_reach_you” looks like"));
    // Nothing said is no decision: it is in the outputs, and said each time.
    assert!(page.question("Stay in touch?")["personal"].is_null());
    assert!(page.says("looks like personal data (email), and questionnaire.toml does not say so"));
}

#[test]
fn real_exports_keep_their_personal_columns_out() {
    let Some(page) = real("surveymonkey/cnswp-survey-raw-data.csv") else { return };
    assert_eq!(page.question("IP Address")["personal"], "ip-address");
    assert_eq!(page.question("Email Address")["personal"], "email");
}
