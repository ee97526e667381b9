//! A codebook that was edited as a workbook, taken back: what changed, or why it cannot be.

use std::collections::{BTreeMap, BTreeSet};

use super::code_edit::CodeEdit;
use super::codebook::{CODE, CODES, OF, ORDER_MARK, RULES};
use super::parts::{self, ByOwner, KEY, ORDER};
use super::table::{Table, complete, fingerprint};
use crate::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::model::review::{ReviewBook, ReviewRow, RevisedCode};
use crate::model::{Code, Codebook};

/// What came back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TakenCodes {
    /// All codes in their new order.
    pub codes: Vec<RevisedCode>,
    /// What changed, in words.
    pub changes: Vec<String>,
    /// What cannot be taken; where there is anything, nothing is.
    pub problems: Vec<Diagnostic>,
    /// What is worth knowing.
    pub noticed: Vec<Diagnostic>,
    /// Ids that were changed: old and new.
    pub renamed: Vec<(String, String)>,
    /// Ids whose codes were deleted.
    pub deleted: Vec<String>,
    /// Where each rule stands.
    pub rule_places: Vec<RulePlaces>,
}

/// Where a rule stands in the workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePlaces {
    /// Its code.
    pub code: String,
    /// Its place among the rules of the code.
    pub rule: usize,
    /// Where its phrases stand.
    pub phrases: Place,
    /// Where its expressions stand.
    pub expressions: Place,
    /// Where its patterns stand.
    pub patterns: Place,
}

impl TakenCodes {
    /// Adds what was found of one code.
    fn add(&mut self, found: Self) {
        self.changes.extend(found.changes);
        self.problems.extend(found.problems);
        self.noticed.extend(found.noticed);
        self.renamed.extend(found.renamed);
        self.rule_places.extend(found.rule_places);
    }
}

/// What the rows of the workbook are: which code each stands for, or a new one.
pub struct Named<'a> {
    /// The sheet of codes.
    pub table: Table<'a>,
    /// The row of each code that is there by its id in the file.
    pub rows: BTreeMap<String, &'a ReviewRow>,
    /// Rows of codes that are new, each with its id.
    pub new: Vec<(String, &'a ReviewRow)>,
    /// The id that each code is to have, in the order of the file and then the new ones: id in the file, id and name to be.
    pub names: Vec<(Option<String>, String, String)>,
}

impl Named<'_> {
    /// The id that is meant by an id as it was or is, or by a name.
    pub fn meant(&self, word: &str) -> Option<&str> {
        let by_id = self.names.iter().find(|(_, id, _)| id == word);
        let by_old = || self.names.iter().find(|(old, ..)| old.as_deref() == Some(word));
        let folded = word.to_lowercase();
        let mut by_name = self.names.iter().filter(|(_, _, name)| name.to_lowercase() == folded);
        let by_name = || match (by_name.next(), by_name.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        };
        by_id.or_else(by_old).or_else(by_name).map(|(_, id, _)| id.as_str())
    }
}

