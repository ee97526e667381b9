//! The nouns of the field as types: no files, no command line, no printing, and nothing imported from other rooms.
//!
//! Readers make them, analysis turns them into one another, writers put them out.

pub mod chart;
pub mod code_list;
pub mod codebook;
pub mod coding;
pub mod column;
pub mod corpus;
pub mod design;
#[cfg(test)]
pub mod fixture;
pub mod frame;
pub mod grid;
pub mod grouping;
pub mod guid;
pub mod project;
pub mod pseudonym;
pub mod question;
pub mod questionnaire;
pub mod recode;
pub mod reconciliation;
pub mod record;
pub mod report;
pub mod review;
pub mod survey;
pub mod table;
pub mod text;
pub mod texts;
pub mod theme;
pub mod weighting;

pub use chart::{Chart, ChartKind, ChartUnit, ChartValue, Series};
pub use codebook::{Code, Codebook, Denial, Rule, Unit, WordSet, is_code_id, is_status};
pub use coding::{Coding, CodingSource, CodingState, Marked};
pub use column::{Answer, Column, Date, Dates, Number, Numbers, Tick};
pub use corpus::{Case, Corpus, Document, Role, Speaker, Turn};
pub use design::{Columns, DesignSpec, GroupCounts, Headcount, ReplicateKind, SinglePolicy};
pub use frame::{Disposition, Frame, FrameSpec};
pub use grid::{Grid, GridQuestion, GridRow, Summary};
pub use grouping::{CountUnit, Grouping, RankBase, Sampling};
pub use project::{ForeignCode, ForeignPassage, ForeignProject, ForeignText};
pub use pseudonym::Pseudonym;
pub use question::{Choice, ColumnRef, Guess, Kind, Missing, Part, Personal, Question, Routing, Row};
pub use questionnaire::{ChoiceEntry, QuestionEntry, Questionnaire, RowEntry};
pub use recode::{Groups, Recode};
pub use record::{Flag, Flags, Record, Records};
pub use report::{Block, Inline, Listing, ListingColumn, Report, Translated, Value};
pub use survey::{Difference, Differs, Survey, SurveyBlock, SurveyTable};
pub use table::{
    AgainstRest, BASE_COLUMN, BannerColumn, Base, Cell, Measure, Provenance, Rank, StubKind, StubRow, Table, TestResult,
};
pub use text::{MONTHS, Wording, turns_direction};
pub use texts::Texts;
pub use theme::{Chosen, Priority, Theme, ThemeBook};
pub use weighting::{CalibrationTarget, DistanceKind, Targets, WeightSpec, Weighting};
