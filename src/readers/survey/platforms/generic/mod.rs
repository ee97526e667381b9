//! Any table with one record of headings, or two of which the first spans columns, perhaps below a title.

mod heads;
mod parts;

use crate::diagnostic::Diagnostic;
use crate::readers::survey::code::short;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::decide::{self, NOTHING_KNOWN};
use crate::readers::survey::draft::{Draft, Structure};
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::{groups, metadata, overlay};

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
        let rows = if heads.headings == 2 {
            "two rows of headings, the first over several columns"
        } else {
            "one row of headings"
        };
        Some(Recognition {
            reason: format!("no platform’s signature was found: {above}{rows}, then a row for each response"),
            header_records: heads.titles + heads.headings,
        })
    }

    fn names(&self, raw: &RawTable) -> Vec<String> {
        let below = without_titles(raw);
        let raw = below.as_ref().unwrap_or(raw);
        if raw.headings.len() > 1 {
            groups::stem_and_sub_names(raw)
        } else {
            raw.headings.first().cloned().unwrap_or_default()
        }
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        let below = without_titles(raw);
        if let Some(below) = below {
            let mut structure = self.understand(&below, beside);
            structure.noticed.insert(0, titles(raw, raw.headings.len() - below.headings.len()));
            structure.main = Some(below);
            return structure;
        }
        let mut structure = understood(raw);
        if let Some(described) = &beside.described
            && overlay::over(raw, &mut structure, described) == 0
        {
            structure.not_used.clone_from(&described.files);
        }
        structure
    }
}

/// The table without the records of titles above its headings; `None` where there are none.
fn without_titles(raw: &RawTable) -> Option<RawTable> {
    let mut records = raw.headings.clone();
    // Whatever follows the headings shows that they are such; their own cells decide the rest.
    records.push(vec!["–".to_owned(); raw.columns.len()]);
    let titles = heads::find(&records).titles.min(raw.headings.len().saturating_sub(1));
    (titles > 0).then(|| {
        let mut below = raw.clone();
        below.headings.drain(..titles);
        below
    })
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
            let (shape, reason) = decide::column(raw, place, NOTHING_KNOWN);
            structure.questions.push(Draft::new(raw.heading(0, place), shape, reason));
            place += 1;
        }
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
