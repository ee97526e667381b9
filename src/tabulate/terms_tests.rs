//! What nets, boxes, declared bases and further figures must hold, corner cases first.

use crate::tabulate::Sampling;
use std::sync::Arc;

use proptest::prelude::*;

use super::terms::{BaseOf, Included, Terms, TotalPlace};
use super::{Groupings, Request, TestChoice, crosstab};
use crate::model::fixture::Builder;
use crate::model::{Groups, Measure, Missing, Recode, StubKind, Survey, Table};
use crate::prepare::{Weights, recode};

fn groups(nets: &[(&str, &[&str])]) -> Groups {
    Groups(nets.iter().map(|(name, of)| ((*name).into(), of.iter().map(|of| (*of).into()).collect())).collect())
}

fn request(row: &str, by: &[&str], show: &[Measure]) -> Request {
    Request {
        id: "t".into(),
        rows: vec![row.into()],
        by: by.iter().map(|by| (*by).to_owned()).collect(),
        show: show.to_vec(),
        percent_from: 30,
        ..Request::default()
    }
}

fn made(survey: &Survey, request: &Request) -> Table {
    crosstab(survey, &Groupings::new(), request).unwrap().0
}

fn with_nets(survey: &Survey, row: &str, nets: &[(&str, &[&str])]) -> Table {
    let terms = Terms { nets: groups(nets), ..Terms::default() };
    made(survey, &Request { terms, ..request(row, &[], &[]) })
}

fn count(table: &Table, row: &str, column: &str) -> Option<u64> {
    table.cell(row, column).unwrap_or_else(|| panic!("no {row} × {column}: {:?}", keys(table))).count
}

fn keys(table: &Table) -> Vec<&str> {
    table.stub.iter().map(|row| row.key.as_str()).collect()
}

fn has_note(table: &Table, words: &str) {
    assert!(table.notes.iter().any(|note| note.contains(words)), "no note says “{words}”: {:#?}", table.notes);
}

fn scale() -> Survey {
    Builder::new()
        .scale(
            "agree",
            &["No", "Rather no", "Neither", "Rather yes", "Yes", "~Not applicable", "!Won’t say"],
            "1233455567.-",
        )
        .single("size", &["Micro", "Small"], "112211221122")
        .build()
}

#[test]
fn a_net_stands_over_its_choices_and_is_their_sum() {
    let table =
        with_nets(&scale(), "agree", &[("Agree (net)", &["Rather yes", "Yes"]), ("Views", &["Agree (net)", "1"])]);
    assert_eq!(count(&table, "agree.net.agree-net", "total"), Some(4));
    assert_eq!(count(&table, "agree.net.views", "total"), Some(5));
    let levels: Vec<_> = table.stub.iter().map(|row| (row.key.as_str(), row.kind, row.level)).collect();
    let at = levels.iter().position(|row| row.0 == "agree.net.agree-net").unwrap();
    assert_eq!(levels[at], ("agree.net.agree-net", StubKind::Net, 0));
    assert_eq!((levels[at + 1].2, levels[at + 2].2), (1, 1));
    assert!((table.cell("agree.net.views", "total").unwrap().column_percent.unwrap() - 500.0 / 8.0).abs() < 1e-12);
}

#[test]
fn a_net_of_nobody_is_nought_and_one_of_what_is_outside_the_base_an_error() {
    let survey = Builder::new().single("size", &["Micro", "Small", "!No"], "").build();
    let table = with_nets(&survey, "size", &[("Any", &["Micro", "Small"])]);
    let cell = table.cell("size.net.any", "total").unwrap();
    assert_eq!((cell.count, cell.column_percent), (Some(0), None));
    let terms = Terms { nets: groups(&[("Any", &["Micro", "No"])]), ..Terms::default() };
    let error = crosstab(&survey, &Groupings::new(), &Request { terms, ..request("size", &[], &[]) }).unwrap_err();
    assert!(error.to_string().contains("not in the base"), "{error}");
}

