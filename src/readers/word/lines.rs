//! The lines of a document, put together from paragraphs, line breaks and the cells of tables: a row of a table is one line.

use crate::diagnostic::{Error, Result};
use crate::source::Source;

/// The most lines.
const MOST_LINES: usize = 500_000;

/// A place in the lines of a document: the line from 0, the byte in it.
pub type Spot = (usize, usize);

/// A line of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordLine {
    /// Its words.
    pub text: String,
    /// Whether it begins a paragraph; else a line break stands before it.
    pub begins: bool,
}

/// The lines of a document as they are read.
#[derive(Debug, Default)]
pub(in crate::readers) struct Lines {
    lines: Vec<WordLine>,
    /// The next paragraph stands in a further cell of a row.
    next_cell: bool,
    /// How many cells each row had so far: a table may lie in a cell of another.
    cells: Vec<usize>,
}

impl Lines {
    /// A paragraph begins.
    pub(in crate::readers) fn paragraph(&mut self) {
        if std::mem::take(&mut self.next_cell) && !self.lines.is_empty() {
            self.push("\t");
        } else {
            self.lines.push(WordLine { text: String::new(), begins: true });
        }
    }

    /// A line of the same paragraph begins.
    pub(in crate::readers) fn line_break(&mut self) {
        self.lines.push(WordLine::default());
    }

    /// A row of a table begins.
    pub(in crate::readers) fn row(&mut self) {
        self.cells.push(0);
    }

    /// A cell of the row begins.
    pub(in crate::readers) fn cell(&mut self) {
        if let Some(cells) = self.cells.last_mut() {
            self.next_cell = *cells > 0;
            *cells += 1;
        }
    }

    /// The row ends.
    pub(in crate::readers) fn end_row(&mut self) {
        self.cells.pop();
        self.next_cell = false;
    }

    /// Words of the line.
    pub(in crate::readers) fn push(&mut self, words: &str) {
        match self.lines.last_mut() {
            Some(line) => line.text.push_str(words),
            None => self.lines.push(WordLine { text: words.to_owned(), begins: true }),
        }
    }

    /// Where the words end so far.
    pub(in crate::readers) fn end(&self) -> Spot {
        (self.lines.len().saturating_sub(1), self.lines.last().map_or(0, |line| line.text.len()))
    }

    /// The lines so far.
    pub(in crate::readers) fn iter(&self) -> impl Iterator<Item = &WordLine> {
        self.lines.iter()
    }

    /// The lines.
    pub(in crate::readers) fn into_lines(self) -> Vec<WordLine> {
        self.lines
    }

    /// Refuses a document that is longer than any talk.
    pub(in crate::readers) fn refuse_too_many(&self, source: &Source) -> Result<()> {
        if self.lines.len() <= MOST_LINES {
            return Ok(());
        }
        Err(Error::new("this document has more than 500,000 lines")
            .in_place(source.place())
            .hint("give one file an interview"))
    }
}
