//! Which column of a sheet of codes holds what, in the words of several programs.

use super::super::coding::Row;
use crate::diagnostic::{Diagnostic, Error, Result, did_you_mean};

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Name,
    Parent,
    Definition,
    Include,
    Exclude,
    Examples,
    Status,
    Replaces,
}

/// What is found under which headings, the surest first. “Memo” is what MAXQDA and QualCoder call the description of a code, “Comment” what
/// ATLAS.ti does; NVivo lists “Name” and “Description”, Taguette “tag” and “description”.
const KNOWN: [(Field, &[&str]); 9] = [
    (Field::Id, &["id", "code id", "code"]),
    (
        Field::Name,
        &["name", "code name", "codename", "hierarchical name", "node", "node name", "code", "tag", "label", "title"],
    ),
    (
        Field::Parent,
        &["category", "parent", "parent code", "parent id", "parent name", "parent category", "category name"],
    ),
    (Field::Definition, &["definition", "description", "code description", "meaning", "code memo", "memo", "comment"]),
    (Field::Include, &["include", "inclusion", "inclusion criteria", "when to use", "use when"]),
    (
        Field::Exclude,
        &["exclude", "exclusion", "exclusion criteria", "when not to use", "do not use when", "don't use when"],
    ),
    (
        Field::Examples,
        &["examples", "example", "example quote", "example quotes", "example quotation", "typical example"],
    ),
    (Field::Status, &["status"]),
    (Field::Replaces, &["replaces"]),
];

/// Where the columns stand.
#[derive(Debug)]
pub(super) struct Headings {
    places: [Option<usize>; KNOWN.len()],
}

impl Headings {
    /// The headings of a sheet, and the rows below them. Programs write a title or two above; lists that QualCoder reads have no
    /// headings at all: names with `>>`, and a memo beside them.
    pub(super) fn find<'a>(rows: &'a [&'a Row], noticed: &mut Vec<Diagnostic>) -> Result<(Self, &'a [&'a Row])> {
        const ABOVE: usize = 8;
        for (place, row) in rows.iter().enumerate().take(ABOVE) {
            let found = Self::of(row);
            if !found.has(Field::Name) {
                continue;
            }
            found.note_strangers(row, noticed);
            return Ok((found, &rows[place + 1..]));
        }
        if rows.iter().any(|row| row.cell(0).contains(">>")) {
            let mut places = [None; KNOWN.len()];
            (places[Field::Name as usize], places[Field::Definition as usize]) = (Some(0), Some(1));
            return Ok((Self { places }, rows));
        }
        let written: Vec<&str> = rows.first().map_or(&[][..], |row| &row.cells).iter().map(String::as_str).collect();
        let error = Error::new("no column of this sheet has the names of codes");
        Err(match did_you_mean("name", written.iter().copied()) {
            Some(meant) => error.hint(format!("is it “{meant}”? Call it “name”")),
            None => error.hint(
                "the first row names the columns: id, name, category, definition, include, exclude, examples, status, replaces",
            ),
        })
    }

    fn of(row: &Row) -> Self {
        let fold = |cell: &String| cell.trim().trim_matches('*').to_lowercase().replace('_', " ");
        let written: Vec<String> = row.cells.iter().map(fold).collect();
        let mut places = [None; KNOWN.len()];
        for (field, words) in KNOWN.iter().skip(1) {
            places[*field as usize] = words.iter().find_map(|word| written.iter().position(|cell| cell == word));
        }
        let name = places[Field::Name as usize];
        let ids = KNOWN[0].1;
        // “code” is an id where another column has the names.
        places[Field::Id as usize] = ids
            .iter()
            .find_map(|word| written.iter().position(|cell| cell == word))
            .filter(|place| Some(*place) != name);
        Self { places }
    }

    fn note_strangers(&self, row: &Row, noticed: &mut Vec<Diagnostic>) {
        let is_left =
            |(place, cell): &(usize, &String)| !cell.trim().is_empty() && !self.places.contains(&Some(*place));
        // What our own workbooks hold besides, and what is never more than counted.
        let is_counted =
            |cell: &str| matches!(cell.to_lowercase().as_str(), "order" | "codings" | "(do not change)" | "key");
        let left: Vec<&str> = row.cells.iter().enumerate().filter(is_left).map(|(_, cell)| cell.trim()).collect();
        let left: Vec<&str> = left.into_iter().filter(|cell| !is_counted(cell)).collect();
        if !left.is_empty() {
            noticed
                .push(Diagnostic::note(format!("left alone: the columns {}", left.join(", "))).hint(
                    "what is read: id, name, category, definition, include, exclude, examples, status, replaces",
                ));
        }
    }

    /// Whether these are the headings that our own files have, whose ids are kept whatever they are.
    pub(super) fn are_ours(&self) -> bool {
        self.places.iter().all(Option::is_some)
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, field: Field) -> bool {
        self.places[field as usize].is_some()
    }

    /// A cell, trimmed, without the apostrophe by which a formula is kept a text.
    pub(super) fn cell(&self, row: &Row, field: Field) -> String {
        let cell = self.places[field as usize].map_or("", |column| row.cell(column));
        let quoted = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\'']));
        quoted.unwrap_or(cell).to_owned()
    }
}
