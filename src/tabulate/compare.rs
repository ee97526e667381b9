//! Waves of one survey side by side, and what changed from one to a later one: points of percentages, differences of means, each
//! with its interval and its test where the sampling supports them.
//!
//! Every wave is counted by itself, as [`super::crosstab()`] counts it, with its own weights and its own design. Waves are independent
//! samples, unless the same persons are followed ([`paired`]).

use super::inference::{Test, TestChoice};
use super::terms::TotalPlace;
use super::{Groupings, Request, crosstab, notes};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{
    BannerColumn, Base, Cell, Difference, Differs, Kind, Measure, Question, Sampling, StubKind, StubRow, Survey, Table,
};
use crate::stats::multiplicity::{Correction, adjusted};

mod change;
mod paired;
mod weighed;
mod words;

use change::{Change, Evidence};

/// A wave: its responses, and how they are counted.
#[derive(Debug)]
pub struct Wave {
    /// What it is called.
    pub name: String,
    /// Its responses and those of no other wave.
    pub survey: Survey,
    /// How its tables are made, with its own weights and its own design.
    pub request: Request,
}

/// What is compared with what.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// The waves in their order.
    pub waves: &'a [Wave],
    /// Banners by name.
    pub groupings: &'a Groupings,
    /// The earlier and the later wave of each change, by their places.
    pub pairs: Vec<(usize, usize)>,
    /// Whether the same persons are followed, and the question by which they are known; without one by the id of the respondent.
    pub paired: Option<Option<String>>,
}

/// What is made of a comparison, whatever the question.
#[derive(Debug, Clone, Copy)]
struct Plan {
    intervals: bool,
    tests: bool,
    correction: Correction,
    percent_from: u64,
}

impl Plan {
    fn of(request: &Request) -> Result<Self> {
        let supported = request.sampling.supports_inference();
        let tests = match request.test {
            TestChoice::BySampling => supported,
            TestChoice::Auto => true,
            TestChoice::None => false,
            TestChoice::Named(Test::ChiSquare | Test::Fisher | Test::Means) => true,
            TestChoice::Named(test) => {
                return Err(Error::new(format!("{} does not compare one figure of two waves", test.called()))
                    .hint("leave --test out, or write --test auto or none; canvass crosstab QUESTION --by wave has the other tests"));
            }
        };
        let intervals = supported || tests || request.show.contains(&Measure::Interval);
        let correction = request.correction.unwrap_or(Correction::None);
        Ok(Self { intervals, tests, correction, percent_from: request.percent_from })
    }
}

/// The table of one question.
///
/// # Errors
/// When the question is not there, has nothing to compare or was put in fewer than two waves, or the waves have no persons in common.
pub fn compare(comparison: &Comparison<'_>, id: &str) -> Result<(Table, Vec<Diagnostic>)> {
    let Some(first) = comparison.waves.first() else { return Err(Error::new("there are no waves to compare")) };
    let plan = Plan::of(&first.request)?;
    let (rows, question) = rows(&first.survey, id)?;
    let mut noticed = Vec::new();
    let mut made: Vec<Table> = Vec::with_capacity(comparison.waves.len());
    for wave in comparison.waves {
        let (table, found) = crosstab(&wave.survey, comparison.groupings, &of_wave(&wave.request, &rows, question))?;
        noticed.extend(found);
        made.push(table);
    }
    asked_twice(comparison, &made, id)?;
    let differs = differences(&first.survey, question, comparison);
    let pairs: &[(usize, usize)] = if is_remade(question, &differs) { &[] } else { &comparison.pairs };
    let mut stacked = Stacked::of(comparison, &made, &first.request);
    let said = match &comparison.paired {
        Some(known_by) => paired::follow(comparison, known_by.as_deref(), &rows, plan, &mut stacked)?,
        None => {
            let evidence = evidence(comparison, &rows, question, plan)?;
            stacked.independent(&made, &evidence, pairs, plan)
        }
    };
    let mut table = stacked.into_table(&made[0], question, &first.request, plan);
    table.notes = words::notes(comparison, &made, plan, &said, &words::differences(&differs, pairs.is_empty()));
    Ok((table, noticed))
}

/// Whether a question can be compared at all: it has choices or numbers, and nothing personal.
pub fn is_comparable(question: &Question) -> bool {
    question.personal.is_none() && !matches!(question.kind, Kind::Text | Kind::Date)
}

