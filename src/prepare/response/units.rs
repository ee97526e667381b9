//! The units of a sampling frame: how many a row stands for, what became of them, and which of them answered.

use std::collections::HashMap;

use super::Rows;
use crate::diagnostic::{Error, Place, Result, unknown_name};
use crate::model::{Disposition, Frame, FrameSpec, Part, SurveyTable};
use crate::number::count;
use crate::prepare::design::value_text;
use crate::stats::outcome_rates::OutcomeCounts;

/// The units of a frame, a row each.
pub(super) struct Units {
    pub(super) units: Vec<FrameUnit>,
    totals: u64,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct FrameUnit {
    pub(super) count: u64,
    pub(super) outcome: Option<Disposition>,
    pub(super) answered: bool,
}

impl FrameUnit {
    pub(super) fn is_eligible(&self) -> bool {
        self.outcome != Some(Disposition::NotEligible)
    }
}

impl Units {
    pub(super) fn of(spec: &FrameSpec, frame: &Frame) -> Result<Self> {
        let counts = spec.count.as_deref().map(|name| heading(frame, name)).transpose()?;
        let outcomes = spec.outcome.as_deref().map(|name| heading(frame, name)).transpose()?;
        if counts.is_some() && spec.key.is_some() {
            return Err(Error::new("a frame counted by group (count) has no single units that a key could name")
                .hint("take one of the two out of [survey.frame]"));
        }
        let mut found = Self { units: Vec::with_capacity(frame.rows.len()), totals: 0 };
        for (number, cells) in &frame.rows {
            let place = || Place::line(&frame.file, *number);
            let is_total = counts.is_some() && cells.iter().any(|cell| is_total(cell));
            let count = match counts {
                _ if is_total => 0,
                Some(column) => whole_number(&cells[column]).ok_or_else(|| {
                    Error::new(format!("“{}” is no number of units", cells[column]))
                        .in_place(place())
                        .hint("a count is a whole number, 0 where the group is empty")
                })?,
                None => 1,
            };
            found.totals += u64::from(is_total);
            let outcome = match outcomes.map(|column| cells[column].as_str()).filter(|_| !is_total) {
                None => None,
                Some(word) => Some(disposition(word, spec).ok_or_else(|| {
                    Error::new(format!("it is not said what “{word}” means for a unit of the frame"))
                        .in_place(place())
                        .hint(format!("say it: outcomes = {{ \"{word}\" = \"refused\" }}; there are complete, partial, refused, no-contact, other, unknown, not-eligible"))
                })?),
            };
            let answered = outcome.is_some_and(Disposition::answered);
            found.units.push(FrameUnit { count, outcome, answered });
        }
        Ok(found)
    }

    pub(super) fn sum(&self, which: impl Fn(&FrameUnit) -> bool) -> u64 {
        self.units.iter().filter(|unit| which(unit)).map(|unit| unit.count).sum()
    }

    pub(super) fn with(&self, outcome: Disposition) -> u64 {
        self.sum(|unit| unit.outcome == Some(outcome))
    }

    pub(super) fn outcomes(&self) -> OutcomeCounts {
        OutcomeCounts {
            complete: self.with(Disposition::Complete),
            partial: self.with(Disposition::Partial),
            refused: self.with(Disposition::Refused),
            no_contact: self.with(Disposition::NoContact),
            other: self.with(Disposition::Other),
            unknown: self.with(Disposition::Unknown),
            not_eligible: self.with(Disposition::NotEligible),
        }
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.totals > 0 {
            notes.push(format!("{} of the frame with a total is not counted again.", counted(self.totals, "row")));
        }
        let out = self.with(Disposition::NotEligible);
        if out > 0 {
            notes.push(format!("Not eligible, and so in no rate: {}.", counted(out, "unit")));
        }
        notes
    }

