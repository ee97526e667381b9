//! The same persons in two waves: joined by who they are, each figure of those who gave it both times.

use std::collections::BTreeMap;

use super::change::{Change, How};
use super::weighed::{Moved, Weighed};
use super::{Comparison, Plan, Stacked, Wave, words};
use crate::diagnostic::{Error, Result};
use crate::model::{Base, Cell, Column, Measure, Part, StubKind, StubRow, SurveyTable};
use crate::prepare::expression::Condition;
use crate::prepare::{Domain, View, banner};
use crate::stats::means::paired::paired;
use crate::stats::nps;
use crate::stats::proportions::paired::{Pairs, paired_change};
use crate::tabulate::design::{Sampled, Target, targets};
use crate::tabulate::nets::{self, Net};

const LEVEL: f64 = 0.95;

/// Fills in two waves with the figures of those who are in both, and the changes.
///
/// # Errors
/// When more than two waves or groups are asked for, only the earlier wave is weighted, or nobody is in both waves.
pub fn follow(
    comparison: &Comparison<'_>,
    known_by: Option<&str>,
    rows: &[String],
    plan: Plan,
    stacked: &mut Stacked,
) -> Result<words::Said> {
    let ([one, other], [_]) = (comparison.waves, stacked.columns.as_slice()) else {
        return Err(Error::new("the same persons are followed from one wave to another, all together")
            .hint("name two waves with --waves, and leave out --by; --where follows a part of them"));
    };
    let weighed = Weighed::of(one, other)?;
    let (one_view, other_view) = (view(one)?, view(other)?);
    let (one_rows, other_rows) = (Sampled::rows(&one_view)?, Sampled::rows(&other_view)?);
    let together = joined((&one_view, &one_rows, one), (&other_view, &other_rows, other), known_by)?;
    let mut said = words::Said::of_persons(together.len() as u64);
    said.weighed = weighed.as_ref().map(|weighed| weighed.allows_for().to_vec());
    let mut kept: Vec<bool> = vec![false; stacked.rows.len()];
    for name in rows {
        let Some((_, question, row)) = banner::find(&one.survey, name) else { continue };
        let nets = nets::of_table(&[(question, row)], &one.request.terms)?.pop().unwrap_or_default();
        for target in targets(question, row) {
            let both = Both {
                one: &one_rows,
                other: &other_rows,
                together: &together,
                target: &target,
                nets: &nets,
                weighed: weighed.as_ref(),
            };
            both.fill(stacked, plan, &mut kept, &mut said);
        }
    }
    stacked.keep(&kept);
    Ok(said)
}

impl Stacked {
    /// Leaves out the other rows.
    fn keep(&mut self, kept: &[bool]) {
        let mut each = kept.iter();
        self.rows.retain(|_| each.next() == Some(&true));
        let mut each = kept.iter();
        self.cells.retain(|_| each.next() == Some(&true));
        let mut each = kept.iter();
        self.changes.retain(|_| each.next() == Some(&true));
        let base = self
            .cells
            .first()
            .and_then(|cells| cells.first())
            .map(|waves| waves.iter().map(|cell| cell.base).collect::<Vec<_>>());
        let one_base = self.rows.iter().filter(|row| row.kind == StubKind::Base).count() == 1;
        for column in &mut self.columns {
            column.bases = base.clone().filter(|_| one_base).unwrap_or_else(|| vec![None; self.waves.len()]);
        }
    }
}

fn view(wave: &Wave) -> Result<View<'_>> {
    let table = wave.survey.main().ok_or_else(|| Error::new("there are no answers to compare"))?;
    let domain = match &wave.request.filter {
        Some(text) => Some(Domain::of(table, &Condition::read(text, table)?)),
        None => None,
    };
    Ok(View { table, domain, weights: None })
}

type Side<'a> = (&'a View<'a>, &'a Sampled<'a>, &'a Wave);

