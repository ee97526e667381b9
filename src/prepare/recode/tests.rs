//! What recodes must hold: reasons for not answering stay, order stays, and what cannot be made says why.

use super::apply;
use crate::model::fixture::Builder;
use crate::model::{Column, Groups, Kind, Missing, Recode, Survey, Tick};

fn survey() -> Survey {
    Builder::new()
        .single("size", &["Micro", "Small", "Large", "!Prefer not to say"], "12341.")
        .scale("happy", &["1", "2", "3", "4", "5"], "12345?")
        .multiple("offers", &[("Advice", "xooo-?"), ("Training", "oxoo-?"), ("Grants", "oox.-?")])
        .grid("support", &["1", "2", "3"], &[("heard", "1233-?"), ("helped", "3.1.-?")])
        .numeric("age", &[Ok(17.0), Ok(18.0), Err(Missing::Refused), Ok(44.0), Ok(65.0), Err(Missing::NotAsked)])
        .build()
}

fn groups(groups: &[(&str, &[&str])]) -> Groups {
    Groups(groups.iter().map(|(label, of)| ((*label).into(), of.iter().map(|of| (*of).into()).collect())).collect())
}

fn recode(id: &str, from: &str) -> Recode {
    Recode { id: id.into(), from: Some(from.into()), ..Recode::default() }
}

/// The labels of the choices, and for each respondent the place of the answer or the reason for none.
fn made(recode: &Recode) -> (Kind, Vec<String>, String) {
    let mut survey = survey();
    apply(&mut survey, std::slice::from_ref(recode)).unwrap_or_else(|error| panic!("{error}"));
    let table = &survey.tables[0];
    let question = table.question(&recode.id).unwrap();
    let labels = question.choices.iter().map(|choice| choice.label.text.clone()).collect();
    let answers = match &table.blocks[0].columns[question.columns[0].column] {
        Column::Choices(answers) => {
            answers.iter().map(|answer| answer.get().map_or("-".into(), |place| place.to_string())).collect()
        }
        Column::Ticks(ticks) => ticks
            .iter()
            .map(|tick| match tick {
                Tick::Ticked => "x",
                Tick::NotTicked => "o",
                Tick::Missing(_) => "-",
            })
            .collect(),
        Column::Numbers(numbers) => {
            numbers.iter().map(|number| number.value.map_or("- ".into(), |value| format!("{value} "))).collect()
        }
        _ => String::new(),
    };
    (question.kind, labels, answers)
}

fn refused(recode: Recode) -> String {
    let mut survey = survey();
    let error = apply(&mut survey, &[recode]).unwrap_err();
    assert!(error.place().is_some_and(|place| place.to_string().contains("[[recode]]")), "{error}");
    format!("{} / {}", error.what(), error.hint_text().unwrap_or_default())
}

#[test]
fn choices_are_put_together_in_the_order_written_and_the_others_stay() {
    let both = Recode { groups: groups(&[("Not large", &["Small", "1"])]), ..recode("size2", "size") };
    let (kind, labels, answers) = made(&both);
    assert_eq!((kind, answers.as_str()), (Kind::Single, "00120-"));
    assert_eq!(labels, ["Not large", "Large", "Prefer not to say"]);
}

#[test]
fn the_rest_is_one_group_where_it_has_a_name_and_refusals_stay_refusals() {
    let rest =
        Recode { groups: groups(&[("Tiny", &["Micro"])]), other: Some("Bigger".into()), ..recode("size2", "size") };
    let (_, labels, answers) = made(&rest);
    assert_eq!(labels, ["Tiny", "Bigger", "Prefer not to say"]);
    assert_eq!(answers, "01120-");
}

#[test]
fn a_scale_stays_a_scale_where_its_order_stays() {
    let top =
        Recode { groups: groups(&[("Low", &["1", "2", "3"]), ("Top two", &["4", "5"])]), ..recode("top", "happy") };
    assert_eq!(made(&top).0, Kind::Scale);
    let mixed =
        Recode { groups: groups(&[("Ends", &["1", "5"]), ("Middle", &["2", "3", "4"])]), ..recode("ends", "happy") };
    assert_eq!(made(&mixed).0, Kind::Single);
}

#[test]
fn a_group_of_ticks_is_ticked_where_any_is() {
    let help = Recode { groups: groups(&[("Help", &["Advice", "Training"])]), ..recode("help", "offers") };
    let (kind, labels, answers) = made(&help);
    assert_eq!((kind, answers.as_str()), (Kind::Multiple, "xxoo--"));
    assert_eq!(labels, ["Help", "Grants"]);
}

#[test]
fn numbers_are_cut_where_the_bands_begin_and_reasons_stay() {
    let bands = Recode { bands: vec![18.0, 30.0, 65.0], ..recode("ages", "age") };
    let (kind, labels, answers) = made(&bands);
    assert_eq!((kind, answers.as_str()), (Kind::Scale, "01-23-"));
    assert_eq!(labels, ["under 18", "18 to 29", "30 to 64", "65 and over"]);
    let steps = Recode { bands: vec![4.0], labels: vec!["No".into(), "Yes".into()], ..recode("happy2", "happy") };
    assert_eq!(made(&steps).2, "00011-");
}

