//! `canvass import` for questionnaire exports: what is understood, what is written, and what bad input is told.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use canvass::model::{Answer, Kind, Missing, Questionnaire, Survey};
use canvass::readers::survey::{ReadOptions, Reading, read, understood};
use canvass::source::Source;

fn reading(name: &str, bytes: impl Into<Vec<u8>>) -> Reading {
    read(&Source::from_bytes(name, bytes), &ReadOptions::default()).unwrap()
}

fn refused(name: &str, bytes: impl Into<Vec<u8>>) -> (String, String) {
    let error = read(&Source::from_bytes(name, bytes), &ReadOptions::default()).unwrap_err();
    (error.to_string(), error.hint_text().unwrap_or_default().to_owned())
}

fn reviewed(text: &str, dictionary: &str) -> Reading {
    let questionnaire: Questionnaire = toml::from_str(dictionary).unwrap();
    let options = ReadOptions { questionnaire: Some(questionnaire), ..ReadOptions::default() };
    read(&Source::from_bytes("answers.csv", text), &options).unwrap()
}

fn messages(reading: &Reading) -> String {
    reading.noticed.iter().map(|noticed| format!("{}\n", noticed.message)).collect()
}

fn ids(survey: &Survey) -> Vec<&str> {
    survey.main().unwrap().questions.iter().map(|question| question.id.as_str()).collect()
}

// ---------------------------------------------------------------- Bad input

#[test]
fn an_empty_file_is_called_empty() {
    for bytes in [&b""[..], b" \n\n"] {
        let (what, hint) = refused("answers.csv", bytes);
        assert_eq!(what, "answers.csv: this file is empty");
        assert!(hint.contains("download"));
    }
}

#[test]
fn headings_without_answers_are_no_survey() {
    let (what, hint) = refused("answers.csv", "Size,Sector\n");
    assert!(what.contains("has headings but no answers"), "{what}");
    assert!(hint.contains("answered yet"));
    assert!(refused("answers.csv", "Size,Sector\n,\n , \n").0.contains("no answers"));
}

#[test]
fn a_file_that_is_not_what_its_ending_says_is_read_as_what_it_is() {
    let read_as = reading("answers.xlsx", "Size,Sector\nMicro,Arts\nSmall,Arts\n");
    assert!(messages(&read_as).contains("ends in .xlsx, but the file is text"));
    for (name, bytes, says) in [
        ("answers.csv", &b"\x89PNG\r\n\x1a\n\0\0"[..], "a picture"),
        ("answers.csv", b"%PDF-1.7 ...", "a PDF document"),
        ("answers.csv", b"<!DOCTYPE html><html>Sign in</html>", "a web page"),
        ("answers.csv", b"\0\0\0\0abc\0\0", "not a text file"),
        ("answers.sav", b"$FL2@(#) IBM SPSS", "damaged"),
        ("answers.xlsx", b"PK\x03\x04half a zip", "damaged"),
    ] {
        assert!(refused(name, bytes).0.contains(says), "{says}");
    }
}

#[test]
fn a_ragged_row_is_named() {
    let (what, _) = refused("answers.csv", "a,b,c\n1,2,3\n1,2\n");
    assert_eq!(what, "answers.csv:3: row 2 of the answers has 2 cells, and the headings have 3");
    for text in ["a,b,c\n1,\"2,3\n1,2,3\n", "a,b\n1,\"2,3\n1,2\n"] {
        let (what, _) = refused("answers.csv", text);
        assert_eq!(what, "answers.csv:2: a quotation mark opens a cell on this line and is not closed");
    }
}

#[test]
fn headings_that_are_alike_are_questions_of_their_own() {
    let reading = reading("answers.csv", "Why,Why,why\nyes,no,no\nno,yes,no\nyes,yes,no\n");
    assert_eq!(ids(&reading.survey), ["why", "why_2", "why_3"]);
    let columns: Vec<&str> = reading.questionnaire.questions.iter().map(|entry| entry.columns[0].as_str()).collect();
    assert_eq!(columns, ["Why", "Why (2)", "why"]);
    let again =
        reviewed("Why,Why,why\nyes,no,no\nno,yes,no\nyes,yes,no\n", &toml::to_string(&reading.questionnaire).unwrap());
    assert_eq!(ids(&again.survey), ["why", "why_2", "why_3"]);
    assert_eq!(messages(&again), "a heading stands twice; the columns are told apart as “Why (2)”\n");
}

