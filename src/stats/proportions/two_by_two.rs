//! Fisher's exact test of two proportions, and the smallest p that it can give at all.
//!
//! # What it measures
//! As [`crate::stats::fisher`], for two groups and yes or no, where it is a short sum. Before any answer is known, the sizes of
//! two groups limit how small p can be: three against three never come below .1, so that there is no point in testing them at .05.
//!
//! # Formula
//! P(x) = C(n₁, x) C(n₂, m−x) / C(n₁+n₂, m); p is the sum of all P not larger than that observed (equal within 1e-7, as in R).
//!
//! # Assumptions
//! As Fisher's test.
//!
//! # Reference
//! Fisher, R. A. (1935), The Design of Experiments. Tarone, R. E. (1990), Biometrics 46, 515–522 (tests that can never reach a level).

use crate::stats::distributions::ln_factorial;

/// Probabilities that differ by less than this share count as equal.
const EQUALLY_LIKELY: f64 = 1e-7;

/// The two-sided p of `(part, whole)` of two groups; never nought. `None` where a whole is nought or smaller than its part, or
/// none or all of both said so.
pub fn fisher_two_groups(first: (u64, u64), second: (u64, u64)) -> Option<f64> {
    if first.1 == 0 || second.1 == 0 || first.0 > first.1 || second.0 > second.1 {
        return None;
    }
    let yes = first.0 + second.0;
    if yes == 0 || yes == first.1 + second.1 {
        return None;
    }
    let tables = Tables::of(first.1, second.1, yes);
    Some(tables.p(first.0))
}

/// The smallest p that the test can give for two groups of these sizes of whom `yes` said yes together.
pub fn smallest_given_margin(n1: u64, n2: u64, yes: u64) -> Option<f64> {
    if n1 == 0 || n2 == 0 || yes == 0 || yes >= n1 + n2 {
        return None;
    }
    let tables = Tables::of(n1, n2, yes);
    Some(tables.p(tables.lowest).min(tables.p(tables.highest)))
}

/// The smallest p that the test can give for two groups of these sizes, whatever they answer: all of one group say yes and none
/// of the other. `None` where a group is empty.
pub fn smallest_attainable(n1: u64, n2: u64) -> Option<f64> {
    Some(smallest_given_margin(n1, n2, n1)?.min(smallest_given_margin(n1, n2, n2)?))
}

/// The tables with given margins, and ln P of each.
struct Tables {
    lowest: u64,
    highest: u64,
    ln_p: Vec<f64>,
}

impl Tables {
    fn of(n1: u64, n2: u64, yes: u64) -> Self {
        let (lowest, highest) = (yes.saturating_sub(n2), yes.min(n1));
        let ln_choose = |of: u64, take: u64| ln_factorial(of) - ln_factorial(take) - ln_factorial(of - take);
        let all = ln_choose(n1 + n2, yes);
        let ln_p = (lowest..=highest).map(|x| ln_choose(n1, x) + ln_choose(n2, yes - x) - all).collect();
        Self { lowest, highest, ln_p }
    }

    fn p(&self, x: u64) -> f64 {
        let place = usize::try_from(x - self.lowest).unwrap_or(usize::MAX);
        let observed = self.ln_p.get(place).copied().unwrap_or(0.0);
        let as_unlikely = self.ln_p.iter().filter(|&&ln_p| ln_p <= observed + EQUALLY_LIKELY);
        as_unlikely.map(|&ln_p| libm::exp(ln_p)).sum::<f64>().clamp(f64::MIN_POSITIVE, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::fisher::exact;

    #[test]
    fn nobody_and_agreement_have_no_test() {
        assert_eq!(fisher_two_groups((0, 0), (1, 2)), None);
        assert_eq!(fisher_two_groups((0, 3), (0, 2)), None);
        assert_eq!(fisher_two_groups((3, 3), (2, 2)), None);
        assert_eq!(smallest_attainable(0, 2), None);
    }

    #[test]
    fn it_is_the_test_of_larger_tables() {
        for (first, second) in [((13, 20), (8, 18)), ((0, 4), (4, 4)), ((1, 30), (9, 12)), ((5, 9), (5, 9))] {
            let whole = exact(&[vec![first.0, second.0], vec![first.1 - first.0, second.1 - second.0]]).unwrap();
            assert!((fisher_two_groups(first, second).unwrap() - whole.p).abs() < 1e-12);
        }
    }

    #[test]
    fn three_against_three_can_never_reach_five_per_cent_and_four_against_four_only_if_they_are_all_apart() {
        assert!((smallest_attainable(3, 3).unwrap() - 0.1).abs() < 1e-12);
        assert!((smallest_attainable(4, 4).unwrap() - 2.0 / 70.0).abs() < 1e-12);
        for yes in [1, 2, 3, 5, 6, 7] {
            assert!(smallest_given_margin(4, 4, yes).unwrap() > 0.05);
        }
        assert!((smallest_attainable(1, 38).unwrap() - 1.0 / 39.0).abs() < 1e-12);
    }

    #[test]
    fn no_answers_at_all_give_less_than_the_smallest() {
        for (n1, n2) in [(2, 5), (4, 7), (6, 6)] {
            let smallest = smallest_attainable(n1, n2).unwrap();
            for one in 0..=n1 {
                for two in 0..=n2 {
                    assert!(fisher_two_groups((one, n1), (two, n2)).is_none_or(|p| p >= smallest - 1e-12));
                }
            }
        }
    }
}
