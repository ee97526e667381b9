//! The canonical text of a transcript, as [`Document`] defines it. Made here and nowhere else.

use unicode_normalization::UnicodeNormalization;

use super::{labels, roles};
use crate::diagnostic::Diagnostic;
use crate::model::{Document, Role, Speaker, Turn};
use crate::source::Source;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// Somebody with a label.
    Named(&'a str),
    /// Somebody without one.
    Nobody,
    /// Whoever spoke last.
    Same,
}

/// How words follow the words before them in the same turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// In the same paragraph, after a blank: the next cue, the next line of wrapped text.
    Blank,
    /// In a paragraph of their own.
    Paragraph,
}

/// Words where they stand in the file.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The words as they stand.
    pub text: &'a str,
    /// The line that they are in.
    pub line: usize,
    /// Where in the line they start, in bytes.
    pub offset: usize,
}

/// A transcript as its reader goes through it: who says what, in order.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    labels: Vec<String>,
    folded: Vec<String>,
    turns: Vec<Spoken>,
    stated: Vec<(String, Role)>,
    /// What the reader noticed.
    pub noticed: Vec<Diagnostic>,
}

#[derive(Debug, Clone)]
struct Spoken {
    speaker: Option<usize>,
    start_time: Option<u64>,
    paragraphs: Vec<Vec<Piece>>,
}

#[derive(Debug, Clone)]
struct Piece {
    raw: String,
    clean: String,
    line: usize,
    offset: usize,
}

impl Draft {
    /// Adds words. They continue the last turn where the same speaker goes on; else they begin a turn.
    pub fn say(&mut self, who: Who<'_>, time: Option<u64>, words: Words<'_>, join: Join) {
        let speaker = match who {
            Who::Named(label) => Some(self.speaker(label)),
            Who::Nobody => None,
            Who::Same => self.turns.last().and_then(|turn| turn.speaker),
        };
        let goes_on = self.turns.last().is_some_and(|turn| turn.speaker == speaker);
        if !goes_on {
            self.turns.push(Spoken { speaker, start_time: time, paragraphs: Vec::new() });
        }
        let piece =
            Piece { raw: words.text.to_owned(), clean: clean(words.text), line: words.line, offset: words.offset };
        let Some(turn) = self.turns.last_mut().filter(|_| !piece.clean.is_empty()) else { return };
        match turn.paragraphs.last_mut() {
            Some(paragraph) if join == Join::Blank => paragraph.push(piece),
            _ => turn.paragraphs.push(vec![piece]),
        }
    }

    /// Notes a role that the file itself states: `Interviewer = A`.
    pub fn state_role(&mut self, label: &str, role: Role) {
        self.stated.push((labels::fold(label), role));
    }

    /// Whether a turn has begun.
    pub fn has_begun(&self) -> bool {
        !self.turns.is_empty()
    }

    /// Whether somebody with a label has spoken.
    pub fn has_named(&self) -> bool {
        !self.labels.is_empty()
    }

    /// Whether anybody has said anything.
    pub fn is_empty(&self) -> bool {
        self.turns.iter().all(|turn| turn.paragraphs.is_empty())
    }

    fn speaker(&mut self, label: &str) -> usize {
        let label = clean(label);
        let folded = labels::fold(&label);
        self.folded.iter().position(|other| *other == folded).unwrap_or_else(|| {
            self.labels.push(label);
            self.folded.push(folded);
            self.labels.len() - 1
        })
    }

