//! SubRip (.srt): numbered cues with commas in their times.

use super::canonical::Draft;
use super::input::Input;
use super::{TranscriptReader, cues};
use crate::diagnostic::{Error, Result};

/// The format.
pub(super) struct SubRip;

impl TranscriptReader for SubRip {
    fn name(&self) -> &'static str {
        "subrip"
    }

    fn title(&self) -> &'static str {
        "SubRip subtitles"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["srt"]
    }

    fn recognise(&self, input: &Input) -> bool {
        let numbered =
            input.lines().first().is_some_and(|line| line.text.trim().bytes().all(|byte| byte.is_ascii_digit()));
        let timed = input.lines().get(1).is_some_and(|line| cues::times(&line.text).is_some());
        !input.is_word() && ((numbered && timed) || input.ending() == "srt")
    }

    fn read(&self, input: &Input) -> Result<Draft> {
        if !input.lines().iter().any(|line| cues::times(&line.text).is_some()) {
            return Err(Error::new(
                "this is not SubRip: there is no line with the times of a cue (00:00:01,000 --> 00:00:04,000)",
            )
            .hint("export it again as .srt; if it is plain text, let its name end with .txt"));
        }
        Ok(cues::read(input))
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::source::Source;

    #[test]
    fn a_file_without_cues_is_an_error() {
        assert!(read(&Source::from_bytes("a.srt", "hello\n")).unwrap_err().what().contains("not SubRip"));
    }

    #[test]
    fn numbers_and_times_are_left_out_and_labels_found() {
        let srt = "1\n00:00:01,000 --> 00:00:02,000\n[Speaker 1] One?\n\n2\n00:00:03,000 --> 00:00:04,000\n[Speaker 2] Two\n\n\
                   3\n00:00:05,000 --> 00:00:06,000\nand <i>three</i>.\n";
        let reading = read(&Source::from_bytes("a.srt", srt)).unwrap();
        assert_eq!(reading.format, "subrip");
        assert_eq!(reading.document.text, "Speaker 1: One?\n\nSpeaker 2: Two and three.");
    }
}
