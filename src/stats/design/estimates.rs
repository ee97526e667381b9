//! Totals, means, ratios and proportions of a population, with the covariance that the design leaves them.
//!
//! # What it measures
//! A figure of the population and how much it would vary from sample to sample.
//!
//! # Formula
//! A total is Σ wx. A mean is Σ wx / Σ w over the rows of the domain, a ratio Σ wy / Σ wx; their influence, by Taylor's series, is
//! w(x − x̄) / Σw and w(y − Rx) / Σwx, and their covariance that of the totals of the influence ([`super::covariance`]).
//!
//! # Assumptions
//! Samples of some size: a ratio of totals is taken as straight near its value. Intervals use Student's t with the degrees of
//! freedom of the design (units less strata), as SPSS and Stata do; R's `confint` uses the normal unless told.
//!
//! # Reference
//! Woodruff, R. S. (1971). A simple method for approximating the variance of a complicated estimate. JASA 66, 411–414; `svytotal`, `svymean`,
//! `svyratio` and `svyby` of R's survey.

use super::sample::{Design, DesignError};
use crate::stats::MISSING;
use crate::stats::distributions::t_quantile;
use crate::stats::linear_algebra::{Matrix, dot};
use crate::stats::weighting::exact_sum::ExactSum;
use crate::stats::wilson::Interval;

/// Figures with their covariance.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimates {
    /// The figures.
    pub values: Vec<f64>,
    /// Their covariance.
    pub covariance: Matrix,
    /// Degrees of freedom of the design in the domain; 0 where it has no more units than strata.
    pub df: f64,
    /// Rows they rest on.
    pub respondents: u64,
    /// The sum of the weights of these.
    pub sum_of_weights: f64,
}

impl Estimates {
    /// The standard error of a figure; never below nought.
    pub fn standard_error(&self, figure: usize) -> f64 {
        self.covariance.get(figure, figure).max(0.0).sqrt()
    }

    /// The interval of a figure at a level such as 0.95, by Student's t; `None` without degrees of freedom.
    pub fn interval(&self, figure: usize, level: f64) -> Option<Interval> {
        interval(*self.values.get(figure)?, self.standard_error(figure), self.df, level)
    }

    /// A weighted sum of the figures, such as a difference, with its standard error.
    pub fn contrast(&self, coefficients: &[f64]) -> (f64, f64) {
        (dot(&self.values, coefficients), self.covariance.quadratic(coefficients).max(0.0).sqrt())
    }
}

/// A value ± t times its standard error.
pub fn interval(value: f64, standard_error: f64, df: f64, level: f64) -> Option<Interval> {
    let half = t_quantile(0.5 + level / 2.0, df)? * standard_error;
    (value.is_finite() && half.is_finite()).then_some(Interval { lower: value - half, upper: value + half })
}

/// Rows that have a number in every column and a place in the domain.
pub(super) fn in_domain(rows: usize, columns: &[&[f64]], domain: Option<&[bool]>) -> Result<Vec<bool>, DesignError> {
    if columns.iter().any(|column| column.len() != rows) || domain.is_some_and(|domain| domain.len() != rows) {
        return Err(DesignError::Shape { stage: None });
    }
    let counts =
        |row: usize| domain.is_none_or(|domain| domain[row]) && columns.iter().all(|column| column[row].is_finite());
    Ok((0..rows).map(counts).collect())
}

/// The same rows without those that have no code.
pub(super) fn with_code(mut mask: Vec<bool>, codes: &[u32], categories: usize) -> Result<Vec<bool>, DesignError> {
    if codes.len() != mask.len() || codes.iter().any(|&code| code != MISSING && code as usize >= categories) {
        return Err(DesignError::Shape { stage: None });
    }
    mask.iter_mut().zip(codes).for_each(|(inside, &code)| *inside &= code != MISSING);
    Ok(mask)
}

/// Rows that have a number in every column, a weight and a place in the domain.
pub(super) fn complete(design: &Design, columns: &[&[f64]], domain: Option<&[bool]>) -> Result<Vec<bool>, DesignError> {
    let mut complete = in_domain(design.rows(), columns, domain)?;
    complete.iter_mut().zip(&design.weights).for_each(|(inside, weight)| *inside &= *weight > 0.0);
    somebody(complete)
}

fn somebody(mask: Vec<bool>) -> Result<Vec<bool>, DesignError> {
    if mask.contains(&true) { Ok(mask) } else { Err(DesignError::Nobody) }
}

/// Σ w x over the rows of a mask, exact.
pub(super) fn weighted_sum(design: &Design, mask: &[bool], value: impl Fn(usize) -> f64) -> Result<f64, DesignError> {
    let mut sum = ExactSum::new();
    (0..mask.len()).filter(|&row| mask[row]).for_each(|row| sum.add(design.weights[row] * value(row)));
    sum.total().ok_or(DesignError::Undefined)
}

