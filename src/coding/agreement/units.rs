//! Turns, sentences, documents and cases as units: a unit bears a code where any of its words do.

use std::collections::BTreeMap;

use super::super::positions::Positions;
use super::super::sentence::sentences;
use super::{Compared, ComparedCode, Comparison, Mark, Row, UnitKind};
use crate::model::{Document, Role, Turn};
use crate::stats::agreement::Ratings;

/// A stretch of a document with the unit that it belongs to.
struct Stretch {
    start: usize,
    end: usize,
    unit: usize,
}

/// The units of all documents.
pub struct Units<'a> {
    stretches: BTreeMap<&'a str, Vec<Stretch>>,
    count: usize,
}

impl<'a> Units<'a> {
    /// Cuts documents into units; what interviewers say is none.
    pub fn of(comparison: Comparison<'a>, documents: &[&'a str]) -> Self {
        let mut units = Self { stretches: BTreeMap::new(), count: 0 };
        let mut cases: BTreeMap<&str, usize> = BTreeMap::new();
        for document in documents.iter().filter_map(|id| comparison.corpus.document(id)) {
            let positions = Positions::new(&document.text);
            let mut stretches = Vec::new();
            let whole = units.count;
            for turn in spoken(document) {
                match comparison.unit {
                    UnitKind::Sentence => {
                        let words = positions.slice(turn.start, turn.end);
                        let from = positions.byte(turn.start);
                        for (start, end) in sentences(words) {
                            let at = |byte: usize| positions.code_point(from + byte);
                            stretches.push(Stretch { start: at(start), end: at(end), unit: units.count });
                            units.count += 1;
                        }
                    }
                    UnitKind::Document => {
                        stretches.push(Stretch { start: turn.start, end: turn.end, unit: whole });
                        units.count = whole + 1;
                    }
                    UnitKind::Case => {
                        let Some(case) = document.case(turn) else { continue };
                        let unit = *cases.entry(case).or_insert_with(|| {
                            units.count += 1;
                            units.count - 1
                        });
                        stretches.push(Stretch { start: turn.start, end: turn.end, unit });
                    }
                    UnitKind::Turn | UnitKind::Character => {
                        stretches.push(Stretch { start: turn.start, end: turn.end, unit: units.count });
                        units.count += 1;
                    }
                }
            }
            units.stretches.insert(&document.id, stretches);
        }
        units
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
        let mut applied = vec![vec![0_u32; self.count * coders]; rows.len()];
        let mut coded = vec![false; self.count];
        for mark in marks {
            let Some(stretches) = self.stretches.get(mark.coding.document.as_str()) else { continue };
            let first = stretches.partition_point(|stretch| stretch.end <= mark.coding.start);
            for stretch in stretches[first..].iter().take_while(|stretch| stretch.start < mark.coding.end) {
                coded[stretch.unit] = true;
                for &row in mark.rows {
                    applied[row][stretch.unit * coders + mark.coder] = 1;
                }
            }
        }
        compared.units = self.count as u64;
        compared.uncoded = coded.iter().filter(|coded| !**coded).count() as u64;
        let kept: Vec<usize> = (0..self.count).filter(|unit| coded[*unit] || !comparison.leave_out_uncoded).collect();
        let mut leaves: Vec<&[u32]> = Vec::new();
        for (row, applied) in rows.iter().zip(&applied) {
            if !applied.contains(&1) {
                compared.unused.push(&row.code.id);
                continue;
            }
            if !row.is_category {
                leaves.push(applied);
            }
            let codes = kept.iter().flat_map(|unit| &applied[unit * coders..(unit + 1) * coders]).copied().collect();
            compared.codes.extend(Ratings::new(coders, 2, codes).map(|ratings| ComparedCode {
                code: row.code,
                level: row.level,
                is_category: row.is_category,
                ratings,
                stretches: None,
            }));
        }
        let together =
            kept.iter().flat_map(|unit| leaves.iter().map(move |of| &of[unit * coders..(unit + 1) * coders]));
        compared.together = Ratings::new(coders, 2, together.flatten().copied().collect());
        compared.decisions = leaves.len();
    }
}

/// The turns that count: of everybody who does not ask.
pub fn spoken(document: &Document) -> impl Iterator<Item = &Turn> {
    document.turns.iter().filter(|turn| document.role(turn) != Role::Interviewer && turn.end > turn.start)
}
