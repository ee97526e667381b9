//! Two coders' codings → where they agree, where they differ, and what is final.
//!
//! The same code on the same words is agreement. Codings that are left are put together by the words they share: first those of one
//! code on other words, then those with other codes; what meets nothing was coded by one alone.

use std::collections::{BTreeMap, HashMap};

use super::agreement::is_said;
use super::anchor::{Finder, shorten};
use super::retrieve::{cut_end, cut_start};
use super::take;
use crate::diagnostic::{Diagnostic, Place, unknown_name};
use crate::model::reconciliation::{CodedBy, Decided, DecisionRow, Disagreement, DisagreementKind};
use crate::model::{Codebook, Coding, CodingSource, CodingState, Corpus, Document};

mod before;

pub use before::before;

/// What reconciled codings are called as a coder.
pub const CODER: &str = "final";
/// What stands before the id of the coding that a reconciled one comes from.
pub const PREFIX: &str = "final-";

/// What stands before a decision in the log.
const DECISION: &str = ". Decision: ";
/// What stands before its reason.
const REASON: &str = ". Reason: ";

/// A passage that two coders coded, alike or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting<'a> {
    /// What each of them did.
    pub by: [Option<&'a Coding>; 2],
    /// How they differ; `None`: not at all.
    pub kind: Option<DisagreementKind>,
}

/// All meetings in the documents that both coded, in the order of documents and places.
pub fn meetings<'a>(corpus: &Corpus, codings: &'a [Coding], coders: &[String; 2]) -> Vec<Meeting<'a>> {
    let mut by_document: BTreeMap<&str, [Vec<&Coding>; 2]> = BTreeMap::new();
    for coding in codings.iter().filter(|coding| is_said(coding)) {
        if let Some(coder) = coders.iter().position(|coder| *coder == coding.coder) {
            by_document.entry(&coding.document).or_default()[coder].push(coding);
        }
    }
    let mut found = Vec::new();
    for document in &corpus.documents {
        let Some(of) = by_document.get(document.id.as_str()) else { continue };
        if of.iter().all(|codings| !codings.is_empty()) {
            found.extend(in_document(of));
        }
    }
    found
}

/// Whether two codings of one document stand for each other.
type Meets<'f> = &'f dyn Fn(&Coding, &Coding) -> bool;

fn in_document<'a>([ones, others]: &[Vec<&'a Coding>; 2]) -> Vec<Meeting<'a>> {
    let mut taken = [vec![false; ones.len()], vec![false; others.len()]];
    let mut found: Vec<Meeting<'a>> = Vec::new();
    let same =
        |one: &Coding, other: &Coding| one.code == other.code && one.start == other.start && one.end == other.end;
    let steps: [(Option<DisagreementKind>, Meets); 3] = [
        (None, &same),
        (Some(DisagreementKind::OtherWords), &|one, other| one.code == other.code && shared(one, other) > 0),
        (Some(DisagreementKind::OtherCode), &|one, other| {
            let shorter = (one.end - one.start).min(other.end - other.start);
            one.code != other.code && shared(one, other) * 2 >= shorter && shared(one, other) > 0
        }),
    ];
    for (kind, meets) in steps {
        for (place, one) in ones.iter().enumerate() {
            if taken[0][place] {
                continue;
            }
            let free = others.iter().enumerate().filter(|(other, coding)| !taken[1][*other] && meets(one, coding));
            // The one that shares most; of equals the first.
            let best = free.max_by_key(|(other, coding)| (shared(one, coding), std::cmp::Reverse(*other)));
            if let Some((other, coding)) = best {
                taken[0][place] = true;
                taken[1][other] = true;
                found.push(Meeting { by: [Some(one), Some(coding)], kind });
            }
        }
    }
    let alone = Some(DisagreementKind::OneOnly);
    let left = |place: usize, of: &[&'a Coding]| -> Vec<&'a Coding> {
        of.iter().enumerate().filter(|(number, _)| !taken[place][*number]).map(|(_, coding)| *coding).collect()
    };
    found.extend(left(0, ones).into_iter().map(|one| Meeting { by: [Some(one), None], kind: alone }));
    found.extend(left(1, others).into_iter().map(|other| Meeting { by: [None, Some(other)], kind: alone }));
    let order = |meeting: &Meeting<'_>| {
        let first = meeting.by.iter().flatten().map(|coding| (coding.start, coding.end)).min();
        (first, key(meeting))
    };
    found.sort_by_key(order);
    found
}

fn shared(one: &Coding, other: &Coding) -> usize {
    one.end.min(other.end).saturating_sub(one.start.max(other.start))
}

/// The name by which a row of the sheet is known again.
pub fn key(meeting: &Meeting<'_>) -> String {
    meeting.by.iter().flatten().map(|coding| coding.id.as_str()).collect::<Vec<_>>().join("+")
}

