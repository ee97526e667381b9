//! Shares and means of a column under a design, with what chance does to them.

use super::{IntervalKind, MISSING, Said, Sampled, Section, Target};
use crate::model::{Cell, Measure, Question, StubKind};
use crate::prepare::Sample;
use crate::stats::design::effect::{design_effect, mean_effect};
use crate::stats::design::estimates::{self, Estimates};
use crate::stats::design::proportion_interval::Proportion;
use crate::stats::design::quantile_interval::{QuantileOptions, quantile};
use crate::stats::design::replicates::Replicates;
use crate::stats::design::sample::DesignError;
use crate::stats::nps;
use crate::stats::weighting::quantile::WeightedQuantile;

/// With more choices than this each is estimated on its own, without the covariance with all others.
const TOGETHER: usize = 32;

/// What a table shows of chance in its figures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wants {
    pub intervals: Option<IntervalKind>,
    pub errors: bool,
    pub effects: bool,
}

impl Wants {
    pub fn any(self) -> bool {
        self.intervals.is_some() || self.errors || self.effects
    }
}

/// What chance does to one figure, in the units of the cell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figure {
    interval: Option<(f64, f64)>,
    standard_error: Option<f64>,
    design_effect: Option<f64>,
    one_sided: bool,
}

impl Figure {
    /// The standard error, in the unit of the figure.
    pub fn error(&self) -> Option<f64> {
        self.standard_error
    }

    /// Puts into a cell what its table shows.
    pub fn put(&self, wants: Wants, cell: &mut Cell, said: &mut Said) {
        if wants.intervals.is_some() {
            cell.interval = self.interval;
            said.one_sided |= self.one_sided;
        }
        if wants.errors {
            cell.standard_error = self.standard_error;
        }
        if wants.effects {
            cell.design_effect = self.design_effect;
        }
    }
}

