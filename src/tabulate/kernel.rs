//! Dense counting over blocks of a survey.
//!
//! A block comes in, every record is placed in the columns of the banner once, and each tally adds it to its cells. What
//! is kept is cells, never records, so that a file of any length needs memory for its tables only. Counts are whole
//! numbers, and weights are counted in whole numbers of a fixed unit beside them, so neither depends on the order of rows.

use std::sync::Arc;

use super::joint::Sets;
use super::pairs::Pairs;
use crate::model::{Base, SurveyBlock};
use crate::prepare::{Banner, Unit, View};
use crate::stats::weighting::effective_base;

/// How many, what they weigh, and the sum of the squares of their weights. Without weights all three are the same number.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Amount {
    /// Respondents (or cases).
    pub n: u64,
    /// The sum of their weights.
    pub weight: f64,
    /// The sum of the squares of their weights.
    pub squares: f64,
}

impl Amount {
    /// So many without weights.
    pub fn of(n: u64) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let exact = n as f64;
        Self { n, weight: exact, squares: exact }
    }

    /// Together with others.
    pub fn and(self, other: Self) -> Self {
        Self { n: self.n + other.n, weight: self.weight + other.weight, squares: self.squares + other.squares }
    }

    /// As the base of a figure.
    pub fn base(self) -> Base {
        let effective = effective_base::from_sums(self.n, self.weight, self.squares).map_or(0.0, |found| found.base);
        Base { unweighted: self.n, weighted: self.weight, effective }
    }
}

/// How many columns a table counts in, and the unit of its weights.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Columns, the total among them.
    pub columns: usize,
    /// The unit, where there are weights.
    pub unit: Option<Unit>,
}

impl Shape {
    /// So many columns without weights.
    pub fn unweighted(columns: usize) -> Self {
        Self { columns, unit: None }
    }
}

/// A record in its place, or several that stand in the same columns.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// Its row in the block.
    pub row: usize,
    /// Its columns: the total first (column 0), then those of the banner; none where it is left out.
    pub columns: &'a [u32],
    /// How many records.
    pub n: u64,
    /// Its weight and the square of it, in units; noughts where there are no weights.
    pub weight: (i128, i128),
}

impl Placed<'_> {
    /// Whether it counts at all.
    pub fn counts(&self) -> bool {
        !self.columns.is_empty()
    }
}

/// The columns in which each record of one block stands.
#[derive(Debug, Clone, Default)]
pub struct Placement {
    starts: Vec<usize>,
    columns: Vec<u32>,
    weights: Vec<(i128, i128)>,
    /// The set of columns of each record, where these are few: then there are no columns one by one.
    sets: Option<(Arc<Sets>, Vec<u32>)>,
}

impl Placement {
    /// Places the records of a block, the `place`th of its table: those that the study leaves out, that are outside the domain or
    /// have no weight stand in no column.
    pub fn of(banner: &Banner, view: &View<'_>, place: usize, block: &SurveyBlock) -> Self {
        Self::of_sets(None, banner, view, place, block)
    }

    /// The same by sets of columns, where there are any.
    pub fn of_sets(
        sets: Option<&Arc<Sets>>,
        banner: &Banner,
        view: &View<'_>,
        place: usize,
        block: &SurveyBlock,
    ) -> Self {
        let weight = |row: usize| if view.is_inside(place, row) { view.weight(place, row) } else { None };
        Self::with(sets, banner, block, view.is_weighted(), weight)
    }

    /// Places the records of a block by what each weighs, in units; who has no weight stands in no column.
    pub fn with(
        sets: Option<&Arc<Sets>>,
        banner: &Banner,
        block: &SurveyBlock,
        is_weighted: bool,
        weight: impl Fn(usize) -> Option<(i128, i128)>,
    ) -> Self {
        let records = block.records.len();
        let mut placement = Self::default();
        let mut of_rows = sets.map(|sets| sets.of_rows(banner, block));
        if of_rows.is_none() {
            placement.starts.reserve(records + 1);
            placement.columns.reserve(records * (1 + banner.axes.len()));
        }
        if is_weighted {
            placement.weights.reserve(records);
        }
        for (row, excluded) in block.records.excluded().iter().enumerate() {
            let weight = weight(row);
            if is_weighted {
                placement.weights.push(weight.unwrap_or_default());
            }
            let is_out = excluded.is_some() || weight.is_none();
            match &mut of_rows {
                Some(of_rows) if is_out => of_rows[row] = Sets::LEFT_OUT,
                Some(_) => {}
                None => placement.place(banner, block, row, is_out),
            }
        }
        match sets.zip(of_rows) {
            Some((sets, of_rows)) => placement.sets = Some((Arc::clone(sets), of_rows)),
            None => placement.starts.push(placement.columns.len()),
        }
        placement
    }

