//! The lines of a document on a screen: wrapped by what letters take there, wide ones and combined ones too.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::prepared::{Piece, Prepared};
use crate::model::turns_direction;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Who speaks.
    Label,
    /// What is said.
    Words,
    /// Nothing, between two turns.
    Gap,
}

/// A line: what it is, of which turn, and which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub kind: Kind,
    pub turn: usize,
    /// In code points.
    pub start: usize,
    pub end: usize,
    /// The same in bytes of the text.
    pub bytes: Range<usize>,
}

/// Marks that stand between the words where there is no colour: what each takes, by the position before which it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// What opens before a position.
    pub open: Vec<(usize, &'static str)>,
    /// What closes before a position, sorted like the others.
    pub close: Vec<(usize, &'static str)>,
}

impl Marks {
    /// The marks of one kind at a position, in order.
    pub fn at(marks: &[(usize, &'static str)], position: usize) -> impl Iterator<Item = &'static str> {
        let from = marks.partition_point(|(at, _)| *at < position);
        marks[from..].iter().take_while(move |(at, _)| *at == position).map(|(_, mark)| *mark)
    }

    fn width(marks: &[(usize, &'static str)], position: usize) -> usize {
        if marks.is_empty() { 0 } else { Self::at(marks, position).map(str::len).sum() }
    }
}

/// Letters as they may be shown: nothing that a terminal would obey, nothing that turns what stands behind it.
pub fn shown(grapheme: &str) -> Cow<'_, str> {
    let harmful = |c: char| c.is_control() || turns_direction(c);
    if grapheme.contains(harmful) {
        Cow::Owned(grapheme.chars().filter(|c| !harmful(*c)).collect())
    } else {
        Cow::Borrowed(grapheme)
    }
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    text.graphemes(true).map(|grapheme| shown(grapheme).width()).sum()
}

/// The longest beginning of a text that fits, with “…” where something is left out.
pub fn fitted(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.graphemes(true).map(shown).collect();
    }
    let mut taken = 0;
    let mut fits = String::new();
    for grapheme in text.graphemes(true) {
        let grapheme = shown(grapheme);
        taken += grapheme.width();
        if taken + 1 > width {
            break;
        }
        fits.push_str(&grapheme);
    }
    if width > 0 {
        fits.push('…');
    }
    fits
}

/// A text in lines of at most so many columns.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let wrap = |paragraph: &str| {
        let mut wrapping = Wrapping::new(0, 0, 0, width);
        wrapping.paragraph(paragraph, &Marks::default());
        let line = |line: &Line| paragraph[line.bytes.clone()].graphemes(true).map(shown).collect::<String>();
        wrapping.lines.iter().map(line).collect::<Vec<_>>()
    };
    text.split('\n').flat_map(wrap).collect()
}

/// The lines of a piece of a document: before the first of a turn stands who speaks, and a gap where there is room.
pub fn lines(text: &str, prepared: &Prepared, piece: &Piece, width: usize, marks: &Marks, gaps: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let Piece { turn, start, .. } = *piece;
    let byte = piece.bytes.start;
    if piece.is_first {
        let nothing = |kind| Line { kind, turn, start, end: start, bytes: byte..byte };
        if gaps && turn > 0 {
            lines.push(nothing(Kind::Gap));
        }
        if prepared.turns.get(turn).is_some_and(|part| !part.label.is_empty()) {
            lines.push(nothing(Kind::Label));
        }
    }
    let mut wrapping = Wrapping::new(turn, start, byte, width);
    wrapping.paragraph(text.get(piece.bytes.clone()).unwrap_or_default(), marks);
    lines.append(&mut wrapping.lines);
    lines
}

/// Wrapping of one paragraph.
struct Wrapping {
    turn: usize,
    width: usize,
    lines: Vec<Line>,
    /// Where the line that is being filled starts, and where the next letter stands.
    from: (usize, usize),
    at: (usize, usize),
    taken: usize,
    /// Where the line may be broken last, and what was taken up to there.
    bound: Option<((usize, usize), usize)>,
}

impl Wrapping {
    fn new(turn: usize, start: usize, byte: usize, width: usize) -> Self {
        let at = (start, byte);
        Self { turn, width: width.max(1), lines: Vec::new(), from: at, at, taken: 0, bound: None }
    }

    fn paragraph(&mut self, words: &str, marks: &Marks) {
        let mut was_wide = false;
        for grapheme in words.graphemes(true) {
            let after = self.at.0 + grapheme.chars().count();
            let own = shown(grapheme).width();
            let width = own + Marks::width(&marks.open, self.at.0) + Marks::width(&marks.close, after);
            let blank = grapheme.chars().all(char::is_whitespace);
            // Between wide letters a line may be broken, but no line begins with a full stop.
            if (own == 2 || was_wide) && !blank && grapheme.chars().any(char::is_alphanumeric) && self.taken > 0 {
                self.bound = Some((self.at, self.taken));
            }
            was_wide = own == 2;
            if self.taken + width > self.width && self.taken > 0 {
                if blank {
                    self.step(grapheme);
                    self.cut(self.at);
                    (self.taken, self.bound) = (0, None);
                    continue;
                }
                let (place, taken) = self.bound.take().unwrap_or((self.at, self.taken));
                self.cut(place);
                self.taken -= taken;
            }
            self.taken += width;
            self.step(grapheme);
            if blank {
                self.bound = Some((self.at, self.taken));
            }
        }
        if self.from != self.at || self.lines.is_empty() {
            self.cut(self.at);
        }
    }

    fn step(&mut self, grapheme: &str) {
        self.at = (self.at.0 + grapheme.chars().count(), self.at.1 + grapheme.len());
    }

    /// Ends the line at a place; the next begins there.
    fn cut(&mut self, place: (usize, usize)) {
        let bytes = self.from.1..place.1;
        self.lines.push(Line { kind: Kind::Words, turn: self.turn, start: self.from.0, end: place.0, bytes });
        self.from = place;
    }
}
