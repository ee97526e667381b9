//! Questionnaire exports. A file is opened as a raw table of dictionary-coded columns (`open`, `raw`); the platform whose
//! signature it bears (`platform`) says what its columns mean (`draft`), a person who reviewed it says better (`reviewed`);
//! answers are coded accordingly (`code`, `build`) and summed up for whoever wants to check (`understood`).

mod blocks;
mod bounds;
mod build;
mod calendar;
mod cells;
mod code;
mod codebooks;
mod coded_by;
mod companion;
mod condition;
mod conditions;
mod dates;
mod decide;
mod delimited;
mod described;
mod dictionary;
mod dirt;
mod draft;
mod drift;
mod groups;
mod headings;
mod ids;
mod joined;
mod languages;
mod layout;
mod lookup;
mod marks;
mod matrices;
mod mentions;
mod metadata;
mod numbers;
mod open;
mod order;
mod overlay;
mod pair;
#[cfg(not(fuzzing))]
mod parquet;
mod personal;
mod places;
mod platform;
mod platforms;
mod raw;
mod raw_column;
mod records;
mod reviewed;
mod routing;
mod scan;
mod statistics_file;
mod stream;
mod stream_blocks;
mod summary;
mod tallies;
mod ticked;
mod understood;
mod variables;
mod words;
pub(in crate::readers) mod workbook;
mod xls_guard;
mod xml;

pub use companion::{CODEBOOKS, may_belong};
pub use dates::Order as DateOrder;
pub use drift::{Difference, Drift, Finding, compare};
pub use platform::PLATFORMS;
pub use stream::{Outcome, Pieces, Streamed};
pub use summary::{ChoiceSummary, QuestionSummary, Understood};
pub use understood::understood;

use crate::diagnostic::{Diagnostic, Error, Place, Result};
use crate::model::{Flag, Questionnaire, Survey};
use crate::source::Source;
use draft::{Repeat, Structure};
use platform::Head;
use raw::RawTable;

/// The id of the table of respondents.
pub const MAIN: &str = "main";

/// What a person may say about a file instead of leaving it to be found out.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The registry name of the platform.
    pub platform: Option<String>,
    /// The encoding of the text.
    pub encoding: Option<String>,
    /// The delimiter of the cells.
    pub delimiter: Option<char>,
    /// The sheet of a workbook, by name.
    pub sheet: Option<String>,
    /// How many records are headings.
    pub header_rows: Option<usize>,
    /// Whether the day or the month stands first in dates that do not tell by themselves.
    pub dates: Option<DateOrder>,
    /// What a person reviewed: it wins over every guess.
    pub questionnaire: Option<Questionnaire>,
    /// Files that were named as belonging to the export: a dictionary, another export of the same survey.
    pub codebooks: Vec<Source>,
    /// Files that lie beside it and may belong to it; see [`may_belong`].
    pub neighbours: Vec<Source>,
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The survey.
    pub survey: Survey,
    /// The data dictionary as understood (with what was reviewed taken over), ready to be written as questionnaire.toml.
    pub questionnaire: Questionnaire,
    /// How the platform was recognised, in a sentence.
    pub recognised: String,
    /// How many records the export has, those of repeats that share its rows included.
    pub responses: u64,
    /// How many different respondents there are; none where they are not told apart.
    pub cases: Option<u64>,
    /// The files beside the export that were used.
    pub companions: Vec<String>,
    /// The rows that were marked, and why.
    pub flagged: Vec<Flagged>,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// A row that was marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flagged {
    /// The number of the record.
    pub row: u64,
    /// The mark.
    pub flag: Flag,
    /// Why, in words.
    pub why: String,
}

/// Whether a file whose ending does not tell is a table rather than a transcript.
pub fn looks_like_a_table(source: &Source) -> bool {
    source.decide(None).is_ok_and(|decision| delimited::looks_like_a_table(&source.head_text(&decision)))
}

