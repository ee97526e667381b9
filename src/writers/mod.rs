//! One report in, many formats out. Writers lay out and round (through [`crate::number`]); they analyse nothing.
//!
//! - [`dataset`]: the clean answers for other programs
//! - [`document`]: reports and lone tables
//! - [`grid`]: the case × question workbook
//! - [`codebook`]: changes of `codebook.toml`
//! - [`dictionary`]: the data dictionary `questionnaire.toml`
//! - [`review`]: what is reviewed as a workbook
//! - `workbook`: what the workbooks to work in have in common
//! - `toml_pieces`: a TOML file changed piece by piece

pub mod codebook;
pub mod dataset;
pub mod dictionary;
pub mod document;
pub mod grid;
pub mod review;
mod toml_pieces;
mod workbook;
pub mod xml;
