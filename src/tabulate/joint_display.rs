//! A joint display: the answers to a question side by side with who raised a theme among those who gave them, and which cases these are, so that their words can stand beside both.
//!
//! Cases are joined to answers in one of two ways. Where a banner of study.toml groups answers by a question and cases by a column of cases.csv, the groups are the rows, and everybody who was interviewed
//! stands in theirs. Else the column `respondent` of cases.csv says which case gave which answers, and whoever is in none of both stands in no row.

use std::collections::{BTreeMap, BTreeSet};

use super::themes::participants::Participants;
use super::{Groupings, Request, Themes, frequency};
use crate::diagnostic::{Diagnostic, Error, Place, Result, unknown_name};
use crate::model::{CodingState, StubKind, Survey};
use crate::prepare::{Axis, Banner, banner_of_cases, column_of_case};

/// A joint display of one theme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JointDisplay {
    /// What the question is called.
    pub question: String,
    /// The rows, in the order of the choices or groups.
    pub rows: Vec<JointRow>,
    /// Whether cases were joined by the ids of their answers, and not by the group that they are of.
    pub by_respondent: bool,
    /// How many who were interviewed stand in no row.
    pub in_none: u64,
}

/// An answer, or a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JointRow {
    /// Its label.
    pub label: String,
    /// How many gave the answer, of how many; none where the questionnaire does not have this group.
    pub answered: Option<(u64, u64)>,
    /// How many of those interviewed raised the theme.
    pub raised: u64,
    /// Of how many: those asked about it or, where this is not known of each, all of this row.
    pub of: u64,
    /// The cases of this row.
    pub cases: BTreeSet<String>,
}

/// Puts a question (or a banner) beside a code.
///
/// # Errors
/// When the question or the code is not there, its answers make no groups, or no case can be joined to them.
pub fn joint_display(
    survey: &Survey,
    data: Themes<'_>,
    groupings: &Groupings,
    (question, code): (&str, &str),
    request: &Request,
) -> Result<(JointDisplay, Vec<Diagnostic>)> {
    let mut noticed = Vec::new();
    let known = || data.codebook.codes.iter().map(|code| code.id.as_str());
    let code = data.codebook.code(code).ok_or_else(|| unknown_name("code", code, known()))?;
    let joined = joined(survey, data, groupings, question, request, &mut noticed)?;
    let participants = Participants::find(data, &Banner::default(), &mut noticed);
    let mut rows = joined.rows;
    let mut units: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); rows.len()];
    let mut raised: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); rows.len()];
    for participant in participants.iter() {
        for &row in participant.case.and_then(|case| joined.rows_of.get(case)).into_iter().flatten() {
            units[row].insert(&participant.unit);
        }
    }
    let mut known: BTreeMap<&str, bool> = BTreeMap::new();
    let is_meant = |id: &str| {
        data.codebook.current(id).is_some_and(|own| !own.is_retired() && data.codebook.is_within(&own.id, &code.id))
    };
    for coding in data.codings.iter().filter(|coding| coding.state == CodingState::Accepted) {
        if !*known.entry(&coding.code).or_insert_with(|| is_meant(&coding.code)) {
            continue;
        }
        for participant in participants.of_coding(coding).unwrap_or_default() {
            for &row in participant.case.and_then(|case| joined.rows_of.get(case)).into_iter().flatten() {
                raised[row].insert(&participant.unit);
            }
        }
    }
    let questions = data.asks.of(&code.id).filter(|questions| !questions.is_empty());
    let asked = questions.map(|questions| participants.who_was_asked(0, &questions, data.asked)).unwrap_or_default();
    for (row, (units, raised)) in rows.iter_mut().zip(units.iter().zip(&raised)) {
        row.raised = raised.len() as u64;
        let put = |unit: &&str| if raised.contains(unit) { Some(true) } else { asked.get(unit).copied().flatten() };
        let of_asked: Option<Vec<bool>> = units.iter().map(put).collect();
        row.of = of_asked.map_or(units.len(), |put| put.into_iter().filter(|put| *put).count()) as u64;
    }
    let placed: BTreeSet<&str> = units.iter().flatten().copied().collect();
    let in_none = participants.units(0).iter().filter(|unit| !placed.contains(*unit)).count() as u64;
    Ok((JointDisplay { question: joined.label, rows, by_respondent: joined.by_respondent, in_none }, noticed))
}

