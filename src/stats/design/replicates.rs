//! Variance by replicate weights: the figure is computed again under each set of weights, and their spread is its variance.
//!
//! # What it measures
//! The same as linearisation, also for figures that have no simple formula, and where the design itself is not published.
//!
//! # Formula
//! V = s Σ rⱼ (θⱼ − θ̄)(θⱼ − θ̄)ᵀ with the scale s, the scales r of the replicates, and θ̄ the mean of the replicates or, by `mse`, the figure of the whole
//! sample. Degrees of freedom: the rank of the weights less 1.
//!
//! # Assumptions
//! The replicates were made for the design, and their scales are those of the way they were made ([`super::make_replicates`]).
//!
//! # Reference
//! Wolter, K. M. (2007). Introduction to Variance Estimation, 2nd edition; `svrepdesign` and `svrVar` of R's survey.

use super::estimates::{Estimates, in_domain, with_code};
use super::sample::DesignError;
use crate::stats::MISSING;
use crate::stats::linear_algebra::{Matrix, orthonormal};
use crate::stats::weighting::check::{Kind, check, kind};
use crate::stats::weighting::exact_sum::{ExactSum, exact_sum};

/// What must be left of a replicate's weights for it to count for a degree of freedom, as R has it.
const NEW_REPLICATE: f64 = 1e-5;

/// A sample with replicate weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicates {
    /// The weights of the whole sample.
    pub(super) weights: Vec<f64>,
    /// The unit of each row.
    pub(super) unit_of_row: Vec<u32>,
    /// For each replicate the factor, or the weight itself, of each unit.
    pub(super) of_unit: Vec<Vec<f64>>,
    /// Whether these are weights and not factors on the weights of the sample.
    pub(super) combined: bool,
    /// The scale of all.
    pub scale: f64,
    /// The scale of each replicate.
    pub replicate_scales: Vec<f64>,
    /// Whether distances are taken from the figure of the whole sample and not from the mean of the replicates.
    pub mse: bool,
}

impl Replicates {
    /// From weights that came with the data: `replicates` holds a slice a replicate with an entry a row, which are weights (`combined`) or
    /// factors on the weights of the sample.
    pub fn given(
        weights: &[f64],
        replicates: &[&[f64]],
        combined: bool,
        (scale, replicate_scales): (f64, &[f64]),
        mse: bool,
    ) -> Result<Self, DesignError> {
        let rows = weights.len();
        let fits = replicates.iter().all(|replicate| replicate.len() == rows);
        let scales = replicate_scales.iter().all(|scale| *scale >= 0.0 && scale.is_finite()) && scale > 0.0;
        if rows == 0 || replicates.is_empty() || replicate_scales.len() != replicates.len() || !fits || !scales {
            return Err(DesignError::Shape { stage: None });
        }
        let found = check(weights);
        if found.refusal().is_some() {
            return Err(DesignError::Weights(Box::new(found)));
        }
        let numbers = |replicate: &&&[f64]| replicate.iter().any(|weight| !weight.is_finite());
        if let Some(replicate) = replicates.iter().find(numbers) {
            return Err(DesignError::Weights(Box::new(check(replicate))));
        }
        let unit_of_row = (0..rows).map(|row| u32::try_from(row).unwrap_or(MISSING)).collect();
        Ok(Self {
            weights: usable(weights),
            unit_of_row,
            of_unit: replicates.iter().map(|replicate| replicate.to_vec()).collect(),
            combined,
            scale,
            replicate_scales: replicate_scales.to_vec(),
            mse,
        })
    }

    /// How many replicates.
    pub fn count(&self) -> usize {
        self.of_unit.len()
    }

    /// The weights of a replicate.
    pub fn replicate(&self, number: usize) -> Vec<f64> {
        let of_unit = &self.of_unit[number];
        let weight = |(&unit, &weight): (&u32, &f64)| {
            let factor = of_unit[unit as usize];
            if self.combined { factor } else { factor * weight }
        };
        self.unit_of_row.iter().zip(&self.weights).map(weight).collect()
    }

