//! One report in, many formats out. Writers lay out and round (through [`crate::number`]); they analyse nothing.
//!
//! - [`dataset`]: the clean answers for other programs
//! - [`document`]: reports and lone tables
//! - [`exchange`]: projects for other programs for coding
//! - [`grid`]: the case × question workbook
//! - [`code_list`]: the codebook as CSV
//! - [`codebook`]: changes of `codebook.toml`
//! - [`dictionary`]: the data dictionary `questionnaire.toml`
//! - [`reconciliation`]: where coders differ, as a sheet to decide in
//! - [`sheet`]: plain tables for other programs
//! - [`review`]: what is reviewed as a workbook
//! - [`themes_file`]: changes of `themes.toml`
//! - `workbook`: what the workbooks to work in have in common
//! - `toml_pieces`: a TOML file changed piece by piece

#[cfg(not(fuzzing))]
pub mod code_list;
pub mod codebook;
#[cfg(not(fuzzing))]
pub mod dataset;
pub mod dictionary;
#[cfg(not(fuzzing))]
pub mod document;
#[cfg(not(fuzzing))]
pub mod exchange;
#[cfg(not(fuzzing))]
pub mod grid;
#[cfg(not(fuzzing))]
pub mod reconciliation;
#[cfg(not(fuzzing))]
pub mod review;
#[cfg(not(fuzzing))]
pub mod sheet;
#[cfg(not(fuzzing))]
pub mod themes_file;
mod toml_pieces;
#[cfg(not(fuzzing))]
mod workbook;
#[cfg(not(fuzzing))]
pub mod xml;
