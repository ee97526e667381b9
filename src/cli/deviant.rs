//! `canvass deviant`: who goes against the pattern of a theme, with their words to read.

use std::collections::BTreeSet;

use super::Outcome;
use super::coded::many;
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::themes;
use super::workspace::Workspace;
use crate::coding::attribution;
use crate::coding::retrieve::{self, Quotation, cut_end};
use crate::coding::theme::laid_over;
use crate::diagnostic::{Error, Result};
use crate::model::{Block, Case, Codebook, Coding, CodingState, Document, Inline, Report, Role, Theme};
use crate::number::percent;
use crate::personal::mask;
use crate::study::file::Approach;
use crate::tabulate::themes::deviant::{self, Deviant, Kind, Pattern, Threshold};
use crate::tabulate::{Request, Themes};

/// How many characters of an answer are shown; the source says where the rest is.
const SHOWN: usize = 360;

/// Options of `deviant`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass deviant --by stakeholder                 in each group, who goes against what nearly all or nearly nobody said
  canvass deviant funding own-pocket               of a code, and of a theme with what speaks against it
  canvass deviant --nearly 90 --at-least 8         a stricter pattern, of larger groups only
  canvass deviant --by stakeholder -o deviant.docx as a Word file",
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

/// What the words of cases are taken from.
struct Material<'a> {
    workspace: &'a Workspace,
    codebook: &'a Codebook,
    codings: &'a [Coding],
    passages: usize,
}

/// Runs the command.
///
/// # Errors
/// When there is no study, no such code or group, or the threshold makes no pattern.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    if !(args.nearly > 50.0 && args.nearly < 100.0) {
        return Err(Error::new(format!("{}% is not nearly all", args.nearly))
            .hint("--nearly is above 50 and below 100: 80 is usual"));
    }
    let workspace = Workspace::open_interviews(&args.study)?;
    let stale = workspace.stale();
    let workspace = workspace.into_shown();
    let counted = workspace.counted();
    let themes: Vec<&Theme> = workspace.study.themes.iter().filter(|theme| args.codes.contains(&theme.id)).collect();
    let rows = themes::rows(&workspace, &themes, &args.codes)?;
    let (codebook, codings) = laid_over(&workspace.codebook, &counted, themes.iter().copied());
    let material = Material { workspace: &workspace, codebook: &codebook, codings: &codings, passages: args.passages };
    let threshold = Threshold { share: args.nearly / 100.0, at_least: args.at_least, pairs: args.pairs };
    let counts = workspace.study.file.study.approach != Approach::Reflexive || args.anyway;
    terminal.noticed(&workspace.noticed);
    terminal.noticed(&stale);
    let mut blocks = Vec::new();
    let mut found = 0;
    if counts {
        let data = Themes { codebook: &codebook, ..themes::data(&workspace, &codings) };
        let request = Request { rows, by: args.by.clone(), ..Request::default() };
        let (patterns, few, noticed) = deviant::patterns(data, threshold, &workspace.groupings, &request)?;
        terminal.noticed(&noticed);
        found = patterns.iter().map(|pattern| pattern.against.len()).sum();
        blocks.extend(material.patterns(&patterns));
        if patterns.is_empty() {
            blocks.push(Block::paragraph("Nobody goes against a pattern of the codes: none is raised by nearly all or nearly nobody in a group that is large enough."));
        }
        blocks.push(Block::Note { text: vec![Inline::text(basis(threshold, &few))] });
    } else {
        let what = "In reflexive thematic analysis patterns are not found by counts: shown is what was named as speaking against a theme. --anyway looks for patterns too.";
        blocks.push(Block::Note { text: vec![Inline::text(what)] });
    }
    let of: Vec<&Theme> =
        workspace.study.themes.iter().filter(|theme| args.codes.is_empty() || args.codes.contains(&theme.id)).collect();
    blocks.extend(material.against(&of));
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
    }
    terminal.next(
        "read them whole in canvass review; what speaks against a theme goes into themes.toml: against = [\"ID\"]",
    );
    Ok(Outcome::Fine)
}

fn basis(threshold: Threshold, few: &[String]) -> String {
    let nearly = threshold.share * 100.0;
    let mut text = format!(
        "Nearly all: {}% or more, but not all; nearly nobody: {}% or less, but somebody. Groups of {} or more. Two themes go together where {}% or more of those who \
         raised the first raised the second, and fewer of all interviewed did. Where it is known who was asked about a theme, these are those asked and those who raised it unasked.",
        percent(nearly),
        percent(100.0 - nearly),
        threshold.at_least,
        percent(nearly)
    );
    if !few.is_empty() {
        text.push_str(&format!(" Too small to be looked at: {}.", few.join("; ")));
    }
    text
}

