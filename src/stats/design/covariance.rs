//! The covariance of estimated totals under a design: Taylor linearisation's last step.
//!
//! # What it measures
//! How much totals would vary from sample to sample, and together with one another.
//!
//! # Formula
//! Within a stratum of n units out of N with totals t: (1 − n/N) n/(n − 1) Σ (t − t̄)(t − t̄)ᵀ, summed over strata; a later stage adds the same within
//! each unit of the stage before, times the sampling fractions before it. Rows outside a domain have total zero, and stay.
//!
//! # Assumptions
//! Those of [`super::sample`]. Sums are kept as whole numbers ([`Grid`]), so that the order of rows and units changes no bit.
//!
//! # Reference
//! Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys. International Statistical Review 51, 279–292;
//! `svyrecvar` of R's survey.

use super::sample::{Design, DesignError, Group, SingleUnit, Stage};
use crate::stats::MISSING;
use crate::stats::linear_algebra::Matrix;
use crate::stats::weighting::exact_sum::{ExactSum, exact_sum};
use crate::stats::weighting::fixed_point::Grid;

/// Below this share that was not drawn, a stratum was drawn whole and has no variance.
const DRAWN_WHOLE: f64 = 1e-7;

/// Totals of units, by unit and column; a column that does not stand is nought.
pub(super) struct UnitTotals {
    starts: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl UnitTotals {
    fn of(&self, unit: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[unit]..self.starts[unit + 1]]
    }

    /// From units in order, each with its entries in any order.
    fn gather(units: usize, mut fill: impl FnMut(usize, &mut Vec<(u32, f64)>)) -> Self {
        let mut totals = Self { starts: vec![0], entries: Vec::new() };
        let mut entries = Vec::new();
        for unit in 0..units {
            entries.clear();
            fill(unit, &mut entries);
            // Equal columns are added in the order of their values, whatever order the rows were in.
            entries.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
            for same in entries.chunk_by(|one, other| one.0 == other.0) {
                let sum: f64 = same.iter().map(|entry| entry.1).sum();
                totals.entries.push((same[0].0, sum));
            }
            totals.starts.push(totals.entries.len());
        }
        totals
    }
}

impl Design {
    /// The covariance of the totals of weighted values: `each(row, put)` puts the columns of a row with their weighted values. Rows outside
    /// the domain are not asked.
    pub(super) fn covariance(
        &self,
        width: usize,
        domain: Option<&[bool]>,
        each: impl Fn(usize, &mut dyn FnMut(u32, f64)),
    ) -> Result<Matrix, DesignError> {
        if !self.adjustments.is_empty() {
            return self.adjusted_covariance(width, domain, each);
        }
        self.plain_covariance(width, domain, each)
    }

    /// The covariance of the weighted sums of cells, such as those of a table: `cells[row]` is the cell of a row or [`MISSING`].
    pub(super) fn covariance_of_cells(
        &self,
        cells: &[u32],
        width: usize,
        domain: Option<&[bool]>,
    ) -> Result<Matrix, DesignError> {
        self.covariance(width, domain, |row, put| {
            if cells[row] != MISSING {
                put(cells[row], self.weights[row]);
            }
        })
    }

    /// The covariance of totals that a kernel has summed by unit of the first stage ([`Design::units`]): `totals` holds `width` numbers a unit.
    /// Only for designs whose first stage holds all chance and whose weights were not adjusted.
    pub fn covariance_of_unit_totals(&self, totals: &[f64], width: usize) -> Result<Matrix, DesignError> {
        let Some(stage) = self.stages.first().filter(|_| self.stages.len() == 1 && self.adjustments.is_empty()) else {
            return Err(DesignError::Shape { stage: Some(1) });
        };
        if totals.len() != stage.group_of_unit.len() * width {
            return Err(DesignError::Shape { stage: None });
        }
        let totals = UnitTotals::gather(stage.group_of_unit.len(), |unit, entries| {
            let row = &totals[unit * width..(unit + 1) * width];
            entries.extend((0_u32..).zip(row.iter().copied()).filter(|(_, value)| *value != 0.0));
        });
        let present = vec![true; stage.groups.len()];
        let mut sums = CellSums::new(width);
        self.add_stage(stage, 0, &totals, &present, &mut sums)?;
        sums.total()
    }

