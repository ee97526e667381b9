//! Labels of speakers: what could be one at the head of a line, and which of those are.
//!
//! “One thing is sure: we need money” has a colon too. What could be a label counts as one when it comes back, when it is the
//! word of a role (Interviewer, P3, Speaker 1), or when it is written as a name is.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::clock;
use crate::model::Role;

/// The longest label, in characters.
const LONGEST: usize = 50;

/// The most words of a label.
const MOST_WORDS: usize = 6;

/// What could be a label, with what stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate<'a> {
    /// The label without its colon, its brackets and its time.
    pub label: &'a str,
    /// The time beside it.
    pub time: Option<u64>,
    /// Where the words start, in bytes of the line.
    pub rest: usize,
    /// Whether it stands in square brackets without a colon: `[id1] text`.
    pub bracketed: bool,
}

/// What could be a label at the head of a line: before a colon (a blank before it or not), a tab, or in square brackets; a
/// time may stand before or behind it.
pub(super) fn candidate(line: &str) -> Option<Candidate<'_>> {
    let mut at = line.len() - line.trim_start().len();
    let mut time = None;
    if let Some((mark, after)) = leading_mark(&line[at..]) {
        time = Some(mark);
        at += after;
        at += line[at..].len() - line[at..].trim_start_matches([' ', '\t', '-', '–']).len();
    }
    at += prefix(&line[at..]);
    let body = &line[at..];
    if let Some(inner) = body.strip_prefix('[')
        && let Some(close) = inner.find(']').filter(|&close| could_be_label(&inner[..close]))
    {
        let behind = &inner[close + 1..];
        let colon = behind.trim_start().starts_with([':', '：']);
        let rest = line.len() - if colon { behind.trim_start().len() - 1 } else { behind.len() };
        let rest = if behind.trim_start().starts_with('：') { rest + 2 } else { rest };
        return Some(Candidate { label: inner[..close].trim(), time, rest, bracketed: !colon });
    }
    let (end, after) = separator(body)?;
    let (label, beside) = without_time(&body[..end]);
    let label = label.trim().trim_matches(['*', '_']).trim();
    let behind = body[after..].trim_start_matches(['*', '_']);
    could_be_label(label).then_some(Candidate {
        label,
        time: time.or(beside),
        rest: line.len() - behind.len(),
        bracketed: false,
    })
}

/// How long is what stands before a label and is no part of it: `>> `, or the number of a paragraph, `12. `.
fn prefix(text: &str) -> usize {
    let behind = text.trim_start_matches('>').trim_start();
    let marked = text.len() - behind.len();
    let number = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest =
        behind[number..].strip_prefix(['.', ')']).filter(|rest| (1..=4).contains(&number) && rest.starts_with(' '));
    let rest = rest.map(str::trim_start).filter(|rest| rest.starts_with(char::is_alphabetic));
    rest.map_or(if text.starts_with('>') { marked } else { 0 }, |rest| text.len() - rest.len())
}

/// Where the label ends and where the words start: at the first colon that is not part of a time, or at a tab.
fn separator(body: &str) -> Option<(usize, usize)> {
    let mut before = None;
    for (count, (index, character)) in body.char_indices().enumerate() {
        if count > LONGEST + 14 {
            return None;
        }
        let after = index + character.len_utf8();
        let next = body[after..].chars().next();
        match character {
            '：' | '\t' => return Some((index, after)),
            ':' => {
                let within_time =
                    before.is_some_and(|c: char| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit());
                if next == Some('/') {
                    return None;
                }
                if !within_time {
                    return Some((index, after));
                }
            }
            _ => {}
        }
        before = Some(character);
    }
    None
}

/// A time at the head of a line, with where it ends: `[00:01:02] …`, `0:12 …`.
pub(super) fn leading_mark(text: &str) -> Option<(u64, usize)> {
    let end = match text.chars().next()? {
        '[' => text.find(']')? + 1,
        '(' => text.find(')')? + 1,
        '0'..='9' => text.find(char::is_whitespace)?,
        _ => return None,
    };
    clock::bracketed_mark(&text[..end]).map(|time| (time, end))
}

