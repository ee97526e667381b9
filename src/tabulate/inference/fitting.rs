//! The test that fits the kind of rows and columns, or the one that was asked for where it fits.

use std::ops::Range;

use super::answers::{Answers, Together};
use super::choice::{Method, Test};
use super::decide::Wanted;
use super::named::named;
use super::overlapping::by_overlapping;
use super::{nominal, numbers, ordered, several, untested};
use crate::model::{Kind, SurveyTable, TestResult};
use crate::prepare::{Axis, Banner, steps};
use crate::stats::frequency::Frequencies;
use crate::tabulate::pairs::Pairs;

/// An axis of the banner.
#[derive(Debug, Clone)]
pub struct Against<'a> {
    /// The axis.
    pub axis: &'a Axis,
    /// Its columns in the table.
    pub columns: Range<usize>,
    /// The columns in the order of their scale, where they have one.
    pub in_order: Option<Vec<usize>>,
    /// Where a respondent can stand in several of them, the column of those who stand in any.
    pub anywhere: Option<usize>,
}

impl<'a> Against<'a> {
    /// The axes of a banner.
    pub fn all(banner: &'a Banner, table: &SurveyTable, pairs: &Pairs) -> Vec<Self> {
        let mut first = 1;
        let mut all = Vec::with_capacity(banner.axes.len());
        for (place, axis) in banner.axes.iter().enumerate() {
            let columns = first..first + axis.columns();
            first = columns.end;
            let anywhere = pairs.anywhere(place);
            all.push(Self { axis, in_order: in_order(axis, table, columns.start), columns, anywhere });
        }
        all
    }
}

/// The columns of a scale in the order of its steps.
fn in_order(axis: &Axis, table: &SurveyTable, first: usize) -> Option<Vec<usize>> {
    let [level] = axis.levels.as_slice() else { return None };
    let id = level.question.as_ref()?;
    let question = table.questions.iter().find(|question| question.id == *id)?;
    if !matches!(question.kind, Kind::Scale | Kind::Grid) {
        return None;
    }
    let numbers = steps::numbers(question)?;
    let number = |label: &str| {
        numbers.iter().find(|(place, _)| question.choices[*place].label.text == label).map(|(_, number)| *number)
    };
    let mut columns: Vec<(f64, usize)> = Vec::with_capacity(level.groups.len());
    for (place, group) in level.groups.iter().enumerate() {
        columns.push((number(&group.label)?, first + place));
    }
    columns.sort_by(|one, other| one.0.total_cmp(&other.0));
    Some(columns.into_iter().map(|(_, column)| column).collect())
}

