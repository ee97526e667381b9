//! `canvass codebook rename`, `merge`, `split`, `retire`: changes of the codebook, replayed over all codings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::coded::many;
use super::options::StudyOption;
use super::terminal::Terminal;
use super::{Outcome, codebook, codebook_export, review_workbook, workspace};
use crate::coding::migrate::{self, Migrated, Share};
use crate::coding::store;
use crate::diagnostic::{Diagnostic, Error, Place, Result};
use crate::model::{Code, Codebook, Coding};
use crate::source::{self, Source};
use crate::study::review::split;
use crate::study::{self, Study};
use crate::{readers, sink, writers};

/// The log of decisions.
const LOG: &str = "memos/decisions.md";
/// How many passages are named in a message.
const NAMED: usize = 5;

/// What is changed.
#[derive(Debug, clap::Subcommand)]
pub enum Change {
    /// Give a code another id; every coding by every coder follows
    Rename(Rename),
    /// Make several codes one; codings follow, what a coder coded twice is kept once
    Merge(Merge),
    /// Take a code apart: new codes, and a workbook in which its passages are shared out
    Split(Split),
    /// Give a code up: it stays in the codebook, and what was coded by it no longer counts
    Retire(Retire),
    /// The codebook as a file of its own: .csv, .xlsx, .toml, .qdc
    Export(codebook_export::Args),
}

/// Options of `codebook rename`.
#[derive(Debug, clap::Args)]
pub struct Rename {
    /// The id that it has
    #[arg(value_name = "CODE")]
    pub code: String,
    /// The id that it is to have
    #[arg(value_name = "NEW-ID")]
    pub new: String,
    /// The name that people read, where that changes too
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// How it is done
    #[command(flatten)]
    pub how: How,
}

/// Options of `codebook merge`.
#[derive(Debug, clap::Args)]
pub struct Merge {
    /// The codes that are to become one
    #[arg(value_name = "CODE", required = true)]
    pub codes: Vec<String>,
    /// The code that they become; it keeps its definition
    #[arg(long, value_name = "CODE")]
    pub into: String,
    /// How it is done
    #[command(flatten)]
    pub how: How,
}

/// Options of `codebook split`.
#[derive(Debug, clap::Args)]
pub struct Split {
    /// The code that comes apart
    #[arg(value_name = "CODE")]
    pub code: String,
    /// The codes that it comes apart into, with commas: ids, or 'core-costs=Core costs,projects=Project money' with names for new ones
    #[arg(
        long,
        value_name = "CODES",
        value_delimiter = ',',
        required_unless_present = "take",
        conflicts_with = "take"
    )]
    pub into: Vec<String>,
    /// The workbook to write, in which the passages are shared out
    #[arg(short, long, value_name = "WORKBOOK", required_unless_present = "take", conflicts_with = "take")]
    pub output: Option<PathBuf>,
    /// The workbook with what was decided
    #[arg(long, value_name = "WORKBOOK")]
    pub take: Option<PathBuf>,
    /// How it is done
    #[command(flatten)]
    pub how: How,
}

/// Options of `codebook retire`.
#[derive(Debug, clap::Args)]
pub struct Retire {
    /// The code
    #[arg(value_name = "CODE")]
    pub code: String,
    /// How it is done
    #[command(flatten)]
    pub how: How,
}

/// What all changes share.
#[derive(Debug, clap::Args)]
pub struct How {
    /// Why, for memos/decisions.md
    #[arg(long, value_name = "REASON")]
    pub why: Option<String>,
    /// The day of the decision, for memos/decisions.md
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    /// Say what would change and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
}

/// Makes a change.
///
/// # Errors
/// When there is no study or no such code, or the change cannot be made; nothing is written then.
pub fn run(change: &Change, terminal: &Terminal) -> Result<Outcome> {
    match change {
        Change::Rename(args) => {
            let at = At::open(&args.how)?;
            let old = at.code(&args.code)?.clone();
            let done = migrate::rename(&at.book, &at.study.codings, &old.id, &args.new, args.name.as_deref())?;
            let heading = match &args.name {
                Some(name) => format!("“{}” is now “{name}”, with the id {}", old.name, args.new),
                None => format!("The id of “{}” is now {}", old.name, args.new),
            };
            at.write(&done, &[], &heading, terminal)
        }
        Change::Merge(args) => {
            let at = At::open(&args.how)?;
            let into = at.code(&args.into)?.clone();
            let codes = args.codes.iter().map(|typed| at.code(typed)).collect::<Result<Vec<&Code>>>()?;
            let ids: Vec<String> = codes.iter().map(|code| code.id.clone()).collect();
            let done = migrate::merge(&at.book, &at.study.codings, &ids, &into.id)?;
            let gone: Vec<&Code> = codes.into_iter().filter(|code| code.id != into.id).collect();
            let heading = format!("{} merged into “{}”", names(&gone), into.name);
            at.write(&done, &gone, &heading, terminal)
        }
        Change::Retire(args) => {
            let at = At::open(&args.how)?;
            let code = at.code(&args.code)?;
            let done = migrate::retire(&at.book, &at.study.codings, &code.id)?;
            at.write(&done, &[code], &format!("“{}” given up", code.name), terminal)
        }
        Change::Export(args) => codebook_export::run(args, terminal),
        Change::Split(args) => match &args.take {
            Some(sheet) => share_out(args, sheet, terminal),
            None => take_apart(args, terminal),
        },
    }
}

