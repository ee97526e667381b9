//! Questions out of sorted columns: kinds, choices with their codes and labels, own words, who saw what.

use std::collections::HashMap;

use super::columns::{self, Columns, Found};
use super::form::{self, Form};
use super::lists::{self, Listed};
use super::{blanks, metadata, names};
use crate::diagnostic::Diagnostic;
use crate::model::{Kind, Missing, Personal};
use crate::readers::survey::coded_by::{self, Laid};
use crate::readers::survey::condition::{Answers, Field};
use crate::readers::survey::conditions::{self, Known};
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::described::DescribedQuestion;
use crate::readers::survey::draft::{Choices, Draft, DraftRow, Shape, Shown, Structure, guess};
use crate::readers::survey::joined::Separator;
use crate::readers::survey::raw::{RawColumn, RawTable};
use crate::readers::survey::{code, dates, groups, words};

/// A table that was understood.
pub struct Read {
    /// The table as it stands in the file.
    pub raw: RawTable,
    /// The same where cells had to be mended: lists of choices without their columns, words that stand for blanks.
    pub changed: Option<RawTable>,
    /// What its columns mean.
    pub structure: Structure,
    /// Where the questions of the form stand.
    pub fields: HashMap<String, Field>,
}

const CLOSED: Hints = Hints { separators: &[], open: false };

/// Understands one table; `parent` is the table that its rows belong to, with the row of each.
pub fn understand(raw: &RawTable, form: Option<&Form<'_>>, parent: Option<(&Answers<'_>, &[Option<usize>])>) -> Read {
    let mut structure = Structure::default();
    let mut changed = blanks::without(raw, &mut structure.noticed);
    let sorted = columns::sort(changed.as_ref().unwrap_or(raw), form);
    let mended = lists::mend(changed.as_ref().unwrap_or(raw), &sorted, form, &mut structure.noticed);
    changed = mended.or(changed);
    let table = changed.as_ref().unwrap_or(raw);
    let mut fields: HashMap<String, Field> = HashMap::new();
    for found in &sorted.questions {
        let asked = found.asked.zip(form).map(|(asked, form)| form.question(asked));
        let mut maker = Maker { raw: table, found, asked, codes: HashMap::new(), noticed: Vec::new() };
        let draft = maker.draft();
        let ticks = found.ticks.iter().map(|(column, code)| (code.clone(), *column)).collect();
        fields.insert(found.name.clone(), Field { column: found.column, ticks, codes: maker.codes });
        structure.noticed.append(&mut maker.noticed);
        structure.questions.push(draft);
    }
    own_columns(table, &sorted, form, &mut structure, &mut fields);
    attach_own_words(table, &mut structure.questions, &sorted, form);
    structure.respondent = metadata::respondent(table);
    structure.flags = metadata::flags(table, &structure.metadata);
    if let Some(form) = form {
        let answers = Answers { raw: table, fields: &fields, parent };
        why_blank(table, &mut structure, &sorted, form, &answers);
    }
    Read { raw: raw.clone(), changed, structure, fields }
}

fn own_columns(
    raw: &RawTable,
    sorted: &Columns,
    form: Option<&Form<'_>>,
    structure: &mut Structure,
    fields: &mut HashMap<String, Field>,
) {
    for own in &sorted.own {
        structure.metadata.push(metadata::draft(raw, own.column, &own.role, own.personal));
        let field = Field { column: Some(own.column), ..Field::default() };
        let heading = names::heading(raw.heading(0, own.column));
        let name = form.and_then(|form| form.name_of(heading)).unwrap_or_else(|| heading.to_owned());
        fields.entry(name).or_insert(field);
    }
}

struct Maker<'a> {
    raw: &'a RawTable,
    found: &'a Found,
    asked: Option<&'a DescribedQuestion>,
    /// The code of each label in the cells.
    codes: HashMap<String, String>,
    noticed: Vec<Diagnostic>,
}

