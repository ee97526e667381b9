//! Numeric questions, and questions of which only it can be said whether they were answered (text, dates, personal data).

use super::kernel::Placement;
use super::notes::Notes;
use super::section::Section;
use super::tally::{AnsweredTally, NumberTally};
use super::variable::{Frame, Naming, Variable};
use crate::model::{Kind, Measure, Part, Question, SurveyBlock, SurveyTable};
use crate::stats::moments::{moments, sorted};
use crate::stats::quantile::{QuantileType, quantile};

/// Numbers under count.
#[derive(Debug, Clone)]
pub struct Numeric<'a> {
    naming: Naming,
    tally: NumberTally,
    question: &'a Question,
}

impl<'a> Numeric<'a> {
    /// A numeric question.
    pub fn new(question: &'a Question, heading: bool, columns: usize) -> Self {
        let tally = NumberTally::new(question.column(Part::Answer), columns);
        Self { naming: Naming::of(question, heading), tally, question }
    }
}

impl Variable for Numeric<'_> {
    fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        self.tally.add(block, placement);
    }

    fn sections(&self, frame: &Frame<'_>, notes: &mut Notes) -> Vec<Section> {
        let mut section = self.naming.section(frame);
        section.base("Base: all who gave a number", &self.tally.base());
        let columns: Vec<Vec<f64>> = (0..frame.columns()).map(|column| sorted(self.tally.values(column))).collect();
        let quartile = |p: f64| move |values: &[f64]| quantile(values, p, QuantileType::Seven);
        type Statistic<'a> = (&'a str, &'a str, Option<Measure>, Box<dyn Fn(&[f64]) -> Option<f64>>);
        let statistics: [Statistic<'_>; 7] = [
            ("mean", "Mean", Some(Measure::Mean), Box::new(|values| Some(moments(values)?.mean))),
            ("sd", "Standard deviation", Some(Measure::StandardDeviation), Box::new(|values| moments(values)?.sd)),
            ("min", "Smallest", None, Box::new(|values| values.first().copied())),
            ("q1", "Lower quartile", None, Box::new(quartile(0.25))),
            ("median", "Median", Some(Measure::Median), Box::new(quartile(0.5))),
            ("q3", "Upper quartile", None, Box::new(quartile(0.75))),
            ("max", "Largest", None, Box::new(|values| values.last().copied())),
        ];
        for (key, label, measure, statistic) in statistics {
            let values: Vec<_> = columns.iter().map(|values| (statistic(values), values.len() as u64)).collect();
            section.statistic(key, label, measure, &values);
        }
        section.outside(
            "not-a-number",
            "Answer is not a plain number",
            "wrote more than a plain number",
            self.tally.not_a_number(),
        );
        section.missing(|why| self.tally.missing(why));
        notes.figures.push(
            "A quarter of the answers lie at or below the lower quartile, half at or below the median, three quarters at or \
             below the upper quartile (type 7, as in Excel and R)."
                .to_owned(),
        );
        let why = "Means are described here and not compared by a test.";
        section.tests = frame.tests(self.question.title(), Some(why), |of, _, _| super::inference::untested(of, why));
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
    pub fn new(table: &SurveyTable, question: &'a Question, heading: bool, columns: usize) -> Self {
        Self { naming: Naming::of(question, heading), tally: AnsweredTally::new(table, question, columns), question }
    }
}

impl Variable for Answered<'_> {
    fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        self.tally.add(block, placement);
    }

    fn sections(&self, frame: &Frame<'_>, notes: &mut Notes) -> Vec<Section> {
        let mut section = self.naming.section(frame);
        section.base("Answered", self.tally.base());
        section.missing(|why| self.tally.missing(why));
        let title = &self.naming.title;
        notes.figures.push(match (self.question.personal, self.question.kind) {
            (Some(_), _) => format!("“{title}” holds personal data: only how many answered is shown, never what."),
            (None, Kind::Date) => match self.tally.range(0) {
                Some((earliest, latest)) => format!("The dates of “{title}” run from {earliest} to {latest}."),
                None => format!("“{title}” asks for a date, and nobody gave one."),
            },
            (None, _) => format!("“{title}” was answered in words: only how many answered is shown here."),
        });
        let why = "There are no choices to compare.";
        section.tests = frame.tests(title, Some(why), |of, _, _| super::inference::untested(of, why));
        vec![section]
    }
}

/// Values with how often each occurs.
#[derive(Debug, Clone)]
pub struct Grouped {
    /// In rising order.
    values: Vec<(f64, u64)>,
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
impl Grouped {
    /// Values with their counts, in any order.
    pub fn new(values: impl Iterator<Item = (f64, u64)>) -> Self {
        let mut values: Vec<(f64, u64)> = values.filter(|(_, count)| *count > 0).collect();
        values.sort_by(|one, other| one.0.total_cmp(&other.0));
        Self { values }
    }

    /// How many there are.
    pub fn n(&self) -> u64 {
        self.values.iter().map(|(_, count)| count).sum()
    }

    /// The mean.
    pub fn mean(&self) -> Option<f64> {
        let n = self.n();
        (n > 0).then(|| self.values.iter().map(|(value, count)| value * *count as f64).sum::<f64>() / n as f64)
    }

    /// The standard deviation of a sample.
    pub fn standard_deviation(&self) -> Option<f64> {
        let (n, mean) = (self.n(), self.mean()?);
        let squares: f64 = self.values.iter().map(|(value, count)| (value - mean).powi(2) * *count as f64).sum();
        (n > 1).then(|| (squares / (n as f64 - 1.0)).sqrt())
    }

    /// The median: the middle value, or the mean of the two middle ones.
    pub fn median(&self) -> Option<f64> {
        let n = self.n();
        let at = |wanted: u64| {
            let mut seen = 0;
            self.values.iter().find_map(|(value, count)| {
                seen += count;
                (seen > wanted).then_some(*value)
            })
        };
        Some(f64::midpoint(at(n.checked_sub(1)? / 2)?, at(n / 2)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_no_mean() {
        let nobody = Grouped::new([(1.0, 0)].into_iter());
        assert_eq!((nobody.n(), nobody.mean(), nobody.median(), nobody.standard_deviation()), (0, None, None, None));
    }

    #[test]
    fn grouped_values_are_as_the_values_one_by_one() {
        let grouped = Grouped::new([(3.0, 1), (1.0, 2), (2.0, 3)].into_iter());
        let values = [1.0, 1.0, 2.0, 2.0, 2.0, 3.0];
        assert_eq!(grouped.mean(), moments(&values).map(|m| m.mean));
        assert_eq!(grouped.median(), quantile(&values, 0.5, QuantileType::Seven));
        assert!((grouped.standard_deviation().unwrap() - moments(&values).unwrap().sd.unwrap()).abs() < 1e-12);
    }
}
