//! The state on a frame: above where we are, then the words with their codes beside them, below what is said of the coding under the cursor.

mod foot;
mod look;
mod margin;
mod words;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub use look::Look;

use super::layout::{columns, fitted};
use super::session::{Mode, Session};

/// Draws the state. The frame is to have the size that the session was told.
pub fn draw(session: &Session, look: Look, frame: &mut Frame<'_>) {
    let area = frame.area();
    match &session.mode {
        Mode::Help(top) => foot::page(&session.help_lines(), *top, session, look, frame),
        Mode::Details(top) => foot::page(&session.detail_lines(), *top, session, look, frame),
        _ => {
            let mut rows = Rows { area, next: area.y };
            head(session, look, rows.take(session.head_rows()), frame);
            words::draw(session, look, rows.take(session.text_rows()), frame);
            foot::draw(session, look, rows.take(session.foot_rows()), frame);
            foot::last(session, look, rows.take(session.last_rows()), frame);
        }
    }
}

/// Rows of the frame, from above; never more than there are.
struct Rows {
    area: Rect,
    next: u16,
}

impl Rows {
    fn take(&mut self, rows: usize) -> Rect {
        let left = self.area.bottom().saturating_sub(self.next);
        let height = u16::try_from(rows).unwrap_or(u16::MAX).min(left);
        let taken = Rect { y: self.next, height, ..self.area };
        self.next += height;
        taken
    }
}

fn head(session: &Session, look: Look, area: Rect, frame: &mut Frame<'_>) {
    let width = usize::from(area.width);
    let mut line = String::from(" ");
    for part in session.head_parts() {
        let part = if line.len() == 1 { part } else { format!(" · {part}") };
        let room = width.saturating_sub(columns(&line));
        // Half a figure would mislead: what does not fit is left out. Only the document's name is cut.
        if columns(&part) > room && line.len() > 1 {
            break;
        }
        line.push_str(&fitted(&part, room));
    }
    let filled = format!("{line}{}", " ".repeat(width.saturating_sub(columns(&line))));
    put(frame, area, 0, Line::from(Span::styled(filled, look.bar())));
    if area.height > 1 {
        put(frame, area, 1, Line::from(Span::styled(fitted(&format!(" {}", session.whose()), width), look.quiet())));
    }
}

/// A line in a row of an area, where there is such a row.
fn put(frame: &mut Frame<'_>, area: Rect, row: usize, line: Line<'_>) {
    let Ok(row) = u16::try_from(row) else { return };
    if row < area.height && area.width > 0 {
        frame.render_widget(line, Rect { y: area.y + row, height: 1, ..area });
    }
}

/// Puts the terminal's own cursor where somebody writes or reads, so that a screen reader follows.
fn point(frame: &mut Frame<'_>, area: Rect, column: usize, row: usize) {
    let (Ok(column), Ok(row)) = (u16::try_from(column), u16::try_from(row)) else { return };
    if row < area.height && area.width > 0 {
        frame.set_cursor_position((area.x + column.min(area.width - 1), area.y + row));
    }
}
