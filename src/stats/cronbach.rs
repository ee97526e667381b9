//! Cronbach's α: how well several items measure one thing together.
//!
//! # What it measures
//! The share of the variance of the sum of the items that they have in common; 1 where all say the same, near 0 where they have
//! nothing to do with each other, negative where some run the other way.
//!
//! # Formula
//! α = k/(k−1) · (1 − Σsᵢ²/s²) with s² the variance of the sum, which is the sum of all covariances; with weights variances are those
//! of the population. Feldt's interval:
//! 1 − (1−α)·F at (1±level)/2 with n−1 and (n−1)(k−1) degrees of freedom.
//!
//! # Assumptions
//! Items on one scale, turned the same way; respondents who answered all of them. α rises with the number of items and is no proof
//! that they measure one thing.
//!
//! # Reference
//! Cronbach, L. J. (1951), Psychometrika 16, 297–334. Feldt, L. S. (1965), Psychometrika 30, 357–370.

use super::distributions::beta_quantile;
use super::weighting::check::{Kind, kind};
use super::weighting::exact_sum::ExactSum;
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

/// The covariances of so many items under weights, and over how many respondents. `rows` calls with the items of each and their weight, as often as it is
/// itself called; `None` where fewer than two count. Weights of 1 give the usual covariances; as `svyvar` of R's survey they are
/// Σw(x − x̄)(y − ȳ)/Σw × n/(n − 1), and α of them is `svycralpha`.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn weighted_covariances(items: usize, rows: impl Fn(&mut dyn FnMut(&[f64], f64))) -> Option<(Vec<Vec<f64>>, u64)> {
    let counting = |each: &mut dyn FnMut(&[f64], f64)| {
        rows(&mut |row, weight| {
            if kind(weight) == Kind::Usable {
                each(row, weight);
            }
        });
    };
    let (mut n, mut weights, mut sums) = (0_u64, ExactSum::new(), vec![ExactSum::new(); items]);
    counting(&mut |row, weight| {
        n += 1;
        weights.add(weight);
        sums.iter_mut().zip(row).for_each(|(sum, value)| sum.add(weight * value));
    });
    let whole = weights.total().filter(|_| n > 1)?;
    let means: Vec<f64> = sums.iter().map(|sum| Some(sum.total()? / whole)).collect::<Option<_>>()?;
    let mut products = vec![vec![ExactSum::new(); items]; items];
    counting(&mut |row, weight| {
        let centred = |item: usize| row.get(item).map_or(f64::NAN, |value| value - means[item]);
        for (one, line) in products.iter_mut().enumerate() {
            line.iter_mut().enumerate().for_each(|(other, sum)| sum.add(weight * centred(one) * centred(other)));
        }
    });
    let scale = n as f64 / (n as f64 - 1.0) / whole;
    let line = |sums: &Vec<ExactSum>| sums.iter().map(|sum| Some(sum.total()? * scale)).collect::<Option<Vec<f64>>>();
    Some((products.iter().map(line).collect::<Option<Vec<_>>>()?, n))
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
    fn weights_of_one_give_the_usual_covariances_and_nobody_none() {
        let rows: [&[f64]; 4] = [&[1.0, 2.0], &[2.0, 1.0], &[3.0, 5.0], &[9.0, 9.0]];
        let of = |weights: [f64; 4]| {
            weighted_covariances(2, |each| rows.iter().zip(weights).for_each(|(row, weight)| each(row, weight)))
        };
        let (found, n) = of([1.0, 1.0, 1.0, 0.0]).unwrap();
        assert_eq!(n, 3);
        assert!((found[0][0] - 1.0).abs() < 1e-12 && (found[0][1] - 1.5).abs() < 1e-12);
        let (heavy, _) = of([7.0, 7.0, 7.0, f64::NAN]).unwrap();
        assert!((heavy[1][1] - found[1][1]).abs() < 1e-12);
        assert_eq!(of([1.0, 0.0, 0.0, 0.0]), None);
        assert_eq!(of([0.0; 4]), None);
    }

    #[test]
    fn items_that_say_the_same_are_one_and_unrelated_ones_nought() {
        let same = vec![vec![2.0; 4]; 4];
        assert_eq!(cronbach(&same, 10.0, 0.95).unwrap().alpha, 1.0);
        let unrelated = cronbach(&[vec![1.0, 0.0], vec![0.0, 2.0]], 10.0, 0.95).unwrap();
        assert_eq!((unrelated.alpha, unrelated.without), (0.0, vec![None, None]));
    }
}
