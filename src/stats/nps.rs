//! The net promoter score with its interval.
//!
//! # What it measures
//! Of answers from 0 to 10 on “would you recommend us?”: the share of 9 and 10 less the share of 0 to 6, in points from −100 to 100.
//!
//! # Formula
//! NPS = (promoters − detractors)/n; SE = √((p + d − (p − d)²)/n). The interval is Tango's score interval of such a difference: all δ
//! that the score test does not reject, |b − c − nδ| ≤ z √(n(2q̂ + δ(1 − δ))), with q̂ the likeliest share of detractors given δ. It
//! has a width where everybody is a promoter, and never leaves ±100, which NPS ± z SE does not keep.
//!
//! # Assumptions
//! Random sample. The NPS throws away most of what the answers say, and moves by many points in small samples.
//!
//! # Reference
//! Reichheld, F. F. (2003), Harvard Business Review 81(12), 46–54. Tango, T. (1998), Statistics in Medicine 17, 891–908. Rocks, B.
//! (2016), The American Statistician 70, 365–372.

use super::distributions::normal_quantile;
use super::frequency::Frequencies;
use super::noncentral::rising_root_of_sums;
use super::wilson::Interval;

/// The score and what it is made of. Shares are from 0 to 1, the score from −1 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetPromoterScore {
    /// Promoters less detractors, as a share.
    pub score: f64,
    /// How many gave 9 or 10.
    pub promoters: u64,
    /// How many gave 7 or 8.
    pub passives: u64,
    /// How many gave 0 to 6.
    pub detractors: u64,
    /// The standard error.
    pub standard_error: f64,
    /// Tango's interval.
    pub interval: Interval,
}

/// Of answers from 0 to 10; others are not counted. `None` where there are none.
pub fn net_promoter_score(answers: &Frequencies, level: f64) -> Option<NetPromoterScore> {
    let between = |from: f64, to: f64| {
        answers.pairs().iter().filter(|pair| pair.0 >= from && pair.0 < to).map(|pair| pair.1).sum::<u64>()
    };
    let up_to_ten = answers.pairs().iter().filter(|pair| (9.0..=10.0).contains(&pair.0)).map(|pair| pair.1).sum();
    of_counts(up_to_ten, between(7.0, 9.0), between(0.0, 7.0), level)
}

/// Of the three groups.
pub fn of_counts(promoters: u64, passives: u64, detractors: u64, level: f64) -> Option<NetPromoterScore> {
    let n = (promoters + passives + detractors) as f64;
    let Score { score, standard_error, interval } = of_shares(promoters as f64 / n, detractors as f64 / n, n, level)?;
    Some(NetPromoterScore { score, promoters, passives, detractors, standard_error, interval })
}

/// What an answer from 0 to 10 adds to the score in points: its mean over the answers is the score. A gap stays one.
pub fn points(answer: f64) -> f64 {
    match answer {
        answer if answer >= 9.0 => 100.0,
        answer if answer >= 7.0 => 0.0,
        answer if answer.is_nan() => answer,
        _ => -100.0,
    }
}

/// The score without its groups, from −1 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Promoters less detractors, as a share.
    pub score: f64,
    /// The standard error.
    pub standard_error: f64,
    /// Tango's interval.
    pub interval: Interval,
}

/// Of the shares of promoters and detractors that rest on `n` answers; with weights, on the effective base, which need not be whole.
/// `None` where `n` is not above nought or the shares are none.
pub fn of_shares(p: f64, d: f64, n: f64, level: f64) -> Option<Score> {
    let are_shares = p >= 0.0 && d >= 0.0 && p + d <= 1.0 + 1e-9;
    if !(n > 0.0 && n.is_finite() && are_shares && level > 0.0 && level < 1.0) {
        return None;
    }
    let score = p - d + 0.0;
    let standard_error = ((p + d - score * score).max(0.0) / n).sqrt();
    let z = normal_quantile(0.5 + level / 2.0)?;
    // Rising in δ: from below −z where δ is too small to above z where it is too large.
    let distance = |delta: f64| (delta - score) * n.sqrt() / spread(p, d, delta).max(f64::MIN_POSITIVE).sqrt();
    let lower = if score <= -1.0 { -1.0 } else { rising_root_of_sums(-1.0, score, |delta| distance(delta) + z) };
    let upper = if score >= 1.0 { 1.0 } else { rising_root_of_sums(score, 1.0, |delta| distance(delta) - z) };
    Some(Score { score, standard_error, interval: Interval { lower, upper } })
}

/// The variance of one answer if the true score is δ: 2q + δ(1 − δ), with q the likeliest share of detractors.
fn spread(p: f64, d: f64, delta: f64) -> f64 {
    // The root of 2q² + ((2 − p + d)δ − p − d)q − dδ(1 − δ) = 0, as Tango has it for b = promoters and c = detractors.
    let linear = -p - d + (2.0 - p + d) * delta;
    let constant = -d * delta * (1.0 - delta);
    let q = ((linear * linear - 8.0 * constant).max(0.0).sqrt() - linear) / 4.0;
    2.0 * q + delta * (1.0 - delta)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_no_score() {
        assert_eq!(of_counts(0, 0, 0, 0.95), None);
        assert_eq!(net_promoter_score(&Frequencies::of_values(&[11.0, -1.0]), 0.95), None);
    }

    #[test]
    fn all_promoters_have_an_interval_with_a_width() {
        let all = of_counts(10, 0, 0, 0.95).unwrap();
        assert_eq!((all.score, all.interval.upper, all.standard_error), (1.0, 1.0, 0.0));
        assert!(all.interval.lower > 0.4 && all.interval.lower < 0.9, "{all:?}");
        let none = of_counts(0, 0, 10, 0.95).unwrap();
        assert!((none.interval.upper + all.interval.lower).abs() < 1e-9 && none.interval.lower == -1.0);
        let passive = of_counts(0, 10, 0, 0.95).unwrap();
        assert!(passive.score == 0.0 && passive.interval.lower < -0.1 && passive.interval.upper > 0.1);
    }

    #[test]
    fn answers_fall_into_three_groups() {
        let answers = Frequencies::of_pairs((0..=10).map(|answer| (f64::from(answer), 1)));
        let score = net_promoter_score(&answers, 0.95).unwrap();
        assert_eq!((score.promoters, score.passives, score.detractors), (2, 2, 7));
        assert!((score.score + 5.0 / 11.0).abs() < 1e-15);
    }

    #[test]
    fn in_large_samples_the_interval_is_the_usual_one() {
        let large = of_counts(400_000, 350_000, 250_000, 0.95).unwrap();
        assert!((large.interval.upper - large.score - 1.96 * large.standard_error).abs() < 1e-5);
    }
}
