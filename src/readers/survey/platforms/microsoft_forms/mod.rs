//! Microsoft Forms: a workbook, or a CSV that somebody saved out of it.

mod headings;

use crate::diagnostic::Diagnostic;
use crate::model::Personal;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::dates;
use crate::readers::survey::decide::Hints;
use crate::readers::survey::draft::{Draft, Structure};
use crate::readers::survey::joined::Separator;
use crate::readers::survey::numbers::whole;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::{groups, metadata};

/// Microsoft Forms.
#[derive(Debug)]
pub struct MicrosoftForms;

const HINTS: Hints = Hints { separators: &[Separator::Semicolon], open: false };

/// The columns of the platform's own in the order that it writes them, for languages whose words are not known.
const BY_PLACE: [&str; 6] = [metadata::RESPONSE_ID, "start time", "completion time", "e-mail", "name", "last change"];

/// What stands in the place of an address where nobody had to sign in, in every language that was seen.
const ANONYMOUS: &str = "anonymous";

impl SurveyReader for MicrosoftForms {
    fn name(&self) -> &'static str {
        "microsoft-forms"
    }

    fn title(&self) -> &'static str {
        "Microsoft Forms"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let cell = |column: usize| head.cell(0, column);
        let role = |column: usize| headings::role(cell(column));
        let moments = |at: usize| role(at) == Some("start time") && role(at + 1) == Some("completion time");
        // A copy may have lost the ID and the names; an own column must then follow the moments.
        let named = headings::is_id(cell(0)) && moments(1);
        let without_id = moments(0) && matches!(role(2), Some("e-mail" | "name" | "last change" | "score"));
        if named || without_id {
            let first = if named { format!("{}, {}", cell(0), cell(1)) } else { cell(0).to_owned() };
            let last = if named { cell(2) } else { cell(1) };
            let reason = format!("the first columns are {first} and {last}");
            return Some(Recognition { reason, header_records: 1 });
        }
        by_content(head).then(|| Recognition {
            reason: format!(
                "“{}” is followed by two moments and by addresses or “{ANONYMOUS}”, as Microsoft Forms writes in every language",
                cell(0)
            ),
            header_records: 1,
        })
    }

    fn understand(&self, raw: &RawTable, _beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        let first = own_columns(raw, &mut structure);
        order_of_dates(raw, &mut structure);
        let is_quiz = structure.metadata.iter().any(|draft| draft.role.as_deref() == Some("score"));
        // Neighbours with the same answers are the rows of a grid unless a quiz gives each its points.
        let mut drafts = Vec::new();
        let mut place = first;
        let mut question = None;
        while place < raw.columns.len() {
            if let Some(role) = question.and_then(|question| quiz_role(raw, question, place, is_quiz)) {
                structure.questions.extend(groups::neighbouring_grids(raw, std::mem::take(&mut drafts)));
                structure.metadata.push(metadata::draft(raw, place, role));
                place += 1;
                continue;
            }
            question = Some(place);
            if let Some(draft) = metadata::uploaded(raw, place) {
                structure.metadata.push(draft);
                place += 1;
            } else {
                let (mut found, width) = groups::next(raw, place, HINTS);
                if let ([alone], 1) = (&mut found[..], width) {
                    alone.personal = asked_again(raw.heading(0, place), &structure);
                }
                drafts.extend(found);
                place += width;
            }
        }
        structure.questions.extend(groups::neighbouring_grids(raw, drafts));
        structure.noticed.extend(without_wording(raw, first));
        structure
    }
}

/// Whether the first records are an ID, two moments of which the second is the later, and an address or what stands for it.
fn by_content(head: &Head<'_>) -> bool {
    let rows = head.records.len();
    let is_moment = |cell: &str| cell.contains(':') && dates::read(cell).is_some();
    let is_address = |cell: &str| cell.is_empty() || cell == ANONYMOUS || cell.contains('@');
    let fits = |row: usize| {
        let cell = |column: usize| head.cell(row, column);
        whole(cell(0)).is_some() && is_moment(cell(1)) && is_moment(cell(2)) && is_address(cell(3))
    };
    let any_address = (1..rows).any(|row| !head.cell(row, 3).is_empty());
    headings::is_id(head.cell(0, 0)) && rows > 1 && any_address && (1..rows).all(fits)
}

