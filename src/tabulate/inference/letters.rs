//! Letters: which columns under the same heading a figure is significantly above.
//!
//! Columns are compared two by two within a heading, and p is corrected over the comparisons of a row. The total is never compared
//! with its own parts. What could not be compared is counted by its reason and said in the notes.

use std::ops::Range;

use super::choice::Method;
use super::decide::Inference;
use super::fitting::Against;
use crate::model::{Cell, Measure, StubKind};
use crate::stats::frequency::Group;
use crate::stats::proportions::columns::{
    ColumnRules, ColumnShare, Comparison, NotTested, Pairs as Compared, compare_row, compare_row_of_means,
};
use crate::tabulate::pairs::Pairs;
use crate::tabulate::section::Section;

/// The level of significance.
pub const LEVEL: f64 = 0.05;

/// What came of comparing the columns of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// How many comparisons were made.
    pub made: u64,
    /// How many of these no answers at all could have made significant, and the bases of one of them.
    pub hopeless: (u64, Option<(u64, u64)>),
    /// Why others were not made: how often, and the bases of one of them.
    pub not_made: Vec<(Reason, u64, (u64, u64))>,
    /// Headings with too many columns for letters.
    pub too_wide: Vec<String>,
    /// Whether there are means whose columns cannot be compared, since answers have weights.
    pub weighted_means: bool,
    /// Whether columns that overlap were compared.
    pub overlap: bool,
    /// Whether shares and means were compared.
    pub kinds: (bool, bool),
}

/// Why columns were not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A base under two.
    SmallBase,
    /// A share of exactly 0 or 100%, which SPSS leaves out.
    NoneOrAll,
    /// The same respondents in both.
    SameRespondents,
    /// No answers whatever could be significant.
    CannotReach,
    /// A base under 30 in columns that overlap or have weights.
    NotExact,
    /// A mean without a variance.
    NoVariance,
}

/// The rules by which columns are compared.
pub fn rules(inference: Inference) -> ColumnRules {
    let rules = match inference.method {
        Method::Own | Method::R => ColumnRules::OWN,
        Method::Spss => ColumnRules::SPSS,
        Method::Dimensions => ColumnRules::DIMENSIONS,
        Method::Askia => ColumnRules::ASKIA,
    };
    ColumnRules { correction: inference.correction.unwrap_or(rules.correction), alpha: LEVEL, ..rules }
}

/// The letter of a column, by its place under its heading: A to Z, then a to z.
pub fn letter(place: usize) -> Option<char> {
    ('A'..='Z').chain('a'..='z').nth(place)
}

/// The columns that are compared with one another: those of an axis, or of nested ones those under the same headings.
pub fn blocks(against: &Against<'_>) -> Vec<Range<usize>> {
    let width = against.axis.levels.last().map_or(1, |level| level.groups.len()).max(1);
    against.columns.clone().step_by(width).map(|first| first..(first + width).min(against.columns.end)).collect()
}

/// Puts letters into the cells of sections, and says what came of it.
pub fn put(
    sections: &mut [Section],
    against: &[Against<'_>],
    pairs: &Pairs,
    inference: Inference,
    weighted: bool,
) -> Outcome {
    let rules = rules(inference);
    let mut outcome = Outcome::default();
    for against in against {
        for block in blocks(against) {
            let known = !against.axis.overlaps() || pairs.place(block.start, block.start + 1).is_some();
            if block.len() < 2 {
                continue;
            }
            if letter(block.len() - 1).is_none() || !known {
                let label = against.axis.label();
                if !outcome.too_wide.contains(&label) {
                    outcome.too_wide.push(label);
                }
                continue;
            }
            outcome.overlap |= against.axis.overlaps();
            let mut row = Row { rules: &rules, method: inference.method, block, pairs, outcome: &mut outcome };
            for section in sections.iter_mut().filter(|section| !section.of_responses) {
                row.section(section, weighted);
            }
        }
    }
    outcome
}

/// Compares the columns of a block, row by row.
struct Row<'a> {
    rules: &'a ColumnRules,
    method: Method,
    block: Range<usize>,
    pairs: &'a Pairs,
    outcome: &'a mut Outcome,
}

