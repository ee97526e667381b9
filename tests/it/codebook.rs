//! `canvass codebook --review`: the codebook as a workbook, edited as people do, and taken back.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use canvass::model::Codebook;
use canvass::model::review::{ReviewBook, ReviewRow};
use canvass::source::Source;
use canvass::{readers, writers};

const CODEBOOK: &str = r#"# The codebook of the study.

# ---- What helps

[[code]]
id = "help"
name = "What helps"

[[code]]
id = "money" # agreed in May
name = "Money"
parent = "help"
definition = "Money that would make it possible."
examples = ["We need somebody to pay for the room.", "A grant."]

[[code.rule]]
phrases = ["fund*", "grant~"]
expressions = ['\bpaid\b']

[[code]]
id = "time"
name = "Time"
parent = "help"

# ---- What hinders

[[code]]
id = "distance"
name = "Distance"
"#;

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let said = format!("{}{}", text(output.stdout), text(output.stderr));
    (output.status.code().unwrap(), said.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A study with a codebook, and its workbook written.
fn study() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["init", "study"]).0, 0);
    let study = folder.path().join("study");
    std::fs::write(study.join("codebook.toml"), CODEBOOK).unwrap();
    let (code, said) = take(&study);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("wrote codes.xlsx: 4 codes"), "{said}");
    (folder, study)
}

fn take(study: &Path) -> (i32, String) {
    run(study, &["codebook", "--review", "codes.xlsx"])
}

/// Writes the workbook as it was read, with a change.
fn edit(study: &Path, change: impl FnOnce(&mut ReviewBook)) {
    let path = study.join("codes.xlsx");
    let mut book = readers::review::read(&Source::open(&path).unwrap(), &["Codes", "Rules"]).unwrap();
    change(&mut book);
    std::fs::write(path, writers::review::write(&book).unwrap()).unwrap();
}

fn cell<'a>(book: &'a mut ReviewBook, sheet: usize, first: &str, heading: &str) -> &'a mut String {
    let sheet = &mut book.sheets[sheet];
    let column = sheet.column(heading).unwrap();
    let row = sheet.rows.iter_mut().find(|row| row.cells.iter().any(|cell| cell == first)).unwrap();
    &mut row.cells[column]
}

/// Adds a row with these cells.
fn add(book: &mut ReviewBook, sheet: usize, cells: &[(&str, &str)]) {
    let sheet = &mut book.sheets[sheet];
    let mut row = ReviewRow { cells: vec![String::new(); sheet.columns.len()], ..ReviewRow::default() };
    for (heading, text) in cells {
        (*text).clone_into(&mut row.cells[sheet.column(heading).unwrap()]);
    }
    sheet.rows.push(row);
}

fn codebook(study: &Path) -> (String, Codebook) {
    let text = std::fs::read_to_string(study.join("codebook.toml")).unwrap();
    let codebook = toml::from_str(&text).unwrap();
    (text, codebook)
}

#[test]
fn a_workbook_that_nobody_edited_changes_nothing() {
    let (_keep, study) = study();
    assert!(take(&study).1.contains("nothing was changed in codes.xlsx; codebook.toml stays as it is"));
    edit(&study, |book| book.sheets.iter_mut().for_each(|sheet| sheet.rows.reverse()));
    assert!(take(&study).1.contains("nothing was changed"), "sorting is no change");
    assert_eq!(codebook(&study).0, CODEBOOK);
    let first = std::fs::read(study.join("codes.xlsx")).unwrap();
    assert_eq!(run(&study, &["codebook", "--review", "codes.xlsx", "--force"]).0, 0);
    assert_eq!(run(&study, &["codebook", "--review", "again.xlsx"]).0, 0);
    assert_ne!(std::fs::read(study.join("codes.xlsx")).unwrap(), first);
    assert_eq!(std::fs::read(study.join("codes.xlsx")).unwrap(), std::fs::read(study.join("again.xlsx")).unwrap());
}

