//! Decides the kind of a question that stands in one column, from its answers alone.

use rayon::prelude::*;

use super::dates;
use super::draft::{Choices, DraftChoice, Shape, guess};
use super::joined::{self, Separator};
use super::numbers::{self, whole};
use super::raw::{RawColumn, RawTable};
use super::words::{self, fold};
use crate::model::Guess;

/// What a platform knows of a column beforehand.
#[derive(Debug, Clone, Copy)]
pub struct Hints {
    /// Which separators it joins several answers with; none where it never does.
    pub separators: &'static [Separator],
    /// Whether the column was offered as a box to write in.
    pub open: bool,
}

/// A column of which nothing is known.
pub const NOTHING_KNOWN: Hints =
    Hints { separators: &[Separator::Semicolon, Separator::Comma, Separator::Line], open: false };

/// The shape of a question in one column, and why.
pub fn column(raw: &RawTable, place: usize, hints: Hints) -> (Shape, Guess) {
    let column = &raw.columns[place];
    let answered = column.answered();
    if answered == 0 {
        return (Shape::Text { column: place }, guess("nobody answered it, so its kind cannot be seen", 0.0));
    }
    let heading = if raw.heading(0, place).is_empty() {
        raw.names.get(place).map_or("", String::as_str)
    } else {
        raw.heading(0, place)
    };
    if let Some(decided) = date(column, place, heading) {
        return decided;
    }
    if let Some(decided) = several(column, place, hints).filter(|_| !hints.open) {
        return decided;
    }
    if !are_codes(column)
        && let Some(decided) = scale_or_number(column, place, hints)
    {
        return decided;
    }
    if !hints.open
        && let Some(decided) = single(column, place, raw.rows())
    {
        return decided;
    }
    let reason = match (answered, column.distinct() as u64) {
        (1, _) => "only 1 answer, in words".to_owned(),
        (answered, distinct) if answered == distinct => format!("all {answered} answers differ"),
        (answered, distinct) => format!("{distinct} different answers among {answered}"),
    };
    (Shape::Text { column: place }, guess(reason, if hints.open { 0.95 } else { 0.8 }))
}

fn date(column: &RawColumn, place: usize, heading: &str) -> Option<(Shape, Guess)> {
    let answers = || column.filled().filter(|(value, _)| words::placeholder(value).is_none());
    answers().next()?;
    if answers().all(|(value, _)| dates::read(value).is_some()) {
        return Some((Shape::Date { column: place }, guess("every answer is a date", 0.95)));
    }
    if dates::is_asked_by(heading) && dates::are_serials(answers().map(|(value, _)| value)) {
        let reason = "the heading asks for a date, and every answer is a day as a spreadsheet counts them";
        return Some((Shape::Date { column: place }, guess(reason, 0.8)));
    }
    None
}

/// Whether figures are names of things rather than numbers: 01234 loses its nought and 1234567890123456 its end as a number.
fn are_codes(column: &RawColumn) -> bool {
    if column.par_filled().any(|(value, _)| numbers::is_too_long(value)) {
        return true;
    }
    let padded = column.par_filled().filter(|(value, _)| numbers::is_padded(value)).count();
    let whole = || column.filled().filter(|(value, _)| numbers::whole(value).is_some()).map(|(value, _)| value.len());
    // One person who types 07 for an age among many who do not makes no codes of them.
    padded > 0 && (whole().max() > Some(2) || whole().min() == whole().max() || padded * 10 > column.distinct())
}

/// A reason for not answering, or what a program writes for a blank.
fn is_no_number(value: &str) -> bool {
    words::missing(value).is_some() || words::is_aside(value) || words::placeholder(value).is_some()
}

/// A column of numbers: a scale where its values are the steps of a usual one, else numeric.
fn scale_or_number(column: &RawColumn, place: usize, hints: Hints) -> Option<(Shape, Guess)> {
    let notation = column.notation();
    let answered = column.answered();
    let numbers: u64 =
        column.par_filled().filter(|(value, _)| notation.number(value).is_some()).map(|(_, count)| count).sum();
    if let Some((steps, reason)) = steps(column.filled().map(|(value, _)| value)).filter(|_| !hints.open) {
        return Some((Shape::Coded { column: place, scale: true, choices: steps }, guess(reason, 0.8)));
    }
    if numbers == 0 || numbers * 2 < answered {
        return None;
    }
    // "Prefer not to say" beside numbers is no reason to take them for words.
    let reasons = || column.filled().filter(|(value, _)| is_no_number(value)).map(|(_, count)| count).sum::<u64>();
    if numbers * 10 < answered * 8 && numbers * 10 < (answered - reasons()) * 8 {
        return None;
    }
    let others = answered - numbers;
    let reason = match others {
        0 => "every answer is a number".to_owned(),
        1 => format!("all answers but 1 of {answered} are numbers"),
        _ => format!("all answers but {others} of {answered} are numbers"),
    };
    Some((Shape::Numeric { column: place }, guess(reason, if others == 0 { 0.9 } else { 0.75 })))
}

