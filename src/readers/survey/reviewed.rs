//! What a person reviewed in questionnaire.toml wins over what a platform understood.

use std::sync::Arc;

use super::draft::{Choices, Draft, DraftChoice, DraftRow, NotAnswer, Shape, Shown, Structure, Ticked, Values};
use super::joined::{self, Separator};
use super::places::Places;
use super::raw::RawTable;
use super::{code, decide, ids, words};
use crate::diagnostic::{Diagnostic, Error, Place, Result, did_you_mean};
use crate::model::questionnaire::AskedOf;
use crate::model::{ChoiceEntry, Kind, Missing, Personal, QuestionEntry, Questionnaire, Routing};

/// The name of the file that a person edits.
const FILE: &str = "questionnaire.toml";

/// The word by which a person says that a question holds no personal data.
const NOT_PERSONAL: &str = "none";

/// Puts the reviewed questions in the place of those that a platform understood, in the reviewed order. What the export has
/// besides stays, after them, as understood. Gives the columns that the reviewed questions claim.
///
/// # Errors
/// When an entry says something that cannot be: an unknown kind, an id that is not one, an id twice.
pub fn apply(raw: &RawTable, structure: &mut Structure, questionnaire: &Questionnaire) -> Result<Vec<usize>> {
    let mut reviewed = Vec::new();
    let mut claimed: Vec<usize> = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    for entry in &questionnaire.questions {
        check_id(entry, &known)?;
        known.push(&entry.id);
        let finder = Finder { raw, entry, understood: structure };
        let (draft, mut noticed) = finder.draft()?;
        if let Some(draft) = draft {
            claimed.extend(draft.columns());
            reviewed.push(draft);
        }
        structure.noticed.append(&mut noticed);
    }
    let mut rest = Vec::new();
    for draft in std::mem::take(&mut structure.questions) {
        let columns = draft.columns();
        let free: Vec<usize> = columns.iter().copied().filter(|column| !claimed.contains(column)).collect();
        if free.len() == columns.len() {
            rest.push(draft);
        } else {
            rest.extend(free.into_iter().map(|column| {
                let (shape, reason) = decide::column(raw, column, decide::NOTHING_KNOWN);
                Draft::new(raw.names[column].as_str(), shape, reason)
            }));
        }
    }
    for draft in &rest {
        let name = draft.columns().first().map_or("", |column| raw.names[*column].as_str());
        structure.noticed.push(
            Diagnostic::warning(format!(
                "“{}” is in the export and not in {FILE}; read as it looks",
                code::short(name)
            ))
            .hint("`canvass import FILE` adds it, for you to review"),
        );
    }
    reviewed.append(&mut rest);
    structure.questions = reviewed;
    Ok(claimed)
}

fn check_id(entry: &QuestionEntry, known: &[&str]) -> Result<()> {
    let place = Place::file(FILE).at(format!("question {}", entry.id));
    if !ids::is_well_formed(&entry.id) {
        return Err(Error::new(format!("“{}” is not a name for a question", entry.id))
            .in_place(place)
            .hint("use lower-case letters, digits and underscores, and begin with a letter: works_with"));
    }
    if known.contains(&entry.id.as_str()) {
        return Err(Error::new(format!("two questions have the name “{}”", entry.id))
            .in_place(place)
            .hint("rename one of them"));
    }
    Ok(())
}

struct Finder<'a> {
    raw: &'a RawTable,
    entry: &'a QuestionEntry,
    understood: &'a Structure,
}

