//! Mood's median test: several groups, by which side of the common median their answers lie.
//!
//! # What it measures
//! Whether the share above the median of all differs between groups.
//!
//! # Formula
//! The median of all answers; a table of groups by above and not above; χ² without Yates' correction, and Fisher's exact test.
//!
//! # Assumptions
//! Random samples; each respondent in one group. On scales of few steps many answers are equal to the median and count as not
//! above: Kruskal and Wallis' test sees more.
//!
//! # Reference
//! Mood, A. M. (1950), Introduction to the Theory of Statistics, 394–395.

use super::ranking::Ranking;
use crate::stats::chi_square::{ChiSquare, independence};
use crate::stats::fisher::{Fisher, exact};
use crate::stats::frequency::Frequencies;

/// The result of the test.
#[derive(Debug, Clone, PartialEq)]
pub struct MedianTest {
    /// The median of all answers.
    pub median: f64,
    /// Above and not above the median: two rows, a column a group.
    pub table: Vec<Vec<u64>>,
    /// χ² of the table.
    pub chi_square: ChiSquare,
    /// The exact test of the table, which counts where Cochran's rule fails.
    pub fisher: Fisher,
}

/// The test; `None` where fewer than two groups have answers, or none lies above the median.
pub fn median_test(groups: &[Frequencies]) -> Option<MedianTest> {
    let ranking = Ranking::of(groups);
    let all = Frequencies::of_pairs(ranking.values.iter().map(|(value, counts)| (*value, counts.iter().sum())));
    let median = f64::midpoint(all.nth(ranking.n.div_ceil(2))?, all.nth(ranking.n / 2 + 1)?);
    let above = |group: &Frequencies| group.pairs().iter().filter(|pair| pair.0 > median).map(|pair| pair.1).sum();
    let above: Vec<u64> = groups.iter().map(above).collect();
    let not: Vec<u64> = groups.iter().zip(&above).map(|(group, above)| group.n() - above).collect();
    let table = vec![above, not];
    Some(MedianTest { median, chi_square: independence(&table)?, fisher: exact(&table)?, table })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_and_equal_answers_have_no_test() {
        assert_eq!(median_test(&[]), None);
        let two = Frequencies::of_values(&[2.0, 2.0]);
        assert_eq!(median_test(&[two.clone(), two]), None);
    }

    #[test]
    fn answers_at_the_median_are_not_above_it() {
        let groups = [Frequencies::of_values(&[1.0, 2.0, 3.0]), Frequencies::of_values(&[3.0, 4.0, 5.0])];
        let test = median_test(&groups).unwrap();
        assert_eq!((test.median, test.table), (3.0, vec![vec![0, 2], vec![3, 1]]));
    }
}
