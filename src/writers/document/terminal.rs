//! Tables and text that fit the width of a terminal.

use super::{DocumentWriter, WriteOptions, rough};
use crate::diagnostic::Result;
use crate::model::Report;

/// Tables and text that fit the width of a terminal.
pub struct TerminalWriter;

impl DocumentWriter for TerminalWriter {
    fn name(&self) -> &'static str {
        "terminal"
    }

    fn title(&self) -> &'static str {
        "the terminal"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["txt"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn write(&self, report: &Report, _options: &WriteOptions) -> Result<Vec<u8>> {
        Ok(rough::text(report).into_bytes())
    }
}
