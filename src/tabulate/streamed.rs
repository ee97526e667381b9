//! Tables of a file that is read on the way: its blocks are counted and given up again.
//!
//! The tables are those that [`super::crosstab()`] makes of the same answers in memory, to the last bit. What needs the rows once more
//! (a design, intervals under weights) is not done here.

use std::sync::Arc;

use rayon::prelude::*;

use super::crosstab::{clean, one_table, readable, rows};
use super::inference::Inference;
use super::joint::Sets;
use super::kernel::Placement;
use super::pairs::Pairs;
use super::underway::Underway;
use super::{Groupings, Request, design, nets};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Kind, Measure, Survey, SurveyBlock, Table};
use crate::prepare::expression::Condition;
use crate::prepare::weighting::NumbersOf;
use crate::prepare::{Banner, Domain, Unit, View, Weights};
use crate::stats::weighting::check::{Kind as WeightKind, WeightCheck, kind};

/// What a question weighs respondents by, while they are counted.
#[derive(Debug, Clone)]
pub struct Weighing {
    /// The question.
    pub name: String,
    /// The unit in which they are counted.
    pub unit: Unit,
}

/// What came of counting.
#[derive(Debug)]
pub enum Counted {
    /// The tables, each with what was noticed.
    Tables(Vec<(Table, Vec<Diagnostic>)>),
    /// Nothing yet: the weights have to be counted in this unit.
    InUnit(Unit),
    /// Tables that have to be made of the answers in memory.
    Unfit,
}

/// Whether tables can be made block by block, as far as their requests tell.
pub fn is_fit(request: &Request) -> bool {
    request.design.is_none() && !request.terms.transpose
}

/// Counts tables, all of them by the same groups and under the same condition. `survey` has no blocks: `feed` gives them to the function that it is called with,
/// and says whether these were all.
///
/// # Errors
/// When a question or a group is not there, or the blocks cannot be read.
pub fn tables(
    survey: &Survey,
    requests: &[Request],
    weighing: Option<&Weighing>,
    feed: impl FnOnce(&mut (dyn FnMut(&[SurveyBlock]) + Send)) -> Result<bool>,
) -> Result<Counted> {
    let mut parts = Vec::with_capacity(requests.len());
    for request in requests {
        let mut noticed = Vec::new();
        let (table, questions) = rows(survey, request)?;
        let mut request = request.clone();
        request.weights =
            weighing.map(|weighing| Arc::new(Weights::not_kept(&weighing.name, weighing.unit, WeightCheck::default())));
        let request = clean(&request, &questions, &mut noticed);
        let banner = Banner::resolve(survey, &Groupings::new(), &request.by, &mut noticed)?;
        one_table(table, &banner)?;
        readable(&questions, &banner)?;
        let inference = Inference::of(&request);
        let is_tested = inference.test.is_some() && !design::is_of_cells(&request, &questions, &banner);
        let needs_rows = request.show.contains(&Measure::DesignEffect)
            || inference.by_design
                && (is_tested || inference.compares_by_rows() || request.show.contains(&Measure::Interval));
        if needs_rows || !is_fit(&request) || questions.iter().any(|(question, _)| question.kind == Kind::Grid) {
            return Ok(Counted::Unfit);
        }
        let nets = nets::of_table(&questions, &request.terms)?;
        noticed.extend(nets::lacking(&questions, &request.terms));
        parts.push((table, questions, request, banner, nets, noticed));
    }
    let Some((table, _, _, banner, ..)) = parts.first() else { return Ok(Counted::Tables(Vec::new())) };
    let filter = requests.first().and_then(|request| request.filter.as_deref());
    let condition = match filter.map(|text| Condition::read(text, table)).transpose() {
        Ok(condition) => condition,
        // It may name what only stands further on in the file; what is wrong is said when it was read as a whole.
        Err(_) => {
            feed(&mut |_| {})?;
            return Ok(Counted::Unfit);
        }
    };
    let Some(numbers) = weighing
        .map(|weighing| table.question(&weighing.name).and_then(NumbersOf::new))
        .map_or(Some(None), |numbers| numbers.map(Some))
    else {
        return Ok(Counted::Unfit);
    };
    let unit = weighing.map(|weighing| weighing.unit);
    let mut underway: Vec<Underway<'_>> = parts
        .iter()
        .map(|(table, questions, request, banner, nets, _)| {
            Underway::new(table, questions, nets, banner, request, unit)
        })
        .collect();
    let pairs = underway.first().map(|table| table.pairs().clone()).unwrap_or_default();
    let sets = underway.first().and_then(|table| table.sets().cloned());
    let mut check = Some(WeightCheck::default());
    let mut records = 0;
    let (mut known, mut unknown) = (0, 0);
    let complete = feed(&mut |blocks| {
        let place = |block: &SurveyBlock| {
            let inside = condition.as_ref().map(|condition| Inside::of(block, condition));
            let (placement, check) =
                placed((banner, sets.as_ref(), &pairs), block, inside.as_ref(), numbers.as_ref().zip(unit));
            (placement, (check, inside.map_or((0, 0), |inside| (inside.known, inside.unknown))))
        };
        let (placements, checks): (Vec<Placement>, Vec<_>) = blocks.par_iter().map(place).unzip();
        for (block, (found, (inside, open))) in blocks.iter().zip(&checks) {
            records += block.records.len() as u64;
            known += inside;
            unknown += open;
            check = check.take().zip(found.as_ref()).map(|(all, found)| together(all, found));
        }
        let blocks: Vec<(&SurveyBlock, &Placement)> = blocks.iter().zip(&placements).collect();
        underway.iter_mut().for_each(|table| table.add(&blocks));
    })?;
    let Some(check) = check.filter(|check| complete && (weighing.is_none() || check.refusal().is_none())) else {
        return Ok(Counted::Unfit);
    };
    let mut weights = None;
    if let Some(weighing) = weighing {
        let (Some(own), Some(smallest)) = (Unit::of(check.largest.unwrap_or(0.0), check.rows), check.smallest) else {
            return Ok(Counted::Unfit);
        };
        let alike = own.is_exact_from(smallest) && weighing.unit.is_exact_from(smallest);
        if own != weighing.unit && !(alike && weighing.unit.allows_for(check.largest.unwrap_or(0.0), check.rows)) {
            return Ok(Counted::InUnit(own));
        }
        weights = Some(Weights::not_kept(&weighing.name, weighing.unit, check));
    }
    if records < 2 {
        return Ok(Counted::Unfit);
    }
    let domain = condition.map(|condition| Domain::not_kept(&condition, known, unknown));
    let view = View { table, domain, weights: weights.as_ref() };
    let made: Vec<Table> = underway.into_iter().map(|table| table.finish(&view, None, records)).collect();
    Ok(Counted::Tables(made.into_iter().zip(parts.iter().map(|part| part.5.clone())).collect()))
}

