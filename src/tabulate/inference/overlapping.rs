//! Tests by columns of which a respondent can stand in several: the choices of a question with several answers as a banner.
//!
//! Choices without an order are the groups of the test of several answers, with the columns as what was ticked: whichever of the two questions
//! stands down the side, it is the same test. Steps and numbers are compared column by column, each with whoever else stands in any of the
//! columns, so that everybody is once in each of these tests; p is the smallest of them times their number.

use super::answers::{Answers, Together};
use super::choice::{Method, Test};
use super::decide::Wanted;
use super::fitting::{Against, by, capitalised};
use super::ordered::{NOBODY, ONE_GROUP};
use super::several::{Swapped, by_choices};
use super::smallest::together;
use super::untested;
use crate::model::TestResult;
use crate::stats::frequency::Frequencies;

/// The test; `anywhere` is the column of those who stand in any column of the axis.
pub fn by_overlapping(
    of: String,
    (answers, who): (&Answers, &Together),
    (against, anywhere): (&Against<'_>, usize),
    wanted: Wanted,
    method: Method,
) -> TestResult {
    match answers {
        Answers::Choices(rows, _) => {
            let why = match wanted {
                Wanted::By(test) if test != Test::Several => instead(test),
                _ => "Chosen because a respondent can stand in several of the columns.".to_owned(),
            };
            let number = |row: &Vec<u64>, column: usize| row.get(column).copied().unwrap_or(0);
            let swapped = Swapped {
                sizes: rows.iter().map(|row| number(row, anywhere)).collect(),
                inside: rows
                    .iter()
                    .map(|row| against.columns.clone().map(|column| number(row, column)).collect())
                    .collect(),
            };
            by_choices(of, &swapped, who, &against.columns, &why)
        }
        Answers::Ordered(columns) => {
            let test = match wanted {
                Wanted::By(test @ (Test::Ranks | Test::Means | Test::Anova | Test::Median)) => (test, String::new()),
                Wanted::By(test) => (Test::Ranks, instead(test) + " "),
                Wanted::Auto => (Test::Ranks, String::new()),
            };
            column_by_column(of, (columns, true), (against, anywhere), &test, method)
        }
        Answers::Numbers(columns) => {
            let test = match wanted {
                Wanted::By(test @ (Test::Ranks | Test::Means | Test::Anova | Test::Median)) => (test, String::new()),
                Wanted::By(test) => (Test::Means, instead(test) + " "),
                Wanted::Auto => (Test::Means, String::new()),
            };
            column_by_column(of, (columns, false), (against, anywhere), &test, method)
        }
        Answers::Several(_) | Answers::Ranks(_) | Answers::None(_) => untested(of, "There are no choices to compare."),
    }
}

fn instead(test: Test) -> String {
    format!(
        "{} was asked for, but a respondent can stand in several of the columns; this one fits.",
        capitalised(test.called())
    )
}

/// Each column against whoever else stands in any.
fn column_by_column(
    of: String,
    (columns, ordered): (&[Frequencies], bool),
    (against, anywhere): (&Against<'_>, usize),
    (test, note): &(Test, String),
    method: Method,
) -> TestResult {
    let Some(all) = columns.get(anywhere).filter(|all| all.n() > 0) else { return untested(of, NOBODY) };
    let axis = against.axis;
    let label = |column: usize| {
        axis.groups(column - against.columns.start)
            .iter()
            .map(|group| group.label.as_str())
            .collect::<Vec<_>>()
            .join(" × ")
    };
    let mut parts = Vec::with_capacity(against.columns.len());
    for column in against.columns.clone() {
        let Some(inside) = columns.get(column) else { continue };
        let others = less(all, inside);
        if inside.n() == 0 || others.n() == 0 {
            parts.push((label(column), Err(ONE_GROUP.to_owned())));
            continue;
        }
        let two = vec![inside.clone(), others];
        let two = if ordered { Answers::Ordered(two) } else { Answers::Numbers(two) };
        let pair = Against { axis, columns: 0..2, in_order: None, anywhere: None };
        let made = by(*test, String::new(), &two, &pair, method, "");
        parts.push((label(column), if made.p.is_some() { Ok(made) } else { Err(made.note) }));
    }
    let why = format!("{note}A respondent can stand in several columns of “{}”", axis.label());
    match together(parts, "column by column", &why) {
        Ok(result) => TestResult { of, ..result },
        Err(why) => untested(of, &why),
    }
}

/// The answers of some without those of a part of them.
fn less(all: &Frequencies, part: &Frequencies) -> Frequencies {
    let of_part = |value: f64| {
        part.pairs().binary_search_by(|pair| pair.0.total_cmp(&value)).map_or(0, |place| part.pairs()[place].1)
    };
    Frequencies::of_pairs(all.pairs().iter().map(|&(value, count)| (value, count.saturating_sub(of_part(value)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_are_left_without_a_part_of_them() {
        let all = Frequencies::of_pairs([(1.0, 4), (2.0, 3), (5.0, 2)]);
        let part = Frequencies::of_pairs([(1.0, 1), (5.0, 2)]);
        assert_eq!(less(&all, &part), Frequencies::of_pairs([(1.0, 3), (2.0, 3)]));
        assert_eq!(less(&all, &all).n(), 0);
    }
}
