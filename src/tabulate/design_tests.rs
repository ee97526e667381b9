//! Tests of a table under a design: Rao and Scott's of the second order, and design-based t and rank tests.

use std::collections::BTreeSet;

use super::super::inference::named::{SECOND_HIGHER, SECOND_LESS_FIRST, named};
use super::super::inference::nominal::can_never_reach;
use super::super::inference::ordered::{LEVEL, cannot_reach};
use super::super::inference::{Test, Wanted, untested};
use super::association::{NESTED, above_nought, asked_for, associated, explained, independent, small_enough};
use super::{Frame, Kind, MISSING, Part, Sampled, Target};
use crate::model::TestResult;
use crate::number::fixed;
use crate::prepare::{Axis, Sample};
use crate::stats::design::group_tests::{
    RankScore, Ranking, TResult, WaldResult, means_differ, means_differ_replicated, rank_scores, t_test,
    t_test_replicated,
};
use crate::stats::design::rao_scott::TableResult;
use crate::stats::design::sample::DesignError;
use crate::stats::design::table::TableEstimate;
use crate::stats::ranks::mann_whitney::smallest_attainable;

/// By what groups are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Means,
    Ranks,
    Median,
}

impl How {
    fn score(self) -> Option<RankScore> {
        match self {
            Self::Means => None,
            Self::Ranks => Some(RankScore::Rank),
            Self::Median => Some(RankScore::Median),
        }
    }
}

