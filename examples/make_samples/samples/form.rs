//! The questionnaire and its answers, read from `form.toml` and `truth.csv`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::Result;

/// What the choice is called that takes words of one's own.
pub const OTHER: &str = "Other (please specify)";
/// What divides the parts of a multiple answer or a ranking in truth.csv.
const DIVIDER: &str = " | ";

/// What was asked and what was answered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// What the questionnaire is called.
    #[expect(dead_code, reason = "for whoever reads form.toml")]
    title: String,
    /// The questions in order.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
    /// The answers in order.
    #[serde(skip)]
    pub responses: Vec<Response>,
}

/// A question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The column of truth.csv, or the beginning of its columns.
    pub id: String,
    /// What people read.
    pub text: String,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// What could be chosen.
    #[serde(default)]
    pub choices: Vec<String>,
    /// The rows of a grid or the items of a ranking.
    #[serde(default)]
    pub rows: Vec<Row>,
}

/// A row of a grid or an item of a ranking.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The end of its column's name in truth.csv.
    pub id: String,
    /// What people read.
    pub text: String,
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One choice.
    Single,
    /// Any number of choices.
    Multiple,
    /// One choice a row.
    Grid,
    /// A step of a numbered scale.
    Scale,
    /// Items in an order.
    Ranking,
    /// A number, typed.
    Numeric,
    /// Words.
    Text,
}

/// One person's answers by the column of truth.csv.
#[derive(Debug)]
pub struct Response {
    cells: BTreeMap<String, String>,
}

impl Form {
    /// Reads the questionnaire and its answers out of their folder.
    ///
    /// # Errors
    /// When a file is not there, an answer is not one of the choices, or a column is too many.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut form: Self = toml::from_str(&std::fs::read_to_string(folder.join("form.toml"))?)?;
        let mut reader = csv::Reader::from_path(folder.join("truth.csv"))?;
        let headings: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        for record in reader.records() {
            let record = record?;
            let cells = headings.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
            form.responses.push(Response { cells });
        }
        for question in &form.questions {
            for response in &form.responses {
                question.check(response)?;
            }
        }
        Ok(form)
    }
}

impl Question {
    /// Whether words of one's own may be given.
    pub fn takes_other(&self) -> bool {
        self.choices.iter().any(|choice| choice == OTHER)
    }

    fn check(&self, response: &Response) -> Result<()> {
        let known = |answer: &str| answer.is_empty() || self.choices.iter().any(|choice| choice == answer);
        let fine = match self.kind {
            Kind::Single | Kind::Scale => known(response.get(&self.id)),
            Kind::Multiple => response.parts(&self.id).iter().all(|part| known(part)),
            Kind::Grid => self.rows.iter().all(|row| known(response.row(self, row))),
            Kind::Ranking => {
                let ranked = response.parts(&self.id);
                ranked.is_empty()
                    || (ranked.len() == self.rows.len() && self.rows.iter().all(|row| ranked.contains(&&*row.text)))
            }
            Kind::Numeric | Kind::Text => true,
        };
        let other = self.takes_other() && response.parts(&self.id).contains(&OTHER);
        if fine && other != response.other(&self.id).is_empty() {
            Ok(())
        } else {
            Err(format!("truth.csv: response {} does not fit the question {}", response.get("response"), self.id)
                .into())
        }
    }
}

impl Response {
    /// The cell of a column; empty where there is none.
    pub fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The parts of a multiple answer or a ranking.
    pub fn parts(&self, column: &str) -> Vec<&str> {
        self.get(column).split(DIVIDER).filter(|part| !part.is_empty()).collect()
    }

    /// The words that go with "Other".
    pub fn other(&self, question: &str) -> &str {
        self.get(&format!("{question}_other"))
    }

    /// The answer in a row of a grid.
    pub fn row(&self, question: &Question, row: &Row) -> &str {
        self.get(&format!("{}_{}", question.id, row.id))
    }

    /// The rank of an item, 1 first; empty where nothing was ranked.
    pub fn rank(&self, question: &Question, item: &Row) -> String {
        let place = self.parts(&question.id).iter().position(|part| *part == item.text);
        place.map_or_else(String::new, |place| (place + 1).to_string())
    }

    /// The choices of a question with the respondent's own words in the place of "Other", as platforms write them that pack
    /// an answer into one cell.
    pub fn with_own_words(&self, question: &Question) -> Vec<&str> {
        let own = self.other(&question.id);
        self.parts(&question.id).into_iter().map(|part| if part == OTHER { own } else { part }).collect()
    }

    /// When it was begun.
    pub fn started(&self) -> Result<Moment> {
        Moment::read(self.get("started"))
    }

    /// When it was sent off.
    pub fn completed(&self) -> Result<Moment> {
        Moment::read(self.get("completed"))
    }
}

/// A point in time as truth.csv writes it, `2022-01-17 09:14:05`.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Year, month, day.
    pub date: (u16, u8, u8),
    /// Hour, minute, second.
    pub time: (u8, u8, u8),
}

impl Moment {
    fn read(text: &str) -> Result<Self> {
        let numbers: Vec<u16> = text.split(['-', ' ', ':']).map(str::parse).collect::<std::result::Result<_, _>>()?;
        let [year, month, day, hour, minute, second] = numbers[..] else {
            return Err(format!("truth.csv: “{text}” is not a date and a time").into());
        };
        let small = |number: u16| u8::try_from(number);
        Ok(Self { date: (year, small(month)?, small(day)?), time: (small(hour)?, small(minute)?, small(second)?) })
    }

    /// Seconds since midnight.
    pub fn seconds(self) -> u32 {
        let (hour, minute, second) = self.time;
        (u32::from(hour) * 60 + u32::from(minute)) * 60 + u32::from(second)
    }

    /// `02/01/2022`: the day first, as Britain writes it.
    pub fn british_date(self) -> String {
        let (year, month, day) = self.date;
        format!("{day:02}/{month:02}/{year}")
    }

    /// `01/02/2022 09:14:05 AM`: the month first, and twelve hours.
    pub fn american(self) -> String {
        let ((year, month, day), (hour, minute, second)) = (self.date, self.time);
        let (half, shown) = (if hour < 12 { "AM" } else { "PM" }, if hour % 12 == 0 { 12 } else { hour % 12 });
        format!("{month:02}/{day:02}/{year} {shown:02}:{minute:02}:{second:02} {half}")
    }

    /// `09:14:05`.
    pub fn clock(self) -> String {
        let (hour, minute, second) = self.time;
        format!("{hour:02}:{minute:02}:{second:02}")
    }
}

/// Writes records as comma-separated values with the line ends that a platform uses.
pub fn comma_separated(records: &[Vec<String>], ends: csv::Terminator) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(ends).from_writer(Vec::new());
    for record in records {
        writer.write_record(record)?;
    }
    Ok(writer.into_inner()?)
}
