//! A workbook in which a person reviews what otherwise stands in a TOML file, such as the data dictionary.

use super::codebook::{Code, Rule};
use super::questionnaire::{ChoiceEntry, QuestionEntry, RowEntry};

/// The sheet, hidden, that says of what the workbook is a review, and how each part of it was when it was written.
pub const MARKS: &str = "canvass";

/// The workbook as it is written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReviewBook {
    /// What is reviewed: `questionnaire` or `codebook`.
    pub of: String,
    /// The title of its first sheet.
    pub title: String,
    /// `YYYY-MM-DD`: what the file is dated with.
    pub date: Option<String>,
    /// How to edit it: what, and in a sentence or two.
    pub advice: Vec<(String, String)>,
    /// The sheets to edit.
    pub sheets: Vec<ReviewSheet>,
    /// How each part was when the workbook was written: its id and a fingerprint.
    pub marks: Vec<(String, String)>,
}

/// A sheet: a row of headings, then the rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReviewSheet {
    /// The name on its tab.
    pub name: String,
    /// The columns.
    pub columns: Vec<ReviewColumn>,
    /// The rows below the headings.
    pub rows: Vec<ReviewRow>,
}

/// A column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReviewColumn {
    /// Its heading, by which it is found again.
    pub heading: String,
    /// How wide it is, in characters.
    pub width: u16,
    /// What may be written into it.
    pub entry: Entry,
}

/// What may be written into a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Entry {
    /// Words.
    #[default]
    Words,
    /// One of these words, or nothing.
    OneOf(Vec<String>),
    /// A number that gives the order.
    Order,
    /// Nothing: it is there to be read.
    Locked,
    /// Nothing, and nobody needs to see it: by which row a row is found again.
    Key,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewRow {
    /// Its number in the sheet, from 1; 0 before it is written.
    pub number: u32,
    /// A cell a column.
    pub cells: Vec<String>,
    /// Whether somebody should look at it first.
    pub doubtful: bool,
}

impl ReviewColumn {
    /// A column.
    pub fn new(heading: &str, width: u16, entry: Entry) -> Self {
        Self { heading: heading.to_owned(), width, entry }
    }
}

impl ReviewSheet {
    /// The place of a column.
    pub fn column(&self, heading: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.heading == heading)
    }
}

/// A list of the file that is reviewed, as it is to be: each item with its place in the list as it was; none for a new one.
pub type Revised<T> = Vec<(Option<usize>, T)>;

/// A question as it is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct RevisedQuestion {
    /// Its place in the dictionary as it is.
    pub from: usize,
    /// What it is to be, its choices and rows included.
    pub entry: QuestionEntry,
    /// Its choices with where each was.
    pub choices: Revised<ChoiceEntry>,
    /// Its rows with where each was.
    pub rows: Revised<RowEntry>,
}

impl RevisedQuestion {
    /// A question that stays as it is.
    pub fn unchanged(from: usize, entry: &QuestionEntry) -> Self {
        let choices = entry.choices.iter().cloned().enumerate().map(|(place, choice)| (Some(place), choice)).collect();
        let rows = entry.rows.iter().cloned().enumerate().map(|(place, row)| (Some(place), row)).collect();
        Self { from, entry: entry.clone(), choices, rows }
    }
}

/// A code as it is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct RevisedCode {
    /// Its place in the codebook as it is; none for a new one.
    pub from: Option<usize>,
    /// What it is to be, its rules included.
    pub entry: Code,
    /// Its rules with where each was.
    pub rules: Revised<Rule>,
}

impl RevisedCode {
    /// A code that stays as it is.
    pub fn unchanged(from: usize, entry: &Code) -> Self {
        let rules = entry.rules.iter().cloned().enumerate().map(|(place, rule)| (Some(place), rule)).collect();
        Self { from: Some(from), entry: entry.clone(), rules }
    }
}
