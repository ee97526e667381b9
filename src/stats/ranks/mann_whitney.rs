//! The test of Mann, Whitney and Wilcoxon: two groups, answers that have an order.
//!
//! # What it measures
//! Whether one group tends to answer higher than the other, and how often: the rank-biserial correlation is the share of pairs,
//! one of each group, in which the first is higher less the share in which the second is. Cliff's δ is another name for it.
//!
//! # Formula
//! U = R₁ − n₁(n₁+1)/2; r = 2U/(n₁n₂) − 1. Without equal answers, and below fifty in both groups, p is exact: all ways to deal the
//! ranks are counted. Otherwise z = (U − n₁n₂/2 ∓ ½)/σ with σ² = n₁n₂/12 · (n + 1 − Σ(t³−t)/(n(n−1))), as `wilcox.test` of R.
//! The interval of r is Cliff's, which is not symmetric and stays within ±1: with s² the variance of the shares,
//! (r − r³ ∓ z s √((1−r²)² + z²s²)) / (1 − r² + z²s²).
//!
//! # Assumptions
//! Random samples; each respondent in one group. It is a test of medians only if both distributions have the same shape.
//!
//! # Reference
//! Mann, H. B. and Whitney, D. R. (1947), Annals of Mathematical Statistics 18, 50–60. Cliff, N. (1993), Psychological Bulletin
//! 114, 494–509. Feng, D. and Cliff, N. (2004), Journal of Modern Applied Statistical Methods 3, 322–332.

use super::ranking::Ranking;
use crate::stats::distributions::{normal_quantile, normal_upper, t_quantile};
use crate::stats::frequency::Frequencies;
use crate::stats::wilson::Interval;

/// Groups of this size and larger are tested by the normal approximation, as in R.
const TOO_LARGE_TO_COUNT: u64 = 50;

/// The result of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannWhitney {
    /// U of the first group (R's W): pairs in which it is higher, those that are equal by half.
    pub u: f64,
    /// z, where the normal approximation was used.
    pub z: Option<f64>,
    /// The two-sided p-value; never nought.
    pub p: f64,
    /// The rank-biserial correlation, Cliff's δ: −1 to 1, positive where the first group is higher.
    pub rank_biserial: f64,
}

impl MannWhitney {
    /// Whether p was counted and not approximated.
    pub fn exact(&self) -> bool {
        self.z.is_none()
    }
}

/// The test; `None` where a group is empty or all answers are equal.
pub fn mann_whitney(first: &Frequencies, second: &Frequencies) -> Option<MannWhitney> {
    let ranking = Ranking::of(&[first.clone(), second.clone()]);
    let (n1, n2) = (first.n(), second.n());
    let doubled_u = ranking.doubled_sums.first()?.checked_sub(u128::from(n1) * (u128::from(n1) + 1))?;
    let pairs = n1 as f64 * n2 as f64;
    if ranking.values.len() < 2 || n1 == 0 || n2 == 0 {
        return None;
    }
    let u = doubled_u as f64 / 2.0;
    let rank_biserial = u / pairs * 2.0 - 1.0 + 0.0;
    if n1 < TOO_LARGE_TO_COUNT && n2 < TOO_LARGE_TO_COUNT && ranking.untied() {
        let p = counted_p(n1, n2, u64::try_from(doubled_u / 2).ok()?);
        return Some(MannWhitney { u, z: None, p, rank_biserial });
    }
    let n = ranking.n as f64;
    let variance = pairs / 12.0 * (n + 1.0 - ranking.ties / (n * (n - 1.0)));
    let distance = u - pairs / 2.0;
    let corrected = if distance == 0.0 { 0.0 } else { distance - 0.5_f64.copysign(distance) };
    let z = corrected / variance.sqrt();
    let p = (2.0 * normal_upper(z.abs())).clamp(f64::MIN_POSITIVE, 1.0);
    z.is_finite().then_some(MannWhitney { u, z: Some(z), p, rank_biserial })
}

/// The smallest p that the exact test of two groups can give: with all of one group above all of the other.
pub fn smallest_attainable(n1: u64, n2: u64) -> f64 {
    let ways = (1..=n1.min(n2)).map(|k| (n1.max(n2) + k) as f64 / k as f64).product::<f64>();
    (2.0 / ways).clamp(f64::MIN_POSITIVE, 1.0)
}

/// The two-sided exact p of U.
fn counted_p(n1: u64, n2: u64, u: u64) -> f64 {
    let ways = ways_by_u(n1, n2);
    let all: f64 = ways.iter().sum();
    // The distribution is symmetric, so the smaller tail is that of the smaller of U and n₁n₂ − U.
    let tail = usize::try_from(u.min(n1 * n2 - u)).unwrap_or(usize::MAX);
    let below: f64 = ways.iter().take(tail.saturating_add(1)).sum();
    (2.0 * below / all).clamp(f64::MIN_POSITIVE, 1.0)
}

/// In how many ways n₁ and n₂ ranks give each U: the coefficients of the Gaussian binomial. C(98, 49) fits 127 bits.
fn ways_by_u(n1: u64, n2: u64) -> Vec<f64> {
    let size = usize::try_from(n1 * n2).unwrap_or(0) + 1;
    let mut ways = vec![0_i128; size];
    ways[0] = 1;
    for i in 1..=usize::try_from(n1).unwrap_or(0) {
        let more = usize::try_from(n2).unwrap_or(0) + i;
        for u in (more..size).rev() {
            ways[u] -= ways[u - more];
        }
        for u in i..size {
            ways[u] += ways[u - i];
        }
    }
    ways.into_iter().map(|ways| ways as f64).collect()
}