impl Material<'_> {
    fn patterns(&self, patterns: &[Pattern<'_>]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut last: Option<(&str, bool)> = None;
        for pattern in patterns {
            let head = (pattern.code.id.as_str(), pattern.with.is_some());
            if pattern.with.is_some() && last.is_none_or(|(_, pairs)| !pairs) {
                blocks.push(Block::heading(2, "Two themes together"));
            } else if pattern.with.is_none() && last != Some(head) {
                blocks.push(Block::heading(2, pattern.code.name.as_str()));
            }
            last = Some(head);
            blocks.push(Block::Paragraph { text: vec![Inline::Strong(vec![Inline::text(sentence(pattern))])] });
            for one in &pattern.against {
                blocks.push(Block::paragraph(self.name(one)));
                let words = match pattern.kind {
                    Kind::NearlyAll => self.answers(one, &pattern.code.id),
                    Kind::NearlyNobody | Kind::Together => self.quotations(one, &pattern.code.id),
                };
                blocks.extend(words);
            }
        }
        blocks
    }

    /// What was named as speaking against themes.
    fn against(&self, themes: &[&Theme]) -> Vec<Block> {
        let mut blocks = Vec::new();
        for theme in themes.iter().filter(|theme| !theme.against.is_empty()) {
            blocks.push(Block::heading(2, format!("What speaks against “{}”", theme.name)));
            for id in &theme.against {
                let coding = self.codings.iter().find(|coding| coding.id == *id);
                let found = coding.map(|coding| self.of_code(&coding.code));
                let quotation = found.and_then(|(found, _)| found.into_iter().find(|one| one.coding.id == *id));
                blocks.push(match quotation {
                    Some(quotation) => self.block(&quotation),
                    None => Block::paragraph(format!(
                        "{id}: not shown. It is not there, not accepted, or whoever said it must not be quoted."
                    )),
                });
            }
        }
        blocks
    }

    /// "vcfse-16 (VCFSE):".
    fn name(&self, one: &Deviant<'_>) -> String {
        let cases: Vec<&Case> = one.cases.iter().filter_map(|case| self.workspace.corpus.case(case)).collect();
        let groups: BTreeSet<&str> = cases.iter().filter_map(|case| case.group.as_deref()).collect();
        let who = if one.cases.is_empty() { one.documents.join(", ") } else { one.cases.join(", ") };
        match groups.is_empty() {
            true => format!("{who}:"),
            false => format!("{who} ({}):", groups.into_iter().collect::<Vec<_>>().join(", ")),
        }
    }

    /// What somebody said when asked about a theme.
    fn answers(&self, one: &Deviant<'_>, code: &str) -> Vec<Block> {
        let to_read =
            || format!("No question of the guide is known to ask about it. To read: {}.", one.documents.join(", "));
        let Some(questions) = self.workspace.asks.of(code).filter(|questions| !questions.is_empty()) else {
            return vec![Block::paragraph(to_read())];
        };
        let mut blocks = Vec::new();
        let mut withheld = false;
        for document in one.documents.iter().filter_map(|id| self.workspace.corpus.document(id)) {
            for (turn, words) in document.spoken() {
                let case = document.case(turn);
                let is_theirs = case.is_some_and(|case| one.cases.contains(&case)) || one.cases.is_empty();
                let is_answer = turn.question.as_deref().is_some_and(|question| questions.contains(question));
                if !is_theirs || !is_answer || document.role(turn) != Role::Participant {
                    continue;
                }
                let case = case.and_then(|id| self.workspace.corpus.case(id));
                if case.is_some_and(|case| !case.may_be_quoted()) {
                    withheld = true;
                    continue;
                }
                let source = format!("{}, turn {}", document.id, turn.number);
                blocks.push(self.words(&cut_end(words, SHOWN), case, document, source, None));
            }
        }
        blocks.truncate(self.passages);
        if blocks.is_empty() {
            let why = if withheld {
                "Not quoted: they did not agree to be."
            } else {
                "Nothing was found of what they answered."
            };
            blocks.push(Block::paragraph(format!("{why} To read: {}.", one.documents.join(", "))));
        }
        blocks
    }

    /// What somebody said that was coded so.
    fn quotations(&self, one: &Deviant<'_>, code: &str) -> Vec<Block> {
        let (found, _) = self.of_code(code);
        let is_theirs = |quotation: &&Quotation<'_>| match quotation.case {
            Some(case) => one.cases.contains(&case.id.as_str()),
            None => one.documents.contains(&quotation.document.id.as_str()),
        };
        let mut blocks: Vec<Block> =
            found.iter().filter(is_theirs).take(self.passages).map(|quotation| self.block(quotation)).collect();
        if blocks.is_empty() {
            blocks.push(Block::paragraph(format!(
                "Not quoted: they did not agree to be. To read: {}.",
                one.documents.join(", ")
            )));
        }
        blocks
    }

    fn of_code(&self, code: &str) -> (Vec<Quotation<'_>>, usize) {
        retrieve::quotations(&self.workspace.corpus, self.codebook, self.codings, code, CodingState::Accepted)
    }

    fn block(&self, quotation: &Quotation<'_>) -> Block {
        let (document, id) = (quotation.document, Some(quotation.coding.id.clone()));
        self.words(quotation.words(), quotation.case, document, quotation.source(), id)
    }

    fn words(
        &self,
        words: &str,
        case: Option<&Case>,
        document: &Document,
        source: String,
        id: Option<String>,
    ) -> Block {
        let template = &self.workspace.study.file.report.attribution;
        Block::Quotation { text: mask(words).0, attribution: attribution(template, case, document), source, id }
    }
}

fn sentence(pattern: &Pattern<'_>) -> String {
    let of = format!("{} of {}", pattern.raised, pattern.of);
    let whom = pattern.group.as_deref().unwrap_or("All interviewed");
    let left = pattern.against.len();
    match (pattern.kind, pattern.with) {
        (Kind::NearlyNobody, _) => format!("{whom}: only {of} raised “{}”.", pattern.code.name),
        (Kind::Together, Some(with)) => {
            format!("{of} who raised “{}” raised “{}” too; {left} did not.", pattern.code.name, with.name)
        }
        _ => {
            let did = match (pattern.of_asked, left) {
                (true, 1) => "was asked and did not",
                (true, _) => "were asked and did not",
                (false, _) => "did not",
            };
            format!("{whom}: {of} raised “{}”; {left} {did}.", pattern.code.name)
        }
    }
}
