//! Every help page as it is printed at 100 columns.

use assert_cmd::Command;

fn page(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("canvass").unwrap().args(arguments).env("COLUMNS", "100").output().unwrap();
    assert!(output.stderr.is_empty(), "help is data and goes to standard output");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_first_page() {
    insta::assert_snapshot!(page(&["--help"]));
}

#[test]
fn every_command_opens_with_what_it_does_and_with_examples() {
    for sub in canvass::cli::command().get_subcommands() {
        let name = sub.get_name();
        let text = page(&[name, "--help"]);
        let mut lines = text.lines();
        assert!(lines.next().is_some_and(|about| !about.is_empty()), "{name} does not say what it does");
        assert_eq!(lines.nth(1), Some("Examples:"), "{name} does not open with examples");
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn no_line_of_help_is_too_long() {
    for sub in canvass::cli::command().get_subcommands() {
        let text = page(&[sub.get_name(), "--help"]);
        for line in text.lines() {
            assert!(line.chars().count() <= 100, "{}: {line}", sub.get_name());
        }
    }
}

#[test]
fn short_help_is_the_same_page() {
    assert_eq!(page(&["crosstab", "-h"]), page(&["crosstab", "--help"]));
}

#[test]
fn the_manual_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::cargo_bin("canvass").unwrap().arg("man").arg("-o").arg(folder.path()).output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty());
    let main = std::fs::read_to_string(folder.path().join("canvass.1")).unwrap();
    assert!(main.contains(".SH EXAMPLES") && main.contains("canvass\\-crosstab(1)"), "{main}");
    for sub in canvass::cli::command().get_subcommands() {
        let page = std::fs::read_to_string(folder.path().join(format!("canvass-{}.1", sub.get_name()))).unwrap();
        assert!(page.contains(".SH EXAMPLES"), "{page}");
    }
    assert_eq!(page(&["man"]), main);
}

#[test]
fn completions_are_there_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = page(&["completions", shell]);
        assert!(script.contains("crosstab") && script.contains("percent-from"), "{shell}: {script}");
    }
}
