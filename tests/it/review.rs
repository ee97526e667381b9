//! `canvass import --review`: the data dictionary as a workbook, edited as people do, and taken back.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use canvass::model::Questionnaire;
use canvass::model::review::ReviewBook;
use canvass::source::Source;
use canvass::{readers, writers};

const ANSWERS: &str = "Size,Topics,Training,Score,Your e-mail\n\
    micro,Arts;Health,Yes,1,a@x.example\nSmall,Arts,No,,b@x.example\nmicro,Health,Yes,2,c@x.example\n\
    mikro,,No,3,d@x.example\nSmall,Arts;Health,Prefer not to say,,e@x.example\nSmall,Arts,Yes,999,f@x.example\n";

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A study with its export, and its workbook written.
fn study() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("answers.csv"), ANSWERS).unwrap();
    assert_eq!(run(folder.path(), &["init", "study"]).0, 0);
    let study = folder.path().join("study");
    let (code, _, said) = run(&study, &["import", "../answers.csv", "--review", "review.xlsx"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("wrote review.xlsx: 5 questions"), "{said}");
    (folder, study)
}

const SHEETS: [&str; 4] = ["Questions", "Choices", "Rows", "Missing codes"];

fn opened(study: &Path) -> ReviewBook {
    readers::review::read(&Source::open(&study.join("review.xlsx")).unwrap(), &SHEETS).unwrap()
}

/// Writes the workbook as it was read, with a change.
fn edit(study: &Path, change: impl FnOnce(&mut ReviewBook)) {
    let mut book = opened(study);
    change(&mut book);
    std::fs::write(study.join("review.xlsx"), writers::review::write(&book).unwrap()).unwrap();
}

fn cell<'a>(book: &'a mut ReviewBook, sheet: &str, first: &str, heading: &str) -> &'a mut String {
    let sheet = book.sheets.iter_mut().find(|found| found.name == sheet).unwrap();
    let column = sheet.column(heading).unwrap();
    let row = sheet.rows.iter_mut().find(|row| row.cells.iter().any(|cell| cell == first)).unwrap();
    &mut row.cells[column]
}

fn dictionary(study: &Path) -> (String, Questionnaire) {
    let text = std::fs::read_to_string(study.join("questionnaire.toml")).unwrap();
    let questionnaire = toml::from_str(&text).unwrap();
    (text, questionnaire)
}

fn take(study: &Path) -> (i32, String) {
    let (code, page, said) = run(study, &["import", "--review", "review.xlsx"]);
    (code, format!("{page}{said}").split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn a_workbook_that_nobody_edited_changes_nothing() {
    let (_keep, study) = study();
    let before = dictionary(&study).0;
    let (code, said) = take(&study);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("nothing was changed in review.xlsx"), "{said}");
    assert_eq!(dictionary(&study).0, before);
}

#[test]
fn the_same_dictionary_gives_the_same_workbook_without_any_personal_value() {
    let (_keep, study) = study();
    let first = std::fs::read(study.join("review.xlsx")).unwrap();
    assert_eq!(run(&study, &["import", "--review", "again.xlsx"]).0, 0);
    assert_eq!(std::fs::read(study.join("again.xlsx")).unwrap(), first);
    let cells: String =
        opened(&study).sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| row.cells.clone()).collect();
    assert!(!cells.contains("@x.example"), "{cells}");
}

