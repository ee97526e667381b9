//! Kish's effective base: how many respondents with equal weights would tell as much.
//!
//! # What it measures
//! What unequal weights cost. A thousand respondents with an effective base of 600 are worth 600 that need no weights.
//!
//! # Formula
//! (Σw)² / Σw²; the design effect of weighting is n Σw² / (Σw)², the efficiency its inverse.
//!
//! # Assumptions
//! The weights have nothing to do with what is asked. It takes no account of strata and clusters; the design effect of
//! [`crate::stats::design`] does.
//!
//! # Reference
//! Kish, L. (1965). Survey Sampling, section 11.7. Kish, L. (1992), Journal of Official Statistics 8, 183–200.

use super::check::{Kind, kind};
use super::exact_sum::ExactSum;

/// The effective base and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectiveBase {
    /// Respondents with a weight above zero.
    pub n: u64,
    /// The sum of their weights.
    pub sum: f64,
    /// The effective base.
    pub base: f64,
    /// The design effect of weighting: 1 where all weights are equal.
    pub design_effect: f64,
    /// The effective base as a share of the respondents, 0–1.
    pub efficiency: f64,
}

/// The effective base of weights; those that do not count ([`kind`]) are left out. `None` where none does.
pub fn effective_base(weights: impl IntoIterator<Item = f64>) -> Option<EffectiveBase> {
    let (mut n, mut sum, mut squares) = (0, ExactSum::new(), ExactSum::new());
    for weight in weights.into_iter().filter(|&weight| kind(weight) == Kind::Usable) {
        n += 1;
        sum.add(weight);
        squares.add(weight * weight);
    }
    from_sums(n, sum.total()?, squares.total()?)
}

/// The effective base from the number of respondents, the sum of their weights and the sum of the squares.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn from_sums(n: u64, sum: f64, squares: f64) -> Option<EffectiveBase> {
    if n == 0 || !(sum > 0.0 && squares > 0.0) {
        return None;
    }
    // Equal weights must give n itself, not n less a rounding error.
    let base = (sum * (sum / squares)).min(n as f64);
    let whole = base.round();
    let base = if (base - whole).abs() <= 1e-12 * whole { whole } else { base };
    Some(EffectiveBase { n, sum, base, design_effect: n as f64 / base, efficiency: base / n as f64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_no_effective_base() {
        assert_eq!(effective_base([]), None);
        assert_eq!(effective_base([0.0, f64::NAN]), None);
    }

    #[test]
    fn equal_weights_cost_nothing() {
        let base = effective_base([0.1; 7]).unwrap();
        assert_eq!((base.base, base.design_effect, base.efficiency), (7.0, 1.0, 1.0));
    }

    #[test]
    fn six_weights_as_published() {
        let base = effective_base([0.5, 1.0, 2.0, 1.5, 0.8, 0.2]).unwrap();
        assert!((base.base - 4.400_977_995).abs() < 1e-9, "{base:?}");
        assert!((base.design_effect - 1.363_333_333).abs() < 1e-9, "{base:?}");
    }
}
