//! Workbooks, as exports and as reviews and codings that come back. The parts of an xlsx are given unpacked, see `files`.
#![no_main]

use canvass::readers::survey::ReadOptions;
use canvass::readers::{coding, review};
use canvass::source::Source;
use canvass_fuzz::{archive, contain, import};

libfuzzer_sys::fuzz_target!(init: contain(), |data: &[u8]| {
    let book = Source::from_bytes("answers.xlsx", archive(data));
    import(&book, &ReadOptions::default());
    let _ = review::read(&book, &["questions", "choices", "rows"]);
    let _ = coding::read(&book);
});
