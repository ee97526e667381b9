//! A later export of the same survey compared with the data dictionary and the export before: what came, what went, what was
//! worded otherwise.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Reading;
use super::words::fold;
use crate::model::review::RevisedQuestion;
use crate::model::{ChoiceEntry, QuestionEntry, Questionnaire, RowEntry, Survey, SurveyTable};

/// Wordings that are at least this similar may be one question or choice.
const SIMILAR: f64 = 0.75;

/// What a later export brings.
#[derive(Debug, Clone, Default)]
pub struct Drift {
    /// Responses before and now.
    pub responses: (u64, u64),
    /// How many respondents of the later export were in the one before, where both tell them apart.
    pub known_respondents: Option<u64>,
    /// What is found, in the order of the dictionary.
    pub findings: Vec<Finding>,
    /// The questions of the dictionary with what is harmless taken in.
    pub revised: Vec<RevisedQuestion>,
    /// Questions that are new.
    pub added: Vec<QuestionEntry>,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The question.
    pub question: String,
    /// What kind of difference it is.
    pub difference: Difference,
    /// What stood there before: a wording, a label, a kind.
    pub was: Option<String>,
    /// What stands there now.
    pub now: Option<String>,
    /// What differs, in words.
    pub what: String,
    /// What happens to it, or the line of questionnaire.toml that would accept it.
    pub then: String,
    /// Whether a person has to decide.
    #[serde(rename = "decide")]
    pub open: bool,
}

/// What kind of difference something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// A question that the dictionary does not have.
    NewQuestion,
    /// A question of the dictionary that this export does not have.
    NoQuestion,
    /// The same wording under another heading.
    Heading,
    /// Another wording.
    Wording,
    /// Another kind.
    Kind,
    /// A choice that the dictionary does not have.
    NewChoice,
    /// A choice of the dictionary that nobody gave, or that is gone.
    NoChoice,
    /// A choice with another label.
    ChoiceWording,
    /// A row that the dictionary does not have.
    NewRow,
    /// A row of the dictionary that is gone.
    NoRow,
    /// A row with another wording.
    RowWording,
}

impl Finding {
    fn of(mut self, difference: Difference, was: Option<&str>, now: Option<&str>) -> Self {
        self.difference = difference;
        self.was = was.map(str::to_owned);
        self.now = now.map(str::to_owned);
        self
    }
}

impl Drift {
    /// Whether a person has to decide anything.
    pub fn is_open(&self) -> bool {
        self.findings.iter().any(|finding| finding.open)
    }
}

/// Compares. `before` and `later` are the exports as they look by themselves; counts are those of `later`.
pub fn compare(dictionary: &Questionnaire, before: &Reading, later: &Reading) -> Drift {
    let mut drift = Drift {
        responses: (before.responses, later.responses),
        known_respondents: known_respondents(&before.survey, &later.survey),
        ..Drift::default()
    };
    let fresh = &later.questionnaire.questions;
    let matched = matched(&dictionary.questions, fresh);
    for (place, entry) in dictionary.questions.iter().enumerate() {
        let mut revised = RevisedQuestion::unchanged(place, entry);
        match matched[place] {
            None => {
                drift.findings.push(note(entry, "is not in this export".into(), "it stays in questionnaire.toml").of(
                    Difference::NoQuestion,
                    Some(&entry.text),
                    None,
                ))
            }
            Some((other, likeness)) => {
                let pair = Pair {
                    entry,
                    now: &fresh[other],
                    before: own(&before.questionnaire, entry),
                    later: &later.survey,
                    likeness,
                };
                pair.compare(&mut revised, &mut drift.findings);
            }
        }
        drift.revised.push(revised);
    }
    let is_new = |place: &usize| !matched.iter().flatten().any(|(other, _)| other == place);
    for place in (0..fresh.len()).filter(is_new) {
        let mut entry = fresh[place].clone();
        let mut number = 2;
        while dictionary.questions.iter().chain(&drift.added).any(|known| known.id == entry.id) {
            entry.id = format!("{}_{number}", fresh[place].id);
            number += 1;
        }
        drift.findings.push(note(&entry, format!("is new: “{}”", entry.text), "it is added at the end").of(
            Difference::NewQuestion,
            None,
            Some(&entry.text),
        ));
        drift.added.push(entry);
    }
    drift
}

