//! Cramér's V: the strength of association in a table, from 0 (none) to 1 (one determines the other).
//!
//! # What it measures
//! χ² made comparable between tables of different sizes.
//!
//! # Formula
//! V = √(χ²/n ÷ (min(r, c) − 1)). Bias-corrected after Bergsma: φ² = max(0, χ²/n − (r−1)(c−1)/(n−1)),
//! r′ = r − (r−1)²/(n−1), c′ = c − (c−1)²/(n−1), V′ = √(φ² ÷ (min(r′, c′) − 1)).
//!
//! # Assumptions
//! As χ². The plain V is too large in small samples, all the more the more cells a table has; the corrected one is not.
//!
//! # Reference
//! Cramér, H. (1946), Mathematical Methods of Statistics, 282. Bergsma, W. (2013), Journal of the Korean Statistical Society
//! 42, 323–328.

use super::chi_square::ChiSquare;

/// Both forms of V.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CramersV {
    /// As usually published.
    pub v: f64,
    /// Corrected for the bias of small samples; `None` where the sample is too small for the correction.
    pub corrected: Option<f64>,
}

/// V of a tested table.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn cramers_v(test: &ChiSquare) -> CramersV {
    let (r, c, n) = (test.rows as f64, test.columns as f64, test.n as f64);
    let phi2 = test.statistic / n;
    let v = (phi2 / (r.min(c) - 1.0)).sqrt().min(1.0);
    let corrected = (test.n > 1).then(|| {
        let less = |k: f64| k - (k - 1.0) * (k - 1.0) / (n - 1.0);
        let phi2 = (phi2 - (r - 1.0) * (c - 1.0) / (n - 1.0)).max(0.0);
        (phi2 / (less(r).min(less(c)) - 1.0)).sqrt()
    });
    CramersV { v, corrected: corrected.filter(|v| v.is_finite()).map(|v| v.min(1.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::chi_square::independence;

    #[test]
    fn as_published_in_both_forms() {
        let v = cramers_v(&independence(&[vec![13, 7, 5], vec![8, 10, 9]]).unwrap());
        assert!((v.v - 0.231_630_888_6).abs() < 1e-9, "{v:?}");
        assert!((v.corrected.unwrap() - 0.121_350_426_1).abs() < 1e-9, "{v:?}");
    }

    #[test]
    fn one_determines_the_other_or_has_nothing_to_do_with_it() {
        assert_eq!(cramers_v(&independence(&[vec![5, 0], vec![0, 5]]).unwrap()).v, 1.0);
        let none = cramers_v(&independence(&[vec![5, 5], vec![5, 5]]).unwrap());
        assert_eq!((none.v, none.corrected), (0.0, Some(0.0)));
    }

    #[test]
    fn two_respondents_have_no_corrected_form() {
        assert_eq!(cramers_v(&independence(&[vec![1, 0], vec![0, 1]]).unwrap()).corrected, None);
    }
}