/// The disagreements, most consequential first: by the code that coders agree on least, then by length; the same code on
/// other words comes last. `agreement` is how far they agree on a code.
pub fn disagreements(corpus: &Corpus, meetings: &[Meeting<'_>], agreement: &HashMap<String, f64>) -> Vec<Disagreement> {
    let least = |meeting: &Meeting<'_>| {
        let of = |coding: &&Coding| agreement.get(&coding.code).copied().unwrap_or(1.0);
        meeting.by.iter().flatten().map(of).fold(1.0_f64, f64::min)
    };
    let length = |meeting: &Meeting<'_>| meeting.by.iter().flatten().map(|coding| coding.end - coding.start).max();
    let mut differing: Vec<&Meeting<'_>> = meetings.iter().filter(|meeting| meeting.kind.is_some()).collect();
    differing.sort_by(|one, other| {
        let is_last = |meeting: &Meeting<'_>| meeting.kind == Some(DisagreementKind::OtherWords);
        (is_last(one).cmp(&is_last(other)))
            .then(least(one).total_cmp(&least(other)))
            .then(length(other).cmp(&length(one)))
    });
    let mut finders: HashMap<&str, Finder<'_>> = HashMap::new();
    let mut rows = Vec::with_capacity(differing.len());
    for meeting in differing {
        let Some(first) = meeting.by.iter().flatten().next() else { continue };
        let Some(document) = corpus.document(&first.document) else { continue };
        let finder = finders.entry(&document.id).or_insert_with(|| Finder::new(document));
        rows.push(row(meeting, document, finder));
    }
    rows
}

fn row(meeting: &Meeting<'_>, document: &Document, finder: &Finder<'_>) -> Disagreement {
    const AROUND: usize = 120;
    let codings = || meeting.by.iter().flatten();
    let start = codings().map(|coding| coding.start).min().unwrap_or(0);
    let end = codings().map(|coding| coding.end).max().unwrap_or(0);
    let turn = document.turn_at(start);
    let (from, to) = turn.map_or((start, end), |turn| (turn.start.min(start), turn.end.max(end)));
    let positions = finder.positions();
    let before = cut_start(positions.slice(from, start), AROUND);
    let after = cut_end(positions.slice(end, to), AROUND);
    let gap = if after.starts_with(|first: char| first.is_alphanumeric()) { " " } else { "" };
    let context = format!("{before} »{}«{gap}{after}", positions.slice(start, end).trim());
    let speaker = turn.and_then(|turn| turn.speaker).and_then(|speaker| document.speakers.get(speaker));
    Disagreement {
        kind: meeting.kind.unwrap_or(DisagreementKind::OtherWords),
        document: document.id.clone(),
        turn: turn.map(|turn| turn.number),
        speaker: speaker.map(|speaker| speaker.label.clone()).unwrap_or_default(),
        context: context.trim().to_owned(),
        by: meeting.by.map(|coding| {
            coding.map(|coding| CodedBy {
                id: coding.id.clone(),
                code: coding.code.clone(),
                words: coding.exact.clone(),
                memo: coding.noted(),
            })
        }),
        decided: Decided::default(),
    }
}

/// What is final.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// The codings of `final`: agreed, decided, and (as candidates, so that they do not count) not decided yet.
    pub codings: Vec<Coding>,
    /// How many were agreed, decided and left.
    pub agreed: usize,
    /// Rows that were decided.
    pub decided: usize,
    /// Disagreements without a decision, as “document, turn 4: code”.
    pub left: Vec<String>,
    /// The decisions in Markdown.
    pub log: String,
}

