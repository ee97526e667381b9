//! `canvass codebook`: the codebook as a workbook to edit, and the edited workbook taken back; codes of other programs; changes that codings follow.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::codebook_change::{self, Change};
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::{Outcome, review_workbook, workspace};
use crate::coding;
use crate::diagnostic::{Diagnostic, Error, Level, Result};
use crate::model::guid::of_code;
use crate::model::review::{ReviewBook, RevisedCode};
use crate::model::{Code, Codebook, CodingState, Denial, ForeignCode, ForeignProject, Rule, WordSet};
use crate::source::{self, Source};
use crate::study::review::{TakenCodes, codebook, take_back_codes};
use crate::study::{self, Study};
use crate::{readers, sink, writers};

/// Options of `codebook`.
#[derive(Debug, clap::Args)]
#[command(before_help = "\
Examples:
  canvass codebook --review codes.xlsx            the codebook as a workbook to edit
  canvass codebook --review codes.xlsx            the same again, once it is edited: takes back what was changed
  canvass codebook --review codes.xlsx --dry-run  say what would change, write nothing
  canvass codebook --add project.qdpx             the codes of another program’s project that are not there yet
  canvass codebook --add codes.qdc                the same from a codebook alone (REFI-QDA)
  canvass codebook --add codes.csv                the same from a list of codes (.csv, .xlsx), as NVivo or MAXQDA write it too
  canvass codebook export -o codes.csv            the codebook for others: .csv, .xlsx, .toml, .qdc
  canvass codebook rename knowledge others        another id, in the codebook and in all codings
  canvass codebook merge confidence influence --into benefits --why 'hard to tell apart'
  canvass codebook split funding --into 'core=Core costs,projects=Project money' -o split.xlsx
  canvass codebook split funding --take split.xlsx  once the passages are shared out
  canvass codebook retire term-unknown            keep it, and count it no more")]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    /// A change that all codings follow
    #[command(subcommand)]
    pub change: Option<Change>,
    /// Review without a text editor: write the codebook as this workbook; where the workbook is there already, take back
    /// what was changed in it
    #[arg(long, value_name = "WORKBOOK", required_unless_present = "add", conflicts_with = "add")]
    pub review: Option<PathBuf>,
    /// Add the codes of another codebook that are not there yet: .csv, .xlsx, .toml, or of another program (.qdpx, .qdc)
    #[arg(long, value_name = "FILE")]
    pub add: Option<PathBuf>,
    /// Say what would change and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Where the list of changes goes
    #[command(flatten)]
    pub output: OutputOptions,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
}

/// Runs the command.
///
/// # Errors
/// When there is no study, or anything in the workbook cannot be taken: then nothing is.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    if let Some(change) = &args.change {
        return codebook_change::run(change, terminal);
    }
    let study = Study::load(&workspace::study_folder(&args.study)?)?;
    let current = study.codebook.clone().unwrap_or_default();
    let path = match (&args.add, &args.review) {
        (Some(path), _) => return add(path, &study, &current, args, terminal),
        (None, Some(path)) => path.as_path(),
        (None, None) => return Ok(Outcome::Fine),
    };
    review_workbook::is_workbook(path)?;
    let book = codebook::book(&current, &shown(&study), study.date());
    if source::is_file(path) && !args.output.force {
        return take_back(path, &study, &current, &book, args, terminal);
    }
    let bytes = writers::review::write(&book)?;
    if args.dry_run {
        terminal.say("nothing was written (--dry-run)");
        return Ok(Outcome::Fine);
    }
    sink::write(path, &bytes)?;
    let name = source::display_name(path);
    let codes = if current.codes.len() == 1 { "1 code".to_owned() } else { format!("{} codes", current.codes.len()) };
    terminal.say(format!("wrote {name}: {codes}"));
    terminal.next(format!(
        "open it, change what is wrong, save and close it, then the same again: canvass codebook --review {name}"
    ));
    Ok(Outcome::Fine)
}

