//! Dots on a line a category, one a series: where groups agree and where they differ.

use super::bar::write_on_white;
use super::draw::page::{Page, VALUE};
use super::draw::palette::{self, Colour, GRID, SINGLE};
use super::draw::rows::{self, Labels};
use super::draw::{axis, font, legend};
use super::label;
use super::stacked::names;
use crate::model::Series;

const THICK: f64 = 18.0;
const GAP: f64 = 10.0;
const RADIUS: f64 = 5.5;

/// A dot of a row: how far to the right, how far below the middle, and its colour.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Dot {
    x: f64,
    below: f64,
    colour: Colour,
}

/// Draws all series that do not stand aside.
pub(super) fn draw(page: &mut Page<'_>) {
    let chart = page.chart;
    let series: Vec<&Series> = label::shown(chart).collect();
    if series.is_empty() || chart.categories.is_empty() {
        return page.nothing("There is nothing to draw.");
    }
    let single = series.len() == 1;
    let colours = if single { vec![SINGLE] } else { palette::categorical(series.len()) };
    let labels = Labels::measure(page, rows::USUAL);
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
    let x = axis.scale(left, page.right() - 12.0 - widest - RADIUS);
    let dots: Vec<Vec<Dot>> =
        (0..chart.categories.len()).map(|category| dots(&series, &colours, category, &x)).collect();
    let deepest = dots.iter().flatten().map(|dot| dot.below + RADIUS).fold(0.0, f64::max);
    let top = page.y;
    let rows = labels.place(page, THICK.max(2.0 * deepest), GAP);
    let bottom = page.y;
    axis.draw(page, top, bottom, &x);
    for row in rows {
        let Some(dots) = dots.get(row.category) else { continue };
        let right = dots.iter().map(|dot| dot.x).fold(f64::NEG_INFINITY, f64::max);
        let left = dots.iter().map(|dot| dot.x).fold(f64::INFINITY, f64::min);
        if !dots.is_empty() {
            let (from, to) = if single { (x(0.0), right) } else { (left, right) };
            page.canvas.line((from, row.middle), (to, row.middle), 2.0, GRID);
        }
        for dot in dots {
            page.canvas.dot((dot.x, row.middle + dot.below), RADIUS, dot.colour);
        }
        if single {
            write_on_white(page, &words(row.category), (right.max(x(0.0)) + RADIUS + 6.0, row.middle), VALUE);
        }
    }
    page.y = bottom + 24.0;
}

/// The dots of a row. Dots that would lie on one another stand one below the other, in the order of the legend.
fn dots(series: &[&Series], colours: &[Colour], category: usize, place: impl Fn(f64) -> f64) -> Vec<Dot> {
    let mut dots: Vec<Dot> = series
        .iter()
        .zip(colours)
        .filter_map(|(series, colour)| {
            let value = series.values.get(category)?.value.filter(|value| value.is_finite())?;
            Some(Dot { x: place(value), below: 0.0, colour: *colour })
        })
        .collect();
    dots.sort_by(|one, other| one.x.total_cmp(&other.x));
    let mut first = 0;
    while first < dots.len() {
        let mut last = first;
        while dots.get(last + 1).is_some_and(|next| next.x - dots[last].x < 1.8 * RADIUS) {
            last += 1;
        }
        let pile = &mut dots[first..=last];
        #[allow(clippy::cast_precision_loss, reason = "at most eight series")]
        let up = RADIUS * (pile.len() - 1) as f64;
        let mut below = -up;
        for dot in pile {
            dot.below = below;
            below += 2.0 * RADIUS;
        }
        first = last + 1;
    }
    dots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ChartValue;

    #[test]
    fn dots_on_one_spot_are_all_seen() {
        let of = |value: f64| Series {
            name: String::new(),
            values: vec![ChartValue { value: Some(value), ..ChartValue::default() }],
            aside: false,
        };
        let series = [of(25.0), of(25.0), of(80.0)];
        let series: Vec<&Series> = series.iter().collect();
        let dots = dots(&series, &palette::categorical(3), 0, |value| value);
        assert!((dots[0].below - dots[1].below).abs() >= 2.0 * RADIUS);
        assert!(dots[2].below.abs() < f64::EPSILON);
    }
}
