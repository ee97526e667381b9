//! What the rows of a question rest on, as tests and letters need it: whole counts, without weights.

use std::collections::BTreeMap;

use crate::model::{Answer, Column, SurveyBlock, Tick};
use crate::stats::frequency::{Frequencies, Group};
use crate::stats::several_answers::bootstrap::MOST_RESPONDENTS;
use crate::stats::several_answers::marginal::Pattern;
use crate::tabulate::kernel::{Placed, Placement};
use crate::tabulate::tally::reason;

/// The answers of each column of a table, the total first.
#[derive(Debug, Clone)]
pub enum Answers {
    /// Choices without an order: a row a choice, a count a column; then what each choice is called, where it is one.
    Choices(Vec<Vec<u64>>, Vec<Option<String>>),
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
    items: Items,
    most_respondents: u64,
    respondents: u64,
    found: Option<BTreeMap<Combination, u64>>,
}

/// What is ticked: columns of ticks, or the choices of a column that takes one.
#[derive(Debug, Clone)]
enum Items {
    Ticks(Vec<usize>),
    Choices { column: Option<usize>, choices: usize, slots: Vec<usize> },
}

impl Default for Items {
    fn default() -> Self {
        Self::Ticks(Vec::new())
    }
}

impl Items {
    fn ticked(&self, block: &SurveyBlock, row: usize) -> Vec<bool> {
        match self {
            Self::Ticks(columns) => {
                let ticked = |&column: &usize| match block.columns.get(column) {
                    Some(Column::Ticks(ticks)) => ticks.get(row) == Some(&Tick::Ticked),
                    _ => false,
                };
                columns.iter().map(ticked).collect()
            }
            Self::Choices { column, choices, slots } => {
                let given = match column.and_then(|column| block.columns.get(column)) {
                    Some(Column::Choices(answers)) => answers.get(row).copied().unwrap_or(Answer::UNKNOWN),
                    _ => Answer::UNKNOWN,
                };
                let given = given.get().unwrap_or_else(|missing| choices + reason(missing));
                slots.iter().map(|slot| given == *slot).collect()
            }
        }
    }
}

impl Together {
    /// More different combinations than this are not kept.
    const MOST: usize = 20_000;

    /// Keeps what is ticked in these columns of the survey; with `overlap` of any number of respondents, else of as many as a
    /// bootstrap is drawn from.
    pub fn of(items: Vec<usize>, overlap: bool) -> Self {
        let most_respondents = if overlap { u64::MAX } else { MOST_RESPONDENTS };
        Self { items: Items::Ticks(items), most_respondents, respondents: 0, found: Some(BTreeMap::new()) }
    }

    /// Keeps which choice of so many is given in a column of the survey, of as many respondents as a bootstrap is drawn from. `slots` are
    /// the places of those in the base, and behind all choices those of reasons.
    pub fn of_choices(column: Option<usize>, choices: usize, slots: Vec<usize>) -> Self {
        Self { items: Items::Choices { column, choices, slots }, ..Self::of(Vec::new(), false) }
    }

    /// Adds a block; `in_base`: whether the respondent of a row is in the base, whatever was ticked.
    pub fn add(&mut self, block: &SurveyBlock, placement: &Placement, in_base: impl Fn(usize) -> bool) {
        let Some(found) = &mut self.found else { return };
        for placed in placement.rows().filter(Placed::counts) {
            let ticked = self.items.ticked(block, placed.row);
            if ticked.contains(&true) || in_base(placed.row) {
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
