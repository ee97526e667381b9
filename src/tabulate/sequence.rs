//! Which code comes after which: the order in which people come to themes.
//!
//! # What it measures
//! Of the passages with one code, how many are followed by a passage with another, in the same document and at most so many turns of
//! participants later; and how often it is the other way round.
//!
//! # Formula
//! Passages of a code are its accepted codings in the words of participants, those that touch or overlap being one. One is followed by
//! another code where a passage of that begins at or behind its end, in the same turn of a participant or in one of the next n.
//!
//! # Assumptions
//! What comes first does not bring about what follows: interviewers ask in an order, too. Passages that overlap meet, and do not follow.
//!
//! # Reference
//! Bakeman, R. and Gottman, J. M. (1997). Observing Interaction: An Introduction to Sequential Analysis, 2nd edition. Cambridge
//! University Press: transitions at a lag, counted.

use std::collections::BTreeMap;

use super::co_occurrence::{Meetings, codes, column, fits, merged, of};
use super::columns::unique;
use super::themes::participants::{Participant, Participants};
use super::{Request, Themes};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Cell, Code, Coding, CodingState, Document, Measure, Provenance, Role, StubKind, StubRow, Table};
use crate::number::count;
use crate::prepare::Banner;

/// The passages of a code, by document.
type Passages = BTreeMap<usize, Vec<(usize, usize)>>;

/// How often one code follows another.
struct Following {
    first: usize,
    second: usize,
    /// Passages of the first that the second follows.
    then: u64,
    /// In how many documents.
    documents: u64,
}

/// The pairs of codes of which the second comes at most so many turns after the first, the most frequent first. `asked.within` and
/// `asked.matrix` mean nothing here.
///
/// # Errors
/// When a code is not there, or there are too many.
pub fn table(
    data: Themes<'_>,
    asked: Meetings<'_>,
    turns: usize,
    request: &Request,
) -> Result<(Table, Vec<Diagnostic>)> {
    let mut noticed = Vec::new();
    let codes = codes(data, request)?;
    let participants = Participants::find(data, &Banner::default(), &mut noticed);
    let passages = passages(data, asked, &codes, &participants);
    let orders: Vec<Vec<usize>> = data.corpus.documents.iter().map(order).collect();
    let mut found: Vec<Following> = Vec::new();
    let mut back: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for first in 0..codes.len() {
        for second in (0..codes.len()).filter(|second| *second != first) {
            let (then, documents) = follow(data, &orders, (&passages[first], &passages[second]), turns);
            back.insert((first, second), then);
            if then > 0 && then >= asked.at_least {
                found.push(Following { first, second, then, documents });
            }
        }
    }
    let size = |code: usize| passages[code].values().map(|all| all.len() as u64).sum::<u64>();
    // By how often; then by the share of the first that is followed, without dividing; else as in the codebook.
    found.sort_by_key(|one| (std::cmp::Reverse(one.then), size(one.first)));
    let left_out = found.len().saturating_sub(asked.limit);
    found.truncate(asked.limit);
    let mut table = Table {
        id: request.id.clone(),
        title: request
            .title
            .clone()
            .unwrap_or_else(|| format!("Codes that follow one another, within {}", many(turns))),
        stub_head: "Codes".into(),
        banner: vec![
            column("then", "Second follows the first"),
            column("back", "First follows the second"),
            column("documents", "Documents"),
        ],
        show: vec![Measure::Count],
        percent_from: request.percent_from,
        provenance: Provenance {
            sources: Some(request.source.clone()).filter(|source| !source.is_empty()).into_iter().collect(),
            uses: codes.iter().map(|code| code.id.clone()).collect(),
            filter: asked.only.map(|(attribute, value)| format!("{attribute} = {value}")),
            weight: None,
        },
        ..Table::default()
    };
    for Following { first, second, then, documents } in found {
        let label = format!("{} → {}", codes[first].name, codes[second].name);
        let key = format!("{}.{}", codes[first].id, codes[second].id);
        let key = unique(key, |key| table.stub.iter().any(|row| row.key == key));
        table.stub.push(StubRow { key, label, level: 0, kind: StubKind::Choice, statistic: None });
        let share = |count: u64, of_all: u64| Cell { asked: Some(of_all), ..of(count) };
        let back = back.get(&(second, first)).copied().unwrap_or_default();
        table.cells.push(vec![share(then, size(first)), share(back, size(second)), of(documents)]);
    }
    table.notes = notes(&table, asked, turns, left_out);
    Ok((table, noticed))
}

fn many(turns: usize) -> String {
    match turns {
        0 => "the same turn".to_owned(),
        1 => "1 turn".to_owned(),
        _ => format!("{} turns", count(turns as u64)),
    }
}

fn notes(table: &Table, asked: Meetings<'_>, turns: usize, left_out: usize) -> Vec<String> {
    let whom = asked.only.map_or_else(String::new, |(attribute, value)| format!(" with {attribute} “{value}”"));
    let mut notes = Vec::new();
    match (table.stub.is_empty(), left_out) {
        (true, _) => notes.push(format!("No two of these codes follow one another within {}.", many(turns))),
        (_, 0) => {}
        (_, 1) => notes.push("1 pair that follows less often is left out.".to_owned()),
        (_, more) => notes.push(format!("{} pairs that follow less often are left out.", count(more as u64))),
    }
    notes.push(format!(
        "Counts are passages{whom}, of all with the code that comes first; what touches or overlaps with the same code is one passage."
    ));
    let later = match turns {
        0 => "in the same turn".to_owned(),
        1 => "in the same turn of a participant or the next".to_owned(),
        _ => format!("in the same turn of a participant or one of the next {}", count(turns as u64)),
    };
    notes.push(format!("Followed: a passage with the other code begins behind its end, {later}."));
    notes.push("What comes first does not bring about what follows; interviewers ask in an order, too.".to_owned());
    notes
}

