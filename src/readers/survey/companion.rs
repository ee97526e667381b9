//! Files beside an export: the platform's own dictionary of it, or another table of the same survey (a repeat, the same
//! answers as codes and as words). They are given with `--codebook`, or found in the same folder by their names and kept if
//! what they say fits.

use super::described::Described;
use super::raw::RawTable;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::source::Source;

/// A kind of dictionary that can be read.
pub trait CodebookReader: Sync {
    /// The word in messages, JSON and docs.
    fn name(&self) -> &'static str;
    /// What people call it.
    fn title(&self) -> &'static str;
    /// Whether a file beside an export may be one, by both names; content decides later. It should say yes to few.
    fn may_be_beside(&self, export: &str, other: &str) -> bool;
    /// Whether the content is one.
    fn recognise(&self, source: &Source) -> bool;
    /// Reads it.
    ///
    /// # Errors
    /// When it is damaged or over a limit.
    fn read(&self, source: &Source) -> Result<Described>;
}

/// All kinds of dictionary, in the order of detection. Adding one is a file in `codebooks/` and a line here.
pub static CODEBOOKS: &[&dyn CodebookReader] = &[];

/// What lies beside the table of answers.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// What dictionaries say, merged.
    pub described: Option<Described>,
    /// Other tables: sheets of the same workbook, other exports of the same survey. Names are not yet set.
    pub tables: Vec<RawTable>,
}

/// Whether a neighbour's name makes it worth opening.
pub fn may_belong(export: &str, other: &str) -> bool {
    CODEBOOKS.iter().any(|codebook| codebook.may_be_beside(export, other))
        || super::platform::PLATFORMS.iter().any(|platform| platform.may_be_beside(export, other))
}

/// Reads companions. What was found rather than given and is no dictionary is another table if it can be read as one.
///
/// # Errors
/// When a file that was given is neither a dictionary nor a table, or is damaged.
pub fn read(given: &[Source], found: &[Source]) -> Result<(Beside, Vec<Diagnostic>)> {
    let mut beside = Beside::default();
    let mut noticed = Vec::new();
    for (source, is_given) in
        given.iter().map(|source| (source, true)).chain(found.iter().map(|source| (source, false)))
    {
        let read = match CODEBOOKS.iter().find(|codebook| codebook.recognise(source)) {
            Some(codebook) => codebook.read(source).map(|described| {
                beside.described.get_or_insert_default().merge(described);
            }),
            None => table(source).map(|table| beside.tables.push(table)),
        };
        match read {
            Err(error) if is_given => {
                let error = Error::new(format!(
                    "this file was given as a codebook and cannot be read as one: {}",
                    error.what()
                ))
                .in_place(error.place().cloned().unwrap_or_else(|| source.place()));
                return Err(error.hint("give the platform’s definition of the questionnaire, its data dictionary, or another export of the same survey"));
            }
            Err(error) => noticed.push(
                Diagnostic::note(format!(
                    "{} lies beside the export and was not used: {}",
                    source.file_name(),
                    error.what()
                ))
                .hint("--codebook names the files that belong to the export"),
            ),
            Ok(()) => {}
        }
    }
    if let Some(described) = &mut beside.described {
        described.resolve();
        noticed.append(&mut described.noticed);
    }
    Ok((beside, noticed))
}

/// Another table, every record of it an answer: the platform that knows what it is takes its headings off.
fn table(source: &Source) -> Result<RawTable> {
    let opened = super::open::open(source, &super::ReadOptions::default())?;
    let (mut raw, _) = opened.collect(source, 1)?;
    source.file_name().clone_into(&mut raw.title);
    Ok(raw)
}