/// Takes an edited workbook back. `expected` is the workbook of the codebook as it is now, `used` says how many codings have
/// each code.
pub fn take_back(
    current: &Codebook,
    expected: &ReviewBook,
    edited: &ReviewBook,
    used: &BTreeMap<String, u64>,
    file: &str,
) -> TakenCodes {
    let mut taken = TakenCodes::default();
    if edited.of != OF {
        taken.problems.push(
            Diagnostic::error(format!("this workbook is a review of the {}", edited.of))
                .in_place(Place::file(file))
                .hint("name the workbook of the codebook, or a file that is not there yet; that of the questionnaire is taken back by canvass import --review"),
        );
        return taken;
    }
    taken.problems = complete(expected, edited, file);
    let Some(table) = Table::of(edited, CODES, file).filter(|_| taken.problems.is_empty()) else { return taken };
    let marks: BTreeMap<&str, &str> = edited.marks.iter().map(|(id, mark)| (id.as_str(), mark.as_str())).collect();
    let named = named(current, table, &marks, &mut taken);
    let known = |word: &str| named.meant(word).map(str::to_owned);
    let rules = Table::of(edited, RULES, file);
    let (own, strangers) = ByOwner::of(rules, CODE, known, true);
    if let Some(rules) = rules {
        taken.problems.extend(strangers.into_iter().map(|row| stranger(&named, rules, row)));
    }
    let known_now = |id: &str| current.code(id).map(|code| code.id.clone());
    let rules_now = Table::of(expected, RULES, file);
    let now = ByOwner::of(rules_now, CODE, known_now, true).0;
    let (sheet, rule_sheet) = (parts::sheet(expected, CODES), parts::sheet(expected, RULES));
    let table_now = Table { file, sheet };
    let mut codes = Vec::new();
    for (place, code) in current.codes.iter().enumerate() {
        let Some(row) = named.rows.get(&code.id) else {
            gone(code.id.as_str(), current, used, &marks, table, &mut taken);
            if !taken.deleted.contains(&code.id) {
                codes.push(RevisedCode::unchanged(place, code));
            }
            continue;
        };
        let id = named.names.get(place).map_or(code.id.as_str(), |(_, id, _)| id.as_str());
        let edited_mark = parts::mark((table, sheet, row), &[(rules, rule_sheet, own.get(id))]);
        let mark_now =
            parts::mark((table_now, sheet, &sheet.rows[place]), &[(rules_now, rule_sheet, now.get(&code.id))]);
        let written = marks.get(table.cell(row, KEY)).or_else(|| marks.get(code.id.as_str())).copied();
        if edited_mark == mark_now || written == Some(edited_mark.as_str()) {
            codes.push(RevisedCode::unchanged(place, code));
            continue;
        }
        let edit = CodeEdit { named: &named, was: Some((place, code)), id, row, used };
        let mut found = TakenCodes::default();
        let revised = edit.read(rules, own.get(id), &mut found);
        if revised.entry == *code && found.problems.is_empty() {
            // Other rows that say the same, such as those of a workbook that was taken back before.
            codes.push(RevisedCode::unchanged(place, code));
            continue;
        }
        if written.is_some_and(|written| written != mark_now) {
            taken.problems.push(table.problem(
                row,
                "id",
                format!(
                    "“{}” was changed here, and in the codebook's file too since this workbook was written",
                    code.id
                ),
                "write a new workbook (name a file that is not there yet) and make the change there",
            ));
        }
        taken.add(found);
        codes.push(revised);
    }
    for (id, row) in &named.new {
        let edit = CodeEdit { named: &named, was: None, id, row, used };
        codes.push(edit.read(rules, own.get(id), &mut taken));
    }
    follow(&mut codes, &mut taken);
    categories(&codes, &named, &mut taken);
    order(current, &named, &marks, &mut codes, &mut taken);
    taken.codes = codes;
    taken
}

/// Which row is which code, and what each is to be called.
fn named<'a>(current: &Codebook, table: Table<'a>, marks: &BTreeMap<&str, &str>, taken: &mut TakenCodes) -> Named<'a> {
    let mut rows: BTreeMap<String, &ReviewRow> = BTreeMap::new();
    // Rows with the id that they had come first, so that a copy is not taken for the row it was copied from.
    let mut sheet: Vec<&ReviewRow> = table.sheet.rows.iter().collect();
    sheet.sort_by_key(|row| table.cell(row, KEY).is_empty() || table.cell(row, KEY) != table.cell(row, "id"));
    let mut unknown = Vec::new();
    for row in sheet {
        let (key, id) = (table.cell(row, KEY), table.cell(row, "id"));
        let code = current.code(key).filter(|code| !rows.contains_key(&code.id)).or_else(|| current.code(id));
        // A row without either may be one that was taken back before.
        let by_name = || {
            let name = table.cell(row, "name").to_lowercase();
            let is_it = |code: &&Code| code.name.to_lowercase() == name && !marks.contains_key(code.id.as_str());
            current
                .codes
                .iter()
                .find(is_it)
                .filter(|code| key.is_empty() && id.is_empty() && !rows.contains_key(&code.id))
        };
        let code = code.or_else(by_name);
        match code {
            Some(code) if rows.contains_key(&code.id) => taken.problems.push(table.problem(
                row,
                "id",
                format!("the code “{}” stands in two rows", code.id),
                "delete one of them, or give a new code an id of its own",
            )),
            Some(code) => {
                rows.insert(code.id.clone(), row);
            }
            None => unknown.push(row),
        }
    }
    unknown.sort_by_key(|row| row.number);
    let mut names: Vec<(Option<String>, String, String)> = Vec::new();
    for code in &current.codes {
        let row = rows.get(&code.id);
        let cell = |heading: &str| row.map_or("", |row| table.cell(row, heading));
        let id = Some(cell("id")).filter(|id| !id.is_empty()).unwrap_or(&code.id);
        names.push((Some(code.id.clone()), id.to_owned(), cell("name").to_owned()));
    }
    let mut new = Vec::new();
    for row in unknown {
        let (id, name) = (table.cell(row, "id"), table.cell(row, "name"));
        if name.is_empty() && id.is_empty() {
            let hint = "write what the code is called, or delete the whole row";
            taken.problems.push(table.problem(row, "name", "this code has no name".to_owned(), hint));
            continue;
        }
        let id = if id.is_empty() { free(&names, name) } else { id.to_owned() };
        names.push((None, id.clone(), name.to_owned()));
        new.push((id, row));
    }
    Named { table, rows, new, names }
}

