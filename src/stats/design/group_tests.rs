//! Tests of means and ranks between groups under a design.
//!
//! # What it measures
//! Whether groups of the population differ in the mean of a number, or in where its values stand in the order of all.
//!
//! # Formula
//! Two groups: t = difference of means ÷ its standard error, on the design's degrees of freedom less 1. Several: Wald's test of all
//! differences from the first, F = χ²/k on k and the design's degrees of freedom less k. Rank tests do the same with scores in place of values: with r the
//! estimated rank of a value in the population (middle of its ties) and N its size, r/N (Wilcoxon, Kruskal–Wallis), Φ⁻¹(r/N) (van der Waerden)
//! or whether r > N/2 (median).
//!
//! # Assumptions
//! Samples of some size in every group. Scores are taken as known. Ties share the middle of the weight they take up together. R takes the plain mean
//! of the middles of each in the order of the rows; where tied rows have unequal weights its figure changes when rows are moved, and is there for
//! comparison only ([`Ties::RowOrder`]).
//!
//! # Reference
//! Lumley, T. and Scott, A. J. (2013). Two-sample rank tests under complex sampling. Biometrika 100, 831–842; `svyttest`, `svyranktest` and
//! `regTermTest` of R's survey.

use super::estimates::{Estimates, coded, complete, group_means, interval, means};
use super::replicates::Replicates;
use super::sample::{Design, DesignError};
use crate::stats::distributions::{f_upper, normal_quantile, t_two_sided};
use crate::stats::linear_algebra::{Matrix, dot};
use crate::stats::wilson::Interval;

/// What stands for a value in a rank test.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RankScore {
    /// The rank: Wilcoxon's and Kruskal and Wallis's tests.
    #[default]
    Rank,
    /// The normal quantile of the rank: van der Waerden's test.
    Normal,
    /// Whether it is above the median: Mood's test.
    Median,
}

/// The rank that equal values share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ties {
    /// The middle of the weight they take up together: the same in any order of rows.
    #[default]
    Middle,
    /// The plain mean of the middles of each, in the order of the rows, as R's `svyranktest`.
    RowOrder,
}

/// How values are scored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ranking {
    /// What stands for a value.
    pub score: RankScore,
    /// The rank of equal values.
    pub ties: Ties,
}

/// A test of two groups, or of one mean against nought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TResult {
    /// The second mean less the first, or the only mean.
    pub difference: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// t.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// The two-sided p-value.
    pub p: f64,
    /// The interval of the difference at 95%.
    pub interval: Interval,
}

/// A test of several groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaldResult {
    /// F.
    pub f: f64,
    /// Groups less one.
    pub df: f64,
    /// Degrees of freedom below.
    pub denominator_df: f64,
    /// The p-value.
    pub p: f64,
}

/// The t test of two groups (codes 0 and 1; others must be missing).
pub fn t_test(
    design: &Design,
    values: &[f64],
    groups: &[u32],
    domain: Option<&[bool]>,
) -> Result<TResult, DesignError> {
    t_of(&group_means(design, values, groups, 2, domain)?, &[-1.0, 1.0])
}

/// The t test of one mean against nought, such as that of a difference of two answers.
pub fn one_mean(design: &Design, values: &[f64], domain: Option<&[bool]>) -> Result<TResult, DesignError> {
    t_of(&means(design, &[values], domain)?, &[1.0])
}

/// The rank test of two groups (codes 0 and 1); the difference is that of mean scores.
pub fn rank_test(
    design: &Design,
    values: &[f64],
    groups: &[u32],
    ranking: Ranking,
    domain: Option<&[bool]>,
) -> Result<TResult, DesignError> {
    let scores = rank_scores(design, values, (groups, 2), ranking, domain)?;
    t_test(design, &scores, groups, domain)
}

/// The test whether the means of several groups (codes below `count`, none empty) are all the same.
pub fn means_differ(
    design: &Design,
    values: &[f64],
    groups: (&[u32], usize),
    domain: Option<&[bool]>,
) -> Result<WaldResult, DesignError> {
    wald(&group_means(design, values, groups.0, groups.1, domain)?)
}

/// The rank test of several groups (codes below `count`, none empty).
pub fn ranks_differ(
    design: &Design,
    values: &[f64],
    groups: (&[u32], usize),
    ranking: Ranking,
    domain: Option<&[bool]>,
) -> Result<WaldResult, DesignError> {
    let scores = rank_scores(design, values, groups, ranking, domain)?;
    means_differ(design, &scores, groups, domain)
}

/// The t test of two groups by replicate weights.
pub fn t_test_replicated(
    replicates: &Replicates,
    values: &[f64],
    groups: &[u32],
    domain: Option<&[bool]>,
) -> Result<TResult, DesignError> {
    t_of(&replicates.group_means(values, groups, 2, domain)?, &[-1.0, 1.0])
}

/// The test whether the means of several groups are all the same, by replicate weights.
pub fn means_differ_replicated(
    replicates: &Replicates,
    values: &[f64],
    groups: (&[u32], usize),
    domain: Option<&[bool]>,
) -> Result<WaldResult, DesignError> {
    wald(&replicates.group_means(values, groups.0, groups.1, domain)?)
}

