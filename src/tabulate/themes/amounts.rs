//! How much was said of a theme: turns or words of participants, by group.
//!
//! # What it measures
//! How much of what participants said is coded with a code: in turns, each once, or in words, each once, however many codings lie on them.
//!
//! # Formula
//! Turns: those of participants that share a character with an accepted coding of the code, or of one below it. Words: what stands between
//! blanks and holds a letter or a digit, counted where any of it is coded. The base is all that the participants of a group said.
//!
//! # Assumptions
//! Some people talk more than others, and coders mark more or less around the same point: this is no measure of how many share a
//! theme, nor of how much it matters. Words of translations are not counted beside those of the original.
//!
//! # Reference
//! Krippendorff, K. (2004). Content Analysis: An Introduction to Its Methodology, 2nd edition, chapter 10 (attention as frequency). Sage.

use std::collections::{BTreeSet, HashMap};

use super::participants::{Participant, Participants, cases_of};
use super::{RowsOf, ThemeRow, keep, provenance, rows, stub, what_counts};
use crate::diagnostic::{Diagnostic, Error, Result, unknown_name};
use crate::model::{CodingState, CountUnit, Document, Measure, Role, StubKind, Table, Turn};
use crate::number::count;
use crate::prepare::{Axis, banner_of_cases};
use crate::tabulate::columns::{banner_columns, unique};
use crate::tabulate::kernel::Amount;
use crate::tabulate::notes::{Notes, and};
use crate::tabulate::section::{Figures, base_cell, shares, without_weights};
use crate::tabulate::{Groupings, Request, Themes};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Turns of participants.
    Turns,
    /// Words of participants.
    Words,
}

impl Said {
    fn things(self) -> &'static str {
        match self {
            Self::Turns => "turns",
            Self::Words => "words",
        }
    }
}

/// What a table of themes counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Who raised a theme.
    Units(CountUnit),
    /// How much of what was said is coded with it.
    Said(Said),
}

impl Counted {
    /// All, by the words of the command line and of study.toml.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("people", Self::Units(CountUnit::Person)),
        ("organisations", Self::Units(CountUnit::Organisation)),
        ("documents", Self::Units(CountUnit::Document)),
        ("turns", Self::Said(Said::Turns)),
        ("words", Self::Said(Said::Words)),
    ];

    /// What a word names.
    ///
    /// # Errors
    /// When it names nothing.
    pub fn from_word(word: &str) -> Result<Self> {
        let found = Self::WORDS.into_iter().find(|(known, _)| *known == word.trim().to_lowercase());
        found
            .map(|(_, counted)| counted)
            .ok_or_else(|| unknown_name("thing to count", word, Self::WORDS.map(|(word, _)| word)))
    }

    /// The unit, where it is one of who raised a theme.
    pub fn unit(self) -> Option<CountUnit> {
        match self {
            Self::Units(unit) => Some(unit),
            Self::Said(_) => None,
        }
    }

    /// How much is said, where that is counted.
    pub fn said(self) -> Option<Said> {
        match self {
            Self::Said(said) => Some(said),
            Self::Units(_) => None,
        }
    }
}

/// The error where ranks or what was raised unasked are asked for in turns or words.
pub fn of_people_alone() -> Error {
    Error::new("ranks, codes that meet and what was raised unasked are of people, organisations or documents")
}

/// The error where the approach has no use for counting what was said.
pub fn not_for_reflexive() -> Error {
    Error::new("in reflexive thematic analysis words and turns are not counted: how much is said of a theme says little about it")
        .hint("docs/methods.md has the reasons; --anyway counts all the same")
}

/// For each theme how many turns or words of participants are coded with it, in all and by group.
///
/// # Errors
/// When a code or a grouping is not there.
pub fn amounts(
    data: Themes<'_>,
    said: Said,
    groupings: &Groupings,
    request: &Request,
) -> Result<(Table, Vec<Diagnostic>)> {
    let mut noticed = Vec::new();
    let rows = rows(data, request)?;
    let banner = banner_of_cases(&data.corpus.cases, groupings, &request.by, &mut noticed)?;
    let participants = Participants::find(data, &banner, &mut noticed);
    // What waits, is of no code or of nobody is said once, as in the table of themes.
    super::raised(data, &rows, &participants, &mut noticed);
    let texts = Texts::of(data);
    let bases = bases(&participants, said, &texts);
    let coded = coded(data, &rows, &participants, said, &texts);
    let mut notes = Notes::default();
    let (columns, kept) = banner_columns(&banner, &bases, Some(&bases), (false, None), &mut notes);
    let by: Vec<String> = banner.axes.iter().map(Axis::label).collect();
    let by = if by.is_empty() { String::new() } else { format!(" by {}", and(&by)) };
    let things = said.things();
    let mut table = Table {
        id: request.id.clone(),
        title: request.title.clone().unwrap_or_else(|| format!("Themes{by}: in how many {things} each stands")),
        stub_head: "Theme".into(),
        banner: columns,
        stub: vec![stub("base".into(), &format!("Base: all {things} of participants"), 0, StubKind::Base)],
        cells: vec![keep(bases.iter().map(|&base| base_cell(base)).collect(), &kept)],
        show: vec![Measure::Count, Measure::ColumnPercent],
        percent_from: request.percent_from,
        provenance: provenance(data, &banner, &rows, request),
        ..Table::default()
    };
    for (row, counts) in rows.iter().zip(&coded) {
        let key = unique(row.code.id.clone(), |key| table.stub.iter().any(|other| other.key == key));
        table.stub.push(stub(key, &row.code.name, row.level, row.kind));
        table.cells.push(keep(shares(counts, &bases, Figures::default()), &kept));
    }
    without_weights(&mut table.cells);
    participants.say(&banner, &mut notes);
    say(data, said, &rows, &texts, &mut notes);
    table.notes = notes.finish();
    Ok((table, noticed))
}

