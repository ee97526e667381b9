//! Personal data, found by heading and content together: what gives a person away is kept out of outputs from the start, and a
//! person decides. What it looks like is for [`crate::personal`] to say.

mod columns;
mod headings;

use super::draft::{Draft, DraftChoice, Shape, Structure, guess};
use super::metadata::RESPONSE_ID;
use super::raw::{BLANK, RawTable};
use super::words::plain;
use crate::diagnostic::Diagnostic;
use crate::model::Personal;
use crate::personal as look;
use columns::{Finding, of_column};
use rayon::prelude::*;

/// Marks questions whose answers are personal, and says where open answers hold an address or a number all the same.
///
/// `reviewed` are the columns of which a person has spoken: what is said there is kept, and contradicted aloud.
pub fn mark(raw: &RawTable, structure: &mut Structure, reviewed: &[usize]) {
    let mut noticed = Vec::new();
    let mut questions = Vec::with_capacity(structure.questions.len());
    let drafts = std::mem::take(&mut structure.questions);
    let look_at = |draft: &Draft| {
        let is_open = draft.personal.is_none() && !draft.not_personal;
        if is_open { of_question(raw, draft) } else { None }
    };
    let looked: Vec<Option<Finding>> = drafts.par_iter().with_max_len(1).map(look_at).collect();
    for (mut draft, found) in drafts.into_iter().zip(looked) {
        let is_reviewed = draft.id.is_some() || draft.columns().iter().any(|column| reviewed.contains(column));
        if draft.personal.is_none() && !draft.not_personal {
            if is_reviewed {
                noticed.extend(
                    found.as_ref().filter(|finding| !finding.guessed).map(|finding| contradicted(&draft, finding)),
                );
            } else {
                noticed.extend(found.as_ref().and_then(|finding| said(&draft, finding)));
                draft.personal = found.map(|finding| finding.kind);
            }
        }
        if draft.personal.is_some() {
            only_words(&mut draft);
        } else if !draft.not_personal {
            keep_contacts_out_of_choices(&mut draft);
        }
        let apart = if is_reviewed || draft.not_personal { None } else { comment_apart(raw, &mut draft) };
        questions.push(draft);
        questions.extend(apart);
    }
    for draft in questions.iter().filter(|draft| draft.personal.is_none() && !draft.not_personal) {
        let open = match &draft.shape {
            Shape::Text { column } | Shape::Coded { column, .. } | Shape::Joined { column, .. } => Some(*column),
            _ => None,
        };
        for column in open.into_iter().chain(draft.comment) {
            noticed.extend(in_open_answers(raw, column, &draft.text));
        }
    }
    structure.questions = questions;
    structure.metadata.iter_mut().for_each(|draft| mark_metadata(raw, draft));
    structure.noticed.append(&mut noticed);
}

/// A column of the platform's own is personal by its role, or where its content plainly is; ids of responses join tables.
fn mark_metadata(raw: &RawTable, draft: &mut Draft) {
    if draft.personal.is_none() {
        let found = of_question(raw, draft).filter(|finding| !finding.guessed).map(|finding| finding.kind);
        let is_id = draft.role.as_deref() == Some(RESPONSE_ID);
        draft.personal = found.filter(|kind| match kind {
            Personal::Email => true,
            Personal::IpAddress | Personal::Phone | Personal::Location => !is_id,
            _ => false,
        });
    }
    if draft.personal.is_some() {
        only_words(draft);
    }
}

/// Personal answers are words, whatever they look like: their values are listed nowhere.
fn only_words(draft: &mut Draft) {
    let column = match &draft.shape {
        Shape::Coded { column, .. }
        | Shape::Joined { column, .. }
        | Shape::Numeric { column }
        | Shape::Date { column }
        | Shape::JoinedRanks { column, .. } => *column,
        _ => return,
    };
    draft.shape = Shape::Text { column };
}

/// An answer that holds an address or a number is nobody's choice: it counts as "Other" and is not listed. Choices that the
/// platform or a person named are left: a helpline may be one.
fn keep_contacts_out_of_choices(draft: &mut Draft) {
    let (Shape::Coded { choices, .. } | Shape::Joined { choices, .. } | Shape::Grid { choices, .. }) = &mut draft.shape
    else {
        return;
    };
    if choices.closed {
        return;
    }
    let before = choices.list.len();
    choices.list.retain(|choice| choice.value.is_some() || !holds_contact(&choice.label));
    if choices.list.len() < before {
        choices.other = choices.list.iter().position(|choice| super::words::is_other(&choice.label));
        if choices.other.is_none() {
            choices.other = Some(choices.list.len());
            choices.list.push(DraftChoice::new("Other"));
        }
    }
}

/// Whether words hold something that gives somebody away: messages then name the row and not the words.
pub fn holds_contact(value: &str) -> bool {
    look::holds(value)
}

fn of_question(raw: &RawTable, draft: &Draft) -> Option<Finding> {
    let heading = plain(&draft.text);
    match &draft.shape {
        Shape::Coded { column, .. }
        | Shape::Joined { column, .. }
        | Shape::JoinedRanks { column, .. }
        | Shape::Numeric { column }
        | Shape::Date { column }
        | Shape::Text { column } => {
            let column = &raw.columns[*column];
            // A box among several: “Contact information [Name]”.
            let of_part = || super::headings::bracket(&heading).and_then(|(_, part)| of_column(part, column));
            of_column(&heading, column).or_else(of_part)
        }
        // A grid of boxes to write in: “Name”, “E-mail”, “Telephone”.
        Shape::Grid { rows, .. } => rows.iter().find_map(|row| {
            let contact =
                |finding: &Finding| matches!(finding.kind, Personal::Email | Personal::Phone | Personal::IpAddress);
            of_column(&plain(&row.text), &raw.columns[row.column]).filter(contact)
        }),
        _ => None,
    }
}

