//! Weights from a column of the export, or made by raking (or [`super::calibrating`]) to margins of the population.

use std::collections::BTreeMap;

use super::banner::{Banner, find};
use super::calibrating::{Calibrated, calibrated};
use super::weights::Weights;
use crate::diagnostic::{Error, Result, did_you_mean, unknown_name};
use crate::model::{
    Answer, Column, Grouping, Part, Question, Survey, SurveyBlock, SurveyTable, Targets, WeightSpec, Weighting,
};
use crate::stats::MISSING;
use crate::stats::weighting::raking::{Margin, RakingOptions, SumTo, rake};
use crate::stats::weighting::raking_report::{CategoryReport, Raking, RakingError};

/// The weights of a study, and where they were made, how that went.
#[derive(Debug, Clone)]
pub struct Weighted {
    /// The weights.
    pub weights: Weights,
    /// How they were made; `None` where they stand in the export.
    pub made: Option<Made>,
}

/// How weights were made.
#[derive(Debug, Clone)]
pub struct Made {
    /// For each margin its name, and the labels of its categories.
    pub margins: Vec<(String, Vec<String>)>,
    /// What tables call each margin.
    pub headings: Vec<String>,
    /// For each margin the category of every record, in their order.
    pub codes: Vec<Vec<u32>>,
    /// For each margin what was wanted of its categories, and what came of it.
    pub categories: Vec<Vec<CategoryReport>>,
    /// By which method, and how that went.
    pub how: How,
}

/// By which method weights were made.
#[derive(Debug, Clone)]
pub enum How {
    /// Raking.
    Raked(Box<Raking>),
    /// Calibration.
    Calibrated(Box<Calibrated>),
}

impl Made {
    /// What figures allow for, in words.
    pub fn allows_for(&self) -> &'static str {
        match self.how {
            How::Raked(_) => "the margins that were raked to",
            How::Calibrated(_) => "the totals that were calibrated to",
        }
    }

    /// How many respondents have a weight.
    pub fn respondents(&self) -> u64 {
        match &self.how {
            How::Raked(raking) => raking.effective.n,
            How::Calibrated(calibrated) => calibrated.respondents(),
        }
    }
}

/// The weights that a study asks for.
///
/// # Errors
/// When a question or a group is not there, a target has no group or a group no target, or the targets cannot be reached; always with numbers.
pub fn weigh(survey: &Survey, groupings: &BTreeMap<String, Grouping>, spec: &WeightSpec) -> Result<Weighted> {
    match spec {
        WeightSpec::Column(id) => Ok(Weighted { weights: of_column(survey, id)?, made: None }),
        WeightSpec::Made(weighting) => match (weighting.rake.is_empty(), weighting.calibrate.is_empty()) {
            (_, true) => made(survey, groupings, weighting),
            (true, false) => calibrated(survey, groupings, weighting),
            (false, false) => Err(Error::new("weights are made by rake or by calibrate, not by both")
                .hint("margins can stand under calibrate too; distance = \"raking\" treats them as raking does")),
        },
    }
}

/// The weights that stand in a question of the main table, or in a column of the platform’s own.
///
/// # Errors
/// When it is not there, holds no numbers, or numbers that cannot be weights.
pub fn of_column(survey: &Survey, id: &str) -> Result<Weights> {
    let table = main(survey)?;
    Weights::new(id, column(table, id)?)
}

pub(super) fn main(survey: &Survey) -> Result<&SurveyTable> {
    survey.main().ok_or_else(|| Error::new("there are no answers to weight"))
}

/// The numbers of a column by block; NaN where there is none or the record is left out.
fn column(table: &SurveyTable, id: &str) -> Result<Vec<Vec<f64>>> {
    let question = table.question(id).ok_or_else(|| {
        let ids = table.questions.iter().chain(&table.metadata).map(|question| question.id.as_str());
        unknown_name("question", id, ids.collect::<Vec<_>>())
    })?;
    let numbers = numbers_of(table, question).map(|blocks| {
        let blocks = blocks.into_iter().zip(&table.blocks).map(|(numbers, block)| {
            let each = numbers.into_iter().zip(block.records.excluded());
            each.map(|(number, excluded)| number.filter(|_| excluded.is_none()).unwrap_or(f64::NAN)).collect()
        });
        blocks.collect()
    });
    numbers.ok_or_else(|| {
        Error::new(format!("“{id}” ({}) holds no numbers, so it cannot be a weight", question.kind))
            .hint(format!("if it does, say so in questionnaire.toml: kind = \"numeric\" under id = \"{id}\""))
    })
}

