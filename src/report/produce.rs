//! Tables and charts of a report: made once, numbered in the order in which they appear.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::material::Material;
use super::{theme_tables, themes};
use crate::chart::{self, ChartRequest};
use crate::coding::parallel::Parallel;
use crate::diagnostic::{Diagnostic, Error, Place, Result, unknown_name};
use crate::model::{Block, Chart, Inline, Measure, Sampling, Table};
use crate::stats::multiplicity::Correction;
use crate::stats::quantile::QuantileType;
use crate::study::{ChartSpec, TableSpec};
use crate::tabulate::inference::choice::{CORRECTIONS, correction_from_word};
use crate::tabulate::terms::{BaseOf, Included, TotalPlace};
use crate::tabulate::{self, IntervalKind, Method, Request, Terms, TestChoice, Themes};

/// The base that no group of interviews reaches: themes are shown in counts only.
pub const NEVER_PERCENT: u64 = 1_000_000;

/// What a call gave: words inside a sentence, or blocks on their own.
#[derive(Debug, Clone, PartialEq)]
pub enum Insert {
    /// Words inside a sentence.
    Words(String),
    /// Blocks on their own.
    Blocks(Vec<Block>),
}

/// Where a report is put together: all it is made of, and what was made so far.
#[derive(Debug)]
pub struct Workshop {
    /// What it is made of.
    pub material: Arc<Material>,
    made: Mutex<Made>,
    parallel: OnceLock<Parallel>,
}

#[derive(Debug, Default)]
struct Made {
    inserts: Vec<Insert>,
    tables: Vec<Table>,
    charts: Vec<Chart>,
    noticed: Vec<Diagnostic>,
    table_number: u32,
    figure_number: u32,
    has_methods: bool,
    error: Option<Error>,
}

impl Workshop {
    /// A workshop in which nothing is made yet.
    pub fn new(material: Arc<Material>) -> Self {
        Self { material, made: Mutex::new(Made::default()), parallel: OnceLock::new() }
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which turns are translations of which.
    pub fn parallel(&self) -> &Parallel {
        self.parallel.get_or_init(|| Parallel::of(&self.material.corpus))
    }

    /// Makes every table and chart that study.toml declares, whether the narrative calls it or not.
    ///
    /// # Errors
    /// When one cannot be made.
    pub fn make_declared(&self) -> Result<()> {
        let file = &self.material.file;
        no_id_twice("table", file.tables.iter().map(|spec| spec.id.as_str()))?;
        no_id_twice("chart", file.charts.iter().map(|spec| spec.id.as_str()))?;
        for spec in &file.tables {
            self.declared_table(&spec.id)?;
        }
        for spec in &file.charts {
            self.declared_chart(&spec.id)?;
        }
        Ok(())
    }

    /// A table that study.toml declares.
    ///
    /// # Errors
    /// When it is not declared or cannot be made.
    pub fn declared_table(&self, id: &str) -> Result<Table> {
        let material = &self.material;
        let Some(spec) = material.file.tables.iter().find(|spec| spec.id == id) else {
            return Err(unknown_name("table", id, material.file.tables.iter().map(|spec| spec.id.as_str())));
        };
        self.table(id, || {
            self.make_table(spec)
                .map_err(|error| error.in_place(Place::file("study.toml").at(format!("[[table]] {id}"))))
        })
    }

    /// A table made once and kept.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn table(&self, id: &str, make: impl FnOnce() -> Result<(Table, Vec<Diagnostic>)>) -> Result<Table> {
        if let Some(table) = self.made().tables.iter().find(|table| table.id == id) {
            return Ok(table.clone());
        }
        let (table, noticed) = make()?;
        let mut made = self.made();
        made.tables.push(table.clone());
        made.noticed.extend(noticed);
        Ok(table)
    }

    fn make_table(&self, spec: &TableSpec) -> Result<(Table, Vec<Diagnostic>)> {
        let material = &self.material;
        let mut request = self.request(&spec.id);
        request.title.clone_from(&spec.title);
        request.rows.clone_from(&spec.rows);
        request.by.clone_from(&spec.by);
        request.show = measures(&spec.show)?;
        request.test = test_choice(spec.test.as_deref())?;
        let report = &material.file.report;
        request.correction = correction(spec.correction.as_deref().or(report.correction.as_deref()))?;
        request.method = method(spec.method.as_deref().or(report.method.as_deref()))?;
        request.interval = interval(report.interval.as_deref())?;
        let weighted = request.weights.is_some();
        intervals(&mut request, spec.interval.as_deref(), weighted)?;
        request.filter.clone_from(&spec.filter);
        request.terms = terms(spec)?;
        if theme_tables::is_one(spec) {
            return theme_tables::declared(self, spec, request);
        }
        request.percent_from = spec.percent_from.unwrap_or(request.percent_from);
        tabulate::crosstab(self.survey()?, &material.groupings, &request)
    }

