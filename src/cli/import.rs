//! `canvass import`: a questionnaire export or transcripts, into a study or only to look at.

use std::path::{Path, PathBuf};

use super::import_interviews::{import_interviews, looks_like_interviews};
use super::import_page;
use super::import_project::import_project;
use super::import_transcripts::import_transcripts;
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::{Outcome, workspace};
use super::{import_review, import_study, import_wave};
use crate::diagnostic::{Error, Result};
use crate::readers::survey::{self, ReadOptions, Reading};
use crate::readers::transcript::side_by_side;
use crate::sink;
use crate::source::{self, Source};
use crate::study::Study;

/// Options of `import`.
#[derive(Debug, clap::Args)]
#[command(before_help = "\
Examples:
  canvass import ~/Downloads/answers.xlsx      in a study: copied to raw/, questionnaire.toml written or added to
  canvass import answers.csv --dry-run         say what was understood, write nothing
  canvass import answers.csv -o page.html      the same page as a file to send round
  canvass import later.csv --update            a later export of the same survey; without --update only compared
  canvass import second.csv --wave 2024        another wave, counted beside the first; --by wave tells them apart
  canvass import --review review.xlsx          the data dictionary as a workbook; again when it is edited
  canvass import talks.xlsx --as interviews    a row a person, a column a question: transcripts with cases
  canvass import both-languages.docx           original and translation side by side: a transcript of each, linked
  canvass import transcripts/*                 speakers and roles into cases.csv and documents.csv")]
pub struct Args {
    /// A questionnaire export (.csv, .tsv, .xlsx, .xls, .ods), or transcripts (.docx, .odt, .rtf, .vtt, .srt, .txt): several, or a pattern
    #[arg(required_unless_present = "review", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Say what was understood and write nothing into the study
    #[arg(long)]
    pub dry_run: bool,
    /// The platform, where it is not recognised: microsoft-forms, google-forms, surveymonkey, qualtrics, redcap, kobo, limesurvey, surveyxact, alchemer, typeform, smartsurvey, wjx, triple-s, jisc, spss, stata, sas, generic
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<String>,
    /// Take the file for this, where it is not plain: text without speakers is no transcript unless you say so, and a sheet with
    /// a row a person and a column a question is a questionnaire unless you say interviews
    #[arg(long = "as", value_name = "KIND", value_parser = ["transcript", "answers", "interviews"])]
    pub kind: Option<String>,
    /// A file that belongs to the export: the platform's definition of the questionnaire, a data dictionary, another export of
    /// the same survey; may be given several times. Without it, files beside the export are looked at
    #[arg(long, value_name = "FILE")]
    pub codebook: Vec<PathBuf>,
    /// The encoding of a text file: utf-8, utf-16le, windows-1252 …
    #[arg(long, value_name = "ENCODING")]
    pub encoding: Option<String>,
    /// The delimiter of a text file: comma, semicolon, tab, or the character itself
    #[arg(long, value_name = "DELIMITER")]
    pub delimiter: Option<String>,
    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Which stands first in dates that do not tell by themselves: day-first (31/12/2024) or month-first (12/31/2024)
    #[arg(long, value_name = "ORDER")]
    pub dates: Option<String>,
    /// How many rows are headings
    #[arg(long, value_name = "N")]
    pub header_rows: Option<usize>,
    /// Take in a later export of the same survey: new rows, choices and questions; what was reworded is refused and named
    #[arg(long)]
    pub update: bool,
    /// The name of the wave that the export is: a later export is then counted beside those that are there, as a wave of its
    /// own, and “wave” becomes a question that can divide any table
    #[arg(long, value_name = "NAME", conflicts_with = "update")]
    pub wave: Option<String>,
    /// Review without a text editor: write the data dictionary as this workbook; where the workbook is there already, take
    /// back what was changed in it
    #[arg(long, value_name = "WORKBOOK")]
    pub review: Option<PathBuf>,
    /// Where the page goes
    #[command(flatten)]
    pub output: OutputOptions,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
}

/// Runs the command.
///
/// # Errors
/// When it could not be done.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    match &args.review {
        None => import(args, terminal),
        Some(_) if !args.files.is_empty() && import(args, terminal)? == Outcome::Found => Ok(Outcome::Found),
        Some(review) => import_review::run(review, args, terminal),
    }
}

fn import(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let files = named(&args.files)?;
    if let [file] = files.as_slice()
        && crate::readers::project::is_project(&file.to_string_lossy())
    {
        return import_project(file, args, terminal);
    }
    let transcripts = match args.kind.as_deref() {
        Some(kind) => kind == "transcript",
        None => are_transcripts(&files)?,
    };
    if transcripts {
        return import_transcripts(&files, args, terminal);
    }
    let [file] = files.as_slice() else {
        return Err(Error::new("one questionnaire export at a time, please").hint(
            "transcripts (.docx, .odt, .rtf, .vtt, .srt, .txt) may be many; the exports of several waves are imported one by one",
        ));
    };
    if args.kind.as_deref() == Some("interviews") {
        return import_interviews(file, args, terminal);
    }
    import_survey(file, args, terminal)
}

/// The files that patterns name, for shells that leave patterns to the program.
fn named(patterns: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for pattern in patterns {
        if source::is_file(pattern) || !pattern.to_string_lossy().contains('*') {
            files.push(pattern.clone());
            continue;
        }
        let found = source::matching(Path::new("."), &source::display_name(pattern))?;
        if found.is_empty() {
            return Err(Error::new(format!("no file fits “{}”", source::display_name(pattern)))
                .hint("check the spelling and the folder you are in"));
        }
        files.extend(found.iter().map(|path| path.strip_prefix(".").unwrap_or(path).to_path_buf()));
    }
    Ok(files)
}

/// Whether files are transcripts: by their endings, and for a .txt by whether it is a table.
fn are_transcripts(files: &[PathBuf]) -> Result<bool> {
    let ending =
        |path: &Path| path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let mut transcripts = 0;
    for file in files {
        let is_transcript = match ending(file).as_str() {
            "docx" | "odt" | "rtf" | "vtt" | "srt" | "md" => true,
            "txt" | "" => {
                let opened = Source::open(file)?;
                !survey::looks_like_a_table(&opened) || side_by_side(&opened)?.is_some()
            }
            // A sheet may hold a talk in several languages.
            "csv" | "tsv" | "xlsx" | "xls" | "ods" if source::is_file(file) => {
                side_by_side(&Source::open(file)?)?.is_some()
            }
            _ => false,
        };
        transcripts += usize::from(is_transcript);
    }
    if transcripts > 0 && transcripts < files.len() {
        return Err(Error::new("these are transcripts and questionnaire exports together")
            .hint("import them apart: canvass import transcripts/* and canvass import answers.csv"));
    }
    Ok(transcripts > 0)
}

fn import_survey(file: &Path, args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let opened = Source::open(file)?;
    let mut study = open_study(args)?;
    let later = match &study {
        Some(study) => import_wave::is_later(study, &opened)?,
        None => false,
    };
    // A later export is first looked at as it is, and then compared.
    let questionnaire = study.as_ref().filter(|_| !later).and_then(|study| study.questionnaire.clone());
    let codebooks: Vec<Source> = args.codebook.iter().map(|path| Source::open(path)).collect::<Result<_>>()?;
    let neighbours = if codebooks.is_empty() { workspace::neighbours(file)? } else { Vec::new() };
    let options = ReadOptions { questionnaire, codebooks, neighbours, ..read_options(args)? };
    let reading = survey::read(&opened, &options)?;
    let companions = options.codebooks.iter().chain(&options.neighbours);
    let companions: Vec<&Source> =
        companions.filter(|source| reading.companions.iter().any(|used| used == source.file_name())).collect();
    if let (Some(study), true) = (&mut study, later) {
        return import_wave::run(study, &opened, &companions, &reading, args, terminal);
    }
    show(&reading, opened.file_name(), args, terminal)?;
    if !is_json(args) {
        terminal.noticed(&reading.noticed);
        if looks_like_interviews(&reading) {
            terminal.say("few rows and long answers: if these are interviews, a row a person, import the file with --as interviews");
        }
    }
    match study {
        _ if args.dry_run => {}
        Some(study) => import_study::write_into(&study, &opened, &companions, &reading, args.wave.as_deref(), terminal)?,
        None => terminal.next("canvass init our-study, then go into it and import the file again: it is copied there with its data dictionary"),
    }
    Ok(Outcome::Fine)
}

/// The study that is meant, where there is one.
fn open_study(args: &Args) -> Result<Option<Study>> {
    match workspace::study_folder(&args.study) {
        Ok(folder) => Study::load(&folder).map(Some),
        Err(error) if args.study.study.is_some() => Err(error),
        Err(_) => Ok(None),
    }
}

/// Whether the result is for a program.
pub(super) fn is_json(args: &Args) -> bool {
    let ending =
        || args.output.output.as_ref().and_then(|path| path.extension()).is_some_and(|ending| ending == "json");
    args.output.format.as_deref().map_or_else(ending, |format| format.eq_ignore_ascii_case("json"))
}

/// Prints the page, or the same as JSON.
fn show(reading: &Reading, file: &str, args: &Args, terminal: &Terminal) -> Result<()> {
    let understood = survey::understood(reading);
    if is_json(args) {
        return put_json(&understood, args, terminal);
    }
    terminal.put(&import_page::page(reading, &understood, file), &args.output)
}

/// Puts something where the result goes, as JSON.
pub(super) fn put_json(value: &impl serde::Serialize, args: &Args, terminal: &Terminal) -> Result<()> {
    let mut json = serde_json::to_vec_pretty(value)
        .map_err(|error| Error::new(format!("the JSON could not be written: {error}")))?;
    json.push(b'\n');
    match args.output.output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) if args.output.force => sink::write(path, &json),
        Some(path) => sink::write_new(path, &json),
        None => terminal.data(&json),
    }
}

pub(super) fn read_options(args: &Args) -> Result<ReadOptions> {
    Ok(ReadOptions {
        platform: args.platform.clone(),
        encoding: args.encoding.clone(),
        delimiter: args.delimiter.as_deref().map(delimiter).transpose()?,
        sheet: args.sheet.clone(),
        header_rows: args.header_rows,
        dates: args.dates.as_deref().map(survey::DateOrder::from_word).transpose()?,
        ..ReadOptions::default()
    })
}

fn delimiter(word: &str) -> Result<char> {
    let mut characters = word.chars();
    match (word.to_lowercase().as_str(), characters.next(), characters.next()) {
        ("comma", ..) => Ok(','),
        ("semicolon", ..) => Ok(';'),
        ("tab" | "\\t", ..) => Ok('\t'),
        ("pipe", ..) => Ok('|'),
        (_, Some(one), None) if one.is_ascii() => Ok(one),
        _ => {
            Err(Error::new(format!("“{word}” is not a delimiter"))
                .hint("use comma, semicolon, tab, or a single character"))
        }
    }
}
