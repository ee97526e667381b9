//! What is counted of one question (or one row of a grid) while blocks go by.

use std::collections::HashMap;

use super::joint::Joint;
use super::kernel::{Amount, Counts, Placed, Placement, Shape};
use crate::model::{Answer, Column, Missing, Numbers, Part, Question, SurveyBlock, SurveyTable};
use crate::prepare::Router;

/// The reasons for not answering, in the order of tables.
pub const REASONS: [Missing; 6] =
    [Missing::Refused, Missing::DontKnow, Missing::User, Missing::NotAnswered, Missing::Unknown, Missing::NotAsked];

/// The place of a reason among [`REASONS`].
pub fn reason(missing: Missing) -> usize {
    REASONS.iter().position(|&known| known == missing).unwrap_or(0)
}

/// A single answer: single and scale questions, and a row of a grid.
#[derive(Debug, Clone)]
pub struct ChoiceTally {
    column: Option<usize>,
    choices: usize,
    counts: Counts,
    joint: Joint,
}

impl ChoiceTally {
    /// Nothing counted yet. `part` is the answer, or the row of a grid.
    pub fn new(question: &Question, part: Part, shape: Shape) -> Self {
        let choices = question.choices.len();
        let counts = Counts::new(choices + REASONS.len(), shape);
        Self { column: question.column(part), choices, counts, joint: Joint::default() }
    }

    /// Adds a block.
    pub fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        let answers = match self.column.and_then(|column| block.columns.get(column)) {
            Some(Column::Choices(answers)) => answers.as_slice(),
            _ => &[],
        };
        let choices = self.choices;
        let slot = |row: usize| match answers.get(row).copied().unwrap_or(Answer::UNKNOWN).get() {
            Ok(place) if place < choices => place,
            Ok(_) => choices + reason(Missing::Unknown),
            Err(missing) => choices + reason(missing),
        };
        let Self { joint, counts, .. } = self;
        if joint.takes(placement, choices + REASONS.len()) {
            joint.add(placement, |row| Some(slot(row)), |placed| counts.add(slot(placed.row), &placed));
            return;
        }
        for placed in placement.rows().filter(Placed::counts) {
            counts.add(slot(placed.row), &placed);
        }
    }

    /// Takes together what was counted.
    pub fn settle(&mut self) {
        let Self { joint, counts, .. } = self;
        joint.settle(|slot, placed| counts.add(slot, placed));
    }

    /// How often a choice was given, a column each; behind the choices stand the reasons, in the order of [`REASONS`].
    pub fn choice(&self, place: usize) -> Vec<Amount> {
        self.counts.row(place)
    }

    /// How often a choice was given, without weights, a column each.
    pub fn numbers(&self, place: usize) -> &[u64] {
        self.counts.numbers(place)
    }

    /// How many gave none for a reason, a column each.
    pub fn missing(&self, why: Missing) -> Vec<Amount> {
        self.counts.row(self.choices + reason(why))
    }

    /// The sums over some choices.
    pub fn sum(&self, places: impl IntoIterator<Item = usize>) -> Vec<Amount> {
        self.counts.sum(places)
    }
}

/// Numbers: a numeric question, or the ranks of one item. Each different number is counted, so that a file of any length needs
/// memory for its different numbers only.
#[derive(Debug, Clone)]
pub struct NumberTally {
    column: Option<usize>,
    values: Vec<f64>,
    places: HashMap<u64, usize>,
    counts: Counts,
    missing: Counts,
}

impl NumberTally {
    const NOT_A_NUMBER: usize = REASONS.len();

    /// Nothing counted yet.
    pub fn new(column: Option<usize>, shape: Shape) -> Self {
        Self {
            column,
            values: Vec::new(),
            places: HashMap::new(),
            counts: Counts::new(0, shape),
            missing: Counts::new(REASONS.len() + 1, shape),
        }
    }