/// Answers with the cases that stand in each.
struct Joined<'a> {
    label: String,
    rows: Vec<JointRow>,
    rows_of: BTreeMap<&'a str, Vec<usize>>,
    by_respondent: bool,
}

fn joined<'a>(
    survey: &Survey,
    data: Themes<'a>,
    groupings: &Groupings,
    question: &str,
    request: &Request,
    noticed: &mut Vec<Diagnostic>,
) -> Result<Joined<'a>> {
    if let Some(grouping) = groupings.get(question).filter(|grouping| grouping.case.is_some()) {
        let by = [question.to_owned()];
        let banner = banner_of_cases(&data.corpus.cases, groupings, &by, noticed)?;
        let Some(axis) = banner.axes.first() else { return Err(nothing_joined()) };
        let answers = match (&grouping.question, &grouping.respondents) {
            (Some(id), _) => answers(survey, id, request)?,
            (None, Some(group)) => {
                let all =
                    survey.main().map_or(0, |table| table.records().filter(|record| record.excluded.is_none()).count());
                BTreeMap::from([(folded(group), (all as u64, all as u64))])
            }
            (None, None) => BTreeMap::new(),
        };
        let mut joined = Joined::of(axis, &answers, false);
        let taking_part = data.corpus.cases.iter().filter(|case| !case.refuses());
        for case in taking_part {
            joined.rows_of.entry(&case.id).or_default().extend(column_of_case(axis, case));
        }
        return Ok(joined.settled());
    }
    let banner = Banner::resolve(survey, groupings, &[question.to_owned()], noticed)?;
    let Some(axis) = banner.axes.first() else { return Err(nothing_joined()) };
    let id = groupings.get(question).and_then(|grouping| grouping.question.as_deref()).unwrap_or(question);
    let mut joined = Joined::of(axis, &answers(survey, id, request)?, true);
    let mut cases: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in data.corpus.cases.iter().filter(|case| !case.refuses()) {
        let respondent = case.respondent.as_deref().filter(|id| !id.is_empty());
        respondent.into_iter().for_each(|id| cases.entry(id).or_default().push(&case.id));
    }
    let table = survey
        .tables
        .iter()
        .find(|table| crate::prepare::banner::find(survey, id).is_some_and(|(own, ..)| std::ptr::eq(own, *table)));
    for block in table.into_iter().flat_map(|table| &table.blocks) {
        let records: Vec<_> = block.records.iter().collect();
        axis.place_all(block, |row, column| {
            let Some(record) = records.get(row).filter(|record| record.excluded.is_none()) else { return };
            for case in record.respondent.and_then(|id| cases.get(id)).into_iter().flatten() {
                joined.rows_of.entry(case).or_default().push(column);
            }
        });
    }
    if joined.rows_of.is_empty() {
        return Err(nothing_joined());
    }
    Ok(joined.settled())
}

impl<'a> Joined<'a> {
    fn of(axis: &Axis, answers: &BTreeMap<String, (u64, u64)>, by_respondent: bool) -> Self {
        let row = |column: usize| {
            let labels: Vec<&str> = axis.groups(column).iter().map(|group| group.label.as_str()).collect();
            let label = labels.join(" × ");
            JointRow { answered: answers.get(&folded(&label)).copied(), label, ..JointRow::default() }
        };
        let rows = (0..axis.columns()).map(row).collect();
        Self { label: axis.label(), rows, rows_of: BTreeMap::new(), by_respondent }
    }

    /// With the cases in their rows.
    fn settled(mut self) -> Self {
        for (case, rows) in &self.rows_of {
            for &row in rows {
                self.rows[row].cases.insert((*case).to_owned());
            }
        }
        self
    }
}

fn folded(label: &str) -> String {
    label.trim().to_lowercase()
}