/// The steps of a numbered scale: 1 to 5, 1 to 7, 0 to 10 or 1 to 10, bare or with words at some steps ("5 (very)").
pub fn steps<'a>(values: impl Iterator<Item = &'a str>) -> Option<(Choices, String)> {
    let mut found: Vec<(i64, String)> = Vec::new();
    let mut asides = Vec::new();
    for value in values {
        match step(value) {
            Some(number) => match found.iter().find(|(known, _)| *known == number) {
                Some((_, label)) if whole(label).is_none() && whole(value).is_none() && fold(label) != fold(value) => {
                    return None;
                }
                Some(_) => {}
                None => found.push((number, value.to_owned())),
            },
            None if words::placeholder(value).is_some() => {}
            None if words::missing(value).is_some() || words::is_aside(value) => asides.push(value.to_owned()),
            None => return None,
        }
    }
    let lowest = found.iter().map(|(number, _)| *number).min()?;
    let highest = found.iter().map(|(number, _)| *number).max()?;
    let (first, last) = match (lowest, highest) {
        (1.., 5) if found.len() >= 2 => (1, 5),
        (1.., 7) if found.len() >= 4 => (1, 7),
        (0, 9 | 10) if found.len() >= 5 => (0, 10),
        (1.., 10) if found.len() >= 5 => (if lowest > 1 { 0 } else { 1 }, 10),
        _ => return None,
    };
    let list = (first..=last)
        .map(|number| {
            let written = found.iter().find(|(known, _)| *known == number).map(|(_, label)| label.clone());
            let label = written.filter(|label| whole(label).is_none()).unwrap_or_else(|| number.to_string());
            DraftChoice { code: Some(number.to_string()), ..DraftChoice::new(label) }
        })
        .chain(asides.into_iter().map(DraftChoice::marked))
        .collect();
    let reason = format!("every answer is a step from {first} to {last}");
    Some((Choices { list, other: None, closed: false }, reason))
}

/// The bare steps of a scale.
pub fn steps_between(first: i64, last: i64) -> Choices {
    let step = |number: i64| DraftChoice { code: Some(number.to_string()), ..DraftChoice::new(number.to_string()) };
    Choices { list: (first..=last).map(step).collect(), other: None, closed: false }
}

/// The number of a step: `3`, `3.0`, `1 (None at all)`, `5 - very`.
fn step(value: &str) -> Option<i64> {
    if let Some(number) = whole(value) {
        return (0..=10).contains(&number).then_some(number);
    }
    let digits = value.len() - value.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, words) = value.split_at(digits);
    let number: i64 = number.parse().ok().filter(|number| (0..=10).contains(number))?;
    let words = words.trim_start();
    let dressed = (words.starts_with('(') && words.ends_with(')'))
        || words.starts_with("= ")
        || words.starts_with("- ")
        || words.starts_with("– ")
        || words.starts_with(": ");
    dressed.then_some(number)
}

fn several(column: &RawColumn, place: usize, hints: Hints) -> Option<(Shape, Guess)> {
    const FEW_CELLS: u64 = 5;
    let separators: Vec<Separator> =
        hints.separators.iter().copied().filter(|separator| column.may_hold(separator.mark())).collect();
    let found = joined::find(column.filled(), &separators)?;
    if let Some(items) = ranked_items(column, &found) {
        let reason = format!(
            "every cell holds the same {} items in some order, joined by {}",
            items.len(),
            found.separator.word()
        );
        let items = items
            .into_iter()
            .enumerate()
            .map(|(place, text)| super::draft::DraftRow { id: None, text, column: place })
            .collect();
        let confidence = if found.cells < FEW_CELLS { 0.7 } else { 0.9 };
        return Some((
            Shape::JoinedRanks { column: place, separator: found.separator, items },
            guess(reason, confidence),
        ));
    }
    let mut reason = format!(
        "{} of {} cells hold several answers joined by {}, and the answers come again",
        found.several,
        found.cells,
        found.separator.word()
    );
    let mut confidence = if found.separator == Separator::Semicolon { 0.95 } else { 0.8 };
    if found.answers.len() > 2 && found.answers.iter().all(|(_, count)| *count == found.cells) {
        reason.push_str("; every cell lists all of them, so it may be a ranking");
        confidence = 0.5;
    }
    let choices = joined_choices(&found);
    Some((Shape::Joined { column: place, separator: found.separator, choices }, guess(reason, confidence)))
}