/// An id made of a name, which no other code has.
fn free(names: &[(Option<String>, String, String)], name: &str) -> String {
    let plain: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let wanted = if words.is_empty() { "code".to_owned() } else { words.join("-") };
    let taken = |id: &str| names.iter().any(|(old, known, _)| known == id || old.as_deref() == Some(id));
    if !taken(&wanted) {
        return wanted;
    }
    (2_u64..).map(|number| format!("{wanted}-{number}")).find(|id| !taken(id)).unwrap_or(wanted)
}

fn stranger(named: &Named<'_>, rules: Table<'_>, row: &ReviewRow) -> Diagnostic {
    let name = rules.cell(row, CODE);
    let hint = match did_you_mean(name, named.names.iter().map(|(_, id, _)| id.as_str())) {
        Some(meant) => format!("did you mean “{meant}”?"),
        None => "write the id of a code as it stands on the sheet “Codes”, or delete the row with the code".to_owned(),
    };
    rules.problem(row, CODE, format!("there is no code “{name}”"), hint)
}

/// A code without a row: it was deleted, or it came into the file after the workbook was written.
fn gone(
    id: &str,
    current: &Codebook,
    used: &BTreeMap<String, u64>,
    marks: &BTreeMap<&str, &str>,
    table: Table<'_>,
    taken: &mut TakenCodes,
) {
    if !marks.contains_key(id) {
        taken.noticed.push(
            Diagnostic::note(format!(
                "the code “{id}” came into the codebook after this workbook was written; it stays as it is"
            ))
            .in_place(table.whole()),
        );
        return;
    }
    match used.get(id).copied().unwrap_or(0) {
        0 => {
            let name = current.code(id).map_or(id, |code| code.name.as_str());
            taken.changes.push(format!("“{id}”: the code “{name}” is taken out"));
            taken.deleted.push(id.to_owned());
        }
        codings => {
            let many = if codings == 1 { "1 coding has it".to_owned() } else { format!("{codings} codings have it") };
            taken.problems.push(
                Diagnostic::error(format!("the row of the code “{id}” was deleted, and {many}"))
                    .in_place(table.whole())
                    .hint("put it back and write retired under “status”: what was coded by it stays"),
            );
        }
    }
}

/// Codes that named one with a new id name it by the new one.
fn follow(codes: &mut [RevisedCode], taken: &mut TakenCodes) {
    for (old, new) in &taken.renamed {
        for code in codes.iter_mut() {
            if code.entry.parent.as_ref() == Some(old) {
                code.entry.parent = Some(new.clone());
            }
        }
    }
}