#[test]
fn every_change_is_said_and_written_and_comments_stay() {
    let (_keep, study) = study();
    let path = study.join("questionnaire.toml");
    let text = dictionary(&study).0.replace("id = \"size\"", "id = \"size\" # my remark");
    std::fs::write(&path, &text).unwrap();
    edit(&study, |book| {
        "scale".clone_into(cell(book, "Questions", "size", "kind"));
        "How large".clone_into(cell(book, "Questions", "size", "short label"));
        "Very small".clone_into(cell(book, "Choices", "micro", "label"));
        "training: Yes | No".clone_into(cell(book, "Questions", "topics", "asked only of"));
    });
    let (code, said) = take(&study);
    assert_eq!(code, 0, "{said}");
    for change in [
        "“size”: kind was “single”, is now “scale”",
        "“size”: short label is now “How large”",
        "“topics”: asked only of is now “training: Yes | No”",
        "label was “micro”, is now “Very small”",
    ] {
        assert!(said.contains(change), "{change} in {said}");
    }
    let (text, questionnaire) = dictionary(&study);
    assert!(text.contains("id = \"size\" # my remark") && text.contains("# guessed: "), "{text}");
    let size = &questionnaire.questions[0];
    assert_eq!((size.kind.as_str(), size.label.as_deref()), ("scale", Some("How large")));
    assert_eq!(size.choices[0].value.as_deref(), Some("micro"));
    assert!(take(&study).1.contains("nothing was changed"), "taking it twice changes nothing");
}

#[test]
fn two_spellings_become_one_choice() {
    let (_keep, study) = study();
    edit(&study, |book| {
        let code = cell(book, "Choices", "micro", "code").clone();
        cell(book, "Choices", "mikro", "code").clone_from(&code);
        let sheet = book.sheets.iter_mut().find(|sheet| sheet.name == "Choices").unwrap();
        let label = sheet.column("label").unwrap();
        let row = sheet.rows.iter_mut().find(|row| row.cells[label] == "mikro").unwrap();
        "micro".clone_into(&mut row.cells[label]);
    });
    let (code, said) = take(&study);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("the answer “mikro” is now counted as “micro”"), "{said}");
    let (_, page, _) = run(&study, &["frequencies", "size", "--format", "csv"]);
    assert!(page.contains("micro") && !page.contains("mikro") && page.contains('3'), "{page}");
}

#[test]
fn sorting_the_rows_changes_nothing_and_new_numbers_change_the_order() {
    let (_keep, study) = study();
    edit(&study, |book| book.sheets.iter_mut().for_each(|sheet| sheet.rows.reverse()));
    assert!(take(&study).1.contains("nothing was changed"));
    edit(&study, |book| {
        "0".clone_into(cell(book, "Questions", "training", "order"));
        "0.5".clone_into(cell(book, "Choices", "Small", "order"));
    });
    let (code, said) = take(&study);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("the order of the questions is now: training, size, topics"), "{said}");
    let questionnaire = dictionary(&study).1;
    assert_eq!(questionnaire.questions[0].id, "training");
    assert_eq!(questionnaire.questions[1].choices[0].label, "Small");
}

#[test]
fn a_new_name_is_followed_and_the_places_that_still_have_the_old_one_are_named() {
    let (_keep, study) = study();
    let settings = std::fs::read_to_string(study.join("study.toml")).unwrap();
    std::fs::write(study.join("study.toml"), format!("{settings}\n[groups.large]\nquestion = \"size\"\n")).unwrap();
    edit(&study, |book| "how_large".clone_into(cell(book, "Questions", "size", "id")));
    let (code, said) = take(&study);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("“size” is now called “how_large”, and still stands here by its old name"), "{said}");
    assert_eq!(dictionary(&study).1.questions[0].id, "how_large");
    assert!(take(&study).1.contains("nothing was changed"));
}

#[test]
fn what_cannot_be_is_named_with_sheet_cell_and_hint_and_nothing_is_taken() {
    let (_keep, study) = study();
    let before = dictionary(&study).0;
    edit(&study, |book| {
        "singel".clone_into(cell(book, "Questions", "size", "kind"));
        "Big Topics".clone_into(cell(book, "Questions", "topics", "id"));
        "trainin: Yes".clone_into(cell(book, "Questions", "score", "asked only of"));
        "because".clone_into(cell(book, "Choices", "Small", "missing"));
        "A good label".clone_into(cell(book, "Choices", "Arts", "label"));
    });
    let (code, said) = take(&study);
    assert_eq!(code, 2, "{said}");
    for told in [
        "review.xlsx (sheet Questions, cell E2): “singel” is not a kind of question",
        "did you mean “single”?",
        "“Big Topics” is not a name for a question",
        "did you mean “training”?",
        "“because” does not say why this is no answer",
        "4 things in it cannot be taken, so nothing was",
    ] {
        assert!(said.contains(told), "{told} in {said}");
    }
    assert_eq!(dictionary(&study).0, before);
}

