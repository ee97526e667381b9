//! Surveys made by hand for tests.

use super::{
    Answer, Choice, Column, ColumnRef, Kind, Missing, Number, Part, Question, Record, Row, Survey, SurveyBlock,
    SurveyTable, Tick,
};

/// A survey under construction; every question must have as many answers.
#[derive(Debug, Default)]
pub struct Builder {
    questions: Vec<Question>,
    columns: Vec<Column>,
}

/// Letters stand for answers: `1`–`9` and `a`–`z` for the first, second … choice, `.` not answered, `-` not asked, `?` no
/// answer for unknown reasons.
fn answer(letter: char) -> Answer {
    match letter {
        '.' => Answer::NOT_ANSWERED,
        '-' => Answer::NOT_ASKED,
        '?' => Answer::UNKNOWN,
        letter => Answer::choice(letter.to_digit(36).expect("a digit or a letter") as usize - 1),
    }
}

impl Builder {
    /// A survey without questions.
    pub fn new() -> Self {
        Self::default()
    }

    fn push(&mut self, mut question: Question, columns: Vec<(Part, Column)>) {
        for (part, column) in columns {
            question.columns.push(ColumnRef { column: self.columns.len(), part, header: String::new() });
            self.columns.push(column);
        }
        self.questions.push(question);
    }

    /// A single question: labels, and a letter a respondent. A label that starts with `!` is a refusal, with `~` an aside.
    pub fn single(self, id: &str, labels: &[&str], answers: &str) -> Self {
        self.coded(id, Kind::Single, labels, answers)
    }

    /// A scale question, as [`Self::single`].
    pub fn scale(self, id: &str, labels: &[&str], answers: &str) -> Self {
        self.coded(id, Kind::Scale, labels, answers)
    }

    fn coded(mut self, id: &str, kind: Kind, labels: &[&str], answers: &str) -> Self {
        let question = Question { choices: choices(labels), ..Question::new(id, id, kind) };
        let column = Column::Choices(answers.chars().map(answer).collect());
        self.push(question, vec![(Part::Answer, column)]);
        self
    }

    /// A multiple response set: for each choice a letter a respondent, `x` ticked, `o` shown, others as for single.
    pub fn multiple(mut self, id: &str, choices_and_ticks: &[(&str, &str)]) -> Self {
        let labels: Vec<&str> = choices_and_ticks.iter().map(|(label, _)| *label).collect();
        let question = Question { choices: choices(&labels), ..Question::new(id, id, Kind::Multiple) };
        let tick = |letter| match letter {
            'x' => Tick::Ticked,
            'o' => Tick::NotTicked,
            '-' => Tick::Missing(Missing::NotAsked),
            '?' => Tick::Missing(Missing::Unknown),
            _ => Tick::Missing(Missing::NotAnswered),
        };
        let column = |(place, (_, ticks)): (usize, &(&str, &str))| {
            (Part::Tick(place), Column::Ticks(ticks.chars().map(tick).collect()))
        };
        let columns = choices_and_ticks.iter().enumerate().map(column).collect();
        self.push(question, columns);
        self
    }

    /// A grid: its steps, and for each row a letter a respondent.
    pub fn grid(mut self, id: &str, labels: &[&str], rows: &[(&str, &str)]) -> Self {
        let mut question = Question { choices: choices(labels), ..Question::new(id, id, Kind::Grid) };
        question.rows = rows.iter().map(|(row, _)| Row { id: (*row).into(), text: (*row).into() }).collect();
        let column = |(place, (_, answers)): (usize, &(&str, &str))| {
            (Part::Row(place), Column::Choices(answers.chars().map(answer).collect()))
        };
        let columns = rows.iter().enumerate().map(column).collect();
        self.push(question, columns);
        self
    }

    /// A numeric question.
    pub fn numeric(mut self, id: &str, values: &[Result<f64, Missing>]) -> Self {
        let column = Column::Numbers(values.iter().map(|&value| Number { value, raw: None }).collect());
        self.push(Question::new(id, id, Kind::Numeric), vec![(Part::Answer, column)]);
        self
    }

    /// A ranking: for each item its ranks, 0 for none.
    pub fn ranking(mut self, id: &str, items: &[(&str, &[u8])]) -> Self {
        let mut question = Question::new(id, id, Kind::Ranking);
        question.rows = items.iter().map(|(item, _)| Row { id: (*item).into(), text: (*item).into() }).collect();
        let rank = |&rank: &u8| Number {
            value: if rank == 0 { Err(Missing::NotAnswered) } else { Ok(f64::from(rank)) },
            raw: None,
        };
        let column = |(place, (_, ranks)): (usize, &(&str, &[u8]))| {
            (Part::Row(place), Column::Numbers(ranks.iter().map(rank).collect()))
        };
        let columns = items.iter().enumerate().map(column).collect();
        self.push(question, columns);
        self
    }

    /// A text question.
    pub fn text(mut self, id: &str, answers: &[Option<&str>]) -> Self {
        let column = Column::Texts(answers.iter().copied().collect());
        self.push(Question::new(id, id, Kind::Text), vec![(Part::Answer, column)]);
        self
    }

    /// Changes the last question.
    pub fn with(mut self, change: impl Fn(&mut Question)) -> Self {
        change(self.questions.last_mut().expect("a question"));
        self
    }

    /// The survey in one block.
    pub fn build(self) -> Survey {
        let rows = self.columns.first().map_or(0, Column::len);
        let records = (1..=rows as u64).map(|number| Record { number, ..Record::default() }).collect();
        let block = SurveyBlock { records, columns: self.columns };
        let table =
            SurveyTable { id: "main".into(), questions: self.questions, blocks: vec![block], ..SurveyTable::default() };
        Survey { platform: "test".into(), encoding: "UTF-8".into(), tables: vec![table], ..Survey::default() }
    }
}

fn choices(labels: &[&str]) -> Vec<Choice> {
    let choice = |(place, label): (usize, &&str)| {
        let bare = label.trim_start_matches(['!', '~']);
        let mut choice = Choice::new((place + 1).to_string(), bare);
        choice.missing = label.starts_with('!').then_some(Missing::Refused);
        choice.aside = label.starts_with('~');
        choice
    };
    labels.iter().enumerate().map(choice).collect()
}
