//! The rows that one question (or one row of a grid) gives a table, with their cells.

use super::inference::answers::Together;
use super::inference::{Answers, IntervalKind};
use super::kernel::Amount;
use super::tally::REASONS;
use super::terms::Included;
use crate::model::{Cell, Measure, Missing, StubKind, StubRow, TestResult};
use crate::number::count;

/// Rows of a table with their cells, what they rest on, and what must be said of them.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// The rows, each with a cell a column.
    pub rows: Vec<(StubRow, Vec<Cell>)>,
    /// The base of each column, where one base holds for all rows.
    pub base: Option<Vec<Amount>>,
    /// Who stands outside the base, in words: "2 did not answer".
    pub outside: Vec<String>,
    /// Tests of this section.
    pub tests: Vec<TestResult>,
    /// What its rows rest on, and what a test calls them.
    pub answers: Option<(String, Answers)>,
    /// Who gave which of its choices and stands in which columns, where a test needs that.
    pub together: Together,
    /// What those weigh who gave each choice that counts, a column each; only with weights.
    pub weighed: Vec<Vec<Amount>>,
    /// Whether its base is answers and not respondents: several of one person belong together, so columns cannot be compared.
    pub of_responses: bool,
    key: String,
    level: u8,
    figures: Figures,
}

/// Figures of a choice that are made only where they are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Intervals of percentages, and of which kind.
    pub intervals: Option<IntervalKind>,
    /// Percentages against those of the total.
    pub indices: bool,
    /// Standard errors of percentages.
    pub errors: bool,
}

impl Figures {
    /// Those that a table shows.
    pub fn of(show: &[Measure], kind: IntervalKind) -> Self {
        let shows = |measure| show.contains(&measure);
        let (indices, errors) = (shows(Measure::Index), shows(Measure::StandardError));
        Self { intervals: shows(Measure::Interval).then_some(kind), indices, errors }
    }
}

impl Section {
    /// No rows yet. All keys start with `key`; rows stand at `level`.
    pub fn new(key: impl Into<String>, level: u8, figures: Figures) -> Self {
        Self { key: key.into(), level, figures, ..Self::default() }
    }

    /// What all keys of its rows start with.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// A heading one level above the rows.
    pub fn heading(&mut self, label: &str, columns: usize) {
        let row = self.stub("", label, StubKind::Heading, None, self.level.saturating_sub(1));
        self.rows.push((row, vec![Cell::default(); columns]));
    }

    /// A heading among the rows, at their own level.
    pub fn subheading(&mut self, key: &str, label: &str, columns: usize) {
        let row = self.stub(key, label, StubKind::Heading, None, self.level);
        self.rows.push((row, vec![Cell::default(); columns]));
    }

    /// The base of what follows.
    pub fn base(&mut self, label: &str, base: &[Amount]) {
        let row = self.stub("base", label, StubKind::Base, None, self.level);
        self.rows.push((row, base.iter().map(|&n| base_cell(n)).collect()));
        self.base = Some(base.to_vec());
    }

    /// The weighted and the effective base below the base, where they are asked for.
    pub fn further_bases(&mut self, show: &[Measure], base: &[Amount]) {
        type Of = fn(Amount) -> f64;
        let further: [(&str, &str, Measure, Of); 2] = [
            ("base.weighted", "Weighted base", Measure::WeightedBase, |base| base.weight),
            ("base.effective", "Effective base", Measure::EffectiveBase, |base| base.base().effective),
        ];
        for (key, label, measure, of) in further.into_iter().filter(|(_, _, measure, _)| show.contains(measure)) {
            let values: Vec<_> = base.iter().map(|&base| (Some(of(base)), base)).collect();
            self.statistic(key, label, Some(measure), &values);
        }
    }

    /// A choice, with its counts and the base of each.
    pub fn choice(&mut self, code: &str, label: &str, counts: &[Amount], bases: &[Amount]) {
        self.share((code, label), StubKind::Choice, 0, counts, bases);
    }

