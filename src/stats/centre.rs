//! Intervals of the mean (Student) and of the median (order statistics).
//!
//! # What it measures
//! Between which values the mean or the median of the population may lie.
//!
//! # Formula
//! x̄ ± t s/√n with n − 1 degrees of freedom. The median lies between the k-th smallest and the k-th largest answer, with k the
//! largest for which P(Bin(n, ½) < k) is at most (1 − level)/2; what they cover is at least the level and is said.
//!
//! # Assumptions
//! Random sample. For the mean, answers not far from normal or some tens of them; for the median, none. With five answers or fewer
//! no two of them cover the median at 95%, and there is none.
//!
//! # Reference
//! Student (1908), Biometrika 6, 1–25. Thompson, W. R. (1936), Annals of Mathematical Statistics 7, 122–128.

use super::distributions::{beta_lower, t_quantile};
use super::frequency::{Frequencies, Group};
use super::wilson::Interval;

/// The interval of the mean; `None` where there are fewer than two answers.
pub fn mean_interval(group: &Group, level: f64) -> Option<Interval> {
    if group.base < 2.0 || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let half = t_quantile(0.5 + level / 2.0, group.base - 1.0)? * (group.variance / group.base).sqrt();
    Some(Interval { lower: group.mean - half, upper: group.mean + half })
}

/// An interval of the median.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MedianInterval {
    /// Its ends, which are answers.
    pub interval: Interval,
    /// The probability with which such an interval holds the median: at least the level.
    pub coverage: f64,
}

/// The interval of the median; `None` where there are too few answers for the level.
pub fn median_interval(frequencies: &Frequencies, level: f64) -> Option<MedianInterval> {
    let n = frequencies.n();
    if n == 0 || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let tail = (1.0 - level) / 2.0;
    // P(Bin(n, ½) < k) = P(beta(n − k + 1, k) ≤ ½) for k from 1 on; it rises with k. Found by halving.
    let below = |k: u64| beta_lower(0.5, (n - k + 1) as f64, k as f64);
    let (mut low, mut high) = (0, n / 2 + 1);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if below(middle)? <= tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    if low == 0 {
        return None;
    }
    let interval = Interval { lower: frequencies.nth(low)?, upper: frequencies.nth(n - low + 1)? };
    Some(MedianInterval { interval, coverage: 1.0 - 2.0 * below(low)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_answers_have_no_interval() {
        assert_eq!(mean_interval(&Group { base: 1.0, mean: 1.0, variance: 0.0 }, 0.95), None);
        for n in 0..=5_u64 {
            assert_eq!(median_interval(&Frequencies::of_pairs([(1.0, n)]), 0.95), None, "{n}");
        }
    }

    #[test]
    fn six_answers_are_their_own_ends() {
        let six = Frequencies::of_values(&[1.0, 2.0, 3.0, 4.0, 5.0, 60.0]);
        let found = median_interval(&six, 0.95).unwrap();
        assert_eq!((found.interval.lower, found.interval.upper), (1.0, 60.0));
        assert!((found.coverage - (1.0 - 2.0 / 64.0)).abs() < 1e-12);
    }

    #[test]
    fn ten_million_answers_are_fast() {
        let found = median_interval(&Frequencies::of_pairs((1..=5).map(|step| (f64::from(step), 2_000_000))), 0.95);
        assert_eq!(found.unwrap().interval, Interval { lower: 3.0, upper: 3.0 });
    }
}
