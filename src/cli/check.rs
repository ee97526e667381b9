//! `canvass check`: everything that can be wrong in a study, with place and hint.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::options::StudyOption;
use super::terminal::Terminal;
use super::workspace::{self, Workspace};
use super::{Outcome, report};
use crate::coding;
use crate::diagnostic::{Diagnostic, FindingKind, Level, Place, Result, once};
use crate::number;
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
        terminal.noticed(&told(&found, terminal.is_verbose()));
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

/// How many of a kind are named in the line that tells of all.
const NAMED: usize = 3;

/// What a person is told. Of findings of which there may be many a line a kind takes the place of them all; `--verbose` has each of them.
fn told(found: &[Diagnostic], verbose: bool) -> Vec<Diagnostic> {
    if verbose {
        return found.to_vec();
    }
    let mut told: Vec<Diagnostic> = found.iter().filter(|one| one.kind.is_none()).cloned().collect();
    let mut kinds: BTreeMap<FindingKind, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in found {
        if let Some(kind) = diagnostic.kind {
            kinds.entry(kind).or_default().push(diagnostic);
        }
    }
    let several: usize = kinds.values().map(Vec::len).filter(|count| *count > 1).sum();
    let last = kinds.iter().rev().find(|(_, of_kind)| of_kind.len() > 1).map(|(kind, _)| *kind);
    for (kind, of_kind) in kinds {
        if let [alone] = of_kind[..] {
            told.push(alone.clone());
            continue;
        }
        // That it is one of a kind makes it seen.
        let mut line = Diagnostic::note(together(kind, &of_kind)).of_kind(kind);
        line.place = of_kind[0].place.as_ref().map(|place| Place::file(&place.file));
        if last == Some(kind) {
            line = line.hint(format!("canvass check --verbose lists all {}", number::count(several as u64)));
        }
        told.push(line);
    }
    told
}

/// “rules of 14 pairs of codes overlap: “a” and “b”, …”.
fn together(kind: FindingKind, of_kind: &[&Diagnostic]) -> String {
    let count = number::count(of_kind.len() as u64);
    let what = match kind {
        FindingKind::Overlap => format!("rules of {count} pairs of codes overlap"),
        FindingKind::MissedExample => format!("{count} codes have examples that no rule of theirs finds"),
        FindingKind::UnusedCode => format!("nothing is coded with {count} codes"),
    };
    let mut named = of_kind.iter().take(NAMED).map(|one| codes(one)).collect::<Vec<_>>().join(", ");
    if of_kind.len() > NAMED {
        named.push_str(&format!(" and {} more", number::count((of_kind.len() - NAMED) as u64)));
    }
    format!("{what}: {named}")
}

/// The codes at whose place something was found, “a” and “b”.
fn codes(found: &Diagnostic) -> String {
    let detail = found.place.as_ref().and_then(|place| place.detail.as_deref()).unwrap_or_default();
    let ids = detail.split_once(' ').map_or(detail, |(_, ids)| ids);
    ids.split(", ").map(|id| format!("“{id}”")).collect::<Vec<_>>().join(" and ")
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
