//! What holds of every table, whatever was answered.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Groupings, Request, TestChoice, crosstab};
use crate::model::fixture::Builder;
use crate::model::{Measure, Missing, StubKind, Survey, SurveyBlock, Table};
use crate::prepare::Weights;

/// One respondent: a single answer, three ticks, two rows of a grid, a number, ranks of two items.
type Answers = (char, [char; 3], [char; 2], Option<f64>, [u8; 2]);

fn answers() -> impl Strategy<Value = Vec<Answers>> {
    let single = prop::sample::select(vec!['1', '2', '3', '4', '5', '.', '-', '?']);
    let tick = prop::sample::select(vec!['x', 'o', '-', '?']);
    let grid = prop::sample::select(vec!['1', '2', '3', '.', '-']);
    let number = prop::option::of(prop::sample::select(vec![0.0, 0.1, 0.2, 0.3, 7.0, 1e9, -3.5]));
    let ranks = prop::sample::select(vec![[1, 2], [2, 1], [0, 1], [0, 0]]);
    prop::collection::vec((single, prop::array::uniform3(tick), prop::array::uniform2(grid), number, ranks), 0..40)
}

fn survey(answers: &[Answers]) -> Survey {
    let text = |pick: &dyn Fn(&Answers) -> char| answers.iter().map(pick).collect::<String>();
    let ticks = [text(&|a| a.1[0]), text(&|a| a.1[1]), text(&|a| a.1[2])];
    let grid = [text(&|a| a.2[0]), text(&|a| a.2[1])];
    let numbers: Vec<_> = answers.iter().map(|a| a.3.ok_or(Missing::NotAnswered)).collect();
    let ranks: Vec<Vec<u8>> = (0..2).map(|item| answers.iter().map(|a| a.4[item]).collect()).collect();
    Builder::new()
        .single("size", &["Micro", "Small", "Large", "~Not applicable", "!Rather not say"], &text(&|a| a.0))
        .multiple("with", &[("Adults", &ticks[0]), ("Children", &ticks[1]), ("!Rather not say", &ticks[2])])
        .grid("involved", &["Never", "Sometimes", "Always"], &[("design", &grid[0]), ("delivery", &grid[1])])
        .numeric("people", &numbers)
        .ranking("barriers", &[("Time", &ranks[0]), ("Money", &ranks[1])])
        .build()
}

const ROWS: [&str; 5] = ["size", "with", "involved", "people", "barriers"];

fn asked(rows: &[&str], by: &[&str]) -> Request {
    Request {
        id: "t".into(),
        rows: rows.iter().map(|row| (*row).to_owned()).collect(),
        by: by.iter().map(|by| (*by).to_owned()).collect(),
        show: vec![
            Measure::Count,
            Measure::ColumnPercent,
            Measure::Interval,
            Measure::Residual,
            Measure::Mean,
            Measure::Letters,
            Measure::Rest,
        ],
        test: TestChoice::Auto,
        percent_from: 30,
        ..Request::default()
    }
}

fn table(survey: &Survey, rows: &[&str], by: &[&str]) -> Table {
    crosstab(survey, &Groupings::new(), &asked(rows, by)).unwrap().0
}

