//! Column comparisons: the significance letters of a table, for shares and for means.
//!
//! # What it measures
//! Which columns of a row differ from which others.
//!
//! # Formula
//! Of two columns only: p = (p₁n₁ + p₂n₂)/(n₁+n₂), z = (p₁−p₂)/√(p(1−p)(1/n₁ + 1/n₂ − 2n₁₂/(n₁n₂))) with n₁₂ respondents in both;
//! as t with n₁+n₂−n₁₂−2 degrees of freedom where the rules say t. Below a base it is Fisher's exact test. All p of a row are one
//! family, adjusted together; what is not tested is not of the family.
//!
//! # Assumptions
//! Random samples. A column is never tested against a total that contains it, but against everybody else.
//!
//! # Reference
//! IBM SPSS Statistics Algorithms, CTABLES, “Column proportions” and “Column means”. Dimensions: effective bases and t. Askia: |z|
//! against 1.65, 1.96 and 2.576. The product's own: z from bases of 30, else Fisher's test, Holm over the row.

use super::two_by_two::{fisher_two_groups, smallest_attainable};
use crate::stats::distributions::{normal_upper, t_two_sided};
use crate::stats::frequency::Group;
use crate::stats::means::two_means;
use crate::stats::multiplicity::{Correction, adjusted};

/// A share in a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnShare {
    /// The share, 0 to 1, unrounded.
    pub share: f64,
    /// The base that the rules in force count with: respondents, weighted or effective.
    pub base: f64,
    /// `(part, whole)` where these are whole counts without weights, which the exact test needs.
    pub counts: Option<(u64, u64)>,
}

/// How two shares are tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ShareTest {
    /// By the normal distribution.
    Z,
    /// By Student's t.
    T,
    /// By Fisher's exact test.
    Exact,
    /// By z where both bases are at least this, else by Fisher's exact test.
    ZFrom(f64),
}

/// How the variance of two means is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeansVariance {
    /// That of each column on its own (Welch).
    Each,
    /// Pooled over the two columns.
    Both,
    /// Pooled over all columns of the row, as SPSS does by default.
    All,
}

/// The rules of a program.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnRules {
    /// How shares are tested.
    pub shares: ShareTest,
    /// How means are tested.
    pub means: MeansVariance,
    /// What is done about several tests in a row.
    pub correction: Correction,
    /// Columns with a smaller base are not tested.
    pub smallest_base: f64,
    /// Whether shares of exactly 0 or 1 are not tested.
    pub skip_none_and_all: bool,
    /// The level: an exact test that can never reach it is not made.
    pub alpha: f64,
}

impl ColumnRules {
    /// The product's own.
    pub const OWN: Self = Self {
        shares: ShareTest::ZFrom(30.0),
        means: MeansVariance::Each,
        correction: Correction::Holm,
        smallest_base: 2.0,
        skip_none_and_all: false,
        alpha: 0.05,
    };
    /// As SPSS Custom Tables.
    pub const SPSS: Self = Self {
        shares: ShareTest::Z,
        means: MeansVariance::All,
        correction: Correction::Bonferroni,
        smallest_base: 2.0,
        skip_none_and_all: true,
        alpha: 0.05,
    };
    /// As Dimensions; bases must be effective ones.
    pub const DIMENSIONS: Self = Self {
        shares: ShareTest::T,
        means: MeansVariance::Both,
        correction: Correction::None,
        smallest_base: 2.0,
        skip_none_and_all: false,
        alpha: 0.05,
    };
    /// As Askia; see [`askia_level`].
    pub const ASKIA: Self = Self { shares: ShareTest::Z, ..Self::DIMENSIONS };
}

/// The test of two columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The first column less the second.
    pub difference: f64,
    /// z or t; `None` for the exact test.
    pub statistic: Option<f64>,
    /// Degrees of freedom of t.
    pub df: Option<f64>,
    /// The two-sided p-value; never nought.
    pub p: f64,
    /// p adjusted within its row; as `p` where a pair is tested alone.
    pub adjusted: f64,
    /// How many tests the row has.
    pub family: usize,
    /// Of the exact test: the smallest p that it can give for these bases.
    pub smallest: Option<f64>,
}

