//! Replicate weights made from a design: jackknife, balanced half-samples, bootstrap.
//!
//! # What it measures
//! Nothing by itself: sets of weights whose spread is the variance under the design ([`super::replicates`]).
//!
//! # Formula
//! With n units in a stratum and f = 1 − n/N of them not drawn:
//! - JK1 (one stratum): each unit left out once, the others times n/(n−1); scale f(n−1)/n;
//! - JKn: the same within each stratum, a scale for each;
//! - BRR: of the two units of each stratum one counts 2 − ρ and the other ρ (Fay; 0 for plain half-samples), balanced by a Hadamard matrix; scale
//!   1/(R(1−ρ)²). A stratum of an even number of units is divided into pairs in their order. No correction for finite populations;
//! - bootstrap after Canty and Davison: n units drawn with replacement (from a population of N copies without, where N is known); scale
//!   m/((m−1)(R−1)) with m the harmonic mean of n. After Rao and Wu: n − 1 drawn, times n/(n−1); scale 1/(R−1).
//!
//! # Assumptions
//! Units of the first stage hold all chance there is. Random draws are SplitMix64 with the seed given, the same on every machine.
//!
//! # Reference
//! Rust, K. F. and Rao, J. N. K. (1996). Variance estimation for complex surveys using replication techniques. Statistical Methods in Medical Research
//! 5, 283–310; `as.svrepdesign` of R's survey.

use super::hadamard::hadamard;
use super::replicates::Replicates;
use super::sample::{Design, DesignError, Group, SingleUnit};
use crate::stats::random::Random;

/// The seed of bootstraps unless another is given.
pub const SEED: u64 = 20_260_101;

/// How bootstrap samples are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bootstrap {
    /// Canty and Davison: as many as there are, also from finite populations.
    #[default]
    CantyDavison,
    /// Rao and Wu: one fewer.
    RaoWu,
}

/// A stratum whose number of units does not fit.
#[derive(Debug, Clone, PartialEq)]
pub enum ReplicateError {
    /// JK1 is for designs of one stratum.
    SeveralStrata(usize),
    /// A stratum with a single unit, under a policy that does not allow it.
    SingleUnit {
        /// The stratum's code.
        stratum: u32,
    },
    /// Half-samples need pairs of units.
    Odd {
        /// The stratum's code.
        stratum: u32,
        /// Its units.
        units: usize,
    },
    /// Fay's ρ must be from 0 to below 1, a bootstrap needs two samples at least.
    Option,
    /// All strata were drawn whole: there is no variance to find.
    DrawnWhole,
}

/// The jackknife: JK1 for one stratum, JKn for several.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn jackknife(design: &Design) -> Result<Replicates, ReplicateError> {
    let groups = groups(design);
    let units = design.unit_count();
    let (mut of_unit, mut scales) = (Vec::new(), Vec::new());
    let mut dropped = 0;
    let strata = groups.len() as f64;
    for group in groups.iter().filter(|group| group.correction() > 0.0) {
        let n = group.drawn() as f64;
        if group.drawn() == 1 {
            match design.single_unit {
                SingleUnit::Fail => return Err(ReplicateError::SingleUnit { stratum: group.stratum }),
                SingleUnit::Certainty | SingleUnit::Average => dropped += 1,
                // As R: the unit goes, and the other strata are unchanged.
                SingleUnit::Adjust if groups.len() > 1 => {
                    let grown = strata / (strata - 1.0);
                    of_unit
                        .push((0..units).map(|unit| if group.units.contains(&unit) { 0.0 } else { grown }).collect());
                    scales.push((strata - 1.0) / strata);
                }
                SingleUnit::Adjust => return Err(ReplicateError::SingleUnit { stratum: group.stratum }),
            }
            continue;
        }
        for left_out in group.units.clone() {
            let factor = |unit: usize| match unit {
                unit if unit == left_out => 0.0,
                unit if group.units.contains(&unit) => n / (n - 1.0),
                _ => 1.0,
            };
            of_unit.push((0..units).map(factor).collect::<Vec<f64>>());
            scales.push(group.correction() * (n - 1.0) / n);
        }
    }
    if of_unit.is_empty() {
        return Err(ReplicateError::DrawnWhole);
    }
    let average = design.single_unit == SingleUnit::Average && dropped > 0;
    let scale = if average { units as f64 / of_unit.len() as f64 } else { 1.0 };
    Ok(replicates(design, of_unit, scale, scales))
}