impl Finder<'_> {
    fn place(&self) -> Place {
        Place::file(FILE).at(format!("question {}", self.entry.id))
    }

    /// The draft of the entry; `None` where no column of it is in the export.
    fn draft(&self) -> Result<(Option<Draft>, Vec<Diagnostic>)> {
        let mut noticed = Vec::new();
        let kind = self.kind()?;
        let comment = self.entry.comment.as_deref().and_then(|name| self.comment(name, &mut noticed));
        let Some(shape) = self.shape(kind, comment, &mut noticed)? else {
            noticed.clear();
            noticed.push(
                Diagnostic::warning(format!("the question “{}” is in {FILE}, but its column is not in the export", self.entry.id))
                    .in_place(self.place())
                    .hint("was its wording changed on the platform? Put the new heading under `columns`; or delete the question"),
            );
            return Ok((None, noticed));
        };
        let mut draft = Draft::new(self.entry.text.as_str(), shape, super::draft::guess("", 1.0));
        draft.guess = None;
        draft.id = Some(self.entry.id.clone());
        draft.label.clone_from(&self.entry.label);
        draft.section.clone_from(&self.entry.section);
        draft.nets.clone_from(&self.entry.nets);
        draft.unticked_is_answer = self.unticked_is_answer()?;
        draft.comment = comment;
        draft.personal = self.personal()?;
        draft.not_personal = self.entry.personal.as_deref() == Some(NOT_PERSONAL);
        if let Some(word) = &self.entry.blank {
            draft.blank = self.reason(word)?;
        }
        draft.not_answers = self.not_answers()?;
        draft.shown = self.shown(&mut noticed);
        draft.row_reasons = self.row_reasons(&draft);
        if kind == Kind::Numeric {
            draft.labelled = self.entry.choices.iter().map(|choice| self.choice(choice)).collect::<Result<_>>()?;
        }
        draft.routing = self
            .entry
            .asked
            .as_ref()
            .map(|AskedOf { question, choices }| Routing { question: question.clone(), choices: choices.clone() });
        Ok((Some(draft), noticed))
    }

    /// The column of own words: by its heading, else as the platform ties it to the question in this export.
    fn comment(&self, name: &str, noticed: &mut Vec<Diagnostic>) -> Option<usize> {
        let headings = || {
            let entry = self.entry;
            let rows = entry.rows.iter().flat_map(|row| row.column.iter().chain(&row.also));
            let choices = entry.choices.iter().flat_map(|choice| choice.column.iter().chain(&choice.also));
            entry.columns.iter().chain(rows).chain(choices)
        };
        self.raw.find(name).or_else(|| {
            let own: Vec<usize> = headings().filter_map(|heading| self.raw.find(heading)).collect();
            let drafts = &self.understood.questions;
            let tied = drafts.iter().find(|draft| draft.columns().iter().any(|column| own.contains(column)));
            tied.and_then(|draft| draft.comment).or_else(|| self.column(name, noticed))
        })
    }

    fn unticked_is_answer(&self) -> Result<bool> {
        match self.entry.unticked.as_deref() {
            None | Some("not-answered") => Ok(false),
            Some("answer") => Ok(true),
            Some(other) => Err(Error::new(format!("“{other}” does not say what it means that nothing is ticked"))
                .in_place(self.place())
                .hint("write unticked = \"answer\" where it means that none applies, or leave it out")),
        }
    }

    fn kind(&self) -> Result<Kind> {
        let words = Kind::ALL.map(Kind::word);
        Kind::ALL.into_iter().find(|kind| kind.word() == self.entry.kind).ok_or_else(|| {
            let error = Error::new(format!("“{}” is not a kind of question", self.entry.kind)).in_place(self.place());
            match did_you_mean(&self.entry.kind, words) {
                Some(meant) => error.hint(format!("did you mean “{meant}”? There are: {}", words.join(", "))),
                None => error.hint(format!("there are: {}", words.join(", "))),
            }
        })
    }

    fn personal(&self) -> Result<Option<Personal>> {
        let Some(word) = &self.entry.personal else { return Ok(None) };
        if word == NOT_PERSONAL {
            return Ok(None);
        }
        let found = Personal::ALL.into_iter().find(|personal| personal.word() == word);
        found.map(Some).ok_or_else(|| {
            Error::new(format!("“{word}” is not a kind of personal data"))
                .in_place(self.place())
                .hint(format!("there are: {}; or {NOT_PERSONAL}", Personal::ALL.map(Personal::word).join(", ")))
        })
    }

    fn reason(&self, word: &str) -> Result<Missing> {
        const REASONS: [Missing; 6] = [
            Missing::NotAsked,
            Missing::NotAnswered,
            Missing::Refused,
            Missing::DontKnow,
            Missing::User,
            Missing::Unknown,
        ];
        REASONS.into_iter().find(|reason| reason.word() == word).ok_or_else(|| {
            Error::new(format!("“{word}” is not a reason for not answering"))
                .in_place(self.place())
                .hint(format!("there are: {}", REASONS.map(Missing::word).join(", ")))
        })
    }

    /// The values that are no answers: one, or a range of numbers (“-9..0”, “..0”).
    fn not_answers(&self) -> Result<Vec<NotAnswer>> {
        let entries = self.entry.missing.iter();
        entries
            .map(|entry| {
                let reason = self.reason(&entry.reason)?;
                let Some((low, high)) = entry.value.split_once("..") else {
                    return Ok(NotAnswer::one(entry.value.as_str(), reason));
                };
                let end = |text: &str, open: f64| match text.trim() {
                    "" => Ok(open),
                    text => text.parse::<f64>().map_err(|_| {
                        Error::new(format!("“{}” is not a range of numbers", entry.value))
                            .in_place(self.place())
                            .hint("write a range as \"-9..0\" and a single value as \"999\"")
                    }),
                };
                Ok(NotAnswer { values: Values::Range(end(low, f64::MIN)?, end(high, f64::MAX)?), reason })
            })
            .collect()
    }

    fn shown(&self, noticed: &mut Vec<Diagnostic>) -> Shown {
        match self.entry.shown.as_deref() {
            None | Some("any-filled") => Shown::AnyFilled,
            Some("any-ticked") => Shown::AnyTicked,
            Some("each-cell") => Shown::EachCell,
            Some(heading) => self.column(heading, noticed).map_or(Shown::AnyFilled, Shown::Filled),
        }
    }

    /// What the platform knew of each row's blanks stays true of the columns that it knew it of.
    fn row_reasons(&self, draft: &Draft) -> Option<Arc<Vec<Option<Missing>>>> {
        let columns = draft.columns();
        let same = |known: &&Draft| {
            known.row_reasons.is_some() && known.columns().iter().any(|column| columns.contains(column))
        };
        self.understood.questions.iter().find(same).and_then(|known| known.row_reasons.clone())
    }

    fn column(&self, name: &str, noticed: &mut Vec<Diagnostic>) -> Option<usize> {
        let found = self.raw.find(name);
        if found.is_none() {
            noticed.push(
                Diagnostic::warning(format!("the export has no column “{}”", code::short(name)))
                    .in_place(self.place())
                    .hint("was its wording changed on the platform? Put the new heading here"),
            );
        }
        found
    }

    /// The column of any of these headings: those of other waves are not in every export.
    fn any_column(&self, name: &str, also: &[String], noticed: &mut Vec<Diagnostic>) -> Option<usize> {
        let found = std::iter::once(name).chain(also.iter().map(String::as_str)).find_map(|name| self.raw.find(name));
        found.or_else(|| self.column(name, noticed))
    }

    fn columns(&self, kind: Kind, noticed: &mut Vec<Diagnostic>) -> Vec<usize> {
        let names = &self.entry.columns;
        let found: Vec<usize> = names.iter().filter_map(|name| self.raw.find(name)).collect();
        // Headings of other waves are not missed where one of them is found; the rows of a grid each are.
        if found.is_empty() || kind == Kind::Grid {
            return names.iter().filter_map(|name| self.column(name, noticed)).collect();
        }
        if matches!(kind, Kind::Multiple | Kind::Ranking) { found } else { found[..1].to_vec() }
    }

    fn shape(&self, kind: Kind, comment: Option<usize>, noticed: &mut Vec<Diagnostic>) -> Result<Option<Shape>> {
        let columns = self.columns(kind, noticed);
        let own_columns = self.entry.choices.iter().any(|choice| choice.column.is_some());
        let first = columns.first().copied();
        Ok(match kind {
            Kind::Single | Kind::Scale if first.is_none() && own_columns => {
                self.ticks(&columns, comment, true, noticed)?
            }
            Kind::Single | Kind::Scale => match first {
                Some(column) => {
                    let choices = self.choices(&[column])?;
                    Some(Shape::Coded { column, scale: kind == Kind::Scale, choices })
                }
                None => None,
            },
            Kind::Multiple if !own_columns && self.are_mentions(&columns)? => {
                let choices = self.choices(&columns)?;
                Some(Shape::Mentions { columns, choices })
            }
            // One platform writes a column a choice, another all of them into one cell: a later wave may differ.
            Kind::Multiple if (own_columns && first.is_none()) || columns.len() > 1 => {
                self.ticks(&columns, comment, false, noticed)?
            }
            Kind::Multiple => match first {
                Some(column) => Some(self.joined(column)?),
                None => None,
            },
            Kind::Grid => {
                let rows = self.rows(&columns, noticed);
                let columns: Vec<usize> = rows.iter().map(|row| row.column).collect();
                let choices = self.choices(&columns)?;
                (!rows.is_empty()).then_some(Shape::Grid { rows, choices })
            }
            Kind::Ranking if columns.len() == 1 && self.entry.rows.iter().all(|row| row.column.is_none()) => {
                first.map(|column| self.joined_ranks(column))
            }
            Kind::Ranking if self.is_slots(&columns) => Some(self.slots(columns)),
            Kind::Ranking => {
                let rows = self.rows(&columns, noticed);
                (!rows.is_empty()).then_some(Shape::Ranks { rows })
            }
            Kind::Numeric => first.map(|column| Shape::Numeric { column }),
            Kind::Date => first.map(|column| Shape::Date { column }),
            Kind::Text => first.map(|column| Shape::Text { column }),
        })
    }

    /// The reviewed choices, or where there are none, those that the columns hold.
    fn choices(&self, columns: &[usize]) -> Result<Choices> {
        if self.entry.choices.is_empty() {
            let values = columns.iter().flat_map(|&column| self.raw.columns[column].filled()).map(|(value, _)| value);
            return Ok(decide::choices_of(values));
        }
        let list: Vec<DraftChoice> =
            self.entry.choices.iter().map(|choice| self.choice(choice)).collect::<Result<_>>()?;
        let of_comment = |choice: &ChoiceEntry| choice.column.is_some() && choice.column == self.entry.comment;
        let other = self.entry.choices.iter().position(of_comment).or_else(|| {
            list.iter().position(|choice| words::is_other(&choice.label) || words::is_other(choice.value()))
        });
        Ok(Choices { list, other, closed: true })
    }

    fn choice(&self, choice: &ChoiceEntry) -> Result<DraftChoice> {
        let missing = choice.missing.as_deref().map(|word| self.reason(word)).transpose()?;
        Ok(DraftChoice {
            code: Some(choice.code.clone()).filter(|code| !code.is_empty()),
            label: choice.label.clone(),
            value: choice.value.clone(),
            also: choice.also.clone(),
            missing,
            aside: choice.aside,
        })
    }

    /// Whether several columns hold one of the same choices each, rather than a choice each.
    fn are_mentions(&self, columns: &[usize]) -> Result<bool> {
        if columns.len() < 2 || self.entry.choices.is_empty() {
            return Ok(false);
        }
        let places = Places::new(&self.choices(columns)?);
        Ok(columns.iter().any(|&column| {
            let mut found = self.raw.columns[column].filled().filter_map(|(value, _)| places.find(value));
            found.next().is_some_and(|first| found.any(|place| place != first))
        }))
    }

    fn ticks(
        &self,
        listed: &[usize],
        comment: Option<usize>,
        single: bool,
        noticed: &mut Vec<Diagnostic>,
    ) -> Result<Option<Shape>> {
        let mut choices = self.choices(listed)?;
        let mut columns: Vec<Option<usize>> = Vec::new();
        if self.entry.choices.iter().any(|choice| choice.column.is_some()) {
            for choice in &self.entry.choices {
                let column = choice.column.as_deref().and_then(|name| self.any_column(name, &choice.also, noticed));
                columns.push(column.filter(|column| Some(*column) != comment));
            }
        } else {
            if self.entry.choices.is_empty() {
                choices = Choices::plain(listed.iter().map(|&column| self.raw.names[column].as_str()));
            }
            columns.extend(listed.iter().copied().map(Some));
            columns.resize(choices.list.len(), None);
        }
        if columns.iter().all(Option::is_none) {
            return Ok(None);
        }
        let values = || columns.iter().flatten().flat_map(|&column| self.raw.columns[column].filled());
        let says_no = values().any(|(value, _)| code::is_yes(value) == Some(false));
        let understood = self.understood.questions.iter().find_map(|draft| match &draft.shape {
            Shape::Ticks { columns: own, ticked, .. }
                if own.iter().flatten().any(|own| columns.contains(&Some(*own))) =>
            {
                Some(ticked.clone())
            }
            _ => None,
        });
        let ticked = understood.unwrap_or(if says_no { Ticked::YesNo } else { Ticked::Filled });
        Ok(Some(Shape::Ticks { columns, choices, ticked, single }))
    }

    fn joined(&self, column: usize) -> Result<Shape> {
        let separator = self.separator(column);
        if self.entry.choices.is_empty() {
            let found = joined::find(self.raw.columns[column].filled(), &[separator]);
            let answers = found.map(|found| found.answers).unwrap_or_default();
            let choices = Choices::plain(answers.iter().map(|(answer, _)| answer.as_str()));
            return Ok(Shape::Joined { column, separator, choices });
        }
        Ok(Shape::Joined { column, separator, choices: self.choices(&[column])? })
    }

    /// What stands between answers in one cell: as the platform understood it, else the mark that most cells hold.
    fn separator(&self, column: usize) -> Separator {
        let understood = self.understood.questions.iter().find_map(|draft| match &draft.shape {
            Shape::Joined { column: own, separator, .. } | Shape::JoinedRanks { column: own, separator, .. }
                if *own == column =>
            {
                Some(*separator)
            }
            _ => None,
        });
        understood.unwrap_or_else(|| {
            let holding = |separator: Separator| {
                self.raw.columns[column]
                    .filled()
                    .filter(|(value, _)| value.contains(separator.mark()))
                    .map(|(_, count)| count)
                    .sum::<u64>()
            };
            let all = [Separator::BareComma, Separator::Comma, Separator::Line, Separator::Semicolon];
            all.into_iter().max_by_key(|separator| holding(*separator)).unwrap_or(Separator::Semicolon)
        })
    }

    fn rows(&self, columns: &[usize], noticed: &mut Vec<Diagnostic>) -> Vec<DraftRow> {
        let mut listed = columns.iter().copied();
        if self.entry.rows.is_empty() {
            return columns
                .iter()
                .map(|&column| DraftRow { id: None, text: self.raw.names[column].clone(), column })
                .collect();
        }
        let entries = self.entry.rows.iter();
        entries
            .filter_map(|row| {
                let column = match &row.column {
                    Some(name) => self.any_column(name, &row.also, noticed),
                    None => listed.next(),
                };
                column.map(|column| DraftRow { id: Some(row.id.clone()), text: row.text.clone(), column })
            })
            .collect()
    }

    /// Whether each column holds what was put in that place: no item has a column of its own.
    fn is_slots(&self, columns: &[usize]) -> bool {
        columns.len() > 1 && !self.entry.rows.is_empty() && self.entry.rows.iter().all(|row| row.column.is_none())
    }

    /// A ranking with a column a place. What stands for an item in the file is known from what the platform understood, by the
    /// item's wording or its place in the list; else it is its wording.
    fn slots(&self, columns: Vec<usize>) -> Shape {
        let understood = self.understood.questions.iter().find_map(|draft| match &draft.shape {
            Shape::Slots { columns: own, items, values } if *own == columns => Some((items, values)),
            _ => None,
        });
        let rows = &self.entry.rows;
        let value = |place: usize, text: &str| {
            let (items, values) = understood?;
            let same = items.iter().position(|item| item.text == text);
            let found = same.or_else(|| (items.len() == rows.len()).then_some(place))?;
            values.get(found).cloned()
        };
        let values =
            rows.iter().enumerate().map(|(place, row)| value(place, &row.text).unwrap_or_else(|| row.text.clone()));
        let values = values.collect();
        let item = |(place, row): (usize, &crate::model::RowEntry)| DraftRow {
            id: Some(row.id.clone()),
            text: row.text.clone(),
            column: place,
        };
        Shape::Slots { columns, items: rows.iter().enumerate().map(item).collect(), values }
    }

    fn joined_ranks(&self, column: usize) -> Shape {
        let items = self
            .entry
            .rows
            .iter()
            .enumerate()
            .map(|(place, row)| DraftRow { id: Some(row.id.clone()), text: row.text.clone(), column: place })
            .collect();
        Shape::JoinedRanks { column, separator: self.separator(column), items }
    }
}
