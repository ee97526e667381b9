//! Corner cases of estimates under a design.

use super::*;
use crate::stats::design::covariance::{StratumOfRows, covariance_from_squares};
use crate::stats::design::sample::{Population, SingleUnit, StageInput};
use proptest::prelude::*;

const STRATA: [u32; 8] = [0, 0, 0, 0, 1, 1, 1, 1];
const CLUSTERS: [u32; 8] = [0, 0, 1, 1, 2, 2, 3, 3];
const WEIGHTS: [f64; 8] = [1.0, 2.0, 1.5, 1.0, 3.0, 2.0, 1.0, 1.0];
const VALUES: [f64; 8] = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];

fn stage<'a>(strata: Option<&'a [u32]>, clusters: Option<&'a [u32]>) -> StageInput<'a> {
    StageInput { strata, clusters, population: None }
}

fn design() -> Design {
    Design::new(&WEIGHTS, &[stage(Some(&STRATA), Some(&CLUSTERS))], SingleUnit::Fail).unwrap()
}

#[test]
fn nobody_has_no_estimate() {
    assert_eq!(means(&design(), &[&[f64::NAN; 8]], None), Err(DesignError::Nobody));
    assert_eq!(means(&design(), &[&VALUES], Some(&[false; 8])), Err(DesignError::Nobody));
    assert_eq!(proportions(&design(), &[MISSING; 8], 2, None), Err(DesignError::Nobody));
    assert_eq!(ratio(&design(), &VALUES, &[0.0; 8], None), Err(DesignError::Undefined));
    assert_eq!(means(&design(), &[&[1.0]], None), Err(DesignError::Shape { stage: None }));
    assert_eq!(proportions(&design(), &[7; 8], 2, None), Err(DesignError::Shape { stage: None }));
    assert_eq!(group_means(&design(), &VALUES, &[0; 8], 2, None), Err(DesignError::Nobody));
}

#[test]
fn one_respondent_fails_adjusts_or_is_certain_as_stated() {
    let with = |policy| {
        let design = Design::new(&[2.0], &[StageInput::default()], policy).unwrap();
        totals(&design, &[&[3.0]], None)
    };
    assert_eq!(with(SingleUnit::Fail), Err(DesignError::SingleUnit { stage: 0, stratum: 0, strata: 1 }));
    assert_eq!(with(SingleUnit::Average), Err(DesignError::OnlySingleUnits));
    assert_eq!(with(SingleUnit::Certainty).unwrap().standard_error(0), 0.0);
    assert_eq!(with(SingleUnit::Adjust).unwrap().standard_error(0), 6.0);
    assert_eq!(with(SingleUnit::Adjust).unwrap().interval(0, 0.95), None);
}

#[test]
fn a_population_drawn_whole_has_no_error() {
    let whole = StageInput { population: Some(Population::Sizes(&[8.0; 8])), ..StageInput::default() };
    let design = Design::new(&[1.0; 8], &[whole], SingleUnit::Fail).unwrap();
    assert_eq!(means(&design, &[&VALUES], None).unwrap().standard_error(0), 0.0);
}

#[test]
fn everybody_in_one_category_has_no_error_and_no_trace_of_rounding() {
    let design = Design::of_weights(&[0.1, 0.7, 0.3]).unwrap();
    let all = proportions(&design, &[1, 1, 1], 3, None).unwrap();
    assert_eq!(all.values, [0.0, 1.0, 0.0]);
    assert!(all.standard_error(1) < 1e-15);
}

#[test]
fn simple_random_samples_have_the_textbook_error() {
    let mean = means(&Design::of_weights(&[1.0; 8]).unwrap(), &[&VALUES], None).unwrap();
    let moments = crate::stats::moments::moments(&crate::stats::moments::sorted(&VALUES)).unwrap();
    assert!((mean.standard_error(0) - moments.sd.unwrap() / 8.0_f64.sqrt()).abs() < 1e-12);
    assert_eq!(mean.df, 7.0);
}

#[test]
fn a_gap_is_a_domain_and_not_a_deletion() {
    let mut gaps = VALUES;
    gaps[3] = f64::NAN;
    let mut domain = [true; 8];
    domain[3] = false;
    let (by_gap, by_domain) = (means(&design(), &[&gaps], None), means(&design(), &[&VALUES], Some(&domain)));
    assert_eq!(by_gap.unwrap().covariance, by_domain.unwrap().covariance);
}

