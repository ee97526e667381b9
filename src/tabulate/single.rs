//! Single and scale questions, and rows of a grid: one answer each.

use super::boxes;
use super::inference::Answers;
use super::inference::answers::Together;
use super::kernel::{Amount, Placement};
use super::nets::{self, Line};
use super::notes::Notes;
use super::section::{Section, total};
use super::summary::Grouped;
use super::tally::{ChoiceTally, REASONS};
use super::terms::Counting;
use super::variable::{Frame, Naming, Variable};
use crate::model::{Kind, Measure, Part, Question, StubKind, SurveyBlock};
use crate::prepare::steps;
use crate::stats::chi_square::adjusted_residuals;
use crate::stats::frequency::Frequencies;

/// One answer each, under count.
#[derive(Debug, Clone)]
pub struct Single<'a> {
    question: &'a Question,
    naming: Naming,
    counting: Counting<'a>,
    tally: ChoiceTally,
    together: Together,
}

impl<'a> Single<'a> {
    /// A single or scale question.
    pub fn new(question: &'a Question, heading: bool, counting: Counting<'a>) -> Self {
        let tally = ChoiceTally::new(question, Part::Answer, counting.shape);
        Self { question, naming: Naming::of(question, heading), counting, tally, together: Together::default() }
    }

    /// Keeps who gave which answer and stands in which columns, which the test by columns that overlap needs where counts are small.
    pub fn to_be_tested(mut self) -> Self {
        if Steps::of(self.question).is_none() {
            self.together =
                Together::of_choices(self.question.column(Part::Answer), self.question.choices.len(), self.slots());
        }
        self
    }

    /// A row of a grid.
    pub fn of_row(question: &'a Question, row: usize, heading: bool, counting: Counting<'a>) -> Self {
        let tally = ChoiceTally::new(question, Part::Row(row), counting.shape);
        let together = Together::default();
        Self { question, naming: Naming::of_row(question, row, heading), counting, tally, together }
    }

    /// What was counted.
    pub fn tally(&self) -> &ChoiceTally {
        &self.tally
    }

    /// What tests need to know: counts, or steps where the choices have an order.
    fn answers(&self, places: &[usize], columns: usize) -> Answers {
        match Steps::of(self.question) {
            Some(scale) => Answers::Ordered(
                (0..columns)
                    .map(|column| {
                        Frequencies::of_pairs(scale.values.iter().map(|&(place, value)| {
                            (value, self.tally.numbers(place).get(column).copied().unwrap_or(0))
                        }))
                    })
                    .collect(),
            ),
            None => {
                let label = |&place: &usize| self.question.choices.get(place).map(|choice| choice.label.text.clone());
                Answers::Choices(
                    places.iter().map(|&place| self.tally.numbers(place).to_vec()).collect(),
                    places.iter().map(label).collect(),
                )
            }
        }
    }

    /// The slots of the tally that make up the base.
    fn slots(&self) -> Vec<usize> {
        self.counting.terms.in_base().slots(self.question)
    }

    /// Choices and nets; gives the row of each slot.
    fn choices(&self, section: &mut Section, slots: &[usize], base: &[Amount]) -> Vec<usize> {
        let mut rows = vec![usize::MAX; slots.len()];
        for line in nets::lines(self.question, slots, self.counting.nets) {
            let (slot, level) = match line {
                Line::Net(net, level) => {
                    let net = &self.counting.nets[net];
                    let counts = self.tally.sum(net.places.iter().copied());
                    section.share((&format!("net.{}", net.key), &net.label), StubKind::Net, level, &counts, base);
                    continue;
                }
                Line::Choice(slot, level) => (slot, level),
            };
            let counts = self.tally.choice(slot);
            let row = section.rows.len();
            match self.question.choices.get(slot) {
                Some(choice) => {
                    let name = (choice.code.as_str(), choice.label.text.as_str());
                    section.share(name, StubKind::Choice, level, &counts, base);
                }
                None if total(&counts) == 0 => continue,
                None => {
                    let why = REASONS[slot - self.question.choices.len()];
                    let key = format!("missing.{}", why.word());
                    section.share((&key, why.label()), StubKind::Choice, level, &counts, base);
                }
            }
            if let Some(place) = slots.iter().position(|other| *other == slot) {
                rows[place] = row;
            }
        }
        rows
    }

    /// The highest and lowest steps taken together, and the net promoter score.
    fn boxes(&self, section: &mut Section, frame: &Frame<'_>, base: &[Amount], notes: &mut Notes) {
        let Some(scale) = Steps::of(self.question) else { return };
        for measure in frame.show {
            let Some(found) = boxes::of(self.question, &scale, *measure) else { continue };
            let counts = self.tally.sum(found.places.iter().copied());
            section.share((measure.word(), &found.label), StubKind::Net, 0, &counts, base);
            notes.figures.push(found.note);
        }
        if frame.shows(Measure::Nps) && scale.is_nought_to_ten() {
            boxes::net_promoters(section, frame, &scale, &self.tally, base);
            notes.figures.push(boxes::PROMOTERS.to_owned());
        }
    }

    /// What the steps come to in each of so many columns; `None` where the answers have no order.
    pub fn summaries(&self, columns: usize) -> Option<Vec<Grouped>> {
        let scale = Steps::of(self.question)?;
        let steps: Vec<_> = scale.values.iter().map(|&(place, value)| (value, self.tally.choice(place))).collect();
        let of_column = |column: usize| {
            Grouped::new(steps.iter().filter_map(|(value, amounts)| Some((*value, *amounts.get(column)?))))
        };
        Some((0..columns).map(of_column).collect())
    }

