//! Corner cases of raking.

use super::*;
use proptest::prelude::*;

const ONES: [f64; 6] = [1.0; 6];
const SEX: [u32; 6] = [0, 0, 0, 0, 1, 1];
const AGE: [u32; 6] = [0, 1, 0, 1, 0, 1];

fn margin<'a>(codes: &'a [u32], targets: &'a [f64]) -> Margin<'a> {
    Margin { codes, targets }
}

fn options() -> RakingOptions {
    RakingOptions::default()
}

#[test]
fn nobody_and_no_margin_have_no_weights() {
    assert_eq!(rake(&[], &[], &options()), Err(RakingError::Shape { rows: 0, margin: None }));
    assert_eq!(rake(&ONES, &[], &options()), Err(RakingError::Shape { rows: 6, margin: None }));
    let short = rake(&ONES, &[margin(&SEX[..3], &[1.0, 1.0])], &options());
    assert_eq!(short, Err(RakingError::Shape { rows: 6, margin: Some(0) }));
}

#[test]
fn one_margin_is_cell_weighting() {
    let raked = cell_weights(&ONES, &SEX, &[50.0, 50.0], &options()).unwrap();
    assert_eq!(raked.weights, [12.5, 12.5, 12.5, 12.5, 25.0, 25.0]);
    assert_eq!((raked.smallest, raked.largest, raked.iterations), (12.5, 25.0, 1));
    assert_eq!(raked.margins[0].categories[1].before, 2.0);
    assert_eq!(raked.effective_before.base, 6.0);
}

#[test]
fn margins_that_disagree_say_by_how_much() {
    let error = rake(&ONES, &[margin(&SEX, &[50.0, 50.0]), margin(&AGE, &[60.0, 60.0])], &options());
    assert_eq!(error, Err(RakingError::Disagree { margin: 1, sum: 120.0, first: 100.0 }));
    let shares = RakingOptions { sum_to: SumTo::Respondents, ..options() };
    let raked = rake(&ONES, &[margin(&SEX, &[50.0, 50.0]), margin(&AGE, &[60.0, 60.0])], &shares).unwrap();
    assert!((raked.effective.sum - 6.0).abs() < 1e-9, "{raked:?}");
}

#[test]
fn empty_categories_and_zero_targets_are_told_apart() {
    let empty = cell_weights(&ONES, &SEX, &[50.0, 40.0, 10.0], &options());
    assert_eq!(empty, Err(RakingError::Empty { margin: 0, category: 2, target: 10.0 }));
    let zero = cell_weights(&ONES, &SEX, &[50.0, 0.0], &options());
    assert_eq!(zero, Err(RakingError::ZeroTarget { margin: 0, category: 1, rows: 2 }));
    let allowed = RakingOptions { zero_targets: true, ..options() };
    let raked = cell_weights(&ONES, &SEX, &[50.0, 0.0], &allowed).unwrap();
    assert_eq!(raked.weights, [12.5, 12.5, 12.5, 12.5, 0.0, 0.0]);
    let without = cell_weights(&ONES, &[0, 0, 0, 0, 1, 2], &[1.0, 1.0], &options());
    assert_eq!(without, Err(RakingError::WithoutTarget { margin: 0, category: 2, rows: 1 }));
    let missing = cell_weights(&ONES, &[0, 0, MISSING, 0, MISSING, 1], &[1.0, 1.0], &options());
    assert_eq!(missing, Err(RakingError::Missing { margin: 0, rows: 2, first: 2 }));
    let negative = cell_weights(&ONES, &SEX, &[50.0, -1.0], &options());
    assert_eq!(negative, Err(RakingError::Target { margin: 0, category: 1, target: -1.0 }));
}

