//! A data dictionary that was edited as a workbook, taken back: what changed, or why it cannot be.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::{self, ByOwner, CHOICES, KEY, Keyed, MISSING, ORDER, QUESTION, ROWS};
use super::question_edit::QuestionEdit;
use super::questionnaire::{OF, ORDER_MARK, QUESTIONS};
use super::table::{Table, complete, fingerprint};
use crate::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::model::Questionnaire;
use crate::model::review::{ReviewBook, ReviewRow, RevisedQuestion};

/// What came back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Taken {
    /// All questions in their new order.
    pub questions: Vec<RevisedQuestion>,
    /// What changed, in words.
    pub changes: Vec<String>,
    /// What cannot be taken; where there is anything, nothing is.
    pub problems: Vec<Diagnostic>,
    /// What is worth knowing.
    pub noticed: Vec<Diagnostic>,
    /// Ids that were changed: old and new.
    pub renamed: Vec<(String, String)>,
}

impl Taken {
    /// Adds what was found of one question.
    fn add(&mut self, found: Self) {
        self.changes.extend(found.changes);
        self.problems.extend(found.problems);
        self.noticed.extend(found.noticed);
        self.renamed.extend(found.renamed);
    }
}

/// A sheet with its rows by question, and those of no question.
type Sheet<'a> = (Option<Table<'a>>, (ByOwner<'a>, Vec<&'a ReviewRow>));

/// Takes an edited workbook back. `expected` is the workbook of the dictionary as it is now.
pub fn take_back(current: &Questionnaire, expected: &ReviewBook, edited: &ReviewBook, file: &str) -> Taken {
    let mut taken = Taken::default();
    if edited.of != OF {
        taken.problems.push(
            Diagnostic::error(format!("this workbook is a review of the {}", edited.of))
                .in_place(Place::file(file))
                .hint("name the workbook of the questionnaire, or a file that is not there yet"),
        );
        return taken;
    }
    taken.problems = complete(expected, edited, file);
    let Some(table) = Table::of(edited, QUESTIONS, file).filter(|_| taken.problems.is_empty()) else { return taken };
    let rows = question_rows(current, table, &mut taken.problems);
    let renamed: BTreeMap<&str, &str> =
        rows.iter().map(|(id, row)| (table.cell(row, "id"), id.as_str())).filter(|(new, id)| new != id).collect();
    // A row may know its question by the id that it had when the workbook was written, or by a new one.
    let keys: BTreeMap<&str, &str> = rows.iter().map(|(id, row)| (table.cell(row, KEY), id.as_str())).collect();
    let known = |name: &str| {
        let id = current.questions.iter().find(|question| question.id == name).map(|question| question.id.as_str());
        id.or_else(|| renamed.get(name).copied()).or_else(|| keys.get(name).copied()).map(str::to_owned)
    };
    let names = [CHOICES, ROWS, MISSING];
    let parts_of = |book, file| {
        names.map(|name| {
            let table = Table::of(book, name, file);
            (table, ByOwner::of(table, QUESTION, known, false))
        })
    };
    let mut own = parts_of(edited, file);
    let now = parts_of(expected, file);
    for (table, (_, strangers)) in &mut own {
        if let Some(table) = table {
            taken.problems.extend(strangers.drain(..).map(|row| stranger(current, *table, row)));
        }
    }
    let marks: BTreeMap<&str, &str> = edited.marks.iter().map(|(id, mark)| (id.as_str(), mark.as_str())).collect();
    let sheet_now = parts::sheet(expected, QUESTIONS);
    let table_now = Table { file, sheet: sheet_now };
    let mut edits = Vec::new();
    for (place, question) in current.questions.iter().enumerate() {
        let id = question.id.as_str();
        let Some(row) = rows.get(id) else {
            deleted_since(id, &marks, table, &mut taken);
            edits.push(RevisedQuestion::unchanged(place, question));
            continue;
        };
        let collect = |book: &[Sheet<'_>; 3], row, table| {
            let lists: Vec<_> = names
                .iter()
                .zip(book)
                .map(|(name, (table, (by, _)))| (*table, parts::sheet(expected, name), by.get(id)))
                .collect();
            parts::mark((table, sheet_now, row), &lists)
        };
        let edited_mark = collect(&own, row, table);
        let mark_now = collect(&now, &sheet_now.rows[place], table_now);
        // A question that was renamed is known by its old name in the workbook.
        let written = marks.get(table.cell(row, KEY)).or_else(|| marks.get(id)).copied();
        if edited_mark == mark_now || written == Some(edited_mark.as_str()) {
            edits.push(RevisedQuestion::unchanged(place, question));
            continue;
        }
        let lists: Vec<(Option<Table<'_>>, &[Keyed<'_>])> =
            own.iter().map(|(table, (by, _))| (*table, by.get(id))).collect();
        let edit = QuestionEdit { current, place, question, table, row, renamed: &renamed };
        let mut found = Taken::default();
        let revised = edit.read(&lists, &mut found);
        if revised.entry == *question && found.problems.is_empty() {
            // Other rows that say the same, such as those of a workbook that was taken back before.
            edits.push(RevisedQuestion::unchanged(place, question));
            continue;
        }
        if written.is_some_and(|written| written != mark_now) {
            taken.problems.push(both_changed(id, table, row));
        }
        taken.add(found);
        edits.push(revised);
    }
    same_ids(&edits, table, &rows, current, &mut taken.problems);
    follow_renaming(&mut edits, &taken.renamed);
    reorder(current, table, &rows, &marks, &mut edits, &mut taken);
    taken.questions = edits;
    taken
}

