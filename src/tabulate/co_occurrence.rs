//! Which codes meet: in how many cases, documents or turns both stand, or in how much of the text.
//!
//! # What it measures
//! Of whatever holds either of two codes, how much holds both: the coefficient of Jaccard, n₁₂ ÷ (n₁ + n₂ − n₁₂), from 0 (never together)
//! to 1 (never apart). Programs for coding call it the c-coefficient.
//!
//! # Assumptions
//! That codes meet does not say that one explains the other, nor that people connected them; two codes that nearly everybody raises meet nearly
//! always.
//!
//! # Reference
//! Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2), 37–50.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::unique;
use super::themes::participants::{Participant, Participants};
use super::{Request, Themes};
use crate::diagnostic::{Diagnostic, Error, Result, unknown_name};
use crate::model::{
    BannerColumn, Case, Cell, Code, Coding, CodingState, CountUnit, Measure, Provenance, Role, StubKind, StubRow, Table,
};
use crate::number::count;
use crate::prepare::Banner;

/// More codes at once make more pairs than anybody reads.
const MOST_CODES: usize = 400;

/// Where codes meet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Within {
    /// Said by the same case: a person, an organisation or a document, whatever the study counts.
    #[default]
    Case,
    /// In the same document.
    Document,
    /// In the same turn.
    Turn,
    /// On the same words.
    Words,
}

impl Within {
    /// All, by the words of the command line.
    pub const ALL: [(&'static str, Self); 4] =
        [("case", Self::Case), ("document", Self::Document), ("turn", Self::Turn), ("words", Self::Words)];

    /// What a word names.
    ///
    /// # Errors
    /// When it names nothing.
    pub fn from_word(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == word.trim().to_lowercase());
        found.map(|(_, within)| within).ok_or_else(|| unknown_name("unit", word, Self::ALL.map(|(word, _)| word)))
    }

    fn things(self, counts: CountUnit) -> &'static str {
        match (self, counts) {
            (Self::Case, CountUnit::Person) => "people",
            (Self::Case, CountUnit::Organisation) => "organisations",
            (Self::Case, CountUnit::Document) | (Self::Document, _) => "documents",
            (Self::Turn, _) => "turns",
            (Self::Words, _) => "characters of text",
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Meetings<'a> {
    /// Where codes meet.
    pub within: Within,
    /// Only cases with this attribute (by name) and value.
    pub only: Option<(&'a str, &'a str)>,
    /// Only pairs that meet so often at least.
    pub at_least: u64,
    /// Only so many pairs, those with the largest coefficients.
    pub limit: usize,
    /// All codes against all codes, and no list of pairs.
    pub matrix: bool,
}

/// The codes that meet, as a list of pairs or as a table of all codes by all codes. `request.rows` names codes or categories, a category standing for
/// all that lies below it; none: every code that is no category.
///
/// # Errors
/// When a code is not there, or there are too many.
pub fn table(data: Themes<'_>, asked: Meetings<'_>, request: &Request) -> Result<(Table, Vec<Diagnostic>)> {
    let mut noticed = Vec::new();
    let codes = codes(data, request)?;
    let participants = Participants::find(data, &Banner::default(), &mut noticed);
    let extents = extents(data, asked, &codes, &participants);
    let mut notes = Vec::new();
    let things = asked.within.things(data.count);
    let mut table =
        if asked.matrix { matrix(&codes, &extents) } else { pairs(&codes, &extents, asked, things, &mut notes) };
    table.id.clone_from(&request.id);
    table.title = request.title.clone().unwrap_or_else(|| format!("Codes that meet, in {things}"));
    table.percent_from = request.percent_from;
    table.provenance = Provenance {
        sources: Some(request.source.clone()).filter(|source| !source.is_empty()).into_iter().collect(),
        uses: codes.iter().map(|code| code.id.clone()).collect(),
        filter: asked.only.map(|(attribute, value)| format!("{attribute} = {value}")),
        weight: None,
    };
    say(data, asked, &participants, &mut notes);
    table.notes = notes;
    Ok((table, noticed))
}

pub(super) fn codes<'a>(data: Themes<'a>, request: &Request) -> Result<Vec<&'a Code>> {
    let is_leaf = |code: &&Code| data.codebook.children(&code.id).all(Code::is_retired);
    let found: Vec<&Code> = if request.rows.is_empty() {
        data.codebook.codes.iter().filter(|code| !code.is_retired()).filter(is_leaf).collect()
    } else {
        let known = || data.codebook.codes.iter().map(|code| code.id.as_str());
        let find = |name: &String| data.codebook.code(name).ok_or_else(|| unknown_name("code", name, known()));
        request.rows.iter().map(find).collect::<Result<_>>()?
    };
    if found.len() > MOST_CODES {
        return Err(Error::new(format!("{} codes make too many pairs to look at", count(found.len() as u64))).hint(
            format!("name at most {MOST_CODES} codes, or categories, which stand for all that lies below them"),
        ));
    }
    Ok(found)
}

