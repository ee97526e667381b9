//! Word sets: `@money` in a phrase stands for each word of a set.

use super::super::inflection::Inflection;
use super::super::pattern::Phrase;
use crate::diagnostic::{did_you_mean, under};
use crate::model::{Codebook, Rule, WordSet};

/// One phrase with word sets stands for no more phrases than this.
const MOST: usize = 200_000;

/// The phrases that a phrase stands for: itself, or one for each word of its sets.
///
/// # Errors
/// What is wrong with it, with marks under a set that is not there.
pub fn phrases(written: &str, sets: &[WordSet], inflection: Inflection) -> Result<Vec<Phrase>, String> {
    let mut all = vec![String::new()];
    let mut offset = 0;
    for word in written.split_whitespace() {
        let start = offset + written[offset..].find(word).unwrap_or(0);
        offset = start + word.len();
        let own = [word.to_owned()];
        let choices: &[String] = match word.strip_prefix('@') {
            Some(id) => {
                let set = sets.iter().find(|set| set.id == id).ok_or_else(|| {
                    let meant = did_you_mean(id, sets.iter().map(|set| set.id.as_str()));
                    let meant = meant.map_or_else(String::new, |meant| format!("; did you mean “@{meant}”?"));
                    under(written, &(start..offset), &format!("there is no word set “{id}”{meant}"))
                })?;
                &set.words
            }
            None => &own,
        };
        if all.len().saturating_mul(choices.len()) > MOST {
            return Err(format!("with all words of its sets it stands for more than {MOST} phrases"));
        }
        let joined = |before: &String, choice: &String| {
            if before.is_empty() { choice.clone() } else { format!("{before} {choice}") }
        };
        all = all.iter().flat_map(|before| choices.iter().map(move |choice| joined(before, choice))).collect();
    }
    all.iter().map(|phrase| Phrase::parse(phrase, inflection)).collect()
}

/// The sets that a rule names, in the order of the codebook.
pub fn named<'a>(rule: &Rule, codebook: &'a Codebook) -> Vec<&'a WordSet> {
    let names = |set: &&WordSet| {
        let mark = format!("@{}", set.id);
        let is_it = |word: &str| word == mark;
        let ends = |character: char| character.is_whitespace() || matches!(character, '(' | ')' | '"' | '“' | '”');
        rule.phrases.iter().chain(&rule.patterns).any(|written| written.split(ends).any(is_it))
    };
    codebook.sets.iter().filter(names).collect()
}

/// What is wrong with a set itself.
pub fn problem(set: &WordSet, codebook: &Codebook) -> Option<String> {
    let plain = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    if set.id.is_empty() || !set.id.chars().all(plain) {
        return Some("its id has to be lower-case letters, digits and hyphens".into());
    }
    if codebook.sets.iter().filter(|other| other.id == set.id).count() > 1 {
        return Some("two sets have this id".into());
    }
    if set.words.iter().any(|word| word.trim().is_empty()) {
        return Some("one of its words is empty".into());
    }
    let inner = set.words.iter().find(|word| word.split_whitespace().any(|word| word.starts_with('@')));
    if let Some(inner) = inner {
        return Some(format!("“{inner}” is a set in a set; write its words out"));
    }
    set.words.is_empty().then(|| "it has no words".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets() -> Vec<WordSet> {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        vec![
            WordSet { id: "money".into(), words: list(&["fund*", "grant~", "core costs"]) },
            WordSet { id: "lack".into(), words: list(&["no", "little"]) },
        ]
    }

    #[test]
    fn a_phrase_stands_for_every_choice_from_its_sets() {
        let count = |written: &str| phrases(written, &sets(), Inflection::ENGLISH).unwrap().len();
        assert_eq!([count("money"), count("@money"), count("@lack of @money now")], [1, 3, 6]);
        let why = phrases("lack of @mony", &sets(), Inflection::ENGLISH).unwrap_err();
        assert_eq!(why, "there is no word set “mony”; did you mean “@money”?\n    lack of @mony\n            ^^^^^");
        let many = WordSet { id: "x".into(), words: (0..1000).map(|number| format!("w{number}")).collect() };
        assert!(phrases("@x @x", std::slice::from_ref(&many), Inflection::ENGLISH).unwrap_err().contains("200000"));
        assert_eq!(phrases("@x", &[many], Inflection::ENGLISH).unwrap().len(), 1000);
    }

    #[test]
    fn what_is_wrong_with_a_set_is_said() {
        let codebook = Codebook { sets: sets(), ..Codebook::default() };
        assert_eq!(problem(&codebook.sets[0], &codebook), None);
        for (id, words) in [("", &["a"][..]), ("Money", &["a"]), ("a", &[]), ("a", &["b", " "]), ("a", &["@money"])] {
            let set = WordSet { id: id.into(), words: words.iter().map(|word| (*word).to_owned()).collect() };
            assert!(problem(&set, &codebook).is_some(), "{id} {words:?}");
        }
    }
}