#[test]
fn nets_of_the_questionnaire_are_in_every_table_and_those_of_a_table_win() {
    let survey = Builder::new()
        .single("size", &["Micro", "Small", "Large"], "112233")
        .with(|question| question.nets = groups(&[("Up to small", &["Micro", "Small"])]))
        .build();
    assert_eq!(count(&made(&survey, &request("size", &[], &[])), "size.net.up-to-small", "total"), Some(4));
    let table = with_nets(&survey, "size", &[("Up to small", &["Micro"])]);
    assert_eq!(count(&table, "size.net.up-to-small", "total"), Some(2));
}

#[test]
fn a_net_of_several_answers_counts_each_respondent_once() {
    let survey =
        Builder::new().multiple("with", &[("Adults", "xxo-o"), ("Children", "xox-o"), ("Pets", "ooo-o")]).build();
    let table = with_nets(&survey, "with", &[("People", &["Adults", "Children"])]);
    assert_eq!(count(&table, "with.net.people", "total"), Some(3));
    has_note(&table, "counts each respondent who ticked any");
    let terms =
        Terms { nets: groups(&[("People", &["Adults", "Children"])]), base: BaseOf::Responses, ..Terms::default() };
    let table = made(&survey, &Request { terms, ..request("with", &[], &[]) });
    assert_eq!((count(&table, "with.base", "total"), count(&table, "with.net.people", "total")), (Some(4), Some(4)));
    assert_eq!(table.cell("with.1", "total").unwrap().column_percent, Some(50.0));
    has_note(&table, "of answers and not of respondents");
    has_note(&table, "Base: 4 answers of 5 respondents.");
}

#[test]
fn to_tick_nothing_is_an_answer_only_where_the_questionnaire_says_so() {
    let build = |is_answer| {
        let survey = Builder::new().multiple("with", &[("Adults", "xoo-"), ("Children", "oox-")]);
        survey.with(move |question| question.unticked_is_answer = is_answer).build()
    };
    let of = |is_answer| count(&made(&build(is_answer), &request("with", &[], &[])), "with.base", "total");
    assert_eq!((of(false), of(true)), (Some(2), Some(3)));
    let table = made(&build(true), &request("with", &[], &[]));
    assert_eq!(count(&table, "with.nothing", "total"), Some(1));
}

#[test]
fn what_is_declared_to_be_in_the_base_has_percentages_and_is_said() {
    let included = Included::read(&["refused".to_owned(), "not-answered".to_owned()]).unwrap();
    let terms = Terms { included, ..Terms::default() };
    let table = made(&scale(), &Request { terms, ..request("agree", &[], &[]) });
    assert_eq!(count(&table, "agree.base", "total"), Some(10));
    assert_eq!(table.cell("agree.7", "total").unwrap().column_percent, Some(10.0));
    assert_eq!(table.cell("agree.missing.not-answered", "total").unwrap().column_percent, Some(10.0));
    has_note(&table, "Declared to be in the base");
    let terms = Terms { base: BaseOf::Asked, ..Terms::default() };
    let table = made(&scale(), &Request { terms, ..request("agree", &["size"], &[]) });
    assert_eq!(count(&table, "agree.base", "total"), Some(11));
    has_note(&table, "of all who were asked");
}

#[test]
fn all_asked_of_several_answers_has_everybody_but_those_not_asked() {
    let survey =
        Builder::new().multiple("with", &[("Adults", "xo.-?"), ("Children", "oo.-?"), ("!No", "oo.-?")]).build();
    let terms = Terms { base: BaseOf::Asked, ..Terms::default() };
    let table = made(&survey, &Request { terms, ..request("with", &[], &[]) });
    assert_eq!(count(&table, "with.base", "total"), Some(3));
    assert_eq!(table.cell("with.1", "total").unwrap().column_percent, Some(100.0 / 3.0));
    assert_eq!(count(&table, "with.missing.not-answered", "total"), Some(2));
}

