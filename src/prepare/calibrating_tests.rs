//! What calibration must hold: totals are reached, and what cannot be reached is said with its numbers.

use std::collections::BTreeMap;

use crate::model::fixture::Builder;
use crate::model::{CalibrationTarget, DistanceKind, Missing, Survey, WeightSpec, Weighting};
use crate::prepare::weighting::{How, weigh};

fn survey() -> Survey {
    Builder::new()
        .single("region", &["North", "South", "Wales"], "11122")
        .single("gaps", &["A", "B"], "12.12")
        .numeric("staff", &[Ok(1.0), Ok(2.0), Ok(6.0), Ok(3.0), Ok(8.0)])
        .numeric("some", &[Ok(1.0), Ok(2.0), Err(Missing::NotAnswered), Ok(3.0), Ok(8.0)])
        .build()
}

fn groups(groups: &[(&str, f64)]) -> CalibrationTarget {
    CalibrationTarget::Groups(groups.iter().map(|(name, target)| ((*name).to_owned(), *target)).collect())
}

fn to(targets: Vec<(&str, CalibrationTarget)>) -> Weighting {
    let calibrate = targets.into_iter().map(|(name, target)| (name.to_owned(), target)).collect();
    Weighting { calibrate, ..Weighting::default() }
}

fn regions() -> (&'static str, CalibrationTarget) {
    ("region", groups(&[("North", 40.0), ("South", 60.0)]))
}

fn made(weighting: &Weighting) -> Vec<f64> {
    let weighted = weigh(&survey(), &BTreeMap::new(), &WeightSpec::Made(weighting.clone())).unwrap();
    (0..5).map(|row| weighted.weights.of(0, row).unwrap_or(f64::NAN)).collect()
}

#[test]
fn every_measure_reaches_margins_and_totals() {
    let base = to(vec![regions(), ("staff", CalibrationTarget::Total(420.0))]);
    for (distance, bounds) in [
        (None, None),
        (Some(DistanceKind::Raking), None),
        (Some(DistanceKind::Linear), Some([0.3, 3.0])),
        (Some(DistanceKind::Logit), Some([0.3, 3.0])),
    ] {
        let weights = made(&Weighting { distance, bounds, ..base.clone() });
        let sum = |values: &[f64]| values.iter().zip(&weights).map(|(value, weight)| value * weight).sum::<f64>();
        for (values, total) in
            [([1.0, 1.0, 1.0, 0.0, 0.0], 40.0), ([1.0; 5], 100.0), ([1.0, 2.0, 6.0, 3.0, 8.0], 420.0)]
        {
            assert!((sum(&values) - total).abs() < 1e-6, "{distance:?} {weights:?}");
        }
    }
}

#[test]
fn one_margin_is_weighting_by_cells_and_shares_are_of_the_respondents() {
    let weights = made(&to(vec![("region", groups(&[("North", 0.4), ("South", 0.6)]))]));
    assert!((weights[0] - 2.0 / 3.0).abs() < 1e-9 && (weights[4] - 1.5).abs() < 1e-9, "{weights:?}");
}

#[test]
fn what_cannot_be_is_refused_with_its_numbers() {
    let total = |total: f64| ("staff", CalibrationTarget::Total(total));
    let shares = ("region", groups(&[("North", 0.4), ("South", 0.6)]));
    for (weighting, words) in [
        (to(vec![total(20.0)]), "not said how many"),
        (to(vec![shares, total(20.0)]), "not said how many"),
        (to(vec![("stff", CalibrationTarget::Total(1.0))]), "staff"),
        (to(vec![regions(), ("gaps", CalibrationTarget::Total(1.0))]), "holds no numbers"),
        (to(vec![regions(), ("some", CalibrationTarget::Total(1.0))]), "1 respondents have no number"),
        (to(vec![regions(), ("gaps", groups(&[("A", 50.0), ("B", 50.0)]))]), "leave_out_missing"),
        (
            Weighting { leave_out_missing: true, ..to(vec![regions(), ("gaps", groups(&[("A", 50.0), ("B", 55.0)]))]) },
            "different populations",
        ),
        (
            to(vec![("region", groups(&[("North", 4.0), ("South", 5.0), ("Wales", 1.0)]))]),
            "nobody has anything in “Wales”",
        ),
        (to(vec![regions(), total(120.0)]), "would be negative"),
        (Weighting { bounds: Some([0.5, 2.0]), ..to(vec![regions(), total(900.0)]) }, "no weights reach all totals"),
        (Weighting { bounds: Some([1.5, 2.0]), ..to(vec![regions()]) }, "no weights stay between 1.5 and 2"),
        (Weighting { trim: Some([0.5, 2.0]), ..to(vec![regions()]) }, "trim belongs to rake"),
        (Weighting { distance: Some(DistanceKind::Logit), ..to(vec![regions()]) }, "needs bounds"),
        (Weighting { sum: Some(90.0), ..to(vec![regions()]) }, "different populations"),
    ] {
        let error = weigh(&survey(), &BTreeMap::new(), &WeightSpec::Made(weighting)).unwrap_err();
        let said = format!("{} / {}", error.what(), error.hint_text().unwrap_or_default());
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn those_without_an_answer_can_be_left_out_and_the_population_can_be_given() {
    let weighting =
        Weighting { sum: Some(100.0), leave_out_missing: true, ..to(vec![("some", CalibrationTarget::Total(300.0))]) };
    let weighted = weigh(&survey(), &BTreeMap::new(), &WeightSpec::Made(weighting)).unwrap();
    assert_eq!(weighted.weights.of(0, 2), None);
    assert!((weighted.weights.check().sum - 100.0).abs() < 1e-9);
    let Some(How::Calibrated(calibrated)) = weighted.made.map(|made| made.how) else { panic!("not calibrated") };
    assert_eq!(calibrated.totals, [("some".to_owned(), 1)]);
}