fn say(data: Themes<'_>, said: Said, rows: &[ThemeRow<'_>], texts: &Texts<'_>, notes: &mut Notes) {
    let things = said.things();
    notes.base.push(format!("Counted are {things} of participants, each once, however many codings lie on them."));
    notes.base.push(what_counts(data).to_owned());
    if rows.iter().any(|row| row.kind == StubKind::Net) {
        notes.several.push(format!(
            "A category counts the {things} with any of the codes below it, each once, so it can be less than their sum."
        ));
    }
    if said == Said::Words && texts.translations > 0 {
        notes.figures.push(format!("Words of {} are not counted.", translations(texts.translations)));
    }
    notes.test.push(
        "How much is said of a theme is not how many share it, nor how much it matters: some people talk more than others."
            .to_owned(),
    );
}

fn translations(n: usize) -> String {
    if n == 1 { "1 translation".to_owned() } else { format!("{} translations", count(n as u64)) }
}

/// Where words stand in the documents.
struct Texts<'a> {
    /// Start and end of each word in code points, by document; none of translations of documents that are there.
    words: HashMap<&'a str, Vec<(usize, usize)>>,
    translations: usize,
    /// The number of each document.
    places: HashMap<&'a str, usize>,
}

impl<'a> Texts<'a> {
    fn of(data: Themes<'a>) -> Self {
        let documents = &data.corpus.documents;
        let is_second =
            |one: &&Document| one.translation_of.as_deref().is_some_and(|id| data.corpus.document(id).is_some());
        let words = documents.iter().filter(|one| !is_second(one)).map(|one| (one.id.as_str(), words(&one.text)));
        let places = documents.iter().enumerate().map(|(place, one)| (one.id.as_str(), place)).collect();
        Self { words: words.collect(), translations: documents.iter().filter(is_second).count(), places }
    }

    /// The places of the words that a stretch of a document touches.
    fn touched(&self, document: &Document, (start, end): (usize, usize)) -> std::ops::Range<usize> {
        let Some(words) = self.words.get(document.id.as_str()) else { return 0..0 };
        let first = words.partition_point(|(_, behind)| *behind <= start);
        first..words.partition_point(|(begins, _)| *begins < end).max(first)
    }
}

/// What stands between blanks and holds a letter or a digit.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut open: Option<(usize, bool)> = None;
    for (place, letter) in text.chars().chain([' ']).enumerate() {
        match (letter.is_whitespace(), open) {
            (true, Some((start, true))) => {
                words.push((start, place));
                open = None;
            }
            (true, _) => open = None,
            (false, Some((start, is_word))) => open = Some((start, is_word || letter.is_alphanumeric())),
            (false, None) => open = Some((place, letter.is_alphanumeric())),
        }
    }
    words
}

/// The turns that are somebody's in a document: of the case, or of nobody in particular where the document names no case.
fn turns<'a>(participant: &'a Participant<'a>, from: usize, to: usize) -> impl Iterator<Item = &'a Turn> {
    let document = participant.document;
    // A turn of nobody in particular is the participant's, where there is only one.
    let is_alone = cases_of(document).len() <= 1;
    let own = move |turn: &&Turn| {
        let case = document.case(turn);
        document.role(turn) == Role::Participant && (case == participant.case || (case.is_none() && is_alone))
    };
    document.turns_in(from, to).filter(own)
}

