//! Marginal independence of questions with several answers (Bilder and Loughin): groups against items, items against items.
//!
//! # What it measures
//! Whether the share that ticks an item differs between groups, over all items together; or whether ticking the items of one
//! question has to do with ticking those of another. Pearson's χ² of the table of ticks is wrong there: who ticks three items would
//! be three people.
//!
//! # Formula
//! X² is the sum of Pearson's χ² of group × (ticked or not), one an item, or of the tables of four of each pair of items. Its degrees
//! of freedom are (groups − 1) × items, or items × items: since each part has the mean of its own degrees of freedom, this is at the
//! same time the correction of first order. Second order (Rao and Scott; Thomas and Decady): X²·f/Σλ² against χ² with f²/Σλ²
//! degrees of freedom, where f are those above and Σλ² is the sum of the squared covariances of the standardised differences
//! p̂ᵢⱼ − p̂ᵢp̂ⱼ, estimated from who ticked what together. Beside it each part by itself, times their number (Bonferroni).
//!
//! # Assumptions
//! A random sample. Counts that are large enough: with a smallest expected count below 5 see [`super::bootstrap`]. Items that nobody
//! or everybody ticked, and groups of nobody, are left out.
//!
//! # Reference
//! Bilder, C. R. and Loughin, T. M. (2004), Biometrics 60, 241–248; (2007), Computational Statistics and Data Analysis 51, 6165–6180.
//! Thomas, D. R. and Decady, Y. J. (2004), International Journal of Testing 4, 43–59. Rao, J. N. K. and Scott, A. J. (1984), Annals of
//! Statistics 12, 46–60. Koziol, N. and Bilder, C. R. (2014), The R Journal 6(1), 144–150 (the R package MRCV).

use crate::stats::distributions::chi_square_upper;

/// Tables with more cells than this have no second order: it needs a covariance of every pair of cells.
const MOST_CELLS: usize = 400;

/// The result of the test.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginalIndependence {
    /// The summed χ².
    pub statistic: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// The p-value of first order; never nought.
    pub p: f64,
    /// The correction of second order; `None` where the table has too many cells or who ticked what together is not known.
    pub second_order: Option<SecondOrder>,
    /// Each item, or pair of items, by itself.
    pub parts: Vec<PartTest>,
    /// The smallest expected count of all parts.
    pub smallest_expected: f64,
}

/// The correction of second order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SecondOrder {
    /// The corrected statistic.
    pub statistic: f64,
    /// Its degrees of freedom, seldom whole.
    pub df: f64,
    /// The p-value; never nought.
    pub p: f64,
}

/// The χ² of one item against the groups, or of a pair of items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartTest {
    /// The item of the first question; 0 where that is the groups.
    pub first: usize,
    /// The item of the second question.
    pub second: usize,
    /// χ².
    pub statistic: f64,
    /// The p-value by itself.
    pub p: f64,
    /// Times the number of parts, at most 1.
    pub bonferroni: f64,
}

/// Items ticked in groups: what one pass over respondents can count.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemsByGroup {
    /// How many respondents each group has.
    pub sizes: Vec<u64>,
    /// By group, item and item: how many ticked both; on the diagonal, how many ticked the item.
    pub joint: Vec<Vec<Vec<u64>>>,
}

/// Items of two questions, pair by pair.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemPairs {
    /// How many respondents.
    pub n: u64,
    /// How many ticked each item of the first question.
    pub first: Vec<u64>,
    /// How many ticked each item of the second question.
    pub second: Vec<u64>,
    /// By item of the first and of the second: how many ticked both.
    pub both: Vec<Vec<u64>>,
}

/// What some respondents ticked in two questions.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The items of the first question.
    pub first: Vec<bool>,
    /// The items of the second question.
    pub second: Vec<bool>,
    /// How many respondents ticked just these.
    pub count: u64,
}

/// Groups against items, with second order; `None` where fewer than two groups have respondents or no item divides them.
pub fn single_by_multiple(table: &ItemsByGroup) -> Option<MarginalIndependence> {
    let diagonal = |joint: &Vec<Vec<u64>>| {
        joint.iter().enumerate().map(|(item, row)| row.get(item).copied().unwrap_or(0)).collect::<Vec<u64>>()
    };
    let ticked: Vec<Vec<u64>> = table.joint.iter().map(diagonal).collect();
    let (groups, items) = dividing(&table.sizes, &ticked);
    let few = groups.len() * items.len() <= MOST_CELLS;
    sum_items(&table.sizes, &ticked, few.then(|| squares_in_groups(table, &groups, &items)))
}