#[test]
fn every_change_is_said_and_written_and_comments_stay() {
    let (_keep, study) = study();
    edit(&study, |book| {
        "Money and grants".clone_into(cell(book, 0, "money", "name"));
        "Not thanks in kind.".clone_into(cell(book, 0, "money", "exclude"));
        "A grant.\nCore costs.".clone_into(cell(book, 0, "money", "examples"));
        "retired".clone_into(cell(book, 0, "time", "status"));
        "what helps".clone_into(cell(book, 0, "distance", "category"));
        "fund*\nsubsid*".clone_into(cell(book, 1, "money/0", "phrases"));
        add(book, 1, &[("code", "distance"), ("phrases", "too far\nmiles away"), ("proposed", "turn")]);
    });
    let (code, said) = take(&study);
    assert_eq!(code, 0, "{said}");
    for change in [
        "“money”: name was “Money”, is now “Money and grants”",
        "“money”: exclude is now “Not thanks in kind.”",
        "“time”: status is now “retired”",
        "“distance”: category is now “help”",
        "“money”: phrases of rule 1 was “fund*; grant~”, is now “fund*; subsid*”",
        "“distance”: a new rule: too far; miles away",
        "took 7 changes into codebook.toml",
        "canvass code (its rules changed)",
    ] {
        assert!(said.contains(change), "{change} in {said}");
    }
    let (text, codebook) = codebook(&study);
    assert!(text.contains("id = \"money\" # agreed in May") && text.contains("# ---- What hinders"), "{text}");
    assert!(text.contains("expressions = ['\\bpaid\\b']"), "{text}");
    assert_eq!(codebook.codes[1].examples, ["A grant.", "Core costs."]);
    assert_eq!(codebook.codes[3].rules[0].phrases, ["too far", "miles away"]);
    assert!(take(&study).1.contains("nothing was changed"), "taking it twice changes nothing");
}

#[test]
fn codes_are_added_deleted_renamed_and_put_into_another_order() {
    let (_keep, study) = study();
    edit(&study, |book| {
        add(book, 0, &[("name", "Fair pay"), ("category", "help"), ("definition", "Being paid for one's time.")]);
        add(book, 1, &[("code", "Fair pay"), ("phrases", "expenses")]);
        "miles".clone_into(cell(book, 0, "distance", "id"));
        "0".clone_into(cell(book, 0, "miles", "order"));
        book.sheets[0].rows.retain(|row| row.cells[1] != "time");
    });
    let (code, said) = take(&study);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("“fair-pay”: a new code, “Fair pay”") && said.contains("the code “Time” is taken out"),
        "{said}"
    );
    let ids: Vec<String> = codebook(&study).1.codes.iter().map(|code| code.id.clone()).collect();
    assert_eq!(ids, ["miles", "help", "money", "fair-pay"]);
    assert_eq!(codebook(&study).1.codes[3].rules[0].phrases, ["expenses"]);
    let (code, said) = take(&study);
    assert!(code == 0 && said.contains("nothing was changed"), "taking it twice changes nothing: {said}");
    assert!(codebook(&study).0.starts_with("# The codebook of the study.\n"), "{}", codebook(&study).0);
    assert_eq!(run(&study, &["check"]).0, 0);
}

#[test]
fn what_cannot_be_is_named_with_sheet_cell_and_hint_and_nothing_is_taken() {
    let (_keep, study) = study();
    edit(&study, |book| {
        "fair pay!".clone_into(cell(book, 0, "time", "id"));
        "helpp".clone_into(cell(book, 0, "distance", "category"));
        "retird".clone_into(cell(book, 0, "money", "status"));
        "(unclosed".clone_into(cell(book, 1, "money/0", "expressions"));
        add(book, 1, &[("code", "distanc"), ("phrases", "far")]);
        add(book, 1, &[("code", "time")]);
    });
    let (code, said) = take(&study);
    assert_eq!(code, 2, "{said}");
    for told in [
        "codes.xlsx (sheet Codes, cell B4): “fair pay!” is not an id for a code",
        "codes.xlsx (sheet Codes, cell D5): the category “helpp” of “distance” is not among the codes",
        "did you mean “help”?",
        "codes.xlsx (sheet Codes, cell I3): “retird” is not a status",
        "codes.xlsx (sheet Rules, cell D2): the expression in rule 1 of code “money” cannot be used: unclosed group",
        "codes.xlsx (sheet Rules, cell A3): there is no code “distanc”",
        "codes.xlsx (sheet Rules, cell C4): a rule of “fair pay!” has neither phrases, expressions nor patterns",
        "6 things in it cannot be taken, so nothing was; codebook.toml is as it was",
    ] {
        assert!(said.contains(told), "{told} in {said}");
    }
    assert_eq!(codebook(&study).0, CODEBOOK);
}

