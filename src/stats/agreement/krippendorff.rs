//! Krippendorff's α.
//!
//! # What it measures
//! 1 − the disagreement seen ÷ the disagreement expected if codes had nothing to do with units. Any number of coders, values that are
//! missing, four levels of measurement.
//!
//! # Formula
//! Only units with two or more codes count. D_o = Σ over units of Σ over ordered pairs of δ²/(m−1), ÷ n; D_e = Σ n_c·n_k·δ²(c,k) ÷ n(n−1), with n_c how often a value
//! occurs among the n codes that can be paired. δ²: nominal 0 or 1; interval (c−k)²; ordinal (the number of codes between, ends by
//! half)², which is (difference of mid-ranks)²; ratio ((c−k)/(c+k))².
//!
//! # Assumptions
//! Coders can be exchanged for each other. It falls where one value is very common (the prevalence paradox).
//!
//! # Reference
//! Krippendorff, K. (2004). Content Analysis: An Introduction to Its Methodology, 2nd ed., chapter 11. Hayes, A. F. and Krippendorff, K. (2007).
//! Communication Methods and Measures 1, 77–89.

use super::super::MISSING;
use super::{Agreement, Ratings, Undefined, tidy};

/// How far two values are apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Metric<'a> {
    /// The same or not.
    Nominal,
    /// Categories in their order.
    Ordinal,
    /// The value of each category: equal steps mean the same everywhere.
    Interval(&'a [f64]),
    /// The value of each category, with a true nought; none is negative.
    Ratio(&'a [f64]),
}

/// α. It has no analytic interval: see [`super::bootstrap`].
///
/// # Errors
/// Why there is none.
pub fn alpha(ratings: &Ratings, metric: Metric<'_>) -> Result<Agreement, Undefined> {
    if ratings.coders() < 2 {
        return Err(Undefined::OneCoder);
    }
    let size = ratings.categories();
    match metric {
        Metric::Nominal => nominal(ratings),
        Metric::Ordinal => {
            let (margins, n) = margins(ratings);
            let mut before = 0.0;
            let ranks: Vec<f64> = margins
                .iter()
                .map(|&count| {
                    let middle = before + count / 2.0;
                    before += count;
                    middle
                })
                .collect();
            squared(ratings, &ranks, &margins, n)
        }
        Metric::Interval(values) if values.len() == size && values.iter().all(|value| value.is_finite()) => {
            let (margins, n) = margins(ratings);
            squared(ratings, values, &margins, n)
        }
        Metric::Ratio(values)
            if values.len() == size && values.iter().all(|value| *value >= 0.0 && value.is_finite()) =>
        {
            ratio(ratings, values)
        }
        Metric::Interval(_) | Metric::Ratio(_) => Err(Undefined::Values),
    }
}

/// How often each value occurs in units with two or more codes, and how many that are.
fn margins(ratings: &Ratings) -> (Vec<f64>, f64) {
    let mut margins = vec![0.0; ratings.categories()];
    for (codes, times) in ratings.iter() {
        let coded = codes.iter().filter(|code| **code != MISSING).count();
        if coded >= 2 {
            codes.iter().filter(|code| **code != MISSING).for_each(|&code| margins[code as usize] += times);
        }
    }
    let n = margins.iter().sum();
    (margins, n)
}

/// One pass, dense counters: what makes α of many coders and units cheap.
fn nominal(ratings: &Ratings) -> Result<Agreement, Undefined> {
    let mut margins = vec![0.0; ratings.categories()];
    let mut counts = vec![0_u32; ratings.categories()];
    let mut disagreed = 0.0;
    for (codes, times) in ratings.iter() {
        let (mut coded, mut squares) = (0_u32, 0_u32);
        for &code in codes.iter().filter(|code| **code != MISSING) {
            let count = &mut counts[code as usize];
            squares += 2 * *count + 1;
            *count += 1;
            coded += 1;
        }
        let is_paired = coded >= 2;
        for &code in codes.iter().filter(|code| **code != MISSING) {
            counts[code as usize] = 0;
            margins[code as usize] += if is_paired { times } else { 0.0 };
        }
        if is_paired {
            let pairs = f64::from(coded) * f64::from(coded) - f64::from(squares);
            disagreed += times * pairs / (f64::from(coded) - 1.0);
        }
    }
    let n: f64 = margins.iter().sum();
    let expected = n * n - margins.iter().map(|count| count * count).sum::<f64>();
    of_parts(disagreed, expected, n)
}

/// Squared differences of values, by their means: Σ n_c·n_k·(c−k)² = 2n·Σ n_c·(c−c̄)².
fn squared(ratings: &Ratings, values: &[f64], margins: &[f64], n: f64) -> Result<Agreement, Undefined> {
    let centre = margins.iter().zip(values).map(|(count, value)| count * value).sum::<f64>() / n;
    let spread: f64 = margins.iter().zip(values).map(|(count, value)| count * (value - centre).powi(2)).sum();
    let mut disagreed = 0.0;
    for (codes, times) in ratings.iter() {
        let own = || codes.iter().filter(|code| **code != MISSING).map(|code| values[*code as usize]);
        let coded = own().count();
        if coded >= 2 {
            #[allow(clippy::cast_precision_loss, reason = "coders are few")]
            let coded = coded as f64;
            let mean = own().sum::<f64>() / coded;
            let apart: f64 = own().map(|value| (value - mean).powi(2)).sum();
            disagreed += times * 2.0 * coded * apart / (coded - 1.0);
        }
    }
    of_parts(disagreed, 2.0 * n * spread, n)
}

fn ratio(ratings: &Ratings, values: &[f64]) -> Result<Agreement, Undefined> {
    let apart = |one: f64, other: f64| if one == other { 0.0 } else { ((one - other) / (one + other)).powi(2) };
    let (margins, n) = margins(ratings);
    let used: Vec<(f64, f64)> =
        margins.iter().zip(values).filter(|(count, _)| **count > 0.0).map(|(count, value)| (*count, *value)).collect();
    let mut expected = 0.0;
    for (place, (count, value)) in used.iter().enumerate() {
        expected += used[..place].iter().map(|(other, at)| 2.0 * count * other * apart(*value, *at)).sum::<f64>();
    }
    let mut disagreed = 0.0;
    for (codes, times) in ratings.iter() {
        let own: Vec<f64> = codes.iter().filter(|code| **code != MISSING).map(|code| values[*code as usize]).collect();
        if own.len() >= 2 {
            let mut pairs = 0.0;
            for (place, value) in own.iter().enumerate() {
                pairs += own[..place].iter().map(|other| 2.0 * apart(*value, *other)).sum::<f64>();
            }
            #[allow(clippy::cast_precision_loss, reason = "coders are few")]
            let others = own.len() as f64 - 1.0;
            disagreed += times * pairs / others;
        }
    }
    of_parts(disagreed, expected, n)
}

fn of_parts(disagreed: f64, expected: f64, n: f64) -> Result<Agreement, Undefined> {
    if n < 2.0 {
        return Err(Undefined::NoUnits);
    }
    let observed = disagreed / n;
    let expected = expected / (n * (n - 1.0));
    if expected <= 0.0 || !expected.is_finite() {
        return Err(Undefined::NoVariation);
    }
    let value = tidy(1.0 - observed / expected);
    Ok(Agreement { value, observed, expected, standard_error: None, interval: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Krippendorff's four observers and twelve units, the values 1 to 5 as categories 0 to 4.
    pub(super) fn classic() -> Ratings {
        const M: u32 = MISSING;
        let coders = [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, M, M, M],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, M, 3],
            [M, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, M],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, M],
        ];
        let codes = (0..12).flat_map(|unit| coders.map(|coder| coder[unit]));
        Ratings::new(4, 5, codes.map(|code| if code == M { M } else { code - 1 }).collect()).unwrap()
    }

    #[test]
    fn the_classic_example_as_published() {
        const VALUES: [f64; 5] = [1.0, 2.0, 3.0, 4.0, 5.0];
        let metrics = [Metric::Nominal, Metric::Ordinal, Metric::Interval(&VALUES), Metric::Ratio(&VALUES)];
        let found = metrics.map(|metric| format!("{:.4}", alpha(&classic(), metric).unwrap().value));
        assert_eq!(found, ["0.7434", "0.8154", "0.8491", "0.7974"]);
    }

    #[test]
    fn one_coder_nobody_and_one_value_have_no_alpha_and_one_unit_has() {
        let of = |coders, codes: Vec<u32>| alpha(&Ratings::new(coders, 2, codes).unwrap(), Metric::Nominal);
        assert_eq!(of(1, vec![0, 1]), Err(Undefined::OneCoder));
        assert_eq!(of(2, vec![]), Err(Undefined::NoUnits));
        assert_eq!(of(2, vec![MISSING; 4]), Err(Undefined::NoUnits));
        assert_eq!(of(2, vec![0, 0, 0, 0]), Err(Undefined::NoVariation));
        // Two codes, both of them other: as much as chance.
        assert_eq!(of(2, vec![0, 1]).unwrap().value, 0.0);
    }

    #[test]
    fn values_that_do_not_fit_the_level_are_refused() {
        let ratings = Ratings::new(2, 2, vec![0, 1, 1, 1]).unwrap();
        assert_eq!(alpha(&ratings, Metric::Ratio(&[-1.0, 1.0])), Err(Undefined::Values));
        assert_eq!(alpha(&ratings, Metric::Interval(&[f64::NAN, 1.0])), Err(Undefined::Values));
        assert_eq!(alpha(&ratings, Metric::Interval(&[1.0])), Err(Undefined::Values));
        assert!(alpha(&ratings, Metric::Ratio(&[0.0, 1.0])).is_ok());
    }

    #[test]
    fn units_that_stand_for_several_count_as_if_written_out() {
        let written = Ratings::new(2, 2, vec![0, 1, 0, 1, 1, 1, 1, 1, 1, 1]).unwrap();
        let short = Ratings::repeated(2, 2, vec![0, 1, 1, 1], vec![2, 3]).unwrap();
        assert_eq!(alpha(&written, Metric::Nominal), alpha(&short, Metric::Nominal));
        assert_eq!(alpha(&written, Metric::Ordinal), alpha(&short, Metric::Ordinal));
    }
}
