//! Which intervals and tests go with a table, as the way of sampling allows or somebody asked; and their results in words.

use super::notes::{Notes, described};
use super::{Request, TestChoice};
use crate::model::{Measure, TestResult};
use crate::number::{count, fixed};
use crate::stats::chi_square::{ChiSquare, independence};
use crate::stats::cramers_v::cramers_v;
use crate::stats::fisher;

/// What is decided for a whole table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inference {
    /// The test that is wanted, if any.
    pub test: Option<Wanted>,
    /// Whether intervals are shown.
    pub intervals: bool,
    /// Whether adjusted residuals are shown.
    pub residuals: bool,
}

/// A wanted test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// χ², or Fisher's exact test where Cochran's rule fails.
    Auto,
    /// χ².
    ChiSquare,
    /// Fisher's exact test.
    Fisher,
}

impl Inference {
    /// What a request and its way of sampling ask for.
    pub fn of(request: &Request) -> Self {
        let test = match request.test {
            TestChoice::BySampling => request.sampling.supports_inference().then_some(Wanted::Auto),
            TestChoice::Auto => Some(Wanted::Auto),
            TestChoice::None => None,
            TestChoice::ChiSquare => Some(Wanted::ChiSquare),
            TestChoice::Fisher => Some(Wanted::Fisher),
        };
        Self {
            test: test.filter(|_| !request.by.is_empty()),
            intervals: request.show.contains(&Measure::Interval),
            residuals: request.show.contains(&Measure::Residual),
        }
    }

    /// What the notes must say of it.
    pub fn say(self, request: &Request, notes: &mut Notes) {
        let word = request.sampling.word();
        if request.sampling.supports_inference() {
            if self.intervals || self.test.is_some() {
                notes.test.push(format!("{}.", described(request.sampling)));
            }
        } else {
            let described = described(request.sampling);
            let asked: Vec<&str> = [(self.intervals, "intervals"), (self.test.is_some(), "a test")]
                .into_iter()
                .filter_map(|(asked, what)| asked.then_some(what))
                .collect();
            if asked.is_empty() {
                notes.test.push(format!("{described}: there are no intervals and no tests."));
            } else {
                notes.test.push(format!("{described}."));
                notes.test.push(format!(
                    "This table was asked for with {}, although the sampling is “{word}”: read {} as a yardstick, not as proof.",
                    asked.join(" and "),
                    if asked.len() == 1 && asked[0] == "a test" { "it" } else { "them" },
                ));
            }
        }
        if self.intervals {
            notes.test.push("Intervals are Wilson’s, at 95%.".to_owned());
        }
    }
}

/// A place where no test is valid, and why.
pub fn untested(of: String, why: &str) -> TestResult {
    TestResult {
        name: "Not tested".to_owned(),
        of,
        statistic: None,
        df: None,
        p: None,
        effect: None,
        note: why.to_owned(),
    }
}

/// The tests of a table: those that were made first, then once for each reason those that were not.
pub fn gathered(tests: Vec<TestResult>, notes: &mut Notes) -> Vec<TestResult> {
    const NAMED: usize = 3;
    let (made, not_made): (Vec<_>, Vec<_>) = tests.into_iter().partition(|test| test.p.is_some());
    if made.len() > 1 {
        notes.test.push(format!(
            "{} tests stand here, none of them corrected for their number: by chance alone about one in twenty comes out \
             under .05.",
            count(made.len() as u64)
        ));
    }
    let mut gathered = made;
    let mut reasons: Vec<(TestResult, Vec<String>)> = Vec::new();
    for test in not_made {
        match reasons.iter_mut().find(|(first, _)| first.note == test.note) {
            Some((_, of)) => of.push(test.of),
            None => {
                let of = vec![test.of.clone()];
                reasons.push((test, of));
            }
        }
    }
    for (first, of) in reasons {
        let more = of.len().saturating_sub(NAMED);
        let mut named = of.into_iter().take(NAMED).collect::<Vec<_>>().join("; ");
        if more > 0 {
            named.push_str(&format!(" and {} more", count(more as u64)));
        }
        gathered.push(TestResult { of: named, ..first });
    }
    gathered
}

/// The test of a table of counts, a row a choice and a column a group.
pub fn association(of: String, table: &[Vec<u64>], wanted: Wanted, ordinal: bool) -> TestResult {
    let Some(chi_square) = independence(table) else { return untested(of, why_none(table)) };
    let (name, mut result, why) = match wanted {
        Wanted::Auto if chi_square.cochran_holds() => {
            by_chi_square(&chi_square, "Chosen because the expected counts are large enough for it (Cochran’s rule).")
        }
        Wanted::Auto => by_fisher(table, &format!("Chosen because {}.", too_small(&chi_square))),
        Wanted::ChiSquare if chi_square.cochran_holds() => by_chi_square(&chi_square, "As asked for."),
        Wanted::ChiSquare => by_fisher(table, &format!("χ² was asked for, but {}.", too_small(&chi_square))),
        Wanted::Fisher => by_fisher(table, "As asked for."),
    };
    let v = cramers_v(&chi_square);
    result.effect = Some(v.v + 0.0);
    let mut note = why;
    if let Some(corrected) = v.corrected {
        note.push_str(&format!(" Cramér’s V corrected for small samples is {}.", fixed(corrected, 2)));
    }
    if ordinal {
        note.push_str(" The test takes no account of the order of the scale.");
    }
    TestResult { name, of, note, ..result }
}

