//! The ranks of the answers of several groups among all of them.
//!
//! # What it measures
//! Where each group stands when all answers are put in order.
//!
//! # Formula
//! Equal answers share the mean of their ranks. Ranks are kept doubled and sums of them whole, so that nothing is lost.
//!
//! # Assumptions
//! Answers have an order.
//!
//! # Reference
//! Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33, 239–251.

use crate::stats::frequency::Frequencies;

/// All answers in order, with their counts by group.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Each value in rising order with its counts, one a group.
    pub values: Vec<(f64, Vec<u64>)>,
    /// How many answers each group has.
    pub sizes: Vec<u64>,
    /// Twice the sum of the ranks of each group.
    pub doubled_sums: Vec<u128>,
    /// How many answers there are.
    pub n: u64,
    /// Σ(t³ − t) over the t answers that share a value.
    pub ties: f64,
}

impl Ranking {
    /// Ranks the answers of groups, empty ones included.
    pub fn of(groups: &[Frequencies]) -> Self {
        let mut places: Vec<(f64, usize, u64)> = Vec::new();
        for (group, frequencies) in groups.iter().enumerate() {
            places.extend(frequencies.pairs().iter().map(|&(value, count)| (value, group, count)));
        }
        places.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let mut values: Vec<(f64, Vec<u64>)> = Vec::new();
        for (value, group, count) in places {
            if values.last().is_none_or(|last| last.0 != value) {
                values.push((value, vec![0; groups.len()]));
            }
            if let Some(slot) = values.last_mut().and_then(|last| last.1.get_mut(group)) {
                *slot += count;
            }
        }
        let mut ranking = Self {
            values,
            sizes: groups.iter().map(Frequencies::n).collect(),
            doubled_sums: vec![0; groups.len()],
            n: groups.iter().map(Frequencies::n).sum(),
            ties: 0.0,
        };
        ranking.rank();
        ranking
    }

    /// Whether no two answers are equal.
    pub fn untied(&self) -> bool {
        self.values.iter().all(|(_, counts)| counts.iter().sum::<u64>() == 1)
    }

    fn rank(&mut self) {
        let mut below = 0_u128;
        for (_, counts) in &self.values {
            let equal: u128 = counts.iter().map(|&count| u128::from(count)).sum();
            let doubled_rank = 2 * below + equal + 1;
            for (sum, &count) in self.doubled_sums.iter_mut().zip(counts) {
                *sum += doubled_rank * u128::from(count);
            }
            let t = equal as f64;
            self.ties += t * (t * t - 1.0);
            below += equal;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_and_all_alike_are_ranked() {
        assert_eq!(Ranking::of(&[]).n, 0);
        let alike = Ranking::of(&[Frequencies::of_values(&[2.0, 2.0]), Frequencies::of_values(&[2.0])]);
        assert_eq!((alike.doubled_sums.as_slice(), alike.ties, alike.untied()), ([8, 4].as_slice(), 24.0, false));
    }

    #[test]
    fn equal_answers_share_their_rank() {
        let ranking = Ranking::of(&[Frequencies::of_values(&[1.0, 3.0]), Frequencies::of_values(&[3.0, 9.0])]);
        assert_eq!(ranking.doubled_sums, [2 + 5, 5 + 8]);
    }
}
