//! Any table with one record of headings or several (codes above wording, what spans columns above what names them), perhaps below
//! a title.

mod heads;
mod parts;

pub use parts::{have_to_do, may_be_called};
use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::readers::survey::code::short;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::decide::{self, NOTHING_KNOWN};
use crate::readers::survey::draft::{Draft, Shape, Structure, guess};
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::{groups, headings, metadata, overlay};

/// A plain table.
#[derive(Debug)]
pub struct Generic;

impl SurveyReader for Generic {
    fn name(&self) -> &'static str {
        "generic"
    }

    fn title(&self) -> &'static str {
        "a plain table"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let heads = heads::find(head.records);
        let above = match heads.titles {
            0 => String::new(),
            1 => "1 row above the headings, ".to_owned(),
            titles => format!("{titles} rows above the headings, "),
        };
        Some(Recognition {
            reason: format!(
                "no platform’s signature was found: {above}{}, then a row for each response",
                heads.sentence()
            ),
            header_records: heads.titles + heads.headings,
        })
    }

    fn names(&self, raw: &RawTable) -> Vec<String> {
        let reduced = heads::reduce(raw);
        let raw = reduced.as_ref().map_or(raw, |reduced| &reduced.table);
        if raw.headings.len() > 1 {
            headings::stem_and_sub_names(raw)
        } else {
            raw.headings.first().cloned().unwrap_or_default()
        }
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        if let Some(reduced) = heads::reduce(raw) {
            let mut structure = of_table(&reduced.table, beside);
            told(&reduced, &mut structure);
            structure.noticed.splice(0..0, said(raw));
            structure.main = Some(reduced.table);
            return structure;
        }
        let mut structure = of_table(raw, beside);
        structure.noticed.splice(0..0, said(raw));
        structure
    }
}

/// What a table below one or two records of headings means, with what lies beside.
fn of_table(raw: &RawTable, beside: &Beside) -> Structure {
    let mut structure = understood(raw);
    if let Some(described) = &beside.described
        && overlay::over(raw, &mut structure, described) == 0
    {
        structure.not_used.clone_from(&described.files);
    }
    structure
}

/// The codes and the sections that stood above the wording.
fn told(reduced: &heads::Reduced, structure: &mut Structure) {
    for draft in structure.questions.iter_mut().chain(&mut structure.metadata) {
        let columns = draft.columns();
        let Some(first) = columns.first().copied() else { continue };
        let said = |list: &[String]| list.get(first).filter(|said| !said.is_empty()).cloned();
        if let Some(code) = said(&reduced.codes) {
            let others: Vec<&str> = columns.iter().map(|column| reduced.codes[*column].as_str()).collect();
            let shared =
                if others.iter().all(|other| *other == code) { Some(code) } else { headings::common_start(&others) };
            draft.tag = draft.tag.take().or(shared);
        }
        draft.section = draft.section.take().or_else(|| said(&reduced.sections));
    }
}

/// What is said of the records of headings: those above them that are passed over, and a guess of more than one.
fn said(raw: &RawTable) -> Vec<Diagnostic> {
    let heads = heads::of_headings(&raw.headings);
    let mut said = Vec::new();
    if heads.titles > 0 {
        said.push(titles(raw, heads.titles));
    }
    if heads.headings > 1 {
        said.push(
            Diagnostic::note(format!("the table was taken to have {}", heads.sentence()))
                .hint("--header-rows N says how many of the first rows are headings, titles above them included"),
        );
    }
    said
}

fn titles(raw: &RawTable, titles: usize) -> Diagnostic {
    let words: Vec<String> =
        raw.headings.iter().take(titles).flatten().filter(|cell| !cell.is_empty()).map(|cell| short(cell)).collect();
    let rows = if titles == 1 { "1 row".to_owned() } else { format!("{titles} rows") };
    let said = if words.is_empty() { String::new() } else { format!(": “{}”", words.join("”, “")) };
    Diagnostic::note(format!("{rows} above the headings passed over{said}"))
        .hint("--header-rows says how many rows are headings")
}

/// What the table itself shows.
fn understood(raw: &RawTable) -> Structure {
    let mut structure = Structure::default();
    let mut place = 0;
    if raw.headings.len() > 1 {
        while let Some(role) = metadata::generic_role(raw, place).filter(|_| raw.heading(1, place).is_empty()) {
            own(raw, place, role, &mut structure);
            place += 1;
        }
        groups::two_records(raw, place, &mut structure);
        metadata::flags(raw, &mut structure);
        return structure;
    }
    // Columns that stand alone, each with its place among the questions: what they are is found side by side afterwards.
    let mut alone = Vec::new();
    while place < raw.columns.len() {
        if let Some(role) = metadata::generic_role(raw, place) {
            own(raw, place, role, &mut structure);
            place += 1;
        } else if let Some((drafts, width)) =
            groups::bracketed(raw, place, NOTHING_KNOWN).or_else(|| parts::question(raw, place))
        {
            structure.questions.extend(drafts);
            place += width;
        } else {
            alone.push((structure.questions.len(), place));
            let undecided = Shape::Text { column: place };
            structure.questions.push(Draft::new(raw.heading(0, place), undecided, guess("", 0.0)));
            place += 1;
        }
    }
    let decided: Vec<_> =
        alone.par_iter().with_max_len(1).map(|(_, column)| decide::column(raw, *column, NOTHING_KNOWN)).collect();
    for ((question, column), (shape, reason)) in alone.into_iter().zip(decided) {
        structure.questions[question] = Draft::new(raw.heading(0, column), shape, reason);
    }
    groups::attach_comments(raw, &mut structure.questions);
    metadata::flags(raw, &mut structure);
    structure
}

/// A column that is no question.
fn own(raw: &RawTable, place: usize, role: &str, structure: &mut Structure) {
    if role == metadata::RESPONSE_ID {
        structure.respondent.get_or_insert(place);
    }
    structure.metadata.push(metadata::draft(raw, place, role));
}
