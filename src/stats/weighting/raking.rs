//! Raking: weights whose sums agree with known margins of the population; with one margin, cell weighting.
//!
//! # What it measures
//! What each respondent must count for so that the sample has as many of each category as the population, margin by margin.
//!
//! # Formula
//! Iterative proportional fitting: the weights of a category are multiplied by target ÷ sum, margin after margin, until all sums agree with
//! their targets within the tolerance. With bounds, weights beyond them (multiples of the mean weight) are cut and the rest is raked again,
//! until both hold. Respondents with the same categories share their factors, so that the fitting is done on combinations
//! and not on rows.
//!
//! # Assumptions
//! Inside a combination of categories, those who answered are like those who did not. The margins describe one population: their sums agree.
//!
//! # Reference
//! Deming, W. E. and Stephan, F. F. (1940). Annals of Mathematical Statistics 11, 427–444. The numbers are those of `rake` and
//! `postStratify` in R's survey at a tight tolerance.

use std::collections::BTreeMap;

use super::check::{Kind, check, kind};
use super::effective_base::effective_base;
use super::exact_sum::ExactSum;
use super::raking_report::{CategoryReport, MarginReport, Raking, RakingError};
use crate::stats::MISSING;

/// One margin of the population.
#[derive(Debug, Clone, Copy)]
pub struct Margin<'a> {
    /// The category of each row, an index into the targets; [`MISSING`] where it is not known.
    pub codes: &'a [u32],
    /// How many of the population are in each category, or shares of it.
    pub targets: &'a [f64],
}

/// What the new weights sum to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum SumTo {
    /// What the targets sum to, which must be the same in every margin.
    #[default]
    Targets,
    /// The number of respondents with a weight: the mean weight is 1. Targets are read as shares.
    Respondents,
    /// A number given, such as the size of the population. Targets are read as shares.
    Number(f64),
}

/// How raking is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RakingOptions {
    /// The largest relative deviation from a target that counts as reached.
    pub tolerance: f64,
    /// How many times all margins are gone through at most in a round.
    pub most_iterations: usize,
    /// The least and the most a weight may be, as multiples of the mean weight.
    pub bounds: Option<(f64, f64)>,
    /// How many rounds of cutting and raking again there are at most.
    pub most_rounds: usize,
    /// What the weights sum to.
    pub sum_to: SumTo,
    /// Whether a target of zero leaves its respondents without a weight instead of being an error.
    pub zero_targets: bool,
}

impl Default for RakingOptions {
    fn default() -> Self {
        Self {
            tolerance: 1e-10,
            most_iterations: 1_000,
            bounds: None,
            most_rounds: 100,
            sum_to: SumTo::Targets,
            zero_targets: false,
        }
    }
}

