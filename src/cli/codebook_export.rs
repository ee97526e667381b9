//! `canvass codebook export`: the codebook as a file of its own.

use std::path::{Path, PathBuf};

use super::coded::many;
use super::options::StudyOption;
use super::terminal::Terminal;
use super::{Outcome, codebook, workspace};
use crate::diagnostic::{Error, Result, unknown_name};
use crate::model::{Codebook, Corpus};
use crate::source::{self, Source};
use crate::study::Study;
use crate::study::review::codebook::book;
use crate::writers::exchange::{self, Project};
use crate::{sink, writers};

/// What it is written as.
const FORMATS: [&str; 4] = ["csv", "xlsx", "toml", "qdc"];

/// Options of `codebook export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file; its ending says the format. `-` or nothing is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The format where no ending says it: csv, xlsx, toml, qdc
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Replace a file that is there already
    #[arg(short, long)]
    pub force: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
}

/// Writes the codebook.
///
/// # Errors
/// When there is no study or no codebook, the format is not known, or the file cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let study = Study::load(&workspace::study_folder(&args.study)?)?;
    let file = codebook::file(&study);
    let Some(current) = study.codebook.as_ref().filter(|book| !book.codes.is_empty()) else {
        return Err(
            Error::new(format!("there are no codes in {file} yet")).hint("canvass codebook --add FILE brings some in")
        );
    };
    let path = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let ending = || path?.extension().map(|ending| ending.to_string_lossy().into_owned());
    let format = args.format.clone().or_else(ending).unwrap_or_else(|| "csv".to_owned()).to_lowercase();
    let (bytes, losses) = written(&format, current, &study, file, path.is_none())?;
    let Some(path) = path else {
        terminal.data(&bytes)?;
        return Ok(Outcome::Fine);
    };
    if args.force {
        sink::write(path, &bytes)?
    } else {
        sink::write_new(path, &bytes)?
    }
    let name = source::display_name(path);
    terminal.say(format!("wrote {name}: {}", many(current.codes.len(), "code")));
    for loss in losses {
        terminal.say(format!("not in it: {loss}"));
    }
    terminal.next(format!("canvass codebook --add {name} in another study takes these codes in"));
    Ok(Outcome::Fine)
}

/// The file, and what of the codebook it cannot hold.
fn written(
    format: &str,
    current: &Codebook,
    study: &Study,
    file: &str,
    to_stdout: bool,
) -> Result<(Vec<u8>, Vec<String>)> {
    let with_rules = current.codes.iter().filter(|code| !code.rules.is_empty()).count();
    let rules = (with_rules > 0).then(|| format!("the rules of {}", many(with_rules, "code")));
    match format {
        "csv" => Ok((writers::code_list::csv(current, to_stdout)?, rules.into_iter().collect())),
        "xlsx" => Ok((writers::review::write(&book(current, &codebook::shown(study), study.date()))?, Vec::new())),
        // With its comments: the file itself.
        "toml" => Ok((Source::open(&study.folder.join(file))?.bytes().to_vec(), Vec::new())),
        "qdc" => {
            let writer = exchange::format(format).ok_or_else(|| unknown_name("format", format, FORMATS))?;
            let written = writer.write(&Project {
                title: &study.file.study.title,
                date: study.date(),
                corpus: &Corpus::default(),
                codebook: current,
                codings: &[],
            })?;
            Ok((written.bytes, written.losses))
        }
        other => Err(unknown_name("format of a codebook", other, FORMATS)),
    }
}
