//! What `canvass import` writes into a study, and what it says of a later export of the same survey.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A new study, with files beside its folder.
fn study(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    assert_eq!(run(folder.path(), &["init", "study"]).0, 0);
    let made = folder.path().join("study");
    (folder, made)
}

fn settings(study: &Path) -> String {
    std::fs::read_to_string(study.join("study.toml")).unwrap()
}

// ---------------------------------------------------------------- What is left out

const QUALTRICS: &str = "StartDate,EndDate,Status,Finished,ResponseId,Q1\n\
    Start Date,End Date,Response Type,Finished,Response ID,How large is your group?\n\
    \"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"endDate\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"finished\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\n\
    2024-01-01 10:00:00,2024-01-01 10:05:00,Survey Preview,True,R_1,Small\n\
    2024-01-02 10:00:00,2024-01-02 10:05:00,IP Address,True,R_2,Micro\n\
    2024-01-03 10:00:00,2024-01-03 10:05:00,IP Address,False,R_3,Small\n\
    2024-01-04 10:00:00,2024-01-04 10:05:00,IP Address,True,R_4,Small\n";

#[test]
fn previews_are_left_out_by_the_study_and_what_is_doubtful_is_named_for_a_person_to_decide() {
    let (_keep, study) = study(&[("answers.csv", QUALTRICS)]);
    let (code, _, said) = run(&study, &["import", "../answers.csv"]);
    assert_eq!(code, 0, "{said}");
    let settings = settings(&study);
    assert!(settings.contains("exclude = [\"preview\"]   # left out of every figure: 1 preview"), "{settings}");
    assert!(
        settings.contains("# counted until you decide: 1 partial; to leave them out, add \"partial\""),
        "{settings}"
    );
    let (_, page, _) = run(&study, &["frequencies"]);
    assert!(page.contains("Left out of all counts: 1 response (1 preview)"), "{page}");
    let (_, json, _) = run(&study, &["frequencies", "--format", "json"]);
    assert!(json.contains("Left out of all counts: 1 response (1 preview)"), "{json}");
}

#[test]
fn where_nothing_is_marked_nothing_is_left_out() {
    let (_keep, study) = study(&[("answers.csv", "Size,Sector\nSmall,Arts\nMicro,Arts\n")]);
    run(&study, &["import", "../answers.csv"]);
    assert!(settings(&study).contains("exclude = []   # nothing is marked as preview or test"));
}

// ---------------------------------------------------------------- Prose

#[test]
fn a_text_without_speakers_is_a_transcript_only_when_asked_for() {
    let prose = "# Our project\n\nWe built a thing. It was a good thing.\n\nThere is more to say about it.\n";
    let (_keep, study) = study(&[("README.md", prose)]);
    let (code, _, said) = run(&study, &["import", "../README.md"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("this may not be a transcript") && said.contains("--as transcript"), "{said}");
    assert!(!study.join("transcripts/README.md").exists());
    assert_eq!(run(&study, &["import", "../README.md", "--as", "transcript"]).0, 0);
    assert!(study.join("transcripts/README.md").exists());
}

#[test]
fn notes_that_somebody_put_into_the_folder_of_transcripts_are_taken_with_a_warning() {
    let (_keep, study) = study(&[]);
    std::fs::write(study.join("transcripts/notes.txt"), "They met in the hall.\n\nIt was cold.\n").unwrap();
    let (code, _, said) = run(&study, &["import", "transcripts/notes.txt"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("no speakers are named"), "{said}");
}

// ---------------------------------------------------------------- Spellings and headings that stand for one thing

fn counts(dictionary: &str, answers: &str) -> String {
    use canvass::readers::survey::{ReadOptions, read, understood};
    let questionnaire = toml::from_str(dictionary).unwrap();
    let options = ReadOptions { questionnaire: Some(questionnaire), ..ReadOptions::default() };
    let reading = read(&canvass::source::Source::from_bytes("answers.csv", answers), &options).unwrap();
    let understood = understood(&reading);
    let choices = understood.questions[0].choices.iter();
    let counts: Vec<String> = choices.map(|choice| format!("{} {}", choice.label, choice.count)).collect();
    counts.join(", ")
}

#[test]
fn further_spellings_of_a_choice_count_as_it() {
    let single = "[[question]]\nid = \"size\"\ntext = \"Size\"\nkind = \"single\"\ncolumns = [\"Size\", \"How large?\"]\n\
        choices = [{ code = \"1\", label = \"Micro\", also = [\"mikro\", \"tiny\"] }, { code = \"2\", label = \"Small\" }]\n";
    assert_eq!(counts(single, "Size\nmicro\nMikro\nTiny\nSmall\n"), "Micro 3, Small 1");
    assert_eq!(counts(single, "How large?\nmicro\nTiny\nSmall\n"), "Micro 2, Small 1");
    let multiple = single.replace("\"single\"", "\"multiple\"");
    assert_eq!(counts(&multiple, "Size\nMicro;Small\ntiny;Small\nSmall\nMikro\n"), "Micro 3, Small 3");
}

#[test]
fn a_set_with_a_column_a_choice_is_found_in_one_cell_too() {
    let dictionary = "[[question]]\nid = \"topics\"\ntext = \"Topics\"\nkind = \"multiple\"\ncolumns = [\"All topics\"]\n\
        choices = [{ code = \"1\", label = \"Arts\", column = \"Topics [Arts]\", also = [\"T1\"] }, { code = \"2\", label = \"Health\", column = \"Topics [Health]\" }]\n";
    let a_column_each = "Topics [Arts],Topics [Health]\nArts,\nArts,Health\n,Health\n";
    assert_eq!(counts(dictionary, a_column_each), "Arts 2, Health 2");
    assert_eq!(counts(dictionary, &a_column_each.replace("Topics [Arts]", "T1")), "Arts 2, Health 2");
    assert_eq!(counts(dictionary, "All topics\nArts;Health\nHealth\nArts\nArts;Health\n"), "Arts 3, Health 3");
}
