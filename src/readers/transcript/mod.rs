//! Transcripts: plain and timestamped text, Word, WebVTT and SubRip → turns with speaker, role and time.
//!
//! A format finds out who says what and hands it, in order, to a [`canonical::Draft`]; the draft alone makes the canonical
//! text that [`Document`] defines. The registry [`FORMATS`] is the one list that detection, help, docs and tests use.

use crate::diagnostic::{Diagnostic, Result};
use crate::model::Document;
use crate::source::Source;

mod canonical;
mod clock;
mod cues;
mod doubts;
mod headers;
mod input;
mod labelled_text;
mod labels;
mod language_columns;
mod languages;
mod marked;
mod open_answer;
mod roles;
mod side_by_side;
mod subrip;
mod timestamped_text;
mod unlabelled_text;
mod webvtt;
mod word;

use super::word::Comment;
use canonical::{Draft, Places};
pub use doubts::settle;
pub use input::{Input, refuse_too_large};
pub use marked::read_marked;
pub use open_answer::{KIND as OPEN_ANSWER, open_answer};
pub use side_by_side::{SideBySide, Talk, Version, paragraphs, side_by_side};

/// What was read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The document in its canonical text; roles are guesses, cases and questions are not set.
    pub document: Document,
    /// The registry name of the format: `webvtt`, `subrip`, `word`, `opendocument`, `rich-text`, `timestamped-text`, `labelled-text`, `unlabelled-text`.
    pub format: String,
    /// What was noticed: near-duplicate labels, turns of nobody, headers left out.
    pub noticed: Vec<Diagnostic>,
}

/// A format that transcripts come in.
pub trait TranscriptReader: Sync {
    /// The name in the registry.
    fn name(&self) -> &'static str;
    /// What help and docs call it.
    fn title(&self) -> &'static str;
    /// Endings of file names, the usual one first, without dots.
    fn endings(&self) -> &'static [&'static str];
    /// Whether an opened file is of this format, by what is in it.
    fn recognise(&self, input: &Input) -> bool;
    /// Finds out who says what.
    ///
    /// # Errors
    /// When the file is damaged or over a limit.
    fn read(&self, input: &Input) -> Result<Draft>;
}

/// All formats, in the order in which they are tried: the last takes whatever has words. Adding one is a file and a line.
pub static FORMATS: &[&dyn TranscriptReader] = &[
    &webvtt::WebVtt,
    &subrip::SubRip,
    &word::WORD,
    &word::OPEN_DOCUMENT,
    &word::RICH_TEXT,
    &timestamped_text::TimestampedText,
    &labelled_text::LabelledText,
    &unlabelled_text::UnlabelledText,
];

/// A Word copy of a transcript with comments on it.
#[derive(Debug, Clone)]
pub struct CommentedCopy {
    /// The copy, read as any transcript is.
    pub reading: Reading,
    /// The comments, each with the positions in the copy's canonical text that it stands on; `None` where it marks no words of
    /// anybody.
    pub comments: Vec<(Comment, Option<(usize, usize)>)>,
}

/// Reads a transcript. The id of the document is the stem of the file.
///
/// # Errors
/// When the file is empty, is not what its ending says, or holds no words.
pub fn read(source: &Source) -> Result<Reading> {
    read_opened(source, &Input::open(source)?).map(|(reading, _)| reading)
}

/// Reads a Word copy of a transcript with its comments.
///
/// # Errors
/// As [`read`].
pub fn read_commented(source: &Source) -> Result<CommentedCopy> {
    let input = Input::open(source)?;
    let (reading, places) = read_opened(source, &input)?;
    let span = |comment: &Comment| {
        let ((first, from), (last, to)) = comment.range?;
        places.span((first + 1, from), (last + 1, to))
    };
    let comments = input.comments().iter().map(|comment| (comment.clone(), span(comment))).collect();
    Ok(CommentedCopy { reading, comments })
}

fn read_opened(source: &Source, input: &Input) -> Result<(Reading, Places)> {
    let format =
        FORMATS.iter().copied().find(|format| format.recognise(input)).ok_or_else(|| input::no_words(source))?;
    let draft = format.read(input).map_err(|error| error.in_place(source.place()))?;
    let (document, places, mut noticed) = draft.finish(source);
    if document.turns.is_empty() {
        return Err(input::no_words(source));
    }
    noticed.splice(0..0, input.noticed().iter().cloned());
    if input.is_word() && side_by_side::holds_languages(input.lines()) {
        noticed.push(
            Diagnostic::warning("this document holds a table of several languages, and is read as if it were one talk")
                .hint("move it out of transcripts/ and import it from there: each language becomes a transcript of its own"),
        );
    }
    for diagnostic in &mut noticed {
        diagnostic.place.get_or_insert(source.place());
    }
    Ok((Reading { document, format: format.name().to_owned(), noticed }, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A generator of numbers that is the same on every machine.
    fn next(state: &mut u64) -> u64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state >> 33
    }

    #[test]
    fn whatever_is_read_gives_a_document_or_an_error_and_turns_lie_in_the_text() {
        const PARTS: [&str; 34] = [
            "Int",
            ":",
            "：",
            " : ",
            "\n",
            "\n\n",
            "[",
            "]",
            "(",
            ")",
            "0:12",
            "  ",
            "\t",
            "<v ",
            ">",
            "</v>",
            "-->",
            "00:00:01.000",
            "WEBVTT",
            "Łukasz",
            "é",
            "e\u{301}",
            "\u{feff}",
            "\u{200b}",
            "**",
            "P1",
            "words",
            "?",
            "=",
            "Date",
            "1",
            "😀",
            "&amp;",
            "\r\n",
        ];
        let mut state = 7;
        for round in 0..4_000 {
            let count = 1 + next(&mut state) % 40;
            let text: String = (0..count).map(|_| PARTS[next(&mut state) as usize % PARTS.len()]).collect();
            let name = ["a.txt", "a.vtt", "a.srt", "a"][round % 4];
            let Ok(reading) = read(&Source::from_bytes(name, text.clone())) else { continue };
            let document = reading.document;
            assert!(document.turns.iter().all(|turn| !document.words(turn).is_empty()), "{text:?}");
            let length = document.text.chars().count();
            assert_eq!(document.turns.last().map(|turn| turn.end), Some(length), "{text:?}");
        }
    }

    #[test]
    fn a_damaged_word_document_is_an_error_and_no_more() {
        let whole = crate::readers::word::tests::docx(&[(
            "document",
            &crate::readers::word::tests::body(&[
                "<w:r><w:t>Int: One?</w:t></w:r>",
                "<w:r><w:t>P: Two &amp; three.</w:t></w:r>",
            ]),
        )]);
        let mut state = 11;
        for _ in 0..600 {
            let mut bytes = whole.bytes().to_vec();
            for _ in 0..=next(&mut state) % 4 {
                let place = next(&mut state) as usize % bytes.len();
                bytes[place] = next(&mut state) as u8;
            }
            bytes.truncate(bytes.len() - next(&mut state) as usize % 3);
            let _ = read(&Source::from_bytes("a.docx", bytes));
        }
    }
}
