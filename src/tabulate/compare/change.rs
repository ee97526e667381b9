//! How far one figure moved between two independent waves.

use crate::diagnostic::Result;
use crate::model::{Cell, Measure, StubKind, StubRow, Table};
use crate::prepare::Sample;
use crate::stats::distributions::{normal_quantile, normal_upper};
use crate::stats::frequency::Group;
use crate::stats::means::two_means::{of_estimate, welch};
use crate::stats::nps;
use crate::stats::proportions::difference::difference;
use crate::stats::proportions::two_by_two::{fisher_two_groups, smallest_attainable};
use crate::tabulate::compare::Wave;
use crate::tabulate::{Groupings, Request, crosstab};

/// With bases of so many shares are compared by z, below exactly; as column letters are.
const BY_Z_FROM: u64 = 30;
const LEVEL: f64 = 0.95;

/// A change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The later figure less the earlier; points of a percentage.
    pub difference: f64,
    /// Its interval at 95%.
    pub interval: Option<(f64, f64)>,
    /// The p-value.
    pub p: Option<f64>,
    /// The smaller of the two bases.
    pub base: u64,
    /// How the interval and the test were made.
    pub how: How,
}

/// How an interval and a test were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Not at all: only the difference is shown.
    Described,
    /// Newcombe’s interval, z.
    Z,
    /// Newcombe’s interval, Fisher’s exact test.
    Exact,
    /// Newcombe’s interval; no test of so few could ever be significant.
    TooFew,
    /// Welch’s t.
    Welch,
    /// The errors of both waves under their weights and designs, t.
    Errors,
    /// The standard errors of net promoter scores, z.
    Scores,
    /// No interval and no test, since the errors are not known or nought.
    NoErrors,
    /// Newcombe’s interval of the same persons, McNemar’s test.
    McNemar,
    /// The t of the same persons.
    PairedT,
    /// The same persons under the weights and the design of the later wave, t.
    PairedWeighed,
}

/// What a wave says of chance in its figures.
#[derive(Debug)]
pub enum Evidence {
    /// Counts alone: respondents drawn one by one, each counting the same.
    Counts,
    /// A table of standard errors, and the degrees of freedom.
    Errors {
        /// The table.
        table: Box<Table>,
        /// Degrees of freedom of the sample.
        df: f64,
    },
}

impl Evidence {
    /// The errors of a wave under its weights and its design.
    ///
    /// # Errors
    /// When nobody is left to infer from.
    pub fn of_errors(wave: &Wave, groupings: &Groupings, mut request: Request) -> Result<Self> {
        let sample = match &request.design {
            Some(sample) => sample.clone(),
            None => match wave.survey.main() {
                Some(table) => std::sync::Arc::new(Sample::of_weights(table, request.weights.as_deref())?),
                None => return Ok(Self::Counts),
            },
        };
        #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let df = match &sample.replicates {
            Some(replicates) => replicates.degrees_of_freedom(None),
            None => sample.design.degrees_of_freedom(None) as f64,
        };
        request.design = Some(sample);
        request.show.extend([Measure::ColumnPercent, Measure::StandardError]);
        let (table, _) = crosstab(&wave.survey, groupings, &request)?;
        Ok(Self::Errors { table: Box::new(table), df })
    }
}

/// A figure of one wave.
#[derive(Debug, Clone, Copy)]
pub struct Figure<'a> {
    /// The key of its row.
    pub row: &'a str,
    /// The key of its column.
    pub column: &'a str,
    /// Its cell.
    pub cell: &'a Cell,
    /// The table of its wave.
    pub table: &'a Table,
    /// What its wave says of chance.
    pub evidence: &'a Evidence,
}

impl Figure<'_> {
    fn base(&self) -> u64 {
        self.cell.base.map_or(0, |base| base.unweighted)
    }

    /// Its standard error, in the units of the figure, and the degrees of freedom.
    fn error(&self) -> Option<(f64, f64)> {
        let Evidence::Errors { table, df } = self.evidence else { return None };
        let error = table.cell(self.row, self.column)?.standard_error?;
        Some((error, *df))
    }

    fn beside(&self, row: &str) -> Option<&Cell> {
        let stem = self.row.rsplit_once('.')?.0;
        self.table.cell(&format!("{stem}.{row}"), self.column)
    }

    /// Number, mean and variance of whoever gave a number.
    fn group(&self) -> Option<Group> {
        let base = self.cell.base?;
        let sd = self.beside("sd")?.value?;
        Some(Group { base: base.effective, mean: self.cell.value?, variance: sd * sd })
    }

    /// The net promoter score with its standard error, both times 100.
    fn score(&self) -> Option<f64> {
        let count = |row: &str| self.beside(row).and_then(|cell| cell.count);
        let found = nps::of_counts(count("promoters")?, count("passives")?, count("detractors")?, LEVEL)?;
        Some(100.0 * found.standard_error)
    }
}