/// A label without the time behind it: `Interviewer [00:12]`, `Interviewer (0:12)`, `Interviewer 0:12`.
pub(super) fn without_time(label: &str) -> (&str, Option<u64>) {
    let label = label.trim();
    if let Some(blank) = label.rfind([' ', '\t', '[', '(']) {
        let start = if label[blank..].starts_with(['[', '(']) { blank } else { blank + 1 };
        if let Some(time) = clock::bracketed_mark(&label[start..]) {
            return (label[..start].trim(), Some(time));
        }
    }
    (label, None)
}

/// Whether some words could be a label at all: few, and with nothing in them that only sentences have.
pub(super) fn could_be_label(label: &str) -> bool {
    let label = label.trim();
    let starts_well = label.chars().next().is_some_and(char::is_alphanumeric);
    let only_names = label.chars().all(|c| c.is_alphanumeric() || " \u{a0}\t-–'’.&/()_#+*".contains(c) || is_mark(c));
    // “Dr. Lane” and “J. Lane”, but not “I said it. Then”.
    let ends = |word: &str| word.ends_with('.') && (word.len() > 4 || word.starts_with(char::is_lowercase));
    let sentence = label.split_whitespace().rev().skip(1).any(ends);
    let is_time = clock::mark(label).is_some();
    starts_well
        && only_names
        && !sentence
        && !is_time
        && label.chars().count() <= LONGEST
        && label.split_whitespace().count() <= MOST_WORDS
}

/// Accents that stand as characters of their own.
fn is_mark(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

/// One spelling for all of a label: case, accents' form, blanks, a last full stop and asterisks do not matter.
pub(super) fn fold(label: &str) -> String {
    let text: String =
        if label.is_ascii() { label.to_ascii_lowercase() } else { label.nfc().collect::<String>().to_lowercase() };
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches(['.', '*', '_']).trim_start_matches(['*', '_']).to_owned()
}

/// Words of roles, without the numbers behind them.
const ROLES: [(&str, Role); 42] = [
    ("interviewer", Role::Interviewer),
    ("int", Role::Interviewer),
    ("intv", Role::Interviewer),
    ("iv", Role::Interviewer),
    ("ir", Role::Interviewer),
    ("i", Role::Interviewer),
    ("q", Role::Interviewer),
    ("question", Role::Interviewer),
    ("researcher", Role::Interviewer),
    ("moderator", Role::Interviewer),
    ("mod", Role::Interviewer),
    ("facilitator", Role::Interviewer),
    ("fac", Role::Interviewer),
    ("enquêteur", Role::Interviewer),
    ("enquêtrice", Role::Interviewer),
    ("entrevistador", Role::Interviewer),
    ("entrevistadora", Role::Interviewer),
    ("cyfwelydd", Role::Interviewer),
    ("participant", Role::Participant),
    ("p", Role::Participant),
    ("part", Role::Participant),
    ("interviewee", Role::Participant),
    ("ie", Role::Participant),
    ("respondent", Role::Participant),
    ("resp", Role::Participant),
    ("r", Role::Participant),
    ("a", Role::Participant),
    ("answer", Role::Participant),
    ("informant", Role::Participant),
    ("subject", Role::Participant),
    ("enquêté", Role::Participant),
    ("enquêtée", Role::Participant),
    ("entrevistado", Role::Participant),
    ("entrevistada", Role::Participant),
    ("interpreter", Role::Other),
    ("translator", Role::Other),
    ("note taker", Role::Other),
    ("notetaker", Role::Other),
    ("observer", Role::Other),
    ("transcriber", Role::Other),
    ("support worker", Role::Other),
    ("receptionist", Role::Other),
];

/// The role that a label says: “Interviewer 2”, “P3”, “Interviewee1”, “Participant (female)”.
pub(super) fn role(label: &str) -> Option<Role> {
    let folded = fold(label);
    let word = folded.split('(').next().unwrap_or_default();
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit() || " #_-.".contains(c));
    ROLES.iter().find(|(known, _)| *known == word).map(|(_, role)| *role)
}

