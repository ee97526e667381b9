//! What coefficients corrected for chance have in common: pairs of coders within a unit, and Gwet's variances.
//!
//! # What it measures
//! (p_a − p_e) / (1 − p_e): of the agreement that chance leaves open, the share that was reached. The coefficients differ in
//! what they take chance to be.
//!
//! # Formula
//! p_a: the mean over units of the share of pairs of coders that agree, Σ_k n_k(n_k−1) / r(r−1), among units with two or more
//! codes. π_k: the mean over units of the share of codes in category k. The standard error is that of the mean of each unit's
//! part in the coefficient, with the part of the estimated p_e in it; the interval uses t with n−1 degrees of freedom.
//!
//! # Assumptions
//! Units are a random sample and independent of each other; what is missing is missing by chance. Coders are taken as they are.
//!
//! # Reference
//! Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. British Journal of
//! Mathematical and Statistical Psychology 61, 29–48. Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th ed.

use super::super::MISSING;
use super::super::distributions::t_quantile;
use super::{Agreement, Ratings, Undefined, cut, tidy};

/// What chance is taken to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chance {
    /// Nothing happens by chance: plain agreement.
    None,
    /// Each category is as likely as the next.
    Uniform,
    /// Two coders draw from the shares that all coders together gave the categories.
    Shared,
    /// Coders guess only where a unit is hard, and hard units are the more likely the more even the categories are.
    Gwet,
}

/// One unit's counts by category, kept small: the categories that it has.
fn counts(codes: &[u32], into: &mut Vec<(u32, f64)>) -> f64 {
    into.clear();
    let mut coded = 0.0;
    for &code in codes.iter().filter(|code| **code != MISSING) {
        coded += 1.0;
        match into.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += 1.0,
            None => into.push((code, 1.0)),
        }
    }
    coded
}

/// The coefficient with its standard error and interval at a level such as 0.95.
///
/// # Errors
/// Why there is none.
pub fn coefficient(ratings: &Ratings, chance: Chance, level: f64) -> Result<Agreement, Undefined> {
    if ratings.coders() < 2 {
        return Err(Undefined::OneCoder);
    }
    let mut counted = Vec::new();
    let mut shares = vec![0.0; ratings.categories()];
    let (mut units, mut paired, mut agreed) = (0.0, 0.0, 0.0);
    for (codes, times) in ratings.iter() {
        let coded = counts(codes, &mut counted);
        if coded == 0.0 {
            continue;
        }
        units += times;
        for &(code, count) in &counted {
            shares[code as usize] += times * count / coded;
        }
        if coded >= 2.0 {
            paired += times;
            agreed += times * pairs(&counted, coded);
        }
    }
    if paired == 0.0 {
        return Err(Undefined::NoUnits);
    }
    shares.iter_mut().for_each(|share| *share /= units);
    let observed = agreed / paired;
    let expected = expected(chance, &shares).ok_or(Undefined::NoVariation)?;
    let open = 1.0 - expected;
    // A single category used leaves 1 − Σπ² = 0, up to rounding in the shares.
    if open < 1e-12 {
        return Err(Undefined::NoVariation);
    }
    let value = tidy((observed - expected) / open);
    let mut squares = 0.0;
    for (codes, times) in ratings.iter() {
        let coded = counts(codes, &mut counted);
        if coded == 0.0 {
            continue;
        }
        let own = if coded >= 2.0 { units / paired * (pairs(&counted, coded) - expected) / open } else { 0.0 };
        let of_chance = own_expected(chance, &shares, &counted, coded).map_or(0.0, |own| own - expected);
        let part = own - 2.0 * (1.0 - value) * of_chance / open;
        squares += times * (part - value).powi(2);
    }
    let variance = squares / (units * (units - 1.0));
    let standard_error = Some(variance.sqrt()).filter(|error| error.is_finite() && *error > 1e-12);
    let interval =
        standard_error.zip(t_quantile(0.5 + level / 2.0, units - 1.0)).and_then(|(error, t)| cut(value, error * t));
    Ok(Agreement { value, observed: tidy(observed), expected, standard_error, interval })
}

/// The share of pairs of coders of a unit that agree.
fn pairs(counts: &[(u32, f64)], coded: f64) -> f64 {
    counts.iter().map(|(_, count)| count * (count - 1.0)).sum::<f64>() / (coded * (coded - 1.0))
}

fn expected(chance: Chance, shares: &[f64]) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let categories = shares.len() as f64;
    match chance {
        Chance::None => Some(0.0),
        Chance::Shared => Some(shares.iter().map(|share| share * share).sum()),
        _ if shares.len() < 2 => None,
        Chance::Uniform => Some(1.0 / categories),
        Chance::Gwet => Some(shares.iter().map(|share| share * (1.0 - share)).sum::<f64>() / (categories - 1.0)),
    }
}

/// A unit's own part in the chance agreement, where it is estimated.
fn own_expected(chance: Chance, shares: &[f64], counts: &[(u32, f64)], coded: f64) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let others = shares.len() as f64 - 1.0;
    let sum = |part: &dyn Fn(f64) -> f64| {
        counts.iter().map(|&(code, count)| count * part(shares[code as usize])).sum::<f64>() / coded
    };
    match chance {
        Chance::None | Chance::Uniform => None,
        Chance::Shared => Some(sum(&|share| share)),
        Chance::Gwet => Some(sum(&|share| (1.0 - share) / others)),
    }
}
