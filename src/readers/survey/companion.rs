//! Files beside an export: the platform's own dictionary of it, or another table of the same survey (a repeat, the same
//! answers as codes and as words). They are given with `--codebook`, or found in the same folder by their names and kept if
//! what they say fits.

use super::codebooks;
use super::described::Described;
use super::raw::RawTable;
use super::{ReadOptions, xml};
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
pub static CODEBOOKS: &[&dyn CodebookReader] = &[
    &codebooks::triple_s::TripleS,
    &codebooks::ddi::Ddi,
    &codebooks::surveyxact::Structure,
    &codebooks::surveyxact::Labels,
];

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

/// The data that a description of a data file lies beside, where it is the description that was named: people who have two
/// files open either. With it, what is then beside it.
///
/// # Errors
/// When the description is damaged, or its data is not there.
pub fn data_of(source: &Source, options: &ReadOptions) -> Result<Option<(Source, ReadOptions)>> {
    if !xml::begins_with(source, "sss") && !xml::begins_with(source, "codeBook") {
        return Ok(None);
    }
    let Some(codebook) = CODEBOOKS.iter().find(|codebook| codebook.recognise(source)) else { return Ok(None) };
    let described = codebook.read(source)?;
    let missing = |what: &str| {
        Error::new(format!("this is a {}: it says how the answers are laid out and holds none", codebook.title()))
            .in_place(source.place())
            .hint(what)
    };
    let Some(layout) = described.layout else {
        return Err(missing("import the file of answers; what lies beside it is found, and --codebook names it"));
    };
    let named = layout.data.as_deref().unwrap_or_default().to_lowercase();
    let beside = || options.codebooks.iter().chain(&options.neighbours);
    let is_data = |other: &&Source| !CODEBOOKS.iter().any(|codebook| codebook.recognise(other));
    let data = beside()
        .find(|other| !named.is_empty() && other.file_name().to_lowercase() == named)
        .or_else(|| {
            beside().find(|other| is_data(other) && ["asc", "dat", "csv", "txt"].contains(&other.ending().as_str()))
        })
        .or_else(|| options.codebooks.iter().find(is_data));
    let Some(data) = data else {
        let name = layout
            .data
            .unwrap_or_else(|| format!("{}.{}", source.stem(), if layout.delimited { "csv" } else { "asc" }));
        return Err(missing(&format!(
            "put the file of answers ({name}, say) into the same folder, or name it with --codebook"
        )));
    };
    let rest =
        |sources: &[Source]| sources.iter().filter(|other| other.name() != data.name()).cloned().collect::<Vec<_>>();
    let mut codebooks = rest(&options.codebooks);
    codebooks.push(source.clone());
    let options = ReadOptions { codebooks, neighbours: rest(&options.neighbours), ..options.clone() };
    Ok(Some((data.clone(), options)))
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
    let mut opened = super::open::open(source, &super::ReadOptions::default())?;
    let (mut raw, _) = opened.collect(source, 1)?;
    source.file_name().clone_into(&mut raw.title);
    Ok(raw)
}
