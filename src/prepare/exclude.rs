//! Records that the study leaves out: previews, tests, unfinished answers.

use crate::diagnostic::{Error, Result, did_you_mean};
use crate::model::{Flag, Survey};

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
    let mut left_out = 0;
    for record in survey.tables.iter_mut().flat_map(|table| &mut table.blocks).flat_map(|block| &mut block.records) {
        record.excluded = flags.iter().copied().find(|flag| record.flags.contains(flag));
        left_out += u64::from(record.excluded.is_some());
    }
    left_out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Record, SurveyBlock, SurveyTable};

    fn survey(flags: &[&[Flag]]) -> Survey {
        let records = flags.iter().map(|flags| Record { flags: flags.to_vec(), ..Record::default() }).collect();
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
        assert_eq!(survey.tables[0].blocks[0].records[0].excluded, Some(Flag::Preview));
        assert_eq!(exclude(&mut survey, &[]), 0);
    }

    #[test]
    fn a_mistyped_flag_is_suggested() {
        let error = flags(&["previews".to_owned()]).unwrap_err();
        assert_eq!(error.hint_text(), Some("did you mean “preview”?"));
        assert_eq!(flags(&["Test".to_owned()]).unwrap(), [Flag::Test]);
    }
}