/// The columns of the platform's own, before the first question; the place of that question.
fn own_columns(raw: &RawTable, structure: &mut Structure) -> usize {
    let known = headings::role(raw.heading(0, 1)).is_some();
    let mut place = 0;
    while place < raw.columns.len() {
        let by_word = headings::role(raw.heading(0, place));
        let by_place = || {
            let role = BY_PLACE.get(place).copied().filter(|_| !known)?;
            holds(raw, place, role).then_some(role)
        };
        let Some(role) = by_word.or_else(by_place) else { break };
        let taken = structure.metadata.iter().any(|draft| draft.role.as_deref() == Some(role));
        if taken {
            break;
        }
        if role == metadata::RESPONSE_ID {
            structure.respondent = Some(place);
        }
        structure.metadata.push(metadata::draft(raw, place, role));
        place += 1;
    }
    place
}

/// Whether a column may hold what the platform writes in its place.
fn holds(raw: &RawTable, place: usize, role: &str) -> bool {
    const WORDS_OF_A_NAME: usize = 5;
    let column = &raw.columns[place];
    let all = |fits: fn(&str) -> bool| column.filled().all(|(value, _)| fits(value));
    match role {
        "e-mail" => all(|value| value == ANONYMOUS || value.contains('@')),
        "name" => {
            all(|value| value.split_whitespace().count() <= WORDS_OF_A_NAME && whole(value).is_none())
                && (column.answered() == 0 || column.distinct() as u64 * 10 >= column.answered() * 9)
        }
        "last change" => all(|value| value.contains(':') && dates::read(value).is_some()),
        _ => true,
    }
}

/// Where the moments leave the order of day and month open, the order in which the answers came in may tell it.
fn order_of_dates(raw: &RawTable, structure: &mut Structure) {
    let columns = structure.metadata.iter().filter(|draft| draft.role.as_deref() == Some("completion time"));
    let Some(column) = columns.flat_map(Draft::columns).next() else { return };
    metadata::order_of_dates(raw, column, structure);
}

/// A question with the heading of a column of the platform's own gets a figure after it: `Name2`, `Email2`.
fn asked_again(heading: &str, structure: &Structure) -> Option<Personal> {
    let stem = heading.strip_suffix(|c: char| c.is_ascii_digit())?;
    let own = structure.metadata.iter().find(|draft| draft.text == stem)?;
    own.personal
}

/// What a column after a question of a quiz holds: `Points - QUESTION`, `Feedback - QUESTION`; in other words only where there is
/// a column of the points in all.
fn quiz_role(raw: &RawTable, question: usize, place: usize, is_quiz: bool) -> Option<&'static str> {
    const WORDS_BEFORE: usize = 3;
    // A heading that stood twice got a figure, and the columns of its points did not.
    let bare = |heading: &str| heading.trim_end_matches(|c: char| c.is_ascii_digit()).trim().to_owned();
    let (asked, heading) = (raw.heading(0, question), raw.heading(0, place));
    let (word, of) = [" - ", " – ", ": ", " : "].iter().find_map(|mark| {
        let (word, of) = heading.split_once(mark)?;
        (of.trim() == asked.trim() || bare(of) == bare(asked)).then_some((word, of))
    })?;
    let known = is_quiz || ["Points", "Feedback"].contains(&word);
    if !known || of.is_empty() || word.split_whitespace().count() > WORDS_BEFORE || place > question + 2 {
        return None;
    }
    let numbers = raw.columns[place].filled().all(|(value, _)| value.parse::<f64>().is_ok());
    Some(if place == question + 1 && numbers { "points" } else { "feedback" })
}

/// A question whose wording was left out has the heading that Excel gives to a column without one.
fn without_wording(raw: &RawTable, first: usize) -> Option<Diagnostic> {
    let is_filler = |heading: &str| {
        ["Column", "Spalte", "Colonne", "Columna", "Kolom", "Colonna", "Coluna", "Kolumna", "列"].iter().any(|word| {
            heading.strip_prefix(word).is_some_and(|number| {
                !number.is_empty() && number.len() < 4 && number.bytes().all(|byte| byte.is_ascii_digit())
            })
        })
    };
    let found: Vec<String> = (first..raw.columns.len())
        .map(|place| raw.heading(0, place))
        .filter(|heading| is_filler(heading))
        .map(|heading| format!("“{heading}”"))
        .collect();
    (!found.is_empty()).then(|| {
        Diagnostic::note(format!(
            "{}: Excel writes such a heading above a column without one; the question may have had no wording",
            found.join(", ")
        ))
        .hint("write what was asked as `text` in questionnaire.toml")
    })
}
