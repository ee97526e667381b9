//! Beside the words: brackets over the lines of a coding, and what its code is called.

use ratatui::text::Span;

use super::super::layout::{self, Kind, columns, fitted, wrapped};
use super::super::seeing::Standing;
use super::super::session::Session;
use super::look::Look;
use super::words::Visible;

/// So many codings on the same line have a bracket each; more have only their names.
const LANES: usize = 3;

/// What stands beside one line.
#[derive(Debug, Default, Clone)]
pub struct Beside {
    lanes: [Option<Sign>; LANES],
    /// What is called on this line; where it is free for names still, nothing.
    names: Vec<Name>,
}

#[derive(Debug, Clone, Copy)]
struct Sign {
    sign: &'static str,
    standing: Standing,
    is_current: bool,
}

#[derive(Debug, Clone)]
struct Name {
    text: String,
    standing: Standing,
    is_current: bool,
}

/// The spans beside each of the lines.
pub fn beside(
    session: &Session,
    visible: &[Visible<'_>],
    lines: &[&layout::Line],
    look: Look,
) -> Vec<Vec<Span<'static>>> {
    let mut beside = vec![Beside::default(); lines.len()];
    let width = session.margin_width();
    if width == 0 {
        return vec![Vec::new(); lines.len()];
    }
    let places: Vec<(usize, usize)> = visible.iter().map(|one| place(one, lines)).collect();
    for (one, place) in visible.iter().zip(&places) {
        bracket(one, *place, lines, &mut beside);
    }
    // As many columns for brackets as there are side by side, and the rest for names.
    let lanes = (0..LANES).filter(|lane| beside.iter().any(|line| line.lanes[*lane].is_some())).count();
    let room = width.saturating_sub(lanes + 1);
    let rows: Vec<Option<usize>> =
        visible.iter().zip(&places).map(|(one, place)| name(session, one, *place, &mut beside)).collect();
    for ((row, (_, last)), one) in rows.into_iter().zip(places).zip(visible) {
        if let Some(row) = row {
            go_on(row, last, one, room, &mut beside);
        }
    }
    beside.into_iter().map(|line| spans(line, lanes, room, look)).collect()
}

/// The first and the last line on which a coding is seen; the first behind the last where it is on none.
fn place(one: &Visible<'_>, lines: &[&layout::Line]) -> (usize, usize) {
    let covers =
        |line: &&layout::Line| line.kind == Kind::Words && one.coding.start < line.end && line.start < one.coding.end;
    match (lines.iter().position(covers), lines.iter().rposition(covers)) {
        (Some(first), Some(last)) => (first, last),
        _ => (1, 0),
    }
}

fn bracket(one: &Visible<'_>, (first, last): (usize, usize), lines: &[&layout::Line], beside: &mut [Beside]) {
    if first > last {
        return;
    }
    let begins = one.coding.start >= lines[first].start;
    let ends = one.coding.end <= lines[last].end;
    let free = (0..LANES).find(|lane| beside[first..=last].iter().all(|line| line.lanes[*lane].is_none()));
    let Some(lane) = free else { return };
    for (row, line) in beside.iter_mut().enumerate().take(last + 1).skip(first) {
        let sign = match (row == first && begins, row == last && ends) {
            (true, true) => "─",
            (true, false) => "┐",
            (false, true) => "┘",
            (false, false) => "│",
        };
        line.lanes[lane] = Some(Sign { sign, standing: one.standing, is_current: one.is_current });
    }
}

/// Writes a name on the first line of its coding that has none yet, and says on which; where all have one, it shares the first.
fn name(session: &Session, one: &Visible<'_>, (first, last): (usize, usize), beside: &mut [Beside]) -> Option<usize> {
    if first > last {
        return None;
    }
    let sign = match one.standing {
        Standing::Accepted | Standing::Others => "",
        standing => standing.sign(),
    };
    let here = if one.is_current { "▸" } else { "" };
    let who = if one.standing == Standing::Others { format!(" ({})", one.coding.coder) } else { String::new() };
    let denied = if one.coding.negation.is_some() { " (denied)" } else { "" };
    let text = format!("{here}{sign}{}{denied}{who}", session.name_of(&one.coding.code));
    let own = (first..=last).find(|row| beside[*row].names.is_empty());
    let named = Name { text, standing: one.standing, is_current: one.is_current };
    beside[own.unwrap_or(first)].names.push(named);
    own
}

/// A long name goes on below, where no other name stands and within its coding.
fn go_on(row: usize, last: usize, one: &Visible<'_>, room: usize, beside: &mut [Beside]) {
    let [own] = &beside[row].names[..] else { return };
    let free = (row + 1..=last).take_while(|row| beside[*row].names.is_empty()).count();
    let mut folded = wrapped(&own.text, room);
    if folded.len() > free + 1 {
        folded = folded[..free].iter().cloned().chain([folded[free..].concat()]).collect();
    }
    for (line, text) in beside[row..].iter_mut().zip(folded) {
        line.names = vec![Name { text, standing: one.standing, is_current: one.is_current }];
    }
}

fn spans(beside: Beside, lanes: usize, mut room: usize, look: Look) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = beside
        .lanes
        .iter()
        .take(lanes)
        .map(|lane| match lane {
            Some(sign) => Span::styled(sign.sign, look.name(sign.standing, sign.is_current)),
            None => Span::raw(" "),
        })
        .collect();
    spans.push(Span::raw(" "));
    let count = beside.names.len();
    for (index, name) in beside.names.into_iter().enumerate() {
        // Several on one line share it.
        let own = room / (count - index);
        let text = fitted(name.text.trim_end(), if index + 1 < count { own.saturating_sub(1) } else { own });
        room = room.saturating_sub(columns(&text) + 1);
        spans.push(Span::styled(text, look.name(name.standing, name.is_current)));
        spans.push(Span::raw(" "));
    }
    spans
}
