//! How often each value occurs. A scale of five steps asked of ten million people is five pairs, and every test of means
//! and ranks takes it as such.
//!
//! # What it measures
//! The distribution of answers; the number of answers, their mean and variance.
//!
//! # Formula
//! n = Σc, x̄ = Σcx/n, s² = Σc(x − x̄)²/(n − 1), in rising order of the values and in two passes.
//!
//! # Assumptions
//! None. What is no finite number is not counted.
//!
//! # Reference
//! Chan, T. F., Golub, G. H. and LeVeque, R. J. (1983), The American Statistician 37, 242–247.

/// Values in rising order, each once, with how often it occurs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frequencies {
    pairs: Vec<(f64, u64)>,
}

/// What tests of means need to know of a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// How many; an effective base where answers are weighted.
    pub base: f64,
    /// The mean.
    pub mean: f64,
    /// The variance of a sample (divided by n − 1).
    pub variance: f64,
}

impl Frequencies {
    /// Of values as they come.
    pub fn of_values(values: &[f64]) -> Self {
        Self::of_pairs(values.iter().map(|&value| (value, 1)))
    }

    /// Of values with counts, in any order; a value may come several times.
    pub fn of_pairs(pairs: impl IntoIterator<Item = (f64, u64)>) -> Self {
        // Adding nought makes −0 the same value as 0.
        let finite = pairs.into_iter().filter(|(value, count)| value.is_finite() && *count > 0);
        let mut sorted: Vec<(f64, u64)> = finite.map(|(value, count)| (value + 0.0, count)).collect();
        sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut pairs: Vec<(f64, u64)> = Vec::new();
        for (value, count) in sorted {
            match pairs.last_mut() {
                Some(last) if last.0 == value => last.1 += count,
                _ => pairs.push((value, count)),
            }
        }
        Self { pairs }
    }

    /// The values with their counts.
    pub fn pairs(&self) -> &[(f64, u64)] {
        &self.pairs
    }

    /// How many answers.
    pub fn n(&self) -> u64 {
        self.pairs.iter().map(|(_, count)| count).sum()
    }

    /// The k-th smallest value, counted from one.
    pub fn nth(&self, k: u64) -> Option<f64> {
        let mut before = 0;
        let mut holds = |pair: &&(f64, u64)| {
            before += pair.1;
            k <= before
        };
        if k == 0 { None } else { self.pairs.iter().find(|pair| holds(pair)).map(|pair| pair.0) }
    }

    /// The mean; `None` where there are no answers.
    pub fn mean(&self) -> Option<f64> {
        let n = self.n() as f64;
        if self.pairs.is_empty() {
            return None;
        }
        let rough = self.pairs.iter().map(|&(value, count)| value * (count as f64 / n)).sum::<f64>();
        let rest = self.pairs.iter().map(|&(value, count)| (value - rough) * (count as f64 / n)).sum::<f64>();
        Some(rough + rest).filter(|mean| mean.is_finite())
    }

    /// Number, mean and variance; `None` where there are fewer than two answers.
    pub fn group(&self) -> Option<Group> {
        let (n, mean) = (self.n(), self.mean()?);
        if n < 2 {
            return None;
        }
        let square = |&(value, count): &(f64, u64)| count as f64 * (value - mean) * (value - mean);
        let variance = self.pairs.iter().map(square).sum::<f64>() / (n as f64 - 1.0);
        variance.is_finite().then_some(Group { base: n as f64, mean, variance })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_no_mean_and_one_answer_no_variance() {
        assert_eq!(Frequencies::of_values(&[]).mean(), None);
        assert_eq!(Frequencies::of_values(&[f64::NAN]).n(), 0);
        assert_eq!(Frequencies::of_values(&[3.0]).mean(), Some(3.0));
        assert_eq!(Frequencies::of_values(&[3.0]).group(), None);
    }

    #[test]
    fn pairs_are_as_the_values_they_stand_for() {
        let values = Frequencies::of_values(&[2.0, 1.0, -0.0, 2.0, 0.0, 2.0]);
        let pairs = Frequencies::of_pairs([(2.0, 1), (0.0, 2), (1.0, 1), (2.0, 2), (9.0, 0)]);
        assert_eq!(values, pairs);
        assert_eq!((1..=6).filter_map(|k| pairs.nth(k)).collect::<Vec<_>>(), [0.0, 0.0, 1.0, 2.0, 2.0, 2.0]);
        assert_eq!((pairs.nth(0), pairs.nth(7)), (None, None));
    }

    #[test]
    fn ten_million_answers_are_five_pairs() {
        let group = Frequencies::of_pairs((1..=5).map(|step| (f64::from(step), 2_000_000))).group().unwrap();
        assert!((group.mean - 3.0).abs() < 1e-15 && (group.variance - 2.0 * 1e7 / (1e7 - 1.0)).abs() < 1e-12);
    }
}
