//! Columns of numbers and of ranks.

use super::{Coder, Plan};
use crate::model::{Missing, Part};
use crate::readers::survey::draft::{Choices, DraftChoice, DraftRow};
use crate::readers::survey::joined::{Separator, Splitter};
use crate::readers::survey::numbers::{Notation, whole, written};
use crate::readers::survey::places::{Places, model_choices, model_rows};
use crate::readers::survey::words;

/// A number or why there is none, and whether the cell says more than that.
type Read = (Result<f64, Missing>, bool);

impl Coder<'_> {
    pub(super) fn numeric(&mut self, column: usize) {
        let raw = &self.raw.columns[column];
        let notation = raw.notation();
        let labelled = Choices { list: self.draft.labelled.clone(), other: None, closed: true };
        let places = Places::new(&labelled);
        let list = model_choices(&labelled);
        let read = |value: &str| {
            let missing = places.find(value).and_then(|place| list[place].missing).or_else(|| self.no_answer(value));
            match missing {
                Some(reason) => (Err(reason), true),
                None if value.is_empty() => (Err(self.draft.blank), false),
                None => number(value, notation),
            }
        };
        let (numbers, says_more): (Vec<_>, Vec<bool>) = raw.values().map(read).unzip();
        self.coded.question.choices = list;
        let is_odd =
            |(number, says_more): (&Result<f64, Missing>, &bool)| *number == Err(Missing::Unknown) && *says_more;
        let odd: Vec<bool> = numbers.iter().zip(&says_more).map(is_odd).collect();
        self.note_odd(column, &odd, "is not a number", "are not numbers");
        self.add(Part::Answer, Plan::Numbers { column, numbers, says_more });
    }

    pub(super) fn ranks(&mut self, rows: &[DraftRow]) {
        self.coded.question.rows = model_rows(rows);
        for (place, row) in rows.iter().enumerate() {
            let read = |value: &str| -> Read {
                #[allow(clippy::cast_precision_loss, reason = "a rank is small")]
                let rank = whole(value).filter(|rank| *rank >= 1).map(|rank| rank as f64);
                let reason =
                    self.no_answer(value).unwrap_or(if value.is_empty() { self.draft.blank } else { Missing::Unknown });
                (rank.ok_or(reason), rank.is_none() && !value.is_empty())
            };
            let (numbers, says_more) = self.raw.columns[row.column].values().map(read).unzip();
            self.add(Part::Row(place), Plan::Numbers { column: row.column, numbers, says_more });
        }
    }

    pub(super) fn joined_ranks(&mut self, column: usize, separator: Separator, items: &[DraftRow]) {
        self.coded.question.rows = model_rows(items);
        let splitter = Splitter::new(separator, items.iter().map(|item| item.text.as_str()));
        let split: Vec<Vec<usize>> = self.raw.columns[column].values().map(|value| splitter.split(value).0).collect();
        for place in 0..items.len() {
            let numbers = split.iter().map(|ranked| {
                #[allow(clippy::cast_precision_loss, reason = "a rank is small")]
                let rank = ranked.iter().position(|item| *item == place).map(|rank| (rank + 1) as f64);
                rank.ok_or(self.draft.blank)
            });
            let numbers = numbers.collect();
            self.add(Part::Row(place), Plan::Numbers { column, numbers, says_more: vec![false; split.len()] });
        }
    }

    /// A column a place: the rank of an item is the place in which a row has it.
    pub(super) fn slots(&mut self, columns: &[usize], items: &[DraftRow], values: &[String]) {
        self.coded.question.rows = model_rows(items);
        let list = values.iter().map(DraftChoice::new).collect();
        let places = Places::new(&Choices { list, other: None, closed: true });
        let mut ranks = vec![vec![Err(self.draft.blank); self.raw.rows()]; items.len()];
        for (slot, &column) in columns.iter().enumerate() {
            let raw = &self.raw.columns[column];
            let found: Vec<Option<usize>> = raw.values().map(|value| places.find(value)).collect();
            #[allow(clippy::cast_precision_loss, reason = "a rank is small")]
            let rank = (slot + 1) as f64;
            for (row, code) in raw.codes().iter().enumerate() {
                let item = found.get(code as usize).copied().flatten().and_then(|item| ranks.get_mut(item));
                if let Some(number) = item.and_then(|rows| rows.get_mut(row)).filter(|number| number.is_err()) {
                    *number = Ok(rank);
                }
            }
        }
        let column = columns.first().copied().unwrap_or(0);
        for (place, numbers) in ranks.into_iter().enumerate() {
            self.add(Part::Row(place), Plan::RowNumbers { column, numbers });
        }
    }
}

/// Whether figures are plainly as a number would be written: 12, 0.5, and not 012, .5, 1.50 or more figures than a number keeps.
fn is_as_written(value: &str) -> bool {
    const KEPT: usize = 15;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "1"));
    let is_figures = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    value.len() <= KEPT
        && is_figures(whole)
        && is_figures(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && !fraction.ends_with('0')
}

fn number(value: &str, notation: Notation) -> Read {
    match notation.number(value) {
        Some(number) => (Ok(number), !is_as_written(value) && written(number) != value),
        None => {
            let reason = words::missing(value).or_else(|| words::is_aside(value).then_some(Missing::User));
            (Err(reason.unwrap_or(Missing::Unknown)), true)
        }
    }
}
