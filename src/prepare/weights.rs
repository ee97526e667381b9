//! The weight of each respondent, and the units in which tables count weights.

use crate::diagnostic::{Error, Result};
use crate::stats::weighting::check::{Kind, WeightCheck, check};
use crate::stats::weighting::fixed_point::Grid;

/// The weight of each record of a table. Records with a weight of zero, or with none, are in no weighted table.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    name: String,
    blocks: Vec<Vec<f64>>,
    unit: Unit,
    check: WeightCheck,
}

/// The units in which weights and their squares are counted: sums of whole numbers, the same in any order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    weights: Grid,
    squares: Grid,
}

impl Unit {
    /// The finest for so many weights up to a size; `None` where there is none above zero.
    pub fn of(largest: f64, most: u64) -> Option<Self> {
        let (weights, squares) = Grid::for_values(largest, most).zip(Grid::for_values(largest * largest, most))?;
        Some(Self { weights, squares })
    }

    /// Whether weights from this size upwards, and their squares, are whole numbers of it: then another unit of which that is true
    /// too gives the same sums to the last bit.
    pub fn is_exact_from(self, smallest: f64) -> bool {
        let is_exact = |grid: Grid, value: f64| libm::ilogb(value) - 52 >= grid.exponent;
        smallest > 0.0 && is_exact(self.weights, smallest) && is_exact(self.squares, smallest * smallest)
    }

    /// Whether so many weights up to a size can be counted in it.
    pub fn allows_for(self, largest: f64, weights: u64) -> bool {
        largest <= self.weights.largest && weights <= self.weights.most
    }

    /// A weight and its square in units; `None` where it is zero, missing or more than the unit allows for.
    pub fn units(self, weight: f64) -> Option<(i128, i128)> {
        if weight > 0.0 { self.weights.units(weight).zip(self.squares.units(weight * weight)) } else { None }
    }

    /// The sum of weights that a number of units is.
    pub fn weight(self, units: i128) -> f64 {
        self.weights.value(units)
    }

    /// The sum of squares that a number of units is.
    pub fn square(self, units: i128) -> f64 {
        self.squares.value(units)
    }
}

impl Weights {
    /// Weights by block and record, NaN where there is none. `name` is what notes call them.
    ///
    /// # Errors
    /// When one is negative, infinite, beyond what can be summed exactly, or none is above zero.
    pub fn new(name: impl Into<String>, blocks: Vec<Vec<f64>>) -> Result<Self> {
        let name = name.into();
        let all: Vec<f64> = blocks.iter().flatten().copied().collect();
        let check = check(&all);
        let refused = check.refusal().and_then(|(kind, found)| {
            let what = match kind {
                Kind::Negative => "negative",
                Kind::NotFinite => "infinite",
                Kind::TooLarge => "too large to be a weight",
                Kind::TooSmall => "too small to be a weight",
                // None above zero: said below.
                Kind::Usable | Kind::Zero | Kind::Missing => return None,
            };
            Some((what, found, kind))
        });
        if let Some((what, found, kind)) = refused {
            let first = found.first.map_or(0, |first| first + 1);
            return Err(Error::new(format!(
                "{} of the weights “{name}” are {what}, the first of them in response {first}",
                found.count
            ))
            .hint(match kind {
                Kind::TooLarge | Kind::TooSmall => {
                    "weights are numbers from 0.000000000001 to 68,000,000,000; if all are so, multiply or divide them by one number: \
                     only their proportions count"
                }
                _ => "weights are numbers above zero; correct them, or leave those responses out",
            }));
        }
        let largest = check.largest.unwrap_or(0.0);
        let Some(unit) = Unit::of(largest, check.rows) else {
            return Err(Error::new(format!("no respondent has a weight above zero in “{name}”"))
                .hint("is this the column of weights?"));
        };
        Ok(Self { name, blocks, unit, check })
    }

    /// Weights of records that are not kept: what was found in them, and the unit in which they were counted.
    pub fn not_kept(name: impl Into<String>, unit: Unit, check: WeightCheck) -> Self {
        Self { name: name.into(), blocks: Vec::new(), unit, check }
    }

    /// What notes call them.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What was found in them.
    pub fn check(&self) -> &WeightCheck {
        &self.check
    }

    /// The units in which they are counted.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The weight of a record; `None` where it is zero or missing.
    pub fn of(&self, block: usize, row: usize) -> Option<f64> {
        self.blocks.get(block)?.get(row).copied().filter(|weight| *weight > 0.0)
    }

    /// Every weight in the order of the records, NaN or zero where there is none.
    pub fn all(&self) -> impl Iterator<Item = f64> + '_ {
        self.blocks.iter().flatten().copied()
    }

    /// The weight of a record and its square in units; `None` where it is zero or missing.
    pub fn units(&self, block: usize, row: usize) -> Option<(i128, i128)> {
        self.unit.units(self.of(block, row)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_cannot_be_are_refused_with_their_place() {
        for (weights, words) in [
            (vec![1.0, -1.0], "negative, the first of them in response 2"),
            (vec![f64::INFINITY], "infinite"),
            (vec![0.0, f64::NAN], "above zero"),
            (vec![], "above zero"),
            (vec![1e300], "too large"),
        ] {
            let error = Weights::new("w", vec![weights]).unwrap_err();
            assert!(error.what().contains(words), "{error}");
        }
    }

    #[test]
    fn zero_and_missing_weights_leave_their_record_out() {
        let weights = Weights::new("w", vec![vec![1.0], vec![0.0, f64::NAN, 3.0]]).unwrap();
        assert_eq!(
            (weights.of(0, 0), weights.of(1, 0), weights.of(1, 1), weights.of(1, 2)),
            (Some(1.0), None, None, Some(3.0))
        );
        let (units, squares) = weights.units(1, 2).unwrap();
        assert_eq!((weights.unit().weight(units), weights.unit().square(squares)), (3.0, 9.0));
    }
}
