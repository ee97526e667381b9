//! Who goes against the pattern of a theme, with their words to read: what `canvass deviant` shows and `{{ deviant() }}` puts into a report.

use std::collections::BTreeSet;

use super::quotations::beside;
use crate::coding::attribution;
use crate::coding::parallel::Parallel;
use crate::coding::retrieve::{self, Quotation, cut_end};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Block, Case, CodingState, Inline, Role, Theme, Translated};
use crate::number::percent;
use crate::personal::mask;
use crate::tabulate::themes::deviant::{self, Deviant, Kind, Pattern, Threshold};
use crate::tabulate::{Groupings, Request, Themes};

/// How many characters of an answer are shown; the source says where the rest is.
const SHOWN: usize = 360;

/// What patterns, and the words of those who go against them, are taken from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Documents, cases and codings, with names replaced; themes that are named laid over the codes.
    pub data: Themes<'a>,
    /// The themes of which it is shown what was named as speaking against them.
    pub themes: &'a [&'a Theme],
    /// Banners by name.
    pub groupings: &'a Groupings,
    /// Which turns are translations of which.
    pub parallel: &'a Parallel,
    /// How a quotation is attributed.
    pub attribution: &'a str,
    /// How many passages of each case are shown at most.
    pub passages: usize,
    /// Whether each theme has a heading: in a document of its own.
    pub headings: bool,
}

/// From where on a pattern is one; `nearly` in per cent, what is not given is as usual.
///
/// # Errors
/// When the share is not nearly all.
pub fn threshold(nearly: Option<f64>, at_least: Option<u64>, pairs: Option<usize>) -> Result<Threshold> {
    let usual = Threshold::default();
    let nearly = nearly.unwrap_or(usual.share * 100.0);
    if !(nearly > 50.0 && nearly < 100.0) {
        return Err(Error::new(format!("{nearly}% is not nearly all"))
            .hint("“nearly” is a share above 50 and below 100 per cent: 80 is usual"));
    }
    Ok(Threshold {
        share: nearly / 100.0,
        at_least: at_least.unwrap_or(usual.at_least),
        pairs: pairs.unwrap_or(usual.pairs),
    })
}

/// The patterns that somebody goes against, with their words, and what was named as speaking against themes; how many cases go against a pattern.
/// Without a threshold no patterns are looked for.
///
/// # Errors
/// When a code or a grouping is not there.
pub fn blocks(
    sources: &Sources<'_>,
    threshold: Option<Threshold>,
    request: &Request,
) -> Result<(Vec<Block>, usize, Vec<Diagnostic>)> {
    let (mut blocks, mut found, mut noticed) = (Vec::new(), 0, Vec::new());
    let note = |words: String| Block::Note { text: vec![Inline::text(words)] };
    if let Some(threshold) = threshold {
        let (patterns, few, said) = deviant::patterns(sources.data, threshold, sources.groupings, request)?;
        noticed = said;
        found = patterns.iter().map(|pattern| pattern.against.len()).sum();
        blocks.extend(sources.patterns(&patterns));
        if patterns.is_empty() {
            blocks.push(Block::paragraph("Nobody goes against a pattern of the codes: none is raised by nearly all or nearly nobody in a group that is large enough."));
        }
        blocks.push(note(basis(threshold, &few)));
    } else {
        blocks.push(note(
            "In reflexive thematic analysis patterns are not found by counts: shown is what was named as speaking against a theme."
                .to_owned(),
        ));
    }
    blocks.extend(sources.against());
    Ok((blocks, found, noticed))
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

impl Sources<'_> {
    fn heading(&self, words: &str) -> Option<Block> {
        self.headings.then(|| Block::heading(2, words))
    }

    fn patterns(&self, patterns: &[Pattern<'_>]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut last: Option<(&str, bool)> = None;
        for pattern in patterns {
            let head = (pattern.code.id.as_str(), pattern.with.is_some());
            if pattern.with.is_some() && last.is_none_or(|(_, pairs)| !pairs) {
                blocks.extend(self.heading("Two themes together"));
            } else if pattern.with.is_none() && last != Some(head) {
                blocks.extend(self.heading(&pattern.code.name));
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
    fn against(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for theme in self.themes.iter().filter(|theme| !theme.against.is_empty()) {
            let what = format!("What speaks against “{}”", theme.name);
            blocks.push(self.heading(&what).unwrap_or_else(|| Block::paragraph(format!("{what}:"))));
            for id in &theme.against {
                let coding = self.data.codings.iter().find(|coding| coding.id == *id);
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
        let cases: Vec<&Case> = one.cases.iter().filter_map(|case| self.data.corpus.case(case)).collect();
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
        let Some(questions) = self.data.asks.of(code).filter(|questions| !questions.is_empty()) else {
            return vec![Block::paragraph(to_read())];
        };
        let mut blocks = Vec::new();
        let mut withheld = false;
        for document in one.documents.iter().filter_map(|id| self.data.corpus.document(id)) {
            for (turn, words) in document.spoken() {
                let case = document.case(turn);
                let is_theirs = case.is_some_and(|case| one.cases.contains(&case)) || one.cases.is_empty();
                let is_answer = turn.question.as_deref().is_some_and(|question| questions.contains(question));
                if !is_theirs || !is_answer || document.role(turn) != Role::Participant {
                    continue;
                }
                let case = case.and_then(|id| self.data.corpus.case(id));
                if case.is_some_and(|case| !case.may_be_quoted()) {
                    withheld = true;
                    continue;
                }
                let source = format!("{}, turn {}", document.id, turn.number);
                let there = self.parallel.beside(self.data.corpus, document, turn.start);
                let there = there
                    .iter()
                    .map(|there| Translated { what: there.what(), text: mask(&cut_end(there.words(), SHOWN)).0 });
                blocks.push(Block::Quotation {
                    text: mask(&cut_end(words, SHOWN)).0,
                    attribution: attribution(self.attribution, case, document),
                    source,
                    id: None,
                    beside: there.collect(),
                });
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
        let found = self.parallel.once(self.data.corpus, self.of_code(code).0);
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
        retrieve::quotations(self.data.corpus, self.data.codebook, self.data.codings, code, CodingState::Accepted)
    }

    fn block(&self, quotation: &Quotation<'_>) -> Block {
        let template = self.attribution;
        Block::Quotation {
            text: mask(quotation.words()).0,
            attribution: attribution(template, quotation.case, quotation.document),
            source: quotation.source(),
            id: Some(quotation.coding.id.clone()),
            beside: beside(self.parallel, self.data.corpus, quotation),
        }
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
