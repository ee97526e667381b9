//! SurveyXact: a dataset of codes, whose questions and labels stand in two files beside it.

use crate::diagnostic::Diagnostic;
use crate::model::{Flag, Kind};
use crate::readers::survey::codebooks::surveyxact::FROM;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::described::{Described, DescribedQuestion};
use crate::readers::survey::draft::{
    Choices, Draft, DraftChoice, DraftRow, FlagRule, Shape, Shown, Structure, Ticked, guess,
};
use crate::readers::survey::headings;
use crate::readers::survey::metadata;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::{self, fold};

/// SurveyXact.
#[derive(Debug)]
pub struct SurveyXact;

const HINTS: Hints = Hints { separators: &[], open: false };

/// The columns of the overall status: whether anything was answered, and whether all was.
const SOME_ANSWERS: &str = "stato_3";
const COMPLETED: &str = "stato_4";

impl SurveyReader for SurveyXact {
    fn name(&self) -> &'static str {
        "surveyxact"
    }

    fn title(&self) -> &'static str {
        "SurveyXact"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let described = head.described.filter(|described| described.from == FROM && !described.questions.is_empty());
        let known = described.map_or(0, |described| {
            let is_known = |cell: &&String| described.questions.iter().any(|question| question.name == **cell);
            head.record(0).iter().filter(is_known).count()
        });
        if known * 2 > head.record(0).len() {
            let reason = "a structure file of SurveyXact lies beside it and knows its columns".into();
            return Some(Recognition { reason, header_records: 1 });
        }
        let status = (1..=5).all(|number| head.has(0, &format!("stato_{number}")));
        status.then(|| Recognition {
            reason: "the columns stato_1 to stato_5 hold SurveyXact’s status".into(),
            header_records: 1,
        })
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        let nothing = Described::default();
        let described = beside.described.as_ref().unwrap_or(&nothing);
        if described.questions.is_empty() {
            structure.noticed.push(
                Diagnostic::note("the columns are codes: structure.csv and labels.csv, which SurveyXact exports with the dataset, say what was asked")
                    .hint("put them beside the dataset, or name them with --codebook"),
            );
        }
        let questions: Vec<Option<&DescribedQuestion>> =
            (0..raw.columns.len()).map(|place| described.question(raw.heading(0, place))).collect();
        let mut place = 0;
        while place < raw.columns.len() {
            let end = end_of(&questions, place);
            let heading = raw.heading(0, place);
            if fold(heading).starts_with("stato_") {
                let end = (place + 1..raw.columns.len()).find(|c| !fold(raw.heading(0, *c)).starts_with("stato_"));
                let end = end.unwrap_or(raw.columns.len());
                structure.metadata.push(status(raw, &questions, place, end));
                place = end;
                continue;
            }
            if let Some(role) = own(raw, place, questions[place].is_some()) {
                if role == metadata::RESPONSE_ID {
                    structure.respondent.get_or_insert(place);
                }
                structure.metadata.push(metadata::draft(raw, place, role));
                place += 1;
                continue;
            }
            match questions[place].map(|question| question.kind) {
                Some(Some(Kind::Multiple)) => structure.questions.push(set(raw, &questions, place, end)),
                _ => structure.questions.push(alone(raw, questions[place], place)),
            }
            place = end;
        }
        let drafts = grids(raw, std::mem::take(&mut structure.questions));
        structure.questions = own_words(raw, drafts);
        flag(raw, &mut structure);
        structure
    }
}

/// The columns of one question of several choices.
fn end_of(questions: &[Option<&DescribedQuestion>], place: usize) -> usize {
    let Some(first) = questions[place].filter(|question| question.kind == Some(Kind::Multiple)) else {
        return place + 1;
    };
    let same = |other: &Option<&DescribedQuestion>| {
        other.is_some_and(|other| other.kind == Some(Kind::Multiple) && other.key.is_some() && other.key == first.key)
    };
    (place + 1..questions.len()).find(|column| !same(&questions[*column])).unwrap_or(questions.len())
}

/// What a column is for that the structure does not know: an id, an address, a moment.
fn own(raw: &RawTable, place: usize, is_known: bool) -> Option<&'static str> {
    if is_known {
        return None;
    }
    match fold(raw.heading(0, place)).as_str() {
        "respondentid" | "respondent" | "respid" | "id" => Some(metadata::RESPONSE_ID),
        "email" | "e-mail" => Some("e-mail"),
        "key" | "respondentkey" => Some("token"),
        "statcreate" | "created" => Some("start time"),
        "statclose" | "closed" | "closedate" => Some("completion time"),
        _ => metadata::generic_role(raw, place),
    }
}

