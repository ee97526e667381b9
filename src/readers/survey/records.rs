//! What is known of each row besides its answers: its number, its respondent, and what marks it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;

use super::Flagged;
use super::draft::FlagRule;
use super::lookup::{Lookup, hash};
use super::raw::{BLANK, RawTable};
use crate::model::{Flag, Flags, Records, Texts};

/// The marks of each row of a table, and the rows that were marked, in order.
///
/// `occasions` are columns that tell a respondent's several rows apart, the first of which is the wave, `same_person` columns
/// in which one person would write the same twice, `answers` those of the questions, each with the codes of its values that
/// say something: a blank, “not shown” and “not ticked” make no two responses alike.
pub fn marks(
    raw: &RawTable,
    respondent: Option<usize>,
    occasions: &[usize],
    rules: &[FlagRule],
    same_person: &[usize],
    answers: &[(usize, Vec<bool>)],
) -> (Vec<Flags>, Vec<Flagged>) {
    let mut marker = Marker { numbers: &raw.records, marks: vec![Flags::default(); raw.rows()], flagged: Vec::new() };
    for rule in rules {
        marker.by_rule(raw, rule);
    }
    if let Some(column) = respondent {
        match occasions {
            [] => marker.twice(raw, column, "response id"),
            occasions => marker.twice_on_one_occasion(raw, column, occasions),
        }
    }
    for &column in same_person {
        marker.twice(raw, column, &raw.names[column].to_lowercase());
    }
    marker.same_answers(raw, answers);
    marker.flagged.sort_by_key(|flagged| flagged.row);
    (marker.marks, marker.flagged)
}

/// The records of the rows from `start` that have these marks.
pub fn block(raw: &RawTable, respondent: Option<usize>, wave: Option<usize>, start: usize, marks: &[Flags]) -> Records {
    let end = start + marks.len();
    let texts = |column: Option<usize>| {
        column.map_or_else(|| Texts::blank(marks.len()), |column| raw.columns[column].texts(start, end))
    };
    Records::new(raw.records[start..end].to_vec(), texts(respondent), texts(wave), marks.to_vec())
}

struct Marker<'a> {
    numbers: &'a [u64],
    marks: Vec<Flags>,
    flagged: Vec<Flagged>,
}

impl Marker<'_> {
    fn mark(&mut self, row: usize, flag: Flag, why: &str) {
        if self.marks[row].insert(flag) {
            self.flagged.push(Flagged { row: self.numbers[row], flag, why: format!("{}: {why}", flag.word()) });
        }
    }

    fn by_rule(&mut self, raw: &RawTable, rule: &FlagRule) {
        let column = &raw.columns[rule.column];
        let marked: Vec<bool> = column.values().map(|value| (rule.marks)(value)).collect();
        for (row, code) in column.codes().iter().enumerate() {
            if marked[code as usize] {
                let value = column.value(code);
                let value = if value.is_empty() { "blank".to_owned() } else { format!("“{value}”") };
                self.mark(row, rule.flag, &format!("{} is {value}", raw.names[rule.column]));
            }
        }
    }

    /// A value that stands twice marks the later row; the value itself is not repeated.
    fn twice(&mut self, raw: &RawTable, column: usize, what: &str) {
        let column = &raw.columns[column];
        if column.distinct() as u64 == column.answered() {
            return;
        }
        let mut first: Vec<Option<usize>> = vec![None; column.values().len()];
        let nobody: Vec<bool> =
            column.values().map(|value| value.is_empty() || value.eq_ignore_ascii_case("anonymous")).collect();
        for (row, code) in column.codes().iter().enumerate().filter(|(_, code)| !nobody[*code as usize]) {
            match first[code as usize] {
                Some(earlier) => {
                    self.mark(row, Flag::Duplicate, &format!("the same {what} as row {}", raw.records[earlier]))
                }
                None => first[code as usize] = Some(row),
            }
        }
    }

    /// A respondent with several rows is there twice where two of them are of one occasion.
    fn twice_on_one_occasion(&mut self, raw: &RawTable, column: usize, occasions: &[usize]) {
        let mut first: HashMap<Vec<u32>, usize> = HashMap::new();
        for row in 0..raw.rows() {
            let codes =
                || [column].into_iter().chain(occasions.iter().copied()).map(|column| raw.columns[column].code(row));
            if raw.columns[column].code(row) == BLANK {
                continue;
            }
            match first.entry(codes().collect()) {
                Entry::Occupied(earlier) => {
                    let why =
                        format!("the same response id on the same occasion as row {}", raw.records[*earlier.get()]);
                    self.mark(row, Flag::Duplicate, &why);
                }
                Entry::Vacant(place) => {
                    place.insert(row);
                }
            }
        }
    }

    /// The same answers to everything, where there are enough of them for that to be no chance.
    fn same_answers(&mut self, raw: &RawTable, answers: &[(usize, Vec<bool>)]) {
        const ENOUGH: u32 = 10;
        const AT_ONCE: usize = 1 << 14;
        let rows = rows_with_nothing_single(raw, answers);
        let sum_up = |rows: &[u32]| -> Vec<(u64, u32)> {
            let mut sums = vec![(0, 0); rows.len()];
            for (column, says) in answers {
                let codes = raw.columns[*column].codes();
                for ((sum, filled), row) in sums.iter_mut().zip(rows) {
                    let code = codes.get(*row as usize);
                    *sum = mixed(*sum, code);
                    *filled += u32::from(says.get(code as usize) == Some(&true));
                }
            }
            sums
        };
        let sums: Vec<Vec<(u64, u32)>> = rows.par_chunks(AT_ONCE).map(sum_up).collect();
        let alike = |a: usize, b: usize| {
            answers.iter().all(|(column, _)| raw.columns[*column].code(a) == raw.columns[*column].code(b))
        };
        let mut first = Lookup::default();
        for (&row, (sum, filled)) in rows.iter().zip(sums.into_iter().flatten()) {
            if filled < ENOUGH {
                continue;
            }
            let (own, row) = (row + 1, row as usize);
            let earlier = first.find_or_add(hash(&sum.to_le_bytes()), own, |other| alike(other as usize - 1, row));
            if earlier != own {
                let record = raw.records[earlier as usize - 1];
                self.mark(row, Flag::Duplicate, &format!("the same answers as row {record}"));
            }
        }
    }
}

