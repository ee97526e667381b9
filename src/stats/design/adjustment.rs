//! What weights made to agree with the population do to variances.
//!
//! # What it measures
//! Figures that the weights fix have no sampling error left, and those near to them have less: only what the margins do not explain varies.
//!
//! # Formula
//! The influence of a row on an estimate is replaced by what is left of it after regression on what was calibrated to: the mean of its cell
//! (post-stratification), ten sweeps over the means of its categories (raking), or least squares on the variables (calibration).
//!
//! # Assumptions
//! The totals calibrated to are known without error. As in R's survey, sweeps of raking take plain means within a category.
//!
//! # Reference
//! Deville, J.-C. and Särndal, C.-E. (1992), JASA 87, 376–382; `svyrecvar` of R's survey.

use crate::stats::linear_algebra::{orthonormal, residual};

/// Sweeps over the margins of raking, as survey does.
const SWEEPS: usize = 10;
/// What must be left of a variable for it to count as another one, as R's `qr`.
const NEW_VARIABLE: f64 = 1e-7;

/// How the weights of a design were made to agree with the population.
#[derive(Debug, Clone, PartialEq)]
pub enum Adjustment {
    /// Post-stratification: the cell of each row, with its weight before and after.
    Cells {
        /// The cell of each row.
        codes: Vec<u32>,
        /// Weights before.
        before: Vec<f64>,
        /// Weights after.
        after: Vec<f64>,
    },
    /// Raking: the category of each row in each margin, with its weight after.
    Raked {
        /// The categories, a column a margin.
        margins: Vec<Vec<u32>>,
        /// Weights after.
        after: Vec<f64>,
    },
    /// Calibration to totals of variables; made by [`Adjustment::calibrated`].
    Calibrated {
        /// Directions that the variables span, in the measure of the weights before.
        basis: Vec<Vec<f64>>,
        /// Weights after ÷ the root of those before.
        scale: Vec<f64>,
    },
}

impl Adjustment {
    /// Of weights calibrated to totals of variables.
    pub fn calibrated(variables: &[&[f64]], before: &[f64], after: &[f64]) -> Self {
        let column = |variable: &&[f64]| -> Vec<f64> {
            let weighted = variable.iter().zip(before);
            weighted.map(|(value, weight)| if *weight > 0.0 { value * weight.sqrt() } else { 0.0 }).collect()
        };
        let columns: Vec<Vec<f64>> = variables.iter().map(column).collect();
        let scaled = |(after, before): (&f64, &f64)| if *before > 0.0 { after / before.sqrt() } else { 0.0 };
        let scale = after.iter().zip(before).map(scaled).collect();
        Self::Calibrated { basis: orthonormal(&columns, NEW_VARIABLE), scale }
    }

    /// Whether it is about as many rows.
    pub(super) fn fits(&self, rows: usize) -> bool {
        match self {
            Self::Cells { codes, before, after } => [codes.len(), before.len(), after.len()] == [rows; 3],
            Self::Raked { margins, after } => after.len() == rows && margins.iter().all(|margin| margin.len() == rows),
            Self::Calibrated { basis, scale } => {
                scale.len() == rows && basis.iter().all(|direction| direction.len() == rows)
            }
        }
    }

    /// Takes out of weighted influences, an entry a row, what the adjustment explains.
    pub(super) fn take_out(&self, influence: &mut [f64]) {
        match self {
            Self::Cells { codes, before, after } => take_out_means(influence, codes, after, |row| before[row]),
            Self::Raked { margins, after } => {
                for _ in 0..SWEEPS {
                    for margin in margins {
                        take_out_means(influence, margin, after, |_| 1.0);
                    }
                }
            }
            Self::Calibrated { basis, scale } => {
                let divided = |(value, scale): (&f64, &f64)| if *scale == 0.0 { 0.0 } else { value / scale };
                let plain: Vec<f64> = influence.iter().zip(scale).map(divided).collect();
                let rest = residual(&plain, basis);
                influence
                    .iter_mut()
                    .zip(rest.iter().zip(scale))
                    .for_each(|(value, (rest, scale))| *value = rest * scale);
            }
        }
    }
}

/// Takes out of value × weight the mean of the values in a category, by a weight of their own.
fn take_out_means(influence: &mut [f64], codes: &[u32], weights: &[f64], by: impl Fn(usize) -> f64) {
    let groups = codes.iter().filter(|&&code| code != u32::MAX).max().map_or(0, |&most| most as usize + 1);
    let mut sums = vec![(0.0, 0.0); groups];
    let counting = |row: &usize| weights[*row] > 0.0 && (codes[*row] as usize) < groups;
    for row in (0..influence.len()).filter(counting) {
        let sum = &mut sums[codes[row] as usize];
        sum.0 += influence[row] / weights[row] * by(row);
        sum.1 += by(row);
    }
    for row in (0..influence.len()).filter(counting) {
        let (sum, of) = sums[codes[row] as usize];
        if of > 0.0 {
            influence[row] -= sum / of * weights[row];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cell_fixes_has_no_influence_left() {
        let codes = vec![0, 0, 1, 1];
        let after = vec![2.0, 2.0, 3.0, 3.0];
        let cells = Adjustment::Cells { codes: codes.clone(), before: vec![1.0; 4], after: after.clone() };
        // The indicator of the first cell, times the weights.
        let mut influence = vec![2.0, 2.0, 0.0, 0.0];
        cells.take_out(&mut influence);
        assert!(influence.iter().all(|value| value.abs() < 1e-14), "{influence:?}");
        let mut influence = vec![2.0, 2.0, 0.0, 0.0];
        Adjustment::Raked { margins: vec![codes], after: after.clone() }.take_out(&mut influence);
        assert!(influence.iter().all(|value| value.abs() < 1e-14), "{influence:?}");
        let indicator = [1.0, 1.0, 0.0, 0.0];
        let mut influence = vec![2.0, 2.0, 0.0, 0.0];
        Adjustment::calibrated(&[&indicator], &[1.0; 4], &after).take_out(&mut influence);
        assert!(influence.iter().all(|value| value.abs() < 1e-14), "{influence:?}");
    }

    #[test]
    fn a_row_without_a_weight_has_no_influence() {
        let cells = Adjustment::Cells { codes: vec![0, 0], before: vec![1.0, 0.0], after: vec![2.0, 0.0] };
        let mut influence = vec![2.0, 0.0];
        cells.take_out(&mut influence);
        assert_eq!(influence, [0.0, 0.0]);
    }
}