/// A comment box that asks for a name or an address is a question of its own: its words are kept out, the choices are not.
fn comment_apart(raw: &RawTable, draft: &mut Draft) -> Option<Draft> {
    let comment = draft.comment?;
    if draft.personal.is_some() || !matches!(draft.shape, Shape::Coded { .. } | Shape::Joined { .. }) {
        return None;
    }
    let found = of_column(&raw.names[comment], &raw.columns[comment]).filter(|finding| !finding.guessed)?;
    draft.comment = None;
    let reason =
        format!("the words beside “{}” hold personal data and stand apart", super::code::short(&plain(&draft.text)));
    let mut apart = Draft::new(raw.names[comment].as_str(), Shape::Text { column: comment }, guess(reason, 0.9));
    apart.section.clone_from(&draft.section);
    apart.personal = Some(found.kind);
    Some(apart)
}

/// What was found by content alone is said, a guess as a guess.
fn said(draft: &Draft, finding: &Finding) -> Option<Diagnostic> {
    if finding.reason.is_empty() {
        return None;
    }
    let what = super::code::short(&plain(&draft.text));
    let hint = "if that is wrong, write personal = \"none\" for the question in questionnaire.toml";
    Some(if finding.guessed {
        let message = format!(
            "“{what}” may hold personal data ({}, a guess: {}); kept out of outputs",
            finding.kind.word(),
            finding.reason
        );
        Diagnostic::warning(message).hint(hint)
    } else {
        let message =
            format!("“{what}” holds personal data ({}: {}); kept out of outputs", finding.kind.word(), finding.reason);
        Diagnostic::note(message).hint(hint)
    })
}

/// A person reviewed the question and says nothing of what plainly stands in it.
fn contradicted(draft: &Draft, finding: &Finding) -> Diagnostic {
    let what = draft.id.clone().unwrap_or_else(|| super::code::short(&plain(&draft.text)));
    let word = finding.kind.word();
    Diagnostic::warning(format!(
        "“{what}” looks like personal data ({word}), and questionnaire.toml does not say so; it is in the outputs"
    ))
    .hint(format!(
        "write personal = \"{word}\" for it to keep it out, or personal = \"none\" where you looked and it is not"
    ))
}

/// Says where open answers hold something personal, row by row, without repeating it.
fn in_open_answers(raw: &RawTable, place: usize, text: &str) -> Option<Diagnostic> {
    const KINDS: [(Personal, &str); 6] = [
        (Personal::Email, "e-mail addresses"),
        (Personal::Phone, "telephone numbers"),
        (Personal::IpAddress, "network addresses"),
        (Personal::Address, "postcodes"),
        (Personal::Location, "coordinates"),
        (Personal::Identifier, "numbers of papers or accounts"),
    ];
    let column = &raw.columns[place];
    let held: Vec<(u8, bool)> = (0..column.distinct() + 1)
        .into_par_iter()
        .map(|code| {
            let value = column.value(u32::try_from(code).unwrap_or(BLANK));
            let mut kinds = 0;
            for found in look::find(value) {
                let bit = KINDS.iter().position(|(kind, _)| *kind == found.kind).unwrap_or(0);
                kinds |= 1 << bit;
            }
            (kinds, look::may_name_somebody(value))
        })
        .collect();
    let rows = |holds: &dyn Fn(&(u8, bool)) -> bool| -> Vec<u64> {
        let codes = column.codes().iter().zip(&raw.records);
        codes.filter(|(code, _)| held.get(*code as usize).is_some_and(holds)).map(|(_, record)| *record).collect()
    };
    // Most columns hold nothing: their rows need not be gone through.
    let (kinds, names) = held.iter().fold((0, false), |(kinds, names), held| (kinds | held.0, names | held.1));
    let mut parts: Vec<String> = Vec::new();
    for (bit, (_, name)) in KINDS.iter().enumerate().filter(|(bit, _)| kinds & (1 << bit) != 0) {
        let found = rows(&|(kinds, _)| kinds & (1 << bit) != 0);
        if !found.is_empty() {
            parts.push(format!("{name} ({})", listed(&found)));
        }
    }
    let named = if names { rows(&|(_, names)| *names) } else { Vec::new() };
    if !named.is_empty() {
        parts.push(format!("what may be names of people, a guess ({})", listed(&named)));
    }
    (!parts.is_empty()).then(|| {
        Diagnostic::warning(format!(
            "open answers to “{}” hold {}",
            super::code::short(&plain(text)),
            parts.join(", ")
        ))
        .hint("addresses and numbers are masked in quotations and clean data; look at these answers before quoting them. `personal` in questionnaire.toml keeps all of a question’s answers out of outputs, personal = \"none\" says that you have looked")
    })
}

/// Rows as a message names them: the first few.
pub fn listed(rows: &[u64]) -> String {
    const NAMED: usize = 8;
    let named: Vec<String> = rows.iter().take(NAMED).map(u64::to_string).collect();
    let more = if rows.len() > NAMED { format!(" and {} more", rows.len() - NAMED) } else { String::new() };
    format!("{} {}{more}", if rows.len() == 1 { "row" } else { "rows" }, named.join(", "))
}