    /// A choice or a net that stands so much deeper.
    pub fn share(
        &mut self,
        (key, label): (&str, &str),
        kind: StubKind,
        deeper: u8,
        counts: &[Amount],
        bases: &[Amount],
    ) {
        let row = self.stub(key, label, kind, None, self.level.saturating_add(deeper));
        self.rows.push((row, shares(counts, bases, self.figures)));
    }

    /// A statistic: its values, and how many each rests on.
    pub fn statistic(&mut self, key: &str, label: &str, measure: Option<Measure>, values: &[(Option<f64>, Amount)]) {
        let row = self.stub(key, label, StubKind::Statistic, measure, self.level);
        let cell = |&(value, n): &(Option<f64>, Amount)| Cell {
            value: value.filter(|value| value.is_finite()).map(|value| value + 0.0),
            base: Some(n.base()),
            ..Cell::default()
        };
        self.rows.push((row, values.iter().map(cell).collect()));
    }

    /// The intervals of the row that was put last, a column each.
    pub fn intervals(&mut self, ends: impl Iterator<Item = Option<(f64, f64)>>) {
        let Some((_, cells)) = self.rows.last_mut() else { return };
        cells.iter_mut().zip(ends).for_each(|(cell, ends)| cell.interval = ends);
    }

    /// A choice that stands outside the base.
    pub fn aside(&mut self, code: &str, label: &str, counts: &[Amount]) {
        let row = self.stub(code, label, StubKind::Aside, None, self.level);
        self.push_outside(row, counts, &format!("chose “{label}”"));
    }

    /// A choice that is a reason for not answering; left out where nobody gave it.
    pub fn reason_choice(&mut self, code: &str, label: &str, counts: &[Amount]) {
        if total(counts) > 0 {
            let row = self.stub(code, label, StubKind::Missing, None, self.level);
            self.push_outside(row, counts, &format!("chose “{label}”"));
        }
    }

    /// Reasons that are in the base, with their percentages; those that nobody had are left out.
    pub fn included(&mut self, included: Included, base: &[Amount], counts: impl Fn(Missing) -> Vec<Amount>) {
        for why in REASONS.into_iter().filter(|why| included.has(*why)) {
            let counts = counts(why);
            if total(&counts) > 0 {
                self.choice(&format!("missing.{}", why.word()), why.label(), &counts, base);
            }
        }
    }

    /// Why others gave no answer; reasons that nobody had are left out, and those that are in the base.
    pub fn missing(&mut self, included: Included, counts: impl Fn(Missing) -> Vec<Amount>) {
        for why in REASONS.into_iter().filter(|why| !included.has(*why)) {
            let counts = counts(why);
            if total(&counts) > 0 {
                let row =
                    self.stub(&format!("missing.{}", why.word()), why.label(), StubKind::Missing, None, self.level);
                self.push_outside(row, &counts, in_words(why, total(&counts)));
            }
        }
    }

    /// Others who are outside the base, under a key and label of their own; left out where there are none.
    pub fn outside(&mut self, key: &str, label: &str, words: &str, counts: &[Amount]) {
        if total(counts) > 0 {
            let row = self.stub(&format!("missing.{key}"), label, StubKind::Missing, None, self.level);
            self.push_outside(row, counts, words);
        }
    }

    /// What the rows rest on, for tests and letters.
    pub fn rests_on(&mut self, title: &str, answers: Answers) {
        self.answers = Some((title.to_owned(), answers));
    }

    /// Leaves out all columns from one on.
    pub fn cut(&mut self, columns: usize) {
        self.rows.iter_mut().for_each(|(_, cells)| cells.truncate(columns));
        if let Some(base) = &mut self.base {
            base.truncate(columns);
        }
    }

    fn push_outside(&mut self, row: StubRow, counts: &[Amount], words: &str) {
        if total(counts) > 0 {
            self.outside.push(format!("{} {words}", count(total(counts))));
        }
        self.rows.push((row, counts.iter().map(|&amount| aside_cell(amount)).collect()));
    }

