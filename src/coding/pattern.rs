//! A phrase of a rule: whole words in any case; `fund*` any ending; `train~` the inflections of the English stem.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

use super::fold::{Case, Folded, is_boundary, is_word, word_end};

/// A phrase, ready to be looked for in folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    words: Vec<Word>,
}

/// One word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// As it stands.
    Exact(String),
    /// Any word that begins so.
    Beginning(String),
    /// Any word with this stem; every one of them begins with the second.
    Stem(String, String),
}

impl Phrase {
    /// Reads a phrase as it is written in a codebook.
    ///
    /// # Errors
    /// What is wrong with it, in plain words.
    pub fn parse(written: &str, stemmer: &Stemmer) -> Result<Self, String> {
        let composed: String = written.nfc().collect();
        let folded = Folded::new(composed.trim(), Case::Folded);
        let words = folded.text().split(' ').map(|word| Word::parse(word, stemmer)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { words })
    }

    /// What every match begins with, for the automaton: up to the first word that may end in several ways.
    pub fn literal(&self) -> String {
        let mut literal = String::new();
        for (index, word) in self.words.iter().enumerate() {
            if index > 0 {
                literal.push(' ');
            }
            match word {
                Word::Exact(word) => literal.push_str(word),
                Word::Beginning(start) | Word::Stem(_, start) => {
                    literal.push_str(start);
                    return literal;
                }
            }
        }
        literal
    }

    /// Where a match that starts at a byte of folded text ends, if there is one.
    pub fn match_at(&self, text: &str, start: usize, stemmer: &Stemmer) -> Option<usize> {
        if !is_boundary(text, start) {
            return None;
        }
        let mut at = start;
        for (index, word) in self.words.iter().enumerate() {
            if index > 0 {
                at = text[at..].starts_with(' ').then_some(at + 1)?;
            }
            at = word.match_at(text, at, stemmer)?;
        }
        Some(at)
    }
}

impl Word {
    fn parse(word: &str, stemmer: &Stemmer) -> Result<Self, String> {
        let sign = word.chars().next_back().filter(|last| matches!(last, '*' | '~'));
        let bare = sign.map_or(word, |sign| &word[..word.len() - sign.len_utf8()]);
        if bare.is_empty() {
            return Err(match sign {
                Some(sign) => format!("“{sign}” stands alone: it has to follow the beginning of a word"),
                None => "it is empty".to_owned(),
            });
        }
        if let Some(sign) = bare.chars().find(|character| matches!(character, '*' | '~')) {
            return Err(format!("“{sign}” has its meaning only at the end of a word"));
        }
        if sign.is_some() && !bare.chars().next_back().is_some_and(is_word) {
            return Err(format!("“{word}” has no letter before its sign"));
        }
        Ok(match sign {
            Some('*') => Self::Beginning(bare.to_owned()),
            Some(_) => {
                let stem = stem(bare, stemmer);
                let start = beginning(&stem, bare);
                Self::Stem(stem, start)
            }
            None => Self::Exact(bare.to_owned()),
        })
    }

    fn match_at(&self, text: &str, at: usize, stemmer: &Stemmer) -> Option<usize> {
        match self {
            Self::Exact(word) => {
                let end = at + word.len();
                (text[at..].starts_with(word.as_str()) && is_boundary(text, end)).then_some(end)
            }
            Self::Beginning(start) => text[at..].starts_with(start.as_str()).then(|| word_end(text, at + start.len())),
            Self::Stem(wanted, start) => {
                if !text[at..].starts_with(start.as_str()) {
                    return None;
                }
                let end = word_end(text, at + start.len());
                (stem(&text[at..end], stemmer) == *wanted).then_some(end)
            }
        }
    }
}

fn stem(word: &str, stemmer: &Stemmer) -> String {
    stemmer.stem(word).into_owned()
}