/// What a stretch of somebody's words adds: turns and words by their place in the document.
fn things(
    participant: &Participant<'_>,
    (from, to): (usize, usize),
    said: Said,
    texts: &Texts<'_>,
) -> Vec<(usize, usize)> {
    let document = participant.document;
    // A turn of a translation is that of the original.
    let own = match said {
        Said::Turns => document.translation_of.as_ref().unwrap_or(&document.id),
        Said::Words => &document.id,
    };
    let own = texts.places.get(own.as_str()).copied().unwrap_or_default();
    let of_turn = |turn: &Turn| match said {
        Said::Turns => vec![(own, turn.number as usize)],
        Said::Words => {
            let words = texts.touched(document, (turn.start.max(from), turn.end.min(to)));
            words.map(|word| (own, word)).collect()
        }
    };
    turns(participant, from, to).flat_map(of_turn).collect()
}

/// All that participants of each column said.
fn bases(participants: &Participants<'_>, said: Said, texts: &Texts<'_>) -> Vec<Amount> {
    let mut all: Vec<BTreeSet<(usize, usize)>> = vec![BTreeSet::new(); participants.columns()];
    for participant in participants.iter() {
        for thing in things(participant, (0, usize::MAX), said, texts) {
            for &column in &participant.columns {
                all[column].insert(thing);
            }
        }
    }
    all.iter().map(|things| Amount::of(things.len() as u64)).collect()
}

/// What is coded with each row in each column.
fn coded(
    data: Themes<'_>,
    rows: &[ThemeRow<'_>],
    participants: &Participants<'_>,
    said: Said,
    texts: &Texts<'_>,
) -> Vec<Vec<Amount>> {
    let mut found: Vec<Vec<BTreeSet<(usize, usize)>>> = vec![vec![BTreeSet::new(); participants.columns()]; rows.len()];
    let mut rows_of = RowsOf::new(data.codebook, rows);
    for coding in data.codings.iter().filter(|coding| coding.state == CodingState::Accepted) {
        let rows_of = rows_of.of(&coding.code);
        if rows_of.is_empty() {
            continue;
        }
        for participant in participants.of_coding(coding).unwrap_or_default() {
            for thing in things(participant, (coding.start, coding.end), said, texts) {
                for (&row, &column) in
                    rows_of.iter().flat_map(|row| participant.columns.iter().map(move |column| (row, column)))
                {
                    found[row][column].insert(thing);
                }
            }
        }
    }
    let of_row = |row: &Vec<BTreeSet<_>>| row.iter().map(|things| Amount::of(things.len() as u64)).collect();
    found.iter().map(of_row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{coding, study};
    use super::*;

    fn told(data: Themes<'_>, said: Said, by: &[&str]) -> Vec<(String, Vec<u64>)> {
        let by = by.iter().map(|name| (*name).to_owned()).collect();
        let (table, _) = amounts(data, said, &Groupings::new(), &Request { by, ..Request::default() }).unwrap();
        let of = |cells: &Vec<crate::model::Cell>| cells.iter().filter_map(|cell| cell.count).collect();
        table.stub.iter().zip(&table.cells).map(|(row, cells)| (row.key.clone(), of(cells))).collect()
    }

    #[test]
    fn words_stand_between_blanks_and_hold_a_letter_or_a_digit() {
        assert!(words("").is_empty() && words(" – … ").is_empty());
        assert_eq!(words("a – don’t\n 1,500"), [(0, 1), (4, 9), (11, 16)]);
    }

    #[test]
    fn turns_count_once_however_many_codings_lie_on_them() {
        let study = study();
        let told = told(study.themes(), Said::Turns, &["group"]);
        let row = |key: &str| told.iter().find(|(own, _)| own == key).unwrap().1.clone();
        // Four participants with a turn each: three of VCFSE, one of the council.
        assert_eq!(row("support"), [3, 3, 0]);
        assert_eq!(row("funding"), [1, 1, 0]);
        assert_eq!(row("training"), [3, 3, 0]);
        assert_eq!(row("joy"), [1, 0, 1]);
    }

    #[test]
    fn words_count_where_any_of_them_is_coded() {
        let mut study = study();
        // Ten letters a turn, the second is the participant's.
        let text = "interview ab cd ef gh ";
        study.corpus.documents[0].text = text.into();
        study.codings = vec![coding("d1", 1, "funding"), coding("d1", 1, "training"), coding("d1", 0, "joy")];
        study.codings[0].start = 14;
        study.codings[0].end = 17;
        study.codings[1].start = 5;
        study.codings[1].end = 11;
        let told = told(study.themes(), Said::Words, &[]);
        let row = |key: &str| told.iter().find(|(own, _)| own == key).unwrap().1.clone();
        assert_eq!(words(text)[1..], [(10, 12), (13, 15), (16, 18), (19, 21)]);
        // “cd” and “ef”; “ab”; nothing of the interviewer's.
        assert_eq!((row("funding"), row("training"), row("support"), row("joy")), (vec![2], vec![1], vec![3], vec![0]));
    }
}
