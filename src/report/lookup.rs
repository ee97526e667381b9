//! Single figures out of tables, for the values in a narrative.

use super::produce::Workshop;
use super::themes;
use crate::diagnostic::{Error, Result, unknown_name};
use crate::model::{Cell, Choice, Grouping, Kind, Measure, Question, StubKind, Table};
use crate::tabulate;

/// Of whom a figure is asked: everybody, or one group of a grouping.
#[derive(Debug, Clone, Default)]
pub struct Of {
    /// The group by its label; `None`: everybody.
    pub group: Option<String>,
    /// The grouping, where the group alone does not say it.
    pub by: Option<String>,
}

/// The cell of a choice of a question: its count and its base.
///
/// # Errors
/// When the question, its row, its choice or the group is not there.
pub fn answer(workshop: &Workshop, question: &str, choice: &str, row: Option<&str>, of: &Of) -> Result<Cell> {
    let known = known_question(workshop, question)?;
    if !matches!(known.kind, Kind::Single | Kind::Multiple | Kind::Grid | Kind::Scale) {
        return Err(Error::new(format!("“{question}” is {}, so it has no choices to count", known.kind.word()))
            .hint("use mean(), median() or base() for it"));
    }
    let chosen = known
        .choice(choice)
        .ok_or_else(|| unknown_name("choice", choice, known.choices.iter().map(|choice| choice.label.text.as_str())))?;
    let picked = &known.choices[chosen];
    match (known.kind, row) {
        (Kind::Grid, None) => {
            return Err(Error::new(format!("“{question}” is a grid, so say which row"))
                .hint(format!("add row=\"{}\"", known.rows.first().map_or("…", |row| row.text.text.as_str()))));
        }
        (Kind::Grid, Some(row)) => {
            let found = known
                .row(row)
                .ok_or_else(|| unknown_name("row", row, known.rows.iter().map(|row| row.text.text.as_str())))?;
            return grid_cell(workshop, question, found, picked, of);
        }
        (_, Some(_)) => return Err(Error::new(format!("“{question}” is not a grid, so it has no rows"))),
        _ => {}
    }
    let table = question_table(workshop, question, of)?;
    let column = group_column(&table, of)?;
    keyed(&table, &format!("{question}.{}", picked.code))
        .and_then(|row| table.cells.get(row)?.get(column))
        .cloned()
        .ok_or_else(|| Error::new(format!("the table of “{question}” has no row “{}”", picked.label.text)))
}

/// The row of this key. Labels may be the same twice (“Other” and “Other”), keys never are.
fn keyed(table: &Table, key: &str) -> Option<usize> {
    table.stub.iter().position(|stub| stub.key == key)
}

/// A statistic of a numeric question, a scale or a ranking.
///
/// # Errors
/// When the question is not there or has no such statistic.
pub fn statistic(workshop: &Workshop, question: &str, measure: Measure, of: &Of) -> Result<f64> {
    known_question(workshop, question)?;
    let mut request = workshop.request(&format!("value-{question}-{}", measure.word()));
    request.rows = vec![question.to_owned()];
    request.by = grouping(workshop, of)?.into_iter().collect();
    request.show = vec![Measure::Count, measure];
    let (table, _) = tabulate::crosstab(workshop.survey()?, &workshop.material.groupings, &request)?;
    let column = group_column(&table, of)?;
    table
        .stub
        .iter()
        .zip(&table.cells)
        .find(|(stub, _)| stub.kind == StubKind::Statistic && stub.statistic == Some(measure))
        .and_then(|(_, cells)| cells.get(column)?.value)
        .ok_or_else(|| {
            Error::new(format!("“{question}” has no {}", measure.word()))
                .hint("only numeric questions, scales and rankings with answers have one")
        })
}

/// The base of a question: how many gave a valid answer.
///
/// # Errors
/// When the question or the group is not there.
pub fn base(workshop: &Workshop, question: &str, of: &Of) -> Result<u64> {
    known_question(workshop, question)?;
    let table = question_table(workshop, question, of)?;
    let column = group_column(&table, of)?;
    let of_column = table.banner.get(column).and_then(|banner| banner.base);
    let of_row = || {
        let row = table.stub.iter().position(|stub| stub.kind == StubKind::Base)?;
        table.cells.get(row)?.get(column)?.count
    };
    of_column.map(|base| base.unweighted).or_else(of_row).ok_or_else(|| {
        Error::new(format!("the table of “{question}” has no single base")).hint("ask for one of its rows")
    })
}

