//! The manifest: what a report rests on and what it consists of, so that anybody can rebuild and compare.

use serde::Serialize;

use crate::study::Input;

/// What `manifest.json` holds. Everything in it follows from the inputs: no clock, no machine, no name of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// Changes when the shape of this file does.
    pub schema_version: u32,
    /// The program and its version.
    pub made_by: String,
    /// What the study is called.
    pub title: String,
    /// The study's date, which files are dated with.
    pub date: Option<String>,
    /// Every file that was read, with its SHA-256, by name.
    pub inputs: Vec<Input>,
    /// Every file that was written, with its SHA-256, by name; not this one.
    pub outputs: Vec<Input>,
}

impl Manifest {
    /// The manifest of some inputs and outputs.
    pub fn new(title: &str, date: Option<&str>, inputs: &[Input], outputs: &[Input]) -> Self {
        let sorted = |files: &[Input]| {
            let mut files = files.to_vec();
            files.sort_by(|one, other| one.file.cmp(&other.file));
            files
        };
        Self {
            schema_version: 1,
            made_by: concat!("canvass ", env!("CARGO_PKG_VERSION")).into(),
            title: title.into(),
            date: date.map(str::to_owned),
            inputs: sorted(inputs),
            outputs: sorted(outputs),
        }
    }

    /// The file, as JSON that a person can read.
    pub fn to_json(&self) -> String {
        // Plain data always serialises; an empty file would be noticed at once.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
