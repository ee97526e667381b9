//! The legend: which colour is which series.

use super::canvas::{Anchor, Area};
use super::font::{self, Weight};
use super::page::{LABEL, LEADING, MARGIN, Page};
use super::palette::Colour;
use super::text;

const SWATCH: f64 = 12.0;
const BESIDE: f64 = 6.0;
const BETWEEN: f64 = 18.0;
/// A name wider than this is broken into two lines.
const WIDEST: f64 = 260.0;

struct Item {
    colour: Colour,
    lines: Vec<String>,
    width: f64,
}

/// Draws a legend over the plot that starts at `left`: in one line beside the labels where there is room, else across the
/// page, in as many lines as it takes.
pub(in crate::chart) fn draw(page: &mut Page<'_>, left: f64, names: &[(&str, Colour)]) {
    let items: Vec<Item> = names.iter().map(|(name, colour)| item(name, *colour)).collect();
    #[allow(clippy::cast_precision_loss, reason = "a handful of names")]
    let gaps = BETWEEN * items.len().saturating_sub(1) as f64;
    let in_one_line = items.iter().map(|item| item.width).sum::<f64>() + gaps;
    let room = page.right() - left;
    let start = if in_one_line <= room { left } else { MARGIN.max(page.right() - in_one_line) };
    let mut x = start;
    let mut height: f64 = 0.0;
    for item in items {
        if x > start && x + item.width > page.right() {
            page.y += height;
            (x, height) = (start, 0.0);
        }
        #[allow(clippy::cast_precision_loss, reason = "one line or two")]
        let tall = LEADING * item.lines.len() as f64 + 5.0;
        height = height.max(tall);
        let first = page.y + LEADING / 2.0;
        let swatch = Area { x, y: first - SWATCH / 2.0, width: SWATCH, height: SWATCH };
        page.canvas.rectangle(swatch, item.colour);
        for (line, words) in item.lines.into_iter().enumerate() {
            #[allow(clippy::cast_precision_loss, reason = "one line or two")]
            let y = first + LEADING * line as f64;
            page.canvas.text(words, (x + SWATCH + BESIDE, y), Anchor::Start, LABEL);
        }
        x += item.width + BETWEEN;
    }
    page.y += height + 6.0;
}

fn item(name: &str, colour: Colour) -> Item {
    let lines = text::wrap(name, LABEL.size, Weight::Regular, WIDEST, 2);
    let widest = lines.iter().map(|line| font::width(line, LABEL.size, Weight::Regular)).fold(0.0, f64::max);
    Item { colour, lines, width: SWATCH + BESIDE + widest }
}
