//! Columns that belong together: a grid, a multiple response set or a ranking with a column a part.

use super::code::is_yes;
use super::decide::{self, Hints};
use super::draft::{Choices, Draft, DraftChoice, DraftRow, Shape, Structure, Ticked, guess};
use super::headings::{bracket, common_stem, heading_tail};
use super::languages;
use super::matrices;
use super::numbers::whole;
use super::raw::RawTable;
use super::ticked;
use super::words::{self, fold};
use crate::model::Kind;

/// A column of a group with what its own heading says.
#[derive(Debug, Clone)]
pub struct Member {
    /// The column.
    pub column: usize,
    /// The choice, row or item that it stands for.
    pub sub: String,
}

/// Questions out of the columns below one heading. Mostly one; where the columns have nothing in common, one each.
pub fn of_members(raw: &RawTable, stem: &str, members: Vec<Member>, hints: Hints) -> Vec<Draft> {
    let (members, comment) = split_comment(raw, members);
    let mut drafts = decided(raw, stem, &members, comment, hints);
    if let (Some(comment), Some(last)) = (comment, drafts.last_mut()) {
        add_comment(raw, last, comment);
    }
    drafts
}

/// The same where the platform itself tells own words apart.
pub fn without_comment(raw: &RawTable, stem: &str, members: Vec<Member>, hints: Hints) -> Vec<Draft> {
    decided(raw, stem, &members, None, hints)
}

fn decided(raw: &RawTable, stem: &str, members: &[Member], comment: Option<usize>, hints: Hints) -> Vec<Draft> {
    match members {
        [] => Vec::new(),
        [only] if languages::is_response(&only.sub) || !ticked::is_ticked_group(raw, members) => {
            let (shape, reason) = decide::column(raw, only.column, hints);
            let (shape, reason) = few_responses(raw, only, shape, reason);
            vec![Draft::new(stem, shape, reason)]
        }
        members => match matrices::written_out(raw, stem, members) {
            Some(drafts) => drafts,
            None => match together(raw, members, comment) {
                Some((shape, reason)) => vec![Draft::new(stem, shape, reason)],
                None => members.iter().map(|member| apart(raw, stem, member, hints)).collect(),
            },
        },
    }
}

/// Below “Response” stands a choice, however few have chosen yet; words have a heading of their own.
fn few_responses(
    raw: &RawTable,
    member: &Member,
    shape: Shape,
    reason: crate::model::Guess,
) -> (Shape, crate::model::Guess) {
    const FEW: u64 = 8;
    const LONGEST: usize = 60;
    let column = &raw.columns[member.column];
    let short = column.filled().all(|(value, _)| value.chars().count() <= LONGEST);
    let few = (1..FEW).contains(&column.answered()) && short;
    if !matches!(shape, Shape::Text { .. }) || !few || !languages::is_response(&member.sub) {
        return (shape, reason);
    }
    let choices = decide::choices(column);
    let said = format!("only {}, below a heading that platforms write above choices", answers(column.answered()));
    (Shape::Coded { column: member.column, scale: false, choices }, guess(said, 0.5))
}

fn answers(count: u64) -> String {
    if count == 1 { "1 answer".to_owned() } else { format!("{count} answers") }
}

/// Ties a column of own words to a question: its comment, and, in a multiple response set, the tick of "Other".
pub fn add_comment(raw: &RawTable, draft: &mut Draft, comment: usize) {
    let label = own_label(raw, comment);
    draft.comment = Some(comment);
    if let Shape::Ticks { columns, choices, .. } = &mut draft.shape
        && words::is_other(&label)
        && choices.other.is_none()
    {
        choices.other = Some(choices.list.len());
        choices.list.push(DraftChoice::new(label));
        columns.push(None);
    }
}

/// What the heading of a column of own words says.
pub fn own_label(raw: &RawTable, comment: usize) -> String {
    let last = raw.headings.len().min(2).saturating_sub(1);
    let mut heading = raw.heading(last, comment);
    if let Some((_, inner)) = bracket(heading) {
        heading = inner;
    }
    for mark in [" - ", " – ", ": "] {
        heading = heading.rsplit_once(mark).filter(|(_, tail)| words::is_other(tail)).map_or(heading, |(_, tail)| tail);
    }
    if words::is_other(heading) { words::plain(heading) } else { "Other".to_owned() }
}