#[test]
fn a_file_that_is_not_utf_8_is_read_and_the_line_is_said() {
    let reading = reading("answers.csv", b"Name of caf\xe9,Sector\nA,Arts\n".to_vec());
    assert_eq!(reading.survey.encoding, "windows-1252");
    let warning = reading.noticed.iter().find(|noticed| noticed.message.contains("not UTF-8")).unwrap();
    assert_eq!(warning.place.as_ref().unwrap().line, Some(1));
    let wide: Vec<u8> = b"\xff\xfeS\0i\0z\0e\0\t\0S\0\n\0M\0\t\0A\0\n\0".to_vec();
    assert_eq!(self::reading("answers.csv", wide).survey.encoding, "UTF-16LE");
}

#[test]
fn a_workbook_with_a_password_says_what_to_do() {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.extend(b"EncryptedPackage".iter().flat_map(|byte| [*byte, 0]));
    let (what, hint) = refused("answers.xlsx", bytes);
    assert!(what.contains("protected by a password"), "{what}");
    assert!(hint.contains("take the password off"), "{hint}");
}

fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Workbook)) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

fn small_sheet(sheet: &mut rust_xlsxwriter::Worksheet) {
    for (row, cells) in [["Size", "Sector"], ["Micro", "Arts"], ["Small", "Arts"]].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
        }
    }
}

#[test]
fn one_stray_cell_in_the_last_corner_is_reported_and_costs_nothing() {
    let bytes = workbook(|book| {
        let sheet = book.add_worksheet();
        small_sheet(sheet);
        sheet.write(1_048_575, 16_383, "x").unwrap();
        sheet.write(500_000, 0, "far below").unwrap();
    });
    let reading = reading("answers.xlsx", bytes);
    assert_eq!(reading.survey.main().unwrap().record_count(), 2);
    assert!(messages(&reading).contains("2 cells stand outside the table"), "{}", messages(&reading));
}

#[test]
fn hidden_sheets_are_not_read_and_dates_and_numbers_are_as_typed() {
    let bytes = workbook(|book| {
        let hidden = book.add_worksheet().set_name("codes").unwrap();
        hidden.write(0, 0, "secret").unwrap();
        hidden.set_hidden(true);
        let sheet = book.add_worksheet();
        sheet.set_active(true);
        small_sheet(sheet);
        let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
        sheet.write(0, 2, "When").unwrap();
        sheet.write(0, 3, "People").unwrap();
        sheet.write_with_format(1, 2, 45_292.5, &day).unwrap();
        sheet.write_with_format(2, 2, 45_293.0, &day).unwrap();
        sheet.write(1, 3, 1500).unwrap();
        sheet.write(2, 3, 0.1 + 0.2).unwrap();
    });
    let reading = reading("answers.xlsx", bytes);
    let table = reading.survey.main().unwrap();
    assert_eq!(ids(&reading.survey), ["size", "sector", "when", "people"]);
    assert_eq!(table.question("when").unwrap().kind, Kind::Date);
    let numbers: Vec<_> =
        table.numbers(table.question("people").unwrap().columns[0].column).map(|number| number.value).collect();
    assert_eq!(numbers, [Ok(1500.0), Ok(0.3)]);
}

// ---------------------------------------------------------------- What a person reviewed

const ANSWERS: &str = "Size,Topics,Training,Score\n\
    micro,Arts;Health,Yes,1\nSmall,Arts,No,\nmicro,Health;my own words,Yes,2\nhuge,,No,3\nSmall,Arts;Health,Prefer not to say,\n";

const DICTIONARY: &str = r#"
[[question]]
id = "topics"
text = "Topics"
label = "Subjects"
kind = "multiple"
columns = ["Topics"]
asked = { question = "training", choices = ["Yes"] }
choices = [{ code = "h", label = "Health" }, { code = "a", label = "The arts", value = "Arts" }]

[[question]]
id = "training"
text = "Training"
kind = "single"
columns = ["Training"]
choices = [{ code = "1", label = "Yes" }, { code = "2", label = "No" }, { code = "9", label = "Rather not", value = "Prefer not to say", missing = "refused" }]

