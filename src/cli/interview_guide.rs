//! The interview guide of a study applied to its transcripts: which question each turn answers, and which were put.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place, unknown_name};
use crate::model::{Case, Codebook, Corpus, Document, Role};
use crate::prepare::Asks;
use crate::prepare::guide::{Answered, Corrections, GuideItem, propose};
use crate::readers::transcript::OPEN_ANSWER;
use crate::study::{DocumentEntry, Study, StudyFile};

/// The guide of a study.
pub fn items(file: &StudyFile) -> Vec<GuideItem<'_>> {
    file.guide.iter().map(|item| GuideItem { id: &item.id, cues: &item.cues, groups: &item.groups }).collect()
}

/// Which questions ask about which code or theme.
pub fn asks(study: &Study) -> Asks {
    let guide = study.file.guide.iter().map(|item| (item.id.as_str(), item.asks.as_deref()));
    Asks::find(guide, study.codebook.as_ref().unwrap_or(&Codebook::default()), &study.themes)
}

/// The stakeholder group of those who answer in a document; `None` where it is not known or there are several.
pub fn group_of<'a>(document: &Document, cases: &'a [Case]) -> Option<&'a str> {
    let mut groups = document
        .speakers
        .iter()
        .filter(|speaker| speaker.role == Role::Participant)
        .map(|speaker| cases.iter().find(|case| Some(&case.id) == speaker.case.as_ref())?.group.as_deref());
    let first = groups.next()??;
    groups.all(|group| group == Some(first)).then_some(first)
}

/// Finds the question that each turn of a document answers; the corrections of its row in documents.csv win.
pub fn answered(document: &Document, entry: Option<&DocumentEntry>, study: &Study) -> Answered {
    let corrections = entry.map_or_else(Corrections::default, |entry| Corrections {
        questions: &entry.questions,
        not_asked: &entry.not_asked,
    });
    propose(document, &items(&study.file), group_of(document, &study.cases), corrections)
}

/// Writes questions into all turns; returns for each document and question whether it is known to have been put.
pub fn settle(study: &Study, corpus: &mut Corpus, noticed: &mut Vec<Diagnostic>) -> BTreeMap<(String, String), bool> {
    let mut asked = BTreeMap::new();
    if study.file.guide.is_empty() && corpus.documents.iter().all(|document| document.kind != OPEN_ANSWER) {
        return asked;
    }
    for document in &mut corpus.documents {
        if document.kind == OPEN_ANSWER {
            asked.extend(of_open_answer(document, &study.file));
            continue;
        }
        let entry = study.documents.iter().find(|entry| entry.document == document.id);
        let found = settle_one(study, document, entry, noticed);
        asked.extend(found.asked.into_iter().map(|(question, known)| ((document.id.clone(), question), known)));
    }
    asked
}

/// Writes questions into the turns of one document.
pub fn settle_one(
    study: &Study,
    document: &mut Document,
    entry: Option<&DocumentEntry>,
    noticed: &mut Vec<Diagnostic>,
) -> Answered {
    if let Some(entry) = entry {
        check_corrections(entry, document, &study.file, noticed);
    }
    let found = answered(document, entry, study);
    found.apply(document);
    found
}

/// An open answer answers its own question and no other.
fn of_open_answer(document: &Document, file: &StudyFile) -> Vec<((String, String), bool)> {
    let own = document.turns.first().and_then(|turn| turn.question.as_deref());
    let others = file.guide.iter().map(|item| item.id.as_str()).filter(|id| Some(*id) != own).map(|id| (id, false));
    let asked = own.map(|own| (own, true)).into_iter().chain(others);
    asked.map(|(question, put)| ((document.id.clone(), question.to_owned()), put)).collect()
}

/// Corrections that name a question or a turn that is not there.
fn check_corrections(entry: &DocumentEntry, document: &Document, file: &StudyFile, noticed: &mut Vec<Diagnostic>) {
    let place = || Place::line("documents.csv", entry.line);
    let ids = || file.guide.iter().map(|item| item.id.as_str());
    let named = entry.questions.iter().filter_map(|(_, question)| question.as_ref()).chain(&entry.not_asked);
    for question in named.filter(|question| !ids().any(|id| id == question.as_str())) {
        noticed.push(unknown_name("interview question", question, ids()).in_place(place()).into());
    }
    for (turn, _) in &entry.questions {
        if !document.turns.iter().any(|known| known.number == *turn) {
            noticed.push(
                Diagnostic::warning(format!("there is no turn {turn} in {}", entry.document))
                    .in_place(place())
                    .hint(format!("it has turns 1 to {}", document.turns.len())),
            );
        }
    }
}
