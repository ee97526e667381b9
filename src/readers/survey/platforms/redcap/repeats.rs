//! Rows of repeating instruments are tables of their own, each tied to the row of its record and event.

use std::collections::HashMap;

use super::forms::Forms;
use super::questions::{self, Named};
use super::recognise;
use crate::diagnostic::Diagnostic;
use crate::readers::survey::MAIN;
use crate::readers::survey::condition::Answers;
use crate::readers::survey::described::Described;
use crate::readers::survey::draft::{Repeat, Structure};
use crate::readers::survey::ids;
use crate::readers::survey::raw::{RawColumn, RawTable};

/// Understands an export.
pub fn understand(raw: &RawTable, described: Option<&Described>) -> Structure {
    let named = Named::new(raw, described);
    let forms = Forms::new(raw, &named.asked);
    let find = |role: &str| {
        (1..raw.columns.len())
            .find(|&column| recognise::role(raw.heading(0, column), column).is_some_and(|(own, _)| own == role))
    };
    let instrument = find("repeat instrument").map(|column| &raw.columns[column]);
    let instruments: Vec<String> =
        instrument.map(|column| column.filled().map(|(name, _)| name.to_owned()).collect()).unwrap_or_default();
    if instruments.is_empty() {
        let all: Vec<bool> = vec![true; raw.columns.len()];
        return questions::understand(raw, &named, &forms, &all, None).0;
    }
    let rows_of = |name: &str| raw.select(|row| instrument.is_some_and(|column| column.cell(row) == name));
    let main = rows_of("");
    let tables: Vec<RawTable> = instruments.iter().map(|name| rows_of(name)).collect();
    let main_columns = columns(&forms, &main, &tables, raw.columns.len(), true);
    let (mut structure, fields) = questions::understand(&main, &named, &forms, &main_columns, None);
    let answers = Answers { raw: &main, fields: &fields, parent: None };
    let mut taken = ids::Taken::default();
    taken.reserve(MAIN);
    let mut orphans = 0;
    for (name, table) in instruments.iter().zip(tables) {
        let parents = parents(&main, &table, find("event"));
        orphans += parents.iter().filter(|parent| parent.is_none()).count();
        let own = columns(&forms, &table, &[], raw.columns.len(), false);
        let (own, _) = questions::understand(&table, &named, &forms, &own, Some((&answers, &parents)));
        let id = taken.make(&ids::from_tag(name));
        structure.repeats.push(Repeat { id, parent: MAIN.to_owned(), parents, raw: table, structure: own });
    }
    if orphans > 0 {
        structure.noticed.push(
            Diagnostic::warning(format!(
                "{} to a record that has no other row in the file",
                if orphans == 1 {
                    "1 row of a repeating instrument belongs".to_owned()
                } else {
                    format!("{orphans} rows of repeating instruments belong")
                }
            ))
            .hint("was the export limited to some instruments? Export all of them together"),
        );
    }
    structure.main = Some(main);
    structure
}

/// The columns whose form has anything in the rows of a table; in the main one also those of forms that nobody filled in.
fn columns(forms: &Forms, table: &RawTable, others: &[RawTable], width: usize, is_main: bool) -> Vec<bool> {
    let filled = |table: &RawTable, form: usize| {
        (0..width).any(|column| forms.of[column] == Some(form) && table.columns[column].answered() > 0)
    };
    (0..width)
        .map(|column| match forms.of[column] {
            None => table.columns[column].answered() > 0 || is_main,
            Some(form) => filled(table, form) || (is_main && !others.iter().any(|other| filled(other, form))),
        })
        .collect()
}

/// The row of the same record and event, else the first of the record.
fn parents(main: &RawTable, table: &RawTable, event: Option<usize>) -> Vec<Option<usize>> {
    let cell = |table: &RawTable, column: Option<usize>, row: usize| {
        column.map(|column| RawColumn::cell(&table.columns[column], row).to_owned()).unwrap_or_default()
    };
    let mut exact: HashMap<(String, String), usize> = HashMap::new();
    let mut first: HashMap<String, usize> = HashMap::new();
    for row in 0..main.rows() {
        let id = cell(main, Some(0), row);
        exact.entry((id.clone(), cell(main, event, row))).or_insert(row);
        first.entry(id).or_insert(row);
    }
    (0..table.rows())
        .map(|row| {
            let id = cell(table, Some(0), row);
            exact.get(&(id.clone(), cell(table, event, row))).or_else(|| first.get(&id)).copied()
        })
        .collect()
}
