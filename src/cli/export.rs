//! `canvass export`: the clean answers, or the coded interviews, for other programs.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::export_cases;
use super::options::{DataOption, StudyOption};
use super::terminal::Terminal;
use super::workspace::{self, Workspace};
use crate::diagnostic::{Error, Result};
use crate::model::{Column, Survey, SurveyTable, Texts};
use crate::writers::dataset::{self, DatasetOptions};
use crate::writers::exchange;
use crate::{number, personal, sink, source};

/// Options of `export`.
#[derive(Debug, clap::Args)]
#[command(before_help = "\
Examples:
  canvass export csv -o answers.csv              a row a respondent, labels in the cells
  canvass export csv --codes                     codes in the cells, to standard output
  canvass export csv --reasons -o answers.csv    with why answers are missing: not asked, refused
  canvass export parquet -o answers.parquet      typed columns for R, Python and DuckDB
  canvass export sav -o answers.sav              for SPSS: labels, missing values, multiple response sets
  canvass export csv --data answers.xlsx         an export on its own, cleaned
  canvass export qdpx -o study.qdpx              interviews, codes and codings for NVivo, MAXQDA, ATLAS.ti, QualCoder
  canvass export qdc -o codebook.qdc             the codebook for the same programs
  canvass export cases -o case-codes.csv         a row a case, a column a code: 1, 0, or nothing where it was not asked
  canvass export quotations -o quotations.xlsx   a row a coding: case, code, words, and where they stand")]
pub struct Args {
    /// The format: csv, parquet, sav (answers), qdpx, qdc, cases, quotations (interviews); not given: as the ending of -o says
    #[arg(value_name = "FORMAT", required_unless_present = "output")]
    pub format: Option<String>,
    /// The study's folder; else the one you are in, or a parent of it
    #[command(flatten)]
    pub study: StudyOption,
    /// One export instead of a study
    #[command(flatten)]
    pub data: DataOption,
    /// Write to a file; `-` or nothing is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Codes instead of labels
    #[arg(long)]
    pub codes: bool,
    /// Say why answers are missing, in a column beside each that has any (csv, parquet; sav always does)
    #[arg(long)]
    pub reasons: bool,
    /// How many passages are coded so, instead of 1 and 0 (cases)
    #[arg(long)]
    pub counts: bool,
    /// Replace a file that is there already
    #[arg(short, long)]
    pub force: bool,
}

/// Runs the command.
///
/// # Errors
/// When the format is not known, there are no answers, or the file cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let ending = || args.output.as_deref()?.extension().map(|ending| ending.to_string_lossy().into_owned());
    let format = args.format.clone().or_else(ending).unwrap_or_default();
    if export_cases::is_table(&format) {
        return export_cases::run(args, &format, terminal);
    }
    if args.counts {
        return Err(Error::new("--counts is for the table of cases").hint("canvass export cases --counts"));
    }
    if let Some(writer) = exchange::format(&format) {
        return project(args, writer, terminal);
    }
    let writer = dataset::format(&format)?;
    let mut date = None;
    let (survey, noticed): (Survey, _) = match &args.data.data {
        Some(path) => {
            let reading = workspace::read_data(path)?;
            (reading.survey, reading.noticed)
        }
        None => {
            let opened = Workspace::open(&args.study)?;
            date = opened.study.file.study.date.as_deref().and_then(parts_of);
            (opened.answers()?.clone(), opened.noticed)
        }
    };
    let mut table = survey.main().cloned().ok_or_else(|| Error::new("there are no answers to export"))?;
    let masked = mask_open_answers(&mut table);
    let table = &table;
    let bytes = writer.write(table, DatasetOptions { codes: args.codes, reasons: args.reasons, date })?;
    terminal.noticed(&noticed);
    match file(args) {
        Some(path) => {
            write(args, path, &bytes)?;
            let personal = table.questions.iter().filter(|question| question.personal.is_some()).count();
            terminal.say(format!(
                "wrote {} ({} rows)",
                source::display_name(path),
                table.records().filter(|record| record.excluded.is_none()).count()
            ));
            if personal > 0 {
                terminal.say(match personal {
                    1 => "1 question with personal data is not in it".to_owned(),
                    many => format!("{many} questions with personal data are not in it"),
                });
            }
            if masked > 0 {
                terminal.say(format!(
                    "{} addresses, telephone numbers and the like inside open answers are masked",
                    number::count(masked)
                ));
            }
        }
        None => terminal.data(&bytes)?,
    }
    Ok(Outcome::Fine)
}

