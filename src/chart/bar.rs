//! One bar a category, with its value beside it.

use super::draw::page::{Page, VALUE};
use super::draw::palette::{MUTED, SINGLE, WHITE};
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
    let scale = (page.right() - left - widest - BESIDE).max(40.0) / axis.end;
    let top = page.y;
    let rows = labels.place(page, THICK, GAP);
    let bottom = page.y;
    axis.draw(page, top, bottom, |value| left + value * scale);
    for row in rows {
        let (Some(value), Some(words)) = (series.values.get(row.category), words.get(row.category)) else { continue };
        let length = value.value.filter(|value| value.is_finite()).unwrap_or(0.0).clamp(0.0, axis.end) * scale;
        page.canvas.rectangle(Area { x: left, y: row.middle - THICK / 2.0, width: length, height: THICK }, SINGLE);
        let is_drawn = value.value.is_some();
        let face = if is_drawn { VALUE } else { Type { colour: MUTED, ..VALUE } };
        write_on_white(page, words, (left + length + BESIDE, row.middle), face);
    }
    page.y = bottom + 24.0;
}

/// Words that lines of the grid must not run through.
pub(super) fn write_on_white(page: &mut Page<'_>, words: &str, (x, y): (f64, f64), face: Type) {
    let width = font::width(words, face.size, face.weight);
    let ground = Area { x: x - 3.0, y: y - face.size * 0.65, width: width + 6.0, height: face.size * 1.3 };
    page.canvas.rectangle(ground, WHITE);
    page.canvas.text(words, (x, y), Anchor::Start, face);
}