/// How far a code reaches: numbered things, or stretches of documents by their numbers.
#[derive(Debug, Clone, Default)]
struct Extent {
    things: BTreeSet<(usize, u32)>,
    stretches: BTreeMap<usize, Vec<(usize, usize)>>,
}

impl Extent {
    fn size(&self) -> u64 {
        let long = self.stretches.values().flatten().map(|(start, end)| (end - start) as u64);
        self.things.len() as u64 + long.sum::<u64>()
    }

    fn shared(&self, other: &Self) -> u64 {
        let things = self.things.intersection(&other.things).count() as u64;
        let on_both = |(document, own): (&usize, &Vec<(usize, usize)>)| {
            other.stretches.get(document).map_or(0, |others| overlap(own, others))
        };
        things + self.stretches.iter().map(on_both).sum::<u64>()
    }

    fn merge(&mut self) {
        self.stretches.values_mut().for_each(merged);
    }
}

/// Puts stretches in order, those that touch or overlap as one.
pub(super) fn merged(stretches: &mut Vec<(usize, usize)>) {
    stretches.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(stretches.len());
    for &(start, end) in stretches.iter() {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    *stretches = merged;
}

/// How long two lists of stretches lie on each other; each in order and apart.
fn overlap(these: &[(usize, usize)], those: &[(usize, usize)]) -> u64 {
    let (mut this, mut that, mut sum) = (0, 0, 0);
    while let (Some(&(start, end)), Some(&(other_start, other_end))) = (these.get(this), those.get(that)) {
        sum += end.min(other_end).saturating_sub(start.max(other_start)) as u64;
        if end <= other_end { this += 1 } else { that += 1 }
    }
    sum
}

pub(super) fn fits(data: Themes<'_>, asked: Meetings<'_>, participant: &Participant<'_>) -> bool {
    let Some((attribute, value)) = asked.only else { return true };
    let case: Option<&Case> = participant.case.and_then(|id| data.corpus.case(id));
    case.and_then(|case| case.attribute(attribute)).is_some_and(|own| own.to_lowercase() == value.to_lowercase())
}

fn extents(data: Themes<'_>, asked: Meetings<'_>, codes: &[&Code], participants: &Participants<'_>) -> Vec<Extent> {
    let mut extents = vec![Extent::default(); codes.len()];
    let mut rows_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut number = |name: &str| {
        let next = numbers.len();
        *numbers.entry(name.to_owned()).or_insert(next)
    };
    for coding in data.codings.iter().filter(|coding| coding.state == CodingState::Accepted) {
        let rows = rows_of.entry(&coding.code).or_insert_with(|| {
            let code = data.codebook.current(&coding.code).filter(|code| !code.is_retired());
            let holds = |row: &usize| code.is_some_and(|code| data.codebook.is_within(&code.id, &codes[*row].id));
            (0..codes.len()).filter(holds).collect()
        });
        if rows.is_empty() {
            continue;
        }
        let said_by: Vec<&Participant<'_>> = participants
            .of_coding(coding)
            .unwrap_or_default()
            .into_iter()
            .filter(|participant| fits(data, asked, participant))
            .collect();
        let Some(document) = said_by.first().map(|participant| participant.document) else { continue };
        let own = document.translation_of.as_deref().unwrap_or(&document.id);
        let things: Vec<(usize, u32)> = match asked.within {
            Within::Case => said_by.iter().map(|participant| (number(&participant.unit), 0)).collect(),
            Within::Document => vec![(number(own), 0)],
            Within::Turn => turns(coding, &said_by).map(|turn| (number(&document.id), turn)).collect(),
            Within::Words => Vec::new(),
        };
        for &row in rows.iter() {
            extents[row].things.extend(things.iter().copied());
            if asked.within == Within::Words && coding.start < coding.end {
                extents[row].stretches.entry(number(&document.id)).or_default().push((coding.start, coding.end));
            }
        }
    }
    extents.iter_mut().for_each(Extent::merge);
    extents
}

/// The turns of these participants on which a coding lies.
fn turns<'a>(coding: &Coding, said_by: &[&'a Participant<'a>]) -> impl Iterator<Item = u32> {
    let document = said_by.first().map(|participant| participant.document);
    let cases: Vec<Option<&str>> = said_by.iter().map(|participant| participant.case).collect();
    let (start, end) = (coding.start, coding.end);
    let on = document.into_iter().flat_map(move |document| {
        document
            .turns_in(start, end)
            .filter(move |turn| document.role(turn) == Role::Participant)
            .map(move |turn| (turn.number, document.case(turn)))
    });
    // A turn of nobody in particular is the participant's, where there is only one.
    on.filter(move |(_, case)| case.is_none() || cases.contains(case)).map(|(number, _)| number)
}

