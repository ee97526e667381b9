//! Google Forms: the linked sheet (answers joined by `, `) and the form's own CSV download (joined by `;`).

use crate::readers::survey::companion::Beside;
use crate::readers::survey::dates;
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::draft::{Draft, Structure};
use crate::readers::survey::joined::Separator;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::fold;
use crate::readers::survey::{groups, metadata};

/// Google Forms.
#[derive(Debug)]
pub struct GoogleForms;

/// The heading of the first column, by the language of the account.
const TIMESTAMPS: [&str; 10] = [
    "timestamp",
    "horodateur",
    "zeitstempel",
    "marca temporal",
    "informazioni cronologiche",
    "tijdstempel",
    "carimbo de data/hora",
    "sygnatura czasowa",
    "tidstämpel",
    "tidsstempel",
];

const HINTS: Hints = Hints { separators: &[Separator::Semicolon, Separator::Comma], open: false };

impl SurveyReader for GoogleForms {
    fn name(&self) -> &'static str {
        "google-forms"
    }

    fn title(&self) -> &'static str {
        "Google Forms"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let first = head.cell(0, 0);
        if !TIMESTAMPS.contains(&fold(first).as_str()) {
            return None;
        }
        let below = (1..head.records.len()).map(|record| head.cell(record, 0)).filter(|cell| !cell.is_empty());
        let mut moments = 0;
        for cell in below {
            dates::read(cell)?;
            moments += 1;
        }
        let sheet = if head.sheet.is_some_and(|sheet| sheet.starts_with("Form Responses")) {
            ", in a sheet “Form Responses”"
        } else {
            ""
        };
        (moments > 0 || !sheet.is_empty()).then(|| Recognition {
            reason: format!("the first column is “{first}” and holds dates with times{sheet}"),
            header_records: 1,
        })
    }

    fn understand(&self, raw: &RawTable, _beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        let mut place = 0;
        while place < raw.columns.len() {
            let heading = raw.heading(0, place);
            let role = match (place, fold(heading).as_str()) {
                (0, _) => Some("completion time"),
                (1..3, "email address" | "username") => Some("e-mail"),
                (1..3, "score") => Some("score"),
                _ => None,
            };
            if let Some(role) = role {
                structure.metadata.push(metadata::draft(raw, place, role));
                place += 1;
            } else if let Some((drafts, width)) = groups::bracketed(raw, place, HINTS) {
                structure.questions.extend(drafts);
                place += width;
            } else {
                let (shape, reason) = decide::column(raw, place, HINTS);
                structure.questions.push(Draft::new(heading, shape, reason));
                place += 1;
            }
        }
        structure
    }
}
