//! Delimited text: one export, read as it is found and once more as a person might insist on.
#![no_main]

use canvass::readers::survey::{PLATFORMS, ReadOptions};
use canvass::source::Source;
use canvass_fuzz::import;

const ENCODINGS: [Option<&str>; 6] =
    [None, Some("utf-16le"), Some("windows-1252"), Some("shift_jis"), Some("utf-8"), Some("gb18030")];
const DELIMITERS: [Option<char>; 5] = [None, Some(';'), Some('\t'), Some('"'), Some('é')];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let export = Source::from_bytes("answers.csv", data);
    import(&export, &ReadOptions::default());
    let pick = data.iter().fold(data.len(), |sum, &byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let insisted = ReadOptions {
        platform: PLATFORMS.get(pick % (PLATFORMS.len() + 4)).map(|platform| platform.name().to_owned()),
        encoding: ENCODINGS[pick / 64 % ENCODINGS.len()].map(str::to_owned),
        delimiter: DELIMITERS[pick / 512 % DELIMITERS.len()],
        header_rows: [None, Some(0), Some(1), Some(2), Some(3)][pick / 4096 % 5],
        ..ReadOptions::default()
    };
    import(&export, &insisted);
});
