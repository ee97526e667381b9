//! Case × code: one row a case, one column a code, for other programs. Whoever did not raise a code and was not asked about it has no figure there, and no nought.

use std::collections::{BTreeMap, BTreeSet};

use super::participants::Participants;
use super::{RowsOf, questions, rows};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Case, CodingState, CountUnit, Listing, ListingColumn, Value};
use crate::prepare::Banner;
use crate::tabulate::{Request, Themes};

/// What stands behind the id of a code in the head of the column that says who was asked about it.
pub const ASKED: &str = "_asked";

/// The matrix: the case with its attributes, in how many documents it speaks, and for each code 1 where it was raised and 0 where it was not; with `counts`, how many passages are coded so. Where it
/// is known which questions ask about a code, a column `CODE_asked` says whether the case was asked: 1, 0, or nothing where nobody knows.
///
/// A cell is empty where the case has no document, and where it did not raise the code and was not asked about it, or nobody knows whether it was. Who withdrew or did not agree to take part has no row.
///
/// # Errors
/// When a code is not there.
pub fn matrix(data: Themes<'_>, counts: bool, request: &Request) -> Result<(Listing, Vec<Diagnostic>)> {
    let mut noticed = Vec::new();
    let data = Themes { count: CountUnit::Person, ..data };
    let rows = rows(data, request)?;
    let participants = Participants::find(data, &Banner::default(), &mut noticed);
    let mut raised: Vec<BTreeMap<&str, u64>> = vec![BTreeMap::new(); rows.len()];
    let mut rows_of = RowsOf::new(data.codebook, &rows);
    for coding in data.codings.iter().filter(|coding| coding.state == CodingState::Accepted) {
        let rows_of = rows_of.of(&coding.code);
        for case in participants.of_coding(coding).unwrap_or_default().iter().filter_map(|one| one.case) {
            rows_of.iter().for_each(|&row| *raised[row].entry(case).or_default() += 1);
        }
    }
    let asked: Vec<Option<BTreeMap<&str, Option<bool>>>> = rows
        .iter()
        .map(|row| {
            questions(data, row.code).map(|questions| {
                let known = participants.who_was_asked(0, &questions, data.asked);
                known.into_iter().filter_map(|(unit, put)| Some((unit.strip_prefix("case ")?, put))).collect()
            })
        })
        .collect();
    let cases: Vec<&Case> = data.corpus.cases.iter().filter(|case| !case.refuses()).collect();
    let attributes = Attributes::of(&cases);
    let mut columns = attributes.columns();
    columns.push(ListingColumn::figures("documents"));
    for (row, asked) in rows.iter().zip(&asked) {
        columns.push(ListingColumn::figures(row.code.id.as_str()));
        columns.extend(asked.as_ref().map(|_| ListingColumn::figures(format!("{}{ASKED}", row.code.id))));
    }
    let lines = cases.iter().map(|case| {
        let id = case.id.as_str();
        let documents: BTreeSet<&str> = participants
            .iter()
            .filter(|one| one.case == Some(id))
            .map(|one| one.document.translation_of.as_deref().unwrap_or(&one.document.id))
            .collect();
        let mut line = attributes.values(case);
        line.push(Value::from(documents.len()));
        for (raised, asked) in raised.iter().zip(&asked) {
            let times = raised.get(id).copied().unwrap_or(0);
            let put = asked.as_ref().map(|asked| asked.get(id).copied().flatten());
            let figure = if counts { times } else { times.min(1) };
            line.push(match (documents.is_empty(), times, put) {
                (true, ..) | (_, 0, Some(None | Some(false))) => Value::Empty,
                _ => Value::Count(figure),
            });
            line.extend(put.map(|put| put.map_or(Value::Empty, |put| Value::Count(u64::from(put)))));
        }
        line
    });
    let rows = lines.collect();
    let listing = Listing { id: "cases".into(), title: "cases".into(), columns, rows, notes: Vec::new() };
    Ok((listing, noticed))
}

/// What is known of cases, as columns: those of cases.csv that any case fills.
#[derive(Debug, Clone, Default)]
pub struct Attributes(Vec<String>);

