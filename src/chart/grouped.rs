//! Several bars a category, one a series, with their values beside them.

use super::bar::{bar, write_on_white};
use super::draw::page::{Page, VALUE};
use super::draw::palette::{self, Colour, MUTED};
use super::draw::rows::{self, Labels, Row};
use super::draw::{Type, axis, font, legend};
use super::label;
use crate::model::Series;

const THICK: f64 = 14.0;
const BETWEEN: f64 = 2.0;
const GAP: f64 = 14.0;
const BESIDE: f64 = 6.0;
const WORDS: Type = Type { size: 11.0, ..VALUE };

/// Draws all series that do not stand aside.
pub(super) fn draw(page: &mut Page<'_>) {
    let chart = page.chart;
    let series: Vec<&Series> = label::shown(chart).collect();
    if series.is_empty() || chart.categories.is_empty() {
        return page.nothing("There is nothing to draw.");
    }
    let colours = palette::categorical(series.len());
    let labels = Labels::measure(page, rows::USUAL);
    let left = labels.plot_left;
    let names: Vec<(&str, Colour)> =
        series.iter().zip(&colours).map(|(series, colour)| (series.name.as_str(), *colour)).collect();
    legend::draw(page, left, &names);
    let words = |series: &Series, category: usize| {
        series.values.get(category).map(|value| label::full(value, chart.unit, chart.percent_from)).unwrap_or_default()
    };
    let widest = series
        .iter()
        .flat_map(|series| (0..chart.categories.len()).map(|category| words(series, category)))
        .map(|words| font::width(&words, WORDS.size, WORDS.weight))
        .fold(0.0, f64::max);
    let axis = axis::of(chart);
    let x = axis.scale(left, page.right() - widest - BESIDE);
    #[allow(clippy::cast_precision_loss, reason = "a handful of series")]
    let content = (THICK + BETWEEN) * series.len() as f64 - BETWEEN;
    let top = page.y;
    let rows = labels.place(page, content, GAP);
    let bottom = page.y;
    axis.draw(page, top, bottom, &x);
    for Row { category, middle, .. } in rows {
        let mut y = middle - content / 2.0;
        for (series, colour) in series.iter().zip(&colours) {
            let value = series.values.get(category).and_then(|value| value.value);
            let end = bar(page, (x(0.0), x(value.unwrap_or(0.0))), (y + THICK / 2.0, THICK), *colour);
            let face = if value.is_some() { WORDS } else { Type { colour: MUTED, ..WORDS } };
            write_on_white(page, &words(series, category), (end + BESIDE, y + THICK / 2.0), face);
            y += THICK + BETWEEN;
        }
    }
    page.y = bottom + 24.0;
}
