//! Lays Qualtrics’ definition of a survey over the columns of its export: by ImportId first (choices and rows by their ids),
//! then by tags, whose ends are recodes.

use super::qualtrics::{QualtricsColumn, common_tag, id, open, stem};
use crate::model::Kind;
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion};
use crate::readers::survey::draft::{Choices, Draft, DraftChoice, DraftRow, Shape, Shown, Ticked, guess};
use crate::readers::survey::joined::Separator;
use crate::readers::survey::overlay;
use crate::readers::survey::raw::RawTable;

/// The described question that columns of one question belong to.
pub fn question_of<'a>(columns: &[QualtricsColumn], described: &'a Described) -> Option<&'a DescribedQuestion> {
    let first = id(columns.first()?);
    let key = match &first.side {
        Some(side) => format!("{}#{side}", first.question),
        None => first.question.clone(),
    };
    let by_key = described.questions.iter().find(|question| question.key.as_deref() == Some(key.as_str()));
    // Without ImportIds the “question” is the tag without its numbers.
    by_key.or_else(|| described.questions.iter().find(|question| question.name == key))
}

/// Whether the definition is that of these columns: most of the tags that it gives to their questions are theirs. Ids alone count
/// from 1 in every survey.
pub fn fits(columns: &[QualtricsColumn], described: &Described) -> bool {
    let (mut known, mut alike, mut all) = (0, 0, 0);
    for column in columns.iter().filter(|column| !id(column).question.is_empty()) {
        all += 1;
        if let Some(question) = question_of(std::slice::from_ref(column), described) {
            known += 1;
            alike += usize::from(column.tag.contains(question.name.as_str()));
        }
    }
    known * 2 >= all && alike * 2 > known
}

/// The drafts of a described question; `None` where its columns are not those that the definition makes one expect.
pub fn drafts(raw: &RawTable, columns: &[QualtricsColumn], question: &DescribedQuestion) -> Option<Vec<Draft>> {
    let (texts, main): (Vec<&QualtricsColumn>, Vec<&QualtricsColumn>) =
        columns.iter().partition(|column| id(column).text);
    let depth = main.iter().map(|column| id(column).path.len()).max().unwrap_or(0);
    let mut drafts = match (question.kind?, question.rows.is_empty(), depth) {
        (Kind::Text | Kind::Numeric, true, _) => return Some(written(raw, columns, question)),
        (Kind::Single | Kind::Scale, _, 0) if main.len() == 1 => vec![single(raw, main[0], question)],
        (Kind::Multiple, true, 0) if main.len() == 1 => vec![unsplit(raw, main[0], question, None)],
        (Kind::Multiple, true, 1) => vec![split(raw, &main, question)],
        (Kind::Multiple, false, 1) => {
            main.iter().map(|column| unsplit(raw, column, question, Some(row_text(column, question)))).collect()
        }
        (Kind::Multiple, false, 2) => matrix_sets(raw, &main, question),
        (Kind::Grid, false, 1) => vec![grid(raw, &main, question)],
        (Kind::Ranking, false, 1) => vec![ranking(raw, &main, question)],
        (Kind::Numeric, false, 1) => main.iter().map(|column| number(column, question)).collect(),
        _ => return None,
    };
    let mut texts = texts.into_iter();
    if let ([draft], true, [text]) = (drafts.as_mut_slice(), question.rows.is_empty(), texts.as_slice()) {
        draft.comment = Some(text.place);
        texts.next();
    }
    drafts.extend(texts.map(|column| with_section(open(raw, column), question)));
    Some(drafts)
}

fn said(kind: &str) -> crate::model::Guess {
    guess(format!("{} says that it is {kind}", crate::readers::survey::codebooks::qsf::FROM), 1.0)
}

fn with_section(mut draft: Draft, question: &DescribedQuestion) -> Draft {
    draft.section.clone_from(&question.section);
    draft.routing.clone_from(&question.asked);
    draft
}

fn draft(text: impl Into<String>, tag: String, shape: Shape, question: &DescribedQuestion) -> Draft {
    let kind = question.kind.unwrap_or(Kind::Text).word();
    let mut draft = with_section(Draft::new(text, shape, said(kind)), question);
    draft.tag = Some(tag);
    draft.personal = question.personal;
    draft
}

