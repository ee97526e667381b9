//! Who speaks in the documents, as what they count, and in which columns they stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Case, Coding, CountUnit, Document, Role};
use crate::number::count;
use crate::prepare::{Banner, column_of_case};
use crate::tabulate::Themes;
use crate::tabulate::notes::Notes;

/// Somebody who takes part in one document.
#[derive(Debug, Clone)]
pub struct Participant<'a> {
    /// What is counted: a case, an organisation or a document.
    pub unit: String,
    /// The columns, the total first.
    pub columns: Vec<usize>,
    /// The case, where it is known.
    pub case: Option<&'a str>,
    /// The document.
    pub document: &'a Document,
}

/// Everybody who takes part.
#[derive(Debug, Clone)]
pub struct Participants<'a> {
    all: Vec<Participant<'a>>,
    by_document: BTreeMap<&'a str, Vec<usize>>,
    columns: usize,
    nameless: usize,
    in_none: Vec<u64>,
    /// Cases that speak in documents and do not take part.
    withheld: BTreeSet<&'a str>,
    /// Documents in which such a case speaks.
    withheld_in: BTreeSet<&'a str>,
}

impl<'a> Participants<'a> {
    /// Finds them, and says which cases have no document and which documents no case.
    pub fn find(data: Themes<'a>, banner: &Banner, noticed: &mut Vec<Diagnostic>) -> Self {
        let mut found = Self {
            all: Vec::new(),
            by_document: BTreeMap::new(),
            columns: 1 + banner.columns(),
            nameless: 0,
            in_none: vec![0; banner.axes.len()],
            withheld: BTreeSet::new(),
            withheld_in: BTreeSet::new(),
        };
        for document in &data.corpus.documents {
            let cases = cases_of(document);
            if cases.is_empty() {
                found.nameless += 1;
                found.push(data, banner, document, None);
            }
            for case in cases {
                // Who withdrew, or did not agree to take part, is not counted.
                if data.corpus.case(case).is_some_and(Case::refuses) {
                    found.withheld.insert(case);
                    found.withheld_in.insert(&document.id);
                } else {
                    found.push(data, banner, document, Some(case));
                }
            }
        }
        found.without_consent(noticed);
        found.without_document(data, noticed);
        found.without_case(data, noticed);
        found.count_in_none(banner);
        found
    }

    fn push(&mut self, data: Themes<'a>, banner: &Banner, document: &'a Document, case: Option<&'a str>) {
        let known = case.and_then(|id| data.corpus.case(id));
        let original = document.translation_of.as_deref().unwrap_or(&document.id);
        let unit = match (data.count, case) {
            (CountUnit::Document, _) | (_, None) => format!("document {original}"),
            (CountUnit::Person, Some(case)) => format!("case {case}"),
            (CountUnit::Organisation, Some(case)) => match known.and_then(|case| case.attribute("organisation")) {
                Some(organisation) => format!("organisation {organisation}"),
                None => format!("case {case}"),
            },
        };
        let mut columns = vec![0];
        let mut first = 1;
        for axis in &banner.axes {
            columns.extend(known.and_then(|case| column_of_case(axis, case)).map(|column| first + column));
            first += axis.columns();
        }
        self.by_document.entry(&document.id).or_default().push(self.all.len());
        self.all.push(Participant { unit, columns, case, document });
    }

