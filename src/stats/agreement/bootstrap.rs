//! Intervals of coefficients by drawing units again.
//!
//! # What it measures
//! How far a coefficient would be another if other units of the same kind had been coded.
//!
//! # Formula
//! Units are drawn with replacement, as many as there are, and the coefficient is computed anew; the interval lies between the
//! quantiles (type 7) of what comes out. Where one unit holds several decisions (a turn and all codes), the unit is drawn with all of them. The draws
//! of a resample depend on the seed and its number alone, so that they are the same with any number of processors.
//!
//! Krippendorff's own algorithm draws pairs of values and holds the expected disagreement fixed; it takes pairs of one unit for
//! independent and its intervals are too narrow, so units are drawn here.
//!
//! # Assumptions
//! Units are independent of each other: turns of one interview are less so than turns of different ones. Where more than a twentieth
//! of the resamples has no coefficient (nothing varies in them), there is no interval.
//!
//! # Reference
//! Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap, chapter 13. Zapf, A. et al. (2016). Measuring inter-rater
//! reliability for nominal data: which coefficients and confidence intervals are appropriate? BMC Medical Research Methodology 16, 93.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::super::quantile::{QuantileType, quantile};
use super::super::random::Random;
use super::super::wilson::Interval;
use super::Ratings;

/// The seed of all intervals of agreement.
pub const SEED: u64 = 20_220_630;

/// How many times units are drawn where nobody says otherwise.
pub const RESAMPLES: usize = 1_000;

/// Computes one coefficient of ratings, where there is one.
pub type Statistic<'a> = dyn Fn(&Ratings) -> Option<f64> + Sync + 'a;

/// Rows that are alike, and how many of each every unit holds.
struct Patterns {
    coders: usize,
    categories: usize,
    codes: Vec<u32>,
    units: Vec<Vec<(usize, u64)>>,
}

impl Patterns {
    fn of(ratings: &Ratings, rows_a_unit: usize) -> Self {
        let mut known: BTreeMap<&[u32], usize> = BTreeMap::new();
        let mut codes = Vec::new();
        let mut units = Vec::new();
        let mut row = 0;
        while row < ratings.rows() {
            let end = (row + rows_a_unit.max(1)).min(ratings.rows());
            let mut unit: Vec<(usize, u64)> = Vec::new();
            for row in row..end {
                let next = known.len();
                let pattern = *known.entry(ratings.row(row)).or_insert_with(|| {
                    codes.extend_from_slice(ratings.row(row));
                    next
                });
                match unit.iter_mut().find(|(other, _)| *other == pattern) {
                    Some((_, times)) => *times += 1,
                    None => unit.push((pattern, 1)),
                }
            }
            units.push(unit);
            row = end;
        }
        Self { coders: ratings.coders(), categories: ratings.categories(), codes, units }
    }

    fn resample(&self, random: &mut Random) -> Option<Ratings> {
        let mut times = vec![0; self.codes.len() / self.coders];
        for _ in 0..self.units.len() {
            let drawn = usize::try_from(random.below(self.units.len() as u64)).unwrap_or(0);
            for &(pattern, count) in self.units.get(drawn)? {
                times[pattern] += count;
            }
        }
        Ratings::repeated(self.coders, self.categories, self.codes.clone(), times)
    }
}

/// An interval for each statistic, of units that are `rows_a_unit` rows each. None where rows already stand for several units, fewer than
/// two units are there, or too many resamples have no coefficient.
pub fn intervals(
    ratings: &Ratings,
    rows_a_unit: usize,
    resamples: usize,
    level: f64,
    statistics: &[&Statistic<'_>],
) -> Vec<Option<Interval>> {
    let nothing = || vec![None; statistics.len()];
    if ratings.is_repeated() || resamples < 2 || ratings.rows() < 2 * rows_a_unit.max(1) {
        return nothing();
    }
    let patterns = Patterns::of(ratings, rows_a_unit);
    let drawn: Vec<Vec<Option<f64>>> = (0..resamples as u64)
        .into_par_iter()
        .map(|number| {
            // Each resample has a stream of its own: what comes out does not depend on who computes it.
            let mut random = Random::seeded(Random::seeded(SEED ^ number.rotate_left(32)).bits());
            match patterns.resample(&mut random) {
                Some(again) => statistics.iter().map(|statistic| statistic(&again)).collect(),
                None => nothing().iter().map(|_| None).collect(),
            }
        })
        .collect();
    (0..statistics.len())
        .map(|place| {
            let mut values: Vec<f64> = drawn.iter().filter_map(|of| of[place]).collect();
            values.sort_by(f64::total_cmp);
            let at = |p| quantile(&values, p, QuantileType::Seven);
            let ends = at((1.0 - level) / 2.0).zip(at(0.5 + level / 2.0));
            let is_enough = values.len() * 20 >= resamples * 19;
            ends.filter(|(lower, upper)| is_enough && upper > lower).map(|(lower, upper)| Interval { lower, upper })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::krippendorff::{Metric, alpha};
    use super::*;

    fn interval(codes: Vec<u32>, rows_a_unit: usize) -> Option<Interval> {
        let statistic = |ratings: &Ratings| alpha(ratings, Metric::Nominal).ok().map(|found| found.value);
        intervals(&Ratings::new(2, 2, codes).unwrap(), rows_a_unit, 500, 0.95, &[&statistic])[0]
    }

    #[test]
    fn one_unit_perfect_agreement_and_rare_codes_have_no_interval() {
        assert_eq!(interval(vec![0, 1], 1), None);
        assert_eq!(interval([[0, 0], [1, 1]].repeat(20).concat(), 1), None);
        let mut rare = vec![0; 80];
        rare[0] = 1;
        assert_eq!(interval(rare, 1), None);
    }

    #[test]
    fn the_interval_is_the_same_each_time_and_holds_the_coefficient() {
        let codes = [[0, 0], [1, 1], [0, 1], [0, 0]].repeat(15).concat();
        let first = interval(codes.clone(), 1).unwrap();
        assert_eq!(Some(first), interval(codes.clone(), 1));
        let value = alpha(&Ratings::new(2, 2, codes).unwrap(), Metric::Nominal).unwrap().value;
        assert!(first.lower < value && value < first.upper && first.upper - first.lower < 0.6, "{first:?}");
    }

    #[test]
    fn decisions_that_come_together_are_drawn_together() {
        // Every unit says the same three things: drawn whole, nothing can change.
        let codes = [[0, 0], [1, 1], [0, 1]].repeat(15).concat();
        assert_eq!(interval(codes.clone(), 3), None);
        assert!(interval(codes, 1).is_some());
    }
}
