//! Cohen's κ of two coders, plain and weighted.
//!
//! # What it measures
//! Agreement beyond what two coders would reach who kept their own habits and coded blindly. Weighted: near misses on ordered
//! categories count in part.
//!
//! # Formula
//! κ = (p_o − p_e) / (1 − p_e) with p_o = Σw_ij·p_ij, p_e = Σw_ij·p_i·p_j; w is 1 on the diagonal and 0 elsewhere, or 1 − |i−j|/(q−1) (linear), or
//! 1 − (i−j)²/(q−1)² (quadratic). The standard error is that of Fleiss, Cohen and Everitt; the interval is normal.
//!
//! # Assumptions
//! The same two coders coded every unit that counts; a unit that one of them did not code is left out. It falls where one category is very
//! common (the prevalence paradox).
//!
//! # Reference
//! Cohen, J. (1960). Educational and Psychological Measurement 20, 37–46. Cohen, J. (1968). Psychological Bulletin 70, 213–220. Fleiss, J. L.,
//! Cohen, J. and Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa. Psychological Bulletin 72, 323–327.

use super::super::MISSING;
use super::super::distributions::normal_quantile;
use super::{Agreement, Ratings, Undefined, cut, tidy};

/// How near misses count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Weights {
    /// Not at all.
    #[default]
    None,
    /// By the number of steps.
    Linear,
    /// By its square.
    Quadratic,
}

impl Weights {
    #[allow(clippy::cast_precision_loss, reason = "categories are few")]
    fn of(self, one: usize, other: usize, categories: usize) -> f64 {
        let apart = one.abs_diff(other) as f64 / categories.saturating_sub(1).max(1) as f64;
        match self {
            Self::None => f64::from(one == other),
            Self::Linear => 1.0 - apart,
            Self::Quadratic => 1.0 - apart * apart,
        }
    }
}

/// κ of two coders with its standard error and interval. Weights take the categories in their order.
///
/// # Errors
/// Why there is none.
pub fn cohen_kappa(ratings: &Ratings, weights: Weights, level: f64) -> Result<Agreement, Undefined> {
    match ratings.coders() {
        0 | 1 => return Err(Undefined::OneCoder),
        2 => {}
        _ => return Err(Undefined::NotTwoCoders),
    }
    let size = ratings.categories();
    let mut shares = vec![0.0; size * size];
    let mut units = 0.0;
    for (codes, times) in ratings.iter().filter(|(codes, _)| !codes.contains(&MISSING)) {
        shares[codes[0] as usize * size + codes[1] as usize] += times;
        units += times;
    }
    if units == 0.0 {
        return Err(Undefined::NoUnits);
    }
    shares.iter_mut().for_each(|share| *share /= units);
    let rows: Vec<f64> = (0..size).map(|row| shares[row * size..(row + 1) * size].iter().sum()).collect();
    let columns: Vec<f64> = (0..size).map(|column| (0..size).map(|row| shares[row * size + column]).sum()).collect();
    let cells = || (0..size).flat_map(|row| (0..size).map(move |column| (row, column)));
    let weight = |row, column| weights.of(row, column, size);
    let observed: f64 = cells().map(|(row, column)| weight(row, column) * shares[row * size + column]).sum();
    let expected: f64 = cells().map(|(row, column)| weight(row, column) * rows[row] * columns[column]).sum();
    if 1.0 - expected < 1e-12 {
        return Err(Undefined::NoVariation);
    }
    let value = tidy((observed - expected) / (1.0 - expected));
    let of_row: Vec<f64> =
        (0..size).map(|row| (0..size).map(|column| weight(row, column) * columns[column]).sum()).collect();
    let of_column: Vec<f64> =
        (0..size).map(|column| (0..size).map(|row| weight(row, column) * rows[row]).sum()).collect();
    let spread: f64 = cells()
        .map(|(row, column)| {
            let part = weight(row, column) - (of_row[row] + of_column[column]) * (1.0 - value);
            shares[row * size + column] * part * part
        })
        .sum();
    let variance = (spread - (value - expected * (1.0 - value)).powi(2)) / (units * (1.0 - expected).powi(2));
    let standard_error = Some(variance.max(0.0).sqrt()).filter(|error| error.is_finite() && *error > 1e-9);
    let interval = standard_error.zip(normal_quantile(0.5 + level / 2.0)).and_then(|(error, z)| cut(value, error * z));
    Ok(Agreement { value, observed, expected, standard_error, interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(coders: usize, codes: Vec<u32>) -> Result<Agreement, Undefined> {
        cohen_kappa(&Ratings::new(coders, 3, codes).unwrap(), Weights::None, 0.95)
    }

    #[test]
    fn there_is_no_kappa_of_one_or_three_coders_of_nothing_and_of_one_value() {
        assert_eq!(of(1, vec![0]), Err(Undefined::OneCoder));
        assert_eq!(of(3, vec![0, 1, 2]), Err(Undefined::NotTwoCoders));
        assert_eq!(of(2, vec![0, MISSING]), Err(Undefined::NoUnits));
        assert_eq!(of(2, vec![1, 1, 1, 1]), Err(Undefined::NoVariation));
    }

    #[test]
    fn perfect_agreement_is_one_and_has_no_interval() {
        let found = of(2, vec![0, 0, 1, 1, 2, 2]).unwrap();
        assert!((found.value - 1.0).abs() < 1e-12 && found.interval.is_none(), "{found:?}");
    }

    #[test]
    fn one_unit_that_both_see_otherwise_is_nought_and_not_below() {
        let found = of(2, vec![0, 1]).unwrap();
        assert_eq!(found.value, 0.0);
        assert!(!found.value.is_sign_negative());
    }
}
