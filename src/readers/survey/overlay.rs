//! Lays what a dictionary says over the columns of a table that are named like its variables. Formats whose dictionaries name
//! the columns one by one (DDI, Triple-S, a codebook of a plain table) need nothing else.

use std::collections::{BTreeMap, HashMap};

use super::decide::{self, NOTHING_KNOWN};
use super::described::{Described, DescribedChoice, DescribedQuestion, DescribedSet};
use super::draft::{Choices, Draft, DraftChoice, DraftRow, NotAnswer, Shape, Shown, Structure, Ticked, guess};
use super::headings::common_stem;
use super::joined::Separator;
use super::numbers::{Notation, whole};
use super::raw::{RawColumn, RawTable};
use super::words::{self, fold};
use crate::model::{Guess, Kind, Missing};

/// Finds the columns of a table by name.
pub struct Names<'a> {
    exact: HashMap<&'a str, usize>,
    folded: HashMap<String, Option<usize>>,
}

impl<'a> Names<'a> {
    /// Of this table.
    pub fn of(raw: &'a RawTable) -> Self {
        let mut folded: HashMap<String, Option<usize>> = HashMap::new();
        for (place, name) in raw.names.iter().enumerate() {
            // What two columns share but for case tells neither.
            folded.entry(fold(name)).and_modify(|known| *known = None).or_insert(Some(place));
        }
        let exact = raw.names.iter().enumerate().rev().map(|(place, name)| (name.as_str(), place)).collect();
        Self { exact, folded }
    }

    /// The column of this name, however its case where that leaves no doubt.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.exact.get(name).copied().or_else(|| self.folded.get(&fold(name)).copied().flatten())
    }

    /// The column of one choice or row of a question: `Q2_1`, `Q2/1`, `Q2.1`, `Q2[1]`, `Q2___1`, `Q2#1`, `Q2:1`.
    fn part(&self, question: &str, part: &str) -> Option<usize> {
        let marks = [("_", ""), ("/", ""), (".", ""), ("[", "]"), ("___", ""), ("#", ""), (":", "")];
        marks.iter().find_map(|(open, close)| self.find(&format!("{question}{open}{part}{close}")))
    }
}

/// Lays a description over what a platform understood of a table: described questions in the place of those that rest on the
/// same columns, in the order of the description where columns follow it. Gives how many columns are described; 0, and nothing
/// is changed, where the description is plainly of another table.
pub fn over(raw: &RawTable, structure: &mut Structure, described: &Described) -> usize {
    let names = Names::of(raw);
    let own: Vec<usize> = structure.metadata.iter().flat_map(Draft::columns).collect();
    let mut laid = Laid { raw, names, described, taken: vec![false; raw.columns.len()], drafts: Vec::new() };
    own.into_iter().for_each(|column| laid.taken[column] = true);
    laid.all(structure);
    let columns: usize = laid.drafts.iter().map(|draft| draft.columns().len()).sum();
    let free = raw.columns.len().saturating_sub(structure.metadata.iter().map(|draft| draft.columns().len()).sum());
    if columns == 0 || (columns * 2 < free && columns * 2 < described.questions.len()) {
        return 0;
    }
    let Laid { taken, drafts, .. } = laid;
    let mut rest = Vec::new();
    for draft in std::mem::take(&mut structure.questions) {
        let columns = draft.columns();
        let left: Vec<usize> = columns.iter().copied().filter(|column| !taken[*column]).collect();
        if left.len() == columns.len() {
            rest.push(draft);
        } else {
            rest.extend(left.into_iter().map(|column| {
                let (shape, reason) = decide::column(raw, column, NOTHING_KNOWN);
                Draft::new(raw.heading(0, column), shape, reason)
            }));
        }
    }
    structure.questions = in_order(drafts, rest);
    columns
}

/// Described questions in their order with the others between them where the columns follow that order, else after them.
fn in_order(drafts: Vec<Draft>, rest: Vec<Draft>) -> Vec<Draft> {
    let first = |draft: &Draft| draft.columns().into_iter().min().unwrap_or(usize::MAX);
    let follows = drafts.windows(2).all(|pair| first(&pair[0]) <= first(&pair[1]));
    let mut all: Vec<Draft> = drafts.into_iter().chain(rest).collect();
    if follows {
        all.sort_by_key(first);
    }
    all
}