/// The jackknife of a design that must have one stratum.
pub fn jackknife_one(design: &Design) -> Result<Replicates, ReplicateError> {
    match groups(design).len() {
        1 => jackknife(design),
        strata => Err(ReplicateError::SeveralStrata(strata)),
    }
}

/// Balanced half-samples; `rho` is Fay's, 0 for plain ones.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn half_samples(design: &Design, rho: f64) -> Result<Replicates, ReplicateError> {
    if !(0.0..1.0).contains(&rho) {
        return Err(ReplicateError::Option);
    }
    let mut pairs = Vec::new();
    for group in groups(design) {
        if group.drawn() % 2 == 1 {
            return Err(ReplicateError::Odd { stratum: group.stratum, units: group.drawn() });
        }
        pairs.extend(group.units.clone().step_by(2));
    }
    let matrix = hadamard(pairs.len() + 1);
    let sample = |number: usize| {
        let mut factors = vec![1.0; design.unit_count()];
        for (pair, &first) in pairs.iter().enumerate() {
            let (one, other) = if matrix[pair + 1][number] { (2.0 - rho, rho) } else { (rho, 2.0 - rho) };
            factors[first] = one;
            factors[first + 1] = other;
        }
        factors
    };
    let count = matrix.len();
    let scale = 1.0 / (count as f64 * (1.0 - rho) * (1.0 - rho));
    Ok(replicates(design, (0..count).map(sample).collect(), scale, vec![1.0; count]))
}

/// Bootstrap samples of units.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn bootstrap(design: &Design, count: usize, how: Bootstrap, seed: u64) -> Result<Replicates, ReplicateError> {
    if count < 2 {
        return Err(ReplicateError::Option);
    }
    let groups = groups(design);
    if let Some(group) = groups.iter().find(|group| group.drawn() == 1) {
        return Err(ReplicateError::SingleUnit { stratum: group.stratum });
    }
    let mut random = Random::seeded(seed);
    let mut sample = || {
        let mut factors = vec![0.0; design.unit_count()];
        for group in groups {
            draw(group, how, &mut random, &mut factors);
        }
        factors
    };
    let of_unit = (0..count).map(|_| sample()).collect();
    let harmonic = groups.len() as f64 / groups.iter().map(|group| 1.0 / group.drawn() as f64).sum::<f64>();
    let scale = match how {
        Bootstrap::CantyDavison => harmonic / ((harmonic - 1.0) * (count as f64 - 1.0)),
        Bootstrap::RaoWu => 1.0 / (count as f64 - 1.0),
    };
    Ok(replicates(design, of_unit, scale, vec![1.0; count]))
}

/// Draws the units of one stratum and adds to their factors.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts stay far below 2^53, and a random place lies below its bound"
)]
fn draw(group: &Group, how: Bootstrap, random: &mut Random, factors: &mut [f64]) {
    let n = group.drawn();
    let start = group.units.start;
    // R takes populations beyond a hundred times the sample for infinite, and so spares the copies.
    let finite = how == Bootstrap::CantyDavison && group.population <= 100.0 * n as f64;
    let (draws, each) = match how {
        Bootstrap::CantyDavison => (n, 1.0),
        Bootstrap::RaoWu => (n - 1, n as f64 / (n as f64 - 1.0)),
    };
    let mut below = |bound: usize| usize::try_from(random.below(bound as u64)).unwrap_or(0);
    if !finite {
        (0..draws).for_each(|_| factors[start + below(n)] += each);
        return;
    }
    // Which units have a copy more is left to chance.
    let mut order: Vec<usize> = group.units.clone().collect();
    (1..n).rev().for_each(|place| order.swap(place, below(place + 1)));
    let mut copies: Vec<usize> = (0..group.population.round() as usize).map(|copy| order[copy % n]).collect();
    for _ in 0..draws {
        let taken = copies.swap_remove(below(copies.len()));
        factors[taken] += each;
    }
}

fn groups(design: &Design) -> &[Group] {
    design.stages.first().map_or(&[], |stage| &stage.groups)
}

fn replicates(design: &Design, of_unit: Vec<Vec<f64>>, scale: f64, replicate_scales: Vec<f64>) -> Replicates {
    Replicates {
        weights: design.weights().to_vec(),
        unit_of_row: design.units().to_vec(),
        of_unit,
        combined: false,
        scale,
        replicate_scales,
        mse: false,
    }
}

impl From<DesignError> for ReplicateError {
    fn from(_: DesignError) -> Self {
        Self::Option
    }
}

#[cfg(test)]
mod tests;
