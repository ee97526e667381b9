//! The small language of filters and computed answers: `size in ["Micro", "Small"] and not asked(training)`, `mean(support) >= 4`.
//!
//! A text becomes words (`lex`), a tree (`parse`), a tree whose names are those of a table of answers (`resolve`), and is then
//! evaluated row by row (`evaluate`). Mistakes are shown with the place under which they stand (`fault`).
//!
//! Truth has three values. What is compared with an answer that is not there is neither true nor false but unknown, `not`
//! leaves it unknown, and a filter keeps only what is true; whoever wants the others says so: `missing(size)`.

mod evaluate;
mod fault;
mod lex;
mod parse;
mod quantity;
mod resolve;

use crate::diagnostic::Result;
use crate::model::{SurveyBlock, SurveyTable};

pub use quantity::DatePart;

/// A condition on the answers of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    text: String,
    meaning: resolve::Condition,
}

impl Condition {
    /// Reads a condition on the answers of a table.
    ///
    /// # Errors
    /// When it cannot be read, or a name in it is not that of a question or a choice; the message shows the place.
    pub fn read(text: &str, table: &SurveyTable) -> Result<Self> {
        let tree = parse::parse(text)?;
        Ok(Self { text: text.trim().to_owned(), meaning: resolve::condition(&tree, text, table)? })
    }

    /// The names of questions, or of rows of a grid, that stand in a condition.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn names(text: &str) -> Result<Vec<String>> {
        let mut names = Vec::new();
        parse::parse(text)?.names(&mut names);
        Ok(names)
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it holds for a row of a block; `None` where an answer that it needs is missing.
    pub fn holds(&self, block: &SurveyBlock, row: usize) -> Option<bool> {
        self.meaning.holds(block, row)
    }
}

/// A number made of the answers of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity(quantity::Quantity);

impl Quantity {
    /// Reads a computation on the answers of a table.
    ///
    /// # Errors
    /// As [`Condition::read`].
    pub fn read(text: &str, table: &SurveyTable) -> Result<Self> {
        Ok(Self(resolve::quantity(&parse::parse(text)?, text, table)?))
    }

    /// Its value in a row of a block; `None` where an answer that it needs is missing, or it has no finite value.
    pub fn value(&self, block: &SurveyBlock, row: usize) -> Option<f64> {
        self.0.value(block, row)
    }

    /// The answers of which it is the mean or the sum; `None` where it is neither, or of fewer than two.
    pub fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.items()?.into_iter().cloned().map(Self).collect())
    }
}

#[cfg(test)]
mod tests;