/// The numbers of a question by block, also where few different ones make it look like one with choices; `None` where its answers are no
/// numbers.
pub fn numbers_of(table: &SurveyTable, question: &Question) -> Option<Vec<Vec<Option<f64>>>> {
    let numbers = NumbersOf::new(question)?;
    table.blocks.iter().map(|block| numbers.of_block(block)).collect()
}

/// A question that may hold numbers, block by block.
#[derive(Debug, Clone)]
pub struct NumbersOf {
    column: usize,
    /// The numbers of its choices, where all of them are.
    labels: Option<Vec<f64>>,
}

impl NumbersOf {
    /// Of this question; `None` where it has no single answer.
    pub fn new(question: &Question) -> Option<Self> {
        let column = question.column(Part::Answer)?;
        let labels: Option<Vec<f64>> =
            question.choices.iter().map(|choice| choice.label.text.trim().parse().ok()).collect();
        Some(Self { column, labels: labels.filter(|labels| !labels.is_empty()) })
    }

    /// The numbers of a block; `None` where its answers are no numbers.
    pub fn of_block(&self, block: &SurveyBlock) -> Option<Vec<Option<f64>>> {
        match (block.columns.get(self.column)?, &self.labels) {
            (Column::Numbers(numbers), _) => Some(numbers.values().map(Result::ok).collect()),
            (Column::Choices(answers), Some(labels)) => {
                let number = |answer: &Answer| labels.get(answer.get().ok()?).copied();
                Some(answers.iter().map(number).collect())
            }
            _ => None,
        }
    }
}

/// Whether a question looks like a weight: its heading says so.
pub fn looks_like_weight(question: &Question) -> bool {
    let words = [question.id.as_str(), &question.text.text];
    words.iter().any(|word| {
        word.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| matches!(word, "weight" | "wt" | "wgt" | "weighting"))
    })
}

fn made(survey: &Survey, groupings: &BTreeMap<String, Grouping>, weighting: &Weighting) -> Result<Weighted> {
    let table = main(survey)?;
    if weighting.rake.is_empty() {
        return Err(Error::new("there are no margins to weight to")
            .hint("for instance: rake = { region = { North = 0.4, South = 0.6 } }"));
    }
    if weighting.distance.is_some() || weighting.bounds.is_some() {
        return Err(
            Error::new("distance and bounds belong to calibrate").hint("for raking trim keeps weights within bounds")
        );
    }
    let mut before = weights_before(table, weighting)?;
    let margins = weighting
        .rake
        .iter()
        .map(|(name, targets)| known_margin(survey, groupings, table, name, targets))
        .collect::<Result<Vec<_>>>()?;
    if weighting.leave_out_missing {
        leave_out(&mut before, &margins);
    }
    let flat: Vec<f64> = before.iter().flatten().copied().collect();
    let options = RakingOptions {
        bounds: weighting.trim.map(|[low, high]| (low, high)),
        sum_to: weighting.sum.map_or(SumTo::Respondents, SumTo::Number),
        ..RakingOptions::default()
    };
    let given: Vec<Margin<'_>> =
        margins.iter().map(|margin| Margin { codes: &margin.codes, targets: &margin.targets }).collect();
    let raking = rake(&flat, &given, &options).map_err(|error| in_words(&error, &margins))?;
    let mut rest = raking.weights.iter().copied();
    let blocks = before.iter().map(|block| rest.by_ref().take(block.len()).collect()).collect();
    let names: Vec<&str> = margins.iter().map(|margin| margin.name.as_str()).collect();
    let weights = Weights::new(format!("raked to {}", names.join(", ")), blocks)?;
    let codes = margins.iter().map(|margin| margin.codes.clone()).collect();
    let headings = margins.iter().map(|margin| margin.heading.clone()).collect();
    let margins = margins.into_iter().map(|margin| (margin.name, margin.labels)).collect();
    let categories = raking.margins.iter().map(|margin| margin.categories.clone()).collect();
    let how = How::Raked(Box::new(raking));
    Ok(Weighted { weights, made: Some(Made { margins, headings, codes, categories, how }) })
}