/// The rows that may be like another: a value that stands nowhere else tells its row from all others.
fn rows_with_nothing_single(raw: &RawTable, answers: &[(usize, Vec<bool>)]) -> Vec<u32> {
    let rows = u32::try_from(raw.rows()).unwrap_or(u32::MAX - 1);
    let mut rows: Vec<u32> = (0..rows).collect();
    let columns = answers.iter().map(|(column, _)| &raw.columns[*column]);
    for column in columns.filter(|column| column.distinct() * 4 > raw.rows()) {
        let codes = column.codes();
        rows.retain(|row| !column.is_single(codes.get(*row as usize)));
    }
    rows
}

/// A sum of codes in their order.
fn mixed(sum: u64, code: u32) -> u64 {
    (sum.rotate_left(5) ^ u64::from(code)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use super::super::raw::Collector;
    use super::*;

    fn table(rows: &[&str]) -> RawTable {
        let mut collector = Collector::new(vec![(0..12).map(|column| format!("q{column}")).collect()]);
        for row in rows {
            collector.push(row.split(','));
        }
        let mut raw = collector.finish().0;
        raw.names = raw.headings[0].clone();
        raw
    }

    #[test]
    fn no_rows_have_no_marks() {
        assert!(marks(&table(&[]), Some(0), &[], &[], &[1], &[]).1.is_empty());
    }

    #[test]
    fn an_id_twice_and_the_same_answers_mark_the_later_row() {
        let raw =
            table(&["1,,a,b,c,d,e,f,g,h,i,j", "2,x@y.example,,,,,,,,,,", "2,,,,,,,,,,,z", "3,,a,b,c,d,e,f,g,h,i,j"]);
        let says = |column: usize| raw.columns[column].values().map(|value| !value.is_empty()).collect();
        let answers: Vec<(usize, Vec<bool>)> = (2..12).map(|column| (column, says(column))).collect();
        let (marks, flagged) = marks(&raw, Some(0), &[], &[], &[1], &answers);
        let why: Vec<&str> = flagged.iter().map(|flagged| flagged.why.as_str()).collect();
        assert_eq!(why, ["duplicate: the same response id as row 2", "duplicate: the same answers as row 1"]);
        assert!(marks[3].contains(Flag::Duplicate));
        assert!(marks[0].is_empty());
    }
}
