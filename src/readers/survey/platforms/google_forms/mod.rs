//! Google Forms: the linked sheet (answers joined by `, `) and the form's own CSV download (joined by `;`).

mod headings;

use crate::readers::survey::companion::Beside;
use crate::readers::survey::dates;
use crate::readers::survey::decide::Hints;
use crate::readers::survey::draft::Structure;
use crate::readers::survey::headings::bracket;
use crate::readers::survey::joined::Separator;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::{groups, metadata};

/// Google Forms.
#[derive(Debug)]
pub struct GoogleForms;

const HINTS: Hints = Hints { separators: &[Separator::Semicolon, Separator::Comma], open: false };

/// The columns of the platform's own stand first: the moment, the address, the points.
const OWN: usize = 3;

impl SurveyReader for GoogleForms {
    fn name(&self) -> &'static str {
        "google-forms"
    }

    fn title(&self) -> &'static str {
        "Google Forms"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let first = head.cell(0, 0);
        if !headings::is_timestamp(first) {
            return None;
        }
        let below = || (1..head.records.len()).map(|record| head.cell(record, 0)).filter(|cell| !cell.is_empty());
        let moments = below().next().is_some()
            && (below().all(|cell| dates::read(cell).is_some()) || dates::are_serials(below()));
        let sheet = head.sheet.is_some_and(|sheet| sheet.starts_with("Form Responses"));
        let named = if sheet { ", in a sheet “Form Responses”" } else { "" };
        (moments || (sheet && below().next().is_none())).then(|| Recognition {
            reason: format!("the first column is “{first}” and holds dates with times{named}"),
            header_records: 1,
        })
    }

    fn understand(&self, raw: &RawTable, _beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        metadata::order_of_dates(raw, 0, &mut structure);
        let mut place = 0;
        let mut question = None;
        while place < raw.columns.len() {
            let role = own(raw, place).or_else(|| marked(raw, question?, place));
            if let Some(role) = role {
                structure.metadata.push(metadata::draft(raw, place, role));
                place += 1;
                continue;
            }
            question = Some(place);
            if let Some(draft) = metadata::uploaded(raw, place) {
                structure.metadata.push(draft);
                place += 1;
            } else {
                let (drafts, width) = groups::next(raw, place, HINTS);
                structure.questions.extend(drafts);
                place += width;
            }
        }
        structure
    }
}

/// What a column of the platform's own is for.
fn own(raw: &RawTable, place: usize) -> Option<&'static str> {
    let heading = raw.heading(0, place);
    match place {
        0 => Some("completion time"),
        1..OWN if headings::is_address(heading) => Some("e-mail"),
        1..OWN if are_points(raw, place) || (headings::is_score(heading) && are_numbers(raw, place)) => Some("score"),
        _ => None,
    }
}

/// What a column after a question of a quiz holds: `QUESTION [Score]`, `QUESTION [Feedback]`, whatever the language.
fn marked(raw: &RawTable, question: usize, place: usize) -> Option<&'static str> {
    let (stem, _) = bracket(raw.heading(0, place))?;
    let after = place - question;
    if stem != raw.heading(0, question).trim() || after > 2 {
        return None;
    }
    if are_points(raw, place) {
        return Some("points");
    }
    let follows_points = after == 2 && are_points(raw, place - 1);
    (follows_points || (after == 1 && raw.columns[place].answered() == 0)).then_some("feedback")
}

/// Whether every answer is so many points of so many: `12 / 20`.
fn are_points(raw: &RawTable, place: usize) -> bool {
    let column = &raw.columns[place];
    let is_number = |text: &str| text.trim().parse::<f64>().is_ok();
    // A question nobody answered has points of none: `-- / 5`.
    let is_points = |value: &str| {
        value
            .split_once(" / ")
            .is_some_and(|(given, of)| (is_number(given) || given.starts_with("--")) && is_number(of))
    };
    column.answered() > 0 && column.filled().all(|(value, _)| is_points(value))
}

fn are_numbers(raw: &RawTable, place: usize) -> bool {
    raw.columns[place].filled().all(|(value, _)| value.parse::<f64>().is_ok())
}
