//! Fleiss' κ: any number of coders, chance by the shares of the categories over all coders.
//!
//! # What it measures
//! Agreement beyond what coders would reach who drew their codes from one common pot. With two coders it is Scott's π.
//!
//! # Formula
//! (p_a − Σπ_k²) / (1 − Σπ_k²); see [`super::chance`] for the parts. Units with one code count in π and not in p_a (Gwet); without missing values
//! it is Fleiss's own.
//!
//! # Assumptions
//! Coders may differ from unit to unit. Nominal categories. It falls where one category is very common (the prevalence paradox).
//!
//! # Reference
//! Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76, 378–382. Its variance:
//! Gwet, K. L. (2014), and not Fleiss's, which holds only where there is no agreement.

use super::chance::{Chance, coefficient};
use super::{Agreement, Ratings, Undefined};

/// κ with its standard error and interval.
///
/// # Errors
/// Why there is none.
pub fn fleiss_kappa(ratings: &Ratings, level: f64) -> Result<Agreement, Undefined> {
    coefficient(ratings, Chance::Shared, level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_everywhere_has_no_kappa_and_one_unit_has_no_interval() {
        let of = |codes: Vec<u32>| fleiss_kappa(&Ratings::new(3, 3, codes).unwrap(), 0.95);
        assert_eq!(of(vec![1; 9]), Err(Undefined::NoVariation));
        let one = of(vec![0, 0, 1]).unwrap();
        assert!((one.value + 0.5).abs() < 1e-12 && one.interval.is_none(), "{one:?}");
    }
}
