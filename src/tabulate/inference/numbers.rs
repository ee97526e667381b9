//! Numbers by groups: tests of means.

use super::named::FIRST_LESS_SECOND;
use super::ordered::{ALL_EQUAL, NOBODY, ONE_GROUP, by_ranks, filled};
use super::untested;
use crate::model::TestResult;
use crate::number::grouped;
use crate::stats::effects::explained::eta_squared_interval;
use crate::stats::effects::mean_difference::standardised_difference;
use crate::stats::frequency::{Frequencies, Group};
use crate::stats::means::{anova, two_means};

/// Welch's t of two groups, Welch's analysis of variance of more; by ranks where a group has too few answers for it.
pub fn by_means(of: String, columns: &[&Frequencies], why: &str) -> TestResult {
    let columns = filled(columns);
    if let Some(why) = none(&columns) {
        return untested(of, why);
    }
    let groups: Option<Vec<Group>> = columns.iter().map(|column| column.group()).collect();
    let Some(groups) = groups else {
        return by_ranks(
            of,
            &columns,
            "Chosen because a group has a single answer, which leaves a test of means no variance.",
        );
    };
    match groups.as_slice() {
        [first, second] => welch_t(of, first, second, why),
        _ => match anova::welch(&groups) {
            Some(test) => variance(of, "Welch’s analysis of variance", &test, &groups, why),
            None => by_ranks(
                of,
                &columns,
                "Chosen because all answers of a group are equal, which leaves Welch’s test no variance.",
            ),
        },
    }
}

fn welch_t(of: String, first: &Group, second: &Group, why: &str) -> TestResult {
    let Some(test) = two_means::welch(first, second, 0.95) else {
        return untested(of, "In each group all gave the same number, so there is no variance to test by.");
    };
    let effect = standardised_difference(first, second, 0.95);
    let decimals = if test.difference.abs() >= 100.0 { 0 } else { 2 };
    let [difference, low, high] =
        [test.difference, test.interval.lower, test.interval.upper].map(|value| grouped(value + 0.0, decimals));
    TestResult {
        name: "Welch’s t test".to_owned(),
        of,
        statistic: Some(test.t + 0.0),
        statistic_name: Some("t"),
        df: Some(test.df),
        p: Some(test.p),
        effect: effect.map(|effect| effect.g + 0.0),
        effect_name: effect.map(|_| "Hedges’ g"),
        effect_interval: effect.map(|effect| (effect.g_interval.lower + 0.0, effect.g_interval.upper + 0.0)),
        note: format!("{why} {FIRST_LESS_SECOND} {difference} ({low} to {high}, at 95%)."),
        ..TestResult::default()
    }
}

/// The analysis of variance with equal variances.
pub fn by_anova(of: String, columns: &[&Frequencies], why: &str) -> TestResult {
    let columns = filled(columns);
    if let Some(why) = none(&columns) {
        return untested(of, why);
    }
    let groups = with_single(&columns);
    match anova::one_way(&groups) {
        Some(test) => {
            let why = format!("{why} It takes the variances of the groups as equal.");
            variance(of, "Analysis of variance", &test, &groups, &why)
        }
        None => untested(of, "In each group all gave the same number, so there is no variance to test by."),
    }
}

/// Groups with those of a single answer, which have a mean and no variance of their own.
fn with_single(columns: &[&Frequencies]) -> Vec<Group> {
    let group = |column: &&Frequencies| {
        column.group().or_else(|| column.mean().map(|mean| Group { base: 1.0, mean, variance: 0.0 }))
    };
    columns.iter().filter_map(group).collect()
}

fn variance(of: String, name: &str, test: &anova::Anova, groups: &[Group], why: &str) -> TestResult {
    // η² and its interval are those of the analysis with equal variances: Welch's has none of its own.
    let plain = anova::one_way(groups);
    TestResult {
        name: name.to_owned(),
        of,
        statistic: Some(test.f + 0.0),
        statistic_name: Some("F"),
        df: Some(test.df1),
        df_within: Some(test.df2),
        p: Some(test.p),
        effect: plain.as_ref().map(|plain| plain.eta_squared + 0.0),
        effect_name: plain.as_ref().map(|_| "η²"),
        effect_interval: plain
            .and_then(|plain| eta_squared_interval(&plain, 0.95))
            .map(|ends| (ends.lower + 0.0, ends.upper + 0.0)),
        note: why.to_owned(),
        ..TestResult::default()
    }
}

fn none(columns: &[&Frequencies]) -> Option<&'static str> {
    let all = Frequencies::of_pairs(columns.iter().flat_map(|column| column.pairs().iter().copied()));
    match (columns.len(), all.pairs().len()) {
        (0, _) => Some(NOBODY),
        (1, _) => Some(ONE_GROUP),
        (_, 1) => Some(ALL_EQUAL),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Frequencies {
        Frequencies::of_values(values)
    }

    #[test]
    fn what_has_no_variance_says_why_or_goes_by_ranks() {
        let (three, five) = (of(&[3.0, 3.0, 3.0]), of(&[5.0, 5.0]));
        assert!(by_means("x".into(), &[&three, &three], "").note.contains("same answer"));
        assert!(by_means("x".into(), &[&three, &five], "").note.contains("no variance"));
        assert!(by_anova("x".into(), &[&three, &five], "").note.contains("no variance"));
        let (single, wide) = (of(&[9.0]), of(&[1.0, 2.0, 4.0, 8.0, 16.0]));
        let result = by_means("x".into(), &[&single, &wide, &three], "");
        assert!(result.name.starts_with("Kruskal") && result.note.contains("single answer"), "{result:?}");
        assert!(by_anova("x".into(), &[&single, &wide, &three], "").p.is_some());
    }

    #[test]
    fn two_groups_have_a_difference_and_more_have_a_share_explained() {
        let groups = [of(&[1.0, 2.0, 2.0, 3.0, 5.0]), of(&[2.0, 3.0, 4.0, 5.0, 5.0]), of(&[2.0, 9.0, 4.0])];
        let two = by_means("x".into(), &[&groups[0], &groups[1]], "");
        assert!(two.name.starts_with("Welch’s t") && two.note.contains("−1.20 (−3.27 to 0.87, at 95%)"), "{two:?}");
        let three = by_means("x".into(), &groups.iter().collect::<Vec<_>>(), "");
        assert!(three.name.contains("variance") && three.df_within.is_some() && three.effect_name == Some("η²"));
    }
}
