//! Tests of means, ranks and proportions, effect sizes, intervals and questions with several answers against R, SciPy and
//! statsmodels, number by number. The files and the scripts that printed them stand in `tests/reference/`.

use canvass::stats::centre::{mean_interval, median_interval};
use canvass::stats::chi_square::{ChiSquare, independence, likelihood_ratio, yates};
use canvass::stats::cronbach::cronbach;
use canvass::stats::distributions::{chi_square_upper, f_upper, t_quantile, t_two_sided};
use canvass::stats::effects::association::{cramers_v_interval, phi};
use canvass::stats::effects::explained::eta_squared_interval;
use canvass::stats::effects::mean_difference::standardised_difference;
use canvass::stats::frequency::{Frequencies, Group};
use canvass::stats::means::{anova, two_means};
use canvass::stats::multiplicity::{Correction, adjusted};
use canvass::stats::noncentral::{chi_square_lower, f_lower, t_lower};
use canvass::stats::nps;
use canvass::stats::proportions::columns::{ColumnRules, ColumnShare, compare_shares};
use canvass::stats::proportions::difference::{difference, odds_ratio};
use canvass::stats::proportions::intervals::{ProportionInterval, proportion_interval};
use canvass::stats::proportions::two_by_two::fisher_two_groups;
use canvass::stats::quantile::{QuantileType, quantile_of_counts, trimmed_mean};
use canvass::stats::ranks::kendall::{jonckheere_terpstra, kendall};
use canvass::stats::ranks::kruskal_wallis::kruskal_wallis;
use canvass::stats::ranks::mann_whitney::{mann_whitney, rank_biserial_interval};
use canvass::stats::ranks::median_test::median_test;
use canvass::stats::ranks::spearman::spearman;
use canvass::stats::several_answers::marginal::{
    ItemsByGroup, MarginalIndependence, Pattern, multiple_by_multiple, single_by_multiple,
};
use canvass::stats::wilson::Interval;

/// The relative difference that closed forms may have, and those that are searched for.
const CLOSED: f64 = 1e-9;
const SEARCHED: f64 = 1e-6;

/// R gives a difference that is not there as a rounding error, not as nought.
const NOUGHT: f64 = 1e-13;

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

fn rows(text: &str) -> Vec<Vec<f64>> {
    text.split('/').map(numbers).collect()
}

fn counts(text: &str) -> Vec<Vec<u64>> {
    text.split('/').map(|row| row.split_whitespace().map(|count| count.parse().unwrap()).collect()).collect()
}

fn groups(text: &str) -> Vec<Frequencies> {
    rows(text).iter().map(|values| Frequencies::of_values(values)).collect()
}

fn summaries(text: &str) -> Vec<Group> {
    groups(text).iter().map(|group| group.group().unwrap()).collect()
}

fn end(interval: Interval, quantity: &str) -> Option<f64> {
    Some(if quantity == "lower" { interval.lower } else { interval.upper })
}

fn of_means(test: two_means::TwoMeans, quantity: &str) -> Option<f64> {
    match quantity {
        "t" => Some(test.t),
        "df" => Some(test.df),
        "p" => Some(test.p),
        _ => end(test.interval, quantity),
    }
}

fn of_anova(test: anova::Anova, quantity: &str) -> Option<f64> {
    Some(match quantity {
        "f" => test.f,
        "df2" => test.df2,
        "p" => test.p,
        "eta_squared" => test.eta_squared,
        _ => test.omega_squared,
    })
}

fn of_chi_square(test: ChiSquare, quantity: &str) -> Option<f64> {
    Some(if quantity == "statistic" { test.statistic } else { test.p })
}

fn means(method: &str, input: &str, quantity: &str) -> Option<f64> {
    let groups = summaries(input);
    match method {
        "welch" => of_means(two_means::welch(&groups[0], &groups[1], 0.95)?, quantity),
        "pooled" => of_means(two_means::pooled(&groups[0], &groups[1], 0.95)?, quantity),
        "overlapping" => of_means(two_means::overlapping(&groups[0], &groups[1], 1.0, 0.95)?, quantity),
        "anova" => of_anova(anova::one_way(&groups)?, quantity),
        "welch_anova" => of_anova(anova::welch(&groups)?, quantity),
        "mean_interval" => end(mean_interval(&groups[0], 0.95)?, quantity),
        "eta_interval" => end(eta_squared_interval(&anova::one_way(&groups)?, 0.95)?, quantity),
        "cohen" => {
            let effect = standardised_difference(&groups[0], &groups[1], 0.95)?;
            match quantity {
                "d" => Some(effect.d),
                "g" => Some(effect.g),
                _ => end(effect.interval, quantity),
            }
        }
        _ => None,
    }
}

