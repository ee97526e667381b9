//! Counts what was read, for the JSON and the page.
//!
//! Values of personal data never get here.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Reading;
use super::summary::{
    ChoiceSummary, FlaggedRow, MetadataSummary, QuestionSummary, RowSummary, SCHEMA_VERSION, Summary, TableSummary,
    Understood,
};
use crate::model::{Answer, Column, Kind, Missing, Part, Question, Questionnaire, SurveyTable, Tick};

/// Counts what was read.
pub fn understood(reading: &Reading) -> Understood {
    let survey = &reading.survey;
    Understood {
        schema_version: SCHEMA_VERSION,
        platform: survey.platform.clone(),
        encoding: survey.encoding.clone(),
        responses: reading.responses,
        cases: reading.cases,
        flagged: reading
            .flagged
            .iter()
            .map(|flagged| FlaggedRow { row: flagged.row, why: flagged.why.clone() })
            .collect(),
        companions: reading.companions.clone(),
        tables: survey
            .tables
            .iter()
            .map(|table| TableSummary {
                id: table.id.clone(),
                rows: table.record_count() as u64,
                parent: table.parent.clone(),
            })
            .collect(),
        metadata: survey
            .tables
            .iter()
            .flat_map(|table| table.metadata.iter().map(|column| metadata(table, column)))
            .collect(),
        questions: survey
            .tables
            .iter()
            .flat_map(|table| table.questions.par_iter().map(|asked| question(table, asked)).collect::<Vec<_>>())
            .map(|asked| with_columns_of(&reading.questionnaire, asked))
            .collect(),
        diagnostics: reading.noticed.clone(),
    }
}

/// The choices of one question, counted.
pub(super) fn choices(table: &SurveyTable, question: &Question) -> Vec<ChoiceSummary> {
    count(table, question).choices
}

fn metadata(table: &SurveyTable, column: &Question) -> MetadataSummary {
    let counted = count(table, column);
    MetadataSummary {
        id: column.id.clone(),
        text: column.text.text.clone(),
        role: column.role.clone(),
        columns: headers(column),
        choices: if column.personal.is_some() { Vec::new() } else { counted.choices },
        personal: column.personal.map(|personal| personal.word().to_owned()),
    }
}

fn question(table: &SurveyTable, asked: &Question) -> QuestionSummary {
    let mut counted = count(table, asked);
    if asked.personal.is_some() {
        counted.choices.clear();
        counted.rows.clear();
        counted.summary = None;
    }
    QuestionSummary {
        id: asked.id.clone(),
        text: asked.text.text.clone(),
        table: table.id.clone(),
        kind: asked.kind,
        columns: headers(asked),
        base: counted.base,
        missing: counted.missing,
        assumed_base: asked.assumed_base.clone(),
        guess: asked.guess.clone(),
        personal: asked.personal.map(|personal| personal.word().to_owned()),
        choices: counted.choices,
        rows: counted.rows,
        summary: counted.summary,
    }
}

/// Adds the columns that only the dictionary names: those of mentions after the first.
fn with_columns_of(questionnaire: &Questionnaire, mut asked: QuestionSummary) -> QuestionSummary {
    if asked.kind == Kind::Multiple
        && let Some(entry) = questionnaire.questions.iter().find(|entry| entry.id == asked.id)
    {
        for column in &entry.columns {
            if !asked.columns.contains(column) {
                asked.columns.push(column.clone());
            }
        }
    }
    asked
}

fn headers(question: &Question) -> Vec<String> {
    let mut headers: Vec<String> = Vec::new();
    for reference in &question.columns {
        if !headers.contains(&reference.header) {
            headers.push(reference.header.clone());
        }
    }
    headers
}

#[derive(Default)]
struct Counted {
    base: u64,
    missing: BTreeMap<&'static str, u64>,
    choices: Vec<ChoiceSummary>,
    rows: Vec<RowSummary>,
    summary: Option<Summary>,
}

/// How many rows have no answer, by the reason.
#[derive(Debug, Default)]
struct Reasons([u64; 6]);