/// Ids are unique, categories are there, and no code is within itself.
fn categories(codes: &[RevisedCode], named: &Named<'_>, taken: &mut TakenCodes) {
    let table = named.table;
    let codebook = Codebook { codes: codes.iter().map(|code| code.entry.clone()).collect(), ..Codebook::default() };
    let mut seen = BTreeSet::new();
    for (_, code) in codes.iter().zip(&codebook.codes) {
        let old = named.names.iter().find(|(_, id, _)| *id == code.id).and_then(|(old, ..)| old.as_ref());
        let row = old.and_then(|old| named.rows.get(old).copied());
        let Some(row) = row.or_else(|| named.new.iter().find(|(id, _)| *id == code.id).map(|(_, row)| *row)) else {
            continue;
        };
        if !seen.insert(code.id.as_str()) {
            let what = format!("two codes would have the id “{}”", code.id);
            taken.problems.push(table.problem(row, "id", what, "give one of them another id"));
        }
        let Some(parent) = &code.parent else { continue };
        if codebook.code(parent).is_none() {
            let hint = match did_you_mean(parent, codebook.codes.iter().map(|code| code.id.as_str())) {
                Some(meant) => format!("did you mean “{meant}”?"),
                None => "write the id or the name of a code, or leave the cell empty".to_owned(),
            };
            let what = format!("the category “{parent}” of “{}” is not among the codes", code.id);
            taken.problems.push(table.problem(row, "category", what, hint));
        } else if codebook.is_within(parent, &code.id) {
            let what = format!("“{}” would be its own category, directly or by a detour", code.id);
            taken.problems.push(table.problem(row, "category", what, "give it another category"));
        }
    }
}

/// Puts the codes into the order that their numbers give; a new one without a number stands last in its category.
fn order(
    current: &Codebook,
    named: &Named<'_>,
    marks: &BTreeMap<&str, &str>,
    codes: &mut Vec<RevisedCode>,
    taken: &mut TakenCodes,
) {
    let table = named.table;
    let mut numbers: Vec<Option<f64>> = Vec::new();
    for code in codes.iter() {
        let row = match code.from {
            Some(from) => named.rows.get(&current.codes[from].id).copied(),
            None => named.new.iter().find(|(id, _)| *id == code.entry.id).map(|(_, row)| *row),
        };
        let cell = row.map_or("", |row| table.cell(row, ORDER));
        match (cell.replace(',', ".").parse::<f64>(), row) {
            (Ok(number), _) if number.is_finite() => numbers.push(Some(number)),
            (_, Some(row)) if !cell.is_empty() || !table.cell(row, KEY).is_empty() => {
                let what = format!("“{cell}” is not a number, so nobody knows where “{}” stands", code.entry.id);
                taken.problems.push(table.problem(row, ORDER, what, "write a number: 2.5 goes between 2 and 3"));
                return;
            }
            _ => numbers.push(None),
        }
    }
    let last = |codes: &[RevisedCode], parent: &str| {
        let within = |code: &RevisedCode| code.entry.parent.as_deref() == Some(parent) || code.entry.id == parent;
        codes.iter().zip(&numbers).filter(|(code, _)| within(code)).filter_map(|(_, number)| *number).reduce(f64::max)
    };
    // The second number keeps new ones behind what they follow.
    let mut keyed: Vec<(f64, bool, usize)> = Vec::new();
    for (place, code) in codes.iter().enumerate() {
        let after = || code.entry.parent.as_deref().and_then(|parent| last(codes, parent)).unwrap_or(f64::MAX);
        keyed.push((numbers[place].unwrap_or_else(after), numbers[place].is_none(), place));
    }
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let old: Vec<usize> = keyed.iter().filter_map(|(_, _, place)| codes[*place].from).collect();
    if !old.is_sorted() {
        let written = marks.get(ORDER_MARK).copied().unwrap_or_default();
        let ids = current.codes.iter().map(|code| code.id.as_str());
        let unmoved = {
            let keys =
                old.iter().filter_map(|from| named.rows.get(&current.codes[*from].id)).map(|row| table.cell(row, KEY));
            fingerprint(keys) == written
        };
        if unmoved {
            // The file was put into another order since: that order stays.
            keyed.sort_by_key(|(_, new, place)| (*new, *place));
        } else if fingerprint(ids) != written {
            taken.problems.push(
                Diagnostic::error("the order of the codes was changed here, and in the codebook's file too since this workbook was written")
                    .in_place(table.whole())
                    .hint("write a new workbook (name a file that is not there yet) and order them there"),
            );
            return;
        } else {
            let ids: Vec<&str> = keyed.iter().map(|(_, _, place)| codes[*place].entry.id.as_str()).collect();
            taken.changes.push(format!("the order of the codes is now: {}", ids.join(", ")));
        }
    }
    *codes = keyed.into_iter().map(|(_, _, place)| codes[place].clone()).collect();
}