    /// The same with every set of weights made anew, such as by raking each of them to the margins.
    pub fn reweighted<E>(&self, mut remake: impl FnMut(&[f64]) -> Result<Vec<f64>, E>) -> Result<Self, E> {
        let weights = remake(&self.weights)?;
        let of_unit = (0..self.count()).map(|number| remake(&self.replicate(number))).collect::<Result<_, E>>()?;
        let unit_of_row = (0..weights.len()).map(|row| u32::try_from(row).unwrap_or(MISSING)).collect();
        let (scale, replicate_scales, mse) = (self.scale, self.replicate_scales.clone(), self.mse);
        Ok(Self { weights: usable(&weights), unit_of_row, of_unit, combined: true, scale, replicate_scales, mse })
    }

    /// The rank of the weights of rows in the domain, less 1.
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn degrees_of_freedom(&self, domain: Option<&[bool]>) -> f64 {
        let units = self.of_unit.first().map_or(0, Vec::len);
        let mut inside = vec![false; units];
        for (row, &unit) in self.unit_of_row.iter().enumerate() {
            inside[unit as usize] |= self.weights[row] > 0.0 && domain.is_none_or(|domain| domain[row]);
        }
        let kept =
            |of_unit: &Vec<f64>| of_unit.iter().zip(&inside).filter(|(_, inside)| **inside).map(|(w, _)| *w).collect();
        let columns: Vec<Vec<f64>> = self.of_unit.iter().map(kept).collect();
        orthonormal(&columns, NEW_REPLICATE).len().saturating_sub(1) as f64
    }

    /// Any figures that follow from weights, with their covariance. `figures` gives `None` where the weights leave it nobody to count; rows outside
    /// the domain come to it with a weight of 0.
    pub fn estimate(
        &self,
        domain: Option<&[bool]>,
        figures: impl Fn(&[f64]) -> Option<Vec<f64>>,
    ) -> Result<Estimates, DesignError> {
        if domain.is_some_and(|domain| domain.len() != self.weights.len()) {
            return Err(DesignError::Shape { stage: None });
        }
        let inside = |mut weights: Vec<f64>| {
            if let Some(domain) = domain {
                weights.iter_mut().zip(domain).filter(|(_, inside)| !**inside).for_each(|(weight, _)| *weight = 0.0);
            }
            weights
        };
        let whole = inside(self.weights.clone());
        let values = figures(&whole).ok_or(DesignError::Nobody)?;
        let each = |number| figures(&inside(self.replicate(number))).ok_or(DesignError::Undefined);
        let replicated = (0..self.count()).map(each).collect::<Result<Vec<_>, _>>()?;
        let covariance = self.covariance(&values, &replicated).ok_or(DesignError::Undefined)?;
        let respondents = whole.iter().filter(|weight| **weight > 0.0).count() as u64;
        let sum_of_weights = exact_sum(whole).ok_or(DesignError::Undefined)?;
        Ok(Estimates { values, covariance, df: self.degrees_of_freedom(domain), respondents, sum_of_weights })
    }

    /// Totals of columns; a gap (NaN) in any leaves its row out of all.
    pub fn totals(&self, columns: &[&[f64]], domain: Option<&[bool]>) -> Result<Estimates, DesignError> {
        let mask = self.mask(columns, domain)?;
        self.estimate(Some(&mask), |weights| columns.iter().map(|column| product(weights, column)).collect())
    }

    /// Means of columns; a gap (NaN) in any leaves its row out of all.
    pub fn means(&self, columns: &[&[f64]], domain: Option<&[bool]>) -> Result<Estimates, DesignError> {
        let mask = self.mask(columns, domain)?;
        self.estimate(Some(&mask), |weights| {
            let sum = exact_sum(weights.iter().copied()).filter(|sum| *sum > 0.0)?;
            columns.iter().map(|column| product(weights, column).map(|total| total / sum)).collect()
        })
    }

    /// The ratio of two totals.
    pub fn ratio(&self, above: &[f64], below: &[f64], domain: Option<&[bool]>) -> Result<Estimates, DesignError> {
        let mask = self.mask(&[above, below], domain)?;
        self.estimate(Some(&mask), |weights| {
            let ratio = product(weights, above)? / product(weights, below)?;
            ratio.is_finite().then(|| vec![ratio])
        })
    }

