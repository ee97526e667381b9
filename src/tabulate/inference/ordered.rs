//! Answers that have an order, by groups or by columns that have an order too.

use super::named::{ABOVE_MEDIAN, ANSWERS_HIGHER};
use super::nominal::by_counts;
use super::{Test, untested};
use crate::model::TestResult;
use crate::number::{count, fixed};
use crate::stats::effects::ranks::{epsilon_squared_interval, tau_b_interval};
use crate::stats::frequency::Frequencies;
use crate::stats::ranks::kendall::kendall;
use crate::stats::ranks::kruskal_wallis::kruskal_wallis;
use crate::stats::ranks::mann_whitney::{mann_whitney, rank_biserial_interval, smallest_attainable};
use crate::stats::ranks::median_test::median_test;

/// Mann and Whitney's test of two groups, Kruskal and Wallis' of more.
pub fn by_ranks(of: String, columns: &[&Frequencies], why: &str) -> TestResult {
    let groups = filled(columns);
    match groups.as_slice() {
        [] => untested(of, NOBODY),
        [_] => untested(of, ONE_GROUP),
        [first, second] => two_groups(of, first, second, why),
        _ => several_groups(of, &groups, why),
    }
}

fn two_groups(of: String, first: &Frequencies, second: &Frequencies, why: &str) -> TestResult {
    let smallest = smallest_attainable(first.n(), second.n());
    if smallest > LEVEL {
        return untested(of, &cannot_reach(first.n(), second.n(), smallest));
    }
    let Some(test) = mann_whitney(first, second) else { return untested(of, ALL_EQUAL) };
    let how = if test.exact() { "Its p is exact." } else { "Its p is that of the normal distribution, with ties." };
    let interval = rank_biserial_interval(first, second, 0.95);
    TestResult {
        name: "Mann–Whitney test".to_owned(),
        of,
        statistic: Some(test.u + 0.0),
        statistic_name: Some("U"),
        p: Some(test.p),
        effect: Some(test.rank_biserial + 0.0),
        effect_name: Some("rank-biserial correlation"),
        effect_interval: interval.map(|ends| (ends.lower + 0.0, ends.upper + 0.0)),
        note: format!("{why} {how} {ANSWERS_HIGHER}"),
        ..TestResult::default()
    }
}

fn several_groups(of: String, groups: &[&Frequencies], why: &str) -> TestResult {
    let groups: Vec<Frequencies> = groups.iter().map(|group| (*group).clone()).collect();
    let Some(test) = kruskal_wallis(&groups) else { return untested(of, ALL_EQUAL) };
    let small = groups.iter().filter(|group| group.n() < SMALL_GROUP).count();
    let how = match (test.exact, small) {
        (true, _) => " Its p is exact.".to_owned(),
        (false, 0) => String::new(),
        (false, small) => format!(
            " {} of the {} groups have fewer than {SMALL_GROUP} answers, so its p is a rough one.",
            count(small as u64),
            count(groups.len() as u64)
        ),
    };
    #[allow(clippy::cast_precision_loss, reason = "degrees of freedom are small")]
    let df = test.df as f64;
    TestResult {
        name: "Kruskal–Wallis test".to_owned(),
        of,
        statistic: Some(test.h + 0.0),
        statistic_name: Some("H"),
        df: Some(df),
        p: Some(test.p),
        effect: Some(test.epsilon_squared + 0.0),
        effect_name: Some("ε²"),
        effect_interval: epsilon_squared_interval(&test, 0.95).map(|ends| (ends.lower + 0.0, ends.upper + 0.0)),
        note: format!("{why}{how}"),
        ..TestResult::default()
    }
}

/// Kendall's τ-b; rows and columns rise.
pub fn by_trend(of: String, table: &[Vec<u64>], why: &str) -> TestResult {
    let Some(test) = kendall(table) else { return untested(of, super::nominal::why_none(table)) };
    TestResult {
        name: "Kendall’s τ-b".to_owned(),
        of,
        statistic: test.z.map(|z| z + 0.0),
        statistic_name: test.z.map(|_| "z"),
        p: Some(test.p),
        effect: Some(test.tau_b + 0.0),
        effect_name: Some("τ-b"),
        effect_interval: tau_b_interval(table, 0.95).map(|ends| (ends.lower, ends.upper)),
        note: format!("{why} Above 0 higher answers go with higher columns."),
        ..TestResult::default()
    }
}