/// How many gave each answer, of how many, by its label.
fn answers(survey: &Survey, question: &str, request: &Request) -> Result<BTreeMap<String, (u64, u64)>> {
    let table = frequency(survey, question, request)?;
    let mut base = table.banner.first().and_then(|column| column.base).map(|base| base.unweighted);
    let mut found = BTreeMap::new();
    for (row, cells) in table.stub.iter().zip(&table.cells) {
        let Some(cell) = cells.first() else { continue };
        match row.kind {
            StubKind::Base => base = cell.count.or(base),
            StubKind::Choice => {
                let own = cell.base.map(|base| base.unweighted).or(base);
                found.extend(cell.count.zip(own).map(|figures| (folded(&row.label), figures)));
            }
            _ => {}
        }
    }
    Ok(found)
}

fn nothing_joined() -> Error {
    Error::new("no case can be joined to an answer of this question")
        .in_place(Place::file("cases.csv"))
        .hint("write the response id of whoever answered too into its column “respondent”, or give [groups] of study.toml both question and case")
}

#[cfg(test)]
mod tests {
    use super::super::themes::tests::study;
    use super::*;
    use crate::model::Grouping;
    use crate::model::fixture::Builder;

    fn told(display: &JointDisplay) -> Vec<String> {
        let row = |row: &JointRow| {
            let answered = row.answered.map_or("-".to_owned(), |(n, of)| format!("{n}/{of}"));
            let cases: Vec<&str> = row.cases.iter().map(String::as_str).collect();
            format!("{} {answered} {}/{} {}", row.label, row.raised, row.of, cases.join(""))
        };
        display.rows.iter().map(row).collect()
    }

    fn grouping(question: Option<&str>, respondents: Option<&str>) -> Groupings {
        let grouping = Grouping {
            case: Some("group".into()),
            question: question.map(str::to_owned),
            respondents: respondents.map(str::to_owned),
            order: vec!["VCFSE".into(), "Council".into()],
            ..Grouping::default()
        };
        Groupings::from([("g".to_owned(), grouping)])
    }

    #[test]
    fn groups_stand_beside_the_answers_of_the_same_groups() {
        let study = study();
        let survey = Builder::new().single("kind", &["vcfse", "Other"], "11121-").build();
        let put = |groupings: &Groupings| {
            joint_display(&survey, study.themes(), groupings, ("g", "training"), &Request::default()).unwrap().0
        };
        let display = put(&grouping(Some("kind"), None));
        assert_eq!(told(&display), ["VCFSE 4/5 3/3 abc", "Council - 0/1 d"]);
        assert!(!display.by_respondent && display.in_none == 0);
        assert_eq!(told(&put(&grouping(None, Some("VCFSE"))))[0], "VCFSE 6/6 3/3 abc");
        assert_eq!(told(&put(&grouping(None, None)))[0], "VCFSE - 3/3 abc");
    }

    #[test]
    fn answers_stand_beside_what_those_who_gave_them_said_in_their_interviews() {
        let mut study = study();
        let mut survey = Builder::new().single("size", &["Small", "Large"], "112-").build();
        let none = joint_display(&survey, study.themes(), &Groupings::new(), ("size", "training"), &Request::default());
        assert!(none.unwrap_err().to_string().contains("no case can be joined"));
        let ids = ["1", "2", "3", "4"];
        let block = &mut survey.tables[0].blocks[0];
        block.records = ids
            .iter()
            .map(|id| crate::model::Record { respondent: Some(id), ..crate::model::Record::default() })
            .collect();
        for (case, respondent) in study.corpus.cases.iter_mut().zip(["1", "3", "9", ""]) {
            case.respondent = Some(respondent.to_owned());
        }
        let put = |code: &str| {
            joint_display(&survey, study.themes(), &Groupings::new(), ("size", code), &Request::default()).unwrap().0
        };
        let display = put("training");
        assert_eq!(told(&display), ["Small 2/3 1/1 a", "Large 1/3 1/1 b"]);
        assert!(display.by_respondent && display.in_none == 2);
        assert_eq!(told(&put("funding")), ["Small 2/3 1/1 a", "Large 1/3 0/1 b"]);
        let unknown = joint_display(&survey, study.themes(), &Groupings::new(), ("size", "joi"), &Request::default());
        assert_eq!(unknown.unwrap_err().hint_text(), Some("did you mean “joy”?"));
    }
}
