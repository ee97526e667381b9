//! The weighted mean, variance and standard deviation.
//!
//! # What it measures
//! The middle of numbers when each respondent stands for as many people as their weight says, and how far they lie from it.
//!
//! # Formula
//! x̄ = Σwx / Σw. The variance of the population, as R's `svyvar`, is Σw(x − x̄)² / Σw × n / (n − 1), with n the respondents that have
//! a weight. SPSS divides by Σw − 1 instead, as if the weights were counts of people asked; it has none where Σw is not above 1.
//!
//! # Assumptions
//! Distances between numbers mean something. The standard deviation describes the people, not the uncertainty of the mean: for
//! that see [`crate::stats::design`].
//!
//! # Reference
//! Lumley, T. (2010). Complex Surveys, chapter 2. IBM SPSS Statistics Algorithms, DESCRIPTIVES.

use super::check::{Kind, kind};
use super::exact_sum::ExactSum;

/// Weighted moments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedMoments {
    /// Respondents with a number and a weight above zero.
    pub n: u64,
    /// The sum of their weights.
    pub sum_of_weights: f64,
    /// The mean.
    pub mean: f64,
    /// The variance of the population as estimated by `svyvar`; `None` for one respondent.
    pub variance: Option<f64>,
    /// Its root.
    pub sd: Option<f64>,
    /// The variance as SPSS; `None` where the weights sum to 1 or less.
    pub spss_variance: Option<f64>,
    /// Its root.
    pub spss_sd: Option<f64>,
}

/// The weighted moments of pairs of a value and its weight; pairs whose value is no number or whose weight does not count are left
/// out. `None` where none is left. The same to the last bit in any order.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn weighted_moments(pairs: impl IntoIterator<Item = (f64, f64)> + Clone) -> Option<WeightedMoments> {
    let counting = |pairs: &mut dyn Iterator<Item = (f64, f64)>, each: &mut dyn FnMut(f64, f64)| {
        pairs
            .filter(|&(value, weight)| value.is_finite() && kind(weight) == Kind::Usable)
            .for_each(|(v, w)| each(v, w));
    };
    let (mut n, mut weights, mut products) = (0_u64, ExactSum::new(), ExactSum::new());
    counting(&mut pairs.clone().into_iter(), &mut |value, weight| {
        n += 1;
        weights.add(weight);
        products.add(weight * value);
    });
    let sum_of_weights = weights.total().filter(|_| n > 0)?;
    let rough = products.total()? / sum_of_weights;
    // The products were rounded before they were added; a second pass around the rough mean mends that.
    let (mut rest, mut squares) = (ExactSum::new(), ExactSum::new());
    counting(&mut pairs.clone().into_iter(), &mut |value, weight| rest.add(weight * (value - rough)));
    let mean = rough + rest.total()? / sum_of_weights;
    counting(&mut pairs.into_iter(), &mut |value, weight| squares.add(weight * (value - mean) * (value - mean)));
    let squares = squares.total()?;
    let count = n as f64;
    let variance = (n > 1).then(|| squares / sum_of_weights * (count / (count - 1.0)));
    let spss_variance = (sum_of_weights > 1.0 && n > 1).then(|| squares / (sum_of_weights - 1.0));
    let root = |variance: Option<f64>| variance.map(f64::sqrt);
    Some(WeightedMoments {
        n,
        sum_of_weights,
        mean: mean + 0.0,
        variance,
        sd: root(variance),
        spss_variance,
        spss_sd: root(spss_variance),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::moments::{moments, sorted};
    use proptest::prelude::*;

    #[test]
    fn nobody_has_no_mean_and_one_respondent_no_deviation() {
        assert_eq!(weighted_moments([]), None);
        assert_eq!(weighted_moments([(1.0, 0.0), (f64::NAN, 1.0)]), None);
        let one = weighted_moments([(3.0, 2.0)]).unwrap();
        assert_eq!((one.mean, one.sd, one.spss_sd), (3.0, None, None));
    }

    proptest! {
        #[test]
        fn weights_of_one_equal_no_weights(values in prop::collection::vec(-1e3_f64..1e3, 2..50)) {
            let weighted = weighted_moments(values.iter().map(|&value| (value, 1.0))).unwrap();
            let plain = moments(&sorted(&values)).unwrap();
            prop_assert!((weighted.mean - plain.mean).abs() < 1e-10);
            prop_assert!((weighted.sd.unwrap() - plain.sd.unwrap()).abs() < 1e-9);
            prop_assert!((weighted.spss_sd.unwrap() - plain.sd.unwrap()).abs() < 1e-9);
        }

        #[test]
        fn the_order_of_rows_changes_no_bit(
            mut pairs in prop::collection::vec((-1e6_f64..1e6, 0.01_f64..100.0), 1..60)
        ) {
            let before = weighted_moments(pairs.iter().copied());
            pairs.reverse();
            prop_assert_eq!(before, weighted_moments(pairs.iter().copied()));
        }
    }
}
