//! Brennan and Prediger's coefficient: every category as likely by chance as the next.
//!
//! # What it measures
//! Agreement beyond what coders would reach who threw dice. With two categories it is 2p−1; it does not depend on how common a
//! category is. Also known as S (Bennett, Alpert and Goldstein), G and free-marginal κ.
//!
//! # Formula
//! (p_a − 1/q) / (1 − 1/q) over q categories; see [`super::chance`].
//!
//! # Assumptions
//! Nominal categories, all q of them declared: categories that nobody uses raise it.
//!
//! # Reference
//! Brennan, R. L. and Prediger, D. J. (1981). Coefficient kappa: some uses, misuses, and alternatives. Educational and Psychological
//! Measurement 41, 687–699.

use super::chance::{Chance, coefficient};
use super::{Agreement, Ratings, Undefined};

/// The coefficient with its standard error and interval.
///
/// # Errors
/// Why there is none.
pub fn brennan_prediger(ratings: &Ratings, level: f64) -> Result<Agreement, Undefined> {
    coefficient(ratings, Chance::Uniform, level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_two_categories_it_is_twice_the_agreement_less_one() {
        let ratings = Ratings::new(2, 2, vec![0, 0, 0, 0, 0, 0, 1, 0]).unwrap();
        assert_eq!(brennan_prediger(&ratings, 0.95).unwrap().value, 0.5);
        assert_eq!(brennan_prediger(&Ratings::new(2, 1, vec![0, 0]).unwrap(), 0.95), Err(Undefined::NoVariation));
    }
}
