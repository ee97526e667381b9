//! Intervals of ε², τ-b and φ, and Cronbach’s α under weights, against R (`tests/reference/effects.R`).

use canvass::stats::cronbach::{cronbach, weighted_covariances};
use canvass::stats::effects::association::{phi, phi_interval};
use canvass::stats::effects::ranks::{epsilon_squared_interval, tau_b_interval};
use canvass::stats::frequency::Frequencies;
use canvass::stats::ranks::kendall::kendall;
use canvass::stats::ranks::kruskal_wallis::kruskal_wallis;

fn numbers<T: std::str::FromStr>(case: &str) -> Vec<Vec<T>> {
    let number = |text: &str| text.parse::<T>().unwrap_or_else(|_| panic!("{case}"));
    case.split(' ').map(|group| group.split(':').map(number).collect()).collect()
}

fn epsilon(case: &str, figure: &str) -> f64 {
    let groups: Vec<Frequencies> = numbers::<f64>(case).iter().map(|values| Frequencies::of_values(values)).collect();
    let test = kruskal_wallis(&groups).unwrap();
    let ends = epsilon_squared_interval(&test, 0.95).unwrap();
    match figure {
        "value" => test.epsilon_squared,
        "lower" => ends.lower,
        _ => ends.upper,
    }
}

fn tau(case: &str, figure: &str) -> f64 {
    let table = numbers::<u64>(case);
    let ends = tau_b_interval(&table, 0.95).unwrap();
    match figure {
        "value" => kendall(&table).unwrap().tau_b,
        "lower" => ends.lower,
        _ => ends.upper,
    }
}

fn four_cells(case: &str, figure: &str) -> f64 {
    let table = numbers::<u64>(case);
    let ends = phi_interval(&table, 0.95).unwrap();
    match figure {
        "value" => phi(&table).unwrap(),
        "lower" => ends.lower,
        _ => ends.upper,
    }
}

fn alpha(case: &str) -> f64 {
    let text = include_str!("../reference/designs-data.csv");
    let heads: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let column = |name: &str| heads.iter().position(|head| *head == name).unwrap();
    let items: Vec<usize> = case.split('+').map(column).collect();
    let weight = column("w");
    let rows = |each: &mut dyn FnMut(&[f64], f64)| {
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let values: Option<Vec<f64>> = items.iter().map(|&item| cells[item].parse().ok()).collect();
            if let Some(values) = values {
                each(&values, cells[weight].parse().unwrap());
            }
        }
    };
    let (covariances, n) = weighted_covariances(items.len(), rows).unwrap();
    #[allow(clippy::cast_precision_loss, reason = "a few rows")]
    cronbach(&covariances, n as f64, 0.95).unwrap().alpha
}

#[test]
fn effects_and_reliability_are_those_of_r() {
    let mut compared = 0;
    for line in include_str!("../reference/effects-r.csv").lines().skip(1) {
        let [kind, case, figure, value] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let theirs: f64 = value.parse().unwrap();
        // Ends are searched for, and derivatives taken numerically.
        let (ours, near) = match (kind, figure) {
            ("epsilon", figure) => (epsilon(case, figure), 1e-6),
            ("tau", figure) => (tau(case, figure), 1e-6),
            ("phi", figure) => (four_cells(case, figure), 1e-9),
            _ => (alpha(case), 1e-9),
        };
        assert!((ours - theirs).abs() <= near * theirs.abs().max(1e-3), "{line}: {ours}");
        compared += 1;
    }
    assert_eq!(compared, 55);
}
