//! A sum that is exact, so that no order of its parts and no number of processors changes it.
//!
//! # What it measures
//! The sum of any finite numbers, rounded once at the end to the nearest number there is.
//!
//! # Formula
//! Every number is a whole multiple of 2⁻¹⁰⁷⁴. The sum is kept as one long whole number in limbs of 32 bits, each in a word
//! of 64, so that carries need be passed on only once in 2³⁰ additions; an addition touches three limbs.
//!
//! # Assumptions
//! The parts are finite; a sum that met one which is not says so instead of giving a number. Products are rounded before they
//! are added, as always.
//!
//! # Reference
//! Neal, R. M. (2015). Fast exact summation using small and large superaccumulators. arXiv:1505.05571.

/// Bits from the smallest number to the largest, in limbs of 32, and room for carries.
const LIMBS: usize = 68;
/// How many additions the upper half of a word bears.
const UNTIL_CARRY: u32 = 1 << 30;

/// The sum so far.
#[derive(Debug, Clone)]
pub struct ExactSum {
    limbs: [i64; LIMBS],
    since_carry: u32,
    spoilt: bool,
}

impl Default for ExactSum {
    fn default() -> Self {
        Self { limbs: [0; LIMBS], since_carry: 0, spoilt: false }
    }
}

impl ExactSum {
    /// Of nothing: nought.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a number in.
    #[allow(clippy::cast_possible_truncation, reason = "pieces of 32 bits are cut out on purpose")]
    pub fn add(&mut self, value: f64) {
        if !value.is_finite() {
            self.spoilt = true;
            return;
        }
        let bits = value.to_bits();
        let exponent = ((bits >> 52) & 0x7FF) as usize;
        let fraction = bits & ((1 << 52) - 1);
        let mantissa = if exponent == 0 { fraction } else { fraction | (1 << 52) };
        let offset = exponent.max(1) - 1;
        let pieces = u128::from(mantissa) << (offset % 32);
        let limb = offset / 32;
        let sign = if value < 0.0 { -1 } else { 1 };
        for place in 0..3 {
            self.limbs[limb + place] += sign * i64::from((pieces >> (32 * place)) as u32);
        }
        self.since_carry += 1;
        if self.since_carry >= UNTIL_CARRY {
            self.carry();
        }
    }

    /// Takes another sum in, such as that of another block of rows.
    pub fn merge(&mut self, other: &Self) {
        self.carry();
        let mut other = other.clone();
        other.carry();
        for (ours, theirs) in self.limbs.iter_mut().zip(other.limbs) {
            *ours += theirs;
        }
        self.spoilt |= other.spoilt;
        self.since_carry = 2;
    }

    /// The sum; `None` where a part was not finite or the sum is larger than any number.
    pub fn total(&self) -> Option<f64> {
        if self.spoilt {
            return None;
        }
        let mut exact = self.clone();
        exact.carry();
        let negative = exact.limbs[LIMBS - 1] < 0;
        if negative {
            exact.limbs.iter_mut().for_each(|limb| *limb = -*limb);
            exact.carry();
        }
        let Some(top) = exact.limbs.iter().rposition(|&limb| limb != 0) else { return Some(0.0) };
        let lowest = top.saturating_sub(3);
        let mut leading = 0_u128;
        for &limb in exact.limbs[lowest..=top].iter().rev() {
            leading = (leading << 32) | u128::from(limb.unsigned_abs());
        }
        // What lies below decides between two neighbours only by being there at all.
        let below = exact.limbs[..lowest].iter().any(|&limb| limb != 0);
        #[allow(clippy::cast_precision_loss, reason = "this is the one rounding")]
        let rounded = (leading | u128::from(below)) as f64;
        let exponent = i32::try_from(32 * lowest).ok()? - 1074;
        let total = libm::scalbn(rounded, exponent);
        let total = if negative { -total } else { total };
        total.is_finite().then_some(total)
    }

    /// Leaves every limb but the last between 0 and 2³².
    fn carry(&mut self) {
        let mut over = 0;
        for limb in &mut self.limbs[..LIMBS - 1] {
            let whole = *limb + over;
            over = whole >> 32;
            *limb = whole & 0xFFFF_FFFF;
        }
        self.limbs[LIMBS - 1] += over;
        self.since_carry = 1;
    }
}

/// The exact sum of numbers, rounded once; `None` as [`ExactSum::total`].
pub fn exact_sum(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sum = ExactSum::new();
    values.into_iter().for_each(|value| sum.add(value));
    sum.total()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_sums_to_nought_and_what_is_no_number_spoils_it() {
        assert_eq!(exact_sum([]).unwrap().to_bits(), 0.0_f64.to_bits());
        assert_eq!(exact_sum([-0.0]).unwrap().to_bits(), 0.0_f64.to_bits());
        assert_eq!(exact_sum([1.0, f64::NAN]), None);
        assert_eq!(exact_sum([f64::MAX, f64::MAX]), None);
    }

    #[test]
    fn nothing_is_lost_between_huge_and_tiny() {
        assert_eq!(exact_sum([1e300, 1.0, -1e300]), Some(1.0));
        assert_eq!(exact_sum([1e16, 1.0, 1.0]), Some(1e16 + 2.0));
        assert_eq!(exact_sum([5e-324, f64::MAX, -f64::MAX]), Some(5e-324));
        assert_eq!(exact_sum([f64::MAX, f64::MAX, -f64::MAX]), Some(f64::MAX));
        assert_eq!(exact_sum([-1.5, -2.25]), Some(-3.75));
        assert_eq!(exact_sum(std::iter::repeat_n(0.1, 10)), Some(1.0));
    }

    #[test]
    fn a_tie_goes_to_the_even_neighbour_unless_anything_lies_below() {
        let half = 2.0_f64.powi(-53);
        assert_eq!(exact_sum([1.0, half]), Some(1.0));
        assert_eq!(exact_sum([1.0, half, 1e-300]), Some(1.0 + f64::EPSILON));
    }

    proptest! {
        #[test]
        fn any_order_and_any_division_give_the_same_bits(
            mut values in prop::collection::vec(prop::num::f64::NORMAL, 0..60), cut in 0_usize..60
        ) {
            values.iter_mut().for_each(|value| *value *= 1e-3);
            let forwards = exact_sum(values.iter().copied());
            let backwards = exact_sum(values.iter().rev().copied());
            prop_assert_eq!(forwards.map(f64::to_bits), backwards.map(f64::to_bits));
            let (head, tail) = values.split_at(cut.min(values.len()));
            let (mut one, mut other) = (ExactSum::new(), ExactSum::new());
            tail.iter().for_each(|&value| one.add(value));
            head.iter().for_each(|&value| other.add(value));
            one.merge(&other);
            prop_assert_eq!(forwards.map(f64::to_bits), one.total().map(f64::to_bits));
        }

        #[test]
        fn whole_numbers_sum_as_whole_numbers(values in prop::collection::vec(-1_000_000_i32..1_000_000, 0..200)) {
            let whole: i64 = values.iter().map(|&value| i64::from(value)).sum();
            let ours = exact_sum(values.iter().map(|&value| f64::from(value)));
            prop_assert_eq!(ours, Some(whole as f64));
        }
    }
}