/// Adds the codes of a project or codebook of another program that the codebook lacks.
fn add(path: &Path, study: &Study, current: &Codebook, args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let (reading, (mut sets, mut denials)) = other(path, current)?;
    let file = file(study);
    let name = source::display_name(path);
    let problems: Vec<Diagnostic> = reading.noticed.iter().filter(|one| one.level == Level::Error).cloned().collect();
    review_workbook::refuse(&problems, &name, file, terminal)?;
    // What is said of the texts and codings of a project is for `take`.
    if !readers::project::is_project(&name) {
        terminal.noticed(&reading.noticed);
    }
    let lacking = coding::foreign::lacking(current, &reading.project);
    let known = reading.project.codes.len() - lacking.len();
    if lacking.is_empty() {
        terminal.say(format!("{known} codes, all in {file} already; nothing was written"));
        return Ok(Outcome::Fine);
    }
    let mut revised: Vec<RevisedCode> =
        current.codes.iter().enumerate().map(|(place, code)| RevisedCode::unchanged(place, code)).collect();
    let rules = |code: &Code| code.rules.iter().map(|rule| (None, rule.clone())).collect();
    revised.extend(lacking.iter().map(|code| RevisedCode { from: None, entry: code.clone(), rules: rules(code) }));
    let target = study.folder.join(file);
    let text = if source::is_file(&target) { Source::open(&target)?.text(None)?.text } else { String::new() };
    let text = writers::codebook::apply(&source::unix_newlines(&text), current, &revised, file)?;
    sets.retain(|set| current.sets.iter().all(|own| own.id != set.id));
    denials.retain(|denial| current.denials.iter().all(|own| own.language != denial.language));
    let text = writers::codebook::with_words(text, &sets, &denials);
    let names: Vec<&str> = lacking.iter().take(8).map(|code| code.name.as_str()).collect();
    let more = if lacking.len() > names.len() { " …" } else { "" };
    let count = if lacking.len() == 1 { "1 code".to_owned() } else { format!("{} codes", lacking.len()) };
    terminal.say(format!("{count} new: {}{more}; {known} there already", names.join(", ")));
    if args.dry_run {
        terminal.say("nothing was written (--dry-run)");
        return Ok(Outcome::Fine);
    }
    sink::write(&target, text.as_bytes())?;
    terminal.say(format!("wrote {file}"));
    if readers::project::is_project(&name) && !readers::project::is_codebook(&name) {
        terminal.next(format!("canvass take {name}"));
    } else {
        terminal.next("canvass check; canvass codebook --review codes.xlsx changes what codes mean");
    }
    Ok(Outcome::Fine)
}

/// Word sets and words of denial, which rules name.
type RuleWords = (Vec<WordSet>, Vec<Denial>);

fn without_words(reading: readers::project::Reading) -> (readers::project::Reading, RuleWords) {
    (reading, RuleWords::default())
}

/// Another codebook, whatever it comes as, with the words that its rules name.
fn other(path: &Path, current: &Codebook) -> Result<(readers::project::Reading, RuleWords)> {
    let opened = Source::open(path)?;
    let name = opened.name().to_lowercase();
    if readers::project::is_project(&name) {
        return readers::project::read(&opened).map(without_words);
    }
    if name.ends_with(".toml") {
        let text = opened.text(None)?.text;
        let book: Codebook = study::toml_error::read(opened.name(), &source::unix_newlines(&text))?;
        let foreign = |code: Code| ForeignCode { guid: of_code(&code.id), code };
        let codes = book.codes.into_iter().map(foreign).collect();
        let project = ForeignProject { codes, ..ForeignProject::default() };
        let differs = |set: &&WordSet| current.sets.iter().any(|own| own.id == set.id && own.words != set.words);
        let noticed = book.sets.iter().filter(differs).map(|set| {
            Diagnostic::warning(format!("the word set “{}” is another in this study, and stays as it is", set.id))
                .in_place(opened.place())
                .hint("rules that come along and name it look for the words of this study; compare the two")
        });
        let noticed = noticed.collect();
        let words = (book.sets, book.denials);
        return Ok((readers::project::Reading { project, noticed }, words));
    }
    if readers::codebook::is_sheet(&name) {
        return readers::codebook::read(&opened, current).map(without_words);
    }
    Err(Error::new(format!("{} is no codebook that can be read", source::display_name(path)))
        .hint("their names end in .csv, .xlsx, .ods, .toml, .qdc or .qdpx"))
}

/// The name of the codebook in the study.
pub(super) fn file(study: &Study) -> &str {
    study.file.interviews.as_ref().map_or("codebook.toml", |interviews| interviews.codebook.as_str())
}

/// How many accepted codings each code has.
pub(super) fn shown(study: &Study) -> BTreeMap<String, u64> {
    counted(study, |coding| coding.state == CodingState::Accepted)
}

/// How many codings each code has that a person would miss; what a rule proposes is proposed anew.
fn used(study: &Study) -> BTreeMap<String, u64> {
    counted(study, |coding| match coding.state {
        CodingState::Accepted => true,
        CodingState::Candidate => coding.coder != coding::rules::CODER,
        CodingState::Rejected => false,
    })
}