    /// A request with what the study says of every table.
    pub fn request(&self, id: &str) -> Request {
        let file = &self.material.file;
        Request {
            id: id.to_owned(),
            sampling: file.survey.as_ref().map_or(Sampling::Open, |survey| survey.sampling),
            percent_from: file.report.percent_from,
            source: self.material.export.clone(),
            weights: self.material.weights.clone(),
            design: self.material.sample.clone(),
            ..self.material.asked_for.clone().unwrap_or_default()
        }
    }

    /// The table of some themes by a grouping; no themes: all.
    ///
    /// # Errors
    /// When a code or the grouping is not there.
    pub fn themes_table(&self, codes: &[String], by: &[String]) -> Result<Table> {
        let id = match (codes, by) {
            ([], []) => "themes".to_owned(),
            ([], by) => format!("themes-by-{}", by.join("-")),
            (codes, []) => format!("themes-{}", codes.join("-")),
            (codes, by) => format!("themes-{}-by-{}", codes.join("-"), by.join("-")),
        };
        self.table(&id, || {
            let mut request = self.request(&id);
            request.rows = codes.to_vec();
            request.by = by.to_vec();
            request.title = self.themes_title(codes, by);
            request.percent_from = NEVER_PERCENT;
            request.source.clear();
            self.counted(&request)
        })
    }

    fn counted(&self, request: &Request) -> Result<(Table, Vec<Diagnostic>)> {
        let groupings = &self.material.groupings;
        themes::counting(self, &request.rows, |data| tabulate::themes(data, groupings, request))
    }

    /// What a called table of some themes is about: “What would help, by stakeholder group”; all themes have the usual title.
    fn themes_title(&self, codes: &[String], by: &[String]) -> Option<String> {
        let material = &self.material;
        let theme = |id: &String| material.themes.iter().find(|theme| theme.id == *id).map(|theme| theme.name.as_str());
        let name = |id: &String| material.codebook.code(id).map(|code| code.name.as_str()).or_else(|| theme(id));
        let names: Option<Vec<&str>> = codes.iter().map(name).collect();
        let names = names.filter(|names| !names.is_empty())?.join("; ");
        let label = |name: &String| {
            let label = material.groupings.get(name).and_then(|grouping| grouping.label.clone());
            label.unwrap_or_else(|| name.clone()).to_lowercase()
        };
        let by: Vec<String> = by.iter().map(label).collect();
        Some(if by.is_empty() { names } else { format!("{names}, by {}", by.join(" and ")) })
    }

    /// What tables of themes are counted from.
    pub fn themes(&self) -> Themes<'_> {
        let material = &self.material;
        Themes {
            corpus: &material.corpus,
            codebook: &material.codebook,
            codings: &material.codings,
            candidates_count: material.file.study.approach.counts_candidates(),
            count: material.file.interviews.as_ref().map(|interviews| interviews.count).unwrap_or_default(),
            asked: &material.asked,
            asks: &material.asks,
        }
    }

    /// The answers.
    ///
    /// # Errors
    /// When the study has no questionnaire.
    pub fn survey(&self) -> Result<&crate::model::Survey> {
        self.material.survey.as_ref().ok_or_else(|| {
            Error::new("this study has no questionnaire")
                .hint("bring one in: canvass import FILE; or take the call out")
        })
    }

    /// A chart that study.toml declares.
    ///
    /// # Errors
    /// When it is not declared, or its table cannot be made or drawn.
    pub fn declared_chart(&self, id: &str) -> Result<Chart> {
        let charts = &self.material.file.charts;
        let Some(spec) = charts.iter().find(|spec| spec.id == id) else {
            return Err(unknown_name("chart", id, charts.iter().map(|spec| spec.id.as_str())));
        };
        if let Some(chart) = self.made().charts.iter().find(|chart| chart.id == id) {
            return Ok(chart.clone());
        }
        let chart = self
            .make_chart(spec)
            .map_err(|error| error.in_place(Place::file("study.toml").at(format!("[[chart]] {id}"))))?;
        self.made().charts.push(chart.clone());
        Ok(chart)
    }

    fn make_chart(&self, spec: &ChartSpec) -> Result<Chart> {
        let drawn = self.material.file.tables.iter().find(|table| table.id == spec.table);
        if let Some(key) = drawn.and_then(theme_tables::is_not_drawn) {
            return Err(Error::new(format!(
                "a table with “{key}” is not drawn: its columns are no shares of one base"
            ))
            .hint("draw a table with themes = true alone, or with rank = true"));
        }
        let table = self.declared_table(&spec.table)?;
        chart::from_table(&table, &ChartRequest { id: spec.id.clone(), kind: spec.kind, title: spec.title.clone() })
    }

    /// Keeps a chart that was made on the way.
    pub fn keep_chart(&self, chart: &Chart) {
        let mut made = self.made();
        if !made.charts.iter().any(|other| other.id == chart.id) {
            made.charts.push(chart.clone());
        }
    }

    /// A table as a block with the next number.
    pub fn numbered_table(&self, table: Table) -> Block {
        Block::Table { number: Some(self.next_table()), table: Box::new(table) }
    }

    /// A chart as a block with the next number.
    pub fn numbered_figure(&self, chart: Chart) -> Block {
        let mut made = self.made();
        made.figure_number += 1;
        Block::Figure { number: Some(made.figure_number), chart: Box::new(chart) }
    }

    /// The next number of a table.
    pub fn next_table(&self) -> u32 {
        let mut made = self.made();
        made.table_number += 1;
        made.table_number
    }

    /// Keeps the result of a call and gives its number.
    pub fn insert(&self, insert: Insert) -> usize {
        let mut made = self.made();
        made.inserts.push(insert);
        made.inserts.len() - 1
    }

    /// The results of all calls.
    pub fn inserts(&self) -> Vec<Insert> {
        self.made().inserts.clone()
    }

    /// Remembers that the methods note stands in the report already.
    pub fn set_methods(&self) {
        self.made().has_methods = true;
    }

    /// Whether the methods note stands in the report already.
    pub fn has_methods(&self) -> bool {
        self.made().has_methods
    }

    /// Adds something noticed.
    pub fn notice(&self, diagnostic: Diagnostic) {
        self.made().noticed.push(diagnostic);
    }

    /// Remembers our own error while the template engine carries its own.
    pub fn keep_error(&self, error: Error) {
        self.made().error = Some(error);
    }

    /// Our own error behind one of the template engine.
    pub fn take_error(&self) -> Option<Error> {
        self.made().error.take()
    }

    /// Everything made.
    pub fn finish(&self) -> (Vec<Table>, Vec<Chart>, Vec<Diagnostic>) {
        let mut made = self.made();
        (std::mem::take(&mut made.tables), std::mem::take(&mut made.charts), std::mem::take(&mut made.noticed))
    }

    /// A remark in place of something that cannot be shown.
    pub fn remark(words: impl Into<String>) -> Block {
        Block::Note { text: vec![Inline::text(words)] }
    }
}

