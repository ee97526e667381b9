//! Which row of one export is which row of the other.

use std::collections::HashMap;

use super::Aligned;
use crate::readers::survey::metadata;
use crate::readers::survey::raw::RawTable;

/// The rows of two exports of one survey, matched.
#[derive(Debug, Clone)]
pub struct Rows {
    /// For each row of the export, the row of the other.
    pub of: Vec<Option<usize>>,
    /// The name of the column that tells respondents apart; `None` where rows are matched by their order alone.
    pub by: Option<String>,
    /// The rows of the other export that are no rows of this one.
    pub only_there: Vec<usize>,
}

impl Rows {
    /// The matched rows: one of the export and one of the other.
    pub fn matched(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.of.iter().enumerate().filter_map(|(row, other)| Some((row, (*other)?)))
    }

    /// The rows of the export that are no rows of the other.
    pub fn only_here(&self) -> impl Iterator<Item = usize> + '_ {
        self.of.iter().enumerate().filter(|(_, other)| other.is_none()).map(|(row, _)| row)
    }
}

/// Matches rows by the column that tells respondents apart, else, where both have as many, by their order. `None` where neither
/// can be.
pub fn matched(raw: &RawTable, other: &RawTable, aligned: &[Aligned]) -> Option<Rows> {
    by_id(raw, other, aligned).or_else(|| {
        let all = raw.rows();
        (all == other.rows() && all > 0).then(|| Rows {
            of: (0..all).map(Some).collect(),
            by: None,
            only_there: Vec::new(),
        })
    })
}

fn by_id(raw: &RawTable, other: &RawTable, aligned: &[Aligned]) -> Option<Rows> {
    let mut best: Option<(bool, usize, Rows)> = None;
    for pair in aligned.iter().filter(|pair| tells_apart(raw, pair.here) && tells_apart(other, pair.there)) {
        let rows_there: HashMap<&str, usize> =
            (0..other.rows()).map(|row| (other.columns[pair.there].cell(row), row)).collect();
        let of: Vec<Option<usize>> =
            (0..raw.rows()).map(|row| rows_there.get(raw.columns[pair.here].cell(row)).copied()).collect();
        let shared = of.iter().flatten().count();
        // Hardly any in common: what tells apart here tells something else there.
        if shared == 0 || shared * 2 < raw.rows().min(other.rows()) {
            continue;
        }
        let is_id = metadata::known(raw.heading(0, pair.here)).is_some_and(|(role, _)| role == metadata::RESPONSE_ID);
        if best.as_ref().is_none_or(|(known, most, _)| (is_id, shared) > (*known, *most)) {
            let mut taken = vec![false; other.rows()];
            of.iter().flatten().for_each(|row| taken[*row] = true);
            let only_there = (0..other.rows()).filter(|row| !taken[*row]).collect();
            best = Some((is_id, shared, Rows { of, by: Some(raw.names[pair.here].clone()), only_there }));
        }
    }
    best.map(|(_, _, rows)| rows)
}

/// Whether every row has a value of its own in this column.
fn tells_apart(raw: &RawTable, column: usize) -> bool {
    let column = &raw.columns[column];
    raw.rows() > 0 && column.distinct() == raw.rows() && column.answered() == raw.rows() as u64
}
