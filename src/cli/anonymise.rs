//! `canvass anonymise`: which names are replaced, what may still give somebody away, and the transcripts rewritten.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::anonymise_answers as answers;
use super::anonymise_key as key;
use super::anonymise_write as write;
use super::coded::many;
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::{self, Workspace};
use super::{Outcome, names_elsewhere};
use crate::coding::pseudonym::left::{Left, Remaining, Watch, Why};
use crate::coding::pseudonym::{Renamed, problems, rename};
use crate::diagnostic::{Diagnostic, Error, Level, Place, Result};
use crate::model::pseudonym::COLUMNS;
use crate::model::{Block, Document, Listing, ListingColumn, Report, Value};
use crate::study::pseudonyms::FILE;

/// Options of `anonymise`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass anonymise                                   what is replaced, and what may still give somebody away
  canvass anonymise --add \"Maureen Tully=Jean Marsh\"  a row of the key
  canvass anonymise --suggest -o private/names.xlsx   what is still there, as a sheet to decide in
  canvass anonymise --take private/names.xlsx         what was decided, into the key
  canvass anonymise --write                           replace the names in the transcripts for good
  canvass anonymise --to handover                     the same in copies, to be handed on",
    after_help = "\
The key is private/pseudonyms.csv: name, pseudonym. Quotations, reports and exports show pseudonyms at once, without
--write; a full name is replaced with its given name and surname alone, where only one person has them. --write keeps
the originals in private/originals and moves codings with the text. No list of names is complete, and people are known
by what they tell, too: read the transcripts before you hand them on. docs/anonymising.md says what is matched."
)]
pub struct Args {
    /// Add a name with what stands for it to the key
    #[arg(long, value_name = "NAME=PSEUDONYM", conflicts_with_all = ["write", "to", "suggest"])]
    pub add: Vec<String>,
    /// Take the names of a sheet (.csv, .xlsx) into the key: rows with a pseudonym, or with - for what may stay
    #[arg(long, value_name = "SHEET", conflicts_with_all = ["write", "to", "suggest"])]
    pub take: Option<PathBuf>,
    /// List what is still there as a sheet to fill in
    #[arg(long, conflicts_with_all = ["write", "to"])]
    pub suggest: bool,
    /// Replace the names in the transcripts, documents.csv, cases.csv and codings for good
    #[arg(long, conflicts_with = "to")]
    pub write: bool,
    /// Write transcripts, documents.csv, cases.csv and codings with pseudonyms into a folder, and leave the study as it is
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// Exit code 1 where anything is still there that may give somebody away
    #[arg(long)]
    pub strict: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// Where the list goes: it holds real names
    #[command(flatten)]
    pub output: OutputOptions,
}

/// All that was found in a study.
pub(super) struct Looked {
    /// The documents with their names replaced, as in the corpus.
    pub renamed: Vec<Renamed>,
    /// For each name that was found what stands for it, how often and in how many documents.
    pub names: BTreeMap<(String, String), (usize, BTreeSet<usize>)>,
    /// What is still there.
    pub left: Vec<Left>,
}

/// Runs the command.
///
/// # Errors
/// When there is no study, the key cannot be used, or a file cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    if !args.add.is_empty() || args.take.is_some() {
        return key::fill(&workspace::study_folder(&args.study)?, &args.add, args.take.as_deref(), terminal);
    }
    let workspace = Workspace::open(&args.study)?;
    terminal.noticed(&workspace.noticed);
    let mut found = problems::of_key(workspace.pseudonyms.names(), FILE);
    found.extend(problems::for_good(&workspace.pseudonyms, &workspace.corpus, FILE)?);
    terminal.noticed(&found);
    let broken = found.iter().filter(|problem| problem.level == Level::Error).count();
    let looked = look(&workspace, &answers::own_words(&workspace))?;
    if args.suggest {
        terminal.put(&report(vec![suggestions(&looked.left)]), &args.output)?;
        warn_of_names(args, terminal);
        terminal.say(format!("{} to decide", many(looked.left.len(), "row")));
        terminal.next("fill in “pseudonym” (- for what may stay), then: canvass anonymise --take SHEET");
        return Ok(Outcome::Fine);
    }
    if args.write || args.to.is_some() {
        if broken > 0 {
            return Err(Error::new(format!(
                "nothing was written: {} in {FILE}, listed above",
                many(broken, "problem")
            ))
            .hint("mend the key and try again"));
        }
        write::write(&workspace, &looked, args.to.as_deref(), terminal)?;
    }
    let elsewhere = names_elsewhere::find(&workspace)?;
    let mut blocks = Vec::new();
    blocks.extend((!looked.names.is_empty()).then(|| names(&looked, args)));
    blocks.extend((!looked.left.is_empty()).then(|| still_there(&looked.left)));
    blocks.extend((!elsewhere.is_empty()).then(|| in_other_files(&elsewhere)));
    if !blocks.is_empty() || args.output.output.is_some() || args.output.format.is_some() {
        terminal.put(&report(blocks), &args.output)?;
        warn_of_names(args, terminal);
    }
    say(args, &workspace, &looked, terminal);
    let fails = broken > 0 || (args.strict && !(looked.left.is_empty() && elsewhere.is_empty()));
    Ok(if fails { Outcome::Found } else { Outcome::Fine })
}

