//! The quantities that `designs.R` prints, by the words it prints them under.

use canvass::stats::design::domain_means::domain_means;
use canvass::stats::design::effect::{mean_effect, total_effect};
use canvass::stats::design::estimates::{self, Estimates};
use canvass::stats::design::group_tests::{self, RankScore, Ranking, Ties};
use canvass::stats::design::proportion_interval::{ProportionInterval, interval, proportion};
use canvass::stats::design::quantile_interval::{QuantileOptions, quantile};
use canvass::stats::design::rao_scott::{TableTest, independence};
use canvass::stats::design::replicates::Replicates;
use canvass::stats::design::table::TableEstimate;
use canvass::stats::weighting::effective_base::effective_base;
use canvass::stats::weighting::moments::weighted_moments;
use canvass::stats::weighting::quantile::WeightedQuantile;

use super::sample::Sample;

/// How far a quantity may be from R's, relative to it.
pub fn tolerance(quantity: &str) -> f64 {
    let of = |words: &[&str]| words.iter().any(|word| quantity.contains(word));
    if of(&["likelihood"]) {
        // The bar of R's profile holds the information of the last but one step of its regression, ours that of the estimate.
        return 2e-4;
    }
    // Logits are fitted, quantiles of t and beta searched for, raking and calibration repeated until they agree.
    if of(&["ciprop", "weight", "-lower", "-upper", "quantile-se"]) { 1e-6 } else { 1e-8 }
}

/// Our value of a quantity under a design.
pub fn estimated(sample: &Sample, domain: bool, quantity: &str) -> Option<f64> {
    let domain = domain.then_some(sample.domain.as_slice());
    let words: Vec<&str> = quantity.split(' ').collect();
    let design = &sample.design;
    let column = if words.get(1) == Some(&"x") { &sample.x } else { &sample.y };
    match words[0] {
        "total" | "total-se" => value_or_error(estimates::totals(design, &[column], domain).ok()?, 0, words[0]),
        "mean" | "mean-se" => value_or_error(estimates::means(design, &[column], domain).ok()?, 0, words[0]),
        "total-deff" => total_effect(design, column, domain).ok()?.without_replacement,
        "mean-deff" => mean_effect(design, column, domain).ok()?.without_replacement,
        "mean-deff-replace" => mean_effect(design, column, domain).ok()?.with_replacement,
        "ratio" | "ratio-se" => {
            value_or_error(estimates::ratio(design, &sample.y, &sample.x, domain).ok()?, 0, words[0])
        }
        "variance" => {
            let inside = |row: &usize| domain.is_none_or(|domain| domain[*row]);
            let rows: Vec<usize> = (0..column.len()).filter(inside).collect();
            weighted_moments(rows.iter().map(|&row| (column[row], sample.weights[row])))?.variance
        }
        "df" => Some(design.degrees_of_freedom(domain) as f64),
        "share" | "share-se" | "share-cov" | "count-se" => shares(sample, domain, &words),
        "parts-difference" | "parts-se" => {
            let inside = |row: usize| domain.is_none_or(|domain| domain[row]);
            let rows = 0..sample.y.len();
            let parts = [
                rows.clone().map(|row| inside(row) && sample.yes[row] == 1.0).collect(),
                rows.map(|row| inside(row) && sample.a[row] == 0).collect(),
            ];
            let (difference, error) = domain_means(design, &sample.y, &parts, domain).ok()?.contrast(&[1.0, -1.0]);
            Some(if words[0] == "parts-se" { error } else { difference })
        }
        "effective" => Some(effective_base(sample.weights.iter().copied())?.base),
        "weighting-effect" => Some(effective_base(sample.weights.iter().copied())?.design_effect),
        "weight-smallest" => sample.weights.iter().copied().reduce(f64::min),
        "weight-largest" => sample.weights.iter().copied().reduce(f64::max),
        "weight-third" => Some(sample.weights[2]),
        chisq if chisq.starts_with("chisq") => {
            let count =
                |codes: &[u32]| codes.iter().filter(|&&code| code < 100).max().map_or(0, |&most| most as usize + 1);
            let (a, b) = ((sample.a.as_slice(), count(&sample.a)), (sample.b.as_slice(), count(&sample.b)));
            table_test(&TableEstimate::linearised(design, a, b, domain).ok()?, &words)
        }
        "ciprop-lower" | "ciprop-upper" => {
            let ends = interval(&proportion(design, &sample.yes, domain).ok()?, interval_named(words[1]), 0.95)?;
            Some(if words[0] == "ciprop-lower" { ends.lower } else { ends.upper })
        }
        _ => group_test(sample, domain, &words).or_else(|| of_quantile(sample, domain, &words)),
    }
}

