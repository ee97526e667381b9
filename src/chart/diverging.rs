//! Bars stacked around the middle of an ordered scale (Likert): the neutral step centred, what stands outside the scale in a
//! column beside.

use super::draw::axis::Axis;
use super::draw::legend;
use super::draw::page::Page;
use super::draw::palette;
use super::draw::rows::{self, Labels};
use super::label;
use super::stacked::{Beside, GAP, Segments, THICK, names};
use crate::model::{Chart, Series};
use crate::number;

/// Draws the series that do not stand aside, in the order of the scale.
pub(super) fn draw(page: &mut Page<'_>) {
    let chart = page.chart;
    let series: Vec<&Series> = label::shown(chart).collect();
    if series.is_empty() || chart.categories.is_empty() {
        return page.nothing("There is nothing to draw.");
    }
    let colours = palette::diverging(series.len());
    let labels = Labels::measure(page, rows::NARROW);
    let beside = Beside::measure(chart);
    let (left, right) = (labels.plot_left, page.right() - beside.width);
    legend::draw(page, left, &names(&series, &colours));
    beside.heads(page, right);
    let reach = Reach::of(&series, chart.categories.len());
    let scale = (right - left) / (reach.left + reach.right);
    let zero = left + reach.left * scale;
    let top = page.y;
    let rows = labels.place(page, THICK, GAP);
    let bottom = page.y;
    for (value, words) in reach.ticks(chart) {
        Axis { start: 0.0, end: 0.0, ticks: vec![(value, words)] }
            .draw(page, top, bottom, |value| zero + value * scale);
    }
    let mut bars = Segments::new(chart);
    for row in &rows {
        let start = zero - left_of_zero(&series, row.category) * scale;
        bars.draw(page, &series, &colours, *row, (start, scale));
    }
    beside.draw(page, &rows, right);
    page.y = bottom + 24.0;
    bars.notes(page);
    if series.len() % 2 == 1 && series.len() > 1 {
        let middle = &series[series.len() / 2].name;
        page.notes.push(format!("“{middle}” is the middle of the scale and is split evenly around zero."));
    }
}

/// How far bars reach to both sides, in percent.
struct Reach {
    left: f64,
    right: f64,
}

impl Reach {
    fn of(series: &[&Series], categories: usize) -> Self {
        let (mut left, mut right): (f64, f64) = (0.0, 0.0);
        for category in 0..categories {
            let before = left_of_zero(series, category);
            left = left.max(before);
            right = right.max(series.iter().map(|series| share(series, category)).sum::<f64>() - before);
        }
        // A little at each side keeps the axis from standing at the edge, and nothing at all from dividing by zero.
        Self { left: left.max(4.0), right: right.max(4.0) }
    }

    /// The lines of the axis, outward from zero.
    fn ticks(&self, chart: &Chart) -> Vec<(f64, String)> {
        let as_percent = label::bases(chart).into_iter().filter(|base| *base > 0).min() >= Some(chart.percent_from);
        [-100.0_f64, -75.0, -50.0, -25.0, 0.0, 25.0, 50.0, 75.0, 100.0]
            .into_iter()
            .filter(|value| -self.left <= *value + 0.01 && *value <= self.right + 0.01)
            .map(|value| {
                let percent = number::percent(value.abs());
                let words = match percent.as_str() {
                    _ if as_percent => format!("{percent}%"),
                    "0" => "0".to_owned(),
                    "50" => "half".to_owned(),
                    "100" => "all".to_owned(),
                    _ => String::new(),
                };
                (value, words)
            })
            .collect()
    }
}

/// The steps below the middle and half of the middle one.
fn left_of_zero(series: &[&Series], category: usize) -> f64 {
    let side = series.len() / 2;
    let below: f64 = series.iter().take(side).map(|series| share(series, category)).sum();
    let middle = if series.len() % 2 == 1 { share(series[side], category) / 2.0 } else { 0.0 };
    below + middle
}

fn share(series: &Series, category: usize) -> f64 {
    let value = series.values.get(category).and_then(|value| value.value);
    value.filter(|share| share.is_finite()).unwrap_or(0.0).max(0.0)
}
