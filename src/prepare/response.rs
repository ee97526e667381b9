//! Who answered of those who could: how many were asked and answered, over all and group by group, from the numbers of the population in
//! study.toml or from a sampling frame.
//!
//! With a frame it is known in one of three ways who answered, the surest first: the frame says what became of each unit (`outcome`), responses are
//! matched with units by a name that both have (`key`), or the groups of responses are laid beside those of the frame.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::design::{group_codes, group_labels, headcounts};
use super::{Axis, Banner};
use crate::diagnostic::{Error, Result};
use crate::model::{Disposition, Flag, Frame, FrameSpec, Grouping, Headcount, Survey, SurveyTable};
use crate::number::fixed;
use crate::stats::MISSING;
use crate::stats::outcome_rates::OutcomeCounts;
use crate::stats::response::Asked;

mod units;

use units::{Units, counted, heading, same_name};

/// Groups with how many of each were asked and answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByGroup {
    /// A key of its own.
    pub id: String,
    /// What tables call the division.
    pub label: String,
    /// The groups in their order.
    pub groups: Vec<(String, Asked)>,
    /// What could not be put into a group, in sentences.
    pub unmatched: Vec<String>,
}

/// Who answered of those who could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responding {
    /// Where the numbers come from: “the numbers of population in study.toml”, “the frame frame.csv”.
    pub source: String,
    /// Everybody.
    pub all: Asked,
    /// Division by division.
    pub divisions: Vec<ByGroup>,
    /// How many of those who answered are marked as partial; they count as answers.
    pub partial: u64,
    /// What became of the units, where the frame says it.
    pub outcomes: Option<OutcomeCounts>,
    /// How responses were matched, and what could not be, in sentences.
    pub notes: Vec<String>,
}

type Rows = Vec<(u32, u32)>;

/// By the numbers of the population in study.toml.
///
/// # Errors
/// When the groups are not there, or a number is no number of people.
pub fn by_population(
    survey: &Survey,
    groupings: &BTreeMap<String, Grouping>,
    population: &Headcount,
) -> Result<Responding> {
    let (table, rows) = answered(survey)?;
    let mut found = Responding {
        source: "the numbers of population in study.toml".to_owned(),
        all: Asked { asked: 0, answered: rows.len() as u64 },
        divisions: Vec::new(),
        partial: partial(table, &rows),
        outcomes: None,
        notes: Vec::new(),
    };
    match population {
        Headcount::All(size) => found.all.asked = whole(*size, "the population")?,
        Headcount::ByGroup(counts) => {
            let (axis, sizes) = headcounts(survey, groupings, counts)?;
            let codes = group_codes(table, &rows, &axis);
            let mut groups = Vec::with_capacity(sizes.len());
            for (place, (label, size)) in group_labels(&axis).into_iter().zip(sizes).enumerate() {
                let answered = members(&codes, place);
                if size.is_nan() && answered == 0 {
                    continue;
                }
                if size.is_nan() {
                    return Err(Error::new(format!(
                        "{} answered from “{label}”, and it is not said how many of the population are in it",
                        respondents(answered)
                    ))
                    .hint("give population a number for every group that somebody is in"));
                }
                let asked = whole(size, &label)?;
                groups.push((label, Asked { asked, answered }));
            }
            // Whoever is in no group is in no number of the population either.
            found.all = total(&groups);
            let in_none = codes.iter().filter(|code| **code == MISSING).count() as u64;
            let unmatched = (in_none > 0)
                .then(|| format!("In no group, and so in no figure of this table: {}.", respondents(in_none)));
            let unmatched = unmatched.into_iter().collect();
            found.divisions.push(ByGroup { id: counts.by.clone(), label: axis.label(), groups, unmatched });
        }
    }
    Ok(found)
}