/// The weights to begin with: those given, else 1 each; NaN for records that are left out.
pub(super) fn weights_before(table: &SurveyTable, weighting: &Weighting) -> Result<Vec<Vec<f64>>> {
    Ok(match &weighting.from {
        Some(id) => column(table, id)?,
        None => table
            .blocks
            .iter()
            .map(|block| {
                block
                    .records
                    .excluded()
                    .iter()
                    .map(|excluded| if excluded.is_some() { f64::NAN } else { 1.0 })
                    .collect()
            })
            .collect(),
    })
}

/// A margin with the category of every record.
pub(super) struct KnownMargin {
    pub(super) name: String,
    pub(super) heading: String,
    pub(super) labels: Vec<String>,
    pub(super) codes: Vec<u32>,
    pub(super) targets: Vec<f64>,
}

pub(super) fn known_margin(
    survey: &Survey,
    groupings: &BTreeMap<String, Grouping>,
    table: &SurveyTable,
    name: &str,
    targets: &Targets,
) -> Result<KnownMargin> {
    let banner = Banner::resolve(survey, groupings, &[name.to_owned()], &mut Vec::new())?;
    let Some(axis) = banner.axes.first().filter(|axis| !axis.overlaps()) else {
        return Err(Error::new(format!(
            "a respondent can stand in several groups of “{name}”, so nothing is raked to it"
        ))
        .hint("use a question with one answer"));
    };
    if axis.levels.iter().any(|level| level.table.as_ref().is_some_and(|other| *other != table.id)) {
        return Err(Error::new(format!("“{name}” is not asked of respondents themselves but in “{}”", axis.label())));
    }
    let labels: Vec<String> = (0..axis.columns())
        .map(|column| axis.groups(column).iter().map(|group| group.label.as_str()).collect::<Vec<_>>().join(":"))
        .collect();
    let mut wanted: Vec<Option<f64>> = vec![None; labels.len()];
    for (group, target) in targets {
        let place = place_of(survey, name, &labels, group)?;
        wanted[place] = Some(*target);
    }
    let mut codes = Vec::with_capacity(table.record_count());
    let mut columns = Vec::new();
    for block in &table.blocks {
        for row in 0..block.records.len() {
            columns.clear();
            axis.place(block, row, 0, &mut columns);
            codes.push(columns.first().copied().unwrap_or(MISSING));
        }
    }
    // Groups without a target take no part if nobody is in them; else that is said, with their number.
    for place in (0..wanted.len()).filter(|place| wanted[*place].is_none()) {
        let rows = codes.iter().filter(|code| **code as usize == place).count();
        if rows > 0 {
            return Err(Error::new(format!(
                "{rows} respondents are in “{}” of “{name}”, for which there is no target",
                labels[place]
            ))
            .hint("add its share of the population, or put groups together with a recode"));
        }
    }
    let targets: Vec<f64> = wanted.into_iter().map(|target| target.unwrap_or(0.0)).collect();
    sums_to_one(name, &targets)?;
    Ok(KnownMargin { name: name.to_owned(), heading: axis.label(), labels, codes, targets })
}

/// Refuses shares that are not those of a whole: somebody has mistyped one, or left a group out. Rounded shares may miss 1 by a little.
fn sums_to_one(name: &str, targets: &[f64]) -> Result<()> {
    let are_shares =
        targets.iter().all(|target| (0.0..=1.0).contains(target)) && targets.iter().any(|target| target.fract() != 0.0);
    let sum: f64 = targets.iter().sum();
    if are_shares && (sum - 1.0).abs() > 0.02 {
        return Err(Error::new(format!("the shares of “{name}” sum to {} and not to 1", crate::number::fixed(sum, 3)))
            .hint("correct them; where they are numbers of people, write whole numbers"));
    }
    Ok(())
}

