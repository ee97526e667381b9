//! The words of a document, with what is coded, selected and found in them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use super::super::layout::{self, Kind, Marks, columns, fitted, shown};
use super::super::seeing::Standing;
use super::super::session::{Mode, Session};
use super::look::Look;
use super::{margin, point, put};
use crate::model::Coding;

/// A coding of which something can be seen.
pub struct Visible<'a> {
    pub coding: &'a Coding,
    pub standing: Standing,
    pub is_current: bool,
    /// What its rule found, in code points.
    pub hits: Vec<(usize, usize)>,
}

/// Columns before the words: the line of the cursor, how it stands, a blank.
const GUTTER: usize = 3;

/// Draws the lines that are seen.
pub fn draw(session: &Session, look: Look, area: Rect, frame: &mut Frame<'_>) {
    let seen = session.lines.iter().skip(session.top).take(usize::from(area.height));
    let lines: Vec<&layout::Line> = seen.collect();
    let visible = visible(session, &lines);
    let mut beside = margin::beside(session, &visible, &lines, look);
    let here = session.line_of(session.cursor());
    for (row, line) in lines.iter().enumerate() {
        let is_here = session.top + row == here;
        let mut spans = gutter(line, is_here, &visible, look);
        let mut taken = GUTTER;
        match line.kind {
            Kind::Gap => {}
            Kind::Label => {
                let label = session.prepared.turns.get(line.turn).map_or("", |part| part.label.as_str());
                let label = fitted(label, session.text_width());
                taken += columns(&label);
                spans.push(Span::styled(label, look.label()));
            }
            Kind::Words => {
                let (words, width, cursor) = words(session, line, &visible, look);
                if is_here {
                    point(frame, area, GUTTER + cursor.unwrap_or(0), row);
                }
                taken += width;
                spans.extend(words);
            }
        }
        if session.margin_width() > 0 {
            let column = GUTTER + session.text_width() + 1;
            spans.push(Span::raw(" ".repeat(column.saturating_sub(taken))));
            spans.append(&mut beside[row]);
        }
        put(frame, area, row, Line::from(spans));
    }
}

/// The codings on the lines that are seen, in their order.
fn visible<'a>(session: &'a Session, lines: &[&layout::Line]) -> Vec<Visible<'a>> {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return Vec::new() };
    let near = session.seen_in(session.at).filter(|coding| coding.start < last.end && first.start < coding.end);
    let visible = near.map(|coding| Visible {
        coding,
        standing: session.standing(coding),
        is_current: session.current.as_ref() == Some(&coding.id),
        hits: session.hits_in(coding).map(|hit| (hit.start, hit.end)).collect(),
    });
    visible.collect()
}

fn gutter(line: &layout::Line, is_here: bool, visible: &[Visible<'_>], look: Look) -> Vec<Span<'static>> {
    let here = if is_here { ">" } else { " " };
    let strongest = visible
        .iter()
        .filter(|one| line.kind == Kind::Words && one.coding.start < line.end && line.start < one.coding.end)
        .max_by_key(|one| (one.is_current && is_here, one.standing.waits(), one.standing == Standing::Accepted));
    let sign = match strongest {
        Some(one) => Span::styled(one.standing.sign(), look.name(one.standing, one.is_current)),
        None => Span::raw(" "),
    };
    vec![Span::raw(here), sign, Span::raw(" ")]
}

/// The words of a line, the columns that they take, and the column of the cursor where it is on this line.
fn words(
    session: &Session,
    line: &layout::Line,
    visible: &[Visible<'_>],
    look: Look,
) -> (Vec<Span<'static>>, usize, Option<usize>) {
    let text = session.document().and_then(|document| document.text.get(line.bytes.clone())).unwrap_or_default();
    let on_line: Vec<&Visible<'_>> =
        visible.iter().filter(|one| one.coding.start < line.end && line.start < one.coding.end).collect();
    let asks = session.prepared.turns.get(line.turn).is_some_and(|part| part.asks);
    let base = if asks { look.quiet() } else { Style::new() };
    let painter = Painter { on_line, base, look, cursor: span_of_cursor(session), chosen: chosen(session) };
    let mut line_out = Run::default();
    let mut at = line.start;
    let mut cursor = None;
    for grapheme in text.trim_end().graphemes(true) {
        let end = at + grapheme.chars().count();
        for mark in Marks::at(&session.marks.open, at) {
            line_out.push(mark, Style::new().add_modifier(Modifier::BOLD));
        }
        if painter.cursor.is_some_and(|(start, _)| start == at) {
            cursor = Some(line_out.width);
        }
        line_out.push(&shown(grapheme), painter.style(at));
        for mark in Marks::at(&session.marks.close, end) {
            line_out.push(mark, Style::new().add_modifier(Modifier::BOLD));
        }
        at = end;
    }
    (line_out.spans, line_out.width, cursor)
}

fn span_of_cursor(session: &Session) -> Option<(usize, usize)> {
    match &session.mode {
        Mode::Selecting(selection) => {
            let stop = if selection.moves_end { selection.to } else { selection.from };
            session.prepared.stops.get(stop)
        }
        _ => session.prepared.stops.get(session.stop),
    }
    .map(|stop| (stop.start, stop.end))
}

/// Words that are selected, or to be coded, or were found.
fn chosen(session: &Session) -> Option<(usize, usize)> {
    use super::super::session::Wish;
    match &session.mode {
        Mode::Selecting(selection) => Some(session.span_of(selection)),
        Mode::ChoosingCode(_, Wish::Add { span, .. } | Wish::Stretch { span, .. })
        | Mode::WritingName(_, Wish::Add { span, .. } | Wish::Stretch { span, .. }) => Some(*span),
        _ => session.found,
    }
}

/// What a letter looks like.
struct Painter<'a> {
    on_line: Vec<&'a Visible<'a>>,
    base: Style,
    look: Look,
    cursor: Option<(usize, usize)>,
    chosen: Option<(usize, usize)>,
}

impl Painter<'_> {
    fn style(&self, at: usize) -> Style {
        let covers = |(start, end): (usize, usize)| start <= at && at < end;
        let is_cursor = self.cursor.is_some_and(covers);
        if self.chosen.is_some_and(covers) {
            let selected = self.look.selected();
            return if is_cursor { selected.add_modifier(Modifier::BOLD | Modifier::UNDERLINED) } else { selected };
        }
        let over = self.on_line.iter().filter(|one| covers((one.coding.start, one.coding.end)));
        let strongest = over.max_by_key(|one| {
            let length = one.coding.end - one.coding.start;
            (one.is_current, one.standing.waits(), one.standing == Standing::Accepted, std::cmp::Reverse(length))
        });
        let style = match strongest {
            None => self.base,
            Some(one) => {
                let style = self.look.coded(one.standing);
                if one.hits.iter().any(|hit| covers(*hit)) { self.look.hit(style) } else { style }
            }
        };
        if is_cursor { style.patch(self.look.cursor()) } else { style }
    }
}

/// Letters of the same look are one span.
#[derive(Default)]
struct Run {
    spans: Vec<Span<'static>>,
    width: usize,
}

impl Run {
    fn push(&mut self, text: &str, style: Style) {
        self.width += columns(text);
        match self.spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(text),
            _ => self.spans.push(Span::styled(text.to_owned(), style)),
        }
    }
}
