//! Themes by group.

use super::{Groupings, Request, Themes};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::Table;

/// A table of themes by group: cases that raised a code, of those asked where that is known.
///
/// # Errors
/// When a code or a grouping is not there.
pub fn themes(_data: Themes<'_>, _groupings: &Groupings, request: &Request) -> Result<(Table, Vec<Diagnostic>)> {
    Err(Error::new(format!("tables are not built yet ({})", request.id)))
}
