//! Puts codes and words together into what was understood of the words.

use super::Pair;
use super::columns::Codes;
use crate::model::Kind;
use crate::readers::survey::draft::{Choices, Draft, DraftChoice, NotAnswer, Shape, Structure, Ticked, Values, guess};
use crate::readers::survey::numbers::whole;
use crate::readers::survey::words::{self, fold};
use crate::readers::survey::{code, headings};

/// Relabels all drafts. Gives the columns that are to be read from the words, where the export holds codes.
pub fn lay(pair: &Pair, structure: &mut Structure, described: bool) -> Vec<usize> {
    let mut layer = Layer { pair, described, in_words: Vec::new() };
    for draft in &mut structure.questions {
        layer.tag(draft);
        layer.question(draft);
    }
    // What the platform says of its own columns is said in words, and rows are marked by them.
    for draft in &mut structure.metadata {
        layer.read_in_words(&draft.columns());
        layer.code(draft);
    }
    layer.in_words
}

struct Layer<'a> {
    pair: &'a Pair,
    described: bool,
    in_words: Vec<usize>,
}

impl Layer<'_> {
    fn read_in_words(&mut self, columns: &[usize]) {
        let coded = columns.iter().copied().filter(|column| self.codes(*column).is_some());
        self.in_words.extend(coded.collect::<Vec<_>>());
    }

    /// Codes for the choices of a column that is read in words.
    fn code(&self, draft: &mut Draft) {
        let Some(codes) = self.shared(&draft.columns()) else { return };
        if let Shape::Coded { choices, .. } = &mut draft.shape {
            for choice in &mut choices.list {
                choice.code = codes.code(choice.value()).map(str::to_owned).or_else(|| choice.code.take());
            }
            without_doubles(choices);
        }
    }

    fn codes(&self, column: usize) -> Option<&Codes> {
        self.pair.codes.get(column).and_then(Option::as_ref)
    }

    /// The codes of columns that share them.
    fn shared(&self, columns: &[usize]) -> Option<Codes> {
        let mut all = columns.iter().filter_map(|column| self.codes(*column));
        let mut shared = all.next()?.clone();
        all.for_each(|codes| shared.merge(codes));
        Some(shared)
    }

    /// Short names, which only the export of codes has: that of the question, and the ends of names as codes of ticked choices.
    fn tag(&self, draft: &mut Draft) {
        let Some(tags) = &self.pair.tags else { return };
        let columns = answer_columns(&draft.shape);
        let names: Vec<&str> = columns.iter().filter_map(|column| tags.get(*column).map(String::as_str)).collect();
        let tag = match names.as_slice() {
            [] => return,
            [only] => (*only).to_owned(),
            names => headings::common_start(names).unwrap_or_default(),
        };
        if let Shape::Ticks { columns, choices, .. } = &mut draft.shape {
            for (choice, column) in choices.list.iter_mut().zip(columns) {
                let end = column.and_then(|column| tags.get(column)?.strip_prefix(tag.as_str()));
                let end = end.map(|end| end.trim_start_matches(['_', '.', '/', '[', '#', '-']).trim_end_matches(']'));
                choice.code = end.filter(|end| !end.is_empty()).map(str::to_owned).or_else(|| choice.code.take());
            }
            without_doubles(choices);
        }
        if !tag.is_empty() {
            draft.tag = Some(tag);
        }
    }

    fn question(&mut self, draft: &mut Draft) {
        let columns = answer_columns(&draft.shape);
        let Some(codes) = self.shared(&columns) else { return };
        self.one_column(draft, &codes);
        match &mut draft.shape {
            Shape::Coded { choices, .. } | Shape::Grid { choices, .. } | Shape::Mentions { choices, .. } => {
                self.relabel(choices, &codes);
            }
            Shape::Joined { separator, choices, .. } => {
                self.relabel(choices, &codes);
                if let (Some(joint), true) = (codes.joint, self.pair.codes_here) {
                    *separator = joint.codes;
                }
            }
            Shape::Ticks { columns, choices, ticked, .. } => {
                let columns = columns.clone();
                self.ticks(&columns, choices, ticked);
            }
            Shape::Slots { values, .. } if self.pair.codes_here => {
                for value in values {
                    if let Some(code) = codes.code(value) {
                        code.clone_into(value);
                    }
                }
            }
            _ if self.pair.codes_here => self.read_in_words(&columns),
            _ => {}
        }
        if self.pair.codes_here {
            let also: Vec<NotAnswer> = draft
                .not_answers
                .iter()
                .filter_map(|declared| match &declared.values {
                    Values::One(value) => Some(NotAnswer::one(codes.code(value)?, declared.reason)),
                    Values::Range(..) => None,
                })
                .collect();
            draft.not_answers.extend(also);
        }
        self.give_reason(draft);
    }

    fn give_reason(&self, draft: &mut Draft) {
        if !matches!(draft.kind(), Kind::Single | Kind::Scale | Kind::Grid | Kind::Multiple) {
            return;
        }
        let Some(known) = draft.guess.take() else { return };
        let what = if self.pair.codes_here { "the words for its codes" } else { "the codes of its answers" };
        let reason = format!("{}; {} gives {what}", known.reason, self.pair.file);
        draft.guess = Some(guess(reason, known.confidence.max(0.9)));
    }

    /// A column of codes is a choice, or several in a cell, whatever its words look like by themselves.
    fn one_column(&self, draft: &mut Draft, codes: &Codes) {
        let (column, scale) = match &draft.shape {
            Shape::Text { column } | Shape::Joined { column, .. } => (*column, false),
            Shape::Coded { column, scale, .. } => (*column, *scale),
            // Numbers and days to choose from are numbers and days all the same.
            Shape::Numeric { column } if codes.words.values().any(|words| whole(words).is_none()) => (*column, false),
            _ => return,
        };
        let same_way = match (&draft.shape, codes.joint) {
            (Shape::Joined { .. }, Some(_)) | (Shape::Coded { .. }, None) => true,
            // Nothing says how the rest of the column is to be read.
            (Shape::Joined { .. }, None) => codes.words.is_empty(),
            _ => false,
        };
        if same_way {
            return;
        }
        let mut labels: Vec<&str> = codes.words.values().map(String::as_str).collect();
        labels.sort_by_key(|label| codes.code(label).map(rank));
        let before = std::mem::replace(&mut draft.shape, Shape::Text { column });
        let comment_needed = matches!(before, Shape::Joined { .. });
        match codes.joint {
            Some(joint) => {
                let choices = Choices::plain(labels.iter().copied());
                draft.shape = Shape::Joined { column, separator: joint.words, choices };
                draft.guess = Some(guess("cells of codes hold several", 0.95));
            }
            None => {
                let choices = Choices::marked(labels.iter().copied());
                let number = choices.list.len();
                draft.shape = Shape::Coded { column, scale, choices };
                let what = if comment_needed { "one code a cell" } else { "codes" };
                draft.guess = Some(guess(format!("{what}, {number} different"), 0.95));
            }
        }
    }

    fn relabel(&self, choices: &mut Choices, codes: &Codes) {
        if codes.joint.is_some() && !self.described {
            self.only_whole_choices(choices, codes);
        }
        if self.pair.codes_here {
            leave_open(choices, codes);
        }
        for choice in &mut choices.list {
            if let Some(Some(words)) = codes.open.get(choice.value()) {
                choice.value.get_or_insert_with(|| choice.label.clone());
                choice.code.clone_from(&choice.value);
                choice.label.clone_from(words);
                continue;
            }
            let code = codes.code(choice.value()).map(str::to_owned);
            if self.pair.codes_here {
                let known = code.clone().or_else(|| choice.code.clone().filter(|_| self.described));
                choice.also = choice.also.iter().map(|also| codes.code(also).unwrap_or(also).to_owned()).collect();
                if known.is_some() {
                    choice.value = known;
                }
            }
            if code.is_some() && (choice.code.is_none() || !self.described) {
                choice.code = code;
            }
        }
        without_doubles(choices);
        if !self.described {
            beyond(choices, codes);
            in_order(choices);
        }
    }

    /// Parts of choices that hold the mark between choices are none themselves.
    fn only_whole_choices(&self, choices: &mut Choices, codes: &Codes) {
        let is_own = |choice: &DraftChoice| codes.code(choice.value()).is_some();
        let own_words = choices.list.iter().filter(|choice| !is_own(choice)).count();
        if own_words == 0 && codes.words.len() == choices.list.len() {
            return;
        }
        choices.list.retain(is_own);
        for words in codes.words.values() {
            if !choices.list.iter().any(|choice| fold(choice.value()) == fold(words)) {
                choices.list.push(DraftChoice::new(words.as_str()));
            }
        }
        choices.other = choices.list.iter().position(|choice| words::is_other(&choice.label));
    }

    /// A column a choice: where the same cells are not ticked in both, the words are read.
    fn ticks(&mut self, columns: &[Option<usize>], choices: &mut Choices, ticked: &mut Ticked) {
        let alone = |codes: &Codes| codes.words.keys().next().cloned().filter(|_| codes.words.len() == 1);
        let own: Vec<Option<String>> =
            columns.iter().map(|column| column.and_then(|column| self.codes(column)).and_then(alone)).collect();
        let different = own.iter().flatten().collect::<std::collections::BTreeSet<_>>().len();
        // Each choice has its own code, and not all of them 1 for “ticked”.
        if different > 1 && different == own.iter().flatten().count() {
            for (choice, code) in choices.list.iter_mut().zip(own) {
                choice.code = choice.code.take().or(code);
            }
            without_doubles(choices);
        }
        if !self.pair.codes_here {
            return;
        }
        let columns: Vec<usize> = columns.iter().flatten().copied().collect();
        let agree = |way: &Ticked| columns.iter().all(|column| self.are_ticked_alike(*column, ticked, way));
        if agree(ticked) {
            return;
        }
        if agree(&Ticked::YesNo) {
            *ticked = Ticked::YesNo;
        } else {
            self.read_in_words(&columns);
        }
    }

    /// Whether codes are ticked, read this way, where their words are, and no other code stands in the column.
    fn are_ticked_alike(&self, column: usize, words_ticked: &Ticked, way: &Ticked) -> bool {
        let Some(codes) = self.codes(column) else { return true };
        let Some(words) = self.pair.words.as_ref().and_then(|words| words.columns.get(column)) else { return true };
        let only_known = codes
            .cells
            .iter()
            .all(|cell| codes.words.contains_key(cell) || code::tick(cell, way) == code::tick("", way));
        only_known
            && words.answered() > 0
            && codes.words.iter().all(|(code, word)| code::tick(code, way) == code::tick(word, words_ticked))
    }
}

