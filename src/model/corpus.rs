//! Documents (transcripts, notes, stories, open answers) and the cases that speak in them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A person or an organisation taking part. A person may belong to an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Unique in the study.
    pub id: String,
    /// Joins to [`super::Record::respondent`], where the case also answered the questionnaire.
    pub respondent: Option<String>,
    /// The stakeholder group.
    pub group: Option<String>,
    /// The organisation, where the case is a person of one.
    pub organisation: Option<String>,
    /// Consent as the study records it: `yes`, `no`, `withdrawn`, `counted, not quoted`, or a condition in words.
    pub consent: Option<String>,
    /// Any other columns of cases.csv, in their order: size, sector, district …
    pub attributes: Vec<(String, String)>,
}

impl Case {
    /// An attribute by the name of its column; `group` and `organisation` included.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        match name {
            "group" => self.group.as_deref(),
            "organisation" => self.organisation.as_deref(),
            "case" => Some(self.id.as_str()),
            _ => self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()),
        }
        .filter(|value| !value.is_empty())
    }

    /// Whether whoever it is did not consent to take part, or took consent back, and so is neither counted nor quoted: by the first word, however it is written (“No”,
    /// “n”, “Withdrawn 3 May”), so that a capital letter never lets somebody be quoted.
    pub fn refuses(&self) -> bool {
        const REFUSALS: [&str; 9] = ["no", "n", "not", "none", "withdrawn", "withdrew", "refused", "declined", "false"];
        self.first_word_of_consent().is_some_and(|word| REFUSALS.contains(&word.as_str())) && !self.is_only_counted()
    }

    /// Whether the words of whoever it is may be shown. To take part and to be quoted are two permissions.
    pub fn may_be_quoted(&self) -> bool {
        !self.refuses() && !self.is_only_counted()
    }

    /// Whether whoever it is takes part and is not quoted: “counted, not quoted”, “yes, but no quotations”, “not quoted”. A refusal
    /// that mentions quotations later on (“no, and do not quote me”) stays a refusal.
    fn is_only_counted(&self) -> bool {
        const DENIALS: [&str; 6] = ["no", "not", "never", "without", "don", "nothing"];
        const STEM: &str = "quot";
        let words = self.words_of_consent();
        let Some(first) = words.first() else { return false };
        if first.starts_with("count") {
            return true;
        }
        let denied = words.iter().position(|word| DENIALS.contains(&word.as_str()));
        let quoted = words.iter().rposition(|word| word.starts_with(STEM));
        match (denied, quoted) {
            (Some(0), Some(_)) => words.get(1).is_some_and(|word| word.starts_with(STEM)),
            (Some(denied), Some(quoted)) => self.first_word_is_a_yes() && denied < quoted,
            _ => false,
        }
    }

    /// Whether consent is said in a word that is neither a yes nor a no.
    pub fn consent_is_unclear(&self) -> bool {
        !self.refuses()
            && !self.is_only_counted()
            && self.first_word_of_consent().is_some()
            && !self.first_word_is_a_yes()
    }

    fn first_word_is_a_yes(&self) -> bool {
        const CONSENTS: [&str; 7] = ["yes", "y", "given", "full", "agreed", "consented", "true"];
        self.first_word_of_consent().is_some_and(|word| CONSENTS.contains(&word.as_str()))
    }

    fn words_of_consent(&self) -> Vec<String> {
        let words = self.consent.as_deref().unwrap_or_default().split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    }

    fn first_word_of_consent(&self) -> Option<String> {
        let text = self.consent.as_deref()?.trim();
        let mut words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        (!text.is_empty()).then(|| words.next().unwrap_or(text).to_lowercase())
    }
}

/// What somebody is in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Asks. Never coded by rules, never quoted.
    Interviewer,
    /// Answers.
    Participant,
    /// Anybody else: an interpreter, a note taker, somebody who comes in.
    Other,
}

impl Role {
    /// The word that documents.csv uses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Interviewer => "interviewer",
            Self::Participant => "participant",
            Self::Other => "other",
        }
    }

    /// The role that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Interviewer, Self::Participant, Self::Other]
            .into_iter()
            .find(|role| role.word() == word.trim().to_lowercase())
    }
}

