//! Two proportions against each other: their difference and their odds ratio, with intervals.
//!
//! # What it measures
//! By how many points two groups, or two waves of a survey, differ; and how many times as high the odds are in one.
//!
//! # Formula
//! Newcombe's interval of p₁ − p₂ from the Wilson intervals (l, u) of both: below by √((p₁−l₁)² + (u₂−p₂)²), above by
//! √((u₁−p₁)² + (p₂−l₂)²). The odds ratio of [a b; c d] is ad/(bc); Woolf's interval exp(ln OR ∓ z√(1/a+1/b+1/c+1/d)).
//!
//! # Assumptions
//! Two independent random samples. There is no odds ratio where a cell is nought, rather than one of invented halves.
//!
//! # Reference
//! Newcombe, R. G. (1998), Statistics in Medicine 17, 873–890, method 10. Woolf, B. (1955), Annals of Human Genetics 19, 251–253.

use crate::stats::distributions::{normal_quantile, normal_upper};
use crate::stats::wilson::{self, Interval};

/// The difference of two proportions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first less the second, −1 to 1.
    pub difference: f64,
    /// Newcombe's interval.
    pub interval: Interval,
    /// z with the pooled proportion; `None` where none or all of both groups said so.
    pub z: Option<f64>,
    /// The two-sided p-value of z.
    pub p: Option<f64>,
}

/// `(part, whole)` of each group; `None` where a whole is nought or smaller than its part.
pub fn difference(first: (u64, u64), second: (u64, u64), level: f64) -> Option<Difference> {
    let one = wilson::interval(first.0, first.1, level)?;
    let other = wilson::interval(second.0, second.1, level)?;
    let (n1, n2) = (first.1 as f64, second.1 as f64);
    let (p1, p2) = (first.0 as f64 / n1, second.0 as f64 / n2);
    let difference = p1 - p2 + 0.0;
    let below = (p1 - one.lower).hypot(other.upper - p2);
    let above = (one.upper - p1).hypot(p2 - other.lower);
    let interval = Interval { lower: (difference - below).max(-1.0), upper: (difference + above).min(1.0) };
    let pooled = (first.0 + second.0) as f64 / (n1 + n2);
    let z = difference / (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt();
    let z = z.is_finite().then_some(z);
    let p = z.map(|z| (2.0 * normal_upper(z.abs())).clamp(f64::MIN_POSITIVE, 1.0));
    Some(Difference { difference, interval, z, p })
}

/// An odds ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OddsRatio {
    /// The odds of the first group over those of the second.
    pub ratio: f64,
    /// Woolf's interval.
    pub interval: Interval,
}

/// The odds ratio of two groups, `(part, whole)` each; `None` where none or all of a group said so.
pub fn odds_ratio(first: (u64, u64), second: (u64, u64), level: f64) -> Option<OddsRatio> {
    let cells = [first.0, first.1.checked_sub(first.0)?, second.0, second.1.checked_sub(second.0)?];
    if cells.contains(&0) || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let [a, b, c, d] = cells.map(|cell| cell as f64);
    let ratio = (a / b) / (c / d);
    let half = normal_quantile(0.5 + level / 2.0)? * (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt();
    Some(OddsRatio { ratio, interval: Interval { lower: ratio * libm::exp(-half), upper: ratio * libm::exp(half) } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_no_difference_and_agreement_no_test() {
        assert_eq!(difference((0, 0), (1, 2), 0.95), None);
        let same = difference((0, 5), (0, 9), 0.95).unwrap();
        assert_eq!((same.difference, same.z, same.p), (0.0, None, None));
        assert!(same.interval.lower < 0.0 && same.interval.upper > 0.0);
        assert_eq!(odds_ratio((0, 5), (2, 9), 0.95), None);
        assert_eq!(odds_ratio((6, 5), (2, 9), 0.95), None);
    }

    #[test]
    fn twelve_of_forty_one_against_five_of_fifteen_as_published() {
        let test = difference((12, 41), (5, 15), 0.95).unwrap();
        assert!((test.p.unwrap() - 0.769_536_549_2).abs() < 1e-9, "{test:?}");
    }
}
