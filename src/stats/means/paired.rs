//! Two means of the same people: the t test of their differences.
//!
//! # What it measures
//! By how much people's numbers moved on average between two times, where the same people gave both.
//!
//! # Formula
//! With d = second − first of each of n people: t = d̄/(s_d/√n) with n − 1 degrees of freedom; interval d̄ ∓ t·s_d/√n.
//!
//! # Assumptions
//! The same people, drawn at random; differences not far from normal, or some tens of them. No test where all moved by the same.
//!
//! # Reference
//! Student (1908), Biometrika 6, 1–25.

use super::two_means::{TwoMeans, of_estimate};
use crate::stats::moments::{moments, sorted};

/// The change of each person, second less first; `None` with fewer than two people or where all moved by the same.
pub fn paired(differences: &[f64], level: f64) -> Option<TwoMeans> {
    let found = moments(&sorted(differences))?;
    let n = differences.len() as f64;
    of_estimate(found.mean, found.sd? / n.sqrt(), n - 1.0, level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_and_equal_moves_have_no_test() {
        assert_eq!(paired(&[], 0.95), None);
        assert_eq!(paired(&[2.0], 0.95), None);
        assert_eq!(paired(&[2.0, 2.0, 2.0], 0.95), None);
        assert!(paired(&[1.0, 2.0], 0.95).is_some());
    }
}
