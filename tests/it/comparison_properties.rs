//! What tests and intervals keep whatever the answers are: no p of nought, nothing that is no number, ends in order, and the same
//! from any order of the rows.

use canvass::stats::centre::{mean_interval, median_interval};
use canvass::stats::chi_square::{independence, likelihood_ratio, yates};
use canvass::stats::effects::association::{cramers_v_interval, phi};
use canvass::stats::effects::explained::eta_squared_interval;
use canvass::stats::effects::mean_difference::standardised_difference;
use canvass::stats::frequency::{Frequencies, Group};
use canvass::stats::means::{anova, two_means};
use canvass::stats::nps;
use canvass::stats::proportions::columns::{ColumnRules, ColumnShare, compare_row, compare_row_of_means};
use canvass::stats::proportions::difference::{difference, odds_ratio};
use canvass::stats::proportions::two_by_two::{fisher_two_groups, smallest_attainable};
use canvass::stats::quantile::{QuantileType, quantile_of_counts, trimmed_mean};
use canvass::stats::ranks::kendall::{jonckheere_terpstra, kendall, kendall_values};
use canvass::stats::ranks::kruskal_wallis::kruskal_wallis;
use canvass::stats::ranks::mann_whitney::{mann_whitney, rank_biserial_interval};
use canvass::stats::ranks::median_test::median_test;
use canvass::stats::ranks::spearman::spearman;
use canvass::stats::several_answers::bootstrap::bootstrap;
use canvass::stats::several_answers::marginal::{Pattern, multiple_by_multiple};
use canvass::stats::wilson::Interval;
use proptest::prelude::*;

fn is_p(p: f64) -> bool {
    p > 0.0 && p <= 1.0
}

fn holds(interval: Interval, inside: f64) -> bool {
    let slack = 1e-9 * (1.0 + inside.abs());
    interval.lower <= inside + slack && inside <= interval.upper + slack
}

/// Likert steps, plain numbers, and numbers of any size.
fn answers() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![(1..6_i32).prop_map(f64::from), -1e3..1e3, -1e12..1e12, Just(0.0), Just(-0.0)];
    prop::collection::vec(value, 0..14)
}

fn table() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let count = prop_oneof![0..4_u64, 0..40_u64, 0..2_000_000_u64];
    (1..5_usize, 1..5_usize).prop_flat_map(move |(rows, columns)| {
        prop::collection::vec(prop::collection::vec(count.clone(), columns), rows)
    })
}