    fn place(&mut self, banner: &Banner, block: &SurveyBlock, row: usize, is_out: bool) {
        self.starts.push(self.columns.len());
        if is_out {
            return;
        }
        self.columns.push(0);
        let mut first = 1;
        for axis in &banner.axes {
            axis.place(block, row, first, &mut self.columns);
            first += axis.columns();
        }
    }

    /// The sets and that of each record, where records were placed by sets.
    pub fn sets(&self) -> Option<(&Arc<Sets>, &[u32])> {
        self.sets.as_ref().map(|(sets, of_rows)| (sets, of_rows.as_slice()))
    }

    /// Whether records have weights.
    pub fn is_weighted(&self) -> bool {
        !self.weights.is_empty()
    }

    /// What a record weighs, and the square of it.
    #[inline]
    pub fn weight(&self, row: usize) -> (i128, i128) {
        self.weights.get(row).copied().unwrap_or_default()
    }

    /// The same with who stands in two columns of an overlapping banner.
    pub fn with_pairs(self, pairs: &Pairs) -> Self {
        if pairs.is_empty() {
            return self;
        }
        let mut with = Self { weights: self.weights, ..Self::default() };
        for ends in self.starts.windows(2) {
            let first = with.columns.len();
            with.starts.push(first);
            with.columns.extend_from_slice(&self.columns[ends[0]..ends[1]]);
            pairs.add(&mut with.columns, first);
        }
        with.starts.push(with.columns.len());
        with
    }

    /// The rows of the block in order, each with its columns; rows that are left out have none.
    pub fn rows(&self) -> impl Iterator<Item = Placed<'_>> {
        let rows = self.sets.as_ref().map_or(self.starts.len().saturating_sub(1), |(_, of_rows)| of_rows.len());
        (0..rows).map(|row| Placed {
            row,
            columns: match &self.sets {
                Some((sets, of_rows)) => sets.columns(of_rows[row]),
                None => &self.columns[self.starts[row]..self.starts[row + 1]],
            },
            n: 1,
            weight: self.weight(row),
        })
    }
}

/// Counts by row and column.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    columns: usize,
    cells: Vec<u64>,
    /// Weights and their squares; empty without weights.
    weights: Vec<(i128, i128)>,
    unit: Option<Unit>,
}

impl Counts {
    /// So many rows of noughts.
    pub fn new(rows: usize, shape: Shape) -> Self {
        let mut counts = Self { columns: shape.columns, unit: shape.unit, ..Self::default() };
        counts.grow(rows);
        counts
    }

    /// Adds rows of noughts at the end.
    pub fn grow(&mut self, rows: usize) {
        let cells = self.cells.len() + rows * self.columns;
        self.cells.resize(cells, 0);
        if self.unit.is_some() {
            self.weights.resize(cells, (0, 0));
        }
    }

    /// Adds a record to a row, in each of its columns.
    pub fn add(&mut self, row: usize, placed: &Placed<'_>) {
        let own = row * self.columns..(row + 1) * self.columns;
        let Some(cells) = self.cells.get_mut(own.clone()) else { return };
        for &column in placed.columns {
            if let Some(cell) = cells.get_mut(column as usize) {
                *cell += placed.n;
            }
        }
        let Some(weights) = self.weights.get_mut(own) else { return };
        for &column in placed.columns {
            if let Some((weight, square)) = weights.get_mut(column as usize) {
                *weight += placed.weight.0;
                *square += placed.weight.1;
            }
        }
    }

    fn amount(&self, n: u64, (weight, squares): (i128, i128)) -> Amount {
        match self.unit {
            Some(unit) => Amount { n, weight: unit.weight(weight), squares: unit.square(squares) },
            None => Amount::of(n),
        }
    }

    fn cell(&self, place: usize) -> Amount {
        let n = self.cells.get(place).copied().unwrap_or(0);
        self.amount(n, self.weights.get(place).copied().unwrap_or_default())
    }

    /// The cells of a row; empty for a row that is not there.
    pub fn row(&self, row: usize) -> Vec<Amount> {
        let own = row * self.columns..(row + 1) * self.columns;
        if own.end > self.cells.len() { Vec::new() } else { own.map(|place| self.cell(place)).collect() }
    }