/// For whom of a block a condition holds.
struct Inside {
    rows: Vec<bool>,
    known: u64,
    unknown: u64,
}

impl Inside {
    fn of(block: &SurveyBlock, condition: &Condition) -> Self {
        let mut inside = Self { rows: Vec::with_capacity(block.records.len()), known: 0, unknown: 0 };
        for (row, excluded) in block.records.excluded().iter().enumerate() {
            let holds = condition.holds(block, row);
            if excluded.is_none() {
                inside.known += u64::from(holds == Some(true));
                inside.unknown += u64::from(holds.is_none());
            }
            inside.rows.push(holds == Some(true));
        }
        inside
    }
}

/// The records of a block in their columns, and what their weights are; nothing where they are no numbers.
fn placed(
    (banner, sets, pairs): (&Banner, Option<&Arc<Sets>>, &Pairs),
    block: &SurveyBlock,
    inside: Option<&Inside>,
    weighing: Option<(&NumbersOf, Unit)>,
) -> (Placement, Option<WeightCheck>) {
    let is_inside = |row: usize| inside.is_none_or(|inside| inside.rows.get(row) == Some(&true));
    let Some((numbers, unit)) = weighing else {
        let weight = |row: usize| is_inside(row).then_some((0, 0));
        let placement = Placement::with(sets, banner, block, false, weight).with_pairs(pairs);
        return (placement, Some(WeightCheck::default()));
    };
    let Some(weights) = numbers.of_block(block) else { return (Placement::default(), None) };
    let mut check = WeightCheck { rows: weights.len() as u64, ..WeightCheck::default() };
    for weight in &weights {
        let weight = weight.unwrap_or(f64::NAN);
        let found = match kind(weight) {
            WeightKind::Usable => {
                check.smallest = Some(check.smallest.map_or(weight, |smallest| smallest.min(weight)));
                check.largest = Some(check.largest.map_or(weight, |largest| largest.max(weight)));
                &mut check.usable
            }
            WeightKind::Zero => &mut check.zero,
            WeightKind::Missing => &mut check.missing,
            WeightKind::Negative => &mut check.negative,
            WeightKind::NotFinite => &mut check.not_finite,
            WeightKind::TooLarge => &mut check.too_large,
            WeightKind::TooSmall => &mut check.too_small,
        };
        found.count += 1;
    }
    let weight = |row: usize| {
        let weight = weights.get(row).copied().flatten().filter(|_| is_inside(row));
        weight.and_then(|weight| unit.units(weight))
    };
    (Placement::with(sets, banner, block, true, weight).with_pairs(pairs), Some(check))
}

/// What was found in the weights of several blocks: how many of each kind, the smallest and the largest.
fn together(mut all: WeightCheck, found: &WeightCheck) -> WeightCheck {
    let least = |one: Option<f64>, other: Option<f64>| one.into_iter().chain(other).reduce(f64::min);
    let most = |one: Option<f64>, other: Option<f64>| one.into_iter().chain(other).reduce(f64::max);
    all.rows += found.rows;
    for (own, other) in [
        (&mut all.usable, found.usable),
        (&mut all.zero, found.zero),
        (&mut all.missing, found.missing),
        (&mut all.negative, found.negative),
        (&mut all.not_finite, found.not_finite),
        (&mut all.too_large, found.too_large),
        (&mut all.too_small, found.too_small),
    ] {
        own.count += other.count;
    }
    all.smallest = least(all.smallest, found.smallest);
    all.largest = most(all.largest, found.largest);
    all
}
