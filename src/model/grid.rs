//! The case × question grid of framework analysis: what each case said to each interview question, a summary, and codes.

/// The sheet that holds the grid.
pub const SHEET: &str = "Grid";
/// The columns of a question, behind its id: the words of the participant.
pub const EXTRACT: &str = "extract";
/// What they amount to, in the analyst's words.
pub const SUMMARY: &str = "summary";
/// Codes of the words in the extract.
pub const CODES: &str = "codes";
/// What stands where words were left out: at the end of an extract that a cell cannot hold whole.
pub const LEFT_OUT: &str = "[…]";

/// The grid, ready to be written as a workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// The title of the study.
    pub title: String,
    /// `YYYY-MM-DD`: what the file is dated with.
    pub date: Option<String>,
    /// Headings of the columns that describe a case, after case and document.
    pub attributes: Vec<String>,
    /// The interview questions, each with its three columns.
    pub questions: Vec<GridQuestion>,
    /// A row a case, or a case and document where a case speaks in several.
    pub rows: Vec<GridRow>,
}

/// An interview question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GridQuestion {
    /// Its id.
    pub id: String,
    /// What the report calls it.
    pub title: String,
}

/// A row of the grid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GridRow {
    /// The case.
    pub case: String,
    /// The document; empty where the case speaks in none.
    pub document: String,
    /// What describes the case.
    pub attributes: Vec<String>,
    /// One a question: the participant's words, turns divided by a blank line; `None` where the question was not put.
    pub extracts: Vec<Option<String>>,
    /// One a question: the summary, where there is one already.
    pub summaries: Vec<String>,
}

/// A summary that somebody wrote of what a case said to a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The case.
    pub case: String,
    /// The document.
    pub document: String,
    /// The interview question.
    pub question: String,
    /// The words of the analyst.
    pub text: String,
}
