//! Choices without an order by groups: χ² and its variants, Fisher's exact test.

use super::choice::{Method, Test};
use super::fitting::capitalised;
use super::named::FIRST_ANSWER;
use super::ordered::{LEVEL, cannot_reach};
use super::untested;
use crate::model::TestResult;
use crate::number::{count, fixed};
use crate::stats::chi_square::{ChiSquare, independence, likelihood_ratio, without_empty, yates};
use crate::stats::cramers_v::cramers_v;
use crate::stats::effects::association::{cramers_v_interval, phi, phi_interval};
use crate::stats::fisher;
use crate::stats::proportions::two_by_two::smallest_attainable;

/// The test that fits: χ², or Fisher's exact test where Cochran's rule fails; as other programs choose where these are followed.
/// `why_not` says why another was not made.
pub fn by_rule(of: String, table: &[Vec<u64>], method: Method, why_not: &str) -> TestResult {
    let Some(chi_square) = independence(table) else { return untested(of, why_none(table)) };
    if let (Some(why), Method::Own | Method::Dimensions | Method::Askia) = (can_never_reach(table), method) {
        return untested(of, &why);
    }
    if method != Method::Spss && !chi_square.cochran_holds() && fisher::is_too_large(table) {
        return untested(of, &too_large(&chi_square));
    }
    let why = |why: &str| format!("{why_not} {why}").trim_start().to_owned();
    let result = match method {
        Method::Spss => by_chi_square(&chi_square, &why(&as_spss(&chi_square))),
        Method::R if chi_square.cells() == 4 => match yates(table) {
            Some(test) => TestResult {
                name: "χ² test with Yates’ correction".to_owned(),
                ..by_chi_square(&test, &why("Chosen as R does in tables of four cells."))
            },
            None => by_chi_square(&chi_square, &why("")),
        },
        _ if chi_square.cochran_holds() => {
            let reason = "Chosen because the expected counts are large enough for it (Cochran’s rule).";
            by_chi_square(&chi_square, &why(reason))
        }
        _ => by_fisher(table, &why(&format!("Chosen because {}.", too_small(&chi_square)))),
    };
    with_effect(of, result, (table, &chi_square), FIRST_ANSWER)
}

/// The test of counts that was asked for, if it is valid; `ordered` where the choices have an order that it does not see.
pub fn by_name(of: String, table: &[Vec<u64>], test: Test, why: &str, ordered: bool, method: Method) -> TestResult {
    let mut result = match method {
        Method::Spss if test == Test::ChiSquare && independence(table).is_some() => by_rule(of, table, method, why),
        _ => by_counts(of, table, test, why, FIRST_ANSWER),
    };
    if ordered && result.p.is_some() {
        result.note.push_str(" The test takes no account of the order of the scale.");
    }
    result
}

/// A test of counts, with Fisher's in the place of χ² where Cochran's rule fails; `above` says what φ above 0 means.
pub fn by_counts(of: String, table: &[Vec<u64>], test: Test, why: &str, above: &str) -> TestResult {
    let Some(chi_square) = independence(table) else { return untested(of, why_none(table)) };
    let exact = test == Test::Fisher || !chi_square.cochran_holds() && test != Test::Yates;
    if exact && fisher::is_too_large(table) {
        return untested(of, &too_large(&chi_square));
    }
    let asked = |called: &str| format!("{called} was asked for, but {}.", too_small(&chi_square));
    let result = match test {
        Test::ChiSquare if chi_square.cochran_holds() => by_chi_square(&chi_square, why),
        Test::ChiSquare => by_fisher(table, &asked("χ²")),
        Test::Yates => match yates(table) {
            Some(test) => {
                TestResult { name: "χ² test with Yates’ correction".to_owned(), ..by_chi_square(&test, why) }
            }
            None => {
                let why = "Yates’ correction was asked for, but it is for tables of four cells.";
                return by_rule(of, table, Method::Own, why);
            }
        },
        Test::LikelihoodRatio if chi_square.cochran_holds() => match likelihood_ratio(table) {
            Some(test) => TestResult {
                name: "Likelihood-ratio test".to_owned(),
                statistic_name: Some("G"),
                ..by_chi_square(&test, why)
            },
            None => by_chi_square(&chi_square, why),
        },
        Test::LikelihoodRatio => by_fisher(table, &asked("The likelihood-ratio test")),
        _ => by_fisher(table, why),
    };
    let result = with_effect(of, result, (table, &chi_square), above);
    match can_never_reach(table) {
        Some(why) => TestResult { note: format!("{} {why}", result.note), ..result },
        None => result,
    }
}

