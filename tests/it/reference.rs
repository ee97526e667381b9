//! What `src/stats` gives against R and SciPy, number by number. The files and the scripts that printed them stand in
//! `tests/reference/`.

use canvass::stats::chi_square::{adjusted_residuals, independence};
use canvass::stats::cramers_v::cramers_v;
use canvass::stats::distributions::{chi_square_upper, normal_upper};
use canvass::stats::moments::{moments, sorted};
use canvass::stats::quantile::{QuantileType, quantile};
use canvass::stats::{fisher, wilson};

/// The relative difference that closed forms and enumerations may have.
const CLOSE: f64 = 1e-9;

/// `chisq.test` gives V of an association that is not there as a rounding error, not as nought.
const NOUGHT: f64 = 1e-14;

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

fn counts(text: &str) -> Vec<Vec<u64>> {
    text.split('/').map(|row| row.split_whitespace().map(|count| count.parse().unwrap()).collect()).collect()
}

/// Our value of a line.
fn ours(method: &str, input: &str, quantity: &str) -> Option<f64> {
    match method {
        "wilson" => {
            let (part, whole) = input.split_once(' ')?;
            let interval = wilson::interval(part.parse().ok()?, whole.parse().ok()?, 0.95)?;
            Some(if quantity == "lower" { interval.lower } else { interval.upper })
        }
        "chi_square" => {
            let test = independence(&counts(input))?;
            match quantity {
                "statistic" => Some(test.statistic),
                "df" => Some(test.df as f64),
                _ => Some(test.p),
            }
        }
        "residual" => {
            let place = numbers(quantity);
            adjusted_residuals(&counts(input))[place[0] as usize - 1][place[1] as usize - 1]
        }
        "cramers_v" => {
            let v = cramers_v(&independence(&counts(input))?);
            if quantity == "corrected" { v.corrected } else { Some(v.v) }
        }
        "fisher" => fisher::exact(&counts(input)).map(|test| test.p),
        "moments" => {
            let moments = moments(&sorted(&numbers(input)))?;
            if quantity == "mean" { Some(moments.mean) } else { moments.sd }
        }
        "quantile" => {
            let (definition, p) = quantity.split_once(' ')?;
            let definition = match definition {
                "2" => QuantileType::Two,
                "6" => QuantileType::Six,
                "7" => QuantileType::Seven,
                _ => QuantileType::Eight,
            };
            quantile(&sorted(&numbers(input)), p.parse().ok()?, definition)
        }
        "chi_square_upper" => {
            let input = numbers(input);
            chi_square_upper(input[0], input[1])
        }
        "normal_upper" => Some(normal_upper(input.parse().ok()?)),
        _ => None,
    }
}

fn agrees_with(file: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let mut compared = 0;
    for line in text.lines().skip(1) {
        let [method, input, quantity, theirs] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let theirs: f64 = theirs.parse().unwrap();
        let ours = ours(method, input, quantity).unwrap_or_else(|| panic!("nothing for {line}"));
        let difference = (ours - theirs).abs();
        assert!(difference <= CLOSE * theirs.abs() || difference < NOUGHT, "{line}: we have {ours}");
        compared += 1;
    }
    assert!(compared > 100, "{file} has but {compared} numbers");
}

#[test]
fn statistics_agree_with_r() {
    agrees_with("tables-r.csv");
}

#[test]
fn statistics_agree_with_scipy() {
    agrees_with("tables-scipy.csv");
}
