//! Text in which nobody is named: one turn of nobody in particular.

use super::canonical::{Draft, Join, Who, Words};
use super::input::{Input, Line};
use super::labelled_text::is_wrapped;
use super::{TranscriptReader, doubts};
use crate::diagnostic::{Diagnostic, Result};

/// The format.
pub(super) struct UnlabelledText;

impl TranscriptReader for UnlabelledText {
    fn name(&self) -> &'static str {
        "unlabelled-text"
    }

    fn title(&self) -> &'static str {
        "text without speakers"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["txt", "md", "text"]
    }

    fn recognise(&self, input: &Input) -> bool {
        !input.lines().is_empty() && !input.is_word()
    }

    fn read(&self, input: &Input) -> Result<Draft> {
        Ok(read_lines(input.lines(), is_wrapped(input.lines())))
    }
}

/// Reads lines as one turn of nobody, and says how to label speakers.
pub(super) fn read_lines(lines: &[Line], wrapped: bool) -> Draft {
    let mut draft = Draft::default();
    for line in lines {
        let join = if wrapped && !line.begins { Join::Blank } else { Join::Paragraph };
        draft.say(Who::Nobody, None, Words { text: &line.text, line: line.number, offset: 0 }, join);
    }
    draft.noticed.push(
        Diagnostic::warning(doubts::NOBODY).hint(
            "begin each turn with who speaks and a colon: “Interviewer: …”, “Participant: …”; if it is a story or notes, say whose in the column “speakers” of documents.csv: Writer = participant CASE",
        ),
    );
    draft
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::source::Source;

    #[test]
    fn text_without_labels_is_one_turn_of_nobody_with_a_hint() {
        let reading = read(&Source::from_bytes("a.txt", "We met at 10:30.\n\nIt went well.\n")).unwrap();
        assert_eq!(reading.format, "unlabelled-text");
        assert_eq!(reading.document.text, "We met at 10:30.\nIt went well.");
        assert_eq!(reading.document.turns[0].speaker, None);
        assert!(reading.noticed[0].hint.as_ref().unwrap().contains("Interviewer: …"));
    }
}