    fn plain_covariance(
        &self,
        width: usize,
        domain: Option<&[bool]>,
        each: impl Fn(usize, &mut dyn FnMut(u32, f64)),
    ) -> Result<Matrix, DesignError> {
        let Some(last) = self.stages.last() else { return Err(DesignError::Empty) };
        let mut at = 0;
        let mut totals = UnitTotals::gather(last.group_of_unit.len(), |unit, entries| {
            while let Some(&row) = self.order.get(at).filter(|&&row| last.unit_of_row[row as usize] as usize == unit) {
                at += 1;
                let row = row as usize;
                if self.weights[row] > 0.0 && domain.is_none_or(|domain| domain[row]) {
                    each(row, &mut |column, value| entries.push((column, value)));
                }
            }
        });
        let mut sums = CellSums::new(width);
        for (number, stage) in self.stages.iter().enumerate().rev() {
            let present = self.present(stage, domain);
            self.add_stage(stage, number, &totals, &present, &mut sums)?;
            if let Some(before) = number.checked_sub(1).and_then(|before| self.stages.get(before)) {
                totals = above(stage, before, &totals);
            }
        }
        sums.total()
    }

    /// Groups with any row in the domain. Those without have no variance and do not count as strata.
    fn present(&self, stage: &Stage, domain: Option<&[bool]>) -> Vec<bool> {
        let Some(domain) = domain.filter(|_| self.adjustments.is_empty()) else {
            return vec![true; stage.groups.len()];
        };
        let mut present = vec![false; stage.groups.len()];
        for (&unit, _) in stage.unit_of_row.iter().zip(domain).filter(|(_, inside)| **inside) {
            present[stage.group_of_unit[unit as usize] as usize] = true;
        }
        present
    }

    /// The same with what the adjustments explain taken out of every column first.
    fn adjusted_covariance(
        &self,
        width: usize,
        domain: Option<&[bool]>,
        each: impl Fn(usize, &mut dyn FnMut(u32, f64)),
    ) -> Result<Matrix, DesignError> {
        let mut columns = vec![vec![0.0; self.rows()]; width];
        for row in 0..self.rows() {
            if self.weights[row] > 0.0 && domain.is_none_or(|domain| domain[row]) {
                each(row, &mut |column, value| columns[column as usize][row] += value);
            }
        }
        for adjustment in &self.adjustments {
            columns.iter_mut().for_each(|column| adjustment.take_out(column));
        }
        self.plain_covariance(width, None, |row, put| {
            (0_u32..).zip(&columns).for_each(|(number, column)| put(number, column[row]));
        })
    }

    /// Adds the variance that one stage brings.
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn add_stage(
        &self,
        stage: &Stage,
        number: usize,
        totals: &UnitTotals,
        present: &[bool],
        sums: &mut CellSums,
    ) -> Result<(), DesignError> {
        for family in stage.groups.chunk_by(|one, other| one.parent == other.parent) {
            let first = stage.group_of_unit[family[0].units.start] as usize;
            let here: Vec<&Group> =
                family.iter().zip(&present[first..]).filter(|(_, here)| **here).map(|(g, _)| g).collect();
            let single = |group: &&&Group| group.drawn() == 1 && group.correction() >= DRAWN_WHOLE;
            let singles = here.iter().filter(single).count();
            if let Some(group) = here.iter().find(single).filter(|_| self.single_unit == SingleUnit::Fail) {
                let (stratum, strata) = (group.stratum, singles as u64);
                return Err(DesignError::SingleUnit { stage: number, stratum, strata });
            }
            let average = self.single_unit == SingleUnit::Average && singles > 0;
            if average && singles == here.len() {
                return Err(DesignError::OnlySingleUnits);
            }
            let share = if average { here.len() as f64 / (here.len() - singles) as f64 } else { 1.0 };
            for group in here.into_iter().filter(|group| group.correction() >= DRAWN_WHOLE && group.multiplier > 0.0) {
                let n = group.drawn() as f64;
                if group.drawn() > 1 {
                    let scale = group.correction() * n / (n - 1.0) * group.multiplier * share;
                    add_group(group, totals, scale, true, sums);
                } else if self.single_unit == SingleUnit::Adjust {
                    add_group(group, totals, group.correction() * group.multiplier, false, sums);
                }
            }
        }
        Ok(())
    }
}

