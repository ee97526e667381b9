//! Drafts and a raw table → questions and coded columns. Every value is looked at once; rows only look codes up.

mod dated;
mod numbered;
mod rows;

pub use rows::{BLOCK, blocks, columns};

use std::sync::Arc;

use super::dates::Order;
use super::draft::{Choices, Draft, DraftRow, NotAnswer, Shape, Shown, Ticked};
use super::joined::{Separator, Splitter};
use super::mentions;
use super::personal;
use super::places::{Places, free_code, model_choices, model_rows};
use super::raw::{BLANK, RawColumn, RawTable};
use super::words::{self, fold};
use crate::diagnostic::Diagnostic;
use crate::model::texts::Words;
use crate::model::{Answer, Choice, ColumnRef, Missing, Part, Question, Tick};

/// How one column of the model comes from one column of the file: what each of its values becomes.
pub enum Plan {
    /// An answer a row, where no single column tells it; the column is the first of those that do.
    Rows { column: usize, answers: Vec<Answer> },
    /// A choice, or where the cell is blank and another column is not, the choice that asks for own words.
    Choices { column: usize, answers: Vec<Answer>, instead: Option<(usize, Answer)> },
    /// A tick, where the question is known to have been shown; what it is otherwise.
    Ticks { column: usize, ticks: Vec<Tick>, shown: Option<Arc<Vec<bool>>>, otherwise: Missing },
    /// A tick a row, where no single column tells it; the column is the first of those that do.
    RowTicks { column: usize, ticks: Vec<Tick> },
    /// A number, and whether the value says more than that.
    Numbers { column: usize, numbers: Vec<Result<f64, Missing>>, says_more: Vec<bool> },
    /// A number a row, where no single column tells it; the column is the first of those that do.
    RowNumbers { column: usize, numbers: Vec<Result<f64, Missing>> },
    /// A date, or why there is none, and whether the value says more than that.
    Dates { column: usize, dates: Arc<Words>, reasons: Vec<Missing>, says_more: Vec<bool> },
    /// Words, those of the file or others; only some of them where it is said which.
    Texts { column: usize, words: Arc<Words>, kept: Option<Vec<bool>> },
}

/// A question and the plans of its columns, in the order of its column references.
pub struct Coded {
    /// The question; its columns count from the first plan.
    pub question: Question,
    /// How its columns come about.
    pub plans: Vec<Plan>,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// Codes one draft, whose id is given. Its columns count from `first`.
pub fn question(raw: &RawTable, draft: &Draft, id: String, first: usize, order: Option<Order>) -> Coded {
    let mut question = Question::new(id, words::tidy(&draft.text), draft.kind());
    question.section.clone_from(&draft.section);
    question.nets.clone_from(&draft.nets);
    question.unticked_is_answer = draft.unticked_is_answer;
    question.label = draft.label.as_deref().map(Into::into);
    question.guess.clone_from(&draft.guess);
    question.personal = draft.personal;
    question.role.clone_from(&draft.role);
    question.routing.clone_from(&draft.routing);
    if let Shape::Ticks { single: false, .. } = draft.shape {
        question.assumed_base = Some(draft.shown.sentence().to_owned());
    } else if matches!(draft.shape, Shape::Mentions { .. }) {
        question.assumed_base =
            Some("everybody who mentioned anything; a row without any mention may not have been asked".into());
    } else if matches!(draft.shape, Shape::Joined { .. }) {
        question.assumed_base =
            Some("everybody whose cell is not blank; a blank may be somebody who was not asked".into());
    }
    let mut coder = Coder { raw, draft, first, coded: Coded { question, plans: Vec::new(), noticed: Vec::new() } };
    match &draft.shape {
        Shape::Coded { column, choices, .. } => coder.coded_column(*column, choices),
        Shape::Ticks { columns, choices, ticked, single } => coder.ticks(columns, choices, ticked, *single),
        Shape::Mentions { columns, choices } => coder.mentions(columns, choices),
        Shape::Joined { column, separator, choices } => coder.joined(*column, *separator, choices),
        Shape::Grid { rows, choices } => coder.grid(rows, choices),
        Shape::Ranks { rows } => coder.ranks(rows),
        Shape::JoinedRanks { column, separator, items } => coder.joined_ranks(*column, *separator, items),
        Shape::Slots { columns, items, values } => coder.slots(columns, items, values),
        Shape::Numeric { column } => coder.numeric(*column),
        Shape::Date { column } => coder.date(*column, order),
        Shape::Text { column } => coder.words(*column),
    }
    coder.comment();
    coder.coded
}

struct Coder<'a> {
    raw: &'a RawTable,
    draft: &'a Draft,
    first: usize,
    coded: Coded,
}