/// The change of a row, where it has figures that can change.
pub fn between(row: &StubRow, earlier: &Figure<'_>, later: &Figure<'_>, inferred: bool) -> Option<Change> {
    let figure = |figure: &Figure<'_>| match row.kind {
        StubKind::Choice | StubKind::Net => figure.cell.column_percent,
        StubKind::Statistic => figure.cell.value,
        _ => None,
    };
    // How people's numbers spread is described, and no change of it is tested or shown.
    let moves =
        matches!(row.statistic, None | Some(Measure::Mean | Measure::Median | Measure::TrimmedMean | Measure::Nps))
            && (row.kind != StubKind::Statistic || row.statistic.is_some());
    let bounds = row.key.ends_with(".from") || row.key.ends_with(".to");
    if !moves || (bounds && row.statistic == Some(Measure::Nps)) {
        return None;
    }
    let difference = figure(later)? - figure(earlier)? + 0.0;
    let base = earlier.base().min(later.base());
    let mut change = Change { difference, interval: None, p: None, base, how: How::Described };
    if !inferred {
        return Some(change);
    }
    let counted = matches!((earlier.evidence, later.evidence), (Evidence::Counts, Evidence::Counts));
    match (row.kind, row.statistic, counted) {
        (StubKind::Choice | StubKind::Net, _, true) => of_counts(&mut change, earlier, later),
        (StubKind::Statistic, Some(Measure::Mean), true) => of_means(&mut change, earlier, later),
        (StubKind::Statistic, Some(Measure::Nps), true) => of_scores(&mut change, earlier, later),
        (StubKind::Choice | StubKind::Net, _, false)
        | (StubKind::Statistic, Some(Measure::Mean | Measure::Nps), false) => {
            of_errors(&mut change, earlier, later);
        }
        _ => {}
    }
    Some(change)
}

fn of_counts(change: &mut Change, earlier: &Figure<'_>, later: &Figure<'_>) {
    let part = |figure: &Figure<'_>| Some((figure.cell.count?, figure.base()));
    let Some((one, other)) = part(earlier).zip(part(later)) else { return };
    let Some(found) = difference(other, one, LEVEL) else { return };
    change.interval = Some((100.0 * found.interval.lower, 100.0 * found.interval.upper));
    if change.base >= BY_Z_FROM {
        (change.how, change.p) = (How::Z, found.p);
    } else if smallest_attainable(one.1, other.1).is_none_or(|least| least >= 1.0 - LEVEL) {
        change.how = How::TooFew;
    } else {
        (change.how, change.p) = (How::Exact, fisher_two_groups(one, other));
    }
}

fn of_means(change: &mut Change, earlier: &Figure<'_>, later: &Figure<'_>) {
    change.how = How::NoErrors;
    let Some((one, other)) = earlier.group().zip(later.group()) else { return };
    if let Some(found) = welch(&other, &one, LEVEL) {
        change.how = How::Welch;
        change.interval = Some((found.interval.lower + 0.0, found.interval.upper + 0.0));
        change.p = Some(found.p);
    }
}

fn of_scores(change: &mut Change, earlier: &Figure<'_>, later: &Figure<'_>) {
    change.how = How::NoErrors;
    let Some((one, other)) = earlier.score().zip(later.score()) else { return };
    let error = one.hypot(other);
    let Some(reach) = normal_quantile(0.5 + LEVEL / 2.0).map(|z| z * error).filter(|reach| *reach > 0.0) else {
        return;
    };
    change.how = How::Scores;
    change.interval = Some((change.difference - reach + 0.0, change.difference + reach + 0.0));
    change.p = Some((2.0 * normal_upper((change.difference / error).abs())).clamp(f64::MIN_POSITIVE, 1.0));
}

/// Each wave was drawn by itself, so the variances add up, and so do the degrees of freedom.
fn of_errors(change: &mut Change, earlier: &Figure<'_>, later: &Figure<'_>) {
    change.how = How::NoErrors;
    let Some(((one, df_one), (other, df_other))) = earlier.error().zip(later.error()) else { return };
    if let Some(found) = of_estimate(change.difference, one.hypot(other), df_one + df_other, LEVEL) {
        change.how = How::Errors;
        change.interval = Some((found.interval.lower + 0.0, found.interval.upper + 0.0));
        change.p = Some(found.p);
    }
}
