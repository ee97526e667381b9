//! Weighted quantiles: the median, quartiles and any other, as R's survey and as SPSS define them.
//!
//! # What it measures
//! The value below which a given share of the people lies for whom the respondents stand.
//!
//! # Formula
//! With values in order, weights w and their running sum C out of W:
//! - [`WeightedQuantile::Math`] (`qrule = "math"`, survey's default): the smallest value with C ≥ pW;
//! - [`WeightedQuantile::School`] (`"school"`, type 2): the same, but the mean of it and the next where C = pW;
//! - [`WeightedQuantile::Six`] and [`WeightedQuantile::Seven`] (`"hf6"`, `"hf7"`): along straight lines through the points C / (W + last w)
//!   and (C before the value) / (C before the last value);
//! - [`WeightedQuantile::Spss`] (HAVERAGE of FREQUENCIES and EXAMINE): at (W + 1)p on the scale of C; the value above where that is a whole step
//!   past the one below, else between both in proportion.
//!
//! # Assumptions
//! None but that the values have an order.
//!
//! # Reference
//! Lumley, T. (2021), the vignette “Estimates of quantiles” of survey 4.1. IBM SPSS Statistics Algorithms, EXAMINE.

use super::check::{Kind, kind};

/// The definition of a weighted quantile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WeightedQuantile {
    /// As survey by default.
    #[default]
    Math,
    /// Means at jumps, as one learns it at school (and SAS).
    School,
    /// Type 6 with weights, as survey.
    Six,
    /// Type 7 with weights, as survey.
    Seven,
    /// As SPSS.
    Spss,
}

/// Values with their weights in rising order, ready for quantiles.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted {
    values: Vec<f64>,
    weights: Vec<f64>,
    running: Vec<f64>,
}

impl Weighted {
    /// Of pairs of a value and its weight; those whose value is no number or whose weight does not count are left out.
    /// `None` where none is left.
    pub fn new(pairs: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let mut pairs: Vec<(f64, f64)> =
            pairs.into_iter().filter(|&(value, weight)| value.is_finite() && kind(weight) == Kind::Usable).collect();
        pairs.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
        let (values, weights): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let running: Vec<f64> = weights
            .iter()
            .scan(0.0, |sum, weight| {
                *sum += weight;
                Some(*sum)
            })
            .collect();
        (!values.is_empty()).then_some(Self { values, weights, running })
    }

    /// The quantile; `None` where `p` is not from 0 to 1.
    pub fn quantile(&self, p: f64, definition: WeightedQuantile) -> Option<f64> {
        if !(0.0..=1.0).contains(&p) {
            return None;
        }
        let last = self.values.len() - 1;
        let all = self.running[last];
        Some(match definition {
            WeightedQuantile::Math => self.jump(p * all).0,
            WeightedQuantile::School => {
                let (below, above) = self.jump(p * all);
                if below == above { below } else { f64::midpoint(below, above) }
            }
            WeightedQuantile::Six => self.along(p, |place| self.running[place] / (all + self.weights[last])),
            WeightedQuantile::Seven if last == 0 => self.values[0],
            WeightedQuantile::Seven => {
                self.along(p, |place| if place == 0 { 0.0 } else { self.running[place - 1] / self.running[last - 1] })
            }
            WeightedQuantile::Spss => self.spss((all + 1.0) * p),
        })
    }

    /// The first value whose running sum reaches `target`, and the next one where it reaches it exactly.
    fn jump(&self, target: f64) -> (f64, f64) {
        let last = self.values.len() - 1;
        // A sum that stands for exactly the target may be off by roundings.
        let slack = 1e-12 * self.running[last];
        let place = self.running.partition_point(|&sum| sum < target - slack).min(last);
        let exactly = (self.running[place] - target).abs() <= slack;
        let next = if exactly { (place + 1).min(last) } else { place };
        (self.values[place], self.values[next])
    }

