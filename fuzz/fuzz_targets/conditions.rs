//! Conditions for showing a question, as an XLSForm and a REDCap dictionary write them, worked out for an export.
#![no_main]

use canvass::readers::survey::{self, ReadOptions};
use canvass::source::Source;

const FORM_EXPORT: &str = "start,end,sex,age,likes,likes/a,likes/b,why,_id,_uuid,_submission_time,_index\n\
    2024-01-01T10:00:00.000+01:00,2024-01-01T10:05:00.000+01:00,1,44,a b,1,1,because,1,u1,2024-01-01T10:06:00,1\n\
    2024-01-01T11:00:00.000+01:00,2024-01-01T11:05:00.000+01:00,2,17,,,,,2,u2,2024-01-01T11:06:00,2\n";
const REDCAP_EXPORT: &str =
    "record_id,sex,age,likes___1,likes___2,why,first_complete\n1,1,44,1,0,because,2\n2,0,17,0,0,,2\n3,,,0,1,,0\n";

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(condition) = std::str::from_utf8(data) else { return };
    let condition = condition.replace('"', "\"\"");
    let form = format!(
        "type,name,label,relevant\ninteger,age,How old are you?,\nselect_one sexes,sex,Sex,\n\
         select_multiple things,likes,What do you like?,\ntext,why,Why?,\"{condition}\"\n"
    );
    beside(FORM_EXPORT, "survey.csv", &form);
    let dictionary = format!(
        "\"Variable / Field Name\",\"Form Name\",\"Section Header\",\"Field Type\",\"Field Label\",\
         \"Choices, Calculations, OR Slider Labels\",\"Field Note\",\"Text Validation Type OR Show Slider Number\",\
         \"Text Validation Min\",\"Text Validation Max\",Identifier?,\"Branching Logic (Show field only if...)\"\n\
         record_id,first,,text,Record,,,,,,,\nsex,first,,radio,Sex,\"0, Man | 1, Woman\",,,,,,\nage,first,,text,Age,,,integer,,,,\n\
         likes,first,,checkbox,Likes,\"1, A | 2, B\",,,,,,\nwhy,first,,text,Why?,,,,,,,\"{condition}\"\n"
    );
    beside(REDCAP_EXPORT, "dictionary.csv", &dictionary);
});

fn beside(export: &str, name: &str, dictionary: &str) {
    let codebooks = vec![Source::from_bytes(name, dictionary)];
    let options = ReadOptions { codebooks, ..ReadOptions::default() };
    let _ = survey::read(&Source::from_bytes("export.csv", export), &options);
}
