//! Files beside an export: the platform's own dictionary of it, or another table of the same survey (a repeat, the same
//! answers as codes and as words). They are given with `--codebook`, or found in the same folder by their names and kept if
//! what they say fits.

use super::codebooks;
use super::described::{Described, Layout};
use super::raw::RawTable;
use super::words::{fold, plain};
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
    &codebooks::lss::Lss,
    &codebooks::qsf::Qsf,
    &codebooks::surveyxact::Structure,
    &codebooks::surveyxact::Labels,
    &codebooks::xlsform::XlsForm,
    &codebooks::redcap_dictionary::RedcapDictionary,
];

/// What lies beside the table of answers.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// What dictionaries say, merged.
    pub described: Option<Described>,
    /// Other exports of the same survey, each with one record of headings. Names are not yet set.
    pub tables: Vec<RawTable>,
    /// The other sheets of the same workbook, where the platform wants them; likewise.
    pub sheets: Vec<RawTable>,
}

/// Whether a neighbour's name makes it worth opening.
pub fn may_belong(export: &str, other: &str) -> bool {
    super::pair::may_be_beside(export, other)
        || CODEBOOKS.iter().any(|codebook| codebook.may_be_beside(export, other))
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

/// Reads companions. What was found rather than given and is no dictionary is another table if it can be read as one. A
/// dictionary that was found and speaks of other questions than the head of the export is left alone.
///
/// # Errors
/// When a file that was given is neither a dictionary nor a table, or is damaged.
pub fn read(export: &str, given: &[Source], found: &[Source]) -> Result<Companions> {
    let may_be_table = |source: &Source| {
        super::platform::PLATFORMS.iter().any(|platform| platform.may_be_beside(export, source.file_name()))
    };
    let Companions { mut dictionaries, mut tables, mut noticed } = Companions::default();
    for (source, is_given) in
        given.iter().map(|source| (source, true)).chain(found.iter().map(|source| (source, false)))
    {
        let read = match CODEBOOKS.iter().find(|codebook| codebook.recognise(source)) {
            Some(codebook) => codebook.read(source).map(|described| {
                dictionaries.push((described, is_given));
            }),
            // Whether it is another export of the same survey is seen when the columns are known.
            None if !is_given && !may_be_table(source) => Ok(()),
            None => table(source).map(|table| tables.push(table)),
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
    Ok(Companions { dictionaries, tables, noticed })
}

/// Companions that were read, before it is known which of them speak of the export.
#[derive(Debug, Clone, Default)]
pub struct Companions {
    /// Dictionaries, and whether each was given by name.
    dictionaries: Vec<(Described, bool)>,
    tables: Vec<RawTable>,
    noticed: Vec<Diagnostic>,
}

impl Companions {
    /// How the export is laid out, where it has no headings of its own.
    pub fn layout(&self) -> Option<&Layout> {
        self.dictionaries.iter().find_map(|(described, _)| described.layout.as_ref())
    }

    /// What belongs to an export with this head: what was given, and what was found and speaks of its columns. Lists of choices
    /// alone belong to the questions that refer to them.
    pub fn of(self, head: &[Vec<String>]) -> (Beside, Vec<Diagnostic>) {
        let Self { dictionaries, tables, mut noticed } = self;
        let mut beside = Beside { tables, ..Beside::default() };
        let fitting = dictionaries.into_iter().filter(|(described, is_given)| *is_given || fits(described, head));
        let dictionaries: Vec<Described> = fitting.map(|(described, _)| described).collect();
        let refer = |list: &String| {
            dictionaries.iter().flat_map(|one| &one.questions).any(|asked| asked.list.as_ref() == Some(list))
        };
        let belongs =
            |one: &Described| !one.questions.is_empty() || one.lists.keys().any(refer) || one.lists.is_empty();
        let kept: Vec<bool> = dictionaries.iter().map(belongs).collect();
        for (described, _) in dictionaries.into_iter().zip(kept).filter(|(_, kept)| *kept) {
            beside.described.get_or_insert_default().merge(described);
        }
        if let Some(described) = &mut beside.described {
            described.resolve();
            noticed.append(&mut described.noticed);
        }
        (beside, noticed)
    }
}

/// Whether a dictionary speaks of the columns of an export: of its questions, at least a third (or a dozen) are named in the
/// headings. One that holds only lists, or how a file without headings is laid out, is judged by those who use it.
fn fits(described: &Described, head: &[Vec<String>]) -> bool {
    const A_DOZEN: usize = 12;
    if described.questions.is_empty() || described.layout.is_some() {
        return true;
    }
    let headings: Vec<String> = head.iter().take(3).flatten().map(|heading| fold(heading)).collect();
    let inside = |heading: &str, name: &str| {
        heading.match_indices(name).any(|(at, _)| {
            let before = heading[..at].chars().next_back();
            let after = heading[at + name.len()..].chars().next();
            before.is_none_or(|c| !c.is_alphanumeric()) && after.is_none_or(|c| !c.is_alphanumeric())
        })
    };
    let named = |name: &str| !name.is_empty() && headings.iter().any(|heading| inside(heading, name));
    let spoken_of = described.questions.iter().filter(|question| {
        let key = question.key.as_deref().map(fold).unwrap_or_default();
        named(&fold(&question.name)) || named(&key) || named(&fold(&plain(&question.text.text)))
    });
    let spoken_of = spoken_of.count();
    spoken_of >= A_DOZEN || spoken_of * 3 >= described.questions.len()
}

/// Another table, every record of it an answer: the platform that knows what it is takes its headings off.
fn table(source: &Source) -> Result<RawTable> {
    let mut opened = super::open::open(source, &super::ReadOptions::default())?;
    let (mut raw, _) = opened.collect(source, 1)?;
    source.file_name().clone_into(&mut raw.title);
    Ok(raw)
}
