//! Noncentral χ², F and t: how test statistics are distributed where there is an effect. Intervals of effect sizes come from them.
//!
//! # What it measures
//! The probability of a statistic not above a value, given the noncentrality; and the noncentrality that makes a value just as
//! likely as wanted.
//!
//! # Formula
//! Mixtures of central distributions by Poisson weights with mean λ/2: χ²: Σ w(j) P(df/2 + j, x/2). F: Σ w(j) I_y(df₁/2 + j, df₂/2)
//! with y = df₁x/(df₁x + df₂). t ≥ 0: Φ(−δ) + ½ Σ [w(j) I_y(j + ½, df/2) + v(j) I_y(j + 1, df/2)] with y = t²/(t² + df) and
//! v(j) = δ/√2 · e^{−δ²/2} (δ²/2)^j / Γ(j + 3/2). The sums are taken downwards from where the weights have died away, so that
//! each next term is an addition and nothing cancels.
//!
//! # Assumptions
//! Absolute errors near 1e-12, and 1e-8 where noncentralities or degrees of freedom are in the millions. From a noncentrality of
//! 10⁶ on the square roots of χ² and F are taken as normal.
//!
//! # Reference
//! Johnson, N. L., Kotz, S. and Balakrishnan, N. (1995), Continuous Univariate Distributions 2, chapters 29–31. Lenth, R. V.
//! (1989), Applied Statistics 38, 185–189 (AS 243). Steiger, J. H. (2004), Psychological Methods 9, 164–182 (intervals).

use super::distributions::{beta_lower, chi_square_upper, normal_upper};

/// The largest noncentrality that is summed. Beyond it the square root of the statistic is normal to three digits of its spread.
const LARGEST_SUM: f64 = 1e6;

/// P(X ≤ x) for noncentral χ².
pub fn chi_square_lower(x: f64, df: f64, noncentrality: f64) -> Option<f64> {
    if !(x >= 0.0 && df > 0.0 && noncentrality >= 0.0 && x.is_finite() && noncentrality.is_finite()) {
        return None;
    }
    if noncentrality > LARGEST_SUM {
        return Some(normal_upper((noncentrality + df - 1.0).sqrt() - x.sqrt()));
    }
    let (half, shape) = (x / 2.0, df / 2.0);
    let last = last_term(noncentrality / 2.0);
    let start = 1.0 - if x > 0.0 { chi_square_upper(x, df + 2.0 * last)? } else { 1.0 };
    // From P(a + 1, x) to P(a, x) by adding xᵃ e⁻ˣ / Γ(a + 1).
    let step = |a: f64| libm::exp(a * libm::log(half) - half - libm::lgamma(a + 1.0));
    mixture(noncentrality / 2.0, last, start, |j| step(shape + j))
}

/// P(F ≤ x) for noncentral F.
pub fn f_lower(x: f64, df1: f64, df2: f64, noncentrality: f64) -> Option<f64> {
    if !(x >= 0.0 && df1 > 0.0 && df2 > 0.0 && noncentrality >= 0.0 && x.is_finite() && noncentrality.is_finite()) {
        return None;
    }
    if noncentrality > LARGEST_SUM {
        let distance = (noncentrality + df1 - 1.0).sqrt() - (df1 * x).sqrt();
        return Some(normal_upper(distance / (1.0 + df1 * x / (2.0 * df2)).sqrt()));
    }
    beta_mixture(df1 * x / (df1 * x + df2), df2 / (df1 * x + df2), df1 / 2.0, df2 / 2.0, noncentrality / 2.0)
}

/// P(T ≤ t) for noncentral t.
pub fn t_lower(t: f64, df: f64, noncentrality: f64) -> Option<f64> {
    if !(t.is_finite() && df > 0.0 && noncentrality * noncentrality <= 10.0 * LARGEST_SUM) {
        return None;
    }
    if t < 0.0 {
        return t_lower(-t, df, -noncentrality).map(|upper| 1.0 - upper);
    }
    let mean = noncentrality * noncentrality / 2.0;
    let y = t * t / (t * t + df);
    let rest = df / (t * t + df);
    let even = beta_mixture(y, rest, 0.5, df / 2.0, mean)?;
    let odd_start = beta_lower(y, last_term(mean) + 1.0, df / 2.0)?;
    let ln_step = |a: f64| beta_step(y, rest, a, df / 2.0);
    let mut sum = 0.0;
    let mut lower = odd_start;
    let mut j = last_term(mean);
    while j >= first_term(mean) {
        sum += libm::exp(half_weight(mean, j)) * lower;
        lower += ln_step(j);
        j -= 1.0;
    }
    let odd = if mean > 0.0 { sum.copysign(noncentrality) } else { 0.0 };
    Some((normal_upper(noncentrality) + 0.5 * (even + odd)).clamp(0.0, 1.0))
}

