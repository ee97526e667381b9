//! A table of answers as a polars frame: a row a record, a column a question, choice, row or item.
//!
//! - single, scale, a row of a grid: the label of the choice (an enumeration in questionnaire order), or its code
//! - a choice of a multiple response set: 1 ticked, 0 shown and not ticked
//! - numeric, the rank of an item: a number; date and text: as they stand
//!
//! A missing answer is empty. Why it is missing stands beside it where that is asked for, in a column `…__why`: `not-asked`, `not-answered`,
//! `refused`, `dont-know`, `user`; empty where nobody knows. A choice that stands for a refusal is kept as the choice it is.

use polars::prelude::{
    Column as PolarsColumn, DataFrame, DataType, FrozenCategories, IntoColumn, NamedFrom, PolarsError, Series,
};

use super::DatasetOptions;
use crate::diagnostic::{Error, Result};
use crate::model::question::ColumnRef;
use crate::model::{Answer, Column, Missing, Part, Question, SurveyBlock, SurveyTable, Tick};

/// Builds the frame: records that are left out, and questions with personal data, are not in it.
///
/// # Errors
/// When two columns would have the same name.
pub fn frame(table: &SurveyTable, options: DatasetOptions) -> Result<DataFrame> {
    let kept: Vec<bool> = table.records().map(|record| record.excluded.is_none()).collect();
    let numbers: Vec<u64> =
        table.records().filter(|record| record.excluded.is_none()).map(|record| record.number).collect();
    let height = numbers.len();
    let mut columns = vec![Series::new("record".into(), numbers).into_column()];
    for question in table.questions.iter().filter(|question| question.personal.is_none()) {
        for reference in &question.columns {
            if let Some(values) =
                values(table, question, reference, &kept, options).map_err(|error| polars_error(&error))?
            {
                columns.push(values);
                columns.extend(reasons(table, question, reference, &kept).filter(|_| options.reasons));
            }
        }
    }
    DataFrame::new(height, columns).map_err(|error| polars_error(&error))
}

fn polars_error(error: &PolarsError) -> Error {
    Error::new(format!("the data could not be laid out as columns: {error}"))
        .hint("give every question, row and choice in questionnaire.toml an id or code of its own")
}

/// The name of a column: the question's id, and after two underscores its row or choice.
fn name(question: &Question, reference: &ColumnRef) -> String {
    let part = match reference.part {
        Part::Answer => return question.id.clone(),
        Part::Tick(choice) => question.choices.get(choice).map(|choice| choice.code.clone()),
        Part::Row(row) => question.rows.get(row).map(|row| row.id.clone()),
        Part::Comment => Some("comment".to_owned()),
    };
    format!("{}__{}", question.id, part.unwrap_or_default())
}

fn values(
    table: &SurveyTable,
    question: &Question,
    reference: &ColumnRef,
    kept: &[bool],
    options: DatasetOptions,
) -> std::result::Result<Option<PolarsColumn>, PolarsError> {
    let name = name(question, reference).into();
    let Some(first) = table.blocks.first().and_then(|block| block.columns.get(reference.column)) else {
        return Ok(None);
    };
    let column = reference.column;
    let series = match first {
        Column::Choices(_) => {
            let labels: Vec<&str> = question
                .choices
                .iter()
                .map(|choice| if options.codes { choice.code.as_str() } else { choice.label.text.as_str() })
                .collect();
            let label = |answer: Answer| answer.get().ok().and_then(|place| labels.get(place).copied());
            let words: Vec<Option<&str>> = only_kept(table.answers(column), kept).map(label).collect();
            enumeration(Series::new(name, words), &labels)?
        }
        Column::Ticks(_) => {
            let ticked = |tick: Tick| match tick {
                Tick::Ticked => Some(1_i32),
                Tick::NotTicked => Some(0),
                Tick::Missing(_) => None,
            };
            Series::new(name, only_kept(table.ticks(column), kept).map(ticked).collect::<Vec<_>>())
        }
        Column::Numbers(_) => {
            let values: Vec<Option<f64>> =
                only_kept(table.numbers(column), kept).map(|number| number.value.ok()).collect();
            whole(&values)
                .map_or_else(|| Series::new(name.clone(), &values), |counts| Series::new(name.clone(), counts))
        }
        Column::Dates(_) => {
            let words: Vec<Option<&str>> = only_kept(table.dates(column), kept).map(|date| date.value.ok()).collect();
            Series::new(name, words)
        }
        Column::Texts(_) => Series::new(name, only_kept(table.texts(column), kept).collect::<Vec<_>>()),
    };
    Ok(Some(series.into_column()))
}

/// Why answers of a column are missing, where it is known of any. The choices of a multiple response set share their reasons: they stand
/// behind the first.
fn reasons(table: &SurveyTable, question: &Question, reference: &ColumnRef, kept: &[bool]) -> Option<PolarsColumn> {
    let name = match reference.part {
        Part::Tick(0) => question.id.clone(),
        Part::Tick(_) | Part::Comment => return None,
        Part::Answer | Part::Row(_) => name(question, reference),
    };
    let word = |reason: Missing| (reason != Missing::Unknown).then(|| reason.word());
    let of_row = |block: &SurveyBlock, row: usize| match block.columns.get(reference.column)? {
        Column::Ticks(ticks) => match ticks.get(row)? {
            Tick::Missing(reason) => word(*reason),
            Tick::Ticked | Tick::NotTicked => None,
        },
        // Whether blank words were asked for nobody knows.
        Column::Texts(_) => None,
        column => column.standing(row).err().and_then(word),
    };
    let all = table.blocks.iter().flat_map(|block| (0..block.records.len()).map(move |row| of_row(block, row)));
    let reasons: Vec<Option<&str>> = only_kept(all, kept).collect();
    let any = reasons.iter().any(Option::is_some);
    any.then(|| Series::new(format!("{name}__why").into(), reasons).into_column())
}

