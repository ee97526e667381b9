//! CSV: each table as people see it, with unformatted numbers.

use super::{DocumentWriter, WriteOptions, rough};
use crate::diagnostic::Result;
use crate::model::Report;

/// CSV: each table as people see it, with unformatted numbers.
pub struct CsvWriter;

impl DocumentWriter for CsvWriter {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn title(&self) -> &'static str {
        "CSV"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn write(&self, report: &Report, _options: &WriteOptions) -> Result<Vec<u8>> {
        Ok(rough::text(report).into_bytes())
    }
}
