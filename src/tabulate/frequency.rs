//! One question on its own.

use super::{Groupings, Request, crosstab::crosstab};
use crate::diagnostic::Result;
use crate::model::{Survey, Table};

/// A table a question: counts, percentages, bases, and who is missing and why.
///
/// # Errors
/// When the question is not there.
pub fn frequency(survey: &Survey, question: &str, request: &Request) -> Result<Table> {
    let request = Request { rows: vec![question.to_owned()], by: Vec::new(), ..request.clone() };
    crosstab(survey, &Groupings::new(), &request).map(|(table, _)| table)
}
