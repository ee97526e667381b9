//! Spelling that does not matter for finding words: white space, typographic quotes, dashes, hidden characters, case, accents.

use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

/// A text with such differences folded away, and the way back to the original.
///
/// Each character becomes one character or none, so that every place in the folded text is a place in the original.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    text: String,
    /// Where the two drift apart: from this byte of the folded text on, this byte of the original.
    shifts: Vec<(usize, usize)>,
}

/// Whether case is folded too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// As written.
    Kept,
    /// Lower case.
    Folded,
    /// As written, and letters without their accents.
    Plain,
}

impl Folded {
    /// Folds a text.
    pub fn new(original: &str, case: Case) -> Self {
        let mut folded = Self { text: String::with_capacity(original.len()), shifts: Vec::new() };
        folded.refill(original, case);
        folded
    }

    /// Folds another text into the same memory.
    pub fn refill(&mut self, original: &str, case: Case) {
        self.text.clear();
        self.shifts.clear();
        let plain = plain_length(original);
        self.text.push_str(&original[..plain]);
        if case == Case::Folded {
            self.text.make_ascii_lowercase();
        }
        let mut after_blank = self.text.ends_with(' ');
        for (offset, character) in original[plain..].char_indices().map(|(offset, one)| (plain + offset, one)) {
            let blank = character.is_whitespace();
            let folded = match character {
                _ if blank && after_blank => None,
                _ if blank => Some(' '),
                _ => fold(character, case),
            };
            after_blank = blank || (after_blank && folded.is_none());
            if let Some(folded) = folded {
                self.text.push(folded);
            }
            if folded.map_or(0, char::len_utf8) != character.len_utf8() {
                self.shifts.push((self.text.len(), offset + character.len_utf8()));
            }
        }
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the original at which a character of the folded text starts.
    pub fn start(&self, byte: usize) -> usize {
        match self.shifts.partition_point(|&(folded, _)| folded <= byte).checked_sub(1) {
            None => byte,
            Some(index) => self.shifts[index].1 + (byte - self.shifts[index].0),
        }
    }

    /// The byte of the original at which a stretch of the folded text ends: the end of its last character, so that
    /// nothing left out behind it comes along.
    pub fn end(&self, byte: usize, original: &str) -> usize {
        let Some(last) = self.text.get(..byte).and_then(|stretch| stretch.chars().next_back()) else { return 0 };
        let start = self.start(byte - last.len_utf8());
        start + original.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
    }
}

/// How much of a text, from its beginning, is folded by its case alone: plain letters and signs with single blanks.
fn plain_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut before = 0;
    let odd = |byte: &u8| {
        let single_blank = *byte == b' ' && before != b' ';
        let plain = single_blank || (b'!'..=b'_').contains(byte) || (b'a'..=b'~').contains(byte);
        before = *byte;
        !plain
    };
    // What follows an odd character that is not plain may change its meaning, so that the plain part ends for good.
    bytes.iter().position(odd).unwrap_or(bytes.len())
}