struct Laid<'a> {
    raw: &'a RawTable,
    names: Names<'a>,
    described: &'a Described,
    /// Columns that are spoken for.
    taken: Vec<bool>,
    drafts: Vec<Draft>,
}

impl Laid<'_> {
    fn all(&mut self, structure: &mut Structure) {
        let described = self.described;
        let mut sets: BTreeMap<&str, &DescribedSet> = BTreeMap::new();
        for set in described.sets.iter().filter(|set| set.counted.is_some()) {
            for variable in &set.variables {
                sets.entry(variable.as_str()).or_insert(set);
            }
        }
        let by_name: HashMap<&str, &DescribedQuestion> =
            described.questions.iter().map(|question| (question.name.as_str(), question)).collect();
        for question in &described.questions {
            if let Some(role) = &question.role {
                self.own(question, role, structure);
                continue;
            }
            let draft = match sets.get(question.name.as_str()) {
                Some(set) => self.set(set, &by_name),
                None => self.question(question),
            };
            if let Some(draft) = draft {
                draft.columns().into_iter().for_each(|column| self.taken[column] = true);
                self.drafts.push(draft);
            }
        }
    }

    fn free(&self, name: &str) -> Option<usize> {
        self.names.find(name).filter(|column| !self.taken[*column])
    }

    /// A column that is no question: a weight, the number of the response.
    fn own(&mut self, question: &DescribedQuestion, role: &str, structure: &mut Structure) {
        let Some(column) = self.free(&question.name) else { return };
        self.taken[column] = true;
        if role == super::metadata::RESPONSE_ID {
            structure.respondent.get_or_insert(column);
        }
        let mut draft = super::metadata::draft(self.raw, column, role);
        if role == "weight" {
            draft.shape = Shape::Numeric { column };
        }
        draft.text.clone_from(&question.text.text);
        draft.tag = Some(question.name.clone());
        structure.metadata.push(draft);
    }

    fn question(&self, question: &DescribedQuestion) -> Option<Draft> {
        let (shape, reason) = if question.rows.is_empty() {
            match (question.kind, self.free(&question.name)) {
                (Some(Kind::Multiple), None) => self.ticks_by_choice(question)?,
                (_, column) => one_column(self.raw, column?, question, &self.described.from),
            }
        } else {
            self.rows(question)?
        };
        Some(dressed(Draft::new(question.text.text.as_str(), shape, reason), question))
    }

    /// A grid, a ranking, or rows of numbers and words: a column a row.
    fn rows(&self, question: &DescribedQuestion) -> Option<(Shape, Guess)> {
        let found: Vec<DraftRow> = question
            .rows
            .iter()
            .filter_map(|row| {
                let column = self.names.part(&question.name, &row.name).or_else(|| self.names.find(&row.name));
                let column = column.filter(|column| !self.taken[*column])?;
                Some(DraftRow { id: None, text: row.text.text.clone(), column })
            })
            .collect();
        if found.is_empty() {
            return None;
        }
        let reason = says(&self.described.from, question.kind.unwrap_or(Kind::Grid).word());
        if question.kind == Some(Kind::Ranking) {
            return Some((Shape::Ranks { rows: found }, reason));
        }
        let columns: Vec<&RawColumn> = found.iter().map(|row| &self.raw.columns[row.column]).collect();
        let choices = choices(&columns, &question.choices, &question.not_answers);
        Some((Shape::Grid { rows: found, choices }, reason))
    }

    fn ticks_by_choice(&self, question: &DescribedQuestion) -> Option<(Shape, Guess)> {
        let columns: Vec<Option<usize>> = question
            .choices
            .iter()
            .map(|choice| self.names.part(&question.name, &choice.code).filter(|column| !self.taken[*column]))
            .collect();
        let (list, columns): (Vec<DraftChoice>, Vec<Option<usize>>) = question
            .choices
            .iter()
            .zip(columns)
            .filter(|(_, column)| column.is_some())
            .map(|(choice, column)| (drafted(choice, None, false), column))
            .unzip();
        if list.is_empty() {
            return None;
        }
        let yes_no = columns
            .iter()
            .flatten()
            .all(|column| self.raw.columns[*column].filled().all(|(value, _)| super::code::is_yes(value).is_some()));
        let ticked = if yes_no { Ticked::YesNo } else { Ticked::Filled };
        let shape =
            Shape::Ticks { columns, choices: Choices { list, other: None, closed: false }, ticked, single: false };
        Some((shape, says(&self.described.from, Kind::Multiple.word())))
    }

    /// A multiple response set of variables that each hold a tick.
    fn set(&self, set: &DescribedSet, by_name: &HashMap<&str, &DescribedQuestion>) -> Option<Draft> {
        let counted = set.counted.as_deref()?;
        let members: Vec<(usize, &DescribedQuestion)> = set
            .variables
            .iter()
            .filter_map(|variable| self.free(variable).zip(by_name.get(variable.as_str()).copied()))
            .collect();
        let texts: Vec<String> = members.iter().map(|(_, question)| question.text.text.clone()).collect();
        let (stem, subs) = common_stem(&texts);
        let (first, _) = members.split_first()?;
        let list = members
            .iter()
            .zip(subs)
            .map(|((_, question), sub)| DraftChoice { code: Some(question.name.clone()), ..DraftChoice::new(sub) })
            .collect();
        let shape = Shape::Ticks {
            columns: members.iter().map(|(column, _)| Some(*column)).collect(),
            choices: Choices { list, other: None, closed: false },
            ticked: Ticked::Value(counted.to_owned()),
            single: false,
        };
        let text = if set.label.is_empty() { stem.unwrap_or_else(|| set.name.clone()) } else { set.label.clone() };
        let reason = guess(format!("{} names these columns as one multiple response set", self.described.from), 1.0);
        let mut draft = dressed(Draft::new(text, shape, reason), first.1);
        draft.label = None;
        draft.tag = Some(set.name.clone());
        draft.shown = Shown::EachCell;
        let not_answers = members.iter().flat_map(|(_, question)| all_not_answers(question));
        draft.not_answers = Vec::new();
        for declared in not_answers.filter(|declared| !declared.holds(counted)) {
            if !draft.not_answers.contains(&declared) {
                draft.not_answers.push(declared);
            }
        }
        Some(draft)
    }
}