/// The file to write to; none: standard output.
pub(super) fn file(args: &Args) -> Option<&Path> {
    args.output.as_deref().filter(|path| *path != Path::new("-"))
}

pub(super) fn write(args: &Args, path: &Path, bytes: &[u8]) -> Result<()> {
    if args.force { sink::write(path, bytes) } else { sink::write_new(path, bytes) }
}

/// The interviews with their codes and codings, and what of the study is not in the file.
fn project(args: &Args, writer: &dyn exchange::ExchangeWriter, terminal: &Terminal) -> Result<Outcome> {
    if args.data.data.is_some() || args.codes || args.reasons {
        return Err(Error::new(format!(
            "--data, --codes and --reasons are for answers, and {} holds interviews",
            writer.name()
        ))
        .hint("leave them out"));
    }
    let mut workspace = Workspace::open_shown(&args.study)?;
    let unnamed = without_organisations(&mut workspace);
    // All coders, and not only what counts: other programs tell them apart. In a content analysis what rules find counts as accepted.
    let is_content = workspace.study.file.study.approach.counts_candidates();
    let codings = if is_content { workspace.counted() } else { workspace.placed() };
    let written = writer.write(&exchange::Project {
        title: &workspace.study.file.study.title,
        date: workspace.study.date(),
        corpus: &workspace.corpus,
        codebook: &workspace.codebook,
        codings: &codings,
    })?;
    terminal.noticed(&workspace.noticed);
    match file(args) {
        Some(path) => {
            write(args, path, &written.bytes)?;
            terminal.say(format!("wrote {}", source::display_name(path)));
            if writer.holds_interviews() && !workspace.moved.is_empty() {
                let count = super::coded::many(workspace.moved.len(), "coding");
                terminal.say(format!(
                    "not in it: {count} that may have moved: canvass take --moved accepts where they are"
                ));
            }
            // Where there are no cases nobody misses what they are called.
            let unnamed = unnamed.filter(|_| writer.holds_interviews());
            for loss in unnamed.iter().chain(&written.losses) {
                terminal.say(format!("not in it: {loss}"));
            }
        }
        None => terminal.data(&written.bytes)?,
    }
    Ok(Outcome::Fine)
}

/// Takes out what organisations are called, unless quotations name them too; gives a sentence on it.
fn without_organisations(workspace: &mut Workspace) -> Option<String> {
    if workspace.study.file.report.names_organisations() {
        return None;
    }
    let taken = workspace.corpus.cases.iter_mut().filter_map(|case| case.organisation.take());
    let count = taken.filter(|name| !name.is_empty()).count();
    (count > 0).then(|| {
        format!(
            "what the organisations of {} are called (attribution = \"{{group}}, {{organisation}}\" under [report] in study.toml shows it)",
            super::coded::many(count, "case")
        )
    })
}

/// Masks what gives somebody away inside open answers; gives how much that was.
fn mask_open_answers(table: &mut SurveyTable) -> u64 {
    let mut count = 0;
    for column in table.blocks.iter_mut().flat_map(|block| &mut block.columns) {
        let Column::Texts(texts) = column else { continue };
        let before = count;
        let mut mask = |text| {
            let (masked, found) = personal::mask(text);
            count += found as u64;
            if found > 0 { Cow::Owned(masked) } else { Cow::Borrowed(text) }
        };
        let masked: Texts = texts.iter().map(|text| text.map(&mut mask)).collect();
        if count > before {
            *texts = masked;
        }
    }
    count
}

/// `2022-06-30` as year, month and day.
fn parts_of(date: &str) -> Option<(u16, u8, u8)> {
    let mut parts = date.split('-');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
