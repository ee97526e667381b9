//! The data dictionary as a workbook to edit, and what was edited taken back.
//!
//! A question is taken back only where it was edited: the workbook keeps a fingerprint of each part as it was
//! when the workbook was written, so that a file that was changed meanwhile is noticed and nothing is undone.

mod choice_edit;
mod parts;
mod question_edit;
pub mod questionnaire;
mod questionnaire_back;
mod table;

pub use questionnaire_back::{Taken, take_back};
