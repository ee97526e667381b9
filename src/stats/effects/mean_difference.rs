//! Cohen's d and Hedges' g: the difference of two means in standard deviations.
//!
//! # What it measures
//! How large a difference is, whatever the unit. By convention .2 is small, .5 medium, .8 large.
//!
//! # Formula
//! d = (x̄₁ − x̄₂)/s with s pooled. g = J·d with J = Γ(m/2)/(√(m/2) Γ((m−1)/2)), m = n₁+n₂−2, which takes away the bias of small
//! samples. The interval: noncentralities δ at which t as observed lies at (1 ± level)/2 of noncentral t, d = δ√(1/n₁ + 1/n₂).
//!
//! # Assumptions
//! As the pooled t test.
//!
//! # Reference
//! Hedges, L. V. (1981), Journal of Educational Statistics 6, 107–128. Cumming, G. and Finch, S. (2001), Educational and
//! Psychological Measurement 61, 532–574.

use crate::stats::distributions::normal_quantile;
use crate::stats::frequency::Group;
use crate::stats::means::two_means::pooled;
use crate::stats::noncentral::{rising_root_of_sums, t_lower};
use crate::stats::wilson::Interval;

/// From this t on the noncentral distribution is as good as normal, and its sum long.
const LARGE_T: f64 = 500.0;

/// Both forms of the standardised difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandardisedDifference {
    /// Cohen's d.
    pub d: f64,
    /// The interval of d.
    pub interval: Interval,
    /// Hedges' g.
    pub g: f64,
    /// The interval of g.
    pub g_interval: Interval,
}

/// d and g of two groups; `None` as [`pooled`].
pub fn standardised_difference(first: &Group, second: &Group, level: f64) -> Option<StandardisedDifference> {
    let test = pooled(first, second, level)?;
    let scale = (1.0 / first.base + 1.0 / second.base).sqrt();
    let d = test.t * scale;
    let tail = (1.0 - level) / 2.0;
    let (lower, upper) = if test.t.abs() < LARGE_T {
        (noncentrality(test.t, test.df, 1.0 - tail)? * scale, noncentrality(test.t, test.df, tail)? * scale)
    } else {
        // Hedges and Olkin's variance of d in large samples.
        let half = normal_quantile(1.0 - tail)? * (scale * scale + d * d / (2.0 * (first.base + second.base))).sqrt();
        (d - half, d + half)
    };
    let ratio = libm::lgamma(test.df / 2.0) - libm::lgamma((test.df - 1.0) / 2.0) - 0.5 * libm::log(test.df / 2.0);
    // Beyond a million its distance from one is 3/(4m) to twelve digits, and the logarithms above would cancel.
    let j = if test.df > 1e6 { 1.0 - 0.75 / test.df } else { libm::exp(ratio) };
    // With three members in all there is no g: the mean of d does not exist.
    let j = if test.df > 1.0 { j } else { return None };
    let g_interval = Interval { lower: j * lower, upper: j * upper };
    Some(StandardisedDifference { d, interval: Interval { lower, upper }, g: j * d, g_interval })
}

/// δ at which t lies at a share of noncentral t.
fn noncentrality(t: f64, df: f64, share: f64) -> Option<f64> {
    // With one degree of freedom the upper end lies beyond twice t.
    let width = 10.0 + 3.0 * t.abs();
    t_lower(t, df, t - width)?;
    Some(rising_root_of_sums(t - width, t + width, |delta| t_lower(t, df, delta).map_or(f64::NAN, |p| share - p)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_do_not_vary_have_no_difference_in_deviations() {
        let still = Group { base: 5.0, mean: 1.0, variance: 0.0 };
        assert_eq!(standardised_difference(&still, &still, 0.95), None);
    }

    #[test]
    fn equal_means_have_an_interval_around_nought() {
        let group = Group { base: 8.0, mean: 1.0, variance: 2.0 };
        let effect = standardised_difference(&group, &group, 0.95).unwrap();
        assert_eq!((effect.d, effect.g), (0.0, 0.0));
        assert!((effect.interval.lower + effect.interval.upper).abs() < 1e-9 && effect.interval.upper > 0.9);
    }

    #[test]
    fn ten_million_answers_have_a_narrow_interval() {
        let (one, other) =
            (Group { base: 5e6, mean: 3.0, variance: 2.0 }, Group { base: 5e6, mean: 3.5, variance: 2.0 });
        let effect = standardised_difference(&one, &other, 0.95).unwrap();
        assert!(effect.interval.upper - effect.interval.lower < 0.003 && (effect.d + 0.353_553_4).abs() < 1e-6);
        assert!((effect.g - effect.d).abs() < 1e-6);
    }
}
