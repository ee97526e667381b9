//! Finds another export of the same survey among the files beside an export, and lays both side by side.

use super::columns::{self, Codes, Relation};
use super::said::{self, NotSame};
use super::{Aligned, Pair, in_words, rows};
use crate::diagnostic::Diagnostic;
use crate::readers::survey::companion::CODEBOOKS;
use crate::readers::survey::platform::{self, Head, SurveyReader};
use crate::readers::survey::raw::{self, RawTable};
use crate::readers::survey::{ReadOptions, dirt, open};
use crate::source::Source;

/// The platform of which nothing is known.
const GENERIC: &str = "generic";

/// Words by which names of exports say whether they hold codes or words.
const WORDS: [&str; 28] = [
    "numeric",
    "numerical",
    "num",
    "number",
    "numbers",
    "value",
    "values",
    "code",
    "codes",
    "coded",
    "raw",
    "text",
    "texts",
    "label",
    "labels",
    "labelled",
    "labeled",
    "choice",
    "words",
    "full",
    "answers",
    "actual",
    "long",
    "short",
    "legacy",
    "xml",
    "recoded",
    "named",
];

/// Words that say no more than that it is an export.
const GENERAL: [&str; 7] = ["data", "dataset", "export", "responses", "results", "survey", "csv"];

/// Whether the name of a file makes it likely to be another export of the same survey: both names are the same but for what says
/// how the answers are written, and at least one of them says it.
pub fn may_be_beside(export: &str, other: &str) -> bool {
    if export == other || !is_table(other) || !is_table(export) {
        return false;
    }
    let (own, others) = (parts(export), parts(other));
    let says = |parts: &[String]| parts.iter().any(|part| WORDS.contains(&part.as_str()));
    // The time of the download differs; a year or a wave must not.
    let is_time =
        |part: &String| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit()) && !part.starts_with("20");
    let kept = |parts: Vec<String>| -> Vec<String> {
        let is_said =
            |part: &String| WORDS.contains(&part.as_str()) || GENERAL.contains(&part.as_str()) || is_time(part);
        parts.into_iter().filter(|part| !is_said(part)).collect()
    };
    (says(&own) || says(&others)) && kept(own) == kept(others)
}

fn is_table(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    ["csv", "tsv", "txt", "tab", "xlsx", "xls", "ods"].contains(&ending.as_str())
}