impl Attributes {
    /// The attributes of some cases, in the order of cases.csv. Consent is not among them.
    pub fn of(cases: &[&Case]) -> Self {
        let own = cases.iter().flat_map(|case| case.attributes.iter().map(|(name, _)| name.as_str()));
        let mut names: Vec<String> = Vec::new();
        for name in ["group", "organisation"].into_iter().chain(own) {
            let is_filled = cases.iter().any(|case| case.attribute(name).is_some());
            if is_filled && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        let joins = cases.iter().any(|case| case.respondent.as_deref().is_some_and(|id| !id.is_empty()));
        names.splice(0..0, joins.then(|| RESPONDENT.to_owned()));
        Self(names)
    }

    /// Their columns, the case first.
    pub fn columns(&self) -> Vec<ListingColumn> {
        ["case"].into_iter().chain(self.0.iter().map(String::as_str)).map(ListingColumn::words).collect()
    }

    /// The case and its attributes.
    pub fn values(&self, case: &Case) -> Vec<Value> {
        let value = |name: &String| match name.as_str() {
            RESPONDENT => case.respondent.as_deref(),
            name => case.attribute(name),
        };
        let own = self.0.iter().map(|name| value(name).map_or(Value::Empty, Value::from));
        std::iter::once(Value::from(case.id.as_str())).chain(own).collect()
    }

    /// As many blanks, where nobody knows the case.
    pub fn blanks(&self) -> Vec<Value> {
        vec![Value::Empty; 1 + self.0.len()]
    }
}

/// The column of cases.csv that joins a case to its answers.
const RESPONDENT: &str = "respondent";

#[cfg(test)]
mod tests {
    use super::super::tests::{Study, coding, study};
    use super::*;
    use crate::prepare::Asks;

    fn told(study: &Study, counts: bool) -> Vec<String> {
        let (listing, _) = matrix(study.themes(), counts, &Request::default()).unwrap();
        let word = |value: &Value| match value {
            Value::Empty => "-".to_owned(),
            Value::Text(text) => text.clone(),
            Value::Count(count) => count.to_string(),
            Value::Figure(value) => value.to_string(),
        };
        let heads = listing.columns.iter().map(|column| column.head.clone()).collect::<Vec<_>>().join(" ");
        let rows = listing.rows.iter().map(|row| row.iter().map(word).collect::<Vec<_>>().join(" "));
        std::iter::once(heads).chain(rows).collect()
    }

    #[test]
    fn without_cases_there_are_heads_and_without_documents_blanks() {
        let mut study = study();
        study.corpus.documents.clear();
        assert_eq!(told(&study, false)[1], "a VCFSE One 0 - - - -");
        study.corpus.cases.clear();
        assert_eq!(told(&study, false), ["case documents support funding training joy"]);
    }

    #[test]
    fn a_row_a_case_with_what_it_raised_or_how_often() {
        let study = study();
        assert_eq!(
            told(&study, false),
            [
                "case group organisation documents support funding training joy",
                "a VCFSE One 1 1 1 1 0",
                "b VCFSE Two 1 1 0 1 0",
                "c VCFSE Two 1 1 0 1 0",
                "d Council City 1 0 0 0 1",
            ]
        );
        assert_eq!(told(&study, true)[1], "a VCFSE One 1 3 2 1 0");
    }

    #[test]
    fn who_was_not_asked_and_who_withdrew_is_no_nought() {
        let mut study = study();
        let joy = ["joy".to_owned()];
        study.asks = Asks::find([("q", Some(&joy[..])), ("r", None)].into_iter(), &study.codebook, &[]);
        study.asked.insert(("d1".into(), "q".into()), true);
        study.asked.insert(("d3".into(), "q".into()), false);
        study.corpus.cases[2].consent = Some("no".into());
        study.corpus.cases[0].respondent = Some("r7".into());
        let found = told(&study, false);
        assert_eq!(found[0], "case respondent group organisation documents support funding training joy joy_asked");
        assert_eq!(
            found[1..],
            [
                // Asked and did not raise it; nobody knows; was not asked, and raised it.
                "a r7 VCFSE One 1 1 1 1 0 1",
                "b - VCFSE Two 1 1 0 1 - -",
                "d - Council City 1 0 0 0 1 0",
            ]
        );
        study.codings = vec![coding("d1", 1, "joy")];
        assert_eq!(told(&study, false)[3], "d - Council City 1 0 0 0 - 0");
    }
}