    /// Along straight lines through the points (`height`, value).
    fn along(&self, p: f64, height: impl Fn(usize) -> f64) -> f64 {
        let last = self.values.len() - 1;
        let (mut low, mut high) = (0, last);
        if p <= height(0) {
            return self.values[0];
        }
        if p >= height(last) {
            return self.values[last];
        }
        while high - low > 1 {
            let middle = usize::midpoint(low, high);
            if height(middle) <= p { low = middle } else { high = middle }
        }
        let (below, above) = (height(low), height(high));
        self.values[low] + (self.values[high] - self.values[low]) * ((p - below) / (above - below))
    }

    /// SPSS: `target` on the scale of the running sum. Equal values are one value with the sum of their weights.
    fn spss(&self, target: f64) -> f64 {
        let last = self.values.len() - 1;
        let slack = 1e-12 * self.running[last];
        // The largest value whose running sum, all its equals taken in, does not pass the target.
        let mut below = None;
        let mut place = self.running.partition_point(|&sum| sum <= target + slack);
        while place > 0 {
            if place > last || self.values[place] > self.values[place - 1] {
                below = Some(place - 1);
                break;
            }
            place -= 1;
        }
        let Some(below) = below else { return self.values[0] };
        if below == last {
            return self.values[last];
        }
        let above = self.values[below + 1];
        let end = self.values[below + 1..].iter().take_while(|&&value| value == above).count() + below;
        let weight = self.running[end] - self.running[below];
        let past = (target - self.running[below]).max(0.0);
        if past >= 1.0 {
            return above;
        }
        let share = if weight >= 1.0 { past } else { past / weight };
        self.values[below] + share * (above - self.values[below])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::quantile::{QuantileType, quantile};
    use proptest::prelude::*;

    #[test]
    fn nobody_has_no_quantile_and_one_value_is_all_of_them() {
        assert_eq!(Weighted::new([(1.0, 0.0)]), None);
        let one = Weighted::new([(7.0, 2.5)]).unwrap();
        let definitions = [
            WeightedQuantile::Math,
            WeightedQuantile::School,
            WeightedQuantile::Six,
            WeightedQuantile::Seven,
            WeightedQuantile::Spss,
        ];
        for definition in definitions {
            assert_eq!(one.quantile(0.5, definition), Some(7.0), "{definition:?}");
            assert_eq!(one.quantile(1.5, definition), None);
        }
    }

    proptest! {
        #[test]
        fn weights_of_one_equal_no_weights(mut values in prop::collection::vec(-50_i32..50, 1..40), p in 0.01_f64..0.99) {
            values.sort_unstable();
            let plain: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
            let weighted = Weighted::new(plain.iter().map(|&value| (value, 1.0))).unwrap();
            let pairs = [
                (WeightedQuantile::School, QuantileType::Two),
                (WeightedQuantile::Six, QuantileType::Six),
                (WeightedQuantile::Seven, QuantileType::Seven),
                (WeightedQuantile::Spss, QuantileType::Six),
            ];
            for (ours, theirs) in pairs {
                let (ours, theirs) = (weighted.quantile(p, ours).unwrap(), quantile(&plain, p, theirs).unwrap());
                prop_assert!((ours - theirs).abs() < 1e-9, "{} {}", ours, theirs);
            }
        }

        #[test]
        fn whole_weights_equal_repeated_values(pairs in prop::collection::vec((-20_i32..20, 1_u8..5), 1..20), p in 0.0_f64..1.0) {
            let repeated = pairs.iter().flat_map(|&(value, times)| std::iter::repeat_n((f64::from(value), 1.0), times.into()));
            let repeated = Weighted::new(repeated).unwrap();
            let weighted = Weighted::new(pairs.iter().map(|&(value, times)| (f64::from(value), f64::from(times)))).unwrap();
            for definition in [WeightedQuantile::Math, WeightedQuantile::School, WeightedQuantile::Spss] {
                prop_assert_eq!(weighted.quantile(p, definition), repeated.quantile(p, definition));
            }
        }
    }
}
