//! Weights as whole numbers of a fixed unit, so that a weighted count is one addition of whole numbers a cell.
//!
//! # What it measures
//! Sums of weights in the counting of tables: the same to the last bit in any order of rows and on any number of processors,
//! because whole numbers add up to the same however they are grouped.
//!
//! # Formula
//! A weight is taken as the nearest multiple of the unit, once a row; cells add these in 128 bits. [`Grid::COMMON`] has the unit
//! 2⁻⁶⁴ and takes weights up to 2³⁶ (68 thousand millions), 134 millions of them at the largest. A weight from 2⁻¹² upwards
//! is then taken exactly; a smaller one is off by at most 2⁻⁶⁵. [`Grid::for_values`] finds the finest unit for a known largest
//! value and number of values; values within a factor of about 2⁴⁸ of the largest are then taken exactly.
//!
//! # Assumptions
//! No more values than the grid allows for. A value that does not fit is refused and not cut.
//!
//! # Reference
//! Kulisch, U. (2013). Computer Arithmetic and Validity, chapter 8.

/// A unit of 2^`exponent`, and what may be counted in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// The unit is 2 to this power.
    pub exponent: i32,
    /// The largest size a value may have.
    pub largest: f64,
    /// How many values of the largest size can be added without overflow.
    pub most: u64,
}

impl Grid {
    /// For weights when nothing is known of them yet.
    pub const COMMON: Self = Self { exponent: -64, largest: 68_719_476_736.0, most: (1 << 27) - 1 };

    /// The finest grid for values up to a size and a number of them; `None` where the size is not a positive number.
    pub fn for_values(largest: f64, most: u64) -> Option<Self> {
        if !(largest > 0.0 && largest.is_finite()) {
            return None;
        }
        // 2^bits is above the sum of all at their largest; 126 bits stand for it, one is left over.
        let bits = libm::ilogb(largest) + 1 + i32::try_from(most.max(1).ilog2()).ok()? + 1;
        Some(Self { exponent: (bits - 126).max(-1074), largest, most: most.max(1) })
    }

    /// How many units a value is, the nearest whole number of them; `None` where it is no number or too large.
    #[allow(
        clippy::cast_possible_wrap,
        clippy::cast_possible_truncation,
        reason = "an exponent has 11 bits, a mantissa 53, and the shift is below 127"
    )]
    pub fn units(self, value: f64) -> Option<i128> {
        if value.abs() > self.largest || value.is_nan() {
            return None;
        }
        let bits = value.to_bits();
        let exponent = ((bits >> 52) & 0x7FF) as i32;
        let fraction = bits & ((1 << 52) - 1);
        let mantissa = if exponent == 0 { fraction } else { fraction | (1 << 52) };
        let shift = exponent.max(1) - 1075 - self.exponent;
        let size = if shift >= 0 { i128::from(mantissa) << shift } else { halves_to_even(mantissa, -shift) };
        Some(if value < 0.0 { -size } else { size })
    }

    /// The number that a sum of units stands for, rounded once.
    #[allow(clippy::cast_precision_loss, reason = "this is the one rounding")]
    pub fn value(self, units: i128) -> f64 {
        libm::scalbn(units as f64, self.exponent)
    }
}

/// A number divided by 2^`by`, rounded to the nearest whole number and halves to the even one.
fn halves_to_even(mantissa: u64, by: i32) -> i128 {
    if by > 54 {
        return 0;
    }
    let floor = mantissa >> by;
    let rest = mantissa & ((1 << by) - 1);
    let half = 1 << (by - 1);
    i128::from(floor + u64::from(rest > half || (rest == half && floor & 1 == 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::weighting::exact_sum::exact_sum;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(Grid::COMMON.units(f64::NAN), None);
        assert_eq!(Grid::COMMON.units(f64::INFINITY), None);
        assert_eq!(Grid::COMMON.units(1e11), None);
        assert_eq!(Grid::for_values(0.0, 3), None);
        assert_eq!(Grid::COMMON.units(0.0), Some(0));
        assert_eq!(Grid::COMMON.units(-0.0), Some(0));
        assert_eq!(Grid::COMMON.units(1e-300), Some(0));
    }

    #[test]
    fn the_largest_sum_of_the_common_grid_does_not_overflow() {
        let one = Grid::COMMON.units(Grid::COMMON.largest).unwrap();
        let sum = one.checked_mul(i128::from(Grid::COMMON.most)).unwrap();
        assert_eq!(Grid::COMMON.value(sum), 2.0_f64.powi(63) - 2.0_f64.powi(36));
    }

    #[test]
    fn the_largest_sum_of_a_fitted_grid_does_not_overflow() {
        for (largest, most) in [(1.0, 1), (0.3, 10_000_000), (1e9, 7), (1e-200, 3), (1.5, u64::MAX)] {
            let grid = Grid::for_values(largest, most).unwrap();
            assert!(grid.units(largest).unwrap().checked_mul(i128::from(most)).is_some(), "{grid:?}");
            assert_eq!(grid.value(grid.units(largest).unwrap()), largest);
        }
    }

    #[test]
    fn usual_weights_come_back_as_they_were() {
        for weight in [0.5, 0.1, 1.0 / 3.0, 29.870_675_49, 33.846_996_307_373, 0.000_3, 12_345_678.9] {
            assert_eq!(Grid::COMMON.value(Grid::COMMON.units(weight).unwrap()), weight);
        }
    }

    proptest! {
        #[test]
        fn sums_of_usual_weights_are_the_exact_ones(weights in prop::collection::vec(0.001_f64..5_000.0, 0..300)) {
            let units: i128 = weights.iter().filter_map(|&weight| Grid::COMMON.units(weight)).sum();
            prop_assert_eq!(Some(Grid::COMMON.value(units)), exact_sum(weights.iter().copied()));
        }

        #[test]
        fn a_value_is_off_by_half_a_unit_at_most(value in -1e6_f64..1e6) {
            let grid = Grid { exponent: -20, largest: 1e6, most: 1 };
            let off = grid.value(grid.units(value).unwrap()) - value;
            prop_assert!(off.abs() <= 2.0_f64.powi(-21));
        }
    }
}
