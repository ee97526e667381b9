//! Decoded values → the columns of a table, within limits.

use std::collections::HashMap;

use crate::diagnostic::{Error, Result};
use crate::readers::survey::delimited::MOST_COLUMNS;
use crate::readers::survey::numbers::written;
use crate::readers::survey::raw::{RawColumn, RawTable};

/// Cells that any file may have, however small: a file of a few bytes may announce millions.
const CELLS_OF_ANY: usize = 50_000_000;
/// Cells that a file may have for each of its bytes; real ones, packed, have a few.
const CELLS_A_BYTE: usize = 50;
/// Texts of one file, in bytes, beyond its own size: a packed file may announce gigabytes of them.
const LONGEST_TEXTS: usize = 1 << 30;

/// The columns of a table while its rows are decoded.
#[derive(Debug)]
pub struct Columns {
    names: Vec<String>,
    columns: Vec<RawColumn>,
    known: Vec<HashMap<u64, u32>>,
    most_cells: usize,
    cells: usize,
    texts: usize,
}

impl Columns {
    /// Columns of these names of a file that has so many bytes.
    ///
    /// # Errors
    /// When there are more than a questionnaire can have.
    pub fn new(names: Vec<String>, bytes: usize) -> Result<Self> {
        if names.len() > MOST_COLUMNS {
            return Err(Error::new(format!(
                "this file has {} variables; canvass reads at most {MOST_COLUMNS}",
                names.len()
            ))
            .hint("save it again with the variables that you need"));
        }
        let columns = vec![RawColumn::default(); names.len()];
        let known = vec![HashMap::new(); names.len()];
        let most_cells = bytes.saturating_mul(CELLS_A_BYTE).saturating_add(CELLS_OF_ANY);
        Ok(Self { names, columns, known, most_cells, cells: 0, texts: 0 })
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Counts rows that are about to be added.
    ///
    /// # Errors
    /// When the table would be larger than its file can mean.
    pub fn expect_rows(&mut self, rows: usize) -> Result<()> {
        self.cells = self.cells.saturating_add(rows.saturating_mul(self.columns.len().max(1)));
        if self.cells > self.most_cells || self.texts > LONGEST_TEXTS {
            return Err(Error::new("this file unpacks to far more than its size can mean").hint("save it again"));
        }
        Ok(())
    }

    /// Adds a number to a column; a blank for what is none.
    pub fn number(&mut self, column: usize, number: Option<f64>) {
        self.number_as(column, number, |number| Some(written(number)));
    }

    /// Adds a number to a column in the way it is to be written; a blank for what is none.
    pub fn number_as(&mut self, column: usize, number: Option<f64>, write: impl FnOnce(f64) -> Option<String>) {
        const REMEMBERED: usize = 4096;
        let (Some(raw), Some(known)) = (self.columns.get_mut(column), self.known.get_mut(column)) else { return };
        let Some(number) = number.filter(|number| number.is_finite()) else { return raw.push("") };
        if let Some(&code) = known.get(&number.to_bits()) {
            return raw.push_code(code);
        }
        let code = raw.code_of(&write(number).unwrap_or_default());
        if known.len() < REMEMBERED {
            known.insert(number.to_bits(), code);
        }
        raw.push_code(code);
    }

    /// Adds a text to a column.
    pub fn text(&mut self, column: usize, text: &str) {
        self.texts = self.texts.saturating_add(text.len());
        if let Some(raw) = self.columns.get_mut(column) {
            raw.push(text);
        }
    }

    /// The table of all rows.
    pub fn finish(mut self) -> RawTable {
        for column in &mut self.columns {
            column.complete();
        }
        let rows = self.columns.first().map_or(0, |column| column.codes().len());
        RawTable {
            title: String::new(),
            headings: vec![self.names],
            names: Vec::new(),
            columns: self.columns,
            records: (1..=rows as u64).collect(),
        }
    }
}
