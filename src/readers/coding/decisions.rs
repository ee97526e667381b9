//! The sheet of disagreements with decisions written into it (.xlsx, .csv) → rows, in their order.

use super::input::{Input, Row};
use super::sheet::delimited;
use crate::diagnostic::{Error, Place, Result, did_you_mean};
use crate::model::reconciliation::{COLUMNS, DecisionRow};
use crate::source::Source;

/// Reads the sheet back.
///
/// # Errors
/// When it is no such sheet.
pub fn read(source: &Source) -> Result<Vec<DecisionRow>> {
    let input = Input::open(source)?;
    let rows = match (input.rows(), input.text()) {
        (Some(rows), _) => rows.to_vec(),
        (None, Some(text)) => delimited(text, source)?,
        (None, None) => return Err(Error::new("this is no sheet of disagreements").in_place(source.place())),
    };
    let mut rows = rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    let Some(head) = rows.next() else {
        return Err(Error::new("this sheet is empty").in_place(source.place()));
    };
    let place = |name: &str| -> Result<usize> {
        (0..head.cells.len()).find(|column| head.cell(*column).eq_ignore_ascii_case(name)).ok_or_else(|| {
            let error = Error::new(format!("this sheet has no column “{name}”"))
                .in_place(Place::line(source.name(), head.number));
            match did_you_mean(name, head.cells.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("is it “{near}”? Call it “{name}”")),
                None => error.hint(format!(
                    "canvass reconcile A B -o sheet.xlsx writes one, with the columns {}",
                    COLUMNS.join(", ")
                )),
            }
        })
    };
    let columns = ["coder A", "coder B", "coding", "decision", "other code", "other words", "reason"].map(place);
    let [one, other, coding, decision, code, words, reason] = columns;
    let (one, other, coding, decision) = (one?, other?, coding?, decision?);
    let (code, words, reason) = (code?, words?, reason?);
    let read = |row: &Row| DecisionRow {
        row: row.number,
        coders: [row.cell(one).to_owned(), row.cell(other).to_owned()],
        coding: row.cell(coding).to_owned(),
        decision: row.cell(decision).to_owned(),
        code: row.cell(code).to_owned(),
        words: row.cell(words).to_owned(),
        reason: row.cell(reason).to_owned(),
    };
    // A line that somebody wrote between the rows, with nothing of a row in it, is a note of their own.
    let is_own = |row: &DecisionRow| {
        [&row.coders[0], &row.coders[1], &row.coding, &row.decision, &row.code, &row.words]
            .iter()
            .all(|cell| cell.is_empty())
    };
    Ok(rows.map(read).filter(|row| !is_own(row)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_without_its_columns_is_refused_with_what_it_needs() {
        let error = read(&Source::from_bytes("s.csv", "document,turn\nd,1\n")).unwrap_err();
        assert!(error.what().contains("no column “coder A”"));
        assert!(read(&Source::from_bytes("s.csv", " ")).is_err());
    }

    #[test]
    fn columns_may_stand_in_any_order_and_more_may_be_there() {
        let text = "reason,coding,mine,coder A,coder B,decision,other code,other words\nwhy,x+y,?,asha,tom,tom,,\n";
        let rows = read(&Source::from_bytes("s.csv", text)).unwrap();
        let noted = format!("{text}ask Tom,,,,,,,\n,,,,,neither,,\n");
        let again = read(&Source::from_bytes("s.csv", noted)).unwrap();
        assert_eq!((again.len(), again[1].decision.as_str()), (2, "neither"));
        assert_eq!((rows[0].row, rows[0].coding.as_str(), rows[0].decision.as_str()), (2, "x+y", "tom"));
    }
}
