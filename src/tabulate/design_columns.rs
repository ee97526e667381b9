//! Columns compared with one another and with everybody else under weights or a design, row by row of the table.

use std::cell::RefCell;

use super::super::boxes;
use super::super::inference::letters::{ByRows, Other};
use super::super::inference::{Inference, Method};
use super::super::nets::Net;
use super::{Kind, Measure, Part, Question, Sampled, StubKind, Target, targets};
use crate::model::{Missing, StubRow};
use crate::number::settled;
use crate::prepare::Sample;
use crate::stats::design::domain_means::{compare_parts, domain_means};
use crate::stats::proportions::columns::{Comparison, NotTested};
use crate::tabulate::single::Steps;
use crate::tabulate::tally::{REASONS, reason};

/// Fewer than so many who are expected to say so, or not to, in a column make no test of shares.
const FEWEST_EXPECTED: f64 = 5.0;

/// Fewer answers than this in a column make no test of means.
const FEWEST_ANSWERS: u64 = 10;

/// The answers of a part of the sample, in sums.
#[derive(Debug, Clone, Copy, Default)]
struct Summed {
    rows: u64,
    weight: f64,
    sum: f64,
}

impl Summed {
    fn and(self, weight: f64, value: f64) -> Self {
        Self { rows: self.rows + 1, weight: self.weight + weight, sum: self.sum + weight * value }
    }
}

/// The questions of a table, ready for their columns to be compared.
pub struct Comparing<'a> {
    sampled: &'a Sampled<'a>,
    targets: Vec<(Target<'a>, &'a [Net])>,
    method: Method,
    reasons: RefCell<Vec<String>>,
}

impl<'a> Sampled<'a> {
    /// The rank of an item, or whether it stands among the first of those who ranked any.
    pub(super) fn ranks(&self, question: &Question, kind: StubKind, name: &str) -> Option<Vec<f64>> {
        let (item, what) = name.rsplit_once('.')?;
        let item = question.rows.iter().position(|row| row.id == item)?;
        let own = self.numbers(question, Part::Row(item));
        match (kind, what) {
            (StubKind::Statistic, "mean") => Some(own),
            (StubKind::Choice, what) => {
                let most = match what {
                    "first" => 1.0,
                    top => f64::from(top.strip_prefix("top-")?.parse::<u8>().ok()?),
                };
                let all: Vec<Vec<f64>> =
                    (0..question.rows.len()).map(|row| self.numbers(question, Part::Row(row))).collect();
                let any = |row: usize| all.iter().any(|ranks| ranks[row].is_finite());
                let value =
                    |(row, rank): (usize, &f64)| if any(row) { f64::from(u8::from(*rank <= most)) } else { f64::NAN };
                Some(own.iter().enumerate().map(value).collect())
            }
            _ => None,
        }
    }

