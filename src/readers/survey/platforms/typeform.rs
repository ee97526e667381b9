//! Typeform: a first column `#`, dates and network id at the end. In older exports the columns of a multiple choice question
//! are headed by their choice alone: which belong together can only be proposed.

use crate::model::Flag;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::draft::{Choices, Draft, DraftChoice, FlagRule, Shape, Structure, Ticked, guess};
use crate::readers::survey::joined::Separator;
use crate::readers::survey::metadata;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::{fold, is_other, plain};

/// Typeform.
#[derive(Debug)]
pub struct Typeform;

const HINTS: Hints = Hints { separators: &[Separator::Slash, Separator::Comma], open: false };

/// Columns of the platform's own, with what each is for.
const OWN: [(&str, &str); 8] = [
    ("response type", "status"),
    ("start date (utc)", "start time"),
    ("stage date (utc)", "time recorded"),
    ("submit date (utc)", "completion time"),
    ("network id", "network"),
    ("tags", "tags"),
    ("ending", "ending"),
    ("score", "score"),
];

fn own(heading: &str) -> Option<&'static str> {
    let heading = fold(heading);
    OWN.iter().find(|(name, _)| *name == heading).map(|(_, role)| *role)
}

impl SurveyReader for Typeform {
    fn name(&self) -> &'static str {
        "typeform"
    }

    fn title(&self) -> &'static str {
        "Typeform"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let end = ["Network ID", "Submit Date (UTC)", "Start Date (UTC)"].into_iter().find(|name| head.has(0, name));
        let named = end.filter(|_| head.cell(0, 0) == "#")?;
        Some(Recognition { reason: format!("the first column is “#”, and another {named}"), header_records: 1 })
    }

    fn understand(&self, raw: &RawTable, _beside: &Beside) -> Structure {
        let mut structure = Structure { respondent: Some(0), ..Structure::default() };
        structure.metadata.push(metadata::draft(raw, 0, metadata::RESPONSE_ID));
        let last = (1..raw.columns.len()).rev().find(|place| own(raw.heading(0, *place)).is_none()).unwrap_or(0);
        let mut place = 1;
        while place <= last && place < raw.columns.len() {
            let end = run_of_choices(raw, place, last + 1);
            if end > place + 1 {
                structure.questions.push(set(raw, place, end));
                place = end;
                continue;
            }
            let (shape, reason) = decide::column(raw, place, HINTS);
            let mut draft = Draft::new(plain(raw.heading(0, place)), shape, reason);
            place += 1;
            let with_words = matches!(draft.shape, Shape::Coded { scale: false, .. } | Shape::Joined { .. });
            if with_words && place <= last && is_other(raw.heading(0, place)) {
                draft.comment = Some(place);
                place += 1;
            }
            structure.questions.push(draft);
        }
        for place in last + 1..raw.columns.len() {
            let role = own(raw.heading(0, place)).unwrap_or("platform");
            structure.metadata.push(metadata::draft(raw, place, role));
            let unfinished: Option<fn(&str) -> bool> = match fold(raw.heading(0, place)).as_str() {
                "response type" => Some(|value| matches!(fold(value).as_str(), "partial" | "started")),
                "submit date (utc)" => Some(str::is_empty),
                _ => None,
            };
            if let Some(marks) = unfinished {
                structure.flags.push(FlagRule { column: place, flag: Flag::Partial, marks });
            }
        }
        structure
    }
}

/// Whether a column holds nothing but blanks and its own heading.
fn repeats_its_heading(raw: &RawTable, place: usize) -> bool {
    let heading = fold(&plain(raw.heading(0, place)));
    raw.columns[place].filled().all(|(value, _)| fold(&plain(value)) == heading)
}

/// Where the choices that begin in this column end: columns that repeat their headings, then perhaps `Other`.
fn run_of_choices(raw: &RawTable, place: usize, last: usize) -> usize {
    let is_choice = |column: usize| repeats_its_heading(raw, column) && !is_other(raw.heading(0, column));
    let mut end = place;
    while end < last && is_choice(end) {
        end += 1;
    }
    // Questions that nobody answered look like choices that nobody ticked.
    let answered = (place..end).filter(|column| raw.columns[*column].answered() > 0).count();
    if answered == 0 || answered * 2 < end - place {
        return place;
    }
    if end < last && is_other(raw.heading(0, end)) { end + 1 } else { end }
}

fn set(raw: &RawTable, place: usize, end: usize) -> Draft {
    let headings: Vec<String> = (place..end).map(|column| plain(raw.heading(0, column))).collect();
    let with_other = is_other(raw.heading(0, end - 1));
    let ticks = if with_other { end - 1 } else { end };
    let mut columns: Vec<Option<usize>> = (place..ticks).map(Some).collect();
    let mut choices = Choices::plain(headings[..ticks - place].iter().map(String::as_str));
    choices.other = None;
    if with_other {
        choices.other = Some(choices.list.len());
        choices.list.push(DraftChoice::new(headings.last().cloned().unwrap_or_default()));
        columns.push(None);
    }
    let ended = if with_other { " ended by a column “Other”" } else { "" };
    let reason = format!(
        "{} neighbouring columns that repeat their own headings{ended}; the export does not hold the question, and two sets side by side would look the same",
        ticks - place
    );
    let text = match headings.as_slice() {
        [first, .., last] => format!("{first} … {last}"),
        _ => headings.join(" "),
    };
    let shape = Shape::Ticks { columns, choices, ticked: Ticked::Filled, single: false };
    let mut draft = Draft::new(text, shape, guess(reason, if with_other { 0.7 } else { 0.5 }));
    draft.comment = with_other.then_some(end - 1);
    draft
}
