//! `canvass code`: the dictionary's candidates from the codebook's rules.

use std::collections::BTreeMap;

use super::Outcome;
use super::code_run::{self, Line, Tally};
use super::code_test;
use super::coded::{self, many};
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::positions::Positions;
use crate::coding::{Rules, rules};
use crate::diagnostic::{Diagnostic, Error, Level, Place, Result, unknown_name};
use crate::model::{Block, Codebook, Coding, CodingState, Listing, ListingColumn, Report};
use crate::number;

/// More codes whose rules changed are not listed each on a line.
const MANY: usize = 5;

/// Options of `code`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass code                        propose candidates by all rules of the codebook
  canvass code --dry-run              say what would be new or gone, write nothing
  canvass code --explain funding      every place that the rules of a code find, with the rule and the words
  canvass code --test                 how well the rules find what people coded
  canvass code --accept ID ID         accept candidates (canvass quotes CODE --candidates shows them)",
    after_help = "\
Rules (a dictionary) look for words in what participants say. They propose candidates in codings/rules; a person
accepts or rejects them, and what was decided stays decided. Candidates are not counted, unless the study declares
itself a content analysis. “No funding” and “funding” are both found by “funding”, and the denial is marked: whether
the code fits is for a person to say. Documents are gone through one by one, on all cores.
--test needs documents that people coded and that nobody looked at while writing the rules: held_out in study.toml
names them. docs/rules.md explains rules and how they are tested.",
    group = clap::ArgGroup::new("look").args(["explain", "test"])
)]
pub struct Args {
    /// With --explain or --test: only these codes, or what lies below these categories
    #[arg(value_name = "CODE", requires = "look")]
    pub codes: Vec<String>,
    /// List every place that a rule finds, with the rule and the words; write nothing
    #[arg(long)]
    pub explain: bool,
    /// Test the rules against what people coded: precision, recall and F1 of each code; write nothing
    #[arg(long)]
    pub test: bool,
    /// With --test: the documents (several with commas); not given: held_out of study.toml, else all that people coded
    #[arg(long, visible_alias = "documents", value_name = "ID", value_delimiter = ',', requires = "test")]
    pub document: Vec<String>,
    /// With --test: only what these people coded (several with commas); not given: what counts, reconciled where it is
    #[arg(long, value_name = "CODER", value_delimiter = ',', requires = "test")]
    pub against: Vec<String>,
    /// With --test: what is compared, turn or sentence
    #[arg(long, value_name = "UNIT", default_value = "turn", requires = "test")]
    pub unit: String,
    /// With --test: also in a study whose approach is reflexive
    #[arg(long, requires = "test")]
    pub anyway: bool,
    /// Say what would be new or gone, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Accept candidates by their ids: they count from now on
    #[arg(long, value_name = "ID", num_args = 1.., conflicts_with_all = ["explain", "test", "dry_run"])]
    pub accept: Vec<String>,
    /// Reject candidates by their ids: they are not proposed again
    #[arg(long, value_name = "ID", num_args = 1.., conflicts_with_all = ["explain", "test", "dry_run"])]
    pub reject: Vec<String>,
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
/// When there is no study or no codebook, a rule is broken, or a file cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    if !args.accept.is_empty() || !args.reject.is_empty() {
        let workspace = Workspace::open_interviews(&args.study)?;
        terminal.noticed(&workspace.noticed);
        return decide(args, &workspace, terminal);
    }
    if args.explain || args.test {
        let workspace = Workspace::open_interviews(&args.study)?;
        terminal.noticed(&workspace.noticed);
        let rules = rules_of(&workspace, terminal)?;
        return if args.test {
            code_test::run(args, &workspace, &rules, terminal)
        } else {
            explain(args, &workspace, &rules, terminal)
        };
    }
    let workspace = Workspace::open_without_transcripts(&args.study)?;
    let rules = rules_of(&workspace, terminal)?;
    let mut noticed = workspace.noticed.clone();
    let tally = code_run::propose(&workspace, &rules, args.dry_run, &mut noticed);
    terminal.noticed(&noticed);
    let tally = tally?;
    terminal.put(&report(by_code(&workspace.codebook, &tally)), &args.output)?;
    say(&tally, terminal);
    if args.dry_run {
        terminal.say("nothing was written (--dry-run)");
        terminal.next("canvass code");
        return Ok(Outcome::Fine);
    }
    match (&tally.first_written, tally.written) {
        (Some(one), 1) => terminal.say(format!("wrote {one}")),
        (Some(first), more) => terminal.say(format!("wrote {} files such as {first}", number::count(more as u64))),
        (None, _) => {}
    }
    terminal.next("canvass quotes CODE --candidates shows them, canvass code --explain CODE says why");
    Ok(Outcome::Fine)
}