#[test]
fn what_a_kernel_sums_by_unit_gives_the_same_covariance() {
    let design = design();
    let codes = [0, 1, 2, 1, 0, 0, 2, 1];
    let rows = category_totals(&design, &codes, 3, None).unwrap();
    let mut sums = vec![0.0; design.unit_count() * 3];
    for row in 0..8 {
        sums[design.units()[row] as usize * 3 + codes[row] as usize] += WEIGHTS[row];
    }
    assert_eq!(design.covariance_of_unit_totals(&sums, 3).unwrap(), rows.covariance);
}

proptest! {
    #[test]
    fn two_sums_a_cell_are_enough_where_rows_were_drawn_one_by_one(
        rows in prop::collection::vec((0_u32..3, 0_u32..7, 0.1_f64..5.0), 9..80)
    ) {
        let mut rows = rows;
        rows.extend((0..6).map(|row| (row % 3, row, 1.0)));
        let strata: Vec<u32> = rows.iter().map(|row| row.0).collect();
        let codes: Vec<u32> = rows.iter().map(|row| row.1).collect();
        let weights: Vec<f64> = rows.iter().map(|row| row.2).collect();
        let design = Design::new(&weights, &[stage(Some(&strata), None)], SingleUnit::Fail).unwrap();
        let by_rows = category_totals(&design, &codes, 7, None).unwrap().covariance;
        let of = |stratum: u32, power: i32| -> Vec<f64> {
            let cell = |cell: u32| rows.iter().filter(|row| (row.0, row.1) == (stratum, cell)).map(|row| row.2.powi(power)).sum();
            (0..7).map(cell).collect()
        };
        let sums: Vec<_> = (0..3).map(|stratum| (of(stratum, 1), of(stratum, 2))).collect();
        let parts: Vec<_> = (0..3_u32).zip(&sums).map(|(stratum, (sums, squares))| StratumOfRows {
            drawn: strata.iter().filter(|&&of| of == stratum).count() as u64,
            population: f64::INFINITY,
            sums,
            squares,
        }).collect();
        let by_sums = covariance_from_squares(&parts).unwrap();
        for row in 0..7 {
            for column in 0..7 {
                prop_assert!((by_rows.get(row, column) - by_sums.get(row, column)).abs() < 1e-9 * by_rows.get(row, row).max(1.0));
            }
        }
    }

    #[test]
    fn neither_the_order_of_rows_nor_the_names_of_units_change_a_bit(
        rows in prop::collection::vec((0_u32..3, 0_u32..5, 0.1_f64..5.0, -100.0_f64..100.0), 20..60)
    ) {
        let estimate = |rows: &[(u32, u32, f64, f64)], names: u32| {
            let strata: Vec<u32> = rows.iter().map(|row| (row.0 + names) % 3).collect();
            let clusters: Vec<u32> = rows.iter().map(|row| (row.1 + names) % 5).collect();
            let weights: Vec<f64> = rows.iter().map(|row| row.2).collect();
            let values: Vec<f64> = rows.iter().map(|row| row.3).collect();
            let design = Design::new(&weights, &[stage(Some(&strata), Some(&clusters))], SingleUnit::Adjust).unwrap();
            means(&design, &[&values], None).unwrap()
        };
        let forwards = estimate(&rows, 0);
        let mut backwards = rows.clone();
        backwards.reverse();
        prop_assert_eq!(&forwards, &estimate(&backwards, 0));
        prop_assert_eq!(&forwards, &estimate(&rows, 2));
    }

    #[test]
    fn proportions_are_means_of_noughts_and_ones(codes in prop::collection::vec(0_u32..3, 8)) {
        let shares = proportions(&design(), &codes, 3, None).unwrap();
        let columns: Vec<Vec<f64>> =
            (0..3).map(|category| codes.iter().map(|&code| f64::from(u8::from(code == category))).collect()).collect();
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let means = means(&design(), &slices, None).unwrap();
        for row in 0..3 {
            prop_assert!((shares.values[row] - means.values[row]).abs() < 1e-14);
            for column in 0..3 {
                prop_assert!((shares.covariance.get(row, column) - means.covariance.get(row, column)).abs() < 1e-14);
            }
        }
    }
}
