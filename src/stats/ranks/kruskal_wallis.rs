//! The test of Kruskal and Wallis: several groups, answers that have an order.
//!
//! # What it measures
//! Whether some group tends to answer higher than another.
//!
//! # Formula
//! H = (12/(n(n+1)) Σ Rᵢ²/nᵢ − 3(n+1)) ÷ (1 − Σ(t³−t)/(n³−n)), against χ² with k − 1 degrees of freedom. Without equal answers
//! and where there are few ways to deal the ranks, all are counted. ε² = H/(n − 1) is the share of the variance of the ranks
//! that lies between groups.
//!
//! # Assumptions
//! Random samples; each respondent in one group. χ² is rough where groups have fewer than five.
//!
//! # Reference
//! Kruskal, W. H. and Wallis, W. A. (1952), JASA 47, 583–621. Kelley, T. L. (1935), PNAS 21, 554–559 (ε²).

use super::ranking::Ranking;
use crate::stats::distributions::chi_square_upper;
use crate::stats::frequency::Frequencies;

/// All ways to deal the ranks are counted up to this number of them: a fraction of a second.
const MOST_WAYS: f64 = 1_000_000.0;

/// The result of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KruskalWallis {
    /// H, corrected for ties.
    pub h: f64,
    /// Degrees of freedom.
    pub df: u64,
    /// The p-value: exact where `exact` says so, else of χ²; never nought.
    pub p: f64,
    /// Whether p was counted.
    pub exact: bool,
    /// How many answers.
    pub n: u64,
    /// ε²: the share of the variance of the ranks between groups, 0 to 1.
    pub epsilon_squared: f64,
}

/// The test; empty groups are left out; `None` where fewer than two are left or all answers are equal.
pub fn kruskal_wallis(groups: &[Frequencies]) -> Option<KruskalWallis> {
    let groups: Vec<Frequencies> = groups.iter().filter(|group| group.n() > 0).cloned().collect();
    let ranking = Ranking::of(&groups);
    if groups.len() < 2 || ranking.values.len() < 2 {
        return None;
    }
    let n = ranking.n as f64;
    // Around the mean rank, so that nothing cancels where groups hardly differ.
    let between = |(&sum, &size): (&u128, &u64)| {
        let size_wide = u128::from(size);
        let expected = size_wide * (u128::from(ranking.n) + 1);
        let distance = sum.abs_diff(expected) as f64 / 2.0;
        distance * distance / size as f64
    };
    let sum: f64 = ranking.doubled_sums.iter().zip(&ranking.sizes).map(between).sum();
    let h = 12.0 * sum / (n * (n + 1.0)) / (1.0 - ranking.ties / (n * (n * n - 1.0)));
    let df = groups.len() as u64 - 1;
    let counted = if ranking.untied() { counted_p(&ranking.sizes, sum) } else { None };
    let p = counted.or_else(|| chi_square_upper(h, df as f64))?;
    let epsilon_squared = (h / (n - 1.0)).min(1.0);
    Some(KruskalWallis { h, df, p, exact: counted.is_some(), n: ranking.n, epsilon_squared })
}

/// The share of all ways to deal the ranks 1 to n whose spread between groups is at least that observed.
fn counted_p(sizes: &[u64], observed: f64) -> Option<f64> {
    let n: u64 = sizes.iter().sum();
    let mut ways = 1.0;
    let mut dealt = 0;
    for &size in sizes {
        for k in 1..=size {
            dealt += 1;
            ways *= dealt as f64 / k as f64;
            if ways > MOST_WAYS * 1e6 {
                return None;
            }
        }
    }
    if ways > MOST_WAYS {
        return None;
    }
    let mut deal = Deal { sizes, left: sizes.to_vec(), sums: vec![0; sizes.len()], n, observed, as_far: 0, all: 0 };
    deal.from(n);
    Some((deal.as_far as f64 / deal.all as f64).clamp(f64::MIN_POSITIVE, 1.0))
}

/// Dealing the ranks, from the highest down.
struct Deal<'a> {
    sizes: &'a [u64],
    left: Vec<u64>,
    sums: Vec<u64>,
    n: u64,
    observed: f64,
    as_far: u64,
    all: u64,
}

impl Deal<'_> {
    fn from(&mut self, rank: u64) {
        if rank == 0 {
            self.all += 1;
            let mean = (self.n as f64 + 1.0) / 2.0;
            let spread = |(&sum, &size): (&u64, &u64)| (sum as f64 - size as f64 * mean).powi(2) / size as f64;
            let sum: f64 = self.sums.iter().zip(self.sizes).map(spread).sum();
            self.as_far += u64::from(sum >= self.observed * (1.0 - 1e-9));
            return;
        }
        for group in 0..self.left.len() {
            if self.left[group] > 0 {
                self.left[group] -= 1;
                self.sums[group] += rank;
                self.from(rank - 1);
                self.sums[group] -= rank;
                self.left[group] += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(values: &[&[f64]]) -> Vec<Frequencies> {
        values.iter().map(|values| Frequencies::of_values(values)).collect()
    }

    #[test]
    fn nobody_one_group_and_equal_answers_have_no_test() {
        assert_eq!(kruskal_wallis(&[]), None);
        assert_eq!(kruskal_wallis(&groups(&[&[1.0, 2.0], &[]])), None);
        assert_eq!(kruskal_wallis(&groups(&[&[2.0], &[2.0]])), None);
    }

    #[test]
    fn likert_answers_as_published() {
        let test =
            kruskal_wallis(&groups(&[&[1.0, 2.0, 2.0, 3.0], &[2.0, 3.0, 4.0, 5.0], &[1.0, 1.0, 2.0, 6.0]])).unwrap();
        assert!((test.p - 0.291_436_370_7).abs() < 1e-9 && !test.exact, "{test:?}");
    }

    #[test]
    fn small_groups_without_equal_answers_are_counted() {
        // Two groups: the exact p of Mann and Whitney.
        let test = kruskal_wallis(&groups(&[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]])).unwrap();
        assert!(test.exact && (test.p - 0.1).abs() < 1e-15);
        // Three groups of three that do not overlap: 6 of 1,680 ways.
        let test = kruskal_wallis(&groups(&[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0], &[7.0, 8.0, 9.0]])).unwrap();
        assert!((test.h - 7.2).abs() < 1e-12 && (test.p - 6.0 / 1680.0).abs() < 1e-15);
    }
}
