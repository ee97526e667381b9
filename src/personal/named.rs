//! Names of people, places and organisations in running text, by their look. All of them are guesses, made to be looked through.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::names::{is_given, is_title};

/// What a name may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// Somebody.
    Person,
    /// A place.
    Place,
    /// An organisation.
    Organisation,
    /// Nobody can tell.
    Name,
}

impl NameKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Organisation => "organisation",
            Self::Name => "name",
        }
    }
}

/// A name in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// What it may be of.
    pub kind: NameKind,
    /// Where it starts, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
}

/// Last words of places.
const PLACES: &str = " street road lane avenue park square green hill bridge heath island house hall court close drive gardens estate market \
    station library terrace crescent walk way farm common valley ";

/// Words of organisations.
const ORGANISATIONS: &str = " trust foundation council centre center charity cic ltd limited university hospital school college church mosque temple \
    society association partnership forum project network club group company department agency service services federation union institute \
    committee board housing academy surgery clinic bank ";

/// Words with a capital that name nobody.
const NOT_NAMES: &str = " i i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday january february march april may june july \
    august september october november december english british scottish welsh irish european american french german italian spanish \
    polish asian african caribbean indian pakistani bangladeshi chinese somali arabic urdu punjabi muslim christian jewish hindu sikh \
    catholic god lord christmas easter ramadan eid diwali covid covid-19 zoom teams whatsapp facebook google twitter instagram youtube \
    excel word powerpoint microsoft internet mum mam mom dad nan gran granny grandad auntie uncle okay ok tv gp gps mp mps ceo phd \
    americans canadian canadians australian australians japanese koreans korean russian russians europeans asians africans african-american \
    western eastern northern southern latin buddhist democrat democrats republican republicans labour tory tories conservative \
    universal credit brexit lottery yes no mr mrs ms dr sir madam ";

static SETS: LazyLock<[(&str, HashSet<&str>); 3]> =
    LazyLock::new(|| [PLACES, ORGANISATIONS, NOT_NAMES].map(|list| (list, list.split_whitespace().collect())));

fn among(list: &str, word: &str) -> bool {
    const LONGEST: usize = 24;
    let word = word.trim_end_matches(['.', ',']);
    if word.len() > LONGEST {
        return false;
    }
    let plain = word.replace('’', "'").to_lowercase();
    SETS.iter().any(|(of, set)| *of == list && set.contains(plain.as_str()))
}

/// Whether a full name could be somebody's: two to four words with capital letters, none of them a word of places or
/// organisations.
pub fn could_be_a_person(value: &str) -> bool {
    let words: Vec<&str> = value.split_whitespace().collect();
    let shaped = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_alphabetic)
            && !word.starts_with(char::is_lowercase)
            && letters.all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.') || !c.is_ascii())
    };
    (2..=4).contains(&words.len())
        && words.iter().all(shaped)
        && !words.iter().any(|word| among(PLACES, word) || among(ORGANISATIONS, word))
}

/// A word with where it stands.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    start: usize,
    opens: bool,
    capital: bool,
}

/// Names in words, in order. A capital at the beginning of a sentence makes no name on its own, unless the word is a common
/// given name.
pub fn named(words: &str) -> Vec<Named> {
    let tokens = tokens(words);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let length = run(words, &tokens[at..]);
        if length == 0 {
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).map(|index| tokens[index]);
        found.extend(judged(&tokens[at..at + length], before));
        at += length;
    }
    found
}

fn tokens(words: &str) -> Vec<Word<'_>> {
    let mut tokens = Vec::new();
    let mut opens = true;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '&');
    let mut rest = 0;
    while let Some(start) = words[rest..].find(is_part).map(|found| rest + found) {
        opens |= words[rest..start].contains(['.', '!', '?', '…', ':', '\n', '“', '"', '‘']);
        let end = words[start..].find(|c| !is_part(c)).map_or(words.len(), |found| start + found);
        let whole = words[start..end].trim_end_matches(['\'', '’', '-']);
        let text = ["'s", "’s"].iter().find_map(|ending| whole.strip_suffix(ending)).unwrap_or(whole);
        if !text.is_empty() {
            let capital = text.starts_with(char::is_uppercase) && text.chars().any(char::is_lowercase);
            tokens.push(Word { text, start, opens, capital });
            opens = false;
        }
        rest = end;
    }
    tokens
}