fn apart(raw: &RawTable, stem: &str, member: &Member, hints: Hints) -> Draft {
    let (shape, reason) = decide::column(raw, member.column, hints);
    let text = if member.sub.is_empty() { stem.to_owned() } else { format!("{stem} [{}]", member.sub) };
    Draft::new(text, shape, reason)
}

/// The last column of a group, where it holds own words beside choices.
fn split_comment(raw: &RawTable, mut members: Vec<Member>) -> (Vec<Member>, Option<usize>) {
    let [first, .., last] = members.as_slice() else { return (members, None) };
    let column = &raw.columns[last.column];
    let label = fold(&last.sub);
    let only_its_label =
        column.answered() > 0 && column.filled().all(|(value, _)| fold(value) == label || is_yes(value).is_some());
    let holds_words = column.distinct() > 1 && column.filled().any(|(value, _)| whole(value).is_none());
    let like_the_others = members[..members.len() - 1].iter().any(|member| {
        let other = &raw.columns[member.column];
        column.filled().filter(|(value, _)| other.filled().any(|(known, _)| known == *value)).count() * 2
            > column.distinct().max(1)
    });
    let asks_for_words = words::is_other(&last.sub) && !only_its_label;
    let others_coded = ticked::is_ticked_group(raw, &members[..members.len() - 1])
        || (members.len() == 2
            && !matches!(decide::column(raw, first.column, decide::NOTHING_KNOWN).0, Shape::Text { .. }));
    let is_comment = !like_the_others && (asks_for_words || (holds_words && !only_its_label && others_coded));
    let comment = last.column;
    if is_comment {
        members.pop();
        return (members, Some(comment));
    }
    (members, None)
}

/// The shape of several columns that have something in common.
fn together(raw: &RawTable, members: &[Member], comment: Option<usize>) -> Option<(Shape, crate::model::Guess)> {
    let several = ticks(raw, members, comment).or_else(|| ranking(raw, members));
    several.or_else(|| grid(raw, members).filter(|_| !share_a_sum(raw, members)))
}

/// Whether every row gives the same in all (100, a budget) and shares it out differently: amounts, and no steps of a scale.
fn share_a_sum(raw: &RawTable, members: &[Member]) -> bool {
    const LEAST: f64 = 10.0;
    let mut sum = None;
    let mut seen: Vec<Vec<u32>> = Vec::new();
    for row in 0..raw.rows() {
        let cells = || members.iter().map(|member| raw.columns[member.column].cell(row));
        if cells().all(str::is_empty) {
            continue;
        }
        let numbers = cells().filter(|cell| !cell.is_empty()).map(|cell| cell.parse::<f64>().ok());
        let Some(own) = numbers.sum::<Option<f64>>() else { return false };
        if own < LEAST || (sum.replace(own).unwrap_or(own) - own).abs() > 0.01 {
            return false;
        }
        let codes: Vec<u32> = members.iter().map(|member| raw.columns[member.column].code(row)).collect();
        if seen.len() < 3 && !seen.contains(&codes) {
            seen.push(codes);
        }
    }
    seen.len() == 3
}

