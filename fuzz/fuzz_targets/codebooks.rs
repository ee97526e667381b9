//! Dictionaries beside an export: Triple-S, DDI, QSF, XLSForm, REDCap, .lss, SurveyXact. The last file is the export, those before
//! it lie beside it; a lone file is a dictionary beside a small export.
#![no_main]

use canvass::readers::survey::{self, ReadOptions};
use canvass::source::Source;
use canvass_fuzz::{contain, files, import};

const EXPORT: &str = "q1,q2_1,q2_2,id\n1,0,1,7\n2,1,,8\n";

libfuzzer_sys::fuzz_target!(init: contain(), |data: &[u8]| {
    let mut given: Vec<Source> = files(data).into_iter().map(|(name, body)| Source::from_bytes(name, body)).collect();
    let export = match given.len() {
        0 => {
            given.push(Source::from_bytes("dictionary.xml", data));
            Source::from_bytes("answers.csv", EXPORT)
        }
        1 => Source::from_bytes("answers.csv", EXPORT),
        _ => given.pop().unwrap_or_else(|| unreachable!()),
    };
    // Somebody opens the dictionary itself.
    if let Some(dictionary) = given.first() {
        let beside = ReadOptions { neighbours: vec![export.clone()], ..ReadOptions::default() };
        let _ = survey::read(dictionary, &beside);
    }
    let found = ReadOptions { neighbours: given.clone(), ..ReadOptions::default() };
    let _ = survey::read(&export, &found);
    import(&export, &ReadOptions { codebooks: given, ..ReadOptions::default() });
});