    fn stub(&self, part: &str, label: &str, kind: StubKind, statistic: Option<Measure>, level: u8) -> StubRow {
        let key = if part.is_empty() { self.key.clone() } else { format!("{}.{part}", self.key) };
        StubRow { key, label: label.to_owned(), level, kind, statistic }
    }
}

/// What so many did who gave no answer.
fn in_words(why: Missing, n: u64) -> &'static str {
    match why {
        Missing::NotAsked if n == 1 => "was not asked",
        Missing::NotAsked => "were not asked",
        Missing::NotAnswered => "did not answer",
        Missing::Refused => "would not say",
        Missing::DontKnow => "did not know",
        Missing::User => "marked as missing in the file",
        Missing::Unknown => "gave no answer",
    }
}

/// How many stand in the total column, without weights.
pub fn total(counts: &[Amount]) -> u64 {
    counts.first().map_or(0, |amount| amount.n)
}

/// Takes weighted counts out of a table that has no weights: they would only say the counts again.
pub fn without_weights(cells: &mut [Vec<Cell>]) {
    for cell in cells.iter_mut().flatten() {
        cell.weighted = None;
    }
}

/// A cell of a base row.
pub fn base_cell(base: Amount) -> Cell {
    Cell { count: Some(base.n), weighted: Some(base.weight), base: Some(base.base()), ..Cell::default() }
}

/// A cell of those who stand outside the base.
pub fn aside_cell(amount: Amount) -> Cell {
    Cell { count: Some(amount.n), weighted: Some(amount.weight), ..Cell::default() }
}

/// 100 × part ÷ whole, by weight; nothing where the whole is nought.
pub fn percent(part: Amount, whole: Amount) -> Option<f64> {
    let of_whole = || 100.0 * part.weight / whole.weight;
    // All of it is 100, whatever the last digit of the weights.
    (whole.weight > 0.0).then(|| if part.weight <= whole.weight { of_whole().min(100.0) } else { of_whole() })
}

/// Cells of counts with their percentages: of the column's base, of the row's total, of the table's base.
pub fn shares(counts: &[Amount], bases: &[Amount], figures: Figures) -> Vec<Cell> {
    let row_total = counts.first().copied().unwrap_or_default();
    let table_base = bases.first().copied().unwrap_or_default();
    let of_all = percent(row_total, table_base).filter(|percent| *percent > 0.0);
    let cell = |(column, (&count, &base)): (usize, (&Amount, &Amount))| {
        let column_percent = percent(count, base);
        let index = || column_percent.zip(of_all).map(|(own, all)| 100.0 * own / all);
        Cell {
            count: Some(count.n),
            weighted: Some(count.weight),
            column_percent,
            row_percent: percent(count, row_total),
            total_percent: percent(count, table_base),
            interval: figures.intervals.and_then(|kind| kind.of_counts(count, base)),
            // The total against itself says nothing.
            index: if figures.indices && column > 0 { index() } else { None },
            standard_error: if figures.errors { standard_error(count, base) } else { None },
            base: Some(base.base()),
            ..Cell::default()
        }
    };
    counts.iter().zip(bases).enumerate().map(cell).collect()
}

/// The standard error of a share, in points: √(n/(n−1) Σw²(x − p)²)/Σw with x 1 for those who said so and 0 for the others, which
/// without weights is √(p(1 − p)/(n − 1)); as `svymean` of R’s survey and as CTABLES of SPSS.
pub fn standard_error(count: Amount, base: Amount) -> Option<f64> {
    let share = percent(count, base)? / 100.0;
    let n = Amount::of(base.n).weight;
    let squares = count.squares * (1.0 - share).powi(2) + (base.squares - count.squares).max(0.0) * share.powi(2);
    let error = 100.0 * (n / (n - 1.0) * squares).sqrt() / base.weight;
    (base.n > 1 && error.is_finite()).then_some(error + 0.0)
}
