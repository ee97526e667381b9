//! The data dictionary of a survey, `questionnaire.toml`: written by import, reviewed and edited by a person, and from
//! then on what readers obey.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::recode::Groups;

/// What `questionnaire.toml` holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// The platform that the export was recognised as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Whether the day or the month stands first in dates that do not tell by themselves: `day-first`, `month-first`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<String>,
    /// The questions in questionnaire order.
    #[serde(default, rename = "question")]
    pub questions: Vec<QuestionEntry>,
}

impl Questionnaire {
    /// The same with the questions of one table only.
    pub fn of_table(&self, table: &str) -> Self {
        let is_of = |question: &&QuestionEntry| question.table.as_deref().unwrap_or("main") == table;
        let (platform, dates) = (self.platform.clone(), self.dates.clone());
        Self { platform, dates, questions: self.questions.iter().filter(is_of).cloned().collect() }
    }
}

/// One question as a person reviews it. Whatever stands here wins over the reader's guess.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionEntry {
    /// The name that study.toml, report.md and commands use: lower-case letters, digits and underscores.
    pub id: String,
    /// The wording that the respondent read.
    pub text: String,
    /// The repeat whose table it stands in (household members, visits); nothing for the table of respondents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// A short form for tables and charts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// `single`, `multiple`, `grid`, `scale`, `ranking`, `numeric`, `date` or `text`.
    pub kind: String,
    /// The headings of its columns in the export. A multiple response set or a grid with a column a choice or row
    /// names them there instead. Where it has one column, further headings are those of other waves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The heading of the column with the words that go with "Other" or a comment box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The section of the questionnaire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Of whom it was asked, where not of everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<AskedOf>,
    /// What personal data it holds: `name`, `email`, `phone`, `ip-address`, `location`, `address`, `birth-date`, `identifier`;
    /// such answers stay out of every output. `none`: somebody looked, and it holds none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal: Option<String>,
    /// What a blank cell means, where that is known: `not-answered`, `not-asked`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank: Option<String>,
    /// Values that are no answers, each with why: `missing = [{ value = "-9..0", reason = "user" }]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingEntry>,
    /// Of a multiple response set with a column a choice, who is taken to have seen it: `any-filled` (the default), `any-ticked`,
    /// `each-cell`, or the heading of a column that is filled for whoever saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
    /// The choices in questionnaire order. Answers that match none of them count as "Other". Of numbers, those with words
    /// of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ChoiceEntry>,
    /// Choices that every table takes together, in rows of their own: `{ "Agree (net)" = ["Agree", "Strongly agree"] }`.
    #[serde(default, skip_serializing_if = "Groups::is_empty")]
    pub nets: Groups,
    /// Of a multiple response set, what it means that nothing is ticked: `answer`, none of it applies; otherwise no answer was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unticked: Option<String>,
    /// The rows of a grid or the items of a ranking.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowEntry>,
}

/// Values that are no answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingEntry {
    /// The value as it stands in the export, or a range of numbers: `"999"`, `"-9..0"`.
    pub value: String,
    /// `refused`, `dont-know`, `not-answered`, `not-asked` or `user`.
    pub reason: String,
}

/// A choice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceEntry {
    /// The stable code.
    pub code: String,
    /// What tables show.
    pub label: String,
    /// The answer as it stands in the export, where that differs from the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Further answers that count as this choice (another spelling, the wording of another wave); where it has a column of its
    /// own, further headings of that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The heading of its own column, where a multiple response set has a column a choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Why it is no answer: `refused`, `dont-know`, `not-answered`, `not-asked` or `user`. It is listed and outside the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// `true` for a choice that stands outside the scale: "not applicable".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub aside: bool,
}

/// A row of a grid or an item of a ranking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowEntry {
    /// Unique inside the question.
    pub id: String,
    /// What the respondent saw.
    pub text: String,
    /// The heading of its own column, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Further headings of that column, or wordings of the item: those of other waves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// Of whom a question was asked: of those who chose any of these choices of another question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedOf {
    /// The question that routes.
    pub question: String,
    /// The codes or labels of its choices that lead here.
    pub choices: Vec<String>,
}
