//! Several tests as one: the smallest p times how many were made.

use crate::model::TestResult;
use crate::number::count;

/// One of several tests, and what it is about.
pub type Part = (String, Result<TestResult, String>);

/// All parts as one test: the smallest p times how many were made. Parts that could not be tested are no part of the family.
///
/// # Errors
/// With the reason, where none could be made.
pub fn together(parts: Vec<Part>, how: &str, why: &str) -> Result<TestResult, String> {
    let all = parts.len();
    let mut first_reason = None;
    let mut made: Vec<(String, TestResult, f64)> = Vec::new();
    for (label, result) in parts {
        match result {
            Ok(test) => {
                if let Some(p) = test.p {
                    made.push((label, test, p));
                }
            }
            Err(reason) => {
                first_reason.get_or_insert(reason);
            }
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "there are few parts")]
    let family = made.len() as f64;
    let significant = made.iter().filter(|(_, _, p)| p * family < 0.05).count() as u64;
    let number = made.len() as u64;
    let smallest = made.into_iter().min_by(|one, other| one.2.total_cmp(&other.2));
    let Some((label, test, p)) = smallest else {
        return Err(first_reason.unwrap_or_else(|| "There are no choices to compare.".to_owned()));
    };
    let left_out = match all as u64 - number {
        0 => String::new(),
        left => format!(" {} could not be tested.", count(left)),
    };
    let note = format!(
        "{why}, so the test is made {how}, and p is the smallest of {} times their number (Bonferroni): that of “{label}”. Corrected so, {} of them \
         {} below .05.{left_out}",
        count(number),
        if significant == 0 { "none".to_owned() } else { count(significant) },
        if significant == 1 { "is" } else { "are" },
    );
    Ok(TestResult {
        name: format!("{}, {how}", test.name),
        p: Some((p * family).min(1.0)),
        note,
        ..TestResult::default()
    })
}
