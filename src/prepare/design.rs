//! How the sample was drawn, for the statistics: strata, clusters, finite populations or replicate weights, row by row.
//!
//! A record that the study leaves out (a test, a duplicate) was never drawn and is no part of the design. Everybody else is, also those
//! without a weight and those outside a filter.

use std::collections::{BTreeMap, HashMap};

use super::banner::{Axis, Banner};
use super::weighting::{How, Made, Weighted, place_of};
use super::weights::Weights;
use crate::diagnostic::{Error, Result, unknown_name};
use crate::model::{
    Column, DesignSpec, GroupCounts, Grouping, Headcount, Part, Question, SinglePolicy, Survey, SurveyTable,
};
use crate::stats::MISSING;
use crate::stats::design::adjustment::Adjustment;
use crate::stats::design::replicates::Replicates;
use crate::stats::design::sample::{Design, DesignError, Population, SingleUnit, StageInput};

#[path = "design_replicates.rs"]
mod replicates;

/// What a study says of how its sample was drawn.
#[derive(Debug, Clone, Copy, Default)]
pub struct Drawn<'a> {
    /// Strata, clusters, or replicate weights.
    pub design: Option<&'a DesignSpec>,
    /// How many there are in the population.
    pub population: Option<&'a Headcount>,
    /// Whether the way of sampling allows for a finite population: a probability sample or a census.
    pub finite: bool,
}

impl Drawn<'_> {
    /// Whether nothing is said but, perhaps, weights.
    pub fn is_plain(&self) -> bool {
        self.design.is_none() && (self.population.is_none() || !self.finite)
    }
}

/// The sample as the statistics take it.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The block and row of each of its rows.
    pub rows: Vec<(u32, u32)>,
    /// Its strata and clusters; with replicate weights only the weights.
    pub design: Design,
    /// Replicate weights, where there are any: then all chance is in them.
    pub replicates: Option<Replicates>,
    /// What figures allow for, in words: “the weights”, “strata (“region”)”.
    pub allows_for: Vec<String>,
    strata: Vec<Vec<String>>,
}

impl Sample {
    /// The sample of the main table.
    ///
    /// # Errors
    /// When a column is not there, a cell of it is missing or no number, or the numbers fit no design.
    pub fn of(
        survey: &Survey,
        groupings: &BTreeMap<String, Grouping>,
        drawn: Drawn<'_>,
        weights: Option<&Weights>,
        weighted: Option<&Weighted>,
    ) -> Result<Self> {
        let table = survey.main().ok_or_else(|| Error::new("there are no answers that a design could describe"))?;
        let rows = rows(table)?;
        let own = own_weights(&rows, weights);
        let mut allows_for: Vec<String> = weights.iter().map(|_| "the weights".to_owned()).collect();
        let none = DesignSpec::default();
        let spec = drawn.design.unwrap_or(&none);
        if spec.replicates.is_some() {
            let replicates = replicates::given(table, &rows, spec, &own, &mut allows_for)?;
            let design = Design::of_weights(&own).map_err(|error| in_words(&error, &[]))?;
            return Ok(Self { rows, design, replicates: Some(replicates), allows_for, strata: Vec::new() });
        }
        let mut stages = stages(table, &rows, spec, drawn.finite)?;
        if let (Some(population), true) = (drawn.population, drawn.finite) {
            populate((survey, groupings, table), &rows, population, &mut stages)?;
        }
        stages.iter().for_each(|stage| allows_for.extend(stage.words.iter().cloned()));
        let strata: Vec<Vec<String>> =
            stages.iter_mut().map(|stage| std::mem::take(&mut stage.strata_labels)).collect();
        let inputs: Vec<StageInput<'_>> = stages.iter().map(Stage::input).collect();
        let mut design =
            Design::new(&own, &inputs, policy(spec.single_unit)).map_err(|error| in_words(&error, &strata))?;
        if let Some(made) = weighted.and_then(|weighted| weighted.made.as_ref()) {
            let adjustment = adjustment(table, &rows, made, design.weights());
            let own = design.weights().to_vec();
            design = design.adjusted(&own, adjustment).map_err(|error| in_words(&error, &strata))?;
            allows_for.push(made.allows_for().to_owned());
        }
        Ok(Self { rows, design, replicates: None, allows_for, strata })
    }

