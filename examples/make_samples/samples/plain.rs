//! One plain CSV, as somebody types it up: one heading, several answers in a cell divided by semicolons, the words of
//! "Other" in a column of their own.

use super::Result;
use super::form::{Form, Kind, comma_separated};

/// Writes the answers.
pub fn write(form: &Form) -> Result<Vec<u8>> {
    let mut heading = vec!["Response".to_owned(), "Date".to_owned()];
    for question in &form.questions {
        match question.kind {
            Kind::Grid | Kind::Ranking => {
                heading.extend(question.rows.iter().map(|row| format!("{} [{}]", question.text, row.text)));
            }
            _ => heading.push(question.text.clone()),
        }
        if question.takes_other() {
            heading.push(format!("{} – other", question.text));
        }
    }
    let mut records = vec![heading];
    for response in &form.responses {
        let mut record = vec![response.get("response").to_owned(), response.completed()?.british_date()];
        for question in &form.questions {
            match question.kind {
                Kind::Grid => record.extend(question.rows.iter().map(|row| response.row(question, row).to_owned())),
                Kind::Ranking => record.extend(question.rows.iter().map(|item| response.rank(question, item))),
                _ => record.push(response.parts(&question.id).join("; ")),
            }
            if question.takes_other() {
                record.push(response.other(&question.id).to_owned());
            }
        }
        records.push(record);
    }
    comma_separated(&records, csv::Terminator::Any(b'\n'))
}
