//! The codebook as a list of codes (CSV), a row a code with all that describes it; [`crate::readers::codebook`] reads it back.

use super::document::csv::{encode, guarded};
use crate::diagnostic::Result;
use crate::model::{Code, Codebook};

/// Writes the codes of a codebook as CSV, with the mark by which Excel knows UTF-8 where it becomes a file.
///
/// # Errors
/// When the file cannot be put together.
pub fn csv(codebook: &Codebook, to_stdout: bool) -> Result<Vec<u8>> {
    let head = Code::FIELDS.map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(codebook.codes.iter().map(row)).collect();
    let bytes = encode(&rows)?;
    Ok(if to_stdout { bytes } else { [b"\xef\xbb\xbf", bytes.as_slice()].concat() })
}

fn row(code: &Code) -> Vec<String> {
    code.fields(listed).iter().map(|cell| safe(cell)).collect()
}

/// A text that no spreadsheet takes for a formula. One that has such an apostrophe of its own gets another, so that it comes back.
fn safe(text: &str) -> String {
    let is_quoted = text.strip_prefix('\'').is_some_and(|rest| rest.starts_with(['=', '+', '-', '@', '\'']));
    if is_quoted { format!("'{text}") } else { guarded(text) }
}

/// An item a line; the further lines of an item are set in.
fn listed(items: &[String]) -> String {
    items.iter().map(|item| item.replace('\n', "\n ")).collect::<Vec<_>>().join("\n")
}