fn patterns() -> impl Strategy<Value = Vec<Pattern>> {
    let ticks = || prop::collection::vec(any::<bool>(), 3);
    let pattern = (ticks(), ticks(), 0..6_u64).prop_map(|(first, second, count)| Pattern { first, second, count });
    prop::collection::vec(pattern, 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tests_of_means_and_ranks_give_numbers_or_nothing(values in prop::collection::vec(answers(), 1..5)) {
        let groups: Vec<Frequencies> = values.iter().map(|values| Frequencies::of_values(values)).collect();
        let summaries: Vec<Group> = groups.iter().filter_map(Frequencies::group).collect();
        for test in [anova::one_way(&summaries), anova::welch(&summaries)].into_iter().flatten() {
            prop_assert!(is_p(test.p) && (0.0..=1.0).contains(&test.eta_squared), "{test:?}");
        }
        if let Some(test) = anova::one_way(&summaries)
            && let Some(interval) = eta_squared_interval(&test, 0.95)
        {
            prop_assert!(interval.lower >= 0.0 && interval.lower <= interval.upper && interval.upper <= 1.0);
        }
        if let Some(test) = kruskal_wallis(&groups) {
            prop_assert!(is_p(test.p) && (0.0..=1.0).contains(&test.epsilon_squared), "{test:?}");
            prop_assert!(median_test(&groups).is_none_or(|test| is_p(test.fisher.p) && is_p(test.chi_square.p)));
        }
        if let Some(test) = jonckheere_terpstra(&groups) {
            prop_assert!(is_p(test.p) && test.j >= 0.0 && test.z.is_finite(), "{test:?}");
        }
        for summary in &summaries {
            prop_assert!(mean_interval(summary, 0.9).is_none_or(|interval| holds(interval, summary.mean)));
        }
        if let [one, other, ..] = summaries.as_slice() {
            for test in [two_means::welch(one, other, 0.95), two_means::pooled(one, other, 0.95)].into_iter().flatten() {
                prop_assert!(is_p(test.p) && holds(test.interval, test.difference), "{test:?}");
            }
            if let Some(effect) = standardised_difference(one, other, 0.95) {
                prop_assert!(holds(effect.interval, effect.d) && effect.g.abs() <= effect.d.abs(), "{effect:?}");
            }
        }
        if let [one, other, ..] = groups.as_slice()
            && let Some(test) = mann_whitney(one, other)
        {
            prop_assert!(is_p(test.p) && (-1.0..=1.0).contains(&test.rank_biserial), "{test:?}");
            let interval = rank_biserial_interval(one, other, 0.95);
            prop_assert!(interval.is_none_or(|interval| holds(interval, test.rank_biserial)), "{interval:?} {test:?}");
        }
    }

    #[test]
    fn figures_of_one_question_lie_among_its_answers(values in answers()) {
        let answers = Frequencies::of_values(&values);
        let (Some(least), Some(most)) = (answers.nth(1), answers.nth(answers.n())) else { return Ok(()) };
        for definition in QuantileType::ALL {
            for p in [0.0, 0.05, 0.3, 0.5, 1.0] {
                let found = quantile_of_counts(&answers, p, definition).unwrap();
                prop_assert!((least..=most).contains(&found), "{definition:?} {p} {found}");
            }
        }
        let slack = 1e-9 * (1.0 + least.abs() + most.abs());
        let trimmed = trimmed_mean(&answers, 0.1).unwrap();
        prop_assert!(trimmed >= least - slack && trimmed <= most + slack);
        let found = median_interval(&answers, 0.9);
        prop_assert!(found.is_none_or(|found| found.coverage >= 0.9 && found.interval.lower <= found.interval.upper));
        let turned: Vec<f64> = values.iter().rev().copied().collect();
        prop_assert_eq!(&Frequencies::of_values(&turned), &answers);
    }

    #[test]
    fn tests_of_tables_give_numbers_or_nothing(table in table()) {
        for test in [independence(&table), yates(&table), likelihood_ratio(&table)].into_iter().flatten() {
            prop_assert!(is_p(test.p) && test.statistic >= 0.0, "{test:?}");
        }
        if let Some(interval) = independence(&table).and_then(|test| cramers_v_interval(&test, 0.95)) {
            prop_assert!(interval.lower >= 0.0 && interval.lower <= interval.upper && interval.upper <= 1.0, "{interval:?}");
        }
        prop_assert!(phi(&table).is_none_or(|phi| (-1.0..=1.0).contains(&phi)));
        prop_assert!(kendall(&table).is_none_or(|test| is_p(test.p) && (-1.0..=1.0).contains(&test.tau_b)));
        prop_assert!(spearman(&table).is_none_or(|test| is_p(test.p) && (-1.0..=1.0).contains(&test.rho)));
        if let [promoters, passives, detractors, ..] = table[0].as_slice()
            && let Some(score) = nps::of_counts(*promoters, *passives, *detractors, 0.95)
        {
            prop_assert!(holds(score.interval, score.score), "{score:?}");
            prop_assert!(score.interval.lower >= -1.0 && score.interval.upper <= 1.0, "{score:?}");
        }
    }

    #[test]
    fn values_give_the_tau_of_their_table(pairs in prop::collection::vec((0..4_usize, 0..4_usize), 0..30)) {
        let mut table = vec![vec![0; 4]; 4];
        pairs.iter().for_each(|pair| table[pair.0][pair.1] += 1);
        let values: Vec<(f64, f64)> = pairs.iter().map(|pair| (pair.0 as f64, pair.1 as f64)).collect();
        let (ours, theirs) = (kendall_values(&values), kendall(&table));
        prop_assert_eq!(ours.map(|test| test.s), theirs.map(|test| test.s));
        prop_assert!(ours.zip(theirs).is_none_or(|(one, other)| (one.p - other.p).abs() < 1e-12));
    }

    #[test]
    fn two_groups_are_tested_alike_whichever_comes_first(a in 0..60_u64, m in 0..60_u64, b in 0..60_u64, n in 0..60_u64) {
        let (first, second) = ((a.min(m), m), (b.min(n), n));
        let p = fisher_two_groups(first, second);
        prop_assert!(p.is_none_or(is_p));
        let turned = fisher_two_groups(second, first);
        prop_assert!(p.zip(turned).is_none_or(|(one, other)| (one - other).abs() < 1e-9) && p.is_none() == turned.is_none());
        if let (Some(p), Some(smallest)) = (p, smallest_attainable(m, n)) {
            prop_assert!(p >= smallest * (1.0 - 1e-9));
        }
        if let Some(test) = difference(first, second, 0.95) {
            prop_assert!(holds(test.interval, test.difference) && test.p.is_none_or(is_p), "{test:?}");
        }
        prop_assert!(odds_ratio(first, second, 0.95).is_none_or(|odds| holds(odds.interval, odds.ratio)));
    }

    #[test]
    fn letters_are_numbers_or_reasons(
        columns in prop::collection::vec((0..50_u64, 0..50_u64), 0..6),
        overlap in 0..3_u64,
    ) {
        let share = |&(part, whole): &(u64, u64)| {
            let part = part.min(whole);
            ColumnShare { share: part as f64 / whole as f64, base: whole as f64, counts: Some((part, whole)) }
        };
        let shares: Vec<ColumnShare> = columns.iter().map(share).collect();
        let groups: Vec<Option<Group>> = columns
            .iter()
            .map(|&(mean, base)| Some(Group { base: base as f64, mean: mean as f64, variance: 1.5 }))
            .collect();
        for rules in [ColumnRules::OWN, ColumnRules::SPSS, ColumnRules::DIMENSIONS, ColumnRules::ASKIA] {
            let overlap = |_, _| overlap as f64;
            let pairs = [compare_row(&shares, overlap, &rules), compare_row_of_means(&groups, overlap, &rules)];
            for (_, result) in pairs.into_iter().flatten() {
                if let Ok(test) = result {
                    prop_assert!(is_p(test.p) && is_p(test.adjusted) && test.adjusted >= test.p, "{test:?}");
                    prop_assert!(test.statistic.is_none_or(f64::is_finite), "{test:?}");
                }
            }
        }
    }

    #[test]
    fn several_answers_give_numbers_or_nothing_in_any_order(patterns in patterns()) {
        let turned: Vec<Pattern> = patterns.iter().rev().cloned().collect();
        let (one, other) = (multiple_by_multiple(&patterns), multiple_by_multiple(&turned));
        if let (Some(one), Some(other)) = (&one, &other) {
            prop_assert!(is_p(one.p) && (one.statistic - other.statistic).abs() < 1e-9, "{one:?}");
            prop_assert!(one.second_order.is_none_or(|second| is_p(second.p) && second.df > 0.0), "{one:?}");
        }
        prop_assert_eq!(one.is_none(), other.is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]

    #[test]
    fn drawing_gives_the_same_in_any_order(patterns in patterns()) {
        let turned: Vec<Pattern> = patterns.iter().rev().cloned().collect();
        let drawn = bootstrap(&patterns, false);
        prop_assert!(drawn.is_none_or(|drawn| is_p(drawn.p)));
        prop_assert_eq!(drawn, bootstrap(&turned, false));
    }
}
