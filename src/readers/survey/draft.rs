//! What was understood of a questionnaire before its answers are coded: drafts that a platform makes, and that what a person
//! reviewed replaces.

use std::sync::Arc;

use super::joined::Separator;
use super::raw::RawTable;
use crate::model::{Flag, Groups, Guess, Kind, Missing, Personal, Routing};

/// A question in the making.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The id that a person gave; it is kept as it is.
    pub id: Option<String>,
    /// The platform's own short name, where it has one: ids are made of it.
    pub tag: Option<String>,
    /// What the respondent read.
    pub text: String,
    /// A short form for tables.
    pub label: Option<String>,
    /// Choices that tables take together, as a person said.
    pub nets: Groups,
    /// Whether to tick nothing is an answer, as a person said.
    pub unticked_is_answer: bool,
    /// The section of the questionnaire.
    pub section: Option<String>,
    /// Its kind, with the columns that its answers stand in.
    pub shape: Shape,
    /// The column of words that go with "Other" or a comment box.
    pub comment: Option<usize>,
    /// How its kind was decided; `None` once a person has confirmed it.
    pub guess: Option<Guess>,
    /// What personal data it holds.
    pub personal: Option<Personal>,
    /// Whether a person looked and says that it holds none.
    pub not_personal: bool,
    /// What a column of the platform's own is for; `None` for questions.
    pub role: Option<String>,
    /// Of whom it was asked.
    pub routing: Option<Routing>,
    /// What a blank cell means, where the format says it.
    pub blank: Missing,
    /// Values that are no answers, whatever else the column holds: codes and ranges declared missing, “N/A” for “not shown”.
    pub not_answers: Vec<NotAnswer>,
    /// Values of a number with words of their own: “500 or more”, “999 Not stated”.
    pub labelled: Vec<DraftChoice>,
    /// Of a multiple response set: who is taken to have seen it.
    pub shown: Shown,
    /// What is known of each row's blanks from elsewhere in the file (a form that was never opened): one reason a row.
    pub row_reasons: Option<Arc<Vec<Option<Missing>>>>,
}

/// Values that are no answers.
#[derive(Debug, Clone, PartialEq)]
pub struct NotAnswer {
    /// Which.
    pub values: Values,
    /// Why.
    pub reason: Missing,
}

/// A value, or a range of numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// This value as it stands in the cell; numbers however they are written.
    One(String),
    /// All numbers from the first to the second, both included.
    Range(f64, f64),
}

impl NotAnswer {
    /// A value that is no answer.
    pub fn one(value: impl Into<String>, reason: Missing) -> Self {
        Self { values: Values::One(value.into()), reason }
    }

    /// Whether a cell holds it.
    pub fn holds(&self, cell: &str) -> bool {
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        match &self.values {
            Values::One(value) => {
                !cell.is_empty()
                    && (value == cell || number(value).zip(number(cell)).is_some_and(|(value, cell)| value == cell))
            }
            Values::Range(low, high) => number(cell).is_some_and(|number| (*low..=*high).contains(&number)),
        }
    }
}

/// Who is taken to have seen a multiple response set with a column a choice. Where that is not known of a respondent, all
/// its ticks are missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Shown {
    /// Who filled any of its columns: a blank is both “not ticked” and “not shown”.
    #[default]
    AnyFilled,
    /// Who ticked any of its choices: a code for “no” is written for those too who never saw it.
    AnyTicked,
    /// Each cell says it: a blank cell is missing, a code for “no” is shown and not ticked.
    EachCell,
    /// Who filled another column, which repeats all that was ticked.
    Filled(usize),
}

impl Shown {
    /// The assumption in a sentence, for whoever checks it.
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::AnyFilled => "everybody who ticked anything; a row without any tick may not have been asked",
            Self::AnyTicked => {
                "everybody who ticked anything; the file writes the same for “none ticked” and “not asked”"
            }
            Self::EachCell => "everybody to whom the file says it was shown, ticked or not",
            Self::Filled(_) => "everybody for whom the file lists what was ticked",
        }
    }
}

