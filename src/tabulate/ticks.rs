//! What is counted of a multiple response set while blocks go by.

use super::kernel::{Amount, Counts, Placed, Placement};
use super::tally::{REASONS, reason};
use super::terms::{Counting, Included};
use crate::model::{Column, Missing, Part, Question, SurveyBlock, Tick};

/// A multiple response set.
#[derive(Debug, Clone)]
pub struct TickTally {
    columns: Vec<Option<usize>>,
    why: Vec<Option<Missing>>,
    included: Included,
    unticked_is_answer: bool,
    nets: Vec<Vec<usize>>,
    ticked: Counts,
    /// Of the base, to whom a choice was not shown: mostly nobody, so it is these that are counted.
    hidden: Counts,
    nets_ticked: Counts,
    /// Of the base, of whom it is not known whether they are in a net.
    nets_hidden: Counts,
    base: Counts,
    unticked: Counts,
    missing: Counts,
}

impl TickTally {
    /// Nothing counted yet.
    pub fn new(question: &Question, counting: Counting<'_>) -> Self {
        let (choices, shape) = (question.choices.len(), counting.shape);
        Self {
            columns: (0..choices).map(|place| question.column(Part::Tick(place))).collect(),
            why: question.choices.iter().map(|choice| choice.missing).collect(),
            included: counting.terms.in_base(),
            unticked_is_answer: question.unticked_is_answer,
            nets: counting.nets.iter().map(|net| net.places.clone()).collect(),
            ticked: Counts::new(choices, shape),
            hidden: Counts::new(choices, shape),
            nets_ticked: Counts::new(counting.nets.len(), shape),
            nets_hidden: Counts::new(counting.nets.len(), shape),
            base: Counts::new(1, shape),
            unticked: Counts::new(1, shape),
            missing: Counts::new(choices + REASONS.len(), shape),
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
        for placed in placement.rows().filter(Placed::counts) {
            self.add_row(&placed, &ticks);
        }
    }

    fn add_row(&mut self, placed: &Placed<'_>, ticks: &[&[Tick]]) {
        let tick = |place: usize| ticks[place].get(placed.row).copied();
        let places = 0..self.columns.len();
        let mut answers = places.clone().filter(|&place| self.why[place].is_none());
        if answers.any(|place| tick(place) == Some(Tick::Ticked)) {
            self.add_to_base(placed, tick);
            return;
        }
        let mut reasons = places.clone().filter(|&place| self.why[place].is_some());
        let (slot, why) = match reasons.find(|&place| tick(place) == Some(Tick::Ticked)) {
            Some(place) => (place, self.why[place].unwrap_or(Missing::Unknown)),
            None if places.clone().any(|place| tick(place) == Some(Tick::NotTicked)) => {
                if self.unticked_is_answer {
                    self.unticked.add(0, placed);
                    self.add_to_base(placed, tick);
                    return;
                }
                (self.columns.len() + reason(Missing::NotAnswered), Missing::NotAnswered)
            }
            None => {
                let first = places.clone().find_map(|place| match tick(place) {
                    Some(Tick::Missing(missing)) => Some(missing),
                    _ => None,
                });
                let why = first.unwrap_or(Missing::Unknown);
                (self.columns.len() + reason(why), why)
            }
        };
        self.missing.add(slot, placed);
        if self.included.has(why) {
            // Who gave no answer is in the base of every choice alike.
            self.base.add(0, placed);
        }
    }

    fn add_to_base(&mut self, placed: &Placed<'_>, tick: impl Fn(usize) -> Option<Tick>) {
        self.base.add(0, placed);
        for place in (0..self.columns.len()).filter(|&place| self.why[place].is_none()) {
            match tick(place) {
                Some(Tick::Ticked) => self.ticked.add(place, placed),
                Some(Tick::NotTicked) => {}
                Some(Tick::Missing(_)) | None => self.hidden.add(place, placed),
            }
        }
        for (net, places) in self.nets.iter().enumerate() {
            // Whoever ticked any is in the net; of the others only those who saw all of it are known not to be.
            if places.iter().any(|&place| tick(place) == Some(Tick::Ticked)) {
                self.nets_ticked.add(net, placed);
            } else if !places.iter().all(|&place| tick(place) == Some(Tick::NotTicked)) {
                self.nets_hidden.add(net, placed);
            }
        }
    }

    /// How many ticked a choice, a column each.
    pub fn ticked(&self, place: usize) -> Vec<Amount> {
        self.ticked.row(place)
    }

    /// How many of the base were shown a choice, a column each.
    pub fn shown(&self, place: usize) -> Vec<Amount> {
        self.base.row_less(0, &self.hidden, place)
    }

    /// How many ticked any choice of a net, a column each, by its place among the nets.
    pub fn net_ticked(&self, net: usize) -> Vec<Amount> {
        self.nets_ticked.row(net)
    }

    /// Of how many of the base it is known whether they are in a net, a column each.
    pub fn net_shown(&self, net: usize) -> Vec<Amount> {
        self.base.row_less(0, &self.nets_hidden, net)
    }

    /// How many ticks some choices have, a column each.
    pub fn ticks(&self, places: impl IntoIterator<Item = usize>) -> Vec<Amount> {
        self.ticked.sum(places)
    }

    /// How many are in the base, a column each.
    pub fn base(&self) -> Vec<Amount> {
        self.base.row(0)
    }

    /// How many ticked nothing, where that is an answer, a column each.
    pub fn unticked(&self) -> Vec<Amount> {
        self.unticked.row(0)
    }

    /// How many gave a choice as their reason for not answering, and no other answer.
    pub fn reason_choice(&self, place: usize) -> Vec<Amount> {
        self.missing.row(place)
    }

    /// How many gave no answer for a reason, a column each.
    pub fn missing(&self, why: Missing) -> Vec<Amount> {
        self.missing.row(self.columns.len() + reason(why))
    }
}
