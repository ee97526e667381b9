//! Google Forms, the linked sheet downloaded as CSV: a time stamp first, choices joined by a comma and a blank, a column a row
//! of a grid, own words in the place of "Other", records that end in CR LF while cells keep LF. There is no ranking: the
//! questionnaire asks for the places in a grid.

use super::Result;
use super::form::{Form, Kind, comma_separated};

/// Writes the export.
pub fn write(form: &Form) -> Result<Vec<u8>> {
    let mut heading = vec!["Timestamp".to_owned()];
    for question in &form.questions {
        match question.kind {
            Kind::Grid | Kind::Ranking => {
                heading.extend(question.rows.iter().map(|row| format!("{} [{}]", question.text, row.text)));
            }
            _ => heading.push(question.text.clone()),
        }
    }
    let mut records = vec![heading];
    for response in &form.responses {
        let sent = response.completed()?;
        let mut record = vec![format!("{} {}", sent.british_date(), sent.clock())];
        for question in &form.questions {
            match question.kind {
                Kind::Grid => record.extend(question.rows.iter().map(|row| response.row(question, row).to_owned())),
                Kind::Ranking => record.extend(question.rows.iter().map(|item| response.rank(question, item))),
                _ => record.push(response.with_own_words(question).join(", ")),
            }
        }
        records.push(record);
    }
    let mut bytes = comma_separated(&records, csv::Terminator::CRLF)?;
    // Google leaves the last record without a line end.
    bytes.truncate(bytes.len() - 2);
    Ok(bytes)
}
