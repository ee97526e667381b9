//! The TOML files of a study: study.toml, codebook.toml, and questionnaire.toml, which is then obeyed. With two files, the second is
//! the export that the first is the dictionary of.
#![no_main]

use canvass::coding::rules;
use canvass::model::{Codebook, Questionnaire};
use canvass::readers::survey::{self, ReadOptions};
use canvass::source::Source;
use canvass::study::{StudyFile, toml_error};
use canvass_fuzz::files;

const EXPORT: &str = "q1,q2_1,q2_2,how,id\n1,0,1,\"a, b\",7\n2,1,,c,8\n-9,,,a,9\n";

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let files = files(data);
    let dictionary = files.first().map_or(data, |(_, body)| body);
    let export = files.get(1).map_or(EXPORT.as_bytes(), |(_, body)| body);
    let Ok(text) = std::str::from_utf8(dictionary) else { return };
    let _ = toml_error::read::<StudyFile>("study.toml", text);
    if let Ok(codebook) = toml_error::read::<Codebook>("codebook.toml", text) {
        let _ = rules::problems(&codebook);
    }
    let Ok(questionnaire) = toml_error::read::<Questionnaire>("questionnaire.toml", text) else { return };
    let options = ReadOptions { questionnaire: Some(questionnaire), ..ReadOptions::default() };
    if let Ok(reading) = survey::read(&Source::from_bytes("answers.csv", export), &options) {
        let _ = survey::understood(&reading);
        let _ = canvass::writers::dictionary::write(&reading.questionnaire, &reading.survey, None);
    }
});
