//! `canvass deviant`: who goes against the pattern of a theme, with their words to read.

use super::Outcome;
use super::coded::many;
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::themes;
use super::workspace::Workspace;
use crate::coding::parallel::Parallel;
use crate::coding::theme::laid_over;
use crate::diagnostic::Result;
use crate::model::{Report, Theme};
use crate::report::deviant::{self, Sources};
use crate::study::file::Approach;
use crate::tabulate::themes::deviant::Threshold;
use crate::tabulate::{Request, Themes};

/// Options of `deviant`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass deviant --by stakeholder                 in each group, who goes against what nearly all or nearly nobody said
  canvass deviant funding own-pocket               of a code, and of a theme with what speaks against it
  canvass deviant --nearly 90 --at-least 8         a stricter pattern, of larger groups only
  canvass deviant --by stakeholder -o deviant.docx  as a Word file",
    after_help = "\
Nearly all raised a theme and some did not although they were asked; nearly nobody did and some did; nearly all who
raise one theme raise another, and some do not. Read these cases first: they show where a pattern ends, or why. Who
was not asked goes against nothing. Only accepted codings count; who withdrew or said no is not quoted."
)]
pub struct Args {
    /// Codes or categories, by id or name, or themes of themes.toml; none: the whole codebook and all themes
    #[arg(value_name = "CODE")]
    pub codes: Vec<String>,
    /// In each group: a banner of study.toml or a column of cases.csv; not given: in all together
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    pub by: Vec<String>,
    /// From which share on it is nearly all, in per cent; nearly nobody is what is left of 100
    #[arg(long, value_name = "PERCENT", default_value_t = 80.0)]
    pub nearly: f64,
    /// Look at groups of so many at least
    #[arg(long, value_name = "N", default_value_t = Threshold::default().at_least)]
    pub at_least: u64,
    /// Show so many patterns of two themes at most, the clearest first
    #[arg(long, value_name = "N", default_value_t = Threshold::default().pairs)]
    pub pairs: usize,
    /// Show so many passages of each case at most
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub passages: usize,
    /// Look for patterns by counts although the study's approach has no use for them
    #[arg(long)]
    pub anyway: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// Where it goes
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Runs the command.
///
/// # Errors
/// When there is no study, no such code or group, or the threshold makes no pattern.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let threshold = deviant::threshold(Some(args.nearly), Some(args.at_least), Some(args.pairs))?;
    let workspace = Workspace::open_interviews(&args.study)?;
    let stale = workspace.stale();
    let workspace = workspace.into_shown();
    let counted = workspace.counted();
    let named: Vec<&Theme> = workspace.study.themes.iter().filter(|theme| args.codes.contains(&theme.id)).collect();
    let rows = themes::rows(&workspace, &named, &args.codes)?;
    let (codebook, codings) = laid_over(&workspace.codebook, &counted, named.iter().copied());
    let all: Vec<&Theme> = workspace.study.themes.iter().collect();
    let sources = Sources {
        data: Themes { codebook: &codebook, ..themes::data(&workspace, &codings) },
        themes: if args.codes.is_empty() { &all } else { &named },
        groupings: &workspace.groupings,
        parallel: &Parallel::of(&workspace.corpus),
        attribution: &workspace.study.file.report.attribution,
        passages: args.passages,
        headings: true,
    };
    let counts = workspace.study.file.study.approach != Approach::Reflexive || args.anyway;
    terminal.noticed(&workspace.noticed);
    terminal.noticed(&stale);
    let request = Request { rows, by: args.by.clone(), ..Request::default() };
    let (blocks, found, noticed) = deviant::blocks(&sources, counts.then_some(threshold), &request)?;
    terminal.noticed(&noticed);
    let report = Report {
        title: "Who goes against the pattern".into(),
        date: workspace.study.date().map(str::to_owned),
        language: workspace.study.file.study.language.clone().unwrap_or_else(|| "en-GB".into()),
        blocks,
        ..Report::default()
    };
    terminal.put(&report, &args.output)?;
    if counts {
        terminal.say(format!("{} against a pattern", many(found, "case")));
    } else {
        terminal.say("patterns are not looked for by counts: --anyway does it");
    }
    terminal.next(
        "read them whole in canvass review; what speaks against a theme goes into themes.toml: against = [\"ID\"]",
    );
    Ok(Outcome::Fine)
}
