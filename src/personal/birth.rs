//! When somebody was born: a whole date that is called so. A date alone is when something happened, and a year alone fits many.

use std::sync::LazyLock;

use regex::Regex;

/// A day, a month and a year, in figures or with the month as a word.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)\b(?:
        \d{1,2}\s?[./\-–]\s?\d{1,2}\s?[./\-–]\s?(?:\d{4}|\d{2})
        | (?:19|20)\d{2}[./\-]\d{1,2}[./\-]\d{1,2}
        | \d{1,2}(?:st|nd|rd|th|er)?\.?\ (?:of\ |de\ )?\p{L}{3,10}\.?,?\ (?:de\ )?(?:19|20)\d{2}
        | \p{L}{3,10}\.?\ \d{1,2}(?:st|nd|rd|th)?,?\ (?:19|20)\d{2}
        )\b",
    )
    .ok()
});

/// What calls a date one of birth, of the words that stand before it in its sentence.
const CALLED: [&str; 14] = [
    "born",
    "birth",
    "birthday",
    "birthdate",
    "dob",
    "geboren",
    "geburtsdatum",
    "geburtstag",
    "né",
    "née",
    "naissance",
    "nacido",
    "nacida",
    "nacimiento",
];

/// How many words before a date may call it one.
const NEAR: usize = 6;

/// The dates of birth in words, in order.
pub(super) fn dates(words: &str) -> Vec<(usize, usize)> {
    let hits = DATE.iter().flat_map(|pattern| pattern.find_iter(words));
    hits.filter(|hit| is_called_so(&words[..hit.start()])).map(|hit| (hit.start(), hit.end())).collect()
}

fn is_called_so(before: &str) -> bool {
    // “D.O.B.” ends no sentence.
    let before = before.to_lowercase().replace("d.o.b.", "dob").replace("d.o.b", "dob");
    let sentence = before.rsplit(['!', '?', '\n']).next().unwrap_or_default();
    let sentence = sentence.rsplit(". ").next().unwrap_or_default();
    let words = sentence.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    words.rev().take(NEAR).any(|word| CALLED.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &str) -> Vec<&str> {
        dates(words).into_iter().map(|(start, end)| &words[start..end]).collect()
    }

    #[test]
    fn other_dates_and_years_are_no_dates_of_birth() {
        for words in [
            "",
            "We met on 12/03/2021.",
            "The group was born in 1974.",
            "I was born in March.",
            "My daughter was born. We moved on 3 March 2019.",
            "born 12/3",
            "from 01.02.2024 to 03.02.2024",
            "the unborn 12/03/2021",
        ] {
            assert_eq!(found(words), [""; 0], "{words}");
        }
    }

    #[test]
    fn a_whole_date_that_is_called_so_is_one() {
        for (words, date) in [
            ("I was born on 12/03/1974, here.", "12/03/1974"),
            ("DOB: 12.3.74", "12.3.74"),
            ("D.O.B. 12-03-1974", "12-03-1974"),
            ("my date of birth is the 3rd of March 1974", "3rd of March 1974"),
            ("Her birthday, March 3, 1974, was", "March 3, 1974"),
            ("born 1974-03-12 in Leeds", "1974-03-12"),
            ("geboren am 3. März 1974", "3. März 1974"),
            ("née le 3 mars 1974", "3 mars 1974"),
            ("nacida el 3 de marzo de 1974", "3 de marzo de 1974"),
        ] {
            assert_eq!(found(words), [date], "{words}");
        }
    }
}
