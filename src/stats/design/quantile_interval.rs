//! Quantiles under a design, with Woodruff's interval.
//!
//! # What it measures
//! The value below which a given share of the population lies, and between which values the true one may lie.
//!
//! # Formula
//! The quantile q by one of the definitions of [`crate::stats::weighting::quantile`]. The share of values ≤ q is a proportion; the ends of its interval
//! are turned back into values. The standard error is the width ÷ 2t.
//!
//! # Assumptions
//! Values with few ties. Where an end of the proportion's interval lies outside 0–1 there is no end.
//!
//! # Reference
//! Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. JASA 47, 635–646; `svyquantile` of R's survey 4.1.

use super::estimates::complete;
use super::proportion_interval::{ProportionInterval, interval, proportion};
use super::sample::{Design, DesignError};
use crate::stats::distributions::t_quantile;
use crate::stats::weighting::quantile::{Weighted, WeightedQuantile};

/// A quantile of the population.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileEstimate {
    /// The quantile.
    pub value: f64,
    /// The lower end of its interval.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
    /// The standard error; `None` where an end is missing.
    pub standard_error: Option<f64>,
}

/// How quantiles are defined and which interval they get.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileOptions {
    /// The definition.
    pub definition: WeightedQuantile,
    /// The interval of the share: survey's default is [`ProportionInterval::Mean`].
    pub interval: ProportionInterval,
    /// The level, such as 0.95.
    pub level: f64,
}

impl Default for QuantileOptions {
    fn default() -> Self {
        Self { definition: WeightedQuantile::Math, interval: ProportionInterval::Mean, level: 0.95 }
    }
}

/// The quantile of a column at `p` (0–1).
pub fn quantile(
    design: &Design,
    values: &[f64],
    p: f64,
    options: &QuantileOptions,
    domain: Option<&[bool]>,
) -> Result<QuantileEstimate, DesignError> {
    let mask = complete(design, &[values], domain)?;
    let pairs = (0..values.len()).filter(|&row| mask[row]).map(|row| (values[row], design.weights[row]));
    let weighted = Weighted::new(pairs).ok_or(DesignError::Nobody)?;
    let at = |p: f64| weighted.quantile(p, options.definition);
    let value = at(p).ok_or(DesignError::Undefined)?;
    let below =
        |&value_here: &f64| if value_here.is_finite() { f64::from(u8::from(value_here <= value)) } else { f64::NAN };
    let below: Vec<f64> = values.iter().map(below).collect();
    let share = proportion(design, &below, Some(&mask))?;
    let ends = interval(&share, options.interval, options.level);
    let (lower, upper) = (ends.and_then(|ends| at(ends.lower)), ends.and_then(|ends| at(ends.upper)));
    let t = t_quantile(0.5 + options.level / 2.0, share.df);
    let standard_error = lower.zip(upper).zip(t).map(|((lower, upper), t)| (upper - lower) / (2.0 * t));
    Ok(QuantileEstimate { value, lower, upper, standard_error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_no_quantile_and_equal_values_no_interval() {
        let design = Design::of_weights(&[1.0; 4]).unwrap();
        let options = QuantileOptions::default();
        assert_eq!(quantile(&design, &[f64::NAN; 4], 0.5, &options, None), Err(DesignError::Nobody));
        let same = quantile(&design, &[2.0; 4], 0.5, &options, None).unwrap();
        assert_eq!(same, QuantileEstimate { value: 2.0, lower: None, upper: None, standard_error: None });
    }

    #[test]
    fn the_interval_of_a_median_holds_it() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let median =
            quantile(&Design::of_weights(&[1.0; 100]).unwrap(), &values, 0.5, &QuantileOptions::default(), None);
        let median = median.unwrap();
        assert_eq!(median.value, 49.0);
        assert!(median.lower.unwrap() < 45.0 && median.upper.unwrap() > 55.0, "{median:?}");
    }
}