    /// The sample in which each respondent was drawn on their own.
    ///
    /// # Errors
    /// When nobody is left.
    pub fn of_weights(table: &SurveyTable, weights: Option<&Weights>) -> Result<Self> {
        let rows = rows(table)?;
        let design = Design::of_weights(&own_weights(&rows, weights)).map_err(|error| in_words(&error, &[]))?;
        let allows_for = weights.iter().map(|_| "the weights".to_owned()).collect();
        Ok(Self { rows, design, replicates: None, allows_for, strata: Vec::new() })
    }

    /// Why the design gives no answer, as the end of a sentence.
    pub fn reason(&self, error: &DesignError) -> String {
        in_words(error, &self.strata).what().to_owned()
    }

    /// The same where there are weights and nothing else.
    pub fn reason_of_weights(error: &DesignError) -> String {
        in_words(error, &[]).what().to_owned()
    }

    /// What to do about it, where something can be done.
    pub fn remedy(error: &DesignError) -> Option<&'static str> {
        match error {
            DesignError::SingleUnit { .. } => Some(
                "single_unit in study.toml (--single-unit) says what such strata count for: certainty, adjust or average",
            ),
            _ => None,
        }
    }
}

/// The rows that were drawn: all that the study does not leave out.
fn rows(table: &SurveyTable) -> Result<Vec<(u32, u32)>> {
    let mut rows = Vec::with_capacity(table.record_count());
    for (block, number) in table.blocks.iter().zip(0_u32..) {
        let left_out = block.records.excluded().iter().zip(0_u32..);
        rows.extend(left_out.filter(|(excluded, _)| excluded.is_none()).map(|(_, row)| (number, row)));
    }
    if rows.is_empty() {
        return Err(Error::new("there are no answers that a design could describe"));
    }
    Ok(rows)
}

fn own_weights(rows: &[(u32, u32)], weights: Option<&Weights>) -> Vec<f64> {
    let weight = |&(block, row): &(u32, u32)| match weights {
        Some(weights) => weights.of(block as usize, row as usize).unwrap_or(f64::NAN),
        None => 1.0,
    };
    rows.iter().map(weight).collect()
}

/// What weights that were made do to variances.
fn adjustment(table: &SurveyTable, rows: &[(u32, u32)], made: &Made, after: &[f64]) -> Adjustment {
    match &made.how {
        How::Raked(_) => {
            let margins = made.codes.iter().map(|codes| of_rows(table, rows, codes, MISSING)).collect();
            Adjustment::Raked { margins, after: after.to_vec() }
        }
        How::Calibrated(calibrated) => {
            let drawn = |column: &Vec<f64>| of_rows(table, rows, column, 0.0);
            let variables: Vec<Vec<f64>> = calibrated.variables.iter().map(drawn).collect();
            let variables: Vec<&[f64]> = variables.iter().map(Vec::as_slice).collect();
            Adjustment::calibrated(&variables, &drawn(&calibrated.before), after)
        }
    }
}

/// The entries of a column over all records that belong to the rows drawn.
fn of_rows<T: Copy>(table: &SurveyTable, rows: &[(u32, u32)], all: &[T], none: T) -> Vec<T> {
    let starts: Vec<usize> = table
        .blocks
        .iter()
        .scan(0, |start, block| Some(std::mem::replace(start, *start + block.records.len())))
        .collect();
    let entry = |&(block, row): &(u32, u32)| {
        let start = starts.get(block as usize).copied().unwrap_or(0);
        all.get(start + row as usize).copied().unwrap_or(none)
    };
    rows.iter().map(entry).collect()
}