impl Comparison {
    /// Whether no answers at all could make this test of its family significant (for Bonferroni and the first step of Holm).
    pub fn can_never_reach(&self, alpha: f64) -> bool {
        self.smallest.is_some_and(|smallest| smallest * self.family as f64 > alpha)
    }
}

/// Why two columns are not tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NotTested {
    /// A base is smaller than the rules allow.
    SmallBase {
        /// The smaller base.
        base: f64,
    },
    /// A share is exactly 0 or 1, which the rules leave out.
    NoneOrAll,
    /// None or all of both columns: there is nothing to compare.
    NoDifference,
    /// The columns have the same respondents, or all of one are in the other and no degree of freedom is left.
    SameRespondents,
    /// No answers whatever could come below the level with these bases.
    CanNeverReach {
        /// The smallest p that is possible.
        smallest: f64,
    },
    /// The exact test needs whole counts of respondents who are in one column each.
    NotExact,
    /// Too few are expected to say so, or not to, for a test that knows how surely a share is estimated from the answers alone.
    FewExpected,
    /// Too few answers for such a test of means.
    FewAnswers,
    /// Nobody differs from the mean of the column, or the column has no mean.
    NoVariance,
}

/// The pairs of a row, as their places among its columns, with what became of each.
pub type Pairs = Vec<((usize, usize), Result<Comparison, NotTested>)>;

/// The level of Askia that a z reaches: 99, 95 or 90 per cent.
pub fn askia_level(z: f64) -> Option<u8> {
    [(2.576, 99), (1.96, 95), (1.65, 90)].into_iter().find(|(from, _)| z.abs() >= *from).map(|(_, level)| level)
}

/// Tests two shares; `overlap` respondents are in both columns.
pub fn compare_shares(
    first: &ColumnShare,
    second: &ColumnShare,
    overlap: f64,
    rules: &ColumnRules,
) -> Result<Comparison, NotTested> {
    let (n1, n2) = (first.base, second.base);
    let base = n1.min(n2);
    // Written so that a base that is no number is not tested either.
    if !(base >= rules.smallest_base && base > 0.0) {
        return Err(NotTested::SmallBase { base: if base > 0.0 { base } else { 0.0 } });
    }
    let extreme = |share: f64| share <= 0.0 || share >= 1.0;
    if rules.skip_none_and_all && (extreme(first.share) || extreme(second.share)) {
        return Err(NotTested::NoneOrAll);
    }
    let pooled = (first.share * n1 + second.share * n2) / (n1 + n2);
    if !(pooled > 0.0 && pooled < 1.0) || (extreme(first.share) && first.share == second.share) {
        return Err(NotTested::NoDifference);
    }
    let exact = match rules.shares {
        ShareTest::Exact => true,
        ShareTest::ZFrom(from) => base < from,
        ShareTest::Z | ShareTest::T => false,
    };
    let difference = first.share - second.share + 0.0;
    if exact {
        return exact_shares(difference, first, second, overlap, rules.alpha);
    }
    let shared = 1.0 / n1 + 1.0 / n2 - 2.0 * overlap / n1 / n2;
    let statistic = difference / (pooled * (1.0 - pooled) * shared).sqrt();
    let df = n1 + n2 - overlap - 2.0;
    if !statistic.is_finite() || shared <= 1e-15 / base {
        return Err(NotTested::SameRespondents);
    }
    if rules.shares == ShareTest::T {
        let p = t_two_sided(statistic, df).ok_or(NotTested::SameRespondents)?;
        return Ok(comparison(difference, Some(statistic), Some(df), p));
    }
    let p = (2.0 * normal_upper(statistic.abs())).clamp(f64::MIN_POSITIVE, 1.0);
    Ok(comparison(difference, Some(statistic), None, p))
}

