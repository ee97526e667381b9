//! Word documents, as transcripts and with comments. The parts are given unpacked, see `files`.
#![no_main]

use canvass::readers::{coding, transcript};
use canvass::source::Source;
use canvass_fuzz::{archive, contain};

libfuzzer_sys::fuzz_target!(init: contain(), |data: &[u8]| {
    let source = Source::from_bytes("interview.docx", archive(data));
    let _ = transcript::read(&source);
    let _ = transcript::read_commented(&source);
    let _ = coding::read(&source);
});
