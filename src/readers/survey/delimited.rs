//! Text with delimiters: CSV and its kin.

use super::blocks::{self, Collected, Plan};
use crate::diagnostic::Result;
use crate::source::delimited::reader;
use crate::source::{Decision, Source};

/// Columns beyond this are no questionnaire.
pub const MOST_COLUMNS: usize = 20_000;

/// A text and the delimiter of its cells.
#[derive(Debug)]
pub struct Delimited {
    decision: Decision,
    /// The first part of the text.
    head: String,
    start: usize,
    delimiter: u8,
}

impl Delimited {
    /// Finds the delimiter out, unless it is given.
    pub fn new(source: &Source, decision: Decision, delimiter: Option<char>) -> Self {
        let head = source.head_text(&decision);
        let (start, declared) = excel_declaration(&head);
        let given = delimiter.and_then(|delimiter| u8::try_from(delimiter).ok()).filter(u8::is_ascii);
        let delimiter = given.or(declared).unwrap_or_else(|| find_delimiter(&head[start..]));
        let start = start + blank_lines(&head[start..], delimiter);
        Self { decision, head, start, delimiter }
    }

    /// Where the records begin, in bytes of text.
    pub fn start(&self) -> usize {
        self.start
    }

    /// What stands between cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The same text in another encoding.
    pub fn read_as(&self, source: &Source, decision: Decision) -> Self {
        // What stands above the headings may take more bytes in that encoding.
        Self::new(source, decision, Some(char::from(self.delimiter)))
    }

    /// The first records as they stand.
    pub fn head(&self, records: usize) -> Vec<Vec<String>> {
        first_records(&self.head[self.start..], self.delimiter, records)
    }

    /// All records below so many records of headings; nothing where the text is not UTF-8 after all.
    ///
    /// # Errors
    /// When a record has more or fewer cells than the headings, or is too long.
    pub fn collect(&self, source: &Source, header_records: usize) -> Result<Collected> {
        let Self { decision, start, delimiter, .. } = self;
        blocks::collect(&Plan { source, decision, start: *start, delimiter: *delimiter, header_records })
    }
}

/// Headings end with the last that says something.
pub fn trim_headings(headings: &mut [Vec<String>]) {
    let width = headings
        .iter()
        .filter_map(|record| record.iter().rposition(|cell| !cell.trim().is_empty()))
        .max()
        .map_or(0, |last| last + 1);
    for record in headings {
        record.truncate(width);
    }
}

fn first_records(text: &str, delimiter: u8, records: usize) -> Vec<Vec<String>> {
    let mut reader = reader(text, delimiter);
    reader.records().take(records).flatten().map(|record| record.iter().map(str::to_owned).collect()).collect()
}

/// Excel's first line `sep=;` names the delimiter and is no record.
fn excel_declaration(text: &str) -> (usize, Option<u8>) {
    let line = text.lines().next().unwrap_or_default();
    let declared = line.trim_end().trim_matches('"').strip_prefix("sep=").map(str::as_bytes);
    match declared {
        Some([delimiter]) => (text.find('\n').map_or(text.len(), |end| end + 1), Some(*delimiter)),
        _ => (0, None),
    }
}

/// How long the lines are that stand above the headings and hold nothing.
fn blank_lines(text: &str, delimiter: u8) -> usize {
    let is_nothing = |c: char| c.is_whitespace() || c == char::from(delimiter);
    let lines = text.split_inclusive('\n').take_while(|line| line.ends_with('\n') && line.chars().all(is_nothing));
    lines.map(str::len).sum()
}

/// The delimiter that cuts the first records into the most cells of which most records have equally many. It is counted
/// outside quotation marks.
fn find_delimiter(text: &str) -> u8 {
    const LOOKED_AT: usize = 25;
    let mut best = (0, b',');
    for delimiter in [b',', b';', b'\t', b'|'] {
        let records = first_records(text, delimiter, LOOKED_AT);
        let width = records.first().map_or(0, Vec::len);
        if width < 2 {
            continue;
        }
        let alike = records.iter().filter(|record| record.len() == width || is_blank(record)).count();
        let score = alike * 1000 / records.len() * 100_000 + width;
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// Whether a text is a table: its first records have equally many cells, at least two, which lines of prose hardly ever do.
pub fn looks_like_a_table(text: &str) -> bool {
    const LOOKED_AT: usize = 25;
    let (start, declared) = excel_declaration(text);
    let delimiter = declared.unwrap_or_else(|| find_delimiter(&text[start..]));
    let records = first_records(&text[start..], delimiter, LOOKED_AT);
    let width = records.first().map_or(0, Vec::len);
    records.len() >= 2 && width >= 2 && records.iter().all(|record| record.len() == width)
}

fn is_blank(record: &[String]) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::raw::RawTable;
    use super::*;
    use crate::diagnostic::Diagnostic;

    fn collect(text: &str) -> Result<(RawTable, Vec<Diagnostic>)> {
        let source = Source::from_bytes("a.csv", text);
        let decision = source.decide(None).unwrap();
        Delimited::new(&source, decision, None).collect(&source, 1).map(Option::unwrap)
    }

    #[test]
    fn a_header_alone_has_no_records() {
        assert_eq!(collect("a,b\n").unwrap().0.rows(), 0);
    }

    #[test]
    fn delimiters_are_counted_outside_quotation_marks() {
        for text in ["\"a,b,c\";d\n\"1,2,3\";4\n", "a\tb\n1,2\t3\n", "sep=;\na;b\n1;2\n"] {
            let (table, _) = collect(text).unwrap();
            assert_eq!((table.columns.len(), table.rows()), (2, 1), "{text}");
        }
    }

    #[test]
    fn line_breaks_inside_cells_stay_inside() {
        let (table, _) = collect("a,b\r\n\"one\ntwo\",x\r\n").unwrap();
        assert_eq!(table.columns[0].value(1), "one\ntwo");
    }

    #[test]
    fn a_ragged_row_is_an_error_with_its_number_and_line() {
        for (text, cells) in [("a,b\n1,2\n1,2,3\n", 3), ("a,b\n1,2\n1\n", 1)] {
            let error = collect(text).unwrap_err();
            assert!(error.to_string().contains(&format!("row 2 of the answers has {cells} cells")), "{error}");
            assert_eq!(error.place().unwrap().line, Some(3));
        }
    }

    #[test]
    fn lines_of_nothing_above_the_headings_are_passed_over() {
        let (table, _) = collect(",,\n \na,b,\n1,2,\n").unwrap();
        assert_eq!((table.columns.len(), table.rows()), (2, 1));
    }

    #[test]
    fn answers_below_no_heading_are_kept_where_every_row_is_as_wide() {
        let (table, noticed) = collect("a,b,,\n1,2,,\n3,4,,x\n").unwrap();
        assert_eq!((table.columns.len(), table.columns[2].value(1), noticed.len()), (3, "x", 1));
    }

    #[test]
    fn empty_cells_at_the_end_are_fine() {
        assert_eq!(collect("a,b,,\n1,2,,\n").unwrap().1.len(), 0);
        assert_eq!(collect("a,b,,\n1,2,,\n3,4,,,,\n").unwrap().0.rows(), 2);
    }
}
