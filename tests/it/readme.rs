//! What README.md shows is what happens: each `console` block is run in a copy of the sample study.

use std::path::Path;

use crate::folders::copy;

/// A command of a block and the lines that the block shows of its output; "…" stands for any, also within a line.
fn tour(page: &str) -> Vec<(String, Vec<String>)> {
    let mut steps: Vec<(String, Vec<String>)> = Vec::new();
    let mut in_block = false;
    for line in page.lines() {
        match line.strip_prefix("$ ") {
            _ if line == "```console" => in_block = true,
            _ if line == "```" => in_block = false,
            Some(command) if in_block => steps.push((command.to_owned(), Vec::new())),
            _ if in_block => steps.last_mut().unwrap().1.push(line.to_owned()),
            _ => {}
        }
    }
    steps
}

/// Whether lines are as shown: in order, and without others between them but where "…" stands.
fn is_as_shown(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.iter().all(|line| line.trim().is_empty()),
        Some((first, rest)) if first == "…" => (0..=printed.len()).any(|from| is_as_shown(rest, &printed[from..])),
        Some((first, rest)) => printed.split_first().is_some_and(|(line, after)| {
            let fits = match first.split_once('…') {
                Some((start, end)) => line.starts_with(start) && line.ends_with(end),
                None => line.trim_end() == first.trim_end(),
            };
            fits && is_as_shown(rest, after)
        }),
    }
}

#[test]
fn the_tour_of_the_readme_is_what_happens() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for part in ["data-samples", "examples/research-better-together"] {
        copy(&root.join(part), &folder.path().join(part), &[]);
    }
    let steps = tour(&std::fs::read_to_string(root.join("README.md")).unwrap());
    assert!(steps.len() > 4, "the tour was not found");
    for (command, shown) in steps {
        let arguments = command.strip_prefix("canvass ").unwrap_or_else(|| panic!("{command} is not one of ours"));
        let output = std::process::Command::new(assert_cmd::cargo::cargo_bin("canvass"))
            .args(arguments.split(' '))
            .current_dir(folder.path().join("examples/research-better-together"))
            .output()
            .unwrap();
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8_lossy(&printed).into_owned();
        let lines: Vec<&str> = printed.lines().collect();
        assert!(
            is_as_shown(&shown, &lines),
            "$ {command}\nREADME.md shows:\n{}\nbut it is:\n{printed}",
            shown.join("\n")
        );
    }
}

#[test]
fn every_page_that_the_readme_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("README.md")).unwrap();
    for link in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|link| !link.contains("://"))
    {
        assert!(root.join(link).exists(), "README.md links to {link}, which is not there");
    }
}

#[test]
fn every_command_stands_in_the_readme() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for sub in canvass::cli::command().get_subcommands() {
        let name = format!("`canvass {}`", sub.get_name());
        assert!(page.contains(&name), "README.md does not name {name}");
    }
}
