//! A mistake in an expression, with the place under which it stands.

use std::ops::Range;

use crate::diagnostic::Error;

/// What is wrong with a part of a text: the line it stands on follows, and marks under the part.
pub fn fault(text: &str, part: &Range<usize>, what: &str) -> Error {
    let start = floor(text, part.start);
    let end = floor(text, part.end).max(start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[line_start..line_end].trim_end();
    let before = text[line_start..start].chars().count();
    let under = text[start..end.min(line_end)].chars().count().max(1);
    Error::new(format!("{what}\n    {line}\n    {}{}", " ".repeat(before), "^".repeat(under)))
}

/// The nearest place at or before a byte where a character begins.
fn floor(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_under_the_part_whatever_letters_are_before_it() {
        let text = "größe = \"Klein\"";
        let error = fault(text, &(10..17), "there is no choice “Klein”");
        assert_eq!(error.what(), "there is no choice “Klein”\n    größe = \"Klein\"\n            ^^^^^^^");
    }

    #[test]
    fn the_end_of_a_text_has_a_mark_and_only_its_line_is_shown() {
        let error = fault("a = 1 and\nb =", &(13..13), "something is missing here");
        assert!(error.what().ends_with("\n    b =\n       ^"), "{}", error.what());
        assert!(fault("", &(5..9), "nothing").what().ends_with('^'));
    }
}
