//! What may still give somebody away in a document whose names were replaced: to be looked through by a person.

use std::collections::BTreeSet;

use super::key::{Key, folded, is_doubtful};
use super::{Pseudonyms, Renamed};
use crate::coding::positions::Positions;
use crate::diagnostic::Result;
use crate::model::{Personal, Pseudonym};
use crate::personal::{self, NameKind};

/// Why something is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It stands in the key without a pseudonym.
    Undecided,
    /// Part of several people's names.
    Several,
    /// A name of the key that is a common word, at the beginning of a sentence.
    Opening,
    /// A name of the key with other capitals, or none.
    OtherCase,
    /// Whoever speaks is called so.
    Speaker,
    /// A name by its look.
    Looks(NameKind),
    /// An e-mail address, a telephone number, a postcode …
    Personal(&'static str),
}

impl Why {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Undecided => "in the key, undecided",
            Self::Several => "part of several names",
            Self::Opening => "name or first word",
            Self::OtherCase => "name in other letters",
            Self::Speaker => "speaker",
            Self::Looks(kind) => kind.word(),
            Self::Personal(what) => what,
        }
    }

    /// What a row of the key says as its kind.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Looks(kind) => kind.word(),
            Self::Speaker => "person",
            Self::Personal(what) => what,
            _ => "",
        }
    }
}

/// Something that is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The words.
    pub words: String,
    /// Why they are listed.
    pub why: Why,
    /// The turn.
    pub turn: u32,
}

/// The key from the other side: what of it may have been missed.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    undecided: Key,
    several: Key,
    opening: Key,
    lower: Key,
    stays: BTreeSet<String>,
}

impl Watch {
    /// Makes it ready.
    ///
    /// # Errors
    /// When the key has too many names.
    pub fn new(pseudonyms: &Pseudonyms) -> Result<Self> {
        let itself = |name: &Pseudonym, words: String| Pseudonym {
            pseudonym: Some(words.clone()),
            name: words,
            always: true,
            ..name.clone()
        };
        let plain = |names: Vec<&Pseudonym>| -> Vec<Pseudonym> {
            names.iter().map(|name| itself(name, name.name.clone())).collect()
        };
        let names = pseudonyms.names();
        let undecided = names.iter().filter(|name| name.pseudonym.is_none() && !name.stays).collect();
        let ready = pseudonyms.key("").names();
        let decided = || ready.iter().filter(|name| name.pseudonym.is_some());
        let lower = decided().filter(|name| !is_doubtful(name) && name.name.chars().count() > 2);
        let stays = names.iter().filter(|name| name.stays).map(|name| folded(&name.name)).collect();
        Ok(Self {
            undecided: Key::new(plain(undecided))?,
            several: Key::new(plain(pseudonyms.doubtful().iter().collect()))?,
            opening: Key::new(plain(decided().filter(|name| is_doubtful(name)).collect()))?,
            lower: Key::new(lower.map(|name| itself(name, lowered(&name.name))).collect())?,
            stays,
        })
    }

    /// What is still there in a document, in order.
    pub fn left(&self, renamed: &Renamed) -> Vec<Left> {
        let document = &renamed.document;
        let positions = Positions::new(&document.text);
        let mut left = Vec::new();
        let stands_in = |label: &str| renamed.map.spans().iter().any(|span| positions.slice(span.new.0, span.new.1) == label);
        for (index, speaker) in document.speakers.iter().enumerate() {
            let label = &speaker.label;
            if is_named(label) && !self.stays.contains(&folded(label)) && !stands_in(label) {
                let turn = document.turns.iter().find(|turn| turn.speaker == Some(index)).map_or(1, |turn| turn.number);
                left.push(Left { words: label.clone(), why: Why::Speaker, turn });
            }
        }
        for turn in &document.turns {
            let words = positions.slice(turn.start, turn.end);
            let mut taken: Vec<(usize, usize)> = renamed
                .map
                .spans()
                .iter()
                .filter(|span| span.new.1 > turn.start && span.new.0 < turn.end)
                .map(|span| (positions.byte(span.new.0), positions.byte(span.new.1)))
                .map(|(from, to)| {
                    let base = positions.byte(turn.start);
                    (from.saturating_sub(base), to.saturating_sub(base))
                })
                .collect();
            for (start, end, why) in self.of_turn(words) {
                let free = taken.iter().all(|(from, to)| end <= *from || *to <= start);
                let what = &words[start..end];
                if free && !self.stays.contains(&folded(what)) {
                    taken.push((start, end));
                    left.push(Left { words: what.to_owned(), why, turn: turn.number });
                }
            }
        }
        left
    }

    /// Candidates in the words of a turn, the surest first.
    fn of_turn(&self, words: &str) -> Vec<(usize, usize, Why)> {
        let mut found: Vec<(usize, usize, Why)> =
            personal::find(words).iter().map(|hit| (hit.start, hit.end, Why::Personal(called(hit.kind)))).collect();
        let mut add = |key: &Key, text: &str, why: Why| {
            found.extend(key.find(text).into_iter().map(|hit| (hit.start, hit.end, why)));
        };
        add(&self.undecided, words, Why::Undecided);
        add(&self.several, words, Why::Several);
        add(&self.opening, words, Why::Opening);
        let small = lowered(words);
        if small.len() == words.len() {
            add(&self.lower, &small, Why::OtherCase);
        }
        found.extend(personal::named(words).iter().map(|name| (name.start, name.end, Why::Looks(name.kind))));
        found
    }
}

/// Lower case, letter by letter where that keeps the length.
fn lowered(words: &str) -> String {
    let lower = |character: char| {
        let mut small = character.to_lowercase();
        match (small.next(), small.next()) {
            (Some(one), None) if one.len_utf8() == character.len_utf8() => one,
            _ => character,
        }
    };
    words.chars().map(lower).collect()
}

/// Whether a label is somebody's name and not the word of a role.
fn is_named(label: &str) -> bool {
    const ROLES: [&str; 24] = [
        "interviewer", "interviewee", "int", "participant", "respondent", "moderator", "facilitator", "researcher", "speaker",
        "voice", "person", "male", "female", "unknown", "answer", "question", "interpreter", "translator", "observer",
        "informant", "all", "both", "note", "support",
    ];
    let first = label.split_whitespace().next().unwrap_or_default().to_lowercase();
    let word = first.trim_end_matches(|c: char| c.is_ascii_digit() || "#_-().".contains(c));
    word.chars().count() > 2 && label.starts_with(char::is_uppercase) && !ROLES.contains(&word)
}

fn called(kind: Personal) -> &'static str {
    match kind {
        Personal::Email => "e-mail address",
        Personal::Phone => "telephone number",
        Personal::Address => "postcode",
        Personal::Location => "coordinates",
        Personal::IpAddress => "network address",
        Personal::Identifier => "personal number",
        Personal::BirthDate => "date of birth",
        Personal::Name => "name",
    }
}
