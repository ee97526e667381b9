//! Cronbach's α: how well several items measure one thing together.
//!
//! # What it measures
//! The share of the variance of the sum of the items that they have in common; 1 where all say the same, near 0 where they have
//! nothing to do with each other, negative where some run the other way.
//!
//! # Formula
//! α = k/(k−1) · (1 − Σsᵢ²/s²) with s² the variance of the sum, which is the sum of all covariances. Feldt's interval:
//! 1 − (1−α)·F at (1±level)/2 with n−1 and (n−1)(k−1) degrees of freedom.
//!
//! # Assumptions
//! Items on one scale, turned the same way; respondents who answered all of them. α rises with the number of items and is no proof
//! that they measure one thing.
//!
//! # Reference
//! Cronbach, L. J. (1951), Psychometrika 16, 297–334. Feldt, L. S. (1965), Psychometrika 30, 357–370.

use super::distributions::beta_quantile;
use super::wilson::Interval;

/// α with its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Cronbach {
    /// α.
    pub alpha: f64,
    /// Feldt's interval; `None` with fewer than two respondents.
    pub interval: Option<Interval>,
    /// α without each item, in their order; `None` where fewer than two are left or these do not vary.
    pub without: Vec<Option<f64>>,
}

/// Of the covariances of the items over `n` respondents (a weighted sample: its effective base); `None` where there are fewer than
/// two items, the matrix is not square, or their sum does not vary.
pub fn cronbach(covariances: &[Vec<f64>], n: f64, level: f64) -> Option<Cronbach> {
    let k = covariances.len();
    if covariances.iter().any(|row| row.len() != k) {
        return None;
    }
    let of = |left_out: Option<usize>| {
        let kept: Vec<usize> = (0..k).filter(|&item| Some(item) != left_out).collect();
        let all: f64 = kept.iter().flat_map(|&row| kept.iter().map(move |&column| covariances[row][column])).sum();
        let own: f64 = kept.iter().map(|&item| covariances[item][item]).sum();
        let size = kept.len() as f64;
        let alpha = size / (size - 1.0) * (1.0 - own / all);
        (size >= 2.0 && all > 0.0 && alpha.is_finite()).then_some(alpha + 0.0)
    };
    let alpha = of(None)?;
    let (df1, df2) = (n - 1.0, (n - 1.0) * (k as f64 - 1.0));
    let tail = (1.0 - level) / 2.0;
    let interval = f_quantile(1.0 - tail, df1, df2).zip(f_quantile(tail, df1, df2));
    let interval =
        interval.map(|(high, low)| Interval { lower: 1.0 - (1.0 - alpha) * high, upper: 1.0 - (1.0 - alpha) * low });
    Some(Cronbach { alpha, interval, without: (0..k).map(|item| of(Some(item))).collect() })
}

/// The quantile of F by that of the beta distribution.
fn f_quantile(p: f64, df1: f64, df2: f64) -> Option<f64> {
    // Of the upper tail, because 1 − x is then small and exact where F is large.
    let rest = beta_quantile(1.0 - p, df2 / 2.0, df1 / 2.0)?;
    let f = (1.0 - rest) / rest * df2 / df1;
    f.is_finite().then_some(f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_item_and_no_variance_have_no_alpha() {
        assert_eq!(cronbach(&[], 10.0, 0.95), None);
        assert_eq!(cronbach(&[vec![1.0]], 10.0, 0.95), None);
        assert_eq!(cronbach(&[vec![0.0, 0.0], vec![0.0, 0.0]], 10.0, 0.95), None);
        assert_eq!(cronbach(&[vec![1.0], vec![0.0, 1.0]], 10.0, 0.95), None);
        assert_eq!(cronbach(&[vec![1.0, 0.5], vec![0.5, 1.0]], 1.0, 0.95).unwrap().interval, None);
    }

    #[test]
    fn items_that_say_the_same_are_one_and_unrelated_ones_nought() {
        let same = vec![vec![2.0; 4]; 4];
        assert_eq!(cronbach(&same, 10.0, 0.95).unwrap().alpha, 1.0);
        let unrelated = cronbach(&[vec![1.0, 0.0], vec![0.0, 2.0]], 10.0, 0.95).unwrap();
        assert_eq!((unrelated.alpha, unrelated.without), (0.0, vec![None, None]));
    }
}
