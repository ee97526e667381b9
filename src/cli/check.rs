//! `canvass check`: everything that can be wrong in a study, with place and hint.

use std::path::PathBuf;

use super::options::StudyOption;
use super::terminal::Terminal;
use super::workspace::{self, Workspace};
use super::{Outcome, report};
use crate::coding;
use crate::diagnostic::{Diagnostic, Level, Result, once};
use crate::study;

/// Options of `check`.
#[derive(Debug, clap::Args)]
#[command(before_help = "\
Examples:
  canvass check                  the study you are in
  canvass check --strict         warnings fail too, for a script
  canvass check --format json    for a program")]
pub struct Args {
    /// The study's folder; else the one you are in, or a parent of it
    #[arg(value_name = "STUDY")]
    pub folder: Option<PathBuf>,
    /// The study's folder, as other commands take it
    #[command(flatten)]
    pub study: StudyOption,
    /// Warnings fail as errors do
    #[arg(long)]
    pub strict: bool,
    /// The format: terminal or json
    #[arg(long, value_name = "FORMAT", value_parser = ["terminal", "json"], default_value = "terminal")]
    pub format: String,
}

/// Runs the command.
///
/// # Errors
/// When there is no study here.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let option = StudyOption { study: args.folder.clone().or_else(|| args.study.study.clone()) };
    let folder = workspace::study_folder(&option)?;
    let found: Vec<Diagnostic> = once(&examine(&folder)).into_iter().cloned().collect();
    let fails = |diagnostic: &&Diagnostic| match diagnostic.level {
        Level::Error => true,
        Level::Warning => args.strict,
        Level::Note => false,
    };
    let failing = found.iter().filter(fails).count();
    if args.format == "json" {
        let json = serde_json::json!({ "schema_version": 1, "failed": failing > 0, "diagnostics": found });
        terminal.data(format!("{json:#}\n").as_bytes())?;
    } else {
        terminal.noticed(&found);
        summary(&found, failing, terminal);
    }
    Ok(if failing > 0 { Outcome::Found } else { Outcome::Fine })
}

/// What is wrong, as far as the study can be read: an error in one file does not hide what is wrong in another.
fn examine(folder: &std::path::Path) -> Vec<Diagnostic> {
    let opened = match Workspace::open_folder(folder) {
        Ok(opened) => opened,
        Err(error) => return vec![error.into()],
    };
    let mut found = opened.noticed.clone();
    found.extend(opened.stale());
    found.extend(coding::rules::problems(&opened.codebook));
    found.extend(coding::rules::compared(&opened.codebook, super::coded::codebook_file(&opened)));
    found.extend(super::code_test::below_bounds(&opened));
    found.extend(coding::parallel::problems(&opened.corpus));
    found.extend(study::check::check(&opened.study, &opened.corpus, opened.survey.as_ref()));
    match super::anonymise::examine(&opened) {
        Ok(of_names) => found.extend(of_names),
        Err(error) => found.push(error.into()),
    }
    study::themes::memos(&opened.study, &study::themes::memo_files(&opened.study).unwrap_or_default(), &mut found);
    match report::material(opened) {
        Ok(material) => found.extend(crate::report::examine(&material)),
        Err(error) => found.push(error.into()),
    }
    found
}

fn summary(found: &[Diagnostic], failing: usize, terminal: &Terminal) {
    let count = |level: Level| found.iter().filter(|diagnostic| diagnostic.level == level).count();
    let (errors, warnings) = (count(Level::Error), count(Level::Warning));
    let many = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match (errors, warnings) {
        (0, 0) => terminal.say("nothing is wrong"),
        _ => terminal.say(format!("{} and {}", many(errors, "error"), many(warnings, "warning"))),
    }
    match failing {
        0 => terminal.next("canvass report"),
        _ => terminal.next("mend these, then run canvass check again"),
    }
}