fn counted(study: &Study, counts: impl Fn(&crate::model::Coding) -> bool) -> BTreeMap<String, u64> {
    let mut used = BTreeMap::new();
    for coding in study.codings.iter().filter(|coding| counts(coding)) {
        *used.entry(coding.code.clone()).or_insert(0) += 1;
    }
    used
}

fn take_back(
    path: &Path,
    study: &Study,
    current: &Codebook,
    book: &ReviewBook,
    args: &Args,
    terminal: &Terminal,
) -> Result<Outcome> {
    let (edited, name) = review_workbook::edited(path, book)?;
    let file = file(study);
    let mut taken = take_back_codes(current, book, &edited, &used(study), &name);
    let broken = broken_rules(&taken, &current.sets);
    taken.problems.extend(broken);
    let said = (taken.problems.as_slice(), taken.noticed.as_slice());
    if !review_workbook::has_changes(said, &taken.changes, (&name, file), terminal)? {
        return Ok(Outcome::Fine);
    }
    let target = study.folder.join(file);
    let text = if source::is_file(&target) { Source::open(&target)?.text(None)?.text } else { String::new() };
    let text = writers::codebook::apply(&source::unix_newlines(&text), current, &taken.codes, file)?;
    terminal.put(&review_workbook::page(&taken.changes, &name), &args.output)?;
    terminal.noticed(&review_workbook::still_named(study, &taken.renamed)?);
    terminal.noticed(&candidates_without_code(study, &taken));
    if args.dry_run {
        terminal.say("nothing was written (--dry-run)");
        return Ok(Outcome::Fine);
    }
    sink::write(&target, text.as_bytes())?;
    terminal.say(format!(
        "took {} into {file}; its comments and everything else stay as they were",
        review_workbook::changes(taken.changes.len())
    ));
    let next = if rules_changed(current, &taken.codes) {
        "canvass check, then: canvass code (its rules changed)"
    } else {
        "canvass check, then: canvass themes"
    };
    terminal
        .next(format!("{next}. For more changes write the workbook anew: canvass codebook --review {name} --force"));
    Ok(Outcome::Fine)
}

/// Phrases and expressions that cannot be used, with their cells.
fn broken_rules(taken: &TakenCodes, sets: &[WordSet]) -> Vec<Diagnostic> {
    let mut broken = Vec::new();
    for places in &taken.rule_places {
        let code = taken.codes.iter().find(|code| code.entry.id == places.code);
        let Some((_, rule)) = code.and_then(|code| code.rules.get(places.rule)) else { continue };
        let of_language = || Rule { language: rule.language.clone(), ..Rule::default() };
        let parts = [
            (&places.phrases, Rule { phrases: rule.phrases.clone(), ..of_language() }),
            (&places.expressions, Rule { expressions: rule.expressions.clone(), ..of_language() }),
            (&places.patterns, Rule { patterns: rule.patterns.clone(), ..of_language() }),
        ];
        for (place, part) in parts.into_iter().filter(|(_, part)| *part != of_language()) {
            let code = Code { id: places.code.clone(), rules: vec![part], ..Code::default() };
            let problems =
                coding::rules::problems(&Codebook { codes: vec![code], sets: sets.to_vec(), ..Codebook::default() });
            broken.extend(problems.into_iter().map(|problem| problem.in_place(place.clone())));
        }
    }
    broken
}

/// What rules proposed for codes that are no longer there.
fn candidates_without_code(study: &Study, taken: &TakenCodes) -> Vec<Diagnostic> {
    let gone = |coding: &&crate::model::Coding| {
        coding.state == CodingState::Candidate
            && (taken.deleted.contains(&coding.code) || taken.renamed.iter().any(|(old, _)| *old == coding.code))
    };
    let left = study.codings.iter().filter(gone).count();
    if left == 0 {
        return Vec::new();
    }
    vec![
        Diagnostic::warning(format!("{left} candidates of rules name a code by an id that it no longer has"))
            .hint("run canvass code: it proposes them anew"),
    ]
}

fn rules_changed(current: &Codebook, codes: &[RevisedCode]) -> bool {
    let rules =
        |codes: &mut dyn Iterator<Item = &Code>| -> Vec<Vec<Rule>> { codes.map(|code| code.rules.clone()).collect() };
    rules(&mut current.codes.iter()) != rules(&mut codes.iter().map(|code| &code.entry))
}
