//! Calibration: weights whose totals of any variables agree with known totals, as close as possible to the weights before.
//!
//! # What it measures
//! What each respondent must count for so that estimated totals (of pupils, of turnover, of categories) are those of the population.
//!
//! # Formula
//! wᵢ = dᵢ F(xᵢᵀλ) with λ such that Σ wᵢxᵢ = t, found by Newton's method. F(u) is 1 + u (linear: generalised regression), 1 + u cut to the
//! bounds L and U (bounded linear), eᵘ (raking), or the logistic curve between L and U
//! (L(U−1) + U(1−L)eᴬᵘ) / (U − 1 + (1−L)eᴬᵘ) with A = (U−L) / ((1−L)(U−1)). Reached means |misfit| / (1 + |t|) below the tolerance.
//!
//! # Assumptions
//! The totals are those of the population that the sample was drawn from. Linear calibration without bounds can give negative weights: the
//! report counts them, and such weights are refused elsewhere.
//!
//! # Reference
//! Deville, J.-C. and Särndal, C.-E. (1992). Calibration estimators in survey sampling. JASA 87, 376–382. The numbers are those of
//! `calibrate` in R's survey.

use super::check::{Kind, WeightCheck, check, kind};
use super::effective_base::{EffectiveBase, effective_base};
use super::exact_sum::exact_sum;
use crate::stats::linear_algebra::{Matrix, dot};

/// How far a weight may go from what it was, and by which measure.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Distance {
    /// Generalised regression; in one step, without bounds.
    #[default]
    Linear,
    /// The same between bounds of new ÷ old.
    BoundedLinear(f64, f64),
    /// As raking does: factors above zero, without an upper bound.
    Raking,
    /// A logistic curve between bounds of new ÷ old.
    Logit(f64, f64),
}

/// How calibration is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationOptions {
    /// By which measure.
    pub distance: Distance,
    /// The largest |misfit| ÷ (1 + |total|) that counts as reached.
    pub tolerance: f64,
    /// How many steps at most.
    pub most_iterations: usize,
}

impl Default for CalibrationOptions {
    fn default() -> Self {
        Self { distance: Distance::Linear, tolerance: 1e-10, most_iterations: 200 }
    }
}

/// One total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TotalReport {
    /// What it was with the weights before.
    pub before: f64,
    /// What it was to become.
    pub target: f64,
    /// What it has become.
    pub achieved: f64,
}

/// The outcome of calibration.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The new weights; a row without a weight before has 0.
    pub weights: Vec<f64>,
    /// Steps taken.
    pub iterations: usize,
    /// Whether all totals were reached.
    pub converged: bool,
    /// The largest |misfit| ÷ (1 + |total|).
    pub largest_misfit: f64,
    /// The totals in their order.
    pub totals: Vec<TotalReport>,
    /// The smallest factor by which a weight was changed.
    pub smallest_factor: f64,
    /// The largest factor.
    pub largest_factor: f64,
    /// How many new weights are negative.
    pub negative: u64,
    /// The effective base of the new weights; `None` where some are negative.
    pub effective: Option<EffectiveBase>,
}

/// Why there are no weights.
#[derive(Debug, Clone, PartialEq)]
pub enum CalibrationError {
    /// No rows, no variables, or another number of rows, variables or totals.
    Shape,
    /// The weights before cannot be used.
    Weights(Box<WeightCheck>),
    /// A variable has no number in a row that counts, or a total is none.
    NoNumber {
        /// The variable.
        variable: usize,
        /// The row, or `None` for the total.
        row: Option<usize>,
    },
    /// Bounds must be 0 ≤ lower < 1 < upper.
    Bounds {
        /// The lower.
        lower: f64,
        /// The upper.
        upper: f64,
    },
    /// A variable is zero in every row but its total is not.
    OutOfReach {
        /// The variable.
        variable: usize,
        /// Its total.
        target: f64,
    },
    /// The totals were not reached in the steps allowed; the report says how far off they are.
    NotConverged(Box<Calibration>),
}