/// For each turn of a document how many turns of participants stand before it.
fn order(document: &Document) -> Vec<usize> {
    let mut before = 0;
    let mut order = Vec::with_capacity(document.turns.len());
    for turn in &document.turns {
        order.push(before);
        before += usize::from(document.role(turn) == Role::Participant);
    }
    order
}

/// The passages of each code in the words of participants, in order and apart.
fn passages(data: Themes<'_>, asked: Meetings<'_>, codes: &[&Code], participants: &Participants<'_>) -> Vec<Passages> {
    let places: BTreeMap<&str, usize> =
        data.corpus.documents.iter().enumerate().map(|(place, document)| (document.id.as_str(), place)).collect();
    let mut passages = vec![Passages::new(); codes.len()];
    let mut rows_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for coding in data.codings.iter().filter(|coding| coding.state == CodingState::Accepted) {
        let rows = rows_of.entry(&coding.code).or_insert_with(|| {
            let code = data.codebook.current(&coding.code).filter(|code| !code.is_retired());
            let holds = |row: &usize| code.is_some_and(|code| data.codebook.is_within(&code.id, &codes[*row].id));
            (0..codes.len()).filter(holds).collect()
        });
        let Some(&place) = places.get(coding.document.as_str()) else { continue };
        if !rows.is_empty() && coding.start < coding.end && said(data, asked, participants, coding) {
            for &row in rows.iter() {
                passages[row].entry(place).or_default().push((coding.start, coding.end));
            }
        }
    }
    passages.iter_mut().flat_map(BTreeMap::values_mut).for_each(merged);
    passages
}

fn said(data: Themes<'_>, asked: Meetings<'_>, participants: &Participants<'_>, coding: &Coding) -> bool {
    let by: Vec<&Participant<'_>> = participants.of_coding(coding).unwrap_or_default();
    by.into_iter().any(|participant| fits(data, asked, participant))
}

/// How many passages of the first are followed by one of the second, and in how many documents.
fn follow(
    data: Themes<'_>,
    orders: &[Vec<usize>],
    (first, second): (&Passages, &Passages),
    turns: usize,
) -> (u64, u64) {
    let (mut then, mut documents) = (0, 0);
    for (place, passages) in first {
        let Some(others) = second.get(place) else { continue };
        let document = &data.corpus.documents[*place];
        // Where a position stands among the turns of participants.
        let rank = |position: usize| {
            let turn = document.turns.partition_point(|turn| turn.end <= position).min(orders[*place].len().max(1) - 1);
            orders[*place].get(turn).copied().unwrap_or_default()
        };
        let followed = |&&(_, end): &&(usize, usize)| {
            let next = others.partition_point(|(start, _)| *start < end);
            others.get(next).is_some_and(|(start, _)| rank(*start) <= rank(end - 1) + turns)
        };
        let here = passages.iter().filter(followed).count() as u64;
        then += here;
        documents += u64::from(here > 0);
    }
    (then, documents)
}

#[cfg(test)]
mod tests {
    use super::super::co_occurrence::Within;
    use super::super::themes::tests::{coding, document, study};
    use super::*;

    fn told(data: Themes<'_>, turns: usize) -> Vec<(String, u64, u64, u64)> {
        let asked = Meetings { within: Within::Case, only: None, at_least: 1, limit: 30, matrix: false };
        let (table, _) = table(data, asked, turns, &Request::default()).unwrap();
        let of = |cells: &Vec<Cell>| (cells[0].count.unwrap(), cells[0].asked.unwrap(), cells[1].count.unwrap());
        let row = |(row, cells): (&StubRow, &Vec<Cell>)| (row.key.clone(), of(cells).0, of(cells).1, of(cells).2);
        table.stub.iter().zip(&table.cells).map(row).collect()
    }

    #[test]
    fn without_codings_nothing_follows() {
        let mut study = study();
        study.codings.clear();
        assert!(told(study.themes(), 1).is_empty());
    }

    #[test]
    fn what_comes_later_follows_and_what_overlaps_does_not() {
        let mut study = study();
        // Turns of ten letters: the interviewer, then a, b, a, b.
        study.corpus.documents = vec![document("d1", &["a", "b", "a", "b"])];
        let at = |turn: usize, code: &str, from: usize, to: usize| {
            let mut coding = coding("d1", turn, code);
            (coding.start, coding.end) = (turn * 10 + from, turn * 10 + to);
            coding
        };
        study.codings = vec![
            at(1, "funding", 0, 3),
            at(1, "funding", 2, 4),
            at(1, "training", 3, 6),
            at(1, "joy", 6, 9),
            at(3, "training", 0, 5),
            at(4, "funding", 0, 2),
            at(0, "joy", 1, 2),
        ];
        // In the same turn only joy comes behind: funding and training overlap.
        let own = |key: &str, then, of, back| (key.to_owned(), then, of, back);
        assert_eq!(told(study.themes(), 0), [own("funding.joy", 1, 2, 0), own("training.joy", 1, 2, 0)]);
        let next = told(study.themes(), 1);
        assert!(next.contains(&own("training.funding", 1, 2, 0)), "{next:?}");
        let far = told(study.themes(), 2);
        assert!(
            far.contains(&own("funding.training", 1, 2, 1)) && far.contains(&own("joy.training", 1, 1, 1)),
            "{far:?}"
        );
    }
}