/// The columns of answers, without that of own words.
fn answer_columns(shape: &Shape) -> Vec<usize> {
    Draft::new("", shape.clone(), guess("", 0.0)).columns()
}

/// What a row of a grid says in words, and another row leaves open, stands as its code.
fn leave_open(choices: &mut Choices, codes: &Codes) {
    let other = choices.other.and_then(|place| choices.list.get(place)).map(|choice| choice.label.clone());
    for choice in &mut choices.list {
        if let Some(code) = codes.lost.get(&fold(choice.value())) {
            *choice = DraftChoice { code: Some(code.clone()), ..DraftChoice::new(code.as_str()) };
        }
    }
    let mut known: Vec<String> = Vec::new();
    choices.list.retain(|choice| {
        let is_new = !known.iter().any(|value| value == choice.value());
        known.push(choice.value().to_owned());
        is_new
    });
    choices.other = other.and_then(|label| choices.list.iter().position(|choice| choice.label == label));
}

/// Choices without a code get one that stands for nothing else in either export.
fn beyond(choices: &mut Choices, codes: &Codes) {
    let known =
        codes.cells.iter().map(String::as_str).chain(choices.list.iter().filter_map(|choice| choice.code.as_deref()));
    let mut last = known.filter_map(whole).max().unwrap_or(0);
    for choice in choices.list.iter_mut().filter(|choice| choice.code.is_none()) {
        last = last.saturating_add(1);
        choice.code = Some(last.to_string());
    }
}

