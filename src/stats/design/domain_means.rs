//! Means in several parts of a sample that may overlap, two of them compared: the columns of a table under a design.
//!
//! # What it measures
//! Whether the mean of a number, or a share, differs between two parts of the population, such as two columns of a table, or a column and
//! everybody else. Somebody may stand in both.
//!
//! # Formula
//! The mean of a part is Σ wdx / Σ wd with d = 1 inside and 0 outside it; its influence wd(x − x̄)/Σ wd. The variance of a difference is that of the
//! total of the difference of the two influences, so who stands in both counts in both. t is the difference ÷ its standard error on the
//! degrees of freedom of the design among the rows of both parts, less 1. For parts that do not overlap this is the design-based t test.
//!
//! # Assumptions
//! Samples of some size in both parts.
//!
//! # Reference
//! Lumley, T. (2010). Complex Surveys. Wiley, section 5.2; `svyttest` of R's survey, and `svycontrast` of `svymean` over products with the
//! indicators of overlapping parts by `svyratio`.

use super::estimates::{Estimates, complete, degrees, weighted_sum};
use super::replicates::Replicates;
use super::sample::{Design, DesignError};
use crate::stats::distributions::t_two_sided;
use crate::stats::proportions::columns::{Comparison, NotTested};

/// Parts of a sample: for each whether a row is in it.
pub type Parts<'a> = &'a [Vec<bool>];

/// The mean of each part with their covariance; NaN for a part that nobody with a number is in. Gaps (NaN) are left out; all parts are in
/// the domain.
///
/// # Errors
/// When there are no numbers, or the design gives no variance.
pub fn domain_means(
    design: &Design,
    values: &[f64],
    parts: Parts<'_>,
    domain: Option<&[bool]>,
) -> Result<Estimates, DesignError> {
    let mask = complete(design, &[values], domain)?;
    if parts.iter().any(|part| part.len() != values.len()) {
        return Err(DesignError::Shape { stage: None });
    }
    let mut sizes = Vec::with_capacity(parts.len());
    let mut means = Vec::with_capacity(parts.len());
    for part in parts {
        let within: Vec<bool> = mask.iter().zip(part).map(|(mask, part)| *mask && *part).collect();
        let size = weighted_sum(design, &within, |_| 1.0)?;
        means.push(if size > 0.0 { weighted_sum(design, &within, |row| values[row])? / size } else { f64::NAN });
        sizes.push(size);
    }
    let covariance = design.covariance(parts.len(), Some(&mask), |row, put| {
        for (((number, part), size), mean) in (0_u32..).zip(parts).zip(&sizes).zip(&means) {
            if part[row] {
                put(number, design.weights()[row] / size * (values[row] - mean));
            }
        }
    })?;
    let respondents = mask.iter().filter(|inside| **inside).count() as u64;
    let sum_of_weights = weighted_sum(design, &mask, |_| 1.0)?;
    Ok(Estimates { values: means, covariance, df: degrees(design, Some(&mask)), respondents, sum_of_weights })
}

