//! The interval of η²: which share of all differences between answers lies between groups.
//!
//! # What it measures
//! Between which ends the share may lie in the population.
//!
//! # Formula
//! The noncentralities λ at which F as observed lies at (1 ∓ level)/2 of noncentral F; η² = λ/(λ + n).
//!
//! # Assumptions
//! As the analysis of variance with equal variances; not for Welch's.
//!
//! # Reference
//! Steiger, J. H. (2004), Psychological Methods 9, 164–182.

use crate::stats::means::anova::Anova;
use crate::stats::noncentral::{f_lower, noncentrality_at};
use crate::stats::wilson::Interval;

/// The interval of η² of [`crate::stats::means::anova::one_way`]; `None` where the level is not between 0 and 1 or F is beyond
/// what can be summed.
pub fn eta_squared_interval(test: &Anova, level: f64) -> Option<Interval> {
    if !(level > 0.0 && level < 1.0) {
        return None;
    }
    let tail = (1.0 - level) / 2.0;
    let end = |share: f64| {
        let at = noncentrality_at(share, |value| f_lower(test.f, test.df1, test.df2, value))?;
        Some(at / (at + test.n))
    };
    Some(Interval { lower: end(1.0 - tail)?, upper: end(tail)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::frequency::Group;
    use crate::stats::means::anova::one_way;

    #[test]
    fn equal_means_have_nought_at_both_ends() {
        let test = one_way(&[Group { base: 5.0, mean: 1.0, variance: 1.0 }; 3]).unwrap();
        assert_eq!(eta_squared_interval(&test, 0.95), Some(Interval { lower: 0.0, upper: 0.0 }));
        assert_eq!(eta_squared_interval(&test, 0.0), None);
    }
}
