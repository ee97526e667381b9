//! A transcript opened: decoded text as lines, or the paragraphs of a Word document.

use super::super::rich_text;
use super::super::word::{self, Comment, WordText};
use crate::diagnostic::{Diagnostic, Error, Level, Result};
use crate::source::{Source, unix_newlines};

/// The largest transcript that is read. A day's talk is below one megabyte.
const LARGEST_FILE: u64 = 64 << 20;

/// The most lines, cues or paragraphs that a transcript may have.
pub(super) const MOST_LINES: usize = 500_000;

/// A line that has words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Its text as it stands.
    pub text: String,
    /// Whether it begins a paragraph: a blank line stands before it, or it is one.
    pub begins: bool,
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Plain text.
    Text,
    /// A Word document.
    Word,
    /// An OpenDocument text.
    OpenDocument,
    /// Rich text.
    RichText,
}

/// A transcript opened and decoded.
#[derive(Debug, Clone)]
pub struct Input {
    name: String,
    ending: String,
    kind: Kind,
    lines: Vec<Line>,
    comments: Vec<Comment>,
    noticed: Vec<Diagnostic>,
}

impl Input {
    /// Opens a transcript.
    ///
    /// # Errors
    /// When it is empty, too large, of a kind that is not read, or not what its ending says.
    pub fn open(source: &Source) -> Result<Self> {
        refuse_too_large(source)?;
        let bytes = source.bytes();
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(no_words(source));
        }
        refuse_other_kinds(source)?;
        if bytes.starts_with(b"PK\x03\x04") {
            let kind = if word::is_word(source) { Kind::Word } else { Kind::OpenDocument };
            return Ok(Self::of_paragraphs(source, kind, word::read(source)?, None));
        }
        if bytes.starts_with(rich_text::SIGNATURE) {
            let (text, ends_early) = rich_text::read(source)?;
            return Ok(Self::of_paragraphs(source, Kind::RichText, text, ends_early));
        }
        let decoded = source.text(None)?;
        let text = unix_newlines(&decoded.text);
        let lines = lines_of(&text);
        if lines.len() > MOST_LINES {
            return Err(Error::new("this transcript has more than 500,000 lines")
                .in_place(source.place())
                .hint("give one file an interview"));
        }
        Ok(Self {
            name: source.name().to_owned(),
            ending: source.ending(),
            kind: Kind::Text,
            comments: Vec::new(),
            lines,
            noticed: decoded.noticed.into_iter().map(as_of_a_transcript).collect(),
        })
    }

    fn of_paragraphs(source: &Source, kind: Kind, text: WordText, said: Option<Diagnostic>) -> Self {
        let lines = text.lines.into_iter().enumerate().filter(|(_, line)| !line.text.trim().is_empty());
        let lines = lines.map(|(index, line)| Line { number: index + 1, text: line.text, begins: line.begins });
        Self {
            name: source.name().to_owned(),
            ending: source.ending(),
            kind,
            lines: lines.collect(),
            comments: text.comments,
            noticed: other_ending(source, kind).into_iter().chain(said).collect(),
        }
    }

    /// What kind of file it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The name of the file, for messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The ending of the file in lower case without its dot.
    pub fn ending(&self) -> &str {
        &self.ending
    }

    /// Whether the lines are those of a word processor: none is wrapped, and each begins a paragraph or follows a line break.
    pub fn is_word(&self) -> bool {
        self.kind != Kind::Text
    }

    /// The lines that have words.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The comments on a Word document.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// What was noticed on opening.
    pub fn noticed(&self) -> &[Diagnostic] {
        &self.noticed
    }
}

/// A transcript is read by every command, so that an encoding is not named each time but mended once: a note, which `import`
/// says aloud, unless some bytes could not be read at all.
fn as_of_a_transcript(noticed: Diagnostic) -> Diagnostic {
    let hint = "look at the accents and quotation marks; if they are wrong, save the file as UTF-8";
    let level = if noticed.message.contains('\u{fffd}') { noticed.level } else { Level::Note };
    Diagnostic { level, hint: noticed.hint.map(|_| hint.to_owned()), ..noticed }
}

fn lines_of(text: &str) -> Vec<Line> {
    let mut begins = true;
    let mut lines = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        if line.trim().is_empty() {
            begins = true;
        } else {
            lines.push(Line { number: index + 1, text: line.to_owned(), begins });
            begins = false;
        }
    }
    lines
}

