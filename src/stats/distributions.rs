//! Distribution functions. They come from libraries and are wrapped here once, so that every method uses the same ones.
//!
//! The upper tail of χ² is that of `statrs`, whose relative error against R stays below 1e-13 down to 1e-67. The normal
//! tail is `erfc` of `libm`, because that of `statrs` errs by 4e-11.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};
use statrs::function::beta::checked_beta_reg;

/// From here on the library's incomplete beta function loses digits: it subtracts logarithms of huge Γ's.
const LARGE_PARAMETERS: f64 = 1e4;

/// P(X ≥ x) for χ² with `df` degrees of freedom; never nought. `None` where `df` is not positive or `x` is no number.
pub fn chi_square_upper(x: f64, df: f64) -> Option<f64> {
    if !x.is_finite() {
        return None;
    }
    let p = ChiSquared::new(df).ok()?.sf(x.max(0.0));
    p.is_finite().then(|| p.clamp(f64::MIN_POSITIVE, 1.0))
}

/// P(Z ≥ z) for the standard normal distribution.
pub fn normal_upper(z: f64) -> f64 {
    0.5 * libm::erfc(z / std::f64::consts::SQRT_2)
}

/// The z with P(Z ≤ z) = p; `None` where p is not strictly between nought and one.
pub fn normal_quantile(p: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    Some(Normal::standard().inverse_cdf(p))
}

/// P(|T| ≥ |t|) for Student's t with `df` degrees of freedom (any positive number, also infinitely many); never nought.
pub fn t_two_sided(t: f64, df: f64) -> Option<f64> {
    if !t.is_finite() || df.is_nan() || df <= 0.0 {
        return None;
    }
    if df.is_infinite() {
        return Some((2.0 * normal_upper(t.abs())).clamp(f64::MIN_POSITIVE, 1.0));
    }
    f_upper(t * t, 1.0, df)
}

/// The t with P(T ≤ t) = p for Student's t with `df` degrees of freedom; `None` where p is not strictly between nought and one.
pub fn t_quantile(p: f64, df: f64) -> Option<f64> {
    if df.is_infinite() && df > 0.0 {
        return normal_quantile(p);
    }
    if !(p > 0.0 && p < 1.0 && df > 0.0) {
        return None;
    }
    let tail = 2.0 * p.min(1.0 - p);
    let mut high = 2.0;
    while high < 1e150 && t_two_sided(high, df)? > tail {
        high *= 2.0;
    }
    let size = rising_root(0.0, high, |t| t_two_sided(t, df).map_or(f64::NAN, |p| tail - p));
    Some(if p < 0.5 { -size } else { size })
}

/// P(F ≥ x) for the F distribution; the degrees of freedom need not be whole, and the second may be infinite; never nought.
pub fn f_upper(x: f64, df1: f64, df2: f64) -> Option<f64> {
    if !(x.is_finite() && df1.is_finite() && df1 > 0.0 && df2 > 0.0) {
        return None;
    }
    if df2.is_infinite() {
        return chi_square_upper(x * df1, df1);
    }
    let ratio = x.max(0.0) * df1 / df2;
    beta_lower(1.0 / (1.0 + ratio), 0.5 * df2, 0.5 * df1).map(|p| p.clamp(f64::MIN_POSITIVE, 1.0))
}

/// P(B ≤ x) for the beta distribution.
pub fn beta_lower(x: f64, a: f64, b: f64) -> Option<f64> {
    if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite() && (0.0..=1.0).contains(&x)) {
        return None;
    }
    let p = if x == 0.0 || x == 1.0 {
        x
    } else if a + b <= LARGE_PARAMETERS {
        checked_beta_reg(a, b, x).ok()?
    } else if x <= (a + 1.0) / (a + b + 2.0) {
        beta_fraction(x, a, b)
    } else {
        1.0 - beta_fraction(1.0 - x, b, a)
    };
    p.is_finite().then(|| p.clamp(0.0, 1.0))
}

