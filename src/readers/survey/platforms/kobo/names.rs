//! Names of questions in headings, as platforms and what comes after them write them.

use crate::readers::survey::words::fold;

/// What may stand between a group and a question, or a question and a choice.
pub const BETWEEN: [char; 5] = ['/', ':', '.', '-', '_'];

/// A heading without the marks that programs leave at its beginning: of the encoding, and the X that R puts before what is no
/// name to it.
pub fn heading(heading: &str) -> &str {
    const MARKS: [&str; 4] = ["\u{feff}", "X.U.FEFF.", "ï..", "ï»¿"];
    let heading = MARKS.iter().fold(heading.trim(), |rest, mark| rest.strip_prefix(mark).unwrap_or(rest));
    match heading.strip_prefix('X') {
        Some(rest) if rest.starts_with('_') => rest,
        _ => heading,
    }
}

/// As names are compared: without case, and as R writes them, every sign but the underscore a full stop.
pub fn plain(name: &str) -> String {
    fold(name).chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '.' }).collect()
}

/// Whether it is a name rather than words.
pub fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// Every way to cut a heading into two, the longest beginning first, with the character between.
pub fn cuts(heading: &str) -> impl Iterator<Item = (&str, char, &str)> {
    heading.char_indices().rev().filter(|(_, between)| BETWEEN.contains(between)).filter_map(|(at, between)| {
        let (before, after) = (&heading[..at], &heading[at + between.len_utf8()..]);
        (!before.is_empty() && !after.is_empty()).then_some((before, between, after))
    })
}

/// Whether a cell of the column of a choice: 1 or 0, however written.
pub fn is_tick(value: &str) -> bool {
    matches!(value, "0" | "1" | "0.0" | "1.0")
        || value.eq_ignore_ascii_case("true")
        || value.eq_ignore_ascii_case("false")
}