/// By a sampling frame.
///
/// # Errors
/// When a column is not there, a count is none, a word of an outcome is not understood, or two units have one name.
pub fn by_frame(
    survey: &Survey,
    groupings: &BTreeMap<String, Grouping>,
    spec: &FrameSpec,
    frame: &Frame,
) -> Result<Responding> {
    let (table, rows) = answered(survey)?;
    let mut units = Units::of(spec, frame)?;
    let mut notes = units.notes();
    let known = match (&spec.outcome, &spec.key) {
        (Some(_), _) => {
            notes.push(format!(
                "Who answered is what the frame says of each unit (“{}”); the export has {}.",
                spec.outcome.as_deref().unwrap_or_default(),
                counted(rows.len() as u64, "response")
            ));
            true
        }
        (None, Some(key)) => {
            units.match_by_key(key, spec, frame, (table, &rows), &mut notes)?;
            true
        }
        (None, None) => false,
    };
    let asked = units.sum(|unit| unit.is_eligible());
    let all = match known {
        true => Asked { asked, answered: units.sum(|unit| unit.answered) },
        false => Asked { asked, answered: rows.len() as u64 },
    };
    let mut divisions = Vec::new();
    for (name, column) in divided_by(survey, groupings, spec, frame, known)? {
        divisions.push(match known {
            true => of_units(survey, &name, column, frame, &units),
            false => of_answers(survey, groupings, (table, &rows), (&name, column), (frame, &units))?,
        });
    }
    if !known {
        notes.push(match divisions.is_empty() {
            true => "Responses are not matched with units: the rate is of all.".to_owned(),
            false => "Responses are not matched with units: the groups that respondents say they are in are laid beside those of the frame.".to_owned(),
        });
    }
    let partial = if spec.outcome.is_some() { units.with(Disposition::Partial) } else { partial(table, &rows) };
    let outcomes = spec.outcome.is_some().then(|| units.outcomes());
    Ok(Responding {
        source: format!("the frame {}", frame.file.rsplit(['/', '\\']).next().unwrap_or_default()),
        all,
        divisions,
        partial,
        outcomes,
        notes,
    })
}

/// By what the response is shown, with the column of the frame for each.
fn divided_by(
    survey: &Survey,
    groupings: &BTreeMap<String, Grouping>,
    spec: &FrameSpec,
    frame: &Frame,
    known: bool,
) -> Result<Vec<(String, usize)>> {
    let called = |name: &str| spec.columns.get(name).map_or_else(|| name.to_owned(), Clone::clone);
    if !spec.by.is_empty() {
        let column = |name: &String| match heading(frame, &called(name)) {
            Ok(column) => Ok((name.clone(), column)),
            Err(error) => {
                let known = error.hint_text().unwrap_or_default().to_owned();
                Err(error.hint(format!("{known}; if one of them means it: columns = {{ {name} = \"…\" }}")))
            }
        };
        return spec.by.iter().map(column).collect();
    }
    let questions = survey.main().into_iter().flat_map(|table| &table.questions).map(|question| question.id.as_str());
    let names: Vec<&str> = groupings.keys().map(String::as_str).chain(questions).collect();
    let mut seen: HashSet<usize> = [&spec.count, &spec.key, &spec.outcome]
        .into_iter()
        .flatten()
        .filter_map(|name| heading(frame, name).ok())
        .collect();
    let mut found = Vec::new();
    for (column, title) in frame.headings.iter().enumerate() {
        let name = names.iter().find(|name| same_name(&called(name)) == same_name(title));
        // What a question of the same name makes no groups of (names, say) divides nothing.
        let name = name.filter(|name| division(survey, groupings, name).is_ok());
        if let Some(name) = name.filter(|_| seen.insert(column)) {
            found.push(((*name).to_owned(), column));
        }
    }
    if found.is_empty() && !known && !spec.columns.is_empty() {
        return Err(Error::new("no column of the frame is called as columns says"));
    }
    Ok(found)
}

/// The groups of a column of the frame, in the order of the question of that name, else of the frame.
fn of_units(survey: &Survey, name: &str, column: usize, frame: &Frame, units: &Units) -> ByGroup {
    let question = survey.main().and_then(|table| table.question(name));
    let mut labels: Vec<String> = question
        .map(|question| question.choices.iter().map(|choice| choice.label.text.clone()).collect())
        .unwrap_or_default();
    let mut place_of: HashMap<String, usize> =
        labels.iter().enumerate().map(|(place, label)| (same_name(label), place)).collect();
    let mut counts = vec![(false, Asked { asked: 0, answered: 0 }); labels.len()];
    let mut blank = 0;
    for (unit, (_, cells)) in units.units.iter().zip(&frame.rows).filter(|(unit, _)| unit.is_eligible()) {
        if cells[column].trim().is_empty() {
            blank += unit.count;
            continue;
        }
        let place = *place_of.entry(same_name(&cells[column])).or_insert_with(|| {
            labels.push(cells[column].clone());
            counts.push((false, Asked { asked: 0, answered: 0 }));
            labels.len() - 1
        });
        let (is_there, asked) = &mut counts[place];
        *is_there = true;
        asked.asked += unit.count;
        asked.answered += if unit.answered { unit.count } else { 0 };
    }
    let groups = labels.into_iter().zip(counts).filter(|(_, (is_there, _))| *is_there);
    let label = question.map_or_else(|| frame.headings[column].clone(), |question| question.text.text.clone());
    ByGroup {
        id: name.to_owned(),
        groups: groups.map(|(label, (_, asked))| (label, asked)).collect(),
        unmatched: in_no_group(&label, blank, frame).into_iter().collect(),
        label,
    }
}

