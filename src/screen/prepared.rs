//! A document made ready for reading: where its turns, paragraphs, sentences and words stand.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::coding::positions::Positions;
use crate::coding::sentence::sentences;
use crate::model::{Document, Role};

/// A paragraph longer than this many bytes is laid out in pieces, so that no key waits for the whole of it.
const LONGEST: usize = 8_000;

/// Where the cursor can stand: a word, or a mark of punctuation. In code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    pub start: usize,
    pub end: usize,
    /// The place of its turn in [`Prepared::turns`].
    pub turn: usize,
    /// A word and not punctuation alone.
    pub is_word: bool,
}

/// A turn, or the whole of a text without turns. In code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub start: usize,
    pub end: usize,
    /// Its number in the document; none of a text without turns.
    pub number: Option<u32>,
    /// What stands above it: the number, and who speaks.
    pub label: String,
    /// Its words are an interviewer's.
    pub asks: bool,
    /// Whose words they are, by the id of the case.
    pub case: Option<String>,
}

/// A paragraph of a turn, or part of a long one: what is laid out at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The place of its turn.
    pub turn: usize,
    /// The turn begins with it.
    pub is_first: bool,
    pub start: usize,
    pub end: usize,
    pub bytes: Range<usize>,
}

/// A document made ready.
#[derive(Debug, Clone, Default)]
pub struct Prepared {
    pub turns: Vec<Part>,
    pub pieces: Vec<Piece>,
    pub stops: Vec<Stop>,
    /// Spans of sentences, in order.
    pub sentences: Vec<(usize, usize)>,
}

impl Prepared {
    pub fn new(document: &Document) -> Self {
        let positions = Positions::new(&document.text);
        let mut prepared = Self { turns: parts(document, &positions), ..Self::default() };
        for (index, part) in prepared.turns.iter().enumerate() {
            let from = positions.byte(part.start);
            let words = &document.text[from..positions.byte(part.end).max(from)];
            prepared.pieces.extend(pieces(index, words, (part.start, from)));
            let first = prepared.stops.len();
            let mut at = part.start;
            for piece in words.split_word_bounds() {
                let end = at + piece.chars().count();
                if !piece.trim().is_empty() {
                    prepared.stops.push(Stop { start: at, end, turn: index, is_word: is_word(piece) });
                }
                at = end;
            }
            // A turn of nothing but dots can be reached too.
            if prepared.stops.len() > first && !prepared.stops[first..].iter().any(|stop| stop.is_word) {
                prepared.stops[first].is_word = true;
            }
            let inside = Positions::new(words);
            let span = |(from, to)| (part.start + inside.code_point(from), part.start + inside.code_point(to));
            prepared.sentences.extend(sentences(words).into_iter().map(span));
        }
        prepared
    }

    /// The stop at a position, or the first one behind it; the last where there is none behind.
    pub fn stop_at(&self, position: usize) -> usize {
        self.stops.partition_point(|stop| stop.end <= position).min(self.stops.len().saturating_sub(1))
    }

    /// The first and the last stop of a span, where there is any in it.
    pub fn stops_of(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let first = self.stops.partition_point(|stop| stop.end <= start);
        let behind = self.stops.partition_point(|stop| stop.start < end);
        (first < behind).then(|| (first, behind - 1))
    }

    /// The sentence in which a position lies, else the one behind it.
    pub fn sentence_at(&self, position: usize) -> Option<(usize, usize)> {
        let index = self.sentences.partition_point(|(_, end)| *end <= position);
        self.sentences.get(index).or(self.sentences.last()).copied()
    }

    /// The place of the piece in which a position lies, or of the last one before it.
    pub fn piece_at(&self, position: usize) -> usize {
        self.pieces.partition_point(|piece| piece.start <= position).saturating_sub(1)
    }

    /// The turn in which a position lies, or the last one before it.
    pub fn turn_at(&self, position: usize) -> Option<&Part> {
        let place = self.turns.partition_point(|part| part.start <= position).saturating_sub(1);
        self.turns.get(place)
    }
}

fn parts(document: &Document, positions: &Positions<'_>) -> Vec<Part> {
    if document.turns.is_empty() {
        let end = positions.code_point(document.text.len());
        return vec![Part { start: 0, end, number: None, label: String::new(), asks: false, case: None }];
    }
    let part = |turn: &crate::model::Turn| {
        let speaker = turn.speaker.and_then(|speaker| document.speakers.get(speaker));
        let label = speaker.map_or("", |speaker| speaker.label.as_str());
        Part {
            start: turn.start,
            end: turn.end,
            number: Some(turn.number),
            label: format!("{} {label}", turn.number).trim_end().to_owned(),
            asks: document.role(turn) == Role::Interviewer,
            case: speaker.and_then(|speaker| speaker.case.clone()),
        }
    };
    document.turns.iter().map(part).collect()
}

/// The paragraphs of a turn; long ones are cut at a blank, or anywhere between two letters where there is none.
fn pieces(turn: usize, words: &str, (start, byte): (usize, usize)) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut position, mut offset) = (start, 0);
    for paragraph in words.split('\n') {
        let mut rest = paragraph;
        loop {
            let length = if rest.len() > LONGEST { cut(rest) } else { rest.len() };
            let (own, further) = rest.split_at(length);
            let end = position + own.chars().count();
            let from = byte + offset;
            let bytes = from..from + length;
            pieces.push(Piece { turn, is_first: pieces.is_empty(), start: position, end, bytes });
            position = end;
            offset += length;
            rest = further;
            if rest.is_empty() {
                break;
            }
        }
        // The end of the line.
        position += 1;
        offset += 1;
    }
    pieces
}

/// Where a long paragraph is cut: behind the last blank that leaves it short enough, else between two letters as a reader
/// sees them.
fn cut(paragraph: &str) -> usize {
    let mut most = LONGEST;
    while !paragraph.is_char_boundary(most) {
        most -= 1;
    }
    match paragraph[..most].rfind(' ') {
        Some(blank) if blank > 0 => blank + 1,
        _ => {
            let bounds = paragraph.grapheme_indices(true).map(|(at, _)| at);
            bounds.take_while(|at| *at <= most).last().filter(|at| *at > 0).unwrap_or(paragraph.len())
        }
    }
}

/// Whether a piece between two bounds of words is one, and not punctuation.
fn is_word(piece: &str) -> bool {
    let is_mark = |c: char| {
        c.is_ascii_punctuation()
            || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '«' | '»' | '¿' | '¡' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{ff01}' | '\u{ff0c}' | '\u{ff0e}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}')
    };
    !piece.chars().all(is_mark)
}
