//! Dots on a line a category, one a series: where groups agree and where they differ.

use super::bar::write_on_white;
use super::draw::page::{Page, VALUE};
use super::draw::palette::{self, GRID, SINGLE};
use super::draw::rows::{Labels, Row};
use super::draw::{axis, font, legend};
use super::label;
use super::stacked::names;
use crate::model::Series;

const THICK: f64 = 18.0;
const GAP: f64 = 10.0;
const RADIUS: f64 = 5.5;

/// Draws all series that do not stand aside.
pub(super) fn draw(page: &mut Page<'_>) {
    let chart = page.chart;
    let series: Vec<&Series> = label::shown(chart).collect();
    if series.is_empty() || chart.categories.is_empty() {
        return page.nothing("There is nothing to draw.");
    }
    let single = series.len() == 1;
    let colours = if single { vec![SINGLE] } else { palette::categorical(series.len()) };
    let labels = Labels::measure(page);
    let left = labels.plot_left;
    if !single {
        legend::draw(page, left, &names(&series, &colours));
    }
    let words = |category: usize| {
        let value = series.first().and_then(|series| series.values.get(category)).filter(|_| single);
        value.map(|value| label::full(value, chart.unit, chart.percent_from)).unwrap_or_default()
    };
    let widest = (0..chart.categories.len())
        .map(|category| font::width(&words(category), VALUE.size, VALUE.weight))
        .fold(0.0, f64::max);
    let axis = axis::of(chart);
    let scale = (page.right() - left - 12.0 - widest - RADIUS).max(40.0) / axis.end;
    let top = page.y;
    let rows = labels.place(page, THICK, GAP);
    let bottom = page.y;
    axis.draw(page, top, bottom, |value| left + value * scale);
    for Row { category, middle, .. } in rows {
        let dots: Vec<(f64, usize)> = series
            .iter()
            .enumerate()
            .filter_map(|(place, series)| Some((series.values.get(category)?.value?, place)))
            .filter(|(value, _)| value.is_finite())
            .map(|(value, place)| (left + value.clamp(0.0, axis.end) * scale, place))
            .collect();
        let reach = |from: f64, to: fn(f64, f64) -> f64| dots.iter().map(|(x, _)| *x).fold(from, to);
        if !dots.is_empty() {
            let from = if single { left } else { reach(f64::INFINITY, f64::min) };
            page.canvas.line((from, middle), (reach(left, f64::max), middle), 2.0, GRID);
        }
        for (x, place) in &dots {
            page.canvas.dot((*x, middle), RADIUS, colours[*place]);
        }
        if single {
            write_on_white(page, &words(category), (reach(left, f64::max) + RADIUS + 6.0, middle), VALUE);
        }
    }
    page.y = bottom + 24.0;
    if !single {
        page.notes.push("Where two dots meet, the later in the legend stands on top.".to_owned());
    }
}
