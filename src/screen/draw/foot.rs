//! Below the words: what is said of the coding, a list to choose from, a line to write in; and the last lines.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use super::super::choice::Choice;
use super::super::entry::Entry;
use super::super::layout::{columns, fitted, shown, wrapped};
use super::super::pages::PageLine;
use super::super::session::{Mode, Session, Wish};
use super::look::Look;
use super::{point, put};
use crate::coding::anchor::shorten;

/// Draws what stands between the words and the last lines.
pub fn draw(session: &Session, look: Look, area: Rect, frame: &mut Frame<'_>) {
    put(frame, area, 0, Line::from(Span::styled("─".repeat(usize::from(area.width)), look.quiet())));
    let inner = Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..area };
    // On the smallest screens the rule gives way.
    let inner = if inner.height == 0 { area } else { inner };
    match &session.mode {
        // What went wrong is said in full.
        _ if session.is_alarm => {
            let message = session.message.clone().unwrap_or_default();
            lines_of(&[message], 0, session, look, inner, frame);
        }
        Mode::ChoosingCode(choice, wish) => {
            let prompt = if matches!(wish, Wish::Recode { .. }) { "New code" } else { "Code" };
            list(choice, prompt, look, inner, frame);
        }
        Mode::ChoosingDocument(choice) => list(choice, "Document", look, inner, frame),
        Mode::ChoosingFilter(choice) => list(choice, "Show", look, inner, frame),
        Mode::WritingMemo(entry, _) => write(entry, "Memo", session, look, inner, frame),
        Mode::WritingSearch(entry) => write(entry, "Search", session, look, inner, frame),
        Mode::WritingTurn(entry) => write(entry, "Turn", session, look, inner, frame),
        Mode::WritingName(entry, _) => write(entry, "Your name as a coder", session, look, inner, frame),
        Mode::Selecting(selection) => {
            let (start, end) = session.span_of(selection);
            let words = session.document().map_or("", |document| document.slice(start, end));
            let count = words.unicode_words().count();
            let what = if selection.of.is_some() { "New words" } else { "Selected" };
            let which = if selection.moves_end { "the end moves" } else { "the start moves" };
            let many = if count == 1 { "1 word".to_owned() } else { format!("{count} words") };
            let lines = [format!("{what}: {many}; {which}"), format!("“{}”", shorten(words))];
            lines_of(&lines, 0, session, look, inner, frame);
        }
        _ => lines_of(&session.foot_lines(), 0, session, look, inner, frame),
    }
}

/// Lines from a row on; the last of them is wrapped as far as there is room.
fn lines_of(lines: &[String], from: usize, session: &Session, look: Look, area: Rect, frame: &mut Frame<'_>) {
    let width = usize::from(area.width).saturating_sub(2);
    let rows = usize::from(area.height);
    let mut row = from;
    for (index, line) in lines.iter().enumerate() {
        let left = rows.saturating_sub(row);
        let rest = lines.len() - index - 1;
        let room = left.saturating_sub(rest).max(1);
        let mut folded = wrapped(line, width.max(1));
        if folded.len() > room {
            folded = folded[..room - 1].iter().cloned().chain([fitted(&folded[room - 1..].concat(), width)]).collect();
        }
        let is_title = index == 0 && from == 0;
        let style = match session.current_coding() {
            _ if session.is_alarm => look.alarm(),
            Some(coding) if is_title && matches!(session.mode, Mode::Reading) => {
                look.name(session.standing(coding), true)
            }
            _ if is_title => Style::new().add_modifier(Modifier::BOLD),
            _ => Style::new(),
        };
        for text in folded {
            put(frame, area, row, Line::from(vec![Span::raw(" "), Span::styled(text, style)]));
            row += 1;
        }
    }
}

fn write(entry: &Entry, prompt: &str, session: &Session, look: Look, area: Rect, frame: &mut Frame<'_>) {
    line_to_write(entry, prompt, area, frame);
    let below = match &session.mode {
        Mode::WritingMemo(..) | Mode::WritingName(..) => session.foot_lines(),
        Mode::WritingSearch(_) if !session.wanted.is_empty() => {
            vec![format!("Enter alone looks for “{}” again", session.wanted)]
        }
        _ => Vec::new(),
    };
    lines_of(&below, 1, session, look, area, frame);
}

