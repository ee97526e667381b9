//! Why answers are blank, by what the questionnaire says of whom each question was shown to: who was not shown it was not asked,
//! who was shown it and left it blank did not answer. Where a condition cannot be worked out from the file, blanks stay unknown.

use std::sync::Arc;

use super::condition::{self, Answers};
use super::described::DescribedQuestion;
use super::draft::{Draft, Shape, Shown};
use super::raw::{BLANK, RawTable};
use crate::diagnostic::Diagnostic;
use crate::model::{Kind, Missing};

/// What is known besides conditions.
pub struct Known<'a> {
    /// How reasons call the questionnaire: “the XLSForm”.
    pub from: &'a str,
    /// For a question, the rows to which it could not be put for another reason, with that reason; `None` where nothing is known.
    pub beforehand: &'a dyn Fn(&Draft) -> Option<Vec<Option<Missing>>>,
    /// The rows of each version of the questionnaire: a question that no row of a version answers may not have been in it.
    pub versions: Option<&'a [u32]>,
}

/// Gives the drafts the routing that the questionnaire says in so many words, where the question that routes is one with choices and
/// not the same question; `asked` finds the described question of a draft.
pub fn give_routing<'a>(drafts: &mut [Draft], asked: impl Fn(&Draft) -> Option<&'a DescribedQuestion>) {
    let routable: Vec<String> = drafts
        .iter()
        .filter(|draft| matches!(draft.kind(), Kind::Single | Kind::Multiple))
        .filter_map(|draft| draft.tag.clone())
        .collect();
    for draft in drafts {
        let routing = asked(draft).and_then(|asked| asked.asked.clone());
        draft.routing = routing
            .filter(|routing| routable.contains(&routing.question) && Some(&routing.question) != draft.tag.as_ref());
    }
}

/// Gives the drafts their reasons; `asked` finds the described question of a draft.
pub fn give_reasons<'a>(
    raw: &RawTable,
    drafts: &mut [Draft],
    answers: &Answers<'_>,
    known: &Known<'_>,
    asked: impl Fn(&Draft) -> Option<&'a DescribedQuestion>,
) -> Vec<Diagnostic> {
    let mut noticed = Vec::new();
    let mut beyond: Vec<String> = Vec::new();
    for draft in drafts {
        let Some(question) = asked(draft) else { continue };
        let condition = question.condition.as_deref().map(condition::parse);
        let shown = match &condition {
            Some(condition) => condition::rows(condition, answers),
            None => vec![Some(true); raw.rows()],
        };
        if shown.iter().any(Option::is_none) {
            beyond.push(question.name.clone());
        }
        let blank = blank(raw, draft);
        let in_version = in_version(&blank, known.versions);
        let before = (known.beforehand)(draft);
        let mut answered_past = 0_u64;
        let reasons = (0..raw.rows()).map(|row| {
            if let Some(reason) = before.as_ref().and_then(|before| before[row]) {
                return Some(reason);
            }
            match (shown[row], blank[row]) {
                (Some(false), Blank::Filled) => {
                    answered_past += 1;
                    None
                }
                (Some(false), _) => Some(Missing::NotAsked),
                (Some(true), Blank::Nothing) if in_version[row] => Some(Missing::NotAnswered),
                _ => None,
            }
        });
        draft.row_reasons = Some(Arc::new(reasons.collect()));
        if answered_past > 0 {
            noticed.push(past(answered_past, &question.name, known.from));
        }
    }
    noticed.extend(not_worked_out(&beyond, known.from));
    noticed
}

fn past(rows: u64, name: &str, from: &str) -> Diagnostic {
    let rows = if rows == 1 { "1 row answers".to_owned() } else { format!("{rows} rows answer") };
    Diagnostic::warning(format!("{rows} “{name}” although {from} says it was not shown there; the answers are kept"))
        .hint("was the questionnaire changed while people were answering, or an earlier answer corrected?")
}

fn not_worked_out(beyond: &[String], from: &str) -> Option<Diagnostic> {
    const NAMED: usize = 6;
    let first = beyond.iter().take(NAMED).map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
    let more = if beyond.len() > NAMED { format!(" and {} more", beyond.len() - NAMED) } else { String::new() };
    let what = if beyond.len() == 1 { "the condition of 1 question" } else { "the conditions of some questions" };
    (!beyond.is_empty()).then(|| {
        Diagnostic::note(format!(
            "{what} in {from} could not be worked out from the answers ({first}{more}): their blanks may be “not asked” or “not answered”"
        ))
        .hint("if it matters, say in questionnaire.toml of whom it was asked")
    })
}

/// How a row of a question looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blank {
    /// Nothing stands there.
    Nothing,
    /// Choices were written out and none is ticked.
    NoneTicked,
    /// An answer.
    Filled,
}

fn blank(raw: &RawTable, draft: &Draft) -> Vec<Blank> {
    let (columns, ticked) = match (&draft.shape, &draft.shown) {
        (Shape::Ticks { .. }, Shown::Filled(column)) => (vec![*column], None),
        (Shape::Ticks { columns, ticked, .. }, _) => (columns.iter().flatten().copied().collect(), Some(ticked)),
        _ => (draft.columns().into_iter().filter(|column| Some(*column) != draft.comment).collect(), None),
    };
    let mut rows = vec![Blank::Nothing; raw.rows()];
    for column in columns {
        let column = &raw.columns[column];
        let values: Vec<Blank> = column
            .values()
            .map(|value| match ticked {
                _ if value.is_empty() => Blank::Nothing,
                Some(ticked) if super::code::tick(value, ticked) != crate::model::Tick::Ticked => Blank::NoneTicked,
                _ => Blank::Filled,
            })
            .collect();
        for (row, code) in rows.iter_mut().zip(column.codes().iter()) {
            let own = if code == BLANK { Blank::Nothing } else { values[code as usize] };
            *row = match (*row, own) {
                (Blank::Filled, _) | (_, Blank::Filled) => Blank::Filled,
                (Blank::NoneTicked, _) | (_, Blank::NoneTicked) => Blank::NoneTicked,
                _ => Blank::Nothing,
            };
        }
    }
    rows
}

/// Whether the version of the questionnaire that a row answers is known to have had the question: some row of it answers it.
fn in_version(blank: &[Blank], versions: Option<&[u32]>) -> Vec<bool> {
    let Some(versions) = versions else { return vec![true; blank.len()] };
    let most = versions.iter().copied().max().map_or(0, |most| most as usize + 1);
    let mut has = vec![false; most];
    for (blank, version) in blank.iter().zip(versions) {
        has[*version as usize] |= *blank != Blank::Nothing;
    }
    versions.iter().map(|version| has[*version as usize]).collect()
}
