//! One-way analysis of variance, with equal variances (Fisher) and without (Welch).
//!
//! # What it measures
//! Whether the means of several groups differ by more than answers differ within groups; and which share of all differences
//! between answers lies between groups (η², and ω², which is not too large in small samples).
//!
//! # Formula
//! F = (SSb/(k−1)) / (SSw/(n−k)); η² = SSb/(SSb+SSw); ω² = (SSb − (k−1)MSw)/(SSt + MSw), not below nought. Welch:
//! wᵢ = nᵢ/sᵢ², x̃ = Σwᵢx̄ᵢ/Σwᵢ, a = Σ(1−wᵢ/Σw)²/(nᵢ−1), F = Σwᵢ(x̄ᵢ−x̃)²/(k−1) ÷ (1 + 2(k−2)a/(k²−1)), df₂ = (k²−1)/(3a).
//!
//! # Assumptions
//! As the t test. Welch's needs two answers and some variance in every group.
//!
//! # Reference
//! Fisher, R. A. (1925), Statistical Methods for Research Workers. Welch, B. L. (1951), Biometrika 38, 330–336. Olejnik, S. and
//! Algina, J. (2003), Psychological Methods 8, 434–447.

use crate::stats::distributions::f_upper;
use crate::stats::frequency::Group;

/// The result of an analysis of variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anova {
    /// F.
    pub f: f64,
    /// Degrees of freedom between groups.
    pub df1: f64,
    /// Degrees of freedom within groups; with Welch not whole.
    pub df2: f64,
    /// The p-value; never nought.
    pub p: f64,
    /// How many answers.
    pub n: f64,
    /// η².
    pub eta_squared: f64,
    /// ω².
    pub omega_squared: f64,
}

/// Fisher's; `None` where fewer than two groups have members, or no answer differs from the mean of its group.
pub fn one_way(groups: &[Group]) -> Option<Anova> {
    let parts = Parts::of(groups)?;
    let (df1, df2) = (parts.k - 1.0, parts.n - parts.k);
    let f = (parts.between / df1) / (parts.within / df2);
    parts.result(f, df1, df2)
}

/// Welch's; `None` where fewer than two groups have members, or one has a single member or no variance.
pub fn welch(groups: &[Group]) -> Option<Anova> {
    let parts = Parts::of(groups)?;
    let filled: Vec<&Group> = groups.iter().filter(|group| group.base > 0.0).collect();
    if filled.iter().any(|group| group.base < 2.0 || group.variance <= 0.0) {
        return None;
    }
    let weights: Vec<f64> = filled.iter().map(|group| group.base / group.variance).collect();
    let all: f64 = weights.iter().sum();
    let mean = filled.iter().zip(&weights).map(|(group, weight)| weight / all * group.mean).sum::<f64>();
    let unequal = |(group, weight): (&&Group, &f64)| (1.0 - weight / all).powi(2) / (group.base - 1.0);
    let a: f64 = filled.iter().zip(&weights).map(unequal).sum();
    let between = filled.iter().zip(&weights).map(|(group, weight)| weight * (group.mean - mean).powi(2)).sum::<f64>();
    let k2 = parts.k * parts.k - 1.0;
    let f = between / (parts.k - 1.0) / (1.0 + 2.0 * (parts.k - 2.0) * a / k2);
    parts.result(f, parts.k - 1.0, k2 / (3.0 * a))
}

/// Sums of squares.
struct Parts {
    k: f64,
    n: f64,
    between: f64,
    within: f64,
}

impl Parts {
    fn of(groups: &[Group]) -> Option<Self> {
        let filled = || groups.iter().filter(|group| group.base > 0.0);
        let k = filled().count() as f64;
        let n: f64 = filled().map(|group| group.base).sum();
        let mean = filled().map(|group| group.base / n * group.mean).sum::<f64>();
        let between = filled().map(|group| group.base * (group.mean - mean).powi(2)).sum::<f64>();
        let within = filled().map(|group| (group.base - 1.0).max(0.0) * group.variance).sum::<f64>();
        (k >= 2.0 && n > k && within > 0.0).then_some(Self { k, n, between, within })
    }

    fn result(&self, f: f64, df1: f64, df2: f64) -> Option<Anova> {
        let all = self.between + self.within;
        let inside = self.within / (self.n - self.k);
        let omega_squared = ((self.between - (self.k - 1.0) * inside) / (all + inside)).max(0.0);
        let p = f_upper(f, df1, df2)?;
        Some(Anova { f, df1, df2, p, n: self.n, eta_squared: self.between / all, omega_squared })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::frequency::Frequencies;

    fn groups(values: &[&[f64]]) -> Vec<Group> {
        values.iter().filter_map(|values| Frequencies::of_values(values).group()).collect()
    }

    #[test]
    fn nobody_one_group_and_no_variance_have_no_test() {
        assert_eq!(one_way(&[]), None);
        assert_eq!(one_way(&groups(&[&[1.0, 2.0]])), None);
        assert_eq!(one_way(&groups(&[&[1.0, 1.0], &[2.0, 2.0]])), None);
        assert_eq!(welch(&groups(&[&[1.0, 1.0], &[2.0, 3.0]])), None);
    }

    #[test]
    fn two_groups_are_the_t_test_squared() {
        let two = groups(&[&[1.0, 2.0, 4.0, 4.0], &[3.0, 5.0, 9.0]]);
        let t = crate::stats::means::two_means::welch(&two[0], &two[1], 0.95).unwrap();
        let f = welch(&two).unwrap();
        assert!((f.f - t.t * t.t).abs() < 1e-12 && (f.df2 - t.df).abs() < 1e-12 && (f.p - t.p).abs() < 1e-12);
        let t = crate::stats::means::two_means::pooled(&two[0], &two[1], 0.95).unwrap();
        assert!((one_way(&two).unwrap().f - t.t * t.t).abs() < 1e-12);
    }

    #[test]
    fn equal_means_explain_nothing() {
        let test = one_way(&groups(&[&[1.0, 3.0], &[0.0, 4.0]])).unwrap();
        assert_eq!((test.eta_squared, test.omega_squared, test.p), (0.0, 0.0, 1.0));
    }
}
