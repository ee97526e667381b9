//! Rao and Scott's test of choices by groups in words, whether its table was made of rows or of cells.

use super::Kind;
use crate::model::TestResult;
use crate::number::{count, fixed};
use crate::stats::design::rao_scott::{NoTest, TableResult, TableTest, independence};
use crate::stats::design::table::TableEstimate;
use crate::stats::effects::association::phi_of_shares;
use crate::tabulate::inference::fitting::capitalised;
use crate::tabulate::inference::named::FIRST_ANSWER;
use crate::tabulate::inference::{Test, Wanted};

/// A table of more cells than this would take more memory for the covariance of its cells than it is worth.
pub(super) const MOST_CELLS: usize = 400;

/// A mean design effect below this is what is left of a variance of nought.
const LEAST_EFFECT: f64 = 1e-3;

/// Why there is no test by a nested banner.
pub(super) const NESTED: &str = "Nested columns are a description; put the question against each group on its own.";

/// The test that was asked for, or the one that fits.
pub(super) fn asked_for(kind: Kind, wanted: Wanted) -> Test {
    match (wanted, kind) {
        (Wanted::By(test), _) => test,
        (Wanted::Auto, Kind::Numeric) => Test::Means,
        (Wanted::Auto, Kind::Scale | Kind::Grid) => Test::Ranks,
        (Wanted::Auto, _) => Test::ChiSquare,
    }
}

/// Says why it is not the test that was asked for, where it is another.
pub(super) fn explained(result: TestResult, kind: Kind, wanted: Wanted) -> TestResult {
    let why_other = match (wanted, kind) {
        (Wanted::By(Test::Several), _) => Some("here each respondent gives one answer"),
        (Wanted::By(Test::Ranks | Test::Median | Test::Trend | Test::Means | Test::Anova), Kind::Single) => {
            Some("the choices have no order")
        }
        (Wanted::By(Test::Trend), _) => Some("it takes weights for counts"),
        (Wanted::By(Test::ChiSquare | Test::Yates | Test::LikelihoodRatio | Test::Fisher), Kind::Numeric) => {
            Some("the answers are numbers and not choices")
        }
        _ => None,
    };
    match (wanted, why_other) {
        (Wanted::By(test), Some(why)) => {
            let note =
                format!("{} was asked for, but {why}; this one fits. {}", capitalised(test.called()), result.note);
            TestResult { note, ..result }
        }
        _ => result,
    }
}

/// Refuses a table whose test would take too long.
pub(super) fn small_enough(cells: usize) -> Result<(), String> {
    if cells > MOST_CELLS {
        return Err(format!("A table of {cells} cells is too large for this test; put choices or groups together."));
    }
    Ok(())
}

/// Rao and Scott's test of a table.
pub(super) fn independent(table: &TableEstimate) -> Result<TableResult, String> {
    let test = independence(table, TableTest::SecondOrder).map_err(|why| no_test(why, table))?;
    // Where rows and columns are all but the same thing, nothing but a trace of a variance is left, and F knows no bounds.
    if test.mean_effect.is_some_and(|effect| effect < LEAST_EFFECT) {
        return Err(no_test(NoTest::NoVariance, table));
    }
    Ok(test)
}

/// How many expected counts are too few for χ², where they are too many of them (Cochran's rule).
fn too_few(table: &TableEstimate) -> Option<String> {
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let n = table.respondents? as f64;
    let expected: Vec<f64> = expected_shares(table).into_iter().map(|share| n * share).collect();
    let small = expected.iter().filter(|count| **count < 5.0).count();
    let fails = expected.iter().any(|count| *count < 1.0) || 5 * small > expected.len();
    fails.then(|| {
        format!(
            " {} of the {} expected counts are under 5, so p is rough and more likely too small than too large.",
            count(small as u64),
            count(expected.len() as u64)
        )
    })
}

/// The shares of cells if rows had nothing to do with columns.
fn expected_shares(table: &TableEstimate) -> Vec<f64> {
    let sum: f64 = table.shares.iter().sum();
    let row = |row: usize| -> f64 { (0..table.columns).map(|column| table.shares[row * table.columns + column]).sum() };
    let column = |column: usize| -> f64 { (0..table.rows).map(|row| table.shares[row * table.columns + column]).sum() };
    let rows: Vec<f64> = (0..table.rows).map(row).collect();
    let columns: Vec<f64> = (0..table.columns).map(column).collect();
    (0..table.shares.len()).map(|place| rows[place / table.columns] * columns[place % table.columns] / sum).collect()
}

/// The same in words.
pub(super) fn associated(table: &TableEstimate, test: &TableResult, (kind, wanted): (Kind, Wanted)) -> TestResult {
    let mut note = match wanted {
        Wanted::By(Test::Fisher) => "Fisher’s exact test was asked for, but it takes weights for counts.".to_owned(),
        Wanted::By(Test::ChiSquare | Test::Yates | Test::LikelihoodRatio) => {
            "This is χ² that allows for the weights and the design.".to_owned()
        }
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
    let phi = phi(table);
    if phi.is_some() {
        note.push_str(&format!(" {FIRST_ANSWER}"));
    }
    note.extend(too_few(table));
    if kind != Kind::Single {
        note.push_str(" The test takes no account of the order of the scale.");
    }
    TestResult {
        name: "Rao–Scott, second order".to_owned(),
        statistic: Some(test.statistic + 0.0),
        df: Some(test.df),
        df_within: test.denominator_df,
        statistic_name: Some("F"),
        p: Some(above_nought(test.p)),
        effect_name: Some(if phi.is_some() { "φ" } else { "Cramér’s V" }),
        effect: phi.or_else(|| cramers_v(table)),
        note,
        ..TestResult::default()
    }
}

/// No p is nought: what is too small for a number is the smallest that is one.
pub(super) fn above_nought(p: f64) -> f64 {
    p.clamp(f64::MIN_POSITIVE, 1.0)
}

/// φ of the weighted shares, where there are four cells.
fn phi(table: &TableEstimate) -> Option<f64> {
    let cells: [f64; 4] = table.shares.as_slice().try_into().ok()?;
    if table.rows == 2 { phi_of_shares(cells) } else { None }
}

/// Cramér's V of the weighted shares.
#[allow(clippy::cast_precision_loss, reason = "tables have few rows")]
fn cramers_v(table: &TableEstimate) -> Option<f64> {
    let expected = expected_shares(table);
    let square: f64 =
        table.shares.iter().zip(expected).map(|(share, expected)| (share - expected).powi(2) / expected).sum();
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
