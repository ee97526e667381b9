//! The summed χ² of questions with several answers by resampling, where counts are too small for χ².
//!
//! # What it measures
//! As [`super::marginal`]: how often a statistic as large would come up if the two questions had nothing to do with each other.
//!
//! # Formula
//! What was ticked in the first question and what was ticked in the second are drawn apart, each with replacement and as many as
//! there are respondents, which keeps how items of one question go together. p = (b + 1)/(B + 1), b of B draws being as large.
//!
//! # Assumptions
//! A random sample. The seed is fixed: the same input gives the same p.
//!
//! # Reference
//! Bilder, C. R. and Loughin, T. M. (2004), Biometrics 60, 241–248.

use super::marginal::{ItemPairs, Pattern, group_statistic, pair_statistic, pairs_of};
use crate::stats::random::Random;

/// How many samples are drawn: the most whose drawing takes no longer than [`MOST_DRAWING`].
const DRAWN: [u64; 4] = [4_999, 1_999, 999, 499];

/// How many ticks may be counted and cells compared in all: about half a second.
const MOST_DRAWING: u64 = 100_000_000;

/// With more respondents than this counts are not small, and drawing would take long.
pub const MOST_RESPONDENTS: u64 = 5_000;

/// The seed of the drawing.
const SEED: u64 = 0x5EED_0B17_DE12_1005;

/// The result of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// The summed χ² as observed.
    pub statistic: f64,
    /// The p-value; never nought.
    pub p: f64,
    /// Its standard error from drawing.
    pub standard_error: f64,
    /// How many samples were drawn.
    pub drawn: u64,
}

/// The test; with `first_is_groups` each pattern of the first question has one item, the group. `None` where nobody is counted,
/// there are more than [`MOST_RESPONDENTS`], or nothing divides them.
pub fn bootstrap(patterns: &[Pattern], first_is_groups: bool) -> Option<Bootstrap> {
    let table = pairs_of(patterns);
    if table.n == 0 || table.n > MOST_RESPONDENTS {
        return None;
    }
    let statistic = sum(&table, first_is_groups);
    let divided = |counts: &[u64]| counts.iter().any(|&count| count > 0 && count < table.n);
    if !divided(&table.first) || !divided(&table.second) {
        return None;
    }
    let ticked = |items: &[bool]| (0..items.len()).filter(|&item| items[item]).collect::<Vec<usize>>();
    let mut respondents: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for pattern in patterns {
        for _ in 0..pattern.count {
            respondents.push((ticked(&pattern.first), ticked(&pattern.second)));
        }
    }
    // The order of the patterns must not matter.
    respondents.sort_unstable();
    let fits = |samples: &&u64| samples.saturating_mul(cost(&table)) <= MOST_DRAWING;
    let samples = DRAWN.iter().find(fits).or(DRAWN.last()).copied().unwrap_or(1);
    let mut random = Random::seeded(SEED);
    let mut draw = || usize::try_from(random.below(table.n)).unwrap_or(0);
    let mut as_large = 0_u64;
    for _ in 0..samples {
        let mut drawn = empty_like(&table);
        for _ in 0..table.n {
            let (first, second) = (&respondents[draw()].0, &respondents[draw()].1);
            second.iter().for_each(|&column| drawn.second[column] += 1);
            for &row in first {
                drawn.first[row] += 1;
                second.iter().for_each(|&column| drawn.both[row][column] += 1);
            }
        }
        as_large += u64::from(sum(&drawn, first_is_groups) >= statistic * (1.0 - 1e-9));
    }
    let p = (as_large + 1) as f64 / (samples + 1) as f64;
    Some(Bootstrap { statistic, p, standard_error: (p * (1.0 - p) / samples as f64).sqrt(), drawn: samples })
}

/// What a sample takes: respondents with their ticks, and the cells of the table.
fn cost(table: &ItemPairs) -> u64 {
    let ticks: u64 = table.both.iter().flatten().sum();
    let cells = table.first.len().saturating_mul(table.second.len()) as u64;
    table.n.saturating_mul(4).saturating_add(ticks).saturating_add(cells.saturating_mul(4))
}

fn empty_like(table: &ItemPairs) -> ItemPairs {
    let (rows, columns) = (table.first.len(), table.second.len());
    ItemPairs { n: table.n, first: vec![0; rows], second: vec![0; columns], both: vec![vec![0; columns]; rows] }
}

fn sum(table: &ItemPairs, first_is_groups: bool) -> f64 {
    let (rows, columns) = (table.first.len(), table.second.len());
    if first_is_groups {
        let counts = |column: usize| -> Vec<(u64, u64)> {
            (0..rows).map(|row| (table.both[row][column], table.first[row])).collect()
        };
        return (0..columns).map(|column| group_statistic(&counts(column))).sum();
    }
    let pair = |row: usize, column: usize| {
        pair_statistic(table.both[row][column], table.first[row], table.second[column], table.n)
    };
    (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))).map(|(row, column)| pair(row, column)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(counts: [u64; 4]) -> Vec<Pattern> {
        let ticks = [(true, true), (true, false), (false, true), (false, false)];
        let pattern = |((first, second), count): ((bool, bool), u64)| Pattern {
            first: vec![first, !first],
            second: vec![second, second],
            count,
        };
        ticks.into_iter().zip(counts).map(pattern).collect()
    }

    #[test]
    fn nobody_and_what_does_not_divide_have_no_test() {
        assert_eq!(bootstrap(&[], true), None);
        assert_eq!(bootstrap(&patterns([5, 0, 4, 0]), true), None);
        assert_eq!(bootstrap(&patterns([5_000, 1, 1, 1]), true), None);
    }

    #[test]
    fn it_is_near_pearsons_p_and_the_same_in_any_order() {
        let forward = patterns([13, 7, 8, 10]);
        let found = bootstrap(&forward, true).unwrap();
        assert!((found.p - 0.203).abs() < 0.05 && found.standard_error < 0.01, "{found:?}");
        let backward: Vec<Pattern> = forward.into_iter().rev().collect();
        assert_eq!(bootstrap(&backward, true), Some(found));
    }
}
