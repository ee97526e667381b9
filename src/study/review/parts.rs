//! The rows of the sheets of a review that belong to one question: choices, rows of a grid, values that are no answers.

use std::collections::BTreeMap;

use super::table::{Table, fingerprint};
use crate::model::review::{ReviewBook, ReviewRow, ReviewSheet};

/// The sheets whose rows belong to questions.
pub const CHOICES: &str = "Choices";
/// Rows of grids and items of rankings.
pub const ROWS: &str = "Rows";
/// Values that are no answers.
pub const MISSING: &str = "Missing codes";
/// The columns that all of them have.
pub const QUESTION: &str = "question";
/// What a person changes to change the order.
pub const ORDER: &str = "order";
/// Where it stood, hidden.
pub const KEY: &str = "key";

/// A row with the place that its key gives; none for a new one.
pub type Keyed<'a> = (Option<usize>, &'a ReviewRow);

/// The rows of one sheet by the question or code that they belong to, each list in the order that a person gave.
pub struct ByOwner<'a> {
    rows: BTreeMap<String, Vec<Keyed<'a>>>,
}

impl<'a> ByOwner<'a> {
    /// Of a sheet. `heading` is that of the column which names the owner, and `known` gives its id by the name it had or has;
    /// `moves` says whether a row goes to another owner when another is named.
    pub fn of(
        table: Option<Table<'a>>,
        heading: &str,
        known: impl Fn(&str) -> Option<String>,
        moves: bool,
    ) -> (Self, Vec<&'a ReviewRow>) {
        let mut rows: BTreeMap<String, Vec<(f64, Keyed<'a>)>> = BTreeMap::new();
        let mut strangers = Vec::new();
        let Some(table) = table else { return (Self { rows: BTreeMap::new() }, strangers) };
        /// A row with the owner that its key names, the owner that its cell names, and its place by the key.
        type Found<'a> = (Option<String>, Option<String>, Option<usize>, &'a ReviewRow);
        let mut found: Vec<Found<'a>> = Vec::new();
        for row in &table.sheet.rows {
            let (keyed, place) = match table.cell(row, KEY).rsplit_once('/') {
                Some((owner, place)) => (known(owner), place.parse::<usize>().ok()),
                None => (None, None),
            };
            found.push((keyed, known(table.cell(row, heading)), place, row));
        }
        // Rows that stand where they stood come first, so that a copy put above the row it was copied from is not taken for it.
        found.sort_by_key(|(keyed, named, ..)| keyed.is_none() || keyed != named);
        for (keyed, named, place, row) in found {
            let is_taken = |owner: &String, place| {
                rows.get(owner).is_some_and(|list| list.iter().any(|(_, (known, _))| *known == Some(place)))
            };
            // A row that was copied has the key of the row that it was copied from: it is a new one.
            let was = keyed.zip(place).filter(|(owner, place)| !is_taken(owner, *place));
            let (owner, place) = match (was, named) {
                (Some((owner, place)), None) => (owner, Some(place)),
                (Some((owner, place)), Some(named)) if owner == named || !moves => (owner, Some(place)),
                (_, Some(named)) => (named, None),
                (None, None) => {
                    strangers.push(row);
                    continue;
                }
            };
            let order = table.cell(row, ORDER).replace(',', ".").parse::<f64>().unwrap_or(f64::MAX);
            rows.entry(owner).or_default().push((order, (place, row)));
        }
        let sorted = rows.into_iter().map(|(owner, mut list)| {
            list.sort_by(|a, b| a.0.total_cmp(&b.0));
            (owner, list.into_iter().map(|(_, row)| row).collect())
        });
        (Self { rows: sorted.collect() }, strangers)
    }

    /// The rows of an owner.
    pub fn get(&self, id: &str) -> &[Keyed<'a>] {
        self.rows.get(id).map_or(&[], Vec::as_slice)
    }
}

/// A fingerprint of all that a person may write of one question or code, its order among them apart.
pub fn mark(
    owner: (Table<'_>, &ReviewSheet, &ReviewRow),
    parts: &[(Option<Table<'_>>, &ReviewSheet, &[Keyed<'_>])],
) -> String {
    let (table, expected, row) = owner;
    let mut words: Vec<String> = table.written(expected, row).into_iter().map(str::to_owned).collect();
    for (table, expected, rows) in parts {
        words.push(format!("sheet {}", expected.name));
        let Some(table) = table else { continue };
        for (place, row) in *rows {
            words.push(place.map_or_else(|| "new".to_owned(), |place| place.to_string()));
            words.extend(table.written(expected, row).into_iter().map(str::to_owned));
        }
    }
    fingerprint(words.iter().map(String::as_str))
}

/// The sheet of this name in the book as it was written.
pub fn sheet<'a>(book: &'a ReviewBook, name: &str) -> &'a ReviewSheet {
    const NONE: &ReviewSheet = &ReviewSheet { name: String::new(), columns: Vec::new(), rows: Vec::new() };
    book.sheets.iter().find(|sheet| sheet.name == name).unwrap_or(NONE)
}
