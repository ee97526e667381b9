//! Counting by whole sets of columns: the columns of a banner in which a respondent stands come in few sets (one group of each axis, or
//! none), so respondents are counted once each, by their answer and their set, and what was counted is spread over the columns at the end.
//! Counts and weights are whole numbers, so the sums are those of adding each respondent to each of its columns.

use std::sync::Arc;

use super::kernel::{Placed, Placement};
use super::pairs::Pairs;
use crate::model::SurveyBlock;
use crate::prepare::{Axis, Banner};

/// The sets of columns in which a respondent can stand, where these are few.
#[derive(Debug, Clone, Default)]
pub struct Sets {
    /// The columns of each set, the total first.
    columns: Vec<Vec<u32>>,
    /// By how much the columns of each axis set sets apart.
    strides: Vec<u32>,
}

impl Sets {
    /// The set of those who are left out.
    pub const LEFT_OUT: u32 = u32::MAX;
    /// More sets than this are no fewer than respondents.
    const MOST: usize = 4096;

    /// The sets of a banner; `None` where they are too many, or its columns overlap.
    pub fn of(banner: &Banner, pairs: &Pairs) -> Option<Self> {
        if !pairs.is_empty() || banner.axes.iter().any(Axis::overlaps) {
            return None;
        }
        let mut sets = Self { columns: vec![vec![0]], strides: Vec::with_capacity(banner.axes.len()) };
        let mut first = 1;
        for axis in &banner.axes {
            let inner = std::mem::take(&mut sets.columns);
            if inner.len().saturating_mul(1 + axis.columns()) > Self::MOST {
                return None;
            }
            sets.strides.push(u32::try_from(inner.len()).ok()?);
            let end = u32::try_from(first + axis.columns()).ok()?;
            let own = u32::try_from(first).ok()?..end;
            for column in std::iter::once(None).chain(own.map(Some)) {
                sets.columns.extend(inner.iter().map(|set| set.iter().copied().chain(column).collect()));
            }
            first += axis.columns();
        }
        Some(sets)
    }

    /// The columns of a set; none of those who are left out.
    pub fn columns(&self, set: u32) -> &[u32] {
        self.columns.get(set as usize).map_or(&[], Vec::as_slice)
    }

    /// The set of each record of a block.
    pub fn of_rows(&self, banner: &Banner, block: &SurveyBlock) -> Vec<u32> {
        let mut sets = vec![0_u32; block.records.len()];
        for (axis, stride) in banner.axes.iter().zip(&self.strides) {
            axis.place_all(block, |row, column| {
                if let (Some(set), Ok(column)) = (sets.get_mut(row), u32::try_from(column)) {
                    *set += stride * (column + 1);
                }
            });
        }
        sets
    }
}

/// Counts by slot and set.
#[derive(Debug, Clone, Default)]
pub struct Joint {
    sets: Option<Arc<Sets>>,
    /// How many, and without weights nothing else.
    cells: Vec<u64>,
    weighted: Vec<Weighted>,
}

/// How many, what they weigh, and the squares of it: side by side, since they are added to together.
#[derive(Debug, Clone, Copy, Default)]
struct Weighted {
    n: u64,
    weight: i128,
    square: i128,
}

impl Joint {
    /// More cells than this would not stay in a processor's own memory.
    const MOST: usize = 1 << 16;

    /// Makes room for so many slots; false where respondents have to be added to their columns one by one.
    pub fn takes(&mut self, placement: &Placement, slots: usize) -> bool {
        let Some((sets, _)) = placement.sets() else { return false };
        let cells = slots.saturating_mul(sets.columns.len());
        if cells > Self::MOST {
            return false;
        }
        if placement.is_weighted() && cells > self.weighted.len() {
            self.weighted.resize(cells, Weighted::default());
        } else if !placement.is_weighted() && cells > self.cells.len() {
            self.cells.resize(cells, 0);
        }
        self.sets.get_or_insert_with(|| Arc::clone(sets));
        true
    }