/// Tests two means; `all` is the variance over all columns and its degrees of freedom, for [`MeansVariance::All`].
pub fn compare_means(
    first: &Group,
    second: &Group,
    overlap: f64,
    rules: &ColumnRules,
    all: Option<(f64, f64)>,
) -> Result<Comparison, NotTested> {
    let base = first.base.min(second.base);
    if base.is_nan() || base < rules.smallest_base {
        return Err(NotTested::SmallBase { base: if base > 0.0 { base } else { 0.0 } });
    }
    let level = 1.0 - rules.alpha;
    let test = match (rules.means, all) {
        // Welch's takes the columns as different people.
        (MeansVariance::Each, _) if overlap == 0.0 => two_means::welch(first, second, level),
        (MeansVariance::All, Some((variance, df))) => {
            let shared = 1.0 / first.base + 1.0 / second.base - 2.0 * overlap / first.base / second.base;
            let t = (first.mean - second.mean) / (variance * shared).sqrt();
            let p = if t.is_finite() { t_two_sided(t, df) } else { None };
            let p = p.ok_or(NotTested::NoVariance)?;
            return Ok(comparison(first.mean - second.mean + 0.0, Some(t + 0.0), Some(df), p));
        }
        _ => two_means::overlapping(first, second, overlap, level),
    };
    let test = test.ok_or(NotTested::NoVariance)?;
    Ok(comparison(test.difference, Some(test.t), Some(test.df), test.p))
}

/// Tests every pair of the columns of a row and adjusts all p together; `overlap` says how many respondents two columns share.
pub fn compare_row(columns: &[ColumnShare], overlap: impl Fn(usize, usize) -> f64, rules: &ColumnRules) -> Pairs {
    let test = |(one, other): (usize, usize)| {
        ((one, other), compare_shares(&columns[one], &columns[other], overlap(one, other), rules))
    };
    adjust(pairs_of(columns.len()).map(test).collect(), rules.correction)
}

/// The same for means; a column without a mean is not tested.
pub fn compare_row_of_means(
    columns: &[Option<Group>],
    overlap: impl Fn(usize, usize) -> f64,
    rules: &ColumnRules,
) -> Pairs {
    let within = columns.iter().flatten();
    let df: f64 = within.clone().map(|group| (group.base - 1.0).max(0.0)).sum();
    let squares: f64 = within.map(|group| (group.base - 1.0).max(0.0) * group.variance).sum();
    let all = (df > 0.0).then(|| (squares / df, df));
    let test = |(one, other): (usize, usize)| {
        let result = match (&columns[one], &columns[other]) {
            (Some(first), Some(second)) => compare_means(first, second, overlap(one, other), rules, all),
            _ => Err(NotTested::NoVariance),
        };
        ((one, other), result)
    };
    adjust(pairs_of(columns.len()).map(test).collect(), rules.correction)
}

fn pairs_of(columns: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..columns).flat_map(move |one| (one + 1..columns).map(move |other| (one, other)))
}

/// Adjusts the p of all comparisons that were made together.
pub fn adjust(mut pairs: Pairs, correction: Correction) -> Pairs {
    let ps: Vec<Option<f64>> = pairs.iter().map(|(_, result)| result.as_ref().ok().map(|test| test.p)).collect();
    let family = ps.iter().flatten().count();
    for ((_, result), adjusted) in pairs.iter_mut().zip(adjusted(&ps, correction)) {
        if let (Ok(test), Some(adjusted)) = (result, adjusted) {
            test.adjusted = adjusted;
            test.family = family;
        }
    }
    pairs
}

fn exact_shares(
    difference: f64,
    first: &ColumnShare,
    second: &ColumnShare,
    overlap: f64,
    alpha: f64,
) -> Result<Comparison, NotTested> {
    let (Some(one), Some(other), true) = (first.counts, second.counts, overlap == 0.0) else {
        return Err(NotTested::NotExact);
    };
    let smallest = smallest_attainable(one.1, other.1).ok_or(NotTested::SmallBase { base: 0.0 })?;
    if smallest > alpha {
        return Err(NotTested::CanNeverReach { smallest });
    }
    let p = fisher_two_groups(one, other).ok_or(NotTested::NoDifference)?;
    Ok(Comparison { smallest: Some(smallest), ..comparison(difference, None, None, p) })
}