    /// Who takes part, document by document.
    pub fn iter(&self) -> impl Iterator<Item = &Participant<'a>> {
        self.all.iter()
    }

    /// How many columns there are, the total included.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// What is counted in a column, each once.
    pub fn units(&self, column: usize) -> BTreeSet<&str> {
        self.in_column(column).map(|participant| participant.unit.as_str()).collect()
    }

    fn in_column(&self, column: usize) -> impl Iterator<Item = &Participant<'a>> {
        self.all.iter().filter(move |participant| participant.columns.contains(&column))
    }

    /// Who said what a coding marks: nobody where only interviewers did, `None` where it is not known.
    pub fn of_coding(&self, coding: &Coding) -> Option<Vec<&Participant<'a>>> {
        let withholds = self.withheld_in.contains(coding.document.as_str());
        let Some(here) = self.by_document.get(coding.document.as_str()) else {
            return withholds.then(Vec::new);
        };
        let here: Vec<&Participant<'a>> = here.iter().map(|&place| &self.all[place]).collect();
        let is_alone = here.len() == 1 && !withholds;
        let document = here.first()?.document;
        let turns = document.turns_in(coding.start, coding.end);
        let mut found: Vec<&Participant<'a>> = Vec::new();
        let mut unclear = document.turns.is_empty() && !is_alone;
        if document.turns.is_empty() && is_alone {
            return Some(here);
        }
        for turn in turns.filter(|turn| document.role(turn) == Role::Participant) {
            let said_by = match document.case(turn) {
                Some(case) if self.withheld.contains(case) => continue,
                Some(case) => here.iter().find(|participant| participant.case == Some(case)),
                // A turn of nobody in particular is the participant's, where there is only one.
                None if is_alone => here.first(),
                None => None,
            };
            match said_by {
                // Two people of one organisation may stand in different columns, so it is people that are not repeated.
                Some(participant) if !found.iter().any(|other| other.case == participant.case) => {
                    found.push(participant);
                }
                Some(_) => {}
                None => unclear = true,
            }
        }
        if found.is_empty() && unclear { None } else { Some(found) }
    }

    /// How many of a column were asked any of these questions or raised the theme unasked; `None` unless it is known of
    /// each.
    pub fn asked(
        &self,
        column: usize,
        questions: &BTreeSet<&str>,
        asked: &BTreeMap<(String, String), bool>,
        raised: &BTreeSet<&str>,
    ) -> Option<u64> {
        let known = self.who_was_asked(column, questions, asked);
        let put = |(unit, put): (&str, Option<bool>)| if raised.contains(unit) { Some(true) } else { put };
        known.into_iter().map(|known| put(known).map(u64::from)).sum()
    }

    /// For each unit of a column whether it was asked any of these questions; `None` where that is not known of it.
    pub fn who_was_asked(
        &self,
        column: usize,
        questions: &BTreeSet<&str>,
        asked: &BTreeMap<(String, String), bool>,
    ) -> BTreeMap<&str, Option<bool>> {
        let mut known: BTreeMap<&str, Option<bool>> = BTreeMap::new();
        for participant in self.in_column(column) {
            let of_unit = known.entry(&participant.unit).or_insert(Some(false));
            for question in questions {
                let put = asked.get(&(participant.document.id.clone(), (*question).to_owned()));
                *of_unit = match (*of_unit, put) {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    (None, _) | (_, None) => None,
                };
            }
        }
        known
    }

    fn without_consent(&self, noticed: &mut Vec<Diagnostic>) {
        let withheld: Vec<&str> = self.withheld.iter().copied().collect();
        if !withheld.is_empty() {
            let cases = match withheld.len() {
                1 => "1 case withdrew or did not agree to take part, and is not counted".to_owned(),
                several => format!("{several} cases withdrew or did not agree to take part, and are not counted"),
            };
            noticed.push(
                Diagnostic::warning(format!("{cases}: {}", shortened(&withheld)))
                    .in_place(Place::file("cases.csv"))
                    .hint("take their transcripts out of the study; who may be counted and not quoted: write “counted, not quoted” into the column consent"),
            );
        }
    }

    fn without_document(&self, data: Themes<'_>, noticed: &mut Vec<Diagnostic>) {
        let speaks = |case: &&Case| {
            self.withheld.contains(case.id.as_str())
                || self.all.iter().any(|participant| participant.case == Some(case.id.as_str()))
        };
        let silent: Vec<&str> =
            data.corpus.cases.iter().filter(|case| !speaks(case)).map(|case| case.id.as_str()).collect();
        if !silent.is_empty() {
            let cases = match silent.len() {
                1 => "1 case has no document and is".to_owned(),
                several => format!("{several} cases have no document and are"),
            };
            noticed.push(
                Diagnostic::warning(format!("{cases} not in the base: {}", shortened(&silent)))
                    .in_place(Place::file("cases.csv"))
                    .hint("name the case beside its speaker in documents.csv; if it was not interviewed, all is well"),
            );
        }
    }

    fn without_case(&self, data: Themes<'_>, noticed: &mut Vec<Diagnostic>) {
        if self.nameless > 0 {
            let of: Vec<&str> = self
                .all
                .iter()
                .filter(|participant| participant.case.is_none())
                .map(|participant| participant.document.id.as_str())
                .collect();
            noticed.push(
                Diagnostic::warning(format!(
                    "no case is named for {}: each counts as one, in the total only",
                    shortened(&of)
                ))
                .in_place(Place::file("documents.csv"))
                .hint("name the case of each participant in the column “speakers”"),
            );
        }
        let mut strangers: Vec<&str> = Vec::new();
        for case in self.all.iter().filter_map(|participant| participant.case) {
            if data.corpus.case(case).is_none() && !strangers.contains(&case) {
                strangers.push(case);
            }
        }
        if !strangers.is_empty() {
            noticed.push(
                Diagnostic::warning(format!(
                    "cases.csv does not know {}: counted in the total and in no group",
                    shortened(&strangers)
                ))
                .in_place(Place::file("cases.csv"))
                .hint("add a row for each"),
            );
        }
    }

    fn count_in_none(&mut self, banner: &Banner) {
        let total = self.units(0).len() as u64;
        let mut first = 1;
        for (place, axis) in banner.axes.iter().enumerate() {
            let own = first..first + axis.columns();
            first = own.end;
            let placed: BTreeSet<&str> = own.flat_map(|column| self.units(column)).collect();
            self.in_none[place] = total - placed.len() as u64;
        }
    }

    /// Who is not counted, and who stands in no column.
    pub fn say(&self, banner: &Banner, notes: &mut Notes) {
        match self.withheld.len() {
            0 => {}
            1 => notes.base.push("1 case that withdrew or did not agree to take part is not counted.".to_owned()),
            several => notes.base.push(format!(
                "{} cases that withdrew or did not agree to take part are not counted.",
                count(several as u64)
            )),
        }
        for (axis, &n) in banner.axes.iter().zip(&self.in_none).filter(|(_, n)| **n > 0) {
            notes.groups.push(format!("{} in no column of “{}”, only in the total.", stand(n), axis.label()));
        }
    }
}

fn stand(n: u64) -> String {
    if n == 1 { "1 of the base stands".to_owned() } else { format!("{} of the base stand", count(n)) }
}

/// Names, the first few of many.
fn shortened(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    match names.len().checked_sub(SHOWN) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..SHOWN].join(", ")),
    }
}

/// The cases that take part in a document, each once.
pub(super) fn cases_of(document: &Document) -> Vec<&str> {
    let mut cases: Vec<&str> = Vec::new();
    for speaker in document.speakers.iter().filter(|speaker| speaker.role == Role::Participant) {
        match speaker.case.as_deref() {
            Some(case) if !case.is_empty() && !cases.contains(&case) => cases.push(case),
            _ => {}
        }
    }
    cases
}