fn note(entry: &QuestionEntry, what: String, then: &str) -> Finding {
    finding(entry, what, then.to_owned(), false)
}

fn finding(entry: &QuestionEntry, what: String, then: String, open: bool) -> Finding {
    let question = entry.id.clone();
    Finding { question, difference: Difference::Wording, was: None, now: None, what, then, open }
}

fn known_respondents(before: &Survey, later: &Survey) -> Option<u64> {
    let ids = |survey: &Survey| -> BTreeSet<String> {
        survey
            .main()
            .into_iter()
            .flat_map(SurveyTable::records)
            .filter_map(|record| record.respondent.map(str::to_owned))
            .collect()
    };
    let (before, later) = (ids(before), ids(later));
    (!before.is_empty() && !later.is_empty()).then(|| later.intersection(&before).count() as u64)
}

/// The question of an export that stands in the columns of an entry.
fn own<'a>(export: &'a Questionnaire, entry: &QuestionEntry) -> Option<&'a QuestionEntry> {
    let headings = headings(entry);
    export.questions.iter().find(|question| !self::headings(question).is_disjoint(&headings))
}

/// The headings of a question, however their blanks and case.
fn headings(entry: &QuestionEntry) -> BTreeSet<String> {
    let choices = entry.choices.iter().filter(|choice| choice.column.is_some());
    let choices = choices.flat_map(|choice| choice.column.iter().chain(&choice.also));
    let rows = entry.rows.iter().flat_map(|row| row.column.iter().chain(&row.also));
    entry.columns.iter().chain(choices).chain(rows).map(|heading| fold(heading)).collect()
}