    fn statistics(&self, section: &mut Section, frame: &Frame<'_>, notes: &mut Notes) {
        let Some(scale) = Steps::of(self.question) else { return };
        let likely = self.question.kind == Kind::Scale && scale.is_nought_to_ten();
        let is_wanted = |measure: Measure| frame.shows(measure) || likely && measure == Measure::Mean;
        let wanted: Vec<_> = STATISTICS.into_iter().filter(|(measure, _)| is_wanted(*measure)).collect();
        let Some(summaries) = self.summaries(frame.columns()).filter(|_| !wanted.is_empty()) else { return };
        for (measure, label) in wanted {
            let values: Vec<_> = summaries.iter().map(|summary| (summary.value(measure), summary.base())).collect();
            section.statistic(measure.word(), label, Some(measure), &values);
            if frame.inference.intervals {
                section.intervals(summaries.iter().map(|summary| summary.interval(Some(measure))));
            }
        }
        notes.figures.push(scale.note(self.question));
    }
}

/// The statistics of steps that a table may show, and what each is called.
pub const STATISTICS: [(Measure, &str); 3] =
    [(Measure::Mean, "Mean"), (Measure::Median, "Median"), (Measure::StandardDeviation, "Standard deviation")];

impl Variable for Single<'_> {
    fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        self.tally.add(block, placement);
        self.together.add(block, placement, |_| false);
    }

    fn settle(&mut self) {
        self.tally.settle();
    }

    fn sections(&self, frame: &Frame<'_>, notes: &mut Notes) -> Vec<Section> {
        let mut section = self.naming.section(frame);
        let (included, places) = (self.counting.terms.in_base(), self.slots());
        let base = self.tally.sum(places.iter().copied());
        section.base(&self.counting.terms.base_label("Base: all who answered"), &base);
        section.further_bases(frame.show, &base);
        let rows = self.choices(&mut section, &places, &base);
        self.boxes(&mut section, frame, &base, notes);
        self.statistics(&mut section, frame, notes);
        let outside = |place: &usize| !included.counts(self.question, *place);
        for place in (0..self.question.choices.len()).filter(outside) {
            let choice = &self.question.choices[place];
            match (choice.missing, choice.aside) {
                (Some(_), _) => {
                    section.reason_choice(&choice.code, &choice.label.text, &self.tally.choice(place));
                }
                (None, true) => section.aside(&choice.code, &choice.label.text, &self.tally.choice(place)),
                (None, false) => {}
            }
        }
        section.missing(included, |why| self.tally.missing(why));
        let table = |columns: std::ops::Range<usize>| -> Vec<Vec<u64>> {
            places.iter().map(|&place| self.tally.numbers(place).get(columns.clone()).unwrap_or(&[]).to_vec()).collect()
        };
        section.rests_on(&self.naming.title, self.answers(&places, frame.columns()));
        section.together = self.together.clone();
        if self.counting.shape.unit.is_some() {
            section.weighed = places.iter().map(|&place| self.tally.choice(place)).collect();
        }
        if frame.inference.residuals {
            let mut start = 1;
            for axis in &frame.banner.axes {
                let columns = start..start + axis.columns();
                start = columns.end;
                if axis.overlaps() {
                    continue;
                }
                for (row, residuals) in adjusted_residuals(&table(columns.clone())).into_iter().enumerate() {
                    let Some((_, cells)) = rows.get(row).and_then(|row| section.rows.get_mut(*row)) else { continue };
                    for (column, residual) in columns.clone().zip(residuals) {
                        cells[column].residual = residual;
                    }
                }
            }
        }
        vec![section]
    }
}

/// The numbers that stand for the steps of a scale.
#[derive(Debug, Clone)]
pub struct Steps {
    /// Place of the choice and its number.
    pub values: Vec<(usize, f64)>,
    numbered: bool,
}

impl Steps {
    /// The numbers of a scale or grid: its labels where all are numbers, else its codes, else 1, 2, 3 … in order. `None`
    /// for other questions.
    pub fn of(question: &Question) -> Option<Self> {
        if !matches!(question.kind, Kind::Scale | Kind::Grid) {
            return None;
        }
        match steps::written(question) {
            Some(values) => Some(Self { values, numbered: true }),
            None => Some(Self { values: steps::in_order(question), numbered: false }),
        }
    }

    /// Whether they run from 0 to 10 one by one.
    pub fn is_nought_to_ten(&self) -> bool {
        let mut values: Vec<f64> = self.values.iter().map(|(_, value)| *value).collect();
        values.sort_by(f64::total_cmp);
        values.len() == 11 && values.iter().zip(0_u8..).all(|(value, step)| *value == f64::from(step))
    }

    /// What a mean of the steps takes for granted.
    pub fn note(&self, question: &Question) -> String {
        let label = |entry: Option<&(usize, f64)>| {
            entry.map_or(String::new(), |(place, value)| {
                let label = &question.choices[*place].label.text;
                let value = crate::number::fixed(*value, usize::from(value.fract() != 0.0));
                if *label == value { value } else { format!("{value} = “{label}”") }
            })
        };
        let ends = format!("{} to {}", label(self.values.first()), label(self.values.last()));
        let how = if self.numbered { "" } else { ", its steps numbered in their order" };
        format!("The mean of “{}” runs from {ends}{how}; it takes the steps as equally far apart.", question.title())
    }
}