impl Reasons {
    const ALL: [Missing; 6] =
        [Missing::NotAsked, Missing::NotAnswered, Missing::Refused, Missing::DontKnow, Missing::User, Missing::Unknown];

    fn add(&mut self, reason: Missing) {
        self.0[reason as usize] += 1;
    }

    fn by_word(&self) -> BTreeMap<&'static str, u64> {
        let counted = Self::ALL.iter().map(|reason| (reason.word(), self.0[*reason as usize]));
        counted.filter(|(_, count)| *count > 0).collect()
    }
}

fn count(table: &SurveyTable, question: &Question) -> Counted {
    match question.kind {
        Kind::Single | Kind::Scale => coded(table, question),
        Kind::Multiple => multiple(table, question),
        Kind::Grid | Kind::Ranking => by_row(table, question),
        Kind::Numeric => numeric(table, question),
        Kind::Date | Kind::Text => words(table, question),
    }
}

fn coded(table: &SurveyTable, question: &Question) -> Counted {
    let Some(column) = question.column(Part::Answer) else { return Counted::default() };
    let mut counted = answers(question, table.answers(column));
    if question.kind == Kind::Scale {
        let mut steps = Vec::new();
        for (choice, counted) in question.choices.iter().zip(&counted.choices) {
            if let (Ok(step), None, false) = (choice.code.parse::<f64>(), choice.missing, choice.aside) {
                steps.push((step, usize::try_from(counted.count).unwrap_or(0)));
            }
        }
        // Sorting is quick where all is in order already.
        steps.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        counted.summary = Some(figures_of_steps(&steps));
    }
    counted
}

fn answers(question: &Question, answers: impl Iterator<Item = Answer>) -> Counted {
    let mut counts = vec![0_u64; question.choices.len()];
    let mut blank = Reasons::default();
    answers.for_each(|answer| match answer.get() {
        Ok(place) => counts.get_mut(place).into_iter().for_each(|count| *count += 1),
        Err(reason) => blank.add(reason),
    });
    let mut missing = blank.by_word();
    let mut base = 0;
    let choices = question.choices.iter().zip(counts).map(|(choice, count)| {
        match choice.missing {
            Some(reason) if count > 0 => *missing.entry(reason.word()).or_default() += count,
            Some(_) => {}
            None => base += count,
        }
        ChoiceSummary {
            code: choice.code.clone(),
            label: choice.label.text.clone(),
            count,
            column: None,
            missing: choice.missing.map(Missing::word),
        }
    });
    let choices = choices.collect();
    Counted { base, missing, choices, ..Counted::default() }
}

fn multiple(table: &SurveyTable, question: &Question) -> Counted {
    let columns: Vec<usize> =
        (0..question.choices.len()).filter_map(|place| question.column(Part::Tick(place))).collect();
    let packed = headers_of_ticks(question) < columns.len();
    let mut counts = vec![0_u64; columns.len()];
    let mut counted = Counted::default();
    let mut rows = AnyOf::default();
    for block in &table.blocks {
        rows.begin(block.records.len());
        for (count, &column) in counts.iter_mut().zip(&columns) {
            match block.columns.get(column) {
                Some(Column::Ticks(ticks)) => {
                    rows.add(ticks.iter().map(|tick| match tick {
                        Tick::Missing(why) => Err(*why),
                        Tick::Ticked | Tick::NotTicked => Ok(()),
                    }));
                    *count += ticks.iter().filter(|tick| **tick == Tick::Ticked).count() as u64;
                }
                _ => rows.add(std::iter::repeat_n(Err(Missing::Unknown), block.records.len())),
            }
        }
    }
    (counted.base, counted.missing) = rows.end();
    let own = |place: usize| {
        let reference = question.columns.iter().find(|reference| reference.part == Part::Tick(place));
        reference.filter(|_| !packed).map(|reference| reference.header.clone())
    };
    counted.choices = question
        .choices
        .iter()
        .enumerate()
        .map(|(place, choice)| ChoiceSummary {
            code: choice.code.clone(),
            label: choice.label.text.clone(),
            count: counts.get(place).copied().unwrap_or(0),
            column: own(place),
            missing: choice.missing.map(Missing::word),
        })
        .collect();
    counted
}

