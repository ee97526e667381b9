//! Transcripts as text: WebVTT, SubRip, timestamped, labelled and neither; and as rich text.
#![no_main]

use canvass::readers::{coding, transcript};
use canvass::source::Source;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    for name in ["interview.txt", "interview.rtf"] {
        let source = Source::from_bytes(name, data);
        if let Ok(reading) = transcript::read(&source) {
            let text = &reading.document.text;
            let points = text.chars().count();
            for turn in &reading.document.turns {
                assert!(turn.start <= turn.end && turn.end <= points, "a turn stands outside its text");
            }
        }
        let _ = transcript::read_commented(&source);
        let _ = coding::read(&source);
    }
});
