//! χ² of a table under a design: Rao and Scott's corrections and Wald's tests.
//!
//! # What it measures
//! Whether rows and columns have to do with each other in the population, given how the sample was drawn. Plain χ² takes weights for counts and
//! clusters for strangers, and finds too much.
//!
//! # Formula
//! X² = n Σ (p − e)²/e over the weighted shares. With V their covariance and C the interactions of the table, the matrix
//! Δ = (Cᵀ D⁻¹ C / n)⁻¹ Cᵀ D⁻¹ V D⁻¹ C, D = diag(p), holds the design effects δ. Second order: F = X²/Σδ on d = (Σδ)²/Σδ² and dν degrees of freedom;
//! first order: X²/δ̄ as χ². Wald: Yᵀ V⁻¹ Y / k of the differences from independence in all but the first row and column, k = (r−1)(c−1), on k and ν;
//! adjusted: times (ν − k + 1)/ν, on k and ν − k + 1. n falls out of all of them.
//!
//! # Assumptions
//! More units than strata. In a large sparse table Cᵀ D⁻¹ C may be singular, where R stops; then D takes the shares expected under
//! independence, which are never nought, and the result says so.
//!
//! # Reference
//! Rao, J. N. K. and Scott, A. J. (1984), Annals of Statistics 12, 46–60. Thomas, D. R. and Rao, J. N. K. (1987), JASA 82, 630–636; `svychisq` of R's
//! survey.

use super::table::TableEstimate;
use crate::stats::distributions::{chi_square_upper, f_upper};
use crate::stats::linear_algebra::{Matrix, dot, orthonormal, residual};

/// Which test.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TableTest {
    /// Rao and Scott's second order, as F; the default.
    #[default]
    SecondOrder,
    /// Rao and Scott's first order, as χ².
    FirstOrder,
    /// Wald's, as F.
    Wald,
    /// Wald's adjusted, as F.
    AdjustedWald,
}

/// The result of a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableResult {
    /// F, or X² ÷ mean design effect for the first order.
    pub statistic: f64,
    /// Degrees of freedom above; need not be whole.
    pub df: f64,
    /// Degrees of freedom below; `None` for χ².
    pub denominator_df: Option<f64>,
    /// The p-value.
    pub p: f64,
    /// The mean design effect of the table; `None` for Wald's.
    pub mean_effect: Option<f64>,
    /// Whether shares expected under independence stand for the observed ones in D, because too many cells are empty.
    pub expected_shares: bool,
}

/// Why a table cannot be tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NoTest {
    /// Fewer than two rows or columns in which somebody is.
    OneGroup,
    /// No more units than strata, or too few for this many cells.
    DegreesOfFreedom {
        /// Those of the design.
        design: f64,
        /// Those the test needs at least.
        needed: f64,
    },
    /// The design leaves the table no variance, or a singular one.
    NoVariance,
}