/// Weights that agree with the margins. `weights` are those before (1 for all where there are none); a zero or a missing one (NaN) leaves its
/// row out.
pub fn rake(weights: &[f64], margins: &[Margin<'_>], options: &RakingOptions) -> Result<Raking, RakingError> {
    let targets = checked_targets(weights, margins, options)?;
    let before: Vec<f64> =
        weights.iter().map(|&weight| if kind(weight) == Kind::Usable { weight } else { 0.0 }).collect();
    refuse_categories(&before, margins, &targets, options)?;
    let cells = Cells::new(&before, margins);
    let mut now = before.clone();
    let mut fit = Fit::default();
    loop {
        let used = fit_margins(&cells, &mut now, &targets, options);
        fit.iterations += used;
        fit.rounds += 1;
        let Some(bounds) = options.bounds else { break };
        let (beyond, at_bounds) = cut(&mut now, bounds);
        fit.trimmed = at_bounds;
        if !beyond || fit.rounds > options.most_rounds {
            break;
        }
    }
    let report = report(&before, now, margins, &targets, options, fit)?;
    if report.converged { Ok(report) } else { Err(RakingError::NotConverged(Box::new(report))) }
}

/// Weights that agree with one classification of the population, also of several questions combined (post-stratification).
pub fn cell_weights(
    weights: &[f64],
    codes: &[u32],
    targets: &[f64],
    options: &RakingOptions,
) -> Result<Raking, RakingError> {
    rake(weights, &[Margin { codes, targets }], options)
}

/// What the rounds came to so far.
#[derive(Debug, Clone, Copy, Default)]
struct Fit {
    iterations: usize,
    rounds: usize,
    trimmed: u64,
}

/// Rows with the same category in every margin.
struct Cells {
    /// The cell of each row.
    of_row: Vec<u32>,
    /// The category of each cell in each margin.
    categories: Vec<Vec<usize>>,
}

impl Cells {
    fn new(weights: &[f64], margins: &[Margin<'_>]) -> Self {
        // The categories of a row as the digits of one number.
        let key = |row: usize| {
            let digit = |key: u128, margin: &Margin<'_>| {
                key.wrapping_mul(margin.targets.len() as u128).wrapping_add(margin.codes[row].into())
            };
            margins.iter().fold(0, digit)
        };
        let counting = (0..weights.len()).filter(|&row| weights[row] > 0.0);
        let mut places: BTreeMap<u128, (u32, usize)> = counting.map(|row| (key(row), (0, row))).collect();
        // In the order of their categories, so that the order of rows plays no part.
        (0_u32..).zip(places.values_mut()).for_each(|(place, cell)| cell.0 = place);
        let cell_of = |row: usize| if weights[row] > 0.0 { places.get(&key(row)).map(|cell| cell.0) } else { None };
        let of_row = (0..weights.len()).map(|row| cell_of(row).unwrap_or(MISSING)).collect();
        let categories = |&(_, row): &(u32, usize)| margins.iter().map(|margin| margin.codes[row] as usize).collect();
        Self { of_row, categories: places.values().map(categories).collect() }
    }

    /// The sum of the weights of each cell, the same in any order of rows.
    fn sums(&self, weights: &[f64]) -> Vec<f64> {
        group_sums(self.categories.len(), &self.of_row, weights)
    }
}

/// The sum of the weights of each code below `groups`.
fn group_sums(groups: usize, codes: &[u32], weights: &[f64]) -> Vec<f64> {
    let mut sums = vec![ExactSum::new(); groups];
    for (&code, &weight) in codes.iter().zip(weights) {
        if let Some(sum) = sums.get_mut(code as usize) {
            sum.add(weight);
        }
    }
    sums.iter().map(|sum| sum.total().unwrap_or(0.0)).collect()
}

/// Shape, weights and targets as they must be; the targets scaled to what the weights are to sum to.
fn checked_targets(
    weights: &[f64],
    margins: &[Margin<'_>],
    options: &RakingOptions,
) -> Result<Vec<Vec<f64>>, RakingError> {
    let misfit = margins.iter().position(|margin| margin.codes.len() != weights.len() || margin.targets.is_empty());
    if weights.is_empty() || margins.is_empty() || misfit.is_some() {
        return Err(RakingError::Shape { rows: weights.len(), margin: misfit });
    }
    let found = check(weights);
    if found.refusal().is_some() {
        return Err(RakingError::Weights(Box::new(found)));
    }
    if let Some((lower, upper)) = options.bounds.filter(|&(lower, upper)| !(0.0..1.0).contains(&lower) || upper <= 1.0)
    {
        return Err(RakingError::Bounds { lower, upper });
    }
    let mut sums = Vec::new();
    for (margin, targets) in margins.iter().map(|margin| margin.targets).enumerate() {
        if let Some(category) = targets.iter().position(|target| !target.is_finite() || *target < 0.0) {
            return Err(RakingError::Target { margin, category, target: targets[category] });
        }
        let sum: f64 = targets.iter().sum();
        if sum <= 0.0 {
            return Err(RakingError::Target { margin, category: 0, target: targets[0] });
        }
        sums.push(sum);
    }
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let wanted = match options.sum_to {
        SumTo::Targets => {
            // Margins that were published rounded may differ by a person or two in millions.
            let differs = sums.iter().position(|sum| (sum - sums[0]).abs() > 1e-6 * sums[0]);
            if let Some(margin) = differs {
                return Err(RakingError::Disagree { margin, sum: sums[margin], first: sums[0] });
            }
            sums[0]
        }
        SumTo::Respondents => found.usable.count as f64,
        SumTo::Number(number) => number,
    };
    if !(wanted > 0.0 && wanted.is_finite()) {
        return Err(RakingError::Target { margin: 0, category: 0, target: wanted });
    }
    let scaled = |(margin, sum): (&Margin<'_>, &f64)| {
        let factor = if *sum == wanted { 1.0 } else { wanted / sum };
        margin.targets.iter().map(|target| target * factor).collect()
    };
    Ok(margins.iter().zip(&sums).map(scaled).collect())
}

/// Categories that no weights can bring to their target.
fn refuse_categories(
    weights: &[f64],
    margins: &[Margin<'_>],
    targets: &[Vec<f64>],
    options: &RakingOptions,
) -> Result<(), RakingError> {
    for (margin, codes) in margins.iter().map(|margin| margin.codes).enumerate() {
        let counting = || codes.iter().copied().zip(weights).enumerate().filter(|(_, (_, weight))| **weight > 0.0);
        let rows_with = |code: u32| counting().filter(|(_, (other, _))| *other == code).count() as u64;
        if let Some((first, _)) = counting().find(|(_, (code, _))| *code == MISSING) {
            return Err(RakingError::Missing { margin, rows: rows_with(MISSING), first });
        }
        let known = targets[margin].len();
        if let Some((_, (category, _))) = counting().find(|(_, (code, _))| *code as usize >= known) {
            return Err(RakingError::WithoutTarget { margin, category, rows: rows_with(category) });
        }
        let mut respondents = vec![0_u64; known];
        counting().for_each(|(_, (code, _))| respondents[code as usize] += 1);
        for (category, (&target, &rows)) in targets[margin].iter().zip(&respondents).enumerate() {
            if target > 0.0 && rows == 0 {
                return Err(RakingError::Empty { margin, category, target });
            }
            if target == 0.0 && rows > 0 && !options.zero_targets {
                return Err(RakingError::ZeroTarget { margin, category, rows });
            }
        }
    }
    Ok(())
}

/// One round of fitting; the weights are changed in place. How many times all margins were gone through.
fn fit_margins(cells: &Cells, weights: &mut [f64], targets: &[Vec<f64>], options: &RakingOptions) -> usize {
    let start = cells.sums(weights);
    let mut sums = start.clone();
    let mut used = 0;
    while used < options.most_iterations {
        used += 1;
        for (margin, targets) in targets.iter().enumerate() {
            let now = margin_sums(cells, &sums, margin, targets.len());
            for (sum, categories) in sums.iter_mut().zip(&cells.categories) {
                let category = categories[margin];
                *sum *= if now[category] > 0.0 { targets[category] / now[category] } else { 0.0 };
            }
        }
        let reached = |(margin, targets): (usize, &Vec<f64>)| {
            let now = margin_sums(cells, &sums, margin, targets.len());
            // A tenth, so that rounding in rows does not undo what was reached in cells.
            deviation(&now, targets) <= 0.1 * options.tolerance.max(1e-13)
        };
        if targets.iter().enumerate().all(reached) {
            break;
        }
    }
    for (weight, &cell) in weights.iter_mut().zip(&cells.of_row) {
        if let (Some(&from), Some(&to)) = (start.get(cell as usize), sums.get(cell as usize)) {
            *weight = if from > 0.0 { *weight * (to / from) } else { 0.0 };
        }
    }
    used
}

fn margin_sums(cells: &Cells, sums: &[f64], margin: usize, categories: usize) -> Vec<f64> {
    let mut margins = vec![0.0; categories];
    for (sum, of_cell) in sums.iter().zip(&cells.categories) {
        margins[of_cell[margin]] += sum;
    }
    margins
}

/// The largest relative deviation; of a target of zero, the sum itself as a share of all.
fn deviation(now: &[f64], targets: &[f64]) -> f64 {
    let all: f64 = targets.iter().sum();
    let of = |(now, target): (&f64, &f64)| (now - target).abs() / if *target > 0.0 { *target } else { all };
    now.iter().zip(targets).map(of).fold(0.0, f64::max)
}

/// Cuts weights to bounds. Whether any lay visibly beyond, and how many stand at a bound now.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn cut(weights: &mut [f64], (lower, upper): (f64, f64)) -> (bool, u64) {
    let counting = weights.iter().filter(|weight| **weight > 0.0);
    let (mut sum, mut n) = (ExactSum::new(), 0_u64);
    counting.for_each(|&weight| {
        sum.add(weight);
        n += 1;
    });
    let mean = sum.total().unwrap_or(0.0) / n.max(1) as f64;
    let (lower, upper) = (lower * mean, upper * mean);
    let (mut beyond, mut at_bounds) = (false, 0);
    for weight in weights.iter_mut().filter(|weight| **weight > 0.0) {
        let kept = weight.clamp(lower, upper);
        beyond |= (kept - *weight).abs() > 1e-9 * mean;
        at_bounds +=
            u64::from((kept - upper).abs() <= 1e-9 * mean || (lower > 0.0 && (kept - lower).abs() <= 1e-9 * mean));
        // What lies beyond by no more than a rounding stays, or the margins would be missed by it.
        if (kept - *weight).abs() > 1e-9 * mean {
            *weight = kept;
        }
    }
    (beyond, at_bounds)
}

fn report(
    before: &[f64],
    now: Vec<f64>,
    margins: &[Margin<'_>],
    targets: &[Vec<f64>],
    options: &RakingOptions,
    fit: Fit,
) -> Result<Raking, RakingError> {
    let reports: Vec<MarginReport> = margins
        .iter()
        .zip(targets)
        .map(|(margin, targets)| {
            let old = group_sums(targets.len(), margin.codes, before);
            let new = group_sums(targets.len(), margin.codes, &now);
            let mut respondents = vec![0_u64; targets.len()];
            let counting = margin.codes.iter().zip(before).filter(|(_, weight)| **weight > 0.0);
            counting.for_each(|(&code, _)| respondents[code as usize] += 1);
            let category = |at: usize| CategoryReport {
                respondents: respondents[at],
                before: old[at],
                target: targets[at],
                achieved: new[at],
            };
            let largest_deviation = deviation(&new, targets);
            MarginReport { categories: (0..targets.len()).map(category).collect(), largest_deviation }
        })
        .collect();
    let largest_deviation = reports.iter().map(|margin| margin.largest_deviation).fold(0.0, f64::max);
    let changed = || now.iter().zip(before).filter(|(now, _)| **now > 0.0);
    let least = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min);
    let most = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, f64::max);
    let unusable = || RakingError::Weights(Box::new(check(&now)));
    let in_bounds = options.bounds.is_none_or(|bounds| !cut(&mut now.clone(), bounds).0);
    Ok(Raking {
        iterations: fit.iterations,
        converged: largest_deviation <= options.tolerance.max(1e-12) && in_bounds,
        largest_deviation,
        margins: reports,
        smallest: least(&mut changed().map(|(now, _)| *now)),
        largest: most(&mut changed().map(|(now, _)| *now)),
        smallest_factor: least(&mut changed().map(|(now, before)| now / before)),
        largest_factor: most(&mut changed().map(|(now, before)| now / before)),
        effective: effective_base(now.iter().copied()).ok_or_else(unusable)?,
        effective_before: effective_base(before.iter().copied()).ok_or_else(unusable)?,
        rounds: fit.rounds,
        trimmed: fit.trimmed,
        without_weight: before.iter().filter(|weight| **weight == 0.0).count() as u64,
        weights: now,
    })
}

#[cfg(test)]
mod tests;