/// The rows of those who are in both waves.
fn joined(one: Side<'_>, other: Side<'_>, known_by: Option<&str>) -> Result<Vec<(usize, usize)>> {
    let (earlier, later) = (persons(one, known_by)?, persons(other, known_by)?);
    let together: Vec<(usize, usize)> =
        earlier.iter().filter_map(|(who, row)| Some((*row, *later.get(who)?))).collect();
    if together.is_empty() {
        let by = known_by.map_or("the id of the response".to_owned(), |id| format!("“{id}”"));
        return Err(Error::new(format!(
            "by {by} nobody of the wave “{}” is in the wave “{}”",
            one.2.name, other.2.name
        ))
        .hint("name the question that tells persons apart in both waves: --paired --respondent QUESTION"));
    }
    Ok(together)
}

/// Who each row is; who stands in a wave twice cannot be followed.
fn persons((view, rows, wave): Side<'_>, known_by: Option<&str>) -> Result<BTreeMap<String, usize>> {
    let column = match known_by {
        None => None,
        Some(id) => {
            let question = view.table.question(id).ok_or_else(|| {
                let ids = view.table.questions.iter().chain(&view.table.metadata).map(|question| question.id.as_str());
                crate::diagnostic::unknown_name("question", id, ids.collect::<Vec<_>>())
            })?;
            Some((question.column(Part::Answer), question))
        }
    };
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for (place, &(block, row)) in rows.places().iter().enumerate() {
        let (block, row) = (block as usize, row as usize);
        if !view.is_inside(block, row) {
            continue;
        }
        let who = match &column {
            None => view.table.blocks[block].records.get(row).and_then(|record| record.respondent).map(str::to_owned),
            Some((column, question)) => column.and_then(|column| {
                written(view.table, (block, row), column, |choice| question.choices[choice].label.text.clone())
            }),
        };
        let Some(who) = who.map(|who| who.trim().to_lowercase()).filter(|who| !who.is_empty()) else { continue };
        if found.insert(who, place).is_some() {
            // Whoever it is stays unnamed: an id may be an address.
            return Err(Error::new(format!(
                "somebody stands in the wave “{}” twice, so persons cannot be followed",
                wave.name
            ))
            .hint("leave doubles out with exclude = [\"duplicate\"], or name another question with --respondent"));
        }
    }
    Ok(found)
}

fn written(
    table: &SurveyTable,
    (block, row): (usize, usize),
    column: usize,
    label: impl Fn(usize) -> String,
) -> Option<String> {
    match table.blocks.get(block)?.columns.get(column)? {
        Column::Texts(texts) => texts.get(row).map(str::to_owned),
        Column::Choices(answers) => answers.get(row)?.get().ok().map(label),
        Column::Numbers(numbers) => numbers.get(row)?.value.ok().map(|value| format!("{value}")),
        _ => None,
    }
}

/// A question in both waves, of those who are in both.
struct Both<'a> {
    one: &'a Sampled<'a>,
    other: &'a Sampled<'a>,
    together: &'a [(usize, usize)],
    target: &'a Target<'a>,
    nets: &'a [Net],
    weighed: Option<&'a Weighed>,
}

