//! Two proportions of the same people: how many changed their answer, and by how many points the share moved.
//!
//! # What it measures
//! By how many points a share differs between two times, where the same people answered both times; and how surprising it would be
//! if as many had changed in one direction as in the other.
//!
//! # Formula
//! Of n people a said yes both times, b only first, c only second, d never. Difference (c − b)/n. McNemar's test: exact, twice the
//! smaller tail of a binomial of b + c and ½, where fewer than 25 changed; else χ² = (b − c)²/(b + c) with one degree of freedom,
//! without a continuity correction. Newcombe's interval from the Wilson intervals of both times, with their correlation
//! φ = (ad − bc)/√((a+b)(c+d)(a+c)(b+d)), whose numerator is drawn to nought by n/2 where it is above it.
//!
//! # Assumptions
//! The same people, each once in each of both times, drawn at random. No test where nobody changed.
//!
//! # Reference
//! McNemar, Q. (1947), Psychometrika 12, 153–157. Newcombe, R. G. (1998), Statistics in Medicine 17, 2635–2650, method 10.

use crate::stats::distributions::{chi_square_upper, ln_factorial};
use crate::stats::wilson::{self, Interval};

/// From so many who changed on McNemar's χ² is near enough.
const ENOUGH: u64 = 25;

/// What people said at two times.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pairs {
    /// Yes both times.
    pub both: u64,
    /// Yes only at first.
    pub first: u64,
    /// Yes only the second time.
    pub second: u64,
    /// Yes at neither time.
    pub neither: u64,
}

/// How a share of the same people moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedChange {
    /// The second time less the first, −1 to 1.
    pub difference: f64,
    /// Newcombe's interval.
    pub interval: Interval,
    /// McNemar's χ²; `None` where the test is exact or nobody changed.
    pub chi_square: Option<f64>,
    /// The p-value; `None` where nobody changed.
    pub p: Option<f64>,
}

/// The change; `None` where there is nobody.
pub fn paired_change(pairs: Pairs, level: f64) -> Option<PairedChange> {
    let Pairs { both, first, second, neither } = pairs;
    let n = both + first + second + neither;
    let one = wilson::interval(both + first, n, level)?;
    let other = wilson::interval(both + second, n, level)?;
    let size = n as f64;
    let (p1, p2) = ((both + first) as f64 / size, (both + second) as f64 / size);
    let difference = (second as f64 - first as f64) / size + 0.0;
    let phi = correlation(pairs);
    let reach = |one: f64, other: f64| (one * one - 2.0 * phi * one * other + other * other).max(0.0).sqrt();
    let below = reach(p2 - other.lower, one.upper - p1);
    let above = reach(other.upper - p2, p1 - one.lower);
    let interval = Interval { lower: (difference - below).max(-1.0), upper: (difference + above).min(1.0) };
    let (chi_square, p) = mc_nemar(first, second);
    Some(PairedChange { difference, interval, chi_square, p })
}

/// McNemar's test: χ², where it is not exact, and p.
fn mc_nemar(first: u64, second: u64) -> (Option<f64>, Option<f64>) {
    let changed = first + second;
    if changed == 0 {
        return (None, None);
    }
    if changed < ENOUGH {
        let ln_choose = |k: u64| ln_factorial(changed) - ln_factorial(k) - ln_factorial(changed - k);
        let half = changed as f64 * std::f64::consts::LN_2;
        let tail: f64 = (0..=first.min(second)).map(|k| libm::exp(ln_choose(k) - half)).sum();
        return (None, Some((2.0 * tail).clamp(f64::MIN_POSITIVE, 1.0)));
    }
    let chi_square = (first as f64 - second as f64).powi(2) / changed as f64;
    (Some(chi_square), chi_square_upper(chi_square, 1.0).map(|p| p.clamp(f64::MIN_POSITIVE, 1.0)))
}

fn correlation(pairs: Pairs) -> f64 {
    let [a, b, c, d] = [pairs.both, pairs.first, pairs.second, pairs.neither].map(|count| count as f64);
    let margins = (a + b) * (c + d) * (a + c) * (b + d);
    if margins <= 0.0 {
        return 0.0;
    }
    let product = a * d - b * c;
    let half = (a + b + c + d) / 2.0;
    let numerator = if product > half { product - half } else { product.min(0.0) };
    numerator / margins.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(both: u64, first: u64, second: u64, neither: u64) -> Pairs {
        Pairs { both, first, second, neither }
    }

    #[test]
    fn nobody_has_no_change_and_who_never_changes_no_test() {
        assert_eq!(paired_change(Pairs::default(), 0.95), None);
        let same = paired_change(pairs(3, 0, 0, 4), 0.95).unwrap();
        assert_eq!((same.difference.to_bits(), same.p), (0, None));
        assert!(same.interval.lower <= 0.0 && same.interval.upper >= 0.0);
    }

    #[test]
    fn as_many_each_way_is_no_change_whatever_their_number() {
        for many in [1, 12, 13, 1_000_000] {
            let none = paired_change(pairs(5, many, many, 5), 0.95).unwrap();
            assert_eq!(none.difference, 0.0);
            assert!((none.p.unwrap() - 1.0).abs() < 1e-9, "{many}: {none:?}");
        }
    }

    #[test]
    fn swapping_the_times_turns_the_sign() {
        let (one, other) = (pairs(20, 12, 3, 9), pairs(20, 3, 12, 9));
        let (one, other) = (paired_change(one, 0.95).unwrap(), paired_change(other, 0.95).unwrap());
        assert!((one.difference + other.difference).abs() < 1e-15 && one.p == other.p);
        assert!((one.interval.lower + other.interval.upper).abs() < 1e-12);
    }
}