fn ticks(raw: &RawTable, members: &[Member], comment: Option<usize>) -> Option<(Shape, crate::model::Guess)> {
    let columns: Vec<Option<usize>> = members.iter().map(|member| Some(member.column)).collect();
    let labels = || members.iter().map(|member| member.sub.as_str());
    let named = |single: bool| if single { Choices::marked(labels()) } else { Choices::plain(labels()) };
    if let Some(codes) = own_codes(raw, members) {
        let looks = format!("{} columns, each blank or filled with one code of its own", members.len());
        let (single, reason) = ticked::one_or_several(raw, members, comment, looks, 0.9, |_| true);
        let mut choices = named(single);
        choices.list.iter_mut().zip(codes).for_each(|(choice, code)| choice.code = code);
        return Some((Shape::Ticks { columns, choices, ticked: Ticked::Filled, single }, reason));
    }
    if ticked::is_ticked_group(raw, members) {
        let looks = format!("{} columns, each blank or filled with its own choice", members.len());
        let (single, reason) = ticked::one_or_several(raw, members, comment, looks, 0.97, |_| true);
        return Some((Shape::Ticks { columns, choices: named(single), ticked: Ticked::Filled, single }, reason));
    }
    if let Some(word) = only_yes(raw, members) {
        let looks = format!("{} columns, each blank or filled with “{word}”", members.len());
        let (single, reason) = ticked::one_or_several(raw, members, comment, looks, 0.85, |_| true);
        return Some((Shape::Ticks { columns, choices: named(single), ticked: Ticked::Filled, single }, reason));
    }
    let says_yes_or_no = |value: &str| is_yes(value).is_some() || words::is_aside(value);
    let all_yes_no =
        members.iter().all(|member| raw.columns[member.column].filled().all(|(value, _)| says_yes_or_no(value)));
    let any_no =
        members.iter().any(|member| raw.columns[member.column].filled().any(|(value, _)| is_yes(value) == Some(false)));
    let any_yes =
        members.iter().any(|member| raw.columns[member.column].filled().any(|(value, _)| is_yes(value) == Some(true)));
    if all_yes_no && any_no && any_yes {
        let looks = format!("{} columns of yes and no below one heading", members.len());
        let (single, reason) =
            ticked::one_or_several(raw, members, comment, looks, 0.9, |value| is_yes(value) == Some(true));
        let shape = Shape::Ticks { columns, choices: named(single), ticked: Ticked::YesNo, single };
        return Some((shape, reason));
    }
    None
}

/// The one word that says yes, where columns hold it or nothing: a box is ticked, or is not. Of a few responses that all say 1 nobody can tell
/// whether it is a step of a scale.
fn only_yes<'a>(raw: &'a RawTable, members: &[Member]) -> Option<&'a str> {
    const ENOUGH: usize = 5;
    let mut values = members.iter().flat_map(|member| raw.columns[member.column].filled().map(|(value, _)| value));
    let word = values.next().filter(|word| is_yes(word) == Some(true))?;
    if whole(word).is_some() && raw.rows() < ENOUGH {
        return None;
    }
    let blanks = members.iter().any(|member| raw.columns[member.column].has_blanks());
    (blanks && values.all(|value| fold(value) == fold(word))).then_some(word)
}

/// The code of each column, where each is blank or filled with one number of its own; `None` where any is not. Ranks are not: somebody
/// ranks otherwise.
fn own_codes(raw: &RawTable, members: &[Member]) -> Option<Vec<Option<String>>> {
    const ENOUGH: usize = 5;
    let mut known: Vec<&str> = Vec::new();
    let mut codes = Vec::new();
    for member in members {
        let mut values = raw.columns[member.column].filled().map(|(value, _)| value);
        let code = values.next();
        if values.next().is_some() || code.is_some_and(|code| whole(code).is_none() || known.contains(&code)) {
            return None;
        }
        known.extend(code);
        codes.push(code.map(str::to_owned));
    }
    let blanks = members.iter().any(|member| raw.columns[member.column].has_blanks());
    (known.len() >= 2 && raw.rows() >= ENOUGH && blanks).then_some(codes)
}

