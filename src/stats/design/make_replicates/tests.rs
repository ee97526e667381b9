//! Replicates against linearisation, and what cannot be replicated.

use super::*;
use crate::stats::design::estimates::{means, totals};
use crate::stats::design::sample::{Population, StageInput};

const STRATA: [u32; 12] = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2];
const CLUSTERS: [u32; 12] = [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1];
const WEIGHTS: [f64; 12] = [1.0, 2.0, 1.5, 1.0, 3.0, 2.0, 1.0, 1.0, 2.0, 2.5, 1.0, 4.0];
const VALUES: [f64; 12] = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0, 5.0, 8.0];

fn design(population: Option<&[f64]>) -> Design {
    let population = population.map(Population::Sizes);
    let stage = StageInput { strata: Some(&STRATA), clusters: Some(&CLUSTERS), population };
    Design::new(&WEIGHTS, &[stage], SingleUnit::Fail).unwrap()
}

#[test]
fn jackknife_and_half_samples_give_the_variance_of_a_total_exactly() {
    let design = design(None);
    let linear = totals(&design, &[&VALUES], None).unwrap().standard_error(0);
    let plain = half_samples(&design, 0.0).unwrap();
    for replicates in [jackknife(&design).unwrap(), plain.clone(), half_samples(&design, 0.3).unwrap()] {
        let ours = replicates.totals(&[&VALUES], None).unwrap();
        assert!((ours.standard_error(0) - linear).abs() < 1e-10 * linear, "{ours:?} {linear}");
        assert_eq!(ours.df, 3.0);
    }
    assert_eq!(plain.count(), 4);
}

#[test]
fn the_jackknife_knows_finite_populations() {
    let design = design(Some(&[10.0; 12]));
    let linear = totals(&design, &[&VALUES], None).unwrap().standard_error(0);
    let ours = jackknife(&design).unwrap().totals(&[&VALUES], None).unwrap().standard_error(0);
    assert!((ours - linear).abs() < 1e-10 * linear);
}

#[test]
fn the_bootstrap_comes_near_and_is_the_same_every_time() {
    let rows: Vec<u32> = (0..200).collect();
    let values: Vec<f64> = rows.iter().map(|row| f64::from(row * 7919 % 101)).collect();
    let strata: Vec<u32> = rows.iter().map(|row| row % 4).collect();
    let sizes = vec![100.0; 200];
    for population in [None, Some(Population::Sizes(&sizes))] {
        let stage = StageInput { strata: Some(&strata), population, ..StageInput::default() };
        let design = Design::new(&vec![2.0; 200], &[stage], SingleUnit::Fail).unwrap();
        let linear = means(&design, &[&values], None).unwrap().standard_error(0);
        let methods: &[Bootstrap] = if population.is_none() {
            &[Bootstrap::CantyDavison, Bootstrap::RaoWu]
        } else {
            &[Bootstrap::CantyDavison]
        };
        for &how in methods {
            let one = bootstrap(&design, 800, how, SEED).unwrap();
            let error = one.means(&[&values], None).unwrap().standard_error(0);
            assert!((error / linear - 1.0).abs() < 0.1, "{how:?} {error} {linear}");
            assert_eq!(one, bootstrap(&design, 800, how, SEED).unwrap());
        }
    }
}

#[test]
fn what_cannot_be_replicated_says_why() {
    let odd = StageInput { strata: Some(&[0, 0, 0, 1]), ..StageInput::default() };
    let design_of = |policy| Design::new(&[1.0; 4], &[odd], policy).unwrap();
    let three = half_samples(&design_of(SingleUnit::Fail), 0.0).err();
    assert_eq!(three, Some(ReplicateError::Odd { stratum: 0, units: 3 }));
    assert_eq!(jackknife_one(&design(None)).err(), Some(ReplicateError::SeveralStrata(3)));
    let single = Some(ReplicateError::SingleUnit { stratum: 1 });
    assert_eq!(jackknife(&design_of(SingleUnit::Fail)).err(), single);
    assert_eq!(bootstrap(&design_of(SingleUnit::Fail), 10, Bootstrap::RaoWu, SEED).err(), single);
    assert_eq!(jackknife(&design_of(SingleUnit::Certainty)).unwrap().count(), 3);
    assert_eq!(jackknife(&design_of(SingleUnit::Adjust)).unwrap().count(), 4);
    assert_eq!(half_samples(&design(None), 1.0).err(), Some(ReplicateError::Option));
    let whole = design(Some(&[2.0; 12]));
    assert_eq!(jackknife(&whole).err(), Some(ReplicateError::DrawnWhole));
}

#[test]
fn replicates_that_came_with_the_data_are_the_same() {
    let made = jackknife(&design(None)).unwrap();
    let columns: Vec<Vec<f64>> = (0..made.count()).map(|number| made.replicate(number)).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let given = Replicates::given(&WEIGHTS, &columns, true, (1.0, &made.replicate_scales), false).unwrap();
    assert_eq!(given.means(&[&VALUES], None).unwrap(), made.means(&[&VALUES], None).unwrap());
    assert!(Replicates::given(&WEIGHTS, &[], true, (1.0, &[]), false).is_err());
    let short: &[f64] = &[1.0];
    assert!(Replicates::given(&WEIGHTS, &[short], true, (1.0, &[1.0]), false).is_err());
}

#[test]
fn a_group_that_a_replicate_leaves_empty_is_no_number() {
    let groups = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let left = jackknife(&design(None)).unwrap().group_means(&VALUES, &groups, 2, None);
    assert_eq!(left, Err(DesignError::Undefined));
}