/// The numbers as whole ones, where all are: 4200 and not 4200.0.
fn whole(values: &[Option<f64>]) -> Option<Vec<Option<i64>>> {
    const EXACT_UP_TO: f64 = 9_007_199_254_740_992.0;
    let is_whole = |value: &f64| value.fract() == 0.0 && value.abs() <= EXACT_UP_TO;
    #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and within 2^53")]
    let count = |value: &Option<f64>| value.map(|value| value as i64);
    values.iter().flatten().all(is_whole).then(|| values.iter().map(count).collect())
}

/// Labels keep the order of the questionnaire, where no two are equal.
fn enumeration(words: Series, labels: &[&str]) -> std::result::Result<Series, PolarsError> {
    let mut unique = labels.to_vec();
    unique.sort_unstable();
    unique.dedup();
    if unique.len() != labels.len() {
        return Ok(words);
    }
    let categories = FrozenCategories::new(labels.iter().copied())?;
    words.cast(&DataType::from_frozen_categories(categories))
}

fn only_kept<'a, T>(values: impl Iterator<Item = T> + 'a, kept: &'a [bool]) -> impl Iterator<Item = T> + 'a {
    values.zip(kept).filter(|(_, kept)| **kept).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::question::{Choice, ColumnRef, Kind, Personal};
    use crate::model::{Flag, Number, Record};
    use crate::writers::dataset::FORMATS;

    fn reference(column: usize, part: Part) -> ColumnRef {
        ColumnRef { column, part, header: format!("h{column}") }
    }

    fn table() -> SurveyTable {
        let mut size = Question::new("size", "Size?", Kind::Single);
        size.choices = vec![Choice::new("1", "Small"), Choice::new("2", "=Large")];
        size.columns = vec![reference(0, Part::Answer)];
        let mut with = Question::new("with", "With?", Kind::Multiple);
        with.choices = vec![Choice::new("a", "Adults")];
        with.columns = vec![reference(1, Part::Tick(0))];
        let mut served = Question::new("served", "How many?", Kind::Numeric);
        served.columns = vec![reference(2, Part::Answer)];
        let mut name = Question::new("name", "Name?", Kind::Text);
        name.personal = Some(Personal::Name);
        name.columns = vec![reference(3, Part::Answer)];
        let record = |number| Record { number, ..Record::default() };
        let left_out = Record { excluded: Some(Flag::Test), ..record(3) };
        let number = |value| Number { value, raw: None };
        let block = SurveyBlock {
            records: [record(1), record(2), left_out].into_iter().collect(),
            columns: vec![
                Column::Choices(vec![Answer::choice(1), Answer::UNKNOWN, Answer::choice(0)]),
                Column::Ticks(vec![Tick::Ticked, Tick::NotTicked, Tick::Ticked]),
                Column::Numbers([Ok(1.5), Err(Missing::Unknown), Ok(9.0)].map(number).into_iter().collect()),
                Column::Texts([Some("Ann"), None, None].into_iter().collect()),
            ],
        };
        SurveyTable {
            id: "main".into(),
            questions: vec![size, with, served, name],
            blocks: vec![block],
            ..SurveyTable::default()
        }
    }

    #[test]
    fn a_table_without_rows_is_a_heading() {
        let bytes = FORMATS[0].write(&SurveyTable::default(), DatasetOptions::default()).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "record\n");
    }

    #[test]
    fn what_is_left_out_and_what_is_personal_stays_out() {
        let bytes = FORMATS[0].write(&table(), DatasetOptions { codes: true, ..DatasetOptions::default() }).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "record,size,with__a,served\n1,2,1,1.5\n2,,0,\n");
    }

    #[test]
    fn why_an_answer_is_missing_stands_beside_it_where_it_is_asked_for_and_known() {
        let mut table = table();
        table.blocks[0].columns[0] = Column::Choices(vec![Answer::choice(1), Answer::NOT_ASKED, Answer::choice(0)]);
        table.blocks[0].columns[1] =
            Column::Ticks(vec![Tick::NotTicked, Tick::Missing(Missing::Refused), Tick::Ticked]);
        let options = DatasetOptions { codes: true, reasons: true, ..DatasetOptions::default() };
        let bytes = FORMATS[0].write(&table, options).unwrap();
        let wanted = "record,size,size__why,with__a,with__why,served\n1,2,,0,,1.5\n2,,not-asked,,refused,\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), wanted);
    }

    #[test]
    fn a_label_that_looks_like_a_formula_stays_text_in_csv() {
        let bytes = FORMATS[0].write(&table(), DatasetOptions::default()).unwrap();
        assert!(String::from_utf8(bytes).unwrap().contains("1,'=Large,1,1.5"));
    }

    #[test]
    fn every_format_gives_the_same_bytes_twice() {
        for format in FORMATS {
            let write = || format.write(&table(), DatasetOptions::default()).unwrap();
            assert_eq!(write(), write(), "{}", format.name());
        }
    }
}
