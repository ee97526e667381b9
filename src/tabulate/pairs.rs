//! Who stands in two columns at once: for every two columns of a banner whose columns overlap, one more column to count in. Only
//! letters need it; it is cut off before a table is put together.

use std::collections::BTreeMap;

use crate::prepare::Banner;

/// The columns that hold who is in two columns.
#[derive(Debug, Clone, Default)]
pub struct Pairs {
    places: BTreeMap<(u32, u32), u32>,
}

impl Pairs {
    /// An axis of more columns than this has none: their number grows with the square.
    const MOST: usize = 60;

    /// The pairs of the axes whose columns overlap, to be counted behind all columns of the banner.
    pub fn of(banner: &Banner) -> Self {
        let mut places = BTreeMap::new();
        let mut first = 1;
        let mut next = 1 + banner.columns();
        for axis in &banner.axes {
            let columns = first..first + axis.columns();
            first = columns.end;
            if !axis.overlaps() || columns.len() > Self::MOST {
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
        Self { places }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The column of those who are in two columns.
    pub fn place(&self, one: usize, other: usize) -> Option<usize> {
        let key = (u32::try_from(one.min(other)).ok()?, u32::try_from(one.max(other)).ok()?);
        self.places.get(&key).map(|&place| place as usize)
    }

    /// Adds the pairs that some columns of one respondent make.
    pub fn add(&self, columns: &mut Vec<u32>, from: usize) {
        let own = columns.len();
        for one in from..own {
            for other in one + 1..own {
                if let Some(&place) = self.places.get(&(columns[one], columns[other])) {
                    columns.push(place);
                }
            }
        }
    }
}
