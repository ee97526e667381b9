//! A question of the questionnaire: what was asked, of whom, with which choices, and where its answers stand.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::recode::Groups;
use super::text::Wording;

/// What kind of answer a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One of several choices.
    Single,
    /// Any number of choices: a multiple response set.
    Multiple,
    /// Several rows that share their choices, one choice a row.
    Grid,
    /// One step of an ordered scale, which may be numbered.
    Scale,
    /// Items put in an order; each item's answer is its rank, 1 first.
    Ranking,
    /// A number.
    Numeric,
    /// A date, perhaps with a time.
    Date,
    /// Words.
    Text,
}

impl Kind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Self; 8] =
        [Self::Single, Self::Multiple, Self::Grid, Self::Scale, Self::Ranking, Self::Numeric, Self::Date, Self::Text];

    /// The word that questionnaire.toml, JSON and messages use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
            Self::Grid => "grid",
            Self::Scale => "scale",
            Self::Ranking => "ranking",
            Self::Numeric => "numeric",
            Self::Date => "date",
            Self::Text => "text",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// The question was not put to this respondent (routing).
    NotAsked,
    /// It was put and left blank.
    NotAnswered,
    /// "Prefer not to say" and the like.
    Refused,
    /// "Don't know" and the like.
    DontKnow,
    /// A code that the file declares missing without saying why; the code is that of the choice or value.
    User,
    /// Blank, and nobody can say which.
    Unknown,
}

impl Missing {
    /// The word that questionnaire.toml, JSON and messages use.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::NotAnswered => "not-answered",
            Self::Refused => "refused",
            Self::DontKnow => "dont-know",
            Self::User => "user",
            Self::Unknown => "unknown",
        }
    }

    /// How a table or a note says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotAsked => "Not asked",
            Self::NotAnswered => "Not answered",
            Self::Refused => "Refused",
            Self::DontKnow => "Don’t know",
            Self::User => "Missing (as the file says)",
            Self::Unknown => "No answer",
        }
    }
}

/// One choice of a question, or one step of a scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The stable code: the platform's where it has one, else 1, 2, 3 … in questionnaire order.
    pub code: String,
    /// What the respondent saw.
    pub label: Wording,
    /// Set where the choice is itself a reason for not answering ("Prefer not to say"): it is listed and outside the base.
    pub missing: Option<Missing>,
    /// Set where the choice stands outside the scale or the set: "not applicable", "none of these".
    pub aside: bool,
}

impl Choice {
    /// A choice that counts.
    pub fn new(code: impl Into<String>, label: impl Into<Wording>) -> Self {
        Self { code: code.into(), label: label.into(), missing: None, aside: false }
    }
}

/// A row of a grid or an item of a ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Unique inside its question.
    pub id: String,
    /// What the respondent saw.
    pub text: Wording,
}

/// What a column of the file is to its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The answer itself (single, scale, numeric, date, text).
    Answer,
    /// The tick of one choice of a multiple response set, by its place among the choices.
    Tick(usize),
    /// The answer of one row of a grid, or the rank of one item, by its place among the rows.
    Row(usize),
    /// The words that go with "Other (please specify)" or a comment box.
    Comment,
}

/// Ties a question to a column of its [`super::SurveyTable`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnRef {
    /// The place among the table's columns.
    pub column: usize,
    /// What the column is to the question.
    pub part: Part,
    /// The heading in the file that identifies the column. Several columns of one question share it where the file
    /// packs a multiple response set or a ranking into one cell.
    pub header: String,
}

/// How the kind of a question was decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guess {
    /// In a sentence, for the person who reviews it.
    pub reason: String,
    /// From 0 (a coin toss) to 1 (the format says so).
    pub confidence: f64,
}

/// Of whom a question was asked, where that is known: of those who chose any of these choices of another question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routing {
    /// The id of the question that routes.
    pub question: String,
    /// The codes or labels of its choices that lead here.
    pub choices: Vec<String>,
}

