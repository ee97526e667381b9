//! Columns that are ticked: blank, or filled with what they stand for. Whether they are, and whether one may be ticked or several.

use super::code::is_yes;
use super::draft::{Choices, Draft, DraftChoice, Shape, Ticked, guess};
use super::groups::{Member, heading_tail};
use super::numbers::whole;
use super::raw::{BLANK, RawTable};
use super::words::{self, fold};
use crate::model::Guess;

/// Whether every column is blank or filled with what it stands for: its choice, the figure 1, or, where a platform writes numbers
/// for answers, the number of the choice.
pub fn is_ticked_group(raw: &RawTable, members: &[Member]) -> bool {
    let any = members.iter().any(|member| raw.columns[member.column].answered() > 0);
    any && (members.iter().all(|member| is_own_tick(raw, member)) || are_numbered(raw, members))
}

/// Whether a set of ticks is a single choice that the platform wrote out: where many answered and nobody ticked a second.
pub fn one_or_several(raw: &RawTable, members: &[Member], comment: Option<usize>) -> (bool, Guess) {
    const ENOUGH: usize = 30;
    const MANY: usize = 100;
    // What is said besides a choice is no second one: words count only where nothing is ticked.
    let (most, _) = most_in_a_row(raw, members, None);
    let other = comment.filter(|&column| words::is_other(&heading_tail(raw, column)));
    let (_, rows) = most_in_a_row(raw, members, other);
    let columns = format!("{} columns, each blank or filled with its own choice", members.len());
    if most > 1 || members.len() < 2 {
        return (false, guess(columns, 0.97));
    }
    let none = format!("{columns}; none of the {rows} who answered ticked more than one");
    if rows >= ENOUGH {
        let confidence = if rows >= MANY { 0.9 } else { 0.75 };
        return (true, guess(format!("{none}: a single choice with a column a choice"), confidence));
    }
    (false, guess(format!("{none}, so it may have been a single choice"), 0.6))
}

/// Columns that are blank or hold one value each, no two the same: the value is the choice.
pub fn one_value_each(raw: &RawTable, stem: &str, members: &[Member]) -> Option<Draft> {
    let mut labels: Vec<String> = Vec::new();
    for member in members {
        let column = &raw.columns[member.column];
        let label = match column.distinct() {
            0 => words::plain(&member.sub),
            1 => words::plain(column.filled().next().map_or("", |(value, _)| value)),
            _ => return None,
        };
        if labels.contains(&label) || label.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        labels.push(label);
    }
    let answered = members.iter().filter(|member| raw.columns[member.column].answered() > 0).count();
    let blanks = members.iter().any(|member| raw.columns[member.column].answered() < raw.rows() as u64);
    if answered < 2 || !blanks {
        return None;
    }
    let columns = members.iter().map(|member| Some(member.column)).collect();
    let list = labels.into_iter().map(DraftChoice::new).collect();
    let choices = Choices { list, other: None, closed: false };
    let shape = Shape::Ticks { columns, choices, ticked: Ticked::Filled, single: false };
    let reason = format!(
        "{} neighbouring columns with headings that begin alike, each blank or filled with one value of its own",
        members.len()
    );
    Some(Draft::new(words::plain(stem), shape, guess(reason, 0.8)))
}

/// Whether a column holds nothing but blanks and the choice it stands for (or the figure 1).
fn is_own_tick(raw: &RawTable, member: &Member) -> bool {
    let column = &raw.columns[member.column];
    let sub = fold(&words::plain(&member.sub));
    column.filled().all(|(value, _)| {
        fold(&words::plain(value)) == sub
            || (column.distinct() == 1 && is_yes(value) == Some(true) && fold(value) != "yes")
    })
}

/// Whether the columns hold one number each, the numbers go up from column to column, and hardly a row has them all: 1 in the
/// first, 2 in the second. Ranks differ within a column.
fn are_numbered(raw: &RawTable, members: &[Member]) -> bool {
    let mut last = 0;
    let mut answered = 0;
    for column in members.iter().map(|member| &raw.columns[member.column]).filter(|column| column.answered() > 0) {
        let only = column.filled().next().and_then(|(value, _)| whole(value));
        match only.filter(|number| column.distinct() == 1 && *number > last) {
            Some(number) => last = number,
            None => return false,
        }
        answered += 1;
    }
    let cells: u64 = members.iter().map(|member| raw.columns[member.column].answered()).sum();
    let (_, rows) = most_in_a_row(raw, members, None);
    answered > 1 && cells * 10 < rows as u64 * members.len() as u64 * 9
}

/// The most cells that one row fills, and how many rows fill any.
fn most_in_a_row(raw: &RawTable, members: &[Member], comment: Option<usize>) -> (u32, usize) {
    let mut filled = vec![0_u32; raw.rows()];
    for column in members.iter().map(|member| member.column).chain(comment) {
        for (count, code) in filled.iter_mut().zip(raw.columns[column].codes()) {
            *count += u32::from(code != BLANK);
        }
    }
    (filled.iter().copied().max().unwrap_or(0), filled.iter().filter(|&&count| count > 0).count())
}
