//! SAS: variables and their formats; the labels of values stand in a catalogue of formats.

use crate::readers::survey::companion::Beside;
use crate::readers::survey::draft::Structure;
use crate::readers::survey::platform::{Container, Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::variables::{self, Habits};

/// SAS.
#[derive(Debug)]
pub struct Sas;

impl SurveyReader for Sas {
    fn name(&self) -> &'static str {
        "sas"
    }

    fn title(&self) -> &'static str {
        "SAS"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        (head.container == Container::Sas)
            .then(|| Recognition { reason: "the file is one of SAS".into(), header_records: 1 })
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        variables::understand(raw, beside.described.as_ref(), Habits::default())
    }
}
