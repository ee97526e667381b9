//! The page: its size, the title and the line below, what a kind draws, the foot.

use crate::model::Chart;

use super::canvas::{Anchor, Canvas, Type};
use super::font::Weight;
use super::palette::{INK, MUTED};
use super::text;

/// How wide a chart is at least. On a page of A4 its smallest words come out at 7 points.
pub(in crate::chart) const WIDTH: f64 = 720.0;
/// White at the left and at the right.
pub(in crate::chart) const MARGIN: f64 = 20.0;

/// The line in bold.
const TITLE: Type = Type { size: 18.0, weight: Weight::Bold, colour: INK };
/// Wording and base.
const SUBTITLE: Type = Type { size: 13.0, weight: Weight::Regular, colour: MUTED };
/// Labels of categories and of series.
pub(in crate::chart) const LABEL: Type = Type { size: 13.0, weight: Weight::Regular, colour: INK };
/// Headings over categories.
pub(in crate::chart) const HEADING: Type = Type { size: 13.0, weight: Weight::Bold, colour: INK };
/// Numbers in and beside the bars.
pub(in crate::chart) const VALUE: Type = Type { size: 12.0, weight: Weight::Regular, colour: INK };
/// Axes, bases and other words that stand back.
pub(in crate::chart) const SMALL: Type = Type { size: 11.0, weight: Weight::Regular, colour: MUTED };

/// From line to line of labels.
pub(in crate::chart) const LEADING: f64 = 16.5;

/// A page that is drawn from the top down.
pub(in crate::chart) struct Page<'a> {
    /// What is drawn.
    pub chart: &'a Chart,
    /// Where.
    pub canvas: Canvas,
    /// The width of the page.
    pub width: f64,
    /// Down to here it is drawn.
    pub y: f64,
    /// What the kind has to say at the foot of how it was drawn.
    pub notes: Vec<String>,
}

impl<'a> Page<'a> {
    /// A page with the head of the chart on it.
    pub fn new(chart: &'a Chart, width: f64) -> Self {
        let mut page = Self { chart, canvas: Canvas::default(), width, y: 18.0, notes: Vec::new() };
        // In a document the caption says the title.
        if !chart.title.is_empty() {
            page.paragraph(&chart.title, TITLE, 24.0, 4);
        }
        if !chart.subtitle.is_empty() {
            page.y += 3.0;
            page.paragraph(&chart.subtitle, SUBTITLE, 18.0, 5);
        }
        page.y += 12.0;
        page
    }

    /// The right edge of what may be drawn on.
    pub fn right(&self) -> f64 {
        self.width - MARGIN
    }

    /// Words where there is nothing to draw.
    pub fn nothing(&mut self, words: &str) {
        self.paragraph(words, LABEL, 20.0, 2);
    }

    /// Ends the page with its foot and gives the drawing with its size.
    pub fn finish(mut self) -> (Canvas, (u32, u32)) {
        let mut foot = std::mem::take(&mut self.notes);
        foot.push(self.chart.foot.clone());
        foot.retain(|sentence| !sentence.is_empty());
        if !foot.is_empty() {
            self.y += 10.0;
            self.paragraph(&foot.join(" "), SMALL, 15.0, 8);
        }
        self.y += 14.0;
        let size = (whole(self.width), whole(self.y));
        (self.canvas, size)
    }

    fn paragraph(&mut self, words: &str, face: Type, leading: f64, most_lines: usize) {
        let room = self.width - 2.0 * MARGIN;
        for line in text::wrap(words, face.size, face.weight, room, most_lines) {
            self.canvas.text(line, (MARGIN, self.y + leading / 2.0), Anchor::Start, face);
            self.y += leading;
        }
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float cast saturates; sizes are positive"
)]
fn whole(length: f64) -> u32 {
    length.ceil() as u32
}