/// Cliff's interval of the rank-biserial correlation; `None` where a group has fewer than two answers.
pub fn rank_biserial_interval(first: &Frequencies, second: &Frequencies, level: f64) -> Option<Interval> {
    let (n1, n2) = (first.n() as f64, second.n() as f64);
    if !(n1 >= 2.0 && n2 >= 2.0 && level > 0.0 && level < 1.0) {
        return None;
    }
    let ranking = Ranking::of(&[first.clone(), second.clone()]);
    let (sums, d) = Dominance::of(&ranking, n1, n2);
    let within_first = sums.first / (n1 - 1.0);
    let within_second = sums.second / (n2 - 1.0);
    let between = (sums.cells - n1 * n2 * d * d) / (n1 * n2 - 1.0);
    let unbiased = ((n2 - 1.0) * within_first + (n1 - 1.0) * within_second + between) / (n1 * n2);
    let variance = unbiased.max((1.0 - d * d) / (n1 * n2 - 1.0));
    let z = t_quantile(0.5 + level / 2.0, n1 + n2 - 2.0).or_else(|| normal_quantile(0.5 + level / 2.0))?;
    if d.abs() == 1.0 {
        return Some(complete(d, n1.min(n2), z));
    }
    let spread = z * (variance * ((1.0 - d * d).powi(2) + z * z * variance)).sqrt();
    let (centre, scale) = (d - d * d * d, 1.0 - d * d + z * z * variance);
    Some(Interval { lower: ((centre - spread) / scale).max(-1.0), upper: ((centre + spread) / scale).min(1.0) })
}

/// Where the groups do not overlap the variance is nought; Feng and Cliff then take the interval of a proportion.
fn complete(d: f64, smaller: f64, z: f64) -> Interval {
    let end = (smaller - z * z) / (smaller + z * z);
    if d > 0.0 { Interval { lower: end, upper: 1.0 } } else { Interval { lower: -1.0, upper: -end } }
}

/// Sums of squares of dominances: of each answer of the first group, of the second, and of every pair.
struct Dominance {
    first: f64,
    second: f64,
    cells: f64,
}

impl Dominance {
    fn of(ranking: &Ranking, n1: f64, n2: f64) -> (Self, f64) {
        let count = |counts: &[u64], group: usize| counts.get(group).copied().unwrap_or(0) as f64;
        let (mut below1, mut below2) = (0.0, 0.0);
        let (mut total, mut equal) = (0.0, 0.0);
        let mut rows = Vec::new();
        for (_, counts) in &ranking.values {
            let (one, two) = (count(counts, 0), count(counts, 1));
            let first = (below2 - (n2 - below2 - two)) / n2;
            let second = ((n1 - below1 - one) - below1) / n1;
            rows.push((one, first, two, second));
            total += one * first;
            equal += one * two;
            below1 += one;
            below2 += two;
        }
        let d = total / n1 + 0.0;
        let first = rows.iter().map(|(one, first, ..)| one * (first - d).powi(2)).sum();
        let second = rows.iter().map(|(_, _, two, second)| two * (second - d).powi(2)).sum();
        (Self { first, second, cells: n1 * n2 - equal }, d)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(first: &[f64], second: &[f64]) -> Option<MannWhitney> {
        mann_whitney(&Frequencies::of_values(first), &Frequencies::of_values(second))
    }

    #[test]
    fn an_empty_group_and_equal_answers_have_no_test() {
        assert_eq!(test(&[], &[1.0]), None);
        assert_eq!(test(&[2.0, 2.0], &[2.0]), None);
    }

    #[test]
    fn likert_answers_as_published() {
        let test = test(&[1.0, 2.0, 2.0, 3.0, 5.0], &[2.0, 3.0, 4.0, 5.0, 5.0]).unwrap();
        assert!((test.p - 0.237_368_605_1).abs() < 1e-9 && !test.exact(), "{test:?}");
    }

    #[test]
    fn three_against_three_can_never_reach_five_per_cent_and_four_against_four_can_just() {
        assert!((test(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]).unwrap().p - 0.1).abs() < 1e-15);
        assert!((smallest_attainable(3, 3) - 0.1).abs() < 1e-15);
        assert!((smallest_attainable(4, 4) - 2.0 / 70.0).abs() < 1e-15);
        assert_eq!(smallest_attainable(0, 4), 1.0);
    }

    #[test]
    fn turning_the_groups_turns_the_sign() {
        let one = test(&[1.0, 4.0, 6.0], &[2.0, 7.0, 8.0, 9.0]).unwrap();
        let other = test(&[2.0, 7.0, 8.0, 9.0], &[1.0, 4.0, 6.0]).unwrap();
        assert_eq!((one.p, one.rank_biserial), (other.p, -other.rank_biserial));
    }

    #[test]
    fn ten_million_answers_are_tested_from_their_counts() {
        let steps = |counts: [u64; 5]| Frequencies::of_pairs((1..=5).map(f64::from).zip(counts));
        let (one, other) = (steps([1_000_000; 5]), steps([990_000, 1_000_000, 1_000_000, 1_000_000, 1_010_000]));
        let test = mann_whitney(&one, &other).unwrap();
        assert!(test.p > 0.0 && test.p < 0.05 && test.rank_biserial < 0.0, "{test:?}");
        assert!(rank_biserial_interval(&one, &other, 0.95).unwrap().upper < 0.0);
    }
}