/// The totals of the units of the stage before.
fn above(stage: &Stage, before: &Stage, totals: &UnitTotals) -> UnitTotals {
    let mut group = 0;
    UnitTotals::gather(before.group_of_unit.len(), |unit, entries| {
        while let Some(here) = stage.groups.get(group).filter(|here| here.parent as usize == unit) {
            here.units.clone().for_each(|unit| entries.extend_from_slice(totals.of(unit)));
            group += 1;
        }
    })
}

/// Adds the products of one stratum's totals, centred at their mean or at nought.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn add_group(group: &Group, totals: &UnitTotals, scale: f64, centred: bool, sums: &mut CellSums) {
    let width = sums.width;
    let mut of_column = vec![ExactSum::new(); width];
    let mut entries = 0;
    for unit in group.units.clone() {
        entries += totals.of(unit).len();
        totals.of(unit).iter().for_each(|&(column, value)| of_column[column as usize].add(value));
    }
    let n = group.drawn() as f64;
    let mean = |sum: &ExactSum| if centred { sum.total().map_or(f64::NAN, |total| total / n) } else { 0.0 };
    let means: Vec<f64> = of_column.iter().map(mean).collect();
    drop(of_column);
    if width > 4 && entries * 4 < group.drawn() * width {
        add_sparse(group, totals, scale, &means, sums);
    } else {
        add_dense(group, totals, scale, &means, sums);
    }
}

/// Products of the distances from the mean, unit by unit.
fn add_dense(group: &Group, totals: &UnitTotals, scale: f64, means: &[f64], sums: &mut CellSums) {
    let width = means.len();
    let distances = |unit: usize, row: &mut [f64]| {
        row.iter_mut().zip(means).for_each(|(cell, mean)| *cell = -mean);
        totals.of(unit).iter().for_each(|&(column, value)| row[column as usize] = value - means[column as usize]);
    };
    let mut row = vec![0.0; width];
    let mut largest = 0.0_f64;
    for unit in group.units.clone() {
        distances(unit, &mut row);
        largest = row.iter().fold(largest, |largest, distance| largest.max(distance.abs()));
    }
    let Some(grid) = Grid::for_values(largest * largest, group.drawn() as u64) else {
        sums.spoilt |= largest != 0.0;
        return;
    };
    let mut products = vec![0_i128; width * (width + 1) / 2];
    for unit in group.units.clone() {
        distances(unit, &mut row);
        let mut place = 0;
        for (column, &one) in row.iter().enumerate() {
            for &other in &row[..=column] {
                products[place] += grid.units(one * other).unwrap_or(0);
                place += 1;
            }
        }
    }
    products.iter().enumerate().for_each(|(place, &units)| sums.cells[place].add(scale * grid.value(units)));
}