/// “Memo: what was written”, with the cursor in it; of a long line the part around the cursor.
fn line_to_write(entry: &Entry, prompt: &str, area: Rect, frame: &mut Frame<'_>) {
    let prompt = format!(" {prompt}: ");
    let room = usize::from(area.width).saturating_sub(columns(&prompt) + 1);
    let (before, behind) = entry.halves();
    let mut left: Vec<String> = before.graphemes(true).map(|grapheme| shown(grapheme).into_owned()).collect();
    let is_cut = columns(&left.concat()) > room;
    while columns(&left.concat()) + usize::from(is_cut) > room && !left.is_empty() {
        left.remove(0);
    }
    let left = format!("{}{}", if is_cut { "…" } else { "" }, left.concat());
    let column = columns(&prompt) + columns(&left);
    let right = fitted(behind, room.saturating_sub(columns(&left)));
    let bold = Style::new().add_modifier(Modifier::BOLD);
    put(frame, area, 0, Line::from(vec![Span::styled(prompt, bold), Span::raw(left), Span::raw(right)]));
    point(frame, area, column, 0);
}

/// A list with what was typed above it and what the chosen one means below.
fn list(choice: &Choice, prompt: &str, look: Look, area: Rect, frame: &mut Frame<'_>) {
    let width = usize::from(area.width);
    line_to_write(&choice.typed, prompt, area, frame);
    let fitting = choice.fitting();
    if fitting.is_empty() {
        put(frame, area, 1, Line::from(Span::styled(" nothing is called so", look.quiet())));
        return;
    }
    let inside = usize::from(area.height).saturating_sub(1);
    let meaning_rows = if inside >= 7 { (inside / 2).min(5) } else { 0 };
    let rows = inside - meaning_rows;
    let top = (choice.at + 1).saturating_sub(rows);
    // On a narrow screen there is room for names alone.
    let has_notes = width >= 60;
    let widest = if has_notes { width / 2 } else { width.saturating_sub(3) };
    let name_width = fitting.iter().map(|item| columns(&item.name)).max().unwrap_or(0).min(widest);
    for (row, item) in fitting.iter().skip(top).take(rows).enumerate() {
        let is_chosen = top + row == choice.at;
        let name = fitted(&item.name, name_width);
        let gap = " ".repeat(name_width.saturating_sub(columns(&name)));
        let text = fitted(
            &format!(" {} {name}{gap}  {}", if is_chosen { ">" } else { " " }, if has_notes { &item.note } else { "" }),
            width,
        );
        let style = if is_chosen { look.cursor() } else { Style::new() };
        put(frame, area, row + 1, Line::from(Span::styled(text, style)));
    }
    if let Some(item) = choice.chosen() {
        let below =
            Rect { y: area.y + (1 + rows) as u16, height: area.height.saturating_sub((1 + rows) as u16), ..area };
        for (row, text) in
            wrapped(&item.meaning, width.saturating_sub(2).max(1)).into_iter().take(meaning_rows).enumerate()
        {
            put(frame, below, row, Line::from(Span::styled(format!(" {text}"), look.quiet())));
        }
    }
}

/// What was done, and which keys there are; on a small screen one of the two.
pub fn last(session: &Session, look: Look, area: Rect, frame: &mut Frame<'_>) {
    let width = usize::from(area.width);
    // What went wrong stands above, in full.
    let message = session.message.as_deref().filter(|_| !session.is_alarm);
    let is_alone = area.height < 2;
    if let Some(message) = message {
        put(frame, area, 0, Line::from(Span::styled(fitted(&format!(" {message}"), width), look.message())));
    }
    if message.is_none() || !is_alone {
        put(frame, area, if is_alone { 0 } else { 1 }, hints(session, look, width));
    }
}

fn hints(session: &Session, look: Look, width: usize) -> Line<'static> {
    let mut line = String::new();
    for hint in session.hints() {
        let hint = if line.is_empty() { format!(" {hint}") } else { format!("  {hint}") };
        if columns(&line) + columns(&hint) > width {
            break;
        }
        line.push_str(&hint);
    }
    Line::from(Span::styled(line, look.quiet()))
}

/// A page to read instead of the words.
pub fn page(lines: &[PageLine], top: usize, session: &Session, look: Look, frame: &mut Frame<'_>) {
    let area = frame.area();
    let rows = usize::from(area.height).saturating_sub(2);
    for (row, (is_heading, line)) in lines.iter().skip(top).take(rows).enumerate() {
        let style = if *is_heading { look.label() } else { Style::new() };
        put(frame, area, row, Line::from(Span::styled(format!(" {line}"), style)));
    }
    let left = lines.len().saturating_sub(top + rows);
    let below = Rect { y: area.y + area.height.saturating_sub(1), height: area.height.min(1), ..area };
    if left > 0 {
        let more = if left == 1 { "1 more line below".to_owned() } else { format!("{left} more lines below") };
        put(
            frame,
            Rect { y: below.y.saturating_sub(1), ..below },
            0,
            Line::from(Span::styled(format!(" … {more}"), look.quiet())),
        );
    }
    put(frame, below, 0, hints(session, look, usize::from(area.width)));
}
