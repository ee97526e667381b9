//! Numeric questions, and questions of which only it can be said whether they were answered (text, dates, personal data).

use super::inference::Answers;
use super::kernel::{Amount, Placement, Shape};
use super::notes::Notes;
use super::section::Section;
use super::tally::{AnsweredTally, NumberTally};
use super::variable::{Frame, Naming, Variable};
use crate::model::{Kind, Measure, Part, Question, SurveyBlock, SurveyTable};
use crate::stats::frequency::Frequencies;
use crate::stats::quantile;
use crate::stats::weighting::quantile as weighted;

/// Numbers under count.
#[derive(Debug, Clone)]
pub struct Numeric<'a> {
    naming: Naming,
    tally: NumberTally,
    question: &'a Question,
}

impl<'a> Numeric<'a> {
    /// A numeric question.
    pub fn new(question: &'a Question, heading: bool, shape: Shape) -> Self {
        let tally = NumberTally::new(question.column(Part::Answer), shape);
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
        let columns: Vec<Grouped> =
            (0..frame.columns()).map(|column| Grouped::new(self.tally.distribution(column).into_iter())).collect();
        type Statistic = (&'static str, &'static str, Option<Measure>, fn(&Grouped) -> Option<f64>);
        let statistics: [Statistic; 7] = [
            ("mean", "Mean", Some(Measure::Mean), Grouped::mean),
            ("sd", "Standard deviation", Some(Measure::StandardDeviation), Grouped::standard_deviation),
            ("min", "Smallest", None, Grouped::smallest),
            ("q1", "Lower quartile", None, |values| values.quantile(0.25)),
            ("median", "Median", Some(Measure::Median), Grouped::median),
            ("q3", "Upper quartile", None, |values| values.quantile(0.75)),
            ("max", "Largest", None, Grouped::largest),
        ];
        for (key, label, measure, statistic) in statistics {
            let values: Vec<_> = columns.iter().map(|values| (statistic(values), values.base())).collect();
            section.statistic(key, label, measure, &values);
        }
        section.outside(
            "not-a-number",
            "Answer is not a plain number",
            "wrote more than a plain number",
            &self.tally.not_a_number(),
        );
        section.missing(|why| self.tally.missing(why));
        notes.figures.push(
            "A quarter of the answers lie at or below the lower quartile, half at or below the median, three quarters at or \
             below the upper quartile (type 7, as in Excel and R)."
                .to_owned(),
        );
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
        section.rests_on(title, Answers::None("There are no choices to compare."));
        vec![section]
    }
}

/// The numbers of a column as tests need them, without weights.
pub fn frequencies(tally: &NumberTally, column: usize) -> Frequencies {
    Frequencies::of_pairs(tally.distribution(column).into_iter().map(|(value, amount)| (value, amount.n)))
}

/// Different values in rising order, each with how many gave it.
#[derive(Debug, Clone)]
pub struct Grouped {
    values: Vec<(f64, Amount)>,
}

impl Grouped {
    /// Values with how many gave them, in any order.
    pub fn new(values: impl Iterator<Item = (f64, Amount)>) -> Self {
        let mut values: Vec<(f64, Amount)> = values.filter(|(_, amount)| amount.n > 0).collect();
        values.sort_by(|one, other| one.0.total_cmp(&other.0));
        Self { values }
    }

    /// How many there are.
    pub fn base(&self) -> Amount {
        self.up_to(f64::INFINITY)
    }

    /// How many gave a value of at most so much.
    pub fn up_to(&self, most: f64) -> Amount {
        let within = self.values.iter().take_while(|(value, _)| *value <= most);
        within.fold(Amount::default(), |sum, (_, amount)| Amount {
            n: sum.n + amount.n,
            weight: sum.weight + amount.weight,
            squares: sum.squares + amount.squares,
        })
    }

    /// The mean. In two passes, since the first sum rounds.
    pub fn mean(&self) -> Option<f64> {
        let weight = self.base().weight;
        let mean_of = |less: f64| self.values.iter().map(|(value, n)| (value - less) * n.weight).sum::<f64>() / weight;
        let rough = mean_of(0.0);
        let mean = rough + mean_of(rough);
        (weight > 0.0 && mean.is_finite()).then_some(mean)
    }

    /// The standard deviation: of a sample (n − 1); with weights that of the population, as R’s survey.
    pub fn standard_deviation(&self) -> Option<f64> {
        let (base, mean) = (self.base(), self.mean()?);
        let squares: f64 = self.values.iter().map(|(value, n)| (value - mean).powi(2) * n.weight).sum();
        let n = Amount::of(base.n).weight;
        let sd = (squares / base.weight * (n / (n - 1.0))).sqrt();
        (base.n > 1 && sd.is_finite()).then_some(sd)
    }

    /// The smallest.
    pub fn smallest(&self) -> Option<f64> {
        self.values.first().map(|(value, _)| *value)
    }

    /// The largest.
    pub fn largest(&self) -> Option<f64> {
        self.values.last().map(|(value, _)| *value)
    }

    /// The median.
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The quantile: type 7, as in Excel and R; with weights the value that the share reaches, or the mean of it and the next where
    /// it is reached exactly.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let base = self.base();
        #[allow(clippy::float_cmp, reason = "without weights they are the same number")]
        if base.weight != Amount::of(base.n).weight {
            let pairs = self.values.iter().map(|(value, amount)| (*value, amount.weight));
            return weighted::Weighted::new(pairs)?.quantile(p, weighted::WeightedQuantile::School);
        }
        quantile::of_counts(&self.values.iter().map(|(value, n)| (*value, n.n)).collect::<Vec<_>>(), p)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::moments::moments;
    use crate::stats::quantile::{QuantileType, quantile};

    #[test]
    fn nobody_has_no_mean() {
        let nobody = Grouped::new([(1.0, Amount::default())].into_iter());
        assert_eq!(
            (nobody.base().n, nobody.mean(), nobody.median(), nobody.standard_deviation()),
            (0, None, None, None)
        );
        assert_eq!((nobody.smallest(), nobody.largest()), (None, None));
    }

    #[test]
    fn grouped_values_are_as_the_values_one_by_one() {
        let grouped = Grouped::new([(3.0, 1), (1.0, 2), (2.0, 3)].map(|(value, n)| (value, Amount::of(n))).into_iter());
        let values = [1.0, 1.0, 2.0, 2.0, 2.0, 3.0];
        assert_eq!(grouped.mean(), moments(&values).map(|m| m.mean));
        for p in [0.0, 0.1, 0.25, 0.5, 0.75, 1.0] {
            assert_eq!(grouped.quantile(p), quantile(&values, p, QuantileType::Seven), "{p}");
        }
        assert!((grouped.standard_deviation().unwrap() - moments(&values).unwrap().sd.unwrap()).abs() < 1e-12);
        assert_eq!(grouped.up_to(2.0).n, 5);
    }

    #[test]
    fn weights_move_the_mean_and_the_median() {
        let amount = |n, weight: f64| Amount { n, weight, squares: weight * weight };
        let grouped = Grouped::new([(1.0, amount(1, 0.5)), (2.0, amount(1, 0.25)), (10.0, amount(1, 2.0))].into_iter());
        assert_eq!((grouped.mean(), grouped.median()), (Some(21.0 / 2.75), Some(10.0)));
    }
}
