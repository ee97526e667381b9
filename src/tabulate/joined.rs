//! Themes beside answers: a code becomes a question of the questionnaire, answered by those who were interviewed too. So it stands in rows, banners, charts
//! and tests like any other.
//!
//! A category is a set of several answers, one for each code below it and one for what was coded with the category itself; a code without any below it is
//! a set of one. A respondent has ticked a code where any case that is this respondent raised it; who was not interviewed was not asked, and is in no base.

use std::collections::{BTreeMap, BTreeSet};

use super::themes::participants::Participants;
use super::{Request, Themes};
use crate::diagnostic::{Diagnostic, Error, Place, Result, unknown_name};
use crate::model::{
    Choice, Code, CodingState, Column, ColumnRef, Groups, Kind, Missing, Part, Question, Survey, SurveyTable, Tick,
};
use crate::prepare::Banner;

/// What names of such questions begin with: `theme-funding`.
pub const PREFIX: &str = "theme-";

/// Adds the questions that names of rows and banners mean (`theme-support`, `size:theme-funding`), each once. Names of questions that are there
/// already stay theirs.
///
/// # Errors
/// When there is no such code, or no case says which respondent it is.
pub fn add<'a>(
    survey: &mut Survey,
    data: Themes<'_>,
    names: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<Diagnostic>> {
    let mut noticed = Vec::new();
    for name in names.into_iter().flat_map(parts) {
        let Some(id) = name.strip_prefix(PREFIX) else { continue };
        if survey.tables.iter().any(|table| table.question(name).is_some()) {
            continue;
        }
        let code = data
            .codebook
            .code(id)
            .ok_or_else(|| unknown_name("code", id, data.codebook.codes.iter().map(|code| code.id.as_str())))?;
        let participants = Participants::find(data, &Banner::default(), &mut Vec::new());
        let interviewed = interviewed(data, &participants)?;
        let Some(table) = survey.tables.first_mut() else { continue };
        noticed.extend(question(table, data, code, &participants, &interviewed));
    }
    Ok(noticed)
}

/// Whether rows or columns of a table are themes, whose base was chosen for what it can tell and not drawn.
pub fn named_in(request: &Request) -> bool {
    request.rows.iter().chain(&request.by).any(|name| parts(name).any(|part| part.starts_with(PREFIX)))
}

/// Whether a question was made of a code.
pub fn is_theme(question: &Question) -> bool {
    question.derived.is_some() && question.id.starts_with(PREFIX)
}

/// The questions that the name of a row or banner is made of.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split([':', '!', '.', '|', ',']).map(str::trim)
}

/// For each case that took part and answered the questionnaire, its respondent.
fn interviewed<'a>(data: Themes<'a>, participants: &Participants<'a>) -> Result<BTreeMap<&'a str, &'a str>> {
    let cases = participants.iter().filter_map(|participant| participant.case);
    let known = cases.filter_map(|id| {
        let respondent = data.corpus.case(id)?.respondent.as_deref()?;
        (!respondent.is_empty()).then_some((id, respondent))
    });
    let known: BTreeMap<&str, &str> = known.collect();
    if known.is_empty() {
        return Err(Error::new("no case says which respondent it is, so themes cannot stand beside answers")
            .in_place(Place::file("cases.csv"))
            .hint("write the response id of whoever answered the questionnaire too into its column “respondent”"));
    }
    Ok(known)
}