/// The group that a target names, by its label or, for a question, by its code.
pub(super) fn place_of(survey: &Survey, name: &str, labels: &[String], group: &str) -> Result<usize> {
    let same = |label: &String| label.to_lowercase() == group.trim().to_lowercase();
    let by_code = || {
        let (_, question, _) = find(survey, name)?;
        let label = &question.choices.get(question.choice(group)?)?.label.text;
        labels.iter().position(|other| other == label)
    };
    labels.iter().position(same).or_else(by_code).ok_or_else(|| {
        let error = Error::new(format!("“{name}” has no group “{group}”"));
        match did_you_mean(group, labels.iter().map(String::as_str)) {
            Some(label) => error.hint(format!("did you mean “{label}”?")),
            None => error.hint(format!("its groups are: {}", labels.join("; "))),
        }
    })
}

/// Takes the weight from those who are in no group of some margin.
fn leave_out(weights: &mut [Vec<f64>], margins: &[KnownMargin]) {
    for (row, weight) in weights.iter_mut().flatten().enumerate() {
        if margins.iter().any(|margin| margin.codes[row] == MISSING) {
            *weight = f64::NAN;
        }
    }
}

/// Why raking failed, with its numbers.
fn in_words(error: &RakingError, margins: &[KnownMargin]) -> Error {
    use crate::number::fixed;
    let name = |margin: usize| margins.get(margin).map_or("?", |margin| margin.name.as_str());
    let label = |margin: usize, category: usize| {
        margins.get(margin).and_then(|margin| margin.labels.get(category)).map_or("?", String::as_str)
    };
    match error {
        RakingError::Shape { .. } => Error::new("there are no respondents to weight"),
        RakingError::Weights(check) => Error::new(format!(
            "the weights to begin with cannot be used: {} negative, {} infinite, {} too large or too small, {} above zero",
            check.negative.count,
            check.not_finite.count,
            check.too_large.count + check.too_small.count,
            check.usable.count
        )),
        RakingError::Target { margin, category, target } => Error::new(format!(
            "the target {target} of “{}” in “{}” is no share and no number of people",
            label(*margin, *category),
            name(*margin)
        )),
        RakingError::Missing { margin, rows, first } => Error::new(format!(
            "{rows} respondents have no answer to “{}” that makes a group, the first of them in response {}",
            name(*margin),
            first + 1
        ))
        .hint("nobody can know their weight: leave_out_missing = true leaves them out of weighted tables"),
        RakingError::WithoutTarget { margin, category, rows } => Error::new(format!(
            "{rows} respondents are in “{}” of “{}”, for which there is no target",
            label(*margin, *category as usize),
            name(*margin)
        )),
        RakingError::Empty { margin, category, target } => Error::new(format!(
            "nobody is in “{}” of “{}”, so no weights reach its target of {target}",
            label(*margin, *category),
            name(*margin)
        ))
        .hint("put it together with a neighbour in a recode, and rake to that"),
        RakingError::ZeroTarget { margin, category, rows } => Error::new(format!(
            "the target of “{}” in “{}” is zero, but {rows} respondents are in it",
            label(*margin, *category),
            name(*margin)
        ))
        .hint("leave them out by a filter, or correct the target"),
        RakingError::Disagree { margin, sum, first } => Error::new(format!(
            "the targets of “{}” sum to {} and those of “{}” to {}: they describe different populations",
            name(*margin),
            fixed(*sum, 2),
            name(0),
            fixed(*first, 2)
        )),
        RakingError::Bounds { lower, upper } => {
            Error::new(format!("no weights stay between {lower} and {upper} times the mean"))
                .hint("the lower bound is below 1 and the upper above it: trim = [0.3, 3.0]")
        }
        RakingError::NotConverged(report) => {
            let worst = report
                .margins
                .iter()
                .enumerate()
                .max_by(|one, other| one.1.largest_deviation.total_cmp(&other.1.largest_deviation));
            let (margin, deviation) = worst.map_or((0, 0.0), |(margin, report)| (margin, report.largest_deviation));
            Error::new(format!(
                "raking did not reach the targets in {} rounds: “{}” is still off by {}%",
                report.iterations,
                name(margin),
                fixed(100.0 * deviation, 3)
            ))
            .hint(format!(
                "weights now run from {} to {}; put small groups together, or allow for wider bounds (trim)",
                fixed(report.smallest, 2),
                fixed(report.largest, 2)
            ))
        }
    }
}

#[cfg(test)]
#[path = "weighting_tests.rs"]
mod tests;