impl Row<'_> {
    fn section(&mut self, section: &mut Section, weighted: bool) {
        let mut means = 0;
        for (stub, cells) in &mut section.rows {
            match (stub.kind, stub.statistic) {
                (StubKind::Choice | StubKind::Net, _) => self.shares(cells, weighted),
                (StubKind::Statistic, Some(Measure::Mean)) => {
                    let groups = section.answers.as_ref().and_then(|(_, answers)| answers.groups(means));
                    means += 1;
                    match groups {
                        Some(_) if weighted => self.outcome.weighted_means = true,
                        Some(groups) => self.means(cells, &groups),
                        None => {}
                    }
                }
                _ => {}
            }
        }
    }

    fn shares(&mut self, cells: &mut [Cell], weighted: bool) {
        let Some(own) = cells.get(self.block.clone()) else { return };
        let share = |cell: &Cell| ColumnShare {
            share: cell.column_percent.map_or(f64::NAN, |percent| percent / 100.0),
            base: cell.base.map_or(0.0, |base| base.effective),
            counts: match (cell.count, cell.base) {
                (Some(count), Some(base)) if !weighted => Some((count, base.unweighted)),
                _ => None,
            },
        };
        let shares: Vec<ColumnShare> = own.iter().map(share).collect();
        let compared = compare_row(&shares, |one, other| self.both(cells, one, other), self.rules);
        self.outcome.kinds.0 = true;
        self.take(cells, compared);
    }

    fn means(&mut self, cells: &mut [Cell], groups: &[Option<Group>]) {
        let Some(own) = groups.get(self.block.clone()) else { return };
        let compared = compare_row_of_means(own, |one, other| self.both(cells, one, other), self.rules);
        self.outcome.kinds.1 = true;
        self.take(cells, compared);
    }

    /// How many stand in two columns of the block.
    fn both(&self, cells: &[Cell], one: usize, other: usize) -> f64 {
        let place = self.pairs.place(self.block.start + one, self.block.start + other);
        place.and_then(|place| cells.get(place)?.base).map_or(0.0, |base| base.effective)
    }

    fn take(&mut self, cells: &mut [Cell], compared: Compared) {
        let mut above: Vec<Vec<usize>> = vec![Vec::new(); self.block.len()];
        for ((one, other), result) in compared {
            let base = |place: usize| {
                cells.get(self.block.start + place).and_then(|cell| cell.base).map_or(0, |base| base.unweighted)
            };
            let bases = (base(one), base(other));
            match result {
                Ok(test) => {
                    self.outcome.made += 1;
                    if test.can_never_reach(LEVEL) {
                        self.outcome.hopeless.0 += 1;
                        self.outcome.hopeless.1.get_or_insert(bases);
                    }
                    if self.is_significant(&test) && test.difference != 0.0 {
                        let (higher, lower) = if test.difference > 0.0 { (one, other) } else { (other, one) };
                        above[higher].push(lower);
                    }
                }
                Err(why) => self.not_made(why, bases),
            }
        }
        for (place, mut lower) in above.into_iter().enumerate() {
            lower.sort_unstable();
            let letters: String = lower.into_iter().filter_map(letter).collect();
            if let (Some(cell), false) = (cells.get_mut(self.block.start + place), letters.is_empty()) {
                cell.letters = Some(letters);
            }
        }
    }

    fn is_significant(&self, test: &Comparison) -> bool {
        match (self.method, test.statistic) {
            (Method::Askia, Some(z)) if test.df.is_none() && test.adjusted <= test.p => z.abs() >= 1.96,
            _ => test.adjusted < LEVEL,
        }
    }

    fn not_made(&mut self, why: NotTested, bases: (u64, u64)) {
        let reason = match why {
            // Nobody or everybody in both: there is nothing that a letter could say.
            NotTested::NoDifference => return,
            NotTested::SmallBase { .. } => Reason::SmallBase,
            NotTested::NoneOrAll => Reason::NoneOrAll,
            NotTested::SameRespondents => Reason::SameRespondents,
            NotTested::CanNeverReach { .. } => Reason::CannotReach,
            NotTested::NotExact => Reason::NotExact,
            NotTested::NoVariance => Reason::NoVariance,
        };
        match self.outcome.not_made.iter_mut().find(|(known, ..)| *known == reason) {
            Some((_, count, _)) => *count += 1,
            None => self.outcome.not_made.push((reason, 1, bases)),
        }
    }
}