#[test]
fn equal_parts_fall_together_where_too_many_gave_the_same() {
    let halves = Recode { quantiles: Some(2), ..recode("half", "age") };
    let (_, labels, answers) = made(&halves);
    assert_eq!((labels, answers.as_str()), (vec!["up to 31".to_owned(), "over 31".to_owned()], "00-11-"));
    let mut same = Builder::new().numeric("n", &[Ok(3.0); 5]).build();
    apply(&mut same, &[Recode { quantiles: Some(4), ..recode("q", "n") }]).unwrap();
    assert_eq!(same.tables[0].question("q").unwrap().choices.len(), 1);
}

#[test]
fn numbers_and_conditions_are_computed_and_can_be_built_upon() {
    let mean = Recode { id: "m".into(), compute: Some("mean(support)".into()), ..Recode::default() };
    assert_eq!(made(&mean).2, "2 2 2 3 - - ");
    let heard = Recode { id: "h".into(), condition: Some("support.heard >= 3".into()), ..Recode::default() };
    assert_eq!(made(&heard).2, "1100--");
    let mut survey = survey();
    let upon = Recode { id: "mm".into(), condition: Some("m > 2".into()), ..Recode::default() };
    apply(&mut survey, &[mean, upon]).unwrap();
    assert!(survey.question("mm").is_some());
}

#[test]
fn what_cannot_be_made_says_why_and_where() {
    for (recode, words) in [
        (Recode { id: "size".into(), bands: vec![1.0], ..recode("size", "age") }, "already"),
        (recode("x", "age"), "exactly one"),
        (Recode { bands: vec![1.0], quantiles: Some(2), ..recode("x", "age") }, "exactly one"),
        (Recode { bands: vec![1.0], ..recode("x", "agee") }, "did you mean “age”"),
        (Recode { bands: vec![2.0, 1.0], ..recode("x", "age") }, "do not rise"),
        (Recode { bands: vec![f64::NAN], ..recode("x", "age") }, "do not rise"),
        (Recode { bands: vec![1.0], labels: vec!["a".into()], ..recode("x", "age") }, "2 bands"),
        (Recode { bands: vec![1.0], ..recode("x", "size") }, "groups = "),
        (Recode { quantiles: Some(1), ..recode("x", "age") }, "equal parts"),
        (Recode { groups: groups(&[("A", &["Mico"])]), ..recode("x", "size") }, "did you mean “Micro”"),
        (Recode { groups: groups(&[("A", &["Micro"]), ("B", &["1"])]), ..recode("x", "size") }, "two groups"),
        (Recode { groups: groups(&[("A", &["1"])]), ..recode("x", "age") }, "no choices"),
        (Recode { part: Some("year".into()), ..recode("x", "age") }, "no date"),
        (Recode { id: "x".into(), bands: vec![1.0], ..Recode::default() }, "from"),
        (Recode { id: "x".into(), compute: Some("mean(sup)".into()), ..Recode::default() }, "^^^"),
        (Recode { id: "a b".into(), compute: Some("age".into()), ..Recode::default() }, "id"),
    ] {
        let said = refused(recode);
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_survey_without_rows_is_recoded_without_complaint() {
    let mut empty = Builder::new().numeric("age", &[]).single("size", &["Micro"], "").build();
    let recodes = [
        Recode { bands: vec![18.0], ..recode("a", "age") },
        Recode { quantiles: Some(4), ..recode("b", "age") },
        Recode { groups: groups(&[("All", &["Micro"])]), ..recode("c", "size") },
    ];
    apply(&mut empty, &recodes).unwrap();
    assert_eq!(empty.tables[0].questions.len(), 5);
}

#[test]
fn a_mean_of_several_answers_says_how_well_they_go_together() {
    let derived = |compute: &str| {
        let grid = [("heard", "12345."), ("helped", "12354-")];
        let mut survey = Builder::new().grid("support", &["1", "2", "3", "4", "5"], &grid).build();
        let recode = Recode { id: "m".into(), compute: Some(compute.into()), ..Recode::default() };
        apply(&mut survey, &[recode]).unwrap();
        survey.tables[0].question("m").unwrap().derived.clone().unwrap()
    };
    // Variances 2.5 and 2.5, covariance 2.25: α = 2 (1 − 5/9.5).
    for compute in ["mean(support)", "sum(support)", "(support.heard + support.helped) / 2"] {
        assert!(
            derived(compute).contains("α of the 2 answers it is made of is 0.95 (5 gave all"),
            "{}",
            derived(compute)
        );
    }
    assert!(!derived("max(support)").contains("α") && !derived("support.heard - support.helped").contains("α"));
}
