//! What a person changed of the choices and rows of one question in a workbook.

use super::parts::Keyed;
use super::question_edit::{reason, was_now};
use super::questionnaire::reason_in_words;
use super::questionnaire_back::Taken;
use super::table::Table;
use crate::diagnostic::Diagnostic;
use crate::model::review::{ReviewRow, Revised};
use crate::model::{ChoiceEntry, QuestionEntry, RowEntry};

/// The choices as they are to be, in their order.
pub fn choices(
    question: &QuestionEntry,
    table: Table<'_>,
    rows: &[Keyed<'_>],
    taken: &mut Taken,
) -> Revised<ChoiceEntry> {
    let own_columns = question.choices.iter().any(|choice| choice.column.is_some());
    let mut revised: Revised<ChoiceEntry> = Vec::new();
    let mut kept: Vec<(&ReviewRow, usize)> = Vec::new();
    let mut merged = Vec::new();
    for (place, row) in rows {
        let Some((place, choice)) = choice(question, *place, table, row, own_columns, taken) else { continue };
        let same_code = revised.iter().position(|(_, known)| known.code == choice.code);
        let same_label = revised.iter().position(|(_, known)| known.label == choice.label);
        match (same_code, same_label) {
            (Some(at), Some(other)) if at == other && !own_columns => {
                merged.extend(place);
                merge(question, &mut revised[at].1, &choice, taken);
            }
            (Some(at), _) | (_, Some(at)) => {
                let (heading, what) =
                    if same_code.is_some() { ("code", &choice.code) } else { ("label", &choice.label) };
                let first = kept.iter().find(|(_, place)| *place == at).map_or(0, |(row, _)| row.number);
                let hint = if own_columns {
                    "each has a column of its own in the file, so they cannot be counted as one".to_owned()
                } else {
                    format!("row {first} has it too: to count both as one, give them the same code and the same label")
                };
                taken.problems.push(table.problem(
                    row,
                    heading,
                    format!("two choices of “{}” have the {heading} “{what}”", question.id),
                    hint,
                ));
            }
            (None, None) => {
                kept.push((row, revised.len()));
                revised.push((place, choice));
            }
        }
    }
    say_what_went(question, &revised, &merged, own_columns, table, taken);
    let order: Vec<usize> = revised.iter().filter_map(|(place, _)| *place).collect();
    if !order.is_sorted() {
        let labels: Vec<&str> = revised.iter().map(|(_, choice)| choice.label.as_str()).collect();
        taken.changes.push(format!("“{}”: the order of choices is now: {}", question.id, labels.join(" · ")));
    }
    revised
}

/// One choice, with where it was.
fn choice(
    question: &QuestionEntry,
    place: Option<usize>,
    table: Table<'_>,
    row: &ReviewRow,
    own_columns: bool,
    taken: &mut Taken,
) -> Option<(Option<usize>, ChoiceEntry)> {
    let was = place.and_then(|place| question.choices.get(place));
    let place = place.filter(|_| was.is_some());
    let mut now = was.cloned().unwrap_or_default();
    let cell = |heading: &str| table.cell(row, heading);
    for (heading, empty) in [("code", cell("code").is_empty()), ("label", cell("label").is_empty())] {
        if empty {
            let hint = "write one, or delete the whole row";
            taken.problems.push(table.problem(
                row,
                heading,
                format!("this choice of “{}” has no {heading}", question.id),
                hint,
            ));
            return None;
        }
    }
    let name = |place: usize| format!("“{}”: choice {} (“{}”)", question.id, place + 1, question.choices[place].label);
    let was_label = was.map(|was| was.label.trim().to_owned());
    cell("code").clone_into(&mut now.code);
    if was_label.as_deref() != Some(cell("label")) {
        // What stands in the file stays what it was.
        if now.value.is_none() && now.column.is_none() {
            now.value = was.map(|was| was.label.clone());
        }
        cell("label").clone_into(&mut now.label);
        if now.value.as_ref() == Some(&now.label) {
            now.value = None;
        }
    }
    now.missing = missing(table, row, taken);
    now.aside = aside(table, row, taken);
    if was.is_none_or(|was| cell("also counted") != was.also.join("\n").trim()) {
        now.also =
            cell("also counted").lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    }
    let Some((place, was)) = place.zip(was) else {
        if own_columns {
            let hint = "each choice has its column in the file; an answer that nobody ticked has none";
            taken.problems.push(table.problem(
                row,
                "label",
                format!("a choice cannot be added to “{}”", question.id),
                hint,
            ));
            return None;
        }
        taken.changes.push(format!("“{}”: a new choice, {} “{}”", question.id, now.code, now.label));
        return Some((None, now));
    };
    let mut say = |what: &str, old: Option<&str>, new: Option<&str>| {
        if old != new {
            taken.changes.push(format!("{}: {what} {}", name(place), was_now(old, new)));
        }
    };
    say("code", Some(&was.code), Some(&now.code));
    say("label", Some(was.label.trim()), Some(now.label.trim()));
    let (old, new) = (was.missing.as_deref().map(reason_in_words), now.missing.as_deref().map(reason_in_words));
    say("missing", old.as_deref(), new.as_deref());
    let yes = |aside: bool| aside.then_some("yes");
    say("aside", yes(was.aside), yes(now.aside));
    let lines = |also: &[String]| Some(also.join("; ")).filter(|lines| !lines.is_empty());
    say("also counted", lines(&was.also).as_deref(), lines(&now.also).as_deref());
    Some((Some(place), now))
}

fn missing(table: Table<'_>, row: &ReviewRow, taken: &mut Taken) -> Option<String> {
    let cell = table.cell(row, "missing");
    if cell.is_empty() {
        return None;
    }
    let found = reason(cell);
    if found.is_none() {
        let hint = "there are: refused, don't know, not answered, not asked, missing";
        taken.problems.push(table.problem(
            row,
            "missing",
            format!("“{cell}” does not say why this is no answer"),
            hint,
        ));
    }
    found.map(str::to_owned)
}

fn aside(table: Table<'_>, row: &ReviewRow, taken: &mut Taken) -> bool {
    match table.cell(row, "aside").to_lowercase().as_str() {
        "" | "no" | "false" => false,
        "yes" | "true" | "x" => true,
        other => {
            let hint = "write yes for a choice that stands outside the scale, or leave the cell empty";
            taken.problems.push(table.problem(row, "aside", format!("“{other}” is neither yes nor empty"), hint));
            false
        }
    }
}

/// Two rows with the same code and label are one choice: what stands for the second in the file counts as the first.
fn merge(question: &QuestionEntry, first: &mut ChoiceEntry, second: &ChoiceEntry, taken: &mut Taken) {
    let value = second.value.as_ref().unwrap_or(&second.label);
    taken.changes.push(format!("“{}”: the answer “{value}” is now counted as “{}”", question.id, first.label));
    for value in std::iter::once(value).chain(&second.also) {
        if first.value.as_ref().unwrap_or(&first.label) != value && !first.also.contains(value) {
            first.also.push(value.clone());
        }
    }
}

/// Choices whose rows were deleted.
fn say_what_went(
    question: &QuestionEntry,
    revised: &Revised<ChoiceEntry>,
    merged: &[usize],
    own_columns: bool,
    table: Table<'_>,
    taken: &mut Taken,
) {
    let stays = |place: &usize| merged.contains(place) || revised.iter().any(|(known, _)| known == &Some(*place));
    let gone: Vec<usize> = (0..question.choices.len()).filter(|place| !stays(place)).collect();
    let problem = |what: String, hint: &str| Diagnostic::error(what).in_place(table.whole()).hint(hint);
    if !gone.is_empty() && revised.is_empty() {
        let what = format!("all choices of “{}” were deleted", question.id);
        taken.problems.push(problem(what, "put at least one back; to read it as own words, change its kind to text"));
        return;
    }
    for place in gone {
        let choice = &question.choices[place];
        let also = |known: &ChoiceEntry| known.also.contains(choice.value.as_ref().unwrap_or(&choice.label));
        match revised.iter().find(|(_, known)| also(known)) {
            _ if own_columns => {
                let what = format!("the choice “{}” of “{}” was deleted", choice.label, question.id);
                taken.problems.push(problem(
                    what,
                    "it has a column of its own in the file, which would come in again as a question: put the row back",
                ));
            }
            Some((_, other)) => taken.changes.push(format!(
                "“{}”: the choice “{}” is taken out; its answers now count as “{}”",
                question.id, choice.label, other.label
            )),
            None => taken.changes.push(format!(
                "“{}”: the choice “{}” is taken out; its answers now count as “Other”",
                question.id, choice.label
            )),
        }
    }
}

/// The rows as they are to be, in their order.
pub fn rows(question: &QuestionEntry, table: Table<'_>, rows: &[Keyed<'_>], taken: &mut Taken) -> Revised<RowEntry> {
    let mut revised: Revised<RowEntry> = Vec::new();
    for (place, row) in rows {
        let Some((place, was)) = place.and_then(|place| Some((place, question.rows.get(place)?))) else {
            let what = format!("a row cannot be added to “{}”", question.id);
            taken.problems.push(table.problem(
                row,
                "wording",
                what,
                "each row has its column in the file; delete this one",
            ));
            continue;
        };
        let (id, text) = (table.cell(row, "id"), table.cell(row, "wording"));
        if id.is_empty() || text.is_empty() || revised.iter().any(|(_, known)| known.id == id) {
            let what = format!("a row of “{}” has no id or wording of its own", question.id);
            taken.problems.push(table.problem(row, "id", what, "give it an id that no other row has, and its wording"));
            continue;
        }
        if id != was.id {
            taken.changes.push(format!(
                "“{}”: id of row {} {}",
                question.id,
                place + 1,
                was_now(Some(&was.id), Some(id))
            ));
        }
        if text != was.text.trim() && was.column.is_none() {
            let what = format!("the wording of a row of “{}” is what stands in the file", question.id);
            taken.problems.push(table.problem(row, "wording", what, "put it back as it was"));
        } else if text != was.text.trim() {
            let words = was_now(Some(&was.text), Some(text));
            taken.changes.push(format!("“{}”: wording of row {} {words}", question.id, place + 1));
        }
        let text = if text == was.text.trim() { was.text.clone() } else { text.to_owned() };
        revised.push((Some(place), RowEntry { id: id.to_owned(), text, ..was.clone() }));
    }
    if revised.len() < question.rows.len() && taken.problems.is_empty() {
        taken.problems.push(
            Diagnostic::error(format!("a row of “{}” was deleted", question.id)).in_place(table.whole()).hint(
                "it has a column of its own in the file, which would come in again as a question: put the row back",
            ),
        );
    }
    let order: Vec<usize> = revised.iter().filter_map(|(place, _)| *place).collect();
    if !order.is_sorted() {
        let texts: Vec<&str> = revised.iter().map(|(_, row)| row.text.as_str()).collect();
        taken.changes.push(format!("“{}”: the order of rows is now: {}", question.id, texts.join(" · ")));
    }
    revised
}