/// The words of a name: between marks, and where a small letter is followed by a capital one.
fn parts(name: &str) -> Vec<String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut parts = vec![String::new()];
    let mut small = false;
    for character in stem.chars() {
        let begins = small && character.is_uppercase();
        small = character.is_lowercase();
        if begins || !character.is_alphanumeric() {
            parts.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(last) = parts.last_mut()
        {
            last.extend(character.to_lowercase());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The other export of the same survey, if one of the files is, and what is said of those that are not. `given` files were named for
/// it, others only found.
pub fn find(
    source: &Source,
    raw: &RawTable,
    platform: &dyn SurveyReader,
    header_records: usize,
    options: &ReadOptions,
) -> (Option<Pair>, Vec<(String, Diagnostic)>) {
    let mut not_used = Vec::new();
    let given = options.codebooks.iter().map(|other| (other, true));
    let found = options.neighbours.iter().filter(|other| may_be_beside(source.file_name(), other.file_name()));
    for (other, is_given) in given.chain(found.map(|other| (other, false))) {
        if other.name() == source.name() || CODEBOOKS.iter().any(|codebook| codebook.recognise(other)) {
            continue;
        }
        let laid = read(other, platform, header_records, options)
            .and_then(|(table, own)| beside(raw, &table, other.file_name(), own));
        match laid {
            Ok(pair) => return (Some(pair), not_used),
            Err(why) => {
                not_used.push((other.file_name().to_owned(), said::not_used(other.file_name(), &why, is_given)))
            }
        }
    }
    (None, not_used)
}

/// Reads the other file as the export was read.
fn read(
    source: &Source,
    platform: &dyn SurveyReader,
    header_records: usize,
    options: &ReadOptions,
) -> Result<(RawTable, Option<&'static dyn SurveyReader>), NotSame> {
    const LOOKED_AT: usize = 12;
    let unread = |error: crate::diagnostic::Error| NotSame::Unread(error.what().to_owned());
    let mut opened = open::open(source, &ReadOptions::default()).map_err(unread)?;
    let mut records = opened.head(LOOKED_AT);
    for cell in records.iter_mut().flatten() {
        *cell = cell.trim().to_owned();
    }
    let head = Head { records: &records, sheet: opened.sheet.as_deref(), container: opened.container, described: None };
    let named = options.platform.as_deref();
    let own = platform::of(&head, named).ok().filter(|(own, _)| own.name() != GENERIC);
    // What nobody knows may be the same, without what tells its platform.
    let recognised = own.as_ref().map(|(_, recognition)| recognition.header_records);
    let as_export = || platform.recognise(&head).map(|recognition| recognition.header_records);
    let header_records = options.header_rows.or(recognised).or_else(as_export).unwrap_or(header_records);
    let (mut table, _) = opened.collect(source, header_records).map_err(unread)?;
    dirt::clean(&mut table);
    let own = own.map(|(own, _)| own);
    let names = own.map_or_else(|| platform.names(&table), |own| own.names(&table));
    table.names = raw::distinct_names(&names);
    Ok((table, own))
}

/// Lays two tables side by side.
fn beside(
    raw: &RawTable,
    other: &RawTable,
    file: &str,
    platform: Option<&'static dyn SurveyReader>,
) -> Result<Pair, NotSame> {
    let aligned = aligned(raw, other)?;
    let rows = rows::matched(raw, other, &aligned).ok_or(NotSame::Rows { here: raw.rows(), there: other.rows() })?;
    let all: Vec<(Aligned, Vec<columns::Met<'_>>)> = aligned
        .iter()
        .map(|pair| (*pair, columns::met(&raw.columns[pair.here], &other.columns[pair.there], rows.matched())))
        .collect();
    let leaning: f64 = all.iter().map(|(_, met)| columns::leaning(met)).sum();
    let codes_here = leaning >= 0.0;
    let record = |row: usize| raw.records.get(row).copied().unwrap_or(0);
    let mut agreement = said::Agreement::default();
    let mut codes: Vec<Option<Codes>> = vec![None; raw.columns.len()];
    for (pair, met) in all {
        let turned: Vec<columns::Met<'_>> =
            if codes_here { met } else { met.into_iter().map(columns::Met::turned).collect() };
        let relation = columns::relation(&turned, &record);
        agreement.add(&raw.names[pair.here], &turned, &relation, &record);
        if let Relation::Coded(mut found) = relation {
            let of_codes = if codes_here { &raw.columns[pair.here] } else { &other.columns[pair.there] };
            found.cells = of_codes.filled().map(|(value, _)| value.to_owned()).collect();
            codes[pair.here] = Some(found);
        }
    }
    agreement.judge(&rows)?;
    if codes.iter().all(Option::is_none) {
        return Err(NotSame::NothingToAdd);
    }
    let noticed = agreement.noticed(file, codes_here, (raw, other), &rows, &codes);
    let words = codes_here.then(|| in_words(raw, other, &aligned, &rows, &codes));
    let platform = platform.filter(|_| codes_here && raw.headings != other.headings);
    let tags = tags(raw, other, &aligned, codes_here);
    Ok(Pair { file: file.to_owned(), codes_here, words, platform, tags, codes, noticed })
}

/// The headings of the export of codes, where they are short names and those of the other are not.
fn tags(raw: &RawTable, other: &RawTable, aligned: &[Aligned], codes_here: bool) -> Option<Vec<String>> {
    let is_name = |heading: &str| !heading.contains(char::is_whitespace);
    let mut tags = vec![String::new(); raw.columns.len()];
    let (mut names, mut names_of_words) = (0, 0);
    for pair in aligned {
        let (here, there) = (raw.heading(0, pair.here), other.heading(0, pair.there));
        let (code, word) = if codes_here { (here, there) } else { (there, here) };
        names += usize::from(is_name(code));
        names_of_words += usize::from(is_name(word));
        code.clone_into(&mut tags[pair.here]);
    }
    (names == aligned.len() && names_of_words < names).then_some(tags)
}

/// Which column is which: by name, else, where both have as many, by place.
fn aligned(raw: &RawTable, other: &RawTable) -> Result<Vec<Aligned>, NotSame> {
    let (width, others) = (raw.columns.len(), other.columns.len());
    let by_name: Vec<Aligned> = raw
        .names
        .iter()
        .enumerate()
        .filter_map(|(here, name)| Some(Aligned { here, there: other.names.iter().position(|known| known == name)? }))
        .collect();
    let least = width.min(others);
    if by_name.len() * 3 >= least * 2 && !by_name.is_empty() {
        return Ok(by_name);
    }
    if width == others {
        return Ok((0..width).map(|place| Aligned { here: place, there: place }).collect());
    }
    Err(NotSame::Columns { shared: by_name.len(), here: width, there: others })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_how_answers_are_written_belong_together() {
        for (one, other) in [
            ("legitimacy_numeric.csv", "legitimacy_text.csv"),
            ("Club_DATA_2024-05-02_1010.csv", "Club_DATA_LABELS_2024-05-02_1011.csv"),
            ("clubCodes.csv", "clubLabels.xlsx"),
            ("club.csv", "club-labels.csv"),
        ] {
            assert!(may_be_beside(one, other) && may_be_beside(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("club.csv", "club.csv"),
            ("wave1_numeric.csv", "wave2_text.csv"),
            ("club_2023_codes.csv", "club_2024_labels.csv"),
            ("club.csv", "garden_labels.csv"),
            ("club_text.csv", "club_text.docx"),
        ] {
            assert!(!may_be_beside(one, other), "{one} {other}");
        }
    }
}