/// Boxes to write in: words, or numbers where only numbers are taken.
fn written(raw: &RawTable, columns: &[QualtricsColumn], question: &DescribedQuestion) -> Vec<Draft> {
    let one = columns.len() == 1;
    let draft_of = |column: &QualtricsColumn| {
        let mut made = match question.kind {
            Some(Kind::Numeric) => {
                draft(column.label.as_str(), column.tag.clone(), Shape::Numeric { column: column.place }, question)
            }
            _ => with_section(open(raw, column), question),
        };
        made.personal = question.personal.or(made.personal);
        if one && !question.text.text.is_empty() {
            made.text.clone_from(&question.text.text);
        }
        made
    };
    columns.iter().map(draft_of).collect()
}

fn single(raw: &RawTable, column: &QualtricsColumn, question: &DescribedQuestion) -> Draft {
    let choices = overlay::choices(&[&raw.columns[column.place]], &question.choices, &[]);
    let scale = question.kind == Some(Kind::Scale);
    let shape = Shape::Coded { column: column.place, scale, choices };
    draft(question.text.text.as_str(), column.tag.clone(), shape, question)
}

/// All ticked choices in one cell, their codes or their labels with commas between them.
fn unsplit(raw: &RawTable, column: &QualtricsColumn, question: &DescribedQuestion, row: Option<String>) -> Draft {
    let raw_column = &raw.columns[column.place];
    let codes = raw_column.filled().all(|(value, _)| {
        value.split(',').all(|part| question.choices.iter().any(|choice| choice.code == part.trim()))
    });
    let holds = |name: &str| raw_column.filled().any(|(value, _)| value.contains(name));
    let list = question.choices.iter().map(|choice| {
        let named = choice.value.clone().filter(|name| holds(name));
        let value = if codes { Some(choice.code.clone()) } else { named };
        DraftChoice { code: Some(choice.code.clone()), value, ..DraftChoice::new(choice.label.text.as_str()) }
    });
    let choices = Choices { list: list.collect(), other: own_words(&question.choices), closed: false };
    let shape = Shape::Joined { column: column.place, separator: Separator::BareComma, choices };
    let text = row.map_or_else(|| question.text.text.clone(), |row| format!("{} - {row}", question.text.text));
    draft(text, column.tag.clone(), shape, question)
}

fn own_words(choices: &[DescribedChoice]) -> Option<usize> {
    choices.iter().position(|choice| choice.own_words)
}

/// A column a choice, in the order of the questionnaire.
fn split(raw: &RawTable, columns: &[&QualtricsColumn], question: &DescribedQuestion) -> Draft {
    set(raw, columns, question, 0, question.text.text.clone())
}

/// A multiple response set whose columns name their choice at one place of their path.
fn set(raw: &RawTable, columns: &[&QualtricsColumn], question: &DescribedQuestion, at: usize, text: String) -> Draft {
    let labels: Vec<String> = columns.iter().map(|column| column.label.clone()).collect();
    let (_, subs) = stem(&labels);
    let place = |column: &QualtricsColumn| {
        let path = id(column).path;
        let part = path.get(at)?;
        let by_key = question.choices.iter().position(|choice| choice.key.as_ref() == Some(part));
        by_key.or_else(|| question.choices.iter().position(|choice| choice.code == *part))
    };
    let mut members: Vec<(usize, usize, DraftChoice)> = columns
        .iter()
        .zip(subs)
        .map(|(column, sub)| match place(column) {
            Some(place) => {
                let choice = &question.choices[place];
                let label = if choice.label.text.is_empty() { sub } else { choice.label.text.clone() };
                (place, column.place, DraftChoice { code: Some(choice.code.clone()), ..DraftChoice::new(label) })
            }
            None => {
                let code = column.tag.rsplit('_').next().unwrap_or_default().to_owned();
                (usize::MAX, column.place, DraftChoice { code: Some(code), ..DraftChoice::new(sub) })
            }
        })
        .collect();
    members.sort_by_key(|(place, _, _)| *place);
    let holds = |wanted: &[&str]| {
        columns.iter().any(|column| raw.columns[column.place].filled().any(|(value, _)| wanted.contains(&value)))
    };
    // Whoever saw a choice and left it may be written as 0 or -99, if so asked: then a blank was not shown.
    let (ticked, shown) = if holds(&["0", "-99"]) {
        (Ticked::Value("1".into()), Shown::EachCell)
    } else {
        (Ticked::Filled, Shown::AnyFilled)
    };
    let other =
        members.iter().position(|(place, _, _)| question.choices.get(*place).is_some_and(|choice| choice.own_words));
    let tag = if at == 0 { whole_tag(columns, question) } else { common_tag(columns) };
    let shape = Shape::Ticks {
        columns: members.iter().map(|(_, column, _)| Some(*column)).collect(),
        choices: Choices { list: members.into_iter().map(|(_, _, choice)| choice).collect(), other, closed: false },
        ticked,
        single: false,
    };
    let mut draft = draft(text, tag, shape, question);
    draft.shown = shown;
    draft
}

