//! What is counted of one question (or one row of a grid) while blocks go by.

use super::kernel::{Counts, Placement};
use crate::model::{Answer, Column, Missing, Numbers, Part, Question, SurveyBlock, SurveyTable, Tick};
use crate::prepare::Router;

/// The reasons for not answering, in the order of tables.
pub const REASONS: [Missing; 6] =
    [Missing::Refused, Missing::DontKnow, Missing::User, Missing::NotAnswered, Missing::Unknown, Missing::NotAsked];

fn reason(missing: Missing) -> usize {
    REASONS.iter().position(|&known| known == missing).unwrap_or(0)
}

/// A single answer: single and scale questions, and a row of a grid.
#[derive(Debug, Clone)]
pub struct ChoiceTally {
    column: Option<usize>,
    choices: usize,
    counts: Counts,
}

impl ChoiceTally {
    /// Nothing counted yet. `part` is the answer, or the row of a grid.
    pub fn new(question: &Question, part: Part, columns: usize) -> Self {
        let choices = question.choices.len();
        Self { column: question.column(part), choices, counts: Counts::new(choices + REASONS.len(), columns) }
    }

    /// Adds a block.
    pub fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        let answers = match self.column.and_then(|column| block.columns.get(column)) {
            Some(Column::Choices(answers)) => answers.as_slice(),
            _ => &[],
        };
        for (row, columns) in placement.rows() {
            let answer = answers.get(row).copied().unwrap_or(Answer::UNKNOWN);
            let slot = match answer.get() {
                Ok(place) if place < self.choices => place,
                Ok(_) => self.choices + reason(Missing::Unknown),
                Err(missing) => self.choices + reason(missing),
            };
            self.counts.add(slot, columns);
        }
    }

    /// How often a choice was given, a column each.
    pub fn choice(&self, place: usize) -> &[u64] {
        self.counts.row(place)
    }

    /// How many gave none for a reason, a column each.
    pub fn missing(&self, why: Missing) -> &[u64] {
        self.counts.row(self.choices + reason(why))
    }

    /// The sums over some choices.
    pub fn sum(&self, places: impl IntoIterator<Item = usize>) -> Vec<u64> {
        self.counts.sum(places)
    }
}

/// A multiple response set.
#[derive(Debug, Clone)]
pub struct TickTally {
    columns: Vec<Option<usize>>,
    is_reason: Vec<bool>,
    ticked: Counts,
    shown: Counts,
    base: Counts,
    missing: Counts,
}

impl TickTally {
    /// Nothing counted yet.
    pub fn new(question: &Question, columns: usize) -> Self {
        let choices = question.choices.len();
        Self {
            columns: (0..choices).map(|place| question.column(Part::Tick(place))).collect(),
            is_reason: question.choices.iter().map(|choice| choice.missing.is_some()).collect(),
            ticked: Counts::new(choices, columns),
            shown: Counts::new(choices, columns),
            base: Counts::new(1, columns),
            missing: Counts::new(choices + REASONS.len(), columns),
        }
    }

    /// Adds a block.
    pub fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        let ticks: Vec<&[Tick]> = self
            .columns
            .iter()
            .map(|column| match column.and_then(|column| block.columns.get(column)) {
                Some(Column::Ticks(ticks)) => ticks.as_slice(),
                _ => &[],
            })
            .collect();
        for (row, columns) in placement.rows().filter(|(_, columns)| !columns.is_empty()) {
            self.add_row(row, columns, &ticks);
        }
    }

    fn add_row(&mut self, row: usize, columns: &[u32], ticks: &[&[Tick]]) {
        let tick = |place: usize| ticks[place].get(row).copied();
        let places = 0..self.columns.len();
        let answered = places.clone().any(|place| !self.is_reason[place] && tick(place) == Some(Tick::Ticked));
        if answered {
            self.base.add(0, columns);
            for place in places.filter(|&place| !self.is_reason[place]) {
                match tick(place) {
                    Some(Tick::Ticked) => {
                        self.ticked.add(place, columns);
                        self.shown.add(place, columns);
                    }
                    Some(Tick::NotTicked) => self.shown.add(place, columns),
                    Some(Tick::Missing(_)) | None => {}
                }
            }
            return;
        }
        let mut reasons = places.clone().filter(|&place| self.is_reason[place]);
        let slot = match reasons.find(|&place| tick(place) == Some(Tick::Ticked)) {
            Some(place) => place,
            None if places.clone().any(|place| tick(place) == Some(Tick::NotTicked)) => {
                self.columns.len() + reason(Missing::NotAnswered)
            }
            None => {
                let first = places.clone().find_map(|place| match tick(place) {
                    Some(Tick::Missing(missing)) => Some(missing),
                    _ => None,
                });
                self.columns.len() + reason(first.unwrap_or(Missing::Unknown))
            }
        };
        self.missing.add(slot, columns);
    }

    /// How many ticked a choice, a column each.
    pub fn ticked(&self, place: usize) -> &[u64] {
        self.ticked.row(place)
    }

    /// How many of the base were shown a choice, a column each.
    pub fn shown(&self, place: usize) -> &[u64] {
        self.shown.row(place)
    }

    /// How many ticked at least one valid choice, a column each.
    pub fn base(&self) -> &[u64] {
        self.base.row(0)
    }

    /// How many gave a choice as their reason for not answering, and no other answer.
    pub fn reason_choice(&self, place: usize) -> &[u64] {
        self.missing.row(place)
    }

    /// How many gave no answer for a reason, a column each.
    pub fn missing(&self, why: Missing) -> &[u64] {
        self.missing.row(self.columns.len() + reason(why))
    }
}