    /// Compares columns by rows, where letters or arrows are wanted and the rules are our own or R’s: those of other programs are made from the
    /// cells.
    pub fn comparing(
        &'a self,
        questions: &[(&'a Question, Option<usize>)],
        nets: &'a [Vec<Net>],
        inference: Inference,
    ) -> Option<Comparing<'a>> {
        if !inference.compares_by_rows() {
            return None;
        }
        let of = |((question, row), nets): (&(&'a Question, Option<usize>), &'a Vec<Net>)| {
            targets(question, *row).map(|target| (target, nets.as_slice())).collect::<Vec<_>>()
        };
        let targets = questions.iter().zip(nets).flat_map(of).collect();
        Some(Comparing { sampled: self, targets, method: inference.method, reasons: RefCell::default() })
    }
}

impl Comparing<'_> {
    /// What a row of a table is about: 1 for who is in it, 0 for the others of its base, or a number; NaN outside the base.
    fn values(&self, target: &Target<'_>, nets: &[Net], stub: &StubRow) -> Option<Vec<f64>> {
        let question = target.question;
        let name = stub.key.strip_prefix(&target.key)?.strip_prefix('.')?;
        if question.kind == Kind::Ranking {
            return self.sampled.ranks(question, stub.kind, name);
        }
        let places: Vec<usize> = match (stub.kind, stub.statistic) {
            (StubKind::Statistic, Some(Measure::Mean)) => return self.sampled.values(target),
            (StubKind::Choice, _) => vec![slot(question, name)?],
            (StubKind::Net, _) => together(question, nets, name)?,
            _ => return None,
        };
        match question.kind {
            Kind::Multiple => Some(self.sampled.ticked_any(question, &places)),
            Kind::Single | Kind::Scale | Kind::Grid => {
                let order = self.sampled.terms.in_base().slots(question);
                let codes = self.sampled.choices(target, &order);
                let is_in: Vec<bool> = order.iter().map(|slot| places.contains(slot)).collect();
                let value = |code: u32| is_in.get(code as usize).map_or(f64::NAN, |&is| f64::from(u8::from(is)));
                Some(codes.into_iter().map(value).collect())
            }
            _ => None,
        }
    }

    /// Whether there are answers enough for a test that takes the spread it finds for the spread there is: of a column in which nobody said so it finds
    /// none. R's own test is made whatever the answers.
    fn enough(
        &self,
        (values, parts): (&[f64], &[Vec<bool>]),
        (one, other): (usize, usize),
        is_share: bool,
    ) -> Result<(), NotTested> {
        if self.method == Method::R {
            return Ok(());
        }
        let weights = self.sampled.sample.design.weights();
        let of_part = |part: &[bool]| {
            let inside = (0..values.len()).filter(|&row| part[row] && values[row].is_finite() && weights[row] > 0.0);
            inside.fold(Summed::default(), |sum, row| sum.and(weights[row], values[row]))
        };
        let (one, other) = (of_part(&parts[one]), of_part(&parts[other]));
        if !is_share {
            return if one.rows.min(other.rows) < FEWEST_ANSWERS { Err(NotTested::FewAnswers) } else { Ok(()) };
        }
        let share = (one.sum + other.sum) / (one.weight + other.weight);
        #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let expected = one.rows.min(other.rows) as f64 * share.min(1.0 - share);
        if settled(expected) < FEWEST_EXPECTED { Err(NotTested::FewExpected) } else { Ok(()) }
    }

    fn refuse(&self, error: &crate::stats::design::sample::DesignError) {
        let reason = self.sampled.sample.reason(error);
        let remedy = Sample::remedy(error).map_or(String::new(), |remedy| format!("; {remedy}"));
        let sentence = format!("Columns are not compared where the design allows for no test: {reason}{remedy}.");
        let mut reasons = self.reasons.borrow_mut();
        if !reasons.contains(&sentence) {
            reasons.push(sentence);
        }
    }
}

impl ByRows for Comparing<'_> {
    fn compare(
        &self,
        section: &str,
        row: &StubRow,
        pairs: &[(usize, Other)],
    ) -> Option<Vec<Result<Comparison, NotTested>>> {
        let (target, nets) = self.targets.iter().find(|(target, _)| target.key == section)?;
        let values = self.values(target, nets, row)?;
        let mut wanted: Vec<(usize, Other)> = Vec::new();
        let mut place = |part: (usize, Other)| {
            wanted.iter().position(|known| *known == part).unwrap_or_else(|| {
                wanted.push(part);
                wanted.len() - 1
            })
        };
        let of_column = |column| (column, Other::Column(column));
        let places: Vec<(usize, usize)> = pairs
            .iter()
            .map(|&(one, other)| match other {
                Other::Column(other) => (place(of_column(one)), place(of_column(other))),
                Other::Rest => (place(of_column(one)), place((one, Other::Rest))),
            })
            .collect();
        let all = self.sampled.domain(0);
        let parts: Vec<Vec<bool>> = wanted
            .iter()
            .map(|&(column, other)| {
                let own = self.sampled.domain(column);
                match other {
                    Other::Column(_) => own,
                    Other::Rest => all.iter().zip(own).map(|(all, own)| *all && !own).collect(),
                }
            })
            .collect();
        let sample = &self.sampled.sample;
        let means = match sample.replicates {
            Some(_) => None,
            None => match domain_means(&sample.design, &values, &parts, Some(&all)) {
                Ok(means) => Some(means),
                Err(error) => {
                    self.refuse(&error);
                    return Some(vec![Err(NotTested::NoVariance); pairs.len()]);
                }
            },
        };
        let of_sample = (&sample.design, sample.replicates.as_ref());
        let is_share = matches!(row.kind, StubKind::Choice | StubKind::Net);
        let compare = |pair| {
            let test = compare_parts(of_sample, (&values, &parts), means.as_ref(), pair)?;
            self.enough((&values, &parts), pair, is_share).map(|()| test)
        };
        Some(places.into_iter().map(compare).collect())
    }

    fn said(&self) -> Vec<String> {
        self.reasons.borrow().clone()
    }
}

/// The slot of a choice, or of a reason that is in the base, by the end of its key.
pub(super) fn slot(question: &Question, name: &str) -> Option<usize> {
    let choice = question.choices.iter().position(|choice| choice.code == name);
    choice
        .or_else(|| {
            let word = name.strip_prefix("missing.")?;
            let why = REASONS.into_iter().find(|why: &Missing| why.word() == word)?;
            Some(question.choices.len() + reason(why))
        })
        .or_else(|| (name == "nothing").then_some(NOTHING))
}

/// The slot of those who ticked nothing, where that is an answer.
pub(super) const NOTHING: usize = usize::MAX;

/// The places that a net or a box takes together.
pub(super) fn together(question: &Question, nets: &[Net], name: &str) -> Option<Vec<usize>> {
    if let Some(net) = name.strip_prefix("net.").and_then(|key| nets.iter().find(|net| net.key == key)) {
        return Some(net.places.clone());
    }
    let scale = Steps::of(question)?;
    let (from, to) = match name {
        "promoters" => (9.0, 10.0),
        "passives" => (7.0, 8.0),
        "detractors" => (0.0, 6.0),
        word => return boxes::of(question, &scale, Measure::from_word(word)?).map(|found| found.places),
    };
    Some(scale.values.iter().filter(|(_, value)| (from..=to).contains(value)).map(|(place, _)| *place).collect())
}

impl Inference {
    /// Whether columns are compared by rows and not by cells.
    pub fn compares_by_rows(self) -> bool {
        self.by_design && (self.letters || self.rest) && matches!(self.method, Method::Own | Method::R)
    }
}
