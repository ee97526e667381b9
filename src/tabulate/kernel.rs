//! Dense counting over blocks of a survey.
//!
//! A block comes in, every record is placed in the columns of the banner once, and each tally adds it to its cells. What
//! is kept is cells, never records, so that a file of any length needs memory for its tables only. Counts are whole
//! numbers and therefore do not depend on the order of rows; weights will stand beside them as fixed-point sums, so that
//! theirs will not either.

use crate::model::SurveyBlock;
use crate::prepare::Banner;

/// The columns in which each record of one block stands: the total first (column 0), then those of the banner. A record
/// that is left out stands in none.
#[derive(Debug, Clone, Default)]
pub struct Placement {
    starts: Vec<usize>,
    columns: Vec<u32>,
}

impl Placement {
    /// Places the records of a block.
    pub fn of(banner: &Banner, block: &SurveyBlock) -> Self {
        let mut placement = Self { starts: Vec::with_capacity(block.records.len() + 1), columns: Vec::new() };
        for (row, excluded) in block.records.excluded().iter().enumerate() {
            placement.starts.push(placement.columns.len());
            if excluded.is_some() {
                continue;
            }
            placement.columns.push(0);
            let mut first = 1;
            for axis in &banner.axes {
                axis.place(block, row, first, &mut placement.columns);
                first += axis.columns();
            }
        }
        placement.starts.push(placement.columns.len());
        placement
    }

    /// The columns of one row of the block.
    pub fn columns(&self, row: usize) -> &[u32] {
        match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(&from), Some(&to)) => &self.columns[from..to],
            _ => &[],
        }
    }

    /// The rows of the block in order, each with its columns; rows that are left out have none.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &[u32])> {
        self.starts.windows(2).enumerate().map(|(row, ends)| (row, &self.columns[ends[0]..ends[1]]))
    }
}

/// Counts by row and column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    columns: usize,
    cells: Vec<u64>,
}

impl Counts {
    /// So many rows and columns of noughts.
    pub fn new(rows: usize, columns: usize) -> Self {
        Self { columns, cells: vec![0; rows * columns] }
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Adds one to a row in each of some columns.
    pub fn add(&mut self, row: usize, columns: &[u32]) {
        let start = row * self.columns;
        if let Some(cells) = self.cells.get_mut(start..start + self.columns) {
            for &column in columns {
                if let Some(cell) = cells.get_mut(column as usize) {
                    *cell += 1;
                }
            }
        }
    }

    /// The counts of a row; empty for a row that is not there.
    pub fn row(&self, row: usize) -> &[u64] {
        self.cells.get(row * self.columns..(row + 1) * self.columns).unwrap_or(&[])
    }

    /// One count.
    pub fn get(&self, row: usize, column: usize) -> u64 {
        self.row(row).get(column).copied().unwrap_or(0)
    }

    /// The sums over some rows, a column each.
    pub fn sum(&self, rows: impl IntoIterator<Item = usize>) -> Vec<u64> {
        let mut sums = vec![0; self.columns];
        for row in rows {
            for (sum, count) in sums.iter_mut().zip(self.row(row)) {
                *sum += count;
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Flag, Record};

    #[test]
    fn an_empty_block_places_nobody() {
        let placement = Placement::of(&Banner::default(), &SurveyBlock::default());
        assert_eq!(placement.rows().count(), 0);
        assert!(placement.columns(0).is_empty());
    }

    #[test]
    fn a_record_left_out_stands_in_no_column_and_any_other_in_the_total() {
        let left_out = Record { excluded: Some(Flag::Test), ..Record::default() };
        let records = [left_out, Record::default()].into_iter().collect();
        let block = SurveyBlock { records, columns: Vec::new() };
        let placement = Placement::of(&Banner::default(), &block);
        assert!(placement.columns(0).is_empty());
        assert_eq!(placement.columns(1), [0]);
    }

    #[test]
    fn a_row_or_column_that_is_not_there_counts_nothing() {
        let mut counts = Counts::new(1, 2);
        counts.add(0, &[0, 1, 7]);
        counts.add(5, &[0]);
        assert_eq!(counts.row(0), [1, 1]);
        assert_eq!(counts.row(9), [] as [u64; 0]);
        assert_eq!(counts.sum([0, 0, 9]), [2, 2]);
    }
}