/// What all words of a stem begin with.
///
/// The stemmer changes no more than the last letter of what it leaves (happy → happi, die → dy-ing), so that the stem
/// without it, as far as the word that was written agrees, begins them all.
fn beginning(stem: &str, word: &str) -> String {
    let alike = stem.char_indices().zip(word.chars()).take_while(|((_, one), other)| one == other).count();
    let length = stem.chars().count();
    // In the shortest ones the vowel itself may change: die, dying.
    let kept = if length <= 3 { 1 } else { alike.min(length - 1) };
    stem.chars().take(kept.max(1)).collect()
}

/// The stemmer that `~` means.
pub fn stemmer() -> Stemmer {
    Stemmer::create(Algorithm::English)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(phrase: &str, text: &str) -> Option<String> {
        let stemmer = stemmer();
        let phrase = Phrase::parse(phrase, &stemmer).unwrap();
        let folded = Folded::new(text, Case::Folded);
        let literal = phrase.literal();
        let mut places = folded.text().match_indices(literal.as_str()).map(|(start, _)| start);
        places.find_map(|start| {
            let end = phrase.match_at(folded.text(), start, &stemmer)?;
            Some(text[folded.start(start)..folded.end(end, text)].to_owned())
        })
    }

    #[test]
    fn words_are_whole_and_case_does_not_matter() {
        assert_eq!(finds("money", "No Money left").as_deref(), Some("Money"));
        assert_eq!(finds("art", "We start a party"), None);
        assert_eq!(finds("łódź", "in ŁÓDŹ.").as_deref(), Some("ŁÓDŹ"));
        assert_eq!(finds("don't know", "I don’t\nknow").as_deref(), Some("don’t\nknow"));
        assert_eq!(finds("don’t know", "I don't  know").as_deref(), Some("don't  know"));
    }

    #[test]
    fn a_star_takes_any_ending() {
        assert_eq!(finds("fund*", "the Fundraisers came").as_deref(), Some("Fundraisers"));
        assert_eq!(finds("fund*", "fund").as_deref(), Some("fund"));
        assert_eq!(finds("fund*", "a refund"), None);
        assert_eq!(finds("lack* of fund*", "lacking of funds").as_deref(), Some("lacking of funds"));
    }

    #[test]
    fn a_tilde_takes_inflections_and_no_other_words() {
        for word in ["train", "trains", "Trained", "training", "trainings"] {
            assert_eq!(finds("train~", word).as_deref(), Some(word));
        }
        assert_eq!(finds("train~", "trainer trainee"), None);
        for (phrase, word) in [
            ("study~", "studies"),
            ("try~", "tried"),
            ("die~", "dying"),
            ("possible~", "possibly"),
            ("charity~", "charities"),
            ("carer~", "carers'"),
            ("carer~", "carer’s"),
            ("fund~ cut~", "Funding cuts"),
        ] {
            assert!(finds(phrase, word).is_some(), "{phrase} {word}");
        }
    }

    #[test]
    fn all_words_of_a_stem_begin_as_the_automaton_expects() {
        let stemmer = stemmer();
        let families = "study studies studied studying | agree agreed agreement | hope hoping hoped | hop hopping hopped
            | relation relational relate related | organise organises organised | ability abilities | usability usable
            | create creates created creating creation | lie lies lying lied | tie tying ties | early | only | use using used
            | argue arguing argued argument | value values valuing | possible possibly possibility | fly flies flying";
        for family in families.split('|') {
            let words: Vec<&str> = family.split_whitespace().collect();
            for one in &words {
                for other in words.iter().filter(|other| stemmer.stem(other) == stemmer.stem(one)) {
                    let start = beginning(&stem(one, &stemmer), one);
                    assert!(other.starts_with(&start), "{one} {other} {start}");
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        let stemmer = stemmer();
        for broken in ["", "  ", "*", "lack of *", "f*nd", "a~b", "fund**", "-*"] {
            assert!(Phrase::parse(broken, &stemmer).is_err(), "{broken}");
        }
    }
}
