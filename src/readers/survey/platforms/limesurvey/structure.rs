//! What the survey's structure (.lss) says, laid over the columns of a question.

use super::answers::{self, Marks};
use super::heading::Heading;
use crate::model::{Kind, Missing};
use crate::readers::survey::codebooks::lss::{FROM, second_list};
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion};
use crate::readers::survey::draft::{Choices, Draft, DraftChoice, DraftRow, Shape, Shown, Ticked, guess};
use crate::readers::survey::overlay;
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::{fold, plain};

/// The question of the structure that columns belong to: by its code, else, where that leaves no doubt, by its wording.
pub fn find<'a>(described: &'a Described, heading: &Heading) -> Option<&'a DescribedQuestion> {
    if let Some(code) = &heading.code {
        return described.questions.iter().find(|question| question.name == *code);
    }
    let stem = fold(&plain(&heading.stem));
    let mut alike = described.questions.iter().filter(|question| fold(&question.text.text) == stem);
    match (alike.next(), alike.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// The headings of a question with the wording that the structure has for its codes.
pub fn worded(columns: &[Heading], question: &DescribedQuestion, described: &Described) -> Vec<Heading> {
    let second = described.lists.get(&second_list(&question.name)).map(Vec::as_slice).unwrap_or_default();
    let word = |place: usize, code: &String| -> String {
        let row = question.rows.iter().find(|row| row.name == *code).map(|row| row.text.text.clone());
        let axis = || second.iter().find(|choice| choice.code == *code).map(|choice| choice.label.text.clone());
        let found = if place == 0 { row } else { axis() };
        found.filter(|text| !text.is_empty()).unwrap_or_else(|| code.clone())
    };
    columns
        .iter()
        .map(|column| {
            let mut heading = column.clone();
            heading.code = Some(question.name.clone());
            if !question.text.text.is_empty() {
                heading.stem.clone_from(&question.text.text);
            }
            if heading.subs.is_empty() {
                heading.subs = column.sub_codes.iter().enumerate().map(|(place, code)| word(place, code)).collect();
            }
            heading
        })
        .collect()
}

/// Drafts made of the answers, mended by what the structure says of their question.
pub fn mend(
    raw: &RawTable,
    drafts: &mut [Draft],
    question: &DescribedQuestion,
    described: &Described,
    known: &[String],
) {
    let second = described.lists.get(&second_list(&question.name)).map(Vec::as_slice).unwrap_or_default();
    let mut grids = 0;
    for draft in drafts.iter_mut() {
        draft.section.clone_from(&question.section);
        let gate = question.asked.as_ref().filter(|asked| known.contains(&asked.question));
        draft.routing = gate.cloned();
        match (&mut draft.shape, question.kind) {
            (Shape::Coded { column, choices, scale }, Some(Kind::Single | Kind::Scale)) => {
                let label = choices.other.and_then(|other| choices.list.get(other)).map(|choice| choice.label.clone());
                *choices = of(raw, &[*column], question, &question.choices);
                if question.own_words || draft.comment.is_some() && label.is_some() {
                    add_other(choices, label);
                }
                *scale = question.kind == Some(Kind::Scale);
                draft.guess = Some(says(question));
            }
            (Shape::Grid { rows, choices }, Some(Kind::Grid)) => {
                let columns: Vec<usize> = rows.iter().map(|row| row.column).collect();
                let list = if question.type_word == "1" && grids == 1 { second } else { &question.choices };
                *choices = of(raw, &columns, question, list);
                grids += 1;
                draft.guess = Some(says(question));
            }
            (Shape::Slots { items, values, .. }, Some(Kind::Ranking)) => {
                rank(items, values, &question.choices);
                draft.guess = Some(says(question));
            }
            (Shape::Ticks { choices, .. }, Some(Kind::Multiple)) => {
                for choice in &mut choices.list {
                    let row = question.rows.iter().find(|row| fold(&row.text.text) == fold(&choice.label));
                    choice.code = row.map(|row| row.name.clone()).or(choice.code.take());
                }
                draft.guess = Some(says(question));
            }
            (shape, kind) => {
                if let Some(column) = only_column(shape) {
                    force(raw, shape, column, question, kind);
                    draft.guess = Some(says(question));
                }
            }
        }
    }
}

fn says(question: &DescribedQuestion) -> crate::model::Guess {
    guess(format!("{FROM} says it: type {}", question.type_word), 1.0)
}

/// Choices of the structure where the answers are its codes or its labels; types with words of the program's own keep those.
fn of(raw: &RawTable, columns: &[usize], question: &DescribedQuestion, list: &[DescribedChoice]) -> Choices {
    let columns: Vec<_> = columns.iter().map(|column| &raw.columns[*column]).collect();
    let mut choices = overlay::choices(&columns, list, &question.not_answers);
    let stands =
        |value: &str| list.iter().any(|choice| choice.code == value || fold(&choice.label.text) == fold(value));
    let values = || columns.iter().flat_map(|column| column.filled()).map(|(value, _)| value);
    let translated = matches!(question.type_word.as_str(), "Y" | "G" | "C" | "E");
    if translated && !values().any(stands) && values().next().is_some() {
        choices = crate::readers::survey::decide::choices_of(values().filter(|value| !answers::is_not_shown(value)));
    }
    choices.other = None;
    choices
}

/// The choice that asks for own words: `-oth-` in codes, its label in words.
fn add_other(choices: &mut Choices, label: Option<String>) {
    choices.other = Some(choices.list.len());
    let label = label.filter(|label| label != "-oth-").unwrap_or_else(|| "Other".to_owned());
    choices.list.push(DraftChoice { code: Some("-oth-".to_owned()), ..DraftChoice::new(label) });
}

/// The items of a ranking, those too that nobody placed.
fn rank(items: &mut Vec<DraftRow>, values: &mut Vec<String>, choices: &[DescribedChoice]) {
    if choices.is_empty() {
        return;
    }
    let by_code = values.iter().filter(|value| choices.iter().any(|choice| choice.code == **value)).count();
    let coded = by_code * 2 > values.len();
    let row = |(place, choice): (usize, &DescribedChoice)| DraftRow {
        id: None,
        text: choice.label.text.clone(),
        column: place,
    };
    *items = choices.iter().enumerate().map(row).collect();
    *values =
        choices.iter().map(|choice| if coded { choice.code.clone() } else { choice.label.text.clone() }).collect();
}

fn only_column(shape: &Shape) -> Option<usize> {
    match shape {
        Shape::Coded { column, .. } | Shape::Numeric { column } | Shape::Date { column } | Shape::Text { column } => {
            Some(*column)
        }
        _ => None,
    }
}

/// The shape that the structure says, where the answers in one column looked otherwise.
fn force(raw: &RawTable, shape: &mut Shape, column: usize, question: &DescribedQuestion, kind: Option<Kind>) {
    *shape = match kind {
        Some(Kind::Numeric) => Shape::Numeric { column },
        Some(Kind::Date) => Shape::Date { column },
        Some(Kind::Text) => Shape::Text { column },
        Some(Kind::Single | Kind::Scale | Kind::Grid) if !question.choices.is_empty() => {
            let mut choices = of(raw, &[column], question, &question.choices);
            if question.own_words {
                add_other(&mut choices, None);
            }
            Shape::Coded { column, scale: kind == Some(Kind::Scale), choices }
        }
        _ => return,
    };
}

/// How a set is read whose columns do not tell: a tick is anything.
pub fn marks(raw: &RawTable, columns: &[usize]) -> Marks {
    answers::marks(raw, columns).unwrap_or(Marks {
        ticked: Ticked::YesNo,
        shown: Shown::AnyFilled,
        not_answers: vec![crate::readers::survey::draft::NotAnswer::one("N/A", Missing::NotAsked)],
        reason: "columns that the survey’s structure takes together",
        confidence: 1.0,
    })
}