impl Maker<'_> {
    fn draft(&mut self) -> Draft {
        let mut draft = match (self.asked, self.found.column) {
            _ if !self.found.ticks.is_empty() => self.set(),
            (Some(asked), Some(column)) => self.by_form(asked, column),
            (None, Some(column)) => self.by_cells(column),
            (_, None) => self.make(Shape::Text { column: 0 }, guess("no column holds it", 0.0)),
        };
        draft.tag = Some(self.found.name.clone()).filter(|name| self.asked.is_some() || names::is_name(name));
        draft.section = self.asked.and_then(|asked| asked.section.clone()).or_else(|| self.found.group.clone());
        draft.personal = draft.personal.or(self.asked.and_then(|asked| asked.personal));
        draft
    }

    fn make(&self, shape: Shape, reason: crate::model::Guess) -> Draft {
        let text = self.asked.map_or(self.found.name.as_str(), |asked| &asked.text.text);
        Draft::new(text, shape, reason)
    }

    fn column(&self, place: usize) -> &RawColumn {
        &self.raw.columns[place]
    }

    /// A multiple response set, or a ranking, with a column a choice.
    fn set(&mut self) -> Draft {
        let listed = Listed::of(self.raw, self.found, self.asked);
        self.codes = listed.codes();
        let way = match (self.asked, self.found.column, self.found.proven) {
            (Some(asked), ..) => guess(format!("the XLSForm says {}", first_word(&asked.type_word)), 1.0),
            (None, Some(_), true) => guess(
                format!(
                    "a column lists the names of what was ticked, and {} columns of 0 and 1 have these names",
                    self.found.ticks.len()
                ),
                0.98,
            ),
            (None, Some(_), false) => guess(
                format!("{} columns of 0 and 1 repeat its heading, each with a choice", self.found.ticks.len()),
                0.85,
            ),
            (None, None, _) => guess(
                format!("{} columns of 0 and 1 share the beginning of their headings", self.found.ticks.len()),
                0.75,
            ),
        };
        if !listed.without_column.is_empty()
            && let Some(column) = self.found.column
            && listed.is_understood
        {
            // Choices that have no column of their own are told by the list alone.
            let mut draft =
                self.make(Shape::Joined { column, separator: Separator::Space, choices: listed.all_choices() }, way);
            draft.blank = Missing::Unknown;
            return draft;
        }
        if !listed.without_column.is_empty() {
            self.noticed.push(
                Diagnostic::warning(format!(
                    "“{}” has no column for {} of its choices: “{}”",
                    self.found.name,
                    listed.without_column.len(),
                    listed.without_column.join("”, “")
                ))
                .hint("export again with all versions of the form"),
            );
        }
        self.unlisted(&listed.unlisted);
        let (columns, choices) = listed.with_columns();
        let shape =
            Shape::Ticks { columns, choices, ticked: crate::readers::survey::draft::Ticked::YesNo, single: false };
        let mut draft = self.make(shape, way);
        draft.shown = self.found.column.map_or(Shown::EachCell, Shown::Filled);
        draft
    }

    fn unlisted(&mut self, values: &[(String, u64)]) {
        let Some(asked) = self.asked else { return };
        if values.is_empty() {
            return;
        }
        let private = asked.personal.is_some();
        let named = values.iter().take(5).map(|(value, count)| format!("“{}” ({count})", code::short(value)));
        let named = if private { String::new() } else { format!(": {}", named.collect::<Vec<_>>().join(", ")) };
        let more = if values.len() > 5 { format!(" and {} more", values.len() - 5) } else { String::new() };
        let what = if values.len() == 1 {
            "an answer that the form does not list".to_owned()
        } else {
            format!("{} different answers that the form does not list", values.len())
        };
        self.noticed.push(
            Diagnostic::warning(format!("“{}” holds {what}{named}{more}", asked.name))
                .hint("was the form changed after it was exported? Give the choice its label in questionnaire.toml"),
        );
    }

    /// One column, of the kind that the form says.
    fn by_form(&mut self, asked: &DescribedQuestion, column: usize) -> Draft {
        let says = || guess(format!("the XLSForm says {}", first_word(&asked.type_word)), 1.0);
        let cells = self.column(column);
        match asked.kind {
            Some(Kind::Single) if !asked.choices.is_empty() => {
                let mut laid = coded_by::lay(&form::choices(asked), &[cells], true);
                if laid.is_foreign(&[cells]) && laid.unlisted.len() > 30 {
                    return self.by_cells(column);
                }
                self.take_in(&mut laid);
                self.make(Shape::Coded { column, scale: false, choices: laid.choices }, says())
            }
            Some(Kind::Single) => {
                self.make(Shape::Coded { column, scale: false, choices: decide::choices(self.column(column)) }, says())
            }
            Some(Kind::Multiple) => self.set(),
            Some(Kind::Ranking) if !asked.choices.is_empty() => {
                let items = asked.choices.iter().enumerate();
                let items = items.map(|(place, choice)| DraftRow {
                    id: Some(choice.code.clone()),
                    text: choice.label.text.clone(),
                    column: place,
                });
                self.make(Shape::JoinedRanks { column, separator: Separator::Space, items: items.collect() }, says())
            }
            Some(Kind::Numeric) => self.make(Shape::Numeric { column }, says()),
            Some(Kind::Date) if cells.filled().all(|(value, _)| dates::read(value).is_some()) => {
                self.make(Shape::Date { column }, says())
            }
            Some(Kind::Text | Kind::Date) => self.make(Shape::Text { column }, says()),
            _ => self.by_cells(column),
        }
    }

    fn take_in(&mut self, laid: &mut Laid) {
        self.codes.clone_from(&laid.codes);
        let unlisted = std::mem::take(&mut laid.unlisted);
        self.unlisted(&unlisted);
        laid.unlisted = unlisted;
        laid.take_in_unlisted();
    }

    /// One column of which nothing is known but its cells.
    fn by_cells(&mut self, column: usize) -> Draft {
        let cells = self.column(column);
        if is_place(cells) {
            let mut draft =
                self.make(Shape::Text { column }, guess("every answer is a place: latitude, longitude", 0.95));
            draft.personal = Some(Personal::Location);
            return draft;
        }
        if let Some(choices) = lists::of_names(cells) {
            let reason = guess("the cells list names joined by blanks, and the names come again in other cells", 0.7);
            return self.make(Shape::Joined { column, separator: Separator::Space, choices }, reason);
        }
        let (shape, reason) = decide::column(self.raw, column, CLOSED);
        self.make(shape, reason)
    }
}

