//! Tests under weights alone, made of cells: where each respondent was drawn on their own, two sums a cell (of the weights and of their
//! squares) hold all that the test needs of the rows.

use super::association::{NESTED, asked_for, associated, explained, independent, small_enough};
use super::{Banner, Basis, Frame, Notes, Request, Said, Section, Target, Wants, targets};
use crate::model::{Kind, Measure, Question, TestResult};
use crate::prepare::{Axis, Sample};
use crate::stats::design::covariance::{StratumOfRows, covariance_from_squares};
use crate::stats::design::sample::DesignError;
use crate::stats::design::table::TableEstimate;
use crate::tabulate::inference::fitting::with_names;
use crate::tabulate::inference::nominal::can_never_reach;
use crate::tabulate::inference::{Inference, Test, Wanted, untested};
use crate::tabulate::kernel::Amount;

/// Whether weights alone decide about chance, and all that is asked for can be told from cells: tests of choices by groups in which
/// everybody stands once, and nothing that compares columns row by row.
pub fn is_of_cells(request: &Request, questions: &[(&Question, Option<usize>)], banner: &Banner) -> bool {
    let inference = Inference::of(request);
    let needs_rows = [Measure::Interval, Measure::DesignEffect].iter().any(|measure| request.show.contains(measure));
    let Some(wanted) = inference.test.filter(|_| request.weights.is_some()) else {
        return false;
    };
    request.design.is_none()
        && !needs_rows
        && !inference.compares_by_rows()
        && !banner.axes.iter().any(Axis::overlaps)
        && questions.iter().all(|(question, _)| question.personal.is_some() || is_association(question.kind, wanted))
}

/// Whether the test of a question is one of choices by groups.
fn is_association(kind: Kind, wanted: Wanted) -> bool {
    match kind {
        Kind::Single => true,
        Kind::Scale | Kind::Grid => {
            matches!(asked_for(kind, wanted), Test::ChiSquare | Test::Yates | Test::LikelihoodRatio | Test::Fisher)
        }
        Kind::Multiple | Kind::Ranking | Kind::Numeric | Kind::Date | Kind::Text => false,
    }
}

/// How many there are.
#[derive(Debug, Clone, Copy)]
pub struct Cells {
    /// Respondents that were drawn, also those without a weight or outside a filter.
    pub drawn: u64,
    /// Those that the table is about.
    pub counted: u64,
}

impl Cells {
    /// Puts tests into the sections of a table, and says what they rest on.
    pub fn infer(
        &self,
        questions: &[(&Question, Option<usize>)],
        frame: &Frame<'_>,
        sections: &mut [Section],
        notes: &mut Notes,
    ) {
        for target in questions.iter().flat_map(|(question, row)| targets(question, *row)) {
            let own = |section: &&mut Section| section.key() == target.key && section.base.is_some();
            let Some(section) = sections.iter_mut().find(own) else { continue };
            let Some(wanted) = frame.inference.test else { continue };
            let mut first = 1;
            for axis in &frame.banner.axes {
                let columns = first..first + axis.columns();
                first = columns.end;
                let of = format!("{} × {}", target.title, axis.label());
                let made = match axis.levels.len() {
                    0 | 1 => self.one(&target, &section.weighed, &columns, wanted),
                    _ => Err(NESTED.to_owned()),
                };
                section.tests.push(match made {
                    Ok(result) => {
                        let columns: Vec<usize> = columns.collect();
                        let result = match &section.answers {
                            Some((_, answers)) => with_names(result, answers, axis, &columns),
                            None => result,
                        };
                        TestResult { of, ..result }
                    }
                    Err(why) => untested(of, &why),
                });
            }
        }
        let basis = Basis {
            wants: Wants { intervals: None, errors: false, effects: false },
            tests: true,
            compares: false,
            shares: true,
            allows_for: &["the weights".to_owned()],
            df: self.counted.saturating_sub(1),
        };
        basis.say(&Said::default(), notes);
    }

    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn one(
        &self,
        target: &Target<'_>,
        weighed: &[Vec<Amount>],
        columns: &std::ops::Range<usize>,
        wanted: Wanted,
    ) -> Result<TestResult, String> {
        small_enough(weighed.len() * columns.len())?;
        let cells = || weighed.iter().flat_map(|row| row.get(columns.clone()).unwrap_or(&[]));
        let sums: Vec<f64> = cells().map(|amount| amount.weight).collect();
        let squares: Vec<f64> = cells().map(|amount| amount.squares).collect();
        let counts: Vec<Vec<u64>> = weighed
            .iter()
            .map(|row| row.get(columns.clone()).unwrap_or(&[]).iter().map(|amount| amount.n).collect())
            .collect();
        if let Some(why) = can_never_reach(&counts) {
            return Err(why);
        }
        let stratum = StratumOfRows { drawn: self.drawn, population: f64::INFINITY, sums: &sums, squares: &squares };
        let why = |error: DesignError| format!("There is no test: {}.", Sample::reason_of_weights(&error));
        let covariance = covariance_from_squares(&[stratum]).ok_or_else(|| why(DesignError::Undefined))?;
        let df = self.counted.saturating_sub(1) as f64;
        let table = TableEstimate::from_totals((weighed.len(), columns.len()), &sums, &covariance, df).map_err(why)?;
        let (kind, test) = (target.question.kind, independent(&table)?);
        Ok(explained(associated(&table, &test, (kind, wanted)), kind, wanted))
    }
}