/// Our value of a quantity under replicates.
pub fn replicated(sample: &Sample, replicates: &Replicates, quantity: &str) -> Option<f64> {
    let words: Vec<&str> = quantity.split(' ').collect();
    match words[0] {
        "scale" => Some(replicates.scale),
        "df" => Some(replicates.degrees_of_freedom(None)),
        "total-se" => Some(replicates.totals(&[&sample.y], None).ok()?.standard_error(0)),
        "mean-se" => {
            let domain = (words[1] == "domain").then_some(sample.domain.as_slice());
            Some(replicates.means(&[&sample.y], domain).ok()?.standard_error(0))
        }
        "ratio-se" => Some(replicates.ratio(&sample.y, &sample.x, None).ok()?.standard_error(0)),
        _ => table_test(&TableEstimate::replicated(replicates, (&sample.a, 2), (&sample.b, 4), None).ok()?, &words),
    }
}

fn value_or_error(estimates: Estimates, figure: usize, word: &str) -> Option<f64> {
    if word.ends_with("-se") { Some(estimates.standard_error(figure)) } else { estimates.values.get(figure).copied() }
}

fn shares(sample: &Sample, domain: Option<&[bool]>, words: &[&str]) -> Option<f64> {
    let categories = sample.b.iter().filter(|&&code| code < 100).max().map_or(0, |&most| most as usize + 1);
    let place = words[1].parse::<usize>().ok()? - 1;
    if words[0] == "count-se" {
        let totals = estimates::category_totals(&sample.design, &sample.b, categories, domain).ok()?;
        return Some(totals.standard_error(place));
    }
    let shares = estimates::proportions(&sample.design, &sample.b, categories, domain).ok()?;
    match words[0] {
        "share-cov" => Some(shares.covariance.get(0, 1)),
        word => value_or_error(shares, place, word),
    }
}

fn table_test(table: &TableEstimate, words: &[&str]) -> Option<f64> {
    let test = match words[1] {
        "F" => TableTest::SecondOrder,
        "Chisq" => TableTest::FirstOrder,
        "Wald" => TableTest::Wald,
        _ => TableTest::AdjustedWald,
    };
    let result = independence(table, test).ok()?;
    match words[0] {
        "chisq" => Some(result.statistic),
        "chisq-df" => Some(result.df),
        "chisq-ddf" => result.denominator_df,
        _ => Some(result.p),
    }
}

fn group_test(sample: &Sample, domain: Option<&[bool]>, words: &[&str]) -> Option<f64> {
    let design = &sample.design;
    let ranking = || Ranking {
        score: match words[1] {
            "wilcoxon" => RankScore::Rank,
            "vanderWaerden" => RankScore::Normal,
            _ => RankScore::Median,
        },
        ties: Ties::RowOrder,
    };
    let t = || group_tests::t_test(design, &sample.y, &sample.a, domain).ok();
    let rank = || group_tests::rank_test(design, &sample.y, &sample.a, ranking(), domain).ok();
    match words[0] {
        "ttest" => Some(t()?.t),
        "ttest-df" => Some(t()?.df),
        "ttest-p" => Some(t()?.p),
        "ttest-lower" => Some(t()?.interval.lower),
        "ttest-upper" => Some(t()?.interval.upper),
        "means-F" => Some(group_tests::means_differ(design, &sample.y, (&sample.g, 3), domain).ok()?.f),
        "means-p" => Some(group_tests::means_differ(design, &sample.y, (&sample.g, 3), domain).ok()?.p),
        "rank" => Some(rank()?.t),
        "rank-p" => Some(rank()?.p),
        "rank-difference" => Some(rank()?.difference),
        "ranks-p" => Some(group_tests::ranks_differ(design, &sample.y, (&sample.g, 3), ranking(), domain).ok()?.p),
        _ => None,
    }
}

fn of_quantile(sample: &Sample, domain: Option<&[bool]>, words: &[&str]) -> Option<f64> {
    let mut options = QuantileOptions::default();
    let mut p = 0.5;
    if words[0].starts_with("median") {
        options.interval = interval_named(words[1]);
    } else {
        p = words[2].parse().ok()?;
        options.definition = match words[1] {
            "math" => WeightedQuantile::Math,
            "school" => WeightedQuantile::School,
            "hf6" => WeightedQuantile::Six,
            _ => WeightedQuantile::Seven,
        };
    }
    let estimate = quantile(&sample.design, &sample.y, p, &options, domain).ok()?;
    match words[0] {
        "quantile" => Some(estimate.value),
        "quantile-se" => estimate.standard_error,
        "quantile-lower" | "median-lower" => estimate.lower,
        "median-upper" => estimate.upper,
        _ => None,
    }
}

fn interval_named(name: &str) -> ProportionInterval {
    match name {
        "logit" => ProportionInterval::Logit,
        "likelihood" => ProportionInterval::Likelihood,
        "asin" => ProportionInterval::Arcsin,
        "beta" => ProportionInterval::Beta,
        "mean" => ProportionInterval::Mean,
        _ => ProportionInterval::Xlogit,
    }
}
