//! SurveyMonkey, "All responses data" as CSV: two records of headings, nine metadata columns, a column an option that repeats
//! the option's text where ticked, ranks as integers, "Other (please specify)" beside its question, American dates.

use super::Result;
use super::form::{Form, Kind, OTHER, Question, Response, comma_separated};

const METADATA: [&str; 9] = [
    "Respondent ID",
    "Collector ID",
    "Start Date",
    "End Date",
    "IP Address",
    "Email Address",
    "First Name",
    "Last Name",
    "Custom Data 1",
];

/// Writes the export.
pub fn write(form: &Form) -> Result<Vec<u8>> {
    let mut questions: Vec<String> = METADATA.map(str::to_owned).to_vec();
    let mut parts = vec![String::new(); METADATA.len()];
    for question in &form.questions {
        let below = sub_headings(question);
        questions.push(question.text.clone());
        questions.resize(questions.len() + below.len() - 1, String::new());
        parts.extend(below);
    }
    let mut records = vec![questions, parts];
    for (index, response) in form.responses.iter().enumerate() {
        let mut record = vec![
            (12_687_305_201 + 4_517 * index).to_string(),
            "402588117".to_owned(),
            response.started()?.american(),
            response.completed()?.american(),
            // Addresses set aside for documentation: nobody's.
            format!("192.0.2.{}", index + 1),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
        ];
        for question in &form.questions {
            record.extend(answers(question, response));
        }
        records.push(record);
    }
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(comma_separated(&records, csv::Terminator::CRLF)?);
    Ok(bytes)
}

fn sub_headings(question: &Question) -> Vec<String> {
    match question.kind {
        Kind::Multiple => question.choices.clone(),
        Kind::Grid | Kind::Ranking => question.rows.iter().map(|row| row.text.clone()).collect(),
        Kind::Numeric | Kind::Text => vec!["Open-Ended Response".to_owned()],
        Kind::Single | Kind::Scale => {
            let other = question.takes_other().then(|| OTHER.to_owned());
            std::iter::once("Response".to_owned()).chain(other).collect()
        }
    }
}

fn answers(question: &Question, response: &Response) -> Vec<String> {
    let ticked = response.parts(&question.id);
    match question.kind {
        Kind::Multiple => question
            .choices
            .iter()
            .map(|choice| match ticked.contains(&choice.as_str()) {
                true if choice == OTHER => response.other(&question.id).to_owned(),
                true => choice.clone(),
                false => String::new(),
            })
            .collect(),
        Kind::Grid => question.rows.iter().map(|row| response.row(question, row).to_owned()).collect(),
        Kind::Ranking => question.rows.iter().map(|item| response.rank(question, item)).collect(),
        _ => {
            let other = question.takes_other().then(|| response.other(&question.id).to_owned());
            std::iter::once(response.get(&question.id).to_owned()).chain(other).collect()
        }
    }
}
