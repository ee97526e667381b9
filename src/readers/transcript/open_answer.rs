//! An open answer as a document: its words alone, in the canonical form of all documents.

use super::canonical::{Draft, Join, Who, Words};
use crate::model::{Document, Role, Speaker};
use crate::source::Source;

/// What documents of open answers are called in the column `kind`.
pub const KIND: &str = "answer";

/// The document of an open answer. It has one turn, of the case that wrote it, and no label stands before its words.
/// `None` where there are no words.
pub fn open_answer(id: &str, file: &str, question: &str, case: &str, words: &str) -> Option<Document> {
    let mut draft = Draft::default();
    for (line, text) in words.lines().enumerate() {
        let who = if draft.has_begun() { Who::Same } else { Who::Nobody };
        draft.say(who, None, Words { text, line: line + 1, offset: 0 }, Join::Paragraph);
    }
    let (mut document, _, _) = draft.finish(&Source::from_bytes(file, ""));
    document.id = id.to_owned();
    document.file = file.to_owned();
    document.kind = KIND.to_owned();
    document.activity = Some("questionnaire".to_owned());
    document.speakers = vec![Speaker { label: case.to_owned(), case: Some(case.to_owned()), role: Role::Participant }];
    for turn in &mut document.turns {
        turn.speaker = Some(0);
        turn.question = Some(question.to_owned());
    }
    (!document.turns.is_empty()).then_some(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_its_words_in_canonical_form() {
        let document =
            open_answer("answers/why/7", "raw/a.csv", "why", "v7", " It  grew.\r\n\r\nSlowly: very slowly. ").unwrap();
        assert_eq!(document.text, "It grew.\nSlowly: very slowly.");
        assert_eq!((document.turns.len(), document.turns[0].start, document.turns[0].end), (1, 0, 29));
        assert_eq!(
            (document.case(&document.turns[0]), document.turns[0].question.as_deref()),
            (Some("v7"), Some("why"))
        );
    }

    #[test]
    fn no_words_are_no_document() {
        for words in ["", " \n\t", "\u{200b}"] {
            assert!(open_answer("a", "f", "q", "c", words).is_none());
        }
    }
}