#[test]
fn boxes_are_the_sum_of_their_steps_and_say_which() {
    let table = made(&scale(), &request("agree", &["size"], &[Measure::Count, Measure::Top(2), Measure::Bottom(1)]));
    assert_eq!(count(&table, "agree.top 2", "total"), Some(4));
    assert_eq!(count(&table, "agree.bottom 1", "size.micro"), Some(1));
    has_note(&table, "“Rather yes” and “Yes”");
}

#[test]
fn the_net_promoter_score_is_promoters_less_detractors() {
    let labels = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
    let survey = Builder::new().scale("likely", &labels, "1789aabbb").build();
    let table = made(&survey, &request("likely", &[], &[Measure::Nps, Measure::Interval]));
    let counts = ["promoters", "passives", "detractors"].map(|key| count(&table, &format!("likely.{key}"), "total"));
    let sum: u64 = counts.iter().flatten().sum();
    assert_eq!(Some(sum), count(&table, "likely.base", "total"));
    let value = |key: &str| table.cell(&format!("likely.{key}"), "total").unwrap().value.unwrap();
    let [promoters, _, detractors] = counts.map(|count| f64::from(u32::try_from(count.unwrap()).unwrap()));
    assert!((value("nps") - 100.0 * (promoters - detractors) / f64::from(u32::try_from(sum).unwrap())).abs() < 1e-9);
    let (from, to) = table.cell("likely.nps", "total").unwrap().interval.unwrap();
    assert!(from < value("nps") && value("nps") < to && to <= 100.0);
}

#[test]
fn a_ranking_says_who_put_an_item_among_the_first() {
    let survey = Builder::new()
        .ranking("barriers", &[("Time", &[1, 2, 3, 0]), ("Money", &[2, 1, 1, 0]), ("Room", &[3, 3, 2, 0])])
        .build();
    let table = made(&survey, &request("barriers", &[], &[Measure::Count, Measure::Top(2)]));
    let second: Vec<_> =
        table.stub.iter().filter(|row| row.key.ends_with(".top-2")).map(|row| row.label.as_str()).collect();
    assert_eq!(second, ["Ranked among the first 2", "Time", "Money", "Room"]);
    let place = table.stub.iter().position(|row| row.key.ends_with(".top-2") && row.label == "Time").unwrap();
    assert_eq!(table.cells[place][0].count, Some(2));
}

#[test]
fn an_index_is_against_the_total_and_there_is_none_without_one() {
    let survey =
        Builder::new().single("q", &["A", "B", "C"], "1122").single("size", &["Micro", "Small"], "1112").build();
    let table = made(&survey, &request("q", &["size"], &[Measure::Index, Measure::StandardError]));
    let cell = |row: &str, column: &str| table.cell(row, column).unwrap();
    assert!((cell("q.1", "size.micro").index.unwrap() - 400.0 / 3.0).abs() < 1e-9);
    assert_eq!((cell("q.1", "total").index, cell("q.3", "size.micro").index), (None, None));
    // √(0.25/3), in points.
    assert!((cell("q.1", "total").standard_error.unwrap() - 28.867_513_459_481_29).abs() < 1e-9);
    assert_eq!(cell("q.1", "size.small").standard_error, None);
}

#[test]
fn a_choice_against_everybody_else_leaves_out_who_stands_nowhere() {
    let survey = Builder::new()
        .single("q", &["A", "B"], "1122112")
        .single("size", &["Micro", "Small", "Large"], "123.123")
        .multiple("with", &[("Adults", "xxoo-oo"), ("Children", "oxxo-oo")])
        .build();
    let of = |by: &str| {
        let table = made(&survey, &request("q", &[by], &[]));
        let counts = table.cells[0].iter().map(|cell| cell.count.unwrap()).collect::<Vec<_>>();
        (table.banner.iter().map(|column| column.label.clone()).collect::<Vec<_>>(), counts)
    };
    let labels = |first: &str| ["Total", first, "Everybody else"].map(str::to_owned).to_vec();
    assert_eq!(of("size!Micro"), (labels("Micro"), vec![7, 2, 4]));
    assert_eq!(of("size!micro|3"), (labels("Micro or Large"), vec![7, 4, 2]));
    assert_eq!(of("with!Adults"), (labels("Adults"), vec![7, 2, 1]));
    for wrong in ["size!Mico", "size!", "nothing!Micro"] {
        assert!(crosstab(&survey, &Groupings::new(), &request("q", &[wrong], &[])).is_err(), "{wrong}");
    }
}

