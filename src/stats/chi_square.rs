//! Pearson's χ² test of independence, without continuity correction; with Yates' on request; and the likelihood-ratio test.
//!
//! # What it measures
//! How far the counts of a table are from those that would be expected if rows and columns had nothing to do with each
//! other.
//!
//! # Formula
//! χ² = Σ (o − e)² / e with e = row total × column total ÷ n; (r − 1)(c − 1) degrees of freedom. The adjusted residual of a
//! cell is (o − e) / √(e (1 − row share)(1 − column share)).
//!
//! # Assumptions
//! A random sample; each respondent in one cell; expected counts that are large enough. Cochran's rule: none below 1 and no
//! more than a fifth of them below 5. The order of the categories is ignored. Rows and columns without any count are left
//! out before.
//!
//! # Reference
//! Pearson, K. (1900), Philosophical Magazine 50, 157–175. Cochran, W. G. (1954), Biometrics 10, 417–451. Haberman, S. J.
//! (1973), Biometrics 29, 205–220.

use super::distributions::chi_square_upper;

/// The result of the test.
#[derive(Debug, Clone, PartialEq)]
pub struct ChiSquare {
    /// χ².
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: u64,
    /// The p-value.
    pub p: f64,
    /// How many were counted.
    pub n: u64,
    /// Rows with any count.
    pub rows: usize,
    /// Columns with any count.
    pub columns: usize,
    /// The smallest expected count.
    pub smallest_expected: f64,
    /// How many expected counts lie below 5.
    pub expected_below_five: usize,
}

impl ChiSquare {
    /// How many cells were compared.
    pub fn cells(&self) -> usize {
        self.rows * self.columns
    }

    /// Whether Cochran's rule holds.
    pub fn cochran_holds(&self) -> bool {
        self.smallest_expected >= 1.0 && self.expected_below_five * 5 <= self.cells()
    }
}

/// A table without its empty rows and columns.
pub fn without_empty(table: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    let filled: Vec<bool> =
        (0..columns).map(|column| table.iter().any(|row| row.get(column).is_some_and(|&count| count > 0))).collect();
    let keep = |row: &Vec<u64>| {
        let cells = filled.iter().enumerate().filter(|(_, filled)| **filled);
        cells.map(|(column, _)| row.get(column).copied().unwrap_or(0)).collect::<Vec<u64>>()
    };
    table.iter().filter(|row| row.iter().any(|&count| count > 0)).map(keep).collect()
}

/// The test on a table, a vector a row; `None` where fewer than two rows or columns hold any count.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn independence(table: &[Vec<u64>]) -> Option<ChiSquare> {
    let table = without_empty(table);
    let columns = table.first().map_or(0, Vec::len);
    if table.len() < 2 || columns < 2 {
        return None;
    }
    let (row_totals, column_totals, n) = margins(&table);
    let mut statistic = 0.0;
    let mut smallest_expected = f64::INFINITY;
    let mut expected_below_five = 0;
    for (row, row_total) in table.iter().zip(&row_totals) {
        for (&observed, column_total) in row.iter().zip(&column_totals) {
            let expected = *row_total as f64 * *column_total as f64 / n as f64;
            let difference = observed as f64 - expected;
            statistic += difference * difference / expected;
            smallest_expected = smallest_expected.min(expected);
            expected_below_five += usize::from(expected < 5.0);
        }
    }
    let df = (table.len() as u64 - 1) * (columns as u64 - 1);
    let p = chi_square_upper(statistic, df as f64)?;
    Some(ChiSquare { statistic, df, p, n, rows: table.len(), columns, smallest_expected, expected_below_five })
}

/// χ² of a table of two rows and two columns with Yates' continuity correction, as R and SPSS have it: each difference between
/// observed and expected is made smaller by one half, but not beyond nought. `None` for other tables.
pub fn yates(table: &[Vec<u64>]) -> Option<ChiSquare> {
    let plain = independence(table).filter(|test| test.rows == 2 && test.columns == 2)?;
    let table = without_empty(table);
    let (row_totals, column_totals, n) = margins(&table);
    let expected = |row: usize, column: usize| row_totals[row] as f64 * column_totals[column] as f64 / n as f64;
    // In a table of four cells all differences have the same size.
    let size = (table[0][0] as f64 - expected(0, 0)).abs();
    let less = size - size.min(0.5);
    let cells = [(0, 0), (0, 1), (1, 0), (1, 1)];
    let statistic: f64 = cells.iter().map(|&(row, column)| less * less / expected(row, column)).sum();
    Some(ChiSquare { statistic, p: chi_square_upper(statistic, 1.0)?, ..plain })
}

/// The likelihood-ratio test: G = 2 Σ o ln(o/e), against χ² with the same degrees of freedom.
pub fn likelihood_ratio(table: &[Vec<u64>]) -> Option<ChiSquare> {
    let plain = independence(table)?;
    let (row_totals, column_totals, n) = margins(table);
    let part = |observed: u64, row: u64, column: u64| {
        let expected = row as f64 * column as f64 / n as f64;
        // o ln(o/e) − (o − e): the same sum, but every part is small where the table is near what is expected.
        let ratio = libm::log1p((observed as f64 - expected) / expected);
        if observed == 0 { expected } else { observed as f64 * ratio - (observed as f64 - expected) }
    };
    let row = |(row, &total): (&Vec<u64>, &u64)| {
        let cells = row.iter().zip(&column_totals).filter(|(_, column)| **column > 0 && total > 0);
        cells.map(|(&observed, &column)| part(observed, total, column)).sum::<f64>()
    };
    let statistic = (2.0 * table.iter().zip(&row_totals).map(row).sum::<f64>()).max(0.0);
    Some(ChiSquare { statistic, p: chi_square_upper(statistic, plain.df as f64)?, ..plain })
}

