//! Codings of several coders → units that can be compared: who applied which code to which turn, sentence, character, document or case.
//!
//! Each code is compared on its own, as applied or not: codings may overlap, and a passage may bear several codes. What interviewers say is
//! left out. A category holds what lies below it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Code, Codebook, Coding, CodingSource, CodingState, Corpus};
use crate::stats::agreement::Ratings;
use crate::stats::agreement::unitising::Unit;

mod continuum;
mod units;

use continuum::Continuum;
use units::Units;

/// What is compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum UnitKind {
    /// What one speaker says until another does.
    #[default]
    Turn,
    /// A sentence of a turn.
    Sentence,
    /// A character: how far the marked stretches are the same.
    Character,
    /// A whole document.
    Document,
    /// All that a case says, in any document.
    Case,
}

impl UnitKind {
    /// One and many of them in words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Turn => ("turn", "turns"),
            Self::Sentence => ("sentence", "sentences"),
            Self::Character => ("character", "characters"),
            Self::Document => ("document", "documents"),
            Self::Case => ("case", "cases"),
        }
    }
}

/// What is compared of what, and how.
#[derive(Debug, Clone, Copy)]
pub struct Comparison<'a> {
    /// Documents and cases.
    pub corpus: &'a Corpus,
    /// The codes.
    pub codebook: &'a Codebook,
    /// All codings, on the text as it is.
    pub codings: &'a [Coding],
    /// The coders, in the order of the columns.
    pub coders: &'a [String],
    /// Only these documents; empty: those that all of the coders coded.
    pub documents: &'a [String],
    /// All documents that any of them coded, where none are named.
    pub all_documents: bool,
    /// Only these codes and what lies below them; empty: all.
    pub codes: &'a [String],
    /// Codes below this level of the tree count as the one above them; 1 is the outermost.
    pub level: Option<u8>,
    /// The unit.
    pub unit: UnitKind,
    /// Whether units that no coder coded at all are left out.
    pub leave_out_uncoded: bool,
}

/// A code or category under comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedCode<'a> {
    /// The code.
    pub code: &'a Code,
    /// Its depth in the table.
    pub level: u8,
    /// Whether codes below it have rows of their own.
    pub is_category: bool,
    /// Who applied it to what: 1 applied, 0 not.
    pub ratings: Ratings,
    /// For characters: the stretches that each coder marked.
    pub stretches: Option<Vec<Vec<Unit>>>,
}

/// What came out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared<'a> {
    /// Codes and categories that anybody applied, in the order of the codebook.
    pub codes: Vec<ComparedCode<'a>>,
    /// All codes together, unit by unit: each unit's decisions stand one after another.
    pub together: Option<Ratings>,
    /// How many decisions a unit holds there.
    pub decisions: usize,
    /// For characters: every stretch with its code, where no coder's stretches of different codes overlap.
    pub stretches: Option<Vec<Vec<Unit>>>,
    /// The documents compared, by id.
    pub documents: Vec<&'a str>,
    /// Documents that some of the coders coded and others did not, left out.
    pub left_out: Vec<&'a str>,
    /// How many units there are.
    pub units: u64,
    /// How many of them no coder coded at all; they count unless they were left out.
    pub uncoded: u64,
    /// Codes that nobody applied; they have no row.
    pub unused: Vec<&'a str>,
    /// Codings of codes that the codebook does not have.
    pub unknown: BTreeMap<&'a str, u64>,
}

/// Whether a coding is its coder's word: what people accepted, and what rules propose, where rules are a coder.
pub fn is_said(coding: &Coding) -> bool {
    match coding.state {
        CodingState::Accepted => true,
        CodingState::Candidate => matches!(coding.source, CodingSource::Rule(_)),
        CodingState::Rejected => false,
    }
}