/// Refuses a file that is too large for a transcript, before anything of it is read.
///
/// # Errors
/// When it is larger than 64 MB.
pub fn refuse_too_large(source: &Source) -> Result<()> {
    if source.length() <= LARGEST_FILE {
        return Ok(());
    }
    Err(Error::new("this transcript is larger than 64 MB")
        .in_place(source.place())
        .hint("is it a recording? Give the transcript of it; a transcript of a day is smaller than 1 MB"))
}

/// Files that people have and that cannot be read, each with the way to one that can.
fn refuse_other_kinds(source: &Source) -> Result<()> {
    let bytes = source.bytes();
    let kinds: [(&[u8], &str, &str); 5] = [
        (
            b"%PDF",
            "this is a PDF, in which turns cannot be told apart",
            "open it in Word and save it as .docx or plain text",
        ),
        (
            b"\xd0\xcf\x11\xe0",
            "this is an old Word document (.doc), or one with a password",
            "open it in Word and save it as .docx without a password",
        ),
        (b"ID3", "this is a recording, not a transcript", "give the transcript of it"),
        (b"RIFF", "this is a recording, not a transcript", "give the transcript of it"),
        (b"\0\0\0 ftyp", "this is a recording, not a transcript", "give the transcript of it"),
    ];
    for (signature, what, hint) in kinds {
        if bytes.starts_with(signature) {
            return Err(Error::new(what).in_place(source.place()).hint(hint));
        }
    }
    if source.ending() == "docx" && !bytes.starts_with(b"PK") && !bytes.starts_with(rich_text::SIGNATURE) {
        return Err(Error::new("this is not a Word document, though its name ends with .docx")
            .in_place(source.place())
            .hint("open it in the program it came from and save it as .docx; if it is plain text, let its name end with .txt"));
    }
    Ok(())
}

/// A warning where a document is named as something else: it is read as what it is.
fn other_ending(source: &Source, kind: Kind) -> Option<Diagnostic> {
    let ending = source.ending();
    // Word itself calls rich text .doc where it is told to save so.
    let (endings, what): (&[&str], &str) = match kind {
        Kind::Text => return None,
        Kind::Word => (&["docx", "docm", "dotx"], "a Word document"),
        Kind::OpenDocument => (&["odt", "ott"], "an OpenDocument text"),
        Kind::RichText => (&["rtf", "doc"], "rich text"),
    };
    if ending.is_empty() || endings.contains(&ending.as_str()) {
        return None;
    }
    let message = format!("the name ends in .{ending}, but the file is {what}; read as what it is");
    let hint = format!("let its name end with .{}, so that other programs open it too", endings[0]);
    Some(Diagnostic::warning(message).in_place(source.place()).hint(hint))
}

/// The error for a file without words.
pub(super) fn no_words(source: &Source) -> Error {
    let what = if source.bytes().is_empty() { "this file is empty" } else { "this file holds no words" };
    Error::new(what).in_place(source.place()).hint("was it saved or exported whole? Export the transcript again")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, bytes: &[u8]) -> Error {
        Input::open(&Source::from_bytes(name, bytes)).unwrap_err()
    }

    #[test]
    fn an_empty_file_is_an_error_that_says_so() {
        assert_eq!(refused("a.txt", b"").what(), "this file is empty");
        assert_eq!(refused("a.txt", b" \n\t\r\n").what(), "this file holds no words");
    }

    #[test]
    fn a_file_of_another_kind_says_what_to_do() {
        assert!(refused("a.docx", b"%PDF-1.7").what().contains("PDF"));
        assert!(refused("a.docx", b"hello").what().contains("not a Word document"));
        let named = |name: &str| Input::open(&Source::from_bytes(name, "{\\rtf1 Int: a}")).unwrap().noticed().len();
        assert_eq!([named("a.rtf"), named("a.doc"), named("a.docx")], [0, 0, 1]);
    }

    #[test]
    fn lines_know_whether_a_blank_one_stands_before() {
        let lines = lines_of("a\nb\n\n \nc\n");
        let begins: Vec<(usize, bool)> = lines.iter().map(|line| (line.number, line.begins)).collect();
        assert_eq!(begins, [(1, true), (2, false), (5, true)]);
    }
}