/// Whether a question was put otherwise in one of these waves: other words, or other steps.
pub fn is_put_otherwise(survey: &Survey, question: &Question, waves: &[String]) -> bool {
    let of =
        |one: &&Difference| one.question == question.id && waves.contains(&one.waves.0) && waves.contains(&one.waves.1);
    let found: Vec<&Difference> = survey.differences.iter().filter(of).collect();
    found.iter().any(|one| matches!(one.what, Differs::Wording(_))) || is_remade(question, &found)
}

/// The rows to count: a grid is compared row by row.
fn rows<'a>(survey: &'a Survey, id: &str) -> Result<(Vec<String>, &'a Question)> {
    let found = crate::prepare::banner::find(survey, id);
    let (_, question, row) = found.ok_or_else(|| {
        let ids = survey.tables.iter().flat_map(|table| &table.questions).map(|question| question.id.as_str());
        crate::diagnostic::unknown_name("question", id, ids)
    })?;
    if !is_comparable(question) {
        return Err(Error::new(format!("“{id}” ({}) has no figures that waves could be compared by", question.kind))
            .hint("name a question with choices or numbers"));
    }
    let whole_grid = question.kind == Kind::Grid && row.is_none();
    Ok(match whole_grid {
        true => (question.rows.iter().map(|row| format!("{}.{}", question.id, row.id)).collect(), question),
        false => (vec![id.to_owned()], question),
    })
}

/// How a wave is counted for the page: without tests, which are made between waves.
fn of_wave(request: &Request, rows: &[String], question: &Question) -> Request {
    let between = [
        Measure::Interval,
        Measure::StandardError,
        Measure::Letters,
        Measure::Residual,
        Measure::DesignEffect,
        Measure::Index,
    ];
    let mut show: Vec<Measure> = request.show.iter().copied().filter(|measure| !between.contains(measure)).collect();
    if wants_mean(request, question) && !show.contains(&Measure::StandardDeviation) {
        show.push(Measure::StandardDeviation);
    }
    let mut terms = request.terms.clone();
    terms.total = TotalPlace::First;
    Request {
        id: request.id.clone(),
        rows: rows.to_vec(),
        show,
        terms,
        test: TestChoice::None,
        correction: None,
        // Sentences on sampling are of the comparison and not of each wave.
        sampling: Sampling::Probability,
        ..request.clone()
    }
}

fn wants_mean(request: &Request, question: &Question) -> bool {
    let likely = || super::single::Steps::of(question).is_some_and(|steps| steps.is_nought_to_ten());
    request.show.contains(&Measure::Mean) || question.kind == Kind::Scale && likely()
}

fn asked_twice(comparison: &Comparison<'_>, made: &[Table], id: &str) -> Result<()> {
    let answered = |table: &Table| {
        let bases = table.stub.iter().zip(&table.cells).filter(|(row, _)| row.kind == StubKind::Base);
        bases.flat_map(|(_, cells)| cells).any(|cell| cell.count.is_some_and(|count| count > 0))
    };
    let with: Vec<&str> = comparison
        .waves
        .iter()
        .zip(made)
        .filter(|(_, table)| answered(table))
        .map(|(wave, _)| wave.name.as_str())
        .collect();
    match with.as_slice() {
        [] => Err(Error::new(format!("“{id}” has no answers in any of these waves"))),
        [one] => Err(Error::new(format!("“{id}” has answers in the wave “{one}” only, so there is no change to show"))),
        _ => Ok(()),
    }
}

/// What one wave has otherwise than another, of the waves that are compared.
fn differences<'a>(survey: &'a Survey, question: &Question, comparison: &Comparison<'_>) -> Vec<&'a Difference> {
    let compared = |name: &String| comparison.waves.iter().any(|wave| wave.name == *name);
    let of = |one: &&Difference| one.question == question.id && compared(&one.waves.0) && compared(&one.waves.1);
    survey.differences.iter().filter(of).collect()
}

/// Whether choices were replaced, so that a share of one wave is no share of the other. A choice of a set is a question of its own.
fn is_remade(question: &Question, differs: &[&Difference]) -> bool {
    let replaced =
        |one: &&Difference| matches!(&one.what, Differs::Choices { gone, new } if !gone.is_empty() && !new.is_empty());
    matches!(question.kind, Kind::Single | Kind::Scale | Kind::Grid) && differs.iter().any(replaced)
}

/// What each wave says of chance in its figures.
fn evidence(comparison: &Comparison<'_>, rows: &[String], question: &Question, plan: Plan) -> Result<Vec<Evidence>> {
    let counted = !comparison.waves.iter().any(|wave| wave.request.is_weighted_or_designed());
    let of = |wave: &Wave| {
        if !plan.intervals || counted {
            return Ok(Evidence::Counts);
        }
        Evidence::of_errors(wave, comparison.groupings, of_wave(&wave.request, rows, question))
    };
    comparison.waves.iter().map(of).collect()
}