/// Puts decisions to the disagreements.
///
/// # Errors
/// With every row that does not fit; nothing is final then.
pub fn decide(
    corpus: &Corpus,
    codebook: &Codebook,
    meetings: &[Meeting<'_>],
    coders: &[String; 2],
    rows: &[DecisionRow],
    file: &str,
) -> Result<Reconciled, Vec<Diagnostic>> {
    let differing: HashMap<String, &Meeting<'_>> =
        meetings.iter().filter(|meeting| meeting.kind.is_some()).map(|meeting| (key(meeting), meeting)).collect();
    let mut problems = Vec::new();
    let mut decisions: HashMap<&str, (Vec<Coding>, &DecisionRow, String)> = HashMap::new();
    for row in rows {
        let place = Place::line(file, row.row);
        let Some(meeting) = differing.get(&row.coding) else {
            problems.push(
                Diagnostic::error(format!("row {}: no disagreement is known by “{}”", row.row, row.coding))
                    .in_place(place)
                    .hint("the last column must stay as it was written; if codings changed since, write a new sheet"),
            );
            continue;
        };
        if decisions.contains_key(row.coding.as_str()) {
            problems.push(
                Diagnostic::error(format!("row {}: this disagreement stands in the sheet twice", row.row))
                    .in_place(place),
            );
            continue;
        }
        match decided(corpus, codebook, meeting, coders, row) {
            Ok(Some((codings, what))) => {
                decisions.insert(&row.coding, (codings, row, what));
            }
            Ok(None) => {}
            Err(problem) => problems.push(problem.in_place(place)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut reconciled = Reconciled::default();
    let mut log: Vec<String> = Vec::new();
    for meeting in meetings {
        let Some(first) = meeting.by.iter().flatten().next() else { continue };
        let place = place(corpus, first);
        if meeting.kind.is_none() {
            reconciled.agreed += 1;
            reconciled.codings.push(copied(first, agreed_memo(meeting)));
            continue;
        }
        if let Some((codings, row, what)) = decisions.get(key(meeting).as_str()) {
            reconciled.decided += 1;
            reconciled.codings.extend(codings.iter().cloned());
            log.push(logged(meeting, coders, &place, row, what));
            continue;
        }
        let codes: Vec<&str> = meeting.by.iter().flatten().map(|coding| coding.code.as_str()).collect();
        reconciled.left.push(format!("{place}: {}", codes.join(" or ")));
        reconciled.codings.extend(
            meeting
                .by
                .iter()
                .flatten()
                .map(|coding| Coding { state: CodingState::Candidate, ..copied(coding, coding.memo.clone()) }),
        );
    }
    reconciled.codings.sort_by(Coding::order);
    reconciled.log = page(coders, &reconciled, &log);
    Ok(reconciled)
}

fn copied(coding: &Coding, memo: Option<String>) -> Coding {
    Coding {
        id: format!("{PREFIX}{}", coding.id),
        coder: CODER.into(),
        state: CodingState::Accepted,
        source: CodingSource::Hand,
        memo,
        ..coding.clone()
    }
}

fn agreed_memo(meeting: &Meeting<'_>) -> Option<String> {
    let mut memos: Vec<&str> = meeting.by.iter().flatten().filter_map(|coding| coding.memo.as_deref()).collect();
    memos.dedup();
    (!memos.is_empty()).then(|| memos.join("\n"))
}

/// What a row makes of a disagreement, and the decision in words; `None`: nothing was decided.
fn decided(
    corpus: &Corpus,
    codebook: &Codebook,
    meeting: &Meeting<'_>,
    coders: &[String; 2],
    row: &DecisionRow,
) -> Result<Option<(Vec<Coding>, String)>, Diagnostic> {
    let folded = row.decision.trim().to_lowercase();
    let word = folded.strip_prefix("keep ").unwrap_or(&folded).trim().to_owned();
    let is_other = matches!(word.as_str(), "other" | "other code" | "other words" | "span");
    if word.is_empty() && (!row.code.is_empty() || !row.words.is_empty()) {
        return Err(problem(
            row,
            "another code or other words are given, but no decision",
            "write “other” into the column “decision”",
        ));
    }
    let kept = |place: usize| match meeting.by[place] {
        Some(coding) => Ok(vec![copied(coding, memo(coding.memo.as_deref(), row, &format!("keep {}", coders[place])))]),
        None => Err(problem(
            row,
            &format!("{} did not code this, so there is nothing of theirs to keep", coders[place]),
            "decide for the other, for neither, or for other",
        )),
    };
    let is_of = |place: usize| word == coders[place].to_lowercase() || word == ["a", "b"][place];
    if word.is_empty() {
        return Ok(None);
    }
    if !is_other && (!row.code.is_empty() || !row.words.is_empty()) {
        return Err(problem(
            row,
            "another code or other words are given beside a decision for what is there",
            "write “other”, or clear these cells",
        ));
    }
    if is_of(0) {
        return Ok(Some((kept(0)?, format!("keep {}", coders[0]))));
    }
    if is_of(1) {
        return Ok(Some((kept(1)?, format!("keep {}", coders[1]))));
    }
    match word.as_str() {
        "neither" | "none" => Ok(Some((Vec::new(), "neither".into()))),
        "both" if meeting.by.iter().all(Option::is_some) => {
            let both =
                meeting.by.iter().flatten().map(|coding| copied(coding, memo(coding.memo.as_deref(), row, "both")));
            Ok(Some((both.collect(), "both".into())))
        }
        "both" => Err(problem(
            row,
            "only one of them coded this, so there are not two to keep",
            "name the one, or write neither or other",
        )),
        _ if is_other => other(corpus, codebook, meeting, row).map(|(coding, what)| Some((vec![coding], what))),
        _ => Err(problem(
            row,
            &format!("“{}” is no decision", row.decision),
            &format!("there are: keep {}, keep {}, both, neither, other", coders[0], coders[1]),
        )),
    }
}

fn problem(row: &DecisionRow, what: &str, hint: &str) -> Diagnostic {
    Diagnostic::error(format!("row {}: {what}", row.row)).hint(hint)
}

fn memo(own: Option<&str>, row: &DecisionRow, what: &str) -> Option<String> {
    let decided =
        if row.reason.is_empty() { format!("Decided: {what}.") } else { format!("Decided: {what}. {}", row.reason) };
    Some(own.map_or(decided.clone(), |own| format!("{own}\n{decided}")))
}

/// Another code, other words, or both.
fn other(
    corpus: &Corpus,
    codebook: &Codebook,
    meeting: &Meeting<'_>,
    row: &DecisionRow,
) -> Result<(Coding, String), Diagnostic> {
    let nothing = || {
        problem(
            row,
            "“other” was decided, but neither another code nor other words are given",
            "fill in “other code” or “other words”",
        )
    };
    let Some(first) = meeting.by.iter().flatten().next() else { return Err(nothing()) };
    if row.code.is_empty() && row.words.is_empty() {
        return Err(nothing());
    }
    let mut coding = copied(first, None);
    if !row.code.is_empty() {
        let Some(code) = take::code(codebook, &row.code) else {
            let known = codebook.codes.iter().map(|code| code.id.as_str());
            return Err(Diagnostic::from(unknown_name("code", &row.code, known)));
        };
        coding.code.clone_from(&code.id);
    }
    if !row.words.is_empty() {
        let Some(document) = corpus.document(&first.document) else { return Err(nothing()) };
        let finder = Finder::new(document);
        let turns: Vec<u32> =
            meeting.by.iter().flatten().filter_map(|by| document.turn_at(by.start)).map(|turn| turn.number).collect();
        let places: Vec<(usize, usize)> = finder
            .occurrences(&row.words)
            .into_iter()
            .map(|span| finder.code_points(span))
            .filter(|(start, _)| document.turn_at(*start).is_some_and(|turn| turns.contains(&turn.number)))
            .collect();
        let [(start, end)] = places[..] else {
            let what = if places.is_empty() { "do not stand" } else { "stand more than once" };
            return Err(problem(
                row,
                &format!("the words “{}” {what} in the turn", shorten(&row.words)),
                "copy them from the transcript, word for word, with as much as makes them one place",
            ));
        };
        finder.anchor(&mut coding, start, end);
    }
    let what = match (row.code.is_empty(), row.words.is_empty()) {
        (false, true) => format!("other code, {}", coding.code),
        (true, _) => "other words".to_owned(),
        (false, false) => format!("other code, {}, on other words", coding.code),
    };
    coding.memo = memo(first.memo.as_deref(), row, &what);
    Ok((coding, what))
}

/// Where a coding stands.
fn place(corpus: &Corpus, coding: &Coding) -> String {
    let turn = corpus.document(&coding.document).and_then(|document| document.turn_at(coding.start));
    turn.map_or(coding.document.clone(), |turn| format!("{}, turn {}", coding.document, turn.number))
}

fn logged(meeting: &Meeting<'_>, coders: &[String; 2], place: &str, row: &DecisionRow, what: &str) -> String {
    let reason = if row.reason.is_empty() { ".".to_owned() } else { format!("{REASON}{}", row.reason) };
    format!("{}{what}{reason}", known(meeting, coders, place))
}

/// What a line of the log begins with, up to the decision.
fn known(meeting: &Meeting<'_>, coders: &[String; 2], place: &str) -> String {
    let said = |number: usize| match meeting.by[number] {
        Some(coding) => format!("{} coded {}: “{}”", coders[number], coding.code, shorten(&coding.exact)),
        None => format!("{} did not code it", coders[number]),
    };
    format!("- {place}. {}; {}{DECISION}", said(0), said(1))
}

fn page(coders: &[String; 2], reconciled: &Reconciled, log: &[String]) -> String {
    let mut page = format!(
        "# Reconciliation of {} and {}\n\nWritten by `canvass reconcile --take`; what it says again next time is overwritten.\n\n\
         - Coded alike: {}\n- Decided: {}\n- Not decided yet: {}\n",
        coders[0],
        coders[1],
        reconciled.agreed,
        reconciled.decided,
        reconciled.left.len()
    );
    for (heading, lines) in [("Decisions", log), ("Not decided yet", &reconciled.left)] {
        if !lines.is_empty() {
            page.push_str(&format!("\n## {heading}\n\n"));
            for line in lines {
                let line = line.replace('\n', " ");
                page.push_str(if line.starts_with("- ") { "" } else { "- " });
                page.push_str(&line);
                page.push('\n');
            }
        }
    }
    page
}

#[cfg(test)]
mod tests;
