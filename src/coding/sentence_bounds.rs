//! Where sentences may end by Unicode's UAX 29, in time in proportion to the text.
//!
//! Letters and signs of European languages are classed here; a text with others is left to the tables of a library, which takes
//! more time, and far more where a full stop is followed by many brackets: not for a long text, in which what is not classed
//! here is a letter or nothing in particular.

use unicode_segmentation::UnicodeSegmentation;

/// Beyond so many bytes the library's tables are not asked.
const LONG: usize = 1 << 16;

/// What a character is to the bounds of sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Return,
    LineEnd,
    Blank,
    Lower,
    Upper,
    OtherLetter,
    Numeric,
    FullStop,
    Stop,
    GoesOn,
    Close,
    Mark,
    Other,
}

/// The pieces that a text falls into, as bytes, one after another.
pub fn pieces(text: &str) -> Vec<(usize, usize)> {
    let is_known = text.is_ascii() || text.chars().all(|character| class(character).is_some());
    if is_known || text.len() > LONG {
        return own(text);
    }
    text.split_sentence_bound_indices().map(|(start, piece)| (start, start + piece.len())).collect()
}

fn class(character: char) -> Option<Class> {
    Some(match character {
        'a'..='z' => Class::Lower,
        ' ' | '\t' | '\u{b}' | '\u{c}' | '\u{a0}' => Class::Blank,
        'A'..='Z' => Class::Upper,
        '\n' => Class::LineEnd,
        '\r' => Class::Return,
        '0'..='9' => Class::Numeric,
        '.' => Class::FullStop,
        '!' | '?' => Class::Stop,
        ',' | '-' | ':' | ';' | '–' | '—' => Class::GoesOn,
        '(' | ')' | '[' | ']' | '{' | '}' | '"' | '\'' | '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' => {
            Class::Close
        }
        '\0'..='\u{7f}' | '…' | '£' | '€' | '§' | '°' | '•' | '·' => Class::Other,
        '\u{300}'..='\u{36f}' => Class::Mark,
        'À'..='ɏ' if character.is_lowercase() => Class::Lower,
        'À'..='ɏ' if character.is_uppercase() => Class::Upper,
        _ => return None,
    })
}

/// What a character is, where nobody knows better.
fn likely(character: char) -> Class {
    class(character).unwrap_or_else(|| match character {
        _ if character.is_lowercase() => Class::Lower,
        _ if character.is_uppercase() => Class::Upper,
        _ if character.is_alphabetic() => Class::OtherLetter,
        '\u{85}' | '\u{2028}' | '\u{2029}' => Class::LineEnd,
        '。' | '！' | '？' | '؟' => Class::Stop,
        _ if character.is_whitespace() => Class::Blank,
        _ => Class::Other,
    })
}

/// What stands since the last full stop or other stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    /// There was none, or something that ends its reach.
    Nothing,
    /// It stands just before.
    Stop,
    Close,
    Blank,
}

fn own(text: &str) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut since = Since::Nothing;
    let (mut is_full_stop, mut after_letter) = (false, false);
    let mut before = Class::Other;
    let mut ahead = Ahead::default();
    for (at, character) in text.char_indices() {
        let class = likely(character);
        if class == Class::Mark && !matches!(before, Class::LineEnd | Class::Return) {
            continue;
        }
        let after_line = before == Class::LineEnd || before == Class::Return && class != Class::LineEnd;
        let in_reach = since != Since::Nothing;
        let is_break = at > 0
            && (after_line
                || in_reach
                    && !(class == Class::Numeric && is_full_stop && since == Since::Stop)
                    && !(class == Class::Upper && is_full_stop && since == Since::Stop && after_letter)
                    && !(is_full_stop && ahead.is_lower(text, at))
                    && !matches!(class, Class::GoesOn | Class::Stop | Class::FullStop)
                    && !(class == Class::Close && since != Since::Blank)
                    && !matches!(class, Class::Blank | Class::LineEnd | Class::Return));
        if is_break {
            pieces.push((start, at));
            start = at;
        }
        since = match class {
            Class::FullStop | Class::Stop => {
                (is_full_stop, after_letter) =
                    (class == Class::FullStop, matches!(before, Class::Upper | Class::Lower));
                Since::Stop
            }
            Class::Close if matches!(since, Since::Stop | Since::Close) => Since::Close,
            Class::Blank if in_reach => Since::Blank,
            _ => Since::Nothing,
        };
        before = class;
    }
    if start < text.len() {
        pieces.push((start, text.len()));
    }
    pieces
}

/// Whether the first letter, line end or stop from a place on is a small letter; looked up once for all places before it.
#[derive(Default)]
struct Ahead {
    known: Option<(usize, bool)>,
}

impl Ahead {
    fn is_lower(&mut self, text: &str, at: usize) -> bool {
        if let Some((place, is_lower)) = self.known.filter(|(place, _)| *place >= at) {
            return is_lower && place >= at;
        }
        let decides = text[at..].char_indices().find_map(|(offset, character)| match likely(character) {
            Class::Lower => Some((at + offset, true)),
            Class::OtherLetter | Class::Upper | Class::LineEnd | Class::Return | Class::Stop | Class::FullStop => {
                Some((at + offset, false))
            }
            _ => None,
        });
        let known = decides.unwrap_or((usize::MAX, false));
        self.known = Some(known);
        known.1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn pieces_are_those_of_the_tables(text in "[aBé1É.?!,;:() \n\r’“”–…£-]{0,24}", marks in "[a. \u{301}\nB]{0,8}") {
            for text in [text, marks] {
                let tables: Vec<(usize, usize)> =
                    text.split_sentence_bound_indices().map(|(start, piece)| (start, start + piece.len())).collect();
                prop_assert_eq!(own(&text), tables, "{:?}", text);
            }
        }
    }

    #[test]
    fn every_character_that_is_classed_here_is_what_the_tables_say() {
        let known = (0..0x3000_u32).filter_map(char::from_u32).filter(|one| class(*one).is_some());
        for one in known {
            for text in [
                format!("a. {one}b C"),
                format!("a.{one}B"),
                format!("a{one} B"),
                format!("a.{one} B"),
                format!("{one}.B"),
            ] {
                let tables: Vec<(usize, usize)> =
                    text.split_sentence_bound_indices().map(|(start, piece)| (start, start + piece.len())).collect();
                assert_eq!(own(&text), tables, "{text:?} {:x}", u32::from(one));
            }
        }
    }

    #[test]
    fn many_brackets_behind_a_full_stop_take_no_longer_than_other_signs() {
        let text = format!("a.{}", "(“".repeat(200_000));
        assert_eq!(pieces(&text), [(0, text.len())]);
        let exotic = format!("a.{}ж", "(".repeat(200_000));
        assert_eq!(pieces(&exotic), [(0, exotic.len())]);
    }
}
