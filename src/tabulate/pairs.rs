//! Who stands in two columns at once, and who in any: for every two columns of a banner whose columns overlap, one more column to count in,
//! and one for all of them. Only letters need the one and tests the other; they are cut off before a table is put together.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::prepare::Banner;

/// The columns that hold who is in two columns.
#[derive(Debug, Clone, Default)]
pub struct Pairs {
    places: BTreeMap<(u32, u32), u32>,
    /// By axis: its columns, and the column of those who stand in any of them.
    anywhere: Vec<Option<(Range<u32>, u32)>>,
}

impl Pairs {
    /// An axis of more columns than this has none: their number grows with the square.
    const MOST: usize = 60;

    /// Of the axes whose columns overlap, to be counted behind all columns of the banner: the pairs for letters, and for tests who stands
    /// in any column.
    pub fn of(banner: &Banner, letters: bool, tests: bool) -> Self {
        let mut places = BTreeMap::new();
        let mut anywhere = vec![None; banner.axes.len()];
        let mut first = 1;
        let mut next = 1 + banner.columns();
        for (axis, anywhere) in banner.axes.iter().zip(&mut anywhere) {
            let columns = first..first + axis.columns();
            first = columns.end;
            if let (true, Ok(start), Ok(end), Ok(place)) =
                (tests && axis.overlaps(), columns.start.try_into(), columns.end.try_into(), next.try_into())
            {
                *anywhere = Some((start..end, place));
                next += 1;
            }
            if !letters || !axis.overlaps() || columns.len() > Self::MOST {
                continue;
            }
            for one in columns.clone() {
                for other in one + 1..columns.end {
                    if let (Ok(one), Ok(other), Ok(place)) = (one.try_into(), other.try_into(), next.try_into()) {
                        places.insert((one, other), place);
                        next += 1;
                    }
                }
            }
        }
        Self { places, anywhere }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len() + self.anywhere.iter().flatten().count()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The column of those who stand in any column of an axis, by its place.
    pub fn anywhere(&self, axis: usize) -> Option<usize> {
        let (_, place) = self.anywhere.get(axis)?.as_ref()?;
        Some(*place as usize)
    }

    /// The column of those who are in two columns.
    pub fn place(&self, one: usize, other: usize) -> Option<usize> {
        let key = (u32::try_from(one.min(other)).ok()?, u32::try_from(one.max(other)).ok()?);
        self.places.get(&key).map(|&place| place as usize)
    }

    /// Adds the pairs that some columns of one respondent make, and the columns of those who stand in any.
    pub fn add(&self, columns: &mut Vec<u32>, from: usize) {
        let own = columns.len();
        for (range, place) in self.anywhere.iter().flatten() {
            if columns[from..own].iter().any(|column| range.contains(column)) {
                columns.push(*place);
            }
        }
        for one in from..own {
            for other in one + 1..own {
                if let Some(&place) = self.places.get(&(columns[one], columns[other])) {
                    columns.push(place);
                }
            }
        }
    }
}
