//! Rows added to a table that a person keeps (cases.csv, documents.csv): what is there stays as it is.

use std::path::Path;

use crate::diagnostic::{Error, Result};
use crate::sink;
use crate::source::{self, Source, delimited};

/// A row by its columns; columns that are not named are blank.
pub type Row<'a> = Vec<(&'a str, String)>;

/// Adds rows to a table of the study, which is made where it is not there.
///
/// # Errors
/// When the table cannot be read or written.
pub fn add(folder: &Path, name: &str, columns: &[&str], rows: Vec<Row<'_>>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let path = folder.join(name);
    let before = if source::is_file(&path) { Source::open(&path)?.text(None)?.text } else { String::new() };
    let after = with_rows(&before, columns, &rows)?;
    let mut bytes = Vec::new();
    if !after.is_ascii() {
        // Excel takes a CSV without this mark for one in the encoding of its country, and spoils every accent.
        bytes.extend_from_slice("\u{feff}".as_bytes());
    }
    bytes.extend_from_slice(after.as_bytes());
    sink::write(&path, &bytes)
}

fn with_rows(before: &str, columns: &[&str], rows: &[Row<'_>]) -> Result<String> {
    let delimiter = delimited::delimiter(before);
    let ending = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let mut records = parse(before, delimiter)?;
    let mut head =
        if records.is_empty() { columns.iter().map(|&name| name.to_owned()).collect() } else { records.remove(0) };
    let folded: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
    let missing: Vec<&str> = columns
        .iter()
        .copied()
        .filter(|name| !folded.iter().any(|known| known == name))
        .filter(|name| rows.iter().flatten().any(|(column, value)| column == name && !value.is_empty()))
        .collect();
    head.extend(missing.iter().map(|&name| name.to_owned()));
    let mut text = if missing.is_empty() && !before.trim().is_empty() {
        format!("{}{ending}", before.trim_end())
    } else {
        let mut text = line(&head, delimiter, ending)?;
        for mut record in records {
            record.resize(head.len(), String::new());
            text.push_str(&line(&record, delimiter, ending)?);
        }
        text
    };
    for row in rows {
        let cells: Vec<String> = head
            .iter()
            .map(|name| {
                let found = row.iter().find(|(column, _)| *column == name.trim().to_lowercase());
                found.map(|(_, value)| harmless(value)).unwrap_or_default()
            })
            .collect();
        text.push_str(&line(&cells, delimiter, ending)?);
    }
    Ok(text)
}

/// A cell that a spreadsheet would take for a formula gets a blank before it, which reading takes off again.
fn harmless(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!(" {value}") } else { value.to_owned() }
}

fn parse(text: &str, delimiter: u8) -> Result<Vec<Vec<String>>> {
    delimited::reader(text, delimiter)
        .records()
        .map(|record| record.map(|record| record.iter().map(str::to_owned).collect()))
        .collect::<std::result::Result<_, csv::Error>>()
        .map_err(|error| Error::new(format!("this table could not be read: {error}")))
}

fn line(cells: &[String], delimiter: u8, ending: &str) -> Result<String> {
    let failed = |_| Error::new("a row could not be written");
    let terminator = if ending == "\r\n" { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).from_writer(Vec::new());
    writer.write_record(cells).map_err(|_| Error::new("a row could not be written"))?;
    let bytes = writer.into_inner().map_err(|_| Error::new("a row could not be written"))?;
    String::from_utf8(bytes).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(cells: &[(&'a str, &str)]) -> Row<'a> {
        cells.iter().map(|(column, value)| (*column, (*value).to_owned())).collect()
    }

    #[test]
    fn a_table_that_is_not_there_is_made() {
        let text = with_rows("", &["case", "group"], &[row(&[("case", "a, b")])]).unwrap();
        assert_eq!(text, "case,group\n\"a, b\",\n");
    }

    #[test]
    fn rows_that_are_there_stay_as_they_are() {
        let before = "Case;Group;Size\r\n\"v1\";'VCFSE';Micro\r\n";
        let text = with_rows(before, &["case", "group"], &[row(&[("case", "v2"), ("group", "VCFSE")])]).unwrap();
        assert_eq!(text, format!("{before}v2;VCFSE;\r\n"));
    }

    #[test]
    fn a_column_that_is_needed_and_missing_is_added() {
        let text = with_rows(
            "document,file\na,b\n",
            &["document", "file", "kind", "date"],
            &[row(&[("document", "c"), ("kind", "x")])],
        );
        assert_eq!(text.unwrap(), "document,file,kind\na,b,\nc,,x\n");
    }

    #[test]
    fn a_cell_never_becomes_a_formula() {
        assert_eq!(with_rows("", &["case"], &[row(&[("case", "=1+1")])]).unwrap(), "case\n =1+1\n");
    }
}
