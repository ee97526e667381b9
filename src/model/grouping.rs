//! Stakeholder groups by name, and what the way of sampling supports.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A banner by name, `[groups.NAME]` in study.toml: a question for answers, a column of cases.csv for themes, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grouping {
    /// What tables call it; else its name.
    #[serde(default)]
    pub label: Option<String>,
    /// The question whose choices are the groups of respondents.
    #[serde(default)]
    pub question: Option<String>,
    /// The column of cases.csv that gives the group of a case.
    #[serde(default)]
    pub case: Option<String>,
    /// The one group that all respondents of the questionnaire belong to.
    #[serde(default)]
    pub respondents: Option<String>,
    /// The groups in the order of tables.
    #[serde(default)]
    pub order: Vec<String>,
}

/// How respondents came to be asked. Decides whether intervals and tests are shown at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sampling {
    /// Anybody who found the link: describes those who answered.
    #[default]
    Open,
    /// Chosen for what they can tell: describes those who answered.
    Purposive,
    /// Drawn with known chances: intervals and tests.
    Probability,
    /// Everybody was asked: tests only where the study asks for them by name.
    Census,
}

impl Sampling {
    /// The word in study.toml and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Purposive => "purposive",
            Self::Probability => "probability",
            Self::Census => "census",
        }
    }

    /// Whether intervals and tests are shown without being asked for.
    pub fn supports_inference(self) -> bool {
        matches!(self, Self::Probability | Self::Census)
    }
}

/// What a number of people in a table of themes counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CountUnit {
    /// Cases: each row of cases.csv.
    #[default]
    Person,
    /// Organisations: cases with the same organisation count once.
    Organisation,
    /// Documents.
    Document,
}

/// Of whom ranks of themes are a share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RankBase {
    /// Of all who were interviewed: the same base for every theme.
    #[default]
    All,
    /// Of those who were asked about the theme, where that is known of everybody.
    Asked,
}