/// Where the answers of a question stand, and how.
#[derive(Debug, Clone)]
pub enum Shape {
    /// One choice in one column; a scale if so said.
    Coded {
        /// The column.
        column: usize,
        /// Whether the choices are steps.
        scale: bool,
        /// The choices.
        choices: Choices,
    },
    /// A column a choice, filled where it is ticked.
    Ticks {
        /// One a choice, except for the choice that asks for own words where that has no column of its own.
        columns: Vec<Option<usize>>,
        /// The choices.
        choices: Choices,
        /// How a ticked cell looks.
        ticked: Ticked,
        /// Whether only one may be ticked: a single question written out over several columns.
        single: bool,
    },
    /// A column a mention (the first, the second …), each with one of the same choices: what any of them holds is ticked.
    Mentions {
        /// The columns.
        columns: Vec<usize>,
        /// The choices.
        choices: Choices,
    },
    /// All ticked choices in one cell.
    Joined {
        /// The column.
        column: usize,
        /// What stands between them.
        separator: Separator,
        /// The choices.
        choices: Choices,
    },
    /// A column a row, one choice a row.
    Grid {
        /// The column of each row and what the row says.
        rows: Vec<DraftRow>,
        /// The choices that all rows share.
        choices: Choices,
    },
    /// A column an item, its rank in the cell.
    Ranks {
        /// The column of each item and what the item says.
        rows: Vec<DraftRow>,
    },
    /// All items in one cell, the first first.
    JoinedRanks {
        /// The column.
        column: usize,
        /// What stands between them.
        separator: Separator,
        /// The items.
        items: Vec<DraftRow>,
    },
    /// A column a place, the item that was put there in the cell.
    Slots {
        /// The columns, the first place first.
        columns: Vec<usize>,
        /// The items; each one's column is its place among them.
        items: Vec<DraftRow>,
        /// What stands for each item in the file.
        values: Vec<String>,
    },
    /// A number.
    Numeric {
        /// The column.
        column: usize,
    },
    /// A date.
    Date {
        /// The column.
        column: usize,
    },
    /// Words.
    Text {
        /// The column.
        column: usize,
    },
}

/// How a ticked cell of a column a choice looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ticked {
    /// This value and no other; every other value is not ticked.
    Value(String),
    /// Anything but a blank.
    Filled,
    /// Words that say something, in a box for own words.
    OwnWords,
    /// 1, yes, true, checked; 0, no, false, unchecked is shown and not ticked.
    YesNo,
}

/// A row of a grid or an item of a ranking.
#[derive(Debug, Clone)]
pub struct DraftRow {
    /// The id that a person gave.
    pub id: Option<String>,
    /// What it says.
    pub text: String,
    /// Its column; the place of the item for rankings in one cell.
    pub column: usize,
}

/// Choices with what stands for them in the file.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// In order.
    pub list: Vec<DraftChoice>,
    /// The place of the choice that asks for own words: what matches no other choice counts there.
    pub other: Option<usize>,
    /// Whether the choices are all there can be, because a person reviewed them: what matches none is "Other".
    pub closed: bool,
}

/// A choice in the making.
#[derive(Debug, Clone)]
pub struct DraftChoice {
    /// The code that the platform or a person gave.
    pub code: Option<String>,
    /// What tables show.
    pub label: String,
    /// The answer in the file; the label where it is the same.
    pub value: Option<String>,
    /// Further answers in the file that count as it.
    pub also: Vec<String>,
    /// The reason for not answering that it stands for.
    pub missing: Option<Missing>,
    /// Whether it stands outside the scale.
    pub aside: bool,
}

impl DraftChoice {
    /// A choice whose label is what stands in the file.
    pub fn new(label: impl Into<String>) -> Self {
        Self { code: None, label: label.into(), value: None, also: Vec::new(), missing: None, aside: false }
    }

    /// A choice of a question where one answer is given: reasons for not answering and "not applicable" are marked.
    pub fn marked(label: impl Into<String>) -> Self {
        let label = label.into();
        let missing = super::words::missing(&label);
        let aside = missing.is_none() && super::words::is_aside(&label);
        Self { missing, aside, ..Self::new(label) }
    }

    /// What stands for it in the file.
    pub fn value(&self) -> &str {
        self.value.as_deref().unwrap_or(&self.label)
    }

    /// All that stands for it in the file.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.value()).chain(self.also.iter().map(String::as_str))
    }
}

impl Choices {
    /// Choices of a question where one answer is given, as they stand in the file.
    pub fn marked<'a>(labels: impl IntoIterator<Item = &'a str>) -> Self {
        let list: Vec<DraftChoice> = labels.into_iter().map(DraftChoice::marked).collect();
        let other = list.iter().position(|choice| super::words::is_other(&choice.label));
        Self { list, other, closed: false }
    }

    /// Choices of which several may be ticked; none of them is a reason for not answering, as others may be ticked beside it.
    pub fn plain<'a>(labels: impl IntoIterator<Item = &'a str>) -> Self {
        let list: Vec<DraftChoice> = labels.into_iter().map(DraftChoice::new).collect();
        let other = list.iter().position(|choice| super::words::is_other(&choice.label));
        Self { list, other, closed: false }
    }
}