fn policy(policy: SinglePolicy) -> SingleUnit {
    match policy {
        SinglePolicy::Fail => SingleUnit::Fail,
        SinglePolicy::Certainty => SingleUnit::Certainty,
        SinglePolicy::Adjust => SingleUnit::Adjust,
        SinglePolicy::Average => SingleUnit::Average,
    }
}

/// One stage of drawing, with its columns.
#[derive(Debug, Default)]
struct Stage {
    strata: Option<Vec<u32>>,
    strata_labels: Vec<String>,
    clusters: Option<Vec<u32>>,
    population: Option<Vec<f64>>,
    fractions: bool,
    words: Vec<String>,
}

impl Stage {
    fn input(&self) -> StageInput<'_> {
        let population = self.population.as_deref().map(|column| match self.fractions {
            true => Population::Fractions(column),
            false => Population::Sizes(column),
        });
        StageInput { strata: self.strata.as_deref(), clusters: self.clusters.as_deref(), population }
    }
}

fn stages(table: &SurveyTable, rows: &[(u32, u32)], spec: &DesignSpec, finite: bool) -> Result<Vec<Stage>> {
    let (strata, clusters, fpc) = (spec.strata.ids(), spec.cluster.ids(), spec.fpc.ids());
    let count = strata.len().max(clusters.len()).max(fpc.len()).max(1);
    if count > 1 && clusters.len() + 1 < count {
        return Err(Error::new(format!("the design has {count} stages and clusters for {} of them", clusters.len()))
            .hint(
                "give a cluster for every stage; in the last one respondents may be the units: cluster = [\"school\"]",
            ));
    }
    let mut stages = Vec::with_capacity(count);
    for number in 0..count {
        let mut stage = Stage::default();
        if let Some(id) = strata.get(number) {
            let (codes, labels) = codes(table, rows, id)?;
            stage.words.push(format!("strata (“{id}”)"));
            (stage.strata, stage.strata_labels) = (Some(codes), labels);
        }
        if let Some(id) = clusters.get(number) {
            stage.clusters = Some(codes(table, rows, id)?.0);
            stage.words.push(format!("clusters (“{id}”)"));
        }
        if let Some(id) = fpc.get(number).filter(|_| finite) {
            let sizes = numbers(table, rows, id)?;
            // As R: where none is above 1 they are shares.
            stage.fractions = sizes.iter().all(|size| *size <= 1.0);
            stage.population = Some(sizes);
            stage.words.push(format!("finite populations (“{id}”)"));
        }
        stages.push(stage);
    }
    Ok(stages)
}

/// Sizes of the population from study.toml, which are of respondents: where respondents were drawn in clusters, only `fpc` can say how many
/// of these there are.
fn populate(
    (survey, groupings, table): (&Survey, &BTreeMap<String, Grouping>, &SurveyTable),
    rows: &[(u32, u32)],
    population: &Headcount,
    stages: &mut [Stage],
) -> Result<()> {
    let Some(first) = stages.first_mut().filter(|first| first.population.is_none() && first.clusters.is_none()) else {
        return Ok(());
    };
    match population {
        Headcount::All(size) => {
            first.population = Some(vec![*size; rows.len()]);
            first.words.push("a finite population".to_owned());
        }
        Headcount::ByGroup(counts) => {
            let (axis, sizes) = headcounts(survey, groupings, counts)?;
            let codes = group_codes(table, rows, &axis);
            missing_rows(table, rows, &counts.by, |row| codes[row] == MISSING)?;
            if let Some(code) = codes.iter().find(|code| sizes[**code as usize].is_nan()) {
                let label = group_labels(&axis).swap_remove(*code as usize);
                return Err(Error::new(format!("it is not said how many of the population are in “{label}”"))
                    .hint("give a number for every group that somebody is in"));
            }
            first.population = Some(codes.iter().map(|code| sizes[*code as usize]).collect());
            if first.strata.is_none() {
                first.strata_labels = group_labels(&axis);
                first.strata = Some(codes);
            }
            first.words.push(format!("finite populations by “{}”", axis.label()));
        }
    }
    Ok(())
}