/// The cell of a code: how many raised it, of how many.
///
/// # Errors
/// When the code or the group is not there.
pub fn code(workshop: &Workshop, code: &str, of: &Of) -> Result<Cell> {
    let material = &workshop.material;
    let named = material.codebook.code(code).map(|code| code.name.as_str());
    let of_theme = || material.themes.iter().find(|theme| theme.id == code).map(|theme| theme.name.as_str());
    let Some(name) = named.or_else(of_theme) else {
        return Err(unknown_name("code", code, material.codebook.codes.iter().map(|code| code.id.as_str())));
    };
    let by: Vec<String> = grouping(workshop, of)?.into_iter().collect();
    let mut request = workshop.request(&format!("value-{code}"));
    request.rows = vec![code.to_owned()];
    request.by = by;
    let rows = std::slice::from_ref(&request.rows[0]);
    let (table, _) = themes::counting(workshop, rows, |data| tabulate::themes(data, &material.groupings, &request))?;
    let column = group_column(&table, of)?;
    let named = |stub: &crate::model::StubRow| stub.key == code || stub.label == name;
    table
        .stub
        .iter()
        .zip(&table.cells)
        .find(|(stub, _)| named(stub) && !matches!(stub.kind, StubKind::Heading | StubKind::Base))
        .and_then(|(_, cells)| cells.get(column).cloned())
        .ok_or_else(|| Error::new(format!("the code “{code}” is retired, so it is not counted")))
}

/// The question of this id.
///
/// # Errors
/// When it is not there, or holds personal data.
pub fn known_question<'a>(workshop: &'a Workshop, id: &str) -> Result<&'a Question> {
    let survey = workshop.survey()?;
    let Some((_, question)) = survey.question(id) else {
        let known: Vec<&str> =
            survey.tables.iter().flat_map(|table| &table.questions).map(|question| question.id.as_str()).collect();
        return Err(unknown_name("question", id, known.iter().copied()));
    };
    if question.personal.is_some() {
        return Err(Error::new(format!("“{id}” holds personal data, so it is not shown"))
            .hint("if it does not, take `personal` out of its entry in questionnaire.toml"));
    }
    Ok(question)
}

fn question_table(workshop: &Workshop, question: &str, of: &Of) -> Result<Table> {
    let mut request = workshop.request(&format!("value-{question}"));
    request.rows = vec![question.to_owned()];
    request.by = grouping(workshop, of)?.into_iter().collect();
    Ok(tabulate::crosstab(workshop.survey()?, &workshop.material.groupings, &request)?.0)
}

/// One row of a grid as a table of its own: either the grid crossed (a heading a row), or rows × scale.
fn grid_cell(workshop: &Workshop, question: &str, row: usize, picked: &Choice, of: &Of) -> Result<Cell> {
    let known = known_question(workshop, question)?;
    let table = question_table(workshop, question, of)?;
    let row = &known.rows[row];
    let key = format!("{question}.{}", row.id);
    let of_choice = format!("{question}.{}", picked.code);
    let place = match table.banner.iter().position(|banner| banner.key == of_choice) {
        Some(column) => keyed(&table, &key).map(|stub| (stub, column)),
        None => {
            let column = group_column(&table, of)?;
            keyed(&table, &format!("{key}.{}", picked.code)).map(|stub| (stub, column))
        }
    };
    place.and_then(|(stub, column)| table.cells.get(stub)?.get(column)).cloned().ok_or_else(|| {
        Error::new(format!(
            "the table of “{question}” has no choice “{}” in the row “{}”",
            picked.label.text, row.text.text
        ))
    })
}

/// The grouping that a group belongs to.
///
/// # Errors
/// When no grouping has the group, or several have.
pub fn grouping(workshop: &Workshop, of: &Of) -> Result<Option<String>> {
    let groupings = &workshop.material.groupings;
    let Some(group) = &of.group else {
        return match &of.by {
            Some(by) if !groupings.contains_key(by) => {
                Err(unknown_name("grouping", by, groupings.keys().map(String::as_str)))
            }
            _ => Ok(of.by.clone()),
        };
    };
    if let Some(by) = &of.by {
        if !groupings.contains_key(by) {
            return Err(unknown_name("grouping", by, groupings.keys().map(String::as_str)));
        }
        return Ok(Some(by.clone()));
    }
    let lower = group.to_lowercase();
    let has = |grouping: &Grouping| labels(workshop, grouping).iter().any(|label| label.to_lowercase() == lower);
    let mut found = groupings.iter().filter(|(_, grouping)| has(grouping)).map(|(name, _)| name);
    match (found.next(), found.next()) {
        (Some(name), None) => Ok(Some(name.clone())),
        (Some(first), Some(second)) => Err(Error::new(format!("“{group}” is a group of “{first}” and of “{second}”"))
            .hint(format!("say which: by=\"{first}\""))),
        (None, _) => {
            let mut known: Vec<&str> = Vec::new();
            for label in groupings.values().flat_map(|grouping| labels(workshop, grouping)) {
                if !known.contains(&label) {
                    known.push(label);
                }
            }
            Err(unknown_name("group", group, known.iter().copied()))
        }
    }
}

