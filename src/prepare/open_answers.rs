//! Open answers as documents in the making: what each respondent wrote to a question, and whose case that is.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Error, Place, Result, unknown_name};
use crate::model::{Case, Column, Grouping, Part, Question, Record, Survey, SurveyTable};

/// One open answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAnswer {
    /// `answers/QUESTION/RESPONDENT`: the same for every export that has the response.
    pub id: String,
    /// The question.
    pub question: String,
    /// The case that wrote it.
    pub case: String,
    /// The words as they stand in the export.
    pub words: String,
}

/// Open answers, and the cases that cases.csv does not have.
#[derive(Debug, Clone, Default)]
pub struct OpenAnswers {
    /// A question after the other, in the order of the rows.
    pub answers: Vec<OpenAnswer>,
    /// Respondents who are no case yet: a case each, in the groups that the questionnaire puts them in.
    pub cases: Vec<Case>,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// Gathers the answers to the questions that a study names. Records that are left out stay out.
///
/// A respondent is the case of cases.csv whose `respondent` is the id of the response, else a new one.
///
/// # Errors
/// When a question is not there, holds personal data, or has no words of people's own.
pub fn gather(
    survey: &Survey,
    questions: &[String],
    cases: &[Case],
    groupings: &BTreeMap<String, Grouping>,
) -> Result<OpenAnswers> {
    let mut gathered = OpenAnswers::default();
    let Some(table) = survey.main() else { return Ok(gathered) };
    let ids_are_personal =
        table.metadata.iter().any(|column| column.role.as_deref() == Some("response id") && column.personal.is_some());
    let first_wave = table.records().next().and_then(|record| record.wave);
    let respondents: Vec<(Record<'_>, String)> =
        table.records().map(|record| (record, name(&record, ids_are_personal, first_wave))).collect();
    if !questions.is_empty() && (ids_are_personal || table.records().any(|record| record.respondent.is_none())) {
        gathered.noticed.push(
            Diagnostic::note("responses have no id that can be used: open answers are named by their row")
                .hint("code only once the export is final: rows of a later one may be others"),
        );
    }
    let mut made: BTreeSet<String> = BTreeSet::new();
    for wanted in questions {
        let (question, column) = words_of(table, wanted)?;
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for ((row, (record, respondent)), text) in respondents.iter().enumerate().zip(table.texts(column)) {
            let Some(words) = text.filter(|words| record.excluded.is_none() && !words.trim().is_empty()) else {
                continue;
            };
            let mut id = format!("answers/{}/{respondent}", question.id);
            if !taken.insert(id.clone()) {
                id = format!("{id}-row-{}", record.number);
                taken.insert(id.clone());
            }
            let joined =
                cases.iter().find(|case| case.respondent.is_some() && case.respondent.as_deref() == record.respondent);
            let case = joined.map_or_else(|| free_name(respondent, cases), |case| case.id.clone());
            if joined.is_none() && made.insert(case.clone()) {
                gathered.cases.push(new_case(&case, table, row, record, groupings));
            }
            gathered.answers.push(OpenAnswer { id, question: question.id.clone(), case, words: words.to_owned() });
        }
    }
    Ok(gathered)
}

/// What a response is called in ids: its own id, else its row. Ids and rows of another wave than the first begin with its name,
/// since platforms begin to count anew.
fn name(record: &Record<'_>, ids_are_personal: bool, first_wave: Option<&str>) -> String {
    let plain = |words: &str| words.replace(['/', '\\'], "-");
    let name = match record.respondent.filter(|_| !ids_are_personal) {
        Some(respondent) => plain(respondent),
        None => format!("row-{}", record.number),
    };
    match record.wave.filter(|wave| first_wave != Some(*wave)) {
        Some(wave) => format!("{}-{name}", plain(wave)),
        None => name,
    }
}

/// A case of cases.csv that is called so already is somebody else.
fn free_name(respondent: &str, cases: &[Case]) -> String {
    let mut name = format!("respondent-{respondent}");
    while cases.iter().any(|case| case.id == name) {
        name.push_str("-2");
    }
    name
}

/// A question with the column of its words: its answers, or those beside its choices.
fn words_of<'a>(table: &'a SurveyTable, wanted: &str) -> Result<(&'a Question, usize)> {
    let place = || Place::file("study.toml").at("[interviews] answers");
    let question = table.question(wanted).ok_or_else(|| {
        unknown_name("question", wanted, table.questions.iter().map(|question| question.id.as_str())).in_place(place())
    })?;
    if question.personal.is_some() {
        return Err(Error::new(format!("“{wanted}” holds personal data, so its answers are not coded"))
            .in_place(place())
            .hint("take it out of the list; or, if it is not personal, write personal = \"none\" for it in questionnaire.toml"));
    }
    let has_words = |column: &usize| {
        table.blocks.first().is_none_or(|block| matches!(block.columns.get(*column), Some(Column::Texts(_))))
    };
    let column = question.column(Part::Answer).filter(has_words);
    column.or_else(|| question.column(Part::Comment)).map(|column| (question, column)).ok_or_else(|| {
        Error::new(format!("“{wanted}” has no words of people’s own to code"))
            .in_place(place())
            .hint("name questions of the kind text, or such with a box for other answers")
    })
}

/// A respondent as a case, with an attribute for each grouping that says how respondents and cases are grouped.
fn new_case(
    id: &str,
    table: &SurveyTable,
    row: usize,
    record: &Record<'_>,
    groupings: &BTreeMap<String, Grouping>,
) -> Case {
    let mut case = Case { id: id.to_owned(), respondent: record.respondent.map(str::to_owned), ..Case::default() };
    for grouping in groupings.values() {
        let Some(attribute) = &grouping.case else { continue };
        let of_answer = || grouping.question.as_deref().and_then(|question| chosen(table, question, row));
        let Some(group) = grouping.respondents.clone().or_else(of_answer) else { continue };
        match attribute.as_str() {
            "group" => case.group = Some(group),
            "organisation" => case.organisation = Some(group),
            _ => case.attributes.push((attribute.clone(), group)),
        }
    }
    case
}

/// The label of the choice that a row gave to a question, where it gave one that counts.
fn chosen(table: &SurveyTable, question: &str, row: usize) -> Option<String> {
    let question = table.question(question).filter(|question| question.personal.is_none())?;
    let column = question.column(Part::Answer)?;
    let answer = table.answers(column).nth(row)?.get().ok()?;
    question.choices.get(answer).filter(|choice| choice.missing.is_none()).map(|choice| choice.label.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_survey_without_answers_gives_none() {
        let gathered = gather(&Survey::default(), &["q".to_owned()], &[], &BTreeMap::new()).unwrap();
        assert!(gathered.answers.is_empty() && gathered.cases.is_empty());
    }

    #[test]
    fn a_response_without_an_id_is_called_by_its_row_and_no_id_leads_elsewhere() {
        let name = |respondent, personal| name(&Record { number: 7, respondent, ..Record::default() }, personal, None);
        assert_eq!(name(None, false), "row-7");
        assert_eq!(name(Some("a@b.example"), true), "row-7");
        assert_eq!(name(Some("../x"), false), "..-x");
        let of_wave = Record { number: 7, wave: Some("2024/5"), ..Record::default() };
        assert_eq!(super::name(&of_wave, false, Some("2022")), "2024-5-row-7");
        assert_eq!(super::name(&of_wave, false, Some("2024/5")), "row-7");
    }
}
