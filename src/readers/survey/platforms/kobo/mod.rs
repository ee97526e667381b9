//! KoboToolbox, ODK Central, Ona and SurveyCTO: questionnaires made with an XLSForm, on the same software at bottom.
//!
//! The headings are the names of questions (or their labels), perhaps with their groups before them; a multiple response set
//! is a column that lists the names of what was ticked, a column of 0 and 1 for each choice, or both; a repeat is a sheet or
//! a file of its own.

mod blanks;
mod columns;
mod form;
mod lists;
mod metadata;
mod names;
mod questions;
mod recognise;
mod repeats;
mod sets;

use crate::readers::survey::companion::Beside;
use crate::readers::survey::draft::Structure;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use form::Form;

/// KoboToolbox, ODK, Ona and SurveyCTO.
#[derive(Debug)]
pub struct Kobo;

impl SurveyReader for Kobo {
    fn name(&self) -> &'static str {
        "kobo"
    }

    fn title(&self) -> &'static str {
        "KoboToolbox, ODK, Ona or SurveyCTO"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        recognise::recognise(head)
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        let form = beside.described.as_ref().map(Form::new);
        let main = questions::understand(raw, form.as_ref(), None);
        let mut repeats = repeats::find(&main, beside, form.as_ref());
        let mut structure = main.structure;
        structure.noticed.append(&mut repeats.noticed);
        structure.main = main.changed;
        structure.repeats = repeats.repeats;
        structure.used = repeats.used;
        structure
    }

    fn wants_other_sheets(&self) -> bool {
        true
    }

    /// ODK Central and SurveyCTO write a repeat into a file of its own: `visits-members.csv` beside `visits.csv`.
    fn may_be_beside(&self, export: &str, other: &str) -> bool {
        let stem = |name: &str| name.to_lowercase().strip_suffix(".csv").map(str::to_owned);
        let (Some(export), Some(other)) = (stem(export), stem(other)) else { return false };
        other.strip_prefix(&export).is_some_and(|rest| rest.len() > 1 && rest.starts_with('-'))
    }
}
