//! Tests of a table under a design: Rao and Scott's of the second order, and design-based t and rank tests.

use super::super::inference::{Test, Wanted, untested};
use super::{Frame, Kind, MISSING, Sampled, Target};
use crate::model::TestResult;
use crate::number::fixed;
use crate::prepare::Sample;
use crate::stats::design::group_tests::{
    Ranking, TResult, WaldResult, means_differ, rank_scores, t_test, t_test_replicated,
};
use crate::stats::design::rao_scott::{NoTest, TableTest, independence};
use crate::stats::design::sample::DesignError;
use crate::stats::design::table::TableEstimate;

/// A table of more cells than this would take more memory for the covariance of its cells than it is worth.
const MOST_CELLS: usize = 400;

impl Sampled<'_> {
    /// The tests of a question, one for each axis of the banner.
    pub(super) fn tests(&self, target: &Target<'_>, frame: &Frame<'_>) -> Vec<TestResult> {
        let kind = target.question.kind;
        let why_not = match kind {
            Kind::Multiple => Some(
                "A respondent can tick several answers, and no test under weights or a design is made of all of them at once.",
            ),
            Kind::Single | Kind::Scale | Kind::Grid | Kind::Numeric => None,
            Kind::Ranking | Kind::Date | Kind::Text => Some("There are no choices to compare."),
        };
        let Some(wanted) = frame.inference.test else { return Vec::new() };
        let mut first = 1;
        let mut results = Vec::with_capacity(frame.banner.axes.len());
        for axis in &frame.banner.axes {
            let columns = first..first + axis.columns();
            first = columns.end;
            let of = format!("{} × {}", target.title, axis.label());
            let why_not = match why_not {
                Some(why) => Some(why),
                None if axis.levels.len() > 1 => {
                    Some("Nested columns are a description; put the question against each group on its own.")
                }
                None if axis.overlaps() => {
                    Some("The columns overlap, and the test needs each respondent in one column only.")
                }
                None => None,
            };
            results.push(match why_not {
                Some(why) => untested(of, why),
                None => match self.one(target, &self.groups(&columns), columns.len(), wanted) {
                    Ok(result) => TestResult { of, ..result },
                    Err(why) => untested(of, &why),
                },
            });
        }
        results
    }

    /// The test of one axis: the one that fits, or the one that comes nearest to what was asked for.
    fn one(&self, target: &Target<'_>, groups: &[u32], columns: usize, wanted: Wanted) -> Result<TestResult, String> {
        let fits = match target.question.kind {
            Kind::Numeric => Test::Means,
            Kind::Scale | Kind::Grid => Test::Ranks,
            _ => Test::ChiSquare,
        };
        let asked = match wanted {
            Wanted::Auto => fits,
            Wanted::By(test) => test,
        };
        match (asked, target.question.kind) {
            (Test::Several, _) => Err("The test of several answers does not allow for weights or a design.".to_owned()),
            (Test::Ranks | Test::Median | Test::Trend, kind) if kind != Kind::Single => {
                self.compared(target, groups, columns, true)
            }
            (Test::Means | Test::Anova, kind) if kind != Kind::Single => self.compared(target, groups, columns, false),
            (_, Kind::Numeric) => self.compared(target, groups, columns, false),
            _ => self.association(target, groups, columns, wanted),
        }
    }

    /// Rao and Scott's test of choices by groups.
    fn association(
        &self,
        target: &Target<'_>,
        groups: &[u32],
        columns: usize,
        wanted: Wanted,
    ) -> Result<TestResult, String> {
        let order = self.order(target.question);
        if order.len() * columns > MOST_CELLS {
            return Err(format!(
                "A table of {} cells is too large for this test; put choices or groups together.",
                order.len() * columns
            ));
        }
        let codes = self.choices(target, &order);
        // Degrees of freedom are those of all that the table is about, as R’s svychisq has them.
        let domain = self.domain(0);
        let (rows, groups) = ((codes.as_slice(), order.len()), (groups, columns));
        let table = match &self.sample.replicates {
            Some(replicates) => TableEstimate::replicated(replicates, rows, groups, Some(&domain)),
            None => TableEstimate::linearised(&self.sample.design, rows, groups, Some(&domain)),
        };
        let table = table.map_err(|error| self.why(&error))?;
        let test = independence(&table, TableTest::SecondOrder).map_err(|why| no_test(why, &table))?;
        let mut note = match wanted {
            Wanted::By(Test::Fisher) => {
                "Fisher’s exact test was asked for, but it takes weights for counts.".to_owned()
            }
            Wanted::By(_) => "This is χ² that allows for the weights and the design.".to_owned(),
            _ => "χ² that allows for the weights and the design.".to_owned(),
        };
        if let Some(effect) = test.mean_effect {
            note.push_str(&format!(" The mean design effect of the table is {}.", fixed(effect, 2)));
        }
        if test.expected_shares {
            note.push_str(
                " So many cells are empty that shares expected under independence stand for the observed ones in the correction.",
            );
        }
        if target.question.kind != Kind::Single {
            note.push_str(" The test takes no account of the order of the scale.");
        }
        Ok(TestResult {
            name: "Rao–Scott, second order".to_owned(),
            statistic: Some(test.statistic + 0.0),
            df: Some(test.df),
            df_within: test.denominator_df,
            statistic_name: Some("F"),
            p: Some(above_nought(test.p)),
            effect_name: Some("Cramér’s V"),
            effect: cramers_v(&table),
            note,
            ..TestResult::default()
        })
    }

    /// The t test of numbers, and the rank test of steps of a scale.
    fn compared(
        &self,
        target: &Target<'_>,
        groups: &[u32],
        columns: usize,
        by_rank: bool,
    ) -> Result<TestResult, String> {
        let domain = self.domain(0);
        let mut values = self.values(target).ok_or("There are no numbers to compare.")?;
        let (groups, kept) = filled(groups, columns, |row| {
            domain[row] && values[row].is_finite() && self.sample.design.weights()[row] > 0.0
        });
        match kept {
            0 => return Err("Nobody who answered stands in any of these groups.".to_owned()),
            1 => return Err("All who answered are in one group, so there is nothing to compare.".to_owned()),
            _ => {}
        }
        let design = &self.sample.design;
        if by_rank {
            values = rank_scores(design, &values, (&groups, kept), Ranking::default(), Some(&domain))
                .map_err(|error| self.why(&error))?;
        }
        let inside = |&row: &usize| domain[row] && groups[row] != MISSING && values[row].is_finite();
        let mut counting = (0..values.len()).filter(inside).map(|row| values[row]);
        let first = counting.next();
        if counting.all(|value| Some(value) == first) {
            return Err("All gave the same answer, so there is no difference to test.".to_owned());
        }
        if kept == 2 {
            let test = match &self.sample.replicates {
                Some(replicates) => t_test_replicated(replicates, &values, &groups, Some(&domain)),
                None => t_test(design, &values, &groups, Some(&domain)),
            };
            return self.of_two(test, by_rank);
        }
        if self.sample.replicates.is_some() {
            return Err("More than two groups are not compared by replicate weights; put groups together.".to_owned());
        }
        let test = means_differ(design, &values, (&groups, kept), Some(&domain));
        self.of_several(test, by_rank)
    }

    fn of_two(&self, test: Result<TResult, DesignError>, by_rank: bool) -> Result<TestResult, String> {
        let test = test.map_err(|error| self.why(&error))?;
        if !is_sound(&test) {
            return Err("The groups show no spread within them, so nothing says what chance could do.".to_owned());
        }
        let (name, note) = if by_rank {
            (
                "Design-based rank test (Wilcoxon)",
                "Respects the order of the scale and allows for the weights and the design.".to_owned(),
            )
        } else {
            let note = format!(
                "The second mean less the first is {} ({} to {}).",
                fixed(test.difference, 2),
                fixed(test.interval.lower, 2),
                fixed(test.interval.upper, 2)
            );
            ("Design-based t test", note)
        };
        Ok(TestResult {
            name: name.to_owned(),
            statistic: Some(test.t + 0.0),
            statistic_name: Some("t"),
            df: Some(test.df),
            p: Some(above_nought(test.p)),
            difference: Some(test.difference + 0.0),
            difference_interval: Some((test.interval.lower + 0.0, test.interval.upper + 0.0)),
            note,
            ..TestResult::default()
        })
    }

    fn of_several(&self, test: Result<WaldResult, DesignError>, by_rank: bool) -> Result<TestResult, String> {
        let test = test.map_err(|error| self.why(&error))?;
        let (name, note) = if by_rank {
            (
                "Design-based rank test (Kruskal–Wallis)",
                "Respects the order of the scale and allows for the weights and the design.",
            )
        } else {
            ("Design-based test of means (Wald’s F)", "Allows for the weights and the design.")
        };
        Ok(TestResult {
            name: name.to_owned(),
            statistic: Some(test.f + 0.0),
            df: Some(test.df),
            df_within: Some(test.denominator_df),
            statistic_name: Some("F"),
            p: Some(above_nought(test.p)),
            note: note.to_owned(),
            ..TestResult::default()
        })
    }

    /// Why the design allows for no test, as a sentence.
    fn why(&self, error: &DesignError) -> String {
        let reason = self.sample.reason(error);
        match Sample::remedy(error) {
            Some(remedy) => format!("There is no test: {reason}; {remedy}."),
            None => format!("There is no test: {reason}."),
        }
    }
}