#[test]
fn deleted_and_added_rows_are_taken_or_refused_in_words() {
    let (_keep, study) = study();
    edit(&study, |book| {
        let choices = book.sheets.iter_mut().find(|sheet| sheet.name == "Choices").unwrap();
        choices.rows.retain(|row| row.cells[3] != "mikro");
        let mut new = choices.rows[0].clone();
        for (heading, text) in
            [("question", "size"), ("order", ""), ("code", "9"), ("label", "Vast"), ("in the file", ""), ("key", "")]
        {
            let column = choices.columns.iter().position(|column| column.heading == heading).unwrap();
            text.clone_into(&mut new.cells[column]);
        }
        choices.rows.push(new);
    });
    let (code, said) = take(&study);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("the choice “mikro” is taken out; its answers now count as “Other”"), "{said}");
    assert!(said.contains("a new choice, 9 “Vast”"), "{said}");
    let questions = dictionary(&study).1.questions;
    assert_eq!(questions[0].choices.last().unwrap().label, "Vast");
    edit(&study, |book| book.sheets[0].rows.retain(|row| row.cells[1] != "score"));
    let (code, said) = take(&study);
    assert!(code == 2 && said.contains("the row of the question “score” was deleted"), "{said}");
}

#[test]
fn a_dictionary_that_was_changed_meanwhile_is_never_undone() {
    let (_keep, study) = study();
    let path = study.join("questionnaire.toml");
    let text = dictionary(&study).0.replacen("text = \"Size\"", "text = \"How large is it?\"", 1);
    std::fs::write(&path, &text).unwrap();
    assert!(take(&study).1.contains("nothing was changed"), "the workbook is old, and nobody edited it");
    edit(&study, |book| "Issues".clone_into(cell(book, "Questions", "topics", "short label")));
    assert_eq!(take(&study).0, 0, "another question was edited");
    assert!(dictionary(&study).0.contains("How large is it?"));
    edit(&study, |book| "Largeness".clone_into(cell(book, "Questions", "size", "short label")));
    let (code, said) = take(&study);
    assert!(code == 2 && said.contains("“size” was changed here, and in questionnaire.toml too"), "{said}");
}

#[test]
fn values_that_are_no_answers_are_added_in_the_workbook() {
    let (_keep, study) = study();
    edit(&study, |book| {
        let sheet = book.sheets.iter_mut().find(|sheet| sheet.name == "Missing codes").unwrap();
        let cells = ["score", "999", "refused", ""].map(str::to_owned).to_vec();
        sheet.rows.push(canvass::model::review::ReviewRow { cells, ..Default::default() });
    });
    let (code, said) = take(&study);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("“score”: missing codes is now “999 (refused)”"), "{said}");
    assert!(dictionary(&study).0.contains("missing = [{ value = \"999\", reason = \"refused\" }]"));
}

#[test]
fn another_workbook_is_not_taken_for_a_review() {
    let (_keep, study) = study();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "x").unwrap();
    book.save(study.join("other.xlsx")).unwrap();
    let (code, _, said) = run(&study, &["import", "--review", "other.xlsx"]);
    assert!(code == 2 && said.contains("not written by canvass for a review"), "{said}");
    let (code, _, said) = run(&study, &["import", "--review", "review.csv"]);
    assert!(code == 2 && said.contains("let its name end with .xlsx"), "{said}");
}