/// Which rows say something in any of several columns, gone through a column at a time.
#[derive(Debug, Default)]
struct AnyOf {
    /// Of each row of a block: that it says something, or why the last column that was looked at does not.
    rows: Vec<Result<(), Missing>>,
    base: u64,
    blank: Reasons,
}

impl AnyOf {
    /// So many rows follow.
    fn begin(&mut self, rows: usize) {
        for row in std::mem::take(&mut self.rows) {
            match row {
                Ok(()) => self.base += 1,
                Err(reason) => self.blank.add(reason),
            }
        }
        self.rows.resize(rows, Err(Missing::Unknown));
    }

    /// What their cells in a column say.
    fn add(&mut self, cells: impl Iterator<Item = Result<(), Missing>>) {
        for (row, cell) in self.rows.iter_mut().zip(cells) {
            if row.is_err() {
                *row = cell;
            }
        }
    }

    /// How many rows say something, and why the others do not.
    fn end(mut self) -> (u64, BTreeMap<&'static str, u64>) {
        self.begin(0);
        (self.base, self.blank.by_word())
    }
}

fn headers_of_ticks(question: &Question) -> usize {
    let mut headers: Vec<&str> = question
        .columns
        .iter()
        .filter(|reference| matches!(reference.part, Part::Tick(_)))
        .map(|reference| reference.header.as_str())
        .collect();
    headers.sort_unstable();
    headers.dedup();
    headers.len()
}

fn by_row(table: &SurveyTable, question: &Question) -> Counted {
    let mut counted = Counted::default();
    let mut columns = Vec::new();
    let headers: Vec<&str> = question.columns.iter().map(|reference| reference.header.as_str()).collect();
    let packed = headers.windows(2).any(|pair| pair[0] == pair[1]);
    for (place, row) in question.rows.iter().enumerate() {
        let Some(reference) = question.columns.iter().find(|reference| reference.part == Part::Row(place)) else {
            continue;
        };
        columns.push(reference.column);
        let (base, choices, summary) = if question.kind == Kind::Grid {
            let row = answers(question, table.answers(reference.column));
            (row.base, row.choices, None)
        } else {
            let ranks: Vec<f64> = table.numbers(reference.column).filter_map(|number| number.value.ok()).collect();
            (ranks.len() as u64, rank_counts(&ranks, question.rows.len()), Some(figures(ranks)))
        };
        counted.rows.push(RowSummary {
            id: row.id.clone(),
            text: row.text.text.clone(),
            column: (!packed).then(|| reference.header.clone()),
            base,
            choices,
            summary,
        });
    }
    if question.kind == Kind::Grid {
        counted.choices = in_all_rows(question, &counted.rows);
    }
    any_answered(table, question, &columns, &mut counted);
    counted
}

/// The choices of a grid, counted over all its rows.
fn in_all_rows(question: &Question, rows: &[RowSummary]) -> Vec<ChoiceSummary> {
    let mut choices = answers(question, std::iter::empty()).choices;
    for row in rows {
        for (choice, of_row) in choices.iter_mut().zip(&row.choices) {
            choice.count += of_row.count;
        }
    }
    choices
}

fn rank_counts(ranks: &[f64], items: usize) -> Vec<ChoiceSummary> {
    (1..=items)
        .map(|rank| ChoiceSummary {
            code: rank.to_string(),
            label: rank.to_string(),
            #[allow(clippy::cast_precision_loss, reason = "a rank is small")]
            count: ranks.iter().filter(|given| (**given - rank as f64).abs() < f64::EPSILON).count() as u64,
            column: None,
            missing: None,
        })
        .collect()
}