/// Replaces the names in all documents, in memory, and looks for what is left, in answers too.
pub(super) fn look(workspace: &Workspace, answers: &[Document]) -> Result<Looked> {
    let watch = Watch::new(&workspace.pseudonyms)?;
    let mut looked = Looked { renamed: Vec::new(), names: BTreeMap::new(), left: Vec::new() };
    let mut remaining = Remaining::default();
    for (place, document) in workspace.corpus.documents.iter().enumerate() {
        let key = workspace.pseudonyms.key(&document.file);
        let renamed = rename::document(document, key);
        for (name, _) in &renamed.names {
            let name = &key.names()[*name];
            let of = (name.name.clone(), name.pseudonym.clone().unwrap_or_default());
            let (times, documents) = looked.names.entry(of).or_default();
            *times += 1;
            documents.insert(place);
        }
        watch.look(&renamed, &mut remaining);
        looked.renamed.push(renamed);
    }
    for document in answers {
        watch.look(&rename::document(document, workspace.pseudonyms.key(&document.file)), &mut remaining);
    }
    looked.left = remaining.sorted();
    // Answers have their pseudonyms already, and these look like names.
    let pseudonyms = workspace.pseudonyms.names().iter().filter_map(|name| name.pseudonym.as_deref());
    let stand: BTreeSet<&str> = pseudonyms.flat_map(str::split_whitespace).collect();
    let is_pseudonym = |left: &Left| left.words.split_whitespace().all(|word| stand.contains(word));
    looked.left.retain(|left| !(left.document.starts_with(answers::HEAD) && is_pseudonym(left)));
    Ok(looked)
}

/// What `check` says of a study's names: a key that contradicts itself, personal details in transcripts, names of the key where
/// nothing replaces them.
///
/// # Errors
/// When the key has too many names, or a file cannot be read.
pub(super) fn examine(workspace: &Workspace) -> Result<Vec<Diagnostic>> {
    let mut found = problems::of_key(workspace.pseudonyms.names(), FILE);
    let left = look(workspace, &[])?.left;
    let hint = "canvass anonymise shows each with the words around; --suggest makes a sheet to decide in";
    for left in left.iter().filter(|left| matches!(left.why, Why::Personal(_))) {
        let article = if left.why.words().starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let times = if left.times > 1 { format!(" ({} times)", left.times) } else { String::new() };
        let what = format!("{article} {} stands in {}{times}", left.why.words(), place(left));
        found.push(Diagnostic::warning(what).hint(hint));
    }
    for one in names_elsewhere::find(workspace)? {
        let place = one.line.map_or_else(|| Place::file(&one.file), |line| Place::line(&one.file, line));
        // The name itself is not repeated: what check says is copied into mails and logs.
        let what = "this names somebody of the pseudonym key, and nothing replaces it here";
        found.push(Diagnostic::warning(what).in_place(place).hint(one.hint));
    }
    let names = left.iter().filter(|left| !matches!(left.why, Why::Personal(_))).count();
    if names > 0 && !workspace.pseudonyms.names().is_empty() {
        let what = format!("{} in transcripts that may give somebody away and have no pseudonym", many(names, "name"));
        found.push(Diagnostic::note(what).hint(hint));
    }
    Ok(found)
}

fn report(listings: Vec<Listing>) -> Report {
    Report { language: "en-GB".into(), blocks: listings.into_iter().map(Block::listing).collect(), ..Report::default() }
}

/// The list holds real names: it belongs where the key is.
fn warn_of_names(args: &Args, terminal: &Terminal) {
    let is_kept = |path: &std::path::Path| path.components().any(|part| part.as_os_str() == "private");
    if args.output.output.as_deref().is_some_and(|path| path != std::path::Path::new("-") && !is_kept(path)) {
        let what = "this list holds real names and stands outside private/";
        terminal.noticed(&[Diagnostic::warning(what).hint("write it to private/: -o private/names.xlsx")]);
    }
}

