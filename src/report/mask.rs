//! E-mail addresses and telephone numbers inside people's own words: masked wherever such words are printed.

use std::sync::LazyLock;

use regex::Regex;

/// What is masked, and what stands in its place. Both are plain patterns that always compile; one that did not would mask nothing.
static MASKS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    let patterns = [
        (r"[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+", "[e-mail address]"),
        (r"(?:\+|\b0)\d(?:[ ().-]{0,2}\d){8,13}\b", "[telephone number]"),
    ];
    patterns.into_iter().filter_map(|(pattern, mask)| Some((Regex::new(pattern).ok()?, mask))).collect()
});

/// The words with e-mail addresses and telephone numbers masked, and how many were.
pub fn mask(words: &str) -> (String, usize) {
    let mut masked = words.to_owned();
    let mut count = 0;
    for (pattern, mask) in MASKS.iter() {
        count += pattern.find_iter(&masked).count();
        masked = pattern.replace_all(&masked, *mask).into_owned();
    }
    (masked, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_without_either_stay_as_they_are() {
        for words in ["", "In 2021 we had 1,500 visits, 12 a week.", "£10,000–£25,000", "at 10.30, room 0121", "a@b"]
        {
            assert_eq!(mask(words), (words.to_owned(), 0));
        }
    }

    #[test]
    fn addresses_and_numbers_are_masked_inside_a_sentence() {
        assert_eq!(
            mask("Write to siân.o'neil@kiln-lane.example.org or ring 0121 496 0000 (or +44 7700 900123)."),
            ("Write to [e-mail address] or ring [telephone number] (or [telephone number]).".to_owned(), 3)
        );
    }
}
