//! Stata: variables, their labels and extended missing values.

use crate::readers::survey::companion::Beside;
use crate::readers::survey::draft::Structure;
use crate::readers::survey::platform::{Container, Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::variables::{self, Habits};

/// Stata.
#[derive(Debug)]
pub struct Stata;

impl SurveyReader for Stata {
    fn name(&self) -> &'static str {
        "stata"
    }

    fn title(&self) -> &'static str {
        "Stata"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        (head.container == Container::Stata)
            .then(|| Recognition { reason: "the file is one of Stata".into(), header_records: 1 })
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        variables::understand(raw, beside.described.as_ref(), Habits::default())
    }
}