fn names(looked: &Looked, args: &Args) -> Listing {
    let mut rows: Vec<_> = looked.names.iter().collect();
    rows.sort_by(|one, other| other.1.0.cmp(&one.1.0).then_with(|| one.0.cmp(other.0)));
    let is_done = args.write || args.to.is_some();
    Listing {
        id: "names".into(),
        title: if is_done { "Names that were replaced" } else { "Names that are replaced" }.into(),
        columns: vec![
            ListingColumn::words("Name"),
            ListingColumn::words("Stands for it"),
            ListingColumn::figures("Times"),
            ListingColumn::figures("Documents"),
        ],
        rows: rows
            .into_iter()
            .map(|((name, words), (times, documents))| {
                vec![
                    name.as_str().into(),
                    words.as_str().into(),
                    (*times as u64).into(),
                    (documents.len() as u64).into(),
                ]
            })
            .collect(),
        notes: Vec::new(),
    }
}

fn place(left: &Left) -> String {
    match (left.document.starts_with(answers::HEAD), left.turn) {
        (true, 0) => format!("{}, a choice", left.document),
        (true, row) => format!("{}, row {row}", left.document),
        (false, turn) => format!("{}, turn {turn}", left.document),
    }
}

fn still_there(left: &[Left]) -> Listing {
    Listing {
        id: "still-there".into(),
        title: "What may still give somebody away".into(),
        columns: vec![
            ListingColumn::words("What"),
            ListingColumn::words("Why"),
            ListingColumn::figures("Times"),
            ListingColumn::words("First in"),
            ListingColumn::wide("Words around"),
        ],
        rows: left
            .iter()
            .map(|left| {
                vec![
                    left.words.as_str().into(),
                    left.why.words().into(),
                    (left.times as u64).into(),
                    place(left).into(),
                    left.around.as_str().into(),
                ]
            })
            .collect(),
        notes: vec!["Found by its look: some of it names nobody, and what is named otherwise is not here.".into()],
    }
}

fn in_other_files(elsewhere: &[names_elsewhere::Elsewhere]) -> Listing {
    Listing {
        id: "other-files".into(),
        title: "Names of the key in other files of the study".into(),
        columns: vec![
            ListingColumn::words("File"),
            ListingColumn::figures("Line"),
            ListingColumn::words("Name"),
            ListingColumn::wide("What to do"),
        ],
        rows: elsewhere
            .iter()
            .map(|one| {
                let line = one.line.map_or(Value::Empty, Value::Count);
                vec![one.file.as_str().into(), line, one.name.as_str().into(), one.hint.into()]
            })
            .collect(),
        notes: Vec::new(),
    }
}

/// What is left as rows of the key, to be decided on.
fn suggestions(left: &[Left]) -> Listing {
    let mut columns: Vec<ListingColumn> = COLUMNS[..4].iter().map(|&column| ListingColumn::words(column)).collect();
    columns.extend([
        ListingColumn::words("why"),
        ListingColumn::words("first in"),
        ListingColumn::wide("words around"),
        ListingColumn::figures("times"),
    ]);
    let row = |left: &Left| {
        // What dials or is written to has no name of its own that should stand for it.
        let pseudonym = match left.why {
            Why::Personal(what) => format!("[{what}]"),
            _ => String::new(),
        };
        vec![
            left.words.as_str().into(),
            pseudonym.into(),
            left.why.kind().into(),
            Value::Empty,
            left.why.words().into(),
            place(left).into(),
            left.around.as_str().into(),
            (left.times as u64).into(),
        ]
    };
    Listing {
        id: "suggestions".into(),
        title: "Names to decide on".into(),
        columns,
        rows: left.iter().filter(|left| !matches!(left.why, Why::Opening | Why::OtherCase)).map(row).collect(),
        notes: vec![
            "pseudonym: what shall stand for the name; - where it may stay as it is; blank where nobody has decided. kind, where you know better: person, place, organisation.".into(),
            "how: blank, or always, endings, full (docs/anonymising.md). Afterwards: canvass anonymise --take with this file.".into(),
        ],
    }
}

fn say(args: &Args, workspace: &Workspace, looked: &Looked, terminal: &Terminal) {
    let places: usize = looked.names.values().map(|(times, _)| times).sum();
    let documents: BTreeSet<usize> = looked.names.values().flat_map(|(_, documents)| documents).copied().collect();
    let done = if args.write || args.to.is_some() { "replaced" } else { "to be replaced" };
    terminal.say(format!(
        "{} {done} in {} of {}; {} left to look at",
        many(places, "name"),
        documents.len(),
        many(workspace.corpus.documents.len(), "document"),
        many(looked.left.len(), "thing")
    ));
    if workspace.pseudonyms.names().is_empty() {
        terminal.next("canvass anonymise --suggest -o private/names.xlsx, or --add \"NAME=PSEUDONYM\"");
    } else if !looked.left.is_empty() {
        terminal.next("canvass anonymise --suggest -o private/names.xlsx makes a sheet to decide in");
    } else if places > 0 && done == "to be replaced" {
        terminal.next("reports show pseudonyms already; canvass anonymise --write replaces names for good");
    } else {
        terminal.next("canvass check");
    }
}
