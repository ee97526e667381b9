//! Columns of dates: read in the order that they have or that a person gave, and asked about where neither tells.

use std::sync::Arc;

use super::{Coder, Plan};
use crate::diagnostic::Diagnostic;
use crate::model::texts::Words;
use crate::model::{Missing, Part};
use crate::readers::survey::dates::{self, Order};
use crate::readers::survey::personal;

impl Coder<'_> {
    pub(super) fn date(&mut self, column: usize, order: Option<Order>) {
        let raw = &self.raw.columns[column];
        let answers = || raw.filled().map(|(value, _)| value).filter(|value| self.no_answer(value).is_none());
        let own = dates::order(answers());
        let order = own.ok().or(order);
        let serials = dates::are_serials(answers());
        let read = |value: &str| if serials { dates::serial(value) } else { dates::date(value, order) };
        let (mut dates, mut reasons, mut says_more) = (Words::default(), Vec::new(), Vec::new());
        for (code, value) in raw.values().enumerate() {
            let (date, reason) = match (self.no_answer(value), read(value)) {
                (Some(reason), _) => (None, reason),
                (None, Some(date)) => (Some(date), Missing::Unknown),
                (None, None) if value.is_empty() => (None, self.draft.blank),
                (None, None) => (None, Missing::Unknown),
            };
            reasons.push(reason);
            says_more.push(!value.is_empty() && date.as_deref() != Some(value));
            if code > 0 {
                dates.push(date.as_deref().unwrap_or_default());
            }
        }
        let unclear: Vec<bool> =
            raw.values().map(|value| dates::read(value).is_some() && dates::date(value, order).is_none()).collect();
        let odd: Vec<bool> = raw
            .values()
            .map(|value| {
                let is_date = serials || dates::read(value).is_some();
                !value.is_empty() && !is_date && self.no_answer(value).is_none()
            })
            .collect();
        if serials {
            self.coded.noticed.push(Diagnostic::note(format!(
                "“{}” holds days as a spreadsheet counts them (45292 is 2024-01-01); read as dates",
                self.coded.question.id
            )));
        }
        self.note_unclear_dates(column, &unclear, own);
        self.note_odd(column, &odd, "is not a date", "are not dates");
        self.add(Part::Answer, Plan::Dates { column, dates: Arc::new(dates), reasons, says_more });
    }

    /// Dates of which nobody can tell the day from the month: a person has to say.
    fn note_unclear_dates(&mut self, column: usize, unclear: &[bool], own: std::result::Result<Order, bool>) {
        let codes = self.raw.columns[column].codes().iter().zip(&self.raw.records);
        let rows: Vec<u64> = codes.filter(|(code, _)| unclear[*code as usize]).map(|(_, record)| *record).collect();
        if rows.is_empty() {
            return;
        }
        let why = match own {
            Err(false) => "some can only have the day first and some only the month",
            _ => "no part above 12 tells the day from the month",
        };
        self.coded.noticed.push(
            Diagnostic::warning(format!(
                "the dates of “{}” are ambiguous: {why}; kept as text: {}",
                self.coded.question.id,
                personal::listed(&rows)
            ))
            .hint("say which comes first: --dates day-first or --dates month-first, or dates = \"day-first\" at the top of questionnaire.toml; or export with dates as 2024-03-31"),
        );
    }
}
