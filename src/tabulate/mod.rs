//! Counting: answers and themes become [`crate::model::Table`]s with typed, unrounded cells and their bases.
//!
//! - [`kernel`], [`joint`], [`tally`], [`ticks`]: dense counting over the blocks of a survey
//! - [`terms`], [`nets`]: what is in a base, and what is taken together
//! - [`variable`], [`section`]: what a kind of question gives a table; [`single`], [`multiple_response`], [`means`],
//!   [`ranking`] and [`grid`] are the kinds; [`boxes`] and [`summary`] are figures of scales and numbers
//! - [`inference`], [`notes`]: intervals, tests and letters where the sampling supports them, and footnotes in plain words;
//!   [`pairs`]: who stands in two columns; [`compare()`]: what changed between waves
//! - [`design`]: intervals, errors and tests of weighted samples and of samples that were not drawn one by one
//! - [`underway`]: a table while blocks go by; [`streamed`]: tables of a file that is read on the way
//! - [`agreement()`]: how far coders agree; [`rule_test()`]: how well rules find what people coded
//! - [`crosstab()`], [`frequency()`], [`themes()`]: the tables; [`weighting`]: how weights were made;
//!   [`response`]: who answered of those who could
//! - [`joined`], [`joint_display`]: themes beside answers, as questions of their own, and side by side with quotations
//! - [`co_occurrence`], [`sequence`], [`saturation`]: which codes meet, which follow one another, and when new ones stopped

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Codebook, Coding, Corpus, CountUnit, Grouping, Measure, Sampling};
use crate::prepare::{Asks, Sample, Weights};
use crate::stats::multiplicity::Correction;

pub mod agreement;
pub mod boxes;
pub mod co_occurrence;
pub mod columns;
pub mod compare;
pub mod crosstab;
pub mod design;
pub mod frequency;
pub mod grid;
pub mod inference;
pub mod joined;
pub mod joint;
pub mod joint_display;
pub mod kernel;
pub mod means;
pub mod multiple_response;
pub mod nets;
pub mod notes;
pub mod only;
pub mod opposite;
pub mod pairs;
pub mod ranking;
pub mod response;
pub mod rule_test;
pub mod saturation;
pub mod section;
pub mod sequence;
pub mod single;
pub mod streamed;
pub mod summary;
pub mod tally;
pub mod terms;
pub mod themes;
pub mod ticks;
pub mod underway;
pub mod variable;
pub mod weighting;

pub use agreement::agreement;
pub use compare::compare;
pub use crosstab::crosstab;
pub use frequency::frequency;
pub use inference::{IntervalKind, Method, Test, TestChoice};
pub use rule_test::rule_test;
pub use terms::Terms;
pub use themes::themes;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod terms_tests;
#[cfg(test)]
mod tests;

/// A table that is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Unique in the study.
    pub id: String,
    /// The caption; not given: made of the questions.
    pub title: Option<String>,
    /// Questions by id, or a row of a grid by `grid.row`; or codes and categories, for themes (empty: all).
    pub rows: Vec<String>,
    /// Banners side by side, each a grouping or a question; `size:sector` nests. Empty: a total column only.
    pub by: Vec<String>,
    /// What to show; empty: count and column percentage.
    pub show: Vec<Measure>,
    /// How the questions are counted: bases, nets, where the total stands.
    pub terms: Terms,
    /// The test.
    pub test: TestChoice,
    /// What is done about several tests; not given: nothing over a table, Holm over each row of letters.
    pub correction: Option<Correction>,
    /// Whose choices are followed where programs differ.
    pub method: Method,
    /// Which intervals percentages have.
    pub interval: IntervalKind,
    /// How respondents came to be asked.
    pub sampling: Sampling,
    /// Whom the table is about, as a condition ([`crate::prepare::expression`]); not given: everybody.
    pub filter: Option<String>,
    /// What each respondent weighs; not given: all the same.
    pub weights: Option<Arc<Weights>>,
    /// How the sample was drawn; not given: each respondent on their own.
    pub design: Option<Arc<Sample>>,
    /// Below this base counts only.
    pub percent_from: u64,
    /// The name of the export, for provenance.
    pub source: String,
}

impl Request {
    /// Whether respondents do not all count the same, or were not all drawn on their own.
    pub fn is_weighted_or_designed(&self) -> bool {
        self.weights.is_some() || self.design.is_some()
    }
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
    /// Whether what rules propose is among the accepted ones, as in a declared content analysis.
    pub candidates_count: bool,
    /// What a number of people counts.
    pub count: CountUnit,
    /// For each document and interview question (ids, in this order), whether it is known to have been put.
    pub asked: &'a BTreeMap<(String, String), bool>,
    /// Which interview questions ask about which code or theme.
    pub asks: &'a Asks,
}

/// Groupings by name.
pub type Groupings = BTreeMap<String, Grouping>;
