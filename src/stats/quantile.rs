//! Quantiles: the median, quartiles and any other, by the nine definitions that programs use; and the trimmed mean.
//!
//! # What it measures
//! The value below which a given share of the answers lies. The trimmed mean is that of what is left when a share of the
//! smallest and of the largest answers is put aside.
//!
//! # Formula
//! With the values in order, types 4 to 9 stand at a place and go along a straight line between neighbours: type 4 at np, type 5 at
//! np + ½, type 6 (SPSS) at (n + 1)p, type 7 (R, Excel, NumPy) at 1 + (n − 1)p, type 8 at (n + 1/3)p + 1/3, type 9 at
//! (n + 1/4)p + 3/8. Type 1 takes the value at np, rounded up; type 2 (SAS) the same, or the mean of both neighbours where np is
//! whole; type 3 the value at np rounded to the nearest, halves to the even place. The trimmed mean leaves out ⌊n·share⌋ at each end.
//!
//! # Assumptions
//! None but that the values have an order (a trimmed mean needs distances). In small samples the definitions differ visibly; the
//! one used is said.
//!
//! # Reference
//! Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in statistical packages. The American Statistician 50, 361–365.

use super::frequency::Frequencies;

/// The definition of a quantile, by Hyndman and Fan's number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QuantileType {
    /// The inverse of the distribution.
    One,
    /// Means at jumps, as SAS.
    Two,
    /// The nearest value.
    Three,
    /// Straight lines through the distribution.
    Four,
    /// Hazen's, used in hydrology.
    Five,
    /// As SPSS.
    Six,
    /// As R, Excel and NumPy.
    #[default]
    Seven,
    /// Median-unbiased.
    Eight,
    /// For normal distributions.
    Nine,
}

impl QuantileType {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 9] =
        [Self::One, Self::Two, Self::Three, Self::Four, Self::Five, Self::Six, Self::Seven, Self::Eight, Self::Nine];

    /// That of a number from 1 to 9.
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }
}

/// The quantile of values in rising order; `None` where there are none or `p` is not from 0 to 1.
pub fn quantile(sorted: &[f64], p: f64, definition: QuantileType) -> Option<f64> {
    let at = |place: u64| sorted.get(usize::try_from(place).ok()?.checked_sub(1)?).copied();
    by_place(sorted.len() as u64, p, definition, at)
}

/// The quantile of values with counts; `None` where there are none or `p` is not from 0 to 1.
pub fn quantile_of_counts(frequencies: &Frequencies, p: f64, definition: QuantileType) -> Option<f64> {
    by_place(frequencies.n(), p, definition, |place| frequencies.nth(place))
}

/// The mean without a share (0 to below ½) of the answers at each end; `None` where there are none.
pub fn trimmed_mean(frequencies: &Frequencies, share: f64) -> Option<f64> {
    if !(0.0..0.5).contains(&share) {
        return None;
    }
    let n = frequencies.n();
    let product = n as f64 * share;
    let trimmed = if is_whole(product) { product.round() } else { product.floor() } as u64;
    let (first, last) = (trimmed, n - trimmed.min(n));
    let mut before = 0;
    let mut inside = |&(value, count): &(f64, u64)| {
        let (from, to) = (before.max(first), (before + count).min(last));
        before += count;
        (value, to.saturating_sub(from))
    };
    let kept: Vec<(f64, u64)> = frequencies.pairs().iter().map(&mut inside).collect();
    Frequencies::of_pairs(kept).mean()
}

/// A product such as 0.7 × 10 must count as the whole number that it stands for.
fn is_whole(place: f64) -> bool {
    (place - place.round()).abs() < 1e-9 * place.abs().max(1.0)
}

fn by_place(n: u64, p: f64, definition: QuantileType, nth: impl Fn(u64) -> Option<f64>) -> Option<f64> {
    if n == 0 || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let size = n as f64;
    let at = |place: f64| nth((place.clamp(1.0, size) as u64).min(n));
    let share = size * p;
    let place = match definition {
        QuantileType::One if is_whole(share) => return at(share.round()),
        QuantileType::Two if is_whole(share) => {
            return Some(f64::midpoint(at(share.round())?, at(share.round() + 1.0)?));
        }
        QuantileType::One | QuantileType::Two => return at(share.ceil()),
        QuantileType::Three if is_whole(share - 0.5) => return at(((share - 0.5).round() + 0.5).round_ties_even()),
        QuantileType::Three => return at(share.round()),
        QuantileType::Four => share,
        QuantileType::Five => share + 0.5,
        QuantileType::Six => (size + 1.0) * p,
        QuantileType::Seven => 1.0 + (size - 1.0) * p,
        QuantileType::Eight => (size + 1.0 / 3.0) * p + 1.0 / 3.0,
        QuantileType::Nine => (size + 0.25) * p + 0.375,
    };
    if is_whole(place) {
        return at(place.round());
    }
    let below = place.floor();
    let (low, high) = (at(below)?, at(below + 1.0)?);
    Some(low + (place - below) * (high - low))
}

/// The quantile of type 7 of different values in rising order, each with how many gave it; `None` as for [`quantile`].
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places lie in 1..=n"
)]
pub fn of_counts(values: &[(f64, u64)], p: f64) -> Option<f64> {
    let n: u64 = values.iter().map(|(_, count)| count).sum();
    if n == 0 || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let at = |place: f64| {
        let mut rest = (place as u64).clamp(1, n);
        let found = values.iter().find(|(_, count)| {
            let here = rest <= *count;
            rest = rest.saturating_sub(*count);
            here
        });
        found.map(|(value, _)| *value)
    };
    let place = 1.0 + (n as f64 - 1.0) * p;
    if (place - place.round()).abs() < 1e-9 * place.abs().max(1.0) {
        return at(place.round());
    }
    let (below, above) = (at(place.floor())?, at(place.ceil())?);
    Some(below + (place - place.floor()) * (above - below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_no_quantile_and_one_value_is_all_of_them() {
        assert_eq!(quantile(&[], 0.5, QuantileType::Seven), None);
        assert_eq!(quantile(&[1.0], 1.5, QuantileType::Seven), None);
        for definition in QuantileType::ALL {
            for p in [0.0, 0.25, 0.5, 1.0] {
                assert_eq!(quantile(&[7.0], p, definition), Some(7.0));
            }
        }
        assert_eq!((QuantileType::numbered(0), QuantileType::numbered(10)), (None, None));
        assert_eq!(QuantileType::numbered(7), Some(QuantileType::Seven));
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

    #[test]
    fn counts_are_as_the_values_they_stand_for() {
        let values = [1.0, 1.0, 1.0, 2.0, 4.0, 4.0, 9.0];
        let counts = Frequencies::of_values(&values);
        for definition in QuantileType::ALL {
            for p in [0.0, 0.1, 0.25, 0.5, 0.6, 0.9, 1.0] {
                assert_eq!(quantile(&values, p, definition), quantile_of_counts(&counts, p, definition));
            }
        }
    }

    #[test]
    fn a_trimmed_mean_leaves_whole_answers_out() {
        let ten = Frequencies::of_values(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 90.0]);
        assert_eq!(trimmed_mean(&ten, 0.1), Some(4.5));
        assert_eq!(trimmed_mean(&ten, 0.0), ten.mean());
        assert_eq!(trimmed_mean(&ten, 0.5), None);
        assert_eq!(trimmed_mean(&Frequencies::default(), 0.1), None);
        assert_eq!(trimmed_mean(&Frequencies::of_values(&[3.0]), 0.4), Some(3.0));
    }
}