impl Sampled<'_> {
    /// The tests of a question, one for each axis of the banner; of a ranking, one for each item.
    pub(super) fn tests(&self, target: &Target<'_>, frame: &Frame<'_>) -> Vec<TestResult> {
        let Some(wanted) = frame.inference.test else { return Vec::new() };
        let mut first = 1;
        let mut results = Vec::with_capacity(frame.banner.axes.len());
        for axis in &frame.banner.axes {
            let columns = first..first + axis.columns();
            first = columns.end;
            let of = format!("{} × {}", target.title, axis.label());
            let mut add = |of: String, result: Result<TestResult, String>| {
                results.push(match result {
                    Ok(result) => TestResult { of, ..result },
                    Err(why) => untested(of, &why),
                });
            };
            match target.question.kind {
                _ if axis.levels.len() > 1 => add(of, Err(NESTED.to_owned())),
                Kind::Date | Kind::Text => add(of, Err("There are no choices to compare.".to_owned())),
                Kind::Multiple | Kind::Single | Kind::Scale | Kind::Grid | Kind::Numeric if axis.overlaps() => {
                    add(of, self.by_columns(target, axis, &columns, wanted));
                }
                Kind::Multiple => add(of, self.by_choices(target, &columns, wanted)),
                Kind::Ranking if axis.overlaps() => add(
                    of,
                    Err("The columns overlap, and the test needs each respondent in one column only.".to_owned()),
                ),
                Kind::Ranking => {
                    for (row, item) in target.question.rows.iter().enumerate() {
                        let of = format!("{}: {} × {}", target.title, item.text.text, axis.label());
                        let ranks = self.numbers(target.question, Part::Row(row));
                        let how = if matches!(wanted, Wanted::By(Test::Means | Test::Anova)) {
                            How::Means
                        } else {
                            How::Ranks
                        };
                        let groups = self.groups(&columns);
                        let result = self.compared(ranks, (&groups, columns.len()), &self.domain(0), how);
                        add(
                            of,
                            result.map(|result| TestResult {
                                note: format!(
                                    "{} A rank of 1 is the highest, so a lower rank is the better one.",
                                    result.note
                                ),
                                ..result
                            }),
                        );
                    }
                }
                _ => {
                    let groups = self.groups(&columns);
                    let result = self.one(target, (&groups, columns.len()), &self.domain(0), wanted);
                    add(of, result.map(|result| self.with_names(result, target, axis, &groups)));
                }
            }
        }
        results
    }

    /// With the names of two groups, and of the first answer, where the note speaks of them.
    fn with_names(&self, result: TestResult, target: &Target<'_>, axis: &Axis, groups: &[u32]) -> TestResult {
        let [level] = axis.levels.as_slice() else { return result };
        let order = self.order(target.question);
        let (answered, answers): (Vec<bool>, Vec<u32>) = match target.question.kind {
            Kind::Numeric => {
                let numbers = self.numbers(target.question, Part::Answer);
                (numbers.iter().map(|number| number.is_finite()).collect(), Vec::new())
            }
            _ => {
                let codes = self.choices(target, &order);
                (codes.iter().map(|code| *code != MISSING).collect(), codes)
            }
        };
        let (domain, weights) = (self.domain(0), self.sample.design.weights());
        let counts = |row: &usize| domain[*row] && answered[*row] && weights[*row] > 0.0 && groups[*row] != MISSING;
        let rows: Vec<usize> = (0..answered.len()).filter(counts).collect();
        let stand: BTreeSet<u32> = rows.iter().map(|&row| groups[row]).collect();
        let names: Vec<&str> =
            stand.iter().filter_map(|&group| level.groups.get(group as usize)).map(|group| &*group.label).collect();
        let first = rows.iter().filter_map(|&row| answers.get(row)).min().and_then(|code| order.get(*code as usize));
        let answer = first.and_then(|&place| target.question.choices.get(place)).map(|choice| &*choice.label.text);
        named(result, &names, answer)
    }

    /// The test of one axis: the one that fits, or the one that comes nearest to what was asked for.
    pub(super) fn one(
        &self,
        target: &Target<'_>,
        groups: (&[u32], usize),
        domain: &[bool],
        wanted: Wanted,
    ) -> Result<TestResult, String> {
        let kind = target.question.kind;
        let asked = asked_for(kind, wanted);
        let numbers = || self.values(target).ok_or("There are no numbers to compare.");
        let made = match (asked, kind) {
            (Test::Ranks | Test::Trend | Test::Several, Kind::Scale | Kind::Grid)
            | (Test::Ranks | Test::Trend, Kind::Numeric) => self.compared(numbers()?, groups, domain, How::Ranks),
            (Test::Median, kind) if kind != Kind::Single => self.compared(numbers()?, groups, domain, How::Median),
            (Test::Means | Test::Anova, kind) if kind != Kind::Single => {
                self.compared(numbers()?, groups, domain, How::Means)
            }
            (_, Kind::Numeric) => self.compared(numbers()?, groups, domain, How::Means),
            _ => self.association(target, groups, domain, wanted),
        };
        made.map(|result| explained(result, kind, wanted))
    }

    /// Rao and Scott's test of choices by groups.
    fn association(
        &self,
        target: &Target<'_>,
        (groups, columns): (&[u32], usize),
        domain: &[bool],
        wanted: Wanted,
    ) -> Result<TestResult, String> {
        let order = self.order(target.question);
        small_enough(order.len() * columns)?;
        let codes = self.choices(target, &order);
        let (table, test) = self.independent((&codes, order.len()), (groups, columns), domain)?;
        Ok(associated(&table, &test, (target.question.kind, wanted)))
    }

    /// Rao and Scott's test of two codings. Degrees of freedom are those of all that the table is about, as R’s svychisq has them.
    pub(super) fn independent(
        &self,
        rows: (&[u32], usize),
        groups: (&[u32], usize),
        domain: &[bool],
    ) -> Result<(TableEstimate, TableResult), String> {
        if let Some(why) = can_never_reach(&self.counts(rows, groups, domain)) {
            return Err(why);
        }
        let table = match &self.sample.replicates {
            Some(replicates) => TableEstimate::replicated(replicates, rows, groups, Some(domain)),
            None => TableEstimate::linearised(&self.sample.design, rows, groups, Some(domain)),
        };
        let table = table.map_err(|error| self.why(&error))?;
        let test = independent(&table)?;
        Ok((table, test))
    }

    /// How many gave each answer in each group, whatever they weigh.
    fn counts(
        &self,
        (codes, rows): (&[u32], usize),
        (groups, columns): (&[u32], usize),
        domain: &[bool],
    ) -> Vec<Vec<u64>> {
        let mut counts = vec![vec![0; columns]; rows];
        let weights = self.sample.design.weights();
        for row in (0..codes.len()).filter(|&row| domain[row] && weights[row] > 0.0) {
            let cell = counts.get_mut(codes[row] as usize).and_then(|cells| cells.get_mut(groups[row] as usize));
            cell.into_iter().for_each(|cell| *cell += 1);
        }
        counts
    }

    /// The t test of numbers, and the rank tests of steps of a scale.
    pub(super) fn compared(
        &self,
        mut values: Vec<f64>,
        (groups, columns): (&[u32], usize),
        domain: &[bool],
        how: How,
    ) -> Result<TestResult, String> {
        let (groups, kept) = filled(groups, columns, |row| {
            domain[row] && values[row].is_finite() && self.sample.design.weights()[row] > 0.0
        });
        match kept {
            0 => return Err("Nobody who answered stands in any of these groups.".to_owned()),
            1 => return Err("All who answered are in one group, so there is nothing to compare.".to_owned()),
            _ => {}
        }
        let design = &self.sample.design;
        if kept == 2 && how == How::Ranks {
            let inside = |row: usize| domain[row] && values[row].is_finite() && design.weights()[row] > 0.0;
            let of = |group: u32| (0..values.len()).filter(|&row| groups[row] == group && inside(row)).count() as u64;
            let (n1, n2) = (of(0), of(1));
            let smallest = smallest_attainable(n1, n2);
            if smallest > LEVEL {
                return Err(cannot_reach(n1, n2, smallest));
            }
        }
        if let Some(score) = how.score() {
            let ranking = Ranking { score, ..Ranking::default() };
            values = rank_scores(design, &values, (&groups, kept), ranking, Some(domain))
                .map_err(|error| self.why(&error))?;
        }
        let inside = |&row: &usize| domain[row] && groups[row] != MISSING && values[row].is_finite();
        let mut counting = (0..values.len()).filter(inside).map(|row| values[row]);
        let first = counting.next();
        if counting.all(|value| Some(value) == first) {
            return Err(match how {
                How::Median => "Nobody lies above the median of all, so the groups cannot be told apart by it.",
                How::Ranks | How::Means => "All gave the same answer, so there is no difference to test.",
            }
            .to_owned());
        }
        if kept == 2 {
            let test = match &self.sample.replicates {
                Some(replicates) => t_test_replicated(replicates, &values, &groups, Some(domain)),
                None => t_test(design, &values, &groups, Some(domain)),
            };
            return self.of_two(test, how);
        }
        let test = match &self.sample.replicates {
            Some(replicates) => means_differ_replicated(replicates, &values, (&groups, kept), Some(domain)),
            None => means_differ(design, &values, (&groups, kept), Some(domain)),
        };
        self.of_several(test, how)
    }

    fn of_two(&self, test: Result<TResult, DesignError>, how: How) -> Result<TestResult, String> {
        let test = test.map_err(|error| self.why(&error))?;
        if !is_sound(&test) {
            return Err("The groups show no spread within them, so nothing says what chance could do.".to_owned());
        }
        let (name, note) = if how != How::Means {
            let name =
                if how == How::Median { "Design-based median test" } else { "Design-based rank test (Wilcoxon)" };
            let which = if how == How::Ranks { format!(" {SECOND_HIGHER}") } else { String::new() };
            (name, format!("Respects the order of the answers and allows for the weights and the design.{which}"))
        } else {
            let note = format!(
                "{SECOND_LESS_FIRST} {} ({} to {}, at 95%).",
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

    fn of_several(&self, test: Result<WaldResult, DesignError>, how: How) -> Result<TestResult, String> {
        let test = test.map_err(|error| self.why(&error))?;
        if !(test.f.is_finite() && test.p.is_finite()) {
            return Err("The groups show no spread within them, so nothing says what chance could do.".to_owned());
        }
        let (name, note) = if how != How::Means {
            let name = if how == How::Median {
                "Design-based median test"
            } else {
                "Design-based rank test (Kruskal–Wallis)"
            };
            (name, "Respects the order of the answers and allows for the weights and the design.")
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