/// Ids name files too, and not every system tells capitals from small letters there.
fn no_id_twice<'a>(kind: &str, ids: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id.to_lowercase()) {
            return Err(Error::new(format!("two {kind}s have the id “{id}”"))
                .in_place(Place::file("study.toml").at(format!("[[{kind}]]")))
                .hint("rename one of them"));
        }
    }
    Ok(())
}

/// The measures that words name.
///
/// # Errors
/// When a word names none.
pub fn measures(words: &[String]) -> Result<Vec<Measure>> {
    words
        .iter()
        .map(|word| {
            Measure::from_word(word).ok_or_else(|| unknown_name("measure", word, Measure::ALL.map(Measure::word)))
        })
        .collect()
}

/// How the questions of a declared table are counted.
fn terms(spec: &TableSpec) -> Result<Terms> {
    Ok(Terms {
        nets: spec.nets.clone(),
        base: spec.base.as_deref().map_or(Ok(BaseOf::default()), Terms::base_of)?,
        included: Included::read(&spec.base_includes)?,
        total: spec.total.as_deref().map_or(Ok(TotalPlace::default()), Terms::total_place)?,
        transpose: spec.transpose,
        quantiles: spec.quantiles.map_or(Ok(QuantileType::default()), Terms::quantile_type)?,
    })
}

/// The test that a word names.
///
/// # Errors
/// When it names none.
pub fn test_choice(word: Option<&str>) -> Result<TestChoice> {
    let Some(word) = word else { return Ok(TestChoice::BySampling) };
    TestChoice::from_word(word).ok_or_else(|| unknown_name("test", word, TestChoice::WORDS.map(|(word, _)| word)))
}

/// The correction that a word names.
///
/// # Errors
/// When it names none.
pub fn correction(word: Option<&str>) -> Result<Option<Correction>> {
    let Some(word) = word else { return Ok(None) };
    let unknown = || unknown_name("correction", word, CORRECTIONS.map(|(word, _)| word));
    correction_from_word(word).map(Some).ok_or_else(unknown)
}

/// The method that a word names.
///
/// # Errors
/// When it names none.
pub fn method(word: Option<&str>) -> Result<Method> {
    let Some(word) = word else { return Ok(Method::Own) };
    Method::from_word(word).ok_or_else(|| unknown_name("method", word, Method::WORDS.map(|(word, _)| word)))
}

/// The kind of interval that a word names.
///
/// # Errors
/// When it names none.
pub fn interval(word: Option<&str>) -> Result<IntervalKind> {
    let Some(word) = word else { return Ok(IntervalKind::default()) };
    let unknown = || unknown_name("interval", word, IntervalKind::WORDS.map(|(word, _)| word));
    IntervalKind::from_word(word).ok_or_else(unknown)
}

/// Asks for intervals of the kind that a word names: whoever names a kind wants to see them. `weighted`: whether percentages are.
///
/// # Errors
/// When it names none.
pub fn intervals(request: &mut Request, word: Option<&str>, weighted: bool) -> Result<()> {
    if word.is_none() {
        return Ok(());
    }
    request.interval = interval(word)?;
    if request.show.is_empty() {
        let usual = [Measure::Count, Measure::ColumnPercent];
        request.show.extend(usual.into_iter().skip(usize::from(weighted)));
    }
    if !request.show.contains(&Measure::Interval) {
        request.show.push(Measure::Interval);
    }
    Ok(())
}
