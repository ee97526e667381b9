//! A report without a narrative: every question in order, themes by group, quotations.

use super::lookup::Of;
use super::participants;
use super::produce::Workshop;
use super::quotations;
use crate::chart::{self, ChartRequest};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Block, CodingState, Groups, Kind, Question, SurveyTable, Table};
use crate::personal::mask;
use crate::prepare::Domain;
use crate::prepare::expression::Condition;
use crate::tabulate::{self, Request, nets};

/// How many open answers are shown of a text question.
const ANSWERS_SHOWN: usize = 10;

/// The blocks of a topline.
///
/// # Errors
/// When a table cannot be made.
pub fn blocks(workshop: &Workshop) -> Result<Vec<Block>> {
    let mut blocks = vec![Block::heading(1, "Who took part")];
    blocks.extend(participants::blocks(workshop));
    blocks.extend(questionnaire(workshop)?);
    blocks.extend(declared(workshop)?);
    blocks.extend(interviews(workshop)?);
    Ok(blocks)
}

fn questionnaire(workshop: &Workshop) -> Result<Vec<Block>> {
    let mut blocks = Vec::new();
    let Some(survey) = &workshop.material.survey else { return Ok(blocks) };
    blocks.push(Block::heading(1, "The questionnaire"));
    if let (Some(asked), Some(table)) = (&workshop.material.asked_for, survey.main())
        && let Some(condition) = &asked.filter
    {
        let kept = kept(table, &inside(table, workshop)?);
        let all = participants::completed(workshop);
        blocks.push(Workshop::remark(format!("Only those for whom {condition} holds: {kept} of {all}.")));
    }
    let mut section: Option<&str> = None;
    for table in &survey.tables {
        for question in &table.questions {
            if question.section.is_some() && question.section.as_deref() != section {
                section = question.section.as_deref();
                blocks.push(Block::heading(2, section.unwrap_or_default()));
            }
            if question.personal.is_some() {
                continue;
            }
            let level = if section.is_some() { 3 } else { 2 };
            blocks.push(Block::heading(level, question.title()));
            blocks.extend(of_question(workshop, table, question)?);
        }
    }
    let personal =
        survey.tables.iter().flat_map(|table| &table.questions).filter(|question| question.personal.is_some());
    let titles: Vec<&str> = personal.map(Question::title).collect();
    if !titles.is_empty() {
        blocks.push(Workshop::remark(format!("Not shown, because they hold personal data: {}.", titles.join("; "))));
    }
    Ok(blocks)
}

fn of_question(workshop: &Workshop, table: &SurveyTable, question: &Question) -> Result<Vec<Block>> {
    let condition = workshop.material.asked_for.as_ref().and_then(|asked| asked.filter.as_deref());
    if let (Some(condition), Some(_)) = (condition, &table.parent) {
        let why =
            format!("Not shown: whether {condition} is said of respondents, and this was asked in “{}”.", table.id);
        return Ok(vec![Workshop::remark(why)]);
    }
    if question.kind == Kind::Text {
        return open_answers(table, question, workshop);
    }
    let made = workshop.table(&format!("question-{}", question.id), || {
        let request = fitted(workshop.request(&format!("question-{}", question.id)), question);
        let survey = workshop.survey()?;
        Ok((tabulate::frequency(survey, &question.id, &request)?, Vec::new()))
    })?;
    let mut blocks = Vec::new();
    if question.title() != question.text.text {
        blocks.push(Block::paragraph(question.text.text.clone()));
    }
    if let Some(figure) = figure(workshop, &made, question) {
        blocks.push(figure);
    }
    blocks.push(workshop.numbered_table(made));
    Ok(blocks)
}

/// What was asked of every table, as far as it fits this question: nets of its own choices, and only a grid stands the other way.
fn fitted(mut request: Request, question: &Question) -> Request {
    request.terms.transpose &= question.kind == Kind::Grid;
    if nets::of_table(&[(question, None)], &request.terms).is_err() {
        request.terms.nets = Groups::default();
    }
    request
}

/// A chart of a question, where one helps: choices and grids.
fn figure(workshop: &Workshop, table: &Table, question: &Question) -> Option<Block> {
    if !matches!(question.kind, Kind::Single | Kind::Multiple | Kind::Grid | Kind::Scale) {
        return None;
    }
    let request = ChartRequest { id: format!("question-{}", question.id), ..ChartRequest::default() };
    match chart::from_table(table, &request) {
        Ok(chart) => {
            workshop.keep_chart(&chart);
            Some(workshop.numbered_figure(chart))
        }
        Err(error) => {
            workshop.notice(Diagnostic::note(format!("no chart of “{}”: {}", question.id, error.what())));
            None
        }
    }
}

