//! Kendall's τ-b: two questions whose answers have an order; and groups in an order against ordered answers (Jonckheere and
//! Terpstra), which is the same test.
//!
//! # What it measures
//! Of two respondents, does the one who is higher on one question tend to be higher on the other? 1: always, −1: always lower,
//! 0: neither. χ² does not see the order; this does.
//!
//! # Formula
//! S = concordant − discordant pairs; τ-b = S / √((n₀−n₁)(n₀−n₂)) with n₀ all pairs and n₁, n₂ those tied on each question.
//! Without ties and below fifty respondents p is exact. Otherwise z = S/σ with σ² = (v₀−v₁−v₂)/18 + (Σt(t−1))(Σu(u−1))/(2n(n−1)) +
//! (Σt(t−1)(t−2))(Σu(u−1)(u−2))/(9n(n−1)(n−2)), v = Σt(t−1)(2t+5), as `cor.test` of R and SciPy. Jonckheere and Terpstra's J
//! counts, over all pairs of groups, the pairs of answers in which the later group is higher (equal ones by half).
//!
//! # Assumptions
//! Random sample; both questions have an order.
//!
//! # Reference
//! Kendall, M. G. (1970), Rank Correlation Methods, 4th edition, chapters 3–5. Jonckheere, A. R. (1954), Biometrika 41, 133–145.

use crate::stats::chi_square::margins;
use crate::stats::distributions::normal_upper;
use crate::stats::frequency::Frequencies;

/// Below this many respondents, and without ties, p is counted.
const TOO_LARGE_TO_COUNT: u64 = 50;

/// The result of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kendall {
    /// τ-b, −1 to 1.
    pub tau_b: f64,
    /// Concordant less discordant pairs.
    pub s: f64,
    /// z, where the normal approximation was used.
    pub z: Option<f64>,
    /// The two-sided p-value; never nought.
    pub p: f64,
    /// How many respondents.
    pub n: u64,
}

/// The result of Jonckheere and Terpstra's test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JonckheereTerpstra {
    /// J.
    pub j: f64,
    /// z, corrected for ties.
    pub z: f64,
    /// The two-sided p-value; never nought.
    pub p: f64,
    /// τ-b between the order of the groups and the answers.
    pub tau_b: f64,
}

/// The test on a table whose rows and columns are in order; `None` where all are in one row or one column.
pub fn kendall(table: &[Vec<u64>]) -> Option<Kendall> {
    let (rows, columns, n) = margins(table);
    let cells = table.iter().enumerate().flat_map(|(row, counts)| {
        counts.iter().enumerate().filter(|cell| *cell.1 > 0).map(move |(column, &count)| (row, column, count))
    });
    let parts = Parts { s: dominance(cells, columns.len()) as f64, ties: [Ties::of(&rows), Ties::of(&columns)], n };
    parts.kendall()
}

/// The test on pairs of values; pairs with what is no finite number are left out.
pub fn kendall_values(pairs: &[(f64, f64)]) -> Option<Kendall> {
    let finite = || pairs.iter().filter(|pair| pair.0.is_finite() && pair.1.is_finite());
    let rows = Frequencies::of_values(&finite().map(|pair| pair.0).collect::<Vec<_>>());
    let columns = Frequencies::of_values(&finite().map(|pair| pair.1).collect::<Vec<_>>());
    let place = |of: &Frequencies, value: f64| of.pairs().partition_point(|pair| pair.0 < value);
    let mut cells: Vec<(usize, usize, u64)> =
        finite().map(|pair| (place(&rows, pair.0), place(&columns, pair.1), 1)).collect();
    cells.sort_unstable();
    let s = dominance(cells.into_iter(), columns.pairs().len()) as f64;
    let counts = |of: &Frequencies| of.pairs().iter().map(|pair| pair.1).collect::<Vec<u64>>();
    Parts { s, ties: [Ties::of(&counts(&rows)), Ties::of(&counts(&columns))], n: rows.n() }.kendall()
}

/// Groups in their order, each with its ordered answers; `None` where fewer than two groups have any or all are equal.
pub fn jonckheere_terpstra(groups: &[Frequencies]) -> Option<JonckheereTerpstra> {
    let ranking = super::ranking::Ranking::of(groups);
    let table: Vec<Vec<u64>> = ranking.values.into_iter().map(|(_, counts)| counts).collect();
    let (_, sizes, n) = margins(&table);
    let cells = table.iter().enumerate().flat_map(|(row, counts)| {
        counts.iter().enumerate().filter(|cell| *cell.1 > 0).map(move |(column, &count)| (row, column, count))
    });
    let s = dominance(cells, sizes.len()) as f64;
    let values: Vec<u64> = table.iter().map(|counts| counts.iter().sum()).collect();
    let parts = Parts { s, ties: [Ties::of(&values), Ties::of(&sizes)], n };
    let (z, p) = parts.approximate()?;
    let between = parts.pairs() - parts.ties[1].pairs;
    Some(JonckheereTerpstra { j: f64::midpoint(s, between), z, p, tau_b: parts.tau_b()? })
}

/// Concordant less discordant pairs. Cells come row by row; those of the same row are no pairs of either kind.
fn dominance(cells: impl Iterator<Item = (usize, usize, u64)>, columns: usize) -> i128 {
    let mut earlier = Running { sums: vec![0; columns + 1] };
    let (mut s, mut before) = (0_i128, 0_i128);
    let mut row: Vec<(usize, u64)> = Vec::new();
    let mut current = None;
    for (place, column, count) in cells {
        if current != Some(place) {
            for (column, count) in row.drain(..) {
                earlier.add(column, count);
                before += i128::from(count);
            }
            current = Some(place);
        }
        let (below, up_to) = (earlier.before(column), earlier.before(column + 1));
        s += i128::from(count) * (below - (before - up_to));
        row.push((column, count));
    }
    s
}

