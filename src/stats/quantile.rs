//! Quantiles: the median, quartiles and any other, by the definitions that programs use.
//!
//! # What it measures
//! The value below which a given share of the answers lies.
//!
//! # Formula
//! With the values in order, type 7 (R, Excel, NumPy) stands at 1 + (n − 1)p, type 6 (SPSS) at (n + 1)p, type 8 at
//! (n + 1/3)p + 1/3, and goes along a straight line between neighbours. Type 2 (SAS) takes the value at np, or the mean of
//! both neighbours where np is whole.
//!
//! # Assumptions
//! None but that the values have an order. In small samples the definitions differ visibly; the one used is said.
//!
//! # Reference
//! Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in statistical packages. The American Statistician 50, 361–365.

/// The definition of a quantile, by Hyndman and Fan's number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QuantileType {
    /// Means at jumps, as SAS.
    Two,
    /// As SPSS.
    Six,
    /// As R, Excel and NumPy.
    #[default]
    Seven,
    /// Median-unbiased.
    Eight,
}

/// The quantile of values in rising order; `None` where there are none or `p` is not from 0 to 1.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places lie in 1..=n"
)]
pub fn quantile(sorted: &[f64], p: f64, definition: QuantileType) -> Option<f64> {
    if sorted.is_empty() || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let n = sorted.len() as f64;
    let at = |place: f64| sorted[(place.clamp(1.0, n) as usize) - 1];
    // A product such as 0.7 × 10 must count as the whole number that it stands for.
    let whole = |place: f64| (place - place.round()).abs() < 1e-9 * place.abs().max(1.0);
    let place = match definition {
        QuantileType::Two => {
            let place = n * p;
            return Some(if whole(place) {
                f64::midpoint(at(place.round()), at(place.round() + 1.0))
            } else {
                at(place.ceil())
            });
        }
        QuantileType::Six => (n + 1.0) * p,
        QuantileType::Seven => 1.0 + (n - 1.0) * p,
        QuantileType::Eight => (n + 1.0 / 3.0) * p + 1.0 / 3.0,
    };
    if whole(place) {
        return Some(at(place.round()));
    }
    let below = place.floor();
    Some(at(below) + (place - below) * (at(below + 1.0) - at(below)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_no_quantile_and_one_value_is_all_of_them() {
        assert_eq!(quantile(&[], 0.5, QuantileType::Seven), None);
        assert_eq!(quantile(&[1.0], 1.5, QuantileType::Seven), None);
        for definition in [QuantileType::Two, QuantileType::Six, QuantileType::Seven, QuantileType::Eight] {
            for p in [0.0, 0.25, 0.5, 1.0] {
                assert_eq!(quantile(&[7.0], p, definition), Some(7.0));
            }
        }
    }

    #[test]
    fn quartiles_of_five_values_by_each_definition() {
        let values = [1.0, 2.0, 3.0, 4.0, 10.0];
        let cases = [
            (QuantileType::Seven, [2.0, 3.0, 4.0]),
            (QuantileType::Six, [1.5, 3.0, 7.0]),
            (QuantileType::Two, [2.0, 3.0, 4.0]),
            (QuantileType::Eight, [5.0 / 3.0, 3.0, 6.0]),
        ];
        for (definition, expected) in cases {
            for (p, expected) in [0.25, 0.5, 0.75].into_iter().zip(expected) {
                let ours = quantile(&values, p, definition).unwrap();
                assert!((ours - expected).abs() < 1e-12, "{definition:?} {p}: {ours}");
            }
        }
    }
}
