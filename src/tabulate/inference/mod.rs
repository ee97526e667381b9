//! Which intervals, tests and letters go with a table, as the way of sampling allows or somebody asked; and their results in words.
//!
//! - [`choice`]: the words of `test`, `correction` and `method`; [`interval_kind`]: those of `interval`; [`statistic_intervals`]: of means, medians, scores
//! - [`decide`]: what is decided for a whole table, and what its notes say of it
//! - [`answers`]: what the rows of a question rest on, as tests need it
//! - [`fitting`]: the test that fits the kind of rows and columns
//! - [`nominal`], [`ordered`], [`numbers`], [`several`]: the kinds; [`overlapping`]: by columns of which a respondent can stand in several
//! - [`smallest`]: several tests as one
//! - [`gather`]: the tests of a table together, corrected for their number
//! - [`letters`]: columns compared with one another; [`rest`]: with everybody else; [`letter_notes`]: what is said of it

pub mod answers;
pub mod choice;
pub mod decide;
pub mod fitting;
pub mod gather;
pub mod interval_kind;
pub mod letter_notes;
pub mod letters;
pub mod named;
pub mod nominal;
pub mod numbers;
pub mod ordered;
pub mod overlapping;
pub mod rest;
pub mod several;
pub mod smallest;
pub mod statistic_intervals;

#[cfg(test)]
mod table_tests;

pub use answers::Answers;
pub use choice::{Method, Test, TestChoice};
pub use decide::{Inference, Wanted};
pub use gather::{gathered, untested};
pub use interval_kind::IntervalKind;