/// Weights under which the totals of `variables` (a slice a variable, with an entry a row) are `totals`.
pub fn calibrate(
    weights: &[f64],
    variables: &[&[f64]],
    totals: &[f64],
    options: &CalibrationOptions,
) -> Result<Calibration, CalibrationError> {
    refuse(weights, variables, totals, options)?;
    let before: Vec<f64> =
        weights.iter().map(|&weight| if kind(weight) == Kind::Usable { weight } else { 0.0 }).collect();
    let rows: Vec<usize> = (0..before.len()).filter(|&row| before[row] > 0.0).collect();
    let total_of = |variable: &[f64], weights: &[f64]| {
        exact_sum(rows.iter().map(|&row| variable[row] * weights[row])).unwrap_or(f64::MAX)
    };
    let mut lambda = vec![0.0; variables.len()];
    let mut now = before.clone();
    let mut iterations = 0;
    let misfits = |now: &[f64]| -> Vec<f64> {
        variables.iter().zip(totals).map(|(variable, total)| total - total_of(variable, now)).collect()
    };
    let size = |misfits: &[f64]| {
        misfits.iter().zip(totals).map(|(misfit, total)| misfit.abs() / (1.0 + total.abs())).fold(0.0, f64::max)
    };
    let mut misfit = misfits(&now);
    while iterations < options.most_iterations && size(&misfit) >= options.tolerance {
        iterations += 1;
        let slopes: Vec<f64> =
            rows.iter().map(|&row| before[row] * slope(options.distance, at(variables, row, &lambda))).collect();
        let (inverse, _) = information(variables, &rows, &slopes).symmetric_pseudo_inverse();
        let mut step = inverse.times_vector(&misfit);
        // A step that overshoots what numbers can hold is halved, as survey does.
        for _ in 0..60 {
            let tried: Vec<f64> = lambda.iter().zip(&step).map(|(lambda, step)| lambda + step).collect();
            let factors = || rows.iter().map(|&row| factor(options.distance, at(variables, row, &tried)));
            if factors().all(f64::is_finite) {
                rows.iter().zip(factors()).for_each(|(&row, factor)| now[row] = before[row] * factor);
                lambda = tried;
                break;
            }
            step.iter_mut().for_each(|part| *part /= 2.0);
        }
        misfit = misfits(&now);
    }
    let report = |variable: usize| TotalReport {
        before: total_of(variables[variable], &before),
        target: totals[variable],
        achieved: total_of(variables[variable], &now),
    };
    let factors = || rows.iter().map(|&row| now[row] / before[row]);
    let negative = now.iter().filter(|weight| **weight < 0.0).count() as u64;
    let outcome = Calibration {
        iterations,
        converged: size(&misfit) < options.tolerance,
        largest_misfit: size(&misfit),
        totals: (0..totals.len()).map(report).collect(),
        smallest_factor: factors().fold(f64::INFINITY, f64::min),
        largest_factor: factors().fold(f64::NEG_INFINITY, f64::max),
        negative,
        effective: effective_base(now.iter().copied()).filter(|_| negative == 0),
        weights: now,
    };
    if outcome.converged { Ok(outcome) } else { Err(CalibrationError::NotConverged(Box::new(outcome))) }
}

fn refuse(
    weights: &[f64],
    variables: &[&[f64]],
    totals: &[f64],
    options: &CalibrationOptions,
) -> Result<(), CalibrationError> {
    let fits = variables.iter().all(|variable| variable.len() == weights.len());
    if weights.is_empty() || variables.is_empty() || variables.len() != totals.len() || !fits {
        return Err(CalibrationError::Shape);
    }
    let found = check(weights);
    if found.refusal().is_some() {
        return Err(CalibrationError::Weights(Box::new(found)));
    }
    if let Distance::BoundedLinear(lower, upper) | Distance::Logit(lower, upper) = options.distance
        && !((0.0..1.0).contains(&lower) && upper > 1.0 && upper.is_finite())
    {
        return Err(CalibrationError::Bounds { lower, upper });
    }
    for (variable, (values, &target)) in variables.iter().zip(totals).enumerate() {
        let counting = || values.iter().zip(weights).enumerate().filter(|(_, (_, weight))| **weight > 0.0);
        if let Some((row, _)) = counting().find(|(_, (value, _))| !value.is_finite()) {
            return Err(CalibrationError::NoNumber { variable, row: Some(row) });
        }
        if !target.is_finite() {
            return Err(CalibrationError::NoNumber { variable, row: None });
        }
        if target != 0.0 && counting().all(|(_, (value, _))| *value == 0.0) {
            return Err(CalibrationError::OutOfReach { variable, target });
        }
    }
    Ok(())
}

/// xᵢᵀλ.
fn at(variables: &[&[f64]], row: usize, lambda: &[f64]) -> f64 {
    let values: Vec<f64> = variables.iter().map(|variable| variable[row]).collect();
    dot(&values, lambda)
}

