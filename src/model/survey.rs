//! The answers to a questionnaire: tables of coded rows, in blocks.
//!
//! A reader yields what it learnt of the questions and then blocks of rows; `Survey` is the collected blocks. The
//! tabulation kernel takes blocks, so that a long file needs memory for the columns asked for and not for all of it.

use super::column::{Answer, Column, Date, Number, Tick};
use super::question::Question;
use super::record::{Record, Records};

/// Everything one export holds.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// The registry name of the platform whose export this is: `microsoft-forms`, `generic` …
    pub platform: String,
    /// The character encoding of the file by its usual name.
    pub encoding: String,
    /// The main table first, then repeats (household members, visits).
    pub tables: Vec<SurveyTable>,
    /// In what its waves differ, where it has several.
    pub differences: Vec<Difference>,
}

/// A question that was not put the same way in every wave of a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The question.
    pub question: String,
    /// The wave in which it was put otherwise, and an earlier one.
    pub waves: (String, String),
    /// In what it differs.
    pub what: Differs,
}

/// In what a question differs between two waves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Differs {
    /// Its words; those of the later wave.
    Wording(String),
    /// Its choices, by their labels.
    Choices {
        /// Those that only the earlier wave has.
        gone: Vec<String>,
        /// Those that only the later one has.
        new: Vec<String>,
    },
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
    pub records: Records,
    /// One a column of the table, in the same order in every block.
    pub columns: Vec<Column>,
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

    /// How many records the study does not leave out.
    pub fn drawn(&self) -> u64 {
        let drawn = |block: &SurveyBlock| block.records.excluded().iter().filter(|excluded| excluded.is_none()).count();
        self.blocks.iter().map(|block| drawn(block) as u64).sum()
    }

    /// All records in the order of the file.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        self.blocks.iter().flat_map(|block| block.records.iter())
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
    pub fn numbers(&self, column: usize) -> impl Iterator<Item = Number<'_>> + '_ {
        let numbers = self.blocks.iter().filter_map(move |block| match block.columns.get(column) {
            Some(Column::Numbers(values)) => Some(values.iter()),
            _ => None,
        });
        numbers.flatten()
    }

    /// The dates of a column over all blocks; nothing for a column of another kind.
    pub fn dates(&self, column: usize) -> impl Iterator<Item = Date<'_>> + '_ {
        let dates = self.blocks.iter().filter_map(move |block| match block.columns.get(column) {
            Some(Column::Dates(values)) => Some(values.iter()),
            _ => None,
        });
        dates.flatten()
    }

    /// The texts of a column over all blocks; nothing for a column of another kind.
    pub fn texts(&self, column: usize) -> impl Iterator<Item = Option<&str>> + '_ {
        let texts = self.blocks.iter().filter_map(move |block| match block.columns.get(column) {
            Some(Column::Texts(values)) => Some(values.iter()),
            _ => None,
        });
        texts.flatten()
    }
}