fn first_word(type_word: &str) -> &str {
    type_word.split_whitespace().next().unwrap_or("so")
}

/// `51.5 -0.1 0 0`, or several such joined by semicolons.
fn is_place(column: &RawColumn) -> bool {
    let number = |word: &str| word.parse::<f64>().is_ok_and(f64::is_finite);
    let is_point = |point: &str| {
        let words: Vec<&str> = point.split_whitespace().collect();
        (2..=4).contains(&words.len())
            && words.iter().all(|word| number(word))
            && words[..2].iter().all(|word| word.contains('.'))
    };
    column.answered() > 0
        && column.filled().all(|(value, _)| value.split(';').filter(|point| !point.trim().is_empty()).all(is_point))
}

/// Words that go with “Other”: `or_other`, or a text whose name is that of the question with `_other`.
fn attach_own_words(raw: &RawTable, drafts: &mut Vec<Draft>, sorted: &Columns, form: Option<&Form<'_>>) {
    const ENDS: [&str; 8] = ["_other", "_oth", "_autre", "_autres", "_otro", "_otra", "_specify", "_other_specify"];
    let asks_of = |found: &Found| -> Option<String> {
        let question = form.zip(found.asked).map(|(form, asked)| form.question(asked));
        let by_condition =
            question.and_then(|question| question.asked.as_ref()).filter(|asked| asked.choices.len() == 1);
        let by_condition = by_condition.filter(|_| question.is_some_and(|question| question.kind == Some(Kind::Text)));
        let name = found.name.to_lowercase();
        let by_name = || ENDS.iter().find_map(|end| found.name.get(..name.strip_suffix(end)?.len()));
        by_condition
            .filter(|asked| says_other(&asked.choices[0]))
            .map(|asked| asked.question.clone())
            .or_else(|| by_name().map(str::to_owned))
    };
    let mut own: Vec<(String, String, usize)> = Vec::new();
    for found in &sorted.questions {
        if let (Some(of), Some(column), true) = (asks_of(found), found.column, found.ticks.is_empty()) {
            own.push((found.name.clone(), of, column));
        }
    }
    for (name, of, column) in own {
        let holds_words = |draft: &Draft| match &draft.shape {
            Shape::Text { column: own } | Shape::Coded { column: own, .. } | Shape::Date { column: own } => {
                *own == column
            }
            _ => false,
        };
        let takes_words = |draft: &Draft| {
            draft.comment.is_none() && matches!(draft.kind(), Kind::Single | Kind::Multiple) && !holds_words(draft)
        };
        let question = drafts.iter().position(|draft| draft.tag.as_deref() == Some(of.as_str()) && takes_words(draft));
        let words = drafts.iter().position(|draft| draft.tag.as_deref() == Some(name.as_str()) && holds_words(draft));
        if let (Some(question), Some(words)) = (question, words) {
            add(raw, &mut drafts[question], column);
            drafts.remove(words);
        }
    }
}