/// A table of counts, percentages and means, with weights where there are any; with letters and tests where these are wanted.
fn weighted(survey: &Survey, weights: Option<Vec<f64>>, test: TestChoice) -> Table {
    let weights = weights.map(|weights| Arc::new(Weights::new("w", vec![weights]).unwrap()));
    let mut request = Request { weights, test, ..asked(&ROWS, &["size", "with"]) };
    if test == TestChoice::None {
        request.show = vec![Measure::Count, Measure::ColumnPercent, Measure::Mean];
    }
    crosstab(survey, &Groupings::new(), &request).unwrap().0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn column_percentages_of_a_single_question_add_up_to_a_hundred(answers in answers()) {
        let table = table(&survey(&answers), &["size"], &["involved.design", "with"]);
        for (column, banner) in table.banner.iter().enumerate() {
            let shares: f64 = table.stub.iter().zip(&table.cells)
                .filter(|(row, _)| row.kind == StubKind::Choice)
                .filter_map(|(_, cells)| cells[column].column_percent)
                .sum();
            let whole = if banner.base.unwrap().unweighted == 0 { 0.0 } else { 100.0 };
            prop_assert!((shares - whole).abs() < 1e-9, "{} {shares}", banner.key);
        }
    }

    #[test]
    fn the_order_of_respondents_changes_nothing(answers in answers(), turn in 0_usize..40) {
        let mut other = answers.clone();
        other.reverse();
        let places = other.len().max(1);
        other.rotate_left(turn % places);
        let by = ["size", "with", "size:involved.design"];
        prop_assert_eq!(table(&survey(&answers), &ROWS, &by), table(&survey(&other), &ROWS, &by));
    }

    #[test]
    fn blocks_change_nothing(answers in answers(), cut in 0_usize..40) {
        let whole = survey(&answers);
        let cut = cut.min(answers.len());
        let mut parts = survey(&answers[..cut]);
        let rest = survey(&answers[cut..]);
        let blocks: Vec<SurveyBlock> = rest.tables.into_iter().flat_map(|table| table.blocks).collect();
        parts.tables[0].blocks.extend(blocks);
        prop_assert_eq!(table(&whole, &ROWS, &["size", "with"]), table(&parts, &ROWS, &["size", "with"]));
    }

    #[test]
    fn doubling_the_answers_doubles_counts_and_keeps_percentages(answers in answers()) {
        let once = table(&survey(&answers), &["size", "with", "involved"], &["size", "with"]);
        let twice = table(&survey(&[answers.clone(), answers].concat()), &["size", "with", "involved"], &["size", "with"]);
        for (once, twice) in once.cells.iter().flatten().zip(twice.cells.iter().flatten()) {
            prop_assert_eq!(once.count.map(|count| 2 * count), twice.count);
            match (once.column_percent, twice.column_percent) {
                (Some(once), Some(twice)) => prop_assert!((once - twice).abs() < 1e-9),
                (once, twice) => prop_assert_eq!(once, twice),
            }
        }
    }

    #[test]
    fn the_base_and_those_outside_it_are_everybody(answers in answers()) {
        for question in ["size", "with", "involved.design", "people", "barriers"] {
            let table = table(&survey(&answers), &[question], &["involved.delivery"]);
            let counted = |column: usize| -> u64 {
                table.stub.iter().zip(&table.cells)
                    .filter(|(row, _)| matches!(row.kind, StubKind::Base | StubKind::Aside | StubKind::Missing))
                    .filter_map(|(_, cells)| cells[column].count)
                    .sum()
            };
            prop_assert_eq!(counted(0), answers.len() as u64, "{}", question);
        }
    }

    #[test]
    fn no_figure_is_outside_its_bounds(answers in answers()) {
        let table = table(&survey(&answers), &ROWS, &["size", "with", "size:with"]);
        for cell in table.cells.iter().flatten() {
            for percent in [cell.column_percent, cell.total_percent].into_iter().flatten() {
                prop_assert!((0.0..=100.0).contains(&percent));
            }
            if let (Some((low, high)), Some(percent)) = (cell.interval, cell.column_percent) {
                prop_assert!(0.0 <= low && low <= percent + 1e-9 && percent <= high + 1e-9 && high <= 100.0);
            }
            for figure in [cell.value, cell.residual].into_iter().flatten() {
                prop_assert!(figure.is_finite() && (figure != 0.0 || figure.is_sign_positive()));
            }
        }
        for test in &table.tests {
            prop_assert!(test.p.is_none_or(|p| p > 0.0 && p <= 1.0), "{:?}", test);
            prop_assert!(test.effect.is_none_or(f64::is_finite), "{:?}", test);
            prop_assert!(!test.note.is_empty());
        }
    }

    #[test]
    fn a_base_of_several_answers_is_the_union_of_its_choices(answers in answers()) {
        let table = table(&survey(&answers), &["with"], &[]);
        let any: BTreeSet<usize> =
            (0..answers.len()).filter(|&row| answers[row].1[..2].contains(&'x')).collect();
        prop_assert_eq!(table.cell("with.base", "total").unwrap().count, Some(any.len() as u64));
    }

    #[test]
    fn weights_of_one_change_no_figure(answers in answers()) {
        prop_assume!(!answers.is_empty());
        let survey = survey(&answers);
        let plain = weighted(&survey, None, TestChoice::None);
        let ones = weighted(&survey, Some(vec![1.0; answers.len()]), TestChoice::None);
        for (plain, ones) in plain.cells.iter().flatten().zip(ones.cells.iter().flatten()) {
            prop_assert_eq!(plain.count, ones.count);
            prop_assert_eq!(plain.column_percent, ones.column_percent);
            prop_assert_eq!(plain.base, ones.base);
            match (plain.value, ones.value) {
                // Weighted quantiles have a definition of their own.
                (Some(one), Some(other)) => prop_assert!((one - other).abs() <= 1e-9 * one.abs().max(1.0)),
                (one, other) => prop_assert_eq!(one, other),
            }
        }
    }

    #[test]
    fn under_weights_the_order_of_respondents_changes_no_bit(
        answers in answers(),
        weights in prop::collection::vec(prop::sample::select(vec![0.1, 0.7, 1.0, 1.3, 2.9, 0.0, f64::NAN]), 40),
        turn in 0_usize..40,
    ) {
        prop_assume!(!answers.is_empty() && weights[..answers.len()].iter().any(|weight| *weight > 0.0));
        let mut rows: Vec<(Answers, f64)> = answers.into_iter().zip(weights).collect();
        let made = |rows: &[(Answers, f64)]| {
            let answers: Vec<Answers> = rows.iter().map(|row| row.0).collect();
            weighted(&survey(&answers), Some(rows.iter().map(|row| row.1).collect()), TestChoice::Auto)
        };
        let before = made(&rows);
        rows.reverse();
        let places = rows.len();
        rows.rotate_left(turn % places);
        let after = made(&rows);
        prop_assert_eq!(&before.cells, &after.cells);
        prop_assert_eq!(&before.tests, &after.tests);
    }

    #[test]
    fn a_filter_is_as_if_the_others_were_not_there(answers in answers()) {
        let by_hand: Vec<Answers> = answers.iter().filter(|answer| answer.0 == '1' || answer.0 == '2').copied().collect();
        let request = Request {
            filter: Some("size in [\"Micro\", \"Small\"]".to_owned()),
            ..asked(&["with", "involved", "people"], &["with"])
        };
        let filtered = crosstab(&survey(&answers), &Groupings::new(), &request).unwrap().0;
        let kept = crosstab(&survey(&by_hand), &Groupings::new(), &Request { filter: None, ..request }).unwrap().0;
        prop_assert_eq!(&filtered.tests, &kept.tests);
        for row in &kept.stub {
            for column in &kept.banner {
                // A column that a condition leaves nobody in is left out.
                match filtered.cell(&row.key, &column.key) {
                    Some(cell) => prop_assert_eq!(Some(cell), kept.cell(&row.key, &column.key)),
                    None => prop_assert_eq!(column.base.as_ref().map_or(0, |base| base.unweighted), 0),
                }
            }
        }
        prop_assert_eq!(filtered.stub, kept.stub);
    }

    #[test]
    fn a_net_is_the_union_of_its_choices(answers in answers()) {
        let mut request = asked(&["size", "with"], &["size"]);
        let net = |label: &str, of: &[&str]| (label.to_owned(), of.iter().map(|name| (*name).to_owned()).collect());
        request.terms.nets = crate::model::Groups(vec![
            net("Up to small", &["Micro", "Small"]),
            net("Anybody", &["Adults", "Children"]),
        ]);
        let table = crosstab(&survey(&answers), &Groupings::new(), &request).unwrap().0;
        let all = |in_it: &dyn Fn(&Answers) -> bool| Some(answers.iter().filter(|answer| in_it(answer)).count() as u64);
        let count = |row: &str| table.cell(row, "total").unwrap().count;
        prop_assert_eq!(count("size.net.up-to-small"), all(&|answer| matches!(answer.0, '1' | '2')));
        prop_assert_eq!(count("with.net.anybody"), all(&|answer| answer.1[..2].contains(&'x')));
    }
}