fn comparison(difference: f64, statistic: Option<f64>, df: Option<f64>, p: f64) -> Comparison {
    Comparison { difference, statistic, df, p, adjusted: p, family: 1, smallest: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(part: u64, whole: u64) -> ColumnShare {
        ColumnShare { share: part as f64 / whole as f64, base: whole as f64, counts: Some((part, whole)) }
    }

    fn of(share: f64, base: f64) -> ColumnShare {
        ColumnShare { share, base, counts: None }
    }

    #[test]
    fn what_cannot_be_tested_says_why() {
        let test = |one, other, rules| compare_shares(&one, &other, 0.0, rules).unwrap_err();
        assert_eq!(test(of(f64::NAN, 0.0), of(0.5, 9.0), &ColumnRules::OWN), NotTested::SmallBase { base: 0.0 });
        assert_eq!(test(share(1, 1), share(3, 9), &ColumnRules::SPSS), NotTested::SmallBase { base: 1.0 });
        assert_eq!(test(share(0, 9), share(3, 9), &ColumnRules::SPSS), NotTested::NoneOrAll);
        assert_eq!(test(share(0, 9), share(0, 8), &ColumnRules::OWN), NotTested::NoDifference);
        assert_eq!(test(of(0.2, 9.0), share(3, 9), &ColumnRules::OWN), NotTested::NotExact);
        let NotTested::CanNeverReach { smallest } = test(share(3, 3), share(0, 3), &ColumnRules::OWN) else { panic!() };
        assert!((smallest - 0.1).abs() < 1e-12);
        let same = compare_shares(&of(0.5, 9.0), &of(0.4, 9.0), 9.0, &ColumnRules::SPSS);
        assert_eq!(same, Err(NotTested::SameRespondents));
    }

    #[test]
    fn published_z_and_t_with_and_without_overlap() {
        let (one, other) = (of(0.62, 21.0), of(0.41, 17.0));
        let cases = [
            (0.0, 1.289_086_165_7, 0.197_368_132_5, 0.205_590_016_9),
            (6.0, 1.558_429_182_2, 0.119_131_544_3, 0.129_619_666_6),
        ];
        for (overlap, z, normal, student) in cases {
            let test = compare_shares(&one, &other, overlap, &ColumnRules::ASKIA).unwrap();
            assert!((test.statistic.unwrap() - z).abs() < 1e-9 && (test.p - normal).abs() < 1e-9, "{test:?}");
            let test = compare_shares(&one, &other, overlap, &ColumnRules::DIMENSIONS).unwrap();
            assert!((test.df.unwrap() - (36.0 - overlap)).abs() < 1e-12 && (test.p - student).abs() < 1e-9, "{test:?}");
        }
    }

    #[test]
    fn bonferroni_multiplies_by_the_tests_that_were_made() {
        let row = [share(10, 40), share(25, 40), share(0, 40), share(20, 50)];
        let tested = compare_row(&row, |_, _| 0.0, &ColumnRules::SPSS);
        assert_eq!(tested.len(), 6);
        for (pair, result) in tested {
            match result {
                Ok(test) => assert!(test.family == 3 && (test.adjusted - (3.0 * test.p).min(1.0)).abs() < 1e-15),
                Err(why) => assert!((pair.0 == 2 || pair.1 == 2) && why == NotTested::NoneOrAll),
            }
        }
    }

    #[test]
    fn four_against_four_can_be_significant_alone_and_never_among_several() {
        let row = [share(4, 4), share(0, 4), share(2, 4)];
        let alone = compare_shares(&row[0], &row[1], 0.0, &ColumnRules::OWN).unwrap();
        assert!(alone.p < 0.05 && !alone.can_never_reach(0.05));
        let tested = compare_row(&row, |_, _| 0.0, &ColumnRules::OWN);
        assert!(tested.iter().all(|(_, result)| result.unwrap().can_never_reach(0.05)));
    }

    #[test]
    fn askias_levels() {
        assert_eq!([1.0, -1.7, 2.0, -3.0].map(askia_level), [None, Some(90), Some(95), Some(99)]);
    }

    #[test]
    fn means_of_columns_by_each_rule() {
        let group = |base: f64, mean: f64, variance: f64| Some(Group { base, mean, variance });
        let row = [group(10.0, 3.0, 1.0), group(20.0, 4.0, 2.0), None, group(5.0, 2.0, 0.5)];
        for (rules, df) in [(ColumnRules::SPSS, 32.0), (ColumnRules::DIMENSIONS, 28.0)] {
            let tested = compare_row_of_means(&row, |_, _| 0.0, &rules);
            assert_eq!(tested[0].1.unwrap().df, Some(df));
            assert_eq!(tested[1].1, Err(NotTested::NoVariance));
        }
        let still = [group(5.0, 3.0, 0.0), group(5.0, 3.0, 0.0)];
        assert_eq!(compare_row_of_means(&still, |_, _| 0.0, &ColumnRules::OWN)[0].1, Err(NotTested::NoVariance));
    }
}