/// The values that a variable declares to be no answers, those of its choices too.
fn all_not_answers(question: &DescribedQuestion) -> Vec<NotAnswer> {
    let choices = question.choices.iter();
    let of_choices = choices.filter_map(|choice| Some(NotAnswer::one(choice.code.as_str(), choice.missing?)));
    question.not_answers.iter().cloned().chain(of_choices).collect()
}

/// What a description says of a question besides where its answers stand.
pub fn dressed(mut draft: Draft, question: &DescribedQuestion) -> Draft {
    draft.tag = Some(question.name.clone());
    draft.label.clone_from(&question.label);
    draft.section.clone_from(&question.section);
    draft.personal = question.personal.or(draft.personal);
    draft.routing.clone_from(&question.asked);
    draft.not_answers.extend(question.not_answers.iter().cloned());
    if matches!(draft.shape, Shape::Numeric { .. }) {
        draft.labelled =
            question.choices.iter().map(|choice| drafted(choice, Some(choice.code.clone()), true)).collect();
        // “999 Not stated” among miles is no distance.
        let reasons = question.choices.iter().zip(&draft.labelled);
        let reasons =
            reasons.filter_map(|(choice, drafted)| Some(NotAnswer::one(choice.code.as_str(), drafted.missing?)));
        draft.not_answers.extend(reasons);
    }
    draft
}

fn says(from: &str, kind: &str) -> Guess {
    guess(format!("{from} says that it is {kind}"), 1.0)
}