/// Numbers: a numeric question, or the ranks of one item.
#[derive(Debug, Clone)]
pub struct NumberTally {
    column: Option<usize>,
    values: Vec<Vec<f64>>,
    missing: Counts,
}

impl NumberTally {
    const NOT_A_NUMBER: usize = REASONS.len();

    /// Nothing counted yet.
    pub fn new(column: Option<usize>, columns: usize) -> Self {
        Self { column, values: vec![Vec::new(); columns], missing: Counts::new(REASONS.len() + 1, columns) }
    }

    /// Adds a block.
    pub fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        let numbers = match self.column.and_then(|column| block.columns.get(column)) {
            Some(Column::Numbers(numbers)) => numbers,
            _ => &Numbers::default(),
        };
        for (row, columns) in placement.rows() {
            match numbers.get(row).map(|number| (number.value, number.raw.is_some())) {
                Some((Ok(value), _)) if value.is_finite() => {
                    for &column in columns {
                        self.values[column as usize].push(value);
                    }
                }
                Some((Ok(_), _) | (Err(Missing::Unknown), true)) => self.missing.add(Self::NOT_A_NUMBER, columns),
                Some((Err(missing), _)) => self.missing.add(reason(missing), columns),
                None => self.missing.add(reason(Missing::Unknown), columns),
            }
        }
    }

    /// The numbers of a column, in the order of the file.
    pub fn values(&self, column: usize) -> &[f64] {
        self.values.get(column).map_or(&[], Vec::as_slice)
    }

    /// How many gave a number, a column each.
    pub fn base(&self) -> Vec<u64> {
        self.values.iter().map(|values| values.len() as u64).collect()
    }

    /// How many gave none for a reason, a column each.
    pub fn missing(&self, why: Missing) -> &[u64] {
        self.missing.row(reason(why))
    }

    /// How many wrote something that is no number, a column each.
    pub fn not_a_number(&self) -> &[u64] {
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
    pub fn new(table: &SurveyTable, question: &Question, columns: usize) -> Self {
        Self {
            router: Router::of(table, question),
            columns: question
                .columns
                .iter()
                .filter(|reference| reference.part != Part::Comment)
                .map(|reference| reference.column)
                .collect(),
            answered: Counts::new(1, columns),
            missing: Counts::new(REASONS.len(), columns),
            earliest: vec![None; columns],
            latest: vec![None; columns],
        }
    }

    /// Adds a block.
    pub fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        for (row, columns) in placement.rows().filter(|(_, columns)| !columns.is_empty()) {
            let mut why = None;
            let mut answered = false;
            for place in 0..self.columns.len() {
                let Some(values) = block.columns.get(self.columns[place]) else { continue };
                match standing(values, row) {
                    Ok(()) => answered = true,
                    Err(missing) => {
                        why.get_or_insert(missing);
                    }
                }
                if let Column::Dates(dates) = values
                    && let Some(Ok(date)) = dates.get(row).map(|date| date.value)
                {
                    self.widen(date, columns);
                }
            }
            if answered {
                self.answered.add(0, columns);
            } else {
                let why = match (&self.router, why) {
                    (Some(router), Some(Missing::NotAnswered) | None) => router.why_blank(block, row),
                    (_, why) => why.unwrap_or(Missing::Unknown),
                };
                self.missing.add(reason(why), columns);
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
    pub fn base(&self) -> &[u64] {
        self.answered.row(0)
    }

    /// How many did not for a reason, a column each.
    pub fn missing(&self, why: Missing) -> &[u64] {
        self.missing.row(reason(why))
    }

    /// The earliest and the latest date of a column.
    pub fn range(&self, column: usize) -> Option<(&str, &str)> {
        let earliest = self.earliest.get(column)?.as_deref()?;
        Some((earliest, self.latest.get(column)?.as_deref()?))
    }
}

/// Whether one value is an answer, or why it is none.
fn standing(column: &Column, row: usize) -> Result<(), Missing> {
    match column {
        Column::Choices(answers) => answers.get(row).map_or(Err(Missing::Unknown), |answer| answer.get().map(|_| ())),
        Column::Ticks(ticks) => match ticks.get(row) {
            Some(Tick::Ticked) => Ok(()),
            Some(Tick::NotTicked) => Err(Missing::NotAnswered),
            Some(Tick::Missing(missing)) => Err(*missing),
            None => Err(Missing::Unknown),
        },
        Column::Numbers(numbers) => match numbers.get(row) {
            Some(number) if number.raw.is_some() => Ok(()),
            Some(number) => number.value.map(|_| ()),
            None => Err(Missing::Unknown),
        },
        Column::Dates(dates) => match dates.get(row) {
            Some(date) if date.raw.is_some() => Ok(()),
            Some(date) => date.value.map(|_| ()),
            None => Err(Missing::Unknown),
        },
        Column::Texts(texts) => texts.get(row).map(|_| ()).ok_or(Missing::NotAnswered),
    }
}