/// Answers in the respondents' own words: how many, and the first of them.
fn open_answers(table: &SurveyTable, question: &Question, workshop: &Workshop) -> Result<Vec<Block>> {
    let Some(reference) = question.columns.first() else { return Ok(Vec::new()) };
    let inside = inside(table, workshop)?;
    let of = if inside.is_empty() { participants::completed(workshop) } else { kept(table, &inside) };
    let answers: Vec<(u64, &str)> = table
        .records()
        .zip(table.texts(reference.column))
        .zip(inside.iter().copied().chain(std::iter::repeat(inside.is_empty())))
        .filter(|((record, _), inside)| record.excluded.is_none() && *inside)
        .map(|(answer, _)| answer)
        .filter_map(|(record, text)| Some((record, text?.trim())))
        .filter(|(_, text)| !text.is_empty())
        .filter(|(record, _)| !refuses(workshop, record.respondent))
        .map(|(record, text)| (record.number, text))
        .collect();
    let mut blocks = Vec::new();
    let mut masked = 0;
    if question.title() != question.text.text {
        blocks.push(Block::paragraph(question.text.text.clone()));
    }
    let shown = answers.len().min(ANSWERS_SHOWN);
    let which = if shown < answers.len() { format!("; the first {shown} are shown") } else { String::new() };
    blocks.push(Block::paragraph(format!("{} of {} wrote an answer{which}.", answers.len(), of)));
    for (number, text) in answers.into_iter().take(ANSWERS_SHOWN) {
        let (text, count) = mask(text);
        masked += count;
        blocks.push(Block::Quotation {
            text,
            attribution: "Respondent".into(),
            source: format!("{}, record {number}", question.id),
            id: None,
            beside: Vec::new(),
        });
    }
    if masked > 0 {
        workshop.notice(
            Diagnostic::warning(format!(
                "{masked} addresses or numbers that give somebody away are masked in answers to “{}”",
                question.id
            ))
            .hint("if they are all personal, write personal = \"email\" into its entry in questionnaire.toml"),
        );
    }
    Ok(blocks)
}

/// How many of those inside are not left out.
fn kept(table: &SurveyTable, inside: &[bool]) -> u64 {
    table.records().zip(inside).filter(|(record, inside)| **inside && record.excluded.is_none()).count() as u64
}

/// Of each record whether the report is about it; none where it is about all.
fn inside(table: &SurveyTable, workshop: &Workshop) -> Result<Vec<bool>> {
    let condition = workshop.material.asked_for.as_ref().and_then(|asked| asked.filter.as_deref());
    let Some(text) = condition.filter(|_| table.parent.is_none()) else { return Ok(Vec::new()) };
    let domain = Domain::of(table, &Condition::read(text, table)?);
    let rows = table.blocks.iter().enumerate();
    Ok(rows
        .flat_map(|(place, block)| (0..block.records.len()).map(move |row| (place, row)))
        .map(|(place, row)| domain.holds(place, row))
        .collect())
}

/// Whether the case behind a respondent must not be quoted.
fn refuses(workshop: &Workshop, respondent: Option<&str>) -> bool {
    let cases = &workshop.material.corpus.cases;
    respondent.is_some() && cases.iter().any(|case| case.respondent.as_deref() == respondent && !case.may_be_quoted())
}

fn declared(workshop: &Workshop) -> Result<Vec<Block>> {
    let file = &workshop.material.file;
    if file.tables.is_empty() {
        return Ok(Vec::new());
    }
    let mut blocks = vec![Block::heading(1, "Tables of the study")];
    for spec in &file.tables {
        let table = workshop.declared_table(&spec.id)?;
        blocks.push(workshop.numbered_table(table));
        for chart in file.charts.iter().filter(|chart| chart.table == spec.id) {
            let chart = workshop.declared_chart(&chart.id)?;
            blocks.push(workshop.numbered_figure(chart));
        }
    }
    Ok(blocks)
}

fn interviews(workshop: &Workshop) -> Result<Vec<Block>> {
    let material = &workshop.material;
    let coded = material.codings.iter().any(|coding| coding.state == CodingState::Accepted);
    if material.corpus.documents.is_empty() || material.codebook.codes.is_empty() || !coded {
        return Ok(Vec::new());
    }
    let mut blocks = vec![Block::heading(1, "The interviews")];
    let by: Vec<String> = material
        .groupings
        .iter()
        .filter(|(_, grouping)| grouping.case.as_deref() == Some("group"))
        .map(|(name, _)| name.clone())
        .take(1)
        .collect();
    blocks.push(workshop.numbered_table(workshop.themes_table(&[], &by)?));
    for category in material.codebook.roots() {
        let mut quoted = quotations::of_code(workshop, &category.id, &Of::default(), material.file.report.quotations)?;
        if quoted.is_empty() {
            continue;
        }
        blocks.push(Block::heading(2, category.name.as_str()));
        if !category.definition.is_empty() {
            blocks.push(Block::paragraph(category.definition.clone()));
        }
        blocks.append(&mut quoted);
    }
    Ok(blocks)
}