#[test]
fn a_code_that_something_is_coded_with_is_not_deleted_or_given_another_id() {
    let (_keep, study) = study();
    let coding = r#"{"id": "manager-01-peer-roles", "document": "d", "start": 0, "end": 1, "code": "money", "coder": "asha", "state": "accepted", "source": {"import": "asha-managers.xlsx"}, "exact": "x", "prefix": "", "suffix": "", "hash": "81c175e37815c23b"}"#;
    std::fs::create_dir_all(study.join("codings/asha")).unwrap();
    std::fs::write(study.join("codings/asha/d.jsonl"), format!("{coding}\n")).unwrap();
    edit(&study, |book| "cash".clone_into(cell(book, 0, "money", "id")));
    let (code, said) = take(&study);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("cell B3): “money” cannot have another id: 1 codings name it"), "{said}");
    edit(&study, |book| book.sheets[0].rows.retain(|row| row.cells[1] != "cash"));
    let (code, said) = take(&study);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("the row of the code “money” was deleted, and 1 coding has it"), "{said}");
    assert!(said.contains("write retired under “status”"), "{said}");
}

#[test]
fn what_was_changed_in_the_file_meanwhile_is_not_undone() {
    let (_keep, study) = study();
    let path = study.join("codebook.toml");
    let changed = CODEBOOK.replace("Money that would make it possible.", "Money.")
        + "\n[[code]]\nid = \"late\"\nname = \"Late\"\n";
    std::fs::write(&path, &changed).unwrap();
    edit(&study, |book| "Hours".clone_into(cell(book, 0, "time", "name")));
    let (code, said) = run(&study, &["codebook", "--review", "codes.xlsx", "--verbose"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("“late” came into the codebook after this workbook was written"), "{said}");
    assert_eq!(codebook(&study).0, changed.replace("name = \"Time\"", "name = \"Hours\""));
    edit(&study, |book| "Cash".clone_into(cell(book, 0, "money", "name")));
    let (code, said) = take(&study);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("“money” was changed here, and in the codebook's file too"), "{said}");
}

#[test]
fn a_codebook_is_begun_in_the_workbook() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["init", "study"]).0, 0);
    let study = folder.path().join("study");
    let template = std::fs::read_to_string(study.join("codebook.toml")).unwrap();
    let (code, said) = take(&study);
    assert!(code == 0 && said.contains("wrote codes.xlsx: 0 codes"), "{said}");
    edit(&study, |book| add(book, 0, &[("name", "Fair pay"), ("definition", "Being paid for one's time.")]));
    let (code, said) = take(&study);
    assert_eq!(code, 0, "{said}");
    let (text, codebook) = codebook(&study);
    assert!(text.starts_with(template.trim_end()) && codebook.codes[0].id == "fair-pay", "{text}");
}

#[test]
fn a_workbook_of_something_else_is_refused() {
    let (_keep, study) = study();
    let (code, said) = run(&study, &["codebook", "--review", "codes.csv"]);
    assert!(code == 2 && said.contains("let its name end with .xlsx"), "{said}");
    std::fs::write(study.join("answers.csv"), "Size\nSmall\nLarge\nSmall\n").unwrap();
    assert_eq!(run(&study, &["import", "answers.csv", "--review", "review.xlsx"]).0, 0);
    let (code, said) = run(&study, &["codebook", "--review", "review.xlsx"]);
    assert!(code == 2 && said.contains("this workbook is a review of the questionnaire"), "{said}");
    let (code, said) = run(&study, &["import", "--review", "codes.xlsx"]);
    assert!(code == 2 && said.contains("this workbook is a review of the codebook"), "{said}");
}