pub(super) fn column(key: &str, label: &str) -> BannerColumn {
    BannerColumn {
        key: key.to_owned(),
        label: label.to_owned(),
        spanners: Vec::new(),
        letter: None,
        base: None,
        statistic: None,
    }
}

pub(super) fn of(n: u64) -> Cell {
    Cell { count: Some(n), ..Cell::default() }
}

fn pairs(codes: &[&Code], extents: &[Extent], asked: Meetings<'_>, things: &str, notes: &mut Vec<String>) -> Table {
    let mut found: Vec<(u64, u64, usize, usize)> = Vec::new();
    for first in 0..codes.len() {
        for second in first + 1..codes.len() {
            let both = extents[first].shared(&extents[second]);
            if both > 0 && both >= asked.at_least {
                let either = extents[first].size() + extents[second].size() - both;
                found.push((both, either, first, second));
            }
        }
    }
    // By the share of both, without dividing; then by how many; else as in the codebook.
    found.sort_by(|(both, either, ..), (other_both, other_either, ..)| {
        let (one, other) =
            (u128::from(*both) * u128::from(*other_either), u128::from(*other_both) * u128::from(*either));
        other.cmp(&one).then(other_both.cmp(both))
    });
    let left_out = found.len().saturating_sub(asked.limit);
    found.truncate(asked.limit);
    let mut table = Table {
        stub_head: "Codes".into(),
        banner: vec![column("first", "First"), column("second", "Second"), column("both", "Both, of either")],
        show: vec![Measure::Count],
        ..Table::default()
    };
    for (both, either, first, second) in found {
        let label = format!("{} · {}", codes[first].name, codes[second].name);
        let key = unique(format!("{}.{}", codes[first].id, codes[second].id), |key| {
            table.stub.iter().any(|row| row.key == key)
        });
        table.stub.push(StubRow { key, label, level: 0, kind: StubKind::Choice, statistic: None });
        #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let coefficient = both as f64 / either as f64;
        let share = Cell { asked: Some(either), value: Some(coefficient), ..of(both) };
        table.cells.push(vec![of(extents[first].size()), of(extents[second].size()), share]);
    }
    match (table.stub.is_empty(), left_out) {
        (true, _) => notes.push(format!("No two of these codes meet in {things}.")),
        (_, 0) => {}
        (_, 1) => notes.push("1 pair that meets less is left out.".to_owned()),
        (_, more) => notes.push(format!("{} pairs that meet less are left out.", count(more as u64))),
    }
    table
}

fn matrix(codes: &[&Code], extents: &[Extent]) -> Table {
    let mut table = Table {
        stub_head: "Code".into(),
        banner: codes.iter().map(|code| column(&code.id, &code.name)).collect(),
        show: vec![Measure::Count],
        ..Table::default()
    };
    for (row, code) in codes.iter().enumerate() {
        table.stub.push(StubRow {
            key: code.id.clone(),
            label: code.name.clone(),
            level: 0,
            kind: StubKind::Choice,
            statistic: None,
        });
        table.cells.push(extents.iter().map(|other| of(extents[row].shared(other))).collect());
    }
    table
}

