//! Intervals of effect sizes of ranks: ε² of Kruskal and Wallis' test, and Kendall's τ-b.
//!
//! # What it measures
//! Between which ends the strength of an association may lie in the population.
//!
//! # Formula
//! ε² is η² of an analysis of variance of the ranks, with F = ε²/(1 − ε²) × (n − k)/(k − 1): the noncentralities λ at which F as observed lies at
//! (1 ∓ level)/2 of noncentral F with k − 1 and n − k degrees of freedom; ε² = λ/(λ + n).
//! τ-b: τ ± z ASE, cut at ±1, with ASE² = (Σ nᵢⱼ(2w dᵢⱼ + τ vᵢⱼ)² − n³τ²(w_r + w_c)²)/w⁴, dᵢⱼ = what is concordant with a cell less what is
//! discordant, w_r = n² − Σ nᵢ.², w_c = n² − Σ n.ⱼ², w = √(w_r w_c), vᵢⱼ = nᵢ. w_c + n.ⱼ w_r.
//!
//! # Assumptions
//! Random samples. That ranks behave as numbers do in an analysis of variance holds roughly; the interval of ε² is a rough one in small groups. The
//! error of τ-b is for larger samples. There is no interval where the association is complete.
//!
//! # Reference
//! Conover, W. J. and Iman, R. L. (1981), The American Statistician 35, 124–129; Steiger, J. H. (2004), Psychological Methods 9, 164–182. Brown,
//! M. B. and Benedetti, J. K. (1977), JASA 72, 309–315.

use crate::stats::chi_square::margins;
use crate::stats::distributions::normal_quantile;
use crate::stats::noncentral::{f_lower, noncentrality_at};
use crate::stats::ranks::kendall::kendall;
use crate::stats::ranks::kruskal_wallis::KruskalWallis;
use crate::stats::wilson::Interval;

/// The interval of ε²; `None` where the level is not between 0 and 1, the ranks do not vary within groups, or F is beyond what can be summed.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn epsilon_squared_interval(test: &KruskalWallis, level: f64) -> Option<Interval> {
    if !(level > 0.0 && level < 1.0) || test.n <= test.df + 1 {
        return None;
    }
    let (n, df1, df2) = (test.n as f64, test.df as f64, (test.n - test.df - 1) as f64);
    let f = test.epsilon_squared / (1.0 - test.epsilon_squared) * df2 / df1;
    let tail = (1.0 - level) / 2.0;
    let end = |share: f64| {
        let at = noncentrality_at(share, |value| f_lower(f, df1, df2, value))?;
        Some(at / (at + n))
    };
    f.is_finite().then_some(())?;
    Some(Interval { lower: end(1.0 - tail)?, upper: end(tail)? })
}

/// The interval of τ-b of a table whose rows and columns are in order; `None` where there is no τ-b, or the association is complete.
pub fn tau_b_interval(table: &[Vec<u64>], level: f64) -> Option<Interval> {
    let tau = kendall(table)?.tau_b;
    let error = tau_b_error(table, tau)?;
    let reach = normal_quantile(0.5 + level / 2.0).filter(|_| level > 0.0 && level < 1.0)? * error;
    Some(Interval { lower: (tau - reach).max(-1.0) + 0.0, upper: (tau + reach).min(1.0) + 0.0 })
}

