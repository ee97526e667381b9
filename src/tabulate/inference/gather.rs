//! The tests of a table together: corrected for their number where that is asked for, and once for each reason those not made.

use super::choice::correction_name;
use crate::model::TestResult;
use crate::number::count;
use crate::stats::multiplicity::{Correction, adjusted};
use crate::tabulate::notes::Notes;

/// A place where no test is valid, and why.
pub fn untested(of: String, why: &str) -> TestResult {
    TestResult { name: "Not tested".to_owned(), of, note: why.to_owned(), ..TestResult::default() }
}

/// The tests of a table: those that were made first, then once for each reason those that were not. All that were made are one
/// family, over which p is corrected where that is asked for.
pub fn gathered(tests: Vec<TestResult>, correction: Option<Correction>, notes: &mut Notes) -> Vec<TestResult> {
    const NAMED: usize = 3;
    let (mut made, not_made): (Vec<_>, Vec<_>) = tests.into_iter().partition(|test| test.p.is_some());
    let correction = correction.unwrap_or(Correction::None);
    if made.len() > 1 && correction == Correction::None {
        notes.test.push(format!(
            "{} tests stand here, none of them corrected for their number: by chance alone about one in twenty comes out \
             under .05.",
            count(made.len() as u64)
        ));
    } else if made.len() > 1 {
        let ps: Vec<Option<f64>> = made.iter().map(|test| test.p).collect();
        for (test, adjusted) in made.iter_mut().zip(adjusted(&ps, correction)) {
            test.adjusted = adjusted;
        }
        notes.test.push(format!(
            "The {} tests of this table are one family; beside each p stands the one after {}.",
            count(made.len() as u64),
            correction_name(correction)
        ));
    }
    let mut gathered = made;
    let mut reasons: Vec<(TestResult, Vec<String>)> = Vec::new();
    for test in not_made {
        match reasons.iter_mut().find(|(first, _)| first.note == test.note) {
            Some((_, of)) => of.push(test.of),
            None => {
                let of = vec![test.of.clone()];
                reasons.push((test, of));
            }
        }
    }
    for (first, of) in reasons {
        let more = of.len().saturating_sub(NAMED);
        let mut named = of.into_iter().take(NAMED).collect::<Vec<_>>().join("; ");
        if more > 0 {
            named.push_str(&format!(" and {} more", count(more as u64)));
        }
        gathered.push(TestResult { of: named, ..first });
    }
    gathered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_what_was_tested_and_no_more() {
        let test = |p| TestResult { p, note: "x".into(), ..TestResult::default() };
        let mut notes = Notes::default();
        let tests = vec![test(Some(0.01)), test(None), test(Some(0.04))];
        let made = gathered(tests.clone(), Some(Correction::Holm), &mut notes);
        let adjusted: Vec<_> = made.iter().map(|test| test.adjusted).collect();
        assert_eq!(adjusted, [Some(0.02), Some(0.04), None]);
        assert!(notes.test[0].contains("2 tests of this table are one family") && notes.test[0].contains("Holm"));
        let one = gathered(tests[..2].to_vec(), Some(Correction::Holm), &mut notes);
        assert_eq!((one[0].adjusted, notes.test.len()), (None, 1), "one test needs no correction");
    }
}