/// The choices of a described question, each by what stands for it in these columns: its code, or its label.
fn choices(raw: &RawTable, question: Option<&DescribedQuestion>, columns: &[usize]) -> Choices {
    let described = question.map(|question| question.choices.as_slice()).unwrap_or_default();
    let values = || columns.iter().flat_map(|column| raw.columns[*column].filled()).map(|(value, _)| value);
    let coded = values().filter(|value| described.iter().any(|choice| choice.code == **value)).count();
    let labelled =
        values().filter(|value| described.iter().any(|choice| fold(&choice.label.text) == fold(value))).count();
    let list: Vec<DraftChoice> = described
        .iter()
        .map(|choice| DraftChoice {
            code: Some(choice.code.clone()),
            value: (coded >= labelled).then(|| choice.code.clone()),
            ..DraftChoice::marked(choice.label.text.as_str())
        })
        .collect();
    Choices { list, other: None, closed: false }
}

fn because(question: &DescribedQuestion) -> String {
    format!("{FROM} says it: {}", question.type_word)
}

/// A question in one column.
fn alone(raw: &RawTable, question: Option<&DescribedQuestion>, place: usize) -> Draft {
    let Some(question) = question else {
        let (shape, reason) = decide::column(raw, place, HINTS);
        let mut draft = Draft::new(raw.heading(0, place), shape, reason);
        draft.tag = Some(raw.heading(0, place).to_owned());
        return draft;
    };
    let choices = choices(raw, Some(question), &[place]);
    let (shape, reason) = match question.kind {
        Some(Kind::Single) if !choices.list.is_empty() => {
            (Shape::Coded { column: place, scale: false, choices }, guess(because(question), 1.0))
        }
        Some(Kind::Numeric) => (Shape::Numeric { column: place }, guess(because(question), 1.0)),
        Some(Kind::Date) => (Shape::Date { column: place }, guess(because(question), 1.0)),
        Some(Kind::Text) => match decide::column(raw, place, Hints { open: true, ..HINTS }) {
            (Shape::Text { .. }, _) => (Shape::Text { column: place }, guess(because(question), 1.0)),
            decided => decided,
        },
        _ => decide::column(raw, place, HINTS),
    };
    let text = if question.text.text.is_empty() { question.name.as_str() } else { question.text.text.as_str() };
    let mut draft = Draft::new(text, shape, reason);
    draft.tag = Some(question.name.clone());
    draft
}

/// The choice that a column of a set stands for, with its code.
fn choice_of(question: Option<&DescribedQuestion>, heading: &str) -> DraftChoice {
    let label = question.and_then(|question| question.label.clone()).unwrap_or_else(|| heading.to_owned());
    let code = question.and_then(|question| question.condition.clone());
    DraftChoice { code, ..DraftChoice::new(label) }
}

/// A question of several choices: 1 is ticked, 0 is not ticked, or was never shown.
fn set(raw: &RawTable, questions: &[Option<&DescribedQuestion>], place: usize, end: usize) -> Draft {
    let first = questions[place];
    let list: Vec<DraftChoice> =
        (place..end).map(|column| choice_of(questions[column], raw.heading(0, column))).collect();
    let columns: Vec<usize> = (place..end).collect();
    let marks = choices(raw, first, &columns);
    let ticked = marks.list.iter().find(|choice| choice.code.as_deref() == Some("1")).map_or("1", DraftChoice::value);
    let blank = columns.iter().any(|column| raw.columns[*column].answered() < raw.rows() as u64);
    let other = list.iter().position(|choice| words::is_other(&choice.label));
    let ticks = Ticked::Value(ticked.to_owned());
    let columns = columns.into_iter().map(Some).collect();
    let shape = Shape::Ticks { columns, choices: Choices { list, other, closed: false }, ticked: ticks, single: false };
    let reason = first.map(because).unwrap_or_default();
    let mut draft = Draft::new(first.map_or("", |question| question.text.text.as_str()), shape, guess(reason, 1.0));
    draft.tag = first.and_then(|question| question.key.clone());
    draft.shown = if blank { Shown::EachCell } else { Shown::AnyTicked };
    draft
}

/// The overall status: one of several columns is 1.
fn status(raw: &RawTable, questions: &[Option<&DescribedQuestion>], place: usize, end: usize) -> Draft {
    let list = (place..end).map(|column| choice_of(questions[column], raw.heading(0, column))).collect();
    let columns = (place..end).map(Some).collect();
    let choices = Choices { list, other: None, closed: false };
    let ticked = Ticked::Value("1".to_owned());
    let shape = Shape::Ticks { columns, choices, ticked, single: true };
    let text = questions[place].map_or("status", |question| question.text.text.as_str());
    Draft::new(text, shape, guess("a column of the platform’s own", 1.0)).with_role("status")
}

