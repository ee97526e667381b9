//! What was handed out with pseudonyms comes back with them: passages are looked for in the documents as outputs show them, and the codings
//! put on the documents as they are. What was coded in a transcript before its names were replaced for good comes back with the names.

use std::collections::{HashMap, HashSet};

use super::super::anchor::Finder;
use super::super::take::{Against, Taken, take};
use super::rename::{self, shown};
use super::{Map, Pseudonyms, Shown, replace};
use crate::model::{Coding, Corpus, Document, Marked};

/// Takes passages in that do not stand in the documents as they are, but do with pseudonyms there or here. `None`: nor so.
pub fn take_again(
    passages: &[Marked],
    copy: Option<&Document>,
    against: Against<'_>,
    pseudonyms: &Pseudonyms,
) -> Option<Taken> {
    if pseudonyms.is_empty() {
        return None;
    }
    let as_shown = shown(against.corpus, against.codings, pseudonyms);
    let there = Against { corpus: &as_shown.corpus, codings: &as_shown.codings, ..against };
    if let Ok(taken) = take(passages, copy, there) {
        return Some(back(taken, &as_shown, against.corpus, against.codings));
    }
    let copy = copy.map(|copy| rename::document(copy, &pseudonyms.raw));
    let rename = |passage: &Marked| {
        let mut passage = passage.clone();
        passage.text = replace(&passage.text, pseudonyms).0;
        let map = copy.as_ref().map(|copy| &copy.map);
        passage.span =
            passage.span.zip(map).map(|((start, end), map)| (map.start(start), map.end(end))).or(passage.span);
        passage
    };
    let renamed: Vec<Marked> = passages.iter().map(rename).collect();
    take(&renamed, copy.as_ref().map(|copy| &copy.document), against).ok()
}

/// What was taken into shown documents, put on the originals.
pub fn back(mut taken: Taken, shown: &Shown, corpus: &Corpus, originals: &[Coding]) -> Taken {
    taken.new = codings(taken.new, shown, corpus, originals);
    taken.changed = codings(taken.changed, shown, corpus, originals);
    taken
}

/// Puts codings that were made on shown documents on the same words of the originals. A coding that is known keeps its own place and
/// memo, unless somebody changed them: its place may begin or end inside a name, and its memo hold names that were not shown.
pub fn codings(made: Vec<Coding>, shown: &Shown, corpus: &Corpus, originals: &[Coding]) -> Vec<Coding> {
    let known: HashMap<&str, &Coding> = originals.iter().map(|coding| (coding.id.as_str(), coding)).collect();
    let as_shown: HashMap<&str, &Coding> = shown.codings.iter().map(|coding| (coding.id.as_str(), coding)).collect();
    let mut ways: HashMap<&str, (Finder<'_>, Map)> = HashMap::new();
    let touched: HashSet<String> = made.iter().map(|coding| coding.document.clone()).collect();
    let of_shown = shown.corpus.documents.iter().zip(&shown.maps);
    for (renamed, map) in of_shown.filter(|(renamed, _)| touched.contains(renamed.id.as_str())) {
        if let Some(document) = corpus.document(&renamed.id) {
            ways.insert(&document.id, (Finder::new(document), map.reversed()));
        }
    }
    let put = |mut coding: Coding| {
        let both = known.get(coding.id.as_str()).zip(as_shown.get(coding.id.as_str()));
        let is_still =
            |shown: &Coding| (&shown.document, shown.start, shown.end) == (&coding.document, coding.start, coding.end);
        if let Some((original, _)) = both.filter(|(_, shown)| is_still(shown)) {
            let Coding { start, end, exact, prefix, suffix, hash, negation, .. } = (*original).clone();
            coding = Coding { start, end, exact, prefix, suffix, hash, negation, ..coding };
        } else if let Some((finder, way)) = ways.get(coding.document.as_str()) {
            let (start, end) = (way.start(coding.start), way.end(coding.end));
            finder.anchor(&mut coding, start, end);
        }
        if let Some((original, _)) = both.filter(|(_, shown)| shown.memo == coding.memo) {
            coding.memo.clone_from(&original.memo);
        }
        coding
    };
    made.into_iter().map(put).collect()
}