impl Coder<'_> {
    fn add(&mut self, part: Part, plan: Plan) {
        let header = match &plan {
            Plan::Rows { column, .. }
            | Plan::RowNumbers { column, .. }
            | Plan::Choices { column, .. }
            | Plan::Ticks { column, .. }
            | Plan::RowTicks { column, .. }
            | Plan::Numbers { column, .. }
            | Plan::Dates { column, .. }
            | Plan::Texts { column, .. } => self.raw.names[*column].clone(),
        };
        let column = self.first + self.coded.plans.len();
        self.coded.question.columns.push(ColumnRef { column, part, header });
        self.coded.plans.push(plan);
    }

    fn words(&mut self, column: usize) {
        let raw = &self.raw.columns[column];
        let is_answer = |value: &str| self.no_answer(value).is_none();
        let kept = (!self.draft.not_answers.is_empty()).then(|| raw.values().map(is_answer).collect());
        self.add(Part::Answer, Plan::Texts { column, words: raw.words(), kept });
    }

    fn coded_column(&mut self, column: usize, choices: &Choices) {
        let raw = &self.raw.columns[column];
        let (mut list, mut other) = (model_choices(choices), choices.other);
        let places = Places::new(choices);
        let unmatched: Vec<&str> = raw
            .filled()
            .map(|(value, _)| value)
            .filter(|value| places.find(value).is_none() && self.no_answer(value).is_none())
            .collect();
        let comment_alone = self.draft.comment.is_some_and(|comment| filled_instead(raw, &self.raw.columns[comment]));
        if other.is_none() && (!unmatched.is_empty() || comment_alone) {
            other = Some(list.len());
            let label = self.draft.comment.map(|comment| super::groups::own_label(self.raw, comment));
            list.push(Choice::new(free_code(&list), label.unwrap_or_else(|| "Other".to_owned())));
        }
        let answers = raw.values().map(|value| self.answer(value, &places, other)).collect();
        let instead = self.draft.comment.zip(other).map(|(comment, place)| (comment, Answer::choice(place)));
        self.coded.question.choices = list;
        self.add(Part::Answer, Plan::Choices { column, answers, instead });
        if self.draft.comment.is_none() && !unmatched.is_empty() {
            self.note_own_words(unmatched.len());
            let is_own = |value| places.find(value).is_none() && self.no_answer(value).is_none();
            let kept = Some(raw.values().map(is_own).collect());
            self.add(Part::Comment, Plan::Texts { column, words: raw.words(), kept });
        }
    }

    fn note_own_words(&mut self, different: usize) {
        let answers =
            if different == 1 { "1 answer is".to_owned() } else { format!("{different} different answers are") };
        self.coded.noticed.push(
            Diagnostic::note(format!(
                "in “{}” {answers} none of its choices; counted as “Other”, the words are kept",
                self.coded.question.id
            ))
            .hint("add a choice to questionnaire.toml for an answer that should stand on its own"),
        );
    }

    fn ticks(&mut self, columns: &[Option<usize>], choices: &Choices, ticked: &Ticked, single: bool) {
        self.coded.question.choices = model_choices(choices);
        if single {
            return self.ticks_as_single(columns, ticked);
        }
        let group: Vec<usize> = columns.iter().flatten().copied().collect();
        let ticks_any = |value: &str| self.no_answer(value).is_none() && tick(value, ticked) == Tick::Ticked;
        let shown = match self.draft.shown {
            Shown::AnyFilled => Some(shown(self.raw, &group, self.draft.comment, |value| !value.is_empty())),
            Shown::AnyTicked => Some(shown(self.raw, &group, self.draft.comment, ticks_any)),
            Shown::Filled(column) => Some(shown(self.raw, &[column], None, |value| !value.is_empty())),
            Shown::EachCell => None,
        };
        let shown = shown.map(Arc::new);
        // Own words do not say that they were shown where they are blank: the other columns do.
        let says_so = |value: &str| !value.is_empty() && self.no_answer(value).is_none();
        let shown_beside = (shown.is_none() && self.draft.comment.is_some())
            .then(|| Arc::new(super::code::shown(self.raw, &group, self.draft.comment, says_so)));
        for (place, column) in columns.iter().enumerate() {
            let Some(column) = column.or(self.draft.comment) else { continue };
            let own_words = Some(column) == self.draft.comment;
            let look = if own_words { &Ticked::OwnWords } else { ticked };
            let ticks = self.raw.columns[column].values().map(|value| match self.no_answer(value) {
                Some(reason) => Tick::Missing(reason),
                None if value.is_empty() && shown.is_none() && !own_words => Tick::Missing(self.draft.blank),
                None => tick(value, look),
            });
            let ticks = ticks.collect();
            let otherwise = self.draft.blank;
            let shown = if own_words { shown.as_ref().or(shown_beside.as_ref()) } else { shown.as_ref() };
            self.add(Part::Tick(place), Plan::Ticks { column, ticks, shown: shown.cloned(), otherwise });
        }
    }

    /// A single question written out over several columns: the first that is ticked.
    fn ticks_as_single(&mut self, columns: &[Option<usize>], ticked: &Ticked) {
        let nothing = Answer::missing(self.draft.blank);
        let mut combined = vec![nothing; self.raw.rows()];
        for (place, column) in columns.iter().enumerate() {
            let Some(column) = column.or(self.draft.comment) else { continue };
            let raw = &self.raw.columns[column];
            let is_ticked: Vec<bool> = raw.values().map(|value| tick(value, ticked) == Tick::Ticked).collect();
            for (answer, code) in combined.iter_mut().zip(raw.codes()) {
                if *answer == nothing && is_ticked[code as usize] {
                    *answer = Answer::choice(place);
                }
            }
        }
        let column = columns.iter().flatten().next().copied().unwrap_or(0);
        self.add(Part::Answer, Plan::Rows { column, answers: combined });
    }

    /// A column a mention: what any of them holds is ticked.
    fn mentions(&mut self, columns: &[usize], choices: &Choices) {
        let places = Places::new(choices);
        let (mut list, mut other) = (model_choices(choices), choices.other);
        let is_unmatched = |value: &str| places.find(value).is_none() && self.no_answer(value).is_none();
        let unmatched =
            columns.iter().any(|&column| self.raw.columns[column].filled().any(|(value, _)| is_unmatched(value)));
        if unmatched && other.is_none() {
            other = Some(list.len());
            list.push(Choice::new(free_code(&list), "Other"));
        }
        let first = columns.first().copied().unwrap_or(0);
        let ticks = mentions::ticks(self.raw, columns, list.len(), |value| self.answer(value, &places, other));
        for (place, ticks) in ticks.into_iter().enumerate() {
            self.add(Part::Tick(place), Plan::RowTicks { column: first, ticks });
        }
        self.coded.question.choices = list;
    }

    fn joined(&mut self, column: usize, separator: Separator, choices: &Choices) {
        let raw = &self.raw.columns[column];
        let (mut list, mut other) = (model_choices(choices), choices.other);
        let values = choices.list.iter().enumerate();
        let values = values.flat_map(|(place, choice)| choice.values().map(move |value| (place, value)));
        let splitter = Splitter::of_places(separator, values);
        let split: Vec<(Vec<usize>, Vec<String>)> = raw
            .values()
            .map(|value| if self.no_answer(value).is_some() { Default::default() } else { splitter.split(value) })
            .collect();
        let own = split.iter().filter(|(_, rest)| !rest.is_empty()).count();
        if other.is_none() && own > 0 {
            other = Some(list.len());
            list.push(Choice::new(free_code(&list), "Other"));
        }
        for place in 0..list.len() {
            let ticks = raw.values().zip(&split).map(|(value, (places, rest))| {
                if let Some(reason) = self.no_answer(value) {
                    Tick::Missing(reason)
                } else if value.is_empty() {
                    Tick::Missing(self.draft.blank)
                } else if places.contains(&place) || (other == Some(place) && !rest.is_empty()) {
                    Tick::Ticked
                } else {
                    Tick::NotTicked
                }
            });
            let ticks = ticks.collect();
            self.add(Part::Tick(place), Plan::Ticks { column, ticks, shown: None, otherwise: self.draft.blank });
        }
        self.coded.question.choices = list;
        if own > 0 && self.draft.comment.is_none() {
            self.note_own_words(own);
            let words = Arc::new(split.iter().skip(1).map(|(_, rest)| rest.join("; ")).collect::<Words>());
            let kept = Some(split.iter().map(|(_, rest)| !rest.is_empty()).collect());
            self.add(Part::Comment, Plan::Texts { column, words, kept });
        }
    }

    fn grid(&mut self, rows: &[DraftRow], choices: &Choices) {
        let places = Places::new(choices);
        let mut list = model_choices(choices);
        let mut other = choices.other;
        let is_unmatched = |value: &str| places.find(value).is_none() && self.no_answer(value).is_none();
        let unmatched =
            rows.iter().any(|row| self.raw.columns[row.column].filled().any(|(value, _)| is_unmatched(value)));
        if unmatched && other.is_none() {
            other = Some(list.len());
            list.push(Choice::new(free_code(&list), "Other"));
        }
        self.coded.question.choices = list;
        self.coded.question.rows = model_rows(rows);
        for (place, row) in rows.iter().enumerate() {
            let values = self.raw.columns[row.column].values();
            let answers = values.map(|value| self.answer(value, &places, other)).collect();
            self.add(Part::Row(place), Plan::Choices { column: row.column, answers, instead: None });
        }
    }

    /// Names the rows whose answers are not what the question takes; the words are kept beside.
    fn note_odd(&mut self, column: usize, odd: &[bool], one: &str, several: &str) {
        const NAMED: usize = 5;
        let raw = &self.raw.columns[column];
        let rows: Vec<(u64, &str)> = raw
            .codes()
            .iter()
            .zip(&self.raw.records)
            .filter(|(code, _)| odd.get(*code as usize).copied().unwrap_or(false))
            .map(|(code, record)| (*record, raw.value(code)))
            .collect();
        if rows.is_empty() {
            return;
        }
        let private = self.draft.personal.is_some() || self.draft.role.is_some();
        let named: Vec<String> = rows
            .iter()
            .take(NAMED)
            .map(|(row, value)| {
                if private || personal::holds_contact(value) {
                    format!("row {row}")
                } else {
                    format!("row {row}: “{}”", short(value))
                }
            })
            .collect();
        let more = if rows.len() > NAMED { format!(" and {} more", rows.len() - NAMED) } else { String::new() };
        let what =
            if rows.len() == 1 { format!("1 answer {one}") } else { format!("{} answers {several}", rows.len()) };
        self.coded.noticed.push(
            Diagnostic::warning(format!(
                "in “{}” {what}: {}{more}; kept as text and left out of figures",
                self.coded.question.id,
                named.join(", ")
            ))
            .hint("decide what they mean; the raw file is never changed"),
        );
    }

    /// Why a value is no answer, where that was declared.
    fn no_answer(&self, value: &str) -> Option<Missing> {
        self.draft.not_answers.iter().find(|declared| declared.holds(value)).map(|declared| declared.reason)
    }

    /// The choice that a cell holds, or why there is none.
    fn answer(&self, value: &str, places: &Places, other: Option<usize>) -> Answer {
        match places.find(value) {
            Some(place) => Answer::choice(place),
            None if value.is_empty() => Answer::missing(self.draft.blank),
            None => match self.no_answer(value) {
                Some(reason) => Answer::missing(reason),
                None => other.map_or(Answer::UNKNOWN, Answer::choice),
            },
        }
    }

    fn comment(&mut self) {
        let Some(column) = self.draft.comment else { return };
        let words = self.raw.columns[column].words();
        self.add(Part::Comment, Plan::Texts { column, words, kept: None });
    }
}