/// The rules, or everything that is wrong with them.
fn rules_of(workspace: &Workspace, terminal: &Terminal) -> Result<Rules> {
    let file = coded::codebook_file(workspace);
    if workspace.codebook.codes.is_empty() {
        return Err(Error::new("the codebook has no codes yet, so there are no rules")
            .in_place(Place::file(file))
            .hint("write codes with rules into it; `canvass init` shows how one looks"));
    }
    let problems = rules::problems(&workspace.codebook);
    let broken = problems.iter().filter(|problem| problem.level == Level::Error).count();
    let placed: Vec<Diagnostic> = problems.into_iter().map(|problem| problem.in_place(Place::file(file))).collect();
    let compiled = coded::compiled(workspace);
    if broken > 1 || (broken == 1 && compiled.is_ok()) {
        terminal.noticed(&placed);
        return Err(Error::new(format!("{} of the codebook’s rules cannot be used", many(broken, "part")))
            .in_place(Place::file(file))
            .hint("mend them as said above; nothing was written"));
    }
    let rules = compiled?;
    terminal.noticed(&placed);
    if rules.is_empty() {
        return Err(Error::new("no code has a rule")
            .in_place(Place::file(file))
            .hint("add rules to a code: [[code.rule]] with phrases = [\"fund*\", \"lack of money\"]"));
    }
    let guide: Vec<&str> = workspace.study.file.guide.iter().map(|question| question.id.as_str()).collect();
    for (code, question) in rules.unknown_questions(&guide) {
        let what = format!("a rule of code “{code}” is for question “{question}”, which the guide does not have");
        let hint = match crate::diagnostic::did_you_mean(question, guide.iter().copied()) {
            Some(meant) => format!("did you mean “{meant}”? it finds nothing as it is"),
            None => format!("known: {}", guide.join(", ")),
        };
        terminal.noticed(&[Diagnostic::warning(what).in_place(Place::file(file)).hint(hint)]);
    }
    let languages = workspace.study.documents.iter().filter_map(|entry| entry.language.as_deref());
    for language in rules.without_denials(languages) {
        let what = format!("denials in documents in “{language}” are not marked: no words of denial of it are known");
        let hint = format!("declare some: [[denial]] with language = \"{language}\" and words = […]; docs/rules.md");
        terminal.noticed(&[Diagnostic::note(what).in_place(Place::file(file)).hint(hint)]);
    }
    let unknown = rules::unknown_scopes(&workspace.codebook, &workspace.corpus).into_iter();
    terminal.noticed(&unknown.map(|one| one.in_place(Place::file(file))).collect::<Vec<_>>());
    Ok(rules)
}

fn report(listing: Listing) -> Report {
    Report {
        title: String::new(),
        language: "en-GB".into(),
        blocks: vec![Block::listing(listing)],
        ..Report::default()
    }
}

/// What was proposed, a line a code.
fn by_code(codebook: &Codebook, tally: &Tally) -> Listing {
    let codes = codebook.codes.iter().filter(|code| !code.rules.is_empty());
    let rows = codes
        .map(|code| {
            let line = tally.codes.get(&code.id).copied().unwrap_or_default();
            let figures = [line.candidates, line.documents, line.negated, line.new, line.gone];
            std::iter::once(code.id.as_str().into()).chain(figures.map(Into::into)).collect()
        })
        .collect();
    let figures = ["Candidates", "Documents", "Negated", "New", "Gone"].map(ListingColumn::figures);
    Listing {
        id: "candidates".into(),
        title: "Candidates that the rules propose".into(),
        columns: std::iter::once(ListingColumn::words("Code")).chain(figures).collect(),
        rows,
        notes: vec![
            "Candidates wait to be accepted or rejected by a person; they are not counted as themes.".into(),
            "Negated: a denial stands beside the words (“no funding”). They are candidates all the same.".into(),
        ],
    }
}