/// A group across the top, with its waves.
#[derive(Debug)]
struct Column {
    head: BannerColumn,
    /// The base of each wave.
    bases: Vec<Option<Base>>,
}

/// Rows and groups of all waves, each cell with a figure a wave and a change a pair.
#[derive(Debug)]
struct Stacked {
    rows: Vec<StubRow>,
    columns: Vec<Column>,
    waves: Vec<String>,
    pairs: Vec<(usize, usize)>,
    /// By row, column and wave.
    cells: Vec<Vec<Vec<Cell>>>,
    /// By row, column and pair.
    changes: Vec<Vec<Vec<Option<Change>>>>,
}

impl Stacked {
    fn of(comparison: &Comparison<'_>, made: &[Table], request: &Request) -> Self {
        let mut rows = merged(made.iter().map(|table| table.stub.as_slice()), |row| row.key.as_str());
        let asked = |measure: Measure| request.show.contains(&measure);
        let is_numeric = |row: &StubRow| rows_of_numbers(made, row);
        let hidden: Vec<bool> = rows
            .iter()
            .map(|row| {
                row.statistic == Some(Measure::StandardDeviation)
                    && !asked(Measure::StandardDeviation)
                    && !is_numeric(row)
            })
            .collect();
        let mut hidden = hidden.into_iter();
        rows.retain(|_| hidden.next() != Some(true));
        let heads = merged(made.iter().map(|table| table.banner.as_slice()), |column| column.key.as_str());
        let with_total = heads.len() < 2 || request.terms.total != TotalPlace::Nowhere;
        let heads: Vec<BannerColumn> = heads.into_iter().filter(|head| with_total || head.key != "total").collect();
        let base = |table: &Table, key: &str| table.banner.iter().find(|own| own.key == key).and_then(|own| own.base);
        let columns: Vec<Column> = heads
            .into_iter()
            .map(|head| Column { bases: made.iter().map(|table| base(table, &head.key)).collect(), head })
            .collect();
        let cell = |row: &StubRow, column: &Column, table: &Table| {
            let nobody = || match row.kind {
                StubKind::Missing | StubKind::Aside | StubKind::Base => Cell { count: Some(0), ..Cell::default() },
                _ => Cell::default(),
            };
            table.cell(&row.key, &column.head.key).cloned().unwrap_or_else(nobody)
        };
        let cells = rows
            .iter()
            .map(|row| {
                columns.iter().map(|column| made.iter().map(|table| cell(row, column, table)).collect()).collect()
            })
            .collect();
        let changes = vec![vec![vec![None; comparison.pairs.len()]; columns.len()]; rows.len()];
        let waves = comparison.waves.iter().map(|wave| wave.name.clone()).collect();
        Self { rows, columns, waves, pairs: comparison.pairs.clone(), cells, changes }
    }

    /// Fills in the changes of independent samples; gives what is to be said of them.
    fn independent(
        &mut self,
        made: &[Table],
        evidence: &[Evidence],
        pairs: &[(usize, usize)],
        plan: Plan,
    ) -> words::Said {
        let mut said = words::Said::default();
        if pairs.is_empty() {
            self.pairs.clear();
        }
        for (at, row) in self.rows.iter().enumerate() {
            for (column, own) in self.columns.iter().enumerate() {
                for (pair, &(earlier, later)) in pairs.iter().enumerate() {
                    let figure = |wave: usize| change::Figure {
                        row: &row.key,
                        column: &own.head.key,
                        cell: &self.cells[at][column][wave],
                        table: &made[wave],
                        evidence: &evidence[wave],
                    };
                    let found = change::between(row, &figure(earlier), &figure(later), plan.intervals);
                    if let Some(found) = &found {
                        said.of(found, row, plan);
                    }
                    self.changes[at][column][pair] = found;
                }
            }
        }
        said
    }

    /// Corrects the tests of each column as one family.
    fn correct(&mut self, correction: Correction) {
        for column in 0..self.columns.len() {
            let family = || self.changes.iter().flat_map(move |row| &row[column]);
            let ps: Vec<Option<f64>> = family().map(|change| change.as_ref().and_then(|change| change.p)).collect();
            let mut corrected = adjusted(&ps, correction).into_iter();
            for change in self.changes.iter_mut().flat_map(|row| &mut row[column]) {
                if let (Some(change), Some(p)) = (change, corrected.next()) {
                    change.p = p;
                }
            }
        }
    }

