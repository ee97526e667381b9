//! A file of counts where one of answers was meant: what platforms offer as a summary.

use crate::diagnostic::{Error, Place, Result};

/// How many records have to be looked at to tell.
pub const LOOKED_AT: usize = 250;

/// Refuses a summary, saying what to export instead: counts of questions cannot be crossed with one another.
///
/// # Errors
/// When the records are those of a summary.
pub fn refuse(records: &[Vec<String>], place: impl FnOnce() -> Place) -> Result<()> {
    let says = |record: &[String], words: &str| record.iter().any(|cell| cell.trim().eq_ignore_ascii_case(words));
    let heads = |record: &Vec<String>| {
        says(record, "Answer Choices") && (says(record, "Responses") || says(record, "Response Percent"))
    };
    let below = |words: &str| {
        let is_alone = |record: &&Vec<String>| record.iter().filter(|cell| !cell.trim().is_empty()).count() <= 3;
        records.iter().filter(is_alone).any(|record| says(record, words))
    };
    if records.iter().any(heads) || (below("Answered") && below("Skipped")) {
        return Err(Error::new("this is a summary (how many gave each answer), not the answers themselves")
            .in_place(place())
            .hint(
                "export the individual responses: in SurveyMonkey, “All responses data” instead of “All summary data”",
            ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(records: &[&[&str]]) -> bool {
        let records: Vec<Vec<String>> =
            records.iter().map(|record| record.iter().map(ToString::to_string).collect()).collect();
        refuse(&records, || Place::file("a.csv")).is_err()
    }

    #[test]
    fn nothing_is_no_summary() {
        assert!(!refused(&[]));
    }

    #[test]
    fn a_summary_is_told_by_its_headings_or_by_what_stands_below_its_counts() {
        assert!(refused(&[
            &["Our survey"],
            &["Answer Choices", "Response Percent", "Responses"],
            &["Yes", "40%", "4"]
        ]));
        assert!(refused(&[&["", "Yes", "No", "Total"], &["", "Answered", "12"], &["", "Skipped", "0"]]));
    }

    #[test]
    fn answers_that_use_the_same_words_are_answers() {
        assert!(!refused(&[
            &["Question", "Status", "By", "When"],
            &["1", "Answered", "A", "2"],
            &["2", "Skipped", "B", "3"]
        ]));
    }
}
