//! `private/pseudonyms.csv`: the key of names that outputs must not show. It never leaves the machine that it is on.

use super::tables;
use crate::diagnostic::{Error, Result, did_you_mean};
use crate::model::Pseudonym;
use crate::model::pseudonym::COLUMNS;
use crate::source::Source;

/// Its place in the study.
pub const FILE: &str = "private/pseudonyms.csv";

/// Reads the key.
///
/// # Errors
/// When it is not a table with the columns `name` and `pseudonym`, has a column that means nothing, or a name stands there twice.
pub fn read(source: &Source) -> Result<Vec<Pseudonym>> {
    let (headings, rows) = tables::rows(source)?;
    let headings: Vec<String> = headings.iter().map(|heading| heading.replace('_', " ")).collect();
    for needed in &COLUMNS[..2] {
        if !headings.iter().any(|heading| heading == needed) {
            return Err(Error::new(format!("the pseudonym key has no column “{needed}”"))
                .in_place(source.line(1))
                .hint("its columns are name and pseudonym"));
        }
    }
    if let Some(unknown) = headings.iter().find(|heading| !COLUMNS.contains(&heading.as_str())) {
        let error = Error::new(format!("the pseudonym key has a column “{unknown}”, which says nothing"))
            .in_place(source.line(1));
        return Err(match did_you_mean(unknown, COLUMNS) {
            Some(meant) => error.hint(format!("did you mean “{meant}”?")),
            None => error.hint(format!("known: {}; what you want to remember goes into “note”", COLUMNS.join(", "))),
        });
    }
    let mut names: Vec<Pseudonym> = Vec::with_capacity(rows.len());
    let mut known = std::collections::HashSet::new();
    for (line, row) in rows {
        let cell = |column: &str| {
            let place = headings.iter().position(|heading| heading == column);
            place.and_then(|place| row.get(place)).map_or("", String::as_str)
        };
        let name = Pseudonym::from_cells(line, cell)
            .map_err(|(what, hint)| Error::new(what).in_place(source.line(line)).hint(hint))?;
        if name.name.is_empty() {
            return Err(Error::new("this row has no name")
                .in_place(source.line(line))
                .hint("give it one, or delete the row"));
        }
        if !known.insert(name.name.clone()) {
            return Err(Error::new(format!("the name “{}” stands here twice", name.name))
                .in_place(source.line(line))
                .hint("two people of one name: write each with what tells them apart, such as the surname"));
        }
        names.push(name);
    }
    Ok(names)
}

/// Writes the key, with the columns that anything stands in.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub fn write(names: &[Pseudonym]) -> Result<Vec<u8>> {
    let failed = |_| Error::new("the pseudonym key could not be written");
    let used = |column: &&str| COLUMNS[..2].contains(column) || names.iter().any(|name| !name.cell(column).is_empty());
    let columns: Vec<&str> = COLUMNS.into_iter().filter(used).collect();
    let mut bytes = Vec::new();
    if names.iter().any(|name| COLUMNS.iter().any(|column| !name.cell(column).is_ascii())) {
        // Excel takes a CSV without this mark for one in the encoding of its country, and spoils every accent.
        bytes.extend_from_slice("\u{feff}".as_bytes());
    }
    let mut writer = csv::Writer::from_writer(bytes);
    writer.write_record(&columns).map_err(failed)?;
    for name in names {
        writer.write_record(columns.iter().map(|column| harmless(name.cell(column)))).map_err(failed)?;
    }
    writer.into_inner().map_err(|_| Error::new("the pseudonym key could not be written"))
}

/// A cell that a spreadsheet would take for a formula gets a blank before it, which reading takes off again.
fn harmless(cell: String) -> String {
    if cell.len() > 1 && cell.starts_with(['=', '+', '-', '@']) { format!(" {cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Result<Vec<Pseudonym>> {
        read(&Source::from_bytes("private/pseudonyms.csv", text))
    }

    #[test]
    fn an_empty_key_has_no_names() {
        assert!(key("name,pseudonym\n").unwrap().is_empty());
        assert!(key("").is_err());
        assert_eq!(write(&[]).unwrap(), b"name,pseudonym\n");
    }

    #[test]
    fn a_key_is_written_as_it_is_read() {
        let text =
            "name,pseudonym,how,same as\nMaureen Tully,Jean Marsh,,\nMo,Jean,always,Maureen Tully\nZoom,-,,\nAmy,,,\n";
        assert_eq!(String::from_utf8(write(&key(text).unwrap()).unwrap()).unwrap(), text);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let said = |text: &str| key(text).unwrap_err().to_string();
        assert!(said("name\nAnn\n").contains("no column “pseudonym”"));
        assert!(said("name,pseudonym,knid\nAnn,Eve,person\n").contains("“knid”"));
        assert!(said("name,pseudonym\nAnn,Eve\nAnn,Amy\n").starts_with("private/pseudonyms.csv:3: the name “Ann”"));
        assert!(said("name,pseudonym\n,Eve\n").contains("no name"));
    }
}
