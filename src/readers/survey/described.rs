//! What a data dictionary says of a survey: a companion of the export (the platform's own definition of the questionnaire),
//! or the dictionary inside a statistics file. Platforms lay it over the columns they find.

use std::collections::BTreeMap;

use super::draft::NotAnswer;
use crate::diagnostic::Diagnostic;
use crate::model::{Kind, Missing, Personal, Routing, Wording};

/// A described questionnaire.
#[derive(Debug, Clone, Default)]
pub struct Described {
    /// What kind of description it is, as reasons say it: “the XLSForm”.
    pub from: String,
    /// The file or files it came from.
    pub files: Vec<String>,
    /// The title of the survey.
    pub title: Option<String>,
    /// The questions or variables in order.
    pub questions: Vec<DescribedQuestion>,
    /// Lists of choices by name, which questions refer to.
    pub lists: BTreeMap<String, Vec<DescribedChoice>>,
    /// Multiple response sets, where the format knows them apart from variables.
    pub sets: Vec<DescribedSet>,
    /// How the data file is laid out, where it has no headings of its own.
    pub layout: Option<Layout>,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// A described question or variable.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DescribedQuestion {
    /// The platform's own name: export tag, XML name, variable, field.
    pub name: String,
    /// An id that stays when the name is changed: `QID5`.
    pub key: Option<String>,
    /// What the respondent read.
    pub text: Wording,
    /// A short form.
    pub label: Option<String>,
    /// The section, page or group.
    pub section: Option<String>,
    /// Its kind, where the description says it.
    pub kind: Option<Kind>,
    /// The platform's own word for its type.
    pub type_word: String,
    /// Its choices.
    pub choices: Vec<DescribedChoice>,
    /// The list of choices it refers to; [`Described::resolve`] copies it to `choices`.
    pub list: Option<String>,
    /// The rows of a grid, the items of a ranking.
    pub rows: Vec<DescribedRow>,
    /// Values that are no answers.
    pub not_answers: Vec<NotAnswer>,
    /// Whether it has a box for own words.
    pub own_words: bool,
    /// Whom it was shown to, as the platform writes it.
    pub condition: Option<String>,
    /// The same where it says no more than “who chose any of these”.
    pub asked: Option<Routing>,
    /// The repeat or instrument whose table it stands in.
    pub repeat: Option<String>,
    /// What personal data it holds, where the description says so.
    pub personal: Option<Personal>,
    /// What it is for, where it is no question: “weight”, “response id”.
    pub role: Option<String>,
}

/// A described choice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DescribedChoice {
    /// Its code in the data.
    pub code: String,
    /// An id that stays when the code is changed.
    pub key: Option<String>,
    /// What the respondent saw.
    pub label: Wording,
    /// The reason for not answering that it stands for, where the description says so.
    pub missing: Option<Missing>,
    /// Whether it asks for own words.
    pub own_words: bool,
    /// What stands for it in an export of words, where that is not the label.
    pub value: Option<String>,
}

/// A row of a grid or an item of a ranking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DescribedRow {
    /// Its name or code in the data.
    pub name: String,
    /// An id that stays when the name is changed.
    pub key: Option<String>,
    /// What the respondent saw.
    pub text: Wording,
}

/// A multiple response set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DescribedSet {
    /// Its name, without the sign that some programs put before it.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// The variables.
    pub variables: Vec<String>,
    /// The value that counts as ticked; `None` for a set whose variables each hold one of the same choices.
    pub counted: Option<String>,
}

/// How a data file without headings is laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Fields in order: the name of the column and, for fixed width, its first and last place, counted from 0, half-open.
    pub fields: Vec<Field>,
    /// Whether the fields are delimited rather than of fixed width.
    pub delimited: bool,
    /// Records before the first answer.
    pub skip: usize,
    /// The encoding that the description declares.
    pub encoding: Option<String>,
    /// The name of the data file, where the description gives it.
    pub data: Option<String>,
}

/// One field of a layout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// The name of the column that it becomes.
    pub name: String,
    /// Its first place: characters in fixed width, fields in delimited data.
    pub start: usize,
    /// The place after its last.
    pub end: usize,
    /// What its characters mean.
    pub packed: Packed,
}

/// What the characters of a field mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Packed {
    /// The value as it stands.
    #[default]
    Plain,
    /// A 1 or 0 for each code from 1 on: those that are ticked.
    Bits,
    /// Several codes, each so wide (nothing: a delimited field each); 0 is none.
    Codes(Option<usize>),
    /// `20240331`.
    Date,
    /// `183200`.
    Time,
}

impl Described {
    /// Adds what another description of the same survey says: two files often make one dictionary.
    pub fn merge(&mut self, other: Self) {
        if self.from.is_empty() {
            self.from = other.from;
        }
        self.files.extend(other.files);
        self.title = self.title.take().or(other.title);
        self.questions.extend(other.questions);
        for (name, choices) in other.lists {
            self.lists.entry(name).or_insert(choices);
        }
        self.sets.extend(other.sets);
        self.layout = self.layout.take().or(other.layout);
        self.noticed.extend(other.noticed);
    }

    /// Gives every question that refers to a list its choices.
    pub fn resolve(&mut self) {
        for question in &mut self.questions {
            if let (true, Some(list)) = (question.choices.is_empty(), &question.list) {
                question.choices = self.lists.get(list).cloned().unwrap_or_default();
            }
        }
    }

    /// The question of this name, ignoring case.
    pub fn question(&self, name: &str) -> Option<&DescribedQuestion> {
        self.questions
            .iter()
            .find(|question| question.name == name)
            .or_else(|| self.questions.iter().find(|question| question.name.eq_ignore_ascii_case(name)))
    }
}
