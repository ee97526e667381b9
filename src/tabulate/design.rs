//! Intervals, errors, design effects and tests of a table whose respondents do not all weigh the same or were not drawn one by one.
//!
//! Counting keeps cells and no rows; chance under a design is in the rows. So this goes over the rows once more, and only where
//! somebody wants an interval, an error or a test.

use std::iter::repeat;
use std::ops::Range;
use std::sync::Arc;

use super::Request;
use super::inference::interval_kind::said_of_design;
use super::inference::{Inference, IntervalKind, statistic_intervals};
use super::kernel::Placement;
use super::nets::Net;
use super::notes::{self, Notes};
use super::section::Section;
use super::single::Steps;
use super::terms::{BaseOf, Terms};
use super::variable::Frame;
use crate::diagnostic::Result;
use crate::model::{Cell, Column, Kind, Measure, Part, Question, StubKind, StubRow, Table, Tick};
use crate::number::count;
use crate::prepare::{Banner, Sample, View};
use crate::stats::MISSING;

#[path = "design_association.rs"]
mod association;
#[path = "design_cells.rs"]
mod cells;
#[path = "design_columns.rs"]
mod columns;
#[path = "design_figures.rs"]
mod figures;
#[path = "design_rows.rs"]
mod rows;
#[path = "design_several.rs"]
mod several;
#[path = "design_tests.rs"]
mod tests_of;

pub use cells::{Cells, is_of_cells};
use figures::{Figure, Wants};

/// What is left for the tables themselves to infer where weights or a design decide about chance.
pub fn without(inference: Inference) -> Inference {
    if inference.by_design {
        Inference { test: None, intervals: false, residuals: false, ..inference }
    } else {
        inference
    }
}

/// A sample with its rows in the columns of a table.
pub struct Sampled<'a> {
    view: &'a View<'a>,
    sample: Arc<Sample>,
    wants: Wants,
    by_design: bool,
    compares: bool,
    terms: Terms,
    starts: Vec<usize>,
    columns: Vec<u32>,
}

/// What a column of a grid on its own holds.
pub enum Held {
    /// A choice, by its place.
    Choice(usize),
    /// A mean or the like of the steps.
    Statistic(Measure),
    /// Bases, what is taken together, and those outside the base.
    Other,
}

/// A question, or a row of a grid, whose figures are inferred.
pub(in crate::tabulate) struct Target<'a> {
    pub question: &'a Question,
    row: Option<usize>,
    /// What the keys of its rows start with.
    pub key: String,
    title: String,
}

impl Target<'_> {
    /// The choices that a row counts: one of a choice, several of a net or of steps taken together; `None` for other rows.
    pub fn places(&self, row: &StubRow, nets: &[Net]) -> Option<Vec<usize>> {
        let part = row.key.strip_prefix(&self.key)?.strip_prefix('.')?;
        match row.kind {
            StubKind::Choice => columns::slot(self.question, part).map(|slot| vec![slot]),
            StubKind::Net => columns::together(self.question, nets, part),
            _ => None,
        }
    }
}

impl<'a> Sampled<'a> {
    /// The sample of a table; `None` where it shows nothing that chance decides, or rows are no respondents.
    ///
    /// # Errors
    /// When nobody is left to infer from.
    pub fn of(view: &'a View<'a>, banner: &Banner, request: &Request, inference: Inference) -> Result<Option<Self>> {
        let wants = Wants {
            intervals: (inference.intervals && inference.by_design).then_some(inference.interval),
            // Those of weights alone are counted with the cells.
            errors: request.show.contains(&Measure::StandardError) && request.design.is_some(),
            effects: request.show.contains(&Measure::DesignEffect),
        };
        let tests = inference.by_design && inference.test.is_some();
        if !(wants.any() || tests || inference.compares_by_rows()) || view.table.parent.is_some() {
            return Ok(None);
        }
        let sample = match &request.design {
            Some(sample) => Arc::clone(sample),
            None => Arc::new(Sample::of_weights(view.table, view.weights)?),
        };
        let mut starts = Vec::with_capacity(sample.rows.len() + 1);
        let mut columns = Vec::new();
        let mut drawn = sample.rows.iter().peekable();
        for (place, block) in view.table.blocks.iter().enumerate() {
            let placement = Placement::of(banner, view, place, block);
            for placed in placement.rows() {
                if drawn.next_if(|(block, row)| (*block as usize, *row as usize) == (place, placed.row)).is_some() {
                    starts.push(columns.len());
                    columns.extend_from_slice(placed.columns);
                }
            }
        }
        starts.push(columns.len());
        Ok(Some(Self {
            view,
            sample,
            wants,
            by_design: inference.by_design,
            compares: inference.compares_by_rows(),
            terms: request.terms.clone(),
            starts,
            columns,
        }))
    }

