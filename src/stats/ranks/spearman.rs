//! Spearman's ρ: the correlation of the ranks of two questions.
//!
//! # What it measures
//! As Kendall's τ, whether those who are higher on one question tend to be higher on the other; 1 always, −1 the other way round.
//!
//! # Formula
//! Pearson's correlation of the ranks, equal answers sharing the mean of theirs; t = ρ √((n−2)/(1−ρ²)) with n − 2 degrees of freedom.
//! Without ties and up to nine respondents p is exact, over all orders.
//!
//! # Assumptions
//! Random sample; both questions have an order. It takes ranks as equally far apart, which τ does not.
//!
//! # Reference
//! Spearman, C. (1904), American Journal of Psychology 15, 72–101. Best, D. J. and Roberts, D. E. (1975), Applied Statistics
//! 24, 377–379 (AS 89).

use crate::stats::chi_square::margins;
use crate::stats::distributions::t_two_sided;

/// Up to this many respondents all orders are counted: 362,880.
const FEW_ENOUGH_TO_COUNT: u64 = 9;

/// The result of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spearman {
    /// ρ, −1 to 1.
    pub rho: f64,
    /// The two-sided p-value; never nought.
    pub p: f64,
    /// Whether p was counted.
    pub exact: bool,
    /// How many respondents.
    pub n: u64,
}

/// The test on a table whose rows and columns are in order; `None` where all are in one row or one column, or there are
/// fewer than three.
pub fn spearman(table: &[Vec<u64>]) -> Option<Spearman> {
    let (rows, columns, n) = margins(table);
    let size = n as f64;
    let (row_ranks, column_ranks) = (centred_ranks(&rows), centred_ranks(&columns));
    let squares = |ranks: &[f64], counts: &[u64]| {
        ranks.iter().zip(counts).map(|(rank, &count)| count as f64 * rank * rank).sum::<f64>()
    };
    let product = |(counts, row): (&Vec<u64>, &f64)| {
        row * counts.iter().zip(&column_ranks).map(|(&count, column)| count as f64 * column).sum::<f64>()
    };
    let together: f64 = table.iter().zip(&row_ranks).map(product).sum();
    let scale = (squares(&row_ranks, &rows) * squares(&column_ranks, &columns)).sqrt();
    if n < 3 || scale <= 0.0 {
        return None;
    }
    let rho = (together / scale).clamp(-1.0, 1.0) + 0.0;
    let untied = rows.iter().chain(&columns).all(|&count| count <= 1);
    if untied && n <= FEW_ENOUGH_TO_COUNT {
        return Some(Spearman { rho, p: counted_p(n, together), exact: true, n });
    }
    let t = rho * ((size - 2.0) / (1.0 - rho * rho)).sqrt();
    let p = if t.is_finite() { t_two_sided(t, size - 2.0)? } else { f64::MIN_POSITIVE };
    Some(Spearman { rho, p, exact: false, n })
}

/// The mean rank of each category less that of all.
fn centred_ranks(counts: &[u64]) -> Vec<f64> {
    let n: u64 = counts.iter().sum();
    let mut below = 0;
    let mut rank = |count: u64| {
        let doubled = 2 * below + count;
        below += count;
        (doubled as f64 - n as f64) / 2.0
    };
    counts.iter().map(|&count| rank(count)).collect()
}

/// The share of all orders whose product of ranks is as far from nought.
fn counted_p(n: u64, observed: f64) -> f64 {
    let mut order: Vec<f64> = (0..n).map(|rank| rank as f64 - (n as f64 - 1.0) / 2.0).collect();
    let ranks = order.clone();
    let (mut as_far, mut all) = (0_u64, 0_u64);
    permute(&mut order, 0, &mut |order| {
        let product: f64 = order.iter().zip(&ranks).map(|(one, other)| one * other).sum();
        as_far += u64::from(product.abs() >= observed.abs() - 1e-9);
        all += 1;
    });
    (as_far as f64 / all as f64).clamp(f64::MIN_POSITIVE, 1.0)
}

fn permute(order: &mut Vec<f64>, from: usize, each: &mut dyn FnMut(&[f64])) {
    if from + 1 >= order.len() {
        return each(order);
    }
    for other in from..order.len() {
        order.swap(from, other);
        permute(order, from + 1, each);
        order.swap(from, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_one_row_and_two_respondents_have_no_test() {
        assert_eq!(spearman(&[]), None);
        assert_eq!(spearman(&[vec![3, 4]]), None);
        assert_eq!(spearman(&[vec![1, 0], vec![0, 1]]), None);
    }

    #[test]
    fn the_same_order_is_one_and_p_is_never_nought() {
        let three = spearman(&[vec![1, 0, 0], vec![0, 1, 0], vec![0, 0, 1]]).unwrap();
        assert_eq!((three.rho, three.exact), (1.0, true));
        assert!((three.p - 2.0 / 6.0).abs() < 1e-15);
        let many = spearman(&[vec![50, 0], vec![0, 50]]).unwrap();
        assert!(many.rho == 1.0 && many.p > 0.0);
    }
}