/// What a character counts as; `None`: it is not seen at all.
pub fn fold(character: char, case: Case) -> Option<char> {
    if character.is_ascii() {
        return Some(match case {
            Case::Folded => character.to_ascii_lowercase(),
            Case::Plain if character == '`' => '\'',
            _ => character,
        });
    }
    if case == Case::Plain
        && let Some(plain) = without_accent(character)
    {
        return plain;
    }
    match character {
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' | '`' | '´' => Some('\''),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => Some('"'),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => Some('-'),
        // Soft hyphen, zero-width characters, direction marks, byte order mark.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        // The long s is an s, as regular expressions have it that do not regard case.
        'ſ' if case == Case::Folded => Some('s'),
        _ if case == Case::Folded => {
            let mut lower = character.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(single), None) => Some(single),
                _ => Some(character),
            }
        }
        _ => Some(character),
    }
}

/// A letter without its accents; nothing of an accent that stands on its own. `None`: the character is none of these.
fn without_accent(character: char) -> Option<Option<char>> {
    if canonical_combining_class(character) != 0 {
        return Some(None);
    }
    let (mut base, mut letters) = (None, 0);
    decompose_canonical(character, |part| {
        if canonical_combining_class(part) == 0 {
            base = Some(part);
            letters += 1;
        }
    });
    (letters == 1 && base != Some(character)).then_some(base)
}

/// The end of a stretch with the accents that stand behind its last letter as characters of their own.
pub fn extend_over_marks(text: &str, end: usize) -> usize {
    let marks = text[end..].chars().take_while(|c| canonical_combining_class(*c) != 0).map(char::len_utf8);
    end + marks.sum::<usize>()
}

/// Whether a character is part of a word.
pub fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || is_mark(character)
}

/// Combining marks stay with their letter.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a word may end or begin at a byte of a folded text: not between two letters, not inside “don't” and not
/// inside “1,500”; but before the “'s” of a possessive.
pub fn is_boundary(text: &str, byte: usize) -> bool {
    let (before, after) = text.split_at(byte);
    let (Some(left), Some(right)) = (before.chars().next_back(), after.chars().next()) else { return true };
    match (is_word(left), is_word(right)) {
        (true, true) => false,
        (true, false) => !joins(right, left, after.chars().nth(1)) || is_possessive(after),
        (false, true) => {
            !joins(left, right, before.chars().nth_back(1)) || left == '\'' && !is_possessive(&text[byte - 1..])
        }
        (false, false) => true,
    }
}

/// Whether a sign stands inside a word or a number, so that both sides belong together.
fn joins(sign: char, side: char, other: Option<char>) -> bool {
    let Some(other) = other else { return false };
    match sign {
        '\'' => side.is_alphabetic() && other.is_alphabetic(),
        '.' | ',' => side.is_numeric() && other.is_numeric(),
        _ => false,
    }
}

/// “'s” at the end of a word.
fn is_possessive(rest: &str) -> bool {
    let mut characters = rest.chars();
    characters.next() == Some('\'')
        && characters.next().is_some_and(|character| character == 's' || character == 'S')
        && !characters.next().is_some_and(is_word)
}

/// The byte where the word ends that goes on at `byte`.
pub fn word_end(text: &str, byte: usize) -> usize {
    let mut end = byte;
    for (offset, character) in text[byte..].char_indices() {
        if is_word(character) || !is_boundary(text, byte + offset) {
            end = byte + offset + character.len_utf8();
        } else {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_text_folds_to_nothing() {
        let folded = Folded::new("", Case::Folded);
        assert_eq!((folded.text(), folded.start(0), folded.end(0, "")), ("", 0, 0));
    }

    #[test]
    fn places_lead_back_to_the_original() {
        let original = "It’s \u{a0} “Łódź”\u{200b} — OK";
        let folded = Folded::new(original, Case::Folded);
        assert_eq!(folded.text(), "it's \"łódź\" - ok");
        for (words, expected) in
            [("it's", "It’s"), ("łódź", "Łódź"), ("\"łódź\"", "“Łódź”"), ("ok", "OK"), ("- ok", "— OK")]
        {
            let start = folded.text().find(words).unwrap();
            let (from, to) = (folded.start(start), folded.end(start + words.len(), original));
            assert_eq!(&original[from..to], expected);
        }
    }

    #[test]
    fn a_contraction_is_one_word_and_a_possessive_is_its_owner() {
        let ends = |text: &str, word: &str| {
            let start = text.find(word).unwrap();
            is_boundary(text, start) && is_boundary(text, start + word.len())
        };
        assert!(!ends("we don't know", "don"));
        assert!(!ends("we can't know", "can"));
        assert!(ends("the carer's week", "carer"));
        assert!(ends("the carers' week", "carers"));
        assert!(ends("they said 'money' twice", "money"));
        assert!(!ends("about 1,500 people", "500"));
        assert!(ends("no money.we stop", "money"));
        assert!(ends("co-design", "design"));
        assert!(!ends("annual", "ann"));
    }
}
