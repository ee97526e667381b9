//! The data dictionary and the codebook as workbooks to edit, and what was edited taken back.
//!
//! A question or a code is taken back only where it was edited: the workbook keeps a fingerprint of each part as it was
//! when the workbook was written, so that a file that was changed meanwhile is noticed and nothing is undone.

mod choice_edit;
mod code_edit;
pub mod codebook;
mod codebook_back;
mod parts;
mod question_edit;
pub mod questionnaire;
mod questionnaire_back;
pub mod split;
mod table;

pub use codebook_back::{RulePlaces, TakenCodes, take_back as take_back_codes};
pub use questionnaire_back::{Taken, take_back};
