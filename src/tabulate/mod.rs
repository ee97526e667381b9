//! Counting: answers and themes become [`Table`]s with typed, unrounded cells and their bases.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Codebook, Coding, Corpus, CountUnit, Grouping, Measure, Sampling, Survey, Table};

/// Which test goes with a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TestChoice {
    /// As the way of sampling says: χ² or Fisher for probability samples, none for open and purposive ones.
    #[default]
    BySampling,
    /// χ², or Fisher's exact test where Cochran's rule fails, whatever the sampling; the note says it was asked for.
    Auto,
    /// None.
    None,
    /// Pearson's χ² without continuity correction.
    ChiSquare,
    /// Fisher's exact test (Fisher–Freeman–Halton).
    Fisher,
}

/// A table that is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Unique in the study.
    pub id: String,
    /// The caption; not given: made of the questions.
    pub title: Option<String>,
    /// Questions by id; or codes and categories, for themes (empty: all).
    pub rows: Vec<String>,
    /// Banners side by side, each a grouping or a question; `size:sector` nests. Empty: a total column only.
    pub by: Vec<String>,
    /// What to show; empty: count and column percentage.
    pub show: Vec<Measure>,
    /// The test.
    pub test: TestChoice,
    /// How respondents came to be asked.
    pub sampling: Sampling,
    /// Below this base counts only.
    pub percent_from: u64,
    /// The name of the export, for provenance.
    pub source: String,
}

/// What tables of themes are counted from.
#[derive(Debug, Clone, Copy)]
pub struct Themes<'a> {
    /// Documents and cases.
    pub corpus: &'a Corpus,
    /// Codes.
    pub codebook: &'a Codebook,
    /// Codings; only accepted ones count.
    pub codings: &'a [Coding],
    /// What a number of people counts.
    pub count: CountUnit,
    /// Per interview question, the documents in which it is known to have been put, or known not to.
    pub asked: &'a BTreeMap<(String, String), bool>,
}

/// Groupings by name.
pub type Groupings = BTreeMap<String, Grouping>;

/// A table of questions by banners.
///
/// # Errors
/// When a question or a banner is not there, or cannot be tabulated (text).
pub fn crosstab(_survey: &Survey, _groupings: &Groupings, request: &Request) -> Result<(Table, Vec<Diagnostic>)> {
    Err(Error::new(format!("tables are not built yet ({})", request.id)))
}

/// A table a question: counts, percentages, bases, and who is missing and why.
///
/// # Errors
/// When the question is not there.
pub fn frequency(_survey: &Survey, question: &str, request: &Request) -> Result<Table> {
    Err(Error::new(format!("tables are not built yet ({}, {question})", request.id)))
}

/// A table of themes by group: cases that raised a code, of those asked where that is known.
///
/// # Errors
/// When a code or a grouping is not there.
pub fn themes(_data: Themes<'_>, _groupings: &Groupings, request: &Request) -> Result<(Table, Vec<Diagnostic>)> {
    Err(Error::new(format!("tables are not built yet ({})", request.id)))
}