/// How many words from here on belong to one name.
fn run(words: &str, tokens: &[Word<'_>]) -> usize {
    const LONGEST: usize = 5;
    let mut length = 0;
    while let Some(token) = tokens.get(length).filter(|_| length < LONGEST) {
        let joined = length == 0 || {
            let last = tokens[length - 1];
            let between = &words[last.start + last.text.len()..token.start];
            matches!(between, " " | "\u{a0}" | ". ") && (between != ". " || is_title(last.text))
        };
        let links = length > 0 && matches!(token.text, "&" | "of" | "de" | "van" | "von" | "bin" | "al");
        let goes_on = links && tokens.get(length + 1).is_some_and(|next| next.capital && !among(NOT_NAMES, next.text));
        let title = token.capital && is_title(token.text);
        if !joined || !(goes_on || title || (token.capital && !among(NOT_NAMES, token.text))) {
            break;
        }
        length += 1;
    }
    length
}

fn judged<'a>(mut run: &[Word<'a>], mut before: Option<Word<'a>>) -> Option<Named> {
    // “When Maureen came”: the first word of a sentence is no part of the name, unless it looks like one.
    while let Some(first) = run.first().filter(|first| first.opens && !is_given(first.text) && !is_title(first.text)) {
        let telling = run.last().is_some_and(|last| among(ORGANISATIONS, last.text) || among(PLACES, last.text));
        if telling && run.len() > 1 && first.text.len() > 3 {
            break;
        }
        before = Some(*first);
        run = &run[1..];
    }
    let (first, last) = (run.first()?, run.last()?);
    let is_person = is_title(first.text) && run.len() > 1 || is_given(first.text);
    let behind = |words: &[&str]| before.is_some_and(|word| words.contains(&word.text.to_lowercase().as_str()));
    let kind = if run.len() > 1 && run.iter().any(|word| among(ORGANISATIONS, word.text) || word.text == "&") {
        NameKind::Organisation
    } else if run.len() > 1 && among(PLACES, last.text) {
        NameKind::Place
    } else if is_person {
        NameKind::Person
    } else if behind(&["in", "from", "near", "around", "across", "outside"]) {
        NameKind::Place
    } else {
        NameKind::Name
    };
    let lonely_title = run.len() == 1 && is_title(first.text);
    (!lonely_title).then_some(Named { kind, start: first.start, end: last.start + last.text.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &str) -> Vec<(&str, NameKind)> {
        named(words).iter().map(|name| (&words[name.start..name.end], name.kind)).collect()
    }

    #[test]
    fn sentences_without_names_have_none() {
        for words in
            ["", "We met on Monday. Then I left.", "The answer is “No”.", "MONEY. Money!", "So I’m in, the NHS too."]
        {
            assert!(found(words).is_empty(), "{words}: {:?}", found(words));
        }
    }

    #[test]
    fn people_places_and_organisations_are_told_apart() {
        use NameKind::{Name, Organisation, Person, Place};
        assert_eq!(
            found(
                "When Maureen Tully’s lad came from Saltley, Mrs Oyelaran rang the Kiln Lane Trust. Dawn agreed with Hiwot."
            ),
            [
                ("Maureen Tully", Person),
                ("Saltley", Place),
                ("Mrs Oyelaran", Person),
                ("Kiln Lane Trust", Organisation),
                ("Dawn", Person),
                ("Hiwot", Name)
            ]
        );
        assert_eq!(
            found("we use Bobbin & Thread on Moseley Road"),
            [("Bobbin & Thread", Organisation), ("Moseley Road", Place)]
        );
    }

    #[test]
    fn a_full_name_has_no_word_of_places_or_organisations() {
        assert!(could_be_a_person("Maureen Tully") && could_be_a_person("Siân Lloyd-Jones"));
        for no in ["", "Maureen", "Kiln Lane", "Thursday Centre", "the Forum", "B29 Club"] {
            assert!(!could_be_a_person(no), "{no}");
        }
    }
}