/// The noncentrality, from nought up, at which a statistic lies at a share of its distribution: `lower` gives the share and falls
/// as the noncentrality rises. Nought where even that is too much; `None` where it would be too large.
pub fn noncentrality_at(share: f64, lower: impl Fn(f64) -> Option<f64>) -> Option<f64> {
    if lower(0.0)? <= share {
        return Some(0.0);
    }
    let mut high = 1.0;
    while lower(high)? > share {
        high *= 2.0;
    }
    Some(rising_root_of_sums(0.0, high, |value| lower(value).map_or(f64::NAN, |p| share - p)))
}

/// Where a rising function passes nought, to sixty halvings: more digits than the sums have, also where the root is nought.
pub(super) fn rising_root_of_sums(mut low: f64, mut high: f64, function: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if function(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Below this many terms Poisson weights have not begun: they would add less than 1e-17.
fn first_term(mean: f64) -> f64 {
    (mean - 10.0 * mean.sqrt() - 40.0).floor().max(0.0)
}

/// Beyond this many terms Poisson weights are below 1e-17.
fn last_term(mean: f64) -> f64 {
    (mean + 10.0 * mean.sqrt() + 40.0).ceil()
}

/// ln of a Poisson weight.
fn weight(mean: f64, j: f64) -> f64 {
    if mean > 0.0 {
        j * libm::log(mean) - mean - libm::lgamma(j + 1.0)
    } else if j == 0.0 {
        0.0
    } else {
        f64::NEG_INFINITY
    }
}

/// ln of |v(j)|.
fn half_weight(mean: f64, j: f64) -> f64 {
    if mean > 0.0 { (j + 0.5) * libm::log(mean) - mean - libm::lgamma(j + 1.5) } else { f64::NEG_INFINITY }
}

/// Σ over j from `last` down of Poisson weight times the lower tail, which grows by `step(j − 1)` from j to j − 1.
fn mixture(mean: f64, last: f64, start: f64, step: impl Fn(f64) -> f64) -> Option<f64> {
    let (mut sum, mut lower, mut j) = (0.0, start, last);
    let first = first_term(mean);
    while j >= first {
        sum += libm::exp(weight(mean, j)) * lower;
        j -= 1.0;
        lower += if j >= 0.0 { step(j) } else { 0.0 };
    }
    sum.is_finite().then(|| sum.clamp(0.0, 1.0))
}

fn beta_mixture(y: f64, rest: f64, a: f64, b: f64, mean: f64) -> Option<f64> {
    let last = last_term(mean);
    mixture(mean, last, beta_lower(y, a + last, b)?, |j| beta_step(y, rest, a + j, b))
}

/// I_y(a, b) − I_y(a + 1, b) = yᵃ (1−y)ᵇ / (a B(a, b)).
fn beta_step(y: f64, rest: f64, a: f64, b: f64) -> f64 {
    if y <= 0.0 || a <= 0.0 {
        return 0.0;
    }
    let ln_beta = libm::lgamma(a + 1.0) + libm::lgamma(b) - libm::lgamma(a + b);
    libm::exp(a * libm::log(y) + b * libm::log(rest) - ln_beta)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::distributions::{f_upper, t_two_sided};

    #[test]
    fn what_is_no_number_gives_nothing() {
        assert_eq!(chi_square_lower(f64::NAN, 1.0, 1.0), None);
        assert_eq!(f_lower(1.0, 0.0, 1.0, 1.0), None);
        assert_eq!(t_lower(f64::INFINITY, 1.0, 1.0), None);
    }

    #[test]
    fn without_an_effect_they_are_the_central_ones() {
        assert!((chi_square_lower(3.0, 2.0, 0.0).unwrap() - (1.0 - chi_square_upper(3.0, 2.0).unwrap())).abs() < 1e-14);
        assert!((f_lower(2.0, 3.0, 20.0, 0.0).unwrap() - (1.0 - f_upper(2.0, 3.0, 20.0).unwrap())).abs() < 1e-14);
        assert!((t_lower(1.5, 7.0, 0.0).unwrap() - (1.0 - t_two_sided(1.5, 7.0).unwrap() / 2.0)).abs() < 1e-14);
        assert!((t_lower(-1.5, 7.0, 0.0).unwrap() - t_two_sided(1.5, 7.0).unwrap() / 2.0).abs() < 1e-14);
    }

    #[test]
    fn noncentralities_are_found() {
        let found = noncentrality_at(0.025, |value| chi_square_lower(10.0, 3.0, value)).unwrap();
        assert!((chi_square_lower(10.0, 3.0, found).unwrap() - 0.025).abs() < 1e-12);
        assert_eq!(noncentrality_at(0.975, |value| chi_square_lower(0.1, 3.0, value)), Some(0.0));
    }
}