/// The groups of a headcount, and how many are in each; NaN where that is not said.
///
/// # Errors
/// When the groups are not there, overlap, or a name is none of them.
pub fn headcounts(
    survey: &Survey,
    groupings: &BTreeMap<String, Grouping>,
    counts: &GroupCounts,
) -> Result<(Axis, Vec<f64>)> {
    let banner = Banner::resolve(survey, groupings, std::slice::from_ref(&counts.by), &mut Vec::new())?;
    let Some(axis) = banner.axes.into_iter().next().filter(|axis| !axis.overlaps()) else {
        return Err(Error::new(format!("a respondent can stand in several groups of “{}”", counts.by))
            .hint("count the population by a question with one answer"));
    };
    let labels = group_labels(&axis);
    let mut sizes = vec![f64::NAN; labels.len()];
    for (group, size) in &counts.groups {
        if !(size.is_finite() && *size >= 0.0) {
            return Err(Error::new(format!("“{group}” of “{}” cannot be {size} people", counts.by)));
        }
        sizes[place_of(survey, &counts.by, &labels, group)?] = *size;
    }
    Ok((axis, sizes))
}

/// What the groups of an axis are called.
pub fn group_labels(axis: &Axis) -> Vec<String> {
    let label = |column| axis.groups(column).iter().map(|group| group.label.as_str()).collect::<Vec<_>>().join(":");
    (0..axis.columns()).map(label).collect()
}

/// The group of each row, [`MISSING`] where it is in none.
pub fn group_codes(table: &SurveyTable, rows: &[(u32, u32)], axis: &Axis) -> Vec<u32> {
    let mut columns = Vec::new();
    let code = |&(block, row): &(u32, u32)| {
        columns.clear();
        if let Some(block) = table.blocks.get(block as usize) {
            axis.place(block, row as usize, 0, &mut columns);
        }
        columns.first().copied().unwrap_or(MISSING)
    };
    rows.iter().map(code).collect()
}

fn question<'a>(table: &'a SurveyTable, id: &str) -> Result<&'a Question> {
    table.question(id).ok_or_else(|| {
        let ids = table.questions.iter().chain(&table.metadata).map(|question| question.id.as_str());
        unknown_name("question", id, ids.collect::<Vec<_>>())
    })
}

/// A column as codes, with what each stands for.
fn codes(table: &SurveyTable, rows: &[(u32, u32)], id: &str) -> Result<(Vec<u32>, Vec<String>)> {
    let question = question(table, id)?;
    let Some(column) = question.column(Part::Answer) else {
        return Err(Error::new(format!("“{id}” ({}) has no single answer that a design could use", question.kind))
            .hint("name a question with one answer, or a column of the platform’s own"));
    };
    let mut known: HashMap<String, u32> = HashMap::new();
    let mut labels = Vec::new();
    let code = |&(block, row): &(u32, u32)| {
        let value = table.blocks.get(block as usize).and_then(|block| block.columns.get(column));
        let Some(text) = value.and_then(|value| value_text(question, value, row as usize)) else { return MISSING };
        let next = u32::try_from(known.len()).unwrap_or(MISSING);
        *known.entry(text).or_insert_with_key(|text| {
            labels.push(text.clone());
            next
        })
    };
    let codes: Vec<u32> = rows.iter().map(code).collect();
    missing_rows(table, rows, id, |row| codes[row] == MISSING)?;
    Ok((codes, labels))
}

/// What stands in a cell; nothing where there is no answer.
pub(super) fn value_text(question: &Question, column: &Column, row: usize) -> Option<String> {
    match column {
        Column::Choices(answers) => {
            let choice = question.choices.get(answers.get(row)?.get().ok()?)?;
            Some(choice.label.text.clone())
        }
        Column::Numbers(numbers) => numbers.get(row)?.value.ok().map(|value| format!("{}", value + 0.0)),
        Column::Dates(dates) => dates.get(row)?.value.ok().map(str::to_owned),
        Column::Texts(texts) => texts.get(row).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
        Column::Ticks(_) => None,
    }
}

