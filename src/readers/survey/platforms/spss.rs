//! SPSS: variables, their labels and missing values, multiple response sets.

use crate::readers::survey::companion::Beside;
use crate::readers::survey::draft::Structure;
use crate::readers::survey::platform::{Container, Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::variables::{self, Habits};

/// SPSS.
#[derive(Debug)]
pub struct Spss;

impl SurveyReader for Spss {
    fn name(&self) -> &'static str {
        "spss"
    }

    fn title(&self) -> &'static str {
        "SPSS"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        (head.container == Container::Spss)
            .then(|| Recognition { reason: "the file is one of SPSS".into(), header_records: 1 })
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        variables::understand(raw, beside.described.as_ref(), Habits::default())
    }
}
