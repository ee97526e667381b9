//! Mean, spread and quantiles of values that were counted.

use super::kernel::Amount;
use crate::model::Measure;
use crate::stats::centre;
use crate::stats::frequency::Frequencies;
use crate::stats::quantile::{self, QuantileType, quantile_of_counts};
use crate::stats::weighting::quantile as weighted;

/// The level of intervals.
const LEVEL: f64 = 0.95;

/// What a trimmed mean leaves out at each end.
const TRIMMED: f64 = 0.05;

/// Different values in rising order, each with how many gave it.
#[derive(Debug, Clone)]
pub struct Grouped {
    values: Vec<(f64, Amount)>,
}

impl Grouped {
    /// Values with how many gave them, in any order.
    pub fn new(values: impl Iterator<Item = (f64, Amount)>) -> Self {
        let mut values: Vec<(f64, Amount)> = values.filter(|(_, amount)| amount.n > 0).collect();
        values.sort_by(|one, other| one.0.total_cmp(&other.0));
        Self { values }
    }

    /// How many there are.
    pub fn base(&self) -> Amount {
        self.up_to(f64::INFINITY)
    }

    /// How many gave a value of at most so much.
    pub fn up_to(&self, most: f64) -> Amount {
        let within = self.values.iter().take_while(|(value, _)| *value <= most);
        within.fold(Amount::default(), |sum, (_, amount)| sum.and(*amount))
    }

    /// The mean. In two passes, since the first sum rounds.
    pub fn mean(&self) -> Option<f64> {
        let weight = self.base().weight;
        let mean_of = |less: f64| self.values.iter().map(|(value, n)| (value - less) * n.weight).sum::<f64>() / weight;
        let rough = mean_of(0.0);
        let mean = rough + mean_of(rough);
        (weight > 0.0 && mean.is_finite()).then_some(mean)
    }

    /// The standard deviation: of a sample (n − 1); with weights that of the population, as R’s survey.
    pub fn standard_deviation(&self) -> Option<f64> {
        let (base, mean) = (self.base(), self.mean()?);
        let squares: f64 = self.values.iter().map(|(value, n)| (value - mean).powi(2) * n.weight).sum();
        let n = Amount::of(base.n).weight;
        let sd = (squares / base.weight * (n / (n - 1.0))).sqrt();
        (base.n > 1 && sd.is_finite()).then_some(sd)
    }

    /// The smallest.
    pub fn smallest(&self) -> Option<f64> {
        self.values.first().map(|(value, _)| *value)
    }

    /// The largest.
    pub fn largest(&self) -> Option<f64> {
        self.values.last().map(|(value, _)| *value)
    }

    /// The median.
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// Whether weights make a difference.
    #[allow(clippy::float_cmp, reason = "without weights they are the same number")]
    fn is_weighted(&self) -> bool {
        let base = self.base();
        base.weight != Amount::of(base.n).weight || base.squares != base.weight
    }

    fn frequencies(&self) -> Frequencies {
        Frequencies::of_pairs(self.values.iter().map(|(value, amount)| (*value, amount.n)))
    }

    /// The standard error of the mean: √(n/(n−1) Σw²(x − x̄)²)/Σw, which without weights is s/√n; as `svymean` of R’s survey.
    pub fn standard_error(&self) -> Option<f64> {
        let (base, mean) = (self.base(), self.mean()?);
        let squares: f64 = self.values.iter().map(|(value, n)| (value - mean).powi(2) * n.squares).sum();
        let n = Amount::of(base.n).weight;
        let error = (n / (n - 1.0) * squares).sqrt() / base.weight;
        (base.n > 1 && error.is_finite()).then_some(error)
    }

    /// The interval of the mean at 95%, by t; none under weights, whose intervals are in the rows, nor where all answers are the same.
    pub fn mean_interval(&self) -> Option<(f64, f64)> {
        let group = self.frequencies().group().filter(|group| !self.is_weighted() && group.variance > 0.0)?;
        centre::mean_interval(&group, LEVEL).map(|ends| (ends.lower + 0.0, ends.upper + 0.0))
    }

    /// The interval of the median at 95% or a little more, from the order of the answers; none under weights.
    pub fn median_interval(&self) -> Option<(f64, f64)> {
        let frequencies = Some(self.frequencies()).filter(|_| !self.is_weighted())?;
        centre::median_interval(&frequencies, LEVEL)
            .map(|found| (found.interval.lower + 0.0, found.interval.upper + 0.0))
    }

