//! Parquet: typed columns; choices are enumerations in questionnaire order.

use polars_io::parquet::write::ParquetWriter;

use super::frame::frame;
use super::{DatasetOptions, DatasetWriter};
use crate::diagnostic::{Error, Result};
use crate::model::SurveyTable;

/// The Parquet format.
#[derive(Debug)]
pub struct Parquet;

impl DatasetWriter for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn title(&self) -> &'static str {
        "Parquet"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["parquet"]
    }

    fn write(&self, table: &SurveyTable, options: DatasetOptions) -> Result<Vec<u8>> {
        let mut frame = frame(table, options)?;
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes)
            .finish(&mut frame)
            .map_err(|error| Error::new(format!("the data could not be written as Parquet: {error}")))?;
        Ok(bytes)
    }
}
