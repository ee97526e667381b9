//! What a person changed of one question in a workbook.

use std::collections::BTreeMap;

use super::choice_edit;
use super::parts::Keyed;
use super::questionnaire::{PERSONAL, REASONS, asked, is_personal, reason_in_words};
use super::questionnaire_back::Taken;
use super::table::Table;
use crate::diagnostic::did_you_mean;
use crate::model::questionnaire::{AskedOf, MissingEntry};
use crate::model::review::{ReviewRow, RevisedQuestion};
use crate::model::{Kind, Personal, QuestionEntry, Questionnaire};

/// One question, with its row and what else is known.
pub struct QuestionEdit<'a> {
    /// The dictionary as it is.
    pub current: &'a Questionnaire,
    /// The place of the question in it.
    pub place: usize,
    /// The question as it is.
    pub question: &'a QuestionEntry,
    /// The sheet of questions.
    pub table: Table<'a>,
    /// Its row.
    pub row: &'a ReviewRow,
    /// New ids with the ones that they replace.
    pub renamed: &'a BTreeMap<&'a str, &'a str>,
}

impl QuestionEdit<'_> {
    /// The question as it is to be; `lists` are its choices, rows and values that are no answers.
    pub fn read(&self, lists: &[(Option<Table<'_>>, &[Keyed<'_>])], taken: &mut Taken) -> RevisedQuestion {
        let mut entry = self.question.clone();
        self.id(&mut entry, taken);
        self.texts(&mut entry, taken);
        self.kind(&mut entry, taken);
        self.personal(&mut entry, taken);
        self.blank(&mut entry, taken);
        self.asked(&mut entry, taken);
        let mut revised = RevisedQuestion::unchanged(self.place, &entry);
        if let [(choices, choice_rows), (rows, row_rows), (missing, missing_rows)] = lists {
            // Choices of questions with personal data are not in the workbook.
            if let (Some(table), false) = (choices, is_personal(self.question)) {
                revised.choices = choice_edit::choices(self.question, *table, choice_rows, taken);
            }
            if let Some(table) = rows {
                revised.rows = choice_edit::rows(self.question, *table, row_rows, taken);
            }
            if let Some(table) = missing {
                entry.missing = self.missing(*table, missing_rows, taken);
            }
        }
        if entry.kind == "numeric" && self.question.kind != "numeric" {
            // Of a number only values with words of their own are listed.
            revised.choices.retain(|(_, choice)| {
                choice.missing.is_some() || choice.value.as_ref().unwrap_or(&choice.label).parse::<f64>().is_err()
            });
        }
        entry.choices = revised.choices.iter().map(|(_, choice)| choice.clone()).collect();
        entry.rows = revised.rows.iter().map(|(_, row)| row.clone()).collect();
        revised.entry = entry;
        revised
    }

    fn cell(&self, heading: &str) -> &str {
        self.table.cell(self.row, heading)
    }

    fn refuse(&self, heading: &str, what: String, hint: impl Into<String>, taken: &mut Taken) {
        taken.problems.push(self.table.problem(self.row, heading, what, hint));
    }

    fn changed(&self, what: &str, was: Option<&str>, now: Option<&str>, taken: &mut Taken) {
        taken.changes.push(format!("“{}”: {what} {}", self.question.id, was_now(was, now)));
    }

    fn id(&self, entry: &mut QuestionEntry, taken: &mut Taken) {
        let id = self.cell("id");
        if id == self.question.id {
            return;
        }
        let rest = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_';
        if !id.starts_with(|first: char| first.is_ascii_lowercase()) || !id.chars().all(rest) {
            let hint = "use small letters, digits and underscores, and begin with a letter: works_with";
            return self.refuse("id", format!("“{id}” is not a name for a question"), hint, taken);
        }
        self.changed("id", Some(&self.question.id), Some(id), taken);
        taken.renamed.push((self.question.id.clone(), id.to_owned()));
        id.clone_into(&mut entry.id);
    }

    fn texts(&self, entry: &mut QuestionEntry, taken: &mut Taken) {
        let wording = self.cell("wording");
        if wording.is_empty() {
            let hint = "write what the respondents read";
            return self.refuse("wording", format!("“{}” has no wording", self.question.id), hint, taken);
        }
        if wording != self.question.text.trim() {
            self.changed("wording", Some(&self.question.text), Some(wording), taken);
            wording.clone_into(&mut entry.text);
        }
        for (heading, value) in [("short label", &mut entry.label), ("section", &mut entry.section)] {
            let now = Some(self.cell(heading)).filter(|text| !text.is_empty());
            if now != value.as_deref().map(str::trim) {
                self.changed(heading, value.as_deref(), now, taken);
                *value = now.map(str::to_owned);
            }
        }
    }

    fn kind(&self, entry: &mut QuestionEntry, taken: &mut Taken) {
        let cell = self.cell("kind").to_lowercase();
        if cell == self.question.kind {
            return;
        }
        let words = Kind::ALL.map(Kind::word);
        let Some(kind) = words.into_iter().find(|word| *word == cell) else {
            let hint = match did_you_mean(&cell, words) {
                Some(meant) => format!("did you mean “{meant}”? There are: {}", words.join(", ")),
                None => format!("there are: {}", words.join(", ")),
            };
            return self.refuse("kind", format!("“{cell}” is not a kind of question"), hint, taken);
        };
        let possible: &[&str] = if self.question.choices.iter().any(|choice| choice.column.is_some()) {
            &["single", "multiple"]
        } else if self.question.rows.iter().any(|row| row.column.is_some()) {
            &["grid", "ranking"]
        } else if self.question.kind == "grid" {
            &["grid"]
        } else {
            &["single", "multiple", "scale", "numeric", "date", "text"]
        };
        if !possible.contains(&kind) {
            let what = format!("“{}” cannot be {kind}: its columns in the file do not allow it", self.question.id);
            return self.refuse("kind", what, format!("it can be {}", possible.join(", ")), taken);
        }
        self.changed("kind", Some(&self.question.kind), Some(kind), taken);
        kind.clone_into(&mut entry.kind);
    }

    fn personal(&self, entry: &mut QuestionEntry, taken: &mut Taken) {
        let cell = self.cell("personal data").to_lowercase().replace(' ', "-");
        let now = Some(cell.as_str()).filter(|cell| !cell.is_empty());
        if now == self.question.personal.as_deref() {
            return;
        }
        let words = PERSONAL.map(Personal::word);
        if now.is_some_and(|word| word != "none" && !words.contains(&word)) {
            let what = format!("“{cell}” is not a kind of personal data");
            return self.refuse("personal data", what, format!("there are: {}", words.join(", ")), taken);
        }
        self.changed("personal data", self.question.personal.as_deref(), now, taken);
        entry.personal = now.map(str::to_owned);
    }

    fn blank(&self, entry: &mut QuestionEntry, taken: &mut Taken) {
        let cell = self.cell("a blank means");
        let was = self.question.blank.as_deref().map(reason_in_words);
        if cell == was.as_deref().unwrap_or_default() {
            return;
        }
        match reason(cell) {
            None if !cell.is_empty() => {
                let what = format!("“{cell}” does not say what a blank means");
                self.refuse("a blank means", what, "there are: not answered, not asked", taken);
            }
            word => {
                let now = Some(cell).filter(|cell| !cell.is_empty());
                self.changed("a blank means", was.as_deref(), now, taken);
                entry.blank = word.map(str::to_owned);
            }
        }
    }

    fn asked(&self, entry: &mut QuestionEntry, taken: &mut Taken) {
        let cell = self.cell("asked only of");
        let was = asked(self.question);
        if cell == was.trim() {
            return;
        }
        if cell.is_empty() {
            entry.asked = None;
            return self.changed("asked only of", Some(&was), None, taken);
        }
        let hint =
            "write the id of the question before, a colon, and the answers that lead here: training: Yes | Maybe";
        let Some((question, choices)) = cell.split_once(':') else {
            return self.refuse("asked only of", format!("“{cell}” does not say of whom"), hint, taken);
        };
        let id = self.renamed.get(question.trim()).copied().unwrap_or(question.trim());
        let Some(by) = self.current.questions.iter().find(|known| known.id == id) else {
            let ids = self.current.questions.iter().map(|known| known.id.as_str());
            let hint = did_you_mean(id, ids).map_or(hint.to_owned(), |meant| format!("did you mean “{meant}”?"));
            return self.refuse("asked only of", format!("there is no question “{id}”"), hint, taken);
        };
        let choices: Vec<&str> = choices.split('|').map(str::trim).filter(|choice| !choice.is_empty()).collect();
        let is_choice = |name: &str| {
            by.choices.iter().any(|choice| choice.code == name || choice.label.to_lowercase() == name.to_lowercase())
        };
        if choices.is_empty() {
            return self.refuse("asked only of", "no answer is named".to_owned(), hint, taken);
        }
        for choice in choices.iter().filter(|choice| !by.choices.is_empty() && !is_choice(choice)) {
            let labels: Vec<&str> = by.choices.iter().map(|choice| choice.label.as_str()).collect();
            let hint = match did_you_mean(choice, labels.iter().copied()) {
                Some(meant) => format!("did you mean “{meant}”?"),
                None => format!("there are: {}", labels.join(" | ")),
            };
            self.refuse("asked only of", format!("“{choice}” is no choice of “{id}”"), hint, taken);
        }
        self.changed("asked only of", Some(&was).filter(|was| !was.is_empty()).map(String::as_str), Some(cell), taken);
        let choices = choices.into_iter().map(str::to_owned).collect();
        entry.asked = Some(AskedOf { question: id.to_owned(), choices });
    }

    fn missing(&self, table: Table<'_>, rows: &[Keyed<'_>], taken: &mut Taken) -> Vec<MissingEntry> {
        let mut entries = Vec::new();
        for (_, row) in rows {
            let (value, why) = (table.cell(row, "value"), table.cell(row, "why"));
            if value.is_empty() {
                let hint = "write the value as it stands in the file, or delete the row";
                taken.problems.push(table.problem(row, "value", "no value is given".to_owned(), hint));
                continue;
            }
            let number = |text: &str| text.trim().is_empty() || text.trim().parse::<f64>().is_ok();
            if value.split_once("..").is_some_and(|(low, high)| !number(low) || !number(high)) {
                let what = format!("“{value}” is not a range of numbers");
                taken.problems.push(table.problem(row, "value", what, "write a range as -9..0"));
            }
            match reason(why) {
                Some(reason) => entries.push(MissingEntry { value: value.to_owned(), reason: reason.to_owned() }),
                None => {
                    let what = format!("“{why}” does not say why “{value}” is no answer");
                    let hint = "there are: refused, don't know, not answered, not asked, missing";
                    taken.problems.push(table.problem(row, "why", what, hint));
                }
            }
        }
        if entries != self.question.missing {
            let listed = |entries: &[MissingEntry]| {
                let words = entries.iter().map(|entry| format!("{} ({})", entry.value, reason_in_words(&entry.reason)));
                words.collect::<Vec<_>>().join(", ")
            };
            let (was, now) = (listed(&self.question.missing), listed(&entries));
            let some = |words: String| Some(words).filter(|words| !words.is_empty());
            self.changed("missing codes", some(was).as_deref(), some(now).as_deref(), taken);
        }
        entries
    }
}

/// The file's word for a reason, whichever way it is written.
pub fn reason(cell: &str) -> Option<&'static str> {
    let folded = cell.trim().to_lowercase().replace('’', "'").replace('-', " ");
    let found = REASONS.iter().find(|(word, words)| *words == folded || word.replace('-', " ") == folded);
    found.map(|(word, _)| *word)
}

/// `was “A”, is now “B”`
pub fn was_now(was: Option<&str>, now: Option<&str>) -> String {
    match (was, now) {
        (Some(was), Some(now)) => format!("was “{was}”, is now “{now}”"),
        (None, Some(now)) => format!("is now “{now}”"),
        (Some(was), None) => format!("was “{was}”, is taken away"),
        (None, None) => "is as it was".to_owned(),
    }
}
