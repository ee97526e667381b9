//! `canvass quotes`: quotations of a code with context and source.

use super::Outcome;
use super::coded::{self, Groups, many};
use super::options::{OutputOptions, StudyOption};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::attribution;
use crate::coding::parallel::{IN_ANOTHER_LANGUAGE, Parallel};
use crate::coding::retrieve::{self, Quotation};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Block, Code, CodingState, Inline, Report};

/// Options of `quotes`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass quotes funding                             every quotation, from each case in turn
  canvass quotes support --by stakeholder --limit 6  of a category, the groups in turn
  canvass quotes funding --candidates                what the rules propose, to accept or reject
  canvass quotes funding -o funding.docx             as a Word file",
    after_help = "\
Only accepted codings are quoted, each with the id that report.md calls it by: {{ quote(\"ID\") }}. Who withdrew or
said no is not quoted; names in private/pseudonyms.csv are replaced."
)]
pub struct Args {
    /// A code or a category, by its id or its name
    #[arg(value_name = "CODE")]
    pub code: String,
    /// Take the groups in turn: a banner of study.toml or a column of cases.csv
    #[arg(long, value_name = "GROUP")]
    pub by: Option<String>,
    /// Show so many at most
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Show what the rules propose and nobody has accepted or rejected yet
    #[arg(long)]
    pub candidates: bool,
    /// Leave out what stands around the quotations, and memos
    #[arg(long)]
    pub bare: bool,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// Where the quotations go
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Runs the command.
///
/// # Errors
/// When there is no study, or no such code or group.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let workspace = Workspace::open_interviews(&args.study)?;
    let stale = workspace.stale();
    let workspace = workspace.into_shown();
    let code = coded::code(&workspace, &args.code)?;
    let groups = args.by.as_deref().map(|by| Groups::named(&workspace, by)).transpose()?;
    let (codings, state) = if args.candidates {
        (workspace.codings.clone(), CodingState::Candidate)
    } else {
        (workspace.counted(), CodingState::Accepted)
    };
    terminal.noticed(&workspace.noticed);
    terminal.noticed(&stale);
    let (found, refused) = retrieve::quotations(&workspace.corpus, &workspace.codebook, &codings, &code.id, state);
    // A turn and its translation are one.
    let parallel = Parallel::of(&workspace.corpus);
    let found = parallel.once(&workspace.corpus, found);
    let all = found.len();
    let documents = {
        let mut ids: Vec<&str> = found.iter().map(|quotation| quotation.document.id.as_str()).collect();
        ids.dedup();
        ids.len()
    };
    let (group_of, order) = match &groups {
        Some(groups) => (Some(groups), groups.order.as_slice()),
        None => (None, &[][..]),
    };
    let mut chosen =
        retrieve::balanced(found, |quotation| group_of.and_then(|groups| groups.of(quotation.case)), order);
    chosen.truncate(args.limit.unwrap_or(usize::MAX));
    terminal.put(&report(args, &workspace, code, &chosen, &parallel), &args.output)?;
    summary(args, &workspace, code, (chosen.len(), all, documents), terminal);
    if refused > 0 {
        let what = format!(
            "{} not shown: whoever said it withdrew, or did not agree to be quoted",
            many(refused, "quotation")
        );
        terminal.noticed(&[Diagnostic::warning(what)]);
    }
    Ok(Outcome::Fine)
}

fn report(args: &Args, workspace: &Workspace, code: &Code, chosen: &[Quotation<'_>], parallel: &Parallel) -> Report {
    let mut blocks = Vec::new();
    let template = &workspace.study.file.report.attribution;
    for quotation in chosen {
        let below = (quotation.coding.code != code.id).then(|| format!(", {}", quotation.coding.code));
        blocks.push(Block::Quotation {
            text: quotation.words().to_owned(),
            attribution: attribution(template, quotation.case, quotation.document),
            source: format!("{}{}", quotation.source(), below.unwrap_or_default()),
            id: Some(quotation.coding.id.clone()),
            beside: parallel.said(&workspace.corpus, quotation, IN_ANOTHER_LANGUAGE),
        });
        if args.bare {
            continue;
        }
        let (before, after) = quotation.around();
        if !before.is_empty() || !after.is_empty() {
            let around = format!("{before} […] {after}");
            blocks.push(remark("In context: ", around.trim()));
        }
        if let Some(negation) = &quotation.coding.negation {
            blocks.push(remark("Negated: ", &format!("“{negation}”")));
        }
        if let Some(memo) = &quotation.coding.memo {
            blocks.push(remark("Memo: ", memo));
        }
    }
    let title = format!("Quotations: {}", code.name);
    Report {
        title,
        date: workspace.study.date().map(str::to_owned),
        language: workspace.study.file.study.language.clone().unwrap_or_else(|| "en-GB".into()),
        blocks,
        ..Report::default()
    }
}

fn remark(what: &str, words: &str) -> Block {
    Block::Paragraph { text: vec![Inline::Emphasis(vec![Inline::text(what)]), Inline::text(words)] }
}

fn summary(
    args: &Args,
    workspace: &Workspace,
    code: &Code,
    (shown, all, documents): (usize, usize, usize),
    terminal: &Terminal,
) {
    let thing = if args.candidates { "candidate" } else { "quotation" };
    let of = if shown < all { format!("{shown} of {}", many(all, thing)) } else { many(all, thing) };
    terminal.say(format!("{of} of “{}” from {}", code.name, many(documents, "document")));
    if args.candidates {
        terminal.next("canvass code --accept ID … and canvass code --reject ID …");
        return;
    }
    let waiting = workspace
        .codings
        .iter()
        .filter(|coding| coding.state == CodingState::Candidate && workspace.codebook.is_within(&coding.code, &code.id))
        .count();
    // In a content analysis they count, and are shown.
    let waiting = if workspace.study.file.study.approach.counts_candidates() { 0 } else { waiting };
    if waiting > 0 {
        terminal.say(format!("{} of rules not shown: nobody has accepted them yet", many(waiting, "candidate")));
    }
    match (all, waiting) {
        (0, 0) => terminal.next("canvass take FILE --coder NAME brings codings in; canvass code proposes some"),
        (_, 0) => terminal.next("in report.md {{ quote(\"ID\") }} shows one"),
        _ => terminal.next(format!("canvass quotes {} --candidates", code.id)),
    }
}
