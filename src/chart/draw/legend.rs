//! The legend: which colour is which series.

use super::canvas::{Anchor, Area};
use super::font::{self, Weight};
use super::page::{LABEL, LEADING, MARGIN, Page};
use super::palette::Colour;
use super::text;

const SWATCH: f64 = 12.0;
const BESIDE: f64 = 6.0;
const BETWEEN: f64 = 18.0;
/// A name wider than this is broken into lines.
const WIDEST: f64 = 300.0;

struct Item {
    colour: Colour,
    lines: Vec<String>,
    width: f64,
}

/// Draws a legend over the plot that starts at `left`: in one line where there is room, beside the labels if it can be, else in
/// columns across the page.
pub(in crate::chart) fn draw(page: &mut Page<'_>, left: f64, names: &[(&str, Colour)]) {
    let items: Vec<Item> = names.iter().map(|(name, colour)| item(name, *colour)).collect();
    #[allow(clippy::cast_precision_loss, reason = "a handful of names")]
    let gaps = BETWEEN * items.len().saturating_sub(1) as f64;
    let in_one_line = items.iter().map(|item| item.width).sum::<f64>() + gaps;
    let is_one_line = MARGIN + in_one_line <= page.right();
    let start = if is_one_line { left.min(page.right() - in_one_line) } else { MARGIN };
    let column = items.iter().map(|item| item.width).fold(0.0, f64::max) + BETWEEN;
    let mut x = start;
    let mut height: f64 = 0.0;
    for item in items {
        if !is_one_line && x > start && x + item.width > page.right() {
            page.y += height;
            (x, height) = (start, 0.0);
        }
        #[allow(clippy::cast_precision_loss, reason = "three lines at most")]
        let tall = LEADING * item.lines.len() as f64 + 5.0;
        height = height.max(tall);
        let advance = if is_one_line { item.width + BETWEEN } else { column };
        item.draw(page, x);
        x += advance;
    }
    page.y += height + 6.0;
}

impl Item {
    fn draw(self, page: &mut Page<'_>, x: f64) {
        let mut y = page.y + LEADING / 2.0;
        page.canvas.rectangle(Area { x, y: y - SWATCH / 2.0, width: SWATCH, height: SWATCH }, self.colour);
        for words in self.lines {
            page.canvas.text(words, (x + SWATCH + BESIDE, y), Anchor::Start, LABEL);
            y += LEADING;
        }
    }
}

fn item(name: &str, colour: Colour) -> Item {
    let lines = text::balanced(name, LABEL.size, Weight::Regular, WIDEST, 3);
    let widest = lines.iter().map(|line| font::width(line, LABEL.size, Weight::Regular)).fold(0.0, f64::max);
    Item { colour, lines, width: SWATCH + BESIDE + widest }
}