/// The groups of a grouping: those of its order, and where it gives none or not all, the choices and cases that it rests on.
fn labels<'a>(workshop: &'a Workshop, grouping: &'a Grouping) -> Vec<&'a str> {
    let mut labels: Vec<&str> = grouping.order.iter().chain(&grouping.respondents).map(String::as_str).collect();
    if let Some(question) = grouping.question.as_deref().and_then(|id| known_question(workshop, id).ok()) {
        labels.extend(question.choices.iter().map(|choice| choice.label.text.as_str()));
    }
    if let Some(column) = &grouping.case {
        labels.extend(workshop.material.corpus.cases.iter().filter_map(|case| case.attribute(column)));
    }
    labels
}

fn group_column(table: &Table, of: &Of) -> Result<usize> {
    let Some(group) = &of.group else { return Ok(0) };
    let lower = group.to_lowercase();
    table
        .banner
        .iter()
        .position(|column| column.label.to_lowercase() == lower)
        .ok_or_else(|| unknown_name("group", group, table.banner.iter().map(|column| column.label.as_str())))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::model::question::{ColumnRef, Row};
    use crate::model::{Answer, Column, Grouping, Part, Record, Survey, SurveyBlock, SurveyTable};
    use crate::report::Material;

    fn reference(column: usize, part: Part) -> ColumnRef {
        ColumnRef { column, part, header: format!("h{column}") }
    }

    /// Two choices with one label, a grid with a row twice, and a group that is called as a choice is.
    fn workshop() -> Workshop {
        let choices = || vec![Choice::new("1", "Yes"), Choice::new("2", "Other"), Choice::new("3", "Other")];
        let mut size = Question::new("size", "Size?", Kind::Single);
        size.choices = choices();
        size.columns = vec![reference(0, Part::Answer)];
        let mut grid = Question::new("grid", "How far?", Kind::Grid);
        grid.choices = choices();
        grid.rows = ["a", "b"].map(|id| Row { id: id.into(), text: "The same".into() }).to_vec();
        grid.columns = vec![reference(1, Part::Row(0)), reference(2, Part::Row(1))];
        let column = |places: [usize; 4]| Column::Choices(places.map(Answer::choice).to_vec());
        let block = SurveyBlock {
            records: (1..=4).map(|number| Record { number, ..Record::default() }).collect(),
            columns: vec![column([0, 1, 2, 2]), column([0, 0, 0, 0]), column([2, 2, 1, 0])],
        };
        let table = SurveyTable { questions: vec![size, grid], blocks: vec![block], ..SurveyTable::default() };
        let groupings = BTreeMap::from([(
            "size".to_owned(),
            Grouping { question: Some("size".into()), order: vec!["Yes".into()], ..Grouping::default() },
        )]);
        let survey = Survey { tables: vec![table], ..Survey::default() };
        Workshop::new(Arc::new(Material { survey: Some(survey), groupings, ..Material::default() }))
    }

    #[test]
    fn of_two_choices_with_one_label_the_one_called_by_its_code_is_counted() {
        let count = |choice: &str| answer(&workshop(), "size", choice, None, &Of::default()).unwrap().count;
        assert_eq!((count("1"), count("2"), count("3")), (Some(1), Some(1), Some(2)));
    }

    #[test]
    fn a_row_of_a_grid_is_told_from_one_with_the_same_words_and_a_group_from_a_choice() {
        let workshop = workshop();
        let cell = |choice: &str, of: &Of| answer(&workshop, "grid", choice, Some("b"), of).unwrap().count;
        assert_eq!(cell("3", &Of::default()), Some(2));
        let yes = Of { group: Some("Yes".into()), by: None };
        assert_eq!((cell("1", &yes), cell("3", &yes)), (Some(0), Some(1)));
    }
}