/// Groups against items, without second order, from how many of each group ticked each item: no more than a table shows.
pub fn ticks_by_group(sizes: &[u64], ticked: &[Vec<u64>]) -> Option<MarginalIndependence> {
    sum_items(sizes, ticked, None)
}

/// The groups that have respondents, and the items that divide them.
fn dividing(sizes: &[u64], ticked: &[Vec<u64>]) -> (Vec<usize>, Vec<usize>) {
    let groups: Vec<usize> = (0..sizes.len()).filter(|&group| sizes[group] > 0).collect();
    let n: u64 = sizes.iter().sum();
    let mut all = vec![0; ticked.iter().map(Vec::len).max().unwrap_or(0)];
    for row in groups.iter().filter_map(|&group| ticked.get(group)) {
        all.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
    }
    let items = (0..all.len()).filter(|&item| all[item] > 0 && all[item] < n).collect();
    (groups, items)
}

fn sum_items(sizes: &[u64], ticked: &[Vec<u64>], squares: Option<f64>) -> Option<MarginalIndependence> {
    let (groups, items) = dividing(sizes, ticked);
    if groups.len() < 2 || items.is_empty() {
        return None;
    }
    let n: u64 = sizes.iter().sum();
    let least = groups.iter().map(|&group| sizes[group] as f64).fold(f64::INFINITY, f64::min);
    let mut parts = Vec::new();
    let mut smallest = f64::INFINITY;
    for item in items {
        let of = |&group: &usize| ticked.get(group).and_then(|row| row.get(item)).copied().unwrap_or(0);
        let counts: Vec<(u64, u64)> = groups.iter().map(|group| (of(group), sizes[*group])).collect();
        let share = counts.iter().map(|count| count.0).sum::<u64>() as f64 / n as f64;
        smallest = smallest.min(least * share.min(1.0 - share));
        parts.push((0, item, group_statistic(&counts)));
    }
    summed(parts, groups.len() as f64 - 1.0, smallest, squares)
}

/// χ² of groups × (ticked or not), from `(ticked, size)` of each group.
pub(super) fn group_statistic(counts: &[(u64, u64)]) -> f64 {
    let n: u64 = counts.iter().map(|count| count.1).sum();
    let share = counts.iter().map(|count| count.0).sum::<u64>() as f64 / n as f64;
    let part = |&(ticked, size): &(u64, u64)| {
        let distance = ticked as f64 - size as f64 * share;
        if size > 0 { distance * distance / (size as f64 * share * (1.0 - share)) } else { 0.0 }
    };
    if share > 0.0 && share < 1.0 { counts.iter().map(part).sum() } else { 0.0 }
}

/// Items against items, pair by pair, without second order; `None` where no item of one question divides respondents.
pub fn pairs(table: &ItemPairs) -> Option<MarginalIndependence> {
    sum_pairs(table, None)
}

/// Items against items, with second order, from the patterns; `None` where no item of one question divides respondents.
pub fn multiple_by_multiple(patterns: &[Pattern]) -> Option<MarginalIndependence> {
    let table = pairs_of(patterns);
    let divides = |counts: &[u64]| -> Vec<usize> {
        (0..counts.len()).filter(|&item| counts[item] > 0 && counts[item] < table.n).collect()
    };
    let (first, second) = (divides(&table.first), divides(&table.second));
    let few = first.len() * second.len() <= MOST_CELLS;
    sum_pairs(&table, few.then(|| squares_of_patterns(patterns, &table, &first, &second)))
}

/// Counts pair by pair what patterns say.
pub fn pairs_of(patterns: &[Pattern]) -> ItemPairs {
    let width = |of: fn(&Pattern) -> usize| patterns.iter().map(of).max().unwrap_or(0);
    let (rows, columns) = (width(|pattern| pattern.first.len()), width(|pattern| pattern.second.len()));
    let mut table =
        ItemPairs { n: 0, first: vec![0; rows], second: vec![0; columns], both: vec![vec![0; columns]; rows] };
    let ticked = |items: &[bool]| (0..items.len()).filter(|&item| items[item]).collect::<Vec<usize>>();
    for pattern in patterns {
        let (first, second) = (ticked(&pattern.first), ticked(&pattern.second));
        table.n += pattern.count;
        second.iter().for_each(|&column| table.second[column] += pattern.count);
        for row in first {
            table.first[row] += pattern.count;
            second.iter().for_each(|&column| table.both[row][column] += pattern.count);
        }
    }
    table
}

