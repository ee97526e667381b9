//! `canvass code` document by document: each is read, its candidates are found and written, and it is dropped, so that memory holds
//! as many documents as there are cores.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use super::workspace::Workspace;
use super::{documents, interview_guide};
use crate::coding::proposal::{Proposal, propose as propose_for};
use crate::coding::rules::CODER;
use crate::coding::{Rules, anchor, store};
use crate::diagnostic::{Diagnostic, Error, Level, Result};
use crate::model::{Coding, CodingState, Corpus, Document};
use crate::sink;
use crate::source::{self, Source};
use crate::study::load::codings_of;
use crate::study::{DocumentEntry, Study};

/// What came of one code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Line {
    /// How many candidates wait.
    pub candidates: usize,
    /// In how many documents.
    pub documents: usize,
    /// How many of them stand beside a denial.
    pub negated: usize,
    /// How many were not there before.
    pub new: usize,
    /// How many are no longer there.
    pub gone: usize,
    /// Whether its rules have changed since its candidates were written.
    pub changed: bool,
}

/// What came of all documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// By code.
    pub codes: BTreeMap<String, Line>,
    /// How many documents there are.
    pub documents: usize,
    /// How many candidates are as they were.
    pub unchanged: usize,
    /// How many a person accepted.
    pub accepted: usize,
    /// How many a person rejected.
    pub rejected: usize,
    /// Decisions of people on words that are no longer there: kept as they are, never dropped.
    pub lost: usize,
    /// Candidates on words that are no longer there.
    pub without_words: usize,
    /// How many files were written.
    pub written: usize,
    /// The first of them by name.
    pub first_written: Option<String>,
    noticed: Vec<(usize, Vec<Diagnostic>)>,
    failed: Option<(usize, Error)>,
}

/// Documents whose candidates stand in one file.
enum Together<'a> {
    /// A transcript, to be read.
    Transcript(&'a DocumentEntry),
    /// The open answers to a question.
    Answers(Vec<&'a Document>),
}

/// Proposes candidates for every document of a study, and writes them unless this is a rehearsal.
///
/// # Errors
/// When a transcript cannot be read or a file not be written; the others are done.
pub fn propose(workspace: &Workspace, rules: &Rules, rehearsal: bool, noticed: &mut Vec<Diagnostic>) -> Result<Tally> {
    let study = &workspace.study;
    let entries = documents::entries(study, noticed)?;
    let mut together: Vec<Together<'_>> = entries.iter().map(Together::Transcript).collect();
    let mut answers: BTreeMap<String, Vec<&Document>> = BTreeMap::new();
    for document in &workspace.corpus.documents {
        answers.entry(store::file(CODER, &document.id)).or_default().push(document);
    }
    together.extend(answers.into_values().map(Together::Answers));
    let run = Run { study, rules, rehearsal };
    let each = |(place, one): (usize, &Together<'_>)| {
        let mut tally = Tally::default();
        match run.one(one, &mut tally) {
            Ok(said) if said.is_empty() => {}
            Ok(said) => tally.noticed.push((place, said)),
            Err(error) => tally.failed = Some((place, error)),
        }
        tally
    };
    let mut tally = together.par_iter().enumerate().map(each).reduce(Tally::default, Tally::with);
    tally.noticed.sort_by_key(|(place, _)| *place);
    noticed.extend(std::mem::take(&mut tally.noticed).into_iter().flat_map(|(_, said)| said));
    if let Some((_, error)) = tally.failed.take() {
        return Err(error);
    }
    let current = entries.iter().map(documents::id).chain(workspace.corpus.documents.iter().map(|one| one.id.clone()));
    let current: HashSet<String> = current.map(|id| store::file(CODER, &id)).collect();
    run.left_over(&current, &mut tally)?;
    Ok(tally)
}

struct Run<'a> {
    study: &'a Study,
    rules: &'a Rules,
    rehearsal: bool,
}