/// A value cut to a length that a message can show.
pub fn short(value: &str) -> String {
    const SHOWN: usize = 40;
    let one_line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", one_line[..end].trim_end()),
        None => one_line,
    }
}

/// What a cell of a column a choice says.
pub fn tick(value: &str, ticked: &Ticked) -> Tick {
    if value.is_empty() {
        return Tick::NotTicked;
    }
    match ticked {
        Ticked::Value(counted) => {
            let counts = NotAnswer::one(counted.as_str(), Missing::User).holds(value);
            if counts { Tick::Ticked } else { Tick::NotTicked }
        }
        Ticked::Filled => Tick::Ticked,
        Ticked::OwnWords if says_nothing(value) => Tick::NotTicked,
        Ticked::OwnWords => Tick::Ticked,
        Ticked::YesNo => match is_yes(value) {
            Some(true) => Tick::Ticked,
            Some(false) => Tick::NotTicked,
            None => Tick::Missing(Missing::Unknown),
        },
    }
}

/// Whether a cell says yes or no; `None` where it says neither.
pub fn is_yes(value: &str) -> Option<bool> {
    match fold(value).as_str() {
        "1" | "1.0" | "true" | "yes" | "y" | "checked" | "x" | "selected" | "quoted" => Some(true),
        "0" | "0.0" | "false" | "no" | "n" | "unchecked" | "not selected" | "not quoted" => Some(false),
        _ => None,
    }
}

/// The letters NA in a box for own words tick nothing: that is how R writes a blank, and no platform does.
fn says_nothing(value: &str) -> bool {
    matches!(value, "NA" | "")
}

/// For each row, whether any of the columns says that the question was shown, or words of its own do.
fn shown(raw: &RawTable, group: &[usize], comment: Option<usize>, says_so: impl Fn(&str) -> bool) -> Vec<bool> {
    let mut shown = vec![false; raw.rows()];
    if let Some(comment) = comment {
        let column = &raw.columns[comment];
        let says: Vec<bool> = column.values().map(|value| !value.is_empty() && !says_nothing(value)).collect();
        for (shown, code) in shown.iter_mut().zip(column.codes()) {
            *shown |= says[code as usize];
        }
    }
    for &column in group {
        let column = &raw.columns[column];
        let says: Vec<bool> = column.values().map(&says_so).collect();
        for (shown, code) in shown.iter_mut().zip(column.codes()) {
            *shown |= says[code as usize];
        }
    }
    shown
}

fn filled_instead(answer: &RawColumn, comment: &RawColumn) -> bool {
    answer.codes().iter().zip(comment.codes()).any(|(answer, comment)| answer == BLANK && comment != BLANK)
}
