//! WebVTT, as Teams, Zoom and Stream write it.

use super::canonical::Draft;
use super::input::Input;
use super::{TranscriptReader, cues};
use crate::diagnostic::{Error, Result};

/// The format.
pub(super) struct WebVtt;

impl TranscriptReader for WebVtt {
    fn name(&self) -> &'static str {
        "webvtt"
    }

    fn title(&self) -> &'static str {
        "WebVTT (Teams, Zoom, Stream)"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["vtt"]
    }

    fn recognise(&self, input: &Input) -> bool {
        let signed = input.lines().first().is_some_and(|line| line.text.trim_start().starts_with("WEBVTT"));
        !input.is_word() && (signed || input.ending() == "vtt")
    }

    fn read(&self, input: &Input) -> Result<Draft> {
        if !input.lines().iter().any(|line| cues::times(&line.text).is_some()) {
            return Err(Error::new(
                "this is not WebVTT: there is no line with the times of a cue (00:00:01.000 --> 00:00:04.000)",
            )
            .hint("export it again as .vtt; if it is plain text, let its name end with .txt"));
        }
        Ok(cues::read(input))
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::diagnostic::Level;
    use crate::source::Source;

    fn text(vtt: &str) -> String {
        read(&Source::from_bytes("a.vtt", vtt)).unwrap().document.text
    }

    #[test]
    fn a_header_without_cues_is_an_error() {
        let error = read(&Source::from_bytes("a.vtt", "WEBVTT\n")).unwrap_err();
        assert!(error.what().contains("not WebVTT"), "{error}");
        assert!(read(&Source::from_bytes("a.vtt", "Interviewer: hello\n")).is_err());
    }

    #[test]
    fn cues_without_words_are_an_error() {
        let error = read(&Source::from_bytes("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A></v>\n")).unwrap_err();
        assert!(error.what().contains("no words"), "{error}");
    }

    #[test]
    fn voices_of_teams_make_turns_across_cues_and_lines() {
        let vtt = "\u{feff}WEBVTT\r\n\r\n4fd9/10-0\r\n00:00:03.000 --> 00:00:08.106\r\n<v Rob Fenwick>Hello Siân, I can see\r\nyou.</v>\r\n\r\n\
                   4fd9/10-1\r\n00:00:09.000 --> 00:00:10.000\r\n<v Rob Fenwick>Can you see me?</v>\r\n\r\n\
                   1bbe/11-0\r\n00:00:11.000 --> 00:00:15.729\r\n<v.first Siân Prosser>Sorry &amp; <i>really</i> &lt;sorry&gt;.</v>\r\n";
        let reading = read(&Source::from_bytes("a.vtt", vtt)).unwrap();
        assert_eq!(reading.format, "webvtt");
        assert_eq!(
            reading.document.text,
            "Rob Fenwick: Hello Siân, I can see you. Can you see me?\n\nSiân Prosser: Sorry & really <sorry>."
        );
        assert_eq!(reading.document.turns[1].start_time, Some(11_000));
    }

    #[test]
    fn several_voices_in_a_cue_are_several_turns() {
        let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>One?</v>\n<v B>Two.</v> <v A>Three?</v>\n";
        assert_eq!(text(vtt), "A: One?\n\nB: Two.\n\nA: Three?");
    }

    #[test]
    fn cues_out_of_order_are_put_in_order() {
        let vtt = "WEBVTT\n\n00:05.000 --> 00:06.000\n<v B>Two.</v>\n\n00:01.000 --> 00:02.000\n<v A>One?</v>\n";
        assert_eq!(text(vtt), "A: One?\n\nB: Two.");
    }

    #[test]
    fn notes_and_old_stamps_of_stream_are_understood() {
        let vtt = "WEBVTT\n\nNOTE duration:\"00:10:00\"\n\nNOTE language:en-us\n\nNOTE Confidence: 0.6\n\nabc-1\n0:0:5.100 --> 0:0:8.250\nhello\nthere\n\n\
                   NOTE Confidence: 0.9\n\nabc-2\n0:0:9.0 --> 0:0:10.0\nagain\n";
        let reading = read(&Source::from_bytes("a.vtt", vtt)).unwrap();
        assert_eq!(reading.document.text, "hello there again");
        assert_eq!(reading.document.turns[0].start_time, Some(5_100));
        assert!(reading.noticed.iter().any(|noticed| noticed.level == Level::Warning));
    }

    #[test]
    fn zoom_leaves_the_speaker_out_where_the_same_goes_on() {
        let vtt = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nNadia Rahman: How\n\n2\n00:00:02.000 --> 00:00:03.000\nare you?\n\n\
                   3\n00:00:04.000 --> 00:00:05.000\nDominic Farrar: Well. The truth\n\n4\n00:00:05.000 --> 00:00:06.000\nHonestly: not so well\n";
        assert_eq!(text(vtt), "Nadia Rahman: How are you?\n\nDominic Farrar: Well. The truth Honestly: not so well");
    }

    #[test]
    fn words_under_no_voice_are_nobodys() {
        let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>One?</v>\n\n00:03.000 --> 00:04.000\nWho said this\n";
        assert_eq!(text(vtt), "A: One?\n\nWho said this");
    }

    #[test]
    fn a_name_in_brackets_on_its_own_line_is_a_label() {
        let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n(Ann)\n- One?\n\n00:03.000 --> 00:04.000\n(Bo)\n- Two.\n\n\
                   00:05.000 --> 00:06.000\n(Ann)\n- Three?\n\n00:07.000 --> 00:08.000\n(Bo)\n- Four.\n";
        assert_eq!(text(vtt), "Ann: - One?\n\nBo: - Two.\n\nAnn: - Three?\n\nBo: - Four.");
    }
}
