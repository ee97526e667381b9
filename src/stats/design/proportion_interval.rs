//! The interval of a proportion under a design.
//!
//! # What it measures
//! Between which shares of the population the true one lies.
//!
//! # Formula
//! With the share p, its variance V, t of the design's degrees of freedom:
//! - logit and xlogit: p/(1−p) on the logarithmic scale, ± t √V / (p(1−p)). R fits a logistic regression for “logit”; the numbers are the same;
//! - likelihood: the shares π = 1 − ρ whose likelihood ratio 2(n − 1)(p ln(p/π) + q ln(q/ρ)) is at most t² V n / (pq), read off as
//!   survey does (`profile.rs`);
//! - asin: arcsin √p ± t √V / (2√(pq)); mean: p ± t √V;
//! - beta: Clopper and Pearson's with the effective number n* = pq/V × (t of n − 1 ÷ t of the design)² (Korn and Graubard).
//!
//! # Assumptions
//! As the estimate. Where nobody or everybody said so V is nought and no design-based interval has a width: there is none.
//!
//! # Reference
//! Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive counts estimated from survey
//! data. Survey Methodology 24, 193–201; `svyciprop` of R's survey.

use super::estimates::means;
use super::profile::ends;
use super::sample::{Design, DesignError};
use crate::stats::distributions::{beta_quantile, t_quantile};
use crate::stats::wilson::Interval;

/// Which interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ProportionInterval {
    /// On the scale of logits; survey's default.
    #[default]
    Logit,
    /// By the scaled likelihood.
    Likelihood,
    /// On the scale of arcsin √p.
    Arcsin,
    /// Exact for the effective number of respondents.
    Beta,
    /// The plain one, which may leave 0–1.
    Mean,
    /// The logit of the mean; the same numbers as [`ProportionInterval::Logit`].
    Xlogit,
}

/// A proportion with what its intervals need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    /// The share, 0–1.
    pub share: f64,
    /// Its variance.
    pub variance: f64,
    /// Degrees of freedom of the design.
    pub df: f64,
    /// Rows in the domain, also those without an answer, as R counts them.
    pub rows: u64,
    /// Respondents with an answer.
    pub respondents: u64,
}

/// The share of the ones in a column of 0, 1 and gaps (NaN).
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn proportion(design: &Design, yes: &[f64], domain: Option<&[bool]>) -> Result<Proportion, DesignError> {
    let estimate = means(design, &[yes], domain)?;
    let share = estimate.values[0];
    let rows = domain.map_or(yes.len(), |domain| domain.iter().filter(|&&inside| inside).count()) as u64;
    let variance = estimate.covariance.get(0, 0).max(0.0);
    Ok(Proportion { share, variance, df: estimate.df, rows, respondents: estimate.respondents })
}

/// The interval at a level such as 0.95; `None` where the design has no degrees of freedom, or nobody or everybody said so.
pub fn interval(proportion: &Proportion, method: ProportionInterval, level: f64) -> Option<Interval> {
    let Proportion { share, variance, df, .. } = *proportion;
    let odd = share * (1.0 - share);
    if !(odd > 0.0 && variance > 0.0) {
        return None;
    }
    let t = t_quantile(0.5 + level / 2.0, df)?;
    let error = variance.sqrt();
    let ends = match method {
        ProportionInterval::Mean => (share - t * error, share + t * error),
        ProportionInterval::Logit | ProportionInterval::Xlogit => {
            let (centre, half) = (libm::log(share / (1.0 - share)), t * error / odd);
            let share = |logit: f64| 1.0 / (1.0 + libm::exp(-logit));
            (share(centre - half), share(centre + half))
        }
        ProportionInterval::Arcsin => {
            let (centre, half) = (libm::asin(share.sqrt()), t * error / (2.0 * odd.sqrt()));
            let share = |angle: f64| libm::sin(angle).powi(2);
            (share(centre - half), share(centre + half))
        }
        ProportionInterval::Beta => beta(proportion, t, level)?,
        ProportionInterval::Likelihood => {
            #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
            let effect = variance * proportion.respondents as f64 / odd;
            ends(share, error / odd, proportion.respondents, t * effect.sqrt())?
        }
    };
    (ends.0.is_finite() && ends.1.is_finite()).then_some(Interval { lower: ends.0, upper: ends.1 })
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn beta(proportion: &Proportion, t: f64, level: f64) -> Option<(f64, f64)> {
    let Proportion { share, variance, rows, .. } = *proportion;
    let plain = t_quantile(0.5 + level / 2.0, rows.checked_sub(1)? as f64)?;
    let effective = share * (1.0 - share) / variance * (plain / t).powi(2);
    let tail = (1.0 - level) / 2.0;
    let lower = beta_quantile(tail, effective * share, effective * (1.0 - share) + 1.0)?;
    let upper = beta_quantile(1.0 - tail, effective * share + 1.0, effective * (1.0 - share))?;
    Some((lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    const METHODS: [ProportionInterval; 6] = [
        ProportionInterval::Logit,
        ProportionInterval::Likelihood,
        ProportionInterval::Arcsin,
        ProportionInterval::Beta,
        ProportionInterval::Mean,
        ProportionInterval::Xlogit,
    ];

    #[test]
    fn nobody_and_everybody_have_no_interval() {
        let design = Design::of_weights(&[1.0; 5]).unwrap();
        for column in [[0.0; 5], [1.0; 5]] {
            let share = proportion(&design, &column, None).unwrap();
            assert!(METHODS.iter().all(|&method| interval(&share, method, 0.95).is_none()), "{share:?}");
        }
    }

    #[test]
    fn every_interval_holds_the_share() {
        let weights: Vec<f64> = (0..40).map(|row| 1.0 + f64::from(row % 4)).collect();
        let yes: Vec<f64> = (0..40).map(|row| f64::from(u8::from(row % 3 == 0))).collect();
        let share = proportion(&Design::of_weights(&weights).unwrap(), &yes, None).unwrap();
        for method in METHODS {
            let interval = interval(&share, method, 0.95).unwrap();
            assert!(interval.lower < share.share && share.share < interval.upper, "{method:?} {interval:?}");
            assert!(interval.lower > 0.05 && interval.upper < 0.7, "{method:?} {interval:?}");
        }
    }
}