/// Σ sᵢ xᵢ xᵢᵀ.
fn information(variables: &[&[f64]], rows: &[usize], slopes: &[f64]) -> Matrix {
    let cell = |one: usize, other: usize| {
        let product = |(&row, slope): (&usize, &f64)| slope * variables[one][row] * variables[other][row];
        exact_sum(rows.iter().zip(slopes).map(product)).unwrap_or(f64::MAX)
    };
    let half = Matrix::from_fn(
        variables.len(),
        variables.len(),
        |one, other| if other <= one { cell(one, other) } else { 0.0 },
    );
    Matrix::from_fn(variables.len(), variables.len(), |one, other| half.get(one.max(other), one.min(other)))
}

/// F(u).
fn factor(distance: Distance, u: f64) -> f64 {
    match distance {
        Distance::Linear => 1.0 + u,
        Distance::BoundedLinear(lower, upper) => (1.0 + u).clamp(lower, upper),
        Distance::Raking => libm::exp(u),
        Distance::Logit(lower, upper) => {
            let grown = growth(lower, upper, u);
            if grown.is_infinite() {
                return upper;
            }
            (lower * (upper - 1.0) + upper * (1.0 - lower) * grown) / (upper - 1.0 + (1.0 - lower) * grown)
        }
    }
}

/// F′(u).
fn slope(distance: Distance, u: f64) -> f64 {
    match distance {
        Distance::Linear => 1.0,
        Distance::BoundedLinear(lower, upper) => f64::from(u8::from(lower < 1.0 + u && 1.0 + u < upper)),
        Distance::Raking => libm::exp(u),
        Distance::Logit(lower, upper) => {
            let (factor, steepness) = (factor(distance, u), steepness(lower, upper));
            steepness * (factor - lower) * (upper - factor) / (upper - lower)
        }
    }
}

fn steepness(lower: f64, upper: f64) -> f64 {
    (upper - lower) / ((1.0 - lower) * (upper - 1.0))
}

fn growth(lower: f64, upper: f64, u: f64) -> f64 {
    libm::exp(steepness(lower, upper) * u)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONES: [f64; 4] = [1.0; 4];
    const X: [f64; 4] = [1.0, 2.0, 3.0, 4.0];

    fn by(distance: Distance) -> CalibrationOptions {
        CalibrationOptions { distance, ..CalibrationOptions::default() }
    }

    #[test]
    fn nothing_to_calibrate_and_variables_without_numbers_are_refused() {
        let options = CalibrationOptions::default();
        assert_eq!(calibrate(&[], &[], &[], &options), Err(CalibrationError::Shape));
        assert_eq!(calibrate(&ONES, &[&X], &[], &options), Err(CalibrationError::Shape));
        let gap = [1.0, f64::NAN, 1.0, 1.0];
        let error = calibrate(&ONES, &[&gap], &[4.0], &options);
        assert_eq!(error, Err(CalibrationError::NoNumber { variable: 0, row: Some(1) }));
        let error = calibrate(&ONES, &[&[0.0; 4]], &[4.0], &options);
        assert_eq!(error, Err(CalibrationError::OutOfReach { variable: 0, target: 4.0 }));
        let error = calibrate(&ONES, &[&X], &[4.0], &by(Distance::Logit(1.5, 2.0)));
        assert_eq!(error, Err(CalibrationError::Bounds { lower: 1.5, upper: 2.0 }));
    }

    #[test]
    fn every_measure_reaches_the_totals() {
        for distance in
            [Distance::Linear, Distance::BoundedLinear(0.2, 3.0), Distance::Raking, Distance::Logit(0.2, 3.0)]
        {
            let done = calibrate(&ONES, &[&ONES, &X], &[5.0, 14.0], &by(distance)).unwrap();
            assert!((done.totals[0].achieved - 5.0).abs() < 1e-8, "{distance:?} {done:?}");
            assert!((done.totals[1].achieved - 14.0).abs() < 1e-8, "{distance:?} {done:?}");
        }
    }

    #[test]
    fn a_variable_that_stands_twice_does_no_harm() {
        let done = calibrate(&ONES, &[&ONES, &X, &X], &[5.0, 14.0, 14.0], &CalibrationOptions::default()).unwrap();
        assert!(done.largest_misfit < 1e-10);
    }

    #[test]
    fn totals_beyond_the_bounds_are_reported_with_how_far_off_they_are() {
        let error = calibrate(&ONES, &[&ONES], &[40.0], &by(Distance::Logit(0.5, 2.0)));
        let Err(CalibrationError::NotConverged(report)) = error else { panic!("{error:?}") };
        assert!(report.largest_misfit > 0.5 && report.largest_factor <= 2.0);
    }

    #[test]
    fn negative_weights_of_linear_calibration_are_counted() {
        let done = calibrate(&ONES, &[&ONES, &X], &[4.0, 4.5], &CalibrationOptions::default()).unwrap();
        assert!(done.negative > 0 && done.effective.is_none());
    }
}
