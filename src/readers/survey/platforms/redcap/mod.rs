//! REDCap: a row a record, or a record and event; check boxes a column a choice; repeats in rows of their own.
//!
//! A check box is exported as 0 whether it was left alone or never shown: a set without a tick on a form that was never opened
//! is missing. Which form a column belongs to, the dictionary says, or the status column that ends each form.

mod forms;
mod questions;
mod recognise;
mod repeats;

use crate::readers::survey::companion::Beside;
use crate::readers::survey::draft::Structure;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;

/// REDCap.
#[derive(Debug)]
pub struct Redcap;

impl SurveyReader for Redcap {
    fn name(&self) -> &'static str {
        "redcap"
    }

    fn title(&self) -> &'static str {
        "REDCap"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        recognise::recognise(head)
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        repeats::understand(raw, beside.described.as_ref())
    }
}