fn question(
    table: &mut SurveyTable,
    data: Themes<'_>,
    code: &Code,
    participants: &Participants<'_>,
    interviewed: &BTreeMap<&str, &str>,
) -> Option<Diagnostic> {
    let below: Vec<&Code> = data.codebook.children(&code.id).filter(|code| !code.is_retired()).collect();
    let raised_by = |code: &Code, alone: bool| raised(data, code, alone, participants, interviewed);
    let mut raised: Vec<BTreeSet<&str>> = below.iter().map(|code| raised_by(code, false)).collect();
    let mut listed: Vec<Choice> = below.iter().map(|code| Choice::new(code.id.as_str(), code.name.as_str())).collect();
    if below.is_empty() {
        raised.push(raised_by(code, false));
        listed.push(Choice::new(code.id.as_str(), code.name.as_str()));
    } else {
        let in_general = raised_by(code, true);
        if !in_general.is_empty() {
            raised.push(in_general);
            listed.push(Choice::new(code.id.as_str(), format!("{} (in general)", code.name)));
        }
    }
    let all: BTreeSet<&str> = interviewed.values().copied().collect();
    let mut question = Question::new(format!("{PREFIX}{}", code.id), code.name.as_str(), Kind::Multiple);
    question.unticked_is_answer = true;
    question.assumed_base = Some("all who answered and were interviewed too".to_owned());
    question.derived = Some(format!(
        "“{}” is what respondents raised in their interviews: accepted codings, joined by the column “respondent” of cases.csv.",
        code.name
    ));
    if listed.len() > 1 {
        let names = listed.iter().map(|choice| choice.label.text.clone()).collect();
        question.nets = Groups(vec![("Any of these".to_owned(), names)]);
    }
    let first = table.blocks.first().map_or(0, |block| block.columns.len());
    question.columns = (0..listed.len())
        .map(|place| ColumnRef { column: first + place, part: Part::Tick(place), header: String::new() })
        .collect();
    let mut found: BTreeSet<String> = BTreeSet::new();
    for block in &mut table.blocks {
        for raised in &raised {
            let tick = |respondent: Option<&str>| match respondent {
                Some(id) if raised.contains(id) => Tick::Ticked,
                Some(id) if all.contains(id) => Tick::NotTicked,
                _ => Tick::Missing(Missing::NotAsked),
            };
            let ticks: Vec<Tick> = block.records.iter().map(|record| tick(record.respondent)).collect();
            block.columns.push(Column::Ticks(ticks));
        }
        found.extend(block.records.iter().filter_map(|record| record.respondent.map(str::to_owned)));
    }
    question.choices = listed;
    table.questions.push(question);
    let strangers: Vec<&str> = all.into_iter().filter(|id| !found.contains(*id)).collect();
    (!strangers.is_empty()).then(|| {
        Diagnostic::warning(format!("cases.csv names respondents who are not in the answers: {}", strangers.join(", ")))
            .in_place(Place::file("cases.csv"))
            .hint("compare its column “respondent” with the ids of the export")
    })
}

/// The respondents who raised a code, and unless it is meant `alone` anything below it.
fn raised<'a>(
    data: Themes<'_>,
    code: &Code,
    alone: bool,
    participants: &Participants<'_>,
    interviewed: &BTreeMap<&str, &'a str>,
) -> BTreeSet<&'a str> {
    let meant = |own: &Code| own.id == code.id || (!alone && data.codebook.is_within(&own.id, &code.id));
    let within = |id: &str| data.codebook.current(id).is_some_and(|own| !own.is_retired() && meant(own));
    let mut known: BTreeMap<&str, bool> = BTreeMap::new();
    let mut raised = BTreeSet::new();
    for coding in data.codings.iter().filter(|coding| coding.state == CodingState::Accepted) {
        if *known.entry(&coding.code).or_insert_with(|| within(&coding.code)) {
            let said_by = participants.of_coding(coding).unwrap_or_default();
            let cases = said_by.into_iter().filter_map(|participant| participant.case);
            raised.extend(cases.filter_map(|case| interviewed.get(case).copied()));
        }
    }
    raised
}

#[cfg(test)]
mod tests {
    use super::super::themes::tests::{coding, study};
    use super::super::{Groupings, Request, TestChoice, crosstab, frequency};
    use super::*;
    use crate::model::{Record, Records, SurveyBlock};

    fn survey(respondents: &[&str]) -> Survey {
        let records: Vec<Record<'_>> =
            respondents.iter().map(|id| Record { respondent: Some(id), ..Record::default() }).collect();
        let records: Records = records.into_iter().collect();
        let block = SurveyBlock { records, columns: Vec::new() };
        Survey { tables: vec![SurveyTable { blocks: vec![block], ..SurveyTable::default() }], ..Survey::default() }
    }

    fn counts(survey: &Survey, id: &str) -> Vec<(String, Option<u64>)> {
        let table = frequency(survey, id, &Request::default()).unwrap();
        table.stub.iter().zip(&table.cells).map(|(row, cells)| (row.label.clone(), cells[0].count)).collect()
    }