    /// The mean, the median or the standard deviation.
    pub fn value(&self, statistic: Measure) -> Option<f64> {
        match statistic {
            Measure::Mean => self.mean(),
            Measure::Median => self.median(),
            Measure::StandardDeviation => self.standard_deviation(),
            _ => None,
        }
    }

    /// The intervals of a statistic that has any.
    pub fn interval(&self, statistic: Option<Measure>) -> Option<(f64, f64)> {
        match statistic {
            Some(Measure::Mean) => self.mean_interval(),
            Some(Measure::Median) => self.median_interval(),
            _ => None,
        }
    }

    /// The mean without a twentieth of the answers at each end; with weights, of their weight.
    pub fn trimmed(&self) -> Option<f64> {
        if !self.is_weighted() {
            return quantile::trimmed_mean(&self.frequencies(), TRIMMED);
        }
        let weight = self.base().weight;
        let (first, last) = (weight * TRIMMED, weight * (1.0 - TRIMMED));
        let (mut before, mut sum) = (0.0, 0.0);
        for (value, amount) in &self.values {
            let inside = (before + amount.weight).min(last) - before.max(first);
            sum += value * inside.max(0.0);
            before += amount.weight;
        }
        let mean = sum / (last - first);
        mean.is_finite().then_some(mean + 0.0)
    }

    /// The quantile by a definition of quantiles. Weighted answers have one of their own, see [`Grouped::quantile`], and where the
    /// definition is that of SPSS its HAVERAGE.
    pub fn quantile_of(&self, p: f64, definition: QuantileType) -> Option<f64> {
        if definition == QuantileType::Seven {
            return self.quantile(p);
        }
        if !self.is_weighted() {
            return quantile_of_counts(&self.frequencies(), p, definition);
        }
        let kind = if definition == QuantileType::Six {
            weighted::WeightedQuantile::Spss
        } else {
            weighted::WeightedQuantile::School
        };
        let pairs = self.values.iter().map(|(value, amount)| (*value, amount.weight));
        weighted::Weighted::new(pairs)?.quantile(p, kind)
    }

    /// The quantile: type 7, as in Excel and R; with weights the value that the share reaches, or the mean of it and the next where
    /// it is reached exactly.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        if self.is_weighted() {
            let pairs = self.values.iter().map(|(value, amount)| (*value, amount.weight));
            return weighted::Weighted::new(pairs)?.quantile(p, weighted::WeightedQuantile::School);
        }
        quantile::of_counts(&self.values.iter().map(|(value, n)| (*value, n.n)).collect::<Vec<_>>(), p)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::moments::moments;
    use crate::stats::quantile::quantile;

    #[test]
    fn nobody_has_no_mean() {
        let nobody = Grouped::new([(1.0, Amount::default())].into_iter());
        assert_eq!(
            (nobody.base().n, nobody.mean(), nobody.median(), nobody.standard_deviation()),
            (0, None, None, None)
        );
        assert_eq!((nobody.smallest(), nobody.largest()), (None, None));
    }

    #[test]
    fn grouped_values_are_as_the_values_one_by_one() {
        let grouped = Grouped::new([(3.0, 1), (1.0, 2), (2.0, 3)].map(|(value, n)| (value, Amount::of(n))).into_iter());
        let values = [1.0, 1.0, 2.0, 2.0, 2.0, 3.0];
        assert_eq!(grouped.mean(), moments(&values).map(|m| m.mean));
        for p in [0.0, 0.1, 0.25, 0.5, 0.75, 1.0] {
            assert_eq!(grouped.quantile(p), quantile(&values, p, QuantileType::Seven), "{p}");
        }
        assert!((grouped.standard_deviation().unwrap() - moments(&values).unwrap().sd.unwrap()).abs() < 1e-12);
        assert_eq!(grouped.up_to(2.0).n, 5);
        assert!(
            (grouped.standard_error().unwrap() - moments(&values).unwrap().sd.unwrap() / 6.0_f64.sqrt()).abs() < 1e-12
        );
        assert_eq!(grouped.quantile_of(0.25, QuantileType::Six), quantile(&values, 0.25, QuantileType::Six));
    }

    #[test]
    fn weights_move_the_mean_and_the_median() {
        let amount = |n, weight: f64| Amount { n, weight, squares: weight * weight };
        let grouped = Grouped::new([(1.0, amount(1, 0.5)), (2.0, amount(1, 0.25)), (10.0, amount(1, 2.0))].into_iter());
        assert_eq!((grouped.mean(), grouped.median()), (Some(21.0 / 2.75), Some(10.0)));
    }
}
