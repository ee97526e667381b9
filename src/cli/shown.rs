//! What outputs show: a study with the names of its pseudonym key replaced. Commands that print or write what somebody said take
//! it from here; nothing further on has to think of names.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::options::StudyOption;
use super::workspace::Workspace;
use crate::coding::pseudonym::{self, Pseudonyms, Shown};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Codebook, Column, Survey, Texts};
use crate::source::{self, Source};
use crate::study::pseudonyms;

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

/// Replaces names in all that respondents wrote in their own words. Codes of open answers stand on the answers as they came; whoever
/// codes them has gathered them before.
pub fn replace_in_answers(survey: &mut Survey, pseudonyms: &Pseudonyms) {
    if pseudonyms.is_empty() {
        return;
    }
    let columns = survey.tables.iter_mut().flat_map(|table| &mut table.blocks).flat_map(|block| &mut block.columns);
    for column in columns {
        let Column::Texts(texts) = column else { continue };
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
}