/// Mood's median test.
pub fn by_median(of: String, columns: &[&Frequencies], why: &str) -> TestResult {
    let groups: Vec<Frequencies> = filled(columns).into_iter().cloned().collect();
    if groups.len() < 2 {
        return untested(of, if groups.is_empty() { NOBODY } else { ONE_GROUP });
    }
    let Some(test) = median_test(&groups) else {
        return untested(of, "Nobody lies above the median of all, so the groups cannot be told apart by it.");
    };
    let by = by_counts(of, &test.table, Test::ChiSquare, why, ABOVE_MEDIAN);
    let name = format!("Median test by {}", if by.name.starts_with('χ') { "χ²" } else { "Fisher’s exact test" });
    let decimals = usize::from(test.median.fract() != 0.0);
    TestResult { name, note: format!("{} The median of all is {}.", by.note, fixed(test.median, decimals)), ..by }
}

/// The columns with any answer.
pub fn filled<'a>(columns: &[&'a Frequencies]) -> Vec<&'a Frequencies> {
    columns.iter().copied().filter(|column| column.n() > 0).collect()
}

/// That no answers at all could be significant.
pub fn cannot_reach(n1: u64, n2: u64, smallest: f64) -> String {
    format!(
        "With {} against {} no answers whatever could come below .05: the smallest possible p is {}.",
        count(n1),
        count(n2),
        fixed(smallest, 2).trim_start_matches('0'),
    )
}

/// The level that a test must be able to reach.
pub const LEVEL: f64 = 0.05;
/// Groups of fewer make the χ² distribution of H a rough one.
const SMALL_GROUP: u64 = 5;
/// Why nothing is tested.
pub const NOBODY: &str = "Nobody who answered stands in any of these groups.";
/// Why nothing is tested.
pub const ONE_GROUP: &str = "All who answered are in one group, so there is nothing to compare.";
/// Why nothing is tested.
pub const ALL_EQUAL: &str = "All gave the same answer, so there is no difference to test.";

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Frequencies {
        Frequencies::of_values(values)
    }

    #[test]
    fn nobody_one_group_and_equal_answers_say_why() {
        let (none, one) = (of(&[]), of(&[1.0, 1.0, 1.0, 1.0]));
        for (columns, why) in [(vec![], "Nobody"), (vec![&none, &one], "one group"), (vec![&one, &one], "same answer")]
        {
            for test in [by_ranks, by_median] {
                let result = test("x".into(), &columns, "");
                assert_eq!(result.p, None);
                assert!(result.note.contains(why) || result.note.contains("above the median"), "{}", result.note);
            }
        }
    }

    #[test]
    fn three_against_three_is_not_tested_and_four_against_four_is() {
        let (low, high) = (of(&[1.0, 2.0, 3.0]), of(&[4.0, 5.0, 6.0]));
        let result = by_ranks("x".into(), &[&low, &high], "");
        assert_eq!((result.p, result.name.as_str()), (None, "Not tested"));
        assert!(result.note.contains("3 against 3") && result.note.contains(".10"), "{}", result.note);
        let (low, high) = (of(&[1.0, 2.0, 3.0, 3.5]), of(&[4.0, 5.0, 6.0, 7.0]));
        let result = by_ranks("x".into(), &[&low, &high], "");
        assert!((result.p.unwrap() - 2.0 / 70.0).abs() < 1e-12 && result.effect == Some(-1.0), "{result:?}");
    }

    #[test]
    fn published_figures() {
        let groups = [of(&[1.0, 2.0, 2.0, 3.0]), of(&[2.0, 3.0, 4.0, 5.0]), of(&[1.0, 1.0, 2.0, 6.0])];
        let result = by_ranks("x".into(), &groups.iter().collect::<Vec<_>>(), "");
        assert!((result.p.unwrap() - 0.291_436_370_7).abs() < 1e-9, "{result:?}");
        let groups = [of(&[1.0, 2.0, 2.0, 3.0, 5.0]), of(&[2.0, 3.0, 4.0, 5.0, 5.0])];
        let result = by_ranks("x".into(), &[&groups[0], &groups[1]], "");
        assert!((result.p.unwrap() - 0.237_368_605_1).abs() < 1e-9, "{result:?}");
    }
}