/// Compares what coders coded.
pub fn compare(comparison: Comparison<'_>) -> Compared<'_> {
    let mut compared = Compared::default();
    let said: Vec<(usize, &Coding)> = comparison
        .codings
        .iter()
        .filter(|coding| is_said(coding))
        .filter_map(|coding| Some((comparison.coders.iter().position(|coder| *coder == coding.coder)?, coding)))
        .collect();
    documents(comparison, &said, &mut compared);
    let rows = rows(comparison);
    let places = places(comparison, &rows);
    let mut marks = Vec::new();
    for (coder, coding) in said {
        if !compared.documents.contains(&coding.document.as_str()) {
            continue;
        }
        match comparison.codebook.current(&coding.code) {
            Some(code) => marks.extend(places.get(code.id.as_str()).map(|rows| Mark { coder, coding, rows })),
            None => *compared.unknown.entry(coding.code.as_str()).or_default() += 1,
        }
    }
    if comparison.unit == UnitKind::Character {
        Continuum::of(comparison, &compared.documents, &marks).fill(comparison, &rows, &marks, &mut compared);
    } else {
        Units::of(comparison, &compared.documents).fill(comparison, &rows, &marks, &mut compared);
    }
    compared
}

/// A coding by one of the coders, with the rows that it counts in.
struct Mark<'a, 'b> {
    coder: usize,
    coding: &'a Coding,
    rows: &'b [usize],
}

/// A row before anything is counted.
struct Row<'a> {
    code: &'a Code,
    level: u8,
    is_category: bool,
}

fn documents<'a>(comparison: Comparison<'a>, said: &[(usize, &'a Coding)], compared: &mut Compared<'a>) {
    let mut coded: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (coder, coding) in said {
        coded.entry(&coding.document).or_default().insert(*coder);
    }
    for document in &comparison.corpus.documents {
        let by = coded.get(document.id.as_str()).map_or(0, BTreeSet::len);
        let is_named = comparison.documents.contains(&document.id);
        let is_compared = if comparison.documents.is_empty() {
            by == comparison.coders.len() || (by > 0 && comparison.all_documents)
        } else {
            is_named
        };
        if is_compared {
            compared.documents.push(&document.id);
        } else if by > 0 && comparison.documents.is_empty() {
            compared.left_out.push(&document.id);
        }
    }
}

/// The rows: codes and categories down to the level asked for.
fn rows(comparison: Comparison<'_>) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    if comparison.codes.is_empty() {
        for code in comparison.codebook.roots() {
            walk(comparison, code, 0, &mut rows);
        }
    }
    for id in comparison.codes {
        if let Some(code) = comparison.codebook.code(id) {
            walk(comparison, code, 0, &mut rows);
        }
    }
    rows
}

fn walk<'a>(comparison: Comparison<'a>, code: &'a Code, level: u8, rows: &mut Vec<Row<'a>>) {
    // A codebook that goes in a circle is an error that `check` reports; here it must only end.
    if rows.iter().any(|row| row.code.id == code.id) || level >= 32 {
        return;
    }
    let goes_on = comparison.level.is_none_or(|deepest| level + 1 < deepest);
    let below: Vec<&Code> = if goes_on { comparison.codebook.children(&code.id).collect() } else { Vec::new() };
    rows.push(Row { code, level, is_category: !below.is_empty() });
    for code in below {
        walk(comparison, code, level + 1, rows);
    }
}

/// For each code the rows that it counts in: its own, and those of the categories above it.
fn places<'a>(comparison: Comparison<'a>, rows: &[Row<'a>]) -> BTreeMap<&'a str, Vec<usize>> {
    let of = |code: &'a Code| {
        let counts = |row: &usize| comparison.codebook.is_within(&code.id, &rows[*row].code.id);
        (code.id.as_str(), (0..rows.len()).filter(counts).collect::<Vec<_>>())
    };
    comparison.codebook.codes.iter().map(of).filter(|(_, rows)| !rows.is_empty()).collect()
}

#[cfg(test)]
mod tests;
