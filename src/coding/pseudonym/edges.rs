//! Where a name begins and ends in a folded text, and where it may be a common word.

use super::super::fold::is_word;
use crate::personal;

/// Whether a name of one word is a common word too.
pub fn is_common(name: &str) -> bool {
    personal::is_common_word(name)
}

/// Scripts that put no blanks between words: there a name of several signs begins and ends anywhere.
fn runs_on(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether a name may begin at a byte of a folded text: not inside a word, and not behind the “O’” of another name; behind
/// the “d’” and “l’” of French it may.
pub fn begins(text: &str, start: usize, name: &str) -> bool {
    const ELISIONS: [&str; 9] = ["d", "l", "j", "m", "n", "s", "t", "c", "qu"];
    let Some(first) = name.chars().next() else { return false };
    if !is_word(first) || (runs_on(first) && name.chars().nth(1).is_some()) {
        return true;
    }
    let before = &text[..start];
    match before.chars().next_back() {
        Some('\'') => {
            let word = &before[..before.len() - 1];
            let letters = word.chars().rev().take_while(|c| is_word(*c)).map(char::len_utf8).sum::<usize>();
            let elided = &word[word.len() - letters..];
            elided.is_empty() || ELISIONS.contains(&elided)
        }
        Some(character) => !is_word(character),
        None => true,
    }
}

/// Whether a name may end at a byte of a folded text: not inside a word; before “’s”, “’ll”, “’d” and the like it may.
pub fn ends(text: &str, end: usize, name: &str) -> bool {
    const SHORTENED: [&str; 8] = ["s", "S", "ll", "d", "ve", "re", "m", "LL"];
    let Some(last) = name.chars().next_back() else { return false };
    let hangul = ('\u{ac00}'..='\u{d7a3}').contains(&last);
    if !is_word(last) || ((runs_on(last) || hangul) && name.chars().nth(1).is_some()) {
        return true;
    }
    let after = &text[end..];
    match after.chars().next() {
        Some('\'') => {
            let letters = letters(&after[1..]);
            letters.is_empty() || SHORTENED.contains(&letters)
        }
        Some(character) => !is_word(character),
        None => true,
    }
}

/// The letters at the beginning of a text.
pub fn letters(text: &str) -> &str {
    let length = text.chars().take_while(|c| is_word(*c)).map(char::len_utf8).sum::<usize>();
    &text[..length]
}

/// Whether a name at this place of a folded text begins a sentence, so that its capital says nothing.
pub fn begins_a_sentence(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches(|c: char| c.is_whitespace() || "\"'([{<*_-".contains(c));
    before
        .chars()
        .next_back()
        .is_none_or(|c| matches!(c, '.' | '!' | '?' | '…' | ':' | '>' | '。' | '！' | '？' | '：'))
}

/// Whether a name at this place is a month: “in May”, “3 April”, “June 2021”.
pub fn is_month(text: &str, start: usize, end: usize) -> bool {
    const MONTHS: [&str; 5] = ["march", "april", "may", "june", "august"];
    const BEFORE: [&str; 7] = ["in", "last", "next", "early", "late", "mid", "every"];
    if !MONTHS.contains(&text[start..end].to_lowercase().as_str()) {
        return false;
    }
    let before = text[..start].trim_end_matches([' ', '-']);
    let word = before.rsplit(|c: char| !is_word(c)).next().unwrap_or_default();
    let is_dated = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    is_dated(word)
        || BEFORE.contains(&word.to_lowercase().as_str())
        || is_dated(text[end..].trim_start_matches([' ', ',']))
}

/// Whether a name at this place is the label of whoever speaks: before a colon, in brackets, or before a time.
pub fn is_label(text: &str, start: usize, end: usize) -> bool {
    let after = text[end..].trim_start_matches([' ', '*', '_']);
    let before = text[..start].trim_end_matches([' ', '*', '_']);
    let mut next = after.chars();
    match next.next() {
        Some(':' | '：') => true,
        Some(']') => before.ends_with('['),
        Some(digit) if digit.is_ascii_digit() && text[end..].starts_with(' ') => {
            next.find(|c| !c.is_ascii_digit()) == Some(':')
        }
        _ => false,
    }
}

/// Where the plural of a family's name ends that ends here in the singular: “the Patels”, “the Joneses”.
pub fn plural(text: &str, start: usize, end: usize, name: &str) -> Option<usize> {
    const BEFORE: [&str; 10] = ["the", "The", "both", "Both", "two", "those", "these", "all", "other", "THE"];
    let word = text[..start].strip_suffix(' ')?;
    let length = word.chars().rev().take_while(|c| is_word(*c)).map(char::len_utf8).sum::<usize>();
    let word = &word[word.len() - length..];
    if !BEFORE.contains(&word) || !name.chars().next().is_some_and(char::is_uppercase) {
        return None;
    }
    let ending = if sibilant(name) { "es" } else { "s" };
    (letters(&text[end..]) == ending && ends(text, end + ending.len(), "s")).then_some(end + ending.len())
}

/// A family's name in the plural.
pub fn pluralised(name: &str) -> String {
    format!("{name}{}", if sibilant(name) { "es" } else { "s" })
}

fn sibilant(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["s", "x", "z", "ch", "sh"].iter().any(|ending| lower.ends_with(ending))
}

/// Whether the apostrophe behind a name that ends in s makes a possessive (“James’ house”) and closes no quotation.
pub fn bare_possessive(text: &str, start: usize, end: usize, name: &str) -> bool {
    const LOOKED_AT: usize = 120;
    let mut after = text[end..].chars();
    let shaped = name.ends_with(['s', 'S'])
        && after.next() == Some('\'')
        && after.next() == Some(' ')
        && after.next().is_some_and(char::is_alphanumeric);
    if !shaped {
        return false;
    }
    let near = text[..start].char_indices().rev().take(LOOKED_AT);
    let opens = |at: usize| !text[..at].chars().next_back().is_some_and(is_word);
    !near.into_iter().any(|(at, character)| character == '\'' && opens(at))
}
