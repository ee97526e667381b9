//! The projects' half of `canvass import`: the texts of a project of another program become transcripts of the study.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::coded::many;
use super::import::Args;
use super::import_cases::Told;
use super::import_transcripts::import_of_cases;
use super::terminal::Terminal;
use super::{Outcome, workspace};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::Case;
use crate::readers;
use crate::sink;
use crate::source::{self, Source};

/// Imports the texts of a project, and says how its codes and codings come in.
///
/// # Errors
/// When it cannot be read, has no texts, or a file of the study cannot be written.
pub fn import_project(file: &Path, args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let opened = Source::open(file)?;
    if readers::project::is_codebook(opened.name()) {
        return Err(readers::project::only_codes(&source::display_name(file)));
    }
    let reading = readers::project::read(&opened)?;
    let project = &reading.project;
    let name = source::display_name(file);
    terminal.noticed(&reading.noticed);
    let coded: usize = project.texts.iter().map(|text| text.passages.len()).sum();
    terminal.say(format!(
        "{name}: a project of {}, with {}, {}, {} and {}",
        if project.origin.is_empty() { "another program" } else { project.origin.as_str() },
        many(project.codes.len(), "code"),
        many(project.texts.len(), "text"),
        many(coded, "coding"),
        many(project.cases.len(), "case"),
    ));
    let Ok(folder) = workspace::study_folder(&args.study) else {
        terminal.next(format!("canvass init our-study, go there, and: canvass import {name}"));
        return Ok(Outcome::Fine);
    };
    if project.texts.is_empty() {
        return Err(Error::new("this project has no texts that could be read")
            .in_place(opened.place())
            .hint(format!("its codes come in by: canvass codebook --add {name}")));
    }
    let mut taken = BTreeSet::new();
    let mut paths: Vec<PathBuf> = Vec::new();
    let cases: Vec<Case> = project.cases.iter().map(with_columns).collect();
    let mut told = Told::new(&cases);
    for text in &project.texts {
        let path = folder.join("transcripts").join(free_name(&text.name, &mut taken));
        let is_there = source::is_file(&path);
        if is_there && Source::open(&path)?.bytes() != text.text.as_bytes() {
            let what =
                format!("{} is there already and says something else; left as it is", source::display_name(&path));
            terminal.noticed(&[Diagnostic::warning(what)]);
        } else if !is_there && !args.dry_run {
            sink::write(&path, text.text.as_bytes())?;
        }
        if source::is_file(&path) {
            told.add(path.clone(), &text.cases);
            paths.push(path);
        }
    }
    if paths.is_empty() {
        terminal.say("nothing was written (--dry-run)");
        return Ok(Outcome::Fine);
    }
    let outcome = import_of_cases(&paths, &told, args, terminal)?;
    terminal.next(format!("canvass codebook --add {name}, then: canvass take {name}"));
    Ok(outcome)
}

/// A case whose attributes are called as columns of cases.csv are: in small letters.
fn with_columns(case: &Case) -> Case {
    let attributes = case.attributes.iter().map(|(name, value)| (name.trim().to_lowercase(), value.clone()));
    let attributes = attributes.filter(|(name, _)| !name.is_empty()).collect();
    Case { attributes, ..case.clone() }
}

/// The name of a file for a text: what every system can have, and no other text has.
fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = stem.rsplit_once('.').filter(|(_, ending)| ending.len() <= 4).map_or(stem, |(stem, _)| stem);
    let kept: String = stem
        .chars()
        .map(|letter| if letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_') { letter } else { '-' })
        .take(80)
        .collect();
    let kept = kept.trim_matches([' ', '-']).to_owned();
    let kept = if kept.is_empty() { "text".to_owned() } else { kept };
    let numbered = (2..).map(|number| format!("{kept}-{number}.txt"));
    let free = [format!("{kept}.txt")].into_iter().chain(numbered).find(|name| !taken.contains(&name.to_lowercase()));
    let free = free.unwrap_or_else(|| format!("{kept}.txt"));
    taken.insert(free.to_lowercase());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_texts_become_names_of_files_that_lead_nowhere_else() {
        let mut taken = BTreeSet::new();
        for (name, file) in [
            ("Interview 1.docx", "Interview 1.txt"),
            ("interview 1.pdf", "interview 1-2.txt"),
            ("../../etc/passwd", "passwd.txt"),
            ("C:\\Users\\x\\a:b?.txt", "a-b.txt"),
            ("", "text.txt"),
            ("Mabêl 2ième.txt", "Mabêl 2ième.txt"),
            ("...", "text-2.txt"),
        ] {
            assert_eq!(free_name(name, &mut taken), file, "{name}");
        }
    }
}
