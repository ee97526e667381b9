//! The mean and the standard deviation.
//!
//! # What it measures
//! The middle of a set of numbers by their weight, and how far they typically lie from it.
//!
//! # Formula
//! x̄ = Σx/n; s = √(Σ(x − x̄)²/(n − 1)).
//!
//! # Assumptions
//! Distances between numbers mean something. For a scale of agreement that is a convention, which is why the mean of a scale
//! is shown only where it is asked for. One extreme answer moves the mean and not the median.
//!
//! # Reference
//! Any textbook; the sums are taken in rising order of the values and in two passes, so that they depend neither on the order
//! of the file nor on cancellation (Chan, Golub and LeVeque 1983, The American Statistician 37, 242–247).

/// Mean and standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// The arithmetic mean.
    pub mean: f64,
    /// The standard deviation of a sample (n − 1); `None` where there is but one value.
    pub sd: Option<f64>,
}

/// Mean and standard deviation of values in rising order; `None` where there are none.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn moments(sorted: &[f64]) -> Option<Moments> {
    if sorted.is_empty() {
        return None;
    }
    let n = sorted.len() as f64;
    let rough = sorted.iter().sum::<f64>() / n;
    let mean = rough + sorted.iter().map(|value| value - rough).sum::<f64>() / n;
    let squares: f64 = sorted.iter().map(|value| (value - mean) * (value - mean)).sum();
    let sd = (sorted.len() > 1).then(|| (squares / (n - 1.0)).sqrt()).filter(|sd| sd.is_finite());
    mean.is_finite().then_some(Moments { mean, sd })
}

/// Numbers in rising order.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_no_mean_and_one_value_no_deviation() {
        assert_eq!(moments(&[]), None);
        assert_eq!(moments(&[3.0]), Some(Moments { mean: 3.0, sd: None }));
        assert_eq!(moments(&[f64::MAX, f64::MAX]), None);
    }

    #[test]
    fn equal_values_do_not_deviate() {
        assert_eq!(moments(&[0.1, 0.1, 0.1]).unwrap().sd, Some(0.0));
    }

    #[test]
    fn a_textbook_case() {
        let moments = moments(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert_eq!(moments.mean, 5.0);
        assert!((moments.sd.unwrap() - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
    }
}
