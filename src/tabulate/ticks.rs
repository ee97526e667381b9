//! What is counted of a multiple response set while blocks go by.

use std::collections::HashMap;

use super::joint::Joint;
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
    /// Who ticked the same is counted together.
    alike: Alike,
    joint: Joint,
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
            alike: Alike::default(),
            joint: Joint::default(),
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
        let (mut alike, mut joint) = (std::mem::take(&mut self.alike), std::mem::take(&mut self.joint));
        match alike.of_rows(&ticks, block.records.len()) {
            Some(of_rows) if joint.takes(placement, alike.sets.len()) => joint.add(
                placement,
                |row| of_rows.get(row).map(|&place| place as usize),
                |placed| self.add_row(&placed, &ticks),
            ),
            _ => placement.rows().filter(Placed::counts).for_each(|placed| self.add_row(&placed, &ticks)),
        }
        (self.alike, self.joint) = (alike, joint);
    }

    /// Takes together what was counted.
    pub fn settle(&mut self) {
        let (alike, mut joint) = (std::mem::take(&mut self.alike), std::mem::take(&mut self.joint));
        let ticks: Vec<Vec<Vec<Tick>>> =
            alike.sets.iter().map(|set| (0..self.columns.len()).map(|place| ticks_of(*set, place)).collect()).collect();
        joint.settle(|slot, placed| {
            let ticks: Vec<&[Tick]> = ticks[slot].iter().map(Vec::as_slice).collect();
            self.add_row(placed, &ticks);
        });
    }

    fn add_row(&mut self, placed: &Placed<'_>, ticks: &[&[Tick]]) {
        let tick = |place: usize| ticks[place].get(placed.row).copied();
        match self.stands(tick) {
            Stands::Answered => self.add_to_base(placed, tick),
            Stands::Unticked => {
                self.unticked.add(0, placed);
                self.add_to_base(placed, tick);
            }
            Stands::Out(slot, why) => {
                self.missing.add(slot, placed);
                if self.included.has(why) {
                    // Who gave no answer is in the base of every choice alike.
                    self.base.add(0, placed);
                }
            }
        }
    }

    /// What somebody who ticked so stands for.
    fn stands(&self, tick: impl Fn(usize) -> Option<Tick>) -> Stands {
        let places = 0..self.columns.len();
        let mut answers = places.clone().filter(|&place| self.why[place].is_none());
        if answers.any(|place| tick(place) == Some(Tick::Ticked)) {
            return Stands::Answered;
        }
        let mut reasons = places.clone().filter(|&place| self.why[place].is_some());
        if let Some(place) = reasons.find(|&place| tick(place) == Some(Tick::Ticked)) {
            return Stands::Out(place, self.why[place].unwrap_or(Missing::Unknown));
        }
        let why = if places.clone().any(|place| tick(place) == Some(Tick::NotTicked)) {
            if self.unticked_is_answer {
                return Stands::Unticked;
            }
            Missing::NotAnswered
        } else {
            let first = places.clone().find_map(|place| match tick(place) {
                Some(Tick::Missing(missing)) => Some(missing),
                _ => None,
            });
            first.unwrap_or(Missing::Unknown)
        };
        Stands::Out(self.columns.len() + reason(why), why)
    }

    /// Whether the respondent of a row is in the base.
    pub fn is_in_base(&self, block: &SurveyBlock, row: usize) -> bool {
        let tick = |place: usize| match self.columns[place].and_then(|column| block.columns.get(column)) {
            Some(Column::Ticks(ticks)) => ticks.get(row).copied(),
            _ => None,
        };
        match self.stands(tick) {
            Stands::Answered | Stands::Unticked => true,
            Stands::Out(_, why) => self.included.has(why),
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

/// What somebody's ticks amount to.
enum Stands {
    Answered,
    /// To tick nothing, where that is an answer.
    Unticked,
    /// No answer: the slot of the reason, and the reason.
    Out(usize, Missing),
}

/// The different sets of ticks, four bits a choice.
#[derive(Debug, Clone, Default)]
struct Alike {
    places: HashMap<[u64; 2], u32>,
    sets: Vec<[u64; 2]>,
    /// The sets that were met lately.
    recent: Vec<([u64; 2], u32)>,
}

impl Alike {
    /// The most choices of a set, by what a word holds.
    const IN_WORD: usize = 16;
    /// How many sets are kept at hand: a power of two.
    const AT_HAND: u32 = 10;

    /// The place of each row's set among the sets; `None` where there are too many choices.
    fn of_rows(&mut self, ticks: &[&[Tick]], rows: usize) -> Option<Vec<u32>> {
        if ticks.len() > 2 * Self::IN_WORD {
            return None;
        }
        let mut sets = vec![[0_u64; 2]; rows];
        for (place, ticks) in ticks.iter().enumerate() {
            let (word, shift) = (place / Self::IN_WORD, place % Self::IN_WORD * 4);
            for (set, tick) in sets.iter_mut().zip(*ticks) {
                set[word] |= code(*tick) << shift;
            }
        }
        self.recent.resize(1 << Self::AT_HAND, ([u64::MAX; 2], 0));
        Some(sets.into_iter().map(|set| self.place(set)).collect())
    }

    #[inline]
    fn place(&mut self, set: [u64; 2]) -> u32 {
        // The upper bits of a product depend on all of its lower ones.
        let mixed = (set[0] ^ set[1].rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let at = (mixed >> (64 - Self::AT_HAND)) as usize;
        match self.recent.get(at) {
            Some((known, place)) if *known == set => *place,
            _ => self.place_anew(set, at),
        }
    }

    fn place_anew(&mut self, set: [u64; 2], at: usize) -> u32 {
        let Self { places, sets, recent } = self;
        let place = *places.entry(set).or_insert_with(|| {
            sets.push(set);
            u32::try_from(sets.len() - 1).unwrap_or(u32::MAX)
        });
        if let Some(recent) = recent.get_mut(at) {
            *recent = (set, place);
        }
        place
    }
}

/// A tick in four bits, of which nought says that there is none.
fn code(tick: Tick) -> u64 {
    match tick {
        Tick::Ticked => 1,
        Tick::NotTicked => 2,
        Tick::Missing(missing) => 3 + reason(missing) as u64,
    }
}

/// The tick of a choice in a set, as a column of one row; of no row where there is none.
fn ticks_of(set: [u64; 2], place: usize) -> Vec<Tick> {
    let word = set.get(place / Alike::IN_WORD).copied().unwrap_or(0);
    match word >> (place % Alike::IN_WORD * 4) & 0xF {
        0 => Vec::new(),
        1 => vec![Tick::Ticked],
        2 => vec![Tick::NotTicked],
        why => REASONS.iter().zip(3..).filter(|(_, code)| *code == why).map(|(why, _)| Tick::Missing(*why)).collect(),
    }
}
