//! Letters: which columns under the same heading a figure is significantly above.
//!
//! Columns are compared two by two within a heading, and p is corrected over the comparisons of a row. The total is never compared
//! with its own parts. What could not be compared is counted by its reason and said in the notes.

use std::ops::Range;

use super::choice::Method;
use super::decide::Inference;
use super::fitting::Against;
use crate::model::{Cell, Measure, StubKind, StubRow};
use crate::stats::frequency::Group;
use crate::stats::proportions::columns::{
    ColumnRules, ColumnShare, Comparison, NotTested, Pairs as Compared, adjust, compare_row, compare_row_of_means,
};
use crate::tabulate::pairs::Pairs;
use crate::tabulate::section::Section;

/// The level of significance.
pub const LEVEL: f64 = 0.05;

/// What a column is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// Another column.
    Column(usize),
    /// Everybody else in the table: the total without the column.
    Rest,
}

/// Compares columns by the rows of a sample and not by the cells of a table, as weights and designs need it.
pub trait ByRows {
    /// The comparisons of a row of a section, in the order of `pairs`; `None` where it is no row of a question that it knows.
    fn compare(
        &self,
        section: &str,
        row: &StubRow,
        pairs: &[(usize, Other)],
    ) -> Option<Vec<Result<Comparison, NotTested>>>;

    /// Why some comparisons could not be made, as sentences.
    fn said(&self) -> Vec<String>;
}

/// How columns are compared throughout a table.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    /// What is wanted.
    pub inference: Inference,
    /// Whether respondents have weights.
    pub weighted: bool,
    /// Where rows and not cells are compared.
    pub by_rows: Option<&'a dyn ByRows>,
}

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
    /// Whether rows and not cells were compared.
    pub by_rows: bool,
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
    /// Under weights: a share of which too few are expected.
    FewExpected,
    /// Under weights: a mean of too few answers.
    FewAnswers,
    /// A mean without a variance.
    NoVariance,
    /// Everybody is in the column.
    NobodyElse,
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
pub fn put(sections: &mut [Section], against: &[Against<'_>], pairs: &Pairs, way: Way<'_>) -> Outcome {
    let rules = rules(way.inference);
    let mut outcome = Outcome { by_rows: way.by_rows.is_some(), ..Outcome::default() };
    for against in against {
        for block in blocks(against) {
            let known = way.by_rows.is_some()
                || !against.axis.overlaps()
                || pairs.place(block.start, block.start + 1).is_some();
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
            let mut row = Row { rules: &rules, way, block, pairs, outcome: &mut outcome };
            for section in sections.iter_mut().filter(|section| !section.of_responses) {
                row.section(section);
            }
        }
    }
    outcome
}

/// Compares the columns of a block, row by row.
struct Row<'a> {
    rules: &'a ColumnRules,
    way: Way<'a>,
    block: Range<usize>,
    pairs: &'a Pairs,
    outcome: &'a mut Outcome,
}

impl Row<'_> {
    fn section(&mut self, section: &mut Section) {
        let mut means = 0;
        let key = section.key().to_owned();
        for (stub, cells) in &mut section.rows {
            let is_mean = stub.statistic == Some(Measure::Mean);
            if !matches!(stub.kind, StubKind::Choice | StubKind::Net) && !is_mean {
                continue;
            }
            if let Some(compared) = self.by_rows(&key, stub) {
                let kinds = &mut self.outcome.kinds;
                (kinds.0, kinds.1) = (kinds.0 || !is_mean, kinds.1 || is_mean);
                self.take(cells, compared);
                continue;
            }
            if is_mean {
                let groups = section.answers.as_ref().and_then(|(_, answers)| answers.groups(means));
                means += 1;
                match groups {
                    Some(_) if self.way.weighted => self.outcome.weighted_means = true,
                    Some(groups) => self.means(cells, &groups),
                    None => {}
                }
            } else {
                self.shares(cells, self.way.weighted);
            }
        }
    }

    /// The comparisons of a row by the rows of the sample.
    fn by_rows(&self, section: &str, stub: &StubRow) -> Option<Compared> {
        let places: Vec<(usize, usize)> =
            (0..self.block.len()).flat_map(|one| (one + 1..self.block.len()).map(move |other| (one, other))).collect();
        let start = self.block.start;
        let pairs: Vec<(usize, Other)> =
            places.iter().map(|(one, other)| (start + one, Other::Column(start + other))).collect();
        let results = self.way.by_rows?.compare(section, stub, &pairs)?;
        Some(adjust(places.into_iter().zip(results).collect(), self.rules.correction))
    }

    fn shares(&mut self, cells: &mut [Cell], weighted: bool) {
        let Some(own) = cells.get(self.block.clone()) else { return };
        let shares: Vec<ColumnShare> = own.iter().map(|cell| share(cell, weighted)).collect();
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
                    if is_significant(self.way.inference.method, &test) && test.difference != 0.0 {
                        let (higher, lower) = if test.difference > 0.0 { (one, other) } else { (other, one) };
                        above[higher].push(lower);
                    }
                }
                Err(why) => self.outcome.not_made(why, bases),
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
}

impl Outcome {
    /// Counts a comparison that was not made by its reason.
    pub fn not_made(&mut self, why: NotTested, bases: (u64, u64)) {
        let reason = match why {
            // Nobody or everybody in both: there is nothing that a letter could say.
            NotTested::NoDifference => return,
            NotTested::SmallBase { .. } => Reason::SmallBase,
            NotTested::NoneOrAll => Reason::NoneOrAll,
            NotTested::SameRespondents => Reason::SameRespondents,
            NotTested::CanNeverReach { .. } => Reason::CannotReach,
            NotTested::NotExact => Reason::NotExact,
            NotTested::FewExpected => Reason::FewExpected,
            NotTested::FewAnswers => Reason::FewAnswers,
            NotTested::NoVariance => Reason::NoVariance,
        };
        self.count(reason, bases);
    }

    /// Counts a comparison that was not made.
    pub fn count(&mut self, reason: Reason, bases: (u64, u64)) {
        match self.not_made.iter_mut().find(|(known, ..)| *known == reason) {
            Some((_, count, _)) => *count += 1,
            None => self.not_made.push((reason, 1, bases)),
        }
    }
}

/// The share of a cell, as comparisons need it.
pub fn share(cell: &Cell, weighted: bool) -> ColumnShare {
    ColumnShare {
        share: cell.column_percent.map_or(f64::NAN, |percent| percent / 100.0),
        base: cell.base.map_or(0.0, |base| base.effective),
        counts: match (cell.count, cell.base) {
            (Some(count), Some(base)) if !weighted => Some((count, base.unweighted)),
            _ => None,
        },
    }
}

/// Whether a comparison is significant by the rules of a method.
pub fn is_significant(method: Method, test: &Comparison) -> bool {
    match (method, test.statistic) {
        (Method::Askia, Some(z)) if test.df.is_none() && test.adjusted <= test.p => z.abs() >= 1.96,
        _ => test.adjusted < LEVEL,
    }
}
