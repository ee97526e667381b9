//! Choices put together: of a single choice, a scale, a grid or a question with several answers.

use super::Made;
use crate::diagnostic::{Error, Result, did_you_mean};
use crate::model::{Answer, Choice, Column, Kind, Part, Question, Recode, SurveyTable, Tick};

/// The new choices, and for each old one the place of the new.
struct Merge {
    choices: Vec<Choice>,
    place_of: Vec<usize>,
}

/// The question whose choices are those of another put together.
///
/// # Errors
/// When a name is no choice, is named twice, or the question has no choices.
pub fn put_together(table: &SurveyTable, question: &Question, row: Option<usize>, recode: &Recode) -> Result<Made> {
    if question.choices.is_empty() || matches!(question.kind, Kind::Numeric | Kind::Date | Kind::Text | Kind::Ranking) {
        return Err(Error::new(format!("“{}” ({}) has no choices to put together", question.id, question.kind))
            .hint("numbers are cut with bands = […]"));
    }
    let merge = merge(question, recode)?;
    let kind = match question.kind {
        Kind::Grid if row.is_some() => ordered_kind(question, &merge),
        Kind::Scale => ordered_kind(question, &merge),
        kind => kind,
    };
    let title = row.map_or(question.title(), |row| &question.rows[row].text.text);
    let own = recode.label.clone().unwrap_or_else(|| format!("{title}, put together"));
    let mut made = Question::new(&*recode.id, own.as_str(), kind);
    made.derived = Some(said(title, &own, question, &merge));
    let columns = match question.kind {
        Kind::Multiple => ticks(table, question, &merge),
        Kind::Grid if row.is_none() => {
            made.rows.clone_from(&question.rows);
            (0..question.rows.len())
                .map(|row| (Part::Row(row), answers(table, question, Part::Row(row), &merge)))
                .collect()
        }
        _ => vec![(Part::Answer, answers(table, question, row.map_or(Part::Answer, Part::Row), &merge))],
    };
    made.choices = merge.choices;
    Ok(Made { question: made, columns })
}

fn merge(question: &Question, recode: &Recode) -> Result<Merge> {
    let mut group_of: Vec<Option<usize>> = vec![None; question.choices.len()];
    let mut labels: Vec<String> = recode.groups.0.iter().map(|(label, _)| label.clone()).collect();
    for (group, (label, names)) in recode.groups.0.iter().enumerate() {
        for name in names {
            let place = question.choice(name).ok_or_else(|| no_choice(question, name))?;
            if group_of[place].is_some_and(|other| other != group) {
                return Err(Error::new(format!("“{name}” stands in two groups, one of them “{label}”"))
                    .hint("a choice belongs to one group"));
            }
            group_of[place] = Some(group);
        }
    }
    // What is not named goes into the rest; reasons for not answering and asides never do.
    let plain = |place: usize| question.choices[place].missing.is_none() && !question.choices[place].aside;
    if let Some(other) = &recode.other {
        let rest = labels.iter().position(|label| label == other).unwrap_or_else(|| {
            labels.push(other.clone());
            labels.len() - 1
        });
        for place in (0..group_of.len()).filter(|place| plain(*place)) {
            group_of[place].get_or_insert(rest);
        }
    }
    let mut choices: Vec<Choice> =
        labels.iter().enumerate().map(|(place, label)| Choice::new((place + 1).to_string(), label.as_str())).collect();
    let place_of = group_of
        .into_iter()
        .enumerate()
        .map(|(place, group)| {
            group.unwrap_or_else(|| {
                let code = (choices.len() + 1).to_string();
                choices.push(Choice { code, ..question.choices[place].clone() });
                choices.len() - 1
            })
        })
        .collect();
    Ok(Merge { choices, place_of })
}

fn no_choice(question: &Question, name: &str) -> Error {
    let labels: Vec<&str> = question.choices.iter().map(|choice| choice.label.text.as_str()).collect();
    let hint = match did_you_mean(name, labels.iter().copied()) {
        Some(label) => format!("did you mean “{label}”?"),
        None => format!("its choices are: {}", labels.join("; ")),
    };
    Error::new(format!("“{}” has no choice “{name}”", question.id)).hint(hint)
}

/// A scale stays one where its steps keep their order, forwards or backwards.
fn ordered_kind(question: &Question, merge: &Merge) -> Kind {
    let counted = crate::prepare::steps::counted(question);
    let places: Vec<usize> = counted.iter().map(|&place| merge.place_of[place]).collect();
    if places.is_sorted() || places.iter().rev().is_sorted() { Kind::Scale } else { Kind::Single }
}

fn answers(table: &SurveyTable, question: &Question, part: Part, merge: &Merge) -> Vec<Column> {
    let column = question.column(part);
    let of_block = |block: &crate::model::SurveyBlock| {
        let answers = match column.and_then(|column| block.columns.get(column)) {
            Some(Column::Choices(answers)) => answers.as_slice(),
            _ => &[],
        };
        let new = |row: usize| {
            let answer = answers.get(row).copied().unwrap_or(Answer::UNKNOWN);
            match answer.get() {
                Ok(place) => merge.place_of.get(place).map_or(Answer::UNKNOWN, |place| Answer::choice(*place)),
                Err(_) => answer,
            }
        };
        Column::Choices((0..block.records.len()).map(new).collect())
    };
    table.blocks.iter().map(of_block).collect()
}

/// A group is ticked where any of its choices is; it is known not to be where all are.
fn ticks(table: &SurveyTable, question: &Question, merge: &Merge) -> Vec<(Part, Vec<Column>)> {
    let of_group = |group: usize| {
        let columns: Vec<usize> = (0..question.choices.len())
            .filter(|place| merge.place_of[*place] == group)
            .filter_map(|place| question.column(Part::Tick(place)))
            .collect();
        let of_block = |block: &crate::model::SurveyBlock| {
            let row = |row: usize| {
                let ticks = columns.iter().filter_map(|column| match block.columns.get(*column) {
                    Some(Column::Ticks(ticks)) => ticks.get(row).copied(),
                    _ => None,
                });
                ticks.fold(None, joined).unwrap_or(Tick::Missing(crate::model::Missing::Unknown))
            };
            Column::Ticks((0..block.records.len()).map(row).collect())
        };
        (Part::Tick(group), table.blocks.iter().map(of_block).collect())
    };
    (0..merge.choices.len()).map(of_group).collect()
}

fn joined(so_far: Option<Tick>, tick: Tick) -> Option<Tick> {
    Some(match (so_far, tick) {
        (Some(Tick::Ticked), _) | (_, Tick::Ticked) => Tick::Ticked,
        (Some(missing @ Tick::Missing(_)), _) => missing,
        (_, tick) => tick,
    })
}

/// What was put together, in a sentence.
fn said(title: &str, own: &str, question: &Question, merge: &Merge) -> String {
    let groups = merge.choices.iter().enumerate().filter_map(|(group, choice)| {
        let of: Vec<&str> = (0..question.choices.len())
            .filter(|place| merge.place_of[*place] == group)
            .map(|place| question.choices[place].label.text.as_str())
            .collect();
        let is_itself = of == [choice.label.text.as_str()];
        (!is_itself && !of.is_empty()).then(|| format!("“{}” is {}", choice.label.text, of.join(" or ")))
    });
    let groups: Vec<String> = groups.collect();
    format!("“{own}” is made of “{title}”: {}.", groups.join("; "))
}
