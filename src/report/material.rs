//! All that a report is made of.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Codebook, Coding, Corpus, Priority, Survey, Theme};
use crate::prepare::{Asks, Sample, Weights};
use crate::study::{Input, StudyFile};
use crate::tabulate::{Groupings, Request};

/// All that a report is made of.
#[derive(Debug, Clone, Default)]
pub struct Material {
    /// What study.toml says; for a lone export only a title.
    pub file: StudyFile,
    /// The answers.
    pub survey: Option<Survey>,
    /// What respondents weigh; not given: all the same.
    pub weights: Option<Arc<Weights>>,
    /// How the sample was drawn; not given: each respondent on their own.
    pub sample: Option<Arc<Sample>>,
    /// Documents and cases, with the names in them replaced.
    pub corpus: Corpus,
    /// Codes.
    pub codebook: Codebook,
    /// Themes.
    pub themes: Vec<Theme>,
    /// What was chosen as a priority, and why.
    pub priorities: Vec<Priority>,
    /// Memos that the narrative calls: their names and their texts.
    pub memos: BTreeMap<String, String>,
    /// Codings in any state, on these documents.
    pub codings: Vec<Coding>,
    /// Ids of codings whose place nobody has accepted since a transcript was edited: they are not among the codings.
    pub moved: Vec<String>,
    /// Banners by name.
    pub groupings: Groupings,
    /// For each document and interview question, whether it is known to have been put.
    pub asked: BTreeMap<(String, String), bool>,
    /// Which interview questions ask about which code or theme.
    pub asks: Asks,
    /// report.md: its name and its text.
    pub narrative: Option<Narrative>,
    /// Every file that was opened, with its hash.
    pub inputs: Vec<Input>,
    /// How tables are made where somebody says so besides study.toml: what is shown, of whom, by which test. Of a lone export.
    pub asked_for: Option<Request>,
    /// The name of the export, for the sources of tables.
    pub export: String,
}

/// The narrative of a study.
#[derive(Debug, Clone, Default)]
pub struct Narrative {
    /// The name of its file, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}