impl Draft {
    /// A draft with nothing but its wording, shape and the reason for it.
    pub fn new(text: impl Into<String>, shape: Shape, guess: Guess) -> Self {
        Self {
            id: None,
            tag: None,
            text: text.into(),
            label: None,
            nets: Groups::default(),
            unticked_is_answer: false,
            section: None,
            shape,
            comment: None,
            guess: Some(guess),
            personal: None,
            not_personal: false,
            role: None,
            routing: None,
            blank: Missing::Unknown,
            not_answers: Vec::new(),
            labelled: Vec::new(),
            shown: Shown::default(),
            row_reasons: None,
        }
    }

    /// A column of the platform's own, with what it is for.
    pub fn with_role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// The kind of question.
    pub fn kind(&self) -> Kind {
        match &self.shape {
            Shape::Coded { scale: true, .. } => Kind::Scale,
            Shape::Coded { .. } | Shape::Ticks { single: true, .. } => Kind::Single,
            Shape::Ticks { .. } | Shape::Mentions { .. } | Shape::Joined { .. } => Kind::Multiple,
            Shape::Grid { .. } => Kind::Grid,
            Shape::Ranks { .. } | Shape::JoinedRanks { .. } | Shape::Slots { .. } => Kind::Ranking,
            Shape::Numeric { .. } => Kind::Numeric,
            Shape::Date { .. } => Kind::Date,
            Shape::Text { .. } => Kind::Text,
        }
    }

    /// The columns of the file that it rests on, its comment included.
    pub fn columns(&self) -> Vec<usize> {
        let mut columns: Vec<usize> = match &self.shape {
            Shape::Coded { column, .. }
            | Shape::Joined { column, .. }
            | Shape::JoinedRanks { column, .. }
            | Shape::Numeric { column }
            | Shape::Date { column }
            | Shape::Text { column } => vec![*column],
            Shape::Ticks { columns, .. } => columns.iter().flatten().copied().collect(),
            Shape::Mentions { columns, .. } | Shape::Slots { columns, .. } => columns.clone(),
            Shape::Grid { rows, .. } | Shape::Ranks { rows } => rows.iter().map(|row| row.column).collect(),
        };
        columns.extend(self.comment);
        columns
    }
}

/// A reason in a sentence with a confidence.
pub fn guess(reason: impl Into<String>, confidence: f64) -> Guess {
    Guess { reason: reason.into(), confidence }
}

/// All that a platform understood of a file.
#[derive(Debug, Clone, Default)]
pub struct Structure {
    /// The questions in order.
    pub questions: Vec<Draft>,
    /// The platform's own columns.
    pub metadata: Vec<Draft>,
    /// The column with the response id.
    pub respondent: Option<usize>,
    /// Rows to be marked.
    pub flags: Vec<FlagRule>,
    /// Dates of the platform have the day or the month first.
    pub dates: Option<super::dates::Order>,
    /// What was noticed.
    pub noticed: Vec<crate::diagnostic::Diagnostic>,
    /// The rows of the main table, where they are not those of the file (events and repeats that share a sheet); all columns
    /// above are then its columns.
    pub main: Option<RawTable>,
    /// Tables whose rows belong to rows of another: household members, visits.
    pub repeats: Vec<Repeat>,
    /// The titles of tables beside the export that were used.
    pub used: Vec<String>,
    /// Dictionaries beside the export, by file, that turned out to be of something else.
    pub not_used: Vec<String>,
    /// The columns that tell a respondent's several rows apart (event, instance), so that they are no duplicates; the first is
    /// the wave.
    pub occasions: Vec<usize>,
}

/// A table whose rows belong to rows of another.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// Its name.
    pub id: String,
    /// The table whose rows its own belong to: `main`, or another repeat that stands before it.
    pub parent: String,
    /// For each row, the row of the parent, counted from 0; `None` for a row whose parent is not in the file.
    pub parents: Vec<Option<usize>>,
    /// Its rows, with [`RawTable::names`] set.
    pub raw: RawTable,
    /// What its columns mean; it has no repeats of its own.
    pub structure: Structure,
}

/// Marks rows by the value of a column.
#[derive(Debug, Clone)]
pub struct FlagRule {
    /// The column.
    pub column: usize,
    /// The mark.
    pub flag: Flag,
    /// Whether a value is to be marked.
    pub marks: fn(&str) -> bool,
}
