//! One report in, many formats out. Writers lay out and round (through [`crate::number`]); they analyse nothing.
//!
//! - [`document`]: reports and lone tables
//! - [`grid`]: the case × question workbook
//! - [`dictionary`]: questionnaire.toml

pub mod dictionary;
pub mod document;
pub mod grid;
pub mod xml;