/// The asymptotic standard error of τ-b, not under the hypothesis of no association.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn tau_b_error(table: &[Vec<u64>], tau: f64) -> Option<f64> {
    let (rows, columns, n) = margins(table);
    // Everything as shares of n, so that no power of a count grows large.
    let whole = n as f64;
    let share = |counts: &[u64]| -> Vec<f64> { counts.iter().map(|&count| count as f64 / whole).collect() };
    let (rows, columns) = (share(&rows), share(&columns));
    let apart = |shares: &[f64]| 1.0 - shares.iter().map(|share| share * share).sum::<f64>();
    let (by_row, by_column) = (apart(&rows), apart(&columns));
    let both = (by_row * by_column).sqrt();
    let shares: Vec<Vec<f64>> = table.iter().map(|row| share(row)).collect();
    let before = sums_before(&shares, columns.len());
    let at = |row: usize, column: usize| before[row][column];
    let (height, width) = (shares.len(), columns.len());
    let mut squares = 0.0;
    for (row, counts) in shares.iter().enumerate() {
        for (column, cell) in counts.iter().enumerate().filter(|(_, cell)| **cell > 0.0) {
            let above_left = at(row, column);
            let above_right = at(row, width) - at(row, column + 1);
            let below_left = at(height, column) - at(row + 1, column);
            let below_right = at(height, width) - at(row + 1, width) - at(height, column + 1) + at(row + 1, column + 1);
            let concordant = above_left + below_right - above_right - below_left;
            let margins = rows[row] * by_column + columns[column] * by_row;
            squares += cell * (2.0 * both * concordant + tau * margins).powi(2);
        }
    }
    let variance = (squares - (tau * (by_row + by_column)).powi(2)) / both.powi(4) / whole;
    // What is left of a variance of nought is rounding.
    (variance > 1e-15 && variance.is_finite()).then(|| variance.sqrt())
}

/// For each corner of the table the sum of what lies above it and to its left.
fn sums_before(shares: &[Vec<f64>], width: usize) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; width + 1]];
    for counts in shares {
        let mut line = Vec::with_capacity(width + 1);
        let mut own = 0.0;
        let above = sums.last().cloned().unwrap_or_default();
        for (column, above) in above.iter().enumerate() {
            line.push(above + own);
            own += counts.get(column).copied().unwrap_or(0.0);
        }
        sums.push(line);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::frequency::Frequencies;
    use crate::stats::ranks::kruskal_wallis::kruskal_wallis;

    #[test]
    fn nothing_and_complete_association_have_no_interval_of_tau() {
        assert_eq!(tau_b_interval(&[], 0.95), None);
        assert_eq!(tau_b_interval(&[vec![3, 0], vec![0, 0]], 0.95), None);
        assert_eq!(tau_b_interval(&[vec![3, 0], vec![0, 4]], 0.95), None);
        assert_eq!(tau_b_interval(&[vec![3, 1], vec![2, 4]], 1.0), None);
    }

    #[test]
    fn turning_the_order_round_turns_the_interval_round() {
        let there = tau_b_interval(&[vec![13, 7, 5], vec![8, 10, 9]], 0.95).unwrap();
        let back = tau_b_interval(&[vec![5, 7, 13], vec![9, 10, 8]], 0.95).unwrap();
        assert!((there.lower + back.upper).abs() < 1e-12 && (there.upper + back.lower).abs() < 1e-12);
        let doubled = tau_b_interval(&[vec![26, 14, 10], vec![16, 20, 18]], 0.95).unwrap();
        let width = |ends: Interval| ends.upper - ends.lower;
        assert!((width(there) / width(doubled) - 2.0_f64.sqrt()).abs() < 1e-9);
    }

    #[test]
    fn the_interval_of_epsilon_squared_holds_it_where_groups_differ() {
        let of = |values: &[f64]| Frequencies::of_values(values);
        let groups = [of(&[1.0, 2.0, 2.0, 3.0, 1.0]), of(&[3.0, 4.0, 5.0, 4.0, 3.5]), of(&[5.0, 6.0, 6.5, 7.0, 6.0])];
        let test = kruskal_wallis(&groups).unwrap();
        let ends = epsilon_squared_interval(&test, 0.95).unwrap();
        assert!(ends.lower > 0.1 && ends.lower < test.epsilon_squared && test.epsilon_squared < ends.upper, "{ends:?}");
        let same = kruskal_wallis(&[of(&[1.0, 2.0, 3.0]), of(&[1.0, 2.0, 3.0])]).unwrap();
        assert_eq!(epsilon_squared_interval(&same, 0.95).unwrap().lower, 0.0);
        assert_eq!(epsilon_squared_interval(&test, 0.0), None);
    }
}
