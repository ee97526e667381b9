//! Places that rules found → candidates for a person to accept or to reject.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::super::anchor::Finder;
use super::{CODER, Rules, hexadecimal};
use crate::model::{Coding, CodingSource, CodingState, Document};

/// What is to be proposed: a stretch with the rules that found something in it.
struct Proposed<'a> {
    code: &'a str,
    turn: u32,
    start: usize,
    end: usize,
    versions: BTreeSet<&'a str>,
    /// The first denial in it, in code points.
    negation: Option<(usize, usize)>,
}

impl Rules {
    /// The candidates of a document, in order: each unit once a code, neighbouring ones joined, each with the versions of the rules
    /// that made it.
    ///
    /// What `decided` (codings of the same document) covers was judged by a person, and is not proposed again.
    pub fn candidates(&self, document: &Document, decided: &[&Coding]) -> Vec<Coding> {
        let finder = Finder::new(document);
        let is_decided = |code: &str, (start, end): (usize, usize)| {
            decided.iter().any(|coding| coding.code == code && coding.start <= start && end <= coding.end)
        };
        let hits = self.hits_in(&finder).into_iter();
        let mut spans: Vec<Proposed<'_>> = hits
            .filter(|hit| !is_decided(hit.code, hit.unit))
            .map(|hit| Proposed {
                code: hit.code,
                turn: hit.turn,
                start: hit.unit.0,
                end: hit.unit.1,
                versions: BTreeSet::from([hit.version]),
                negation: hit.negation,
            })
            .collect();
        spans.sort_by_key(|span| (span.code, span.turn, span.start, span.end));
        let mut joined: Vec<Proposed<'_>> = Vec::new();
        for span in spans {
            match joined.last_mut() {
                Some(last)
                    if (last.code, last.turn) == (span.code, span.turn) && adjoin(&finder, last.end, span.start) =>
                {
                    last.end = last.end.max(span.end);
                    last.versions.extend(span.versions);
                    last.negation = last.negation.into_iter().chain(span.negation).min();
                }
                _ => joined.push(span),
            }
        }
        joined.sort_by_key(|span| (span.start, span.end, span.code));
        let mut ids: HashMap<String, usize> = HashMap::new();
        joined.into_iter().map(|span| candidate(&finder, span, &mut ids)).collect()
    }

    /// The candidates of all documents, in their order; `decided` by document as for [`Self::candidates`].
    pub fn propose(&self, documents: &[Document], decided: &HashMap<&str, Vec<&Coding>>) -> Vec<Coding> {
        let of = |document: &Document| {
            self.candidates(document, decided.get(document.id.as_str()).map_or(&[], Vec::as_slice))
        };
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(documents.len());
        if threads < 2 {
            return documents.iter().flat_map(of).collect();
        }
        // Each thread takes every so many-th document; put together again in order, the number of threads does not show.
        let share = |first: usize| documents.iter().skip(first).step_by(threads).map(of).collect::<Vec<_>>();
        let shares: Vec<Vec<Vec<Coding>>> = std::thread::scope(|scope| {
            let share = &share;
            let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || share(first))).collect();
            let joined = running.into_iter().map(|thread| thread.join());
            joined.map(|share| share.unwrap_or_else(|cause| std::panic::resume_unwind(cause))).collect()
        });
        let mut shares: Vec<_> = shares.into_iter().map(Vec::into_iter).collect();
        (0..documents.len()).flat_map(|index| shares[index % threads].next().unwrap_or_default()).collect()
    }
}

fn candidate(finder: &Finder<'_>, span: Proposed<'_>, ids: &mut HashMap<String, usize>) -> Coding {
    let versions: Vec<&str> = span.versions.into_iter().collect();
    let mut coding = Coding {
        code: span.code.to_owned(),
        coder: CODER.to_owned(),
        state: CodingState::Candidate,
        source: CodingSource::Rule(versions.join(" ")),
        negation: span.negation.map(|(start, end)| finder.positions().slice(start, end).to_owned()),
        ..Coding::default()
    };
    finder.anchor(&mut coding, span.start, span.end);
    coding.id = id(&coding);
    let again = ids.entry(coding.id.clone()).and_modify(|times| *times += 1).or_insert(1);
    if *again > 1 {
        coding.id = format!("{}-{again}", coding.id);
    }
    coding
}

/// Whether nothing but white space stands between the end of one span and the start of the next.
fn adjoin(finder: &Finder<'_>, end: usize, start: usize) -> bool {
    finder.positions().slice(end, start).trim().is_empty()
}

/// An id made of what is coded, so that it is the same in every run and in every copy of the study.
fn id(coding: &Coding) -> String {
    let mut hash = Sha256::new();
    for part in [&coding.document, &coding.code, &coding.exact] {
        hash.update(part);
        hash.update([0]);
    }
    let digits = hexadecimal(&hash.finalize(), 6);
    format!("{}-{}-r{digits}", coding.document, coding.code)
}