    /// The rows of a table without columns, for whoever follows respondents and not cells.
    ///
    /// # Errors
    /// When nobody is there.
    pub(in crate::tabulate) fn rows(view: &'a View<'a>) -> Result<Self> {
        let sample = Arc::new(Sample::of_weights(view.table, None)?);
        let starts = (0..=sample.rows.len()).collect();
        let columns = vec![0; sample.rows.len()];
        let wants = Wants { intervals: None, errors: false, effects: false };
        Ok(Self { view, sample, wants, by_design: false, compares: false, terms: Terms::default(), starts, columns })
    }

    /// The block and row of each of its rows.
    pub(in crate::tabulate) fn places(&self) -> &[(u32, u32)] {
        &self.sample.rows
    }

    /// Puts intervals, errors, effects and tests into the sections of a table, and says how they were come by.
    pub fn infer(
        &self,
        questions: &[(&Question, Option<usize>)],
        nets: &[Vec<Net>],
        frame: &Frame<'_>,
        sections: &mut [Section],
        notes: &mut Notes,
    ) {
        let mut said = Said::default();
        for section in sections.iter_mut() {
            if self.by_design {
                section.rows.iter_mut().flat_map(|(_, cells)| cells).for_each(|cell| self.clear(cell));
            }
        }
        let each = questions.iter().zip(nets);
        for (target, nets) in each.flat_map(|((question, row), nets)| targets(question, *row).zip(repeat(nets))) {
            let own = |section: &&mut Section| section.key() == target.key && section.base.is_some();
            let Some(section) = sections.iter_mut().find(own) else { continue };
            if self.wants.any() && !section.of_responses {
                self.fill((&target, nets), 1 + frame.banner.columns(), section, &mut said);
            }
            if self.by_design {
                section.tests = self.tests(&target, frame);
            }
        }
        self.say(&said, (frame.inference.test.is_some(), statistic_intervals::has_shares(sections)), notes);
    }

    /// The same for a grid on its own, whose choices stand across: `held` says what each column holds, `columns` the column of the sample of each
    /// line of a row of the grid (`None`: a heading).
    pub fn matrix(
        &self,
        question: &Question,
        (held, columns): (&[Held], &[Option<usize>]),
        tested: bool,
        table: &mut Table,
    ) {
        let mut said = Said::default();
        let order = self.terms.in_base().slots(question);
        for (target, lines) in targets(question, None).zip(table.cells.chunks_mut(columns.len().max(1))) {
            let codes = self.choices(&target, &order);
            let has_statistics = held.iter().any(|held| matches!(held, Held::Statistic(_)));
            let values = self.values(&target).filter(|_| has_statistics);
            for (cells, column) in lines.iter_mut().zip(columns).filter_map(|(cells, column)| Some((cells, (*column)?)))
            {
                if self.by_design {
                    cells.iter_mut().for_each(|cell| self.clear(cell));
                }
                let found = self.shares(&codes, order.len(), column, &mut said);
                let of_mean = values.as_ref().map(|values| self.mean(values, column, &mut said));
                for (cell, held) in cells.iter_mut().zip(held) {
                    match (held, &of_mean) {
                        (Held::Choice(place), _) => {
                            let at = order.iter().position(|other| other == place);
                            if let Some(figure) = at.and_then(|at| found.get(at)) {
                                figure.put(self.wants, cell, &mut said);
                            }
                        }
                        (Held::Statistic(Measure::Mean), Some(mean)) => mean.put(self.wants, cell, &mut said),
                        (Held::Statistic(Measure::Median), Some(_)) => cell.interval = self.median(&target, column),
                        _ => {}
                    }
                }
            }
        }
        let mut notes = Notes::default();
        self.say(&said, (tested, true), &mut notes);
        table.notes.extend(notes.finish());
    }

    /// Takes out what was made as if each respondent had been drawn on their own with an equal chance.
    fn clear(&self, cell: &mut Cell) {
        cell.interval = None;
        if self.wants.errors {
            cell.standard_error = None;
        }
    }

