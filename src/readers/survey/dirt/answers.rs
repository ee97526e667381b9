//! Answers once the kind of each question is known.

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::readers::survey::code::short;
use crate::readers::survey::dates::{self, Order};
use crate::readers::survey::draft::{Draft, NotAnswer, Shape, Structure};
use crate::readers::survey::numbers::Notation;
use crate::readers::survey::personal::listed;
use crate::readers::survey::raw::{RawColumn, RawTable};
use crate::readers::survey::words::{self, fold, plain};

/// What is longer is no sign that stands for something else, and is not looked at any closer.
const LONGEST_SIGN: usize = 60;

/// Declares what programs write for a blank (`[not completed]`, `(空)`, `#N/A`) to be no answers, and says so. What a person
/// reviewed stays as it is.
pub fn take_out_placeholders(raw: &RawTable, structure: &mut Structure) {
    let mut found: Vec<(String, Vec<u64>)> = Vec::new();
    for draft in structure.questions.iter_mut().chain(&mut structure.metadata).filter(|draft| draft.id.is_none()) {
        for column in draft.columns() {
            let placeholder = |(value, _)| words::placeholder(value).map(|reason| (value, reason));
            let placeholders: Vec<_> = raw.columns[column].par_filled().filter_map(placeholder).collect();
            for (value, reason) in placeholders {
                add(&mut found, value, &rows_of(raw, column, |other| other == value));
                if !draft.not_answers.iter().any(|known| known.holds(value)) {
                    draft.not_answers.push(NotAnswer::one(value, reason));
                }
            }
        }
        if let Shape::Coded { choices, .. } | Shape::Joined { choices, .. } | Shape::Grid { choices, .. } =
            &mut draft.shape
            && !choices.closed
        {
            let other = choices.other.and_then(|place| choices.list.get(place)).map(|choice| choice.label.clone());
            choices.list.retain(|choice| choice.value.is_some() || words::placeholder(&choice.label).is_none());
            choices.other = other.and_then(|other| choices.list.iter().position(|choice| choice.label == other));
        }
    }
    for (value, rows) in found {
        structure.noticed.push(
            Diagnostic::note(format!("“{value}” counts as a blank: {}", listed(&rows)))
                .hint("questionnaire.toml has it under `missing`; change it there if it is an answer"),
        );
    }
}

fn add(found: &mut Vec<(String, Vec<u64>)>, value: &str, rows: &[u64]) {
    let place = found.iter().position(|(known, _)| known == value).unwrap_or_else(|| {
        found.push((value.to_owned(), Vec::new()));
        found.len() - 1
    });
    let known = &mut found[place].1;
    known.extend(rows);
    known.sort_unstable();
    known.dedup();
}

fn rows_of(raw: &RawTable, column: usize, fits: impl Fn(&str) -> bool) -> Vec<u64> {
    let column = &raw.columns[column];
    let fits: Vec<bool> = column.values().map(|value| !value.is_empty() && fits(value)).collect();
    if !fits.contains(&true) {
        return Vec::new();
    }
    let rows = column.codes().iter().zip(&raw.records);
    rows.filter(|(code, _)| fits[*code as usize]).map(|(_, record)| *record).collect()
}

/// Says what a person should look at: nothing is changed.
pub fn notice(raw: &RawTable, structure: &mut Structure) {
    let of_drafts = || {
        let of_draft = |draft| {
            [days_for_none(raw, draft, structure.dates), thousands_or_fractions(raw, draft)].into_iter().flatten()
        };
        structure.questions.iter().chain(&structure.metadata).flat_map(of_draft).collect::<Vec<_>>()
    };
    let ((signs, drafts), (tests, spoilt)) = rayon::join(
        || rayon::join(|| signs_for_blanks(raw, &structure.questions), of_drafts),
        || rayon::join(|| tests(raw, &structure.questions), || spoilt_by_a_spreadsheet(raw, structure)),
    );
    structure.noticed.extend(signs.into_iter().chain(drafts).chain(tests).chain(spoilt));
}