/// With φ where the table has four cells, else Cramér's V.
fn with_effect(
    of: String,
    result: TestResult,
    (table, chi_square): (&[Vec<u64>], &ChiSquare),
    above: &str,
) -> TestResult {
    let v = cramers_v(chi_square);
    let mut note = result.note;
    // Of few expected counts an interval knows as little as χ² does.
    let holds = chi_square.cochran_holds();
    let filled = without_empty(table);
    let phi = phi(&filled);
    let (name, effect, interval) = match phi {
        Some(phi) => {
            note = format!("{note} {above}").trim_start().to_owned();
            ("φ", phi, phi_interval(&filled, 0.95))
        }
        // Where groups are more alike than chance would make them it lies below V itself, which nobody could read.
        None => (
            "Cramér’s V",
            v.v,
            cramers_v_interval(chi_square, 0.95).filter(|ends| (ends.lower..=ends.upper).contains(&v.v)),
        ),
    };
    if let Some(corrected) = v.corrected {
        note.push_str(&format!(" Cramér’s V corrected for small samples is {}.", fixed(corrected, 2)));
    }
    TestResult {
        of,
        note,
        effect: Some(effect + 0.0),
        effect_name: Some(name),
        effect_interval: interval.filter(|_| holds).map(|ends| (ends.lower + 0.0, ends.upper + 0.0)),
        ..result
    }
}

/// Why a table of four cells could never be significant, where that is so.
pub fn can_never_reach(table: &[Vec<u64>]) -> Option<String> {
    let filled = without_empty(table);
    let [first, second] = filled.as_slice() else { return None };
    let sizes: Vec<u64> = first.iter().zip(second).map(|(one, other)| one + other).collect();
    let [n1, n2] = sizes.as_slice() else { return None };
    smallest_attainable(*n1, *n2).filter(|smallest| *smallest > LEVEL).map(|smallest| cannot_reach(*n1, *n2, smallest))
}

fn by_chi_square(test: &ChiSquare, why: &str) -> TestResult {
    #[allow(clippy::cast_precision_loss, reason = "degrees of freedom are small")]
    let df = test.df as f64;
    TestResult {
        name: "χ² test (no continuity correction)".to_owned(),
        statistic: Some(test.statistic + 0.0),
        statistic_name: Some("χ²"),
        df: Some(df),
        p: Some(test.p),
        note: why.to_owned(),
        ..TestResult::default()
    }
}

fn by_fisher(table: &[Vec<u64>], why: &str) -> TestResult {
    let name = "Fisher’s exact test".to_owned();
    let Some(test) = fisher::exact(table) else {
        return TestResult { name, note: why_none(table).to_owned(), ..TestResult::default() };
    };
    let mut note = why.to_owned();
    if let Some(error) = test.standard_error {
        note.push_str(&format!(
            " There are too many tables to go through, so p comes from {} drawn with a fixed seed; its standard error is {}.",
            count(test.drawn),
            if error < 0.000_05 { "below 0.0001".to_owned() } else { fixed(error, 4) },
        ));
    }
    TestResult { name, p: Some(test.p), note, ..TestResult::default() }
}

fn as_spss(test: &ChiSquare) -> String {
    format!(
        "Chosen as SPSS does, whatever the counts: {} of the {} expected counts are under 5, the smallest is {}.",
        count(test.expected_below_five as u64),
        count(test.cells() as u64),
        fixed(test.smallest_expected, 2)
    )
}

fn too_small(test: &ChiSquare) -> String {
    let cells = test.cells();
    if test.expected_below_five * 5 > cells {
        format!(
            "{} of the {} expected counts are under 5 and χ² allows for a fifth at most (Cochran’s rule)",
            count(test.expected_below_five as u64),
            count(cells as u64)
        )
    } else {
        "an expected count is under 1 and χ² allows for none (Cochran’s rule)".to_owned()
    }
}

/// Why a table has neither χ² nor an exact test.
fn too_large(test: &ChiSquare) -> String {
    let why = "The table has too many choices and groups for an exact test: put some together.";
    if test.cochran_holds() { why.to_owned() } else { capitalised(&format!("{}. {why}", too_small(test))) }
}