    /// Adds a block.
    pub fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        let numbers = match self.column.and_then(|column| block.columns.get(column)) {
            Some(Column::Numbers(numbers)) => numbers,
            _ => &Numbers::default(),
        };
        for placed in placement.rows().filter(Placed::counts) {
            match numbers.get(placed.row).map(|number| (number.value, number.raw.is_some())) {
                Some((Ok(value), _)) if value.is_finite() => {
                    let place = self.place(value);
                    self.counts.add(place, &placed);
                }
                Some((Ok(_), _) | (Err(Missing::Unknown), true)) => self.missing.add(Self::NOT_A_NUMBER, &placed),
                Some((Err(missing), _)) => self.missing.add(reason(missing), &placed),
                None => self.missing.add(reason(Missing::Unknown), &placed),
            }
        }
    }

    fn place(&mut self, value: f64) -> usize {
        // Adding nought makes −0 the same as 0.
        let value = value + 0.0;
        *self.places.entry(value.to_bits()).or_insert_with(|| {
            self.values.push(value);
            self.counts.grow(1);
            self.values.len() - 1
        })
    }

    /// The different numbers of a column in rising order, each with how many gave it.
    pub fn distribution(&self, column: usize) -> Vec<(f64, Amount)> {
        let all = self.values.iter().enumerate();
        let mut found: Vec<(f64, Amount)> =
            all.map(|(place, &value)| (value, self.counts.get(place, column))).collect();
        found.retain(|(_, amount)| amount.n > 0);
        found.sort_by(|one, other| one.0.total_cmp(&other.0));
        found
    }

    /// How many gave a number, a column each.
    pub fn base(&self) -> Vec<Amount> {
        self.counts.sum(0..self.values.len())
    }

    /// How many gave none for a reason, a column each.
    pub fn missing(&self, why: Missing) -> Vec<Amount> {
        self.missing.row(reason(why))
    }

    /// How many wrote something that is no number, a column each.
    pub fn not_a_number(&self) -> Vec<Amount> {
        self.missing.row(Self::NOT_A_NUMBER)
    }
}

/// Whether there is an answer at all: text, dates, and anything that must not be shown.
#[derive(Debug, Clone)]
pub struct AnsweredTally {
    columns: Vec<usize>,
    router: Option<Router>,
    answered: Counts,
    missing: Counts,
    earliest: Vec<Option<String>>,
    latest: Vec<Option<String>>,
}

impl AnsweredTally {
    /// Nothing counted yet.
    pub fn new(table: &SurveyTable, question: &Question, shape: Shape) -> Self {
        Self {
            router: Router::of(table, question),
            columns: question
                .columns
                .iter()
                .filter(|reference| reference.part != Part::Comment)
                .map(|reference| reference.column)
                .collect(),
            answered: Counts::new(1, shape),
            missing: Counts::new(REASONS.len(), shape),
            earliest: vec![None; shape.columns],
            latest: vec![None; shape.columns],
        }
    }

    /// Adds a block.
    pub fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        for placed in placement.rows().filter(Placed::counts) {
            let row = placed.row;
            let mut why = None;
            let mut answered = false;
            for place in 0..self.columns.len() {
                let Some(values) = block.columns.get(self.columns[place]) else { continue };
                match values.standing(row) {
                    Ok(_) => answered = true,
                    Err(missing) => {
                        why.get_or_insert(missing);
                    }
                }
                if let Column::Dates(dates) = values
                    && let Some(Ok(date)) = dates.get(row).map(|date| date.value)
                {
                    self.widen(date, placed.columns);
                }
            }
            if answered {
                self.answered.add(0, &placed);
            } else {
                let why = match (&self.router, why) {
                    (Some(router), Some(Missing::NotAnswered) | None) => router.why_blank(block, row),
                    (_, why) => why.unwrap_or(Missing::Unknown),
                };
                self.missing.add(reason(why), &placed);
            }
        }
    }

    fn widen(&mut self, date: &str, columns: &[u32]) {
        for &column in columns {
            let column = column as usize;
            if self.earliest[column].as_deref().is_none_or(|earliest| date < earliest) {
                self.earliest[column] = Some(date.to_owned());
            }
            if self.latest[column].as_deref().is_none_or(|latest| date > latest) {
                self.latest[column] = Some(date.to_owned());
            }
        }
    }

    /// How many answered, a column each.
    pub fn base(&self) -> Vec<Amount> {
        self.answered.row(0)
    }

    /// How many did not for a reason, a column each.
    pub fn missing(&self, why: Missing) -> Vec<Amount> {
        self.missing.row(reason(why))
    }

    /// The earliest and the latest date of a column.
    pub fn range(&self, column: usize) -> Option<(&str, &str)> {
        let earliest = self.earliest.get(column)?.as_deref()?;
        Some((earliest, self.latest.get(column)?.as_deref()?))
    }
}