fn ranks(method: &str, input: &str, quantity: &str) -> Option<f64> {
    let groups = groups(input);
    match method {
        "mann_whitney" => {
            let test = mann_whitney(&groups[0], &groups[1])?;
            Some(if quantity == "u" { test.u } else { test.p })
        }
        "rank_biserial" if quantity == "r" => Some(mann_whitney(&groups[0], &groups[1])?.rank_biserial),
        "rank_biserial" => end(rank_biserial_interval(&groups[0], &groups[1], 0.95)?, quantity),
        "kruskal_wallis" => {
            let test = kruskal_wallis(&groups)?;
            match quantity {
                "h" => Some(test.h),
                "chi_square_p" => chi_square_upper(test.h, test.df as f64),
                _ => test.exact.then_some(test.p),
            }
        }
        "median_test" => {
            let test = median_test(&groups)?;
            Some(match quantity {
                "median" => test.median,
                "chi_square" => test.chi_square.statistic,
                "exact" => test.fisher.p,
                _ => test.chi_square.p,
            })
        }
        "jonckheere" => {
            let test = jonckheere_terpstra(&groups)?;
            Some(match quantity {
                "j" => test.j,
                "z" => test.z,
                _ => test.p,
            })
        }
        _ => None,
    }
}

fn tables(method: &str, input: &str, quantity: &str) -> Option<f64> {
    let table = counts(input);
    match method {
        "kendall" => kendall(&table).map(|test| if quantity == "p" { test.p } else { test.tau_b }),
        "spearman" => spearman(&table).map(|test| if quantity == "p" { test.p } else { test.rho }),
        "yates" => of_chi_square(yates(&table)?, quantity),
        "likelihood_ratio" => of_chi_square(likelihood_ratio(&table)?, quantity),
        "phi" => phi(&table),
        "v_interval" => end(cramers_v_interval(&independence(&table)?, 0.95)?, quantity),
        "fisher_two_groups" => {
            let column = |column: usize| (table[0][column], table[0][column] + table[1][column]);
            fisher_two_groups(column(0), column(1))
        }
        _ => None,
    }
}

fn proportions(method: &str, input: &str, quantity: &str) -> Option<f64> {
    let pairs = counts(input);
    let (first, second) = ((pairs[0][0], pairs[0][1]), pairs.get(1).map_or((0, 0), |pair| (pair[0], pair[1])));
    let kind = match method {
        "clopper_pearson" => ProportionInterval::ClopperPearson,
        "wilson_corrected" => ProportionInterval::WilsonCorrected,
        "agresti_coull" => ProportionInterval::AgrestiCoull,
        "jeffreys" => ProportionInterval::Jeffreys,
        "difference" if quantity == "p" => return difference(first, second, 0.95)?.p,
        "difference" => return end(difference(first, second, 0.95)?.interval, quantity),
        _ => {
            let odds = odds_ratio(first, second, 0.95)?;
            return if quantity == "ratio" { Some(odds.ratio) } else { end(odds.interval, quantity) };
        }
    };
    end(proportion_interval(kind, first.0, first.1, 0.95)?, quantity)
}

fn columns(input: &str, quantity: &str) -> Option<f64> {
    let input = numbers(input);
    let share = |at: usize| ColumnShare { share: input[at], base: input[at + 1], counts: None };
    let rules = if quantity == "student" { ColumnRules::DIMENSIONS } else { ColumnRules::ASKIA };
    let test = compare_shares(&share(0), &share(2), input[4], &rules).ok()?;
    if quantity == "z" { test.statistic } else { Some(test.p) }
}

fn promoters(input: &str, quantity: &str) -> Option<f64> {
    let input = &counts(input)[0];
    let score = nps::of_counts(input[0], input[1], input[2], 0.95)?;
    match quantity {
        "score" => Some(score.score),
        "standard_error" => Some(score.standard_error),
        _ => end(score.interval, quantity),
    }
}

fn of_several_answers(test: MarginalIndependence, quantity: &str) -> Option<f64> {
    let second = test.second_order?;
    Some(match quantity {
        "statistic" => test.statistic,
        "p" => test.p,
        "second" => second.statistic,
        "df2" => second.df,
        _ => second.p,
    })
}

fn ticks(text: &str) -> Vec<bool> {
    text.chars().map(|tick| tick == '1').collect()
}

fn several_answers(method: &str, input: &str, quantity: &str) -> Option<f64> {
    let lines = input.split('/').map(|line| line.split(' ').collect::<Vec<_>>());
    if method == "multiple_by_multiple" {
        let pattern = |line: Vec<&str>| Pattern {
            first: ticks(line[0]),
            second: ticks(line[1]),
            count: line[2].parse().unwrap(),
        };
        return of_several_answers(multiple_by_multiple(&lines.map(pattern).collect::<Vec<_>>())?, quantity);
    }
    let mut table = ItemsByGroup { sizes: Vec::new(), joint: Vec::new() };
    for line in lines {
        let (group, ticks, count) =
            (line[0].parse::<usize>().unwrap(), ticks(line[1]), line[2].parse::<u64>().unwrap());
        if table.sizes.len() <= group {
            table.sizes.resize(group + 1, 0);
            table.joint.resize(group + 1, vec![vec![0; ticks.len()]; ticks.len()]);
        }
        table.sizes[group] += count;
        for one in (0..ticks.len()).filter(|&item| ticks[item]) {
            for other in (0..ticks.len()).filter(|&item| ticks[item]) {
                table.joint[group][one][other] += count;
            }
        }
    }
    of_several_answers(single_by_multiple(&table)?, quantity)
}