#[test]
fn a_row_without_a_weight_stays_without_one_and_needs_no_category() {
    let weights = [1.0, 1.0, 1.0, 0.0, 1.0, f64::NAN];
    let raked = cell_weights(&weights, &[0, 0, 0, MISSING, 1, 1], &[30.0, 10.0], &options()).unwrap();
    assert_eq!(raked.weights, [10.0, 10.0, 10.0, 0.0, 10.0, 0.0]);
    assert_eq!(raked.without_weight, 2);
    assert!(matches!(cell_weights(&[1.0, -1.0], &[0, 1], &[1.0, 1.0], &options()), Err(RakingError::Weights(_))));
}

#[test]
fn what_no_weights_can_reach_is_reported_with_how_far_off_it_is() {
    // All of the second sex are of the first age: their number cannot pass that of the age.
    let codes: [u32; 4] = [0, 0, 1, 1];
    let other: [u32; 4] = [0, 1, 0, 0];
    let margins = [margin(&codes, &[10.0, 90.0]), margin(&other, &[50.0, 50.0])];
    let Err(RakingError::NotConverged(report)) = rake(&[1.0; 4], &margins, &options()) else { panic!() };
    assert!(!report.converged && report.largest_deviation > 0.1, "{report:?}");
    assert_eq!(report.iterations, 1_000);
}

#[test]
fn cut_weights_are_raked_again_until_both_hold() {
    let sex: Vec<u32> = (0..200).map(|row| u32::from(row % 10 == 0)).collect();
    let age: Vec<u32> = (0..200).map(|row| u32::from(row % 7 == 0)).collect();
    let weights: Vec<f64> =
        (0..200).map(|row| if row == 0 || row == 13 { 9.0 } else { 1.0 + f64::from(row % 3) }).collect();
    let bounded = RakingOptions { bounds: Some((0.3, 3.0)), ..options() };
    let margins = [margin(&sex, &[800.0, 200.0]), margin(&age, &[700.0, 300.0])];
    let free = rake(&weights, &margins, &options()).unwrap();
    assert!(free.largest > 15.0 + 1e-6, "{}", free.largest);
    let raked = rake(&weights, &margins, &bounded).unwrap();
    assert!(raked.largest <= 15.0 + 1e-6 && raked.smallest >= 1.5 - 1e-6, "{} {}", raked.smallest, raked.largest);
    assert!(raked.largest_deviation <= 1e-10 && raked.rounds > 1 && raked.trimmed > 0);
    assert!(raked.effective.base > free.effective.base);
    let impossible = RakingOptions { bounds: Some((0.95, 1.05)), ..options() };
    assert!(matches!(rake(&weights, &margins, &impossible), Err(RakingError::NotConverged(_))));
    let senseless = RakingOptions { bounds: Some((2.0, 1.0)), ..options() };
    assert!(matches!(rake(&weights, &margins, &senseless), Err(RakingError::Bounds { .. })));
}

proptest! {
    #[test]
    fn targets_are_reached_and_the_order_of_rows_changes_no_bit(
        rows in prop::collection::vec((0_u32..2, 0_u32..3, 0.5_f64..4.0), 40..80)
    ) {
        let mut rows = rows;
        // Every combination stands at least once, so that any targets can be reached.
        rows.extend((0..6).map(|cell| (cell % 2, cell / 2, 1.0)));
        let raked = |rows: &[(u32, u32, f64)]| {
            let one: Vec<u32> = rows.iter().map(|row| row.0).collect();
            let other: Vec<u32> = rows.iter().map(|row| row.1).collect();
            let weights: Vec<f64> = rows.iter().map(|row| row.2).collect();
            rake(&weights, &[margin(&one, &[400.0, 600.0]), margin(&other, &[200.0, 300.0, 500.0])], &options()).unwrap()
        };
        let forwards = raked(&rows);
        prop_assert!(forwards.largest_deviation <= 1e-10);
        rows.reverse();
        let mut backwards = raked(&rows);
        backwards.weights.reverse();
        prop_assert_eq!(forwards, backwards);
    }
}
