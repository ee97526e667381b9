//! Markdown that reads well as it stands and on GitHub.

use super::{DocumentWriter, WriteOptions, rough};
use crate::diagnostic::Result;
use crate::model::Report;

/// Markdown that reads well as it stands and on GitHub.
pub struct MarkdownWriter;

impl DocumentWriter for MarkdownWriter {
    fn name(&self) -> &'static str {
        "md"
    }

    fn title(&self) -> &'static str {
        "Markdown"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["md", "markdown"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn write(&self, report: &Report, _options: &WriteOptions) -> Result<Vec<u8>> {
        Ok(rough::text(report).into_bytes())
    }
}
