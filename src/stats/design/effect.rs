//! The design effect: how much larger the variance is than that of a simple random sample of as many respondents.
//!
//! # What it measures
//! What strata gain, and clusters and weights cost.
//!
//! # Formula
//! V / V₀ with V₀ = s² / n × (1 − n/Σw) for a mean drawn without replacement, and without the bracket for one drawn with replacement; s² is the
//! weighted variance of [`crate::stats::weighting::moments`].
//!
//! # Assumptions
//! Without replacement the weights sum to the population; where they sum to fewer than the respondents there is no such effect.
//!
//! # Reference
//! Kish, L. (1965). Survey Sampling, section 8.2; `svymean(deff = TRUE)` and `deff = "replace"` of R's survey.

use super::estimates::{complete, means};
use super::sample::{Design, DesignError};
use crate::stats::weighting::moments::weighted_moments;

/// Both forms of the design effect of a mean (and so of a proportion or of a total).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DesignEffect {
    /// Against a simple random sample without replacement.
    pub without_replacement: Option<f64>,
    /// Against one with replacement.
    pub with_replacement: Option<f64>,
}

/// The design effect of a mean whose variance, weighted s², number of respondents and sum of weights are known.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn design_effect(variance: f64, s2: f64, respondents: u64, sum_of_weights: f64) -> DesignEffect {
    let n = respondents as f64;
    let simple = s2 / n;
    let effect = |simple: f64| (simple > 0.0).then(|| variance / simple).filter(|effect| effect.is_finite());
    DesignEffect {
        without_replacement: effect(simple * (1.0 - n / sum_of_weights)).filter(|_| sum_of_weights >= n),
        with_replacement: effect(simple),
    }
}

/// The design effect of the mean of a column. A total of the same column has, by R, the effect of [`total_effect`].
pub fn mean_effect(design: &Design, values: &[f64], domain: Option<&[bool]>) -> Result<DesignEffect, DesignError> {
    let estimate = means(design, &[values], domain)?;
    effect(design, values, domain, estimate.covariance.get(0, 0))
}

/// The design effect of the total of a column.
pub fn total_effect(design: &Design, values: &[f64], domain: Option<&[bool]>) -> Result<DesignEffect, DesignError> {
    let estimate = super::estimates::totals(design, &[values], domain)?;
    effect(design, values, domain, estimate.covariance.get(0, 0) / estimate.sum_of_weights / estimate.sum_of_weights)
}

fn effect(
    design: &Design,
    values: &[f64],
    domain: Option<&[bool]>,
    variance: f64,
) -> Result<DesignEffect, DesignError> {
    let mask = complete(design, &[values], domain)?;
    let pairs = (0..values.len()).filter(|&row| mask[row]).map(|row| (values[row], design.weights[row]));
    let moments = weighted_moments(pairs).ok_or(DesignError::Undefined)?;
    Ok(design_effect(variance, moments.variance.unwrap_or(0.0), moments.n, moments.sum_of_weights))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_no_effect_and_simple_samples_one_of_one() {
        let design = Design::of_weights(&[10.0; 4]).unwrap();
        let none = DesignEffect { without_replacement: None, with_replacement: None };
        assert_eq!(mean_effect(&design, &[2.0; 4], None), Ok(none));
        let one = mean_effect(&design, &[1.0, 2.0, 3.0, 5.0], None).unwrap();
        assert!((one.with_replacement.unwrap() - 1.0).abs() < 1e-12);
        assert!((one.without_replacement.unwrap() - 1.0 / 0.9).abs() < 1e-12);
    }
}
