//! WJX (问卷星): numbered headings `8、…`, choices in brackets, `(空)` for a blank and `(跳过)` for a question that was skipped.

use crate::model::Missing;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::draft::{Choices, Draft, NotAnswer, Shape, Shown, Structure, Ticked, guess};
use crate::readers::survey::groups::{self, Member};
use crate::readers::survey::joined::Separator;
use crate::readers::survey::metadata;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::plain;

/// WJX.
#[derive(Debug)]
pub struct Wjx;

const HINTS: Hints = Hints { separators: &[Separator::Bar, Separator::Semicolon], open: false };

/// Columns of the platform's own, with what each is for.
const OWN: [(&str, &str); 8] = [
    ("序号", metadata::RESPONSE_ID),
    ("提交答卷时间", "completion time"),
    ("所用时间", "duration"),
    ("来源", "collector"),
    ("来源详情", "collector"),
    ("来自IP", "IP address"),
    ("总分", "score"),
    ("用户ID", "token"),
];

/// What stands for a blank, and why it is one.
const BLANKS: [(&str, Missing); 4] = [
    ("(空)", Missing::NotAnswered),
    ("（空）", Missing::NotAnswered),
    ("(跳过)", Missing::NotAsked),
    ("（跳过）", Missing::NotAsked),
];

impl SurveyReader for Wjx {
    fn name(&self) -> &'static str {
        "wjx"
    }

    fn title(&self) -> &'static str {
        "WJX (问卷星)"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let named = |name: &str| head.record(0).iter().any(|cell| cell == name);
        let fits = named("提交答卷时间") && (named("序号") || named("所用时间") || named("来源"));
        fits.then(|| Recognition {
            reason: "the first row names 序号 and 提交答卷时间".into(), header_records: 1
        })
    }

    fn understand(&self, raw: &RawTable, _beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        let mut place = 0;
        while place < raw.columns.len() {
            let heading = raw.heading(0, place);
            if let Some((_, role)) = OWN.iter().find(|(name, _)| *name == heading) {
                if *role == metadata::RESPONSE_ID {
                    structure.respondent.get_or_insert(place);
                }
                structure.metadata.push(metadata::draft(raw, place, role));
                place += 1;
                continue;
            }
            let number = numbered(heading).map(|(number, _)| number);
            let same =
                |column: &usize| number.is_some() && numbered(raw.heading(0, *column)).map(|(own, _)| own) == number;
            let end = (place + 1..raw.columns.len()).find(|column| !same(column)).unwrap_or(raw.columns.len());
            structure.questions.extend(question(raw, place, end));
            place = end;
        }
        structure
    }
}

/// `8、wording` → the number and the wording.
fn numbered(heading: &str) -> Option<(&str, &str)> {
    let (number, rest) = heading.split_once(['、', '.', '．'])?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((number, rest.trim()))
}

fn question(raw: &RawTable, place: usize, end: usize) -> Vec<Draft> {
    let wording = |column: usize| {
        let heading = raw.heading(0, column);
        plain(numbered(heading).map_or(heading, |(_, rest)| rest))
    };
    let mut drafts = if end == place + 1 {
        let (shape, reason) = decide::column(raw, place, HINTS);
        vec![Draft::new(wording(place), shape, reason)]
    } else {
        let members: Vec<(String, Member)> = (place..end)
            .map(|column| {
                let (stem, sub) = parts(&wording(column));
                (stem, Member { column, sub })
            })
            .collect();
        let number = numbered(raw.heading(0, place)).map_or("", |(number, _)| number);
        let stem = members.iter().map(|(stem, _)| stem.clone()).find(|stem| !stem.is_empty());
        let stem = stem.unwrap_or_else(|| format!("问题 {number}"));
        let members: Vec<Member> = members.into_iter().map(|(_, member)| member).collect();
        match ticks(raw, &stem, &members) {
            Some(draft) => vec![draft],
            None => groups::without_comment(raw, &stem, members, HINTS),
        }
    };
    for draft in &mut drafts {
        blanks(raw, draft);
    }
    drafts
}

/// Columns of 1 and 0, one a choice.
fn ticks(raw: &RawTable, stem: &str, members: &[Member]) -> Option<Draft> {
    let values = || members.iter().flat_map(|member| raw.columns[member.column].filled()).map(|(value, _)| value);
    let is_blank = |value: &str| BLANKS.iter().any(|(blank, _)| *blank == value);
    let fits =
        values().all(|value| matches!(value, "0" | "1") || is_blank(value)) && values().any(|value| value == "1");
    fits.then(|| {
        let columns = members.iter().map(|member| Some(member.column)).collect();
        let choices = Choices::plain(members.iter().map(|member| member.sub.as_str()));
        let shape = Shape::Ticks { columns, choices, ticked: Ticked::YesNo, single: false };
        let reason = format!("{} columns of one question that hold 1 or 0", members.len());
        let mut draft = Draft::new(stem, shape, guess(reason, 0.95));
        draft.shown = Shown::EachCell;
        draft
    })
}

/// `wording(choice)`, `(choice)` or `wording:choice` → the two.
fn parts(text: &str) -> (String, String) {
    let bracket = text.strip_suffix([')', '）']).and_then(|inner| inner.rsplit_once(['(', '（']));
    let split = bracket.or_else(|| text.rsplit_once([':', '：', '—'])).filter(|(_, sub)| !sub.trim().is_empty());
    match split {
        Some((stem, sub)) => (stem.trim().to_owned(), sub.trim().to_owned()),
        None => (String::new(), text.to_owned()),
    }
}

/// Blanks that are written out are no answers.
fn blanks(raw: &RawTable, draft: &mut Draft) {
    let columns = draft.columns();
    let stands = |value: &str| columns.iter().any(|column| raw.columns[*column].filled().any(|(own, _)| own == value));
    draft.not_answers = BLANKS
        .iter()
        .filter(|(value, _)| stands(value))
        .map(|(value, reason)| NotAnswer::one(*value, *reason))
        .collect();
    let is_blank = |label: &str| BLANKS.iter().any(|(value, _)| *value == label);
    match &mut draft.shape {
        Shape::Coded { choices, .. } | Shape::Joined { choices, .. } | Shape::Grid { choices, .. } => {
            choices.list.retain(|choice| !is_blank(choice.value()));
        }
        _ => {}
    }
}
