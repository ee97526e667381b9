//! A phrase of a rule: whole words in any case; `fund*` any ending; `train~` its inflections.

use unicode_normalization::UnicodeNormalization;

use super::fold::{Case, Folded, is_boundary, is_word, word_end};
use super::inflection::{Inflected, Inflection};

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
    /// Any inflection of it.
    Inflected(Inflected),
}

impl Phrase {
    /// Reads a phrase as it is written in a codebook.
    ///
    /// # Errors
    /// What is wrong with it, in plain words.
    pub fn parse(written: &str, inflection: Inflection) -> Result<Self, String> {
        let composed: String = written.nfc().collect();
        let folded = Folded::new(composed.trim(), Case::Folded);
        let words =
            folded.text().split(' ').map(|word| Word::parse(word, inflection)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { words })
    }

    /// What matches begin with, for the automaton: up to the first word that may end in several ways. Every match begins with one
    /// of these.
    pub fn literals(&self) -> Vec<String> {
        let mut literal = String::new();
        for (index, word) in self.words.iter().enumerate() {
            if index > 0 {
                literal.push(' ');
            }
            match word {
                Word::Exact(word) => literal.push_str(word),
                Word::Beginning(start) => {
                    literal.push_str(start);
                    return vec![literal];
                }
                Word::Inflected(word) => {
                    return word.beginnings().iter().map(|start| format!("{literal}{start}")).collect();
                }
            }
        }
        vec![literal]
    }

    /// Whether it is more than words as they stand: `fund*` or `train~`.
    pub fn kind(&self) -> &'static str {
        let any = |is_it: fn(&Word) -> bool| self.words.iter().any(is_it);
        if any(|word| matches!(word, Word::Inflected(_))) {
            "inflection"
        } else if any(|word| matches!(word, Word::Beginning(_))) {
            "any ending"
        } else if self.words.len() > 1 {
            "phrase"
        } else {
            "word"
        }
    }

    /// Where a match that starts at a byte of folded text ends, if there is one.
    pub fn match_at(&self, text: &str, start: usize) -> Option<usize> {
        if !is_boundary(text, start) {
            return None;
        }
        let mut at = start;
        for (index, word) in self.words.iter().enumerate() {
            if index > 0 {
                // A possessive is an inflection too: “person~ story~” is in “a person's story”.
                let owns = matches!(self.words[index - 1], Word::Inflected(_));
                let rest = &text[at..];
                let rest = if owns { rest.strip_prefix("'s ").or_else(|| rest.strip_prefix("' ")) } else { None }
                    .or_else(|| rest.strip_prefix(' '))?;
                at = text.len() - rest.len();
            }
            at = word.match_at(text, at)?;
        }
        Some(at)
    }
}

impl Word {
    fn parse(word: &str, inflection: Inflection) -> Result<Self, String> {
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
            Some(_) => Self::Inflected(inflection.of_word(bare)),
            None => Self::Exact(bare.to_owned()),
        })
    }

    fn match_at(&self, text: &str, at: usize) -> Option<usize> {
        match self {
            Self::Exact(word) => {
                let end = at + word.len();
                (text[at..].starts_with(word.as_str()) && is_boundary(text, end)).then_some(end)
            }
            Self::Beginning(start) => text[at..].starts_with(start.as_str()).then(|| word_end(text, at + start.len())),
            Self::Inflected(word) => {
                let start = word.beginnings().iter().find(|start| text[at..].starts_with(start.as_str()))?;
                let end = word_end(text, at + start.len());
                word.takes(&text[at..end]).then_some(end)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(phrase: &str, text: &str) -> Option<String> {
        in_language(phrase, text, Inflection::ENGLISH)
    }

    fn in_language(phrase: &str, text: &str, inflection: Inflection) -> Option<String> {
        let phrase = Phrase::parse(phrase, inflection).unwrap();
        let folded = Folded::new(text, Case::Folded);
        let literals = phrase.literals();
        let mut places =
            literals.iter().flat_map(|literal| folded.text().match_indices(literal.as_str()).map(|(start, _)| start));
        places.find_map(|start| {
            let end = phrase.match_at(folded.text(), start)?;
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
        assert_eq!(finds("university~", "universal, the universe, a university").as_deref(), Some("university"));
        assert_eq!(finds("person story", "a person's story"), None);
        assert_eq!(finds("person~ story", "person 's story, person'story"), None);
        assert_eq!(finds("organ~", "organisation organise organic"), None);
        for (phrase, word) in [
            ("study~", "studies"),
            ("try~", "tried"),
            ("die~", "dying"),
            ("volunteer~", "volunteering’s"),
            ("person~ story~", "persons’ stories"),
            ("person~ story~", "a person’s story"),
            ("child~", "Children's"),
            ("co-design~", "Co-designing"),
            ("charity~", "charities"),
            ("carer~", "carers'"),
            ("carer~", "carer’s"),
            ("fund~ cut~", "Funding cuts"),
        ] {
            assert!(finds(phrase, word).is_some(), "{phrase} {word}");
        }
    }

    #[test]
    fn inflections_are_those_of_the_language() {
        let german = Inflection::of("de").unwrap();
        assert_eq!(in_language("haus~", "in den Häusern", german).as_deref(), Some("Häusern"));
        assert_eq!(in_language("äpfel~", "ein Apfel", german).as_deref(), Some("Apfel"));
        assert_eq!(in_language("kein geld~", "kein  Geld", german).as_deref(), Some("kein  Geld"));
        let french = Inflection::of("fr").unwrap();
        assert_eq!(in_language("école~", "les Écoles", french).as_deref(), Some("Écoles"));
        assert_eq!(in_language("école~", "école", Inflection::of("tr").unwrap()).as_deref(), Some("école"));
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        for broken in ["", "  ", "*", "lack of *", "f*nd", "a~b", "fund**", "-*"] {
            assert!(Phrase::parse(broken, Inflection::ENGLISH).is_err(), "{broken}");
        }
    }
}
