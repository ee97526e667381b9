//! Notes of tests are written of "the first group"; where the table has two groups, and it is known which, they say their names.

use crate::model::TestResult;

/// What φ above 0 says where rows are answers and columns groups.
pub const FIRST_ANSWER: &str = "φ above 0: the first group gives the first answer more often.";
/// What φ above 0 says of the median.
pub const ABOVE_MEDIAN: &str = "φ above 0: more of the first group lie above the median.";
/// What a rank correlation above 0 says.
pub const ANSWERS_HIGHER: &str = "Above 0 the first group answers higher.";
/// The same of R's `svyranktest`, whose t is of the second group less the first.
pub const SECOND_HIGHER: &str = "t above 0: the second group answers higher.";
/// Which way a difference of means is taken.
pub const FIRST_LESS_SECOND: &str = "The first mean less the second is";
/// The other way round, as R's `svyttest` takes it.
pub const SECOND_LESS_FIRST: &str = "The second mean less the first is";

/// With the names of the two groups in which somebody is, and of the first answer that anybody gave, in the place of "the first".
pub fn named(result: TestResult, groups: &[&str], answer: Option<&str>) -> TestResult {
    let [first, second] = groups else { return result };
    let gives = match answer {
        Some(answer) => format!("φ above 0: “{first}” gives “{answer}” more often than “{second}”."),
        None => format!("φ above 0: “{first}” gives the first answer more often than “{second}”."),
    };
    let sentences = [
        (FIRST_ANSWER, gives),
        (ABOVE_MEDIAN, format!("φ above 0: more of “{first}” than of “{second}” lie above the median.")),
        (ANSWERS_HIGHER, format!("Above 0 “{first}” answers higher than “{second}”.")),
        (SECOND_HIGHER, format!("t above 0: “{second}” answers higher than “{first}”.")),
        (FIRST_LESS_SECOND, format!("The mean of “{first}” less that of “{second}” is")),
        (SECOND_LESS_FIRST, format!("The mean of “{second}” less that of “{first}” is")),
    ];
    let found = sentences.iter().find_map(|(general, own)| Some((result.note.find(general)?, general.len(), own)));
    match found {
        Some((start, length, own)) => {
            let note = format!("{}{own}{}", &result.note[..start], &result.note[start + length..]);
            TestResult { note, ..result }
        }
        None => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(note: &str, groups: &[&str], answer: Option<&str>) -> String {
        named(TestResult { note: note.to_owned(), ..TestResult::default() }, groups, answer).note
    }

    #[test]
    fn two_groups_are_called_by_their_names_and_anything_else_is_left_alone() {
        let said = format!("Chosen. {FIRST_ANSWER} More.");
        assert_eq!(
            note(&said, &["Micro", "Small"], Some("Yes")),
            "Chosen. φ above 0: “Micro” gives “Yes” more often than “Small”. More."
        );
        assert_eq!(note(&said, &["Micro"], Some("Yes")), said);
        assert_eq!(note(&said, &["a", "b", "c"], Some("Yes")), said);
        assert_eq!(note("Nothing of groups.", &["a", "b"], None), "Nothing of groups.");
        let mean = format!("{SECOND_LESS_FIRST} 4.00 (1.00 to 7.00).");
        assert_eq!(note(&mean, &["a", "b"], None), "The mean of “b” less that of “a” is 4.00 (1.00 to 7.00).");
        // A name that reads like the sentence is not read again.
        assert!(note(ANSWERS_HIGHER, &[ANSWERS_HIGHER, "b"], None).contains(ANSWERS_HIGHER));
    }
}