/// The shape of a described question in one column.
fn one_column(raw: &RawTable, place: usize, question: &DescribedQuestion, from: &str) -> (Shape, Guess) {
    let column = &raw.columns[place];
    match question.kind {
        Some(kind @ Kind::Numeric) => (Shape::Numeric { column: place }, says(from, kind.word())),
        Some(kind @ Kind::Date) => (Shape::Date { column: place }, says(from, kind.word())),
        Some(kind @ Kind::Text) => (Shape::Text { column: place }, says(from, kind.word())),
        Some(kind @ Kind::Multiple) => {
            let marks = [Separator::Semicolon, Separator::Comma, Separator::BareComma];
            let found = marks.into_iter().find(|mark| column.filled().any(|(value, _)| value.contains(mark.mark())));
            let separator = found.unwrap_or(Separator::Semicolon);
            let mut parts: Vec<&str> = column.filled().flat_map(|(value, _)| separator.cut(value)).collect();
            parts.sort_unstable();
            parts.dedup();
            let mut choices = choices_of(&parts, &question.choices, &[]);
            // Several may be ticked: none of them is a reason for not answering unless the description says so.
            for (choice, said) in choices.list.iter_mut().zip(&question.choices) {
                (choice.missing, choice.aside) = (said.missing, false);
            }
            (Shape::Joined { column: place, separator, choices }, says(from, kind.word()))
        }
        _ if question.choices.is_empty() => {
            let (shape, reason) = decide::column(raw, place, NOTHING_KNOWN);
            let is_number = matches!(shape, Shape::Numeric { .. } | Shape::Coded { scale: true, .. });
            let figures = column.filled().all(|(value, _)| value.bytes().all(|byte| byte.is_ascii_digit()));
            if (is_number || figures) && question.type_word == CHARACTER {
                return (
                    Shape::Text { column: place },
                    guess(format!("{from} says that its figures are characters"), 0.9),
                );
            }
            (shape, reason)
        }
        kind => {
            if kind.is_none() && is_number_with_labels(column, question) {
                let reason = format!("numbers, of which {from} labels some");
                return (Shape::Numeric { column: place }, guess(reason, 0.9));
            }
            let choices = choices(&[column], &question.choices, &question.not_answers);
            let scale = kind == Some(Kind::Scale) || is_numbered_scale(&choices);
            let reason = guess(format!("{from} gives its choices"), 1.0);
            (Shape::Coded { column: place, scale, choices }, reason)
        }
    }
}

/// Whether labels stand beside numbers rather than for answers: most of the different values have none.
fn is_number_with_labels(column: &RawColumn, question: &DescribedQuestion) -> bool {
    const FEW: usize = 5;
    let notation = Notation::of(column.filled().map(|(value, _)| value));
    if !column.filled().all(|(value, _)| notation.number(value).is_some()) {
        return false;
    }
    let known = Known::of(&question.choices);
    let unlabelled: Vec<&str> = column
        .filled()
        .map(|(value, _)| value)
        .filter(|value| {
            known.code(value).is_none() && !question.not_answers.iter().any(|declared| declared.holds(value))
        })
        .collect();
    let steps = unlabelled.iter().all(|value| whole(value).is_some_and(|step| (0..=10).contains(&step)));
    unlabelled.len() >= FEW && unlabelled.len() > question.choices.len() && !steps
}

/// Steps of which only some are labelled, the others bare numbers.
fn is_numbered_scale(choices: &Choices) -> bool {
    let steps = choices.list.iter().filter(|choice| choice.missing.is_none() && !choice.aside);
    let bare = steps.clone().filter(|choice| whole(&choice.label).is_some()).count();
    let all = steps.clone().count();
    bare > 0
        && bare + 3 > all
        && steps.clone().all(|choice| choice.code.as_deref().and_then(whole).is_some())
        && all > 2
}

/// Looks codes and labels of described choices up.
struct Known<'a> {
    codes: HashMap<&'a str, usize>,
    labels: HashMap<String, usize>,
}