fn say(tally: &Tally, terminal: &Terminal) {
    let new: usize = tally.codes.values().map(|line| line.new).sum();
    let gone: usize = tally.codes.values().map(|line| line.gone).sum();
    terminal.say(format!(
        "{} in {}: {new} new, {} unchanged, {} gone; {} accepted and {} rejected stay so",
        many(new + tally.unchanged, "candidate"),
        many(tally.documents, "document"),
        tally.unchanged,
        gone + tally.without_words,
        tally.accepted,
        tally.rejected
    ));
    let changed: Vec<(&String, &Line)> = tally.codes.iter().filter(|(_, line)| line.changed).collect();
    if changed.len() > MANY {
        let names: Vec<&str> = changed.iter().take(MANY).map(|(code, _)| code.as_str()).collect();
        let count = many(changed.len(), "code");
        terminal.say(format!(
            "the rules of {count} have changed since their candidates were written: {} …",
            names.join(", ")
        ));
    } else {
        for (code, line) in changed {
            terminal.say(format!(
                "the rules of “{code}” have changed since its candidates were written ({} new, {} gone)",
                line.new, line.gone
            ));
        }
    }
    if tally.lost > 0 {
        let lost = many(tally.lost, "decided coding");
        terminal.say(format!("{lost} whose words are no longer there stay in their files"));
    }
}

/// What a person decided about candidates.
fn decide(args: &Args, workspace: &Workspace, terminal: &Terminal) -> Result<Outcome> {
    let by_rules = || workspace.codings.iter().filter(|coding| coding.coder == rules::CODER);
    let mut decided: BTreeMap<&str, Coding> = BTreeMap::new();
    for (ids, state) in [(&args.accept, CodingState::Accepted), (&args.reject, CodingState::Rejected)] {
        for id in ids {
            let known: Vec<&str> = by_rules().map(|coding| coding.id.as_str()).collect();
            let coding = by_rules()
                .find(|coding| coding.id == *id)
                .ok_or_else(|| unknown_name("candidate", id, known.iter().copied()))?;
            if decided.insert(&coding.id, Coding { state, ..coding.clone() }).is_some_and(|twice| twice.state != state)
            {
                return Err(Error::new(format!("“{id}” cannot be accepted and rejected at once")));
            }
        }
    }
    let touched: Vec<Coding> = decided.into_values().collect();
    let accepted = touched.iter().filter(|coding| coding.state == CodingState::Accepted).count();
    coded::write(workspace, &coded::files(workspace, &touched), terminal)?;
    terminal.say(format!("{accepted} accepted, {} rejected", touched.len() - accepted));
    terminal.next("canvass themes --by GROUP counts what is accepted");
    Ok(Outcome::Fine)
}

fn explain(args: &Args, workspace: &Workspace, rules: &Rules, terminal: &Terminal) -> Result<Outcome> {
    let wanted: Vec<&str> = args
        .codes
        .iter()
        .map(|typed| coded::code(workspace, typed).map(|code| code.id.as_str()))
        .collect::<Result<_>>()?;
    let mut rows = Vec::new();
    let renamed = workspace.shown();
    for (place, document) in workspace.corpus.documents.iter().enumerate() {
        let (positions, map) = (Positions::new(&renamed.corpus.documents[place].text), &renamed.maps[place]);
        for hit in rules.hits(document) {
            let asked = wanted.iter().any(|wanted| workspace.codebook.is_within(hit.code, wanted));
            if !wanted.is_empty() && !asked {
                continue;
            }
            let shown = |(start, end): (usize, usize)| positions.slice(map.start(start), map.end(end)).to_owned();
            rows.push(vec![
                hit.code.into(),
                hit.rule.into(),
                hit.kind.into(),
                hit.pattern.into(),
                format!("{}, turn {}", document.id, hit.turn).into(),
                hit.words.iter().map(|&words| shown(words)).collect::<Vec<_>>().join(" … ").into(),
                hit.negation.map(shown).unwrap_or_default().into(),
                shown(hit.unit).into(),
            ]);
        }
    }
    let count = rows.len();
    let listing = Listing {
        id: "hits".into(),
        title: "What the rules find".into(),
        columns: vec![
            ListingColumn::words("Code"),
            ListingColumn::figures("Rule"),
            ListingColumn::words("Finds by"),
            ListingColumn::words("Pattern"),
            ListingColumn::words("Where"),
            ListingColumn::words("Words"),
            ListingColumn::words("Negated"),
            ListingColumn::wide("What would be coded"),
        ],
        rows,
        notes: Vec::new(),
    };
    terminal.put(&report(listing), &args.output)?;
    terminal.say(many(count, "place"));
    if count == 0 {
        terminal.next("look for the words themselves: canvass find WORD");
    }
    Ok(Outcome::Fine)
}
