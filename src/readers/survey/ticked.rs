//! Columns that are ticked: blank, or filled with what they stand for. Whether they are, and whether one may be ticked or several.

use super::code::is_yes;
use super::draft::{Choices, Draft, DraftChoice, Shape, Ticked, guess};
use super::groups::Member;
use super::headings::heading_tail;
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

/// Whether ticked columns are a single choice written out over several: where many answered and each of them ticked exactly one. `looks` says
/// what the columns look like, and how sure that makes one of several answers.
pub fn one_or_several(
    raw: &RawTable,
    members: &[Member],
    comment: Option<usize>,
    looks: String,
    confidence: f64,
    is_ticked: impl Fn(&str) -> bool,
) -> (bool, Guess) {
    const ENOUGH: usize = 30;
    const MANY: usize = 100;
    // What goes with "Other" is an answer where nothing is ticked; what is said besides a choice is not.
    let other = comment.filter(|&column| words::is_other(&heading_tail(raw, column)));
    let Ticks { most, rows, none } = ticks(raw, members, other, is_ticked, Until::Two);
    let chosen = members.iter().filter(|member| raw.columns[member.column].answered() > 0).count();
    if most > 1 || members.len() < 2 {
        return (false, guess(looks, confidence));
    }
    let only = format!("{looks}; none of the {rows} who answered ticked more than one");
    if rows >= ENOUGH && none == 0 && chosen >= 2 {
        // With so many who all ticked one, hardly anybody was free to tick two.
        let sure = if rows >= MANY { 0.9 } else { 0.75 };
        return (true, guess(format!("{only}: a single choice with a column a choice"), sure));
    }
    (false, guess(format!("{only}, so it may have been a single choice"), 0.6_f64.min(confidence)))
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
    let blanks = members.iter().any(|member| raw.columns[member.column].has_blanks());
    if answered < 2 || !blanks {
        return None;
    }
    let columns = members.iter().map(|member| Some(member.column)).collect();
    let list = labels.into_iter().map(DraftChoice::new).collect();
    let choices = Choices { list, other: None, closed: false };
    let looks = format!(
        "{} neighbouring columns with headings that begin alike, each blank or filled with one value of its own",
        members.len()
    );
    let (single, reason) = one_or_several(raw, members, None, looks, 0.8, |_| true);
    let shape = Shape::Ticks { columns, choices, ticked: Ticked::Filled, single };
    Some(Draft::new(words::plain(stem), shape, reason))
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
    let Ticks { rows, .. } = ticks(raw, members, None, |_| true, Until::End);
    answered > 1 && cells * 10 < rows as u64 * members.len() as u64 * 9
}

/// What the rows of a set tick.
#[derive(Default)]
struct Ticks {
    /// The most that one row ticks.
    most: u32,
    /// How many rows fill any cell.
    rows: usize,
    /// How many of these tick nothing.
    none: usize,
}

/// How far rows are looked at.
#[derive(PartialEq, Eq)]
enum Until {
    /// Until some tick two or more.
    Two,
    End,
}

fn ticks(
    raw: &RawTable,
    members: &[Member],
    other: Option<usize>,
    is_ticked: impl Fn(&str) -> bool,
    until: Until,
) -> Ticks {
    const AT_ONCE: usize = 1 << 14;
    let is_tick = |member: &Member| -> Vec<bool> {
        raw.columns[member.column].values().map(|value| !value.is_empty() && is_ticked(value)).collect()
    };
    let members: Vec<(usize, Vec<bool>)> = members.iter().map(|member| (member.column, is_tick(member))).collect();
    let mut all = Ticks::default();
    for start in (0..raw.rows()).step_by(AT_ONCE) {
        let end = raw.rows().min(start + AT_ONCE);
        let mut ticked = vec![0_u32; end - start];
        let mut filled = vec![false; end - start];
        for (column, ticks) in &members {
            let codes = raw.columns[*column].codes().between(start, end);
            for ((count, filled), code) in ticked.iter_mut().zip(&mut filled).zip(codes) {
                *count += u32::from(ticks[code as usize]);
                *filled |= code != BLANK;
            }
        }
        if let Some(column) = other {
            let codes = raw.columns[column].codes().between(start, end);
            for ((count, filled), code) in ticked.iter_mut().zip(&mut filled).zip(codes) {
                if code != BLANK {
                    *count = (*count).max(1);
                    *filled = true;
                }
            }
        }
        all.rows += filled.iter().filter(|filled| **filled).count();
        all.none += ticked.iter().zip(&filled).filter(|(count, filled)| **filled && **count == 0).count();
        all.most = ticked.into_iter().fold(all.most, u32::max);
        if until == Until::Two && all.most > 1 {
            break;
        }
    }
    all
}