fn items(input: &str, quantity: &str) -> Option<f64> {
    let (n, covariances) = input.split_once('|')?;
    let found = cronbach(&rows(covariances), n.parse().ok()?, 0.95)?;
    if quantity == "alpha" { Some(found.alpha) } else { end(found.interval?, quantity) }
}

/// Which answer of 1 to n begins the interval of the median, and what it covers.
fn median_rank(input: &str, quantity: &str) -> Option<f64> {
    let input = numbers(input);
    let answers = Frequencies::of_pairs((1..=input[0] as u64).map(|answer| (answer as f64, 1)));
    let found = median_interval(&answers, input[1])?;
    Some(if quantity == "k" { found.interval.lower } else { found.coverage })
}

fn ours(method: &str, input: &str, quantity: &str) -> Option<f64> {
    let correction = |kind| adjusted(&numbers(input).into_iter().map(Some).collect::<Vec<_>>(), kind);
    let place = || quantity.parse::<usize>().unwrap() - 1;
    let number = |at: usize| numbers(input)[at];
    match method {
        "welch" | "pooled" | "overlapping" | "anova" | "welch_anova" | "mean_interval" | "eta_interval" | "cohen" => {
            means(method, input, quantity)
        }
        "mann_whitney" | "rank_biserial" | "kruskal_wallis" | "median_test" | "jonckheere" => {
            ranks(method, input, quantity)
        }
        "kendall" | "spearman" | "yates" | "likelihood_ratio" | "phi" | "v_interval" | "fisher_two_groups" => {
            tables(method, input, quantity)
        }
        "clopper_pearson" | "wilson_corrected" | "agresti_coull" | "jeffreys" | "difference" | "odds_ratio" => {
            proportions(method, input, quantity)
        }
        "columns" => columns(input, quantity),
        "bonferroni" => correction(Correction::Bonferroni)[place()],
        "holm" => correction(Correction::Holm)[place()],
        "BH" => correction(Correction::BenjaminiHochberg)[place()],
        "quantile" => {
            let (definition, p) = quantity.split_once(' ')?;
            let definition = QuantileType::numbered(definition.parse().ok()?)?;
            quantile_of_counts(&groups(input)[0], p.parse().ok()?, definition)
        }
        "trimmed_mean" => trimmed_mean(&groups(input)[0], quantity.parse().ok()?),
        "median_rank" => median_rank(input, quantity),
        "cronbach" => items(input, quantity),
        "nps" => promoters(input, quantity),
        "multiple_by_multiple" | "single_by_multiple" => several_answers(method, input, quantity),
        "t_two_sided" => t_two_sided(number(0), number(1)),
        "t_quantile" => t_quantile(number(0), number(1)),
        "f_upper" => f_upper(number(0), number(1), number(2)),
        "noncentral_chi_square" => chi_square_lower(number(0), number(1), number(2)),
        "noncentral_f" => f_lower(number(0), number(1), number(2), number(3)),
        "noncentral_t" => t_lower(number(0), number(1), number(2)),
        _ => None,
    }
}

/// Whether a number comes from a search or a sum that R itself ends early.
fn is_searched(method: &str, quantity: &str) -> bool {
    match method {
        "v_interval" | "eta_interval" | "noncentral_chi_square" | "noncentral_f" | "noncentral_t" => true,
        "cohen" | "nps" => matches!(quantity, "lower" | "upper"),
        _ => false,
    }
}

fn agrees_with(file: &str, at_least: usize) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let mut wrong = Vec::new();
    for line in text.lines().skip(1) {
        let [method, input, quantity, theirs] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let theirs: f64 = theirs.parse().unwrap();
        let close = if is_searched(method, quantity) { SEARCHED } else { CLOSED };
        match ours(method, input, quantity) {
            Some(ours) if (ours - theirs).abs() <= (close * theirs.abs()).max(NOUGHT) => {}
            ours => wrong.push(format!("{line}: we have {ours:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {file} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(text.lines().count() > at_least, "{file} has but {} numbers", text.lines().count() - 1);
}

#[test]
fn comparisons_agree_with_r() {
    agrees_with("comparisons-r.csv", 600);
}

#[test]
fn comparisons_agree_with_scipy_and_statsmodels() {
    agrees_with("comparisons-scipy.csv", 170);
}
