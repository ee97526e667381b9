//! Alchemer, formerly SurveyGizmo: the heading of a part of a question is `Option:Question`, the other way round than elsewhere.

use crate::readers::survey::companion::Beside;
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::draft::{Draft, Shape, Structure};
use crate::readers::survey::groups::{self, Member};
use crate::readers::survey::joined::Separator;
use crate::readers::survey::metadata;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::{fold, is_other, plain};

/// Alchemer, formerly SurveyGizmo.
#[derive(Debug)]
pub struct Alchemer;

const HINTS: Hints = Hints { separators: &[Separator::Semicolon], open: false };

/// Columns of the platform's own before the first question, with what each is for.
const OWN: [(&str, &str); 22] = [
    ("response id", metadata::RESPONSE_ID),
    ("time started", "start time"),
    ("date submitted", "completion time"),
    ("status", "status"),
    ("contact id", "token"),
    ("legacy comments", "comments"),
    ("comments", "comments"),
    ("language", "language"),
    ("referer", "referrer"),
    ("extended referer", "referrer"),
    ("sessionid", "session"),
    ("session id", "session"),
    ("user agent", "browser"),
    ("tags", "tags"),
    ("ip address", "IP address"),
    ("longitude", "longitude"),
    ("latitude", "latitude"),
    ("country", "place"),
    ("city", "place"),
    ("state/region", "place"),
    ("postal", "place"),
    ("link name", "collector"),
];

impl SurveyReader for Alchemer {
    fn name(&self) -> &'static str {
        "alchemer"
    }

    fn title(&self) -> &'static str {
        "Alchemer (SurveyGizmo)"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let fits = ["Time Started", "Date Submitted", "Status"].iter().all(|name| head.has(0, name));
        fits.then(|| Recognition {
            reason: "the first row names Time Started, Date Submitted and Status".into(),
            header_records: 1,
        })
    }

    fn understand(&self, raw: &RawTable, _beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        let mut place = 0;
        while place < raw.columns.len() {
            let heading = fold(raw.heading(0, place));
            let variable = heading.starts_with("url variable:").then_some("embedded data");
            let role = OWN.iter().find(|(name, _)| *name == heading).map(|(_, role)| *role).or(variable);
            let Some(role) = role else { break };
            if role == metadata::RESPONSE_ID {
                structure.respondent.get_or_insert(place);
            }
            structure.metadata.push(metadata::draft(raw, place, role));
            place += 1;
        }
        while place < raw.columns.len() {
            let (stem, end) = group(raw, place);
            structure.questions.extend(question(raw, &stem, place, end));
            place = end;
        }
        metadata::flags(raw, &mut structure);
        structure
    }
}

/// The question that begins in this column: its wording and the column after its last. Options and questions may hold colons
/// themselves: the question is the longest end of a heading that its neighbours have too.
fn group(raw: &RawTable, place: usize) -> (String, usize) {
    let heading = raw.heading(0, place);
    let whole_end = end_of(raw, place, heading);
    if whole_end > place + 1 {
        return (heading.to_owned(), whole_end);
    }
    let tails =
        heading.char_indices().filter(|(_, c)| *c == ':').map(|(at, _)| heading[at + 1..].trim_start_matches(':'));
    let found = tails.filter(|tail| !tail.trim().is_empty()).map(|tail| (tail, end_of(raw, place, tail)));
    match found.into_iter().find(|(_, end)| *end > place + 1) {
        Some((tail, end)) => (tail.trim().to_owned(), end),
        None => (heading.to_owned(), place + 1),
    }
}

/// The column after the last, from this one on, that is a part of this question.
fn end_of(raw: &RawTable, place: usize, question: &str) -> usize {
    let after = (place + 1..raw.columns.len()).find(|column| part(raw.heading(0, *column), question).is_none());
    after.unwrap_or(raw.columns.len())
}

/// What a heading says before the question.
fn part<'a>(heading: &'a str, question: &str) -> Option<&'a str> {
    heading
        .trim_end()
        .strip_suffix(question.trim_end())?
        .strip_suffix(':')
        .map(|part| part.trim_end_matches(':').trim())
}

fn question(raw: &RawTable, stem: &str, place: usize, end: usize) -> Vec<Draft> {
    let text = plain(stem);
    let sub = |column: usize| part(raw.heading(0, column), stem).map(plain);
    if sub(place).is_some() {
        let mut members: Vec<Member> =
            (place..end).map(|column| Member { column, sub: sub(column).unwrap_or_default() }).collect();
        let own = members.last().filter(|last| members.len() > 1 && is_own_words(raw, last)).map(|last| last.column);
        if own.is_some() {
            members.pop();
        }
        let mut drafts = groups::without_comment(raw, &text, members, HINTS);
        if let (Some(own), Some(last)) = (own, drafts.last_mut()) {
            groups::add_comment(raw, last, own);
            name_other(last, &sub(own).unwrap_or_default());
        }
        return drafts;
    }
    let (shape, reason) = decide::column(raw, place, HINTS);
    let mut draft = Draft::new(text.as_str(), shape, reason);
    let mut drafts = Vec::new();
    for column in place + 1..end {
        if draft.comment.is_none() && !matches!(draft.shape, Shape::Text { .. }) {
            draft.comment = Some(column);
        } else {
            let (shape, reason) = decide::column(raw, column, HINTS);
            drafts.push(Draft::new(format!("{text} [{}]", sub(column).unwrap_or_default()), shape, reason));
        }
    }
    drafts.insert(0, draft);
    drafts
}

/// The last column of a set holds own words where its cells do not repeat its option.
fn is_own_words(raw: &RawTable, member: &Member) -> bool {
    let column = &raw.columns[member.column];
    let own_label = column.filled().all(|(value, _)| fold(&plain(value)) == fold(&member.sub));
    is_other(&member.sub) && (column.answered() == 0 || !own_label)
}

/// The choice for own words bears the platform's name for it.
fn name_other(draft: &mut Draft, label: &str) {
    if let Shape::Ticks { choices, .. } = &mut draft.shape
        && let Some(choice) = choices.other.and_then(|other| choices.list.get_mut(other))
    {
        choice.label = label.to_owned();
    }
}
