//! Which weights can be used, and why the others cannot.
//!
//! # What it measures
//! How many rows have a weight that counts, and how many one that is zero, missing, negative, no finite number, or so large or
//! small that it must be a mistake, each with its first row.
//!
//! # Formula
//! A weight counts from 2⁻⁴⁰ (about 10⁻¹²) to 2³⁶ (about 7 × 10¹⁰), the range in which sums are kept to the last bit.
//!
//! # Assumptions
//! A weight says for how many people a respondent stands. Nobody stands for fewer than none, so negative weights are refused.
//! A weight of zero or a missing one leaves its respondent out of weighted figures; both are counted, neither is an error.
//!
//! # Reference
//! The limits are those of [`super::fixed_point`].

use super::exact_sum::ExactSum;
use super::fixed_point::Grid;

/// The smallest weight above zero that counts.
pub const SMALLEST: f64 = 1.0 / 1_099_511_627_776.0;

/// What a weight is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Counts.
    Usable,
    /// Exactly zero: its respondent is left out of weighted figures.
    Zero,
    /// None given.
    Missing,
    /// Below zero.
    Negative,
    /// Infinite.
    NotFinite,
    /// Above the range.
    TooLarge,
    /// Above zero and below the range.
    TooSmall,
}

/// Rows with a weight of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// How many.
    pub count: u64,
    /// The place of the first, counted from 0.
    pub first: Option<usize>,
}

/// What was found in a column of weights.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WeightCheck {
    /// Rows in all.
    pub rows: u64,
    /// Weights that count.
    pub usable: Found,
    /// Exactly zero.
    pub zero: Found,
    /// None given.
    pub missing: Found,
    /// Below zero.
    pub negative: Found,
    /// Infinite.
    pub not_finite: Found,
    /// Above the range.
    pub too_large: Found,
    /// Above zero and below the range.
    pub too_small: Found,
    /// The smallest that counts.
    pub smallest: Option<f64>,
    /// The largest that counts.
    pub largest: Option<f64>,
    /// The sum of those that count.
    pub sum: f64,
}

impl WeightCheck {
    /// Why the weights cannot be used as they stand, with the first place; `None` where they can.
    pub fn refusal(&self) -> Option<(Kind, Found)> {
        let kinds = [
            (Kind::Negative, self.negative),
            (Kind::NotFinite, self.not_finite),
            (Kind::TooLarge, self.too_large),
            (Kind::TooSmall, self.too_small),
        ];
        let found = kinds.into_iter().find(|(_, found)| found.count > 0);
        found.or_else(|| (self.usable.count == 0).then_some((Kind::Usable, self.usable)))
    }
}

/// What one weight is; NaN stands for a missing one.
pub fn kind(weight: f64) -> Kind {
    if weight.is_nan() {
        Kind::Missing
    } else if weight < 0.0 {
        Kind::Negative
    } else if weight == 0.0 {
        Kind::Zero
    } else if weight.is_infinite() {
        Kind::NotFinite
    } else if weight > Grid::COMMON.largest {
        Kind::TooLarge
    } else if weight < SMALLEST {
        Kind::TooSmall
    } else {
        Kind::Usable
    }
}

/// Looks a column of weights through; NaN stands for a missing one.
pub fn check(weights: &[f64]) -> WeightCheck {
    let mut check = WeightCheck { rows: weights.len() as u64, ..WeightCheck::default() };
    let mut sum = ExactSum::new();
    for (row, &weight) in weights.iter().enumerate() {
        let found = match kind(weight) {
            Kind::Usable => {
                sum.add(weight);
                check.smallest = Some(check.smallest.map_or(weight, |smallest| smallest.min(weight)));
                check.largest = Some(check.largest.map_or(weight, |largest| largest.max(weight)));
                &mut check.usable
            }
            Kind::Zero => &mut check.zero,
            Kind::Missing => &mut check.missing,
            Kind::Negative => &mut check.negative,
            Kind::NotFinite => &mut check.not_finite,
            Kind::TooLarge => &mut check.too_large,
            Kind::TooSmall => &mut check.too_small,
        };
        found.count += 1;
        found.first.get_or_insert(row);
    }
    check.sum = sum.total().unwrap_or(0.0);
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_weights_and_none_that_counts_are_refused() {
        assert_eq!(check(&[]).refusal(), Some((Kind::Usable, Found::default())));
        assert!(check(&[0.0, f64::NAN]).refusal().is_some());
    }

    #[test]
    fn each_kind_is_counted_with_its_first_row() {
        let found = check(&[1.0, 0.0, f64::NAN, -2.0, f64::INFINITY, 1e12, 1e-15, 2.5, -0.0]);
        assert_eq!((found.rows, found.usable.count, found.sum), (9, 2, 3.5));
        assert_eq!(found.zero, Found { count: 2, first: Some(1) });
        assert_eq!(found.missing, Found { count: 1, first: Some(2) });
        assert_eq!(found.refusal(), Some((Kind::Negative, Found { count: 1, first: Some(3) })));
        assert_eq!((found.not_finite.first, found.too_large.first, found.too_small.first), (Some(4), Some(5), Some(6)));
        assert_eq!((found.smallest, found.largest), (Some(1.0), Some(2.5)));
    }

    #[test]
    fn zero_and_missing_weights_are_no_error() {
        assert_eq!(check(&[1.0, 0.0, f64::NAN]).refusal(), None);
    }
}