/// A matrix of which several cells a row may be ticked: a set a row.
fn matrix_sets(raw: &RawTable, columns: &[&QualtricsColumn], question: &DescribedQuestion) -> Vec<Draft> {
    let mut rows: Vec<(String, Vec<&QualtricsColumn>)> = Vec::new();
    for &column in columns {
        let row = id(column).path[0].clone();
        match rows.iter_mut().find(|(known, _)| *known == row) {
            Some((_, members)) => members.push(column),
            None => rows.push((row, vec![column])),
        }
    }
    rows.into_iter()
        .map(|(_, members)| {
            let text = format!("{} - {}", question.text.text, row_text(members[0], question));
            set(raw, &members, question, 1, text)
        })
        .collect()
}

/// What the row of a column says, by its id, else by the end of its tag, else by its label.
fn row_text(column: &QualtricsColumn, question: &DescribedQuestion) -> String {
    let path = id(column).path;
    let part = path.first().map(String::as_str).unwrap_or_default();
    let by_key = question.rows.iter().find(|row| row.key.as_deref() == Some(part));
    let by_tag = || question.rows.iter().find(|row| column.tag.ends_with(&format!("_{}", row.name)));
    let found = by_key.or_else(by_tag).map(|row| row.text.text.clone()).filter(|text| !text.is_empty());
    found.unwrap_or_else(|| stem(std::slice::from_ref(&column.label)).1.pop().unwrap_or_default())
}

fn draft_rows(columns: &[&QualtricsColumn], question: &DescribedQuestion) -> Vec<DraftRow> {
    let row = |column: &&QualtricsColumn| DraftRow { id: None, text: row_text(column, question), column: column.place };
    columns.iter().map(row).collect()
}

/// The tag of the question, in a loop with what tells its turns apart.
fn whole_tag(columns: &[&QualtricsColumn], question: &DescribedQuestion) -> String {
    let in_loop = columns.first().is_some_and(|column| id(column).repeat.is_some());
    if in_loop { common_tag(columns) } else { question.name.clone() }
}

fn grid(raw: &RawTable, columns: &[&QualtricsColumn], question: &DescribedQuestion) -> Draft {
    let cells: Vec<_> = columns.iter().map(|column| &raw.columns[column.place]).collect();
    let choices = overlay::choices(&cells, &question.choices, &[]);
    let shape = Shape::Grid { rows: draft_rows(columns, question), choices };
    draft(question.text.text.as_str(), whole_tag(columns, question), shape, question)
}

fn ranking(_raw: &RawTable, columns: &[&QualtricsColumn], question: &DescribedQuestion) -> Draft {
    let shape = Shape::Ranks { rows: draft_rows(columns, question) };
    draft(question.text.text.as_str(), whole_tag(columns, question), shape, question)
}

/// A slider or a part of a sum.
fn number(column: &QualtricsColumn, question: &DescribedQuestion) -> Draft {
    let text = format!("{} - {}", question.text.text, row_text(column, question));
    draft(text, column.tag.clone(), Shape::Numeric { column: column.place }, question)
}
