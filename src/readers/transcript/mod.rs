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
mod headers;
mod input;
mod labelled_text;
mod labels;
mod roles;
mod subrip;
mod timestamped_text;
mod unlabelled_text;
mod webvtt;
mod word;

use super::word::Comment;
use canonical::{Draft, Places};
pub use input::Input;

/// What was read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The document in its canonical text; roles are guesses, cases and questions are not set.
    pub document: Document,
    /// The registry name of the format: `webvtt`, `subrip`, `word`, `timestamped-text`, `labelled-text`, `unlabelled-text`.
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
    &word::Word,
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
    for diagnostic in &mut noticed {
        diagnostic.place.get_or_insert(source.place());
    }
    Ok((Reading { document, format: format.name().to_owned(), noticed }, places))
}