/// Compares two of the parts whose means were estimated: the first less the second.
pub fn compare_parts(
    (design, replicates): (&Design, Option<&Replicates>),
    (values, parts): (&[f64], Parts<'_>),
    means: Option<&Estimates>,
    (one, other): (usize, usize),
) -> Result<Comparison, NotTested> {
    let counts = |part: &[bool], row: usize| part[row] && values[row].is_finite() && design.weights()[row] > 0.0;
    let size = |part: &[bool]| (0..values.len()).filter(|&row| counts(part, row)).count();
    let base = size(&parts[one]).min(size(&parts[other]));
    if base < 2 {
        #[allow(clippy::cast_precision_loss, reason = "it is 0 or 1")]
        return Err(NotTested::SmallBase { base: base as f64 });
    }
    if (0..values.len()).all(|row| counts(&parts[one], row) == counts(&parts[other], row)) {
        return Err(NotTested::SameRespondents);
    }
    let both: Vec<bool> = (0..values.len()).map(|row| counts(&parts[one], row) || counts(&parts[other], row)).collect();
    let (difference, error, df) = match (replicates, means) {
        (Some(replicates), _) => {
            let pair = [parts[one].as_slice(), parts[other].as_slice()];
            let found = replicated(replicates, values, pair, &both).map_err(|_| NotTested::NoVariance)?;
            let (difference, error) = found.contrast(&[1.0, -1.0]);
            (difference, error, found.df)
        }
        (None, Some(means)) => {
            let covariance = |one: usize, other: usize| means.covariance.get(one, other);
            let difference = means.values[one] - means.values[other];
            let variance = covariance(one, one) + covariance(other, other) - 2.0 * covariance(one, other);
            (difference, variance.max(0.0).sqrt(), degrees(design, Some(&both)))
        }
        (None, None) => return Err(NotTested::NoVariance),
    };
    tested(difference + 0.0, error, df - 1.0, values.iter().fold(0.0, |most: f64, value| most.max(value.abs())))
}

/// The t test of a difference. What is left of a variance of nought is rounding.
fn tested(difference: f64, error: f64, df: f64, scale: f64) -> Result<Comparison, NotTested> {
    if error.is_nan() || error <= 1e-12 * scale {
        let equal = difference.abs() <= 1e-12 * scale;
        return Err(if equal { NotTested::NoDifference } else { NotTested::NoVariance });
    }
    let t = difference / error;
    let p = t_two_sided(t, df).filter(|_| t.is_finite()).ok_or(NotTested::NoVariance)?;
    let p = p.clamp(f64::MIN_POSITIVE, 1.0);
    Ok(Comparison { difference, statistic: Some(t + 0.0), df: Some(df), p, adjusted: p, family: 1, smallest: None })
}

/// The means of two parts by replicate weights.
fn replicated(
    replicates: &Replicates,
    values: &[f64],
    parts: [&[bool]; 2],
    both: &[bool],
) -> Result<Estimates, DesignError> {
    replicates.estimate(Some(both), |weights| {
        let mean = |part: &[bool]| {
            let inside = |row: &usize| part[*row] && values[*row].is_finite() && weights[*row] != 0.0;
            let rows = || (0..values.len()).filter(inside);
            let size = crate::stats::weighting::exact_sum::exact_sum(rows().map(|row| weights[row]))?;
            let sum = crate::stats::weighting::exact_sum::exact_sum(rows().map(|row| weights[row] * values[row]))?;
            (size > 0.0).then(|| sum / size)
        };
        parts.iter().map(|part| mean(part)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::super::group_tests::t_test;
    use super::*;

    const VALUES: [f64; 8] = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, f64::NAN];

    fn parts() -> Vec<Vec<bool>> {
        let of = |rows: &[usize]| (0..8).map(|row| rows.contains(&row)).collect();
        vec![of(&[0, 1, 2, 3]), of(&[4, 5, 6, 7]), of(&[2, 3, 4, 5]), of(&[7]), of(&[])]
    }

    fn design() -> Design {
        Design::of_weights(&[1.0, 2.0, 1.5, 1.0, 3.0, 2.0, 1.0, 1.0]).unwrap()
    }

    fn compare(pair: (usize, usize)) -> Result<Comparison, NotTested> {
        let (design, parts) = (design(), parts());
        let means = domain_means(&design, &VALUES, &parts, None).unwrap();
        compare_parts((&design, None), (&VALUES, &parts), Some(&means), pair)
    }

    #[test]
    fn a_part_of_nobody_or_of_the_same_respondents_is_not_compared() {
        assert_eq!(compare((0, 4)), Err(NotTested::SmallBase { base: 0.0 }));
        assert_eq!(compare((0, 3)), Err(NotTested::SmallBase { base: 0.0 }));
        assert_eq!(compare((0, 0)), Err(NotTested::SameRespondents));
    }

    #[test]
    fn parts_that_do_not_overlap_are_compared_as_by_the_t_test() {
        let ours = compare((0, 1)).unwrap();
        let t = t_test(&design(), &VALUES, &[0, 0, 0, 0, 1, 1, 1, 1], None).unwrap();
        assert!((ours.difference + t.difference).abs() < 1e-12 && (ours.p - t.p).abs() < 1e-12, "{ours:?} {t:?}");
        assert_eq!(ours.df, Some(t.df));
    }

    #[test]
    fn who_stands_in_both_makes_the_difference_surer() {
        let overlapping = compare((0, 2)).unwrap();
        let means = domain_means(&design(), &VALUES, &parts(), None).unwrap();
        let apart = (means.covariance.get(0, 0) + means.covariance.get(2, 2)).sqrt();
        let error = overlapping.difference / overlapping.statistic.unwrap();
        assert!(error.abs() > 0.0 && (error - apart).abs() > 1e-3, "{error} {apart}");
    }
}
