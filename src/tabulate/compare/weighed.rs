//! The same persons in two waves under weights or a design: each counts for what they count in the later wave.
//!
//! Whoever is in both waves is a domain of the sample of the later wave, so strata, clusters, replicates and what weights were made to agree with
//! decide about chance as they do in a table of that wave alone; the figure is the mean of each person's change.

use std::sync::Arc;

use super::change::{Change, How};
use super::{Plan, Wave};
use crate::diagnostic::{Error, Result};
use crate::model::{Base, Cell};
use crate::prepare::Sample;
use crate::stats::design::estimates::{Estimates, means};
use crate::stats::means::two_means::of_estimate;
use crate::stats::weighting::effective_base::effective_base;

const LEVEL: f64 = 0.95;

/// The sample of the later wave.
pub struct Weighed {
    sample: Arc<Sample>,
}

/// What a person said both times: their row in the later wave, then and now.
pub type Moved = (usize, f64, f64);

impl Weighed {
    /// Of the later of two waves; `None` where neither has weights or a design.
    ///
    /// # Errors
    /// When only the earlier wave has them, or nobody is left.
    pub fn of(earlier: &Wave, later: &Wave) -> Result<Option<Self>> {
        if ![earlier, later].iter().any(|wave| wave.request.is_weighted_or_designed()) {
            return Ok(None);
        }
        let Some(table) = later.survey.main().filter(|_| later.request.is_weighted_or_designed()) else {
            return Err(Error::new(format!(
                "persons who are followed count for what they count in the later wave, and “{}” has neither weights nor a design",
                later.name
            ))
            .hint("give that wave weights for those who took part both times, or leave them out with --weight none"));
        };
        let sample = match &later.request.design {
            Some(sample) => Arc::clone(sample),
            None => Arc::new(Sample::of_weights(table, later.request.weights.as_deref())?),
        };
        Ok(Some(Self { sample }))
    }

    /// What is allowed for, in words.
    pub fn allows_for(&self) -> &[String] {
        &self.sample.allows_for
    }

    /// The figures of both waves and the change; `times`: 100 for shares, which are then percentages.
    pub fn figures(&self, moved: &[Moved], times: f64, plan: Plan) -> Option<([Cell; 2], Change)> {
        let rows = self.sample.rows.len();
        let mut columns = [vec![f64::NAN; rows], vec![f64::NAN; rows], vec![f64::NAN; rows]];
        let mut inside = vec![false; rows];
        for &(row, one, other) in moved {
            *inside.get_mut(row)? = true;
            (columns[0][row], columns[1][row], columns[2][row]) = (one, other, other - one);
        }
        let found = self.means(&columns, &inside)?;
        let base = self.base(&inside)?;
        let share = times > 1.0;
        let cell = |place: usize| {
            let figure = times * found.values[place] + 0.0;
            let yes = moved.iter().filter(|(row, ..)| columns[place][*row] > 0.5).count() as u64;
            Cell {
                count: share.then_some(yes),
                column_percent: share.then_some(figure),
                value: (!share).then_some(figure),
                base: Some(base),
                ..Cell::default()
            }
        };
        let difference = times * found.values[2] + 0.0;
        let error = times * found.standard_error(2);
        let test = of_estimate(difference, error, found.df, LEVEL).filter(|_| plan.intervals && error > 0.0);
        let change = Change {
            difference,
            interval: test.map(|test| (test.interval.lower + 0.0, test.interval.upper + 0.0)),
            p: test.map(|test| test.p).filter(|_| plan.tests),
            base: base.unweighted,
            how: match (plan.intervals, test) {
                (false, _) => How::Described,
                (true, Some(_)) => How::PairedWeighed,
                (true, None) => How::NoErrors,
            },
        };
        Some(([cell(0), cell(1)], change))
    }

    fn means(&self, columns: &[Vec<f64>; 3], inside: &[bool]) -> Option<Estimates> {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let found = match &self.sample.replicates {
            Some(replicates) => replicates.means(&columns, Some(inside)),
            None => means(&self.sample.design, &columns, Some(inside)),
        };
        found.ok().filter(|found| found.values.iter().all(|value| value.is_finite()))
    }

    fn base(&self, inside: &[bool]) -> Option<Base> {
        let weights = self.sample.design.weights().iter().zip(inside).filter(|(_, inside)| **inside);
        let found = effective_base(weights.map(|(weight, _)| *weight))?;
        Some(Base { unweighted: found.n, weighted: found.sum, effective: found.base })
    }
}
