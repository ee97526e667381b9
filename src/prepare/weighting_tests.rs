//! What weights must hold: margins are reached, and what cannot be reached says which group and how many.

use super::{How, looks_like_weight, weigh};
use crate::model::fixture::Builder;
use crate::model::{Kind, Missing, Question, Survey, Targets, WeightSpec, Weighting};
use std::collections::BTreeMap;

fn survey() -> Survey {
    Builder::new()
        .single("region", &["North", "South", "Wales"], "11122")
        .single("size", &["Micro", "Small"], "12112")
        .single("gaps", &["A", "B"], "12.12")
        .numeric("w", &[Ok(1.0), Ok(2.0), Ok(0.0), Err(Missing::NotAnswered), Ok(3.0)])
        .multiple("offers", &[("Advice", "xxxxx")])
        .build()
}

fn targets(targets: &[(&str, f64)]) -> Targets {
    targets.iter().map(|(name, target)| ((*name).to_owned(), *target)).collect()
}

fn rake(margins: &[(&str, &[(&str, f64)])]) -> Weighting {
    Weighting {
        rake: margins.iter().map(|(name, of)| ((*name).to_owned(), targets(of))).collect(),
        ..Weighting::default()
    }
}

fn refused(weighting: Weighting) -> String {
    let error = weigh(&survey(), &BTreeMap::new(), &WeightSpec::Made(weighting)).unwrap_err();
    format!("{} / {}", error.what(), error.hint_text().unwrap_or_default())
}

#[test]
fn a_column_of_weights_is_taken_as_it_stands() {
    let weights = weigh(&survey(), &BTreeMap::new(), &WeightSpec::Column("w".into())).unwrap().weights;
    let found: Vec<Option<f64>> = (0..5).map(|row| weights.of(0, row)).collect();
    assert_eq!(found, [Some(1.0), Some(2.0), None, None, Some(3.0)]);
    assert_eq!((weights.check().zero.count, weights.check().missing.count), (1, 1));
}

#[test]
fn a_column_that_is_none_says_so() {
    for (id, words) in [("ww", "there is no question “ww”"), ("region", "holds no numbers")] {
        let error = weigh(&survey(), &BTreeMap::new(), &WeightSpec::Column(id.into())).unwrap_err();
        assert!(error.what().contains(words), "{error}");
    }
    assert!(weigh(&Survey::default(), &BTreeMap::new(), &WeightSpec::Column("w".into())).is_err());
}

#[test]
fn one_margin_gives_each_group_its_share_and_a_mean_weight_of_one() {
    let weighting = rake(&[("region", &[("North", 0.4), ("South", 0.6)])]);
    let weighted = weigh(&survey(), &BTreeMap::new(), &WeightSpec::Made(weighting)).unwrap();
    let sums = [0..3, 3..5].map(|rows| rows.filter_map(|row| weighted.weights.of(0, row)).sum::<f64>());
    assert!((sums[0] - 2.0).abs() < 1e-12 && (sums[1] - 3.0).abs() < 1e-12, "{sums:?}");
}

#[test]
fn two_margins_are_both_reached() {
    let weighting = rake(&[("region", &[("North", 40.0), ("South", 60.0)]), ("size", &[("1", 50.0), ("2", 50.0)])]);
    let made = weigh(&survey(), &BTreeMap::new(), &WeightSpec::Made(weighting)).unwrap().made.unwrap();
    let How::Raked(raking) = made.how else { panic!("{made:?}") };
    assert!(raking.converged && raking.largest_deviation < 1e-9);
    assert_eq!(made.margins[1].1, ["Micro", "Small"]);
}

#[test]
fn combinations_have_targets_of_their_own() {
    let weighting = rake(&[(
        "region:size",
        &[("North:Micro", 0.3), ("North:Small", 0.2), ("South:Micro", 0.1), ("South:Small", 0.4)],
    )]);
    let weights = weigh(&survey(), &BTreeMap::new(), &WeightSpec::Made(weighting)).unwrap().weights;
    assert!((weights.of(0, 1).unwrap() - 1.0).abs() < 1e-12);
}

#[test]
fn what_cannot_be_reached_says_which_group_and_how_many() {
    for (weighting, words) in [
        (Weighting::default(), "no margins"),
        (rake(&[("regin", &[])]), "did you mean “region”"),
        (rake(&[("region", &[("North", 0.5), ("Nowhere", 0.5)])]), "no group “Nowhere”"),
        (rake(&[("region", &[("North", 0.5), ("South", 0.7)])]), "sum to 1.200 and not to 1"),
        (rake(&[("region", &[("North", 1.0)])]), "2 respondents are in “South”"),
        (rake(&[("region", &[("North", 0.5), ("South", 0.3), ("Wales", 0.2)])]), "nobody is in “Wales”"),
        (rake(&[("region", &[("North", 1.0), ("South", 0.0)])]), "zero, but 2 respondents"),
        (rake(&[("region", &[("North", -1.0), ("South", 2.0)])]), "no share"),
        (rake(&[("gaps", &[("A", 0.5), ("B", 0.5)])]), "leave_out_missing"),
        (rake(&[("offers", &[("Advice", 1.0)])]), "several groups"),
    ] {
        let said = refused(weighting);
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn those_without_an_answer_can_be_left_out() {
    let weighting = Weighting { leave_out_missing: true, ..rake(&[("gaps", &[("A", 0.5), ("B", 0.5)])]) };
    let weights = weigh(&survey(), &BTreeMap::new(), &WeightSpec::Made(weighting)).unwrap().weights;
    assert_eq!(weights.of(0, 2), None);
    assert!((0..5).filter_map(|row| weights.of(0, row)).sum::<f64>() - 4.0 < 1e-12);
}

#[test]
fn a_weight_is_known_by_its_heading_and_not_by_people_of_weight() {
    assert!(looks_like_weight(&Question::new("wt", "wt", Kind::Numeric)));
    assert!(looks_like_weight(&Question::new("q1", "Survey weight (trimmed)", Kind::Numeric)));
    assert!(!looks_like_weight(&Question::new("q1", "Paperweights sold", Kind::Numeric)));
}
