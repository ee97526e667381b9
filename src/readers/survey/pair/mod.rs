//! Two exports of one survey, one with codes and one with words: what stands at the same place in both labels the codes. Whichever
//! of them is imported, the same questionnaire comes out: kinds are found from the words, codes and their order from the figures.

mod columns;
mod find;
mod lay;
mod parts;
mod rows;
mod said;

use columns::Codes;
use rows::Rows;

use super::draft::Structure;
use super::platform::SurveyReader;
use super::raw::{RawColumn, RawTable};
use crate::diagnostic::Diagnostic;

pub use find::{find, may_be_beside};

/// A column of the export and the same of the other.
#[derive(Debug, Clone, Copy)]
pub struct Aligned {
    /// Its place in the export.
    pub here: usize,
    /// Its place in the other.
    pub there: usize,
}

/// Another export of the same survey, laid beside the one that is imported.
pub struct Pair {
    /// The file of the other.
    pub file: String,
    /// Whether the export that is imported holds the codes.
    codes_here: bool,
    /// The rows of the export in words, where it holds codes.
    words: Option<RawTable>,
    /// The platform of the other, where its words are in a dress that only that understands.
    platform: Option<&'static dyn SurveyReader>,
    /// The short name of each column, where the export of codes has such and the one of words has none.
    tags: Option<Vec<String>>,
    /// The codes of each column of the export.
    codes: Vec<Option<Codes>>,
    /// What was noticed.
    noticed: Vec<Diagnostic>,
}

impl Pair {
    /// The table from which kinds are found: the words.
    pub fn in_words<'a>(&'a self, raw: &'a RawTable) -> &'a RawTable {
        self.words.as_ref().unwrap_or(raw)
    }

    /// The platform that understands the words.
    pub fn platform<'a>(&self, own: &'a dyn SurveyReader) -> &'a dyn SurveyReader {
        self.platform.unwrap_or(own)
    }

    /// Puts what both exports say together into what was understood of the words, so that it holds for the export; with what was
    /// noticed. `described`: a dictionary has its own order of choices.
    pub fn lay(self, raw: &mut RawTable, structure: &mut Structure, described: bool) {
        let in_words = lay::lay(&self, structure, described);
        if let Some(words) = &self.words {
            if let Some(main) = &mut structure.main {
                if main.columns.len() != raw.columns.len() {
                    structure.used.push(self.file);
                    structure.noticed.extend(self.noticed);
                    return;
                }
                let kept: std::collections::HashSet<u64> = main.records.iter().copied().collect();
                let mut own = raw.select(|row| kept.contains(&raw.records[row]));
                swap(&mut own, main, &in_words);
                *main = own;
            }
            swap(raw, words, &in_words);
        }
        structure.used.push(self.file);
        structure.noticed.extend(self.noticed);
    }
}

/// Takes these columns from the words.
fn swap(raw: &mut RawTable, words: &RawTable, columns: &[usize]) {
    for &column in columns {
        if let (Some(own), Some(other)) = (raw.columns.get_mut(column), words.columns.get(column)) {
            own.clone_from(other);
        }
    }
}

/// The rows of the export in words: what the other export says there, and where it says nothing, what the codes stand for.
fn in_words(raw: &RawTable, other: &RawTable, aligned: &[Aligned], rows: &Rows, codes: &[Option<Codes>]) -> RawTable {
    let mut words = raw.clone();
    if raw.names != other.names && aligned.len() == other.columns.len() && aligned.len() == raw.columns.len() {
        words.headings = vec![vec![String::new(); raw.columns.len()]; other.headings.len()];
        for pair in aligned {
            words.names[pair.here].clone_from(&other.names[pair.there]);
            for (record, own) in words.headings.iter_mut().enumerate() {
                other.heading(record, pair.there).clone_into(&mut own[pair.here]);
            }
        }
    }
    for pair in aligned {
        let Some(codes) = &codes[pair.here] else { continue };
        let (here, there) = (&raw.columns[pair.here], &other.columns[pair.there]);
        let mut column = RawColumn::default();
        // Once a value and not once a cell.
        let translated: Vec<Option<String>> = here.values().map(|cell| codes.in_words(cell)).collect();
        for row in 0..raw.rows() {
            let code = here.code(row);
            let cell = here.value(code);
            let translated = translated.get(code as usize).and_then(Option::as_deref);
            let said = rows.of[row].map(|row| there.cell(row));
            column.push(match said {
                _ if codes.open.contains_key(cell) => cell,
                Some(said) if !said.is_empty() || cell.is_empty() => said,
                Some(_) => translated.unwrap_or_default(),
                None => translated.unwrap_or(cell),
            });
        }
        column.complete();
        words.columns[pair.here] = column;
    }
    words
}
