//! How the headings of SurveyMonkey stand: in two records, the question over the choice, row or item of each column, or joined in
//! one (`Question - Choice`, `Question: Choice`); in the language of the account.

use crate::readers::survey::dates;
use crate::readers::survey::groups::Member;
use crate::readers::survey::languages;
use crate::readers::survey::platform::{Head, Recognition};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::fold;

/// Marks between a question and its part in one record of headings.
const MARKS: [&str; 4] = [" - ", ": ", " – ", " | "];

/// How few figures the number of a respondent has at least.
const FIGURES: usize = 8;

fn is_answer(heading: &str) -> bool {
    languages::is_response(heading) || languages::is_open_response(heading)
}

fn is_respondent(heading: &str) -> bool {
    matches!(fold(heading).as_str(), "respondent id" | "respondentid" | "respondent_id")
}

fn is_collector(heading: &str) -> bool {
    matches!(fold(heading).as_str(), "collector id" | "collectorid" | "collector_id")
}

/// How the head of a file shows that it is of SurveyMonkey.
pub fn recognise(head: &Head<'_>) -> Option<Recognition> {
    two_records(head).or_else(|| one_record(head))
}

fn two_records(head: &Head<'_>) -> Option<Recognition> {
    let below = head.record(1).iter().filter(|cell| is_answer(cell)).count();
    let spans =
        head.record(1).iter().enumerate().any(|(column, cell)| !cell.is_empty() && head.cell(0, column).is_empty());
    let blank_below_id =
        head.record(0).iter().zip(head.record(1)).any(|(first, second)| second.is_empty() && is_respondent(first));
    let reason = if blank_below_id {
        "there are two rows of headings, and the first names Respondent ID"
    } else if below > 0 && (spans || below > 1) {
        "the second row of headings says “Response” or “Open-Ended Response”, with blanks above the parts of a question"
    } else if spans && numbers_and_moments(head) {
        "there are two rows of headings; below the first columns stands no second, and they hold long numbers and moments"
    } else {
        return None;
    };
    Some(Recognition { reason: reason.into(), header_records: 2 })
}

/// Whether the first columns, which have no second heading, are the number of a respondent and moments.
fn numbers_and_moments(head: &Head<'_>) -> bool {
    let width = head.record(0).len();
    let own =
        (0..width).take_while(|&column| !head.cell(0, column).is_empty() && head.cell(1, column).is_empty()).count();
    let rows = 2..head.records.len();
    let all = |column: usize, fits: fn(&str) -> bool| {
        rows.clone().all(|row| fits(head.cell(row, column))) && !rows.is_empty()
    };
    let is_number = |cell: &str| cell.len() >= FIGURES && cell.bytes().all(|byte| byte.is_ascii_digit());
    own >= 3
        && all(0, is_number)
        && (1..own).any(|column| all(column, |cell| cell.contains(':') && dates::read(cell).is_some()))
}

fn one_record(head: &Head<'_>) -> Option<Recognition> {
    let named = |is: fn(&str) -> bool| head.record(0).iter().any(|cell| is(cell));
    let ids = named(is_respondent) && named(is_collector);
    let joined = head.record(0).iter().filter(|cell| part(cell).is_some_and(|(_, sub)| is_answer(sub))).count();
    let reason = if ids {
        "there is one row of headings, and it names Respondent ID and Collector ID"
    } else if joined > 1 {
        "headings end in “Response” or “Open-Ended Response”, joined to their questions in one row"
    } else {
        return None;
    };
    Some(Recognition { reason: reason.into(), header_records: 1 })
}

/// A heading cut at its last mark.
fn part(heading: &str) -> Option<(&str, &str)> {
    MARKS.iter().find_map(|mark| heading.rsplit_once(mark))
}

/// The questions of one record of headings, from a column on: each with its columns and what they say.
pub fn joined(raw: &RawTable, from: usize) -> Vec<(String, Vec<Member>)> {
    let mut questions = Vec::new();
    let mut place = from;
    while place < raw.columns.len() {
        let (stem, members) = run(raw, place);
        place += members.len();
        questions.push((stem, members));
    }
    questions
}

/// The widest run of columns from here on whose headings begin with the same question and go on with something else each.
fn run(raw: &RawTable, place: usize) -> (String, Vec<Member>) {
    let heading = raw.heading(0, place);
    let mut found = (heading.to_owned(), vec![Member { column: place, sub: String::new() }]);
    if let Some((stem, sub)) = part(heading).filter(|(_, sub)| is_answer(sub)) {
        found = (stem.to_owned(), vec![Member { column: place, sub: sub.to_owned() }]);
    }
    for mark in MARKS {
        // The question may hold the mark itself: the rest after each of them is tried.
        for (at, _) in heading.match_indices(mark) {
            let stem = &heading[..at];
            let members: Vec<Member> = (place..raw.columns.len())
                .map_while(|column| {
                    let sub = raw.heading(0, column).strip_prefix(stem)?.strip_prefix(mark)?.trim();
                    (!sub.is_empty()).then(|| Member { column, sub: sub.to_owned() })
                })
                .collect();
            // Of two ways to cut the same columns the longer question is the better.
            if members.len() > 1 && members.len() >= found.1.len() {
                found = (stem.trim().to_owned(), members);
            }
        }
    }
    found
}
