//! Wilson's score interval of a proportion.
//!
//! # What it measures
//! Between which shares of the population the true one lies, given how many of a random sample said so. It keeps its
//! level at every n, never leaves 0–1, and has a width where 0 or all said so; the textbook interval does none of these.
//!
//! # Formula
//! (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n), with p = x/n and z the normal quantile of (1 + level)/2.
//!
//! # Assumptions
//! Respondents are a simple random sample and answer independently of one another.
//!
//! # Reference
//! Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209–212.

use super::distributions::normal_quantile;

/// An interval of a proportion, 0–1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub lower: f64,
    /// Its upper end.
    pub upper: f64,
}

/// The interval of `part` of `whole` at a level such as 0.95; `None` where the whole is nought, the part is larger than
/// the whole, or the level is not between nought and one.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn interval(part: u64, whole: u64, level: f64) -> Option<Interval> {
    if part > whole { None } else { of_share(part as f64 / whole as f64, whole as f64, level) }
}

/// The interval of a share `p`, 0–1, that rests on `n` answers; with weights, on the effective base, which need not be whole.
/// `None` where `n` is not above nought, `p` is no share, or the level is not between nought and one.
pub fn of_share(p: f64, n: f64, level: f64) -> Option<Interval> {
    if !(n > 0.0 && n.is_finite() && (0.0..=1.0).contains(&p) && level > 0.0 && level < 1.0) {
        return None;
    }
    let z = normal_quantile(0.5 + level / 2.0)?;
    let z2 = z * z;
    let centre = p + z2 / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    // At 0 and at n the ends are exactly 0 and 1; rounding must not leave a trace of the subtraction there.
    let lower = if p == 0.0 { 0.0 } else { ((centre - half) / scale).max(0.0) };
    let upper = if p == 1.0 { 1.0 } else { ((centre + half) / scale).min(1.0) };
    Some(Interval { lower, upper })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_interval_of_nobody() {
        assert_eq!(interval(0, 0, 0.95), None);
        assert_eq!(interval(2, 1, 0.95), None);
        assert_eq!(interval(1, 2, 1.0), None);
    }

    #[test]
    fn none_and_all_have_a_width_and_exact_ends() {
        let none = interval(0, 10, 0.95).unwrap();
        assert_eq!(none.lower.to_bits(), 0.0_f64.to_bits());
        assert!(none.upper > 0.2 && none.upper < 0.3);
        let all = interval(10, 10, 0.95).unwrap();
        assert_eq!(all.upper, 1.0);
        assert!((all.lower - (1.0 - none.upper)).abs() < 1e-12);
    }

    #[test]
    fn twelve_of_forty_one_as_published() {
        let interval = interval(12, 41, 0.95).unwrap();
        assert!((interval.lower - 0.176_091_876_3).abs() < 1e-9, "{interval:?}");
        assert!((interval.upper - 0.444_794_677_2).abs() < 1e-9, "{interval:?}");
    }
}
