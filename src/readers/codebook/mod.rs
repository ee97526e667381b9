//! Codebooks as sheets (.csv, .tsv, .xlsx, .ods): our own, and lists of codes as NVivo, MAXQDA, ATLAS.ti, QualCoder and Taguette write them.
//!
//! - [`headings`]: which column holds what
//! - [`levels`]: which code belongs to which category: named in a column, or by names such as `Money > Grants`

mod headings;
mod levels;

use std::collections::HashMap;

use super::coding::{Row, delimited, filled_rows};
use super::project::Reading;
use super::survey::workbook;
use crate::diagnostic::{Diagnostic, Error, Place, Result};
use crate::model::guid::of_code;
use crate::model::{Code, Codebook, ForeignCode, ForeignProject, is_code_id, is_status};
use crate::source::{Source, unix_newlines};
use headings::{Field, Headings};

/// The sheet of codes in a workbook that `canvass codebook` wrote.
const SHEET: &str = "Codes";
/// The most codes.
const MOST_CODES: usize = Codebook::MOST_CODES;
/// The largest file.
const LARGEST_FILE: usize = 64 << 20;

/// A row with a code.
#[derive(Debug, Clone, Default)]
struct Listed {
    row: u64,
    /// The id as the sheet has it, which may not be one that we take.
    key: String,
    parent: String,
    code: Code,
}

/// Whether a file may be a codebook as a sheet, by its name.
pub fn is_sheet(name: &str) -> bool {
    let name = name.to_lowercase();
    [".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods"].iter().any(|ending| name.ends_with(ending))
}

/// Reads the codes of a sheet. An error among what was noticed is a row that cannot be taken as it is. Categories may be those of the
/// codebook that the codes are added to.
///
/// # Errors
/// When it is no sheet, or has no column with names of codes.
pub fn read(source: &Source, current: &Codebook) -> Result<Reading> {
    read_rows(&rows(source)?, source.name(), current).map_err(|error| error.in_place(source.place()))
}

fn rows(source: &Source) -> Result<Vec<Row>> {
    let bytes = source.bytes();
    if bytes.len() > LARGEST_FILE {
        return Err(Error::new("this codebook is larger than 64 MB").in_place(source.place()));
    }
    if bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        let sheet = match workbook::open(source, Some(SHEET)) {
            Ok((sheet, _)) => sheet,
            Err(_) => workbook::open(source, None)?.0,
        };
        return Ok(filled_rows(&sheet));
    }
    delimited(&unix_newlines(&source.text(None)?.text), source)
}

fn read_rows(rows: &[Row], file: &str, current: &Codebook) -> Result<Reading> {
    let filled: Vec<&Row> = rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())).collect();
    if filled.is_empty() {
        return Err(Error::new("this sheet is empty").hint("was it saved?"));
    }
    let mut noticed = Vec::new();
    let (headings, rest) = Headings::find(&filled, &mut noticed)?;
    if rest.len() > MOST_CODES {
        return Err(Error::new("this codebook has more than 20,000 codes"));
    }
    let problem =
        |row: u64, what: String, hint: &str| Diagnostic::error(what).in_place(Place::line(file, row)).hint(hint);
    let mut listed = Vec::with_capacity(rest.len());
    for row in rest {
        let one = of_row(row, &headings);
        if one.code.name.is_empty() && one.key.is_empty() {
            noticed.push(problem(
                row.number,
                "this code has no name".into(),
                "write what it is called, or delete the row",
            ));
            continue;
        }
        if one.code.status.as_deref().is_some_and(|status| !is_status(status)) {
            let what = format!("“{}” is no status of a code", one.code.status.unwrap_or_default());
            noticed.push(problem(row.number, what, "active, draft or retired; or leave the cell empty"));
            continue;
        }
        listed.push(one);
    }
    let is_taken = |key: &str| headings.are_ours() || is_code_id(key) && key.chars().any(char::is_alphabetic);
    let is_ours = headings.has(Field::Id) && listed.iter().all(|one| one.key.is_empty() || is_taken(&one.key));
    if headings.has(Field::Id) && !is_ours {
        // Numbers and such: they say which category is meant, and are no ids to code by.
        noticed.push(
            Diagnostic::note("the ids of this sheet are left alone, and new ones are made of the names")
                .hint("an id is lower-case letters, digits and hyphens, and not a number alone"),
        );
    }
    give_ids(&mut listed, is_ours, file, &mut noticed);
    let has_parents = headings.has(Field::Parent);
    let listed = levels::settle(listed, has_parents, is_ours, current, file, &mut noticed);
    let foreign =
        |one: Listed| ForeignCode { guid: if is_ours { of_code(&one.code.id) } else { String::new() }, code: one.code };
    let codes: Vec<ForeignCode> = listed.into_iter().map(foreign).collect();
    if codes.is_empty() && noticed.iter().all(|one| one.level < crate::diagnostic::Level::Error) {
        return Err(Error::new("this sheet has no codes").hint("a row a code, below the headings"));
    }
    Ok(Reading { project: ForeignProject { codes, ..ForeignProject::default() }, noticed })
}

