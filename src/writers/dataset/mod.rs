//! Formats of clean data: the answers as other programs take them. The registry [`FORMATS`] is the one list that `export`
//! and the docs use.
//!
//! - [`frame`]: a table of answers as a polars frame
//! - [`csv`], [`parquet`]: the frame as bytes
//! - [`sav`]: the answers for SPSS, with their labels and missing values

pub mod csv;
pub mod frame;
pub mod parquet;
pub mod sav;

use crate::diagnostic::{Error, Result, did_you_mean};
use crate::model::SurveyTable;

/// How answers are written.
#[derive(Debug, Clone, Copy, Default)]
pub struct DatasetOptions {
    /// Codes instead of labels.
    pub codes: bool,
    /// Why answers are missing, in columns of its own, where the format has no better place.
    pub reasons: bool,
    /// What the file is dated with, where its format has a date: year, month, day.
    pub date: Option<(u16, u8, u8)>,
}

/// A format that clean data can be written in.
pub trait DatasetWriter: Sync {
    /// The word for `export`.
    fn name(&self) -> &'static str;
    /// What help and docs call it.
    fn title(&self) -> &'static str;
    /// Endings of file names, the usual one first, without dots.
    fn endings(&self) -> &'static [&'static str];
    /// Writes a table: records that are left out and personal data stay out.
    ///
    /// # Errors
    /// When the format cannot hold the table.
    fn write(&self, table: &SurveyTable, options: DatasetOptions) -> Result<Vec<u8>>;
}

/// All formats. Adding one is a file and a line here.
pub static FORMATS: &[&dyn DatasetWriter] = &[&csv::Csv, &parquet::Parquet, &sav::Sav];

/// The format of this name.
///
/// # Errors
/// When there is none.
pub fn format(name: &str) -> Result<&'static dyn DatasetWriter> {
    FORMATS.iter().copied().find(|format| format.name() == name.to_lowercase()).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
        let error = Error::new(format!("“{name}” is not a format that data are exported in"));
        match did_you_mean(name, names.iter().copied()) {
            Some(meant) => error.hint(format!("did you mean “{meant}”?")),
            None => error.hint(format!("there are: {}", names.join(", "))),
        }
    })
}