/// Counts by column, of which sums from the first on are wanted (Fenwick 1994).
struct Running {
    sums: Vec<i128>,
}

impl Running {
    fn add(&mut self, column: usize, count: u64) {
        let mut at = column + 1;
        while let Some(sum) = self.sums.get_mut(at) {
            *sum += i128::from(count);
            at += at & at.wrapping_neg();
        }
    }

    /// The sum over the columns before one.
    fn before(&self, column: usize) -> i128 {
        let mut at = column;
        let mut sum = 0;
        while at > 0 {
            sum += self.sums.get(at).copied().unwrap_or(0);
            at &= at - 1;
        }
        sum
    }
}

/// What ties come to on one question.
#[derive(Clone, Copy)]
struct Ties {
    pairs: f64,
    fives: f64,
    triples: f64,
}

impl Ties {
    fn of(counts: &[u64]) -> Self {
        let sum = |part: fn(f64) -> f64| counts.iter().map(|&count| part(count as f64)).sum::<f64>();
        Self {
            pairs: sum(|t| t * (t - 1.0) / 2.0),
            fives: sum(|t| t * (t - 1.0) * (2.0 * t + 5.0)),
            triples: sum(|t| t * (t - 1.0) * (t - 2.0)),
        }
    }
}

struct Parts {
    s: f64,
    ties: [Ties; 2],
    n: u64,
}

impl Parts {
    fn pairs(&self) -> f64 {
        self.n as f64 * (self.n as f64 - 1.0) / 2.0
    }

    fn tau_b(&self) -> Option<f64> {
        let [one, other] = self.ties;
        let scale = (self.pairs() - one.pairs).sqrt() * (self.pairs() - other.pairs).sqrt();
        (scale > 0.0).then(|| (self.s / scale).clamp(-1.0, 1.0) + 0.0)
    }

    fn approximate(&self) -> Option<(f64, f64)> {
        self.tau_b()?;
        let n = self.n as f64;
        let [one, other] = self.ties;
        let all = n * (n - 1.0);
        let mut variance = (all * (2.0 * n + 5.0) - one.fives - other.fives) / 18.0;
        variance += 2.0 * one.pairs * other.pairs / all;
        if n > 2.0 {
            variance += one.triples * other.triples / (9.0 * all * (n - 2.0));
        }
        let z = self.s / variance.sqrt() + 0.0;
        z.is_finite().then(|| (z, (2.0 * normal_upper(z.abs())).clamp(f64::MIN_POSITIVE, 1.0)))
    }

    fn kendall(&self) -> Option<Kendall> {
        let tau_b = self.tau_b()?;
        let untied = self.ties.iter().all(|ties| ties.pairs == 0.0);
        if untied && self.n < TOO_LARGE_TO_COUNT {
            return Some(Kendall { tau_b, s: self.s, z: None, p: self.counted_p(), n: self.n });
        }
        let (z, p) = self.approximate()?;
        Some(Kendall { tau_b, s: self.s, z: Some(z), p, n: self.n })
    }

    /// The share of all orders with as many or more pairs out of place, or as few or fewer, doubled.
    fn counted_p(&self) -> f64 {
        let n = usize::try_from(self.n).unwrap_or(0);
        let pairs = n * n.saturating_sub(1) / 2;
        let mut orders = vec![0.0; pairs + 1];
        orders[0] = 1.0;
        for i in 1..n {
            // Whoever comes next is put behind any 0 to i of those before; shares keep the numbers small.
            let before = orders.clone();
            for (place, order) in orders.iter_mut().enumerate() {
                *order = before[place.saturating_sub(i)..=place].iter().sum::<f64>() / (i as f64 + 1.0);
            }
        }
        let out_of_place = (pairs as f64 - self.s.abs()) / 2.0;
        let tail: f64 =
            orders.iter().enumerate().filter(|order| order.0 as f64 <= out_of_place).map(|order| order.1).sum();
        (2.0 * tail).clamp(f64::MIN_POSITIVE, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_one_row_and_one_column_have_no_test() {
        assert_eq!(kendall(&[]), None);
        assert_eq!(kendall(&[vec![3, 4]]), None);
        assert_eq!(kendall(&[vec![3], vec![4]]), None);
        assert_eq!(kendall_values(&[(1.0, 2.0)]), None);
    }

    #[test]
    fn values_and_their_table_agree() {
        let pairs = [(1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (3.0, 1.0), (3.0, 3.0), (3.0, 3.0)];
        let table = [vec![1, 1, 0], vec![0, 1, 0], vec![1, 0, 2]];
        assert_eq!(kendall_values(&pairs), kendall(&table));
    }

    #[test]
    fn the_same_order_is_one_and_the_other_way_round_minus_one() {
        let same = kendall_values(&[(1.0, 10.0), (2.0, 20.0), (3.0, 30.0), (4.0, 40.0)]).unwrap();
        assert_eq!((same.tau_b, same.z), (1.0, None));
        assert!((same.p - 2.0 / 24.0).abs() < 1e-15);
        assert_eq!(kendall(&[vec![0, 5], vec![5, 0]]).unwrap().tau_b, -1.0);
    }

    #[test]
    fn ten_million_respondents_do_not_overflow() {
        let test = kendall(&[vec![2_000_000, 3_000_000], vec![3_000_000, 2_000_000]]).unwrap();
        assert!((test.tau_b + 0.2).abs() < 1e-12 && test.p > 0.0);
    }
}
