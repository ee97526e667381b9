//! One bar a category, with its value beside it.

use super::draw::page::{Page, VALUE};
use super::draw::palette::{Colour, MUTED, SINGLE, WHITE};
use super::draw::rows::{self, Labels};
use super::draw::{Anchor, Area, Type, axis, font};
use super::label;

const THICK: f64 = 20.0;
const GAP: f64 = 12.0;
const BESIDE: f64 = 7.0;

/// Draws the first series.
pub(super) fn draw(page: &mut Page<'_>) {
    let chart = page.chart;
    let Some(series) = label::shown(chart).next().filter(|_| !chart.categories.is_empty()) else {
        return page.nothing("There is nothing to draw.");
    };
    let words: Vec<String> =
        series.values.iter().map(|value| label::full(value, chart.unit, chart.percent_from)).collect();
    let widest = words.iter().map(|words| font::width(words, VALUE.size, VALUE.weight)).fold(0.0, f64::max);
    let labels = Labels::measure(page, rows::USUAL);
    let left = labels.plot_left;
    let axis = axis::of(chart);
    let x = axis.scale(left, page.right() - widest - BESIDE);
    let top = page.y;
    let rows = labels.place(page, THICK, GAP);
    let bottom = page.y;
    axis.draw(page, top, bottom, &x);
    for row in rows {
        let (Some(value), Some(words)) = (series.values.get(row.category), words.get(row.category)) else { continue };
        let end = bar(page, (x(0.0), x(value.value.unwrap_or(0.0))), (row.middle, THICK), SINGLE);
        let face = if value.value.is_some() { VALUE } else { Type { colour: MUTED, ..VALUE } };
        write_on_white(page, words, (end + BESIDE, row.middle), face);
    }
    page.y = bottom + 24.0;
}

/// Draws a bar from nought to its value, to the left where that is less; gives its right end.
pub(super) fn bar(page: &mut Page<'_>, (zero, end): (f64, f64), (middle, thick): (f64, f64), colour: Colour) -> f64 {
    let area = Area { x: zero.min(end), y: middle - thick / 2.0, width: (end - zero).abs(), height: thick };
    page.canvas.rectangle(area, colour);
    zero.max(end)
}

/// Words that lines of the grid must not run through.
pub(super) fn write_on_white(page: &mut Page<'_>, words: &str, (x, y): (f64, f64), face: Type) {
    let width = font::width(words, face.size, face.weight);
    let ground = Area { x: x - 3.0, y: y - face.size * 0.65, width: width + 6.0, height: face.size * 1.3 };
    page.canvas.rectangle(ground, WHITE);
    page.canvas.text(words, (x, y), Anchor::Start, face);
}