/// χ² of the table of four of two items, from how many ticked both, the one, the other, and all.
pub(super) fn pair_statistic(both: u64, first: u64, second: u64, n: u64) -> f64 {
    let [both, first, second, n] = [both, first, second, n].map(|count| count as f64);
    let distance = both - first * second / n;
    let scale = first / n * (1.0 - first / n) * second * (1.0 - second / n);
    if scale > 0.0 { distance * distance / scale } else { 0.0 }
}

fn sum_pairs(table: &ItemPairs, squares: Option<f64>) -> Option<MarginalIndependence> {
    let divides = |count: u64| count > 0 && count < table.n;
    let mut parts = Vec::new();
    let mut smallest = f64::INFINITY;
    for (row, &first) in table.first.iter().enumerate().filter(|(_, count)| divides(**count)) {
        for (column, &second) in table.second.iter().enumerate().filter(|(_, count)| divides(**count)) {
            let both = table.both.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0);
            parts.push((row, column, pair_statistic(both, first, second, table.n)));
            let rarer = |count: u64| count.min(table.n - count) as f64;
            smallest = smallest.min(rarer(first) * rarer(second) / table.n as f64);
        }
    }
    summed(parts, 1.0, smallest, squares)
}

fn summed(
    parts: Vec<(usize, usize, f64)>,
    df_each: f64,
    smallest_expected: f64,
    squares: Option<f64>,
) -> Option<MarginalIndependence> {
    if parts.is_empty() {
        return None;
    }
    let number = parts.len() as f64;
    let df = df_each * number;
    let statistic: f64 = parts.iter().map(|part| part.2).sum();
    let part = |(first, second, statistic): (usize, usize, f64)| {
        let p = chi_square_upper(statistic, df_each)?;
        Some(PartTest { first, second, statistic, p, bonferroni: (p * number).min(1.0) })
    };
    let second_order = squares.filter(|squares| *squares > 0.0).and_then(|squares| {
        let (statistic, df) = (statistic * df / squares, df * df / squares);
        Some(SecondOrder { statistic, df, p: chi_square_upper(statistic, df)? })
    });
    let p = chi_square_upper(statistic, df)?;
    let parts = parts.into_iter().map(part).collect::<Option<Vec<_>>>()?;
    Some(MarginalIndependence { statistic, df, p, second_order, parts, smallest_expected })
}

/// Σλ² for groups × items, from what was ticked together in each group.
fn squares_in_groups(table: &ItemsByGroup, groups: &[usize], items: &[usize]) -> f64 {
    let n = table.sizes.iter().sum::<u64>() as f64;
    let count = |group: usize, one: usize, other: usize| {
        table.joint.get(group).and_then(|joint| joint.get(one)?.get(other)).copied().unwrap_or(0) as f64
    };
    let size: Vec<f64> = groups.iter().map(|&group| table.sizes[group] as f64 / n).collect();
    let share: Vec<f64> =
        items.iter().map(|&item| groups.iter().map(|&group| count(group, item, item)).sum::<f64>() / n).collect();
    // In each group the share of an item, and the mean product of two items less their shares among all.
    let within = |at: usize, item: usize| count(groups[at], items[item], items[item]) / (size[at] * n);
    let product = |at: usize, one: usize, other: usize| {
        let both = count(groups[at], items[one], items[other]) / (size[at] * n);
        both - share[one] * within(at, other) - share[other] * within(at, one) + share[one] * share[other]
    };
    let mut sum = 0.0;
    for one in 0..items.len() {
        for other in 0..items.len() {
            let products: Vec<f64> = (0..groups.len()).map(|at| product(at, one, other)).collect();
            let scale = share[one] * (1.0 - share[one]) * share[other] * (1.0 - share[other]);
            let mean: f64 = products.iter().zip(&size).map(|(product, size)| product * size).sum();
            for here in 0..groups.len() {
                for there in 0..groups.len() {
                    // Σ over groups m of size(m) (1[m = here] − size(here)) (1[m = there] − size(there)) product(m).
                    let own = if here == there { products[here] } else { 0.0 };
                    let spread = size[here] * (own - size[there] * (products[here] + products[there] - mean));
                    let centre = size[here] * (within(here, one) - share[one]);
                    let covariance = spread - centre * size[there] * (within(there, other) - share[other]);
                    sum += covariance * covariance / (scale * size[here] * size[there]);
                }
            }
        }
    }
    sum
}

