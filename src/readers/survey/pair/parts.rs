//! Several codes in one cell, and the words for them in one cell of the other export.

use std::collections::BTreeMap;

use super::columns::{Codes, Met};
use crate::readers::survey::code::short;
use crate::readers::survey::joined::Separator;
use crate::readers::survey::words::fold;

/// What stands between the codes of a cell, and between their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joint {
    /// Between codes.
    pub codes: Separator,
    /// Between words.
    pub words: Separator,
}

const MARKS: [Separator; 5] =
    [Separator::BareComma, Separator::Semicolon, Separator::Line, Separator::Bar, Separator::Space];

/// The words of each code, where cells hold several; `None` where they do not, or where it cannot be told which words are whose.
pub fn codes(met: &[Met<'_>], record: &dyn Fn(usize) -> u64) -> Option<Codes> {
    MARKS.into_iter().find_map(|mark| with(met, mark, record))
}

/// A cell of codes, taken apart, with its words.
struct Cell<'a> {
    codes: Vec<&'a str>,
    met: &'a Met<'a>,
}

fn with(met: &[Met<'_>], mark: Separator, record: &dyn Fn(usize) -> u64) -> Option<Codes> {
    let cells: Vec<Cell<'_>> = met.iter().map(|met| Cell { codes: mark.cut(met.code), met }).collect();
    let is_code = |code: &str| {
        !code.is_empty()
            && code.len() <= 24
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    let several = cells.iter().filter(|cell| cell.codes.len() > 1).count();
    if several == 0 || !cells.iter().flat_map(|cell| &cell.codes).all(|code| is_code(code)) {
        return None;
    }
    let between = between(&cells)?;
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    while learn(&cells, between, &mut known) > 0 {}
    if cells.iter().flat_map(|cell| &cell.codes).any(|code| !known.contains_key(code)) {
        in_order(&cells, between, &mut known)?;
    }
    let mut conflicts = Vec::new();
    let (mut fitting, mut all) = (0, 0);
    for cell in &cells {
        all += cell.met.count;
        if rest(cell, &known, between).is_some_and(|(unknown, rest)| unknown.is_empty() && rest.is_empty()) {
            fitting += cell.met.count;
        } else {
            let sentence = format!(
                "the codes {} (row {}) do not stand for “{}” as in other rows",
                cell.met.code,
                record(cell.met.row),
                short(cell.met.word)
            );
            conflicts.push((sentence, cell.met.count));
        }
    }
    if fitting * 10 < all * 9 {
        return None;
    }
    let words = known.into_iter().map(|(code, words)| (code.to_owned(), words)).collect();
    Some(Codes::joined(words, Joint { codes: mark, words: between }, conflicts))
}

/// What stands between the words: what all cells with several codes hold.
fn between(cells: &[Cell<'_>]) -> Option<Separator> {
    let several = || cells.iter().filter(|cell| cell.codes.len() > 1);
    let marks = [
        Separator::Semicolon,
        Separator::Line,
        Separator::Bar,
        Separator::Comma,
        Separator::BareComma,
        Separator::Space,
    ];
    let holds = |mark: Separator, cell: &Cell<'_>| cell.met.word.matches(mark.mark()).count() + 1 >= cell.codes.len();
    marks.into_iter().find(|mark| several().all(|cell| holds(*mark, cell)))
}

/// Learns the words of codes of which all others in their cell are known; gives how many it learnt.
fn learn<'a>(cells: &[Cell<'a>], between: Separator, known: &mut BTreeMap<&'a str, String>) -> usize {
    let before = known.len();
    for cell in cells {
        if let Some(([unknown], rest)) =
            rest(cell, known, between).as_ref().map(|(unknown, rest)| (unknown.as_slice(), rest))
            && !rest.is_empty()
            && !rest.contains('\u{0}')
        {
            known.insert(unknown, rest.clone());
        }
    }
    known.len() - before
}

/// The codes of a cell whose words are not known, and what is left of its words without those that are; `None` where words that are
/// known do not stand in it.
fn rest<'a>(cell: &Cell<'a>, known: &BTreeMap<&str, String>, between: Separator) -> Option<(Vec<&'a str>, String)> {
    let mut left = cell.met.word.to_owned();
    let mut unknown = Vec::new();
    let mut labels: Vec<&String> = Vec::new();
    for code in &cell.codes {
        match known.get(code) {
            Some(label) => labels.push(label),
            None => unknown.push(*code),
        }
    }
    labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
    for label in labels {
        let at = place(&left, label, between)?;
        // What is cut out leaves a mark, so that its neighbours do not grow together.
        left.replace_range(at..at + label.len(), "\u{0}");
    }
    let is_mark = |c: char| matches!(c, ',' | ';' | '|' | '┋' | '\u{0}') || c.is_whitespace();
    Some((unknown, left.trim_matches(is_mark).to_owned()))
}

