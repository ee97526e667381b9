//! `canvass agreement`: how far coders agree, with what was compared.

use std::path::PathBuf;

use super::Outcome;
use super::agreement_data;
use super::coded::{self, many};
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::agreement::{Compared, Comparison, UnitKind, compare};
use crate::diagnostic::{Diagnostic, Error, Place, Result, unknown_name};
use crate::model::{Block, Report, StubKind, Table};
use crate::number;
use crate::stats::agreement::bootstrap::RESAMPLES;
use crate::stats::agreement::cohen::Weights;
use crate::study::file::Approach;
use crate::tabulate::agreement::{AgreementRequest, AgreementRow, Coefficient, Level, agreement};

/// Options of `agreement`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass agreement asha tom                        each code, turn by turn
  canvass agreement asha tom rules --unit sentence  three coders, one of them the rules
  canvass agreement asha tom --level 1              by category
  canvass agreement asha tom --fail-under alpha=0.8
  canvass agreement --data ratings.csv              a table: a row a unit, a column a coder",
    after_help = "\
Each code is compared on its own, as applied to a unit or not; what interviewers say is left out, and only documents that
all of the coders coded are compared. Agreement says whether others could code alike, not whether the coding is right:
read the disagreements first (canvass reconcile). docs/agreement.md explains the choices, docs/methods.md the formulas."
)]
pub struct Args {
    /// The coders, as their folders in codings/ are called; with --data, columns of the table
    #[arg(value_name = "CODER")]
    pub coders: Vec<String>,
    /// A plain table instead of a study: a row a unit and a column a coder; or columns unit, coder, code; or coder, start, end
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// How the table is laid out: across (coders in columns), down (coders in rows), long, stretches; not given: as it looks
    #[arg(long, value_name = "LAYOUT", requires = "data")]
    pub layout: Option<String>,
    /// How long the text is, for stretches, in characters
    #[arg(long, value_name = "N", requires = "data")]
    pub length: Option<u64>,
    /// The level of measurement of the table: nominal, ordinal, interval, ratio
    #[arg(long, value_name = "LEVEL", default_value = "nominal")]
    pub metric: String,
    /// How near misses count in Cohen's κ: none, linear, quadratic
    #[arg(long, value_name = "WEIGHTS", default_value = "none")]
    pub weights: String,
    /// What is compared: turn, sentence, character, document, case
    #[arg(long, value_name = "UNIT", default_value = "turn")]
    pub unit: String,
    /// Roll codes up to this level of the tree; 1 is the outermost
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=32))]
    pub level: Option<u8>,
    /// Units that no coder coded at all: count, leave-out
    #[arg(long, value_name = "WHAT", default_value = "count")]
    pub uncoded: String,
    /// Only these documents (several with commas)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub document: Vec<String>,
    /// Only these codes and what lies below them, by id or name (several with commas)
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub code: Vec<String>,
    /// Documents too that only some of the coders coded: the others then said nothing of them
    #[arg(long)]
    pub all_documents: bool,
    /// Which coefficients: percent, kappa, alpha, ac1, brennan-prediger, unitising-alpha, u-alpha, cu-alpha (several with commas)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub show: Vec<String>,
    /// How often units are drawn again for intervals; 0: not at all
    #[arg(long, value_name = "N", default_value_t = RESAMPLES)]
    pub resamples: usize,
    /// End with exit code 1 where a coefficient is below a bound: alpha=0.8 (several with commas)
    #[arg(long, value_name = "NAME=BOUND", value_delimiter = ',')]
    pub fail_under: Vec<String>,
    /// Compute it in a study whose approach is reflexive, too
    #[arg(long)]
    pub anyway: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// Where the table goes
    #[command(flatten)]
    pub output: OutputOptions,
}

/// A bound that a coefficient must not fall below.
struct Bound {
    of: Coefficient,
    least: f64,
}