/// Words and signs that people and programs write for a blank; an answer all the same until somebody says otherwise.
fn signs_for_blanks(raw: &RawTable, questions: &[Draft]) -> Vec<Diagnostic> {
    const NAMED: usize = 4;
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for draft in questions.iter().filter(|draft| draft.personal.is_none() && draft.id.is_none()) {
        let open = matches!(draft.shape, Shape::Text { .. } | Shape::Numeric { .. } | Shape::Date { .. });
        let heading = short(&plain(&draft.text));
        for column in draft.columns() {
            let signs = raw.columns[column].par_filled().map(|(value, _)| value);
            let signs: Vec<&str> = signs.filter(|value| may_be_a_blank(value, open)).collect();
            for value in signs {
                if draft.not_answers.iter().any(|declared| declared.holds(value)) {
                    continue;
                }
                let place = format!("“{heading}”: {}", listed(&rows_of(raw, column, |other| other == value)));
                match found.iter_mut().find(|(known, _)| known == value) {
                    Some((_, places)) => places.push(place),
                    None => found.push((value.to_owned(), vec![place])),
                }
            }
        }
    }
    let said = found.into_iter().map(|(value, places)| {
        let more = places.len().saturating_sub(NAMED);
        let more = if more > 0 { format!("; and in {more} more columns") } else { String::new() };
        let named = places.into_iter().take(NAMED).collect::<Vec<_>>().join("; ");
        Diagnostic::warning(format!("“{value}” may stand for a blank, and counts as it stands ({named}{more})")).hint(format!(
            "where it is a blank, write missing = [{{ value = \"{value}\", reason = \"not-answered\" }}] for the question in questionnaire.toml"
        ))
    });
    said.collect()
}

fn may_be_a_blank(value: &str, open: bool) -> bool {
    if value.len() > LONGEST_SIGN {
        return false;
    }
    match fold(value).as_str() {
        "na" | "n/a" | "n.a" | "nan" | "null" | "-" | "--" | "?" | "missing" | "blank" | "no answer"
        | "no response" | "not answered" | "unanswered" | "k.a" | "keine angabe" | "s/o" | "無回答" | "未回答"
        | "无" => true,
        "" => !value.is_empty(),
        "none" | "nil" | "nothing" | "x" => open,
        _ => false,
    }
}

/// Days that programs write where there is no date: 1980-01-01 and its kin, far from all other dates of the column.
fn days_for_none(raw: &RawTable, draft: &Draft, order: Option<Order>) -> Option<Diagnostic> {
    const DAYS: [&str; 6] = ["1980-01-01", "1970-01-01", "1900-01-01", "1899-12-30", "1899-12-31", "1904-01-01"];
    const FAR: i64 = 5;
    let (Shape::Date { column }, None) = (&draft.shape, draft.personal) else { return None };
    let values = &raw.columns[*column];
    let order = dates::order(values.filled().map(|(value, _)| value)).ok().or(order).unwrap_or(Order::DayFirst);
    let read = |value: &str| dates::date(value, Some(order));
    let day_of = |value: &str| read(value).and_then(|date| DAYS.into_iter().find(|day| date.starts_with(day)));
    let declared = |value: &str| draft.not_answers.iter().any(|declared| declared.holds(value));
    let (value, day) =
        values.values().find_map(|value| Some((value, day_of(value)?)).filter(|(value, _)| !declared(value)))?;
    let year = |date: &str| date.get(..4).and_then(|year| year.parse::<i64>().ok());
    let others = values.values().filter(|value| day_of(value).is_none()).filter_map(&read);
    let first = others.filter_map(|date| year(&date)).min();
    if first.is_some_and(|first| first < year(day).unwrap_or(0) + FAR) {
        return None;
    }
    let rows = rows_of(raw, *column, |other| day_of(other) == Some(day));
    let what = short(&plain(&draft.text));
    Some(
        Diagnostic::warning(format!("“{what}” is {day} in {}: programs write that day where there is no date", listed(&rows)))
            .hint(match draft.role {
                Some(_) => "do not count with these dates; nothing was changed".to_owned(),
                None => format!("if so, write missing = [{{ value = \"{value}\", reason = \"not-answered\" }}] for it in questionnaire.toml"),
            }),
    )
}

