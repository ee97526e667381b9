//! `canvass code`: the dictionary's candidates from the codebook's rules.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Outcome;
use super::code_test;
use super::coded::{self, many};
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::positions::Positions;
use crate::coding::proposal::{Proposal, propose};
use crate::coding::{Rules, rules, store};
use crate::diagnostic::{Diagnostic, Error, Level, Place, Result, unknown_name};
use crate::model::{Block, Codebook, Coding, CodingState, Listing, ListingColumn, Report};

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
itself a content analysis. “No funding” and “funding” are both found by “funding”: whether the code fits is for a
person to say.
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
    let workspace = Workspace::open_interviews(&args.study)?;
    terminal.noticed(&workspace.noticed);
    if !args.accept.is_empty() || !args.reject.is_empty() {
        return decide(args, &workspace, terminal);
    }
    let rules = rules_of(&workspace, terminal)?;
    if args.explain {
        return explain(args, &workspace, &rules, terminal);
    }
    if args.test {
        return code_test::run(args, &workspace, &rules, terminal);
    }
    let proposal = propose(&rules, &workspace.corpus, &workspace.codings);
    let (lost, without_words) = lost(&workspace);
    terminal.put(&report(by_code(&workspace.codebook, &proposal)), &args.output)?;
    say(&proposal, (lost.len(), without_words), &workspace, terminal);
    if args.dry_run {
        terminal.say("nothing was written (--dry-run)");
        terminal.next("canvass code");
        return Ok(Outcome::Fine);
    }
    coded::write(&workspace, &files(&workspace, proposal, lost), terminal)?;
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
    if broken > 1 {
        terminal.noticed(&placed);
        return Err(Error::new(format!("{broken} phrases and expressions of the codebook cannot be used"))
            .in_place(Place::file(file))
            .hint("mend them as said above; nothing was written"));
    }
    let rules = coded::compiled(workspace)?;
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
fn by_code(codebook: &Codebook, proposal: &Proposal) -> Listing {
    let mut lines: BTreeMap<&str, (usize, BTreeSet<&str>, usize)> = BTreeMap::new();
    for coding in proposal.codings.iter().filter(|coding| coding.state == CodingState::Candidate) {
        let line = lines.entry(&coding.code).or_default();
        line.0 += 1;
        line.1.insert(&coding.document);
        line.2 += usize::from(coding.negation.is_some());
    }
    let codes = codebook.codes.iter().filter(|code| !code.rules.is_empty());
    let rows = codes
        .map(|code| {
            let (candidates, documents, negated) =
                lines.get(code.id.as_str()).map_or((0, 0, 0), |(n, of, negated)| (*n, of.len(), *negated));
            let difference = proposal.differs.get(&code.id).copied().unwrap_or_default();
            vec![
                code.id.as_str().into(),
                candidates.into(),
                documents.into(),
                negated.into(),
                difference.new.into(),
                difference.gone.into(),
            ]
        })
        .collect();
    Listing {
        id: "candidates".into(),
        title: "Candidates that the rules propose".into(),
        columns: vec![
            ListingColumn::words("Code"),
            ListingColumn::figures("Candidates"),
            ListingColumn::figures("Documents"),
            ListingColumn::figures("Negated"),
            ListingColumn::figures("New"),
            ListingColumn::figures("Gone"),
        ],
        rows,
        notes: vec![
            "Candidates wait to be accepted or rejected by a person; they are not counted as themes.".into(),
            "Negated: a denial stands beside the words (“no funding”). They are candidates all the same.".into(),
        ],
    }
}

fn say(proposal: &Proposal, (lost, without_words): (usize, usize), workspace: &Workspace, terminal: &Terminal) {
    let candidates = proposal.new.len() + proposal.unchanged;
    terminal.say(format!(
        "{} in {}: {} new, {} unchanged, {} gone; {} accepted and {} rejected stay so",
        many(candidates, "candidate"),
        many(workspace.corpus.documents.len(), "document"),
        proposal.new.len(),
        proposal.unchanged,
        proposal.gone.len() + without_words,
        proposal.accepted,
        proposal.rejected
    ));
    for (code, difference) in proposal.differs.iter().filter(|(_, difference)| difference.changed) {
        terminal.say(format!(
            "the rules of “{code}” have changed since its candidates were written ({} new, {} gone)",
            difference.new, difference.gone
        ));
    }
    if lost > 0 {
        terminal.say(format!("{} whose words are no longer there stay in their files", many(lost, "decided coding")));
    }
}

/// Decisions of people on words that are no longer there: kept as they are, never dropped. And how many candidates stood
/// on such words.
fn lost(workspace: &Workspace) -> (Vec<Coding>, usize) {
    let there: HashSet<&str> = workspace.codings.iter().map(|coding| coding.id.as_str()).collect();
    let rules = workspace.study.codings.iter().filter(|coding| coding.coder == rules::CODER);
    let lost = rules.filter(|coding| !there.contains(coding.id.as_str())).cloned();
    let (candidates, decided): (Vec<Coding>, Vec<Coding>) =
        lost.partition(|coding| coding.state == CodingState::Candidate);
    (decided, candidates.len())
}

/// The files of `codings/rules`; one whose candidates are all gone is left empty.
fn files(workspace: &Workspace, proposal: Proposal, lost: Vec<Coding>) -> BTreeMap<String, String> {
    let before = workspace.study.codings.iter().filter(|coding| coding.coder == rules::CODER);
    let mut files: BTreeMap<String, String> = before.map(|coding| (store::file_of(coding), String::new())).collect();
    let mut codings = proposal.codings;
    for coding in codings.iter_mut().filter(|coding| workspace.moved.contains(&coding.id)) {
        // A decision whose words may have moved keeps its anchor until somebody accepts the new place.
        if let Some(original) = workspace.study.codings.iter().find(|original| original.id == coding.id)
            && original.state != CodingState::Candidate
        {
            coding.clone_from(original);
        }
    }
    files.extend(store::files(codings.iter().chain(&lost)));
    files
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