/// Runs the command. Exit code 1 where a coefficient is below its bound.
///
/// # Errors
/// When there is no study or table, no such coder, or nothing that two coders coded.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let bounds = args.fail_under.iter().map(|typed| bound(typed)).collect::<Result<Vec<Bound>>>()?;
    let show = args.show.iter().map(|typed| named(typed)).collect::<Result<Vec<Coefficient>>>()?;
    let (mut report, table) = match &args.data {
        Some(path) => {
            (Report { language: "en-GB".into(), ..Report::default() }, agreement_data::table(args, path, show)?)
        }
        None => {
            let workspace = Workspace::open_interviews(&args.study)?;
            terminal.noticed(&workspace.noticed);
            refuse_reflexive(args, &workspace)?;
            let table = of_study(args, &workspace, show, terminal)?;
            let study = &workspace.study.file.study;
            let language = study.language.clone().unwrap_or_else(|| "en-GB".into());
            (Report { language, date: study.date.clone(), ..Report::default() }, table)
        }
    };
    let below = below(&table, &bounds);
    report.blocks = vec![Block::table(table)];
    terminal.put(&report, &args.output)?;
    if args.data.is_none() {
        terminal.next(format!("canvass reconcile {} lists where they differ", args.coders.join(" ")));
    }
    terminal.noticed(&below);
    Ok(if below.is_empty() { Outcome::Fine } else { Outcome::Found })
}

fn named(typed: &str) -> Result<Coefficient> {
    Coefficient::from_word(typed)
        .ok_or_else(|| unknown_name("coefficient", typed, Coefficient::ALL.map(Coefficient::word)))
}

fn bound(typed: &str) -> Result<Bound> {
    let broken = || {
        Error::new(format!("“{typed}” is no bound of a coefficient"))
            .hint("write the name and the number: --fail-under alpha=0.8")
    };
    let (name, least) = typed.split_once('=').ok_or_else(broken)?;
    let least: f64 = least.trim().trim_end_matches('%').parse().map_err(|_| broken())?;
    let of = named(name)?;
    let least = if of == Coefficient::Percent && least > 1.0 { least / 100.0 } else { least };
    if (-1.0..=1.0).contains(&least) { Ok(Bound { of, least }) } else { Err(broken()) }
}

/// What is below its bound; what cannot be computed is no pass and no failure, and stands in the notes.
fn below(table: &Table, bounds: &[Bound]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for bound in bounds {
        for row in &table.stub {
            let Some(cell) = table.cell(&row.key, bound.of.word()) else { continue };
            let value =
                if bound.of == Coefficient::Percent { cell.column_percent.map(|of| of / 100.0) } else { cell.value };
            if let Some(value) = value.filter(|value| *value < bound.least) {
                found.push(Diagnostic::error(format!(
                    "{} of “{}” is {}, below {}",
                    bound.of.word(),
                    row.label,
                    number::fixed(value, 3),
                    bound.least
                )));
            }
        }
    }
    found
}

fn refuse_reflexive(args: &Args, workspace: &Workspace) -> Result<()> {
    if workspace.study.file.study.approach != Approach::Reflexive || args.anyway {
        return Ok(());
    }
    Err(Error::new("this study is reflexive, and agreement between coders is no measure of its quality")
        .in_place(Place::file("study.toml").at("[study] approach"))
        .hint(
            "in reflexive thematic analysis coders bring their own reading, which another is not meant to repeat (docs/methods.md). \
             canvass reconcile A B lists where they differ, to talk about; --anyway computes the coefficients all the same",
        ))
}

/// The unit that a word names.
///
/// # Errors
/// When it names none.
pub fn unit(typed: &str) -> Result<UnitKind> {
    let kinds = [UnitKind::Turn, UnitKind::Sentence, UnitKind::Character, UnitKind::Document, UnitKind::Case];
    let folded = typed.trim().to_lowercase();
    let folded = if folded == "span" { "character" } else { folded.as_str() };
    let found = kinds.into_iter().find(|kind| kind.words().0 == folded);
    found.ok_or_else(|| unknown_name("unit", typed, kinds.map(|kind| kind.words().0)))
}