/// Why a table of counts has no test.
pub fn why_none(table: &[Vec<u64>]) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(table: &[Vec<u64>]) -> TestResult {
        by_rule("x".into(), table, Method::Own, "")
    }

    #[test]
    fn one_group_or_one_answer_is_not_tested_and_says_why() {
        for (table, why) in [
            (vec![], "Nobody"),
            (vec![vec![0, 0], vec![0, 0]], "Nobody"),
            (vec![vec![3, 0], vec![4, 0]], "one group"),
            (vec![vec![3, 4], vec![0, 0]], "same answer"),
        ] {
            for result in [chosen(&table), by_counts("x".into(), &table, Test::Yates, "", "")] {
                assert_eq!((result.p, result.effect, result.statistic), (None, None, None));
                assert!(result.note.contains(why), "{}", result.note);
            }
        }
    }

    #[test]
    fn cochrans_rule_chooses_and_the_note_names_it() {
        let large = chosen(&[vec![13, 7], vec![8, 10]]);
        assert!(large.name.starts_with("χ²") && large.df == Some(1.0), "{large:?}");
        let small = chosen(&[vec![3, 1, 2], vec![1, 5, 6], vec![4, 9, 7]]);
        assert!(small.name.starts_with("Fisher") && small.note.contains("Cochran"), "{small:?}");
        assert!((small.p.unwrap() - 0.378_178_107_6).abs() < 1e-9);
    }

    #[test]
    fn chi_square_asked_for_by_name_is_not_printed_where_it_is_not_valid() {
        let table = [vec![3, 1], vec![0, 2]];
        let result = by_counts("x".into(), &table, Test::ChiSquare, "", "");
        assert!(result.name.starts_with("Fisher") && result.note.contains("χ² was asked for, but"), "{result:?}");
        let spss = by_name("x".into(), &table, Test::ChiSquare, "", false, Method::Spss);
        assert!(spss.name.starts_with("χ²") && spss.note.contains("as SPSS does"), "{spss:?}");
    }

    #[test]
    fn published_figures_of_each_variant() {
        let table = [vec![13, 7], vec![8, 10]];
        for (test, p) in
            [(Test::ChiSquare, 0.203_215_948_7), (Test::Yates, 0.344_284_135_4), (Test::Fisher, 0.327_548_257_3)]
        {
            let result = by_counts("x".into(), &table, test, "", "");
            assert!((result.p.unwrap() - p).abs() < 1e-9, "{result:?}");
        }
        let r = by_rule("x".into(), &table, Method::R, "");
        assert!((r.p.unwrap() - 0.344_284_135_4).abs() < 1e-9 && r.note.contains("as R does"));
        let wide = [vec![13, 7, 5], vec![8, 10, 9]];
        let result = by_counts("x".into(), &wide, Test::Fisher, "", "");
        assert!((result.p.unwrap() - 0.299_126_030_6).abs() < 1e-9);
        assert!((result.effect.unwrap() - 0.231_630_888_6).abs() < 1e-9 && result.effect_interval.is_some());
        assert!(by_counts("x".into(), &wide, Test::Yates, "", "").note.contains("tables of four cells"));
    }

    #[test]
    fn four_cells_have_phi_with_its_sign_and_more_have_v() {
        let of = |table: &[Vec<u64>]| by_counts("x".into(), table, Test::ChiSquare, "As asked for.", FIRST_ANSWER);
        let (there, back) = (of(&[vec![13, 7], vec![8, 10]]), of(&[vec![8, 10], vec![13, 7]]));
        assert_eq!((there.effect_name, back.effect_name), (Some("φ"), Some("φ")));
        assert!((there.effect.unwrap() - 0.206_417_427_493_078).abs() < 1e-12);
        assert!((there.effect.unwrap() + back.effect.unwrap()).abs() < 1e-12);
        assert!(there.effect_interval.unwrap().0 < 0.0 && there.note.contains("As asked for. φ above 0"), "{there:?}");
        // Rows and columns that are empty are no cells.
        let padded = of(&[vec![13, 0, 7], vec![0, 0, 0], vec![8, 0, 10]]);
        assert_eq!((padded.effect_name, padded.effect), (there.effect_name, there.effect));
        let wide = of(&[vec![13, 7, 9], vec![8, 10, 9]]);
        assert!(wide.effect_name == Some("Cramér’s V") && !wide.note.contains('φ'), "{wide:?}");
        // Fisher's test of few expected counts: φ without an interval.
        let few = of(&[vec![5, 1], vec![1, 4]]);
        assert!(few.name.starts_with("Fisher") && few.effect_name == Some("φ") && few.effect_interval.is_none());
    }

    #[test]
    fn a_table_too_large_for_an_exact_test_is_not_tested_and_no_test_is_named() {
        let sparse: Vec<Vec<u64>> =
            (0..6_000).map(|row| vec![u64::from(row % 2 == 0), u64::from(row % 2 == 1)]).collect();
        for result in [chosen(&sparse), by_counts("x".into(), &sparse, Test::Fisher, "", "")] {
            assert_eq!((result.name.as_str(), result.p, result.effect), ("Not tested", None, None), "{result:?}");
            assert!(result.note.starts_with("12,000 of the 12,000 expected counts"), "{}", result.note);
            assert!(result.note.contains("put some together"), "{}", result.note);
        }
        let spss = by_name("x".into(), &sparse, Test::ChiSquare, "", false, Method::Spss);
        assert!(spss.p.is_some() && spss.name.starts_with('χ'), "{spss:?}");
    }

    #[test]
    fn three_against_three_is_not_tested_unless_asked_by_name() {
        let table = [vec![3, 0], vec![0, 3]];
        assert!(chosen(&table).p.is_none());
        let asked = by_counts("x".into(), &table, Test::Fisher, "", "");
        assert!(asked.p.is_some() && asked.note.contains("no answers whatever"), "{asked:?}");
    }
}