/// A label in a document, and who stands behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Speaker {
    /// The label as the transcript has it, without its colon.
    pub label: String,
    /// The case, once known. The same case may speak in several documents, and several labels may be one case.
    pub case: Option<String>,
    /// What the speaker is in this document.
    pub role: Role,
}

/// What one speaker says until another does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// 1, 2, 3 … in the document.
    pub number: u32,
    /// The place among the document's speakers; `None`: nobody is named.
    pub speaker: Option<usize>,
    /// The id of the interview question that the turn answers, where known.
    pub question: Option<String>,
    /// When it begins, in milliseconds from the start of the recording.
    pub start_time: Option<u64>,
    /// Where its words start in the canonical text, in code points; the speaker's label stands before.
    pub start: usize,
    /// Where its words end, in code points, exclusive.
    pub end: usize,
}

/// A transcript or another document, in its canonical text.
///
/// The canonical text of a document is UTF-8 in NFC with LF line ends: for each turn the label of its speaker, a colon
/// and a blank, then its words; paragraphs inside a turn are divided by one line end, turns by two. White space
/// (blanks, tabs, no-break spaces) and control characters inside a paragraph are one blank, none at its ends. Marks without width
/// (byte order mark, soft hyphen, zero-width blank, word joiner), times and headers are not in it.
/// Positions are code points in this text, half-open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Unique in the study, whatever the file's ending.
    pub id: String,
    /// The file in the study, with forward slashes.
    pub file: String,
    /// The activity it comes from: `interviews`, `workshop`.
    pub activity: Option<String>,
    /// `transcript`, `notes`, `story`, `answer`, `published`.
    pub kind: String,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// The document of which this is a translation.
    pub translation_of: Option<String>,
    /// `YYYY-MM-DD`, where known.
    pub date: Option<String>,
    /// Who speaks.
    pub speakers: Vec<Speaker>,
    /// Who says what, in order.
    pub turns: Vec<Turn>,
    /// The canonical text.
    pub text: String,
    /// SHA-256 of the canonical text in hexadecimal, the first 16 digits.
    pub hash: String,
}

impl Document {
    /// The hash of a canonical text: the first 16 hexadecimal digits of its SHA-256.
    pub fn hash_of(text: &str) -> String {
        Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The words between two positions (code points, half-open); empty where they lie outside.
    pub fn slice(&self, start: usize, end: usize) -> &str {
        if start >= end {
            return "";
        }
        let Some(rest) = behind(&self.text, start) else { return "" };
        behind(rest, end - start).map_or("", |after| &rest[..rest.len() - after.len()])
    }

    /// The words of a turn.
    pub fn words(&self, turn: &Turn) -> &str {
        self.slice(turn.start, turn.end)
    }

    /// Every turn with its words, in one walk through the text: [`Self::words`] begins anew for each.
    pub fn spoken(&self) -> impl Iterator<Item = (&Turn, &str)> {
        // A position, and what stands from there on.
        let mut at = (0, self.text.as_str());
        self.turns.iter().map(move |turn| {
            if turn.start < at.0 {
                at = (0, &self.text);
            }
            let rest = behind(at.1, turn.start - at.0).unwrap_or_default();
            let after = behind(rest, turn.end.saturating_sub(turn.start)).unwrap_or_default();
            at = (turn.end.max(turn.start), after);
            (turn, &rest[..rest.len() - after.len()])
        })
    }

    /// The turn in which a position lies.
    pub fn turn_at(&self, position: usize) -> Option<&Turn> {
        let behind = self.turns.partition_point(|turn| turn.end.max(turn.start + 1) <= position);
        self.turns.get(behind).filter(|turn| turn.start <= position)
    }

    /// The turns that share words with a span, in code points, half-open.
    pub fn turns_in(&self, start: usize, end: usize) -> impl Iterator<Item = &Turn> {
        let behind = self.turns.partition_point(|turn| turn.end <= start);
        self.turns[behind..].iter().take_while(move |turn| turn.start < end).filter(move |turn| start < turn.end)
    }

    /// The role of who speaks in a turn; a turn of nobody in particular counts as a participant's.
    pub fn role(&self, turn: &Turn) -> Role {
        turn.speaker.and_then(|speaker| self.speakers.get(speaker)).map_or(Role::Participant, |speaker| speaker.role)
    }

    /// The case that speaks in a turn.
    pub fn case(&self, turn: &Turn) -> Option<&str> {
        turn.speaker.and_then(|speaker| self.speakers.get(speaker)).and_then(|speaker| speaker.case.as_deref())
    }
}

/// What stands behind so many code points of a text; `None`: it does not have as many.
fn behind(text: &str, count: usize) -> Option<&str> {
    let mut characters = text.chars();
    if count > 0 {
        characters.nth(count - 1)?;
    }
    Some(characters.as_str())
}

/// All documents and cases of a study.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corpus {
    /// In the order of documents.csv, else of their files.
    pub documents: Vec<Document>,
    /// In the order of cases.csv.
    pub cases: Vec<Case>,
}

