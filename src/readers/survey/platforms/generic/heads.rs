//! Where the headings of a plain table stand: below rows of titles, in one record, or in up to four of which codes stand above
//! wording, or what spans columns above what names them.

use crate::readers::survey::dates;
use crate::readers::survey::raw::RawTable;

/// Titles above the headings are few.
const MOST_TITLES: usize = 6;

/// More records of headings than these are none.
const MOST_HEADINGS: usize = 4;

/// The records of headings of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heads {
    /// Records of titles above them: “Responses as of …”.
    pub titles: usize,
    /// Whether the first of them holds short codes of the questions, above their wording.
    pub codes: bool,
    /// Records of headings in all.
    pub headings: usize,
}

impl Heads {
    /// What they are, in words.
    pub fn sentence(&self) -> &'static str {
        match (self.codes, self.headings) {
            (_, 1) => "one row of headings",
            (false, 2) => "two rows of headings, the first over several columns",
            (true, 2) => "two rows of headings, codes above wording",
            (true, 3) => "three rows of headings: codes, wording, and the parts of a question",
            (false, 3) => "three rows of headings, the first two over several columns",
            _ => "four rows of headings",
        }
    }
}

/// Finds them among the first records of a file.
pub fn find<R: AsRef<[String]>>(records: &[R]) -> Heads {
    let titles = titles(records);
    let codes = are_codes(records, titles);
    let mut headings = if codes { 2 } else { 1 };
    let spanned = |headings: usize| spanned(records, titles + usize::from(codes), titles + headings);
    while headings < MOST_HEADINGS {
        // One heading over two columns is little, unless codes stand above or what stands below it spans columns too.
        match spanned(headings) {
            0 => break,
            1 if !codes && (headings + 1 == MOST_HEADINGS || spanned(headings + 1) < 2) => break,
            _ => headings += 1,
        }
    }
    Heads { titles, codes, headings }
}

/// The same of records that are all headings, because a person or a look at the file said so.
pub fn of_headings(records: &[Vec<String>]) -> Heads {
    let width = records.iter().map(Vec::len).max().unwrap_or(0);
    let mut all = records.to_vec();
    // Whatever follows the headings shows that they are such; their own cells decide the rest.
    all.extend(std::iter::repeat_n(vec!["–".to_owned(); width], 2));
    let titles = titles(&all).min(records.len().saturating_sub(1));
    let headings = records.len() - titles;
    Heads { titles, codes: headings > 1 && are_codes(&all, titles), headings }
}

/// Headings of up to four records as at most two, with the short code and the section of each column.
pub struct Reduced {
    /// The table below one or two records of headings.
    pub table: RawTable,
    /// The code of each column’s question, where the first record holds codes.
    pub codes: Vec<String>,
    /// The section of each column, where a record above the wording holds sections.
    pub sections: Vec<String>,
}

/// Takes titles, codes and sections off; `None` where the headings are one or two plain records.
pub fn reduce(raw: &RawTable) -> Option<Reduced> {
    let heads = of_headings(&raw.headings);
    let width = raw.columns.len();
    let mut records: Vec<Vec<String>> = raw.headings.iter().skip(heads.titles).cloned().collect();
    let codes = if heads.codes { Some(taken_off(&mut records)) } else { None };
    let sections = if records.len() > 2 { Some(taken_off(&mut records)) } else { None };
    // What is left beyond two says more and more of the part.
    while records.len() > 2 {
        let last = records.pop().unwrap_or_default();
        for (own, more) in records[1].iter_mut().zip(last).filter(|(_, more)| !more.is_empty()) {
            *own = if own.is_empty() { more } else { format!("{own} – {more}") };
        }
    }
    if records.len() == 2 {
        lift(&mut records, sections.as_deref());
        if let Some(spread) = spread(&records[0], &records[1]) {
            records[0] = spread;
        }
        if records[1].iter().all(String::is_empty) {
            records.pop();
        }
    }
    if records == raw.headings {
        return None;
    }
    let mut table = raw.clone();
    table.headings = records;
    let blank = || vec![String::new(); width];
    Some(Reduced { table, codes: codes.unwrap_or_else(blank), sections: sections.unwrap_or_else(blank) })
}

/// A heading over several columns, written in each of them, as it stands in the first alone.
fn spread(above: &[String], below: &[String]) -> Option<Vec<String>> {
    let again = |column: usize| {
        column > 0 && !above[column].is_empty() && above[column] == above[column - 1] && !below[column].is_empty()
    };
    let columns = above.len().min(below.len());
    (0..columns).any(again).then(|| {
        let kept = (0..columns).map(|column| if again(column) { String::new() } else { above[column].clone() });
        kept.collect()
    })
}

/// What only the lower record names stands in the upper one, where no heading spans it: before the first heading, and where
/// another section begins.
fn lift(records: &mut [Vec<String>], sections: Option<&[String]>) {
    let [above, below] = records else { return };
    let mut open = false;
    let mut section = "";
    for (column, (head, sub)) in above.iter_mut().zip(below).enumerate() {
        let own = sections.and_then(|sections| sections.get(column)).map_or("", String::as_str);
        if own != section {
            (open, section) = (false, own);
        }
        if sub == head {
            sub.clear();
        }
        if !head.is_empty() {
            open = true;
        } else if !open && !sub.is_empty() {
            *head = std::mem::take(sub);
        }
    }
}