[[question]]
id = "size"
text = "Size"
kind = "single"
columns = ["Size"]
choices = [{ code = "1", label = "Small" }, { code = "2", label = "Micro", value = "micro" }]

[[question]]
id = "gone"
text = "Gone"
kind = "text"
columns = ["A column that was taken out"]
"#;

#[test]
fn ids_labels_order_and_values_of_the_reviewer_win() {
    let reading = reviewed(ANSWERS, DICTIONARY);
    assert_eq!(ids(&reading.survey), ["topics", "training", "size", "score"]);
    let understood = understood(&reading);
    let topics = &understood.questions[0];
    let counts: Vec<(&str, u64)> = topics.choices.iter().map(|choice| (choice.label.as_str(), choice.count)).collect();
    assert_eq!(counts, [("Health", 3), ("The arts", 3), ("Other", 1)]);
    assert_eq!(topics.guess, None);
    assert_eq!(reading.survey.main().unwrap().questions[0].title(), "Subjects");
}

#[test]
fn an_answer_that_is_no_choice_counts_as_other_and_its_words_are_kept() {
    let reading = reviewed(ANSWERS, DICTIONARY);
    let table = reading.survey.main().unwrap();
    let size = table.question("size").unwrap();
    assert_eq!(
        size.choices.iter().map(|choice| choice.label.text.as_str()).collect::<Vec<_>>(),
        ["Small", "Micro", "Other"]
    );
    let comment = size.column(canvass::model::Part::Comment).unwrap();
    assert_eq!(table.texts(comment).flatten().collect::<Vec<_>>(), ["huge"]);
}

#[test]
fn routing_tells_blanks_apart() {
    let reading = reviewed(ANSWERS, DICTIONARY);
    let table = reading.survey.main().unwrap();
    let topics = table.question("topics").unwrap();
    let ticks: Vec<_> = table.ticks(topics.columns[0].column).collect();
    assert_eq!(ticks[3], canvass::model::Tick::Missing(Missing::NotAsked));
    assert!(messages(&reading).contains("2 responses were routed past “topics”"), "{}", messages(&reading));
    let training = table.question("training").unwrap();
    assert_eq!(table.answers(training.columns[0].column).nth(4), Some(Answer::choice(2)));
    assert_eq!(understood(&reading).questions[1].missing.get("refused"), Some(&1));
}

#[test]
fn what_vanished_and_what_is_new_are_both_said() {
    let reading = reviewed(ANSWERS, DICTIONARY);
    let said = messages(&reading);
    assert!(
        said.contains("the question “gone” is in questionnaire.toml, but its column is not in the export"),
        "{said}"
    );
    assert!(said.contains("“Score” is in the export and not in questionnaire.toml"), "{said}");
    assert_eq!(reading.questionnaire.questions.len(), 5);
}

#[test]
fn a_slip_in_the_dictionary_is_explained() {
    for (from, to, says) in [
        ("\"multiple\"", "\"mutliple\"", "did you mean “multiple”?"),
        ("\"refused\"", "\"refusd\"", "there are: not-asked"),
        ("id = \"size\"", "id = \"Size of it\"", "lower-case letters"),
        ("id = \"size\"", "id = \"topics\"", "rename one of them"),
    ] {
        let questionnaire: Questionnaire = toml::from_str(&DICTIONARY.replacen(from, to, 1)).unwrap();
        let options = ReadOptions { questionnaire: Some(questionnaire), ..ReadOptions::default() };
        let error = read(&Source::from_bytes("answers.csv", ANSWERS), &options).unwrap_err();
        assert!(error.hint_text().unwrap().contains(says), "{error}: {:?}", error.hint_text());
    }
}

