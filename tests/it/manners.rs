//! How the command line behaves: what goes where, how it ends, and what it says to a slip of the keyboard.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

fn export() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/questionnaire/plain.csv")
}

fn canvass() -> std::process::Command {
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("canvass"));
    command.env_remove("NO_COLOR").env_remove("COLUMNS");
    command
}

fn run(arguments: &[&str]) -> Output {
    canvass().args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn frequencies(more: &[&str]) -> Output {
    canvass().args(["frequencies", "--data"]).arg(export()).args(more).output().unwrap()
}

#[test]
fn wrong_usage_is_exit_code_2_and_says_what_was_meant() {
    let output = run(&["frequncies"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("frequencies"), "{}", said(&output));
    assert!(output.stdout.is_empty());
    assert_eq!(run(&[]).status.code(), Some(2));
    assert_eq!(run(&["crosstab"]).status.code(), Some(2));
}

#[test]
fn what_cannot_be_done_is_exit_code_2_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let output = canvass().arg("report").current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = said(&output);
    assert!(said.starts_with("error: there is no study here") && said.contains("hint: "), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_slip_in_a_value_is_met_with_what_was_meant() {
    for (arguments, meant) in [
        (["--format", "dokx"], "docx"),
        (["--test", "fischer"], "fisher"),
        (["--sampling", "purposve"], "purposive"),
        (["--show", "colum %"], "column %"),
    ] {
        let output = frequencies(&arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(&format!("did you mean “{meant}”")), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn an_ending_that_is_no_format_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (name, said_of) in [("topline.docs", ".docs is not a format"), ("topline", "has no ending")] {
        let output = frequencies(&["-o", &folder.path().join(name).to_string_lossy()]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(said_of) && said(&output).contains(".docx"), "{}", said(&output));
    }
}

#[test]
fn data_goes_to_standard_output_and_messages_do_not() {
    let output = frequencies(&["--format", "json"]);
    assert!(output.status.success(), "{}", said(&output));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(json["schema_version"].is_number() && json["tables"].as_array().is_some_and(|tables| !tables.is_empty()));
}

#[test]
fn quiet_says_nothing_that_is_no_error() {
    let output = frequencies(&["--quiet"]);
    assert!(output.status.success() && output.stderr.is_empty(), "{}", said(&output));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    for arguments in [vec!["completions", "zsh"], vec!["--help"], vec!["man"]] {
        let mut child = canvass().args(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(output.stderr.is_empty(), "{arguments:?}: {}", said(&output));
    }
    let mut frequencies = canvass();
    frequencies.args(["frequencies", "--quiet", "--data"]).arg(export());
    let mut child = frequencies.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", said(&output));
}

#[test]
fn there_is_no_colour_where_there_is_no_terminal() {
    let help = run(&["--help"]);
    let error = run(&["report", "--study", "/there/is/no/such/folder"]);
    for bytes in [help.stdout, error.stderr, frequencies(&[]).stdout] {
        assert!(!bytes.is_empty() && !bytes.contains(&0x1b), "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn the_same_command_prints_the_same_bytes_whatever_the_place() {
    let plain = frequencies(&[]).stdout;
    let elsewhere = canvass()
        .args(["frequencies", "--data"])
        .arg(export())
        .env("COLUMNS", "40")
        .env("LANG", "de_DE.UTF-8")
        .env("TZ", "Asia/Tokyo")
        .output()
        .unwrap();
    assert_eq!(plain, elsewhere.stdout);
}

#[test]
fn a_file_that_is_there_already_is_kept_unless_one_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("topline.md");
    std::fs::write(&file, "mine").unwrap();
    let path = file.to_string_lossy().into_owned();
    let output = frequencies(&["-o", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--force"), "{}", said(&output));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    assert!(frequencies(&["-o", &path, "--force"]).status.success());
    assert_ne!(std::fs::read_to_string(&file).unwrap(), "mine");
}