/// “1.500” and “2.000” and nothing else with a point: one and a half, or fifteen hundred.
fn thousands_or_fractions(raw: &RawTable, draft: &Draft) -> Option<Diagnostic> {
    let Shape::Numeric { column } = draft.shape else { return None };
    let values = &raw.columns[column];
    if Notation::of(values.filled().map(|(value, _)| value)).decimal_comma {
        return None;
    }
    let pointed: Vec<&str> = values.filled().map(|(value, _)| value).filter(|value| value.contains('.')).collect();
    let grouped = |value: &&str| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, thousands) = value.split_once('.').unwrap_or_default();
        digits(whole) && whole.len() <= 3 && !whole.starts_with('0') && thousands.len() == 3 && digits(thousands)
    };
    (pointed.len() >= 2 && pointed.iter().all(grouped)).then(|| {
        let rows = rows_of(raw, column, |value| value.contains('.'));
        Diagnostic::warning(format!(
            "in “{}” every point stands before three figures (1.500): read as fractions; if they are thousands, the figures are a thousand times too small: {}",
            short(&plain(&draft.text)),
            listed(&rows)
        ))
        .hint("take the points out at the source, or export with a decimal comma")
    })
}

/// Rows in which somebody tried the form out.
fn tests(raw: &RawTable, questions: &[Draft]) -> Option<Diagnostic> {
    let is_test = |value: &str| {
        value.len() <= LONGEST_SIGN
            && matches!(
                fold(value).as_str(),
                "test" | "testing" | "test test" | "this is a test" | "just testing" | "asdf" | "asdfasdf" | "qwerty"
            )
    };
    let mut rows = Vec::new();
    for draft in questions {
        let found = match &draft.shape {
            Shape::Text { column } => rows_of(raw, *column, is_test),
            // A choice that several gave is one.
            Shape::Coded { column, choices, .. } if !choices.closed => rows_of(raw, *column, is_test),
            _ => continue,
        };
        if !matches!(draft.shape, Shape::Coded { .. }) || found.len() == 1 {
            rows.extend(found);
        }
    }
    rows.sort_unstable();
    rows.dedup();
    (!rows.is_empty()).then(|| {
        Diagnostic::warning(format!("an answer is “test” or the like: {}; nothing was left out", listed(&rows)))
            .hint("if somebody tried the form out there, take the response out on the platform and export again")
    })
}

/// Long numbers shortened to 1.23E+11, and ranges taken for dates (01-Feb): what a spreadsheet does on saving.
fn spoilt_by_a_spreadsheet(raw: &RawTable, structure: &Structure) -> Vec<Diagnostic> {
    let mut noticed = Vec::new();
    for draft in structure.questions.iter().chain(&structure.metadata) {
        for column in draft.columns() {
            let what = short(&plain(&draft.text));
            let shortened =
                if raw.columns[column].may_hold("E+") { rows_of(raw, column, is_shortened) } else { Vec::new() };
            if !shortened.is_empty() {
                noticed.push(
                    Diagnostic::warning(format!("long numbers of “{what}” were shortened by a spreadsheet (1.23E+11): {}; their last figures are lost", listed(&shortened)))
                        .hint("export again, and format the column as text before opening the file in a spreadsheet"),
                );
            }
            let ranges = if is_mixed_with_months(&raw.columns[column]) {
                rows_of(raw, column, is_month_day)
            } else {
                Vec::new()
            };
            if !ranges.is_empty() {
                noticed.push(
                    Diagnostic::warning(format!("choices of “{what}” look like dates (01-Feb) and may be ranges (1-2) that a spreadsheet changed: {}", listed(&ranges)))
                        .hint("write the right label for the choice into questionnaire.toml"),
                );
            }
        }
    }
    noticed
}

fn is_shortened(value: &str) -> bool {
    if value.len() > LONGEST_SIGN {
        return false;
    }
    let Some((number, exponent)) = value.split_once("E+") else { return false };
    let figures = number.bytes().filter(u8::is_ascii_digit).count();
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    plain && figures >= 3 && exponent.parse::<u32>().is_ok_and(|exponent| (9..=20).contains(&exponent))
}

fn is_month_day(value: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let Some((one, two)) = value.split_once('-') else { return false };
    let month = |text: &str| MONTHS.contains(&text.to_lowercase().as_str());
    let day = |text: &str| text.len() <= 2 && text.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day));
    (day(one) && month(two)) || (month(one) && day(two))
}

fn is_mixed_with_months(column: &RawColumn) -> bool {
    column.distinct() <= 40
        && column.values().any(is_month_day)
        && column.filled().any(|(value, _)| !is_month_day(value))
}