#[test]
fn what_import_wrote_reads_back_to_the_same_answers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/questionnaire");
    for name in ["microsoft-forms.xlsx", "google-forms.csv", "surveymonkey.csv", "qualtrics.csv", "plain.csv"] {
        let source = Source::open(&folder.join(name)).unwrap();
        let first = read(&source, &ReadOptions::default()).unwrap();
        let written = canvass::writers::dictionary::write(&first.questionnaire, &first.survey, None);
        let questionnaire: Questionnaire = toml::from_str(&written.text).unwrap();
        // A no-break space is written as a plain one, which people can type.
        let plain = serde_json::to_string(&first.questionnaire).unwrap().replace('\u{a0}', " ");
        assert_eq!(serde_json::to_string(&questionnaire).unwrap(), plain, "{name}");
        let again =
            read(&source, &ReadOptions { questionnaire: Some(questionnaire), ..ReadOptions::default() }).unwrap();
        let counts = |reading: &Reading| {
            let mut all = understood(reading);
            all.questions.iter_mut().for_each(|question| question.guess = None);
            serde_json::to_string(&all.questions).unwrap().replace('\u{a0}', " ")
        };
        assert_eq!(counts(&first), counts(&again), "{name}");
    }
}

// ---------------------------------------------------------------- The command

