//! Qualtrics, CSV with choice text: three records of headings (tag, wording, import id), metadata before the questions,
//! a column a choice of a multiple answer, `Q5_9_TEXT` for own words, a column a row of a matrix and an item of a ranking. The
//! wording of the matrix holds line breaks, so that three records are not three lines.

use super::Result;
use super::form::{Form, Kind, OTHER, Question, Response, comma_separated};

/// Tag, wording and import id of the metadata.
const METADATA: [[&str; 3]; 17] = [
    ["StartDate", "Start Date", "startDate"],
    ["EndDate", "End Date", "endDate"],
    ["Status", "Response Type", "status"],
    ["IPAddress", "IP Address", "ipAddress"],
    ["Progress", "Progress", "progress"],
    ["Duration (in seconds)", "Duration (in seconds)", "duration"],
    ["Finished", "Finished", "finished"],
    ["RecordedDate", "Recorded Date", "recordedDate"],
    ["ResponseId", "Response ID", "_recordId"],
    ["RecipientLastName", "Recipient Last Name", "recipientLastName"],
    ["RecipientFirstName", "Recipient First Name", "recipientFirstName"],
    ["RecipientEmail", "Recipient Email", "recipientEmail"],
    ["ExternalReference", "External Data Reference", "externalDataReference"],
    ["LocationLatitude", "Location Latitude", "locationLatitude"],
    ["LocationLongitude", "Location Longitude", "locationLongitude"],
    ["DistributionChannel", "Distribution Channel", "distributionChannel"],
    ["UserLanguage", "User Language", "userLanguage"],
];

/// Writes the export.
pub fn write(form: &Form) -> Result<Vec<u8>> {
    let mut headings: Vec<[String; 3]> = METADATA.iter().map(metadata).collect();
    for (index, question) in form.questions.iter().enumerate() {
        headings.extend(columns(question, index + 1));
    }
    let mut records: Vec<Vec<String>> =
        (0..3).map(|line| headings.iter().map(|heading| heading[line].clone()).collect()).collect();
    for (index, response) in form.responses.iter().enumerate() {
        let mut record = about(index, response)?;
        for question in &form.questions {
            record.extend(answers(question, response));
        }
        records.push(record);
    }
    comma_separated(&records, csv::Terminator::Any(b'\n'))
}

fn metadata([tag, wording, id]: &[&str; 3]) -> [String; 3] {
    let zone = if id.ends_with("Date") { r#","timeZone":"Europe/London""# } else { "" };
    [(*tag).to_owned(), (*wording).to_owned(), format!(r#"{{"ImportId":"{id}"{zone}}}"#)]
}

fn columns(question: &Question, number: usize) -> Vec<[String; 3]> {
    let stem = match question.kind {
        Kind::Grid => format!("{}\n\nPlease choose one answer in each line.", question.text),
        _ => question.text.clone(),
    };
    let column = |end: &str, wording: String| {
        [format!("Q{number}{end}"), wording, format!(r#"{{"ImportId":"QID{number}{end}"}}"#)]
    };
    let numbered = |texts: Vec<&str>| -> Vec<[String; 3]> {
        let parts = texts.iter().enumerate();
        parts.map(|(index, text)| column(&format!("_{}", index + 1), format!("{stem} - {text}"))).collect()
    };
    let rows = || question.rows.iter().map(|row| row.text.as_str()).collect();
    let mut columns = match question.kind {
        Kind::Multiple => {
            let labels = question.choices.iter().map(String::as_str).collect::<Vec<_>>();
            let stem = format!("{} - Selected Choice", question.text);
            let parts = labels.iter().enumerate();
            parts.map(|(index, label)| column(&format!("_{}", index + 1), format!("{stem} - {label}"))).collect()
        }
        Kind::Grid | Kind::Ranking => numbered(rows()),
        Kind::Text | Kind::Numeric => {
            vec![[format!("Q{number}"), stem, format!(r#"{{"ImportId":"QID{number}_TEXT"}}"#)]]
        }
        Kind::Single if question.takes_other() => vec![column("", format!("{stem} - Selected Choice"))],
        Kind::Single | Kind::Scale => vec![column("", stem)],
    };
    if let Some(place) = question.choices.iter().position(|choice| choice == OTHER) {
        columns.push(column(&format!("_{}_TEXT", place + 1), format!("{} - {OTHER} - Text", question.text)));
    }
    columns
}

fn answers(question: &Question, response: &Response) -> Vec<String> {
    let mut cells: Vec<String> = match question.kind {
        Kind::Multiple => {
            let ticked = response.parts(&question.id);
            let choices = question.choices.iter();
            choices
                .map(|choice| if ticked.contains(&choice.as_str()) { choice.clone() } else { String::new() })
                .collect()
        }
        Kind::Grid => question.rows.iter().map(|row| response.row(question, row).to_owned()).collect(),
        Kind::Ranking => question.rows.iter().map(|item| response.rank(question, item)).collect(),
        _ => vec![response.get(&question.id).to_owned()],
    };
    if question.takes_other() {
        cells.push(response.other(&question.id).to_owned());
    }
    cells
}

fn about(index: usize, response: &Response) -> Result<Vec<String>> {
    const DAY: u32 = 24 * 60 * 60;
    let (started, completed) = (response.started()?, response.completed()?);
    let seconds = (completed.seconds() + DAY - started.seconds()) % DAY;
    let cells = [
        response.get("started"),
        response.get("completed"),
        "IP Address",
        &format!("192.0.2.{}", index + 1),
        "100",
        &seconds.to_string(),
        "True",
        response.get("completed"),
        &response_id(index),
        "",
        "",
        "",
        "",
        "52.4814",
        "-1.8998",
        "anonymous",
        "EN-GB",
    ];
    Ok(cells.map(str::to_owned).to_vec())
}

/// `R_` and fifteen letters and digits, made of the response's number.
fn response_id(index: usize) -> String {
    const LETTERS: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    // A linear congruential step (Knuth's MMIX constants): only to look like an id.
    let mut state = index as u64 + 1;
    let mut id = "R_".to_owned();
    for _ in 0..15 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        id.push(char::from(LETTERS[(state >> 33) as usize % LETTERS.len()]));
    }
    id
}