/// No code stands for two choices: the later one gets another.
fn without_doubles(choices: &mut Choices) {
    let mut known: Vec<String> = Vec::new();
    for choice in &mut choices.list {
        match &choice.code {
            Some(code) if known.contains(code) => choice.code = None,
            Some(code) => known.push(code.clone()),
            None => {}
        }
    }
}

/// Choices in the order of their codes where these count: 1, 2 … or A1, A2 …; those without after them.
fn in_order(choices: &mut Choices) {
    let starts: Vec<&str> = choices.list.iter().filter_map(|choice| choice.code.as_deref()).map(start).collect();
    let counting =
        choices.list.iter().filter_map(|choice| choice.code.as_deref()).filter(|code| number(code).is_some());
    let counting: Vec<&str> = counting.collect();
    let one_start = counting.iter().all(|code| start(code) == start(counting[0]));
    if counting.len() < 2 || counting.len() * 2 < starts.len() || !one_start {
        return;
    }
    let other = choices.other.and_then(|place| choices.list.get(place)).map(|choice| choice.label.clone());
    choices.list.sort_by_key(|choice| {
        choice.code.as_deref().map_or((1, false, 0), |code| {
            let (negative, size) = rank(code);
            (i32::from(number(code).is_none()), negative, size)
        })
    });
    choices.other = other.and_then(|label| choices.list.iter().position(|choice| choice.label == label));
}

/// What stands before the number of a code.
fn start(code: &str) -> &str {
    if whole(code).is_some() { "" } else { code.trim_end_matches(|c: char| c.is_ascii_digit()) }
}

fn number(code: &str) -> Option<i64> {
    whole(code).or_else(|| code.strip_prefix(start(code))?.parse().ok())
}

/// Negative codes are seldom answers: they stand last.
fn rank(code: &str) -> (bool, i64) {
    number(code).map_or((true, i64::MAX), |number| (number < 0, number.saturating_abs()))
}
