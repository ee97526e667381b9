//! What the rows of a question rest on, as tests and letters need it: whole counts, without weights.

use std::collections::BTreeMap;

use crate::model::{Column, SurveyBlock, Tick};
use crate::stats::frequency::{Frequencies, Group};
use crate::stats::several_answers::bootstrap::MOST_RESPONDENTS;
use crate::stats::several_answers::marginal::Pattern;
use crate::tabulate::kernel::{Placed, Placement};

/// The answers of each column of a table, the total first.
#[derive(Debug, Clone)]
pub enum Answers {
    /// Choices without an order: a row a choice, a count a column.
    Choices(Vec<Vec<u64>>),
    /// Steps of a scale by their numbers: one a column.
    Ordered(Vec<Frequencies>),
    /// Numbers: one a column.
    Numbers(Vec<Frequencies>),
    /// The ranks of items: the item, then one a column.
    Ranks(Vec<(String, Vec<Frequencies>)>),
    /// Any number of choices each.
    Several(Ticks),
    /// What cannot be tested, and why.
    None(&'static str),
}

impl Answers {
    /// The number, mean and variance of each column, of the so-manieth row of means.
    pub fn groups(&self, row: usize) -> Option<Vec<Option<Group>>> {
        let columns = match self {
            Self::Ordered(columns) | Self::Numbers(columns) => columns,
            Self::Ranks(items) => &items.get(row)?.1,
            _ => return None,
        };
        Some(columns.iter().map(Frequencies::group).collect())
    }
}

/// What was ticked in each column.
#[derive(Debug, Clone, Default)]
pub struct Ticks {
    /// How many ticked anything, a column each.
    pub sizes: Vec<u64>,
    /// For each choice, how many ticked it, a column each.
    pub ticked: Vec<Vec<u64>>,
    /// Whether some choices were shown to some only.
    pub shown_to_some: bool,
    /// Who ticked what together.
    pub together: Together,
}

/// The columns in which a respondent stands, and what was ticked.
type Combination = (Vec<u32>, Vec<bool>);

/// Who ticked what together: each different combination of columns and choices, with how many had it. It is kept only where a
/// test is wanted, and up to a number of combinations that a bootstrap could still be drawn from.
#[derive(Debug, Clone, Default)]
pub struct Together {
    items: Vec<usize>,
    most_respondents: u64,
    respondents: u64,
    found: Option<BTreeMap<Combination, u64>>,
}

impl Together {
    /// More different combinations than this are not kept.
    const MOST: usize = 20_000;

    /// Keeps what is ticked in these columns of the survey; with `overlap` of any number of respondents, else of as many as a
    /// bootstrap is drawn from.
    pub fn of(items: Vec<usize>, overlap: bool) -> Self {
        let most_respondents = if overlap { u64::MAX } else { MOST_RESPONDENTS };
        Self { items, most_respondents, respondents: 0, found: Some(BTreeMap::new()) }
    }

    /// Adds a block.
    pub fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        let Some(found) = &mut self.found else { return };
        for placed in placement.rows().filter(Placed::counts) {
            let ticked = |&column: &usize| match block.columns.get(column) {
                Some(Column::Ticks(ticks)) => ticks.get(placed.row) == Some(&Tick::Ticked),
                _ => false,
            };
            let ticked: Vec<bool> = self.items.iter().map(ticked).collect();
            if ticked.contains(&true) {
                *found.entry((placed.columns.to_vec(), ticked)).or_default() += 1;
                self.respondents += 1;
            }
            if self.respondents > self.most_respondents || found.len() > Self::MOST {
                self.found = None;
                return;
            }
        }
    }

    /// The patterns of those who stand in some of these columns; `None` where they were too many, or not kept.
    pub fn patterns(&self, columns: &std::ops::Range<usize>) -> Option<Vec<Pattern>> {
        let mut patterns: BTreeMap<(Vec<bool>, Vec<bool>), u64> = BTreeMap::new();
        for ((places, ticked), count) in self.found.as_ref()? {
            let first: Vec<bool> =
                columns.clone().map(|column| places.iter().any(|&place| place as usize == column)).collect();
            if first.contains(&true) {
                *patterns.entry((first, ticked.clone())).or_default() += count;
            }
        }
        Some(patterns.into_iter().map(|((first, second), count)| Pattern { first, second, count }).collect())
    }
}
