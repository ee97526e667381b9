//! Whose transcripts are, where another program says so: its cases give attributes to rows of cases.csv.
//!
//! Names of cases are often names of people, and names of people stand in no output: a case keeps the name that it gets here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::coded::many;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Case, Document, Role, Speaker};

/// What another program says: its cases, and which of them each file belongs to, by their places.
#[derive(Debug, Default)]
pub struct Told<'a> {
    cases: &'a [Case],
    of_file: BTreeMap<PathBuf, Vec<usize>>,
}

impl<'a> Told<'a> {
    /// Of these cases nobody knows yet whose which file is.
    pub fn new(cases: &'a [Case]) -> Self {
        Self { cases, of_file: BTreeMap::new() }
    }

    /// Says whose a file is.
    pub fn add(&mut self, file: PathBuf, cases: &[usize]) {
        self.of_file.entry(file).or_default().extend(cases);
    }
}

/// The cases of another program that have a name in this study.
#[derive(Debug, Default)]
pub struct Placed<'a> {
    /// What each is called here, by its place there.
    names: BTreeMap<usize, String>,
    cases: BTreeMap<String, &'a Case>,
    lost: BTreeSet<usize>,
}

/// Who wrote a text in which nobody is named as speaking.
const WRITER: &str = "Writer";

impl<'a> Placed<'a> {
    /// Gives the cases of a file to those who speak in it: the only one to the only participant, several to those who are called like them.
    pub fn place(&mut self, told: &Told<'a>, file: &Path, document: &mut Document) {
        let Some(own) = told.of_file.get(file) else { return };
        if document.speakers.is_empty() && own.len() == 1 {
            let case = Some(document.id.clone());
            document.speakers.push(Speaker { label: WRITER.to_owned(), role: Role::Participant, case });
        }
        let takes_part = |place: &usize| document.speakers[*place].role == Role::Participant;
        let participants: Vec<usize> = (0..document.speakers.len()).filter(takes_part).collect();
        for &place in own {
            let Some(case) = told.cases.get(place) else { continue };
            let is_called_so = |speaker: &&usize| same(&document.speakers[**speaker].label, &case.id);
            let speaker = match (own.as_slice(), participants.as_slice()) {
                ([_], [only]) => Some(*only),
                _ => participants.iter().find(is_called_so).copied(),
            };
            let Some(speaker) = speaker.map(|speaker| &mut document.speakers[speaker]) else {
                self.lost.insert(place);
                continue;
            };
            let here = speaker.case.clone().unwrap_or_else(|| document.id.clone());
            let name = self.names.entry(place).or_insert(here).clone();
            self.cases.insert(name.clone(), case);
            speaker.case = Some(name);
        }
    }

    /// The row of cases.csv for a case of this study.
    pub fn row(&self, name: &str) -> Vec<(&'a str, String)> {
        let mut row = vec![("case", name.to_owned())];
        if let Some(case) = self.cases.get(name) {
            let known = [("group", &case.group), ("organisation", &case.organisation)];
            row.extend(known.into_iter().filter_map(|(column, value)| Some((column, value.clone()?))));
            row.extend(case.attributes.iter().map(|(column, value)| (column.as_str(), value.clone())));
        }
        row
    }

    /// What is said of cases that nobody could be found for.
    pub fn not_placed(&self) -> Option<Diagnostic> {
        let lost = self.lost.iter().filter(|place| !self.names.contains_key(place)).count();
        (lost > 0).then(|| {
            Diagnostic::warning(format!(
                "of {} of the project nobody knows which speaker they are; not taken",
                many(lost, "case")
            ))
            .in_place(Place::file("documents.csv"))
            .hint("say in “speakers” whose each speaker’s words are, and give their cases a row in cases.csv")
        })
    }
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
