//! The shape of what was understood of an export, as counts: the JSON of `import --dry-run --format json`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::model::Kind;

/// The version of this shape; it never changes without it.
pub const SCHEMA_VERSION: u32 = 1;

/// All that was understood.
#[derive(Debug, Clone, Serialize)]
pub struct Understood {
    /// The version of this shape.
    pub schema_version: u32,
    /// The registry name of the platform.
    pub platform: String,
    /// The encoding by its usual name.
    pub encoding: String,
    /// Records read; nothing is left out.
    pub responses: u64,
    /// Different respondents, where the file tells them apart.
    pub cases: Option<u64>,
    /// Marked rows.
    pub flagged: Vec<FlaggedRow>,
    /// The files beside the export that were used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub companions: Vec<String>,
    /// The tables.
    pub tables: Vec<TableSummary>,
    /// The platform's own columns.
    pub metadata: Vec<MetadataSummary>,
    /// The questions.
    pub questions: Vec<QuestionSummary>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
}

/// A marked row.
#[derive(Debug, Clone, Serialize)]
pub struct FlaggedRow {
    /// The number of the record.
    pub row: u64,
    /// Why.
    pub why: String,
}

/// A table.
#[derive(Debug, Clone, Serialize)]
pub struct TableSummary {
    /// `main`, or the name of the repeat.
    pub id: String,
    /// How many rows.
    pub rows: u64,
    /// The table whose rows it belongs to.
    pub parent: Option<String>,
}

/// A column of the platform's own.
#[derive(Debug, Clone, Serialize)]
pub struct MetadataSummary {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub text: String,
    /// What it is for.
    pub role: Option<String>,
    /// The headings of its columns.
    pub columns: Vec<String>,
    /// Its values with their counts, where there are few and they are not personal.
    pub choices: Vec<ChoiceSummary>,
    /// The personal data it holds.
    pub personal: Option<String>,
}

/// A question.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionSummary {
    /// Its id.
    pub id: String,
    /// What the respondent read.
    pub text: String,
    /// The table it stands in.
    pub table: String,
    /// Its kind.
    pub kind: Kind,
    /// The headings of its columns.
    pub columns: Vec<String>,
    /// How many answered, missing codes apart.
    pub base: u64,
    /// Why others did not, and how many.
    pub missing: BTreeMap<&'static str, u64>,
    /// Of a multiple response set, who is taken to have seen it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed_base: Option<String>,
    /// How its kind was decided; nothing once a person has confirmed it.
    pub guess: Option<crate::model::Guess>,
    /// The personal data it holds.
    pub personal: Option<String>,
    /// Its choices with their counts, those that nobody chose too.
    pub choices: Vec<ChoiceSummary>,
    /// The rows of a grid, the items of a ranking.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowSummary>,
    /// Of numbers, steps and dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summary>,
}

/// A choice and how many chose it.
#[derive(Debug, Clone, Serialize)]
pub struct ChoiceSummary {
    /// Its code.
    pub code: String,
    /// What the respondent saw.
    pub label: String,
    /// How many.
    pub count: u64,
    /// The heading of its own column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The reason for not answering that it stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<&'static str>,
}

/// A row of a grid or an item of a ranking.
#[derive(Debug, Clone, Serialize)]
pub struct RowSummary {
    /// Its id.
    pub id: String,
    /// What the respondent saw.
    pub text: String,
    /// The heading of its own column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How many answered it.
    pub base: u64,
    /// The choices; ranks for a ranking.
    pub choices: Vec<ChoiceSummary>,
    /// Of the ranks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summary>,
}

/// Figures of numbers; the first and last of dates.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// How many.
    pub n: u64,
    /// The least.
    pub min: Option<serde_json::Value>,
    /// The greatest.
    pub max: Option<serde_json::Value>,
    /// The arithmetic mean.
    pub mean: Option<f64>,
    /// The middle one, or the mean of the middle two.
    pub median: Option<f64>,
}