    /// Figures of each row that is a choice, and of means.
    fn fill(&self, (target, nets): (&Target<'_>, &[Net]), columns: usize, section: &mut Section, said: &mut Said) {
        let question = target.question;
        let order = self.order(question);
        let codes = if question.kind == Kind::Multiple { Vec::new() } else { self.choices(target, &order) };
        for column in 0..columns {
            let found: Vec<Figure> = match question.kind {
                Kind::Multiple => {
                    let of = |&place: &usize| self.share_of(&self.ticked_any(question, &[place]), column, said);
                    order.iter().map(of).collect()
                }
                Kind::Single | Kind::Scale | Kind::Grid => self.shares(&codes, order.len(), column, said),
                _ => Vec::new(),
            };
            let of_mean = self.values(target).map(|values| self.mean(&values, column, said));
            let of_score = self.score(target, section, column, said);
            for (row, cells) in &mut section.rows {
                let Some(cell) = cells.get_mut(column) else { continue };
                let name = row.key.strip_prefix(&target.key).and_then(|name| name.strip_prefix('.'));
                let slot = name.filter(|_| row.kind == StubKind::Choice).and_then(|name| columns::slot(question, name));
                let choice = slot.and_then(|slot| order.iter().position(|place| *place == slot));
                if row.kind == StubKind::Net {
                    if let Some(places) = target.places(row, nets) {
                        self.share_of(&self.any_of(target, &places), column, said).put(self.wants, cell, said);
                    }
                    continue;
                }
                if question.kind == Kind::Ranking {
                    if let Some(figure) = name.and_then(|name| self.of_item(question, row.kind, name, column, said)) {
                        figure.put(self.wants, cell, said);
                    }
                    continue;
                }
                let statistic = row.statistic.filter(|_| row.kind == StubKind::Statistic);
                match (choice.and_then(|at| found.get(at)), &of_mean, statistic) {
                    (Some(figure), ..) => figure.put(self.wants, cell, said),
                    (_, Some(mean), Some(Measure::Mean)) => mean.put(self.wants, cell, said),
                    (_, Some(mean), Some(Measure::StandardError)) if self.wants.errors => cell.value = mean.error(),
                    (_, Some(_), Some(Measure::Median)) => cell.interval = self.median(target, column),
                    (.., Some(Measure::Nps)) => of_score.put(self.wants, cell, said),
                    _ => {}
                }
            }
        }
    }

    /// The slots of the rows that are in the base, see [`super::terms::Included::slots`]; of several answers the choices that are answers.
    fn order(&self, question: &Question) -> Vec<usize> {
        let included = self.terms.in_base();
        if question.kind != Kind::Multiple {
            return included.slots(question);
        }
        let reasons = included
            .slots(question)
            .into_iter()
            .filter(|&slot| slot >= question.choices.len() || question.choices[slot].missing.is_some());
        let answers = (0..question.choices.len()).filter(|&place| question.choices[place].missing.is_none());
        let nothing = question.unticked_is_answer.then_some(columns::NOTHING);
        answers.chain(reasons).chain(nothing).collect()
    }

    /// What the figures rest on, in words.
    fn say(&self, said: &Said, (tests, shares): (bool, bool), notes: &mut Notes) {
        let (tests, compares) = (tests && self.by_design, self.compares);
        if self.wants.any() || tests || compares {
            let (wants, allows_for) = (self.wants, self.sample.allows_for.as_slice());
            Basis { wants, tests, compares, shares, allows_for, df: self.degrees(0) }.say(said, notes);
        }
    }
}

/// What figures rest on.
#[derive(Debug, Clone, Copy)]
struct Basis<'a> {
    wants: Wants,
    tests: bool,
    compares: bool,
    shares: bool,
    allows_for: &'a [String],
    df: u64,
}

impl Basis<'_> {
    fn say(&self, said: &Said, notes: &mut Notes) {
        let what: Vec<String> = [
            (self.wants.intervals.is_some(), "intervals"),
            (self.wants.errors, "standard errors"),
            (self.wants.effects, "design effects"),
            (self.tests, "tests"),
            (self.compares, "comparisons of columns"),
        ]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, word)| word.to_owned())
        .collect();
        let Some(first) = what.first() else { return };
        let mut sentence = notes::and(&what);
        sentence.replace_range(..1, &first[..1].to_uppercase());
        let for_what = match self.allows_for {
            [] => "take every respondent as drawn on their own".to_owned(),
            parts => format!("allow for {}", notes::and(parts)),
        };
        notes.test.push(format!("{sentence} {for_what}; {} degrees of freedom.", count(self.df)));
        if let Some(kind) = self.wants.intervals.filter(|_| self.shares) {
            let (made, instead) = kind.under_a_design();
            notes.test.extend(instead);
            notes.test.push(said_of_design(made));
        }
        if self.wants.effects {
            notes.test.push(
                "A design effect (deff) says how many times larger the variance is than that of a simple random sample of as many \
                 respondents, drawn with replacement."
                    .to_owned(),
            );
        }
        if said.one_sided {
            notes.test.push(
                "Where nobody or everybody gave an answer the sample shows no spread, and there is no interval."
                    .to_owned(),
            );
        }
        notes
            .test
            .extend(said.reasons.iter().map(|reason| format!("Some figures have no interval and no error: {reason}.")));
        notes.test.extend(said.remedies.iter().map(|remedy| format!("{remedy}.")));
    }
}

/// What notes must say once.
#[derive(Debug, Default)]
struct Said {
    one_sided: bool,
    reasons: Vec<String>,
    remedies: Vec<&'static str>,
}

/// A question as a target, or each row of a grid; nothing where it holds personal data.
pub(in crate::tabulate) fn targets<'a>(question: &'a Question, row: Option<usize>) -> impl Iterator<Item = Target<'a>> {
    let rows: Vec<Option<usize>> = match (question.kind, row) {
        (Kind::Grid, None) => (0..question.rows.len()).map(Some).collect(),
        _ => vec![row],
    };
    let shown = question.personal.is_none();
    rows.into_iter().filter(move |_| shown).map(move |row| match row {
        Some(number) => {
            let own = &question.rows[number];
            Target { question, row, key: format!("{}.{}", question.id, own.id), title: own.text.text.clone() }
        }
        None => Target { question, row, key: question.id.clone(), title: question.title().to_owned() },
    })
}
