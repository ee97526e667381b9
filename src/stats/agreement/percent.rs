//! Percent agreement: how often two coders who coded the same unit said the same.
//!
//! # What it measures
//! Agreement as it is seen, chance and all. Where a code is rare, coders who never use it agree nearly always: read it with the
//! prevalence beside it.
//!
//! # Formula
//! The mean over units of the share of pairs of coders that agree. Two coders: Wilson's interval of the units in which they agree;
//! more: Gwet's standard error.
//!
//! # Assumptions
//! None to describe what was coded; units are independent where the interval is read.
//!
//! # Reference
//! Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th ed., chapter 2. Wilson, E. B. (1927). JASA 22, 209–212.

use super::super::wilson;
use super::chance::{Chance, coefficient};
use super::{Agreement, Ratings, Undefined};

/// The share of pairs that agree, 0 to 1.
///
/// # Errors
/// Why there is none.
pub fn percent_agreement(ratings: &Ratings, level: f64) -> Result<Agreement, Undefined> {
    let found = coefficient(ratings, Chance::None, level)?;
    if ratings.coders() > 2 {
        return Ok(Agreement { interval: found.interval.map(not_below_nought), ..found });
    }
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let units = ratings.coded_by(2) as f64;
    Ok(Agreement { interval: wilson::of_share(found.value.clamp(0.0, 1.0), units, level), ..found })
}

fn not_below_nought(interval: wilson::Interval) -> wilson::Interval {
    wilson::Interval { lower: interval.lower.max(0.0), ..interval }
}

#[cfg(test)]
mod tests {
    use super::super::super::MISSING;
    use super::*;

    #[test]
    fn one_coder_and_nobody_coded_have_no_agreement() {
        let of = |coders, codes: Vec<u32>| percent_agreement(&Ratings::new(coders, 2, codes).unwrap(), 0.95);
        assert_eq!(of(1, vec![0, 1]), Err(Undefined::OneCoder));
        assert_eq!(of(2, vec![]), Err(Undefined::NoUnits));
        assert_eq!(of(2, vec![MISSING, MISSING, 1, MISSING]), Err(Undefined::NoUnits));
    }

    #[test]
    fn full_agreement_has_an_interval_that_is_not_one_point() {
        let ratings = Ratings::new(2, 2, vec![0, 0, 1, 1, 0, 0]).unwrap();
        let found = percent_agreement(&ratings, 0.95).unwrap();
        assert_eq!(found.value, 1.0);
        assert!(found.interval.unwrap().lower < 0.5);
        assert_eq!(percent_agreement(&Ratings::new(2, 2, vec![0, 1]).unwrap(), 0.95).unwrap().value, 0.0);
    }
}