#[test]
fn the_total_stands_where_it_is_wanted() {
    let labels = |total| {
        let terms = Terms { total, ..Terms::default() };
        let table = made(&scale(), &Request { terms, ..request("agree", &["size"], &[]) });
        assert!(table.cells.iter().all(|cells| cells.len() == table.banner.len()));
        table.banner.iter().map(|column| column.label.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(labels(TotalPlace::Last), "Micro Small Total");
    assert_eq!(labels(TotalPlace::Nowhere), "Micro Small");
}

#[test]
fn a_grid_the_other_way_round_has_the_same_figures() {
    let survey = Builder::new()
        .grid("involved", &["Never", "Often", "!No"], &[("design", "1122."), ("running", "113-2")])
        .build();
    let there = made(&survey, &request("involved", &[], &[]));
    let terms = Terms { transpose: true, ..Terms::default() };
    let back = made(&survey, &Request { terms: terms.clone(), ..request("involved", &[], &[]) });
    for row in ["design", "running"] {
        for choice in ["1", "2"] {
            let one = there.cell(&format!("involved.{row}"), &format!("involved.{choice}")).unwrap();
            let other = back.cell(&format!("involved.{choice}"), &format!("involved.{row}")).unwrap();
            assert_eq!((one.count, one.row_percent), (other.count, other.column_percent), "{row} {choice}");
        }
    }
    assert_eq!(count(&back, "involved.3", "involved.design"), Some(0));
    assert_eq!(count(&back, "involved.3", "involved.running"), Some(1));
    assert!(crosstab(&scale(), &Groupings::new(), &Request { terms, ..request("agree", &["size"], &[]) }).is_err());
}

#[test]
fn a_grid_by_groups_is_one_compact_table_with_the_same_figures() {
    let survey = Builder::new()
        .grid("involved", &["Never", "Often", "!No"], &[("design", "1122."), ("running", "113-2")])
        .single("size", &["Micro", "Small"], "12122")
        .build();
    let there = made(&survey, &request("involved", &["size"], &[]));
    let terms = Terms { transpose: true, ..Terms::default() };
    let back = made(&survey, &Request { terms: terms.clone(), ..request("involved", &["size"], &[]) });
    let labels: Vec<&str> = back.stub.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(labels[1..4], ["Total", "Micro", "Small"]);
    assert_eq!(back.stub.len(), 8);
    for row in ["design", "running"] {
        for column in ["total", "size.micro", "size.small"] {
            for choice in ["1", "2"] {
                let one = there.cell(&format!("involved.{row}.{choice}"), column).unwrap();
                let other = back.cell(&format!("involved.{row}.{column}"), &format!("involved.{choice}")).unwrap();
                assert_eq!(
                    (one.count, one.column_percent),
                    (other.count, other.row_percent),
                    "{row} {column} {choice}"
                );
            }
        }
    }
    let last = Request { terms: Terms { total: TotalPlace::Last, ..terms }, ..request("involved", &["size"], &[]) };
    assert_eq!(made(&survey, &last).stub[3].label, "Total");
    // The tests are those of the table that has the groups across.
    let tested = Request { test: TestChoice::Auto, ..last };
    let across = Request { terms: Terms::default(), ..tested.clone() };
    let (down, across) = (made(&survey, &tested), made(&survey, &across));
    assert!(down.tests == across.tests && !down.tests.is_empty(), "{:?}", down.tests);
}

fn mean_has_interval(table: &Table) -> bool {
    table.cell("involved.design", "involved.mean").unwrap().interval.is_some()
}

#[test]
fn a_grid_with_its_scale_across_has_means_in_columns_of_their_own() {
    let survey = Builder::new()
        .grid(
            "involved",
            &["Never", "Seldom", "Often", "!No"],
            &[("design", "1132."), ("running", "113-2"), ("none", "-----")],
        )
        .single("size", &["Micro", "Small"], "12122")
        .build();
    let show = [Measure::Count, Measure::Mean, Measure::Median, Measure::StandardDeviation];
    let asked = |by: &[&str]| request("involved", by, &show);
    let sampled = |by: &[&str]| Request {
        show: [&show[..], &[Measure::Interval]].concat(),
        sampling: Sampling::Probability,
        ..request("involved", by, &show)
    };
    for (alone, by) in [(asked(&[]), asked(&["size"])), (sampled(&[]), sampled(&["size"]))] {
        let terms = Terms { transpose: true, ..Terms::default() };
        let (alone, across) = (made(&survey, &alone), made(&survey, &by));
        let compact = made(&survey, &Request { terms, ..by });
        for row in ["design", "running", "none"] {
            for measure in ["mean", "median", "sd"] {
                let head = format!("involved.{measure}");
                let of_all = alone.cell(&format!("involved.{row}"), &head).unwrap();
                for column in ["total", "size.micro", "size.small"] {
                    let theirs = across.cell(&format!("involved.{row}.{measure}"), column).unwrap();
                    let ours = compact.cell(&format!("involved.{row}.{column}"), &head).unwrap();
                    assert_eq!(
                        (ours.value, ours.interval),
                        (theirs.value, theirs.interval),
                        "{row} {measure} {column}"
                    );
                    assert!(column != "total" || of_all == ours, "{row} {measure}");
                }
            }
        }
        let mean = compact.banner.iter().find(|column| column.key == "involved.mean").unwrap();
        assert_eq!((mean.label.as_str(), mean.statistic), ("Mean", Some(Measure::Mean)));
        assert!(alone.banner.iter().filter(|column| column.statistic.is_some()).count() == 3);
        assert!(compact.notes.iter().any(|note| note.contains("equally far apart")), "{:?}", compact.notes);
        let by_t = |table: &Table| table.notes.iter().any(|note| note.contains("of means by t"));
        assert!(by_t(&compact) == by_t(&across) && by_t(&alone) == mean_has_interval(&alone));
    }
}

#[test]
fn a_net_that_one_question_lacks_is_named_and_the_table_goes_on() {
    let survey = Builder::new()
        .single("one", &["Yes", "Rather", "No"], "123")
        .single("two", &["Yes", "No"], "121")
        .numeric("n", &[Ok(1.0), Ok(2.0), Ok(3.0)])
        .build();
    let net = ("Yes (net)".to_owned(), vec!["Yes".to_owned(), "Rather".to_owned()]);
    let terms = Terms { nets: Groups(vec![net]), ..Terms::default() };
    let rows = ["one", "two", "n"].map(str::to_owned).to_vec();
    let request = Request { rows, terms, ..request("one", &[], &[]) };
    let (table, noticed) = crosstab(&survey, &Groupings::new(), &request).unwrap();
    assert_eq!(table.stub.iter().filter(|row| row.kind == StubKind::Net).count(), 1);
    let said: Vec<&str> = noticed.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("“two” has no row “Yes (net)”") && said[0].contains("“Rather”"), "{said:?}");
}

#[test]
fn quartiles_are_of_the_type_that_is_wanted() {
    let survey = Builder::new().numeric("n", &[Ok(1.0), Ok(2.0), Ok(3.0), Ok(4.0), Ok(10.0)]).build();
    let quartiles = |number: u8| {
        let terms = Terms { quantiles: Terms::quantile_type(number).unwrap(), ..Terms::default() };
        let table =
            made(&survey, &Request { terms, ..request("n", &[], &[Measure::TrimmedMean, Measure::StandardError]) });
        assert_eq!(table.cell("n.trimmed", "total").unwrap().value, Some(4.0));
        assert!((table.cell("n.se", "total").unwrap().value.unwrap() - (12.5_f64 / 5.0).sqrt()).abs() < 1e-12);
        ["q1", "median", "q3"].map(|key| table.cell(&format!("n.{key}"), "total").unwrap().value.unwrap())
    };
    assert_eq!((quartiles(7), quartiles(6)), ([2.0, 3.0, 4.0], [1.5, 3.0, 7.0]));
}

/// R’s survey 4.1: `svymean(~x, svydesign(ids = ~1, weights = w))` with w = .5 1 2 1.5 .8 .2 and x = 1 0 1 1 0 0, then 3 1 4 1 5 9.
#[test]
fn weighted_standard_errors_are_those_of_r() {
    let numbers = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0].map(Ok);
    let survey = Builder::new().single("q", &["Yes", "No"], "121122").numeric("n", &numbers).build();
    let weights = Weights::new("w", vec![vec![0.5, 1.0, 2.0, 1.5, 0.8, 0.2]]).unwrap();
    let rows = vec!["q".to_owned(), "n".to_owned()];
    let asked = Request { rows, weights: Some(Arc::new(weights)), ..request("q", &[], &[Measure::StandardError]) };
    let table = made(&survey, &asked);
    let share = table.cell("q.1", "total").unwrap().standard_error.unwrap();
    assert!((share - 22.127_576_225_823_5).abs() < 1e-9, "{share}");
    let mean = table.cell("n.se", "total").unwrap().value.unwrap();
    assert!((mean - 0.835_538_859_171_245).abs() < 1e-9, "{mean}");
}