fn says_other(choice: &str) -> bool {
    let choice = choice.to_lowercase();
    words::is_other(&choice) || choice.split('_').any(|word| matches!(word, "other" | "autre" | "otro" | "oth"))
}

fn add(raw: &RawTable, draft: &mut Draft, column: usize) {
    let has_other = match &draft.shape {
        Shape::Ticks { choices, .. } | Shape::Coded { choices, .. } | Shape::Joined { choices, .. } => {
            Some(has_other(choices))
        }
        _ => None,
    };
    match has_other {
        Some(Some(place)) => {
            if let Shape::Ticks { choices, .. } | Shape::Coded { choices, .. } | Shape::Joined { choices, .. } =
                &mut draft.shape
            {
                choices.other = Some(place);
            }
            draft.comment = Some(column);
        }
        _ => groups::add_comment(raw, draft, column),
    }
}

/// The choice that asks for own words, by its code or label.
fn has_other(choices: &Choices) -> Option<usize> {
    choices.other.or_else(|| {
        let codes = |choice: &crate::readers::survey::draft::DraftChoice| choice.code.clone().unwrap_or_default();
        choices.list.iter().position(|choice| says_other(&codes(choice)) || says_other(&choice.label))
    })
}

/// Blanks by the conditions of the form.
fn why_blank(raw: &RawTable, structure: &mut Structure, sorted: &Columns, form: &Form<'_>, answers: &Answers<'_>) {
    let asked_of = |draft: &Draft| {
        let found = sorted.questions.iter().find(|found| Some(&found.name) == draft.tag.as_ref())?;
        found.asked.map(|asked| form.question(asked))
    };
    let version = structure.metadata.iter().find(|draft| draft.role.as_deref() == Some("version of the form"));
    let versions: Option<Vec<u32>> = version
        .and_then(|draft| draft.columns().first().copied())
        .map(|column| raw.columns[column].codes().iter().collect());
    let known = Known { from: form.from, beforehand: &|_| None, versions: versions.as_deref() };
    conditions::give_routing(&mut structure.questions, asked_of);
    let noticed = conditions::give_reasons(raw, &mut structure.questions, answers, &known, asked_of);
    structure.noticed.extend(noticed);
}