/// What kind of personal data an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Personal {
    /// Names of people or of organisations that would give somebody away.
    Name,
    /// E-mail addresses.
    Email,
    /// Telephone numbers.
    Phone,
    /// Network addresses.
    IpAddress,
    /// Coordinates.
    Location,
    /// Postcodes and streets.
    Address,
    /// The day somebody was born; a year alone is none.
    BirthDate,
    /// Panel ids, tokens, account names and other identifiers.
    Identifier,
}

impl Personal {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Email,
        Self::Phone,
        Self::IpAddress,
        Self::Location,
        Self::Address,
        Self::BirthDate,
        Self::Identifier,
    ];

    /// The word that questionnaire.toml, JSON and messages use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::IpAddress => "ip-address",
            Self::Location => "location",
            Self::Address => "address",
            Self::BirthDate => "birth-date",
            Self::Identifier => "identifier",
        }
    }
}

/// A question and where its answers stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Unique inside the survey; the name that study.toml and commands use.
    pub id: String,
    /// The section of the questionnaire.
    pub section: Option<String>,
    /// What the respondent read.
    pub text: Wording,
    /// A short form for tables, where a person gave one.
    pub label: Option<Wording>,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// The choices or steps in questionnaire order; of numbers, those with words of their own (“999 Not stated”); empty for
    /// date and text.
    pub choices: Vec<Choice>,
    /// The rows of a grid or the items of a ranking; empty for other kinds.
    pub rows: Vec<Row>,
    /// The columns that hold its answers.
    pub columns: Vec<ColumnRef>,
    /// Of whom it was asked; `None`: of everybody, or not known.
    pub routing: Option<Routing>,
    /// Choices that every table takes together, in rows of their own.
    #[serde(default)]
    pub nets: Groups,
    /// Of a multiple response set: whether to tick nothing is an answer.
    #[serde(default)]
    pub unticked_is_answer: bool,
    /// Of a multiple response set: who is taken to have seen it, in a sentence.
    pub assumed_base: Option<String>,
    /// Of a question that a recode made: what it is made of, in a sentence.
    pub derived: Option<String>,
    /// How its kind was decided; `None` once a person has confirmed it.
    pub guess: Option<Guess>,
    /// What personal data its answers hold; kept out of outputs by default.
    pub personal: Option<Personal>,
    /// What the platform's own column is for, in metadata ("response id", "start time"); `None` for questions.
    pub role: Option<String>,
}

impl Question {
    /// A question with nothing but its id, wording and kind.
    pub fn new(id: impl Into<String>, text: impl Into<Wording>, kind: Kind) -> Self {
        Self {
            id: id.into(),
            section: None,
            text: text.into(),
            label: None,
            kind,
            choices: Vec::new(),
            rows: Vec::new(),
            columns: Vec::new(),
            routing: None,
            nets: Groups::default(),
            unticked_is_answer: false,
            assumed_base: None,
            derived: None,
            guess: None,
            personal: None,
            role: None,
        }
    }

    /// The short form if there is one, else the wording.
    pub fn title(&self) -> &str {
        let text = self.label.as_ref().map_or(&self.text.text, |label| &label.text);
        // “How far do you agree:” goes on in its rows, and not in a caption or a sentence.
        let title = text.trim_end_matches([':', ' ']);
        if title.is_empty() { text } else { title }
    }

    /// The column of a part, as its place among the table's columns.
    pub fn column(&self, part: Part) -> Option<usize> {
        self.columns.iter().find(|reference| reference.part == part).map(|reference| reference.column)
    }

    /// The choice named by its code or, ignoring case, its label.
    pub fn choice(&self, name: &str) -> Option<usize> {
        self.choices.iter().position(|choice| choice.code == name).or_else(|| {
            let wanted = name.to_lowercase();
            self.choices.iter().position(|choice| choice.label.text.to_lowercase() == wanted)
        })
    }

    /// The row named by its id or, ignoring case, its text.
    pub fn row(&self, name: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.id == name).or_else(|| {
            let wanted = name.to_lowercase();
            self.rows.iter().position(|row| row.text.text.to_lowercase() == wanted)
        })
    }
}