/// Σλ² for items × items, from the patterns.
fn squares_of_patterns(patterns: &[Pattern], table: &ItemPairs, first: &[usize], second: &[usize]) -> f64 {
    let n = table.n as f64;
    let cells = first.len() * second.len();
    let mut products = vec![0.0; cells * cells];
    let mut means = vec![0.0; cells];
    let standardised = |items: &[bool], kept: &[usize], counts: &[u64]| -> Vec<f64> {
        let one = |&item: &usize| {
            let share = counts[item] as f64 / n;
            let ticked = if items.get(item).copied().unwrap_or(false) { 1.0 } else { 0.0 };
            (ticked - share) / (share * (1.0 - share)).sqrt()
        };
        kept.iter().map(one).collect()
    };
    for pattern in patterns {
        let rows = standardised(&pattern.first, first, &table.first);
        let columns = standardised(&pattern.second, second, &table.second);
        let each: Vec<f64> = rows.iter().flat_map(|row| columns.iter().map(move |column| row * column)).collect();
        let share = pattern.count as f64 / n;
        for (at, one) in each.iter().enumerate() {
            means[at] += share * one;
            for (sum, other) in products[at * cells..].iter_mut().zip(&each).skip(at) {
                *sum += share * one * other;
            }
        }
    }
    let covariance = |one: usize, other: usize| products[one * cells + other] - means[one] * means[other];
    let row = |one: usize| {
        let beside: f64 = (one + 1..cells).map(|other| covariance(one, other).powi(2)).sum();
        covariance(one, one).powi(2) + 2.0 * beside
    };
    (0..cells).map(row).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(first: &[u8], second: &[u8], count: u64) -> Pattern {
        let ticked = |items: &[u8]| items.iter().map(|&item| item == 1).collect();
        Pattern { first: ticked(first), second: ticked(second), count }
    }

    #[test]
    fn nobody_and_items_that_do_not_divide_have_no_test() {
        assert_eq!(multiple_by_multiple(&[]), None);
        assert_eq!(multiple_by_multiple(&[pattern(&[1, 1], &[1, 0], 5), pattern(&[1, 1], &[0, 1], 5)]), None);
        assert_eq!(single_by_multiple(&ItemsByGroup { sizes: vec![], joint: vec![] }), None);
        let all = ItemsByGroup { sizes: vec![3, 4], joint: vec![vec![vec![3]], vec![vec![4]]] };
        assert_eq!(single_by_multiple(&all), None);
    }

    #[test]
    fn one_item_is_pearsons_test_in_every_correction() {
        let one = ItemsByGroup { sizes: vec![20, 18], joint: vec![vec![vec![13]], vec![vec![8]]] };
        let test = single_by_multiple(&one).unwrap();
        assert!((test.p - 0.203_215_948_7).abs() < 1e-9 && test.df == 1.0, "{test:?}");
        let ticks = ticks_by_group(&[20, 18, 0], &[vec![13], vec![8]]).unwrap();
        assert_eq!((ticks.p, ticks.second_order), (test.p, None));
        let four = [pattern(&[1], &[1], 13), pattern(&[1], &[0], 7), pattern(&[0], &[1], 8), pattern(&[0], &[0], 10)];
        let test = multiple_by_multiple(&four).unwrap();
        assert!((test.p - 0.203_215_948_7).abs() < 1e-9 && (test.parts[0].bonferroni - test.p).abs() < 1e-12);
    }

    #[test]
    fn an_item_twice_counts_once_in_second_order() {
        let once = [pattern(&[1], &[1], 13), pattern(&[1], &[0], 7), pattern(&[0], &[1], 8), pattern(&[0], &[0], 10)];
        let twice: Vec<Pattern> =
            once.iter().map(|one| Pattern { second: vec![one.second[0]; 2], ..one.clone() }).collect();
        let (once, twice) = (multiple_by_multiple(&once).unwrap(), multiple_by_multiple(&twice).unwrap());
        assert!((twice.statistic - 2.0 * once.statistic).abs() < 1e-12);
        assert!((twice.second_order.unwrap().p - once.second_order.unwrap().p).abs() < 1e-12);
    }
}
