//! Codings by people as text: sheets, JSON lines and marked copies; and the tables of a study, which are sheets too.
#![no_main]

use canvass::readers::coding;
use canvass::source::Source;
use canvass::study::{pseudonyms, summaries, tables};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    for name in ["codings.csv", "codings.jsonl", "copy.txt", "copy.md"] {
        let _ = coding::read(&Source::from_bytes(name, data));
    }
    let source = Source::from_bytes("cases.csv", data);
    let _ = tables::read_cases(&source);
    let _ = tables::read_documents(&source);
    let _ = pseudonyms::read(&source);
    let _ = summaries::read(&source);
});
