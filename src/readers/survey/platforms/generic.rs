//! Any table with one record of headings, or two of which the first spans columns.

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

    fn recognise(&self, _head: &Head<'_>) -> Option<Recognition> {
        Some(Recognition {
            reason: "no platform’s signature was found: one row of headings, then a row for each response".into(),
            header_records: 1,
        })
    }

    fn names(&self, raw: &RawTable) -> Vec<String> {
        if raw.headings.len() > 1 {
            groups::stem_and_sub_names(raw)
        } else {
            raw.headings.first().cloned().unwrap_or_default()
        }
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        let mut structure = understood(raw);
        if let Some(described) = &beside.described
            && overlay::over(raw, &mut structure, described) == 0
        {
            structure.not_used.clone_from(&described.files);
        }
        structure
    }
}

/// What the table itself shows.
fn understood(raw: &RawTable) -> Structure {
    let mut structure = Structure::default();
    if raw.headings.len() > 1 {
        groups::two_records(raw, 0, &mut structure);
        return structure;
    }
    let mut place = 0;
    while place < raw.columns.len() {
        if let Some(role) = metadata::generic_role(raw, place) {
            if role == metadata::RESPONSE_ID {
                structure.respondent.get_or_insert(place);
            }
            structure.metadata.push(metadata::draft(raw, place, role));
            place += 1;
        } else if let Some((drafts, width)) = groups::bracketed(raw, place, NOTHING_KNOWN) {
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
