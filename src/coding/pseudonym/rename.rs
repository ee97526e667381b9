//! Documents and codings with their names replaced: every coding covers the same words before and after.

use std::collections::HashMap;

use super::super::anchor::Finder;
use super::super::positions::Positions;
use super::{Key, Map, Pseudonyms};
use crate::model::{Coding, Corpus, Document, Speaker, Turn};

/// A document with its names replaced.
#[derive(Debug, Clone)]
pub struct Renamed {
    /// The document, in its new canonical text.
    pub document: Document,
    /// Positions before and after.
    pub map: Map,
    /// Which names stood where: the place in the key's names, and the turn.
    pub names: Vec<(usize, u32)>,
}

/// Replaces the names in a document, each turn and each label on its own: no name goes from one speaker to the next.
pub fn document(document: &Document, key: &Key) -> Renamed {
    let mut renamed = Renamed { document: document.clone(), map: Map::default(), names: Vec::new() };
    if key.is_empty() {
        return renamed;
    }
    let positions = Positions::new(&document.text);
    let mut text = String::with_capacity(document.text.len());
    let mut cursor = 0;
    for turn in &document.turns {
        for (start, end) in [(cursor, turn.start), (turn.start, turn.end)] {
            piece(positions.slice(start, end), start, turn.number, key, &mut text, &mut renamed);
        }
        cursor = turn.end;
    }
    let last = document.turns.last().map_or(1, |turn| turn.number);
    piece(positions.slice(cursor, usize::MAX), cursor, last, key, &mut text, &mut renamed);
    let Renamed { document: new, map, .. } = &mut renamed;
    new.turns = document.turns.iter().map(|turn| moved(turn, map)).collect();
    new.speakers =
        document.speakers.iter().map(|one| Speaker { label: label(&one.label, key), ..one.clone() }).collect();
    new.hash = Document::hash_of(&text);
    new.text = text;
    renamed
}

fn piece(words: &str, base: usize, turn: u32, key: &Key, text: &mut String, renamed: &mut Renamed) {
    let (mut from, mut at) = (0, base);
    for hit in key.find(words) {
        text.push_str(&words[from..hit.start]);
        text.push_str(&hit.words);
        at += words[from..hit.start].chars().count();
        let end = at + words[hit.start..hit.end].chars().count();
        renamed.map.push(at, end, hit.words.chars().count());
        if words[hit.start..hit.end] != hit.words {
            renamed.names.push((hit.name, turn));
        }
        (from, at) = (hit.end, end);
    }
    text.push_str(&words[from..]);
}

fn moved(turn: &Turn, map: &Map) -> Turn {
    Turn { start: map.start(turn.start), end: map.end(turn.end), ..turn.clone() }
}

/// The label of a speaker with the name in it replaced.
pub fn label(label: &str, key: &Key) -> String {
    let (whole, _) = key.replace(&format!("{label}:"));
    whole.strip_suffix(':').unwrap_or(&whole).to_owned()
}

/// Puts a coding on the same words of the renamed document.
pub fn carry(coding: &Coding, finder: &Finder<'_>, map: &Map, key: &Key) -> Coding {
    let mut carried = coding.clone();
    finder.anchor(&mut carried, map.start(coding.start), map.end(coding.end));
    carried.memo = coding.memo.as_deref().map(|memo| key.replace(memo).0);
    carried.negation = coding.negation.as_deref().map(|words| key.replace(words).0);
    carried
}

/// A coding whose words are no longer there, with the names in what it keeps of them replaced.
pub fn in_words(coding: &Coding, key: &Key) -> Coding {
    let replace = |text: &str| key.replace(text).0;
    Coding {
        exact: replace(&coding.exact),
        prefix: replace(&coding.prefix),
        suffix: replace(&coding.suffix),
        memo: coding.memo.as_deref().map(replace),
        negation: coding.negation.as_deref().map(replace),
        ..coding.clone()
    }
}

/// A corpus and its codings as outputs may show them.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Every document with its names replaced.
    pub corpus: Corpus,
    /// The codings, each on the same words.
    pub codings: Vec<Coding>,
    /// For each document of the corpus, positions before and after.
    pub maps: Vec<Map>,
    /// How many names were replaced in all.
    pub replaced: usize,
}

/// The corpus and codings with every name replaced: what is quoted, cut, counted or handed over is taken from these.
pub fn shown(corpus: &Corpus, codings: &[Coding], pseudonyms: &Pseudonyms) -> Shown {
    let mut shown = Shown { codings: codings.to_vec(), ..Shown::default() };
    let mut of_document: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, coding) in codings.iter().enumerate() {
        of_document.entry(&coding.document).or_default().push(index);
    }
    shown.corpus.cases.clone_from(&corpus.cases);
    for original in &corpus.documents {
        let key = pseudonyms.key(&original.file);
        let renamed = document(original, key);
        shown.replaced += renamed.names.len();
        let own = of_document.remove(original.id.as_str()).unwrap_or_default();
        if !renamed.map.spans().is_empty() {
            let finder = Finder::new(&renamed.document);
            for &index in &own {
                shown.codings[index] = carry(&codings[index], &finder, &renamed.map, key);
            }
        } else {
            for &index in own.iter().filter(|&&index| codings[index].memo.is_some()) {
                let memo = codings[index].memo.as_deref().map(|memo| key.replace(memo).0);
                shown.codings[index].memo = memo;
            }
        }
        shown.maps.push(renamed.map);
        shown.corpus.documents.push(renamed.document);
    }
    shown
}
