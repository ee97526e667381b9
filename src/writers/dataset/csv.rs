//! CSV: UTF-8, commas, a heading; empty cells are missing answers.

use polars::prelude::{DataType, IntoColumn, StringChunked};
use polars_io::SerWriter;
use polars_io::csv::write::CsvWriter;

use super::frame::frame;
use super::{DatasetOptions, DatasetWriter};
use crate::diagnostic::{Error, Result};
use crate::model::SurveyTable;

/// The CSV format.
#[derive(Debug)]
pub struct Csv;

impl DatasetWriter for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn title(&self) -> &'static str {
        "CSV"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn write(&self, table: &SurveyTable, options: DatasetOptions) -> Result<Vec<u8>> {
        let mut frame = frame(table, options)?;
        let fail = |error: &dyn std::fmt::Display| Error::new(format!("the data could not be written as CSV: {error}"));
        let textual: Vec<String> = frame
            .columns()
            .iter()
            .filter(|column| !column.dtype().is_primitive_numeric())
            .map(|column| column.name().to_string())
            .collect();
        for name in textual {
            let guarded = frame
                .column(&name)
                .and_then(|column| column.cast(&DataType::String))
                .and_then(|column| column.str().cloned())
                .map(|words| words.iter().map(|word| word.map(as_text)).collect::<StringChunked>())
                .map_err(|error| fail(&error))?;
            frame.with_column(guarded.with_name(name.as_str().into()).into_column()).map_err(|error| fail(&error))?;
        }
        let mut bytes = Vec::new();
        CsvWriter::new(&mut bytes).finish(&mut frame).map_err(|error| fail(&error))?;
        Ok(bytes)
    }
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it and stays text.
fn as_text(word: &str) -> String {
    match word.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{word}"),
        _ => word.to_owned(),
    }
}