fn estimates(
    design: &Design,
    mask: &[bool],
    domain: Option<&[bool]>,
    values: Vec<f64>,
    covariance: Matrix,
) -> Result<Estimates, DesignError> {
    let df = degrees(design, domain);
    let respondents = mask.iter().filter(|&&inside| inside).count() as u64;
    Ok(Estimates { values, covariance, df, respondents, sum_of_weights: weighted_sum(design, mask, |_| 1.0)? })
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(super) fn degrees(design: &Design, domain: Option<&[bool]>) -> f64 {
    design.degrees_of_freedom(domain) as f64
}

/// Totals of columns. A row with a gap (NaN) in any of them is left out of all.
pub fn totals(design: &Design, columns: &[&[f64]], domain: Option<&[bool]>) -> Result<Estimates, DesignError> {
    let mask = complete(design, columns, domain)?;
    let values: Result<Vec<f64>, _> =
        columns.iter().map(|column| weighted_sum(design, &mask, |row| column[row])).collect();
    let covariance = design.covariance(columns.len(), Some(&mask), |row, put| {
        (0_u32..).zip(columns).for_each(|(number, column)| put(number, design.weights[row] * column[row]));
    })?;
    estimates(design, &mask, domain, values?, covariance)
}

/// Means of columns. A row with a gap (NaN) in any of them is left out of all.
pub fn means(design: &Design, columns: &[&[f64]], domain: Option<&[bool]>) -> Result<Estimates, DesignError> {
    let mask = complete(design, columns, domain)?;
    let sum = weighted_sum(design, &mask, |_| 1.0)?;
    let mean = |column: &&[f64]| Ok(weighted_sum(design, &mask, |row| column[row])? / sum);
    let means = columns.iter().map(mean).collect::<Result<Vec<f64>, DesignError>>()?;
    let covariance = design.covariance(columns.len(), Some(&mask), |row, put| {
        for (number, (column, mean)) in (0_u32..).zip(columns.iter().zip(&means)) {
            put(number, design.weights[row] / sum * (column[row] - mean));
        }
    })?;
    estimates(design, &mask, domain, means, covariance)
}

/// The ratio of two totals.
pub fn ratio(
    design: &Design,
    numerator: &[f64],
    denominator: &[f64],
    domain: Option<&[bool]>,
) -> Result<Estimates, DesignError> {
    let mask = complete(design, &[numerator, denominator], domain)?;
    let below = weighted_sum(design, &mask, |row| denominator[row])?;
    let ratio = weighted_sum(design, &mask, |row| numerator[row])? / below;
    if !ratio.is_finite() {
        return Err(DesignError::Undefined);
    }
    let covariance = design.covariance(1, Some(&mask), |row, put| {
        put(0, design.weights[row] / below * (numerator[row] - ratio * denominator[row]));
    })?;
    estimates(design, &mask, domain, vec![ratio], covariance)
}

/// How many of the population are in each category, with [`MISSING`] left out. For large tables: the cells of a row need not be spread
/// over columns.
pub fn category_totals(
    design: &Design,
    codes: &[u32],
    categories: usize,
    domain: Option<&[bool]>,
) -> Result<Estimates, DesignError> {
    let mask = coded(design, codes, categories, domain)?;
    let mut sums = vec![ExactSum::new(); categories];
    let counting = (0..codes.len()).filter(|&row| mask[row]);
    counting.for_each(|row| sums[codes[row] as usize].add(design.weights[row]));
    let values: Option<Vec<f64>> = sums.iter().map(ExactSum::total).collect();
    let covariance = design.covariance_of_cells(codes, categories, Some(&mask))?;
    estimates(design, &mask, domain, values.ok_or(DesignError::Undefined)?, covariance)
}

/// Which share of the population is in each category, with [`MISSING`] left out.
pub fn proportions(
    design: &Design,
    codes: &[u32],
    categories: usize,
    domain: Option<&[bool]>,
) -> Result<Estimates, DesignError> {
    let totals = category_totals(design, codes, categories, domain)?;
    let (values, covariance) = shares(&totals.values, &totals.covariance);
    Ok(Estimates { values, covariance, ..totals })
}

/// Shares of totals, with their covariance.
pub(super) fn shares(totals: &[f64], covariance: &Matrix) -> (Vec<f64>, Matrix) {
    let sum: f64 = totals.iter().sum();
    let shares: Vec<f64> = totals.iter().map(|total| total / sum).collect();
    let jacobian = Matrix::from_fn(totals.len(), totals.len(), |row, column| {
        (f64::from(u8::from(row == column)) - shares[row]) / sum
    });
    let covariance = covariance.covariance_of(&jacobian);
    (shares, covariance)
}

/// The mean of each group, with [`MISSING`] and gaps (NaN) left out; groups may be compared by [`Estimates::contrast`]. Degrees of freedom are
/// those of the rows that are left. An error where a group is empty.
pub fn group_means(
    design: &Design,
    values: &[f64],
    groups: &[u32],
    count: usize,
    domain: Option<&[bool]>,
) -> Result<Estimates, DesignError> {
    let coded = coded(design, groups, count, domain)?;
    let mask = complete(design, &[values], Some(&coded))?;
    let mut sums = vec![(ExactSum::new(), ExactSum::new()); count];
    for row in (0..values.len()).filter(|&row| mask[row]) {
        let (weights, products) = &mut sums[groups[row] as usize];
        weights.add(design.weights[row]);
        products.add(design.weights[row] * values[row]);
    }
    let total = |sum: &ExactSum| sum.total().ok_or(DesignError::Undefined);
    let sizes = sums.iter().map(|sum| total(&sum.0)).collect::<Result<Vec<f64>, _>>()?;
    if sizes.contains(&0.0) {
        return Err(DesignError::Nobody);
    }
    let mean = |(sum, size): (&(ExactSum, ExactSum), &f64)| total(&sum.1).map(|total| total / size);
    let means = sums.iter().zip(&sizes).map(mean).collect::<Result<Vec<f64>, _>>()?;
    let covariance = design.covariance(count, Some(&mask), |row, put| {
        let group = groups[row] as usize;
        put(groups[row], design.weights[row] / sizes[group] * (values[row] - means[group]));
    })?;
    estimates(design, &mask, Some(&mask), means, covariance)
}

/// Rows of the domain that have a weight and a code.
pub(super) fn coded(
    design: &Design,
    codes: &[u32],
    categories: usize,
    domain: Option<&[bool]>,
) -> Result<Vec<bool>, DesignError> {
    somebody(with_code(complete(design, &[], domain)?, codes, categories)?)
}

#[cfg(test)]
mod tests;
