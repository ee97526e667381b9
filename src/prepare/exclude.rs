//! Records that the study leaves out: previews, tests, unfinished answers.

use crate::diagnostic::{Error, Result, did_you_mean};
use crate::model::{Flag, Flags, Survey};

/// The flags that words name, as `[survey] exclude` gives them.
///
/// # Errors
/// When a word is not the name of a flag.
pub fn flags(words: &[String]) -> Result<Vec<Flag>> {
    let names = Flag::ALL.map(Flag::word);
    let flag = |word: &String| {
        Flag::ALL.into_iter().find(|flag| flag.word() == word.trim().to_lowercase()).ok_or_else(|| {
            let error = Error::new(format!("“{word}” is not something that records are left out for"));
            match did_you_mean(word, names) {
                Some(meant) => error.hint(format!("did you mean “{meant}”?")),
                None => error.hint(format!("known: {}", names.join(", "))),
            }
        })
    };
    words.iter().map(flag).collect()
}

/// Marks every record that bears one of these flags as left out, with the first of them as the reason; all others are
/// let in again. Gives how many are left out.
pub fn exclude(survey: &mut Survey, flags: &[Flag]) -> u64 {
    let blocks = survey.tables.iter_mut().flat_map(|table| &mut table.blocks);
    let first = |marks: Flags| flags.iter().copied().find(|flag| marks.contains(*flag));
    blocks.map(|block| block.records.exclude(first)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Record, SurveyBlock, SurveyTable};

    fn survey(flags: &[&[Flag]]) -> Survey {
        let records =
            flags.iter().map(|flags| Record { flags: flags.iter().copied().collect(), ..Record::default() }).collect();
        let blocks = vec![SurveyBlock { records, columns: Vec::new() }];
        Survey { tables: vec![SurveyTable { blocks, ..SurveyTable::default() }], ..Survey::default() }
    }

    #[test]
    fn nothing_is_left_out_unless_asked_for() {
        let mut survey = survey(&[&[Flag::Test], &[]]);
        assert_eq!(exclude(&mut survey, &[]), 0);
        assert!(survey.tables[0].records().all(|record| record.excluded.is_none()));
    }

    #[test]
    fn the_first_reason_asked_for_is_kept_and_can_be_taken_back() {
        let mut survey = survey(&[&[Flag::Test, Flag::Preview], &[Flag::Partial], &[]]);
        assert_eq!(exclude(&mut survey, &[Flag::Preview, Flag::Test]), 1);
        assert_eq!(survey.tables[0].blocks[0].records.excluded()[0], Some(Flag::Preview));
        assert_eq!(exclude(&mut survey, &[]), 0);
    }

    #[test]
    fn a_mistyped_flag_is_suggested() {
        let error = flags(&["previews".to_owned()]).unwrap_err();
        assert_eq!(error.hint_text(), Some("did you mean “preview”?"));
        assert_eq!(flags(&["Test".to_owned()]).unwrap(), [Flag::Test]);
    }
}
