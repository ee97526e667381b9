//! `canvass import`: a questionnaire export or transcripts into a study.

use std::path::PathBuf;

use super::Outcome;
use super::import_transcripts::import_transcripts;
use super::terminal::Terminal;
use crate::diagnostic::{Error, Result};
use crate::readers::survey::{self, ReadOptions};
use crate::source::Source;

/// Options of `import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A questionnaire export (.csv, .tsv, .xlsx, .xls, .ods), or transcripts (.docx, .vtt, .srt, .txt; several, or a pattern)
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Say what would be done and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The format of the page: terminal, md, html, docx, xlsx; json for machines
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Write the page to a file, whose ending gives the format; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The platform, where it is not recognised: microsoft-forms, google-forms, surveymonkey, qualtrics, generic
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<String>,
    /// The encoding of a text file: utf-8, utf-16le, windows-1252 …
    #[arg(long, value_name = "ENCODING")]
    pub encoding: Option<String>,
    /// The delimiter of a text file: comma, semicolon, tab, or the character itself
    #[arg(long, value_name = "DELIMITER")]
    pub delimiter: Option<String>,
    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// How many rows are headings
    #[arg(long, value_name = "N")]
    pub header_rows: Option<usize>,
    /// The study
    #[command(flatten)]
    pub study: super::options::StudyOption,
    /// Replace files that are there already
    #[arg(short, long)]
    pub force: bool,
}

/// Runs the command.
///
/// # Errors
/// When it could not be done.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    if is_transcripts(&args.files) {
        return import_transcripts(&args.files, args, terminal);
    }
    let [file] = args.files.as_slice() else {
        return Err(Error::new("one questionnaire export at a time"));
    };
    let source = Source::open(file)?;
    let reading = survey::read(&source, &read_options(args)?)?;
    let understood = survey::understood(&reading);
    let mut json = serde_json::to_vec_pretty(&understood).map_err(|error| Error::new(error.to_string()))?;
    json.push(b'\n');
    terminal.data(&json)?;
    Ok(Outcome::Fine)
}

fn is_transcripts(files: &[PathBuf]) -> bool {
    files.len() > 1
}

fn read_options(args: &Args) -> Result<ReadOptions> {
    Ok(ReadOptions {
        platform: args.platform.clone(),
        encoding: args.encoding.clone(),
        delimiter: args.delimiter.as_deref().map(delimiter).transpose()?,
        sheet: args.sheet.clone(),
        header_rows: args.header_rows,
        questionnaire: None,
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