/// Where a label stands between marks.
fn place(cell: &str, label: &str, between: Separator) -> Option<usize> {
    let is_mark = |c: char| {
        matches!(c, ',' | ';' | '|' | '┋' | '\n' | '\u{0}') || (between == Separator::Space && c.is_whitespace())
    };
    // A blank beside a mark belongs to the mark.
    let is_passed = |c: char| c.is_whitespace() && !is_mark(c);
    cell.match_indices(label).map(|(at, _)| at).find(|at| {
        let before = cell[..*at].trim_end_matches(is_passed).chars().next_back();
        let after = cell[at + label.len()..].trim_start_matches(is_passed).chars().next();
        before.is_none_or(is_mark) && after.is_none_or(is_mark)
    })
}

/// Takes words apart at every mark, one for each code in its order, where that fits all cells.
fn in_order<'a>(cells: &[Cell<'a>], between: Separator, known: &mut BTreeMap<&'a str, String>) -> Option<()> {
    known.clear();
    for cell in cells {
        let words = between.cut(cell.met.word);
        if words.len() != cell.codes.len() {
            return None;
        }
        for (code, word) in cell.codes.iter().zip(words) {
            match known.get(code) {
                Some(before) if fold(before) != fold(word) => return None,
                _ => {
                    known.entry(code).or_insert_with(|| word.to_owned());
                }
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pairs: &[(&str, &str)]) -> Option<String> {
        let met: Vec<Met<'_>> =
            pairs.iter().enumerate().map(|(row, (code, word))| Met { code, word, count: 1, row }).collect();
        let codes = codes(&met, &|row| row as u64 + 1)?;
        Some(codes.words.iter().map(|(code, words)| format!("{code}={words}")).collect::<Vec<_>>().join(" | "))
    }

    #[test]
    fn single_codes_are_not_several() {
        assert_eq!(words(&[]), None);
        assert_eq!(words(&[("1", "Red")]), None);
    }

    #[test]
    fn labels_with_commas_are_told_by_the_codes() {
        let pairs = [("1", "Yes, often"), ("1,2", "Yes, often,No"), ("2,3", "No,By train, or by bus")];
        assert_eq!(words(&pairs).as_deref(), Some("1=Yes, often | 2=No | 3=By train, or by bus"));
    }

    #[test]
    fn nobody_chose_one_alone_and_the_order_tells() {
        let pairs = [("1,2", "Red,Blue"), ("2,3", "Blue,Green"), ("1,2,3", "Red,Blue,Green")];
        assert_eq!(words(&pairs).as_deref(), Some("1=Red | 2=Blue | 3=Green"));
    }

    #[test]
    fn names_and_labels_joined_by_blanks_are_told_from_those_chosen_alone() {
        let pairs = [("new_car", "New car"), ("bus", "Bus"), ("new_car bus", "New car Bus")];
        assert_eq!(words(&pairs).as_deref(), Some("bus=Bus | new_car=New car"));
    }

    #[test]
    fn words_of_other_codes_are_no_pair() {
        assert_eq!(words(&[("1,2", "Red,Blue"), ("1,2", "Green,Brown"), ("1", "Pink")]), None);
    }
}
