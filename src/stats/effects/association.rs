//! The interval of Cramér's V, and φ of a table of four cells.
//!
//! # What it measures
//! Between which strengths of association the true one may lie.
//!
//! # Formula
//! The noncentralities λ at which χ² as observed lies at (1 ∓ level)/2 of noncentral χ²; V = √(λ/(n (min(r, c) − 1))).
//! φ = (ad − bc)/√(row and column totals multiplied), whose size is V. It is τ-b of four cells, and has its interval: φ ± z times its
//! asymptotic standard error where rows and columns are both observed, and neither is fixed.
//!
//! # Assumptions
//! As χ². The interval is for V as usually published; a weak association in a small sample has nought as its lower end.
//!
//! # Reference
//! Steiger, J. H. (2004), Psychological Methods 9, 164–182. Smithson, M. (2003), Confidence Intervals, 39–41. φ: Bishop, Y. M. M.,
//! Fienberg, S. E. and Holland, P. W. (1975), Discrete Multivariate Analysis, 380–382.

use super::ranks::tau_b_interval;
use crate::stats::chi_square::ChiSquare;
use crate::stats::noncentral::{chi_square_lower, noncentrality_at};
use crate::stats::wilson::Interval;

/// The interval of V of a tested table; `None` where the level is not between 0 and 1 or χ² is beyond what can be summed.
pub fn cramers_v_interval(test: &ChiSquare, level: f64) -> Option<Interval> {
    if !(level > 0.0 && level < 1.0) {
        return None;
    }
    let tail = (1.0 - level) / 2.0;
    let scale = test.n as f64 * (test.rows.min(test.columns) as f64 - 1.0);
    let end = |share: f64| {
        let at = noncentrality_at(share, |value| chi_square_lower(test.statistic, test.df as f64, value))?;
        Some((at / scale).sqrt().min(1.0))
    };
    Some(Interval { lower: end(1.0 - tail)?, upper: end(tail)? })
}

/// φ of a table of two rows and two columns, positive where the first cell and the last are the large ones; `None` where a row
/// or column is empty.
pub fn phi(table: &[Vec<u64>]) -> Option<f64> {
    let [first, second] = table else { return None };
    let ([a, b], [c, d]) = (first.as_slice(), second.as_slice()) else { return None };
    phi_of_shares([*a as f64, *b as f64, *c as f64, *d as f64])
}

/// φ of four cells of which only the shares are known, or sums of weights, row by row; `None` where a row or column is empty.
pub fn phi_of_shares([a, b, c, d]: [f64; 4]) -> Option<f64> {
    let scale = [a + b, c + d, a + c, b + d].map(f64::sqrt).iter().product::<f64>();
    (scale > 0.0).then(|| ((a * d - b * c) / scale).clamp(-1.0, 1.0) + 0.0).filter(|phi| phi.is_finite())
}

/// The interval of φ; `None` where there is no φ, the level is not between 0 and 1 or the association is complete.
pub fn phi_interval(table: &[Vec<u64>], level: f64) -> Option<Interval> {
    phi(table)?;
    tau_b_interval(table, level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::chi_square::independence;

    #[test]
    fn no_association_has_nought_as_its_lower_end() {
        let test = independence(&[vec![5, 5], vec![5, 5]]).unwrap();
        assert_eq!(cramers_v_interval(&test, 0.95).unwrap(), Interval { lower: 0.0, upper: 0.0 });
        assert_eq!(cramers_v_interval(&test, 1.0), None);
    }

    #[test]
    fn the_interval_holds_v_where_the_association_is_clear() {
        let test = independence(&[vec![40, 10], vec![12, 38]]).unwrap();
        let v = (test.statistic / 100.0).sqrt();
        let interval = cramers_v_interval(&test, 0.95).unwrap();
        assert!(interval.lower < v && v < interval.upper, "{interval:?}");
        assert!((phi(&[vec![40, 10], vec![12, 38]]).unwrap() - v).abs() < 1e-12);
        assert!((phi(&[vec![10, 40], vec![38, 12]]).unwrap() + v).abs() < 1e-12);
        assert_eq!(phi(&[vec![0, 0], vec![38, 12]]), None);
    }

    #[test]
    fn phi_turns_its_sign_with_the_columns_and_its_interval_too() {
        assert_eq!((phi(&[]), phi(&[vec![3, 4, 5], vec![1, 2, 3]])), (None, None));
        assert_eq!(phi_of_shares([f64::NAN, 0.1, 0.2, 0.3]), None);
        assert_eq!(phi_interval(&[vec![3, 4, 5], vec![1, 2, 3]], 0.95), None);
        assert_eq!(phi_interval(&[vec![3, 0], vec![0, 4]], 0.95), None);
        let there = phi_interval(&[vec![13, 7], vec![8, 10]], 0.95).unwrap();
        let back = phi_interval(&[vec![7, 13], vec![10, 8]], 0.95).unwrap();
        assert!((there.lower + back.upper).abs() < 1e-12 && (there.upper + back.lower).abs() < 1e-12);
        // The error by the formula of the book.
        let (n, phi) = (38.0, phi(&[vec![13, 7], vec![8, 10]]).unwrap());
        let (rows, columns) = ((20.0 / n, 18.0 / n), (21.0 / n, 17.0 / n));
        let by_rows = (rows.0 - rows.1) / f64::sqrt(rows.0 * rows.1);
        let by_columns = (columns.0 - columns.1) / f64::sqrt(columns.0 * columns.1);
        let variance = (1.0 - phi * phi + phi * (1.0 + phi * phi / 2.0) * by_rows * by_columns
            - 0.75 * phi * phi * (by_rows * by_rows + by_columns * by_columns))
            / n;
        assert!((there.upper - phi - 1.959_963_984_540_054 * variance.sqrt()).abs() < 1e-12, "{there:?}");
    }
}
