//! The answers to a questionnaire: tables of coded rows, in blocks.
//!
//! A reader yields what it learnt of the questions and then blocks of rows; `Survey` is the collected blocks. The
//! tabulation kernel takes blocks, so that a long file needs memory for the columns asked for and not for all of it.

use super::question::{Missing, Question};

/// Everything one export holds.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// The registry name of the platform whose export this is: `microsoft-forms`, `generic` …
    pub platform: String,
    /// The character encoding of the file by its usual name.
    pub encoding: String,
    /// The main table first, then repeats (household members, visits).
    pub tables: Vec<SurveyTable>,
}

/// One table of answers: a row a respondent, or a row a repeat.
#[derive(Debug, Clone, Default)]
pub struct SurveyTable {
    /// `main`, or the name of the repeat.
    pub id: String,
    /// For a repeat, the table whose rows it belongs to; [`Record::parent`] then says which row.
    pub parent: Option<String>,
    /// In questionnaire order.
    pub questions: Vec<Question>,
    /// The platform's own columns (response id, times, status), kept apart from questions.
    pub metadata: Vec<Question>,
    /// The rows in the order of the file.
    pub blocks: Vec<SurveyBlock>,
}

/// Some rows of a table. All columns are as long as `records`.
#[derive(Debug, Clone, Default)]
pub struct SurveyBlock {
    /// What is known of each row besides its answers.
    pub records: Vec<Record>,
    /// One a column of the table, in the same order in every block.
    pub columns: Vec<Column>,
}

/// What is known of a row besides its answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The number of the record in the raw file, counted from 1 at the first record after the headings.
    pub number: u64,
    /// The platform's response id, or that of the respondent.
    pub respondent: Option<String>,
    /// The wave of a repeated survey.
    pub wave: Option<String>,
    /// For a repeat, the row of the parent table, counted from 0.
    pub parent: Option<usize>,
    /// What the platform or the reader marked; import excludes nothing.
    pub flags: Vec<Flag>,
    /// What the study leaves out and why; set by `prepare`, never by a reader.
    pub excluded: Option<Flag>,
}

/// Something about a row that may be a reason to leave it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flag {
    /// Made by the questionnaire's author while previewing it.
    Preview,
    /// A generated test answer.
    Test,
    /// Not finished.
    Partial,
    /// The same respondent, or the same answers, again.
    Duplicate,
    /// Marked as spam or as imported by the platform.
    Spam,
}

impl Flag {
    /// All flags.
    pub const ALL: [Self; 5] = [Self::Preview, Self::Test, Self::Partial, Self::Duplicate, Self::Spam];

    /// The word that study.toml, JSON and messages use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Test => "test",
            Self::Partial => "partial",
            Self::Duplicate => "duplicate",
            Self::Spam => "spam",
        }
    }
}

/// A coded answer in four bytes: the place of a choice among its question's choices, or why there is none.
///
/// A choice that is itself a reason for not answering keeps its place; its [`super::Choice::missing`] says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Answer(i32);

impl Answer {
    /// Not put to this respondent.
    pub const NOT_ASKED: Self = Self(-1);
    /// Put and left blank.
    pub const NOT_ANSWERED: Self = Self(-2);
    /// Blank, and nobody can say why.
    pub const UNKNOWN: Self = Self(-3);
    /// Refused, where no choice of the question stands for it.
    pub const REFUSED: Self = Self(-4);
    /// Don't know, where no choice of the question stands for it.
    pub const DONT_KNOW: Self = Self(-5);
    /// Missing by the file's own declaration, where no choice stands for it.
    pub const USER: Self = Self(-6);

    /// The choice at this place. Places beyond two thousand million do not occur.
    pub fn choice(place: usize) -> Self {
        Self(i32::try_from(place).unwrap_or(i32::MAX))
    }

    /// The reason, where there is no choice.
    pub fn missing(reason: Missing) -> Self {
        match reason {
            Missing::NotAsked => Self::NOT_ASKED,
            Missing::NotAnswered => Self::NOT_ANSWERED,
            Missing::Unknown => Self::UNKNOWN,
            Missing::Refused => Self::REFUSED,
            Missing::DontKnow => Self::DONT_KNOW,
            Missing::User => Self::USER,
        }
    }