    /// Makes the document, with the way back from places in the file to positions in it.
    pub fn finish(mut self, source: &Source) -> (Document, Places, Vec<Diagnostic>) {
        self.turns.retain(|turn| !turn.paragraphs.is_empty());
        // Between two turns of one speaker somebody may have said nothing at all.
        self.turns.dedup_by(|next, turn| {
            let same = next.speaker == turn.speaker;
            if same {
                turn.paragraphs.append(&mut next.paragraphs);
            }
            same
        });
        self.forget_the_silent();
        let mut text = Text::default();
        let mut turns = Vec::with_capacity(self.turns.len());
        for (index, spoken) in self.turns.iter().enumerate() {
            if index > 0 {
                text.push("\n\n");
            }
            if let Some(label) = spoken.speaker.and_then(|speaker| self.labels.get(speaker)) {
                text.push(label);
                text.push(": ");
            }
            let start = text.length;
            text.push_paragraphs(&spoken.paragraphs);
            turns.push(Turn {
                number: u32::try_from(index + 1).unwrap_or(u32::MAX),
                speaker: spoken.speaker,
                question: None,
                start_time: spoken.start_time,
                start,
                end: text.length,
            });
        }
        let speakers =
            self.labels.into_iter().map(|label| Speaker { label, case: None, role: Role::Participant }).collect();
        let mut document = Document {
            id: source.stem().to_owned(),
            file: source.name().to_owned(),
            kind: "transcript".into(),
            speakers,
            turns,
            hash: Document::hash_of(&text.text),
            text: text.text,
            ..Document::default()
        };
        roles::guess(&mut document, &self.stated);
        let mut noticed = self.noticed;
        noticed.extend(roles::near_duplicates(&document));
        (document, Places(text.places), noticed)
    }

    /// Speakers whose turns had no words are nobody's.
    fn forget_the_silent(&mut self) {
        let heard: Vec<bool> =
            (0..self.labels.len()).map(|speaker| self.turns.iter().any(|turn| turn.speaker == Some(speaker))).collect();
        let place = |old: usize| heard[..old].iter().filter(|&&heard| heard).count();
        for turn in &mut self.turns {
            turn.speaker = turn.speaker.map(place);
        }
        let mut kept = heard.iter();
        self.labels.retain(|_| kept.next().copied().unwrap_or(true));
    }
}

/// The text as it grows, with its length in code points.
#[derive(Default)]
struct Text {
    text: String,
    length: usize,
    places: Vec<Placed>,
}

impl Text {
    fn push(&mut self, words: &str) {
        self.text.push_str(words);
        self.length += words.chars().count();
    }

    fn push_paragraphs(&mut self, paragraphs: &[Vec<Piece>]) {
        for (index, paragraph) in paragraphs.iter().enumerate() {
            if index > 0 {
                self.push("\n");
            }
            for (nth, piece) in paragraph.iter().enumerate() {
                if nth > 0 {
                    self.push(" ");
                }
                self.places.push(Placed {
                    line: piece.line,
                    offset: piece.offset,
                    raw: piece.raw.clone(),
                    start: self.length,
                });
                self.push(&piece.clean);
            }
        }
    }
}

/// The way back from places in a file to positions in the canonical text.
#[derive(Debug, Clone, Default)]
pub struct Places(Vec<Placed>);

#[derive(Debug, Clone)]
struct Placed {
    line: usize,
    offset: usize,
    raw: String,
    start: usize,
}

impl Places {
    /// The span of the canonical text that stands between two places of the file (line, byte in the line); `None` where no
    /// words of anybody stand there.
    pub fn span(&self, from: (usize, usize), to: (usize, usize)) -> Option<(usize, usize)> {
        let mut span: Option<(usize, usize)> = None;
        for placed in &self.0 {
            let begin = (placed.line, placed.offset);
            let end = (placed.line, placed.offset + placed.raw.len());
            let (first, last) = (from.max(begin), to.min(end));
            if first >= last {
                continue;
            }
            let (Some(before), Some(within)) = (
                placed.raw.get(..first.1 - placed.offset),
                placed.raw.get(first.1 - placed.offset..last.1 - placed.offset),
            ) else {
                continue;
            };
            let words = clean(within);
            if words.is_empty() {
                continue;
            }
            // What stands before the words, with the blank between kept: cleaning would trim it.
            let lead = within.len() - within.trim_start().len();
            let head = format!("{before}{}x", &within[..lead]);
            let start = placed.start + clean(&head).chars().count() - 1;
            let end = start + words.chars().count();
            span = Some(span.map_or((start, end), |(first, _)| (first, end)));
        }
        span
    }
}