/// The base of a question with rows: who answered any of them.
fn any_answered(table: &SurveyTable, question: &Question, columns: &[usize], counted: &mut Counted) {
    let reason_of = |place: usize| question.choices.get(place).and_then(|choice| choice.missing);
    let mut rows = AnyOf::default();
    for block in &table.blocks {
        rows.begin(block.records.len());
        for &column in columns {
            match block.columns.get(column) {
                Some(Column::Choices(values)) => {
                    rows.add(
                        values.iter().map(|answer| answer.get().and_then(|place| reason_of(place).map_or(Ok(()), Err))),
                    );
                }
                Some(Column::Numbers(values)) => rows.add(values.values().map(|value| value.map(|_| ()))),
                _ => rows.add(std::iter::repeat_n(Err(Missing::Unknown), block.records.len())),
            }
        }
    }
    (counted.base, counted.missing) = rows.end();
}

fn numeric(table: &SurveyTable, question: &Question) -> Counted {
    let Some(column) = question.column(Part::Answer) else { return Counted::default() };
    let mut counted = Counted::default();
    let mut numbers = Vec::new();
    let mut blank = Reasons::default();
    for values in table.blocks.iter().filter_map(|block| block.columns.get(column)) {
        let Column::Numbers(values) = values else { continue };
        values.values().for_each(|value| match value {
            Ok(value) => numbers.push(value),
            Err(reason) => blank.add(reason),
        });
    }
    counted.missing = blank.by_word();
    counted.base = numbers.len() as u64;
    counted.summary = Some(figures(numbers));
    counted
}

fn words(table: &SurveyTable, question: &Question) -> Counted {
    let Some(column) = question.column(Part::Answer) else { return Counted::default() };
    let mut counted = Counted::default();
    let mut dates: Vec<&str> = Vec::new();
    let mut missing = |reason: Missing, rows: u64| {
        if rows > 0 {
            *counted.missing.entry(reason.word()).or_default() += rows;
        }
    };
    for block in &table.blocks {
        match block.columns.get(column) {
            Some(Column::Texts(texts)) => {
                let filled = texts.filled() as u64;
                counted.base += filled;
                missing(Missing::Unknown, texts.len() as u64 - filled);
            }
            Some(Column::Dates(values)) => {
                for date in values.iter() {
                    match date.value {
                        Ok(value) => {
                            counted.base += 1;
                            dates.push(value);
                        }
                        Err(reason) => missing(reason, 1),
                    }
                }
            }
            _ => {}
        }
    }
    if question.kind == Kind::Date {
        let end = |date: Option<&&str>| date.map(|date| serde_json::Value::from(*date));
        counted.summary = Some(Summary {
            n: counted.base,
            min: end(dates.iter().min()),
            max: end(dates.iter().max()),
            ..Summary::default()
        });
    }
    counted
}

/// Figures of numbers.
fn figures(mut numbers: Vec<f64>) -> Summary {
    // In order, so that the rows’ own order shows in no sum.
    numbers.par_sort_unstable_by(f64::total_cmp);
    summary(numbers.len(), numbers.iter().sum(), |place| numbers[place])
}

/// Figures of the steps of a scale, in order, and how often each was given.
fn figures_of_steps(steps: &[(f64, usize)]) -> Summary {
    let given = steps.iter().map(|(_, count)| count).sum();
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let sum = steps.iter().map(|(step, count)| step * *count as f64).sum();
    summary(given, sum, |place| {
        let mut before = 0;
        let step = steps.iter().find(|(_, count)| {
            before += count;
            place < before
        });
        step.map_or(0.0, |(step, _)| *step)
    })
}

/// The figures of so many numbers, each given by its place in their order.
fn summary(count: usize, sum: f64, at: impl Fn(usize) -> f64) -> Summary {
    let Some(last) = count.checked_sub(1) else { return Summary::default() };
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let n = count as f64;
    let (middle, is_odd) = (count / 2, count % 2 == 1);
    Summary {
        n: count as u64,
        min: Some(at(0).into()),
        max: Some(at(last).into()),
        mean: Some(sum / n),
        median: Some(if is_odd { at(middle) } else { f64::midpoint(at(middle - 1), at(middle)) }),
    }
}
