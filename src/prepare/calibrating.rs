//! Weights calibrated to totals of the population: how many are in each group, and what numbers sum to.
//!
//! Targets are numbers of people, or shares where they sum to 1; the size of the population is the sum of the first margin in numbers, else `sum`,
//! else the number of respondents. Without weights to begin with everybody stands for as many as everybody else.

use std::collections::BTreeMap;

use super::banner::find;
use super::weighting::{How, KnownMargin, Made, Weighted, known_margin, main, numbers_of, weights_before};
use super::weights::Weights;
use crate::diagnostic::{Error, Result, unknown_name};
use crate::model::{CalibrationTarget, DistanceKind, Grouping, Survey, SurveyTable, Targets, Weighting};
use crate::number::fixed;
use crate::stats::MISSING;
use crate::stats::weighting::calibration::{Calibration, CalibrationError, CalibrationOptions, Distance, calibrate};
use crate::stats::weighting::raking_report::CategoryReport;

/// How weights were calibrated.
#[derive(Debug, Clone)]
pub struct Calibrated {
    /// What came of it.
    pub calibration: Calibration,
    /// By which measure.
    pub distance: Distance,
    /// The totals of numbers, each with what tables call it, and its place among the totals of the calibration.
    pub totals: Vec<(String, usize)>,
    /// The variables that were calibrated to, an entry a record; 0 where it has no weight.
    pub variables: Vec<Vec<f64>>,
    /// The weights before; 0 where there was none.
    pub before: Vec<f64>,
}

impl Calibrated {
    /// How many respondents have a weight.
    pub(super) fn respondents(&self) -> u64 {
        self.calibration.effective.as_ref().map_or(0, |effective| effective.n)
    }
}

/// One total to calibrate to.
struct Wanted {
    values: Vec<f64>,
    total: f64,
    words: String,
}

/// The weights that `calibrate` asks for.
///
/// # Errors
/// When a question is not there, has no number for somebody, totals contradict one another or cannot be reached, or weights would be negative.
pub(super) fn calibrated(
    survey: &Survey,
    groupings: &BTreeMap<String, Grouping>,
    weighting: &Weighting,
) -> Result<Weighted> {
    let table = main(survey)?;
    let distance = distance(weighting)?;
    let mut before = weights_before(table, weighting)?;
    let mut margins = Vec::new();
    let mut numbers = Vec::new();
    for (name, target) in &weighting.calibrate {
        match target {
            CalibrationTarget::Groups(targets) => {
                margins.push((known_margin(survey, groupings, table, name, targets)?, is_shares(targets)));
            }
            CalibrationTarget::Total(total) => {
                numbers.push((name, heading(survey, name)?, values(table, name)?, *total))
            }
        }
    }
    let missing = |row: usize| {
        margins.iter().any(|(margin, _)| margin.codes[row] == MISSING)
            || numbers.iter().any(|(_, _, values, _)| !values[row].is_finite())
    };
    if weighting.leave_out_missing {
        before
            .iter_mut()
            .flatten()
            .enumerate()
            .filter(|(row, _)| missing(*row))
            .for_each(|(_, weight)| *weight = f64::NAN);
    }
    let mut flat: Vec<f64> = before.iter().flatten().map(|weight| if *weight > 0.0 { *weight } else { 0.0 }).collect();
    refuse_missing(&flat, &margins, &numbers)?;
    let size = size(weighting, &margins, &numbers, &flat)?;
    if weighting.from.is_none() {
        let sum: f64 = flat.iter().sum();
        flat.iter_mut().for_each(|weight| *weight *= size / sum.max(1.0));
    }
    let names: Vec<&str> = weighting.calibrate.keys().map(String::as_str).collect();
    let (wanted, totals) = wanted(&margins, &numbers, size, &flat);
    let variables: Vec<&[f64]> = wanted.iter().map(|one| one.values.as_slice()).collect();
    let aims: Vec<f64> = wanted.iter().map(|one| one.total).collect();
    let options = CalibrationOptions { distance, ..CalibrationOptions::default() };
    let calibration = calibrate(&flat, &variables, &aims, &options).map_err(|error| in_words(&error, &wanted))?;
    refuse_negative(&calibration)?;
    let mut rest = calibration.weights.iter().copied();
    let blocks = before
        .iter()
        .map(|block| block.iter().zip(rest.by_ref()).map(|(was, now)| if was.is_nan() { *was } else { now }).collect())
        .collect();
    let weights = Weights::new(format!("calibrated to {}", names.join(", ")), blocks)?;
    let categories = margins.iter().map(|(margin, _)| categories(margin, &flat, &calibration.weights, size)).collect();
    let variables = wanted.into_iter().map(|one| one.values).collect();
    let how = How::Calibrated(Box::new(Calibrated { calibration, distance, totals, variables, before: flat }));
    let headings = margins.iter().map(|(margin, _)| margin.heading.clone()).collect();
    let codes = margins.iter().map(|(margin, _)| margin.codes.clone()).collect();
    let margins = margins.into_iter().map(|(margin, _)| (margin.name, margin.labels)).collect();
    Ok(Weighted { weights, made: Some(Made { margins, headings, codes, categories, how }) })
}

