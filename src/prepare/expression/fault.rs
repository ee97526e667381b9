//! A mistake in an expression, with the place under which it stands.

use std::ops::Range;

use crate::diagnostic::{Error, under};

/// What is wrong with a part of a text: the line it stands on follows, and marks under the part.
pub fn fault(text: &str, part: &Range<usize>, what: &str) -> Error {
    Error::new(under(text, part, what))
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
