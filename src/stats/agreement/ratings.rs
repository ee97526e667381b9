//! What was coded: units down, coders across.

use super::super::MISSING;

/// What each coder said of each unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratings {
    coders: usize,
    categories: usize,
    codes: Vec<u32>,
    times: Option<Vec<u64>>,
}

impl Ratings {
    /// Ratings of `coders` coders in `categories` categories: the codes of one unit after another, each 0 to below
    /// `categories`, or [`MISSING`]. `None` where there is no coder, the last unit is not complete, or a code is none of these.
    pub fn new(coders: usize, categories: usize, codes: Vec<u32>) -> Option<Self> {
        let is_known = |code: &u32| *code == MISSING || (*code as usize) < categories;
        let fits = coders > 0 && codes.len().is_multiple_of(coders) && codes.iter().all(is_known);
        fits.then_some(Self { coders, categories, codes, times: None })
    }

    /// The same where each row stands for so many units: characters of a text that all were coded alike. `None` where
    /// there is not one number a row.
    pub fn repeated(coders: usize, categories: usize, codes: Vec<u32>, times: Vec<u64>) -> Option<Self> {
        let ratings = Self::new(coders, categories, codes)?;
        (times.len() == ratings.rows()).then_some(Self { times: Some(times), ..ratings })
    }

    /// How many coders.
    pub fn coders(&self) -> usize {
        self.coders
    }

    /// How many categories there are to choose from, used or not.
    pub fn categories(&self) -> usize {
        self.categories
    }

    /// How many rows are held: units, or units that are alike.
    pub fn rows(&self) -> usize {
        self.codes.len() / self.coders
    }

    /// The codes of a row.
    pub fn row(&self, row: usize) -> &[u32] {
        &self.codes[row * self.coders..(row + 1) * self.coders]
    }

    /// How many units a row stands for.
    pub fn times(&self, row: usize) -> u64 {
        self.times.as_ref().map_or(1, |times| times[row])
    }

    /// Whether rows stand for several units.
    pub fn is_repeated(&self) -> bool {
        self.times.is_some()
    }

    /// Each row that stands for any unit, with how many.
    pub fn iter(&self) -> impl Iterator<Item = (&[u32], f64)> {
        #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        self.codes
            .chunks_exact(self.coders)
            .enumerate()
            .map(|(row, codes)| (codes, self.times(row)))
            .filter(|(_, times)| *times > 0)
            .map(|(codes, times)| (codes, times as f64))
    }

    /// How many units at least so many coders coded.
    pub fn coded_by(&self, at_least: usize) -> u64 {
        let coded = |codes: &[u32]| codes.iter().filter(|code| **code != MISSING).count();
        (0..self.rows()).filter(|&row| coded(self.row(row)) >= at_least).map(|row| self.times(row)).sum()
    }

    /// Of the units that a coder coded: how many are in a category, and how many there are.
    pub fn prevalence(&self, coder: usize, category: u32) -> (u64, u64) {
        let mut found = (0, 0);
        for row in 0..self.rows() {
            let code = self.row(row).get(coder).copied().unwrap_or(MISSING);
            let times = self.times(row);
            found.0 += if code == category { times } else { 0 };
            found.1 += if code == MISSING { 0 } else { times };
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_complete_or_not_known_is_refused() {
        assert_eq!(Ratings::new(0, 2, vec![]), None);
        assert_eq!(Ratings::new(2, 2, vec![0, 1, 1]), None);
        assert_eq!(Ratings::new(2, 2, vec![0, 2]), None);
        assert_eq!(Ratings::repeated(2, 2, vec![0, 1], vec![]), None);
        assert_eq!(Ratings::new(2, 2, vec![]).unwrap().rows(), 0);
    }

    #[test]
    fn rows_that_stand_for_several_units_count_as_many() {
        let ratings = Ratings::repeated(2, 2, vec![0, 1, 1, MISSING], vec![3, 4]).unwrap();
        assert_eq!((ratings.coded_by(1), ratings.coded_by(2)), (7, 3));
        assert_eq!((ratings.prevalence(0, 1), ratings.prevalence(1, 1)), ((4, 7), (3, 3)));
    }
}