    /// The place of the choice, or why there is none.
    pub fn get(self) -> Result<usize, Missing> {
        match self.0 {
            -1 => Err(Missing::NotAsked),
            -2 => Err(Missing::NotAnswered),
            -4 => Err(Missing::Refused),
            -5 => Err(Missing::DontKnow),
            -6 => Err(Missing::User),
            place => usize::try_from(place).map_err(|_| Missing::Unknown),
        }
    }
}

/// One choice of a multiple response set for one respondent: "ticked" beside "shown".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tick {
    /// Ticked.
    Ticked,
    /// Shown and not ticked.
    NotTicked,
    /// Not known to be shown, and why.
    Missing(Missing),
}

/// A number beside the text it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// The number, or why there is none. A text that is no number ("about 200") is [`Missing::Unknown`] with `raw` set.
    pub value: Result<f64, Missing>,
    /// The cell as it stood, where it says more than the number.
    pub raw: Option<String>,
}

/// A date beside the text it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss`, or why there is none.
    pub value: Result<String, Missing>,
    /// The cell as it stood, where it says more than the date.
    pub raw: Option<String>,
}

/// The values of one column in one block.
#[derive(Debug, Clone)]
pub enum Column {
    /// Choices of a single or scale question, or of one row of a grid.
    Choices(Vec<Answer>),
    /// One choice of a multiple response set.
    Ticks(Vec<Tick>),
    /// Numbers, or the ranks of one item.
    Numbers(Vec<Number>),
    /// Dates.
    Dates(Vec<Date>),
    /// Words; `None` where blank.
    Texts(Vec<Option<String>>),
}

impl Column {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Choices(values) => values.len(),
            Self::Ticks(values) => values.len(),
            Self::Numbers(values) => values.len(),
            Self::Dates(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Survey {
    /// The main table; an empty one where nothing was read.
    pub fn main(&self) -> Option<&SurveyTable> {
        self.tables.first()
    }

    /// The question of this id, with its table.
    pub fn question(&self, id: &str) -> Option<(&SurveyTable, &Question)> {
        self.tables.iter().find_map(|table| {
            table.questions.iter().find(|question| question.id == id).map(|question| (table, question))
        })
    }
}

impl SurveyTable {
    /// The question of this id, metadata included.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().chain(&self.metadata).find(|question| question.id == id)
    }

    /// How many records were read, excluded ones included.
    pub fn record_count(&self) -> usize {
        self.blocks.iter().map(|block| block.records.len()).sum()
    }

    /// All records in the order of the file.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.blocks.iter().flat_map(|block| &block.records)
    }

    /// The choices of a coded column over all blocks; nothing for a column of another kind.
    pub fn answers(&self, column: usize) -> impl Iterator<Item = Answer> + '_ {
        self.blocks
            .iter()
            .flat_map(move |block| match block.columns.get(column) {
                Some(Column::Choices(values)) => values.as_slice(),
                _ => &[],
            })
            .copied()
    }

    /// The ticks of a column over all blocks; nothing for a column of another kind.
    pub fn ticks(&self, column: usize) -> impl Iterator<Item = Tick> + '_ {
        self.blocks
            .iter()
            .flat_map(move |block| match block.columns.get(column) {
                Some(Column::Ticks(values)) => values.as_slice(),
                _ => &[],
            })
            .copied()
    }

    /// The numbers of a column over all blocks; nothing for a column of another kind.
    pub fn numbers(&self, column: usize) -> impl Iterator<Item = &Number> + '_ {
        self.blocks.iter().flat_map(move |block| match block.columns.get(column) {
            Some(Column::Numbers(values)) => values.as_slice(),
            _ => &[],
        })
    }

    /// The texts of a column over all blocks; nothing for a column of another kind.
    pub fn texts(&self, column: usize) -> impl Iterator<Item = Option<&str>> + '_ {
        self.blocks
            .iter()
            .flat_map(move |block| match block.columns.get(column) {
                Some(Column::Texts(values)) => values.as_slice(),
                _ => &[],
            })
            .map(Option::as_deref)
    }
}
