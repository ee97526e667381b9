//! Questions made of others: they stand behind those of the questionnaire and are used like them, in rows, groups and conditions.
//!
//! - `choices`: choices put together
//! - `bands`: numbers cut into bands or equal parts, dates into their parts
//! - `computed`: numbers and conditions made of answers

mod bands;
mod choices;
mod computed;
#[cfg(test)]
mod tests;

use super::banner::find;
use super::weights::Weights;
use crate::diagnostic::{Error, Place, Result, unknown_name};
use crate::model::{Column, ColumnRef, Part, Question, Recode, Survey, SurveyTable};

/// A question that was made, with its columns: for each the part that it is, and its values a block.
struct Made {
    question: Question,
    columns: Vec<(Part, Vec<Column>)>,
}

/// Adds the questions that recodes make, each of which may use those before it.
///
/// # Errors
/// When an id is taken, a recode says not exactly one thing to do, or what it names is not there.
pub fn apply(survey: &mut Survey, recodes: &[Recode]) -> Result<()> {
    for recode in recodes {
        one(survey, recode)
            .map_err(|error| error.in_place(Place::file("study.toml").at(format!("[[recode]] {}", recode.id))))?;
    }
    Ok(())
}

/// Says anew what computed numbers of respondents are made of, with the α of their items under these weights.
///
/// # Errors
/// When a computation cannot be read, which [`apply`] would have said.
pub fn weigh(survey: &mut Survey, recodes: &[Recode], weights: Option<&Weights>) -> Result<()> {
    let Some(table) = survey.tables.iter().position(|table| table.parent.is_none()) else { return Ok(()) };
    for (recode, text) in recodes.iter().filter_map(|recode| Some((recode, recode.compute.as_deref()?))) {
        let table = &mut survey.tables[table];
        if table.questions.iter().any(|question| question.id == recode.id) {
            let said = computed::made_of(table, recode, text, weights)?;
            let own = table.questions.iter_mut().find(|question| question.id == recode.id);
            own.into_iter().for_each(|question| question.derived = Some(said.clone()));
        }
    }
    Ok(())
}

fn one(survey: &mut Survey, recode: &Recode) -> Result<()> {
    if recode.id.is_empty() || !recode.id.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
        return Err(Error::new(format!("“{}” cannot be the id of a recode", recode.id))
            .hint("use letters, digits, _ and -, for instance size_band"));
    }
    if find(survey, &recode.id).is_some() || survey.tables.iter().any(|table| table.question(&recode.id).is_some()) {
        return Err(
            Error::new(format!("there is a question “{}” already", recode.id)).hint("give the recode another id")
        );
    }
    let (table, made) = make(survey, recode)?;
    add(&mut survey.tables[table], made);
    Ok(())
}

/// The place of the table that the new question belongs to, and the question.
fn make(survey: &Survey, recode: &Recode) -> Result<(usize, Made)> {
    let said = [
        !recode.groups.0.is_empty(),
        !recode.bands.is_empty(),
        recode.quantiles.is_some(),
        recode.part.is_some(),
        recode.compute.is_some(),
        recode.condition.is_some(),
    ];
    if said.iter().filter(|said| **said).count() != 1 {
        return Err(Error::new("a recode says exactly one of groups, bands, quantiles, part, compute and where")
            .hint("for instance: from = \"size\", groups = { Small = [\"Micro\", \"Small\"] }"));
    }
    if let Some(text) = &recode.compute {
        return in_a_table(survey, |table| computed::number(table, recode, text));
    }
    if let Some(text) = &recode.condition {
        return in_a_table(survey, |table| computed::yes_or_no(table, recode, text));
    }
    let id = recode.from.as_deref().ok_or_else(|| {
        Error::new("it does not say which question it is made from").hint("add from = \"…\" with the id of a question")
    })?;
    let (table, question, row) = find_any(survey, id)?;
    let place = survey.tables.iter().position(|other| std::ptr::eq(other, table)).unwrap_or(0);
    let made = if !recode.groups.0.is_empty() {
        choices::put_together(table, question, row, recode)
    } else if let Some(part) = &recode.part {
        bands::part_of_date(table, question, recode, part)
    } else {
        bands::cut(table, question, row, recode)
    };
    Ok((place, made?))
}

/// A question, a row of a grid, or a column of the platform’s own (the time of answering).
fn find_any<'a>(survey: &'a Survey, id: &str) -> Result<(&'a SurveyTable, &'a Question, Option<usize>)> {
    let metadata = || survey.tables.iter().find_map(|table| Some((table, table.question(id)?, None)));
    let (table, question, row) = find(survey, id).or_else(metadata).ok_or_else(|| {
        let ids = survey.tables.iter().flat_map(|table| table.questions.iter().chain(&table.metadata));
        unknown_name("question", id, ids.map(|question| question.id.as_str()).collect::<Vec<_>>())
    })?;
    if question.personal.is_some() {
        return Err(Error::new(format!("“{id}” holds personal data, so nothing is made of it"))
            .hint("if it holds none, say so in questionnaire.toml: personal = \"none\""));
    }
    Ok((table, question, row))
}

/// What is made of the first table that has all that is named; the main table says what is wrong.
fn in_a_table(survey: &Survey, make: impl Fn(&SurveyTable) -> Result<Made>) -> Result<(usize, Made)> {
    let mut first_error = None;
    for (place, table) in survey.tables.iter().enumerate() {
        match make(table) {
            Ok(made) => return Ok((place, made)),
            Err(error) => {
                first_error.get_or_insert(error);
            }
        }
    }
    Err(first_error.unwrap_or_else(|| Error::new("there are no answers to make anything of")))
}

fn add(table: &mut SurveyTable, made: Made) {
    let mut question = made.question;
    let first = table.blocks.first().map_or(0, |block| block.columns.len());
    for (at, (part, blocks)) in made.columns.into_iter().enumerate() {
        question.columns.push(ColumnRef { column: first + at, part, header: String::new() });
        for (block, column) in table.blocks.iter_mut().zip(blocks) {
            block.columns.push(column);
        }
    }
    table.questions.push(question);
}
