//! What is decided for a whole table, and what its notes say of it.

use super::choice::{Method, Test, TestChoice};
use super::interval_kind::IntervalKind;
use crate::model::Measure;
use crate::stats::multiplicity::Correction;
use crate::tabulate::notes::{Notes, and, described};
use crate::tabulate::{Request, joined};

/// What is decided for a whole table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Inference {
    /// The test that is wanted, if any.
    pub test: Option<Wanted>,
    /// Whether intervals are shown.
    pub intervals: bool,
    /// Of which kind they are.
    pub interval: IntervalKind,
    /// Whether adjusted residuals are shown.
    pub residuals: bool,
    /// Whether weights or a design decide how much chance there is: then [`crate::tabulate::design`] makes intervals and tests.
    pub by_design: bool,
    /// Whether columns are compared and get letters.
    pub letters: bool,
    /// Whether each column is compared with everybody else.
    pub rest: bool,
    /// Whether a design beyond weights was declared.
    pub drawn: bool,
    /// What is done about several tests; not given: nothing for the tests of a table, the method's own for letters.
    pub correction: Option<Correction>,
    /// Whose choices are followed.
    pub method: Method,
}

/// A wanted test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The one that fits.
    Auto,
    /// This one, where it fits.
    By(Test),
}

impl Inference {
    /// What a request and its way of sampling ask for.
    pub fn of(request: &Request) -> Self {
        let test = match request.test {
            TestChoice::BySampling => {
                (request.sampling.supports_inference() && !joined::named_in(request)).then_some(Wanted::Auto)
            }
            TestChoice::Auto => Some(Wanted::Auto),
            TestChoice::None => None,
            TestChoice::Named(test) => Some(Wanted::By(test)),
        };
        let grouped = !request.by.is_empty();
        Self {
            test: test.filter(|_| grouped),
            intervals: request.show.contains(&Measure::Interval),
            interval: request.interval,
            residuals: request.show.contains(&Measure::Residual),
            by_design: request.is_weighted_or_designed(),
            letters: grouped && request.show.contains(&Measure::Letters),
            rest: grouped && request.show.contains(&Measure::Rest),
            drawn: request.design.is_some(),
            correction: request.correction,
            method: request.method,
        }
    }

    /// What the notes must say of it. `shares`: whether the table has percentages, whose intervals are of a kind of their own.
    pub fn say(self, request: &Request, shares: bool, notes: &mut Notes) {
        let word = request.sampling.word();
        let described = described(request.sampling);
        let wanted = [
            (self.intervals, "intervals"),
            (self.test.is_some(), "a test"),
            (self.letters, "letters"),
            (self.rest, "comparisons with everybody else"),
        ];
        if joined::named_in(request) {
            notes.test.push(
                "Themes are told by those who were interviewed; they were chosen for what they can tell, so nothing is tested unless asked for."
                    .to_owned(),
            );
        }
        let asked: Vec<String> = wanted.into_iter().filter(|(asked, _)| *asked).map(|(_, what)| what.into()).collect();
        match (request.sampling.supports_inference(), asked.is_empty()) {
            (true, true) => {}
            (true, false) => notes.test.push(format!("{described}.")),
            (false, true) => notes.test.push(format!("{described}: there are no intervals and no tests.")),
            (false, false) => {
                notes.test.push(format!("{described}."));
                notes.test.push(format!(
                    "This table was asked for with {}, although the sampling is “{word}”: read {} as a yardstick, not as proof.",
                    and(&asked),
                    if asked == ["a test"] { "it" } else { "them" },
                ));
            }
        }
        if self.intervals && shares && !self.by_design {
            notes.test.push(self.interval.said());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sampling;

    fn request(sampling: Sampling, test: TestChoice) -> Request {
        Request { by: vec!["size".into()], sampling, test, ..Request::default() }
    }

    #[test]
    fn an_open_survey_is_not_tested_unless_asked_by_name() {
        assert_eq!(Inference::of(&request(Sampling::Open, TestChoice::BySampling)).test, None);
        assert_eq!(Inference::of(&request(Sampling::Probability, TestChoice::BySampling)).test, Some(Wanted::Auto));
        assert_eq!(Inference::of(&request(Sampling::Probability, TestChoice::None)).test, None);
        let asked = Request {
            show: vec![Measure::Letters, Measure::Interval],
            ..request(Sampling::Open, TestChoice::Named(Test::Fisher))
        };
        let mut notes = Notes::default();
        Inference::of(&asked).say(&asked, true, &mut notes);
        assert!(
            notes.test[1].contains("intervals, a test and letters, although the sampling is “open”"),
            "{:?}",
            notes.test
        );
    }

    #[test]
    fn words_are_taken_in_any_spelling() {
        assert_eq!(TestChoice::from_word("Kruskal Wallis"), Some(TestChoice::Named(Test::Ranks)));
        assert_eq!(TestChoice::from_word("chi_square"), Some(TestChoice::Named(Test::ChiSquare)));
        assert_eq!(TestChoice::from_word("t"), None);
        assert_eq!(Method::from_word("SPSS"), Some(Method::Spss));
    }
}
