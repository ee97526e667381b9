//! Multiple response sets whose answers stand in a list of names, joined by blanks, and perhaps in columns of 0 and 1 too.

use std::collections::HashMap;

use super::columns::{Columns, Found};
use super::form::{self, Form};
use super::names::{is_name, is_tick, plain};
use crate::diagnostic::Diagnostic;
use crate::readers::survey::code::is_yes;
use crate::readers::survey::coded_by;
use crate::readers::survey::described::{DescribedChoice, DescribedQuestion};
use crate::readers::survey::draft::{Choices, DraftChoice};
use crate::readers::survey::joined::{Separator, Splitter};
use crate::readers::survey::raw::{RawColumn, RawTable};

/// The choices of a set.
pub struct Listed {
    /// All choices: those of the form in its order, then those that only the file has.
    list: Vec<DraftChoice>,
    /// The column of each.
    columns: Vec<Option<usize>>,
    /// The choices of the form that have no column, by label.
    pub without_column: Vec<String>,
    /// Whether every cell of the list could be read.
    pub is_understood: bool,
    /// Names in the list, or columns, that are no choice of the form, with how often they were ticked.
    pub unlisted: Vec<(String, u64)>,
    other: Option<usize>,
}

impl Listed {
    /// The choices of a set.
    pub fn of(raw: &RawTable, found: &Found, asked: Option<&DescribedQuestion>) -> Self {
        let mut described = asked.map(form::choices).unwrap_or_default();
        let mut unlisted: Vec<(String, u64)> = Vec::new();
        for (column, code) in &found.ticks {
            if described.iter().all(|choice| choice.code != *code) {
                described.push(DescribedChoice {
                    code: code.clone(),
                    label: code.as_str().into(),
                    ..DescribedChoice::default()
                });
                if asked.is_some_and(|asked| !asked.choices.is_empty()) {
                    unlisted.push((code.clone(), ticked(&raw.columns[*column])));
                }
            }
        }
        let cells = found.column.map(|column| &raw.columns[column]);
        let written = cells.map_or_else(
            || described.iter().map(|choice| choice.code.clone()).collect(),
            |cells| coded_by::best_way(&described, &|ways| readable(cells, ways)),
        );
        let rest = cells.map(|cells| left_over(cells, &written)).unwrap_or_default();
        // Names of an older version of the form are choices too; words are not.
        let mut is_understood =
            rest.iter().all(|(word, _)| is_name(word) || word.parse::<i64>().is_ok()) && rest.len() <= 20;
        is_understood &= cells.is_none_or(|cells| readable(cells, &written) * 2 >= cells.answered());
        let mut list: Vec<DraftChoice> = described
            .iter()
            .zip(&written)
            .map(|(choice, value)| coded_by::draft(choice, value.clone(), false))
            .collect();
        if is_understood && found.ticks.is_empty() {
            for (word, count) in rest {
                list.push(DraftChoice { code: Some(word.clone()), ..DraftChoice::new(word.clone()) });
                unlisted.push((word, count));
            }
        }
        let column = |choice: &DraftChoice| {
            found.ticks.iter().find(|(_, code)| choice.code.as_deref() == Some(code)).map(|(column, _)| *column)
        };
        let columns: Vec<Option<usize>> = list.iter().map(column).collect();
        let without =
            list.iter().zip(&columns).filter(|(_, column)| column.is_none()).map(|(choice, _)| choice.label.clone());
        Self {
            without_column: without.collect(),
            other: coded_by::other(&described),
            list,
            columns,
            is_understood,
            unlisted,
        }
    }

    /// All choices, as the list in one cell names them.
    pub fn all_choices(&self) -> Choices {
        Choices { list: self.list.clone(), other: self.other, closed: false }
    }

