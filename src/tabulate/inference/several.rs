//! Questions with several answers: against groups, and against columns of which a respondent can stand in several.

use std::ops::Range;

use super::answers::{Ticks, Together};
use super::ordered::{NOBODY, ONE_GROUP};
use super::untested;
use crate::model::TestResult;
use crate::number::{count, fixed, p_value};
use crate::stats::several_answers::bootstrap::bootstrap;
use crate::stats::several_answers::marginal::{MarginalIndependence, Pattern, multiple_by_multiple, ticks_by_group};

/// Below this expected count p is drawn and not looked up.
const SMALL: f64 = 5.0;

/// The test of what was ticked in some columns; with `overlap` a respondent can stand in several of them.
pub fn by_ticks(of: String, ticks: &Ticks, columns: &Range<usize>, overlap: bool, why: &str) -> TestResult {
    let patterns = ticks.together.patterns(columns);
    let test = if overlap {
        let Some(patterns) = &patterns else {
            return untested(of, "There are too many different combinations of answers to compare them.");
        };
        multiple_by_multiple(patterns)
    } else {
        let sizes = ticks.sizes.get(columns.clone()).unwrap_or(&[]);
        let filled = sizes.iter().filter(|&&size| size > 0).count();
        if filled < 2 {
            return untested(of, if filled == 0 { NOBODY } else { ONE_GROUP });
        }
        let column = |column: usize| ticks.ticked.iter().map(|row| row.get(column).copied().unwrap_or(0)).collect();
        let ticked: Vec<Vec<u64>> = columns.clone().map(column).collect();
        ticks_by_group(sizes, &ticked)
    };
    let Some(test) = test else {
        return untested(of, "All ticked the same answers, so there is no difference to test.");
    };
    said(of, &test, patterns.as_deref(), !overlap, why)
}

/// One answer each against columns of which a respondent can stand in several.
#[derive(Debug, Clone, Default)]
pub struct Swapped {
    /// How many of those who gave each choice stand in any column.
    pub sizes: Vec<u64>,
    /// For each choice, how many of those stand in each column.
    pub inside: Vec<Vec<u64>>,
}

/// The same test with the choices for groups, and the columns for what was ticked.
pub fn by_choices(of: String, table: &Swapped, who: &Together, columns: &Range<usize>, why: &str) -> TestResult {
    match table.sizes.iter().filter(|&&size| size > 0).count() {
        0 => return untested(of, NOBODY),
        1 => return untested(of, "All gave the same answer, so there is no difference to test."),
        _ => {}
    }
    let Some(test) = ticks_by_group(&table.sizes, &table.inside) else {
        return untested(of, "All stand in the same columns, so there is no difference to test.");
    };
    let swapped = |pattern: Pattern| Pattern { first: pattern.second, second: pattern.first, count: pattern.count };
    let patterns: Option<Vec<Pattern>> =
        who.patterns(columns).map(|patterns| patterns.into_iter().map(swapped).collect());
    said(of, &test, patterns.as_deref(), true, why)
}

/// What came of the test; drawn where counts are small and it is known who ticked what together.
fn said(
    of: String,
    test: &MarginalIndependence,
    patterns: Option<&[Pattern]>,
    first_is_groups: bool,
    why: &str,
) -> TestResult {
    let drawn = patterns.filter(|_| test.smallest_expected < SMALL);
    let drawn = drawn.and_then(|patterns| bootstrap(patterns, first_is_groups));
    let blank = TestResult {
        of,
        statistic: Some(test.statistic + 0.0),
        statistic_name: Some("χ²"),
        note: format!("{why}{}", strongest(test)),
        ..TestResult::default()
    };
    if let Some(drawn) = drawn {
        let note = format!(
            "{} Expected counts go down to {}, so p comes from {} samples drawn with a fixed seed; its standard error is {}.",
            blank.note,
            fixed(test.smallest_expected, 1),
            count(drawn.drawn),
            fixed(drawn.standard_error, 4)
        );
        return TestResult { name: format!("{NAME}, bootstrapped"), p: Some(drawn.p), note, ..blank };
    }
    let second = test
        .second_order
        .map_or(String::new(), |second| format!(" With the correction of second order p {}.", p_value(second.p)));
    let small = if test.smallest_expected < SMALL {
        format!(" Expected counts go down to {}, so p is a rough one.", fixed(test.smallest_expected, 1))
    } else {
        String::new()
    };
    let note = format!("{}{second}{small}", blank.note);
    TestResult { name: format!("{NAME}, first-order correction"), df: Some(test.df), p: Some(test.p), note, ..blank }
}

const NAME: &str = "Test of several answers (MRCV)";

/// How many of the parts stand out by themselves.
fn strongest(test: &MarginalIndependence) -> String {
    let found = test.parts.iter().filter(|part| part.bonferroni < 0.05).count();
    if test.parts.len() < 2 {
        return String::new();
    }
    format!(
        " Taken one by one, and corrected for their number (Bonferroni), {} of {} differ at .05.",
        if found == 0 { "none".to_owned() } else { count(found as u64) },
        count(test.parts.len() as u64)
    )
}
