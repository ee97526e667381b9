//! Words that stand for blanks: `n/a` in every empty cell of Ona, `NA` of R.

use super::names::is_tick;
use crate::diagnostic::Diagnostic;
use crate::readers::survey::raw::{BLANK, RawColumn, RawTable};

/// The table with real blanks, where one such word stands beside ticks or in most columns; `None` where none does.
pub fn without(raw: &RawTable, noticed: &mut Vec<Diagnostic>) -> Option<RawTable> {
    let mut changed: Option<RawTable> = None;
    for word in ["n/a", "NA", "<NA>", "nan", "NaN"] {
        let table = changed.as_ref().unwrap_or(raw);
        let holding: Vec<usize> =
            (0..table.columns.len()).filter(|column| holds(&table.columns[*column], word)).collect();
        let beside_ticks = holding.iter().any(|column| {
            let mut others = table.columns[*column].filled().filter(|(value, _)| *value != word).peekable();
            others.peek().is_some() && others.all(|(value, _)| is_tick(value))
        });
        if holding.len() < 2 || !(beside_ticks || holding.len() * 3 >= table.columns.len()) {
            continue;
        }
        let mut cells = 0;
        let table = changed.get_or_insert_with(|| raw.clone());
        for column in &holding {
            cells += blanked(&mut table.columns[*column], word);
        }
        noticed.push(
            Diagnostic::note(format!(
                "“{word}” stands for blanks in {} columns ({cells} cells) and is read as blank",
                holding.len()
            ))
            .hint("that is how the platform, or R, writes an empty cell"),
        );
    }
    changed
}

fn holds(column: &RawColumn, word: &str) -> bool {
    column.filled().any(|(value, _)| value == word)
}

fn blanked(column: &mut RawColumn, word: &str) -> u64 {
    let new: Vec<u32> = {
        let mut fresh = RawColumn::default();
        let codes: Vec<u32> =
            column.values().map(|value| if value == word { BLANK } else { fresh.code_of(value) }).collect();
        codes
    };
    let count = column.filled().find(|(value, _)| *value == word).map_or(0, |(_, count)| count);
    let mut fresh = RawColumn::default();
    for value in column.values().filter(|value| *value != word) {
        fresh.code_of(value);
    }
    for code in column.codes().iter() {
        fresh.push_code(new[code as usize]);
    }
    fresh.complete();
    *column = fresh;
    count
}
