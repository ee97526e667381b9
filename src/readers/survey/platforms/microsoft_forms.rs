//! Microsoft Forms: a workbook, or a CSV that somebody saved out of it.

use crate::readers::survey::companion::Beside;
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::draft::{Draft, Structure};
use crate::readers::survey::joined::Separator;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::fold;
use crate::readers::survey::{groups, metadata};

/// Microsoft Forms.
#[derive(Debug)]
pub struct MicrosoftForms;

const HINTS: Hints = Hints { separators: &[Separator::Semicolon], open: false };

/// Columns of the platform's own, before the first question.
const OWN: [&str; 8] =
    ["id", "start time", "completion time", "email", "name", "last modified time", "total points", "quiz feedback"];

impl SurveyReader for MicrosoftForms {
    fn name(&self) -> &'static str {
        "microsoft-forms"
    }

    fn title(&self) -> &'static str {
        "Microsoft Forms"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let starts = ["id", "start time", "completion time"];
        let fits = starts.iter().enumerate().all(|(column, name)| fold(head.cell(0, column)) == *name);
        fits.then(|| Recognition {
            reason: "the first columns are ID, Start time and Completion time".into(),
            header_records: 1,
        })
    }

    fn understand(&self, raw: &RawTable, _beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        let mut place = 0;
        while place < raw.columns.len() && OWN.contains(&fold(raw.heading(0, place)).as_str()) {
            let heading = fold(raw.heading(0, place));
            let role = metadata::known(&heading).map_or("platform", |(role, _)| role);
            if role == metadata::RESPONSE_ID {
                structure.respondent = Some(place);
            }
            structure.metadata.push(metadata::draft(raw, place, role));
            place += 1;
        }
        let mut drafts = Vec::new();
        while place < raw.columns.len() {
            let heading = raw.heading(0, place);
            let quiz = ["Points - ", "Feedback - "].iter().find(|start| heading.starts_with(**start));
            if let Some(quiz) = quiz {
                let role = if quiz.starts_with('P') { "points" } else { "feedback" };
                structure.metadata.push(metadata::draft(raw, place, role));
                place += 1;
            } else if let Some((grid, width)) = groups::bracketed(raw, place, HINTS) {
                drafts.extend(grid);
                place += width;
            } else {
                let (shape, reason) = decide::column(raw, place, HINTS);
                drafts.push(Draft::new(heading, shape, reason));
                place += 1;
            }
        }
        structure.questions = groups::neighbouring_grids(raw, drafts);
        structure
    }
}
