//! Files of SAS: .sas7bdat.
#![no_main]

use canvass::readers::survey::ReadOptions;
use canvass::source::Source;
use canvass_fuzz::{contain, import};

libfuzzer_sys::fuzz_target!(init: contain(), |data: &[u8]| {
    import(&Source::from_bytes("survey.sas7bdat", data), &ReadOptions::default());
});
