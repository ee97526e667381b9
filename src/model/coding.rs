//! A coding: a code applied to a span of a document by a coder. One line of `codings/<coder>/<document>.jsonl`.

use serde::{Deserialize, Serialize};

/// Where a coding stands on the way from proposal to finding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodingState {
    /// Proposed; not counted.
    Candidate,
    /// Accepted by a person; counted.
    #[default]
    Accepted,
    /// Rejected by a person; kept so that it is not proposed again.
    Rejected,
}

/// Where a coding came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodingSource {
    /// A person read and coded.
    #[default]
    Hand,
    /// Rules of the codebook: the versions (hashes) of those that proposed it, with a blank between.
    Rule(String),
    /// A file, by its name.
    Import(String),
}

/// A code applied to a span of a document by a coder.
///
/// Stand-off and anchored by quotation, in the manner of W3C Web Annotation (TextQuoteSelector beside
/// TextPositionSelector): the transcript is never changed by coding it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coding {
    /// Unique in the study, kept for life: `vcfse-03-funding-2`. What report.md quotes by.
    pub id: String,
    /// The document.
    pub document: String,
    /// Where it starts in the canonical text, in code points.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The code.
    pub code: String,
    /// Who coded: a person, `rules`, or a named model.
    pub coder: String,
    /// Candidate, accepted or rejected.
    #[serde(default)]
    pub state: CodingState,
    /// Where it came from.
    #[serde(default)]
    pub source: CodingSource,
    /// The coded words.
    pub exact: String,
    /// Up to 32 characters before.
    #[serde(default)]
    pub prefix: String,
    /// Up to 32 characters after.
    #[serde(default)]
    pub suffix: String,
    /// [`super::Document::hash`] at the time of coding.
    pub hash: String,
    /// The words of a denial around what a rule found, “never had any funding”: it counts all the same, and a person looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negation: Option<String>,
    /// What the coder noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memo: Option<String>,
}

impl Coding {
    /// What a person should see of a coding besides its words: that they are denied, and the memo.
    pub fn noted(&self) -> String {
        let denied = self.negation.as_ref().map(|words| format!("denied: “{words}”"));
        denied.into_iter().chain(self.memo.clone()).collect::<Vec<_>>().join("; ")
    }

    /// The order of lines in a file and of quotations in lists: by document, position, code, coder, id.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        (&self.document, self.start, self.end, &self.code, &self.coder, &self.id).cmp(&(
            &other.document,
            other.start,
            other.end,
            &other.code,
            &other.coder,
            &other.id,
        ))
    }
}

/// A passage that somebody marked, in the words of the file it came in. `coding::take` finds it in the corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    /// The document, where the file names it; else it is the one the whole file is a copy of.
    pub document: Option<String>,
    /// The turn, where the file names it.
    pub turn: Option<u32>,
    /// The marked words.
    pub text: String,
    /// The marked words as positions in the copy's canonical text, in code points, where the file is a whole copy.
    pub span: Option<(usize, usize)>,
    /// The codes as written: ids or names.
    pub codes: Vec<String>,
    /// What was noted.
    pub memo: Option<String>,
    /// Who coded, where the file says (the author of a comment); the command's `--coder` wins.
    pub coder: Option<String>,
    /// The place in the file, for messages: "row 12", "comment 3".
    pub place: String,
    /// The coding, where the file holds one as a study keeps it: it knows where its words stood and what stood around them.
    pub stored: Option<Box<Coding>>,
}
