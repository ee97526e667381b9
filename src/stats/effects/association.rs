//! The interval of Cramér's V, and φ of a table of four cells.
//!
//! # What it measures
//! Between which strengths of association the true one may lie.
//!
//! # Formula
//! The noncentralities λ at which χ² as observed lies at (1 ∓ level)/2 of noncentral χ²; V = √(λ/(n (min(r, c) − 1))).
//! φ = (ad − bc)/√(row and column totals multiplied), whose size is V.
//!
//! # Assumptions
//! As χ². The interval is for V as usually published; a weak association in a small sample has nought as its lower end.
//!
//! # Reference
//! Steiger, J. H. (2004), Psychological Methods 9, 164–182. Smithson, M. (2003), Confidence Intervals, 39–41.

use crate::stats::chi_square::{ChiSquare, margins};
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
    let (rows, columns, _) = margins(table);
    let ([r1, r2], [c1, c2]) = (rows.as_slice(), columns.as_slice()) else { return None };
    let cell = |row: usize, column: usize| table.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0) as f64;
    let scale = (*r1 as f64).sqrt() * (*r2 as f64).sqrt() * (*c1 as f64).sqrt() * (*c2 as f64).sqrt();
    let product = cell(0, 0) * cell(1, 1) - cell(0, 1) * cell(1, 0);
    (scale > 0.0).then(|| (product / scale).clamp(-1.0, 1.0) + 0.0)
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
}
