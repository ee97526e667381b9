//! Coefficients of agreement against krippendorff, irrCAC, statsmodels, vcd and psych of R and formulas written out, number by number. The files and the
//! scripts that printed them stand in `tests/reference/`.

use canvass::stats::MISSING;
use canvass::stats::agreement::brennan_prediger::brennan_prediger;
use canvass::stats::agreement::cohen::{Weights, cohen_kappa};
use canvass::stats::agreement::fleiss::fleiss_kappa;
use canvass::stats::agreement::gwet::ac1;
use canvass::stats::agreement::krippendorff::{Metric, alpha};
use canvass::stats::agreement::percent::percent_agreement;
use canvass::stats::agreement::unitising::{Unit, bar_u_alpha, cu_alpha, u_alpha, unitising_alpha};
use canvass::stats::agreement::{Agreement, Ratings};

fn ratings(text: &str) -> Ratings {
    let codes: Vec<u32> = text
        .split(['/', ' '])
        .map(|code| if code == "." { MISSING } else { code.parse::<u32>().unwrap() - 1 })
        .collect();
    let coders = text.split('/').next().unwrap().split(' ').count();
    let categories = codes.iter().filter(|code| **code != MISSING).max().unwrap() + 1;
    Ratings::new(coders, categories as usize, codes).unwrap()
}

fn part(found: Agreement, quantity: &str) -> f64 {
    match quantity {
        "value" => found.value,
        "observed" => found.observed,
        "expected" => found.expected,
        "se" => found.standard_error.unwrap(),
        "lower" => found.interval.unwrap().lower,
        "upper" => found.interval.unwrap().upper,
        other => panic!("{other}"),
    }
}

fn of_units(input: &str, quantity: &str) -> f64 {
    let (length, coders) = input.split_once('/').unwrap();
    let length = length.parse().unwrap();
    let unit = |text: &str| {
        let numbers: Vec<u64> = text.split('-').map(|number| number.parse().unwrap()).collect();
        Unit { start: numbers[0], end: numbers[1], code: u32::try_from(numbers[2]).unwrap() }
    };
    let coders: Vec<Vec<Unit>> = coders.split('/').map(|units| units.split_whitespace().map(unit).collect()).collect();
    match quantity {
        "u" => u_alpha(&coders, length).unwrap().value,
        "bar" => bar_u_alpha(&coders, length).unwrap().value,
        "cu" => cu_alpha(&coders, length).unwrap().0.value,
        "covered" => cu_alpha(&coders, length).unwrap().1,
        _ => part(unitising_alpha(&coders).unwrap(), quantity),
    }
}

fn ours(method: &str, input: &str, quantity: &str) -> f64 {
    if method == "unitising" {
        return of_units(input, quantity);
    }
    let ratings = ratings(input);
    let values: Vec<f64> = (1..=ratings.categories()).map(|value| value as f64).collect();
    let found = match (method, quantity) {
        ("alpha", "nominal") => return alpha(&ratings, Metric::Nominal).unwrap().value,
        ("alpha", "ordinal") => return alpha(&ratings, Metric::Ordinal).unwrap().value,
        ("alpha", "interval") => return alpha(&ratings, Metric::Interval(&values)).unwrap().value,
        ("alpha", _) => return alpha(&ratings, Metric::Ratio(&values)).unwrap().value,
        ("fleiss", _) => fleiss_kappa(&ratings, 0.95),
        ("ac1", _) => ac1(&ratings, 0.95),
        ("brennan_prediger", _) => brennan_prediger(&ratings, 0.95),
        ("percent", _) => percent_agreement(&ratings, 0.95),
        ("cohen", _) => cohen_kappa(&ratings, Weights::None, 0.95),
        ("linear", _) => cohen_kappa(&ratings, Weights::Linear, 0.95),
        ("quadratic", _) => cohen_kappa(&ratings, Weights::Quadratic, 0.95),
        (other, _) => panic!("{other}"),
    };
    part(found.unwrap(), quantity)
}

#[test]
fn every_number_agrees_to_a_thousandth_of_a_millionth() {
    assert!(compared("agreement.csv") >= 150);
}

#[test]
fn every_number_of_r_agrees_to_a_thousandth_of_a_millionth() {
    assert_eq!(compared("agreement-r.csv"), 41);
}

/// How many numbers of a file agree, where all do.
fn compared(name: &str) -> usize {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(name);
    let mut compared = 0;
    let mut apart = Vec::new();
    for record in csv::Reader::from_path(path).unwrap().records() {
        let record = record.unwrap();
        let theirs: f64 = record[3].parse().unwrap();
        let ours = ours(&record[0], &record[1], &record[2]);
        // The quantile of t is searched for.
        let near = if matches!(&record[2], "lower" | "upper") { 1e-6 } else { 1e-9 };
        let close = (ours - theirs).abs() <= near * theirs.abs().max(1e-3);
        if !close {
            apart.push(format!("{} {} of {:.40}: {ours} and not {theirs}", &record[0], &record[2], &record[1]));
        }
        compared += 1;
    }
    assert!(apart.is_empty(), "{apart:#?}");
    compared
}