/// For each entry the question of the later export that it is, and how alike they are: by headings first (1), then, one to
/// one, by wording and choices.
fn matched(entries: &[QuestionEntry], fresh: &[QuestionEntry]) -> Vec<Option<(usize, f64)>> {
    let mut matched: Vec<Option<(usize, f64)>> = vec![None; entries.len()];
    let mut taken = BTreeSet::new();
    let own: Vec<BTreeSet<String>> = fresh.iter().map(headings).collect();
    for (place, entry) in entries.iter().enumerate() {
        let wanted = headings(entry);
        let shared = |other: &usize| own[*other].intersection(&wanted).count();
        let best = (0..fresh.len()).filter(|other| !taken.contains(other) && shared(other) > 0).max_by_key(shared);
        if let Some(other) = best {
            taken.insert(other);
            matched[place] = Some((other, 1.0));
        }
    }
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (place, entry) in entries.iter().enumerate().filter(|(place, _)| matched[*place].is_none()) {
        for (other, question) in fresh.iter().enumerate().filter(|(other, _)| !taken.contains(other)) {
            let likeness = likeness(entry, question);
            if likeness >= SIMILAR && entry.table == question.table {
                pairs.push((likeness, place, other));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (likeness, place, other) in pairs {
        if matched[place].is_none() && taken.insert(other) {
            matched[place] = Some((other, likeness));
        }
    }
    matched
}

/// How alike two questions are, from 0 to 1: in their wording, and where both have choices in those too.
fn likeness(entry: &QuestionEntry, other: &QuestionEntry) -> f64 {
    let wording = similar(&entry.text, &other.text);
    let labels = |question: &QuestionEntry| -> BTreeSet<String> {
        let choices = question.choices.iter().map(|choice| fold(choice.value.as_ref().unwrap_or(&choice.label)));
        choices.chain(question.rows.iter().map(|row| fold(&row.text))).collect()
    };
    let (own, others) = (labels(entry), labels(other));
    if own.is_empty() || others.is_empty() || wording >= 1.0 {
        return wording;
    }
    #[allow(clippy::cast_precision_loss, reason = "choices are few")]
    let shared = own.intersection(&others).count() as f64 / own.union(&others).count() as f64;
    0.6 * wording + 0.4 * shared
}

/// How alike two wordings are, by how they begin: comparing costs the product of their lengths.
fn similar(one: &str, other: &str) -> f64 {
    const LONGEST: usize = 1_000;
    let start = |text: &str| fold(&text.chars().take(LONGEST).collect::<String>());
    strsim::normalized_levenshtein(&start(one), &start(other))
}

/// A question of the dictionary and what it is in the later export.
struct Pair<'a> {
    entry: &'a QuestionEntry,
    now: &'a QuestionEntry,
    before: Option<&'a QuestionEntry>,
    later: &'a Survey,
    likeness: f64,
}

impl Pair<'_> {
    fn compare(&self, revised: &mut RevisedQuestion, findings: &mut Vec<Finding>) {
        self.wording(revised, findings);
        self.kind(findings);
        self.choices(revised, findings);
        self.rows(revised, findings);
        revised.entry.choices = revised.choices.iter().map(|(_, choice)| choice.clone()).collect();
        revised.entry.rows = revised.rows.iter().map(|(_, row)| row.clone()).collect();
    }

    fn is_personal(&self) -> bool {
        let personal = |entry: &QuestionEntry| entry.personal.as_deref().is_some_and(|personal| personal != "none");
        personal(self.entry) || personal(self.now)
    }

    fn open(&self, what: String, then: String) -> Finding {
        finding(self.entry, what, then, true)
    }

    fn wording(&self, revised: &mut RevisedQuestion, findings: &mut Vec<Finding>) {
        let was = self.before.map_or(&self.entry.text, |before| &before.text);
        let same = [was, &self.entry.text].iter().any(|text| fold(text) == fold(&self.now.text));
        let percent = crate::number::fixed(similar(was, &self.now.text) * 100.0, 0);
        let new: Vec<&String> = self
            .now
            .columns
            .iter()
            .filter(|name| !self.entry.columns.iter().any(|own| fold(own) == fold(name)))
            .collect();
        let further = |columns: &[String]| {
            let names: Vec<String> =
                columns.iter().chain(new.iter().copied()).map(|name| format!("{name:?}")).collect();
            format!("columns = [{}]", names.join(", "))
        };
        if self.likeness >= 1.0 && headings(self.entry).intersection(&headings(self.now)).count() > 0 {
            // The second and further headings are those of other waves: somebody took them in.
            let accepted = self
                .entry
                .columns
                .iter()
                .skip(1)
                .any(|own| self.now.columns.iter().any(|name| fold(own) == fold(name)));
            if !same && !accepted {
                let what = format!("is worded otherwise ({percent}% alike): was “{was}”, is “{}”", self.now.text);
                findings.push(self.open(what, format!("if it is the same question: text = {:?}", self.now.text)).of(
                    Difference::Wording,
                    Some(was),
                    Some(&self.now.text),
                ));
            }
        } else if same {
            revised.entry.columns.extend(new.into_iter().cloned());
            let heading = self.now.columns.first().map(String::as_str);
            findings.push(
                note(self.entry, "has the same wording under another heading".into(), "the heading is added").of(
                    Difference::Heading,
                    self.entry.columns.first().map(String::as_str),
                    heading,
                ),
            );
        } else {
            let what = format!("may be worded otherwise ({percent}% alike): was “{was}”, is “{}”", self.now.text);
            findings.push(self.open(what, format!("if it is the same question: {}", further(&self.entry.columns))).of(
                Difference::Wording,
                Some(was),
                Some(&self.now.text),
            ));
        }
    }

    fn kind(&self, findings: &mut Vec<Finding>) {
        let (was, now) = (self.entry.kind.as_str(), self.now.kind.as_str());
        if was == now || self.before.is_some_and(|before| before.kind == now) || self.is_personal() {
            return;
        }
        let coded = |kind: &str| matches!(kind, "single" | "scale" | "text");
        // Few answers look like words, and words that come again like choices: the dictionary decides.
        if (coded(was) && coded(now)) || (was == "multiple" && coded(now)) {
            return;
        }
        let what = format!("looks {now} now, and was {was}");
        findings.push(self.open(what, format!("if it was changed: kind = \"{now}\"; else look at its answers")).of(
            Difference::Kind,
            Some(was),
            Some(now),
        ));
    }

    fn choices(&self, revised: &mut RevisedQuestion, findings: &mut Vec<Finding>) {
        if self.entry.choices.is_empty() || self.is_personal() || self.entry.kind == "numeric" {
            return;
        }
        let counts = self.counts();
        let count = |label: &str| counts.iter().find(|(known, _)| *known == label).map_or(0, |(_, count)| *count);
        let new: Vec<&ChoiceEntry> = self.now.choices.iter().filter(|choice| !self.knows(choice)).collect();
        let gone: Vec<usize> = (0..self.entry.choices.len())
            .filter(|place| {
                !self
                    .now
                    .choices
                    .iter()
                    .any(|choice| names(&self.entry.choices[*place]).any(|name| matches(choice, name)))
            })
            .collect();
        for choice in new {
            let label = choice.label.as_str();
            let n = count(label);
            let times = if n == 1 { "once".to_owned() } else { format!("{n} times") };
            let nearest = gone.iter().map(|place| &self.entry.choices[*place]);
            let nearest = nearest.max_by(|a, b| similar(&a.label, label).total_cmp(&similar(&b.label, label)));
            match nearest.filter(|old| similar(&old.label, label) >= SIMILAR) {
                Some(old) => {
                    let percent = crate::number::fixed(similar(&old.label, label) * 100.0, 0);
                    let what = format!("the choice “{}” may now read “{label}” ({times}; {percent}% alike)", old.label);
                    let heading = choice.column.as_deref().unwrap_or(label);
                    let accept = format!(
                        "if so: also = [{heading:?}] behind its label; if it is a new choice: {{ code = \"…\", label = {label:?} }}"
                    );
                    findings.push(self.open(what, accept).of(Difference::ChoiceWording, Some(&old.label), Some(label)));
                }
                None => {
                    let what = format!("has a new choice “{label}” ({times})");
                    findings.push(note(self.entry, what, "it is added behind the others").of(
                        Difference::NewChoice,
                        None,
                        Some(label),
                    ));
                    let mut added = choice.clone();
                    added.code =
                        free_code(revised.choices.iter().map(|(_, choice)| choice.code.as_str()), &choice.code);
                    revised.choices.push((None, added));
                }
            }
        }
        for place in gone {
            let label = &self.entry.choices[place].label;
            findings.push(note(self.entry, format!("nobody chose “{label}”, or it is gone"), "it stays").of(
                Difference::NoChoice,
                Some(label),
                None,
            ));
        }
        self.other_columns(revised);
    }

    /// Choices that have a column of their own in this export under another heading.
    fn other_columns(&self, revised: &mut RevisedQuestion) {
        for (_, choice) in &mut revised.choices {
            let now = self.now.choices.iter().find(|now| names(choice).any(|name| matches(now, name)));
            let Some(column) = now.and_then(|now| now.column.clone()) else { continue };
            match &choice.column {
                None => choice.column = Some(column),
                Some(own)
                    if fold(own) == fold(&column) || choice.also.iter().any(|also| fold(also) == fold(&column)) => {}
                Some(_) => choice.also.push(column),
            }
        }
    }

    /// Whether a choice of the export is one of the dictionary's, or one that the reviewer took out.
    fn knows(&self, choice: &ChoiceEntry) -> bool {
        let in_dictionary = self.entry.choices.iter().any(|own| names(own).any(|name| matches(choice, name)));
        let before = self
            .before
            .is_some_and(|before| before.choices.iter().any(|own| names(own).any(|name| matches(choice, name))));
        in_dictionary || before || super::words::is_other(&choice.label)
    }

    fn counts(&self) -> Vec<(String, u64)> {
        let Some((table, question)) = self.later.question(&self.now.id) else { return Vec::new() };
        super::understood::choices(table, question).into_iter().map(|choice| (choice.label, choice.count)).collect()
    }

    fn rows(&self, revised: &mut RevisedQuestion, findings: &mut Vec<Finding>) {
        let same = |own: &RowEntry, row: &RowEntry| {
            let mut headings = own.column.iter().chain(&own.also);
            let heading = headings.any(|own| row.column.as_ref().is_some_and(|now| fold(own) == fold(now)));
            heading || fold(&own.text) == fold(&row.text)
        };
        let gone: Vec<&RowEntry> =
            self.entry.rows.iter().filter(|own| !self.now.rows.iter().any(|row| same(own, row))).collect();
        let mut reworded = BTreeSet::new();
        for row in &self.now.rows {
            if let Some((_, own)) = revised.rows.iter_mut().find(|(_, own)| same(own, row)) {
                let knows = |column: &String| own.also.iter().any(|also| fold(also) == fold(column));
                if let (Some(column), Some(known)) = (&row.column, &own.column)
                    && fold(known) != fold(column)
                    && !knows(column)
                {
                    own.also.push(column.clone());
                }
                continue;
            }
            let nearest =
                gone.iter().max_by(|a, b| similar(&a.text, &row.text).total_cmp(&similar(&b.text, &row.text)));
            if let Some(old) = nearest.filter(|old| similar(&old.text, &row.text) >= SIMILAR) {
                let percent = crate::number::fixed(similar(&old.text, &row.text) * 100.0, 0);
                let what = format!("the row “{}” may now read “{}” ({percent}% alike)", old.text, row.text);
                let heading = row.column.as_deref().unwrap_or(&row.text);
                let accept = format!(
                    "if so: also = [{heading:?}] behind its text; if it is a new row: {{ id = \"…\", text = {:?}, column = {heading:?} }}",
                    row.text
                );
                findings.push(self.open(what, accept).of(Difference::RowWording, Some(&old.text), Some(&row.text)));
                reworded.insert(old.id.as_str());
                continue;
            }
            findings.push(
                note(self.entry, format!("has a new row “{}”", row.text), "it is added below the others").of(
                    Difference::NewRow,
                    None,
                    Some(&row.text),
                ),
            );
            let mut added = row.clone();
            added.id = free_name(revised.rows.iter().map(|(_, row)| row.id.as_str()), &row.id);
            revised.rows.push((None, added));
        }
        for row in gone.into_iter().filter(|row| !reworded.contains(row.id.as_str())) {
            findings.push(note(self.entry, format!("the row “{}” is gone", row.text), "it stays").of(
                Difference::NoRow,
                Some(&row.text),
                None,
            ));
        }
    }
}

/// All that stands for a choice.
fn names(choice: &ChoiceEntry) -> impl Iterator<Item = &str> {
    let code = Some(choice.code.as_str()).filter(|_| choice.value.is_none() && choice.column.is_none());
    [Some(choice.label.as_str()), choice.value.as_deref(), choice.column.as_deref(), code]
        .into_iter()
        .flatten()
        .chain(choice.also.iter().map(String::as_str))
}

/// Whether a choice as it looks in an export is meant by a name.
fn matches(choice: &ChoiceEntry, name: &str) -> bool {
    let name = fold(name);
    [Some(&choice.label), choice.value.as_ref(), choice.column.as_ref()]
        .into_iter()
        .flatten()
        .any(|own| fold(own) == name)
}

fn free_code<'a>(taken: impl Iterator<Item = &'a str> + Clone, wanted: &str) -> String {
    let is_free = |code: &str| !taken.clone().any(|known| known == code);
    if is_free(wanted) {
        return wanted.to_owned();
    }
    (1_u64..).map(|number| number.to_string()).find(|code| is_free(code)).unwrap_or_default()
}

fn free_name<'a>(taken: impl Iterator<Item = &'a str> + Clone, wanted: &str) -> String {
    let is_free = |name: &str| !taken.clone().any(|known| known == name);
    if is_free(wanted) {
        return wanted.to_owned();
    }
    (2_u64..).map(|number| format!("{wanted}_{number}")).find(|name| is_free(name)).unwrap_or_default()
}
