//! `canvass find`: keyword in context.

use std::collections::{HashMap, HashSet};

use super::Outcome;
use super::coded::{self, many};
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::concordance::{self, Line, Pattern};
use crate::coding::{Finder, store};
use crate::diagnostic::{Error, Result};
use crate::model::{Block, Case, Coding, CodingSource, Listing, ListingColumn, Report, Role, Unit};

/// Options of `find`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass find \"fund*\"                          every word that begins so, in its surroundings
  canvass find \"lack of money\"                  words in this order
  canvass find \"train~\"                         train, trains, trained, training
  canvass find \"/no (money|time)/\"              a regular expression
  canvass find \"grant*\" --apply funding --coder asha",
    after_help = "\
Words are found whole and in any case. With --apply the sentence around each place in a participant's turn is coded;
look at the list first."
)]
pub struct Args {
    /// A word or words (`fund*` any ending, `train~` inflections), or an expression between slashes
    #[arg(value_name = "PATTERN")]
    pub pattern: String,
    /// Only what participants say
    #[arg(long)]
    pub participants: bool,
    /// How many characters are shown before and after; else as many as fit
    #[arg(long, value_name = "N")]
    pub around: Option<usize>,
    /// Code what was found with this code
    #[arg(long, value_name = "CODE", requires = "coder")]
    pub apply: Option<String>,
    /// Who codes
    #[arg(long, value_name = "NAME", requires = "apply")]
    pub coder: Option<String>,
    /// With --apply: code the sentence, or the whole turn
    #[arg(long, value_name = "UNIT", value_parser = ["sentence", "turn"], default_value = "sentence")]
    pub unit: String,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// Where the list goes
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Runs the command.
///
/// # Errors
/// When the pattern is broken, there is no study, or a file cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let pattern = Pattern::parse(&args.pattern)?;
    let workspace = Workspace::open_interviews(&args.study)?;
    let mut noticed = workspace.noticed.clone();
    super::shown::replace_in_messages(&mut noticed, &workspace.pseudonyms);
    terminal.noticed(&noticed);
    let only_participants = args.participants || args.apply.is_some();
    let (withheld, lines): (Vec<Line<'_>>, Vec<Line<'_>>) =
        concordance::find(&workspace.corpus, &pattern, around(args, terminal))
            .into_iter()
            .filter(|line| !only_participants || line.role == Role::Participant)
            .partition(|line| is_withheld(line, &workspace));
    terminal.put(&listing(&lines, &args.pattern, &workspace, around(args, terminal)), &args.output)?;
    let documents: HashSet<&str> = lines.iter().map(|line| line.document.id.as_str()).collect();
    terminal.say(format!(
        "{} in {} of {}",
        many(lines.len(), "place"),
        documents.len(),
        many(workspace.corpus.documents.len(), "document")
    ));
    if !withheld.is_empty() {
        let places = many(withheld.len(), "place");
        terminal.say(format!("not shown: {places} in the words of who withdrew or did not agree to take part"));
    }
    match (&args.apply, &args.coder) {
        (Some(code), Some(coder)) => apply(args, code, coder, &lines, &workspace, terminal)?,
        _ if !lines.is_empty() => {
            terminal.next(format!("canvass find \"{}\" --apply CODE --coder NAME codes these sentences", args.pattern));
        }
        _ => {}
    }
    Ok(Outcome::Fine)
}

/// Whether whoever says it takes no part in the study.
fn is_withheld(line: &Line<'_>, workspace: &Workspace) -> bool {
    let case = line.document.case(line.turn).and_then(|case| workspace.corpus.case(case));
    case.is_some_and(Case::refuses)
}

/// As much as a line of the terminal holds beside where it is and what was found; in a file there is more room.
fn around(args: &Args, terminal: &Terminal) -> usize {
    const USUAL_WIDTH: usize = 100;
    const WHERE_AND_FOUND: usize = 46;
    let is_file = args.output.output.is_some() || args.output.format.as_deref().is_some_and(|name| name != "terminal");
    let width = terminal.write_options().width.unwrap_or(USUAL_WIDTH);
    let fitting = if is_file { 60 } else { (width.saturating_sub(WHERE_AND_FOUND) / 2).clamp(15, 60) };
    args.around.unwrap_or(fitting)
}