fn distance(weighting: &Weighting) -> Result<Distance> {
    if weighting.trim.is_some() {
        return Err(Error::new("trim belongs to rake")
            .hint("with calibrate say bounds = [0.3, 3.0]: by how much a weight may be multiplied"));
    }
    Ok(match (weighting.distance.unwrap_or_default(), weighting.bounds) {
        (DistanceKind::Linear, None) => Distance::Linear,
        (DistanceKind::Linear, Some([low, high])) => Distance::BoundedLinear(low, high),
        (DistanceKind::Raking, None) => Distance::Raking,
        (DistanceKind::Raking, Some(_)) => {
            return Err(Error::new("the distance “raking” has no bounds")
                .hint("distance = \"logit\" is like it, between bounds"));
        }
        (DistanceKind::Logit, Some([low, high])) => Distance::Logit(low, high),
        (DistanceKind::Logit, None) => {
            return Err(Error::new("the distance “logit” needs bounds").hint("for instance: bounds = [0.3, 3.0]"));
        }
    })
}

type Numbers<'a> = (&'a String, String, Vec<f64>, f64);

fn heading(survey: &Survey, name: &str) -> Result<String> {
    let found = find(survey, name).map(|(_, question, _)| question.text.text.clone());
    found.ok_or_else(|| {
        let ids = survey.tables.iter().flat_map(|table| &table.questions).map(|question| question.id.as_str());
        unknown_name("question", name, ids.collect::<Vec<_>>())
    })
}

fn values(table: &SurveyTable, name: &str) -> Result<Vec<f64>> {
    let numbers = table.question(name).and_then(|question| numbers_of(table, question));
    let numbers = numbers.ok_or_else(|| {
        Error::new(format!("“{name}” holds no numbers, so it has no total")).hint(
            "for a question with choices say how many are in each: calibrate = { size = { Micro = 210, Small = 90 } }",
        )
    })?;
    Ok(numbers.into_iter().flatten().map(|number| number.unwrap_or(f64::NAN)).collect())
}

/// Whether targets are shares: they sum to 1.
fn is_shares(targets: &Targets) -> bool {
    (targets.values().sum::<f64>() - 1.0).abs() < 1e-6
}