/// Whether a label is one that programs and transcribers give to somebody without a name.
pub(super) fn is_stand_in(label: &str) -> bool {
    let folded = fold(label);
    let word = folded.trim_end_matches(|c: char| c.is_ascii_digit() || " #_-".contains(c));
    let numbered = word.len() < folded.len();
    role(label).is_some()
        || (numbered
            && ["speaker", "id", "s", "voice", "person", "male", "female", "m", "f", "sprecher"].contains(&word))
        || ["speaker", "unknown", "unknown speaker", "unidentified", "male", "female", "all", "both"].contains(&word)
}

/// Whether words are written as a name is: each with a capital or a digit, but for the small words of names.
pub(super) fn is_like_a_name(label: &str) -> bool {
    const SMALL: [&str; 16] =
        ["de", "da", "van", "von", "der", "den", "of", "the", "bin", "al", "ap", "ferch", "y", "la", "le", "and"];
    let mut words = label.split_whitespace();
    let first = words.next().is_some_and(|word| word.chars().any(|c| c.is_uppercase() || c.is_ascii_digit()));
    first
        && words.all(|word| {
            let begins = word.chars().find(|c| c.is_alphanumeric());
            begins.is_none_or(|c| !c.is_lowercase()) || SMALL.contains(&word)
        })
}

/// The longest name in a script without capitals that is taken for one where it stands once, in characters.
const SHORT_NAME: usize = 4;

/// Whether a label is short and of a script that has no capitals, so that its look says nothing: 李娜, مريم.
fn is_short_without_case(label: &str) -> bool {
    const LONGEST: usize = 12;
    let first = label.chars().find(|letter| letter.is_alphabetic());
    first.is_some_and(|letter| !letter.is_lowercase() && !letter.is_uppercase()) && label.chars().count() <= LONGEST
}

/// Whether words open a sentence or head a document, and are nobody's name.
pub(super) fn is_no_name(label: &str) -> bool {
    let folded = fold(label);
    NOT_NAMES.contains(&folded.split(' ').next().unwrap_or_default()) || super::headers::is_header_word(&folded)
}

/// Words that open a sentence before a colon, and are nobody's name.
const NOT_NAMES: [&str; 34] = [
    "yes",
    "no",
    "so",
    "well",
    "ok",
    "okay",
    "right",
    "also",
    "and",
    "but",
    "or",
    "then",
    "now",
    "firstly",
    "secondly",
    "thirdly",
    "finally",
    "lastly",
    "first",
    "second",
    "third",
    "honestly",
    "basically",
    "example",
    "note",
    "notes",
    "nb",
    "ps",
    "http",
    "https",
    "www",
    "summary",
    "keywords",
    "transcript",
];

/// The labels of a transcript.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    known: BTreeMap<String, usize>,
    /// Labels that stand once and may be the beginning of a sentence.
    pub doubtful: Vec<String>,
}

