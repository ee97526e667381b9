//! What every kind of question does to become rows of a table: take blocks in, then give its sections.

use super::inference::Inference;
use super::kernel::Placement;
use super::notes::Notes;
use super::section::Section;
use crate::model::{Measure, Question, SurveyBlock, TestResult};
use crate::prepare::Banner;

/// A question under count.
pub trait Variable {
    /// Adds a block.
    fn add(&mut self, block: &SurveyBlock, placement: &Placement);

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
    /// How deep headings stand, and rows that have none: 0, or 1 below the heading of a grid.
    pub level: u8,
}

impl Frame<'_> {
    /// How many columns, the total included.
    pub fn columns(&self) -> usize {
        1 + self.banner.columns()
    }

    /// Whether a measure was asked for.
    pub fn shows(&self, measure: Measure) -> bool {
        self.show.contains(&measure)
    }

    /// Asks for each axis of the banner whether and how some rows are tested by it. `why_not` says why rows of this kind
    /// are not tested at all.
    pub fn tests(
        &self,
        question: &str,
        why_not: Option<&str>,
        test: impl Fn(String, std::ops::Range<usize>, super::inference::Wanted) -> TestResult,
    ) -> Vec<TestResult> {
        let Some(wanted) = self.inference.test else { return Vec::new() };
        let mut first = 1;
        let mut results = Vec::with_capacity(self.banner.axes.len());
        for axis in &self.banner.axes {
            let columns = first..first + axis.columns();
            first = columns.end;
            let of = format!("{question} × {}", axis.label());
            let why_not = match why_not {
                Some(why) => Some(why),
                None if axis.levels.len() > 1 => {
                    Some("Nested columns are a description; put the question against each group on its own.")
                }
                None if axis.overlaps() => {
                    Some("The columns overlap, and the test needs each respondent in one column only.")
                }
                None => None,
            };
            results.push(match why_not {
                Some(why) => super::inference::untested(of, why),
                None => test(of, columns, wanted),
            });
        }
        results
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
        let mut section = Section::new(&self.key, frame.level + u8::from(self.heading), frame.inference.intervals);
        if self.heading {
            section.heading(&self.title, frame.columns());
        }
        section
    }
}