/// Who did not finish, by the overall status.
fn flag(raw: &RawTable, structure: &mut Structure) {
    let column = |name: &str| (0..raw.columns.len()).find(|place| fold(raw.heading(0, *place)) == name);
    if let Some(completed) = column(COMPLETED) {
        structure.flags.push(FlagRule { column: completed, flag: Flag::Partial, marks: |value| value == "0" });
    } else if let Some(some) = column(SOME_ANSWERS) {
        structure.flags.push(FlagRule { column: some, flag: Flag::Partial, marks: |value| value == "1" });
    }
}

/// Neighbouring single questions `Question - row` with the same labels are one grid.
fn grids(raw: &RawTable, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut result: Vec<Draft> = Vec::new();
    let mut run: Vec<Draft> = Vec::new();
    for draft in drafts {
        let joins = run
            .last()
            .is_some_and(|last| stem(&draft).is_some() && stem(last) == stem(&draft) && same_choices(last, &draft));
        if !joins {
            result.extend(grid(raw, std::mem::take(&mut run)));
        }
        run.push(draft);
    }
    result.extend(grid(raw, run));
    result
}

fn stem(draft: &Draft) -> Option<&str> {
    draft.text.rsplit_once(" - ").map(|(stem, _)| stem)
}

fn same_choices(first: &Draft, second: &Draft) -> bool {
    let labels = |draft: &Draft| match &draft.shape {
        Shape::Coded { choices, .. } => {
            Some(choices.list.iter().map(|choice| (choice.code.clone(), choice.label.clone())).collect::<Vec<_>>())
        }
        _ => None,
    };
    labels(first).is_some_and(|labels_of| !labels_of.is_empty() && Some(labels_of) == labels(second))
}

fn grid(raw: &RawTable, run: Vec<Draft>) -> Vec<Draft> {
    let (Some(first), true) = (run.first(), run.len() > 1) else { return run };
    let text = stem(first).unwrap_or_default().trim().to_owned();
    let Shape::Coded { choices, .. } = &first.shape else { return run };
    let rows: Vec<DraftRow> = run
        .iter()
        .filter_map(|draft| match &draft.shape {
            Shape::Coded { column, .. } => {
                let row = draft.text.rsplit_once(" - ").map_or(draft.text.as_str(), |(_, row)| row);
                Some(DraftRow { id: None, text: row.trim().to_owned(), column: *column })
            }
            _ => None,
        })
        .collect();
    let reason =
        format!("{} neighbouring questions with one wording before “ - ” and the same labels in {FROM}", rows.len());
    let tags: Vec<&str> = rows.iter().map(|row| raw.heading(0, row.column)).collect();
    let tag = headings::common_start(&tags);
    let mut draft = Draft::new(text, Shape::Grid { rows, choices: choices.clone() }, guess(reason, 0.95));
    draft.tag = tag;
    vec![draft]
}

/// An open question `Question - choice` holds the own words of that choice.
fn own_words(raw: &RawTable, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut kept: Vec<Draft> = Vec::new();
    let mut texts: Vec<Draft> = Vec::new();
    for draft in drafts {
        let is_text = matches!(draft.shape, Shape::Text { .. }) && stem(&draft).is_some();
        if is_text { texts.push(draft) } else { kept.push(draft) }
    }
    for text in texts {
        let Shape::Text { column } = text.shape else { continue };
        let (question, choice) = text.text.rsplit_once(" - ").unwrap_or_default();
        let owner = kept.iter_mut().find(|draft| fold(&draft.text) == fold(question) && draft.comment.is_none());
        let place = owner.as_ref().and_then(|draft| match &draft.shape {
            Shape::Coded { choices, .. } | Shape::Ticks { choices, .. } => {
                choices.list.iter().position(|known| fold(&known.label) == fold(choice))
            }
            _ => None,
        });
        match (owner, place) {
            (Some(owner), Some(place)) => {
                owner.comment = Some(column);
                if let Shape::Coded { choices, .. } | Shape::Ticks { choices, .. } = &mut owner.shape {
                    choices.other = Some(place);
                }
            }
            _ => kept.push(text),
        }
    }
    kept.sort_by_key(|draft| draft.columns().first().copied().unwrap_or(raw.columns.len()));
    kept
}
