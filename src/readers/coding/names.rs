//! A sheet of names with what stands for them (.csv, .xlsx): the list of suggestions, filled in → rows of the key.

use super::input::{Input, Row};
use super::sheet::delimited;
use crate::diagnostic::{Error, Place, Result};
use crate::model::Pseudonym;
use crate::source::Source;

/// Reads the rows that somebody filled in: those with a pseudonym, or a dash. Columns that the key does not know are passed over.
///
/// # Errors
/// When there are no columns “name” and “pseudonym”, or a row cannot be understood.
pub fn read(source: &Source) -> Result<Vec<Pseudonym>> {
    const HEAD_WITHIN: usize = 20;
    let input = Input::open(source)?;
    let rows = match (input.rows(), input.text()) {
        (Some(rows), _) => rows.to_vec(),
        (None, Some(text)) => delimited(text, source)?,
        (None, None) => return Err(Error::new("this is no sheet of names").in_place(source.place())),
    };
    let headings = |row: &Row| -> Vec<String> {
        (0..row.cells.len()).map(|column| row.cell(column).to_lowercase().replace('_', " ")).collect()
    };
    let is_head =
        |headings: &[String]| ["name", "pseudonym"].iter().all(|column| headings.iter().any(|one| one == column));
    let head = rows.iter().take(HEAD_WITHIN).position(|row| is_head(&headings(row))).ok_or_else(|| {
        Error::new("this sheet has no columns “name” and “pseudonym”")
            .in_place(source.place())
            .hint("canvass anonymise --suggest -o names.xlsx writes one to fill in")
    })?;
    let columns = headings(&rows[head]);
    let mut names = Vec::new();
    for row in &rows[head + 1..] {
        let cell = |column: &str| columns.iter().position(|one| one == column).map_or("", |place| row.cell(place));
        let name = Pseudonym::from_cells(row.number, cell)
            .map_err(|(what, hint)| Error::new(what).in_place(Place::line(source.name(), row.number)).hint(hint))?;
        if !name.name.is_empty() && (name.pseudonym.is_some() || name.stays) {
            names.push(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_without_its_columns_is_refused() {
        assert!(read(&Source::from_bytes("n.csv", "who,what\na,b\n")).unwrap_err().what().contains("“name”"));
        assert!(read(&Source::from_bytes("n.csv", "name,pseudonym\n")).unwrap().is_empty());
    }

    #[test]
    fn only_rows_that_are_filled_in_are_taken() {
        let text = "Still there\nname,pseudonym,kind,times\nAnn,Eve,person,3\nZoom,-,,1\nAmy,,person,2\n";
        let names = read(&Source::from_bytes("n.csv", text)).unwrap();
        let told: Vec<(&str, Option<&str>, bool)> =
            names.iter().map(|name| (name.name.as_str(), name.pseudonym.as_deref(), name.stays)).collect();
        assert_eq!(told, [("Ann", Some("Eve"), false), ("Zoom", None, true)]);
    }
}
