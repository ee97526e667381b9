//! What every kind of question does to become rows of a table: take blocks in, then give its sections.

use super::inference::Inference;
use super::kernel::Placement;
use super::notes::Notes;
use super::section::{Figures, Section};
use crate::model::{Measure, Question, SurveyBlock};
use crate::prepare::Banner;

/// A question under count.
pub trait Variable {
    /// Adds a block.
    fn add(&mut self, block: &SurveyBlock, placement: &Placement);

    /// Takes together what was counted, once every block has been added.
    fn settle(&mut self) {}

    /// The rows, once every block has been added.
    fn sections(&self, frame: &Frame<'_>, notes: &mut Notes) -> Vec<Section>;
}

/// What all rows of a table share.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The columns; the total is not among its axes.
    pub banner: &'a Banner,
    /// What to show.
    pub show: &'a [Measure],
    /// What is tested, and whether there are intervals.
    pub inference: Inference,
    /// Columns behind those of the banner that count who is in two of them.
    pub pairs: usize,
    /// How deep headings stand, and rows that have none: 0, or 1 below the heading of a grid.
    pub level: u8,
}

impl Frame<'_> {
    /// How many columns are counted in, the total included.
    pub fn columns(&self) -> usize {
        1 + self.banner.columns() + self.pairs
    }

    /// Whether a measure was asked for.
    pub fn shows(&self, measure: Measure) -> bool {
        self.show.contains(&measure)
    }
}

/// How a question, or a row of a grid, names its rows.
#[derive(Debug, Clone)]
pub struct Naming {
    /// What keys of its rows start with: `size`, `involvement.governance`.
    pub key: String,
    /// What tables call it.
    pub title: String,
    /// Whether it stands under a heading of its own.
    pub heading: bool,
}

impl Naming {
    /// The names of a question.
    pub fn of(question: &Question, heading: bool) -> Self {
        Self { key: question.id.clone(), title: question.title().to_owned(), heading }
    }

    /// The names of one row of a grid.
    pub fn of_row(question: &Question, row: usize, heading: bool) -> Self {
        let row = &question.rows[row];
        Self { key: format!("{}.{}", question.id, row.id), title: row.text.text.clone(), heading }
    }

    /// An empty section with the heading, where there is one.
    pub fn section(&self, frame: &Frame<'_>) -> Section {
        let mut section = Section::new(
            &self.key,
            frame.level + u8::from(self.heading),
            Figures::of(frame.show, frame.inference.interval),
        );
        if self.heading {
            section.heading(&self.title, frame.columns());
        }
        section
    }
}