/// The row of each question by the id that it has in the file.
fn question_rows<'a>(
    current: &Questionnaire,
    table: Table<'a>,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, &'a ReviewRow> {
    let mut rows: BTreeMap<String, &ReviewRow> = BTreeMap::new();
    for row in &table.sheet.rows {
        let names = [table.cell(row, KEY), table.cell(row, "id")];
        let found = names.iter().find_map(|name| current.questions.iter().find(|question| question.id == **name));
        match found {
            Some(question) if rows.contains_key(&question.id) => problems.push(table.problem(
                row,
                "id",
                format!("the question “{}” stands in two rows", question.id),
                "delete one of them",
            )),
            Some(question) => {
                rows.insert(question.id.clone(), row);
            }
            None => problems.push(table.problem(
                row,
                "id",
                format!("there is no question “{}” in questionnaire.toml", names[1]),
                "questions cannot be added in the workbook: import the export that has them; delete this row",
            )),
        }
    }
    rows
}

fn stranger(current: &Questionnaire, table: Table<'_>, row: &ReviewRow) -> Diagnostic {
    let name = table.cell(row, QUESTION);
    let ids = current.questions.iter().map(|question| question.id.as_str());
    let hint = match did_you_mean(name, ids) {
        Some(meant) => format!("did you mean “{meant}”?"),
        None => "write the id of a question as it stands on the sheet “Questions”".to_owned(),
    };
    table.problem(row, QUESTION, format!("there is no question “{name}”"), hint)
}

fn deleted_since(id: &str, marks: &BTreeMap<&str, &str>, table: Table<'_>, taken: &mut Taken) {
    if marks.contains_key(id) {
        taken.problems.push(
            Diagnostic::error(format!("the row of the question “{id}” was deleted"))
                .in_place(table.whole())
                .hint("put it back: its answers are in the export and would come in again. Tables show only what you ask for; mark it under “personal data” to keep its answers out of everything"),
        );
    } else {
        taken.noticed.push(
            Diagnostic::note(format!(
                "the question “{id}” came into questionnaire.toml after this workbook was written; it stays as it is"
            ))
            .in_place(table.whole()),
        );
    }
}

fn both_changed(id: &str, table: Table<'_>, row: &ReviewRow) -> Diagnostic {
    table.problem(
        row,
        "id",
        format!("“{id}” was changed here, and in questionnaire.toml too since this workbook was written"),
        "write a new workbook (name a file that is not there yet) and make the change there",
    )
}

/// No two questions may have the same name.
fn same_ids(
    edits: &[RevisedQuestion],
    table: Table<'_>,
    rows: &BTreeMap<String, &ReviewRow>,
    current: &Questionnaire,
    problems: &mut Vec<Diagnostic>,
) {
    let mut seen = BTreeSet::new();
    for edit in edits {
        if !seen.insert(edit.entry.id.as_str())
            && let Some(row) = rows.get(&current.questions[edit.from].id)
        {
            let what = format!("two questions would have the id “{}”", edit.entry.id);
            problems.push(table.problem(row, "id", what, "give one of them another id"));
        }
    }
}

/// Whoever was asked only after a question that has a new name is asked after that name.
fn follow_renaming(edits: &mut [RevisedQuestion], renamed: &[(String, String)]) {
    for asked in edits.iter_mut().filter_map(|edit| edit.entry.asked.as_mut()) {
        if let Some((_, new)) = renamed.iter().find(|(old, _)| *old == asked.question) {
            asked.question.clone_from(new);
        }
    }
}

/// Puts the questions into the order that their numbers give.
fn reorder(
    current: &Questionnaire,
    table: Table<'_>,
    rows: &BTreeMap<String, &ReviewRow>,
    marks: &BTreeMap<&str, &str>,
    edits: &mut Vec<RevisedQuestion>,
    taken: &mut Taken,
) {
    let mut order: Vec<(f64, usize)> = Vec::new();
    for (place, question) in current.questions.iter().enumerate() {
        let Some(row) = rows.get(&question.id) else { continue };
        let cell = table.cell(row, ORDER);
        match cell.replace(',', ".").parse::<f64>() {
            Ok(number) if number.is_finite() => order.push((number, place)),
            _ => {
                let what = format!("“{cell}” is not a number, so nobody knows where “{}” stands", question.id);
                taken.problems.push(table.problem(row, ORDER, what, "write a number: 2.5 goes between 2 and 3"));
                return;
            }
        }
    }
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let places: Vec<usize> = order.iter().map(|(_, place)| *place).collect();
    if places.is_sorted() {
        return;
    }
    let names = |places: &mut dyn Iterator<Item = usize>| -> Vec<&str> {
        places.map(|place| current.questions[place].id.as_str()).collect()
    };
    let written = marks.get(ORDER_MARK).copied().unwrap_or_default();
    // The names that the workbook was written with, for what was renamed since.
    let keys: Vec<&str> = places
        .iter()
        .filter_map(|place| rows.get(&current.questions[*place].id))
        .map(|row| table.cell(row, KEY))
        .collect();
    if fingerprint(keys) == written {
        return;
    }
    if fingerprint(names(&mut (0..current.questions.len()))) != written && places.len() == current.questions.len() {
        taken.problems.push(
            Diagnostic::error("the order of the questions was changed here, and in questionnaire.toml too since this workbook was written")
                .in_place(table.whole())
                .hint("write a new workbook (name a file that is not there yet) and order them there"),
        );
        return;
    }
    let moved = names(&mut places.iter().copied());
    taken.changes.push(format!("the order of the questions is now: {}", moved.join(", ")));
    let rest: Vec<usize> = (0..edits.len()).filter(|place| !places.contains(place)).collect();
    *edits = places.into_iter().chain(rest).map(|place| edits[place].clone()).collect();
}