/// Tests whether rows and columns are independent. `respondents` sets the scale of X² in the first order ([`TableEstimate::respondents`] or the
/// unweighted count); it changes no p.
pub fn independence(table: &TableEstimate, test: TableTest) -> Result<TableResult, NoTest> {
    if table.rows < 2 || table.columns < 2 {
        return Err(NoTest::OneGroup);
    }
    if table.df < 1.0 {
        return Err(NoTest::DegreesOfFreedom { design: table.df, needed: 1.0 });
    }
    match test {
        TableTest::Wald | TableTest::AdjustedWald => wald(table, test == TableTest::AdjustedWald),
        TableTest::SecondOrder | TableTest::FirstOrder => rao_scott(table, test == TableTest::SecondOrder),
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn rao_scott(table: &TableEstimate, second: bool) -> Result<TableResult, NoTest> {
    let (row_totals, column_totals) = table.margins();
    let sum: f64 = row_totals.iter().sum();
    let expected: Vec<f64> =
        table.cells().map(|(row, column, _)| row_totals[row] / sum * (column_totals[column] / sum)).collect();
    // X² and Δ for one respondent; n would multiply both.
    let x2: f64 =
        table.shares.iter().zip(&expected).map(|(share, expected)| (share - expected).powi(2) / expected).sum();
    let interactions = interactions(table);
    let observed = generalised_effects(table, &interactions, &table.shares);
    let expected_shares = observed.is_none();
    let delta = observed.or_else(|| generalised_effects(table, &interactions, &expected)).ok_or(NoTest::NoVariance)?;
    let cells = delta.rows();
    let trace: f64 = delta.diagonal().iter().sum();
    let square: f64 = delta.times(&delta).diagonal().iter().sum();
    if !(trace > 0.0 && square > 0.0) {
        return Err(NoTest::NoVariance);
    }
    let statistic = x2 / trace;
    let mean_effect = table.respondents.map(|n| trace * n as f64 / cells as f64);
    if second {
        let df = trace * trace / square;
        let below = df * table.df;
        let p = f_upper(statistic, df, below).ok_or(NoTest::NoVariance)?;
        return Ok(TableResult { statistic, df, denominator_df: Some(below), p, mean_effect, expected_shares });
    }
    let (df, statistic) = (cells as f64, statistic * cells as f64);
    let p = chi_square_upper(statistic, df).ok_or(NoTest::NoVariance)?;
    Ok(TableResult { statistic, df, denominator_df: None, p, mean_effect, expected_shares })
}

/// Δ with D from the given shares, for one respondent; `None` where Cᵀ D⁻¹ C is singular.
fn generalised_effects(table: &TableEstimate, interactions: &[Vec<f64>], shares: &[f64]) -> Option<Matrix> {
    let divided = |column: &Vec<f64>| -> Vec<f64> {
        column.iter().zip(shares).map(|(value, share)| if *share > 0.0 { value / share } else { 0.0 }).collect()
    };
    let weighted: Vec<Vec<f64>> = interactions.iter().map(divided).collect();
    let k = interactions.len();
    let below = Matrix::from_fn(k, k, |one, other| dot(&interactions[one], &weighted[other]));
    let varying: Vec<Vec<f64>> = weighted.iter().map(|column| table.shares_covariance.times_vector(column)).collect();
    let above = Matrix::from_fn(k, k, |one, other| dot(&weighted[one], &varying[other]));
    below.solve(&above)
}

/// Columns that span the interactions: what is left of products of rows and columns after rows and columns.
fn interactions(table: &TableEstimate) -> Vec<Vec<f64>> {
    let column = |inside: &dyn Fn(usize, usize) -> bool| -> Vec<f64> {
        table.cells().map(|(row, column, _)| f64::from(u8::from(inside(row, column)))).collect()
    };
    let mut main = vec![column(&|_, _| true)];
    main.extend((1..table.rows).map(|of| column(&|row, _| row == of)));
    main.extend((1..table.columns).map(|of| column(&|_, column| column == of)));
    let basis = orthonormal(&main, 1e-10);
    let products = (1..table.columns).flat_map(|c| (1..table.rows).map(move |r| (r, c)));
    products.map(|(r, c)| residual(&column(&|row, column| (row, column) == (r, c)), &basis)).collect()
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn wald(table: &TableEstimate, adjusted: bool) -> Result<TableResult, NoTest> {
    let (row_totals, column_totals) = table.margins();
    let sum: f64 = row_totals.iter().sum();
    let tested: Vec<(usize, usize, usize)> = table.cells().filter(|&(row, column, _)| row > 0 && column > 0).collect();
    let differences: Vec<f64> = tested
        .iter()
        .map(|&(row, column, place)| table.totals[place] - row_totals[row] * column_totals[column] / sum)
        .collect();
    let all: Vec<(usize, usize, usize)> = table.cells().collect();
    let jacobian = Matrix::from_fn(tested.len(), all.len(), |of, by| {
        let ((row, column, place), (by_row, by_column, by_place)) = (tested[of], all[by]);
        let is = |same: bool| f64::from(u8::from(same));
        is(place == by_place)
            - is(row == by_row) * column_totals[column] / sum
            - is(column == by_column) * row_totals[row] / sum
            + row_totals[row] * column_totals[column] / (sum * sum)
    });
    let covariance = table.totals_covariance.covariance_of(&jacobian);
    let k = tested.len() as f64;
    let below = if adjusted { table.df - k + 1.0 } else { table.df };
    if below <= 0.0 {
        return Err(NoTest::DegreesOfFreedom { design: table.df, needed: k });
    }
    let solved = covariance.solve_vector(&differences).ok_or(NoTest::NoVariance)?;
    let plain = dot(&differences, &solved) / k;
    let statistic = if adjusted { plain * below / table.df } else { plain };
    let p = f_upper(statistic, k, below).filter(|_| statistic >= 0.0).ok_or(NoTest::NoVariance)?;
    Ok(TableResult { statistic, df: k, denominator_df: Some(below), p, mean_effect: None, expected_shares: false })
}

#[cfg(test)]
mod tests;