/// The groups that respondents say they are in, beside those of the frame.
fn of_answers(
    survey: &Survey,
    groupings: &BTreeMap<String, Grouping>,
    (table, rows): (&SurveyTable, &Rows),
    (name, column): (&str, usize),
    (frame, units): (&Frame, &Units),
) -> Result<ByGroup> {
    let axis = division(survey, groupings, name)?;
    let labels = group_labels(&axis);
    let codes = group_codes(table, rows, &axis);
    let mut sizes: Vec<Option<u64>> = vec![None; labels.len()];
    let mut foreign: BTreeMap<String, u64> = BTreeMap::new();
    let mut blank = 0;
    for (unit, (_, cells)) in units.units.iter().zip(&frame.rows).filter(|(unit, _)| unit.is_eligible()) {
        let cell = cells[column].as_str();
        match super::weighting::place_of(survey, name, &labels, cell) {
            Ok(place) => *sizes[place].get_or_insert(0) += unit.count,
            Err(_) if cell.is_empty() => blank += unit.count,
            Err(_) => *foreign.entry(cell.to_owned()).or_insert(0) += unit.count,
        }
    }
    let mut groups = Vec::new();
    let mut unmatched: Vec<String> = in_no_group(&axis.label(), blank, frame).into_iter().collect();
    for (place, (label, size)) in labels.into_iter().zip(sizes).enumerate() {
        let answered = members(&codes, place);
        match size {
            Some(asked) => groups.push((label, Asked { asked, answered })),
            None if answered > 0 => unmatched.push(format!(
                "{} in “{label}” of “{}”, which the frame does not have: in the rate of all only.",
                respondents_are(answered),
                axis.label()
            )),
            None => {}
        }
    }
    for (label, size) in foreign {
        unmatched.push(format!(
            "{} of the frame stand under “{label}”, which is no answer to “{}”: in the rate of all only.",
            counted(size, "unit"),
            axis.label()
        ));
    }
    let in_none = codes.iter().filter(|code| **code == MISSING).count() as u64;
    if in_none > 0 {
        unmatched.push(format!(
            "{} gave no answer to “{}”, so the rates of its groups are at least what is shown.",
            respondents(in_none),
            axis.label()
        ));
    }
    Ok(ByGroup { id: name.to_owned(), label: axis.label(), groups, unmatched })
}

fn division(survey: &Survey, groupings: &BTreeMap<String, Grouping>, name: &str) -> Result<Axis> {
    let banner = Banner::resolve(survey, groupings, &[name.to_owned()], &mut Vec::new())?;
    banner.axes.into_iter().next().filter(|axis| !axis.overlaps()).ok_or_else(|| {
        Error::new(format!("a respondent can stand in several groups of “{name}”"))
            .hint("show the response by a question with one answer")
    })
}

fn in_no_group(label: &str, units: u64, frame: &Frame) -> Option<String> {
    (units > 0).then(|| {
        format!("{} have nothing under “{label}” in {}: in the rate of all only.", counted(units, "unit"), frame.file)
    })
}

/// The records that the study counts.
fn answered(survey: &Survey) -> Result<(&SurveyTable, Rows)> {
    let table = survey.main().ok_or_else(|| Error::new("there are no answers whose response could be counted"))?;
    let mut rows = Vec::new();
    for (block, number) in table.blocks.iter().zip(0_u32..) {
        let each = block.records.excluded().iter().zip(0_u32..);
        rows.extend(each.filter(|(excluded, _)| excluded.is_none()).map(|(_, row)| (number, row)));
    }
    Ok((table, rows))
}

fn partial(table: &SurveyTable, rows: &Rows) -> u64 {
    let record = |&(block, row): &(u32, u32)| table.blocks.get(block as usize)?.records.get(row as usize);
    rows.iter().filter_map(record).filter(|record| record.flags.contains(Flag::Partial)).count() as u64
}

fn members(codes: &[u32], place: usize) -> u64 {
    codes.iter().filter(|code| **code as usize == place).count() as u64
}

fn total(groups: &[(String, Asked)]) -> Asked {
    groups.iter().fold(Asked { asked: 0, answered: 0 }, |sum, (_, group)| Asked {
        asked: sum.asked + group.asked,
        answered: sum.answered + group.answered,
    })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number in range")]
fn whole(size: f64, of: &str) -> Result<u64> {
    if size >= 0.0 && size.fract() == 0.0 && size < 9e15 {
        return Ok(size as u64);
    }
    Err(Error::new(format!("{} of “{of}” is no number of people", fixed(size, 2)))
        .hint("population counts people: write whole numbers"))
}

fn respondents(n: u64) -> String {
    counted(n, "respondent")
}

fn respondents_are(n: u64) -> String {
    format!("{} {}", respondents(n), if n == 1 { "is" } else { "are" })
}

#[cfg(test)]
mod tests;
