//! Every help page as it is printed at 100 columns.

use assert_cmd::Command;

use crate::folders::{copy, sample};

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

/// What an example may need that the sample study does not have: somebody else's file, a terminal, weights, a second wave, a sampling frame, a coding that has moved.
fn needs_more(arguments: &[String], study: &std::path::Path) -> bool {
    let is_written =
        |place: usize| place > 0 && ["-o", "--output", "--review"].contains(&arguments[place - 1].as_str());
    let is_file =
        |word: &str| word.rsplit_once('.').is_some_and(|(_, end)| (2..=5).contains(&end.len()) && !word.contains(' '));
    let is_shell = |word: &String| [">", ">>", "|"].contains(&word.as_str());
    let elsewhere = ["review", "weight", "response", "compare", "completions", "init", "man", "import", "report"];
    arguments.iter().any(is_shell)
        || elsewhere.contains(&arguments[0].as_str())
        || arguments.iter().any(|word| ["ID", "--moved"].contains(&word.as_str()))
        || (0..arguments.len()).any(|place| {
            let word = &arguments[place];
            is_file(word) && !word.starts_with("involvement.") && !is_written(place) && !study.join(word).exists()
        })
}

/// The words of a line as a shell hands them on.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in line.chars().chain([' ']) {
        match (letter, quote) {
            (letter, Some(open)) if letter == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (' ', None) => words.extend(word.take()),
            (letter, _) => word.get_or_insert_default().push(letter),
        }
    }
    words
}

/// The examples of a page: the command up to two blanks, behind which it is explained.
fn examples(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().skip_while(|line| *line != "Examples:").skip(1);
    let own = lines.take_while(|line| line.starts_with("  ")).filter_map(|line| line.strip_prefix("  canvass "));
    own.map(|line| words(line.split("  ").next().unwrap_or_default())).collect()
}

#[test]
fn examples_name_what_the_sample_study_has() {
    let sample = sample();
    let mut run = 0;
    for sub in canvass::cli::command().get_subcommands() {
        // From the source, where no line is broken at the width of a terminal.
        let text = sub.get_before_help().unwrap().to_string();
        for arguments in examples(&text) {
            if needs_more(&arguments, &sample) {
                continue;
            }
            let folder = tempfile::tempdir().unwrap();
            let study = folder.path().join("study");
            copy(&sample, &study, &[]);
            let output = Command::cargo_bin("canvass").unwrap().args(&arguments).current_dir(&study).output().unwrap();
            // 1 is an answer: a check that finds something, an agreement below its bound.
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(matches!(output.status.code(), Some(0 | 1)), "canvass {}: {told}", arguments.join(" "));
            run += 1;
        }
    }
    assert!(run > 60, "only {run} examples were run");
}