    /// Says of each unit whether a response has its name.
    pub(super) fn match_by_key(
        &mut self,
        key: &str,
        spec: &FrameSpec,
        frame: &Frame,
        (table, rows): (&SurveyTable, &Rows),
        notes: &mut Vec<String>,
    ) -> Result<()> {
        let column = heading(frame, key)?;
        let mut unit_of: HashMap<String, usize> = HashMap::new();
        for (place, (number, cells)) in frame.rows.iter().enumerate() {
            let name = same_name(&cells[column]);
            if name.is_empty() {
                return Err(Error::new(format!("this unit has nothing in “{key}”, which names it"))
                    .in_place(Place::line(&frame.file, *number))
                    .hint("give every unit a name of its own, or take key out"));
            }
            if let Some(first) = unit_of.insert(name, place) {
                return Err(Error::new(format!("rows {} and {number} have the same “{key}”", frame.rows[first].0))
                    .in_place(Place::file(&frame.file))
                    .hint("a unit stands in one row of the frame"));
            }
        }
        let (names, called) = names_of_responses(table, rows, key, spec)?;
        let (mut unnamed, mut elsewhere, mut again) = (0, 0, 0);
        for name in names {
            match name.map(|name| unit_of.get(&same_name(&name))) {
                None => unnamed += 1,
                Some(None) => elsewhere += 1,
                Some(Some(unit)) if self.units[*unit].answered => again += 1,
                Some(Some(unit)) => self.units[*unit].answered = true,
            }
        }
        notes.push(format!("Responses are matched with units of the frame by “{key}” and {called}."));
        for (n, why) in [
            (elsewhere, "name a unit that is not in the frame, and are in no figure"),
            (unnamed, "name no unit, and are in no figure"),
            (again, "name a unit that answered already, and are counted once"),
        ] {
            if n > 0 {
                notes.push(format!("{} of {} {why}.", count(n), counted(rows.len() as u64, "response")));
            }
        }
        Ok(())
    }
}

/// What each response says its unit is, and what holds it.
fn names_of_responses(
    table: &SurveyTable,
    rows: &Rows,
    key: &str,
    spec: &FrameSpec,
) -> Result<(Vec<Option<String>>, String)> {
    let question = match &spec.respondent {
        Some(id) => Some(table.question(id).ok_or_else(|| {
            let ids = table.questions.iter().chain(&table.metadata).map(|question| question.id.as_str());
            unknown_name("question", id, ids.collect::<Vec<_>>())
        })?),
        None => {
            table.questions.iter().chain(&table.metadata).find(|question| same_name(&question.id) == same_name(key))
        }
    };
    let Some(question) = question else {
        let respondent = |&(block, row): &(u32, u32)| {
            let record = table.blocks.get(block as usize)?.records.get(row as usize)?;
            record.respondent.map(str::to_owned)
        };
        return Ok((rows.iter().map(respondent).collect(), "the id of the response".to_owned()));
    };
    let Some(column) = question.column(Part::Answer) else {
        return Err(Error::new(format!(
            "“{}” ({}) has no single answer that could name a unit",
            question.id, question.kind
        )));
    };
    let value = |&(block, row): &(u32, u32)| {
        let value = table.blocks.get(block as usize)?.columns.get(column)?;
        value_text(question, value, row as usize)
    };
    Ok((rows.iter().map(value).collect(), format!("“{}” of the export", question.id)))
}

pub(super) fn heading(frame: &Frame, name: &str) -> Result<usize> {
    frame.headings.iter().position(|heading| same_name(heading) == same_name(name)).ok_or_else(|| {
        let known = frame.headings.iter().map(String::as_str).filter(|heading| !heading.is_empty());
        unknown_name("column", name, known.collect::<Vec<_>>()).in_place(Place::file(&frame.file))
    })
}

pub(super) fn same_name(name: &str) -> String {
    name.trim().to_lowercase()
}

pub(super) fn counted(n: u64, of: &str) -> String {
    if n == 1 { format!("1 {of}") } else { format!("{} {of}s", count(n)) }
}

fn is_total(cell: &str) -> bool {
    matches!(same_name(cell).as_str(), "total" | "grand total" | "sum")
}

fn disposition(word: &str, spec: &FrameSpec) -> Option<Disposition> {
    let own = spec.outcomes.iter().find(|(known, _)| same_name(known) == same_name(word));
    own.map(|(_, outcome)| *outcome).or_else(|| Disposition::of_word(word)).or_else(|| {
        // Nothing is written of those who were never heard of again.
        word.trim().is_empty().then_some(Disposition::NoContact)
    })
}

fn whole_number(cell: &str) -> Option<u64> {
    let plain: String = cell.chars().filter(|c| !c.is_whitespace() && *c != ',' && *c != '’').collect();
    plain.strip_suffix(".0").unwrap_or(&plain).parse().ok().filter(|n| *n < 9_000_000_000_000_000)
}