impl Labels {
    /// Decides which candidates are labels. `lines` begin at random places where a transcript is cut into cues, so that there a
    /// capital says less.
    pub(super) fn among<'a>(candidates: impl Iterator<Item = &'a str>, lines_are_cues: bool) -> Self {
        let mut seen: BTreeMap<String, (usize, &str)> = BTreeMap::new();
        for label in candidates {
            seen.entry(fold(label)).or_insert((0, label)).0 += 1;
        }
        let mut labels = Self::default();
        let mut rare = Vec::new();
        for (folded, (times, label)) in seen {
            if is_no_name(label) {
                continue;
            }
            let one_word = !folded.contains(' ');
            let taken = is_stand_in(label)
                || (times >= 2 && is_like_a_name(label))
                || (times >= 3 && one_word)
                || (times == 1 && is_like_a_name(label) && !(one_word && lines_are_cues))
                || (times >= 2 && is_short_without_case(label));
            if !taken && is_short_without_case(label) {
                rare.push(folded);
            } else if taken {
                if times == 1 && !is_stand_in(label) {
                    labels.doubtful.push(label.trim().to_owned());
                }
                labels.known.insert(folded, times);
            }
        }
        // Where names are written without capitals, another of them may speak once.
        if labels.known.keys().any(|label| is_short_without_case(label)) {
            let names = rare.into_iter().filter(|label| label.chars().count() <= SHORT_NAME);
            labels.known.extend(names.map(|label| (label, 1)));
        }
        labels
    }

    /// These labels, whatever they look like.
    pub(super) fn these<'a>(labels: impl Iterator<Item = &'a str>) -> Self {
        let mut these = Self::default();
        labels.for_each(|label| *these.known.entry(fold(label)).or_default() += 1);
        these
    }

    /// Whether this is one of the labels.
    pub(super) fn has(&self, label: &str) -> bool {
        self.known.contains_key(&fold(label))
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// How many different ones there are.
    pub(super) fn count(&self) -> usize {
        self.known.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> Option<(&str, &str)> {
        candidate(line).map(|found| (found.label, line[found.rest..].trim()))
    }

    #[test]
    fn labels_stand_before_colons_tabs_and_in_brackets() {
        assert_eq!(split("Interviewer: Hello"), Some(("Interviewer", "Hello")));
        assert_eq!(split("Interviewee1 : Oui"), Some(("Interviewee1", "Oui")));
        assert_eq!(split("INT\tSo"), Some(("INT", "So")));
        assert_eq!(split("李：好"), Some(("李", "好")));
        assert_eq!(split("[id1] Yes"), Some(("id1", "Yes")));
        assert_eq!(split("[Speaker 1]: Yes"), Some(("Speaker 1", "Yes")));
        assert_eq!(split("**Nadia:** Hello"), Some(("Nadia", "Hello")));
        assert_eq!(split("P:"), Some(("P", "")));
    }

    #[test]
    fn a_time_beside_a_label_is_its_time() {
        for line in ["[00:00:12] P: Yes", "P [0:12]: Yes", "P (00:12): Yes", "0:12 P: Yes", "P 00:00:12: Yes"] {
            let found = candidate(line).unwrap();
            assert_eq!((found.label, found.time), ("P", Some(12_000)), "{line}");
            assert_eq!(line[found.rest..].trim(), "Yes", "{line}");
        }
    }

    #[test]
    fn sentences_and_times_and_links_are_no_labels() {
        for line in [
            "",
            ":",
            "We asked one thing, and only one: money",
            "At 10:30 we met",
            "https://example.org",
            "I said it. Then: nothing",
            "“Quoted”: yes",
            "[inaudible 00:01:42]",
        ] {
            assert_eq!(candidate(line).filter(|found| !found.bracketed), None, "{line}");
        }
    }

    #[test]
    fn what_comes_back_or_is_a_role_or_a_name_is_a_label() {
        let labels =
            Labels::among(["Nadia", "nadia ", "P", "Dawn Ashcroft", "Honestly", "the thing is"].into_iter(), false);
        assert!(labels.has("NADIA") && labels.has("p") && labels.has("Dawn  Ashcroft"));
        assert!(!labels.has("Honestly") && !labels.has("the thing is"));
        assert_eq!(labels.doubtful, ["Dawn Ashcroft"]);
    }

    #[test]
    fn roles_are_read_off_labels() {
        assert_eq!(role("INTERVIEWER 2"), Some(Role::Interviewer));
        assert_eq!(role("Interviewee1"), Some(Role::Participant));
        assert_eq!(role("P03"), Some(Role::Participant));
        assert_eq!(role("Interpreter"), Some(Role::Other));
        assert_eq!(role("Nadia"), None);
    }
}