fn listing(lines: &[Line<'_>], pattern: &str, workspace: &Workspace, around: usize) -> Report {
    let words: Vec<[String; 3]> = if workspace.pseudonyms.is_empty() {
        lines.iter().map(|line| [line.before.clone(), line.words.clone(), line.after.clone()]).collect()
    } else {
        concordance::shown(lines, &workspace.corpus, &workspace.shown(), around)
    };
    let rows = lines
        .iter()
        .zip(words)
        .map(|(line, [before, words, after])| {
            vec![place(line).into(), before.trim().into(), words.into(), after.trim().into()]
        })
        .collect();
    let listing = Listing {
        id: "find".into(),
        title: format!("“{pattern}” in context"),
        columns: vec![
            ListingColumn::words("Where"),
            ListingColumn { right: true, ..ListingColumn::wide("Before") },
            ListingColumn::words("Found"),
            ListingColumn::wide("After"),
        ],
        rows,
        notes: Vec::new(),
    };
    Report { language: "en-GB".into(), blocks: vec![Block::listing(listing)], ..Report::default() }
}

/// `vcfse-03, turn 12`; with who speaks, where that is no participant.
fn place(line: &Line<'_>) -> String {
    let place = format!("{}, turn {}", line.document.id, line.turn.number);
    if line.role == Role::Participant { place } else { format!("{place} ({})", line.role.word()) }
}

/// Codes the sentences or turns of the places found, each once.
fn apply(
    args: &Args,
    code: &str,
    coder: &str,
    lines: &[Line<'_>],
    workspace: &Workspace,
    terminal: &Terminal,
) -> Result<()> {
    let code = coded::code(workspace, code)?;
    let coder = store::coder(coder)?;
    // “Asha” is asha of the study: two folders of one name are one on Windows and macOS.
    let known = workspace.study.codings.iter().find(|coding| coding.coder.to_lowercase() == coder.to_lowercase());
    let coder = known.map_or(coder, |coding| coding.coder.clone());
    if lines.is_empty() {
        return Err(
            Error::new("nothing was found, so nothing was coded").hint("try fewer words, or fund* for any ending")
        );
    }
    let unit = if args.unit == "turn" { Unit::Turn } else { Unit::Sentence };
    let mut ids: HashSet<String> = workspace.study.codings.iter().map(|coding| coding.id.clone()).collect();
    let mut spans: HashSet<(&str, usize, usize)> = HashSet::new();
    let own = |coding: &&Coding| coding.coder == coder && coding.code == code.id;
    for coding in workspace.codings.iter().filter(own) {
        spans.insert((&coding.document, coding.start, coding.end));
    }
    let mut finders: HashMap<&str, Finder<'_>> = HashMap::new();
    let mut new = Vec::new();
    for line in lines {
        let (start, end) = match unit {
            Unit::Sentence | Unit::Span => line.sentence,
            Unit::Turn => (line.turn.start, line.turn.end),
        };
        if !spans.insert((&line.document.id, start, end)) {
            continue;
        }
        let id = store::free_id(line.document, &code.id, &ids);
        ids.insert(id.clone());
        let source = CodingSource::Import(format!("find {}", args.pattern));
        let mut coding = Coding { id, code: code.id.clone(), coder: coder.clone(), source, ..Coding::default() };
        let finder = finders.entry(&line.document.id).or_insert_with(|| Finder::new(line.document));
        finder.anchor(&mut coding, start, end);
        new.push(coding);
    }
    terminal.say(format!("{} with “{}” by {coder}", many(new.len(), "new coding"), code.id));
    if !new.is_empty() {
        coded::write(workspace, &coded::files(workspace, &new), terminal)?;
    }
    terminal.next(format!("canvass quotes {}", code.id));
    Ok(())
}
