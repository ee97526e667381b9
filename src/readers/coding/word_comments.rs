//! A Word copy of a transcript with comments: the commented words are coded with what the comment says ([`super::codes`]).
//!
//! An answer to a comment goes into the memo of that comment. A comment that marks no words is said and left out.

use super::super::transcript;
use super::codes::{self, Note};
use super::{CodingReader, Input, Reading};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::Marked;
use crate::source::Source;

/// The format.
pub(super) struct WordComments;

impl CodingReader for WordComments {
    fn name(&self) -> &'static str {
        "word-comments"
    }

    fn title(&self) -> &'static str {
        "a Word copy with codes in its comments (.docx)"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["docx"]
    }

    fn recognise(&self, input: &Input) -> bool {
        input.is_word()
    }

    fn read(&self, source: &Source, _input: &Input) -> Result<Reading> {
        let copy = transcript::read_commented(source)?;
        if copy.comments.is_empty() {
            return Err(Error::new("there are no comments in this Word document")
                .hint("mark words, choose Review, New Comment, and write the codes into it: funding; time-capacity"));
        }
        let document = &copy.reading.document;
        let mut reading = Reading::default();
        for (index, (comment, span)) in copy.comments.iter().enumerate() {
            if comment.answers.is_some() {
                continue;
            }
            let number = index + 1;
            let place = source.place().at(format!("comment {number} (“{}”)", shortened(&comment.text)));
            let mut note = codes::note(&comment.text);
            for (answer, _) in copy.comments.iter().filter(|(answer, _)| answer.answers == Some(index)) {
                add(&mut note, &format!("{}: {}", answer.author, answer.text));
            }
            if note.codes.is_empty() {
                let what = "this comment names no code, and was left out";
                reading.noticed.push(Diagnostic::note(what).in_place(place));
                continue;
            }
            let Some((start, end)) = *span else {
                let what = "this comment marks no words that anybody says, and was left out";
                let hint = "mark the words and comment them again";
                reading.noticed.push(Diagnostic::warning(what).in_place(place).hint(hint));
                continue;
            };
            reading.marked.push(Marked {
                document: None,
                turn: None,
                text: document.slice(start, end).to_owned(),
                span: Some((start, end)),
                codes: note.codes,
                memo: note.memo,
                coder: Some(comment.author.trim().to_owned()).filter(|author| !author.is_empty()),
                place: format!("comment {number}"),
                stored: None,
            });
        }
        reading.copy = Some(copy.reading.document);
        Ok(reading)
    }
}

fn add(note: &mut Note, words: &str) {
    note.memo = Some(match note.memo.take() {
        Some(memo) => format!("{memo}\n{words}"),
        None => words.to_owned(),
    });
}

fn shortened(text: &str) -> String {
    const KEPT: usize = 30;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(KEPT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::readers::word::tests::{body, docx};

    const COMMENTS: &str = "<w:comments xmlns:w=\"w\">\
        <w:comment w:id=\"0\" w:author=\"Asha\"><w:p><w:r><w:annotationRef/></w:r><w:r><w:t>funding; training</w:t></w:r></w:p><w:p><w:r><w:t>core costs</w:t></w:r></w:p></w:comment>\
        <w:comment w:id=\"1\" w:author=\"Asha\"><w:p><w:r><w:t>note: nice</w:t></w:r></w:p></w:comment>\
        <w:comment w:id=\"2\" w:author=\"Asha\"><w:p><w:r><w:t>interest</w:t></w:r></w:p></w:comment></w:comments>";

    #[test]
    fn commented_words_are_coded_at_their_place_in_the_copy() {
        let marks = "<w:r><w:t>P</w:t></w:r><w:r><w:t xml:space=\"preserve\">: We  need </w:t></w:r><w:commentRangeStart w:id=\"0\"/>\
            <w:r><w:t>core</w:t></w:r><w:r><w:t xml:space=\"preserve\"> costs </w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r>\
            <w:commentRangeStart w:id=\"1\"/><w:r><w:t>now.</w:t></w:r><w:commentRangeEnd w:id=\"1\"/>";
        let source = docx(&[("document", &body(&["<w:r><w:t>Int: What?</w:t></w:r>", marks])), ("comments", COMMENTS)]);
        let reading = read(&source).unwrap();
        assert_eq!(reading.copy.as_ref().unwrap().text, "Int: What?\n\nP: We need core costs now.");
        let marked = &reading.marked[0];
        assert_eq!(reading.marked.len(), 1);
        assert_eq!((marked.text.as_str(), marked.span), ("core costs", Some((23, 33))));
        assert_eq!(marked.codes, ["funding", "training"]);
        assert_eq!(marked.memo.as_deref(), Some("core costs"));
        assert_eq!(marked.coder.as_deref(), Some("Asha"));
        assert!(
            reading.noticed.iter().any(|noticed| noticed.message.contains("marks no words")),
            "{:?}",
            reading.noticed
        );
    }

    #[test]
    fn a_copy_without_comments_is_an_error() {
        let source = docx(&[("document", &body(&["<w:r><w:t>P: Words.</w:t></w:r>"]))]);
        assert!(read(&source).unwrap_err().what().contains("no comments"));
    }
}