    #[test]
    fn without_respondents_among_the_cases_nothing_can_be_joined() {
        let study = study();
        let error = add(&mut survey(&["1"]), study.themes(), ["theme-joy"]).unwrap_err();
        assert!(error.to_string().contains("which respondent"), "{error}");
        let mut untouched = survey(&["1"]);
        add(&mut untouched, study.themes(), ["size", "size:sector"]).unwrap();
        assert!(untouched.tables[0].questions.is_empty());
    }

    #[test]
    fn who_was_interviewed_is_the_base_and_a_code_is_ticked_by_who_raised_it() {
        let mut study = study();
        for (case, respondent) in study.corpus.cases.iter_mut().zip(["1", "2", "2", "9"]) {
            case.respondent = Some(respondent.to_owned());
        }
        let mut survey = survey(&["1", "2", "3"]);
        let noticed =
            add(&mut survey, study.themes(), ["theme-support", "x:theme-joy,theme-training", "theme-support"]).unwrap();
        assert_eq!((survey.tables[0].questions.len(), noticed.len()), (3, 3));
        assert!(noticed[0].message.ends_with(": 9"));
        let found = counts(&survey, "theme-support");
        for wanted in [("FUNDING", 1), ("TRAINING", 2), ("Any of these", 2)] {
            assert!(found.contains(&(wanted.0.to_owned(), Some(wanted.1))), "{wanted:?} in {found:?}");
        }
        assert!(found.iter().any(|(label, count)| label.starts_with("Base") && *count == Some(2)), "{found:?}");
        let request =
            Request { rows: vec!["theme-joy".into()], by: vec!["theme-support".into()], ..Request::default() };
        let (table, _) = crosstab(&survey, &Groupings::new(), &request).unwrap();
        let count = |column: &str| table.cell("theme-joy.joy", column).unwrap().count;
        // Joy was raised by 9 alone, who gave no answers.
        assert_eq!((count("total"), count("theme-support.training")), (Some(0), Some(0)));
        let request = Request { rows: vec!["theme-training".into()], ..request };
        let (table, _) = crosstab(&survey, &Groupings::new(), &request).unwrap();
        let count = |column: &str| table.cell("theme-training.training", column).unwrap().count;
        assert_eq!(
            (count("total"), count("theme-support.funding"), count("theme-support.training")),
            (Some(2), Some(1), Some(2))
        );
        assert!(add(&mut survey, study.themes(), ["theme-nothing"]).is_err());
    }

    #[test]
    fn what_is_coded_with_the_category_itself_is_an_answer_of_its_own() {
        let mut study = study();
        study.corpus.cases[0].respondent = Some("1".to_owned());
        study.codings = vec![coding("d1", 1, "support")];
        let mut survey = survey(&["1", "2"]);
        add(&mut survey, study.themes(), ["theme-support"]).unwrap();
        let found = counts(&survey, "theme-support");
        for wanted in [("SUPPORT (in general)", 1), ("TRAINING", 0), ("Any of these", 1)] {
            assert!(found.contains(&(wanted.0.to_owned(), Some(wanted.1))), "{wanted:?} in {found:?}");
        }
    }

    #[test]
    fn who_was_interviewed_was_chosen_so_nothing_is_tested_unless_asked_for() {
        use crate::model::Sampling;
        let request = |rows: &[&str], test| Request {
            rows: rows.iter().map(|row| (*row).to_owned()).collect(),
            by: vec!["size".to_owned()],
            sampling: Sampling::Probability,
            test,
            ..Request::default()
        };
        assert!(named_in(&request(&["with", "theme-joy"], TestChoice::BySampling)));
        assert!(!named_in(&request(&["with"], TestChoice::BySampling)));
        let wanted = |rows: &[&str], test| crate::tabulate::inference::Inference::of(&request(rows, test)).test;
        assert!(wanted(&["with"], TestChoice::BySampling).is_some());
        assert!(wanted(&["theme-joy"], TestChoice::BySampling).is_none());
        assert!(wanted(&["theme-joy"], TestChoice::Auto).is_some());
    }
}
