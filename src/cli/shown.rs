//! What outputs show: a study with the names of its pseudonym key replaced. Commands that print or write what somebody said take
//! it from here; nothing further on has to think of names.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::options::StudyOption;
use super::workspace::Workspace;
use crate::coding::pseudonym::{self, Pseudonyms, Shown};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Choice, Codebook, Column, Pseudonym, Survey, Texts};
use crate::source::{self, Source};
use crate::study::pseudonyms;
use crate::tabulate::Groupings;

/// Where it stands which transcripts had their names replaced for good.
pub const WRITTEN: &str = "private/anonymised.csv";

/// The pseudonym key, where the study has one. It is never an input of the manifest: its hash would let names be tried.
///
/// # Errors
/// When it cannot be read.
pub fn key(folder: &Path) -> Result<Pseudonyms> {
    let path = folder.join(pseudonyms::FILE);
    let names = if source::is_file(&path) { pseudonyms::read(&Source::open(&path)?)? } else { Vec::new() };
    Pseudonyms::new(names, written(folder)?)
}

/// The transcripts in which names were replaced for good.
fn written(folder: &Path) -> Result<BTreeSet<String>> {
    let path = folder.join(WRITTEN);
    if !source::is_file(&path) {
        return Ok(BTreeSet::new());
    }
    let text = Source::open(&path)?.text(None)?.text;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let files = reader.records().filter_map(|record| record.ok()?.get(0).map(str::to_owned));
    Ok(files.filter(|file| !file.is_empty()).collect())
}

impl Workspace {
    /// Opens the study for a command that shows what was said, with names replaced as [`Self::shown`] does.
    ///
    /// # Errors
    /// As [`Self::open_interviews`].
    pub fn open_shown(option: &StudyOption) -> Result<Self> {
        Ok(Self::open_interviews(option)?.into_shown())
    }

    /// The documents and codings with their names replaced, beside the originals.
    pub fn shown(&self) -> Shown {
        pseudonym::shown(&self.corpus, &self.codings, &self.pseudonyms)
    }

    /// The study with the names in its documents, codings, cases and codebook replaced: what may be shown, and not written back.
    /// Ids stay, and columns that make groups.
    pub fn into_shown(mut self) -> Self {
        if self.pseudonyms.is_empty() {
            return self;
        }
        let Shown { corpus, codings, .. } = self.shown();
        (self.corpus, self.codings) = (corpus, codings);
        let grouping: BTreeSet<&str> = self.groupings.values().filter_map(|one| one.case.as_deref()).collect();
        let replace = |text: &mut String| replace(text, &self.pseudonyms);
        for case in &mut self.corpus.cases {
            case.organisation.as_mut().filter(|_| !grouping.contains("organisation")).map(&replace);
            case.attributes
                .iter_mut()
                .filter(|(name, _)| !grouping.contains(name.as_str()))
                .for_each(|(_, text)| replace(text));
        }
        replace_in_codebook(&mut self.codebook, &replace);
        for theme in &mut self.study.themes {
            [&mut theme.name, &mut theme.idea].into_iter().for_each(&replace);
        }
        for priority in &mut self.study.priorities {
            [&mut priority.name, &mut priority.reason, &mut priority.decided].into_iter().for_each(&replace);
        }
        replace_in_messages(&mut self.noticed, &self.pseudonyms);
        self
    }
}

fn replace(text: &mut String, pseudonyms: &Pseudonyms) {
    let (replaced, count) = pseudonym::replace(text, pseudonyms);
    if count > 0 {
        *text = replaced;
    }
}

/// What is said of codings quotes what was said.
pub fn replace_in_messages(noticed: &mut [Diagnostic], pseudonyms: &Pseudonyms) {
    noticed.iter_mut().for_each(|one| replace(&mut one.message, pseudonyms));
}

/// What the codebook says in words; rules stay as they are, they are no text to read.
fn replace_in_codebook(codebook: &mut Codebook, replace: &impl Fn(&mut String)) {
    for code in &mut codebook.codes {
        for text in [&mut code.definition, &mut code.include, &mut code.exclude].into_iter().chain(&mut code.examples) {
            replace(text);
        }
    }
}

/// Replaces names in all that respondents wrote in their own words: open answers, what stands beside a number or a date, and choices
/// that nobody offered. Codes of open answers stand on the answers as they came; whoever codes them has gathered them before.
pub fn replace_in_answers(survey: &mut Survey, groupings: &Groupings, pseudonyms: &Pseudonyms) {
    if pseudonyms.is_empty() {
        return;
    }
    for table in &mut survey.tables {
        for column in table.blocks.iter_mut().flat_map(|block| &mut block.columns) {
            let texts = match column {
                Column::Texts(texts) => Some(texts),
                Column::Numbers(numbers) => numbers.raw_mut(),
                Column::Dates(dates) => dates.raw_mut(),
                Column::Choices(_) | Column::Ticks(_) => None,
            };
            texts.into_iter().for_each(|texts| replace_in_texts(texts, pseudonyms));
        }
        // Whoever makes groups of a question has decided that its choices are shown.
        let is_group = |id: &str| groupings.values().any(|one| one.question.as_deref() == Some(id));
        for question in table.questions.iter_mut().filter(|question| !is_group(&question.id)) {
            question.choices.iter_mut().for_each(|choice| replace_in_choice(choice, pseudonyms));
        }
    }
}

/// A choice that is a place or an organisation of the key and nothing else was offered by the questionnaire; one that says more, or names
/// a person, somebody wrote.
fn replace_in_choice(choice: &mut Choice, pseudonyms: &Pseudonyms) {
    let is_offered = |name: &Pseudonym| {
        let is_person = name.kind.as_deref().is_none_or(|kind| !matches!(kind, "place" | "organisation"));
        !is_person && name.name.trim() == choice.label.text.trim()
    };
    if !pseudonyms.names().iter().any(is_offered) {
        replace(&mut choice.label.text, pseudonyms);
        replace(&mut choice.code, pseudonyms);
    }
}

fn replace_in_texts(texts: &mut Texts, pseudonyms: &Pseudonyms) {
    let mut any = false;
    let replaced: Texts = texts
        .iter()
        .map(|text| {
            text.map(|text| match pseudonym::replace(text, pseudonyms) {
                (_, 0) => Cow::Borrowed(text),
                (replaced, _) => {
                    any = true;
                    Cow::Owned(replaced)
                }
            })
        })
        .collect();
    if any {
        *texts = replaced;
    }
}
