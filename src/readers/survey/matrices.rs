//! Matrices whose cells have a column each (`Row - Column`), and those whose rows list what was ticked.

use super::decide::{self, Hints};
use super::draft::{Choices, Draft, Shape, Ticked, guess};
use super::groups::{self, Member};
use super::joined;
use super::raw::RawTable;
use super::ticked;
use super::words::fold;

/// Marks between a row and a column.
const MARKS: [&str; 5] = [" - ", " – ", " | ", ": ", " / "];

/// A matrix with a column for each row and column of it; the columns name both, every row with every column.
struct Matrix {
    rows: Vec<String>,
    columns: Vec<String>,
    /// For each row, the column of the file for each of its columns.
    cells: Vec<Vec<usize>>,
}

/// The questions of columns `Row - Column`: where the cells are ticks, a question a row with the columns as its choices; where
/// they hold answers, a question a column with the rows below it.
pub fn written_out(raw: &RawTable, stem: &str, members: &[Member]) -> Option<Vec<Draft>> {
    let matrix = matrix(members)?;
    by_row(raw, stem, &matrix).or_else(|| by_column(raw, stem, &matrix))
}

fn matrix(members: &[Member]) -> Option<Matrix> {
    type Cut = fn(&'static str, &str) -> Option<(String, String)>;
    let last: Cut = |mark, sub| sub.rsplit_once(mark).map(|(row, column)| (row.trim().into(), column.trim().into()));
    let first: Cut = |mark, sub| sub.split_once(mark).map(|(row, column)| (row.trim().into(), column.trim().into()));
    MARKS.iter().flat_map(|mark| [(mark, last), (mark, first)]).find_map(|(mark, cut)| {
        let named: Vec<(String, String)> =
            members.iter().map(|member| cut(mark, &member.sub)).collect::<Option<_>>()?;
        crossed(members, &named)
    })
}

/// The matrix that these rows and columns make, if every row stands with every column and no pair twice.
fn crossed(members: &[Member], named: &[(String, String)]) -> Option<Matrix> {
    let mut rows: Vec<String> = Vec::new();
    let mut columns: Vec<String> = Vec::new();
    for (row, column) in named {
        if row.is_empty() || column.is_empty() {
            return None;
        }
        if !rows.contains(row) {
            rows.push(row.clone());
        }
        if !columns.contains(column) {
            columns.push(column.clone());
        }
    }
    if rows.len() < 2 || columns.len() < 2 || rows.len() * columns.len() != members.len() {
        return None;
    }
    let place = |row: &String, column: &String| {
        let at = named.iter().position(|(own_row, own_column)| own_row == row && own_column == column)?;
        members.get(at).map(|member| member.column)
    };
    let cells = rows
        .iter()
        .map(|row| columns.iter().map(|column| place(row, column)).collect::<Option<Vec<usize>>>())
        .collect::<Option<Vec<Vec<usize>>>>()?;
    Some(Matrix { rows, columns, cells })
}

/// Ticks: the name of the column in the cell, or a figure.
fn by_row(raw: &RawTable, stem: &str, matrix: &Matrix) -> Option<Vec<Draft>> {
    let members = |cells: &[usize]| -> Vec<Member> {
        cells.iter().zip(&matrix.columns).map(|(&column, sub)| Member { column, sub: sub.clone() }).collect()
    };
    let answered = |cells: &[usize]| cells.iter().any(|&column| raw.columns[column].answered() > 0);
    let all = matrix.cells.iter().all(|cells| !answered(cells) || ticked::is_ticked_group(raw, &members(cells)));
    if !all || !matrix.cells.iter().any(|cells| answered(cells)) {
        return None;
    }
    let drafts = matrix.rows.iter().zip(&matrix.cells).map(|(row, cells)| {
        let members = members(cells);
        let looks = format!("{} columns, each blank or filled with its own choice", members.len());
        let (single, reason) = ticked::one_or_several(raw, &members, None, looks, 0.97, |_| true);
        let labels = members.iter().map(|member| member.sub.as_str());
        let shape = Shape::Ticks {
            columns: members.iter().map(|member| Some(member.column)).collect(),
            choices: if single { Choices::marked(labels) } else { Choices::plain(labels) },
            ticked: Ticked::Filled,
            single,
        };
        Draft::new(format!("{stem} [{row}]"), shape, reason)
    });
    let mut drafts: Vec<Draft> = drafts.collect();
    make_alike(&mut drafts);
    Some(drafts)
}

/// A matrix allows one tick a row or several, in all its rows alike: a row where nobody ticked a second says nothing against those
/// where somebody did.
pub fn make_alike(drafts: &mut [Draft]) {
    let is_several = |draft: &Draft| draft.guess.as_ref().is_some_and(|guess| guess.confidence > 0.95);
    let are_ticks = |draft: &Draft| matches!(draft.shape, Shape::Ticks { .. });
    if !drafts.iter().any(|draft| are_ticks(draft) && is_several(draft)) {
        return;
    }
    for draft in drafts.iter_mut().filter(|draft| are_ticks(draft) && !is_several(draft)) {
        if let Shape::Ticks { single, choices, .. } = &mut draft.shape {
            *single = false;
            for choice in &mut choices.list {
                (choice.missing, choice.aside) = (None, false);
            }
        }
        draft.guess = Some(guess("a row of a matrix of whose other rows some have several ticks", 0.9));
    }
}

/// Answers: a grid a column, whose rows share their choices.
fn by_column(raw: &RawTable, stem: &str, matrix: &Matrix) -> Option<Vec<Draft>> {
    let mut drafts = Vec::new();
    for (place, column) in matrix.columns.iter().enumerate() {
        let members: Vec<Member> = matrix
            .rows
            .iter()
            .zip(&matrix.cells)
            .map(|(row, cells)| Member { column: cells[place], sub: row.clone() })
            .collect();
        let (shape, reason) = groups::grid(raw, &members)?;
        drafts.push(Draft::new(format!("{stem} [{column}]"), shape, reason));
    }
    Some(drafts)
}

/// The rows of a grid of check boxes, where each cell lists what was ticked: a question a row, with choices that all rows share.
pub fn listed(raw: &RawTable, stem: &str, members: &[Member], hints: Hints) -> Option<Vec<Draft>> {
    let cells = || members.iter().flat_map(|member| raw.columns[member.column].filled());
    let found = joined::find(cells(), hints.separators)?;
    // What is listed in one row is what may be chosen in the others: lists of strangers are words.
    let shared = found.answers.iter().filter(|(answer, _)| {
        let in_row = |member: &&Member| {
            raw.columns[member.column].filled().any(|(value, _)| fold(value).contains(&fold(answer)))
        };
        members.iter().filter(in_row).count() > 1
    });
    if shared.count() * 2 < found.answers.len() {
        return None;
    }
    let choices = decide::joined_choices(&found);
    let drafts = members.iter().map(|member| {
        let shape = Shape::Joined { column: member.column, separator: found.separator, choices: choices.clone() };
        let reason = format!(
            "a row of a grid whose cells list several answers joined by {}, the same in all {} rows",
            found.separator.word(),
            members.len()
        );
        Draft::new(format!("{stem} [{}]", member.sub), shape, guess(reason, 0.85))
    });
    Some(drafts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(subs: &[&str]) -> Vec<Member> {
        subs.iter().enumerate().map(|(column, sub)| Member { column, sub: (*sub).to_owned() }).collect()
    }

    #[test]
    fn nothing_one_row_and_an_incomplete_cross_are_no_matrix() {
        assert!(matrix(&[]).is_none());
        assert!(matrix(&members(&["Hall - Size", "Hall - Cost"])).is_none());
        assert!(matrix(&members(&["Hall - Size", "Hall - Cost", "Field - Size"])).is_none());
    }

    #[test]
    fn every_row_with_every_column_is_a_matrix_whichever_comes_first() {
        for subs in [
            ["Hall - Size", "Hall - Cost", "Field - Size", "Field - Cost"],
            ["Hall - Size", "Field - Size", "Hall - Cost", "Field - Cost"],
        ] {
            let matrix = matrix(&members(&subs)).unwrap();
            assert_eq!(
                (matrix.rows, matrix.columns),
                (vec!["Hall".to_owned(), "Field".to_owned()], vec!["Size".to_owned(), "Cost".to_owned()])
            );
        }
    }
}