/// Reads a questionnaire export.
///
/// # Errors
/// When the file is empty, is not a table, has headings but no rows, cannot be decoded, or is over a limit.
pub fn read(source: &Source, options: &ReadOptions) -> Result<Reading> {
    const LOOKED_AT: usize = 12;
    if let Some((data, options)) = companion::data_of(source, options)? {
        let mut reading = read(&data, &options)?;
        reading.companions.retain(|used| used != source.file_name());
        reading.companions.push(data.file_name().to_owned());
        return Ok(reading);
    }
    let companions = companion::read(source.file_name(), &options.codebooks, &options.neighbours)?;
    let mut opened = match companions.layout().filter(|layout| open::is_laid_out(source, layout)) {
        Some(layout) => open::laid_out(source, layout)?,
        None => open::open(source, options)?,
    };
    tallies::refuse(&opened.head(tallies::LOOKED_AT), || source.place())?;
    let mut records = opened.head(LOOKED_AT);
    for cell in records.iter_mut().flatten() {
        *cell = cell.trim().to_owned();
    }
    let (mut beside, said) = companions.of(&records);
    if let Some(inside) = opened.described.take() {
        let outside = beside.described.take();
        let described = beside.described.insert(inside);
        outside.into_iter().for_each(|outside| described.merge(outside));
        described.resolve();
    }
    let head = Head {
        records: &records,
        sheet: opened.sheet.as_deref(),
        container: opened.container,
        described: beside.described.as_ref(),
    };
    let (platform, mut recognition) = platform::of(&head, options.platform.as_deref())?;
    if let Some(rows) = options.header_rows {
        recognition.header_records = rows.max(1);
    }
    let (mut raw, noted) = opened.collect(source, recognition.header_records)?;
    if platform.wants_other_sheets() {
        beside.sheets = opened.other_sheets(source);
    }
    let mut noticed = said;
    noticed.extend(noted.into_iter().map(|note| note.in_place(source.place())));
    if raw.columns.is_empty() {
        return Err(Error::new("no headings were found in the first row")
            .in_place(source.place())
            .hint("the first row must name the columns; --header-rows says how many rows are headings"));
    }
    if raw.rows() == 0 {
        return Err(Error::new("this file has headings but no answers")
            .in_place(source.place())
            .hint("has anybody answered yet? Export again, with all responses included"));
    }
    noticed.extend(dirt::clean(&mut raw));
    let names = platform.names(&raw);
    raw.names = raw::distinct_names(&names);
    noticed.extend(dirt::headings_twice(&names, &raw.names));
    let responses = raw.rows() as u64;
    let mut structure = understand(source, &mut raw, platform, recognition.header_records, &beside, options);
    if let Some(main) = structure.main.take() {
        raw = main;
    }
    noticed.splice(0..0, opened.noticed_without(source, &structure.used));
    let mut repeats = std::mem::take(&mut structure.repeats);
    let mut companions = beside.described.map(|described| described.files).unwrap_or_default();
    companions.retain(|file| !structure.not_used.contains(file));
    // A sheet of the same file is no companion.
    companions.extend(structure.used.drain(..).filter(|used| beside.sheets.iter().all(|sheet| sheet.title != *used)));
    let claimed = review(&raw, &mut structure, &mut repeats, options.questionnaire.as_ref())?;
    let said = date_order(options)?;
    tidy(&raw, &mut structure, &claimed, said);
    for repeat in &mut repeats {
        tidy(&repeat.raw, &mut repeat.structure, &[], said);
    }
    let mut reading = build::build(&raw, structure, repeats, platform.name(), opened.encoding, options);
    reading.recognised = recognition.reason;
    reading.responses = responses;
    reading.companions = companions;
    noticed.append(&mut reading.noticed);
    for diagnostic in &mut noticed {
        if diagnostic.place.is_none() {
            diagnostic.place = Some(source.place());
        }
    }
    reading.noticed = noticed;
    Ok(reading)
}

/// What the columns mean: with another export of the same survey, where one lies beside, the codes of the one and the words of the
/// other.
fn understand(
    source: &Source,
    raw: &mut RawTable,
    platform: &dyn platform::SurveyReader,
    header_records: usize,
    beside: &companion::Beside,
    options: &ReadOptions,
) -> Structure {
    let (pair, not_used) = pair::find(source, raw, platform, header_records, options);
    let Some(pair) = pair else {
        let mut structure = platform.understand(raw, beside);
        let used = |file: &String| structure.used.contains(file);
        let said: Vec<Diagnostic> =
            not_used.into_iter().filter(|(file, _)| !used(file)).map(|(_, said)| said).collect();
        structure.noticed.extend(said);
        return structure;
    };
    let mut structure = pair.platform(platform).understand(pair.in_words(raw), beside);
    pair.lay(raw, &mut structure, beside.described.is_some());
    structure
}

/// Puts what a person reviewed in the place of what was understood, in each table its own; gives the claimed columns of the main one.
fn review(
    raw: &RawTable,
    structure: &mut Structure,
    repeats: &mut [Repeat],
    questionnaire: Option<&Questionnaire>,
) -> Result<Vec<usize>> {
    let Some(questionnaire) = questionnaire else { return Ok(Vec::new()) };
    for repeat in repeats {
        reviewed::apply(&repeat.raw, &mut repeat.structure, &questionnaire.of_table(&repeat.id))?;
    }
    reviewed::apply(raw, structure, &questionnaire.of_table(MAIN))
}

/// What is to be looked at in a table, whatever platform it came from: signs for blanks, dirt, personal data.
fn tidy(raw: &RawTable, structure: &mut Structure, claimed: &[usize], dates: Option<DateOrder>) {
    structure.dates = dates.or(structure.dates);
    dirt::take_out_placeholders(raw, structure);
    personal::mark(raw, structure, claimed);
    dirt::notice(raw, structure);
}

/// The order of day and month that a person gave: on the command line, else in questionnaire.toml.
fn date_order(options: &ReadOptions) -> Result<Option<DateOrder>> {
    let written = options.questionnaire.as_ref().and_then(|questionnaire| questionnaire.dates.as_deref());
    match (options.dates, written) {
        (Some(order), _) => Ok(Some(order)),
        (None, Some(word)) => DateOrder::from_word(word)
            .map(Some)
            .map_err(|error| error.in_place(Place::file("questionnaire.toml").at("dates"))),
        (None, None) => Ok(None),
    }
}
