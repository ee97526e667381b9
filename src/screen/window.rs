//! What of a document is laid out: the lines around the cursor and no others, however long the document is.

use std::collections::VecDeque;

use super::layout::{self, Kind, Line, Marks};
use super::prepared::Prepared;
use super::session::{Mode, Session};

/// The narrowest screen with the names of codes beside the words.
const WITH_MARGIN: usize = 64;

/// Longer lines are hard to read.
const LONGEST_LINE: usize = 90;

impl Session {
    /// Makes everything fit what changed: the document, the lines, the coding that keys act on, what is seen.
    pub(super) fn refresh(&mut self) {
        if self.prepared_for != Some(self.at) {
            self.prepared = self.document().map(Prepared::new).unwrap_or_default();
            self.hits = self.hits_of_document();
            self.prepared_for = Some(self.at);
            self.top_at = None;
            self.tally = None;
        }
        self.stop = self.stop.min(self.prepared.stops.len().saturating_sub(1));
        self.settle_current();
        if self.tally.is_none() {
            self.tally = Some(self.tally());
            self.marks = if self.options.marks { self.marks_of_codings() } else { Marks::default() };
        }
        self.lay_out();
        self.scroll();
    }

    /// Lays out the lines around the cursor: a screen and more on either side, so that every key that moves finds its line.
    fn lay_out(&mut self) {
        let text = self.document().map_or("", |document| document.text.as_str());
        let (width, gaps) = (self.text_width(), self.has_gaps());
        let of = |place: usize| match self.prepared.pieces.get(place) {
            Some(piece) => layout::lines(text, &self.prepared, piece, width, &self.marks, gaps),
            None => Vec::new(),
        };
        let enough = 2 * self.text_rows() + 4;
        let (mut first, mut last) = {
            let here = self.prepared.piece_at(self.cursor());
            (here, here)
        };
        let mut lines: VecDeque<Line> = of(first).into();
        let (mut before, mut behind) = (0, 0);
        while first > 0 && before < enough {
            first -= 1;
            let more = of(first);
            before += more.len();
            more.into_iter().rev().for_each(|line| lines.push_front(line));
        }
        while last + 1 < self.prepared.pieces.len() && behind < enough {
            last += 1;
            let more = of(last);
            behind += more.len();
            lines.extend(more);
        }
        self.lines = lines.into();
    }

    /// Lets the line of the cursor be seen, with what stands around it.
    fn scroll(&mut self) {
        let rows = self.text_rows();
        let line = self.line_of(self.cursor());
        let kept = self.top_at.map(|(start, kind)| {
            let behind = self.lines.partition_point(|line| line.start < start);
            let same = self.lines[behind..].iter().take_while(|line| line.start == start).position(|l| l.kind == kind);
            behind + same.unwrap_or(0)
        });
        let mut top = kept.unwrap_or(usize::MAX);
        let margin = 2.min(rows.saturating_sub(1) / 2);
        if top > line || line >= top + rows {
            // The speaker of a turn that is jumped to is seen as well.
            top = line.saturating_sub(rows / 3);
        } else if line < top + margin {
            top = line.saturating_sub(margin);
        } else if line + margin >= top + rows {
            top = (line + margin + 1).saturating_sub(rows);
        }
        self.top = top.min(self.lines.len().saturating_sub(rows));
        self.top_at = self.lines.get(self.top).map(|line| (line.start, line.kind));
    }

    /// Where the eye is: the end of a selection that moves, else the cursor.
    pub(super) fn cursor(&self) -> usize {
        let stop = match &self.mode {
            Mode::Selecting(selection) if selection.moves_end => selection.to,
            Mode::Selecting(selection) => selection.from,
            _ => self.stop,
        };
        self.prepared.stops.get(stop).map_or(0, |stop| stop.start)
    }

    /// The line on which a position stands.
    pub(super) fn line_of(&self, position: usize) -> usize {
        let behind = self.lines.partition_point(|line| line.start <= position);
        let words = |index: &usize| self.lines[*index].kind == Kind::Words && self.lines[*index].start <= position;
        (0..behind).rev().find(words).unwrap_or(0)
    }

    // ---------------------------------------------------------------- How the screen is divided

    fn has_gaps(&self) -> bool {
        self.size.1 >= 16
    }

    /// Columns for the names of codes, to the right of the words; none on a narrow screen.
    pub(super) fn margin_width(&self) -> usize {
        let columns = usize::from(self.size.0);
        if columns < WITH_MARGIN { 0 } else { (columns * 3 / 10).clamp(20, 36) }
    }

    /// Columns for the words: two signs and a blank stand before.
    pub(super) fn text_width(&self) -> usize {
        let margin = self.margin_width();
        usize::from(self.size.0).saturating_sub(margin + if margin > 0 { 4 } else { 3 }).clamp(1, LONGEST_LINE)
    }

    /// Rows above the words: where we are, and whose words these are.
    pub(super) fn head_rows(&self) -> usize {
        if self.size.1 >= 14 { 2 } else { 1 }
    }

    /// Rows for the words.
    pub(super) fn text_rows(&self) -> usize {
        usize::from(self.size.1).saturating_sub(self.head_rows() + self.foot_rows() + self.last_rows()).max(1)
    }

    /// Rows for what is said about the coding, or for a list or a line to write in; its rule included.
    pub(super) fn foot_rows(&self) -> usize {
        let rows = usize::from(self.size.1);
        match &self.mode {
            // What went wrong is to be read in full.
            _ if self.is_alarm && rows >= 8 => (rows / 2).min(6),
            Mode::ChoosingCode(..) | Mode::ChoosingDocument(_) | Mode::ChoosingFilter(_) if rows >= 8 => {
                (rows * 3 / 5).min(16)
            }
            _ if rows >= 20 => 6,
            _ if rows >= 12 => 4,
            _ if rows >= 8 => 3,
            _ => 1,
        }
    }

    /// Rows below: what was done, and which keys there are. On a small screen one, for whichever is more to the point.
    pub(super) fn last_rows(&self) -> usize {
        if self.size.1 >= 14 { 2 } else { 1 }
    }
}
