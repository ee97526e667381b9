//! A sampling frame as a plain table (.csv, .tsv, .xlsx, .ods): one row of headings, then a row a unit or a row a group.

use super::coding::{Row, delimited, filled_rows};
use super::survey::workbook;
use crate::diagnostic::{Error, Result};
use crate::model::Frame;
use crate::source::{Source, unix_newlines};

/// The largest file.
const LARGEST_FILE: usize = 256 << 20;

/// Reads a frame. The first row with more than one cell is the headings; what stands above is a caption.
///
/// # Errors
/// When it is no table, is empty, too large, or two of its columns have one name.
pub fn read(source: &Source) -> Result<Frame> {
    laid_out(&rows(source)?, source.name()).map_err(|error| error.in_place(source.place()))
}

fn rows(source: &Source) -> Result<Vec<Row>> {
    let bytes = source.bytes();
    if bytes.len() > LARGEST_FILE {
        return Err(Error::new("this frame is larger than 256 MB").in_place(source.place()));
    }
    if bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Ok(filled_rows(&workbook::open(source, None)?.0));
    }
    delimited(&unix_newlines(&source.text(None)?.text), source)
}

fn laid_out(rows: &[Row], file: &str) -> Result<Frame> {
    let is_filled = |row: &&Row| row.cells.iter().any(|cell| !cell.trim().is_empty());
    let cells = |row: &Row| row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let mut rows = rows.iter().filter(is_filled).peekable();
    if rows.peek().is_none() {
        return Err(Error::new("this frame is empty").hint("was it saved?"));
    }
    let head = rows.by_ref().find(|row| cells(row) > 1).ok_or_else(|| {
        Error::new("this frame has one column only").hint("save it with a column for each thing known of a unit")
    })?;
    let headings: Vec<String> = head.cells.iter().map(|cell| cell.trim().to_owned()).collect();
    for (place, heading) in headings.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
        if headings[..place].iter().any(|other| other.to_lowercase() == heading.to_lowercase()) {
            return Err(
                Error::new(format!("two columns of this frame are called “{heading}”")).hint("rename one of them")
            );
        }
    }
    let unit = |row: &Row| (row.number, (0..headings.len()).map(|column| row.cell(column).to_owned()).collect());
    let units: Vec<(u64, Vec<String>)> = rows.map(unit).collect();
    if units.is_empty() {
        return Err(Error::new("this frame has headings and no rows below them"));
    }
    Ok(Frame { file: file.to_owned(), headings, rows: units })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Frame> {
        read(&Source::from_bytes("frame.csv", text.as_bytes().to_vec()))
    }

    #[test]
    fn captions_above_the_headings_and_blank_rows_are_passed_over() {
        let frame = of("Members 2022;;\n\nid;size;region\n1;Micro;North\n;;\n2;Small;\n").unwrap();
        assert_eq!(frame.headings, ["id", "size", "region"]);
        assert_eq!(frame.rows.len(), 2);
        assert_eq!(frame.rows[1].1, ["2", "Small", ""]);
    }

    #[test]
    fn what_is_no_frame_is_refused_in_words() {
        for (text, words) in [
            ("\n", "empty"),
            ("size\nMicro\n", "one column"),
            ("size,n\n", "no rows"),
            ("size,Size\nMicro,2\n", "two columns"),
        ] {
            let error = of(text).unwrap_err();
            assert!(error.what().contains(words), "{text:?}: {error}");
        }
    }
}
