//! What may still give somebody away in a document whose names were replaced: to be looked through by a person.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::key::{Key, folded, is_doubtful};
use super::map::Span;
use super::{Pseudonyms, Renamed};
use crate::coding::positions::Positions;
use crate::coding::retrieve::{cut_end, cut_start};
use crate::diagnostic::Result;
use crate::model::{Personal, Pseudonym};
use crate::personal::{self, NameKind};

/// Why something is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// An e-mail address, a telephone number, a postcode …
    Personal(&'static str),
    /// It stands in the key without a pseudonym.
    Undecided,
    /// Part of several people's names.
    Several,
    /// Whoever speaks is called so.
    Speaker,
    /// A name of the key that is a common word, at the beginning of a sentence or as a month.
    Opening,
    /// A name of the key with other capitals, or none.
    OtherCase,
    /// A name by its look.
    Looks(NameKind),
}

impl Why {
    /// The words for it.
    pub fn words(self) -> String {
        match self {
            Self::Undecided => "in the key, not decided".into(),
            Self::Several => "part of several names".into(),
            Self::Opening => "name, or a common word".into(),
            Self::OtherCase => "name in other letters".into(),
            Self::Speaker => "speaker".into(),
            Self::Looks(NameKind::Name) => "name?".into(),
            Self::Looks(kind) => format!("{}?", kind.word()),
            Self::Personal(what) => what.into(),
        }
    }

    /// What a row of the key says as its kind.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Looks(NameKind::Name) => "",
            Self::Looks(kind) => kind.word(),
            Self::Speaker => "person",
            Self::Personal(what) => what,
            _ => "",
        }
    }
}

/// Something that is still there, however often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The words.
    pub words: String,
    /// Why they are listed.
    pub why: Why,
    /// How often they are there.
    pub times: usize,
    /// In how many documents.
    pub documents: usize,
    /// The first of these.
    pub document: String,
    /// The turn there.
    pub turn: u32,
    /// A few words around.
    pub around: String,
}

/// What is still there in all documents that were looked through.
#[derive(Debug, Clone, Default)]
pub struct Remaining {
    left: Vec<Left>,
    /// Where something stands in the list, and the document in which it was seen last.
    place_of: HashMap<(Why, String), (usize, String)>,
}

impl Remaining {
    fn add(&mut self, words: &str, why: Why, (document, turn): (&str, u32), around: impl FnOnce() -> String) {
        // What one sentence tells to be a place is one in the next, too.
        let alike = if let Why::Looks(_) = why { Why::Looks(NameKind::Name) } else { why };
        if let Some((place, last)) = self.place_of.get_mut(&(alike, words.to_owned())) {
            let left = &mut self.left[*place];
            left.why = left.why.min(why);
            left.times += 1;
            if last != document {
                left.documents += 1;
                document.clone_into(last);
            }
            return;
        }
        self.place_of.insert((alike, words.to_owned()), (self.left.len(), document.to_owned()));
        let (words, document) = (words.to_owned(), document.to_owned());
        self.left.push(Left { words, why, times: 1, documents: 1, document, turn, around: around() });
    }

    /// All of it: what surely is personal first, then what is there most often.
    pub fn sorted(self) -> Vec<Left> {
        let mut left = self.left;
        left.sort_by(|one, other| (one.why, other.times, &one.words).cmp(&(other.why, one.times, &other.words)));
        left
    }
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

    /// Adds what is still there in a document.
    pub fn look(&self, renamed: &Renamed, remaining: &mut Remaining) {
        let document = &renamed.document;
        let positions = Positions::new(&document.text);
        let spans = renamed.map.spans();
        let replaced: BTreeSet<&str> = spans.iter().map(|span| positions.slice(span.new.0, span.new.1)).collect();
        for (index, speaker) in document.speakers.iter().enumerate() {
            let label = speaker.label.as_str();
            if is_named(label) && !self.stays.contains(&folded(label)) && !replaced.contains(label) {
                let first = document.turns.iter().find(|turn| turn.speaker == Some(index));
                let around =
                    || first.map_or_else(String::new, |turn| cut_end(positions.slice(turn.start, turn.end), AROUND));
                remaining.add(label, Why::Speaker, (&document.id, first.map_or(1, |turn| turn.number)), around);
            }
        }
        for turn in &document.turns {
            let words = positions.slice(turn.start, turn.end);
            let base = positions.byte(turn.start);
            let within = |span: &&Span| span.new.0 < turn.end;
            let from = spans.partition_point(|span| span.new.1 <= turn.start);
            let byte = |position: usize| positions.byte(position).saturating_sub(base);
            let mut taken: BTreeMap<usize, usize> =
                spans[from..].iter().take_while(within).map(|span| (byte(span.new.0), byte(span.new.1))).collect();
            for (start, end, why) in self.of_turn(words) {
                let is_free = taken.range(..end).next_back().is_none_or(|(_, last)| *last <= start);
                let what = &words[start..end];
                if is_free && !self.stays.contains(&folded(what)) {
                    taken.insert(start, end);
                    let around = || {
                        let (before, after) = (last(&words[..start]), first(&words[end..]));
                        let gap = |is: bool| if is { " " } else { "" };
                        let gaps =
                            [before.ends_with(char::is_whitespace), after.starts_with(char::is_whitespace)].map(gap);
                        [&cut_start(before, AROUND), gaps[0], what, gaps[1], &cut_end(after, AROUND)].concat()
                    };
                    remaining.add(what, why, (&document.id, turn.number), || around().trim().to_owned());
                }
            }
        }
    }

    /// Candidates in the words of a turn, the surest first.
    fn of_turn(&self, words: &str) -> Vec<(usize, usize, Why)> {
        let mut found: Vec<(usize, usize, Why)> =
            personal::find(words).iter().map(|hit| (hit.start, hit.end, Why::Personal(called(hit.kind)))).collect();
        found.extend(personal::accounts(words).into_iter().map(|(start, end)| (start, end, Why::Personal("account"))));
        let addresses = personal::web_addresses(words).into_iter();
        found.extend(addresses.map(|(start, end)| (start, end, Why::Personal("web address"))));
        let mut add = |key: &Key, text: &str, why: Why| {
            found.extend(key.find(text).into_iter().map(|hit| (hit.start, hit.end, why)));
        };
        add(&self.undecided, words, Why::Undecided);
        add(&self.several, words, Why::Several);
        add(&self.opening, words, Why::Opening);
        if !self.lower.is_empty() {
            let small = lowered(words);
            if small.len() == words.len() {
                add(&self.lower, &small, Why::OtherCase);
            }
        }
        found.extend(personal::named(words).iter().map(|name| (name.start, name.end, Why::Looks(name.kind))));
        found
    }
}

/// How many characters are shown before and after.
const AROUND: usize = 30;

/// Enough of the end of a text to be cut.
fn last(text: &str) -> &str {
    text.char_indices().rev().nth(AROUND * 2).map_or(text, |(at, _)| &text[at..])
}

/// Enough of the beginning of a text to be cut.
fn first(text: &str) -> &str {
    text.char_indices().nth(AROUND * 2).map_or(text, |(at, _)| &text[..at])
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
        "interviewer",
        "interviewee",
        "int",
        "participant",
        "respondent",
        "moderator",
        "facilitator",
        "researcher",
        "speaker",
        "voice",
        "person",
        "male",
        "female",
        "unknown",
        "answer",
        "question",
        "interpreter",
        "translator",
        "observer",
        "informant",
        "all",
        "both",
        "note",
        "support",
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