impl Corpus {
    /// The document of this id.
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }

    /// The case of this id.
    pub fn case(&self, id: &str) -> Option<&Case> {
        self.cases.iter().find(|case| case.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_code_points_and_half_open() {
        let document = Document { text: "é“x” y".into(), ..Document::default() };
        assert_eq!(document.slice(1, 4), "“x”");
        assert_eq!(document.slice(0, 6), "é“x” y");
        assert_eq!(document.slice(3, 3), "");
        assert_eq!(document.slice(4, 3), "");
        assert_eq!(document.slice(5, 99), "");
    }

    #[test]
    fn turns_with_their_words_are_the_words_of_turns() {
        let turn =
            |start: usize, end: usize| Turn { number: 1, speaker: None, question: None, start_time: None, start, end };
        let turns = vec![turn(0, 1), turn(1, 4), turn(5, 5), turn(5, 6), turn(1, 4)];
        let document = Document { text: "é“x” y".into(), turns, ..Document::default() };
        let spoken: Vec<&str> = document.spoken().map(|(_, words)| words).collect();
        assert_eq!(spoken, ["é", "“x”", "", "y", "“x”"]);
        assert!(document.turns.iter().map(|turn| document.words(turn)).eq(spoken));
    }

    #[test]
    fn a_refusal_is_a_refusal_however_it_is_written() {
        let case = |consent: &str| Case { consent: Some(consent.into()), ..Case::default() };
        for no in ["no", "No", " NO ", "n", "Withdrawn", "withdrawn 3 May", "not given", "refused", "No, sorry"] {
            assert!(case(no).refuses() && !case(no).consent_is_unclear(), "{no}");
        }
        for yes in ["", "  ", "yes", "Yes", "y", "yes, but not by name"] {
            assert!(!case(yes).refuses() && !case(yes).consent_is_unclear(), "{yes}");
        }
        for unclear in ["maybe", "?", "anonymous only"] {
            assert!(!case(unclear).refuses() && case(unclear).consent_is_unclear(), "{unclear}");
        }
        assert!(!Case::default().refuses() && Case::default().may_be_quoted());
    }

    #[test]
    fn to_take_part_and_to_be_quoted_are_two_permissions() {
        let case = |consent: &str| Case { consent: Some(consent.into()), ..Case::default() };
        for counted in [
            "counted, not quoted",
            "Counted only",
            "not quoted",
            "No quotes",
            "yes, but not quoted",
            "yes; please don’t quote",
            "Yes, no direct quotations",
        ] {
            let case = case(counted);
            assert!(!case.refuses() && !case.may_be_quoted() && !case.consent_is_unclear(), "{counted}");
        }
        for no in ["no, and do not quote me", "withdrawn, no quotes", "not given", "no; may not be quoted"] {
            assert!(case(no).refuses() && !case(no).may_be_quoted(), "{no}");
        }
        for yes in ["yes", "yes, by group only", "yes, may be quoted", "yes, not by name"] {
            assert!(case(yes).may_be_quoted(), "{yes}");
        }
    }
}
