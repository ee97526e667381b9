//! Corner cases of tests of a table under a design.

use super::*;
use crate::stats::MISSING;
use crate::stats::chi_square;
use crate::stats::design::sample::{Design, DesignError, SingleUnit, StageInput};

fn codes(table: &[&[usize]]) -> (Vec<u32>, Vec<u32>) {
    let cells = table.iter().zip(0_u32..).flat_map(|(row, r)| row.iter().zip(0_u32..).map(move |(&n, c)| (n, r, c)));
    cells.flat_map(|(n, r, c)| std::iter::repeat_n((r, c), n)).unzip()
}

fn table(counts: &[&[usize]]) -> TableEstimate {
    let (rows, columns) = codes(counts);
    let design = Design::of_weights(&vec![1.0; rows.len()]).unwrap();
    TableEstimate::linearised(&design, (&rows, counts.len()), (&columns, counts[0].len()), None).unwrap()
}

const TESTS: [TableTest; 4] = [TableTest::SecondOrder, TableTest::FirstOrder, TableTest::Wald, TableTest::AdjustedWald];

#[test]
fn nobody_and_one_group_have_no_test() {
    let design = Design::of_weights(&[1.0; 3]).unwrap();
    let missing = [MISSING; 3];
    let none = TableEstimate::linearised(&design, (&missing, 2), (&missing, 2), None);
    assert_eq!(none, Err(DesignError::Nobody));
    for test in TESTS {
        assert_eq!(independence(&table(&[&[3, 4], &[0, 0]]), test), Err(NoTest::OneGroup));
        assert_eq!(independence(&table(&[&[3, 0], &[4, 0]]), test), Err(NoTest::OneGroup));
    }
}

#[test]
fn simple_random_samples_have_nearly_the_plain_chi_square() {
    let counts: [&[usize]; 2] = [&[13, 7, 5], &[8, 10, 9]];
    let plain = chi_square::independence(&[vec![13, 7, 5], vec![8, 10, 9]]).unwrap();
    let ours = independence(&table(&counts), TableTest::FirstOrder).unwrap();
    // The covariance has n − 1 below where χ² has n.
    assert!((ours.statistic - plain.statistic * 51.0 / 52.0).abs() < 0.05 * plain.statistic, "{ours:?} {plain:?}");
    assert_eq!(ours.df, 2.0);
    assert!((ours.mean_effect.unwrap() - 1.0).abs() < 0.1, "{ours:?}");
}

#[test]
fn a_large_sparse_table_of_a_few_respondents_is_tested_all_the_same() {
    let counts: Vec<Vec<usize>> = (0..7)
        .map(|row| (0..8).map(|column| usize::from((row * 3 + column * 5) % 4 == 0 && row != column)).collect())
        .collect();
    let counts: Vec<&[usize]> = counts.iter().map(Vec::as_slice).collect();
    let result = independence(&table(&counts), TableTest::SecondOrder).unwrap();
    assert!(result.p > 0.0 && result.p <= 1.0 && result.statistic.is_finite(), "{result:?}");
    assert!(result.expected_shares, "{result:?}");
}

#[test]
fn complete_association_has_a_small_p_and_never_nought() {
    let (rows, columns) = codes(&[&[500, 0], &[0, 500]]);
    let weights: Vec<f64> = (0..1000).map(|row| 1.0 + f64::from(row % 3)).collect();
    let design = Design::of_weights(&weights).unwrap();
    let table = TableEstimate::linearised(&design, (&rows, 2), (&columns, 2), None).unwrap();
    for test in TESTS {
        if let Ok(result) = independence(&table, test) {
            assert!(result.p > 0.0 && result.p < 1e-6, "{test:?} {result:?}");
        }
    }
}

#[test]
fn too_few_units_for_walds_test_say_how_many_it_needs() {
    let (rows, columns) = codes(&[&[4, 3, 5], &[2, 6, 4], &[3, 3, 3]]);
    let clusters: Vec<u32> = (0..33).map(|row| row % 4).collect();
    let stage = StageInput { clusters: Some(&clusters), ..StageInput::default() };
    let design = Design::new(&[1.0; 33], &[stage], SingleUnit::Fail).unwrap();
    let table = TableEstimate::linearised(&design, (&rows, 3), (&columns, 3), None).unwrap();
    let adjusted = independence(&table, TableTest::AdjustedWald);
    assert_eq!(adjusted, Err(NoTest::DegreesOfFreedom { design: 3.0, needed: 4.0 }));
    assert!(independence(&table, TableTest::SecondOrder).is_ok());
}

#[test]
fn turning_the_table_and_weights_of_two_change_nothing() {
    let (rows, columns) = codes(&[&[13, 7, 5], &[8, 10, 9]]);
    let once = Design::of_weights(&[1.0; 52]).unwrap();
    let twice = Design::of_weights(&[2.0; 52]).unwrap();
    for test in TESTS {
        let one = TableEstimate::linearised(&once, (&rows, 2), (&columns, 3), None).unwrap();
        let turned = TableEstimate::linearised(&twice, (&columns, 3), (&rows, 2), None).unwrap();
        let (one, turned) = (independence(&one, test).unwrap(), independence(&turned, test).unwrap());
        assert!((one.p - turned.p).abs() < 1e-10, "{test:?} {one:?} {turned:?}");
    }
}
