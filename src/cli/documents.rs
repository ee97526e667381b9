//! The documents of a study: which files they are, and each as its row in documents.csv describes it.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Error, Place, Result, did_you_mean};
use crate::model::{Case, Corpus, Document};
use crate::readers;
use crate::source::{self, Source};
use crate::study::{DocumentEntry, Study};

/// Every transcript of a study: the rows of documents.csv, then files that no row names.
///
/// # Errors
/// When the pattern leads nowhere, a row names a file that is not there, or two would have the same id.
pub fn entries(study: &Study, noticed: &mut Vec<Diagnostic>) -> Result<Vec<DocumentEntry>> {
    let Some(section) = &study.file.interviews else { return Ok(Vec::new()) };
    let files = match study.matching(&section.transcripts) {
        // A study may have open answers and no interviews.
        Err(_) if !section.answers.is_empty() => Vec::new(),
        files => files?,
    };
    let mut entries = study.documents.clone();
    let listed: HashSet<&str> = study.documents.iter().map(|entry| entry.file.as_str()).collect();
    for file in files.iter().filter(|file| !listed.contains(file.as_str())) {
        if !listed.is_empty() {
            noticed.push(
                Diagnostic::warning("this transcript is not in documents.csv, so nobody knows whose it is")
                    .in_place(Place::file(file))
                    .hint("run `canvass import transcripts/*` to add it, then fill in its row"),
            );
        }
        entries.push(DocumentEntry { file: file.clone(), ..DocumentEntry::default() });
    }
    let mut named: HashMap<String, &str> = HashMap::new();
    for entry in &entries {
        if entry.line > 0 && !source::is_file(&study.folder.join(&entry.file)) {
            return Err(Error::new(format!("{} is named here, but there is no such file in the study", entry.file))
                .in_place(Place::line("documents.csv", entry.line))
                .hint(missing_file_hint(&entry.file, &files)));
        }
        let id = id(entry);
        if let Some(other) = named.insert(id.clone(), &entry.file) {
            return Err(Error::new(format!("{other} and {} would both be “{id}”", entry.file))
                .in_place(Place::file("documents.csv"))
                .hint("give one of them another name in the column “document”"));
        }
    }
    Ok(entries)
}

/// The id of a document: as its row says, else the name of its file without the ending.
pub fn id(entry: &DocumentEntry) -> String {
    if entry.document.is_empty() {
        return Source::from_bytes(entry.file.as_str(), Vec::new()).stem().to_owned();
    }
    entry.document.clone()
}

/// Reads all documents, on all cores.
///
/// # Errors
/// As [`entries`], and when a transcript cannot be read.
pub fn read(study: &mut Study, noticed: &mut Vec<Diagnostic>) -> Result<Corpus> {
    let entries = entries(study, noticed)?;
    let one = |entry: &DocumentEntry| {
        // Before it is read for its hash.
        readers::transcript::refuse_too_large(&study.open_only(&entry.file)?)?;
        let (source, input) = study.open_hashed(&entry.file)?;
        let (document, noticed) = described(&source, entry, &study.cases)?;
        Ok((document, noticed, input))
    };
    let read: Vec<Result<_>> = entries.par_iter().map(one).collect();
    let mut documents = Vec::with_capacity(read.len());
    let mut inputs = Vec::with_capacity(read.len());
    for read in read {
        let (document, said, input) = read?;
        documents.push(document);
        noticed.extend(said);
        inputs.push(input);
    }
    study.remember(inputs);
    Ok(Corpus { documents, cases: Vec::new() })
}

/// Reads one document, with what a person wrote of it into documents.csv.
///
/// # Errors
/// When it cannot be read.
pub fn described(source: &Source, entry: &DocumentEntry, cases: &[Case]) -> Result<(Document, Vec<Diagnostic>)> {
    let reading = readers::transcript::read(source)?;
    let (mut document, mut noticed) = (reading.document, reading.noticed);
    let is_known = |id: &str| cases.iter().any(|case| case.id == id && says_anything(case));
    readers::transcript::settle(&mut noticed, &entry.speakers, entry.kind.as_deref(), &is_known);
    describe(&mut document, entry, &mut noticed);
    Ok((document, noticed))
}

/// Whether a person has filled in anything of a case.
fn says_anything(case: &Case) -> bool {
    let known = [&case.respondent, &case.group, &case.organisation, &case.consent];
    known.into_iter().any(Option::is_some) || case.attributes.iter().any(|(_, value)| !value.is_empty())
}

fn missing_file_hint(wanted: &str, files: &[String]) -> String {
    match did_you_mean(wanted, files.iter().map(String::as_str)) {
        Some(near) if near != wanted => {
            format!("did you mean {near}? Else put the file back, or take its row out of documents.csv")
        }
        _ => "put the file back, or take its row out of documents.csv".to_owned(),
    }
}

/// Takes over what a person wrote into documents.csv.
fn describe(document: &mut Document, entry: &DocumentEntry, noticed: &mut Vec<Diagnostic>) {
    document.file.clone_from(&entry.file);
    if entry.document.is_empty() {
        return;
    }
    document.id.clone_from(&entry.document);
    document.activity.clone_from(&entry.activity);
    if let Some(kind) = &entry.kind {
        document.kind.clone_from(kind);
    }
    document.language.clone_from(&entry.language);
    document.translation_of.clone_from(&entry.translation_of);
    document.date.clone_from(&entry.date);
    let place = || Place::line("documents.csv", entry.line);
    // A story or notes name nobody: whose they are stands in documents.csv alone.
    if let ([only], true) = (entry.speakers.as_slice(), document.speakers.is_empty()) {
        document.speakers.push(only.clone());
        document.turns.iter_mut().for_each(|turn| turn.speaker = Some(0));
    }
    for written in &entry.speakers {
        let found = document.speakers.iter_mut().find(|speaker| speaker.label == written.label);
        match found {
            Some(speaker) => {
                speaker.role = written.role;
                speaker.case.clone_from(&written.case);
            }
            None => {
                let labels: Vec<&str> = document.speakers.iter().map(|speaker| speaker.label.as_str()).collect();
                let hint = match did_you_mean(&written.label, labels.iter().copied()) {
                    _ if labels.is_empty() => {
                        "nobody is named there: write whose words all of it is, one speaker".to_owned()
                    }
                    Some(label) => format!("did you mean “{label}”?"),
                    None => format!("who speaks there: {}", labels.join(", ")),
                };
                noticed.push(
                    Diagnostic::warning(format!("“{}” does not speak in {}", written.label, entry.file))
                        .in_place(place())
                        .hint(hint),
                );
            }
        }
    }
}
