//! Files of statistics programs: answers and their dictionary in one. Each format is decoded into a table of plain text (“3”, “1.5”,
//! `2024-03-31`, blank for what the program calls system-missing) and what its dictionary says; what that means for a
//! questionnaire is the business of the platforms.
//!
//! - [`system_file`]: .sav and .zsav of SPSS, with [`system_records`] for what the library that reads them keeps to itself
//! - [`portable`]: .por of SPSS, with [`portable_text`] for its letters and numbers
//! - [`stata`] for .dta, with [`stata_lengths`] for what a damaged one says of itself
//! - [`sas`] for .sas7bdat
//! - [`columns`]: decoded values → columns of a table, within limits

mod columns;
mod portable;
mod portable_text;
mod sas;
mod stata;
mod stata_lengths;
mod system_file;
mod system_records;

use super::described::Described;
use super::platform::Container;
use super::raw::RawTable;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::source::Source;

/// A format of a statistics program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// .sav or .zsav.
    System,
    /// .por.
    Portable,
    /// .dta.
    Stata,
    /// .sas7bdat.
    Sas,
}

/// A decoded file.
#[derive(Debug)]
pub struct StatisticsFile {
    /// The encoding of its texts.
    pub encoding: String,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
    /// Of which program it is.
    pub container: Container,
    /// Its dictionary.
    pub described: Described,
    /// Its rows, the names of the variables as the one record of headings.
    pub table: RawTable,
}

/// Which format a file begins as, if it is of a statistics program.
pub fn format(bytes: &[u8]) -> Option<Format> {
    const SAS: [u8; 12] = [0xc2, 0xea, 0x81, 0x60, 0xb3, 0x14, 0x11, 0xcf, 0xbd, 0x92, 0x08, 0x00];
    if bytes.starts_with(b"$FL2") || bytes.starts_with(b"$FL3") {
        Some(Format::System)
    } else if portable::is_one(bytes) {
        Some(Format::Portable)
    } else if bytes.starts_with(b"<stata_dta>") || stata::is_old(bytes) {
        Some(Format::Stata)
    } else if bytes.len() > 24 && bytes[12..24] == SAS {
        Some(Format::Sas)
    } else {
        None
    }
}

/// Decodes a file, in a named encoding if one is given.
///
/// # Errors
/// When it is damaged, over a limit, or the encoding is not one.
pub fn open(source: &Source, format: Format, encoding: Option<&str>) -> Result<StatisticsFile> {
    let encoding = encoding
        .map(|label| {
            encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                Error::new(format!("“{label}” is not the name of an encoding"))
                    .hint("use for example utf-8 or windows-1252")
            })
        })
        .transpose()?;
    let read = || match format {
        Format::System => system_file::read(source.bytes(), encoding),
        Format::Portable => portable::read(source.bytes(), encoding),
        Format::Stata => stata::read(source.bytes(), encoding),
        Format::Sas => sas::read(source.bytes()),
    };
    // The libraries that read these formats may panic over a damaged file. Nothing outlives the call but its result.
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(damaged("its parts contradict each other")));
    let mut file =
        read.map_err(|error| if error.place().is_none() { error.in_place(source.place()) } else { error })?;
    if file.table.columns.is_empty() {
        return Err(Error::new("this file has no variables").in_place(source.place()));
    }
    source.file_name().clone_into(&mut file.table.title);
    Ok(file)
}

/// A file that cannot be read on.
fn damaged(what: impl std::fmt::Display) -> Error {
    Error::new(format!("this file is damaged: {what}"))
        .hint("save it again in the program it came from, or export the answers as CSV or Excel")
}