fn ranking(raw: &RawTable, members: &[Member]) -> Option<(Shape, crate::model::Guess)> {
    let items = i64::try_from(members.len()).ok().filter(|items| *items >= 3)?;
    let is_rank = |value: &str| whole(value).is_some_and(|rank| (1..=items).contains(&rank)) || words::is_aside(value);
    if !members.iter().all(|member| raw.columns[member.column].filled().all(|(value, _)| is_rank(value))) {
        return None;
    }
    let (mut rows, mut proper, mut full, mut first) = (0_u64, 0_u64, 0_u64, 0_u64);
    for row in 0..raw.rows() {
        let mut ranks: Vec<i64> = members
            .iter()
            .filter_map(|member| {
                let column = &raw.columns[member.column];
                whole(column.cell(row))
            })
            .collect();
        if ranks.len() < 2 {
            continue;
        }
        ranks.sort_unstable();
        rows += 1;
        proper += u64::from(ranks.windows(2).all(|pair| pair[0] != pair[1]));
        full += u64::from(ranks.len() == members.len());
        first += u64::from(ranks.iter().zip(1..).all(|(rank, place)| *rank == place));
    }
    let proper = rows >= 2 && proper * 10 >= rows * 9;
    let shape = || Shape::Ranks { rows: draft_rows(members) };
    if proper && full > 0 {
        let reason = format!("{} columns that hold each rank from 1 to {items} once a response", members.len());
        return Some((shape(), guess(reason, 0.95)));
    }
    // Only the first few were to be put in order.
    let of_some = proper && rows >= 5 && first * 20 >= rows * 19;
    of_some.then(|| {
        let reason = format!(
            "{} columns, of which each of {rows} responses ranks some, from 1 on and without repeats",
            members.len()
        );
        (shape(), guess(reason, 0.85))
    })
}

/// Columns that share their answers, and few of them.
pub fn grid(raw: &RawTable, members: &[Member]) -> Option<(Shape, crate::model::Guess)> {
    let (choices, different) = shared_choices(raw, members)?;
    let shape = Shape::Grid { rows: draft_rows(members), choices };
    Some((shape, guess(format!("{} neighbouring columns share their {different} answers", members.len()), 0.9)))
}

pub fn draft_rows(members: &[Member]) -> Vec<DraftRow> {
    members.iter().map(|member| DraftRow { id: None, text: member.sub.clone(), column: member.column }).collect()
}

/// The choices that columns share, and how many different answers they really hold.
fn shared_choices(raw: &RawTable, members: &[Member]) -> Option<(Choices, usize)> {
    const MOST_STEPS: usize = 15;
    let values = || members.iter().flat_map(|member| raw.columns[member.column].filled());
    let mut different: Vec<(String, u64)> = Vec::new();
    for (value, count) in values() {
        let folded = fold(value);
        if let Some(entry) = different.iter_mut().find(|(known, _)| *known == folded) {
            entry.1 += count;
        } else if different.len() < MOST_STEPS {
            different.push((folded, count));
        } else {
            return None;
        }
    }
    let given: u64 = different.iter().map(|(_, count)| count).sum();
    let again: u64 = different.iter().filter(|(_, count)| *count > 1).map(|(_, count)| count).sum();
    let long = different.iter().any(|(value, _)| value.chars().count() > 120);
    if different.is_empty() || long || again * 2 < given {
        return None;
    }
    let choices = decide::steps(values().map(|(value, _)| value))
        .map_or_else(|| decide::choices_of(values().map(|(value, _)| value)), |(choices, _)| choices);
    Some((choices, different.len()))
}

/// The questions below two records of headings, of which the first spans the columns of a question and the second names
/// each: from this column on.
pub fn two_records(raw: &RawTable, from: usize, structure: &mut Structure) {
    let mut place = from;
    while place < raw.columns.len() {
        let mut end = place + 1;
        while end < raw.columns.len() && raw.heading(0, end).is_empty() {
            end += 1;
        }
        let members: Vec<Member> =
            (place..end).map(|column| Member { column, sub: raw.heading(1, column).to_owned() }).collect();
        structure.questions.extend(below(raw, raw.heading(0, place), members));
        place = end;
    }
}

/// The questions below one heading whose columns say what they are.
pub fn below(raw: &RawTable, heading: &str, members: Vec<Member>) -> Vec<Draft> {
    let open = members.first().is_some_and(|member| languages::is_open_response(&member.sub));
    of_members(raw, &words::plain(heading), members, Hints { open, separators: &[] })
}

/// The neighbouring columns whose headings are `Question [Row]` with one question, from this column on, and how many.
pub fn bracketed(raw: &RawTable, place: usize, hints: Hints) -> Option<(Vec<Draft>, usize)> {
    let (stem, _) = bracket(raw.heading(0, place))?;
    let members: Vec<Member> = (place..raw.columns.len())
        .map_while(|column| {
            let (own, row) = bracket(raw.heading(0, column))?;
            (own == stem).then(|| Member { column, sub: row.to_owned() })
        })
        .collect();
    let width = members.len();
    let drafts = || {
        let listed = matrices::listed(raw, stem, &members, hints);
        listed.unwrap_or_else(|| of_members(raw, stem, members, hints))
    };
    (width > 1).then(|| (drafts(), width))
}