/// The same where most totals are nought, as where every row is a unit: only what stands is multiplied.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn add_sparse(group: &Group, totals: &UnitTotals, scale: f64, means: &[f64], sums: &mut CellSums) {
    let width = means.len();
    let n = group.drawn() as f64;
    let all = || group.units.clone().flat_map(|unit| totals.of(unit));
    let largest =
        all().fold(0.0_f64, |largest, (column, value)| largest.max(value.abs()).max(means[*column as usize].abs()));
    let Some(grid) = Grid::for_values(4.0 * largest * largest, group.drawn() as u64) else {
        sums.spoilt |= largest != 0.0;
        return;
    };
    let place = |one: usize, other: usize| one.max(other) * (one.max(other) + 1) / 2 + one.min(other);
    let mut products = vec![0_i128; width * (width + 1) / 2];
    let mut standing = vec![0_u64; width];
    for unit in group.units.clone() {
        let entries = totals.of(unit);
        for (number, &(column, value)) in entries.iter().enumerate() {
            let column = column as usize;
            standing[column] += 1;
            let distance = value - means[column];
            products[place(column, column)] += grid.units(distance * distance).unwrap_or(0);
            for &(other, with) in &entries[..number] {
                products[place(column, other as usize)] += grid.units(value * with).unwrap_or(0);
            }
        }
    }
    for one in 0..width {
        // The units in which a column does not stand are one mean away from it.
        let rest = (n - standing[one] as f64) * means[one] * means[one];
        sums.cells[place(one, one)].add(scale * (grid.value(products[place(one, one)]) + rest));
        for other in 0..one {
            let product = grid.value(products[place(one, other)]);
            sums.cells[place(one, other)].add(scale * (product - n * means[one] * means[other]));
        }
    }
}

/// The lower half of a symmetric matrix, summed exactly over strata.
struct CellSums {
    width: usize,
    cells: Vec<ExactSum>,
    spoilt: bool,
}

impl CellSums {
    fn new(width: usize) -> Self {
        Self { width, cells: vec![ExactSum::new(); width * (width + 1) / 2], spoilt: false }
    }

    fn total(&self) -> Result<Matrix, DesignError> {
        if self.spoilt {
            return Err(DesignError::Undefined);
        }
        let totals: Option<Vec<f64>> = self.cells.iter().map(ExactSum::total).collect();
        let totals = totals.ok_or(DesignError::Undefined)?;
        let place = |one: usize, other: usize| one.max(other) * (one.max(other) + 1) / 2 + one.min(other);
        Ok(Matrix::from_fn(self.width, self.width, |row, column| totals[place(row, column)]))
    }
}

/// What a kernel has summed of one stratum in which every row was drawn on its own.
#[derive(Debug, Clone, Copy)]
pub struct StratumOfRows<'a> {
    /// Rows drawn, also those outside every cell.
    pub drawn: u64,
    /// Rows in the population; infinite for no correction.
    pub population: f64,
    /// The sum of the weights of each cell.
    pub sums: &'a [f64],
    /// The sum of the squared weights of each cell.
    pub squares: &'a [f64],
}

/// The covariance of the weighted sums of cells where every row was drawn on its own, from two sums a stratum and cell: all that a kernel need
/// keep of millions of rows. Strata of a single row add nothing.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn covariance_from_squares(strata: &[StratumOfRows<'_>]) -> Option<Matrix> {
    let width = strata.first()?.sums.len();
    if strata.iter().any(|stratum| stratum.sums.len() != width || stratum.squares.len() != width) {
        return None;
    }
    let parts = strata.iter().filter(|stratum| stratum.drawn > 1).map(|stratum| {
        let n = stratum.drawn as f64;
        let correction = if stratum.population.is_infinite() { 1.0 } else { (1.0 - n / stratum.population).max(0.0) };
        (stratum, n, correction * n / (n - 1.0))
    });
    let parts: Vec<_> = parts.collect();
    let cell = |one: usize, other: usize| {
        exact_sum(parts.iter().map(|(stratum, n, scale)| {
            let product = stratum.sums[one] * stratum.sums[other] / n;
            let square = if one == other { stratum.squares[one] } else { 0.0 };
            let difference = square - product;
            // All rows with one weight in one cell: what is left is rounding.
            scale * if difference.abs() <= 1e-14 * square { 0.0 } else { difference }
        }))
    };
    let half: Option<Vec<f64>> = (0..width)
        .flat_map(|row| (0..=row).map(move |column| (row, column)))
        .map(|(row, column)| cell(row, column))
        .collect();
    let half = half?;
    let place = |one: usize, other: usize| one.max(other) * (one.max(other) + 1) / 2 + one.min(other);
    Some(Matrix::from_fn(width, width, |row, column| half[place(row, column)]))
}
