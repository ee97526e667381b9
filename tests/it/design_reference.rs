//! What `src/stats/design` and `src/stats/weighting` give against R's survey, number by number: on a sample made up for the tests, and on R's api
//! data where the shared folder is at hand.

mod quantities;
mod sample;

use std::path::{Path, PathBuf};

use canvass::stats::design::make_replicates::{half_samples, jackknife, jackknife_one};
use canvass::stats::design::replicates::Replicates;
use canvass::stats::design::sample::SingleUnit;

use quantities::{estimated, replicated, tolerance};
use sample::{Columns, Sample};

fn reference() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference")
}

/// Compares every line of a file with what `ours` gives for its sample and quantity; how many lines there were.
fn compare(file: &str, ours: &dyn Fn(&str, &str) -> Option<f64>) -> usize {
    let text = std::fs::read_to_string(reference().join(file)).unwrap();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for line in text.lines().skip(1) {
        let [sample, quantity, theirs] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let theirs: f64 = theirs.parse().unwrap();
        compared += 1;
        match ours(sample, quantity) {
            Some(ours) if (ours - theirs).abs() <= tolerance(quantity) * theirs.abs() => {}
            // What the weights fix has no error left but rounding.
            Some(ours)
                if (quantity.contains("-se") || quantity.contains("-cov")) && ours.abs().max(theirs.abs()) < 1e-9 => {}
            ours => wrong.push(format!("{line}: we have {ours:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
    compared
}

#[test]
fn estimates_and_tests_under_designs_agree_with_r() {
    let data = Columns::read(&reference().join("designs-data.csv"));
    let samples = Sample::generated(&data);
    let replicates = replicates(&data);
    let compared = compare("designs-r.csv", &|name, quantity| {
        if let Some((_, replicates)) = replicates.iter().find(|(of, _)| *of == name) {
            return replicated(&samples["clusters"], replicates, quantity);
        }
        let (name, domain) = name.strip_suffix("+domain").map_or((name, false), |name| (name, true));
        estimated(samples.get(name)?, domain, quantity)
    });
    assert!(compared > 1_000, "{compared}");
}

#[test]
fn the_api_samples_agree_with_r() {
    let folder = crate::exported::shared("survey-reference");
    if !folder.join("apiclus1.csv").is_file() {
        crate::exported::skipped("survey-reference/apiclus1.csv is not here");
        return;
    }
    let samples = Sample::api(&folder);
    let compared = compare("designs-api-r.csv", &|name, quantity| {
        let (name, domain) = name.strip_suffix("+domain").map_or((name, false), |name| (name, true));
        estimated(samples.get(name)?, domain, quantity)
    });
    assert!(compared > 200, "{compared}");
}

/// The replicates that R's script makes, and those that it drew.
fn replicates(data: &Columns) -> Vec<(&'static str, Replicates)> {
    let clusters = Sample::clusters(data, &["stratum"], "cluster", SingleUnit::Fail, Some("n1"));
    let jkn = jackknife(&clusters).unwrap();
    let jk1 = jackknife_one(&Sample::clusters(data, &[], "cluster", SingleUnit::Fail, None)).unwrap();
    let drawn = Columns::read(&reference().join("designs-bootstrap.csv"));
    let columns: Vec<Vec<f64>> = (1..=40).map(|number| drawn.numbers(&format!("V{number}"))).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let text = std::fs::read_to_string(reference().join("designs-r.csv")).unwrap();
    let scale = text.lines().find_map(|line| line.strip_prefix("boot,scale,")).unwrap().parse().unwrap();
    let boot = Replicates::given(&data.numbers("w"), &columns, false, (scale, &[1.0; 40]), false).unwrap();
    let mut mse = jkn.clone();
    mse.mse = true;
    let pairs = Sample::pairs(data);
    let brr = half_samples(&pairs, 0.0).unwrap();
    let fay = half_samples(&pairs, 0.3).unwrap();
    vec![("jkn", jkn), ("jk1", jk1), ("boot", boot), ("boot-mse", mse), ("brr", brr), ("fay", fay)]
}