    /// The choices that have a column.
    pub fn with_columns(&self) -> (Vec<Option<usize>>, Choices) {
        let kept = |place: &usize| self.columns[*place].is_some();
        let places: Vec<usize> = (0..self.list.len()).filter(kept).collect();
        let list = places.iter().map(|place| DraftChoice { value: None, ..self.list[*place].clone() }).collect();
        let other = self.other.and_then(|other| places.iter().position(|place| *place == other));
        (places.iter().map(|place| self.columns[*place]).collect(), Choices { list, other, closed: false })
    }

    /// The code of each label, where the list holds labels.
    pub fn codes(&self) -> HashMap<String, String> {
        let pairs = self.list.iter().filter_map(|choice| Some((choice.value().to_owned(), choice.code.clone()?)));
        pairs.filter(|(value, code)| value != code).collect()
    }
}

fn ticked(column: &RawColumn) -> u64 {
    column.filled().filter(|(value, _)| is_yes(value) == Some(true)).map(|(_, count)| count).sum()
}

/// How many cells hold nothing but these names.
fn readable(cells: &RawColumn, names: &[String]) -> u64 {
    let splitter = Splitter::new(Separator::Space, names.iter().map(String::as_str));
    cells.filled().filter(|(value, _)| splitter.split(value).1.is_empty()).map(|(_, count)| count).sum()
}

/// The words that are none of these names.
fn left_over(cells: &RawColumn, names: &[String]) -> Vec<(String, u64)> {
    let splitter = Splitter::new(Separator::Space, names.iter().map(String::as_str));
    let mut rest: Vec<(String, u64)> = Vec::new();
    for (value, count) in cells.filled() {
        for word in splitter.split(value).1 {
            match rest.iter_mut().find(|(known, _)| *known == word) {
                Some((_, known)) => *known += count,
                None => rest.push((word, count)),
            }
        }
        if rest.len() > 200 {
            break;
        }
    }
    rest
}

/// Fills in the columns of choices where they are blank although the list says what was ticked: a question that became a
/// multiple one in a later version of the form. Where list and columns disagree, that is said.
pub fn mend(
    raw: &RawTable,
    sorted: &Columns,
    form: Option<&Form<'_>>,
    noticed: &mut Vec<Diagnostic>,
) -> Option<RawTable> {
    let mut mended: Option<RawTable> = None;
    for found in sorted.questions.iter().filter(|found| !found.ticks.is_empty()) {
        let Some(list) = found.column else { continue };
        let asked = found.asked.zip(form).map(|(asked, form)| form.question(asked));
        let listed = Listed::of(raw, found, asked);
        let values: Vec<&str> = listed.list.iter().map(DraftChoice::value).collect();
        let splitter = Splitter::new(Separator::Space, values.into_iter());
        let cells = &raw.columns[list];
        // For each value of the list, whether it can be read, and the columns that it ticks.
        let says: Vec<Option<Vec<usize>>> = cells
            .values()
            .map(|value| {
                let (places, rest) = splitter.split(value);
                (rest.is_empty() && !places.is_empty())
                    .then(|| places.into_iter().filter_map(|place| listed.columns[place]).collect())
            })
            .collect();
        let (mut blank, mut other_than) = (Vec::new(), Vec::new());
        for row in 0..raw.rows() {
            let Some(says) = &says[cells.code(row) as usize] else { continue };
            let own = |column: &usize| is_yes(raw.columns[*column].cell(row));
            if found.ticks.iter().all(|(column, _)| raw.columns[*column].cell(row).is_empty()) {
                blank.push(row);
            } else if found
                .ticks
                .iter()
                .any(|(column, _)| own(column).is_some_and(|ticked| ticked != says.contains(column)))
            {
                other_than.push(row);
            }
        }
        notice(raw, &found.name, &blank, &other_than, noticed);
        if !blank.is_empty() {
            fill(mended.get_or_insert_with(|| raw.clone()), found, &blank, |row, column| {
                says[cells.code(row) as usize].as_ref().is_some_and(|says| says.contains(&column))
            });
        }
    }
    mended
}

