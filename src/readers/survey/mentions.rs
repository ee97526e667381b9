//! Multiple answers with a column a mention: the first that came to mind, the second, the third.

use super::raw::RawTable;
use crate::model::{Answer, Missing, Tick};

/// The ticks of each choice: ticked where any of the columns holds it, not ticked where they hold others only, missing where
/// they hold none, with the reason that the first of them gives that is more than a blank.
pub fn ticks(raw: &RawTable, columns: &[usize], choices: usize, answer: impl Fn(&str) -> Answer) -> Vec<Vec<Tick>> {
    let answers: Vec<Vec<Answer>> =
        columns.iter().map(|&column| raw.columns[column].values().map(&answer).collect()).collect();
    let mut ticks = vec![Vec::with_capacity(raw.rows()); choices];
    for row in 0..raw.rows() {
        let held = || {
            columns.iter().zip(&answers).map(|(&column, answers)| answers[raw.columns[column].code(row) as usize].get())
        };
        let reasons = || held().filter_map(Result::err);
        let reason = reasons().find(|reason| *reason != Missing::Unknown).or_else(|| reasons().next());
        let nothing = if held().any(|held| held.is_ok()) {
            Tick::NotTicked
        } else {
            Tick::Missing(reason.unwrap_or(Missing::Unknown))
        };
        for ticks in &mut ticks {
            ticks.push(nothing);
        }
        for place in held().flatten() {
            if let Some(tick) = ticks.get_mut(place).and_then(|ticks| ticks.last_mut()) {
                *tick = Tick::Ticked;
            }
        }
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::survey::raw::Collector;

    #[test]
    fn what_any_column_holds_is_ticked_and_a_row_without_mentions_is_missing() {
        let mut collector = Collector::new(vec![vec!["first".into(), "second".into()]]);
        for row in [["1", "2"], ["2", ""], ["9", ""], ["2", "2"]] {
            collector.push(row.into_iter());
        }
        let (raw, _) = collector.finish();
        let answer = |value: &str| match value {
            "1" => Answer::choice(0),
            "2" => Answer::choice(1),
            "9" => Answer::REFUSED,
            _ => Answer::UNKNOWN,
        };
        let ticks = ticks(&raw, &[0, 1], 3, answer);
        let refused = Tick::Missing(Missing::Refused);
        assert_eq!(ticks[0], [Tick::Ticked, Tick::NotTicked, refused, Tick::NotTicked]);
        assert_eq!(ticks[1], [Tick::Ticked, Tick::Ticked, refused, Tick::Ticked]);
        assert_eq!(ticks[2], [Tick::NotTicked, Tick::NotTicked, refused, Tick::NotTicked]);
    }

    #[test]
    fn no_columns_are_no_mentions() {
        assert_eq!(ticks(&RawTable::default(), &[], 2, |_| Answer::UNKNOWN), [vec![], vec![]]);
    }
}
