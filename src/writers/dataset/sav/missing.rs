//! Codes for what is no answer. SPSS declares up to three codes missing, or a range and one code.

use crate::model::Missing;

/// Reasons that no choice of the question stands for, with the code that each has where it is free.
const REASONS: [(Missing, f64); 5] = [
    (Missing::NotAsked, -1.0),
    (Missing::NotAnswered, -2.0),
    (Missing::Refused, -3.0),
    (Missing::DontKnow, -4.0),
    (Missing::User, -5.0),
];

/// The codes of reasons that occur, none of which is a code already.
pub fn codes(occurring: &[Missing], taken: &[f64]) -> Vec<(Missing, f64)> {
    let shift = if REASONS.iter().any(|(_, code)| taken.contains(code)) {
        // Below all that is there, and still together.
        taken.iter().copied().fold(0.0, f64::min).floor() - 5.0
    } else {
        0.0
    };
    REASONS
        .iter()
        .filter(|(reason, _)| occurring.contains(reason))
        .map(|(reason, code)| (*reason, code + shift))
        .collect()
}

/// What to declare so that these codes are missing and none of the others is: at most three codes, or a range and a code. `None`
/// where that cannot be said.
pub fn declare(missing: &[f64], answers: &[f64]) -> Option<Vec<(f64, f64)>> {
    const DISCRETE: usize = 3;
    let mut missing = missing.to_vec();
    missing.sort_by(f64::total_cmp);
    missing.dedup();
    if missing.len() <= DISCRETE {
        return Some(missing.into_iter().map(|code| (code, code)).collect());
    }
    let free = |low: f64, high: f64| !answers.iter().any(|answer| (low..=high).contains(answer));
    let (first, last) = (missing[0], missing[missing.len() - 1]);
    if free(first, last) {
        return Some(vec![(first, last)]);
    }
    if free(missing[1], last) {
        return Some(vec![(missing[1], last), (first, first)]);
    }
    let before_last = missing[missing.len() - 2];
    free(first, before_last).then(|| vec![(first, before_last), (last, last)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_codes_are_declared_one_by_one_and_many_as_a_range() {
        assert_eq!(declare(&[], &[1.0]), Some(vec![]));
        assert_eq!(declare(&[9.0, 8.0], &[1.0]), Some(vec![(8.0, 8.0), (9.0, 9.0)]));
        assert_eq!(declare(&[-1.0, -2.0, -3.0, -4.0], &[1.0]), Some(vec![(-4.0, -1.0)]));
        assert_eq!(declare(&[-1.0, -2.0, -3.0, 99.0], &[1.0]), Some(vec![(-3.0, -1.0), (99.0, 99.0)]));
        assert_eq!(declare(&[-9.0, 97.0, 98.0, 99.0], &[1.0]), Some(vec![(97.0, 99.0), (-9.0, -9.0)]));
        assert_eq!(declare(&[0.0, 2.0, 4.0, 6.0], &[1.0, 3.0, 5.0]), None);
    }

    #[test]
    fn reasons_have_codes_that_are_free() {
        assert_eq!(codes(&[Missing::Refused], &[1.0]), [(Missing::Refused, -3.0)]);
        assert_eq!(codes(&[Missing::NotAsked], &[-1.0, 1.0]), [(Missing::NotAsked, -7.0)]);
        assert_eq!(codes(&[Missing::Unknown], &[]), []);
    }
}
