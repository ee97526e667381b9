//! Other intervals of a proportion than Wilson's, for those who must report them; and the interval of the NPS.
//!
//! # What it measures
//! Between which shares of the population the true one lies.
//!
//! # Formula
//! Clopper and Pearson: quantiles (1∓level)/2 of beta(x, n−x+1) and beta(x+1, n−x). Jeffreys: the same of beta(x+½, n−x+½), the end
//! exactly 0 or 1 where none or all said so. Agresti and Coull: p̃ ± z√(p̃(1−p̃)/ñ) with ñ = n + z², p̃ = (x + z²/2)/ñ. Wilson with
//! continuity correction: (2np + z² ∓ 1 ∓ z√(z² ∓ 2 − 1/n + 4p(n(1−p) ± 1))) / (2(n + z²)).
//!
//! # Assumptions
//! Respondents are a simple random sample. Clopper and Pearson's covers at least the level at every share, and is therefore wider
//! than needed; the corrected Wilson's comes close to it.
//!
//! # Reference
//! Clopper, C. J. and Pearson, E. S. (1934), Biometrika 26, 404–413. Newcombe, R. G. (1998), Statistics in Medicine 17, 857–872.
//! Brown, L. D., Cai, T. T. and DasGupta, A. (2001), Statistical Science 16, 101–133. Agresti, A. and Coull, B. A. (1998), The
//! American Statistician 52, 119–126.

use crate::stats::distributions::{beta_quantile, normal_quantile};
use crate::stats::wilson::{self, Interval};

/// Which interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ProportionInterval {
    /// Wilson's score interval.
    #[default]
    Wilson,
    /// Wilson's with continuity correction, as `prop.test` of R.
    WilsonCorrected,
    /// Clopper and Pearson's exact interval, as `binom.test` of R.
    ClopperPearson,
    /// Agresti and Coull's.
    AgrestiCoull,
    /// Jeffreys', of Bayesian origin.
    Jeffreys,
}

/// The interval of `part` of `whole`; `None` where the whole is nought, the part is larger, or the level is not between 0 and 1.
pub fn proportion_interval(kind: ProportionInterval, part: u64, whole: u64, level: f64) -> Option<Interval> {
    if whole == 0 || part > whole || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let (x, n, tail) = (part as f64, whole as f64, (1.0 - level) / 2.0);
    let z = normal_quantile(0.5 + level / 2.0)?;
    let (none, all) = (part == 0, part == whole);
    let (lower, upper) = match kind {
        ProportionInterval::Wilson => return wilson::interval(part, whole, level),
        ProportionInterval::WilsonCorrected => corrected(x, n, z),
        ProportionInterval::ClopperPearson => (
            if none { 0.0 } else { beta_quantile(tail, x, n - x + 1.0)? },
            if all { 1.0 } else { beta_quantile(1.0 - tail, x + 1.0, n - x)? },
        ),
        ProportionInterval::Jeffreys => (
            if none { 0.0 } else { beta_quantile(tail, x + 0.5, n - x + 0.5)? },
            if all { 1.0 } else { beta_quantile(1.0 - tail, x + 0.5, n - x + 0.5)? },
        ),
        ProportionInterval::AgrestiCoull => {
            let more = n + z * z;
            let p = (x + z * z / 2.0) / more;
            let half = z * (p * (1.0 - p) / more).sqrt();
            (p - half, p + half)
        }
    };
    Some(Interval { lower: lower.max(0.0), upper: upper.min(1.0) })
}

fn corrected(x: f64, n: f64, z: f64) -> (f64, f64) {
    // As prop.test: the correction is no larger than the distance of the share from one half.
    let correction = 0.5_f64.min((x - n / 2.0).abs());
    let end = |x: f64, sign: f64| {
        let p = x / n;
        let centre = p + z * z / (2.0 * n);
        (centre + sign * z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).max(0.0).sqrt()) / (1.0 + z * z / n)
    };
    let lower = if x == 0.0 { 0.0 } else { end(x - correction, -1.0) };
    let upper = if x == n { 1.0 } else { end(x + correction, 1.0) };
    (lower, upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [ProportionInterval; 5] = [
        ProportionInterval::Wilson,
        ProportionInterval::WilsonCorrected,
        ProportionInterval::ClopperPearson,
        ProportionInterval::AgrestiCoull,
        ProportionInterval::Jeffreys,
    ];

    #[test]
    fn there_is_no_interval_of_nobody_and_every_one_stays_within_nought_and_one() {
        for kind in ALL {
            assert_eq!(proportion_interval(kind, 0, 0, 0.95), None);
            for (part, whole) in [(0, 1), (1, 1), (0, 30), (30, 30), (1, 10_000_000), (7, 9)] {
                let interval = proportion_interval(kind, part, whole, 0.95).unwrap();
                assert!(interval.lower >= 0.0 && interval.lower < interval.upper && interval.upper <= 1.0, "{kind:?}");
            }
        }
    }

    #[test]
    fn twelve_of_forty_one_as_published() {
        let exact = proportion_interval(ProportionInterval::ClopperPearson, 12, 41, 0.95).unwrap();
        assert!((exact.lower - 0.161_298_569_7).abs() < 1e-9 && (exact.upper - 0.455_373_983_2).abs() < 1e-9);
        let corrected = proportion_interval(ProportionInterval::WilsonCorrected, 12, 41, 0.95).unwrap();
        assert!((corrected.lower - 0.166_467_507_8).abs() < 1e-9 && (corrected.upper - 0.457_368_189_5).abs() < 1e-9);
    }
}
