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
use super::proportion_interval::Proportion;
use super::replicates::Replicates;
use super::sample::{Design, DesignError};
use crate::stats::MISSING;
use crate::stats::distributions::t_two_sided;
use crate::stats::linear_algebra::{Matrix, dot};

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

/// A row's share in one column less that in another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnDifference {
    /// The difference of the shares.
    pub difference: f64,
    /// Its standard error; columns that share units or respondents covary.
    pub standard_error: f64,
    /// Their quotient.
    pub t: f64,
    /// Degrees of freedom of the design.
    pub df: f64,
    /// The two-sided p-value.
    pub p: f64,
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

    /// The share of a row within a column, with its variance: the column percentage of a cell under the design. `df` is that of the column as a domain,
    /// `rows` its respondents.
    pub fn column_share(&self, row: usize, column: usize, df: f64, rows: u64) -> Option<Proportion> {
        let gradient = self.share_gradient(row, column)?;
        let share = dot(&self.totals, &self.share_mask(row, column)) / self.column_total(column);
        let variance = self.totals_covariance.quadratic(&gradient).max(0.0);
        Some(Proportion { share, variance, df, rows, respondents: rows })
    }

    /// The share of a row within one column less that within another, with its standard error and t; `None` where one is empty or the design
    /// leaves the difference no variance.
    pub fn column_difference(&self, row: usize, one: usize, other: usize) -> Option<ColumnDifference> {
        let (first, second) = (self.share_gradient(row, one)?, self.share_gradient(row, other)?);
        let gradient: Vec<f64> = first.iter().zip(&second).map(|(first, second)| first - second).collect();
        let share = |column| dot(&self.totals, &self.share_mask(row, column)) / self.column_total(column);
        let difference = share(one) - share(other);
        let standard_error = self.totals_covariance.quadratic(&gradient).max(0.0).sqrt();
        let t = difference / standard_error;
        // A variance that is but rounding tests nothing.
        let p = t_two_sided(t, self.df).filter(|_| standard_error > 1e-12)?;
        Some(ColumnDifference { difference, standard_error, t, df: self.df, p })
    }

    fn column_total(&self, column: usize) -> f64 {
        self.cells().filter(|cell| cell.1 == column).map(|cell| self.totals[cell.2]).sum()
    }

    /// 1 in the cell, 0 elsewhere.
    fn share_mask(&self, row: usize, column: usize) -> Vec<f64> {
        self.cells().map(|cell| f64::from(u8::from((cell.0, cell.1) == (row, column)))).collect()
    }

    /// How a column share moves with each cell; `None` outside the table.
    fn share_gradient(&self, row: usize, column: usize) -> Option<Vec<f64>> {
        if row >= self.rows || column >= self.columns {
            return None;
        }
        let total = self.column_total(column);
        let share = dot(&self.totals, &self.share_mask(row, column)) / total;
        let part = |of: (usize, usize, usize)| {
            let inside = f64::from(u8::from(of.1 == column));
            (f64::from(u8::from((of.0, of.1) == (row, column))) - share * inside) / total
        };
        Some(self.cells().map(part).collect())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::design::estimates::group_means;

    const ROWS: [u32; 9] = [0, 1, 0, 1, 0, 0, 1, 1, 0];
    const COLUMNS: [u32; 9] = [0, 0, 0, 1, 1, 1, 1, 0, 3];
    const WEIGHTS: [f64; 9] = [1.0, 2.0, 1.5, 1.0, 3.0, 2.0, 1.0, 1.0, 2.0];

    #[test]
    fn empty_columns_go_and_what_is_not_there_has_no_share() {
        let design = Design::of_weights(&WEIGHTS).unwrap();
        let table = TableEstimate::linearised(&design, (&ROWS, 2), (&COLUMNS, 4), None).unwrap();
        assert_eq!(
            (table.kept_rows.as_slice(), table.kept_columns.as_slice()),
            ([0, 1].as_slice(), [0, 1, 3].as_slice())
        );
        assert_eq!(table.column_share(0, 7, 1.0, 1), None);
        let full = table.column_share(0, 2, 1.0, 1).unwrap();
        assert!((full.share - 1.0).abs() < 1e-14 && full.variance < 1e-20, "{full:?}");
        assert_eq!(table.column_difference(0, 0, 0), None);
    }

    #[test]
    fn column_shares_are_means_of_the_columns_as_domains() {
        let design = Design::of_weights(&WEIGHTS).unwrap();
        let table = TableEstimate::linearised(&design, (&ROWS, 2), (&COLUMNS, 4), None).unwrap();
        let first: Vec<f64> = ROWS.iter().map(|&row| f64::from(u8::from(row == 0))).collect();
        let groups: Vec<u32> = COLUMNS.iter().map(|&column| if column == 3 { MISSING } else { column }).collect();
        let means = group_means(&design, &first, &groups, 2, None).unwrap();
        let share = table.column_share(0, 1, 3.0, 4).unwrap();
        assert!((share.share - means.values[1]).abs() < 1e-14);
        assert!((share.variance.sqrt() - means.standard_error(1)).abs() < 1e-14);
        let (difference, error) = means.contrast(&[1.0, -1.0]);
        let ours = table.column_difference(0, 0, 1).unwrap();
        assert!((ours.difference - difference).abs() < 1e-14 && (ours.standard_error - error).abs() < 1e-14);
    }
}
