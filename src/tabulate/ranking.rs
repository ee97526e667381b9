//! Rankings: how often an item was put first, and its mean rank.

use super::inference::Answers;
use super::kernel::{Amount, Counts, Placed, Placement};
use super::means::frequencies;
use super::notes::Notes;
use super::section::{Section, total};
use super::summary::Grouped;
use super::tally::{NumberTally, REASONS, reason};
use super::terms::Counting;
use super::variable::{Frame, Naming, Variable};
use crate::model::{Column, Measure, Missing, Part, Question, SurveyBlock};
use crate::number::count;

/// A ranking under count.
#[derive(Debug, Clone)]
pub struct Ranking<'a> {
    question: &'a Question,
    naming: Naming,
    counting: Counting<'a>,
    columns: Vec<Option<usize>>,
    base: Counts,
    /// For each item how often each rank was given.
    ranks: Vec<NumberTally>,
    missing: Counts,
}

impl<'a> Ranking<'a> {
    /// A ranking question.
    pub fn new(question: &'a Question, heading: bool, counting: Counting<'a>) -> Self {
        let (items, shape) = (question.rows.len(), counting.shape);
        Self {
            question,
            naming: Naming::of(question, heading),
            counting,
            columns: (0..items).map(|item| question.column(Part::Row(item))).collect(),
            base: Counts::new(1, shape),
            ranks: (0..items).map(|item| NumberTally::new(question.column(Part::Row(item)), shape)).collect(),
            missing: Counts::new(REASONS.len(), shape),
        }
    }

    fn ranks(&self, item: usize, column: usize) -> Grouped {
        Grouped::new(self.ranks[item].distribution(column).into_iter())
    }

    /// How many gave an item a rank of at most so much, a column each.
    fn within(&self, item: usize, rank: f64, columns: usize) -> Vec<Amount> {
        (0..columns).map(|column| self.ranks(item, column).up_to(rank)).collect()
    }
}

impl Variable for Ranking<'_> {
    fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        for tally in &mut self.ranks {
            tally.add(block, placement);
        }
        for placed in placement.rows().filter(Placed::counts) {
            let mut any = false;
            let mut why = None;
            for column in self.columns.iter().flatten() {
                let Some(Column::Numbers(ranks)) = block.columns.get(*column) else { continue };
                match ranks.get(placed.row).map(|rank| rank.value) {
                    Some(Ok(rank)) if rank.is_finite() => any = true,
                    Some(Err(missing)) => {
                        why.get_or_insert(missing);
                    }
                    _ => {}
                }
            }
            if any {
                self.base.add(0, &placed);
            } else {
                let why = why.unwrap_or(Missing::Unknown);
                self.missing.add(reason(why), &placed);
                if self.counting.terms.in_base().has(why) {
                    self.base.add(0, &placed);
                }
            }
        }
    }

    fn sections(&self, frame: &Frame<'_>, notes: &mut Notes) -> Vec<Section> {
        let mut section = self.naming.section(frame);
        let base = self.base.row(0);
        let included = self.counting.terms.in_base();
        section.base(&self.counting.terms.base_label("Base: all who ranked any"), &base);
        section.further_bases(frame.show, &base);
        let tops = frame.show.iter().filter_map(|measure| match measure {
            Measure::Top(number) if *number > 1 => Some(*number),
            _ => None,
        });
        for number in std::iter::once(1).chain(tops) {
            let (key, heading) = match number {
                1 => ("first".to_owned(), "Ranked first".to_owned()),
                _ => (format!("top-{number}"), format!("Ranked among the first {number}")),
            };
            section.subheading(&key, &heading, frame.columns());
            for (item, row) in self.question.rows.iter().enumerate() {
                let within = self.within(item, f64::from(number), frame.columns());
                section.choice(&format!("{}.{key}", row.id), &row.text.text, &within, &base);
            }
        }
        section.subheading("mean", "Mean rank (1 is the highest)", frame.columns());
        for (item, row) in self.question.rows.iter().enumerate() {
            let ranks: Vec<_> = (0..frame.columns()).map(|column| self.ranks(item, column)).collect();
            let values: Vec<_> = ranks.iter().map(|ranks| (ranks.mean(), ranks.base())).collect();
            section.statistic(&format!("{}.mean", row.id), &row.text.text, Some(Measure::Mean), &values);
            if frame.inference.intervals {
                section.intervals(ranks.iter().map(|ranks| ranks.mean_interval()));
            }
        }
        if (0..self.question.rows.len()).map(|item| total(&self.within(item, 1.0, 1))).sum::<u64>() > total(&base) {
            notes.figures.push(format!(
                "Some gave several items of “{}” the same rank, so those ranked first add up to more than all.",
                self.naming.title
            ));
        }
        section.included(included, &base, |why| self.missing.row(reason(why)));
        section.missing(included, |why| self.missing.row(reason(why)));
        let ranked: Vec<u64> = self.ranks.iter().map(|ranks| total(&ranks.base())).collect();
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
        let items = self.question.rows.iter().zip(&self.ranks).map(|(row, ranks)| {
            let columns = 0..frame.columns();
            (row.text.text.clone(), columns.map(|column| frequencies(ranks, column)).collect())
        });
        section.rests_on(&self.naming.title, Answers::Ranks(items.collect()));
        vec![section]
    }
}
