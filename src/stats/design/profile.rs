//! The likelihood interval of a proportion, as R's survey finds it.
//!
//! # What it measures
//! The logits at which the signed root of the scaled likelihood ratio reaches a bar.
//!
//! # Formula
//! τ(β) = ± √(2(n − 1)(p ln(p/π) + q ln(q/ρ))) with π = 1 − ρ the share of the logit β. It is computed at up to nine steps either side of the
//! estimate; a cubic spline through these (Forsythe, Malcolm and Moler) is laid out at three times as many points, and the ends are read off the straight
//! lines between them. That is rougher than solving for the ends, by some parts in a thousand, and is what `svyciprop` prints.
//!
//! # Assumptions
//! The share is neither 0 nor 1. Where the steps do not reach the bar the ends are solved for.
//!
//! # Reference
//! `confint.svyglm(method = "likelihood")` of R's survey 4.1 and `profile.glm` of MASS.

use crate::stats::distributions::{normal_upper, rising_root, t_quantile};

/// Steps to one side at most.
const STEPS: u32 = 9;

/// The ends as shares: where τ is ± `bar`. `error` is the standard error of the logit.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(super) fn ends(share: f64, error: f64, respondents: u64, bar: f64) -> Option<(f64, f64)> {
    let n = respondents as f64;
    let centre = libm::log(share / (1.0 - share));
    let tau = |logit: f64| {
        let other = expit(logit);
        let part = |share: f64, other: f64| share * libm::log(share / other);
        let ratio = 2.0 * (n - 1.0) * (part(share, other) + part(1.0 - share, 1.0 - other));
        ratio.max(0.0).sqrt() * if logit < centre { -1.0 } else { 1.0 }
    };
    let furthest = t_quantile(1.0 - normal_upper(bar) / 4.0, n - 1.0)?;
    let points = points(centre, furthest / 5.0 * error, furthest, &tau);
    let read = |bar: f64| read_off(&points, bar).or_else(|| solve(centre, bar, &tau));
    Some((expit(read(-bar)?), expit(read(bar)?)))
}

fn expit(logit: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-logit))
}

/// The points that the spline goes through, in rising order.
fn points(centre: f64, step: f64, furthest: f64, tau: &dyn Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let mut points = vec![(centre, 0.0)];
    for sign in [-1.0, 1.0] {
        for number in 1..=STEPS {
            let logit = centre + sign * f64::from(number) * step;
            let value = tau(logit);
            points.push((logit, value));
            if value.abs() >= furthest {
                break;
            }
        }
    }
    points.sort_by(|one, other| one.0.total_cmp(&other.0));
    points
}

/// Where straight lines between points of the spline reach a height; `None` where they do not.
#[allow(clippy::cast_precision_loss, reason = "there are at most 57 points")]
fn read_off(points: &[(f64, f64)], height: f64) -> Option<f64> {
    let (first, last) = (points.first()?.0, points.last()?.0);
    let slopes = spline(points)?;
    let count = 3 * points.len();
    let laid_out: Vec<(f64, f64)> = (0..count)
        .map(|number| {
            let x = first + (last - first) * number as f64 / (count - 1) as f64;
            let piece = points.partition_point(|point| point.0 <= x).saturating_sub(1);
            let (along, [b, c, d]) = (x - points[piece].0, slopes[piece]);
            (x, points[piece].1 + along * (b + along * (c + along * d)))
        })
        .collect();
    let (below, above) = laid_out
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .find(|(below, above)| below.1 <= height && height <= above.1)?;
    Some(below.0 + (above.0 - below.0) * (height - below.1) / (above.1 - below.1))
}

/// The coefficients of the cubic pieces; `None` below four points.
fn spline(points: &[(f64, f64)]) -> Option<Vec<[f64; 3]>> {
    let n = points.len();
    if n < 4 {
        return None;
    }
    let x = |place: usize| points[place].0;
    let gap: Vec<f64> = points.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    let rise: Vec<f64> = points.windows(2).zip(&gap).map(|(pair, gap)| (pair[1].1 - pair[0].1) / gap).collect();
    let mut b: Vec<f64> =
        (0..n).map(|at| if at > 0 && at < n - 1 { 2.0 * (gap[at - 1] + gap[at]) } else { 0.0 }).collect();
    let mut c: Vec<f64> = (0..n).map(|at| if at > 0 && at < n - 1 { rise[at] - rise[at - 1] } else { 0.0 }).collect();
    (b[0], b[n - 1]) = (-gap[0], -gap[n - 2]);
    // The ends have the third differences of their nearest four points.
    let start = c[2] / (x(3) - x(1)) - c[1] / (x(2) - x(0));
    let end = c[n - 2] / (x(n - 1) - x(n - 3)) - c[n - 3] / (x(n - 2) - x(n - 4));
    c[0] = start * gap[0] * gap[0] / (x(3) - x(0));
    c[n - 1] = -end * gap[n - 2] * gap[n - 2] / (x(n - 1) - x(n - 4));
    for at in 1..n {
        let factor = gap[at - 1] / b[at - 1];
        b[at] -= factor * gap[at - 1];
        c[at] -= factor * c[at - 1];
    }
    c[n - 1] /= b[n - 1];
    for at in (0..n - 1).rev() {
        c[at] = (c[at] - gap[at] * c[at + 1]) / b[at];
    }
    let piece =
        |at: usize| [rise[at] - gap[at] * (c[at + 1] + 2.0 * c[at]), 3.0 * c[at], (c[at + 1] - c[at]) / gap[at]];
    let mut pieces: Vec<[f64; 3]> = (0..n - 1).map(piece).collect();
    // The last point begins no piece; R evaluates it on its own coefficients, which give its height.
    pieces.push([0.0; 3]);
    Some(pieces)
}

/// The logit at which τ is exactly as high.
fn solve(centre: f64, height: f64, tau: &dyn Fn(f64) -> f64) -> Option<f64> {
    let mut reach = 1.0;
    while reach < 700.0 && tau(centre + reach * height.signum()).abs() < height.abs() {
        reach *= 2.0;
    }
    let (low, high) = if height < 0.0 { (centre - reach, centre) } else { (centre, centre + reach) };
    let found = rising_root(low, high, |logit| tau(logit) - height);
    ((tau(found) - height).abs() < 1e-6).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_off_is_near_what_is_solved_for() {
        let (share, n) = (0.3, 100_u64);
        let error = 1.0 / (share * (1.0 - share) * 100.0_f64).sqrt();
        let (lower, upper) = ends(share, error, n, 1.98).unwrap();
        assert!((lower - 0.217).abs() < 0.003 && (upper - 0.394).abs() < 0.003, "{lower} {upper}");
    }

    #[test]
    fn a_bar_beyond_the_steps_is_solved_for() {
        let (lower, upper) = ends(0.5, 1e-3, 100, 2.0).unwrap();
        assert!((lower + upper - 1.0).abs() < 1e-9 && lower > 0.39 && lower < 0.42, "{lower} {upper}");
    }

    #[test]
    fn a_spline_through_a_cubic_is_the_cubic() {
        let cubic = |x: f64| x * x * x - 2.0 * x + 1.0;
        let points: Vec<(f64, f64)> = [0.0, 0.7, 1.5, 2.0, 3.1].into_iter().map(|x| (x, cubic(x))).collect();
        let [b, c, d] = spline(&points).unwrap()[1];
        let at = 0.4;
        assert!((points[1].1 + at * (b + at * (c + at * d)) - cubic(1.1)).abs() < 1e-9);
        assert_eq!(spline(&points[..3]), None);
    }
}
