//! Corrections for making several tests at once.
//!
//! # What it measures
//! Of twenty tests of nothing one comes out below .05. The adjusted p says how surprising a result is as one of its family.
//!
//! # Formula
//! With p₁ ≤ … ≤ p_m: Bonferroni m·p; Holm the running maximum of (m − i + 1)·pᵢ; Benjamini–Hochberg the running minimum, from
//! the largest down, of m·pᵢ/i; none above 1.
//!
//! # Assumptions
//! Bonferroni and Holm keep the chance of any false finding at the level whatever the dependence; Benjamini–Hochberg keeps the
//! expected share of false findings among the findings, where tests are independent or depend positively.
//!
//! # Reference
//! Holm, S. (1979), Scandinavian Journal of Statistics 6, 65–70. Benjamini, Y. and Hochberg, Y. (1995), JRSS B 57, 289–300.

/// What is done about several tests at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Correction {
    /// Nothing.
    None,
    /// Times the number of tests.
    Bonferroni,
    /// Bonferroni's, step by step: never less powerful.
    #[default]
    Holm,
    /// The share of false findings.
    BenjaminiHochberg,
}

/// The adjusted p of each test of a family, in the order given. What was not tested (`None`) stays so and is not of the family.
pub fn adjusted(ps: &[Option<f64>], correction: Correction) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> =
        ps.iter().enumerate().filter_map(|(place, p)| p.filter(|p| !p.is_nan()).map(|p| (place, p))).collect();
    order.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.0.cmp(&other.0)));
    let m = order.len() as f64;
    let mut result = vec![None; ps.len()];
    let mut put = |place: usize, p: f64| {
        if let Some(slot) = result.get_mut(place) {
            *slot = Some(p.min(1.0));
        }
    };
    match correction {
        Correction::None => order.iter().for_each(|&(place, p)| put(place, p)),
        Correction::Bonferroni => order.iter().for_each(|&(place, p)| put(place, m * p)),
        Correction::Holm => {
            let mut largest = 0.0_f64;
            for (step, &(place, p)) in order.iter().enumerate() {
                largest = largest.max((m - step as f64) * p);
                put(place, largest);
            }
        }
        Correction::BenjaminiHochberg => {
            let mut smallest = 1.0_f64;
            for (step, &(place, p)) in order.iter().enumerate().rev() {
                smallest = smallest.min(m / (step as f64 + 1.0) * p);
                put(place, smallest);
            }
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_test_and_one_test_need_no_correction() {
        assert_eq!(adjusted(&[], Correction::Holm), []);
        assert_eq!(adjusted(&[None], Correction::Holm), [None]);
        for correction in [Correction::Bonferroni, Correction::Holm, Correction::BenjaminiHochberg] {
            assert_eq!(adjusted(&[None, Some(0.03)], correction), [None, Some(0.03)]);
        }
    }

    #[test]
    fn six_tests_as_published() {
        let ps = [0.2, 0.01, 0.05, 0.02, 0.04, 0.03].map(Some);
        let cases = [
            (Correction::Bonferroni, [1.0, 0.06, 0.30, 0.12, 0.24, 0.18]),
            (Correction::Holm, [0.20, 0.06, 0.12, 0.10, 0.12, 0.12]),
            (Correction::BenjaminiHochberg, [0.20, 0.06, 0.06, 0.06, 0.06, 0.06]),
        ];
        for (correction, expected) in cases {
            for (ours, expected) in adjusted(&ps, correction).iter().zip(expected) {
                assert!((ours.unwrap() - expected).abs() < 1e-12, "{correction:?} {ours:?} {expected}");
            }
        }
    }
}
