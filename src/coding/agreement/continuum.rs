//! Characters as units: all that is said, one turn behind the other, and the stretches that coders marked in it.

use std::collections::BTreeMap;

use super::units::spoken;
use super::{Compared, ComparedCode, Comparison, Mark, Row};
use crate::stats::agreement::Ratings;
use crate::stats::agreement::unitising::Unit;

/// A turn, and where it begins in the continuum.
struct Piece {
    start: usize,
    end: usize,
    at: u64,
}

/// All turns that count, one behind the other, in characters.
pub struct Continuum<'a> {
    pieces: BTreeMap<&'a str, Vec<Piece>>,
    length: u64,
    /// Stretches of it that any coder coded, in order, apart from each other.
    coded: Vec<(u64, u64)>,
}

impl<'a> Continuum<'a> {
    /// Lays the documents out.
    pub fn of(comparison: Comparison<'a>, documents: &[&'a str], marks: &[Mark<'a, '_>]) -> Self {
        let mut continuum = Self { pieces: BTreeMap::new(), length: 0, coded: Vec::new() };
        for document in documents.iter().filter_map(|id| comparison.corpus.document(id)) {
            let mut pieces = Vec::new();
            for turn in spoken(document) {
                pieces.push(Piece { start: turn.start, end: turn.end, at: continuum.length });
                continuum.length += (turn.end - turn.start) as u64;
            }
            continuum.pieces.insert(&document.id, pieces);
        }
        continuum.coded = merged(marks.iter().flat_map(|mark| continuum.stretches(mark)).collect());
        continuum
    }

    /// Where the words of a coding stand in it: a stretch a turn.
    fn stretches(&self, mark: &Mark<'_, '_>) -> Vec<(u64, u64)> {
        let Some(pieces) = self.pieces.get(mark.coding.document.as_str()) else { return Vec::new() };
        let (start, end) = (mark.coding.start, mark.coding.end);
        let first = pieces.partition_point(|piece| piece.end <= start);
        let met = pieces[first..].iter().take_while(|piece| piece.start < end);
        met.map(|piece| {
            let at = |position: usize| piece.at + (position.clamp(piece.start, piece.end) - piece.start) as u64;
            (at(start), at(end))
        })
        .filter(|(from, to)| to > from)
        .collect()
    }

    /// Counts the marks and fills in the rows.
    pub fn fill(
        &self,
        comparison: Comparison<'a>,
        rows: &[Row<'a>],
        marks: &[Mark<'a, '_>],
        compared: &mut Compared<'a>,
    ) {
        let coders = comparison.coders.len();
        let mut found: Vec<Vec<Vec<(u64, u64)>>> = vec![vec![Vec::new(); coders]; rows.len()];
        for mark in marks {
            for &row in mark.rows {
                found[row][mark.coder].extend(self.stretches(mark));
            }
        }
        compared.units = self.length;
        compared.uncoded = self.length - self.coded.iter().map(|(from, to)| to - from).sum::<u64>();
        let (mut codes, mut times, mut leaves) = (Vec::new(), Vec::new(), 0);
        let mut all: Vec<Vec<Unit>> = vec![Vec::new(); coders];
        for (row, found) in rows.iter().zip(found) {
            if found.iter().all(Vec::is_empty) {
                compared.unused.push(&row.code.id);
                continue;
            }
            let found: Vec<Vec<(u64, u64)>> = found.into_iter().map(merged).collect();
            let (own_codes, own_times) = self.runs(&found, comparison.leave_out_uncoded);
            let stretches = |code: u32| {
                let unit = move |&(start, end): &(u64, u64)| Unit { start, end, code };
                found.iter().map(|of| of.iter().map(unit).collect::<Vec<_>>()).collect::<Vec<_>>()
            };
            if !row.is_category {
                codes.extend_from_slice(&own_codes);
                times.extend_from_slice(&own_times);
                all.iter_mut().zip(stretches(leaves)).for_each(|(all, own)| all.extend(own));
                leaves += 1;
            }
            compared.codes.extend(Ratings::repeated(coders, 2, own_codes, own_times).map(|ratings| ComparedCode {
                code: row.code,
                level: row.level,
                is_category: row.is_category,
                ratings,
                stretches: Some(stretches(0)),
            }));
        }
        compared.together = Ratings::repeated(coders, 2, codes, times);
        compared.decisions = leaves as usize;
        compared.stretches = Some(all);
    }

    /// Stretches in which no coder changes: who marked them, and how many characters they have.
    fn runs(&self, found: &[Vec<(u64, u64)>], leave_out_uncoded: bool) -> (Vec<u32>, Vec<u64>) {
        let mut bounds: Vec<u64> = found.iter().flatten().flat_map(|(from, to)| [*from, *to]).collect();
        bounds.extend([0, self.length]);
        if leave_out_uncoded {
            bounds.extend(self.coded.iter().flat_map(|(from, to)| [*from, *to]));
        }
        bounds.sort_unstable();
        bounds.dedup();
        let holds = |of: &[(u64, u64)], at: u64| {
            let place = of.partition_point(|(_, to)| *to <= at);
            of.get(place).is_some_and(|(from, _)| *from <= at)
        };
        let (mut codes, mut times) = (Vec::new(), Vec::new());
        for pair in bounds.windows(2) {
            if leave_out_uncoded && !holds(&self.coded, pair[0]) {
                continue;
            }
            codes.extend(found.iter().map(|of| u32::from(holds(of, pair[0]))));
            times.push(pair[1] - pair[0]);
        }
        (codes, times)
    }
}

/// Stretches in order, those that touch or overlap taken together.
fn merged(mut stretches: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    stretches.sort_unstable();
    let mut merged: Vec<(u64, u64)> = Vec::with_capacity(stretches.len());
    for (from, to) in stretches {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}