/// The coders asked for, each with codings in the study.
///
/// # Errors
/// When fewer than two are named, or one has no codings.
pub fn coders(workspace: &Workspace, typed: &[String]) -> Result<Vec<String>> {
    let mut known: Vec<&str> = workspace.codings.iter().map(|coding| coding.coder.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    let mut found: Vec<String> = Vec::new();
    for name in typed {
        let coder = known
            .iter()
            .find(|coder| **coder == name)
            .or_else(|| known.iter().find(|coder| coder.eq_ignore_ascii_case(name)))
            .ok_or_else(|| unknown_name("coder", name, known.iter().copied()))?;
        if !found.iter().any(|other| other == coder) {
            found.push((*coder).to_owned());
        }
    }
    if found.len() < 2 {
        return Err(Error::new("agreement needs two coders or more").hint(match known.len() {
            0 => "nobody has coded yet: canvass take FILE --coder NAME".to_owned(),
            _ => format!("name them: canvass agreement A B. There are codings by {}", known.join(", ")),
        }));
    }
    Ok(found)
}

fn of_study(args: &Args, workspace: &Workspace, show: Vec<Coefficient>, terminal: &Terminal) -> Result<Table> {
    let coders = coders(workspace, &args.coders)?;
    let unit = unit(&args.unit)?;
    for id in &args.document {
        if workspace.corpus.document(id).is_none() {
            return Err(unknown_name("document", id, workspace.corpus.documents.iter().map(|one| one.id.as_str())));
        }
    }
    let codes: Vec<String> = args
        .code
        .iter()
        .map(|typed| coded::code(workspace, typed).map(|code| code.id.clone()))
        .collect::<Result<_>>()?;
    let leave_out_uncoded = match args.uncoded.as_str() {
        "count" => false,
        "leave-out" => true,
        other => return Err(unknown_name("treatment of uncoded units", other, ["count", "leave-out"])),
    };
    coded::refuse_moved(workspace, &coders, &args.document)?;
    let compared = compare(Comparison {
        corpus: &workspace.corpus,
        codebook: &workspace.codebook,
        codings: &workspace.codings,
        coders: &coders,
        documents: &args.document,
        all_documents: args.all_documents,
        codes: &codes,
        level: args.level,
        unit,
        leave_out_uncoded,
    });
    terminal.noticed(&unknown(&compared));
    if compared.documents.is_empty() || compared.codes.is_empty() {
        return Err(nothing(&compared, &coders));
    }
    let words = unit.words();
    let request = AgreementRequest {
        title: format!("Agreement of {}", and(&coders)),
        stub_head: "Code".into(),
        notes: notes(&compared, &coders, unit, leave_out_uncoded),
        coders: coders.clone(),
        prevalence_of: Some(1),
        show: if show.is_empty() { usual(unit) } else { show },
        level: Level::Nominal,
        weights: weights(&args.weights)?,
        resamples: args.resamples,
        unit: (words.0.into(), words.1.into()),
    };
    let mut table = agreement(&rows(compared), &request);
    table.provenance.sources.push(coded::codebook_file(workspace).to_owned());
    Ok(table)
}

/// What is shown where nobody says otherwise.
fn usual(unit: UnitKind) -> Vec<Coefficient> {
    let mut show = Coefficient::USUAL.to_vec();
    if unit == UnitKind::Character {
        show.extend([Coefficient::Unitising, Coefficient::UnitisingLength, Coefficient::UnitisingCodes]);
    }
    show
}

/// The weights that a word names.
///
/// # Errors
/// When it names none.
pub fn weights(typed: &str) -> Result<Weights> {
    match typed {
        "none" => Ok(Weights::None),
        "linear" => Ok(Weights::Linear),
        "quadratic" => Ok(Weights::Quadratic),
        other => Err(unknown_name("kind of weights", other, ["none", "linear", "quadratic"])),
    }
}

fn rows(compared: Compared<'_>) -> Vec<AgreementRow> {
    let mut rows = Vec::new();
    let length = compared.units;
    if compared.decisions > 1 {
        rows.extend(compared.together.map(|ratings| AgreementRow {
            key: "all".into(),
            label: "All codes together".into(),
            level: 0,
            kind: StubKind::Total,
            ratings,
            rows_a_unit: compared.decisions,
            stretches: compared.stretches,
            length,
        }));
    }
    rows.extend(compared.codes.into_iter().map(|row| AgreementRow {
        key: row.code.id.clone(),
        label: row.code.name.clone(),
        level: row.level,
        kind: if row.is_category { StubKind::Net } else { StubKind::Choice },
        ratings: row.ratings,
        rows_a_unit: 1,
        stretches: row.stretches,
        length,
    }));
    rows
}

fn unknown(compared: &Compared<'_>) -> Vec<Diagnostic> {
    let one = |(code, count): (&&str, &u64)| {
        let codings = many(usize::try_from(*count).unwrap_or(usize::MAX), "coding");
        Diagnostic::warning(format!("{codings} of the code “{code}”, which the codebook does not have, not compared"))
            .hint("add the code, or name it in “replaces” of the code that took its place")
    };
    compared.unknown.iter().map(one).collect()
}

fn nothing(compared: &Compared<'_>, coders: &[String]) -> Error {
    if compared.documents.is_empty() && compared.left_out.is_empty() {
        return Error::new(format!("there are no accepted codings by {}", and(coders)))
            .hint("canvass take FILE --coder NAME brings them in");
    }
    if compared.documents.is_empty() {
        return Error::new(format!("no document was coded by {}", together(coders)))
            .hint("have them code the same documents; --all-documents takes who coded nothing there at their word");
    }
    Error::new("nobody applied any of these codes there").hint("leave --code or --document out to compare all")
}

fn together(coders: &[String]) -> String {
    if coders.len() == 2 { format!("both {}", and(coders)) } else { format!("all of {}", and(coders)) }
}

fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// What was compared, always in the same order: unit, N, uncoded, coders, documents.
fn notes(compared: &Compared<'_>, coders: &[String], unit: UnitKind, left_out: bool) -> Vec<String> {
    let (one, several) = unit.words();
    let count = number::count;
    let kept = if left_out { compared.units - compared.uncoded } else { compared.units };
    let mut notes = vec![format!(
        "Unit: {one}; {} {several} of what participants say (interviewers are left out). A code is applied to a {one} when any of its words bear it.",
        count(kept)
    )];
    if unit == UnitKind::Character {
        notes[0] = format!(
            "Unit: character; {} characters of what participants say (interviewers are left out).",
            count(kept)
        );
    }
    notes.push(if left_out {
        format!("Uncoded: {} {several} that no coder coded at all were left out.", count(compared.uncoded))
    } else {
        format!(
            "Uncoded: {} of the {several} were coded by nobody; they count as agreement that no code applies.",
            count(compared.uncoded)
        )
    });
    let documents = compared.documents.len();
    let named = if documents <= 12 { format!(": {}", compared.documents.join(", ")) } else { String::new() };
    let mut said = format!("Coders: {}. {}{named}.", and(coders), many(documents, "document"));
    if !compared.left_out.is_empty() {
        said.push_str(&format!(
            " {} that not all of them coded were left out (--all-documents takes them in).",
            many(compared.left_out.len(), "document")
        ));
    }
    notes.push(said);
    if compared.decisions > 1 {
        notes.push(format!(
            "“All codes together”: each {one} with each of the {} codes that anybody applied is a decision.{}",
            compared.decisions,
            if compared.codes.iter().any(|row| row.is_category) { " A category holds the codes below it." } else { "" }
        ));
    }
    if !compared.unused.is_empty() {
        notes.push(format!("Applied by nobody, and left out: {}.", compared.unused.join(", ")));
    }
    notes
}