/// Whether the error is more than rounding.
fn is_sound(test: &TResult) -> bool {
    test.t.is_finite() && test.standard_error > 1e-12 * test.difference.abs()
}

/// Groups in which somebody is, numbered anew, and how many there are.
fn filled(groups: &[u32], columns: usize, counts: impl Fn(usize) -> bool) -> (Vec<u32>, usize) {
    let mut is_filled = vec![false; columns];
    for (_, &group) in groups.iter().enumerate().filter(|(row, _)| counts(*row)) {
        if let Some(filled) = is_filled.get_mut(group as usize) {
            *filled = true;
        }
    }
    let mut kept = 0;
    let new: Vec<u32> = is_filled
        .iter()
        .map(|&is| {
            let code = if is { kept } else { MISSING };
            kept += u32::from(is);
            code
        })
        .collect();
    let renumbered = groups.iter().map(|&group| new.get(group as usize).copied().unwrap_or(MISSING)).collect();
    (renumbered, kept as usize)
}

/// No p is nought: what is too small for a number is the smallest that is one.
fn above_nought(p: f64) -> f64 {
    p.clamp(f64::MIN_POSITIVE, 1.0)
}

/// Cramér's V of the weighted shares.
#[allow(clippy::cast_precision_loss, reason = "tables have few rows")]
fn cramers_v(table: &TableEstimate) -> Option<f64> {
    let sum: f64 = table.shares.iter().sum();
    let row = |row: usize| -> f64 { (0..table.columns).map(|column| table.shares[row * table.columns + column]).sum() };
    let column = |column: usize| -> f64 { (0..table.rows).map(|row| table.shares[row * table.columns + column]).sum() };
    let rows: Vec<f64> = (0..table.rows).map(row).collect();
    let columns: Vec<f64> = (0..table.columns).map(column).collect();
    let mut square = 0.0;
    for (place, share) in table.shares.iter().enumerate() {
        let expected = rows[place / table.columns] * columns[place % table.columns] / sum;
        square += (share - expected).powi(2) / expected;
    }
    let most = table.rows.min(table.columns).checked_sub(1).filter(|most| *most > 0)? as f64;
    Some((square / most).sqrt().min(1.0)).filter(|v| v.is_finite())
}

fn no_test(why: NoTest, table: &TableEstimate) -> String {
    match why {
        NoTest::OneGroup if table.columns < 2 => {
            "All who answered are in one group, so there is nothing to compare.".to_owned()
        }
        NoTest::OneGroup => "All gave the same answer, so there is no difference to test.".to_owned(),
        NoTest::DegreesOfFreedom { design, needed } => format!(
            "The design leaves {} degrees of freedom, and the test needs at least {}.",
            fixed(design, 0),
            fixed(needed, 0)
        ),
        NoTest::NoVariance => {
            "The design leaves these figures no spread, so nothing says what chance could do.".to_owned()
        }
    }
}