    /// The cells of a row less those of a row of other counts, which are some of them.
    pub fn row_less(&self, row: usize, other: &Self, other_row: usize) -> Vec<Amount> {
        let less = |column: usize| {
            let (own, some) = (row * self.columns + column, other_row * other.columns + column);
            let n = |counts: &Self, place: usize| counts.cells.get(place).copied().unwrap_or(0);
            let weights = |counts: &Self, place: usize| counts.weights.get(place).copied().unwrap_or_default();
            let ((weight, square), (some_weight, some_square)) = (weights(self, own), weights(other, some));
            self.amount(n(self, own).saturating_sub(n(other, some)), (weight - some_weight, square - some_square))
        };
        (0..self.columns).map(less).collect()
    }

    /// The counts of a row without weights; empty for a row that is not there.
    pub fn numbers(&self, row: usize) -> &[u64] {
        self.cells.get(row * self.columns..(row + 1) * self.columns).unwrap_or(&[])
    }

    /// One cell.
    pub fn get(&self, row: usize, column: usize) -> Amount {
        if column < self.columns { self.cell(row * self.columns + column) } else { Amount::default() }
    }

    /// The sums over some rows, a column each.
    pub fn sum(&self, rows: impl IntoIterator<Item = usize>) -> Vec<Amount> {
        let mut sums = vec![(0, (0, 0)); self.columns];
        for row in rows {
            for (column, (n, weights)) in sums.iter_mut().enumerate() {
                let place = row * self.columns + column;
                *n += self.cells.get(place).copied().unwrap_or(0);
                if let Some((weight, square)) = self.weights.get(place) {
                    weights.0 += weight;
                    weights.1 += square;
                }
            }
        }
        sums.into_iter().map(|(n, weights)| self.amount(n, weights)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Flag, Record, SurveyTable};
    use crate::prepare::Weights;

    fn table(blocks: Vec<SurveyBlock>) -> SurveyTable {
        SurveyTable { blocks, ..SurveyTable::default() }
    }

    fn columns(placement: &Placement) -> Vec<Vec<u32>> {
        placement.rows().map(|placed| placed.columns.to_vec()).collect()
    }

    #[test]
    fn an_empty_block_places_nobody() {
        let table = table(vec![SurveyBlock::default()]);
        let placement = Placement::of(&Banner::default(), &View::of(&table), 0, &table.blocks[0]);
        assert_eq!(placement.rows().count(), 0);
    }

    #[test]
    fn a_record_left_out_stands_in_no_column_and_any_other_in_the_total() {
        let left_out = Record { excluded: Some(Flag::Test), ..Record::default() };
        let block = SurveyBlock { records: [left_out, Record::default()].into_iter().collect(), columns: Vec::new() };
        let table = table(vec![block]);
        let placement = Placement::of(&Banner::default(), &View::of(&table), 0, &table.blocks[0]);
        assert_eq!(columns(&placement), [vec![], vec![0]]);
    }

    #[test]
    fn a_record_without_a_weight_counts_nowhere() {
        let records = [Record::default(); 3].into_iter().collect();
        let table = table(vec![SurveyBlock { records, columns: Vec::new() }]);
        let weights = Weights::new("w", vec![vec![0.5, 0.0, 2.0]]).unwrap();
        let view = View { weights: Some(&weights), ..View::of(&table) };
        let placement = Placement::of(&Banner::default(), &view, 0, &table.blocks[0]);
        assert_eq!(columns(&placement), [vec![0], vec![], vec![0]]);
        let mut counts = Counts::new(1, Shape { columns: 1, unit: view.unit() });
        placement.rows().for_each(|placed| counts.add(0, &placed));
        assert_eq!(counts.row(0), [Amount { n: 2, weight: 2.5, squares: 4.25 }]);
    }

    #[test]
    fn a_row_or_column_that_is_not_there_counts_nothing() {
        let mut counts = Counts::new(1, Shape::unweighted(2));
        counts.add(0, &Placed { row: 0, columns: &[0, 1, 7], n: 1, weight: (0, 0) });
        counts.add(5, &Placed { row: 0, columns: &[0], n: 1, weight: (0, 0) });
        assert_eq!(counts.numbers(0), [1, 1]);
        assert!(counts.row(9).is_empty());
        assert_eq!(counts.sum([0, 0, 9]), [Amount::of(2), Amount::of(2)]);
    }
}