fn by_chi_square(test: &ChiSquare, why: &str) -> (String, TestResult, String) {
    #[allow(clippy::cast_precision_loss, reason = "degrees of freedom are small")]
    let df = test.df as f64;
    let result = TestResult { statistic: Some(test.statistic + 0.0), df: Some(df), p: Some(test.p), ..blank() };
    ("χ² test (no continuity correction)".to_owned(), result, why.to_owned())
}

fn by_fisher(table: &[Vec<u64>], why: &str) -> (String, TestResult, String) {
    let name = "Fisher’s exact test";
    let Some(test) = fisher::exact(table) else { return (name.to_owned(), blank(), why_none(table).to_owned()) };
    let mut note = why.to_owned();
    if let Some(error) = test.standard_error {
        note.push_str(&format!(
            " There are too many tables to go through, so p comes from {} drawn with a fixed seed; its standard error is {}.",
            count(fisher::DRAWN),
            fixed(error, 4),
        ));
    }
    (name.to_owned(), TestResult { p: Some(test.p), ..blank() }, note)
}

fn too_small(test: &ChiSquare) -> String {
    let cells = test.cells();
    if test.expected_below_five * 5 > cells {
        format!(
            "{} of the {cells} expected counts are under 5 and χ² allows for a fifth at most (Cochran’s rule)",
            test.expected_below_five
        )
    } else {
        "an expected count is under 1 and χ² allows for none (Cochran’s rule)".to_owned()
    }
}

fn why_none(table: &[Vec<u64>]) -> &'static str {
    let columns = table.iter().map(Vec::len).max().unwrap_or(0);
    let filled_columns =
        (0..columns).filter(|&column| table.iter().any(|row| row.get(column).is_some_and(|&count| count > 0))).count();
    let filled_rows = table.iter().filter(|row| row.iter().any(|&count| count > 0)).count();
    match (filled_rows, filled_columns) {
        (0, _) | (_, 0) => "Nobody who answered stands in any of these groups.",
        (_, 1) => "All who answered are in one group, so there is nothing to compare.",
        _ => "All gave the same answer, so there is no difference to test.",
    }
}

fn blank() -> TestResult {
    TestResult {
        name: String::new(),
        of: String::new(),
        statistic: None,
        df: None,
        p: None,
        effect: None,
        note: String::new(),
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
    fn one_group_or_one_answer_is_not_tested_and_says_why() {
        for (table, why) in [
            (vec![], "Nobody"),
            (vec![vec![0, 0], vec![0, 0]], "Nobody"),
            (vec![vec![3, 0], vec![4, 0]], "one group"),
            (vec![vec![3, 4], vec![0, 0]], "same answer"),
        ] {
            let result = association("x".into(), &table, Wanted::Auto, false);
            assert_eq!((result.p, result.effect, result.statistic), (None, None, None));
            assert!(result.note.contains(why), "{}", result.note);
        }
    }

    #[test]
    fn cochrans_rule_chooses_and_the_note_names_it() {
        let large = association("x".into(), &[vec![13, 7], vec![8, 10]], Wanted::Auto, false);
        assert!(large.name.starts_with("χ²") && large.df == Some(1.0), "{large:?}");
        let small = association("x".into(), &[vec![3, 1, 2], vec![1, 5, 6], vec![4, 9, 7]], Wanted::Auto, true);
        assert!(small.name.starts_with("Fisher") && small.note.contains("Cochran"), "{small:?}");
        assert!(small.note.contains("order of the scale"));
    }

    #[test]
    fn chi_square_asked_for_by_name_is_not_printed_where_it_is_not_valid() {
        let result = association("x".into(), &[vec![3, 1], vec![0, 2]], Wanted::ChiSquare, false);
        assert!(result.name.starts_with("Fisher") && result.note.contains("χ² was asked for, but"), "{result:?}");
    }

    #[test]
    fn an_open_survey_is_not_tested_unless_asked_by_name() {
        assert_eq!(Inference::of(&request(Sampling::Open, TestChoice::BySampling)).test, None);
        assert_eq!(Inference::of(&request(Sampling::Probability, TestChoice::BySampling)).test, Some(Wanted::Auto));
        assert_eq!(Inference::of(&request(Sampling::Probability, TestChoice::None)).test, None);
        let asked = request(Sampling::Open, TestChoice::Fisher);
        let mut notes = Notes::default();
        Inference::of(&asked).say(&asked, &mut notes);
        assert!(notes.test.iter().any(|note| note.contains("although the sampling is “open”")), "{:?}", notes.test);
    }
}