impl<'a> Known<'a> {
    fn of(choices: &'a [DescribedChoice]) -> Self {
        let (mut codes, mut labels) = (HashMap::new(), HashMap::new());
        for (place, choice) in choices.iter().enumerate() {
            codes.entry(choice.code.as_str()).or_insert(place);
            labels.entry(fold(&words::plain(&choice.label.text))).or_insert(place);
            labels.extend(choice.value.as_deref().map(|value| (fold(value), place)));
        }
        Self { codes, labels }
    }

    fn code(&self, value: &str) -> Option<usize> {
        let number = || whole(value).and_then(|number| self.codes.get(number.to_string().as_str()).copied());
        self.codes.get(value).copied().or_else(number)
    }

    fn label(&self, value: &str) -> Option<usize> {
        self.labels.get(&fold(&words::plain(value))).copied()
    }
}

/// The choices of columns that share them: those that are described, whether the file holds their codes or their labels, and
/// after them the codes that the file holds besides.
pub fn choices(columns: &[&RawColumn], described: &[DescribedChoice], not_answers: &[NotAnswer]) -> Choices {
    let values: Vec<&str> = columns.iter().flat_map(|column| column.filled().map(|(value, _)| value)).collect();
    choices_of(&values, described, not_answers)
}

fn choices_of(values: &[&str], described: &[DescribedChoice], not_answers: &[NotAnswer]) -> Choices {
    let known = Known::of(described);
    let by_code = values.iter().filter(|value| known.code(value).is_some()).count();
    let by_label = values.iter().filter(|value| known.label(value).is_some()).count();
    let labels = by_label > by_code;
    let mut list: Vec<DraftChoice> = described
        .iter()
        .map(|choice| {
            let value = if labels { choice.value.clone() } else { Some(choice.code.clone()) };
            let mut draft = drafted(choice, value, true);
            let declared = not_answers.iter().find(|declared| declared.holds(&choice.code));
            if let (Some(declared), None) = (declared, choice.missing) {
                draft.missing = Some(draft.missing.unwrap_or(declared.reason));
                draft.aside = false;
            }
            draft
        })
        .collect();
    let mut besides: Vec<&str> = Vec::new();
    for &value in values {
        let declared = not_answers.iter().any(|declared| declared.holds(value));
        let unknown = !declared && known.code(value).is_none() && (!labels || known.label(value).is_none());
        // Words that are no choice are own words; a code without a label is a choice all the same.
        if unknown && whole(value).is_some() && !besides.contains(&value) && besides.len() < MOST_BESIDES {
            besides.push(value);
        }
    }
    besides.sort_by_key(|code| whole(code));
    let sorted = list.windows(2).all(|pair| number_of(&pair[0]) <= number_of(&pair[1]));
    list.extend(besides.into_iter().map(|code| DraftChoice { code: Some(code.to_owned()), ..DraftChoice::new(code) }));
    if sorted && list.iter().all(|choice| number_of(choice).is_some()) {
        list.sort_by_key(number_of);
    }
    let other = described.iter().position(|choice| choice.own_words);
    let other = other.or_else(|| list.iter().position(|choice| words::is_other(&choice.label)));
    Choices { list, other, closed: false }
}

/// The type of variables that hold characters, figures too (“01234”).
pub const CHARACTER: &str = "character";

/// Codes beyond those described that become choices of their own.
const MOST_BESIDES: usize = 1000;

fn number_of(choice: &DraftChoice) -> Option<i64> {
    choice.code.as_deref().and_then(whole)
}

/// A described choice with what stands for it in the file.
fn drafted(choice: &DescribedChoice, value: Option<String>, marked: bool) -> DraftChoice {
    let label = words::plain(&choice.label.text);
    let label = if label.is_empty() { choice.code.clone() } else { label };
    let mut draft = if marked { DraftChoice::marked(label) } else { DraftChoice::new(label) };
    draft.code = Some(choice.code.clone());
    draft.value = value;
    if let Some(reason) = choice.missing {
        // Words say better than a bare “missing” why.
        draft.missing = Some(if reason == Missing::User { draft.missing.unwrap_or(reason) } else { reason });
        draft.aside = false;
    }
    draft
}
