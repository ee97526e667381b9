//! Which form each column belongs to, and in which rows each form was opened.

use super::recognise;
use crate::readers::survey::code::is_yes;
use crate::readers::survey::described::DescribedQuestion;
use crate::readers::survey::raw::RawTable;

/// The forms of an export: the places of their status columns, and the form of every column.
#[derive(Debug, Clone)]
pub struct Forms {
    /// The status column of each form, with the form's name where the heading has it.
    pub status: Vec<(usize, Option<String>)>,
    /// For each column, the place of its form in `status`; `None` after the last or for REDCap's own columns.
    pub of: Vec<Option<usize>>,
}

/// How far a form got in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// Nothing of it stands in the row: it does not belong to this event.
    NotThere,
    /// Its status is “incomplete” and nothing is filled in: nobody opened it.
    Never,
    /// Its status is “incomplete” and something is filled in.
    Begun,
    /// It was finished, or nobody can say.
    Yes,
}

impl Forms {
    /// The forms of a table.
    pub fn new(raw: &RawTable, described: &[Option<&DescribedQuestion>]) -> Self {
        let is_status = |column: &usize| {
            let values = &raw.columns[*column];
            recognise::status(raw.heading(0, *column)).is_some()
                && values.filled().all(|(value, _)| recognise::is_status(value))
        };
        let status: Vec<(usize, Option<String>)> = (1..raw.columns.len())
            .filter(|column| described[*column].is_none() && is_status(column))
            .map(|column| (column, recognise::status(raw.heading(0, column)).flatten().map(str::to_owned)))
            .collect();
        let of = |column: usize| {
            if recognise::role(raw.heading(0, column), column).is_some() {
                return None;
            }
            let named = described[column].and_then(|question| question.repeat.as_ref());
            let by_name = named.and_then(|form| status.iter().position(|(_, name)| name.as_ref() == Some(form)));
            by_name.or_else(|| status.iter().position(|(end, _)| *end >= column))
        };
        let of = (0..raw.columns.len()).map(of).collect();
        Self { status, of }
    }

    /// How far a form got in each row.
    pub fn opened(&self, raw: &RawTable, form: usize, described: &[Option<&DescribedQuestion>]) -> Vec<Opened> {
        let status = self.status[form].0;
        let worked_out =
            |column: usize| described[column].is_some_and(|question| question.type_word.starts_with("calc"));
        let columns: Vec<usize> = (0..raw.columns.len())
            .filter(|column| self.of[*column] == Some(form) && *column != status && !worked_out(*column))
            .collect();
        // Where no row was ever marked as more than incomplete, the team does not use the status: it says nothing.
        let is_used = raw.columns[status].filled().any(|(value, _)| !matches!(value, "0" | "0.0" | "Incomplete"));
        (0..raw.rows())
            .map(|row| {
                let is_filled = |column: &usize| {
                    let value = raw.columns[*column].cell(row);
                    let heading = raw.heading(0, *column);
                    let boxed =
                        recognise::check_box(heading).is_some() || recognise::labelled_check_box(heading).is_some();
                    !value.is_empty() && value != "[not completed]" && !(boxed && is_yes(value) == Some(false))
                };
                let cell = raw.columns[status].cell(row);
                let anything = columns.iter().any(is_filled);
                let written = columns.iter().any(|column| !raw.columns[*column].cell(row).is_empty());
                match cell {
                    "" if !written => Opened::NotThere,
                    "0" | "0.0" | "Incomplete" | "" if !anything => Opened::Never,
                    "0" | "0.0" | "Incomplete" if is_used => Opened::Begun,
                    _ => Opened::Yes,
                }
            })
            .collect()
    }
}
