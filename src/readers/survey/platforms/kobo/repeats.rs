//! Repeats: sheets with `_parent_table_name` and `_parent_index` (KoboToolbox, Ona), files with PARENT_KEY (ODK, SurveyCTO).

use std::collections::HashMap;

use super::form::Form;
use super::metadata::find as column_of;
use super::questions::{self, Read};
use crate::diagnostic::Diagnostic;
use crate::readers::survey::MAIN;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::condition::Answers;
use crate::readers::survey::draft::Repeat;
use crate::readers::survey::ids;
use crate::readers::survey::numbers::whole;
use crate::readers::survey::raw::{RawTable, distinct_names};

/// What was found.
#[derive(Default)]
pub struct Found {
    /// The repeats, parents before their children.
    pub repeats: Vec<Repeat>,
    /// The titles of the tables that they came from.
    pub used: Vec<String>,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// A repeat that was understood, or the main table.
struct Placed {
    id: String,
    title: String,
    /// The place of its parent among those placed before.
    parent: Option<usize>,
    parents: Vec<Option<usize>>,
    read: Read,
}

/// Finds the repeats of a main table.
pub fn find(main: &Read, beside: &Beside, form: Option<&Form<'_>>) -> Found {
    let mut found = Found::default();
    let mut waiting: Vec<RawTable> =
        beside.sheets.iter().chain(&beside.tables).filter(|table| is_repeat(table)).cloned().collect();
    if waiting.is_empty() {
        return found;
    }
    for table in &mut waiting {
        table.names = distinct_names(table.headings.first().map_or(&[], Vec::as_slice));
    }
    let mut placed: Vec<Placed> = Vec::new();
    let mut taken = ids::Taken::default();
    taken.reserve(MAIN);
    loop {
        let tables = std::iter::once(("", &main.raw))
            .chain(placed.iter().map(|placed| (placed.title.as_str(), &placed.read.raw)));
        let tables: Vec<(&str, &RawTable)> = tables.collect();
        let titles: Vec<String> = waiting.iter().map(|table| table.title.clone()).collect();
        let next = waiting.iter().position(|table| parent_of(table, &tables, &titles).is_some());
        let Some(next) = next else { break };
        let Some((parent, parents)) = parent_of(&waiting[next], &tables, &titles) else { break };
        let table = waiting.remove(next);
        let read = with_parent(main, &placed, parent, &parents, &table, form);
        let id = taken.make(&ids::from_tag(short(&table.title)));
        orphans(&table, &parents, &mut found.noticed);
        found.used.push(table.title.clone());
        placed.push(Placed { id, title: table.title, parent: parent.checked_sub(1), parents, read });
    }
    for table in &waiting {
        found.noticed.push(
            Diagnostic::warning(format!(
                "“{}” looks like a repeat, but the table that its rows belong to was not found",
                table.title
            ))
            .hint("export all sheets or files of the form together"),
        );
    }
    let names: Vec<String> = placed.iter().map(|placed| placed.id.clone()).collect();
    found.repeats.extend(placed.into_iter().map(|placed| Repeat {
        id: placed.id,
        parent: placed.parent.map_or_else(|| MAIN.to_owned(), |parent| names[parent].clone()),
        parents: placed.parents,
        raw: placed.read.changed.unwrap_or(placed.read.raw),
        structure: placed.read.structure,
    }));
    found
}

/// Understands a repeat, whose conditions may ask for the answers of the tables above it.
fn with_parent(
    main: &Read,
    placed: &[Placed],
    parent: usize,
    parents: &[Option<usize>],
    table: &RawTable,
    form: Option<&Form<'_>>,
) -> Read {
    let of = |read: &'_ Read| read.changed.clone().unwrap_or_else(|| read.raw.clone());
    let main_raw = of(main);
    let main_answers = Answers { raw: &main_raw, fields: &main.fields, parent: None };
    let Some(above) = parent.checked_sub(1).and_then(|place| placed.get(place)) else {
        return questions::understand(table, form, Some((&main_answers, parents)));
    };
    let above_raw = of(&above.read);
    // Of a repeat inside a repeat, the outermost is looked up through the one between.
    let to_main = above.parent.is_none().then_some((&main_answers, above.parents.as_slice()));
    let above_answers = Answers { raw: &above_raw, fields: &above.read.fields, parent: to_main };
    questions::understand(table, form, Some((&above_answers, parents)))
}

fn is_repeat(table: &RawTable) -> bool {
    column_of(table, "_parent_index").is_some() || column_of(table, "parent_key").is_some()
}

/// The name of a repeat: of the sheet, or of the file without that of the form.
fn short(title: &str) -> &str {
    let stem = title.strip_suffix(".csv").or_else(|| title.strip_suffix(".CSV"));
    stem.map_or(title, |stem| stem.rsplit('-').next().unwrap_or(stem))
}

/// The table that the rows of another belong to (by its place, the main one first), and the row of each; `None` where it is
/// not among them yet.
fn parent_of(
    table: &RawTable,
    tables: &[(&str, &RawTable)],
    waiting: &[String],
) -> Option<(usize, Vec<Option<usize>>)> {
    if let Some(column) = column_of(table, "_parent_index") {
        let parent = parent_by_name(table, tables, waiting)?;
        let rows = rows_by_number(tables[parent].1);
        let row = |row: usize| whole(table.columns[column].cell(row)).and_then(|number| rows.get(&number).copied());
        return Some((parent, (0..table.rows()).map(row).collect()));
    }
    let column = column_of(table, "parent_key")?;
    let found = |parent: &RawTable| -> Vec<Option<usize>> {
        let keys: Vec<usize> =
            ["key", "instanceid", "_uuid"].iter().filter_map(|name| column_of(parent, name)).collect();
        let mut rows: HashMap<&str, usize> = HashMap::new();
        for key in keys {
            (0..parent.rows()).for_each(|row| {
                rows.entry(parent.columns[key].cell(row)).or_insert(row);
            });
        }
        rows.remove("");
        (0..table.rows()).map(|row| rows.get(table.columns[column].cell(row)).copied()).collect()
    };
    let all = tables.iter().map(|(_, parent)| found(parent)).enumerate();
    let best = all.max_by_key(|(place, rows)| (rows.iter().flatten().count(), usize::MAX - place))?;
    let any = best.1.iter().any(Option::is_some);
    // A table whose parents are nowhere waits for others; alone, it belongs to the main one and all its rows are orphans.
    (any || waiting.len() == 1).then_some(best)
}

/// The table that `_parent_table_name` names. Sheets have shortened names, and the main one may have any.
fn parent_by_name(table: &RawTable, tables: &[(&str, &RawTable)], waiting: &[String]) -> Option<usize> {
    let Some(column) = column_of(table, "_parent_table_name") else { return Some(0) };
    let Some((name, _)) = table.columns[column].filled().next() else { return Some(0) };
    let is = |title: &str| {
        let shortened = title.trim_end_matches(['.', '…']);
        title == name || (!shortened.is_empty() && shortened.chars().count() >= 20 && name.starts_with(shortened))
    };
    let placed = tables.iter().position(|(title, _)| is(title));
    // What no sheet is called is the main table; what is still to come is waited for.
    placed.or_else(|| (!waiting.iter().any(|title| *title != table.title && is(title))).then_some(0))
}

/// The row of each `_index`; without such a column rows are numbered as they stand.
fn rows_by_number(table: &RawTable) -> HashMap<i64, usize> {
    let index = column_of(table, "_index");
    let number = |row: usize| match index {
        Some(column) => whole(table.columns[column].cell(row)),
        None => i64::try_from(table.records[row]).ok(),
    };
    (0..table.rows()).filter_map(|row| number(row).map(|number| (number, row))).collect()
}

fn orphans(table: &RawTable, parents: &[Option<usize>], noticed: &mut Vec<Diagnostic>) {
    let rows: Vec<String> = parents
        .iter()
        .zip(&table.records)
        .filter(|(parent, _)| parent.is_none())
        .map(|(_, record)| record.to_string())
        .collect();
    if rows.is_empty() {
        return;
    }
    let named = rows.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    let more = if rows.len() > 5 { format!(" and {} more", rows.len() - 5) } else { String::new() };
    noticed.push(
        Diagnostic::warning(format!(
            "in “{}” {} to no row of the table above: row {named}{more}",
            table.title,
            if rows.len() == 1 { "1 row belongs".to_owned() } else { format!("{} rows belong", rows.len()) }
        ))
        .hint("was that submission deleted, or the sheets exported at different times?"),
    );
}