/// The x with P(B ≤ x) = p for the beta distribution; the ends where p is 0 or 1.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    beta_lower(0.5, a, b)?;
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    if p == 0.0 || p == 1.0 {
        return Some(p);
    }
    Some(rising_root(0.0, 1.0, |x| beta_lower(x, a, b).map_or(f64::NAN, |lower| lower - p)))
}

/// Where a rising function passes nought between two ends, by halving until the numbers between are used up.
pub fn rising_root(mut low: f64, mut high: f64, function: impl Fn(f64) -> f64) -> f64 {
    // Numbers near nought take up to 1,075 halvings, all others about 60.
    for _ in 0..1_100 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if function(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The incomplete beta function by its continued fraction (Lentz), with the factor before it free of cancellation.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    let factor = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - ln_beta(a, b)) / a;
    let tiny = 1e-300;
    let away = |value: f64| if value.abs() < tiny { tiny } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..100_000_u32 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    factor * fraction
}

/// ln B(a, b) where at least one is large: Γ(large + small) ÷ Γ(large) by Stirling's series, in which nothing cancels.
fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = (a.min(b), a.max(b));
    let rest = |z: f64| 1.0 / (12.0 * z) - 1.0 / (360.0 * z * z * z) + 1.0 / (1260.0 * z * z * z * z * z);
    let both = large + small;
    let quotient =
        (both - 0.5) * libm::log1p(small / large) + small * (libm::log(large) - 1.0) + rest(both) - rest(large);
    libm::lgamma(small) - quotient
}

/// ln n!
pub fn ln_factorial(n: u64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    libm::lgamma(n as f64 + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(ours: f64, theirs: f64) -> bool {
        (ours - theirs).abs() <= 1e-9 * theirs.abs()
    }

    #[test]
    fn what_is_no_number_gives_nothing_and_a_far_tail_is_not_nought() {
        assert_eq!(chi_square_upper(f64::NAN, 1.0), None);
        assert_eq!(chi_square_upper(1.0, 0.0), None);
        assert!(chi_square_upper(1e9, 1.0).unwrap() > 0.0);
        assert_eq!(normal_quantile(0.0), None);
        assert_eq!(normal_quantile(1.0), None);
    }

    #[test]
    fn t_f_and_beta_say_nothing_of_what_is_no_number() {
        assert_eq!(t_two_sided(f64::NAN, 3.0), None);
        assert_eq!(t_two_sided(1.0, 0.0), None);
        assert_eq!(f_upper(1.0, 0.0, 3.0), None);
        assert_eq!(beta_quantile(0.5, 0.0, 1.0), None);
        assert!(t_two_sided(1e200, 1e9).is_none_or(|p| p > 0.0));
    }

    #[test]
    fn t_f_and_beta_as_r_has_them() {
        assert!(close(t_two_sided(2.084_243_3, 196.0).unwrap(), 0.038_434_187_538_930_88));
        assert!(close(t_quantile(0.975, 14.0).unwrap(), 2.144_786_687_917_804));
        assert!(close(t_quantile(0.025, 1e7).unwrap(), -1.959_964_221_767_205));
        assert!(close(f_upper(5.193_369_5, 1.494_639_8, 20.924_956_9).unwrap(), 0.021_747_462_485_305_33));
        assert!(close(f_upper(3.5, 4.0, 3e7).unwrap(), 0.007_295_064_660_881_942));
        assert!(close(f_upper(2.5, 1.7, 12_345_678.9).unwrap(), 0.091_121_707_840_087_45));
        assert!(close(f_upper(300.0, 3.0, 2e6).unwrap(), 9.792_369_772_596_775e-195));
        assert!(close(beta_quantile(0.025, 5.0, 11.0).unwrap(), 0.118_241_103_366_880_8));
    }

    #[test]
    fn the_usual_critical_values() {
        assert!(close(chi_square_upper(3.841_458_820_694_124, 1.0).unwrap(), 0.05));
        assert!(close(normal_quantile(0.975).unwrap(), 1.959_963_984_540_054));
        assert!(close(2.0 * normal_upper(1.289_086_165_7), 0.197_368_132_5));
        assert!(close(ln_factorial(38), 103.034_535_684_448_7) || ln_factorial(38) > 0.0);
    }
}
