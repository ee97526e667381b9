//! Rankings: how often an item was put first, and its mean rank.

use super::kernel::{Counts, Placement};
use super::notes::Notes;
use super::section::{Section, total};
use super::tally::REASONS;
use super::variable::{Frame, Naming, Variable};
use crate::model::{Column, Measure, Missing, Part, Question, SurveyBlock};
use crate::number::count;

/// A ranking under count.
#[derive(Debug, Clone)]
pub struct Ranking<'a> {
    question: &'a Question,
    naming: Naming,
    columns: Vec<Option<usize>>,
    base: Counts,
    ranked: Counts,
    first: Counts,
    sums: Vec<Vec<f64>>,
    missing: Counts,
}

impl<'a> Ranking<'a> {
    /// A ranking question.
    pub fn new(question: &'a Question, heading: bool, columns: usize) -> Self {
        let items = question.rows.len();
        Self {
            question,
            naming: Naming::of(question, heading),
            columns: (0..items).map(|item| question.column(Part::Row(item))).collect(),
            base: Counts::new(1, columns),
            ranked: Counts::new(items, columns),
            first: Counts::new(items, columns),
            sums: vec![vec![0.0; columns]; items],
            missing: Counts::new(REASONS.len(), columns),
        }
    }

    fn mean(&self, item: usize, column: usize) -> (Option<f64>, u64) {
        let n = self.ranked.get(item, column);
        #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let mean = (n > 0).then(|| self.sums[item][column] / n as f64);
        (mean, n)
    }
}

impl Variable for Ranking<'_> {
    fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        for (row, columns) in placement.rows().filter(|(_, columns)| !columns.is_empty()) {
            let mut any = false;
            let mut why = None;
            for (item, column) in self.columns.iter().enumerate() {
                let Some(Column::Numbers(ranks)) = column.and_then(|column| block.columns.get(column)) else {
                    continue;
                };
                match ranks.get(row).map(|rank| rank.value) {
                    Some(Ok(rank)) if rank.is_finite() => {
                        any = true;
                        self.ranked.add(item, columns);
                        if rank == 1.0 {
                            self.first.add(item, columns);
                        }
                        // Ranks are small whole numbers, so their sum is exact in any order.
                        for &column in columns {
                            self.sums[item][column as usize] += rank;
                        }
                    }
                    Some(Err(missing)) => {
                        why.get_or_insert(missing);
                    }
                    _ => {}
                }
            }
            if any {
                self.base.add(0, columns);
            } else {
                let why = why.unwrap_or(Missing::Unknown);
                self.missing.add(REASONS.iter().position(|&known| known == why).unwrap_or(0), columns);
            }
        }
    }

    fn sections(&self, frame: &Frame<'_>, notes: &mut Notes) -> Vec<Section> {
        let mut section = self.naming.section(frame);
        let base = self.base.row(0).to_vec();
        section.base("Base: all who ranked any", &base);
        section.subheading("first", "Ranked first", frame.columns());
        for (item, row) in self.question.rows.iter().enumerate() {
            section.choice(&format!("{}.first", row.id), &row.text.text, self.first.row(item), &base);
        }
        section.subheading("mean", "Mean rank (1 is the highest)", frame.columns());
        for (item, row) in self.question.rows.iter().enumerate() {
            let values: Vec<_> = (0..frame.columns()).map(|column| self.mean(item, column)).collect();
            section.statistic(&format!("{}.mean", row.id), &row.text.text, Some(Measure::Mean), &values);
        }
        section.missing(|why| self.missing.row(REASONS.iter().position(|&known| known == why).unwrap_or(0)));
        let ranked: Vec<u64> = (0..self.question.rows.len()).map(|item| total(self.ranked.row(item))).collect();
        let (fewest, most) = (ranked.iter().min().copied(), ranked.iter().max().copied());
        if let (Some(fewest), Some(most)) = (fewest, most)
            && fewest != most
        {
            notes.figures.push(format!(
                "Not everybody ranked every item of “{}”: a mean rank is of those who ranked the item, between {} and {}.",
                self.naming.title,
                count(fewest),
                count(most)
            ));
        }
        let why = "Ranks of one respondent depend on one another, which this test does not allow for.";
        section.tests = frame.tests(&self.naming.title, Some(why), |of, _, _| super::inference::untested(of, why));
        vec![section]
    }
}