/// The score of each value among those that have a group; NaN elsewhere.
pub fn rank_scores(
    design: &Design,
    values: &[f64],
    groups: (&[u32], usize),
    ranking: Ranking,
    domain: Option<&[bool]>,
) -> Result<Vec<f64>, DesignError> {
    let coded = coded(design, groups.0, groups.1, domain)?;
    let mask = complete(design, &[values], Some(&coded))?;
    let mut rows: Vec<usize> = (0..values.len()).filter(|&row| mask[row]).collect();
    rows.sort_by(|&one, &other| values[one].total_cmp(&values[other]));
    if ranking.ties == Ties::Middle {
        // So that sums do not depend on the order of rows.
        let weight = |row: &usize| design.weights[*row];
        rows.chunk_by_mut(|&one, &other| values[one] == values[other])
            .for_each(|ties| ties.sort_by(|one, other| weight(one).total_cmp(&weight(other))));
    }
    let all: f64 = rows.iter().map(|&row| design.weights[row]).sum();
    let mut scores = vec![f64::NAN; values.len()];
    let mut below = 0.0;
    for ties in rows.chunk_by(|&one, &other| values[one] == values[other]) {
        let start = below;
        let mut middles = 0.0;
        for &row in ties {
            middles += below + design.weights[row] / 2.0;
            below += design.weights[row];
        }
        #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let rank = match ranking.ties {
            Ties::Middle => f64::midpoint(start, below),
            Ties::RowOrder => middles / ties.len() as f64,
        };
        let score = match ranking.score {
            RankScore::Rank => rank / all,
            RankScore::Normal => normal_quantile(rank / all).unwrap_or(f64::NAN),
            RankScore::Median => f64::from(u8::from(rank > all / 2.0)),
        };
        ties.iter().for_each(|&row| scores[row] = score);
    }
    Ok(scores)
}

fn t_of(estimates: &Estimates, coefficients: &[f64]) -> Result<TResult, DesignError> {
    let (difference, standard_error) = estimates.contrast(coefficients);
    let (t, df) = (difference / standard_error, estimates.df - 1.0);
    let interval = interval(difference, standard_error, df, 0.95).ok_or(DesignError::Undefined)?;
    let p = t_two_sided(t, df).ok_or(DesignError::Undefined)?;
    Ok(TResult { difference, standard_error, t, df, p, interval })
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn wald(estimates: &Estimates) -> Result<WaldResult, DesignError> {
    let k = estimates.values.len().saturating_sub(1);
    let jacobian = Matrix::from_fn(k, k + 1, |row, column| {
        f64::from(u8::from(column == row + 1)) - f64::from(u8::from(column == 0))
    });
    let differences = jacobian.times_vector(&estimates.values);
    let covariance = estimates.covariance.covariance_of(&jacobian);
    let solved = covariance.solve_vector(&differences).ok_or(DesignError::Undefined)?;
    let (df, denominator_df) = (k as f64, estimates.df - k as f64);
    let f = dot(&differences, &solved) / df;
    let p = f_upper(f, df, denominator_df).ok_or(DesignError::Undefined)?;
    Ok(WaldResult { f, df, denominator_df, p })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::MISSING;

    const VALUES: [f64; 8] = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
    const GROUPS: [u32; 8] = [0, 0, 0, 0, 1, 1, 1, 1];

    fn design() -> Design {
        Design::of_weights(&[1.0, 2.0, 1.5, 1.0, 3.0, 2.0, 1.0, 1.0]).unwrap()
    }

    #[test]
    fn an_empty_group_equal_values_and_too_few_units_have_no_test() {
        assert_eq!(t_test(&design(), &VALUES, &[0; 8], None), Err(DesignError::Nobody));
        assert_eq!(t_test(&design(), &[2.0; 8], &GROUPS, None), Err(DesignError::Undefined));
        let two = Design::of_weights(&[1.0, 1.0]).unwrap();
        assert_eq!(t_test(&two, &[1.0, 2.0], &[0, 1], None), Err(DesignError::Undefined));
    }

    #[test]
    fn two_groups_by_t_and_by_wald_agree() {
        let t = t_test(&design(), &VALUES, &GROUPS, None).unwrap();
        let wald = means_differ(&design(), &VALUES, (&GROUPS, 2), None).unwrap();
        assert!((t.t * t.t - wald.f).abs() < 1e-10 && (t.p - wald.p).abs() < 1e-12);
        assert!(t.interval.lower < t.difference && t.difference < t.interval.upper);
    }

    #[test]
    fn moving_rows_changes_no_rank_of_ties() {
        let turned = |values: &[f64; 8]| -> Vec<f64> { values.iter().rev().copied().collect() };
        let weights = [1.0, 2.0, 1.5, 1.0, 3.0, 2.0, 1.0, 1.0];
        let ties = [1.0, 1.0, 2.0, 1.0, 2.0, 2.0, 3.0, 3.0];
        let one = rank_test(&design(), &ties, &GROUPS, Ranking::default(), None).unwrap();
        let backwards = Design::of_weights(&turned(&weights)).unwrap();
        let groups: Vec<u32> = GROUPS.iter().rev().copied().collect();
        assert_eq!(one, rank_test(&backwards, &turned(&ties), &groups, Ranking::default(), None).unwrap());
    }

    #[test]
    fn who_has_no_group_has_no_rank() {
        let mut groups = GROUPS;
        groups[5] = MISSING;
        let scores = rank_scores(&design(), &VALUES, (&groups, 2), Ranking::default(), None).unwrap();
        assert!(scores[5].is_nan());
        assert!(scores.iter().filter(|score| score.is_finite()).all(|score| (0.0..1.0).contains(score)));
        for score in [RankScore::Rank, RankScore::Normal, RankScore::Median] {
            let ranking = Ranking { score, ties: Ties::Middle };
            assert!(rank_test(&design(), &VALUES, &groups, ranking, None).is_ok(), "{score:?}");
            assert!(ranks_differ(&design(), &VALUES, (&groups, 2), ranking, None).is_ok(), "{score:?}");
        }
    }
}
