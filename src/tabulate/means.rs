//! Numeric questions, and questions of which only it can be said whether they were answered (text, dates, personal data).

use super::inference::Answers;
use super::kernel::{Placement, Shape};
use super::notes::Notes;
use super::section::Section;
use super::summary::Grouped;
use super::tally::{AnsweredTally, NumberTally};
use super::terms::{Counting, Included};
use super::variable::{Frame, Naming, Variable};
use crate::model::{Kind, Measure, Part, Question, SurveyBlock, SurveyTable};
use crate::stats::frequency::Frequencies;
use crate::stats::quantile::QuantileType;

/// Numbers under count.
#[derive(Debug, Clone)]
pub struct Numeric<'a> {
    naming: Naming,
    counting: Counting<'a>,
    tally: NumberTally,
    question: &'a Question,
}

impl<'a> Numeric<'a> {
    /// A numeric question.
    pub fn new(question: &'a Question, heading: bool, counting: Counting<'a>) -> Self {
        let tally = NumberTally::new(question.column(Part::Answer), counting.shape);
        Self { naming: Naming::of(question, heading), counting, tally, question }
    }
}

impl Variable for Numeric<'_> {
    fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        self.tally.add(block, placement);
    }

    fn sections(&self, frame: &Frame<'_>, notes: &mut Notes) -> Vec<Section> {
        let mut section = self.naming.section(frame);
        let base = self.tally.base();
        section.base("Base: all who gave a number", &base);
        section.further_bases(frame.show, &base);
        let columns: Vec<Grouped> =
            (0..frame.columns()).map(|column| Grouped::new(self.tally.distribution(column).into_iter())).collect();
        let definition = self.counting.terms.quantiles;
        type Statistic = fn(&Grouped, QuantileType) -> Option<f64>;
        let statistics: [(&str, &str, Option<Measure>, bool, Statistic); 9] = [
            ("mean", "Mean", Some(Measure::Mean), true, |values, _| values.mean()),
            ("se", "Standard error of the mean", Some(Measure::StandardError), false, |values, _| {
                values.standard_error()
            }),
            ("trimmed", "Mean without 5% at each end", Some(Measure::TrimmedMean), false, |values, _| values.trimmed()),
            ("sd", "Standard deviation", Some(Measure::StandardDeviation), true, |values, _| {
                values.standard_deviation()
            }),
            ("min", "Smallest", None, true, |values, _| values.smallest()),
            ("q1", "Lower quartile", None, true, |values, definition| values.quantile_of(0.25, definition)),
            ("median", "Median", Some(Measure::Median), true, |values, definition| values.quantile_of(0.5, definition)),
            ("q3", "Upper quartile", None, true, |values, definition| values.quantile_of(0.75, definition)),
            ("max", "Largest", None, true, |values, _| values.largest()),
        ];
        for (key, label, measure, always, statistic) in statistics {
            if always || measure.is_some_and(|measure| frame.shows(measure)) {
                let values: Vec<_> =
                    columns.iter().map(|values| (statistic(values, definition), values.base())).collect();
                section.statistic(key, label, measure, &values);
                if frame.inference.intervals {
                    section.intervals(columns.iter().map(|values| values.interval(measure)));
                }
            }
        }
        section.outside(
            "not-a-number",
            "Answer is not a plain number",
            "wrote more than a plain number",
            &self.tally.not_a_number(),
        );
        section.missing(Included::default(), |why| self.tally.missing(why));
        let number = QuantileType::ALL.iter().position(|other| *other == definition).map_or(7, |place| place + 1);
        let as_in = match number {
            6 => ", as in SPSS",
            7 => ", as in Excel and R",
            _ => "",
        };
        notes.figures.push(format!(
            "A quarter of the answers lie at or below the lower quartile, half at or below the median, three quarters at or \
             below the upper quartile (type {number}{as_in})."
        ));
        if frame.shows(Measure::TrimmedMean) {
            notes.figures.push(
                "The mean without 5% at each end leaves out the smallest and the largest twentieth of the answers (whole \
                 answers, rounded down; with weights, of their weight)."
                    .to_owned(),
            );
        }
        let numbers = (0..frame.columns()).map(|column| frequencies(&self.tally, column)).collect();
        section.rests_on(self.question.title(), Answers::Numbers(numbers));
        vec![section]
    }
}

/// Whether there is an answer, under count.
#[derive(Debug, Clone)]
pub struct Answered<'a> {
    naming: Naming,
    tally: AnsweredTally,
    question: &'a Question,
}

impl<'a> Answered<'a> {
    /// A text or date question, or one that holds personal data.
    pub fn new(table: &SurveyTable, question: &'a Question, heading: bool, shape: Shape) -> Self {
        Self { naming: Naming::of(question, heading), tally: AnsweredTally::new(table, question, shape), question }
    }
}

impl Variable for Answered<'_> {
    fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        self.tally.add(block, placement);
    }

    fn sections(&self, frame: &Frame<'_>, notes: &mut Notes) -> Vec<Section> {
        let mut section = self.naming.section(frame);
        section.base("Answered", &self.tally.base());
        section.missing(Included::default(), |why| self.tally.missing(why));
        let title = &self.naming.title;
        notes.figures.push(match (self.question.personal, self.question.kind) {
            (Some(_), _) => format!("“{title}” holds personal data: only how many answered is shown, never what."),
            (None, Kind::Date) => match self.tally.range(0) {
                Some((earliest, latest)) => format!("The dates of “{title}” run from {earliest} to {latest}."),
                None => format!("“{title}” asks for a date, and nobody gave one."),
            },
            // Of what nobody answered nobody can say how it was answered.
            (None, _) if self.tally.base().first().is_none_or(|all| all.n == 0) => {
                section.rests_on(title, Answers::None("Nobody answered."));
                return vec![section];
            }
            (None, _) => format!("“{title}” was answered in words: only how many answered is shown here."),
        });
        section.rests_on(title, Answers::None("There are no choices to compare."));
        vec![section]
    }
}

/// The numbers of a column as tests need them, without weights.
pub fn frequencies(tally: &NumberTally, column: usize) -> Frequencies {
    Frequencies::of_pairs(tally.distribution(column).into_iter().map(|(value, amount)| (value, amount.n)))
}
