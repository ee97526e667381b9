//! `canvass review` without a terminal: what it refuses, in words; and its keys as docs/review.md lists them.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// Runs `review` in a study of these files; standard error, which must say why it was refused.
fn refused(files: &[(&str, &str)], arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut command = Command::cargo_bin("canvass").unwrap();
    let output = command.arg("review").args(arguments).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty(), "nothing may be drawn: {:?}", output.stdout);
    String::from_utf8(output.stderr).unwrap()
}

fn study(approach: &str) -> Vec<(&'static str, String)> {
    vec![
        (
            "study.toml",
            format!(
                "[study]\ntitle = \"T\"\napproach = \"{approach}\"\n\n[interviews]\ntranscripts = \"transcripts/*\"\n"
            ),
        ),
        ("transcripts/a.txt", "Int: And you?\n\nP: Money is short.\n".to_owned()),
        ("codebook.toml", "[[code]]\nid = \"funding\"\nname = \"Funding\"\n".to_owned()),
    ]
}

fn refused_in(approach: &str, arguments: &[&str]) -> String {
    let files = study(approach);
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    refused(&files, arguments)
}

#[test]
fn without_a_terminal_it_says_what_works_instead() {
    let said = refused_in("codebook", &["--coder", "asha"]);
    assert!(said.contains("review needs a terminal"), "{said}");
    assert!(said.contains("canvass code and canvass take"), "{said}");
}

#[test]
fn without_transcripts_there_is_nothing_to_read() {
    let said = refused(&[("study.toml", "[study]\ntitle = \"T\"\n")], &[]);
    assert!(said.contains("no transcripts to read"), "{said}");
    assert!(said.contains("canvass import"), "{said}");
}

#[test]
fn names_that_are_not_known_are_refused_before_anything_is_drawn() {
    for (arguments, what) in [
        (&["b"][..], "there is no document “b”"),
        (&["--code", "fundin"], "did you mean “funding”?"),
        (&["--coder", "rules"], "“rules” is what the codebook's rules are called"),
        (&["--coder", "../x"], "cannot be the name of a coder"),
    ] {
        let said = refused_in("codebook", arguments);
        assert!(said.contains(what), "{arguments:?}: {said}");
    }
}

#[test]
fn in_a_reflexive_study_there_is_nothing_undecided_unless_it_is_asked_for() {
    let said = refused_in("reflexive", &["--undecided"]);
    assert!(said.contains("--suggestions") && said.contains("docs/methods.md"), "{said}");
    assert!(refused_in("reflexive", &["--undecided", "--suggestions"]).contains("needs a terminal"));
}

#[test]
fn the_page_lists_every_key() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/review.md")).unwrap();
    for (heading, keys) in canvass::screen::KEYS {
        assert!(page.contains(&format!("| **{heading}** | |")), "{heading}");
        for (key, purpose) in keys {
            let row =
                page.lines().find(|line| line.ends_with(&format!(" | {purpose} |"))).map(|row| row.replace('`', ""));
            assert!(row.is_some_and(|row| row.starts_with(&format!("| {key} | "))), "{key}: {purpose}");
        }
    }
}