impl Both<'_> {
    fn fill(&self, stacked: &mut Stacked, plan: Plan, kept: &mut [bool], said: &mut words::Said) {
        let mut answered = 0;
        let own = |row: &StubRow| {
            row.key == self.target.key
                || row.key.strip_prefix(&self.target.key).is_some_and(|rest| rest.starts_with('.'))
        };
        let places: Vec<usize> = (0..stacked.rows.len()).filter(|at| own(&stacked.rows[*at])).collect();
        for &at in &places {
            let row = stacked.rows[at].clone();
            let (cells, change) = match (row.kind, row.statistic) {
                (StubKind::Heading, _) => {
                    kept[at] = true;
                    continue;
                }
                (StubKind::Statistic, Some(measure @ (Measure::Mean | Measure::Nps))) => {
                    let is_end = row.key.ends_with(".from") || row.key.ends_with(".to");
                    match self.means(measure, plan).filter(|_| !is_end) {
                        Some(found) => found,
                        None => continue,
                    }
                }
                _ => match self.target.places(&row, self.nets).and_then(|places| self.shares(&places, plan)) {
                    Some(found) => found,
                    None => continue,
                },
            };
            kept[at] = true;
            answered = answered.max(change.base);
            said.of(&change, &row, plan);
            stacked.cells[at][0] = cells.to_vec();
            stacked.changes[at][0][0] = Some(change);
        }
        for at in places {
            if stacked.rows[at].kind == StubKind::Base {
                kept[at] = true;
                let base = Base::unweighted(answered);
                let cell = Cell { count: Some(answered), base: Some(base), ..Cell::default() };
                stacked.cells[at][0] = vec![cell.clone(), cell];
                stacked.rows[at].label = "Base: all who answered both times".to_owned();
            }
        }
    }

    /// What each person said both times.
    fn values(&self, of: impl Fn(&Sampled<'_>) -> Option<Vec<f64>>) -> Option<Vec<Moved>> {
        let (one, other) = (of(self.one)?, of(self.other)?);
        let pair = |&(earlier, later): &(usize, usize)| Some((later, *one.get(earlier)?, *other.get(later)?));
        let found = self.together.iter().filter_map(pair);
        Some(found.filter(|(_, one, other)| !one.is_nan() && !other.is_nan()).collect())
    }

    fn shares(&self, places: &[usize], plan: Plan) -> Option<([Cell; 2], Change)> {
        let values = self.values(|rows| Some(rows.any_of(self.target, places)))?;
        if let Some(weighed) = self.weighed {
            return weighed.figures(&values, 100.0, plan);
        }
        let mut pairs = Pairs::default();
        for (_, one, other) in values {
            match (one > 0.5, other > 0.5) {
                (true, true) => pairs.both += 1,
                (true, false) => pairs.first += 1,
                (false, true) => pairs.second += 1,
                (false, false) => pairs.neither += 1,
            }
        }
        let found = paired_change(pairs, LEVEL)?;
        let n = pairs.both + pairs.first + pairs.second + pairs.neither;
        let base = Base::unweighted(n);
        let cell = |count: u64| Cell {
            count: Some(count),
            column_percent: Some(100.0 * Base::unweighted(count).weighted / base.weighted),
            base: Some(base),
            ..Cell::default()
        };
        let change = Change {
            difference: 100.0 * found.difference,
            interval: plan.intervals.then_some((100.0 * found.interval.lower, 100.0 * found.interval.upper)),
            p: found.p.filter(|_| plan.tests),
            base: n,
            how: if plan.intervals { How::McNemar } else { How::Described },
        };
        Some(([cell(pairs.both + pairs.first), cell(pairs.both + pairs.second)], change))
    }

    fn means(&self, measure: Measure, plan: Plan) -> Option<([Cell; 2], Change)> {
        let mut values = self.values(|rows| rows.values(self.target))?;
        if measure == Measure::Nps {
            values.iter_mut().for_each(|(_, one, other)| (*one, *other) = (nps::points(*one), nps::points(*other)));
        }
        if let Some(weighed) = self.weighed {
            return weighed.figures(&values, 1.0, plan);
        }
        let base = Base::unweighted(values.len() as u64);
        let mean = |of: fn(&Moved) -> f64| values.iter().map(of).sum::<f64>() / base.weighted;
        let cell = |value: f64| Cell { value: Some(value + 0.0), base: Some(base), ..Cell::default() };
        let (earlier, later) = (mean(|moved| moved.1), mean(|moved| moved.2));
        if !(earlier.is_finite() && later.is_finite()) {
            return None;
        }
        let moves: Vec<f64> = values.iter().map(|(_, one, other)| other - one).collect();
        let found = paired(&moves, LEVEL).filter(|_| plan.intervals);
        let change = Change {
            difference: moves.iter().sum::<f64>() / base.weighted + 0.0,
            interval: found.map(|found| (found.interval.lower + 0.0, found.interval.upper + 0.0)),
            p: found.map(|found| found.p).filter(|_| plan.tests),
            base: base.unweighted,
            how: match (plan.intervals, found) {
                (false, _) => How::Described,
                (true, Some(_)) => How::PairedT,
                (true, None) => How::NoErrors,
            },
        };
        Some(([cell(earlier), cell(later)], change))
    }
}