/// The tests of a question by each axis.
pub fn tests(
    title: &str,
    (answers, who): (&Answers, &Together),
    against: &[Against<'_>],
    wanted: Wanted,
    method: Method,
) -> Vec<TestResult> {
    let mut results = Vec::with_capacity(against.len());
    for against in against {
        let of = |title: &str| format!("{title} × {}", against.axis.label());
        match (cannot(answers, against), answers) {
            (Some(why), _) => results.push(untested(of(title), why)),
            (None, Answers::Ranks(items)) => results.extend(items.iter().map(|(item, columns)| {
                let ranks = Answers::Ordered(columns.clone());
                let note = "A rank of 1 is the highest, so a lower rank is the better one.";
                let result = one(of(&format!("{title}: {item}")), (&ranks, who), against, wanted, method);
                with_note(with_names(result, &ranks, against.axis, &in_order_of(against)), note)
            })),
            (None, answers) => {
                let result = one(of(title), (answers, who), against, wanted, method);
                results.push(with_names(result, answers, against.axis, &in_order_of(against)));
            }
        }
    }
    results
}

fn with_note(mut result: TestResult, note: &str) -> TestResult {
    if result.p.is_some() {
        result.note = format!("{} {note}", result.note);
    }
    result
}

/// With the names of two groups, and of the first answer, where a note speaks of them.
pub fn with_names(result: TestResult, answers: &Answers, axis: &Axis, columns: &[usize]) -> TestResult {
    let filled = |column: usize| match answers {
        Answers::Choices(rows, _) => rows.iter().any(|row| row.get(column).is_some_and(|count| *count > 0)),
        Answers::Ordered(columns) | Answers::Numbers(columns) => {
            columns.get(column).is_some_and(|column| column.n() > 0)
        }
        _ => false,
    };
    let ([level], Some(first)) = (axis.levels.as_slice(), columns.iter().min()) else { return result };
    let groups: Vec<&str> = columns
        .iter()
        .filter(|column| filled(**column))
        .filter_map(|column| level.groups.get(column - first).map(|group| group.label.as_str()))
        .collect();
    let answer = match answers {
        Answers::Choices(rows, labels) => rows
            .iter()
            .position(|row| columns.iter().any(|column| row.get(*column).is_some_and(|count| *count > 0)))
            .and_then(|row| labels.get(row)?.as_deref()),
        _ => None,
    };
    named(result, &groups, answer)
}

/// Why nothing can be tested by this axis.
fn cannot(answers: &Answers, against: &Against<'_>) -> Option<&'static str> {
    match answers {
        Answers::None(why) => Some(why),
        _ if against.axis.levels.len() > 1 => {
            Some("Nested columns are a description; put the question against each group on its own.")
        }
        Answers::Several(ticks) if ticks.shown_to_some => {
            Some("Not every choice was shown to everybody, and the test needs the same respondents for all of them.")
        }
        Answers::Several(_) => None,
        _ if against.axis.overlaps() && against.anywhere.is_none() => Some(
            "The columns overlap, and the test needs each respondent in one column only; put it the other way round, with these \
             columns as rows.",
        ),
        _ => None,
    }
}

fn one(
    of: String,
    (answers, who): (&Answers, &Together),
    against: &Against<'_>,
    wanted: Wanted,
    method: Method,
) -> TestResult {
    if let (Some(anywhere), false) = (against.anywhere, matches!(answers, Answers::Several(_))) {
        return by_overlapping(of, (answers, who), (against, anywhere), wanted, method);
    }
    let misfit = match wanted {
        Wanted::Auto => None,
        Wanted::By(test) => match misfit(test, answers, against) {
            None => return by(test, of, answers, against, method, "As asked for."),
            Some(why) => Some(format!("{} was asked for, but {why}; this one fits.", capitalised(test.called()))),
        },
    };
    let (test, why) = match answers {
        Answers::Choices(..) | Answers::None(_) | Answers::Ranks(_) => (None, ""),
        Answers::Ordered(_) if against.in_order.is_some() => {
            (Some(Test::Trend), "Chosen because rows and columns both have an order.")
        }
        Answers::Ordered(_) => {
            (Some(Test::Ranks), "Chosen because the answers have an order and the columns are groups.")
        }
        Answers::Numbers(_) => {
            (Some(Test::Means), "Chosen because the answers are numbers and the columns are groups.")
        }
        Answers::Several(_) => (Some(Test::Several), "Chosen because a respondent can tick several answers."),
    };
    let why = misfit.as_deref().unwrap_or(why);
    match (test, answers) {
        (Some(test), _) => by(test, of, answers, against, method, why),
        (None, Answers::Choices(rows, _)) => nominal::by_rule(of, &cut(rows, &against.columns), method, why),
        (None, _) => untested(of, "There are no choices to compare."),
    }
}

/// Why a test does not fit.
fn misfit(test: Test, answers: &Answers, against: &Against<'_>) -> Option<&'static str> {
    let of_counts = matches!(test, Test::ChiSquare | Test::Yates | Test::LikelihoodRatio | Test::Fisher);
    match (answers, test) {
        (Answers::Several(_), Test::Several) => None,
        (Answers::Several(_), _) => Some("a respondent can tick several answers"),
        (_, Test::Several) => Some("here each respondent gives one answer"),
        (Answers::Choices(..), _) if !of_counts => Some("the choices have no order"),
        (Answers::Numbers(_), _) if of_counts => Some("the answers are numbers and not choices"),
        (Answers::Ordered(_) | Answers::Numbers(_), Test::Trend) if against.in_order.is_none() => {
            Some("the columns have no order")
        }
        _ => None,
    }
}

/// A test that fits.
pub(super) fn by(
    test: Test,
    of: String,
    answers: &Answers,
    against: &Against<'_>,
    method: Method,
    why: &str,
) -> TestResult {
    let table = match answers {
        Answers::Choices(rows, _) => cut(rows, &against.columns),
        Answers::Ordered(columns) | Answers::Numbers(columns) => {
            let columns: Vec<&Frequencies> =
                in_order_of(against).into_iter().filter_map(|column| columns.get(column)).collect();
            match test {
                Test::Ranks => return ordered::by_ranks(of, &columns, why),
                Test::Median => return ordered::by_median(of, &columns, why),
                Test::Means => return numbers::by_means(of, &columns, why),
                Test::Anova => return numbers::by_anova(of, &columns, why),
                _ => steps_table(&columns),
            }
        }
        Answers::Several(ticks) => return several::by_ticks(of, ticks, &against.columns, against.axis.overlaps(), why),
        Answers::Ranks(_) | Answers::None(_) => return untested(of, "There are no choices to compare."),
    };
    match test {
        Test::Trend => ordered::by_trend(of, &table, why),
        test => nominal::by_name(of, &table, test, why, matches!(answers, Answers::Ordered(_)), method),
    }
}

fn in_order_of(against: &Against<'_>) -> Vec<usize> {
    against.in_order.clone().unwrap_or_else(|| against.columns.clone().collect())
}

/// The columns of an axis.
fn cut(rows: &[Vec<u64>], columns: &Range<usize>) -> Vec<Vec<u64>> {
    rows.iter().map(|row| row.get(columns.clone()).unwrap_or(&[]).to_vec()).collect()
}

/// A row a different value, in rising order.
fn steps_table(columns: &[&Frequencies]) -> Vec<Vec<u64>> {
    let all = Frequencies::of_pairs(columns.iter().flat_map(|column| column.pairs().iter().copied()));
    let count = |column: &&Frequencies, value: f64| {
        column.pairs().binary_search_by(|pair| pair.0.total_cmp(&value)).map_or(0, |place| column.pairs()[place].1)
    };
    all.pairs().iter().map(|&(value, _)| columns.iter().map(|column| count(column, value)).collect()).collect()
}

/// With a capital at its beginning; χ², φ and τ stay small.
pub fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if first.is_ascii() => first.to_uppercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::capitalised;

    #[test]
    fn greek_letters_of_statistics_stay_small() {
        assert_eq!(capitalised("χ² with Yates’ correction"), "χ² with Yates’ correction");
        assert_eq!(capitalised("the median test"), "The median test");
        assert_eq!(capitalised(""), "");
    }
}