    fn into_table(mut self, first: &Table, question: &Question, request: &Request, plan: Plan) -> Table {
        if plan.correction != Correction::None {
            self.correct(plan.correction);
        }
        let grouped = self.columns.len() > 1;
        let mut banner = Vec::new();
        for column in &self.columns {
            banner.extend(self.heads(column, grouped, plan));
        }
        let cells = (0..self.rows.len()).map(|row| self.row(row, plan)).collect();
        let mut show = first.show.clone();
        if !self.pairs.is_empty() {
            show.push(Measure::Change);
            show.extend(plan.intervals.then_some(Measure::ChangeInterval));
            show.extend(plan.tests.then_some(Measure::P));
        }
        let between =
            format!("{} to {}", self.waves.first().map_or("", |name| name), self.waves.last().map_or("", |name| name));
        Table {
            id: request.id.clone(),
            title: request.title.clone().unwrap_or_else(|| format!("{}, {between}", first.title)),
            wording: first.wording.clone().or_else(|| question.label.as_ref().map(|_| question.text.text.clone())),
            stub_head: first.stub_head.clone(),
            stub: self.rows,
            banner,
            cells,
            show,
            percent_from: request.percent_from,
            provenance: first.provenance.clone(),
            ..Table::default()
        }
    }

    /// The columns of a group: its waves, then its changes.
    fn heads(&self, column: &Column, grouped: bool, plan: Plan) -> Vec<BannerColumn> {
        let mut spanners = column.head.spanners.clone();
        if grouped {
            spanners.push(column.head.label.clone());
        }
        let head = |part: &str, label: String, base| BannerColumn {
            key: format!("{}.{part}", column.head.key),
            label,
            spanners: spanners.clone(),
            letter: None,
            statistic: None,
            base,
        };
        let mut heads: Vec<BannerColumn> = self
            .waves
            .iter()
            .zip(&column.bases)
            .map(|(name, base)| head(&crate::model::report::anchor(name), name.clone(), *base))
            .collect();
        for (earlier, later) in &self.pairs {
            let (one, other) = (&self.waves[*earlier], &self.waves[*later]);
            let key = format!("{}-{}", crate::model::report::anchor(one), crate::model::report::anchor(other));
            let label = if self.waves.len() == 2 { "Change".to_owned() } else { format!("Change {one} to {other}") };
            heads.push(head(&format!("{key}.change"), label, None));
            if plan.intervals {
                heads.push(head(&format!("{key}.interval"), "95% interval".to_owned(), None));
            }
            if plan.tests {
                heads.push(head(&format!("{key}.p"), "p".to_owned(), None));
            }
        }
        heads
    }

    fn row(&self, row: usize, plan: Plan) -> Vec<Cell> {
        let mut cells = Vec::new();
        for (waves, changes) in self.cells[row].iter().zip(&self.changes[row]) {
            cells.extend(waves.iter().cloned());
            for change in changes.iter().take(self.pairs.len()) {
                let of = |put: fn(&Change, &mut Cell)| {
                    let mut cell = Cell::default();
                    if let Some(change) = change {
                        cell.base = Some(Base::unweighted(change.base));
                        put(change, &mut cell);
                    }
                    if cell.is_of_change() { cell } else { Cell::default() }
                };
                cells.push(of(|change, cell| cell.change = Some(change.difference)));
                if plan.intervals {
                    cells.push(of(|change, cell| cell.change_interval = change.interval));
                }
                if plan.tests {
                    cells.push(of(|change, cell| cell.p = change.p));
                }
            }
        }
        cells
    }
}

/// Whether a row is of a numeric question, all of whose statistics are shown.
fn rows_of_numbers(made: &[Table], row: &StubRow) -> bool {
    let stem = row.key.rsplit_once('.').map_or("", |(stem, _)| stem);
    let smallest = format!("{stem}.min");
    made.iter().any(|table| table.stub.iter().any(|other| other.key == smallest))
}

/// What several lists hold, each once, in the order of the first; what only later ones hold stands behind what it follows there.
fn merged<'a, T: Clone + 'a>(lists: impl Iterator<Item = &'a [T]>, key: impl Fn(&T) -> &str) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for list in lists {
        let mut next = 0;
        for one in list {
            match all.iter().position(|known| key(known) == key(one)) {
                Some(place) => next = place + 1,
                None => {
                    all.insert(next, one.clone());
                    next += 1;
                }
            }
        }
    }
    all
}

/// Which note of sampling a comparison gets.
fn sampling_words(request: &Request) -> &'static str {
    notes::described(request.sampling)
}
