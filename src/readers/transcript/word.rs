//! Documents of Word and other word processors: transcripts of Teams in its new and its older style, and plain `Speaker: text` paragraphs.

use super::canonical::{Draft, Join, Who, Words};
use super::input::{Input, Kind, Line};
use super::labels::could_be_label;
use super::{TranscriptReader, cues, headers, labelled_text, timestamped_text, unlabelled_text};
use crate::diagnostic::Result;

/// Documents of word processors: who speaks is found alike in all of them.
pub(super) struct Paragraphs {
    kind: Kind,
    name: &'static str,
    title: &'static str,
    endings: &'static [&'static str],
}

/// Word.
pub(super) static WORD: Paragraphs = Paragraphs {
    kind: Kind::Word,
    name: "word",
    title: "Word (Teams, or paragraphs with speakers)",
    endings: &["docx"],
};

/// OpenDocument.
pub(super) static OPEN_DOCUMENT: Paragraphs = Paragraphs {
    kind: Kind::OpenDocument,
    name: "opendocument",
    title: "OpenDocument text of LibreOffice, Word or Google Docs",
    endings: &["odt"],
};

/// Rich text.
pub(super) static RICH_TEXT: Paragraphs =
    Paragraphs { kind: Kind::RichText, name: "rich-text", title: "rich text", endings: &["rtf"] };

impl TranscriptReader for Paragraphs {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn endings(&self) -> &'static [&'static str] {
        self.endings
    }

    fn recognise(&self, input: &Input) -> bool {
        input.kind() == self.kind && !input.lines().is_empty()
    }

    fn read(&self, input: &Input) -> Result<Draft> {
        let lines = input.lines();
        Ok(if lines.iter().any(|line| cues::times(&line.text).is_some()) {
            by_times(lines, input.name())
        } else if timestamped_text::is_timestamped(lines) {
            timestamped_text::read_lines(lines, false, input.name())
        } else if labelled_text::has_labels(lines) {
            labelled_text::read_lines(lines, false, input.name())
        } else {
            unlabelled_text::read_lines(lines, false)
        })
    }
}

/// The older style of Teams: a line with two times, a line with the name, the words.
fn by_times(lines: &[Line], name: &str) -> Draft {
    let mut draft = Draft::default();
    let above = lines.iter().position(|line| cues::times(&line.text).is_some()).unwrap_or(0);
    draft.noticed.extend(headers::note(&lines[..above], name));
    let mut time = None;
    let mut rest = lines[above..].iter().peekable();
    while let Some(line) = rest.next() {
        let words = Words { text: &line.text, line: line.number, offset: 0 };
        let Some(start) = cues::times(&line.text) else {
            draft.say(Who::Same, time, words, Join::Blank);
            continue;
        };
        time = Some(start);
        // A cue with one line only has words and no name: the speaker was not known.
        let named = rest.next_if(|line| cues::times(&line.text).is_none());
        let has_words = rest.peek().is_some_and(|line| cues::times(&line.text).is_none());
        match named {
            Some(label) if has_words && could_be_label(&label.text) => {
                let none = Words { text: "", line: label.number, offset: 0 };
                draft.say(Who::Named(&label.text), time, none, Join::Blank);
            }
            Some(said) => {
                let words = Words { text: &said.text, line: said.number, offset: 0 };
                draft.say(Who::Nobody, time, words, Join::Blank);
            }
            None => {}
        }
    }
    draft
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::readers::word::tests::{body, docx};

    fn text(paragraphs: &[&str]) -> String {
        let runs: Vec<String> = paragraphs
            .iter()
            .map(|text| {
                let lines: Vec<String> =
                    text.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{line}</w:t>")).collect();
                format!("<w:r>{}</w:r>", lines.join("<w:br/>"))
            })
            .collect();
        let runs: Vec<&str> = runs.iter().map(String::as_str).collect();
        let reading = read(&docx(&[("document", &body(&runs))])).unwrap();
        assert_eq!(reading.format, "word");
        assert_eq!(reading.document.id, "vcfse-11");
        reading.document.text
    }

    #[test]
    fn a_document_without_words_is_an_error() {
        assert!(read(&docx(&[("document", &body(&["", ""]))])).unwrap_err().what().contains("no words"));
    }

    #[test]
    fn the_new_style_of_teams() {
        let paragraphs = [
            "Meeting with Jerome",
            "Nadia Rahman started transcription",
            "Nadia Rahman   0:04\nOkay, let's meet at 10:30?",
            "Jerome Tackley   0:19\nTurning up.\nAnd again.",
            "Nadia Rahman   1:00:52",
            "Why?",
        ];
        assert_eq!(
            text(&paragraphs),
            "Nadia Rahman: Okay, let's meet at 10:30?\n\nJerome Tackley: Turning up.\nAnd again.\n\nNadia Rahman: Why?"
        );
    }

    #[test]
    fn the_older_style_of_teams() {
        let paragraphs = [
            "0:0:5.100 --> 0:0:8.250\nAnn Lee\nOne",
            "0:0:9.0 --> 0:0:10.0",
            "Ann Lee",
            "two?",
            "0:0:11.0 --> 0:0:12.0\nBo\nThree.",
        ];
        assert_eq!(text(&paragraphs), "Ann Lee: One two?\n\nBo: Three.");
    }

    #[test]
    fn paragraphs_with_speakers_and_without() {
        assert_eq!(text(&["Interviewer: One?", "P: Two.", "Three."]), "Interviewer: One?\n\nP: Two.\nThree.");
        assert_eq!(text(&["Only this.", "And that."]), "Only this.\nAnd that.");
    }
}