fn of_row(row: &Row, headings: &Headings) -> Listed {
    let cell = |field: Field| headings.cell(row, field);
    let status = cell(Field::Status).to_lowercase();
    Listed {
        row: row.number,
        key: cell(Field::Id).to_owned(),
        parent: cell(Field::Parent).to_owned(),
        code: Code {
            name: cell(Field::Name).to_owned(),
            definition: cell(Field::Definition).to_owned(),
            include: cell(Field::Include).to_owned(),
            exclude: cell(Field::Exclude).to_owned(),
            examples: items(&cell(Field::Examples)),
            status: Some(status).filter(|status| !status.is_empty()),
            replaces: items(&cell(Field::Replaces)),
            ..Code::default()
        },
    }
}

/// The lines of a cell, an item each; a line that is set in goes on with the item above it.
fn items(cell: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in cell.split('\n') {
        match items.last_mut() {
            Some(item) if line.starts_with(' ') && !line.trim().is_empty() => {
                item.push('\n');
                item.push_str(line.strip_prefix(' ').unwrap_or(line));
            }
            _ if line.trim().is_empty() => {}
            _ => items.push(line.to_owned()),
        }
    }
    items
}

/// Every code has an id that no other has: its own where the sheet has such, else one made of its name.
fn give_ids(listed: &mut [Listed], is_ours: bool, file: &str, noticed: &mut Vec<Diagnostic>) {
    let mut taken: HashMap<String, u64> = HashMap::new();
    for one in listed.iter_mut().filter(|one| is_ours && !one.key.is_empty()) {
        one.code.id.clone_from(&one.key);
        if one.code.name.is_empty() {
            one.code.name.clone_from(&one.key);
        }
        if !is_code_id(&one.key) {
            let what = format!("“{}” cannot be the id of a code", one.key);
            let hint = "use letters, digits and hyphens, such as fair-pay; the name may hold anything";
            noticed.push(Diagnostic::error(what).in_place(Place::line(file, one.row)).hint(hint));
        }
        if let Some(before) = taken.insert(one.key.clone(), one.row) {
            let what = format!("the id “{}” stands here again: row {before} has it too", one.key);
            let hint = "give one of them another id, or delete the row";
            noticed.push(Diagnostic::error(what).in_place(Place::line(file, one.row)).hint(hint));
        }
    }
    if is_ours {
        for one in listed.iter_mut().filter(|one| one.key.is_empty()) {
            one.code.id = free(&one.code.name, &mut taken, one.row);
        }
    }
}

/// An id made of a name, that no other code has.
fn free(name: &str, taken: &mut HashMap<String, u64>, row: u64) -> String {
    let stem = crate::model::report::anchor(name);
    let stem = if stem.is_empty() { "code".to_owned() } else { stem };
    let mut id = stem.clone();
    let mut number = 2_u64;
    while taken.contains_key(&id) {
        id = format!("{stem}-{number}");
        number += 1;
    }
    taken.insert(id.clone(), row);
    id
}

#[cfg(test)]
mod tests;