/// The question that begins at a column, alone or with its neighbours in brackets, and how many columns it takes.
pub fn next(raw: &RawTable, place: usize, hints: Hints) -> (Vec<Draft>, usize) {
    bracketed(raw, place, hints).unwrap_or_else(|| {
        let (shape, reason) = decide::column(raw, place, hints);
        (vec![Draft::new(raw.heading(0, place), shape, reason)], 1)
    })
}

/// Neighbouring single questions that share at least three answers are the rows of one grid, where a platform writes the rows
/// of a grid as headings of their own.
pub fn neighbouring_grids(raw: &RawTable, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut result: Vec<Draft> = Vec::new();
    let mut run: Vec<Draft> = Vec::new();
    for draft in drafts {
        let joins = run.last().is_some_and(|last| share_answers(raw, last, &draft));
        if !joins {
            result.append(&mut as_grid(raw, std::mem::take(&mut run)));
        }
        run.push(draft);
    }
    result.append(&mut as_grid(raw, run));
    result
}

fn single_column(draft: &Draft) -> Option<usize> {
    match (&draft.shape, draft.comment) {
        (Shape::Coded { column, .. }, None) => Some(*column),
        _ => None,
    }
}

/// Whether two neighbouring questions have the same answers: at least three in common, none of which is a bare number (two
/// scales from 1 to 5 are two questions), and hardly any that only one of them has.
fn share_answers(raw: &RawTable, first: &Draft, second: &Draft) -> bool {
    let (Some(a), Some(b)) = (single_column(first), single_column(second)) else { return false };
    let set = |column: usize| {
        raw.columns[column].filled().map(|(value, _)| fold(value)).collect::<std::collections::BTreeSet<_>>()
    };
    let (a, b) = (set(a), set(b));
    let common = a.intersection(&b).count();
    let union = a.union(&b).count();
    let words = a.iter().chain(&b).all(|value| whole(value).is_none());
    words && common >= 3 && common * 3 >= union * 2
}

fn as_grid(raw: &RawTable, run: Vec<Draft>) -> Vec<Draft> {
    if run.len() < 2 {
        return run;
    }
    let columns: Vec<usize> = run.iter().filter_map(single_column).collect();
    let headings: Vec<String> = columns.iter().map(|&column| words::plain(raw.heading(0, column))).collect();
    let (stem, rows) = common_stem(&headings);
    let members: Vec<Member> = columns.iter().zip(rows).map(|(&column, sub)| Member { column, sub }).collect();
    let Some((shape, mut reason)) = grid(raw, &members) else { return run };
    let text = stem.unwrap_or_else(|| {
        reason.reason.push_str("; the export does not hold the question itself, only its rows");
        reason.confidence = 0.7;
        match (members.first(), members.last()) {
            (Some(first), Some(last)) => format!("{} … {}", first.sub, last.sub),
            _ => String::new(),
        }
    });
    vec![Draft::new(text, shape, reason)]
}

/// A text column headed "Other (please specify)" right after a question with choices holds the words of that question.
pub fn attach_comments(raw: &RawTable, drafts: &mut Vec<Draft>) {
    let mut place = 1;
    while place < drafts.len() {
        let comment = match &drafts[place].shape {
            Shape::Text { column } if words::is_other(&heading_tail(raw, *column)) => Some(*column),
            Shape::Coded { column, .. } if words::is_other(&heading_tail(raw, *column)) => Some(*column),
            _ => None,
        };
        let before = &drafts[place - 1];
        let has_choices = matches!(before.kind(), Kind::Single | Kind::Multiple) && before.comment.is_none();
        match comment.filter(|_| has_choices) {
            Some(column) => {
                drafts.remove(place);
                add_comment(raw, &mut drafts[place - 1], column);
            }
            None => place += 1,
        }
    }
}
