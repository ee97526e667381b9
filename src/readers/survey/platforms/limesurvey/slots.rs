//! A ranking of LimeSurvey: a column a place, the option that was put there in the cell.

use std::collections::BTreeMap;

use crate::readers::survey::decide;
use crate::readers::survey::draft::{Draft, DraftRow, Shape, guess};
use crate::readers::survey::groups::Member;
use crate::readers::survey::raw::RawTable;

/// The most options that a ranking has.
const MOST_ITEMS: usize = 60;

/// The ranking in columns numbered from 1, where no row holds an option twice and none leaves out a place before another.
pub fn ranking(raw: &RawTable, stem: &str, members: &[Member]) -> Option<Draft> {
    let numbered = members.iter().enumerate().all(|(place, member)| number_at_end(&member.sub) == Some(place + 1));
    if members.len() < 2 || !numbered {
        return None;
    }
    let columns: Vec<usize> = members.iter().map(|member| member.column).collect();
    let mut given: BTreeMap<&str, u64> = BTreeMap::new();
    for &column in &columns {
        for (value, count) in raw.columns[column].filled() {
            *given.entry(value).or_default() += count;
            if given.len() > MOST_ITEMS {
                return None;
            }
        }
    }
    let (mut rows, mut proper) = (0_u64, 0_u64);
    for row in 0..raw.rows() {
        let cells: Vec<&str> = columns.iter().map(|&column| raw.columns[column].cell(row)).collect();
        let filled = cells.iter().take_while(|cell| !cell.is_empty()).count();
        if cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        rows += 1;
        let without_gap = cells[filled..].iter().all(|cell| cell.is_empty());
        let different = cells[..filled].iter().enumerate().all(|(place, cell)| !cells[..place].contains(cell));
        proper += u64::from(without_gap && different);
    }
    let again: u64 = given.values().filter(|count| **count > 1).sum();
    let total: u64 = given.values().sum();
    if rows < 2 || proper < rows || given.len() < 2 || again * 2 < total || columns.len() > given.len() {
        return None;
    }
    let order = decide::choices_of(given.keys().copied());
    let items: Vec<DraftRow> = order
        .list
        .iter()
        .enumerate()
        .map(|(place, choice)| DraftRow { id: None, text: choice.label.clone(), column: place })
        .collect();
    let values = items.iter().map(|item| item.text.clone()).collect();
    let reason = format!("{} columns, each with what was put in that place", columns.len());
    Some(Draft::new(stem, Shape::Slots { columns, items, values }, guess(reason, 0.9)))
}

/// The number that a text ends in: `Rank 3`, `3`, `SQ003`.
fn number_at_end(text: &str) -> Option<usize> {
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    text[text.len() - digits..].parse().ok()
}
