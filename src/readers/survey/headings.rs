//! Headings of columns: the question in them, the row or choice after it, and what several begin with.

use super::raw::RawTable;

/// What identifies the columns below two records of headings: the first, and `first [second]` where it spans several.
pub fn stem_and_sub_names(raw: &RawTable) -> Vec<String> {
    let mut stem = String::new();
    (0..raw.columns.len())
        .map(|column| {
            let own = raw.heading(0, column);
            if !own.is_empty() {
                stem = own.to_owned();
            }
            let spans = own.is_empty() || (column + 1 < raw.columns.len() && raw.heading(0, column + 1).is_empty());
            let sub = raw.heading(1, column);
            if spans && !sub.is_empty() { format!("{stem} [{sub}]") } else { stem.clone() }
        })
        .collect()
}

/// `Question [Row]` → the two.
pub fn bracket(heading: &str) -> Option<(&str, &str)> {
    let inner = heading.trim_end().strip_suffix(']')?;
    let mut depth = 0_usize;
    for (place, character) in inner.char_indices().rev() {
        match character {
            ']' => depth += 1,
            '[' if depth == 0 => {
                let (stem, row) = (inner[..place].trim(), inner[place + 1..].trim());
                return (!stem.is_empty() && !row.is_empty()).then_some((stem, row));
            }
            '[' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What all headings begin with up to a mark (`stem.row`, `stem: row`, `stem - row`), and the rest of each.
pub fn common_stem(headings: &[String]) -> (Option<String>, Vec<String>) {
    let whole = || (None, headings.to_vec());
    let Some(first) = headings.first() else { return whole() };
    let mut common = first.len();
    for heading in headings {
        let alike = first.bytes().zip(heading.bytes()).take_while(|(a, b)| a == b).count();
        common = common.min(alike);
    }
    while !first.is_char_boundary(common) {
        common -= 1;
    }
    let prefix = &first[..common];
    let end = [". ", ".", ": ", " - ", " – ", "? ", "?", " / "]
        .iter()
        .filter_map(|mark| prefix.rfind(mark).map(|at| (at, mark.len(), mark.starts_with('?'))))
        .max_by_key(|(at, length, _)| at + length);
    match end {
        Some((at, length, question)) if at > 0 => {
            let stem = if question { &prefix[..=at] } else { &prefix[..at] };
            let rows: Vec<String> = headings.iter().map(|heading| heading[at + length..].trim().to_owned()).collect();
            if rows.iter().any(String::is_empty) { whole() } else { (Some(stem.trim().to_owned()), rows) }
        }
        _ => whole(),
    }
}

/// What codes begin with in common, without the number or mark after it: `p_01`, `p_02` → `p`. `None` where that is nothing.
pub fn common_start(codes: &[&str]) -> Option<String> {
    let first = codes.first()?;
    let alike = |other: &&str| first.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let common = codes.iter().map(alike).min().unwrap_or(0);
    let start: String = first.chars().take(common).collect();
    let start = start.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | '-' | ' '));
    (!start.is_empty()).then(|| start.to_owned())
}

/// What the heading of a column says after its question.
pub fn heading_tail(raw: &RawTable, column: usize) -> String {
    let last = raw.headings.len().min(2).saturating_sub(1);
    let heading = raw.heading(last, column);
    let inner = bracket(heading).map_or(heading, |(_, inner)| inner);
    [" - ", " – ", ": ", "? "]
        .iter()
        .fold(inner, |rest, mark| rest.rsplit_once(mark).map_or(rest, |(_, tail)| tail))
        .to_owned()
}
