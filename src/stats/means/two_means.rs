//! The difference of two means: Welch's t, the pooled t, and the t of two groups that share members.
//!
//! # What it measures
//! By how much two groups differ on average, between which ends that difference may lie in the population, and how surprising
//! it would be if there were none.
//!
//! # Formula
//! t = (x̄₁ − x̄₂)/SE. Welch: SE² = s₁²/n₁ + s₂²/n₂, degrees of freedom by Satterthwaite. Pooled: SE² = s²(1/n₁ + 1/n₂) with
//! s² = ((n₁−1)s₁² + (n₂−1)s₂²)/(n₁+n₂−2). Overlapping, with n₁₂ in both: SE² = s²(1/n₁ + 1/n₂ − 2n₁₂/(n₁n₂)) and
//! n₁+n₂−n₁₂−2 degrees of freedom.
//!
//! # Assumptions
//! Means say something of the answers; random samples; answers not far from normal, or groups of some tens. Welch's, unlike the
//! pooled one, does not need equal variances. There is no test where SE is nought: nobody in either group differs from its mean.
//!
//! # Reference
//! Welch, B. L. (1947), Biometrika 34, 28–35. Student (1908), Biometrika 6, 1–25. For overlapping groups as IBM SPSS Data
//! Collection (Dimensions) tests column means.

use crate::stats::distributions::{t_quantile, t_two_sided};
use crate::stats::frequency::Group;
use crate::stats::wilson::Interval;

/// The result of a test of two means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoMeans {
    /// The first mean less the second.
    pub difference: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// t.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// The two-sided p-value; never nought.
    pub p: f64,
    /// The interval of the difference.
    pub interval: Interval,
}

/// Welch's test; `None` where a group has fewer than two members or neither varies.
pub fn welch(first: &Group, second: &Group, level: f64) -> Option<TwoMeans> {
    if !(first.base >= 2.0 && second.base >= 2.0) {
        return None;
    }
    let (one, other) = (first.variance / first.base, second.variance / second.base);
    let sum = one + other;
    // Shares instead of squares of variances, which would run over or under for huge and tiny numbers.
    let (share_one, share_other) = (one / sum, other / sum);
    let df = 1.0 / (share_one * share_one / (first.base - 1.0) + share_other * share_other / (second.base - 1.0));
    result(first.mean - second.mean, sum.sqrt(), df, level)
}

/// The pooled test, which takes the variances as equal; `None` where there are fewer than three members or neither varies.
pub fn pooled(first: &Group, second: &Group, level: f64) -> Option<TwoMeans> {
    overlapping(first, second, 0.0, level)
}

/// The pooled test of groups that share `both` members; `None` where no degree of freedom is left, neither varies, or the
/// groups are the same.
pub fn overlapping(first: &Group, second: &Group, both: f64, level: f64) -> Option<TwoMeans> {
    let (n1, n2) = (first.base, second.base);
    if !(n1 >= 1.0 && n2 >= 1.0 && both >= 0.0 && both <= n1.min(n2)) {
        return None;
    }
    let within = n1 + n2 - 2.0;
    let variance = (n1 - 1.0) / within * first.variance + (n2 - 1.0) / within * second.variance;
    let shared = 1.0 / n1 + 1.0 / n2 - 2.0 * both / n1 / n2;
    result(first.mean - second.mean, (variance * shared).sqrt(), within - both, level)
}

/// The test of a difference whose standard error is known, as of two samples that were each estimated under a design of their own;
/// `None` where the error is nought or no degree of freedom is left.
pub fn of_estimate(difference: f64, standard_error: f64, df: f64, level: f64) -> Option<TwoMeans> {
    result(difference, standard_error, df, level)
}

fn result(difference: f64, standard_error: f64, df: f64, level: f64) -> Option<TwoMeans> {
    let has_spread = standard_error > 0.0 && standard_error.is_finite() && df > 0.0;
    if !(has_spread && level > 0.0 && level < 1.0) {
        return None;
    }
    let t = difference / standard_error + 0.0;
    let half = t_quantile(0.5 + level / 2.0, df)? * standard_error;
    let interval = Interval { lower: difference - half, upper: difference + half };
    Some(TwoMeans { difference: difference + 0.0, standard_error, t, df, p: t_two_sided(t, df)?, interval })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::frequency::Frequencies;

    fn group(values: &[f64]) -> Group {
        Frequencies::of_values(values).group().unwrap()
    }

    #[test]
    fn groups_that_do_not_vary_have_no_test() {
        let (one, other) = (group(&[2.0, 2.0]), group(&[3.0, 3.0]));
        assert_eq!(welch(&one, &other, 0.95), None);
        assert_eq!(pooled(&one, &other, 0.95), None);
        assert_eq!(overlapping(&group(&[1.0, 2.0]), &group(&[1.0, 2.0]), 2.0, 0.95), None);
        assert_eq!(welch(&one, &group(&[1.0, 2.0]), 1.0), None);
    }

    #[test]
    fn equal_means_differ_by_nought_and_never_by_minus_nought() {
        let test = welch(&group(&[1.0, 3.0]), &group(&[0.0, 4.0]), 0.95).unwrap();
        assert_eq!((test.difference.to_bits(), test.t.to_bits(), test.p), (0, 0, 1.0));
    }

    #[test]
    fn huge_and_tiny_numbers_are_tested() {
        for scale in [1e-150, 1.0, 1e150] {
            let test = welch(&group(&[scale, 2.0 * scale, 4.0 * scale]), &group(&[0.0, scale]), 0.95).unwrap();
            assert!((test.t - 1.811_643_265).abs() < 1e-2 && test.p > 0.0, "{test:?}");
        }
    }
}