impl Sampled<'_> {
    /// The shares of categories in a column.
    pub(super) fn shares(&self, codes: &[u32], categories: usize, column: usize, said: &mut Said) -> Vec<Figure> {
        if categories > TOGETHER {
            let of = |category: usize| {
                let yes = |&code: &u32| match code {
                    MISSING => f64::NAN,
                    code => f64::from(u8::from(code as usize == category)),
                };
                self.share_of(&codes.iter().map(yes).collect::<Vec<f64>>(), column, said)
            };
            return (0..categories).map(of).collect();
        }
        let domain = self.domain(column);
        let found = match &self.sample.replicates {
            Some(replicates) => {
                let found = replicates.proportions(codes, categories, Some(&domain));
                found.map(|found| of_column(found, replicates, &domain))
            }
            None => estimates::proportions(&self.sample.design, codes, categories, Some(&domain)),
        };
        match found {
            Ok(found) => (0..categories).map(|category| self.of_share(&found, category, rows(&domain))).collect(),
            Err(error) => {
                self.refuse(&error, said);
                vec![Figure::default(); categories]
            }
        }
    }

    /// The share of the ones in a column of 0, 1 and gaps.
    pub(super) fn share_of(&self, yes: &[f64], column: usize, said: &mut Said) -> Figure {
        match self.means(yes, column) {
            Ok(found) => self.of_share(&found, 0, rows(&self.domain(column))),
            Err(error) => {
                self.refuse(&error, said);
                Figure::default()
            }
        }
    }

    /// The mean of numbers in a column.
    pub(super) fn mean(&self, values: &[f64], column: usize, said: &mut Said) -> Figure {
        let found = match self.means(values, column) {
            Ok(found) => found,
            Err(error) => {
                self.refuse(&error, said);
                return Figure::default();
            }
        };
        if found.df < 1.0 {
            return Figure::default();
        }
        let domain = self.domain(column);
        let effect = match &self.sample.replicates {
            // The variance of a simple sample is the same whatever the replicates.
            Some(_) => None,
            None => mean_effect(&self.sample.design, values, Some(&domain)).ok(),
        };
        let error = found.standard_error(0);
        Figure {
            // Where all gave the same answer the sample shows no spread.
            interval: found.interval(0, 0.95).filter(|_| error > 0.0).map(|ends| (ends.lower + 0.0, ends.upper + 0.0)),
            standard_error: Some(error).filter(|error| error.is_finite()),
            design_effect: effect.and_then(|effect| effect.with_replacement),
            one_sided: false,
        }
    }

    /// A net promoter score, which is a mean of 100, 0 and −100; only where the table has one.
    pub(super) fn score(&self, target: &Target<'_>, section: &Section, column: usize, said: &mut Said) -> Figure {
        let has_score = section.rows.iter().any(|(row, _)| row.statistic == Some(Measure::Nps));
        let Some(values) = self.values(target).filter(|_| has_score) else { return Figure::default() };
        let points: Vec<f64> = values.into_iter().map(nps::points).collect();
        let score = self.mean(&points, column, said);
        Figure { interval: score.interval.map(|(from, to)| (from.max(-100.0), to.min(100.0))), ..score }
    }

    /// Woodruff's interval of a median, where intervals are shown. Replicates have none.
    pub(super) fn median(&self, target: &Target<'_>, column: usize) -> Option<(f64, f64)> {
        let values =
            self.values(target).filter(|_| self.wants.intervals.is_some() && self.sample.replicates.is_none())?;
        let options = QuantileOptions { definition: WeightedQuantile::School, ..QuantileOptions::default() };
        let found = quantile(&self.sample.design, &values, 0.5, &options, Some(&self.domain(column))).ok()?;
        Some((found.lower? + 0.0, found.upper? + 0.0))
    }

    /// The mean rank of an item of a ranking, or the share of those who put it among the first.
    pub(super) fn of_item(
        &self,
        question: &Question,
        kind: StubKind,
        name: &str,
        column: usize,
        said: &mut Said,
    ) -> Option<Figure> {
        let values = self.ranks(question, kind, name)?;
        Some(match kind {
            StubKind::Statistic => self.mean(&values, column, said),
            _ => self.share_of(&values, column, said),
        })
    }

    fn means(&self, values: &[f64], column: usize) -> Result<Estimates, DesignError> {
        let domain = self.domain(column);
        match &self.sample.replicates {
            Some(replicates) => {
                replicates.means(&[values], Some(&domain)).map(|found| of_column(found, replicates, &domain))
            }
            None => estimates::means(&self.sample.design, &[values], Some(&domain)),
        }
    }

    /// Notes why a column has no figures; that nobody is in it needs no saying.
    fn refuse(&self, error: &DesignError, said: &mut Said) {
        if matches!(error, DesignError::Nobody) {
            return;
        }
        let reason = self.sample.reason(error);
        if !said.reasons.contains(&reason) {
            said.reasons.push(reason);
        }
        said.remedies.extend(Sample::remedy(error).filter(|remedy| !said.remedies.contains(remedy)));
    }

    /// One of the shares that were estimated, in percent.
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn of_share(&self, found: &Estimates, category: usize, rows: u64) -> Figure {
        let share = found.values[category];
        let variance = found.covariance.get(category, category).max(0.0);
        if found.df < 1.0 || !share.is_finite() {
            return Figure::default();
        }
        let n = found.respondents as f64;
        // What is left of a variance of nought is rounding.
        let is_between = share > 1e-12 && share < 1.0 - 1e-12;
        let proportion = Proportion { share, variance, df: found.df, rows, respondents: found.respondents };
        let kind = self.wants.intervals.unwrap_or_default();
        let ends = kind.of_design(&proportion).filter(|_| is_between);
        let simple = share * (1.0 - share) * n / (n - 1.0);
        let effect = design_effect(variance, simple, found.respondents, found.sum_of_weights).with_replacement;
        Figure {
            interval: ends,
            standard_error: Some(100.0 * variance.sqrt()).filter(|_| is_between),
            design_effect: effect.filter(|_| is_between),
            one_sided: !is_between,
        }
    }
}

/// With the degrees of freedom of a column, also of those in it without an answer, as without replicates and as R’s `degf` has them.
fn of_column(found: Estimates, replicates: &Replicates, domain: &[bool]) -> Estimates {
    Estimates { df: replicates.degrees_of_freedom(Some(domain)), ..found }
}

/// Rows of a column, also those without an answer.
fn rows(domain: &[bool]) -> u64 {
    domain.iter().filter(|&&inside| inside).count() as u64
}
