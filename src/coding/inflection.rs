//! Inflections by language: which words `train~` takes. In English these are forms of the same word ([`english`]); in other languages words of
//! one stem, by the Snowball stemmer.

mod english;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

/// The language whose stems decide what is an inflection of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inflection(usize);

/// Tag, name and stemmer. Languages whose stemmers take the beginning of a word away (Arabic, Tamil) are not among them.
static LANGUAGES: [(&str, &str, Algorithm); 16] = [
    ("en", "English", Algorithm::English),
    ("da", "Danish", Algorithm::Danish),
    ("nl", "Dutch", Algorithm::Dutch),
    ("fi", "Finnish", Algorithm::Finnish),
    ("fr", "French", Algorithm::French),
    ("de", "German", Algorithm::German),
    ("el", "Greek", Algorithm::Greek),
    ("hu", "Hungarian", Algorithm::Hungarian),
    ("it", "Italian", Algorithm::Italian),
    ("nb", "Norwegian", Algorithm::Norwegian),
    ("pt", "Portuguese", Algorithm::Portuguese),
    ("ro", "Romanian", Algorithm::Romanian),
    ("ru", "Russian", Algorithm::Russian),
    ("es", "Spanish", Algorithm::Spanish),
    ("sv", "Swedish", Algorithm::Swedish),
    ("tr", "Turkish", Algorithm::Turkish),
];

impl Inflection {
    /// What `~` means where no language is named.
    pub const ENGLISH: Self = Self(0);

    /// That of a language by its BCP 47 tag; `de-AT` is German.
    pub fn of(tag: &str) -> Option<Self> {
        let primary = primary(tag);
        let primary = if matches!(primary.as_str(), "no" | "nn") { "nb" } else { &primary };
        LANGUAGES.iter().position(|(known, ..)| *known == primary).map(Self)
    }

    /// The languages that there are, by tag and name.
    pub fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
        LANGUAGES.iter().map(|(tag, name, _)| (*tag, *name))
    }

    /// What a word in lower case stands for with all its inflections.
    pub fn of_word(self, word: &str) -> Inflected {
        if self == Self::ENGLISH {
            return Inflected(Taken::Forms { forms: english::forms(word), beginnings: english::beginnings(word) });
        }
        // Stemmers take accents away (Häuser → haus), so that no more than the first letter is sure, and that with any accent.
        let beginnings = word.chars().next().map(with_any_accent).unwrap_or_default();
        Inflected(Taken::Stem { stem: self.stem(word), beginnings, language: self })
    }

    fn stem(self, word: &str) -> String {
        let algorithm = LANGUAGES.get(self.0).map_or(Algorithm::English, |(.., algorithm)| *algorithm);
        Stemmer::create(algorithm).stem(word).into_owned()
    }
}

/// A word with its inflections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inflected(Taken);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Taken {
    /// These words, in order.
    Forms { forms: Vec<String>, beginnings: Vec<String> },
    /// Words of this stem.
    Stem { stem: String, beginnings: Vec<String>, language: Inflection },
}

impl Inflected {
    /// Whether a word in lower case is one of them.
    pub fn takes(&self, word: &str) -> bool {
        match &self.0 {
            Taken::Forms { forms, .. } => forms.binary_search_by(|form| form.as_str().cmp(word)).is_ok(),
            Taken::Stem { stem, language, .. } => language.stem(word) == *stem,
        }
    }

    /// What the words begin with: every one of them with just one of these.
    pub fn beginnings(&self) -> &[String] {
        match &self.0 {
            Taken::Forms { beginnings, .. } | Taken::Stem { beginnings, .. } => beginnings,
        }
    }
}

/// The language itself, without the country: `de` of `de-AT`.
pub fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

/// A letter and those that are it with another accent.
fn with_any_accent(letter: char) -> Vec<String> {
    let base = |character: char| character.nfd().next().unwrap_or(character);
    let own = base(letter);
    let accented = ('\u{df}'..='\u{24f}').chain('\u{386}'..='\u{3ce}').chain('\u{430}'..='\u{45f}');
    let alike = accented.filter(|other| other.is_lowercase() && base(*other) == own && *other != own);
    std::iter::once(own).chain(alike).map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_tag_and_others_are_not() {
        assert_eq!(Inflection::of("EN-gb"), Some(Inflection::ENGLISH));
        assert_eq!(Inflection::of("de-AT"), Inflection::of("de"));
        assert!(Inflection::of("nn").is_some());
        for unknown in ["", "cy", "ar", "english"] {
            assert_eq!(Inflection::of(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn all_words_of_a_stem_begin_as_the_automaton_expects() {
        let german =
            "haus häuser hauses | apfel äpfel | förderung förderungen | öffnen öffnet geöffnet | kurs kurse kursen";
        let french = "école écoles | aide aides aider aidé | être été | financement financements | œuvre œuvres";
        for (tag, families) in [("de", german), ("fr", french)] {
            let inflection = Inflection::of(tag).unwrap();
            for family in families.split('|') {
                let words: Vec<&str> = family.split_whitespace().collect();
                for one in &words {
                    let taken = inflection.of_word(one);
                    assert!(taken.takes(one));
                    for other in words.iter().filter(|other| taken.takes(other)) {
                        let starts = taken.beginnings();
                        assert!(starts.iter().any(|start| other.starts_with(start)), "{one} {other} {starts:?}");
                    }
                }
            }
        }
        assert!(Inflection::of("de").unwrap().of_word("häuser").takes("haus"));
    }
}