impl Run<'_> {
    fn one(&self, together: &Together<'_>, tally: &mut Tally) -> Result<Vec<Diagnostic>> {
        let mut noticed = Vec::new();
        let corpus = match together {
            Together::Answers(documents) => {
                Corpus { documents: documents.iter().map(|document| (*document).clone()).collect(), cases: Vec::new() }
            }
            Together::Transcript(entry) => {
                let (mut document, said) =
                    documents::described(&self.study.open_only(&entry.file)?, entry, &self.study.cases)?;
                noticed.extend(said);
                if !self.study.file.guide.is_empty() {
                    let listed = (!entry.document.is_empty()).then_some(*entry);
                    interview_guide::settle_one(self.study, &mut document, listed, &mut noticed);
                }
                Corpus { documents: vec![document], cases: Vec::new() }
            }
        };
        let Some(first) = corpus.documents.first() else { return Ok(noticed) };
        let name = store::file(CODER, &first.id);
        let before = self.committed(&name)?;
        let mut committed = before.as_deref().map_or_else(|| Ok(Vec::new()), |text| codings_of(&name, text))?;
        committed.sort_by(Coding::order);
        let settled = anchor::settle(&corpus, &committed);
        // How many followed an edit is no news here: candidates are found afresh.
        noticed.extend(settled.noticed.into_iter().filter(|one| one.level != Level::Note));
        let proposal = propose_for(self.rules, &corpus, &settled.codings);
        tally.documents += corpus.documents.len();
        tally.add(&proposal);
        let there: HashSet<&str> = settled.codings.iter().map(|coding| coding.id.as_str()).collect();
        let lost: Vec<&Coding> = committed.iter().filter(|coding| !there.contains(coding.id.as_str())).collect();
        let decided = |coding: &&Coding| coding.state != CodingState::Candidate;
        let kept: Vec<&Coding> = lost.iter().copied().filter(decided).collect();
        tally.lost += kept.len();
        tally.without_words += lost.len() - kept.len();
        // A decision whose words may have moved keeps its anchor until somebody accepts the new place.
        let moved = |coding: &Coding| {
            let original = committed.iter().find(|original| original.id == coding.id).filter(decided);
            original.filter(|_| settled.moved.contains(&coding.id))
        };
        let now: Vec<&Coding> =
            proposal.codings.iter().map(|coding| moved(coding).unwrap_or(coding)).chain(kept).collect();
        if !self.rehearsal {
            self.write(&name, before.as_deref(), &store::lines(&now), tally)?;
        }
        Ok(noticed)
    }

    /// What stands in a file of candidates, where it is there.
    fn committed(&self, name: &str) -> Result<Option<String>> {
        let path = self.study.folder.join(name);
        if !source::is_file(&path) {
            return Ok(None);
        }
        Ok(Some(Source::open(&path)?.named(name).text(None)?.text))
    }

    fn write(&self, name: &str, before: Option<&str>, now: &str, tally: &mut Tally) -> Result<()> {
        if self.rehearsal || before.unwrap_or_default() == now {
            return Ok(());
        }
        sink::write(&self.study.folder.join(name), now.as_bytes())?;
        tally.written += 1;
        tally.first_written = tally.first_written.take().into_iter().chain([name.to_owned()]).min();
        Ok(())
    }

    /// Files of documents that are no longer there: what people decided stays in them, candidates go.
    fn left_over(&self, current: &HashSet<String>, tally: &mut Tally) -> Result<()> {
        let folder = self.study.folder.join("codings").join(CODER);
        for place in [folder.clone(), folder.join("answers")] {
            if !source::is_folder(&place) {
                continue;
            }
            for path in source::matching(&place, "*.jsonl")? {
                let name = source::display_name(path.strip_prefix(&self.study.folder).unwrap_or(&path));
                if current.contains(&name) {
                    continue;
                }
                let Some(before) = self.committed(&name)? else { continue };
                let codings = codings_of(&name, &before)?;
                let kept: Vec<&Coding> = codings.iter().filter(|one| one.state != CodingState::Candidate).collect();
                tally.lost += kept.len();
                tally.without_words += codings.len() - kept.len();
                self.write(&name, Some(&before), &store::lines(&kept), tally)?;
            }
        }
        Ok(())
    }
}

impl Tally {
    /// Adds what came of the documents of one file.
    fn add(&mut self, proposal: &Proposal) {
        let mut documents: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
        for coding in proposal.codings.iter().filter(|coding| coding.state == CodingState::Candidate) {
            let line = self.codes.entry(coding.code.clone()).or_default();
            line.candidates += 1;
            line.negated += usize::from(coding.negation.is_some());
            documents.entry(&coding.code).or_default().insert(&coding.document);
        }
        for (code, documents) in documents {
            self.codes.entry(code.to_owned()).or_default().documents += documents.len();
        }
        for (code, difference) in &proposal.differs {
            let line = self.codes.entry(code.clone()).or_default();
            line.new += difference.new;
            line.gone += difference.gone;
            line.changed |= difference.changed;
        }
        self.unchanged += proposal.unchanged;
        self.accepted += proposal.accepted;
        self.rejected += proposal.rejected;
    }

    /// Two together; in which order does not matter.
    fn with(mut self, other: Self) -> Self {
        for (code, other) in other.codes {
            let line = self.codes.entry(code).or_default();
            line.candidates += other.candidates;
            line.documents += other.documents;
            line.negated += other.negated;
            line.new += other.new;
            line.gone += other.gone;
            line.changed |= other.changed;
        }
        self.documents += other.documents;
        self.unchanged += other.unchanged;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.lost += other.lost;
        self.without_words += other.without_words;
        self.written += other.written;
        self.first_written = self.first_written.into_iter().chain(other.first_written).min();
        self.noticed.extend(other.noticed);
        self.failed = match (self.failed, other.failed) {
            (Some(one), Some(other)) => Some(if other.0 < one.0 { other } else { one }),
            (one, other) => one.or(other),
        };
        self
    }
}