/// How many there are in the population.
fn size(
    weighting: &Weighting,
    margins: &[(KnownMargin, bool)],
    numbers: &[Numbers<'_>],
    before: &[f64],
) -> Result<f64> {
    let counted = |(margin, shares): &(KnownMargin, bool)| {
        (!shares).then(|| (margin.name.clone(), margin.targets.iter().sum::<f64>()))
    };
    let mut known: Vec<(String, f64)> = margins.iter().filter_map(counted).collect();
    known.extend(weighting.sum.map(|sum| ("sum".to_owned(), sum)));
    let Some((first, size)) = known.first().cloned() else {
        let weights = before.iter().sum::<f64>();
        if numbers.is_empty() && weights > 0.0 {
            return Ok(weights);
        }
        return Err(Error::new("totals are of a population, and it is not said how many are in it")
            .hint("give numbers of people for a margin and not shares, or sum = …"));
    };
    match known.iter().find(|(_, other)| (other - size).abs() > 1e-6 * size.abs()) {
        _ if !(size > 0.0 && size.is_finite()) => {
            Err(Error::new(format!("the population by “{first}” is {}", fixed(size, 2))))
        }
        Some((name, other)) => Err(Error::new(format!(
            "the population by “{first}” is {} and by “{name}” {}: they describe different populations",
            fixed(size, 2),
            fixed(*other, 2)
        ))),
        None => Ok(size),
    }
}

fn refuse_missing(before: &[f64], margins: &[(KnownMargin, bool)], numbers: &[Numbers<'_>]) -> Result<()> {
    let hint = "nobody can know their weight: leave_out_missing = true leaves them out of weighted tables";
    let rows = |is_missing: &dyn Fn(usize) -> bool| {
        (0..before.len()).filter(|row| before[*row] > 0.0 && is_missing(*row)).count()
    };
    for (margin, _) in margins {
        let missing = rows(&|row| margin.codes[row] == MISSING);
        if missing > 0 {
            let what = format!("{missing} respondents have no answer to “{}” that makes a group", margin.name);
            return Err(Error::new(what).hint(hint));
        }
    }
    for (name, _, values, _) in numbers {
        let missing = rows(&|row| !values[row].is_finite());
        if missing > 0 {
            return Err(Error::new(format!("{missing} respondents have no number in “{name}”")).hint(hint));
        }
    }
    Ok(())
}

/// The totals to reach: each group of each margin, each number, and where there is no margin the population itself. The second are the places of the numbers.
fn wanted(
    margins: &[(KnownMargin, bool)],
    numbers: &[Numbers<'_>],
    size: f64,
    before: &[f64],
) -> (Vec<Wanted>, Vec<(String, usize)>) {
    let weighted = |row: usize, value: f64| if before[row] > 0.0 { value } else { 0.0 };
    let mut wanted = Vec::new();
    for (margin, shares) in margins {
        for (place, target) in margin.targets.iter().enumerate() {
            let codes = margin.codes.iter().enumerate();
            let values: Vec<f64> =
                codes.map(|(row, code)| weighted(row, f64::from(u8::from(*code as usize == place)))).collect();
            let total = if *shares { target * size } else { *target };
            if total != 0.0 || values.contains(&1.0) {
                wanted.push(Wanted {
                    values, total, words: format!("{}” of “{}", margin.labels[place], margin.name)
                });
            }
        }
    }
    if margins.is_empty() {
        let values = (0..before.len()).map(|row| weighted(row, 1.0)).collect();
        wanted.push(Wanted { values, total: size, words: "everybody".to_owned() });
    }
    let mut places = Vec::new();
    for (name, heading, values, total) in numbers {
        places.push((heading.clone(), wanted.len()));
        let values = values.iter().enumerate().map(|(row, value)| weighted(row, *value)).collect();
        wanted.push(Wanted { values, total: *total, words: (*name).clone() });
    }
    (wanted, places)
}

fn categories(margin: &KnownMargin, before: &[f64], after: &[f64], size: f64) -> Vec<CategoryReport> {
    let whole: f64 = margin.targets.iter().sum();
    let report = |(place, target): (usize, &f64)| {
        let rows = || (0..before.len()).filter(|row| margin.codes[*row] as usize == place && before[*row] > 0.0);
        CategoryReport {
            respondents: rows().count() as u64,
            before: rows().map(|row| before[row]).sum(),
            target: target / whole * size,
            achieved: rows().map(|row| after[row]).sum(),
        }
    };
    margin.targets.iter().enumerate().map(report).collect()
}

/// Weights below zero make no sense in a table.
fn refuse_negative(calibration: &Calibration) -> Result<()> {
    let at_nought = calibration.weights.iter().filter(|weight| **weight < 0.0).count();
    if at_nought == 0 {
        return Ok(());
    }
    Err(Error::new(format!(
        "{at_nought} weights would be negative, the factors run from {} to {}",
        fixed(calibration.smallest_factor, 2),
        fixed(calibration.largest_factor, 2)
    ))
    .hint("distance = \"raking\" keeps weights above zero, bounds = [0.3, 3.0] keeps them near those before"))
}

/// Why calibration failed, with its numbers.
fn in_words(error: &CalibrationError, wanted: &[Wanted]) -> Error {
    let words = |variable: usize| wanted.get(variable).map_or("?", |one| one.words.as_str());
    match error {
        CalibrationError::Shape => Error::new("there are no respondents to weight"),
        CalibrationError::Weights(check) => Error::new(format!(
            "the weights to begin with cannot be used: {} negative, {} infinite, {} above zero",
            check.negative.count, check.not_finite.count, check.usable.count
        )),
        CalibrationError::NoNumber { variable, row: None } => {
            Error::new(format!("the total of “{}” is no number", words(*variable)))
        }
        CalibrationError::NoNumber { variable, row: Some(row) } => {
            Error::new(format!("response {} has no number in “{}”", row + 1, words(*variable)))
        }
        CalibrationError::Bounds { lower, upper } => {
            Error::new(format!("no weights stay between {lower} and {upper} times those before"))
                .hint("the lower bound is at least 0 and below 1, the upper above it: bounds = [0.3, 3.0]")
        }
        CalibrationError::OutOfReach { variable, target } => Error::new(format!(
            "nobody has anything in “{}”, so no weights reach its total of {}",
            words(*variable),
            fixed(*target, 2)
        ))
        .hint("put it together with a neighbour in a recode, and calibrate to that"),
        CalibrationError::NotConverged(report) => {
            let off = |total: &crate::stats::weighting::calibration::TotalReport| {
                (total.achieved - total.target).abs() / (1.0 + total.target.abs())
            };
            let worst = report.totals.iter().enumerate().max_by(|one, other| off(one.1).total_cmp(&off(other.1)));
            let (place, achieved, target) =
                worst.map_or((0, 0.0, 0.0), |(place, total)| (place, total.achieved, total.target));
            Error::new(format!(
                "no weights reach all totals: “{}” comes to {} and not to {}",
                words(place),
                fixed(achieved, 2),
                fixed(target, 2)
            ))
            .hint("do the totals describe one population? Wider bounds or fewer totals may help")
        }
    }
}

#[cfg(test)]
#[path = "calibrating_tests.rs"]
mod tests;