/// Takes the first record off, each of its cells written in all columns that it spans. A heading with nothing below it reaches down
/// (cells merged from top to bottom): it goes to the next record.
fn taken_off(records: &mut Vec<Vec<String>>) -> Vec<String> {
    let mut taken = records.remove(0);
    let mut last = String::new();
    for (column, own) in taken.iter_mut().enumerate() {
        let reaches_down = records.iter().all(|record| record.get(column).is_none_or(String::is_empty));
        if !own.is_empty() && reaches_down {
            if let Some(below) = records.first_mut().and_then(|record| record.get_mut(column)) {
                *below = std::mem::take(own);
            }
            last.clear();
            continue;
        }
        if !own.is_empty() {
            last.clone_from(own);
        }
        own.clone_from(&last);
    }
    taken
}

fn filled(record: &[String]) -> usize {
    record.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Records with one filled cell or none, where a table of at least three columns begins below them. A few words that do not stand at the
/// left are no title but the heading of the columns below.
fn titles<R: AsRef<[String]>>(records: &[R]) -> usize {
    const FEW_WORDS: usize = 24;
    let is_title = |record: &[String]| {
        let own = record.iter().position(|cell| !cell.trim().is_empty());
        filled(record) < 2 && own.is_none_or(|own| own == 0 || record[own].chars().count() > FEW_WORDS)
    };
    let above = records.iter().take_while(|record| is_title(record.as_ref())).count();
    let Some(headings) = records.get(above).map(|record| filled(record.as_ref())) else { return 0 };
    let rows_below = records.len() > above + 1;
    if above <= MOST_TITLES && headings >= 3 && rows_below { above } else { 0 }
}

fn cell<R: AsRef<[String]>>(records: &[R], record: usize, column: usize) -> &str {
    records.get(record).and_then(|record| record.as_ref().get(column)).map_or("", |cell| cell.trim())
}

fn width<R: AsRef<[String]>>(records: &[R]) -> usize {
    records.iter().map(|record| record.as_ref().len()).max().unwrap_or(0)
}

/// Whether a record holds the codes of questions and the one below it their wording: short names without blanks, over words that
/// hold blanks, over answers that are shorter than these.
fn are_codes<R: AsRef<[String]>>(records: &[R], first: usize) -> bool {
    let (codes, wording) = (first, first + 1);
    let is_code = |cell: &str| {
        cell.len() <= 24
            && !cell.contains(char::is_whitespace)
            && cell.chars().any(char::is_alphabetic)
            && !cell.contains('@')
            && dates::read(cell).is_none()
    };
    let columns = width(records);
    let named: Vec<usize> = (0..columns).filter(|column| !cell(records, codes, *column).is_empty()).collect();
    let are_codes = named.iter().all(|column| is_code(cell(records, codes, *column)));
    let counting = |cell: &str| cell.chars().any(|c| c.is_ascii_digit()) || cell.contains('_');
    let counted = named.iter().filter(|column| counting(cell(records, codes, **column))).count();
    let several_words = |cell: &str| cell.split_whitespace().count() >= 2;
    let worded = named.iter().filter(|column| several_words(cell(records, wording, **column))).count();
    let told = |column: &&usize| {
        let own = cell(records, wording, **column);
        // Wording does not come again among the answers below it.
        !own.is_empty()
            && !(wording + 1..records.len())
                .any(|record| record > wording + 2 && cell(records, record, **column) == own)
    };
    let distinct: std::collections::HashSet<&str> = named.iter().map(|column| cell(records, codes, *column)).collect();
    if named.len() < 3
        || !are_codes
        || counted * 2 < named.len()
        || distinct.len() < named.len()
        || records.len() < first + 3
    {
        return false;
    }
    if worded * 10 < named.len() * 6 || named.iter().filter(told).count() < named.len() * 9 / 10 {
        return false;
    }
    let length =
        |record: usize| -> usize { named.iter().map(|column| cell(records, record, *column).chars().count()).sum() };
    // Answers are shorter than what was asked; the record below the wording may hold parts of it.
    let below: Vec<usize> = (wording + 1..records.len()).map(length).collect();
    let last = below.last().copied().unwrap_or(0);
    let most = below.iter().skip(1).max().copied().unwrap_or(last);
    most * 2 <= length(wording)
}

/// How many columns the record `next` names below the records of headings from `first` to before it: blanks after a heading,
/// with words below each of them, and no two alike below one heading; 0 where it is no record of headings.
fn spanned<R: AsRef<[String]>>(records: &[R], first: usize, next: usize) -> usize {
    let columns = width(records);
    let is_word = |sub: &str| sub.parse::<f64>().is_err() && dates::read(sub).is_none() && sub.chars().count() <= 300;
    let answered = |sub: &str| {
        (next + 1..records.len()).any(|record| (0..columns).any(|column| cell(records, record, column) == sub))
    };
    let (mut spanned, mut again) = (0, 0);
    let mut under: Vec<&str> = Vec::new();
    let mut first_headed = false;
    let mut before = "";
    for column in 0..columns {
        let heads: Vec<&str> = (first..next).map(|record| cell(records, record, column)).collect();
        let (head, sub) = (heads[heads.len() - 1], cell(records, next, column));
        let has_head = heads.iter().any(|head| !head.is_empty());
        let is_again = !head.is_empty() && head == before && heads.len() == 1;
        if has_head && !is_again {
            under.clear();
        }
        if !head.is_empty() {
            before = head;
        }
        if !sub.is_empty() {
            if !is_word(sub) || under.contains(&sub) {
                return 0;
            }
            under.push(sub);
        }
        if is_again && !sub.is_empty() {
            // A heading that comes again is one of several only where what stands below it is no answer.
            if answered(sub) {
                return 0;
            }
            again += 1;
        }
        if !has_head && !sub.is_empty() {
            // Columns before the first heading are named by the lower record alone; without a name they are the row numbers of a program.
            if first_headed {
                spanned += 1;
            }
        }
        first_headed |= has_head;
    }
    let is_blank = |column: &usize| (first..next).all(|record| cell(records, record, *column).is_empty());
    let leading = (0..columns).take_while(is_blank).count();
    if leading * 2 >= columns.max(1) || records.len() <= next + 1 {
        return 0;
    }
    if again >= 2 && spanned == 0 { again } else { spanned }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(titles: usize, codes: bool, headings: usize) -> Heads {
        Heads { titles, codes, headings }
    }

    fn of(rows: &[&str]) -> Heads {
        let records: Vec<Vec<String>> = rows.iter().map(|row| row.split(',').map(str::to_owned).collect()).collect();
        find(&records)
    }

    #[test]
    fn nothing_and_a_single_row_have_one_record_of_headings() {
        assert_eq!(find::<Vec<String>>(&[]), heads(0, false, 1));
        assert_eq!(of(&["a,b,c"]), heads(0, false, 1));
    }

    #[test]
    fn titles_stand_above_a_table_of_three_columns() {
        assert_eq!(of(&["Responses as of May,,", ",,", "a,b,c", "1,2,3"]), heads(2, false, 1));
        assert_eq!(of(&["a", "1", "2"]), heads(0, false, 1));
        assert_eq!(of(&["a,", "x,y", "z,w"]), heads(0, false, 1));
    }

    #[test]
    fn a_record_with_blanks_over_words_spans_them() {
        assert_eq!(of(&["Id,Help,,,Age", ",Time,Money,Room,", "1,x,,x,30"]), heads(0, false, 2));
    }

    #[test]
    fn blanks_over_numbers_or_over_answers_that_come_again_are_columns_without_a_heading() {
        assert_eq!(of(&["Id,Age,,", "1,2,3,4", "2,3,4,5"]), heads(0, false, 1));
        assert_eq!(of(&["Id,Help,,", "1,yes,yes,no", "2,no,no,no"]), heads(0, false, 1));
    }

    #[test]
    fn codes_above_wording_above_choices_are_three_records() {
        let rows = [
            ",Q1,Q2,,Q3",
            "Respondent,How old are you?,What helps you most?,,Would you come again?",
            "No.,,Time,Money,",
            "1,34,1,,yes",
            "2,51,,1,no",
        ];
        assert_eq!(of(&rows), heads(0, true, 3));
        assert_eq!(
            of(&["q1,q2,q3", "How old are you?,Where do you live?,Why is that so?", "34,Here,No", "51,There,Yes"]),
            heads(0, true, 2)
        );
        assert_eq!(
            of(&[
                "q1,q2,q3",
                "I live here,I like it,It is near",
                "They moved away,They did not,It is far off",
                "We left it,We did,None"
            ]),
            heads(0, false, 1)
        );
    }

    #[test]
    fn sections_above_questions_above_parts_are_three_records() {
        let rows = [
            "About you,,,,The club,",
            "Age,Languages,,,Rooms,",
            ",One,Two,Three,Hall,Garden",
            "34,x,,x,x,",
            "28,,x,,,x",
        ];
        assert_eq!(of(&rows), heads(0, false, 3));
    }

    #[test]
    fn a_heading_that_comes_again_over_parts_spans_them_and_duplicates_do_not() {
        assert_eq!(of(&["Id,Help,Help,Help,Age", ",Time,Money,Room,", "1,1,0,1,30", "2,0,0,1,40"]), heads(0, false, 2));
        assert_eq!(of(&["Id,Help,Help,Help", "a,yes,no,maybe", "b,yes,yes,no"]), heads(0, false, 1));
    }

    #[test]
    fn columns_that_only_the_lower_record_names_come_first() {
        assert_eq!(of(&[",,Help,,", "Id,Age,Time,Money,Room", "1,30,x,,x", "2,40,,x,"]), heads(0, false, 2));
    }
}