/// Every answer is a choice; beyond a readable number, those given once only count as "Other".
pub fn joined_choices(found: &joined::Found) -> Choices {
    const READABLE: usize = 40;
    let many = found.answers.len() > READABLE;
    let kept = found.answers.iter().filter(|(_, count)| !many || *count > 1).map(|(answer, _)| answer.as_str());
    let mut kept: Vec<&str> = kept.collect();
    super::order::arrange(&mut kept);
    let mut choices = Choices::plain(kept);
    if many && choices.other.is_none() {
        choices.other = Some(choices.list.len());
        choices.list.push(DraftChoice::new("Other"));
    }
    choices
}

/// The items of a ranking in one cell: every cell is a permutation of one set of at least three.
fn ranked_items(column: &RawColumn, found: &joined::Found) -> Option<Vec<String>> {
    let items: Vec<&str> = found.answers.iter().map(|(answer, _)| answer.as_str()).collect();
    let everywhere = found.answers.iter().all(|(_, count)| *count == found.cells);
    if items.len() < 3 || !everywhere || found.cells < 2 || column.distinct() < 2 {
        return None;
    }
    let mut items: Vec<String> = items.into_iter().map(str::to_owned).collect();
    items.sort_by_key(|item| fold(item));
    Some(items)
}

/// One choice a cell: the same few answers again and again, or, of a handful of respondents, short ones.
fn single(column: &RawColumn, place: usize, respondents: usize) -> Option<(Shape, Guess)> {
    const MOST_CHOICES: usize = 300;
    let answered = column.answered();
    let distinct = column.distinct();
    if distinct > MOST_CHOICES {
        return None;
    }
    let repeated: u64 = column.filled().filter(|(_, count)| *count > 1).map(|(_, count)| count).sum();
    let few = repeated * 2 >= answered && distinct as u64 * 3 <= answered * 2;
    let once = column.filled().filter(|(_, count)| *count == 1).count();
    let is_short = |value: &str| value.chars().count() <= 40 && value.split_whitespace().count() <= 6;
    // One answer among several respondents is a remark; that of the only respondent says nothing of what others would have answered.
    let fewest = if respondents == 1 { 1 } else { 2 };
    let tiny = (fewest..8).contains(&answered) && distinct <= 5 && column.filled().all(|(value, _)| is_short(value));
    if !few && !tiny {
        return None;
    }
    let shape = Shape::Coded { column: place, scale: false, choices: choices(column) };
    let (reason, confidence) = if few {
        let again = if repeated == answered {
            "each given more than once".to_owned()
        } else {
            format!("{repeated} of them given more than once")
        };
        (
            format!("{answered} answers, {distinct} different, {again}"),
            if distinct as u64 * 3 <= answered && once * 3 <= distinct { 0.9 } else { 0.6 },
        )
    } else {
        match answered {
            1 => ("the only respondent's answer, and short".to_owned(), 0.3),
            _ => (format!("only {answered} answers, all short"), 0.4),
        }
    };
    Some((shape, guess(reason, confidence)))
}

/// The answers of a column as choices, those that differ only in case and blanks taken together, in a sensible order.
pub fn choices(column: &RawColumn) -> Choices {
    choices_of(column.filled().map(|(value, _)| value))
}

/// Bare figures as choices: each is its own code, and they stand in order.
pub fn of_codes(mut codes: Vec<i64>) -> Choices {
    // Negative codes are seldom answers: -1, -99.
    codes.sort_by_key(|code| (*code < 0, code.abs()));
    codes.dedup();
    let list =
        codes.iter().map(|code| DraftChoice { code: Some(code.to_string()), ..DraftChoice::new(code.to_string()) });
    Choices { list: list.collect(), other: None, closed: false }
}

/// The same for the answers of several columns.
pub fn choices_of<'a>(values: impl Iterator<Item = &'a str>) -> Choices {
    let mut labels: Vec<&str> = Vec::new();
    let mut folded: std::collections::HashSet<String> = std::collections::HashSet::new();
    for value in values {
        if folded.insert(fold(value)) {
            labels.push(value);
        }
    }
    let padded = labels.iter().any(|label| numbers::is_padded(label));
    let codes = || labels.iter().map(|label| whole(label)).collect::<Option<Vec<i64>>>();
    if let Some(codes) = (!padded).then(codes).flatten() {
        return of_codes(codes);
    }
    super::order::arrange(&mut labels);
    Choices::marked(labels)
}