/// NFC; every stretch of white space and control characters one blank, none at the ends; no marks without width.
pub fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    let mut blank = false;
    for character in text.nfc().filter(|character| !has_no_width(*character)) {
        if character.is_whitespace() || character.is_control() {
            blank = true;
            continue;
        }
        if blank && !clean.is_empty() {
            clean.push(' ');
        }
        blank = false;
        clean.push(character);
    }
    clean
}

/// Whether a text is plainly clean: visible characters of ASCII with single blanks between.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_plain = |byte: &u8| (b' '..0x7f).contains(byte);
    bytes.iter().all(is_plain)
        && bytes.first() != Some(&b' ')
        && bytes.last() != Some(&b' ')
        && memchr::memmem::find(bytes, b"  ").is_none()
}

/// Byte order marks, soft hyphens and zero-width blanks, which Word and web pages leave behind.
fn has_no_width(character: char) -> bool {
    matches!(character, '\u{feff}' | '\u{ad}' | '\u{200b}' | '\u{2060}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words<'_> {
        Words { text, line: 1, offset: 0 }
    }

    fn finish(draft: Draft) -> Document {
        draft.finish(&Source::from_bytes("t/a.txt", "x")).0
    }

    #[test]
    fn nobody_saying_nothing_is_an_empty_document() {
        let mut draft = Draft::default();
        draft.say(Who::Named("A"), None, words(" \t"), Join::Blank);
        assert!(draft.is_empty());
        let document = finish(draft);
        assert!(document.turns.is_empty() && document.text.is_empty() && document.speakers.is_empty());
    }

    #[test]
    fn turns_stand_two_lines_apart_and_paragraphs_one() {
        let mut draft = Draft::default();
        draft.say(Who::Named("Int"), Some(5), words(" How\u{a0}are  you? "), Join::Blank);
        draft.say(Who::Named("P "), None, words("cafe\u{301}"), Join::Blank);
        draft.say(Who::Same, None, words("goes on"), Join::Blank);
        draft.say(Who::Named("p"), None, words("new"), Join::Paragraph);
        draft.say(Who::Nobody, None, words("who?"), Join::Paragraph);
        let document = finish(draft);
        assert_eq!(document.text, "Int: How are you?\n\nP: café goes on\nnew\n\nwho?");
        let spoken: Vec<&str> = document.turns.iter().map(|turn| document.words(turn)).collect();
        assert_eq!(spoken, ["How are you?", "café goes on\nnew", "who?"]);
        assert_eq!(document.turns[0].start_time, Some(5));
        assert_eq!(document.turns[2].speaker, None);
        assert_eq!((document.id.as_str(), document.file.as_str()), ("a", "t/a.txt"));
    }

    #[test]
    fn the_hash_is_the_first_sixteen_digits_of_sha_256() {
        assert_eq!(Document::hash_of("abc"), "ba7816bf8f01cfea");
    }

    #[test]
    fn places_in_the_file_lead_to_positions_in_the_text() {
        let mut draft = Draft::default();
        draft.say(Who::Named("P"), None, Words { text: " one  two", line: 3, offset: 2 }, Join::Blank);
        draft.say(Who::Same, None, Words { text: "three", line: 4, offset: 0 }, Join::Paragraph);
        let (document, places, _) = draft.finish(&Source::from_bytes("a", "x"));
        let find = |from, to| places.span(from, to).map(|(start, end)| document.slice(start, end).to_owned());
        assert_eq!(find((3, 6), (3, 11)).as_deref(), Some("two"));
        assert_eq!(find((3, 0), (3, 7)).as_deref(), Some("one"));
        assert_eq!(find((3, 8), (4, 2)).as_deref(), Some("two\nth"));
        assert_eq!(find((3, 0), (3, 2)), None);
        assert_eq!(find((9, 0), (9, 2)), None);
    }
}