const SHOW: [Measure; 11] = [
    Measure::Count,
    Measure::Weighted,
    Measure::ColumnPercent,
    Measure::Index,
    Measure::StandardError,
    Measure::Mean,
    Measure::TrimmedMean,
    Measure::WeightedBase,
    Measure::EffectiveBase,
    Measure::Top(2),
    Measure::Bottom(1),
];

type Answers = (char, char, [char; 3], Option<f64>, f64);

fn answers() -> impl Strategy<Value = Vec<Answers>> {
    let single = || prop::sample::select(vec!['1', '2', '3', '4', '5', '.', '-', '?']);
    let tick = prop::sample::select(vec!['x', 'o', '-', '?']);
    let number = prop::option::of(prop::sample::select(vec![0.0, 0.1, 7.0, -3.5]));
    let weight = prop::sample::select(vec![0.3, 1.0, 1.7, 12.25]);
    prop::collection::vec((single(), single(), prop::array::uniform3(tick), number, weight), 1..30)
}

fn survey(answers: &[Answers]) -> Survey {
    let text = |pick: &dyn Fn(&Answers) -> char| answers.iter().map(pick).collect::<String>();
    let ticks = [0, 1, 2].map(|place| text(&|a| a.2[place]));
    let numbers: Vec<_> = answers.iter().map(|a| a.3.ok_or(Missing::NotAnswered)).collect();
    Builder::new()
        .scale("agree", &["1", "2", "3", "~Not applicable", "!Won’t say"], &text(&|a| a.0))
        .single("size", &["Micro", "Small", "Large", "~Not applicable", "!Won’t say"], &text(&|a| a.1))
        .multiple("with", &[("Adults", &ticks[0]), ("Children", &ticks[1]), ("Pets", &ticks[2])])
        .numeric("people", &numbers)
        .build()
}