/// Weighted counts rounded to whole ones, halves up, as SPSS CROSSTABS does before its tests; what is negative or no number is 0.
pub fn rounded_cells(table: &[Vec<f64>]) -> Vec<Vec<u64>> {
    let round = |cell: &f64| (cell + 0.5).floor().max(0.0) as u64;
    table.iter().map(|row| row.iter().map(round).collect()).collect()
}

/// Adjusted standardised residuals, in the shape of the table; `None` in rows and columns that are empty or hold all.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn adjusted_residuals(table: &[Vec<u64>]) -> Vec<Vec<Option<f64>>> {
    let (row_totals, column_totals, n) = margins(table);
    let n = n as f64;
    let residual = |observed: u64, row_total: u64, column_total: u64| {
        let (row_share, column_share) = (row_total as f64 / n, column_total as f64 / n);
        let expected = row_total as f64 * column_share;
        let variance = expected * (1.0 - row_share) * (1.0 - column_share);
        (variance > 0.0).then(|| (observed as f64 - expected) / variance.sqrt() + 0.0)
    };
    let row = |(row, &row_total): (&Vec<u64>, &u64)| {
        row.iter().zip(&column_totals).map(|(&observed, &total)| residual(observed, row_total, total)).collect()
    };
    table.iter().zip(&row_totals).map(row).collect()
}

/// Row totals, column totals and the sum of all.
pub fn margins(table: &[Vec<u64>]) -> (Vec<u64>, Vec<u64>, u64) {
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    let rows: Vec<u64> = table.iter().map(|row| row.iter().sum()).collect();
    let column = |column: usize| table.iter().filter_map(|row| row.get(column)).sum();
    let n = rows.iter().sum();
    (rows, (0..columns).map(column).collect(), n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(ours: f64, theirs: f64) -> bool {
        (ours - theirs).abs() <= 1e-9 * theirs.abs()
    }

    #[test]
    fn an_empty_table_and_one_group_have_no_test() {
        assert_eq!(independence(&[]), None);
        assert_eq!(independence(&[vec![0, 0], vec![0, 0]]), None);
        assert_eq!(independence(&[vec![3, 0], vec![4, 0]]), None);
        assert_eq!(independence(&[vec![3, 4], vec![0, 0]]), None);
    }

    #[test]
    fn yates_correction_is_for_four_cells_and_never_goes_beyond_nought() {
        assert_eq!(yates(&[vec![1, 2, 3], vec![3, 2, 1]]), None);
        assert!(close(yates(&[vec![13, 7], vec![8, 10]]).unwrap().p, 0.344_284_135_4));
        assert_eq!(yates(&[vec![5, 5], vec![5, 5]]).unwrap().p, 1.0);
        assert_eq!(yates(&[vec![5, 6], vec![6, 7]]).unwrap().statistic, 0.0);
    }

    #[test]
    fn likelihood_ratio_takes_empty_cells() {
        assert_eq!(likelihood_ratio(&[vec![0, 0], vec![1, 2]]), None);
        assert_eq!(likelihood_ratio(&[vec![5, 5], vec![5, 5]]).unwrap().statistic, 0.0);
        let test = likelihood_ratio(&[vec![5, 0], vec![0, 5]]).unwrap();
        assert!(close(test.statistic, 20.0 * std::f64::consts::LN_2));
    }

    #[test]
    fn weighted_cells_are_rounded_halves_up() {
        let cells = vec![vec![0.5, 1.49, 2.5], vec![f64::NAN, -1.0, 0.0]];
        assert_eq!(rounded_cells(&cells), [[1, 1, 3], [0, 0, 0]]);
    }

    #[test]
    fn two_by_two_as_published() {
        let test = independence(&[vec![13, 7], vec![8, 10]]).unwrap();
        assert!(close(test.p, 0.203_215_948_7), "{test:?}");
        assert_eq!(test.df, 1);
        assert!(test.cochran_holds());
    }

    #[test]
    fn small_expected_counts_break_cochrans_rule() {
        let test = independence(&[vec![3, 1, 2], vec![1, 5, 6], vec![4, 9, 7]]).unwrap();
        assert!(close(test.p, 0.311_020_243_5), "{test:?}");
        assert!(!test.cochran_holds());
    }

    #[test]
    fn empty_rows_and_columns_change_nothing() {
        let plain = independence(&[vec![13, 7, 5], vec![8, 10, 9]]);
        let padded = independence(&[vec![13, 0, 7, 5], vec![0, 0, 0, 0], vec![8, 0, 10, 9]]);
        assert_eq!(plain, padded);
    }

    #[test]
    fn adjusted_residuals_as_published() {
        let residuals = adjusted_residuals(&[vec![13, 7, 5], vec![8, 10, 9]]);
        for (ours, theirs) in residuals[0].iter().zip([1.642_616_717, -0.694_098_550_6, -1.083_020_005]) {
            assert!(close(ours.unwrap(), theirs), "{ours:?} {theirs}");
        }
        assert_eq!(adjusted_residuals(&[vec![0, 0], vec![1, 2]]), [[None, None], [None, None]]);
    }
}
