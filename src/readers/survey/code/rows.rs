//! Planned columns → blocks of rows: codes are looked up, and nothing is judged any more.

use std::sync::Arc;

use rayon::prelude::*;

use super::Plan;
use crate::model::code_list::CodeList;
use crate::model::texts::Words;
use crate::model::{Column, Dates, Numbers, Records, SurveyBlock, Texts, Tick};
use crate::readers::survey::raw::{BLANK, RawColumn, RawTable};

/// Rows of a block.
pub const BLOCK: usize = 1 << 16;

/// All blocks of a table, without their records.
pub fn blocks(raw: &RawTable, plans: &[Plan]) -> Vec<SurveyBlock> {
    let starts: Vec<usize> = (0..raw.rows()).step_by(BLOCK).collect();
    let block = |&start: &usize| {
        let end = (start + BLOCK).min(raw.rows());
        let columns = plans.par_iter().map(|plan| block(raw, plan, start, end)).collect();
        SurveyBlock { records: Records::default(), columns }
    };
    starts.par_iter().map(block).collect()
}

/// All rows of a table as the columns of one block.
pub fn columns(raw: &RawTable, plans: &[Plan]) -> Vec<Column> {
    plans.iter().map(|plan| block(raw, plan, 0, raw.rows())).collect()
}

/// The rows from `start` to `end` of a planned column.
fn block(raw: &RawTable, plan: &Plan, start: usize, end: usize) -> Column {
    let stretch = |column: usize| raw.columns[column].codes().between(start, end);
    let codes = |column: usize| stretch(column).iter().map(|code| code as usize);
    let kept = |column: usize, keep: &dyn Fn(u32) -> bool| stretch(column).kept(keep);
    match plan {
        Plan::Rows { answers, .. } => Column::Choices(answers[start..end].to_vec()),
        Plan::Choices { column, answers, instead: None } => Column::Choices(stretch(*column).looked_up(answers)),
        Plan::Choices { column, answers, instead: Some((comment, answer)) } => Column::Choices(
            codes(*column)
                .zip(codes(*comment))
                .map(|(code, own)| if code == 0 && own != 0 { *answer } else { answers[code] })
                .collect(),
        ),
        Plan::Ticks { column, ticks, shown: None, .. } => Column::Ticks(stretch(*column).looked_up(ticks)),
        Plan::Ticks { column, ticks, shown: Some(shown), otherwise } => Column::Ticks(
            codes(*column)
                .zip(&shown[start..end])
                .map(|(code, &shown)| match ticks[code] {
                    Tick::Missing(reason) => Tick::Missing(reason),
                    tick if shown => tick,
                    _ => Tick::Missing(*otherwise),
                })
                .collect(),
        ),
        Plan::RowTicks { ticks, .. } => Column::Ticks(ticks[start..end].to_vec()),
        Plan::Numbers { column, numbers, says_more } => {
            let beside = beside(&raw.columns[*column], says_more, start, end);
            Column::Numbers(Numbers::new(codes(*column).map(|code| numbers[code]), beside))
        }
        Plan::RowNumbers { numbers, .. } => Column::Numbers(Numbers::new(numbers[start..end].iter().copied(), None)),
        Plan::Dates { column, dates, reasons, says_more } => {
            let found = kept(*column, &|code| !dates.get(code).is_empty());
            let reasons = stretch(*column).looked_up(reasons);
            let beside = beside(&raw.columns[*column], says_more, start, end);
            Column::Dates(Dates::new(Texts::new(Arc::clone(dates), found), reasons, beside))
        }
        Plan::Texts { column, words, kept: None } => texts(words, kept(*column, &|_| true)),
        Plan::Texts { column, words, kept: Some(list) } => texts(words, kept(*column, &|code| list[code as usize])),
    }
}

fn texts(words: &Arc<Words>, codes: CodeList) -> Column {
    Column::Texts(Texts::new(Arc::clone(words), codes))
}

/// The cells that say more than what was read from them.
fn beside(column: &RawColumn, says_more: &[bool], start: usize, end: usize) -> Option<Texts> {
    let codes = column.codes().between(start, end);
    let any = codes.iter().any(|code| code != BLANK && says_more[code as usize]);
    any.then(|| Texts::new(column.words(), codes.kept(|code| says_more[code as usize])))
}
