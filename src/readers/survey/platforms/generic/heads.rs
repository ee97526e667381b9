//! Where the headings of a plain table stand: below rows of titles, in one record or in two of which the first spans columns.

use crate::readers::survey::dates;

/// Titles above the headings are few.
const MOST_TITLES: usize = 6;

/// The records of headings of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heads {
    /// Records of titles above them: “Responses as of …”.
    pub titles: usize,
    /// Records of headings, one or two.
    pub headings: usize,
}

/// Finds them among the first records of a file.
pub fn find<R: AsRef<[String]>>(records: &[R]) -> Heads {
    let titles = titles(records);
    let headings = if spans(records, titles) { 2 } else { 1 };
    Heads { titles, headings }
}

fn filled(record: &[String]) -> usize {
    record.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Records with one filled cell or none, where a table of at least three columns begins below them.
fn titles<R: AsRef<[String]>>(records: &[R]) -> usize {
    let above = records.iter().take_while(|record| filled(record.as_ref()) < 2).count();
    let Some(headings) = records.get(above).map(|record| filled(record.as_ref())) else { return 0 };
    let rows_below = records.len() > above + 1;
    if above <= MOST_TITLES && headings >= 3 && rows_below { above } else { 0 }
}

/// Whether the first record of headings spans columns that the second names: blanks after a heading, with words below each of
/// them, and no two alike below one heading.
fn spans<R: AsRef<[String]>>(records: &[R], first: usize) -> bool {
    let (Some(above), Some(below)) = (records.get(first), records.get(first + 1)) else { return false };
    let (above, below) = (above.as_ref(), below.as_ref());
    let cell = |record: &[String], column: usize| record.get(column).map_or("", |cell| cell.trim()).to_owned();
    let width = above.len().max(below.len());
    let mut spanned = 0;
    let mut under: Vec<String> = Vec::new();
    for column in 0..width {
        let (head, sub) = (cell(above, column), cell(below, column));
        if !head.is_empty() {
            under.clear();
        }
        if !sub.is_empty() {
            let is_word = sub.parse::<f64>().is_err() && dates::read(&sub).is_none() && sub.chars().count() <= 300;
            if !is_word || under.contains(&sub) {
                return false;
            }
            under.push(sub.clone());
        }
        if head.is_empty() && !sub.is_empty() {
            if column == 0 {
                return false;
            }
            spanned += 1;
        }
    }
    spanned >= 2 && records.len() > first + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[&str]) -> Heads {
        let records: Vec<Vec<String>> = rows.iter().map(|row| row.split(',').map(str::to_owned).collect()).collect();
        find(&records)
    }

    #[test]
    fn nothing_and_a_single_row_have_one_record_of_headings() {
        assert_eq!(find::<Vec<String>>(&[]), Heads { titles: 0, headings: 1 });
        assert_eq!(of(&["a,b,c"]), Heads { titles: 0, headings: 1 });
    }

    #[test]
    fn titles_stand_above_a_table_of_three_columns() {
        assert_eq!(of(&["Responses as of May,,", ",,", "a,b,c", "1,2,3"]), Heads { titles: 2, headings: 1 });
        assert_eq!(of(&["a", "1", "2"]), Heads { titles: 0, headings: 1 });
        assert_eq!(of(&["a,", "x,y", "z,w"]), Heads { titles: 0, headings: 1 });
    }

    #[test]
    fn a_record_with_blanks_over_words_spans_them() {
        assert_eq!(of(&["Id,Help,,,Age", ",Time,Money,Room,", "1,x,,x,30"]), Heads { titles: 0, headings: 2 });
    }

    #[test]
    fn blanks_over_numbers_or_over_answers_that_come_again_are_columns_without_a_heading() {
        assert_eq!(of(&["Id,Age,,", "1,2,3,4", "2,3,4,5"]), Heads { titles: 0, headings: 1 });
        assert_eq!(of(&["Id,Help,,", "1,yes,yes,no", "2,no,no,no"]), Heads { titles: 0, headings: 1 });
    }
}