    /// How many of the population are in each category, with [`MISSING`] left out.
    pub fn category_totals(
        &self,
        codes: &[u32],
        categories: usize,
        domain: Option<&[bool]>,
    ) -> Result<Estimates, DesignError> {
        let mask = self.coded(codes, categories, domain)?;
        self.estimate(Some(&mask), |weights| category_sums(weights, codes, categories))
    }

    /// Which share of the population is in each category, with [`MISSING`] left out.
    pub fn proportions(
        &self,
        codes: &[u32],
        categories: usize,
        domain: Option<&[bool]>,
    ) -> Result<Estimates, DesignError> {
        let mask = self.coded(codes, categories, domain)?;
        self.estimate(Some(&mask), |weights| {
            let sums = category_sums(weights, codes, categories)?;
            let all: f64 = sums.iter().sum();
            (all > 0.0).then(|| sums.iter().map(|sum| sum / all).collect())
        })
    }

    /// The mean of each group, with [`MISSING`] and gaps (NaN) left out.
    pub fn group_means(
        &self,
        values: &[f64],
        groups: &[u32],
        count: usize,
        domain: Option<&[bool]>,
    ) -> Result<Estimates, DesignError> {
        let coded = self.coded(groups, count, domain)?;
        let mask = self.mask(&[values], Some(&coded))?;
        self.estimate(Some(&mask), |weights| {
            let sizes = category_sums(weights, groups, count)?;
            let weighted = |(weight, value): (&f64, &f64)| if *weight == 0.0 { 0.0 } else { weight * value };
            let products: Vec<f64> = weights.iter().zip(values).map(weighted).collect();
            let sums = category_sums(&products, groups, count)?;
            let filled = sizes.iter().all(|size| *size > 0.0);
            filled.then(|| sums.iter().zip(&sizes).map(|(sum, size)| sum / size).collect())
        })
    }

    fn mask(&self, columns: &[&[f64]], domain: Option<&[bool]>) -> Result<Vec<bool>, DesignError> {
        in_domain(self.weights.len(), columns, domain)
    }

    fn coded(&self, codes: &[u32], categories: usize, domain: Option<&[bool]>) -> Result<Vec<bool>, DesignError> {
        with_code(self.mask(&[], domain)?, codes, categories)
    }

    /// The spread of the replicates' figures.
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn covariance(&self, whole: &[f64], replicated: &[Vec<f64>]) -> Option<Matrix> {
        let counting: Vec<(&Vec<f64>, f64)> =
            replicated.iter().zip(self.replicate_scales.iter().copied()).filter(|(_, scale)| *scale > 0.0).collect();
        let mean =
            |figure: usize| exact_sum(counting.iter().map(|(row, _)| row[figure])).map(|s| s / counting.len() as f64);
        let centre: Vec<f64> =
            if self.mse { whole.to_vec() } else { (0..whole.len()).map(mean).collect::<Option<_>>()? };
        let cell = |one: usize, other: usize| {
            let product =
                |(row, scale): &(&Vec<f64>, f64)| scale * (row[one] - centre[one]) * (row[other] - centre[other]);
            exact_sum(counting.iter().map(product)).unwrap_or(f64::NAN) * self.scale
        };
        let matrix = Matrix::from_fn(whole.len(), whole.len(), cell);
        matrix.diagonal().iter().all(|variance| variance.is_finite()).then_some(matrix)
    }
}

/// Weights with 0 where one is missing.
pub(super) fn usable(weights: &[f64]) -> Vec<f64> {
    weights.iter().map(|&weight| if kind(weight) == Kind::Usable { weight } else { 0.0 }).collect()
}

/// Σ w x over the rows with a weight.
fn product(weights: &[f64], column: &[f64]) -> Option<f64> {
    exact_sum(weights.iter().zip(column).filter(|(weight, _)| **weight != 0.0).map(|(weight, value)| weight * value))
}

fn category_sums(weights: &[f64], codes: &[u32], categories: usize) -> Option<Vec<f64>> {
    let mut sums = vec![ExactSum::new(); categories];
    for (&weight, &code) in weights.iter().zip(codes).filter(|(weight, _)| **weight != 0.0) {
        if let Some(sum) = sums.get_mut(code as usize) {
            sum.add(weight);
        }
    }
    sums.iter().map(ExactSum::total).collect()
}