fn notice(raw: &RawTable, name: &str, blank: &[usize], other_than: &[usize], noticed: &mut Vec<Diagnostic>) {
    if !blank.is_empty() {
        noticed.push(
            Diagnostic::warning(format!(
                "in “{name}” {} while the columns of its choices are blank; the list counts",
                rows(raw, blank, "lists what was ticked", "list what was ticked")
            ))
            .hint("the question became a multiple one in a later version of the form"),
        );
    }
    if !other_than.is_empty() {
        noticed.push(
            Diagnostic::warning(format!(
                "in “{name}” {} other choices than its columns of 0 and 1 tick; the columns count",
                rows(raw, other_than, "lists", "list")
            ))
            .hint("was the file edited by hand?"),
        );
    }
}

fn rows(raw: &RawTable, rows: &[usize], one: &str, several: &str) -> String {
    const NAMED: usize = 5;
    let named: Vec<String> = rows.iter().take(NAMED).map(|row| raw.records[*row].to_string()).collect();
    match rows.len() {
        1 => format!("row {} {one}", named.join("")),
        count if count > NAMED => format!("rows {} and {} more {several}", named.join(", "), count - NAMED),
        _ => format!("rows {} {several}", named.join(", ")),
    }
}

fn fill(table: &mut RawTable, found: &Found, rows: &[usize], ticked: impl Fn(usize, usize) -> bool) {
    for (column, _) in &found.ticks {
        let mut filled = RawColumn::default();
        let mut blanks = rows.iter().copied().peekable();
        for row in 0..table.records.len() {
            let is_blank = blanks.next_if_eq(&row).is_some();
            let cell = match is_blank {
                true if ticked(row, *column) => "1",
                true => "0",
                false => table.columns[*column].cell(row),
            };
            filled.push(cell);
        }
        filled.complete();
        table.columns[*column] = filled;
    }
}

/// A column whose cells list names joined by blanks, where no form and no columns of choices say so: every word is a name, few
/// are different, nearly all come in several cells, no cell has one twice, and enough cells hold several.
pub fn of_names(column: &RawColumn) -> Option<Choices> {
    const MOST: usize = 60;
    let mut names: Vec<(&str, u64)> = Vec::new();
    let (mut several, mut cells) = (0_u64, 0_u64);
    for (value, count) in column.filled() {
        let words: Vec<&str> = value.split_whitespace().collect();
        let proper =
            words.iter().all(|word| is_name(word) && !word.chars().any(char::is_uppercase) && !word.contains('.'));
        let twice = words.iter().enumerate().any(|(place, word)| words[..place].contains(word));
        if !proper || twice || is_tick(value) {
            return None;
        }
        cells += count;
        several += if words.len() > 1 { count } else { 0 };
        for word in words {
            match names.iter_mut().find(|(known, _)| plain(known) == plain(word)) {
                Some((_, known)) => *known += count,
                None => names.push((word, count)),
            }
        }
        if names.len() > MOST {
            return None;
        }
    }
    let given: u64 = names.iter().map(|(_, count)| count).sum();
    let again: u64 = names.iter().filter(|(_, count)| *count > 1).map(|(_, count)| count).sum();
    let underscored = names.iter().filter(|(name, _)| name.contains('_')).count();
    let enough =
        cells >= 4 && several * 10 >= cells && again * 10 >= given * 8 && column.distinct() > names.len().min(3);
    // Prose in small letters is told by its words: those of choices are few, or hold underscores.
    let of_choices = underscored * 4 >= names.len() || names.len() <= 12;
    names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    (enough && of_choices).then(|| {
        let coded = |name: &str| DraftChoice { code: Some(name.to_owned()), ..DraftChoice::new(name) };
        let list: Vec<DraftChoice> = names.iter().map(|(name, _)| coded(name)).collect();
        let other = names.iter().position(|(name, _)| *name == "other");
        Choices { list, other, closed: false }
    })
}