fn canvass(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canvass"));
    command.current_dir(folder);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = canvass(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn study(answers: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("answers.csv"), answers).unwrap();
    let made = folder.path().join("study");
    assert_eq!(run(folder.path(), &["init", "study"]).0, 0);
    (folder, made)
}

#[test]
fn outside_a_study_nothing_is_written_and_the_next_step_is_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("answers.csv"), ANSWERS).unwrap();
    let (code, page, said) = run(folder.path(), &["import", "answers.csv"]);
    assert_eq!(code, 0, "{said}");
    assert!(page.contains("What I understood") && page.contains("topics"), "{page}");
    assert!(said.contains("next: canvass init"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn in_a_study_the_export_is_copied_and_the_dictionary_written() {
    let (_keep, study) = study(ANSWERS);
    let (code, _, said) = run(&study, &["import", "../answers.csv"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(std::fs::read_to_string(study.join("raw/answers.csv")).unwrap(), ANSWERS);
    let dictionary = std::fs::read_to_string(study.join("questionnaire.toml")).unwrap();
    assert!(dictionary.contains("# guessed: ") && dictionary.contains("id = \"topics\""), "{dictionary}");
    let settings = std::fs::read_to_string(study.join("study.toml")).unwrap();
    assert!(settings.contains("[survey]\nsource = \"raw/answers.csv\""), "{settings}");
    assert!(settings.contains("[interviews]\ntranscripts"), "{settings}");
}

#[test]
fn a_dry_run_writes_nothing() {
    let (_keep, study) = study(ANSWERS);
    assert_eq!(run(&study, &["import", "../answers.csv", "--dry-run"]).0, 0);
    assert!(!study.join("questionnaire.toml").exists() && !study.join("raw/answers.csv").exists());
}

#[test]
fn importing_again_keeps_every_edit_and_adds_what_is_new() {
    let (keep, study) = study(ANSWERS);
    run(&study, &["import", "../answers.csv"]);
    let path = study.join("questionnaire.toml");
    let edited =
        std::fs::read_to_string(&path).unwrap().replace("id = \"topics\"", "id = \"subjects\" # my name for it");
    std::fs::write(&path, &edited).unwrap();
    assert!(run(&study, &["import", "raw/answers.csv"]).2.contains("it is unchanged"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), edited);
    let later =
        ANSWERS.lines().enumerate().map(|(row, line)| format!("{line},{}\n", if row == 0 { "New one" } else { "a" }));
    std::fs::write(keep.path().join("later.csv"), later.collect::<String>()).unwrap();
    let (_, page, said) = run(&study, &["import", "../later.csv", "--update"]);
    assert!(page.contains("is new: “New one”"), "{page}");
    assert!(said.contains("study.toml now names raw/later.csv"), "{said}");
    assert!(std::fs::read_to_string(&path).unwrap().starts_with(&edited));
}

#[test]
fn another_file_of_the_same_name_is_never_written_over() {
    let (keep, study) = study(ANSWERS);
    run(&study, &["import", "../answers.csv"]);
    std::fs::write(keep.path().join("answers.csv"), ANSWERS.replace("huge", "tiny")).unwrap();
    let (code, _, said) = run(&study, &["import", "../answers.csv"]);
    assert_eq!(code, 2);
    assert!(said.contains("raw/answers.csv is there already and is another file"), "{said}");
    assert_eq!(std::fs::read_to_string(study.join("raw/answers.csv")).unwrap(), ANSWERS);
}

#[test]
fn the_json_has_its_agreed_keys_and_no_personal_value() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Your name,Contact e-mail,Size,Words\nAda Lovelace,ada@x.example,Micro,write to bob@y.example please\nBob Hope,bob@y.example,Small,nothing to add\n";
    std::fs::write(folder.path().join("a.csv"), text).unwrap();
    let (_, json, _) = run(folder.path(), &["import", "a.csv", "--dry-run", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    let keys: Vec<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    let agreed = [
        "schema_version",
        "platform",
        "encoding",
        "responses",
        "cases",
        "flagged",
        "tables",
        "metadata",
        "questions",
        "diagnostics",
    ];
    assert_eq!(keys, agreed);
    assert_eq!(document["questions"][0]["personal"], "name");
    assert_eq!(document["questions"][1]["personal"], "email");
    for secret in ["Ada", "Lovelace", "Bob", "@x.example", "@y.example"] {
        assert!(!json.contains(secret), "{secret} in {json}");
    }
    let (_, page, said) = run(folder.path(), &["import", "a.csv"]);
    assert!(!page.contains("Ada") && !said.contains("@y.example"), "{page}{said}");
    assert!(said.contains("open answers to “Words” hold e-mail addresses (row 1)"), "{said}");
}

#[test]
fn a_mistake_is_told_with_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "a,b\n1,2\n").unwrap();
    for (arguments, says) in [
        (&["import", "b.csv"][..], "there is no such file"),
        (&["import", "*.xlsx"], "no file fits"),
        (&["import", "a.csv", "--platform", "gogle-forms"], "did you mean “google-forms”?"),
        (&["import", "a.csv", "--encoding", "klingon"], "not the name of an encoding"),
        (&["import", "a.csv", "--delimiter", "dash"], "not a delimiter"),
        (&["import", "a.csv", "a.csv"], "one questionnaire export at a time"),
    ] {
        let (code, _, said) = run(folder.path(), arguments);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(says), "{said}");
    }
}

/// Every real export that lies beside the repository is read or refused in words; none panics.
#[test]
fn real_exports_are_read_or_refused_in_words() {
    let Ok(folders) = std::fs::read_dir(crate::exported::shared("exports")) else {
        crate::exported::skipped("no shared folder with real exports");
        return;
    };
    for folder in folders.flatten().filter(|entry| entry.path().is_dir()) {
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            let source = Source::open(&file.path()).unwrap();
            match read(&source, &ReadOptions::default()) {
                Ok(reading) => assert!(understood(&reading).responses > 0, "{}", source.name()),
                Err(error) => assert!(error.hint_text().is_some(), "{error}"),
            }
        }
    }
}

/// Bytes changed, cut out and doubled at random places: whatever comes of it is read or refused, and nothing panics.
#[test]
fn damaged_files_are_read_or_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/questionnaire");
    let mut files =
        vec![folder.join("qualtrics.csv"), folder.join("surveymonkey.csv"), folder.join("microsoft-forms.xlsx")];
    // Further files to try by hand, with many more rounds.
    let more = std::env::var("CANVASS_DAMAGE").unwrap_or_default();
    files.extend(more.split(':').filter(|name| !name.is_empty()).map(PathBuf::from));
    let rounds = if more.is_empty() { 15 } else { 400 };
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    for file in files {
        let whole = std::fs::read(&file).unwrap();
        for _ in 0..rounds {
            let mut bytes = whole.clone();
            for _ in 0..=next(6) {
                let at = next(bytes.len());
                match next(4) {
                    0 => bytes[at] = u8::try_from(next(256)).unwrap(),
                    1 => bytes.truncate(at.max(1)),
                    2 => drop(bytes.drain(at..(at + next(40)).min(bytes.len()))),
                    _ => {
                        let piece = bytes[at..(at + next(40)).min(bytes.len())].to_vec();
                        bytes.splice(at..at, piece);
                    }
                }
                if bytes.is_empty() {
                    bytes.push(b'x');
                }
            }
            if let Ok(reading) = read(&Source::from_bytes("damaged", bytes), &ReadOptions::default()) {
                understood(&reading);
            }
        }
    }
}
