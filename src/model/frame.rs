//! The sampling frame: whom the questionnaire was sent to, unit by unit or counted by group.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What became of a unit of the frame, in the classes of AAPOR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// Answered all of it.
    Complete,
    /// Answered part of it.
    Partial,
    /// Would not take part, or broke off.
    Refused,
    /// Was never reached, or did not react.
    NoContact,
    /// Did not answer for another reason, such as illness or language.
    Other,
    /// Nobody knows whether it belongs to the survey at all.
    Unknown,
    /// Does not belong to it: closed, moved away, listed by mistake.
    NotEligible,
}

impl Disposition {
    /// All, in the order of AAPOR.
    pub const ALL: [Self; 7] =
        [Self::Complete, Self::Partial, Self::Refused, Self::NoContact, Self::Other, Self::Unknown, Self::NotEligible];

    /// The word of study.toml.
    pub fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Refused => "refused",
            Self::NoContact => "no-contact",
            Self::Other => "other",
            Self::Unknown => "unknown",
            Self::NotEligible => "not-eligible",
        }
    }

    /// What tables call it, with AAPOR's letter.
    pub fn label(self) -> &'static str {
        match self {
            Self::Complete => "Complete (I)",
            Self::Partial => "Partial (P)",
            Self::Refused => "Refused or broke off (R)",
            Self::NoContact => "No contact, no reaction (NC)",
            Self::Other => "Other reason (O)",
            Self::Unknown => "Not known whether eligible (U)",
            Self::NotEligible => "Not eligible",
        }
    }

    /// The words by which it is recognised in a frame: ours, and what lists of organisations commonly have.
    pub fn of_word(word: &str) -> Option<Self> {
        let plain: String = word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        Some(match plain.as_str() {
            "complete" | "completed" | "yes" | "y" | "answered" | "responded" | "1" | "true" | "i" => Self::Complete,
            "partial" | "partly" | "incomplete" | "p" => Self::Partial,
            "refused" | "refusal" | "declined" | "breakoff" | "optedout" | "r" => Self::Refused,
            "nocontact" | "noncontact" | "notcontacted" | "noreply" | "noresponse" | "nonresponse" | "notanswered"
            | "no" | "n" | "0" | "false" | "nc" => Self::NoContact,
            "other" | "o" => Self::Other,
            "unknown" | "unknowneligibility" | "undelivered" | "bounced" | "u" => Self::Unknown,
            "noteligible" | "ineligible" | "outofscope" | "closed" | "ne" => Self::NotEligible,
            _ => return None,
        })
    }

    /// Whether the unit answered, wholly or in part.
    pub fn answered(self) -> bool {
        matches!(self, Self::Complete | Self::Partial)
    }
}

/// `[survey.frame]`: the file of the frame, and what its columns mean.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FrameSpec {
    /// The file (.csv, .tsv, .xlsx, .ods): a row a unit that was asked, or a row a group with how many it has.
    pub file: String,
    /// By what the response is shown: questions or groups of study.toml that the frame has a column of; not given: all of them.
    #[serde(default)]
    pub by: Vec<String>,
    /// What the frame calls the column of a question or group, where that is something else.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// The column that says how many units a row stands for.
    #[serde(default)]
    pub count: Option<String>,
    /// The column that names each unit, so that responses are matched with units one by one.
    #[serde(default)]
    pub key: Option<String>,
    /// The question, or column of the export, that holds this name; not given: the one called as the column, else the response id.
    #[serde(default)]
    pub respondent: Option<String>,
    /// The column that says what became of each unit.
    #[serde(default)]
    pub outcome: Option<String>,
    /// What its words mean, where they are not understood by themselves.
    #[serde(default)]
    pub outcomes: BTreeMap<String, Disposition>,
}

/// A frame as it was read: headings and rows of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// The name of the file.
    pub file: String,
    /// What its columns are called.
    pub headings: Vec<String>,
    /// The rows with anything in them: number in the file, and cells as many as headings.
    pub rows: Vec<(u64, Vec<String>)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_disposition_is_known_by_its_own_word() {
        for disposition in Disposition::ALL {
            assert_eq!(Disposition::of_word(disposition.word()), Some(disposition));
        }
        assert_eq!(Disposition::of_word("Non-contact"), Some(Disposition::NoContact));
        assert_eq!(Disposition::of_word(""), None);
        assert_eq!(Disposition::of_word("maybe"), None);
    }
}