fn weighted(answers: &[Answers], of: impl Fn(&Answers) -> f64) -> Request {
    let weights = Weights::new("w", vec![answers.iter().map(of).collect()]).unwrap();
    let nets = groups(&[("Net", &["1", "2"]), ("All", &["Net", "3"])]);
    let rows = ["agree", "size", "with", "people"].map(str::to_owned).to_vec();
    let terms = Terms { nets, ..Terms::default() };
    Request {
        rows,
        terms,
        weights: Some(Arc::new(weights)),
        ..request("agree", &["size", "with", "size!Micro"], &SHOW)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn weights_of_one_are_as_none_cell_by_cell(answers in answers()) {
        let survey = survey(&answers);
        let ones = weighted(&answers, |_| 1.0);
        let with = made(&survey, &ones);
        let without = made(&survey, &Request { weights: None, ..ones });
        for (with, without) in with.cells.iter().flatten().zip(without.cells.iter().flatten()) {
            prop_assert_eq!(with.weighted.is_some(), without.count.is_some());
            let mut with = with.clone();
            with.weighted = None;
            prop_assert_eq!(&with, without);
        }
    }

    #[test]
    fn the_order_of_weighted_respondents_changes_no_bit(answers in answers(), turn in 0_usize..30) {
        let mut other = answers.clone();
        other.reverse();
        let places = other.len().max(1);
        other.rotate_left(turn % places);
        let one = made(&survey(&answers), &weighted(&answers, |a| a.4));
        prop_assert_eq!(one, made(&survey(&other), &weighted(&other, |a| a.4)));
    }

    #[test]
    fn nets_are_what_the_choices_put_together_are(answers in answers()) {
        let mut survey = survey(&answers);
        let put = |id: &str, from: &str| {
            let groups = groups(&[("Net", &["1", "2"])]);
            Recode { id: id.into(), from: Some(from.into()), groups, ..Recode::default() }
        };
        recode::apply(&mut survey, &[put("agree_net", "agree"), put("with_net", "with")]).unwrap();
        for (whole, merged) in [("agree", "agree_net"), ("with", "with_net")] {
            let terms = weighted(&answers, |a| a.4);
            let of = |row: &str, nets: bool| {
                let nets = if nets { terms.terms.clone() } else { Terms::default() };
                made(&survey, &Request { rows: vec![row.to_owned()], terms: nets, ..terms.clone() })
            };
            let (net, recoded) = (of(whole, true), of(merged, false));
            for column in ["total", "size.micro", "with.adults"] {
                let net = net.cell(&format!("{whole}.net.net"), column).unwrap();
                let recoded = recoded.cell(&format!("{merged}.1"), column).unwrap();
                prop_assert_eq!((net.count, net.weighted, net.column_percent), (recoded.count, recoded.weighted, recoded.column_percent));
            }
        }
    }

    #[test]
    fn percentages_of_responses_and_of_a_declared_base_add_up_to_a_hundred(answers in answers()) {
        let survey = survey(&answers);
        let included = Included::read(&["refused".to_owned(), "unknown".to_owned()]).unwrap();
        for (row, base) in [("with", BaseOf::Responses), ("agree", BaseOf::Asked), ("agree", BaseOf::Answered)] {
            let terms = Terms { base, included, ..Terms::default() };
            let asked = Request { terms, ..request(row, &["size"], &[]) };
            let weights = weighted(&answers, |a| a.4).weights;
            let table = made(&survey, &Request { weights, ..asked });
            for column in 0..table.banner.len() {
                let rows = table.stub.iter().zip(&table.cells).filter(|(row, _)| row.kind == StubKind::Choice);
                let shares: Vec<f64> = rows.filter_map(|(_, cells)| cells[column].column_percent).collect();
                let sum: f64 = shares.iter().sum();
                prop_assert!(shares.is_empty() || (sum - 100.0).abs() < 1e-9, "{} {} {}", row, column, sum);
            }
        }
    }

    #[test]
    fn doubling_the_weighted_answers_doubles_counts_and_keeps_percentages(answers in answers()) {
        let twice = [answers.clone(), answers.clone()].concat();
        let (once, twice) = (made(&survey(&answers), &weighted(&answers, |a| a.4)), made(&survey(&twice), &weighted(&twice, |a| a.4)));
        for (once, twice) in once.cells.iter().flatten().zip(twice.cells.iter().flatten()) {
            prop_assert_eq!(once.count.map(|count| 2 * count), twice.count);
            let close = |one: Option<f64>, other: Option<f64>| match (one, other) {
                (Some(one), Some(other)) => (one - other).abs() < 1e-9 * one.abs().max(1.0),
                (one, other) => one == other,
            };
            prop_assert!(close(once.weighted.map(|weight| 2.0 * weight), twice.weighted));
            prop_assert!(close(once.column_percent, twice.column_percent) && close(once.index, twice.index));
        }
    }
}
