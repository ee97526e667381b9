//! The cells of a table under a design, ready to be tested.
//!
//! # What it measures
//! How many of the population are in each cell of rows × columns, and how these vary together.
//!
//! # Formula
//! The covariance of the cells' totals comes from the design ([`super::covariance`]), from sums that a kernel has kept by unit or cell, or from
//! replicates. That of the shares follows from it by Taylor's series, or is that of the replicates' own shares.
//!
//! # Assumptions
//! A respondent is in one cell. Rows and columns in which nobody is are left out.
//!
//! # Reference
//! Rao, J. N. K. and Scott, A. J. (1984). On chi-squared tests for multiway contingency tables with cell proportions estimated from survey data.
//! Annals of Statistics 12, 46–60.

use super::estimates::{category_totals, degrees, shares};
use super::replicates::Replicates;
use super::sample::{Design, DesignError};
use crate::stats::MISSING;
use crate::stats::linear_algebra::Matrix;

/// A table of the population; cell (r, c) stands at r × columns + c.
#[derive(Debug, Clone, PartialEq)]
pub struct TableEstimate {
    /// Rows in which somebody is.
    pub rows: usize,
    /// Columns in which somebody is.
    pub columns: usize,
    /// Which of the rows asked for these are.
    pub kept_rows: Vec<usize>,
    /// Which of the columns asked for these are.
    pub kept_columns: Vec<usize>,
    /// The weighted counts.
    pub totals: Vec<f64>,
    /// Their covariance.
    pub totals_covariance: Matrix,
    /// The shares of all.
    pub shares: Vec<f64>,
    /// Their covariance.
    pub shares_covariance: Matrix,
    /// Degrees of freedom of the design in the domain.
    pub df: f64,
    /// Respondents in the table; `None` where only sums are known.
    pub respondents: Option<u64>,
}

impl TableEstimate {
    /// From two columns of codes; who lacks one of them is in no cell.
    pub fn linearised(
        design: &Design,
        (row_codes, rows): (&[u32], usize),
        (column_codes, columns): (&[u32], usize),
        domain: Option<&[bool]>,
    ) -> Result<Self, DesignError> {
        let cells = cell_codes(row_codes, column_codes, columns)?;
        let totals = category_totals(design, &cells, rows * columns, domain)?;
        let df = degrees(design, domain);
        let mut table = Self::from_totals((rows, columns), &totals.values, &totals.covariance, df)?;
        table.respondents = Some(totals.respondents);
        Ok(table)
    }

    /// From totals that a kernel has summed, their covariance ([`Design::covariance_of_unit_totals`] or
    /// [`super::covariance::covariance_from_squares`]) and the degrees of freedom.
    pub fn from_totals(
        (rows, columns): (usize, usize),
        totals: &[f64],
        covariance: &Matrix,
        df: f64,
    ) -> Result<Self, DesignError> {
        if totals.len() != rows * columns || covariance.rows() != totals.len() {
            return Err(DesignError::Shape { stage: None });
        }
        let (kept_rows, kept_columns, kept) = filled(rows, columns, totals);
        if kept.is_empty() {
            return Err(DesignError::Nobody);
        }
        let totals: Vec<f64> = kept.iter().map(|&cell| totals[cell]).collect();
        let totals_covariance =
            Matrix::from_fn(kept.len(), kept.len(), |one, other| covariance.get(kept[one], kept[other]));
        let (shares, shares_covariance) = shares(&totals, &totals_covariance);
        Ok(Self {
            rows: kept_rows.len(),
            columns: kept_columns.len(),
            kept_rows,
            kept_columns,
            totals,
            totals_covariance,
            shares,
            shares_covariance,
            df,
            respondents: None,
        })
    }

    /// From replicate weights.
    pub fn replicated(
        replicates: &Replicates,
        (row_codes, rows): (&[u32], usize),
        (column_codes, columns): (&[u32], usize),
        domain: Option<&[bool]>,
    ) -> Result<Self, DesignError> {
        let cells = cell_codes(row_codes, column_codes, columns)?;
        let totals = replicates.category_totals(&cells, rows * columns, domain)?;
        let proportions = replicates.proportions(&cells, rows * columns, domain)?;
        let mut table = Self::from_totals((rows, columns), &totals.values, &totals.covariance, totals.df)?;
        let (_, _, kept) = filled(rows, columns, &totals.values);
        let covariance = &proportions.covariance;
        table.shares_covariance =
            Matrix::from_fn(kept.len(), kept.len(), |one, other| covariance.get(kept[one], kept[other]));
        table.respondents = Some(totals.respondents);
        Ok(table)
    }

    /// The cells with their rows and columns: (row, column, place).
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let columns = self.columns;
        (0..self.rows * columns).map(move |place| (place / columns, place % columns, place))
    }

    /// The sums of rows and of columns of the totals.
    pub(super) fn margins(&self) -> (Vec<f64>, Vec<f64>) {
        let (mut rows, mut columns) = (vec![0.0; self.rows], vec![0.0; self.columns]);
        for (row, column, place) in self.cells() {
            rows[row] += self.totals[place];
            columns[column] += self.totals[place];
        }
        (rows, columns)
    }
}

/// The cell of each respondent.
fn cell_codes(rows: &[u32], columns: &[u32], count: usize) -> Result<Vec<u32>, DesignError> {
    if rows.len() != columns.len() {
        return Err(DesignError::Shape { stage: None });
    }
    let count = u32::try_from(count).map_err(|_| DesignError::Shape { stage: None })?;
    let cell = |(&row, &column): (&u32, &u32)| {
        if row == MISSING || column == MISSING { MISSING } else { row.saturating_mul(count).saturating_add(column) }
    };
    if columns.iter().any(|&column| column != MISSING && column >= count) {
        return Err(DesignError::Shape { stage: None });
    }
    Ok(rows.iter().zip(columns).map(cell).collect())
}

/// Rows, columns and cells that are left when empty rows and columns go.
fn filled(rows: usize, columns: usize, totals: &[f64]) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
    let stands = |row: usize, column: usize| totals[row * columns + column] > 0.0;
    let kept_rows: Vec<usize> = (0..rows).filter(|&row| (0..columns).any(|column| stands(row, column))).collect();
    let kept_columns: Vec<usize> = (0..columns).filter(|&column| (0..rows).any(|row| stands(row, column))).collect();
    let of_row = |row: &usize| kept_columns.iter().map(|column| row * columns + column).collect::<Vec<_>>();
    let kept = kept_rows.iter().flat_map(of_row).collect();
    (kept_rows, kept_columns, kept)
}
