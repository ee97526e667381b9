//! A study folder as plain data: study.toml and its companions, loaded and checked against themselves.
//!
//! - [`check`]: what can be wrong between the files
//! - [`declared`]: the tables and charts of `study.toml`
//! - [`pseudonyms`]: the key of names
//! - [`mod@file`]: what `study.toml` holds
//! - [`schema`]: JSON Schemas of the TOML files
//! - [`tables`]: `cases.csv` and `documents.csv`
//! - [`themes`]: what can be wrong in themes.toml
//! - [`load`]: the folder, with every file that was opened and its hash
//! - [`review`]: the data dictionary and the codebook as workbooks to edit, and taken back
//! - [`toml_error`]: errors of TOML files in the words of their reader

pub mod check;
pub mod declared;
pub mod file;
pub mod load;
pub mod pseudonyms;
pub mod review;
pub mod schema;
pub mod summaries;
pub mod tables;
pub mod themes;
pub mod toml_error;

pub use declared::{ChartSpec, TableSpec};
pub use file::{
    Activity, Formats, GuideQuestion, InterviewsSection, ReportSection, StudyFile, SurveySection, WaveSection,
};
pub use load::{Input, Study, find};
pub use tables::DocumentEntry;