    /// Adds the records of a block, each to the slot that a function gives for its row; those for which it gives none are left to
    /// another.
    pub fn add(
        &mut self,
        placement: &Placement,
        mut slot: impl FnMut(usize) -> Option<usize>,
        mut otherwise: impl FnMut(Placed<'_>),
    ) {
        let Some((sets, of_rows)) = placement.sets() else { return };
        let width = sets.columns.len();
        let is_weighted = placement.is_weighted();
        for (row, &set) in of_rows.iter().enumerate() {
            if set == Sets::LEFT_OUT {
                continue;
            }
            let place = slot(row).map_or(usize::MAX, |slot| slot * width + set as usize);
            if is_weighted && let Some(cell) = self.weighted.get_mut(place) {
                let (weight, square) = placement.weight(row);
                cell.n += 1;
                cell.weight += weight;
                cell.square += square;
            } else if !is_weighted && let Some(cell) = self.cells.get_mut(place) {
                *cell += 1;
            } else {
                otherwise(Placed { row, columns: sets.columns(set), n: 1, weight: placement.weight(row) });
            }
        }
    }

    /// Gives what was counted in each slot to a function, as records that stand in the same columns, and begins anew.
    pub fn settle(&mut self, mut with: impl FnMut(usize, &Placed<'_>)) {
        let Self { sets, cells, weighted } = std::mem::take(self);
        let Some(sets) = sets else { return };
        let plain = cells.into_iter().map(|n| Weighted { n, ..Weighted::default() }).enumerate();
        for (place, cell) in plain.chain(weighted.into_iter().enumerate()).filter(|(_, cell)| cell.n > 0) {
            let (slot, set) = (place / sets.columns.len(), place % sets.columns.len());
            let weight = (cell.weight, cell.square);
            with(slot, &Placed { row: 0, columns: &sets.columns[set], n: cell.n, weight });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Survey;
    use crate::model::fixture::Builder;
    use crate::prepare::View;
    use crate::tabulate::kernel::{Counts, Shape};

    fn survey() -> Survey {
        Builder::new()
            .single("one", &["A", "B"], "12-21-2211")
            .single("two", &["C", "D", "E"], "1231231-31")
            .single("said", &["Yes", "No"], "1122112-12")
            .build()
    }

    #[test]
    fn counting_by_sets_is_counting_by_columns() {
        let survey = survey();
        let table = &survey.tables[0];
        for by in [vec!["one", "two"], vec!["one:two"], vec!["two!C"], vec![]] {
            let by: Vec<String> = by.into_iter().map(str::to_owned).collect();
            let banner = Banner::resolve(&survey, &Default::default(), &by, &mut Vec::new()).unwrap();
            let view = View::of(table);
            let sets = Sets::of(&banner, &Pairs::default()).map(Arc::new);
            assert!(sets.is_some());
            let (mut joint, shape) = (Joint::default(), Shape::unweighted(1 + banner.columns()));
            let (mut settled, mut plain) = (Counts::new(3, shape), Counts::new(3, shape));
            for (place, block) in table.blocks.iter().enumerate() {
                let placement = Placement::of_sets(sets.as_ref(), &banner, &view, place, block);
                assert!(joint.takes(&placement, 2));
                // A slot that there is no room for is added at once.
                joint.add(&placement, |row| Some(row % 3).filter(|slot| *slot < 2), |placed| settled.add(2, &placed));
                let one_by_one = Placement::of(&banner, &view, place, block);
                one_by_one.rows().for_each(|placed| plain.add(placed.row % 3, &placed));
                let both: Vec<_> = placement.rows().map(|placed| placed.columns.to_vec()).collect();
                assert_eq!(both, one_by_one.rows().map(|placed| placed.columns.to_vec()).collect::<Vec<_>>());
            }
            joint.settle(|slot, placed| settled.add(slot, placed));
            joint.settle(|slot, placed| settled.add(slot, placed));
            (0..3).for_each(|row| assert_eq!(settled.numbers(row), plain.numbers(row)));
        }
    }

    #[test]
    fn a_banner_of_too_many_sets_is_counted_column_by_column() {
        let survey = survey();
        let by: Vec<String> = ["two"; 7].map(str::to_owned).to_vec();
        let banner = Banner::resolve(&survey, &Default::default(), &by, &mut Vec::new()).unwrap();
        assert!(Sets::of(&banner, &Pairs::default()).is_none());
        let table = &survey.tables[0];
        let placement = Placement::of_sets(None, &banner, &View::of(table), 0, &table.blocks[0]);
        assert!(placement.sets().is_none() && !Joint::default().takes(&placement, 2));
    }
}