/// A column as numbers.
fn numbers(table: &SurveyTable, rows: &[(u32, u32)], id: &str) -> Result<Vec<f64>> {
    let question = question(table, id)?;
    let Some(blocks) = super::weighting::numbers_of(table, question) else {
        return Err(Error::new(format!("“{id}” ({}) holds no numbers", question.kind))
            .hint(format!("if it does, say so in questionnaire.toml: kind = \"numeric\" under id = \"{id}\"")));
    };
    let number = |&(block, row): &(u32, u32)| {
        blocks.get(block as usize).and_then(|rows| rows.get(row as usize).copied().flatten()).unwrap_or(f64::NAN)
    };
    let numbers: Vec<f64> = rows.iter().map(number).collect();
    missing_rows(table, rows, id, |row| numbers[row].is_nan())?;
    Ok(numbers)
}

/// An error that names the responses without a value.
fn missing_rows(table: &SurveyTable, rows: &[(u32, u32)], id: &str, is_missing: impl Fn(usize) -> bool) -> Result<()> {
    const NAMED: usize = 5;
    let missing: Vec<usize> = (0..rows.len()).filter(|&row| is_missing(row)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let number = |&row: &usize| {
        let (block, row) = rows[row];
        let record = table.blocks.get(block as usize).and_then(|block| block.records.get(row as usize));
        record.map_or(0, |record| record.number)
    };
    let named: Vec<String> = missing.iter().take(NAMED).map(|row| number(row).to_string()).collect();
    let more = match missing.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Err(Error::new(format!(
        "“{id}” says how respondents were drawn, but has no value that can be used in response {}{more}",
        named.join(", ")
    ))
    .hint("fill it in, or leave those responses out: a design must know of everybody"))
}

/// What a design cannot do, with the names of strata.
fn in_words(error: &DesignError, strata: &[Vec<String>]) -> Error {
    let label = |stage: usize, code: u32| {
        let known = strata.get(stage).and_then(|labels| labels.get(code as usize));
        known.map_or_else(|| "the sample".to_owned(), |label| format!("the stratum “{label}”"))
    };
    match error {
        DesignError::Empty | DesignError::Nobody => Error::new("nobody with a weight is left to estimate from"),
        DesignError::Shape { .. } => Error::new("the columns of the design are of different lengths"),
        DesignError::Weights(_) => Error::new("the weights cannot be used with this design")
            .hint("weights and replicate weights are numbers of at least nought"),
        DesignError::MissingCode { rows, .. } => Error::new(format!("{rows} respondents have no stratum or cluster")),
        DesignError::Population { given, .. } => {
            Error::new(format!("a population of {given} is none (a number above nought, or a share up to 1)"))
        }
        DesignError::PopulationVaries { stage, stratum, one, other } => Error::new(format!(
            "the population of {} is {one} in one row and {other} in another",
            label(*stage, *stratum)
        ))
        .hint("all rows of a stratum have the same population"),
        DesignError::PopulationTooSmall { stage, stratum, drawn, population } => Error::new(format!(
            "{drawn} were drawn from {}, but its population is {population}",
            label(*stage, *stratum)
        ))
        .hint("correct the population, or leave out who does not belong to it"),
        DesignError::SingleUnit { stage, stratum, strata } => Error::new(match strata {
            1 => format!("{} has a single unit, which shows no spread", label(*stage, *stratum)),
            many => {
                format!("{many} strata have a single unit, which shows no spread ({} is one)", label(*stage, *stratum))
            }
        }),
        DesignError::OnlySingleUnits => Error::new("every stratum has a single unit, so nothing shows any spread"),
        DesignError::Undefined => Error::new("the sample leaves nothing to estimate it from"),
    }
}