/// The study that is changed.
struct At<'a> {
    study: Study,
    book: Codebook,
    how: &'a How,
}

impl<'a> At<'a> {
    fn open(how: &'a How) -> Result<Self> {
        let study = Study::load(&workspace::study_folder(&how.study)?)?;
        let book = study.codebook.clone().unwrap_or_default();
        let is_day = |text: &str| {
            let parts: Vec<&str> = text.split('-').collect();
            let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
            matches!(parts[..], [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
        };
        if let Some(date) = how.date.as_deref().filter(|date| !is_day(date)) {
            return Err(Error::new(format!("“{date}” is not a day")).hint("write it as 2026-03-31"));
        }
        Ok(Self { study, book, how })
    }

    fn code(&self, typed: &str) -> Result<&Code> {
        crate::coding::take::code(&self.book, typed).ok_or_else(|| {
            crate::diagnostic::unknown_name("code", typed, self.book.codes.iter().map(|code| code.id.as_str()))
        })
    }

    /// Says what changes, and writes the codebook, the codings and the log.
    fn write(&self, done: &Migrated, gone: &[&Code], heading: &str, terminal: &Terminal) -> Result<Outcome> {
        let next = done.codes.iter().all(|code| code.from.is_some());
        let file = codebook::file(&self.study);
        let target = self.study.folder.join(file);
        let text = if source::is_file(&target) { Source::open(&target)?.text(None)?.text } else { String::new() };
        let text = writers::codebook::apply(&source::unix_newlines(&text), &self.book, &done.codes, file)?;
        let mut files = self.files(&done.codings);
        let codings = files.len();
        let themes = self.themes(done)?;
        let follow = if themes.is_some() { format!(", {}", study::themes::FILE) } else { String::new() };
        files.extend(themes.map(|text| (study::themes::FILE.to_owned(), text)));
        let replayed: usize = done.replayed.values().sum();
        match replayed {
            0 => terminal.say(heading),
            1 => terminal.say(format!("{heading}: 1 coding follows")),
            more => terminal.say(format!("{heading}: {} follow", many(more, "coding"))),
        }
        for (coder, count) in &done.replayed {
            terminal.say(format!("  {coder}: {}", many(*count, "coding")));
        }
        terminal.noticed(&doubled(done, &self.narrative()?));
        terminal.noticed(&to_look_at(done));
        terminal.noticed(&review_workbook::still_named(&self.study, &done.renamed)?);
        if self.how.dry_run {
            terminal.say("nothing was written (--dry-run)");
            return Ok(Outcome::Fine);
        }
        // The codebook first: codings that still name an old code are understood by `replaces`, should anything stop the rest.
        sink::write(&target, text.as_bytes())?;
        for (name, text) in &files {
            sink::write(&self.study.folder.join(name), text.as_bytes())?;
        }
        let log = self.study.folder.join(LOG);
        let known = if source::is_file(&log) { Source::open(&log)?.text(None)?.text } else { String::new() };
        sink::write(&log, self.logged(&known, heading, done, gone).as_bytes())?;
        let codings = if codings == 0 { String::new() } else { format!(", {} of codings", many(codings, "file")) };
        terminal.say(format!("wrote {file}{codings}{follow} and {LOG}"));
        if next {
            terminal.next("canvass check, then: canvass code (rules propose by the new codebook)");
        }
        Ok(Outcome::Fine)
    }

    /// The files of codings that differ from what is there.
    fn files(&self, codings: &[Coding]) -> BTreeMap<String, String> {
        let before = store::files(&self.study.codings);
        let mut after = store::files(codings);
        for name in before.keys() {
            after.entry(name.clone()).or_default();
        }
        after.retain(|name, text| before.get(name) != Some(text));
        after
    }

    /// themes.toml with the ids that the codes have now, where it names any of them.
    fn themes(&self, done: &Migrated) -> Result<Option<String>> {
        let path = self.study.folder.join(study::themes::FILE);
        if done.renamed.is_empty() || !source::is_file(&path) {
            return Ok(None);
        }
        let text = Source::open(&path)?.text(None)?.text;
        let after = writers::themes_file::renamed(&text, &done.renamed, study::themes::FILE)?;
        Ok((after != text).then_some(after))
    }

    fn narrative(&self) -> Result<String> {
        let Some(file) = self.study.file.report.narrative.as_deref() else { return Ok(String::new()) };
        let path = self.study.folder.join(file);
        if source::is_file(&path) { Ok(Source::open(&path)?.text(None)?.text) } else { Ok(String::new()) }
    }

    /// The log with this decision behind the others.
    fn logged(&self, known: &str, heading: &str, done: &Migrated, gone: &[&Code]) -> String {
        let mut text = if known.trim().is_empty() {
            "# Decisions\n\nWhat was changed in how the study is analysed, and why, in order. `canvass codebook` adds to the end; write into it what you decide yourself.\n".to_owned()
        } else {
            format!("{}\n", known.trim_end())
        };
        let date = self.how.date.as_ref().map(|date| format!("{date}: ")).unwrap_or_default();
        text.push_str(&format!("\n## {date}{heading}\n\n"));
        if let Some(why) = self.how.why.as_deref().map(str::trim).filter(|why| !why.is_empty()) {
            text.push_str(&format!("{why}\n\n"));
        }
        for code in gone {
            let parts =
                [("definition", &code.definition), ("when to use it", &code.include), ("when not to", &code.exclude)];
            let said = parts.iter().filter(|(_, words)| !words.trim().is_empty());
            for (what, words) in said {
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                text.push_str(&format!("- {} ({}), {what}: {words}\n", code.name, code.id));
            }
        }
        for (coder, count) in &done.replayed {
            text.push_str(&format!("- {} of {coder}\n", many(*count, "coding")));
        }
        for (goes, stays) in &done.doubled {
            text.push_str(&format!("- {} says the same as {} and was left out\n", goes.id, stays.id));
        }
        if done.replayed.is_empty() && gone.iter().all(|code| code.definition.is_empty()) {
            text.push_str("- no codings were touched\n");
        }
        text
    }
}

fn take_apart(args: &Split, terminal: &Terminal) -> Result<Outcome> {
    let at = At::open(&args.how)?;
    let code = at.code(&args.code)?.clone();
    let into: Vec<(String, Option<String>)> = args
        .into
        .iter()
        .map(|typed| match typed.split_once('=') {
            Some((id, name)) => (id.trim().to_owned(), Some(name.trim().to_owned())),
            None => (
                crate::coding::take::code(&at.book, typed).map_or(typed.trim(), |code| code.id.as_str()).to_owned(),
                None,
            ),
        })
        .collect();
    let Some(path) = args.output.as_deref() else { return Ok(Outcome::Fine) };
    review_workbook::is_workbook(path)?;
    let begun = migrate::split(&at.book, &at.study.codings, &code.id, &into)?;
    let passages: Vec<&Coding> = begun.to_look_at.iter().map(|(coding, _)| coding).collect();
    let parts: Vec<&Code> = into
        .iter()
        .filter(|(id, _)| *id != code.id)
        .filter_map(|(id, _)| begun.codes.iter().map(|code| &code.entry).find(|code| code.id == *id))
        .collect();
    let workspace = workspace::Workspace::open_interviews(&args.how.study)?;
    let book = split::book(&workspace.corpus, &code, &parts, &passages, at.study.date());
    let bytes = writers::review::write(&book)?;
    let name = source::display_name(path);
    if args.how.dry_run {
        terminal.say(format!("{} to share out; nothing was written (--dry-run)", many(passages.len(), "passage")));
        return Ok(Outcome::Fine);
    }
    sink::write_new(path, &bytes).map_err(|error| {
        error.hint("what was decided there would be lost: take it in first, or name another file with -o")
    })?;
    terminal.say(format!("wrote {name}: {} to share out", many(passages.len(), "passage")));
    let new: Vec<&Code> = begun.codes.iter().filter(|code| code.from.is_none()).map(|code| &code.entry).collect();
    if !new.is_empty() {
        let heading = format!("“{}” comes apart: {} added", code.name, names(&new));
        at.write(&Migrated { to_look_at: Vec::new(), ..begun.clone() }, &[], &heading, terminal)?;
        terminal.noticed(&[Diagnostic::note(format!("{} has no definition yet", names(&new)))
            .in_place(Place::file(codebook::file(&at.study)))
            .hint("write what each means before anything is shared out, and move the rules that belong to it")]);
    }
    terminal.next(format!("fill in {name}, save and close it, then: canvass codebook split {} --take {name}", code.id));
    Ok(Outcome::Fine)
}

fn share_out(args: &Split, sheet: &Path, terminal: &Terminal) -> Result<Outcome> {
    let at = At::open(&args.how)?;
    let code = at.code(&args.code)?.clone();
    let opened = Source::open(sheet)?;
    let name = source::display_name(sheet);
    let edited = readers::review::read(&opened, &[split::PASSAGES])?;
    let passages: Vec<&Coding> = migrate::open(&at.study.codings, &code.id).collect();
    let all: Vec<&Code> = at.book.codes.iter().filter(|other| other.id != code.id).collect();
    let workspace = workspace::Workspace::open_interviews(&args.how.study)?;
    let expected = split::book(&workspace.corpus, &code, &all, &passages, None);
    let (decided, left) = match split::take_back(&expected, &edited, &name) {
        Ok(taken) => taken,
        Err(problems) => {
            review_workbook::refuse(&problems, &name, codebook::file(&at.study), terminal)?;
            return Ok(Outcome::Fine);
        }
    };
    if decided.is_empty() {
        terminal.say(format!("nothing is decided in {name} yet; {} to share out", many(left, "passage")));
        return Ok(Outcome::Fine);
    }
    let reasons: BTreeSet<&str> =
        decided.iter().map(|decided| decided.reason.as_str()).filter(|reason| !reason.is_empty()).collect();
    let reasons = reasons.into_iter().collect::<Vec<_>>().join("; ");
    let shares = decided.iter().map(|decided| {
        let share = if decided.codes.is_empty() { Share::Nothing } else { Share::Codes(decided.codes.clone()) };
        (decided.coding.clone(), share)
    });
    let done = migrate::share_out(&at.book, &workspace.corpus, &at.study.codings, &code.id, &shares.collect())?;
    let over = if done.retires(&code.id) { "; nothing is left, and it is given up" } else { "" };
    let heading = format!("“{}” shared out{over}", code.name);
    let why = [args.how.why.clone().unwrap_or_default(), reasons].into_iter().filter(|why| !why.is_empty());
    let how = How {
        why: Some(why.collect::<Vec<_>>().join("\n\n")),
        date: args.how.date.clone(),
        dry_run: args.how.dry_run,
        study: args.how.study.clone(),
    };
    let gone: &[&Code] = if over.is_empty() { &[] } else { &[&code] };
    At { study: at.study, book: at.book.clone(), how: &how }.write(&done, gone, &heading, terminal)
}

fn names(codes: &[&Code]) -> String {
    codes.iter().map(|code| format!("“{}”", code.name)).collect::<Vec<_>>().join(", ")
}

/// What was said twice, and what of it the report quotes.
fn doubled(done: &Migrated, narrative: &str) -> Vec<Diagnostic> {
    let mut noticed = Vec::new();
    if !done.doubled.is_empty() {
        noticed.push(Diagnostic::note(format!(
            "{} said the same twice once the codes were one, and are kept once with the memos of both",
            many(done.doubled.len(), "coding")
        )));
    }
    let quoted = |id: &str| ['"', '\''].iter().any(|mark| narrative.contains(&format!("{mark}{id}{mark}")));
    for (goes, stays) in done.doubled.iter().filter(|(goes, _)| quoted(&goes.id)) {
        noticed.push(
            Diagnostic::warning(format!("the report quotes {}, which is now {}", goes.id, stays.id))
                .hint("change it there; canvass check finds what is left"),
        );
    }
    noticed
}

/// Passages that a person must look at, by why.
fn to_look_at(done: &Migrated) -> Vec<Diagnostic> {
    let mut by: BTreeMap<&str, Vec<&Coding>> = BTreeMap::new();
    for (coding, why) in &done.to_look_at {
        by.entry(why).or_default().push(coding);
    }
    let said = by.into_iter().map(|(why, codings)| {
        let named: Vec<String> = codings.iter().take(NAMED).map(|coding| coding.id.clone()).collect();
        let more = if codings.len() > NAMED { format!(" and {} more", codings.len() - NAMED) } else { String::new() };
        Diagnostic::warning(format!("{}: {} ({}{more})", why, many(codings.len(), "passage"), named.join(", ")))
            .hint("canvass quotes shows them; canvass reconcile and take change them")
    });
    said.collect()
}