fn say(data: Themes<'_>, asked: Meetings<'_>, participants: &Participants<'_>, notes: &mut Vec<String>) {
    let fitting = participants.iter().filter(|participant| fits(data, asked, participant));
    let units: BTreeSet<&str> = fitting.map(|participant| participant.unit.as_str()).collect();
    let whom = asked.only.map_or_else(String::new, |(attribute, value)| format!(" with {attribute} “{value}”"));
    let of = asked.within.things(data.count);
    if asked.within == Within::Case {
        notes.push(format!("Counts are {of}, of {}{whom}.", count(units.len() as u64)));
    } else {
        notes.push(format!("Counts are {of}{whom}."));
    }
    if asked.matrix {
        notes.push("Where a code meets itself stands how often it was raised.".to_owned());
    } else {
        notes.push(
            "Both, of either: of those with one or the other, how many have both (coefficient of Jaccard).".to_owned(),
        );
    }
    notes.push("That codes meet does not say that one explains the other.".to_owned());
}

#[cfg(test)]
mod tests {
    use super::super::themes::tests::study;
    use super::*;

    fn asked(within: Within) -> Meetings<'static> {
        Meetings { within, only: None, at_least: 1, limit: 30, matrix: false }
    }

    fn told(table: &Table) -> Vec<(String, Vec<u64>, Option<u64>)> {
        let told = |(row, cells): (&StubRow, &Vec<Cell>)| {
            let counts = cells.iter().filter_map(|cell| cell.count).collect();
            (row.key.clone(), counts, cells.last().and_then(|cell| cell.asked))
        };
        table.stub.iter().zip(&table.cells).map(told).collect()
    }

    #[test]
    fn without_codings_no_codes_meet() {
        let mut study = study();
        study.codings.clear();
        let (table, _) = table(study.themes(), asked(Within::Case), &Request::default()).unwrap();
        assert!(table.stub.is_empty());
        assert!(table.notes[0].contains("No two of these codes meet"));
    }

    #[test]
    fn people_raise_both_or_one_and_categories_stand_for_what_lies_below() {
        let study = study();
        let (found, _) = table(study.themes(), asked(Within::Case), &Request::default()).unwrap();
        assert_eq!(told(&found)[0].0, "funding.training");
        let rows = ["support", "joy"].map(str::to_owned).to_vec();
        let (found, _) = table(study.themes(), asked(Within::Case), &Request { rows, ..Request::default() }).unwrap();
        assert!(told(&found).iter().all(|(key, ..)| key == "support.joy"));
    }

    #[test]
    fn words_count_where_two_codings_lie_on_each_other() {
        assert_eq!(overlap(&[(0, 10), (20, 30)], &[(5, 25)]), 10);
        assert_eq!(overlap(&[(0, 10)], &[(10, 20)]), 0);
        assert_eq!(overlap(&[], &[(0, 1)]), 0);
        let mut extent = Extent::default();
        extent.stretches.insert(0, vec![(5, 9), (0, 6), (9, 12), (20, 21)]);
        extent.merge();
        assert_eq!(extent.stretches[&0], [(0, 12), (20, 21)]);
        assert_eq!((extent.size(), extent.shared(&extent)), (13, 13));
    }

    #[test]
    fn a_matrix_is_the_same_either_way_round_and_pairs_agree_with_it() {
        let study = study();
        for within in Within::ALL.map(|(_, within)| within) {
            let (grid, _) =
                table(study.themes(), Meetings { matrix: true, ..asked(within) }, &Request::default()).unwrap();
            let cell = |row: usize, column: usize| grid.cells[row][column].count.unwrap();
            let size = grid.stub.len();
            assert!((0..size).all(|row| (0..size).all(|column| cell(row, column) == cell(column, row))), "{within:?}");
            let (list, _) = table(study.themes(), asked(within), &Request::default()).unwrap();
            for (key, counts, either) in told(&list) {
                let (first, second) = key.split_once('.').unwrap();
                let place = |id: &str| grid.stub.iter().position(|row| row.key == id).unwrap();
                let (first, second) = (place(first), place(second));
                assert_eq!(counts, [cell(first, first), cell(second, second), cell(first, second)]);
                assert_eq!(either, Some(counts[0] + counts[1] - counts[2]));
            }
        }
    }

    #[test]
    fn only_cases_of_a_group_count() {
        let study = study();
        let only = Meetings { only: Some(("group", "council")), ..asked(Within::Case) };
        let (found, _) = table(study.themes(), only, &Request::default()).unwrap();
        assert!(told(&found).iter().all(|(_, counts, _)| counts.iter().all(|count| *count <= 1)));
        assert_eq!(found.provenance.filter.as_deref(), Some("group = council"));
    }
}
