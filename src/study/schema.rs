//! JSON Schemas of the study's TOML files, for editors that complete and check as one types.

use schemars::schema_for;

use super::file::StudyFile;
use crate::model::{Codebook, Questionnaire, ThemeBook};

/// The schemas: the name of the file in `docs/schema/`, and its text.
pub fn all() -> [(&'static str, String); 4] {
    [
        ("study.schema.json", text(&schema_for!(StudyFile))),
        ("questionnaire.schema.json", text(&schema_for!(Questionnaire))),
        ("codebook.schema.json", text(&schema_for!(Codebook))),
        ("themes.schema.json", text(&schema_for!(ThemeBook))),
    ]
}

fn text(schema: &schemars::Schema) -> String {
    // Plain data always serialises; an empty file would fail the test that compares it.
    serde_json::to_string_pretty(schema).unwrap_or_default() + "\n"
}
