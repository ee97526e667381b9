//! Gwet's AC1: agreement corrected for chance where some units are easy.
//!
//! # What it measures
//! Agreement beyond chance, where chance is taken to work only in units that are hard to code. It does not fall when nearly all
//! units are in one category, as κ and α do (the prevalence paradox); it is high there for the same reason.
//!
//! # Formula
//! (p_a − p_e) / (1 − p_e) with p_e = Σπ_k(1−π_k) / (q−1) over q categories; see [`super::chance`].
//!
//! # Assumptions
//! Nominal categories, all q of them declared, used or not: with presence and absence q is 2.
//!
//! # Reference
//! Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. British Journal of
//! Mathematical and Statistical Psychology 61, 29–48.

use super::chance::{Chance, coefficient};
use super::{Agreement, Ratings, Undefined};

/// AC1 with its standard error and interval.
///
/// # Errors
/// Why there is none.
pub fn ac1(ratings: &Ratings, level: f64) -> Result<Agreement, Undefined> {
    coefficient(ratings, Chance::Gwet, level)
}

#[cfg(test)]
mod tests {
    use super::super::krippendorff::{Metric, alpha};
    use super::*;

    #[test]
    fn the_prevalence_paradox_leaves_ac1_high_and_alpha_low() {
        // 100 units: neither applies the code in 96, each alone in 2.
        let codes = (0..100).flat_map(|unit| [u32::from(unit < 2), u32::from((2..4).contains(&unit))]).collect();
        let ratings = Ratings::new(2, 2, codes).unwrap();
        assert!(ac1(&ratings, 0.95).unwrap().value > 0.95);
        assert!(alpha(&ratings, Metric::Nominal).unwrap().value < 0.0);
    }

    #[test]
    fn nobody_applied_the_code_is_agreement_on_two_categories_and_nothing_on_one() {
        let of = |categories| ac1(&Ratings::new(2, categories, vec![0; 8]).unwrap(), 0.95);
        assert_eq!(of(2).unwrap().value, 1.0);
        assert_eq!(of(2).unwrap().interval, None);
        assert_eq!(of(1), Err(Undefined::NoVariation));
    }
}
